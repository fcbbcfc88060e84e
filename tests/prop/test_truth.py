# SPDX-License-Identifier: GPL-3.0-or-later
"""What kom-sim knows (truth.csv) against what kom-uptake, kom-sum and kom-check find."""
import csv
import io
import os
import sys

import calls

UPTAKE = ["--offerings", "offerings.csv", "--recipients", "recipients.csv",
          "--participation", "participation.csv"]
# Kind of dirt -> the rules that find it with the schema and the clean side tables; none: in order, but
# it has to be read right.
FOUND = {
    ("sales", "bad_date"): {("type", "dato")},
    ("sales", "other_date_form"): {("type", "dato")},
    ("sales", "decimal_point"): {("ambiguous_number", "beloeb")},
    ("sales", "thousands_mark"): {("ambiguous_number", "beloeb")},
    ("sales", "no_number"): {("type", "antal")},
    ("sales", "unknown_kom"): {("unknown_kom", "kommunekode"), ("foreign_key", "kommunekode")},
    ("sales", "padded_kom"): {("unknown_kom", "kommunekode"), ("foreign_key", "kommunekode"),
                              ("pattern", "kommunekode")},
    ("sales", "cpr_number"): {("cpr_like", "borger"), ("pattern", "borger"), ("foreign_key", "borger"),
                              ("not_recipient", "borger")},
    ("sales", "unknown_person"): {("foreign_key", "borger"), ("not_recipient", "borger")},
    ("sales", "unknown_status"): {("enum", "leveringsstatus")},
    ("sales", "blank_date"): {("required", "dato")},
    ("sales", "broken_byte"): {("encoding", "bemærkning")},
    ("sales", "inner_quote"): set(),
    ("sales", "quoted_delimiter"): set(),
    ("sales", "duplicate_sale_id"): {("primary_key", "sale_id"), ("unique", "sale_id")},
    ("sales", "short_row"): {("ragged", "")},
    ("sales", "long_row"): {("ragged", "")},
    ("sales", "empty_line"): {("blank", "")},
    ("recipients", "end_before_start"): {("spell_order", "til")},
    ("recipients", "cpr_number"): {("cpr_like", "borger"), ("pattern", "borger")},
    ("recipients", "unknown_kom"): {("unknown_kom", "kommunekode"), ("foreign_key", "kommunekode")},
    ("offerings", "overlap"): {("overlap", "kom;service;provider;section;setting;group")},
    ("prices", "overlap"): {("overlap", "kommunekode;ydelse;band"),
                            ("primary_key", "kommunekode;ydelse;band;fra")},
}
PERHAPS = {("recipients", "end_before_start"): {("primary_key", "borger;kommunekode;fra")}}


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def read(path):
    with open(path, encoding="utf-8", newline="") as source:
        return rows(source.read())


def ask(folder, command):
    answer = calls.run([os.path.join(folder, word) if word.endswith(".csv") else word
                        for word in command])
    if answer.code not in (0, 1):
        sys.exit("FAILED: %s\n%s" % (answer.line(), answer.err))
    return answer


def equal(what, got, want):
    if got != want:
        sys.exit("FAILED: %s: %r, and truth.csv says %r" % (what, got, want))


def counts(folder, truth):
    """Recipients, buyers and rows, exactly."""
    checked = 0
    for by, name in (([], None), (["--by", ""], "all")):
        command = ["kom-uptake", "sales.csv", "--period", "event:12m"] + UPTAKE + by
        for row in rows(ask(folder, command).out.decode()):
            key = name or row["kom"]
            if row["state"] == "offered":
                for quantity in ("recipients", "buyers"):
                    want = truth["sales", "%s_%s" % (quantity, row["period"]), key]
                    equal("%s %s %s" % (key, row["period"], quantity), row[quantity], want)
                    checked += 1
    known = {"recipients_before", "recipients_after", "buyers_before", "buyers_after"}
    equal("figures compared", checked, sum(quantity in known for _, quantity, _ in truth))
    return checked


def municipal(folder, truth):
    # Without --participation, or a unit that stopped reporting would blank the rows over all units.
    command = ["kom-uptake", "sales.csv", "--by", "provider,service"] + UPTAKE[:4]
    found = rows(ask(folder, command).out.decode())
    sales = {(row["provider"], row["service"]): int(row["sales"] or 0) for row in found}
    equal("municipal", str(sum(n for (p, _), n in sales.items() if p == "municipal")),
          truth["sales", "sales", "municipal"])
    equal("cleaning", str(sales["municipal", "rengoering"]), truth["sales", "sales", "municipal_rengoering"])
    equal("escort", str(sum(n for (_, s), n in sales.items() if s == "ledsagelse")),
          truth["sales", "sales", "ledsagelse"])
    command = ["kom-uptake", "sales.csv", "--by", "kom,provider", "--period", "event:12m",
               "--margins", "kom"] + UPTAKE
    for row in rows(ask(folder, command).out.decode()):
        if (row["provider"], row["period"], row["state"]) == ("municipal", "after", "offered"):
            key = "all" if row["kom"] == "total" else row["kom"]
            equal("municipal buyers " + key, row["buyers"], truth["sales", "buyers_municipal_after", key])
    command = ["kom-uptake", "sales.csv", "--by", "setting"] + UPTAKE[:4]
    homes = [r for r in rows(ask(folder, command).out.decode()) if r["setting"] == "care_home"]
    equal("care homes", [(r["sales"], r["buyers"]) for r in homes],
          [(truth["sales", "sales", "care_home"], truth["sales", "buyers", "care_home"])])


def flows(folder, truth):
    """Who switched supplier: persons exactly; the chances within five standard errors."""
    command = ["kom-uptake", "sales.csv", "--by", "kom", "--period", "event:12m", "--flows", "provider"] + UPTAKE
    found = {(row["from"], row["to"], row["kom"]): row["persons"]
             for row in rows(ask(folder, command).out.decode())}
    known = {tuple(item.split("_", 2)[1:] if not item.startswith("flow_not_recipient_")
                   else ["not_recipient", item[len("flow_not_recipient_"):]]) + (key,): value
             for (_, item, key), value in truth.items() if item.startswith("flow_") and key != "all"}
    equal("flows", found, known)
    customers = sum(int(n) for (origin, _, _), n in known.items() if origin == "private")
    shares = {item[len("share_private_"):]: float(value) for (_, item, key), value in truth.items()
              if item.startswith("share_private_") and key == "all"}
    if abs(sum(shares.values()) - 1) > 1e-9:
        sys.exit("FAILED: shares of flows: %r" % shares)
    for to, share in shares.items():
        seen = sum(int(n) for (a, b, _), n in known.items() if (a, b) == ("private", to)) / customers
        if abs(seen - share) > 5 * (share * (1 - share) / customers) ** 0.5 + 1e-12:
            sys.exit("FAILED: private to %s: %r of %d, and the chance is %r" % (to, seen, customers, share))
    return customers


def set_aside(folder, truth):
    answer = ask(folder, ["kom-uptake", "sales.csv"] + UPTAKE)
    _, used, reasons = answer.closings()["sales"]
    equal("rows used", str(used), truth["sales", "rows", "used"])
    for reason in ("cancelled", "not_delivered", "not_offered", "not_recipient"):
        equal(reason, str(reasons.pop(reason, 0)), truth["sales", "rows", reason])
    equal("other reasons", reasons, {})
    blank = "used rows without hours, left out of its sum: %s" % truth["sales", "rows", "blank_hours"]
    if blank not in answer.err:
        sys.exit("FAILED: no %r in\n%s" % (blank, answer.err))


def findings(dirty, clean, table):
    command = ["kom-check", os.path.join(dirty, table + ".csv"), "--schema",
               os.path.join(dirty, "datapackage.json#" + table)]
    for side in ("offerings", "recipients", "municipalities"):
        command += ["--" + side, os.path.join(clean, side + ".csv")]
    return ask("", command)


def by_line(answer):
    found = {}
    for row in rows(answer.out.decode()):
        found.setdefault(int(row["line"]), set()).add((row["rule"], row["column"]))
    return found


def dirt(dirty, clean, truth):
    """Each kind is found as often as it was put in, and nothing else but what the clean table has."""
    missed = []
    for table in ("sales", "recipients", "offerings", "prices"):
        usual = sorted(by_line(findings(clean, clean, table)).values(), key=sorted)
        left = list(by_line(findings(dirty, clean, table)).values())
        kinds = [(key[2], int(n)) for key, n in truth.items() if key[:2] == (table, "dirt")]
        for kind, number in kinds:
            want, perhaps = FOUND[table, kind], PERHAPS.get((table, kind), set())
            for _ in range(number if want else 0):
                hit = next((f for f in left if want <= f <= want | perhaps), None)
                if hit is None:
                    missed.append("%s %s: no row with %s" % (table, kind, sorted(want)))
                else:
                    left.remove(hit)
        for extra in usual:
            if extra in left:
                left.remove(extra)
        # Copies of rows that the clean table has set aside may be among the damaged ones.
        missed += ["%s: unexpected %s" % (table, sorted(f)) for f in left
                   if f - {("not_recipient", "borger")}]
    return missed


def simulate(folder, seed, more=()):
    answer = calls.run(["kom-sim", "--quiet", "--out", folder, "--seed", str(seed)] + list(more))
    assert answer.code == 0, answer.err
    return {(r["table"], r["item"], r["key"]): r["value"]
            for r in read(os.path.join(folder, "truth.csv"))}


def main():
    base = calls.Folder()
    for seed, scale in ((2019, "1"), (3, "0.3"), (4, "2.5")):
        folder = base.path("w%d" % seed)
        truth = simulate(folder, seed, ["--scale", scale])
        print("seed %d: %d counts" % (seed, counts(folder, truth)))
        municipal(folder, truth)
        print("seed %d: %d customers before" % (seed, flows(folder, truth)))
        set_aside(folder, truth)
    clean, dirty = base.path("clean"), base.path("dirty")
    simulate(clean, 5)
    missed = dirt(dirty, clean, simulate(dirty, 5, ["--dirt"]))
    print("\n".join(missed) or "all dirt is found")
    base.remove()
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()

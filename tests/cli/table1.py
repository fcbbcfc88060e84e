# SPDX-License-Identifier: GPL-3.0-or-later
"""Balance tables against others: python3 table1.py r OUT.csv BY UNIT R.csv holds a result of kom-sum --table1 to R's
figures; python3 table1.py twin N runs kom-sum on N random worlds and describes them by fractions beside it."""
import csv
import math
import os
import random
import subprocess
import sys
from fractions import Fraction


def close(got, want, digits=1e-10):
    return got != "" and abs(float(got) - float(want)) <= digits * max(abs(float(want)), 1e-300)


def against_r(out, by, unit, expected):
    rows = list(csv.DictReader(open(out, encoding="utf-8")))
    found = {}
    for r in rows:
        if r["level"] in ("", "(all)"):
            found[r["measure"], r[by]] = r
    n = 0
    for e in csv.DictReader(open(expected, encoding="utf-8")):
        if (e["by"], e["unit"]) != (by, unit):
            continue
        what, _, group = e["what"].partition(":")
        got = found[e["measure"], group or "total"][what]
        n += 1
        if not close(got, e["value"]):
            sys.exit("%s %s %s: %s, R has %s" % (e["measure"], unit, e["what"], got, e["value"]))
    if n < 16:
        sys.exit("too few figures compared: %d" % n)


# ---- the twin ----

def root(x):
    """The nearest double to the root of a fraction."""
    if x == 0:
        return 0.0
    scale = 1 << (2 * max(0, 120 - (x.numerator.bit_length() - x.denominator.bit_length()) // 2))
    return float(Fraction(math.isqrt(x.numerator * scale // x.denominator), math.isqrt(scale)))


def world(rng):
    groups = rng.sample(["a", "b", "B", "æ", "before", "after", "z z"], rng.randint(1, 4))
    levels = rng.sample(["f", "m", "x,y", "å", "1-2", "q"], rng.randint(1, 4))
    base = rng.choice([0, 0, 10 ** 9])
    rows = []
    for _ in range(rng.choice([0, 1, 2, 5, 30, 80])):
        x = rng.choice(["", "..", "%.2f" % (base + rng.gauss(0, 3)), "%d" % (base + rng.randint(-2, 2))])
        status = rng.choice(["", "", "", "hidden", "provisional"])
        rows.append([rng.choice(groups + [""] * (rng.random() < 0.2)), x, status, rng.choice(levels + [""])])
    return rows


def order(names):
    """Bytes, before ahead of after."""
    return sorted(names, key=lambda t: (("after", "") if t == "before" else ("after", "b") if t == "after" else (t, "")))


def described(rows):
    """(measure, level, group) -> n, missing, count, share, mean, sd, std_diff; in order."""
    rows = [r for r in rows if r[0]]
    groups = order({r[0] for r in rows})
    out = {}
    value = {id(r): Fraction(r[1]) for r in rows if r[1] not in ("", "..") and r[2] != "hidden"}
    of = {g: [r for r in rows if g in (r[0], "total") or g == "total"] for g in groups + ["total"]}

    def moments(g):
        v = [value[id(r)] for r in of[g] if id(r) in value]
        m = sum(v) / len(v) if v else None
        return v, m, sum((x - m) ** 2 for x in v) / (len(v) - 1) if len(v) > 1 else None
    for g in groups + ["total"]:
        v, m, var = moments(g)
        diff = ""
        if g not in ("total", "".join(groups[:1])):
            _, m0, var0 = moments(groups[0])
            if None not in (var, var0) and var + var0 > 0:
                diff = float(m - m0) / root((var + var0) / 2)
        out["x", "", g] = (len(v), len(of[g]) - len(v), "", "", "" if m is None else float(m),
                           "" if var is None else root(var), diff)
    levels = sorted({r[3] for r in rows if r[3]}, key=lambda t: t.encode())
    for level in levels + ["(all)"]:
        for g in groups + ["total"]:
            have = [r[3] for r in of[g] if r[3]]
            first = [r[3] for r in of[groups[0] if groups else "total"] if r[3]]
            diff = ""
            if level != "(all)" and g not in ("total", "".join(groups[:1])) and have and first:
                p, p0 = (Fraction(h.count(level), len(h)) for h in (have, first))
                spread = (p * (1 - p) + p0 * (1 - p0)) / 2
                diff = float(p - p0) / root(spread) if spread else ""
            count = "" if level == "(all)" else have.count(level)
            share = "" if level == "(all)" or not have else float(Fraction(count, len(have)))
            out["y", level, g] = (len(have), len(of[g]) - len(have), count, share, "", "", diff)
    return out


def twin(n):
    rng = random.Random(int(os.environ.get("KOM_SEED", "1")))
    for i in range(n):
        rows = world(rng)
        with open("world.csv", "w", encoding="utf-8", newline="") as f:
            w = csv.writer(f)
            w.writerow(["g", "x", "x_status", "y"])
            w.writerows(rows)
        results = [subprocess.run(["kom-sum", "-q", "-j", j, "--table1", "--by", "g", "--value", "x=number,y=levels", "world.csv"],
                                  capture_output=True, text=True, check=True).stdout for j in ("1", "8")]
        if results[0] != results[1]:
            sys.exit("world %d: -j 1 and -j 8 differ" % i)
        got = list(csv.DictReader(results[0].splitlines()))
        want = described(rows)
        keys = [(r["measure"], r["level"], r["g"]) for r in got if r["measure"] != "(joint)"]
        if keys != list(want):
            sys.exit("world %d: rows %s, not %s" % (i, keys, list(want)))
        for r in got[:-1]:
            for name, w in zip(("n", "missing", "count", "share", "mean", "sd", "std_diff"), want[r["measure"], r["level"], r["g"]]):
                exact = name != "std_diff"
                if name == "std_diff" and r["level"] == "(all)":
                    continue
                same = r[name] == "" if w == "" else r[name] != "" and (
                    float(r[name]) == w if exact else close(r[name], w, 1e-11) or abs(float(r[name]) - w) < 1e-15)
                if not same:
                    sys.exit("world %d: %s %s: %r, not %r" % (i, [r["measure"], r["level"], r["g"]], name, r[name], w))
            if r["std_diff"] == "" and r["g"] not in ("total", got[0]["g"]) and r["warning"] == "":
                sys.exit("world %d: a blank without its reason" % i)


if __name__ == "__main__":
    if sys.argv[1] == "r":
        against_r(*sys.argv[2:])
    else:
        twin(int(sys.argv[2]))

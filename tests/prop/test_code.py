# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-code against a twin in fractions, on random worlds: from a file, a pipe and gzip, with 1, 2 and 8 threads, rows in any order.
Counts and pairs by sets of documents and units; alpha by the table of coincidences and the distances of Krippendorff 2011 as they are
printed there, kappa by the tables of Cohen and Fleiss."""
import csv
import gzip
import io
import random
import sys
from fractions import Fraction

import calls

CODES = ["price", "time", "queue", "æble, \"x\"", "Time", "10", "9", "b b"]


class World:
    def __init__(self, rng):
        self.rng = rng
        self.codes = rng.sample(CODES, rng.randrange(1, len(CODES)))
        self.parent = {c: rng.choice(self.codes[:i]) if i and rng.random() < .5 else None for i, c in enumerate(self.codes)}
        self.has_book = rng.random() < .6
        self.coders = ["A", "B", "c;c", "Åse"][:rng.choice([1, 2, 2, 3, 4])]
        self.has_ranges = rng.random() < .4
        self.has_segments = rng.random() < .85
        self.koms = {"i%d" % i if rng.random() < .9 else "Interview %d, æ" % i: rng.choice(["101", "147", ""]) for i in range(rng.choice([1, 2, 4, 9]))}
        noise, self.values = rng.choice([0, .2, .6]), rng.choice([[1, 2, 3], [0, 1], [-1, 0, 2.5, 7], [3], [0, 10, 100, 1000]])
        single = rng.random() < .5
        self.rows = []
        for document in self.koms:
            names = sorted({self.segment() for _ in range(rng.randrange(0, 6))}) if self.has_segments else [""]
            readers = [c for c in self.coders if rng.random() < .8]
            for segment in names:
                truth = rng.choice(self.codes)
                for coder in readers:
                    said = {truth if rng.random() > noise else rng.choice(self.codes) for _ in range(1 if single else rng.randrange(0, 3))}
                    for code in said:
                        value = rng.choice(self.values) if rng.random() < .9 else None
                        self.rows += [(document, segment, code, coder, value)] * rng.choice([1, 1, 1, 2])
            if readers and rng.random() < .2:
                self.rows.append((document, "", "", rng.choice(readers), None))
        rng.shuffle(self.rows)
        self.listed = [(d, rng.choice(self.coders + [""])) for d in self.koms] + [("silent %d" % i, "") for i in range(rng.randrange(0, 3))]
        self.by = rng.random() < .5
        self.has_documents = rng.random() < .5
        self.overlap = Fraction(rng.choice([1, 3, 5, 8, 10]), 10) if self.has_ranges and rng.random() < .6 else None

    def segment(self):
        if not self.has_ranges:
            return self.rng.choice(["s1", "s2", "s3", "tekst 4", "1", ""])
        a = self.rng.randrange(0, 12)
        return "%s%d-%d" % (self.rng.choice(["", "", "page2 "]), a, a + self.rng.randrange(0, 8))

    def write(self, header, rows):
        out = io.StringIO()
        csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([header] + rows)
        return out.getvalue().encode()

    def number(self, value):
        return "" if value is None else str(value).replace(".", ",")

    def segments(self):
        head = ["document"] + ["segment"] * self.has_segments + ["kode", "coder", "value", "kom"]
        return self.write(head, [[d] + [s] * self.has_segments + [c, who, self.number(v), self.koms[d]] for d, s, c, who, v in self.rows])

    def book(self):
        return self.write(["code", "parent"], [[c, self.parent[c] or ""] for c in self.codes])

    def documents(self):
        return self.write(["document", "coder", "kom"], [[d, who, self.koms.get(d, "101")] for d, who in self.listed])

    # ---- what it means ----

    def up(self, code):
        while code:
            yield code
            code = self.parent[code] if self.has_book else None

    def units(self):
        """(document, segment) to what stands for its unit."""
        names = sorted({(d, s) for d, s, _, _, _ in self.rows})
        group = {name: name for name in names}
        if self.overlap is None:
            return group
        for a in names:
            for b in names:
                x, y = range_of(a[1]), range_of(b[1])
                if a[0] != b[0] or not x or not y or x[0] != y[0]:
                    continue
                shared, both = min(x[2], y[2]) - max(x[1], y[1]), max(x[2], y[2]) - min(x[1], y[1])
                if shared > 0 and shared >= self.overlap * both:
                    old, new = group[b], group[a]
                    group = {k: new if v == old else v for k, v in group.items()}
        return group

    def known(self):
        return sorted(set(self.codes) if self.has_book else {c for _, _, c, _, _ in self.rows if c}, key=str.encode)


def range_of(name):
    before, _, rest = name.rpartition(" ")
    a, dash, b = rest.partition("-")
    return (before, int(a), int(b)) if dash and a.isdigit() and b.isdigit() and int(a) <= int(b) else None


def distance(kind, count, a, b):
    """Krippendorff 2011, delta squared of two values; count: of each."""
    if a == b:
        return Fraction(0)
    if kind == "nominal":
        return Fraction(1)
    if kind == "interval":
        return (a - b) ** 2
    if kind == "ratio":
        return ((a - b) / (a + b)) ** 2
    low, high = min(a, b), max(a, b)
    return (sum(n for v, n in count.items() if low <= v <= high) - Fraction(count[a] + count[b], 2)) ** 2


def alpha(kind, units):
    """units: lists of values, two or more each."""
    seen, count = {}, {}
    for values in units:
        for i, a in enumerate(values):
            count[a] = count.get(a, 0) + 1
            for j, b in enumerate(values):
                if i != j:
                    seen[a, b] = seen.get((a, b), 0) + Fraction(1, len(values) - 1)
    n = sum(count.values())
    observed = sum(x * distance(kind, count, a, b) for (a, b), x in seen.items())
    expected = sum(count[a] * count[b] * distance(kind, count, a, b) for a in count for b in count)
    return 1 - (n - 1) * observed / expected if len(count) > 1 else None


def cohen(weights, pairs):
    n = len(pairs)
    far = {"none": lambda a, b: a != b, "linear": lambda a, b: abs(a - b), "quadratic": lambda a, b: (a - b) ** 2}[weights]
    values = {v for pair in pairs for v in pair}
    first, second = ({v: Fraction(sum(p[i] == v for p in pairs), n) for v in values} for i in (0, 1))
    expected = sum(far(a, b) * first[a] * second[b] for a in values for b in values)
    observed = Fraction(sum(far(a, b) for a, b in pairs), n)
    return 1 - observed / expected if expected else None


def fleiss(units):
    if not units:
        return None, None
    m, n, values = len(units[0]), len(units), {v for u in units for v in u}
    share = {v: Fraction(sum(u.count(v) for u in units), n * m) for v in values}
    seen = sum(Fraction(sum(u.count(v) ** 2 for v in values) - m, m * (m - 1)) for u in units) / n
    chance = sum(p ** 2 for p in share.values())
    return seen, (seen - chance) / (1 - chance) if chance < 1 else None


def close(want, got, line):
    if want is None:
        assert got == "", "%s: blank wanted, got %s" % (line, got)
    else:
        assert got and abs(float(got) - float(want)) <= 1e-11 * max(1, abs(float(want))), "%s: wanted %.15g, got %s" % (line, want, got)


def table_of(answer):
    return list(csv.DictReader(io.StringIO(answer.out.decode())))


def check_counts(world, run):
    answer = run(["--by", "kom"] * world.by)
    unit, groups, have = world.units(), {}, {}
    for d, s, c, _, _ in world.rows:
        group = world.koms[d] if world.by else ""
        groups.setdefault(group, set()).add(d)
        for code in world.up(c):
            have.setdefault((group, code), [set(), set()])
            have[group, code][0].add(d)
            have[group, code][1].add(unit[d, s])
    if world.has_documents:
        for d, _ in world.listed:
            if d not in {row[0] for row in world.rows}:
                groups.setdefault(world.koms.get(d, "101") if world.by else "", set()).add(d)
    want = []
    for group in sorted(groups):
        for code in world.known():
            documents, units = have.get((group, code), [(), ()])
            want.append(((group,) if world.by else ()) + (code, str(len(documents)), str(len(units)) if world.has_segments else "",
                                                          str(len(groups[group])), len(documents) / len(groups[group])))
    got = [tuple(r[x] for x in ["kom"] * world.by + ["code", "documents", "segments", "n"]) + (float(r["share"]),) for r in table_of(answer)]
    assert got == want, "%s\n%s\n%s" % (answer.line(), got, want)
    return len(got)


def check_pairs(world, run):
    answer = run(["--table", "pairs"] + ["--by", "kom"] * world.by)
    unit, of = world.units(), [{}, {}]
    for d, s, c, _, _ in world.rows:
        group = world.koms[d] if world.by else ""
        for code in world.up(c):
            of[0].setdefault((group, d), set()).add(code)
            of[1].setdefault((group, unit[d, s]), set()).add(code)
    count = {}
    for kind in 0, 1:
        for (group, _), codes in of[kind].items():
            for a in codes:
                for b in codes:
                    if a.encode() < b.encode() and a not in world.up(b) and b not in world.up(a):
                        count.setdefault((group, a, b), [0, 0])[kind] += 1
    want = [((g,) if world.by else ()) + (a, b, str(n[0]), str(n[1]) if world.has_segments else "")
            for (g, a, b), n in sorted(count.items(), key=lambda x: [t.encode() for t in x[0]])]
    got = [tuple(row.values()) for row in table_of(answer)]
    assert got == want, "%s\n%s\n%s" % (answer.line(), got, want)
    return len(got)


def said_of(world, code, by_value):
    """{unit: {coder: value}}, or None where a coder says two things of a unit."""
    unit, readers = world.units(), {}
    for d, _, _, who, _ in world.rows:
        readers.setdefault(d, set()).add(who)
    if world.has_documents:
        for d, who in world.listed:
            if who:
                readers.setdefault(d, set()).add(who)
    names = {unit[d, s] for d, s, c, _, _ in world.rows if c or s}
    told = {name: {} for name in names}
    for d, s, c, who, v in world.rows:
        if not c or (code != "all" and code not in world.up(c)) or (by_value and v is None):
            continue
        told[unit[d, s]].setdefault(who, set()).add((c if code == "all" else "", Fraction(v) if by_value else c if code == "all" else 1))
    if any(len(x) > 1 for of in told.values() for x in of.values()):
        return None
    number = {c: i for i, c in enumerate(world.known())}
    plain = {name: {who: next(iter(x))[1] for who, x in of.items()} for name, of in told.items()}
    if by_value:
        return plain
    if code == "all":
        return {name: {who: Fraction(number[c]) for who, c in of.items()} for name, of in plain.items()}
    return {name: {who: Fraction(plain[name].get(who, 0)) for who in readers[name[0]]} for name in names}


def check_agreement(world, run):
    rng = world.rng
    kinds = ["nominal", "ordinal", "interval"] + (["ratio"] if min(world.values) >= 0 else [])
    kind = rng.choice(kinds) if rng.random() < .6 else None
    weights = rng.choice(["linear", "quadratic"]) if len(world.coders) < 3 and rng.random() < .4 else "none"
    by_value = bool(kind) or weights != "none"
    options = ["--table", "agreement", "--draws", "99"] + (["--measurement", kind] if kind else []) + ["--kappa-weights", weights] * (weights != "none")
    wanted = []
    for code in world.known() + ["all"]:
        said = said_of(world, code, by_value)
        units = None if said is None else [u for u in said.values() if len(u) > 1]
        coders = sorted({who for u in units or [] for who in u})
        row = {"code": code, "agreement": None, "kappa": None, "alpha": None}
        if units:
            row["alpha"] = alpha(kind or "nominal", [list(u.values()) for u in units])
            whole = [[u[who] for who in coders] for u in units if len(u) == len(coders)]
            row["agreement"], row["kappa"] = fleiss(whole)
            if len(coders) == 2:
                row["kappa"] = cohen(weights, whole)
            row["units_all"] = str(len(whole))
            row["kappa_method"] = "fleiss" if len(coders) > 2 else "cohen" + ("" if weights == "none" else ", %s weights" % weights)
        if units is not None:
            row.update(units=str(len(units)), coders=str(len(coders)))
        row["refused"] = units is None
        wanted.append(row)
    has_any = any(row["agreement"] is not None or row["alpha"] is not None for row in wanted)
    answer = run(options, 0 if has_any else 5)
    if not has_any:
        return 0
    got = table_of(answer)
    assert [row["code"] for row in got] == [row["code"] for row in wanted], answer.line()
    for row, want in zip(got, wanted):
        line = "%s: %s" % (answer.line(), row)
        for figure in "agreement", "kappa", "alpha":
            close(want[figure], row[figure], line + " " + figure)
        for name in "units", "coders", "units_all", "kappa_method":
            assert name not in want or row[name] == want[name], "%s: %s: %s" % (line, name, want[name])
        assert want["refused"] == ("several_" in row["warning"]), line
        assert (row["alpha"] == "") <= (row["conf_low"] == "") and (row["conf_low"] == "") == (row["conf_high"] == ""), line
        if row["conf_low"]:
            assert float(row["conf_low"]) <= float(row["conf_high"]), line
    return len(got)


def check(world, folder):
    data = world.segments()
    plain, packed = folder.write(data), folder.write(gzip.compress(data), ".csv.gz")
    options = []
    if world.has_book:
        options += ["--codebook", folder.write(world.book())]
    documents = ["--documents", folder.write(world.documents())] if world.has_documents else []
    if world.overlap is not None and any(range_of(row[1]) for row in world.rows):
        options += ["--merge-overlap", str(float(world.overlap))]

    def run(own, code=0):
        if "pairs" not in own or "--by" in own:  # pairs have no use for documents of no group
            own = documents + own
        first = calls.run(["kom-code", "-j", "1"] + options + own + [plain])
        assert first.code == code, first.line() + "\n" + first.err
        other = calls.run(["kom-code", "-j", "8"] + options + own + [packed])
        piped = calls.run(["kom-code", "-j", "2"] + options + own, pipe=data)
        assert (other.code, other.out, piped.code, piped.out) == (code, first.out, code, first.out), "not the same: " + other.line()
        if not code:
            read, used, _ = first.closings()["segments"]
            assert read == used == len(world.rows), first.err
        return first

    return check_counts(world, run) + check_pairs(world, run) + check_agreement(world, run)


def main():
    rounds, seed = int(sys.argv[1]) if len(sys.argv) > 1 else 150 // calls.SLOW, int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder = calls.Folder()
    n = 0
    for i in range(rounds):
        n += check(World(random.Random(seed * 1000003 + i)), folder)
        folder.empty()
    folder.remove()
    print("%d worlds, %d rows" % (rounds, n))


main()

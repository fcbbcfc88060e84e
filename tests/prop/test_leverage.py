# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-did: which coefficients have no robust error, against the rank of the design without each cluster, in fractions."""
import csv
import io
import random
import sys
from fractions import Fraction

import calls

ROBUST = ["hc0", "hc1", "hc2", "hc3"]
CLUSTERED = ["cr0", "cr1", "cr2", "cr3", "cr3j"]


def reduced(rows):
    """The row space as a list of rows in echelon form, with their pivots."""
    space = []
    for row in rows:
        row = list(row)
        for pivot, other in space:
            if row[pivot]:
                row = [a - row[pivot] * b for a, b in zip(row, other)]
        pivot = next((i for i, x in enumerate(row) if x), None)
        if pivot is None:
            continue
        row = [x / row[pivot] for x in row]
        space = [(p, [a - other[pivot] * b for a, b in zip(other, row)]) for p, other in space]
        space.append((pivot, row))
    return space


def estimable(rows, n_columns):
    """The columns whose unit vector lies in the row space."""
    space = reduced(rows)
    return {pivot for pivot, row in space if sum(1 for x in row if x) == 1 and pivot < n_columns}


def lost(rows, ways, n_columns):
    """Columns that cannot be estimated without some cluster of some way."""
    gone = set()
    for way in ways:
        for cluster in sorted(set(way)):
            gone |= set(range(n_columns)) - estimable([r for r, g in zip(rows, way) if g != cluster], n_columns)
    return gone


def ask(options, data):
    answer = calls.run(["kom-did", "-q"] + options, pipe=data)
    assert answer.code in (0, 5), (options, answer.err)
    return list(csv.DictReader(io.StringIO(answer.out.decode()))) if answer.code == 0 else answer.err


class Columns:
    """A cross-section: two or three columns of few values, clusters, weights."""

    def __init__(self, rng):
        n, self.k = rng.randrange(8, 16), rng.choice([1, 2, 3])
        self.clusters = [rng.randrange(rng.choice([3, 5])) for _ in range(n)]
        self.regions = [rng.randrange(3) for _ in range(n)]
        spread = rng.choice([1, 1, 2, 5])
        self.columns = [[rng.randrange(-spread, spread + 1) if rng.random() < .6 else 0 for _ in range(n)]
                        for _ in range(self.k)]
        if rng.random() < .5:  # one cluster, or one row, has what the others lack
            only = rng.randrange(n)
            self.columns[0] = [int(c == self.clusters[only]) if rng.random() < .7 else int(i == only)
                               for i, c in enumerate(self.clusters)]
        self.scale = [rng.choice([1, 1, -2, 7]) for _ in range(self.k)]  # any coding will do
        self.shift = [rng.choice([0, 1, -3, 1000000]) for _ in range(self.k)]
        self.y = [rng.randrange(-99, 100) for _ in range(n)]
        self.w = [rng.randrange(1, 4) for _ in range(n)]

    def value(self, j, i):
        return self.columns[j][i] * self.scale[j] + self.shift[j]

    def text(self):
        out = ["y,w,c,r," + ",".join("x%d" % j for j in range(self.k))]
        for i, y in enumerate(self.y):
            out.append(",".join(str(v) for v in [y, self.w[i], self.clusters[i], self.regions[i]]
                                + [self.value(j, i) for j in range(self.k)]))
        return ("\n".join(out) + "\n").encode()

    def check(self, rng):
        rows = [[Fraction(1)] + [Fraction(self.value(j, i)) for j in range(self.k)] for i in range(len(self.y))]
        covariates = ",".join("x%d" % j for j in range(self.k))
        options = ["--method", "ols", "-y", "y", "--covariates", covariates]
        options += ["--weight", "w"] if rng.random() < .3 else []
        ways = {"": [list(range(len(self.y)))], "c": [self.clusters], "c,r": [self.clusters, self.regions]}
        done = 0
        for cluster, kinds in (("", ["iid", rng.choice(ROBUST)]), ("c", [rng.choice(CLUSTERED), "wild"]), ("c,r", ["cr1"])):
            gone = lost(rows, ways[cluster], self.k + 1)
            for kind in kinds:
                more = ["--test", "wild"] if kind == "wild" else ["--vcov", kind]
                more += ["--cluster", cluster] if cluster else []
                got = ask(options + more, self.text())
                word = "one_treated_cluster" if cluster else "leverage_one"
                if isinstance(got, str):
                    blank = len(gone) == self.k + 1 or gone and (cluster == "c,r" or kind == "wild")
                    plain = word in got and blank  # two ways may give no variance, the bootstrap none either
                    assert plain or "combination" in got or "never varies" in got or "rows for" in got \
                        or "single cluster" in got or "no_variance" in got or "no_bootstrap" in got, (got, gone)
                    continue
                want = set() if kind == "iid" else gone
                assert {j for j, row in enumerate(got) if word in row["warning"]} == want, (kind, cluster, gone, got)
                for j, row in enumerate(got):
                    assert row["estimate"] == "" or j not in want, row
                done += 1
        return done


class Panel:
    """Few units and periods with holes; clusters of units, of periods, and across."""

    def __init__(self, rng):
        self.units, self.periods = rng.randrange(4, 8), rng.randrange(3, 6)
        treated = rng.choice([2, 2, 3])
        several = rng.random() < .4
        start = rng.randrange(1, self.periods)
        self.start = [None if u >= treated else rng.randrange(1, self.periods) if several else start
                      for u in range(self.units)]
        share = rng.choice([0, 0, .1, .25])
        self.cells = [(u, t) for u in range(self.units) for t in range(self.periods) if rng.random() >= share]
        region = [rng.randrange(3) for _ in range(self.units)]
        self.clusters = {"unit": [u for u, _ in self.cells], "region": [region[u] for u, _ in self.cells],
                         "period": [t for _, t in self.cells], "mixed": [rng.randrange(4) for _ in self.cells]}
        self.y = [rng.randrange(-99, 100) for _ in self.cells]

    def text(self):
        out = ["unit,period,y,first,region,mixed"]
        for i, (u, t) in enumerate(self.cells):
            first = "" if self.start[u] is None else 2000 + self.start[u]
            out.append("u%d,%d,%d,%s,%d,%d" % (u, 2000 + t, self.y[i], first, self.clusters["region"][i],
                                               self.clusters["mixed"][i]))
        return ("\n".join(out) + "\n").encode()

    def rows(self, columns):
        return [[Fraction(x) for x in own] + [Fraction(int(a == u)) for a in range(self.units)]
                + [Fraction(int(b == t)) for b in range(self.periods)]
                for own, (u, t) in zip(columns, self.cells)]

    def check(self, rng):
        cluster = rng.choice(["", "unit", "region", "period", "mixed", "unit,period"])
        ways = [self.clusters[name] for name in cluster.split(",")] if cluster else [list(range(len(self.cells)))]
        vcov = ["--vcov", rng.choice(ROBUST)] if not cluster else []
        if cluster in ("unit", "region", "mixed"):
            vcov = ["--vcov", rng.choice(CLUSTERED)]
        base = ["--unit", "unit", "-y", "y", "-x", "first"] + vcov + (["--cluster", cluster] if cluster else [])
        word = "one_treated_cluster" if cluster else "leverage_one"
        done = 0
        treated = [[int(self.start[u] is not None and t >= self.start[u])] for u, t in self.cells]
        got = ask(base + ["--method", "twfe"], self.text())
        gone = lost(self.rows(treated), ways, 1)
        if not isinstance(got, str) and got[0]["estimate"]:
            assert not gone, (cluster, got)
            done += 1
        elif word in str(got):
            assert gone, (cluster, got)
            done += 1
        done += self.check_event(base, word, ways)
        return done

    def check_event(self, base, word, ways):
        got = ask(base + ["--method", "event"], self.text())
        if isinstance(got, str):
            return 0
        times = [int(row["event_time"]) for row in got if row["term"] == "event" and row["event_time"]]
        if not times:
            return 0
        own = [[int(self.start[u] is not None and t - self.start[u] == e) for e in times] for u, t in self.cells]
        gone = lost(self.rows(own), ways, len(times))
        for j, row in enumerate(row for row in got if row["term"] == "event"):
            if row["warning"].startswith("one_treated;") or row["warning"] == "one_treated":
                continue  # refused before
            assert (word in row["warning"]) == (j in gone), (word, j, gone, row)
            assert bool(row["estimate"]) == (j not in gone), row
        return 1


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    worlds = int(sys.argv[2]) if len(sys.argv) > 2 else 150 // calls.SLOW
    done = 0
    for i in range(worlds):
        rng = random.Random(seed + i)
        done += Columns(rng).check(rng) + Panel(rng).check(rng)
    print("%d tables of coefficients: those without a robust error are those of the rank" % done)
    assert done > worlds


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-diff at any level: what is a difference keeps its 12 digits when 1e13 is added to every value.

Two things are held together. Against exact rational arithmetic (fractions; roots with 50 digits): the
estimate, error, t and degrees of freedom of every method that has a closed form, at every level. And at
every level all that is printed, but the means of the sides, is what is printed at level 0, byte for
byte, for every method."""
import csv
import io
import itertools
import math
import random
import sys
from decimal import Decimal, getcontext
from fractions import Fraction

import calls

getcontext().prec = 50
LEVELS = [10 ** 6, 10 ** 7, 10 ** 9, -10 ** 11, 10 ** 13]
ROUNDS = 24 // calls.SLOW
DIGITS = 12  # that are printed


def root(x):
    return (Decimal(x.numerator) / Decimal(x.denominator)).sqrt()


def mean(values):
    return sum(values, Fraction(0)) / len(values)


def variance(values):
    m = mean(values)
    return sum((v - m) ** 2 for v in values) / (len(values) - 1)


def solve(matrix, right):
    n = len(matrix)
    m = [list(a) + list(b) for a, b in zip(matrix, right)]
    for c in range(n):
        pivot = next(r for r in range(c, n) if m[r][c] != 0)
        m[c], m[pivot] = m[pivot], m[c]
        m[c] = [x / m[c][c] for x in m[c]]
        for r in range(n):
            if r != c:
                m[r] = [x - m[r][c] * y for x, y in zip(m[r], m[c])]
    return [row[n:] for row in m]


# ---- what it should be -----------------------------------------------------------------------

def welch(before, after):
    v = [variance(before) / len(before), variance(after) / len(after)]
    estimate, square = mean(after) - mean(before), sum(v)
    df = square ** 2 / (v[0] ** 2 / (len(before) - 1) + v[1] ** 2 / (len(after) - 1))
    return estimate, square, df


def weighted(before, after):
    """Pairs (value, weight): analytic weights, as docs/methods/welch.md has them."""
    means, squares = [], []
    for side in (before, after):
        total = sum(w for _, w in side)
        m = sum(w * y for y, w in side) / total
        n = len(side)
        means.append(m)
        squares.append(sum(w * (y - m) ** 2 for y, w in side) / total * Fraction(n, n - 1) / n)
    square = sum(squares)
    df = square ** 2 / sum(s ** 2 / (len(x) - 1) for s, x in zip(squares, (before, after)))
    return means[1] - means[0], square, df


def paired(pairs):
    """Lists of values before and after, an id each."""
    d = [mean(after) - mean(before) for before, after in pairs]
    return mean(d), variance(d) / len(d), Fraction(len(d) - 1)


def regression(y, columns, lag):
    """Coefficients and their variances: Newey and West's with that lag, least squares' without."""
    n, k = len(y), len(columns)
    x = list(zip(*columns))
    cross = [[sum(x[i][a] * x[i][b] for i in range(n)) for b in range(k)] for a in range(k)]
    inverse = solve(cross, [[Fraction(a == b) for b in range(k)] for a in range(k)])
    score = [sum(x[i][c] * y[i] for i in range(n)) for c in range(k)]
    beta = [sum(inverse[a][c] * score[c] for c in range(k)) for a in range(k)]
    e = [y[i] - sum(x[i][a] * beta[a] for a in range(k)) for i in range(n)]
    if lag is None:
        s2 = sum(r * r for r in e) / (n - k)
        return beta, [s2 * inverse[a][a] for a in range(k)]
    s = [[Fraction(0)] * k for _ in range(k)]
    for step in range(-lag, lag + 1):
        weight = 1 - Fraction(abs(step), lag + 1)
        for i in range(max(0, step), min(n, n + step)):
            for a, b in itertools.product(range(k), repeat=2):
                s[a][b] += weight * x[i][a] * e[i] * e[i - step] * x[i - step][b]
    meat = [sum(inverse[a][p] * s[p][q] * inverse[q][a] for p in range(k) for q in range(k))
            for a in range(k)]
    return beta, [v * Fraction(n, n - k) for v in meat]


# ---- the tool --------------------------------------------------------------------------------

def run(header, rows, options):
    text = ",".join(header) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
    answer = calls.run(["kom-diff", "-q", "--by", ""] + options, pipe=text.encode())
    if answer.code not in (0, 5):
        raise AssertionError("%s\n%s\n%s" % (answer.line(), answer.err, text))
    return list(csv.DictReader(io.StringIO(answer.out.decode())))


def near(got, want, what):
    """Equal to one unit of the last digit that is printed."""
    if isinstance(want, Fraction):
        want = Decimal(want.numerator) / Decimal(want.denominator)
    unit = Decimal(10) ** (want.adjusted() - DIGITS + 1) if want else Decimal(0)
    if abs(Decimal(got) - want) > unit:
        raise AssertionError("%s: %s, not %s" % (what, got, want))


def compare(row, want, what):
    """A row of t: estimate, square of its error, degrees of freedom."""
    estimate, square, df = want
    near(row["estimate"], estimate, what + " estimate")
    near(row["std_error"], root(square), what + " std_error")
    near(row["df"], df, what + " df")
    statistic = root(estimate * estimate / square) * (-1 if estimate < 0 else 1)
    near(row["statistic"], statistic, what + " statistic")


def text(value, level):
    """Tenths or hundredths as text, exactly."""
    value += level * 100
    sign = "-" if value < 0 else ""
    return "%s%d.%02d" % (sign, abs(value) // 100, abs(value) % 100)


def without_means(rows):
    return [{k: v for k, v in row.items() if not k.startswith("mean_")} for row in rows]


class World:
    """Hundredths as whole numbers: a panel of ids with several rows a side, and a series."""

    def __init__(self, seed):
        r = random.Random(seed)
        self.spread = r.choice([3, 40, 1000])
        self.ids = [([self.value(r) for _ in range(r.choice([1, 1, 3]))],
                     [self.value(r) + 7 for _ in range(r.choice([1, 2, 3]))])
                    for _ in range(r.randint(4, 9))]
        self.series = [self.value(r) + (11 if t >= 14 else 0) + t for t in range(26)]
        self.weights = [r.randint(1, 5) for _ in range(200)]

    def value(self, r):
        return r.randint(-self.spread, self.spread)

    def panel(self, level):
        rows = []
        for i, sides in enumerate(self.ids):
            for side, values in zip(("before", "after"), sides):
                rows += [(i, side, text(v, level), self.weights[len(rows) + k])
                         for k, v in enumerate(values)]
        return rows

    def months(self, level):
        return [("%d-%02d" % (2000 + t // 12, t % 12 + 1), text(v, level))
                for t, v in enumerate(self.series)]

    def sides(self):
        return [[Fraction(v, 100) for pair in self.ids for v in pair[s]] for s in (0, 1)]


PANEL = ("id", "side", "y", "w")
MONTHS = ("period", "y")
AT = ["-y", "y", "--at", "2001-03"]
SIDE = ["-y", "y", "--phase", "side"]
CALLS = [(PANEL, SIDE), (PANEL, SIDE + ["--weight", "w"]),
         (PANEL, SIDE + ["--method", "paired", "--id", "id"]),
         (PANEL, SIDE + ["--method", "paired", "--id", "id", "--weight", "w"]),
         (PANEL, SIDE + ["--cluster", "id"]), (PANEL, SIDE + ["--cluster", "id", "--weight", "w"]),
         (PANEL, SIDE + ["--method", "wilcoxon"]),
         (PANEL, SIDE + ["--method", "wilcoxon", "--id", "id"]),
         (PANEL, SIDE + ["--method", "permutation", "--draws", "200"]),
         (PANEL, SIDE + ["--method", "permutation", "--id", "id"]),
         (PANEL, SIDE + ["--equivalence", "2"]),
         (MONTHS, AT), (MONTHS, AT + ["--se", "newey-west"]), (MONTHS, AT + ["--match", "season"])]


def check_exact(world, level):
    before, after = world.sides()
    n1, n2 = len(before), len(after)
    rows = world.panel(level)
    plain = run(PANEL, rows, SIDE)[0]
    compare(plain, welch(before, after), "welch")
    pooled = ((n1 - 1) * variance(before) + (n2 - 1) * variance(after)) / (n1 + n2 - 2)
    df = n1 + n2 - 2
    j = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
    g = Decimal(j) * (Decimal((mean(after) - mean(before)).numerator) /
                      Decimal((mean(after) - mean(before)).denominator)) / root(pooled)
    near(plain["hedges_g"], g, "hedges_g")
    pairs = [tuple([Fraction(v, 100) for v in side] for side in pair) for pair in world.ids]
    compare(run(PANEL, rows, SIDE + ["--method", "paired", "--id", "id"])[0], paired(pairs), "paired")
    shift = run(PANEL, rows, SIDE + ["--method", "wilcoxon"])[0]
    d = sorted(a - b for a in after for b in before)
    near(shift["estimate"], (d[len(d) // 2] + d[(len(d) - 1) // 2]) / 2, "shift")
    own = [[], []]
    for row in rows:
        own[row[1] == "after"].append((Fraction(row[2]), Fraction(row[3])))
    compare(run(PANEL, rows, SIDE + ["--weight", "w"])[0], weighted(*own), "weights")
    check_series(world, level)


def check_series(world, level):
    y = [Fraction(v, 100) for v in world.series]
    n, start = len(y), 14
    after = [Fraction(t >= start) for t in range(n)]
    time = [Fraction(t - start) for t in range(n)]
    ones = [Fraction(1)] * n
    lag = math.floor(4 * (n / 100) ** (2 / 9))
    rows = {row["term"]: row for row in run(MONTHS, world.months(level), AT + ["--se", "newey-west"])}
    beta, v = regression(y, [ones, after], lag)
    compare(rows["difference"], (beta[1], v[1], Fraction(n - 2)), "newey-west")
    segments = [ones, time, after, [a * t for a, t in zip(after, time)]]
    beta, v = regression(y, segments, lag)
    compare(rows["level"], (beta[2], v[2], Fraction(n - 4)), "level")
    compare(rows["slope"], (beta[3], v[3], Fraction(n - 4)), "slope")
    plain = {row["term"]: row for row in run(MONTHS, world.months(level), AT)}
    if "given_trend" in plain:
        beta, v = regression(y, [ones, after, time], None)
        compare(plain["given_trend"], (beta[1], v[1], Fraction(n - 3)), "given_trend")
    return "given_trend" in plain


def main():
    n_trends = 0
    for seed in range(ROUNDS):
        world = World(seed)
        for header, options in CALLS:
            rows = world.panel if header is PANEL else world.months
            at_zero = without_means(run(header, rows(0), options))
            for level in LEVELS:
                got = without_means(run(header, rows(level), options))
                if got != at_zero:
                    raise AssertionError("seed %d, level %g, %s\n%s\n%s" % (seed, level, options,
                                                                             at_zero, got))
        for level in [0, LEVELS[seed % len(LEVELS)], 10 ** 13]:
            check_exact(world, level)
            n_trends += check_series(world, level)
    assert n_trends > 0, "no trend was met"
    print("%d worlds at %d levels" % (ROUNDS, len(LEVELS) + 1))
    return 0


if __name__ == "__main__":
    sys.exit(main())

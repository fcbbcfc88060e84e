# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes lls_exact.csv: the linear regressions of NIST in rational arithmetic, to 30 digits, with robust errors."""
import csv
import decimal
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).parent
DEGREE = {"Norris": 1, "Pontius": 2, "Filip": 10, "NoInt1": 1, "NoInt2": 1, "Longley": 1,
          "Wampler1": 5, "Wampler2": 5, "Wampler3": 5, "Wampler4": 5, "Wampler5": 5}
NOTHING = [""] * 5
decimal.getcontext().prec = 60


def inverse(a):
    """Gauss and Jordan on fractions."""
    k = len(a)
    a = [row[:] + [Fraction(i == j) for j in range(k)] for i, row in enumerate(a)]
    for i in range(k):
        pivot = next(r for r in range(i, k) if a[r][i])
        a[i], a[pivot] = a[pivot], a[i]
        a[i] = [v / a[i][i] for v in a[i]]
        for r in range(k):
            if r != i and a[r][i]:
                a[r] = [u - a[r][i] * v for u, v in zip(a[r], a[i])]
    return [row[k:] for row in a]


def text(v, root=False):
    d = decimal.Decimal(v.numerator) / decimal.Decimal(v.denominator)
    d = d.sqrt() if root else d
    return f"{d:.29e}" if d else "0"


def rows(name):
    with open(HERE / f"lls_{name}.csv", newline="") as file:
        data = [[Fraction(v) for v in row] for row in list(csv.reader(file))[1:]]
    for row in data:
        x = [v**p for v in row[1:] for p in range(1, DEGREE[name] + 1)]
        yield row[0], ([] if name.startswith("NoInt") else [Fraction(1)]) + x


def sandwiches(bread, x, resid):
    """The diagonals of hc0 to hc3; z is the row of the influence matrix that belongs to r."""
    n, k = len(x), len(bread)
    z = [[sum(a * b for a, b in zip(row, r)) for row in bread] for r in x]
    free = [1 - sum(a * b for a, b in zip(r, v)) for r, v in zip(x, z)]
    for scale in (lambda f: 1, lambda f: Fraction(n, n - k), lambda f: 1 / f, lambda f: 1 / f**2):
        yield [sum(v[j]**2 * e**2 * scale(f) for v, e, f in zip(z, resid, free)) for j in range(k)]


def solve(name):
    y, x = zip(*rows(name))
    k, has_intercept = len(x[0]), not name.startswith("NoInt")
    bread = inverse([[sum(r[i] * r[j] for r in x) for j in range(k)] for i in range(k)])
    moments = [sum(r[i] * v for r, v in zip(x, y)) for i in range(k)]
    coef = [sum(a * b for a, b in zip(row, moments)) for row in bread]
    mean = sum(y) / len(y) if has_intercept else 0
    ss_res = sum((v - sum(a * b for a, b in zip(r, coef)))**2 for r, v in zip(x, y))
    ss_reg = sum((v - mean)**2 for v in y) - ss_res
    ms = ss_res / (len(y) - k)
    robust = list(sandwiches(bread, x, [v - sum(a * b for a, b in zip(r, coef)) for r, v in zip(x, y)]))
    for j in range(k):
        yield f"B{j + (not has_intercept)}", text(coef[j]), text(ms * bread[j][j], True), *(text(v[j], True) for v in robust)
    yield "resid_sd", text(ms, True), *NOTHING
    yield "r2", text(ss_reg / (ss_reg + ss_res)), *NOTHING
    yield "F", text(ss_reg / (k - has_intercept) / ms) if ms else "Infinity", *NOTHING


with open(HERE / "lls_exact.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["dataset", "parameter", "estimate", "std_error", "hc0", "hc1", "hc2", "hc3"])
    for dataset in DEGREE:
        for line in solve(dataset):
            writer.writerow([dataset, *line])

# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes lls_exact.csv: the linear regressions of NIST in rational arithmetic, to 30 digits."""
import csv
import decimal
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).parent
DEGREE = {"Norris": 1, "Pontius": 2, "Filip": 10, "NoInt1": 1, "NoInt2": 1, "Longley": 1,
          "Wampler1": 5, "Wampler2": 5, "Wampler3": 5, "Wampler4": 5, "Wampler5": 5}
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
    for j in range(k):
        yield f"B{j + (not has_intercept)}", text(coef[j]), text(ms * bread[j][j], True)
    yield "resid_sd", text(ms, True), ""
    yield "r2", text(ss_reg / (ss_reg + ss_res)), ""
    yield "F", text(ss_reg / (k - has_intercept) / ms) if ms else "Infinity", ""


with open(HERE / "lls_exact.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["dataset", "parameter", "estimate", "std_error"])
    for dataset in DEGREE:
        for line in solve(dataset):
            writer.writerow([dataset, *line])

# SPDX-License-Identifier: GPL-3.0-or-later
"""Values at the ends of the doubles: the same panel times a power of two, and its figures brought back.

    beyond.py panel EXPONENT [WEIGHT_EXPONENT]   writes a panel whose values are times 2^EXPONENT
    beyond.py same EXPONENT PLAIN OTHER          are the figures of OTHER those of PLAIN times 2^EXPONENT?
    beyond.py told FILE                          has each row with a blank figure a reason?

A power of two rounds nothing, so that statistic and p must be the same digits, and estimate, error and interval the same
times it, to the 12 digits that are written.
"""
import csv
import math
import sys
from fractions import Fraction

SCALED = ("estimate", "std_error", "conf_low", "conf_high", "mean_before", "sd_before", "mean_after", "sd_after")
ALIKE = ("measure", "term", "n", "statistic", "df", "p_value", "warning", "hedges_g", "p_permutation", "p_min")


def panel(exponent, weight_exponent=0):
    state = 12345
    print("kom,period,id,cl,half,value,w,x,start")
    for unit in range(1, 13):
        for year in range(2011, 2019):
            draw = []
            for _ in range(3):
                state = (state * 1103515245 + 12345) % 2**31
                draw.append(state >> 11)
            treated = year >= 2015 and unit <= 5
            value = Fraction(2**20 + draw[0] + (2**18 if treated else 0), 2**20)
            cells = (value, exponent), (Fraction(1 + draw[1] % 9), weight_exponent), (Fraction(draw[2], 2**18), exponent)
            number = ["%.17g" % math.ldexp(float(v), e) for v, e in cells]
            print(100 + unit, year, f"i{unit}", f"c{unit % 6}", "ab"[unit % 2], *number, 2015 if unit <= 5 else "", sep=",")


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def is_near(a, b, exponent):
    if a == "" or b == "":
        return a == b
    want = Fraction(a) * Fraction(2) ** exponent
    return abs(Fraction(b) - want) <= abs(want) * Fraction(1, 10**11)


def same(exponent, plain, other):
    plain, other = rows(plain), rows(other)
    assert len(plain) == len(other) > 0, "rows"
    n = 0
    for p, o in zip(plain, other):
        for name in ALIKE:
            assert p.get(name) == o.get(name), (name, p, o)
        own = exponent * (1 - (p["term"] == "x")) if "ols" in p["method"] else exponent
        for name in SCALED:
            if name in p:
                n += p[name] != ""
                assert is_near(p[name], o[name], own), (name, p, o)
    assert n > 0, "no figure"


def told(path):
    for row in rows(path):
        blank = [c for c in ("estimate", "conf_low", "mean_before", "mean_after") if row.get(c) == ""]
        assert not blank or row["warning"], (blank, row)
        assert not any(v in ("inf", "-inf", "nan", "-nan") for v in row.values()), row


if __name__ == "__main__":
    if sys.argv[1] == "panel":
        panel(*map(int, sys.argv[2:]))
    elif sys.argv[1] == "same":
        same(int(sys.argv[2]), *sys.argv[3:])
    else:
        told(sys.argv[2])

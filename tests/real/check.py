# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of docs/real-data.md computed again from the raw files: check.py NAME OUTPUT."""
import csv
import gzip
import math
import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))


def table(name):
    path = os.path.join(FOLDER, name)
    opened = gzip.open(path, "rt", encoding="utf-8-sig") if name.endswith(".gz") else open(path, encoding="utf-8-sig")
    with opened as file:
        return list(csv.DictReader(file, delimiter=";", strict=True))


def near(got, expected, digits=10):
    got = float(got)
    assert abs(got - expected) <= abs(expected) * 10**-digits, f"{got} is not {expected}"


def upper_tail(k, n, p):
    """P(X >= k) of a binomial, by its terms."""
    if k == 0:
        return 1.0
    lower = k <= n * p  # the shorter way round
    terms = range(k) if lower else range(k, min(n, k + 4000) + 1)
    logs = [math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * math.log(p) + (n - i) * math.log1p(-p)
            for i in terms]
    total = math.fsum(map(math.exp, logs))
    return 1 - total if lower else total


def check_interval(k, n, low, high):
    """Clopper and Pearson 1934: each end leaves 2.5 per cent beyond k."""
    if k > 0:
        near(upper_tail(k, n, low), 0.025, 6)
    else:
        assert low == 0, low
    if k < n:
        near(1 - upper_tail(k + 1, n, high), 0.025, 6)


def wide(name, day):
    """(day, municipality) to the count."""
    cells = {}
    for row in table(name):
        for column, value in row.items():
            if column != day:
                cells[row[day], column] = int(value)
    return cells


def check_positives(rows):
    tested = wide("ssi_Municipality_tested_persons_time_series.csv", "PrDate_adjusted")
    positives = wide("ssi_Municipality_cases_time_series.csv", "SampleDate")
    sums = {}
    for key in tested.keys() & positives.keys():
        sides = sums.setdefault(key[1], [0, 0, 0, 0])
        at = 2 if key[0] >= "2020-09-01" else 0
        sides[at] += positives[key]
        sides[at + 1] += tested[key]
    assert [row["municipality"] for row in rows] == sorted(sums, key=lambda name: name.encode()), "municipalities"
    assert "NA" in sums and len(sums) == 100
    for row in rows:
        before, tested_before, after, tested_after = sums[row["municipality"]]
        assert int(row["count_before"]) == before and int(row["count_after"]) == after, row
        assert int(row["exposure_before"]) == tested_before and int(row["exposure_after"]) == tested_after, row
        if before and after:
            near(row["estimate"], (after / tested_after) / (before / tested_before))
            # Given both counts, the later one is binomial with the odds of rates times exposures.
            ends = [float(row[end]) * tested_after / tested_before for end in ("conf_low", "conf_high")]
            check_interval(after, before + after, *(odds / (1 + odds) for odds in ends))


def check_shares(rows):
    expected = {}
    for row in table("ssi_Municipality_test_pos.csv"):
        n = int(row["Antal_testede"].strip().replace(".", ""))
        k = row["Antal_bekræftede_COVID-19"].strip().replace(".", "")
        expected[row["Kommune_(id)"]] = (n, None if k == "<10" else int(k))
    assert sum(k is None for _, k in expected.values()) == 7
    listed = [row["kom"] for row in rows]
    assert listed == sorted(set(listed)) and set(listed) <= set(expected), "municipalities"
    assert {kom for kom, (_, k) in expected.items() if k is not None} <= set(listed), "a known share is lost"
    for row in rows:
        n, k = expected[row["kom"]]
        if k is None:
            assert row["share"] == "" and row["conf_low"] == "", row
            continue
        assert int(row["n"]) == n and int(row["count"]) == k, row
        near(row["share"], k / n, 15)
        check_interval(k, n, float(row["conf_low"]), float(row["conf_high"]))


def quarter(tid):
    return tid[:4] + "-Q" + tid[5]


def is_area_total(area):
    return area == "Hele landet" or area.startswith(("Region ", "Landsdel ")) or (area.isdigit() and int(area) < 100)


def population(name, by_area=False, only_totals=False):
    sums = {}
    for row in table(name):
        area = row.get("OMRÅDE", "none")
        total = is_area_total(area) or row.get("CIVILSTAND") == "I alt"
        if total == only_totals:
            key = (area, quarter(row["TID"])) if by_area else (quarter(row["TID"]),)
            sums[key] = sums.get(key, 0) + int(row["INDHOLD"])
    return sums


def check_population(rows, name, **how):
    keys = ["kom", "period"] if how.get("by_area") else ["period"]
    got = {tuple(row[k] for k in keys): int(row["sum"]) for row in rows}
    assert got == population(name, **how), "the sums differ"
    return got


def check_names(rows):
    got = check_population(rows, "dst_FOLK1A_razz7_1.csv")
    stated = [int(row["INDHOLD"]) for row in table("dst_FOLK1A_razz7_1.csv")
              if row["OMRÅDE"] == "Hele landet" and row["CIVILSTAND"] == "I alt"]
    assert list(got.values()) == stated == [5822763]


def check_one(rows):
    got = check_population(rows, "dst_FOLK1A_razz7_2.csv")
    stated = {(quarter(row["TID"]),): int(row["INDHOLD"]) for row in table("dst_FOLK1A_razz7_2.csv")
              if row["CIVILSTAND"] == "I alt"}
    assert got == stated


CHECKS = {
    "positives": check_positives,
    "shares": check_shares,
    "codes": lambda rows: check_population(rows, "dst_FOLK1A_JonasRex.csv.gz"),
    "names": check_names,
    "one": check_one,
    "ages": lambda rows: check_population(rows, "dst_FOLK1A_razz7_3.csv", by_area=True),
    "country": lambda rows: check_population(rows, "dst_FOLK1A_razz7.csv", only_totals=True),
    "english": lambda rows: check_population(rows, "dst_FOLK1A_raulorteg.csv"),
}

with open(sys.argv[2], encoding="utf-8") as output:
    read = list(csv.DictReader(output, strict=True))
assert read, "no rows"
CHECKS[sys.argv[1]](read)

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""data/municipalities.csv from the tables of data/places: municipalities.py [FOLDER] >data/municipalities.csv

A municipality that 2007 left as it was (one old one is all of the new one, under the same code) is one row, under its name of
now. What no source gives stays blank: shares of what was split, regions and groups of municipalities that ended before there
were any, the start of Christiansø."""
import csv
import sys
from pathlib import Path

folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "data" / "places")


def table(name):
    with open(folder / name, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def first_day(year):
    return "1970-04-01" if year == "1970" else year + "-01-01"


now, old = table("municipalities.csv"), table("municipalities-1970-2006.csv")
parts = {m["kom"]: [o for o in old if o["last_year"] == "2006" and m["kom"] in o["successors"].split()] for m in now}
same = {code: o[0] for code, o in parts.items() if len(o) == 1 and o[0]["kom"] == o[0]["successors"] == code}
rows = [["411", "Christiansø", "", "", "", "", "", ""]]
for m in now:
    start = first_day(same[m["kom"]]["first_year"]) if m["kom"] in same else "2007-01-01"
    rows.append([m["kom"], m["name"], start, "", "", "", m["region"], m["type"]])
for o in old:
    if o["kom"] not in same:
        share = "" if " " in o["successors"] else "1"
        rows.append([o["kom"], o["name"], first_day(o["first_year"]), o["last_year"] + "-12-31", o["successors"], share, "", ""])
rows.sort(key=lambda r: (r[0], r[2]))
print("kom,name,valid_from,valid_to,successors,share,region,size_class")
for r in rows:
    print(",".join(r))

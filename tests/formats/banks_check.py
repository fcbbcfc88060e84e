# SPDX-License-Identifier: GPL-3.0-or-later
"""Every JSON-stat and PC-Axis file of a folder: kom-read against banks.py cell by cell, and against tables of others.

banks_check.py KOM_READ FOLDER; with KOM_FORMATS that folder too. FOLDER/jsonstat/*.json, FOLDER/px/*.px; beside them
NAME.csv, a table with texts that another program made.
"""
import csv
import os
import pathlib
import sys

import banks

tool, n_files, n_cells, n_refused, wrong = sys.argv[1], 0, 0, 0, []
BOTH = ["--labels", "both", "--status", "value"]


def compare(path, options, table, is_px):
    global n_files, n_cells, n_refused
    code, got, err = banks.read(tool, str(path), *BOTH, *options)
    n_files += 1
    if table is None:
        n_refused += 1
        if code != 3:
            wrong.append(f"{path}: contradicts itself and is not refused: {code} {err}")
        return
    why = err if code else banks.differ(got, table, is_px)
    n_cells += len(table.cells)
    if why:
        wrong.append(f"{path} {options}: {why}")


def one_json(path):
    tables = banks.jsonstat(path)
    if not tables:
        code = banks.read(tool, str(path))[0]
        if code != 3:
            wrong.append(f"{path}: is no dataset and not refused")
        return
    if len(tables) > 1:
        code, _, err = banks.read(tool, str(path))
        if code != 3 or any(name not in err for name, _ in tables):
            wrong.append(f"{path}: several datasets, none chosen: {code} {err}")
    for n, (name, table) in enumerate(tables):
        several = len(tables) > 1
        compare(path, ["--sheet", name] if several else [], table, False)
        if several:
            compare(path, ["--sheet", str(n + 1)], table, False)


def other_table(path, table_path, options):
    """Texts and values of another program; its own status column does not count."""
    global n_files, n_cells
    want = [r for r in csv.reader(open(table_path, encoding="utf-8"))]
    value = len(want[0]) - 1
    dims = value - (want[0][value - 1] == "status")
    code, got, err = banks.read(tool, str(path), "--labels", "text", *options)
    n_files += 1
    n_cells += len(want) - 1
    if code or len(got) != len(want):
        wrong.append(f"{table_path}: {len(got)} rows, not {len(want)}: {err}")
        return
    for a, b in zip(got[1:], want[1:]):
        number = "" if a[-1] in ("..", ".") else a[-1]
        if a[:dims] != b[:dims] or not banks.same_number(number, b[value]):
            wrong.append(f"{table_path}: {a}, not {b}")
            return


OTHERS = {"sj-HISB3": ("sj-HISB3", []), "sj-canada": ("sj-canada", []), "sj-nama_10_gdp": ("sj-nama_10_gdp", []),
          "sj-oecd-canada-col-1": ("sj-oecd-canada-col", ["--sheet", "1"]),
          "jspy-eurostat-name_gpd_c-geo_IT-to_table": ("jspy-eurostat-name_gpd_c-geo_IT", [])}
for folder in [sys.argv[2], *filter(None, [os.environ.get("KOM_FORMATS")])]:
    folder = pathlib.Path(folder)
    for path in sorted(folder.glob("jsonstat/*.json")):
        one_json(path)
    for path in sorted(folder.glob("px/*.px")):
        compare(path, [], banks.px(path), True)
    for name, (source, options) in OTHERS.items():
        if (folder / f"jsonstat/{name}.csv").exists():
            other_table(folder / f"jsonstat/{source}.json", folder / f"jsonstat/{name}.csv", options)
print(f"{n_files} tables, {n_cells} cells compared, {n_refused} refused as they contradict themselves, {len(wrong)} wrong")
for line in wrong:
    print(line)
sys.exit(1 if wrong or not n_files else 0)

# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-read over workbooks, cell by cell against what openpyxl (or readxl) reads: xlsx.py KOM_READ FOLDER...

FOLDER holds xlsx/ and oracle/, where for FOLDER/xlsx/x.xlsx stand oracle/xlsx_x.xlsx.cells.csv (sheet, cell, type, value,
number_format, formula) and .sheets.csv. Each sheet is read without its headings (--header) and with a status for each
column, so that every cell comes out as it is.
"""
import csv
import io
import os
import re
import subprocess
import sys

KOM_READ = sys.argv[1]
FOLDERS = sys.argv[2:] + [folder for folder in [os.environ.get("KOM_FORMATS")] if folder]
REFUSED = {"calamine-pass_protected.xlsx": "with a password", "calamine-issue252.xlsx": "no whole XML"}
# Known to be read otherwise by openpyxl, and why ours is right: (file, sheet, cell): ours.
OURS = {}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "xlsx_ours.csv"), encoding="utf-8", newline="") as known:
    for item in csv.DictReader(known):
        OURS[item["file"], item["sheet"], item["cell"]] = item["ours"]
problems, counts, used = [], {}, set()


def run(*arguments):
    done = subprocess.run([KOM_READ, "-q", "-j", "2", *arguments], capture_output=True, check=False)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def place(address):
    letters, digits = re.fullmatch("([A-Z]+)([0-9]+)", address).groups()
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return int(digits), column


def read(path, sheet):
    """The cells of a sheet, row by row: (value, status)."""
    arguments = ["--sheet", sheet, "--not-cpr", "c1", path]
    code, _, said = run("--header", ",".join(f"c{i}" for i in range(20000)), *arguments)
    found = re.search(r"of .* ([0-9]+) columns$", said.strip())
    if not found:
        return None, said
    names = ",".join(f"c{i + 1}" for i in range(int(found.group(1))))
    code, out, said = run("--header", names, "--status", names, *arguments)
    if code:
        return None, said
    rows = list(csv.reader(io.StringIO(out, newline="")))[1:]
    return [list(zip(row[0::2], row[1::2])) for row in rows], said


def unescaped(text):
    """openpyxl leaves _x0007_ as it stands; ours is the sign that it stands for."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)) if int(m[1], 16) else "\uFFFD", text)


def is_same(cell, ours):
    """Does the oracle's cell say the same?"""
    value, status = ours
    kind, theirs = cell["type"], cell["value"]
    if kind == "error":
        return status == "missing:" + theirs
    if kind == "boolean":
        return value == {"TRUE": "1", "FALSE": "0"}[theirs]
    if kind == "number":
        return re.fullmatch(r"-?[0-9.]+(e[-+]?[0-9]+)?", value) and float(value) == float(theirs)
    if kind == "date":
        short = theirs.removesuffix("T00:00:00")
        return value in (theirs, short) and not (value != short and "h" not in cell["number_format"].lower())
    if kind == "duration":
        match = re.fullmatch(r"(-?)([0-9]+):([0-9]{2}):([0-9]{2}(?:\.[0-9]+)?)", value)
        return match and abs(
            (1 if match[1] == "" else -1) * (int(match[2]) * 3600 + int(match[3]) * 60 + float(match[4]))
            - float(theirs.split()[0])) < 1e-6
    if unescaped(theirs) == value != theirs:
        counts["escapes"] = counts.get("escapes", 0) + 1
        return True
    return value == theirs or (theirs in ("..", ".") and not value)


def compare(name, sheet, cells, rows):
    """Rows without cells are not there, unless there is one column."""
    table = {}
    for cell in cells:
        table.setdefault(place(cell["cell"])[0], {})[place(cell["cell"])[1]] = cell
    columns = [place(cell["cell"])[1] for cell in cells]
    first, last = min(columns), max(columns)
    numbers = sorted(table)
    if first == last:
        numbers = list(range(numbers[0], numbers[-1] + 1))
    if len(cells) >= 3000:  # as many cells of a sheet the oracle has
        rows = rows[:len(numbers)]
    if len(rows) != len(numbers) or any(len(row) != last - first + 1 for row in rows):
        problems.append(f"{name}: {sheet}: {len(rows)} rows and {len(rows[0])} columns, not {len(numbers)} and {last - first + 1}")
        return
    for number, row in zip(numbers, rows):
        for column, ours in enumerate(row, first):
            cell = table.get(number, {}).get(column)
            counts["cells"] = counts.get("cells", 0) + 1
            if cell is None:
                if ours != ("", "missing"):
                    problems.append(f"{name}: {sheet}: row {number}, column {column}: {ours}, not blank")
                continue
            counts[cell["type"]] = counts.get(cell["type"], 0) + 1
            key = (name, sheet, cell["cell"])
            if key in OURS:
                used.add(key)
                if (ours[0] or ours[1]) != OURS[key]:
                    problems.append(f"{name}: {sheet}!{cell['cell']}: {ours}, not {OURS[key]} as we know it to be")
            elif not is_same(cell, ours):
                problems.append(f"{name}: {sheet}!{cell['cell']}: {ours}, not {cell['type']} {cell['value']!r} ({cell['number_format']})")


def check(folder, name):
    path = os.path.join(folder, "xlsx", name)
    oracle = os.path.join(folder, "oracle", f"xlsx_{name}.cells.csv")
    counts["files"] = counts.get("files", 0) + 1
    if name in REFUSED:
        code, out, said = run(path)
        if code != 3 or out or REFUSED[name] not in said:
            problems.append(f"{name}: exit {code}, {said}")
        return
    if not os.path.exists(oracle):
        problems.append(f"{name}: has no oracle")
        return
    sheets = {}
    with open(oracle, encoding="utf-8", newline="") as file:
        for cell in csv.DictReader(file):
            if cell["value"] != "":
                sheets.setdefault(cell["sheet"], []).append(cell)
    for sheet, cells in sheets.items():
        counts["sheets"] = counts.get("sheets", 0) + 1
        rows, said = read(path, sheet)
        if rows is None:
            problems.append(f"{name}: {sheet}: {said}")
        else:
            compare(name, sheet, cells, rows)


for given in FOLDERS:
    for item in sorted(os.listdir(os.path.join(given, "xlsx"))):
        if item.endswith((".xlsx", ".xlsm")):
            check(given, item)
print(", ".join(f"{key} {counts[key]}" for key in counts), f"known to be otherwise {len(used)}")
for problem in problems:
    print(problem, file=sys.stderr)
sys.exit(bool(problems))

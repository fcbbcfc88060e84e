# SPDX-License-Identifier: GPL-3.0-or-later
"""Random tables as workbooks, written by every writer that is there (our own, openpyxl, XlsxWriter), and read by kom-read cell
by cell: random_books.py KOM_READ [TABLES]."""
import csv
import datetime
import io
import os
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import book

try:
    import openpyxl
except ImportError:
    openpyxl = None
try:
    import xlsxwriter
except ImportError:
    xlsxwriter = None

KOM_READ = sys.argv[1]
TABLES = int(sys.argv[2]) if len(sys.argv) > 2 else 100
SIGNS = list("abcxyzæøåÆØÅ éß東😀_-.,;\"'&<>\n\t=+#") + ["_x000D_", "  ", "0", "1"]
DAY, MOMENT, CLOCK, CODE = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "hh:mm:ss", "0000"


def text(r):
    return "".join(r.choice(SIGNS) for _ in range(r.randint(1, 12)))


def value(r, kind):
    if r.random() < 0.1:
        return None
    if kind == "whole":
        return r.choice([r.randint(-9, 9), r.randint(-10**9, 10**9), r.randint(0, 10**15)])
    if kind == "real":
        return r.choice([r.random(), r.gauss(0, 1e6), r.random() * 10.0**r.randint(-300, 300), r.randint(1, 999) / 100])
    if kind == "day":
        return datetime.date(1900, 3, 1) + datetime.timedelta(r.randint(0, 90000))
    if kind == "moment":
        return datetime.datetime(2000, 1, 1) + datetime.timedelta(r.randint(0, 9000), r.randint(0, 86399))
    if kind == "clock":
        return datetime.time(r.randint(0, 23), r.randint(0, 59), r.randint(0, 59))
    return {"code": lambda: r.randint(0, 9999), "truth": lambda: r.random() < 0.5, "text": lambda: text(r)}[kind]()


def table(r):
    kinds = [r.choice(["whole", "real", "day", "moment", "clock", "code", "truth", "text"]) for _ in range(r.randint(1, 9))]
    if len(kinds) == 1:
        kinds.append("whole")
    heads = [f"c{i}{k}" for i, k in enumerate(kinds)]
    lines = [[value(r, k) for k in kinds] for _ in range(r.randint(0, 60))]
    return kinds, heads, [line for line in lines if any(v is not None for v in line)]


def serial(v):
    if isinstance(v, datetime.time):
        return (v.hour * 3600 + v.minute * 60 + v.second) / 86400
    since = v - (datetime.datetime if isinstance(v, datetime.datetime) else datetime.date)(1899, 12, 30)
    return since.days + since.seconds / 86400


STYLES = {"day": 1, "moment": 2, "clock": 3, "code": 4}


def write_own(path, kinds, heads, lines, r):
    def cell(kind, v):
        if v is None:
            return None
        if kind in ("day", "moment", "clock"):
            return book.number(repr(serial(v)), STYLES[kind])
        return book.number(str(v), 4) if kind == "code" else v.replace("_x", "_x005F_x") if kind == "text" else v
    data = book.rows([heads] + [[cell(k, v) for k, v in zip(kinds, line)] for line in lines], r.randint(1, 5), r.randint(1, 30))
    book.write(path, {"A": book.sheet(data)}, formats=[DAY, MOMENT, CLOCK, CODE])


def write_openpyxl(path, kinds, heads, lines, r):
    made = openpyxl.Workbook(write_only=r.random() < 0.5)
    sheet = made.active or made.create_sheet()
    sheet.append(heads)
    for line in lines:
        cells = []
        for kind, v in zip(kinds, line):
            cell = openpyxl.cell.WriteOnlyCell(sheet, None if v is None else v.replace("_x", "_x005F_x") if kind == "text" else v)
            if isinstance(v, str):
                cell.data_type = "s"  # "=..." is no formula
            if kind in ("day", "moment", "clock", "code"):
                cell.number_format = {"day": DAY, "moment": MOMENT, "clock": CLOCK, "code": CODE}[kind]
            cells.append(cell)
        sheet.append(cells)
    made.save(path)


def write_xlsxwriter(path, kinds, heads, lines, r):
    made = xlsxwriter.Workbook(path, {"in_memory": True, "constant_memory": r.random() < 0.5})
    forms = {k: made.add_format({"num_format": f}) for k, f in (("day", DAY), ("moment", MOMENT), ("clock", CLOCK), ("code", CODE))}
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, heads)
    for i, line in enumerate(lines, 1):
        for j, (kind, v) in enumerate(zip(kinds, line)):
            if v is None:
                continue
            if kind == "text":
                sheet.write_string(i, j, v)
            elif kind == "truth":
                sheet.write_boolean(i, j, v)
            elif kind in ("day", "moment", "clock"):
                sheet.write_datetime(i, j, v, forms[kind])
            else:
                sheet.write_number(i, j, v, forms.get(kind))
    made.close()


def digits(number):
    return len(re.sub("[eE].*|[-.]", "", number).strip("0"))


def is_right(kind, v, got, is_own):
    if v is None:
        return got == ""
    if kind in ("whole", "real"):
        v = v if is_own else float(f"{v:.16g}")  # as many digits are what the others write
        return float(got) == v and digits(got) <= digits(repr(v))
    if kind == "text":
        return got == v
    return got == {"day": str, "moment": lambda x: x.isoformat(), "clock": str, "code": "{:04d}".format, "truth": lambda x: str(int(x))}[kind](v)


def check(seed):
    r = random.Random(seed)
    kinds, heads, lines = table(r)
    writers = [write_own] + [write_openpyxl] * bool(openpyxl) + [write_xlsxwriter] * bool(xlsxwriter)
    found = []
    for write in writers:
        with tempfile.TemporaryDirectory() as scratch:
            path = os.path.join(scratch, "a.xlsx")
            write(path, kinds, heads, lines, r)
            done = subprocess.run([KOM_READ, "-q", "-j", "2", "--not-cpr", ",".join(heads), path], capture_output=True, check=False)
        if done.returncode:
            found.append(f"{seed} {write.__name__}: {done.stderr.decode()[:400]}")
            continue
        rows = list(csv.reader(io.StringIO(done.stdout.decode("utf-8"), newline="")))
        if rows[0] != heads or len(rows) != len(lines) + 1:
            found.append(f"{seed} {write.__name__}: {len(rows) - 1} rows, not {len(lines)}; {rows[0]}")
            continue
        for i, (line, row) in enumerate(zip(lines, rows[1:]), 2):
            for kind, v, got in zip(kinds, line, row):
                if not is_right(kind, v, got, write is write_own):
                    found.append(f"{seed} {write.__name__} row {i}: {kind} {v!r}, got {got!r}")
    return len(writers), len(lines) * len(kinds) * len(writers), found


def main():
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(check, range(TABLES)))
    found = [problem for result in results for problem in result[2]]
    print(f"{TABLES} tables, {results[0][0]} writers, {sum(result[1] for result in results)} cells, {len(found)} problems")
    print("\n".join(found[:20]))
    sys.exit(bool(found))


main()

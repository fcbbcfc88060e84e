# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-read over files of SAS, SPSS and Stata, cell by cell against what other programs read: check.py KOM_READ FOLDER...

FOLDER holds sas/ spss/ stata/ xpt/ and oracle/, where for FOLDER/sas/x.sas7bdat stand oracle/sas_x.sas7bdat.values.csv (the
cells, by R haven: texts in quotes, no quotes and nothing between the commas: missing), .vars.csv (formats), .labels.csv and
.missing.csv (kinds of missing), .pandas.csv (instead of values, where haven is known to be wrong) and .parso.csv.
"""
import csv
import datetime
import math
import os
import re
import subprocess
import sys
import tempfile

KOM_READ = sys.argv[1]
FOLDER = ""  # the one at hand
FOLDERS = sys.argv[2:] + [folder for folder in [os.environ.get("KOM_FORMATS")] if folder]
EPOCH = datetime.datetime(1960, 1, 1)
SPSS_EPOCH = datetime.datetime(1582, 10, 14)
OTHER_TABLE = {"stata/stata12_119.dta", "stata/stata14_119.dta", "stata/stata16_119.dta"}  # haven loses their strL
# Rows marked as deleted, which haven gives like others; parso's table, or what it leaves out, by its tests.
DELETED = {"sas/all_rand_normal_with_deleted.sas7bdat", "sas/data_page_with_deleted.sas7bdat"}
REFUSED = {"sas/bug-sas_infinite_loop.sas7bdat", "sas/comp_deleted.sas7bdat"}  # by every program; damaged, or not known
ELSEWHERE = {"sas/haven-hadley.sas7bdat"}  # has no table here; tests/cli/statfiles.bats reads it
CATALOGS = {"sas/pyreadstat-missing_test.sas7bdat": "sas/pyreadstat-missing_formats.sas7bcat"}
problems = []


def say(name, text):
    problems.append(f"{name}: {text}")


def run(*arguments):
    done = subprocess.run([KOM_READ, "-j", "2", *arguments], capture_output=True, check=False)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def cells(path):
    """Rows of (text, was it quoted)."""
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    rows, row, at = [], [], 0
    pattern = re.compile(r'"((?:[^"]|"")*)"|([^,\n"]*)')
    while at < len(text):
        m = pattern.match(text, at)
        quoted = m.group(1) is not None
        row.append((m.group(1).replace('""', '"') if quoted else m.group(2), quoted))
        at = m.end()
        if at >= len(text) or text[at] == "\n":
            rows.append(row)
            row = []
        at += 1
    return rows


def oracle(name, kind):
    path = os.path.join(FOLDER, "oracle", name.replace("/", "_", 1) + "." + kind + ".csv")
    return path if os.path.exists(path) else None


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SAS_DAY = re.compile(r"^(DAY|DOWNAME|JULDAY|JULIAN|MMYY.?|MONNAME|MONTH|MONYY|QTRR?|WEEKDATX?|WEEKDAY|WORDDATX?|YEAR|"
                     r"YYMM.?|YYMON|YYQ.*|WEEKDATE|WORDDATE)$")
SAS_MOMENT = re.compile(r"^(DT[A-Z]+|[EB]8601(DN|DX|DZ|LX|DT)|MDYAMPM|DATEAMPM|TOD)$")
SAS_TIME = re.compile(r"^(HOUR|MMSS|HHMM|[EB]8601(LZ|TZ|TM))$")


# Leap seconds, IERS: the second 23:59:60 of these days. haven does not take them off %tC.
LEAP = ("1972-06-30 1972-12-31 1973-12-31 1974-12-31 1975-12-31 1976-12-31 1977-12-31 1978-12-31 1979-12-31 1981-06-30 "
        "1982-06-30 1983-06-30 1985-06-30 1987-12-31 1989-12-31 1990-12-31 1992-06-30 1993-06-30 1994-06-30 1995-12-31 "
        "1997-06-30 1998-12-31 2005-12-31 2008-12-31 2012-06-30 2015-06-30 2016-12-31").split()


def moment(epoch, seconds):
    whole = epoch + datetime.timedelta(seconds=math.floor(seconds))
    micros = round((seconds - math.floor(seconds)) * 1e6)
    return whole.isoformat() + (f".{micros:06d}".rstrip("0") if micros else "")


def clock(seconds):
    return f"{int(seconds) // 3600:02d}:{int(seconds) // 60 % 60:02d}:{int(seconds) % 60:02d}"


def by_format(form, fmt, x):
    """What a number that haven leaves as it is means, by Python's calendar; None: a number."""
    name = re.sub(r"[0-9.]*$", "", fmt)
    if form in ("sas", "xpt"):
        if SAS_DAY.match(name):
            return (EPOCH + datetime.timedelta(days=x)).date().isoformat()
        if SAS_MOMENT.match(name):
            return moment(EPOCH, x)
        if SAS_TIME.match(name):
            return clock(x)
    if form == "spss" and name in ("QYR", "MOYR", "WKYR"):
        return (SPSS_EPOCH + datetime.timedelta(seconds=x)).date().isoformat()
    if form == "stata" and fmt.startswith("%tm"):
        return f"{1960 + int(x) // 12:04d}-{int(x) % 12 + 1:02d}"
    if form == "stata" and fmt.startswith("%tq"):
        return f"{1960 + int(x) // 4:04d}-Q{int(x) % 4 + 1}"
    if form == "stata" and fmt.startswith("%th"):
        return f"{1960 + int(x) // 2:04d}-H{int(x) % 2 + 1}"
    if form == "stata" and fmt.startswith("%tw"):
        first = datetime.datetime(1960 + int(x) // 52, 1, 1)
        return (first + datetime.timedelta(days=7 * (int(x) % 52))).date().isoformat()
    return None


def seconds_of(text):
    """A moment or time of day in seconds; None: it is neither."""
    m = re.fullmatch(r"(?:(\d+)-(\d\d)-(\d\d)T)?(-?)(\d+):(\d\d):(\d\d(?:\.\d+)?)", text)
    if not m:
        return None
    day = datetime.date(int(m[1]), int(m[2]), int(m[3])).toordinal() if m[1] and int(m[1]) < 10000 else 0
    return (day * 86400 + int(m[5]) * 3600 + int(m[6]) * 60 + float(m[7])) * (-1 if m[4] else 1)


def same(got, expected, quoted, form, var):
    if var["kind"] == "string":
        return got == expected or got.rstrip(" ") == expected.rstrip(" ")
    if expected == "" or got == "":
        return expected == got or (got == "" and expected in ("-Inf", "Inf"))
    try:
        x = float(expected)
    except ValueError:
        years = re.match(r"\d+(?=-\d\d-\d\d)", expected)
        if years and len(years[0]) < 4:
            expected = expected.zfill(len(expected) + 4 - len(years[0]))
        a, b = seconds_of(got), seconds_of(expected)
        if a is not None and b is not None:
            leap = sum(day < got[:10] for day in LEAP) if var["format"].startswith("%tC") else 0
            return abs(a + leap - b) < 2e-3
        return got == expected
    meant = by_format(form, var["format"], x)
    if meant is not None:
        return got == meant or (seconds_of(got) is not None and seconds_of(meant) is not None
                                and abs(seconds_of(got) - seconds_of(meant)) < 1e-3)
    # The same double, in no more digits than haven's fewest.
    return float(got) == x and len(re.sub(r"e.*|[-.]", "", got).strip("0")) <= max(
        len(re.sub(r"e.*|[-.]", "", repr(x)).strip("0")), 1)


def other_program(name):
    """Where haven and pandas differ: what pandas has."""
    path = os.path.join(FOLDER, "DISAGREEMENTS.csv")
    rows = table(path) if os.path.exists(path) else []
    return {(r["column_or_sheet"], r["row_or_cell"]): r["second"] for r in rows
            if r["file"] == name and r["kind"].startswith("value differs")}


def compare(name, out, expected, variables):
    form = name.split("/")[0]
    got = list(csv.reader(out.splitlines(keepends=True)))
    got = [row or [""] for row in got]
    if got[0] != [text for text, _ in expected[0]]:
        return say(name, f"columns {got[0]}")
    if len(got) != len(expected):
        return say(name, f"{len(got) - 1} rows, expected {len(expected) - 1}")
    n, others = 0, other_program(name)
    for i, (row, wanted) in enumerate(zip(got[1:], expected[1:]), 1):
        for var, cell, (text, quoted) in zip(variables, row, wanted):
            other = others.get((var["name"], str(i)))
            if not same(cell, text, quoted, form, var) and cell != other:
                n += 1
                if n <= 3:
                    say(name, f"row {i}, {var['name']} ({var['format']}): {cell!r} is not {text!r}")
    return None


def check_missing(name, rows, variables):
    """Kinds of missing, by --status over all columns."""
    path = oracle(name, "missing")
    kinds = {(int(r["row"]), r["column"]): r["kind"] for r in table(path)} if path else {}
    names = [v["name"] for v in variables]
    if not names or any("," in n or '"' in n for n in names):
        return
    code, out, err = run("--status", ",".join(names), os.path.join(FOLDER, name))
    if code:
        return say(name, f"--status: exit {code}: {err}")
    table_out = list(csv.DictReader(out.splitlines(keepends=True)))
    if len(table_out) != rows:
        return say(name, f"--status: {len(table_out)} rows")
    for i, row in enumerate(table_out, 1):
        for var in variables:
            said = row[var["name"] + "_status"]
            kind = kinds.get((i, var["name"]))
            if kind and kind.startswith("tag"):
                ok = said == "missing:" + kind[5:].upper()
            elif kind:
                ok = said.startswith("missing:")
            elif row[var["name"]] == "" and var["kind"] != "string":
                ok = said in ("missing", "impossible")
            else:
                ok = said == ""
            if not ok:
                return say(name, f"row {i}, {var['name']}: status {said!r}, expected {kind!r}")
    return None


def check_labels(name, catalog=None):
    path = oracle(name, "labels")
    if not path:
        return
    with tempfile.TemporaryDirectory() as folder:
        book = os.path.join(folder, "book.csv")
        more = ["--catalog", os.path.join(FOLDER, catalog)] if catalog else []
        code, _, err = run("--write-codebook", book, *more, os.path.join(FOLDER, name))
        if code:
            return say(name, f"codebook: exit {code}: {err}")
        wanted = {}
        for r in table(path):
            value = r["value"].upper() if re.fullmatch(r"\.[a-z]", r["value"]) else r["value"]
            wanted.setdefault(r["column"], set()).add((value, r["label"]))
        got = {}
        for r in table(book):
            for part in re.split(r"(?<!\\)\|", r["values"]) if r["values"] else []:
                value, label = re.split(r"(?<!\\)=", part, maxsplit=1)
                got.setdefault(r["name"], set()).add((value, re.sub(r"\\(.)", r"\1", label)))
        if got != wanted:
            say(name, f"labels {sorted(got.items())[:3]} expected {sorted(wanted.items())[:3]}")
    return None


def check(name):
    path = os.path.join(FOLDER, name)
    code, out, err = run(path)
    values = oracle(name, "values")
    if name in ELSEWHERE:
        return
    if name in REFUSED or not values:
        if code != 3 or out:
            say(name, f"no program reads it, and kom-read exits with {code}")
        return
    if code:
        return say(name, f"exit {code}: {err.strip()}")
    variables = table(oracle(name, "vars"))
    expected = cells(oracle(name, "pandas") if name in OTHER_TABLE else values)
    if name in OTHER_TABLE:  # pandas writes missing texts and numbers alike
        expected = [expected[0]] + [[(t, q and t != "") if v["kind"] != "string" else (t, q)
                                     for (t, q), v in zip(row, variables)] for row in expected[1:]]
    if name in DELETED:
        parso = oracle(name, "parso")
        if "deleted rows left out" not in err:
            say(name, "deleted rows were not said")
        if parso:
            wanted = list(csv.reader(open(parso, encoding="utf-8")))
            got = list(csv.reader(out.splitlines()))
            if [r[0] for r in got] != [str(r[0]) for r in wanted]:
                say(name, f"{len(got)} rows, parso has {len(wanted)}")
        return None
    missing = oracle(name, "missing")
    blank = {(int(r["row"]), r["column"]) for r in table(missing) if r["kind"] == "user-missing"} if missing else set()
    for i, row in enumerate(expected[1:], 1):  # haven keeps the values, and says they are missing
        for j, var in enumerate(variables):
            row[j] = ("", False) if (i, var["name"]) in blank else row[j]
    compare(name, out, expected, variables)
    check_missing(name, len(expected) - 1, variables)
    check_labels(name, CATALOGS.get(name))
    return None


def main():
    global FOLDER
    n = 0
    for FOLDER in FOLDERS:
        names = [f"{kind}/{name}" for kind in ("sas", "spss", "stata", "xpt")
                 for name in sorted(os.listdir(os.path.join(FOLDER, kind)))
                 if re.search(r"\.(sas7bdat|sav|zsav|por|dta|xpt)$", name)]
        for name in names:
            check(name)
        n += len(names)
    for problem in problems:
        print(problem)
    print(f"{n} files, {len(problems)} problems")
    sys.exit(1 if problems or not n else 0)


main()

# SPDX-License-Identifier: GPL-3.0-or-later
# Random tables and their schemas by kom-check --infer: against a twin in Python, against the tables themselves, and against
# tables with one wrong cell. infer.py SEED N: N tables.
import collections
import csv
import datetime
import io
import json
import random
import re
import subprocess
import sys

KINDS = {"kom": "text", "ydelse": "text", "borger": "text", "dato": "day", "beloeb": "number", "periode": "period"}
DAYS = [(r"\d{4}-\d\d-\d\d", "%Y-%m-%d", None), (r"\d\d?-\d\d?-\d{4}", "%d-%m-%Y", "%d-%m-%Y"),
        (r"\d\d?/\d\d?/\d{4}", "%d/%m/%Y", "%d/%m/%Y"), (r"\d\d?\.\d\d?\.\d{4}", "%d.%m.%Y", "%d.%m.%Y"),
        (r"\d{4}/\d\d?/\d\d?", "%Y/%m/%d", "%Y/%m/%d"), (r"\d{4}\.\d\d?\.\d\d?", "%Y.%m.%d", "%Y.%m.%d"),
        (r"\d\d[A-Z]{3}\d{4}", "%d%b%Y", "%d%b%Y"), (r"\d\d?/\d\d?/\d{4}", "%m/%d/%Y", "%m/%d/%Y"),
        (r"\d\d?-\d\d?-\d{4}", "%m-%d-%Y", "%m-%d-%Y"), (r"\d{8}", "%Y%m%d", "%Y%m%d"), (r"\d{8}", "%d%m%Y", "%d%m%Y")]


def is_day(text, form):
    try:
        return re.fullmatch(form[0], text) is not None and bool(datetime.datetime.strptime(text, form[1]))
    except ValueError:
        return False


def is_number(text, decimal, group, whole):
    groups = r"|\d{1,3}(%s\d{3})+" % re.escape(group) if group else ""
    fraction = "" if whole else r"(%s\d+)?" % re.escape(decimal)
    return re.fullmatch(r"-?(\d+%s)%s" % (groups, fraction), text) is not None


def twin(name, cells, delimiter):
    """The field that the documentation promises, by looking at all cells again for each type."""
    kind = KINDS.get(name)
    values = [c for c in cells if c.strip()]
    plain = [c.strip() for c in values if c.strip() not in ("..", ".")]
    signs = sorted({c.strip() for c in values} & {"..", "."}, key=len, reverse=True)
    field = {"name": name}
    every = lambda test: all(test(t) for t in plain)
    padded = any(re.match(r"[-+]?0\d", t) for t in plain)
    usual = "," if delimiter == ";" else "."
    other = "." if usual == "," else ","
    forms = [(usual, "")] + [(usual, g) for g in (other, " ", "'")] + [(other, "")] + [(other, g) for g in (usual, " ", "'")]
    day = [f for f in DAYS if every(lambda t: is_day(t, f)) and (kind == "day" or f[0] != r"\d{8}")]
    number = [f for f in forms if every(lambda t: is_number(t, f[0], f[1], False))]
    if not plain:
        field["type"] = "any"
    elif kind == "text":
        field["type"] = "string"
    elif every(lambda t: t.lower() in ("true", "false") or t in "10") and not every(lambda t: t in "10"):
        field["type"] = "boolean"
    elif kind == "period" and every(lambda t: re.fullmatch(r"[1-9]\d{3}", t)):
        field["type"] = "year"
    elif every(lambda t: re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", t)):
        field["type"] = "yearmonth"
    elif day:
        field["type"] = "date"
        if day[0][2]:
            field["format"] = day[0][2]
    elif number and (kind == "number" or not padded):
        whole = every(lambda t: is_number(t, *number[0], True))
        field["type"] = "integer" if whole else "number"
        if not every(lambda t: re.fullmatch(r"-?\d+", t)):
            field["decimalChar"] = number[0][0]
            if number[0][1]:
                field["groupChar"] = number[0][1]
    elif kind == "period" and every(lambda t: is_day(t, DAYS[0]) or re.fullmatch(r"(?!0000)\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?", t)):
        field["type"] = "any"
    else:
        field["type"] = "string"
    text = field["type"] == "string"
    if signs and not text and field["type"] != "any":
        field["missingValues"] = [""] + signs
    limits = {}
    if values and len(values) == len(cells) and (text or not signs):
        limits["required"] = True
    if text:
        count = collections.Counter(values)
        known = name in ("kom", "ydelse") or (name == "kategori" and not any(re.search(r"\d", v) for v in values))
        if known and len(count) <= 20 and min(count.values()) >= 5 and max(map(len, values)) <= 30:
            limits["enum"] = sorted(count)
        elif name != "borger" and len({len(v) for v in values}) == 1 and all(re.fullmatch(r"\d+", v) for v in values):
            limits["pattern"] = "[0-9]{%d}" % len(values[0])
    if limits:
        field["constraints"] = limits
    return field


def makers(r):
    day = lambda: datetime.date(r.randint(1990, 2030), r.randint(1, 12), r.randint(1, 28))
    several = r.sample(["alfa", "beta", "gamma", "delta", "x y", "12", "007"], 3)
    return [lambda: str(r.randint(-9, 99)), lambda: str(r.randint(1000, 9999)), lambda: "%04d" % r.randint(0, 999),
            lambda: "%.2f" % r.uniform(-9, 99), lambda: ("%.2f" % r.uniform(0, 999)).replace(".", ","),
            lambda: "%d.%03d" % (r.randint(1, 99), r.randint(0, 999)), lambda: "%d,%03d" % (r.randint(1, 99), r.randint(0, 999)),
            lambda: "%d.%03d,%d" % (r.randint(1, 99), r.randint(0, 999), r.randint(0, 9)),
            lambda: "%d %03d" % (r.randint(1, 99), r.randint(0, 999)), lambda: "%d'%03d.5" % (r.randint(1, 99), r.randint(0, 999)),
            lambda: str(r.randint(10**9, 10**15)), lambda: str(day()), lambda: day().strftime("%d-%m-%Y"), lambda: day().strftime("%d/%m/%Y"),
            lambda: "%d.%d.%d" % (r.randint(1, 28), r.randint(1, 12), r.randint(1990, 2020)), lambda: day().strftime("%m/%d/%Y"),
            lambda: day().strftime("%Y/%m/%d"), lambda: day().strftime("%d%b%Y").upper(), lambda: day().strftime("%Y%m%d"),
            lambda: day().strftime("%d%m%Y"), lambda: day().strftime("%Y-%m"), lambda: day().strftime("%Y"),
            lambda: "%d-Q%d" % (r.randint(2000, 2020), r.randint(1, 4)), lambda: r.choice(["true", "false"]), lambda: r.choice("01"),
            lambda: r.choice(["1", "TRUE"]), lambda: r.choice(several), lambda: r.choice(several), lambda: r.choice(["101", "147", "751"]),
            lambda: "Blåbær %d" % r.randint(0, 99999)]


def column(r, n):
    make = r.choice(makers(r))
    cells = [make() for _ in range(n)]
    for other, share in ((r.choice(makers(r)), 0.2), (lambda: "", 0.3), (lambda: "..", 0.15), (lambda: " ", 0.05), (lambda: ".", 0.1)):
        if r.random() < share:
            for at in r.sample(range(n), max(1, n // r.choice([3, 20]))):
                cells[at] = other()
    return cells


def write(path, names, rows, delimiter):
    out = io.StringIO()
    w = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    w.writerow(names)
    w.writerows(rows)
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write(out.getvalue())


def check(*words):
    got = subprocess.run(["kom-check", "-q", *words], capture_output=True)
    assert got.returncode < 2, (words, got.stderr)
    return got.returncode, list(csv.DictReader(io.StringIO(got.stdout.decode())))


def plant(r, field, cells, delimiter):
    """A cell that the field forbids, and the rules that find it."""
    limits = field.get("constraints", {})
    if limits.get("required") and r.random() < 0.3:
        return "", {"required"}
    if "enum" in limits:
        return "omega", {"enum"}
    if "pattern" in limits:
        return "1" * (len(cells[0]) + 1), {"pattern"}
    if field["type"] in ("string", "any"):
        return None, None
    wrong = {"integer": "1x", "number": "1x", "boolean": "2", "year": "19", "yearmonth": "2019-13", "date": "2019-02-30"}
    return wrong[field["type"]], {"type"}


r = random.Random(int(sys.argv[1]))
seen = collections.Counter()
for _ in range(int(sys.argv[2])):
    n = r.choice([3, 12, 40, 300])
    names = r.sample(["kom", "ydelse", "borger", "dato", "beloeb", "periode", "kategori", "klient", "a", "b"], r.randint(2, 6))
    columns = [column(r, n) for _ in names]
    if "dato" in names and "kom" in names:
        names[names.index("dato")] = "c"  # else it is a table of sales, with rules of its own
    rows = [list(x) for x in zip(*columns)]
    rows = [x if any(c.strip() for c in x) else ["9"] * len(x) for x in rows]
    columns = list(map(list, zip(*rows)))
    delimiter = r.choice(";;,\t")
    write("t.csv", names, rows, delimiter)
    for jobs in ("1", "4"):
        subprocess.run(["kom-check", "-q", "-j", jobs, "--infer", "s%s.json" % jobs, "t.csv"], check=True)
    text = open("s1.json", encoding="utf-8").read()
    assert text == open("s4.json", encoding="utf-8").read()
    resource = json.loads(text)["resources"][0]
    assert resource["path"] == "t.csv" and resource["dialect"] == {"delimiter": delimiter}, resource
    fields = resource["schema"]["fields"]
    for field, name, cells in zip(fields, names, columns):
        assert field == twin(name, cells, delimiter), (field, twin(name, cells, delimiter), cells)
        seen[field["type"]] += 1
    code, found = check("-S", "s1.json", "t.csv")
    assert code == 0 and not found, (found, text)
    at, line = r.randrange(len(names)), r.randrange(n)
    cell, rules = plant(r, fields[at], columns[at], delimiter)
    if cell is None or (cell == "" and len(names) == 1):
        continue
    rows[line][at] = cell
    write("wrong.csv", names, rows, delimiter)
    code, found = check("-S", "s1.json", "wrong.csv")
    hits = [f for f in found if f["column"] == names[at] and int(f["line"]) == line + 2 and f["rule"] in rules]
    assert code == 1 and hits, (fields[at], cell, found)
    seen["wrong cells found"] += 1
print(dict(sorted(seen.items())))

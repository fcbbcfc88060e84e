# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON-stat and PC-Axis read anew in Python, by other means than kom-read; shared by the checks beside.

A table is a list of dimensions (name, label, codes, texts or None each) and its cells in order: (place of each dimension,
value as text or None, sign or ''). Cells that a file leaves out are not there.
"""
import csv
import io
import json
import re
import subprocess

WORDS = {"": "missing", "..": "missing", ".": "impossible", "c": "hidden:c", "C": "hidden:C", "z": "impossible:z",
         "Z": "impossible:Z"}


class Table:
    def __init__(self, dimensions, cells):
        self.dimensions, self.cells = dimensions, cells


def places(sizes):
    """All places, the last dimension first."""
    n = 1
    for size in sizes:
        n *= size
    for cell in range(n):
        place, rest = [], cell
        for size in reversed(sizes):
            place.append(rest % size)
            rest //= size
        yield tuple(reversed(place))


# ---- JSON-stat ----

def dataset(d):
    dimension = d["dimension"]
    ids = d.get("id", dimension.get("id"))
    sizes = [int(n) for n in d.get("size", dimension.get("size"))]
    assert len(ids) == len(sizes), "sizes"
    dims = []
    for name, size in zip(ids, sizes):
        category = dimension[name]["category"]
        index, label = category.get("index"), category.get("label", {})
        if index is None:
            codes = list(label)
        elif isinstance(index, dict):
            codes = sorted(index, key=lambda c: int(index[c]))
        else:
            codes = index
        assert len(codes) == size, "categories"
        dims.append((name, dimension[name].get("label", ""), codes, [label.get(c) for c in codes]))
    status, value = d.get("status"), d["value"]
    if isinstance(status, dict) and isinstance(status.get("value"), list):
        status = status["value"]
    if isinstance(status, list) and len(status) == 1:
        status = status[0]
    cells = []
    for i, place in enumerate(places(sizes)):
        v = value.get(str(i)) if isinstance(value, dict) else value[i]
        s = status if isinstance(status, str) else status.get(str(i)) if isinstance(status, dict) else status[i] if status else None
        cells.append((place, v, s or ""))
    assert isinstance(value, dict) or len(value) == len(cells), "values"
    return Table(dims, cells)


def jsonstat(path):
    """[(name for --sheet or None, Table or None where it contradicts itself)]; None: no JSON-stat."""
    root = json.load(open(path, encoding="utf-8-sig"))
    if root.get("class") == "collection":
        found = [(i["label"], i) for i in root["link"]["item"] if "value" in i]
    elif "dimension" in root and "value" in root:
        found = [(None, root)]
    else:
        found = [(k, v) for k, v in root.items() if isinstance(v, dict) and "dimension" in v]
    if not found:
        return None
    tables = []
    for name, d in found:
        try:
            tables.append((name, dataset(d)))
        except AssertionError:
            tables.append((name, None))
    return tables


# ---- PC-Axis ----

def px_text(data):
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = re.search(rb'CODEPAGE="([^"]*)"', data)
        return data.decode(said.group(1).decode() if said and b"8859-15" in said.group(1) else "cp1252")


def px_keywords(head):
    """{(keyword, sub): [texts]} of the language without brackets; texts by a regular expression."""
    found = {}
    entry = re.compile(r'\s*([A-Z0-9.-]+)\s*(\[[a-z]+\])?\s*(\((?:[^"()]|"[^"]*")*\))?\s*=((?:[^";]|"[^"]*")*);')
    at = 0
    while at < len(head.rstrip()):
        m = entry.match(head, at)
        assert m, head[at:at + 60]
        at = m.end()
        if m.group(2):
            continue
        subs = tuple(re.findall(r'"([^"]*)"', m.group(3) or ""))
        joined = re.sub(r'"\s*"', "", m.group(4))
        found[(m.group(1), *subs)] = (joined.strip(), re.findall(r'"([^"]*)"', joined))
    return found


def period(scale, text):
    year, rest = text[:4], text[4:].lstrip("HKQMUW")
    return {"A1": year, "H1": f"{year}-H{rest}", "Q1": f"{year}-Q{rest}", "M1": f"{year}-{rest}", "W1": f"{year}-W{rest}",
            "D1": f"{year}-{rest[:2]}-{rest[2:]}"}[scale]


def timeval(entry):
    scale = re.match(r"TLIST\(\s*([A-Z]1)", entry[0]).group(1)
    texts = entry[1]
    if re.search(r'"\s*-\s*"', entry[0]):
        assert scale == "A1" and len(texts) == 2
        texts = [str(y) for y in range(int(texts[0]), int(texts[1]) + 1)]
    return [period(scale, t) for t in texts]


def px(path):
    text = px_text(open(path, "rb").read())
    head, data = re.split(r"(?m)^DATA\s*=", text)
    k = px_keywords(head)
    dims, names = [], []
    for keyword in ("STUB", "HEADING"):
        names += k.get((keyword,), ("", []))[1]
    for name in names:
        values = k[("VALUES", name)][1]
        codes = k[("CODES", name)][1] if ("CODES", name) in k else None
        texts = values if codes else [None] * len(values)
        codes = codes or values
        if ("TIMEVAL", name) in k:
            codes, texts = timeval(k[("TIMEVAL", name)]), values
        own = k.get(("VARIABLECODE", name), ("", [""]))[1][0]
        dims.append((own or name, name, codes, texts))
    sizes = [len(d[2]) for d in dims]
    signs = ["", "."] + ["." * n for n in range(2, 7)] + ["sum"]
    for i in range(1, 7):
        signs[i] = k.get((f"DATASYMBOL{i}",), ("", [signs[i]]))[1][0] or signs[i]

    def cell(token):
        token = token.strip('"')
        if token == "-":
            return None, "-"
        return (None, signs[len(token)]) if set(token) == {"."} else (token, "")

    tokens = re.findall(r'"[^"]*"|[^\s;",]+', data)
    keys = [key for key in k if key[0] == "KEYS"]
    if not keys:
        assert len(tokens) == len(list(places(sizes)))
        return Table(dims, [(p, *cell(t)) for p, t in zip(places(sizes), tokens)])
    order = [names.index(key[1]) for key in keys]
    words = [k[("CODES" if k[key][0] == "CODES" and ("CODES", key[1]) in k else "VALUES", key[1])][1] for key in keys]
    rest = [i for i in range(len(dims)) if i not in order]
    inner = list(places([sizes[i] for i in rest]))
    step, cells = len(keys) + len(inner), []
    assert len(tokens) % step == 0
    for at in range(0, len(tokens), step):
        fixed = [w.index(t.strip('"')) for w, t in zip(words, tokens[at:at + len(keys)])]
        for place, token in zip(inner, tokens[at + len(keys):at + step]):
            whole = dict(zip(order, fixed)) | dict(zip(rest, place))
            cells.append((tuple(whole[i] for i in range(len(dims))), *cell(token)))
    return Table(dims, cells)


# ---- what kom-read should write ----

def status_of(value, sign, is_px):
    """The word, and whether the value is there."""
    if value is None:
        if sign == "-":
            return "nil", "0"
        if sign in WORDS:
            return WORDS[sign], ""
        return f"missing:{sign}", ""
    if sign in (".", "..", "...", ":"):
        return {".": "impossible", "..": "missing"}.get(sign, f"missing:{sign}"), ""
    flags = set(sign) <= set("bdefinprsu") and 1 < len(sign) <= 4
    for flag, word in (("b", "break"), ("p", "provisional")):
        if sign.lower() == flag:
            return word, value
        if flags and flag in sign:
            return f"{word}:{sign}", value
    return "", value


def rows(table, is_px):
    """Header and rows under --labels both --status value."""
    header = []
    for name, _, _, texts in table.dimensions:
        header.append(name)
        if any(t is not None for t in texts):
            header.append(name + "_label")
    yield header + ["value", "value_status"]
    for place, value, sign in table.cells:
        row = []
        for at, (_, _, codes, texts) in zip(place, table.dimensions):
            row.append(codes[at])
            if any(t is not None for t in texts):
                row.append(texts[at] or "")
        word, shown = status_of(value, sign, is_px)
        yield row + [shown, word]


def same_number(text, want):
    if want == "" or text == "":
        return text == want
    if isinstance(want, int):
        return text == str(want)
    return float(text) == float(want) and (not isinstance(want, str) or text == want)


def differ(got, table, is_px):
    """The first difference between what kom-read wrote and the table; None: none."""
    want = list(rows(table, is_px))
    if len(got) != len(want):
        return f"{len(got)} rows, not {len(want)}"
    value = len(want[0]) - 2
    for n, (a, b) in enumerate(zip(got, want)):
        same = a == b if n == 0 else a[:value] == b[:value] and same_number(a[value], b[value]) and a[-1] == b[-1]
        if not same:
            return f"row {n}: {a}, not {b}"
    return None


def read(tool, path, *options, stdin=None):
    run = subprocess.run([tool, "-q", *options, path], input=stdin, capture_output=True)
    return run.returncode, list(csv.reader(io.StringIO(run.stdout.decode("utf-8", "replace"), newline=""))), run.stderr.decode("utf-8", "replace")

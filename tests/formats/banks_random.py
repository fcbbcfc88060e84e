# SPDX-License-Identifier: GPL-3.0-or-later
"""300 random cubes, each written as JSON-stat 1 and 2, dense and sparse, and as PC-Axis, plain and with KEYS, and read back
cell by cell equal, kinds of missing included.

banks_random.py KOM_READ [CUBES [SEED]]
"""
import json
import os
import random
import sys
import tempfile

import banks

tool, n_cubes, seed = sys.argv[1], int((sys.argv + ["", "300"])[2] or 300) if len(sys.argv) > 2 else 300, 5
if len(sys.argv) > 3:
    seed = int(sys.argv[3])
rng = random.Random(seed)
LETTERS = list("abcXYZ019 ,;\"æøåÆØÅé|=\\%()-'") + ["€", "–", "ю"]
PX_SIGNS = {"..": '".."', ".": '"."', "-": '"-"', "...": '"..."', "......": '"......"'}
BOTH = ["--labels", "both", "--status", "value"]


def word(letters, low=1, high=9):
    while True:
        text = "".join(rng.choice(letters) for _ in range(rng.randint(low, high))).strip()
        if text:
            return text


def some(n, make):
    found = []
    while len(found) < n:
        text = make()
        if text not in found:
            found.append(text)
    return found


def number():
    kind = rng.randrange(6)
    if kind == 0:
        return rng.randint(-10, 10)
    if kind == 1:
        return rng.randint(-10**18, 10**18)
    if kind == 2:
        return round(rng.uniform(-1000, 1000), rng.randint(1, 6))
    if kind == 3:
        return rng.random() * 10.0 ** rng.randint(-12, 12)
    return rng.randint(0, 100000)


def cube(letters, most=9):
    """Dimensions and cells; codes of a time dimension are periods, kept for PC-Axis."""
    n = 3 if most > 9 else rng.randint(1, 4)
    names = some(n, lambda: word([c for c in letters if c != '"'] + list("abc")))
    dims = []
    for name in names:
        size = most if most > 9 and len(dims) < 3 else rng.choice([1, 1, 2, 3, 5, 9])
        codes = some(size, lambda: word([c for c in letters if c != '"']))
        texts = [word([c for c in letters if c != '"'], 1, 20) for _ in codes]
        dims.append((name, word([c for c in letters if c != '"']), codes, texts))
    cells = []
    for place in banks.places([len(d[2]) for d in dims]):
        value, sign = number(), ""
        if rng.random() < 0.3:
            value, sign = None, rng.choice(["", "", "..", ".", "-", "...", ":", "c", "xyz"])
        elif rng.random() < 0.1:
            sign = rng.choice(["p", "b", "bep", "e", "a"])
        cells.append((place, value, sign))
    return banks.Table(dims, cells)


# ---- writing ----

def jsonstat(table, version, is_sparse):
    dims, dimension = table.dimensions, {}
    for name, label, codes, texts in dims:
        index = list(codes) if rng.random() < 0.5 else {c: i for i, c in rng.sample(list(enumerate(codes)), len(codes))}
        category = {"index": index, "label": dict(rng.sample(list(zip(codes, texts)), len(codes)))}
        if len(codes) == 1 and rng.random() < 0.5:
            del category["index"]
        dimension[name] = {"label": label, "category": category}
    ids, sizes = [d[0] for d in dims], [len(d[2]) for d in dims]
    if rng.random() < 0.2:
        sizes = [str(s) for s in sizes]
    values, signs = [c[1] for c in table.cells], [c[2] for c in table.cells]
    value = {str(i): v for i, v in enumerate(values) if v is not None} if is_sparse else values
    status = {str(i): s for i, s in enumerate(signs) if s} if rng.random() < 0.5 else [s or None for s in signs]
    if isinstance(status, list) and len(status) == 1 and not status[0]:
        status = None
    if version == 2:
        d = {"version": "2.0", "class": "dataset", "id": ids, "size": sizes, "dimension": dimension, "value": value}
    else:
        d = {"dimension": {"id": ids, "size": sizes, **dimension}, "value": value}
        assert not {"id", "size", "role"} & set(ids)
    if status is not None:
        d["status"] = status
    items = list(d.items())
    rng.shuffle(items)
    d = dict(items)
    whole = d if version == 2 else {"dataset": d}
    return json.dumps(whole, ensure_ascii=rng.random() < 0.5, indent=rng.choice([None, 1])).encode()


def quoted(text):
    if len(text) > 3 and rng.random() < 0.2:
        at = rng.randint(1, len(text) - 1)
        return f'"{text[:at]}"\n"{text[at:]}"'
    return f'"{text}"'


def px(table, encoding, n_keys):
    """The text of a file; rows of keys all of whose cells are missing are left out, and are no cells then."""
    dims = table.dimensions
    stub = rng.randint(max(n_keys, 1), len(dims))
    page = {"cp1252": "Windows-1252", "iso8859-15": "iso-8859-15", "utf-8": "utf-8"}[encoding]
    lines = ['CHARSET="ANSI";', 'AXIS-VERSION="2013";', f'CODEPAGE="{page}";', 'LANGUAGE="da";', 'LANGUAGES="da","en";',
             'TITLE="A; B";', "DECIMALS=2;"]
    lines.append("STUB=" + ",".join(quoted(d[0]) for d in dims[:stub]) + ";")
    if stub < len(dims):
        lines.append("HEADING=" + ",".join(quoted(d[0]) for d in dims[stub:]) + ";")
    keys = []
    for i, (name, _, codes, texts) in enumerate(dims):
        lines.append(f'VALUES("{name}")=' + ",".join(quoted(t) for t in texts) + ";")
        lines.append(f'VALUES[en]("{name}")=' + ",".join('"x"' for t in texts) + ";")
        lines.append(f'CODES("{name}")=' + ",\n".join(quoted(c) for c in codes) + ";")
        if i < n_keys:
            by_codes = rng.random() < 0.5 or len(set(texts)) < len(texts)
            keys.append(codes if by_codes else texts)
            lines.append(f'KEYS("{name}")={"CODES" if by_codes else "VALUES"};')
    lines.append("DATA=")
    cells, row, inner = [], [], 1
    for d in dims[n_keys:]:
        inner *= len(d[2])
    for at, (place, value, sign) in enumerate(table.cells):
        if value is not None:
            sign = ""
            row.append(f"{value:d}" if isinstance(value, int) else repr(value))
        else:
            sign = sign if sign in PX_SIGNS else ".."
            row.append(PX_SIGNS[sign] if rng.random() < 0.8 else sign)
        cells.append((place, row[-1] if value is not None else None, sign))
        if (at + 1) % inner:
            continue
        if n_keys and rng.random() < 0.3:
            cells = cells[:-inner]
        elif n_keys:
            lines.append("".join(f'"{k[p]}",' for k, p in zip(keys, place)) + " ".join(row))
        else:
            lines.append(rng.choice([" ", "  ", "\t"]).join(row) + " ")
        row = []
    lines.append(";")
    plain = [(name, name, codes, texts) for name, _, codes, texts in dims]
    return rng.choice(["\n", "\r\n"]).join(lines).encode(encoding), banks.Table(plain, cells)


# ---- reading back ----

n_files = n_cells = 0


def check(data, table, is_px, what):
    global n_files, n_cells
    path = os.path.join(folder, "cube")
    with open(path, "wb") as out:
        out.write(data)
    by_pipe = rng.random() < 0.3
    code, got, err = banks.read(tool, "-" if by_pipe else path, *BOTH, stdin=data if by_pipe else None)
    why = err if code else banks.differ(got, table, is_px)
    n_files += 1
    n_cells += len(table.cells)
    if why:
        sys.exit(f"seed {seed}, {what}: {why}\n{data.decode('utf-8', 'replace')[:400]}")


with tempfile.TemporaryDirectory() as folder:
    for n in range(n_cubes):
        table = cube(LETTERS)
        if n % 100 == 99:  # more than a sample of the first bytes shows
            table = cube(LETTERS, 40)
        for version in (1, 2):
            for is_sparse in (False, True):
                check(jsonstat(table, version, is_sparse), table, False, f"cube {n}, JSON-stat {version}")
        encoding = rng.choice(["cp1252", "iso8859-15", "utf-8"])
        letters = [c for c in LETTERS if c != '"' and not (c == "ю" and encoding != "utf-8") and
                   not (c == "–" and encoding == "iso8859-15") and not (c == "\\")]
        table = cube(letters)
        for n_keys in {0, rng.randint(0, len(table.dimensions) - 1)}:
            data, kept = px(table, encoding, n_keys)
            check(data, kept, True, f"cube {n}, PC-Axis, {encoding}, {n_keys} keys")
print(f"{n_cubes} cubes, {n_files} files, {n_cells} cells read back")

# SPDX-License-Identifier: GPL-3.0-or-later
"""Random tables written by others' writers and read by kom-read, cell by cell: round_trip.py KOM_READ [TABLES]

haven (R) writes Stata's forms 8 to 15 and SPSS, with tagged and user-defined missing values and value labels; pandas writes Stata. What is
not installed is left out; exit 77 when neither is."""
import datetime
import math
import os
import random
import subprocess
import sys
import tempfile

KOM_READ = sys.argv[1]
N_TABLES = int(sys.argv[2]) if len(sys.argv) > 2 else 100
LETTERS = "abcdeæøåÆØÅéü;,.\"' |=€-0123456789"
DAY = datetime.date(1970, 1, 1)


def has(*command):
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def number(rng):
    kind = rng.randrange(8)
    if kind < 3:
        return float(rng.randrange(-1000, 100000))
    if kind < 5:
        return rng.randrange(-10**7, 10**7) / 100
    if kind == 5:
        return rng.uniform(-1, 1)
    return math.ldexp(rng.uniform(-1, 1), rng.randrange(-200, 200)) if kind == 6 else 0.1 + 0.2


def text(rng, most):
    return "".join(rng.choice(LETTERS) for _ in range(rng.randrange(most))).strip()


def quoted(x):
    """As R writes it."""
    return '"' + x.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Column:
    """kind, and its cells: ("value", x), ("missing", tag or None)."""

    def __init__(self, rng, name, form, n):
        self.name, self.form = name, form
        self.kind = rng.choice(["number", "number", "text", "day", "labelled"])
        self.user = []  # values that the user declared missing
        self.labels = {}
        if self.kind == "labelled":
            self.labels = {float(c): text(rng, 12) + str(c) for c in rng.sample(range(-5, 20), rng.randint(1, 6))}
        if form == "sav" and self.kind == "number" and rng.random() < 0.5:
            self.user = [float(v) for v in rng.sample(range(900, 999), rng.randint(1, 3))]
        self.cells = [self.cell(rng) for _ in range(n)]

    def cell(self, rng):
        if self.kind != "text" and rng.random() < 0.15:
            tagged = self.form.startswith("dta") and self.kind in ("number", "labelled") and rng.random() < 0.6
            return ("missing", rng.choice("ABCXYZ") if tagged else None)
        if self.user and rng.random() < 0.2:
            return ("missing", rng.choice(self.user))
        if self.kind == "text":
            return ("value", text(rng, 300 if rng.random() < 0.03 else 20))
        if self.kind == "day":
            return ("value", rng.randrange(-200000, 200000))
        if self.kind == "labelled":
            return ("value", rng.choice(list(self.labels)) if rng.random() < 0.8 else float(rng.randrange(50)))
        return ("value", number(rng))

    def in_r(self):
        def cell(c):
            if c[0] == "missing" and isinstance(c[1], str):
                return 'haven::tagged_na("%s")' % c[1].lower()
            if c[0] == "missing" and c[1] is None:
                return "NA_real_"
            x = c[1]
            if isinstance(x, str):
                return quoted(x)
            return float(x).hex()
        cells = "c(%s)" % ", ".join(cell(c) for c in self.cells)
        if not self.cells:
            cells = "character()" if self.kind == "text" else "numeric()"
        if self.kind == "day":
            return "as.Date(%s, origin = '1970-01-01')" % cells
        if self.labels:
            labels = ", ".join("%s = %s" % (quoted(label), value.hex()) for value, label in self.labels.items())
            return "haven::labelled(%s, c(%s))" % (cells, labels)
        if self.user:
            return "haven::labelled_spss(%s, na_values = c(%s))" % (cells, ", ".join(v.hex() for v in self.user))
        return cells

    def wanted(self):
        """(cell, status) of each row; a number as a float."""
        for what, x in self.cells:
            if what == "missing":
                yield "", "" if self.kind in ("text", "day") else "missing" if x is None else \
                    "missing:%s" % (x if isinstance(x, str) else int(x))
            elif self.kind == "day":
                day = DAY + datetime.timedelta(days=x)
                yield day.isoformat(), ""
            else:
                yield x, ""


class Table:
    def __init__(self, rng, form):
        self.form = form
        self.n = rng.choice([0, 1, 2, 7, 40, 300])
        self.columns = [Column(rng, "v%d" % i, form, self.n) for i in range(rng.randint(1, 9))]

    def path(self, folder, i):
        return os.path.join(folder, "t%d.%s" % (i, self.form[:3]))

    def r_code(self, path):
        code = "d <- data.frame(matrix(nrow = %d, ncol = 0))\n" % self.n
        for c in self.columns:
            code += "d[['%s']] <- %s\n" % (c.name, c.in_r())
        if self.form == "sav":
            return code + "haven::write_sav(d, '%s')\n" % path
        return code + "haven::write_dta(d, '%s', version = %s)\n" % (path, self.form[3:])

    def by_pandas(self, path):
        import pandas  # pylint: disable=import-outside-toplevel
        frame = pandas.DataFrame(index=range(self.n))
        for c in self.columns:
            cells = [None if what == "missing" else x for what, x in c.cells]
            if c.kind == "day":
                cells = [None if x is None else pandas.Timestamp(DAY) + pandas.Timedelta(days=x) for x in cells]
                frame[c.name] = pandas.Series(cells, index=frame.index, dtype="datetime64[ns]")
            else:
                frame[c.name] = pandas.Series(cells, index=frame.index, dtype=object if c.kind == "text" else float)
        days = {c.name: "td" for c in self.columns if c.kind == "day"}
        frame.to_stata(path, write_index=False, version=118, convert_dates=days)


def read(arguments):
    done = subprocess.run([KOM_READ, "-q", *arguments], capture_output=True, check=False)
    assert done.returncode == 0, (arguments, done.stderr.decode())
    rows, row, at, s = [], [], 0, done.stdout.decode("utf-8")
    while at < len(s):  # a reader of our own: the csv module does not tell line ends within
        if s[at] == '"':
            end = at + 1
            while s[end] != '"' or s[end + 1] == '"':
                end += 2 if s[end] == '"' else 1
            cell, at = s[at + 1:end].replace('""', '"'), end + 1
        else:
            end = min(k for k in (s.find(",", at), s.find("\n", at)) if k >= 0)
            cell, at = s[at:end], end
        row.append(cell)
        if s[at] == "\n":
            rows.append(row)
            row = []
        at += 1
    return rows


def digits(text):
    """The digits that say something."""
    return text.split("e")[0].replace(".", "").replace("-", "").strip("0")


def equal(got, wanted):
    if not isinstance(wanted, float):
        return got == wanted
    whole = wanted == int(wanted) if math.isfinite(wanted) and abs(wanted) < 1e15 else False
    return got == str(int(wanted)) if whole else float(got) == wanted and digits(got) == digits(repr(wanted))


def compare(table, path):
    numbers = [c.name for c in table.columns if c.kind in ("number", "labelled")]
    rows = read((["--status", ",".join(numbers)] if numbers else []) + [path])
    header = [h for c in table.columns for h in ([c.name, c.name + "_status"] if c.name in numbers else [c.name])]
    assert rows[0] == header, (path, rows[0], header)
    assert len(rows) == table.n + 1, (path, len(rows), table.n)
    n = 0
    for c in table.columns:
        at = header.index(c.name)
        for i, (cell, status) in enumerate(c.wanted()):
            got = rows[i + 1]
            assert equal(got[at], cell), (path, c.name, i, got[at], cell)
            assert c.name not in numbers or got[at + 1] == status, (path, c.name, i, got[at + 1], status)
            n += 1
    return n


def compare_labels(table, path):
    """--labels both: each value with its label behind it."""
    labelled = [c for c in table.columns if c.labels]
    if not labelled or table.form == "dtapandas" or table.n == 0:
        return
    rows = read(["--labels", "both", path])
    for c in labelled:
        at = rows[0].index(c.name + "_label")
        for i, (what, x) in enumerate(c.cells):
            wanted = c.labels.get(x, "") if what == "value" else ""
            assert rows[i + 1][at] == wanted, (path, c.name, i, rows[i + 1][at], wanted)


def main():
    rng = random.Random(20190101)
    haven = has("Rscript", "-e", "quit(status = !requireNamespace('haven', quietly = TRUE))")
    pandas = has(sys.executable, "-c", "import pandas")
    forms = (["dta8", "dta10", "dta12", "dta13", "dta14", "dta15", "sav", "sav", "sav"] if haven else []) + \
        (["dtapandas"] * 3 if pandas else [])
    if not forms:
        print("neither haven nor pandas is here")
        return 77
    tables = []
    while len(tables) < N_TABLES:
        form = forms[len(tables) % len(forms)]
        table = Table(rng, form)
        if form == "dtapandas":
            if table.n == 0:
                continue
            for c in table.columns:
                c.labels = {}
                c.cells = [(w, None if w == "missing" else x) for w, x in c.cells]
                if c.kind == "day":  # nanoseconds from 1970
                    c.cells = [(w, x if x is None else x % 90000) for w, x in c.cells]
        elif form in ("dta8", "dta10", "dta12", "dta13"):  # a code page: haven writes UTF-8 all the same, so no letters beyond ASCII
            for c in table.columns:
                c.cells = [(w, "".join(ch for ch in x if ch.isascii())[:200].strip()) if isinstance(x, str) and w == "value" else (w, x)
                           for w, x in c.cells]
                c.labels = {v: "".join(ch for ch in label if ch.isascii()).strip() for v, label in c.labels.items()}
        tables.append(table)
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "write.R"), "w", encoding="utf-8") as f:
            for i, table in enumerate(tables):
                if table.form != "dtapandas":
                    f.write(table.r_code(table.path(folder, i)))
        if haven:
            subprocess.run(["Rscript", "-e", "source('%s/write.R', encoding = 'UTF-8')" % folder], check=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        n = 0
        for i, table in enumerate(tables):
            if table.form == "dtapandas":
                table.by_pandas(table.path(folder, i))
            n += compare(table, table.path(folder, i))
            compare_labels(table, table.path(folder, i))
    print("%d tables, %d cells%s%s" % (len(tables), n, "" if haven else ", without haven", "" if pandas else ", without pandas"))
    return 0


if __name__ == "__main__":
    sys.exit(main())

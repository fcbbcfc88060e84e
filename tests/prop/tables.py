# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables as lists of rows, and the many ways in which a source may write one and the same table."""
import csv
import gzip
import io
import os

DANISH = {"kom": "kommunekode", "person": "borger", "service": "ydelse", "date": "dato",
          "quantity": "antal", "hours": "timer", "amount": "beloeb", "provider": "leverandoer",
          "setting": "boligform", "section": "paragraf", "group": "maalgruppe",
          "status": "leveringsstatus", "start": "fra", "end": "til", "birth_year": "foedselsaar",
          "sex": "koen", "recipients": "modtagere", "kind": "opgoerelse", "period": "periode"}
CANONICAL = {danish: name for name, danish in DANISH.items()}
NUMBERS = {"quantity", "hours", "amount", "x", "y", "w", "value", "n", "events", "persons", "years",
           "recipients", "birth_year"}

# delimiter, decimal mark, encoding, byte order mark, line end
DIALECTS = {
    "csv": (",", ".", "utf-8", b"", "\n"),
    "crlf": (",", ".", "utf-8", b"\xef\xbb\xbf", "\r\n"),
    "tsv": ("\t", ".", "utf-8", b"", "\n"),
    "bar": ("|", ".", "utf-8", b"", "\r\n"),
    "da": (";", ",", "cp1252", b"", "\r\n"),
    "da-bom": (";", ",", "utf-8", b"\xef\xbb\xbf", "\r\n"),
    "utf16": (";", ",", "utf-16-le", b"\xff\xfe", "\r\n"),
    "utf16be": (",", ".", "utf-16-be", b"\xfe\xff", "\n"),
}


class Table:
    """Canonical names, decimal points, ISO days; rows are tuples in the order of the header."""

    def __init__(self, header, rows):
        self.header = tuple(header)
        self.rows = [tuple(row) for row in rows]

    def with_rows(self, rows):
        return Table(self.header, rows)

    def column(self, name):
        at = self.header.index(name)
        return [row[at] for row in self.rows]

    def where(self, name, values):
        at = self.header.index(name)
        return self.with_rows([row for row in self.rows if row[at] in values])


def load(folder, name):
    """A table of the sample, whatever its dialect, as a Table."""
    path = os.path.join(folder, name + ".csv")
    if not os.path.exists(path):
        with gzip.open(path + ".gz") as source:
            data = source.read()
    else:
        with open(path, "rb") as source:
            data = source.read()
    danish = b";" in data.split(b"\n", 1)[0]
    rows = list(csv.reader(io.StringIO(data.decode("cp1252" if danish else "utf-8"), newline=""),
                           delimiter=";" if danish else ",", strict=True))
    header = [CANONICAL.get(name, name) for name in rows[0]]
    numbers = [name in NUMBERS for name in header]
    if danish:
        rows[1:] = [[cell.replace(",", ".") if number else cell
                     for cell, number in zip(row, numbers)] for row in rows[1:]]
    return Table(header, rows[1:])


class Style:
    """How one file is written: dialect, language of the headings, order of the columns, quoting."""

    def __init__(self, dialect="csv", danish=False, order=None, quoting="needed", last=True):
        self.delimiter, self.decimal, self.encoding, self.bom, self.end = DIALECTS[dialect]
        self.dialect, self.danish, self.order = dialect, danish, order
        self.quoting, self.last = quoting, last

    def cell(self, text, name=None):
        if name in NUMBERS and self.decimal == "," and text not in ("..", "."):
            text = text.replace(".", ",")
        special = self.delimiter in text or "\n" in text or "\r" in text or text[:1] == '"'
        if special or self.quoting == "all":
            return '"' + text.replace('"', '""') + '"'
        return text

    def line(self, table, row):
        order = self.order or range(len(table.header))
        return self.delimiter.join(self.cell(row[i], table.header[i]) for i in order)

    def heading(self, table):
        order = self.order or range(len(table.header))
        names = [DANISH.get(n, n) if self.danish else n for n in (table.header[i] for i in order)]
        return self.delimiter.join(self.cell(name) for name in names)

    def document(self, lines):
        text = self.end.join(lines) + (self.end if self.last else "")
        return self.bom + text.encode(self.encoding)

    def render(self, table):
        return self.document([self.heading(table)] + [self.line(table, row) for row in table.rows])


def random_style(rng, table, danish, plain=()):
    """A style by chance; `plain` lists dialects to choose from when not all will do."""
    order = list(range(len(table.header)))
    rng.shuffle(order)
    return Style(rng.choice(sorted(plain or DIALECTS)), danish, order,
                 rng.choice(["needed", "needed", "all"]), rng.random() < 0.8)


def packed(rng, data):
    """The bytes as gzip, of one member or of several."""
    cuts = sorted(rng.randrange(len(data) + 1) for _ in range(rng.randrange(3)))
    parts = [data[a:b] for a, b in zip([0] + cuts, cuts + [len(data)])]
    return b"".join(gzip.compress(part, rng.choice([1, 9]), mtime=0) for part in parts)


def shuffled(rng, table):
    rows = list(table.rows)
    rng.shuffle(rows)
    return table.with_rows(rows)


def split(rng, table, pieces):
    """Consecutive parts, some of them perhaps without a row."""
    cuts = sorted(rng.randrange(len(table.rows) + 1) for _ in range(pieces - 1))
    return [table.with_rows(table.rows[a:b])
            for a, b in zip([0] + cuts, cuts + [len(table.rows)])]

# SPDX-License-Identifier: GPL-3.0-or-later
"""Workbooks for tests, written part by part: whatever a program could write, and what none would."""
import zipfile
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def column(n):
    text = ""
    while n:
        n, digit = divmod(n - 1, 26)
        text = chr(65 + digit) + text
    return text


class Cell:
    """A cell as XML: its type, what is within it, the place of its number format in `formats`."""

    def __init__(self, inside, kind="", style=0):
        self.inside, self.kind, self.style = inside, kind, style

    def xml(self, address):
        kind = f' t="{self.kind}"' if self.kind else ""
        style = f' s="{self.style}"' if self.style else ""
        return f'<c r="{address}"{style}{kind}>{self.inside}</c>'


def number(text, style=0):
    return Cell(f"<v>{text}</v>", "", style)


def error(text):
    return Cell(f"<v>{text}</v>", "e")


def formula(text, value=None):
    return Cell(f"<f>{escape(text)}</f>" + ("" if value is None else f"<v>{value}</v>"))


def cell_of(value):
    if isinstance(value, Cell):
        return value
    if isinstance(value, bool):
        return Cell(f"<v>{int(value)}</v>", "b")
    if isinstance(value, (int, float)):
        return number(repr(value))
    return Cell(f'<is><t xml:space="preserve">{escape(value)}</t></is>', "inlineStr")


def rows(table, first_row=1, first_column=1, hidden=()):
    """sheetData of lists of values; None is no cell."""
    out = []
    for r, row in enumerate(table, first_row):
        cells = "".join(cell_of(v).xml(column(c) + str(r)) for c, v in enumerate(row, first_column) if v is not None)
        if cells:
            out.append(f'<row r="{r}"' + (' hidden="1"' if r in hidden else "") + f">{cells}</row>")
    return f"<sheetData>{''.join(out)}</sheetData>"


def sheet(data, before="", after=""):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}">{before}{data}{after}</worksheet>'


def relations(items):
    body = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in items)
    return f'<?xml version="1.0"?>\n<Relationships xmlns="{PACKAGE}">{body}</Relationships>'


def styles(formats):
    """Style 0 is General, style n the n-th format: a code, or the number of one that Excel knows."""
    codes = "".join(f'<numFmt numFmtId="{164 + i}" formatCode={quoteattr(code)}/>'
                    for i, code in enumerate(formats) if isinstance(code, str))
    ids = [0] + [164 + i if isinstance(code, str) else code for i, code in enumerate(formats)]
    cells = "".join(f'<xf numFmtId="{n}"/>' for n in ids)
    return f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellXfs>{cells}</cellXfs></styleSheet>'


def parts(sheets, formats=(), strings=None, book="", states=None):
    """{name: text}; sheets: {name: XML or a table}; strings: XML of each shared one."""
    names = list(sheets)
    listed = "".join(f'<sheet name={quoteattr(name)} sheetId="{i}" r:id="r{i}"'
                     + (f' state="{(states or {})[name]}"' if name in (states or {}) else "") + "/>"
                     for i, name in enumerate(names, 1))
    to = [(f"r{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(names) + 1)]
    to.append(("r900", "styles", "styles.xml"))
    if strings is not None:
        to.append(("r901", "sharedStrings", "sharedStrings.xml"))
    found = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations([("r1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(to),
        "xl/styles.xml": styles(formats),
    }
    if strings is not None:
        found["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">' + "".join(f"<si>{s}</si>" for s in strings) + "</sst>"
    for i, data in enumerate(sheets.values(), 1):
        found[f"xl/worksheets/sheet{i}.xml"] = data if isinstance(data, str) else sheet(rows(data))
    return found


def save(path, found):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in found.items():
            file.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)


def write(path, sheets, **more):
    save(path, parts(sheets, **more))

# SPDX-License-Identifier: GPL-3.0-or-later
# Workbooks: what kom-read does with them beside the cells that tests/formats/xlsx.py compares.
load helper

# book <CODE: Python, with the writer of workbooks.
book() {
    case $(kom-read --version) in *'built without libzip'*) skip 'built without libzip and expat' ;; esac
    PYTHONPATH=$SOURCE_DIR/tests/formats python3 -B - "$@"
}

@test "numbers, days, times and codes by their format" {
    book <<'PY'
from book import *
formats = ["yyyy-mm-dd", 14, 22, "hh:mm:ss", "[h]:mm:ss", "0000", '000000\\-0000', "0.00%", '"day "0', "[Red]0.00", "mmm-yy",
           "[$-406]d. mmmm yyyy;@", "#,##0.00", "0.00E+00", "@", 46, 45, 31, "General", "mm:ss.0", "yyyy-mm-dd;@", "0;-0;0",
           "[$kr-406] #,##0.00", "h:mm AM/PM", "[<100]0;dd", "00.00", "# 00/00"]
names = ["value", *range(1, len(formats) + 1)]
lines = [["value"] + [f"f{i}" for i in range(1, len(formats) + 1)]]
for v in ["43831", "43831.5", "0.25", "101", "0.30000000000000004", "1E-7", "-3", "101801234", "60", "59", "61", "2958465.9999", "1"]:
    lines.append([number(v)] + [number(v, i) for i in range(1, len(formats) + 1)])
write("a.xlsx", {"A": lines}, formats=formats)
write("b.xlsx", {"A": lines}, formats=formats, book='<workbookPr date1904="1"/>')
PY
    golden xlsx/formats -- kom-read --status "$(seq -s, -f 'f%.0f' 1 27)" a.xlsx
    golden xlsx/formats_1904 -- kom-read -q --status "$(seq -s, -f 'f%.0f' 1 27)" b.xlsx
}

@test "hours beyond a day, without seconds" {
    book <<'PY'
from book import *
formats = ["[h]:mm", "[h]:mm;@", '[hh]" t. "mm', "[h].mm", "[mm]", "h:mm", "yyyy-mm", "[$-406]mmm yy"]
write("a.xlsx", {"A": [["kom", *"abcdefgh"], ["0101"] + [number("1.5520833333333333", i) for i in range(1, 9)]]}, formats=formats)
PY
    kom-read -q a.xlsx >out
    [ "$(tail -n 1 out)" = "0101,37:15:00,37:15:00,37:15:00,37:15:00,37:15:00,1900-01-01T13:15:00,1900-01-01T13:15:00,1900-01-01T13:15:00" ]
}

@test "texts: shared, rich, in the cell, of a formula, with signs by their number" {
    book <<'PY'
from book import *
strings = ["<t>plain</t>", "<t></t>", '<t xml:space="preserve"> two </t>', "<r><t>ri</t></r><r><rPr><b/></rPr><t>ch</t></r>",
           "<t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh>", "<t>a_x000D_b_x0041__x005F_x0041_</t>", "<t>_xD83D__xDE00_</t>", "<t>a,\"b\"\nc</t>",
           "<t>&lt;&amp;&#229;</t>"]
lines = [["text"]] + [[Cell(f"<v>{i}</v>", "s")] for i in range(len(strings))]
lines += [[Cell("<is><r><t>in</t></r><r><t>side</t></r><rPh><t>no</t></rPh></is>", "inlineStr")], [Cell("<f>A1</f><v>of a formula</v>", "str")],
          [Cell("<f>A1</f><v></v>", "str")], [Cell('<v>2020-02-29T00:00:00</v>', "d", 1)], [Cell('<v>2020-02-29T10:00:00</v>', "d", 1)], [True], [False]]
write("a.xlsx", {"A": lines}, strings=strings, formats=[14])
p = parts({"A": lines}, strings=strings, formats=[14])
# The same with prefixes, the namespaces of ISO 29500, absolute paths, no addresses, and a part that is not text.
p = {name.replace("worksheets/", "blade/").upper() if name.startswith("xl/w") else name: text for name, text in p.items()}
p["_rels/.rels"] = p["_rels/.rels"].replace("xl/workbook", "/xl/workbook")
p["xl/_rels/workbook.xml.rels"] = p["xl/_rels/workbook.xml.rels"].replace("worksheets/", "/xl/blade/").replace("sharedStrings.xml", "../xl/./sharedStrings.xml")
import re
for name in p:
    if name.lower().startswith("xl/") and not name.endswith(".rels"):
        text = p[name].replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main").replace('xmlns="', 'xmlns:x="')
        p[name] = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", re.sub(r' r="[A-Z]*[0-9]+"', "", text))
save("b.xlsx", p)
PY
    golden xlsx/texts -- kom-read a.xlsx
    kom-read -q b.xlsx | same "$GOLDEN/xlsx/texts.out" -
}

@test "sheets: which is read, and several as one table" {
    book <<'PY'
from book import *
a = [["kom", "n"], ["0101", 1], ["0147", 2]]
b = [["n", "kom"], [3, "0151"], [None, None], [4, "0153"]]
write("one.xlsx", {"A": a, "Empty": [], "Secret": b}, states={"Secret": "hidden"})
write("two.xlsx", {"2019": a, "B, or not": b, "Other": [["kom", "x"], ["1", 2]]})
write("text.xlsx", {"A": a, "B": [["kom", "n"], ["0147", 1], [], ["0101", "x"]]})
write("none.xlsx", {"A": [], "Secret": b}, states={"Secret": "veryHidden"})
PY
    kom-read one.xlsx >out 2>err
    printf 'kom,n\n0101,1\n0147,2\n' | same - out
    grep -qx 'kom-read: one.xlsx: hidden sheets, not read: "Secret"' err
    kom-read -q --sheet Secret one.xlsx >out
    printf 'n,kom\n3,0151\n4,0153\n' | same - out
    fails_saying 3 "has cells in 3 sheets; use --sheet NAME, or --sheet '*' where they are one table; its sheets are 2019, '\"B, or not\"', Other" kom-read two.xlsx
    kom-read -q --sheet '2019,"B, or not"' two.xlsx >out # the columns of the second by their headings
    printf 'kom,n\n0101,1\n0147,2\n0151,3\n0153,4\n' | same - out
    kom-read -q --sheet '2019,"B, or not"' --sheet-name year --status n two.xlsx >out
    printf 'year,kom,n,n_status\n2019,0101,1,\n2019,0147,2,\n"B, or not",0151,3,\n"B, or not",0153,4,\n' | same - out
    kom-read -q --sheet 'B, or not' two.xlsx >out
    kom-read -q --sheet 2 two.xlsx | same out -
    fails_saying 3 'are not one table: the heading "x"' kom-read --sheet '*' two.xlsx
    fails_saying 2 'has no sheet "C"; it has 2019' kom-read --sheet C two.xlsx
    for n in 0 4 9 24 99999999999999999999; do fails_saying 2 "has no sheet \"$n\"" kom-read --sheet $n two.xlsx; done
    fails_saying 2 'named twice' kom-read --sheet 1,2019 two.xlsx
    fails_saying 3 'no sheet that is shown has cells; use --sheet NAME for one that is hidden' kom-read none.xlsx
    # In messages a row is named with its sheet.
    fails_saying 3 'text.xlsx[B]:4: column "n": "x"' kom-read --number n --sheet '*' text.xlsx
}

@test "where the table is: blank rows and columns, titles, --range, --header" {
    book <<'PY'
from book import *
table = [["kom", "n"], ["0101", 1], None or [], ["0147", 2]]
write("c.xlsx", {"A": sheet(rows(table, 3, 2))})
write("title.xlsx", {"A": sheet(rows([["Sales of 2019"], [], ["kom", "hours", "n"], ["0101", 1.5, 1], ["0147", 2.5, 2]]))})
write("wide.xlsx", {"A": sheet(rows([["kom", "n"]] + [["0101", i] for i in range(120)] + [["0147", 3, None, "note"]]))})
write("late.xlsx", {"A": [["kom", "t"]] + [["0101", "x" * 2000] for i in range(80)] + [["0147", "y", "late"]]})
write("bare.xlsx", {"A": [["0101", 1.5], ["0147", 2.5]]})
PY
    golden xlsx/place -- kom-read -v c.xlsx
    fails_saying 3 'title.xlsx:1: this is no header, but row 3 would be one; use --range A3:C, or' kom-read title.xlsx
    kom-read -q --range A3:C title.xlsx >out
    printf 'kom,hours,n\n0101,1.5,1\n0147,2.5,2\n' | same - out
    kom-read -q --range '$A$3:$B$4' title.xlsx >out
    printf 'kom,hours\n0101,1.5\n' | same - out
    for range in A3:A2 3 C A3:XFE9 A0:B2 A3-C4 Ark1!A3:C4; do fails_saying 2 'is no range of cells' kom-read --range "$range" title.xlsx; done
    fails_saying 3 'wide.xlsx:122: sheet "A", cell D122: stands beside the table, whose columns are A to B; leave it out with --range A1:B' kom-read wide.xlsx
    # A column without heading whose first value is far down is one all the same.
    kom-read -q late.xlsx >out
    [ "$(head -n 1 out)" = 'kom,t,""' ]
    [ "$(tail -n 1 out)" = '0147,y,late' ]
    fails_saying 3 'the first record is taken for data' kom-read bare.xlsx
    kom-read -q --header kom,hours bare.xlsx >out
    printf 'kom,hours\n0101,1.5\n0147,2.5\n' | same - out
    fails_saying 2 '--header: has 3 names, and sheet "A" of bare.xlsx 2 columns' kom-read --header a,b,c bare.xlsx
}

@test "cells that hold no value: errors, formulas that nobody computed, days that are none" {
    book <<'PY'
from book import *
lines = [["kom", "n", "day"], ["0101", 1, number(43831, 1)], ["0147", error("#DIV/0!"), number(43831, 1)], [], ["0151", formula("B2+1"), number(43831, 1)],
         ["0153", 4, number(60, 1)], ["0155", error("&lt;b&gt;"), number(0, 1)], ["0157", formula("1+1", 2), number(-1, 1)], ["0159", 6, number(3e6, 1)]]
write("a.xlsx", {"Ark1": lines}, formats=[14], book='<calcPr fullCalcOnLoad="1"/>')
write("h.xlsx", {"Ark1": [["kom", error("#REF!")], ["0101", 1]]})
PY
    golden xlsx/bad -- kom-read a.xlsx
    golden xlsx/bad_skip -- kom-read --bad-rows skip --set-aside aside.csv a.xlsx
    golden_file xlsx/bad_aside aside.csv
    golden xlsx/bad_status -- kom-read --status n,day a.xlsx
    fails_saying 3 'h.xlsx: sheet "Ark1", cell B1: a heading: #REF!' kom-read h.xlsx
}

@test "hidden rows and columns, filters, merged cells" {
    book <<'PY'
from book import *
lines = [["kom", "year", "n"], ["0101", 2019, 1], [None, 2020, 2], [None, None, 3], ["0147", 2019, 4]]
write("a.xlsx", {"A": sheet(rows(lines, hidden=(3,)), '<cols><col min="2" max="2" hidden="1"/></cols>',
      '<autoFilter ref="A1:C5"><filterColumn colId="0"/></autoFilter><mergeCells><mergeCell ref="A2:A4"/><mergeCell ref="B3:B4"/></mergeCells>')})
absent = sheet(rows([["kom", "year", "n"], ["0101", 2019, 1], [], [], ["0147", 2019, 4]]), "", '<mergeCells><mergeCell ref="A2:A4"/></mergeCells>')
write("absent.xlsx", {"A": absent})
write("over.xlsx", {"A": sheet(rows(lines), "", "<mergeCells>" + '<mergeCell ref="A2:XFD4"/>' * 2 + "</mergeCells>")})
PY
    golden xlsx/merged -- kom-read a.xlsx
    golden xlsx/filled -- kom-read --fill-merged a.xlsx
    kom-read -q --fill-merged absent.xlsx >out # rows that only merged cells fill
    printf 'kom,year,n\n0101,2019,1\n0101,,\n0101,,\n0147,2019,4\n' | same - out
    fails_saying 3 'row 2: merged cells lie over each other; leave --fill-merged out' kom-read --fill-merged over.xlsx
    kom-read -q over.xlsx >out
}

@test "rows are named by their number in the sheet, whatever lies in their texts" {
    book <<'PY'
from book import *
lines = [["a\nheading", "timer"], ["x\ny\nz", 1], [], ["x", 2], ["x\ny", 3], ["x", "4;5"]]
write("a.xlsx", {"A": sheet(rows(lines, 3))})
PY
    fails_saying 3 'a.xlsx:8: column "timer": "4;5"' kom-read --number timer a.xlsx
    kom-read -q --number timer --bad-rows skip --set-aside aside.csv a.xlsx >out
    grep -q ',a.xlsx,8,unreadable$' aside.csv
    grep -q ',a.xlsx,5,blank$' aside.csv
}

@test "what no workbook has is refused" {
    book <<'PY'
from book import *
import zipfile
p = parts({"A": [["kom"], ["0101"]]})
laughs = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 50 + '"><!ENTITY c "' + "&b;" * 50 + '">]>'
outside = '<?xml version="1.0"?><!DOCTYPE w SYSTEM "file:///etc/passwd">'
sheet1 = "xl/worksheets/sheet1.xml"
body = p[sheet1].split("\n", 1)[1]
save("laughs.xlsx", {**p, sheet1: laughs + body.replace("0101", "&c;")})
save("outside.xlsx", {**p, sheet1: outside + body})
save("deep.xlsx", {**p, sheet1: body.replace("<sheetData>", "<a>" * 200 + "</a>" * 200 + "<sheetData>")})
save("tag.xlsx", {**p, sheet1: body.replace("<sheetData>", '<a b="' + "c" * 3000000 + '"/><sheetData>')})
save("order.xlsx", {**p, sheet1: sheet('<sheetData><row r="2"><c r="A2"><v>1</v></c></row><row r="1"/></sheetData>')})
save("twice.xlsx", {**p, sheet1: sheet('<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>1</v></c></row></sheetData>')})
save("elsewhere.xlsx", {**p, sheet1: sheet('<sheetData><row r="2"><c r="A3"><v>1</v></c></row></sheetData>')})
save("beyond.xlsx", {**p, sheet1: sheet('<sheetData><row r="1048577"><c><v>1</v></c></row></sheetData>')})
save("word.xlsx", {**p, sheet1: sheet('<sheetData><row><c><v>one</v></c></row></sheetData>')})
save("shared.xlsx", {**p, sheet1: sheet('<sheetData><row><c t="s"><v>0</v></c></row></sheetData>')})
save("style.xlsx", {**p, sheet1: sheet('<sheetData><row><c s="7"><v>0</v></c></row></sheetData>')})
save("type.xlsx", {**p, sheet1: sheet('<sheetData><row><c t="z"><v>0</v></c></row></sheetData>')})
save("cut.xlsx", {**p, sheet1: body[:-20]})
save("gone.xlsx", {n: t for n, t in p.items() if n != "xl/styles.xml"})
p2 = parts({"A": [["kom"]], "B": [["kom"]]})
save("once.xlsx", {**p2, "xl/_rels/workbook.xml.rels": p2["xl/_rels/workbook.xml.rels"].replace("sheet2.xml", "sheet1.xml")})
save("zip.xlsx", {"[Content_Types].xml": "<a/>", "readme.txt": "nothing"})
save("docx.xlsx", {**p, "xl/workbook.xml": "<document/>"})
save("b.xlsb", {**p, "xl/workbook.bin": "x", "_rels/.rels": p["_rels/.rels"].replace("workbook.xml", "workbook.bin")})
chart = {**p, "xl/_rels/workbook.xml.rels": p["xl/_rels/workbook.xml.rels"].replace("/worksheet\"", "/chartsheet\"")}
save("chart.xlsx", chart)
# A bomb: a gigabyte of blanks within a cell, of blank cells, of shared strings.
def bomb(name, part, before, piece, after):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as file:
        for n, t in p.items():
            if n != part:
                file.writestr(n, t)
        with file.open(part, "w") as out:
            out.write(before.encode())
            for _ in range(300):
                out.write(piece.encode() * (1048576 // len(piece)))
            out.write(after.encode())
bomb("text.xlsx", sheet1, f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="str"><v>', " ", "</v></c></row></sheetData></worksheet>")
bomb("cells.xlsx", sheet1, f'<worksheet xmlns="{MAIN}"><sheetData><row>', "<c/>", "</row></sheetData></worksheet>")
bomb("rows.xlsx", sheet1, f'<worksheet xmlns="{MAIN}"><sheetData>', "<a/>", "</sheetData></worksheet>")
p["xl/_rels/workbook.xml.rels"] = p["xl/_rels/workbook.xml.rels"].replace("</Rel", f'<Relationship Id="q" Type="{OFFICE}/sharedStrings" Target="s.xml"/></Rel', 1) if False else p["xl/_rels/workbook.xml.rels"].replace("</Relationships>", f'<Relationship Id="q" Type="{OFFICE}/sharedStrings" Target="s.xml"/></Relationships>')
bomb("strings.xlsx", "xl/s.xml", f'<sst xmlns="{MAIN}">', "<si><t>" + " " * 500000 + "</t></si>", "</sst>")
PY
    fails_saying 3 'sheet1.xml has a document type (DTD), as no such file has' kom-read laughs.xlsx
    fails_saying 3 'sheet1.xml has a document type (DTD), as no such file has' kom-read outside.xlsx
    fails_saying 3 'nested too deep' kom-read deep.xlsx
    fails_saying 3 'a tag of more than 1024 KB' kom-read tag.xlsx
    fails_saying 3 'sheet "A", row 2: the next row has a number that is not greater' kom-read --first-line header order.xlsx
    fails_saying 3 'cell A2: stands twice in its row' kom-read --first-line header twice.xlsx
    fails_saying 3 'cell A2: it says to be in another row' kom-read elsewhere.xlsx
    fails_saying 3 'no number that a row may have' kom-read beyond.xlsx
    fails_saying 3 'cell A1: holds what is no number' kom-read word.xlsx
    fails_saying 3 'cell A1: names a shared string that the workbook has not' kom-read shared.xlsx
    fails_saying 3 'cell A1: has a style that the workbook has not' kom-read style.xlsx
    fails_saying 3 'cell A1: it is of a type that cells do not have' kom-read type.xlsx
    fails_saying 3 'is no whole XML' kom-read cut.xlsx
    fails_saying 3 'has no part xl/styles.xml' kom-read gone.xlsx
    fails_saying 3 'sheets "A" and "B" are one part' kom-read once.xlsx
    fails_saying 3 'zip file without _rels/.rels, so no workbook' kom-read zip.xlsx
    fails_saying 3 'holds no workbook; it is perhaps of Word or PowerPoint' kom-read docx.xlsx
    fails_saying 3 'binary Excel workbook (.xlsb)' kom-read b.xlsb
    fails_saying 2 'is a chart, and has no cells' kom-read --sheet A chart.xlsx
    fails_saying 3 'longer than a cell may have' kom-read text.xlsx
    fails_saying 3 'no address or style that a cell may have' kom-read cells.xlsx
    fails_saying 3 'as no table does; it is not read' kom-read rows.xlsx
    fails_saying 3 'as no table does; it is not read' kom-read strings.xlsx
    fails_saying 3 'is no text but an Office file with a password' kom-read "$SOURCE_DIR/tests/formats/files/xlsx/calamine-pass_protected.xlsx"
}

@test "numbers kept as text, and cells in any order" {
    book <<'PY'
from book import *
write("a.xlsx", {"A": [["kom", "timer", "kl"], ["0101", "1.234", "31.01.2020"], ["0147", "-12", "1.2.3"], ["0151", 2.5]]})
write("b.xlsx", {"A": [["kom", "timer"], ["0101", "1,5"], ["0147", 2.5]]})
write("c.xlsx", {"A": sheet('<sheetData><row r="1"><c r="B1" t="str"><v>n</v></c><c r="A1" t="str"><v>kom</v></c></row>'
      '<row r="2"><c r="C2"/><c r="B2"><v>5</v></c><c r="A2" t="str"><v>0101</v></c></row></sheetData>')})
PY
    kom-read --number timer a.xlsx >out 2>err
    grep -q 'sheet "A": numbers kept as text 1 (first B2), whose mark is read as a decimal point or not at all' err
    fails_saying 3 '"1,5" is no number with a decimal point; use --decimal ,' kom-read --number timer b.xlsx
    kom-read -q c.xlsx >out
    printf 'kom,n\n0101,5\n' | same - out
}

@test "what may change a figure is said, quiet or not" {
    book <<'PY'
from book import *
lines = [["kom", "timer", "n"], ["0101", formula("1+1", 0), 1], [None, "1.234", 2]]
write("a.xlsx", {"A": sheet(rows(lines, hidden=(3,)), "", '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>')},
      book='<calcPr fullCalcOnLoad="1"/>')
PY
    kom-read -q a.xlsx 2>err >out
    printf 'kom-read: a.xlsx: sheet "A": merged cells 1 (first A2:A3), blank but for their first cell (--fill-merged fills them), %s, %s\n' \
        'numbers kept as text 1 (first B3), whose mark is read as a decimal point or not at all' \
        'formulas 1 (first B2), whose values no spreadsheet program has computed' | same - err
    kom-read a.xlsx 2>&1 >out | grep -q 'read although hidden: rows 1 (first 3)$'
    # what is plain is a note: filled cells, hidden rows
    kom-read -q --fill-merged a.xlsx 2>err >out
    ! grep -q -e merged -e hidden err || false
    kom-read --fill-merged a.xlsx 2>&1 >out | grep -q 'merged cells 1 (first A2:A3), filled$'
}

@test "memory does not follow the rows" {
    case $KOM_BIN in *asan* | *tsan* | *clang-asan*) skip 'an allocator of its own' ;; esac
    book <<'PY'
from book import *
import resource, subprocess
lines = [["kom", "x", "y"]] + [[number(i % 98 + 101, 1), number(i), number(f"{i / 7:.17g}")] for i in range(150000)]
write("big.xlsx", {"A": lines}, formats=["0000"])
PY
    python3 - <<'PY'
import resource, subprocess
subprocess.run(["kom-read", "-q", "-j", "2", "-o", "/dev/null", "big.xlsx"], check=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
assert peak < 20 * 1024, f"{peak} KB"
PY
}

@test "with other files, and in other tools" {
    book <<'PY'
from book import *
write("a.xlsx", {"A": [["kom", "n"], ["0101", 1], ["0147", error("#N/A")], ["0151", 4]]})
write("b.xlsx", {"A": sheet(rows([["n", "kom"], [2, "0151"]], 3, 3))})
write("c.xlsx", {"A": [["kom", "n"], ["0151", 2], ["0153", error("#N/A")]]})
p = parts({"A": [["kom"], [Cell("<v>0</v>", "s")]]}, strings=["<t>0101</t>"])
p["xl/sharedStrings.xml"] = p["xl/sharedStrings.xml"].replace("<si>", "<x:ext xmlns:x='http://example.org/x'><x:t>no</x:t></x:ext><si>")
save("d.xlsx", p)
PY
    printf 'n;kom\n3;0153\n' >text.csv
    kom-read -q --bad-rows skip a.xlsx b.xlsx text.csv >out # the columns of each by their headings
    printf 'kom,n\n0101,1\n0151,4\n0151,2\n0153,3\n' | same - out
    kom-read -q --status n a.xlsx | kom-sum -q -y n --stats n,missing,mean >out
    printf 'measure,n,missing,mean\nn,2,1,2.5\n' | same - out
    fails_saying 3 'c.xlsx:3: sheet "A", cell B3: #N/A' kom-read b.xlsx c.xlsx
    kom-read -q d.xlsx >out
    printf 'kom\n0101\n' | same - out
}

@test "a name is needed, and options of other files are refused" {
    book <<'PY'
from book import *
write("a.xlsx", {"A": [["kom", "n"], ["0101", 1.5]]})
PY
    fails_saying 3 'is not read from front to back; name the file: kom-read FILE' sh -c 'kom-read <a.xlsx'
    gzip -k a.xlsx
    fails_saying 3 'undo that first: gzip -dk a.xlsx.gz' kom-read a.xlsx.gz
    fails_saying 2 '--labels: a.xlsx is an Excel workbook, which has no labels' kom-read --labels text a.xlsx
    fails_saying 2 '--write-codebook: a.xlsx is an Excel workbook' kom-read --write-codebook b.csv a.xlsx
    fails_saying 2 '--short-rows: speaks of text' kom-read --short-rows fill a.xlsx
    fails_saying 2 '--encoding: a.xlsx is an Excel workbook, which says its own' kom-read --encoding utf-8 a.xlsx
    printf 'kom,n\n0101,1.5\n' >a.csv
    for option in '--sheet A' '--sheet-name s' '--range A1:B2' --fill-merged; do
        # shellcheck disable=SC2086
        fails_saying 2 'is for files that are no plain text (kom-read(1) lists them), and a.csv is text' kom-read $option a.csv
    done
    cp "$SOURCE_DIR"/tests/formats/files/spss/haven-labelled-num-na.sav a.sav
    case $(kom-read --version) in *'without ReadStat'*) ;; *)
        fails_saying 2 '--range: a.sav is an SPSS file (.sav), which holds one table' kom-read --range A1:B2 a.sav ;;
    esac
    fails_saying 3 'this makes a table of it: kom-read a.xlsx' kom-sum -y n a.xlsx
    kom-read -q a.xlsx | kom-sum -q -y n --stats n,mean >out
    printf 'measure,n,mean\nn,1,1.5\n' | same - out
}

@test "a sheet full of blank cells takes no time that grows faster" {
    book <<'PY'
from book import *
import zipfile
p = parts({"A": []})
with zipfile.ZipFile("blank.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
    for n, t in p.items():
        if not n.endswith("sheet1.xml"):
            file.writestr(n, t)
    with file.open("xl/worksheets/sheet1.xml", "w") as out:
        out.write(f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData><row><c t="str"><v>kom</v></c></row>'.encode())
        for r in range(2, 3002):
            out.write((f'<row r="{r}">' + "".join(f'<c r="{column(c)}{r}"/>' for c in range(1, 400)) + "</row>").encode())
        out.write(b'<row r="1048576"><c t="str"><v>x</v></c></row></sheetData></worksheet>')
PY
    within 20 kom-read -q blank.xlsx >out
    [ "$(wc -l <out)" -eq 1048576 ]
    [ "$(tail -n 1 out)" = x ]
}

@test "--long with --status: errors of the cells go along" {
    book <<'PY'
from book import *
write("a.xlsx", {"A": [["kom", "2019", "2020"], ["0101", error("#N/A"), 2], ["0147", formula("1+1"), None]]})
PY
    kom-read -q --status 2019,2020 --long year,n --keep kom a.xlsx >out
    printf 'kom,year,n,n_status\n0101,2019,,missing:#N/A\n0101,2020,2,\n0147,2019,,missing:formula\n0147,2020,,missing\n' | same - out
}

@test "texts that stand once and in many cells, and merged cells beside the table, take no time that grows faster" {
    book <<'PY'
from book import *
p = parts({"A": [["kom", "n"]]}, strings=["<t>kom</t>", "<t>x</t>", "<t>" + "abc d" * 200000 + "</t>"])
row = '<row><c t="s"><v>%d</v></c><c t="s"><v>%d</v></c></row>'
p["xl/worksheets/sheet1.xml"] = sheet("<sheetData>" + row % (0, 1) + row % (2, 2) * 20000 + "</sheetData>")
save("often.xlsx", p)
p["xl/worksheets/sheet1.xml"] = sheet("<sheetData>" + row % (0, 1) + row % (2, 2) * 20 + "</sheetData>")
save("some.xlsx", p)
p["xl/sharedStrings.xml"] = p["xl/sharedStrings.xml"].replace("abc d" * 100, "abc d" * 110)
save("long.xlsx", p)
table = [["kom", "n"]] + [["0101", i] for i in range(20000)]
m = "".join(f'<mergeCell ref="{column(c)}2:{column(c)}1048576"/>' for c in range(4, 16384))
write("beside.xlsx", {"A": sheet(rows(table), "", f"<mergeCells>{m}</mergeCells>")})
m = '<mergeCell ref="A2:A20001"/>' * 8000
write("over.xlsx", {"A": sheet(rows(table), "", f"<mergeCells>{m}</mergeCells>")})
write("wide.xlsx", {"A": sheet(rows([["kom", "n"], ["x" * 900000, 1]] + [[None, 1]] * 200), "", '<mergeCells><mergeCell ref="A2:A202"/></mergeCells>')})
PY
    fails_saying 3 'its cells have more than 64 MB of text from a file of' within 20 kom-read often.xlsx
    fails_saying 3 'its cells have more than 64 MB of text from a file of' within 20 kom-read -o out --fill-merged wide.xlsx
    [ "$(kom-read -q some.xlsx | wc -c)" = 40000046 ]
    fails_saying 3 'shared string 2 has more than 1024 KB, as no cell has' kom-read long.xlsx
    within 20 kom-read -q --fill-merged beside.xlsx >out
    [ "$(wc -l <out)" = 20001 ]
    fails_saying 3 'row 2: merged cells lie over each other; leave --fill-merged out' within 20 kom-read --fill-merged over.xlsx
}

# SPDX-License-Identifier: GPL-3.0-or-later
# kom-table -f xlsx: what stands in the workbook, read by other programs, by kom-read and as it is.
load helper

# parts FILE: the parts of a workbook, with their names, as they are.
parts() {
    python3 -B - "$1" <<'PY'
import re, sys, zipfile
from xml.dom import minidom
book = zipfile.ZipFile(sys.argv[1])
assert book.testzip() is None
for entry in book.infolist():
    text = book.read(entry)
    minidom.parseString(text)
    assert entry.date_time == (1980, 1, 1, 0, 0, 0), entry
    print("==", entry.filename)
    print(re.sub(r"(?=<(row|xf|si|numFmt|col|mergeCell|Override|Relationship|sheetData|font|border) )|(?=<(si|font|border)>)", "\n", text.decode()))
PY
}

# reads_xlsx: skips where kom-read takes no workbooks.
reads_xlsx() {
    case $(kom-read --version) in *'built without libzip'*) skip 'built without libzip and expat' ;; esac
}

@test "a workbook, part by part" {
    kom-table -q -f xlsx -o a.xlsx --caption 'A & B' --note 'More' --source 'Here' --percent uptake,conf_low,conf_high data/table/uptake.csv
    parts a.xlsx >a.txt
    golden_file table_xlsx/uptake.txt a.txt
    kom-table -q -f xlsx -o b.xlsx --lang da --stars --percent estimate data/table/estimates.csv
    parts b.xlsx >b.txt
    golden_file table_xlsx/estimates-da.txt b.txt
    kom-table -q -f xlsx -o c.xlsx --columns kom,recipients,uptake --wide period data/table/uptake.csv
    parts c.xlsx >c.txt
    golden_file table_xlsx/wide.txt c.txt
}

@test "the same bytes each time, from a pipe, to a pipe, under any locale and number of threads" {
    for case in 'uptake.csv --percent uptake' 'signs.csv' 'empty.csv' 'new.csv --compare data/table/old.csv'; do
        # shellcheck disable=SC2086
        kom-table -q -f xlsx -o one.xlsx data/table/$case
        # shellcheck disable=SC2086
        in_danish kom-table -q -j 4 -f xlsx data/table/$case >two.xlsx
        cmp one.xlsx two.xlsx
        parts one.xlsx >parts.txt
        ! grep -E '<f>|hyperlink|externalLink|created|modified|[Pp]assword' parts.txt || complain "$case: $(cat parts.txt)"
    done
}

@test "kom-read gets back the numbers, all their digits, and codes with their zeros" {
    reads_xlsx
    printf 'kom,a,b,c\n0101,0.1,-1234567.25,0.30000000000000004\n0147,1e-7,0,98765432109876.5\n0151,-0.0001,1e300,613.3828571428571\n' >in.csv
    kom-table -q -f xlsx --columns kom=kom,a=a,b=b,c=c --digits 2 -o in.xlsx in.csv
    kom-read -q in.xlsx >out.csv
    printf 'kom,a,b,c\n0101,0.1,-1234567.25,0.30000000000000004\n0147,1e-7,0,98765432109876.5\n0151,-0.0001,1e300,613.3828571428571\n' >want.csv
    same want.csv out.csv
    # per cent is a format of the value as it is: read back it is the share that it was
    kom-table -q -f xlsx --columns kom=kom,uptake=uptake --percent uptake -o share.xlsx data/table/new.csv
    kom-read -q share.xlsx >out.csv
    kom-read -q data/table/new.csv | cut -d , -f 1,5 >want.csv
    same want.csv out.csv
}

@test "LibreOffice opens it and has the same numbers" {
    command -v soffice >/dev/null || skip 'no LibreOffice (soffice)'
    printf 'kom,a,word,n\n0101,0.125,=1+1,1200\n0147,-1234567.25,@x,..\n0151,98765432109876.5,"two\nlines",0\n' >in.csv
    kom-table -q -f xlsx -o in.xlsx in.csv
    HOME=$PWD timeout 90 soffice --headless --convert-to csv in.xlsx >said 2>&1 || skip 'LibreOffice does not run here'
    printf 'Municipality,a,word,N\n0101,0.125,=1+1,1200\n0147,-1234567.25,@x,..\n0151,98765432109876.5,"two\nlines",0\n,,,\nSigns: .. not available,,,\n' >want.csv
    same want.csv in.csv
}

@test "openpyxl opens it and has the same numbers" {
    python3 -c 'import openpyxl' 2>said || skip 'no openpyxl'
    kom-table -q -f xlsx -o a.xlsx --percent uptake data/table/new.csv
    python3 -B - <<'PY'
import openpyxl
sheet = openpyxl.load_workbook("a.xlsx").active
assert [c.value for c in sheet[2]] == ["101", "2019-Q1", 1523, 8, 0.00525279054498], [c.value for c in sheet[2]]
assert sheet["E2"].number_format == "0.000%" and sheet["C4"].number_format == "#,##0" and sheet.freeze_panes == "C2"
PY
}

@test "a number that no double holds is a text, and that is said" {
    printf 'kom,x\n1,12345678901234567\n2,0.1\n3,0.123456789012345678901\n4,1e-320\n5,1000000000000000000000\n' >in.csv
    kom-table -q -f xlsx -o out.xlsx in.csv 2>said
    grep -q '^kom-table: 3 numbers have more digits than Excel holds' said
    parts out.xlsx >parts.txt
    for text in 12345678901234567 0.123456789012345678901 1e-320; do
        grep -q "<t xml:space=\"preserve\">$text</t>" parts.txt
    done
    grep -q '<v>0.1</v>' parts.txt
}

@test "what a spreadsheet would run is a text that stays one" {
    printf 'kom,=h,word\n101,=cmd|x!A1,https://example.org\n102,+1+1,_x0041_\n' >run.csv
    kom-table -q -f xlsx -o run.xlsx --caption '=1+1' run.csv
    parts run.xlsx >parts.txt
    ! grep -E '<f>|hyperlink|t="str"' parts.txt || complain "$(cat parts.txt)"
    # every style of a text is the format of texts, under which what is typed stays one
    ! grep '<xf numFmtId="[0-9]*" fontId="[0-9]" fillId="0" borderId="[0-9]" xfId="0" apply' parts.txt | grep -v 'numFmtId="49"' || false
    grep -q '_x005F_x0041_' parts.txt
}

@test "more than Excel holds is refused, with the call that does" {
    { seq -s , 1 16385; } >wide.csv
    fails_empty 3 '0 rows and 16385 columns: a sheet of Excel holds 1048576 and 16384; -f csv-da' kom-table -f xlsx --first-line header wide.csv
    kom-table -q -f csv-da --first-line header wide.csv >out.csv
    { printf 'kom,text\n1,'; head -c 32768 /dev/zero | tr '\0' x; echo; } >long.csv
    fails_empty 3 'column "text": a text of more than 32767 signs.*-f csv-da' kom-table -f xlsx long.csv
    kom-table -q -f csv-da long.csv >out.csv
}

@test "not to a terminal" {
    python3 -B -c 'import pty; pty.openpty()' 2>/dev/null || skip "no terminal can be had here"
    python3 -B - <<'PY'
import os, pty, sys
read, out = [], pty.openpty()
pid = os.fork()
if pid == 0:
    os.dup2(out[1], 1)
    err = os.open("said", os.O_WRONLY | os.O_CREAT)
    os.dup2(err, 2)
    os.execvp("kom-table", ["kom-table", "-q", "-f", "xlsx", "data/table/new.csv"])
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 2
PY
    grep -q 'xlsx is no text for a terminal; name a file: -o table.xlsx' said
}

@test "nor to a full disk; a closed pipe is quiet" {
    with_full_disk kom-table -q -f xlsx data/table/uptake.csv
    with_closed_pipe kom-table -q -f xlsx data/table/uptake.csv
}

# sheets WORD...: a workbook of three tables, one of them from standard input.
sheets() {
    printf 'kom,n,word\n0101,3,x\n0147,12,=1+1\n' | kom-table -q -f xlsx --sheet 'Uptake:data/table/uptake.csv' --sheet "Kommuner, '19" \
        --sheet 'Ændring:data/table/estimates.csv' --caption 'Uptake:A & B' --caption 'Ændring:Change: by Welch' --note "Ændring:More" --source Here \
        --columns 'Uptake:kom,period,recipients,uptake' --percent 'Uptake:uptake' --sort 'Ændring:estimate:desc' --digits "Ændring:estimate=2" \
        --min-n "Kommuner, '19:5" "$@"
}

@test "several tables, a sheet each, with what is said of each" {
    sheets -o a.xlsx
    parts a.xlsx >a.txt
    golden_file table_xlsx/sheets.txt a.txt
    sheets >b.xlsx
    in_danish sheets -j 4 -o c.xlsx
    cmp a.xlsx b.xlsx
    cmp a.xlsx c.xlsx
}

@test "each sheet is the table that it would be alone" {
    sheets -o a.xlsx
    kom-table -q -f xlsx -o one.xlsx --columns kom,period,recipients,uptake --percent uptake --caption 'A & B' --source Here data/table/uptake.csv
    python3 -B - <<'PY'
import re, zipfile
def cells(path, sheet):
    book = zipfile.ZipFile(path)
    read = lambda name: book.read(name).decode()
    texts = re.findall(r"<si><t [^>]*>(.*?)</t></si>", read("xl/sharedStrings.xml"), re.S)
    formats = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"', read("xl/styles.xml")))
    styles = re.findall(r'<xf numFmtId="(\d+)" fontId="(\d)"[^>]*borderId="(\d)"', read("xl/styles.xml").split("<cellXfs")[1])
    out = []
    for at, style, kind, value in re.findall(r'<c r="(\w+)" s="(\d+)"(?: t="(s)")?(?:/>|><v>([^<]*)</v>)', read("xl/worksheets/sheet%d.xml" % sheet)):
        number, font, border = styles[int(style)]
        out.append((at, formats.get(number, number), font, border, texts[int(value)] if kind else value))
    return out
one, several = cells("one.xlsx", 1), cells("a.xlsx", 1)
assert len(one) > 20 and one == several, (one, several)
PY
}

@test "LibreOffice, openpyxl and kom-read find the sheets by their names" {
    sheets -o a.xlsx
    if kom-read --version | grep -qv 'built without libzip'; then
        kom-read -q --sheet "Kommuner, '19" --range A1:C3 --missing c a.xlsx >out.csv
        printf 'Municipality,N,word\n0101,,x\n0147,12,=1+1\n' >want.csv
        same want.csv out.csv
        kom-read -q --sheet 'Ændring' --range A2:E a.xlsx 2>said | head -n 2 >out.csv
        grep -q '^999,Uptake,difference,1200,0.2' out.csv
        fails_empty 2 "has no sheet \"x\"; it has Uptake, .*Kommuner, .*19.*, Ændring" kom-read --sheet x a.xlsx
    fi
    if python3 -c 'import openpyxl' 2>said; then
        python3 -B - <<'PY'
import openpyxl
book = openpyxl.load_workbook("a.xlsx")
assert book.sheetnames == ["Uptake", "Kommuner, '19", "Ændring"], book.sheetnames
assert [s.freeze_panes for s in book] == ["C3", "B2", "D3"], [s.freeze_panes for s in book]
assert [s.print_title_rows for s in book] == ["$1:$2", "$1:$1", "$1:$2"], [s.print_title_rows for s in book]
assert [s["A1"].value for s in book] == ["A & B", "Municipality", "Change: by Welch"]
assert book["Uptake"]["D3"].value == 0.00525279054498 and book["Uptake"]["D3"].number_format == "0.000%"
assert book["Ændring"]["E3"].value == 0.2 and book["Kommuner, '19"]["B2"].value == "c"
PY
    fi
    command -v soffice >/dev/null || return 0
    HOME=$PWD timeout 90 soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1' a.xlsx >said 2>&1 || skip 'LibreOffice does not run here'
    [ "$(head -n 2 "a-Kommuner, '19.csv")" = "$(printf 'Municipality,N,word\n0101,c,x')" ]
    [ -s a-Uptake.csv ]
    [ "$(find . -name 'a-*.csv' | wc -l)" -eq 3 ]
}

@test "names that Excel takes, and those that it does not" {
    local name long
    long=1234567890123456789012345678901
    for name in A "$long" 'a b' "it's" 'æøå' 'A1' '2019' 'x,y;"z"' '<&>'; do
        kom-table -q -f xlsx --sheet "$name" -o a.xlsx data/table/new.csv
        unzip -p a.xlsx xl/workbook.xml | python3 -c 'import sys; from xml.dom import minidom
name = minidom.parse(sys.stdin).getElementsByTagName("sheet")[0].getAttribute("name")
assert name == sys.argv[1], name' "$name" || return
    done
    for name in '' "${long}2" 'a[b' 'a]' 'a*' 'a?' 'a/b' 'a\b' "'a" "a'" History "$(printf 'a\tb')"; do
        fails_empty 2 'sheet: ".*" (is|has|begins) .*; Excel takes names of 1 to 31 signs' kom-table -f xlsx --sheet "$name" -o b.xlsx data/table/new.csv || return
    done
    # two units of UTF-16 a sign
    fails_empty 2 'is longer than 31 signs' kom-table -f xlsx --sheet "$(printf '😀%.0s' {1..16})" -o b.xlsx data/table/new.csv
    kom-table -q -f xlsx --sheet "$(printf '😀%.0s' {1..15})" -o a.xlsx data/table/new.csv
    fails_empty 2 '"Ærø" and "ÆRØ" are one name for Excel' kom-table -f xlsx --sheet Ærø:data/table/new.csv --sheet ÆRØ:data/table/old.csv -o b.xlsx
    [ ! -e b.xlsx ]
}

@test "what is said of sheets that does not hold is refused" {
    local two='--sheet A:data/table/uptake.csv --sheet B:data/table/estimates.csv -o b.xlsx'
    # shellcheck disable=SC2086
    {
        fails_empty 2 'sheet: is a sheet of a workbook, which -f xlsx writes' kom-table -f html $two
        fails_empty 2 'caption: "x" would stand above every sheet' kom-table -f xlsx $two --caption x
        fails_empty 2 'caption: given twice for the sheet "A"' kom-table -f xlsx $two --caption A:x --caption A:y
        fails_empty 2 'note: given twice; lists go into one, with commas, and SHEET: before it' kom-table -f xlsx $two --note x --note y
        fails_empty 2 'compare: is for a workbook of one sheet' kom-table -f xlsx $two --compare data/table/old.csv
        fails_empty 2 'set-aside: is for a workbook of one sheet' kom-table -f xlsx $two --set-aside aside.csv
        fails_empty 3 'estimates.csv: no column "uptake"' kom-table -f xlsx $two --percent uptake
        fails_empty 3 'uptake.csv: no column "x"' kom-table -f xlsx $two --columns A:kom,x
    }
    fails_empty 2 'sheet: "A" and "B" would both be the table of the input' kom-table -f xlsx --sheet A --sheet B data/table/new.csv
    fails_empty 2 'sheet: "A:" names no file behind the colon' kom-table -f xlsx --sheet A: data/table/new.csv
    fails_empty 2 'standard input can be only one of the inputs' kom-table -f xlsx --sheet A:- --sheet B
    fails_empty 4 'nosuch.csv: cannot be opened' kom-table -f xlsx --sheet A:data/table/new.csv --sheet B:nosuch.csv
    fails_empty 2 'caption: given twice; lists go into one, with commas$' kom-table --caption x --caption y data/table/new.csv
    [ ! -e b.xlsx ]
    cp data/table/new.csv own.csv
    fails_empty 2 'own.csv' kom-table -f xlsx --sheet A:own.csv -o own.csv
    # one table on two sheets is no row twice
    kom-table -q -f xlsx --sheet A:data/table/new.csv --sheet B:data/table/new.csv --report r.json -o b.xlsx
    [ "$(python3 -c 'import json; r = json.load(open("r.json")); print(r["options"]["sheet"], [t["table"] for t in r["tables"]], len(r["inputs"]))')" = "['A:data/table/new.csv', 'B:data/table/new.csv'] ['A', 'B'] 2" ]
    with_full_disk kom-table -q -f xlsx --sheet A:data/table/new.csv --sheet B:data/table/new.csv
}

# SPDX-License-Identifier: GPL-3.0-or-later
# What a call says of the texts in a workbook: they become numbers and days, and true ones stay as they are. Messages that
# name an option: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | , or --dialect statbank if it means 0 | --missing TEXT, --dialect statbank | the signs of statistics banks: - is 0, or missing |
bats_require_minimum_version 1.5.0
load helper
load remedies

book() {
    case $(kom-read --version) in *'built without libzip'*) skip 'built without libzip and expat' ;; esac
    PYTHONPATH=$SOURCE_DIR/tests/formats python3 -B -
}

@test "marks in texts beside true numbers" {
    book <<'PY'
from book import *
write("a.xlsx", {"A": [["kom", "timer", "n", "x"], ["0101", number("1.5"), "1.204", "1,5"], ["0147", "12,5", number("1.125"), "2,5"], ["0151", "..", ".", None]]})
write("q.xlsx", {"A": [["kom", "timer", "n"], ["0101", "?", number("2.5")], ["0147", "1,5", "1.000"]]})
PY
    refused 3 kom-read a.xlsx
    grep -q 'a.xlsx:3: column "timer": "12,5" is no number with a decimal point; use --decimal ,$' refused.err
    kom-read -q --decimal , --thousands n=. a.xlsx >out
    printf 'kom,timer,n,x\n0101,1.5,1204,"1,5"\n0147,12.5,1.125,"2,5"\n0151,..,.,\n' | same - out
    # a column that the call names
    kom-read -q --decimal , --number x --thousands n=. a.xlsx | cut -d, -f4 | same - <(printf 'x\n1.5\n2.5\n\n')
    kom-read -q --decimal , --number v --long c,v --keep kom,timer,n --thousands n=. a.xlsx | tail -n 3 | same - <(
        printf '0101,1.5,1204,x,1.5\n0147,12.5,1.125,x,2.5\n0151,..,.,x,\n')
    # a schema says the same
    echo '{"fields": [{"name": "timer", "type": "number", "decimalChar": ","}, {"name": "n", "type": "number", "groupChar": "."}],
        "missingValues": ["", "?"]}' >schema.json
    kom-read -q --schema schema.json a.xlsx | cut -d, -f1-3 | same - <(printf 'kom,timer,n\n0101,1.5,1204\n0147,12.5,1.125\n0151,..,.\n')
    kom-read -q --schema schema.json q.xlsx | same - <(printf 'kom,timer,n\n0101,,2.5\n0147,1.5,1000\n')
    # a text that is not written so is none, though it would read as one otherwise; set aside it is what it was
    refused 3 kom-read --decimal , a.xlsx
    grep -q 'a.xlsx:2: sheet "A", cell C2: "1.204" is no number with a decimal comma' refused.err
    mends 1
    printf 'kom,timer,n,x\n0101,1.5,1204,"1,5"\n0147,12.5,1.125,"2,5"\n0151,..,.,\n' | same - mended.out
    kom-read -q --decimal , --bad-rows skip --set-aside aside.csv a.xlsx 2>/dev/null | same - <(printf 'kom,timer,n,x\n0147,12.5,1.125,"2,5"\n0151,..,.,\n')
    grep -q '^0101,1.5,1.204,"1,5",' aside.csv
    # with --status it is no missing value
    refused 3 kom-read --decimal , --status n a.xlsx
    grep -q 'cell C2: "1.204" is no number' refused.err
    kom-read -q --decimal , --thousands n=. --status n a.xlsx | cut -d, -f3,4 | same - <(printf 'n,n_status\n1204,\n1.125,\n,impossible\n')
}

@test "the signs of statistics banks: - is 0, or missing" {
    book <<'PY'
from book import *
write("a.xlsx", {"A": [["kom", "timer"], ["0101", number("1.5")], ["0147", "-"], ["0151", "2,5"]]})
PY
    refused 3 kom-read a.xlsx --decimal ,
    mends 1
    printf 'kom,timer\n0101,1.5\n0147,\n0151,2.5\n' | same - mended.out
    mends 2
    printf 'kom,timer\n0101,1.5\n0147,0\n0151,2.5\n' | same - mended.out
    kom-read -q --dialect statbank --status timer a.xlsx | same - <(printf 'kom,timer,timer_status\n0101,1.5,\n0147,0,nil\n0151,2.5,\n')
    kom-read -q --dialect da --missing - a.xlsx | same - <(printf 'kom,timer\n0101,1.5\n0147,\n0151,2.5\n')
    fails_saying 2 '--dialect: speaks of text' kom-read --dialect tsv a.xlsx
    fails_saying 2 '--delimiter: speaks of text' kom-read --dialect da --delimiter ';' a.xlsx
}

@test "percentages and units in texts" {
    book <<'PY'
from book import *
values = ["5%", "-12,5 %", "100%", "0,05%", "250%", "7%"]
write("a.xlsx", {"A": [["kom", "share", "amount"]] + [["0101", v, "5 kr."] for v in values] + [["0147", number("0.05", 1), 7]]}, formats=["0%"])
write("b.xlsx", {"A": [["kom", "share"], ["0101", "5%"], ["0147", 5]]})
PY
    refused 3 kom-read --number share --decimal , a.xlsx
    grep -q 'cell B2: "5%" is no number; use --suffix share=% if every cell ends so; else correct it$' refused.err
    kom-read -q --number share --decimal , --suffix share=%,amount=kr. a.xlsx >out
    printf 'kom,share,amount\n' >want
    printf '0101,%s,5\n' 0.05 -0.125 1.00 0.0005 2.50 0.07 >>want
    printf '0147,0.05,7\n' >>want
    same want out
    # what a number without a percentage's form means beside them nobody knows
    refused 3 kom-read --number share --suffix share=% b.xlsx
    grep -q 'cell B3: "5" is no number that ends in "%"' refused.err
}

@test "days in texts beside true days" {
    book <<'PY'
from book import *
write("a.xlsx", {"A": [["kom", "start"], ["0101", number("43831", 1)], ["0147", "31-12-2018"], ["0151", "2018-12-30"], ["0153", number("43831.5", 2)], ["0155", None]]},
      formats=[14, 22])
write("b.xlsx", {"A": [["kom", "start"], ["0101", number("43831", 1)], ["0147", "31-12-2018"], ["0151", "2018-12-30"], ["0153", number("1022018")]]}, formats=[14])
PY
    kom-read -q --day start=dmy+time a.xlsx >out
    printf 'kom,start\n0101,2020-01-01\n0147,2018-12-31\n0151,2018-12-30\n0153,2020-01-01\n0155,\n' | same - out
    fails_saying 3 '2020-01-01T12:00:00' kom-read --day start=dmy a.xlsx
    refused 3 kom-read --day start=dmy b.xlsx
    grep -q 'cell B5: "1022018" is no day written as day, month, year' refused.err
    refused 3 kom-read --day start=mdy b.xlsx
    grep -q 'b.xlsx:3: sheet "A", cell B3: "31-12-2018" is no day written as month, day, year; use --day start=dmy' refused.err
}

@test "days that are numbers: counted as the workbook counts" {
    book <<'PY'
from book import *
lines = [["kom", "start"], ["0101", number("42000")], ["0147", "42001"], ["0151", number("42002", 1)], ["0153", "2018-12-30"]]
for name, book in (("a.xlsx", '<workbookPr date1904="1"/>'), ("b.xlsx", "")):
    write(name, {"A": lines}, formats=[14], book=book)
write("c.xlsx", {"A": [["kom", "start"], ["0101", number("42000.25")]]}, book='<workbookPr date1904="1"/>')
write("d.xlsx", {"A": [["kom", "start"], ["0101", number("60")]]})
PY
    kom-read --day start=excel a.xlsx >out 2>err
    printf 'kom,start\n0101,2018-12-28\n0147,2018-12-29\n0151,2018-12-30\n0153,2018-12-30\n' | same - out
    grep -q 'sheet "A": days that are numbers 2, counted from 1904 as the workbook counts' err
    kom-read --day start=excel b.xlsx >out 2>err
    printf 'kom,start\n0101,2014-12-27\n0147,2014-12-28\n0151,2014-12-29\n0153,2018-12-30\n' | same - out
    grep -q 'counted from 1900' err
    refused 3 kom-read --day start=excel c.xlsx
    mends 1
    printf 'kom,start\n0101,2018-12-28\n' | same - mended.out
    fails_saying 3 'cell B2: "60" is no day' kom-read --day start=excel d.xlsx
}

@test "merged cells whose text is none as the call says" {
    book <<'PY'
from book import *
lines = [["kom", "timer"], ["0101", "1.204"], ["0147", None], ["0151", "2,5"]]
write("a.xlsx", {"A": sheet(rows(lines), "", '<mergeCells><mergeCell ref="B2:B3"/></mergeCells>')})
PY
    kom-read -q --fill-merged --decimal , --bad-rows skip a.xlsx 2>/dev/null | same - <(printf 'kom,timer\n0151,2.5\n')
    kom-read -q --fill-merged --decimal , --thousands . a.xlsx 2>/dev/null | same - <(printf 'kom,timer\n0101,1204\n0147,1204\n0151,2.5\n')
}

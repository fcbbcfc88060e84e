# SPDX-License-Identifier: GPL-3.0-or-later
# Messages about workbooks that name an option: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | has cells in %zu sheets; use --sheet NAME, or --sheet '*' where they are | --sheet NAME, --sheet '*' | sheets |
# | use --sheet NAME for one that is hidden | --sheet NAME | sheets |
# | of the second is not, or not once, in both; write each with --sheet NAME -o FILE | the calls | sheets of two shapes |
# | are not one table: the first has %zu columns, the second %zu; write each with --sheet NAME -o FILE | the calls | sheets of two shapes |
# | ; leave it out with --range | --range A1:B | cells beside the table |
# | ; such cells are missing values with --status | --status COL | cells without a value |
# | merged cells lie over each other; leave --fill-merged out | without it | merged cells |
# | blank but for their first cell (--fill-merged fills them) | --fill-merged | merged cells |
# | is no range of cells; write A3:F200, or A3:F | such a range | cells beside the table |
# | ; give that one another name: --rename | --rename NEW=COL | columns that the call makes |
# | ; if it is a second row of headings, read it as the only one: --range | --range A2:B | rows that may be none of the table |
# | table, leave them out: --range | --range A1:B3 | rows that may be none of the table |
#- row %llu would be one; use
bats_require_minimum_version 1.5.0
load helper
load remedies

book() {
    case $(kom-read --version) in *'built without libzip'*) skip 'built without libzip and expat' ;; esac
    PYTHONPATH=$SOURCE_DIR/tests/formats python3 -B -
}

@test "sheets" {
    book <<'PY'
from book import *
a = [["kom", "n"], ["0101", 1]]
write("two.xlsx", {"First one": a, "B": a})
write("hidden.xlsx", {"A": [], "Secret": a}, states={"Secret": "hidden"})
PY
    refused 3 kom-read two.xlsx
    mends 1 NAME='First one'
    printf 'kom,n\n0101,1\n' | same - mended.out
    mends 2
    printf 'kom,n\n0101,1\n0101,1\n' | same - mended.out
    refused 3 kom-read hidden.xlsx
    mends 1 NAME=Secret
    printf 'kom,n\n0101,1\n' | same - mended.out
}

@test "sheets of two shapes" {
    book <<'PY'
from book import *
write("a.xlsx", {"A": [["kom", "n"], ["0101", 1]], "B": [["kom", "m"], ["0147", 2]]})
write("b.xlsx", {"A": [["kom", "n"], ["0101", 1]], "B": [["kom"], ["0147"]]})
PY
    refused 3 kom-read --sheet '*' a.xlsx
    grep -q 'write each with --sheet NAME -o FILE, and read those files with --union' refused.err
    mends 1 NAME=A
    kom-read -q --sheet A -o A.csv a.xlsx
    kom-read -q --sheet B -o B.csv a.xlsx
    kom-read -q --union A.csv B.csv >out
    printf 'kom,n,m\n0101,1,\n0147,,2\n' | same - out
    refused 3 kom-read --sheet '*' b.xlsx
    mends 1 NAME=B
    printf 'kom\n0147\n' | same - mended.out
}

@test "cells beside the table" {
    book <<'PY'
from book import *
write("wide.xlsx", {"A": sheet(rows([["kom", "n"]] + [["0101", i] for i in range(120)] + [["0147", 3, None, "note"]]))})
write("title.xlsx", {"A": sheet(rows([["Sales of 2019"], [], ["kom", "hours", "n", "m"], ["0101", 1.5, 1, 3], ["0147", 2.5, 2, 4]]))})
PY
    refused 3 kom-read wide.xlsx
    mends 1
    [ "$(wc -l <mended.out)" -eq 122 ]
    refused 3 kom-read title.xlsx
    mends 1
    printf 'kom,hours,n,m\n0101,1.5,1,3\n0147,2.5,2,4\n' | same - mended.out
    mends 2
    refused 2 kom-read --range 3 title.xlsx
    for range in $(grep -oE 'A3:F[0-9]*' refused.err); do
        kom-read -q --range "$range" title.xlsx | same - <(printf 'kom,hours,n,m\n0101,1.5,1,3\n0147,2.5,2,4\n')
    done
}

@test "cells without a value" {
    book <<'PY'
from book import *
write("a.xlsx", {"A": [["kom", "hours, of help"], ["0101", error("#N/A")], ["0147", formula("1+1")]]})
PY
    refused 3 kom-read a.xlsx
    mends 1
    printf 'kom,"hours, of help","hours, of help_status"\n0101,,missing:#N/A\n0147,,missing:formula\n' | same - mended.out
}

@test "merged cells" {
    book <<'PY'
from book import *
lines = [["kom", "n"], ["0101", 1], [None, 2]]
write("a.xlsx", {"A": sheet(rows(lines), "", '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>')})
write("over.xlsx", {"A": sheet(rows(lines), "", "<mergeCells>" + '<mergeCell ref="A2:XFD3"/>' * 2 + "</mergeCells>")})
PY
    told kom-read a.xlsx
    mends 1
    printf 'kom,n\n0101,1\n0101,2\n' | same - mended.out
    refused 3 kom-read --fill-merged over.xlsx
    mends 1
    printf 'kom,n\n0101,1\n,2\n' | same - mended.out
}

@test "columns that the call makes" {
    book <<'PY'
from book import *
write("a.xlsx", {"A": [["kom", "n", "n_status"], ["0101", error("#N/A"), "x"]]})
PY
    refused 2 kom-read --sheet-name kom a.xlsx --bad-rows skip
    mends 1 NEW=k
    printf 'kom,k,n,n_status\n' | same - mended.out
    refused 2 kom-read --status n a.xlsx
    mends 1 NEW=said
    printf 'kom,n,n_status,said\n0101,,missing:#N/A,x\n' | same - mended.out
    kom-read -q --rename m=n --status m a.xlsx | same - <(printf 'kom,m,m_status,n_status\n0101,,missing:#N/A,x\n')
    refused 2 kom-read --rename m=n,m_status=kom --status m a.xlsx
    grep -q 'makes a column "m_status", and a.xlsx has one already; give that one another name: --rename NEW=kom' refused.err
}

@test "rows that may be none of the table" {
    book <<'PY'
from book import *
table = [["kom", "stk"], ["0101", 3], ["0147", 4]]
write("foot.xlsx", {"A": table + [[], ["Kilde: Danmarks Statistik"], ["1) 2019"]]})
write("name.xlsx", {"A": [["by", "stk"], ["Odense", 3], ["Aarhus", None]]})
write("one.xlsx", {"A": [["by"], ["Odense"], ["Kilde: her"]]})
write("second.xlsx", {"A": [["kom", "stk"], ["kode", "i alt"], ["0101", 3], ["0147", 4]]})
write("texts.xlsx", {"A": [["kom", "stk", "x"], ["A", "ukendt", 1], ["B", 3, 2]]})
write("codes.xlsx", {"A": [["kom", "stk"], ["0101", "ukendt"], ["B", 3], ["C", 4]]})
write("words.xlsx", {"A": [["kom", "stk"], ["A", "x"], ["B", "y"], ["C", 4]]})
PY
    told kom-read -q foot.xlsx
    echo 'kom-read: foot.xlsx: sheet "A": from A5 on rows have a text and nothing beside it; if they are notes beneath the table, leave them out: --range A1:B3' |
        same - refused.err
    mends 1
    printf 'kom,stk\n0101,3\n0147,4\n' | same - mended.out
    [ ! -s mended.err ]
    told kom-read -q second.xlsx
    echo 'kom-read: second.xlsx: sheet "A": row 2 is texts alone, and numbers stand beneath B2; if it is a second row of headings, read it as the only one: --range A2:B' |
        same - refused.err
    mends 1
    printf 'kode,i alt\n0101,3\n0147,4\n' | same - mended.out
    # rows that are rows
    for name in name one texts codes words; do
        kom-read -q $name.xlsx 2>err >out
        [ ! -s err ] || complain "$name: $(cat err)"
    done
    # whoever says the range has said it
    kom-read -q --range A1:B6 foot.xlsx 2>err >out
    [ ! -s err ]
}

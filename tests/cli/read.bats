# SPDX-License-Identifier: GPL-3.0-or-later
# kom-read: the grammar on hostile files, what conversion changes and what it leaves, and what is refused.
bats_require_minimum_version 1.5.0
load helper

@test "files that other programs stumbled over: no crash, no hang, no lost row" {
    cd "$SOURCE_DIR"
    python3 -B tests/csv/corpus.py "$KOM_BIN/kom-read" lib/table/vocab.def tests/csv/corpus
    python3 -B tests/csv/spectrum.py "$KOM_BIN/kom-read" tests/csv/corpus/csv-spectrum
}

@test "awkward bytes across the border of blocks, huge fields, wide and empty files" {
    python3 -B "$SOURCE_DIR/tests/csv/borders.py" .
    rm data examples
    python3 -B "$SOURCE_DIR/tests/csv/corpus.py" "$KOM_BIN/kom-read" "$SOURCE_DIR/lib/table/vocab.def" .
}

# byte_by_byte FILE: writes it in single bytes.
byte_by_byte() {
    python3 -c 'import os, sys
for byte in open(sys.argv[1], "rb").read(): os.write(1, bytes([byte]))' "$1"
}

@test "a pipe that gives single bytes" {
    for file in bom_quoted header_only odd wide statbank; do
        kom-read -q --bad-rows skip "data/read/$file.csv" >whole 2>/dev/null
        byte_by_byte "data/read/$file.csv" | kom-read -q --bad-rows skip >piped 2>/dev/null
        cmp whole piped
    done
}

@test "an empty last heading is quoted, and a column where it is" {
    printf 'd;dato;\n2;?;y\n' >in
    kom-read -q --bad-rows skip in >out 2>/dev/null
    [ "$(cat out)" = 'd,dato,""' ]
    [ "$(kom-read -q out)" = 'd,dato,""' ]
    printf 'd;e;""\n1;2;\n' >in
    [ "$(kom-read -q in)" = $'d,e,""\n1,2,' ]
    printf 'd;e;\n1;2;\n' >in
    [ "$(kom-read -q in)" = $'d,e\n1,2' ]
}

@test "a Danish file: marks, days, quotes; digits stay" {
    golden read/da -- kom-read --thousands . --day Dato=dmy data/read/da.csv
    golden read/da-canonical -- kom-read --canonical --thousands . --day Dato=dmy --status Beløb,Antal data/read/da.csv
}

@test "a byte order mark before a quoted header; a header alone" {
    golden read/bom -- kom-read -v data/read/bom_quoted.csv
    golden read/header-only -- kom-read data/read/header_only.csv
}

@test "odd rows: the first one stops, or all are set aside" {
    golden read/odd-stop -- kom-read data/read/odd.csv
    golden read/odd-skip -- kom-read --bad-rows skip --set-aside aside.csv data/read/odd.csv
    golden_file read/odd-aside.csv aside.csv
    golden read/one-column -- kom-read --bad-rows skip --set-aside one.csv data/read/one_column.csv
    golden_file read/one-column-aside.csv one.csv
}

@test "five bad rows are shown, the first ones, and all are counted" {
    { echo kom,antal && seq -f '101,x%g' 7; } >seven.csv
    run -3 --separate-stderr kom-sum -q --value antal seven.csv
    [ "$(cut -d: -f2,3 <<<"$stderr" | head -n 5)" = "$(seq -f ' seven.csv:%g' 2 6)" ]
    [ "$(tail -n +6 <<<"$stderr")" = \
        'kom-sum: rows: 7 of 7 rows cannot be read; correct them, or set them aside with --bad-rows skip' ]
}

@test "equal headings stay apart in every file" {
    golden read/twins -- kom-read data/read/twins.csv data/read/twins_reordered.csv
    fails 3 'twins_fewer.csv:1: its columns are not those of .*: it lacks "a"' kom-read data/read/twins.csv data/read/twins_fewer.csv
}

@test "forms of days and periods" {
    golden read/sas -- kom-read --bad-rows skip --day d=sas data/read/sas.csv
    golden read/year-month -- kom-read --canonical data/read/year_month.csv
    golden read/statbank -- kom-read -d , -D statbank data/read/statbank.csv
    golden read/wide -- kom-read --long year,value --keep kom data/read/wide.csv
}

@test "an open end: its own day where it is written as the stream has days, else the last one" {
    printf 'kom;slut\n101;31-12-9999\n147;1.2.9999\n151;31-12-9998\n' >dmy.csv
    [ "$(kom-read -q --day slut=dmy dmy.csv)" = "$(printf 'kom,slut\n101,9999-12-31\n147,9999-12-31\n151,9998-12-31')" ]
    printf 'kom;slut\n101;9999-06-30\n147;9999/12/31\n151;9999M12D31\n' >ymd.csv
    [ "$(kom-read -q --day slut=ymd ymd.csv)" = "$(printf 'kom,slut\n101,9999-06-30\n147,9999-12-31\n151,9999-12-31')" ]
}

@test "--status: nil, missing and impossible, blanks around them or not" {
    printf 'kom;antal\n101; - \n147;-\n151; .. \n155; . \n157;5\n161;\n' >nil.csv
    [ "$(kom-read -q -D statbank -d ';' --status antal nil.csv | tail -n +2)" = \
        "$(printf '101,0,nil\n147,0,nil\n151,,missing\n155,,impossible\n157,5,\n161,,missing')" ]
}

@test "headings: kommune beside kommunekode is the name; another delimiter in one is quoted" {
    printf 'kommunekode;kommune;antal\n101;K;1\n' >both.csv
    [ "$(kom-read -q --canonical both.csv)" = "$(printf 'kom,kom_name,quantity\n101,K,1')" ]
    printf 'kommune;antal\n101;1\n' >one.csv
    [ "$(kom-read -q --canonical one.csv)" = "$(printf 'kom,quantity\n101,1')" ]
    local mark
    for mark in ';' '|' $'\t'; do
        printf 'a,b%sc,d\n1,2,3\n' "$mark" >mark.csv
        kom-read -q -d , mark.csv >stream.csv
        [ "$(cat stream.csv)" = "$(printf 'a,"b%sc",d\n1,2,3' "$mark")" ]
        kom-read -q stream.csv | cmp - stream.csv
    done
}

@test "totals: what is left out has its own reason" {
    printf 'kom;antal\n000;10\n101;4\n147;6\n' >total.csv
    fails 0 'set aside \(total 1\)' kom-read --totals drop --set-aside drop.csv total.csv
    [ "$(tail -n 1 drop.csv)" = '000;10;total.csv;2;total' ]
    fails 0 'set aside \(no_total 2\)' kom-read --totals only --set-aside only.csv total.csv
    [ "$(tail -n 1 only.csv)" = '147;6;total.csv;4;no_total' ]
}

@test "a thousands mark is believed only between groups of three" {
    golden read/thousands -- kom-read --bad-rows skip --number n --thousands n=. data/read/thousands.csv
    fails 3 'use --thousands \. if .*, --decimal \. if' kom-read --number n data/read/thousands.csv
}

@test "Windows-1252 cell by cell, with one warning" {
    golden read/mixed -- kom-read data/read/mixed.csv
    golden read/mixed-refused -- kom-read -e utf-8 data/read/mixed.csv
    printf 'kom;navn\n101;K\xf8benhavn\n147;\xc6r\xf8\n151;B\n155;Drag\xf8r\n' >three.csv
    fails 0 'where it is not \(cells: 3\)' kom-read three.csv
}

@test "a stage that fails spoils the stream, and the next one refuses it" {
    fails 3 'open_quote.csv:3: a quote opens here' kom-read data/read/open_quote.csv
    { python3 -c 'print("a,b\n" + "1,2\n" * 200000 + "3")'; } >late.csv
    run -3 --separate-stderr sh -c 'kom-read -q late.csv 2>/dev/null | kom-read -q >/dev/null'
    [[ $stderr == *"the stage before did not finish (kom-read: stopped at late.csv:200002)"* ]]
}

@test "gzip: all members, or none of a damaged file" {
    { printf 'a,b\n1,2\n' | gzip -n; printf '3,4\n' | gzip -n; } >two.gz
    [ "$(kom-read -q two.gz)" = "$(printf 'a,b\n1,2\n3,4')" ]
    head -c 40 two.gz >cut.gz
    fails 3 'cut.gz: gzip data end too early' kom-read -q cut.gz
    { cat two.gz; printf 'tail'; } >tail.gz
    fails 3 'tail.gz: gzip data are followed by something else' kom-read -q tail.gz
}

@test "outputs that fail" {
    fails 4 'No such file' kom-read absent.csv
    fails 4 'is a directory' kom-read data
    with_full_disk kom-read data/read/wide.csv
}

@test "--long: what a column is declared to hold stays, and --thousands names columns by any word" {
    printf 'kom;antal;beløb;note\n101;1.234;2.500;1.5\n' >wide.csv
    kom-read -q --thousands . --long n,v --keep kom wide.csv >long.csv
    [ "$(cat long.csv)" = "$(printf 'kom,n,v\n101,antal,1234\n101,beløb,2500\n101,note,1.5')" ]
    [ "$(kom-sum -q --value antal --thousands quantity=. --stats sum wide.csv | tail -n 1)" = antal,1234 ]
    fails 3 'no column "nosuch"' kom-read --thousands nosuch=. wide.csv
}

@test "one column without a name has a header that is read again" {
    for text in '""\n1\n\n' ';\n' ';\n;\n'; do
        printf "$text" >nameless.csv
        kom-read -q nameless.csv >once.csv || return
        [ "$(head -n 1 once.csv)" = '""' ] || complain "$text" "$(cat once.csv)" || return
        kom-read -q once.csv | cmp - once.csv || return
    done
}

@test "the names of --long are headings, without blanks around them" {
    printf 'kom,a\n101,1\n' | kom-read -q --keep kom --long 'name , value' >long.csv
    printf 'kom,name,value\n101,a,1\n' | cmp - long.csv
}

@test "--long with --status: the signs of the cells go along" {
    printf 'kom;a;b\n0101;1;..\n0147;.;-\n' >wide.csv
    kom-read -q --dialect statbank --number a,b --status a,b --long year,v --keep kom wide.csv >out
    printf 'kom,year,v,v_status\n0101,a,1,\n0101,b,,missing\n0147,a,,impossible\n0147,b,0,nil\n' | same - out
    # VALUE stands for every column that becomes rows
    kom-read -q --dialect statbank --number v --status v --long year,v --keep kom wide.csv | same out -
    # one of them alone: the others' signs stay where they are
    kom-read -q --dialect statbank --number a,b --status b --long year,v --keep kom wide.csv >out
    printf 'kom,year,v,v_status\n0101,a,1,\n0101,b,,missing\n0147,a,.,\n0147,b,0,nil\n' | same - out
    # a column that is kept has its own
    kom-read -q --dialect statbank --number a,b --status a,b --long year,v --keep kom,a wide.csv >out
    printf 'kom,a,a_status,year,v,v_status\n0101,1,,b,,missing\n0147,,impossible,b,0,nil\n' | same - out
    fails 2 '--status: "b" is no number column; declare it with --number' kom-read --number a --status v --long year,v --keep kom wide.csv
    printf '{"class":"dataset","id":["a"],"size":[2],"value":[5,null],"status":["p","c"],"dimension":{"a":{"category":{"index":["x","y"]}}}}' >a.json
    kom-read -q --status value --long n,v --keep a a.json | same - <(printf 'a,n,v,v_status\nx,value,5,provisional\ny,value,,hidden:c\n')
}

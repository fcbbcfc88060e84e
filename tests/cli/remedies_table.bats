# SPDX-License-Identifier: GPL-3.0-or-later
# Messages of kom-table that name an option: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | the one that does: --rename n= | --rename n=COL | tables of persons |
# | rest on; leave such rows out: --except | --except COL=VALUE | tables of persons |
# | stands in a column of texts, which hides none; --suffix | --suffix COL=TEXT | numbers with a unit |
# | would stand above every sheet; --caption | --caption 'SHEET:TEXT' | sheets |
bats_require_minimum_version 1.5.0
load helper
load remedies

@test "tables of persons" {
    printf 'kom,borgere,x\n101,4,2.5\n102,7,3.5\n' >own.csv
    refused 3 kom-table -f jsonl --min-n 5 own.csv
    mends 1 COL=borgere
    [ "$(cat mended.out)" = '{"kom":"101","n":null,"n_status":"hidden","x":null,"x_status":"hidden"}
{"kom":"102","n":7,"x":3.5}' ]
    printf 'kom,n,x\n101,,2.5\n102,7,3.5\n' >blank.csv
    refused 3 kom-table -f jsonl --min-n 5 blank.csv
    mends 1 COL=kom VALUE=101
    [ "$(cat mended.out)" = '{"kom":"102","n":7,"x":3.5}' ]
}

@test "more than a workbook holds" {
    seq -s , 1 16385 >wide.csv
    refused 3 kom-table -f xlsx --first-line header wide.csv
    grep -q '; -f csv-da holds any number$' refused.err
    kom-table -q -f csv-da --first-line header wide.csv >mended.out
    [ "$(tr ';' '\n' <mended.out | wc -l)" = 16385 ]
}

@test "sheets" {
    refused 2 kom-table -f xlsx -o a.xlsx --sheet Uptake:data/table/uptake.csv --sheet Change:data/table/estimates.csv --caption Words
    mends 1 TEXT=Words
    refused 2 kom-table -f xlsx -o a.xlsx --sheet Uptake:data/table/uptake.csv data/table/estimates.csv
    grep -q 'sheet: data/table/estimates.csv is on no sheet; NAME:data/table/estimates.csv makes one of it' refused.err
    kom-table -q -f xlsx -o a.xlsx --sheet Uptake:data/table/uptake.csv --sheet NAME:data/table/estimates.csv
    kom-table -q -f xlsx -o a.xlsx --sheet Uptake:data/table/uptake.csv --sheet NAME data/table/estimates.csv
}

@test "numbers with a unit" {
    printf 'kom,n,skole,x\n101,3,3. klasse,66 kr.\n102,9,4. klasse,70 kr.\n' >unit.csv
    refused 3 kom-table -f jsonl --min-n 5 unit.csv
    mends 1
    [ "$(head -n 1 mended.out)" = '{"kom":"101","n":null,"n_status":"hidden","skole":"3. klasse","x":null,"x_status":"hidden"}' ]
    # what stands in rows that are not hidden, is no number with a unit, or is a text of the vocabulary, is no matter
    printf 'kom,n,skole,x,period\n101,3,3. klasse,few,7 dage\n102,9,4. klasse,70 kr.,8 dage\n' >other.csv
    kom-table -q -f jsonl --min-n 5 other.csv >out 2>said
    ! grep -q 'column of texts' said || false
    for text in '1.250 DKK' '12,5 %' 'kr. 66' '40 timer' '7 KR' '2 personer'; do
        printf 'kom,n,x\n101,3,"%s"\n102,9,y\n' "$text" >unit.csv
        fails_empty 3 'unit.csv:2: column "x": --min-n: the row is of few persons, and its number stands in a column of texts' kom-table --min-n 5 unit.csv || return
    done
}

# SPDX-License-Identifier: GPL-3.0-or-later
# kom-table --compare: codes that were padded, and figures that became signs.
load helper

# rows of json, the words of their change alone
changes() {
    kom-table -q -f jsonl --compare "$1" "$2" 2>said | sed 's/.*"change":"\([a-z_]*\)"}/\1/' | tr '\n' ' '
}

@test "codes that one of the tables pads are the same codes, and that is said" {
    printf 'kom,service,n\n101,01,5\n147,02,3\n999,02,1\n' >old.csv
    printf 'kom,service,n\n0101,1,6\n0147,2,3\n0153,2,4\n' >new.csv
    golden table_compare/padded -- kom-table --compare old.csv new.csv
    golden table_compare/padded-back -- kom-table -f csv-da --compare new.csv old.csv
    # -q does not silence it: rows were matched by it
    [ "$(changes old.csv new.csv)" = 'changed same only_new only_old ' ]
    grep -q '^kom-table: --compare: column "kom": 2 codes have other zeros in front than in the old table' said
    # nor does it happen where a table has a code in both spellings, or to texts
    printf 'kom,n\n101,5\n0101,7\n' >both.csv
    printf 'kom,n\n0101,7\n101,5\n' >same.csv
    [ "$(changes both.csv same.csv)" = 'same same ' ]
    ! grep 'other zeros' said || false
    printf 'name,n\n0a,5\n' >text.csv
    printf 'name,n\na,5\n' >other.csv
    [ "$(changes text.csv other.csv)" = 'only_new only_old ' ]
}

@test "a figure that became a sign, or a sign that became a figure, is a change" {
    printf 'kom,state,buyers,uptake,warning\n101,offered,5,0.5,\n147,not_reported,,,x\n151,offered,3,0.1,\n153,offered,9,0.2,w\n155,offered,2,0.1,\n157,offered,..,..,\n' >old.csv
    printf 'kom,state,buyers,buyers_status,uptake,warning\n101,offered,5,,0.5,\n147,offered,7,,0.3,\n151,offered,,hidden,,\n153,offered,9,,0.2,v\n155,offered,2,provisional,0.1,\n157,offered,.,,..,\n' >new.csv
    golden table_compare/signs -- kom-table --compare old.csv new.csv
    golden table_compare/signs-back -- kom-table --lang da --compare new.csv old.csv
    golden table_compare/signs-json -- kom-table -f json --compare old.csv new.csv
    [ "$(changes old.csv new.csv)" = 'same changed changed changed changed changed ' ]
    [ "$(changes new.csv new.csv)" = 'same same same same same same ' ]
}

@test "--only and --except hold for both tables" {
    printf 'kom,n\n101,3\n147,4\n151,x\n' >old.csv
    printf 'kom,n\n0101,3\n0147,5\n0153,1\n' >new.csv
    kom-table -f jsonl --compare old.csv --only kom=101 old.csv >out 2>said
    [ "$(cat out)" = '{"kom":"101","n_old":3,"n_new":3,"n_diff":0,"change":"same"}' ]
    grep -q 'table: 3 rows read, 1 used, 2 set aside (not_asked 2)' said
    grep -q 'old table: 3 rows read, 1 used, 2 set aside (not_asked 2)' said
    # a code that one of them pads is one code, as it is where rows are matched
    kom-table -q -f jsonl --compare old.csv --only 'kom=0101|0153' new.csv >out 2>said
    [ "$(grep -o '"change":"[a-z_]*"' out | cut -d'"' -f4 | paste -sd' ')" = 'same only_new' ]
    ! grep -q 'no row has' said || false
    kom-table -q -f jsonl --compare old.csv --except 'kom=0147|0153|151' new.csv >out 2>said
    [ "$(grep -o '"change":"[a-z_]*"' out | cut -d'"' -f4)" = same ]
    # what neither has is named, once
    kom-table -q --compare old.csv --only 'kom=101|999' old.csv 2>said
    [ "$(grep -c 'no row has kom=999' said)" = 1 ]
}

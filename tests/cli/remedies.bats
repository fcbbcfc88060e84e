# SPDX-License-Identifier: GPL-3.0-or-later
# Every message about a file, a cell or a key that names an option, a call or a change: the message is caused, what it
# advises is taken out of its own text (remedies.py), given to the very call that caused it, and must then work with the
# right figure. Messages about options and methods: remedies_methods.bats. tests/lint/remedies.sh holds both tables to lib/ and
# cmd/: a message that names an option is in one of them.
#
# | a part of the message | advice | test |
# |---|---|---|
# | this is no header, but line | --skip-lines N, --first-line header | lines above the header |
# | , or --first-line | --first-line header | lines above the header |
# | the header cannot be read: the line is empty; use --skip-lines | --skip-lines N | lines above the header |
# | , which --skip-lines leaves out | fewer lines | lines above the header |
# | use --skip-lines | --skip-lines N --header NAMES | a header that does not fit |
# | %llu --header | --skip-lines N --header NAMES | a header that does not fit |
# | , or another --delimiter | --delimiter C | a header that does not fit |
# | the first record is taken for data | --header NAMES, --first-line header | a file without a header |
# | , or say --first-line | --first-line header | a file without a header |
# | data has no names of columns; give them with --header | --header NAMES | a file without a header |
# | header beside --header; to put other names | --skip-lines 1 | a file without a header |
# | short-rows | --short-rows fill | rows that end early |
# | --delimiter | --delimiter C | two delimiters, and none |
# | take such blanks out first: sed | the command | a blank before a quote |
# | ; it has | --rename NEW=OLD, --rename TABLE:NEW=OLD | a column that is not there |
# | make one period together; kom-read --canonical joins them | kom-read --canonical | columns that mean one word |
# | : --skip-lines | --skip-lines N --header NAMES | columns that mean one word |
# | , or use --missing | --missing TEXT | texts that mean missing |
# | , or turn the table first, with kom-read --missing | kom-read of the side table | texts that mean missing |
# | if it means that there is none, use --missing | --missing TEXT | texts that mean missing |
# | a weight is at least 0; correct it, or use --missing | --missing TEXT | texts that mean missing |
# | --decimal | --decimal C, --thousands C | numbers written otherwise |
# | --thousands | --thousands C | numbers written otherwise |
# | --negative | --negative WAY | numbers written otherwise |
# | --suffix | --suffix COL=TEXT | numbers written otherwise |
# | --day | --day COL=FORM, --century YEAR | days written otherwise |
# | --century | --day COL=FORM --century YEAR | days written otherwise |
# | no other form of --day reads it either | --missing TEXT | days written otherwise |
# | a column of other things wants another name: --rename | --rename NEW=OLD | columns of other things |
# | give the column another name: --rename | --rename NEW=OLD | columns of other things |
# | is no text in this encoding; mend it, or say the right one with --encoding | --encoding NAME | encodings |
# | ; --encoding says which | --encoding NAME | encodings |
# | or set them aside with --bad-rows skip | --bad-rows skip | rows that cannot be read |
# | --union | --union | files with unlike headings |
# | --rename | --rename FILE:NEW=OLD | files with unlike headings |
# | write both alike, or leave such rows unmatched with --unmatched warn | --unmatched warn | keys that meet nothing |
# | is it the right column of the right table? --unmatched warn | --unmatched warn | keys that meet nothing |
# | use --kom-digits 3 or --kom-digits 4 | --kom-digits N | keys that meet nothing |
# | , but %.*s is; use --kom-digits | --kom-digits N | keys that meet nothing |
# | turn names into codes: kom-join | the command | names instead of codes |
# | or --show-values | --show-values | keys that meet nothing |
# | ; --except | --except COL=VALUE | totals among the data |
# | say what there is of | --rename NEW=COL | two columns beside one |
# | writes all alike | --kom-digits 4, --kom-digits 3 | a code in two spellings |
# | , as does kom-read --total-codes | kom-read --total-codes COL=CODE --totals drop | totals among the data |
# | --totals drop | --totals drop | totals among the data |
# | a total beside its parts | --except COL=total, --only COL=total | totals among the data |
# | which margins are named; leave such rows out with --except | --except COL=total | totals among the data |
# | , or leave --margins out | no --margins | totals among the data |
# | ; use pseudonyms, or --not-cpr | --not-cpr COL | numbers like CPR |
# | say --not-cpr if | --not-cpr COL | numbers like CPR |
# | ; --forbid-cpr stops here | --forbid-cpr | numbers like CPR |
# | was read as a decimal mark; say --decimal | --decimal C, --thousands C | kom-check |
# | give a table of persons, or leave --recipients out | no --recipients | kom-check |
# | takes too many steps; write it without repeats inside repeats, or give --severity pattern=off | --severity pattern=off | kom-check |
# | two columns of the result are called | --rename NEW=OLD | columns of one name in JSON |
# | this makes a table of it | the command | other forms of file |
# | mlr --ijson --ocsv cat | the command | other forms of file |
# | libreoffice --headless | the command, where it can be run | other forms of file |
load helper
load remedies

sales() { # the small set of tables of the tests
    printf 'kom;person;service;date;amount\n151;a;r;2020-02-01;100\n' >s.csv
    printf 'kom,service,start\n151,r,2020-01-01\n' >off.csv
}

@test "lines above the header" {
    refused 3 kom-read data/files/pre.csv
    mends 1; results 345332 indhold
    printf 'Titel;\nkom;antal\n101;5\n' >title.csv
    refused 3 kom-sum -y antal title.csv
    mends 1; results 5 mean
    refused 3 kom-read title.csv
    mends 2
    grep -qx 'Titel,""' mended.out
    printf '\n\nkom;antal\n101;5\n' >empty.csv
    refused 3 kom-sum -y antal empty.csv
    mends 1; results 5 mean
    printf 'sep=;\n\nkom;antal\n101;5\n' >sep.csv
    refused 3 kom-sum -y antal sep.csv
    mends 1; results 5 mean
    refused 3 kom-read --skip-lines 9 empty.csv # said, and the lines of that file are counted by its reader
    grep -q 'has no 9 lines above a header' refused.err
    sales
    printf 'Titel\nkom,service,start\n151,r,2020-01-01\n' >off.csv
    refused 3 kom-uptake --offerings off.csv s.csv
    mends 1; results 1 buyers
    printf '\nkom,service,start\n151,r,2020-01-01\n' >off.csv
    refused 3 kom-uptake --offerings off.csv s.csv
    mends 1; results 1 buyers
}

@test "a header that does not fit" {
    refused 3 kom-read data/files/wt2.csv
    mends 1; results '5.5 6' antal
    refused 3 kom-sum -y beløb --stats sum data/files/a3.csv
    mends 1; results 19.75 sum
    printf "kom;it's\n1;101;5\n2;147;6\n" >quote.csv # names that a shell would take apart
    refused 3 kom-sum -y "it's" --stats sum quote.csv
    mends 1; results 11 sum
    printf 'sep=;\r\nkom;beløb i alt\r\n1;101;5,5\r\n2;147;6\r\n' >sep.csv
    refused 3 kom-sum -y 'beløb i alt' --stats sum sep.csv
    mends 1; results 11.5 sum
    printf 'kom;antal\n1;101;x;5\n2;147;y;6\n' >two.csv
    refused 3 kom-sum -y antal --stats sum two.csv
    mends 1 NAME,...=row,kom,art,antal; results 11 sum
    refused 3 kom-sum -y antal --stats sum --header antal <(tail -n +2 two.csv)
    tail -n +2 two.csv >names.csv
    refused 3 kom-sum -y antal --stats sum --header antal names.csv
    mends 1 NAME,...=row,kom,art,antal; results 11 sum
    sales
    printf 'kom,service,start\n1,151,r,2020-01-01\n2,147,r,2020-01-01\n' >off.csv
    refused 3 kom-uptake --offerings off.csv s.csv
    mends 1; results '0 1' buyers
    printf 'kom,start\n1,151,r,2020-01-01\n2,147,r,2020-01-01\n' >off.csv
    refused 3 kom-uptake --offerings off.csv s.csv
    mends 1 NAME,...=x,kom,service,start; results '0 1' buyers
}

@test "a file without a header" {
    refused 3 kom-sum -y amount --stats sum data/files/nh.csv
    mends 1 NAME,...=kom,person,service,date,quantity,amount; results 325 sum
    refused 3 kom-sum -S data/files/nh.json -y amount --stats sum data/files/nh.csv
    mends 1; results 325 sum
    refused 3 kom-read data/files/nh.csv
    mends 2
    [ "$(wc -l <mended.out)" -eq 3 ]
    refused 2 kom-read --first-line data data/files/nh.csv
    mends 1 NAME,...=kom,person,service,date,quantity,amount; results '100.00 150.00 75.00' amount
    refused 2 kom-read --header kom,antal --first-line header u.csv
    printf 'a;b\n101;5\n' >u.csv
    python3 "$SOURCE_DIR/tests/cli/remedies.py" 1 -- "${CALL[@]}" <refused.err | tr '\0' '\n' | grep -qx -e --skip-lines
    kom-read -q --skip-lines 1 --header kom,antal u.csv | grep -qx 101,5
    sales
    printf '151,r,2020-01-01,2020-12-31\n147,r,2020-01-01,2020-12-31\n' >off.csv
    refused 3 kom-uptake --offerings off.csv s.csv
    mends 1 NAME,...=kom,service,start,end; results '0 1' buyers
    refused 2 kom-uptake --offerings off.csv --first-line offerings:data s.csv
    mends 1 NAME,...=kom,service,start,end; results '0 1' buyers
}

@test "rows that end early" {
    refused 3 kom-read data/files/ssb_2020.csv
    mends 1
    [ "$(wc -l <mended.out)" -eq 358 ]
    sales
    printf 'kom,service,start,end\n151,r,2020-01-01\n147,r,2020-01-01\n' >off.csv
    refused 3 kom-uptake --offerings off.csv s.csv
    turned off.csv; results '0 1' buyers
}

@test "two delimiters, and none" {
    printf 'a;b,c\n1;2,3\n4;5,6\n' >both.csv
    refused 3 kom-read both.csv
    mends 1; results '1 4' a
    mends 2; results '3 6' c
    sales
    printf 'kom;service,start\n151;r,2020-01-01\n' >off.csv
    refused 3 kom-uptake --offerings off.csv s.csv
    piped
    [ "$(head -n 1 piped.out)" = 'kom,"service,start"' ]
    printf 'a;b,c d\n1|2|3;4\n5|6|7;8,9\n' >none.csv
    status=0
    kom-read none.csv >/dev/null 2>refused.err || status=$?
    [ "$status" -eq 0 ] || { CALL=(kom-read none.csv) && mends 1 C=';'; }
}

@test "a blank before a quote" {
    local file
    printf 'aar\t "antal"\n2015\t "1"\n' >tab.csv
    printf 'aar|  "antal"\n2015| "1|345"\n' >bar.csv
    printf 'aar,\302\240"antal"\n2015,\302\240"1,345"\n' >nbsp.csv
    for file in data/files/b.csv data/files/b3.csv tab.csv bar.csv nbsp.csv; do
        refused 3 kom-sum -y antal --stats n "$file"
        piped
        # past the blanks: the column is there, and its quotes hold the field together
        kom-read -q --missing '"1,345",1|345' piped.out >got.out
        [ "$(head -n 1 got.out)" = aar,antal ] || complain "$file" "$(cat piped.sh piped.out got.out)"
    done
}

@test "a column that is not there" {
    printf 'kom;antall\n101;5\n' >near.csv
    refused 3 kom-sum -y antal near.csv
    mends 1; results 5 mean
    printf 'kom;xyz\n101;5\n' >far.csv
    refused 3 kom-sum -y antal far.csv
    mends 1 COLUMN=xyz; results 5 mean
    printf 'kom,antal\302\240i alt\n101,5\n' >nbsp.csv # a blank that nobody sees
    refused 3 kom-sum -y 'antal i alt' nbsp.csv
    mends 1; results 5 mean
    printf 'kom;"antal, i alt"\n101;5\n' >comma.csv
    refused 3 kom-sum -y 'antal' comma.csv
    mends 1; results 5 mean
    sales
    printf 'kommun,service,start\n151,r,2020-01-01\n' >off.csv
    refused 3 kom-uptake --offerings off.csv s.csv
    mends 1; results 1 buyers
    printf 'omr,service,start\n151,r,2020-01-01\n' >off.csv
    refused 3 kom-uptake --offerings off.csv s.csv
    mends 1 COLUMN=omr; results 1 buyers
}

@test "columns that mean one word" {
    printf 'kommunekode;kommunenr;antal\n101;147;6\n' >two.csv
    refused 3 kom-sum -b kom -y antal two.csv
    mends 1; results 101 kom
    mends 2; results 147 kom
    refused 3 kom-read --canonical two.csv
    mends 2; results 147 kom
    printf 'aar;maaned;antal\n2019;1;3\n' >month.csv
    refused 3 kom-sum -b period -y antal month.csv
    kom-read -q --canonical month.csv | kom-sum -q -b period -y antal | grep -q '^2019-01,antal,1,0,3,'
    printf 'kom;ydelse;ydelse;antal\n101;a;b;3\n' >alike.csv
    refused 3 kom-sum -b ydelse -y antal alike.csv
    mends 1; results a ydelse
    sales
    printf 'kommunekode;kommunenr;service;start\n151;147;r;2020-01-01\n' >off.csv
    refused 3 kom-uptake --offerings off.csv s.csv
    mends 1; results 1 buyers
    mends 2; results 0 buyers
    printf 'kom;service;start;start\n151;r;2020-01-01;x\n' >off.csv
    refused 3 kom-uptake --offerings off.csv s.csv
    mends 1; results 1 buyers
}

# ---- cells ---------------------------------------------------------------------------------------------------------------

@test "texts that mean missing" {
    local text
    for text in NA 'ikke kendt' "it's" '"ukendt, nok"' 'a""b' '$x' '*'; do
        printf 'kom;antal\n101;%s\n102;\n103;4\n' "$text" >missing.csv
        refused 3 kom-sum -y antal missing.csv
        mends 1; results 4 mean; results 2 missing
    done
    printf 'kom;dato\n101;NA\n102;2019-01-01\n' >day.csv
    refused 3 kom-read day.csv
    mends 1; results ' 2019-01-01' dato
    printf 'kom;dato\n101;99999999\n102;2019-01-01\n' >nines.csv
    refused 3 kom-read nines.csv
    mends 1; results ' 2019-01-01' dato
    printf 'kom,period,y\n1,2018,1\n1,NA,9\n1,2019,2\n1,2020,3\n1,2021,5\n' >period.csv
    refused 3 kom-diff -y y --at 2020 period.csv
    mends 1; results 1.5 mean_before
    printf 'kom,period,y,first\n1,1,1,3\n1,2,2,3\n1,3,4,3\n1,4,5,3\n2,1,1,none\n2,2,1,none\n2,3,2,none\n2,4,2,none\n3,1,2,none\n3,2,1,none\n3,3,2,none\n3,4,1,none\n' >first.csv
    refused 3 kom-did -y y -x first first.csv
    mends 1; results 2.5 estimate
    printf 'y,w\n1,1\n2,-9\n3,1\n' >weight.csv
    refused 3 kom-sum -y y -w w --stats mean weight.csv
    mends 1; results 2 mean
    printf 'kom,side,y,w\n1,before,1,-9\n1,before,2,1\n1,before,3,1\n1,after,1,1\n1,after,2,1\n' >weight.csv
    refused 3 kom-diff -y y --phase side -w w weight.csv
    mends 1; results 2.5 mean_before
    # side tables
    sales
    printf 'kom,service,start,end\n151,r,2020-01-01,NA\n' >off.csv
    refused 3 kom-uptake --offerings off.csv s.csv
    advice 1 # an option of kom-read, which turns the table
    kom-read -q --missing "${MENDED[2]}" off.csv >turned.csv
    kom-uptake -q --offerings turned.csv s.csv >mended.out; results 1 buyers
    printf 'kom,period,recipients,kind\n151,2020,ukendt,during\n' >rec.csv
    refused 3 kom-uptake --recipients rec.csv --period year s.csv
    advice 1
    kom-read -q --missing "${MENDED[2]}" rec.csv >turned.csv
    kom-uptake -q --recipients turned.csv --period year s.csv >mended.out; results 1 buyers; results '' recipients
}

@test "numbers written otherwise" {
    printf 'kom;antal\n101;1.234\n' >mark.csv
    refused 3 kom-sum -y antal mark.csv
    mends 1; results 1234 mean
    mends 2; results 1.234 mean
    printf 'kom;antal\n101;1.234,5 kr.\n102;2 kr.\n' >suffix.csv
    refused 3 kom-sum -y antal --stats sum suffix.csv
    mends 1; results 1236.5 sum
    printf "kom;it's\n101;5 k'r\n" >quotes.csv
    refused 3 kom-sum -y "it's" quotes.csv
    mends 1; results 5 mean
    printf 'kom;"antal, i alt"\n101;5 kr.\n' >comma.csv
    refused 3 kom-sum -y '"antal, i alt"' comma.csv
    mends 1; results 5 mean
    printf 'kom;antal\n101;12-\n' >negative.csv
    refused 3 kom-sum -y antal negative.csv
    mends 1; results -12 mean
    printf 'kom;antal\n101;(1.200,5)\n' >negative.csv
    refused 3 kom-sum -y antal negative.csv
    mends 1; results -1200.5 mean
    for file in nb nb1252 nnb apo; do
        refused 3 kom-sum -y beloeb --stats min data/files/$file.csv
        mends 1; results 1234.5 min
    done
    # a side table is turned first
    sales
    printf 'kom;period;recipients;kind\n151;2020;1.234,5;average\n' >rec.csv
    refused 3 kom-uptake --recipients rec.csv --period year s.csv
    advice 1
    kom-read -q "${MENDED[@]:1:2}" rec.csv >turned.csv
    kom-uptake -q --recipients turned.csv --period year s.csv >mended.out; results 1234.5 recipients
}

@test "days written otherwise" {
    local name
    for name in dato "d'ato" 'da,to' 'da to'; do
        printf '"kom";"%s"\n101;3/2/2019\n' "$name" >day.csv
        refused 3 kom-read --day "\"$name=iso\"" day.csv
        mends 1; results 2019-02-03 "$name"
        mends 2; results 2019-03-02 "$name"
    done
    printf 'kom;dato\n101;3-2-19\n' >day.csv
    refused 3 kom-read day.csv
    mends 1; results 2019-02-03 dato
    printf 'kom;dato\n101;2019-02-03 13:45\n' >day.csv
    refused 3 kom-read day.csv
    mends 1; results 2019-02-03 dato
    printf 'kom;dato\n101;31/31/2019\n' >day.csv
    refused 3 kom-read --day dato=dmy day.csv
    grep -q 'no other form of --day reads it either' refused.err
    mends 1 # only setting the row aside is left
    sales
    printf 'kom,service,start\n151,r,01-02-2020\n' >off.csv
    refused 3 kom-uptake --offerings off.csv s.csv
    mends 1; results 1 buyers
    printf 'kom;period;antal\n101;20.01.2019;5\n' >period.csv
    refused 3 kom-diff -y antal --at 2020 period.csv
    grep -q -e '--day period=dmy' refused.err
}

@test "columns of other things" {
    refused 3 kom-read --dialect statbank --canonical data/files/px.csv
    mends 1 NAME=note; results '2019M05 2019_06 2019M07' note
    printf 'kom,antal,antal_status\n101,5,foo\n' >status.csv
    refused 3 kom-sum -y antal status.csv
    mends 1 NEW=note; results 5 mean
    printf 'kom,side,y,y_status\n1,before,1,foo\n1,before,2,\n1,after,1,\n1,after,2,\n' >status.csv
    refused 3 kom-diff -y y --phase side status.csv
    mends 1 NEW=note; results 1.5 mean_before
    printf 'kom,side,y,state\n1,before,1,offered\n1,before,2,foo\n1,after,1,foo\n1,after,2,foo\n' >state.csv
    refused 3 kom-diff -y y --phase side state.csv
    mends 1 NEW=note; results 1.5 mean_before
}

@test "encodings" {
    printf 'kom;omr\345de;antal\n101;\305rhus;5\n' >latin.csv
    told kom-sum -b 'område' -y antal latin.csv
    grep -q -e '; --encoding says which' refused.err
    kom-sum -q --encoding windows-1252 -b 'område' -y antal latin.csv >mended.out
    results 5 mean
    refused 3 kom-sum --encoding utf-8 -b kom -y antal latin.csv
    kom-sum -q --encoding windows-1252 -b kom -y antal latin.csv >mended.out; results 5 mean
}

@test "rows that cannot be read" {
    printf 'kom,antal\n151,5\n152,4,6\n' >bad.csv
    refused 3 kom-sum -y antal bad.csv
    mends 1; results 5 mean
    for tool in 'kom-read' 'kom-diff --by kom -y antal --phase kom=151,152' 'kom-table'; do
        # shellcheck disable=SC2086 # words
        refused 3 $tool bad.csv
        advice 1
        [ "${MENDED[*]:1:2}" = '--bad-rows skip' ]
        "${MENDED[@]}" >mended.out 2>mended.err || [ $? -eq 5 ]
    done
    printf 'kom;navn;antal\n151;a\rb;5\n152;c;4\n' >cr.csv # quote the field, as the message says
    refused 3 kom-sum -y antal cr.csv
    mends 1; results 4 mean
    sed 's/a\rb/"&"/' cr.csv >quoted.csv
    kom-sum -q -y antal quoted.csv >mended.out; results 4.5 mean
}

# ---- files and keys ------------------------------------------------------------------------------------------------------

@test "files with unlike headings" {
    local file
    printf "kom,it's\n101,5\n" >one.csv
    printf 'kom,its\n147,6\n' >two.csv
    refused 3 kom-sum -y "it's" --stats sum one.csv two.csv
    mends 1; results 11 sum
    refused 3 kom-sum -y "it's" --stats n,missing one.csv two.csv
    mends 2; results 1 missing
    printf 'kom,antal\n101,5\n' >one.csv
    printf 'kom,antal,x\n147,6,1\n' >more.csv
    refused 3 kom-sum -y antal --stats sum one.csv more.csv
    mends 1; results 11 sum
}

@test "keys that meet nothing" {
    uptake() { kom-uptake --offerings data/rows/keys/offerings.csv --recipients data/rows/keys/recipients.csv "$@"; }
    local sides=(--offerings data/rows/keys/offerings.csv --recipients data/rows/keys/recipients.csv)
    refused 3 kom-uptake "${sides[@]}" data/rows/keys/service.csv
    mends 1; results '0 0' buyers
    # both alike, as the message spells them
    here=$(sed -n 's/.*: "\([^"]*\)" stands here.*/\1/p' refused.err) there=$(sed -n 's/.* has "\([^"]*\)".*/\1/p' refused.err)
    sed "s/$here/$there/" data/rows/keys/service.csv >alike.csv
    uptake -q alike.csv >mended.out; results '1 1' buyers
    refused 3 kom-uptake "${sides[@]}" data/rows/keys/persons.csv
    passes 1 '"P001", there as "p001"' # --show-values
    mends 2; results '0 0' buyers
    sales
    printf 'kom,service,start\n0151,r,2020-01-01\n' >off.csv
    refused 3 kom-uptake --offerings off.csv s.csv
    mends 1; results 151 kom
    mends 2; results 0151 kom
    { echo 'kom;person;service;date' && for i in $(seq 20); do echo "999;p$i;r;2020-02-01"; done; } >lost.csv
    refused 3 kom-uptake --offerings off.csv lost.csv
    mends 1; results 0 buyers
    printf 'kom,service,date,person\n0151,r,2020-02-01,a\n' >check.csv
    printf 'kom,service,start\n151,r,2020-01-01\n' >off.csv
    refused 1 kom-check --offerings off.csv check.csv
    cat refused.out >>refused.err
    sed -n 's/.*\(use --kom-digits [34]\).*/kom-check: \1/p' refused.out >refused.err
    advice 1
    "${MENDED[@]}" >mended.out 2>/dev/null
    [ "$(wc -l <mended.out)" -eq 1 ]
}

@test "names instead of codes" {
    local sides=(--offerings data/rows/keys/offerings.csv --recipients data/rows/keys/recipients.csv)
    refused 3 kom-uptake "${sides[@]}" data/rows/keys/names.csv
    turned data/rows/keys/names.csv; results '1 1' buyers; results '151 316' kom
    printf "kommune's navn;kom;borger;ydelse;dato\nx;Ballerup;p001;rengoering;2020-03-01\n" >'it'"'"'s names.csv' # a name that a shell would take apart
    refused 3 kom-uptake "${sides[@]}" "it's names.csv"
    turned "it's names.csv"; results '1 0' buyers
    sales
    printf 'kom,planned,start\nBallerup,yes,2020-01-01\n' >participation.csv
    refused 3 kom-uptake --offerings off.csv --participation participation.csv s.csv
    turned participation.csv; results 1 buyers
    printf 'kom,service,date,person\nBallerup,r,2020-02-01,a\n' >check.csv
    refused 1 kom-check --offerings off.csv check.csv
    python3 -c '
import csv
print(*["kom-check: " + row["message"] for row in csv.DictReader(open("refused.out"))], sep="\n")' >refused.err
    piped
    kom-check -q --offerings off.csv piped.out >mended.out
    [ "$(wc -l <mended.out)" -eq 1 ]
}

@test "totals among the data" {
    local name
    for name in kom "it's" 'a,b'; do
        printf '"%s";antal\nI alt;5\nA;2\nB;3\n' "$name" >total.csv
        told kom-sum -y antal --stats sum total.csv
        mends 1 NEW=other; results 5 sum
        # the other way it names
        call=$(sed -n 's/.*as does \(kom-read --total-codes .* --totals drop\).*/\1/p' refused.err)
        bash -c "$call -q total.csv" >dropped.csv
        kom-sum -q -y antal --stats sum dropped.csv >mended.out; results 5 sum
    done
    printf 'kom,side,setting,y\n1,before,total,3\n1,before,a,1\n1,before,b,2\n1,after,total,5\n1,after,a,2\n1,after,b,3\n' >parts.csv
    refused 3 kom-diff -y y --phase side parts.csv
    mends 1; results 1.5 mean_before
    mends 2; results 3 mean_before
    printf 'kom,period,first,setting,y\n' >panel.csv
    for kom in 1 2 3 4; do for t in 1 2 3; do for setting in a total; do
        echo "$kom,$t,$([ $kom -lt 3 ] && echo 2),$setting,$((kom * t % 5))"
    done; done; done >>panel.csv
    refused 3 kom-did -y y -x first panel.csv
    mends 1
    mends 2
    printf 'kom,antal\ntotal,1\n1,2\n' >margin.csv
    refused 3 kom-sum -b kom --margins kom -y antal margin.csv
    mends 1; results '2 2' mean
    mends 2; results '2 1' mean
    printf 'kom;person;service;date;setting\n151;a;r;2020-01-02;total\n151;b;r;2020-01-02;home\n' >margin.csv
    refused 3 kom-uptake --by kom,setting --margins setting margin.csv
    mends 1; results '1 1' buyers
    mends 2; results '1 1' buyers
    printf 'kom,antal\n101,5\n998,7\n' >codes.csv
    told kom-read --totals drop codes.csv
    kom-read -q --totals drop --total-codes kom=998 codes.csv >mended.out; results 101 kom
    advice 1 COL=kom 'CODE|CODE=998'
    "${MENDED[@]}" >mended.out 2>/dev/null; results 101 kom
}

@test "numbers like CPR" {
    local name
    for name in person "it's" 'a,b'; do
        printf '"%s";antal\n010170-1234;5\n020270-1235;6\n' "$name" >cpr.csv
        refused 3 kom-sum -y antal --forbid-cpr cpr.csv
        mends 1; results 5.5 mean
        told kom-sum -y antal cpr.csv
        mends 1
        ! grep -q CPR mended.err || false
        MENDED=(kom-sum -y antal --forbid-cpr cpr.csv)
        grep -q -e '; --forbid-cpr stops here' refused.err
    done
    sales
    printf 'person,kom,start\n010170-1234,151,2020-01-01\n' >rec.csv
    refused 3 kom-uptake --recipients rec.csv --forbid-cpr --unmatched warn s.csv
    mends 1; results 1 recipients
    printf 'person;antal\n010170-1234;5\n020270-1235;6\n' >cpr.csv
    refused 1 kom-check cpr.csv
    grep -q 'say --not-cpr if' refused.out
    kom-check -q --not-cpr person cpr.csv
}

@test "kom-check" {
    printf 'kom,period,recipients,kind\n101,2020,50,stock\n' >counts.csv
    printf 'kom,person,service,date,amount\n101,a,x,2020-03-01,10\n' >sales.csv
    printf 'person,kom,start,end\na,101,2020-01-01,\n' >persons.csv
    refused 3 kom-check --recipients counts.csv sales.csv
    grep -q 'recipients: counts.csv holds counts of recipients.*give a table of persons, or leave --recipients out' refused.err
    kom-check -q sales.csv >/dev/null
    kom-check -q --recipients persons.csv sales.csv >/dev/null
    printf 'kom;antal\n101;1.234\n102;5\n' >mark.csv
    refused 1 kom-check mark.csv
    sed -n 's/.*; \(correct it, or, if all are so, use .*\)"$/kom-check: \1/p' refused.out >refused.err
    advice 1
    "${MENDED[@]}" >mended.out 2>/dev/null
    [ "$(wc -l <mended.out)" -eq 1 ]
    refused 1 kom-check -S data/check/absent/typo.json data/check/absent/typo.csv
    sed -n 's/.*\(--rename [^ ]*\) names it.*/kom-check: use \1/p' refused.out >refused.err
    advice 1
    ! "${MENDED[@]}" >mended.out 2>/dev/null || false
    ! grep -q antal,missing_column mended.out || false
    echo '{"fields":[{"name":"a","constraints":{"pattern":"(a+)+[bc]"}}]}' >pattern.json
    printf 'a\naab\n%060d\n' 0 | tr 0 a >pattern.csv
    refused 3 kom-check -S pattern.json pattern.csv
    mends 1
    results '' rule
    sed -i 's/(a+)+/a+/' pattern.json # without repeats inside repeats
    kom-check -q -S pattern.json pattern.csv >mended.out || [ $? = 1 ]
    results pattern rule
    # what the schema is to say
    sed 's/^{/{"fieldsMatch": "superset", /' data/check/absent/typo.json >typo.json
    refused 1 kom-check -S data/check/absent/typo.json data/check/absent/typo.csv
    word=$(sed -n 's/.*""fieldsMatch"": ""\(superset\|partial\)"".*/\1/p' refused.out | head -n 1)
    sed "s/^{/{\"fieldsMatch\": \"$word\", /" data/check/absent/typo.json >typo.json
    kom-check -q -S typo.json data/check/absent/typo.csv >mended.out 2>/dev/null || true
    ! grep -q missing_column mended.out || false
}

@test "columns of one name in JSON" {
    printf 'note\na;b;a\n1;2;3\n' >alike.csv # the header stands lower
    refused 3 kom-table -f jsonl --skip-lines 1 alike.csv
    mends 1
    [ "$(cat mended.out)" = '{"a":1,"b":2,"a_2":3}' ]
    tail -n 1 alike.csv >names.csv # and here the call has it
    refused 3 kom-table -f json --header x,y,x names.csv
    grep -q 'two columns are called "x"; give one another heading$' refused.err
    kom-table -q -f jsonl --header x,y,z names.csv >mended.out
    [ "$(cat mended.out)" = '{"x":1,"y":2,"z":3}' ]
    printf 'kom,side,y,y_a\n101,a,1,9\n101,a_a,3,8\n' >wide.csv # no heading, but what --wide makes of it
    refused 3 kom-table -f jsonl --wide side wide.csv
    mends 1 NEW=q OLD=y_a
    [ "$(cat mended.out)" = '{"kom":"101","y_a":1,"q_a":9,"y_a_a":3,"q_a_a":8}' ]
}

@test "other forms of file" {
    printf 'kom,antal\n101,5\n' >t.csv
    ! command -v xz >/dev/null || xz -k t.csv
    ! command -v bzip2 >/dev/null || bzip2 -k t.csv
    case $(kom-read --version) in # else it is read
    *'built without libzstd'*) ! command -v zstd >/dev/null || zstd -q t.csv ;;
    esac
    ! command -v lz4 >/dev/null || lz4 -q t.csv t.csv.lz4
    ! command -v 7z >/dev/null || 7z a t.7z t.csv >/dev/null
    tar -cf t.tar t.csv
    python3 -c 'import zipfile; zipfile.ZipFile("t.zip", "w").write("t.csv")'
    echo '[{"kom": 101, "antal": 5}]' >t.json
    local file
    for file in t.csv.* t.7z t.tar t.zip t.json; do
        [ -e "$file" ] || continue
        refused 3 kom-sum -y antal "$file"
        call=$(sed -n 's/.*this makes a table of it: //p' refused.err)
        command -v "${call%% *}" >/dev/null || continue
        bash -c "$call" >made.csv 2>/dev/null
        kom-sum -q -y antal made.csv >mended.out; results 5 mean
    done
}

@test "a word misspelt, for a column that another name stands for" {
    printf 'kommunekode;beloeb\n101;5\n' >danish.csv
    refused 3 kom-sum --value amout danish.csv
    mends 1
    results 5 mean
}

@test "a code in two spellings" {
    printf 'kom,amount\n0101,1\n101,2\n' >both.csv
    told kom-sum --by kom -y amount --stats sum both.csv
    mends 1; results 0101 kom; results 3 sum
    mends 2; results 101 kom; results 3 sum
}

@test "two columns beside one" {
    printf 'kom,kr,kr_status,amount_status\n1,5,,hidden\n' >two.csv
    refused 3 kom-sum --value kr --stats sum two.csv
    mends 1 NEW=other; results 5 sum
}

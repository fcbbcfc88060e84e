#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Municipality codes across tables in kom-uptake and kom-check: 0101 in one and 101 in another are told, never lost.
load helper

remedy='use --kom-digits 3 or --kom-digits 4'

tables() {
    printf 'kom,person,service,date\n101,p1,s,2019-02-01\n' >sales.csv
    printf 'kom,service,start\n101,s,2019-01-01\n' >offerings.csv
    printf 'kom,person,start\n101,p1,2019-01-01\n' >recipients.csv
    printf 'kom,period,recipients,kind\n101,2019,5,during\n' >counts.csv
    printf 'kom,planned,start\n101,yes,2019-01-01\n' >participation.csv
    printf 'kom,region\n101,Hoved\n' >municipalities.csv
    printf 'kom,network\n101,A\n' >networks.csv
    for file in *.csv; do
        sed 's/^101/0101/' "$file" >"padded_$file"
    done
}

@test "kom-uptake: the sales against each side table" {
    tables
    local table by
    for table in offerings recipients participation municipalities networks; do
        by=kom
        [ $table != networks ] || by=network
        fails_empty 3 "sales(.csv:2)?: column \"kom\": 101 stands here where $table has 0101; $remedy" \
            kom-uptake --by $by --$table "padded_$table.csv" --bad-rows skip sales.csv
    done
    fails_empty 3 "0101 stands here where recipients has 101; $remedy" kom-uptake --recipients counts.csv padded_sales.csv
    # a kom that nobody has in any spelling is set aside as ever
    printf 'kom,person,service,date\n0999,p1,s,2019-02-01\n' >other.csv
    fails 0 'unknown_kom 1' kom-uptake --offerings offerings.csv other.csv
}

@test "kom-uptake: the side tables against each other" {
    tables
    local table by
    for table in recipients participation municipalities networks; do
        by=kom
        [ $table != networks ] || by=network
        fails_empty 3 "kom: .* has 0?101 where .* has 0?101; $remedy" \
            kom-uptake --by $by --offerings offerings.csv --$table "padded_$table.csv" sales.csv
    done
    fails_empty 3 "kom: offerings has 101 where recipients has 0101; $remedy" \
        kom-uptake --offerings offerings.csv --recipients padded_counts.csv --period year sales.csv
}

@test "kom-uptake: --kom-digits makes them meet" {
    tables
    kom-uptake -q --kom-digits 4 --by kom,region,network --offerings offerings.csv --recipients padded_recipients.csv \
        --municipalities municipalities.csv --networks padded_networks.csv sales.csv >four.csv
    kom-uptake -q --kom-digits 3 --by kom,region,network --offerings padded_offerings.csv --recipients recipients.csv \
        --municipalities padded_municipalities.csv --networks networks.csv padded_sales.csv >three.csv
    [ "$(sed 1d four.csv | cut -d, -f1-8)" = 0101,Hoved,A,all,offered,1,32,1 ]
    [ "$(sed 1d three.csv)" = "$(sed '1d; s/^0//' four.csv)" ]
}

@test "kom-uptake: a municipality that stands twice with other values" {
    tables
    printf 'kom,region\n101,Hoved\n101,Midt\n' >twice.csv
    fails_empty 3 'twice.csv:3: .*the same kom stands in line 2 with other values' \
        kom-uptake --by region --municipalities twice.csv sales.csv
    fails 0 '1 used' kom-uptake --by kom --municipalities twice.csv sales.csv
}

@test "kom-check: side tables against each other, and the rows one by one" {
    tables
    fails 3 "kom: offerings has 101 where recipients has 0101; $remedy" \
        kom-check --offerings offerings.csv --recipients padded_recipients.csv sales.csv
    fails 3 "kom: participation has 0101 where municipalities has 101; $remedy" \
        kom-check --participation padded_participation.csv --municipalities municipalities.csv sales.csv
    [ "$(kom-check -q --kom-digits 3 --offerings offerings.csv --recipients padded_recipients.csv sales.csv | wc -l)" = 1 ]
    run kom-check -q --offerings offerings.csv padded_sales.csv
    [ "$status,${#lines[@]}" = 1,2 ]
    [[ "${lines[1]}" == *'but 101 is; use --kom-digits 3"' ]]
}

@test "codes of three digits and of four in one table are told; --kom-digits writes them alike" {
    printf 'kom,amount\n0101,1\n101,2\n147,3\n0147,4\n0250,9\n0751,1\n751,1\n' >both.csv
    local say='rows: column "kom": codes of three digits \(101\) and of four \(0101\); --kom-digits 4 or --kom-digits 3 writes all alike'
    fails 0 "^kom-sum: $say" kom-sum -q -j 3 --by kom -y amount both.csv
    fails 0 "^kom-read: $say" kom-read both.csv
    local digits
    for digits in 3 4; do
        kom-sum -q --kom-digits $digits --by kom -y amount both.csv >out 2>err
        [ ! -s err ]
        [ "$(wc -l <out)" = 5 ]
    done
    kom-sum -q -y amount both.csv 2>err >out # nothing is made of the codes
    [ ! -s err ]
    printf 'kom,amount\n0101,1\n999,2\n000,3\n0147,4\n1101,1\nabc,1\n' >one.csv # one spelling; the others are no municipality's
    kom-sum -q --by kom -y amount one.csv 2>err >out
    [ ! -s err ]
    printf 'kom,person,start,end\n0101,a,2019-01-01,\n147,b,2019-01-01,\n' >recipients.csv
    fails 0 'three digits \(147\) and of four \(0101\); --kom-digits' kom-panel --from 2019-01 --to 2019-01 --period month recipients.csv
    printf 'kom,period,treated,x\n0101,2018,,1\n101,2019,,1\n0102,2018,2019,2\n0102,2019,2019,4\n' >panel.csv
    kom-did -x treated -y x panel.csv 2>err >out || true
    grep -q 'three digits (101) and of four (0101); --kom-digits 4 or --kom-digits 3' err
    printf 'kom,person,date\n0101,a,2019-01-01\n' >sales.csv
    fails 0 'recipients: column "kom": codes of three digits \(147\) and of four \(0101\)' kom-uptake --unmatched warn --recipients recipients.csv sales.csv
}

@test "the first of each spelling, however many threads read" {
    awk 'BEGIN { print "kom,amount"; for (i = 0; i < 400000; i++) printf "%s,%d\n", i < 200000 ? 101 + i % 7 : "0" 200 + i % 9, i }' >long.csv
    local j
    for j in 1 2 8; do kom-sum -q -j $j --by kom -y amount long.csv 2>err.$j >out; done
    grep -q 'three digits (101) and of four (0202)' err.1
    same err.1 err.2
    same err.1 err.8
}

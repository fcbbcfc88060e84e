#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-uptake as users type it. What it computes in every case is held by tests/brute; here: words, states, refusals.
bats_require_minimum_version 1.5.0
load helper

side() {
    echo --offerings data/uptake/offerings.csv --recipients data/uptake/recipients.csv
}

@test "basic: every reason to set a sale aside, credit notes, movers, decimal commas" {
    # shellcheck disable=SC2046 # words are wanted
    golden uptake/basic -- kom-uptake $(side) data/uptake/sales.csv
}

@test "states: planned but not started, not offered, not reported, offered" {
    golden uptake/states -- kom-uptake $(side) --participation data/uptake/participation.csv --period quarter data/uptake/sales.csv
}

@test "event windows by the start day" {
    golden uptake/event -- kom-uptake $(side) --participation data/uptake/participation.csv --period event:3m --from 2019-01-01 --to 2019-12-31 data/uptake/sales.csv
}

@test "sales alone; from standard input; groups by any name" {
    golden --stdin data/uptake/sales.csv uptake/alone -- kom-uptake --by kommunekode,ydelse --period month
}

@test "networks: several are refused, counted in both, dropped or assigned; the total counts once" {
    golden uptake/network_refuse -- kom-uptake $(side) --networks data/uptake/networks.csv --by network data/uptake/sales.csv
    golden uptake/network_both -- kom-uptake $(side) --networks data/uptake/networks.csv --by network --margins network --overlap both data/uptake/sales.csv
    golden uptake/network_assign -- kom-uptake $(side) --networks data/uptake/networks.csv --by network --overlap assign=101:B data/uptake/sales.csv
}

@test "persons and the cumulative share" {
    golden uptake/persons -- kom-uptake $(side) --persons data/uptake/sales.csv
    golden uptake/cumulative -- kom-uptake $(side) --cumulative --by '' data/uptake/sales.csv
}

@test "set aside: the rows as read, with line and reason" {
    kom-uptake -q $(side) --set-aside aside.csv data/uptake/sales.csv >/dev/null
    golden_file uptake/aside.csv aside.csv
}

@test "empty and header only" {
    : >none.csv
    fails 3 'none.csv: is empty' kom-uptake none.csv
    head -n 1 data/uptake/sales.csv >header.csv
    golden uptake/header -- kom-uptake $(side) header.csv
    golden uptake/header_alone -- kom-uptake header.csv
    cp data/uptake/participation.csv p.csv
    fails 3 'give --from and --to' kom-uptake --participation p.csv header.csv
}

@test "missing column, bad values, words that are no words" {
    printf 'kom,person\n101,a\n' >short.csv
    fails 3 'no column "date"' kom-uptake short.csv
    printf 'kom;date;amount\n101;2019-01-01;12.5\n' >mark.csv
    fails 3 'mark.csv:2: column "amount": "12.5" is no number with a decimal comma; use --decimal .' kom-uptake mark.csv
    printf 'kom,date,status\n101,2019-01-01,maybe\n' >status.csv
    fails 3 '"maybe" is none of delivered/leveret' kom-uptake status.csv
    fails 2 'is none of all, day, week' kom-uptake --period fortnight data/uptake/sales.csv
    fails 2 'needs --participation' kom-uptake --period event:12m data/uptake/sales.csv
    fails 2 'is no column of --by' kom-uptake --margins service data/uptake/sales.csv
    fails 2 'rising list of ages' kom-uptake $(side) --ages 67,18 data/uptake/sales.csv
    fails 3 'neither recipients, offerings' kom-uptake --by colour data/uptake/sales.csv
    fails 3 'did you mean "service"' kom-uptake $(side) --by servce data/uptake/sales.csv
    fails 3 '--ages AGE,... makes it' kom-uptake $(side) --by age_group data/uptake/sales.csv
    fails 2 'is later than --to' kom-uptake --from 2020 --to 2019 data/uptake/sales.csv
}

@test "offerings that overlap, spells that end before they start" {
    printf 'kom,service,start,end\n101,clean,2019-01-01,\n101,clean,2019-05-01,\n' >two.csv
    fails 3 'two.csv:3: overlaps line 2' kom-uptake --offerings two.csv data/uptake/sales.csv
    printf 'person,kom,start,end\na,101,2019-05-01,2019-01-01\n' >back.csv
    fails 3 'back.csv:2: column "end": the spell ends before it starts' kom-uptake --recipients back.csv data/uptake/sales.csv
}

@test "a start in the year 9999 is open: no offering has one, and no unit has started" {
    printf 'kom,person,service,date,amount\n101,P1,s,2019-02-28,1\n' >s.csv
    printf 'kom,service,start,end\n101,s,2019-01-01,\n101,t,9999-12-31,\n' >o.csv
    run "$KOM_BIN"/kom-uptake --period month --offerings o.csv s.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *'o.csv:3: column "start"'*'needs its first day'* ]]
    printf 'kom,planned,start\n101,ja,9999-12-31\n' >p.csv
    "$KOM_BIN"/kom-uptake -q --period event:3m --from 2018-01-01 --to 2020-12-31 --participation p.csv s.csv >out
    [ "$(grep -c ',not_started,' out)" -eq 2 ]
}

@test "planned by any row that speaks of the cell, and started by any" {
    printf 'kom,service,section,start,end\n101,x,83,2018-01-01,2018-02-01\n101,x,85,2018-01-01,2018-02-01\n' >o.csv
    printf 'kom,service,section,date\n101,x,83,2019-03-01\n' >s.csv
    states() {
        printf '%s\n' kom,section,planned,start "$@" >p.csv
        "$KOM_BIN"/kom-uptake -q --by section --from 2018-01-01 --to 2019-12-31 --period year --offerings o.csv \
            --participation p.csv s.csv | sed 1d | cut -d, -f1-3 | grep 2019 | paste -sd' '
    }
    [ "$(states 101,,ja, 101,83,nej,)" = "83,2019,not_started 85,2019,not_started" ]
    [ "$(states 101,83,nej, 101,,ja,)" = "83,2019,not_started 85,2019,not_started" ]
    [ "$(states 101,,nej, 101,83,ja,)" = "83,2019,not_started 85,2019,not_offered" ]
    [ "$(states 101,,ja, 101,83,nej,2018-01-01)" = "83,2019,not_offered 85,2019,not_started" ]
}

@test "units and cells in messages are named in the order of their codes, not of the sales" {
    printf 'kom,person,service,date\n300,a,x,2019-01-01\n300,b,x,2019-01-01\n200,a,x,2019-01-01\n200,b,x,2019-01-01\n' >sales.csv
    printf 'kom,service,start\n300,x,2018-01-01\n200,x,2018-01-01\n' >offerings.csv
    printf 'kom,planned,start,end,reports_from,reports_to\n300,yes,,,,2018-12-31\n200,yes,,,,2018-12-31\n' >p.csv
    fails 0 'not_reported because of 200, 300$' kom-uptake --by '' --offerings offerings.csv --participation p.csv --from 2019 --to 2019 sales.csv
    printf 'kom,period,recipients,kind\n300,2019,1,during\n200,2019,1,during\n' >counts.csv
    fails_empty 3 'recipients: 200,2019 has 2 buyers of 1 recipients' kom-uptake -q --recipients counts.csv --period year sales.csv
    # of two by-columns, the first of --by
    printf 'kom,section,group,date\n1,a,total,2019-01-01\n1,total,b,2019-01-01\n' >total.csv
    fails_empty 3 'column "?section"?.*total' kom-uptake -q --by section,group --margins section total.csv
}

@test "counts as denominators: what they count is said, and during cannot be exceeded" {
    printf 'kom,person,service,date\n101,a,x,2019-01-01\n101,b,x,2019-02-01\n101,c,x,2019-03-01\n' >sales.csv
    printf 'kom,period,recipients\n101,2019,5\n' >counts.csv
    local call=(kom-uptake -q --recipients counts.csv --period year sales.csv)
    fails_empty 3 'recipients: nothing says what they count; give the table a column kind, or use --kind during' "${call[@]}"
    [ "$("${call[@]}" --kind during | tail -n 1 | cut -d, -f4,6,7,15)" = 5,3,0.6,during ]
    [ "$("${call[@]}" --kind stock | tail -n 1 | cut -d, -f4,6,7,15)" = 5,3,0.6,stock ]
    fails_empty 2 'kind: "many" is none of during\|stock\|average' "${call[@]}" --kind many
    # a column, with blank cells and words that --kind contradicts
    printf 'kom,period,recipients,kind\n101,2019,5,\n' >counts.csv
    fails_empty 3 'counts.csv:2: column "kind": is empty; write during, stock or average, or use --kind during, --kind stock or --kind average' "${call[@]}"
    [ "$("${call[@]}" --kind average | tail -n 1 | cut -d, -f15)" = average ]
    printf 'kom,period,recipients,kind\n101,2019,5,stock\n' >counts.csv
    fails_empty 3 'counts.csv:2: column "kind": is not what --kind says' "${call[@]}" --kind during
    [ "$("${call[@]}" --kind stock | tail -n 1 | cut -d, -f15)" = stock ]
    # more buyers than recipients
    printf 'kom,period,recipients,kind\n101,2019,2,during\n' >counts.csv
    fails_empty 3 'recipients: 101,2019 has 3 buyers of 2 recipients, of kind during; correct the count, or its kind' "${call[@]}"
    sed -i s/during/average/ counts.csv
    [ "$("${call[@]}" | tail -n 1 | cut -d, -f7)" = 1.5 ]
    printf 'kom,period,recipients,kind\n101,2019,0,during\n' >counts.csv
    fails_empty 3 'has 3 buyers of 0 recipients' "${call[@]}"
    printf 'kom,period,recipients,kind\n101,2019,3,during\n' >counts.csv
    [ "$("${call[@]}" | tail -n 1 | cut -d, -f7)" = 1 ]
    # a fraction of a recipient
    printf 'kom,period,recipients,kind\n101,2019,4.5,during\n' >counts.csv
    fails_empty 3 'counts.csv:2: column "recipients": kom 101, period 2019: a fraction of a recipient, of kind during' "${call[@]}"
    sed -i s/during/average/ counts.csv
    [ "$("${call[@]}" | tail -n 1 | cut -d, -f4)" = 4.5 ]
    printf 'kom,period,recipients,kind\n101,2019,4.0,during\n' >counts.csv
    [ "$("${call[@]}" | tail -n 1 | cut -d, -f4)" = 4 ]
    # groups of the counts
    printf 'kom,section,period,recipients,kind\n101,83 a,2019,30,during\n101,85,2019,30,during\n' >counts.csv
    sed 's/$/,83A/; 1s/,83A$/,section/' sales.csv >sections.csv
    call=(kom-uptake -q --by kom,section --recipients counts.csv --period year)
    fails_empty 3 'sales: column "section": "83A" stands here where recipients has "83 a"; write both alike' "${call[@]}" sections.csv
    sed 's/83A/86/' sections.csv >other.csv
    fails 0 'sales: column "section": a code that no row of recipients has: 86 \(3 rows\)' "${call[@]}" other.csv
    # persons are no counts
    printf 'person,kom,start\na,101,2019-01-01\n' >persons.csv
    fails_empty 2 'kind: has no meaning without counts' kom-uptake --kind during --recipients persons.csv sales.csv
    fails_empty 2 'kind: has no meaning in this call' kom-uptake --kind during sales.csv
}

@test "ages over one period: sales are read twice, from a file or where standard input began" {
    printf 'person,kom,start,end,birth_year\na,101,2018-12-01,,1952\nb,101,2019-01-01,,1990\n' >recipients.csv
    printf 'kom,person,service,date\n101,a,clean,2019-07-15\n101,b,clean,2018-12-31\n' >sales.csv
    { echo 'an extract'; cat sales.csv; } >late.csv
    local call=(kom-uptake -q --recipients recipients.csv --ages 66,67 --by age_group)
    # The year is that of the first sale, 2018, when a was 66.
    [ "$("${call[@]}" sales.csv | cut -d, -f1,4)" = "$(printf 'age_group,recipients\n-65,1\n66-66,1')" ]
    # Or that of the first offering, 2017.
    printf 'kom,service,start\n101,clean,2017-01-01\n' >offerings.csv
    [ "$("${call[@]}" --offerings offerings.csv sales.csv | cut -d, -f1,4)" = "$(printf 'age_group,recipients\n-65,2')" ]
    "${call[@]}" sales.csv >whole
    "${call[@]}" <sales.csv | cmp - whole
    { read -r _ && "${call[@]}"; } <late.csv | cmp - whole
    fails 2 'from a pipe, needs --from' sh -c 'cat sales.csv | "$@"' sh "${call[@]}"
    printf 'kom,person,service,date\n101,a,clean,2019-13-15\n101,b\n' >bad.csv
    fails_empty 3 'bad.csv:2: column "date": "2019-13-15" is no day' "${call[@]}" bad.csv
    fails_empty 3 'bad.csv:3: 2 fields where the header has 4' "${call[@]}" bad.csv
}

@test "a side table that cannot be read: its rows are named, and no option that is not for it" {
    printf 'kom,service,start,end\n101,clean,2019-01-01,\n147\n' >offerings.csv
    run ! kom-uptake -q --offerings offerings.csv data/uptake/sales.csv
    [ "${lines[0]}" = 'kom-uptake: offerings.csv:3: 1 fields where the header has 4; correct the row or quote its delimiter' ]
    [ "${lines[1]}" = 'kom-uptake: offerings: 1 of 2 rows cannot be read; correct them' ]
}

# Python's decimal: 10000 times 9999999999999.99.
@test "amounts add exactly beyond what one word of hundredths holds" {
    awk 'BEGIN { print "kom,person,service,date,amount"
        for (i = 0; i < 10000; i++) print "101,p" i % 7 ",s,2019-01-02,9999999999999.99" }' >large.csv
    for jobs in 1 3; do
        [ "$(kom-uptake -q -j $jobs large.csv | tail -n 1)" = '101,all,offered,,,7,,,,10000,,,99999999999999900,' ] ||
            complain "$(kom-uptake -q -j $jobs large.csv)" || return
    done
}

@test "a value that margins are named by is no value" {
    printf 'kom,person,service,date,group\n101,a,s,2019-01-02,total\n101,b,s,2019-01-02,x\n' >total.csv
    fails_empty 3 'column "group" holds the value total, which margins are named; leave such rows out with --except group=total' \
        kom-uptake --by kom,group --margins group total.csv
    # It says what to do, which works.
    kom-uptake -q --by kom,group --margins group --except group=total total.csv | grep -q '^101,total,all,offered,,,1,'
}

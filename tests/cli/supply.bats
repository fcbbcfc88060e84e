#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-uptake --flows and --market: who sold, and between whom buyers moved. What they compute in every case is held by tests/brute.
bats_require_minimum_version 1.5.0
load helper

D=data/supply

sides() {
    echo --offerings $D/offerings.csv --recipients $D/recipients.csv --participation $D/participation.csv --from 2018-07-01 --to 2019-06-30
}

# The cells of data/supply were counted by hand: ann went from the private provider to the municipality, bob took both, fay moved
# to another municipality and stayed with the private one, eva's credit note unmakes no buyer, gus cancelled.
@test "flows between the two sides of an event; a mover is one person in the total" {
    # shellcheck disable=SC2046 # words are wanted
    golden supply/event -- kom-uptake $(sides) --period event:6m --flows provider --margins kom $D/sales.csv
}

@test "flows from each period to the next, by service; other columns, other intervals" {
    golden supply/quarter -- kom-uptake $(sides) --period quarter --flows leverandoer --by service $D/sales.csv
    golden supply/kom -- kom-uptake $(sides) --period half --flows kom --by '' --ci wilson --level 0.9 $D/sales.csv
}

@test "a total of flows is made of persons, and the persons of a side are its buyers" {
    kom-uptake -q $(sides) --period event:6m --flows provider --margins kom $D/sales.csv >flows.csv
    kom-uptake -q $(sides) --period event:6m --by kom --margins kom $D/sales.csv >cells.csv
    from=$(awk -F, '$1 == "total" && $3 != "none" && $3 != "not_recipient" { n += $5 } END { print n }' flows.csv)
    [ "$from" = "$(awk -F, '$1 == "total" && $2 == "before" { print $6 }' cells.csv)" ]
    to=$(awk -F, '$1 == "total" && $4 != "none" && $4 != "not_recipient" { n += $5 } END { print n }' flows.csv)
    # ida's municipality had nothing on offer before: she is one who was no recipient, and a buyer after
    [ "$to" = "$(awk -F, '$1 == "total" && $2 == "after" { print $6 }' cells.csv)" ]
    parts=$(awk -F, '$1 != "total" && $3 == "private" { n += $5 } END { print n }' flows.csv)
    total=$(awk -F, '$1 == "total" && $3 == "private" { n += $5 } END { print n }' flows.csv)
    [ "$parts" -ge "$total" ]
}

@test "parts of the market, in the total too; blank over nothing and over a negative sum" {
    golden supply/market -- kom-uptake $(sides) --period half --by kom,provider --margins kom,provider --market $D/sales.csv
    golden supply/market_dominance -- kom-uptake $(sides) --by leverandoer,service --margins service --market --dominance $D/sales.csv
    golden supply/market_alone -- kom-uptake --by provider --period half --market $D/sales.csv
}

@test "parts of the market: counts as recipients, a unit that does not report, networks" {
    printf 'kom,period,recipients\n101,all,6\n147,all,3\n' >counts.csv
    golden supply/market_counts -- kom-uptake --offerings $D/offerings.csv --recipients counts.csv --kind during --by kom,provider --market $D/sales.csv
    printf 'kom,planned,start,reports_from,reports_to\n101,yes,2019-01-01,,2019-03-31\n' >reports.csv
    printf 'kom,network\n101,a\n101,b\n147,b\n265,b\n' >networks.csv
    golden supply/market_networks -- kom-uptake --offerings $D/offerings.csv --recipients $D/recipients.csv --participation reports.csv \
        --networks networks.csv --overlap both --by network,provider --period half --from 2018-07-01 --to 2019-06-30 --market $D/sales.csv
    sed 's/,person,/,who,/' $D/sales.csv >nobody.csv
    kom-uptake -q --by provider --market nobody.csv >out
    [ "$(cut -d, -f 18 out | sort -u)" = "$(printf '\nmarket_buyers')" ]
}

@test "the total of all providers is not written unless it is asked for, and changes no other column" {
    kom-uptake -q $(sides) --period half --by kom,provider --market $D/sales.csv >with.csv
    kom-uptake -q $(sides) --period half --by kom,provider $D/sales.csv >without.csv
    cut -d, -f 1-15 with.csv | same without.csv -
    kom-uptake -q $(sides) --period half --by kom,provider --margins provider --market $D/sales.csv | grep -v ',total,' | same with.csv -
    sed 's/private/total/' $D/sales.csv >total.csv
    sed 's/private/total/' $D/offerings.csv >offerings.csv
    kom-uptake -q --by kom,provider --unmatched warn --offerings offerings.csv --market total.csv >out
    grep -q '^101,total,' out
}

@test "what does not go together is refused" {
    for call in '--flows provider --persons' '--flows provider --cumulative' '--flows provider --dominance' '--flows provider --market' \
        '--market --persons --by kom,provider' '--market --cumulative --by kom,provider' '--market' '--market --by kom,service' \
        '--flows provider' '--flows provider --period all' '--flows provider --by provider --period year' \
        '--flows leverandoer --by provider --period year' '--flows person --period year' '--flows amount --period year' \
        '--flows date --period year' '--flows status --period year'; do
        # shellcheck disable=SC2046,SC2086
        fails_empty 2 '^kom-uptake: --(flows|market|dominance|persons|cumulative)' kom-uptake $(sides) $call $D/sales.csv
    done
    fails_empty 2 'flows needs --recipients with a person column' kom-uptake --offerings $D/offerings.csv --period year --flows provider $D/sales.csv
    printf 'kom,period,recipients\n101,2018,6\n101,2019,6\n' >counts.csv
    fails_empty 2 'flows needs --recipients with a person column' kom-uptake --recipients counts.csv --kind during --period year --flows provider $D/sales.csv
    fails_empty 3 'no column "providers"; did you mean "provider"' kom-uptake $(sides) --period year --flows providers $D/sales.csv
    fails_empty 2 'flows' kom-uptake $(sides) --period year --flows '' $D/sales.csv
}

@test "a value that is one of the words is refused where it counts, and only there" {
    for word in none several not_recipient; do
        sed "s/,bath,2018-08-15,private/,bath,2018-08-15,$word/; s/,private$//" $D/sales.csv >word.csv
        sed 's/,provider,/,who,/' $D/offerings.csv >open.csv
        fails_empty 3 "holds the value $word," kom-uptake --recipients $D/recipients.csv --unmatched warn --period half --flows provider word.csv
        kom-uptake -q --recipients $D/recipients.csv --unmatched warn --period half --flows provider --except "provider=$word" word.csv >out
        # a sale that is set aside stands in nobody's way
        sed "s/2018-10-10,private/2018-10-10,$word/" $D/sales.csv >aside.csv
        kom-uptake -q --recipients $D/recipients.csv --unmatched warn --period half --flows provider aside.csv >out
    done
    sed 's/,bath,2018-08-15,private/,bath,2018-08-15,None/' $D/sales.csv >word.csv
    kom-uptake -q --recipients $D/recipients.csv --unmatched warn --period half --by '' --flows provider word.csv >out
    grep -q ',None,not_recipient,1,' out
}

@test "one period, no rows, no sales: the header, and what is said" {
    golden supply/one_period -- kom-uptake --recipients $D/recipients.csv --period year --from 2019 --to 2019 --flows provider $D/sales.csv
    head -n 1 $D/sales.csv >header.csv
    golden supply/header -- kom-uptake $(sides) --period half --flows provider header.csv
    : >none.csv
    fails_empty 3 'none.csv: is empty' kom-uptake $(sides) --period half --flows provider none.csv
    fails_empty 4 'data' kom-uptake $(sides) --period half --flows provider data
}

@test "rows left out, by --only and --except, buy nothing" {
    kom-uptake -q $(sides) --period event:6m --by '' --flows provider --only provider=municipal $D/sales.csv >out
    ! grep -q private out || false
    grep -q '^event,none,municipal,3,' out
}

@test "suppliers that are left out are no part of a comparison of suppliers, and that is said" {
    run --separate-stderr -0 kom-uptake -q $(sides) --period event:6m --flows leverandoer --only provider=municipal $D/sales.csv
    [[ $stderr == *'--flows: who sold what is not asked for is missing'* ]]
    run --separate-stderr -0 kom-uptake -q $(sides) --by provider --market --except provider=municipal $D/sales.csv
    [[ $stderr == *'--market: who sold what is not asked for is missing'* ]]
    run --separate-stderr -0 kom-uptake -q $(sides) --by provider --except provider=municipal $D/sales.csv
    [[ $stderr == *'--except provider: chooses rows of the input, and not of --offerings'* ]]
    [[ $stderr != *'missing from the comparison'* ]]
    run --separate-stderr -0 kom-uptake -q $(sides) --by provider --market --except service=bath $D/sales.csv
    [ -z "$stderr" ]
}

@test "the same from Danish files, gzip, a pipe, many threads, little memory, and in parts" {
    local o=(--period event:6m --flows provider --margins kom)
    kom-uptake -q $(sides) "${o[@]}" $D/sales.csv >want.csv
    sed '1s/.*/kom;borger;ydelse;dato;leverandør;timer;beløb;status/; 2,$s/,/;/g' $D/sales.csv | iconv -f utf-8 -t cp1252 >danish.csv
    kom-uptake -q $(sides) "${o[@]}" danish.csv | same want.csv -
    gzip -c $D/sales.csv >sales.csv.gz
    kom-uptake -q -j 8 $(sides) "${o[@]}" sales.csv.gz | same want.csv -
    kom-uptake -q $(sides) "${o[@]}" <$D/sales.csv | same want.csv -
    in_danish kom-uptake -q $(sides) "${o[@]}" $D/sales.csv | same want.csv -
    KOM_CAREFUL=1 kom-uptake -q $(sides) "${o[@]}" $D/sales.csv | same want.csv -
    kom-uptake -q --memory 1 $(sides) "${o[@]}" $D/sales.csv | same want.csv -
    for i in 1 2 3; do kom-uptake -q $(sides) "${o[@]}" --part $i/3 --state part.$i $D/sales.csv; done
    kom-merge -q --offerings $D/offerings.csv --recipients $D/recipients.csv --participation $D/participation.csv part.3 part.1 part.2 | same want.csv -
    kom-uptake $(sides) "${o[@]}" $D/sales.csv 2>want.err >out
    kom-merge --offerings $D/offerings.csv --recipients $D/recipients.csv --participation $D/participation.csv part.3 part.1 part.2 2>got.err >out
    same want.err got.err
}

@test "parts of the market in parts, and many threads" {
    local o=(--period half --by kom,provider --margins kom --market)
    kom-uptake -q $(sides) "${o[@]}" $D/sales.csv >want.csv
    kom-uptake -q -j 8 $(sides) "${o[@]}" $D/sales.csv | same want.csv -
    for i in 1 2; do kom-uptake -q $(sides) "${o[@]}" --part $i/2 --state part.$i $D/sales.csv; done
    kom-merge -q --offerings $D/offerings.csv --recipients $D/recipients.csv --participation $D/participation.csv part.1 part.2 | same want.csv -
}

@test "a state whose buyers were changed is refused" {
    kom-uptake -q $(sides) --period half --flows provider --part 1/1 --state whole.state $D/sales.csv
    grep -aq '^buyer' whole.state
    local change
    for change in '/^value\tprivate$/d' 's/^\(buyer\t[^\t]*\)\t[0-9]*/\1\t999/' 's/^\(buyer\t[^\t]*\t[0-9]*\)\t[-0-9]*/\1\t9/'; do
        sed "$change" whole.state >less.state
        ! cmp -s whole.state less.state || false
        ! kom-merge -q --offerings $D/offerings.csv --recipients $D/recipients.csv --participation $D/participation.csv less.state >out 2>err || complain "$change"
    done
}

@test "a reader that is gone, a disk that is full" {
    with_closed_pipe kom-uptake -q $(sides) --period half --flows provider $D/sales.csv
    with_full_disk kom-uptake -q $(sides) --period half --flows provider $D/sales.csv
    with_closed_pipe kom-uptake -q $(sides) --by kom,provider --market $D/sales.csv
    with_full_disk kom-uptake -q $(sides) --by kom,provider --market $D/sales.csv
}

@test "flows and parts for people: labels, words, and few persons hidden" {
    kom-uptake -q $(sides) --period event:6m --flows provider --margins kom $D/sales.csv >flows.csv
    golden supply/table_da -- kom-table -q --lang da --percent share flows.csv
    golden supply/table_min_n -- kom-table -q --min-n 2 --only kom=total flows.csv
    kom-uptake -q $(sides) --period half --by kom,provider --market $D/sales.csv >market.csv
    golden supply/table_market -- kom-table -q --lang da --columns kom,provider,period,market_sales,market_hours,market_amount,market_buyers market.csv
}

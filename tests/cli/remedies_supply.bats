# SPDX-License-Identifier: GPL-3.0-or-later
# Messages of kom-uptake --flows and --market, and on counts, that name an option or call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | sets each provider against all of them; list provider in --by | --by provider | parts of the market |
# | goes from one period to the next, or from before to after; give --period quarter (or any other) or --period event:12m | --period KIND | flows |
# | is in --by, too, and nobody moves within one of its rows; leave it out of --by | --by without it | flows |
# | ; they go with --period | --period KIND | counts of other periods |
# | write it otherwise, or leave such rows out with --except | --except COL=VALUE | flows |
# | is missing from the comparison; leave --%s out, and take rows of the result | no --only | parts of the market |
# | persons by where they bought, for --flows | more --memory | memory |
# | the cells (groups of --by times periods and values of --flows) of the sales | more --memory | memory |
#
# no advice: the option that is at fault, or whose meaning is told
#- , a blank of its own in --flows
load helper
load remedies

tables() {
    printf 'kom,service,provider,start\n151,a,private,2018-01-01\n151,a,municipal,2019-01-01\n' >off.csv
    printf 'person,kom,start\np,151,2018-01-01\nq,151,2018-01-01\n' >rec.csv
    printf 'kom,planned,start\n151,yes,2019-01-01\n' >part.csv
    printf 'kom,person,service,date,provider\n151,p,a,2018-05-01,private\n151,p,a,2019-05-01,municipal\n151,q,a,2019-06-01,private\n' >s.csv
}

@test "parts of the market" {
    tables
    refused 2 kom-uptake --offerings off.csv --market s.csv
    column=$(sed -n 's/.*; list \([a-z]*\) in --by$/\1/p' refused.err)
    kom-uptake -q --offerings off.csv --market --by "$column" s.csv >mended.out
    results '0.3333333333333333 0.6666666666666666' market_sales
    told kom-uptake -q --offerings off.csv --market --by provider --only provider=private s.csv
    mends 1
    [ ! -s mended.err ]
    results '0.3333333333333333 0.6666666666666666' market_sales
}

@test "flows" {
    tables
    refused 2 kom-uptake --offerings off.csv --recipients rec.csv --participation part.csv --from 2018 --to 2019 --flows provider s.csv
    mends 1
    results '2018-Q1 2018-Q1 2018-Q2 2018-Q2 2018-Q3 2018-Q4 2019-Q1 2019-Q1 2019-Q2 2019-Q2 2019-Q3' period
    mends 2; results 'event event' period
    refused 2 kom-uptake --offerings off.csv --recipients rec.csv --period year --by kom,provider --flows provider s.csv
    kom-uptake -q --offerings off.csv --recipients rec.csv --period year --by kom --flows provider s.csv >mended.out
    results 'private municipal' to
    sed 's/2018-05-01,private/2018-05-01,several/' s.csv >words.csv
    refused 3 kom-uptake --recipients rec.csv --period year --from 2018 --to 2019 --flows provider words.csv
    mends 1; results 'municipal private' to
    told kom-uptake -q --recipients rec.csv --period year --from 2018 --to 2019 --flows provider --only provider=private s.csv
    mends 1
    [ ! -s mended.err ]
}

@test "memory" {
    awk 'BEGIN { print "kom,person,date,art"; for (i = 0; i < 60000; i++) printf "151,p%d,20%02d-02-0%d,a%d\n", i % 3000, 18 + i % 2, i % 9 + 1, i }' >values.csv
    awk 'BEGIN { print "kom,person,date,art"; for (i = 0; i < 300000; i++) printf "151,p%d,2019-%02d-%02d,a%d\n", i % 3000, int(i / 3000) % 10 + 1, int(i / 30000) + 1, i * i % 9973 % 97 }' >days.csv
    awk 'BEGIN { print "person,kom,start"; for (i = 0; i < 3000; i++) printf "p%d,151,2012-01-01\n", i }' >rec.csv
    refused 4 kom-uptake --memory 9M --recipients rec.csv --period year --flows art values.csv
    grep -q 'values of --flows' refused.err
    with_more
    refused 4 kom-uptake --memory 9M --recipients rec.csv --period day --flows art days.csv
    grep -q 'for --flows' refused.err
    with_more
}

@test "counts of other periods" {
    local asked kind
    printf 'kom,person,service,date\n101,a,x,2020-01-10\n101,b,x,2020-03-31\n' >sales.csv
    printf 'kom,period,recipients,kind\n101,2020-01,4,stock\n101,2020-02,5,stock\n' >month.csv
    printf 'kom,period,recipients,kind\n101,2020K1,4,stock\n' >quarter.csv
    printf 'kom,period,recipients,kind\n101,2020,4,stock\n' >year.csv
    for kind in month quarter year; do
        for asked in all half week; do
            kom-uptake -q --recipients $kind.csv --period $asked sales.csv >out 2>err
            [ "$(sed 's/.*; they go with --period //' err)" = $kind ] || complain "$kind for $asked: $(cat err)" || return
            [ "$(tail -n +2 out | cut -d , -f 4,7 | sort -u)" = , ]
        done
        kom-uptake -q --recipients $kind.csv --period "$(sed 's/.* //' err)" sales.csv >out 2>err
        [ ! -s err ] || complain "$kind: $(cat err)" || return
        [[ "$(sed -n 2p out | cut -d , -f 4,7)" == 4,0.* ]]
    done
    # the right length of other years, and of several: no call helps
    kom-uptake -q --recipients month.csv --period month --from 2021-01 --to 2021-02 sales.csv >out 2>err
    [[ "$(cat err)" == *"not used: 2, which are all, so that uptake is blank everywhere" ]]
    { cat month.csv; echo 101,2021,5,stock; } >mixed.csv
    kom-uptake -q --recipients mixed.csv --period half sales.csv >out 2>err
    [[ "$(cat err)" == *"not used: 3, which are all, so that uptake is blank everywhere" ]]
    # some are used: the closing lines count the others
    kom-uptake -q --recipients mixed.csv --period month sales.csv >out 2>err
    [ ! -s err ]
}

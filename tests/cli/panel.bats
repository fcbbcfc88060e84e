#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-panel as users type it; tests/prop/test_panel.py counts random worlds day by day.
load helper

@test "spells, month by month, where each day of a person counts once" {
    golden panel/spells -- kom-panel data/panel/spells.csv
    golden panel/spells_quarters -- kom-panel --by kom,setting --period quarter --from 2019 --to 2019-06 data/panel/spells.csv
    golden panel/weeks -- kom-panel --by '' --period week --from 2018-12-31 --to 2019-01-27 data/panel/spells.csv
}

@test "states, Danish headings and days" {
    golden panel/states -- kom-panel --day fra,til=dmy --period quarter data/panel/dansk.csv
    golden panel/states_by -- kom-panel --day fra,til=dmy --by state,kommune --period year data/panel/dansk.csv
}

@test "without persons each row is one of its own" {
    cut -d, -f2- data/panel/spells.csv >rows.csv
    golden panel/no_person -- kom-panel --from 2019 --to 2019-03 rows.csv
}

@test "dated rows: rows, persons, exact sums" {
    golden panel/dated -- kom-panel --value hours data/panel/rows.csv
    golden panel/dated_by -- kom-panel --by note data/panel/rows.csv
    printf 'kom,date,x\n1,2019-01-01,0.1\n1,2019-01-02,0.2\n1,2019-01-03,1e3\n' >x.csv
    [ "$(kom-panel -q --value x x.csv | tail -n 1)" = 1,2019-01,3,1000.3,3 ]
    printf 'kom,date,"a,b"\n1,2019-01-01,5\n' >x.csv
    [ "$(kom-panel -q --value '"a,b"' x.csv | head -n 1)" = 'kom,period,rows,"a,b_sum","a,b_n"' ]
}

@test "units that no row has, regions, networks" {
    golden panel/municipalities -- kom-panel --from 2019 --to 2019-02 --municipalities data/panel/municipalities.csv data/panel/spells.csv
    golden panel/regions -- kom-panel --by region,setting --period quarter --from 2019 --to 2019-03 --municipalities data/panel/municipalities.csv data/panel/spells.csv
    golden panel/networks -- kom-panel --by network --period quarter --from 2019 --to 2019-03 --networks data/panel/networks.csv --overlap both data/panel/spells.csv
    golden panel/dropped -- kom-panel --by network --period quarter --from 2019 --to 2019-03 --networks data/panel/networks.csv --overlap drop data/panel/spells.csv
    fails_empty 3 'kom 147 is in several' kom-panel --by network --networks data/panel/networks.csv data/panel/spells.csv
    # one that the table has is a unit, though no row has it
    printf 'kom\n101\n147\n' >few.csv
    grep -v ,147, data/panel/spells.csv >other.csv
    fails_empty 3 'kom 147 is in several' kom-panel --by kom,network --networks data/panel/networks.csv --municipalities few.csv other.csv
}

@test "what is not reported is blank, and says so" {
    golden panel/reported -- kom-panel --by kom,setting --from 2019 --to 2019-03 --participation data/panel/participation.csv data/panel/spells.csv
    golden panel/reported_counts -- kom-panel --from 2019 --to 2019-03 --as counts --kind stock --participation data/panel/participation.csv data/panel/spells.csv
    golden panel/reported_rows -- kom-panel --value hours --participation data/panel/participation.csv data/panel/rows.csv
    printf 'kom,start\n101,2019-01-01\n' >starts.csv
    fails_empty 3 'no column reports_from and none reports_to' kom-panel --participation starts.csv data/panel/spells.csv
    kom-panel -q --participation starts.csv --rename participation:reports_from=start data/panel/spells.csv >out
    grep -q '^101,2018-12,,missing' out
}

@test "a stay that the range cuts neither enters nor leaves, even at its border" {
    printf 'person,kom,start,end\na,1,2018-12-01,2018-12-31\na,1,2019-01-01,2019-01-31\na,1,2019-02-01,2019-02-03\n' >s.csv
    [ "$(kom-panel -q --from 2019-01 --to 2019-01 s.csv | tail -n 1)" = 1,2019-01,1,1,31,1,1,1,0,0 ]
    printf 'person,kom,start,end\na,1,2018-12-01,2018-12-30\na,1,2019-01-01,2019-01-31\na,1,2019-02-02,2019-02-03\n' >s.csv
    [ "$(kom-panel -q --from 2019-01 --to 2019-01 s.csv | tail -n 1)" = 1,2019-01,1,1,31,1,1,1,1,1 ]
}

@test "the input decides: both and neither are refused, and the remedies work" {
    printf 'person,kom,fra,til,dato\na,1,2019-01-02,2019-01-03,2019-01-05\n' >both.csv
    fails_empty 3 '"fra" makes them spells and "dato" dated rows' kom-panel both.csv
    [ "$(kom-panel -q --rename other=dato both.csv | tail -n 1)" = 1,2019-01,1,1,2,0,0,0.06451612903225806,1,1 ]
    [ "$(kom-panel -q --rename other=fra both.csv | tail -n 1)" = 1,2019-01,1,1 ]
    printf 'person,kom,first,last\na,1,2019-01-02,2019-01-03\n' >neither.csv
    fails_empty 3 'no column start .* and none date .* among person, kom, first, last' kom-panel neither.csv
    [ "$(kom-panel -q --rename start=first,end=last neither.csv | tail -n 1)" = 1,2019-01,1,1,2,0,0,0.06451612903225806,1,1 ]
    [ "$(kom-panel -q --rename date=first neither.csv | tail -n 1)" = 1,2019-01,1,1 ]
}

@test "a cut period is refused, naming the nearest right days, which work" {
    fails_empty 2 '2019-01-02 begins no month.*are 2019-01-01 and 2019-02-01' kom-panel --from 2019-01-02 data/panel/spells.csv
    fails_empty 2 '2019-02-27 ends no month.*are 2019-01-31 and 2019-02-28' kom-panel --to 2019-02-27 data/panel/spells.csv
    fails_empty 2 '2019-01-01 begins no week.*are 2018-12-31 and 2019-01-07' kom-panel --period week --from 2019 data/panel/spells.csv
    local from
    for from in 2019-01-01 2019-02-01 2019-01; do kom-panel -q --from $from data/panel/spells.csv >/dev/null; done
    for from in 2018-12-31 2019-01-07; do kom-panel -q --period week --from $from data/panel/spells.csv >/dev/null; done
    for from in 2019-01-31 2019-02-28 2019-02; do kom-panel -q --to $from data/panel/spells.csv >/dev/null; done
    fails_empty 2 'from: lies after --to' kom-panel --from 2020 --to 2019 data/panel/spells.csv
    printf 'person,kom,start\na,1,2018-12-01\n' >open.csv
    fails_empty 3 'holds no day.*both --from and --to' kom-panel --from 2019 open.csv
    [ "$(kom-panel -q --from 2019 --to 2019-01 open.csv | tail -n 1)" = 1,2019-01,1,1,31,1,1,1,0,0 ]
    fails_empty 3 'no row that counts has a day.*--from DAY --to DAY' kom-panel --from 2021 data/panel/rows.csv
    [ "$(kom-panel -q --from 2021 --to 2021-01 data/panel/rows.csv | tail -n 1)" = 147,2021-01,0,0 ]
    fails_empty 2 'period' kom-panel --period all data/panel/spells.csv
}

@test "counts of recipients" {
    golden panel/during -- kom-panel --by setting,kom --from 2019 --to 2019-03 --as counts --kind during data/panel/spells.csv
    golden panel/average -- kom-panel --from 2019 --to 2019-03 --as counts --kind average data/panel/spells.csv
    fails_empty 2 'as: say what is counted: --kind during' kom-panel --as counts data/panel/spells.csv
    fails_empty 2 'kind: has no meaning' kom-panel --kind stock data/panel/spells.csv
    fails_empty 2 'counts of recipients come from spells.*--rename start=date' kom-panel --as counts --kind stock data/panel/rows.csv
    fails_empty 3 'start.*is empty' kom-panel -q --as counts --kind stock --rename start=date data/panel/rows.csv
    kom-panel -q --as counts --kind stock --rename start=date --except 'person=|p4' data/panel/rows.csv | grep -q '^101,2019-02,1,stock$'
    cut -d, -f2- data/panel/spells.csv >rows.csv
    fails_empty 3 'kind during take each person once' kom-panel --as counts --kind during rows.csv
    kom-panel -q --as counts --kind average rows.csv | grep -q '^101,2019-01,0.7096774193548387,average$'
    kom-panel -q --as counts --kind during --rename person=setting rows.csv | grep -q '^147,2019-02,2,during$'
}

# Where something is on offer throughout, the recipients of kom-uptake are the same from persons and from their counts.
@test "kom-uptake takes the counts, and they are those of the persons" {
    kom-sim -q --scale 0.02 --seed 3 --out sim
    cd sim
    cut -d, -f1 municipalities.csv | sed '1s/.*/kom,service,start,end/; 2,$s/$/,rengoering,2000-01-01,/' >always.csv
    local period kinds='--offerings always.csv --from 2018 --to 2020'
    for period in year quarter month; do
        kom-panel -q --by kom,setting --period $period --from 2018 --to 2020 --as counts --kind during --municipalities municipalities.csv recipients.csv >counts.csv
        # shellcheck disable=SC2086
        kom-uptake -q $kinds --by kom,setting --period $period --recipients recipients.csv sales.csv >persons.out
        # shellcheck disable=SC2086
        kom-uptake -q $kinds --by kom,setting --period $period --recipients counts.csv sales.csv >counts.out
        cut -d, -f1-3,5 persons.out | sort >persons
        cut -d, -f1-3,5 counts.out | sort >counts
        [ "$(wc -l <persons)" -gt 100 ]
        # the panel has every combination; kom-uptake those that a unit has
        grep -vxFf persons counts | grep -v ',0$' >more || true
        [ ! -s more ] || complain "$(head more)"
        grep -vxFf counts persons | grep -v ',0$' >fewer || true
        [ ! -s fewer ] || complain "$(head fewer)"
    done
}

@test "values: what a spell has not, and what does not add" {
    printf 'kom,start,price\n1,2019-01-01,5\n' >s.csv
    fails_empty 2 'value: a spell has no day.*--rename date=start' kom-panel --value price s.csv
    fails_empty 3 'value: price does not add up.*kom-sum --value price --stats mean' kom-panel --value price --rename date=start s.csv
    kom-sum -q --value price --stats mean s.csv >/dev/null
    printf 'kom,start,hours\n1,2019-01-01,5\n' >s.csv
    [ "$(kom-panel -q --value hours --rename date=start s.csv | tail -n 1)" = 1,2019-01,1,5,1 ]
    fails_empty 2 'value: hours is named twice' kom-panel --value hours,hours --rename date=start s.csv
}

@test "bad rows are judged as kom-uptake judges those of recipients" {
    printf 'person,kom,start,end\na,1,2019-01-05,2019-01-04\nb,1,,2019-01-04\n,1,2019-01-01,\nc,,2019-01-01,\nd,1,2019-02-30,\ne,1,2019-02-03,x\n' >bad.csv
    golden panel/bad -- kom-panel bad.csv
    { cat bad.csv && echo f,1,9999-01-01, && echo g,1,2019-01-02,2019-01-02; } >more.csv
    golden panel/bad_skipped -- kom-panel --bad-rows skip more.csv
    printf 'person,kom,start,end\na,1,2019-01-05,2019-01-04\nb,1,,2019-01-04\n,1,2019-01-01,\nc,,2019-01-01,\nd,1,2019-02-30,\ne,1,2019-02-03,x\n' >bad.csv
    printf 'kom,person,service,date\n1,a,s,2019-01-01\n' >sales.csv
    kom-uptake --recipients bad.csv sales.csv 2>uptake.err >/dev/null || true
    kom-panel bad.csv 2>panel.err >/dev/null || true
    diff <(grep -o 'bad.csv:.*' uptake.err) <(grep -o 'bad.csv:.*' panel.err)
}

@test "no rows, no bytes, a folder" {
    head -n 1 data/panel/spells.csv >header.csv
    golden panel/header -- kom-panel header.csv
    golden panel/header_range -- kom-panel --from 2019 --to 2019-02 --municipalities data/panel/municipalities.csv header.csv
    [ "$(kom-panel -q --by '' --from 2019 --to 2019-01 header.csv | tail -n 1)" = 2019-01,0,0,0,0,0,0,0,0 ]
    : >empty.csv
    fails_empty 3 'empty.csv' kom-panel empty.csv
    mkdir folder
    fails_empty 4 'folder' kom-panel folder
}

@test "a full device and a reader that is gone" {
    with_full_disk kom-panel -q data/panel/spells.csv
    with_closed_pipe kom-panel -q --period day data/panel/spells.csv
}

@test "keys: a unit that the table spells otherwise stops the run, an unknown one is named and stays" {
    printf 'kom\n0101\n147\n' >m.csv
    fails_empty 3 '"?101"?.*"?0101"?|kom-digits' kom-panel --municipalities m.csv data/panel/spells.csv
    kom-panel -q --kom-digits 3 --municipalities m.csv data/panel/spells.csv >/dev/null
    printf 'kom\n147\n' >m.csv
    kom-panel -q --municipalities m.csv data/panel/spells.csv >out 2>err
    grep -q 101 err
    grep -q '^101,2019-01,1,' out
    printf 'kom,reports_to\n0101,2019-01-31\n' >p.csv
    fails_empty 3 'kom-digits' kom-panel --participation p.csv data/panel/spells.csv
    kom-panel -q --kom-digits 3 --participation p.csv data/panel/spells.csv 2>/dev/null | grep -q '^101,2019-02,,missing'
    kom-panel --unmatched warn --participation p.csv data/panel/spells.csv >/dev/null
    fails_empty 2 'municipalities: the table has no column of --by' kom-panel --by setting --municipalities data/panel/municipalities.csv data/panel/spells.csv
    kom-panel -q --by setting,region --municipalities data/panel/municipalities.csv data/panel/spells.csv >/dev/null
}

@test "totals among the rows are named" {
    { cat data/panel/spells.csv && printf 'p9,101,I alt,2019-01-01,\n'; } >s.csv
    kom-panel -q s.csv >out 2>err
    grep -q 'I alt.*--except' err
    printf 'kom,service,date,hours\n1,a,2019-01-01,1\n1,b,2019-01-02,2\n1,c,2019-01-03,4\n1,,2019-01-04,7\n' >d.csv
    kom-panel -q --value hours d.csv >out 2>err
    grep -q 'sum.*--except' err || complain "$(cat err)"
}

@test "by-columns: one that the panel writes itself is refused" {
    printf 'person,kom,start,end,period\na,1,2019-01-02,2019-01-03,x\n' >s.csv
    fails_empty 2 'by: the table has a column period of its own.*--rename other_period=period' kom-panel --by period s.csv
    kom-panel -q --by other_period --rename other_period=period s.csv | grep -q '^x,2019-01,1,'
    fails_empty 2 'by: kom is named twice' kom-panel --by kom,kom s.csv
}

# big: some 5 MB, so that several threads read; larger than any pipe.
big() {
    awk 'BEGIN { print "person,kom,setting,start,end"
        for (i = 0; i < 130000; i++) {
            m = i * 7919 % 120; d = i * 104729 % 28 + 1; n = m + i * 31 % 14
            printf "P%d,%d,s%d,%04d-%02d-%02d,%04d-%02d-%02d\n", i * 7907 % 60000, 101 + i * 15485863 % 98, i % 3,
                2010 + m / 12, m % 12 + 1, d, 2010 + n / 12, n % 12 + 1, 28 } }' >big.csv
}

@test "threads, pipes, gzip and the order of rows change nothing" {
    big
    kom-panel -q -j 1 --by kom,setting big.csv >one
    [ "$(wc -l <one)" -gt 30000 ]
    gzip -nc big.csv >big.csv.gz
    { head -n 1 big.csv && tail -n +2 big.csv | sort -r; } >other.csv
    local jobs
    for jobs in 2 8; do
        kom-panel -q -j $jobs --by kom,setting big.csv | cmp - one
        kom-panel -q -j $jobs --by kom,setting big.csv.gz | cmp - one
        # shellcheck disable=SC2002
        cat other.csv | kom-panel -q -j $jobs --by kom,setting | cmp - one
    done
    kom-panel -q -j 1 --rename date=start --by kom big.csv >one
    kom-panel -q -j 8 --rename date=start --by kom other.csv | cmp - one
}

@test "memory: what does not fit is refused, and the remedies work" {
    big
    fails_empty 4 'memory: the spells, which must lie in memory, take [0-9]+M so far, and 8M are allowed; give more, or .*--only' kom-panel --memory 1M big.csv
    kom-panel -q --memory 100M big.csv >/dev/null
    kom-panel -q --memory 1M --only kom=101 big.csv >/dev/null
    fails_empty 4 'memory: the panel, 1 units times 60000 combinations .* --by times 133 periods, would take' kom-panel --by person --memory 60M big.csv
    kom-panel -q --by person --period year --from 2010 --to 2011 --memory 60M big.csv >/dev/null
}

@test "CPR numbers, and persons in messages" {
    printf 'person,kom,start\n0101701234,1,2019-01-01\n' >cpr.csv
    fails_empty 3 'CPR' kom-panel --forbid-cpr cpr.csv
    kom-panel -q cpr.csv 2>err >/dev/null
    grep -q CPR err
    ! grep -q 0101701234 err || false
    # persons as groups are written where they were asked for, and are in no message
    kom-panel --by kom,person --participation data/panel/participation.csv data/panel/spells.csv >out 2>err
    grep -q '^101,p1,2019-02,,missing' out
    grep -q 'blank, as not all of the period is reported (the first: 20' err
    ! grep -q p1 err || false
}

@test "reporting that ends before it starts is refused, as in kom-uptake" {
    printf 'kom,planned,start,reports_from,reports_to\n0101,yes,2019-01-01,2019-06-01,2019-01-31\n' >part.csv
    printf 'kom,person,start\n0101,a,2019-01-01\n' >spells.csv
    fails_empty 3 'part.csv:2: column "reports_to": reporting ends before it starts; correct one' \
        kom-panel --participation part.csv --from 2019-01 --to 2019-03 --period month spells.csv
    printf 'kom,date\n0101,2019-01-01\n' >sales.csv
    fails_empty 3 'part.csv:2: column "reports_to": reporting ends before it starts; correct one' kom-uptake --participation part.csv sales.csv
}

# SPDX-License-Identifier: GPL-3.0-or-later
# Messages of kom-panel that name an option or call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | makes them spells and | --rename other=COL | spells or dated rows |
# | ; say which it is: --rename start= | --rename start=FIRST,end=LAST, --rename date=COL | spells or dated rows |
# | a spell has no day to which a value belongs; leave it out | no --value, --rename date=COL | values and counts |
# | --as: counts of recipients come from spells | --rename start=COL | values and counts |
# | counts of kind during take each person once | --rename person=COL, --kind stock, average | values and counts |
# | say what is counted: --kind during | --kind during, stock, average | values and counts |
# | is no column of numbers; leave it out | no --value | values and counts |
# | does not add up over rows; kom-sum | the call | values and counts |
# | make the panel of a part of them at a time with --only | more --memory, --only COL=VALUE | memory |
# | or fewer columns of --by, longer periods or a shorter range | more --memory, --by, --period, --from, --to | memory |
# | combinations of the other columns of --by times | likewise | memory |
# | there are no rows and so no range | --from DAY --to DAY | the range |
# | a part only may be known; --from DAY --to DAY | --from DAY --to DAY | the range |
# | no row that counts has a day | --from DAY --to DAY | the range |
# | what days a unit reports; name one with --rename | --rename participation:reports_from=COL, no --participation | what units report |
#
# no advice: an option that is at fault or whose meaning is told
#- lies after --to; exchange them
load helper
load remedies

# tables: spells with a column of another day, dated rows.
tables() {
    printf 'person,kom,fra,til,dato,hours\na,1,2019-01-02,2019-01-03,2019-01-05,2\n' >both.csv
    printf 'person,kom,first day,last\na,1,2019-01-02,2019-01-03\n' >neither.csv
    printf 'who,kom,start,end,hours,price\na,1,2019-01-02,2019-01-03,2,5\na,1,2019-01-03,2019-01-03,2,5\n' >spells.csv
    printf 'kom,dato,price\n1,2019-01-02,5\n' >rows.csv
    head -n 1 rows.csv >header.csv
}

@test "spells or dated rows" {
    tables
    refused 3 kom-panel both.csv
    mends 1; results 2 person_days
    mends 2; results 1 rows
    refused 3 kom-panel neither.csv
    mends 1 FIRST='first day' LAST=last; results 2 person_days
    mends 2 COL='first day'; results 1 rows
}

@test "values and counts" {
    tables
    refused 2 kom-panel --value hours spells.csv
    mends 1; results 4 hours_sum
    mends 2; results 2 spells
    refused 2 kom-panel --as counts --kind stock rows.csv
    mends 1; results 0 recipients
    refused 3 kom-panel --as counts --kind during spells.csv
    mends 1 COL=who; results 1 recipients
    mends 2; results 0 recipients
    mends 3; results 0.0967741935483871 recipients
    refused 2 kom-panel --as counts --rename person=who spells.csv
    mends 1; results 1 recipients
    mends 2; results 0 recipients
    mends 3; results 0.06451612903225806 recipients
    printf 'kom,service,person,dato\n1,a,p,2019-01-02\n' >words.csv
    for name in kom service person dato; do
        refused 3 kom-panel --value $name words.csv
        mends 1; results 1 rows
    done
    refused 3 kom-panel --value price rows.csv
    kom-sum -q --by kom --value price --stats mean rows.csv >mended.out; results 5 mean
}

@test "the range" {
    tables
    told kom-panel header.csv
    mends 1 DAY=2019
    told kom-panel rows.csv
    mends 1 DAY=2019; results '1 0 0 0 0 0 0 0 0 0 0 0' rows
    printf 'kom,date\n1,\n' >blank.csv
    refused 3 kom-panel blank.csv
    mends 1 DAY=2019-01
}

@test "a by-column of the panel's own" {
    tables
    refused 2 kom-panel --by rows --rename rows=price rows.csv
    sed '1s/price/rows/' rows.csv >own.csv
    refused 2 kom-panel -q --by rows own.csv
    mends 1; results 5 other_rows
    refused 2 kom-panel --from 2020 --to 2019 rows.csv
}

@test "what units report" {
    tables
    printf 'kom,first\n1,2019-02-01\n' >p.csv
    refused 3 kom-panel --participation p.csv rows.csv
    mends 1 COL=first; results missing rows_status
    mends 2; results 1 rows
}

@test "memory" {
    awk 'BEGIN { print "person,kom,start,end"; for (i = 0; i < 120000; i++) print "P" i "," 101 + i % 98 ",2019-01-0" i % 9 + 1 ",20" 19 + i % 9 "-12-31" }' >big.csv
    refused 4 kom-panel --memory 1M big.csv
    with_more
    mends 1 COL=kom VALUE=101
    refused 4 kom-panel --by person --memory 90M --from 2019 --to 2019-12 big.csv
    with_more
    kom-panel -q --by kom --memory 90M --from 2019 --to 2019-12 big.csv >/dev/null
    kom-panel -q --by person --memory 90M --period year --from 2019 --to 2019-12 big.csv >/dev/null
    kom-panel -q --by person --memory 90M --from 2019 --to 2019-01 big.csv >/dev/null
}

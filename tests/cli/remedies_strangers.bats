# SPDX-License-Identifier: GPL-3.0-or-later
# What an analyst who did not know the tools ran into: rows that mean nothing by themselves taken for data, and what was passed over in
# silence; with messages that name an option: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | chooses rows of the input, and not of | kom-read --only of the tables, no --only | rows chosen of the input alone, units that participation lacks: said |
# | if this is no state of kom-uptake | --rename NEW=state | rows where nothing was on offer are no data of kom-did either |
load helper

# Sides: TOOLS, kom-diff; kom-did takes rows of kom-uptake likewise.
@test "rows where nothing was on offer are no data of kom-did either" {
    printf 'kom,period,state,hours\n101,2018,offered,3\n101,2019,offered,10\n147,2018,offered,4\n147,2019,offered,14\n151,2018,offered,5\n151,2019,offered,6\n153,2018,not_started,0\n153,2019,not_started,0\n154,2018,not_offered,0\n154,2019,offered,2\n155,2018,offered,7\n155,2019,offered,9\n' >u.csv
    printf 'kom,treat\n101,2019\n147,2019\n' >t.csv
    kom-join -q --with t.csv --on kom --no-match keep --unmatched warn u.csv >p.csv 2>/dev/null
    kom-did --treated treat --set-aside aside p.csv --value hours >out 2>err
    grep -q '3 set aside (not_started 2, not_offered 1)' err
    kom-did -q --treated treat --value hours --only state=offered p.csv >want
    [ "$(cut -d, -f1-4 out)" = "$(cut -d, -f1-4 want)" ]
    [ "$(sed -n 2p out | cut -d, -f3)" = 4 ] # 154 has no value before
    sed 's/not_offered/unknown/' p.csv >other.csv
    fails_empty 3 'none of offered, not_offered.*--rename NEW=state' kom-did --treated treat --value hours other.csv
    kom-did -q --treated treat --value hours --rename NEW=state other.csv >/dev/null
    sed 's/not_started\|not_offered\|offered/x/' p.csv >own.csv # a column of somebody else
    kom-did -q --treated treat --value hours own.csv >out
    [ "$(sed -n 2p out | cut -d, -f3)" = 6 ]
}

@test "a total among the units is named, with the call that leaves it out and nothing else" {
    printf 'kom,period,value,treat\n101,2018,10,2019\n101,2019,14,2019\n147,2018,9,2019\n147,2019,12,2019\n151,2018,5,\n151,2019,6,\n153,2018,8,\n153,2019,8,\n155,2018,7,\n155,2019,8.5,\nHele landet,2018,39,\nHele landet,2019,48.5,\n' >p.csv
    local said='column "kom": "Hele landet" (2 rows) is one more unit beside those that it is the total of; --except '"'kom=Hele landet'"' leaves them out'
    kom-did --treated treat p.csv >/dev/null 2>err
    grep -qF -- "$said" err
    kom-diff --at 2019 --value value --by '' --method paired p.csv >/dev/null 2>err
    grep -qF -- "$said" err
    ! grep -q 'except treat=' err || false # blank in all the controls
    [ "$(kom-did -q --treated treat --except 'kom=Hele landet' p.csv | sed -n 2p | cut -d, -f1-4)" = value,att,5,2.66666666667 ]
    [ "$(kom-diff -q --at 2019 --value value --by '' --method paired --except 'kom=Hele landet' p.csv | sed -n 2p | cut -d, -f3,4)" = 5,1.9 ]
    # rows that are added up: the blank cell is not only the total's
    cut -d, -f2- p.csv | sed -n '1p; /2019/p' >sum.csv
    kom-sum --by period --value value sum.csv >/dev/null 2>err
    ! grep -q 'except treat=' err || false
}

@test "spells without a last day, recipients without a person: said, and the remedy works" {
    printf 'person,kom,start,%s\na,101,2018-01-01,2018-03-31\nb,101,2018-01-01,2018-12-31\nc,101,2019-01-01,2019-12-31\n' Slut >rec.csv
    printf 'kom,service,start\n101,x,2018-01-01\n' >off.csv
    printf 'kom,person,service,date\n101,c,x,2019-05-01\n' >sal.csv
    local range="--period year --from 2018 --to 2019"
    # shellcheck disable=SC2086 # words
    [ "$(kom-uptake -q --offerings off.csv --recipients rec.csv $range sal.csv | tail -n 1 | cut -d, -f1-4)" = 101,2019,offered,1 ]
    sed 1s/Slut/Sidste/ rec.csv >other.csv
    # shellcheck disable=SC2086
    {
        kom-uptake --offerings off.csv --recipients other.csv $range sal.csv 2>&1 >/dev/null | grep -q 'recipients: no column end: every spell goes on'
        kom-panel $range other.csv 2>&1 >/dev/null | grep -q 'no column end: every spell goes on'
        kom-panel $range rec.csv 2>&1 >/dev/null | grep 'no column' && complain "it has one"
        sed '1s/person/CPR-nr/; 1s/Slut/end/' rec.csv >cpr.csv
        fails_empty 3 'cpr.csv: no column "person".*--rename recipients:person=COLUMN' kom-uptake --offerings off.csv --recipients cpr.csv $range sal.csv
        [ "$(kom-uptake -q --offerings off.csv --recipients cpr.csv --rename recipients:person=CPR-nr $range sal.csv | tail -n 1 | cut -d, -f1-4)" = 101,2019,offered,1 ]
        kom-panel $range cpr.csv 2>&1 >/dev/null | grep -q 'no column person: persons are blank'
    }
}

@test "rows chosen of the input alone, units that participation lacks: said" {
    printf 'kom,person,service,date,provider\n101,a,x,2018-02-01,privat\n147,d,x,2018-02-01,privat\n' >s.csv
    printf 'kom,service,provider,start\n101,x,privat,2018-01-01\n147,x,privat,2018-01-01\n101,x,kommunal,2019-01-01\n' >o.csv
    printf 'person,kom,start,end\na,101,2018-01-01,\nd,147,2018-01-01,\n' >r.csv
    kom-uptake -q --offerings o.csv --recipients r.csv --from 2018 --to 2018 --only kom=101 s.csv >out 2>err
    grep -q -- '--only kom: chooses rows of the input, and not of --recipients, --offerings' err
    for t in o r; do kom-read -q --only kom=101 $t.csv >$t.one; done
    kom-uptake -q --offerings o.one --recipients r.one --from 2018 --to 2018 --only kom=101 s.csv 2>/dev/null >out
    [ "$(sed 1d out | cut -d, -f1-4)" = 101,all,offered,1 ]
    kom-uptake -q --only kom=101 s.csv >out 2>err
    [ ! -s err ]
    printf 'kom,name\n101,K\n147,F\n' >mu.csv
    kom-panel -q --municipalities mu.csv --from 2018-01 --to 2018-01 --only kom=101 --unmatched warn r.csv 2>&1 >/dev/null | grep -q -- '--only kom: chooses rows of the input, and not of --municipalities'
    printf 'person,kom,start,end\na,Viborg,2019-01-01,2019-12-31\nb,Viborgg,2019-01-01,2019-12-31\n' >m.csv
    printf 'kom,start,reports_to\nViborg,,2019-01-31\n' >mp.csv
    kom-panel -q --from 2019-01 --to 2019-03 --participation mp.csv m.csv 2>&1 >/dev/null | grep -q 'no row of participation has: "Viborgg" (1 row; near: "Viborg")'
}

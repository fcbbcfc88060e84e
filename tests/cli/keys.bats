#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys of the input that no row of a side table has: named, and the run stops where it is their spelling or all miss.
# The files of data/rows were made for this purpose.
load helper

keys() {
    printf '%s\n' --offerings data/rows/keys/offerings.csv --recipients data/rows/keys/recipients.csv
}

# uptake FILE OPTIONS...: kom-uptake with the side tables of data/rows/keys.
uptake() {
    local file=$1
    shift
    # shellcheck disable=SC2046
    kom-uptake $(keys) "$@" "$file"
}

# spelled CODE SERVICE PERSON SETTING: one row of sales, and side tables that have 101, rengoering, p001, own_home.
spelled() {
    printf 'kom,service,start,setting\n101,rengoering,2020-01-01,own_home\n101,indkoeb,2020-01-01,own_home\n' >offerings.csv
    printf 'person,kom,start\np001,101,2020-01-01\np002,101,2020-01-01\n' >recipients.csv
    printf 'kom,person,service,date,setting\n%s,%s,%s,2020-02-01,%s\n' "$1" "$3" "$2" "$4" >sales.csv
    kom-uptake -q --offerings offerings.csv --recipients recipients.csv "${@:5}" sales.csv
}

@test "names instead of codes are refused, with a call that turns them into codes" {
    fails_empty 3 '"Ballerup" \(1 row; its code is 151\), "Holbæk" \(1 row; its code is 316\)' uptake data/rows/keys/names.csv -q
    fails_empty 3 'kom-join --name-to-code kommune data/rows/keys/names.csv' uptake data/rows/keys/names.csv
    kom-join -q --name-to-code kommune data/rows/keys/names.csv >coded.csv
    [ "$(uptake coded.csv -q | cut -d, -f1,6)" = "kom,buyers
151,1
316,1" ]
    # a name that is no municipality's stops there, and is not lost
    sed 's/Holbæk/Holbek/' data/rows/keys/names.csv >wrong.csv
    fails_empty 3 '"Holbek" \(1 row; near: "Holbæk"\)' kom-join --name-to-code kommune wrong.csv
    # whole names, and names that are no municipality's
    printf 'kom,person,service,date\nBALLERUP KOMMUNE,p001,rengoering,2020-03-01\nHolbaek,p003,rengoering,2020-03-01\n' >whole.csv
    fails_empty 3 '"BALLERUP KOMMUNE" \(1 row; its code is 151\)' uptake whole.csv
    printf 'kom,person,service,date\nUtopia,p001,rengoering,2020-03-01\n' >utopia.csv
    fails 0 'a code that no row of offerings or recipients has: "Utopia" \(1 row\)' uptake utopia.csv -q
}

@test "a service, or persons, spelt otherwise are refused with both spellings" {
    fails_empty 3 'service.csv:2: column "ydelse": "Rengøring" stands here where offerings has "rengoering"; write both alike, or' \
        uptake data/rows/keys/service.csv -q
    sed 's/Rengøring/rengoering/' data/rows/keys/service.csv >alike.csv
    [ "$(uptake alike.csv -q | cut -d, -f6 | tail -n 2 | tr '\n' ' ')" = '1 1 ' ]
    fails 0 '"Rengøring" \(2 rows; near: "rengoering"\)' uptake data/rows/keys/service.csv -q --unmatched warn
    fails_empty 3 'none of 2 persons is in recipients; written here as "A999", there as "a999"' uptake data/rows/keys/persons.csv -q
    fails_empty 3 'written here as "P001", there as "p001"' uptake data/rows/keys/persons.csv -q --show-values
    ! uptake data/rows/keys/persons.csv 2>&1 | grep -qi p001 || false
    sed 's/P00/p00/' data/rows/keys/persons.csv >alike.csv
    [ "$(uptake alike.csv -q | cut -d, -f6 | tail -n 2 | tr '\n' ' ')" = '1 1 ' ]
    fails 0 'none of 2 persons is in recipients' uptake data/rows/keys/persons.csv -q --unmatched warn
}

@test "codes that nobody has are named with their rows, quiet or not, and change no figure" {
    golden keys/onewrong -- sh -c 'kom-uptake -j $JOBS --offerings data/rows/keys/offerings.csv --recipients data/rows/keys/recipients.csv data/rows/keys/onewrong.csv'
    fails 0 'column "kommune": a code that no row of offerings or recipients has: 999 \(1 row\)' uptake data/rows/keys/onewrong.csv -q
    fails 0 'column "ydelse": a code that no row of offerings has: "havearbejde" \(1 row\)' uptake data/rows/keys/onewrong.csv -q
    # five at most, those with most rows first, and the count of the others
    {
        cat data/rows/keys/onewrong.csv
        for i in 1 2 3 4 5 6 7 8; do
            for _ in $(seq $((10 - i))); do echo "80$i;p003;rengoering;2020-03-04;1"; done
        done
    } >many.csv
    fails 0 'column "kommune": 9 codes that .* has: 801 \(9 rows\), 802 \(8 rows\), 803 \(7 rows\), 804 \(6 rows\), 805 \(5 rows\) and 4 more \(10 rows\)$' \
        uptake many.csv -q
    for jobs in 1 4; do
        uptake many.csv -j $jobs >out.$jobs 2>err.$jobs
    done
    cmp out.1 out.4
    cmp err.1 err.4
}

@test "what is one code, and what is another" {
    spelled 101 rengoering p001 own_home >out
    [ "$(tail -n 1 out | cut -d, -f6)" = 1 ]
    local alike
    for alike in RENGOERING Rengøring 'ren goering' "$(printf 'reng\303\270ring\302\240')" "$(printf 'ren\342\200\213goering')"; do
        fails_empty 3 'stands here where offerings has "rengoering"' spelled 101 "$alike" p001 own_home
    done
    fails_empty 3 '"ren<U\+200B>goering" stands here' spelled 101 "$(printf 'ren\342\200\213goering')" p001 own_home
    # a letter apart: refused only where all miss
    fails_empty 3 'the only row meets no row of offerings: "rengjoering" \(1 row; near: "rengoering"\)' spelled 101 rengjoering p001 own_home
    fails 0 'has: "renovation" \(1 row\)' spelled 101 renovation p001 own_home
    fails_empty 3 '"Own_Home" stands here where offerings has "own_home"' spelled 101 rengoering p001 Own_Home
    fails 0 'column "setting": a code that no row of offerings has: "care_home" \(1 row\)' spelled 101 rengoering p001 care_home
    fails_empty 3 '0101 stands here where offerings has 101; use --kom-digits 3' spelled 0101 rengoering p001 own_home
    [ "$(spelled 0101 rengoering p001 own_home --kom-digits 3 | tail -n 1 | cut -d, -f6)" = 1 ]
    fails 0 'has: 102 \(1 row\)' spelled 102 rengoering p001 own_home
    # a single stranger is nobody's spelling; one whose pseudonym is near is
    fails 0 '' spelled 101 rengoering q999 own_home
    fails_empty 3 'none of 1 person is in recipients' spelled 101 rengoering p1 own_home
}

@test "an empty cell of the side table knows every code" {
    printf 'kom,service,start,setting\n101,rengoering,2020-01-01,own_home\n101,indkoeb,2020-01-01,\n' >offerings.csv
    printf 'kom,person,service,date,setting\n101,p001,indkoeb,2020-02-01,Own_home\n' >sales.csv
    kom-uptake -q --offerings offerings.csv sales.csv >out 2>err
    [ ! -s err ]
    [ "$(tail -n 1 out | cut -d, -f10)" = 1 ]
}

@test "twenty rows that all miss stop the run, nineteen are named" {
    printf 'kom,service,start\n101,rengoering,2020-01-01\n' >offerings.csv
    {
        echo kom,person,service,date
        for i in $(seq 19); do echo "101,p$i,madservice,2020-02-01"; done
    } >nineteen.csv
    { cat nineteen.csv; echo 101,p1,tur,2020-02-02; } >twenty.csv
    fails 0 '"madservice" \(19 rows\)' kom-uptake -q --offerings offerings.csv nineteen.csv
    fails_empty 3 'none of 20 rows meets offerings: "madservice" \(19 rows\), "tur" \(1 row\); is it the right column' \
        kom-uptake -q --offerings offerings.csv twenty.csv
    fails 0 'not_offered 20' kom-uptake --offerings offerings.csv --unmatched warn twenty.csv
    { cat twenty.csv; echo 101,p1,rengoering,2020-02-02; } >met.csv
    fails 0 '2 codes that no row of offerings has' kom-uptake -q --offerings offerings.csv met.csv
}

@test "ten persons none of whom is known stop the run, nine are set aside" {
    printf 'person,kom,start\nborger-aaa,101,2020-01-01\n' >recipients.csv
    {
        echo kom,person,service,date
        for i in $(seq 9); do echo "101,x$i,s,2020-02-01"; echo "101,x$i,s,2020-02-02"; echo "101,x$i,s,2020-02-03"; done
    } >nine.csv
    { cat nine.csv; echo 101,x10,s,2020-02-02; } >ten.csv
    fails 0 'not_recipient 27' kom-uptake --recipients recipients.csv nine.csv
    for jobs in 1 4; do
        fails_empty 3 'column "person": none of the persons is in recipients; written here as "a9", there as "aaaaaa-aaa"' \
            kom-uptake -j $jobs --recipients recipients.csv ten.csv
    done
    # Of several files the person shown is that of the first, though it stand further down there.
    { echo kom,person,service,date && echo 101,,s,2020-02-01 && printf '101,first-%s,s,2020-02-01\n' 1 2 3 4 5 6; } >a.csv
    { echo kom,person,service,date && printf '101,X%s,s,2020-02-01\n' 1 2 3 4 5 6; } >b.csv
    for jobs in 1 4; do
        fails_empty 3 'written here as "aaaaa-9"' kom-uptake -j $jobs --recipients recipients.csv a.csv b.csv
    done
    { cat ten.csv; echo 101,borger-aaa,s,2020-02-02; } >met.csv
    fails 0 'not_recipient 28' kom-uptake --recipients recipients.csv met.csv
}

@test "side tables among themselves: names make no phantom unit, spellings of sections are told" {
    printf 'kom,planned,start\nBallerup,yes,2020-01-01\n316,yes,2020-01-01\n' >participation.csv
    fails_empty 3 "kom: participation has \"Ballerup\" where offerings has 151; turn names into codes: kom-join --rename kom_name=kom --name-to-code kom_name participation.csv" \
        uptake data/rows/keys/onewrong.csv --participation participation.csv
    fails 0 'participation has "Ballerup" where offerings has 151' uptake data/rows/keys/onewrong.csv --participation participation.csv --unmatched warn
    printf 'kom,service,start,section\n151,rengoering,2020-01-01,83 a\n' >offerings.csv
    printf 'person,kom,start,section\np001,151,2020-01-01,83A\n' >recipients.csv
    fails_empty 3 'section: offerings has "83 a" where recipients has "83A"; write both alike' \
        kom-uptake --offerings offerings.csv --recipients recipients.csv data/rows/keys/onewrong.csv
}

@test "a unit with offerings, and no row of participation, municipalities or networks, is named" {
    printf 'kom,planned,start\n151,yes,2020-01-01\n' >participation.csv
    fails 0 'offerings: column "kom": a code that no row of participation has: 316 \(1 row\)' \
        uptake data/rows/keys/onewrong.csv -q --participation participation.csv
    printf 'kom,region\n151,Hovedstaden\n' >municipalities.csv
    fails 0 'recipients: column "kom": a code that no row of municipalities has: 316 \(1 row\)' \
        uptake data/rows/keys/onewrong.csv -q --by region --municipalities municipalities.csv
    # sales alone: their own units
    printf 'kom,person,service,date\n151,a,x,2020-01-01\n316,b,x,2020-01-02\n316,c,x,2020-01-02\n' >alone.csv
    fails 0 'sales: column "kom": a code that no row of municipalities has: 316 \(2 rows\)' \
        kom-uptake -q --by region --municipalities municipalities.csv alone.csv
    fails 0 'sales: column "kom": a code that no row of participation has: 316 \(2 rows\)' \
        kom-uptake -q --participation participation.csv alone.csv
}

@test "kom-sum, kom-diff, kom-did: municipalities, units and keys of participation" {
    {
        echo kom,section,period,treated,value,n
        for kom in 101 147 155; do
            for i in 1 2 3 4; do echo "$kom,83,2019-0$i,$([ $kom = 101 ] && echo 2019-03),$((kom % 7 * i + i * i * (kom % 3))),$i"; done
        done
    } >panel.csv
    printf 'kom,region\n101,Hoved\n147,Hoved\n' >municipalities.csv
    printf 'kom,start\n101,2019-03-01\n147,\n' >participation.csv
    local tables="--by region --municipalities municipalities.csv" call
    for call in "kom-sum --value value $tables" "kom-diff --value value --at 2019-03 $tables" "kom-did --by region --municipalities municipalities.csv --method ols --covariates n" \
        "kom-diff --value value --by kom --participation participation.csv" "kom-did --participation participation.csv"; do
        # shellcheck disable=SC2086
        fails 0 'rows: column "kom": a code that no row of (municipalities|participation) has: 155 \(4 rows\)$' $call -q panel.csv
        sed 's/^147/0147/' panel.csv >padded.csv
        # shellcheck disable=SC2086
        fails_empty 3 'padded.csv:6: column "kom": 0147 stands here where (municipalities|participation) has 147; use --kom-digits 3' $call padded.csv
        # shellcheck disable=SC2086
        fails 0 '155 \(4 rows\)' $call --kom-digits 3 padded.csv
        sed 's/^101/København/; s/^147/Frederiksberg/; s/^155/Dragør/' panel.csv >named.csv
        # shellcheck disable=SC2086
        fails_empty 3 'none of 12 rows meets .*"Dragør" \(4 rows\), "Frederiksberg" \(4 rows; its code is 147\).*turn names into codes' $call named.csv
        # shellcheck disable=SC2086
        run $call --unmatched warn padded.csv
        [[ "$output" == *'0147 (4 rows; near: 147)'* ]]
    done
    # the keys that tell starts apart
    printf 'kom,section,start\n101,§ 83,2019-03-01\n147,§ 83,2019-02-01\n155,§ 83,\n' >split.csv
    sed 's/,83,/,§83,/' panel.csv >sections.csv
    fails_empty 3 'sections.csv:2: column "section": "§83" stands here where participation has "§ 83"' \
        kom-diff --value value --by kom --participation split.csv sections.csv
    sed 's/,83,/,§ 83,/' panel.csv >sections.csv
    kom-diff -q --value value --by kom --participation split.csv sections.csv
}

@test "networks need not have every municipality, but must spell those they have alike" {
    printf 'kom,value\n101,1\n147,2\n' >rows.csv
    printf 'kom,network\n101,A\n' >networks.csv
    [ -z "$(kom-sum -q --value value --by network --networks networks.csv rows.csv 2>&1 >/dev/null)" ]
    printf 'kom,network\n0101,A\n' >networks.csv
    fails_empty 3 'rows.csv:2: column "kom": 101 stands here where networks has 0101' \
        kom-sum --value value --by network --networks networks.csv rows.csv
    printf 'kom,network\nKøbenhavn,A\n' >networks.csv
    head -n 2 rows.csv >one.csv
    fails_empty 3 'the only row meets no row of networks: 101 .1 row; near: "København"' \
        kom-sum --value value --by network --networks networks.csv one.csv
}

@test "a table of municipalities by name, where the rows have codes, stops the run with the call that helps" {
    printf 'kom;dato;timer\n101;2019-01-15;1\n147;2019-01-20;2\n' >rows.csv
    printf 'kom;planned;start;reports_from\nKøbenhavn;yes;2019-01-01;2019-02-01\n' >participation.csv
    printf 'kom,aar,y\n101,2018,1\n101,2019,2\n101,2017,1\n147,2018,3\n147,2019,5\n147,2017,2\n' >years.csv
    printf 'kom,network,region\nKøbenhavn,A,H\n' >units.csv
    printf 'kom,person,service,date\n101,a,x,2020-01-10\n147,b,x,2020-03-31\n' >sales.csv
    local panel="kom-panel -q --participation participation.csv --from 2019-01 --to 2019-02 -y timer rows.csv" call
    local name='turn names into codes: kom-join --rename kom_name=kom --name-to-code kom_name'
    for call in "$panel" "kom-diff --participation participation.csv -y y years.csv" "kom-did --participation participation.csv -y y years.csv" \
        "kom-uptake --participation participation.csv sales.csv"; do
        # shellcheck disable=SC2086
        fails_empty 3 "none of [0-9] rows meets participation: .*$name participation.csv" $call
    done
    for call in "kom-sum -y timer" "kom-panel -y timer" "kom-diff --at 2019-01-17 --time date -y timer"; do
        # shellcheck disable=SC2086
        fails_empty 3 "none of 2 rows meets networks: .*$name units.csv" $call --by network --networks units.csv rows.csv
        # shellcheck disable=SC2086
        fails_empty 3 "none of 2 rows meets municipalities: .*$name units.csv" $call --by region --municipalities units.csv rows.csv
    done
    # the call does help: what is not reported is missing, and no 1
    $panel 2>err || true
    eval "$(sed 's/.*turn names into codes: //' err) >coded.csv" 2>/dev/null
    # shellcheck disable=SC2086
    [ "$(${panel/participation.csv/coded.csv} 2>/dev/null | sed -n '2,3p')" = "$(printf '101,2019-01,,missing,,missing,,missing\n101,2019-02,0,,0,,0,')" ]
    # --unmatched warn goes on, and names them
    fails 0 'rows: column "kom": 2 codes that no row of participation has: 101 .1 row; near: "København"., 147 .1 row.$' \
        $panel --unmatched warn
    # a name among codes is none of these
    printf 'kom;planned;start;reports_from\nKøbenhavn;yes;2019-01-01;2019-02-01\n999;yes;2019-01-01;2019-02-01\n' >participation.csv
    fails 0 'no row of participation has: 101 .1 row; near: "København"., 147 .1 row.$' $panel
}

# Networks need not have every municipality, nor participation those that always report; that none is met is said.
@test "municipalities that no row of networks or participation has are named where none is met" {
    printf 'kom,value,date\n101,1,2019-01-05\n147,2,2019-01-20\n' >rows.csv
    printf 'kom,network\n999,A\n' >networks.csv
    printf 'kom,reports_from\n999,2019-02-01\n' >participation.csv
    printf 'kom,person,service,date\n101,a,x,2020-01-10\n147,b,x,2020-03-31\n' >sales.csv
    local call
    for call in "kom-panel -y value rows.csv" "kom-sum -y value rows.csv" "kom-diff --at 2019-01-17 --time date -y value rows.csv" "kom-uptake sales.csv"; do
        # shellcheck disable=SC2086
        run $call -q --by network --networks networks.csv
        [[ "$output" == *': column "kom": 2 codes that no row of networks has: 101 (1 row), 147 (1 row)'* ]] || complain "$call: $output" || return
    done
    fails 0 'column "kom": 2 codes that no row of participation has: 101 .1 row., 147 .1 row.$' \
        kom-panel -q -y value --participation participation.csv rows.csv
    echo 147,B >>networks.csv
    [ -z "$(kom-panel -q -y value --by network --networks networks.csv rows.csv 2>&1 >/dev/null)" ]
}

@test "kom-check names what is near" {
    printf 'kom,person,service,date\nBallerup,p001,rengoering,2020-03-01\n151,p001,Rengøring,2020-03-01\n0316,p003,rengoering,2020-03-01\n' >sales.csv
    kom-check -q --offerings data/rows/keys/offerings.csv sales.csv >out || [ $? = 1 ]
    grep -q '^sales.csv,2,kom,unknown_kom,Ballerup,"is no municipality in the side tables, but it is the name of 151' out
    grep -q '^sales.csv,3,service,not_offered,Rengøring,"was not on offer .*; the offerings have ""rengoering""' out
    grep -q '^sales.csv,4,kom,unknown_kom,0316,.*but 316 is; use --kom-digits 3' out
}

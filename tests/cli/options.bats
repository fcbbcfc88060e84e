#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# One judgement of options in every tool: nothing is named twice, and what a call does not use is refused.
load helper

tables() {
    printf 'kommunekode,person,service,date,periode,fase,x,y,n,g\n' >rows.csv
    local kom i
    for kom in 101 147 155; do
        for i in 1 2 3 4; do
            echo "$kom,p$kom$i,s,2019-0$i-01,2019-0$i,$([ $i -lt 3 ] && echo before || echo after),$((kom % 7 * i + i * i)),$i,9,a"
        done
    done >>rows.csv
    printf 'kom,region,landsdel\n101,Hoved,A\n147,Hoved,A\n155,Midt,B\n' >municipalities.csv
}

@test "no column stands twice in --by, under whatever name" {
    tables
    local call by
    for call in 'kom-sum --value x' 'kom-diff --value x --phase fase' 'kom-did --value x --method ols --covariates y' 'kom-uptake'; do
        for by in kom,kom kom,kommunekode kommunekode,kom komnr,kom; do
            # shellcheck disable=SC2086
            fails_empty 2 "by: (kom|kommunekode|komnr) (is named twice|and (kom|kommunekode) are the same column)" $call --by $by rows.csv
        done
    done
    # columns of the tables beside
    for call in 'kom-sum --value x' 'kom-diff --value x --phase fase' 'kom-did --value x --method ols --covariates y' 'kom-uptake'; do
        # shellcheck disable=SC2086
        fails_empty 2 'by: region and Region are the same column' $call --by region,Region --municipalities municipalities.csv rows.csv
        # shellcheck disable=SC2086
        kom="$($call -q --by region,landsdel --municipalities municipalities.csv rows.csv | wc -l)"
        [ "$kom" -ge 3 ]
    done
    printf 'kom,service,start\n101,s,2019-01-01\n' >offerings.csv
    fails_empty 2 'by: service and ydelse are the same column' kom-uptake --by service,ydelse --offerings offerings.csv rows.csv
    printf 'person,kom,start,section\np1011,101,2019-01-01,83\n' >recipients.csv
    fails_empty 2 'by: section and paragraf are the same column' kom-uptake --by section,paragraf --recipients recipients.csv rows.csv
}

@test "margins: a by-column, under whatever name, and once" {
    tables
    local call
    for call in 'kom-sum --value x --stats n' kom-uptake; do
        # shellcheck disable=SC2086
        fails_empty 2 'margins: g is no column of --by' $call --by kom --margins g rows.csv
        # shellcheck disable=SC2086
        fails_empty 2 'margins: kom is named twice' $call --by kom --margins kom,kom rows.csv
        # shellcheck disable=SC2086
        fails_empty 2 'margins: kom and kommunekode are the same column' $call --by kom --margins kom,kommunekode rows.csv
        # shellcheck disable=SC2086
        [ "$($call -q --by kommunekode --margins kom rows.csv | tail -n 1 | cut -d, -f1)" = total ]
    done
}

@test "values and clusters are named once" {
    tables
    fails_empty 2 'value: x is named twice' kom-sum --value x,x rows.csv
    fails_empty 2 'value: kommune and kom are the same column' kom-sum --value kommune,kom rows.csv
    fails_empty 2 'value: x and x are the same column' kom-diff --value x,y,x --phase fase rows.csv
    fails_empty 2 'value: x is named twice' kom-did --value x,x --method ols --covariates y rows.csv
    fails_empty 2 'cluster: kom and komnr are the same column' kom-did --value x --method ols --covariates y --cluster kom,komnr rows.csv
}

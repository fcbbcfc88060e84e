#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-did where a figure would rest on one row, one cluster or nothing: no robust error, no bootstrap interval, no t.
# data/did/*.csv were made for this purpose.
load helper

# of FIELD [LINE]: a field of $output by its heading; LINE 1 is the first row.
of() {
    printf '%s\n' "$output" | python3 -c '
import csv, sys
rows = list(csv.DictReader(line for line in sys.stdin if not line.startswith("kom-did:")))
print(rows[int(sys.argv[2]) - 1][sys.argv[1]])' "$1" "${2:-1}"
}

# blank LINE: no figure in a row but n, clusters and what was asked.
blank() {
    local field
    for field in estimate std_error conf_low conf_high statistic df p_value p_min draws; do
        [ -z "$(of $field "$1")" ] || complain "$field is not blank: $output" || return
    done
}

@test "a row of leverage 1 has no hc error; the other rows keep theirs, iid keeps its own" {
    for vcov in hc0 hc1 hc2 hc3; do
        run kom-did -q --method ols -y y --covariates d --vcov $vcov data/did/one_row.csv
        [ "$status" -eq 0 ]
        blank 2
        [ "$(of warning 2)" = leverage_one ]
        [ -n "$(of p_value 1)" ]
        run kom-did -q --method ols -y y --covariates a1,a2 --vcov $vcov data/did/one_row_of_two.csv
        blank 2
        [ "$(of warning 2)" = leverage_one ]
        [ -n "$(of p_value 3)" ]
    done
    # hc3 of the others: White 1980 and MacKinnon & White 1985 on 11 rows of two columns
    [ "$(of std_error 3)" = 0.44761896204621776 ]
    run kom-did -q --method ols -y y --covariates a1,a2 data/did/one_row_of_two.csv
    [ "$(of p_value 2) $(of warning 2)" = "0.00202104566708 " ]
}

@test "one treated cluster has no robust error, however treatment is coded" {
    for vcov in cr0 cr1 cr2 cr3 cr3j; do
        run kom-did -q --method ols -y y --covariates x01 -c c --vcov $vcov data/did/one_cluster.csv
        [ "$status" -eq 0 ]
        blank 2
        [[ "$(of warning 2)" == one_treated_cluster* ]]
        [ -n "$(of p_value 1)" ]
        for coding in x12 xf; do # without the cluster the column is the intercept's: neither has one
            fails_empty 5 one_treated_cluster kom-did -q --method ols -y y --covariates $coding -c c --vcov $vcov data/did/one_cluster.csv
        done
    done
    for coding in x12 xf; do
        fails_empty 5 one_treated_cluster kom-did -q --method ols -y y --covariates $coding -c c --test wild data/did/one_cluster.csv
        run kom-did -q --method ols -y y --covariates $coding data/did/one_cluster.csv
        [ -n "$(of p_value 2)" ]
    done
    # no intercept to go with it: the column stays where the others have it too
    run kom-did -q --method ols -y y --covariates x12 --no-intercept -c c data/did/one_cluster.csv
    [ -n "$(of p_value 1)" ]
}

@test "dummies of units, clusters by unit: their rows are blank, all others stay" {
    awk 'BEGIN { print "unit,y,x,d1,d2,d3,d4"
        for (u = 0; u < 5; u++) for (t = 0; t < 4; t++)
            printf "%d,%d,%d,%d,%d,%d,%d\n", u, (u * 7 + t * t * 3 + u * t * 5) % 11, (u * 3 + t * 7) % 5, u == 1, u == 2, u == 3, u == 4 }' >dummies.csv
    run kom-did -q --method ols -y y --covariates x,d1,d2,d3,d4 -c unit dummies.csv
    [ "$status" -eq 0 ]
    for line in 1 3 4 5 6; do
        blank $line
        [[ "$(of warning $line)" == one_treated_cluster* ]]
    done
    [ "$(of term 2)" = x ]
    [ -n "$(of p_value 2)" ]
    run kom-did -q --method ols -y y --covariates x,d1,d2,d3,d4 dummies.csv
    [ -n "$(of p_value 3)" ]
}

@test "panels: one cluster of two columns is enough, and a start that one row carries" {
    awk 'BEGIN { print "unit,year,value,start,region"
        for (u = 1; u <= 9; u++) for (t = 2000; t < 2006; t++)
            printf "u%d,%d,%d,%s,%d\n", u, t, (u * 37 + t * t * 11 + u * t * 5) % 23, u < 4 ? 2005 : "", u < 4 ? 0 : u % 3 }' >panel.csv
    twfe() { kom-did -q --unit unit --time year -x start --method twfe "$@" panel.csv; }
    run twfe
    [ "$status" -eq 0 ]
    fails_empty 5 one_treated_cluster twfe --cluster region        # all treated are in one
    fails_empty 5 one_treated_cluster twfe --cluster region --vcov cr2
    fails_empty 5 one_treated_cluster twfe --cluster region --test wild
    fails_empty 5 one_treated_cluster twfe --cluster year          # one year is all that comes after
    fails_empty 5 one_treated_cluster twfe --cluster unit,year
    run twfe --vcov iid
    [ "$status" -eq 0 ]
    # of the second start, in 2004, one unit tells: hc is refused for what its one row carries
    sed 's/^\(u1,.*\),2005,/\1,2004,/' panel.csv >two.csv
    run kom-did -q --unit unit --time year -x start --method event --vcov hc3 two.csv
    [ "$(of term 6) $(of event_time 6)" = "event 1" ]
    blank 6
    [[ "$(of warning 6)" == leverage_one* ]]
    [ -n "$(of p_value 5)" ]
    run kom-did -q --unit unit --time year -x start --method event --cluster region two.csv
    [ "$status" -eq 5 ]
    [[ "$output" == *one_treated_cluster* ]]
}

@test "few rows or clusters on a side are told, however they are coded" {
    awk 'BEGIN { print "c,y,x01,x10,x37"
        for (i = 0; i < 40; i++) printf "%d,%d,%d,%d,%s\n", int(i / 4), (i * i * 7 + i * 5) % 17, (i < 8), (i >= 8), (i < 8 ? 7.5 : -3) }' >coded.csv
    for coding in x01 x10 x37; do
        run kom-did -q --method ols -y y --covariates $coding -c c coded.csv
        [[ "$(of warning 2)" == "few_treated_clusters(2)" ]]
        run kom-did -q --method ols -y y --covariates $coding --vcov hc1 coded.csv
        warned="$warned $(of warning 2)"
    done
    # 8 of 40 rows: tests/prop/test_leverage.py has the definition
    [ "$warned" = " true_size(0.075) true_size(0.075) true_size(0.075)" ]
}

@test "few treated clusters are said of columns of two values, never of a slope or the intercept" {
    awk 'BEGIN { print "z,d,c,y"; for (i = 0; i < 60; i++) print i * 7 % 23 "," (i % 12 < 3) "," i % 12 "," i * i % 11 }' >z.csv
    for vcov in cr0 cr1; do
        run kom-did -q --method ols -y y --covariates z,d -c c --vcov $vcov z.csv
        [ "$(of term 1) $(of term 2) $(of term 3)" = "(intercept) z d" ]
        [[ "$(of warning 1)$(of warning 2)" != *few_* ]]
        [[ "$(of warning 3)" == "few_treated_clusters(3)" ]]
        # few in all has its own word
        run kom-did -q --method ols -y y --covariates z -c c --vcov $vcov --except 'c=9|10|11' z.csv
        [[ "$(of warning 1)" == *"few_clusters(9)"* && "$(of warning 2)" == *"few_clusters(9)"* ]]
        [[ "$output" != *few_treated* ]]
    done
}

@test "where no bootstrap p can be small enough there is no interval" {
    run kom-did -q -x first --method twfe --test wild data/did/five_clusters.csv
    [ "$(of p_value) $(of conf_low)$(of conf_high) $(of p_min)" = "0.125  0.0625" ]
    [[ "$(of warning)" == *p_min_too_large* ]]
    # at 90 % there is one: p is 2/32 or 3/32 beyond these ends, and 4/32 at them
    run kom-did -q -x first --method twfe --test wild --level 0.9 data/did/five_clusters.csv
    [ "$(of conf_low) $(of conf_high)" = "-0.4 2.85" ]
    run kom-did -q -x first --method twfe --test wild --draws 9 data/did/five_clusters.csv
    [ "$(of p_min) $(of conf_low)$(of conf_high)" = "0.1 " ]
    run kom-did -q -x first --method event --test wild data/did/five_clusters.csv
    [ -z "$(of conf_low)$(of conf_high)" ]
}

# Three of six clusters have x 0: their signs change nothing, 16 of the 64 draws tie under any null, and none is rejected.
@test "where draws tie under any null the bootstrap interval has no ends" {
    awk 'BEGIN { print "c,y,x"; for (i = 0; i < 24; i++) printf "%d,%d,%d\n", i % 6, (i * i * 7 + i * 5) % 17 + 9 * (i % 6 < 3), (i % 6 < 3 ? i % 5 + 1 : 0) }' >zeros.csv
    run kom-did -q --method ols -y y --covariates x --no-intercept -c c --test wild zeros.csv
    [ "$(of p_value) $(of n_ties) $(of p_min) $(of conf_low)$(of conf_high)" = "0.25 16 0.03125 " ]
}

@test "data without variation have no t at any level" {
    run kom-did -q -x first data/did/no_variation.csv
    [ "$(of estimate) $(of std_error)$(of p_value) $(of warning)" = "0.3  no_variance; few_treated(3); assignment_not_random" ]
    fails_empty 5 exact_fit kom-did -q -x first --method twfe data/did/no_variation.csv
    fails_empty 5 exact_fit kom-did -q -x first --method event data/did/no_variation.csv
    # numbers of more than 18 digits are doubles: what their rounding leaves is no variance either
    sed '1!s/^\([^,]*,[^,]*\),\([0-9.]*\)/\1,\20000000000000001/' data/did/no_variation.csv >long.csv
    run kom-did -q -x first long.csv
    [ "$(of std_error)$(of p_value)" = "" ]
    [[ "$(of warning)" == no_variance* ]]
    fails_empty 5 exact_fit kom-did -q -x first --method twfe long.csv
    # changes that are all 0, made of values that are not
    printf 'kom,period,value,first\n' >flat.csv
    for kom in 1 2 3 4 5 6; do
        for pair in 1:0.1 2:0.7 3:0.3 4:0.5; do
            echo "$kom,${pair%:*},${pair#*:},$([ $kom -lt 3 ] && echo 3)"
        done
    done >>flat.csv
    run kom-did -q -x first flat.csv
    [ "$(of estimate) $(of std_error)$(of p_value)$(of p_permutation)$(of conf_low)" = "0 " ]
    [[ "$(of warning)" == *"no_permutation: the change is the same in every unit; constant; few_treated(2)"* ]]
    sed 's/^1,\(.*\),3$/1,\1,4/' flat.csv >starts.csv
    run kom-did -q -x first starts.csv
    [ "$(of estimate) $(of p_value) $(of warning)" = "0  no_permutation: the change is the same in every unit" ]
    # period effects 0, 1, 2 from the controls; the treated unit has 1 and 3
    printf 'kom,period,first,value\n101,2018,2019,1\n101,2020,2019,3\n147,2018,,1\n147,2019,,2\n147,2020,,3\n155,2018,,2\n155,2019,,3\n155,2020,,4\n' >three.csv
    run kom-did -q -x first three.csv
    [ "$(of estimate) $(of p_value)" = "0 " ]
}

# Everybody rises by 1 a year; treated rows weigh 3 and 1 before the start. By hand: before, 0.25 of the treated's weight
# lies in another year than the controls', after, nothing; the mean of both is told, and the trend is taken for 0.25.
@test "weights that move differently over time are told" {
    awk 'BEGIN { print "kom,period,value,first,w"
        for (u = 1; u <= 8; u++) for (t = 1; t <= 4; t++)
            printf "%d,%d,%d.%d,%s,%d\n", u, t, u + t, (u * t * 7) % 3, (u < 4 ? 3 : ""), (u < 4 && t == 1 ? 3 : 1) }' >moving.csv
    run kom-did -q -x first -w w moving.csv
    [[ "$(of warning)" == *"unlike_weights(0.13)"* ]]
    run kom-did -q -x first -w w --test permutation moving.csv
    [[ "$(of warning)" == *"unlike_weights(0.13)"* ]]
    run kom-did -q -x first moving.csv
    [[ "$(of warning)" != *unlike_weights* ]]
    sed '/^5,3,/d' moving.csv | kom-did -q -x first -w w >adjusted.csv # period effects are off then
    run cat adjusted.csv
    [[ "$(of warning)" != *unlike_weights* ]]
}

@test "one treated unit: refused by regressions, carried and told by collapse and permutation" {
    awk 'BEGIN { print "unit,year,value,start"
        for (u = 1; u <= 30; u++) for (t = 2000; t < 2006; t++)
            printf "u%d,%d,%d,%s\n", u, t, (u * 37 + t * t * 11 + u * t * 5) % 23, u == 1 ? 2003 : "" }' >one.csv
    did_one() { kom-did -q --unit unit --time year -x start "$@" one.csv; }
    for how in '' '--vcov iid' '--vcov hc3' '--vcov cr2' '--vcov cr3j' '--test wild'; do
        # shellcheck disable=SC2086 # several words
        fails_empty 5 one_treated did_one --method twfe $how
        # shellcheck disable=SC2086 # several words
        fails_empty 5 one_treated did_one --method event $how
    done
    run did_one
    [ -n "$(of p_value)" ]
    [[ "$(of warning)" == *one_treated* ]]
    run did_one --test permutation
    [ -n "$(of p_value)" ]
    [[ "$(of warning)" == *one_treated* ]]
    grep -v '^u2,2004' one.csv >missing.csv
    run kom-did -q --unit unit --time year -x start --test permutation missing.csv
    [ -n "$(of p_value)" ]
    [[ "$(of warning)" == *one_treated*adjusted\(1\):u2 ]]
}

@test "p and interval by other rules are told; an end that is 0 is 0" {
    awk 'BEGIN { print "kom,period,value,first"
        for (u = 1; u <= 20; u++) for (t = 1; t <= 4; t++)
            printf "%d,%d,%d.%d,%s\n", u, t, u * t % 7, (u * u + 3 * t) % 10, u < 6 ? 3 : "" }' >panel.csv
    run kom-did -q -x first --alternative greater panel.csv
    one="$(of p_value)"
    run kom-did -q -x first panel.csv
    python3 -c 'import sys; assert abs(float(sys.argv[1]) + float(sys.argv[2]) / 2 - 1) < 1e-9 or abs(float(sys.argv[1]) - float(sys.argv[2]) / 2) < 1e-9' "$one" "$(of p_value)"
    # two of five: an assignment that ties at 0 ends the interval there, not at -1.3e-16
    printf 'kom,period,value,first\n1,1,0.1,2\n1,2,0.4,2\n2,1,0,2\n2,2,0.3,2\n3,1,0.5,\n3,2,0.4,\n4,1,0.6,\n4,2,0.5,\n5,1,0.1,\n5,2,0.4,\n' >ties.csv
    run kom-did -q -x first --test permutation --level 0.8 ties.csv
    [ "$(of conf_low) $(of p_value)" = "0 0.4" ]
}

@test "the last of many measured columns is read as a number, like the first" {
    awk 'BEGIN { n = 70; printf "kom,period,treated"; for (i = 1; i <= n; i++) printf ",y%d", i; print ""
        for (k = 101; k < 111; k++) for (t = 2015; t < 2020; t++) {
            printf "%d,%d,%s", k, t, (k < 105 ? 2018 : "")
            for (i = 1; i <= n; i++) printf ",%s", (i == n && k == 103 && t == 2016 ? "x" : (k * 7 + t * 3 + i) % 11)
            print "" } }' >wide.csv
    values=$(seq -s, -f y%g 1 70)
    run kom-did --value "$values" --treated treated wide.csv
    [ "$status" = 3 ]
    [[ $output == *'wide.csv:13: column "y70": "x" is no number'* ]]
    [[ $output == *"1 of 50 rows cannot be read"* ]]
    kom-did --value "$values" --treated treated --bad-rows skip wide.csv 2>err >out
    grep -F "50 rows read, 49 used, 1 set aside (unreadable 1)" err
    awk 'BEGIN { n = 70; printf "kom,period,phase"; for (i = 1; i <= n; i++) printf ",y%d", i; print ""
        for (k = 101; k < 111; k++) for (t = 0; t < 2; t++) {
            printf "%d,%d,%s", k, 2015 + t, (t ? "after" : "before")
            for (i = 1; i <= n; i++) printf ",%s", (i == n && k == 103 && t ? "x" : (k * 7 + t * 3 + i) % 11)
            print "" } }' >wide.csv
    run kom-diff --by '' --phase phase --value "$values" wide.csv
    [[ $output == *"1 of 20 rows cannot be read"* ]]
}

# one_of N: a panel of N units of two years; one is treated, and its change stands out.
one_of() {
    echo kom,period,value,first
    awk -v n="$1" 'BEGIN { for (u = 1; u <= n; u++) {
        print u ",2010,0," (u == 1 ? 2011 : ""); print u ",2011," (u == 1 ? 50 : u % 3) "," (u == 1 ? 2011 : "") } }'
}

@test "p_min_too_large is said where p_min exceeds 1 - level, and not where it is 1 - level" {
    # 1 of N units: p_min is 1 / N, and 1 - level the same, by the decimals
    local n level
    for call in 5:0.8 10:0.9 20:0.95; do
        n=${call%:*} level=${call#*:}
        one_of "$n" >one.csv
        run kom-did -q -x first --test permutation -l "$level" one.csv
        [[ "$(of warning)" != *p_min* ]] || complain "$n at $level: $output" || return
        [[ "$(of warning)" != *p_by* ]] # p is not above 1 - level, so 0 lies outside
        [ "$(of p_value)" = "$(of p_min)" ]
        [ -n "$(of conf_low)" ]
        run kom-did -q -x first --test permutation -l "${level}01" one.csv
        [[ "$(of warning)" == *p_min_too_large* ]] || complain "$n at ${level}01: $output" || return
        [ -z "$(of conf_low)$(of conf_high)" ]
        run kom-did -q -x first -l "$level" one.csv
        [[ "$(of warning)" != *p_min* ]]
    done
}

@test "the wild bootstrap searches an interval where p_min is 1 - level" {
    # 2 / 2^5 = 0.0625
    run kom-did -q -x first --method twfe --test wild --level 0.9375 data/did/five_clusters.csv
    [ "$(of p_min)" = 0.0625 ]
    [[ "$(of warning)" != *p_min* ]]
    # --draws 9: 1 / 10
    run kom-did -q -x first --method twfe --test wild --draws 9 --level 0.9 data/did/five_clusters.csv
    [ "$(of p_min)" = 0.1 ]
    [[ "$(of warning)" != *p_min* ]]
    run kom-did -q -x first --method twfe --test wild --draws 9 --level 0.901 data/did/five_clusters.csv
    [[ "$(of warning)" == *p_min_too_large* ]]
}

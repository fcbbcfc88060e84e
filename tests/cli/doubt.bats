#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-diff where an answer may be wrong with a straight face: the same persons month after month, units and months on one side
# only, trends taken for effects, p-values beside intervals of another rule, levels that eat digits, and nothings.
load helper

# field NAME [LINE]: a field of the output of the last `run`, by its heading; LINE 1 is the first row.
field() {
    printf '%s\n' "$output" | python3 -c '
import csv, sys
rows = list(csv.DictReader(line for line in sys.stdin if not line.startswith("kom-diff:")))
print(rows[int(sys.argv[2]) - 1][sys.argv[1]])' "$1" "${2:-1}"
}

fields() { # NAME...: of the first row, with blanks between
    local name
    for name in "$@"; do printf '%s ' "$(field "$name")"; done
}

# Three municipalities of a made extract, its tables in the folder sim, and monthly.csv with their uptake by month.
simulate() {
    kom-sim -q --out sim --seed 2 2>/dev/null
    SIDE="--offerings sim/offerings.csv --recipients sim/recipients.csv"
    # shellcheck disable=SC2086
    kom-uptake -q $SIDE --participation sim/participation.csv --by kom --period month sim/sales.csv 2>/dev/null |
        grep -E '^(kom|151|316|461),' >monthly.csv
}

# ---- the same persons ----------------------------------------------------------------------------------------------------

@test "uptake month after month is refused, and the call in the message is right" {
    simulate
    local call=(kom-diff --value uptake --participation sim/participation.csv)
    for method in welch wilcoxon permutation; do
        fails_empty 3 'monthly.csv:[0-9]+: column "uptake": the same persons' "${call[@]}" --method "$method" monthly.csv
    done
    fails_empty 3 'column "buyers": the same persons' kom-diff --count buyers --of recipients --at 2019-07-01 monthly.csv
    for method in newcombe mn exact; do
        fails_empty 3 'the same persons' kom-diff --count buyers --of recipients --method "$method" --at 2019-07-01 monthly.csv
    done
    for method in exact midp; do
        fails_empty 3 'exposure person_days' kom-diff --count buyers --exposure person_days --method "$method" \
            --at 2019-07-01 monthly.csv
    done
    fails_empty 3 'the same persons' "${call[@]}" --weight recipients monthly.csv
    sed 1s/uptake/tilkoebsandel/ monthly.csv >danish.csv
    fails_empty 3 'the same persons' kom-diff --value tilkoebsandel --at 2019-07 danish.csv
    # what the message says, with the files it cannot know
    "${call[@]}" monthly.csv 2>message || true
    grep -o '`[^`]*`' message | tr -d '`' >calls
    [ "$(wc -l <calls)" = 2 ]
    first=$(sed -n 1p calls)
    second=$(sed -n 2p calls)
    [ "$first" = "kom-uptake --by kom --period event:12m --participation FILE" ]
    # shellcheck disable=SC2086
    ${first/FILE/sim/participation.csv} $SIDE sim/sales.csv 2>/dev/null >event.csv
    run $second -q event.csv
    [ "$status" -eq 0 ]
    grep -E '^(151|316|461),' <<<"$output" | cut -d, -f5 >estimates
    [ "$(grep -c . estimates)" = 3 ]
    # and no later refusal: one row a side
    [[ "$output" != *"stand on one side"* ]]
}

@test "the window of the message fits the data" {
    printf 'kom,period,recipients,uptake\n' >q.csv
    for p in 2018-Q3 2018-Q4 2019-Q1 2019-Q2 2019-Q3; do printf '101,%s,50,0.0%s\n' "$p" "${p: -1}" >>q.csv; done
    fails_empty 3 'event:6m --participation FILE' kom-diff --value uptake --at 2019-01-01 q.csv
    printf 'kom,period,recipients,uptake\n1,2018-H1,5,.1\n1,2018-H2,5,.1\n1,2019-H1,5,.2\n1,2019-H2,5,.2\n' >h.csv
    fails_empty 3 'kom-uptake --by .. --period event:12m' kom-diff --by '' --value uptake --at 2019-01-01 h.csv
    printf 'kom,period,recipients,uptake\n1,2017,5,.1\n1,2018,5,.1\n1,2019,5,.2\n1,2020,5,.3\n' >y.csv
    fails_empty 3 'event:2y' kom-diff --value uptake --at 2019-01-01 y.csv
    # the narrowest of all units, so that it lies within all of them
    printf 'kom,period,recipients,uptake\n' >m.csv
    for m in 2018-09 2018-10 2018-11 2018-12 2019-01 2019-02 2019-03; do printf '1,%s,5,.1\n' $m; done >>m.csv
    for m in 2018-11 2018-12 2019-01 2019-02 2019-03 2019-04; do printf '2,%s,5,.1\n' $m; done >>m.csv
    for m in 2018-08 2018-09 2018-10 2018-11 2018-12 2019-01 2019-02 2019-03 2019-04 2019-05; do printf '3,%s,5,.1\n' $m; done >>m.csv
    fails_empty 3 'event:2m ' kom-diff --by '' --value uptake --at 2019-01-01 m.csv
    # a phase and no period: rows that nothing tells apart
    printf 'kom,phase,recipients,uptake\n1,before,5,.1\n1,before,5,.2\n1,after,5,.3\n1,after,5,.1\n' >p.csv
    fails_empty 3 'event:12m' kom-diff --value uptake --phase phase p.csv
    # one row a unit and side, or rows of other persons, are no months
    printf 'kom,phase,recipients,uptake\n1,before,5,.1\n2,before,5,.2\n1,after,5,.3\n2,after,5,.1\n' >units.csv
    run kom-diff -q --by '' --value uptake --phase phase units.csv
    [ "$status" -eq 0 ]
    sed '1s/$/,setting/; 2,$s/$/,a/; 3s/a$/b/; 5s/a$/b/; s/^2,/1,/' units.csv >settings.csv
    run kom-diff -q --value uptake --phase phase settings.csv
    [ "$status" -eq 0 ]
    # figures that tell no persons are not judged
    sed 's/recipients/x/' y.csv >x.csv
    run kom-diff -q --value uptake --at 2019-01-01 x.csv
    [ "$status" -eq 0 ]
}

@test "methods that let months hang together say same_persons, those that link say nothing" {
    simulate
    local call=(kom-diff -q --value uptake --participation sim/participation.csv)
    for more in "--se newey-west" "--match season" "--match season --method wilcoxon" "--by '' --cluster kom"; do
        run sh -c "kom-diff -q --value uptake --participation sim/participation.csv $more monthly.csv"
        [ "$status" -eq 0 ] || complain "$more: $output"
        [[ "$(field warning)" == *same_persons* ]] || complain "$more: $(field warning)"
    done
    for method in paired wilcoxon permutation; do
        run "${call[@]}" --by '' --method "$method" --id kom monthly.csv
        [ "$status" -eq 0 ]
        [[ "$(field warning)" != *same_persons* ]] || complain "$method: $(field warning)"
    done
}

# ---- one side only, unlike months ----------------------------------------------------------------------------------------

# Three units at levels 0, 10 and 100; two rise by 1 and 1.5, the highest has no row after. Without it the difference is 1.25.
lost() {
    printf 'kom,period,y,w,sex\n'
    for m in 01 02 03; do
        printf '1,2018-%s,0.%s,2,f\n2,2018-%s,10.0%s,1,f\n3,2018-%s,100,1,f\n' $m $m $m "${m#0}" $m
        printf '1,2019-%s,1.%s,2,f\n2,2019-%s,11.5%s,1,f\n' $m $m $m "${m#0}"
    done
}

@test "paired, season and cluster compare what is on both sides" {
    lost >lost.csv
    for more in "--method paired" "--method paired --id kom" "--cluster kom" "--method cluster" "--match season --id kom" \
        "--cluster kom --weight w" "--method wilcoxon --id kom" "--method permutation --id kom"; do
        # shellcheck disable=SC2086
        run kom-diff --by '' -y y --at 2019-01 $more lost.csv
        [[ "$output" == *"one_sided 3)"* ]] || complain "$more: $output"
        [ "$(field mean_before | cut -c1-2)" != 36 ] || complain "$more: $output"
    done
    run kom-diff -q --by '' -y y --at 2019-01 --cluster kom lost.csv
    [ "$(field estimate)" = 1.25 ]
    # a weight of 0 takes a unit off a side before units are compared
    sed 's/^\(2,2019.*\),1,f/\1,0,f/' lost.csv >weights.csv
    printf '4,2018-01,5,1,f\n4,2019-01,7,1,f\n' >>weights.csv
    run kom-diff --by '' -y y --at 2019-01 --cluster kom --weight w weights.csv
    [[ "$output" == *"zero_weight 3, one_sided 6)"* ]] || complain "$output"
    # nothing is on both sides
    grep -vE '^[12],2019' lost.csv >none.csv
    printf '4,2019-01,7,1,f\n5,2019-01,8,1,f\n' >>none.csv
    fails_empty 5 'no_before; no_after; one_sided' kom-diff --by '' -y y --at 2019-01 --cluster kom none.csv
    # by level of a contrast, too
    { cat lost.csv; tail -n +2 lost.csv | sed 's/,f$/,m/; s/^\([0-9]\),\([^,]*\),/\17,\2,1/'; } >levels.csv
    run kom-diff --by '' -y y --at 2019-01 --cluster kom --contrast sex levels.csv
    [[ "$output" == *"one_sided 6)"* ]] || complain "$output"
    # persons come and go
    sed 's/kom/person/' lost.csv >persons.csv
    run kom-diff --by '' -y y --at 2019-01 --cluster person persons.csv
    [[ "$output" == *"15 used, 0 set aside"* ]] || complain "$output"
}

@test "unpaired means say how many units are on one side only" {
    lost >lost.csv
    for more in "" "--weight w" "--method wilcoxon" "--method permutation"; do
        # shellcheck disable=SC2086
        run kom-diff -q --by '' -y y --at 2019-01 $more lost.csv
        [[ "$(field warning)" == *"unlike_units(1)"* ]] || complain "$more: $(field warning)"
    done
    run kom-diff -q -y y --at 2019-01 lost.csv
    [[ "$(field warning)" != *unlike_units* ]]
}

# months FIRST LAST: a row a month, with a made value.
months() {
    printf 'kom,period,y,x,t\n'
    for i in $(seq "$1" "$2"); do
        printf '1,%d-%02d,%d,%d,30\n' $((2017 + i / 12)) $((i % 12 + 1)) $(((i * 7 + 3) % 11)) $(((i * 5 + 1) % 7))
    done
}

unlike() { # of the last run
    grep -o 'unlike_months([0-9]*)' <<<"$output" | head -n 1
}

@test "unlike months are counted" {
    months 0 35 >three.csv
    run kom-diff -q -y y --at 2018-01 three.csv # one year before, two after
    [ -z "$(unlike)" ]
    months 0 29 >half.csv
    run kom-diff -q -y y --at 2018-01 half.csv # one year before, one and a half after
    [ "$(unlike)" = "unlike_months(6)" ]
    sed 7d three.csv >hole.csv
    for more in "" "--se newey-west" "--method wilcoxon" "--method permutation" "--weight t"; do
        # shellcheck disable=SC2086
        run kom-diff -q -y y --at 2018-01 $more hole.csv
        [ "$(unlike)" = "unlike_months(1)" ] || complain "$more: $output"
    done
    run kom-diff -q --count x --exposure t --at 2018-01 hole.csv
    [ "$(unlike)" = "unlike_months(1)" ]
    [ "$(grep -c unlike_months <<<"$output")" = 2 ]
    run kom-diff -q -y y --at 2018-01 --match season hole.csv
    [ -z "$(unlike)" ]
    run kom-diff -q -y y --at 2018-07 --window 6 three.csv
    [ "$(unlike)" = "unlike_months(12)" ]
    # the mean of a unit over its months, too
    { cat hole.csv; tail -n +2 three.csv | sed 's/^1/2/'; } >two.csv
    run kom-diff -q --by '' -y y --at 2018-01 --method paired two.csv
    [ "$(unlike)" = "unlike_months(1)" ]
    # a contrast says what its levels say
    { sed 's/kom/sex/' hole.csv; tail -n +2 three.csv | sed 's/^1/2/'; } >sexes.csv
    run kom-diff -q --by '' -y y --at 2018-01 --contrast sex sexes.csv
    [ "$(grep -E ',contrast,' <<<"$output" | grep -c 'unlike_months(1)')" = 1 ]
    { sed 's/kom/sex/' three.csv; tail -n +2 hole.csv | sed 's/^1/2/'; } >sexes.csv
    run kom-diff -q --by '' -y y --at 2018-01 --contrast sex sexes.csv
    [ "$(grep -E ',contrast,' <<<"$output" | grep -c 'unlike_months(1)')" = 1 ]
    # quarters count three months; days a month once a year; years have none
    printf 'period,y\n2018-Q1,1\n2018-Q2,2\n2018-Q3,4\n2019-Q1,3\n2019-Q2,5\n' >quarters.csv
    run kom-diff -q --by '' -y y --at 2019-01 quarters.csv
    [ "$(unlike)" = "unlike_months(3)" ]
    printf 'date,y\n2018-01-03,1\n2018-01-04,2\n2018-02-05,4\n2019-01-09,3\n2019-02-01,5\n2019-02-02,5\n' >days.csv
    run kom-diff -q --by '' -y y --at 2019-01-01 --time date days.csv
    [ -z "$(unlike)" ]
    printf 'period,y\n2016,1\n2017,2\n2018,4\n2019,3\n' >years.csv
    run kom-diff -q --by '' -y y --at 2018 years.csv
    [ -z "$(unlike)" ]
}

# ---- trends --------------------------------------------------------------------------------------------------------------

# Step and slope of y = a + b after + c t by exact normal equations (Python 3.11, fractions).
@test "a straight line is not taken for an effect" {
    run kom-diff -q -y y --at 2005 data/diff/tr10.csv
    [[ "$(field warning)" == *"trend("*"short_series(10)"* ]]
    [ "$(field term 2)" = given_trend ]
    [ "$(field estimate 2),$(field std_error 2),$(field statistic 2),$(field df 2)" = 0.05,0.120681138306,0.414314951796,7 ]
    run kom-diff -q -y y --at 2008 data/diff/tr16.csv
    [[ "$(field warning)" == *"trend("*"short_series(16)"* ]]
    [ "$(field estimate 2),$(field std_error 2)" = 0.0727738095238,0.0801274937174 ]
    run kom-diff -q -y y --at 2012 data/diff/tr24.csv
    [[ "$(field warning)" == *"trend("* && "$(field warning)" != *short_series* ]]
    [ "$(field estimate 2),$(field std_error 2),$(field p_value 2)" = 0.0906789044289,0.0872354165248,0.310405440719 ]
    for more in "--method wilcoxon" "--method permutation" "--se newey-west"; do
        # shellcheck disable=SC2086
        run kom-diff -q -y y --at 2012 $more data/diff/tr24.csv
        [[ "$(field warning)" == *"trend("* ]] || complain "$more: $output"
        [ "$(grep -c ,given_trend, <<<"$output")" = 1 ]
    done
    # the order of the rows has no part in it
    { head -n 1 data/diff/tr24.csv; tail -n +2 data/diff/tr24.csv | tac; } >turned.csv
    kom-diff -q -y y --at 2012 turned.csv | cmp - <(kom-diff -q -y y --at 2012 data/diff/tr24.csv)
    # several units are no series
    { cat data/diff/tr24.csv; tail -n +2 data/diff/tr24.csv | sed 's/^1/2/'; } >two.csv
    run kom-diff -q --by '' -y y --at 2012 two.csv
    [[ "$(field warning)" != *trend* && "$(field warning)" != *short_series* ]]
}

@test "two years of months have a slope that season pairs cannot see, three have" {
    { printf 'period,y\n'; for i in $(seq 0 35); do
        printf '%d-%02d,%d\n' $((2017 + i / 12)) $((i % 12 + 1)) $((100 * i + (i * 7 + 3) % 11)); done; } >rising.csv
    run kom-diff -q --by '' -y y --at 2018-01 --match season rising.csv
    [[ "$(field warning)" == *"trend("* ]]
    [ "$(field term 2)" = given_trend ]
    head -n 25 rising.csv >years.csv
    run kom-diff -q --by '' -y y --at 2018-01 --match season years.csv
    [[ "$output" != *trend* ]]
}

@test "an exact line has no error, whatever its level" {
    for level in 0 1000000 10000000000000; do
        awk -F, -v OFS=, -v level=$level 'NR > 1 { split($2, p, "."); $2 = sprintf("%.0f.%s", level + p[1], p[2]) } { print }' \
            data/diff/line.csv >line.csv
        run kom-diff -q --by '' --at 2019-01 -y v --se newey-west line.csv
        [ "$(field term 2),$(field estimate 2),$(field std_error 2),$(field warning 2)" = level,2.9,,exact_fit ] ||
            complain "$level: $output"
        [ "$(field term 3),$(field estimate 3),$(field statistic 3),$(field warning 3)" = slope,0.2,,exact_fit ]
    done
    printf 'period,y\n' >line.csv
    for i in 1 2 3 4 5 6 7 8; do printf '%d,%d.%d\n' $((2000 + i)) $((i / 10)) $((i % 10)) >>line.csv; done
    run kom-diff -q --by '' -y y --at 2005 line.csv
    [[ "$(field warning)" == "exact_trend; short_series(8)" ]]
    [ "$(field estimate 2),$(field std_error 2),$(field warning 2)" = "0,,exact_fit; short_series(8)" ]
}

# A slope of 1 and a step of 1: no p can be taken from a fit that leaves nothing.
@test "a slope and a step without rest are a trend without a p, however short the series" {
    printf 'kom,period,y\n1,2018,1\n1,2019,2\n1,2020,3\n1,2021,5\n1,2022,6\n' >five.csv
    head -n 5 five.csv >four.csv
    for more in "" "--method wilcoxon" "--method permutation" "--se newey-west"; do
        # shellcheck disable=SC2086
        run kom-diff -q --at 2021 -y y $more five.csv
        [[ "$(field warning)" == *exact_trend*"short_series(5)"* && "$output" != *"trend("* ]] || complain "$more: $output"
        [ "$(awk -F, '$3 == "given_trend" { print $5 "," $6 "," $10 }' <<<"$output")" = 1,, ] || complain "$more: $output"
    done
    run kom-diff -q --at 2021 -y y four.csv
    [ "$(field warning),$(field warning 2)" = "one_observation; exact_trend; short_series(4),exact_fit; short_series(4)" ]
    # as people read it
    kom-diff -q --at 2021 -y y five.csv | kom-table -q -f md --columns warning | grep -q 'a trend beside the step, without rest'
    # where nothing is estimated nothing is said of the length
    printf 'kom,period,y\n1,2018,1\n1,2019,1\n1,2020,1\n1,2021,1\n2,2018,1\n2,2019,2\n2,2020,4\n2,2021,3\n' >flat.csv
    run kom-diff -q --at 2020 -y y flat.csv
    [ "$(field warning)" = constant ]
}

# ---- p and interval ------------------------------------------------------------------------------------------------------

@test "rates without an event on either side" {
    run kom-diff -q --count salg --exposure dage --phase phase data/diff/r2.csv
    [ "$status" -eq 0 ]
    [ "$(fields term estimate conf_low)" = "ratio   " ]
    [ "$(field term 2),$(field estimate 2),$(field conf_low 2),$(field conf_high 2),$(field p_value 2)" = \
        difference,0,-0.0000894273807058,0.0000925110834888,1 ]
    [ "$(field warning 2)" = no_events ]
}

# Twice the smaller binomial tail: Python 3.11, fractions.
@test "exact p of rates goes with the interval" {
    run kom-diff -q --count x --exposure t --phase phase data/diff/rp.csv
    [ "$(fields term p_value conf_low)" = "ratio 0.0545959472656 0.972790181886 " ]
    [ "$(field term 2),$(field p_value 2),$(field conf_low 2)" = difference,,0.000114570864822 ]
    run kom-diff -q --count x --exposure t --phase phase --method midp data/diff/rp.csv
    [[ "$(field warning)" != *p_by_other_rule* ]]
}

@test "signed ranks leave out the pairs that do not differ, in the interval too" {
    run kom-diff -q -b '' -y y --phase phase --id id --method wilcoxon data/diff/wz.csv
    [ "$(fields n estimate conf_low conf_high n_before)" = "27 1.5 1 1.5 72 " ]
    [ "$(field warning)" = "zeros_dropped(45)" ]
    [ "$(field p_value)" = 0.00000157952308655 ]
}

# N of M pairs fell by one, the others stayed: the signs of N ranks that are all tied, 2 of 2^N as far out. By permutation
# of the signs of all M the same p; R 4.2.2's normal approximation, wilcox.test(after, before, paired = TRUE), has 0.0034
# for 9. The test of another shift than -1 has the same p, so the interval is -1 alone, or all that there is.
@test "signed ranks of differences of one size, and of none" {
    local call=(kom-diff -q -b '' -y y --phase phase --id id)
    fell() { echo id,phase,y; for i in $(seq "$2"); do echo "$i,before,$((i * 3 + (i <= $1)))"; echo "$i,after,$((i * 3))"; done; }
    fell 9 14 >d.csv
    run "${call[@]}" --method wilcoxon d.csv
    [ "$(fields n estimate conf_low conf_high statistic p_value warning)" = "9 -1 -1 -1 0 0.00390625 zeros_dropped(5) " ]
    run "${call[@]}" --method permutation d.csv
    [ "$(field p_value)" = 0.00390625 ]
    # 2 / 2^5 is above 0.05, and just 1 - 0.9375
    fell 5 14 >d.csv
    run "${call[@]}" --method wilcoxon d.csv
    [ "$(field p_value),$(field estimate),$(field conf_low),$(field conf_high),$(field warning)" = "0.0625,-1,,,zeros_dropped(9)" ]
    run "${call[@]}" --method wilcoxon --level 0.9375 d.csv
    [ "$(fields conf_low conf_high)" = "-1 -1 " ]
    run "${call[@]}" --method permutation d.csv
    [ "$(field p_value)" = 0.0625 ]
    fell 1 14 >d.csv
    run "${call[@]}" --method wilcoxon d.csv
    [ "$(field p_value),$(field estimate),$(field conf_low),$(field conf_high)" = 1,-1,, ]
    run "${call[@]}" --method permutation d.csv
    [ "$(field p_value)" = 1 ]
    # differences that do not vary: all the same size, or all 0, whatever the method
    for method in wilcoxon permutation paired; do
        for n in 0 14; do
            fell $n 14 >d.csv
            fails_empty 5 constant "${call[@]}" --method $method d.csv
        done
    done
}

@test "a p by another rule than its interval is said" {
    printf 'side,count,of\nbefore,0,14\nafter,4,17\n' >shares.csv
    for method in newcombe mn exact; do
        run kom-diff -q --by '' --count count --of of --phase side --method $method shares.csv
        python3 - "$(field p_value)" "$(field conf_low)" "$(field warning)" <<'END'
import sys
p, low, warning = float(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
assert ((low <= 0) != (p > 0.05)) == ("p_by_other_rule" in warning), sys.argv
END
    done
}

# ---- levels --------------------------------------------------------------------------------------------------------------

@test "10,000,000 more on every value changes no test" {
    for method in permutation wilcoxon welch; do
        for file in r57 r57s; do
            kom-diff -q --by '' --phase side -y v --method $method data/diff/$file.csv |
                python3 -c '
import csv, sys
for row in csv.DictReader(sys.stdin):
    print({k: v for k, v in row.items() if not k.startswith("mean_")})' >$file.$method
        done
        same r57.$method r57s.$method
    done
    run kom-diff -q --by '' --phase side -y v --method permutation data/diff/r57.csv
    [ "$(fields p_value conf_low conf_high)" = "0.0519480519481 -0.8 0 " ]
}

# The same change of 5 in every cluster, at a level of 1e9: no error, and no t of 1e24.
@test "clusters that all change alike are constant at any level" {
    printf 'kom,side,y\n' >alike.csv
    for k in 1 2 3 4 5; do
        printf '%d,before,100000000%d.1\n%d,after,100000000%d.1\n' $k $k $k $((k + 1)) >>alike.csv
        printf '%d,before,100000000%d.3\n%d,after,100000000%d.3\n' $k $k $k $((k + 1)) >>alike.csv
    done
    for more in "--cluster kom" "--method paired" "--method wilcoxon --id kom" "--method permutation --id kom"; do
        # shellcheck disable=SC2086
        fails_empty 5 constant kom-diff --by '' -y y --phase side $more alike.csv
    done
    # one unit's only rows give the decimal 1, another's the mean of three: alike all the same
    printf 'kom,side,y\n1,before,0.1\n1,after,0.2\n2,before,0.1\n2,after,0.1\n2,after,0.2\n2,after,0.3\n' >mixed.csv
    fails_empty 5 constant kom-diff --by '' -y y --phase side --method paired mixed.csv
}

# ---- nothings ------------------------------------------------------------------------------------------------------------

@test "groups that were not started, offered or reported keep their rows, with the state" {
    cat >states.csv <<'END'
kom,period,state,recipients,person_days,buyers,uptake,sales
101,before,offered,359,100000,4,0.011,9
101,after,offered,402,110000,11,0.027,31
102,before,not_offered,,,,,
102,after,offered,200,50000,2,0.01,2
103,before,not_started,,,,,
103,after,not_started,,,,,
104,before,offered,90,21000,1,0.011,1
104,after,not_reported,,,,,
105,before,not_offered,,,,,
105,after,not_offered,,,,,
END
    for more in "--count buyers --of recipients" "--count buyers --of recipients --method mn" \
        "--count buyers --of recipients --method exact" "--count sales --exposure person_days" \
        "--count sales --exposure person_days --method midp" "--value uptake"; do
        # shellcheck disable=SC2086
        kom-diff -q $more --phase period states.csv >out.csv
        python3 - "$more" <<'END'
import csv, sys
want = {"102": "no_before; not_offered", "103": "no_before; no_after; not_started",
        "104": "no_after; not_reported", "105": "no_before; no_after; not_offered"}
seen = set()
for row in csv.DictReader(open("out.csv")):
    seen.add(row["kom"])
    if row["kom"] in want:
        assert row["warning"] == want[row["kom"]], row
        assert not any(row[c] for c in ("estimate", "std_error", "conf_low", "conf_high", "p_value")), row
assert len(seen) == 5, (sys.argv, seen)
END
    done
    grep -E 'kom|102|103|105' states.csv >none.csv
    fails_empty 5 'no_before; not_offered' kom-diff --count buyers --of recipients --phase period none.csv
}

# A side without a day on offer is not_offered, never 0.
@test "uptake before and after a first offering is set aside" {
    simulate
    grep -v ',private,' sim/offerings.csv >municipal.csv
    kom-uptake -q --offerings municipal.csv --recipients sim/recipients.csv --participation sim/participation.csv --by kom \
        --period event:6m sim/sales.csv 2>/dev/null >event.csv
    run grep -c ',before,not_offered,' event.csv
    [ "$output" -ge 9 ]
    fails_empty 5 'no_before; not_offered' kom-diff --count buyers --of recipients --phase period <(grep -E '^(kom|151),' event.csv)
}

# ---- rows that cannot be estimated ---------------------------------------------------------------------------------------

@test "rows that cannot be estimated stay, over all methods; exit 5 when there is no other" {
    python3 - <<'END'
import csv, io, itertools, subprocess
HEAD = "g,id,period,side,y,w,c,n,b,t\n"
def rows(g, values, sides=("before", "after"), ids=4, c=lambda v: 1 + int(v) % 2):
    out = []
    for s in sides:
        for i in range(ids):
            month = ("2018-%02d" if s == "before" else "2019-%02d") % (i + 1)
            y = values(s, i)
            out.append("%s,%d,%s,%s,%s,1,%s,9,%d,30\n" % (g, i, month, s, y, 1 if y == "" else c(float(y)),
                                                       0 if y == "" else int(float(y)) % 2))
    return "".join(out)
good = rows("good", lambda s, i: (i * i + 3 * i) % 7 + (2 + i % 3 if s == "after" else 0) + i / 10)
bad = {
    "no_before": rows("bad", lambda s, i: i, sides=("after",)),
    "no_after": rows("bad", lambda s, i: i, sides=("before",)),
    "missing": rows("bad", lambda s, i: ""),
    "constant": rows("bad", lambda s, i: 5 if s == "after" else 4),
}
means = [[], ["--weight", "w"], ["--method", "paired", "--id", "id"], ["--cluster", "id"], ["--method", "wilcoxon"],
         ["--method", "wilcoxon", "--id", "id"], ["--method", "permutation"], ["--method", "permutation", "--id", "id"],
         ["--se", "newey-west"], ["--match", "season"]]
counts = [["--count", "c", "--of", "n", "--method", m] for m in ("newcombe", "mn", "exact")]
counts += [["--count", "c", "--exposure", "t", "--method", m] for m in ("exact", "midp")]
counts += [["--count", "b", "--method", "mcnemar", "--id", "id"]]
def call(text, options):
    side = ["--phase", "side"] if "--se" not in options and "--match" not in options else ["--at", "2019-01"]
    done = subprocess.run(["kom-diff", "-q", "--by", "g"] + side + options, input=text, capture_output=True, text=True)
    return done.returncode, list(csv.DictReader(io.StringIO(done.stdout))), done.stderr
n = 0
for why, text in bad.items():
    for options in [["--value", "y"] + m for m in means] + counts:
        if why == "constant" and "--count" in options:
            continue  # shares and rates of one count are estimates like others
        if why == "missing" and "--count" in options:
            text = text.replace(",1,9,0,30\n", ",,9,,30\n")
        code, got, err = call(HEAD + good + text, options)
        assert code == 0, (why, options, err)
        own = [r for r in got if r["g"] == "bad"]
        assert own and any(r["estimate"] for r in got if r["g"] == "good"), (why, options, got)
        for r in own:
            assert r["warning"] and not any(r[c] for c in ("estimate", "std_error", "conf_low", "conf_high", "statistic",
                                                           "p_value")), (why, options, r)
        code, got, err = call(HEAD + text, options)
        assert code == 5 and not got and err, (why, options, code, got, err)
        n += 1
assert n == 58, n
END
}

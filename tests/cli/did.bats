#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-did as users type it: published numbers, what is refused, and what the closing line says.
load helper

# near TERM[@EVENT_TIME] FIELD EXPECTED DIGITS: a field of $output's row of that term agrees to so many digits.
near() {
    printf '%s\n' "$output" | python3 -c '
import csv, math, sys
term, field, want, digits = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
term, _, time = term.partition("@")
rows = [r for r in csv.DictReader(line for line in sys.stdin if not line.startswith("kom-did:"))
        if r["term"] == term and (not time or r["event_time"] == time)]
assert len(rows) == 1, (term, time, len(rows))
got = float(rows[0][field])
off = abs(got - want) / abs(want)
assert off == 0 or -math.log10(off) >= digits, (term, field, got, want)' "$@" || complain "$@"
}

# of FIELD [LINE]: a field of the output of the last `run`, by its heading; LINE 1 is the first row.
of() {
    printf '%s\n' "$output" | python3 -c '
import csv, sys
rows = list(csv.DictReader(line for line in sys.stdin if not line.startswith("kom-did:")))
print(rows[int(sys.argv[2]) - 1][sys.argv[1]])' "$1" "${2:-1}"
}

# R fixest 0.14.2's base_did (tests/ref/README.md) with the first treated period beside it, weights, and twenty regions.
base_did() {
    awk -F, 'NR == 1 { print $0 ",start,w,region"; next }
        { x = $2 < 0 ? -$2 : $2; print $0 "," ($6 ? 6 : 0) "," int(x) + 1 "," $3 % 20 }' "$SOURCE_DIR/tests/ref/fixest_base_did.csv"
}

# did ARGUMENT...: kom-did on base_did.
did() {
    run kom-did -q --unit id --time period --value y --treated start "$@" base.csv
    [ "$status" -eq 0 ] || complain "$output"
}

# Six units, four months; b starts in March; f has a month missing, e no value before.
months() {
    cat <<'END'
kom;period;value;start
a;2020-01;1,5;
a;2020-02;2,5;
a;2020-03;2;
a;2020-04;3;
b;2020-01;1;2020-03
b;2020-02;2;2020-03
b;2020-03;5;2020-03
b;2020-04;6;2020-03
c;2020-01;4;
c;2020-02;4,25;
c;2020-03;4;
c;2020-04;4,5;
d;2020-01;0;
d;2020-02;1;
d;2020-03;1;
d;2020-04;0;
e;2020-01;;
e;2020-02;..;
e;2020-03;1;
e;2020-04;2;
f;2020-01;2;
f;2020-03;2,75;
f;2020-04;2;
END
}

starts() {
    cat <<'END'
kom,planned,start,end
a,no,,
b,yes,2020-02-15,
c,no,,
d,no,,
e,no,,
END
}

# grid N K: N units, ten years, the first K of which start in 2005; the value is a fixed pattern.
grid() {
    awk -v n="$1" -v k="$2" 'BEGIN { print "unit,year,value,start,half,flat,copy"
        for (u = 1; u <= n; u++) for (t = 2000; t < 2010; t++) {
            d = u <= k && t >= 2005
            printf "u%02d,%d,%d,%s,%d,7,%d\n", u, t, (u * 37 + t * t * 11 + u * t * 5) % 23 + 9 * d, u <= k ? 2005 : "", u % 2, 2 * t }
    }'
}

@test "collapse, from a Danish file; units and rows that cannot be used are counted" {
    months >months.csv
    golden did/collapse -- kom-did --treated start months.csv
    golden did/permutation -- kom-did --treated start --test permutation --level 0.7 months.csv
    golden did/design -- kom-did --treated start --design months.csv
}

@test "starts from a participation table; a month that holds the start is split for all" {
    months | sed 's/;[^;]*$//' >months.csv
    starts >starts.csv
    golden did/participation -- kom-did --participation starts.csv months.csv
}

# fixest 0.14.2, feols(y ~ tp | id + period); --ssc stata: K = 1 + 117; the others by matrices in base R.
@test "two-way fixed effects: base_did" {
    base_did >base.csv
    did --method twfe
    near att estimate 4.993390413897 11
    near att std_error 0.52143371467432 11
    near att df 107 15
    [[ "$(of method)" == *"cr1 by id, ssc fixest, K=11, factor "* ]]
    did --method twfe --ssc stata
    near att std_error 0.549668 6
    [[ "$(of method)" == *"K=118"* ]]
    did --method twfe --ssc none
    near att std_error 0.51660338742038 11
    did --method twfe --vcov cr0
    near att std_error 0.51660338742038 11
    did --method twfe --vcov iid
    near att std_error 0.61261397884738 11
    did --method twfe --vcov hc1
    near att std_error 0.612325075697 11
    did --method twfe --cluster id,period
    near att std_error 0.9441051607144 11
    near att df 9 15
    did --method twfe --covariates x1
    near att estimate 4.8506451432340 11
    near att std_error 0.4552220459423 11
    [[ "$(of warning)" == over_control:x1 ]]
}

# Base R: lm with 118 dummies, leverages by hatvalues, (I - H)^-1/2 by eigen, per cluster (symmetric root).
@test "two-way fixed effects: leverages and weights" {
    base_did >base.csv
    did --method twfe --vcov hc2
    near att std_error 0.6123252124805 11
    did --method twfe --vcov hc3
    near att std_error 0.6487936355403 11
    did --method twfe --vcov cr2
    near att std_error 0.5214466914774 11
    did --method twfe --vcov cr3
    near att std_error 0.5263354347125 11
    did --method twfe --vcov cr2 --cluster region
    near att std_error 0.4471236730904 11
    did --method twfe --vcov cr3 --cluster region
    near att std_error 0.4580903420956 11
    did --method twfe --weight w
    near att estimate 4.850909874954 11
    near att std_error 0.7201200958654 11
    did --method twfe --weight w --vcov hc2
    near att std_error 0.8561135857359 11
    did --method twfe --weight w --vcov hc3
    near att std_error 0.9577581351363 11
    did --method twfe --weight w --vcov cr2
    near att std_error 0.7238718204219 11
    did --method twfe --weight w --vcov cr3
    near att std_error 0.7344581764841 11
}

@test "joint tests are warned of below ten treated clusters a coefficient" {
    base_did >base.csv
    run kom-did -q --value y --unit id --time period --treated start --method event --covariates x1 base.csv
    [ "$status" -eq 0 ]
    [ "$(printf '%s\n' "$output" | grep -c 'rejects_too_often(9)')" -eq 1 ]
    printf '%s\n' "$output" | grep -q '^y,joint,.*rejects_too_often(9)'
    ! printf '%s\n' "$output" | grep '^y,pretrend,' | grep -q rejects_too_often || false
}

@test "before stands ahead of after in groups" {
    for side in before after; do
        base_did | awk -F, -v OFS=, -v s=$side 'NR == 1 { if (s == "before") print $0, "phase"; next } { print $0, s }'
    done >both.csv
    for tool in 'kom-did --value y --unit id --time period --treated start --by phase' \
        'kom-diff --value y --phase post=0,1 --by phase'; do
        # shellcheck disable=SC2086
        run $tool -q both.csv
        [ "$status" -eq 0 ]
        [ "$(printf '%s\n' "$output" | cut -d, -f1 | uniq | tr '\n' ' ')" = 'phase before after ' ]
    done
}

# fixest 0.14.2, feols(y ~ x1 + i(period, treat, 5) | id + period): tests/ref/fixest_base_did_eventstudy_expected.csv.
@test "event study: base_did" {
    base_did >base.csv
    did --method event --covariates x1
    while IFS=, read -r name estimate se; do
        [[ $name == period::* ]] || continue
        period=${name#period::}
        near "event@$((${period%%:*} - 6))" estimate "$estimate" 9
        near "event@$((${period%%:*} - 6))" std_error "$se" 9
    done < <(cut -d, -f1-3 "$SOURCE_DIR/tests/ref/fixest_base_did_eventstudy_expected.csv")
    near joint statistic 15.83050705461 11
    near joint p_value 3.521635717786e-16 9
    near joint df 107 15
    near pretrend df 107 15
    did --method event --covariates x1 --vcov iid
    near event@-5 std_error 1.112118907998941 9
}

# Base R: lm of each unit's change on treatment, weights the mean of its rows' weights.
@test "collapse is least squares on the changes" {
    base_did >base.csv
    did
    near att estimate 4.993390413897 11
    [ "$(of df)" = 106 ]
    [ "$(of draws)" = 9999 ]
    did --weight w
    near att estimate 4.906324614204 11
    near att std_error 0.7154956740518 11
    near att p_value 4.843339188838e-10 9
}

@test "all assignments are gone through: 1 of 8, 2 of 8, strata, one-sided" {
    grid 8 1 >one.csv
    run kom-did -q --unit unit --time year --treated start one.csv
    [ "$(of draws)" = enumerated ]
    [ "$(of p_min)" = 0.125 ]
    [[ "$(of warning)" == *one_treated*p_min_too_large*assignment_not_random* ]]
    grid 8 2 >two.csv
    run kom-did -q --unit unit --time year --treated start two.csv
    near att p_min 0.0357142857143 11
    run kom-did -q --unit unit --time year --treated start --strata half two.csv
    [ "$(of p_min)" = 0.0625 ]
    run kom-did -q --unit unit --time year --treated start --test permutation --alternative greater two.csv
    greater=$(of p_value)
    run kom-did -q --unit unit --time year --treated start --test permutation --alternative less two.csv
    python3 -c 'import sys; a, b = map(float, sys.argv[1:]); assert a + b >= 1 and a < b' "$greater" "$(of p_value)"
}

# Petersen 2009; R sandwich 3.0-2 and clubSandwich.
@test "ols: Petersen's test data" {
    zcat "$SOURCE_DIR/tests/ref/petersen_cl.csv.gz" >petersen.csv
    while read -r want options; do
        # shellcheck disable=SC2086 # several words
        run kom-did -q --method ols --value y --covariates x $options petersen.csv
        near x estimate 1.03483343946170 13
        near x std_error "$want" 12
    done <<'END'
0.02858328779128
0.02839516146794 --vcov hc1
0.02841210127043 --vcov hc3
0.05059572588403 --cluster firm
0.03338891341193 --cluster year
0.05355802294494 --cluster firm,year --ssc stata
0.05054004906051 --cluster firm --vcov cr0
0.05067776674031 --cluster firm --vcov cr2
0.05081596631015 --cluster firm --vcov cr3
END
}

# Card & Krueger 1994, table 3; R lm and sandwich.
@test "ols: Card and Krueger" {
    run kom-did -q --method ols --value fte --treated nj --covariates d,d_nj "$SOURCE_DIR/tests/ref/card_krueger_njmin3.csv"
    near d_nj estimate 2.753605783 9
    near d_nj std_error 1.688409131 9
    [ "$(of n)" = 794 ]
    run kom-did -q --method ols --value fte --treated nj --covariates d,d_nj --vcov hc1 "$SOURCE_DIR/tests/ref/card_krueger_njmin3.csv"
    near d_nj std_error 1.795451 6
}

# NIST StRD, Longley: certified to 15 digits. Powers and no intercept: Wampler1 is y = 1 + x + .. + x^5.
@test "ols: NIST" {
    cat >longley.csv <<'END'
y,x1,x2,x3,x4,x5,x6
60323,83.0,234289,2356,1590,107608,1947
61122,88.5,259426,2325,1456,108632,1948
60171,88.2,258054,3682,1616,109773,1949
61187,89.5,284599,3351,1650,110929,1950
63221,96.2,328975,2099,3099,112075,1951
63639,98.1,346999,1932,3594,113270,1952
64989,99.0,365385,1870,3547,115094,1953
63761,100.0,363112,3578,3350,116219,1954
66019,101.2,397469,2904,3048,117388,1955
67857,104.6,419180,2822,2857,118734,1956
68169,108.4,442769,2936,2798,120445,1957
66513,110.8,444546,4681,2637,121950,1958
68655,112.6,482704,3813,2552,123366,1959
69564,114.2,502601,3931,2514,125368,1960
69331,115.7,518173,4806,2572,127852,1961
70551,116.9,554894,4007,2827,130081,1962
END
    run kom-did -q --method ols --value y --covariates x1,x2,x3,x4,x5,x6 longley.csv
    near '(intercept)' estimate -3482258.63459582 14
    near '(intercept)' std_error 890420.383607373 14
    near x1 estimate 15.0618722713733 14
    near x2 std_error 0.0334910077722432 14
    near x6 estimate 1829.15146461355 14
    { echo y,x; for x in $(seq 0 20); do echo "$((1 + x + x ** 2 + x ** 3 + x ** 4 + x ** 5)),$x"; done; } >wampler.csv
    run kom-did -q --method ols --value y --covariates 'x,x^2,x^3,x^4,x^5' wampler.csv
    [ "$status" -eq 0 ]
    for line in 1 2 3 4 5 6; do
        [ "$(of estimate "$line")" = 1 ]
        [ "$(of warning "$line")" = exact_fit ]
    done
    printf 'y,x\n130,60\n131,61\n132,62\n133,63\n134,64\n135,65\n136,66\n137,67\n138,68\n139,69\n140,70\n' >noint.csv
    run kom-did -q --method ols --value y --covariates x --no-intercept noint.csv
    near x estimate 2.07438016528926 14
    near x std_error 0.0165289256198347 13
}

# R fwildclusterboot 0.14.3, clubSandwich, summclust 0.7.0; the enumeration by two programs.
@test "clusters: voters" {
    voters() { run kom-did -q --method ols --value proposition_vote --treated treatment --covariates ideology1,log_income --cluster group_id1 "$@"; }
    voters "$SOURCE_DIR/tests/ref/voters.csv"
    near treatment estimate 0.0873314403150 11
    near treatment std_error 0.0239342935849 11
    near treatment statistic 3.64879957727 11
    [ "$(of clusters 2)" = 40 ]
    voters --vcov cr2 "$SOURCE_DIR/tests/ref/voters.csv"
    near treatment std_error 0.0239950018334 11
    near treatment df 33.7 2.5
    voters --vcov cr3 "$SOURCE_DIR/tests/ref/voters.csv"
    near treatment std_error 0.0244916706997 11
    voters --vcov cr3j "$SOURCE_DIR/tests/ref/voters.csv"
    near treatment std_error 0.0241835871061 11
    voters --test wild --draws 99999 "$SOURCE_DIR/tests/ref/voters.csv"
    python3 -c 'import sys; p, low, high = map(float, sys.argv[1:]); assert 0.0006 < p < 0.0017 and abs(low - 0.0387) < 0.002 and abs(high - 0.1362) < 0.002' \
        "$(of p_value 2)" "$(of conf_low 2)" "$(of conf_high 2)"
    voters --test wild "$SOURCE_DIR/tests/ref/voters_10clusters.csv"
    near treatment statistic 3.4751915298193 12
    [ "$(of n_extreme 2) $(of n_ties 2) $(of p_value 2) $(of draws 2)" = "28 2 0.029296875 enumerated" ]
}

@test "the wild bootstrap of a panel is that of its dummies" {
    grid 12 5 >grid.csv
    run kom-did -q --unit unit --time year --treated start --method twfe --test wild grid.csv
    panel="$(of estimate) $(of statistic) $(of p_value) $(of n_extreme) $(of n_ties)"
    awk -F, 'NR == 1 { printf "unit,value,d"; for (i = 2; i <= 12; i++) printf ",u%d", i; for (t = 2001; t < 2010; t++) printf ",t%d", t; print ""; next }
        { printf "%s,%s,%d", $1, $3, ($4 != "" && $2 >= 2005); for (i = 2; i <= 12; i++) printf ",%d", (substr($1, 2) + 0 == i); for (t = 2001; t < 2010; t++) printf ",%d", ($2 == t); print "" }' grid.csv >dummies.csv
    run kom-did -q --method ols --value value --treated d --covariates "$(head -n 1 dummies.csv | cut -d, -f4-)" --cluster unit --test wild dummies.csv
    [ "$(of draws 2)" = enumerated ]
    python3 -c '
import sys
a, b = sys.argv[1].split(), sys.argv[2].split()
assert abs(float(a[0]) - float(b[0])) < 1e-9 and a[2:] == b[2:], (a, b)' "$panel" "$(of estimate 2) $(of statistic 2) $(of p_value 2) $(of n_extreme 2) $(of n_ties 2)"
}

@test "what the data cannot carry: no number, exit 5, and the reason" {
    grid 6 2 >grid.csv
    did_grid() { kom-did --unit unit --time year --treated start "$@"; }
    grid 6 6 | tee all.csv | sed 's/,2005,\([01],7\),/,,\1,/' >none.csv
    fails_empty 5 no_control did_grid all.csv
    fails_empty 5 no_control did_grid --method twfe all.csv
    fails_empty 5 no_control did_grid --method event all.csv
    fails_empty 5 no_treated did_grid none.csv
    sed 's/,2005,\([01],7\),/,2000,\1,/' grid.csv >early.csv
    fails_empty 5 no_before did_grid early.csv
    grid 6 1 >one.csv
    fails_empty 5 one_treated did_grid --method twfe one.csv
    fails_empty 5 one_treated did_grid --method event one.csv
    fails_empty 5 constant did_grid --value flat grid.csv
    fails_empty 5 'collinear:copy' did_grid --method twfe --covariates copy grid.csv
    fails_empty 5 'collinear:half' did_grid --method twfe --covariates half grid.csv
    fails_empty 5 one_cluster did_grid --method twfe --cluster flat grid.csv
    grid 6 2 | awk -F, 'NR == 1 { print $0 ",pair"; next } { print $0 "," ($4 ? "p" : $1) }' >pairs.csv
    fails_empty 5 one_treated_cluster did_grid --method twfe --cluster pair pairs.csv
    fails_empty 5 one_treated_cluster did_grid --method event --test wild --cluster pair pairs.csv
    awk -F, 'NR == 1 { print $0 ",d"; next } { print $0 "," ($4 != "") }' pairs.csv >ones.csv
    run kom-did -q --method ols --treated d --covariates half --cluster pair --test wild ones.csv
    [ "$(of estimate 2) $(of p_value 2) $(of warning 2)" = "  one_treated_cluster; few_clusters(5)" ]
    fails_empty 5 'copy' kom-did --method ols --covariates year,copy grid.csv
    fails_empty 5 'cluster' kom-did --method ols --covariates half --cluster flat grid.csv
    fails_empty 5 'flat' kom-did --method ols --value flat --covariates half grid.csv
    head -n 1 grid.csv >header.csv
    fails_empty 5 'no rows' did_grid header.csv
    fails_empty 5 'no rows' did_grid -o result.csv header.csv
    [ ! -e result.csv ]
}

@test "several starts: permutation carries them, t does not" {
    grid 8 3 | sed '/^u01/s/,2005,\([01],7\),/,2007,\1,/' >grid.csv
    fails_empty 5 several_starts_need_permutation kom-did --unit unit --time year --treated start --test t grid.csv
    golden did/staggered -- kom-did --unit unit --time year --treated start grid.csv
    run kom-did -q --unit unit --time year --treated start --method twfe grid.csv
    [[ "$(of warning)" == "staggered(2); few_treated_clusters(3); few_clusters(8)" ]]
}

# By hand: change of u01 over 2007, of u02 over 2005, each less the mean change of u03 .. u05 over the same years.
@test "several starts: the estimate and p by brute force" {
    grid 5 2 | sed '/^u01/s/,2005,\([01],7\),/,2007,\1,/' >grid.csv
    run kom-did -q --unit unit --time year --treated start grid.csv
    python3 - "$(of estimate)" "$(of p_value)" <<'END'
import csv, itertools, sys
y = {}
for r in csv.DictReader(open("grid.csv")):
    y[r["unit"], int(r["year"])] = float(r["value"])
units = sorted({u for u, _ in y})
def change(u, s):
    after = [v for (w, t), v in y.items() if w == u and t >= s]
    before = [v for (w, t), v in y.items() if w == u and t < s]
    return sum(after) / len(after) - sum(before) / len(before)
def stat(first, second):
    controls = [u for u in units if u not in (first, second)]
    return sum(change(u, s) - sum(change(c, s) for c in controls) / len(controls) for u, s in ((first, 2007), (second, 2005))) / 2
own = stat("u01", "u02")
every = [stat(a, b) for a, b in itertools.permutations(units, 2)]
p = sum(abs(t) >= abs(own) - 1e-9 for t in every) / len(every)
assert abs(float(sys.argv[1]) - own) < 1e-9 and abs(float(sys.argv[2]) - p) < 1e-9, (sys.argv, own, p)
END
}

@test "by, several values, and a column measure" {
    { grid 6 2; grid 6 3 | tail -n +2 | sed 's/^u/v/'; } | awk -F, 'NR == 1 { print $0 ",area"; next } { print $0 "," substr($1, 1, 1) }' >two.csv
    golden did/by -- kom-did --unit unit --time year --treated start --by area --value value,copy two.csv
    { grid 6 2 | sed '1s/$/,measure/; 1!s/$/,visits/'; grid 6 2 | tail -n +2 | awk -F, '{ print $1 "," $2 "," $3 * 2 "," $4 "," $5 "," $6 "," $7 ",hours" }'; } >long.csv
    run kom-did -q --unit unit --time year --treated start long.csv
    [ "$(of measure 1) $(of measure 2)" = "hours visits" ]
    python3 -c 'import sys; assert abs(float(sys.argv[1]) - 2 * float(sys.argv[2])) < 1e-9' "$(of estimate 1)" "$(of estimate 2)"
}

@test "one row a unit and period, one start a unit, no totals" {
    grid 6 2 >grid.csv
    { cat grid.csv; sed -n 5p grid.csv; } >twice.csv
    fails_empty 3 'twice.csv:62: .*unit u01 has a second row of period 2003, the other is in line 5' kom-did --unit unit --time year --treated start twice.csv
    sed '4s/,2005,\([01],7\),/,2006,\1,/' grid.csv >moved.csv
    fails_empty 3 'moved.csv:4: column "start": unit u01 starts here at another time than in line 3' kom-did --unit unit --time year --treated start moved.csv
    { cat grid.csv; sed -n '/^u06/s/u06/total/p' grid.csv; } >total.csv
    fails_empty 3 'column "unit": a total beside its parts' kom-did --unit unit --time year --treated start total.csv
}

@test "what cannot go together" {
    grid 6 2 >grid.csv
    fails_empty 2 'neither of --treated' kom-did --unit unit --time year grid.csv
    starts >starts.csv
    fails_empty 2 'both of --treated' kom-did --unit unit --time year --treated start --participation starts.csv grid.csv
    fails_empty 2 'covariates.*collapse' kom-did --unit unit --time year --treated start --covariates half grid.csv
    fails_empty 2 'cluster.*collapse' kom-did --unit unit --time year --treated start --cluster half grid.csv
    fails_empty 2 'permutation.*collapse' kom-did --method twfe --unit unit --time year --treated start --test permutation grid.csv
    fails_empty 2 'ssc.*cr1' kom-did --method twfe --unit unit --time year --treated start --vcov hc1 --ssc stata grid.csv
    fails_empty 2 'no clusters' kom-did --method twfe --unit unit --time year --treated start --vcov iid --cluster half grid.csv
    fails_empty 2 'clusters need' kom-did --method ols --covariates half --vcov cr1 grid.csv
    fails_empty 2 'no use' kom-did --method ols --covariates half --unit unit grid.csv
    fails_empty 2 'nothing is drawn' kom-did --method ols --covariates half --draws 9 grid.csv
    fails_empty 2 'seed.*nothing is drawn' kom-did --method twfe --unit unit --time year --treated start --seed 2 grid.csv
    fails_empty 2 'unbalanced.*design' kom-did --design --unit unit --time year --treated start --unbalanced drop grid.csv
    fails_empty 2 'test.*design' kom-did --design --unit unit --time year --treated start --test permutation grid.csv
    fails_empty 2 'whole number' kom-did --method ols --covariates 'half^x' grid.csv
    fails_empty 2 'method' kom-did --method welch --treated start grid.csv
    fails_empty 3 'did you mean "value"' kom-did --unit unit --time year --treated start --value valu grid.csv
}

@test "bad cells" {
    grid 6 2 | sed '7s/^\(u01,[0-9]*\),[0-9]*/\1,many/' >bad.csv
    fails_empty 3 'bad.csv:7: column "value"' kom-did --unit unit --time year --treated start bad.csv
    run kom-did --bad-rows skip --unit unit --time year --treated start bad.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *"unreadable 1"* ]]
    [[ "$(of warning)" == *"unbalanced(1)"* ]]
    grid 6 2 | sed '7s/,2005,\([01],7\),/,soon,\1,/' >when.csv
    fails_empty 3 'when.csv:7: column "start": "soon" is no period' kom-did --unit unit --time year --treated start when.csv
}

@test "rows set aside go to a file; what means never may be named" {
    months >months.csv
    kom-did -q --treated start --set-aside aside.csv months.csv >/dev/null
    golden_file did/aside.csv aside.csv
    grid 6 2 | awk -F, -v OFS=, '$4 == "" { $4 = "NA" } { print }' >na.csv
    fails_empty 3 'na.csv:22: column "start": "NA" is no period.*--missing' kom-did --unit unit --time year --treated start na.csv
    grid 6 2 >grid.csv
    kom-did -q --unit unit --time year --treated start --missing NA na.csv >a
    kom-did -q --unit unit --time year --treated start grid.csv >b
    cmp a b
}

@test "one-sided p of t is half of the two-sided one, or what is left" {
    grid 8 3 >grid.csv
    for method in collapse twfe; do
        run kom-did -q --unit unit --time year --treated start --method $method grid.csv
        both=$(of p_value)
        run kom-did -q --unit unit --time year --treated start --method $method --alternative less grid.csv
        [[ "$(of method)" == *"one-sided p (less)" ]]
        python3 -c 'import sys; t, both, less = map(float, sys.argv[1:]); assert t > 0 and abs(less - (1 - both / 2)) < 1e-9' \
            "$(of statistic)" "$both" "$(of p_value)"
    done
}

@test "the order of the rows changes nothing, nor do the threads; a seed moves what is drawn" {
    base_did >base.csv
    { head -n 1 base.csv; tail -n +2 base.csv | tac; } >turned.csv
    for method in collapse twfe event; do
        kom-did -q -j 1 --unit id --time period --value y --treated start --method $method base.csv >a
        kom-did -q -j 4 --unit id --time period --value y --treated start --method $method turned.csv >b
        cmp a b
    done
    kom-did -q --method ols --value y --covariates 'x1,x1^2' base.csv >a
    kom-did -q --method ols --value y --covariates 'x1,x1^2' turned.csv >b
    cmp a b
    did --test permutation
    first="$(of conf_low) $(of seed)"
    did --test permutation --seed 2
    [ "$first" != "$(of conf_low) $(of seed)" ]
    [[ $first == *" 1" ]]
}

@test "no bytes, full disk, closed pipe" {
    grid 6 2 >grid.csv
    : >empty.csv
    fails_empty 3 'empty.csv' kom-did --treated start empty.csv
    with_full_disk kom-did --unit unit --time year --treated start grid.csv
    with_closed_pipe kom-did -q --unit unit --time year --treated start grid.csv
}

# Base R, t.test(var.equal = TRUE) of the logs of the units' variances before the start: p .00255, ratio 2.82; times the
# weights p .21.
@test "collapse warns when treated units vary unlike the controls" {
    awk 'BEGIN { print "unit,year,value,start,w"
        for (u = 10; u < 22; u++) for (t = 1; t <= 9; t++)
            printf "%d,%d,%d,%s,%d\n", u, t, (u > 19 ? 4 : 1) * ((u * u * 7 + t * t * 3 + u * t * 5) % 13) + t,
                (u > 19 ? 6 : ""), (u > 19 ? 1 : 16) }' >spread.csv
    run kom-did -q --unit unit --time year --treated start spread.csv
    [ "$(of warning)" = "unequal_spread(2.8); few_treated(2); assignment_not_random" ]
    run kom-did -q --unit unit --time year --treated start --test permutation spread.csv
    [ "$(of warning)" = "unequal_spread(2.8); assignment_not_random" ]
    run kom-did -q --unit unit --time year --treated start --weight w spread.csv
    [ "$(of warning)" = "few_treated(2); assignment_not_random" ]
}

#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-diff as users type it: the sides, what is compared, what is refused, and what the closing line says.
load helper

# field NAME [LINE]: a field of the output of the last `run`, by its heading; LINE 1 is the first row.
field() {
    printf '%s\n' "$output" | python3 -c '
import csv, sys
rows = list(csv.DictReader(line for line in sys.stdin if not line.startswith("kom-diff:")))
print(rows[int(sys.argv[2]) - 1][sys.argv[1]])' "$1" "${2:-1}"
}

# Student 1908: R datasets, sleep.
sleep_rows() {
    cat <<'END'
extra,group,ID
0.7,1,1
-1.6,1,2
-0.2,1,3
-1.2,1,4
-0.1,1,5
3.4,1,6
3.7,1,7
0.8,1,8
0,1,9
2,1,10
1.9,2,1
0.8,2,2
1.1,2,3
0.1,2,4
-0.1,2,5
4.4,2,6
5.5,2,7
1.6,2,8
4.6,2,9
3.4,2,10
END
}

# What kom-uptake --period event:12m writes, with fewer columns.
uptake_rows() {
    cat <<'END'
kom,period,state,recipients,person_days,buyers,sales
102,before,not_offered,,,,
102,after,offered,200,50000,2,2
101,before,offered,359,100000,4,9
101,after,offered,402,110000,11,31
103,before,offered,80,20000,0,0
103,after,offered,90,21000,0,0
total,before,offered,439,120000,4,9
total,after,offered,690,181000,13,33
END
}

monthly_rows() {
    cat <<'END'
kom;period;hours
101;2019-01;1,5
101;2019-02;2,5
101;2019-03;..
101;2019-04;3,5
101;2019-05;4,75
101;2019-06;6
102;2019-01;1
102;2019-02;2
102;2019-03;3
102;2019-04;7
103;2019-01;7
END
}

starts() {
    cat <<'END'
kom,planned,start,end
101,yes,2019-04-01,
102,yes,2019-02-15,
103,yes,,
END
}

@test "sleep: Welch" {
    sleep_rows >sleep.csv
    golden diff/welch -- kom-diff --by '' --value extra --phase group=1,2 sleep.csv
}

@test "sleep: pairs" {
    sleep_rows >sleep.csv
    golden diff/paired -- kom-diff --by '' --value extra --phase group=1,2 --method paired --id ID sleep.csv
}

# Card & Krueger 1994, table 3, row 4, balanced sample: -2.28 (1.25), 0.47 (0.48), 2.75 (1.34 with unequal variances).
# data/card_krueger_demp.csv: change of full-time employment by state (1 New Jersey), POE5 njmin3, complete pairs.
@test "Card and Krueger: the change in the balanced sample" {
    run kom-diff --by '' --value demp --phase nj=0,1 data/card_krueger_demp.csv
    [ "$status" -eq 0 ]
    [ "$(field estimate)" = 2.75 ]
    [[ "$(field std_error)" == 1.342* ]]
    [[ "$(field mean_before)" == -2.283333333* ]]
    [[ "$(field mean_after)" == 0.466666666* ]]
    [ "$(field n)" = 384 ]
}

# refdata of R 4.2.2 (t.test, wilcox.test) and coin (exact with ties), of the same data. R's first sample is `after` here, so
# group 1 is after, and no sign has to be turned.
@test "sleep: every method against R" {
    sleep_rows >sleep.csv
    local call=(kom-diff -q --by '' --value extra --phase group=2,1)
    run "${call[@]}" sleep.csv
    [[ "$(field statistic) $(field df) $(field p_value)" == "-1.86081346749 17.7764735162 0.0793941401874" ]]
    [[ "$(field conf_low) $(field conf_high)" == "-3.36548323071 0.205483230712" ]]
    run "${call[@]}" --method paired --id ID sleep.csv
    [[ "$(field statistic) $(field p_value)" == "-4.06212768338 0.00283289019738" ]]
    run "${call[@]}" --method wilcoxon sleep.csv
    [[ "$(field statistic) $(field p_value)" == "25.5 0.0658165364048" ]]
    run "${call[@]}" --method wilcoxon --id ID sleep.csv
    [[ "$(field statistic) $(field p_value)" == "0 0.00390625" ]]
    # one row on each side in each cluster: the paired t
    run "${call[@]}" --cluster ID sleep.csv
    [[ "$(field statistic) $(field df) $(field clusters)" == "-4.06212768338 9 10" ]]
}

@test "sleep: goldens of ranks, permutations, clusters and equivalence" {
    sleep_rows >sleep.csv
    local call=(kom-diff --by '' --value extra --phase group=1,2 sleep.csv)
    golden diff/wilcoxon -- "${call[@]}" --method wilcoxon
    golden diff/permutation -- "${call[@]}" --method permutation
    golden diff/permutation_pairs -- "${call[@]}" --method permutation --id ID
    golden diff/cluster -- "${call[@]}" --cluster ID
    golden diff/equivalence -- "${call[@]}" --equivalence 3
}

# 3 of 6 rows: 20 ways, two of them the most extreme. 1 - .9 is as small as p can be.
@test "p_min_too_large is said where p_min exceeds 1 - level, of rows and of pairs" {
    { echo id,side,y; for y in before,1 before,2 before,4 after,7 after,8 after,12; do i=$((i % 3 + 1)); echo $i,$y; done; } >y.csv
    local call=(kom-diff -q --by '' --value y --phase side --method permutation y.csv)
    run "${call[@]}" --level 0.9
    [ "$(field p_value),$(field p_min),$(field warning),$(field conf_low),$(field conf_high)" = 0.1,0.1,,3,11 ]
    run "${call[@]}" --level 0.901
    [ "$(field p_min),$(field warning),$(field conf_low),$(field conf_high)" = 0.1,p_min_too_large,, ]
    # three pairs: 2 of 8 signs
    run "${call[@]}" --id id --level 0.75
    [ "$(field p_value),$(field p_min),$(field warning)" = 0.25,0.25, ]
    run "${call[@]}" --id id
    [ "$(field p_min),$(field warning),$(field conf_low),$(field conf_high)" = 0.25,p_min_too_large,, ]
}

# 40 rows a side: too many splits to go through, so they are drawn; the same seed draws the same, and the order of the
# rows tells nothing.
@test "permutations are drawn from a seed" {
    { echo side,y; for i in $(seq 40); do echo "before,$((i * 7 % 23))"; echo "after,$((i * 5 % 19 + 3))"; done; } >y.csv
    { head -n 1 y.csv; tail -n +2 y.csv | tac; } >turned.csv
    local call=(kom-diff -q --by '' --value y --phase side --method permutation --draws 500)
    run "${call[@]}" --seed 7 y.csv
    [ "$(field draws),$(field seed),$(field p_min)" = 500,7,0.00199600798403 ]
    "${call[@]}" --seed 7 y.csv >a
    "${call[@]}" --seed 7 turned.csv >b
    same a b
    "${call[@]}" --seed 8 y.csv >c
    ! cmp -s a c || false
}

@test "a series: difference, level and slope; months paired with months" {
    { echo period,y; for i in $(seq 0 35); do printf '%d-%02d,%d\n' $((2016 + i / 12)) $((i % 12 + 1)) \
        $((10 + i + (i > 17 ? 20 + 2 * (i - 18) : 0) + i * 7 % 5)); done; } >series.csv
    golden diff/series -- kom-diff --by '' --value y --at 2017-07 --se newey-west series.csv
    golden diff/season -- kom-diff --by '' --value y --at 2017-07 --match season series.csv
    sed '20s/.*/2018-09,5/' series.csv >gap.csv
    fails_empty 5 several_rows_a_period kom-diff --by '' --value y --at 2017-07 --se newey-west gap.csv
    sed 20d series.csv >gap.csv
    run kom-diff -q --by '' --value y --at 2017-07 --se newey-west gap.csv
    [ "$(field warning 2)" = gaps ]
}

@test "contrasts between subgroups" {
    uptake_rows | sed 's/^kom/sex/; /not_offered/d; s/^101/f/; s/^10[23]/m/; /,after,offered,200,/d' >sexes.csv
    golden diff/contrast -- kom-diff --count buyers --of recipients --by sex --contrast sex --phase period --method mn sexes.csv
    golden diff/contrast_rates -- kom-diff --count sales --exposure person_days --by '' --contrast sex --phase period sexes.csv
    run kom-diff -q --count buyers --of recipients --by sex --phase period sexes.csv
    [[ "$(field warning)" == *subgroups_without_contrast* ]]
    run kom-diff -q --count buyers --of recipients --contrast sex --by '' --phase period sexes.csv
    [[ "$(field warning)" != *subgroups_without_contrast* ]]
    [ "$(field sex 3),$(field term 3)" = "m - f,contrast" ]
}

# kom-uptake counts 167 and 214 buyers among the persons on both sides.
@test "the same persons twice, from kom-uptake --persons" {
    local sample=$SOURCE_DIR/data/sample
    kom-uptake -q --persons --offerings "$sample/offerings.csv" --recipients "$sample/recipients.csv.gz" \
        --participation "$sample/participation.csv" --by '' --period event:12m "$sample/sales.csv.gz" 2>/dev/null >persons.csv
    golden diff/mcnemar -- kom-diff --count bought --method mcnemar --id person --phase period --by '' persons.csv
    run kom-diff -q --count bought --method mcnemar --id person --phase period --by '' persons.csv
    # counted by other means
    python3 - "$(field n) $(field count_before) $(field count_after) $(field unlinked_before) $(field unlinked_after)" <<'END'
import csv, sys
side = {"before": {}, "after": {}}
for row in csv.DictReader(open("persons.csv")):
    side[row["period"]][row["person"]] = int(row["bought"])
both = side["before"].keys() & side["after"].keys()
want = [len(both)] + [sum(side[s][p] for p in both) for s in side] + [len(side[s].keys() - both) for s in side]
assert sys.argv[1] == " ".join(map(str, want)), want
END
    fails_empty 2 'needs --id' kom-diff --count bought --method mcnemar --phase period --by '' persons.csv
    run kom-diff -q --value bought --cluster person --phase period --by '' persons.csv
    [ "$status" -eq 0 ]
    [ "$(field clusters)" = 8361 ]
}

@test "shares from the output of kom-uptake" {
    uptake_rows >uptake.csv
    golden diff/shares -- kom-diff --count buyers --of recipients --phase period uptake.csv
    golden diff/shares_mn -- kom-diff --method mn --count buyers --of recipients --phase period uptake.csv
    golden diff/shares_exact -- kom-diff --method exact --count buyers --of recipients --phase period uptake.csv
}

@test "rates from standard input" {
    uptake_rows >uptake.csv
    golden --stdin uptake.csv diff/rates -- kom-diff --count sales --exposure person_days --phase period
    golden --stdin uptake.csv diff/rates_midp -- kom-diff --count sales --exposure person_days --phase period --method midp
}

@test "one start for all, Danish input" {
    monthly_rows >monthly.csv
    golden diff/at -- kom-diff --value hours --at 2019-03 monthly.csv
}

@test "each unit's own start" {
    monthly_rows >monthly.csv
    starts >starts.csv
    golden diff/participation -- kom-diff --value hours --participation starts.csv monthly.csv
    golden diff/skip -- kom-diff --value hours --participation starts.csv --skip 1 --window 1 monthly.csv
}

@test "weights" {
    monthly_rows | sed 's/$/;2/; 1s/2$/w/; 5s/2$/6/' >monthly.csv
    golden diff/weights -- kom-diff --value hours --weight w --at 2019-03 monthly.csv
}

@test "exactly one way of naming the sides" {
    sleep_rows >sleep.csv
    fails_empty 2 'none of --at DATE' kom-diff --value extra sleep.csv
    fails_empty 2 'several of --at DATE' kom-diff --value extra --at 2019 --phase group=1,2 sleep.csv
    fails_empty 2 'phase.*COL=BEFORE,AFTER' kom-diff --value extra --phase group=1 sleep.csv
    fails_empty 2 'skip.*has none' kom-diff --value extra --phase group=1,2 --skip 1 sleep.csv
}

@test "a method is for its measure" {
    uptake_rows >uptake.csv
    fails_empty 2 'welch or paired' kom-diff --value sales --method exact --phase period uptake.csv
    fails_empty 2 'newcombe or exact' kom-diff --count buyers --of recipients --method welch --phase period uptake.csv
    fails_empty 2 'take exact' kom-diff --count sales --exposure person_days --method welch --phase period uptake.csv
    fails_empty 2 'method' kom-diff --value sales --method clusters --phase period uptake.csv
    fails_empty 2 'no clusters' kom-diff --value sales --method cluster --phase period uptake.csv
    fails_empty 2 'match: "month" is not season' kom-diff --value sales --match month --phase period uptake.csv
    fails_empty 2 'se: "hac" is not newey-west' kom-diff --value sales --se hac --phase period uptake.csv
    fails_empty 2 'draws: the method welch draws nothing' kom-diff --value sales --draws 9 --phase period uptake.csv
    fails_empty 2 'seed: the method welch draws nothing' kom-diff --value sales --seed 0 --phase period uptake.csv
    fails_empty 2 'nothing to pair by' kom-diff --value sales --method paired --phase period uptake.csv
}

@test "distinct persons are not added" {
    uptake_rows | grep -v total >uptake.csv
    fails_empty 3 'uptake.csv:[0-9]+: .*kom-uptake --by' kom-diff --by '' --count buyers --of recipients --phase period uptake.csv
}

@test "totals do not stand beside their parts" {
    uptake_rows >uptake.csv
    fails_empty 3 'column "kom": a total beside its parts' kom-diff --by '' --value sales --phase period uptake.csv
}

@test "no estimate at all" {
    uptake_rows >uptake.csv
    fails_empty 5 'no_before; no_after; other_phase' kom-diff --value sales --phase period=x,y uptake.csv
    uptake_rows | head -n 1 >header.csv
    fails_empty 5 'no rows' kom-diff --value sales --phase period header.csv
    fails_empty 5 'no rows' kom-diff -o result.csv --value sales --phase period header.csv
    [ ! -e result.csv ]
}

@test "a column that is not there, a cell that is no number" {
    uptake_rows >uptake.csv
    fails_empty 3 'did you mean "sales"' kom-diff --value sale --phase period uptake.csv
    uptake_rows | sed 's/,31$/,many/' >bad.csv
    fails_empty 3 'bad.csv:5: column "sales"' kom-diff --value sales --phase period bad.csv
    run kom-diff --bad-rows skip --value sales --phase period bad.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *"unreadable 1"* ]]
}

@test "no bytes, full disk, closed pipe" {
    sleep_rows >sleep.csv
    : >empty.csv
    fails_empty 3 'empty.csv' kom-diff --value extra --phase group=1,2 empty.csv
    with_full_disk kom-diff --by '' --value extra --phase group=1,2 sleep.csv
    with_closed_pipe kom-diff -q --by '' --value extra --phase group=1,2 sleep.csv
}

@test "the order of the rows changes nothing" {
    monthly_rows >monthly.csv
    { head -n 1 monthly.csv; tail -n +2 monthly.csv | tac; } >turned.csv
    kom-diff -q --value hours --at 2019-03 monthly.csv >a
    kom-diff -q --value hours --at 2019-03 turned.csv >b
    same a b
}

# One municipality in two networks; the panel has neither networks nor regions.
by_tables() {
    printf 'kom,network,wave\n730,A,1\n751,A,1\n730,B,1\n101,B,2\n' >networks.csv
    printf 'kom;region\n101;Hoved\n751;Midt\n730;Midt\n' >municipalities.csv
    printf 'kom,period,y\n730,2019-01,1\n730,2019-02,2\n751,2019-01,10\n751,2019-02,12\n101,2019-01,5\n101,2019-02,7\n999,2019-01,100\n999,2019-02,101\n' >panel.csv
}

@test "by-columns of municipalities and networks" {
    by_tables
    local call=(kom-diff -q --value y --at 2019-02)
    output=$("${call[@]}" --by region,kom --municipalities municipalities.csv panel.csv 2>messages)
    grep -q 'column "kom": a code that no row of municipalities has: 999 (2 rows)$' messages
    [ "$(cut -d, -f1,2,5,6 <<<"$output")" = "region,kom,n,estimate
,999,2,1
Hoved,101,2,2
Midt,730,2,1
Midt,751,2,2" ]
    # the input's own column comes first
    printf 'kom,region,period,y\n101,Own,2019-01,5\n101,Own,2019-02,7\n' >own.csv
    run "${call[@]}" --by region --municipalities municipalities.csv own.csv
    [ "$(field region)" = Own ]
    fails_empty 3 'no column "nope".*--municipalities or --networks' "${call[@]}" --by nope \
        --municipalities municipalities.csv --networks networks.csv panel.csv
    fails_empty 2 'networks: the table has no column of --by' "${call[@]}" --by kom --networks networks.csv panel.csv
    fails_empty 2 'overlap: has no meaning without --networks' "${call[@]}" --overlap both panel.csv
    run "${call[@]}" --by region --measured-after region --municipalities municipalities.csv panel.csv
    [[ "$(field warning 2)" == *measured_after:region* ]]
}

@test "a municipality in several networks" {
    by_tables
    local call=(kom-diff --value y --at 2019-02 --by network --networks networks.csv)
    fails_empty 3 'kom 730 is in several; say with --overlap both, drop or assign=730:NETWORK' "${call[@]}" panel.csv
    fails_empty 3 'kom 730 is in several, and --overlap assign= does not name' "${call[@]}" --overlap assign=751:A panel.csv
    fails_empty 2 'overlap: "some"' "${call[@]}" --overlap some panel.csv
    run "${call[@]}" --overlap both panel.csv
    [ "$(field mean_before 2),$(field mean_before 3)" = 5.5,3 ]
    [[ "$(field warning 2)" == *several_networks:730 ]]
    [[ "$(field warning 1)" != *several_networks* ]]
    run "${call[@]}" --overlap drop panel.csv
    [ "$(field mean_before 2),$(field mean_before 3)" = 10,5 ]
    [[ "$(field warning 2)" != *several_networks* ]]
    [[ "$output" == *'8 rows read, 6 used, 2 set aside (several_networks 2)' ]]
    run "${call[@]}" --overlap assign=730:B panel.csv
    [ "$(field mean_before 2),$(field mean_before 3)" = 10,3 ]
    # the same value from both rows is no choice
    run kom-diff -q --value y --at 2019-02 --by wave --networks networks.csv panel.csv
    [ "$(field n 2),$(field n 3)" = 4,2 ]
}

@test "0101 in one table and 101 in another" {
    by_tables
    sed 's/^101/0101/' municipalities.csv >padded.csv
    local call=(kom-diff -q --value y --at 2019-02 --by region)
    fails_empty 3 'panel.csv:6: column "kom": 101 stands here where municipalities has 0101; use --kom-digits' \
        "${call[@]}" --municipalities padded.csv panel.csv
    run "${call[@]}" --kom-digits 4 --municipalities padded.csv panel.csv
    [ "$(field region 2),$(field n 2)" = Hoved,2 ]
    fails_empty 3 'municipalities has 0101 where networks has 101; use --kom-digits' kom-diff --value y --at 2019-02 \
        --by region,network --overlap both --municipalities padded.csv --networks networks.csv panel.csv
    printf 'kom,start\n0101,2019-02-01\n' >start.csv
    fails_empty 3 '101 stands here where participation has 0101; use --kom-digits' \
        kom-diff --value y --participation start.csv panel.csv
    run kom-diff -q --value y --participation start.csv --kom-digits 3 --by network --networks networks.csv \
        --overlap assign=0730:B panel.csv
    [ "$(field network 3),$(field n 3)" = B,2 ]
}

@test "before and after in a by-column are two groups, in that order" {
    { echo stage,date,y
        for row in before,2019-01-01,1 before,2019-02-01,2 before,2019-07-01,5 before,2019-08-01,7 \
            after,2019-01-01,1 after,2019-02-01,2 after,2019-07-01,15 after,2019-08-01,17; do echo $row; done; } >stage.csv
    run kom-diff -q --by stage --value y --at 2019-06-01 stage.csv
    [ "${#lines[@]}" = 3 ]
    [ "$(field stage 1),$(field n 1),$(field estimate 1)" = before,4,4.5 ]
    [ "$(field stage 2),$(field n 2),$(field estimate 2)" = after,4,14.5 ]
}

@test "participation: an empty section starts all of its municipality, others their own part" {
    { echo kom,section,date,y
        for part in 101,a 101,b 147,a 147,b; do
            for row in 2019-01-10,1 2019-02-10,2 2019-03-10,5 2019-04-10,7 2019-05-10,9; do echo "$part,$row"; done
        done; } >parts.csv
    printf 'kom,section,start\n101,,2019-03-01\n147,a,2019-03-01\n147,b,2019-05-01\n' >starts.csv
    run kom-diff -q --value y --participation starts.csv --by kom,section parts.csv
    [ "$(awk -F, '$4 == "difference" { print $1, $2, $6 }' <<<"$output")" = \
        "$(printf '101 a 5.5\n101 b 5.5\n147 a 5.5\n147 b 5.25')" ]
}

@test "two waves: linked persons by institution, and levels that share institutions" {
    {
        echo institution,wave,role,person,y
        for i in 1 2 3 4 5 6; do
            for p in 1 2 3; do
                echo "$i,1,staff,$i-$p,$((i + p)).$((i * p % 7))"
                echo "$i,2,staff,$i-$p,$((i + p + p % 2)).$((i + p))"
            done
            echo "$i,1,leader,L$i,$((i + 2)).5"
            echo "$i,2,leader,L$i,$((i + 2 + i % 3)).$i"
        done
    } >waves.csv
    golden diff/linked -- kom-diff waves.csv --value y --by role --phase wave=1,2 --method paired --id person --cluster institution
    golden diff/shared -- kom-diff waves.csv --value y --by role --phase wave=1,2 --cluster institution --contrast role
    # one person an institution is paired t
    kom-diff -q waves.csv --value y --by '' --only role=leader --phase wave=1,2 --method paired --id person --cluster institution >one
    kom-diff -q waves.csv --value y --by '' --only role=leader --phase wave=1,2 --method paired --id person >two
    [ "$(cut -d, -f4-10 one)" = "$(cut -d, -f4-10 two)" ]
    # who moves is counted where he was
    sed 's/^6,2,staff,6-3,/5,2,staff,6-3,/' waves.csv >moved.csv
    kom-diff -q moved.csv --value y --by '' --phase wave=1,2 --method paired --id person --cluster institution >out
    grep -q 'ids_in_several_clusters(1)' out
    # an institution that answered once only is no change
    sed '/^6,2,/d' waves.csv >once.csv
    kom-diff once.csv --value y --by '' --phase wave=1,2 --cluster institution 2>err >out
    grep -q 'one_sided 4' err
    grep '^[1-5],\|^inst' waves.csv | kom-diff -q --value y --by '' --phase wave=1,2 --cluster institution >five
    cmp out five
    fails 2 '--method paired compares those who are on both sides' kom-diff waves.csv --value y --phase wave=1,2 --by '' --id person --cluster institution
    printf 'institution,wave,person,y\n1,1,a,1\n1,2,a,2\n1,1,b,3\n1,2,b,5\n' >lone.csv
    fails 5 'single_cluster' kom-diff lone.csv --value y --phase wave=1,2 --by '' --method paired --id person --cluster institution
}

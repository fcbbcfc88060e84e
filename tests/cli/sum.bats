#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-sum as users type it: NIST's certified values, R's figures, what is refused, and that order and threads change nothing.
load helper

# field NAME [ROW]: a field of the CSV on standard input by its heading (no quoted fields).
field() {
    awk -F, -v name="$1" -v row="${2:-1}" \
        'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i } NR == row + 1 { print $at }'
}

# digits WANT GOT CERTIFIED: GOT agrees with CERTIFIED to WANT digits (log relative error).
digits() {
    [ -n "$2" ] || complain "no value where $3 is expected" || return
    awk -v want="$1" -v got="$2" -v exact="$3" 'BEGIN {
        d = got - exact; if (d < 0) d = -d
        s = exact < 0 ? -exact : exact; if (s == 0) s = 1
        exit !(d == 0 || -log(d / s) / log(10) >= want)
    }' || complain "$2 agrees with $3 to fewer than $1 digits"
}

# certified FILE SET STATISTIC: the value as NIST gives it.
certified() {
    awk -F, -v set="$2" -v stat="$3" '$1 == set && $3 == stat { print $4 }' "$SOURCE_DIR/tests/nist/$1"
}

@test "NIST univariate: mean, sd and autocorrelation to 14 digits" {
    local set
    for set in PiDigits Lottery Lew Mavro Michelso NumAcc1 NumAcc2 NumAcc3 NumAcc4; do
        kom-sum -q --value y --stats mean,sd,autocorr1 "$SOURCE_DIR/tests/nist/univ_$set.csv" >out
        digits 14 "$(field mean <out)" "$(certified univ_certified.csv $set mean)"
        digits 14 "$(field sd <out)" "$(certified univ_certified.csv $set sd)"
        digits 14 "$(field autocorr1 <out)" "$(certified univ_certified.csv $set autocorr_lag1)"
    done
}

@test "NIST analysis of variance: sums of squares and F to 14 digits" {
    local set
    for set in SiRstv SmLs01 SmLs02 SmLs03 SmLs04 SmLs05 SmLs06 SmLs07 SmLs08 SmLs09 AtmWtAg; do
        kom-sum -q --value y --between treatment "$SOURCE_DIR/tests/nist/anova_$set.csv" >out
        digits 14 "$(field statistic <out)" "$(certified anova_certified.csv $set F)"
        digits 14 "$(field ss_between <out)" "$(certified anova_certified.csv $set ss_between)"
        digits 14 "$(field ss_within <out)" "$(certified anova_certified.csv $set ss_within)"
        [ "$(field df_between <out)" = "$(certified anova_certified.csv $set df_between)" ]
        [ "$(field df_within <out)" = "$(certified anova_certified.csv $set df_within)" ]
    done
}

# R 4.2.2: quantile(x, c(.05, .1, .25, .3, .5, .9, .975), type = t)
@test "the nine types of quantiles" {
    local type=0 want
    while read -r want; do
        type=$((type + 1))
        kom-sum -q --value x --quantile-type $type --stats p5,p10,p25,p30,median,p90,p97.5 data/sum/x.csv >out
        [ "$(tail -n 1 out)" = "x,$want" ] || complain "type $type: $(tail -n 1 out), not $want"
    done <<'END'
0.4,0.9,2.25,2.25,4,12.5,17
0.4,0.9,2.25,2.25,4,12.5,17
0.4,0.4,1.5,2.25,4,12.5,17
0.4,0.55,1.6875,2.175,4,11.48,15.5375
0.475,0.8,2.0625,2.63,4,13.4,17
0.4,0.6,1.875,2.44,4,15.2,17
0.7,1.02,2.25,2.82,4,11.82,15.65
0.4,0.7333333333333333,2,2.566666666666667,4,14,17
0.41875,0.75,2.015625,2.5825,4,13.85,17
END
    [ $type = 9 ]
}

# R 4.2.2: mean, sd, var, sd / sqrt(n), t.test(x)$conf.int, mad, IQR, acf(x)$acf[2]; G1, G2 and Gini by their formulas.
@test "the figures of R" {
    kom-sum -q --value x --stats mean,sd,var,se,conf,cv,mad,iqr,skewness,kurtosis,gini,autocorr1 data/sum/x.csv >out
    digits 14 "$(field mean <out)" 5.892307692307693
    digits 14 "$(field sd <out)" 4.901481330247951
    digits 14 "$(field var <out)" 24.024519230769229
    digits 14 "$(field se <out)" 1.359426327841418
    digits 11 "$(field conf_low <out)" 2.93037216822
    digits 11 "$(field conf_high <out)" 8.85424321640
    digits 14 "$(field cv <out)" 0.831844089989861
    digits 14 "$(field mad <out)" 4.59606
    digits 14 "$(field iqr <out)" 5.75
    digits 14 "$(field skewness <out)" 1.04918220057577
    digits 14 "$(field kurtosis <out)" 0.714731294954831
    digits 14 "$(field gini <out)" 0.435027113878289
    digits 14 "$(field autocorr1 <out)" -0.318031329966252
    kom-sum -q --value x --stats conf --level 0.9 data/sum/x.csv >out
    digits 11 "$(field conf_low <out)" 3.46941906537
    digits 11 "$(field conf_high <out)" 8.31519631924
}

# R 4.2.2: anova(lm(weight ~ group, PlantGrowth))
@test "between the groups of PlantGrowth" {
    kom-sum -q --value weight --between group data/sum/plant.csv >out
    digits 14 "$(field ss_between <out)" 3.76634
    digits 14 "$(field ss_within <out)" 10.49209
    digits 14 "$(field statistic <out)" 4.84608786238014
    digits 11 "$(field p_value <out)" 0.01590995832562
}

@test "the usual columns, by municipality, from a Danish file" {
    golden sum/usual -- kom-sum --thousands . --value beloeb --by kom data/sum/sales.csv
}

@test "sums are exact, counts of missing values per measure" {
    golden sum/sums -- kom-sum --thousands . --value beloeb,vaegt --by kom,periode --margins kom,periode \
        --stats n,missing,min,max,range,distinct data/sum/sales.csv
    printf 'y\n0.1\n0.1\n0.1\n0.1\n0.1\n0.1\n0.1\n0.1\n0.1\n0.1\n' >tenths.csv
    [ "$(kom-sum -q --value y --stats sum,mean,sd tenths.csv | tail -n 1)" = y,1,0.1,0 ]
    printf 'y\n123456789012345678\n-123456789012345677\n0.000000000000000001\n' >far.csv
    [ "$(kom-sum -q --value y --stats sum,range far.csv | tail -n 1)" = y,1.000000000000000001,246913578024691355 ]
}

# x sqrt(1000 / 999), Python's decimal: 1000500375312773682.8.
@test "squares beyond 128 bits, of groups and of their total" {
    { echo kom,x && yes 101,999999999999999999 | head -n 500 && yes 147,-999999999999999999 | head -n 500; } >squares.csv
    [ "$(kom-sum -q --by kom --margins kom --value x --stats n,mean,sd squares.csv | tail -n 3)" = \
        "$(printf '101,x,500,1e18,0\n147,x,500,-1e18,0\ntotal,x,1000,0,1.0005003753127736e18')" ]
}

@test "the same number in few and in many digits: all digits are shown, whichever group comes first" {
    local few=123456789012345680 many=123456789012345680.0000000000000000000
    printf 'kom,x\n101,%s\n147,%s\n' $many $few >many.csv
    printf 'kom,x\n101,%s\n147,%s\n' $few $many >few.csv
    for file in many few; do
        [ "$(kom-sum -q --by kom --margins kom --value x --stats min,max $file.csv | tail -n 1)" = total,x,$few,$few ]
        [ "$(kom-sum -q --value x --stats min,max $file.csv | tail -n 1)" = x,$few,$few ]
    done
}

# sum w x / sum w, sum w (x - m)^2 / sum w * n / (n - 1), sqrt(n / (n - 1) sum w^2 (x - m)^2) / sum w with Python's Fraction:
# x 1 2 4 8, w 1 2 3 0.5 give 42/13 and 2200/507, and 19872/28561 for the squared error.
@test "sampling weights" {
    printf 'x,w\n1,1\n2,2\n4,3\n8,0.5\n100,0\n5,\n,2\n' >w.csv
    kom-sum -q --value x --weight w --stats n,missing,sum,mean,var,sd,se,p25,median,p90 w.csv >out
    [ "$(field n <out)" = 4 ]
    [ "$(field missing <out)" = 1 ]
    [ "$(field sum <out)" = 21 ]
    digits 15 "$(field mean <out)" 3.230769230769231
    digits 15 "$(field var <out)" 4.339250493096647
    digits 15 "$(field sd <out)" 2.083086770419477
    digits 15 "$(field se <out)" 0.8341306597257323
    [ "$(field p25 <out)" = 2 ]
    [ "$(field median <out)" = 4 ]
    [ "$(field p90 <out)" = 4 ]
    fails 0 'no_weight 1, zero_weight 1' kom-sum --value x --weight w w.csv
    [ "$(kom-sum -q --value x --weight w --stats distinct,median w.csv | tail -n 1)" = x,4,4 ]
    printf 'x,w\n1,-1\n' >negative.csv
    fails_empty 3 'is negative, and a weight is at least 0' kom-sum --value x --weight w negative.csv
    fails 0 'no_weight 1' kom-sum --value x --weight w --missing -1 negative.csv
}

# R 4.2.2: binom.test(2, 10)$conf.int, binom.test(0, 20)$conf.int
@test "shares, persons never added up" {
    printf 'kom,buyers,recipients\nb,0,20\na,2,10\n' >shares.csv
    kom-sum -q --count buyers --of recipients --by kom shares.csv >out
    [ "$(head -n 1 out)" = kom,n,count,share,conf_low,conf_high ]
    [ "$(field share <out)" = 0.2 ]
    digits 11 "$(field conf_low <out)" 0.0252107263268280
    digits 11 "$(field conf_high <out)" 0.556095462307641
    [ "$(field conf_low 2 <out)" = 0 ]
    digits 11 "$(field conf_high 2 <out)" 0.168433470983085
    fails_empty 3 'recipients: does not add, and 2 rows.*kom-uptake' kom-sum --count buyers --of recipients shares.csv
    [ "$(kom-sum -q --count bought --of asked -r bought=buyers,asked=recipients shares.csv | field n)" = 30 ]
    printf 'k,n\n3,2\n' >above.csv
    fails_empty 3 'above.csv:2: column "k"' kom-sum --count k --of n above.csv
}

@test "what does not add is not summed" {
    fails_empty 3 'recipients are distinct persons.*kom-uptake --by' \
        kom-sum --value recipients --stats sum -r recipients=modtagere data/sum/sales.csv
    printf 'price\n3\n4\n' >price.csv
    fails_empty 3 'price does not add; --stats mean' kom-sum --value price --stats sum price.csv
    [ "$(kom-sum -q --value price --stats mean price.csv | tail -n 1)" = price,3.5 ]
}

# 0, 1 and 3: (2 (1 x 0 + 2 x 1 + 3 x 3) / (3 x 4)) - 4 / 3 = 1 / 2.
@test "gini of values from 0 on; a group with one below is blank, and counted" {
    printf 'kom,x\n101,0\n101,1\n101,3\n147,2\n147,-1\n' >gini.csv
    fails 0 'gini is blank in 1 rows: a value is below 0' kom-sum --by kom --value x --stats gini gini.csv
    [ "$(tail -n 2 "$BATS_TEST_TMPDIR/fails.out")" = "$(printf '101,x,0.5\n147,x,')" ]
    kom-sum --value x --stats gini --only kom=101 gini.csv 2>&1 | grep -c gini | grep -qx 1 # the heading alone
}

@test "refused calls" {
    kom-sum --help | grep -q quantile-type
    cd "$BATS_TEST_TMPDIR/work"
    fails_empty 2 'value' kom-sum data/sum/x.csv
    fails_empty 2 'quantile-type.*weighted' kom-sum --value x --weight x --quantile-type 7 data/sum/x.csv
    fails_empty 2 'weight.*gini' kom-sum --value x --weight x --stats gini data/sum/x.csv
    fails_empty 2 '"mode" is none of' kom-sum --value x --stats mode data/sum/x.csv
    fails_empty 2 '"p100" is none of' kom-sum --value x --stats p100 data/sum/x.csv
    fails_empty 2 'stands twice' kom-sum --value x --stats n,n data/sum/x.csv
    fails_empty 2 'time' kom-sum --value x --time x data/sum/x.csv
    fails_empty 2 'level' kom-sum --value x --level 0.9 data/sum/x.csv
    fails_empty 2 'ci' kom-sum --value x --ci exact data/sum/x.csv
    fails_empty 2 'between' kom-sum --count x --of x --between x data/sum/x.csv
    fails_empty 2 'margins: x is no column' kom-sum --value x --margins x data/sum/x.csv
    fails_empty 3 'no column "y"' kom-sum --value y data/sum/x.csv
    printf 'a,x\ntotal,1\nb,2\n' >total.csv
    fails_empty 3 'holds the value total.*--except a=total' kom-sum --value x --by a --margins a total.csv
    printf 'a,b,x\n1,total,1\n2,y,2\n' >second.csv
    fails_empty 3 'holds the value total' kom-sum --value x --by a,b --margins a,b second.csv
    fails_empty 3 'holds the value total' kom-sum --value x --by a,b --margins b second.csv
    fails 0 '' kom-sum --value x --by a,b --margins a second.csv
}

@test "a header without rows, and bad rows" {
    printf 'kom,y\n' >empty.csv
    [ "$(kom-sum -q --value y --by kom empty.csv)" = kom,measure,n,missing,mean,sd,min,p25,median,p75,max ]
    [ "$(kom-sum -q --value y --by kom --margins kom --stats n empty.csv)" = kom,measure,n ]
    [ "$(kom-sum -q --value y --between kom empty.csv | wc -l)" = 1 ]
    [ "$(kom-sum -q --count y --of y empty.csv)" = n,count,share,conf_low,conf_high ]
    printf 'kom,y\n101,\n' >blank.csv
    [ "$(kom-sum -q --value y --weight y --stats n,mean,p25,sum,iqr,distinct blank.csv)" = measure,n,mean,p25,sum,iqr,distinct ]
    [ "$(kom-sum -q --value y --between kom blank.csv | tail -n 1)" = y,0,0,,,,,,, ]
    [ "$(kom-sum -q --value y --stats n,sum,conf,mad,gini,kurtosis,autocorr1,distinct blank.csv | tail -n 1)" = y,0,,,,,,,,0 ]
    printf 'y\n1\nx\n3\n' >bad.csv
    fails_empty 3 'bad.csv:3: column "y": "x" is no number' kom-sum --value y bad.csv
    [ "$(kom-sum -q --bad-rows skip --value y --stats n,mean bad.csv 2>messages | tail -n 1)" = y,2,2 ]
    [ "$(printf 'y\n..\n.\n\n' | kom-sum -q --value y | tail -n 1)" = y,0,3,,,,,,, ]
}

# -1/42 and -25/42: Python's Fraction.
@test "autocorrelation along time" {
    printf 't,y\n2019K3,4\n2019K1,1\n2019K2,3\n' >time.csv
    [ "$(kom-sum -q --value y --stats autocorr1 --time t time.csv | tail -n 1)" = y,-0.023809523809523808 ]
    [ "$(kom-sum -q --value y --stats autocorr1 time.csv | tail -n 1)" = y,-0.5952380952380952 ]
    printf 't,y\n2019K1,4\n2019K1,1\n2019K2,3\n' >tied.csv
    fails 0 'a time occurs twice' kom-sum -q --value y --stats autocorr1 --time t tied.csv
    # Periods that begin on one day are not one time. Deviations -3 0 -2 4 1: (-8 + 4) / 30.
    printf 't,y\n2019,1\n2019-H1,4\n2019-Q1,2\n2019-01,8\n2019-01-01,5\n' >kinds.csv
    [ "$(kom-sum -q --value y --stats autocorr1 --time t kinds.csv | tail -n 1)" = y,-0.13333333333333333 ]
    [ "$(tail -n 1 "$BATS_TEST_TMPDIR/fails.out")" = y, ]
}

@test "before stands before after, total last" {
    printf 'phase,y\ntotal,1\nafter,2\nzeta,3\nbefore,4\n' >phase.csv
    [ "$(kom-sum -q --value y --by phase --stats n phase.csv | cut -d, -f1 | tr '\n' ' ')" = 'phase before after zeta total ' ]
}

@test "order, threads and splitting change no bit" {
    local stats=n,missing,sum,mean,sd,var,se,conf,cv,min,max,range,median,p1,iqr,mad,skewness,kurtosis,gini,distinct,largest_share
    awk 'BEGIN { s = 7; for (i = 0; i < 250000; i++) {
        s = (s * 16807) % 2147483647
        x = s % 1000003
        print s % 98 + 101 "," (i % 7 ? x / 100 : x % 11 ? x % 13 : x % 2 ? "" : "1e-25") "," s % 9 + 0.25
    } }' >rows
    [ "$(wc -c <rows)" -gt 4194304 ] || awk '{ print; print }' rows >twice && mv twice rows
    { echo kom,y,w && cat rows; } >plain.csv
    { echo kom,y,w && sort -t, -k3,3 -k2,2 rows; } >sorted.csv
    { echo kom,y,w && awk 'NR % 3 == 0' rows; } >third.csv
    { echo y,w,kom && awk -F, 'NR % 3 { print $2 "," $3 "," $1 }' rows; } >others.csv
    local call=(--value y,w --by kom --margins kom)
    kom-sum -q -j 1 "${call[@]}" --stats $stats plain.csv >one 2>/dev/null
    kom-sum -q -j 4 "${call[@]}" --stats $stats plain.csv >four 2>/dev/null
    kom-sum -q -j 4 "${call[@]}" --stats $stats sorted.csv >sorted 2>/dev/null
    kom-sum -q -j 4 "${call[@]}" --stats $stats third.csv others.csv >split 2>/dev/null
    [ "$(wc -l <one)" = 199 ]
    cmp one four
    cmp one sorted
    cmp one split
    kom-sum -q -j 1 "${call[@]}" --weight w plain.csv >one
    kom-sum -q -j 4 "${call[@]}" --weight w sorted.csv >four
    cmp one four
    kom-sum -q -j 1 --value y --between kom plain.csv >one
    kom-sum -q -j 4 --value y --between kom sorted.csv >four
    cmp one four
}

@test "a full disk and a closed pipe" {
    with_full_disk kom-sum --value x data/sum/x.csv
    with_closed_pipe kom-sum -q --value x data/sum/x.csv
}

# One municipality in two networks; the rows have neither networks nor regions.
by_tables() {
    printf 'kom,network,wave\n730,A,1\n751,A,1\n730,B,1\n101,B,2\n' >networks.csv
    printf 'kom;region\n101;Hoved\n751;Midt\n730;Midt\n' >municipalities.csv
    printf 'kom,y\n730,1\n730,2\n751,10\n751,12\n101,5\n101,7\n999,100\n999,101\n' >rows.csv
}

@test "by-columns of municipalities and networks" {
    by_tables
    local call=(kom-sum -q --value y --stats n,sum)
    [ "$("${call[@]}" --by region --municipalities municipalities.csv rows.csv)" = "region,measure,n,sum
,y,2,201
Hoved,y,2,12
Midt,y,4,25" ]
    [ "$("${call[@]}" --by region,kom --margins region --municipalities municipalities.csv rows.csv | tail -n 1)" = total,999,y,2,201 ]
    printf 'kom,region,y\n101,Own,5\n' >own.csv
    [ "$("${call[@]}" --by region --municipalities municipalities.csv own.csv | tail -n 1)" = Own,y,1,5 ]
    printf 'y\n5\n' >nokom.csv
    fails_empty 3 'no column "kom"' "${call[@]}" --by region --municipalities municipalities.csv nokom.csv
    fails_empty 3 'no column "nope".*nor has --networks$' "${call[@]}" --by nope --networks networks.csv rows.csv
    fails_empty 3 'no column "netwrok".*nor has --networks; did you mean "network"$' "${call[@]}" --by netwrok --networks networks.csv rows.csv
    fails_empty 2 'networks: the table has no column of --by' "${call[@]}" --by kom --networks networks.csv rows.csv
    fails_empty 2 'overlap: has no meaning without --networks' "${call[@]}" --overlap both rows.csv
    printf 'kom,region\n101,A\n101,A\n101,B\n' >twice.csv
    fails_empty 3 'twice.csv:4: .*the same kom stands in line 2' "${call[@]}" --by region --municipalities twice.csv rows.csv
}

@test "a municipality in several networks" {
    by_tables
    local call=(kom-sum --value y --by network --networks networks.csv --stats n,sum,median) jobs
    fails_empty 3 'kom 730 is in several; say with --overlap both, drop or assign=730:NETWORK' "${call[@]}" rows.csv
    fails_empty 3 'kom 730 is in several, and --overlap assign= does not name' "${call[@]}" --overlap assign=751:A rows.csv
    fails_empty 2 'overlap: "assign=730"' "${call[@]}" --overlap assign=730 rows.csv
    # a total holds the rows of both networks once
    for jobs in 1 4; do
        [ "$("${call[@]}" -q -j $jobs --overlap both --margins network rows.csv 2>messages)" = "network,measure,n,sum,median
,y,2,201,100.5
A,y,4,25,6
B,y,4,15,3.5
total,y,8,238,8.5" ]
        [ "$(cat messages)" = 'kom-sum: networks: rows of kom 730 count in each of several; networks do not add' ]
    done
    [ "$("${call[@]}" --overlap drop rows.csv 2>messages | sed -n 3,4p)" = "A,y,2,22,11
B,y,2,12,6" ]
    [ "$(cat messages)" = 'kom-sum: rows: 8 rows read, 6 used, 2 set aside (several_networks 2)' ]
    [ "$("${call[@]}" -q --overlap assign=730:B rows.csv | tail -n 1)" = B,y,4,15,3.5 ]
    # rows that have the same value in the column asked for are no choice
    [ "$(kom-sum -q --value y --by wave --networks networks.csv --stats n rows.csv | tail -n 2)" = "1,y,4
2,y,2" ]
    # nor is a municipality that the rows do not have
    grep -v ^730 rows.csv >without.csv
    [ "$("${call[@]}" -q without.csv | tail -n 1)" = B,y,2,12,6 ]
    [ "$(kom-sum -q --value y --between kom --by network --networks networks.csv --overlap both rows.csv 2>/dev/null | cut -d, -f1-4 | tail -n 2)" = "A,y,4,2
B,y,4,2" ]
    [ "$(kom-sum -q --count y --of y --by network --margins network --networks networks.csv --overlap both rows.csv 2>/dev/null | cut -d, -f1-3 | tail -n 2)" = "B,15,15
total,238,238" ]
}

@test "0101 in one table and 101 in another" {
    by_tables
    sed 's/^101/0101/' municipalities.csv >padded.csv
    local call=(kom-sum -q --value y --stats n,sum)
    fails_empty 3 'rows.csv:6: column "kom": 101 stands here where municipalities has 0101; use --kom-digits 3' \
        "${call[@]}" --by region --municipalities padded.csv rows.csv
    [ "$("${call[@]}" --kom-digits 3 --by region --municipalities padded.csv rows.csv | sed -n 3p)" = Hoved,y,2,12 ]
    fails_empty 3 'municipalities has 0101 where networks has 101; use --kom-digits' "${call[@]}" --by region,network \
        --overlap both --municipalities padded.csv --networks networks.csv rows.csv
    [ "$("${call[@]}" --kom-digits 4 --by network --networks networks.csv --overlap assign=0730:B rows.csv | tail -n 1)" = B,y,4,15 ]
}

@test "periods in two spellings are one group, from the raw file as from the stream" {
    printf 'kom,period,y\n101,2019K2,1\n101,2019-Q2,2\n' >spelled.csv
    kom-sum -q --value y --by period --stats n,sum spelled.csv >raw
    kom-read -q spelled.csv | kom-sum -q --value y --by period --stats n,sum >stream
    same raw stream
    [ "$(tail -n 1 raw)" = 2019-Q2,y,2,3 ]
}

@test "a figure beyond the doubles is blank, and that is said" {
    printf 'b,w\n1e308,1\n1e308,1\n9e307,1\n1e300,1\n' >beyond.csv
    golden sum/beyond -- kom-sum -y b --stats n,sum,mean,sd,var,skewness,kurtosis beyond.csv
    fails 0 'figures are blank: .* beyond 1.8e308' kom-sum -y b --stats var,sd -w w beyond.csv
    printf 'b\n1e30\n2e30\n' >large.csv
    kom-sum -q -y b --stats n,sum,mean,sd,var,se,cv,range,skewness large.csv 2>said
    [ ! -s said ]
}

@test "a weighted sum of numbers that are no decimals" {
    printf 'x,w\n1e-300,2\n3e-300,0.5\n' >tiny.csv
    [ "$(kom-sum -q --value x --weight w --stats n,sum tiny.csv | tail -n 1)" = x,2,3.5e-300 ]
}

# One sum is small and the other is not, so that they are kept in two ways; KOM_CAREFUL keeps all in full.
@test "shares and figures of counts of any size" {
    printf 'kom,events,base\na,2,30000000\na,1,30000000\nb,1,4\nc,30000000,30000001\nd,0,30000000\n' >large.csv
    kom-sum -q --count events --of base --by kom large.csv >out
    [ "$(cut -d , -f 1-4 out | tr '\n' ' ')" = \
        "kom,n,count,share a,60000000,3,5e-8 b,4,1,0.25 c,30000001,30000000,0.9999999666666678 d,30000000,0,0 " ]
    KOM_CAREFUL=1 kom-sum -q --count events --of base --by kom large.csv | cmp - out
    printf 'kom,x\na,1\na,30000000.25\na,\nb,-1.5\nb,0.125\nc,1e300\nc,2\nd,30000000\nd,1\ne,\n' >mixed.csv
    kom-sum -q --by kom --stats n,missing,sum,mean,sd,min,max --value x mixed.csv >out
    KOM_CAREFUL=1 kom-sum -q --by kom --stats n,missing,sum,mean,sd,min,max --value x mixed.csv | cmp - out
    grep -qx 'a,x,2,1,30000001.25,15000000.625,21213202.90526634,1,30000000.25' out
    grep -qx 'b,x,2,0,-1.375,-0.6875,1.1490485194281397,-1.5,0.125' out
    grep -qx 'd,x,2,0,30000001,15000000.5,21213202.728489645,1,30000000' out
}

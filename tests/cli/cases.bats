# SPDX-License-Identifier: GPL-3.0-or-later
# What people report, one case a test: the call, the value, and the kind of fault it stands for. Inputs: data/cases/README.md.
# Each kind has more tests where its tool is tested; case 81 (patterns) is in check.bats.
load helper

# gives EXPECTED COMMAND...: exactly that on standard output, exit 0.
gives() {
    local expected=$1 status=0
    shift
    "$@" >got.out 2>got.err || status=$?
    printf '%s\n' "$expected" >expected.out
    [ "$status" -eq 0 ] || complain "exit $status: $*" "$(cat got.err)" || return
    same expected.out got.out
}

# refused STATUS MESSAGE COMMAND...: nothing on standard output, MESSAGE is a part of what is said.
refused() {
    local wanted=$1 message=$2 status=0
    shift 2
    "$@" >got.out 2>got.err || status=$?
    [ "$status" -eq "$wanted" ] || complain "exit $status, not $wanted: $*" "$(cat got.err)" || return
    [ ! -s got.out ] || complain "not nothing on standard output" "$(cat got.out)" || return
    grep -qF -e "$message" got.err || complain "not said: $message" "$(cat got.err)"
}

# row EXPECTED NAMES COMMAND...: the fields NAMES (with commas) of every row of the result, rows parted by blanks.
row() {
    local expected=$1 names=$2 status=0 got
    shift 2
    "$@" >got.out 2>got.err || status=$?
    [ "$status" -eq 0 ] || complain "exit $status: $*" "$(cat got.err)" || return
    got=$(python3 -c '
import csv, sys
print(" ".join("|".join(row[name] for name in sys.argv[1].split(",")) for row in csv.DictReader(open("got.out", encoding="utf-8"))))' "$names")
    [ "$got" = "$expected" ] || complain "$*" "wanted $expected" "got    $got"
}

# said TEXT: a part of what the last call said.
said() {
    grep -qF -e "$1" got.err || complain "not said: $1" "$(cat got.err)"
}

# ---- files ---------------------------------------------------------------------------------------------------------------

# kind: one side of a table (header or rows) has a field that the other lacks
@test "02 a delimiter at the end, on one side only" {
    refused 3 'a3.csv:2: every row has 4 of 3 fields; one field more' kom-sum -y beløb data/files/a3.csv
    row '12.5|1' mean,n kom-sum -y beløb data/files/a4.csv
    gives $'kom,dato,beløb\n101,2019-03-01,12.50' kom-read data/files/a4.csv
}

# kind: quotes that are no quotes, because they do not open the field
@test "03 a blank before a quote" {
    refused 3 'a blank stands before the quote of column "antal"' kom-sum -y antal data/files/b.csv
    refused 3 'a blank stands before the quote of "antal"' kom-read data/files/b3.csv
}

# kind: a mark that is not one byte, or not one sign
@test "09 groups of three parted by NBSP, U+202F and apostrophes" {
    gives $'measure,n,sum\nbeloeb,2,3234.75' kom-sum --thousands nbsp -y beloeb --stats n,sum data/files/nb.csv
    gives $'measure,n,sum\nbeloeb,2,3234.75' kom-sum --thousands nbsp -y beloeb --stats n,sum data/files/nb1252.csv
    gives $'measure,n,sum\nbeloeb,1,1234.5' kom-sum --thousands nnbsp -y beloeb --stats n,sum data/files/nnb.csv
    gives $'measure,n,sum\nbeloeb,2,3234.75' kom-sum --thousands apostrophe -y beloeb --stats n,sum data/files/apo.csv
}

# kind: a sign of the number that stands elsewhere, or is another sign
@test "10 minus after the number, parentheses, U+2212" {
    row '-1484.5|3' sum,n kom-sum --thousands . --negative trailing,parentheses -y beloeb --stats n,sum data/files/neg.csv
    sed '2,3d' data/files/neg.csv >minus.csv
    row '-50|1' sum,n kom-sum -y beloeb --stats n,sum minus.csv
}

# kind: lines that are no part of the table
@test "11 lines above the header, and sep=;" {
    refused 3 'use --skip-lines 2' kom-read data/files/pre.csv
    gives $'omraade,tid,indhold\nAarhus,2019-Q1,345332' kom-read --skip-lines 2 data/files/pre.csv
    refused 3 'use --skip-lines 1' kom-read data/files/pre2.csv
    gives $'omraade,tid,indhold\nAarhus,2019-Q1,345332\nOdense,2019-Q1,204182' kom-read --skip-lines 1 data/files/pre2.csv
    gives $'kom,dato,beloeb\n101,2019-03-01,12.50\n147,2019-03-02,7.25' kom-read data/files/sep.csv
}

# kind: a header that lacks a name throughout
@test "12 R's row names" {
    refused 3 'the header is one name short throughout, perhaps that of row names; use --skip-lines 1 --header row,kom,antal' kom-read data/files/wt2.csv
    gives $'row,kom,antal\n1,101,5.5\n2,147,6' kom-read --skip-lines 1 --header row,kom,antal data/files/wt2.csv
}

# kind: one text in two Unicode forms
@test "16 decomposed letters" {
    row 'Århus|2|11' område,n,sum kom-sum -b område -y indhold --stats n,sum data/files/nfd.csv
    [ "$(grep -c 'with letters composed' got.err)" -eq 1 ]
    row 'Århus|5.5' område,mean kom-sum -b område -y indhold data/files/nfd.csv
}

# kind: signs that nobody sees
@test "17 signs in headings that cannot be seen" {
    row '101|5' kom,mean kom-sum -b kom -y beloeb data/files/hb.csv
    row '101|5' kom,mean kom-sum -b kom -y beloeb data/files/zw.csv
}

# kind: what a schema says of one field, and not of the table
@test "20 missing signs of one field" {
    gives file,line,column,rule,value,message kom-check -S data/files/mv.json data/files/mv.csv
    row 'updated_at|type|0' column,rule,value kom-check --exit-zero -S <(sed 's/,"missingValues":\["0"\]//' data/files/mv.json) data/files/mv.csv
}

# kind: one thing that people write in many forms
@test "22 days" {
    local line=0 form
    for form in dmy dmy dmy 'dmy --century 1930' dmy iso iso date9 words ymd; do
        line=$((line + 1))
        # shellcheck disable=SC2086 # form and century
        gives "id,dato
$line,2019-02-01" kom-read --day dato=$form <(sed -n "1p;$((line + 1))p" data/files/dag.csv)
    done
    gives $'id,dato\n1,2019-02-01' kom-read --day dato=excel <(printf 'id;dato\n1;43497\n')
    gives $'id,dato\n1,2019-02-01' kom-read --day dato=sas <(printf 'id;dato\n1;21581\n')
    gives $'id,dato\n1,2019-02-01' kom-read --day dato=statbank <(printf 'id;dato\n1;2019M02D01\n')
    gives $'id,dato\n1,2019-02-01' kom-read --day dato=dmy+time <(printf 'id;dato\n1;1.2.2019 13:45\n')
    for form in iso dmy mdy ymd excel sas date9 statbank words; do
        refused 3 'no other form of --day reads it either (' kom-read --day dato=$form <(printf 'id;dato\n1;31/31/2019\n')
        ! grep -qE "\(([a-z0-9]+, )*$form[,)]" got.err || complain "the form just used: $(cat got.err)" || return
    done
}

# kind: a key that looks like a period and is none
@test "26 a period misspelt" {
    refused 3 'px.csv:3: column "tid": "2019_06" is no period' kom-read --dialect statbank --canonical data/files/px.csv
    refused 3 '"2019_06" is no period' kom-diff --by '' --value indhold --at 2019-06 --time tid data/files/px.csv
    gives $'tid,indhold\n2020-03-21,5' kom-read <(printf 'tid;indhold\n2020M03D21;5\n')
}

# ---- comparisons ---------------------------------------------------------------------------------------------------------

# kind: an interval that is there although the estimate has no error
@test "31 no event on either side" {
    row '1|ratio|||||no_events 1|difference|0|-0.0000894273807058|0.0000925110834888|1|no_events' \
        kom,term,estimate,conf_low,conf_high,p_value,warning kom-diff --count salg --exposure dage --phase phase data/diff/r2.csv
    row 'ratio|| difference|0|1 ratio|0.344827586207|0.650636718672 difference|-0.0000476489028213|' \
        term,estimate,p_value kom-diff --count salg --exposure dage --phase phase data/cases/31/r2b.csv
}

# kind: p beside an interval of another rule
# Twice the smaller tail: 2 * P(X >= 5), X binomial 8, 1/4 = 2 * 0.02729797363.
@test "32 exact rates: p goes with the interval, in the ratio row" {
    row 'ratio|0.0545959472656|0.972790181886|32.1974636986 difference||0.000114570864822|0.0107154101136' \
        term,p_value,conf_low,conf_high kom-diff --count x --exposure t --phase phase data/diff/rp.csv
}

# kind: p and interval that judge zeros (ties) unlike
# The exact p of the 27 pairs that differ, shifted, as the enumeration of all signs of their midranks has them.
@test "34 signed ranks with many zeros" {
    local shift
    row '27|1.5|1|1.5|zeros_dropped(45)' n,estimate,conf_low,conf_high,warning \
        kom-diff -b '' -y y --phase phase --id id --method wilcoxon data/diff/wz.csv
    awk -F, '{ at = NR % 2 } !at { line = $0; before = $3 } NR == 1 || (at && $3 != before) { if (NR > 1) print line; print }' data/diff/wz.csv >pairs.csv
    for shift in 0.99:0.0005 1:0.078 1.5:0.57 1.51:0.013; do
        awk -F, -v OFS=, -v s="${shift%:*}" '$2 == "after" { $3 = sprintf("%.2f", $3 - s) } { print }' pairs.csv >shifted.csv
        kom-diff -q -b '' -y y --phase phase --id id --method wilcoxon shifted.csv | python3 -c '
import csv, sys
p, want = float(next(csv.DictReader(sys.stdin))["p_value"]), sys.argv[1]
assert round(p, len(want) - 2) == float(want), (p, want)' "${shift#*:}"
    done
    row '30|0|0|0|1|zeros_dropped(40)' n,estimate,conf_low,conf_high,p_value,warning \
        kom-diff -b '' -y y --phase phase --id id --method wilcoxon data/cases/34/wx3.csv
}

# kind: a robust error of what rests on one row
@test "36 a coefficient of one row" {
    local vcov
    for vcov in hc0 hc1 hc2 hc3; do
        row 'a1||||leverage_one' term,estimate,std_error,p_value,warning only a1 \
            kom-did --method ols -y y --covariates a1,a2 --vcov $vcov data/did/one_row_of_two.csv
        grep -qE '^y,a2,12,0\.479[0-9]*,0\.[0-9]+,' got.full
    done
    row 'a1|2.971633333333333|0.692741424012748|0.00202104566708|' term,estimate,std_error,p_value,warning only a1 \
        kom-did --method ols -y y --covariates a1,a2 data/did/one_row_of_two.csv
}

# only TERM COMMAND...: the rows of that term; the whole result stays in got.full.
only() {
    local term=$1
    shift
    "$@" >got.full || return
    awk -F, -v term="$term" 'NR == 1 || $2 == term' got.full
}

# kind: means over unlike periods. As a regression with effects of units and years has it; what happens over 60 panels of
# each form is in tests/prop/test_unbalanced.py.
@test "37 an unbalanced panel without an effect" {
    row '-0.00561153846154|0.757224392658' estimate,p_value kom-did -y y -x start data/did/missing_one_start.csv
    grep -q 'adjusted(26)' got.out
    row '-0.00561153846154|0.796846652516' estimate,p_value kom-did -y y -x start --method twfe data/did/missing_one_start.csv
    row '-0.00783325320513|0.680222587119' estimate,p_value kom-did -y y -x start data/did/missing_two_starts.csv
    grep -q 'adjusted(26)' got.out
    for file in one_start two_starts; do
        refused 5 'unit 005 has no value in 2013; use --unbalanced adjust' kom-did -y y -x start --unbalanced drop data/did/missing_$file.csv
    done
}

# kind: a difference that was under way before
@test "43 a straight line taken for an effect" {
    row 'difference|trend(4.9e-10); short_series(10)|0.000998969192577 given_trend|short_series(10)|0.691044602016' \
        term,warning,p_value kom-diff -y y --at 2005 data/diff/tr10.csv
    row 'difference|trend(6.9e-21); short_series(16)|0.0000122439664148 given_trend|short_series(16)|0.380288122648' \
        term,warning,p_value kom-diff -y y --at 2008 data/diff/tr16.csv
    row 'difference|serial(0.65); trend(8.9e-34)|3.83257229353e-8 given_trend||0.310405440719' \
        term,warning,p_value kom-diff -y y --at 2012 data/diff/tr24.csv
}

# ---- what is declared, and what is there -----------------------------------------------------------------------------------

# kind: a check that has nothing to check
@test "45 declared columns that are not there" {
    local status=0
    kom-check -S data/check/absent/typo.json data/check/absent/typo.csv >got.out 2>got.err || status=$?
    [ "$status" -eq 1 ]
    [ "$(cut -d, -f3,4 got.out | tail -n +2 | tr '\n' ' ')" = 'antal,missing_column dag,missing_column antall,extra_column dato2,extra_column ' ]
    refused 3 'nh.csv:1: the first record is taken for data' kom-check -S data/check/absent/nh.json data/check/absent/nh.csv
}

# kind: every row bad for one reason. The code list is Statistics Norway's, of 2020.
@test "60 every row two fields short" {
    refused 3 'has 6 of 8 fields; use --short-rows fill' kom-read data/files/ssb_2020.csv
    kom-read --short-rows fill data/files/ssb_2020.csv >got.out 2>got.err
    [ "$(wc -l <got.out) $(sed -n 2p got.out)" = '358 0301,,1,Oslo,,,,' ]
    said '357 rows read, 357 used, 0 set aside'
}

# kind: no row meets, and the answer is 0
@test "71 keys that meet nothing" {
    uptake() { kom-uptake --offerings data/rows/keys/offerings.csv --recipients data/rows/keys/recipients.csv "$@"; }
    refused 3 '"Ballerup" (1 row; its code is 151)' uptake data/rows/keys/names.csv
    said 'turn names into codes: kom-join --name-to-code kommune data/rows/keys/names.csv'
    refused 3 '"Rengøring" stands here where offerings has "rengoering"' uptake data/rows/keys/service.csv
    refused 3 'written here as "A999", there as "a999"' uptake data/rows/keys/persons.csv
    for quiet in '' -q; do
        # shellcheck disable=SC2086 # nothing, or -q
        row '151|2|1|1|100 316|1|1|1|50' kom,recipients,buyers,sales,amount uptake $quiet data/rows/keys/onewrong.csv
        said '999 (1 row)'
        said '"havearbejde" (1 row)'
    done
}

# kind: a number that stands where there is none
@test "72 a number marked as missing" {
    row '2|1.5' n_before,mean_before kom-diff --phase phase --value value data/rows/status_diff.csv
    row '0|3' estimate,n kom-did -x treated data/rows/status_did.csv
    row '3|5' sales,amount kom-uptake data/rows/status_uptake.csv
}

# ---- levels and leverage -------------------------------------------------------------------------------------------------

# kind: a robust error of what rests on one cluster. Coded 1/2 the intercept cannot be estimated without that cluster either,
# so no row is left: exit 5.
@test "80 one treated cluster, coded 0/1 and 1/2" {
    local test
    for test in '--vcov cr1' '--vcov cr2' '--vcov cr3' '--test wild'; do
        # shellcheck disable=SC2086 # an option and its value
        row 'x01||||one_treated_cluster; few_clusters(8)' term,estimate,std_error,p_value,warning only x01 \
            kom-did --method ols -y y --covariates x01 -c c $test data/did/one_cluster.csv
        # shellcheck disable=SC2086
        refused 5 one_treated_cluster kom-did --method ols -y y --covariates x12 -c c $test data/did/one_cluster.csv
    done
}

# kind: as 36, one regressor
@test "80 leverage 1" {
    local vcov
    for vcov in hc0 hc1 hc2 hc3; do
        row 'd||||leverage_one' term,estimate,std_error,p_value,warning only d kom-did --method ols -y y --covariates d --vcov $vcov data/did/one_row.csv
    done
}

# kind: an end of an interval that was searched where there is none
@test "80 wild bootstrap of 5 clusters" {
    row '1.6|||0.125|0.0625' estimate,conf_low,conf_high,p_value,p_min kom-did -x first --method twfe --test wild data/did/five_clusters.csv
    grep -q p_min_too_large got.out
}

# kind: rounding taken for variation
@test "80 an exact line" {
    row 'level|2.9|||exact_fit slope|0.2|||exact_fit' term,estimate,std_error,statistic,warning \
        steps kom-diff --by '' --at 2019-01 -y v --se newey-west data/diff/line.csv
}

steps() {
    "$@" >got.full || return
    grep -E '^measure,|,(level|slope),' got.full
}

# kind: as the line, in panels
@test "80 no variation at a large level" {
    local level
    for level in data/did/no_variation.csv <(sed 's/,10*\([0-9]\.\)/,\1/' data/did/no_variation.csv); do
        cat "$level" >panel.csv
        row '0.3||||no_variance; few_treated(3); assignment_not_random' estimate,std_error,conf_low,p_value,warning kom-did -x first panel.csv
        refused 5 exact_fit kom-did -x first --method twfe panel.csv
    done
}

# kind: digits that a large level eats
@test "80 the same values plus 1e7" {
    local method
    row '0.0519480519481|-0.8|0' p_value,conf_low,conf_high kom-diff --by '' --phase side -y v --method permutation data/diff/r57.csv
    row '0.0519480519481|-0.8|0' p_value,conf_low,conf_high kom-diff --by '' --phase side -y v --method permutation data/diff/r57s.csv
    for method in welch wilcoxon; do
        names=estimate,std_error,conf_low,conf_high,p_value,hedges_g,hedges_g_low,sd_before,sd_after
        kom-diff -q --by '' --phase side -y v --method $method data/diff/r57.csv >got.out
        row "$(python3 -c '
import csv, sys
print("|".join(next(csv.DictReader(open("got.out")))[name] for name in sys.argv[1].split(",")))' $names)" $names \
            kom-diff -q --by '' --phase side -y v --method $method data/diff/r57s.csv
    done
}

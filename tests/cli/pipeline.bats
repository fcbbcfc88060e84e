#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The tools in one pipe on the sample: checked, counted, compared, written for people; and with Miller between.
bats_require_minimum_version 1.5.0
load helper

UPTAKE="--offerings sample/offerings.csv --recipients sample/recipients.csv.gz
    --participation sample/participation.csv"

sample() {
    ln -s "$SOURCE_DIR/data/sample" sample
}

# truth QUANTITY KEY: the value that truth.csv gives.
truth() {
    python3 -c '
import csv, sys
rows = csv.DictReader(open("sample/truth.csv", encoding="utf-8", newline=""))
print([r["value"] for r in rows if [r["item"], r["key"]] == sys.argv[1:]][0])' "$1" "$2"
}

# field NAME FILE: a field of the only row of a file.
field() {
    python3 -c '
import csv, sys
rows = list(csv.DictReader(open(sys.argv[2], encoding="utf-8", newline="")))
assert len(rows) == 1, rows
print(rows[0][sys.argv[1]])' "$1" "$2"
}

# between LOW X HIGH
between() {
    python3 -c 'import sys; a, x, b = map(float, sys.argv[1:]); sys.exit(not a < x < b)' "$@" ||
        complain "$2 is not between $1 and $3"
}

@test "the sample is checked: only the rows that the generator meant" {
    sample
    run --separate-stderr kom-check sample/sales.csv.gz --offerings sample/offerings.csv \
        --recipients sample/recipients.csv.gz --participation sample/participation.csv
    [ "$status" = 1 ]
    [ "$(grep -c ,not_offered, <<<"$output")" = "$(truth rows not_offered)" ]
    [ "$(grep -c ,not_recipient, <<<"$output")" = "$(truth rows not_recipient)" ]
    [ "${#lines[@]}" = $((1 + $(truth rows not_offered) + $(truth rows not_recipient))) ]
}

@test "from sales to a Danish table in one pipe" {
    sample
    kom-uptake -q sample/sales.csv.gz $UPTAKE --by '' --period event:12m 2>/dev/null |
        kom-diff -q --count buyers --of recipients --phase period --by '' |
        kom-table -q --lang da --percent estimate --columns term,estimate,conf_low,conf_high,n >table
    [ "$(wc -l <table)" = 3 ] || complain "$(cat table)"
    grep -q 'Estimat' table || complain "$(cat table)"
    grep -qE '1,01' table || complain "$(cat table)"
}

@test "the known change lies inside the interval" {
    sample
    kom-uptake -q sample/sales.csv.gz $UPTAKE --by '' --period event:12m 2>/dev/null |
        kom-diff -q --count buyers --of recipients --phase period --by '' >change.csv
    between "$(field conf_low change.csv)" "$(truth uptake_change all)" "$(field conf_high change.csv)"
    [ "$(field count_before change.csv)" = "$(truth buyers_before all)" ]
    [ "$(field count_after change.csv)" = "$(truth buyers_after all)" ]
    [ "$(field n_before change.csv)" = "$(truth recipients_before all)" ]
    [ "$(field n_after change.csv)" = "$(truth recipients_after all)" ]
}

@test "each municipality by itself: the nine intervals hold the nine known changes" {
    sample
    kom-uptake -q sample/sales.csv.gz $UPTAKE --period event:12m 2>/dev/null |
        kom-diff -q --count buyers --of recipients --phase period >change.csv
    run python3 -c '
import csv
truth = {r["key"]: float(r["value"]) for r in csv.DictReader(open("sample/truth.csv", encoding="utf-8"))
         if r["item"] == "uptake_change" and r["key"] != "all"}
rows = {r["kom"]: r for r in csv.DictReader(open("change.csv", encoding="utf-8"))}
inside = [float(rows[k]["conf_low"]) < v < float(rows[k]["conf_high"]) for k, v in truth.items()]
print(len(inside), sum(inside), sum(r["estimate"] != "" for r in rows.values()), len(rows))'
    [ "$output" = "9 9 9 98" ] || complain "$output"
}

@test "the file between the stages changes nothing" {
    sample
    kom-uptake -q sample/sales.csv.gz $UPTAKE --period event:12m -o uptake.csv 2>/dev/null
    kom-uptake -q sample/sales.csv.gz $UPTAKE --period event:12m 2>/dev/null | cmp - uptake.csv
    kom-diff -q uptake.csv --count buyers --of recipients --phase period >one
    kom-read -q uptake.csv | kom-diff -q --count buyers --of recipients --phase period | cmp - one
    gzip -c uptake.csv | kom-diff -q --count buyers --of recipients --phase period | cmp - one
}

@test "kom-read before kom-uptake gives the same figures as the extract itself" {
    sample
    kom-uptake -q sample/sales.csv.gz $UPTAKE --by kom,ydelse -j "${JOBS:-1}" >straight 2>/dev/null
    kom-read -q --canonical sample/sales.csv.gz 2>/dev/null |
        kom-uptake -q $UPTAKE --by kom,ydelse >piped 2>/dev/null
    cmp straight piped
}

@test "an outcome from the panel: twelve months on each side of each start" {
    sample
    gzip -dc sample/panel.csv.gz | kom-diff -q --value value --participation sample/participation.csv \
        --skip 0 --window 12 >change.csv
    run python3 -c '
import csv
rows = [r for r in csv.DictReader(open("change.csv", encoding="utf-8"))
        if r["estimate"] and r["term"] == "difference"]
print(len(rows), sum(int(r["n_before"]) == 12 == int(r["n_after"]) for r in rows))'
    [ "$output" = "9 9" ] || complain "$output"
}

@test "Miller in the middle of a pipe" {
    command -v mlr >/dev/null || skip "no mlr"
    sample
    kom-uptake -q sample/sales.csv.gz $UPTAKE --period event:12m 2>/dev/null >uptake.csv
    mlr --icsv --ocsv filter '$state == "offered"' uptake.csv |
        kom-diff -q --count buyers --of recipients --phase period >one
    kom-diff -q --count buyers --of recipients --phase period uptake.csv | grep -v ,no_before >two
    [ "$(wc -l <one)" = 10 ] || complain "$(cat one)"
    grep -E '^(kom|151|316|461|479|561|630|730|791|851),' two | cmp - one
    mlr --icsv --ocsv --quote-all cat uptake.csv | kom-diff -q --count buyers --of recipients --phase period |
        cmp - <(kom-diff -q --count buyers --of recipients --phase period uptake.csv)
    mlr --icsv --ojson cat uptake.csv | mlr --ijson --ocsv cat |
        kom-sum -q --value recipients,buyers --by period --stats n,min,max >sums
    kom-sum -q --value recipients,buyers --by period --stats n,min,max uptake.csv | cmp - sums
}

@test "a stage that fails spoils the table at the end" {
    sample
    gzip -dc sample/sales.csv.gz | head -n 9000 >sales.csv
    printf '1;2;3\n' >>sales.csv
    fails_empty 3 'the stage before did not finish' sh -c 'kom-read -q sales.csv 2>/dev/null | kom-sum --value beloeb'
    fails_empty 3 'rows cannot be read' kom-uptake sales.csv $UPTAKE
}

# Where not even a page can be had for the last words, the status is all that tells.
@test "a pipe that is full and can be made no larger: stopped within a second, and only the status tells" {
    [ "$(uname)" = Linux ] || skip "pipes have no limit of pages"
    awk 'BEGIN { print "kom,id,x"; for (i = 0; i < 400000; i++) printf "%d,id%06d,%d\n", 101 + i % 30, i, i % 977 }' >many.csv
    said=$(python3 "$BATS_TEST_DIRNAME/full_pipe.py" many.csv "$KOM_BIN/kom-read" -q 2>&1) || skip "$said"
    [ "$said" = "signal 15, in time, cut" ]
}

#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-did where cells of the panel are missing: what --unbalanced does, and what it says when nothing is left.
# data/did/missing_*.csv were made for this purpose: everybody rises by 0.5 a year, nothing happens at the start, and all
# 26 controls lack 2013 to 2015.
load helper

# of FIELD: a field of the first row of $output.
of() {
    printf '%s\n' "$output" | python3 -c '
import csv, sys
print(next(csv.DictReader(line for line in sys.stdin if not line.startswith("kom-did:")))[sys.argv[1]])' "$1"
}

# full: eight units, eight years, three of them start in 2004; --holes takes cells out.
full() {
    awk -v holes="${1:-}" 'BEGIN { print "kom,period,value,first"
        for (u = 1; u <= 8; u++) for (t = 2000; t < 2008; t++) {
            if (index(holes, " " u ":" t " ")) continue
            printf "%d,%d,%d,%s\n", 100 + u, t, (u * 37 + t * t * 11 + u * t * 5) % 23 + 9 * (u < 4 && t >= 2004), u < 4 ? 2004 : "" } }'
}

# remedied FILE OPTION...: the call is refused with 5, and the call that its message names works on the same file.
remedied() {
    local file=$1 remedy
    shift
    run kom-did -q -x first "$@" "$file"
    [ "$status" -eq 5 ] || complain "$output"
    remedy=$(printf '%s\n' "$output" | sed -n 's/.*; use \(--unbalanced [a-z]*\( --control notyet\)\{0,1\}\)$/\1/p')
    [ -n "$remedy" ] || complain "no remedy: $output"
    # shellcheck disable=SC2086 # several words
    run kom-did -q -x first $remedy "$file"
    [ "$status" -eq 0 ] || complain "$remedy does not help: $output"
}

# As the regression with effects of units and years has it: -0.0056, p 0.80.
@test "no effect in truth, and none is found" {
    run kom-did -q -y y -x start data/did/missing_one_start.csv
    python3 -c 'import sys; e, p = map(float, sys.argv[1:]); assert abs(e + 0.00561153846154) < 1e-12 and p > 0.5' "$(of estimate)" "$(of p_value)"
    [[ "$(of warning)" == *"adjusted(26):005 006 007 008 009 ...; cells_left_out(12); periods_without_control(3):2013 2014 2015"* ]]
    [[ "$(of method)" == *"period effects of units never treated taken off"*"effects fitted to the controls of each" ]]
    run kom-did -q -y y -x start data/did/missing_two_starts.csv
    python3 -c 'import sys; e, p = map(float, sys.argv[1:]); assert abs(e) < 0.05 and p > 0.5' "$(of estimate)" "$(of p_value)"
    golden did/missing -- kom-did -y y -x start --test permutation data/did/missing_one_start.csv
}

@test "drop, periods and refuse on the same panels" {
    for file in data/did/missing_one_start.csv data/did/missing_two_starts.csv; do
        fails_empty 5 'no_control_complete: every control unit lacks a period, unit 005 has no value in 2013; use --unbalanced adjust' \
            kom-did -y y -x start --unbalanced drop "$file"
        fails_empty 3 'unit 005 has no value in 2013 .78 cells are missing in all.; use --unbalanced adjust' \
            kom-did -y y -x start --unbalanced refuse "$file"
        run kom-did -q -y y -x start --unbalanced periods "$file"
        python3 -c 'import sys; assert abs(float(sys.argv[1])) < 0.05' "$(of estimate)"
        [[ "$(of warning)" == *"periods_left_out(3):2013 2014 2015"* ]]
    done
}

@test "what is set aside is what the file without it gives" {
    full ' 2:2001 5:2003 7:2006 ' >holes.csv
    grep -vE '^(102|105|107),' holes.csv >units.csv
    grep -vE ',(2001|2003|2006),' holes.csv >years.csv
    for pair in drop:units periods:years; do
        run kom-did -x first --unbalanced "${pair%:*}" holes.csv
        [[ "$output" == *"set aside ("* ]]
        first="$(of n) $(of estimate) $(of p_value) $(of conf_low) $(of p_permutation)"
        [[ "$(of warning)" == *_left_out\(3\):* ]]
        run kom-did -q -x first "${pair#*:}.csv"
        [ "$first" = "$(of n) $(of estimate) $(of p_value) $(of conf_low) $(of p_permutation)" ]
    done
    full >full.csv
    kom-did -q -x first full.csv >want
    for way in adjust drop periods refuse; do
        kom-did -q -x first --unbalanced $way full.csv >got
        cmp want got
    done
}

@test "a treated unit without a cell on a side is named, not dropped" {
    full ' 2:2000 2:2001 2:2002 2:2003 ' >before.csv
    remedied before.csv
    [[ "$(of n_treated) $(of warning)" == "2 "*"units_left_out(1):102" ]]
    run kom-did -q -x first before.csv
    [[ "$output" == *"treated unit 102 has no value before 2004; use --unbalanced drop"* ]]
    full ' 2:2004 2:2005 2:2006 2:2007 ' >after.csv
    remedied after.csv
    # only controls lack 2006 and 2007, and unit 103 has no other year from its start on
    full ' 3:2004 3:2005 4:2006 4:2007 5:2006 5:2007 6:2006 6:2007 7:2006 7:2007 8:2006 8:2007 ' >untied.csv
    run kom-did -q -x first untied.csv
    [ "$status" -eq 5 ]
    [[ "$output" == *"treated unit 103 has no value from 2004 in a period that a control has; leave it out with --except kom=103" ]]
    run kom-did -q -x first --except kom=103 untied.csv
    [ "$status" -eq 0 ]
    [ "$(of n_treated)" = 2 ]
}

@test "nothing is left: unit, period, and a call that works" {
    full ' 4:2001 5:2002 6:2003 7:2004 8:2005 ' >controls.csv
    remedied controls.csv --unbalanced drop
    full ' 1:2001 2:2002 3:2003 ' >treated.csv
    remedied treated.csv --unbalanced drop
    run kom-did -q -x first --unbalanced drop treated.csv
    [[ "$output" == *"no_treated_complete: every treated unit lacks a period, unit 101 has no value in 2001"* ]]
    full ' 4:2000 5:2001 6:2002 7:2003 ' >years.csv
    remedied years.csv --unbalanced periods
    run kom-did -q -x first --unbalanced periods years.csv
    [[ "$output" == *"no period before 2004 is there in every unit, unit 104 has no value in 2000; use --unbalanced adjust"* ]]
    # controls either before or after: no period of one side is tied to one of the other
    awk -F, 'NR == 1 || $1 < 104 || ($1 % 2) == ($2 < 2004)' <(full) >apart.csv
    run kom-did -q -x first apart.csv
    [ "$status" -eq 5 ]
    [[ "$output" == *"no_common_periods: controls tie no periods before 2004 to periods from it on"*"; values of such a unit on both sides of 2004 are needed" ]]
    { cat apart.csv; printf '109,2000,1,\n109,2005,2,\n'; } >tied.csv
    run kom-did -q -x first tied.csv
    [ "$status" -eq 0 ]
    # controls know 2000 to 2003 or 2004 to 2007: only the unit that starts in 2006 has both
    awk -F, -v OFS=, '$1 < 104 { $4 = $1 == 103 ? 2006 : 2002 } NR == 1 || $1 < 104 || ($1 % 2) == ($2 < 2004)' <(full) |
        awk -F, '$1 == 103 || $2 < 2004 || $1 > 103 || NR == 1' >later.csv
    remedied later.csv
    [[ "$(of method)" == *"period effects of cells not yet treated taken off"* ]]
}

@test "persons are counted, not named" {
    full ' 2:2001 5:2003 ' | sed '1s/kom/person/' >persons.csv
    run kom-did -q --unit person -x first persons.csv
    [[ "$(of warning)" == *"adjusted(2)" ]]
    fails_empty 3 'unit .a person. has no value in 2001' kom-did -q --unit person -x first --unbalanced refuse persons.csv
}

@test "a month that one of several starts splits is not missing" {
    full | sed 's/,[^,]*$//' >rows.csv
    printf 'kom,start\n101,2004-01-01\n102,2005-06-15\n103,2004-01-01\n104,\n105,\n106,\n107,\n108,\n' >starts.csv
    run kom-did -q --participation starts.csv rows.csv
    [[ "$(of warning)" != *adjusted* ]]
    estimate="$(of estimate)"
    run kom-did -q --participation starts.csv --unbalanced refuse rows.csv
    [ "$status" -eq 0 ]
    # by hand: 102 over 2006 and 2007 against 2000 to 2004, the others from 2004 on, controls alike
    python3 - "$estimate" <<'END'
import csv, sys
y = {(r["kom"], int(r["period"])): float(r["value"]) for r in csv.DictReader(open("rows.csv"))}
mean = lambda u, years: sum(y[u, t] for t in years) / len(years)
def gap(u, before, after):
    own = mean(u, after) - mean(u, before)
    return own - sum(mean(c, after) - mean(c, before) for c in ("104", "105", "106", "107", "108")) / 5
want = (gap("101", range(2000, 2004), range(2004, 2008)) + gap("103", range(2000, 2004), range(2004, 2008))
        + gap("102", range(2000, 2005), range(2006, 2008))) / 3
assert abs(float(sys.argv[1]) - want) < 1e-9, (sys.argv[1], want)
END
}

# With a trend of 5 a year, four years vary less than six do; the trend is off before units are compared.
@test "units that lack years do not vary unlike the others for that" {
    spread() {
        awk -v times="$1" 'BEGIN { print "kom,period,value,first"
            for (u = 1; u <= 16; u++) for (t = 2000; t < 2009; t++)
                if (u > 4 || t > 2001)
                    printf "%d,%d,%d,%s\n", 100 + u, t, 50 * t + (u < 5 ? times : 1) * ((u * u * 7 + t * t * 3 + u * t * 5) % 13), (u < 5 ? 2006 : "") }'
    }
    spread 1 >alike.csv
    run kom-did -q -x first alike.csv
    [[ "$(of warning)" == *adjusted\(4\)* && "$(of warning)" != *unequal_spread* ]]
    spread 9 >unlike.csv
    run kom-did -q -x first unlike.csv
    [[ "$(of warning)" == unequal_spread\(* ]]
}

@test "a period that a few controls tell of is told" {
    awk 'BEGIN { print "kom,period,value,first"
        for (u = 1; u <= 13; u++) for (t = 2000; t < 2008; t++)
            if (u < 4 || t != 2006 || u < 8) if (u < 4 || t != 2007 || u < 9)
                printf "%d,%d,%d,%s\n", 100 + u, t, (u * 37 + t * t * 11 + u * t * 5) % 23, (u < 4 ? 2004 : "") }' >few.csv
    run kom-did -q -x first few.csv # four of ten controls have 2006, five 2007
    [[ "$(of warning)" == *"few_controls(1):2006"* ]]
}

@test "who has few cells is warned of, and so is who asks for what is not there" {
    full ' 1:2001 1:2002 1:2003 1:2005 1:2006 1:2007 2:2001 2:2002 2:2003 2:2005 2:2006 2:2007 3:2001 3:2002 3:2003 3:2005 3:2006 3:2007 ' >few.csv
    run kom-did -q -x first few.csv
    # by hand: variances 2 / 3 + 5 * 2 / 25 against (2 * 2 + 4 * 0.5) / 6 * (1 / 3 + 1 / 5), the root of their ratio
    [[ "$(of warning)" == *"unequal_cells(1.4)"* ]]
    full >full.csv
    fails_empty 2 'unbalanced.*none of adjust' kom-did -x first --unbalanced all full.csv
    fails_empty 2 'control.*none of never' kom-did -x first --control some full.csv
    fails_empty 2 'unbalanced.*collapse' kom-did -x first --method twfe --unbalanced drop full.csv
    fails_empty 2 'control.*collapse' kom-did --method ols -x value --control never full.csv
    fails_empty 2 'control.*adjust' kom-did -x first --unbalanced drop --control notyet full.csv
}

@test "the period that a start lies in is missing to nobody: refuse, the warning and the design agree" {
    cat >split.csv <<'END'
kom,period,value,first
1,2010-01,1,2010-02-15
1,2010-02,5,2010-02-15
1,2010-03,5,2010-02-15
2,2010-01,1,
2,2010-02,2,
2,2010-03,2,
3,2010-01,1,
3,2010-02,2.5,
3,2010-03,3,
END
    for how in adjust drop periods refuse; do
        run kom-did -q -x first --unbalanced $how split.csv
        [ "$status" -eq 0 ]
        [[ "$(of warning)" != *unbalanced* ]] || complain "$how: $output" || return
    done
    run kom-did -q --design -x first split.csv
    [ "$(of cells_missing)" = 0 ]
    # a regression keeps the controls' cells of that period
    for method in twfe event; do
        sed 's/^1,\(.*\)/1,\1\n4,\1/; s/^2,\(.*\)/2,\1\n5,\1/' split.csv >two.csv
        run kom-did -q -x first --method $method two.csv
        [ "$status" -eq 0 ]
        [[ "$(of warning)" != *unbalanced* ]] || complain "$method: $output" || return
        grep -v '^3,2010-03' two.csv >hole.csv
        run kom-did -q -x first --method $method hole.csv
        [[ "$(of warning)" == *"unbalanced(1)"* ]] || complain "$method: $output" || return
    done
    # a cell that is missing is, in all three
    grep -v '^3,2010-03' split.csv >hole.csv
    run kom-did -q -x first --unbalanced refuse hole.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *"(1 cells are missing in all)"* ]]
    # another control has the period, so that there is an estimate
    sed 's/^2,/5,/p; s/^5,/2,/' hole.csv >more.csv
    run kom-did -q -x first more.csv
    [[ "$(of warning)" == *"unbalanced(1)"* ]]
    # the split period of a control is on neither side, and none is missing there
    grep -v '^3,2010-02' split.csv >control.csv
    run kom-did -q -x first --unbalanced refuse control.csv
    [ "$status" -eq 0 ]
    [[ "$(of warning)" != *unbalanced* ]]
    # always treated units count for nothing, nor do their gaps
    { cat split.csv; echo 9,2010-01,1,2009-05; echo 9,2010-02,1,2009-05; } >always.csv
    run kom-did -q -x first --unbalanced refuse always.csv
    [ "$status" -eq 0 ]
    [[ "$(of warning)" == *"always_treated(1)"* && "$(of warning)" != *unbalanced* ]]
}

@test "n of collapse is units, in rows without an estimate as in others" {
    cat >units.csv <<'END'
g,kom,period,value,first
a,1,2010,1,2011
a,1,2011,5,2011
a,2,2010,1,
a,2,2011,2,
a,3,2010,1,
a,3,2011,2.5,
b,1,2010,1,2011
b,1,2011,,2011
b,2,2010,1,
b,2,2011,2,
END
    run kom-did -q -x first -b g units.csv
    [ "$(printf '%s\n' "$output" | tail -n +2 | cut -d , -f 1-5)" = "$(printf 'a,value,att,3,2.75\nb,value,att,2,')" ]
    # nobody treated
    sed 's/^b,1,\(.*\),2011$/b,1,\1,/' units.csv >none.csv
    run kom-did -q -x first -b g none.csv
    [ "$(printf '%s\n' "$output" | tail -n 1 | cut -d , -f 1-5)" = b,value,att,2, ]
    # regressions count rows
    run kom-did -q -x first -b g --method twfe units.csv
    [ "$status" -eq 5 ]
}

# SPDX-License-Identifier: GPL-3.0-or-later
# Messages about options and methods that name another option or call: as remedies.bats, of kom-did, kom-diff, kom-uptake,
# kom-sum, kom-table and options in general.
#
# | a part of the message | advice | test |
# |---|---|---|
# | use --unbalanced adjust --control notyet | --unbalanced adjust --control notyet | did: cells that are missing |
# | use --unbalanced adjust | --unbalanced adjust | did: cells that are missing |
# | use --unbalanced drop | --unbalanced drop | did: cells that are missing |
# | use --unbalanced periods | --unbalanced periods | did: cells that are missing |
# | leave it out with --except | --except COL=UNIT | did: cells that are missing |
# | too many periods to refit each of | --unbalanced periods, drop, --draws | did: cells that are missing |
# | put the column that tells them apart into --by | --by COL | did: options that do not go together |
# | has no use with --method ols; --cluster says | --cluster COL | did: options that do not go together |
# | has no use with --method ols | no such option | did: options that do not go together |
# | only --method ols has an intercept to leave out | --method ols | did: options that do not go together |
# | has no use with --method collapse, which compares | no such option | did: options that do not go together |
# | goes with --method twfe, event or ols | --method NAME | did: options that do not go together |
# | says whose cells --unbalanced adjust is fitted to | --unbalanced adjust | did: options that do not go together |
# | goes with --method collapse | --method collapse | did: options that do not go together |
# | goes with the permutation of --method collapse | --method collapse | did: options that do not go together |
# | clusters need --cluster COL | --cluster COL | did: options that do not go together |
# | have no clusters; leave --cluster out | no --cluster | did: options that do not go together |
# | two --cluster columns go with cr0 and cr1 | --vcov cr0, cr1 | did: options that do not go together |
# | needs one --cluster column | --cluster COL | did: options that do not go together |
# | builds on cr1; leave --vcov out | no --vcov | did: options that do not go together |
# | has no use with --design, which makes no estimate | no such option | did: options that do not go together |
# | nothing is drawn; give --test wild --cluster COL | --test wild --cluster COL | did: options that do not go together |
# | nothing is drawn; give --test wild | --test wild | did: options that do not go together |
# | goes with --test wild | --test wild | did: options that do not go together |
# | exactly one is to say when units start | no --participation | did: options that do not go together |
# | or take the unit out of --by (--by | --id COL, --cluster COL, --by COL | diff: what links and clusters |
# | it names the unit of --participation, of pairs without --id | no --unit | diff: what links and clusters |
# | let kom-uptake count them in one cell a side | the two calls | diff: persons who are counted twice |
# | let kom-uptake count each person once a side | the two calls | diff: persons who are counted twice |
# | give one row a person and side, as `kom-uptake --persons | the call | diff: persons who are counted twice |
# | tell before from after; give one | --at DATE, --phase COL | diff: options that do not go together |
# | nothing to compare; give --value COL | --value COL, --count COL --of COL, --count COL --exposure COL | diff: options that do not go together |
# | --value and --count cannot both be given | one of them | diff: options that do not go together |
# | --count needs either --of or --exposure, or is COL=VALUE | --of COL, --exposure COL | diff: options that do not go together |
# | without --of and --exposure | no --of | diff: options that do not go together |
# | means (--value) take | --method NAME | diff: options that do not go together |
# | shares (--count, --of) take | --method NAME | diff: options that do not go together |
# | rates (--count, --exposure) take | --method NAME | diff: options that do not go together |
# | ; use --method cluster | --method cluster | diff: options that do not go together |
# | give --method design where they are sampling weights | --method design | diff: options that do not go together |
# | ; use --method paired, wilcoxon or permutation | --method NAME | diff: options that do not go together |
# | is a method of its own for means (--value); leave --method out | no --method | diff: options that do not go together |
# | links nothing; --cluster names what belongs together | --cluster COL | diff: options that do not go together |
# | needs --id COL, the persons | --id COL | diff: options that do not go together |
# | and --phase has none; use --at or --participation | --at DATE | diff: options that do not go together |
# | has no use with --phase and this method | no --time | diff: options that do not go together |
# | ; --ages AGE,... makes it | --ages AGE,... | uptake: by-columns and side tables |
# | ; --networks FILE may add it | --networks FILE | uptake: by-columns and side tables |
# | ; --municipalities FILE may add it | --municipalities FILE | uptake: by-columns and side tables |
# | ; --municipalities FILE or --networks FILE may add it | --municipalities FILE, --networks FILE | uptake: by-columns and side tables |
# | the table has no column of --by; add one to --by | --by COL, no such option | uptake: by-columns and side tables |
# | no column of --networks is among --by | --by network | uptake: by-columns and side tables |
# | makes the by-column age_group; list it in --by | --by age_group | uptake: by-columns and side tables |
# | add the column that does to --by, or keep one | --by COL | uptake: by-columns and side tables |
# | say with --overlap both, drop or assign= | --overlap RULE | uptake: by-columns and side tables |
# | needs --participation, which has the start days | --participation FILE | uptake: by-columns and side tables |
# | (--margins kom counts them once) | --margins kom | uptake: counts |
# | needs --recipients with a person column | --recipients FILE | uptake: by-columns and side tables |
# | --ages needs --recipients with persons | --recipients FILE | uptake: by-columns and side tables |
# | over one period, with sales from a pipe, needs --from | --from DAY | uptake: by-columns and side tables |
# | or use --kind during (all | --kind KIND | uptake: counts |
# | or use --kind during, --kind stock or --kind average | --kind KIND | uptake: counts |
# | is not what --kind says; leave the option out | no --kind | uptake: counts |
# | persons do not add: list what tells them apart in --by | --by COL | uptake: counts |
# | keep one, or list what tells them apart in --by | --by COL | uptake: counts |
# | give counts as --recipients, or sales with a person column | counts | uptake: counts |
# | say with --credits positive|negative how they are written | --credits SIGN | uptake: credit notes and the range |
# | --credits says that credit notes are written | no --credits | uptake: credit notes and the range |
# | so the range is unknown; give --from and --to | --from DAY --to DAY | uptake: credit notes and the range |
# | it would start after it ends; give both --from and --to | --from DAY --to DAY | uptake: credit notes and the range |
# | --from and --to set it | --from DAY --to DAY | uptake: credit notes and the range |
# | counts days over the whole range; leave --period out | no --period | uptake: credit notes and the range |
# | or --count and --of for shares | --value COL, --count COL --of COL | sum |
# | needs --of, the column it is a share of, or --exposure, for a rate; or is COL=VALUE | --of COL, --exposure COL, COL=VALUE | sum |
# | fall into one group; kom-uptake --by, with --margins for totals | --by COL | sum |
# | a time occurs twice in the series; --by tells series apart | --by COL | sum |
# | leave them out of --stats | fewer --stats | sum |
# | no quantile is asked for; add one to --stats | --stats NAME | sum |
# | the net amounts of every person and cell, for --dominance | more --memory | memory that is limited |
# | the first days of every person, for --cumulative | more --memory | memory that is limited |
# | the cells (groups of --by times periods) of the sales | more --memory | memory that is limited |
# | the rows (groups of --by times periods) | more --memory | memory that is limited |
# | persons, cells and periods, for --persons | more --memory | memory that is limited |
# | rows of one group are needed at once and find no room; give more, or --by COL | more --memory, --by COL | memory that is limited |
# | find no room; give more --memory, or --by COL | more --memory, --by COL | memory that is limited |
# | , or leave such rows out with --except | more --memory, --except COL=VALUE | memory that is limited |
# | which is not asked for; add it to --stats | --stats autocorr1 | sum |
# | no interval is asked for; add conf to --stats | --stats conf | sum |
# | add over nothing; kom-uptake --by counts them in any group, its --margins over all | kom-uptake --by, --margins | sum |
# | does not add; --stats mean, with --weight | --stats mean --weight COL | sum |
# | correct it, or see kom-diff --exposure for rates | kom-diff --exposure COL | sum |
# | filter by one with --only, or show it with --columns | --only COL=VALUE, --columns COL | table |
# | ; did you mean | the name | options misspelt |
# | no such option | --help | options misspelt |
# | is no number column; declare it with --number | --number COL | read |
# | goes with --long | --long NAME,VALUE | read |
# | add one, or leave --schema out | no --schema | read |
# | Start with: kom sim --out sample | the call | options misspelt |
# | tells more | --help | options misspelt |
#
# Named, and no advice that could be tried on the input: folders of temporary files
#- with TMPDIR, or give more --memory
# When memory runs out, which it does under a limit of the shell: tried by exhausted.bats
#- a smaller --memory, which lets more wait in files
#- fewer groups (--by)
#- fewer --margins
#- fewer rows (--only)
# no advice: an option that is at fault or whose meaning is told
#- lies before --from
#- is before --from
#- is after --to
#- --count is a share of them
#- --count is a rate of it
#- with --of or --exposure
#- unit of --participation; paired without --id
#- without --count
#- beside --count
#- beside --between
#- does not go together with --compare
#- columns, --margins at most 8
#- has no meaning without --networks
#- no column of --by
#- values of --by; keep one
#- and --overlap assign= does not name
#- --skip and --window cannot be negative
#- with --weight quantiles invert
#- --ages needs persons with a birth_year, these are counts
#- is later than --to
#- are two different tables
#- no --offerings: everything is taken
#- has no meaning without counts as --recipients
#- estimate is not among --columns
#- --municipalities or --networks
#- only means (--value) are paired by season
#- "profile": "tabular-data-package"
#- kom-uptake --period event:12m
#- %llu --scale
#- --dirt
load helper
load remedies

# full: eight units, eight years, three of them start in 2004; holes as unit:year.
full() {
    awk -v holes="${1:-}" 'BEGIN { print "kom,period,value,first,x,c"
        for (u = 1; u <= 8; u++) for (t = 2000; t < 2008; t++) {
            if (index(holes, " " u ":" t " ")) continue
            printf "%d,%d,%d,%s,%d,%d\n", 100 + u, t, (u * 37 + t * t * 11 + u * t * 5) % 23 + 9 * (u < 4 && t >= 2004), u < 4 ? 2004 : "", (u * t * 7) % 5, u % 4 } }'
}

@test "did: cells that are missing" {
    local all=' ' u t
    full ' 2:2000 4:2000 5:2000 6:2001 7:2002 8:2003 ' >holes.csv # no year that all have
    for u in 4 5 6 7 8; do all+="$u:2002 "; done
    full "$all" >year.csv
    for file in holes year; do
        refused 3 kom-did -x first --unbalanced refuse $file.csv
        mends 1
    done
    for way in drop periods; do
        refused 3 kom-did -x first --unbalanced refuse year.csv
        status=0
        kom-did -q -x first --unbalanced $way year.csv >plain.out 2>plain.err || status=$?
        [ "$status" -eq 0 ] || { refused 5 kom-did -x first --unbalanced $way year.csv && mends 1; }
    done
    full ' 2:2000 2:2001 2:2002 2:2003 ' >before.csv # a treated unit without a cell before its start
    refused 5 kom-did -x first before.csv
    mends 1
    [ -n "$(column estimate)" ]
    sed '1s/kom/its name/; 1!s/^102,/unit "2,/' before.csv >/dev/null
    sed "1s/kom/it's/; 1!s/^102,/a b,/" before.csv >named.csv # a column and a unit that a shell would take apart
    refused 5 kom-did --unit "it's" -x first named.csv
    mends 1
    [ -n "$(column estimate)" ]
}

@test "did: options that do not go together" {
    local a
    full >p.csv
    try() { refused 2 kom-did -x first "$@" p.csv; }
    ols() { refused 2 kom-did --method ols -y value --covariates x "$@" p.csv; }
    ols --unit kom
    grep -q -e '; --cluster says what is not independent' refused.err
    kom-did -q --method ols -y value --covariates x --cluster kom p.csv >mended.out
    try --no-intercept
    mends 1
    for a in '--vcov cr1' '--covariates x' '--cluster kom'; do
        # shellcheck disable=SC2086 # an option and its value
        try $a
        grep -q 'has no use with --method collapse' refused.err
    done
    for a in 1 2; do
        try --test wild
        mends $a
        [ "$(column p_value)" != '' ]
    done
    try --test wild
    passes 3 'needs one --cluster column' # ols
    try --control notyet --unbalanced drop
    mends 1
    try --method twfe --unbalanced drop
    mends 1
    try --method twfe --control never
    mends 1
    try --method twfe --strata c
    mends 1
    try --method twfe --test permutation
    mends 1
    ols --vcov cr1
    mends 1 COL=kom
    try --method twfe --vcov hc1 --cluster kom
    mends 1
    try --method twfe --test wild --vcov cr2
    mends 1
    ols --test wild
    grep -q 'needs one --cluster column' refused.err
    kom-did -q --method ols -y value --covariates x --test wild --cluster kom p.csv >mended.out
    try --method twfe --vcov cr2 --cluster kom,c
    for a in $(sed -n 's/.*go with \(cr[0-9]\) and \(cr[0-9]\).*/\1 \2/p' refused.err); do
        kom-did -q -x first --method twfe --vcov "$a" --cluster kom,c p.csv >mended.out
    done
    try --wild webb --method twfe
    mends 1
    try --method twfe --draws 99
    mends 1
    try --method twfe --seed 3
    mends 1
    ols --draws 99
    mends 1 COL=kom
    ols --seed 3
    mends 1 COL=kom
    try --design --seed 1
    kom-did -q -x first --design p.csv >mended.out
    refused 2 kom-did -x first --participation p.csv p.csv
    grep -q 'exactly one is to say when units start' refused.err
    kom-did -q -x first p.csv >mended.out
    { cat p.csv && tail -n +2 p.csv | sed 's/,[0-9]*$/,9/'; } >twice.csv
    refused 3 kom-did -x first twice.csv
    grep -q 'put the column that tells them apart into --by' refused.err
    sed '1s/$/,part/; 1!s/$/,a/' p.csv >parts.csv
    tail -n +2 p.csv | sed 's/$/,b/' >>parts.csv
    refused 3 kom-did -x first parts.csv
    kom-did -q -x first --by part parts.csv >mended.out; results 'a b' part
    printf 'y,x,z\n1,1,2\n2,2,4\n3,3,6\n5,4,8\n' >same.csv
    refused 5 kom-did --method ols -y y --covariates x,z same.csv
    grep -q 'leave it out' refused.err
    kom-did -q --method ols -y y --covariates x same.csv >mended.out
}

compared() { # four rows a side in two units
    cat >m.csv <<'END'
kom,side,y,id,c,n,w,period
1,before,1.5,a,x,3,10,2018
1,before,2.5,b,x,4,12,2019
1,after,3.1,a,y,4,10,2020
1,after,4.5,b,y,5,9,2021
2,before,1.2,c,x,2,10,2018
2,before,2.9,d,z,4,8,2019
2,after,3.3,c,y,7,10,2020
2,after,5.5,d,y,6,7,2021
END
}

@test "diff: what links and clusters" {
    compared
    local method option
    for method in paired cluster; do
        option=$([ $method = paired ] && echo id || echo c)
        refused 2 kom-diff -y y --phase side --method $method m.csv
        if [ $method = paired ]; then mends 1 COL=id; else passes 1 one_sided COL=c; fi
        mends 2; [ "$(column n)" -gt 1 ]
        refused 2 kom-diff -y y --phase side --by kom,side --method $method m.csv
        advice 2
        [ "${MENDED[2]}" = side ]
    done
    refused 2 kom-diff -y y --phase side --unit c m.csv
    kom-diff -q -y y --phase side m.csv >mended.out
    cut -d, -f2- m.csv >nounit.csv # no unit to take out: only the other way is named
    refused 2 kom-diff -y y --phase side --by '' --method paired nounit.csv
    ! grep -q 'take the unit' refused.err || false
    mends 1 COL=id; results 4 n
}

@test "diff: options that do not go together" {
    compared
    local a
    refused 2 kom-diff --phase side m.csv
    mends 1 COL=y
    mends 2 COL=n
    mends 3 COL=n
    refused 2 kom-diff -y y m.csv
    mends 1 DATE=2020
    advice 3 COL=side
    [ "${MENDED[*]:1:2}" = '--phase side' ]
    mends 3 COL=side
    refused 2 kom-diff -y y --phase side --count n m.csv
    kom-diff -q -y y --phase side m.csv >mended.out
    refused 2 kom-diff --count n --of w --weight w --phase side m.csv
    mends 1
    refused 2 kom-diff --count n --phase side m.csv
    kom-diff -q --count n --of w --phase side m.csv >mended.out
    kom-diff -q --count n --exposure w --phase side m.csv >mended.out
    for a in $(kom-diff -y y --phase side --method mn m.csv 2>&1 | sed -n 's/.* take //; s/,\| or / /gp'); do
        kom-diff -q -y y --by '' --phase side --method "$a" $([ "$a" = paired ] && echo --id id) m.csv >mended.out || complain "$a"
    done
    for a in $(kom-diff --count n --of w --phase side --method welch m.csv 2>&1 | sed -n 's/.* take //; s/,\| or / /gp'); do
        [ "$a" != mcnemar ] || continue
        kom-diff -q --count n --of w --phase side --by c,id --method "$a" m.csv >mended.out 2>mended.err || [ $? -eq 5 ]
    done
    for a in $(kom-diff --count n --exposure w --phase side --method mn m.csv 2>&1 | sed -n 's/.* take //; s/,\| or / /gp'); do
        kom-diff -q --count n --exposure w --phase side --method "$a" m.csv >mended.out
    done
    printf 'id,side,bought\na,before,0\na,after,1\nb,before,1\nb,after,1\nc,before,0\nc,after,1\n' >persons.csv
    refused 2 kom-diff --by '' --count bought --of bought --phase side --method mcnemar persons.csv
    grep -q 'without --of and --exposure' refused.err
    refused 2 kom-diff --by '' --count bought --phase side --method mcnemar persons.csv
    mends 1 COL=id; results 3 n
    refused 2 kom-diff --by '' -y y --phase side --method wilcoxon --cluster kom m.csv
    mends 1
    refused 2 kom-diff --count n --of w --phase side --match season m.csv # not a method that shares lack
    ! grep -q 'use --method' refused.err || false
    for a in 1 2 3; do
        printf 'period,y\n' >months.csv
        awk 'BEGIN { for (y = 2018; y < 2022; y++) for (m = 1; m <= 12; m++) printf "%d-%02d,%d\n", y, m, (y * m * 7) % 11 + y }' >>months.csv
        refused 2 kom-diff --by '' -y y --at 2020 --match season --method cluster months.csv
        mends $a
    done
    refused 2 kom-diff --by '' -y y --at 2020 --match season --method cluster --cluster period months.csv
    passes 1 'use --method paired'
    refused 2 kom-diff --by '' -y y --at 2020 --match season --cluster period months.csv
    mends 1
    refused 2 kom-diff --by '' -y y --at 2020 --se newey-west --method welch months.csv
    mends 1
    refused 2 kom-diff --by '' -y y --at 2020 --se newey-west --match season months.csv
    mends 2
    refused 2 kom-diff --by '' -y y --at 2020 --se newey-west --cluster period months.csv # no method to name
    mends 2
    refused 2 kom-diff --count n --of w --phase side --cluster c m.csv
    mends 1
    refused 2 kom-diff --by '' -y y --phase side --method cluster --id id m.csv
    MENDED=(kom-diff -q --by '' -y y --phase side --method cluster --cluster kom m.csv)
    "${MENDED[@]}" >mended.out
    for a in skip window; do
        refused 2 kom-diff --by '' -y y --phase side --$a 1 m.csv
        grep -q -e 'use --at or --participation' refused.err
        kom-diff -q --by '' -y y --at 2020 --$a 1 m.csv >mended.out
    done
}

@test "diff: persons who are counted twice" {
    kom-sim -q --out sim --seed 2 2>/dev/null
    local tables=(--offerings sim/offerings.csv --recipients sim/recipients.csv) first second
    kom-uptake -q "${tables[@]}" --participation sim/participation.csv --period month sim/sales.csv 2>/dev/null |
        grep -E '^(kom|151|316|461),' >monthly.csv
    refused 3 kom-diff --count buyers --of recipients --participation sim/participation.csv monthly.csv
    mapfile -t calls < <(grep -o '`[^`]*`' refused.err | tr -d '`')
    [ "${#calls[@]}" -eq 2 ]
    first=${calls[0]/FILE/sim/participation.csv} second=${calls[1]}
    # shellcheck disable=SC2086 # the call as it is written
    bash -c "$first -q ${tables[*]} sim/sales.csv 2>/dev/null" | grep -E '^(kom|151|316|461),' >sides.csv
    bash -c "$second -q sides.csv" >mended.out
    [ "$(column n_before | wc -w)" -ge 1 ]
    results '151 316 461' kom
}

# ---- kom-uptake ----------------------------------------------------------------------------------------------------------

tables() {
    printf 'kom;person;service;date\n151;a;r;2020-02-01\n' >s.csv
    printf 'kom,service,start\n151,r,2020-01-01\n' >off.csv
    printf 'person,kom,start,birth_year\na,151,2020-01-01,1950\nb,151,2020-01-01,1990\n' >rec.csv
    printf 'kom,network\n151,N1\n151,N2\n' >net.csv
    printf 'kom,region\n151,R\n' >mun.csv
    printf 'kom,planned,start\n151,yes,2020-02-01\n' >part.csv
}

@test "uptake: by-columns and side tables" {
    tables
    local o=(--offerings off.csv)
    refused 3 kom-uptake "${o[@]}" --recipients rec.csv --by age_group s.csv
    mends 1 AGE,...=18,67; results '18-66 67+' age_group
    refused 3 kom-uptake "${o[@]}" --by region s.csv
    mends 1 FILE=mun.csv; results R region
    refused 3 kom-uptake "${o[@]}" --by region --networks net.csv s.csv
    passes 1 'networks: the table has no column of --by' FILE=mun.csv
    refused 3 kom-uptake "${o[@]}" --by network --municipalities mun.csv s.csv
    passes 1 'municipalities: the table has no column of --by|in several' FILE=net.csv
    refused 3 kom-uptake "${o[@]}" --by network --networks net.csv s.csv
    mends 1; results 'N1 N2' network
    mends 2; results '' network
    mends 3 NETWORK=N1; results N1 network
    refused 2 kom-uptake "${o[@]}" --networks net.csv s.csv
    column=$(sed -n 's/.*(it has \([^),]*\).*/\1/p' refused.err)
    kom-uptake -q "${o[@]}" --networks net.csv --by "$column" --overlap both s.csv >mended.out; results 'N1 N2' network
    mends 1; results 151 kom
    refused 2 kom-uptake "${o[@]}" --overlap both s.csv
    refused 2 kom-uptake "${o[@]}" --recipients rec.csv --ages 18,67 s.csv
    column=$(sed -n 's/.*by-column \([a-z_]*\);.*/\1/p' refused.err)
    kom-uptake -q "${o[@]}" --recipients rec.csv --ages 18,67 --by "$column" s.csv >mended.out; results '18-66 67+' age_group
    refused 2 kom-uptake "${o[@]}" --period event:12m s.csv
    kom-uptake -q "${o[@]}" --period event:12m --participation part.csv s.csv >mended.out
    for table in --persons --cumulative; do
        refused 2 kom-uptake "${o[@]}" $table s.csv
        kom-uptake -q "${o[@]}" $table --recipients rec.csv s.csv >mended.out
    done
    printf 'kom,planned,start,setting\n151,yes,2020-02-01,a\n151,yes,2020-03-01,b\n' >starts.csv
    sed '1s/$/;setting/; 1!s/$/;a/' s.csv >setting.csv
    refused 3 kom-uptake "${o[@]}" --participation starts.csv --period event:1m setting.csv
    sed '1s/$/,setting/; 1!s/$/,a/' off.csv >told.csv
    refused 3 kom-uptake --offerings told.csv --participation starts.csv --period event:1m setting.csv
    kom-uptake -q --offerings told.csv --participation starts.csv --period event:1m --by kom,setting setting.csv >mended.out
    refused 3 kom-uptake "${o[@]}" --by kom,setting setting.csv # no advice to write what is there already
    ! grep -q 'did you mean' refused.err || false
}

@test "uptake: counts" {
    tables
    local kind
    printf 'kom,period,recipients\n151,2020,10\n' >counts.csv
    refused 3 kom-uptake --recipients counts.csv --period year s.csv
    for kind in 1:during 2:stock 3:average; do
        mends "${kind%:*}"; results "${kind#*:}" kind
    done
    printf 'kom,period,recipients,kind\n151,2020,10,\n' >blank.csv
    refused 3 kom-uptake --recipients blank.csv --period year s.csv
    for kind in 1:during 2:stock 3:average; do
        mends "${kind%:*}"; results "${kind#*:}" kind
    done
    printf 'kom,period,recipients,kind\n151,2020,10,during\n' >told.csv
    refused 3 kom-uptake --recipients told.csv --kind stock --period year s.csv
    kom-uptake -q --recipients told.csv --period year s.csv >mended.out; results during kind
    printf 'kom,period,recipients,kind,setting\n151,2020,5,during,a\n151,2020,6,during,b\n' >two.csv
    sed '1s/$/;setting/; 1!s/$/;a/' s.csv >setting.csv
    refused 3 kom-uptake --recipients two.csv --period year setting.csv
    kom-uptake -q --recipients two.csv --period year --by kom,setting setting.csv >mended.out; results '5 6' recipients
    printf 'person,kom,start,end\na,151,2020-01-01,2020-01-31\na,147,2020-02-01,\nb,147,2020-01-01,\n' >mover.csv
    told kom-uptake --recipients mover.csv --from 2020-01-01 --to 2020-12-31 s.csv
    mends 1
    results '2 1 2' recipients # the total has two persons, not three
    cut -d';' -f1,3- s.csv >nobody.csv
    refused 2 kom-uptake --recipients rec.csv nobody.csv || refused 3 kom-uptake --recipients rec.csv nobody.csv
}

@test "uptake: credit notes and the range" {
    tables
    printf 'kom;person;service;date;status;amount\n151;a;r;2020-01-02;leveret;100\n151;a;r;2020-01-03;krediteret;-50\n151;a;r;2020-01-04;krediteret;20\n' >credits.csv
    refused 3 kom-uptake credits.csv
    for sign in $(sed -n 's/.*--credits \([a-z]*\)|\([a-z]*\) .*/\1 \2/p' refused.err); do
        kom-uptake -q --credits "$sign" credits.csv >mended.out
        results "$([ "$sign" = positive ] && echo 130 || echo 70)" amount
    done
    sed 3d credits.csv >positive.csv
    refused 3 kom-uptake --credits negative positive.csv
    kom-uptake -q positive.csv >mended.out; results 80 amount
    refused 3 kom-uptake --to 2019-12-31 s.csv
    kom-uptake -q --from 2019-01-01 --to 2019-12-31 s.csv >mended.out
    refused 2 kom-uptake --recipients rec.csv --cumulative --period year s.csv
    mends 1
    told kom-uptake s.csv
    grep -q -e '--from and --to set it' refused.err
    kom-uptake -q --from 2020-01-01 --to 2020-12-31 s.csv >mended.out; results 1 buyers
}

# ---- others --------------------------------------------------------------------------------------------------------------

@test "sum" {
    compared
    refused 2 kom-sum m.csv
    kom-sum -q -y y m.csv >mended.out
    refused 2 kom-sum --count n m.csv
    kom-sum -q --count n --of w m.csv >mended.out; results 0.4605263157894737 share
    refused 2 kom-sum -y y -w w --stats mean,mad m.csv
    kom-sum -q -y y -w w --stats mean m.csv >mended.out
    refused 2 kom-sum -y y --quantile-type 6 --stats mean m.csv
    kom-sum -q -y y --quantile-type 6 --stats mean,median m.csv >mended.out; [ -n "$(column median)" ]
    refused 2 kom-sum -y y --time period -b kom --stats mean m.csv
    word=$(sed -n 's/.*orders \([a-z0-9]*\), .*/\1/p' refused.err)
    kom-sum -q -y y --time period -b kom --stats "mean,$word" m.csv >mended.out
    refused 2 kom-sum -y y --level 0.9 --stats mean m.csv
    word=$(sed -n 's/.*add \([a-z0-9]*\) to --stats.*/\1/p' refused.err)
    kom-sum -q -y y --level 0.9 --stats "mean,$word" m.csv >mended.out; [ -n "$(column conf_low)" ]
    told kom-sum -y y --time period --stats autocorr1 m.csv
    grep -q -e '--by tells series apart' refused.err
    kom-sum -q -y y --time period --stats autocorr1 --by kom m.csv >mended.out 2>mended.err
    [ ! -s mended.err ]
    printf 'kom,period,state,recipients,buyers,uptake\n101,2019,offered,10,3,0.3\n101,2020,offered,11,4,0.4\n147,2019,offered,9,2,0.2\n' >up.csv
    refused 3 kom-sum -y uptake --stats sum up.csv
    mends 1; results 0.3 mean
    refused 3 kom-sum --count buyers --of recipients up.csv
    kom-sum -q --count buyers --of recipients --by kom,period up.csv >mended.out; results '3 4 2' count
    refused 3 kom-sum -y recipients --stats sum up.csv
    grep -q 'kom-uptake --by counts them' refused.err
    refused 3 kom-sum --count w --of n m.csv
    kom-diff -q --count w --exposure n --phase side m.csv >mended.out # --exposure of kom-diff
}

# limited COMMAND...: the call is refused for want of memory that it may have, and nothing but its own remedy is said.
limited() {
    refused 4 "$@" || return
    [ "$(grep -c . refused.err)" = 1 ] || complain "$(cat refused.err)" || return
    ! grep -qE 'smaller --memory|fewer groups|ran out' refused.err || complain "$(cat refused.err)"
}

@test "memory that is limited" {
    awk 'BEGIN { print "kom;person;service;date;art"; for (i = 0; i < 120000; i++) printf "151;p%d;r;2020-02-0%d;a%d\n", i, i % 9 + 1, i }' >s.csv
    awk 'BEGIN { print "person,kom,start"; for (i = 0; i < 120000; i++) printf "p%d,151,2012-01-01\n", i }' >rec.csv
    printf 'kom,service,start\n151,r,2012-01-01\n' >off.csv
    head -n 3001 s.csv >few.csv
    head -n 3001 rec.csv >fewrec.csv
    limited kom-uptake --memory 9M --by art s.csv
    with_more
    limited kom-uptake --memory 9M --by art --from 2010-01-01 --to 2020-12-31 --period month few.csv
    grep -q 'the rows (groups' refused.err
    with_more
    limited kom-uptake --memory 9M --offerings off.csv --recipients fewrec.csv --persons --period month few.csv
    grep -q 'for --persons' refused.err
    with_more
    limited kom-uptake --memory 18M --offerings off.csv --recipients rec.csv --cumulative s.csv
    grep -q 'for --cumulative' refused.err
    with_more
    sed '1s/$/;amount/; 1!s/$/;7/' s.csv >amounts.csv
    limited kom-uptake --memory 9M --dominance amounts.csv
    grep -q 'for --dominance' refused.err
    with_more
    awk 'BEGIN { print "kom,g,y,w"; for (i = 0; i < 60000; i++) printf "%d,g%d,%d,%d\n", 101 + i % 98, i, i % 7, i % 5 + 1 }' >rows.csv
    for call in '--weight w' '--stats autocorr1'; do
        # shellcheck disable=SC2086 # an option and its value
        limited kom-sum --memory 200K -y y $call rows.csv
        with_more
        mends 1 COL=kom
        [ "$(column kom | wc -w)" = 98 ]
    done
    limited kom-sum --memory 200K -y y --between g rows.csv
    with_more
    mends 1 COL=kom
    [ "$(column kom | wc -w)" = 98 ]
    awk 'BEGIN { print "g;art;y"; for (i = 0; i < 40000; i++) printf "g%d;I alt;3\ng%d;b;1\ng%d;c;2\n", i, i, i }' >totals.csv
    refused 4 kom-sum --memory 1M -j 1 -y y -b g --stats sum totals.csv
    with_more
    mends 1
    [ "$(column sum | tr ' ' '\n' | sort -u)" = 3 ]
}

@test "table" {
    compared
    refused 3 kom-table --wide side --columns kom,y m.csv
    column=$(sed -n 's/.*--columns: \([a-z]*\).*/\1/p' refused.err)
    kom-table -q --wide side --columns "kom,y,$column" m.csv >mended.out
    kom-table -q --wide side --columns kom,y --only "$column=a|c" m.csv >mended.out
    refused 3 kom-table --sort yy m.csv
    near=$(sed -n 's/.*did you mean "\([a-z]*\)".*/\1/p' refused.err)
    kom-table -q --sort "$near" m.csv >mended.out
}

@test "options misspelt" {
    compared
    for pair in 'kom-sum --vale y m.csv' 'kom-diff --value y --phas side m.csv' 'kom-read --delimter , m.csv' 'kom-did --tretaed x m.csv'; do
        # shellcheck disable=SC2086 # words
        refused 2 $pair
        near=$(sed -n 's/.*did you mean \(--[a-z-]*\).*/\1/p' refused.err) wrong=$(sed -n 's/^[a-z-]*: \(--[a-z]*\): no such option.*/\1/p' refused.err)
        # shellcheck disable=SC2086
        ! ${pair/$wrong/$near} 2>&1 >/dev/null | grep -q 'no such option' || complain "$near"
        ${pair%% *} --help >/dev/null
    done
    refused 3 kom-uptake --by sevice <(printf 'kom,person,service,date\n1,a,r,2020-01-01\n') || true
    call=$(kom --help | sed -n 's/.*Start with: //p')
    $call >/dev/null 2>&1
    [ -s sample/sales.csv ]
}

@test "read" {
    printf 'kom,antal,navn\n101,5,a\n' >r.csv
    refused 2 kom-read --status navn r.csv
    kom-read -q --status navn --number navn --missing a r.csv >mended.out
    refused 2 kom-read --keep kom r.csv
}

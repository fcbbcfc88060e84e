#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-join: what is joined to what, what becomes of rows that meet nothing, what is refused. Against joins by hand:
# tests/prop/test_join.py. What messages advise is tried in remedies.bats.
load helper

# twice: a table whose keys stand twice.
twice() {
    printf 'kom,x\n101,a\n147,b\n101,c\n' >twice.csv
}

@test "columns of a table, by a key that has another name there" {
    golden join/types -- kom-join --with data/join/types.csv --on kom=kode data/join/sales.csv
    # the other way round where only that can be meant, and through the vocabulary
    kom-join -q --with data/join/types.csv --on kode=kom data/join/sales.csv | cmp - "$GOLDEN/join/types.out"
    kom-join -q --with data/join/types.csv --on kommunekode=kode --add type,indbyggere data/join/sales.csv | cmp - "$GOLDEN/join/types.out"
    [ "$(kom-join -q --with data/join/types.csv --on kom=kode --add TYPE data/join/sales.csv | head -n 1)" = \
        'kommunekode,borger,ydelse,dato,antal,beloeb,bem,TYPE' ]
    [ "$(kom-join -q --with data/join/types.csv --on kom=kode --add '' data/join/sales.csv | head -n 2 | tail -n 1)" = \
        '101,p1,rengoering,2019-01-31,2,512.50,' ]
}

@test "the price of the day, with what is said of it" {
    golden join/prices -- kom-join --with data/join/prices.csv --on kom,ydelse --within start,end=dato --add pris \
        --no-match keep data/join/sales.csv
    # both days of a spell are in it; an open end and the year 9999 have none
    [ "$(kom-join -q --with data/join/prices.csv --on kom,service --within start,end=date --no-match keep data/join/sales.csv |
        cut -d, -f1,4,8- | tail -n +2)" = '101,2019-01-31,256.25,
101,2019-02-01,300.00,
147,2019-02-01,12.5,
147,2018-12-31,,missing:no_match' ]
    golden join/aside -- kom-join --with data/join/prices.csv --on kom,ydelse --within start,end=dato --no-match aside \
        --set-aside aside.csv --unused unused.csv --report report.json data/join/sales.csv
    golden_file join/aside.csv aside.csv
    golden_file join/unused.csv unused.csv
    [ "$(stat -c %a unused.csv)" = 600 ]
    python3 - <<'P'
import json
tables = {t["table"]: t for t in json.load(open("report.json"))["tables"]}
assert tables["rows"] == {"table": "rows", "read": 4, "used": 3, "set_aside": {"not_within": 1}}, tables
assert tables["with"] == {"table": "with", "read": 5, "used": 3, "set_aside": {"not_met": 2}}, tables
P
}

@test "rows that meet nothing stop the run, with counts and what is near" {
    printf 'kom;ydelse;n\n101;a;1\n;a;2\n0147;a;3\n0147;a;4\n999;a;5\n101;b;6\n' >rows.csv
    printf 'kom,ydelse,x\n101,a,1\n147,a,2\n' >table.csv
    golden join/stop -- kom-join --with table.csv --on kom,ydelse rows.csv
    golden join/keep -- kom-join --with table.csv --on kom,ydelse --no-match keep --kom-digits 3 rows.csv
    # a code that is but spelt otherwise stops, whatever is done with other rows
    golden join/spelt -- kom-join --with table.csv --on kom,ydelse --no-match keep rows.csv
    [ "$(kom-join -q --with table.csv --on kom,ydelse --no-match aside --unmatched warn rows.csv 2>/dev/null)" = 'kom,ydelse,n,x
101,a,1,1' ]
    # where -o is given nothing is left of a run that stops
    fails 3 'no row of table.csv' kom-join --with table.csv --on kom,ydelse -o out.csv rows.csv
    [ ! -e out.csv ]
}

@test "a key that is missing meets nothing, not even a missing one" {
    printf 'kom,kom_status,x\n,,1\n101,hidden,2\n147,,3\n..,,4\n' >table.csv
    printf 'kom;kom_status;n\n;;1\n101;;2\n147;;3\n147;hidden;4\n147;missing:B;5\n' >rows.csv
    [ "$(kom-join --with table.csv --on kom --add x --no-match aside rows.csv 2>err)" = 'kom,kom_status,n,x
147,,3,3' ]
    grep -q 'rows: 5 rows read, 1 used, 4 set aside (no_match 1, no_key 3)' err
    grep -q 'with: 4 rows read, 1 used, 3 set aside (not_met 1, no_key 2)' err
    printf 'kom;kom_status;n\n147;hiden;4\n' >odd.csv
    fails 3 'odd.csv:2: column "kom_status": "hiden" is none of missing' kom-join --with table.csv --on kom --add x odd.csv
    # numbers and periods have signs for it, and --missing more
    printf 'birth_year,x\n1950,a\n..,b\n' >years.csv
    printf 'birth_year;n\n1950;1\n..;2\n.;3\n' >born.csv
    fails 0 'set aside \(no_key 2\)' kom-join --with years.csv --on birth_year --no-match aside born.csv
    fails 0 'set aside \(no_key 3\)' kom-join --with years.csv --on birth_year --no-match aside --missing 1950 born.csv
    printf 'person,start,end,x\np1,,,a\np1,2019-01-01,,b\n' >spells.csv
    printf 'person,date\np1,2019-05-01\np1,\n' >days.csv
    fails 0 'set aside \(no_day 1\)' kom-join --with spells.csv --on person --within start,end=date --no-match aside days.csv
    grep -q 'p1,2019-05-01,b' "$BATS_TEST_TMPDIR/fails.out"
    fails 0 'with: 2 rows read, 1 used, 1 set aside \(no_start 1\)' kom-join --with spells.csv --on person --within start,end=date --no-match aside days.csv
}

@test "a code that only rows without a first day or without a key have is known" {
    printf 'kom,start,end,x\n101,2019-01-01,,a\n151,,2020-01-01,b\n' >spells.csv
    printf 'kom,date\n151,2019-05-01\n101,2019-05-01\n' >days.csv
    fails 0 'set aside \(not_within 1\)' kom-join --with spells.csv --on kom --within start,end=date --no-match aside days.csv
    ! kom-join --with spells.csv --on kom --within start,end=date --no-match keep days.csv 2>&1 | grep 'no row of' || false
    printf 'kom,band,x\n101,day,a\n151,,b\n' >bands.csv
    printf 'kom,band\n151,day\n101,day\n' >rows.csv
    fails 0 'set aside \(no_match 1\)' kom-join --with bands.csv --on kom,band --no-match aside rows.csv
    ! kom-join --with bands.csv --on kom,band --no-match keep rows.csv 2>&1 | grep 'no row of' || false
    # and one that is spelt otherwise is near to it
    printf 'kom,band\n0151,day\n101,day\n' >rows.csv
    fails_empty 3 '0151 stands here where bands.csv has 151' kom-join --with bands.csv --on kom,band --no-match keep rows.csv
}

@test "what COL_status says of a day" {
    printf 'kom,date,date_status\n101,2019-01-05,hidden\n101,2019-01-05,\n101,2019-01-05,provisional\n' >days.csv
    printf 'kom,start,start_status,end,end_status,x\n101,2019-01-01,,2019-01-03,missing,a\n101,2019-01-01,hidden,,,b\n' >spells.csv
    fails 0 'set aside \(no_day 1\)' kom-join --with spells.csv --on kom --within start,end=date --no-match aside days.csv
    [ "$(cat "$BATS_TEST_TMPDIR/fails.out")" = 'kom,date,date_status,x
101,2019-01-05,,a
101,2019-01-05,provisional,a' ]
    fails 0 'with: 2 rows read, 1 used, 1 set aside \(no_start 1\)' kom-join --with spells.csv --on kom --within start,end=date --no-match keep days.csv
    # an end that is hidden is one: the spell does not go on
    printf 'kom,start,end,end_status,x\n101,2019-01-01,,hidden,a\n' >spells.csv
    fails_empty 3 'spells.csv:2: column "end_status": hides when the spell ends' \
        kom-join --with spells.csv --on kom --within start,end=date --no-match keep days.csv
    printf 'kom,date,date_status\n101,2019-01-05,hiden\n' >odd.csv
    printf 'kom,start,end,x\n101,2019-01-01,,a\n' >spells.csv
    fails 3 'odd.csv:2: column "date_status": "hiden" is none of missing' kom-join --with spells.csv --on kom --within start,end=date odd.csv
}

@test "keys are compared as codes are: periods, days in forms that were told, Unicode, blanks that cannot be seen" {
    printf 'period,x\n2019-04,1\n2019-Q2,2\n' >periods.csv
    printf 'periode;n\n2019M04;1\n2019K2;2\n' >rows.csv
    [ "$(kom-join -q --with periods.csv --on period rows.csv | cut -d, -f3)" = "$(printf 'x\n1\n2')" ]
    printf 'dato;navn\n03-04-2019;palmesondag\n' >holidays.csv
    printf 'date,n\n2019-04-03,1\n' >days.csv
    [ "$(kom-join -q --with holidays.csv --on date --day with:dato=dmy days.csv | tail -n 1)" = '2019-04-03,1,palmesondag' ]
    printf 'sted,x\nA\314\212rhus,1\n\302\240Odense,2\n' >places.csv # decomposed, and a hard blank
    printf 'sted,n\n\303\205rhus,1\nOdense\342\200\213,2\n' >rows.csv
    [ "$(kom-join -q --with places.csv --on sted rows.csv | cut -d, -f3 | tail -n +2)" = "$(printf '1\n2')" ]
    printf 'sted,n\nAarhus,1\nOdense,2\n' >rows.csv
    fails 3 '"Aarhus" stands here where places.csv has "Århus"; write both alike' kom-join --with places.csv --on sted --no-match keep rows.csv
}

@test "more rows of a key than were expected" {
    twice
    printf 'kom,n\n101,1\n147,2\n147,3\n' >rows.csv
    golden join/twice -- kom-join --with twice.csv --on kom rows.csv
    golden join/several -- kom-join --with twice.csv --on kom --expect n:n rows.csv
    printf 'kom,x\n101,a\n147,b\n' >once.csv
    golden join/met_twice -- kom-join --with once.csv --on kom --expect 1:1 rows.csv
    fails_empty 3 'rows.csv:4: kom 147: line 3 of twice.csv was met by rows.csv:3 too; .* --expect n:n' \
        kom-join --with twice.csv --on kom --expect 1:n rows.csv
    printf 'kom,start,end,x\n101,2019-01-01,2019-06-30,a\n101,2019-06-30,,b\n101,2018-01-01,2018-12-31,c\n' >spells.csv
    printf 'kom,date\n101,2019-06-30\n' >days.csv
    fails_empty 3 'spells.csv:3: column "start": kom 101: the spell overlaps that of line 2' \
        kom-join --with spells.csv --on kom --within start,end=date days.csv
    [ "$(kom-join -q --with spells.csv --on kom --within start,end=date --expect n:n days.csv)" = 'kom,date,x
101,2019-06-30,a
101,2019-06-30,b' ]
    printf 'person,x\np1,1\np1,2\n' >persons.csv
    printf 'person\np1\n' >one.csv
    fails_empty 3 'persons.csv:3: person \(hidden\): the key stands in line 2 too' kom-join --with persons.csv --on person one.csv
    fails_empty 3 'person "p1"' kom-join --with persons.csv --on person --show-values one.csv
}

@test "what is refused" {
    twice
    printf 'kom,n,x\n101,1,2\n' >rows.csv
    fails_empty 2 'with: name the table' kom-join --on kom rows.csv
    fails_empty 2 'on: name the columns' kom-join --with twice.csv rows.csv
    fails_empty 2 'on: "kom" and "kommunekode" are the same column' kom-join --with twice.csv --on kom,kommunekode rows.csv
    fails_empty 2 'on: "kom=" is not of the form' kom-join --with twice.csv --on kom= rows.csv
    fails_empty 2 'expect: .*n:2' kom-join --with twice.csv --on kom --expect n:2 rows.csv
    fails_empty 2 'no-match: .*drop' kom-join --with twice.csv --on kom --no-match drop rows.csv
    fails_empty 2 'within: "start=date" is not of the form' kom-join --with twice.csv --on kom --within start=date rows.csv
    fails_empty 2 'unmatched: has no meaning with --no-match stop' kom-join --with twice.csv --on kom --unmatched warn rows.csv
    fails_empty 2 'with: has no meaning beside --name-to-code' kom-join --with twice.csv --name-to-code kom rows.csv
    fails_empty 2 'unused: has no meaning beside --name-to-code' kom-join --unused unused.csv --name-to-code kom=kode rows.csv
    fails_empty 2 'unused: has no meaning beside --code-to-name' kom-join --unused unused.csv --code-to-name kom rows.csv
    fails_empty 2 'year: has no meaning without --official, --name-to-code or --code-to-name' kom-join --with twice.csv --on kom --expect n:n --year 2006 rows.csv
    fails_empty 2 'code-to-name: has no meaning' kom-join --code-to-name kom --name-to-code kom rows.csv
    fails_empty 2 'year' kom-join --with twice.csv --on kom --year 2005 rows.csv
    fails_empty 2 'inputs' kom-join --with - --on kom
    fails_empty 2 'add: "X" is named twice' kom-join --with twice.csv --on kom --add x,X --expect n:n rows.csv
    fails_empty 3 'twice.csv: no column "y"; .*it has kom, x' kom-join --with twice.csv --on kom --add y rows.csv
    fails_empty 3 'rows.csv: no column "ko"' kom-join --with twice.csv --on ko rows.csv
    fails_empty 3 'rows.csv: the column "x" that twice.csv would add is in the input already, as "x"' kom-join --with twice.csv --on kom --expect n:n rows.csv
    printf 'kom,pris\n101,1\n' >price.csv
    printf 'kom,price\n101,1\n' >cost.csv
    fails_empty 3 'the column "pris" that price.csv would add is in the input already, as "price"' kom-join --with price.csv --on kom cost.csv
    printf 'kom;price\n101;1.5\n' >point.csv
    fails_empty 3 'point.csv:2: column "price": "1.5" is no number with a decimal comma' kom-join --with point.csv --on kom rows.csv
    printf 'kom,start,end\n101,2019-02-01,2019-01-01\n' >back.csv
    printf 'kom,date\n101,2019-02-01\n' >days.csv
    fails_empty 3 'back.csv:2: column "end": the spell ends before it starts' kom-join --with back.csv --on kom --within start,end=date days.csv
    fails_empty 3 'rows.csv:2: the only row has 2 of 3 fields' sh -c 'printf "kom,n,x\n101,1\n" >rows.csv; kom-join --with price.csv --on kom rows.csv'
}

@test "bad rows, filters, several files, a table without a header" {
    printf 'kom;beloeb\n101;1,5\n101;1.5\n147;2\n' >rows.csv
    printf '101,a\n147,b\n' >bare.csv
    fails 3 'rows.csv:3: column "beloeb": "1.5" is no number' kom-join --with bare.csv --header with:kom,x --on kom rows.csv
    [ "$(kom-join -q --bad-rows skip --with bare.csv --header with:kom,x --on kom rows.csv 2>/dev/null)" = 'kom,beloeb,x
101,1.5,a
147,2,b' ]
    printf 'beloeb;kom\n7;147\n' >more.csv
    [ "$(kom-join -q --only kom=147 --with bare.csv --header with:kom,x --on kom rows.csv more.csv --bad-rows skip | tail -n 1)" = 147,7,b ]
    printf 'kom;antal_x\n101;1,25\n' >number.csv
    printf 'kom;tal\n101;2,75\n' >figures.csv
    [ "$(kom-join -q --with figures.csv --on kom --number antal_x,tal number.csv | tail -n 1)" = 101,1.25,2.75 ]
    fails_empty 3 'no column "zz"' kom-join --with figures.csv --on kom --number zz number.csv
}

@test "nothing at all, a header alone, a folder, a full disk, a closed pipe" {
    twice
    : >empty.csv
    printf 'kom,n\n' >header.csv
    printf 'kom,x\n' >none.csv
    printf 'kom,n\n101,1\n' >rows.csv
    fails_empty 3 'empty.csv: (empty|no bytes|is empty)' kom-join --with none.csv --on kom empty.csv
    fails_empty 3 'empty.csv' kom-join --with empty.csv --on kom rows.csv
    [ "$(kom-join -q --with none.csv --on kom header.csv)" = kom,n,x ]
    [ "$(kom-join -q --with none.csv --on kom --no-match keep --unmatched warn rows.csv 2>/dev/null)" = "$(printf 'kom,n,x\n101,1,')" ]
    fails_empty 3 'no row of none.csv has kom 101' kom-join --with none.csv --on kom rows.csv
    fails_empty 4 'absent.csv' kom-join --with absent.csv --on kom rows.csv
    mkdir folder
    fails_empty 4 'folder' kom-join --with folder --on kom rows.csv
    fails_empty 4 'folder' kom-join --with none.csv --on kom folder
    with_full_disk kom-join --with data/join/types.csv --on kom=kode data/join/sales.csv
    fails 4 '/dev/full' kom-join --with data/join/types.csv --on kom=kode --unused /dev/full data/join/sales.csv
    awk 'BEGIN { print "kom,n"; for (i = 0; i < 200000; i++) print "101," i }' >many.csv
    with_closed_pipe kom-join --with data/join/types.csv --on kom=kode many.csv
    echo 999,1 >>many.csv
    # what has left is spoilt, and no reader takes it
    fails 3 'no row of .*types.csv has kom 999' kom-join --with data/join/types.csv --on kom=kode many.csv
    tail -n 1 "$BATS_TEST_TMPDIR/fails.out" | grep -q '^"kom-join: stopped at' || complain "$(tail -n 2 "$BATS_TEST_TMPDIR/fails.out")"
}

@test "many keys that meet nothing are not kept" {
    awk 'BEGIN { print "id,n"; for (i = 0; i < 130000; i++) print "x" i "y," i }' >many.csv
    printf 'id,v\nx1y,1\n' >one.csv
    fails 0 'more than 100000 keys met nothing: they were not compared' kom-join --with one.csv --on id --no-match keep many.csv
    printf 'id,v\nz,1\n' >other.csv
    fails 3 'none of 130000 rows meets a row of other.csv' kom-join --with other.csv --on id --no-match keep many.csv
    for j in 1 4; do
        kom-join -j $j --with one.csv --on id --no-match aside --set-aside aside.$j many.csv >out.$j 2>err.$j
    done
    cmp out.1 out.4
    cmp err.1 err.4
    cmp aside.1 aside.4
}

# ---- names of municipalities ----

@test "names of municipalities to codes, and back" {
    printf 'kommune;n\nKøbenhavns Kommune;1\nÅRHUS;2\n0147;3\nHøje Taastrup;4\nChristiansø;5\nNordfyn;6\nBornholms Regionskommune;7\nA\314\212lborg;8\n' >names.csv
    golden join/codes -- kom-join --name-to-code kommune names.csv
    golden join/names -- sh -c 'kom-join -q -j $JOBS --name-to-code kommune=kode names.csv | kom-join -q -j $JOBS --code-to-name kode'
    [ "$(kom-join -q --name-to-code kommune --kom-digits 4 names.csv | cut -d, -f3 | sed -n 2p)" = 0101 ]
    fails_empty 3 'there is a column "n" already; give the new one another name: --name-to-code kommune=NEW' kom-join --name-to-code kommune=n names.csv
    fails_empty 2 'the lists of municipalities begin at 1975' kom-join --name-to-code kommune --year 1974 names.csv
    fails_empty 2 'takes one column' kom-join --name-to-code kommune,n names.csv
}

@test "the lists that ship are the lists that are built in" {
    local places=$SOURCE_DIR/data/places
    cut -d, -f1,2 "$places/municipalities.csv" | sed 1s/kom,/kode,/ >now.csv
    [ "$(wc -l <now.csv)" = 99 ]
    kom-join -q --name-to-code name now.csv | awk -F, 'NR > 1 && $1 != $3 { exit 1 }'
    kom-join -q --code-to-name kode now.csv | awk -F, 'NR > 1 && $2 != $3 { exit 1 }'
    # of every year: each name and code of it, and no other; the split ones with all their successors
    for year in 1975 2002 2003 2005 2006; do
        awk -F, -v y=$year 'NR == 1 { print "kode,name,successors" } NR > 1 && $3 <= y && y <= $4 { print $1 "," $2 "," $5 }' \
            "$places/municipalities-1970-2006.csv" >then.csv
        for key in kode name; do
            kom-join -q --name-to-code $key --year $year --no-match keep then.csv >got.csv 2>err
            awk -F, 'NR > 1 && $4 != (length($3) > 3 ? "" : $3) { print; exit 1 }' got.csv
            grep -q '13 rows of a municipality that was split' err
            [ "$(grep -c 'with a key that it has not' err)" = 0 ]
        done
        echo "$year $(($(wc -l <then.csv) - 1))"
    done >counts
    [ "$(paste -sd' ' counts)" = '1975 275 2002 275 2003 271 2005 271 2006 270' ]
    # every code of now is one that others became part of
    [ "$(awk -F, 'NR > 1 { n = split($5, s, " "); for (i = 1; i <= n; i++) print s[i] }' "$places/municipalities-1970-2006.csv" | sort -u)" = \
        "$(awk -F, 'NR > 1 { print $1 }' "$places/municipalities.csv" | sort -u)" ]
}

@test "municipalities of before 2007, and one that was split" {
    printf 'kommune;n\nBramsnæs;1\nLangå;2\nÅrhus;3\n337;4\n' >old.csv
    golden join/split -- kom-join --name-to-code kommune --year 2006 old.csv
    golden join/split_kept -- kom-join --name-to-code kommune --year 2006 --no-match keep old.csv
    fails 0 'set aside \(split 1\)' kom-join --name-to-code kommune --year 2006 --no-match aside old.csv
    fails_empty 3 '"Bramsnæs" is a municipality of 2006: --year 2006' kom-join --name-to-code kommune old.csv
    printf 'kommune\nRønne\n' >isle.csv
    fails_empty 3 'is a municipality of 2002: --year 2002' kom-join --name-to-code kommune --year 2005 isle.csv
    [ "$(kom-join -q --name-to-code kommune --year 2002 isle.csv | tail -n 1)" = Rønne,400 ]
    printf 'kommune\nHalsnæs\n' >new.csv
    fails_empty 3 'is a municipality of now: leave --year out' kom-join --name-to-code kommune --year 2005 new.csv
}

# Keys short and long, packed into words or not, more than codes have room for; blank ones, and some that the table has
# not or has twice. What awk's arrays find is found by the quick ways and by the careful one.
@test "many keys of all lengths, of one column and of two, as awk joins them" {
    awk 'BEGIN { print "thing,part,group,label"
        for (i = 1; i <= 30000; i++) {
            thing = i % 13 ? i substr(i % 9 ? "aBcDeFgHiJkLmNoPqRsTuVwXyZ" : "..................", 1, i % 25) : ""
            print thing "," i % 5 ",g" i % 7 "," (i % 4 ? "label " i : "") >"all.csv"
            if (i % 8)
                print thing "," i % 5 ",g" i % 7 "," (i % 4 ? "label " i : "")
        } }' >table.csv
    awk -F, 'NR > 1 && NR % 17 == 0 { print $1 "," $2 ",again," } { print }' table.csv >twice.csv
    awk -F, -v OFS=, 'BEGIN { print "day", "part", "thing" } { print "2019-01-01", $2, $1; if (NR % 3 == 0) print "2020-02-02", 9, $1 }' \
        all.csv >rows.csv
    local join='NR == FNR { if (FNR > 1 && $1 != "") { k = $1 SUBSEP (two ? $2 : ""); v[k, ++n[k]] = $3 "," $4 } next }
        FNR == 1 { print $0 ",group,label"; next }
        { k = $3 SUBSEP (two ? $2 : ""); if (k in n) for (i = 1; i <= n[k]; i++) print $0 "," v[k, i]; else print $0 ",," }'
    local table on
    for table in table twice; do
        for on in thing thing,part; do
            awk -F, -v two=$([ $on = thing ] || echo 1) "$join" $table.csv rows.csv >want
            for j in 1 3; do
                kom-join -q -j $j --with $table.csv --on $on --add group,label --expect n:n --no-match keep --unmatched warn \
                    --unused unused$j rows.csv 2>err$j | same want -
                KOM_CAREFUL=1 kom-join -q -j $j --with $table.csv --on $on --add group,label --expect n:n --no-match keep \
                    --unmatched warn --unused careful$j rows.csv 2>careful_err | same want -
                same careful_err err$j
                same careful$j unused$j
            done
            same unused1 unused3
        done
    done
}

# Room for many rows is made at once, for the longest text that a row of the table adds.
@test "texts of any length hang on rows that are written together" {
    awk 'function x(n,  t) { t = "x"; while (length(t) < n) t = t t; return substr(t, 1, n) }
        BEGIN { print "id,note"; for (i = 0; i < 300; i++) print "k" i "," (i == 7 ? x(100000) : x(i % 5 ? i % 90 : i * 11)) }' >table.csv
    awk 'BEGIN { print "id,n"; for (i = 0; i < 5000; i++) print "k" i * 31 % 310 "," i }' >rows.csv
    awk -F, 'NR == FNR { note[$1] = $2; next } FNR == 1 { print $0 ",note"; next } { print $0 "," note[$1] }' table.csv rows.csv >want
    for j in 1 3; do
        kom-join -q -j $j --with table.csv --on id --no-match keep --unmatched warn rows.csv >out 2>err
        cmp want out
    done
}

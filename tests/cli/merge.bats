# SPDX-License-Identifier: GPL-3.0-or-later
# Parts of a run and kom-merge: the result of one run to the byte (random ones: tests/prop/test_parts.py), and states that
# do not belong together, or are not whole, refused by name.
bats_require_minimum_version 1.5.0
load helper

# rows: rows.csv, with line ends in quotes, a bad row and one that is set aside.
rows() {
    {
        printf 'kom;dato;person;amount;note\n'
        for i in $(seq 60); do
            printf '%d;2019-0%d-1%d;p%d;%d,5;"one\n1;2019-01-01;x;99;\n"\n' $((100 + i % 4)) $((1 + i % 9)) $((i % 9)) $((i % 7)) "$i"
        done
        printf '101;2019-01-05;p1;abc;\n102;2019-01-06;p2;;\n'
    } >rows.csv
}

# part I N [OPTION]...: the state sI of that part, with the options of CALL.
part() {
    local i=$1 n=$2
    shift 2
    "${CALL[@]}" --part "$i/$n" --state "s$i" "$@"
}

# parts N: all of them; what took a wrong byte for the start of a row is run again as the merge says.
parts() {
    local i n=$1 turns=0
    rm -f s[0-9]*
    for i in $(seq "$n"); do part "$i" "$n" 2>/dev/null || return; done
    while kom-merge s[0-9]* >/dev/null 2>again || true; grep -q 'began-at' again; do
        [ $((turns += 1)) -le "$n" ] || complain "no end: $(cat again)" || return
        # shellcheck disable=SC2046 # words
        set -- $(sed -n 's/.*--part \([0-9]*\).[0-9]* --began-at \([0-9+]*\).*/\1 \2/p' again)
        part "$1" "$n" --began-at "$2" 2>/dev/null || return
    done
}

CALL=(kom-sum --value amount --by kom --bad-rows skip rows.csv)

@test "parts of bytes give the bytes of one run, and what it says" {
    rows
    "${CALL[@]}" --set-aside one.aside --report one.json >one 2>one.err
    CALL+=(--set-aside unused)
    for n in 1 2 3 5 16; do
        parts $n
        kom-merge --set-aside m.aside --report one.json s[0-9]* >m 2>m.err
        same one m
        same one.err m.err
        same one.aside m.aside
        [ ! -e unused ]
    done
    grep -q '"tool": "kom-sum"' one.json
}

@test "a part that began within quotes is named, and run again as is said" {
    rows
    for i in 1 2 3 4 5 6 7; do part $i 7 2>/dev/null; done
    fails 3 'perhaps as there are line ends in quotes; run this part again with --part' kom-merge s1 s2 s3 s4 s5 s6 s7
    parts 7
    kom-merge s? >m 2>/dev/null
    "${CALL[@]}" 2>/dev/null | same - m
}

@test "parts of files" {
    rows
    for i in 1 2 3 4 5; do
        head -n 1 rows.csv >f$i.csv
        printf '10%d;2019-01-0%d;p%d;1,5;\n' $i $i $i >>f$i.csv
    done
    gzip f2.csv
    CALL=(kom-uptake --by kom --period month f1.csv f2.csv.gz f3.csv f4.csv f5.csv)
    "${CALL[@]}" >one 2>one.err
    for n in 1 2 5; do
        parts $n
        kom-merge s[0-9]* >m 2>m.err
        same one m
        same one.err m.err
    done
    [ "$(grep -c '^range' s2)" = 1 ]
}

@test "parts of a file of many members of gzip, wherever they end" {
    rows
    split -b 300 --filter='gzip >>rows.csv.gz' rows.csv
    CALL=(kom-sum --value amount --by kom --stats n,sum,autocorr1 --bad-rows skip rows.csv.gz)
    "${CALL[@]}" --set-aside one.aside >one 2>one.err
    CALL+=(--set-aside unused)
    for n in 1 2 5 16; do
        parts $n
        kom-merge --set-aside m.aside s[0-9]* >m 2>m.err
        same one m
        same one.err m.err
        same one.aside m.aside
        [ $n = 1 ] || kom-merge --state all s[0-9]*
        [ $n != 2 ] || mv all two
    done
    same two all
}

@test "a part of stretches where no row starts is empty, and merged" {
    printf 'kom;amount\n101;1\n102;2\n' >rows.csv
    parts 16
    kom-merge s[0-9]* >m 2>/dev/null
    "${CALL[@]}" 2>/dev/null | same - m
    printf 'kom;amount\n' >rows.csv
    parts 3
    kom-merge s? >m 2>/dev/null
    "${CALL[@]}" 2>/dev/null | same - m
}

@test "states one after the other, packed, or through a pipe are states" {
    rows
    parts 3
    kom-merge s? >m 2>/dev/null
    cat s3 s1 s2 | kom-merge >c 2>/dev/null
    same m c
    gzip -k s2
    cat s3 s1 >s13
    kom-merge s13 s2.gz >c 2>/dev/null
    same m c
}

@test "states of some parts become one, whose bytes do not depend on how the rows were split" {
    rows
    parts 1
    cp s1 whole
    parts 5
    kom-merge --state front s1 s2 s3
    kom-merge --state all front s4 s5
    parts 2
    kom-merge --state both s2 s1
    same all both
    kom-merge --state one whole
    same all one
    [ "$(stat -c %a all)" = 600 ]
    [ "$(stat -c %a s1)" = 600 ]
    kom-merge all >m 2>/dev/null
    "${CALL[@]}" 2>/dev/null | same - m
}

@test "what is missing, there twice, cut off or changed is refused by name" {
    rows
    parts 3
    fails 3 'part 2 of 3 is missing; run it with --part 2/3' kom-merge s1 s3
    fails 3 'parts 2 to 3 of 3 are missing; run the first with --part 2/3' kom-merge s1
    fails 3 'part 2 is there twice: in s2 and in again' sh -c 'cp s2 again; kom-merge s1 s2 again s3'
    head -n 5 s2 >cut
    fails 3 'cut:5: the state has no last line; it was cut off: write it anew' kom-merge s1 cut s3
    head -c 200 s2 >cut
    fails 3 'ends within a line; it was cut off' kom-merge s1 cut s3
    sed 's/^sums\t0/sums\t1/' s2 >changed
    fails 3 'changed:[0-9]*: the state before this line is not as it was written; write it anew' kom-merge s1 changed s3
    sed '/^sums/d' s2 >changed
    fails 3 'is not as it was written' kom-merge s1 changed s3
    sed '1s/\t1\t/\t2\t/' s2 >newer
    fails 3 'newer:1: is a state of form 2, of which this program knows nothing' kom-merge s1 newer s3
    sed '1s/0\.[0-9.]*/9.9.9/' s2 >newer
    fails 3 'newer:1: was written by kom-sum 9.9.9, this is' kom-merge s1 newer s3
    fails 3 'rows.csv:1: is no state; the option --part of kom-sum and others writes one' kom-merge rows.csv
    : >nothing
    fails 3 'nothing: is empty' kom-merge nothing
    fails 4 'nowhere: cannot be opened' kom-merge s1 nowhere
    fails 4 'is a directory' kom-merge .
}

@test "what is not of one run is refused by name" {
    rows
    parts 2
    kom-sum --value amount --by kom --bad-rows skip --stats n --part 2/2 --state other rows.csv 2>/dev/null
    fails 3 's1 and other are not of one run: the call has' kom-merge s1 other
    fails 3 'in the other; run all parts with the same options and tables' kom-merge s1 other
    fails 3 '"option stats n" in the other' kom-merge s1 other
    part 2 3 2>/dev/null
    fails 3 's2: is of a run in 3 parts, s1 of one in 2' kom-merge s1 s2
    parts 2
    kom-uptake --bad-rows skip --by kom --part 2/2 --state other rows.csv 2>/dev/null
    fails 3 'other: is a state of kom-uptake, s1 one of kom-sum' kom-merge s1 other
    printf '105;2019-01-01;p;1;\n' >>rows.csv
    part 2 2 2>/dev/null
    fails 3 'its input had' kom-merge s1 s2
}

@test "side tables are read again, and must be what they were" {
    rows
    printf 'kom,type\n100,a\n101,a\n102,b\n103,b\n' >types.csv
    CALL=(kom-sum --value amount --by type --municipalities types.csv --bad-rows skip rows.csv)
    "${CALL[@]}" >one 2>one.err
    parts 2
    kom-merge s? >m 2>m.err
    same one m
    same one.err m.err
    mv types.csv moved.csv
    fails 4 'kom-merge reads this table again: --municipalities FILE says where it is now' kom-merge s1 s2
    kom-merge --municipalities moved.csv s? -o m --report m.json 2>/dev/null
    same one m
    sed -i s/types.csv/moved.csv/ "$BATS_TEST_TMPDIR/work/m.json"
    "${CALL[@]/types.csv/moved.csv}" -o m --report one.json 2>/dev/null
    sed -i s/one.json/m.json/ one.json
    same one.json m.json
    echo 104,c >>moved.csv
    fails 3 'moved.csv: is not the table that the parts were run with' kom-merge --municipalities moved.csv s1 s2
}

@test "--check says what is there" {
    rows
    parts 3
    kom-merge --check s? >out
    [ "$(cut -d, -f1,2,4 out)" = "$(printf 'part,of,status\n1,3,there\n2,3,there\n3,3,there')" ]
    status=0
    kom-merge --check s1 s3 >out || status=$?
    [ $status = 1 ]
    [ "$(cat out)" = "$(printf 'part,of,state,status,message\n1,3,s1,there,\n2,3,,missing,\n3,3,s3,there,')" ]
    status=0
    kom-sum --value amount --bad-rows skip --stats n --part 2/3 --state other rows.csv 2>/dev/null
    kom-merge --check s1 other s3 >out || status=$?
    [ $status = 1 ]
    [ "$(cut -d, -f1,2,3,4 out)" = "$(printf 'part,of,state,status\n1,3,s1,there\n2,3,other,foreign\n3,3,s3,there')" ]
    status=0
    kom-merge --check s1 s1 s2 s3 >out || status=$?
    [ $status = 1 ]
    grep -q '^1,3,s1,twice,' out
}

@test "options of parts" {
    rows
    fails 2 'needs --state FILE' kom-sum --value amount --part 1/2 rows.csv
    fails 2 'is written by a part; use --part I/N' kom-sum --value amount --state s rows.csv
    fails 2 'is for the result, which kom-merge writes' kom-sum --value amount --part 1/2 --state s -o out rows.csv
    for wrong in 0/2 3/2 1 1/0 a/2 1/2/3 ''; do
        fails 2 'is not of the form I/N' kom-sum --value amount --part "$wrong" --state s rows.csv
    done
    fails 2 'has no meaning' kom-sum --value amount --began-at 5 rows.csv
    fails 2 'is no number of bytes' kom-sum --value amount --part 1/2 --state s --began-at x rows.csv
    fails 2 'is for the result; --state writes none' kom-merge --state s -o out s1
    fails 2 'a table 1 rests on all rows at once, and has no parts; leave it out' kom-sum --table1 --value amount --by kom --part 1/2 --state s rows.csv
    [ ! -e s ]
    [ ! -e out ]
    parts 1
    fails 2 'the states hold no rows set aside; run the parts with it too' kom-merge --set-aside x s1
}

@test "what has no parts is refused" {
    rows
    gzip -k rows.csv
    for i in 1 2; do
        fails 3 'is one member of gzip, .* gunzip -c rows.csv.gz | bgzip >FILE.gz makes many of it' kom-sum --value amount --part $i/2 --state s rows.csv.gz
    done
    iconv -t utf-16 rows.csv >wide.csv
    fails 3 'is UTF-16, which has no parts' kom-sum --value amount --part 2/2 --state s wide.csv
    kom-sum --value amount --bad-rows skip --part 1/1 --state s rows.csv.gz 2>/dev/null
    kom-sum --value amount --bad-rows skip rows.csv.gz 2>/dev/null >one
    kom-merge s 2>/dev/null | same one -
    fails 2 'is no file whose bytes could be parted' sh -c 'cat rows.csv | kom-sum --value amount --part 1/3 --state s rows.csv -'
}

@test "a pipe is a part" {
    rows
    "${CALL[@]}" 2>/dev/null >one
    head -n 200 rows.csv >first.csv
    for i in 1 2; do
        { [ $i = 1 ] || head -n 1 rows.csv; if [ $i = 1 ]; then head -n 121 rows.csv; else tail -n +122 rows.csv; fi; } |
            kom-sum --value amount --by kom --bad-rows skip --part $i/2 --state s$i 2>/dev/null
    done
    kom-merge s1 s2 2>/dev/null | same one -
}

@test "--forbid-cpr says that and nothing else, whether a block told or all values did" {
    printf 'kom,note\n101,z\n101,010180-1234\n' >a.csv # a block that tells
    printf 'kom,note\n101,1502995678\n101,1502995678\n' >b.csv # all values tell
    CALL=(kom-sum --by kom --stats n --value kom --except kom=nowhere --forbid-cpr a.csv b.csv)
    fails 3 'a.csv:3: column "note": holds what may be CPR numbers' "${CALL[@]}"
    "${CALL[@]}" 2>one.err || true
    [ "$(wc -l <one.err)" = 1 ]
    parts 2
    kom-merge s1 s2 2>m.err || true
    same one.err m.err
}

@test "--forbid-cpr says what stands first, in whatever column, of parts as of one run" {
    { echo 'kom,note,more'; printf '101,z,z\n101,z,z,010180-1234\n'; } >a.csv # a row that cannot be read
    { echo 'kom,note,more'; printf '101,z,z\n101,010180-1234,z\n'; } >b.csv
    CALL=(kom-sum --by kom --stats n --value kom --bad-rows skip --forbid-cpr a.csv b.csv)
    fails 3 'a.csv:3: a row that cannot be read holds what looks like a CPR number' "${CALL[@]}"
    "${CALL[@]}" 2>one.err || true
    parts 2
    kom-merge s1 s2 2>m.err || true
    same one.err m.err
}

@test "a schema of a Data Package that has moved, with the table of its foreign key" {
    printf 'kom,amount\n101,1\n102,2\n' >rows.csv
    mkdir old
    printf '{"resources": [{"name": "rows", "path": "../rows.csv", "schema": {"fields": [{"name": "kom"}, {"name": "amount", "type": "number"}],
        "foreignKeys": [{"fields": "kom", "reference": {"resource": "units", "fields": "kom"}}]}},
        {"name": "units", "path": "units.csv", "schema": {"fields": [{"name": "kom"}]}}]}' >old/p.json
    printf 'kom\n101\n102\n' >old/units.csv
    CALL=(kom-sum --schema old/p.json#rows --value amount rows.csv)
    "${CALL[@]}" 2>/dev/null >one
    parts 2
    mv old new
    fails 4 'old/p.json: cannot be opened' kom-merge s1 s2
    kom-merge --schema new/p.json#rows s1 s2 2>/dev/null | same one -
    mv new old
    echo 103 >>old/units.csv
    fails 3 'old/units.csv: is not the table that the parts were run with' kom-merge s1 s2
}

@test "a person of several parts is one, however few come at a time" {
    kom-sim -q --minimal --scale 0.8 --out few
    kom-sim -q --scale 0.3 --out sim
    local sides="--offerings sim/offerings.csv --recipients sim/recipients.csv --participation sim/participation.csv"
    local i call little
    for call in "--by kom --period month few/sales.csv" "--by kom,service --margins kom --period half few/sales.csv" "--by= --period day few/sales.csv" \
        "--by kom --period event:12m $sides sim/sales.csv" "--by kom --margins kom --period quarter --flows provider $sides sim/sales.csv"; do
        # shellcheck disable=SC2086 # words
        {
            kom-uptake -q $call >one
            rm -f s[0-9]*
            for i in 1 2 3 4 5 6 7; do kom-uptake -q --part $i/7 --state s$i $call; done
        }
        for little in "" "--memory 1K"; do
            # shellcheck disable=SC2086 # words
            {
                kom-merge -q $little s7 s2 s3 s4 s5 s6 s1 | same one - || complain "$call $little"
                kom-merge -q $little --state all s?
                kom-merge -q $little --state some s4 s5 s6
                kom-merge -q $little some s1 s2 s3 s7 | same one - || complain "$call $little"
                kom-merge -q $little all | same one - || complain "$call $little"
            }
            [ ! -e before ] || cmp before all
            mv all before
        done
        rm before
    done
}

# Spells stay in their states until they are counted, those of a person together: what one run cannot hold, its parts can.
@test "the spells of a panel need no memory at the merge" {
    awk 'BEGIN { print "person,kom,start,end"
        for (i = 0; i < 300000; i++) printf "p%d,%d,2019-%02d-%02d,2019-12-%02d\n", i * 7919 % 20011, 101 + i % 3, 1 + i % 11, 1 + i % 28, 1 + i % 31 }' >spells.csv
    local part
    for person in "" "--rename nobody=person"; do
        rm -f ./*.state
        # shellcheck disable=SC2086
        kom-panel -q $person spells.csv >whole
        # shellcheck disable=SC2086
        fails_empty 4 'the spells, which must lie in memory' kom-panel -q --memory 12M $person spells.csv
        for part in 1 2 3 4; do
            # shellcheck disable=SC2086
            kom-panel -q --memory 12M $person --part $part/4 --state $part.state spells.csv
        done
        kom-merge -q --memory 12M [1-4].state >merged
        cmp whole merged
        kom-merge -q --memory 12M --state all.state [1-4].state
        kom-merge -q --memory 12M all.state >merged
        cmp whole merged
    done
}

# How many spells a group has is known before they come: by it a total is told that stands among its parts.
@test "totals among the spells of a panel are named from parts as from one run" {
    printf 'person,kom,start,end,type\na,101,2019-01-01,2019-03-31,x\nb,101,2019-01-01,2019-02-28,y\nc,101,2019-01-01,2019-03-31,I alt\nd,147,2019-02-01,2019-03-31,x\n' >spells.csv
    kom-panel spells.csv >whole 2>whole.err
    grep -q 'column "type": "I alt" (1 row) is added to what it is the total of' whole.err
    for i in 1 2 3; do kom-panel --part $i/3 --state s$i spells.csv 2>/dev/null; done
    kom-merge s[1-3] >merged 2>merged.err
    cmp whole merged
    sed 's/^kom-merge/kom-panel/' merged.err | cmp whole.err -
    kom-merge --state all s[1-3] 2>/dev/null
    kom-merge all 2>&1 >/dev/null | grep -q '"I alt" (1 row) is added'
}

# reseal STATE...: lines that were changed by hand get the end that fits them (BLAKE2b of 16 bytes).
reseal() {
    local f
    for f; do
        sed '$d' "$f" >body
        printf 'end\t%d\t%s\n' "$(wc -l <body)" "$(b2sum -l 128 <body | cut -d' ' -f1)" | cat body - >"$f"
    done
}

@test "kom-panel: a state has the spells that it says, no more and no fewer" {
    printf 'person,kom,start,end\na,101,2018-01-01,2018-03-31\nb,101,2018-01-01,2018-12-31\nb,102,2019-01-01,2019-12-31\n' >sp.csv
    kom-panel -q --from 2018-01 --to 2019-12 --period year --part 1/1 --state whole sp.csv
    cp whole same
    reseal same
    cmp whole same
    sed '/^spell\ta/d' whole >fewer
    sed 's/^\(spell\ta.*\)/\1\t0\t17700\t17800/' whole >extra
    sed '/^group/d' whole >none
    sed 's/^count\tread\t3/count\tread\t0/' whole >unread
    reseal fewer extra none unread
    kom-merge -q whole >/dev/null
    for s in fewer extra none unread; do
        fails_empty 3 'the state says what none would say' kom-merge -q $s
        fails_empty 3 'the state says what none would say' kom-merge -q --state all $s
    done
}

@test "kom-uptake: a state has no kind of buyers without a cell" {
    printf 'kom,date,person\n101,2019-01-01,a\n147,2019-01-01,b\n' >sales.csv
    kom-uptake -q --part 1/1 --state whole sales.csv
    awk '/^atom\t147/ { skip = 1 } /^cell/ && skip { skip = 0; next } 1' whole >last
    awk '/^atom\t101/ { skip = 1 } /^cell/ && skip { skip = 0; next } 1' whole >first
    reseal first last
    ! cmp -s whole first || false
    kom-merge -q whole >/dev/null
    for s in first last; do
        fails_empty 3 'the state says what none would say' kom-merge -q $s
        fails_empty 3 'the state says what none would say' kom-merge -q --state all $s
    done
}

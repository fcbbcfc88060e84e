# SPDX-License-Identifier: GPL-3.0-or-later
# kom-check in parts: what kom-merge writes of their states is what one run writes (random ones: tests/prop/test_parts.py).
bats_require_minimum_version 1.5.0
load helper

# one: what one run of CALL leaves, in one.*
one() {
    status=0
    "${CALL[@]}" --set-aside one.aside >one.out 2>one.err || status=$?
    echo $status >one.status
}

# part I N [OPTION]...: the state sI.
part() {
    "${CALL[@]}" --part "$1/$2" --state "s$1" --set-aside unused "${@:3}" 2>/dev/null
}

# parts N: all of them; what took a wrong byte for the start of a row is run again as the merge says.
parts() {
    local i n=$1 turns=0
    rm -f s[0-9]*
    for i in $(seq "$n"); do part "$i" "$n" || return; done
    while kom-merge s[0-9]* >/dev/null 2>again || true; grep -q 'began-at' again; do
        [ $((turns += 1)) -le "$n" ] || complain "no end: $(cat again)" || return
        # shellcheck disable=SC2046 # words
        set -- $(sed -n 's/.*--part \([0-9]*\).[0-9]* --began-at \([0-9+]*\).*/\1 \2/p' again)
        part "$1" "$n" --began-at "$2" || return
    done
}

# as_one [OPTION]...: the merge of s1 and so on is what one run left.
as_one() {
    local ending status=0
    kom-merge "$@" --set-aside m.aside s[0-9]* >m.out 2>m.err || status=$?
    echo $status >m.status
    for ending in out err status aside; do
        same one.$ending m.$ending || return
    done
    [ ! -e unused ]
}

# sales: with ids that stand twice, a parent that is no id, quoted line ends, ragged and blank lines, and two encodings.
sales() {
    printf 'sale_id;kom;person;service;date;amount;parent;note\n'
    for i in $(seq 60); do
        printf '%d;10%d;p%d;a;2019-0%d-1%d;%d,5;%d;"one\n%d;101;x;a;;9;;\n"\n' $((i % 47)) $((1 + i % 3)) $((i % 7)) $((1 + i % 9)) \
            $((i % 9)) $((i * 10)) $((i % 53)) "$i"
    done
    printf '99;101;p1;a;2019-01-05;abc;;\n100;101;p1;a;2019-01-05\n\n101;101;p1;a;2019-01-05;1;;bl\303\245b\303\246r\n'
    printf '102;101;p1;a;2019-01-05;1;;bl\345b\346r\n103;101;p1;a;2019-01-05;1;;010180-1234\n'
}

schema() {
    printf '{"fields": ['
    for name in sale_id kom person service date amount parent note; do printf '{"name": "%s", "type": "string"}, ' $name; done
    printf '{"name": "none", "type": "string"}], "primaryKey": "sale_id",
        "foreignKeys": [{"fields": "parent", "reference": {"resource": "", "fields": "sale_id"}}]}\n'
}

@test "keys, a foreign key to the table itself, and how bytes are written, over parts of bytes" {
    sales >sales.csv
    schema >schema.json
    for CALL in "kom-check sales.csv" "kom-check --duplicates --severity duplicate=warning,encoding=off sales.csv" "kom-check --schema schema.json sales.csv"; do
        read -ra CALL <<<"$CALL"
        one
        [ "$(cat one.status)" = 1 ]
        for n in 1 2 3 7 16; do
            parts $n
            as_one
            as_one --memory 1K
        done
    done
    grep -q 'no row of this table has it' m.out
    grep -q 'is declared in the schema and not in the header' m.out
}

@test "states of some parts become one, whose bytes do not depend on how the rows were split" {
    sales >sales.csv
    schema >schema.json
    CALL=(kom-check --schema schema.json sales.csv)
    one
    parts 1
    kom-merge --state whole s1
    parts 5
    kom-merge --state front s1 s2 s3
    kom-merge --state all front s4 s5
    same whole all
    rm s?
    cp all s1
    as_one
    kom-merge all >plain 2>/dev/null || true
    same one.out plain
}

@test "spells that overlap, over files that have their columns in another order" {
    for i in 1 2 3; do
        { [ $i = 2 ] && echo 'service,kom,end,start' || echo 'kom,service,start,end'; } >f$i.csv
        for k in 1 2 3 4; do
            { [ $i = 2 ] && echo "s$k,101,2019-0$((k + 4))-01,2019-0$k-01" || echo "101,s$k,2019-0$((k + i))-01,2019-0$((k + i))-20"; } >>f$i.csv
        done
    done
    printf '{"fields": [{"name": "kom"}, {"name": "service"}, {"name": "start"}, {"name": "end"}], "fieldsMatch": "exact"}' >schema.json
    CALL=(kom-check --schema schema.json f1.csv f2.csv f3.csv)
    one
    grep -q 'is held already by' one.out
    grep -q '^f2.csv,1,service,column' one.out
    for n in 1 2 3 9; do
        parts $n
        as_one
    done
}

@test "letters of a header say how its file is written, to parts that do not begin there too" {
    printf 'sale_id,bem\303\246rkning\n1,a\n2,b\n3,\346\n4,\303\246\n' >a.csv
    printf 'sale_id,bem\346rkning\n5,a\n6,b\n7,\346\n8,\303\246\n' >b.csv
    CALL=(kom-check a.csv b.csv)
    one
    grep -q '^a.csv,4,,encoding,,"the row is not UTF-8' one.out
    grep -q '^b.csv,5,,encoding,,"the row is UTF-8' one.out
    for n in 1 2 5 9; do
        parts $n
        as_one
    done
}

@test "members of gzip" {
    sales >sales.csv
    split -b 300 --filter='gzip >>sales.csv.gz' sales.csv
    CALL=(kom-check sales.csv.gz)
    one
    for n in 1 2 5; do
        parts $n
        as_one
    done
}

@test "a table without rows, and parts without" {
    printf 'sale_id,kom\n' >empty.csv
    CALL=(kom-check empty.csv)
    one
    for n in 1 3; do
        parts $n
        as_one
    done
}

@test "a part counts what its rows break by themselves" {
    printf 'sale_id,amount\n1,a\n1,2\n,\n' >rows.csv
    kom-check --part 1/1 --state s1 rows.csv 2>err
    [ "$(cat err)" = 'kom-check: rows: 3 rows read, 2 used, 1 set aside (type 1)' ]
    [ "$(grep -c '^lone' s1)" = 1 ]
    [ "$(grep '^lone' s1)" = "$(printf 'lone\t0\t3\t0\t1')" ]
}

@test "a value that takes too many steps ends the merge as it ends one run" {
    printf '{"fields": [{"name": "a", "constraints": {"pattern": "(a+)+[bc]"}}]}' >schema.json
    { echo a; for i in 1 2 3 4 5 6 7 8 9; do echo "row$i"; done; printf 'a%.0s' $(seq 60); echo d; } >rows.csv
    CALL=(kom-check --schema schema.json rows.csv)
    fails 3 'rows.csv:11: column "a": matching this value' "${CALL[@]}"
    "${CALL[@]}" >/dev/null 2>one.err || true
    for n in 1 2 4; do
        rm -f s?
        for i in $(seq $n); do "${CALL[@]}" --part "$i/$n" --state "s$i" 2>/dev/null; done
        fails 3 'rows.csv:11' kom-merge s?
        kom-merge s? >/dev/null 2>m.err || true
        same one.err m.err
    done
}

@test "ten digits that may be CPR numbers are refused, in a part or in the merge" {
    { echo 'a,note'; for i in $(seq 30); do echo "$i,v$i"; done; } >rows.csv
    CALL=(kom-check rows.csv)
    parts 2
    kom-merge s1 s2 >/dev/null
    echo '31,0101801234' >>rows.csv
    parts 1
    kom-merge s1 >/dev/null
    echo '32,1502995678' >>rows.csv
    fails 3 'column "note": holds numbers of ten digits that may be CPR numbers, which only one run weighs together' kom-check --part 1/1 --state s rows.csv
    [ ! -e s ]
    kom-check --not-cpr note --part 1/1 --state s rows.csv
    kom-check --severity cpr=off,cpr_like=off --part 1/1 --state s rows.csv
    { cat rows.csv; for i in $(seq 33 70); do echo "$i,v$i"; done; echo '71,0101801234'; } >more.csv
    sed -i /1502995678/d more.csv
    sed s/0101801234/1502995678/ more.csv >other.csv
    for i in 1 2; do kom-check --part $i/2 --state s$i more.csv other.csv; done
    fails 3 'which only one run weighs together' kom-merge s1 s2
}

@test "parts whose first rows tell something else of a column are refused" {
    { echo 'a,note'; for i in $(seq 30); do echo "$i,0101801$((100 + i))"; done; } >cpr.csv
    { echo 'a,note'; for i in $(seq 30); do echo "$i,v$i"; done; } >plain.csv
    for i in 1 2; do
        { [ $i = 1 ] && cat cpr.csv || cat plain.csv; } | kom-check --part $i/2 --state s$i
    done
    fails 3 'column "note": whether its numbers are CPR numbers the first rows of the parts tell differently' kom-merge s1 s2
    for i in 1 2; do
        { [ $i = 1 ] && cat cpr.csv || cat plain.csv; } | kom-check --not-cpr note --part $i/2 --state s$i
    done
    kom-merge s1 s2
}

@test "a schema that has moved, with the table of a foreign key" {
    mkdir old new
    printf '{"resources": [{"name": "rows", "path": "../rows.csv", "schema": {"fields": [{"name": "kom"}],
        "foreignKeys": [{"fields": "kom", "reference": {"resource": "units", "fields": "kom"}}]}},
        {"name": "units", "path": "units.csv", "schema": {"fields": [{"name": "kom"}]}}]}' >old/p.json
    printf 'kom\n101\n' >old/units.csv
    printf 'kom\n101\n999\n' >rows.csv
    CALL=(kom-check --schema old/p.json#rows rows.csv)
    one
    parts 2
    as_one
    mv old/p.json old/units.csv new
    fails 4 'old/p.json: cannot be opened' kom-merge s1 s2
    as_one --schema new/p.json#rows
    mv new/p.json new/units.csv old
    echo 102 >>old/units.csv
    fails 3 'old/units.csv: is not the table that the parts were run with' kom-merge s1 s2
}

@test "what a part does not take" {
    printf 'kom\n101\n' >rows.csv
    fails 2 'has no meaning beside --part, as other parts may hold what a row breaks a rule with' kom-check --good g --part 1/1 --state s rows.csv
    fails 2 'has no meaning beside --infer' kom-check --infer i.json --part 1/1 --state s rows.csv
    [ ! -e g ]
    [ ! -e s ]
}

#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-check --infer: a schema that the table obeys, with the narrowest types and nothing of a person in it.
bats_require_minimum_version 1.5.0
load helper

# obeys FILE: the schema of FILE is written, and FILE obeys it.
obeys() {
    kom-check -q --infer obeyed.json "$1" && kom-check -q -S obeyed.json "$1" >found && [ "$(wc -l <found)" = 1 ] ||
        complain "$1" "$(cat found)"
}

# standard FILE...: packages whose schemas say only what Table Schema has words for.
standard() {
    python3 -B "$BATS_TEST_DIRNAME/table_schema.py" "$@" >standard || complain "$(head -n 20 standard)"
}

@test "an extract as it comes: types, marks, days, codes, missing signs" {
    cp data/infer/extract.csv .
    golden infer/extract -- kom-check --infer schema.json extract.csv
    golden_file infer/extract.json schema.json
    golden infer/extract_to_output -- kom-check -q --infer - extract.csv
    cmp schema.json "$GOLDEN/infer/extract_to_output.out"
    obeys extract.csv
}

@test "what is wrong in another copy is found" {
    kom-check -q --infer schema.json data/infer/extract.csv
    sed '2s/0101/101/;3s/13-02/31-02/;4s/indkoeb/maaltid/;5s/1.000,00/1.000.00/;6s/;3;/;3,5;/;7s/true/ja/;8s/2020-01/2020-13/' data/infer/extract.csv >copy.csv
    run -1 --separate-stderr kom-check -q -S schema.json copy.csv
    [ "$(printf '%s\n' "$output" | cut -d, -f2-4 | tr '\n' ' ')" = "line,column,rule 2,kommunekode,enum 3,dato,type 4,ydelse,enum 5,beløb,type 6,antal,type 7,aktiv,type 8,regnskabsmåned,type " ] ||
        complain "$output"
}

@test "random tables: the narrowest type by a twin in Python, no violation, a planted cell found" {
    python3 -B "$BATS_TEST_DIRNAME/infer.py" 1 120
}

@test "the sample obeys the schemas that are made of it" {
    for file in "$SOURCE_DIR"/data/sample/*.csv "$SOURCE_DIR"/data/sample/*.csv.gz; do
        obeys "$file"
    done
}

@test "more than 200 hostile files obey theirs, or break rules that no schema has" {
    local n=0
    mkdir schemas
    while IFS= read -r file; do
        kom-read -q "$file" >/dev/null 2>&1 || continue
        kom-check -q --infer schema.json "$file" 2>err || { grep -q 'two columns are called\|holds a NUL byte' err || complain "$file: $(cat err)" || return; continue; }
        kom-check -q "$file" >without || [ $? = 1 ]
        kom-check -q -S schema.json "$file" >with || [ $? = 1 ]
        [ -z "$(grep -vxFf without with)" ] || complain "$file" "$(grep -vxFf without with)" || return
        n=$((n + 1))
        cp schema.json schemas/$n.json
    done < <(find "$SOURCE_DIR/tests/csv/corpus" -type f -name '*.[ct]sv' -size -300k | LC_ALL=C sort)
    [ "$n" -gt 200 ] || complain "only $n files"
    standard --elsewhere schemas/*.json
}

@test "no word that the standard has not" {
    standard "$GOLDEN"/infer/*.json
    for file in "$SOURCE_DIR"/data/sample/*.csv data/infer/*.csv; do
        cp "$file" copy.csv
        kom-check -q --infer schema.json copy.csv
        standard schema.json
    done
    # the twin finds what is wrong
    local words
    while IFS='|' read -r from to words; do
        sed "0,/$from/s//$to/" "$GOLDEN/infer/extract.json" >wrong.json
        ! python3 -B "$BATS_TEST_DIRNAME/table_schema.py" wrong.json >found || complain "not found: $to"
        grep -qF "$words" found || complain "$to" "$(cat found)"
    done <<'EOF'
"type": "date"|"type": "day"|type 'day'
"decimalChar"|"decimal"|property 'decimal' of a number
"type": "number"|"type": "integer"|property 'decimalChar' of a integer
"required": true|"required": 1|constraint required=1
"required": true|"minLength": -1|constraint minLength=-1
"enum"|"values"|constraint values=
"format": "%d-%m-%Y"|"format": "dmy"|format 'dmy' of a date
"path": "|"path": "..\/|path '../extract.csv'
"delimiter"|"separator"|dialect separator=
"name": "borger"|"name": "kommunekode"|two fields of one name
EOF
}

@test "few values that may be persons are not listed" {
    python3 - >persons.csv <<'PY'
print("klient,navn,sagsbehandler,mail,id_nr,tal,x,y,note,kategori,borger,hjælper,hjælpertype,flag")
for i in range(60):
    who = i % 3
    print(",".join(["K%d" % who, ["Anna", "Bo", "Ida"][who], ["AB", "CD", "EF"][who], "a%d@b.dk" % who, "n" + "xyz"[who],
                    "0103801236", "010380-1236", ["Anna Hansen", "Bo Jensen", "Ida Holm"][who], "fin dag",
                    ["let", "svaer"][i % 2], "P%d" % who, ["else", "jens", "per"][who], ["Else", "Jens A.", "Per B."][who], "ja"]))
PY
    kom-check --infer schema.json persons.csv 2>err
    ! grep -E 'Anna|Bo|Ida|"AB"|@|"K[0-9]"|"P[0-9]"|fin dag|01038|nx|\[0-9\]\{10\}|[Ee]lse"|"[Jj]ens|"[Pp]er[" ]' schema.json || false
    grep -q '"svaer"' schema.json
    grep -q '"ja"' schema.json
    grep -q '"klient", "navn", "sagsbehandler", "id_nr", "y" and 3 more: few values' err || complain "$(cat err)"
    obeys_types=$(python3 -c 'import json; print(*(f["type"] for f in json.load(open("schema.json"))["resources"][0]["schema"]["fields"]))')
    [ "$obeys_types" = "$(printf 'string %.0s' {1..14} | sed 's/ $//')" ] || complain "$obeys_types"
    printf '0103801236,b\n1,2\n' >heading.csv
    fails_empty 3 'heading of field 1 looks like a CPR number, and a schema is passed on' kom-check --infer other.json --first-line header heading.csv
    [ ! -e other.json ]
}

@test "a value in fewer than five rows, or more than twenty values, make no enum" {
    { echo ydelse,n; for i in 1 2 3 4 5; do echo "a,$i"; echo "b,$i"; done; } >five.csv
    kom-check -q --infer schema.json five.csv
    grep -q '"enum"' schema.json
    sed '$d' five.csv >four.csv
    kom-check -q --infer schema.json four.csv
    ! grep -q '"enum"' schema.json || false
    awk 'BEGIN { print "ydelse,n"; for (i = 0; i < 100; i++) print "a" i % 20 "," i }' >twenty.csv
    kom-check -q --infer schema.json twenty.csv
    grep -q '"enum"' schema.json
    awk 'BEGIN { print "ydelse,n"; for (i = 0; i < 105; i++) print "a" i % 21 "," i }' >more.csv
    kom-check -q --infer schema.json more.csv
    ! grep -q '"enum"' schema.json || false
}

@test "what can be read in two ways is told, and the call settles it" {
    printf 'dag;tal\n01-02-2019;1.234\n03-04-2019;5.678\n' >two.csv
    golden infer/two_ways -- kom-check --infer - two.csv
    golden infer/two_ways_told -- kom-check --infer - --decimal . --day dag=mdy two.csv
    printf 'dato;beloeb;n\nen dag;12 kr.;1\n' >unlike.csv
    golden infer/unlike -- kom-check --infer - unlike.csv
    printf 'a;b\n-1;x\n-99;y\n' >missing.csv
    golden infer/missing -- kom-check --infer - -N -99,NA missing.csv
}

@test "the paths of the files, from the folder of the schema" {
    mkdir sub
    cp data/infer/extract.csv sub/2019-01.csv
    path() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["resources"][0].get("path"))' "$1"; }
    kom-check -q --infer one.json sub/2019-01.csv
    [ "$(path one.json)" = sub/2019-01.csv ]
    kom-check -q --infer sub/one.json sub/2019-01.csv
    [ "$(path sub/one.json)" = 2019-01.csv ]
    cp sub/2019-01.csv sub/2019-02.csv
    kom-check -q --infer one.json sub/2019-01.csv sub/2019-02.csv
    [ "$(path one.json)" = "['sub/2019-01.csv', 'sub/2019-02.csv']" ]
    kom-check --infer sub/one.json data/infer/extract.csv 2>err
    [ "$(path sub/one.json)" = None ]
    grep -q 'has no path of the table' err
    kom-check -q --infer one.json <sub/2019-01.csv
    [ "$(path one.json)" = None ]
    kom-check -q -S one.json sub/2019-01.csv
}

@test "a table is never overwritten by its schema" {
    cp data/infer/extract.csv table.csv
    fails_empty 2 'table.csv is there already, and is no JSON; the schema.s file comes first: kom-check --infer SCHEMA.json TABLE.csv' \
        kom-check --infer table.csv </dev/null
    cmp table.csv data/infer/extract.csv
    echo '{}' >schema.json
    kom-check -q --infer schema.json table.csv
    [ "$(wc -l <schema.json)" -gt 9 ]
    cp schema.json before.json
    printf 'a,b\n1,"2' >cut.csv
    fails_empty 3 'cut.csv:1: a quote in the first two records is never closed' kom-check --infer schema.json cut.csv
    cmp schema.json before.json
    fails_empty 4 'gone.csv' kom-check --infer schema.json gone.csv
    cmp schema.json before.json
}

@test "what has no meaning beside it is refused" {
    cp data/infer/extract.csv table.csv
    kom-check -q --infer schema.json table.csv
    for option in '-S schema.json' '--good good.csv' '--set-aside aside.csv' '--suffix antal=x' '--negative trailing' '-o out.json' '--dialect statbank' '--severity type=off' '--duplicates' '--exit-zero' '--from 2019-01-01' '--memory 1M' '--offerings table.csv'; do
        # shellcheck disable=SC2086
        fails_empty 2 'no meaning' kom-check --infer other.json $option table.csv || return
    done
    [ ! -e other.json ]
    [ "$(echo *.csv)" = table.csv ]
    [ ! -e out.json ]
}

@test "columns of one name" {
    printf 'a,a\n1,2\n' >twins.csv
    fails_empty 3 'two columns are called "a"; give one another heading: --skip-lines 1 --header a,a_2' kom-check --infer s.json twins.csv
    kom-check -q --infer s.json --skip-lines 1 --header a,a_2 twins.csv
    grep -q '"a_2"' s.json
}

@test "rows that cannot be read are told, and do not count" {
    printf 'a;b\n1;2\n1;2;3\nx\n3;4\n' >ragged.csv
    golden infer/ragged -- kom-check --infer - ragged.csv
}

@test "nobody's name, number or address goes into a schema" {
    {
        echo 'netværk,område,status,type,service'
        local i
        for i in 1 2 3 4 5 6; do
            echo 'Jens Hansen,Anne Vej 3,10203040,"hansen, vestergade",clean'
            echo 'Ulla Olsen,Bo Gade 4,50607080,"olsen, nygade",garden'
        done
    } >names.csv
    kom-check -q --infer - names.csv >schema.json
    [ "$(grep -cE 'Hansen|Olsen|Anne|Gade|1020|5060|hansen|nygade' schema.json)" = 0 ]
    grep -q '"garden"' schema.json
    cp names.csv 010190-1237.csv
    fails_empty 3 'the name of an input looks like a CPR number' kom-check --infer schema.json 010190-1237.csv
}

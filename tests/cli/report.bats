#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# --report: bytes and SHA-256 of all that is read and written, libraries, exit; nothing that another run would not say.
load helper

# report EXPRESSION: what Python makes of the report r.json, called r.
report() {
    python3 -c 'import json, sys
r = json.load(open("r.json"))
files = {f["use"] + ":" + f["path"]: f for f in r["inputs"] + r["outputs"]}
print(eval(sys.argv[1]))' "$1"
}

# is_sealed USE PATH FILE: the report names that file, with the bytes of FILE.
is_sealed() {
    local want got
    want="$(stat -c %s "$3") $(sha256sum <"$3" | cut -d ' ' -f 1)"
    got=$(report "'%s %s' % (files['$1:$2']['bytes'], files['$1:$2']['sha256'])")
    [ "$want" = "$got" ] || complain "$1 $2: $got, not $want" "$(cat r.json)"
}

rows() {
    printf 'kom,person,service,date,amount\n101,p1,clean,2019-02-01,3\n101,p2,clean,2019-02-01,4\n147,p3,clean,2019-02-01,x\n' >rows.csv
    sed '/x$/d' rows.csv >good.csv
    printf 'kom,type\n101,city\n147,town\n' >types.csv
    printf '{"fields":[{"name":"kom","type":"string"},{"name":"person"},{"name":"service"},{"name":"date"},{"name":"amount","type":"number"}]}' >schema.json
    printf '101\n147\n' >list.txt
}

@test "inputs and outputs, each with its bytes" {
    rows
    kom-sum -q --value amount --by type --municipalities types.csv -S schema.json --only kom=@list.txt --bad-rows skip \
        --set-aside aside.csv -o sums.csv --report r.json rows.csv
    is_sealed input rows.csv rows.csv
    is_sealed municipalities types.csv types.csv
    is_sealed schema schema.json schema.json
    is_sealed only list.txt list.txt
    is_sealed output sums.csv sums.csv
    is_sealed set-aside aside.csv aside.csv
    [ "$(report 'len(files)')" = 6 ]
    [ "$(report '[t["table"] for t in r["tables"]], r["tables"][1]["read"]')" = "(['rows', 'municipalities'], 2)" ]
    [ "$(report 'r["exit"], r["seed"]')" = '(0, None)' ]
}

@test "libraries are those of --version" {
    rows
    for tool in kom-read kom-sum; do
        $tool -q --report r.json $([ $tool = kom-read ] || echo --value kom) --bad-rows skip rows.csv >out
        [ "$(report '", ".join(r["libraries"])')" = "$($tool --version | sed -n 2p)" ] || complain "$(cat r.json)" || return
        is_sealed output - out
    done
    [ "$(report 'files["output:-"]["stream"]')" = 'standard output' ]
}

@test "standard input: a file, from where it stands, and a pipe, which is read once" {
    rows
    kom-check -q --report r.json <good.csv >out
    is_sealed input - good.csv
    [ "$(report 'files["input:-"]["stream"]')" = 'standard input' ]
    printf 'not this\n' | cat - good.csv >longer.csv
    { read -r line; kom-check -q --report r.json >out; } <longer.csv
    [ "$line" = 'not this' ]
    is_sealed input - good.csv
    cat good.csv | kom-check -q --report r.json >out
    is_sealed input - good.csv
    gzip -c good.csv >rows.gz
    cat rows.gz | kom-check -q --report r.json >out
    is_sealed input - rows.gz
    kom-sum -q --value kom --by type --municipalities <(cat types.csv) --report r.json <(cat good.csv) >out
    [ "$(report 'sorted(f["bytes"] for f in r["inputs"])')" = "[$(stat -c %s types.csv), $(stat -c %s good.csv)]" ]
    mkfifo pipe
    cat schema.json >pipe &
    kom-check -q -S pipe --report r.json good.csv >out || [ $? = 1 ]
    is_sealed schema pipe schema.json
    is_sealed input good.csv good.csv
}

@test "a pipe that goes out is hashed as it is written, and violations are exit 1" {
    rows
    kom-check -S schema.json -q --report r.json rows.csv | cat >out
    is_sealed output - out
    [ "$(report 'r["exit"]')" = 1 ]
    mkfifo pipe
    cat pipe >piped &
    kom-read -q -o pipe --report r.json good.csv
    wait
    is_sealed output pipe piped
}

@test "every file of kom-sim" {
    kom-sim -q --out s --scale 0.001 --report r.json
    for file in s/*; do
        is_sealed output "$file" "$file" || return
    done
    [ "$(report 'len(r["outputs"])')" = "$(ls s | wc -l)" ]
    [ "$(report 'r["inputs"]')" = '[]' ]
}

@test "the same bytes in every run, by any number of threads" {
    awk 'BEGIN { print "kom,x"; for (i = 0; i < 400000; i++) print 100 + i % 90 "," i }' >many.csv
    kom-sum -q --by kom --value x --report r.json many.csv -o out.csv
    cp r.json first.json
    is_sealed input many.csv many.csv
    KOM_REPORTS='' kom-sum -q --by kom --value x --report r.json many.csv -o out.csv
    same first.json r.json
    for j in 1 2 8; do
        kom-sum -q -j $j --by kom --value x --report r.json many.csv -o out.csv
        sed -i '/"threads": "[0-9]*"/d; s/^    "report": "r.json",$/    "report": "r.json"/' r.json
        sed 's/^    "report": "r.json",$/    "report": "r.json"/' first.json >expected
        same expected r.json || return
    done
}

# late FILE: kom-sum with a side table that is written to when its rows have not all come.
late() {
    { head -n 2 rows.csv; sleep 0.5; printf '\n' >>types.csv; sleep 0.1; } |
        kom-sum -q --value amount --by type --municipalities types.csv "$@"
}

@test "a file that is written while the run goes on is noticed, and nothing is written" {
    rows
    late >out
    fails 4 'types.csv: was written while it was read; run this again when it is whole' late --report r.json -o sums.csv
    [ ! -e r.json ]
    [ ! -e sums.csv ]
}

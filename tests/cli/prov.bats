#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-prov: a command becomes an RO-Crate, and verify says what is no longer so.
bats_require_minimum_version 1.5.0
load helper

# crate [EXPRESSION]: the crate is one by the rules of RO-Crate 1.1; or what Python makes of it.
crate() {
    python3 "$SOURCE_DIR/tests/cli/crate.py" crate.json "$@"
}

rows() {
    printf 'kom;amount;type\n101;3,5;a\n147;4;b\n147;1;a\n' >sales.csv
    printf 'kom,name\n101,one\n147,two\n' >names.csv
}

# made: a small build, as of a report: read | sum, a join, and a table by redirection.
made() {
    rows
    cat >Makefile <<'MAKE'
table.txt: joined.csv
	kom-table -q joined.csv >table.txt
joined.csv: sums.csv names.csv
	kom-join -q --with names.csv --on kom sums.csv -o joined.csv
sums.csv: sales.csv
	kom-read -q sales.csv | kom-sum -q --by kom --value amount --stats n,sum -o sums.csv
MAKE
    kom-prov -q -o crate.json -- make -s -B table.txt
}

# differs ROWS: verify says these rows and exit 1; no rows: 0, and no row.
differs() {
    local status=0 want=0
    kom-prov verify -q crate.json >rows 2>said || status=$?
    [ "$(sed 1d rows)" = "$1" ] || complain "$(cat rows said)" || return
    [ -z "$1" ] || want=1
    [ "$status" = "$want" ] || complain "status $status" || return
    [ "$(head -n 1 rows)" = kind,name,what,recorded,found ]
}

@test "which run made which file from which" {
    command -v make >/dev/null || skip 'no make'
    made
    crate
    [ "$(crate '[r["name"].split(" ")[0] for r in runs]')" = "['kom-read', 'kom-sum', 'kom-join', 'kom-table']" ]
    [ "$(crate 'sorted(files)')" = "['joined.csv', 'names.csv', 'sales.csv', 'sums.csv', 'table.txt']" ]
    [ "$(crate 'made("sums.csv"), made("joined.csv"), made("table.txt"), made("names.csv")')" = "(['#run-2'], ['#run-3'], ['#run-4'], [])" ]
    [ "$(crate 'ids(by["#run-1"], "result") == ids(by["#run-2"], "object")')" = True ]
    [ "$(crate 'ids(by["#run-1"], "object"), ids(by["#run-3"], "object"), ids(by["#run-4"], "object")')" = "(['sales.csv'], ['sums.csv', 'names.csv'], ['joined.csv'])" ]
    [ "$(crate 'by["sums.csv"]["sha256"]')" = "$(sha256sum <sums.csv | cut -d ' ' -f 1)" ]
    [ "$(crate 'by["sums.csv"]["contentSize"]')" = "$(stat -c %s sums.csv)" ]
    [ "$(crate 'ids(by["#command"], "object"), ids(by["#command"], "result")')" = "(['names.csv', 'sales.csv'], ['joined.csv', 'sums.csv', 'table.txt'])" ]
    [ "$(crate 'props("#run-2")["--by"], props("#run-2")["--stats"], props("#run-2")["rows: rows read"], props("#run-2")["exit"]')" = "(['kom'], ['n,sum'], [3], [0])" ]
    [ "$(crate 'props("#command")["word"]')" = "['make', '-s', '-B', 'table.txt']" ]
    [ "$(crate 'by[by["#run-2"]["instrument"]["@id"]]["sha256"]')" = "$(sha256sum <"$KOM_BIN/kom-sum" | cut -d ' ' -f 1)" ]
    [ "$(crate '", ".join(by[by["#run-2"]["instrument"]["@id"]]["softwareRequirements"])')" = "$(kom-sum --version | sed -n 2p)" ]
    differs ''
}

@test "a changed byte in an input, an output and a tool, a size, and a file that is gone" {
    command -v make >/dev/null || skip 'no make'
    mkdir bin
    cp "$KOM_BIN"/kom-* bin
    PATH=$PWD/bin:$PATH
    made
    differs ''
    hash() { sha256sum <"$1" | cut -d ' ' -f 1; }
    was=$(hash sales.csv)
    cp sales.csv kept
    sed -i 's/101/102/' sales.csv
    differs "input,sales.csv,bytes,$was,$(hash sales.csv)"
    cp kept sales.csv
    was=$(hash sums.csv)
    cp sums.csv kept
    sed -i 's/3.5/3.6/' sums.csv
    differs "output,sums.csv,bytes,$was,$(hash sums.csv)"
    printf '\n' >>sums.csv
    differs "output,sums.csv,size,$(stat -c %s kept),$(stat -c %s sums.csv)"
    was=$(hash sums.csv)
    rm sums.csv
    differs "output,sums.csv,missing,$(hash kept),"
    cp kept sums.csv
    # The last byte of the program stands behind all that is run.
    was=$(hash bin/kom-join)
    cp bin/kom-join kept
    size=$(stat -c %s bin/kom-join)
    printf 'x' | dd of=bin/kom-join bs=1 seek=$((size - 1)) conv=notrunc 2>/dev/null
    differs "tool,kom-join,bytes,$was,$(hash bin/kom-join)"
    rm bin/kom-join
    PATH=$PWD/bin
    differs "tool,kom-join,missing,$was," || PATH=$KOM_BIN:/usr/bin:/bin
}

@test "the same crate in every run, whoever is first, and by any number of threads" {
    command -v make >/dev/null || skip 'no make'
    rows
    printf 'all: a b c d\na b c d:\n\tkom-sum -q --value amount --by kom --only type=a sales.csv >$@.txt\n\tkom-read -q sales.csv | cat | kom-sum -q --value amount -o $@\n' >Makefile
    kom-prov -q -o crate.json -- make -s -B -j 4
    crate
    [ "$(crate 'len(runs)')" = 12 ]
    cp crate.json first.json
    for i in 1 2 3; do
        kom-prov -q -o crate.json -- make -s -B -j 4
        same first.json crate.json || return
    done
    SOURCE_DATE_EPOCH=1700000000 kom-prov -q -o crate.json -- make -s -B -j 4
    [ "$(crate 'by["./"]["datePublished"]')" = 2023-11-14 ]
    same first.json <(sed 's/2023-11-14/1970-01-01/' crate.json)
    fails_empty 2 'SOURCE_DATE_EPOCH: "soon" is no number of seconds since 1970' env SOURCE_DATE_EPOCH=soon kom-prov -o c.json -- true
}

@test "the environment that asks for records changes no byte of what tools write" {
    rows
    kom-sum --by kom --value amount sales.csv >one 2>one.err
    mkdir records
    KOM_REPORTS=$PWD/records kom-sum --by kom --value amount sales.csv >two 2>two.err
    same one two
    same one.err two.err
    [ "$(ls records | wc -l)" = 1 ]
    [ "$(stat -c %a records/*)" = 600 ]
    fails 3 'no column "x"' env KOM_REPORTS="$PWD/records" kom-sum --value x sales.csv
    [ "$(ls records | wc -l)" = 2 ]
    fails 2 'no such option' env KOM_REPORTS="$PWD/records" kom-sum --valu x sales.csv
    [ "$(ls records | wc -l)" = 3 ]
    fails_empty 4 'nowhere: is no folder, as KOM_REPORTS names it; make it, or unset KOM_REPORTS' env KOM_REPORTS=nowhere kom-sum --value amount sales.csv
    [ "$(wc -l <"$BATS_TEST_TMPDIR/fails.out")" = 0 ]
}

@test "a command that fails: its exit is handed on, and the crate says so" {
    rows
    run -3 --separate-stderr kom-prov -o crate.json -- sh -c 'kom-read -q sales.csv -o read.csv; kom-sum --value nix read.csv'
    crate
    [ "$(crate 'by["#command"]["actionStatus"]["@id"], props("#command")["exit"]')" = "('http://schema.org/FailedActionStatus', [3])" ]
    [ "$(crate 'runs[1]["actionStatus"]["@id"], props("#run-2")["exit"], "no column" in runs[1]["error"] and "nix" not in runs[1]["error"]')" = "('http://schema.org/FailedActionStatus', [3], True)" ]
    [ "$(crate 'ids(runs[1], "object"), "result" in runs[1]')" = "(['read.csv'], False)" ]
    differs ''
    run -42 --separate-stderr kom-prov -q -o crate.json -- sh -c 'exit 42'
    [ "$(crate 'props("#command")["exit"]')" = '[42]' ]
    run -143 --separate-stderr kom-prov -q -o crate.json -- sh -c 'kill -TERM $$'
    [ "$(crate 'props("#command")["exit"]')" = '[143]' ]
    # Violations are an answer, and no failure.
    printf 'sale_id,kom\n1,101\n1,101\n' >twice.csv
    run -1 --separate-stderr kom-prov -q -o crate.json -- kom-check --duplicates -o list.csv twice.csv
    [ "$(crate 'runs[0]["actionStatus"]["@id"], props("#run-1")["exit"]')" = "('http://schema.org/CompletedActionStatus', [1])" ]
}

@test "a command that is not there, or is none" {
    rows
    run -127 --separate-stderr kom-prov -o crate.json -- kom-nix sales.csv
    grep -q 'kom-prov: kom-nix: cannot be run: No such file or directory' <<<"$stderr"
    crate
    [ "$(crate 'props("#command")["exit"]')" = '[127]' ]
    run -126 --separate-stderr kom-prov -o crate.json -- ./sales.csv
    grep -q 'sales.csv: cannot be run: Permission denied' <<<"$stderr"
    run -0 --separate-stderr kom-prov -o crate.json -- cat sales.csv
    grep -q 'cat: no tool of komtools ran in it' <<<"$stderr"
    same sales.csv <(echo "$output")
}

@test "the crate is looked for before the command runs" {
    rows
    fails_empty 4 'nowhere/crate.json: its folder cannot be looked at|cannot be created' kom-prov -o nowhere/crate.json -- touch ran
    fails_empty 4 'data: is a directory' kom-prov -o data -- touch ran
    fails_empty 4 'nix: cannot be opened' kom-prov -o crate.json --inputs nix -- touch ran
    fails_empty 2 '^kom-prov: --output: name the file' kom-prov -- touch ran
    fails_empty 2 '^kom-prov: --output: standard output is the command' kom-prov -o - -- touch ran
    fails_empty 2 '--: names no command' kom-prov -o crate.json --
    fails_empty 2 'touch: what is run stands behind --' kom-prov -o crate.json touch ran
    fails_empty 2 'touch: what is run stands behind --' kom-prov -o crate.json touch -- ran
    fails_empty 2 '--rerun: has no meaning where a command is run' kom-prov -o crate.json --rerun -- touch ran
    fails_empty 2 '--hide: "\(" is no regular expression' kom-prov -o crate.json --hide 're:(' -- touch ran
    fails_empty 2 '--hide: "x\*" matches where nothing is' kom-prov -o crate.json --hide 're:x*' -- touch ran
    [ ! -e ran ]
    [ ! -e crate.json ]
    fails 4 '/dev/full: writing failed' kom-prov -q -o /dev/full -- true
}

@test "files that other programs read and made" {
    rows
    kom-prov -q -o crate.json --inputs sales.csv --outputs sums.csv,n -- sh -c 'cat sales.csv | kom-sum -q --value amount | tee sums.csv | wc -l >n'
    crate
    [ "$(crate 'ids(by["#command"], "object"), ids(by["#command"], "result")')" = "(['sales.csv'], ['n', 'sums.csv'])" ]
    [ "$(crate '"sales.csv" in ids(runs[0], "object"), made("sums.csv"), made("n")')" = "(True, ['#run-1'], [])" ]
    differs ''
    run -4 --separate-stderr kom-prov -o crate.json --outputs nix -- true
    grep -q 'kom-prov: --outputs: nix: cannot be opened' <<<"$stderr"
    crate
    run -7 --separate-stderr kom-prov -o crate.json --outputs nix -- sh -c 'exit 7'
}

@test "what looks like a secret is named, and left out with --hide" {
    rows
    secret() {
        fails "$1" "kom-prov: the command, word $2: $3 looks like a secret, and stands in the crate; --hide TEXT leaves it out" \
            kom-prov -o crate.json -- "${@:4}"
    }
    secret 0 5 'what follows password=' sh -c 'true' x password=hunter2
    secret 0 3 'what follows DB_PASSWORD=' sh -c 'DB_PASSWORD=hunter2 true'
    secret 0 3 'what follows --token' true --token hunter2
    secret 0 3 'what follows --api-key' true --api-key hunter2
    secret 0 3 'what follows --key' sh -c 'true --key hunter2; true'
    secret 0 2 'what follows PGPASSWORD=' env PGPASSWORD=hunter2 true
    secret 0 3 'what follows Authorization:' true -H 'Authorization: Bearer hunter2'
    secret 0 3 'what follows X-Api-Key:' sh -c 'true -H "X-Api-Key: hunter2"'
    secret 0 3 'what follows -u' true -u me:hunter2
    secret 0 3 'what follows -u' sh -c 'true -u me:hunter2'
    secret 0 2 'the password in a URL' true https://me:hunter2@example.org/x
    secret 0 2 'a long word of letters and digits' true 'ghp9aB3xK7qLm2ZrT8vWc5Yd1NfE4uJh6'
    secret 0 2 'a long word of letters and digits' true 'id=9f86d081884c7d659a2feaa0c55ad015'
    fails 0 'the command, word 2: looks like a CPR number, and stands in the crate' kom-prov -o crate.json -- true 010190-1234
    fails 0 'kom-sum --only, word 1: looks like a CPR number' kom-prov -o crate.json -- sh -c 'kom-sum -q --value amount --only type=0101901234 sales.csv'
    kom-prov -o crate.json --hide hunter2,re:ghp[A-Za-z0-9]+ -- sh -c 'true' hunter2 'password=hunter2' https://me:hunter2@h/ ghp9aB3xK7qLm2ZrT8vWc5Yd1NfE4uJh6 --token hunter2 2>said
    ! grep -q 'looks like' said || complain "$(cat said)" || return
    ! grep -qE 'hunter2|ghp9' crate.json || complain "$(cat crate.json)" || return
    [ "$(crate 'props("#command")["word"][3:5]')" = "['(hidden)', 'password=(hidden)']" ]
    crate
    # In options of the tools, in names of files and in messages.
    cp sales.csv hunter2.csv
    kom-prov -q -o crate.json --hide hunter2 -- sh -c 'kom-sum -q --value amount --only type=hunter2 hunter2.csv >hunter2.out; kom-sum --value hunter2 hunter2.csv' 2>/dev/null || [ $? = 3 ]
    ! grep -q hunter2 crate.json || complain "$(cat crate.json)" || return
    crate
    run -1 kom-prov verify -q crate.json
    grep -q '^input,(hidden).csv,hidden,' <<<"$output"
    fails_empty 2 '--rerun: a part of the command was hidden' kom-prov verify crate.json --rerun
    kom-prov -o crate.json --hide nowhere -- true 2>said
    grep -q -- '--hide: "nowhere" occurs nowhere in the crate' said
}

@test "what is no secret is not named" {
    rows
    kom-prov -q -o crate.json -- kom-sum -q --by type --value amount --rename monkey=kom --set-aside a-long-name-of-a-file-2019-07-01.csv -o data-2019/../Summary_of_2019_for_The_Board.csv sales.csv 2>said || [ $? = 4 ]
    ! grep -q 'looks like' said || complain "$(cat said)" || return
    kom-prov -q -o crate.json -- sh -c 'kom-read -q sales.csv | kom-sum -q --by kom --value amount --stats n,missing,mean,sd,min,p25,median,p75,max >keys.csv; : https://example.org:8080/a@b token= $token password=$PASSWORD -u kom -u "$U:$P" -H "Accept: text" compass=1 turnkey=2 20190701-1234' 2>said
    ! grep -q 'looks like' said || complain "$(cat said)"
}

@test "verify --rerun: the command again, its exit, its pipes and its files" {
    rows
    kom-prov -q -o crate.json -- sh -c 'kom-read -q sales.csv | kom-sum -q --value amount -o sums.csv; cat sums.csv; echo "$EXTRA" >extra'
    run -0 --separate-stderr kom-prov verify -q --rerun crate.json
    [ "$output" = kind,name,what,recorded,found ]
    sed -i 's/101/103/' sales.csv
    run -1 --separate-stderr kom-prov verify -q --rerun crate.json
    grep -q '^stream,stream,bytes,' <<<"$output"
    grep -q '^input,sales.csv,bytes,' <<<"$output"
    ! grep -q '^output' <<<"$output" || complain "$output" || return
    rm sales.csv
    run -1 --separate-stderr kom-prov verify -q --rerun crate.json
    grep -q '^input,sales.csv,missing' <<<"$output"
    rows
    kom-prov -q -o crate.json -- sh -c 'kom-read -q sales.csv >read.csv; [ ! -e stop ]'
    touch stop
    run -1 --separate-stderr kom-prov verify -q --rerun crate.json
    grep -q '^command,sh -c .*,exit,0,1$' <<<"$output"
    # From elsewhere: paths are those of the crate's folder, and the command runs where it ran.
    rm stop
    mkdir -p elsewhere out
    kom-prov -q -o out/crate.json -- kom-read -q sales.csv -o read.csv
    grep -q '"@id": "../read.csv"' out/crate.json
    (cd elsewhere && kom-prov verify -q --rerun ../out/crate.json >rows)
    [ "$(cat elsewhere/rows)" = kind,name,what,recorded,found ]
}

@test "verify takes crates only" {
    rows
    fails_empty 4 'nix: cannot be opened' kom-prov verify nix
    fails_empty 3 'sales.csv:1: column [0-9]*: is no JSON' kom-prov verify sales.csv
    printf '{"@graph": []}\n' >c.json
    fails_empty 3 'c.json: is no crate of kom-prov; kom-prov -o c.json -- COMMAND writes one' kom-prov verify c.json
    fails_empty 2 'verify takes one crate: kom-prov verify crate.json' kom-prov verify
    kom-prov -q -o c.json -- kom-read -q sales.csv -o read.csv
    rm read.csv
    ln -s read.csv read.csv
    fails_empty 4 'read.csv: cannot be looked at: Too many levels' kom-prov verify c.json
    rm read.csv
    mkdir read.csv
    fails 1 'differences: 1' kom-prov verify c.json
    fails_empty 2 '--hide: has no meaning beside verify' kom-prov verify --hide x c.json
    fails_empty 2 'check: what is run stands behind --' kom-prov check c.json
}

@test "names with blanks, signs and letters, files that are gone or written over" {
    rows
    mkdir 'a b'
    cp sales.csv 'a b/50% æ#1:x.csv'
    kom-prov -q -o crate.json -- sh -c 'kom-read -q "a b/50% æ#1:x.csv" -o tmp.csv; kom-sum -q --value amount tmp.csv -o tmp2.csv; kom-sum -q --value kom tmp.csv -o tmp2.csv; rm tmp.csv'
    crate
    [ "$(crate 'sorted(files)')" = "['a%20b/50%25%20æ%231%3Ax.csv', 'tmp2.csv']" ]
    [ "$(crate 'sorted(e["name"] for e in by.values() if e["@id"].startswith("#sha256"))')" = "['tmp.csv', 'tmp2.csv']" ]
    differs ''
    printf x >>'a b/50% æ#1:x.csv'
    kom-prov verify -q crate.json >rows || [ $? = 1 ]
    grep -q '^input,a b/50% æ#1:x.csv,size,' rows
    here=$PWD
    mkdir sub
    rows
    kom-prov -q -o sub/crate.json -- kom-sum -q --value amount "$here/sales.csv" -o "$here/sub/sums.csv"
    mv sub/crate.json crate.json
    [ "$(crate 'sorted(files)')" = "['file://$here/sales.csv', 'sums.csv']" ]
}

@test "a tool that was ended by a signal left no record, and is named" {
    awk 'BEGIN { print "kom,x"; for (i = 0; i < 200000; i++) print 100 + i % 90 "," i }' >many.csv
    kom-prov -q -o crate.json -- sh -c 'kom-read -q many.csv | head -n 2 >top.csv' 2>said
    [ "$(cat said)" = 'kom-prov: kom-read: was ended by a signal before it could leave its record, as where what reads from it ends first; what it read and wrote is not in the crate' ]
    crate
    mkdir records
    KOM_REPORTS=$PWD/records kom-sum -q --value x many.csv >out.csv
    [ "$(ls records | wc -l)" = 1 ]
    fails 3 'no column "nix"' env KOM_REPORTS="$PWD/records" kom-sum -q --value nix many.csv
    [ "$(ls records | grep -c json)" = 2 ]
    [ "$(ls records | wc -l)" = 2 ]
}

@test "files that other programs changed after a tool wrote them are named" {
    rows
    local other
    for other in 'echo >>out.csv' 'sed -i s/1/2/ out.csv' 'echo x >out.csv'; do
        fails 0 '^kom-prov: out.csv: is no longer what kom-sum wrote; the crate has those bytes, and not the file as it is: --outputs out.csv' \
            kom-prov -q -o crate.json -- sh -c "kom-sum -q --value amount -o out.csv sales.csv; $other"
        fails 0 '^kom-prov: out.csv: is no longer what kom-sum wrote' kom-prov -q -o crate.json -- sh -c "kom-sum -q --value amount sales.csv >out.csv; $other"
    done
    for other in 'mv out.csv x.csv' 'rm out.csv'; do
        fails 0 '^kom-prov: out.csv: is gone since kom-sum wrote it; .* --outputs FILE' kom-prov -q -o crate.json -- sh -c "kom-sum -q --value amount -o out.csv sales.csv; $other"
        fails 0 '^kom-prov: out.csv: is gone since kom-sum wrote it; .* --outputs FILE' kom-prov -q -o crate.json -- sh -c "kom-sum -q --value amount sales.csv >out.csv; $other"
    done
    # nothing is said of what the crate explains
    kom-prov -q -o crate.json -- sh -c 'kom-sum -q --value amount -o out.csv sales.csv; kom-sum -q --value kom -o out.csv sales.csv
        kom-read -q sales.csv -o tmp.csv; kom-sum -q --value amount tmp.csv >more.csv; rm tmp.csv; kom-sum -q --value amount sales.csv | cat >cat.csv' 2>said
    [ ! -s said ] || complain "$(cat said)" || return
    fails 0 '^kom-prov: .hidden..csv: is no longer' kom-prov -q -o crate.json --hide secret -- sh -c 'kom-sum -q --value amount -o secret.csv sales.csv; echo >>secret.csv'
}

@test "verify: what the crate does not prove is named" {
    rows
    kom-prov -q -o crate.json -- kom-sum -q --value amount -o sums.csv sales.csv
    cp crate.json whole.json
    # without ENTITY KEY...: the crate with that entity, or only these of its members, taken out
    without() {
        python3 - "$@" <<'PY'
import json, sys
d = json.load(open("whole.json"))
for e in list(d["@graph"]):
    if e["@id"].startswith(sys.argv[1]):
        for key in sys.argv[2:]:
            e.pop(key)
        if not sys.argv[2:]:
            d["@graph"].remove(e)
json.dump(d, open("crate.json", "w"))
PY
    }
    without sums.csv sha256
    differs "output,sums.csv,unproven,,$(sha256sum <sums.csv | cut -d ' ' -f 1)"
    without sales.csv sha256 contentSize
    differs "input,sales.csv,unproven,,$(sha256sum <sales.csv | cut -d ' ' -f 1)"
    without sales.csv
    differs 'input,sales.csv,unproven,,'
    without '#kom-sum' sha256
    differs "tool,kom-sum,unproven,,$(sha256sum <"$KOM_BIN/kom-sum" | cut -d ' ' -f 1)"
    without nothing
    differs ''
}

@test "a run in parts: the states are what the merge read" {
    rows
    kom-prov -q -o crate.json -- sh -c 'for i in 1 2; do kom-sum -q --value amount --part $i/2 --state $i.state sales.csv; done; kom-merge -q 1.state 2.state -o sums.csv'
    crate
    [ "$(crate 'sorted(made("1.state") + made("2.state")), made("sums.csv")')" = "(['#run-1', '#run-2'], ['#run-3'])" ]
    [ "$(crate 'sorted(ids(runs[2], "object")), by[runs[2]["instrument"]["@id"]]["name"]')" = "(['1.state', '2.state', 'sales.csv'], 'kom-merge')" ]
    differs ''
}

@test "no folder stays behind, also where a signal comes" {
    mkdir tmp
    export TMPDIR=$PWD/tmp
    kom-prov -q -o crate.json -- kom-sim -q --out s --scale 0.001
    [ -z "$(ls tmp)" ]
    kom-prov -q -o signalled.json -- sh -c 'echo $$ >pid; exec sleep 20' &
    prov=$!
    for i in $(seq 100); do [ -s pid ] && break; sleep 0.05; done
    kill -TERM "$prov"
    status=0
    wait "$prov" || status=$?
    [ "$status" = 143 ]
    ! kill -0 "$(cat pid)" 2>/dev/null || complain 'the command goes on' || return
    [ -z "$(ls tmp)" ]
    grep -q '"value": 143' signalled.json
    fails_empty 4 'no folder can be made there for the records of the tools' env TMPDIR=/nowhere kom-prov -o c.json -- true
}

@test "the crate takes no place of a file of the run, and no cell of a table" {
    printf 'kom,amount\n101,1\n' >in.csv
    cp in.csv kept.csv
    fails 2 'in.csv: the command read or made it; write the crate to another file' kom-prov -o in.csv -- kom-sum -q --value amount in.csv
    same kept.csv in.csv
    fails 2 'made.csv: the command read or made it' kom-prov -o made.csv -- kom-read -q -o made.csv in.csv
    same kept.csv made.csv
    fails 2 'an empty text hides nothing' kom-prov -o crate.json --hide '' -- true
    printf 'kom,amount\n101,Jens Hansen 1\n' >cell.csv
    run kom-prov -q -o crate.json -- kom-sum --value amount cell.csv
    [ "$status" -eq 3 ]
    run grep Hansen crate.json
    [ "$status" -eq 1 ]
    grep -q '"error": "rows: 1 of 1 rows cannot be read' crate.json
}

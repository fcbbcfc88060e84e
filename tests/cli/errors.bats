# SPDX-License-Identifier: GPL-3.0-or-later
# --errors json: every message of every tool as one object on a line, with the text that is said without it.
load helper

setup() {
    : "${KOM_BIN:?the folder of the tools}" "${BUILD_DIR:=$KOM_BIN/..}" "${SOURCE_DIR:?the root of the project}"
    command -v python3 >/dev/null || skip "no python3"
    PATH=$KOM_BIN:$PATH
    export LC_ALL=C
    mkdir "$BATS_TEST_TMPDIR/work"
    cd "$BATS_TEST_TMPDIR/work" || return 1
    printf 'kom,service,date,amount\n101,a,2019-02-10,1.5\n147,b,2019-03-11,2\n' >main.csv
    printf 'kom,amount\n101,1\n147,x\n155,2\n155,"y;z"\n' >bad.csv
}

# says STATUS WANT COMMAND...: ends so; what is on standard error are objects, of which WANT (members of them, JSON) are those
# that are said, in order.
says() {
    local want=$1 got=0
    "${@:3}" >out 2>err </dev/null || got=$?
    [ "$got" -eq "$want" ] || complain "exit $got, not $want: ${*:3}" "$(cat err)" || return
    python3 "$BATS_TEST_DIRNAME/errors.py" members err "$2" || complain "${*:3}" "$(cat err)"
}

# alike COMMAND...: the messages of a call are its lines of text.
alike() {
    local one=0 two=0
    "$@" >text.out 2>text.err </dev/null || one=$?
    "$1" --errors json "${@:2}" >json.out 2>json.err </dev/null || two=$?
    [ "$one" = "$two" ] || complain "exit $one and $two: $*" || return
    same text.out json.out || return
    python3 "$BATS_TEST_DIRNAME/errors.py" alike text.err json.err "${1##*/}" "$one" || complain "$*" "$(cat text.err json.err)"
}

@test "usage: the option and what to do" {
    says 2 '[{"tool": "kom-sum", "severity": "error", "code": "usage", "exit": 2, "option": "--quantile-type",
        "problem": "\"11\" is none of 1|2|3|4|5|6|7|8|9",
        "message": "--quantile-type: \"11\" is none of 1|2|3|4|5|6|7|8|9"}]' \
        kom-sum --errors json --value amount --quantile-type 11 main.csv
    says 2 '[{"option": "--valu", "problem": "no such option", "remedy": "did you mean --value; see kom-sum --help"}]' \
        kom-sum --errors json --valu amount main.csv
}

# Wherever it stands: behind the option that is at fault, in either spelling, but not as the value of another.
@test "usage: --errors json behind what is at fault" {
    for call in '--nosuch --errors json' '--nosuch --errors=json' '--dialect nosuch --errors json main.csv' \
        '-qZ --errors json' 'main.csv --quiet=yes --errors json' '--value amount --value kom --errors json' \
        '--errors json --errors text main.csv' '--nosuch -o --errors --errors json'; do
        # shellcheck disable=SC2086
        says 2 '[{"severity": "error", "code": "usage"}]' kom-sum $call
    done
    for call in '--nosuch -- --errors json' '--nosuch --by --errors json' '--nosuch --errors text' '--nosuch -qb --errors json' \
        '--errors text --errors json main.csv'; do
        # shellcheck disable=SC2086
        fails 2 '^kom-sum: --' kom-sum $call
    done
}

@test "data: file, line, column, problem and remedy" {
    says 3 '[{"severity": "error", "code": "bad_row", "file": "bad.csv", "line": 3, "column": "amount", "problem": "\"x\" is no number"},
             {"severity": "error", "code": "bad_row", "file": "bad.csv", "line": 5, "column": "amount"},
             {"severity": "error", "code": "data", "exit": 3}]' \
        kom-sum --errors json --value amount bad.csv
    says 3 '[{"code": "data", "file": "main.csv", "problem": "no column \"amuont\"", "remedy": "did you mean \"amount\"; it has kom, service, date, amount; --rename amuont=amount names it"}]' \
        kom-sum --errors json --value amuont main.csv
    cp bad.csv 'a: b:7: c.csv'
    says 3 '[{"file": "a: b:7: c.csv", "line": 3}, {"file": "a: b:7: c.csv", "line": 5}, {"exit": 3}]' \
        kom-sum --errors json --value amount 'a: b:7: c.csv'
    says 3 '[{"file": "standard input", "line": 3}, {}, {}]' \
        sh -c 'kom-sum --errors json --value amount <bad.csv'
}

@test "rows that are skipped, a warning, notes and closing lines" {
    says 0 '[{"severity": "warning", "code": "bad_row", "line": 3}, {"severity": "warning", "code": "bad_row", "line": 5},
             {"severity": "note", "code": "rows", "table": "rows", "read": 4, "used": 2, "set_aside": {"unreadable": 2},
              "message": "rows: 4 rows read, 2 used, 2 set aside (unreadable 2)"}]' \
        kom-sum --errors json --value amount --bad-rows skip bad.csv
    says 0 '[{"severity": "warning", "problem": "rows: no row has kom=999"}, {"severity": "note"}, {"code": "rows", "set_aside": {"not_asked": 2}}]' \
        kom-read --errors json --only kom=999 main.csv
    says 0 '[{"severity": "warning"}]' kom-read -q --errors json --only kom=999 main.csv
    says 0 '[{"severity": "note", "file": "main.csv"}]' kom-read -q -v --errors json main.csv
    kom-read -q -v --report report.json main.csv 2>/dev/null >out
    grep -q '"kind": "note"' report.json
}

@test "input and output, no estimate, and kom itself" {
    says 4 '[{"code": "io", "exit": 4, "file": "absent.csv"}]' kom-sum --errors json --value amount absent.csv
    says 4 '[{"code": "io", "exit": 4, "file": "/dev/full"}]' kom-sum -q --errors json --value amount -o /dev/full main.csv
    printf 'kom,period,value\n101,2019,1\n' >one.csv
    says 5 '[{"code": "estimate", "exit": 5}]' kom-diff -q --errors json --value value --at 2019 one.csv
    says 2 '[{"tool": "kom", "code": "usage", "exit": 2, "problem": "there is no tool \"uptak\"", "remedy": "kom lists them"}]' \
        kom uptak --errors json
    says 2 '[{"tool": "kom-uptake", "code": "usage"}]' kom uptake --nosuch --errors json
}

@test "every tool: the texts are those that are said without it" {
    printf 'kom,service,start,end\n101,a,2019-01-01,\n155,b,2019-01-01,\n' >offerings.csv
    cp bad.csv 'quo"te\.csv'
    printf 'kom;borger;antal\n101;0707614285;5\n147;p3;070761-4285\n' >secret.csv
    for call in 'kom-check bad.csv' 'kom-check main.csv --official' 'kom-read -v main.csv' 'kom-read --number amount bad.csv' \
        'kom-uptake --offerings offerings.csv main.csv' 'kom-uptake --period nosuch main.csv' 'kom-sum -y amount --by kom bad.csv' \
        'kom-sum -y amount quo"te\.csv' 'kom-table --digits x main.csv' 'kom-diff -y amount --at 2019-03 --by kom main.csv' \
        'kom-did -y amount --method ols main.csv' 'kom-join --with offerings.csv --on kom main.csv' 'kom-panel --value amount main.csv' \
        'kom-sim' 'kom-sim --scale x --out o' 'kom-sum -y antal secret.csv' 'kom-read secret.csv' 'kom-sum -y borger secret.csv' \
        'kom-sum --value amount --only kom=@absent main.csv' 'kom-read --nosuch'; do
        # shellcheck disable=SC2086
        alike $call || return
    done
    for value in '\\"' $'\x01\n\t' 'a"; b' '; ' $'\xe2\x80\x8b' "$(printf 'ø%.0s' {1..1500})" "$(printf '\\%.0s' {1..3000})" \
        "$(printf '"%.0s' {1..2000})" $'\xff\xfe'; do
        alike kom-sum --value "$value" main.csv || return
        alike kom-sum --stats "$value" --value amount main.csv || return
        alike kom-sum --value amount "$value" || return
        alike kom-table --sort "$value" main.csv || return
    done
}

@test "what text holds back, JSON holds back" {
    printf 'kom;borger;antal\n101;0707614285;5\n147;p-secret;x\n155;p3;070761-4285\n' >secret.csv
    for call in 'kom-sum -y borger' 'kom-sum -y antal' 'kom-read --number borger' 'kom-check' 'kom-sum -y antal --only borger=p-secret' \
        'kom-sum -y antal --bad-rows skip'; do
        $call --errors json secret.csv >/dev/null 2>err || true
        ! grep -qE '0707614285|070761-4285|p-secret' err || complain "$call: $(cat err)" || return
    done
    ! kom-sum --errors json -y borger --show-values secret.csv 2>err || false
    grep -q p-secret err
}

@test "where memory ends, wherever that is" {
    [ -z "${KOM_SANITIZE:-}" ] || skip "sanitizers take the allocations"
    [ -f "$BUILD_DIR/fault/interpose.so" ] || skip "fault/interpose.so is not built"
    for n in 1 2 3 4 5 6 8 12 20 40 80; do
        says 4 '[{"tool": "kom-sum", "severity": "error", "code": "memory", "exit": 4}]' \
            env "KOM_FAULT=alloc:$n=ENOMEM" "LD_PRELOAD=$BUILD_DIR/fault/interpose.so" kom-sum -q --value amount --errors json main.csv || return
    done
    env "KOM_FAULT=alloc:1=ENOMEM" "LD_PRELOAD=$BUILD_DIR/fault/interpose.so" kom-sum --value amount main.csv 2>err || true
    [ "$(cut -c 1-23 err)" = 'kom-sum: memory ran out' ] || complain "$(cat err)"
}

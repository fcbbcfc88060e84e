# SPDX-License-Identifier: GPL-3.0-or-later
# What holds for every tool of cmd/tools.def: options, messages, files, exit codes. Each test walks all tools.
load helper
load registry

# One table that every tool which reads can take, and a clean run of each on it.
setup() {
    : "${KOM_BIN:?the folder of the tools}" "${SOURCE_DIR:?the root of the project}"
    PATH=$KOM_BIN:$PATH
    export LC_ALL=C
    mkdir "$BATS_TEST_TMPDIR/work"
    cd "$BATS_TEST_TMPDIR/work" || return 1
    {
        echo kom,person,service,date,amount,quantity
        echo 101,p1,cleaning,2019-02-10,100.10,1
        echo 101,p2,cleaning,2019-03-11,140,1
        echo 147,p3,cleaning,2019-04-12,90.5,1
        echo 101,p1,cleaning,2019-08-10,130,1
        echo 147,p4,cleaning,2019-09-11,150.25,1
        echo 147,p3,cleaning,2019-10-12,110,1
    } >main.csv
    {
        echo kom,service,start,end
        echo 101,cleaning,2019-01-01,
        echo 147,cleaning,2019-01-01,
    } >offerings.csv
    printf 'kom,region\n101,R\n147,R\n' >regions.csv
    printf 'kom,service,start,price\n101,cleaning,2019-01-01,100\n147,cleaning,2019-01-01,110\n' >prices.csv
    printf 'item,scale,lowest,highest\nkom,s,100,200\n' >items.csv
    printf 'column,value,total\nkom,101,10\nkom,147,20\n' >known.csv
    printf 'document\np1\np2\np3\np4\n' >documents.csv
    mapfile -t tools < <(sed -n 's/^TOOL( *\([a-z0-9_]*\).*/\1/p' "$SOURCE_DIR/cmd/tools.def")
    readers=()
    for tool in "${tools[@]}"; do
        [[ $tool == sim || $tool == merge || $tool == prov ]] || readers+=("$tool")
    done
}

# clean TOOL: sets `args` to what a run needs beside its input. A new tool must be added here.
clean() {
    case $1 in
    read | check | table) args=() ;;
    uptake) args=(--offerings offerings.csv) ;;
    sum | panel) args=(--value amount) ;;
    scale) args=(--codebook items.csv --keep '' --rename respondent=date) ;;
    code) args=(--documents documents.csv --rename document=person,segment=date,code=service) ;;
    weight) args=(--known-totals known.csv --rake kom) ;;
    diff) args=(--value amount --at 2019-07-01 --by '') ;;
    did) args=(--value amount --method ols) ;;
    plot) args=(--figure bars --value amount --by kom,person,date --script) ;;
    price) args=(--prices prices.csv --vat no) ;;
    join) args=(--with regions.csv --on kom) ;;
    sim) args=(--out simulated --scale 0.01) ;;
    merge) args=(--check part.state) ;;
    prov) args=(verify crate.json) ;;
    *) complain "contract.bats does not know a clean run of kom-$1" ;;
    esac
}

# each COMMAND...: for every tool that reads, with `tool` and `args` set.
each() {
    for tool in "${readers[@]}"; do
        clean "$tool" || return
        "$@" || complain "kom-$tool: $*" || return
    done
}

# every COMMAND...: for every tool.
every() {
    readers=("${tools[@]}")
    each "$@"
}

# ends STATUS COMMAND...: the exit status, whatever is said.
ends() {
    local want=$1 status=0
    shift
    "$@" >out 2>err </dev/null || status=$?
    [ "$status" = "$want" ] || complain "status $status, not $want: $*" "$(cat err)"
}

is_empty_folder() {
    [ -z "$(ls -A "$1")" ] || complain "left behind: $(ls -A "$1")"
}

no_arguments() {
    local status=0
    "kom-$tool" >out 2>err </dev/null || status=$?
    [[ $status = 2 || $status = 3 ]] || complain "status $status" || return
    [ ! -s out ] || complain "output: $(head -n 3 out)" || return
    grep -q "^kom-$tool: " err || complain "message: $(cat err)"
}

@test "without arguments and input: a message and nothing else" {
    every no_arguments
}

help_is_whole() {
    local name
    ends 0 "kom-$tool" --help || return
    [ ! -s err ] || complain "standard error: $(cat err)" || return
    cp out help
    ends 0 "kom-$tool" -h && same help out || return
    grep -q "^Usage: kom-$tool " help || complain "no usage line" || return
    while read -r name _; do
        grep -qE -- "(^| )$name( |$)" help || complain "--help has no $name" || return
    done < <(registry "$tool")
    ! grep -nE ' $' help || complain "blanks at the end of a line" || return
    awk 'length($0) > 100 { print; bad = 1 } END { exit bad }' help || complain "lines over 100 columns"
}

@test "--help mentions every option of the tool's row" {
    every help_is_whole
}

version_is_told() {
    local version
    version=$(sed -n 's/.*KOM_VERSION "\(.*\)"/\1/p' "$SOURCE_DIR/include/kom/version.h")
    ends 0 "kom-$tool" --version || return
    [ "$(head -n 1 out)" = "kom-$tool $version" ] || complain "$(cat out)" || return
    cp out version
    ends 0 "kom-$tool" -V && same version out
}

@test "--version tells the version" {
    every version_is_told
}

unknown_option() {
    fails_empty 2 "^kom-$tool: --outptu: no such option.*output" "kom-$tool" --outptu x &&
        fails_empty 2 "^kom-$tool: --no-such-thing-at-all: no such option" "kom-$tool" --no-such-thing-at-all &&
        fails_empty 2 "^kom-$tool: --output: needs FILE" "kom-$tool" --output &&
        fails_empty 2 "^kom-$tool: --quiet: given twice" "kom-$tool" -q -q &&
        fails_empty 2 "^kom-$tool: --quiet: takes no value" "kom-$tool" --quiet=x
}

@test "an unknown option: exit 2, with the near miss" {
    every unknown_option
}

bad_dialect() {
    fails_empty 2 "^kom-$tool: --dialect: \"excel\" is none of csv\|da\|tsv\|statbank" \
        "kom-$tool" "${args[@]}" --dialect excel main.csv
}

@test "a value outside a closed list: exit 2, with the list" {
    each bad_dialect
}

missing_column() {
    [ "$tool" != scale ] || args=(--codebook items.csv)
    [ "$tool" != code ] || args=()
    fails_empty 3 "^kom-$tool: main.csv: no column \"amuont\"; did you mean \"amount\"" \
        "kom-$tool" "${args[@]}" --rename kroner=amuont main.csv
}

@test "a column that is not there: exit 3, with the near miss" {
    each missing_column
    fails_empty 3 '"amuont"; did you mean "amount"' kom-read --number amuont main.csv
    fails_empty 3 '"amuont"; did you mean "amount"' kom-sum --value amuont main.csv
    fails_empty 3 '"amuont"; did you mean "amount"' kom-diff --value amuont --at 2019-07-01 --by '' main.csv
    fails_empty 3 '"amuont"; did you mean "amount"' kom-table --columns amuont main.csv
    cut -d , -f 1-3 main.csv >undated.csv
    fails_empty 3 'no column "date"' kom-uptake --offerings offerings.csv undated.csv
}

empty_file() {
    : >empty.csv
    fails_empty 3 "^kom-$tool: empty.csv: " "kom-$tool" "${args[@]}" empty.csv &&
        fails_empty 3 "^kom-$tool: standard input: " "kom-$tool" "${args[@]}"
}

@test "no bytes at all: exit 3" {
    each empty_file
}

header_only() {
    local want=0
    [[ $tool != di[fd]* && $tool != weight ]] || want=5
    head -n 1 main.csv >header.csv
    ends "$want" "kom-$tool" "${args[@]}" header.csv || return
    [ "$want" = 0 ] || [ ! -s out ] || complain "output: $(cat out)"
}

@test "a header without rows: exit 0, 5 where rows would be estimates or weights" {
    each header_only
}

unreadable() {
    mkdir -p folder
    fails_empty 4 "^kom-$tool: missing.csv: " "kom-$tool" "${args[@]}" missing.csv &&
        fails_empty 4 "^kom-$tool: folder: " "kom-$tool" "${args[@]}" folder
}

@test "a file that is not there, a folder: exit 4" {
    each unreadable
    fails_empty 4 '^kom-uptake: missing.csv: ' kom-uptake --offerings missing.csv main.csv
}

closed_pipe() {
    with_closed_pipe "kom-$tool" -q "${args[@]}" main.csv
}

@test "a reader that is gone: quiet" {
    each closed_pipe
    for tool in "${tools[@]}"; do
        with_closed_pipe "kom-$tool" --help
    done
}

full_disk() {
    with_full_disk "kom-$tool" -q "${args[@]}" main.csv &&
        fails 4 "^kom-$tool: /dev/full: " "kom-$tool" -q -o /dev/full "${args[@]}" main.csv
}

# The other outputs: where the rows set aside cannot be written there is no result either.
full_disk_beside() {
    local skip=(--bad-rows skip)
    [ "$tool" = check ] && skip=()
    rm -f result.csv
    fails 4 "^kom-$tool: /dev/full: " "kom-$tool" -q "${args[@]}" "${skip[@]}" --set-aside /dev/full -o result.csv ragged.csv &&
        [ ! -e result.csv ] &&
        fails 4 "^kom-$tool: /dev/full: " "kom-$tool" -q "${args[@]}" --report /dev/full -o result.csv main.csv
}

@test "a full device: exit 4, with a message" {
    each full_disk
    { cat main.csv && echo 147,p9; } >ragged.csv
    each full_disk_beside
    rm -f result.csv
    fails 4 '^kom-check: /dev/full: ' kom-check -q --good /dev/full -o result.csv main.csv
    for tool in "${tools[@]}"; do
        with_full_disk "kom-$tool" --version
    done
}

# What is quiet is kept; rows are in the tables of the report, and errors leave none.
@test "--report: warnings and notes, quiet or not" {
    for quiet in '' -q; do
        # shellcheck disable=SC2086
        kom-read $quiet --only kom=101,kom=147 --report report.json main.csv >/dev/null 2>&1
        # shellcheck disable=SC2016
        [ "$(python3 -c 'import json
for m in json.load(open("report.json"))["messages"]: print(m["kind"], m["text"])')" = \
            'note passed as they stand: kom, person, service' ] || complain "$(cat report.json)" || return
    done
    kom-read -q --only kom=999 --report report.json main.csv >/dev/null 2>&1
    grep -q '"text": "rows: no row has kom=999"' report.json
    grep -q '"kind": "warning"' report.json
}

nothing_behind() {
    rm -rf results
    mkdir results
    fails_empty 4 "^kom-$tool: nowhere/out.csv: " "kom-$tool" "${args[@]}" -o nowhere/out.csv main.csv || return
    # An unclosed quote stops every tool, whatever it uses of the table.
    { cat main.csv && echo '147,p9,"cleaning,2019-10-12,1'; } >damaged.csv
    ends 3 "kom-$tool" "${args[@]}" -o results/out.csv damaged.csv || return
    is_empty_folder results || return
    echo before >results/out.csv
    ends 3 "kom-$tool" "${args[@]}" -o results/out.csv damaged.csv || return
    [ "$(cat results/out.csv)" = before ] || complain "an old result is gone" || return
    [ "$(ls -A results)" = out.csv ] || complain "left behind: $(ls -A results)"
}

# A file that may not grow stands for a full disk: writing fails and nothing is killed.
full_place() {
    local status=0 messages
    rm -rf results
    mkdir results
    messages=$( (
        trap '' XFSZ
        ulimit -f 0
        exec "kom-$tool" "${args[@]}" -o results/out.csv main.csv
    ) 2>&1 </dev/null) || status=$?
    [ "$status" = 4 ] || complain "status $status, not 4" "$messages" || return
    grep -q "^kom-$tool: results/out.csv: " <<<"$messages" || complain "no message: $messages" || return
    is_empty_folder results
}

@test "-o: a disk that is full leaves nothing behind" {
    each full_place
}

@test "-o: what fails leaves nothing behind, and an old result as it was" {
    for tool in "${readers[@]}"; do
        # A ragged row is a finding of kom-check, not a failure.
        [ "$tool" = check ] && continue
        clean "$tool"
        nothing_behind || complain "kom-$tool"
    done
}

same_as_stdout() {
    ends 0 "kom-$tool" "${args[@]}" main.csv && cp out expected || return
    rm -rf results
    mkdir results
    ends 0 "kom-$tool" "${args[@]}" -o results/out.csv main.csv && same expected results/out.csv || return
    [ ! -s out ] || complain "output beside -o: $(cat out)" || return
    [ "$(ls -A results)" = out.csv ] || complain "left behind: $(ls -A results)" || return
    ends 0 "kom-$tool" "${args[@]}" - <main.csv || return
    "kom-$tool" "${args[@]}" <main.csv >out 2>/dev/null && same expected out
}

@test "-o FILE and standard input give the bytes of standard output" {
    ends() {
        local want=$1 status=0
        shift
        "$@" >out 2>err || status=$?
        [ "$status" = "$want" ] || complain "status $status, not $want: $*" "$(cat err)"
    }
    each same_as_stdout
}

onto_input() {
    local before option
    before=$(cksum <main.csv)
    ln -sf main.csv link.csv
    for option in --output --set-aside --report; do
        fails_empty 2 "^kom-$tool: $option: .*input" "kom-$tool" "${args[@]}" "$option" main.csv main.csv || return
        fails_empty 2 "^kom-$tool: $option: .*input" "kom-$tool" "${args[@]}" "$option" link.csv main.csv || return
    done
    [ "$(cksum <main.csv)" = "$before" ] || complain "the input has changed"
}

@test "an output that is an input is refused" {
    each onto_input
    fails_empty 2 '^kom-uptake: --output: .*input' kom-uptake --offerings offerings.csv -o offerings.csv main.csv
    fails_empty 2 '^kom-read: --set-aside: .*output' kom-read -o same.csv --set-aside same.csv main.csv
}

two_standard_inputs() {
    fails_empty 2 "^kom-$tool: standard input" "kom-$tool" "${args[@]}" - -
}

@test "standard input can be one of the inputs only" {
    each two_standard_inputs
    fails_empty 2 '^kom-uptake: standard input' kom-uptake --offerings - -
    fails_empty 2 '^kom-uptake: standard input' kom-uptake --offerings -
}

spoiled_stream() {
    local status=0
    "kom-$tool" "${args[@]}" spoiled.csv >out 2>err </dev/null || status=$?
    [ "$status" = 3 ] || complain "status $status, not 3: $(cat err)" || return
    [[ $tool == read || $tool == join || $tool == price || $tool == scale ]] || [ ! -s out ] || complain "output: $(head -n 3 out)" || return
    grep -q 'kom-read: stopped at long.csv:30002' err || complain "the stage is not named: $(cat err)" || return
    status=0
    kom-read long.csv 2>/dev/null | "kom-$tool" "${args[@]}" >out 2>err || status=$?
    [ "$status" = 3 ] || complain "in a pipe: status $status, not 3: $(cat err)"
}

@test "a stage that fails in mid-stream is refused by the next, which names it" {
    awk 'BEGIN { print "kom,person,service,date,amount,quantity"
        for (i = 1; i <= 30000; i++) printf "101,p%d,cleaning,2019-%02d-10,%d.5,1\n", i, i % 12 + 1, i
        print "101,p1,cleaning,2019-02-10,12,5,1"; print "101,p1,cleaning,2019-02-10,1,1" }' >long.csv
    ends 3 kom-read long.csv
    cp out spoiled.csv
    [ "$(wc -l <spoiled.csv)" -gt 1 ]
    each spoiled_stream
}

same_in_danish() {
    "kom-$tool" "${args[@]}" main.csv >out 2>err
    LC_ALL=da_DK.UTF-8 "kom-$tool" "${args[@]}" main.csv >out.danish 2>err.danish
    same out out.danish && same err err.danish
}

@test "a locale with a decimal comma changes no byte" {
    has_danish || skip "no da_DK.UTF-8"
    each same_in_danish
    kom-sim -q --out one --scale 0.01
    LC_ALL=da_DK.UTF-8 kom-sim -q --out two --scale 0.01
    diff -r one two
}

same_with_threads() {
    "kom-$tool" -j 1 "${args[@]}" many.csv >out.one 2>err.one
    "kom-$tool" -j 4 "${args[@]}" many.csv >out.four 2>err.four
    same out.one out.four && same err.one err.four
}

@test "the number of threads changes no byte" {
    # Large enough for several chunks.
    awk 'BEGIN { print "kom,person,service,date,amount,quantity"
        for (i = 1; i <= 150000; i++)
            printf "%s,p%d,cleaning,2019-%02d-%02d,%d.%02d,1\n", i % 7 ? "101" : "147", i % 5000, i % 12 + 1, i % 28 + 1, i, i % 100
    }' >many.csv
    each same_with_threads
}

symlink_and_mode() {
    rm -rf store link.csv
    mkdir store
    : >store/real.csv
    chmod 751 store/real.csv
    ln -s store/real.csv link.csv
    ends 0 "kom-$tool" "${args[@]}" -o link.csv main.csv || return
    [ -L link.csv ] || complain "the symlink is gone" || return
    [ -s store/real.csv ] || complain "the file behind it is empty" || return
    [ "$(stat -c %a store/real.csv)" = 751 ] || complain "mode $(stat -c %a store/real.csv), not 751" || return
    umask 027
    ends 0 "kom-$tool" "${args[@]}" -o store/new.csv main.csv || return
    [ "$(stat -c %a store/new.csv)" = 640 ] || complain "new file: mode $(stat -c %a store/new.csv), not 640" || return
    [ "$(cd store && echo *)" = 'new.csv real.csv' ] || complain "left behind: $(ls -A store)"
}

@test "-o follows a symlink and keeps the mode" {
    each symlink_and_mode
}

# has_begun PID: a file of results/ is open, which may have no name yet.
has_begun() {
    [ -n "$(ls -A results)" ] || ls -l "/proc/$1/fd" 2>/dev/null | grep -q '/results/'
}

# terminated SIGNAL STATUS
terminated() {
    local pid status=0 i
    rm -rf results pipe
    mkdir results
    mkfifo pipe
    "kom-$tool" "${args[@]}" -o results/out.csv --set-aside results/aside.csv pipe >/dev/null 2>err &
    pid=$!
    # The tool waits for a writer; then for more than the first rows.
    exec 9>pipe
    cat main.csv >&9
    for ((i = 0; i < 100; i++)); do
        ! has_begun "$pid" || break
        sleep 0.05
    done
    has_begun "$pid" || complain "no temporary file to begin with" || return
    kill -s "$1" "$pid"
    wait "$pid" || status=$?
    exec 9>&-
    [ "$status" = "$2" ] || complain "status $status, not $2" || return
    is_empty_folder results
}

@test "SIGTERM and SIGHUP leave no temporary file" {
    each terminated TERM 143
    each terminated HUP 129
}

report_counts() {
    ends 0 "kom-$tool" "${args[@]}" --report report.json main.csv || return
    python3 - "$tool" <<'PYTHON' || complain "$(cat report.json)"
import hashlib, json, sys
report = json.load(open("report.json"))
assert report["tool"] == "kom-" + sys.argv[1]
data = open("main.csv", "rb").read()
named = {i["path"]: i for i in report["inputs"]}
assert named["main.csv"] == {"use": "input", "path": "main.csv", "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
assert report["exit"] == 0
assert report["options"]["report"] == "report.json"
main = report["tables"][0]
assert main["read"] == 6, main
for table in report["tables"]:
    assert table["read"] == table["used"] + sum(table["set_aside"].values()), table
PYTHON
}

@test "--report is JSON with the row counts" {
    each report_counts
}

set_aside_mode() {
    local status=0
    { cat main.csv && echo 147,p9; } >ragged.csv
    umask 022
    rm -f aside.csv
    # A bad row is a finding of kom-check.
    [ "$tool" = check ] || args+=(--bad-rows skip)
    "kom-$tool" "${args[@]}" --set-aside aside.csv ragged.csv >out 2>err </dev/null || status=$?
    [[ $status = 0 || ( $tool = check && $status = 1 ) ]] || complain "status $status: $(cat err)" || return
    [ "$(stat -c %a aside.csv)" = 600 ] || complain "mode $(stat -c %a aside.csv), not 600" || return
    head -n 1 aside.csv | grep -qx 'kom,person,service,date,amount,quantity,set_aside_file,set_aside_line,set_aside_reason' ||
        complain "header: $(head -n 1 aside.csv)" || return
    grep -q 'ragged.csv,8,ragged$' aside.csv || complain "the row is not there: $(cat aside.csv)"
}

@test "--set-aside: the rows with line and reason, for their owner only" {
    each set_aside_mode
}

closing_line() {
    ends 0 "kom-$tool" "${args[@]}" main.csv || return
    grep -qE "^kom-$tool: [a-z ]+: 6 rows read, 6 used, 0 set aside$" err || complain "closing line: $(cat err)" || return
    ends 0 "kom-$tool" -q "${args[@]}" main.csv || return
    ! grep -E 'rows read' err || complain "-q is not quiet"
}

@test "the closing line counts the rows, and -q silences it" {
    each closing_line
}

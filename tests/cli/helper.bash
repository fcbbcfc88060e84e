# SPDX-License-Identifier: GPL-3.0-or-later
# What the command tests share; load it with `load helper`. See CONTRIBUTING.md, "Golden files".
#
# A test runs in a folder of its own, where `data` leads to tests/cli/data and `examples` to examples/, so that
# file names in messages are the same everywhere. KOM_BIN comes first on PATH.

setup() {
    : "${KOM_BIN:?the folder of the tools}" "${SOURCE_DIR:?the root of the project}"
    PATH=$KOM_BIN:$PATH
    GOLDEN=$SOURCE_DIR/tests/cli/golden
    export LC_ALL=C
    mkdir "$BATS_TEST_TMPDIR/work"
    cd "$BATS_TEST_TMPDIR/work" || return 1
    ln -s "$SOURCE_DIR/tests/cli/data" data
    ln -s "$SOURCE_DIR/examples" examples
}

# What a failing assertion says; bats shows it only when the test fails.
complain() {
    printf '%s\n' "$@" >&2
    return 1
}

# with_jobs N COMMAND...: puts `-j N` after the tool's name; `kom TOOL` counts as one name. Any other command
# (`sh -c '... -j $JOBS ...'` for a pipeline) finds N in the environment as JOBS.
with_jobs() {
    local jobs=$1
    shift
    case $1 in
    kom) env JOBS="$jobs" "$1" "$2" -j "$jobs" "${@:3}" ;;
    kom-*) env JOBS="$jobs" "$1" -j "$jobs" "${@:2}" ;;
    *) env JOBS="$jobs" "$@" ;;
    esac
}

# has_danish: whether the build made a locale with a decimal comma.
has_danish() {
    [ -n "${LOCPATH:-}" ] && [ -e "$LOCPATH/da_DK.UTF-8/LC_NUMERIC" ]
}

# in_danish COMMAND...: runs it where the decimal mark is a comma.
in_danish() {
    has_danish || skip "no da_DK.UTF-8"
    LC_ALL=da_DK.UTF-8 "$@"
}

# observe PREFIX JOBS STDIN COMMAND...: leaves PREFIX.out, PREFIX.err and PREFIX.status.
observe() {
    local prefix=$1 jobs=$2 input=$3 status=0
    shift 3
    with_jobs "$jobs" "$@" <"$input" >"$prefix.out" 2>"$prefix.err" || status=$?
    echo "$status" >"$prefix.status"
}

# same EXPECTED GOT: byte for byte, with a diff when not.
same() {
    cmp -s "$1" "$2" || complain "$(diff -u --label expected --label got "$1" "$2" | head -n 60)" || return
}

# bless PREFIX NAME: keeps what was observed as golden; nothing on standard error and status 0 need no file.
bless() {
    mkdir -p "$(dirname "$GOLDEN/$2")"
    cp "$1.out" "$GOLDEN/$2.out"
    rm -f "$GOLDEN/$2.err" "$GOLDEN/$2.status"
    [ ! -s "$1.err" ] || cp "$1.err" "$GOLDEN/$2.err"
    [ "$(cat "$1.status")" = 0 ] || cp "$1.status" "$GOLDEN/$2.status"
}

# golden [--stdin FILE] NAME -- COMMAND...: runs the command with one thread, and with four where the decimal mark
# is a comma. Both must give the same output, messages and status, and these must equal the files
# golden/NAME.{out,err,status}. A missing .err stands for silence, a missing .status for 0. BLESS=1 rewrites them.
golden() {
    local input=/dev/null name one four part
    if [ "$1" = --stdin ]; then
        input=$2
        shift 2
    fi
    name=$1
    [ "$2" = -- ] || complain "usage: golden [--stdin FILE] NAME -- COMMAND..." || return
    shift 2
    one=$BATS_TEST_TMPDIR/one four=$BATS_TEST_TMPDIR/four
    observe "$one" 1 "$input" "$@"
    if has_danish; then
        LC_ALL=da_DK.UTF-8 observe "$four" 4 "$input" "$@"
    else
        observe "$four" 4 "$input" "$@"
    fi
    for part in status err out; do
        same "$one.$part" "$four.$part" || complain "golden $name: .$part differs between -j 1 and -j 4" || return
    done
    if [ -n "${BLESS:-}" ]; then
        bless "$one" "$name"
        return
    fi
    [ -e "$GOLDEN/$name.out" ] || complain "golden $name: no such golden file; look at the output, then BLESS=1" || return
    : >"$BATS_TEST_TMPDIR/silence"
    echo 0 >"$BATS_TEST_TMPDIR/zero"
    if [ -e "$GOLDEN/$name.status" ]; then
        same "$GOLDEN/$name.status" "$one.status" || complain "golden $name: status; $(cat "$one.err")" || return
    else
        same "$BATS_TEST_TMPDIR/zero" "$one.status" || complain "golden $name: status; $(cat "$one.err")" || return
    fi
    if [ -e "$GOLDEN/$name.err" ]; then
        same "$GOLDEN/$name.err" "$one.err" || complain "golden $name: standard error" || return
    else
        same "$BATS_TEST_TMPDIR/silence" "$one.err" || complain "golden $name: standard error" || return
    fi
    same "$GOLDEN/$name.out" "$one.out" || complain "golden $name: standard output" || return
}

# golden_file NAME FILE: a file that a tool wrote (-o, --set-aside, --good) equals golden/NAME. BLESS=1 rewrites it.
golden_file() {
    [ -e "$2" ] || complain "golden_file $1: $2 was not written" || return
    if [ -n "${BLESS:-}" ]; then
        mkdir -p "$(dirname "$GOLDEN/$1")"
        cp "$2" "$GOLDEN/$1"
        return
    fi
    [ -e "$GOLDEN/$1" ] || complain "golden_file $1: no such golden file; look at $2, then BLESS=1" || return
    same "$GOLDEN/$1" "$2" || complain "golden_file $1: $2" || return
}

# fails STATUS PATTERN COMMAND...: ends with STATUS, and its messages match the extended regular expression PATTERN.
fails() {
    local want=$1 pattern=$2 status=0 messages
    shift 2
    messages=$("$@" 2>&1 >"$BATS_TEST_TMPDIR/fails.out" </dev/null) || status=$?
    [ "$status" = "$want" ] || complain "status $status, not $want: $*" "$messages" || return
    grep -qE -e "$pattern" <<<"$messages" || complain "no message matches: $pattern" "$messages" || return
}

# fails_empty STATUS PATTERN COMMAND...: as fails, and standard output stays empty.
fails_empty() {
    fails "$@" || return
    [ ! -s "$BATS_TEST_TMPDIR/fails.out" ] || complain "standard output: $(head -n 5 "$BATS_TEST_TMPDIR/fails.out")"
}

# fails_saying STATUS MESSAGE COMMAND...: as fails_empty, of a text as it stands.
fails_saying() {
    local want=$1 message=$2 status=0
    shift 2
    "$@" >said.out 2>said.err </dev/null || status=$?
    [ "$status" -eq "$want" ] || complain "exit $status: $*" "$(cat said.err)" || return
    [ ! -s said.out ] || complain "something on standard output: $*" || return
    grep -qF -e "$message" said.err || complain "not said: $message" "$(cat said.err)"
}

# with_full_disk COMMAND...: a full device must be noticed: exit 4, and a message.
with_full_disk() {
    [ -c /dev/full ] || skip "no /dev/full"
    local status=0 messages
    messages=$("$@" 2>&1 >/dev/full </dev/null) || status=$?
    [ "$status" = 4 ] || complain "status $status, not 4: $*" "$messages" || return
    [ -n "$messages" ] || complain "no message: $*" || return
}

# with_closed_pipe COMMAND...: a reader that is gone ends the tool by SIGPIPE (141), quietly.
with_closed_pipe() {
    local pipe status=0 messages
    exec {pipe}> >(:)
    wait "$!" || true
    messages=$("$@" 2>&1 >&"$pipe" </dev/null) || status=$?
    exec {pipe}>&-
    [ "$status" = 141 ] || complain "status $status, not 141: $*" "$messages" || return
    [ -z "$messages" ] || complain "not quiet: $messages" || return
}

# within SECONDS COMMAND...: with no more processor time than that, which other work on the machine does not change.
within() {
    (ulimit -t "$1" && "${@:2}")
}

# user COMMAND...: leaves its user time in milliseconds, the least of three, in `least`.
user() {
    local TIMEFORMAT=%U i ms
    least=1000000
    for i in 1 2 3; do
        ms=$({ time "$@" >out 2>err; } 2>&1) || complain "status $?: ${*:1:3}" "$(head -c 500 err)" || return
        ms=$((10#${ms/./}))
        [ "$ms" -ge "$least" ] || least=$ms
    done
}

# SPDX-License-Identifier: GPL-3.0-or-later
# Trying what messages advise: the advice is taken out of the message's own text and given to the call that caused it.
# Load it after helper. A test never writes the advice itself, only what a placeholder such as COL stands for.

# refused STATUS COMMAND...: the call ends so and says something; CALL and what it said are kept for `mends` and its kin.
refused() {
    local want=$1 status=0
    shift
    CALL=("$@")
    "$@" >refused.out 2>refused.err </dev/null || status=$?
    [ "$status" -eq "$want" ] || complain "exit $status, not $want: $*" "$(cat refused.err)" || return
    [ -s refused.err ] || complain "nothing said: $*"
}

# told COMMAND...: the call works, and says on standard error what could be done otherwise.
told() {
    refused 0 "$@"
}

# advice N [NAME=VALUE...]: leaves the call with the N-th advice of the first message that has one in MENDED.
advice() {
    python3 "$SOURCE_DIR/tests/cli/remedies.py" "$@" -- "${CALL[@]}" <refused.err >mended.nul 2>advice.err ||
        complain "no advice $1 in: $(cat refused.err)" "$(cat advice.err)" || return
    mapfile -d '' -t MENDED <mended.nul
}

# mends N [NAME=VALUE...]: with the N-th advice the same call on the same input works; its result is in mended.out. Advice
# that names several calls (--a 1 or --a 2) counts each. NAME=VALUE says what a placeholder stands for.
mends() {
    advice "$@" || return
    local status=0
    "${MENDED[@]}" >mended.out 2>mended.err </dev/null || status=$?
    [ "$status" -eq 0 ] || complain "exit $status: ${MENDED[*]}" "advised by: $(cat refused.err)" "$(cat mended.err)" || return
    same_as_json "$1"
}

# passes N PATTERN [NAME=VALUE...]: with the N-th advice the call gets past this message, and says PATTERN next.
passes() {
    local n=$1 pattern=$2 status=0
    shift 2
    advice "$n" "$@" || return
    "${MENDED[@]}" >mended.out 2>mended.err </dev/null || status=$?
    [ "$status" -ne 0 ] || complain "works: ${MENDED[*]}" || return
    ! cmp -s refused.err mended.err || complain "says the same: ${MENDED[*]}" "$(cat mended.err)" || return
    grep -qE -e "$pattern" mended.err || complain "not said: $pattern" "$(cat mended.err)"
}

# same_as_json N: --errors json carries the advice that the text has, in its own field or (notes) in the text.
same_as_json() {
    "${CALL[0]}" --errors json "${CALL[@]:1}" >/dev/null 2>json.err </dev/null || true
    python3 "$SOURCE_DIR/tests/cli/remedies.py" --same refused.err json.err || complain "$(cat refused.err)" "$(cat json.err)"
}

# with_more: the message says to give more --memory; with 64 times as much the call works, and says nothing of it.
with_more() {
    local n i
    grep -qE 'give more( --memory)?(,|$)' refused.err || complain "not said: give more" "$(cat refused.err)" || return
    MENDED=("${CALL[@]}")
    for i in "${!MENDED[@]}"; do [ "${MENDED[i]}" != --memory ] || n=$((i + 1)); done
    [[ ${MENDED[n]} =~ ^([0-9]+)([KMG])$ ]] || complain "no --memory: ${CALL[*]}" || return
    MENDED[n]=$((BASH_REMATCH[1] * 64))${BASH_REMATCH[2]}
    "${MENDED[@]}" >mended.out 2>mended.err </dev/null || complain "${MENDED[*]}" "$(cat mended.err)" || return
    ! grep -qE 'more|--memory' mended.err || complain "still said" "$(cat mended.err)" || return
    same_as_json
}

# piped [NAME=VALUE...]: the command line in the message (after ": ", up to ", where" or the end) is run by bash; its
# output is in piped.out. NAME=VALUE: as for mends.
piped() {
    python3 "$SOURCE_DIR/tests/cli/remedies.py" --command "$@" -- "${CALL[@]}" <refused.err >piped.sh 2>advice.err ||
        complain "no command in: $(cat refused.err)" "$(cat advice.err)" || return
    bash -e piped.sh >piped.out 2>piped.err </dev/null || complain "$(cat piped.sh)" "$(cat piped.err)"
}

# turned FILE [NAME=VALUE...]: the message tells to turn a file by a call of its own; the call with what that gives works.
turned() {
    local file=$1 i
    shift
    piped "$@" || return
    cp piped.out turned.csv
    MENDED=("${CALL[@]}")
    for i in "${!MENDED[@]}"; do [ "${MENDED[i]}" != "$file" ] || MENDED[i]=turned.csv; done
    "${MENDED[@]}" >mended.out 2>mended.err </dev/null || complain "${MENDED[*]}" "$(cat piped.sh mended.err)"
}

# column NAME [FILE]: the fields of a column of the result (mended.out), with blanks between.
column() {
    python3 -c '
import csv, sys
print(*[row[sys.argv[1]] for row in csv.DictReader(open(sys.argv[2], encoding="utf-8"))])' "$1" "${2:-mended.out}"
}

# results EXPECTED NAME: the column of the result holds that.
results() {
    [ "$(column "$2")" = "$1" ] || complain "wanted $2 $1, got $(column "$2")" "${MENDED[*]}" "$(cat mended.out)"
}

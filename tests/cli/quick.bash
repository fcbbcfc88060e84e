# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Loaded beside helper: a call run both ways.

# same COMMAND...: it says and writes the same on both ways. n_good counts the calls that are not refused.
n_good=0
same() {
    local quick=0 careful=0
    "$KOM_BIN/$1" "${@:2}" >quick.out 2>quick.err || quick=$?
    KOM_CAREFUL=1 "$KOM_BIN/$1" "${@:2}" >careful.out 2>careful.err || careful=$?
    if [ "$quick" -ne "$careful" ] || ! cmp quick.out careful.out || ! cmp quick.err careful.err; then
        echo "$*"
        return 1
    fi
    n_good=$((n_good + (quick == 0)))
}

#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-uptake --memory: one budget for recipients, buyers, cells and rows; what cannot wait in files is refused by name.
bats_require_minimum_version 1.5.0
load helper

world() {
    mkdir there
    export TMPDIR=there
    kom-sim --scale "$1" --seed 4 --out sim 2>/dev/null
    SIDES="--offerings sim/offerings.csv --recipients sim/recipients.csv --participation sim/participation.csv"
}

# The same bytes at every budget, and no file left behind.
alike() {
    kom-uptake -j 1 --memory 4G "$@" sim/sales.csv >much 2>much.err
    for memory in 1 1M 2M 16M 1G; do
        for jobs in 1 3; do
            kom-uptake -j $jobs --memory $memory "$@" sim/sales.csv >out 2>err || complain "$memory -j $jobs $*: $(cat err)"
            same much out
            same much.err err
            [ -z "$(ls -A there)" ]
        done
    done
}

@test "kom-uptake: little memory changes nothing but the time, with recipients" {
    world 1
    alike $SIDES --by kom,service --period month
    alike $SIDES --by kom,service --margins kom --period year --dominance
    alike $SIDES --by kom --cumulative
    alike $SIDES --by kom,provider --market --period year
    alike $SIDES --by kom --margins kom --period month --flows provider
    alike --by kommunekode --dominance
}

@test "kom-uptake: what must lie in memory and finds no room is refused by name" {
    world 8
    # One thread: where budget and need are near, how rows fall to threads decides.
    fails 4 '--memory: the recipients' kom-uptake -j 1 --memory 9M $SIDES --by kom sim/sales.csv
    [ -z "$(ls -A there)" ]
    kom-uptake -q --memory 80M $SIDES --by kom sim/sales.csv >out
    fails 4 'for --persons, which must lie in memory' kom-uptake -j 1 --memory 80M $SIDES --persons --period month sim/sales.csv
    fails 4 'values of --flows. of the sales, which must lie in memory' kom-uptake -j 1 --memory 70M $SIDES --period month --flows sale_id sim/sales.csv
    fails 4 'for --dominance, which must lie in memory' kom-uptake -j 1 --memory 9M --dominance --by kommunekode,ydelse --period month sim/sales.csv
    fails 4 'the cells .groups of --by times periods' kom-uptake -j 1 --memory 9M --by sale_id sim/sales.csv
    kom-uptake -q --memory 200M --by sale_id sim/sales.csv >out
}

# Peak memory in KB; sanitizers keep what was freed, and are not asked.
peak() {
    python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}

@test "kom-uptake: memory stays within the budget and 24M" {
    ! grep -qE '__(asan|tsan)_init' "$KOM_BIN/kom-uptake" || skip "sanitized"
    world 8
    for m in 80 200; do
        n=$(peak "$KOM_BIN/kom-uptake" -q -j 2 --memory ${m}M $SIDES --by kom --period month sim/sales.csv)
        [ "$n" -lt $(((m + 24) * 1024)) ] || complain "--memory ${m}M: $n KB"
    done
    for m in 1 8 32; do
        n=$(peak "$KOM_BIN/kom-uptake" -q -j 2 --memory ${m}M --by kommunekode,ydelse --period month sim/sales.csv)
        [ "$n" -lt $(((m + 24) * 1024)) ] || complain "sales alone, --memory ${m}M: $n KB"
    done
}

#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# One executable with all tools in it: the tool that it is called by, or that its first word names, and the same bytes.
load helper
bats_require_minimum_version 1.5.0

within() {
    : "${BUILD_DIR:=$KOM_BIN/..}"
    [ -x "$BUILD_DIR/within/kom" ] || skip "no executable with all tools was built"
    cp "$BUILD_DIR/within/kom" kom
    tools=$(sed -n 's/^TOOL( *\([a-z0-9_]*\).*/\1/p' "$SOURCE_DIR/cmd/tools.def")
    for tool in $tools; do
        ln -s kom "kom-$tool"
    done
    sample=$SOURCE_DIR/data/sample
}

@test "each tool by its name and as a word, with nothing else on the PATH" {
    within
    for tool in $tools; do
        "$KOM_BIN/kom-$tool" --help >expected
        PATH=/nowhere ./kom "$tool" --help | same expected -
        PATH=/nowhere "./kom-$tool" --help | same expected -
        PATH=/nowhere ./kom help "$tool" | same expected -
        "$KOM_BIN/kom-$tool" --version >expected
        "./kom-$tool" --version | same expected -
    done
    [ "$(PATH=$PWD kom-sum --version)" = "$(kom-sum --version)" ]
}

@test "kom itself says the same, and --version what is in it" {
    within
    "$KOM_BIN/kom" >expected
    ./kom | same expected -
    "$KOM_BIN/kom" help --json >expected
    ./kom help --json | same expected -
    ./kom --version >got
    [ "$(head -n 1 got)" = "kom $(sed -n 's/.*KOM_VERSION "\(.*\)"/\1/p' "$SOURCE_DIR/include/kom/version.h")" ]
    # All that its tools say of their libraries.
    for tool in $tools; do
        "./kom-$tool" --version | sed -n 2p | tr , '\n' | sed 's/^ //' | while read -r library; do
            grep -qF "$library" got || complain "kom --version lacks: $library"
        done
    done
}

@test "other names: those of no tool are refused, others are kom's" {
    within
    ln -s kom kom-uptak
    run -2 --separate-stderr ./kom-uptak
    [ "$stderr" = 'kom: there is no tool "uptak"; kom lists them' ] || complain "$stderr"
    run -2 --separate-stderr ./kom-uptak --errors=json
    [[ $stderr == '{'* ]] || complain "$stderr"
    ln -s kom komtools
    ./komtools sum --version | grep -q '^kom-sum '
}

@test "the same figures of the sample" {
    within
    set -- -q --offerings "$sample/offerings.csv" --recipients "$sample/recipients.csv.gz" \
        --participation "$sample/participation.csv" --by '' --period event:12m "$sample/sales.csv.gz"
    kom-uptake "$@" >expected
    ./kom uptake "$@" | same expected -
    ./kom-uptake "$@" | same expected -
    kom-diff -q --by '' --count buyers --of recipients --phase period expected >change
    ./kom-diff -q --by '' --count buyers --of recipients --phase period expected | same change -
    kom-sum --by service --value amount --stats n,sum,mean,median "$sample/sales.csv.gz" >expected 2>expected.err
    ./kom sum --by service --value amount --stats n,sum,mean,median "$sample/sales.csv.gz" 2>err | same expected -
    same expected.err err
}

@test "a failure is the tool's" {
    within
    run -3 --separate-stderr ./kom sum --value nothing "$sample/sales.csv.gz"
    [[ $stderr == 'kom-sum: '* ]] || complain "$stderr"
    run -2 ./kom-sum --nothing
    with_full_disk ./kom help --json
}

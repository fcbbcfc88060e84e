# SPDX-License-Identifier: GPL-3.0-or-later
# The ways of docs/scale.md to run parts: its makefile, GNU parallel, Snakemake and Dask where they are installed, and engines that send the lines of a
# partition through a program, for which a loop stands in that passes lines as they do (no such engine is among the tests).
bats_require_minimum_version 1.5.0
load helper

# block LANGUAGE: the code of that language in docs/scale.md.
block() {
    sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" "$SOURCE_DIR/docs/scale.md" | grep -v '^```'
}

sample() {
    gunzip -c "$SOURCE_DIR/data/sample/sales.csv.gz" >sales.csv
    kom-sum -q --value amount --by kom sales.csv >one
}

@test "the makefile, by several jobs" {
    sample
    block make >makefile
    make -s -j 3 sums.csv
    same one sums.csv
    [ "$(ls ./*.state | wc -l)" = 4 ]
    touch 2.state # as old as it must be
    make -s -j 3 sums.csv
    same one sums.csv
}

@test "GNU parallel" {
    command -v parallel >/dev/null || skip "no parallel"
    parallel --version 2>/dev/null | grep -q GNU || skip "another parallel"
    sample
    block sh | sed -n '/^parallel/,$p' >calls.sh
    grep -q kom-merge calls.sh
    sh calls.sh
    same one sums.csv
}

@test "Snakemake" {
    command -v snakemake >/dev/null || skip "no snakemake"
    sample
    block python >Snakefile
    HOME=$PWD snakemake -q --cores 2 >said 2>&1 || complain "$(cat said)"
    same one sums.csv
    [ "$(ls ./*.state | wc -l)" = 4 ]
}

@test "Dask: parts as tasks, one that fails, and the merge" {
    local python
    for python in python3 /usr/bin/python3 ''; do
        [ -z "$python" ] || ! "$python" -c 'import dask' 2>/dev/null || break
    done
    [ -n "$python" ] || skip "no dask for python3"
    sample
    kom-uptake -q --by kom --period month sales.csv >one
    export PARTS=3
    status=0
    SALES=nowhere.csv "$python" examples/dask/uptake.py >said 2>&1 || status=$?
    [ $status = 1 ]
    grep -q 'nowhere.csv: cannot be looked at' said
    [ ! -e uptake.csv ]
    [ "$("$python" examples/dask/uptake.py)" = uptake.csv ]
    same one uptake.csv
    [ "$(ls states/*.state | wc -l)" = 3 ]
}

@test "an engine that sends the lines of a partition through a program" {
    sample
    header=$(head -n 1 sales.csv | iconv -f windows-1252 -t utf-8 | tr ';' ',')
    tail -n +2 sales.csv | split -l 2500 -d - partition.
    set -- partition.*
    n=$#
    i=0
    for file in "$@"; do
        i=$((i + 1))
        # shellcheck disable=SC2002 # an engine has pipes; of a file, a part would have a stretch
        cat "$file" | kom-sum -q --value amount --by kom --header "$header" --delimiter ';' --part $i/$n --state -
    done >states
    kom-merge -q states >m
    same one m
}

#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The quick ways write what the careful ways write: each is run beside its twin, which an option that
# changes nothing else makes the tool take.

load helper

# kom-read: a text that means missing, and that nobody has, lets every row go the careful way.
@test "kom-read: rows copied whole are rows made cell by cell" {
    n=0
    while IFS= read -r f; do
        quick=0 careful=0
        "$KOM_BIN"/kom-read -q "$f" >quick.out 2>quick.err || quick=$?
        "$KOM_BIN"/kom-read -q --missing nobody-has-this "$f" >careful.out 2>careful.err || careful=$?
        [ "$quick" -eq "$careful" ]
        cmp quick.out careful.out
        cmp quick.err careful.err
        n=$((n + 1))
    done < <(find "$SOURCE_DIR"/tests/csv/corpus "$SOURCE_DIR"/tests/real "$SOURCE_DIR"/data/sample -name '*.csv')
    [ "$n" -gt 20 ]
}

@test "kom-read: commas, blanks, long numbers, odd days among plain rows" {
    {
        echo 'kom;navn;dato;beloeb;antal'
        i=0
        while [ $i -lt 1500 ]; do
            echo "101;Jens;2019-02-28;12,50;1"
            i=$((i + 1))
        done
        printf '%s\n' '101;Hansen, Jens;2019-01-02;1,00;2' ' 101 ;Jens; 2019-01-02;1,00;2' '101;Jens;;;' \
            '101;Jens;9999-12-31;-1,5;007' '101;a"b;2019-12-31;..;.' '101;,;2019-12-31;,5;5,' \
            '101;Jens;2020-02-29;1234567890123456789012345;1e5' '101;"x;y";2019-01-01;1;1'
        i=0
        while [ $i -lt 20000 ]; do
            echo "751;Aase;2019-03-$((i % 28 + 1 < 10 ? 10 : i % 28 + 1));$i,25;1"
            i=$((i + 1))
        done
    } >mixed.csv
    "$KOM_BIN"/kom-read -q mixed.csv >quick.out
    "$KOM_BIN"/kom-read -q --missing nobody-has-this mixed.csv >careful.out
    cmp quick.out careful.out
    [ "$(wc -l <quick.out)" -eq 21509 ]
    grep -qx '101,"Hansen, Jens",2019-01-02,1.00,2' quick.out
}

# kom-uptake: --dominance needs every person by name, so that no row goes the quick way.
@test "kom-uptake: rows entered by memory are rows judged" {
    "$KOM_BIN"/kom-sim --minimal --scale 20 --seed 4 --out sim 2>/dev/null
    {
        cat sim/sales.csv
        printf '%s\n' '101;;x;2019-01-01;1;1' '101;P1;;2019-01-01;1;1' ';P1;x;2019-01-01;1;1' '101;P1;x;;1;1' \
            ' 101;P1;x;2019-01-01; 1;1,005' '101;P1;x;2019-01-01;;' '101;P1;x;2019-01-31;-3;-99999999999999,99' \
            '101;a name with blanks;x;2019-01-01;1;1' '101;a name with blanks;x;2019-01-02;1;1'
    } >sales.csv
    for options in '' '--period month' '--period day' '--period year --from 2018-02-03 --to 2019-05-06'; do
        # shellcheck disable=SC2086
        "$KOM_BIN"/kom-uptake $options sales.csv >quick.out 2>quick.err
        # shellcheck disable=SC2086
        "$KOM_BIN"/kom-uptake --dominance $options sales.csv 2>careful.err | sed 's/,[^,]*,[^,]*$//' >careful.out
        cmp quick.out careful.out
        cmp quick.err careful.err
    done
    grep -q 'incomplete 4' quick.err
}

@test "kom-uptake: little memory changes nothing but the time, and leaves no file behind" {
    "$KOM_BIN"/kom-sim --minimal --scale 20 --seed 4 --out sim 2>/dev/null
    sed '2,$s/;/;a person of 30 bytes or so, number /' sim/sales.csv >named.csv
    mkdir there
    for f in sim/sales.csv named.csv; do
        "$KOM_BIN"/kom-uptake -q --period month "$f" >much.out
        TMPDIR=there "$KOM_BIN"/kom-uptake -q -j 3 --memory 1 --period month "$f" >little.out
        TMPDIR=there "$KOM_BIN"/kom-uptake -q --memory 500K --by kom --margins kom --period month "$f" >margin.out
        cmp much.out little.out
        grep -v '^total,' margin.out | cmp - much.out
    done
    [ -z "$(ls -A there)" ]
}

@test "kom-uptake: no room for what does not fit is told" {
    "$KOM_BIN"/kom-sim --minimal --scale 1 --seed 4 --out sim 2>/dev/null
    TMPDIR=nowhere run "$KOM_BIN"/kom-uptake --memory 1 sim/sales.csv
    [ "$status" -eq 4 ]
    [[ "$output" == *"nowhere: no temporary file can be made there"*"TMPDIR"* ]]
    run "$KOM_BIN"/kom-uptake --memory much sim/sales.csv
    [ "$status" -eq 2 ]
}

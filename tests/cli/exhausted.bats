#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# When memory runs out: exit 4, nothing written, and what is named as needing less does need less.

load helper

# rows N FILE: N rows of 30 municipalities, and a number of its own for each row.
rows() {
    awk -v n="$1" 'BEGIN { print "kom,id,x"; for (i = 0; i < n; i++) printf "%d,id%06d,%d\n", 101 + i % 30, i, i % 977 }' >"$2"
}

# within KIB COMMAND...: with so much address space.
within() {
    local kib=$1
    shift
    (ulimit -v "$kib" && exec "$@")
}

limited() {
    [ -z "${KOM_SANITIZE:-}" ] || skip "sanitizers need more address space than there is"
}

@test "kom-sum: fewer groups, a smaller --memory, or a higher limit" {
    limited
    rows 200000 many.csv
    echo old >result
    fails_empty 4 'memory ran out.*; less is needed with a smaller --memory, .*, or with fewer groups \(--by\) or --stats, or raise the limit \(ulimit -v\)$' \
        within 24000 kom-sum --memory 1G --value x --by kom,id -o result many.csv
    [ "$(cat result)" = old ]
    within 24000 kom-sum -q --memory 1G --value x --by kom -o result many.csv
    [ "$(wc -l <result)" = 31 ]
    within 400000 kom-sum -q --memory 1G --value x --by kom,id -o result many.csv
    [ "$(wc -l <result)" = 200001 ]
    within 24000 kom-sum -q --memory 4M --value x --by kom,id -o less many.csv
    cmp result less
}

@test "kom-sum, kom-check: under a limit of the shell more waits in files, and the bytes are the same" {
    limited
    rows 500000 many.csv
    kom-sum -q --memory 4G --value x --by kom,id -o whole many.csv
    for kib in 60000 400000; do
        for jobs in "-j 1" "-j 4"; do
            within "$kib" kom-sum -q $jobs --value x --by kom,id -o result many.csv
            cmp whole result
            (ulimit -d "$kib" && exec kom-sum -q $jobs --value x --by kom,id -o result many.csv)
            cmp whole result
        done
    done
    kom-check -q --memory 4G --duplicates many.csv >whole
    within 60000 kom-check -q --duplicates many.csv >result
    cmp whole result
    (ulimit -d 60000 && exec kom-check -q --duplicates many.csv) >result
    cmp whole result
}

@test "kom-sum: a limit of data (ulimit -d) is named as what can be raised" {
    limited
    rows 200000 many.csv
    limit_data() { (ulimit -d 24000 && exec "$@"); }
    fails_empty 4 'memory ran out.*, or raise the limit \(ulimit -d\)$' \
        limit_data kom-sum --memory 1G --value x --by kom,id many.csv
}

@test "kom-sum: fewer margins" {
    limited
    rows 60000 many.csv
    fails_empty 4 'memory ran out; less is needed with a smaller --memory, .* or --stats, or with fewer --margins, or raise' \
        within 30000 kom-sum -j 1 --memory 1G --value x --by kom,id --margins kom,id --stats median many.csv
    within 30000 kom-sum -q -j 1 --memory 1G --value x --by kom,id --stats median -o result many.csv
    [ "$(wc -l <result)" = 60001 ]
}

@test "kom-uptake: fewer groups; or more of a limit that nobody gave" {
    limited
    awk 'BEGIN { print "kom,service,person,date,id"; for (i = 0; i < 60000; i++) printf "101,a,p%d,2020-01-01,%d\n", i % 500, i }' >many.csv
    fails_empty 4 'memory ran out.*, or with fewer groups \(--by\), or raise the limit' \
        within 30000 kom-uptake -j 1 --memory 1G --by id many.csv
    within 30000 kom-uptake -q -j 1 --memory 1G --by kom -o result many.csv
    [ "$(wc -l <result)" = 2 ]
    fails_empty 4 '[0-9]+M are allowed for it; give more, or raise the limit \(ulimit -v\)$' \
        within 30000 kom-uptake -j 1 --by id many.csv
    within 200000 kom-uptake -q -j 1 --by id -o result many.csv
    [ "$(wc -l <result)" = 60001 ]
}

@test "kom-table: fewer rows" {
    limited
    rows 60000 many.csv
    fails_empty 4 'memory ran out.*; less is needed with fewer rows \(--only\), or raise' \
        within 18000 kom-table -f csv-da many.csv
    within 18000 kom-table -q -f csv-da --only kom=101 -o result many.csv
    [ "$(wc -l <result)" = 2001 ]
}

@test "kom-check: a smaller --memory" {
    limited
    rows 300000 many.csv
    fails_empty 4 'memory ran out.*; less is needed with a smaller --memory, which lets more wait in files, or raise' \
        within 24000 kom-check -j 1 --duplicates --memory 1G many.csv
    within 24000 kom-check -q -j 1 --duplicates --memory 2M many.csv >result
    [ "$(wc -l <result)" = 1 ]
}

@test "kom-read: one thread" {
    limited
    rows 300000 many.csv
    local kib status
    for kib in 17000 20000 24000 28000 32000 40000; do
        status=0
        within "$kib" kom-read -q -j 64 -o many many.csv 2>messages || status=$?
        within "$kib" kom-read -q -j 1 -o one many.csv
        [ "$status" = 0 ] || grep -q 'memory ran out.*; less is needed with -j 1, or raise' messages ||
            complain "$kib: $(cat messages)" || return
        [ "$status" = 4 ] || cmp one many
    done
}

@test "the same as JSON" {
    limited
    rows 200000 many.csv
    fails_empty 4 '"problem":"[^"]*memory ran out[^"]*","remedy":"less is needed with a smaller --memory, ' \
        within 24000 kom-sum --errors json --memory 1G --value x --by kom,id many.csv
}

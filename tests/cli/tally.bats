# SPDX-License-Identifier: GPL-3.0-or-later
# A tool of one file and one line (tests/tally) has all that the others have.
load helper
bats_require_minimum_version 1.5.0

setup() {
    : "${BUILD_DIR:?the build folder}" "${SOURCE_DIR:?the root of the project}"
    PATH=$BUILD_DIR/tally:$PATH
    export LC_ALL=C
    cd "$BATS_TEST_TMPDIR" || return 1
    printf 'kommunekode;ydelse\n0101;a\n0101;b\n0147;a\n0101;a\n' >sales.csv
}

@test "fewer than 120 lines" {
    [ "$(cat "$SOURCE_DIR"/tests/tally/* | wc -l)" -lt 120 ]
}

@test "counts rows by group, under the names that were asked for" {
    run --separate-stderr kom-tally -q --by kom,service sales.csv
    [ "$status" = 0 ] || complain "$stderr"
    [ "$output" = 'kom,service,rows
0101,a,2
0101,b,1
0147,a,1' ] || complain "$output"
}

@test "the same bytes by any number of threads, from a pipe, under a decimal comma" {
    awk 'BEGIN { print "kom,service"; for (i = 0; i < 300000; i++) print i % 98 ",s" i % 7 }' >many.csv
    kom-tally -q -j 1 --by kom,service many.csv >one
    kom-tally -q -j 8 --by kom,service many.csv | cmp - one
    kom-tally -q -j 3 --by kom,service <many.csv | cmp - one
    in_danish kom-tally -q --by kom,service many.csv | cmp - one
    [ "$(awk -F, 'NR > 1 { n += $3 } END { print n }' one)" = 300000 ]
}

@test "reads, sets aside, refuses and reports like the others" {
    kom-tally -q --only kom=0147 --report r.json --set-aside aside.csv sales.csv >out
    [ "$(cat out)" = 'kom,rows
0147,1' ]
    [ "$(wc -l <aside.csv)" = 4 ]
    grep -q not_asked r.json
    fails_empty 3 'did you mean "service"|ydelse' kom-tally --by servise sales.csv
    fails_empty 2 'by' kom-tally --by kom,kommunekode sales.csv
    fails_empty 2 'no such option|unrecognized|unknown' kom-tally --value x sales.csv
    fails_empty 2 'at most 64' kom-tally --by "$(seq -s, 65)" sales.csv
    fails_empty 4 'absent.csv' kom-tally absent.csv
}

@test "help, manual page and completion" {
    kom-tally --help >help
    grep -q '^kom-tally: rows of each group' help
    grep -q 'rows of the group' help
    printf '.Dd $Mdocdate$\n.Dt KOM-TALLY 1\n.Os\n@NAME@\n' >page.in
    kom-emit-tally man tally <"$SOURCE_DIR/docs/man/kom-sum.1.in" >page || true
    grep -q 'rows of the group' page
    kom-emit-tally bash | grep -q -- '--by'
    kom-emit-tally options tally | grep -q -- '--set-aside'
}

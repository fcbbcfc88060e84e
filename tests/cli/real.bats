# SPDX-License-Identifier: GPL-3.0-or-later
# The commands of docs/real-data.md on the files of tests/real: their figures are computed a second time by check.py.
load helper

# page NAME: runs the commands of that name, compares with golden and with what the page shows, and checks the figures.
page() {
    command -v mlr >/dev/null || skip "no Miller"
    local document=$SOURCE_DIR/docs/real-data.md real=$SOURCE_DIR/tests/real
    python3 -B "$real/block.py" "$document" "$1" >"$BATS_TEST_TMPDIR/commands.sh"
    cp "$real"/*.csv "$real"/*.gz .
    golden "real/$1" -- sh "$BATS_TEST_TMPDIR/commands.sh"
    if [ "$(cat "$BATS_TEST_TMPDIR/one.status")" = 0 ]; then
        python3 -B "$real/block.py" "$document" "$1" "$BATS_TEST_TMPDIR/one.out"
        python3 -B "$real/check.py" "$1" "$BATS_TEST_TMPDIR/one.out"
    else
        python3 -B "$real/block.py" "$document" "$1" "$BATS_TEST_TMPDIR/one.err"
    fi
}

@test "positives per tested, before and after" {
    page positives
}

@test "shares with exact intervals from padded numbers with thousands marks" {
    page shares
}

@test "a thousands mark is never guessed" {
    page thousands
    grep -q 'use --thousands' "$BATS_TEST_TMPDIR/one.err"
}

@test "population by period: codes, with country and regions among them" {
    page codes
}

@test "population by period: names and marital status, equal to the total in the file" {
    page names
}

@test "population by period: one municipality" {
    page one
}

@test "population by area and period: single ages" {
    page ages
}

@test "population by period: a file of totals only" {
    page country
}

@test "population by period: English, without areas" {
    page english
}

@test "the canonical stream of each file, with and without totals" {
    ln -s "$SOURCE_DIR/tests/real" real
    for name in razz7 razz7_1 razz7_2 razz7_3 raulorteg; do
        for totals in keep drop only; do
            kom-read -q --dialect statbank --totals $totals "real/dst_FOLK1A_$name.csv" >"$totals.csv"
        done
        # What is dropped is what `only` gives.
        [ "$(tail -qn +2 drop.csv only.csv | sort)" = "$(tail -n +2 keep.csv | sort)" ]
    done
}

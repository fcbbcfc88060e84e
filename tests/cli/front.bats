# SPDX-License-Identifier: GPL-3.0-or-later
# kom itself: its list, `kom help TOOL`, and `kom help --json`, what all tools say of themselves.
load helper
bats_require_minimum_version 1.5.0

needs_python() {
    command -v python3 >/dev/null || skip "no python3"
}

@test "help of a tool is its own" {
    for tool in $(sed -n 's/^TOOL( *\([a-z0-9_]*\).*/\1/p' "$SOURCE_DIR/cmd/tools.def"); do
        kom help "$tool" >got
        "kom-$tool" --help >expected
        same expected got
    done
    kom help >got
    kom >expected
    same expected got
    kom --help | same expected -
}

@test "what is no tool is refused" {
    run -2 --separate-stderr kom help uptak
    [ "$stderr" = 'kom: there is no tool "uptak"; kom lists them' ] || complain "$stderr"
    run -2 --separate-stderr kom help uptake sum
    [ "$stderr" = 'kom: help takes one word; kom lists the tools' ] || complain "$stderr"
    run -2 kom help --json uptake
    [ "$(kom uptake --version)" = "$(kom-uptake --version)" ]
    with_full_disk kom help --json
}

@test "help --json is JSON, and the same bytes in any locale" {
    needs_python
    kom help --json >one.json
    python3 -m json.tool one.json >/dev/null
    in_danish kom help --json | same one.json -
}

@test "help --json tells of every tool what its row does" {
    needs_python
    emit=$KOM_BIN/../kom-emit
    kom help --json >help.json
    "$emit" json | same help.json -
    python3 "$BATS_TEST_DIRNAME/front.py" names help.json >names
    for tool in $(sed -n 's/^TOOL( *\([a-z0-9_]*\).*/\1/p' "$SOURCE_DIR/cmd/tools.def"); do
        "$emit" options "$tool" | sed "s/^/$tool /"
        "$emit" columns "$tool" | sed "s/^/$tool column /"
    done >expected
    same expected names
}

@test "values, words and defaults are those that the tools hold to" {
    needs_python
    kom help --json >help.json
    python3 "$BATS_TEST_DIRNAME/front.py" samples help.json
    printf 'kom,amount,period\n101,1,2019\n147,2,2019\n' >t.csv
    python3 "$BATS_TEST_DIRNAME/front.py" words help.json t.csv
}

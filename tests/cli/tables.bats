#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-tables(5): its examples are tables that the tools take, and --help names it where a side table is taken.
load helper
load examples
load registry

# The example tables as files, in the folder.
example_tables() {
    mkdir -p "$1"
    for table in sales offerings recipients counts participation municipalities networks prices panel responses codebook answer-labels frame known-totals replicate-factors segments codes documents; do
        "$BUILD_DIR/kom-emit" table "$table" >"$1/$table.csv"
    done
}

@test "the examples of kom-tables(5) show what is printed" {
    example_tables tables
    sed -n '/^\.Sh EXAMPLES/,/^\.Sh [^E]/p' "$SOURCE_DIR/docs/man/kom-tables.5.in" >section
    man_transcript section >transcript
    (cd tables && run_transcript ../transcript)
}

@test "every example table is on the page as the tools read it" {
    example_tables tables
    n=0
    for file in tables/*.csv; do
        while IFS= read -r line; do
            grep -qxF -- "$line" "$BUILD_DIR/man/kom-tables.5" || complain "$file: not on the page: $line"
        done <"$file"
        kom-check -q "$file" >found || complain "$file: $(cat found)"
        n=$((n + 1))
    done
    [ "$n" = 18 ]
    # the words in front are those that the tools write: --canonical changes no heading of the English ones
    for table in offerings recipients counts participation networks panel responses codebook answer-labels frame known-totals replicate-factors segments codes documents; do
        [ "$(head -n 1 "tables/$table.csv")" = "$(kom-read -q --canonical "tables/$table.csv" | head -n 1)" ]
    done
}

@test "every word of the vocabulary that is an input is on the page, with its aliases" {
    while IFS=, read -r word rest; do
        grep -q "^\.It Li .*$word " "$BUILD_DIR/man/kom-tables.5" || continue
        for alias in $(tr ',' ' ' <<<"$rest"); do
            grep -q "^\.Li .*$alias\( ,\)*$" "$BUILD_DIR/man/kom-tables.5" || complain "$word: $alias is not on the page"
        done
        n=$((${n:-0} + 1))
    done < <(sed -n 's/^KOM_WORD(\([a-z_]*\), [A-Z]*, [A-Z]*, "\([^"]*\)").*/\1,\2/p' "$SOURCE_DIR/lib/table/vocab.def")
    [ "$n" -ge 30 ]
}

@test "--help and the page of a tool that takes a side table name kom-tables" {
    for tool in $(sed -n 's/^TOOL( *\([a-z0-9_]*\).*/\1/p' "$SOURCE_DIR/cmd/tools.def"); do
        takes=no
        ! registry "$tool" | grep -qE '^--(offerings|recipients|participation|municipalities|networks|prices|codebook|frame|documents) '  || takes=yes
        named=no
        ! "kom-$tool" --help | grep -q 'man kom-tables' || named=yes
        [ "$takes" = "$named" ] || complain "kom-$tool: takes a side table: $takes, --help names the page: $named"
        named=no
        ! grep -q 'Xr kom-tables 5' "$BUILD_DIR/man/kom-$tool.1" || named=yes
        [ "$takes" = "$named" ] || complain "kom-$tool(1): takes a side table: $takes, names the page: $named"
    done
}

# SPDX-License-Identifier: GPL-3.0-or-later
# kom-table: every format and option, the signs, and what is refused.
load helper

@test "text, in English and in Danish" {
    golden table/text -- kom-table data/table/uptake.csv
    golden table/text-da -- kom-table --lang da --percent uptake,conf_low,conf_high \
        --caption "Tilkøb pr. kvartal" --note "Uden plejehjem." --source "Kommunernes fakturering" data/table/uptake.csv
}

@test "every format of one table" {
    for format in text md html latex json jsonl csv-da; do
        golden "table/estimates-$format" -- kom-table -f "$format" --stars data/table/estimates.csv
        golden "table/signs-$format" -- kom-table -f "$format" data/table/signs.csv
    done
}

@test "columns, labels, digits" {
    golden table/columns -- kom-table --columns 'uptake=Share,kom,"recipients=Entitled, all"' --digits uptake=2,recipients=1 \
        data/table/uptake.csv
    golden table/digits-json -- kom-table -f json --columns kom,uptake --digits uptake=3 data/table/uptake.csv
    golden table/percent-csv-da -- kom-table -f csv-da --columns kom,period,uptake=Andel --percent uptake data/table/uptake.csv
}

@test "wide" {
    golden table/wide-one -- kom-table --columns kom,uptake --wide period --percent uptake data/table/uptake.csv
    golden table/wide-two -- kom-table --columns kom,recipients,uptake --wide period data/table/uptake.csv
    golden table/wide-html -- kom-table -f html --lang da --columns kom,recipients,uptake --wide period data/table/uptake.csv
    golden table/wide-latex -- kom-table -f latex --columns kom,recipients,uptake --wide period data/table/uptake.csv
    golden table/wide-json -- kom-table -f json --columns kom,uptake --wide period data/table/uptake.csv
    fails_empty 3 'data/table/uptake.csv:3: .*same cell as line 2.*period' \
        kom-table --columns uptake --wide kom data/table/uptake.csv
}

@test "compare" {
    golden table/compare -- kom-table --compare data/table/old.csv data/table/new.csv
    golden table/compare-json -- kom-table -f json --compare data/table/old.csv data/table/new.csv
    fails_empty 3 '"state" is not in the old table' kom-table --compare data/table/old.csv data/table/uptake.csv
    fails_empty 2 '^kom-table: --wide: ' kom-table --compare data/table/old.csv --wide period data/table/new.csv
    fails_empty 2 '^kom-table: --stars: ' kom-table --compare data/table/old.csv --stars data/table/new.csv
}

@test "a Danish file, there and back" {
    golden table/danish -- kom-table --thousands . --lang da data/table/danish.csv
    kom-table -q -f csv-da --thousands . data/table/danish.csv >one.csv
    kom-table -q -f csv-da one.csv >two.csv
    same one.csv two.csv
}

@test "a header without rows is a table without rows" {
    for format in text md html latex json jsonl csv-da; do
        golden "table/empty-$format" -- kom-table -f "$format" data/table/empty.csv
    done
}

@test "standard input and output file" {
    kom-table -q -o out.txt <data/table/new.csv
    kom-table -q data/table/new.csv >same.txt
    same same.txt out.txt
}

@test "refused: columns that are not there, with the near miss" {
    fails_empty 3 '"uptakee".*"uptake"' kom-table --columns kom,uptakee data/table/uptake.csv
    fails_empty 3 '"buyer".*"buyers"' kom-table --digits buyer=1 data/table/uptake.csv
    fails_empty 3 '"buyer".*"buyers"' kom-table --percent buyer data/table/uptake.csv
    fails_empty 3 '"perio".*"period"' kom-table --wide perio data/table/uptake.csv
    fails_empty 3 '"estimate"' kom-table --stars data/table/uptake.csv
    fails_empty 3 '"kom" is not one of numbers' kom-table --percent kom data/table/uptake.csv
}

@test "refused: what cannot be asked" {
    fails_empty 2 '^kom-table: --digits: ' kom-table --digits uptake data/table/uptake.csv
    fails_empty 2 '^kom-table: --digits: ' kom-table --digits uptake=16 data/table/uptake.csv
    fails_empty 2 'named twice' kom-table --columns kom,kom data/table/uptake.csv
    fails_empty 2 '^kom-table: --columns: ' kom-table --columns '' data/table/uptake.csv
    fails_empty 2 '^kom-table: --note: ' kom-table -f jsonl --note x data/table/uptake.csv
    fails_empty 2 '^kom-table: --caption: ' kom-table -f csv-da --caption x data/table/uptake.csv
    fails_empty 2 '^kom-table: --lang: ' kom-table -f json --lang da data/table/uptake.csv
    fails_empty 2 'format' kom-table -f xlsx data/table/uptake.csv
    fails_empty 2 'lang' kom-table --lang sv data/table/uptake.csv
}

@test "a hidden figure leaves in no format" {
    for format in text md html latex json jsonl csv-da; do
        printf 'kom,n,n_status\n101,7654,hidden\n102,8,\n' | kom-table -q -f "$format" >"$format"
        ! grep -q 7654 "$format"
        grep -q 102 "$format"
    done
}

@test "a broken stream is no table" {
    printf 'kom,n\n101,1\n"kom-read: stopped at x.csv:3' >broken.csv
    fails_empty 3 'broken.csv:3' kom-table broken.csv
    : >nothing.csv
    fails_empty 3 'nothing.csv' kom-table nothing.csv
    fails_empty 4 'absent.csv' kom-table absent.csv
}

@test "a full disk and a closed pipe" {
    with_full_disk kom-table -q data/table/uptake.csv
    with_closed_pipe kom-table -q data/table/uptake.csv
}

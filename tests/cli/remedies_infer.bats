# SPDX-License-Identifier: GPL-3.0-or-later
# Messages of kom-check --infer that name an option or a call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | is there already, and is no JSON; the schema's file comes first: kom-check --infer SCHEMA.json TABLE.csv | the command | a table in the place of the schema |
# | has no meaning beside --infer | fewer options | options that it does not use |
# | statbank has no meaning beside --infer | fewer options | options that it does not use |
# | settles it | --day COL=FORM, --decimal C | days and marks that may be two things |
# | looks like a CPR number, and a schema is passed on; give --header NAME,... | --header NAMES | headings that no schema can have |
# | which no schema can name; give --skip-lines 1 --header NAME,... | --skip-lines 1 --header NAMES | headings that no schema can have |
#- beside --infer
load helper
load remedies

@test "a table in the place of the schema" {
    printf 'a,b\n1,2\n' >table.csv
    refused 2 kom-check --infer table.csv
    piped SCHEMA.json=schema.json TABLE.csv=table.csv || { cat piped.sh; false; }
    kom-check -S schema.json table.csv
}

@test "options that it does not use" {
    printf 'a,b\n1,2\n' >table.csv
    refused 2 kom-check --infer - --good good.csv table.csv
    refused 2 kom-check --infer schema.json -o out.csv table.csv
    refused 2 kom-check --infer - --dialect statbank table.csv
    kom-check -q --infer - table.csv
}

@test "days and marks that may be two things" {
    printf 'dag;tal\n01-02-2019;1.234\n03-04-2019;5.678\n' >two.csv
    told kom-check --infer - two.csv
    for n in 1 2; do
        mends "$n" COL=dag
        ! grep -q 'other way round' mended.err || false
    done
    printf 'tal;n\n1.234;1\n5.678;2\n' >two.csv
    told kom-check --infer - two.csv
    mends 1; grep -q '"type": "number"' mended.out
    ! grep -q thousands mended.err || false
    mends 2; grep -q '"type": "integer"' mended.out
    ! grep -q thousands mended.err || false
}

@test "headings that no schema can have" {
    printf '0103801236,b\n1,2\n' >heading.csv
    refused 3 kom-check --infer - --first-line header heading.csv
    kom-check --infer - --skip-lines 1 --header a,b heading.csv | grep -q '"b"'
    printf 'a\0b,c\n1,2\n' >nul.csv
    refused 3 kom-check --infer - nul.csv
    mends 1 NAME,...=a,c || { cat advice.err; false; }
}

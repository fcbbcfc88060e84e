#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What the pages of docs/ show in their console blocks is what the commands print.
load helper
load examples

# fenced LANGUAGE FILE: the first block of that language, as it stands.
fenced() {
    awk -v open="\`\`\`$1" '$0 == open { inside = 1; next } /^```$/ && inside { exit } inside' "$2"
}

@test "docs/make.md, with its makefile" {
    command -v make >/dev/null || skip "no make"
    sample make
    fenced make "$SOURCE_DIR/docs/make.md" >make/Makefile
    markdown_transcript "$SOURCE_DIR/docs/make.md" >transcript
    (cd make && run_transcript ../transcript)
}

# howto PAGE FOLDER: the page's lines, beside the raw files of its folder.
howto() {
    mkdir "$1"
    lay "$1" "$SOURCE_DIR/docs/howto/$2"/*
    markdown_transcript "$SOURCE_DIR/docs/howto/$1.md" >"$1.transcript"
    (cd "$1" && run_transcript "../$1.transcript")
}

@test "how-to: add-on services" {
    howto addon-services addon
}

@test "how-to: who moved between suppliers" {
    sample flows
    markdown_transcript "$SOURCE_DIR/docs/howto/supplier-flows.md" >transcript
    (cd flows && run_transcript ../transcript)
}

@test "how-to: welfare agreements" {
    howto welfare-agreements agreements
}

@test "how-to: a denominator from the StatBank" {
    howto statbank-denominator statbank
}

@test "how-to: from the StatBank's JSON to a rate" {
    howto statbank-rate rate
}

@test "how-to: columns from elsewhere" {
    howto columns-from-elsewhere columns
}

@test "how-to: from a price list to the cost rule" {
    howto price-list prices
}

@test "how-to: from a questionnaire to weighted shares" {
    howto weighted-shares weights
}

@test "how-to: the staff survey in two waves" {
    sample waves
    markdown_transcript "$SOURCE_DIR/docs/howto/staff-survey.md" >transcript
    (cd waves && run_transcript ../transcript)
}

@test "how-to: from spells to a panel to an effect" {
    howto spells-to-panel spells
}

@test "how-to: files of three years" {
    case $(kom-read --version) in *'built without ReadStat'*) skip 'built without ReadStat' ;; esac
    howto years-of-files years
}

@test "how-to: from an unknown file to a schema" {
    howto unknown-file unknown
}

@test "how-to: an Excel list by name" {
    case $(kom-read --version) in *'built without libzip'*) skip 'built without libzip' ;; esac
    howto excel-names excel
}

@test "how-to: a questionnaire of LimeSurvey" {
    howto limesurvey limesurvey
}

@test "how-to: a questionnaire of SurveyXact" {
    howto surveyxact surveyxact
}

@test "how-to: a questionnaire of Enalyzer" {
    howto enalyzer enalyzer
}

@test "how-to: from coded interviews to a table beside uptake" {
    case $(kom-code --version) in *'built without libzip'*) skip 'built without libzip' ;; esac
    howto interviews interviews
}

@test "docs/neighbours.md, where DuckDB is" {
    local modules=${NODE_MODULES:-$SOURCE_DIR/build/benchmark/node_modules}
    [ -d "$modules/@duckdb/node-api" ] && command -v node >/dev/null || skip "no DuckDB: NODE_MODULES names the folder of npm's packages"
    mkdir neighbours path
    printf '#!/bin/sh\nNODE_MODULES=%s exec node %s/tests/formats/duckdb.mjs "$@"\n' "$modules" "$SOURCE_DIR" >path/duckdb
    chmod +x path/duckdb
    PATH=$PWD/path:$PATH
    printf 'kom,person,date,amount\n0101,b1,2019-01-01,100.00\n0101,b2,2019-02-01,200.00\n0147,b3,2019-02-01,12.50\n' >neighbours/stream.csv
    (cd neighbours
    duckdb -c "COPY (FROM read_csv('stream.csv', types = {'kom': 'VARCHAR', 'amount': 'DECIMAL(10,2)'})) TO 'sales.parquet' (FORMAT parquet)"
    duckdb -c "COPY (FROM read_csv('stream.csv', types = {'date': 'TIMESTAMP', 'amount': 'DECIMAL(10,2)'})) TO 'numbers.parquet' (FORMAT parquet)")
    sed '/^## R$/,$d' "$SOURCE_DIR/docs/neighbours.md" >duckdb.md
    markdown_transcript duckdb.md >transcript
    (cd neighbours && run_transcript ../transcript)
}

# neighbour SECTION PROGRAM: the lines of that section of docs/neighbours.md, where the program is.
neighbour() {
    command -v "$2" >/dev/null || skip "no $2"
    printf 'kom,person,date,amount\n0101,b1,2019-01-01,100.00\n0101,b2,2019-02-01,200.00\n0147,b3,2019-02-01,12.50\n' >stream.csv
    awk -v heading="## $1" '/^## / { inside = $0 == heading } inside' "$SOURCE_DIR/docs/neighbours.md" >section.md
    markdown_transcript section.md >transcript
}

@test "docs/neighbours.md, where R is" {
    neighbour R Rscript
    run_transcript transcript
}

@test "docs/neighbours.md, where Python is" {
    neighbour Python python3
    run_transcript transcript
}

@test "docs/neighbours.md, where GNU parallel is" {
    neighbour 'GNU parallel' parallel
    parallel --version 2>/dev/null | grep -q GNU || skip 'another parallel'
    HOME=$PWD run_transcript transcript
}

@test "docs/neighbours.md, where Snakemake is" {
    neighbour 'make and Snakemake' snakemake
    fenced python section.md >Snakefile
    HOME=$PWD snakemake -q --cores 1 table.md >said 2>&1 || complain "$(cat said)"
    [ "$(tail -n 1 table.md)" = '| 0147 | Amount (DKK) | 1 | 12.5 |' ]
}

@test "docs/neighbours.md, where knitr is" {
    neighbour 'Knitr, targets, notebooks' Rscript
    Rscript -e 'quit(status = !requireNamespace("knitr", quietly = TRUE))' >said 2>&1 || skip 'no knitr'
    awk '/^````md$/ { inside = 1; next } /^````$/ { inside = 0 } inside' section.md >chunk.Rmd
    Rscript -e 'knitr::knit("chunk.Rmd", "chunk.md", quiet = TRUE)' >said 2>&1 || complain "$(cat said)"
    grep -q '^| 0147 | Amount (DKK) | 1 | 12.5 |' chunk.md
}

@test "docs/neighbours.md, where Miller is" {
    neighbour Miller mlr
    run_transcript transcript
}

@test "docs/formats.md, with files of tests/formats" {
    case $(kom-read --version) in *'built without ReadStat'*) skip 'built without ReadStat' ;; esac
    local files=$SOURCE_DIR/tests/formats/files
    mkdir formats
    cp "$files/spss/pyreadstat-simple_alltypes.sav" formats/survey.sav
    cp "$files/sas/haven-hadley.sas7bdat" formats/staff.sas7bdat
    cp "$files/sas/haven-formats.sas7bcat" formats/formats.sas7bcat
    cat >formats/folk.json <<'JSON'
{"version": "2.0", "class": "dataset", "id": ["OMRÅDE", "Tid"], "size": [3, 2], "dimension": {
  "OMRÅDE": {"extension": {"eliminationValueCode": "000"}, "category":
    {"index": ["000", "147", "101"], "label": {"000": "Hele landet", "101": "København", "147": "Frederiksberg"}}},
  "Tid": {"category": {"index": ["2019K1", "2019K2"]}}},
 "value": [16, 17.5, null, null, 8, 9.5], "status": {"2": "..", "3": "-", "4": "p"}}
JSON
    markdown_transcript "$SOURCE_DIR/docs/formats.md" >transcript
    (cd formats && run_transcript ../transcript)
}

@test "docs/workbooks.md" {
    case $(kom-read --version) in *'built without libzip'*) skip 'built without libzip and expat' ;; esac
    PYTHONPATH=$SOURCE_DIR/tests/formats python3 -B - <<'PY'
from book import *
staff = [["Staff of the homes, January 2020"], [], ["kom", "person", "start", "hours", "share"],
         [number(101, 1), "P1", number(43831, 2), 37, number(0.5, 3)],
         [number(147, 1), "P2", number(43862, 2), number("0.30000000000000004"), number(0.25, 3)],
         [number(151, 1), "P3", number(43891, 2), error("#N/A"), None]]
write("staff.xlsx", {"Staff": staff, "Codes": []}, formats=["0000", "dd-mm-yyyy", "0%"], states={"Codes": "hidden"})
write("years.xlsx", {str(year): [["kom", "n"], ["0101", year - 2000], ["0147", 3]] for year in (2019, 2020)})
PY
    printf 'kom,recipients,buyers,uptake\n0101,1523,8,0.00525279054498\n0147,45210,16,0.00036496350365\n' >uptake.csv
    printf 'kom,estimate,p_value\n0101,-0.0131,0.0017\n0147,0.0021,0.59\n' >change.csv
    markdown_transcript "$SOURCE_DIR/docs/workbooks.md" >transcript
    run_transcript transcript
}

@test "docs/README.md names every page" {
    cd "$SOURCE_DIR/docs"
    for page in *.md methods/README.md howto/*.md; do
        [ "$page" = README.md ] || grep -qF "]($page)" README.md || complain "docs/README.md does not name $page"
    done
    for page in man/*.in; do
        page=$(basename "$page" .in)
        grep -qF "${page%.*}(${page##*.})" README.md || complain "docs/README.md does not name $page"
    done
}

# The tarball of docs/install.md, with the executable of the tests that has all tools in it (cli/within.bats).
@test "docs/install.md, into a home folder and out of it" {
    : "${BUILD_DIR:=$KOM_BIN/..}"
    [ -x "$BUILD_DIR/within/kom" ] || skip "no executable with all tools was built"
    name=komtools-9.9.9-linux-any
    cmake --install "$BUILD_DIR" --prefix "$PWD/$name" >/dev/null
    rm -rf "$name/bin" "$name/lib" "$name/include"
    mkdir "$name/bin"
    cp "$BUILD_DIR/within/kom" "$name/bin/kom"
    for tool in $(sed -n 's/^TOOL( *\([a-z0-9_]*\).*/\1/p' "$SOURCE_DIR/cmd/tools.def"); do
        ln -s kom "$name/bin/kom-$tool"
    done
    cp "$SOURCE_DIR/scripts/install.sh" "$name/install.sh"
    chmod +x "$name/install.sh"
    tar -c -z -f "$name.tar.gz" "$name"
    rm -rf "$name"
    export HOME=$PWD/home
    mkdir home
    markdown_transcript "$SOURCE_DIR/docs/install.md" >transcript
    run_transcript transcript
}

@test "docs/figures.md, and its pictures" {
    command -v gnuplot >/dev/null || skip "no gnuplot"
    sample figures
    printf '%s\n' item,answer,n,share 'The help comes on time,disagree,20,0.1' 'The help comes on time,neither,40,0.2' \
        'The help comes on time,agree,140,0.7' "The help comes on time,don't know,9," 'I know who comes,disagree,80,0.4' \
        'I know who comes,neither,60,0.3' 'I know who comes,agree,60,0.3' >figures/items.csv
    markdown_transcript "$SOURCE_DIR/docs/figures.md" >transcript
    (cd figures && run_transcript ../transcript)
    case $(gnuplot --version) in 'gnuplot 5.4 '*) ;; *) skip "another gnuplot than the pictures are from" ;; esac
    for picture in $(grep -o 'figures/[a-z]*\.svg' "$SOURCE_DIR/docs/figures.md"); do
        golden_file "../../../docs/$picture" "$picture"
    done
}

@test "docs/provenance.md" {
    command -v make >/dev/null || skip "no make"
    sample provenance
    fenced make "$SOURCE_DIR/docs/provenance.md" >provenance/Makefile
    markdown_transcript "$SOURCE_DIR/docs/provenance.md" >transcript
    (cd provenance && run_transcript ../transcript)
}

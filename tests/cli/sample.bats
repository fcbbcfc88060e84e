#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The sample data: remade byte for byte, and in order by its own schema.
bats_require_minimum_version 1.5.0
load helper

@test "make-sample.sh remakes data/sample byte for byte" {
    sh "$SOURCE_DIR/scripts/make-sample.sh" "$KOM_BIN/kom-sim" made
    local file name count=0
    for file in "$SOURCE_DIR"/data/sample/*; do
        name=${file##*/}
        case $name in
        README.md) continue ;;
        *.gz)
            cmp <(gzip -dc "$file") <(gzip -dc "made/$name") || complain "$name differs" || return
            # Another gzip may pack in another way; where it packs alike the file is the same, too.
            if gzip -dc "$file" | gzip -n -9 | cmp -s - "$file"; then
                cmp "$file" "made/$name" || complain "$name is packed in another way" || return
            fi
            ;;
        *) cmp "$file" "made/$name" || complain "$name differs" || return ;;
        esac
        count=$((count + 1))
    done
    [ "$count" = 16 ]
    [ "$(ls made | wc -l)" = 16 ] || complain "$(ls made)"
}

@test "another seed makes another sample" {
    kom-sim -q --out one --seed 1 --scale 0.1
    kom-sim -q --out again --seed 1 --scale 0.1
    kom-sim -q --out two --seed 2 --scale 0.1
    diff -r one again
    run diff -q one/sales.csv two/sales.csv
    [ "$status" = 1 ]
}

@test "every resource of datapackage.json is in order" {
    ln -s "$SOURCE_DIR/data/sample" sample
    local names name path
    names=$(python3 -c '
import json
for r in json.load(open("sample/datapackage.json", encoding="utf-8"))["resources"]:
    print(r["name"] + ":" + r["path"])')
    [ "$(wc -l <<<"$names")" = 15 ]
    for name in $names; do
        path=sample/${name#*:}
        run --separate-stderr kom-check --schema "sample/datapackage.json#${name%:*}" "$path"
        [ "$status" = 0 ] || complain "$path: status $status" "$output" "$stderr" || return
        [ "$output" = "file,line,column,rule,value,message" ] || complain "$output" || return
    done
}

@test "every resource can be read by its schema" {
    ln -s "$SOURCE_DIR/data/sample" sample
    local name
    for name in municipalities networks participation offerings prices sales recipients recipients_counts panel truth survey_codebook survey_frame survey_responses survey_segments survey_truth; do
        run --separate-stderr kom-read -S "sample/datapackage.json#$name" sample/"$name".csv*
        [ "$status" = 0 ] || complain "$name: $stderr" || return
    done
}

@test "with the schema nothing is guessed, and the figures are the same" {
    ln -s "$SOURCE_DIR/data/sample" sample
    cd sample
    kom-uptake sales.csv.gz --offerings offerings.csv --recipients recipients.csv.gz --by kom,service \
        >"$BATS_TEST_TMPDIR/guessed" 2>/dev/null
    run --separate-stderr kom-uptake sales.csv.gz -S datapackage.json#sales --offerings offerings.csv \
        --recipients recipients.csv.gz --by kom,service -o "$BATS_TEST_TMPDIR/told"
    [ "$status" = 0 ] || complain "$stderr"
    cmp "$BATS_TEST_TMPDIR/guessed" "$BATS_TEST_TMPDIR/told"
    ! grep -q 'sales: .* Windows-1252' <<<"$stderr" || complain "$stderr"
}

@test "a damaged copy is not in order" {
    ln -s "$SOURCE_DIR/data/sample" sample
    cp sample/datapackage.json sample/municipalities.csv sample/participation.csv .
    sed -i '3s/^147/999/' participation.csv
    run --separate-stderr kom-check -S datapackage.json#participation participation.csv
    [ "$status" = 1 ]
    grep -q 'participation.csv,3,kom,foreign_key,999' <<<"$output" || complain "$output"
}

@test "an example that writes over the sample data leaves the repository's as it was" {
    load examples
    mkdir -p source/data/sample
    echo whole >source/data/sample/a.csv
    chmod a-w source/data/sample/a.csv
    SOURCE_DIR=$PWD/source sample own
    echo other >own/a.csv
    [ "$(cat source/data/sample/a.csv)" = whole ]
    [ "$(cat own/a.csv)" = other ]
}

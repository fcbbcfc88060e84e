# SPDX-License-Identifier: GPL-3.0-or-later
# Hash tables have another secret in every process. No byte of what a tool writes may show it: the same from tools
# whose secret is fixed, once as bad as can be, as from those that draw it.

load helper

# alike COMMAND...: output, messages, status and the files it writes are the same under every secret, and at any -j.
alike() {
    local bin jobs
    [ -d "${BUILD_DIR:-none}/seeded" ] || skip "no tools with fixed secrets were built"
    for jobs in 1 3; do
        for bin in "$KOM_BIN" "$BUILD_DIR"/seeded/*; do
            rm -rf aside report
            PATH=$bin:$PATH observe seen $jobs /dev/null "$@"
            cat seen.out seen.err seen.status >seen.all
            [ ! -e aside ] || cat aside >>seen.all
            [ -e first.all ] || cp seen.all first.all
            same first.all seen.all || return
        done
    done
    [ "$(wc -l <first.all)" -ge "${least:-20}" ] || complain "too little to compare: $*" || return
    rm first.all
}

setup_file() {
    local dir=$BATS_FILE_TMPDIR
    PATH=$KOM_BIN:$PATH
    kom-sim -q --dirt --scale 0.5 --seed 4 --out "$dir/dirty"
    kom-sim -q --scale 0.5 --seed 4 --out "$dir/clean"
    # Persons of 8 to 40 bytes, and some beyond ASCII: every kind of key.
    awk -F ';' -v OFS=';' 'NR > 1 { $3 = $3 (NR % 5 == 1 ? "-" $3 $3 $3 : NR % 5 == 2 ? "\303\246" : NR % 5 == 3 ? "_" $3 : "") }
        { print }' "$dir/clean/sales.csv" >"$dir/long.csv"
}

@test "kom-uptake" {
    local s=$BATS_FILE_TMPDIR/clean d=$BATS_FILE_TMPDIR/dirty long=$BATS_FILE_TMPDIR/long.csv
    local sides=(--offerings "$s/offerings.csv" --recipients "$s/recipients.csv" --unmatched warn --bad-rows skip)
    alike kom-uptake --period month --set-aside aside "$d/sales.csv" "${sides[@]}"
    alike kom-uptake --period year --persons "$s/sales.csv" "${sides[@]}"
    alike kom-uptake --period quarter "$long" --margins kom --dominance
    alike kom-uptake --period month --by kom,ydelse --memory 1M "$long"
}

@test "kom-sum" {
    local d=$BATS_FILE_TMPDIR/dirty long=$BATS_FILE_TMPDIR/long.csv
    alike kom-sum --bad-rows skip --by borger -y antal --stats n,sum,median,largest_share,distinct "$long"
    alike kom-sum --bad-rows skip --by kom,ydelse -y antal,beloeb "$d/sales.csv" --margins kom
    least=8 alike kom-sum --bad-rows skip --by ydelse -y beloeb "$d/sales.csv" --stats n,mean,p25,gini,iqr --set-aside aside
}

@test "kom-check" {
    local s=$BATS_FILE_TMPDIR/clean d=$BATS_FILE_TMPDIR/dirty long=$BATS_FILE_TMPDIR/long.csv
    alike kom-check -S "$d/datapackage.json#sales" "$d/sales.csv" --good aside
    alike kom-check "$long" --duplicates --offerings "$s/offerings.csv" --recipients "$s/recipients.csv" --unmatched warn
    cp "$long" again.csv
    alike kom-check --duplicates "$long" again.csv --memory 10M
}

@test "kom-read, kom-diff, kom-did and kom-table" {
    local s=$BATS_FILE_TMPDIR/clean d=$BATS_FILE_TMPDIR/dirty
    alike kom-read --bad-rows skip --set-aside aside "$d/sales.csv"
    kom-sum -q --by kom,ydelse -y antal "$s/sales.csv" >sums.csv
    least=5 alike kom-table sums.csv -f csv-da --wide ydelse --columns kom,mean
    least=2 alike kom-did -y value --participation "$s/participation.csv" "$s/panel.csv"
    least=2 alike kom-diff --rename outcome=measure --by outcome -y value --at 2019-01-01 "$s/panel.csv"
}

@test "kom-join" {
    local s=$BATS_FILE_TMPDIR/clean d=$BATS_FILE_TMPDIR/dirty long=$BATS_FILE_TMPDIR/long.csv
    alike kom-join --bad-rows skip --with "$s/municipalities.csv" --on kom --no-match aside --unmatched warn --set-aside aside "$d/sales.csv"
    alike kom-join --with "$s/prices.csv" --on kom,service,band --within start,end=date --no-match keep --unmatched warn --unused aside "$long"
    alike kom-join --with "$s/recipients.csv" --on person --add start --expect n:n --no-match keep --unmatched warn "$long"
}

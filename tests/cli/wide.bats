# SPDX-License-Identifier: GPL-3.0-or-later
# Tables of very many columns: what is done for each column may not walk over all of them. Each of these takes well
# below a second; where it is quadratic again, minutes.

load helper

setup_file() {
    cd "$BATS_FILE_TMPDIR" || return 1
    awk 'BEGIN { n = 40000
        for (i = 0; i < n; i++) printf "%sc%d", i ? "," : "", i
        print ""
        for (r = 0; r < 3; r++) { for (i = 0; i < n; i++) printf "%s%d", i ? "," : "", r * i % 7; print "" } }' >wide.csv
    awk 'BEGIN { for (i = 0; i < 10000; i++) printf "%sc%d", i ? "," : "", i }' >names
    awk 'BEGIN { print "kom,key,value"; for (k = 0; k < 2; k++) for (i = 0; i < 20000; i++) print k ",k" i "," i }' >keys.csv
    awk 'BEGIN { n = 40000; printf "{\"fields\":["
        for (i = 0; i < n; i++) printf "%s{\"name\":\"c%d\"}", i ? "," : "", i
        printf "],\"primaryKey\":["
        for (i = 0; i < n; i++) printf "%s\"c%d\"", i ? "," : "", i
        print "]}" }' >wide.json
}

# soon COMMAND...: done within 20 seconds, with status 0.
soon() {
    timeout 20 "$@" >out 2>err || complain "status $?: ${*:1:4}" "$(head -c 500 err)"
}

@test "kom-read, kom-check and kom-sum of 40,000 columns" {
    local d=$BATS_FILE_TMPDIR names
    names=$(cat "$d/names")
    soon kom-read -q "$d/wide.csv"
    soon kom-read -q --long name,value --keep c0,c1 "$d/wide.csv"
    soon kom-read -q --number "$names" "$d/wide.csv"
    soon kom-check -q --not-cpr "$names" "$d/wide.csv"
    soon kom-check -q -S "$d/wide.json" "$d/wide.csv"
    soon kom-sum -q -y "$names" "$d/wide.csv"
}

@test "kom-table --wide of 20,000 keys" {
    local d=$BATS_FILE_TMPDIR format
    for format in text md html csv-da; do
        soon kom-table -q -f $format --wide key --columns kom,value "$d/keys.csv"
    done
}

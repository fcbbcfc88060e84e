# SPDX-License-Identifier: GPL-3.0-or-later
# Tables of very many columns: what is done for each column may not walk over all of them. Each of these takes a second
# or two, with sanitizers some five times as much; where it is quadratic again, minutes.

load helper

setup_file() {
    cd "$BATS_FILE_TMPDIR" || return 1
    awk 'BEGIN { n = 40000
        for (i = 0; i < n; i++) printf "%sc%d", i ? "," : "", i
        print ""
        for (r = 0; r < 3; r++) { for (i = 0; i < n; i++) printf "%s%d", i ? "," : "", r * i % 7; print "" } }' >wide.csv
    awk 'BEGIN { for (i = 0; i < 10000; i++) printf "%sc%d", i ? "," : "", i }' >names
    awk 'BEGIN { print "kom,key,value"; for (k = 0; k < 2; k++) for (i = 0; i < 20000; i++) print k ",k" i "," i }' >keys.csv
    local n
    for n in 3000 12000; do
        awk -v n=$n 'BEGIN { print "key,value"; for (i = 0; i < n; i++) print "k" i "," i }' >keys$n.csv
    done
    awk 'BEGIN { n = 40000; printf "{\"fields\":["
        for (i = 0; i < n; i++) printf "%s{\"name\":\"c%d\"}", i ? "," : "", i
        printf "],\"primaryKey\":["
        for (i = 0; i < n; i++) printf "%s\"c%d\"", i ? "," : "", i
        print "]}" }' >wide.json
    awk 'BEGIN { n = 120000
        for (i = 0; i < n; i++) printf "%sc%d", i ? "," : "", i
        print ""
        for (r = 0; r < 3; r++) { for (i = 0; i < n; i++) printf "%s%d", i ? "," : "", r * i % 7; print "" } }' >wider.csv
    for n in 3000 12000; do # names of three letters, so that a list of them is an argument
        awk -v n=$n 'BEGIN { letters = "bcdfghjklmnqstvwxz"
            for (i = 0; i < n; i++) {
                k = i; name = ""
                for (j = 0; j < 3; j++) { name = name substr(letters, k % 18 + 1, 1) ; k = int(k / 18) }
                name = name (k ? k : "")
                names = names (i ? "," : "") name; row = row (i ? "," : "") i % 7 + 1; half = half (i ? "," : "") i % 7 + 1.5
                pairs = pairs (i ? "," : "") "y" name "=" name
            }
            print names >"names" n; print pairs >"pairs" n; print "key," names "\na," row "\nb," half >"list" n ".csv" }'
    done
}

# soon COMMAND...: done with 40 seconds of processor time, with status 0.
soon() {
    within 40 "$@" >out 2>err || complain "status $?: ${*:1:3}" "$(head -c 500 err)"
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

# linear COMMAND...: of four times as much, where COUNT stands in its words, no more than seven times the work. Where all
# pairs are looked at it is sixteen. (A whole word: one letter stands in the name of some temporary directory, too.)
linear() {
    local least few i
    for i in 1 2 3; do # other work may come between
        user "${@//COUNT/3000}" || return
        few=$least
        user "${@//COUNT/12000}" || return
        [ "$least" -gt $((7 * few + 50)) ] || return 0
    done
    complain "$few ms, then $least ms: ${*:1:3}"
}

@test "long lists of columns" {
    local d=$BATS_FILE_TMPDIR
    list() { "${@:3}" "$1" "$(cat "$d/$2")" "$d/list${2#?????}.csv"; }
    linear list --sort namesCOUNT kom-table -q
    linear list --columns namesCOUNT kom-table -q
    linear list --percent namesCOUNT kom-table -q
    linear list --rename pairsCOUNT kom-read -q
    linear list --missing namesCOUNT kom-read -q
    linear list --number namesCOUNT kom-read -q
    linear list --value namesCOUNT kom-sum -q
}

@test "kom-table of 120,000 columns" {
    local d=$BATS_FILE_TMPDIR format
    for format in text md html latex json jsonl csv-da; do
        soon kom-table -q -f $format "$d/wider.csv"
    done
    linear kom-table -q --compare "$d/listCOUNT.csv" --sort key "$d/listCOUNT.csv"
}

@test "kom-table --wide of 20,000 keys" {
    local d=$BATS_FILE_TMPDIR format
    for format in text md html csv-da; do
        soon kom-table -q -f $format --wide key --columns kom,value "$d/keys.csv"
    done
    linear kom-table -q --wide key "$d/keysCOUNT.csv"
}

# SPDX-License-Identifier: GPL-3.0-or-later
# What one option may cost beside another. User time, the least of three runs, and a margin for a busy machine; what
# these are against cost several times as much.

load helper

# panel UNITS PERIODS: a balanced one, two units of five treated from the middle on.
panel() {
    awk -v units="$1" -v periods="$2" 'BEGIN {
        print "kom,period,value,treated"
        for (u = 0; u < units; u++)
            for (t = 0; t < periods; t++)
                printf "%d,%d,%.3f,%s\n", 101 + u, 1960 + t, (u * 37 + t * t * 11 + u * t * 7) % 101 / 10 + u,
                    u % 5 < 2 ? 1960 + int(periods / 2) : "" }'
}

# at_most TIMES BASE COMMAND...: no more than TIMES as long as BASE milliseconds, and 150 more.
at_most() {
    user "${@:3}" || return
    [ "$least" -le $(($1 * $2 + 150)) ] || complain "$2 ms, and then $least ms: ${*:3}"
}

@test "cr3 and the wild bootstrap beside cr1, 98 units and 48 periods" {
    local least cr1 did=(kom-did -q --method twfe --treated treated)
    panel 98 48 >panel.csv
    user "${did[@]}" --vcov cr1 panel.csv
    cr1=$least
    at_most 15 "$cr1" "${did[@]}" --vcov cr3 panel.csv
    at_most 15 "$cr1" "${did[@]}" --vcov cr3j panel.csv
    at_most 20 "$cr1" "${did[@]}" --test wild panel.csv
}

@test "numbers as headings: ten times the columns take ten times as long" {
    local least few
    for n in 2000 20000; do
        { seq -s , "$n"; seq -s , "$n"; } >"wide$n.csv"
        { echo "kom,$(seq -s , "$n")"; seq -s , 0 "$n"; } >"kom$n.csv"
    done
    user kom-read -q wide2000.csv
    few=$least
    at_most 15 "$few" kom-read -q wide20000.csv
    at_most 15 "$few" kom-read -q kom20000.csv
}

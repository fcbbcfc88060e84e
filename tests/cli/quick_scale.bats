# SPDX-License-Identifier: GPL-3.0-or-later
# kom-scale's quick way beside its careful one, as quick.bats holds those of other tools.
load helper

@test "kom-scale: answers of a byte, texts, more texts than have a number" {
    printf 'item,scale,reversed,lowest,highest,dont_know,refused\na,s,,1,5,8,9\nb,s,yes,1,5,8|Ved ikke,\nc,t,,-2,12,,x\n' >book.csv
    printf 'label,answer\nEnig,4\nHelt enig,5\n' >labels.csv
    awk 'BEGIN { print "respondent;a;b;c"
        for (i = 0; i < 24000; i++) print "R" i ";" (i % 7 == 6 ? "\"5\"" : i % 13 == 0 ? " 4" : i % 7) ";" (i % 5 == 0 ? "Ved ikke" : i % 5 == 1 ? "Helt enig" : i % 5) ";" (i > 2000 && i < 20000 ? "t" i : i % 17 == 0 ? "" : i % 16 - 3 ",0")
        }' >rows.csv
    for table in scores items reliability; do
        for n in 1 4; do
            quick=0 careful=0
            "$KOM_BIN"/kom-scale -j $n --table $table --codebook book.csv --answer-labels labels.csv --bad-rows skip rows.csv >quick.out 2>quick.err || quick=$?
            KOM_CAREFUL=1 "$KOM_BIN"/kom-scale -j $n --table $table --codebook book.csv --answer-labels labels.csv --bad-rows skip rows.csv >careful.out 2>careful.err || careful=$?
            [ "$quick" -eq 0 ]
            [ "$careful" -eq 0 ]
            cmp quick.out careful.out
            cmp quick.err careful.err
        done
    done
    grep -q 'unreadable 1[0-9][0-9][0-9][0-9]' quick.err
    "$KOM_BIN"/kom-read -q --long item,answer --keep respondent rows.csv >long.csv
    "$KOM_BIN"/kom-scale --codebook book.csv --answer-labels labels.csv --bad-rows skip long.csv >quick.out 2>quick.err
    KOM_CAREFUL=1 "$KOM_BIN"/kom-scale --codebook book.csv --answer-labels labels.csv --bad-rows skip long.csv >careful.out 2>careful.err
    cmp quick.out careful.out
    cmp quick.err careful.err
}

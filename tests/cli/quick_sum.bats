#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Groups that threads bring together piece by piece are those that one brings together (KOM_CAREFUL): very many of them,
# or of very many values.

load helper
load quick

# Enough groups that they are written by pieces, ids too long to be known by a word, numbers of every kind, groups that
# several threads met, words with places of their own.
@test "kom-sum: very many groups" {
    awk 'BEGIN {
        print "id;kom;x;y"
        for (i = 1; i <= 30000; i++) {
            s = (s * 48271 + 11) % 2147483647
            id = sprintf("%08x%012d", s % 7000 * 305419 % 2147483647, s % 7000)
            if (i % 997 == 0) id = "total"
            if (i % 991 == 0) id = "after"
            if (i % 983 == 0) id = "before"
            if (i % 977 == 0) id = ""
            x = (s % 5 ? "" : "-") int(s / 7) % 100000 "," 10 + s % 90
            if (i % 101 == 0) x = ""
            if (i % 103 == 0) x = "1,125"
            if (i % 107 == 0) x = "1e200"
            if (i % 109 == 0) x = "90000000,5"
            print id ";" 101 + s % 3 * 50 ";" x ";" s % 9
        }
    }' >many.csv
    local figures=n,missing,sum,mean,sd,cv,min,p25,median,p90,max,iqr,gini
    for by in id id,kom kom,id; do
        same kom-sum --by $by --value x,y --stats $figures many.csv
        for j in 1 2 3 8; do
            "$KOM_BIN"/kom-sum -q -j $j --by $by --value x,y --stats $figures many.csv | cmp - careful.out
            "$KOM_BIN"/kom-sum -q -j $j --by $by --value x,y --stats $figures --memory 2M many.csv | cmp - careful.out
        done
        "$KOM_BIN"/kom-sum -q --by $by --value x,y --stats $figures - <many.csv | cmp - careful.out
    done
    [ "$(wc -l <careful.out)" -gt 15000 ]
    same kom-sum --by id --value x --stats n,mean,autocorr1 many.csv
    same kom-sum --by id --value x --weight y many.csv
    same kom-sum --between id --by kom --value x many.csv
    same kom-sum --between kom --by id --value y many.csv
    same kom-sum --by kom,id --margins kom --value x many.csv
    [ "$n_good" -ge 7 ]
}

# So many values that threads bring them together, group by group: of one number of decimals, which is joined word by
# word, of several, and of numbers that need more than a word.
@test "kom-sum: groups of very many values" {
    awk 'BEGIN {
        print "kom;x;y"
        for (i = 1; i <= 100000; i++) {
            s = (s * 48271 + 11) % 2147483647
            y = s % 7 == 0 ? s % 90000 : s % 90000 "," 10 + s % 89 # one decimal, or two, or none
            if (s % 1009 == 0) y = "700000000000,5"
            if (s % 2003 == 0) y = "1e300"
            print 101 + int(i / 400) % 3 * 50 + (i == 7) ";" int(s / 7) % 70000 "," 10 + s % 90 ";" y
        }
    }' >much.csv
    local figures=n,mean,sd,min,p10,p25,median,p75,p90,max,distinct,iqr,mad,gini
    for by in kom ''; do
        same kom-sum --by "$by" --value x,y --stats $figures much.csv
        for j in 1 2 3 8; do
            "$KOM_BIN"/kom-sum -q -j $j --by "$by" --value x,y --stats $figures much.csv | cmp - careful.out
            "$KOM_BIN"/kom-sum -q -j $j --by "$by" --value x,y --stats $figures --memory 2M much.csv | cmp - careful.out
        done
    done
    same kom-sum --by kom --margins kom --value x --stats $figures much.csv
    [ "$n_good" -ge 3 ]
}

# Enough values of a group for one in eight of their range to be met, in a thread and in a part; one group has far ones, one
# has a value that is most of them, one a third decimal at the end.
@test "kom-sum: values close together" {
    awk 'BEGIN {
        print "kom;x"
        for (i = 0; i < 150000; i++) {
            s = (s * 48271 + 11) % 2147483647
            x = s % 18000
            kom = 101 + i % 3 * 50
            if (kom == 151 && i % 5000 == 1) x = s
            if (kom == 201 && i % 3) x = 777
            printf "%d;%s%d,%02d\n", kom, i % 7 ? "" : "-", x / 100, x % 100
        }
        print "101;1,125"
    }' >close.csv
    local figures=n,missing,sum,mean,sd,min,p1,p25,median,p90,max,iqr,mad,gini,distinct,largest_share
    for by in kom "kom --margins kom"; do
        same kom-sum -j 1 --by $by --value x --stats $figures close.csv
        for j in 2 3 8; do
            "$KOM_BIN"/kom-sum -j $j --by $by --value x --stats $figures close.csv 2>/dev/null | cmp - quick.out
            "$KOM_BIN"/kom-sum -q -j $j --by $by --memory 1M --value x --stats $figures close.csv | cmp - quick.out
        done
        for i in 1 2 3; do
            "$KOM_BIN"/kom-sum -q --by $by --value x --stats $figures --part $i/3 --state s$i close.csv
        done
        "$KOM_BIN"/kom-merge -q s1 s2 s3 | cmp - quick.out
    done
    tr ',' '.' <close.csv | awk -F ';' '$1 == 151 { print $2 }' | sort -n >sorted
    n=$(wc -l <sorted)
    [ $((n % 2)) -eq 0 ]
    want=$(awk -v n="$n" 'NR == n / 2 { a = $1 } NR == n / 2 + 1 { print (a + $1) / 2 }' sorted)
    "$KOM_BIN"/kom-sum -q --by kom --value x --stats median close.csv | grep -qx "151,x,$want"
}

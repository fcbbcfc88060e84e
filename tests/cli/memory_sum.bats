#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-sum --memory: groups, sums and values that wait in files make the same result as those in memory.
bats_require_minimum_version 1.5.0
load helper

# Groups that come once and groups of many rows; decimals, numbers of more digits than a word holds, doubles, blanks;
# codes that look like words of the order; weights and days.
rows() {
    awk -v n="$1" 'BEGIN {
        srand(2019); split("101 147 before after averyverylongcode aa", k, " ")
        print "kom,grp,day,x,y,w"
        for (i = 0; i < n; i++) {
            r = rand()
            x = int(rand() * 1000) - 500
            if (r < .3) x = sprintf("%.2f", rand() * 2000 - 1000)
            else if (r < .4) x = sprintf("%.6f", rand())
            else if (r < .45) x = sprintf("%d00000000%d", 1 + rand() * 899999999, rand() * 9)
            else if (r < .5) x = sprintf("%.3e", rand() * 1e30)
            else if (r < .55) x = ""
            g = rand() < .5 ? "g" int(rand() * n / 4) : rand() < .5 ? "a" : "Ælg"
            printf "%s,%s,2019-%02d-%02d,%s,%d.%02d,%s\n", k[1 + int(rand() * 6)], g, 1 + rand() * 12, 1 + rand() * 28,
                x, rand() * 1000, rand() * 100, 0.5 + int(rand() * 4) / 2
        }
    }' >rows.csv
}

# The same bytes, and no file left behind, at every budget.
alike() {
    kom-sum -j 1 --memory 4G "$@" rows.csv >much 2>much.err
    for memory in 1 100K 1M 2M 64M; do
        for jobs in 1 3; do
            TMPDIR=there kom-sum -j $jobs --memory $memory "$@" rows.csv >out 2>err || complain "$memory -j $jobs $*: $(cat err)"
            same much out
            same much.err err
            [ -z "$(ls -A there)" ]
        done
    done
}

@test "kom-sum: little memory changes nothing but the time" {
    mkdir there
    rows 20000
    alike --value x
    alike --value x,y --by kom
    alike --value x,y --by kom,grp --stats n,missing,sum,mean,sd,var,se,conf,cv,min,max,range
    alike --value y,x --by grp --margins grp
    alike --value y --by kom,grp --margins kom,grp --stats n,sum,median,mad,iqr,gini,skewness,kurtosis,distinct,largest_share
    alike --value x --stats median,mad,p5,p95,distinct,skewness,kurtosis,largest_share
    alike --value y --by kom --between grp
}

@test "kom-sum: little memory, shares, weights and series" {
    mkdir there
    rows 3000
    alike --value y --by kom,grp --weight w --stats n,sum,mean,sd,se,median,p90
    alike --value x,y --by grp --weight w --margins grp
    alike --value y --by kom,grp --stats n,autocorr1
    alike --value y --between grp
    awk 'BEGIN { print "kom,grp,sold,rows"; srand(3)
        for (i = 0; i < 6000; i++) printf "%d,g%d,%d,%d\n", 101 + i % 7, rand() * 2000, rand() * 5, 5 + rand() * 9 }' >rows.csv
    alike --count sold --of rows --by grp --margins grp
    alike --count sold --of rows --by kom
}

@test "kom-sum: little memory, a municipality in several networks" {
    mkdir there
    printf 'kom,network\n101,a\n101,b\n102,b\n103,c\n' >networks.csv
    awk 'BEGIN { print "kom,grp,y"; srand(3)
        for (i = 0; i < 6000; i++) printf "%d,g%d,%d.%d\n", 101 + i % 3, rand() * 900, rand() * 500, rand() * 9 }' >rows.csv
    alike --value y --by network,grp --networks networks.csv --overlap both --margins network
}

@test "kom-sum: totals among the rows are found where groups wait" {
    mkdir there
    awk 'BEGIN { print "service,grp,y"; srand(3)
        for (g = 0; g < 3000; g++) printf "a,g%d,1\nb,g%d,2\nc,g%d,%d\n", g, g, g, rand() * 9
        print "I alt,g7,9\nTotal,g2999,3" }' >rows.csv
    alike --value y --by grp
    grep -q 'I alt' much.err
}

@test "kom-sum: what cannot wait is refused by name" {
    rows 20000
    fails 4 'the weighted values of more than' kom-sum --memory 200K --value y --weight w rows.csv
    fails 4 'the series of more than' kom-sum --memory 200K --value y --stats autocorr1 rows.csv
    kom-sum -q --memory 20M --value y --weight w rows.csv >out
    awk 'BEGIN { print "g,y"; for (i = 0; i < 20000; i++) print i "," i % 7 }' >many.csv
    fails 4 '--between g: the sums of more than' kom-sum --memory 200K --value y --between g many.csv
    kom-sum -q --memory 20M --value y --between g many.csv >out
}

@test "kom-sum: no room for what waits is told, with nothing left behind" {
    mkdir there
    rows 20000
    TMPDIR=nowhere fails_empty 4 'nowhere: no temporary file can be made there' kom-sum --memory 1 --value y --by grp rows.csv
    # Files of at most 200 KB; a write beyond that fails like one to a full disk.
    small() {
        (trap '' XFSZ && ulimit -f 200 && TMPDIR=there kom-sum --memory 1M --value x,y --by kom,grp -o result rows.csv)
    }
    run --separate-stderr small
    [ "$status" = 4 ]
    [[ "$stderr" == *"temporary file: "*"TMPDIR"* ]]
    [ ! -e result ]
    [ -z "$(ls -A there)" ]
    fails_empty 2 'is no size' kom-sum --memory much --value y rows.csv
}

# Peak memory in KB; sanitizers keep what was freed, and are not asked.
peak() {
    python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}

@test "kom-sum: memory stays within the budget and 24M" {
    ! grep -qE '__(asan|tsan)_init' "$KOM_BIN/kom-sum" || skip "sanitized"
    mkdir there
    export TMPDIR=there
    awk 'BEGIN { srand(5); print "kom;grp;y"
        for (i = 0; i < 600000; i++) printf "%d;g%d;%d,%02d\n", 101 + rand() * 98, rand() * 300000, rand() * 1000000, rand() * 100 }' >rows.csv
    for call in '--by grp' '--by grp --margins grp' '--by kom --stats n,mean' '--by kom,grp --stats mean' ''; do
        for m in 1 8 24; do
            n=$(peak "$KOM_BIN/kom-sum" -q -j 2 --memory ${m}M --value y $call rows.csv)
            [ "$n" -lt $(((m + 24) * 1024)) ] || complain "--memory ${m}M $call: $n KB"
        done
    done
    [ "$(peak "$KOM_BIN/kom-sum" -q -j 1 --value y --by grp --stats n,mean,sd rows.csv)" -lt $((80 * 1024)) ]
}

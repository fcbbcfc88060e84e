#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-sum --table1: R's figures, a twin in Python for what describes, edges where there is no test, hostile inputs.
load helper

@test "tests and differences are those of R" {
    local by unit
    for by in arm place; do
        for unit in '' kom; do
            kom-sum -q --table1 --by $by ${unit:+--unit $unit} --value age,income,sex,home data/table1/world.csv >out.csv
            python3 "$SOURCE_DIR/tests/cli/table1.py" r out.csv $by "$unit" data/table1/r.csv
        done
    done
}

@test "a twin describes random worlds alike" {
    python3 "$SOURCE_DIR/tests/cli/table1.py" twin 150
}

@test "a whole table" {
    golden table1/plain -- kom-sum --table1 --by arm --value age,sex,home data/table1/world.csv
    golden table1/unit -- kom-sum --table1 --by arm --unit kom --value age,sex,home data/table1/world.csv
    golden table1/three -- kom-sum --table1 --by place --value income,home,kom=levels data/table1/world.csv
}

@test "a whole table for people" {
    golden table1/wide -- sh -c 'kom-sum -q -j $JOBS --table1 --by arm --value age,sex,home data/table1/world.csv |
        kom-table -q --wide arm --columns measure,level,n,count,share,mean,sd,std_diff,p_value --percent share'
    golden table1/danish -- sh -c 'kom-sum -q -j $JOBS --table1 --by arm --value age,sex data/table1/world.csv | kom-table -q --lang da'
}

# edge CSV OPTION...: the table of a few rows g,u,x,l.
edge() {
    printf 'g,u,x,l\n%b' "$1" >edge.csv
    shift
    kom-sum --table1 --by g --value x=number,l=levels "$@" edge.csv
}

@test "where the data carry no test, warning says why" {
    golden table1/no_rows -- kom-sum --table1 --by arm --value age,sex --only arm=none data/table1/world.csv
    export -f edge
    golden table1/one_group -- bash -c "edge 'a,1,1,p\na,2,2,q\n'"
    golden table1/constant -- bash -c "edge 'a,1,1,p\nb,1,1,p\nb,2,1,p\n'"
    golden table1/absorbed -- bash -c "edge 'a,1,1,p\na,1,2,q\nb,2,3,p\nb,2,5,q\n' --unit u"
    golden table1/not_linked -- bash -c "edge 'a,1,1,p\nb,1,2,q\nc,2,3,p\nd,2,5,q\nc,2,1,p\n' --unit u"
    golden table1/within -- bash -c "edge 'a,1,1,p\nb,1,1,p\na,2,3,q\nb,2,3,q\nb,2,3,q\n' --unit u"
    golden table1/empty_group -- bash -c "edge 'a,1,1,p\na,1,4,q\nb,1,,\nb,1,..,\n'"
    golden table1/exact -- bash -c "edge 'a,1,1,p\na,1,1,p\nb,1,2,q\nb,1,2,q\n'"
    golden table1/few_rows -- bash -c "edge 'a,1,1,p\nb,1,2,q\n'"
    golden table1/aside -- bash -c "edge ',1,1,p\nb,,2,q\na,1,2,q\nb,1,5,p\nb,1,3,q\n' --unit u"
}

@test "groups of municipalities: their rows are not independent" {
    printf 'kom,side\n101,a\n102,a\n103,b\n104,b\n' >mun.csv
    printf 'kom,x\n101,1\n101,3\n102,2\n103,5\n104,4\n104,7\n' >x.csv
    kom-sum -q --table1 --by side --municipalities mun.csv --value x x.csv >out
    grep -q '^x,,total,6,.*rows_share_units$' out
    printf 'kom,x\n101,1\n102,2\n103,5\n104,4\n' >x.csv
    kom-sum -q --table1 --by side --municipalities mun.csv --value x x.csv >out
    ! grep rows_share_units out || complain "$(cat out)"
}

@test "rows of the same persons and municipalities are not independent" {
    printf 'borger,g,x\np,a,1\np,a,3\nq,a,2\nr,b,5\ns,b,4\ns,b,7\n' >x.csv
    kom-sum -q --table1 --by g --value x x.csv >out
    grep -q '^x,,total,6,.*rows_share_persons$' out
    # in two groups, too; but not where persons are the units, nor where each has one row
    sed 's/^p,a,3/p,b,3/' x.csv >both.csv
    kom-sum -q --table1 --by g --value x both.csv >out
    grep -q '^x,,total,6,.*rows_share_persons$' out
    kom-sum -q --table1 --by g --value x --unit borger both.csv >out
    ! grep rows_share out || complain "$(cat out)"
    awk -F, '!seen[$1]++' x.csv >once.csv
    kom-sum -q --table1 --by g --value x once.csv >out
    ! grep rows_share out || complain "$(cat out)"
    sed '1s/borger/respondent/' x.csv >r.csv
    kom-sum -q --table1 --by g --value x r.csv >out
    grep -q '^x,,total,6,.*rows_share_persons$' out
    # municipalities as a column: nested in the groups, then not
    sed '1s/borger/kom/' x.csv >k.csv
    kom-sum -q --table1 --by g --value x k.csv >out
    grep -q '^x,,total,6,.*rows_share_units$' out
    sed '1s/borger/kom/' both.csv >k.csv
    kom-sum -q --table1 --by g --value x k.csv >out
    ! grep rows_share out || complain "$(cat out)"
}

@test "a status beside a variable denies its value" {
    printf 'g,x,x_status,l,l_status\na,1,,p,\na,9,hidden,q,hidden\nb,2,,q,missing\nb,4,provisional,p,\n' >st.csv
    kom-sum -q --table1 --by g --value x,l st.csv >out
    [ "$(sed -n 2p out | cut -d, -f1-8)" = 'x,,a,1,1,,,1' ]
    [ "$(grep '^l,p,b' out | cut -d, -f4-7)" = '1,1,1,1' ]
    ! grep '^l,q' out || complain "$(cat out)"
}

@test "large numbers, and a level, cost no digit" {
    awk 'BEGIN { print "g,x"; for (i = 0; i < 20; i++) printf "%s,%d\n", i % 2 ? "a" : "b", i * i % 7 }' >small.csv
    awk -F, 'NR == 1 { print } NR > 1 { print $1 ",10000000000000" $2 }' small.csv >large.csv
    awk -F, 'NR == 1 { print } NR > 1 { print $1 "," $2 "e200" }' small.csv >huge.csv
    for file in small large huge; do
        kom-sum -q --table1 --by g --value x $file.csv | cut -d, -f4,9- >$file
    done
    cut -d, -f1,3- small >a
    cut -d, -f1,3- large >b
    cmp a b
    cut -d, -f3- huge >b
    cut -d, -f3- small | cmp - b
}

@test "Danish files, closed pipes, full disks" {
    printf 'g;v;w\r\na;1,5;x\r\nb;2,5;\346\r\na;1,75;\346\r\nb;2;x\r\n' >da.csv
    golden table1/da -- kom-sum --table1 --by g --value v,w da.csv
    with_closed_pipe kom-sum -q --table1 --by arm --value age,sex data/table1/world.csv
    with_full_disk kom-sum -q --table1 --by arm --value age,sex data/table1/world.csv
}

@test "totals among levels, and among units, are named" {
    printf 'g,kom,s,x\na,101,K,1\na,103,M,2\na,I alt,I alt,3\nb,102,K,2\nb,104,M,3\nb,000,I alt,5\n' >parts.csv
    kom-sum -q --table1 --by g --value s --except 'kom=I alt|000' parts.csv 2>err >out
    [ ! -s err ]
    kom-sum -q --table1 --by g --value s --unit kom parts.csv 2>err >out
    grep -q "^kom-sum: rows: column \"kom\": 000, \"I alt\" (2 rows) are added to .*; --except 'kom=000|I alt' leaves them out" err
    grep -q "^kom-sum: rows: column \"s\": \"I alt\" (2 rows) is added to .*; --except 's=I alt' leaves them out" err
    kom-sum -q --table1 --by g --value x,kom=levels --except 's=I alt' parts.csv 2>err >out
    [ ! -s err ]
    kom-sum -q --table1 --by g --value x,kom=levels parts.csv 2>err >out
    grep -q '^kom-sum: rows: column "kom": 000, "I alt" (2 rows) are added to' err
    [ "$(grep -c 'column "kom"' err)" = 1 ]
    # a group of nothing but totals adds them to nothing
    kom-sum -q --table1 --by s --value x --unit kom parts.csv 2>err >out
    [ ! -s err ]
}

@test "what is refused" {
    fails 2 '--weight: has no meaning beside --table1' kom-sum --table1 --by arm --value age --weight age data/table1/world.csv
    fails 2 '--stats: has no meaning beside --table1' kom-sum --table1 --by arm --value age --stats n data/table1/world.csv
    fails 2 'age is named twice' kom-sum --table1 --by arm --value age,age=levels data/table1/world.csv
    fails 3 'is empty; a header line is needed' kom-sum --table1 --by arm --value age /dev/null
}

@test "groups that spread unequally are warned of" {
    # R 4.2.2: bartlett.test has p 1.1e-13; with v and n of tapply, sum((1 - n/100) v) / (sum((n - 1) v) / 98) is 3.004167.
    awk 'BEGIN { print "g,x"; for (i = 0; i < 100; i++) printf "%s,%.3f\n", i < 20 ? "a" : "b", (i * 37 % 101 - 50) * (i < 20 ? 3 : 1) }' >spread.csv
    kom-sum -q --table1 --by g --value x spread.csv >out
    grep -q '^x,,total,.*unequal_variances(3)$' out
    awk -F, 'NR == 1 || $1 == "a" { print; next } n++ < 20 { print $1 ",", $2 }' OFS= spread.csv >even.csv
    kom-sum -q --table1 --by g --value x even.csv >out
    ! grep unequal_variances out || complain "$(cat out)"
}

# SPDX-License-Identifier: GPL-3.0-or-later
# kom-check: what stands beside a cell, in COL_status.
load helper

@test "COL_status beside keys and days: what is denied is blank, other words are told" {
    cat >in.csv <<'EOF'
kom,person,person_status,start,start_status,end,end_status
0101,p1,,2019-02-01,missing,2019-01-01,
0101,p1,,2019-02-01,,2019-01-01,missing
0101,p2,gone,2019-02-01,,2019-03-01,
0101,p3,,2019-02-01,,2019-03-01,hidden
0101,p4,hidden,2019-02-01,,2019-03-01,
0101,p5,hidden,2019-02-01,,2019-03-01,
0101,p5,hidden,2019-02-01,,2019-03-01,
EOF
    kom-check --exit-zero --duplicates --good good --set-aside aside in.csv >out 2>err
    [ "$(cut -d, -f2-4 out | tail -n +2)" = "2,start,required
4,person_status,status
5,end_status,status
6,person,required
7,person,required
8,person,required
8,,duplicate" ]
    grep -q '4,person_status,status,gone,.*--rename NEW=person_status' out
    grep -q 'has no value, as its status says, and must hold one' out
    grep -q '^0101,p4,hidden,2019-02-01,,2019-03-01,,in.csv,6,required$' aside
    [ "$(wc -l <good)" = 4 ]
    KOM_CAREFUL=1 kom-check -q -j 3 --exit-zero --duplicates in.csv | same out -
    kom-check -q --exit-zero --severity status=error in.csv --set-aside aside >/dev/null
    [ "$(grep -c ',status$' aside)" = 2 ]
    # a CPR number is one whatever is said beside it
    printf 'kom,person,person_status\n0101,010190-1234,\n0101,020290-1236,hidden\n' >cpr.csv
    [ "$(kom-check -q --exit-zero cpr.csv 2>/dev/null | cut -d, -f2-4 | grep -c ',cpr')" = 2 ]
    # in the order of another file a cell that is denied keeps what stood there
    awk -F, -v OFS=, '{ print $2, $3, $1, $4, $5, $6, $7 }' in.csv >turned.csv
    kom-check -q --exit-zero --set-aside aside in.csv turned.csv >/dev/null
    grep -q '^0101,p4,hidden,2019-02-01,,2019-03-01,,turned.csv,6,required$' aside
}

@test "COL_status beside numbers: as beside keys" {
    cat >in.csv <<'EOF'
kom,amount,amount_status,visits,visits_status,grade,grade_status
0101,12.5,,5,,1,odd
0101,-3,hidden,6,gone,2,
0147,4,gone,,missing,3,
0151,..,missing:A,-7,impossible,3,
EOF
    kom-check -q --exit-zero in.csv >out
    [ "$(cut -d, -f2-5 out | tail -n +2)" = "4,amount_status,status,gone" ]
    grep -q 'is none of missing, impossible, hidden, nil, provisional, break' out
    # by a schema, too; what is denied is blank, and breaks no limit
    echo '{"fields": [{"name": "visits", "type": "integer", "constraints": {"required": true, "minimum": 0}}]}' >schema.json
    kom-check -q --exit-zero --schema schema.json --severity extra_column=off in.csv >out
    [ "$(cut -d, -f2-4 out | tail -n +2)" = "3,visits_status,status
4,visits,required
4,amount_status,status
5,visits,required" ]
    KOM_CAREFUL=1 kom-check -q --exit-zero --schema schema.json --severity extra_column=off in.csv | same out -
    # the tools that use them say the same
    fails 3 'in.csv:3: column "visits_status": "gone" is none of' kom-sum --value visits in.csv
    awk 'BEGIN { print "kom,hours,hours_status"; for (i = 0; i < 6000; i++) print "0101," i "," (i % 997 ? "" : "gone") }' >long.csv
    kom-check -q --exit-zero long.csv >quick
    KOM_CAREFUL=1 kom-check -q --exit-zero long.csv | same - quick
    [ "$(grep -c ',hours_status,status,gone' quick)" = 7 ]
}

@test "COL_status in the quick way: after many rows that were in order" {
    awk 'BEGIN { print "kom,person,person_status,start,end,end_status"
        for (i = 1; i <= 6000; i++) printf "%04d,p%d,%s,2019-02-01,2019-03-01,%s\n", 101 + i % 5, i % 50,
            (i % 997 ? "" : "gone"), (i % 811 ? "" : i % 2 ? "hidden" : "missing")
        print "0101,010190-1234,hidden,2019-02-01,2019-03-01," }' >long.csv
    kom-check -q --exit-zero --severity overlap=off long.csv >quick
    KOM_CAREFUL=1 kom-check -q --exit-zero --severity overlap=off long.csv | same - quick
    [ "$(grep -c ',person_status,status,gone' quick)" = 6 ]
    [ "$(grep -c ',end_status,status,hidden' quick)" = 4 ]
    [ "$(grep -c '^long.csv,6002,person,cpr' quick)" = 1 ]
}

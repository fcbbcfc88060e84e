#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# COL_status beside a person, a day, a municipality, a by-column, and texts that mean missing in these: as blank in every tool.
load helper

words='none of missing, impossible, hidden, nil, provisional, break'

# marked SEED CSV COL,...: a file with COL_status beside some columns, in `marked.csv`; the same with such cells blank, and
# without what says so, in `blank.csv`. An end is never hidden.
marked() {
    awk -F, -v OFS=, -v seed="$1" -v columns="$3" 'BEGIN { srand(seed); n = split("missing,impossible,MISSING:A,hidden", deny, ",")
            m = split("nil,provisional,break", leave, ",")
            split(columns, list, ","); for (i in list) beside[list[i]] = 1 }
        NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; print >"blank.csv"
            for (i = 1; i <= NF; i++) printf "%s%s%s", (i > 1 ? "," : ""), $i, (beside[$i] ? "," $i "_status" : ""); print ""; next }
        { line = ""; blank = ""
          for (i = 1; i <= NF; i++) {
            said = ""; kept = $i
            if (beside[name[i]] && (r = rand()) < 0.2) { said = deny[1 + int(rand() * (name[i] == "end" ? 3 : n))]; kept = "" }
            else if (beside[name[i]] && r < 0.3) said = leave[1 + int(rand() * m)]
            line = line (i > 1 ? "," : "") $i (beside[name[i]] ? "," said : ""); blank = blank (i > 1 ? "," : "") kept
          }
          print line; print blank >"blank.csv" }' "$2" >marked.csv
}

# alike COMMAND...: with MARKED and with BLANK in its words: one result, one count of rows.
alike() {
    local a b
    a=$("${@//FILE/marked}" 2>err.marked) && b=$("${@//FILE/blank}" 2>err.blank) || complain "$(cat err.*)" || return
    [ "$a" = "$b" ] || complain "$*" "$(diff <(echo "$a") <(echo "$b"))" || return
    grep 'rows read' err.marked >counts.marked
    grep 'rows read' err.blank | same counts.marked /dev/stdin
}

@test "random tables: what is denied is blank" {
    local seed
    for seed in 1 2 3 4 5; do
        awk -v seed=$seed 'BEGIN { srand(seed); print "kom,person,date,service,amount"
            for (i = 0; i < 300; i++) printf "%04d,p%d,2019-%02d-%02d,%s,%d\n", 101 + int(rand() * 4), rand() * 40, 1 + int(rand() * 12),
                1 + int(rand() * 28), substr("abc", 1 + int(rand() * 3), 1), rand() * 100 }' >sales.csv
        awk -v seed=$seed 'BEGIN { srand(seed); print "kom,person,start,end"
            for (i = 0; i < 60; i++) { d = 1 + int(rand() * 28); printf "%04d,p%d,2019-01-%02d,%s\n", 101 + int(rand() * 4), rand() * 40, d,
                rand() < 0.3 ? "" : "2019-0" 2 + int(rand() * 8) "-15" } }' >recipients.csv
        printf 'kom,service,start,end\n' >offerings.csv
        printf '%s,%s,2018-06-01,%s\n' 0101 a '' 0101 b 2019-09-30 0102 a 2019-12-31 0103 c '' 0104 a '' 0104 b '' >>offerings.csv
        marked $seed sales.csv kom,person,date,service
        alike kom-sum --by kom,service,date -y amount FILE.csv
        alike kom-sum -j 3 --by person -y amount FILE.csv
        alike kom-uptake --by kom,service --period month --offerings offerings.csv --recipients recipients.csv --from 2019-01-01 --to 2019-12-31 FILE.csv
        alike kom-uptake --by service --period year FILE.csv
        alike kom-panel --bad-rows skip --from 2019-01 --to 2019-12 --period month --by kom,service --value amount FILE.csv
        alike kom-diff --by kom --phase service=a,b -y amount FILE.csv
        marked $seed recipients.csv kom,person,start,end
        alike kom-panel --bad-rows skip --from 2019-01 --to 2019-12 --period month FILE.csv
        marked $seed recipients.csv end
        alike kom-uptake --period quarter --offerings offerings.csv --recipients FILE.csv --from 2019-01-01 --to 2019-12-31 sales.csv
        marked $seed offerings.csv end
        alike kom-uptake --by kom,service --offerings FILE.csv --recipients recipients.csv --from 2019-01-01 --to 2020-12-31 sales.csv
    done
}

@test "panels: unit, time and groups of kom-did" {
    awk 'BEGIN { print "unit,group,period,treated,x"
        for (u = 1; u <= 24; u++) for (t = 2015; t <= 2020; t++) printf "u%d,%s,%d,%s,%d\n", u, (u % 2 ? "a" : "b"), t, (u < 8 ? 2018 : ""), u * t % 17 }' >panel.csv
    marked 3 panel.csv unit,period
    alike kom-did --method twfe --vcov cr1 --unit unit -x treated -y x FILE.csv
    marked 4 panel.csv unit,group
    alike kom-did --method twfe --vcov cr1 --unit unit -x treated -y x FILE.csv
}

@test "a text of --missing is missing in keys, too, and a schema may say so of one column" {
    printf 'kom,service,amount\n0101,99,1\n0101,x,2\n99,x,4\n' >in.csv
    [ "$(kom-sum -q --by kom,service --stats sum -y amount --missing 99 in.csv)" = "kom,service,measure,sum
,x,amount,4
0101,,amount,1
0101,x,amount,2" ]
    echo '{"fields":[{"name":"kom"},{"name":"service","missingValues":["99"]},{"name":"amount","type":"number"}]}' >schema.json
    [ "$(kom-sum -q --by kom,service --stats sum -y amount -S schema.json in.csv | head -n 2)" = "kom,service,measure,sum
0101,,amount,1" ]
    printf 'kom,person,start\n0101,unknown,2019-01-01\n' >rec.csv
    fails_empty 3 'rec.csv:2: column "person": is empty, or a text that means missing; every row needs it' \
        kom-panel --missing unknown --from 2019-01 --to 2019-01 --period month rec.csv
}

@test "a word that is none makes a bad row, in order with other bad rows; the remedies work" {
    awk 'BEGIN { print "kom,kom_status,amount"; for (i = 1; i <= 12; i++) print "0101," (i % 2 ? "" : "gone") "," (i % 3 ? i : "x") }' >in.csv
    fails_empty 3 "in.csv:3: column \"kom_status\": \"gone\" is $words; .*--rename NEW=kom_status" kom-sum --by kom -y amount in.csv
    kom-sum -j 1 --by kom -y amount in.csv 2>err || true
    [ "$(sed -n 's/.*in.csv:\([0-9]*\):.*/\1/p' err)" = "$(printf '%s\n' 3 4 5 7 9)" ]
    grep -q 'rows: 8 of 12 rows cannot be read' err
    kom-sum -j 3 --by kom -y amount in.csv 2>err3 || true
    same err err3
    fails 0 '12 rows read, 4 used, 8 set aside \(unreadable 8\)' kom-sum --bad-rows skip --set-aside aside.csv --by kom -y amount in.csv
    [ "$(grep -c unreadable aside.csv)" = 8 ]
    fails 0 '12 rows read, 8 used, 4 set aside \(unreadable 4\)' kom-sum --bad-rows skip -r NEW=kom_status --by kom -y amount in.csv
    fails 0 "12 rows read, 8 used" kom-read --bad-rows skip in.csv # passes it on
    fails 0 'not_asked 6' kom-sum --bad-rows skip --except kom_status=gone --by kom -y amount in.csv
    printf 'kom,person,start,end,end_status\n0101,a,2019-01-01,2019-01-05,hidden\n' >rec.csv
    fails_empty 3 'rec.csv:2: column "end_status": hides "end"' kom-panel --from 2019-01 --to 2019-01 --period month rec.csv
    printf 'kom,person,date\n0101,a,2019-01-01\n' >sales.csv
    fails_empty 3 'rec.csv:2: column "end_status": hides "end"' kom-uptake --recipients rec.csv sales.csv
    sed 's/hidden/closed/' rec.csv >other.csv
    fails_empty 3 '"closed" is .*--rename recipients:NEW=end_status' kom-uptake --recipients other.csv sales.csv
    kom-uptake -q --rename recipients:NEW=end_status --recipients other.csv sales.csv
}

@test "a key that somebody marked is said to be so, and stands in the rows set aside" {
    printf 'kom,person,person_status,start\n0101,p7,hidden,2019-01-01\n' >rec.csv
    fails_empty 3 'rec.csv:2: column "person": has no value, as "person_status" says' \
        kom-panel --from 2019-01 --to 2019-01 --period month rec.csv
    printf 'kom,service,service_status,start\n0101,a7,missing,2019-01-01\n' >off.csv
    printf 'kom,service,date\n0101,a7,2019-01-01\n' >sales.csv
    fails_empty 3 'off.csv:2: column "service": is said to have no value' kom-uptake --offerings off.csv sales.csv
    awk 'BEGIN { print "kom,kom_status,period,treated,x"; for (u = 1; u < 7; u++) for (t = 1; t < 5; t++)
        print "010" u "," (u == 6 ? "hidden" : "") "," 2010 + t "," (u < 3 ? 2013 : "") "," u * t % 5 }' >panel.csv
    fails 0 'no_unit 4' kom-did -x treated -y x --set-aside aside.csv panel.csv
    [ "$(grep -c '^0106,hidden,201' aside.csv)" = 4 ]
}

@test "what is said of a column goes along with its name" {
    # in later files, in either order
    printf 'kom;kom_status;n\n101;;1\n147;hidden;2\n' >u1.csv
    printf 'kommune;kommune_status;n\n101;;4\n147;hidden;8\n' >u2.csv
    local sums="kom,measure,sum
,n,10
101,n,5"
    [ "$(kom-sum -q --by kom -y n --stats sum --union u1.csv u2.csv)" = "$sums" ]
    [ "$(kom-sum -q --by kom -y n --stats sum u2.csv u1.csv)" = "$sums" ]
    printf 'kom,kr\n101,4\n147,8\n' >k1.csv
    printf 'kom,beløb,beløb_status\n101,1,\n147,2,hidden\n' >k2.csv
    [ "$(kom-sum -q --by kom -y amount --stats missing,sum --union k1.csv k2.csv 2>/dev/null | tail -n 1)" = 147,amount,1,8 ]
    [ "$(kom-sum -q --by kom -y amount --stats missing,sum --union k2.csv k1.csv 2>/dev/null | tail -n 1)" = 147,amount,1,8 ]
    # under --rename and --canonical
    printf 'kommune,kommune_status,kr,kr_status\n101,,1,\n101,,4,hidden\n' >a.csv
    [ "$(kom-read -q --canonical a.csv | head -n 1)" = kom,kom_status,amount,amount_status ]
    [ "$(kom-read -q --canonical a.csv | kom-sum -q -y amount --stats sum | tail -n 1)" = amount,1 ]
    [ "$(kom-sum -q -r x=kr -y x --stats sum a.csv | tail -n 1)" = x,1 ]
    [ "$(kom-sum -q -r x=kr,NEW=x_status -y x --stats sum a.csv | tail -n 1)" = x,5 ]
    [ "$(kom-sum -q -r x=kr,NEW=kr_status -y x --stats sum a.csv | tail -n 1)" = x,5 ]
    printf 'kom,slut,slut_status,fra,person\n101,,hidden,2018-01-01,p\n' >spells.csv
    fails_empty 3 'hides "end"' kom-panel -r end=slut --period quarter --from 2018-01-01 --to 2018-12-31 spells.csv
    # in tables for people, by the word
    [ "$(printf 'kom,kr,amount_status\n102,2,hidden\n103,,missing:A\n' | kom-table -q -f csv-da | tail -n 2 | tr '\n' ' ')" = '102;c 103;.. ' ]
}

@test "a hidden cell is not taken for a blank that says something else" {
    printf 'kom,person,date,status,status_status,amount\n101,a,2019-01-01,cancelled,hidden,5\n' >sales.csv
    fails_empty 3 'hides "status"' kom-uptake sales.csv
    printf 'kom,start,start_status\n101,2019-01-01,hidden\n' >part.csv
    awk 'BEGIN { print "kom,period,x"; for (u = 101; u < 107; u++) for (t = 2015; t < 2021; t++) print u "," t "," u * t % 7 }' >panel.csv
    fails_empty 3 'part.csv:2: column "start_status": hides "start"' kom-did --participation part.csv -y x panel.csv
    printf 'kom,service,group,group_status,start\n101,x,G1,hidden,2019-01-01\n' >off.csv
    printf 'kom,person,service,date\n101,a,x,2019-01-01\n' >sold.csv
    fails_empty 3 'hides "group"' kom-uptake --offerings off.csv sold.csv
}

@test "two columns that say what there is of one; filters; by-columns of side tables" {
    printf 'kom,kr,kr_status,amount_status\n1,5,,hidden\n' >two.csv
    fails_empty 3 'both "kr_status" and "amount_status" say what there is of "kr"' kom-sum -y kr two.csv
    printf 'kom,kom_status,antal\n101,,1\n101,hidden,10\n' >only.csv
    [ "$(kom-sum -q -y antal --stats n,sum --only kom=101 only.csv | tail -n 1)" = antal,1,1 ]
    printf 'kom,kom_status,n\n101,bogus,1\n' >bogus.csv
    fails_empty 3 '"bogus" is none of' kom-sum -y n --only kom=101 bogus.csv
    printf 'kom,region,region_status\n101,H,\n102,S,hidden\n' >munic.csv
    printf 'kom,n\n101,1\n102,2\n' >rows.csv
    [ "$(kom-sum -q --by region --municipalities munic.csv -y n --stats sum rows.csv | cut -d, -f1,3 | tr '\n' ' ')" = 'region,sum ,2 H,1 ' ]
}

#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# --official: the list of municipalities that ships (data/municipalities.csv), where it is from, and what the tools do with it.
bats_require_minimum_version 1.5.0
load helper

@test "the list is what its sources say" {
    local places=$SOURCE_DIR/data/places
    python3 -B "$SOURCE_DIR/scripts/municipalities.py" | cmp - "$SOURCE_DIR/data/municipalities.csv"
    # Successors by MedCom: of the same codes, whatever is split has all its parts. Marstal and Ærøskøbing stand there, Ærø of
    # 2006, which they became a year before, does not.
    awk -F, 'NR > 1 && $2 != "." { print $2 "," $1 }' "$places/medcom-2007.csv" | sort -u >medcom
    awk -F, 'NR > 1 && $1 != 492 { n = split($5, s, " "); for (i = 1; i <= n; i++) print $1 "," s[i] }' "$places/municipalities-1970-2006.csv" | sort -u >ours
    same medcom ours
    [ "$(cut -d, -f1 medcom | sort | uniq -d | tr '\n' ' ')" = '233 509 525 567 601 605 611 627 717 719 747 793 833 ' ]
    # Regions of now by MedCom, too.
    awk -F, 'NR > 1 && $2 != "." { print $1 "," $8 }' "$places/medcom-2007.csv" | tr -d '\r' | sort -u >medcom
    awk -F, 'NR > 1 && $4 == "" && $1 != 411 { print $1 "," $7 }' "$SOURCE_DIR/data/municipalities.csv" | sort -u >ours
    same medcom ours
    # Groups of Statistics Denmark (komgrp): 98 in five.
    [ "$(awk -F, 'NR > 1 && $8 { print $8 }' "$SOURCE_DIR/data/municipalities.csv" | sort | uniq -c | awk '{ print $1, $2 }' | tr '\n' ' ')" = \
        '24 Hovedstadskommuner 31 Landkommuner 24 Oplandskommuner 16 Provinsbykommuner 3 Storbykommuner ' ]
}

@test "the list obeys its own rules: spells of a code do not overlap, successors are there the day after" {
    kom-check -S "$SOURCE_DIR/data/datapackage.json" "$SOURCE_DIR/data/municipalities.csv"
    python3 - "$SOURCE_DIR/data/municipalities.csv" <<'PY'
import csv, datetime, sys
rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
assert len(rows) == 343
there = lambda code, day: any(r["kom"] == code and r["valid_from"] <= day and (not r["valid_to"] or day <= r["valid_to"]) for r in rows)
for r in rows:
    if r["valid_to"]:
        day = str(datetime.date.fromisoformat(r["valid_to"]) + datetime.timedelta(1))
        assert r["successors"] and all(there(c, day) for c in r["successors"].split()), r
        assert r["share"] == ("" if " " in r["successors"] else "1"), r
    else:
        assert not r["successors"], r
    assert sum(s["kom"] == r["kom"] and s is not r and s["valid_from"] <= (r["valid_to"] or "9") and r["valid_from"] <= (s["valid_to"] or "9") for s in rows) == 0, r
PY
}

@test "kom-check: municipalities on their day" {
    golden official/check -- kom-check --official data/official/rows.csv
    # The same by a twin over the list.
    python3 - "$SOURCE_DIR/data/municipalities.csv" >expected <<'PY'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
for line, r in enumerate(csv.DictReader(open("data/official/rows.csv")), 2):
    code, day = r["kom"].zfill(3)[-3:] if r["kom"].isdigit() else r["kom"], r["date"]
    if r["kom"] and not any(s["kom"] == code and (not day or (s["valid_from"] <= day and (not s["valid_to"] or day <= s["valid_to"]))) for s in rows):
        print("%d,kom" % line)
PY
    same expected <(cut -d, -f2,3 "$GOLDEN/official/check.out" | grep ',kom$')
}

@test "kom-check: the day of a period and of a spell; no day at all" {
    printf 'kom,period,n\n601,2006,1\n601,2007,1\n190,2006-Q4,2\n190,2007-Q1,2\n' >periods.csv
    golden official/periods -- kom-check --official periods.csv
    printf 'person,kom,start,end\nP1,601,2005-01-01,2010-01-01\nP1,601,2008-01-01,\n' >spells.csv
    run -1 --separate-stderr kom-check -q --official spells.csv
    [ "$(cut -d, -f2-4 <<<"$output" | tr '\n' ' ')" = 'line,column,rule 3,kom,unknown_kom ' ]
    printf 'kom,n\n601,1\n190,1\n602,1\n' >plain.csv
    run -1 --separate-stderr kom-check -q --official plain.csv
    [ "$(cut -d, -f2-4 <<<"$output" | tr '\n' ' ')" = 'line,column,rule 4,kom,unknown_kom ' ]
}

@test "kom-check: every row is asked, also where the codes of a sale were met before" {
    awk 'BEGIN { print "kom,person,service,date"; for (i = 0; i < 40000; i++) printf "601,P%d,s,%s\n", i, i % 2 ? "2006-12-31" : "2007-01-01" }' >sales.csv
    for jobs in 1 4; do
        run -1 --separate-stderr kom-check -j $jobs --official sales.csv
        [ "$(grep -c unknown_kom <<<"$output")" = 20000 ]
    done
    kom-check -q --official --severity unknown_kom=off sales.csv
}

@test "kom-check: a table without municipalities, and another list beside" {
    printf 'a,n\n1,2\n' >no.csv
    fails_empty 3 'no column "kom"; it has a, n' kom-check --official no.csv
    fails_empty 3 'no column "kom"; it has a, n' kom-read --official no.csv
    fails_empty 2 'municipalities: has no meaning beside --official' kom-check --official --municipalities no.csv data/official/rows.csv
}

@test "kom-read: three digits, and unknown codes are named" {
    golden official/read -- kom-read --official data/official/rows.csv
    golden official/read_four -- kom-read --official --kom-digits 4 data/official/rows.csv
    awk 'BEGIN { print "kom,n"; for (i = 100; i < 1000; i++) print i "," i }' >all.csv
    golden official/read_all -- sh -c 'kom-read -j $JOBS --official all.csv | cksum'
    # Codes that nobody ever had: all but those of the list.
    [ "$(awk -F, 'NR > 1 { print $1 }' "$SOURCE_DIR/data/municipalities.csv" | sort -u | wc -l)" = $((900 - 577)) ]
    grep -q 'official list: 577 (' "$GOLDEN/official/read_all.err"
}

@test "kom-join: name, region and size class of now, of a year, of the day" {
    printf 'kom,n\n101,1\n751,2\n411,3\n' >now.csv
    golden official/join -- kom-join --official now.csv
    golden official/join_add -- kom-join --official --add region,size_class now.csv
    printf 'kommunekode,dato,n\n601,2005-02-01,1\n615,2006-01-01,1\n615,2019-01-01,1\n' >then.csv
    golden official/join_day -- kom-join --official --add name,successors,share,size_class --within valid_from,valid_to=dato then.csv
    golden official/join_year -- kom-join --official --year 2006 --add name,successors then.csv
    fails_empty 3 'no row of the official list has: 601' kom-join --official then.csv
    [ "$(kom-join -q --official --kom-digits 4 --add region --no-match keep data/official/rows.csv | sed -n 2,3p | tr '\n' ' ')" = '0101,2005-02-01,1,Hovedstaden 0147,2019-01-01,1,Hovedstaden ' ]
}

@test "kom-join --official is kom-join --with data/municipalities.csv" {
    local list=$SOURCE_DIR/data/municipalities.csv
    awk -F, 'NR > 1 { print $1 }' "$list" | sort -u | awk 'BEGIN { print "kom,day" } { print $1 ",1970-04-01"; print $1 ",2004-06-30"; print $1 ",2006-12-31"; print $1 ",2007-01-01" }' >days.csv
    kom-join -q --official --within valid_from,valid_to=day --no-match keep --day day=iso days.csv >ours
    kom-join -q --with "$list" --on kom --within valid_from,valid_to=day --no-match keep --day day=iso days.csv >theirs
    same theirs ours
    for year in 1975 2002 2003 2006 2007 2019; do
        python3 - "$list" $year >year.csv <<'PY'
import csv, sys
rows, day = list(csv.DictReader(open(sys.argv[1], encoding="utf-8"))), sys.argv[2] + "-07-01"
w = csv.DictWriter(sys.stdout, rows[0].keys(), lineterminator="\n")
w.writeheader()
w.writerows(r for r in rows if r["valid_from"] <= day and (not r["valid_to"] or day <= r["valid_to"]))
PY
        kom-join -q --official --year $year --no-match keep days.csv >ours
        kom-join -q --with year.csv --on kom --no-match keep days.csv >theirs
        same theirs ours
    done
}

@test "kom-join: what does not go with it is refused, columns that the list has not are named" {
    printf 'kom,name,day\n101,x,2019-01-01\n' >rows.csv
    fails_empty 2 'with: has no meaning beside --official' kom-join --official --with rows.csv rows.csv
    fails_empty 2 'add: the official list has no column "x"; it has kom, name,' kom-join --official --add x rows.csv
    fails_empty 2 'on: the official list has no column "kode"' kom-join --official --on kom=kode rows.csv
    fails_empty 2 'in the official list it is valid_from,valid_to=DAYCOL' kom-join --official --within start,end=day rows.csv
    fails_empty 2 'year: has no meaning beside --within' kom-join --official --within valid_from,valid_to=day --year 2006 rows.csv
    fails_empty 2 'year: "1974" is no whole number from 1975' kom-join --official --year 1974 rows.csv
    fails_empty 2 'official: has no meaning beside --code-to-name' kom-join --official --code-to-name kom rows.csv
    fails_empty 3 'column "name" is there already|has a column "name"|"name"' kom-join --official rows.csv
    [ "$(kom-join -q --official --rename with:official_name=name --add official_name rows.csv | tail -n 1)" = '101,x,2019-01-01,København' ]
}

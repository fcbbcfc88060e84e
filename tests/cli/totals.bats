#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Totals among the data: a row that stands for the sum of others, and would be added to them, is named.
load helper

# says PATTERN COMMAND...: succeeds, and says that, quiet or not.
says() {
    local pattern=$1
    shift
    fails 0 "$pattern" "$@" -q
    fails 0 "$pattern" "$@"
}

# silent COMMAND...: says nothing of totals.
silent() {
    "$@" >silent.out 2>silent.err || complain "$(cat silent.err)" || return
    ! grep -E "total of|sum of the" silent.err || complain "not silent: $*"
}

@test "a total row at the end, and both calls that leave it out" {
    printf 'kommune;beløb\n101;1\n147;2,5\n151;4\nI alt;7,5\n' >end.csv
    says "^kom-sum: rows: column \"kommune\": \"I alt\" \(1 row\) is added to what it is the total of; --except 'kommune=I alt' leaves them out, as does kom-read --total-codes 'kommune=I alt' --totals drop$" \
        kom-sum -y beløb --stats n,sum end.csv
    [ "$(kom-sum -q -y beløb --stats n,sum end.csv 2>/dev/null | tail -n 1)" = beløb,4,15 ]
    silent kom-sum -y beløb --stats n,sum --except 'kommune=I alt' end.csv
    [ "$(tail -n 1 silent.out)" = beløb,3,7.5 ]
    kom-read -q --total-codes 'kommune=I alt' --totals drop end.csv >read.csv
    silent kom-sum -y beløb --stats n,sum read.csv
    [ "$(tail -n 1 silent.out)" = beløb,3,7.5 ]
    # as a by-column it parts the total itself
    silent kom-sum -b kommune -y beløb end.csv
    silent kom-sum -b kom -y beløb end.csv
}

@test "words for totals, in any letters; StatBank's codes among municipalities only" {
    local word
    for word in 'I alt' Ialt 'I ALT' IALT Total TOTAL TOT 'Hele landet' Alle 'Alt i alt' 'All Denmark' Sum Samtlige 'Ialt:'; do
        printf 'navn,x\na,1\nb,2\n%s,9\n' "$word" >word.csv
        says "column \"navn\": \"$word\" \(1 row\) is added" kom-sum -y x word.csv
    done
    for word in 000 081 '085 Region Sjælland' 'Region Hovedstaden' 'Hele landet'; do
        printf 'kom,x\n101,1\n147,2\n%s,9\n' "$word" >word.csv
        says "column \"kom\": \"?$word\"? \(1 row\) is added" kom-sum -y x word.csv
        printf 'navn,x\na,1\nb,2\n%s,9\n' "$word" >word.csv
        [ "$word" = 'Hele landet' ] || silent kom-sum -y x word.csv
    done
    for word in totem alt Alice 'Alle tiders' summen Tot1 101 0101; do
        printf 'navn,x\na,1\nb,2\n%s,9\n' "$word" >word.csv
        silent kom-sum -y x word.csv
    done
    # nothing beside it
    printf 'navn,x\nI alt,1\nI alt,2\n' >alone.csv
    silent kom-sum -y x alone.csv
    printf 'navn,g,x\nI alt,a,1\nI alt,a,2\nb,b,3\n' >parted.csv
    silent kom-sum -b g -y x parted.csv
    says '"I alt" \(2 rows\)' kom-sum -y x parted.csv
}

@test "several columns and words" {
    printf 'kom;køn;beløb\n101;M;1\n101;K;2\n101;TOT;3\n147;M;4\n147;K;5\n147;TOT;9\n000;TOT;12\n' >several.csv
    kom-sum -q -y beløb --stats sum several.csv >out 2>err
    [ "$(wc -l <err)" = 2 ]
    grep -q 'column "kom": 000 (1 row)' err
    grep -q 'column "køn": "TOT" (3 rows)' err
    silent kom-sum -y beløb --stats sum --except kom=000,køn=TOT several.csv
    [ "$(tail -n 1 silent.out)" = beløb,12 ]
    says 'column "køn": "TOT" \(2 rows\)' kom-sum -b kom -y beløb several.csv
    silent kom-sum -b kom,køn -y beløb several.csv
    printf 'navn,x\na,1\nI alt,2\nTotal,2\n' >two.csv
    says "\"I alt\", \"Total\" \(2 rows\) are added to what they are the total of; --except 'navn=I alt\|Total'" kom-sum -y x two.csv
    silent kom-sum -y x --except 'navn=I alt|Total' two.csv
}

@test "a row that is the sum of the others, under a key that is blank, unknown or a word and more" {
    local key except
    for key in '' 999 'Total 2019' 'I alt kommuner' 'Sum, alle'; do
        printf 'kom;beløb;antal\n101;1;1\n147;2,5;1\n151;4;2\n%s;7,5;4\n' "$key" >sum.csv
        says "sum.csv:5: column \"kom\": .*, and the row is the sum of the 3 others, to which it is added; --except " kom-sum -y beløb,antal sum.csv
        # what the message names, as a shell reads it
        except=$(kom-sum -q -y beløb,antal sum.csv 2>&1 >out | sed -n "s/.*; \(--except .*\) leaves .*/\1/p")
        eval "silent kom-sum -y beløb,antal --stats n,sum $except sum.csv"
    done
    # not where a number differs, the key is a municipality, or there are fewer than four rows
    printf 'kom;beløb;antal\n101;1;1\n147;2,5;1\n151;4;2\n;7,5;5\n' >other.csv
    silent kom-sum -y beløb,antal other.csv
    says 'is the sum of the 3 others' kom-sum -y beløb other.csv
    printf 'kom;beløb\n101;1\n147;2\n151;4\n155;7\n' >known.csv
    silent kom-sum -y beløb known.csv
    printf 'kom;beløb\n101;1\n147;2\n;3\n' >three.csv
    silent kom-sum -y beløb three.csv
    printf 'kom;beløb\n101;0\n147;0\n151;0\n;0\n' >zero.csv
    silent kom-sum -y beløb zero.csv
    # within each group
    printf 'kom,aar,beloeb\n101,2018,1\n147,2018,2\n151,2018,3\n,2018,6\n101,2019,1\n147,2019,2\n151,2019,3\n155,2019,7\n' >years.csv
    says 'years.csv:5: .*the sum of the 3 others' kom-sum -b aar -y beloeb years.csv
    silent kom-sum -y beloeb years.csv
    # what does not add is no sum, but a word is a word
    printf 'kom,share\n101,1\n147,2\n151,4\n,7\n' >share.csv
    silent kom-sum -y share share.csv
    printf 'kom,share\n101,1\n147,2\nI alt,7\n' >share.csv
    says '"I alt" \(1 row\)' kom-sum -y share share.csv
}

@test "many blank keys are no totals" {
    { echo kom,x; for i in $(seq 70); do echo ,1; done; echo ,70; } >many.csv
    silent kom-sum -y x many.csv
    { echo kom,x; for i in $(seq 60); do echo ,1; done; echo ,60; } >some.csv
    says 'some.csv:62: .* the sum of the 60 others' kom-sum -y x some.csv
}

@test "threads and the quick way change nothing that is said" {
    "$KOM_BIN"/kom-sim --minimal --scale 30 --seed 4 --out sim 2>/dev/null
    { cat sim/sales.csv; echo '000;p;rengoering;2019-01-01;1;5,00'; } >big.csv
    local call
    for call in 'kom-sum -y beloeb' 'kom-sum -b kommunekode -y beloeb' 'kom-sum -b ydelse -y beloeb' 'kom-uptake'; do
        for jobs in 1 3; do
            # shellcheck disable=SC2086
            $call -q -j $jobs big.csv >out.$jobs 2>err.$jobs
        done
        cmp out.1 out.3
        cmp err.1 err.3
    done
    fails 0 'column "kommunekode": 000 \(1 row\)' kom-sum -q -y beloeb big.csv
    fails 0 'column "kommunekode": 000 \(1 row\)' kom-sum -q -b ydelse -y beloeb big.csv
}

@test "kom-uptake: services and attributes among the sales" {
    printf 'kom,service,date,amount,setting\n101,a,2019-01-01,1,own_home\n101,b,2019-01-01,2,own_home\n101,I alt,2019-01-01,3,Alle\n' >sales.csv
    says 'sales: column "service": "I alt" \(1 row\) is added' kom-uptake sales.csv
    says 'sales: column "setting": "Alle" \(1 row\) is added' kom-uptake --by kom,service sales.csv
    silent kom-uptake --by kom,service,setting sales.csv
    silent kom-uptake --except 'service=I alt' sales.csv
    [ "$(tail -n 1 silent.out | cut -d, -f13)" = 3 ]
}

@test "kom-diff and kom-did: sides and groups" {
    {
        echo kom,service,phase,period,treated,x,y
        for kom in 101 147 151 155; do
            for i in 1 2 3 4; do echo "$kom,a,$([ $i -lt 3 ] && echo before || echo after),201$i,$([ $kom = 101 ] && echo 2013),$((kom % 9 + i * i)),$((kom % 4 * i))"; done
        done
    } >rows.csv
    silent kom-diff -y x --phase phase --by service rows.csv
    silent kom-did -y x --method ols --covariates y rows.csv
    { cat rows.csv; echo 'Hele landet,a,before,2011,,50,2'; } >total.csv
    says 'rows: column "kom": "Hele landet" \(1 row\) is added' kom-diff -y x --phase phase --by service total.csv
    says 'rows: column "kom": "Hele landet" \(1 row\) is added' kom-did -y x --method ols --covariates y total.csv
    silent kom-diff -y x --phase phase --by service --except 'kom=Hele landet' total.csv
    silent kom-diff -y x --phase phase --by kom total.csv
    sed 's/^155,a/155,I alt/' rows.csv >service.csv
    says 'rows: column "service": "I alt" \(4 rows\)' kom-did -y x --method ols --covariates y service.csv
    printf 'kom,phase,x\n101,before,1\n147,before,2\n151,before,3\n,before,6\n101,after,1\n147,after,2\n151,after,4\n155,after,9\n' >sum.csv
    says 'sum.csv:5: column "kom": a blank cell, and the row is the sum of the 3 others' kom-diff -y x --phase phase --by '' sum.csv
}

@test "margins read back by kom trip nothing" {
    printf 'kom,person,service,date,amount\n101,a,x,2019-01-01,1\n101,b,y,2019-02-01,2\n147,c,x,2019-03-01,3\n147,c,x,2018-03-01,3\n101,b,y,2018-02-01,2\n' >sales.csv
    kom-uptake -q --by kom --margins kom --period year sales.csv >margins.csv
    grep -q '^total,2018' margins.csv
    silent kom-sum --by kom -y sales,amount margins.csv
    silent kom-diff --by kom -y sales --at 2019 margins.csv
    says 'column "kom": "total" \(2 rows\) is added' kom-sum -y sales margins.csv
    kom-uptake -q --by kom,service --margins service --period year sales.csv >margins.csv
    says 'column "service": "total"' kom-sum --by kom -y sales margins.csv
    silent kom-sum --by kom,service -y sales margins.csv
    kom-sum -q -y amount --by kom --margins kom --stats n,sum sales.csv >sums.csv
    silent kom-sum --by kom -y sum sums.csv
}

@test "of more than 64 rows that might be totals none is looked at, whichever threads read them" {
    python3 - <<'END'
rows = [f"{[101, 147][i % 2]},1,{'f' * 20}" for i in range(90000)]
for j in range(99): rows[j * 900 + 5] = f",0,{'f' * 20}"
rows[450] = f",{sum(',1,' in r for r in rows) - 1},{'f' * 20}"
open("many.csv", "w").write("\n".join(["kom,x,filler"] + rows) + "\n")
for j in range(20, 99): rows[j * 900 + 5] = f"101,0,{'f' * 20}"
open("few.csv", "w").write("\n".join(["kom,x,filler"] + rows) + "\n")
END
    for jobs in 1 2 4; do
        kom-sum -q -j $jobs --value x --stats sum many.csv 2>err >out
        [ ! -s err ] || complain "-j $jobs: $(cat err)"
        kom-sum -q -j $jobs --value x --stats sum few.csv 2>err >out
        grep -q 'few.csv:452: column "kom": a blank cell, and the row is the sum of the 89999 others' err
    done
}

# What is nothing in one column may be a total in another, however often it was met there.
@test "a text that is nothing in another column is a total in the main one" {
    awk 'BEGIN { print "kom,note,n"; for (i = 0; i < 1200; i++) print 101 + 46 * (i % 2) ",I alt kommuner," i
        print "I alt kommuner,x,719400" }' >other.csv
    kom-sum --value n --stats sum other.csv 2>err >out
    grep -q 'other.csv:1202: column "kom": "I alt kommuner", and the row is the sum of the 1200 others' err
}

@test "totals in a period, a person, a sale" {
    printf 'kom;tid;indhold\n101;2019;1\n101;2020;2\n101;I alt;3\n' >tid.csv
    printf 'borger;beloeb\np1;1\np2;2\nI alt;3\n' >person.csv
    printf 'sale_id;beloeb\n1;1\n2;2\nTotal;3\n' >sale.csv
    for file in tid person sale; do
        kom-sum -q -y "$(head -n 1 $file.csv | sed 's/.*;//')" --stats n,sum $file.csv >out 2>err
        grep -qE '"(I alt|Total)" \(1 row\) is added to what it is the total of; --except' err
    done
    kom-sum -q -y beloeb --stats n,sum --except sale_id=Total sale.csv >out 2>err
    printf 'measure,n,sum\nbeloeb,2,3\n' | same - out
    [ ! -s err ]
    # where it is what rows are parted by, it is no part of another sum
    kom-sum -q -b tid -y indhold --stats sum tid.csv 2>err >out
    [ ! -s err ]
    printf 'kom;borger;dato;ydelse;beloeb\n101;p1;2019-01-01;a;1\n101;I alt;2019-01-02;a;1\n' >sales.csv
    kom-uptake -q sales.csv 2>err >out
    grep -q 'column "borger": "I alt" (1 row) is added' err
}

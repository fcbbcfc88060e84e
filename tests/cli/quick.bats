#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The quick ways write what the careful ways write: each is run beside its twin. KOM_CAREFUL sends all rows the
# careful way.

load helper
load quick

@test "kom-read: rows copied whole are rows made cell by cell" {
    n=0
    while IFS= read -r f; do
        quick=0 careful=0
        "$KOM_BIN"/kom-read -q "$f" >quick.out 2>quick.err || quick=$?
        KOM_CAREFUL=1 "$KOM_BIN"/kom-read -q "$f" >careful.out 2>careful.err || careful=$?
        [ "$quick" -eq "$careful" ]
        cmp quick.out careful.out
        cmp quick.err careful.err
        n=$((n + 1))
    done < <(find "$SOURCE_DIR"/tests/csv/corpus "$SOURCE_DIR"/tests/real "$SOURCE_DIR"/data/sample -name '*.csv')
    [ "$n" -gt 20 ]
}

@test "kom-read: commas, blanks, long numbers, odd days among plain rows" {
    {
        echo 'kom;navn;dato;beloeb;antal'
        i=0
        while [ $i -lt 1500 ]; do
            echo "101;Jens;2019-02-28;12,50;1"
            i=$((i + 1))
        done
        printf '%s\n' '101;Hansen, Jens;2019-01-02;1,00;2' ' 101 ;Jens; 2019-01-02;1,00;2' '101;Jens;;;' \
            '101;Jens;9999-12-31;-1,5;007' '101;a"b;2019-12-31;..;.' '101;,;2019-12-31;,5;5,' \
            '101;Jens;2020-02-29;1234567890123456789012345;1e5' '101;"x;y";2019-01-01;1;1'
        i=0
        while [ $i -lt 20000 ]; do
            echo "751;Aase;2019-03-$((i % 28 + 1 < 10 ? 10 : i % 28 + 1));$i,25;1"
            i=$((i + 1))
        done
    } >mixed.csv
    "$KOM_BIN"/kom-read -q mixed.csv >quick.out
    KOM_CAREFUL=1 "$KOM_BIN"/kom-read -q mixed.csv >careful.out
    cmp quick.out careful.out
    [ "$(wc -l <quick.out)" -eq 21509 ]
    grep -qx '101,"Hansen, Jens",2019-01-02,1.00,2' quick.out
}

@test "kom-read: signs that read as numbers or days mean missing on either way" {
    {
        echo 'kom;dato;antal;beloeb;tekst'
        i=0
        while [ $i -lt 4000 ]; do
            echo "10$((i % 9));20$((10 + i % 13))-0$((i % 9 + 1))-1$((i % 10));$((i % 11));$((i % 1000)),$((i % 3))0;9"
            i=$((i + 1))
        done
    } >signs.csv
    for signs in 9 9,99 '"0,00"' 2012-03-12 '9,2015-06-15,"999,20",108' 1e3 nobody; do
        same kom-read --missing "$signs" signs.csv
        same kom-sum --missing "$signs" --by kom,dato --value antal,beloeb signs.csv
        same kom-check --missing "$signs" signs.csv
    done
    "$KOM_BIN"/kom-read -q --missing 9,2015-06-15 signs.csv >out.csv
    [ "$(grep -c ',,' out.csv)" -gt 300 ]
    [ "$n_good" -ge 15 ]
}

@test "kom-read: a mark or a sign alone is no number, on either way" {
    local cell
    for cell in - , -, +, '' 5, ,5; do
        printf 'kom;antal\n101;%s\n147;5,5\n' "$cell" >alone.csv
        quick=0 careful=0
        "$KOM_BIN"/kom-read -q alone.csv >quick.out 2>quick.err || quick=$?
        KOM_CAREFUL=1 "$KOM_BIN"/kom-read -q alone.csv >careful.out 2>careful.err || careful=$?
        [ "$quick" -eq "$careful" ]
        cmp quick.out careful.out
        case $cell in
        *5* | '') [ "$quick" -eq 0 ] ;;
        *) [ "$quick" -eq 3 ] ;;
        esac
    done
}

@test "kom-read: codes in as many digits as asked for, in rows that are otherwise copied" {
    printf 'kom;antal\n101;5,5\n0147;2\n1234;3\n' >codes.csv
    "$KOM_BIN"/kom-read -q --kom-digits 4 codes.csv >four.out
    printf 'kom,antal\n0101,5.5\n0147,2\n1234,3\n' | cmp - four.out
    "$KOM_BIN"/kom-read -q --kom-digits 3 codes.csv >three.out
    printf 'kom,antal\n101,5.5\n147,2\n1234,3\n' | cmp - three.out
}

@test "kom-read: a decimal mark that is neither point nor comma" {
    printf 'kom;beloeb\n101;1_5\n101;-2\n' >under.csv
    "$KOM_BIN"/kom-read -q --decimal _ under.csv >quick.out
    printf 'kom,beloeb\n101,1.5\n101,-2\n' | cmp - quick.out
}

# What does not fit is left to the reader of any number: the quick one must not overflow on its way (ASan and UBSan).
@test "kom-sum: more digits than a word holds" {
    printf 'kom;beloeb\n101;-99999999999999999999,25\n101;0000000000000000000000001,50\n' >long.csv
    "$KOM_BIN"/kom-sum -q --by kom --stats n,max long.csv --value beloeb >long.out
    printf 'kom,measure,n,max\n101,beloeb,2,1.5\n' | cmp - long.out
    { echo 'kom;beloeb' && yes '101;900000000000000,25' | head -n 5000; } >large.csv
    "$KOM_BIN"/kom-sum -q --by kom --stats n,sum,sd large.csv --value beloeb >large.out
    printf 'kom,measure,n,sum,sd\n101,beloeb,5000,4500000000000001250,0\n' | cmp - large.out
}

@test "kom-uptake: rows entered by memory are rows judged" {
    "$KOM_BIN"/kom-sim --minimal --scale 20 --seed 4 --out sim 2>/dev/null
    {
        cat sim/sales.csv
        printf '%s\n' '101;;x;2019-01-01;1;1' '101;P1;;2019-01-01;1;1' ';P1;x;2019-01-01;1;1' '101;P1;x;;1;1' \
            ' 101;P1;x;2019-01-01; 1;1,005' '101;P1;x;2019-01-01;;' '101;P1;x;2019-01-31;-3;-99999999999999,99' \
            '101;a name with blanks;x;2019-01-01;1;1' '101;a name with blanks;x;2019-01-02;1;1'
    } >sales.csv
    for options in '' '--period month' '--period day' '--period year --from 2018-02-03 --to 2019-05-06' '--dominance --period month'; do
        # shellcheck disable=SC2086
        same kom-uptake $options sales.csv
    done
    grep -q 'incomplete 4' quick.err
}

@test "kom-uptake: a sale in the year 9999 is outside any period" {
    printf 'kom,person,service,date,amount\n101,P1,s,2019-02-28,1\n101,P2,s,9999-12-31,1\n101,P1,s,2019-03-01,1\n' >open.csv
    "$KOM_BIN"/kom-uptake --period month open.csv >open.out 2>open.err
    [ "$(cut -d, -f1,2,6,10,12 open.out)" = "$(printf 'kom,period,buyers,sales,hours\n101,2019-02,1,1,\n101,2019-03,1,1,')" ]
    grep -q 'outside_period 1' open.err
}

# Spells with gaps and moves, services that come and go or have two providers, buyers who are no recipients.
spells_world() {
    LC_ALL=C awk '
        function draw(n) { seed = (seed * 16807) % 2147483647; return seed % n }
        function day(n) { return sprintf("%d-%02d-%02d", 2018 + int(n / 360), int(n % 360 / 30) + 1, n % 30 % 28 + 1) }
        BEGIN {
            seed = 11
            print "kom,service,start,end,provider" >"offerings.csv"
            for (k = 101; k < 108; k++)
                for (s = 0; s < 4; s++) {
                    print k ",svc" s "," day(draw(200)) "," (draw(3) ? day(200 + draw(400)) : "") ",a" >"offerings.csv"
                    if (draw(2)) print k ",svc" s "," day(100 + draw(200)) ",,b" >"offerings.csv"
                    if (draw(2)) print k ",a service of many letters," day(30 * s) "," day(30 * s + 25) ",a" >"offerings.csv"
                }
            print "person,kom,start,end" >"recipients.csv"
            for (p = 0; p < 3000; p++)
                for (at = draw(300); at < 1000; at += 40 + draw(900))
                    print "P" p "," 101 + draw(8) "," day(at) "," (draw(4) ? day(at + draw(300) + 28) : "") >"recipients.csv"
            print "kom;person;service;date;quantity;amount" >"sales.csv"
            for (i = 0; i < 60000; i++)
                print 101 + draw(8) ";" (draw(50) ? "P" draw(3200) : "") ";" (draw(4) ? "svc" draw(5) : "a service of many letters") \
                    ";" day(draw(1080)) ";" draw(3) ";" draw(9999) "," (draw(9) ? 25 : 125) >"sales.csv"
        }'
}

@test "kom-uptake: rows entered by memory are rows judged, with spells and offerings" {
    spells_world
    for options in '--offerings offerings.csv' '' '--offerings offerings.csv --from 2018-06-15 --to 2019-03-02' \
        '--offerings offerings.csv --by kom,provider' '--offerings offerings.csv --by kom,service' '--offerings offerings.csv --persons'; do
        # shellcheck disable=SC2086
        same kom-uptake --period month --recipients recipients.csv $options sales.csv
        grep -q 'not_recipient [0-9]' quick.err
        grep -q 'incomplete [0-9]' quick.err
    done
}

# All columns that a sale may have, with what can be said of them, wrong words aside. Keys that the side tables do not know.
wide_world() {
    LC_ALL=C awk '
        function draw(n) { seed = (seed * 16807) % 2147483647; return seed % n }
        function day(n) { return sprintf("%d-%02d-%02d", 2018 + int(n / 360), int(n % 360 / 30) + 1, n % 30 % 28 + 1) }
        function one(list,  a, n) { n = split(list, a, "|"); return a[draw(n) + 1] }
        BEGIN {
            seed = 23
            print "kom,service,start,end,provider,setting,section,group" >"offerings.csv"
            for (k = 101; k < 106; k++)
                for (s = 0; s < 3; s++)
                    for (t = 0; t < 5; t++) {
                        key = k ",svc" s ",%s," one("private|municipal|") "," one("|own_home|residence|") "," one("|83|85|") "," one("|||old")
                        if (!met[key]++)
                            printf key "\n", day(draw(300)) "," (draw(3) ? day(300 + draw(600)) : "") >"offerings.csv"
                    }
            print "person,kom,start,end,setting,section,group,birth_year" >"recipients.csv"
            for (p = 0; p < 800; p++)
                for (at = draw(300); at < 1000; at += 40 + draw(900))
                    print "P" p "," 101 + draw(6) "," day(at) "," (draw(4) ? day(at + draw(300) + 28) : "") "," one("own_home|residence") \
                        "," one("83|85") "," one("old|young") "," (draw(9) ? 1930 + draw(40) : "") >"recipients.csv"
            print "kom,period,recipients,kind,setting" >"counts.csv"
            for (k = 101; k < 105; k++)
                for (y = 2018; y < 2021; y++) {
                    print k "," y ",9000,during,own_home" >"counts.csv"
                    print k "," y ",9000,during,residence" >"counts.csv"
                }
            print "kom,start,reports_from" >"participation.csv"
            for (k = 101; k < 107; k++)
                print k "," (k == 103 ? "" : day(300 + draw(300))) ",2018-02-01" >"participation.csv"
            print "kom;person;service;date;quantity;hours;amount;status;provider;setting;section;group;note" >"sales.csv"
            for (i = 0; i < 40000; i++)
                print 101 + draw(6) ";" (draw(90) ? "P" draw(820) : "") ";" (draw(200) ? "svc" draw(3) : one("|a service nobody offers")) ";" \
                    (draw(300) ? day(draw(1080)) : "") ";" draw(3) ";" (draw(5) ? draw(9) ",5" : "") ";" draw(9999) "," (draw(9) ? 25 : 125) ";" \
                    one("||leveret|leveret|leveret|bestilt|aflyst|credited") ";" one("private|municipal|") ";" one("|own_home|residence") ";" \
                    one("|83|85") ";" one("||old|young") ";" (draw(40) ? "" : "st\370tte") >"sales.csv"
        }'
}

@test "kom-uptake: no option, column or table leaves the two ways apart" {
    wide_world
    for sides in '' '--offerings offerings.csv' '--recipients recipients.csv' '--offerings offerings.csv --recipients recipients.csv' \
        '--offerings offerings.csv --recipients recipients.csv --participation participation.csv'; do
        for options in '' '--period day' '--period week --by kom,service' '--period month --by kom,provider,setting' \
            '--period quarter --by kom,service,provider,setting,section,group' '--period half --from 2018-03-03 --to 2019-08-07' \
            '--by kom,section --margins section --period year' '--dominance --period year' '--by provider,kom --market --period year'; do
            # shellcheck disable=SC2086
            same kom-uptake $sides ${sides:+--unmatched warn} $options sales.csv
        done
    done
    for options in '--ages 70,80 --by kom,age_group' '--period month --ages 70,80 --by kom,age_group' '--period year --ages 70 --by age_group,setting' '--persons --period half' \
        '--cumulative --by kom,setting' '--period half --flows provider' '--period event:6m --flows setting --participation participation.csv' '--period event:6m --participation participation.csv' '--dominance --by kom,service --period quarter' \
        '--period event:200d --participation participation.csv --ages 75 --by kom,age_group'; do
        for offered in '' '--offerings offerings.csv'; do
            # shellcheck disable=SC2086
            same kom-uptake --unmatched warn --recipients recipients.csv $offered $options sales.csv
        done
    done
    for options in '' '--by kom,setting' '--by kom,setting --offerings offerings.csv' '--by setting,service --offerings offerings.csv'; do
        # shellcheck disable=SC2086
        same kom-uptake --unmatched warn --period year --recipients counts.csv $options sales.csv
    done
    echo "$n_good"
    [ "$n_good" -ge 40 ]
}

# What a status denies is denied on both ways, and an empty status changes nothing.
@test "kom-sum: rows added up as hundredths are rows added one by one" {
    "$KOM_BIN"/kom-sim --minimal --scale 3 --seed 4 --out sim 2>/dev/null
    {
        cat sim/sales.csv
        printf '%s\n' '101;P;x;2019-01-01;1;-5000000000,01' '101;P;x;2019-01-01;1;10995116277,75' '101;P;x;2019-01-01;1;10995116277,76' \
            '101;P;x;2019-01-01;;-10995116277,76' '751;P;x;2019-01-01;1;999999999999999999' '751;P;x;2019-01-01;0,001;1e300' ' 147;P;x;2019-01-01; 7;0,125' \
            'a unit of a long name;P;x;2019-01-01;-3;' 'a unit of a long name;P;x;2019-01-01;..;12' ';P;x;2019-01-01;1;.' \
            'st\303\270tte;P;x;2019-01-01;1,5;1,1' '751;P;x;2019-01-01;0,1;92233720368547758' '752;P;x;2019-01-01;;92233720368547758,5' '752;P;x;2019-01-01;;3'
        i=0
        while [ $i -lt 3000 ]; do
            echo "u$((i % 1500));P;x;2019-01-01;$((i % 5)),$((i % 3));$((i % 7)),$((i % 100))"
            i=$((i + 1))
        done
    } >plain.csv
    sed '1s/$/;beloeb_status;antal_status;x/; 2,$s/$/;;;/' plain.csv >empty.csv
    sed '1s/$/;beloeb_status;antal_status;x/; 3~7s/$/;hidden:A;Missing;/; 4~7s/$/; ;provisional;/; 5~7s/$/;break;impossible;/; /;.*;.*;.*;.*;.*;/!s/$/;;;/' \
        plain.csv >judged.csv
    for options in ' ' ' --stats n,sum,var,gini,distinct,min,max,p10,median' ' --margins kom --stats sum,max,mad' ' --weight antal' ' --between dato'; do
        for file in plain empty judged; do
            for by in kom kom,borger,dato dato ''; do
                # shellcheck disable=SC2086
                same kom-sum --value beloeb,antal --by "$by" $options $file.csv
                [ "$by" != kom ] || cp quick.out $file.out
            done
        done
        [ ! -s plain.out ] || cmp plain.out empty.out
        [ ! -s plain.out ] || ! cmp -s plain.out judged.out || false
    done
    echo "$n_good"
    [ "$n_good" -ge 30 ]
}

# Tables beside, networks, periods in several spellings, by-columns of many texts, and so many that nothing is kept of them.
@test "kom-sum: no option, column or table leaves the two ways apart" {
    wide_world
    {
        printf 'kom,region,size\n'
        printf '10%s,R%s,%s\n' 1 1 big 2 2 big 3 1 small 4 2 small
    } >municipalities.csv
    printf 'kom,network\n101,A\n102,A\n103,B\n101,B\n104,B\n' >networks.csv
    sed '2~9s/;2018-0\([1-9]\)-\(..\);/;2018M0\1;/; 1s/date/period/; 3~9s/;20..-..-..;/;;/; s/;\(20..-..\)-..;/;\1;/' sales.csv >periods.csv
    for options in '--by kom,service' '--by kom,service,provider,setting,section,group,status' '--by person' '--by kom,person' \
        '--by kom,service,provider,setting,section,group,status,note,date' '--by date --margins date' '--by group --stats n,missing,sum,p10,gini'; do
        # shellcheck disable=SC2086
        same kom-sum --value amount,hours,quantity $options sales.csv
        # shellcheck disable=SC2086
        same kom-sum --memory 1 --value amount,hours $options sales.csv
    done
    for options in '--by period' '--by kom,period --margins kom' '--by service,period --time period --stats autocorr1,n' '--between kom --by period'; do
        # shellcheck disable=SC2086
        same kom-sum --value amount,hours $options periods.csv
    done
    for options in '--by region' '--by region,service' '--by size,kom --margins size'; do
        # shellcheck disable=SC2086
        same kom-sum --value hours,amount --municipalities municipalities.csv --unmatched warn $options sales.csv
        # shellcheck disable=SC2086
        same kom-sum --value hours,amount --municipalities municipalities.csv $options sales.csv
    done
    for overlap in refuse both drop assign=101:B; do
        same kom-sum --value hours --networks networks.csv --by network --unmatched warn --overlap $overlap sales.csv
        same kom-sum --value hours --networks networks.csv --by network,service --margins network --unmatched warn --overlap $overlap sales.csv
    done
    echo "$n_good"
    [ "$n_good" -ge 20 ]
}

@test "kom-uptake: little memory changes nothing but the time, and leaves no file behind" {
    "$KOM_BIN"/kom-sim --minimal --scale 20 --seed 4 --out sim 2>/dev/null
    sed '2,$s/;/;a person of 30 bytes or so, number /' sim/sales.csv >named.csv
    mkdir there
    for f in sim/sales.csv named.csv; do
        "$KOM_BIN"/kom-uptake -q --period month "$f" >much.out
        TMPDIR=there "$KOM_BIN"/kom-uptake -q -j 3 --memory 1 --period month "$f" >little.out
        cmp much.out little.out
        "$KOM_BIN"/kom-uptake -q --by kom --margins kom --period month "$f" >much.out
        TMPDIR=there "$KOM_BIN"/kom-uptake -q --memory 300K --by kom --margins kom --period month "$f" >little.out
        grep -q '^total,' much.out
        cmp much.out little.out
    done
    [ -z "$(ls -A there)" ]
}

@test "kom-uptake: no room for what does not fit is told" {
    "$KOM_BIN"/kom-sim --minimal --scale 1 --seed 4 --out sim 2>/dev/null
    TMPDIR=nowhere run "$KOM_BIN"/kom-uptake --memory 1 sim/sales.csv
    [ "$status" -eq 4 ]
    [[ "$output" == *"nowhere: no temporary file can be made there"*"TMPDIR"* ]]
    run "$KOM_BIN"/kom-uptake --memory much sim/sales.csv
    [ "$status" -eq 2 ]
}

# twin FILE DELIMITER: out/quick/FILE and out/careful/FILE, the same but for a last column of the careful one, which
# no memory keeps (64 bytes at most) and which refers to another file: its rows all go the careful way. Blank lines
# stay blank.
twin() {
    rm -rf out
    mkdir -p out/quick out/careful
    local filler
    filler=$(printf 'x%.0s' {1..70})
    cp "$1" out/quick/"${1##*/}"
    LC_ALL=C awk -v d="$2" -v f="$filler" '
        /^\r?$/ { print; next }
        { cr = sub(/\r$/, ""); print $0 d (NR == 1 ? "filler" : f) (cr ? "\r" : "") }' "$1" >out/careful/"${1##*/}"
    printf 'filler\n%s\n' "$filler" >out/careful/fillers.csv
}

# agree FILE OPTIONS...: kom-check says the same of both twins, by the schema in `fields` and `keys`, with and without
# parting the rows. In what is said of ragged rows the numbers of fields differ. The findings stay in `findings`.
agree() {
    local file=$1 way field key parts
    shift
    for parts in '' '--good good --set-aside aside'; do
        for way in quick careful; do
            field='' key=''
            if [ $way = careful ]; then
                field=', { "name": "filler", "constraints": { "pattern": "x*" } }'
                key='{ "fields": "filler", "reference": { "resource": "fillers", "fields": "filler" } }'
                [ -z "$keys" ] || key=", $key"
            fi
            printf '{ "resources": [ { "name": "t", "path": "t.csv", "schema": { "fields": [ %s %s ],
                "foreignKeys": [ %s %s ] %s } },
                { "name": "fillers", "path": "fillers.csv", "schema": { "fields": [ { "name": "filler" } ] } },
                { "name": "kinds", "path": "kinds.csv", "schema": { "fields": [ { "name": "kind" } ] } } ] }' \
                "$fields" "$field" "$keys" "$key" "$more" >out/$way/p.json
            [ ! -e kinds.csv ] || cp kinds.csv out/$way/
            (
                cd out/$way || exit 1
                status=0
                # shellcheck disable=SC2086
                "$KOM_BIN"/kom-check --schema p.json#t $parts "$@" "$file" >findings 2>said || status=$?; echo "$status" >>said
                [ "$status" -le 1 ]
                sed -E -i 's/[0-9]+ fields where the header has [0-9]+/fields/' findings
                [ -z "$parts" ] || LC_ALL=C sed -E -i 's/[;,](filler|x{70})//' good aside
            )
        done
        diff -r -x p.json -x fillers.csv -x kinds.csv -x "$file" out/quick out/careful
    done
    cp out/quick/findings .
}

@test "kom-check: rows in order by columns are rows looked at cell by cell" {
    "$KOM_BIN"/kom-sim -q --dirt --scale 0.3 --seed 6 --out sim
    printf 'kind\nrengoering\nhavearbejde\nmaaltider\nindkoeb\n' >kinds.csv
    more=
    twin sim/sales.csv ';'
    fields='{ "name": "borger", "constraints": { "required": true, "minLength": 9 } }, { "name": "ydelse" },
        { "name": "dato", "type": "date", "constraints": { "minimum": "2018-02-01", "maximum": "2020-11-30" } },
        { "name": "antal", "type": "integer", "constraints": { "minimum": "1", "maximum": "3" } },
        { "name": "timer", "type": "number", "decimalChar": ",", "constraints": { "minimum": "0.5" } },
        { "name": "beloeb", "type": "number", "decimalChar": ",", "constraints": { "maximum": "512.125" } },
        { "name": "band", "constraints": { "enum": [ "day", "evening" ] } },
        { "name": "boligform", "constraints": { "pattern": "[a-z_]+" } }'
    keys='{ "fields": "ydelse", "reference": { "resource": "kinds", "fields": "kind" } }'
    agree sales.csv
    for rule in blank ragged encoding cpr_like type required ambiguous_number enum foreign_key minimum maximum duplicate; do
        grep -q ",$rule," findings
    done
    agree sales.csv --from 2018-05-01 --to 2020-03-31 --kom-digits 4
    agree sales.csv --missing 3,private --encoding windows-1252
    agree sales.csv --offerings "$PWD"/sim/offerings.csv --severity type=off
    grep -q ',not_offered,' findings
    fields='{ "name": "nobody" }' keys=''
    agree sales.csv --municipalities "$PWD"/sim/municipalities.csv --severity encoding=off
    twin sim/recipients.csv ';'
    agree recipients.csv
    twin sim/panel.csv ','
    agree panel.csv
}

# Most of these rows have one fault only, so that nothing else sends them the careful way.
odd_rows() {
    case $1 in
    7) printf '%s\n' '101,"P,1",a ,2019-02-28,1,2019-03,,,true,,1' ' 101,,a,,,,,,,,' '101,P,b,2019-02-28,1,2019-03,,,true,,1' ;;
    8) printf '%s\n' '101,P,a,2019-02-29,1,2019-03,,,true,,1' '101,P,a,2019-02-28,1.125,2019-03,,,true,,1' '101,P,a,2019-02-28,1,2019-13,,,1,,' ;;
    9) printf '0101,st\303\270tte,st\303\270tte,2019-02-28,1e3,2019-07,2019-05-01,2019-06-30,false,\303\246 b,2\n' ;;
    10) printf '%s\n' '101,P,a,2019-02-28,1,2019-03,2019-05-01,2019-04-30,false,,' '101,P,a,2019-01-02,-5,,9999-12-31,9999-12-31,1,,' ;;
    11) printf '101,P\001,a,2019-01-02,1,,,,1,,\n101,0101901234,a,2019-01-02,.,2019-01,,,0,,\n101,P,a,2019-01-02,..,2019-01,,,0,x 010190-1234,\n' ;;
    12) printf '101,P2,a,2019-01-02,1234567890123456789,2019-01,,,0,,\n\t101,P2\t,a,2019-01-02,1.005,NA,NA,NA,NA,NA,NA\n' ;;
    13) printf '101,P,\303\203\302\246,2019-01-02,007,2018-12,2019-01-01,,TRUE,,\n\n101,P,a\n101,P,a,2019-01-02,7,,,,,\303\203\302\246,\n' ;;
    14) printf '%s\n' '101,,a,2019-01-02,1,,,,,,' '101,"  ",a,2019-01-02,1,,,,,,' '101,NA,a,2019-01-02,1,,,,,,' ',P,a,2019-01-02,1,,,,,,' ;;
    15) printf '%s\n' '101,P,a,2018-05-31,1,,,,,,' '101,P,a,2019-01-02,1,2018-05,,,,,' '101,P,a,2019-12-02,1,,,,,,' '101,P,a,2020-12-31,1,,,,,,' ;;
    16) printf '%s\n' '101,P,a,2019-01-02,1,,,,,,1.5' '101,P,a,2019-01-02,1,,,,,,1.00' '101,P,a,2019-01-02,1,,,,,,010190-1234' '999,P,a,2019-01-02,1,,,,,,' ;;
    17) printf '%s\n' '101,P,a,2019-01-27,1,,,,,,' '101,P,a,2019-01-02,12.25,,,,,,' '101,P,a,2019-01-02,2500.01,,,,,,' '101,P,a,2019-01-02,1,,,,maybe,,' ;;
    18) printf '101,P,a,2019-01-02,1,,,,,st\370tte,\n101,P,a,2019-01-02,1,,,,,st\303\270tte,\n' ;;
    esac
}

@test "kom-check: odd cells among plain rows" {
    printf 'kind\na\nhavearbejde\nst\303\270tte\n' >kinds.csv
    printf 'kom\n101\n147\n' >units.csv
    {
        echo 'kom,person,kind,date,amount,period,start,end,flag,note,n'
        i=0
        while [ $i -lt 2400 ]; do
            echo "101,P$i,havearbejde,2019-02-28,$i.25,2019-03,2019-01-01,2019-12-31,true,a longer note,$i"
            odd_rows $((i % 300))
            i=$((i + 1))
        done
    } >odd.csv
    twin odd.csv ,
    fields='{ "name": "kind" }, { "name": "date", "type": "date", "constraints": { "maximum": "2020-12-30" } },
        { "name": "amount", "type": "number", "constraints": { "minimum": "0", "maximum": "2500" } },
        { "name": "period", "type": "yearmonth" }, { "name": "flag", "type": "boolean" },
        { "name": "n", "type": "integer" }'
    keys='{ "fields": "kind", "reference": { "resource": "kinds", "fields": "kind" } }'
    more=', "missingValues": [ "", "NA" ]'
    agree odd.csv
    for rule in blank ragged encoding cpr_like required type minimum maximum foreign_key spell_order; do
        grep -q ",$rule," findings
    done
    [ "$(grep -c ',encoding,' findings)" -eq 32 ]
    agree odd.csv --from 2018-06-01 --to 2019-12-01
    [ "$(grep -c ',outside_trial,' findings)" -eq 32 ]
    agree odd.csv --municipalities "$PWD"/units.csv --kom-digits 3
    [ "$(grep -c ',unknown_kom,' findings)" -eq 8 ]
    more=
    agree odd.csv --encoding utf-8 --missing 2019-01-27,12.25,P17 --severity cpr_like=warning
    fields='{ "name": "nobody" }' keys=''
    agree odd.csv --kom-digits 4
}

# What was in order by the marks of one file need not be by those of the next.
@test "kom-check: files with other marks" {
    {
        echo 'kom,amount'
        seq -f '101,%.1f' 1 0.1 60
    } >point.csv
    {
        echo 'kom;amount'
        seq -f '101;%.1f' 1 0.1 60
        seq -f '101;%.1f' 1 0.1 60 | tr . ,
    } >comma.csv
    echo '{ "fields": [ { "name": "kom" }, { "name": "amount", "type": "number", "constraints": { "maximum": "60.125" } } ] }' >schema.json
    "$KOM_BIN"/kom-check -q -j 1 --schema schema.json point.csv comma.csv >both || [ $? -eq 1 ]
    "$KOM_BIN"/kom-check -q -j 1 --schema schema.json comma.csv point.csv >turned || [ $? -eq 1 ]
    "$KOM_BIN"/kom-check -q -j 1 --schema schema.json comma.csv >one || [ $? -eq 1 ]
    cmp both one
    cmp turned one
    [ "$(wc -l <one)" -eq 592 ]
}

@test "kom-join: keys known from their texts are keys read with care" {
    python3 - <<'P'
import random
random.seed(7)
with open("rows.csv", "w", encoding="utf-8") as f:
    f.write("kom;slags;maaned;dato;beloeb;tekst;kom_status;person\n")
    for i in range(60000):
        kom = random.choice(["101", "147", "751", "101 ", "", "999"] if i % 100 == 0 else ["101", "147", "751"])
        day = random.choice(["", "9999-12-31", " 2019-02-03"]) if i % 500 == 0 else "2019-%02d-%02d" % (random.randint(1, 12), random.randint(1, 28))
        amount = random.choice(["..", "1e3", "-4,5", ""]) if i % 300 == 0 else "%d,%02d" % (random.randrange(900), random.randrange(100))
        text = random.choice(["a, b", "\"x;y\"", "æ"]) if i % 700 == 0 else "t"
        said = random.choice(["hidden", "break"]) if i % 900 == 0 else ""
        f.write(";".join([kom, random.choice("abc"), random.choice(["2019M01", "2019-01", "2019-02"]), day, amount, text, said, "p%d" % random.randrange(3000)]) + "\n")
with open("table.csv", "w", encoding="utf-8") as f:
    f.write("kom,slags,maaned,start,end,x,y\n")
    for kom in ["101", "147", "751", ""]:
        for slags in "abc":
            for month in ["2019-01", "2019-02"]:
                for start, end in [("2019-01-01", "2019-06-30"), ("2019-07-01", "")]:
                    f.write(",".join([kom, slags, month, start, end, "x%s" % slags, '"y, z"']) + "\n")
with open("persons.csv", "w") as f:
    f.write("person,sex\n" + "".join("p%d,%d\n" % (i, i % 2) for i in range(2900)))
P
    local spell=(--within start,end=dato) table=(--with table.csv --no-match aside --unmatched warn --set-aside aside.csv)
    local persons=(--with persons.csv --on person)
    for j in 1 3; do
        same kom-join -j $j "${table[@]}" --on kom,slags,maaned "${spell[@]}" rows.csv
        same kom-join -j $j "${table[@]}" --on kom,slags,maaned --expect n:n rows.csv
        same kom-join -j $j "${table[@]}" --on kom,slags --expect n:n "${spell[@]}" rows.csv
        same kom-join -j $j "${table[@]}" --on kom "${spell[@]}" --expect n:n --number x rows.csv
        same kom-join -j $j "${persons[@]}" --no-match keep rows.csv
        same kom-join -j $j "${persons[@]}" --no-match aside --missing p7,p11 rows.csv
        same kom-join -j $j "${persons[@]}" rows.csv
        same kom-join -j $j --code-to-name kom=navn --no-match keep --year 2006 rows.csv
    done
    [ "$n_good" -ge 10 ] || complain "$n_good"
}

@test "kom-uptake --cumulative: the first purchase is the first, whichever thread met it" {
    { echo person,kom,start,end && seq -f 'P%g,101,2018-01-01,' 100; } >recipients.csv
    python3 -c '
import datetime
print("kom,person,service,date,note")
for day in range(600, 0, -1): # the last purchase first
    date = datetime.date(2018, 1, 1) + datetime.timedelta(day)
    for p in range(100, 0, -1):
        if day >= 5 * p:
            print(f"101,P{p},clean,{date},{day:080}")' >sales.csv
    local call=("$KOM_BIN"/kom-uptake -q --cumulative --recipients recipients.csv)
    "${call[@]}" -j 1 sales.csv >one.out
    [ "$(sed -n 2p one.out | cut -d, -f1-4)" = 101,1,100,1 ]
    [ "$(tail -n 1 one.out | cut -d, -f1-4)" = 101,496,1,1 ]
    for jobs in 2 4; do "${call[@]}" -j $jobs sales.csv | cmp - one.out; done
}

@test "kom-uptake: incomplete sales among many that are alike" {
    {
        echo kom,person,service,date
        yes 101,P1,clean,2019-02-01 | head -n 1500
        yes 101,P1,,2019-02-01 | head -n 300 # more than might be totals
        printf '%s\n' 101,,clean,2019-02-01 101,P1,clean, ,P1,clean,2019-02-01 101,P2,clean,2019-02-01
    } >blank.csv
    printf 'person,kom,start\nP1,101,2019-01-01\nP2,101,2019-01-01\n' >recipients.csv
    fails 0 '1804 rows read, 1501 used, 303 set aside \(incomplete 303\)' "$KOM_BIN"/kom-uptake blank.csv
    fails 0 '1804 rows read, 1501 used, 303 set aside \(incomplete 303\)' "$KOM_BIN"/kom-uptake --recipients recipients.csv blank.csv
    fails 0 '1804 rows read, 1501 used, 303 set aside \(incomplete 303\)' "$KOM_BIN"/kom-uptake --dominance blank.csv
}

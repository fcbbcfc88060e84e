#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-check: every rule on a small file that breaks it, hidden values, severities, and the rows apart.
bats_require_minimum_version 1.5.0
load helper

d=data/check

@test "schema: every constraint, a key of two columns, a reference to the table itself" {
    golden check/constraints -- kom-check -S $d/schema.json $d/constraints.csv
}

@test "records: blank, ragged, quote, carriage return, mixed and damaged encodings" {
    golden check/records -- kom-check $d/records.csv
}

@test "records: bytes that are no UTF-8 where UTF-8 was declared" {
    golden check/records_utf8 -- kom-check -e utf-8 $d/records.csv
}

@test "a file all in Windows-1252 is not damaged" {
    printf 'kom,text\n101,b\xf8rn\n147,\xe6ble\n' >danish.csv
    run --separate-stderr kom-check danish.csv
    [ "$status" = 0 ]
    [ "$output" = "file,line,column,rule,value,message" ]
}

@test "numbers that may be read in two ways" {
    golden check/numbers -- kom-check $d/numbers.csv
}

@test "numbers: a mark that was said is no doubt any more" {
    run --separate-stderr kom-check --decimal , $d/numbers.csv
    [ "$(grep -c 'was read as a decimal mark' <<<"$output")" = 0 ]
    [ "$(grep -c ,ambiguous_number, <<<"$output")" = 4 ]
}

@test "readable but doubtful numbers are warnings: exit 0" {
    printf 'kom;amount\n101;1,234\n' >doubt.csv
    run --separate-stderr kom-check doubt.csv
    [ "$status" = 0 ]
    [ "${#lines[@]}" = 2 ]
    run --separate-stderr kom-check --severity ambiguous_number=error doubt.csv
    [ "$status" = 1 ]
}

@test "--exit-zero: the same list, and exit 0; what stops the tool still does" {
    run --separate-stderr kom-check -S $d/schema.json $d/constraints.csv
    [ "$status" = 1 ]
    printf '%s\n' "$output" >list
    kom-check --exit-zero -S $d/schema.json $d/constraints.csv >same 2>err
    same list same
    grep -q 'kom-check: [1-9][0-9]* errors' err
    kom-check -q --exit-zero -S $d/schema.json $d/constraints.csv -o report.csv
    same list report.csv
    fails_empty 4 'absent.csv' kom-check --exit-zero absent.csv
    printf 'kom,text\n101,"open\n' >broken.csv
    fails 3 'broken.csv:1' kom-check --exit-zero broken.csv
    fails 3 'CPR' kom-check --exit-zero --forbid-cpr <(printf 'kom,person\n101,010170-1234\n')
}

@test "sales against offerings, recipients, municipalities and the trial" {
    golden check/sales -- kom-check --offerings $d/offerings.csv --recipients $d/recipients.csv \
        --municipalities $d/municipalities.csv --from 2019 --to 2019 $d/sales.csv
}

@test "an offering is for a recipient of its section, setting and group, whoever provides it" {
    printf 'kom,person,service,date\n101,p,clean,2019-03-01\n' >sale.csv
    local column
    for column in section setting group provider; do
        printf 'kom,service,start,%s\n101,clean,2019-01-01,x\n' $column >offer.csv
        printf 'person,kom,start,%s\np,101,2019-01-01,y\n' $column >other.csv
        printf 'person,kom,start,%s\np,101,2019-01-01,x\n' $column >own.csv
        run --separate-stderr kom-check --offerings offer.csv --recipients other.csv sale.csv
        [ "$status,$(cut -d, -f2,4 <<<"$output" | tail -n +2)" = "$([ $column = provider ] && echo 0, || echo 1,2,not_recipient)" ]
        kom-check -q --offerings offer.csv --recipients own.csv sale.csv >/dev/null
        sed 's/,x$/,/' offer.csv >all.csv # a blank cell is for all
        kom-check -q --offerings all.csv --recipients other.csv sale.csv >/dev/null
    done
}

@test "sales: codes in as many digits as asked for" {
    run --separate-stderr kom-check --kom-digits 3 --offerings $d/offerings.csv \
        --recipients $d/recipients.csv $d/sales.csv
    [ "$(grep -c ,unknown_kom, <<<"$output")" = 1 ]
    grep -q 'sales.csv,7,kom,unknown_kom,999,' <<<"$output"
}

@test "units are known from participation when there are no municipalities" {
    printf 'kom,planned,start\n101,yes,2019-01-01\n' >participation.csv
    run --separate-stderr kom-check --participation participation.csv $d/sales.csv
    [ "$(grep -c ,unknown_kom,147, <<<"$output")" = 6 ]
}

@test "offerings: overlaps, order of days, empty start" {
    golden check/spells -- kom-check $d/spells.csv
}

@test "a number that is right in one file is none in the next, with another decimal mark" {
    { echo 'kom;antal' && yes '101;12,5' | head -n 600; } >comma.csv
    printf 'kom,antal\n101,"12,5"\n' >point.csv
    printf '{"fields": [{"name": "kom"}, {"name": "antal", "type": "number", "constraints": {"enum": [12.5]}}]}' >enum.json
    local more
    for more in '' '--missing 999' '--negative trailing' '-S enum.json'; do
        # shellcheck disable=SC2086
        run -1 --separate-stderr kom-check -j 1 $more comma.csv point.csv
        [ "$(cut -d, -f1-4 <<<"$output" | tail -n +2)" = point.csv,2,antal,ambiguous_number ]
    done
}

@test "a spell of one day is in order, in whatever row" {
    printf 'kom,service,start,end\n101,clean,2019-01-01,2019-01-01\n,clean,2019-02-01,2019-02-01\n147,clean,2019-03-02,2019-03-01\n' >day.csv
    printf '{"fields": [{"name": "kom", "constraints": {"required": true}}, {"name": "service"}, {"name": "start"}, {"name": "end"}]}' >day.json
    run -1 --separate-stderr kom-check -S day.json day.csv
    [ "$(cut -d, -f2,4 <<<"$output" | tail -n +2)" = "$(printf '3,required\n4,spell_order')" ]
}

@test "a period is outside the trial when its first or its last day is" {
    printf 'kom,period,recipients,kind\n101,2019-Q4,5,during\n101,2019-12,5,during\n101,2019-11,5,during\n101,2019-Q1,3,during\n101,2019-02,3,during\n101,all,3,during\n' >counts.csv
    run -1 --separate-stderr kom-check --from 2019-02 --to 2019-11 counts.csv
    [ "$(cut -d, -f2,4-6 <<<"$output" | tail -n +2)" = "$(printf '%s\n' '2,outside_trial,2019-Q4,is after --to 2019-11-30' \
        '3,outside_trial,2019-12,is after --to 2019-11-30' '5,outside_trial,2019-Q1,is before --from 2019-02-01')" ]
}

@test "a spell without an end holds every day after its start" {
    printf 'kom,service,start,end\n101,clean,2019-01-01,\n101,clean,2019-05-01,2019-06-01\n147,clean,2019-05-01,2019-06-01\n147,clean,2019-03-01,\n151,clean,2019-01-01,2019-01-31\n151,clean,2019-02-01,\n' >open.csv
    run -1 --separate-stderr kom-check open.csv
    [ "$(cut -d, -f2,4,6 <<<"$output" | tail -n +2 | cut -d';' -f1)" = \
        "$(printf '3,overlap,2019-05-01 is held already by line 2\n5,overlap,2019-05-01 is held already by line 4')" ]
}

@test "a reference of two columns to another table names both" {
    cat >package.json <<'END'
{"resources": [
  {"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "kom", "type": "string"}, {"name": "person", "type": "string"}],
   "foreignKeys": [{"fields": ["kom", "person"], "reference": {"resource": "b", "fields": ["kom", "person"]}}]}},
  {"name": "b", "path": "b.csv", "schema": {"fields": [{"name": "kom", "type": "string"}, {"name": "person", "type": "string"}]}}]}
END
    printf 'kom,person\n101,p1\n147,p2\n' >a.csv
    printf 'kom,person\n101,p2\n147,p2\n' >b.csv
    run -1 --separate-stderr kom-check -S package.json#a a.csv
    [ "$(cut -d, -f2-5 <<<"$output" | tail -n +2)" = '2,kom;person,foreign_key,101;(hidden)' ]
}

@test "a reference of two columns with one cell empty is a reference" {
    cat >pair.json <<'END'
{"fields": [{"name": "a", "type": "string"}, {"name": "b", "type": "string"},
            {"name": "ra", "type": "string"}, {"name": "rb", "type": "string"}],
 "foreignKeys": [{"fields": ["ra", "rb"], "reference": {"resource": "", "fields": ["a", "b"]}}]}
END
    printf 'a,b,ra,rb\n1,x,,\n1,y,1,x\n2,x,1,\n2,y,,x\n' >pair.csv
    local memory
    for memory in '' '--memory 1'; do
        # shellcheck disable=SC2086
        run -1 --separate-stderr kom-check -S pair.json $memory pair.csv
        [ "$(cut -d, -f2-5 <<<"$output" | tail -n +2)" = "$(printf '4,ra;rb,foreign_key,1;\n5,ra;rb,foreign_key,;x')" ]
    done
}

@test "prices overlap within a band only" {
    golden check/prices -- kom-check $d/prices.csv
}

@test "persons: spells may overlap, CPR numbers anywhere, values hidden" {
    golden check/persons -- kom-check $d/persons.csv
}

@test "persons: values shown when asked for" {
    golden check/persons_shown -- kom-check --show-values $d/persons.csv
}

@test "no CPR number leaves by any rule" {
    printf 'sale_id,kom,person,service,date,amount\n010190-1234,101,p,010190-1234,x 010190-1234,010190-1234\n010190-1234,101,p,c,2019-01-01,1\n"010190-1234,101\n' >cpr.csv
    printf 'a,b\n1,2\n010190-1234\n010190-1234,"x"y\n' >ragged.csv
    for file in cpr.csv ragged.csv; do
        run kom-check $file
        [ "$status" != 0 ]
        ! grep -q 010190 <<<"$output" || false
    done
    fails 3 'CPR' kom-check --forbid-cpr ragged.csv
}

# 0101900002 is right by modulus 11, 0101900001 is not.
@test "of several CPR numbers in one cell the worst counts, wherever it stands" {
    printf 'kom,note\n101,0101900001 and 0101900002\n147,0101900002 and 0101900001\n' >two.csv
    run -1 --separate-stderr kom-check two.csv
    [ "$(cut -d, -f2-5 <<<"$output" | tail -n +2)" = "$(printf '2,note,cpr,(hidden)\n3,note,cpr,(hidden)')" ]
}

@test "a CPR number in one row is none in the next record" {
    printf 'kom;person;service;date;amount\n101;010190-1234;clean;2019-02-30;12.5\n\n101;p1\n' >dirt.csv
    golden check/dirt -- kom-check dirt.csv
}

@test "a foreign key to another file of the package" {
    golden check/foreign -- kom-check -S $d/package.json#spells $d/spells.csv
}

@test "a foreign key to a file with a row that cannot be read: the row is named" {
    mkdir package
    cp $d/package.json $d/spells.csv $d/municipalities.csv package
    echo 999,x,y >>package/municipalities.csv
    run -3 --separate-stderr kom-check -S package/package.json#spells package/spells.csv
    [[ $stderr == *"municipalities.csv:4: 3 fields where the header has 2; correct the row"* ]]
    [[ $stderr != *--bad-rows* ]]
}

@test "--only: a row that cannot be split is told wherever it stands among those that are not asked for" {
    printf 'kom,n\n101,1\n147,2\n101,x,y\n147,3\n147,4\n101,5\n101\n' >only.csv
    for jobs in 1 4; do
        run -1 --separate-stderr kom-check -j $jobs --only kom=101 --set-aside aside.csv --good good.csv only.csv
        [ "$(cut -d, -f2,4 <<<"$output")" = "$(printf 'line,rule\n4,ragged\n8,ragged')" ]
        [ "$(sed 's/,only.csv//' aside.csv)" = "$(printf 'kom,n,set_aside_file,set_aside_line,set_aside_reason\n%s' \
            $'147,2,3,not_asked\n101,x,y,4,ragged\n147,3,5,not_asked\n147,4,6,not_asked\n101,8,ragged')" ]
        [ "$(cat good.csv)" = "$(printf 'kom,n\n101,1\n101,5')" ]
    done
}

@test "duplicates: whole rows only when asked for" {
    golden check/twice -- kom-check $d/twice.csv
    golden check/duplicates -- kom-check --duplicates $d/twice.csv
}

@test "a header alone is fine, nothing at all is not" {
    golden check/header -- kom-check $d/header.csv
    : >empty.csv
    fails_empty 3 'is empty' kom-check empty.csv
}

@test "header: columns that are declared and not there, and twins" {
    printf 'code,code,day\nA001,x,2019-01-01\n' >twins.csv
    golden check/header_columns -- kom-check -S $d/schema.json twins.csv
}

# columns WORD FILE: the findings on the header by a schema of kom, antal and dag that says
# fieldsMatch: WORD ("": nothing), as column:rule.
columns() {
    local match="${1:+, \"fieldsMatch\": $1}"
    echo "{\"fields\": [{\"name\": \"kom\"}, {\"name\": \"antal\"}, {\"name\": \"dag\"}]$match}" >match.json
    run --separate-stderr kom-check -q -S match.json "${@:2}"
    columns=$(sed 1d <<<"$output" | cut -d, -f3,4 | paste -sd' ')
}

@test "declared columns that are not there, and columns that are not declared" {
    run --separate-stderr kom-check -S $d/absent/typo.json $d/absent/typo.csv
    [ "$status" = 1 ]
    [ "$(sed 1d <<<"$output" | cut -d, -f2-4)" = "1,antal,missing_column
1,dag,missing_column
1,antall,extra_column
1,dato2,extra_column" ]
    grep -q '2 errors, 2 warnings' <<<"$stderr"
    grep -q 'did you mean ""antall""? --rename antal=antall names it' <<<"$output"
    # what the message names is read so
    run --separate-stderr kom-check -S $d/absent/typo.json --rename antal=antall,dag=dato2 $d/absent/typo.csv
    [ "$(grep -c _column, <<<"$output")" = 0 ]
    grep -q 'typo.csv,2,antal,minimum,-5,' <<<"$output"
    # columns without names are refused by the reader
    fails 3 'taken for data' kom-check -S $d/absent/nh.json $d/absent/nh.csv
}

@test "fieldsMatch: the five words, and none" {
    printf 'kom;antal;dag\n101;1;2019-01-01\n' >same.csv
    printf 'dag;antal;kom\n2019-01-01;1;101\n' >turned.csv
    printf 'kom;antal\n101;1\n' >fewer.csv
    printf 'kom;antal;dag;mere\n101;1;2019-01-01;x\n' >more.csv
    printf 'kom;mere\n101;x\n' >both.csv
    printf 'mere;andet\n1;2\n' >none.csv
    #     word       file    exit  findings
    while IFS='|' read -r word file code wanted; do
        columns "${word:+\"$word\"}" $file.csv
        echo "$word $file: $status $columns"
        [ "$status" = "$code" ]
        [ "$columns" = "$wanted" ]
    done <<'END'
|same|0|
|turned|0|
|fewer|1|dag,missing_column
|more|0|mere,extra_column
|both|1|antal,missing_column dag,missing_column mere,extra_column
exact|same|0|
exact|turned|1|dag,column kom,column
exact|fewer|1|dag,missing_column
exact|more|1|mere,extra_column
equal|same|0|
equal|turned|0|
equal|fewer|1|dag,missing_column
equal|more|1|mere,extra_column
subset|same|0|
subset|turned|0|
subset|fewer|1|dag,missing_column
subset|more|0|
subset|both|1|antal,missing_column dag,missing_column
superset|same|0|
superset|turned|0|
superset|fewer|0|
superset|more|1|mere,extra_column
superset|both|1|mere,extra_column
superset|none|1|mere,extra_column andet,extra_column
partial|same|0|
partial|turned|0|
partial|fewer|0|
partial|both|0|
partial|none|1|,missing_column
END
    columns '["exact"]' turned.csv # as the profile of Data Package 2.0 has it
    [ "$columns" = "dag,column kom,column" ]
    columns '"exact"' same.csv turned.csv
    [ "$status" = 1 ]
    [ "$(cut -d, -f1 <<<"$output" | sort -u)" = "file
turned.csv" ]
    for wrong in '"some"' '["exact", "equal"]' 1 null; do
        columns "$wrong" same.csv
        [ "$status" = 3 ]
        grep -q 'fieldsMatch; it is exact, equal, subset, superset or partial' <<<"$stderr"
    done
}

@test "fieldsMatch: what a message says to write is enough" {
    printf 'kom;mere\n101;x\n' >both.csv
    columns '"subset"' both.csv
    grep -q 'fieldsMatch"": ""partial"" in the schema lets the table lack it' <<<"$output"
    columns '"superset"' both.csv
    grep -q 'say ""fieldsMatch"": ""partial"" there' <<<"$output"
    printf 'kom;antal\n101;1\n' >fewer.csv
    columns '' fewer.csv
    grep -q 'fieldsMatch"": ""superset"" in the schema lets the table lack it' <<<"$output"
    printf 'kom;antal;dag;mere\n101;1;2019-01-01;x\n' >more.csv
    columns '' more.csv
    grep -q 'say ""fieldsMatch"": ""subset"" there' <<<"$output"
}

@test "a column that is required or in a key is never one that may lack" {
    for need in '"fields": [{"name": "kom"}, {"name": "antal", "constraints": {"required": true}}]' \
        '"fields": [{"name": "kom"}, {"name": "antal", "constraints": {"unique": true}}]' \
        '"fields": [{"name": "kom"}, {"name": "antal"}], "primaryKey": ["kom", "antal"]'; do
        for match in superset partial; do
            echo "{$need, \"fieldsMatch\": \"$match\"}" >need.json
            printf 'kom\n101\n' >kom.csv
            run --separate-stderr kom-check -S need.json kom.csv
            [ "$status" = 1 ]
            grep -q 'kom.csv,1,antal,missing_column,,' <<<"$output"
            ! grep -q 'lets the table lack it' <<<"$output" || false
        done
    done
}

@test "missing_column and extra_column: severity, the line of the header, a field with two columns" {
    printf 'Kommunens tal\n\nkom;mere\n101;x\n147;y\n' >lead.csv
    columns '' --skip-lines 2 lead.csv
    [ "$(sed 1d <<<"$output" | cut -d, -f2 | sort -u)" = 3 ]
    columns '' --skip-lines 2 --severity missing_column=warning lead.csv
    [ "$status" = 0 ]
    columns '' --skip-lines 2 --severity missing_column=off,extra_column=error lead.csv
    [ "$status $columns" = "1 mere,extra_column" ]
    columns '"subset"' --skip-lines 2 --severity missing_column=off,extra_column=error lead.csv
    [ "$status $columns" = "0 " ]
    printf 'kom;Kom;antal;dag\n101;101;1;2019-01-01\n' >two.csv
    columns '"equal"' two.csv
    [ "$status" = 1 ]
    grep -q 'Kom,extra_column,,is a second column for one field' <<<"$output"
}

@test "two headings of one meaning are a finding" {
    printf 'kommunekode,komnr,dato\n101,101,2019-01-01\n' >two.csv
    run --separate-stderr kom-check two.csv
    [ "$status" = 1 ]
    grep -q 'two.csv,1,kom,column,' <<<"$output"
}

@test "severity: warning lists and exits 0, off is silent" {
    run --separate-stderr kom-check --severity overlap=warning $d/prices.csv
    [ "$status" = 0 ]
    [ "${#lines[@]}" = 2 ]
    run --separate-stderr kom-check --severity overlap=off $d/prices.csv
    [ "$status" = 0 ]
    [ "${#lines[@]}" = 1 ]
    fails_empty 2 'did you mean "overlap"' kom-check --severity overlaps=off $d/prices.csv
    fails_empty 2 'error, =warning or =off' kom-check --severity overlap=loud $d/prices.csv
    fails_empty 2 'no such option' kom-check --bad-rows skip $d/prices.csv
}

# rows_apart COMMAND...: --good and --set-aside together are the rows, each once.
rows_apart() {
    run "$@" --good good.csv --set-aside aside.csv
    [ "$status" = 1 ]
}

@test "--good and --set-aside part the rows" {
    rows_apart kom-check --offerings $d/offerings.csv --recipients $d/recipients.csv $d/sales.csv
    golden_file check/good.csv good.csv
    golden_file check/aside.csv aside.csv
    { tail -n +2 good.csv; tail -n +2 aside.csv | sed 's|,data/check/.*||'; } | LC_ALL=C sort >both
    tail -n +2 $d/sales.csv | LC_ALL=C sort >all
    cmp both all
    [ "$(stat -c %a aside.csv)" = 600 ]
    run --separate-stderr kom-check --offerings $d/offerings.csv --recipients $d/recipients.csv good.csv
    [ "$status" = 0 ]
}

@test "--good and --set-aside of a table that refers to itself" {
    rows_apart kom-check -S $d/schema.json $d/constraints.csv
    golden_file check/good_self.csv good.csv
    golden_file check/aside_self.csv aside.csv
}

@test "--good and --set-aside of broken records, from standard input" {
    rows_apart sh -c 'kom-check "$@" <data/check/records.csv' sh
    golden_file check/good_records.csv good.csv
    golden_file check/aside_records.csv aside.csv
}

@test "several files are one table, whatever the order of their columns" {
    printf 'sale_id,kom\n1,101\n2,101\n' >one.csv
    printf 'kom;sale_id\n"a""b";3\n101;2\n' >two.csv
    golden check/files -- kom-check --good good.csv one.csv two.csv
    golden_file check/good_files.csv good.csv
}

@test "a warning does not keep a row out of --good, a broken record is never in it" {
    printf 'a,b\n1,2\n\n1\n' >odd.csv
    run kom-check --severity ragged=off --good good.csv odd.csv
    [ "$status" = 0 ]
    [ "$(cat good.csv)" = "$(printf 'a,b\n1,2')" ]
}

@test "many rows: the same findings at any number of threads" {
    python3 - >many.csv <<'END'
print("sale_id,kom,person,service,date,amount")
for i in range(60000):
    bad = "x" if i % 997 == 0 else "%d.5" % i
    print("%d,%d,p%d,clean,2019-%02d-01,%s" % (i - (i % 1999 == 7), 101 + i % 3, i % 500, 1 + i % 12, bad))
END
    for j in 1 4; do
        run --separate-stderr kom-check -j $j --duplicates --good good$j.csv --set-aside aside$j.csv many.csv
        [ "$status" = 1 ]
        printf '%s\n' "$output" >out$j
    done
    cmp out1 out4
    cmp good1.csv good4.csv
    cmp aside1.csv aside4.csv
    [ "$(grep -c ,type,x, out1)" = 61 ]
    [ "$(grep -c ,duplicate, out1)" = 31 ]
    [ "$(($(wc -l <good1.csv) + $(wc -l <aside1.csv)))" = 60002 ]
}

@test "schema: what is not understood is refused by name" {
    for wrong in '{"fields":[{"name":"a","type":"geopoint"}]}' \
        '{"fields":[{"name":"a","constraints":{"exclusiveMinimum":1}}]}' \
        '{"fields":[{"name":"a","type":"string","constraints":{"pattern":"[a-z-[aeiou]]"}}]}'; do
        echo "$wrong" >wrong.json
        fails_empty 3 'geopoint|exclusiveMinimum|field "a": the pattern "\[a-z-\[aeiou]]" has' kom-check -S wrong.json $d/header.csv
    done
    printf '{"fields": [\n  {"name": }\n]}\n' >wrong.json
    fails_empty 3 'wrong.json:2: column' kom-check -S wrong.json $d/header.csv
    fails_empty 3 '"municipalities", "spells"' kom-check -S $d/package.json $d/header.csv
    fails_empty 4 'nowhere.json' kom-check -S nowhere.json $d/header.csv
}

@test "patterns count letters, in any locale and encoding" {
    echo '{"fields":[{"name":"a","constraints":{"pattern":"[æø]{2}"}},
        {"name":"b","constraints":{"pattern":"[A-ZÆØÅ][a-zæøå]*"}},{"name":"c","constraints":{"pattern":".{3}"}}]}' >p.json
    printf 'a,b,c\næ,Ørsted,Ærø\næø,Anna,abc\n' >u.csv
    iconv -f utf-8 -t windows-1252 u.csv >w.csv
    golden check/pattern -- kom-check -S p.json u.csv
    in_danish kom-check -q -S p.json u.csv >danish || [ $? = 1 ]
    same "$GOLDEN/check/pattern.out" danish
    kom-check -q -S p.json w.csv --severity encoding=off >w || [ $? = 1 ]
    sed 's/w.csv/u.csv/' w | same "$GOLDEN/check/pattern.out" -
}

@test "a value that is too hard for its pattern stops the check, and says how to go on" {
    echo '{"fields":[{"name":"i"},{"name":"a","constraints":{"pattern":"(a+)+[bc]"}}]}' >p.json
    {
        echo 'i,a'
        seq 1 30000 | sed 's/$/,aab/'
        printf '1,%060d\n2,%070d\n' 0 0 | tr 0 a
    } >p.csv
    for j in 1 4; do
        fails 3 'p.csv:30002: column "a": matching this value with the pattern "\(a\+\)\+\[bc\]" takes too many' \
            kom-check -j $j -S p.json p.csv
    done
    kom-check -q -S p.json p.csv --severity pattern=off
    sed -i 's/(a+)+/a+/' p.json
    [ "$(kom-check -q -S p.json p.csv | wc -l)" = 3 ]
    for pattern in "$(printf '%0100000d' 0 | tr 0 '[')" "$(printf '%0100000d' 0 | tr 0 '(')" '(?:abc){1,32767}' \
        '((((a{1,99}){1,99}){1,99}){1,99}){1,99}'; do
        printf '{"fields":[{"name":"a","constraints":{"pattern":"%s"}}]}' "$pattern" >p.json
        fails_empty 3 'p.json: field "a": the pattern .* is too large' kom-check -S p.json p.csv
    done
    printf '{"fields":[{"name":"i"},{"name":"a","constraints":{"pattern":"a{1,32767}b"}}]}' >p.json
    # sanitizers need more address space than there is
    ([ -n "${KOM_SANITIZE:-}" ] || ulimit -v 1000000; [ "$(kom-check -q -j 1 -S p.json p.csv | wc -l)" = 3 ])
}

@test "a package opens no file but those beside it and below" {
    local path
    mkdir -p in/sub && printf 'k\n1\n' >in/sub/b.csv && cp in/sub/b.csv b.csv && cp in/sub/b.csv in/-
    printf 'k\n1\n' >in/a.csv
    package() {
        printf '{"resources":[{"name":"a","path":"a.csv","schema":{"fields":[{"name":"k"}],"foreignKeys":[{"fields":"k",
            "reference":{"resource":"b","fields":"k"}}]}},{"name":"b","path":"%s","schema":{"fields":[{"name":"k"}]}}]}' "$1" >in/p.json
    }
    for path in sub/b.csv ./sub/b.csv - a.csv; do
        package "$path"
        kom-check -q -S in/p.json#a in/a.csv
        (cd in && kom-check -q -S p.json#a a.csv </dev/null)
    done
    for path in ../b.csv sub/../../b.csv sub/.. /etc/passwd /dev/stdin https://example.org/b.csv file:///etc/passwd \
        ~/b.csv .b.csv sub/.git/config 'C:/b.csv' '..\\\\b.csv'; do
        package "$path"
        fails 3 'in/p.json#a: the path ".*" of the resource "b" .*, and is not followed; lay the file' kom-check -S in/p.json#a in/a.csv
        printf '{"resources":[{"name":"a","schema":"%s"}]}' "$path" >in/p.json
        fails 3 'in/p.json: the path ".*" of the schema .*, and is not followed' kom-sum -S in/p.json in/a.csv -y k
    done
}

@test "what is no JSON is not quoted" {
    printf 'person;amount\nK0000123;5\n' >sales.csv
    for file in sales.csv /etc/passwd; do
        fails_empty 3 "$file:1: column [0-9]+: is no JSON: " kom-check -S $file sales.csv
        ! kom-check -S $file sales.csv 2>&1 | grep -E 'person|K0000123|root|near' || false
    done
    printf '{"resources":[{"name":"a","schema":"secret.json"}]}' >p.json
    printf '{"fields": K0000123 ' >secret.json
    ! kom-check -S p.json sales.csv 2>&1 | grep K0000123 || false
}

@test "a full disk and a closed pipe" {
    with_full_disk kom-check $d/sales.csv
}

@test "a package whose schema lies beside it, on the net or nowhere, and a key that points to nothing" {
    printf 'kom,date\n101,2019-01-02\n101,x\n' >rows.csv
    printf '{"fields":[{"name":"kom","type":"string"},{"name":"date","type":"date"}]}' >fields.json
    package() {
        printf '{"resources":[{"name":"in","path":"rows.csv"%s}]}' "$1" >package.json
    }
    package ',"schema":"fields.json"'
    run kom-check -q --schema package.json#in rows.csv
    [ "$status,${#lines[@]}" = 1,2 ] || complain "$output" || return
    [[ "${lines[1]}" == rows.csv,3,date,type,x,* ]] || complain "$output" || return
    package ',"schema":"https://example.org/fields.json"'
    fails 3 'of the schema lies on the net, and is not followed; lay the file beside the package' kom-check --schema package.json#in rows.csv
    package ',"schema":"nowhere.json"'
    fails 4 'nowhere.json: ' kom-check --schema package.json#in rows.csv
    package ''
    fails 3 'the resource has no schema; add one, or leave --schema out' kom-check --schema package.json#in rows.csv
    package ',"schema":{"fields":[{"name":"kom"},{"name":"date"}],"foreignKeys":[{"fields":["kom"],"reference":{"resource":"koms","fields":["kom"]}}]}'
    fails 3 'a foreign key points to the resource "koms", which the package has not' kom-check --schema package.json#in rows.csv
}

@test "a column of CPR numbers that shows late is told with the file where it does" {
    printf 'a,note\n1,x\n' >first.csv
    { echo a,note; for i in $(seq 130); do echo "$i,v$i"; done; for i in $(seq 170); do printf '%d,010180%04d\n' "$i" "$i"; done; } >second.csv
    printf 'a,note\n1,x\n' >third.csv
    kom-check -q --duplicates first.csv second.csv third.csv >out || true
    grep -q '^second.csv,132,note,cpr,(hidden),"many of its 300 values' out
}

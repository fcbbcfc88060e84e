# SPDX-License-Identifier: GPL-3.0-or-later
# Files that people have: what must be read, what must be refused, and that every remedy a message names works on the
# very file that caused it. data/files/README.md says where they come from.
bats_require_minimum_version 1.5.0
load helper

# gives EXPECTED COMMAND...: exactly that on standard output, exit 0.
gives() {
    local expected=$1 status=0
    shift
    "$@" >got.out 2>got.err || status=$?
    printf '%s\n' "$expected" >expected.out
    [ "$status" -eq 0 ] || complain "exit $status: $*" "$(cat got.err)" || return
    same expected.out got.out
}

# refused MESSAGE COMMAND...: exit 3, nothing on standard output, the message (a part of it) on standard error.
refused() {
    local message=$1 status=0
    shift
    "$@" >got.out 2>got.err || status=$?
    [ "$status" -eq 3 ] || complain "exit $status, not 3: $*" "$(cat got.err)" || return
    [ ! -s got.out ] || complain "not nothing on standard output" "$(cat got.out)" || return
    grep -qF -e "$message" got.err || complain "not said: $message" "$(cat got.err)"
}

# Groups of three parted by signs of several bytes (kind: a mark that is not one byte).
@test "thousands parted by NBSP, narrow NBSP and apostrophes" {
    for file in nb nb1252; do
        gives $'measure,n,sum\nbeloeb,2,3234.75' kom-sum -y beloeb --stats n,sum --thousands nbsp data/files/$file.csv
    done
    gives $'measure,n,sum\nbeloeb,2,3234.75' kom-sum -y beloeb --stats n,sum --thousands apostrophe data/files/apo.csv
    gives $'measure,n,sum\nbeloeb,1,1234.5' kom-sum -y beloeb --stats n,sum --thousands nnbsp data/files/nnb.csv
    gives $'kom,beloeb\n101,1234.50' kom-read --thousands beloeb=nnbsp data/files/nnb.csv
    refused 'use --thousands nbsp' kom-sum -y beloeb data/files/nb.csv
    refused 'use --thousands nnbsp' kom-sum -y beloeb data/files/nnb.csv
    refused 'use --thousands apostrophe' kom-sum -y beloeb data/files/apo.csv
}

# Kind: negative numbers that are not written -1.
@test "minus signs after the number, parentheses, and U+2212" {
    gives $'measure,n,sum\nbeloeb,3,-1484.5' \
        kom-sum --thousands . --negative trailing,parentheses -y beloeb --stats n,sum data/files/neg.csv
    gives $'kom,beloeb\n101,-1234.50\n147,-200.00\n151,-50.00' \
        kom-read --thousands . --negative trailing,parentheses data/files/neg.csv
    refused 'use --thousands . --negative trailing' kom-sum -y beloeb data/files/neg.csv
    refused 'use --negative parentheses' kom-sum -y beloeb data/files/neg.csv
}

# Kind: a unit beside the number.
@test "a suffix is taken away where every number has it" {
    printf 'kom;beloeb;andel\n101;1.250,50 kr.;5 %%\n147;3 kr.;0,5%%\n' >unit.csv
    gives $'kom,beloeb,andel\n101,1250.50,5\n147,3,0.5' kom-read --thousands . --suffix 'beloeb=kr.,andel=%' unit.csv
    refused "use --thousands . --suffix 'beloeb=kr.'" kom-sum -y beloeb unit.csv || refused 'use --thousands . --suffix beloeb=kr.' kom-sum -y beloeb unit.csv
    printf 'kom;beloeb\n101;5 kr.\n147;5\n' >mixed.csv
    refused '"5" is no number that ends in "kr."' kom-sum -y beloeb --suffix beloeb=kr. mixed.csv
    refused 'no column "timer"' kom-sum -y beloeb --suffix timer=kr. unit.csv
}

# Kind: what a schema says of one field (Data Package, version 2).
@test "missing signs of one field" {
    gives 'file,line,column,rule,value,message' kom-check -S data/files/mv.json data/files/mv.csv
    gives $'measure,n,missing\nid,2,0' kom-sum -S data/files/mv.json -y id --stats n,missing data/files/mv.csv
    printf '{"fields":[{"name":"a","type":"number","missingValues":[{"value":"-9","label":"refused"}]},{"name":"b","type":"number"}],"missingValues":["","-8"]}' >own.json
    printf 'a,b\n-9,-9\n-8,-8\n' >own.csv
    gives $'measure,n,missing,sum\na,1,1,-8\nb,1,1,-9' kom-sum -S own.json -y a,b --stats n,missing,sum own.csv
}

# as_day LINE OPTION...: line LINE of dag.csv by that form, and nothing else.
as_day() {
    { head -n 1 data/files/dag.csv && sed -n "$((1 + $1))p" data/files/dag.csv; } >one.csv
    shift
    gives "$(printf 'id,dato\n%s,2019-02-01' "$(sed -n 2s/\;.*//p one.csv)")" kom-read "$@" one.csv
}

# Kind: a day in a form that has to be told.
@test "days as people write them" {
    for line in 1 2 3 5; do as_day $line --day dato=dmy; done
    as_day 4 --day dato=dmy --century 1930
    as_day 5 --day dato=ddmmyyyy
    as_day 6 --day dato=iso
    as_day 6
    as_day 7
    as_day 8 --day dato=date9
    as_day 9 --day dato=words
    as_day 10 --day dato=ymd
    printf 'id;dato\n1;43497\n' >excel.csv
    gives $'id,dato\n1,2019-02-01' kom-read --day dato=excel excel.csv
    printf 'id;dato\n1;2019-02-01 13:45:00\n' >time.csv
    gives $'id,dato\n1,2019-02-01' kom-read --day dato=iso+time time.csv
    # What no form takes is refused with the forms that exist, never with the one just used.
    printf 'id;dato\n1;31.31.2019\n' >none.csv
    ! kom-read --day dato=dmy none.csv 2>err
    grep -q 'no other form of --day reads it either (mdy, ymd,' err
    # Each line of dag.csv under each form: read, or a remedy that then reads it.
    for line in $(seq 10); do
        { head -n 1 data/files/dag.csv && sed -n "$((1 + line))p" data/files/dag.csv; } >one.csv
        for form in iso dmy mdy ymd ddmmyyyy excel sas date9 statbank words; do
            kom-read --day dato=$form one.csv >got.out 2>got.err && continue
            remedy=$(sed -n 's/.*; use \(--day [^ ]*\( --century [0-9]*\)\?\).*/\1/p' got.err)
            [ -n "$remedy" ] || complain "no remedy: $(cat got.err)" || return
            [ "$remedy" != "--day dato=$form" ] || complain "the form just used: $(cat got.err)" || return
            kom-read $remedy one.csv >got.out 2>got.err || complain "$remedy does not help: $(cat got.err)" || return
        done
    done
}

@test "days of side tables, and in tools that load" {
    printf 'kom;person;service;date\n101;a;x;05-03-2019\n' >sales.csv
    printf 'kom;service;start;end\n101;x;1/1/2019;31/12/2019\n' >offerings.csv
    printf 'person;kom;start\na;101;2019-01-01\nb;101;2019-01-01\n' >recipients.csv
    kom-uptake -q --day date=dmy,offerings:start,end=dmy --offerings offerings.csv --recipients recipients.csv sales.csv >out
    grep -q '^101,all,offered,2,.*,1,0.5,' out
    refused 'use --day offerings:start=dmy' kom-uptake --day date=dmy --offerings offerings.csv sales.csv
    refused 'no column "slut"' kom-uptake --day date=dmy,offerings:slut=dmy --offerings offerings.csv sales.csv
    run ! kom-uptake --day date --offerings offerings.csv sales.csv
    # A column before a period's place: kom-diff by days.
    printf 'kom,date,y\n1,31/12/2018,1\n1,30/12/2018,2\n1,1/1/2019,3\n1,2/1/2019,5\n' >days.csv
    kom-diff -q --time date --at 2019-01-01 -y y --day date=dmy days.csv >out 2>err
    grep -q '^1,y,difference,4,2.5,' out
    gives $'date,measure,sum\n2018-12-30,y,2\n2018-12-31,y,1\n2019-01-01,y,3\n2019-01-02,y,5' \
        kom-sum -q -b date -y y --stats sum --day date=dmy days.csv
}

# Kind: a period that is none.
@test "a period that is misspelt" {
    refused 'data/files/px.csv:3: column "tid": "2019_06" is no period' \
        kom-read --dialect statbank --canonical data/files/px.csv
    printf 'tid;indhold\n2020M03D21;5\n' >day.csv
    gives $'tid,indhold\n2020-03-21,5' kom-read day.csv
    gives $'tid,measure,sum\n2020-03-21,indhold,5' kom-sum -b tid -y indhold --stats sum day.csv
}

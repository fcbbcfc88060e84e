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
    refused 'use --thousands . --suffix beloeb=kr.' kom-sum -y beloeb unit.csv
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
    ! kom-read --day dato=dmy none.csv 2>err || false
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
    refused 'no column "ophold"' kom-uptake --day date=dmy,offerings:ophold=dmy --offerings offerings.csv sales.csv
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

# ---- headers ----

# Kind: one side of the table has a field that the other lacks.
@test "a delimiter at the end of rows or of the header" {
    gives $'measure,sum\nbeløb,12.5' kom-sum -y beløb --stats sum data/files/a4.csv
    gives $'kom,dato,beløb\n101,2019-03-01,12.50' kom-read data/files/a4.csv
    refused 'every row has 4 of 3 fields; one field more, which is empty; use --skip-lines 1 --header kom,dato,beløb,' \
        kom-sum -y beløb data/files/a3.csv
    gives $'measure,sum\nbeløb,19.75' kom-sum -y beløb --stats sum --skip-lines 1 --header kom,dato,beløb, data/files/a3.csv
    refused 'every row has 4 of 3 fields' kom-read data/files/a3.csv
    # A field without a name that holds something after all is no lost value.
    { printf 'a;b;\n1;2;\n3;4\n' && yes '5;6;' | head -n 200 && printf '7;8;9\n'; } >loose.csv
    refused 'loose.csv:204: 3 fields where the header has 2' kom-read loose.csv
    kom-read -q --bad-rows skip --set-aside aside loose.csv >out
    [ "$(wc -l <out)" -eq 203 ]
    sed -n 3p out | grep -qx '3,4'
    gives $'a;b;set_aside_file;set_aside_line;set_aside_reason\n7;8;9;loose.csv;204;ragged' cat aside
    printf 'a;b;;\n1;2;;\n3;4;;5\n' >kept.csv # a column without a name that holds something stays
    gives $'a,b,,""\n1,2,,\n3,4,,5' kom-read kept.csv
    printf 'a;b;\r\n1;2;\r\n3;4;\r\n' >crlf.csv
    gives $'a,b\n1,2\n3,4' kom-read crlf.csv
}

# Kind: quotes that quote nothing, because they do not stand at the field's start.
@test "a blank before a quote" {
    refused 'a blank stands before the quote of column "antal"' kom-sum -y antal data/files/b.csv
    sed -E 's/(^|[,])[[:blank:]]+"/\1"/g' data/files/b.csv >mended.csv
    gives $'measure,sum\nantal,691' kom-sum -y antal --stats sum mended.csv
    refused 'a blank stands before the quote of "antal"' kom-read data/files/b3.csv
    sed -E 's/(^|[,])[[:blank:]]+"/\1"/g' data/files/b3.csv >mended.csv
    gives $'aar,antal\n2015,1345' kom-read --thousands , mended.csv
}

# Kind: lines above the header.
@test "titles above the header, and Excel's sep= line" {
    for file in pre:2 pre2:1; do
        refused "use --skip-lines ${file#*:}" kom-read data/files/"${file%:*}".csv
        refused "use --skip-lines ${file#*:}" kom-sum -y indhold data/files/"${file%:*}".csv
        kom-read --skip-lines "${file#*:}" data/files/"${file%:*}".csv >out
        grep -qx 'Aarhus,2019-Q1,345332' out
        kom-sum -q -b omraade -y indhold --stats sum --skip-lines "${file#*:}" data/files/"${file%:*}".csv >out
        grep -qx 'Aarhus,indhold,345332' out
    done
    gives $'kom,dato,beloeb\n101,2019-03-01,12.50\n147,2019-03-02,7.25' kom-read data/files/sep.csv
    gives $'measure,sum\nbeloeb,19.75' kom-sum -y beloeb --stats sum --skip-lines 1 data/files/sep.csv
    printf '"sep=|"\r\na|b\r\n1|2\r\n' >quoted.csv
    refused 'use --skip-lines 1' kom-read quoted.csv
    gives $'a,b\n1,2' kom-read --skip-lines 1 quoted.csv
    # Line numbers in messages are those of the file.
    printf 'Titel\n\nkom;antal\n1;x\n' >lines.csv
    refused 'lines.csv:4: column "antal"' kom-sum -y antal --skip-lines 2 lines.csv
    run ! kom-read --skip-lines 9 lines.csv
    refused 'has no 9 lines' kom-read --skip-lines 9 lines.csv
    refused 'has nothing after line 4' kom-read --skip-lines 4 lines.csv
    # A header that only looks like a title: the message names what settles it.
    printf 'note;\nkom;antal\n101;5\n' >title.csv
    refused '--first-line header' kom-read title.csv
    gives $'note,""\nkom,antal\n101,5' kom-read --first-line header title.csv
    # Texts in one column are no table below a title.
    printf 'tekst\nkom, foo\nx, y\n' >texts.csv
    refused '--skip-lines 1' kom-read texts.csv
    gives $'tekst\n"kom, foo"\n"x, y"' kom-read --first-line header texts.csv
    printf 'adresse\n"Vej 1, 2000 By"\n"Gade 2, 3000 By"\n' >addresses.csv
    kom-read -q addresses.csv >out
    [ "$(wc -l <out)" -eq 3 ]
}

# Kind: a header that lacks a name throughout.
@test "R's row names, and rows that end early" {
    refused 'the header is one name short throughout, perhaps that of row names; use --skip-lines 1 --header row,kom,antal' \
        kom-read data/files/wt2.csv
    gives $'row,kom,antal\n1,101,5.5\n2,147,6' kom-read --skip-lines 1 --header row,kom,antal data/files/wt2.csv
    refused 'each of the first 100 rows has 6 of 8 fields; use --short-rows fill' kom-read data/files/ssb_2020.csv
    kom-read -q --short-rows fill data/files/ssb_2020.csv >out
    [ "$(wc -l <out)" -eq "$(wc -l <data/files/ssb_2020.csv)" ]
    sed -n 2p out | grep -qx '0301,,1,Oslo,,,,'
    printf 'kom;antal\n101;5\n147\n155;;9\n' >mixed.csv
    refused 'mixed.csv:3: 1 fields where the header has 2' kom-sum -y antal mixed.csv
    refused 'mixed.csv:4: 3 fields where the header has 2' kom-sum -y antal --short-rows fill mixed.csv
    gives $'measure,n,missing\nantal,1,1' kom-sum -q -y antal --stats n,missing --short-rows fill --bad-rows skip mixed.csv
    # kom-check lists every such row.
    kom-check -q data/files/wt2.csv >out || true
    [ "$(grep -c ,ragged, out)" -eq 2 ]
}

# Kind: a first record that is data would be lost.
@test "a file without a header" {
    names=kom,person,service,date,quantity,amount
    for tool in 'kom-read' 'kom-sum -y amount' 'kom-uptake' 'kom-check' 'kom-table'; do
        refused 'nh.csv:1: the first record is taken for data' $tool data/files/nh.csv
    done
    refused "name its 6 columns with --header $names" kom-check -S data/files/nh.json data/files/nh.csv
    gives 'file,line,column,rule,value,message' kom-check -q -S data/files/nh.json --header $names -N 'x' data/files/nh.csv
    gives $'measure,n,sum\namount,3,325' kom-sum -y amount --stats n,sum --header $names data/files/nh.csv
    printf '%s\n' kom person service date quantity amount >names.txt
    gives $'measure,n,sum\namount,3,325' kom-sum -y amount --stats n,sum --header @names.txt data/files/nh.csv
    printf 'kom;person;service;date;quantity;amount\n' >names.txt
    gives $'measure,n,sum\namount,3,325' kom-sum -y amount --stats n,sum --header @names.txt data/files/nh.csv
    fails 2 'data has no names of columns; give them with --header' kom-read --first-line data data/files/nh.csv
    fails 2 'header beside --header' kom-read --first-line header --header a,b data/files/nh.csv
    refused 'use --header NAME,... with 6 names' kom-read --header a,b data/files/nh.csv
    # No value of the file is shown: it may hold identifiers.
    ! kom-read data/files/nh.csv 2>&1 | grep -q P1 || false
    # Side tables.
    printf 'kom;person;service;date\n101;P1;x;2019-03-01\n' >sales.csv
    printf '101;x;2019-01-01;2019-12-31\n147;x;2019-01-01;2019-12-31\n' >offerings.csv
    refused 'with --header offerings:NAME,...' kom-uptake --offerings offerings.csv sales.csv
    kom-uptake -q --header offerings:kom,service,start,end --offerings offerings.csv sales.csv >out
    grep -q '^147,all,offered,' out
    printf 'Tilbud\n\nkom;service;start;end\n101;x;2019-01-01;2019-12-31\n' >titled.csv
    refused '--skip-lines offerings:2' kom-uptake --offerings titled.csv sales.csv
    kom-uptake -q --skip-lines offerings:2 --offerings titled.csv sales.csv >out
    grep -q '^101,all,offered,' out
    fails 2 'speaks of --recipients, which is not given' kom-uptake --skip-lines recipients:2 --offerings titled.csv sales.csv
}

# header FILE: the first record is read as a header; data FILE: it is refused as data.
header() { kom-read -q "$@" >out 2>err || complain "refused: $(cat err)"; }

@test "what is a header, and what is data" {
    rows() { printf '%s\n' "$@" >t.csv; }
    rows 'x;y' '1;2';                             header t.csv   # texts above numbers
    rows 'P1;2019' 'P2;2020';                     refused 'taken for data' kom-read t.csv
    rows '2018;2019;2020' '5;6;7' '8;9;9';        header t.csv   # even steps
    rows '-2;-1;0' '5;6;7';                       header t.csv
    rows 'kom;2018;2019;2020' '101;1,5;2;3';      header t.csv
    rows '2018;2019' '1,5;2,5';                   header t.csv   # periods above what is none
    rows '2019K1;2019K2' '5;7';                   header t.csv
    rows '101;a;b' '147;c;d';                     refused 'taken for data' kom-read t.csv # digits, two more alike
    rows '101;5' '147;6';                         header t.csv   # digits alone prove nothing
    rows 'a;101;12,50' 'b;147;7,25';              refused 'taken for data' kom-read t.csv
    rows '101;-5' '147;7';                        refused 'taken for data' kom-read t.csv
    rows 'a;2019-03-01' 'b;2019-03-02';           refused 'taken for data' kom-read t.csv
    rows 'a;01-03-2019' 'b;02-03-2019';           refused 'taken for data' kom-read t.csv
    rows 'kom;x;12,50' '147;5;7,25';              header t.csv   # kom is no code
    rows 'Ballerup;rengøring' 'Holbæk;indkøb';    header t.csv   # texts above texts
    rows '101;2019-03-01;';                       header t.csv   # nothing below it
    rows '101;;2019-03-01' '147;x;2019-03-02';    refused 'taken for data' kom-read t.csv # blank contradicts nothing
    # A call that asks for all of its numbers by name takes them for headings.
    rows 'x;z;1,5' 'y;w;2,5'
    refused 'taken for data' kom-sum -y x t.csv
    gives $'x,measure,sum\ny,"1,5",2.5' kom-sum -q -b x -y '"1,5"' --stats sum t.csv
    rows '5;7' '6;8'
    refused 'use --header NAME,... with 2 names' kom-read --header x t.csv
    gives $'x\n5;7\n6;8' kom-read --header x --delimiter '|' t.csv
    rows '12,5' '13,5'
    gives $'measure,sum\nx,26' kom-sum -y x --stats sum --header x --decimal , t.csv
    # Every file of several is looked at.
    rows 'kom;dato' '101;2019-01-01'
    printf '101;2019-03-01\n147;2019-03-02\n' >second.csv
    refused 'second.csv:1: the first record is taken for data' kom-read t.csv second.csv
}

# Kind: two signs that part header and first record alike, and others that part one of the two.
@test "two delimiters that would do are both named, those that would not are not" {
    printf 'a;b,c|d\n1;2,3\n' >tie.csv
    refused "tie.csv:1: both ; and , split header and first record into 2 fields; use --delimiter ';' or --delimiter ," kom-read tie.csv
    gives $'a,"b,c|d"\n1,"2,3"' kom-read -d ';' tie.csv
}

# Kind: the twentieth record below the first still tells what the first is, the next one does not.
@test "the twenty records below the first one tell whether it is a header" {
    { echo '2019-01-01;5' && yes '2019-01-02;6' | head -n 19 && echo 'tekst;x'; } >twenty.csv
    kom-read -q twenty.csv | head -n 1 | grep -qx '2019-01-01,5'
    { echo '2019-01-01;5' && yes '2019-01-02;6' | head -n 20 && echo 'tekst;x'; } >more.csv
    refused 'more.csv:1: the first record is taken for data' kom-read -q more.csv
}

# Kind: several files, each with its own marks, loaded as one table.
@test "decimal marks of several files that are loaded" {
    printf 'kom;period;y\n1;2018;1,5\n1;2019;5,25\n' >comma.csv
    printf 'kom,period,y\n2,2018,2.5\n2,2019,4.75\n' >point.csv
    for files in 'comma.csv point.csv' 'point.csv comma.csv'; do
        # shellcheck disable=SC2086
        [ "$(kom-diff -q -y y --at 2019 --by '' $files | tail -n 1 | cut -d, -f3,4)" = 4,3 ]
    done
}

@test "--header @FILE of one line: commas part names where there are any" {
    printf 'a;b,c\n' >names
    printf '1,2\n' >data.csv
    gives $'"a;b",c\n1,2' kom-read -q --header @names data.csv
    printf 'a;b\n' >names
    gives $'a,b\n1,2' kom-read -q --header @names data.csv
}

# ---- letters ----

# Kind: one letter, two spellings of Unicode.
@test "decomposed letters, and signs that cannot be seen" {
    kom-sum -b område -y indhold --stats n,sum data/files/nfd.csv >out 2>err
    gives $'område,measure,n,sum\nÅrhus,indhold,2,11' cat out
    [ "$(grep -c 'letters composed: cells 1, headings 2' err)" -eq 1 ]
    kom-sum -q -b område -y indhold --stats n,sum data/files/nfd.csv 2>err >out
    [ ! -s err ]
    # However the call spells it.
    gives $'område,measure,sum\nÅrhus,indhold,11' kom-sum -q -b $'omra\xcc\x8ade' -y indhold --stats sum data/files/nfd.csv
    gives $'kom,measure,sum\n101,beloeb,5' kom-sum -q -b kom -y beloeb --stats sum data/files/hb.csv
    gives $'kom,measure,sum\n101,beloeb,5' kom-sum -q -b kom -y beloeb --stats sum data/files/zw.csv
    kom-read data/files/zw.csv 2>err >out
    gives $'kom,beloeb\n101,5' cat out
    grep -q 'headings 2' err
    # In codes and numbers of a row; not in persons' ids and free text.
    printf 'kom;borger;bem\xc3\xa6rkning;antal\n\xc2\xa0101;p1\xe2\x80\x8b;\xc2\xa0x;5\xc2\xa0\n101;p2;y;6\n' >nb.csv
    gives $'kom,measure,sum\n101,antal,11' kom-sum -q -b kom -y antal --stats sum nb.csv
    gives $'kom,borger,bem\xc3\xa6rkning,antal\n101,p1\xe2\x80\x8b,\xc2\xa0x,5\n101,p2,y,6' kom-read nb.csv
    # Messages show them.
    printf 'kom;an\xe2\x80\x8btal\n101;5\n' >inside.csv
    refused 'it has kom, an<U+200B>tal' kom-sum -y antal inside.csv
}

# ---- several files ----

@test "headings of later files that are written otherwise" {
    printf 'KOM,Pnr,Beløb,slags\n0101,a,1.5,x\n' >a.csv
    printf 'slags;beloeb;kom;PNR\ny;2,5;0147;b\n' >b.csv
    printf 'borger,kr,kommunekode,Slags \nc,3,0151,z\n' >c.csv
    local say='b.csv: taken as one column: beloeb for Beløb, kom for KOM, PNR for Pnr'
    kom-read -q a.csv c.csv 2>err >out # another name is told in any case, another spelling is not
    grep -q '^kom-read: c.csv: taken as one column: borger for Pnr, kr for Beløb, kommunekode for KOM' err
    [ "$(kom-read -q a.csv b.csv 2>&1 >out)" = '' ]
    kom-read a.csv b.csv c.csv >out 2>err
    [ "$(cat out)" = "KOM,Pnr,Beløb,slags
0101,a,1.5,x
0147,b,2.5,y
0151,c,3,z" ]
    grep -q "^kom-read: $say\$" err
    grep -q '^kom-read: c.csv: taken as one column: borger for Pnr, kr for Beløb, kommunekode for KOM' err
    kom-read --union a.csv b.csv c.csv 2>err.union | same out -
    grep -q "^kom-read: $say\$" err.union
    [ "$(grep -c -e --union err.union)" = 0 ]
    [ "$(grep -c 'taken as one' err.union)" = "$(grep -c 'taken as one' err)" ]
    kom-sum -q --by kom -y amount --stats sum --set-aside aside --only slags=y a.csv b.csv c.csv >sums
    [ "$(tail -n 1 sums)" = '0147,amount,2.5' ]
    [ "$(tail -n 1 aside)" = '0151,c,3,z,c.csv,2,not_asked' ]
}

@test "headings that might stand for two are left alone" {
    printf 'kom,kr,x\n0101,1,1\n' >a.csv
    printf 'kommune,bopkom,kr,x\n0101,0147,2,2\n' >two.csv # which of them is kom?
    fails_empty 3 'it lacks "kom" and has "kommune", "bopkom"; use --union' kom-read a.csv two.csv
    printf 'kom,Kom,kr,x\n0101,0147,2,2\n' >both.csv # it has the spelling itself
    fails_empty 3 'it has "Kom"; use' kom-read a.csv both.csv
    printf 'kom,kr,beloeb\n0101,1,1\n' >amounts.csv
    printf 'kom,kr,belob\n0101,1,1\n' >other.csv
    fails_empty 3 'it lacks "beloeb" and has "belob"' kom-read amounts.csv other.csv
    printf 'kom,X,kr,x\n0101,0147,2,2\n' >c.csv
    kom-read -q --union a.csv c.csv >out 2>err
    [ "$(head -n 1 out)" = kom,kr,x,X ]
}

@test "files with unlike headings" {
    printf 'kom;antal;kr\n101;1;5\n' >a.csv
    printf 'kom;kroner;antal\n147;7;2\n' >b.csv
    refused "it lacks \"kr\" and has \"kroner\"; use --rename b.csv:kr=kroner if these are one, or --union" kom-read a.csv b.csv
    gives $'kom,antal,kr\n101,1,5\n147,2,7' kom-read -q --rename b.csv:kr=kroner a.csv b.csv
    gives $'kom,antal,kr,kroner\n101,1,5,\n147,2,,7' kom-read -q --union a.csv b.csv
    kom-read -q --union a.csv b.csv 2>err >out
    grep -q 'a.csv lacks kroner; b.csv lacks kr; blank there' err
    gives $'measure,n,missing,sum\nkr,1,1,5\nkroner,1,1,7' kom-sum -q --union -y kr,kroner --stats n,missing,sum a.csv b.csv
    for jobs in 1 4; do kom-read -q -j $jobs --union --set-aside aside --only kom=101 a.csv b.csv >out.$jobs; done
    cmp out.1 out.4
    gives $'kom;antal;kr;kroner;set_aside_file;set_aside_line;set_aside_reason\n147;2;;7;b.csv;2;not_asked' cat aside
    gives $'kom,kroner,antal,kr\n147,7,2,\n101,,1,5' sh -c 'kom-read -q --union - a.csv <b.csv'
    fails 2 'standard input can be read only once' sh -c 'kom-read --union a.csv - <b.csv'
    mkfifo pipe
    fails 2 'pipe can be read only once' kom-read --union a.csv pipe
    printf 'kom;antal\n155;3\n' >c.csv
    refused 'it lacks "kr"; use --union' kom-read a.csv c.csv
    refused 'b.csv: no column "kr"' kom-read --rename x=kr a.csv b.csv
}

# ---- rows that are asked for ----

@test "--only and --except, before any other reason" {
    printf 'kom;tid;antal\n101;2019K1;5\n147;2019K2;x\n155;2019K1;7\n\n' >rows.csv
    gives $'measure,sum\nantal,12' kom-sum -y antal --stats sum --only tid=2019K1 rows.csv
    gives $'measure,sum\nantal,12' kom-sum -y antal --stats sum --only period=2019-Q1 rows.csv
    gives $'measure,sum\nantal,12' kom-sum -y antal --stats sum --except kom=147 rows.csv
    gives $'measure,sum\nantal,7' kom-sum -y antal --stats sum --only 'kom=147|155' --except tid=2019K2 rows.csv
    kom-sum -q -y antal --stats sum --only 'kom=147|155' --except tid=2019K2 rows.csv 2>err >out
    [ ! -s err ] # each value of both occurs
    printf '155\n101\n' >codes
    gives $'measure,sum\nantal,12' kom-sum -y antal --stats sum --only kom=@codes rows.csv
    kom-sum -y antal --stats sum --only 'kom=101|0101|999' --set-aside aside rows.csv 2>err >out
    grep -q 'rows: no row has kom=0101, kom=999' err
    grep -q '4 rows read, 1 used, 3 set aside (not_asked 2, blank 1)' err
    gives $'kom;tid;antal;set_aside_file;set_aside_line;set_aside_reason\n147;2019K2;x;rows.csv;3;not_asked\n155;2019K1;7;rows.csv;4;not_asked\n;rows.csv;5;blank' cat aside
    for jobs in 1 4; do
        kom-read -q -j $jobs --only kom=101 rows.csv >out.$jobs
        kom-check -q -j $jobs --only kom=147 --set-aside aside.$jobs rows.csv >check.$jobs 2>err || true
    done
    cmp out.1 out.4
    cmp check.1 check.4
    cmp aside.1 aside.4
    grep -q ',3,antal,type,' check.1
    gives $'kom;tid;antal;set_aside_file;set_aside_line;set_aside_reason\n101;2019K1;5;rows.csv;2;not_asked\n147;2019K2;x;rows.csv;3;type\n155;2019K1;7;rows.csv;4;not_asked\n;rows.csv;5;blank' cat aside.1
    refused 'no column "komm"' kom-sum -y antal --only komm=101 rows.csv
    fails 2 'is not of the form' kom-sum -y antal --only kom rows.csv
    # Every tool that reads takes them.
    kom-table -q --only kom=155 rows.csv >out
    [ "$(grep -c 155 out)" -eq 1 ]
    ! grep -q 101 out || false
    printf 'kom,period,y\n1,2018,1\n1,2019,5\n2,2018,1\n2,2019,2\n' >panel.csv
    kom-diff -q -y y --at 2019 --only kom=2 panel.csv 2>err >out || true
    grep -q '^2,y,difference,2,1,' out
    ! grep -q '^1,' out || false
}

# ---- what is no text ----

@test "other forms of file, by their first bytes" {
    printf 'kom,antal\n101,5\n' >t.csv
    said() { # NAME FILE: refused with that name; then, if the call named can be run here, it gives the table
        refused "is no text but $1" kom-read "$2" || return
        grep -q 'this makes a table of it' got.err || return 0
        local call
        call=$(sed -n 's/.*this makes a table of it: //p' got.err)
        command -v "${call%% *}" >/dev/null || return 0
        case $call in *kom-read) gives $'kom,antal\n101,5' sh -c "$call -q" ;; esac
    }
    xz -k t.csv && said xz t.csv.xz
    bzip2 -k t.csv && said bzip2 t.csv.bz2
    tar -cf t.tar t.csv && said 'a tar archive' t.tar
    ! command -v lz4 || { lz4 -q t.csv t.csv.lz4 && said lz4 t.csv.lz4; }
    ! command -v 7z || { 7z a t.7z t.csv >/dev/null && said 'a 7z archive' t.7z; }
    case $(kom-read --version) in # else it is read: sources.bats
    *'built without libzstd'*) ! command -v zstd || { zstd -q t.csv && said zstd t.csv.zst; } ;;
    esac
    python3 - <<'PY'
import zipfile
zipfile.ZipFile("t.zip", "w").write("t.csv")
with zipfile.ZipFile("t.xlsx", "w") as z:
    z.writestr("[Content_Types].xml", "<Types/>")
    z.writestr("xl/workbook.xml", "<workbook/>")
with zipfile.ZipFile("t.ods", "w") as z:
    z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
open("t.json", "w").write('[{"kom": "101", "antal": 5}]\n')
open("t.html", "w").write("\n<!DOCTYPE html><html></html>")
open("t.xml", "w").write('<?xml version="1.0"?><a/>')
open("t.pdf", "wb").write(b"%PDF-1.7\n")
open("t.xls", "wb").write(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
open("t.sas7bdat", "wb").write(bytes(12) + bytes.fromhex("c2ea816 0b31411cfbd92080009c7318c181f1011".replace(" ", "")) + bytes(100))
open("t.sav", "wb").write(b"$FL2@(#) SPSS DATA FILE")
open("t.dta", "wb").write(b"<stata_dta><header>")
open("old.dta", "wb").write(bytes([0x72, 2, 1, 0]) + bytes(100))
open("t.parquet", "wb").write(b"PAR1....")
open("t.px", "wb").write(b'CHARSET="ANSI";\n')
PY
    said 'a zip archive' t.zip
    refused 'is no text but an Excel workbook (.xlsx)' kom-sum -y antal t.xlsx # xlsx.bats reads some that are whole
    refused 't.xlsx: ' kom-read t.xlsx
    said 'an OpenDocument table (.ods)' t.ods
    said JSON t.json
    said 'a web page' t.html
    said XML t.xml
    said 'a PDF' t.pdf
    said 'an old Office file' t.xls
    for file in t.sas7bdat t.sav t.dta old.dta; do # statfiles.bats reads some that are whole
        refused "is no text but a" kom-sum -y antal $file
        refused "$file: " kom-read $file
    done
    said 'a Parquet file' t.parquet
    refused 'is no text but a PC-Axis file' kom-sum -y antal t.px # and banks.bats
    # As a side table, and on standard input.
    refused 'is no text but xz' sh -c 'kom-read <t.csv.xz'
    refused 'is no text but xz' kom-uptake --offerings t.csv.xz t.csv
    # A table that only begins so is read.
    printf '[kom],{antal}\n101,5\n' >brackets.csv
    gives $'[kom],{antal}\n101,5' kom-read brackets.csv
}

@test "a NUL byte ends no message" {
    printf 'amount,a\0z\n1\0 2,x\n' >nul.csv
    fails 3 'column "amount": "1<U\+0000> 2" is' kom-sum -y amount nul.csv
    fails 3 'it has amount, a<U\+0000>z; --rename q=COLUMN' kom-sum -y q nul.csv
}

@test "a first record that is longer than can be looked at has no quote to blame" {
    {
        printf 'a,b\n'
        head -c 140000000 /dev/zero | tr '\0' x
    } >long.csv
    fails_empty 3 'long.csv:1: the first two records are longer than 64 MB; lines must end with LF' kom-sum -y a long.csv
    sed 's/^xxx/"xx/' long.csv >open.csv
    fails_empty 3 'open.csv:1: a quote in the first two records is never closed' kom-sum -y a open.csv
}

# The cells that Windows-1252 makes are looked at like any others, in a block of which the rest is ASCII.
@test "a blank that cannot be seen, in Windows-1252, parts no group" {
    printf 'kom;service;n\n101\240;a;1\n101;st\370tte;2\n\240101;a;4\n' >unseen.csv
    "$KOM_BIN"/kom-sum -q --by kom --value n --stats n,sum unseen.csv >out
    printf 'kom,measure,n,sum\n101,n,3,7\n' | cmp - out
    "$KOM_BIN"/kom-uptake -q --by kom <<<$'kom;date;person\n101\xa0;2019-01-02;P\n101;2019-01-02;P' >out
    [ "$(wc -l <out)" -eq 2 ]
    "$KOM_BIN"/kom-read -q unseen.csv >out
    [ "$(cut -d, -f1 out | sort -u | wc -l)" -eq 2 ]
}

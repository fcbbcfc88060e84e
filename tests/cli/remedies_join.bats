# SPDX-License-Identifier: GPL-3.0-or-later
# Messages of kom-join that name an option or a call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | beside --name-to-code | fewer options | what a call does not use |
# | beside --code-to-name | fewer options | what a call does not use |
# | has no meaning without --official, --name-to-code or --code-to-name | fewer options | what a call does not use |
# | has no meaning beside --within | fewer options | what a call does not use |
# | has no meaning beside --official | fewer options | what a call does not use |
# | with --no-match stop | --no-match keep | what a call does not use |
# | speaks of the file of --%s; use --%s | --rename TABLE:NEW=OLD, --header, --day, --skip-lines alike | the path of the table |
# | speaks of the input, which needs no name; use --%s | --day COL=FORM | the path of the table |
# | or choose the columns that are to come: --add COL | --rename NEW=OLD, --add COL | columns that are there already |
# | choose the columns that are to come: --add | --add COL | columns that are there already |
# | already; give the new one another name | --name-to-code COL=NEW | columns that are there already |
# | keep one of the rows, or take several: --expect | --expect WAY | more rows than were expected |
# | take every row that holds the day: --expect | --expect WAY | more rows than were expected |
# | take all of a key: --expect | --expect WAY | more rows than were expected |
# | write them with blanks: --no-match keep, or set them aside: --no-match | --no-match keep, --no-match aside | rows that meet nothing |
# | is it the right column of the right table? --unmatched warn leaves all | --unmatched warn | rows that meet nothing |
# | is a municipality of %d: --year | --year YEAR | rows that meet nothing |
# | is a municipality of now: leave --year out | no --year | rows that meet nothing |
load helper
load remedies

@test "the path of the table" {
    printf 'id,n\na,1\n' >rows.csv
    printf 'id,n\na,5\n' >table.csv
    refused 2 kom-join -q --with table.csv --on id --rename table.csv:m=n rows.csv
    kom-join -q --with table.csv --on id --rename with:m=n rows.csv >piped
    mends 1; cmp mended.out piped
    # a file that is both is one of the input
    kom-join -q --with rows.csv --on id --rename rows.csv:m=n rows.csv >mended.out; results 1 m
    printf 'a,5\n' >bare.csv
    refused 2 kom-join -q --with bare.csv --on id --header bare.csv:id,m rows.csv
    mends 1; results 5 m
    printf 'Tabel\nid,m\na,5\n' >titled.csv
    refused 2 kom-join -q --with titled.csv --on id --skip-lines titled.csv:1 rows.csv
    mends 1; results 5 m
    printf 'id,d\na,01-02-2019\n' >days.csv
    printf 'id,start,end,m\na,01-01-2019,,5\n' >spells.csv
    refused 2 kom-join -q --with spells.csv --on id --within start,end=d --day with:end=dmy,spells.csv:start=dmy,d=dmy days.csv
    refused 2 kom-join -q --with spells.csv --on id --within start,end=d --day spells.csv:start=dmy --day d=dmy days.csv
    refused 2 kom-sum -q -b d --day days.csv:d=dmy -y id days.csv
    refused 2 kom-panel -q --from 2019-01 --to 2019-01 --by id --period month --day spells.csv:start=dmy spells.csv
    mends 1; results 1 spells
}

@test "what a call does not use" {
    printf 'kommune,n\nAarhus,1\n' >rows.csv
    printf 'kommune,x\nAarhus,1\n' >table.csv
    refused 2 kom-join --with table.csv --on kommune --unmatched warn rows.csv
    kom-join -q --with table.csv --on kommune --unmatched warn --no-match keep rows.csv >mended.out; results 1 x
    refused 2 kom-join --official --with table.csv --on kommune --no-match keep rows.csv
    [ "$(kom-join -q --official --on kommune=name --add region rows.csv | tail -n 1)" = Aarhus,1,Midtjylland ]
    printf 'kom,day\n615,2006-01-01\n' >old.csv
    refused 2 kom-join --official --within valid_from,valid_to=day --year 2006 old.csv
    [ "$(kom-join -q --official --within valid_from,valid_to=day --add successors old.csv | tail -n 1)" = 615,2006-01-01,615 ]
    refused 2 kom-join --with table.csv --on kommune --year 2006 rows.csv
    kom-join -q --with table.csv --on kommune rows.csv >mended.out; results 1 x
    kom-join -q --name-to-code kommune --year 2006 rows.csv >mended.out; results 751 kom
    refused 2 kom-join --name-to-code kommune --unused unused.csv rows.csv
    kom-join -q --name-to-code kommune rows.csv >mended.out; results 751 kom
    refused 2 kom-join --name-to-code kommune --with table.csv rows.csv
    kom-join -q --name-to-code kommune rows.csv >mended.out; results 751 kom
    refused 2 kom-join --code-to-name kommune --with table.csv rows.csv
    kom-join -q --code-to-name kommune rows.csv >mended.out; results Aarhus kom_name
}

@test "columns that are there already" {
    printf 'kom,n,x\n101,1,a\n' >rows.csv
    printf 'kom,x,y\n101,b,c\n' >table.csv
    refused 3 kom-join --with table.csv --on kom rows.csv
    mends 1; results b x_2; results a x
    mends 2; results b x; results a x_2
    mends 3 COL=y; results c y; results a x
    printf 'kom,x,y,x\n101,b,c,d\n' >again.csv
    refused 3 kom-join --with again.csv --on kom --except n=2 --rename z=x rows.csv
    mends 1 COL=y; results c y
    refused 3 kom-join --name-to-code kom=n rows.csv
    mends 1 NEW=code; results 101 code
}

@test "more rows than were expected" {
    printf 'kom,n\n101,1\n' >rows.csv
    printf 'kom,x\n101,b\n101,c\n' >table.csv
    refused 3 kom-join --with table.csv --on kom rows.csv
    mends 1; results 'b c' x
    refused 3 kom-join --with table.csv --on kom --expect 1:1 rows.csv
    mends 1; results 'b c' x
    printf 'kom,n\n101,1\n101,2\n' >more.csv
    refused 3 kom-join --with table.csv --on kom --expect 1:n more.csv
    mends 1; results 'b c b c' x
    head -n 2 table.csv >one.csv
    refused 3 kom-join --with one.csv --on kom --expect 1:1 more.csv
    mends 1; results 'b b' x
    printf 'kom,start,end,x\n101,2019-01-01,2019-06-30,b\n101,2019-06-01,,c\n' >spells.csv
    printf 'kom,date\n101,2019-06-15\n' >days.csv
    refused 3 kom-join --with spells.csv --on kom --within start,end=date days.csv
    mends 1; results 'b c' x
}

@test "rows that meet nothing" {
    printf 'kom,n\n101,1\n999,2\n' >rows.csv
    printf 'kom,x\n101,b\n' >table.csv
    refused 3 kom-join --with table.csv --on kom rows.csv
    mends 1; results 'b ' x
    mends 2; results b x
    printf 'kom,n\n0101,1\n' >padded.csv
    refused 3 kom-join --with table.csv --on kom padded.csv
    mends 3; results b x; results 101 kom
    mends 4; results b x; results 0101 kom
    refused 3 kom-join --with table.csv --on kom --no-match keep padded.csv
    mends 1; results b x
    printf 'kommune,n\nKøbenhavn,1\n' >named.csv
    refused 3 kom-join --with table.csv --on kom=kommune named.csv || refused 3 kom-join --with table.csv --on kommune=kom named.csv
    turned named.csv; results b x
    seq 30 | sed '1s/^/id\n/' >many.csv
    printf 'id,x\n99,b\n' >other.csv
    refused 3 kom-join --with other.csv --on id --no-match keep many.csv
    mends 1; [ "$(wc -l <mended.out)" -eq 31 ]
    awk 'BEGIN { print "id"; for (i = 0; i < 130000; i++) print "x" i "y" }' >very_many.csv
    refused 3 kom-join --with other.csv --on id --no-match keep very_many.csv
    mends 1; [ "$(wc -l <mended.out)" -eq 130001 ]
    printf 'kommune\nBramsnæs\n' >old.csv
    refused 3 kom-join --name-to-code kommune old.csv
    mends 3; results 350 kom
    printf 'kommune\nHalsnæs\n' >new.csv
    refused 3 kom-join --name-to-code kommune --year 2005 new.csv
    kom-join -q --name-to-code kommune new.csv >mended.out; results 260 kom
}

@test "a day in the key that cannot be read" {
    printf 'kom;dato;x\n0101;01-02-2019;1\n' >days.csv
    printf 'kom;dato;z\n0101;2019-02-01;1\n' >with.csv
    refused 3 kom-join -q --with with.csv --on kom,dato days.csv
    grep -q 'column "dato": "01-02-2019" is no day' refused.err
    mends 1
    printf 'kom,dato,x,z\n0101,2019-02-01,1,1\n' | same - mended.out
    printf 'tid;x\n2019K2;1\nfoo;2\n' >periods.csv
    printf 'tid;z\n2019K2;1\n' >with2.csv
    fails_empty 3 'periods.csv:3: column "tid": "foo" is no period' kom-join -q --with with2.csv --on tid periods.csv
}

#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-code as users type it.
load helper

# interviews: two coders and four interviews, two of them in one municipality.
interviews() {
    printf '%s\n' 'document;segment;code;coder;kom;text' 'i1;10-20;price;A;101;for dyrt' 'i1;10-20;price;B;101;for dyrt' \
        'i1;30-40;time;A;101;ventede længe' 'i2;1-10;price;A;147;prisen' 'i2;1-10;queue;A;147;prisen' 'i2;2-10;queue;B;147;risen' \
        'i3;;queue;B;147;' >segments.csv
    printf 'code,parent,name\nprice,,Pris\ntime,,Tid\nqueue,time,Kø\nfood,,Mad\n' >codebook.csv
    printf 'document,kom\ni1,101\ni2,147\ni3,147\ni4,147\n' >documents.csv
}

@test "counts: a document once, codes under others, documents without segments" {
    interviews
    golden code/counts -- kom-code segments.csv
    golden code/book -- kom-code --codebook codebook.csv --documents documents.csv segments.csv
    golden code/by -- kom-code --by kom --codebook codebook.csv --documents documents.csv segments.csv
    golden code/pairs -- kom-code --table pairs --by kom --codebook codebook.csv segments.csv
    [ "$(kom-code -q --only code=queue segments.csv 2>/dev/null)" = 'code,documents,segments,share,conf_low,conf_high,n
queue,2,3,1,0.158113883008,1,2' ]
}

@test "the same document however many segments, coders and rows" {
    interviews
    tail -n +2 segments.csv >again
    cat again >>segments.csv
    cat again >>segments.csv
    kom-code -q --codebook codebook.csv --documents documents.csv segments.csv >out
    cmp out "$GOLDEN/code/book.out"
    # no column segment: nobody knows how many
    printf 'document,code\nd,x\nd,x\ne,x\n' >whole.csv
    [ "$(kom-code -q whole.csv 2>/dev/null | tail -n 1 | cut -d, -f1-4)" = 'x,2,,1' ]
}

@test "documents without segments are named or spoken of" {
    interviews
    kom-code segments.csv >out 2>err
    grep -q 'shares are of the 3 documents that have a segment; --documents FILE names those without' err
    kom-code --documents documents.csv segments.csv >out 2>err
    ! grep -q 'shares are' err || false
    printf 'i5;;;A;101;\n' >>segments.csv
    kom-code segments.csv >out 2>err
    grep -q '1 row has no code: the document was read' err
    [ "$(sed -n 2p out | cut -d, -f7)" = 4 ]
    printf 'document\ni1\ni2\ni3\ni5\ni9\n' >plain.csv
    fails_empty 3 'plain.csv:6: .*has no segment, and --documents has no column "role"' \
        kom-code --rename role=text --by role --documents plain.csv segments.csv
}

@test "by-values that contradict each other" {
    interviews
    sed 's/i2,147/i2,101/' documents.csv >other.csv
    fails_empty 3 'segments.csv:5: column "kom": is another than that of the document in other.csv:3, "101"' \
        kom-code --by kom --documents other.csv segments.csv
    printf 'i1,147\n' >>documents.csv
    fails_empty 3 'documents.csv:6: column "kom": the document stands on line 2 with another value' kom-code --by kom --documents documents.csv segments.csv
    sed '2s/101/147/' segments.csv >moved.csv
    kom-code --by kom moved.csv >out 2>err
    grep -q '1 document is in several groups of --by, and counts in each: "i1"' err
    grep -q '^101,price,1,' out
    grep -q '^147,price,2,' out
    fails_empty 2 'the table has a column code of its own' kom-code --by code segments.csv
}

# tables: what is known of the municipalities of these interviews; 147 is in two networks.
tables() {
    interviews
    printf 'kom,region,type\n101,Hoved,by\n147,Syd,by\n155,Syd,land\n' >municipalities.csv
    printf 'kom,network\n101,A\n147,A\n147,B\n155,B\n' >networks.csv
    cut -d ';' -f 1-4 segments.csv >nokom.csv
}

@test "by-columns of the municipality: as if they stood in the segments" {
    tables
    kom-join -q --with municipalities.csv --on kom --add region,type segments.csv >joined.csv
    kom-join -q --with municipalities.csv --on kom --add region,type documents.csv >listed.csv
    local table
    for table in counts pairs; do
        kom-code -q --table $table --by region,kom,type --codebook codebook.csv --documents listed.csv joined.csv >want
        kom-code -q --table $table --by region,kom,type --municipalities municipalities.csv --codebook codebook.csv --documents documents.csv segments.csv >out
        cmp out want
        # the municipality in --documents alone
        kom-code -q --table $table --by region,kom,type --municipalities municipalities.csv --codebook codebook.csv --documents documents.csv nokom.csv >out
        cmp out want
    done
    [ "$(grep -c '^Syd,147,by,price,queue,1,1$' out)" = 1 ]
    kom-code -q --quotes --by region joined.csv >want
    kom-code -q --quotes --by region --municipalities municipalities.csv segments.csv >out
    cmp out want
    # an own column comes first, in either table
    kom-code -q --by region --municipalities municipalities.csv --documents <(sed 's/Syd/Nord/' listed.csv) segments.csv | grep -q '^Nord,queue,2,3,'
}

@test "a municipality in several networks" {
    tables
    fails_empty 3 'networks: kom 147 is in several; say with --overlap both, drop or assign=147:NETWORK' kom-code --by network --networks networks.csv segments.csv
    # both: as if each row stood in both
    sed '1s/$/;network/; /;101;/s/$/;A/; /;147;/{s/$/;A/; p; s/A$/B/}' segments.csv >twice.csv
    local table
    for table in counts pairs; do
        kom-code -q --table $table --by network twice.csv >want 2>/dev/null
        kom-code --table $table --by network --networks networks.csv --overlap both segments.csv >out 2>err
        cmp out want
        grep -q 'networks: documents of kom 147 count in each of several; networks do not add' err
        grep -q '2 documents are in several groups of --by, and count in each: "i2", "i3"' err
    done
    kom-code --by network --networks networks.csv --overlap drop --documents documents.csv segments.csv >out 2>err
    [ "$(awk -F, '{ print $1, $2, $3, $NF }' out | tr '\n' ';')" = 'network code documents n;A price 1 1;A queue 0 1;A time 1 1;' ]
    grep -q '7 rows read, 3 used, 4 set aside (several_networks 4)' err
    kom-code -q --by network --networks networks.csv --overlap drop --documents <(cut -d, -f 1 documents.csv | head -n 4) segments.csv >out
    [ "$(sed -n 2p out | awk -F, '{ print $NF }')" = 1 ]
    # a range of a row that counts in no network is no range of the table
    sed '/;101;/d; s/1-10/10-1/' segments.csv >dropped.csv
    kom-code -q --by network --networks networks.csv --overlap drop --merge-overlap 0.5 dropped.csv >out 2>err
    [ "$(wc -l <out)" = 1 ]
    fails_empty 3 'the range ends before it begins' kom-code -q --by network --networks networks.csv --overlap both --merge-overlap 0.5 dropped.csv
    kom-code -q --by network --networks networks.csv --overlap assign=147:B --documents documents.csv segments.csv >out
    [ "$(grep ,queue, out | cut -d, -f1-3 | tr '\n' ' ')" = 'A,queue,0 B,queue,2 ' ]
    [ "$(grep ^B,queue, out | awk -F, '{ print $NF }')" = 3 ]
}

@test "by-columns of the municipality: what does not fit" {
    tables
    fails_empty 3 'nokom.csv: no column "kom"' kom-code --by region --municipalities municipalities.csv nokom.csv
    fails_empty 3 'no column "size".*nor has --municipalities' kom-code --by size --municipalities municipalities.csv segments.csv
    fails_empty 2 'municipalities: the table has no column of --by' kom-code --by kom --municipalities municipalities.csv segments.csv
    fails_empty 2 'by: region and Region are the same column' kom-code --by region,Region --municipalities municipalities.csv segments.csv
    fails_empty 3 'column "kom": is another than that of the document' kom-code --by region --municipalities municipalities.csv \
        --documents <(sed s/i1,101/i1,147/ documents.csv) segments.csv
    fails_empty 3 'the document stands on line 2 with another value' kom-code --by region --municipalities municipalities.csv \
        --documents <(cat documents.csv; echo i1,147) nokom.csv
    fails_empty 3 'the document has no segment, and --documents has no column "kom"' kom-code --by region --municipalities municipalities.csv \
        --documents <(printf 'document\ni1\ni2\ni3\ni4\n') segments.csv
    fails_empty 3 '0101 stands here where municipalities has 101; use --kom-digits 3' kom-code --by region --municipalities municipalities.csv \
        --documents <(sed s/101/0101/ documents.csv) nokom.csv
    kom-code -q --kom-digits 4 --by region --municipalities municipalities.csv --documents <(sed s/101/0101/ documents.csv) nokom.csv | grep -q '^Hoved,price,1,'
    sed -i 's/147,Syd/148,Syd/' municipalities.csv
    kom-code --by region --municipalities municipalities.csv segments.csv >out 2>err
    grep -q 'segments: column "kom": a code that no row of municipalities has: 147 (4 rows)' err
    kom-code --by region --municipalities municipalities.csv --documents documents.csv nokom.csv >out 2>err
    grep -q 'documents: column "kom": a code that no row of municipalities has: 147 (3 rows)' err
}

@test "a codebook that contradicts itself or the segments" {
    interviews
    local row
    for row in queue,price,Kø queue,,Kø; do
        { cat codebook.csv; echo "$row"; } >again.csv
        fails_empty 3 'again.csv:6: column "parent": the code stands on line 4 with another value; keep one of the rows' kom-code --codebook again.csv segments.csv
    done
    { cat codebook.csv; echo queue,time,; } >again.csv
    fails_empty 3 'again.csv:6: column "name": the code stands on line 4 with another value' kom-code --codebook again.csv segments.csv
    # the same row again says nothing new
    { cat codebook.csv; echo ' queue,time,Kø'; } >again.csv
    kom-code -q --codebook again.csv --documents documents.csv segments.csv >out
    cmp out "$GOLDEN/code/book.out"
    printf 'code,parent\na,b\nb,c\nc,a\n' >ring.csv
    fails_empty 3 'would lie under itself' kom-code --codebook ring.csv segments.csv
    printf 'code,parent\na,a\n' >ring.csv
    fails_empty 3 'would lie under itself' kom-code --codebook ring.csv segments.csv
    printf 'code,parent\nprice,\nqueue,tim\ntime,\n' >near.csv
    fails_empty 3 '"tim" is no code of the codebook; did you mean "time"' kom-code --codebook near.csv segments.csv
    printf 'code\nPrice\ntime\nqueue\n' >case.csv
    fails_empty 3 'price.*Price' kom-code --codebook case.csv segments.csv
    kom-code --unmatched warn --codebook case.csv segments.csv >out 2>err
    [ "$(cut -d, -f1,2 out | tr '\n' ' ')" = 'code,documents Price,0 price,2 queue,2 time,1 ' ]
    printf 'code\nprice\ntime\nqueue\n' >short.csv
    printf 'i9;1;weather;A;101;\n' >>segments.csv
    kom-code --codebook short.csv segments.csv >out 2>err
    grep -q 'weather' err
    grep -q '^weather,1,' out
}

@test "ranges that overlap are one unit where that is asked for" {
    interviews
    [ "$(kom-code -q segments.csv 2>/dev/null | grep queue | cut -d, -f1-3)" = queue,2,3 ]
    kom-code --merge-overlap 0.8 segments.csv >out 2>err
    [ "$(grep queue out | cut -d, -f1-3)" = queue,2,2 ]
    grep -q -e '--merge-overlap: 4 ranges are 3 units' err
    [ "$(kom-code -q --merge-overlap 0.9 segments.csv 2>/dev/null | grep queue | cut -d, -f1-3)" = queue,2,3 ]
    # 8 of 9 shared
    [ "$(kom-code -q --merge-overlap 0.88888888888888888 segments.csv 2>/dev/null | grep queue | cut -d, -f1-3)" = queue,2,2 ]
    # a chain is one unit; what stands before the range parts
    printf 'document,segment,code\nd,0-10,a\nd,4-14,a\nd,8-18,a\nd,page2 0-10,a\nd,p-1-x,a\ne,0-10,a\nd,20-20,a\n' >chain.csv
    [ "$(kom-code -q --merge-overlap 0.4 chain.csv 2>/dev/null | tail -n 1 | cut -d, -f1-3)" = a,2,5 ]
    # a range that ends before it begins: without --merge-overlap a name as any
    printf 'document,segment,code\nd,0-10,a\nd,p 2 20-10,a\n' >reversed.csv
    fails_empty 3 'reversed.csv:3: column "segment": the range ends before it begins; write p 2 10-20, or leave it out: --except .segment=p 2 20-10.$' \
        kom-code --merge-overlap 0.5 reversed.csv
    [ "$(kom-code -q reversed.csv 2>/dev/null | tail -n 1 | cut -d, -f1-3)" = a,1,2 ]
    printf 'document,segment,code\nd,x,a\n' >names.csv
    fails_empty 2 'no segment is a range' kom-code --merge-overlap 0.5 names.csv
    fails_empty 2 'is no share above 0' kom-code --merge-overlap 0 chain.csv
    fails_empty 2 'is no share above 0' kom-code --merge-overlap 1.5 chain.csv
    fails_empty 2 'is no share above 0' kom-code --merge-overlap nan chain.csv
}

# Krippendorff 2011, "Computing Krippendorff's alpha-reliability", section E, as R's irr 0.84.1 has it to 14 digits.
@test "agreement: Krippendorff's data" {
    golden code/krippendorff -- kom-code --table agreement --measurement ordinal data/code/krippendorff.csv
    for one in nominal:.743421052632 ordinal:.815387503755 interval:.849107142857 ratio:.797402774712; do
        kom-code -q --table agreement --measurement "${one%:*}" data/code/krippendorff.csv >out
        [ "$(tail -n 1 out | cut -d, -f7,8)" = "0${one#*:},${one%:*}" ]
    done
    # nominal is also what the codes say
    [ "$(kom-code -q --table agreement data/code/krippendorff.csv | tail -n 1 | cut -d, -f7)" = 0.743421052632 ]
}

# Fleiss 1971: 30 patients, 6 psychiatrists; he prints 0.430, and R's irr 0.245 0.245 0.520 0.471 0.566 for each diagnosis.
@test "agreement: Fleiss's data" {
    golden code/fleiss -- kom-code --table agreement data/code/fleiss1971.csv
    [ "$(kom-code -q --table agreement data/code/fleiss1971.csv | tail -n 1 | cut -d, -f1-6)" = all,30,6,0.555555555556,0.43024452006,fleiss ]
}

# The vision of 7477 women by right and left eye (Stuart 1953); kappa by R's psych 2.2.9 and vcd 1.4-11.
@test "agreement: weights of Cohen's kappa" {
    printf '%s\n' '1 1 1520' '1 2 266' '1 3 124' '1 4 66' '2 1 234' '2 2 1512' '2 3 432' '2 4 78' '3 1 117' '3 2 362' '3 3 1772' '3 4 205' \
        '4 1 36' '4 2 82' '4 3 179' '4 4 492' |
        awk 'BEGIN { print "document,code,coder,value" } { for (i = 0; i < $3; i++) { n++; print "w" n ",grade " $1 ",right," $1; print "w" n ",grade " $2 ",left," $2 } }' >vision.csv
    local call=(kom-code -q --table agreement --draws 99)
    [ "$("${call[@]}" vision.csv | tail -n 1 | cut -d, -f4-6)" = 0.708305470108,0.595388828089,cohen ]
    [ "$("${call[@]}" --kappa-weights linear vision.csv | tail -n 1 | cut -d, -f5-)" = "$("${call[@]}" --kappa-weights linear --measurement nominal vision.csv | tail -n 1 | cut -d, -f5-)" ]
    "${call[@]}" --kappa-weights linear vision.csv | tail -n 1 | grep -q '^all,7477,2,0.708305470108,0.652380429501,"cohen, linear weights",'
    "${call[@]}" --kappa-weights quadratic vision.csv | tail -n 1 | grep -q '^all,7477,2,0.708305470108,0.70233425249,"cohen, quadratic weights",'
}

@test "agreement: draws, seed and threads" {
    interviews
    kom-code -q --table agreement -j 1 data/code/fleiss1971.csv >one
    kom-code -q --table agreement -j 8 data/code/fleiss1971.csv >many
    cmp one many
    kom-code -q --table agreement --seed 2 data/code/fleiss1971.csv >other
    ! cmp -s one other || false
    shuf --random-source="$SOURCE_DIR/README.md" <(tail -n +2 data/code/fleiss1971.csv) | cat <(head -n 1 data/code/fleiss1971.csv) - >shuffled.csv
    kom-code -q --table agreement shuffled.csv >mixed
    cmp one mixed
    kom-code -q --table agreement --draws 20 data/code/fleiss1971.csv >few
    [ "$(tail -n 1 few | cut -d, -f9-11)" = ,,20 ]
    [ "$(tail -n 1 few | grep -c few_draws)" = 1 ]
}

@test "agreement: what has no figure is blank, never 1" {
    interviews
    fails_empty 5 'none of 5 estimates could be made.*one_coder' kom-code --table agreement --codebook codebook.csv --only coder=A segments.csv
    # one coder read the one document, another the other
    printf 'document,segment,code,coder\nd,1,a,A\ne,1,a,B\n' >apart.csv
    fails_empty 5 'no_common_units' kom-code --table agreement apart.csv
    # nothing varies
    printf 'document,segment,code,coder\nd,1,a,A\nd,1,a,B\nd,2,a,A\nd,2,a,B\n' >same.csv
    [ "$(kom-code -q --table agreement same.csv | sed -n 2p)" = a,2,2,1,,cohen,,nominal,,,,,2,constant ]
    # C read e and coded nothing in it: only --documents tells
    printf 'document,segment,code,coder\nd,1,a,A\nd,1,a,C\ne,1,a,A\ne,2,b,A\n' >silent.csv
    [ "$(kom-code -q --table agreement silent.csv | sed -n 2p | cut -d, -f1-4)" = a,1,2,1 ]
    printf 'document,coder\nd,A\nd,C\ne,A\ne,C\n' >read.csv
    [ "$(kom-code -q --table agreement --documents read.csv silent.csv | sed -n 2p | cut -d, -f1-5)" = a,3,2,0.666666666667,0.4 ]
    printf 'document,segment,code,coder\nd,1,a,A\nd,1,a,C\ne,1,a,A\ne,2,b,A\ne,,,C\n' >silent.csv
    [ "$(kom-code -q --table agreement silent.csv | sed -n 2p | cut -d, -f1-5)" = a,3,2,0.666666666667,0.4 ]
    fails_empty 5 'no rows' kom-code --table agreement <(printf 'document,segment,code,coder\n')
}

@test "agreement: several codes or values of a coder in a unit" {
    printf 'document,segment,code,coder,value\nd,1,a,A,1\nd,1,b,A,1\nd,1,a,B,1\nd,2,b,A,2\nd,2,b,B,3\n' >several.csv
    kom-code --table agreement several.csv >out 2>err
    grep -q 'code "all" has no figure, as a coder gave a unit two codes in 1 row; the first: document "d", segment "1", coder "A": "a" and "b"' err
    [ "$(tail -n 1 out)" = 'all,2,2,,,,,nominal,,,,,,several_codes(1)' ]
    [ "$(sed -n 2p out | cut -d, -f1-5)" = a,2,2,1,1 ]
    printf 'd,2,b,A,9\n' >>several.csv
    kom-code --table agreement --measurement interval several.csv >out 2>err
    grep -q 'code "b" has no figure, as a coder gave a unit two values in 1 row; the first: document "d", segment "2", coder "A"' err
    grep -q '^b,.*,several_values(1)$' out
    sed 's/,a,/,all,/' several.csv >all.csv
    fails_empty 3 'a code is called "all"' kom-code --table agreement all.csv
    kom-code -q all.csv 2>/dev/null | grep -q '^all,1,1,'
}

@test "agreement: values" {
    printf 'document,segment,code,coder,value\nd,1,a,A,1\nd,1,a,B,-1\nd,2,a,A,2\nd,2,a,B,2\n' >values.csv
    fails_empty 3 'values.csv:3: column "value": lies below 0.*--measurement interval' kom-code --table agreement --measurement ratio values.csv
    sed 's/-1/x/' values.csv >bad.csv
    fails 3 'bad.csv:3: column "value": "x" is no number' kom-code --table agreement --measurement interval bad.csv
    kom-code --bad-rows skip --table agreement --measurement interval bad.csv >out 2>err
    grep -q 'unreadable 1' err
    [ "$(sed -n 2p out | cut -d, -f1,2)" = a,1 ]
    # a value that is missing is a coding that is missing
    sed 's/-1/../' values.csv >missing.csv
    [ "$(kom-code -q --table agreement --measurement interval missing.csv | sed -n 2p | cut -d, -f1,2)" = a,1 ]
    printf 'd,2,a,C,3\n' >>values.csv
    fails_empty 2 'there are 3 coders, and weights are for two' kom-code --table agreement --kappa-weights linear values.csv
    # weights of none compare values all the same
    printf 'document,segment,code,coder,value\nd,1,a,A,1\nd,1,a,B,2\nd,2,a,A,2\nd,2,a,B,2\n' >none.csv
    [ "$(kom-code -q --table agreement --kappa-weights none none.csv | cut -d, -f1-5 | sed -n 2p)" = 'a,2,2,0.5,0' ]
    # a value that something is said against is none
    printf 'document,segment,code,coder,value,value_status\nd,1,a,A,1,\nd,1,a,B,3,hidden\nd,2,a,A,2,\nd,2,a,B,2,\n' >said.csv
    kom-code -q --table agreement --kappa-weights linear said.csv | cut -d, -f1-4,8- >out
    [ "$(sed -n 2p out)" = 'a,1,2,1,,nominal,,,,,1,constant' ]
}

@test "rows that do not count" {
    interviews
    printf ';1-2;price;A;101;\ni1;1-2;price;;101;\n' >>segments.csv
    kom-code segments.csv >out 2>err
    grep -q '9 rows read, 8 used, 1 set aside (no_document 1)' err
    kom-code --table agreement --set-aside aside.csv segments.csv >out 2>err
    grep -q '9 rows read, 7 used, 2 set aside (no_document 1, no_coder 1)' err
    [ "$(tail -n 1 aside.csv)" = 'i1;1-2;price;;101;;segments.csv;10;no_coder' ]
}

@test "a code that is hidden, and a segment, are none that is blank" {
    printf 'document,segment,segment_status,code,code_status,coder\nd,1,,a,,A\nd,2,,,hidden,A\ne,1,,x,missing:A,A\nf,,hidden,a,,A\ng,1,,,,A\nh,1,,a,provisional,A\n' >said.csv
    kom-code --set-aside aside.csv said.csv >out 2>err
    [ "$(tail -n +2 out)" = "a,2,2,0.6666666666666666,$(tail -n 1 out | cut -d, -f5,6),3" ]
    grep -q '6 rows read, 3 used, 3 set aside (hidden 2, missing 1)' err
    grep -q '1 row has no code: the document was read' err
    [ "$(awk -F, 'NR > 1 { print $1, $NF }' aside.csv | tr '\n' ';')" = 'd hidden;e missing;f hidden;' ]
    # it is named by --documents, and counts all the same
    printf 'document\nd\ne\nf\ng\nh\n' >documents.csv
    [ "$(kom-code -q --documents documents.csv said.csv | tail -n 1 | awk -F, '{ print $2, $NF }')" = '2 5' ]
}

@test "no passage leaves the tool but by --quotes" {
    interviews
    for call in '' '--table pairs' '--table agreement' '--by kom'; do
        # shellcheck disable=SC2086
        kom-code -v $call segments.csv >out 2>&1
        ! grep -qE 'dyrt|ventede|prisen' out || false
    done
    fails_empty 2 'the column "text" holds the passages' kom-code --by text segments.csv
    # nor with rows that are set aside: by the tool, by the reader, and those that fall into other fields
    printf 'text,document,code,kom\nhemmelig,,a,101\nhemmelig,d,a,147\n"hem,melig",d,a,101\nhemmelig,hemmelig,d,a,101\n' >secret.csv
    kom-code -q --bad-rows skip --set-aside aside.csv --except kom=147 secret.csv >out 2>err
    ! grep -q melig out err aside.csv || false
    [ "$(cat aside.csv)" = 'text,document,code,kom,set_aside_file,set_aside_line,set_aside_reason
,d,a,147,secret.csv,3,not_asked
,,,,secret.csv,5,ragged
,,a,101,secret.csv,2,no_document' ]
    kom-code -q --quotes --set-aside aside.csv --except kom=147 --bad-rows skip secret.csv >out 2>err
    [ "$(grep -c melig aside.csv)" = 3 ]
    golden code/quotes -- kom-code --quotes --by kom segments.csv
    fails_empty 3 'no column "text"' kom-code --quotes --rename other=text segments.csv
}

@test "columns that are not there, and empty inputs" {
    interviews
    fails_empty 3 'no column "document"' kom-code --rename doc=document segments.csv
    fails_empty 3 'no column "coder"' kom-code --table agreement --rename who=coder segments.csv
    head -n 1 segments.csv >header.csv
    [ "$(kom-code -q header.csv 2>/dev/null)" = code,documents,segments,share,conf_low,conf_high,n ]
    [ "$(kom-code -q --documents documents.csv --codebook codebook.csv header.csv | tail -n 1 | cut -d, -f1-4,7)" = time,0,0,0,4 ]
    fails_empty 3 'empty' kom-code /dev/null
    fails_empty 4 'directory' kom-code .
}

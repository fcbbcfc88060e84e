#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-weight as users type it. Its numbers: tests/unit/test_rake.c, tests/prop/test_weight.py.
load helper

# survey: six respondents, and who they are of.
survey() {
    printf 'id,sex,age\n1,M,young\n2,K,young\n3,M,old\n4,K,old\n5,K,old\n6,K,young\n' >rows.csv
    printf 'sex,age,n\nM,young,20\nM,old,30\nK,young,40\nK,old,10\n' >frame.csv
}

@test "to a frame of groups, and of persons" {
    golden weight/rake -- kom-weight --frame data/weight/frame.csv --rake køn,alder data/weight/answers.csv
    golden weight/post -- kom-weight --frame data/weight/frame.csv --post køn,alder --weight vægt_ud data/weight/answers.csv
    survey
    printf 'respondent,sex\na,M\nb,K\nc,K\n' >persons.csv
    [ "$(kom-weight -q --frame persons.csv --rake sex rows.csv | cut -d, -f4 | tail -n 6 | paste -sd ' ')" = '0.5 0.5 0.5 0.5 0.5 0.5' ]
}

@test "to known totals" {
    golden weight/totals -- kom-weight --known-totals data/weight/totals.csv --rake køn,alder data/weight/answers.csv
    golden weight/cells -- kom-weight --known-totals data/weight/cells.csv --post køn,alder data/weight/answers.csv
}

@test "a column each, and two together" {
    survey
    kom-weight -q --frame frame.csv --rake sex --post age rows.csv >one
    kom-weight -q --frame frame.csv --rake sex,age rows.csv >two
    cmp one two
    # Danish headings by other names, and a quoted cell that passes as it is
    printf 'id;koen;note\n1;K;"a;b"\n2;M;x\n' >danish.csv
    printf 'sex,n\nK,3\nM,1\n' >frame.csv
    [ "$(kom-weight -q --frame frame.csv --rake sex danish.csv)" = 'id,koen,note,weight
1,K,a;b,3
2,M,x,1' ]
}

@test "replicates, with the table of their factors" {
    golden weight/replicates -- kom-weight --frame data/weight/frame.csv --rake køn,alder --weight vægt_ud --replicates jackknife \
        --cluster sted --sample-strata lag --replicate-factors factors.csv data/weight/answers.csv
    golden_file weight/factors.csv factors.csv
    # of a stratum of three clusters the two others count for one and a half
    printf 'c,s\na,x\na,x\nb,x\nc,x\n' >rows.csv
    printf 's,n\nx,12\n' >frame.csv
    [ "$(kom-weight -q --frame frame.csv --post s --replicates jackknife --cluster c rows.csv)" = 'c,s,weight,weight_1,weight_2,weight_3
a,x,3,0,4,4
a,x,3,0,4,4
b,x,3,6,0,4
c,x,3,6,4,0' ]
}

@test "without clusters each row is left out once, in the order of the input" {
    printf 's,k\nx,2\nx,1\nx,3\n' >rows.csv
    printf 's,n\nx,6\n' >frame.csv
    [ "$(kom-weight -q --frame frame.csv --post s --replicates jackknife rows.csv)" = 's,k,weight,weight_1,weight_2,weight_3
x,2,2,0,3,3
x,1,2,3,0,3
x,3,2,3,3,0' ]
}

@test "trimmed weights: totals and bounds hold both" {
    golden weight/trim -- kom-weight --frame data/weight/frame.csv --rake køn,alder --weight vægt_ud --trim 0.5,1.6 data/weight/answers.csv
    golden weight/trimmed_replicates -- kom-weight --frame data/weight/frame.csv --rake køn --weight vægt_ud --trim 0.6,1.6 \
        --replicates jackknife --cluster sted data/weight/answers.csv
    kom-weight -q --frame data/weight/frame.csv --rake køn,alder --weight vægt_ud --trim 0.5,1.6 data/weight/answers.csv >out
    awk -F, 'NR > 1 { n++; s += $NF; w[n] = $NF } END { for (i in w) if (w[i] < 0.5 * s / n - 1e-6 || w[i] > 1.6 * s / n + 1e-6) exit 1 }' out
    fails 0 'nothing to trim' kom-weight --frame data/weight/frame.csv --rake køn,alder --trim 0.1,9 data/weight/answers.csv
}

@test "trim that cannot hold" {
    survey
    fails_empty 5 'after 20 trims totals and bounds do not hold together; .*: --trim 0.6,1.8 holds' \
        kom-weight --frame frame.csv --rake sex,age --trim 0.99,1.01 --rounds 20 rows.csv
}

@test "a category of the frame that no row has" {
    survey
    grep -v old rows.csv >young.csv
    fails_empty 3 '^kom-weight: --frame: no row of the input has age "old" \(40 in the frame\); put them with others: --collapse .age=old\|young.$' \
        kom-weight --frame frame.csv --rake sex,age young.csv
    fails_empty 3 'no row of the input has sex "K" and age "old" \(10 in the frame\), sex "M" and age "old" \(30 in the frame\); ' \
        kom-weight --frame frame.csv --post sex,age young.csv
    # nobody there: no category
    sed '/old/s/,[0-9]*$/,0/' frame.csv >none.csv
    kom-weight -q --frame none.csv --rake sex,age young.csv >out
    [ "$(wc -l <out)" = 4 ]
}

@test "a category of rows that the frame has not" {
    survey
    grep -v old frame.csv >young.csv
    fails_empty 3 '^kom-weight: --frame: nobody in it has age "old" \(3 of the input\); put them with others: --collapse' \
        kom-weight --frame young.csv --rake sex,age rows.csv
    printf 'column,value,total\nage,young,10\nsex,K,5\nsex,M,5\n' >totals.csv
    fails_empty 3 '^kom-weight: --known-totals: there is no total for age "old"' kom-weight --known-totals totals.csv --rake sex,age rows.csv
    # spelt otherwise: that one, and not its neighbour
    sed 's/old/Old/' rows.csv >spelt.csv
    fails_empty 3 "nobody in it has age \"Old\" .*: --collapse 'age=Old\|old'" kom-weight --frame frame.csv --rake sex,age spelt.csv
    # of more than five the rest is counted
    for k in 1 2 3 4 5 6 7; do echo "$k,M,a$k"; done >>rows.csv
    fails_empty 3 'age "a5" \(1 of the input\) and 2 more; put' kom-weight --frame frame.csv --rake age rows.csv
}

@test "collapsed categories are one on both sides, and stay as they are in the rows" {
    survey
    kom-weight -q --frame frame.csv --rake age --collapse 'age=young|old' rows.csv >out
    [ "$(cut -d, -f3,4 out | sort -u | paste -sd ' ')" = 'age,weight old,16.666666666666668 young,16.666666666666668' ]
    fails_empty 3 '"odl" is no value of age, in the input nor in --frame' kom-weight --frame frame.csv --rake age --collapse 'age=young|odl' rows.csv
    fails_empty 2 'collapse: "age=young" is not of the form COL=A\|B' kom-weight --frame frame.csv --rake age --collapse age=young rows.csv
    fails_empty 2 'collapse: "sex" is no column of' kom-weight --frame frame.csv --rake age --collapse 'sex=M|K' rows.csv
}

@test "margins that differ" {
    survey
    printf 'column,value,total\nage,young,10\nage,old,10\nsex,K,10\nsex,M,10.0000001\n' >totals.csv
    fails_empty 3 'the totals of sex add up to 20.0000001, and those of age to 20; no weights have both sums' \
        kom-weight --known-totals totals.csv --rake sex,age rows.csv
    sed -i 's/10.0000001/10.00000001/' totals.csv
    kom-weight -q --known-totals totals.csv --rake sex,age rows.csv >out
    [ "$(wc -l <out)" = 7 ]
}

@test "totals among categories are named, and put together with nothing" {
    survey
    printf 'area,sex,n\na,M,20\na,K,30\nb,M,10\nb,K,40\na,I alt,50\nb,I alt,50\n' >frame.csv
    printf 'id,area,sex\n1,a,M\n2,a,K\n3,b,M\n4,b,K\n' >rows.csv
    kom-weight -q --frame frame.csv --post area rows.csv >out 2>err
    [ "$(cat err)" = "kom-weight: frame.csv: column \"sex\": \"I alt\" (2 rows) is added to what it is the total of; leave such rows out first: kom-read --except 'sex=I alt' frame.csv" ]
    fails_empty 3 "; leave out what is a total of others: kom-read --except 'sex=I alt' frame.csv" kom-weight --frame frame.csv --rake sex rows.csv
    printf 'column,value,total\nsex,M,30\nsex,K,70\nsex,I alt,100\narea,a,50\narea,b,50\n' >totals.csv
    fails_empty 3 'totals.csv: "I alt" stands beside other values of sex, and is added to what it is the total of; say --rename known-totals:value=NEW, and leave such rows out first: kom-read --rename NEW=value ' kom-weight --known-totals totals.csv --rake sex,area rows.csv
    fails_empty 3 '; say --rename known-totals:value=NEW, and leave such rows out first: kom-read --rename NEW=value ' kom-weight --known-totals totals.csv --rake sex rows.csv
}

@test "codes of municipalities are padded or stripped in every table" {
    printf 'kom\n101\n147\n' >rows.csv
    printf 'column,value,total\nkom,0101,20\nkom,0147,30\n' >totals.csv
    fails_empty 3 '; use --kom-digits 3 or --kom-digits 4' kom-weight --known-totals totals.csv --rake kom rows.csv
    [ "$(kom-weight -q --kom-digits 4 --known-totals totals.csv --rake kom rows.csv | paste -sd ' ')" = 'kom,weight 0101,20 0147,30' ]
}

@test "totals of other columns, one for each category" {
    printf 'sex\nM\nK\n' >rows.csv
    printf 'region,sex,n\nA,M,1\nB,M,2\nC,M,3\n,M,6\nA,K,4\nB,K,5\nC,K,7\n,K,16\n' >frame.csv
    kom-weight -q --frame frame.csv --rake sex rows.csv >out 2>err
    [ "$(cat err)" = 'kom-weight: frame.csv:5: column "region": a blank cell, and the row is the sum of the 3 others, to which it is added; leave such rows out first: kom-read --except region= frame.csv
kom-weight: frame.csv:9: column "region": a blank cell, and the row is the sum of the 3 others, to which it is added; leave such rows out first: kom-read --except region= frame.csv' ]
    kom-read -q --except region= frame.csv >parts.csv
    kom-weight -q --frame parts.csv --rake sex rows.csv >out 2>err
    [ ! -s err ]
    [ "$(paste -sd ' ' out)" = 'sex,weight M,6 K,16' ]
    # a word is one beside others of its category
    sed 's/^,/I alt,/' frame.csv >word.csv
    kom-weight -q --frame word.csv --rake sex rows.csv >out 2>err
    [ "$(grep -c 'word.csv: column "region": "I alt" (2 rows) is added to what it is the total of' err)" = 1 ]
    # no sums: blanks that are regions of their own
    sed 's/^,M,6/,M,5/; s/^,K,16/,K,15/' frame.csv >blank.csv
    kom-weight -q --frame blank.csv --rake sex rows.csv >out 2>err
    [ ! -s err ]
}

@test "totals that are none" {
    survey
    printf 'column,value,total\nage,young,10\nage,young,10\n' >totals.csv
    fails_empty 3 'totals.csv:3: column "value": has a total on an earlier line already' kom-weight --known-totals totals.csv --rake age rows.csv
    printf 'column,value,total\nage,young,-1\n' >totals.csv
    fails_empty 3 'totals.csv:2: column "total": is no total; it is at least 0' kom-weight --known-totals totals.csv --rake age rows.csv
    printf 'column,value,total\nage,young,\n' >totals.csv
    fails_empty 3 'totals.csv:2: column "total": is empty' kom-weight --known-totals totals.csv --rake age rows.csv
    printf 'column,value,total\nsex,M,3\n' >totals.csv
    fails_empty 3 'there is no total of age above 0' kom-weight --known-totals totals.csv --rake age rows.csv
    printf 'age,n\nyoung,1.5\n' >frame.csv
    fails_empty 3 'frame.csv:2: column "n": is no number of persons' kom-weight --frame frame.csv --rake age rows.csv
    printf 'age,n\n,1\n' >frame.csv
    fails_empty 3 'frame.csv:2: column "age": is empty; every row needs it' kom-weight --frame frame.csv --rake age rows.csv
    printf 'age,n\n' >frame.csv
    fails_empty 3 'frame: nobody is in it' kom-weight --frame frame.csv --rake age rows.csv
    # a number that something is said against is none
    printf 'age,n,n_status\nyoung,1,\nold,2,hidden\n' >frame.csv
    fails_empty 3 'frame.csv:3: column "n": is said to have no value; every row needs it' kom-weight --frame frame.csv --rake age rows.csv
    printf 'column,value,total,total_status\nage,young,1,hidden\nage,old,2,\n' >totals.csv
    fails_empty 3 'totals.csv:2: column "total": is said to have no value' kom-weight --known-totals totals.csv --rake age rows.csv
    printf 'respondent,age\na,old\nb,old\na,old\n' >frame.csv
    fails_empty 3 'frame.csv:4: column "respondent": is in the frame on line 2 already' kom-weight --frame frame.csv --rake age rows.csv
}

@test "what never holds, and what needs more rounds" {
    printf 'a,b\n1,x\n1,y\n2,x\n' >rows.csv
    printf 'column,value,total\na,1,10\na,2,10\nb,x,5\nb,y,15\n' >totals.csv
    fails_empty 5 'after 1000 rounds the weights of a 1 are still off their total by a share of 0.5, and many more do not help' \
        kom-weight --known-totals totals.csv --rake a,b rows.csv
    sed -i 's/x,5/x,11/; s/y,15/y,9/' totals.csv
    fails_empty 5 'after 3 rounds the weights of a 2 are still off .*; --rounds [0-9]+ is enough' \
        kom-weight --known-totals totals.csv --rake a,b --rounds 3 rows.csv
    kom-weight -q --known-totals totals.csv --rake a,b rows.csv >out
    [ "$(wc -l <out)" = 4 ]
}

@test "rows that cannot be weighed are bad" {
    printf 'id,age,w\n1,old,1\n2,,1\n3,old,0\n4,old,-1\n5,old,\n6,old,x\n7,old,2\n' >rows.csv
    printf 'age,n\nold,6\n' >frame.csv
    call=(kom-weight --frame frame.csv --rake age --weight w rows.csv)
    fails_empty 3 'rows.csv:3: column "age": is empty, and no weight can be made without it' "${call[@]}"
    fails_empty 3 'rows.csv:4: column "w": is 0, and stays 0' "${call[@]}"
    fails_empty 3 'rows.csv:5: column "w": is negative, and a weight is at least 0' "${call[@]}"
    fails_empty 3 'rows.csv:6: column "w": has no value' "${call[@]}"
    fails_empty 3 'rows.csv:7: column "w": ' "${call[@]}"
    "${call[@]}" --bad-rows skip --set-aside aside.csv >out 2>err
    [ "$(cat out)" = 'id,age,w,weight
1,old,1,2
7,old,2,4' ]
    grep -q '7 rows read, 2 used, 5 set aside (unreadable 5)' err
    [ "$(cut -d, -f1,5,6 aside.csv | paste -sd " ")" = "id,set_aside_line,set_aside_reason 2,3,unreadable 3,4,unreadable 4,5,unreadable 5,6,unreadable 6,7,unreadable" ]
    printf 'id,age,age_status\n1,old,\n2,old,hidden\n' >said.csv
    fails_empty 3 'said.csv:3: column "age": is said to have no value' kom-weight --frame frame.csv --rake age said.csv
}

@test "strata and clusters that cannot be left out" {
    printf 's,c,h\nx,a,1\nx,b,1\nx,d,2\n' >rows.csv
    printf 's,n\nx,6\n' >frame.csv
    call=(kom-weight --frame frame.csv --post s --replicates jackknife)
    fails_empty 3 '"2" has one cluster, "d", and without it nobody stands for the stratum; put it with another: --collapse .h=2\|1' \
        "${call[@]}" --cluster c --sample-strata h rows.csv
    sed 's/x,d,2/x,a,2/' rows.csv >twice.csv
    fails_empty 3 '"a" is in two strata, "1" and "2"' "${call[@]}" --cluster c --sample-strata h twice.csv
    fails_empty 3 'there is one cluster, and leaving it out leaves nobody' "${call[@]}" --cluster s rows.csv
    sed '2s/,a/,/' rows.csv >blank.csv
    fails_empty 3 'blank.csv:2: column "c": is empty' "${call[@]}" --cluster c blank.csv
    # rows that are clusters are told by their number
    fails_empty 3 '"2" has one row, and without it' "${call[@]}" --sample-strata h rows.csv
    awk 'BEGIN { print "s"; for (i = 0; i < 5001; i++) print "x" }' >many.csv
    fails_empty 3 '5001 clusters, and at most 5000 are left out' "${call[@]}" many.csv
    printf 's,c\nx,a\nx,b\ny,b\n' >only.csv
    printf 's,n\nx,6\ny,2\n' >frame.csv
    fails_empty 3 'without the cluster "b" no row has s "y" \(2 in the frame\); put them with others: --collapse' "${call[@]}" --cluster c only.csv
    fails_empty 3 'without row 3 of those that are weighed no row has s "y"' "${call[@]}" only.csv
}

@test "waves are no one sample" {
    printf 'wave,age\n1,old\n2,old\n1,old\n' >rows.csv
    printf 'age,n\nold,6\n' >frame.csv
    fails_empty 3 'rows.csv: 2 waves would be weighed as one sample' kom-weight --frame frame.csv --rake age rows.csv
    printf 'wave,age,n\n1,old,6\n2,old,8\n' >waves.csv
    kom-weight -q --frame waves.csv --post wave,age rows.csv >out
    [ "$(cut -d, -f3 out | paste -sd ' ')" = 'weight 3 8 3' ]
    fails_empty 3 'waves.csv:3: column "wave": is another wave' kom-weight --frame waves.csv --rake age --only wave=1 rows.csv
}

@test "a respondent is one row" {
    printf 'respondent,age\nR1,old\nR2,old\n,old\n,old\nR1,old\n' >rows.csv
    printf 'age,n\nold,6\n' >frame.csv
    fails_empty 3 'rows.csv:6: this row is of a respondent who has a row already' kom-weight --frame frame.csv --rake age rows.csv
    fails_empty 3 'rows.csv:6, 7, 8, 11: these rows are each of a respondent' sh -c 'sed 1d rows.csv >more.csv; cat rows.csv more.csv >all.csv; mv all.csv rows.csv; kom-weight -j 4 --frame frame.csv --rake age rows.csv; exit $?'
    # the first five, whoever reads them, in the order of the files
    awk 'BEGIN { print "respondent,age"; for (i = 0; i < 200000; i++) print "R" (i % 60000 == 59999 ? 7 : i) ",old" }' >one.csv
    printf 'respondent,age\nR1,old\nS,old\n"S",old\n\nR300000,old\nR2,old\nS,old\n' >two.csv
    local j
    for j in 1 2 4 8; do
        fails_empty 3 'one.csv:60001, 120001, 180001, two.csv:2, 4 and 2 more: these rows are each' kom-weight -j $j --frame frame.csv --rake age one.csv two.csv
    done
    fails_empty 3 'two.csv:4, 8, one.csv:3, 4, 60001 and 2 more: ' kom-weight -j 4 --frame frame.csv --rake age two.csv one.csv
    # in each wave once
    printf 'respondent,wave,age\nR1,1,old\nR1,2,old\nR2,1,old\n' >rows.csv
    printf 'wave,age,n\n1,old,6\n2,old,8\n' >waves.csv
    kom-weight -q --frame waves.csv --post wave,age rows.csv >out
    [ "$(cut -d, -f4 out | paste -sd ' ')" = 'weight 3 8 3' ]
}

@test "columns that would be there twice" {
    survey
    sed '1s/id/weight/' rows.csv >weight.csv
    fails_empty 3 'the column "weight" is in the input already, and would be added; .*--rename start_weight=weight$' \
        kom-weight --frame frame.csv --rake sex weight.csv
    fails_empty 3 '--rename start_weight=weight --weight start_weight$' kom-weight --frame frame.csv --rake sex --weight weight weight.csv
    fails_empty 2 'rake: sex is named twice' kom-weight --frame frame.csv --rake sex,sex rows.csv
}

@test "what is not there" {
    survey
    fails_empty 3 'no column "height"' kom-weight --frame frame.csv --rake height rows.csv
    fails_empty 5 'there is no row to weigh' sh -c 'head -n 1 rows.csv | kom-weight --frame frame.csv --rake sex'
    fails_empty 3 'empty|no bytes' kom-weight --frame frame.csv --rake sex /dev/null
    fails_empty 4 'directory' kom-weight --frame frame.csv --rake sex .
    fails_empty 4 'nowhere' kom-weight --frame nowhere --rake sex rows.csv
    fails_empty 2 'is one way and --known-totals another' kom-weight --frame frame.csv --known-totals frame.csv --rake sex rows.csv
    fails_empty 2 'name the file' kom-weight --rake sex rows.csv
    fails_empty 2 'name the columns' kom-weight --frame frame.csv rows.csv
    fails_empty 2 'trim: takes two multiples' kom-weight --frame frame.csv --rake sex --trim 1,3 rows.csv
    fails_empty 2 'trim: takes two multiples' kom-weight --frame frame.csv --rake sex --trim 0.5 rows.csv
    fails_empty 2 'has no meaning without --replicates' kom-weight --frame frame.csv --rake sex --replicate-factors f rows.csv
    [ ! -e f ]
}

@test "nothing is left behind, and nothing is lost" {
    survey
    with_full_disk kom-weight --frame frame.csv --rake sex rows.csv
    with_closed_pipe kom-weight -q --frame frame.csv --rake sex rows.csv
    fails 4 '/dev/full' kom-weight --frame frame.csv --rake sex --replicates jackknife --replicate-factors /dev/full rows.csv
    printf 'sex,n\nM,1\nX,1\n' >other.csv
    echo old >out.csv
    fails_empty 3 'nobody in it has' kom-weight --frame other.csv --rake sex --replicates jackknife --replicate-factors f.csv -o out.csv rows.csv
    [ ! -e f.csv ]
    [ "$(cat out.csv)" = old ]
}

@test "Windows-1252, semicolons and a decimal comma; the careful way, a pipe and gzip" {
    iconv -f utf-8 -t windows-1252 data/weight/answers.csv >w.csv
    call=(kom-weight -q --frame data/weight/frame.csv --rake køn,alder --weight vægt_ud)
    "${call[@]}" data/weight/answers.csv >want
    "${call[@]}" w.csv >got 2>/dev/null
    cmp want got
    KOM_CAREFUL=1 "${call[@]}" data/weight/answers.csv >got
    cmp want got
    gzip -c data/weight/answers.csv >a.csv.gz
    "${call[@]}" a.csv.gz >got
    cmp want got
    "${call[@]}" -j 8 <data/weight/answers.csv >got
    cmp want got
    head -n 16 data/weight/answers.csv >one.csv
    { head -n 1 one.csv; tail -n 15 data/weight/answers.csv; } >two.csv
    "${call[@]}" one.csv two.csv >got
    cmp want got
}

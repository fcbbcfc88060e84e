#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-scale as users type it.
load helper

# book REST...: a codebook of one item q with these further cells: lowest, highest, dont_know, not_relevant, reversed.
book() {
    printf 'item,scale,lowest,highest,dont_know,not_relevant,reversed\nq,s,%s\n' "$1" >book.csv
}

@test "scores: reversed items, kinds of no answer, the rule for missing items" {
    golden scale/scores -- kom-scale --codebook data/scale/codebook.csv data/scale/answers.csv
    golden scale/all_answered -- kom-scale --codebook data/scale/codebook.csv --answered 1 --keep '' data/scale/answers.csv
    golden scale/rescaled -- kom-scale --codebook data/scale/codebook.csv --rescale 0-100 --keep note,kom data/scale/answers.csv
    golden scale/one_scale -- kom-scale --codebook data/scale/codebook.csv --items q5,q4 data/scale/answers.csv
}

@test "half of the items is enough, and what is not relevant is not asked" {
    printf 'item,scale,lowest,highest,not_relevant\na,s,1,5,9\nb,s,1,5,9\nc,s,1,5,9\nd,s,1,5,9\n' >book.csv
    printf 'respondent,a,b,c,d\n1,4,,,\n2,4,,,9\n3,4,,9,9\n4,4,5,,\n5,9,9,9,9\n' >r.csv
    [ "$(kom-scale -q --codebook book.csv r.csv | cut -d, -f3-)" = 's,s_items
,1
,1
4,1
4.5,2
,0' ]
    [ "$(kom-scale -q --codebook book.csv --answered 0.25 r.csv | cut -d, -f3-)" = 's,s_items
4,1
4,1
4,1
4.5,2
,0' ]
}

@test "items of unlike answers: refused as they are, exact once rescaled" {
    printf 'item,scale,lowest,highest\na,s,1,5\nb,s,0,10\nc,s,-1,2\n' >book.csv
    printf 'respondent,a,b,c\n1,5,10,2\n2,2,5,0\n3,1,0,\n' >r.csv
    fails_empty 3 'unlike lowest and highest' kom-scale --codebook book.csv r.csv
    # (1/4 + 1/2 + 1/3) / 3
    [ "$(kom-scale -q --codebook book.csv --rescale 0-100 r.csv | cut -d, -f3)" = 's
100
36.111111111111114
0' ]
}

@test "a respondent twice in a wave" {
    printf 'respondent,wave,q1,q2,q3,q4,q5\nR1,1,1,1,1,1,1\nR2,1,1,1,1,1,1\nR1,2,1,1,1,1,1\nR1,1,2,2,2,2,2\n' >twice.csv
    fails 3 'twice.csv:5: column "respondent": the respondent of this row answered the same wave on twice.csv:2 already' \
        kom-scale --codebook data/scale/codebook.csv twice.csv
    cut -d, -f1,3- twice.csv >no_wave.csv
    fails 3 'no_wave.csv:4: .*answered on no_wave.csv:2 already, and there are 2 such rows' kom-scale --codebook data/scale/codebook.csv no_wave.csv
    # two files, and ids that only look alike
    head -n 2 twice.csv >one.csv
    sed 's/R1,1/R1 ,1/' one.csv >two.csv
    fails 3 'two.csv:2: .*answered the same wave on one.csv:2' kom-scale --codebook data/scale/codebook.csv one.csv two.csv
    sed 's/R1,1/R,11/' one.csv >two.csv
    kom-scale -q --codebook data/scale/codebook.csv one.csv two.csv >out
    [ "$(wc -l <out)" = 3 ]
}

@test "an answer outside its scale, a text that is none" {
    sed 's/;3;10;9/;6;10;9/' data/scale/answers.csv >bad.csv
    fails 3 'bad.csv:2: column "q3": "6" lies outside the answers of the item, 1 to 5' kom-scale --codebook data/scale/codebook.csv bad.csv
    sed 's/;3;10;9/;3.5;10;9/' data/scale/answers.csv >bad.csv
    fails 3 'bad.csv:2: column "q3": "3.5" is no answer' kom-scale --codebook data/scale/codebook.csv bad.csv
    sed 's/;3;10;9/;Ikke relevent;10;9/' data/scale/answers.csv >bad.csv
    fails 3 'is no answer from the codebook' kom-scale --codebook data/scale/codebook.csv bad.csv
    kom-scale --codebook data/scale/codebook.csv --bad-rows skip --set-aside aside.csv bad.csv >out 2>err
    [ "$(wc -l <out)" = 6 ]
    grep -q 'unreadable 1' err
    [ "$(cut -d';' -f12- aside.csv | tail -n 1)" = 'bad.csv;2;unreadable' ]
}

@test "a codebook that contradicts itself" {
    printf 'respondent,q\n1,3\n' >r.csv
    book '5,1,,,'
    fails_empty 3 'book.csv:2: column "highest": 1 is not above the lowest answer, 5' kom-scale --codebook book.csv r.csv
    book '1,2000,,,'
    fails_empty 3 'at most 1000' kom-scale --codebook book.csv r.csv
    book '1.5,2,,,'
    fails_empty 3 'no whole number' kom-scale --codebook book.csv r.csv
    book '1,5,5,,'
    fails_empty 3 'column "dont_know": "5" is the answer 5 of item "q" already' kom-scale --codebook book.csv r.csv
    book '1,5,8|9,9,'
    fails_empty 3 'column "not_relevant": "9" is dont_know of item "q" already' kom-scale --codebook book.csv r.csv
    book '1,5,,,perhaps'
    fails_empty 3 'neither yes nor no' kom-scale --codebook book.csv r.csv
    book '1,5,,,ja'
    echo 'q,t,1,5,,,' >>book.csv
    fails_empty 3 'book.csv:3: column "item": item "q" stands on line 2 already' kom-scale --codebook book.csv r.csv
    printf 'item,lowest,highest\nq,1,5\n' >book.csv
    fails_empty 3 'no item has a scale' kom-scale --codebook book.csv r.csv
    printf 'item,scale,lowest,highest\n' >book.csv
    fails_empty 3 'it has no item' kom-scale --codebook book.csv r.csv
}

@test "a codebook that contradicts the data" {
    sed 's/q3/q33/' data/scale/answers.csv >other.csv
    fails_empty 3 'no column "q3"; did you mean .*q33' kom-scale --codebook data/scale/codebook.csv other.csv
    fails_empty 2 'no item "q6"; did you mean' kom-scale --codebook data/scale/codebook.csv --items q6 data/scale/answers.csv
    fails_empty 2 'the scale "trust" has the item "q2" too' kom-scale --codebook data/scale/codebook.csv --items q1,q3 data/scale/answers.csv
    printf 'item,scale,lowest,highest\nwave,s,1,5\n' >book.csv
    fails_empty 3 'the column "wave" is the wave and an item' kom-scale --codebook book.csv data/scale/answers.csv
    printf 'item,scale,lowest,highest\nq1,kom,1,5\n' >book.csv
    fails_empty 3 'two columns of the result would be called "kom"' kom-scale --codebook book.csv data/scale/answers.csv
    fails_empty 2 'stands there in any case' kom-scale --codebook data/scale/codebook.csv --keep wave data/scale/answers.csv
    fails_empty 3 'no column "respondent"' kom-scale --codebook data/scale/codebook.csv --rename who=respondent data/scale/answers.csv
    sed 's/^R2;/;/' data/scale/answers.csv >blank.csv
    fails 3 'blank.csv:3: column "respondent": is empty' kom-scale --codebook data/scale/codebook.csv blank.csv
    sed 's/^R2;1/R2;/' data/scale/answers.csv >blank.csv
    fails 3 'blank.csv:3: column "wave": is empty' kom-scale --codebook data/scale/codebook.csv blank.csv
}

@test "texts by their labels" {
    printf 'item,label,answer\n,Helt uenig,1\n,Uenig,2\n,Hverken eller,3\n,Enig,4\n,Helt enig,5\nq2,Enig,2\n,Ved ikke,dont_know\n,Springer over,missing\n' >labels.csv
    printf 'respondent;q1;q2;q3\n1;Helt enig;Enig;Uenig\n2;Ved ikke;Springer over;4\n' >r.csv
    printf 'item,scale,reversed,lowest,highest\nq1,s,,1,5\nq2,s,,1,5\nq3,s,ja,1,5\n' >book.csv
    [ "$(kom-scale -q --codebook book.csv --answer-labels labels.csv r.csv | cut -d, -f3-)" = 's,s_items
3.6666666666666665,3
,1' ]
    fails 3 'r.csv:2: column "q1": "Helt enig" is no answer from the codebook; --answer-labels FILE' kom-scale --codebook book.csv r.csv
    sed 's/Uenig$/Uening/' r.csv >near.csv
    fails 3 '"Uening" is no answer from the codebook; did you mean "Uenig"' kom-scale --codebook book.csv --answer-labels labels.csv near.csv
    { cat labels.csv; echo 'q9,Ja,1'; } >more.csv
    [ "$(kom-scale -q --codebook book.csv --answer-labels more.csv r.csv 2>&1 >out)" = 'kom-scale: answer-labels: 1 row is of items that the codebook has not' ]
    { cat labels.csv; echo 'Q02,Ja,1'; } >more.csv
    fails_empty 3 'more.csv:10: column "item": "Q02" stands here where the codebook has "q2"; spell it alike in both' \
        kom-scale --codebook book.csv --answer-labels more.csv r.csv
    printf 'label,answer\nEnig,7\n' >bad.csv
    fails_empty 3 'no item of the codebook has an answer 7' kom-scale --codebook book.csv --answer-labels bad.csv r.csv
    printf 'item,label,answer\nq1,Enig,7\n' >bad.csv
    fails_empty 3 '7 lies outside the answers of item "q1", 1 to 5' kom-scale --codebook book.csv --answer-labels bad.csv r.csv
    printf 'label,answer\nEnig,4\nEnig,5\n' >bad.csv
    fails_empty 3 '"Enig" stands twice' kom-scale --codebook book.csv --answer-labels bad.csv r.csv
    printf 'label,answer\n2,4\n' >bad.csv
    fails_empty 3 '"2" is the answer 2 of item "q1" already' kom-scale --codebook book.csv --answer-labels bad.csv r.csv
    # what the codebook says of a text holds: the same may stand there again, another thing may not
    printf 'item,scale,lowest,highest,dont_know\nq1,s,1,5,8|Ved ikke\nq2,s,1,5,\n' >kinds.csv
    printf 'respondent,q1,q2\n1,8,4\n2,Ved ikke,5\n' >k.csv
    printf 'label,answer\n8,dont_know\nVed ikke,8\n' >same.csv
    [ "$(kom-scale -q --codebook kinds.csv --answer-labels same.csv k.csv | tail -n 1)" = '2,,5,1' ]
    printf 'label,answer\n8,4\n' >bad.csv
    fails_empty 3 'bad.csv:2: column "label": "8" is dont_know of item "q1" already' kom-scale -q --codebook kinds.csv --answer-labels bad.csv k.csv
    printf 'label,answer\nEnig,ja\n' >bad.csv
    fails_empty 3 'neither a whole number nor dont_know' kom-scale --codebook book.csv --answer-labels bad.csv r.csv
}

@test "usage" {
    fails_empty 2 '--codebook: name the file' kom-scale data/scale/answers.csv
    fails_empty 2 'no share above 0' kom-scale --codebook data/scale/codebook.csv --answered 0 data/scale/answers.csv
    fails_empty 2 'no share above 0' kom-scale --codebook data/scale/codebook.csv --answered 1.1 data/scale/answers.csv
    fails_empty 2 '--items' kom-scale --codebook data/scale/codebook.csv --items '' data/scale/answers.csv
    fails_empty 2 '--items: q1 is named twice' kom-scale --codebook data/scale/codebook.csv --items q1,q1 data/scale/answers.csv
}

@test "no rows, a header alone" {
    head -n 1 data/scale/answers.csv >header.csv
    [ "$(kom-scale -q --codebook data/scale/codebook.csv header.csv)" = \
        'respondent,wave,kom,role,weight,trust,trust_items,all,all_items,load,load_items' ]
    : >empty.csv
    fails_empty 3 'empty.csv' kom-scale --codebook data/scale/codebook.csv empty.csv
}

@test "answers of a sample: shares and intervals are those of R's survey" {
    python3 "$SOURCE_DIR/tests/cli/scale_items.py" "$SOURCE_DIR/tests/ref"
}

# 24 respondents in 6 institutions, two of which have no weight, one weight 0 and one no institution.
sample_rows() {
    awk 'BEGIN { print "respondent,wave,institution,w,a,b"; for (i = 0; i < 24; i++)
        printf "r%d,%d,%s,%s,%d,%s\n", i, 1 + i % 2, i == 9 ? "" : "i" int(i / 4), i < 2 ? "" : i == 5 ? 0 : 1 + i % 3 / 2, 1 + (i * 7 + int(i / 3)) % 4, i % 5 ? 1 + int(i / 3) % 2 : "" }' >sample.csv
    printf 'item,scale,reversed,lowest,highest\na,s,no,1,4\nb,s,no,1,2\n' >book.csv
}

@test "answers of a sample: what is no part of it, parts of files, and what is refused" {
    sample_rows
    local call=(kom-scale --table items --codebook book.csv --items a,b --top '3|4' --weight w --cluster institution)
    golden scale/items_sample -- "${call[@]}" sample.csv
    # the order of rows and a file in two change nothing
    (head -n 1 sample.csv; tail -n +2 sample.csv | sort -r) >sorted.csv
    head -n 13 sample.csv >one.csv
    (head -n 1 sample.csv; tail -n 12 sample.csv) >two.csv
    "${call[@]}" -q sample.csv >whole
    "${call[@]}" -q sorted.csv | same whole -
    "${call[@]}" -q two.csv one.csv | same whole -
    # the same as a table of its own, answer by answer
    kom-sum -q --count b=2 --by wave --weight w --cluster institution sample.csv | tail -n +2 | cut -d , -f 1,3-6 >sum
    grep -E '^[12],b,2,' whole | cut -d , -f 1,4-7 | same sum -
    # an answer a row: one weight and cluster a respondent
    printf 'respondent,wave,item,answer,w,institution\nr1,1,a,2,1,i1\nr1,1,b,2,2,i1\nr2,1,a,2,1,i1\n' >long.csv
    fails_empty 3 'differ in a column of --by, --weight or --cluster' kom-scale --table items --codebook book.csv --weight w long.csv
    kom-scale -q --table items --codebook book.csv --cluster institution long.csv >clusters
    grep -q '^1,a,2,2,1,,$' clusters # one cluster tells of no others
    fails_empty 2 'cluster' kom-scale --codebook book.csv --items a,b --cluster institution sample.csv
    fails_empty 2 'weight' kom-scale --table reliability --codebook book.csv --items a,b --weight w sample.csv
    fails_empty 3 'weight' sh -c "sed '3s/,,/,-1,/' sample.csv | kom-scale --table items --codebook book.csv --items a,b --weight w"
    fails_empty 3 'nobody' kom-scale --table items --codebook book.csv --items a,b --cluster nobody sample.csv
}

@test "items: shares of those who answered, kinds of no answer, top boxes" {
    golden scale/items -- kom-scale --table items --codebook data/scale/codebook.csv --items q1,q2,q3 --top '4|5' data/scale/answers.csv
    golden scale/items_by -- kom-scale --table items --codebook data/scale/codebook.csv --by kom,rolle --items q4,q5 --level 0.9 data/scale/answers.csv
    # 1 of 2: R 4.2.2, binom.test(1, 2)$conf.int
    grep -q '^1,q2,3,0,0,0,0.841886116992$' "$GOLDEN/scale/items.out"
    fails_empty 2 'no item has an answer 11' kom-scale --table items --codebook data/scale/codebook.csv --top '11' data/scale/answers.csv
    fails_empty 2 'no whole number' kom-scale --table items --codebook data/scale/codebook.csv --top 'x' data/scale/answers.csv
    fails_empty 2 'wave is a column of every table' kom-scale --table items --codebook data/scale/codebook.csv --by wave data/scale/answers.csv
    fails_empty 2 'a column item of its own' kom-scale --table items --codebook data/scale/codebook.csv --items q1,q2,q3 --rename item=kom --by item data/scale/answers.csv
}

# near EXPECTED LINE FIELD TOLERANCE: whether that field of that line of `out` is no further from it.
near() {
    awk -F, -v e="$1" -v l="$2" -v f="$3" -v t="$4" 'NR == l { d = $f - e; exit !(d < t && -d < t) }' out || complain "$(sed -n "$2p" out): field $3 is not $1"
}

@test "reliability against R's psych 2.2.9" {
    R=$SOURCE_DIR/tests/ref
    # /refdata alpha_agree, alpha_neuro, alpha_attitude, and psych::alpha, alpha.ci and omega on the same
    kom-scale -q --table reliability --codebook data/scale/bfi.csv "$R/bfi.csv.gz" >out
    [ "$(cut -d, -f2-5 out | sed -n '2p;8p')" = 'agree,,5,2709
neuro,,5,2694' ]
    near 0.70375589437484 2 6 1e-12
    near 0.713501552634643 2 7 1e-12
    near 0.332480716458041 2 11 1e-12
    near 0.311401300580162 3 12 1e-12
    near 0.717972056565048 3 13 1e-12
    near 0.81330314316144 8 6 1e-12
    kom-scale -q --table reliability --use pairwise --codebook data/scale/bfi.csv "$R/bfi.csv.gz" >out
    near 0.703018446057 2 6 1e-12
    near 0.713028578671 2 7 1e-12
    near 0.813962949917 8 6 1e-12
    near 0.81467467419 8 7 1e-11
    [ "$(cut -d, -f8-9 out | sort -u)" = ',
conf_low,conf_high' ]
    kom-scale -q --table reliability --codebook data/scale/attitude.csv "$R/attitude.csv" >out
    near 0.84314276956476 2 6 1e-12
    near 0.83908380302951 2 7 1e-12
    near 0.739375685643107 2 8 1e-11
    near 0.915773072159982 2 9 1e-11
    near 0.850992465078405 2 10 1e-6
    near 0.265034339196676 8 12 1e-12
    near 0.863872311446437 8 13 1e-12
}

@test "reliability: pairs that fit no respondents have no such figures" {
    printf 'item,scale,lowest,highest\na,s,1,5\nb,s,1,5\nc,s,1,5\n' >book.csv
    # of c with the rest covariances give 2.098: one blank, and six respondents
    printf 'respondent,a,b,c\n1,5,1,5\n2,2,4,4\n3,5,2,5\n4,4,1,2\n5,,2,5\n6,2,4,4\n' >r.csv
    kom-scale -q --table reliability --use pairwise --codebook book.csv r.csv >out
    [ "$(sed -n 2p out | cut -d, -f10,14)" = ,not_a_correlation_matrix ]
    [ "$(sed -n 5p out | cut -d, -f3,12,14)" = c,,not_a_correlation_matrix ]
    [ "$(sed -n 3p out | cut -d, -f14)" = negative_item_rest ]
    # r = 1, 1, -1, each within [-1, 1]: determinant -4
    printf 'respondent,a,b,c\n1,1,1,\n2,5,5,\n3,1,,1\n4,5,,5\n5,,1,5\n6,,5,1\n' >r.csv
    kom-scale -q --table reliability --use pairwise --codebook book.csv r.csv >out
    [ "$(sed -n 2p out | cut -d, -f10,14)" = ,not_a_correlation_matrix ]
    # of the same respondents they always are, one item being the sum of others or not
    printf 'respondent,a,b,c\n1,1,1,2\n2,1,2,3\n3,2,3,5\n4,3,1,4\n5,2,2,4\n' >r.csv
    kom-scale -q --table reliability --use pairwise --codebook book.csv r.csv >out
    ! grep not_a_correlation out || complain "$(cat out)"
    kom-scale -q --table reliability --codebook book.csv r.csv >complete
    [ "$(cut -d, -f6,7,10-14 out)" = "$(cut -d, -f6,7,10-14 complete)" ]
}

@test "reliability: what a figure lacks" {
    golden scale/reliability -- kom-scale --table reliability --codebook data/scale/bfi.csv --bad-rows skip "$SOURCE_DIR/tests/ref/bfi.csv.gz"
    printf 'item,scale,lowest,highest\na,two,1,5\nb,two,1,5\nc,one,1,5\nd,flat,1,5\ne,flat,1,5\nf,flat,1,5\ng,odd,1,5\nh,odd,1,5\ni,odd,1,5\n' >book.csv
    awk 'BEGIN { print "respondent,kom,a,b,c,d,e,f,g,h,i"
        for (i = 0; i < 40; i++) { x = i * 7 % 5 + 1; y = (x + i % 2 > 5) ? 5 : x + i % 2
            print i "," (i ? 1 : 2) "," x "," y ",3,2," x "," y "," x "," y "," 6 - y } }' >r.csv
    golden scale/reliability_lacks -- kom-scale --table reliability --codebook book.csv --by kom r.csv
    fails_empty 5 'none of 1 estimates could be made.* one_item' kom-scale --table reliability --codebook book.csv --items c r.csv
    head -n 1 r.csv >header.csv
    fails_empty 5 'no rows' kom-scale --table reliability --codebook book.csv header.csv
}

# warned: the warning of the scale's row.
warned() {
    kom-scale -q --table reliability --codebook book.csv "$@" | sed -n 2p | awk -F, '{ print $NF }'
}

@test "reliability: scores that crowd make the interval too short" {
    printf 'item,scale,reversed,lowest,highest\na,s,no,1,5\nb,s,yes,1,5\nc,s,no,1,5\n' >book.csv
    # 20 respondents, the first N of them at the top of all items (b is turned round), the others apart
    crowd() {
        awk -v n="$1" -v answers="$2" 'BEGIN { print "respondent,a,b,c"
            for (i = 0; i < 20; i++) {
                t = i % 5
                print i "," (i < n ? answers : (t > 3 ? 3 : 1 + t) "," 4 - (t + i % 2) % 4 + 1 "," 1 + (t * 2 + int(i / 5)) % 4)
            } }' >r.csv
        scores=$(awk -F, 'NR > 1 { n[$2 + 6 - $3 + $4]++ } END { print n[3] + 0, n[9] + 0, n[15] + 0 }' r.csv)
    }
    local scores
    crowd 2 5,1,5
    [ "$scores: $(warned r.csv)" = '0 3 2: ' ]
    crowd 3 5,1,5
    [ "$scores: $(warned r.csv)" = '0 3 3: ceiling(15)' ]
    crowd 7 1,5,1
    [ "$scores: $(warned r.csv)" = '7 3 0: floor(35)' ]
    crowd 4 3,3,3
    [ "$scores: $(warned r.csv)" = '0 7 0: no_factor' ]
    crowd 5 3,3,3
    [ "$scores: $(warned r.csv)" = '0 8 0: no_factor; same_score(40)' ]
    # one at the end of five, and two who are alike, are no crowd
    printf 'respondent,a,b,c\n1,1,5,1\n2,1,4,2\n3,2,3,3\n4,3,4,2\n5,3,2,4\n' >few.csv
    [ "$(warned few.csv)" = '' ]
    { cat few.csv; echo 6,1,5,1; echo 7,2,4,3; } >more.csv
    [ "$(warned more.csv)" = 'floor(29)' ]
    crowd 8 3,3,3
    # beside what there is to say else, and not where there is no interval
    [ "$(warned --use pairwise r.csv)" = no_factor ]
    crowd 3 5,5,5
    [ "$(warned r.csv)" = negative_loading ]
    printf 'item,scale,lowest,highest\na,s,1,5\nc,s,1,5\n' >book.csv
    crowd 12 5,1,5
    [ "$(warned r.csv)" = 'two_items; ceiling(60)' ]
    # an item of many answers: the ends are still the ends
    awk 'BEGIN { print "item,scale,lowest,highest"; for (i = 0; i < 3; i++) print "i" i ",s,0,1000" }' >book.csv
    awk 'BEGIN { print "respondent,i0,i1,i2"; for (i = 0; i < 100; i++) print i (i < 16 ? ",1000,1000,1000" : "," 3 * i "," 5 * i + 7 "," 2 * i + i % 7 * 20) }' >r.csv
    [ "$(warned r.csv)" = 'heywood; ceiling(16)' ]
    kom-scale -q --table reliability --codebook book.csv r.csv | kom-table -q -f md >table
    grep -q '16 % have the highest score: the interval is too short' table
    sed 's/,1000,1000,1000/,1000,1000,997/' r.csv >below.csv
    [ "$(warned below.csv)" = heywood ]
}

@test "an answer a row: the same scores and tables as a column an item" {
    kom-scale -q --codebook data/scale/codebook.csv data/scale/answers.csv >wide
    golden scale/long -- kom-scale --codebook data/scale/codebook.csv data/scale/long.csv
    sort wide | cmp - <(sort "$GOLDEN/scale/long.out")
    kom-scale -q --table items --by kom --codebook data/scale/codebook.csv data/scale/answers.csv >wide
    kom-scale -q --table items --by kom --codebook data/scale/codebook.csv data/scale/long.csv | cmp - wide
    gunzip -c "$SOURCE_DIR/tests/ref/bfi.csv.gz" | head -n 400 >bfi.csv
    kom-read -q --long item,answer --keep respondent bfi.csv >long.csv
    kom-scale -q --table reliability --codebook data/scale/bfi.csv bfi.csv >wide
    kom-scale -q --table reliability --codebook data/scale/bfi.csv long.csv | cmp - wide
    printf 'respondent;kom\nR1;0101\nR2;0101\nR3;0147\nR4;0147\nR5;0147\nR6;0147\n' >frame.csv
    kom-scale -q --table response --by kom --frame frame.csv --codebook data/scale/codebook.csv data/scale/answers.csv >wide
    kom-scale -q --table response --by kom --frame frame.csv --codebook data/scale/codebook.csv data/scale/long.csv | cmp - wide
}

@test "an answer a row: what rows contradict each other in" {
    head -n 1 data/scale/long.csv >head.csv
    { cat data/scale/long.csv; grep '^R1;1;.*;q2;' data/scale/long.csv; } >twice.csv
    line=$(grep -n '^R1;1;' data/scale/long.csv | head -n 1 | cut -d: -f1)
    fails_empty 3 "twice.csv:$line: the rows of this row's respondent in this wave answer item \"q2\" twice; keep the row" \
        kom-scale --codebook data/scale/codebook.csv twice.csv
    fails_empty 3 "twice.csv:$line: .*answer item \"q2\" twice" kom-scale -j 4 --codebook data/scale/codebook.csv twice.csv
    sed "$((line + 0))s/0101/0147/" data/scale/long.csv >kom.csv
    fails_empty 3 "kom.csv:$line: .*differ in a column of --keep" kom-scale --codebook data/scale/codebook.csv kom.csv
    fails_empty 3 "kom.csv:$line: .*differ in a column of --by" kom-scale --table items --by kom --codebook data/scale/codebook.csv kom.csv
    kom-scale -q --keep '' --codebook data/scale/codebook.csv kom.csv >out
    [ "$(wc -l <out)" = 7 ]
    sed 's/;q2;/;Q2;/' data/scale/long.csv >other.csv
    fails_empty 3 'other.csv:6: column "spørgsmål": "Q2" stands here where the codebook has "q2"; spell it alike' \
        kom-scale --codebook data/scale/codebook.csv other.csv
    sed 's/;q2;2;/;q2;6;/' data/scale/long.csv >outside.csv
    fails_empty 3 'column "svar": item "q2": "6" lies outside the answers of the item, 1 to 5' kom-scale --codebook data/scale/codebook.csv outside.csv
    sed 's/;q2;2;/;;2;/' data/scale/long.csv >blank.csv
    fails_empty 3 'column "spørgsmål": is empty' kom-scale --codebook data/scale/codebook.csv blank.csv
}

@test "an answer a row: an item that is but spelt otherwise stops, though others have it; the rest are named" {
    printf 'item,scale,lowest,highest\nq1,s,1,5\nq10,s,1,5\nglæde,s,1,5\n' >book.csv
    printf 'respondent,wave,item,answer\nA,1,q1,1\nA,1,q10,2\nA,1,glæde,3\n' >one.csv
    for other in Q1 q01 'q 1' GLAEDE Glæde "$(printf 'q1\302\2400')"; do
        { cat one.csv; printf 'B,2,%s,4\nB,2,other,4\n' "$other"; } >two.csv
        for n in 1 4; do
            fails_empty 3 'two.csv:5: column "item": ".*" stands here where the codebook has "' kom-scale -q -j $n --codebook book.csv two.csv
        done
    done
    sed 's/,\(.\),q/,\1,Q/' one.csv >three.csv
    fails_empty 3 'three.csv:2: .*"Q1" .* "q1" (and 1 more likewise); .* --except .item=Q1|Q10' kom-scale --codebook book.csv three.csv
    { cat one.csv; printf 'A,1,%s,4\n' g h a b a c d q2; } >four.csv
    for n in 1 4; do
        kom-scale -q -j $n --codebook book.csv four.csv >out 2>err
        [ "$(tail -n 1 out)" = 'A,1,2,3' ]
        [ "$(cat err)" = 'kom-scale: 7 items that the codebook has not are set aside: "g" (1 row), "h" (1 row), "a" (2 rows), "b" (1 row), "c" (1 row) and 2 more (2 rows)' ]
    done
    # letters of two signs are one
    printf 'item,scale,lowest,highest\nglå,s,1,5\n' >book.csv
    printf 'respondent,item,answer\nA,gla\314\212,4\n' >nfd.csv
    [ "$(kom-scale -q --codebook book.csv nfd.csv | tail -n 1)" = 'A,,4,1' ]
}

@test "an answer a row: items of other things are set aside, items nobody has count as asked" {
    { cat data/scale/long.csv; echo 'R1;1;0101;leder;background;7;1,50'; } >more.csv
    kom-scale --set-aside aside.csv --codebook data/scale/codebook.csv more.csv >out 2>err
    cmp out "$GOLDEN/scale/long.out"
    grep -q 'other_item 1' err
    [ "$(tail -n 1 aside.csv)" = 'R1;1;0101;leder;background;7;1,50;more.csv;25;other_item' ]
    grep -v ';q5;' data/scale/long.csv >less.csv
    kom-scale --codebook data/scale/codebook.csv less.csv >out 2>err
    grep -q 'kom-scale: nobody answered q5; it counts as asked' err
    [ "$(tail -n 1 out)" = "$(tail -n 1 "$GOLDEN/scale/long.out")" ]
    # with --items the columns are the items, whatever else there is
    sed '1s/;note;/;item;/' data/scale/answers.csv >wide.csv
    fails_empty 3 'no column "answer"' kom-scale --codebook data/scale/codebook.csv wide.csv
    kom-scale -q --codebook data/scale/codebook.csv --items q1,q2,q3,q4,q5 wide.csv | cmp - "$GOLDEN/scale/scores.out"
}

# frames: of persons, of groups.
frames() {
    printf 'respondent;kom;koen\nR1;0101;k\nR2;0101;m\nR3;0147;k\nR4;0147;m\nR6;0147;m\nR7;0153;k\n' >persons.csv
    printf 'kom;n\n0101;10\n0147;6\n0153;4\n0101;5\n' >groups.csv
}

@test "response rates against a frame of persons, and of groups" {
    frames
    golden scale/response -- kom-scale --table response --codebook data/scale/codebook.csv --frame persons.csv --by kom,koen data/scale/answers.csv
    golden scale/response_groups -- kom-scale --table response --codebook data/scale/codebook.csv --frame groups.csv --by kom data/scale/answers.csv
    golden scale/response_shares -- kom-scale --table response --codebook data/scale/codebook.csv --frame persons.csv --answered 0.2 --complete 1 data/scale/answers.csv
    # by hand: of five items R1 answers all, R2 and R5 two and one; R3 one of the two that are relevant, R4 none
    [ "$(kom-scale -q --table response --codebook data/scale/codebook.csv --frame groups.csv data/scale/answers.csv)" = \
        'wave,frame,complete,partial,no_answer,rr1,rr2
1,25,1,1,23,0.04,0.08
2,25,1,0,24,0.04,0.04' ]
    # a frame that has waves
    { echo 'respondent;runde'; echo 'R1;1'; echo 'R2;1'; echo 'R3;2'; } >waves.csv
    [ "$(kom-scale -q --table response --codebook data/scale/codebook.csv --frame waves.csv data/scale/answers.csv 2>/dev/null)" = \
        'wave,frame,complete,partial,no_answer,rr1,rr2
1,2,1,0,1,0.5,0.5
2,1,0,0,1,0,0' ]
    head -n 1 data/scale/answers.csv >none.csv
    [ "$(kom-scale -q --table response --codebook data/scale/codebook.csv --frame persons.csv none.csv 2>/dev/null)" = \
        'wave,frame,complete,partial,no_answer,rr1,rr2
,6,0,0,6,0,0' ]
}

@test "respondents beside the frame" {
    frames
    golden scale/compare -- kom-scale --table response --codebook data/scale/codebook.csv --frame persons.csv --compare-frame koen,kom --only wave=1 data/scale/answers.csv
    golden scale/compare_groups -- kom-scale --table response --codebook data/scale/codebook.csv --frame groups.csv --compare-frame kom --only wave=1 data/scale/answers.csv
    # R1 and R3 respond, both k: (1 - 1/2) / sqrt((0 + 1/4) / 2)
    grep -q '^koen,k,0.5,1,1.414213562373095$' "$GOLDEN/scale/compare.out"
    fails_empty 3 'the responses are of 2 waves; choose one of them: --only wave=1' kom-scale --table response --codebook data/scale/codebook.csv --frame persons.csv --compare-frame kom data/scale/answers.csv
    { echo 'respondent;runde'; echo 'R1;1'; echo 'R2;1'; echo 'R3;2'; } >waves.csv
    fails_empty 3 'waves.csv:4: column "runde": is another wave' kom-scale --table response --codebook data/scale/codebook.csv --frame waves.csv --compare-frame respondent --only wave=1 data/scale/answers.csv
}

@test "a frame that contradicts itself or the responses" {
    frames
    fails_empty 2 'name the file of those who were asked' kom-scale --table response --codebook data/scale/codebook.csv data/scale/answers.csv
    fails_empty 2 'is less than --answered' kom-scale --table response --codebook data/scale/codebook.csv --frame persons.csv --complete 0.4 data/scale/answers.csv
    echo 'R1;0101;k' >>persons.csv
    fails_empty 3 'persons.csv:8: column "respondent": is in the frame on line 2 already' kom-scale --table response --codebook data/scale/codebook.csv --frame persons.csv data/scale/answers.csv
    sed -i 's/0147;6/0147;0/' groups.csv
    fails_empty 3 'a group has 0 persons, and 1 answered' kom-scale --table response --codebook data/scale/codebook.csv --frame groups.csv --by kom data/scale/answers.csv
    sed -i 's/^0/9/' groups.csv
    fails_empty 3 'none of the 6 respondents is of a group that it has' kom-scale --table response --codebook data/scale/codebook.csv --frame groups.csv --by kom data/scale/answers.csv
    printf 'respondent\nX1\n' >persons.csv
    fails_empty 3 'none of the 6 respondents is in it' kom-scale --table response --codebook data/scale/codebook.csv --frame persons.csv data/scale/answers.csv
    printf 'kom\n0101\n' >groups.csv
    fails_empty 3 'it has no column respondent' kom-scale --table response --codebook data/scale/codebook.csv --frame groups.csv data/scale/answers.csv
    printf 'kom;n\n0101;-1\n' >groups.csv
    fails_empty 3 'is no number of persons' kom-scale --table response --codebook data/scale/codebook.csv --frame groups.csv data/scale/answers.csv
    printf 'kom;n\n' >groups.csv
    fails_empty 3 'nobody is in it' kom-scale --table response --codebook data/scale/codebook.csv --frame groups.csv data/scale/answers.csv
    cut -d';' -f1,3- data/scale/answers.csv | head -n 5 >no_wave.csv
    printf 'respondent;wave\nR1;1\n' >waves.csv
    fails_empty 3 'it has a column wave, and the responses have none' kom-scale --table response --codebook data/scale/codebook.csv --frame waves.csv no_wave.csv
}

@test "a frame that may have one row twice" {
    frames
    response() { kom-scale -q --table response --codebook data/scale/codebook.csv "$@" data/scale/answers.csv >out 2>err; }
    response --frame groups.csv --by kom
    ! grep 'frame: . row' err || complain "$(cat err)"
    printf '0147;6\n' >>groups.csv
    response --frame groups.csv --by kom
    grep -q 'frame: 1 row has the cells of another row, in groups.csv:6 and groups.csv:3; both are counted; where they are the same, take one out' err
    grep -q '^0147,1,12,' out
    sed 6d groups.csv >one.csv
    response --frame one.csv --by kom
    ! grep 'frame: . row' err || complain "$(cat err)"
    for twin in r2 ' R02' R2; do
        { cat persons.csv && printf '%s;0101;m\n' "$twin"; } >twins.csv
        case $twin in
        ' R02') printf 'respondent;kom\nR1;0101\n02;0101\n2;0101\nR4;0101\n' >twins.csv ;;
        R2) printf 'respondent;kom\nR1;0101\nR2;0101\nr2;0101\nr1;0101\n' >twins.csv ;;
        esac
        response --frame twins.csv
        grep -qE 'frame: . rows? (has|have) a respondent of another row but for the spelling, (the first )?in twins.csv:[48] and twins.csv:3; both are counted' err || complain "$(cat err)"
    done
    printf 'respondent;runde\nR1;1\nr1;2\n' >waves.csv
    kom-scale -q --table response --codebook data/scale/codebook.csv --frame waves.csv data/scale/answers.csv >out 2>err
    ! grep 'but for the spelling' err || complain "$(cat err)"
}

@test "a frame that spells a group or a wave otherwise than the responses" {
    printf 'respondent,wave,institution,kom,q1,q2,q3,q4,q5\nR1,1,Solgården,101,1,1,1,1,1\nR2,1,Engbo,147,1,1,1,1,1\nR3,2,Engbo,147,1,1,1,1,1\n' >a.csv
    response() { kom-scale -q --table response --codebook data/scale/codebook.csv --frame frame.csv "$@" a.csv; }
    printf 'institution,n\nSolgaarden,5\nEngbo,5\n' >frame.csv
    for n in 1 4; do
        fails_empty 3 '--frame: column "institution": the responses have "Solgården" where the frame has "Solgaarden"; spell it alike' \
            response -j $n --by institution
    done
    fails_empty 3 'the responses have "Solgården" where the frame has' response --compare-frame institution --only wave=1
    printf 'kom,n\n0101,5\n147,5\n' >frame.csv
    fails_empty 3 'column "kom": the responses have 101 where the frame has 0101; use --kom-digits 3' response --by kom
    printf 'respondent,wave\nR1,1\nR2,1\nR3,02\n' >frame.csv
    fails_empty 3 'column "wave": the responses have 2 where the frame has 02; spell it alike' response
    kom-read -q --long item,answer --keep respondent,wave,institution,kom a.csv >long.csv
    fails_empty 3 'column "wave": the responses have 2 where the frame has 02; spell it alike' \
        kom-scale --table response --codebook data/scale/codebook.csv --frame frame.csv long.csv
    # other groups, and single persons, are as before
    printf 'institution,n\nSolgården,4\n' >frame.csv
    [ "$(response --by institution 2>err | cut -d, -f1-4)" = 'institution,wave,frame,complete
Solgården,1,4,1' ]
    grep -q '2 respondents are not in it' err
    printf 'respondent\nr1\nR2\nR3\n' >frame.csv
    response 2>err >out
    grep -q '1 respondent is not in it' err
}

@test "labels of numbers that are no answers, the wave of all rows" {
    # as a survey's own list of labels tells it: 6 is what the codebook calls dont_know
    printf 'q1\t1\tUenig\nq1\t5\tEnig\nq1\t6\tVed ikke\nother\t1\tx\n' | iconv -t UTF-16 >labels.csv
    printf 'item;scale;lowest;highest;dont_know\nq1;s;1;5;6\n' >book.csv
    printf 'respondent;q1\n1;Enig\n2;Ved ikke\n3;6\n' >r.csv
    [ "$(kom-scale -q --codebook book.csv --answer-labels labels.csv --header answer-labels:item,answer,label --wave 2024 r.csv)" = 'respondent,wave,s,s_items
1,2024,5,1
2,2024,,0
3,2024,,0' ]
    printf 'item;scale;lowest;highest\nq1;s;1;5\n' >book.csv
    fails_empty 3 '6 lies outside the answers of item "q1", 1 to 5; where it means that there is no answer' \
        kom-scale --codebook book.csv --answer-labels labels.csv --header answer-labels:item,answer,label r.csv
    fails_empty 2 'the column "wave" says which wave a row is of; leave it out' kom-scale --codebook data/scale/codebook.csv --wave 1 data/scale/answers.csv
    fails_empty 2 '--wave: is empty' kom-scale --codebook book.csv --wave '' r.csv
}

@test "respondents are persons: one CPR number among their ids is told, and no message shows an id" {
    printf 'respondent,q1,q2,q3,q4,q5\nR1,1,1,1,1,1\n010380-1236,1,1,1,1,1\n' >cpr.csv
    fails_empty 3 'column "respondent"' kom-scale --forbid-cpr --codebook data/scale/codebook.csv cpr.csv
    kom-scale --codebook data/scale/codebook.csv cpr.csv 2>err >out
    grep -q 'CPR' err
    [ "$(grep -c 010380 err)" = 0 ]
    printf 'R77,1,1,1,1,1\nR77,1,1,1,1,1\n' >>cpr.csv
    kom-scale --codebook data/scale/codebook.csv cpr.csv 2>err >out || true
    [ "$(grep -c R77 err)" = 0 ]
}

@test "the quick way and the careful one: answers of a byte, texts, more texts than have a number" {
    printf 'item,scale,reversed,lowest,highest,dont_know,refused\na,s,,1,5,8,9\nb,s,yes,1,5,8|Ved ikke,\nc,t,,-2,12,,x\n' >book.csv
    printf 'label,answer\nEnig,4\nHelt enig,5\n' >labels.csv
    awk 'BEGIN { print "respondent;a;b;c"
        for (i = 0; i < 24000; i++) print "R" i ";" (i % 7 == 6 ? "\"5\"" : i % 13 == 0 ? " 4" : i % 7) ";" (i % 5 == 0 ? "Ved ikke" : i % 5 == 1 ? "Helt enig" : i % 5) ";" (i > 2000 && i < 20000 ? "t" i : i % 17 == 0 ? "" : i % 16 - 3 ",0")
        }' >rows.csv
    for table in scores items reliability; do
        for n in 1 4; do
            quick=0 careful=0
            "$KOM_BIN"/kom-scale -j $n --table $table --codebook book.csv --answer-labels labels.csv --bad-rows skip rows.csv >quick.out 2>quick.err || quick=$?
            KOM_CAREFUL=1 "$KOM_BIN"/kom-scale -j $n --table $table --codebook book.csv --answer-labels labels.csv --bad-rows skip rows.csv >careful.out 2>careful.err || careful=$?
            [ "$quick" -eq 0 ]
            [ "$careful" -eq 0 ]
            cmp quick.out careful.out
            cmp quick.err careful.err
        done
    done
    grep -q 'unreadable 1[0-9][0-9][0-9][0-9]' quick.err
    "$KOM_BIN"/kom-read -q --long item,answer --keep respondent rows.csv >long.csv
    "$KOM_BIN"/kom-scale --codebook book.csv --answer-labels labels.csv --bad-rows skip long.csv >quick.out 2>quick.err
    KOM_CAREFUL=1 "$KOM_BIN"/kom-scale --codebook book.csv --answer-labels labels.csv --bad-rows skip long.csv >careful.out 2>careful.err
    cmp quick.out careful.out
    cmp quick.err careful.err
}

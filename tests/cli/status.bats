#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# COL_status beside a measured column: hidden, missing and impossible mean the same in every tool, and so do weights.
load helper

words='none of missing, impossible, hidden, nil, provisional, break'

# column NAME <CSV: the cells of a column, a line each; what stands in quotes is a Q.
column() {
    sed 's/"[^"]*"/Q/g' | awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next } { print $at }'
}

@test "a number that stands beside missing is not used" {
    kom-diff --phase phase --value value data/rows/status_diff.csv >out 2>err
    [ "$(column n_before <out)" = 2 ]
    [ "$(column mean_before <out)" = 1.5 ]
    [ "$(column mean_after <out)" = 4 ]
    grep -q '4 used, 1 set aside (missing 1)' err
    kom-did -x treated data/rows/status_did.csv >out 2>err
    grep -q '8 used, 1 set aside (missing 1)' err
    kom-uptake data/rows/status_uptake.csv >out 2>err
    [ "$(cut -d, -f6,10,13 out | tail -n 1)" = 3,3,5 ]
    grep -q 'used rows without amount, left out of its sum: 2' err
    [ "$(kom-sum -q -b phase -y value --stats n,missing,sum data/rows/status_diff.csv)" = "phase,measure,n,missing,sum
before,value,2,1,3
after,value,2,0,8" ]
}

@test "all words, with detail and in any letters; others are no word" {
    printf 'x,x_status\n1,\n2,nil\n4,provisional\n8,break:series\n16,HIDDEN\n32,missing:A\n64, impossible \n' >words.csv
    [ "$(kom-sum -q -y x --stats n,missing,sum words.csv | tail -n 1)" = x,4,3,15 ]
    # the heading is an alias, the companion is called by the word
    printf 'kom;kr;amount_status\n101;5,5;\n101;7;hidden\n' >alias.csv
    [ "$(kom-sum -q -y kr --stats sum alias.csv | tail -n 1)" = kr,5.5 ]
    printf 'kom;phase;kr;amount_status\n101;before;5;\n101;before;7;hidden\n101;after;6;\n' >alias.csv
    fails 0 '1 set aside \(hidden 1\)' kom-diff --by= --phase phase -y kr alias.csv
    printf 'x,x_status\n1,\n2,skjult\n' >odd.csv
    fails_empty 3 "odd.csv:3: column \"x_status\": \"skjult\" is $words; .*--rename NEW=x_status" kom-sum -y x odd.csv
    [ "$(kom-sum -q -y x --stats sum --rename NEW=x_status odd.csv | tail -n 1)" = x,3 ]
    [ "$(kom-sum -q -y x --stats sum --bad-rows skip odd.csv 2>/dev/null | tail -n 1)" = x,1 ]
}

@test "an unknown word is a bad row in every tool" {
    printf 'kom,phase,period,treated,x,x_status,n,d,unit,w,w_status\n' >head.csv
    {
        cat head.csv
        for i in 1 2 3 4 5 6; do
            echo "10$((i % 3)),$([ $i -gt 3 ] && echo after || echo before),$((2018 + i / 4)),$([ $((i % 3)) = 1 ] && echo 2019),$i,,9,2,u,1,"
        done
        echo '105,before,2018,,1,weird,9,2,u,1,'
    } >rows.csv
    local call
    for call in "kom-sum -y x" "kom-sum --count x --of n" "kom-diff --phase phase -y x" "kom-diff --phase phase --count x --of n" \
        "kom-diff --phase phase --count d --exposure x" "kom-did -x treated -y x" "kom-did --method ols -y d --covariates x"; do
        # shellcheck disable=SC2086
        fails_empty 3 "rows.csv:8: column \"x_status\": \"weird\" is $words" $call rows.csv
    done
    sed '$s/weird,9,2,u,1,/,9,2,u,1,weird/' rows.csv >weights.csv
    for call in "kom-sum -y x -w w" "kom-diff --phase phase -y x -w w" "kom-did -x treated -y x -w w" "kom-did --method ols -y d --covariates x -w w"; do
        # shellcheck disable=SC2086
        fails_empty 3 "weights.csv:8: column \"w_status\": \"weird\" is $words" $call weights.csv
    done
    printf 'kom,date,amount,amount_status\n101,2019-01-01,1,weird\n' >sales.csv
    fails_empty 3 "sales.csv:2: column \"amount_status\": \"weird\" is $words" kom-uptake sales.csv
    printf 'kom,period,recipients,recipients_status,kind\n101,2019,1,weird,during\n' >counts.csv
    fails_empty 3 "counts.csv:2: column \"recipients_status\": \"weird\" is $words" \
        kom-uptake --recipients counts.csv --period year -r NEW=amount_status sales.csv
}

@test "shares, rates and their denominators" {
    printf 'kom,phase,c,n,n_status,c_status\n101,before,2,10,,\n101,before,1,99,missing,\n101,after,3,10,,\n101,after,9,10,,hidden\n' >shares.csv
    [ "$(kom-sum -q -b phase --count c --of n shares.csv | cut -d, -f1-3)" = "phase,n,count
before,10,2
after,10,3" ]
    fails 0 'missing 2' kom-sum -b phase --count c --of n shares.csv
    kom-diff --phase phase --count c --of n shares.csv >out 2>err
    [ "$(column n_before <out | head -n 1)" = 10 ]
    [ "$(column count_after <out | head -n 1)" = 3 ]
    grep -q '2 set aside (hidden 1, missing 1)' err
    kom-diff --phase phase --count c --exposure n shares.csv >out 2>err
    [ "$(column count_after <out | head -n 1)" = 3 ]
    grep -q '2 set aside (hidden 1, missing 1)' err
}

@test "kom-uptake: quantity, hours, credit notes, dominance, counts, birth years" {
    printf 'kom,person,service,date,quantity,hours,amount,quantity_status,hours_status,amount_status,status\n' >sales.csv
    printf '%s\n' '101,a,x,2019-01-01,1,2,3,,,,' '101,b,x,2019-01-02,10,20,30,hidden,,missing,' \
        '101,c,x,2019-01-03,100,200,300,,impossible,,' '101,a,x,2019-01-04,-1,-2,-3,missing,hidden:B,,credited' >>sales.csv
    kom-uptake --dominance sales.csv >out 2>err
    [ "$(column quantity <out)" = 101 ]
    [ "$(column hours <out)" = 22 ]
    [ "$(column amount <out)" = 300 ]
    [ "$(column largest_share <out)" = 1 ]
    grep -q 'without quantity, left out of its sum: 2' err
    grep -q 'without hours, left out of its sum: 2' err
    grep -q 'without amount, left out of its sum: 1' err
    printf 'kom,period,recipients,recipients_status,kind\n101,2019,7,hidden,during\n' >counts.csv
    [ "$(kom-uptake -q --recipients counts.csv --period year sales.csv | column recipients)" = '' ]
    printf 'kom,person,start,birth_year,birth_year_status\n101,a,2019-01-01,1930,\n101,b,2019-01-01,1930,missing\n' >recipients.csv
    [ "$(kom-uptake -q --recipients recipients.csv --ages 67 --by age_group --from 2019-01-01 sales.csv | cut -d, -f1,4)" = "age_group,recipients
,1
67+,1" ]
}

@test "kom-did: covariates and the treatment of ols" {
    printf 'y,d,c,d_status,c_status\n1,0,1,,\n2,1,2,,\n4,0,3,,\n3,1,5,,\n9,1,9,,hidden\n9,0,9,missing,\n' >ols.csv
    fails 0 '4 used, 2 set aside \(missing_covariate 2\)' kom-did --method ols -y y -x d --covariates c ols.csv
}

@test "weights: at least 0, a zero weight is set aside as zero_weight, a blank one as no_weight" {
    {
        echo 'kom,phase,period,treated,x,w,w_status'
        for i in 1 2 3 4 5 6; do
            for year in 2018 2019; do
                echo "10$i,$([ $year = 2018 ] && echo before || echo after),$year,$([ $i -lt 3 ] && echo 2019),$((i * i * (year % 8))),1,"
            done
        done
        printf '%s\n' '107,before,2018,,1,0,' '107,after,2019,,1,,' '108,after,2019,,1,5,missing' '108,before,2018,,1,0.000,'
    } >weights.csv
    local call
    for call in "kom-sum -y x" "kom-diff --by  --phase phase -y x" "kom-did -x treated -y x" "kom-did --method ols -y x"; do
        # shellcheck disable=SC2086
        fails 0 '4 set aside \((no_weight 2, zero_weight 2)\)' ${call/--by /--by=} -w w weights.csv
    done
    sed '$s/0.000/-0.5/' weights.csv >negative.csv
    for call in "kom-sum -y x" "kom-diff --by  --phase phase -y x" "kom-did -x treated -y x" "kom-did --method ols -y x"; do
        # shellcheck disable=SC2086
        fails_empty 3 'negative.csv:17: column "w": is negative, and a weight is at least 0' ${call/--by /--by=} -w w negative.csv
        # shellcheck disable=SC2086
        fails 0 'no_weight 3, zero_weight 1' ${call/--by /--by=} -w w --missing -0.5 negative.csv
        # shellcheck disable=SC2086
        fails 0 'unreadable 1' ${call/--by /--by=} -w w --bad-rows skip negative.csv
    done
}

@test "kom-scale: a weight that its status denies is not carried on as a number" {
    printf 'item,scale,lowest,highest\na,s,1,5\n' >book.csv
    printf 'respondent,a,kom,weight,weight_status\nr1,3,101,2,hidden\nr2,4,147,1,\nr3,5,147,3,missing:A\nr4,2,101,2.50,provisional\n' >wide.csv
    awk -F, 'NR == 1 { print "respondent,item,answer,kom,weight,weight_status"; next } { print $1 ",a," $2 "," $3 "," $4 "," $5 }' wide.csv >long.csv
    local input
    for input in wide.csv long.csv; do
        kom-scale -q --codebook book.csv "$input" >scores.csv
        [ "$(column weight <scores.csv | paste -sd/)" = /1//2.50 ]
        [ "$(kom-sum -q -y s -w weight --stats n scores.csv 2>/dev/null | tail -n 1)" = s,2 ]
        [ "$(kom-scale -q --codebook book.csv --keep weight,weight_status "$input" | sed 1d | cut -d, -f3,4 | paste -sd/)" = ,hidden/1,/,missing:A/2.50,provisional ]
        sed 's/hidden/hiden/' "$input" >odd.csv
        fails_empty 3 "odd.csv:2: column \"weight_status\": \"hiden\" is $words; .*--rename NEW=weight_status" kom-scale --codebook book.csv odd.csv
        kom-scale -q --codebook book.csv --rename NEW=weight_status odd.csv | column weight | paste -sd/ | grep -qx '2/1/3/2.50'
        fails 0 'unreadable 1' kom-scale --codebook book.csv --bad-rows skip odd.csv
    done
}

@test "kom-scale and kom-weight: a group of the frame whose number is denied" {
    printf 'item,scale,lowest,highest\na,s,1,5\n' >book.csv
    printf 'respondent,a,k\n1,3,x\n2,4,y\n' >rows.csv
    printf 'k,n,n_status\nx,30,\ny,10,hidden\n' >frame.csv
    fails_empty 3 'frame.csv:3: column "n": is said to have no value' kom-scale --codebook book.csv --table response --by k --frame frame.csv rows.csv
    fails_empty 3 'frame.csv:3: column "n": is said to have no value' kom-weight --rake k --frame frame.csv rows.csv
}

@test "nil: the number that stands there counts, a blank is missing, in tools that compute and in those that show" {
    printf 'kom,period,value,value_status\n1,2019-01,5,\n1,2019-02,,nil\n1,2019-03,0,nil\n1,2019-04,4,nil\n' >nil.csv
    [ "$(kom-sum -q -y value --stats n,missing,sum nil.csv | tail -n 1)" = value,3,1,9 ]
    [ "$(kom-table -q nil.csv | awk 'NR > 2 && NF == 3 { print $3 }' | paste -sd/)" = 5/../-/4 ]
    kom-table -q nil.csv | grep -qx 'Signs: - nil; .. not available'
    kom-table -q -f jsonl nil.csv | sed -n 3p | grep -qF '"value":0,"value_status":"nil"'
    kom-plot -q --figure series --script nil.csv >script
    grep -qF "set label 'Not drawn: .. not available (1)'" script
    fails 0 '4 rows read, 3 used, 1 set aside \(missing 1\)' kom-plot --figure series --script nil.csv
}

#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-sum and kom-diff of samples with a design: R's survey, what is refused, edges where the data carry no error.
bats_require_minimum_version 1.5.0
load helper

# KOM_DESIGN_STEP=1 takes all of the 200 samples, which takes a minute.
@test "figures and errors are those of R's survey" {
    python3 "$SOURCE_DIR/tests/cli/design.py" "$SOURCE_DIR/tests/ref" "${KOM_DESIGN_STEP:-8}"
}

# A sample of 3 strata with 4, 3 and 3 clusters.
rows() {
    awk 'BEGIN { print "id,stratum,cluster,w,pop,y,x,answer,group,side"
        for (i = 0; i < 60; i++) { c = i % 10; h = c < 4 ? "a" : c < 7 ? "b" : "c"
            printf "%d,%s,%s%d,%.2f,%d,%d,%d,%s,%s,%s\n", i, h, h, c, 1 + (i * 7 % 11) / 4, h == "a" ? 20 : 9, 10 + i * i % 17 + 3 * c,
                20 + i % 13, i % 4 ? "no" : "yes", i % 3 ? "q" : "p", i % 2 ? "after" : "before" } }' >s.csv
}

sample=(--weight w --sample-strata stratum --cluster cluster)

@test "figures, groups, quantiles" {
    rows
    golden design/figures -- kom-sum --value y,x --by group "${sample[@]}" s.csv
    golden design/all -- kom-sum --value y --stats n,missing,mean,se,conf,deff,total,sd,var,min,max,p10,median,p97.5 "${sample[@]}" --fpc pop s.csv
    golden design/total_alone -- kom-sum --value y --stats total s.csv
}

@test "shares and ratios" {
    rows
    golden design/share -- kom-sum --count answer=yes --by group "${sample[@]}" s.csv
    golden design/logit -- kom-sum --count answer=yes --ci logit --level 0.9 "${sample[@]}" s.csv
    golden design/plain -- kom-sum --count answer=yes --by group s.csv
    awk -F , -v OFS=, '{ print $0, NR == 1 ? "sum" : $6 + $7 }' s.csv >of.csv
    golden design/of -- kom-sum --count y --of sum --by group "${sample[@]}" of.csv
    golden design/ratio -- kom-sum --count y --exposure x --by group "${sample[@]}" --fpc pop s.csv
}

@test "a share without weights is the exact one" {
    rows
    kom-sum -q --count answer=yes s.csv | cut -d , -f 1-5 >got
    awk -F , 'NR == 1 { print "yes,all" } NR > 1 { print $8 == "yes" ? 1 : 0, 1 }' OFS=, s.csv | kom-sum -q --count yes --of all >want
    cmp got want
}

@test "before and after in a sample" {
    rows
    golden design/diff -- kom-diff --value y --by group --phase side "${sample[@]}" --fpc pop s.csv
    golden design/diff_share -- kom-diff --count answer=yes --by '' --phase side "${sample[@]}" s.csv
    golden design/diff_rate -- kom-diff --count y --exposure x --by '' --phase side "${sample[@]}" s.csv
    golden design/diff_alone -- kom-diff --value y --by '' --phase side --method design --cluster cluster --equivalence 10 s.csv
}

@test "contrasts of a sample know what its levels have in common" {
    rows
    golden design/contrast -- kom-diff --value y --by '' --contrast group --phase side "${sample[@]}" --fpc pop --equivalence 10 s.csv
    golden design/contrast_share -- kom-diff --count answer=yes --by '' --contrast group --phase side "${sample[@]}" s.csv
    golden design/contrast_rate -- kom-diff --count y --exposure x --by '' --contrast group --phase side "${sample[@]}" s.csv
    # a level that does not vary, and one in the clusters of a stratum: strata are the levels
    golden design/contrast_constant -- kom-diff --value pop --by '' --contrast group --phase side "${sample[@]}" s.csv
    golden design/contrast_apart -- kom-diff --value y --by '' --contrast stratum --phase side "${sample[@]}" s.csv
    # levels in strata of their own are independent: errors add in squares, and so in replicates
    kom-diff -q --value y --by '' --contrast stratum --phase side "${sample[@]}" s.csv |
        awk -F , '$3 == "difference" { v[$1] = $6 ^ 2 } $1 == "b - a" { exit !(($6 ^ 2 / (v["a"] + v["b"]) - 1) ^ 2 < 1e-18) }'
    # a level beside itself: every row twice, under another name; no difference, and no error
    awk -F , -v OFS=, 'NR == 1 { print $0, "copy" } NR > 1 { print $0, "one"; print $0, "two" }' s.csv >twice.csv
    golden design/contrast_copy -- kom-diff --value y --by '' --contrast copy --phase side "${sample[@]}" twice.csv
    # large and small numbers, which are brought near 1 by unlike powers of 2
    awk -F , -v OFS=, 'NR > 1 && $9 == "p" { $6 = $6 "e200" } 1' s.csv >far.csv
    kom-diff -q --value y --by '' --contrast group --phase side "${sample[@]}" far.csv |
        awk -F , '$3 == "difference" && $1 == "p" { e = $5; s = $6 } $3 == "contrast" { exit !(-$5 == e && $6 == s && e > 0 && s > 0) }'
}

@test "persons asked twice are clusters: the error is that of their differences" {
    printf 'p,side,y\n1,before,3\n1,after,5\n2,before,2\n2,after,2\n3,before,4\n3,after,7\n4,before,1\n4,after,2\n' >p.csv
    kom-diff -q --by '' --value y --phase side --method design --cluster p p.csv >design.csv
    kom-diff -q --by '' --value y --phase side --method paired --id p p.csv >paired.csv
    [ "$(cut -d , -f 4,5,8 design.csv | tail -n 1)" = "$(cut -d , -f 4,5,8 paired.csv | tail -n 1)" ]
}

@test "replicates" {
    rows
    awk -F , 'NR == 1 { print $0 ",r1,r2,r3" } NR > 1 { print $0 "," $4 * (NR % 3 != 0) * 1.5 "," $4 * (NR % 3 != 1) * 1.5 "," $4 * (NR % 3 != 2) * 1.5 }' s.csv >r.csv
    printf 'replicate,stratum,factor\nr1,,0.6666666666666666\nr2,,0.6666666666666666\nr3,,0.6666666666666666\n' >f.csv
    golden design/replicates -- kom-sum --value y --by group --weight w --replicate-weights 'r*' --replicate-factors f.csv r.csv
    golden design/replicate_list -- kom-sum --count answer=yes --weight w --replicate-weights r1,r2,r3 --replicate-factors f.csv r.csv
    golden design/replicates_diff -- kom-diff --value y --by '' --phase side --weight w --replicate-weights 'r*' --replicate-factors f.csv r.csv
    golden design/replicates_contrast -- kom-diff --value y --by '' --contrast group --phase side --weight w --replicate-weights 'r*' --replicate-factors f.csv r.csv
    golden design/replicate_lacking -- kom-sum --value y --weight w --replicate-weights r1,r2 --replicate-factors f.csv r.csv
    golden design/replicate_unknown -- kom-sum --value y --weight w --replicate-weights 'r*,q4' --replicate-factors f.csv r.csv
    sed 's/^r3.*/r2,,1/' f.csv >twice.csv
    golden design/replicate_twice -- kom-sum --value y --weight w --replicate-weights 'r*' --replicate-factors twice.csv r.csv
    sed 's/^r3.*/r3,,-1/' f.csv >below.csv
    golden design/replicate_below -- kom-sum --value y --weight w --replicate-weights 'r*' --replicate-factors below.csv r.csv
    sed '5s/,[^,]*$/,/' r.csv >blank.csv
    golden design/replicate_blank -- kom-sum --value y --weight w --replicate-weights 'r*' --replicate-factors f.csv blank.csv
    awk -F , 'NR == 1 || NR % 3 == 1' r.csv >part.csv
    golden design/replicate_empty -- kom-sum --value y --weight w --replicate-weights 'r*' --replicate-factors f.csv part.csv
}

@test "replicates that the factors lack are refused, whatever their table is of" {
    rows
    awk -F , 'NR == 1 { print $0 ",r1,r2,r3,r4,r,rx,r5x" } NR > 1 { print $0 "," $4 "," $4 + 1 "," $4 + 2 ",1,2,3,4" }' s.csv >r.csv
    printf 'replicate,stratum,factor\nr1,,0.5\nr2,,0.5\nr3,,0.5\n' >f.csv
    fails_empty 3 '"r\*" means column "r4", too' kom-sum --value y --weight w --replicate-weights 'r*' --replicate-factors f.csv r.csv
    fails_empty 3 '"r\*" means column "r4", too' kom-diff --value y --by '' --phase side --weight w --replicate-weights 'r*' --replicate-factors f.csv r.csv
    kom-sum -q --value y --weight w --replicate-weights r1,r2,r3 --replicate-factors f.csv r.csv >some
    # names that go on otherwise are none of them
    cut -d , --complement -f "$(head -n 1 r.csv | tr , '\n' | grep -nx r4 | cut -d : -f 1)" r.csv >less.csv
    kom-sum -q --value y --weight w --replicate-weights 'r*' --replicate-factors f.csv less.csv | same some -
}

@test "a sample without its other rows is another sample, and said to be" {
    rows
    run --separate-stderr -0 kom-sum -q --value y --weight w --cluster cluster --sample-strata stratum --only group=p s.csv
    [[ $stderr == *'--only: the rows left out are then in no sample'* ]]
    run --separate-stderr -0 kom-diff -q --value y --by '' --phase side --method design --cluster cluster --except group=p s.csv
    [[ $stderr == *'--except: the rows left out are then in no sample'* ]]
    # a stratum goes as a whole; replicates know the whole sample; rows without a design are what they are
    run --separate-stderr -0 kom-sum -q --value y --weight w --cluster cluster --sample-strata stratum --except stratum=b s.csv
    [ -z "$stderr" ]
    run --separate-stderr -0 kom-sum -q --value y --only group=p s.csv
    [ -z "$stderr" ]
    run --separate-stderr -0 kom-diff -q --value y --by '' --phase side --only group=p s.csv
    [ -z "$stderr" ]
}

@test "designs that carry no error are refused by name" {
    rows
    grep -v -e ',c8,' -e ',c9,' s.csv >lonely.csv
    golden design/lonely -- kom-sum --value y "${sample[@]}" lonely.csv
    golden design/lonely_diff -- kom-diff --value y --by '' --phase side "${sample[@]}" lonely.csv
    sed 's/,9,/,1,/' lonely.csv | grep -v ',b[45],' >certain.csv
    golden design/certain -- kom-sum --value y "${sample[@]}" --fpc pop certain.csv
    sed 's/,20,/,3,/' s.csv >small.csv
    golden design/small -- kom-sum --value y "${sample[@]}" --fpc pop small.csv
    sed '10s/,20,/,21,/; 12s/,20,/,21,/' s.csv >unlike.csv
    golden design/unlike -- kom-sum --value y "${sample[@]}" --fpc pop unlike.csv
    sed 's/^5,b,b5,/5,a,b5,/' s.csv >moved.csv
    golden design/moved -- kom-sum --value y "${sample[@]}" moved.csv
}

@test "where the data carry no error, warning says why" {
    rows
    golden design/no_events -- kom-sum --count answer=maybe "${sample[@]}" s.csv
    golden design/all_events -- kom-sum --count side=before --by side "${sample[@]}" s.csv
    golden design/few -- kom-sum --count id=7 --by stratum "${sample[@]}" s.csv
    golden design/one_cluster -- kom-sum --value y --by cluster "${sample[@]}" s.csv
    golden design/constant -- kom-sum --value pop --by stratum "${sample[@]}" s.csv
    golden design/census -- sh -c "sed 's/,20,/,4,/; s/,9,/,3,/' s.csv | kom-sum -j \$JOBS --value y --weight w --sample-strata stratum --cluster cluster --fpc pop"
    golden design/no_exposure -- sh -c "awk -F , -v OFS=, 'NR > 1 { \$7 = 0 } 1' s.csv | kom-sum -j \$JOBS --count y --exposure x --cluster cluster"
    golden design/diff_no_events -- kom-diff --count answer=maybe --by '' --phase side "${sample[@]}" s.csv
    golden design/diff_constant -- kom-diff --value pop --by stratum --phase side "${sample[@]}" s.csv
}

@test "a share without a variance has no interval of no width" {
    # 6 clusters of one share: n 24 is the effective size, times (t(23) / t(5))^2; R: qbeta(0.025, 7.77133508, 8.77133508)
    awk 'BEGIN { print "cluster,b,side"; for (i = 0; i < 24; i++) printf "c%d,%s,%s\n", i % 6, i < 12 ? "yes" : "no", i % 12 < 6 ? "before" : "after" }' >even.csv
    kom-sum -q --cluster cluster --count b=yes even.csv >beta
    [ "$(tail -n 1 beta | cut -d , -f 1-3,6)" = 24,12,0.5, ]
    [ "$(tail -n 1 beta | cut -d , -f 4,5)" = 0.24305917987,0.75694082013 ]
    grep -q ',constant$' beta
    kom-sum -q --cluster cluster --count b=yes --ci logit even.csv | same beta -
    kom-diff -q --by '' --phase side --cluster cluster --count b=yes even.csv >diff.csv
    [ "$(tail -n 1 diff.csv | cut -d , -f 5)" = '' ]
    grep -q ',constant,' diff.csv
    awk -F , 'NR == 2 { exit !($6 < -0.3 && $7 > 0.3) }' diff.csv
    # one cluster, and replicates without a row: nothing tells how far off a share is
    rows
    kom-sum -q --count answer=yes --by cluster "${sample[@]}" s.csv >one.csv
    [ "$(cut -d , -f 5,6 one.csv | sort -u)" = "$(printf ',\nconf_low,conf_high')" ]
    awk -F , 'NR == 1 { print $0 ",r1,r2" } NR > 1 { print $0 "," 2 * $4 * (NR > 30) "," 2 * $4 * (NR <= 30) }' s.csv >r.csv
    printf 'replicate,stratum,factor\nr1,,0.5\nr2,,0.5\n' >f.csv
    awk -F , -v OFS=, 'NR == 1 { print $0 ",half" } NR > 1 { print $0, (NR > 30) }' r.csv >half.csv
    kom-sum -q --count answer=yes --by half --weight w --replicate-weights 'r*' --replicate-factors f.csv half.csv >empty.csv
    [ "$(cut -d , -f 5,6 empty.csv | sort -u)" = "$(printf ',\nconf_low,conf_high')" ]
    # all of the population is there
    awk -F , -v OFS=, 'NR == 1 { print $0 ",all" } NR > 1 { print $0, $2 == "a" ? 4 : 3 }' s.csv >all.csv
    kom-sum -q --count answer=yes "${sample[@]}" --fpc all all.csv >beta
    [ "$(tail -n 1 beta | cut -d , -f 4)" = "$(tail -n 1 beta | cut -d , -f 3)" ]
    kom-sum -q --count answer=yes "${sample[@]}" --fpc all --ci logit all.csv | same beta -
}

@test "rows that are no part of the sample are counted" {
    rows
    awk -F , -v OFS=, 'NR == 3 { $4 = "" } NR == 4 { $4 = 0 } NR == 5 { $3 = "" } NR == 6 { $2 = "" } NR == 7 { $5 = ".." } NR == 8 { $8 = "" } 1' s.csv >holes.csv
    golden design/holes -- kom-sum --count answer=yes "${sample[@]}" --fpc pop --set-aside aside.csv holes.csv
    golden design/holes_diff -- kom-diff --value y --by '' --phase side "${sample[@]}" --fpc pop holes.csv
    golden design/missing -- sh -c "sed '9s/,[0-9]*,\(2[0-9]\),/,,\1,/' s.csv | kom-sum -j \$JOBS --value y --weight w --cluster cluster"
    sed '4s/,[0-9.]*,20,/,-1,20,/' s.csv >below.csv
    golden design/below -- kom-sum --value y "${sample[@]}" below.csv
}

@test "hostile inputs" {
    rows
    head -n 1 s.csv >header.csv
    golden design/header_alone -- kom-sum --value y "${sample[@]}" header.csv
    : >empty.csv
    fails 3 'empty' kom-sum --value y "${sample[@]}" empty.csv
    fails 4 'directory' kom-sum --value y "${sample[@]}" .
    fails 3 'nobody' kom-sum --value y --weight w --cluster nobody s.csv
    sed '1s/,pop,/,cluster,/' s.csv >twice.csv
    fails 3 'cluster' kom-sum --value y "${sample[@]}" twice.csv
    with_full_disk kom-sum --value y "${sample[@]}" s.csv
    with_closed_pipe kom-sum --value y "${sample[@]}" s.csv
    sed 's/,/;/g; s/\./,/g' s.csv >da.csv
    kom-sum -q --value y "${sample[@]}" s.csv >en.out
    kom-sum -q --value y "${sample[@]}" da.csv >da.out
    cmp en.out da.out
    in_danish kom-sum -q --value y "${sample[@]}" s.csv >danish.out
    cmp en.out danish.out
    (head -n 1 s.csv; tail -n +2 s.csv | sort -r) >sorted.csv
    kom-sum -q --value y "${sample[@]}" sorted.csv >sorted.out
    cmp en.out sorted.out
}

@test "options without a use are refused" {
    rows
    fails 2 'margins' kom-sum --value y --cluster cluster --margins group --by group s.csv
    fails 2 'part' kom-sum --value y --cluster cluster --part 1/2 --state s.state s.csv
    fails 2 'part: a table 1 rests on all rows at once, and has no parts; leave it out' kom-sum --table1 --value y --by group --part 1/2 --state s.state s.csv
    fails 2 'between' kom-sum --value y --cluster cluster --between group s.csv
    fails 2 'ci' kom-sum --value y --cluster cluster --ci beta s.csv
    fails 2 'gini' kom-sum --value y --cluster cluster --stats gini s.csv
    fails 2 'cluster' kom-sum --table1 --value y --by group --cluster cluster s.csv
    fails 2 'links nothing' kom-diff --value y --phase side --by '' --sample-strata stratum --id id s.csv
    fails 2 'ci' kom-diff --value y --phase side --by '' --sample-strata stratum --ci logit s.csv
    fails 2 'ci' kom-diff --value y --phase side --by '' --ci logit s.csv
}

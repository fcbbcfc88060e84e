# SPDX-License-Identifier: GPL-3.0-or-later
# Messages of samples with a design (kom-sum, kom-diff) that name another option or call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | name the columns to sum up, or --count COL=VALUE for a share | --count COL=VALUE | what is asked of a sample |
# | needs --count COL, the events | --count COL | what is asked of a sample |
# | is a share of one column or a ratio to one; leave --exposure out | no --exposure | what is asked of a sample |
# | needs --of COL or --exposure COL, or is COL=VALUE | --of COL, --exposure COL | what is asked of a sample |
# | does not add over rows; use --stats mean | --stats mean | what is asked of a sample |
# | has no form in a sample with a design, which has n missing mean se conf deff total sd var min max median pNN (p1 to p99, p2.5); use --stats | --stats mean,p25,p75 | what is asked of a sample |
# | is no interval of a sample with weights or a design; use --ci beta or logit | --ci beta, --ci logit | what is asked of a sample |
# | ; use --method design | --method design | what is asked of a sample |
# | takes counts, not values; use --method design | --method design | what is asked of a sample |
# | needs --replicate-factors FILE, with columns | --replicate-factors FILE | replicates |
# | their replicates are columns; name them with --replicate-weights COL | --replicate-weights COL | replicates |
# | the replicates say how the sample was drawn; leave --%s out | no --cluster | replicates |
# | needs the weights of the whole sample, too; give --weight COL | --weight COL | replicates |
# | factors of these weights, or name the replicates one by one with --replicate-weights COL | --replicate-weights COL | replicates |
# | a larger sample has the error of all of it: leave --%s out and give --by COL | no --only, --by COL | rows left out |
# | numbered anew in each stratum need names of their own; or look at one stratum with --only | --only COL=VALUE | strata |
# | in the data, give --fpc COL with 1 there if it is the only one of its population | --fpc COL, --except COL=VALUE | strata |
# | is to hold the number of clusters in each stratum's population%s; or leave --fpc out | no --fpc | strata |
#
#- of rows where no --cluster is given
load helper
load remedies

world() {
    awk 'BEGIN { print "kom,stratum,cluster,again,lonely,w,pop,one,small,y,x,answer,price,side,r1,r2"; for (i = 0; i < 40; i++)
        printf "101,%s,c%d,%d,%s,%d,50,%d,2,%d,%d,%s,%d,%s,%d,%d\n", i < 20 ? "a" : "b", int(i / 5), int(i / 5) % 4, i < 35 ? "a" : "z", 1 + i % 3,
            i < 35 ? 50 : 1, i % 7, i % 5 + 1, i % 3 ? "yes" : "no", i, i % 2 ? "before" : "after", 1 + i % 2, 2 - i % 2 }' >s.csv
    printf 'replicate,stratum,factor\nr1,,0.5\nr2,,0.5\n' >f.csv
}

@test "what is asked of a sample" {
    world
    refused 2 kom-sum --cluster cluster s.csv
    mends 1 COL=answer VALUE=yes
    refused 2 kom-sum --exposure x s.csv
    mends 1 COL=y
    refused 2 kom-sum --count y --of pop --exposure x s.csv
    mends 1
    refused 2 kom-sum --count y --cluster cluster s.csv
    kom-sum -q --count y --exposure x --cluster cluster s.csv >mended.out
    refused 3 kom-sum --value price --stats total --cluster cluster s.csv
    mends 1
    refused 2 kom-sum --value y --stats mean,iqr,p25,cv,gini --weight w --cluster cluster s.csv
    mends 1
    [ "$(head -n 1 mended.out | cut -d , -f 2-7,10)" = mean,p25,p25_se,p25_low,p25_high,p75,p75_high ]
    refused 2 kom-sum --value y --stats gini --cluster cluster s.csv
    mends 1
    refused 2 kom-sum --count answer=yes --cluster cluster --ci exact s.csv
    mends 1
    mends 2
    refused 2 kom-diff --value y --phase side --method welch --sample-strata stratum s.csv
    mends 1
    refused 2 kom-diff --count answer=yes --phase side --method newcombe s.csv
    mends 1
}

@test "replicates" {
    world
    refused 2 kom-sum --value y --weight w --replicate-weights r1,r2 s.csv
    mends 1 FILE=f.csv
    refused 2 kom-sum --value y --weight w --replicate-factors f.csv s.csv
    mends 1 COL,...=r1,r2
    refused 2 kom-sum --value y --weight w --replicate-weights 'r*' --replicate-factors f.csv --cluster cluster s.csv
    mends 1
    refused 2 kom-sum --value y --replicate-weights r1,r2 --replicate-factors f.csv s.csv
    mends 1 COL=w
    printf 'replicate,stratum,factor\nr1,,0.5\n' >few.csv
    refused 3 kom-sum --value y --weight w --replicate-weights 'r*' --replicate-factors few.csv s.csv
    mends 1 COL,...=r1
}

@test "rows left out" {
    world
    told kom-sum -q --value y --weight w --cluster cluster --only answer=yes s.csv
    mends 2
    [ ! -s mended.err ]
    kom-sum -q --value y --weight w --cluster cluster --by answer s.csv >mended.out
    results 'no yes' answer
    told kom-diff -q --by '' --value y --phase side --method design --cluster cluster --only answer=yes s.csv
    mends 2
    [ ! -s mended.err ]
}

@test "strata" {
    world
    refused 3 kom-sum --value y --sample-strata stratum --cluster again s.csv
    mends 1
    refused 3 kom-sum --value y --sample-strata lonely --cluster cluster s.csv
    mends 1 COL=one
    mends 2
    refused 3 kom-sum --value y --sample-strata stratum --cluster cluster --fpc small s.csv
    mends 1
    # a share that was drawn, as R's survey takes it (4.1-1: svydesign(fpc = ~drawn)): the number named has its error
    awk -F , -v OFS=, '{ print $0, NR == 1 ? "drawn" : 0.4 }' s.csv >drawn.csv
    refused 3 kom-sum --value y --sample-strata stratum --cluster cluster --fpc drawn drawn.csv
    mends 1
    local whole
    whole=$(sed -n 's/.*write the population, \([0-9.]*\) here;.*/\1/p' refused.err)
    [ "$whole" = 10 ]
    sed "s/,0\.4$/,$whole/" drawn.csv | kom-sum -q --value y --sample-strata stratum --cluster cluster --fpc drawn >whole.csv
    awk -F , 'NR == 2 { exit !(($5 / 0.214184499906039 - 1) ^ 2 < 1e-20) }' whole.csv
}

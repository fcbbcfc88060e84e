# SPDX-License-Identifier: GPL-3.0-or-later
# Messages of kom-weight that name an option or call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | ; put them with others: --collapse  | --collapse COL=VALUES | categories of one side |
# | ; put it with another: --collapse  | --collapse COL=VALUES | a stratum of one cluster |
# | ; leave out what is a total of others:  | --except COL=VALUE | totals of others |
# | kom-read --except  | kom-read --except COL=VALUE FILE | totals of others |
# | kom-read --rename  | kom-read --rename NEW=COL --except NEW=VALUE FILE | totals of others |
# | ; say --rename known-totals:value=NEW | --rename known-totals:value=COL | totals of others |
# | ; use --kom-digits 3 or --kom-digits 4, which pads or strips codes in every table | --kom-digits 3, --kom-digits 4 | codes of municipalities |
# | is enough | --rounds N | rounds |
# | leave --post out | no --post | what never holds |
# | leave %s out:  | --rake COL | what never holds |
# | --rake  | --rake COL | what never holds |
# | --rake '' | --rake '' | what never holds |
# | times their mean: --trim  | --trim LOW,HIGH | bounds |
# | set such rows aside with --bad-rows skip | --bad-rows skip | rows that cannot be weighed |
# | and would be added; give that another name: --rename  | --rename NEW=OLD | columns that would be there twice |
# |  --weight %.*s | --weight COL | columns that would be there twice |
# | would be weighed as one sample; choose one with --only  | --only wave=VALUE | waves |
# | name a frame of one wave, or have each add up: --post | --post COL | waves |
# | leaving it out leaves nobody; name a column of smaller ones: --cluster COL | --cluster COL | clusters |
# | are left out one by one; name a column of larger ones: --cluster COL | --cluster COL | clusters |
# | is one way and --known-totals another; give one of them | no --frame, no --known-totals | tables |
# | the rows are to look like, or that of totals: --known-totals FILE | --known-totals FILE | tables |
# | all combinations of columns: --post COL | --post COL | tables |
# | makes a row one person; --rename frame:NEW= | --rename frame:NEW=COL, either | persons or groups |
#
# no advice: an option that is at fault or whose meaning is told
#- is no column of --rake, --post or --sample-strata
#- is no value of %s, in the input nor in %s; leave it out
#- give each a name of its own, else correct --sample-strata
#- known totals are of one form beside --rake and of another beside --post
#- of columns that --rake does not name
#- without --replicates
load helper
load remedies

# survey: six respondents in two strata of two schools and of one, and who they are of.
survey() {
    printf 'id,sex,age,school,area\n1,M,young,a,x\n2,K,young,a,x\n3,M,old,b,x\n4,K,old,b,x\n5,M,old,c,y\n6,K,young,c,y\n' >rows.csv
    printf 'sex,age,n\nM,young,20\nM,old,30\nK,young,40\nK,old,10\n' >frame.csv
}

@test "categories of one side" {
    survey
    grep -v old rows.csv >young.csv
    refused 3 kom-weight --frame frame.csv --rake sex,age young.csv
    mends 1; results '50 25 25' weight
    refused 3 kom-weight --frame frame.csv --post sex,age young.csv
    mends 1; results '50 25 25' weight
    grep -v old frame.csv >young_frame.csv
    refused 3 kom-weight --frame young_frame.csv --rake age rows.csv
    mends 1; results '10 10 10 10 10 10' weight
    # cells that differ from all others in both columns, and more than one
    printf 'sex,age\nM,old\nM,old\n' >few.csv
    refused 3 kom-weight --frame frame.csv --post sex,age few.csv
    mends 1; results '50 50' weight
    refused 3 kom-weight --frame frame.csv --rake sex,age few.csv
    passes 1 'no row of the input has age "young"'
    # a cluster that alone has a category
    sed -i 's/6,K,young/6,K,old/' rows.csv
    refused 3 kom-weight --frame frame.csv --rake age --replicates jackknife --cluster school rows.csv
    mends 1; results '0 0 25 25 25 25' weight_1
}

@test "a stratum of one cluster" {
    survey
    refused 3 kom-weight --frame frame.csv --rake sex --replicates jackknife --cluster school --sample-strata area rows.csv
    mends 1; results '0 0 25 25 25 25' weight_1
}

@test "rounds" {
    printf 'a,b\n1,x\n1,y\n2,x\n' >rows.csv
    printf 'column,value,total\na,1,10\na,2,10\nb,x,11\nb,y,9\n' >totals.csv
    refused 5 kom-weight --known-totals totals.csv --rake a,b --rounds 3 rows.csv
    mends 1
    [ "$(wc -l <mended.out)" = 4 ]
}

@test "what never holds" {
    printf 'a,b\n1,x\n1,y\n2,x\n' >rows.csv
    printf 'column,value,total\na,1,10\na,2,10\nb,x,5\nb,y,15\n' >totals.csv
    refused 5 kom-weight --known-totals totals.csv --rake a,b rows.csv
    mends 1; results '2.5 15 2.5' weight
    sed -i '/^b,y/s/15/16/' totals.csv
    refused 3 kom-weight --known-totals totals.csv --rake a,b rows.csv
    mends 1; results '5 5 10' weight
    printf 'a,b,n\n1,x,1\n1,y,9\n2,x,4\n2,y,6\n' >frame.csv
    refused 5 kom-weight --frame frame.csv --rake a --post b rows.csv
    mends 1; results '2.5 15 2.5' weight
}

@test "bounds" {
    survey
    refused 5 kom-weight --frame frame.csv --rake sex,age --trim 0.99,1.01 rows.csv
    mends 1
    [ "$(wc -l <mended.out)" = 7 ]
}

@test "rows that cannot be weighed" {
    printf 'age,n\nold,6\n' >frame.csv
    printf 'id,age,w\n1,old,1\n2,,1\n' >rows.csv
    refused 3 kom-weight --frame frame.csv --rake age rows.csv
    mends 1; results 6 weight
    printf 'id,age,w\n1,old,1\n3,old,0\n' >rows.csv
    refused 3 kom-weight --frame frame.csv --rake age --weight w rows.csv
    mends 1; results 6 weight
    printf 'id,age,w\n1,old,1\n3,old,\n' >rows.csv
    refused 3 kom-weight --frame frame.csv --rake age --weight w rows.csv
    mends 1; results 6 weight
}

@test "totals of others" {
    survey
    sed -i 's/5,M/5,I alt/' rows.csv
    refused 3 kom-weight --frame frame.csv --rake sex rows.csv
    mends 1; results '25 16.666666666666668 25 16.666666666666668 16.666666666666668' weight
    # of the table of totals kom-read leaves them out
    survey
    printf 'sex,area,n\nM,a,20\nK,a,30\nM,b,40\nK,b,10\nM,I alt,60\nK,I alt,40\n' >areas.csv
    told kom-weight -q --frame areas.csv --rake sex rows.csv
    turned areas.csv; results '20 13.333333333333334 20 13.333333333333334 20 13.333333333333334' weight
    [ ! -s mended.err ]
    printf 'sex,n\nM,20\nK,30\nI alt,50\n' >total.csv
    refused 3 kom-weight -q --frame total.csv --rake sex rows.csv
    sed -i 1d refused.err
    turned total.csv; results '6.666666666666667 10 6.666666666666667 10 6.666666666666667 10' weight
}

@test "totals of others among known totals" {
    printf 'id,k\n1,K\n2,M\n' >rows.csv
    printf 'column,value,total\nk,K,500\nk,M,500\nk,I alt,1000\n' >totals.csv
    local heading line
    for heading in value værdi; do
        sed -i "1s/.*/column,$heading,total/" totals.csv
        for line in 1 2; do # the warning, and the error
            refused 3 kom-weight -q --known-totals totals.csv --rake k rows.csv
            sed -i "${line}!d" refused.err
            advice 1 NEW=other
            [[ "${MENDED[*]}" = *' --rename known-totals:value=other '* ]]
            CALL+=(--rename known-totals:value=other)
            turned totals.csv NEW=other
            results '500 500' weight
        done
    done
}

@test "codes of municipalities" {
    printf 'kom\n101\n147\n' >rows.csv
    printf 'column,value,total\nkom,0101,20\nkom,0147,30\n' >totals.csv
    refused 3 kom-weight --known-totals totals.csv --rake kom rows.csv
    mends 1; results '20 30' weight
    mends 2; results '20 30' weight
}

@test "columns that would be there twice" {
    survey
    printf 'sex,weight\nM,1\nM,3\nK,1\n' >rows.csv
    refused 3 kom-weight --frame frame.csv --rake sex rows.csv
    mends 1; results '25 25 50' weight
    refused 3 kom-weight --frame frame.csv --rake sex --weight weight rows.csv
    mends 1; results '12.5 37.5 50' weight
    printf 'sex,weight_2\nM,1\nM,3\nK,1\nK,2\n' >rows.csv
    refused 3 kom-weight --frame frame.csv --rake sex --replicates jackknife rows.csv
    mends 1; results '50 0 25 25' weight_2
}

@test "waves" {
    printf 'wave,age\n1,old\n2,old\n1,old\n' >rows.csv
    printf 'age,n\nold,6\n' >frame.csv
    refused 3 kom-weight --frame frame.csv --rake age rows.csv
    mends 1; results '3 3' weight
    printf 'wave,age,n\n1,old,6\n2,old,8\n' >waves.csv
    refused 3 kom-weight --frame waves.csv --rake age rows.csv
    mends 1; results '3 8 3' weight
}

@test "clusters" {
    survey
    awk 'NR == 1 { print $0 ",all" } NR > 1 { print $0 ",1" }' rows.csv >all.csv
    refused 3 kom-weight --frame frame.csv --rake sex --replicates jackknife --cluster all all.csv
    mends 1 COL=school; results '0 0 25 25 25 25' weight_1
    awk 'BEGIN { print "s,c"; for (i = 0; i < 5001; i++) print "x," i % 2 }' >many.csv
    printf 's,n\nx,6\n' >one.csv
    refused 3 kom-weight --frame one.csv --rake s --replicates jackknife many.csv
    mends 1 COL=c
    [ "$(head -n 1 mended.out)" = s,c,weight,weight_1,weight_2 ]
}

@test "tables" {
    survey
    printf 'column,value,total\nsex,M,1\nsex,K,1\n' >totals.csv
    refused 2 kom-weight --rake sex rows.csv
    mends 1 FILE=totals.csv; results '0.3333333333333333 0.3333333333333333 0.3333333333333333 0.3333333333333333 0.3333333333333333 0.3333333333333333' weight
    refused 2 kom-weight --frame frame.csv rows.csv
    mends 1 COL=sex,age; results '20 20 15 10 15 20' weight
}

@test "persons or groups" {
    printf 'respondent,a\nr1,x\nr2,y\n' >rows.csv
    printf 'respondent,a,n\n1,x,30\n2,y,10\n' >frame.csv
    refused 3 kom-weight -q --frame frame.csv --rake a rows.csv
    mends 1 NEW=other
    [ "$(cut -d, -f3 mended.out | paste -sd/)" = weight/1/1 ]
    mends 2 NEW=other
    [ "$(cut -d, -f3 mended.out | paste -sd/)" = weight/30/10 ]
    # where it is 1 everywhere both say the same
    sed 's/30/1/; s/10/1.0/' frame.csv >ones.csv
    [ "$(kom-weight -q --frame ones.csv --rake a rows.csv | cut -d, -f3 | paste -sd/)" = weight/1/1 ]
}

# SPDX-License-Identifier: GPL-3.0-or-later
# A by-column that is called as a column of the tool's own, in every tool that has by-columns: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | the table has a column %.*s of its own | --rename NEW=OLD --by NEW, no --by | sums |
# | (of a side table: TABLE: | --rename TABLE:NEW=OLD | columns of tables beside the input |
load helper
load remedies


# renamed HEADING: with the name that the message gives, the table begins with it, and no heading stands twice.
renamed() {
    mends 1
    [ "$(head -n 1 mended.out | cut -d, -f1)" = "$1" ] || complain "$(head -n 1 mended.out)"
    [ -z "$(head -n 1 mended.out | tr , '\n' | sort | uniq -d)" ]
}

@test "a contrast that is called as a column" {
    printf 'n,side,y,k\n1,before,1,u\n1,after,2.5,u\n1,before,2,v\n1,after,2,v\n2,before,3,u\n2,after,5,v\n2,before,2,u\n2,after,6,v\n' >in.csv
    refused 2 kom-diff --value y --phase side --by '' --contrast n in.csv
    grep -q -e '--contrast: the table has a column n' refused.err
    renamed other_n
    mends 2
    refused 2 kom-diff --value y --phase side --by n --contrast n in.csv
    grep -q -e '--by: the table has a column n' refused.err
    renamed other_n
    grep -q ',contrast,' mended.out
}

@test "sums" {
    printf 'n,measure,sum,p25,x,w,k,share\n1,a,u,1,1,1,1,s\n1,a,u,1,2,2,1,s\n2,b,v,2,3,1,2,t\n2,b,v,2,5,1,2,t\n' >in.csv
    refused 2 kom-sum -y x --by n in.csv
    renamed other_n
    mends 2
    [ "$(sed -n 2p mended.out | cut -d, -f1-2)" = x,4 ]
    refused 2 kom-sum -y x --by k,n in.csv
    mends 1
    [ "$(head -n 1 mended.out | cut -d, -f1-3)" = k,other_n,measure ]
    refused 2 kom-sum -y x --by measure in.csv
    renamed other_measure
    refused 2 kom-sum -y x --by sum --margins sum --stats mean,sum in.csv
    kom-sum -q -y x --by sum --stats mean in.csv >out
    [ "$(head -n 1 out)" = sum,measure,mean ]
    refused 2 kom-sum -y x --by p25 --stats p25 in.csv
    renamed other_p25
    refused 2 kom-sum --count x --of x --by share in.csv
    renamed other_share
    refused 2 kom-sum -y x --between k --by n in.csv
    refused 2 kom-sum -y x --cluster k --by n in.csv
    renamed other_n
    refused 2 kom-sum --count x --of x --cluster k --by share in.csv
    refused 2 kom-sum --table1 -y x --by measure in.csv
    mends 1
    [ "$(head -n 1 mended.out | cut -d, -f1-3)" = measure,level,other_measure ]
}

@test "another name of the same word" {
    printf 'Indikator,x\na,1\nb,2\n' >in.csv
    refused 2 kom-sum -y x --by Indikator in.csv
    renamed other_measure
}

@test "estimates" {
    printf 'kom,side,estimate,measure,treated,period,x,k\n' >in.csv
    for kom in 1 2 3 4; do
        for p in 1 2; do printf '%s,s%s,e,m,%s,%s,%s,k\n' "$kom" "$p" "$((kom > 2 ? 2 : 9))" "$p" "$((kom * p * p % 7))"; done
    done >>in.csv
    refused 2 kom-diff -y x --phase side=s1,s2 --by estimate in.csv
    renamed other_estimate
    kom-diff -q -y x --phase side=s1,s2 --by draws --rename draws=k in.csv >out
    refused 2 kom-diff -y x --phase side=s1,s2 --method permutation --by draws --rename draws=k in.csv
    refused 2 kom-did -y x --unit kom --time period --treated treated --by measure in.csv
    renamed other_measure
}

@test "uptake, prices and panels" {
    printf 'kom,person,start,end,state\n101,p,2019-01-01,,x\n' >recipients.csv
    printf 'kom,service,start,end\n101,a,2019-01-01,\n' >offerings.csv
    printf 'kom,person,service,date,quantity,amount\n101,p,a,2019-01-02,1,10\n' >sales.csv
    refused 2 kom-uptake --offerings offerings.csv --recipients recipients.csv --by state sales.csv
    kom-uptake -q --offerings offerings.csv --recipients recipients.csv --rename recipients:other_state=state --by other_state sales.csv >mended.out
    [ "$(head -n 1 mended.out | cut -d, -f1-3)" = other_state,period,state ]
    printf 'kom,service,unit,start,end,price\n101,a,visit,2019-01-01,,10\n' >prices.csv
    sed '1s/$/,due/;2s/$/,z/' sales.csv >due.csv
    refused 2 kom-price --vat yes --prices prices.csv --summary --by due due.csv
    renamed other_due
    kom-price -q --vat yes --prices prices.csv --summary --by period --rename period=due due.csv >out
    [ "$(head -n 1 out | cut -d, -f1-2)" = period,sales ]
    refused 2 kom-price --vat yes --prices prices.csv --summary --period year --by period --rename period=due due.csv
}

@test "columns of tables beside the input" {
    printf 'kom,x\n101,1\n151,2\n' >in.csv
    printf 'kom,mean\n101,a\n151,b\n' >m.csv
    refused 2 kom-sum -y x --by mean --municipalities m.csv in.csv
    kom-sum -q -y x --by other_mean --rename municipalities:other_mean=mean --municipalities m.csv in.csv >mended.out
    [ "$(sed -n 2p mended.out | cut -d, -f1-3)" = a,x,1 ]
}

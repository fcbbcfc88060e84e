# SPDX-License-Identifier: GPL-3.0-or-later
# Messages of balance tables (kom-sum --table1) that name another option or call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | name the variables of the table with --value COL | --value COL | what is compared |
# | the groups of one column; name it with --by COL | --by COL | what is compared |
# | stand in two groups that are compared; use --overlap drop | --overlap RULE | what is compared |
# | that are compared; name others with --value COL | --value COL | what is compared |
# | would be those of the groups; leave --unit out | no --unit | what is compared |
# | another with --by COL, or keep some with --only COL=VALUE | --by COL, --only COL=VALUE | what is compared |
# | as the rows of all groups are named; leave such rows out with --except | --except COL=total | what is compared |
# | if the values are levels, say --value | --value COL=levels | numbers or levels |
# | for a level a day say --value | --value COL=levels | numbers or levels |
# | who are no levels of a variable; name others with --value COL | --value COL | numbers or levels |
# | too many for a table; name others with --value COL | --value COL | numbers or levels |
#
# no advice: an option that is at fault or whose meaning is told
#- beside --table1
#- with --table1: units whose effects
load helper
load remedies

world() {
    awk 'BEGIN { print "kom,h,x,y,t,date,person,many"; for (i = 0; i < 600; i++)
        printf "%d,%d,%d,%s,%s,2019-01-%02d,P%d,m%d\n", 101 + i % 2, i % 300, i % 7, i % 5 ? i : "q", i % 2 ? "p" : "r", i % 9 + 1, i, i }' >rows.csv
    printf 'kom,network\n101,A\n101,B\n102,A\n' >networks.csv
    printf 'g,v\ntotal,"1,5"\nb,"2,5"\nb,"2,75"\n' >marks.csv
}

@test "what is compared" {
    world
    refused 2 kom-sum --table1 --by t rows.csv
    mends 1 COL,...=x
    refused 2 kom-sum --table1 --value x rows.csv
    mends 1 COL=t
    refused 2 kom-sum --table1 --by t,kom --value x rows.csv
    mends 1 COL=t
    refused 2 kom-sum --table1 --by network --networks networks.csv --overlap both --value x rows.csv
    mends 1
    refused 2 kom-sum --table1 --by t --value x,t rows.csv
    mends 1 COL,...=x
    refused 2 kom-sum --table1 --by t --unit kom --value x,kom rows.csv
    mends 1 COL,...=x
    refused 2 kom-sum --table1 --by t --unit t --value x rows.csv
    mends 1
    refused 3 kom-sum --table1 --by h --value x rows.csv
    mends 1 COL=t
    mends 2 COL=h VALUE=1
    refused 3 kom-sum --table1 --by g --value v --decimal , marks.csv
    mends 1
}

@test "numbers or levels" {
    world
    refused 3 kom-sum --table1 --by t --value y rows.csv
    mends 1 # --missing
    head -n 100 rows.csv >few.csv
    refused 3 kom-sum --table1 --by t --value y few.csv
    mends 2
    refused 2 kom-sum --table1 --by t --value date rows.csv
    mends 1
    refused 2 kom-sum --table1 --by t --value person rows.csv
    mends 1 COL,...=x
    refused 3 kom-sum --table1 --by t --value many rows.csv
    mends 1 COL,...=x
    refused 3 kom-sum --table1 --by g --value v --except g=total marks.csv
    mends 1
    mends 2
}

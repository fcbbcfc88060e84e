# SPDX-License-Identifier: GPL-3.0-or-later
# Messages on parts of a run that name an option or call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | is written by a part; use --part I/N | --part I/N | a part and its state |
# | needs --state FILE, to which the part is written | --state FILE | a part and its state |
# | is for the state of a part; use --part I/N | --part I/N | a key |
# | names that | --key FILE | a key |
# | key FILE says which key it was | --key FILE | a key |
# | which a keyed state must not tell; use pseudonyms, or --not-cpr | --not-cpr COL | a key |
# | over one period a part needs --from DAY | --from DAY | ages in parts |
# | which only one run weighs together; run it whole, or say --not-cpr | --not-cpr COL | ten digits in parts |
#
# no advice: an option that is at fault or whose meaning is told, or the call of another machine
#- is for the result, which kom-merge writes; a part writes --state
#- is for the result; --state writes none
#- is no state; the option --part of kom-sum and others writes one
#- , perhaps as there are line ends in quotes; run this part again with --part
#-  is missing; run it with --part
#- has no meaning beside --part, as other parts may hold what a row breaks a rule with; --set-aside gives the rows that do
#-  the first rows of the parts tell differently; run the parts with --not-cpr
#-  are missing; run the first with --part
#- holds persons as keyed hashes, %s as they are; run all parts with the same --key FILE
#- hold persons as hashes of different keys, whose check values are
#- holds persons as they are; run the parts with --key too
load helper
load remedies

@test "a part and its state" {
    printf 'kom,amount\n101,1\n' >rows.csv
    refused 2 kom-sum --value amount --state s rows.csv
    mends 1 I=1 N=1
    refused 2 kom-sum --value amount --part 1/1 rows.csv
    mends 1 FILE=s
}

@test "ages in parts" {
    printf 'kom,person,service,date\n101,a,x,2019-01-01\n' >sales.csv
    printf 'person,kom,start,end,birth_year\na,101,2019-01-01,,1950\n' >recipients.csv
    printf 'kom,service,start,end\n101,x,2019-01-01,\n' >offerings.csv
    refused 2 kom-uptake --offerings offerings.csv --recipients recipients.csv --ages 67 --by age_group --part 1/1 --state s sales.csv
    mends 1 DAY=2019-01-01
}

@test "ten digits in parts" {
    { echo 'a,my note'; for i in $(seq 30); do echo "$i,v$i"; done; printf '31,0101801234\n32,1502995678\n'; } >rows.csv
    refused 3 kom-check --part 1/1 --state s rows.csv
    mends 1
}

@test "a key" {
    printf 'kom,person,service,date,note\n101,a,x,2019-01-01,010180-1234\n' >sales.csv
    printf 'person,kom,start,end\na,101,2019-01-01,\n' >recipients.csv
    printf 'kom,service,start,end\n101,x,2019-01-01,\n' >offerings.csv
    (umask 077 && printf '%064d\n' 1 >key && printf '%064d\n' 2 >other)
    sides=(--offerings offerings.csv --recipients recipients.csv)
    refused 2 kom-uptake --key key sales.csv
    passes 1 'needs --state FILE' I=1 N=1
    refused 3 kom-uptake --key key --part 1/1 --state s "${sides[@]}" sales.csv
    mends 1
    refused 3 kom-merge s
    mends 1 FILE=key
    results 1 buyers
    refused 3 kom-merge --key other s
    mends 1 FILE=key
    results 1 buyers
}

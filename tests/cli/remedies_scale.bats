# SPDX-License-Identifier: GPL-3.0-or-later
# Messages of kom-scale that name an option or call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | says which answer a text is | --answer-labels FILE | a text that is no answer |
# | it has no column respondent (a person a row) | --rename frame:respondent=COL, frame:n=COL | frames |
# | makes a row one person; --rename frame:NEW= | --rename frame:NEW=COL, either | persons or groups |
# | it has a column wave, and the responses have none | --rename wave=COL, --wave WAVE | frames |
# | ; choose one of them: --only | --only wave=VALUE | frames |
# | have unlike lowest and highest answers | --rescale 0-100 | unlike answers |
# | say which column tells: --rename wave=COL | --rename wave=COL | a respondent twice |
# | alike in both, or leave such rows out: --except | --except COL=VALUE | items spelt otherwise |
# | ; use --kom-digits 3 or --kom-digits 4, which pads | --kom-digits 3, --kom-digits 4 | frames |
#
# no advice: an option that is at fault or whose meaning is told
#- ; a row of --answer-labels (item, label, answer) says what it means
#- is another wave than that of the first row; --compare-frame takes the frame of one wave
#- differ in a column of --keep, which has one value a respondent
#- differ in a column of --by, which has one value a respondent
#- differ in a column of --by, --weight or --cluster, which has one value a respondent
#- is less than --answered; complete is more
#- named in --keep
#- beside --compare-frame
#- with --table scores
#- with --table items
#- with --table reliability
#- with --table response
#- beside --use pairwise
load helper
load remedies

# tables: two respondents in two rounds, with a codebook.
tables() {
    printf 'respondent,round,kom,a,b\nR1,1,101,1,2\nR2,1,147,4,3\nR1,2,101,2,2\n' >rounds.csv
    printf 'respondent,runde,kom,a,b\nR1,1,101,1,2\nR2,1,147,4,3\nR1,2,101,2,2\n' >waves.csv
    head -n 3 rounds.csv >one.csv
    printf 'item,scale,lowest,highest\na,s,1,5\nb,s,1,5\n' >book.csv
}

@test "a text that is no answer" {
    tables
    sed '2s/,1,2$/,Enig,2/' one.csv >text.csv
    printf 'label,answer\nEnig,4\n' >labels.csv
    refused 3 kom-scale --codebook book.csv text.csv
    mends 1 FILE=labels.csv; results '3 3.5' s
}

@test "frames" {
    tables
    printf 'who,groups\nR1,5\nR2,7\n' >frame.csv
    refused 3 kom-scale --table response --codebook book.csv --frame frame.csv one.csv
    mends 1 COL=who; results 2 frame
    mends 2 COL=groups; results 12 frame
    printf 'respondent,wave\nR1,1\nR2,1\n' >frame.csv
    refused 3 kom-scale --table response --codebook book.csv --frame frame.csv one.csv
    mends 1 COL=round; results 1 rr1
    mends 2 WAVE=1; results 1 rr1
    printf 'respondent,kom\nR1,101\nR2,147\n' >frame.csv
    refused 3 kom-scale --table response --codebook book.csv --frame frame.csv --compare-frame kom waves.csv
    mends 1; results '0.5 0.5' respondents_share
    printf 'kom,n\n0101,4\n147,2\n' >frame.csv
    refused 3 kom-scale --table response --codebook book.csv --frame frame.csv --by kom one.csv
    mends 1; results '0.25 0.5' rr1
    mends 2; results '0.25 0.5' rr1
}

@test "unlike answers" {
    tables
    sed -i 's/b,s,1,5/b,s,0,10/' book.csv
    refused 3 kom-scale --codebook book.csv one.csv
    mends 1; results '10 52.5' s
}

@test "a respondent twice" {
    tables
    refused 3 kom-scale --codebook book.csv rounds.csv
    mends 1 COL=round; results '1.5 3.5 2' s
}

@test "items spelt otherwise" {
    tables
    printf 'respondent,item,answer\nR1,a,1\nR1,b,2\nR2,A,5\nR2,b,4\nR2,"B ",3\n' >items.csv
    refused 3 kom-scale --codebook book.csv items.csv
    mends 1; results '1.5 4' s
}

@test "columns of the table's own" {
    tables
    sed '1s/kom/item/' one.csv >item.csv
    refused 2 kom-scale --table items --items a,b --by item --codebook book.csv item.csv
    mends 2
    grep -q '^,a,1,1,0.5,' mended.out
}

@test "what stands there already" {
    tables
    refused 2 kom-scale --codebook book.csv --wave 1 waves.csv
    mends 1; results '1.5 3.5 2' s
    refused 2 kom-scale --codebook book.csv --keep wave waves.csv
    mends 1; results '1.5 3.5 2' s
}

@test "persons or groups" {
    printf 'item,scale,lowest,highest\na,s,1,5\n' >book.csv
    printf 'respondent,a\n1,3\n' >rows.csv
    printf 'respondent,n\n1,30\n2,10\n' >frame.csv
    refused 3 kom-scale -q --codebook book.csv --table response --frame frame.csv rows.csv
    mends 1 NEW=other
    [ "$(tail -n 1 mended.out)" = ,2,1,0,1,0.5,0.5 ]
    mends 2 NEW=other
    [ "$(tail -n 1 mended.out)" = ,40,1,0,39,0.025,0.025 ]
}

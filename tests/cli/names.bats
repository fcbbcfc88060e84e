#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What a column is called, and what is said of it, however headings are spelt: one rule in every tool.
load helper

@test "the status beside a column is found in any letters, and by the word" {
    printf 'kom;KR;kr_status\n1;33;hidden\n2;9;\n' >letters.csv
    printf 'KOM,N,N_STATUS\n1,33,hidden\n2,9,\n' >capitals.csv
    printf 'kom;kr;amount_status\n1;33;hidden\n2;9;\n' >word.csv
    for file in letters word; do
        [ "$(kom-sum -q -y amount --stats n,sum $file.csv)" = $'measure,n,sum\namount,1,9' ]
        kom-table -q -f csv-da $file.csv >out
        ! grep -q 33 out || false
        ! kom-plot -q --figure bars -y amount $file.csv | grep -q '>33<' || false
    done
    kom-table -q --columns kom,n capitals.csv >out
    ! grep -q 33 out || false
    kom-table -q -f json --min-n 5 capitals.csv | grep -q '"N":null,"N_status":"hidden"'
    # which file comes first does not matter
    printf 'kom,n,n_status\n3,44,hidden\n' >small.csv
    for files in 'small.csv capitals.csv' 'capitals.csv small.csv'; do
        # shellcheck disable=SC2086 # two names
        kom-table -q $files >out
        ! grep -qE '33|44' out || false
    done
    # the word's own heading has its own
    printf 'kom,kr,amount,amount_status\n1,7,33,hidden\n2,8,9,\n' >both.csv
    [ "$(kom-sum -q -y kr --stats n,sum both.csv)" = $'measure,n,sum\nkr,2,15' ]
    [ "$(kom-sum -q -y amount --stats n,sum both.csv)" = $'measure,n,sum\namount,1,9' ]
    printf 'kom,n,n_status,n,n_status\n1,2,,3,hidden\n' >twice.csv
    fails_empty 3 'two columns are called "n_status"' kom-table twice.csv
    printf 'kom,kr,kr_status,amount_status\n1,2,,hidden\n' >two.csv
    fails_empty 3 'both "kr_status" and "amount_status" say what there is of "kr"' kom-table two.csv
}

@test "the status goes along with its column under a new name" {
    printf 'kom,Krone,krone_status\n1,33,hidden\n2,9,\n' >krone.csv
    printf 'kom;KR;kr_status\n1;33;hidden\n2;9;\n' >letters.csv
    [ "$(kom-sum -q --rename amount=Krone -y amount --stats n,sum krone.csv)" = $'measure,n,sum\namount,1,9' ]
    [ "$(kom-read -q --canonical letters.csv)" = $'kom,amount,amount_status\n1,33,hidden\n2,9,' ]
    [ "$(kom-read -q --canonical letters.csv | kom-sum -q -y amount --stats n,sum)" = $'measure,n,sum\namount,1,9' ]
    fails_empty 2 'has "kr_status" already, which says what there is of "KR"; where it does not, .*--rename NEW=kr_status' \
        kom-read --status KR letters.csv
}

@test "the status goes along with its value when columns become rows" {
    printf 'kom;period;hours;hours_status;amount\n101;2019;1;;2\n102;2019;;hidden;4\n' >wide.csv
    [ "$(kom-read -q --long what,value --keep kom,period wide.csv)" = 'kom,period,what,value,value_status
101,2019,hours,1,
101,2019,amount,2,
102,2019,hours,,hidden
102,2019,amount,4,' ]
    [ "$(kom-read -q --long what,value --keep kom,period,hours wide.csv)" = 'kom,period,hours,hours_status,what,value
101,2019,1,,amount,2
102,2019,,hidden,amount,4' ]
    kom-read -q --long what,value --keep kom,period wide.csv |
        kom-sum -q -b what -y value --stats n,missing,sum >out
    grep -qx 'hours,value,1,1,1' out
}

@test "headings that become rows are periods and days where the new column holds such" {
    printf 'kom;2019K2;2019-04\n101;2;3\n' >wide.csv
    [ "$(kom-read -q --long period,value --keep kom wide.csv)" = $'kom,period,value\n101,2019-Q2,2\n101,2019-04,3' ]
    printf 'kom;2019K2;foo\n101;2;3\n' >odd.csv
    fails_empty 2 '"foo" is no period; keep it in every row with --keep' kom-read --long period,value --keep kom odd.csv
    [ "$(kom-read -q --long period,value --keep kom,foo odd.csv)" = $'kom,foo,period,value\n101,3,2019-Q2,2' ]
    [ "$(kom-read -q --long what,value --keep kom odd.csv | tail -n 2)" = $'101,2019K2,2\n101,foo,3' ]
}

@test "of columns of one word the one that is called so has the name, or the only one" {
    printf 'kom;kommunekode;x\n101;102;1\n' >code.csv
    [ "$(kom-read -q --canonical code.csv | head -n 1)" = kom,kommunekode,x ]
    printf 'kommunekode;kommune;x\n101;K;1\n' >name.csv
    [ "$(kom-read -q --canonical name.csv | head -n 1)" = kom,kom_name,x ]
    printf 'amount;kr;kom\n1;2;101\n' >amounts.csv
    [ "$(kom-read -q --canonical amounts.csv | head -n 1)" = amount,kr,kom ]
    printf 'bopkom;kommune;x\n101;147;1\n' >place.csv
    for call in 'kom-read --canonical' 'kom-sum -b kom -y x'; do
        # shellcheck disable=SC2086 # words
        fails_empty 3 '"bopkom" and "kommune" both mean kom' $call place.csv
    done
    printf 'kommunekode;kommune;bopkom;x\n101;K;102;1\n' >three.csv
    fails_empty 3 '"kommunekode" and "bopkom" both mean kom; say which with --rename kom=kommunekode or --rename kom=bopkom' \
        kom-read --canonical three.csv
    [ "$(kom-read -q --canonical --rename kom=kommunekode three.csv | head -n 1)" = kom,kommune,bopkom,x ]
    [ "$(kom-read -q --canonical --rename kom=bopkom three.csv | head -n 1)" = kommunekode,kommune,kom,x ]
    printf 'kommunekode;kommune;kom_name;x\n101;K;L;1\n' >named.csv
    fails_empty 3 '"kommune" and "kom_name" would both be called kom_name; .*--rename NEW=kom_name' kom-read --canonical named.csv
}

@test "an old name is looked for as every name is" {
    printf 'kom;Beløb\n101;1\n' >one.csv
    for old in amount BELOEB beløb Beløb; do
        [ "$(kom-sum -q -y z --stats n,sum --rename z=$old one.csv)" = $'measure,n,sum\nz,1,1' ]
    done
    printf 'kom;beloeb;Beløb\n101;1;2\n' >two.csv
    [ "$(kom-sum -q -y z --stats n,sum --rename z=Beløb two.csv)" = $'measure,n,sum\nz,1,2' ]
    fails_empty 3 'no column "nope"' kom-sum -y z --rename z=nope one.csv
}

# SPDX-License-Identifier: GPL-3.0-or-later
# Messages about which rows and columns are taken: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | is there; --kom-digits %zu takes both for one | --kom-digits N | values of --only in another spelling |
# | ; give that one another name: --rename | --rename NEW=COL | columns that the call makes |
load helper
load remedies

@test "values of --only in another spelling" {
    printf 'kom,service,n\n0101,07,1\n0147,08,2\n' >four.csv
    printf 'kom,n\n101,1\n147,2\n' >three.csv
    told kom-read --only kom=101 four.csv
    mends 1
    printf 'kom,service,n\n0101,07,1\n' | same - mended.out
    told kom-read --except 'kom=101|0147' four.csv
    mends 1
    printf 'kom,service,n\n' | same - mended.out
    told kom-sum --by kom --value n --only kom=0101 three.csv
    mends 1
    grep -q '^101,n,1,' mended.out
    told kom-read -q --only service=7 four.csv
    grep -q 'no row has service=7 (it is there with other zeros ahead; write it so)' refused.err
    # what is nowhere has no such word, and --kom-digits is of municipalities alone
    told kom-read -q --only 'kom=0151,service=7' --kom-digits 4 four.csv
    printf 'kom-read: rows: no row has kom=0151, service=7 (it is there with other zeros ahead; write it so)\n' | same - refused.err
    kom-read -q --only kom=101 --kom-digits 4 four.csv >out 2>err
    printf 'kom,service,n\n0101,07,1\n' | same - out
    [ ! -s err ]
    kom-read -q --only kom=0101 --kom-digits 3 four.csv | same - <(printf 'kom,service,n\n101,07,1\n')
}

@test "columns that the call makes" {
    printf 'kom,a,a_status\n0101,..,x\n' >a.csv
    refused 2 kom-read --number a --status a a.csv
    mends 1 NEW=said
    printf 'kom,a,a_status,said\n0101,,missing,x\n' | same - mended.out
    # without --status the file's own column is as any other
    kom-read -q --number a a.csv | same - <(printf 'kom,a,a_status\n0101,..,x\n')
    # the labels and signs of a cube
    python3 - <<'PY'
import json
a = {"category": {"index": ["x", "y"], "label": {"x": "X", "y": "Y"}}}
one = {"category": {"index": ["1"]}}
json.dump({"class": "dataset", "id": ["a", "a_label", "value_status"], "size": [2, 1, 1], "value": [5, None],
           "dimension": {"a": a, "a_label": one, "value_status": one}}, open("cube.json", "w"))
PY
    refused 2 kom-read --labels both cube.json
    mends 1 NEW=l
    printf 'a,a_label,l,value_status,value\nx,X,1,1,5\ny,Y,1,1,\n' | same - mended.out
    refused 2 kom-read --status value cube.json
    mends 1 NEW=s
    printf 'a,a_label,s,value,value_status\nx,1,1,5,\ny,1,1,,missing\n' | same - mended.out
    # NAME and VALUE of --long
    for long in n,v v,n n,n kom,v n,kom; do
        keep=kom
        [ $long = n,n ] || [ ${long/kom/} != $long ] || keep=kom,n
        printf 'kom,n,m\n0101,1,2\n' >wide.csv
        fails 2 '--long: another column is called as "(n|kom)" would be; give it another name' kom-read --long $long --keep $keep wide.csv
    done
}

# SPDX-License-Identifier: GPL-3.0-or-later
# Messages about which rows and columns are taken: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | is there; --kom-digits %zu takes both for one | --kom-digits N | values of --only in another spelling |
# | ; give that one another name: --rename | --rename NEW=COL | columns that the call makes |
# | does not, give it another name: --rename | --rename NEW=COL | columns that the call makes |
# | passes as it stands; declare it with --number | --number COL | a text that ends otherwise than the others |
# | end so, or none, and leave --suffix out | one ending for all | a text that ends otherwise than the others |
# | is a month without its year; kom-read --canonical | kom-read --canonical | a year is no day of 1965, nor a month one of 1960 |
# | ; keep it in every row with --keep | --keep COL | headings that are no periods |
# | would both be called | --rename NEW=COL | columns that the call makes |
# | for text within its columns: kom-read | the two calls | files whose names the shell would part |
# | which makes them one; --labels both keeps them apart | --labels both | codes of one text |
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

@test "codes of one text" {
    printf '{"class":"dataset","id":["a","b"],"size":[4,1],"value":[1,2,3,4],"dimension":{"a":{"category":{"index":["x","y","z","w"],"label":{"x":"One","y":"Two","z":"One","w":"One"}}},"b":{"category":{"index":["1"]}}}}' >a.json
    told kom-read -q --labels text a.json
    printf 'a,b,value\nOne,1,1\nTwo,1,2\nOne,1,3\nOne,1,4\n' | same - refused.out
    echo 'kom-read: a.json: column "a": the codes "x" and "z" are both "One", and 1 more have the text of another, which makes them one; --labels both keeps them apart' |
        same - refused.err
    mends 1
    printf 'a,a_label,b,value\nx,One,1,1\ny,Two,1,2\nz,One,1,3\nw,One,1,4\n' | same - mended.out
    [ ! -s mended.err ]
    # a code without a text that is another's text
    sed 's/"y":"Two"/"y":"w"/; s/,"w":"One"//' a.json >b.json
    told kom-read -q --labels text b.json
    grep -q 'the codes "x" and "z" are both "One", and 1 more' refused.err
    sed 's/"label":{.*"w":"One"}/"label":{"x":"One"}/' a.json >c.json
    kom-read -q --labels text c.json 2>err | cut -d, -f1 | same - <(printf 'a\nOne\ny\nz\nw\n')
    [ ! -s err ]
}

@test "codes of one text in a file of SPSS" {
    case $(kom-read --version) in *'built without ReadStat'*) skip 'built without ReadStat' ;; esac
    "$(dirname "$KOM_BIN")/tests/statfile_write" a.sav 4
    told kom-read -q --labels text a.sav
    grep -q 'a.sav: column "weekday": the codes "1" and "2" are both "early", which makes them one' refused.err
    mends 1
    grep -q ',weekday,weekday_label$' mended.out
    [ "$(grep -c ',[12],early$' mended.out)" = 2 ]
}

@test "files whose names the shell would part" {
    printf 'kom,antal\n101,5\n' >"my table (1).csv"
    xz -k "my table (1).csv"
    printf '[{"kom": 101, "antal": 5}]' >"it's.json"
    local file call
    for file in "my table (1).csv.xz" "it's.json"; do
        refused 3 kom-sum -y antal "$file"
        call=$(sed -n 's/.*this makes a table of it: //p' refused.err)
        command -v "${call%% *}" >/dev/null || continue
        bash -c "$call" 2>/dev/null | same - <(printf 'kom,antal\n101,5\n')
    done
    printf '{"class":"dataset","id":["a"],"size":[1],"value":[5],"dimension":{"a":{"category":{"index":["x"]}}}}' >"a cube.json"
    refused 3 kom-sum -y value "a cube.json"
    bash -c "$(sed -n 's/.*this makes a table of it: //p' refused.err) -q" | same - <(printf 'a,value\nx,5\n')
    refused 2 kom-read --decimal , "a cube.json"
    call=$(sed -n 's/.*for text within its columns: \(kom-read .* | kom-read\) .*/\1/p' refused.err)
    bash -c "$call --decimal , -q" 2>/dev/null | same - <(printf 'a,value\nx,5\n')
}

@test "a file of Stata in the hands of another tool: whole, and cut short" {
    case $(kom-read --version) in *'built without ReadStat'*) skip 'built without ReadStat' ;; esac
    local call
    "$(dirname "$KOM_BIN")/tests/statfile_write" "a file.dta" 400
    head -c 20000 "a file.dta" >cut.dta
    head -c 600 "a file.dta" >head.dta
    refused 3 kom-sum -y number "a file.dta"
    call=$(sed -n 's/.*this makes a table of it: //p' refused.err)
    bash -c "$call -q | kom-sum -q -y number --stats n" | same - <(printf 'measure,n\nnumber,350\n')
    for file in cut head; do
        refused 3 kom-sum -y number $file.dta
        call=$(sed -n 's/.*this makes a table of it: //p' refused.err)
        fails_saying 3 "kom-read: $file.dta: ends too early" bash -c "set -o pipefail; $call -q | kom-sum -q -y number"
    done
}

@test "a text that ends otherwise than the others" {
    printf 'kom;beloeb\n101;2,00\n147;3,50 kr.\n' >some.csv
    refused 3 kom-sum -y beloeb some.csv
    grep -q -e '--suffix beloeb=kr. if every cell ends so; else correct it$' refused.err
    refused 3 kom-sum -y beloeb --suffix beloeb=kr. some.csv
    grep -q '"2,00" is no number that ends in "kr."; let all cells of the column end so, or none, and leave --suffix out$' refused.err
    printf 'kom;beloeb\n101;2,00 kr.\n147;3,50 kr.\n' >all.csv
    refused 3 kom-sum -q -y beloeb --stats sum all.csv
    mends 1
    printf 'measure,sum\nbeloeb,5.5\n' | same - mended.out
    printf 'id;pct\n1;5%%\n' >pct.csv
    refused 2 kom-read -q --suffix pct=% pct.csv
    mends 1
    printf 'id,pct\n1,5\n' | same - mended.out
    fails_empty 2 'thousands: "pct" passes as it stands; declare it with --number pct' kom-read --thousands pct=. pct.csv
    # what stands behind a person's number is the person's too
    printf 'kom;borger\n101;5 Jens Hansen\n' >person.csv
    refused 3 kom-read --number borger person.csv
    ! grep -q Jens refused.err || false
}

@test "a year is no day of 1965, nor a month one of 1960" {
    printf 'kom,service,start,end,price,unit\n101,a,2018,2019,10,piece\n' >prices.csv
    printf 'kom,service,date,quantity,amount\n101,a,2019-05-05,2,20\n' >sales.csv
    refused 3 kom-price --vat no --prices prices.csv sales.csv
    ! grep -q 'start=sas' refused.err || false
    printf 'dato\n21581\n' >sas.csv
    refused 3 kom-read -q sas.csv
    mends 1
    printf 'dato\n2019-02-01\n' | same - mended.out
    printf 'aar,maaned,beloeb\n2019,4,1.5\n' >month.csv
    refused 3 kom-read -q month.csv
    grep -q 'is a month without its year; kom-read --canonical makes one period of both' refused.err
    printf 'period,amount\n2019-04,1.5\n' | same - <(kom-read -q --canonical month.csv)
}

@test "two delimiters under names that are given" {
    printf '0101;1,5\n0102;2,5\n' >tie.csv
    refused 3 kom-read -q --header kom,timer tie.csv
    grep -q 'both ; and , split the records into 2 fields' refused.err
    mends 1
    printf 'kom,timer\n0101,1.5\n0102,2.5\n' | same - mended.out
    fails_empty 3 'both ; and , split the records' kom-read --header kom tie.csv
    [ "$(printf '1,5\n2,5\n' | kom-read -q --header timer --decimal , --number timer)" = $'timer\n1.5\n2.5' ]
}

@test "headings that are no periods" {
    printf 'kom;2019K2;foo\n101;2;3\n' >odd.csv
    refused 2 kom-read -q --long period,value --keep kom odd.csv
    printf 'kom,foo,period,value\n101,3,2019-Q2,2\n' | same - <(kom-read -q --long period,value --keep kom,foo odd.csv)
}

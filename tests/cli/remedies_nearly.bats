# SPDX-License-Identifier: GPL-3.0-or-later
# Headings that nearly say a word which a tool could have used: told, so that a figure without them is not taken for one with them;
# the call that is told reads them. With messages that name an option: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | is not taken for it | --rename status=Ordrestatus | a status under another heading is told of, and the call that is told reads it |
# | is not taken for it | --rename prices:rounding=afrundes | headings of tables beside the input are told of with the table |
load helper

sales() {
    printf 'kommunekode;borger_id;ydelse;salgsdato;timer;beloeb;Ordrestatus\n101;a;r;2024-01-05;1,5;300;leveret\n101;b;r;2024-01-06;1,5;300;aflyst\n' >s.csv
}

@test "a status under another heading is told of, and the call that is told reads it" {
    sales
    kom-uptake s.csv >out 2>err
    [ "$(grep -c 'is not taken for it' err)" = 1 ]
    grep -qxF 'kom-uptake: s.csv: no column status, and "Ordrestatus" is not taken for it; --rename status=Ordrestatus says that it is' err
    kom-uptake --rename status=Ordrestatus s.csv >out 2>err
    [ "$(sed 1d out | cut -d, -f6)" = 1 ] # one was cancelled
    ! grep 'is not taken for it' err || false
    kom-uptake -q s.csv >/dev/null 2>err
    [ ! -s err ] # a note, as what was found is
    kom-uptake --report r.json s.csv >/dev/null 2>&1
    grep -q 'Ordrestatus' r.json
    kom-uptake --errors json s.csv 2>&1 >/dev/null | grep -qF '"severity":"note","file":"s.csv","problem":"no column status'
}

@test "headings of tables beside the input are told of with the table" {
    sales
    printf 'kommunekode;ydelse;unit;pris;fra;afrundes\n101;r;time;200;2024-01-01;time\n' >p.csv
    kom-price --vat no --prices p.csv s.csv >out 2>err
    grep -qF 'p.csv: no column rounding, and "afrundes" is not taken for it; --rename prices:rounding=afrundes says that it is' err
    kom-price -q --vat no --prices p.csv --rename prices:rounding=afrundes s.csv >rounded
    ! cmp -s out rounded || false
    printf 'kom,service,start,slut_dag\n101,r,2018-01-01,2023-12-31\n' >o.csv
    kom-uptake --offerings o.csv --from 2024 --to 2024 s.csv 2>&1 >/dev/null |
        grep -qF 'o.csv: no column end, and "slut_dag" is not taken for it; --rename offerings:end=slut_dag says that it is'
    printf 'borger;kom;fra;Ophørt den\na;101;2023-01-01;\n' >r.csv
    kom-panel --from 2024-01 --to 2024-02 r.csv 2>&1 >/dev/null | grep -qF -- "--rename 'end=Ophørt den' says that it is"
    [ "$(kom-panel -q --from 2024-01 --to 2024-02 --rename 'end=Ophørt den' r.csv 2>&1 >/dev/null)" = '' ]
    sed 's/Ophørt den/Sidste dag/' r.csv >other.csv
    kom-panel --from 2024-01 --to 2024-02 other.csv 2>&1 >/dev/null | grep 'is not taken for it' && complain "no word is near"
    true
}

@test "told once, in every way a table is read" {
    sales
    cp s.csv t.csv
    for way in "s.csv" "-j 4 s.csv" "--union s.csv t.csv" "s.csv t.csv"; do
        # shellcheck disable=SC2086 # words
        kom-uptake $way >/dev/null 2>err
        [ "$(grep -c 'is not taken for it' err)" = 1 ] || complain "$way: $(cat err)"
    done
    kom-uptake <s.csv 2>&1 >/dev/null | grep -qF 'standard input: no column status'
    for k in 1 2; do
        kom-uptake --from 2024 --to 2024 --part $k/2 --state $k.state s.csv 2>err
        [ "$(grep -c 'is not taken for it' err)" = 1 ]
    done
    kom-merge 1.state 2.state >/dev/null 2>err
    ! grep 'is not taken for it' err || false # it takes no --rename, and the parts have told
    gzip -k s.csv
    kom-uptake s.csv.gz 2>&1 >/dev/null | grep -qF 'no column status'
}

@test "what serves another purpose, or is told to be nothing, is not told of" {
    sales
    # a column that the call names is no column passed over
    kom-sum --by kom --value beloeb --only Ordrestatus=leveret s.csv 2>&1 >/dev/null | grep 'is not taken for it' && complain "it is named"
    printf 'kom,period,value,value_status,mean_age\n101,2018,3,,40\n147,2018,4,,41\n' >v.csv
    # a last day is one where there is a first; spells have no date, and dated rows no start
    printf 'person,kom,start,end,dato_oprettet\na,101,2018-01-01,2018-02-01,2018-01-01\n' >spells.csv
    printf 'person,kom,date,startaar\na,101,2018-01-01,2017\n' >rows.csv
    for f in spells rows; do
        kom-panel --from 2018-01 --to 2018-02 $f.csv 2>&1 >/dev/null | grep 'is not taken for it' && complain "$f"
    done
    # by a column of another table
    printf 'kom,network,Komkode_gl\n101,n,1\n' >n.csv
    printf 'kom,value,network_id\n101,3,7\n' >v2.csv
    kom-sum --by network --networks n.csv --value value v2.csv 2>&1 >/dev/null | grep 'is not taken for it' && complain "network"
    kom-join --with n.csv --on kom --add network v2.csv 2>&1 >/dev/null | grep 'is not taken for it' && complain "join"
    for tool in "kom-sum --by kom --value value" "kom-read" "kom-table" "kom-check"; do
        $tool v.csv 2>&1 >/dev/null | grep 'is not taken for it' && complain "$tool"
    done
    true
}

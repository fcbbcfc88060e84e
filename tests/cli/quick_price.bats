#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-price's quick way writes what the careful way writes, as quick.bats has it for the other tools.
load helper

# both_ways COMMAND...: works, and writes and says the same when KOM_CAREFUL sends all rows the careful way.
both_ways() {
    "$@" >quick.out 2>quick.err || complain "$*" "$(cat quick.err)" || return
    KOM_CAREFUL=1 "$@" >careful.out 2>careful.err
    cmp quick.out careful.out || complain "$*" || return
    cmp quick.err careful.err || complain "$*"
}

@test "kom-price: sales held against a known price are sales judged, odd cells among them" {
    {
        echo 'kom,service,band,start,end,price,price_vat,cost,unit,minimum,rounding'
        for kom in 101 147 151; do
            echo "$kom,a,day,2019-01-01,2019-06-14,289.09,361.36,280,hour,0.5,half_hour"
            echo "$kom,a,day,2019-06-15,,300,375,280,hour,0.5,half_hour"
            echo "$kom,a,evening,2019-01-01,,450.123,,280,hour,,0.333"
            echo "$kom,b,,2019-01-01,2019-12-31,100,125,90,visit,,"
        done
    } >prices.csv
    {
        echo 'kom,service,band,date,hours,quantity,amount,vat,status,amount_status,kom_status,note'
        i=0
        while [ $i -lt 2500 ]; do
            m=$((i % 12 + 1)) kom=101
            [ $((i % 3)) != 1 ] || kom=147
            [ $((i % 3)) != 2 ] || kom=151
            printf '%s,%s,%s,2019-%02d-%02d,%s,%s,%s,%s,%s,,,%s\n' $kom "$([ $((i % 5)) = 0 ] && echo b || echo a)" \
                "$([ $((i % 7)) = 0 ] && echo evening || echo day)" "$m" $((i % 28 + 1)) "$((i % 4)).$((i % 3 * 25))" $((i % 3)) $((i % 500)).50 \
                "$([ $((i % 11)) = 0 ] && echo yes || echo no)" "$([ $((i % 97)) = 0 ] && echo credited)" "$i"
            i=$((i + 1))
        done
        cat <<'END'
101,a,day,9999-12-31,1,1,289.09,no,,,,year
101,a,day,,1,1,289.09,no,,,,no day
101,a,day,2019-06-14,,1,289.09,no,,,,no hours
101,a,day,2019-06-14,..,1,289.09,no,,,,missing
101,a,day,2019-06-14,1,1,,no,,,,no amount
101,a,day,2019-06-14,1,1,5,no,,hidden,,hidden
101,a,day,2019-06-14,1,1,5,no,,provisional,,remark
101,a,day,2019-06-14,1,1,5,no,,,missing,no kom
101,a,day,2019-06-14,1.123456789,1,5,no,,,,long
101,a,day,2019-06-14,9999999,1,5,no,,,,much
101,a,day,2019-06-14,-1,1,-289.09,no,,,,below
101,a,day,2019-06-14,1,1,123456789012345678,no,,,,far
101,a,day,2018-12-31,1,1,5,no,,,,before
101, a ,day,2019-06-14,1,1,289.09, no ,,,,blanks
101,a,day,2019-06-14,1,1,289.09,no,,,,"a, quoted ""note"""
101,a,day,2019-06-14,1,1,289.09,yes,cancelled,,,no
END
    } >sales.csv
    for options in '' '--tolerance 0.005' '--summary' '--summary --by kom,band --period month' '--summary --by note' '--summary --period week' '--cost' '--missing evening,no --bad-rows skip'; do
        # shellcheck disable=SC2086
        [[ $options == --cost ]] || set -- --vat no
        both_ways kom-price "$@" --unmatched warn --prices prices.csv $options sales.csv
        shift $#
    done
    # and each way with two threads
    kom-price -q -j 2 --prices prices.csv --unmatched warn sales.csv >two.csv
    KOM_CAREFUL=1 kom-price -q -j 1 --prices prices.csv --unmatched warn sales.csv | cmp - two.csv
}

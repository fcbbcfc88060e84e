# SPDX-License-Identifier: GPL-3.0-or-later
# A first heading that begins as Excel's line sep=; does: written in quotes, and read back as the heading that it is.
load helper

# again FILE: the table in it begins with such a heading in quotes, and is the same to the next tool.
again() {
    head -n 1 "$1" | grep -q '^"sep=' || complain "not in quotes: $(head -n 1 "$1")" || return
    kom-read -q "$@" >again.csv || return
    same "$1" again.csv
}

@test "kom-read: a heading as Excel's line goes through two tools" {
    for heading in 'sep=;' 'sep=x' 'sep=' 'sep=ab' 'sep=,'; do
        printf '"%s"\n1\n2\n' "$heading" >one.csv
        kom-read -q one.csv >out.csv
        again out.csv
        printf '"%s",b\n1,2\n3,4\n' "$heading" >two.csv
        kom-read -q two.csv >out.csv
        again out.csv
    done
    printf 'y\n1\n' >y.csv
    kom-read -q --rename 'sep=;=y' y.csv >out.csv || printf '"sep=;"\n1\n' >out.csv
    again out.csv
    printf 'a,b\n1,2\n' >long.csv
    kom-read -q --long 'sep=x,v' long.csv >out.csv
    again out.csv
    kom-read -q --header 'sep=;' --first-line data y.csv >out.csv
    again out.csv
}

@test "estimates and sums by a column that is called as Excel's line" {
    printf '"sep=;",side,y\nu,before,1\nu,before,2\nu,after,4\nu,after,7\n' >in.csv
    kom-sum -q --by 'sep=;' -y y --stats n,sum in.csv >out.csv
    again out.csv
    [ "$(kom-sum -q --rename of=measure --by of -y sum --stats sum out.csv | tail -n 1)" = y,sum,14 ]
    kom-sum -q --by 'sep=;' --count y --of y in.csv >out.csv
    again out.csv
    kom-diff -q --by 'sep=;' -y y --phase side in.csv >out.csv
    again out.csv
    kom-table -q -f csv-da out.csv >da.csv
    kom-read -q da.csv | head -n 1 | grep -q '^"sep=;",measure,term,'
    kom-table -q -f csv-da --columns 'estimate=sep=x' out.csv >da.csv
    kom-read -q da.csv | head -n 1 | grep -qx '"sep=x"'
}

@test "rows good and set aside under such a heading" {
    printf 'title\nsep=x\n1\n2\n' >in.csv
    kom-check -q --skip-lines 1 --first-line header --good good.csv in.csv >found
    again good.csv
    printf '"sep=;",y\nu,1\nu,z\n' >in.csv
    kom-sum -q -y y --stats sum --bad-rows skip --set-aside aside.csv in.csv >out
    again aside.csv
}

@test "only a line without quotes is Excel's line" {
    printf 'sep=|\r\na|b\r\n1|2\r\n' >plain.csv
    [ "$(kom-read -q plain.csv)" = $'a,b\n1,2' ]
    printf '"sep=|"\r\na|b\r\n1|2\r\n' >quoted.csv
    fails 3 '.' kom-read quoted.csv
    [ "$(kom-read -q --skip-lines 1 -d '|' quoted.csv)" = $'a,b\n1,2' ]
}

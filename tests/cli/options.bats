#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# One judgement of options in every tool: nothing is named twice, and what a call does not use is refused.
load helper

tables() {
    printf 'kommunekode,person,service,date,periode,fase,x,y,n,g\n' >rows.csv
    local kom i
    for kom in 101 147 155; do
        for i in 1 2 3 4; do
            echo "$kom,p$kom$i,s,2019-0$i-01,2019-0$i,$([ $i -lt 3 ] && echo before || echo after),$((kom % 7 * i + i * i)),$i,9,a"
        done
    done >>rows.csv
    printf 'kom,region,landsdel\n101,Hoved,A\n147,Hoved,A\n155,Midt,B\n' >municipalities.csv
}

@test "no column stands twice in --by, under whatever name" {
    tables
    local call by
    for call in 'kom-sum --value x' 'kom-diff --value x --phase fase' 'kom-did --value x --method ols --covariates y' 'kom-uptake'; do
        for by in kom,kom kom,kommunekode kommunekode,kom komnr,kom; do
            # shellcheck disable=SC2086
            fails_empty 2 "by: (kom|kommunekode|komnr) (is named twice|and (kom|kommunekode) are the same column)" $call --by $by rows.csv
        done
    done
    # columns of the tables beside
    for call in 'kom-sum --value x' 'kom-diff --value x --phase fase' 'kom-did --value x --method ols --covariates y' 'kom-uptake'; do
        # shellcheck disable=SC2086
        fails_empty 2 'by: region and Region are the same column' $call --by region,Region --municipalities municipalities.csv rows.csv
        # shellcheck disable=SC2086
        kom="$($call -q --by region,landsdel --municipalities municipalities.csv rows.csv | wc -l)"
        [ "$kom" -ge 3 ]
    done
    printf 'kom,service,start\n101,s,2019-01-01\n' >offerings.csv
    fails_empty 2 'by: service and ydelse are the same column' kom-uptake --by service,ydelse --offerings offerings.csv rows.csv
    printf 'person,kom,start,section\np1011,101,2019-01-01,83\n' >recipients.csv
    fails_empty 2 'by: section and paragraf are the same column' kom-uptake --by section,paragraf --recipients recipients.csv rows.csv
}

@test "numbers of options: what is just within, and what is just outside" {
    tables
    local call n
    for call in kom-read kom-table kom-check 'kom-sum --value x' 'kom-diff --value x --phase fase' 'kom-did --value x --method ols --covariates y' kom-uptake; do
        for n in 0 65 1000; do
            # shellcheck disable=SC2086
            fails_empty 2 "threads: \"$n\" is no whole number from 1 to 64" $call -j $n rows.csv
        done
        for n in 1 64; do
            # shellcheck disable=SC2086
            $call -q -j $n rows.csv >/dev/null 2>&1 || [ $? != 2 ] || complain "$call -j $n" || return
        done
    done
    for call in 'kom-sum --value x --stats conf' 'kom-diff --value x --phase fase' 'kom-did --value x --method ols --covariates y'; do
        for n in 0 1 1.5; do
            # shellcheck disable=SC2086
            fails_empty 2 "level: \"$n\" is no share between 0 and 1" $call --level $n rows.csv
        done
    done
}

@test "margins: a by-column, under whatever name, and once" {
    tables
    local call
    for call in 'kom-sum --value x --stats n' kom-uptake; do
        # shellcheck disable=SC2086
        fails_empty 2 'margins: g is no column of --by' $call --by kom --margins g rows.csv
        # shellcheck disable=SC2086
        fails_empty 2 'margins: kom is named twice' $call --by kom --margins kom,kom rows.csv
        # shellcheck disable=SC2086
        fails_empty 2 'margins: kom and kommunekode are the same column' $call --by kom --margins kom,kommunekode rows.csv
        # shellcheck disable=SC2086
        [ "$($call -q --by kommunekode --margins kom rows.csv | tail -n 1 | cut -d, -f1)" = total ]
    done
}

@test "values and clusters are named once" {
    tables
    fails_empty 2 'value: x is named twice' kom-sum --value x,x rows.csv
    fails_empty 2 'value: kommune and kom are the same column' kom-sum --value kommune,kom rows.csv
    fails_empty 2 'value: x and x are the same column' kom-diff --value x,y,x --phase fase rows.csv
    fails_empty 2 'value: x is named twice' kom-did --value x,x --method ols --covariates y rows.csv
    fails_empty 2 'cluster: kom and komnr are the same column' kom-did --value x --method ols --covariates y --cluster kom,komnr rows.csv
}

# world: tables in which every option that is used makes a difference.
world() {
    local i
    LC_ALL=C awk '
        function draw(n) { seed = (seed * 16807) % 2147483647; return int(seed / 1000) % n }
        BEGIN {
            seed = 5
            print "kom,unit,person,id,period,phase,treated,x,y,z,n,e,w,g,clus,strat,day,measure2"
            n = split("101 147 151 155 157 159 161 163", kom, " ")
            for (k = 1; k <= n; k++)
                for (i = 1; i <= 6; i++)
                    printf "%s,u%s,p%d,q%d,201%d,%s,%s,%d,%d,%d,%d,%d,%d,%s,c%d,s%d,2019-0%d-01,m%d\n", kom[k], kom[k] % 7, k * 6 + i, draw(5), i,
                        i < 4 ? "before" : "after", k < 4 ? 2014 : "", 5 + draw(90), draw(50), draw(2), 40 + draw(9), 20 + draw(9),
                        1 + draw(4), draw(2) ? "a" : "b", k % 4, k % 2, i * 3 % 7, draw(2)
        }' >rows.csv
    printf 'kom,region,name\n101,Hoved,A\n151,Hoved,C\n155,Midt,D\n157,Hoved,E\n' >municipalities.csv
    printf 'kom,network\n101,A\n101,B\n147,A\n151,B\n155,A\n157,B\n159,A\n161,B\n' >networks.csv
    printf 'kom,start,reports_to\n101,2014-01-01,2019-03-05\n147,2014-01-01,\n151,2014-01-01,\n155,,\n157,,\n159,,\n161,,\n' >participation.csv
    printf 'kom,service,start\n101,s,2019-01-01\n147,s,2019-01-01\n' >offerings.csv
    {
        echo person,kom,start,end,birth_year
        for i in 1 2 3 4 5 6; do
            echo "p$i,101,2019-01-01,,19$((i + 3))0"
            echo "q$i,147,2019-02-01,2019-0$((i + 3))-01,1930"
        done
    } >recipients.csv
    printf 'kom,period,recipients,kind\n101,all,9,during\n147,all,8,during\n' >counts.csv
    printf 'kom,person,service,date,amount,status\n101,p1,s,2019-02-01,5,\n101,p2,s,2019-03-01,7,\n147,q1,s,2019-03-05,9,\n147,q1,s,2019-03-06,-9,krediteret\n101,p9,t,2019-03-06,1,\n165,p9,t,2019-03-06,1,\n' >sales.csv
    printf 'OMRÅDE;KØN;TID;INDHOLD;x\n000;M;2019K1;10;a\n101;M;2019K1;4;..\n147;M;2019K1;6;b\n' >bank.csv
}

# idle BASE OPTION: adds the option to the call; complains when it is neither refused nor makes a difference.
idle() {
    local status=0
    # shellcheck disable=SC2086
    $1 $2 >with.out 2>with.err </dev/null || status=$?
    [ $status != 2 ] || return 0
    cat with.out with.err extra.* 2>/dev/null | cmp -s - base.all || { rm -f extra.*; return 0; }
    rm -f extra.*
    complain "neither used nor refused: $2 in: $1"
}

# idles BASE OPTION...: for each of the options, but for those that the base call has.
idles() {
    local base=$1 option status=0 failed=0
    shift
    # shellcheck disable=SC2086
    $base >base.out 2>base.err </dev/null || status=$?
    [ $status = 0 ] || complain "status $status: $base" "$(cat base.err)" || return
    cat base.out base.err >base.all
    for option in "$@"; do
        [[ " $base " != *" ${option%% *} "* ]] || continue
        # what is said of keys that meet nothing is used wherever a side table is, and makes no difference where all meet
        [[ $option != --unmatched* || $base != *' --'*s.csv* && $base != *participation* ]] || continue
        idle "$base" "$option" || failed=1
    done
    return $failed
}

# covers TOOL OPTION...: are these all own options of the tool, but for those said here to need no test of this kind?
covers() {
    local tool=$1 name missing=
    shift
    for name in $(sed -n '/^static const struct kom_tool_option /,/^};/p' "$SOURCE_DIR/cmd/$tool.c" | grep -oE '(KOM_OPT_|PLAIN\()[a-z0-9_]+' | sed 's/KOM_OPT_//; s/PLAIN(//' | sort -u); do
        [ "$name" != END ] && name=$(sed -n "s/^KOM_OPTION($name, \"\([^\"]*\)\".*/\1/p" "$SOURCE_DIR/lib/cli/opts.def") || continue
        [[ "$(printf '%s\n' "$@")" != *"--$name"* ]] && missing="$missing $name"
    done
    [ -z "$missing" ] || complain "no try of:$missing"
}

@test "an option that a call does not use is refused: kom-sum" {
    world
    local tries=('--value x' '--by g' '--municipalities municipalities.csv' '--networks networks.csv' '--overlap both' '--unmatched warn' '--stats n,mean'
        '--quantile-type 2' '--weight w' '--time day' '--margins kom' '--between g' '--count z' '--of n' '--ci wilson' '--level 0.9')
    tries+=('--part 1/2' '--state part.state' '--began-at 9' '--table1' '--unit kom')
    tries+=('--cluster person' '--sample-strata kom' '--fpc n' '--replicate-weights w' '--replicate-factors factors.csv' '--exposure e')
    covers sum "${tries[@]}" '--memory 10M' # which changes no result
    idles 'kom-sum --value x --stats n,mean,se --cluster clus rows.csv' "${tries[@]}"
    idles 'kom-sum --value x rows.csv' "${tries[@]}"
    idles 'kom-sum --value x --by kom rows.csv' "${tries[@]}"
    idles 'kom-sum --value x --stats n,conf rows.csv' "${tries[@]}"
    idles 'kom-sum --value x --stats autocorr1 --by kom rows.csv' "${tries[@]}"
    idles 'kom-sum --value x --between g rows.csv' "${tries[@]}"
    idles 'kom-sum --count z --of n --by kom rows.csv' "${tries[@]}"
    idles 'kom-sum --value x --by region --municipalities municipalities.csv rows.csv' "${tries[@]}"
    idles 'kom-sum --table1 --value x --by g rows.csv' "${tries[@]}" '--memory 10M'
}

@test "an option that a call does not use is refused: kom-uptake" {
    world
    local tries=('--offerings offerings.csv' '--recipients recipients.csv' '--recipients counts.csv' '--participation participation.csv'
        '--municipalities municipalities.csv' '--networks networks.csv' '--by service' '--period month' '--from 2019-02-02' '--to 2019-03-02' '--margins kom'
        '--ages 67' '--overlap both' '--unmatched warn' '--kind stock' '--credits positive' '--ci wilson' '--level 0.9' '--dominance' '--market' '--cumulative' '--persons' '--flows provider'
        '--memory 10M')
    covers uptake "${tries[@]}" '--part 1/2' '--state part.state' '--began-at 9' '--key key'
    unset 'tries[-1]' # memory changes nothing but the time
    local sides='--offerings offerings.csv --recipients recipients.csv'
    idles 'kom-uptake sales.csv' "${tries[@]}"
    idles "kom-uptake $sides sales.csv" "${tries[@]}"
    idles "kom-uptake --offerings offerings.csv --recipients counts.csv sales.csv" "${tries[@]}"
    idles "kom-uptake $sides --persons sales.csv" "${tries[@]}"
    idles "kom-uptake $sides --cumulative sales.csv" "${tries[@]}"
    sed '1s/$/,provider/; 1!s/$/,m/' offerings.csv >providers.csv
    sed '1s/$/,provider/; 1!s/$/,m/' sales.csv >sold.csv
    sides='--offerings providers.csv --recipients recipients.csv'
    idles "kom-uptake $sides --by provider --market sold.csv" "${tries[@]}"
    idles "kom-uptake $sides --period quarter --to 2019-05 --flows provider sold.csv" "${tries[@]}"
    sed -i s/during/average/ counts.csv
    idles "kom-uptake --recipients counts.csv sales.csv" '--ci wilson' '--kind stock'
}

@test "an option that a call does not use is refused: kom-panel" {
    world
    printf 'kom,reports_to\n101,2019-03-31\n' >reports.csv
    local tries=('--by birth_year' '--period year' '--from 2019-03' '--to 2019-02' '--value amount' '--as counts' '--kind stock' '--municipalities municipalities.csv'
        '--networks networks.csv' '--overlap both' '--participation reports.csv' '--unmatched warn' '--memory 10M')
    covers panel "${tries[@]}" '--part 1/2' '--state part.state' '--began-at 9' '--key key'
    unset 'tries[-1]' # memory refuses, and changes nothing else
    idles 'kom-panel recipients.csv' "${tries[@]}"
    idles 'kom-panel --as counts --kind average recipients.csv' "${tries[@]}"
    idles 'kom-panel --by region --municipalities municipalities.csv recipients.csv' "${tries[@]}"
    idles 'kom-panel sales.csv' "${tries[@]/birth_year/service}"
    idles 'kom-panel --by network --networks networks.csv --overlap drop recipients.csv' "${tries[@]}"
}

@test "an option that a call does not use is refused: kom-plot" {
    local tries=('--value n' '--value conf_low' '--by state' '--time kom' '--at 2019-06-01' '--participation starts.csv' '--percent share,uptake,estimate' '--digits 1'
        '--sort kom:desc' '--caption Words' '--note Words' '--source Words' '--lang da' '--min-n 49')
    printf 'kom,start\n151,2019-04-01\n306,2019-06-01\n461,\n' >starts.csv
    covers plot "${tries[@]}" '--figure bars' '--format svg' '--script'
    idles 'kom-plot --script --figure series data/plot/series.csv' "${tries[@]}"
    idles 'kom-plot --script --figure slope data/plot/sides.csv' "${tries[@]}"
    idles 'kom-plot --script --figure whisker data/plot/estimates.csv' "${tries[@]}"
    idles 'kom-plot --script --figure event data/plot/event.csv' "${tries[@]}"
    idles 'kom-plot --script --figure bars --by kom,period data/plot/sides.csv' "${tries[@]}"
    idles 'kom-plot --script --figure likert data/plot/items.csv' "${tries[@]}"
    idles 'kom-plot --script --figure power data/plot/power.csv' "${tries[@]}"
    idles 'kom-plot --script --figure forest data/plot/estimates.csv' "${tries[@]}"
}

@test "an option that a call does not use is refused: kom-price" {
    world
    printf 'kom,service,start,price,price_vat,cost,unit\n101,s,2019-01-01,5,6,4,hour\n147,s,2019-01-01,9,12,9,hour\n165,t,2020-01-01,1,1,1,hour\n' >prices.csv
    sed '1s/amount/hours,amount/; 2,$s/2019-03-06,/2019-03-06,1,/; 2,$s/-0[15],/&1,/' sales.csv >hours.csv
    cp prices.csv extra_prices.csv
    local tries=('--prices extra_prices.csv' '--vat no' '--tolerance 4' '--credits positive' '--unmatched warn' '--summary' '--by kom' '--period month'
        '--municipalities municipalities.csv' '--networks networks.csv' '--overlap both' '--cost' '--side-by-side s' '--from 2018' '--to 2020')
    covers price "${tries[@]}"
    idles 'kom-price --prices prices.csv --vat yes hours.csv' "${tries[@]}"
    idles 'kom-price --prices prices.csv --vat yes --summary hours.csv' "${tries[@]}"
    idles 'kom-price --prices prices.csv --cost hours.csv' "${tries[@]}"
    idles 'kom-price --side-by-side s prices.csv' "${tries[@]}"
}

@test "an option that a call does not use is refused: kom-scale" {
    printf 'item,scale,lowest,highest\na,s,1,5\nb,s,1,5\nc,t,1,5\nd,t,1,5\n' >book.csv
    awk 'BEGIN { print "respondent,kom,note,a,b,c,d"; for (i = 0; i < 40; i++) print "R" i "," 101 + i % 3 ",n" i "," i % 5 + 1 "," (i == 1 ? ",," : i * 3 % 5 + 1 "," (i % 4 ? i % 3 + 1 : "") "," i * 2 % 5 + 1) }' >rows.csv
    awk -F, 'NR > 1 { for (i = 4; i <= 7; i++) print $1 "," $2 "," $3 "," substr("abcd", i - 3, 1) "," $i }' rows.csv | sed '1i respondent,kom,note,item,answer' >long.csv
    printf 'item,label,answer\nz,Enig,4\n' >labels.csv
    { cut -d, -f1-3 rows.csv; echo R99,101,n99; } >frame.csv
    local tries=('--table items' '--answer-labels labels.csv' '--items a,b' '--wave 2' '--keep note' '--answered 1' '--rescale 0-100' '--by kom' '--top 4|5' '--use pairwise'
        '--level 0.9' '--frame frame.csv' '--complete 0.6' '--compare-frame kom' '--weight kom' '--cluster kom')
    covers scale "${tries[@]}" '--codebook book.csv'
    unset 'tries[0]'
    idles 'kom-scale --codebook book.csv rows.csv' "${tries[@]}"
    idles 'kom-scale --table items --codebook book.csv rows.csv' "${tries[@]}"
    idles 'kom-scale --table reliability --codebook book.csv rows.csv' "${tries[@]}"
    idles 'kom-scale --table reliability --use pairwise --codebook book.csv rows.csv' "${tries[@]}"
    idles 'kom-scale --table response --frame frame.csv --codebook book.csv rows.csv' "${tries[@]}"
    idles 'kom-scale --table response --frame frame.csv --compare-frame kom --codebook book.csv rows.csv' "${tries[@]}"
    unset 'tries[2]' # which makes columns items
    idles 'kom-scale --codebook book.csv long.csv' "${tries[@]}"
    idles 'kom-scale --table items --codebook book.csv long.csv' "${tries[@]}"
}

@test "an option that a call does not use is refused: kom-weight" {
    awk 'BEGIN { print "id,sex,age,c,h,d"; for (i = 0; i < 60; i++) print i "," substr("MK", i * 7 % 5 % 2 + 1, 1) ",a" i * 11 % 7 % 3 ",c" i % 6 ",h" i % 2 "," i % 4 + 1 }' >rows.csv
    printf 'sex,age,n\nM,a0,30\nM,a1,20\nM,a2,50\nK,a0,10\nK,a1,70\nK,a2,20\n' >frame.csv
    printf 'column,value,total\nage,a0,40\nage,a1,90\nage,a2,70\n' >totals.csv
    local tries=('--known-totals totals.csv' '--post age' '--rake sex,age' '--weight d' '--collapse age=a0|a1' '--trim 0.9,1.1' '--rounds 2' '--replicates jackknife' '--cluster c'
        '--sample-strata h' '--replicate-factors extra.csv')
    covers weight "${tries[@]}" '--frame frame.csv'
    idles 'kom-weight --frame frame.csv --rake sex,age rows.csv' "${tries[@]}"
    idles 'kom-weight --frame frame.csv --post age rows.csv' "${tries[@]}"
    idles 'kom-weight --known-totals totals.csv --rake age rows.csv' "${tries[@]}"
    idles 'kom-weight --frame frame.csv --rake sex --replicates jackknife rows.csv' "${tries[@]}"
}

@test "an option that a call does not use is refused: kom-code" {
    awk 'BEGIN { print "document,segment,code,coder,value,kom,text"; for (i = 0; i < 60; i++) print "i" i % 7 "," i % 5 * 10 "-" i % 5 * 10 + 8 + i % 2 "," substr("abc", i * 5 % 3 + 1, 1) "," substr("AB", i % 2 + 1, 1) "," i % 4 + 1 "," 101 + i % 7 % 2 ",t" i }' |
        awk -F, 'NR == 1 || ($1 $4 != "i0B" && !seen[$1 $2 $4]++)' >rows.csv
    printf 'document,coder,kom\ni0,A,101\ni0,B,101\ni1,A,102\ni2,A,101\ni3,A,102\ni4,A,101\ni5,A,102\ni6,A,101\ni9,A,101\n' >documents.csv
    printf 'code,parent\na,\nb,a\nc,\nd,\n' >book.csv
    printf 'kom,region\n101,Hoved\n102,Syd\n' >municipalities.csv
    printf 'kom,network\n101,A\n102,A\n102,B\n' >networks.csv
    local tries=('--by kom' '--codebook book.csv' '--documents documents.csv' '--merge-overlap 0.5' '--measurement interval' '--kappa-weights linear' '--draws 99' '--seed 5'
        '--level 0.9' '--unmatched warn' '--municipalities municipalities.csv' '--networks networks.csv' '--overlap both')
    covers code '--table pairs' '--quotes' "${tries[@]}"
    idles 'kom-code rows.csv' "${tries[@]}"
    idles 'kom-code --table pairs rows.csv' "${tries[@]}"
    idles 'kom-code --by region --municipalities municipalities.csv rows.csv' "${tries[@]}"
    idles 'kom-code --by network --networks networks.csv --overlap drop rows.csv' "${tries[@]}"
    idles 'kom-code --table agreement rows.csv' "${tries[@]}"
    idles 'kom-code --quotes rows.csv' '--table pairs' "${tries[@]}"
}

@test "an option that a call does not use is refused: kom-diff" {
    world
    local tries=('--value x' '--count z' '--of n' '--exposure e' '--by g' '--municipalities municipalities.csv' '--networks networks.csv' '--overlap both'
        '--unmatched warn' '--at 2014' '--participation participation.csv' '--phase phase' '--skip 1' '--window 2' '--method paired' '--id id' '--match season'
        '--cluster clus' '--se newey-west' '--contrast g' '--equivalence 0.5' '--draws 99' '--seed 5' '--unit person' '--time day' '--weight w' '--level 0.9'
        '--measured-after g')
    tries+=('--sample-strata kom' '--fpc n' '--replicate-weights w' '--replicate-factors factors.csv' '--ci logit')
    covers diff "${tries[@]}"
    idles "kom-diff --by g --value x --at 2014 --method design --cluster clus rows.csv" "${tries[@]}"
    idles "kom-diff --by g --value x --at 2014 rows.csv" "${tries[@]}"
    idles "kom-diff --by g --value x --phase phase rows.csv" "${tries[@]/--time day/--time nothing}"
    idles "kom-diff --by g --value x --participation participation.csv rows.csv" "${tries[@]}"
    idles "kom-diff --by g --value x --phase phase --method paired rows.csv" "${tries[@]}"
    idles "kom-diff --by g --value x --phase phase --method cluster rows.csv" "${tries[@]}"
    idles "kom-diff --by g --value x --at 2014 --method wilcoxon rows.csv" "${tries[@]}"
    idles "kom-diff --by g --value x --at 2014 --method permutation rows.csv" "${tries[@]}"
    idles "kom-diff --by g --count z --of n --phase phase rows.csv" "${tries[@]/--id id/--id person}"
    idles "kom-diff --by g --count z --exposure e --at 2014 rows.csv" "${tries[@]}"
}

@test "an option that a call does not use is refused: kom-did" {
    world
    local tries=('--value y' '--treated treated' '--participation participation.csv' '--unit unit' '--time day' '--by g' '--municipalities municipalities.csv'
        '--networks networks.csv' '--overlap both' '--unmatched warn' '--method twfe' '--covariates y' '--no-intercept' '--weight w' '--vcov hc1' '--cluster clus'
        '--ssc none' '--test permutation' '--alternative greater' '--wild webb' '--draws 99' '--strata strat' '--seed 5' '--design' '--level 0.9'
        '--unbalanced drop' '--control notyet')
    covers did "${tries[@]}"
    # so few units are all gone through: nothing is drawn, whatever is said of it; and no cell is missing
    local drawn=() try
    for try in "${tries[@]}"; do
        [[ $try == --draws* || $try == --seed* || $try == --unbalanced* || $try == --control* ]] || drawn+=("$try")
    done
    idles 'kom-did --value x --treated treated rows.csv' "${drawn[@]}"
    idles 'kom-did --value x --participation participation.csv rows.csv' "${drawn[@]}"
    idles 'kom-did --value x --treated treated --method twfe rows.csv' "${tries[@]}"
    idles 'kom-did --value x --treated treated --method event rows.csv' "${tries[@]}"
    idles 'kom-did --value x --treated treated --method twfe --test wild rows.csv' "${drawn[@]}"
    idles 'kom-did --value x --method ols --covariates y rows.csv' "${tries[@]}"
    idles 'kom-did --value x --method ols --covariates y --cluster clus rows.csv' "${tries[@]}"
    # --method, --weight and --strata say which rows have all they need
    idles 'kom-did --value x --treated treated --design rows.csv' --unbalanced\ drop --control\ notyet --test\ permutation --alternative\ greater --draws\ 99 --seed\ 5 --level\ 0.9 --vcov\ hc1
    idles 'kom-did --value x --treated treated --test permutation rows.csv' "${drawn[@]}"
}

@test "an option that a call does not use is refused: kom-check and kom-read" {
    world
    local tries=('--offerings offerings.csv' '--recipients recipients.csv' '--participation participation.csv' '--municipalities municipalities.csv'
        '--unmatched warn' '--from 2019-03-02' '--to 2019-03-02' '--duplicates' '--severity unknown_kom=warning' '--memory 10M' '--good extra.good' '--exit-zero' '--infer extra.json' '--official')
    covers check "${tries[@]}" '--part 1/2' '--state part.state' '--began-at 9'
    idles 'kom-check --part 1/1 --state part.state rows.csv' '--good extra.good' '--began-at 9'
    printf 'kom,person,service,date\n101,p1,s,2019-03-01\n101,p1,s,2019-03-01\n' >twice.csv
    idles 'kom-check twice.csv' '--unmatched warn' '--from 2019-03-02' '--to 2019-02-02' '--duplicates' '--good extra.good'
    idles 'kom-check --infer - twice.csv' '--offerings offerings.csv' '--recipients recipients.csv' '--participation participation.csv' '--municipalities municipalities.csv' '--unmatched warn' '--from 2019-03-02' '--to 2019-03-02' '--duplicates' '--severity unknown_kom=warning' '--memory 10M' '--good extra.good' '--exit-zero' '--official'
    tries=('--number x' '--canonical' '--long name,v' '--keep TID' '--totals drop' '--total-codes KØN=M' '--status INDHOLD' '--labels text' '--catalog twice.csv'
        '--write-codebook extra.book' '--official' '--sheet 1' '--sheet-name s' '--range A1:B2' '--fill-merged')
    covers read "${tries[@]}"
    idles 'kom-read bank.csv' '--labels text' '--catalog twice.csv' '--write-codebook extra.book' '--sheet 1' '--sheet-name s' '--range A1:B2' '--fill-merged' '--canonical' '--long name,v' '--keep TID' '--totals drop' '--total-codes KØN=M' '--status INDHOLD'
    idles 'kom-read --totals drop bank.csv' '--total-codes KØN=M' '--keep TID'
}

@test "an option that a call does not use is refused: kom-join" {
    world
    { echo kom,kind; cut -d, -f1 rows.csv | tail -n +2 | sort -u | sed 's|$|,a|'; } >kinds.csv
    local table=('--with kinds.csv' '--on kom' '--add kind' '--expect n:n' '--within kind,kind=date' '--no-match keep' '--unused extra.good' '--number x')
    local names=('--name-to-code kommune' '--code-to-name kommunekode' '--year 2006' '--official')
    covers join "${table[@]}" '--unmatched warn' "${names[@]}"
    idles 'kom-join --with kinds.csv --on kom rows.csv' '--unmatched warn' "${names[@]}"
    idles 'kom-join --code-to-name kommunekode rows.csv' '--on kom' '--add kind' '--expect n:n' '--within kind,kind=date' '--number x' '--unmatched warn'
}

@test "what is typed in another encoding is refused, but names of files are what they are" {
    local name
    tables
    for call in 'kom-table --note' 'kom-table --columns' 'kom-sum --value' 'kom-uptake --by' 'kom-read --only'; do
        # shellcheck disable=SC2086
        fails_empty 2 'is no UTF-8 text; `iconv -f windows-1252 -t utf-8`' $call "kom=$(printf '\346')" rows.csv || return
    done
    kom-table -q -f json --note "$(printf '\346' | iconv -f windows-1252 -t utf-8)" rows.csv | grep -q '"note":"æ"' || return
    name=$(printf '\346.csv')
    cp rows.csv "$name"
    kom-sum -q --value x --report report.json "$name" >/dev/null || return
    grep -qF '"path": "?.csv",' report.json ||
        complain "$(cat report.json)" || return
    printf 'kom,date\n101,x\n' >"$name"
    kom-check -q "$name" >list.csv || [ $? = 1 ]
    grep -q '^?.csv,2,date,type,' list.csv || complain "$(cat list.csv)"
}

@test "a list goes on behind a closing quote: no more items than commas promise" {
    printf 'kom,x\n101,1\n' >t.csv
    local many
    many=$(printf '"a"b,%.0s' $(seq 40))
    for list in '"kom"x' '"a""b"c' "$many" '"kom" ,x'; do
        fails_empty 2 'goes on behind a closing quote; double the quotes' kom-read --number "$list" t.csv
        fails_empty 2 'goes on behind a closing quote; double the quotes' kom-sum --value "$list" t.csv
    done
    kom-sum -q --value '"x"' --stats n t.csv
}

@test "an output without a name is refused before anything is written" {
    tables
    for option in --output --report --set-aside; do
        fails_empty 2 "$option: needs the name of a file" kom-sum --value x "$option=" rows.csv || return
    done
    fails_empty 2 'good: needs the name of a file' kom-check --good= rows.csv
}

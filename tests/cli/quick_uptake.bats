#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Cells of periods that are met late in a file: kom-uptake opens them without judging a sale where that makes no difference, and only
# there. Each call is run beside its twin, which judges all.

load helper
load quick

# rows N LINE: so many, more than a block has.
rows() {
    yes "$2" | head -n "$1"
}

# twins CALL...: in one thread and in several.
twins() {
    for j in 1 3; do
        same kom-uptake -j $j "$@"
    done
}

@test "ages are other ones in another year" {
    printf 'person,kom,start,end,birth_year\n1,101,2010-01-01,,1950\n' >rec.csv
    { echo person,kom,date,amount; rows 3000 1,101,2014-03-01,10; rows 3000 1,101,2016-03-01,10; } >s.csv
    for period in year month day; do
        twins --recipients rec.csv --ages 65,66 --by kom,age_group --period $period s.csv
    done
    twins --recipients rec.csv --ages 65,66 --by kom,age_group --period year s.csv
    grep -q '^101,66+,2016,offered,1,[0-9]*,1,' quick.out
}

@test "a sale that cannot be read opens no cell" {
    { echo kom,date,amount; rows 3000 101,2014-03-01,10; echo 101,2019-03-01,x; rows 900 101,2014-05-01,10; } >s.csv
    for period in year month day; do
        twins --period $period --bad-rows skip s.csv
        twins --period $period s.csv
    done
    kom-uptake -q --period day --bad-rows skip --from 2014 --to 2019-12-31 --part 1/1 --state a.state s.csv 2>/dev/null
    KOM_CAREFUL=1 kom-uptake -q --period day --bad-rows skip --from 2014 --to 2019-12-31 --part 1/1 --state b.state s.csv 2>/dev/null
    cmp a.state b.state
}

@test "ranges, windows, offerings, statuses and figures of all kinds in periods that come late" {
    printf 'kom,service,start,end,provider\n101,a,2014-01-01,2016-06-15,p\n101,b,2015-02-10,,p\n' >off.csv
    printf 'kom,start,planned\n101,2015-03-01,yes\n102,2016-01-01,yes\n' >part.csv
    {
        echo person,kom,service,date,quantity,amount,status,provider
        for day in 2014-01-05 2014-02-07 2015-03-02 2015-03-31 2016-07-01 2017-12-31; do
            rows 700 "1,101,a,$day,1,10.25,,p"
            rows 5 "2,101,b,$day,2,1.125,leveret,p" # no hundredths
            rows 3 "3,102,a,$day,1,4,aflyst,p"
            rows 3 "4,102,a,$day,1,4,krediteret,p"
            rows 2 ",102,a,$day,1,,,q"
            rows 2 "5,102,,$day,,7,,"
            rows 40 "6,102,a,$day,1,2,leveret,q"
        done
    } >s.csv
    for period in all year quarter month week day; do
        for call in "" "--by kom,service" "--by provider" "--from 2014-02-06 --to 2016-07-01" "--from 2015-01-01 --to 2015-12-31" \
            "--offerings off.csv" "--offerings off.csv --by service" "--participation part.csv" "--cumulative" "--dominance 1,70" \
            "--margins"; do
            # shellcheck disable=SC2086 # words
            twins --period $period $call s.csv
        done
    done
    twins --period event --participation part.csv --by kom s.csv
}

# More units, traits and years of birth than the memo of spells has places, and persons enough for several threads to count
# (32,768). Some texts have keys that are they, some have hashes.
@test "spells of many persons, units and traits, in one thread and in several" {
    awk 'function draw(n) { seed = (seed * 16807) % 2147483647; return seed % n }
        function day() { return sprintf("%d-%02d-01", 2016 + draw(5), 1 + draw(12)) }
        BEGIN {
            seed = 7
            split("own_home residence care_home a_home_with_a_long_name", setting)
            print "person,kom,start,end,setting,section,group,birth_year,sex,place" >"rec.csv"
            for (i = 0; i < 80000; i++) {
                start = day(); stop = draw(3) ? "" : day()
                print "P" draw(60000) "," 101 + draw(40) "," start "," (stop < start ? "" : stop) "," setting[1 + draw(4)] "," 83 + draw(3) "," \
                    draw(5) "," 1920 + draw(70) "," draw(2) "," draw(70) >"rec.csv"
            }
            print "kom,service,start,end,setting" >"off.csv"
            for (k = 101; k < 141; k++) print k ",a,2017-0" 1 + k % 9 "-15,," (k % 3 ? "" : "own_home") >"off.csv"
            print "person,kom,service,date,amount" >"s.csv"
            for (i = 0; i < 20000; i++) print "P" draw(60000) "," 101 + draw(40) ",a," day() "," draw(900) >"s.csv"
        }'
    for call in "--by kom,setting,age_group --ages 65,80 --period year" "--by section,sex --period month" \
        "--by kom,group --margins group --period year" "--by kom --cumulative" "--by kom --persons --period all" \
        "--by kom,place"; do
        for j in 1 3; do
            same kom-uptake -j $j --offerings off.csv --recipients rec.csv $call s.csv
            mv quick.out $j.out
        done
        cmp 1.out 3.out
    done
    kom-uptake -j 1 --offerings off.csv --recipients rec.csv s.csv 2>1.err >1.out
    kom-uptake -j 3 --offerings off.csv --recipients rec.csv s.csv 2>3.err >3.out
    cmp 1.err 3.err # movers are counted, too
    cmp 1.out 3.out
}

# SPDX-License-Identifier: GPL-3.0-or-later
# Messages of kom-plot that name an option or call: as remedies.bats.
#
# | a part of the message | advice | test |
# |---|---|---|
# | rows or lines have no room in one figure | --only COL=VALUE | too many rows |
# | is no period that a series can be drawn over | --except COL=VALUE, --figure slope | times that cannot be placed |
# | values, and a slope has two sides; keep two | --only, two values | times that cannot be placed |
# | answers, and no more than | --only, the values | too many answers |
# | two rows are called | --by COL,COL, --only COL=VALUE | two rows for one place |
# | name the one to draw | --value COL | no value |
# | name one of numbers | --value COL | codes are no numbers |
# | differences and ratios have no axis in common | --only term=ratio, scale=ratio | differences and ratios |
# | several measures have no axis in common | --only measure=VALUE, --by COL,... | several measures |
#
# no advice: what contradicts itself
#- --time and --value name one column
load helper
load remedies

@test "too many rows" {
    awk 'BEGIN { print "unit,half,value"; for (k = 0; k < 500; k++) print "u" k "," (k % 2 ? "a" : "b") "," k }' >units.csv
    refused 3 kom-plot --figure bars --script units.csv
    mends 1 COL=unit VALUE=u7
    awk 'BEGIN { print "kom,unit,value"; for (k = 101; k < 300; k++) print k ",a,1\n" k ",b,2\n" k ",c,3" }' >units.csv
    refused 3 kom-plot --figure bars --script units.csv
    mends 1 COL=unit VALUE=a
}

@test "times that cannot be placed" {
    refused 3 kom-plot --figure series --script data/plot/sides.csv
    passes 1 'period'
    mends 2
    refused 3 kom-plot --figure slope --script --value uptake data/plot/series.csv
    mends 1
}

@test "too many answers" {
    awk 'BEGIN { print "item,answer,n,share"; for (k = 0; k < 13; k++) print "a,answer " k ",1,0.05" }' >items.csv
    refused 3 kom-plot --figure likert --script items.csv
    mends 1 VALUE="answer 3"
}

@test "two rows for one place" {
    refused 3 kom-plot --figure whisker --by kom --value share --script data/plot/sides.csv
    mends 1 COL,COL=kom,period
    mends 2 COL=period VALUE=after
}

@test "no value" {
    refused 3 kom-plot --figure bars --script --only treated=2 data/plot/power.csv --by mde
    mends 1 COL=power
}

@test "codes are no numbers" {
    printf 'kom,value,n\na,01,3\nb,02,4\n' >codes.csv
    refused 3 kom-plot --figure bars --script codes.csv
    mends 1 COL=n
}

@test "differences and ratios" {
    refused 3 kom-plot --figure whisker --script data/plot/ratios.csv
    mends 1
    # where scale says so, and not term
    printf 'kom,term,estimate,conf_low,conf_high,scale\na,contrast,1.5,0.9,2.4,ratio\nb,difference,0.1,0,0.2,difference\n' >scales.csv
    refused 3 kom-plot --figure whisker --script scales.csv
    mends 1
    kom-plot --figure whisker --script --only scale=ratio scales.csv 2>&1 >script | grep -q '1 used'
}

@test "several measures" {
    printf 'measure,name,estimate,conf_low,conf_high\nhours a week,A,1,0,2\nhours a week,B,2,1,3\nkroner,A,900,800,1000\nkroner,B,500,400,600\n' >two.csv
    refused 3 kom-plot --figure whisker --script two.csv
    mends 1
    mends 2
    refused 3 kom-plot --figure bars --script two.csv
    mends 1
    # one measure is none too many, and a curve of power has one unit
    kom-plot -q --figure whisker --script --only measure=kroner two.csv >script
    kom-plot -q --figure power --script data/plot/power.csv >script
}

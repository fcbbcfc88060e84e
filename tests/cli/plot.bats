# SPDX-License-Identifier: GPL-3.0-or-later
# kom-plot: what each figure draws (its script), what is refused, and the finished pictures (plot.py looks at them).
load helper

has_gnuplot() {
    command -v gnuplot >/dev/null || skip "no gnuplot"
}

has_rsvg() {
    has_gnuplot
    command -v rsvg-convert >/dev/null || skip "no rsvg-convert"
}

@test "the script of each figure" {
    golden plot/series -- kom-plot --figure series --script --percent uptake --at 2019-04-01 data/plot/series.csv
    golden plot/series-da -- kom-plot --figure series --script --lang da --only kom=151 --caption "Tilkøb pr. måned" \
        --note "Uden plejehjem." --source "Kommunernes fakturering" data/plot/series.csv
    golden plot/slope -- kom-plot --figure slope --script --percent share data/plot/sides.csv
    golden plot/whisker -- kom-plot --figure whisker --script --lang da data/plot/estimates.csv
    golden plot/whisker-ratio -- kom-plot --figure whisker --script --only term=ratio data/plot/ratios.csv
    golden plot/forest -- kom-plot --figure forest --script data/plot/estimates.csv
    golden plot/event -- kom-plot --figure event --script data/plot/event.csv
    golden plot/bars -- kom-plot --figure bars --script --percent share --only period=after data/plot/sides.csv
    golden plot/bars-mean -- kom-plot --figure bars --script --only period=after --except kom=total data/plot/sides.csv
    golden plot/likert -- kom-plot --figure likert --script --percent share --lang da data/plot/items.csv
    golden plot/power -- kom-plot --figure power --script data/plot/power.csv
}

@test "streams of the tools as they are" {
    kom-sim -q --scale 0.02 --seed 3 --out sim
    kom-uptake -q --offerings sim/offerings.csv --recipients sim/recipients.csv --participation sim/participation.csv \
        --period quarter sim/sales.csv >uptake.csv
    kom-diff -q --value value --participation sim/participation.csv --only measure=home_help_hours sim/panel.csv >diff.csv
    kom-did -q --method event --participation sim/participation.csv --only measure=home_help_hours sim/panel.csv >did.csv
    kom-plot -q --figure series --script --participation sim/participation.csv uptake.csv >series
    kom-plot -q --figure slope --script diff.csv >slope
    kom-plot -q --figure whisker --script --only term=difference diff.csv >whisker
    kom-plot -q --figure event --script did.csv >event
    [ "$(grep -c '^plot ' series)" -gt 1 ]
    grep -q ": Mean'" slope
    grep -q "'home_help_hours: " event
    grep -qi ': difference' whisker
}

@test "many lines, and starts of their own, stand in panels of their own" {
    awk 'BEGIN { print "kom,period,value"; for (k = 101; k < 109; k++) for (m = 1; m < 10; m++) print k ",2019-0" m "," k + m % 3 }' >many.csv
    printf 'kom,planned,start\n' >starts.csv
    awk 'BEGIN { for (k = 101; k < 109; k++) print k ",yes,2019-0" (k % 2 ? 4 : 6) "-01" }' >>starts.csv
    kom-plot -q --figure series --script --participation starts.csv many.csv >script
    [ "$(grep -c '^plot ' script)" -eq 8 ]
    [ "$(grep -c "label 'start 2019-04-01'" script)" -eq 4 ]
    kom-plot -q --figure series --script --participation starts.csv --only 'kom=101|102' many.csv >script
    [ "$(grep -c '^plot ' script)" -eq 2 ]
    kom-plot -q --figure series --script --participation starts.csv --only 'kom=101|103' many.csv >script
    [ "$(grep -c '^plot ' script)" -eq 1 ]
}

@test "every row is drawn or counted" {
    run kom-plot --figure series --script data/plot/series.csv -o script
    [ "$output" = "kom-plot: rows: 36 rows read, 32 used, 4 set aside (hidden 1, not_offered 3)" ]
    run kom-plot --figure event --script data/plot/event.csv -o script --set-aside aside.csv
    [ "$output" = "kom-plot: rows: 7 rows read, 5 used, 2 set aside (missing 1, other_kind 1)" ]
    golden_file plot/aside.csv aside.csv
    kom-plot -q --figure whisker --script --sort estimate --set-aside aside.csv data/plot/estimates.csv -o script
    grep -q '^461,.*missing' aside.csv
}

@test "what cannot be drawn is refused, with what helps" {
    fails_empty 2 'say what to draw' kom-plot data/plot/series.csv
    fails_empty 3 'differences and ratios have no axis in common.*--only term=ratio' kom-plot --figure whisker --script data/plot/ratios.csv
    kom-plot -q --figure whisker --script --only term=ratio data/plot/ratios.csv -o script
    fails_empty 3 '"before" is no period.*--figure slope' kom-plot --figure series --script data/plot/sides.csv
    kom-plot -q --figure slope --script data/plot/sides.csv -o script
    fails_empty 3 'has 12 values, and a slope has two sides.*--only .period=' kom-plot --figure slope --script --value uptake data/plot/series.csv
    kom-plot -q --figure slope --script --value uptake --only 'period=2019-05|2019-10' data/plot/series.csv -o script
    fails_empty 3 'two rows are called "151".*--by' kom-plot --figure whisker --by kom --value share --script data/plot/sides.csv
    kom-plot -q --figure whisker --value share --script --by kom,period data/plot/sides.csv -o script
    fails_empty 3 'name the one to draw: --value' kom-plot --figure bars --script data/plot/power.csv
    kom-plot -q --figure bars --value power --by treated,mde --script data/plot/power.csv -o script
    fails_empty 3 'series.csv:2: column "state": "offered" is no number' kom-plot --figure bars --script --value state data/plot/series.csv
    head -n 1 data/plot/series.csv >head.csv
    for figure in series slope whisker bars forest; do
        kom-plot --figure $figure --script --value uptake --time period head.csv >script 2>said ||
            kom-plot --figure $figure --script --value uptake head.csv >script 2>said
        grep -q 'none of 0 rows has a value to draw' said
        grep -q "'No row has a value'" script
    done
    kom-plot --figure series --script --only state=not_offered data/plot/series.csv 2>said | grep -q 'n/o not offered (3)'
    grep -q 'none of 3 rows has a value' said
    fails_empty 2 '--by: "kom" is named twice' kom-plot --figure bars --script --by kom,komkode data/plot/sides.csv
    fails_empty 2 '--by: "share" is drawn already' kom-plot --figure bars --script --by kom,share data/plot/sides.csv
    fails_empty 2 '--by: "period" is drawn already' kom-plot --figure slope --script --by kom,period data/plot/sides.csv
    fails_empty 2 '--time and --value name one column' kom-plot --figure series --script --time share --value share data/plot/sides.csv
    : >none.csv
    fails_empty 3 'none.csv' kom-plot --figure series --script none.csv
    fails_empty 4 '' kom-plot --figure series --script .
    fails_empty 2 'format' kom-plot --figure series --script -f png data/plot/series.csv
    fails_empty 2 '--at' kom-plot --figure bars --at 2019-01-01 --script data/plot/series.csv
    awk 'BEGIN { print "unit,value"; for (k = 0; k < 500; k++) print "u" k "," k }' >units.csv
    fails_empty 3 '500 rows or lines have no room' kom-plot --figure bars --script units.csv
}

@test "what a status denies is no value, and nothing beside it gives it away" {
    printf '%s\n' kom,uptake,uptake_status,conf_low,conf_high 101,.4441,hidden,.4442,.4443 102,.3,,.2,.4 103,.7771,missing,.1,.9 \
        104,.8881,impossible,.5551,.9 105,0,nil,, 106,.2,provisional,.1,.3 107,.6661,missing:A,.5552,.9 >told.csv
    run kom-plot --figure whisker --script -o script told.csv
    [ "$output" = "kom-plot: rows: 7 rows read, 3 used, 4 set aside (impossible 1, missing 2, hidden 1)" ]
    run grep -E "[.]555|'[^']*555" <(grep -vE 'screen|font' script) <(grep label script | sed 's/ at .*//')
    [ "$status" -eq 1 ]
    kom-table -q told.csv >table
    kom-table -q -f json told.csv >table.json
    run grep -E "[.](444|777|888|666)|'[^']*(444|777|888|666)" <(grep -vE 'screen|font' script) <(grep "label" script | sed 's/ at .*//') table table.json
    [ "$status" -eq 1 ]
    has_gnuplot
    kom-plot -q --figure whisker told.csv >picture.svg
    run grep -E '>[^<]*[.](444|777|888|666|55)' picture.svg
    [ "$status" -eq 1 ]
}

@test "cells of few persons are not drawn, and said to be hidden" {
    printf '%s\n' kom,recipients,buyers,uptake,conf_low,conf_high 101,100,3,0.0313,0.0114,0.0811 102,100,30,0.3,0.2,0.4 103,100,0,0,0,0.04 >few.csv
    kom-plot --figure bars --script --min-n 5 -o script few.csv 2>said
    grep -q 'used, 1 set aside (hidden 1)' said
    run grep -E '0313|0114|0811' script
    [ "$status" -eq 1 ]
}

@test "states, totals under other words, means with a further digit" {
    printf '%s\n' kom,state,amount 101,offered,100 102,not_started,0 103,offered,201 'I alt,offered,301' >kroner.csv
    run kom-plot --figure bars --script --value amount --except kom='I alt' -o script kroner.csv
    [ "$output" = "kom-plot: rows: 4 rows read, 2 used, 2 set aside (not_asked 1, not_started 1)" ]
    grep -q "'Unweighted mean of 2: 150.5'" script
    kom-plot -q --figure bars --script --value amount kroner.csv | grep -q "'I alt: 301'"
}

@test "lines and bands end where a period has no row" {
    printf '%s\n' period,share,conf_low,conf_high 2019-01,.1,.05,.2 2019-02,.2,.1,.3 2019-06,.3,.1,.5 >gap.csv
    kom-plot -q --figure series --script gap.csv >script
    golden plot/gap -- cat script
    fails_empty 3 'periods of several kinds' kom-plot --figure series --script <(sed s/2019-06/2019/ gap.csv)
}

@test "answers in one order, and shares that are shares" {
    printf '%s\n' item,answer,share a,yes,.5 a,no,.5 b,yes,.2 b,perhaps,.3 b,no,.5 >items.csv
    kom-plot -q --figure likert --script items.csv | grep -q "'0.3'"
    kom-plot -q --figure likert --script items.csv | grep -o "label '[a-z]*' at screen" | head -n 3 | tr '\n' ' ' >order
    [ "$(cat order)" = "label 'yes' at screen label 'perhaps' at screen label 'no' at screen " ]
    printf '%s\n' c,no,.5 c,yes,.5 >>items.csv
    fails_empty 3 'in one order in one item and in another' kom-plot --figure likert --script items.csv
    printf '%s\n' item,answer,share a,yes,1.5 >items.csv
    fails_empty 3 'below 0 or above 1' kom-plot --figure likert --script items.csv
}

@test "numbers at the edge of what there is" {
    for pair in '1e-90 0' '1e99 -1e99' '1e17 100000000000000016' '0 0' '5 5' '-3 -3'; do
        # shellcheck disable=SC2086 # two numbers
        set -- $pair
        printf 'kom,estimate\na,%s\nb,%s\n' "$1" "$2" >edge.csv
        for figure in bars whisker; do kom-plot -q --figure $figure --script edge.csv >script; done
    done
    printf 'kom,estimate\na,1e-300\n' >edge.csv
    fails_empty 3 'too large or too small for an axis' kom-plot --figure bars --script edge.csv
    printf 'kom,term,estimate,conf_low,conf_high\na,ratio,1,,\nb,ratio,2,0,9\n' >edge.csv
    kom-plot -q --figure whisker --script edge.csv | grep -q 'cut off at the edge: 1'
    printf 'kom,estimate,conf_low,conf_high\na,1,3,2\n' >edge.csv
    fails_empty 3 'a lower bound lies above' kom-plot --figure whisker --script edge.csv
}

@test "texts run nothing in the script" {
    printf 'kom,value\n"`touch here`",1\n"%s",2\n' "\$(touch here) 50% 'quoted' @x" >texts.csv
    kom-plot -q --figure bars --script texts.csv >script
    grep -q "'\`touch here\`'" script
    grep -q "50% ''quoted'' @x'" script
    has_gnuplot
    kom-plot -q --figure bars texts.csv >picture.svg
    [ ! -e here ]
    grep -q '`touch here`' picture.svg
}

@test "a picture says what it is, and is the same each time" {
    has_gnuplot
    for figure in "series series" "slope sides" "whisker estimates" "forest estimates" "event event" "likert items" "power power"; do
        # shellcheck disable=SC2086 # figure and file
        set -- $figure
        kom-plot -q -j 1 --figure "$1" --lang da --caption "A & B <c>" "data/plot/$2.csv" >one.svg
        in_danish kom-plot -q -j 4 --figure "$1" --lang da --caption "A & B <c>" "data/plot/$2.csv" -o two.svg
        same one.svg two.svg
        python3 -B "$SOURCE_DIR/tests/cli/plot.py" one.svg "A & B <c>" da
    done
}

@test "pictures in one page have ids of their own" {
    has_gnuplot
    kom-plot -q --figure event data/plot/event.csv >one.svg
    kom-plot -q --figure series data/plot/series.csv >two.svg
    grep -oh "id=['\"][^'\"]*['\"]" one.svg two.svg | sort | uniq -d >twice
    [ ! -s twice ]
}

@test "PDF and PNG" {
    has_rsvg
    for format in pdf png; do
        kom-plot -q --figure bars --value share --by kom -f "$format" --only period=after data/plot/sides.csv -o one
        kom-plot -q --figure bars --value share --by kom -f "$format" --only period=after data/plot/sides.csv >two
        same one two
    done
    kom-plot -q --figure bars --value share --by kom -f pdf --only period=after data/plot/sides.csv -o one.pdf
    [ "$(head -c 5 one.pdf)" = "%PDF-" ]
    if command -v pdftotext >/dev/null; then
        pdftotext one.pdf - | grep -q 'Share'
    fi
}

@test "gnuplot is not there, or fails" {
    mkdir bin empty
    for tool in kom-plot; do ln -s "$(command -v $tool)" bin/; done
    fails_empty 4 'gnuplot is not there; install it .*gnuplot-nox' env PATH=bin bin/kom-plot --figure event data/plot/event.csv
    printf '#!/bin/sh\necho "line 7: trouble" >&2\nexit 3\n' >bin/gnuplot
    chmod +x bin/gnuplot
    fails_empty 4 'gnuplot ended with 3: line 7: trouble' env PATH="bin:$PATH" bin/kom-plot --figure event data/plot/event.csv
    printf '#!/bin/sh\necho "<svg>"\n' >bin/gnuplot
    fails_empty 4 'gnuplot wrote no whole picture' env PATH="bin:$PATH" bin/kom-plot --figure event data/plot/event.csv
}

@test "a full disk and a closed pipe" {
    has_gnuplot
    with_full_disk kom-plot -q --figure event data/plot/event.csv
    with_closed_pipe kom-plot -q --figure event data/plot/event.csv
}

@test "a slope of many lines: no two of its texts overlap, and each is tied to its end" {
    command -v gnuplot >/dev/null || skip 'no gnuplot'
    awk 'BEGIN { print "name,phase,uptake"; for (i = 1; i <= 98; i++) { a = 0.02 + (i * 37 % 98) / 9000; printf "K%d,before,%.5f\nK%d,after,%.5f\n", i, a, i, a + (i * 53 % 98 - 40) / 20000 } }' >many.csv
    kom-plot -q --figure slope --time phase --by name --percent uptake many.csv -o many.svg
    kom-plot -q --figure slope --script --time phase --by name --percent uptake many.csv >script
    [ "$(grep -c "set arrow .*#999999" script)" = 196 ]
    python3 -B - <<'PY'
import re, xml.dom.minidom as dom
places = []
for text in dom.parse("many.svg").getElementsByTagName("text"):
    words = "".join(n.data for n in text.getElementsByTagName("tspan")[0].childNodes if n.nodeType == 3) if text.getElementsByTagName("tspan") else "".join(n.data for n in text.childNodes if n.nodeType == 3)
    at = re.search(r"translate\(([\d.]+),([\d.]+)\)", text.parentNode.getAttribute("transform") or "")
    if at and re.match(r"\d+\.\d+( |$)", words.strip()):
        places.append((float(at.group(1)) > 350, float(at.group(2))))
for side in (False, True):
    heights = sorted(y for right, y in places if right == side)
    assert len(heights) == 98, (side, len(heights))
    assert min(b - a for a, b in zip(heights, heights[1:])) > 11.9
PY
}

@test "values, bounds and places that cannot be read: all are counted, and skipped where that is asked for" {
    printf 'kom,n\n1,3\n2,x\n3,4-\n4,7\n' >bad.csv
    fails_empty 3 'rows: 2 of 4 rows cannot be read' kom-plot --figure bars --script -y n bad.csv
    fails_empty 3 'bad.csv:4: column "n": "4-" is no number' kom-plot --figure bars --script -y n bad.csv
    fails 0 '4 rows read, 2 used, 2 set aside \(unreadable 2\)' kom-plot --figure bars --script -y n --bad-rows skip --set-aside aside.csv bad.csv
    [ "$(wc -l <aside.csv)" = 3 ]
    # a column that the vocabulary does not know is one of numbers when it is drawn
    sed 's/,n$/,things/' bad.csv >other.csv
    fails_empty 3 'rows: 2 of 4 rows cannot be read' kom-plot --figure bars --script -y things other.csv
    fails 0 'unreadable 2' kom-plot --figure bars --script -y things --bad-rows skip other.csv
    # bounds, both sides of a slope, the axis of an event study, a status
    printf 'kom,estimate,conf_low,conf_high\n1,2,1,3\n2,4,3,q\n' >bounds.csv
    fails 0 'unreadable 1' kom-plot --figure whisker --script --bad-rows skip bounds.csv
    printf 'kom,mean_before,mean_after\n1,2,1\n2,4,q\n3,5,6\n' >sides.csv
    fails 0 'unreadable 1' kom-plot --figure slope --script --bad-rows skip sides.csv
    printf 'term,event_time,estimate\nevent,-1,2\nevent,q,3\nevent,1,4\n' >event.csv
    fails 0 'unreadable 1' kom-plot --figure event --script --bad-rows skip event.csv
    printf 'kom,n,n_status\n1,3,\n2,5,hiden\n' >status.csv
    fails 0 'unreadable 1' kom-plot --figure bars --script -y n --bad-rows skip status.csv
    # what is not drawn is read where it may be what names a row
    printf 'kom,n,amount\n1,3,4\n2,5,q\n' >beside.csv
    fails_empty 3 'column "amount": "q" is no number' kom-plot --figure bars --script -y n beside.csv
    kom-plot -q --figure bars --script -y n --by kom beside.csv >out
}

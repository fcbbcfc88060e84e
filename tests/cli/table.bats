# SPDX-License-Identifier: GPL-3.0-or-later
# kom-table: every format and option, the signs, and what is refused.
load helper

@test "text, in English and in Danish" {
    golden table/text -- kom-table data/table/uptake.csv
    golden table/text-da -- kom-table --lang da --percent uptake,conf_low,conf_high \
        --caption "Tilkøb pr. kvartal" --note "Uden plejehjem." --source "Kommunernes fakturering" data/table/uptake.csv
}

@test "every format of one table" {
    for format in text md html latex json jsonl csv-da; do
        golden "table/estimates-$format" -- kom-table -f "$format" --stars data/table/estimates.csv
        golden "table/signs-$format" -- kom-table -f "$format" data/table/signs.csv
    done
}

@test "stars: one below 0.05, or as many levels as are asked for" {
    golden table/stars-levels -- kom-table --lang da --stars --star-levels 0.1,0.05,0.001 --columns kom,estimate,p_value \
        data/table/estimates.csv
    [ "$(kom-table -q -f jsonl --stars --star-levels 0.59,0.0017 --columns estimate data/table/estimates.csv | sed 's/.*stars"://' | tr -d '\n')" = '"*"}null}"**"}null}' ]
    fails_empty 2 'star-levels: has no meaning' kom-table --star-levels 0.05 data/table/estimates.csv
    for levels in 0.05,0.05 0.01,0.05 0 1 x 0,05 0.1,0.05,0.01,0.001 -0.1; do
        fails_empty 2 '^kom-table: --star-levels: "[^"]*": levels are between 0 and 1 and fall' \
            kom-table --stars --star-levels "$levels" data/table/estimates.csv
    done
    fails_empty 2 '^kom-table: --star-levels: names no level' kom-table --stars --star-levels '' data/table/estimates.csv
}

@test "columns, labels, digits" {
    golden table/columns -- kom-table --columns 'uptake=Share,kom,"recipients=Entitled, all"' --digits uptake=2,recipients=1 \
        data/table/uptake.csv
    golden table/digits-json -- kom-table -f json --columns kom,uptake --digits uptake=3 data/table/uptake.csv
    golden table/percent-csv-da -- kom-table -f csv-da --columns kom,period,uptake=Andel --percent uptake data/table/uptake.csv
}

@test "wide" {
    golden table/wide-one -- kom-table --columns kom,uptake --wide period --percent uptake data/table/uptake.csv
    golden table/wide-two -- kom-table --columns kom,recipients,uptake --wide period data/table/uptake.csv
    golden table/wide-html -- kom-table -f html --lang da --columns kom,recipients,uptake --wide period data/table/uptake.csv
    golden table/wide-latex -- kom-table -f latex --columns kom,recipients,uptake --wide period data/table/uptake.csv
    golden table/wide-json -- kom-table -f json --columns kom,uptake --wide period data/table/uptake.csv
    fails_empty 3 'data/table/uptake.csv:3: .*same cell as line 2.*period' \
        kom-table --columns uptake --wide kom data/table/uptake.csv
}

@test "compare" {
    golden table/compare -- kom-table --compare data/table/old.csv data/table/new.csv
    golden table/compare-json -- kom-table -f json --compare data/table/old.csv data/table/new.csv
    fails_empty 3 '"state" is not in the old table' kom-table --compare data/table/old.csv data/table/uptake.csv
    fails_empty 2 '^kom-table: --wide: ' kom-table --compare data/table/old.csv --wide period data/table/new.csv
    fails_empty 2 '^kom-table: --stars: ' kom-table --compare data/table/old.csv --stars data/table/new.csv
}

@test "a Danish file, there and back" {
    golden table/danish -- kom-table --thousands . --lang da data/table/danish.csv
    kom-table -q -f csv-da --thousands . data/table/danish.csv >one.csv
    kom-table -q -f csv-da one.csv >two.csv
    same one.csv two.csv
}

@test "a header without rows is a table without rows" {
    for format in text md html latex json jsonl csv-da; do
        golden "table/empty-$format" -- kom-table -f "$format" data/table/empty.csv
    done
}

@test "standard input and output file" {
    kom-table -q -o out.txt <data/table/new.csv
    kom-table -q data/table/new.csv >same.txt
    same same.txt out.txt
}

@test "every column that a tool writes has a label in both languages" {
    local tool column bad=0
    for tool in uptake sum diff did check; do
        for column in $("$BUILD_DIR/kom-emit" columns "$tool"); do
            [ "$column" != COL... ] || continue
            printf '%s\n' "$column" | kom-table -q >en
            printf '%s\n' "$column" | kom-table -q --lang da >da
            # df is what statisticians say in English, n in Danish
            [ "$column" = df ] || ! grep -qx -- "$column" en || complain "kom-$tool: $column has no label" || bad=1
            [ "$column" = n ] || ! grep -qx -- "$column" da || complain "kom-$tool: $column has no Danish label" || bad=1
        done
    done
    # So has every word of the vocabulary.
    for column in $(sed -n 's/^KOM_WORD(\([a-z_]*\),.*/\1/p' "$SOURCE_DIR/lib/table/vocab.def"); do
        grep -q "^KOM_LABEL($column," "$SOURCE_DIR/lib/present/labels.def" || complain "$column has no label" || bad=1
    done
    # The statistics that kom-sum can be asked for are in its own message.
    for column in $(kom-sum --value x --stats none x 2>&1 | sed 's/.*none of //; s/([^)]*)//; s/pNN/p5/; s/conf /conf_low conf_high /'); do
        printf '%s\n' "$column" | kom-table -q --lang da >da
        [[ $column =~ ^(median|n)$ ]] || ! grep -qx -- "$column" da || complain "kom-sum: $column has no label" || bad=1
    done
    [ "$bad" = 0 ]
}

@test "kom-table fits 80 columns, or as many as it is told" {
    # uptake.csv has 14 columns, 104 signs wide with their headings in words
    golden table/fit -- kom-table data/table/uptake.csv
    golden table/fit-da -- kom-table --lang da --percent uptake,conf_low,conf_high data/table/uptake.csv
    golden table/fit-chosen -- kom-table --columns kom,period,state,recipients,person_days,buyers,uptake,amount,days_offered \
        data/table/uptake.csv
    golden table/fit-60 -- kom-table --width 60 --estimate-ci data/table/estimates.csv
    for width in 60 80 100 0; do
        for lang in en da; do
            kom-table -q --lang $lang --width $width data/table/uptake.csv >out.txt
            [ $width = 0 ] || [ "$(LC_ALL=C.UTF-8 wc -L <out.txt)" -le $width ]
            grep -q 1.039.230 out.txt
        done
    done
    [ "$(LC_ALL=C.UTF-8 wc -L <out.txt)" -gt 100 ]
    fails_empty 2 '^kom-table: --width: ' kom-table --width -1 data/table/uptake.csv
    fails_empty 2 '^kom-table: --width: ' kom-table --width wide data/table/uptake.csv
}

@test "an option that a format has no use for breaks no loop over formats" {
    for format in text md html latex json jsonl csv-da; do
        kom-table -q -f "$format" --lang da --caption C --note N --source S --width 60 --stars --estimate-ci --digits 2 \
            --sort estimate:desc --percent estimate data/table/estimates.csv >"$format"
    done
    # machine formats leave the words for people out, and nothing else
    for format in jsonl csv-da; do
        kom-table -q -f "$format" --lang da --stars --digits 2 --sort estimate:desc --percent estimate,conf_low,conf_high \
            data/table/estimates.csv >plain
        same plain "$format"
    done
    grep -q '"caption":"C"' json
    ! grep -q "Kommune\|Estimat" json || complain "words in json"
}

@test "sort" {
    golden table/sort -- kom-table --sort uptake:desc,kom --columns kom,period,uptake data/table/uptake.csv
    golden table/sort-wide -- kom-table --sort uptake_2019-Q2:desc --columns kom,uptake --wide period data/table/uptake.csv
    golden table/sort-compare -- kom-table --sort buyers_diff --columns kom,period,buyers --compare data/table/old.csv \
        data/table/new.csv
    printf 'name,n\nÅrhus,1\nÆrø,2\nAarup,3\nOdense,4\n' >names.csv
    [ "$(kom-table -q -f csv-da --sort name names.csv | cut -d ';' -f 1 | tail -n 4 | tr '\n' ' ')" = "Odense Ærø Århus Aarup " ]
    [ "$(kom-table -q -f jsonl --sort name names.csv | cut -d '"' -f 4 | tr '\n' ' ')" = "Aarup Odense Århus Ærø " ]
    fails_empty 3 '^kom-table: --sort: no column "uptakee"; did you mean "uptake"' kom-table --sort uptakee data/table/uptake.csv
    fails_empty 3 '^kom-table: --sort: no column "uptake"; did you mean "uptake_2019-Q1"' \
        kom-table --sort uptake --columns kom,uptake --wide period data/table/uptake.csv
    fails_empty 2 '^kom-table: --sort: ' kom-table --sort '' data/table/uptake.csv
    fails_empty 2 '^kom-table: --sort: "kom" is named twice' kom-table --sort kom,kom:desc data/table/uptake.csv
}

@test "totals that kom-sum and kom-uptake write stay below what they are the total of" {
    printf 'kom,service,amount\n1,a,5\n1,b,1\n2,a,9\n2,b,2\n' >rows.csv
    kom-sum -q --by kom,service --margins kom,service --value amount --stats sum rows.csv >sums.csv
    golden table/sort-margins --  kom-table --sort sum:desc sums.csv
    golden table/sort-margins-kom -- kom-table --lang da --sort kom:desc,sum:desc sums.csv
}

@test "per cent points" {
    golden table/points -- kom-table --percent estimate,conf_low,conf_high,std_error data/table/estimates.csv
    golden table/points-da -- kom-table --lang da --estimate-ci --percent estimate --columns kom,estimate,p_value,warning \
        data/table/estimates.csv
    golden table/points-csv-da -- kom-table -f csv-da --digits 2 --percent estimate,conf_low,conf_high data/table/estimates.csv
    # in data formats the three stay columns, of one unit
    kom-table -q -f json --estimate-ci --percent estimate --columns kom,estimate,conf_low,conf_high data/table/estimates.csv >units.json
    grep -q '"units":{"estimate":"pp","conf_low":"pp","conf_high":"pp"}' units.json
    grep -q '"kom":"101","estimate":-1.31,"conf_low":-2.12,"conf_high":-0.5' units.json
    kom-table -q -f jsonl --estimate-ci --digits conf_low=1 --columns kom,estimate,conf_low,conf_high data/table/estimates.csv | grep -q '"kom":"999","estimate":0.2,"conf_low":0.2,"conf_high":0.2'
    kom-table -q -f json --estimate-ci --percent estimate --columns kom,estimate --only kom=101 data/table/estimates.csv >units.json
    fails_empty 2 '^kom-table: --estimate-ci: none of estimate' kom-table --estimate-ci --columns kom data/table/uptake.csv
    fails_empty 2 '^kom-table: --estimate-ci: does not go together' \
        kom-table --estimate-ci --compare data/table/old.csv data/table/new.csv
}

@test "nothings survive kom-diff to the printed table" {
    {
        echo kom,period,state,recipients,buyers
        echo 101,before,offered,500,5
        echo 101,after,offered,510,9
        echo 147,before,not_offered,,
        echo 147,after,not_offered,,
        echo 151,before,not_started,,
        echo 151,after,not_started,,
        echo 153,before,offered,400,3
        echo 153,after,not_reported,,
    } >uptake.csv
    kom-diff -q --count buyers --of recipients --phase period uptake.csv >change.csv
    for format in text md html latex csv-da; do
        golden "table/nothings-$format" -- kom-table -f "$format" --estimate-ci --percent estimate,mean_before,mean_after \
            --columns kom,mean_before,mean_after,estimate,p_value,warning change.csv
    done
}

@test "refused: columns that are not there, with the near miss" {
    fails_empty 3 '"uptakee".*"uptake"' kom-table --columns kom,uptakee data/table/uptake.csv
    fails_empty 3 '"buyer".*"buyers"' kom-table --digits buyer=1 data/table/uptake.csv
    fails_empty 3 '"buyer".*"buyers"' kom-table --percent buyer data/table/uptake.csv
    fails_empty 3 '"perio".*"period"' kom-table --wide perio data/table/uptake.csv
    fails_empty 3 '"estimate"' kom-table --stars data/table/uptake.csv
    fails_empty 3 '"kom" is not one of numbers' kom-table --percent kom data/table/uptake.csv
}

@test "refused: what cannot be asked" {
    fails_empty 2 '^kom-table: --digits: ' kom-table --digits uptake data/table/uptake.csv
    fails_empty 2 '^kom-table: --digits: ' kom-table --digits uptake=16 data/table/uptake.csv
    fails_empty 2 'named twice' kom-table --columns kom,kom data/table/uptake.csv
    fails_empty 2 '^kom-table: --columns: ' kom-table --columns '' data/table/uptake.csv
    fails_empty 2 '^kom-table: --digits: two numbers' kom-table --digits 2,3 data/table/uptake.csv
    fails_empty 2 'format' kom-table -f ods data/table/uptake.csv
    fails_empty 2 'lang' kom-table --lang sv data/table/uptake.csv
}

@test "a hidden figure leaves in no format" {
    for format in text md html latex json jsonl csv-da; do
        printf 'kom,n,n_status\n101,7654,hidden\n102,8,\n' | kom-table -q -f "$format" >"$format"
        ! grep -q 7654 "$format" || false
        grep -q 102 "$format"
    done
}

@test "a broken stream is no table" {
    printf 'kom,n\n101,1\n"kom-read: stopped at x.csv:3' >broken.csv
    fails_empty 3 'broken.csv:3' kom-table broken.csv
    : >nothing.csv
    fails_empty 3 'nothing.csv' kom-table nothing.csv
    fails_empty 4 'absent.csv' kom-table absent.csv
}

@test "a full disk and a closed pipe" {
    with_full_disk kom-table -q data/table/uptake.csv
    with_closed_pipe kom-table -q data/table/uptake.csv
}

@test "csv-da: what a spreadsheet would run is text, and said to be" {
    printf 'kom,age_group,word,note\n101,-17,+80,=cmd|x!A1\n102,18-66,@SUM(A1),-2+3\n103,-,,- none\n' >run.csv
    golden table/formula-csv-da -- kom-table -f csv-da run.csv
    kom-table -q -f csv-da run.csv >one.csv 2>/dev/null
    kom-table -q -f csv-da one.csv 2>said | cmp - one.csv
    [ ! -s said ]
    kom-table -q -f jsonl run.csv | grep -F '"=cmd|x!A1"'
    kom-read -q --canonical run.csv | grep -F '=cmd|x!A1'
}

# LibreOffice 7.4 (sdnum) was seen to make a formula of each such cell without, and of none with it.
@test "html: what a spreadsheet would run is marked as text, and reads as it stands" {
    printf 'kom,=h,word,note,n\n101,-17,+80,=cmd|x!A1,-2.5\n102,18-66,@SUM(A1),-2+3,-1000.25\n103,-,-, =1+2,+7\n' >run.csv
    golden table/formula-html -- kom-table -f html --caption '=1+1' --thousands , --digits n=2 run.csv
    kom-table -q -f html --caption '=1+1' run.csv >run.html
    python3 - run.html <<'EOF'
import re, sys
cells = re.findall(r"<(?:th|td|caption)([^>]*)>([^<]*)", open(sys.argv[1]).read())
told = [(text, "mso-number-format:'\\@'" in tag and 'sdnum="1033;0;@"' in tag) for tag, text in cells]
runs = {text for text, is_text in told if is_text}
assert runs == {"=1+1", "=h", "=cmd|x!A1", "@SUM(A1)", "-2+3", " =1+2"}, runs
assert not any(is_text for text, is_text in told if text not in runs)
assert {"-2.5", "-17", "+80", "-1000.3", "7.0", "-"} <= {text for text, _ in told}, told
EOF
}

@test "an object has a name once: two columns under one are no JSON, and new names are" {
    printf 'a,b,a\n1,2,3\n' >twice.csv
    for format in json jsonl; do
        fails 3 'two columns are called "a".*--skip-lines 1 --header a,b,a_2$' kom-table -f $format twice.csv
    done
    [ "$(kom-table -q -f jsonl --skip-lines 1 --header a,b,c twice.csv)" = '{"a":1,"b":2,"c":3}' ] || return
    printf 'a,b,a\n' | cmp - <(kom-table -q -f csv-da twice.csv | head -n 1 | tr -d '\r\357\273\277' | tr ';' ',')
}

@test "numbers and words of COL_status that cannot be read: all are counted, and skipped where that is asked for" {
    {
        echo kom,n,n_status
        for i in 1 2 3 4 5 6 7; do echo "$i,x$i,"; done
        printf '%s\n' 8,3,weird 9,4-, 10,5,provisional
    } >bad.csv
    fails_empty 3 'bad.csv:2: column "n": "x1" is no number' kom-table bad.csv
    kom-table bad.csv 2>err || true
    [ "$(grep -c '^kom-table: bad.csv:' err)" = 5 ]
    grep -q 'table: 9 of 10 rows cannot be read' err
    kom-table --bad-rows skip --set-aside aside.csv -f csv-da bad.csv >out 2>err
    grep -q '10 rows read, 1 used, 9 set aside (unreadable 9)' err
    [ "$(tail -n 1 out)" = '10;5' ]
    [ "$(wc -l <aside.csv)" = 10 ]
    grep -qx '8,3,weird,bad.csv,9,unreadable' aside.csv
    kom-table -q --bad-rows skip -f jsonl --rename NEW=n_status bad.csv 2>/dev/null | grep -qx '{"kom":"8","n":3,"NEW":"weird"}'
    # each of the sheets, and what is compared, whose rows nothing sets aside
    kom-table -q -f xlsx -o book.xlsx --bad-rows skip --sheet One:bad.csv --sheet Two:bad.csv 2>err
    [ "$(grep -c '"x1" is no number' err)" = 2 ]
    fails_empty 3 'compare: 9 of 10 rows cannot be read; correct them$' kom-table --bad-rows skip --compare bad.csv bad.csv
}

@test "a column that is not shown is read only where it has a say in what is" {
    printf 'kom,estimate,amount,n,p_value\n101,2,3,7,0.01\n147,x,y,2,0.5\n' >odd.csv
    local call
    [ "$(kom-table -f csv-da --columns kom,n odd.csv 2>/dev/null | sed '1s/^\xef\xbb\xbf//' | paste -sd/)" = 'kom;n/101;7/147;2' ]
    for call in '--columns kom,estimate' '--columns kom,n --sort amount' '--columns kom,n --min-n 5' '--columns kom,p_value --stars' '--columns kom,n --compare odd.csv'; do
        # shellcheck disable=SC2086
        fails_empty 3 'odd.csv:3: column "(estimate|amount)": "[xy]" is no number' kom-table $call odd.csv
    done
    # a status is read in any case: it may have been meant to hide
    printf 'kom,estimate,estimate_status,conf_low\n101,2,hiden,1\n' >status.csv
    fails_empty 3 'status.csv:2: column "estimate_status": "hiden" is none of' kom-table --columns kom,conf_low status.csv
}

@test "numbers of any length are rounded by the digits that were written: held to Python's decimal" {
    cat >twin.py <<'PY'
import decimal, random
decimal.getcontext().prec = 80
random.seed(11)
rows = [random.choice(("", "-")) + str(random.randrange(10 ** random.randrange(1, 30))) +
        random.choice(("", "." + "".join(random.choice("0459") for _ in range(random.randrange(1, 12))))) for _ in range(300)]
rows += ["123456789012345678.5", "99999999999999999999.125", "0.995", "-0.005", "-0.0049", "9999.995", "9223372036854775808", "0.00001"]
open("long.csv", "w").write("id,x\n" + "".join(f"r{i},{r}\n" for i, r in enumerate(rows)))
for name, factor in (("plain", 1), ("percent", 100)):
    with open(name, "w") as out:
        for r in rows:
            d = (decimal.Decimal(r) * factor).quantize(decimal.Decimal("0.01"), decimal.ROUND_HALF_UP)
            out.write(f"{abs(d) if d == 0 else d:f}\n")
PY
    python3 twin.py
    kom-table -q -f jsonl --digits x=2 long.csv | sed 's/.*"x"://; s/}$//' >got
    cmp got plain
    kom-table -q -f jsonl --digits x=2 --percent x long.csv | sed 's/.*"x"://; s/}$//' >got
    cmp got percent
    # for people: the same digits, with a mark from 10 000 on
    kom-table -q --width 0 --digits x=2 long.csv | sed 1,2d | awk '{ print $2 }' >people
    tr -d , <people | cmp - plain
    ! grep -E '[0-9]{5}|^-?[0-9],[0-9]{3}\.' people || false
    # no more decimals than the data have
    [ "$(printf 'kom,amount\n101,123456789012345678901.5\n151,0.01\n' | kom-table -q --lang da | sed 1,2d | awk '{ print $2 }' | paste -sd/)" = '123.456.789.012.345.678.901,50/0,01' ]
}

# SPDX-License-Identifier: GPL-3.0-or-later
# examples/report: both reports from nothing, nothing twice, what an extract changes, and the same bytes.
load helper

needed() {
    for program in make gnuplot rsvg-convert pandoc; do
        command -v $program >/dev/null || skip "no $program"
    done
}

# build WORD...: make in a copy of the example, which reads a copy of the sample.
build() {
    make -s -C report SAMPLE=../sample AGREEMENTS="$SOURCE_DIR/docs/howto/agreements" "$@"
}

copies() {
    cp -r "$SOURCE_DIR/examples/report" report
    rm -rf report/out report/published
    cp -r "$SOURCE_DIR/data/sample" sample
}

@test "both reports, once, and what a new extract changes" {
    needed
    copies
    build >made 2>&1 || complain "$(cat made)"
    for file in report.html report.docx tables.xlsx velfaerd.html; do [ -s report/out/$file ]; done
    build >again 2>&1
    [ ! -s again ] || complain "built twice: $(cat again)"
    grep -q '<svg' report/out/report.html
    run grep -E '@(table|figure|text)' report/out/report.html report/out/velfaerd.html
    [ "$status" -eq 1 ]
    grep -q 'ingen klar ændring' report/out/velfaerd.html
    for file in uptake quarters change event aftaler; do
        [ "$(head -c 5 report/out/$file.pdf)" = %PDF- ] || complain "$file.pdf" || return
        [ "$(grep -c '<svg' report/out/$file.svg)" = 1 ] || complain "$file.svg" || return
    done
    kom-read -q --sheet Uptake --missing n/s,c,n/r --range A2:G report/out/tables.xlsx >sheet.csv
    [ "$(wc -l <sheet.csv)" -gt 20 ]
    # a table of the report, a sheet: each caption stands in both
    unzip -p report/out/tables.xlsx xl/sharedStrings.xml | grep -oE '<t [^>]*>[^<]*' | sed 's/.*>//' >texts
    for table in offered buyers uptake change linked effect prices methods; do
        grep -oE '<caption[^>]*>[^<]*' report/out/$table.html | sed 's/.*>//'
    done >captions
    [ "$(wc -l <captions)" -eq "$(unzip -l report/out/tables.xlsx | grep -c worksheets/sheet)" ]
    while IFS= read -r caption; do
        grep -qxF "$caption" texts || complain "on no sheet: $caption" || return
    done <captions

    build publish
    build changes >same
    run grep -E ' (changed|only_old|only_new)' same
    [ "$status" -eq 1 ]
    sleep 1.1
    gzip -dc sample/sales.csv.gz | sed 2,400d | gzip -nc >fewer.gz
    mv fewer.gz sample/sales.csv.gz
    build >made 2>&1
    build changes >changed
    grep -q ' changed' changed
    [ report/out/uptake.csv -nt report/out/effect.csv ]
}

@test "the crate: every figure of the report has its file, command and extract, and all is still so" {
    needed
    copies
    build crate >made 2>&1 || complain "$(cat made)"
    grep -v ' lacks .*; blank there' made >other || true
    [ ! -s other ] || complain "said: $(cat other)"
    cp report/out/change.csv first.csv
    (cd report/out && kom-prov verify -q ro-crate-metadata.json >rows)
    [ "$(cat report/out/rows)" = kind,name,what,recorded,found ]
    # from each picture and table of the report back to the sales extract
    python3 -B - <<'PY'
import json
graph = json.load(open("report/out/ro-crate-metadata.json"))["@graph"]
ids = lambda x: [x["@id"]] if isinstance(x, dict) else [i["@id"] for i in x or []]
acts = [e for e in graph if e["@type"] == "CreateAction"]
whole = next(a for a in acts if a["@id"] == "#command")
made = {i: a for a in acts if a is not whole for i in ids(a.get("result"))}
def roots(i):
    return {i} if i not in made else set().union(*(roots(k) for k in ids(made[i]["object"])))
for name in ("report.html", "report.docx", "velfaerd.html"):
    assert name in ids(whole["result"]), name
for name in ("uptake.svg", "uptake.pdf", "quarters.svg", "change.svg", "uptake.html", "change.html", "linked.html", "tables.xlsx"):
    assert any(i.endswith("sales.csv.gz") for i in roots(name)), (name, roots(name))
assert any(i.endswith("panel.csv.gz") for i in roots("event.svg"))
assert made["change.svg"]["name"].startswith("kom-plot ") and "--figure whisker" in made["change.svg"]["name"]
PY
    printf '\n' >>report/out/change.csv
    sed -i 's/Aalborg/Ålborg/' report/out/report.html
    run kom-prov verify -q report/out/ro-crate-metadata.json
    [ "$status" -eq 1 ]
    [ "$(cut -d, -f1-3 <<<"$output" | tr '\n' ' ')" = 'kind,name,what output,change.csv,size output,report.html,bytes ' ]
    kom-prov verify -q --rerun report/out/ro-crate-metadata.json >rows 2>said || complain "$(cat rows said)"
    cmp first.csv report/out/change.csv
}

@test "two builds are the same, to the byte" {
    needed
    copies
    build >made 2>&1
    mv report/out first
    sleep 2.1
    in_danish make -s -C report SAMPLE=../sample AGREEMENTS="$SOURCE_DIR/docs/howto/agreements" >made 2>&1
    diff -r first report/out
}

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
    kom-read -q --missing n/s,c,n/r --range A2:G report/out/tables.xlsx >sheet.csv
    [ "$(wc -l <sheet.csv)" -gt 20 ]

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

@test "two builds are the same, to the byte" {
    needed
    copies
    build >made 2>&1
    mv report/out first
    sleep 2.1
    in_danish make -s -C report SAMPLE=../sample AGREEMENTS="$SOURCE_DIR/docs/howto/agreements" >made 2>&1
    diff -r first report/out
}

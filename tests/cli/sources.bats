# SPDX-License-Identifier: GPL-3.0-or-later
# One extract as a file, a pipe, gzip and piped gzip: the same results and the same messages at any number of threads.
bats_require_minimum_version 1.5.0
load helper

# Some chunks long (lib/io/cutter.h), with quotes here and there.
setup_file() {
    python3 -c '
import random
random.seed(7)
print("kom;borger;ydelse;dato;antal;beloeb")
for i in range(60000):
    service = random.choice(["havearbejde", "\"vask; stor\"", "maaltider", "\"to\nlinjer\"", "12\" rude"])
    print("%d;P%05d;%s;2020-%02d-%02d;%d,5;%d,00" % (random.choice([101, 147, 751]), random.randrange(20000), service,
          random.randrange(1, 13), random.randrange(1, 29), random.randrange(9), random.randrange(1000)))
' >"$BATS_FILE_TMPDIR/sales.csv"
    # Bad rows late in the file, beyond quoted line ends.
    awk '{ print } NR == 61234 { print "101;P1;x" } NR == 70001 { print "101;P1;x;2020-01-32;1,5;7,00" }' \
        "$BATS_FILE_TMPDIR/sales.csv" >"$BATS_FILE_TMPDIR/bad.csv"
    # A member that ends within a row, an empty one, header fields, and padding.
    for name in sales bad; do
        {
            head -c 1000001 "$BATS_FILE_TMPDIR/$name.csv" | gzip -n -1
            printf '' | gzip -n
            tail -c +1000002 "$BATS_FILE_TMPDIR/$name.csv" >"$BATS_FILE_TMPDIR/rest"
            gzip -9 -c "$BATS_FILE_TMPDIR/rest"
            printf '\0\0\0\0'
        } >"$BATS_FILE_TMPDIR/$name.gz"
    done
}

# source_hidden: the name of the source is the only thing that may differ.
source_hidden() {
    sed -e 's/\(sales\|bad\)\.\(csv\|gz\)/SOURCE/g; s/standard input/SOURCE/g'
}

# same_everywhere NAME COMMAND...: NAME.csv as each kind of source gives the bytes, messages and status of the first.
same_everywhere() {
    local name=$1 kind jobs status tried="1 2 3 8"
    shift
    [ -z "${KOM_SANITIZE:-}" ] || tried="1 3" # each run takes its time
    cp "$BATS_FILE_TMPDIR/$name.csv" "$BATS_FILE_TMPDIR/$name.gz" .
    for kind in file gzip pipe "piped gzip" dribble; do
        for jobs in $tried; do
            status=0
            case $kind in
            file) "$@" -j $jobs "$name.csv" ;;
            gzip) "$@" -j $jobs "$name.gz" ;;
            pipe) cat "$name.csv" | "$@" -j $jobs ;;
            "piped gzip") cat "$name.gz" | "$@" -j $jobs ;;
            dribble) dd if="$name.csv" bs=1021 2>/dev/null | "$@" -j $jobs ;;
            esac >raw.out 2>raw.err || status=$?
            source_hidden <raw.out >out
            { source_hidden <raw.err && echo "$status"; } >err
            [ -e first.out ] || { mv out first.out && mv err first.err && continue; }
            same first.out out && same first.err err || complain "$kind, -j $jobs" || return
        done
    done
}

@test "results" {
    same_everywhere sales kom-read
    [ "$(wc -l <first.out)" -gt 60000 ]
    rm first.*
    same_everywhere sales kom-sum --by kom --value beloeb
    [ "$(wc -l <first.out)" = 4 ]
    rm first.*
    same_everywhere sales kom-uptake --by kom,ydelse --period month
    [ "$(wc -l <first.out)" -gt 100 ]
}

# with_aside COMMAND...: its result, and then the rows that it sets aside.
with_aside() {
    rm -f aside
    "$@" --set-aside aside && cat aside
}

@test "the lines of bad rows late in the file" {
    local line
    line=$(awk '/;x/ { print NR; exit }' "$BATS_FILE_TMPDIR/bad.csv")
    same_everywhere bad kom-read
    grep -q "SOURCE:$line: 3 fields where the header has 6" first.err
    rm first.*
    same_everywhere bad with_aside kom-sum --by kom --value beloeb --bad-rows skip
    grep -q "^101;P1;x;SOURCE;$line;ragged" first.out
    rm first.*
    same_everywhere bad kom-uptake --by kom
    grep -q "SOURCE:$line: 3 fields where the header has 6" first.err
    grep -q "SOURCE:$(awk '/-32/ { print NR }' bad.csv): " first.err
}

@test "gzip that is damaged: refused in the same words from a file and a pipe" {
    cp "$BATS_FILE_TMPDIR/sales.gz" whole.gz
    size=$(wc -c <whole.gz)
    head -c $((size - 4 - 9)) whole.gz >cut.gz
    head -c $((size / 2)) whole.gz >half.gz
    { cat whole.gz; echo tail; } >tail.gz
    # The CRC of the last member.
    { head -c $((size - 4 - 8)) whole.gz; printf 'wxyz'; tail -c 8 whole.gz; } >crc.gz
    while read -r name says; do
        for jobs in 1 8; do
            fails 3 "$name.gz: gzip data $says; nothing was read to the end" kom-sum -j $jobs --by kom --value beloeb $name.gz
            run -3 --separate-stderr kom-sum -j $jobs --by kom --value beloeb <$name.gz
            [[ $stderr == *"standard input: gzip data $says; nothing was read to the end"* && -z $output ]]
        done
    done <<'CASES'
cut end too early
half end too early
tail are followed by something else
crc are damaged
CASES
}

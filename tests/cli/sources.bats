# SPDX-License-Identifier: GPL-3.0-or-later
# One extract as a file, a pipe, gzip, zstd and both piped: the same results and the same messages at any number of threads.
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

# undoes_zstd: whether the build does, and zstd is there to make some.
undoes_zstd() {
    case $(kom-read --version) in *'built without libzstd'*) return 1 ;; esac
    command -v zstd >/dev/null
}

# zstd_frames FILE: it in frames that end within a row, an empty one, one to be skipped, and one of no known size.
zstd_frames() {
    head -c 1000001 "$1" | zstd -q -1
    printf '\120\052\115\030\004\0\0\0skip'
    printf '' | zstd -q
    tail -c +1000002 "$1" | zstd -q -9 -T2 -
    printf '\137\052\115\030\0\0\0\0'
}

# source_hidden: the name of the source is the only thing that may differ.
source_hidden() {
    sed -e 's/\(sales\|bad\)\.\(csv\|gz\|zst\)/SOURCE/g; s/standard input/SOURCE/g'
}

# same_everywhere NAME COMMAND...: NAME.csv as each kind of source gives the bytes, messages and status of the first.
same_everywhere() {
    local name=$1 kind jobs status tried="1 2 3 8"
    shift
    [ -z "${KOM_SANITIZE:-}" ] || tried="1 3" # each run takes its time
    cp "$BATS_FILE_TMPDIR/$name.csv" "$BATS_FILE_TMPDIR/$name.gz" .
    local kinds=(file gzip pipe "piped gzip" dribble)
    undoes_zstd && kinds+=(zstd "piped zstd" "zstd dribble") && zstd_frames "$name.csv" >"$name.zst"
    for kind in "${kinds[@]}"; do
        for jobs in $tried; do
            status=0
            case $kind in
            file) "$@" -j $jobs "$name.csv" ;;
            gzip) "$@" -j $jobs "$name.gz" ;;
            pipe) cat "$name.csv" | "$@" -j $jobs ;;
            "piped gzip") cat "$name.gz" | "$@" -j $jobs ;;
            zstd) "$@" -j $jobs "$name.zst" ;;
            "piped zstd") cat "$name.zst" | "$@" -j $jobs ;;
            "zstd dribble") dd if="$name.zst" bs=1021 2>/dev/null | "$@" -j $jobs ;;
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

@test "zstd that is damaged: refused in the same words from a file and a pipe" {
    undoes_zstd || skip 'no zstd'
    head -c 300000 "$BATS_FILE_TMPDIR/sales.csv" | zstd -q >first.zst
    tail -c +300001 "$BATS_FILE_TMPDIR/sales.csv" | zstd -q >second.zst
    cat first.zst second.zst >whole.zst
    size=$(wc -c <whole.zst)
    head -c $((size - 2)) whole.zst >cut.zst
    head -c $((size / 2)) whole.zst >half.zst
    { cat whole.zst; echo tail; } >tail.zst
    { cat whole.zst; printf '\050'; } >begun.zst
    { head -c $((size - 4)) whole.zst; printf 'wxyz'; } >check.zst
    { head -c 12000 whole.zst; printf '\377\377\377\377\377\377\377\377'; tail -c +12009 whole.zst; } >bytes.zst
    while read -r name says; do
        for jobs in 1 8; do
            fails 3 "$name.zst: zstd data $says; nothing was read to the end" kom-sum -j $jobs --by kom --value beloeb $name.zst
            run -3 --separate-stderr kom-sum -j $jobs --by kom --value beloeb <$name.zst
            [[ $stderr == *"standard input: zstd data $says; nothing was read to the end"* && -z $output ]]
        done
    done <<'CASES'
cut end too early
half end too early
tail are followed by something else
begun end too early
check do not fit their checksum
bytes are damaged
CASES
}

@test "a small zstd file cut after each byte, and with each byte changed" {
    undoes_zstd || skip 'no zstd'
    printf 'kom,antal\n101,5\n147,' >one && printf '6\n751,7\n' >two
    { zstd -q <one; printf '\120\052\115\030\003\0\0\0abc'; zstd -q <two; } >small.zst
    python3 - <<'PY'
import subprocess
whole = open("small.zst", "rb").read()
first = subprocess.run(["zstd", "-q"], stdin=open("one"), capture_output=True).stdout
def run(data):
    done = subprocess.run(["kom-read", "-q", "-j", "1"], input=data, capture_output=True, timeout=20)
    assert done.returncode in (0, 3), (done.returncode, done.stderr)
    return done
right = run(whole).stdout
assert right == b"kom,antal\n101,5\n147,6\n751,7\n", right
ends = {len(first), len(first) + 11} # of a frame: the rest was never there
for n in range(4, len(whole)):
    done = run(whole[:n])
    assert (done.returncode == 0) == (n in ends), (n, done)
for n in range(len(whole)):
    for bits in (1, 16, 128):
        done = run(whole[:n] + bytes([whole[n] ^ bits]) + whole[n + 1:])
        assert done.returncode == 3 or done.stdout == right or n < 4, (n, bits, done.stdout)
PY
}

@test "zstd for side tables, and for a reader or a disk that ends" {
    undoes_zstd || skip 'no zstd'
    printf 'kom,name\n101,A\n147,B\n' | zstd -q >names.csv.zst
    printf 'kom,antal\n101,5\n147,6\n' | zstd -q >sales.csv.zst
    kom-join -q --with names.csv.zst --on kom sales.csv.zst >out
    printf 'kom,antal,name\n101,5,A\n147,6,B\n' | same - out
    kom-read -v -q sales.csv.zst 2>&1 >/dev/null | grep -q ', zstd$'
    with_closed_pipe kom-read -q sales.csv.zst
    with_full_disk kom-read -q sales.csv.zst
}

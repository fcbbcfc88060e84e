# SPDX-License-Identifier: GPL-3.0-or-later
# Output files, descriptors and signals: what is written appears whole or not at all, in the file that was meant, and
# a stream that stops early is refused by the next tool, whatever stopped it.
bats_require_minimum_version 1.5.0
load helper

setup() {
    : "${KOM_BIN:?the folder of the tools}" "${SOURCE_DIR:?the root of the project}"
    PATH=$KOM_BIN:$PATH
    export LC_ALL=C
    mkdir "$BATS_TEST_TMPDIR/work"
    cd "$BATS_TEST_TMPDIR/work" || return 1
    {
        echo kom,person,service,date,amount
        echo 101,p1,cleaning,2019-02-10,100.10
        echo 101,p2,cleaning,2019-03-11,140
        echo 147,p3,cleaning,2019-09-12,90.5
    } >main.csv
    printf 'kom,service,start,end\n101,cleaning,2019-01-01,\n147,cleaning,2019-01-01,\n' >offerings.csv
    printf '{"fields":[{"name":"amount","type":"number"}]}' >schema.json
    printf 'item,scale,lowest,highest\nkom,s,100,200\n' >items.csv
    printf 'column,value,total\nkom,101,10\nkom,147,20\n' >known.csv
    printf 'document\np1\np2\np3\np4\n' >documents.csv
    mapfile -t tools < <(sed -n 's/^TOOL( *\([a-z0-9_]*\).*/\1/p' "$SOURCE_DIR/cmd/tools.def")
}

# clean TOOL: sets `args` to what a run needs beside its input. A new tool must be added here.
clean() {
    case $1 in
    read | check | table) args=() ;;
    uptake) args=(--offerings offerings.csv) ;;
    join) args=(--with offerings.csv --on kom --add start) ;;
    sum | panel) args=(--value amount) ;;
    scale) args=(--codebook items.csv --keep '' --rename respondent=date) ;;
    code) args=(--documents documents.csv --rename document=person,segment=date,code=service) ;;
    weight) args=(--known-totals known.csv --rake kom) ;;
    diff) args=(--value amount --at 2019-07-01 --by '') ;;
    did) args=(--value amount --method ols) ;;
    plot) args=(--figure bars --value amount --by kom,person,date --script) ;;
    price) args=() ;; # whose sales have units; price.bats tries these of it
    sim) args=(--out simulated --scale 0.01) ;;
    merge) args=(--check part.state) ;;
    prov) args=(verify crate.json) ;;
    *) complain "outputs.bats does not know a clean run of kom-$1" ;;
    esac
}

# each COMMAND...: for every tool that reads, with `tool` and `args` set.
each() {
    for tool in "${tools[@]}"; do
        clean "$tool" || return
        [[ $tool == sim || $tool == merge || $tool == prov || $tool == price ]] || "$@" || complain "kom-$tool: $*" || return
    done
}

# ends STATUS COMMAND...: the exit status; leaves out and err.
ends() {
    local want=$1 status=0
    shift
    "$@" >out 2>err </dev/null || status=$?
    [ "$status" = "$want" ] || complain "status $status, not $want: $*" "$(cat err)"
}

# holds TEXT FILE: exactly that.
holds() {
    [ "$(cat "$2")" = "$1" ] || complain "$2 holds: $(head -c 300 "$2")"
}

# long_table [ROWS]: long.csv, with quotes and line ends in a field, larger than what pipes take.
long_table() {
    awk -v n="${1-400000}" 'BEGIN { print "kom,amount,text"
        for (i = 1; i <= n; i++) printf "101,%d.5,\"a, \"\"%d\"\"\nb\"\n", i, i }' >long.csv
}

# ---- signals ----

# stopped SIGNAL HOW TOOL...: runs it, with the signal a while after the first bytes; HOW is what becomes of standard
# output: read while it runs, full (not read before it has ended), or a file; with good, the first bytes are those of the
# file seen. Leaves got.csv; prints status and time.
stopped() {
    python3 -B - "$@" <<'PY'
import os, select, signal, subprocess, sys, threading, time
number, how, call = getattr(signal, "SIG" + sys.argv[1]), sys.argv[2], sys.argv[3:]
for s in signal.Signals:  # as a shell starts it
    if s not in (signal.SIGKILL, signal.SIGSTOP):
        signal.signal(s, signal.SIG_DFL)
r, w = os.pipe()
got = open("got.csv", "wb")
p = subprocess.Popen(call, stdin=subprocess.DEVNULL, stdout=got if how == "file" else w, stderr=subprocess.DEVNULL)
os.close(w)
def read(pause):
    while chunk := os.read(r, 4096):
        got.write(chunk)
        got.flush()
        time.sleep(pause)
    got.close()
def has_begun():
    if how == "full":
        return select.select([r], [], [], 0)[0]
    return os.path.getsize("seen" if how == "good" else "got.csv") > 0
reader = threading.Thread(target=read, args=(0.0005,))
if how in ("read", "good"):
    reader.start()
while p.poll() is None and not has_begun():
    time.sleep(0.01)
time.sleep(0.05)
p.send_signal(number)
begin = time.monotonic()
p.wait()
took = time.monotonic() - begin
if how in ("read", "good"):
    reader.join()
else:
    read(0)
print(p.returncode, "%.2f" % took)
PY
}

# spoilt SIGNAL HOW JOBS: the stream that is left is refused, by every way of reading it.
spoilt() {
    local number status took refused
    number=$(kill -l "$1")
    read -r status took < <(stopped "$1" "$2" kom-read -q -j "$3" long.csv)
    [ "$status" = "-$number" ] || complain "SIG$1, $2, -j $3: status $status" || return
    awk -v t="$took" 'BEGIN { exit !(t < 1.5) }' || complain "SIG$1, $2, -j $3: took $took s" || return
    for refused in '' '--bad-rows skip'; do
        fails_empty 3 . kom-sum -q -y amount $refused got.csv || complain "SIG$1, $2, -j $3" || return
    done
    [ "$(tail -n 1 got.csv)" = "\"kom-read: stopped by signal $number" ] || complain "$(tail -n 2 got.csv)"
}

@test "a signal in mid-stream spoils the stream, and ends the tool by itself" {
    long_table
    for signal in TERM INT HUP QUIT XCPU XFSZ ABRT ALRM USR1; do
        spoilt $signal read 1
        spoilt $signal full 4
    done
    for how in read full file; do
        [ $how != file ] || long_table 3000000 # a file takes all at once
        spoilt TERM $how 1
        spoilt TERM $how 4
    done
}

@test "the next tool names the stage and the signal" {
    long_table
    stopped TERM full kom-read -q long.csv >status
    fails_empty 3 'the stage before did not finish \(kom-read: stopped by signal 15\)' kom-sum -q -y amount got.csv
}

# Where the bytes may end: in a field, at its start, within quotes, behind a quote that closes or is half of two.
@test "a stream that is cut anywhere is refused by its last words" {
    words='x"\n"kom-read: stopped by signal 15\n'
    whole='kom,amount,text\n101,1,a\n101,2,"b, ""c""\n\n, d"\n147,3,e\n'
    printf "$whole" >whole.csv
    for ((n = 1; n <= $(wc -c <whole.csv); n++)); do
        { head -c "$n" whole.csv && printf "$words"; } >cut.csv
        for how in '' '--bad-rows skip' '--bad-rows skip --short-rows fill' '-d ,'; do
            fails_empty 3 . kom-sum -q -y amount $how cut.csv || complain "cut after $n: $how" || return
        done
    done
}

@test "other streams are spoilt, too: --good and --set-aside into pipes" {
    long_table
    for option in --good --set-aside; do
        mkfifo pipe
        cat pipe >seen &
        { sed '/^101,[0-9]*[02468].5,/s/,[0-9.]*,/,x,/' long.csv && printf '101,1,"open\n'; } >wrong.csv
        ends 3 kom-check -q -S schema.json -o list $option pipe wrong.csv
        wait
        rm pipe
        [ -s seen ] || complain "$option: nothing was written" || return
        fails 3 'did not finish' kom-read -q --bad-rows skip seen
    done
    mkfifo pipe
    : >seen
    cat pipe >seen &
    stopped TERM good kom-check -q --good pipe long.csv >status
    wait $!
    [ "$(tail -n 1 seen)" = '"kom-check: stopped by signal 15' ]
}

@test "a quote in the name of a file does not close the last words" {
    { cat main.csv && for i in $(seq 20000); do echo 101,p1,cleaning,2019-02-10,1; done && echo 101,p1; } >'a"b.csv'
    ends 3 kom-read -q 'a"b.csv'
    cp out spoilt.csv
    fails_empty 3 'did not finish' kom-sum -q -y amount --bad-rows skip spoilt.csv
}

@test "a file that cannot grow ends in the last words" {
    long_table
    (
        ulimit -f 1000
        status=0
        kom-read -q long.csv >cut.csv 2>err || status=$?
        [ "$status" = 4 ]
        grep -q 'standard output: writing failed: File too large' err
    )
    fails_empty 3 'did not finish' kom-sum -q -y amount --bad-rows skip cut.csv
    # One that others have written to loses nothing of theirs.
    (
        ulimit -f 1000
        head -c 1023990 /dev/zero | tr '\0' x >theirs
        cp theirs both
        ! kom-read -q long.csv >>both 2>err || false
        head -c 1023990 both | cmp - theirs
    )
}

@test "signals leave no file behind" {
    mkfifo pipe
    mkdir results
    for signal in TERM INT HUP QUIT XCPU XFSZ ABRT ALRM USR1 KILL; do
        python3 -B - $signal kom-check -q -o results/a --good results/b --set-aside results/c --report results/d pipe <<'PY'
import os, signal, subprocess, sys, time
number = getattr(signal, "SIG" + sys.argv[1])
p = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL)
with open("pipe", "w") as f:
    f.write("kom,amount\n101,1\n" * 50000)
    f.flush()
    time.sleep(0.1)
    p.send_signal(number)
    assert p.wait() == -number, (p.returncode, number)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        f.close()
    except BrokenPipeError:
        pass
PY
        [ -z "$(ls -A results)" ] || complain "SIG$signal left: $(ls -A results)" || return
    done
}

@test "nohup: a signal that was to be ignored is ignored" {
    mkfifo pipe
    (
        trap '' TERM
        exec kom-read -q pipe >out
    ) &
    exec 9>pipe
    cat main.csv >&9
    sleep 0.1
    kill -TERM $!
    exec 9>&-
    wait $!
    same main.csv out
}

@test "the caller's alarm is no watchdog of ours" {
    status=0
    perl -e 'alarm 1; exec @ARGV' kom-read -q <(cat main.csv; sleep 3) >out 2>err || status=$?
    [ "$status" = 142 ]
}

# ---- descriptors ----

# closed MASK COMMAND...: descriptors 0, 1, 2 closed as the bits of the mask say.
closed() {
    local mask=$1
    shift
    (
        exec 3>&2
        [ $((mask & 1)) = 0 ] || exec 0<&-
        [ $((mask & 2)) = 0 ] || exec 1>&-
        [ $((mask & 4)) = 0 ] || exec 2>&-
        exec 3>&-
        exec "$@"
    )
}

closed_descriptors() {
    local mask status want
    ends 0 "kom-$tool" "${args[@]}" -o expected main.csv || return
    for mask in 0 1 2 3 4 5 6 7; do
        status=0
        : >out
        rm -f aside r.json
        closed $mask "kom-$tool" "${args[@]}" --set-aside aside --report r.json main.csv >out 2>err </dev/null || status=$?
        want=0
        [ $((mask & 2)) = 0 ] || want=4
        [ "$status" = $want ] || complain "closed $mask: status $status: $(cat err)" || return
        if [ $want = 0 ]; then
            same expected out && ! grep -q 'rows read' aside r.json || complain "closed $mask" || return
            [ -e aside ] && [ -e r.json ] || complain "closed $mask: no file" || return
        else
            [ ! -s out ] && [ ! -e aside ] && [ ! -e r.json ] || complain "closed $mask: something was written" || return
        fi
        # With -o nothing is asked of them.
        rm -f res
        closed $mask "kom-$tool" "${args[@]}" -o res main.csv >out 2>err </dev/null || complain "closed $mask, -o" || return
        same expected res && [ ! -s out ] || complain "closed $mask, -o" || return
        # What is to be read from a closed standard input is not read from the next file that is opened.
        [ $((mask & 1)) = 0 ] || {
            status=0
            rm -f res
            closed $mask "kom-$tool" "${args[@]}" -o res - >out 2>err </dev/null || status=$?
            [ "$status" = 4 ] && [ ! -e res ] || complain "closed $mask, -: status $status" || return
        }
    done
}

@test "closed descriptors: nothing lands in another file" {
    each closed_descriptors
    for mask in 0 1 2 3 4 5 6 7; do
        closed $mask kom-sim -q --out "sim$mask" --scale 0.001 >out 2>err </dev/null
        diff -r sim0 "sim$mask"
        for option in --help --version; do
            status=0
            closed $mask kom-sum $option >out 2>err </dev/null || status=$?
            [ "$status" = $((mask & 2 ? 4 : 0)) ]
        done
    done
}

@test "kom says so when it cannot write" {
    for option in '' --version; do
        with_full_disk kom $option
        fails 4 'kom: standard output: writing failed' closed 2 kom $option
    done
}

@test "names of descriptors are written to the descriptors" {
    kom-sum -q -y amount main.csv >table
    for name in /dev/stdout /dev/fd/1 /proc/self/fd/1 /proc/self/task/../fd/1 /proc/thread-self/fd/1; do
        [ -e "$(dirname "$name")" ] || continue
        { echo head && kom-sum -q -y amount main.csv -o $name && echo tail; } >r.txt
        { echo head && cat table && echo tail; } >expected
        same expected r.txt || complain "$name" || return
        kom-sum -q -y amount main.csv -o $name | cmp - table
    done
    ln -s /dev/stdout link
    { echo head && kom-sum -q -y amount main.csv -o link && echo tail; } >r.txt
    same expected r.txt && [ -L link ]
    for name in /dev/fd/3 /proc/self/fd/3; do
        { echo head >&3 && kom-sum -q -y amount main.csv -o $name && echo tail >&3; } 3>r.txt
        same expected r.txt || complain "$name" || return
    done
    # Its own words in a file that has no name any more, and no file called "x (deleted)".
    (
        exec 3<>x
        rm x
        kom-sum -q -y amount main.csv -o /dev/fd/3
        kom-sum -q -y amount main.csv -o /proc/self/fd/3
        same <(cat table table) /proc/self/fd/3
    )
    [ -z "$(ls -A | grep deleted)" ]
    fails_empty 4 '/dev/fd/9: is no open descriptor' kom-sum -q -y amount main.csv -o /dev/fd/9
    fails_empty 4 '/dev/fd/3: is not open for writing' sh -c 'kom-sum -q -y amount main.csv -o /dev/fd/3 3<main.csv'
}

@test "nothing is made or replaced in /dev and /proc" {
    fails_empty 4 '/dev/no-such-thing: no file is made or replaced in /dev' kom-sum -y amount main.csv -o /dev/no-such-thing
    if [ -e /proc/self/exe ]; then
        fails_empty 4 '/proc/self/exe: no file is made' kom-sum -y amount main.csv -o /proc/self/exe
        fails_empty 4 '/proc/version: no file is made' kom-sum -y amount main.csv -o /proc/version
        fails_empty 4 '/proc/nothing: no file is made' kom-sum -y amount main.csv -o /proc/nothing
    fi
    kom-sum -q -y amount main.csv -o /dev/null
    [ -c /dev/null ]
    ln -s loop loop
    fails_empty 4 'loop: .*cannot be' kom-sum -y amount main.csv -o loop
    [ -L loop ]
}

@test "pipes are written through, not replaced" {
    kom-sum -q -y amount main.csv >table
    mkfifo pipe
    ln -s pipe link
    for name in pipe link; do
        cat pipe >seen &
        kom-sum -q -y amount main.csv -o $name
        wait $!
        same table seen && [ -p pipe ]
    done
    kom-sum -q -y amount main.csv -o >(cat >seen2)
    sleep 0.2
    same table seen2
}

# ---- one file for two purposes ----

# refused PATTERN COMMAND...: exit 2 and both are named; no file has changed.
refused() {
    local before
    before=$(cat main.csv offerings.csv items.csv schema.json list.txt old.csv 2>/dev/null | cksum)
    fails 2 "$@" || return
    [ "$(cat main.csv offerings.csv items.csv schema.json list.txt old.csv 2>/dev/null | cksum)" = "$before" ] || complain "a file has changed: $*"
}

# spellings FILE: other names of it.
spellings() {
    ln -sf "$1" "sym-$1"
    ln -f "$1" "hard-$1"
    echo "$1" "./$1" "$PWD/$1" "../work/$1" "sym-$1" "hard-$1"
}

@test "an output that is an input, however it is spelt" {
    echo 101 >list.txt
    echo kom,person,service,date,amount >head.txt
    tail -n +2 main.csv >body.csv
    for output in --output --set-aside --report --good; do
        for name in $(spellings main.csv); do
            refused "^kom-check: $output: $name and the input main.csv are one file" kom-check $output "$name" main.csv
            refused "^kom-check: $output: $name and the input on standard input are one file" \
                sh -c 'exec kom-check "$@" <main.csv' sh $output "$name"
        done
        for name in $(spellings offerings.csv); do
            refused "$output: $name and the input offerings.csv of --offerings are" \
                kom-check $output "$name" --offerings offerings.csv main.csv
        done
        for name in $(spellings schema.json); do
            refused "$output: $name and the input schema.json of --schema are" kom-check $output "$name" -S schema.json main.csv
        done
        for name in $(spellings list.txt); do
            refused "$output: $name and the input list.txt of --only are" kom-check $output "$name" --only kom=@list.txt main.csv
            refused "$output: $name and the input list.txt of --except are" kom-check $output "$name" --except kom=@list.txt main.csv
        done
        refused "$output: head.txt and the input head.txt of --header are" kom-check $output head.txt --header @head.txt body.csv
        refused 'head.txt of --header and the output head.txt of '$output' are' \
            kom-check $output head.txt --offerings body.csv --header offerings:@head.txt main.csv
    done
    for name in $(spellings main.csv); do
        refused "^kom-check: --infer: $name and the input main.csv are one file" kom-check --infer "$name" main.csv
        refused "^kom-check: --infer: $name and the input on standard input are one file" sh -c 'exec kom-check --infer "$1" <main.csv' sh "$name"
    done
    for option in recipients participation municipalities; do
        refused "of --$option are" kom-check -o offerings.csv --$option offerings.csv main.csv
    done
    refused 'of --compare are' kom-table -o ./offerings.csv --compare offerings.csv main.csv
    # The file behind a foreign key.
    printf '{"resources":[{"name":"a","path":"main.csv","schema":{"fields":[{"name":"kom","type":"string"}],"foreignKeys":[{"fields":"kom","reference":{"resource":"b","fields":"kom"}}]}},{"name":"b","path":"offerings.csv","schema":{"fields":[{"name":"kom","type":"string"}]}}]}' >package.json
    refused 'offerings.csv of --schema are' kom-check -o offerings.csv -S package.json#a main.csv
}

@test "standard output that is an input" {
    refused '^kom-read: standard output: it and the input main.csv are one file; write to another' sh -c 'exec kom-read main.csv >>main.csv'
    refused 'standard output: it and the input on standard input' sh -c 'exec kom-read <main.csv >>main.csv'
    refused 'standard output: it and the input offerings.csv of --offerings' \
        sh -c 'exec kom-check --offerings offerings.csv main.csv >>offerings.csv'
    refused '/dev/fd/3 and the input main.csv' sh -c 'exec kom-read main.csv -o /dev/fd/3 3>>main.csv'
    # Where -o takes the result, standard output is nobody's.
    kom-read -q -o other main.csv >>main.csv
    same main.csv other
}

@test "two outputs in one file, there or not yet" {
    mkdir -p sub
    ln -s . here
    for there in no yes; do
        [ $there = no ] || echo old >old.csv
        for pair in '--output --set-aside' '--output --report' '--output --good' '--set-aside --report' '--set-aside --good' '--report --good' '--report --infer'; do
            set -- $pair
            for name in old.csv ./old.csv "$PWD/old.csv" sub/../old.csv here/old.csv; do
                refused "^kom-check: --[a-z-]*: .* and the output .*old.csv of --[a-z-]* are one file" \
                    kom-check "$1" old.csv "$2" "$name" main.csv
            done
        done
        [ $there = yes ] || [ ! -e old.csv ]
    done
    refused 'set-aside: x and the output on standard output are' sh -c 'exec kom-check --set-aside x main.csv >x'
    refused '/dev/fd/4 and the output /dev/fd/3' sh -c 'kom-check -o /dev/fd/3 --good /dev/fd/4 main.csv 3>x 4>&3'
    refused '/dev/stdout and the output on standard output' sh -c 'kom-check --report /dev/stdout main.csv >x'
    refused 'report: x and standard error are one file' sh -c 'exec kom-check --report x main.csv 2>x; cat x >&2'  || grep -q 'standard error are one' x
    fails_empty 2 'simulated/sales.csv: it and the output simulated/../simulated/sales.csv of --report' \
        sh -c 'mkdir -p simulated; exec kom-sim --out simulated --scale 0.001 --report simulated/../simulated/sales.csv'
    [ -z "$(ls -A simulated)" ]
}

@test "what may go to one place" {
    # Devices, and messages beside the table where somebody wants both.
    kom-check -q -o /dev/null --set-aside /dev/null --good /dev/null --report /dev/null main.csv
    kom-read /dev/null -o /dev/null || [ $? = 3 ]
    kom-read main.csv >both 2>&1
    [ "$(wc -l <both)" -gt 4 ]
    # Standard input that a tool does not read.
    while read -r line; do kom-sum -q -y amount -o res main.csv; done <main.csv
    # A socket goes both ways.
    python3 -B - <<'PY'
import socket, subprocess
a, b = socket.socketpair()
p = subprocess.Popen(["kom-read", "-q"], stdin=b, stdout=b)
b.close()
a.sendall(open("main.csv", "rb").read())
a.shutdown(socket.SHUT_WR)
got = b"".join(iter(lambda: a.recv(65536), b""))
assert p.wait() == 0 and got == open("main.csv", "rb").read(), got
PY
}

@test "one pipe is not read for two inputs" {
    fails_empty 2 'input /dev/stdin of --offerings and the input on standard input are one file' \
        sh -c 'cat main.csv | kom-uptake --offerings /dev/stdin -'
    fails_empty 2 'input on standard input and the input on standard input of --only are one file' \
        sh -c 'kom-read --only kom=@- - <main.csv'
    fails_empty 2 'named twice' sh -c 'kom-read main.csv - <main.csv'
    ln main.csv again.csv
    fails_empty 2 'named twice' kom-read main.csv again.csv
}

# ---- all or nothing ----

# whole FOLDER: the old results, and nothing else.
whole() {
    local name
    for name in a b c; do holds "old $name" "$1/$name" || return; done
    [ "$(cd "$1" && echo *)" = 'a b c' ] || complain "left behind: $(ls -A "$1")"
}

@test "an output that fails takes no other with it" {
    mkdir res
    for name in a b c; do echo "old $name" >res/$name; done
    all=(-o res/a --set-aside res/b --good res/c)
    # The report cannot be opened, cannot be written, has no room.
    fails 4 'nowhere/r: cannot be created' kom-check "${all[@]}" --report nowhere/r main.csv && whole res
    fails 4 '/dev/full: writing failed' kom-check "${all[@]}" --report /dev/full main.csv && whole res
    fails 4 '/dev/full: writing failed' kom-check "${all[@]:2}" -o /dev/full --report r main.csv && whole res
    [ ! -e r ]
    fails 4 'writing failed' sh -c 'exec "$@" >/dev/full' sh kom-check "${all[@]:2}" main.csv && whole res
    (
        ulimit -f 0
        fails 4 'writing failed: File too large' kom-check "${all[@]}" main.csv
    )
    whole res
    kom-check -q "${all[@]}" main.csv
    [ "$(cd res && echo *)" = 'a b c' ] && same main.csv res/c
}

# A name that cannot be changed at the last moment: meanwhile it has become a folder.
@test "a rename that fails puts the others back" {
    mkdir res
    mkfifo pipe
    for new in b c; do
        for name in a b c; do rm -rf res/$name && echo "old $name" >res/$name; done
        kom-check -q -o res/a --set-aside res/b --good res/c pipe 2>err &
        exec 9>pipe
        cat main.csv >&9
        for ((i = 0; i < 100; i++)); do ls -l /proc/$!/fd 2>/dev/null | grep -q '/res/' && break || sleep 0.05; done
        rm res/$new && mkdir res/$new
        exec 9>&-
        status=0
        wait $! || status=$?
        [ "$status" = 4 ] && grep -q "res/$new: the finished file cannot be renamed into place" err || false
        rmdir res/$new && echo "old $new" >res/$new
        whole res
    done
}

@test "a table on standard output is spoilt when the files cannot appear" {
    mkdir res
    mkfifo pipe
    echo old >res/aside
    kom-read -q --set-aside res/aside pipe >out 2>err &
    exec 9>pipe
    cat main.csv >&9
    for ((i = 0; i < 100; i++)); do ls -l /proc/$!/fd 2>/dev/null | grep -q '/res/' && break || sleep 0.05; done
    rm res/aside && mkdir res/aside
    exec 9>&-
    ! wait $! || false
    fails_empty 3 'did not finish' kom-sum -q -y amount out
}

@test "long names, and folders that cannot be written to" {
    name=$(printf 'n%.0s' $(seq 255))
    kom-sum -q -y amount -o "$name" main.csv
    kom-sum -q -y amount -o "$name" --report r main.csv
    [ "$(ls | wc -l)" = 8 ]
    [ "$(id -u)" = 0 ] || {
        mkdir shut && chmod 500 shut
        fails_empty 4 'shut/x: cannot be created' kom-sum -y amount -o shut/x main.csv
    }
    fails_empty 4 'sub/: is the name of a directory' kom-sum -y amount -o sub/ main.csv
    fails_empty 4 'shut: is a directory' sh -c 'mkdir -p shut; exec kom-sum -y amount -o shut main.csv'
}

# ---- spills ----

@test "what finds no room in memory leaves nothing behind, even when killed" {
    mkdir spill
    mkfifo pipe
    awk 'BEGIN { print "id,amount"; for (i = 0; i < 300000; i++) printf "%d%d,1\n", i * 7919 % 1000003, i }' >keys.csv
    for signal in TERM KILL; do
        TMPDIR=$PWD/spill kom-check -q --duplicates --memory 1 -o res pipe 2>err &
        exec 9>pipe
        cat keys.csv >&9
        ls -l /proc/$!/fd 2>/dev/null | grep -q "$PWD/spill/" || sleep 0.5
        [ -z "$(ls -A spill)" ] || complain "named: $(ls -A spill)" || return
        kill -$signal $!
        exec 9>&-
        ! wait $! || false
        [ -z "$(ls -A spill)" ] && [ ! -e res ] || false
    done
}

# SPDX-License-Identifier: GPL-3.0-or-later
# CPR numbers are seen in every cell of every column, by every tool; no message shows one, nor the value of a person.
# All numbers are made up; 070761-4285 is the example of the authority's own leaflet.
bats_require_minimum_version 1.5.0
load helper

# rows HEADER ROW...: into t.csv.
rows() { printf '%s\n' "$@" >t.csv; }

# silent_about TEXT: no message of the last command shows it.
silent_about() { ! grep -qF -e "$1" err || complain "shown: $(cat err)"; }

# warns COLUMN COMMAND...: exit 0, one warning on that column; with --forbid-cpr exit 3 and nothing written.
warns() {
    local column=$1
    shift
    "$@" >out 2>err || complain "exit $?: $(cat err)" || return
    [ "$(grep -c "column \"${column#*:}\": .*CPR" err)" -eq 1 ] || complain "not warned once: $(cat err)" || return
    grep -q -- "--not-cpr $column" err || complain "no remedy: $(cat err)" || return
    "$@" --not-cpr "$column" >out 2>err || complain "exit $?: $(cat err)" || return
    ! grep -q CPR err || complain "--not-cpr does not help: $(cat err)" || return
    local status=0
    "$@" --forbid-cpr >out 2>err || status=$?
    [ "$status" -eq 3 ] || complain "--forbid-cpr: exit $status: $(cat err)" || return
    [ ! -s out ] || complain "something was written" || return
}

passes() {
    "$@" --forbid-cpr >out 2>err || complain "exit $?: $(cat err)" || return
    ! grep -q CPR err || complain "warned: $(cat err)"
}

@test "with a hyphen, in a column that nobody asked for" {
    rows 'kom;note;date;amount;phase;period' '101;ring 070761-4285;2019-01-01;5;before;2018' '101;x;2019-01-02;6;after;2019'
    warns note kom-read t.csv
    warns note kom-sum -y amount t.csv
    warns note kom-diff --phase phase -y amount t.csv
    warns note kom-table t.csv
    printf 'kom,service,start,note\n101,x,2019-01-01,070761-4285\n' >offerings.csv
    printf 'kom,person,service,date\n101,p,x,2019-01-01\n' >sales.csv
    warns offerings:note kom-uptake --offerings offerings.csv sales.csv
}

@test "ten digits: always in a person column, elsewhere by how many of the values look so" {
    rows 'kom;borger' '101;0707614285' '147;p2'
    warns borger kom-read t.csv
    rows 'kom;pnr' '101;0707614286' # modulus 11 is wrong
    warns pnr kom-read t.csv
    # 2 to 4 distinct values: all with modulus 11.
    rows 'kom;nr' '101;0707614285' '147;0101010109'
    passes kom-read t.csv
    python3 - <<'PY'
import itertools
def right(day, seventh="1"):
    for tail in itertools.count():
        text = f"{day}{seventh}{tail:03d}"
        if sum(w * int(c) for w, c in zip((4, 3, 2, 7, 6, 5, 4, 3, 2, 1), text)) % 11 == 0:
            yield text
def wrong(day):
    return next(f"{day}1{t:03d}" for t in range(999)
                if sum(w * int(c) for w, c in zip((4, 3, 2, 7, 6, 5, 4, 3, 2, 1), f"{day}1{t:03d}")) % 11)
days = [f"{d:02d}0161" for d in range(1, 29)]
def write(name, values):
    open(name, "w").write("kom;nr\n" + "".join(f"101;{v}\n" for v in values))
write("two.csv", [next(right(d)) for d in days[:2]])
write("two_one_wrong.csv", [next(right(days[0])), wrong(days[1])])
write("five.csv", [wrong(d) for d in days[:5]])
write("five_one_other.csv", [wrong(d) for d in days[:4]] + ["9999999999"])
write("nineteen.csv", [wrong(d) for d in days[:19]])
write("twenty_half.csv", [wrong(d) for d in days[:10]] + [str(9900000000 + i) for i in range(10)])
write("twenty_less.csv", [wrong(d) for d in days[:9]] + [str(9900000000 + i) for i in range(11)])
write("repeated.csv", [wrong(days[0])] * 50 + ["x"])
write("one.csv", [next(right(days[0]))])
PY
    for file in two five nineteen twenty_half; do warns nr kom-read $file.csv; warns nr kom-sum -y kom --stats n $file.csv; done
    for file in two_one_wrong five_one_other twenty_less repeated one; do passes kom-read $file.csv; done
    # The same at any number of threads, for values that come late in a large file.
    { echo 'kom;nr' && seq -f '101;99%08.0f' 1 90000 && sed 1d nineteen.csv; } >late.csv
    passes kom-read -j 1 late.csv && passes kom-read -j 4 late.csv
    { echo 'kom;nr' && yes '101;x' | head -n 200000 && sed 1d nineteen.csv; } >late.csv
    for jobs in 1 4; do kom-read -j $jobs late.csv 2>err.$jobs >out.$jobs; done
    cmp err.1 err.4
    grep -q 'late.csv:200002: column "nr": holds what may be CPR numbers' err.1
    # Found late, under --forbid-cpr the stream is spoilt, and the next stage refuses it.
    { echo 'kom;nr' && yes '101;x' | head -n 200000 && printf '101;070761-4285\n'; } >late.csv
    fails 3 'kom-sum: .*the stage before did not finish' sh -c 'kom-read --forbid-cpr late.csv | kom-sum -y kom --stats n'
}

@test "serial numbers after a date are named, and do not stop" {
    rows 'kom;sag' '101;010119-0001' '101;010119-0002' '101;010119-0003' '101;020119-0001' '101;020119-0002'
    kom-read --forbid-cpr t.csv >out 2>err
    grep -q 'column "sag": holds numbers like CPR that seem to be serial' err
    kom-check t.csv >out 2>err
    grep -q ',sag,cpr_like,' out
    rows 'kom;sag' '101;010119-0001' '101;010119-0007'
    warns sag kom-read t.csv
}

@test "the column of a number is told behind quoted delimiters" {
    printf 'navn;note;antal\n"a;b";010190-1234;5\n"a""b;;""";010190-1234;5\n' >quoted.csv
    fails 0 'quoted.csv:2: column "note": holds what may be CPR numbers' kom-read -q quoted.csv
    fails 0 '' kom-read -q --not-cpr note quoted.csv
    fails_empty 3 'quoted.csv:2: column "note"' kom-sum -q --value antal --forbid-cpr quoted.csv
    [ -z "$(kom-read -q --not-cpr note quoted.csv 2>&1 >/dev/null)" ]
}

# Names of files are the user's own words, as often as a message says them.
@test "a file name that looks like a CPR number is shown each time" {
    mkdir d
    printf 'a,b\n1,2\n' >0101900002.csv
    printf 'a,c\n1,2\n' >d/0101900002.csv
    fails_empty 3 "d/0101900002.csv:1: its columns are not those of 0101900002.csv: .*--rename d/0101900002.csv:b=c if" \
        kom-read 0101900002.csv d/0101900002.csv
}

@test "headings, and files without a header" {
    rows '0707614285;kom' 'x;101'
    kom-read t.csv >out 2>err
    grep -q 'the heading of field 1 looks like a CPR number' err
    silent_about 0707614285
    fails_empty 3 'the heading of field 1 looks like a CPR number' kom-read --forbid-cpr t.csv
    ! kom-sum -y amount t.csv >out 2>err || false
    silent_about 0707614285
    rows '0707614285;101;2019-01-01' '0101701234;147;2019-01-02'
    ! kom-read t.csv >out 2>err || false
    silent_about 0707614285
}

@test "no message shows a person, whatever the column is asked for as" {
    rows 'kom;borger;antal' '101;p-secret;5' '147;0707614285;x' '155;070761-4285;7'
    for call in 'kom-sum -y borger' 'kom-sum -b kom -y antal' 'kom-read --number borger' 'kom-read --day borger=dmy' \
        'kom-sum -b kom -y antal --time borger --stats autocorr1' 'kom-diff -y antal --at 2019 --time borger' \
        'kom-did -y antal -x borger --time borger' 'kom-sum -y antal --weight borger' 'kom-check' \
        'kom-sum -y antal --only borger=p-secret|p-nobody'; do
        $call t.csv >out 2>err || true
        for secret in p-secret p-nobody 0707614285 070761-4285; do silent_about "$secret" || return; done
    done
    kom-check t.csv >out 2>err || true
    ! grep -q 0707614285 out || false
    grep -q '(hidden)' out
    kom-sum -y borger --show-values t.csv 2>err >out || true
    grep -q p-secret err
    # A CPR number in any column is hidden too; a file's name is none.
    rows 'kom;antal' '101;070761-4285'
    cp t.csv 010170-1234.csv
    ! kom-sum -y antal 010170-1234.csv >out 2>err || false
    grep -q '^kom-sum: 010170-1234.csv:2: column "antal": "(hidden)" is no number' err
    ! kom-sum -y antal --errors json t.csv >out 2>err || false
    silent_about 070761-4285
    ! kom-sum -y antal --report report.json --bad-rows skip t.csv >out 2>err || true
    ! grep -q 070761-4285 report.json || false
}

@test "kom-check lists every one" {
    rows 'kom;borger;note' '101;0707614285;x' '101;0707614286;070761-4299' '101;p3;tlf 070761-4285'
    kom-check t.csv >out 2>err || true
    grep -qx 't.csv,2,borger,cpr,(hidden),.*' out
    grep -qx 't.csv,3,borger,cpr_like,(hidden),.*' out
    grep -qx 't.csv,3,note,cpr_like,(hidden),.*' out
    grep -qx 't.csv,4,note,cpr,(hidden),.*' out
    fails_empty 3 'CPR' kom-check --forbid-cpr t.csv
    kom-check --not-cpr borger,note t.csv >out 2>err
    [ "$(wc -l <out)" -eq 1 ]
    # Ten digits elsewhere: by the first records, or at the end.
    { echo 'kom;nr' && for d in 01 02 03 04 05; do echo "101;${d}01611000"; done; } >t.csv
    kom-check t.csv >out 2>err || true
    [ "$(grep -c ',nr,cpr' out)" -eq 5 ]
    { echo 'kom;nr' && yes '101;x' | head -n 150 && for d in $(seq 10 28); do echo "101;${d}01611000"; done; } >t.csv
    kom-check t.csv >out 2>err || true
    [ "$(grep -c ',nr,cpr,(hidden),"many of its 20 values' out)" -eq 1 ]
}

@test "a number with a hyphen late in a column of many values, by any thread" {
    awk -v OFS=, 'BEGIN {
        print "note,kom,amount"
        for (i = 0; i < 400000; i++)
            print (i == 300000 ? "010170-1234" : i < 3000 ? sprintf("%s%06d", i % 9 ? "ab" : "0101", 700000 + i) : "x" i), "101", "1"
    }' >late.csv
    for j in 1 2 3 8; do
        kom-sum -j $j --value amount late.csv >out 2>err
        [ "$(grep -c 'column "note": holds what looks like CPR\|column "note": holds what may be CPR' err)" -eq 1 ]
        [ "$j" -eq 1 ] || cmp err err1
        mv err err1
    done
}

@test "a zero that a spreadsheet took away: nine digits beside ten" {
    python3 - <<'PY'
def cpr(i):  # with a valid date, and modulus 11
    weights = (4, 3, 2, 7, 6, 5, 4, 3, 2)
    n = 0
    while True:
        head = "%02d%02d%02d%03d" % (i % 28 + 1, i % 12 + 1, i % 37 + 20, 100 + n)
        rest = (11 - sum(int(c) * w for c, w in zip(head, weights)) % 11) % 11
        if rest < 10:
            return head + str(rest)
        n += 1
def write(name, values, more=()):
    with open(name, "w") as file:
        print("nr,kom", *("%s,0101" % v for v in [*values, *more]), sep="\n", file=file)
lost = [str(int(cpr(i))) for i in range(28)] # of days 1 to 9 nine digits
ten, nine = [v for v in lost if len(v) == 10], [v for v in lost if len(v) == 9]
write("few.csv", ten[:7] + nine[:3])
write("pair.csv", ten[:1] + nine[:1])
write("many.csv", ten[:10] + nine[:5] + ["%d" % (7e8 + i) for i in range(12)]) # 15 of 27
write("nine.csv", nine)
write("most.csv", ten[:3] + nine[:7])
write("serial.csv", ["%d" % (101000000 + i) for i in range(15)])
write("other.csv", ten[:7] + ["999999999"])
PY
    for file in few pair many; do
        fails_saying 3 "column \"nr\": holds what" kom-read --forbid-cpr -o out $file.csv || complain $file
        kom-read -q --not-cpr nr $file.csv 2>err >out
        [ ! -s err ]
    done
    # nine digits alone, or the most, are numbers like others
    for file in nine most serial other; do
        kom-read -q --forbid-cpr $file.csv 2>err >out || complain "$file" "$(cat err)"
    done
    kom-check -q --exit-zero few.csv | grep -q ',nr,cpr' || complain "$(kom-check -q --exit-zero few.csv)"
}

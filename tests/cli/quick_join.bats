#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-join finds keys many at once, and with KOM_CAREFUL one at a time: both ways write the same, of keys of every
# length, in tables of one row a key and of several.

load helper

# alike OPTIONS...: kom-join says and writes the same on both ways. n_good counts the calls that are not refused.
n_good=0
alike() {
    local quick=0 careful=0
    "$KOM_BIN"/kom-join "$@" >quick.out 2>quick.err || quick=$?
    KOM_CAREFUL=1 "$KOM_BIN"/kom-join "$@" >careful.out 2>careful.err || careful=$?
    if [ "$quick" -ne "$careful" ] || ! cmp quick.out careful.out || ! cmp quick.err careful.err; then
        echo "$*"
        return 1
    fi
    n_good=$((n_good + (quick == 0)))
}

@test "keys of every length, in one column and in two, are keys read with care" {
    python3 - <<'P'
import random
random.seed(16)
def name(i): # 4 to 40 bytes, some above ASCII; many differ in a few bytes alone
    text = (("%x" % (i * 7919)).rjust(6, "k") + "-x"[i % 2] * 40)[:4 + i % 37]
    return text if i % 11 else "æ" + text
names = sorted({name(i) for i in range(4000)})
random.shuffle(names)
with open("rows.csv", "w", encoding="utf-8") as f:
    f.write("kom;id;n\n")
    for i in range(40000):
        blank = " " if i % 50 == 0 else ""
        f.write("%s;%s%s;%d\n" % (random.choice(["101", "147"]), blank, random.choice(names), i))
with open("once.csv", "w", encoding="utf-8") as f:
    f.write("kom;id;n\n" + "".join("101;%s;%d\n" % (k, i) for i, k in enumerate(names)))
with open("one.csv", "w", encoding="utf-8") as f, open("many.csv", "w", encoding="utf-8") as g:
    for out in f, g:
        out.write("kom,id,x\n")
    for i, k in enumerate(names[:-300]):
        f.write("%s,%s%s,x%d\n" % ("101" if i % 9 else "", " " if i % 40 == 0 else "", k, i % 17))
        for kom in random.choices(["101", "147"], k=random.randrange(4)):
            g.write("%s,%s,y%d\n" % (kom, k, i))
P
    local aside=(--no-match aside --unmatched warn --set-aside aside.csv) keep=(--no-match keep --unmatched warn)
    for j in 1 3; do
        alike -j $j --with one.csv --on id --add x "${keep[@]}" rows.csv
        alike -j $j --with one.csv --on id --add x "${aside[@]}" --expect 1:1 once.csv
        alike -j $j --with one.csv --on id --add x "${aside[@]}" --expect 1:1 rows.csv
        alike -j $j --with one.csv --on kom,id "${keep[@]}" rows.csv
        alike -j $j --with many.csv --on id --add x --expect n:n "${aside[@]}" rows.csv
        alike -j $j --with many.csv --on kom,id --expect n:n "${keep[@]}" rows.csv
        alike -j $j --with many.csv --on id --add x --expect 1:n "${keep[@]}" rows.csv
    done
    [ "$n_good" -ge 10 ] || complain "$n_good"
}

# same_threads OPTIONS...: -j 1 and -j 8 write the same bytes, messages and files of rows; the first call's are left in
# one.*, its status in $status_one.
same_threads() {
    local status_many=0
    status_one=0
    "$KOM_BIN"/kom-join -j 1 "$@" >one.out 2>one.err || status_one=$?
    rm -f one.unused && [ ! -e unused.csv ] || mv unused.csv one.unused
    "$KOM_BIN"/kom-join -j 8 "$@" >many.out 2>many.err || status_many=$?
    [ "$status_one" -eq "$status_many" ]
    cmp one.out many.out
    cmp one.err many.err
    [ ! -e one.unused ] || cmp one.unused unused.csv
}

@test "a table of many blocks is read by several threads as by one, and joined as a plain program joins it" {
    python3 - <<'P'
import random
random.seed(21)
n = 60000 # some blocks of the reader, several lots of keys
keys = ["%05d%s" % (i, "abcdefghijkl"[: i % 12]) for i in random.sample(range(90000), n)]
# what is added: few texts that come again and again, among them those of one length, and some of their own
added = {k: random.choice(["g%d" % random.randrange(97), "only %d of its own" % i]) if i % 3 else "g%d" % (i % 500)
         for i, k in enumerate(keys)}
pad = "x" * 40
with open("side.csv", "w") as f:
    f.write("id;grp;pad\n" + "".join("%s;%s;%s\n" % (k, added[k], pad) for k in keys))
with open("twice.csv", "w") as f: # a key of the last block that stands in the first, too
    f.write("id;grp;pad\n" + "".join("%s;%s;%s\n" % (k, added[k], pad) for k in keys[:-5] + [keys[3]] + keys[-5:]))
with open("ragged.csv", "w") as f:
    f.write("id;grp;pad\n" + "".join("%s;%s;%s\n" % (k, added[k], pad + ";" * (i == 50000))
                                     for i, k in enumerate(keys)))
rows = [random.choice(keys[: n // 2]) for _ in range(30000)]
with open("rows.csv", "w") as f, open("expected.csv", "w") as g:
    f.write("id;n\n" + "".join("%s;%d\n" % (k, i) for i, k in enumerate(rows)))
    g.write("id,n,grp\n" + "".join("%s,%d,%s\n" % (k, i, added[k]) for i, k in enumerate(rows)))
with open("unused.expected", "w") as f:
    met = set(rows)
    f.write("id,grp,pad\n" + "".join("%s,%s,%s\n" % (k, added[k], pad) for k in keys if k not in met))
with open("n", "w") as f:
    f.write("%d" % (n - len(met)))
P
    [ "$(stat -c %s side.csv)" -gt 3000000 ]
    same_threads --with side.csv --on id --add grp --unused unused.csv rows.csv
    [ "$status_one" -eq 0 ]
    cmp one.out expected.csv
    cmp one.unused unused.expected
    grep -q "not_met $(cat n)" one.err
    KOM_CAREFUL=1 "$KOM_BIN"/kom-join -j 2 --with side.csv --on id --add grp rows.csv | cmp - expected.csv
    rm -f unused.csv
    same_threads --with twice.csv --on id --add grp rows.csv
    [ "$status_one" -eq 3 ]
    grep -q "^kom-join: twice.csv:59997: .*line 5 too" one.err
    same_threads --with ragged.csv --on id --add grp rows.csv
    [ "$status_one" -eq 3 ]
    grep -q "^kom-join: ragged.csv:50002: 4 fields where the header has 3" one.err
}

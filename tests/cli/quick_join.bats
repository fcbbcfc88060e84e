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

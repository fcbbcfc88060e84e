#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-check --memory: keys and rows that wait in files make the same findings, in the same order, as keys in memory.
bats_require_minimum_version 1.5.0
load helper

# Two files with every kind of key, each broken here and there, among cells that are no numbers, blank and ragged
# records, quoted line ends, and rows in another encoding. expected: what a plain second way (dictionaries in Python)
# finds of keys: file, line, rule and the line and file of the first row.
tables() {
    mkdir there
    cat >schema.json <<'END'
{"fields": [{"name": "id", "type": "string", "constraints": {"unique": true}},
            {"name": "a", "type": "string"}, {"name": "b", "type": "string"},
            {"name": "parent", "type": "string"}, {"name": "size", "type": "integer"}],
 "primaryKey": ["a", "b"]}
END
    sed 's|"primaryKey"|"foreignKeys": [{"fields": "parent", "reference": {"resource": "", "fields": "id"}}], &|' \
        schema.json >self.json
    python3 - <<'END'
import random
rng = random.Random(2019)
N = 24000
rows, expected = [], []
for file in ("one.csv", "two.csv"):
    with open(file, "wb") as out:
        out.write(b"id,a,b,parent,size,text\n")
        line = 2
        for i in range(N // 2):
            cells = ["k%d" % rng.randrange(10 * N), str(rng.randrange(900)), "b%d" % rng.randrange(900),
                     "", str(rng.randrange(99)), "x"]
            if rng.random() < 0.01 and rows:
                cells = list(rng.choice(rows)[2])
            if rng.random() < 0.02:
                cells[0] = ""
            if rng.random() < 0.3:
                cells[3] = "k%d" % rng.randrange(10 * N) if not rows or rng.random() < 0.05 else rng.choice(rows)[2][0]
            if rng.random() < 0.003:
                cells[4] = "odd"
            kind = rng.random()
            if kind < 0.002:
                out.write(b"\n")
                line += 1
            elif kind < 0.004:
                out.write(b"k1,2,3\n")
                line += 1
            elif kind < 0.006:
                cells[5] = "two\nlines"
            elif kind < 0.008:
                cells[5] = "r\u00f8d"
            rows.append((file, line, cells))
            text = ",".join('"%s"' % c if "\n" in c else c for c in cells)
            out.write(text.encode("latin-1" if kind < 0.0075 else "utf-8") + b"\n")
            line += 1 + text.count("\n")
ids = {cells[0] for _, _, cells in rows}
seen = {}
for file, line, cells in rows:
    # in the order of the keys: primary key, unique, then the reference, then whole rows
    for rule, key, skip in (("primary_key", (cells[1], cells[2]), False), ("unique", cells[0], not cells[0]),
                            ("foreign_key", cells[3], not cells[3]), ("duplicate", tuple(cells), False)):
        if skip:
            continue
        if rule == "foreign_key":
            if key not in ids:
                expected.append((file, line, rule, ""))
        elif (rule, key) in seen:
            f, l = seen[rule, key]
            expected.append((file, line, rule, "line %d" % l + ("" if f == file else " of " + f)))
        else:
            seen[rule, key] = file, line
with open("expected", "w") as out:
    for item in expected:
        out.write("%s,%d,%s,%s\n" % item)
END
}

# keys_of FILE: its findings of keys as `expected` has them.
keys_of() {
    python3 - "$1" <<'END'
import csv, re, sys
for row in csv.DictReader(open(sys.argv[1], encoding="latin-1", newline="")):
    if row["rule"] in ("primary_key", "unique", "foreign_key", "duplicate"):
        first = re.search(r"already on (line \d+(?: of [a-z.]+)?);", row["message"])
        print("%s,%s,%s,%s" % (row["file"], row["line"], row["rule"], first.group(1) if first else ""))
END
}

# with SCHEMA MEMORY JOBS: out, and with rows apart good and aside, under that memory.
with() {
    local status=0
    TMPDIR=there kom-check -S "$1" --duplicates --memory "$2" -j "$3" one.csv two.csv >out 2>err || status=$?
    [ "$status" = 1 ] || complain "$(cat err)" || return
    status=0
    TMPDIR=there kom-check -S "$1" --duplicates --memory "$2" -j "$3" --good good --set-aside aside \
        -o apart one.csv two.csv 2>>err || status=$?
    [ "$status" = 1 ] || complain "$(cat err)"
}

@test "kom-check: little memory changes no byte, and leaves no file behind" {
    tables
    for schema in schema.json self.json; do
        with $schema 1G 1
        for f in out good aside apart err; do mv $f much.$f; done
        cmp much.out much.apart
        keys_of much.out >got
        if [ $schema = self.json ]; then
            same expected got
        else
            same <(grep -v foreign_key expected) got
        fi
        [ "$(wc -l <got)" -gt 500 ]
        for memory in 1 20K 100K 1M 4M; do
            for jobs in 1 3; do
                with $schema $memory $jobs
                for f in out good aside apart err; do same much.$f $f; done
                [ -z "$(ls -A there)" ]
            done
        done
    done
}

@test "kom-check: spells and damaged encodings keep their place among rows that wait" {
    for f in data/check/spells.csv data/check/records.csv data/check/constraints.csv data/check/twice.csv; do
        run --separate-stderr kom-check --duplicates "$f"
        printf '%s\n' "$output" >much
        run --separate-stderr kom-check --duplicates --memory 1 "$f"
        same much <(printf '%s\n' "$output")
    done
    for setting in duplicate=warning duplicate=off ragged=off; do
        kom-check --duplicates --severity $setting --good much.good data/check/twice.csv >much 2>much.err || true
        kom-check --duplicates --severity $setting --memory 1 --good good data/check/twice.csv >out 2>err || true
        same much out
        same much.good good
        same much.err err
    done
}

@test "kom-check: no room for what waits is told, with nothing half-written" {
    tables
    export TMPDIR=nowhere
    fails_empty 4 'nowhere: no temporary file can be made there' kom-check --duplicates --memory 1 -o result one.csv
    [ ! -e result ]
    ! compgen -G '*result*' || false
    fails_empty 4 'nowhere: no temporary file can be made there' \
        kom-check -S self.json --memory 1 --good good --set-aside aside -o result one.csv
    ! compgen -G '*good*' || false
    [ ! -e aside ]
    run --separate-stderr kom-check --duplicates -o result one.csv
    [ "$status" = 1 ]
    fails_empty 2 'is no size' kom-check --memory much one.csv
}

@test "kom-check: a temporary file that cannot grow is told" {
    tables
    cat one.csv one.csv one.csv one.csv >long.csv
    # Files of at most 300 KB; a write beyond that fails like one to a full disk.
    small() {
        (trap '' XFSZ && ulimit -f 300 && TMPDIR=there kom-check --duplicates --memory 1 --good good -o result long.csv)
    }
    run --separate-stderr small
    [ "$status" = 4 ]
    [[ "$stderr" == *"temporary file: "*"TMPDIR"* ]]
    [ ! -e result ]
    [ ! -e good ]
    [ -z "$(ls -A there)" ]
}

@test "kom-check: what must lie in memory and finds no room is refused by name" {
    awk 'BEGIN { print "kom,service,start,end"
        for (i = 0; i < 60000; i++) printf "101,s%d,2019-01-01,2019-02-01\n", i }' >spells.csv
    fails 4 '--memory: the days of each key, for spells that overlap, which must lie in memory' kom-check --memory 9M spells.csv
    kom-check -q --memory 100M spells.csv >out
    awk 'BEGIN { print "kom,person,start,end"
        for (i = 0; i < 300000; i++) printf "101,s%d,2019-01-01,2019-02-01\n", i }' >people.csv
    awk 'BEGIN { print "kom,person,service,date"; for (i = 0; i < 9; i++) printf "101,s%d,s,2019-01-05\n", i }' >sales.csv
    fails 4 '--memory: the side tables, which must lie in memory' kom-check --memory 9M --recipients people.csv sales.csv
    kom-check -q --memory 100M --recipients people.csv sales.csv >out
}

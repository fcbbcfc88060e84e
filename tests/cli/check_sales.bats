#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# kom-check on sales that are known by their codes, and on keys told in few bytes: against the careful way, and against
# what a plain program says.
load helper

# same OPTIONS...: kom-check says the same with care, and at any number of threads. The findings stay in `findings`.
same() {
    local status=0 jobs
    KOM_CAREFUL=1 "$KOM_BIN"/kom-check -q -j 1 "$@" >careful 2>careful.err || status=$?
    [ "$status" -le 1 ]
    for jobs in 1 2 8; do
        status=0
        "$KOM_BIN"/kom-check -q -j $jobs "$@" >findings 2>quick.err || status=$?
        [ "$status" -le 1 ]
        cmp careful findings
        cmp careful.err quick.err
    done
}

# A world in which every column that sales, offerings and spells may share says one of a few things, or nothing.
# world OFFERINGS RECIPIENTS SALES: the columns that each has, of provider, section, setting and group.
world() {
    python3 - "$@" <<'PY'
import random, sys, datetime
random.seed(11)
has = [c.split("+") if c else [] for c in sys.argv[1:4]]
agree = ["provider", "section", "setting", "group"]
texts = {"provider": ["own", "private"], "section": ["83", "85"], "setting": ["home", "f\u00e6lles"], "group": ["a", "b"]}
day = lambda: (datetime.date(2018, 1, 1) + datetime.timedelta(random.randrange(730))).isoformat()
koms, services = ["101", "147", "0151"], ["clean", "shop", "m\u00e5l"]
persons = [f"P{i}" for i in range(60)] + [f"{i:016x}" for i in range(20)] + [f"a person of a long name {i}" for i in range(20)] + [f"p\u00e6r{i}" for i in range(20)]
say = lambda c, rare: "" if random.random() < rare else random.choice(texts[c])
pad = lambda t: random.choice([t, t, t, t, " " + t, t + "  "])
spell = lambda: sorted([day(), day()])
def write(name, columns, rows):
    with open(name, "w", encoding="utf-8") as f:
        f.write(",".join(columns) + "\n")
        for r in rows:
            f.write(",".join(r) + "\n")
offers = []
for _ in range(40):
    a, b = spell()
    offers.append([random.choice(koms), random.choice(services)] + [say(c, .4) for c in has[0]] + [a, random.choice([b, b, ""])])
write("offerings.csv", ["kom", "service"] + has[0] + ["start", "end"], offers)
spells = []
for p in persons[:-9]:
    for _ in range(random.choice([1, 1, 2, 4])):
        a, b = spell()
        spells.append([p, random.choice(koms)] + [say(c, .2) for c in has[1]] + [a, random.choice([b, ""])])
random.shuffle(spells)
write("recipients.csv", ["person", "kom"] + has[1] + ["start", "end"], spells)
states = ["delivered", "leveret", "", "cancelled", "Aflyst", "credited", "ordered", "whatever"]
sales = []
for i in range(6000):
    s = [str(1000 + i), random.choice(koms + ["999"] * (i % 50 == 0)), random.choice(persons), random.choice(services + ["ride"] * (i % 40 == 0)), day()]
    s += [say(c, .5) for c in has[2]] + [random.choice(states if i % 3 == 0 else states[:3])]
    for k in (1, 2, 3, 4, len(s) - 1):
        if i % 97 == k:
            s[k] = ""
    sales.append([s[0]] + [pad(t) for t in s[1:]])
write("sales.csv", ["sale_id", "kom", "person", "service", "date"] + has[2] + ["status"], sales)
# the rules, one pair of rows at a time
def match(names, row, c): return row[names.index(c)] if c in names else None
O, R, S = ["kom", "service"] + has[0] + ["start", "end"], ["person", "kom"] + has[1] + ["start", "end"], ["sale_id", "kom", "person", "service", "date"] + has[2] + ["status"]
known = {r[1] for r in spells} | {r[0] for r in offers}
def agrees(names, row, sale):
    return all(not match(S, sale, c) or not match(names, row, c) or match(S, sale, c) == match(names, row, c) for c in agree)
def on(names, row, d): return match(names, row, "start") <= d <= (match(names, row, "end") or "9999-12-31")
def is_for(o, r):
    return all(not match(O, o, c) or match(R, r, c) is None or match(O, o, c) == match(R, r, c) for c in agree[1:])
with open("expected", "w") as out:
    for n, raw in enumerate(sales, 2):
        s = [t.strip() for t in raw]
        kom, person, service, d, state = s[1], s[2], s[3], s[4], s[-1].lower()
        if kom and kom not in known:
            out.write(f"{n},unknown_kom\n")
            continue
        if state in ("cancelled", "aflyst") or not kom or not d:
            continue
        fits = [o for o in offers if o[0] == kom and o[1] == service and agrees(O, o, s) and on(O, o, d)]
        offered = not service or bool(fits)
        if not offered:
            out.write(f"{n},not_offered\n")
        if person:
            mine = [r for r in spells if r[0] == person and r[1] == kom and agrees(R, r, s) and on(R, r, d)]
            ok = any(is_for(o, r) for o in fits for r in mine) if service and offered else bool(mine)
            if not ok:
                out.write(f"{n},not_recipient\n")
PY
}

@test "sales are held against offerings and spells as a plain program does" {
    local tables
    for tables in 'provider+section+setting+group provider+section+setting+group provider+section+setting+group' \
        'provider+section setting+section+group section+group' 'setting+group section+setting+group provider' 'provider provider '; do
        IFS=' ' read -r -a columns <<<"$tables"
        world "${columns[0]}" "${columns[1]}" "${columns[2]-}"
        same --offerings offerings.csv --recipients recipients.csv sales.csv
        grep -E ',(unknown_kom|not_offered|not_recipient),' findings | sed -E 's/^[^,]*,([0-9]+),[^,]*,([a-z_]+),.*/\1,\2/' >found
        cmp found expected
        [ "$(wc -l <found)" -gt 1000 ]
        same --offerings offerings.csv sales.csv
        same --recipients recipients.csv sales.csv
        same --offerings offerings.csv --recipients recipients.csv --kom-digits 4 --missing whatever,P7,shop sales.csv
        same --offerings offerings.csv --recipients recipients.csv --severity required=off,enum=off sales.csv
    done
}

@test "a second file with other marks is judged by its own" {
    world section section section
    { head -n 1 sales.csv && tail -n 3000 sales.csv | sed 's/^/9/'; } | tr , ';' >more.csv
    same --offerings offerings.csv --recipients recipients.csv sales.csv more.csv
    same --offerings offerings.csv --recipients recipients.csv more.csv sales.csv
}

# schema RULE: of the sales, the person by a pattern; RULE is a primary key, or `unique` of sale_id
schema() {
    local own='' rule=", $1"
    [ "$1" != unique ] || own=', "constraints": { "unique": true }' rule=''
    printf '{ "fields": [ { "name": "sale_id" %s }, { "name": "kom" }, { "name": "person", "constraints": { "pattern": "[P0-9a-f]+" } },
        { "name": "service" }, { "name": "date", "type": "date" }, { "name": "status" }, { "name": "note" } ] %s }' "$own" "$rule" >schema.json
}

# Rows without a key, and cells of several lines, lie between those that have one.
@test "keys told in few bytes are the keys that are told with care" {
    local keys memory
    world '' '' ''
    awk -F , -v OFS=, 'NR == 1 { print $0, "note"; next }
        NR % 7 == 0 { print $0, "" }
        NR % 11 == 0 { print "", $2, $3, $4, $5, $6, "" }
        { print $0, NR % 13 ? "" : "\"two\nlines\"" }
        NR % 500 == 0 { print "1000", $2, $3, $4, $5, $6, "" }' sales.csv | sed '1,3000s/[æå]/a/g' >twice.csv
    for keys in '"primaryKey": "sale_id"' '"primaryKey": ["person", "kom", "date"]' '"primaryKey": ["sale_id", "person"]' unique; do
        schema "$keys"
        for memory in 8M 1; do
            same --schema schema.json --memory $memory twice.csv
            [ "$(grep -cE ',(primary_key|unique),' findings)" -gt 400 ]
            grep -q ',pattern,' findings
        done
        gzip -c twice.csv >twice.csv.gz
        sed 's/^[^,]*,//' findings >plain
        { "$KOM_BIN"/kom-check -q --schema schema.json --memory 1 - <twice.csv || [ $? -eq 1 ]; } | sed 's/^[^,]*,//' | cmp - plain
        { "$KOM_BIN"/kom-check -q --schema schema.json twice.csv.gz || [ $? -eq 1 ]; } | sed 's/^[^,]*,//' | cmp - plain
    done
}

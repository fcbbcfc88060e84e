# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-join against SQLite: the pairs of tables of test_join.py, joined by another engine's SQL."""
import os
import random
import sqlite3
import sys
import tempfile

import calls
import test_join

MAIN = ["nr", "kom", "slags", "sort", "person", "dato", "amount", "fri"]


def load(case):
    """Both tables as texts; NULL where a key or a day is blank, as nothing meets it."""
    db = sqlite3.connect(":memory:")
    keys = ["k%d" % i for i in range(len(case.on))]
    db.execute("CREATE TABLE main (nr INTEGER PRIMARY KEY, %s, at)" % ", ".join(keys))
    db.execute("CREATE TABLE side (n INTEGER PRIMARY KEY, %s, first, last)" % ", ".join(keys))
    marks = "?, " * (len(keys) + 1) + "?"
    db.executemany("INSERT INTO main VALUES (%s)" % marks,
                   [[int(r["nr"])] + [r[k].strip() or None for k in case.on] + [r["dato"] or None]
                    for r in case.main])
    db.executemany("INSERT INTO side VALUES (%s, ?)" % marks,
                   [[int(r["n"])] + [k or None for k in r["key"]] +
                    [r["start"] or None, r["end"] or "9999-12-31"] for r in case.side])
    return db, keys


def solve(case):
    """(status, [(row of main, row of the table or None)])."""
    db, keys = load(case)
    on = " AND ".join("a.%s = b.%s" % (k, k) for k in keys)
    whole = " AND ".join("a.%s IS NOT NULL" % k for k in keys)
    held = "a.at BETWEEN b.first AND b.last" if case.within else "1"
    spells = "a.first IS NOT NULL AND b.first IS NOT NULL AND a.first <= b.last AND b.first <= a.last"
    (again,), = db.execute(
        "SELECT COUNT(*) FROM side a JOIN side b ON %s AND a.n < b.n WHERE %s AND %s" %
        (on, whole, spells if case.within else "1"))
    pairs = db.execute("SELECT a.nr, b.n FROM main a LEFT JOIN side b ON %s AND %s ORDER BY 1, 2" %
                       (on, held)).fetchall()
    (several,), = db.execute(
        "SELECT COALESCE(MAX(k), 0) FROM (SELECT COUNT(*) k FROM main a JOIN side b ON %s AND %s "
        "GROUP BY b.n)" % (on, held))
    lacks = any(n is None for _, n in pairs)
    stops = (case.expect[2] == "1" and again) or (case.expect[0] == "1" and several > 1) or \
        (case.way == "stop" and lacks)
    db.close()
    return 3 if stops else 0, [p for p in pairs if p[1] is not None or case.way == "keep"]


def expected(case, pairs):
    rows = []
    for nr, n in pairs:
        r = case.main[nr]
        own = [r[c].replace(",", ".") if c == "amount" else r[c] for c in MAIN]
        rows.append(own + ([""] * len(case.add()) if n is None else case.added(case.side[n])))
    return test_join.stream(MAIN + case.add(), rows)


def one(rng, folder, seen):
    case = test_join.Case(rng, rng.choice([0, 1, 3, 10, 60]))
    paths = {name: os.path.join(folder, name) for name in ("main.csv", "side.csv")}
    for name, text in (("main.csv", case.main_file()), ("side.csv", case.side_file())):
        with open(paths[name], "w", encoding="utf-8", newline="") as f:
            f.write(text)
    on = ",".join("%s=%s" % (k, case.names[k]) for k in case.on)
    command = ["kom-join", "-j", rng.choice("123"), "--with", paths["side.csv"], "--on", on,
               "--expect", case.expect, "--no-match", case.way]
    if case.way != "stop":
        command += ["--unmatched", "warn"]
    if case.within:
        command += ["--within", "start,end=dato"]
    status, pairs = solve(case)
    seen[status] += 1
    got = calls.run(command + [paths["main.csv"]])
    assert got.code == status, "%s: %d, not %d: %s" % (got.line(), got.code, status, got.err)
    if status == 0:
        assert got.out == expected(case, pairs), got.line()


def main():
    rng = random.Random(1829)
    rounds, seen = 2000 // calls.SLOW, {0: 0, 3: 0}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            one(rng, folder, seen)
    assert min(seen.values()) > rounds // 8, seen
    print("%d joins as SQLite %s: %s" % (rounds, sqlite3.sqlite_version, seen))
    return 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-join against joins by hand: small tables drawn by chance, every option, every way of reading."""
import datetime
import gzip
import os
import random
import sys
import tempfile

import calls

EXPECT = ["n:1", "1:1", "1:n", "n:n"]
TEXTS = ["", "by", "land", 'x"y', "a,b", "æble", " b ", "1"]
DAY = datetime.date(2019, 1, 1)


def day(n):
    return (DAY + datetime.timedelta(days=n)).isoformat()


def quoted(cell, delimiter):
    plain = not any(c in cell for c in (delimiter, '"', "\n", "\r"))
    return cell if plain else '"' + cell.replace('"', '""') + '"'


def table(header, rows, delimiter, end="\n"):
    lines = [delimiter.join(quoted(c, delimiter) for c in row) for row in [header] + rows]
    return end.join(lines) + end


class Case:
    def __init__(self, rng, n_rows):
        self.rng = rng
        self.codes = rng.sample([str(n) for n in range(200, 980, 13)], rng.randint(1, 12))
        self.kinds = rng.sample(["a", "b", "c", "d e", "ø"], rng.randint(1, 4))
        self.on = rng.choice([["kom"], ["kom", "slags"], ["kom", "slags", "sort"], ["person"]])
        self.within = rng.random() < 0.4
        self.expect = rng.choice(EXPECT)
        self.way = rng.choice(["stop", "keep", "aside"])
        if n_rows > 1000:  # large ones are to come through
            self.way, self.expect = rng.choice(["keep", "aside"]), rng.choice(["n:1", "n:n"])
        self.danish = rng.random() < 0.5
        self.names = {k: rng.choice([k, "x_" + k]) for k in self.on}
        self.fill = rng.choice([0.0, 0.05])
        self.main = [self.row(i) for i in range(n_rows)]
        self.side = self.make_side()

    def code(self, column):
        rng = self.rng
        if rng.random() < self.fill:
            return ""
        if column == "person":
            return "p%d" % rng.randrange(60)
        return rng.choice(self.codes if column == "kom" else self.kinds)

    def row(self, i):
        rng = self.rng
        pad = " " if rng.random() < 0.02 else ""
        amount = "%d,%02d" % (rng.randrange(99), rng.randrange(100))
        return {"nr": str(i), "kom": self.code("kom") + pad, "slags": self.code("slags"),
                "sort": self.code("sort"), "person": self.code("person"),
                "dato": "" if rng.random() < self.fill else day(rng.randrange(300)),
                "amount": rng.choice([amount, "", "..", "7"]), "fri": rng.choice(TEXTS)}

    def make_side(self):
        rng, rows, seen = self.rng, [], set()
        for _ in range(rng.randint(0, 40)):
            key = tuple(self.code(k) for k in self.on)
            if key in seen and not self.within and rng.random() < (
                    1.0 if rng.random() < 0.9 and self.expect[2] == "1" else 0.2):
                continue
            seen.add(key)
            first = rng.randrange(300)
            start = "" if rng.random() < 0.03 else day(first)
            length = rng.choice([0, 5, 20, 20, 100])
            end = "" if rng.random() < 0.1 else day(first + length)
            rows.append({"key": key, "start": start, "end": end, "type": rng.choice(TEXTS),
                         "price": rng.choice(["1,50", "12", "", ".."]), "n": str(len(rows))})
        return rows

    # ---- as files ----

    def main_file(self):
        columns = ["nr", "kom", "slags", "sort", "person", "dato", "amount", "fri"]
        d = ";" if self.danish else ","
        rows = [[r[c] if self.danish or c != "amount" else r[c].replace(",", ".")
                 for c in columns] for r in self.main]
        return table(columns, rows, d, self.rng.choice(["\n", "\r\n"]))

    def side_file(self):
        header = ["n"] + [self.names[k] for k in self.on] + ["start", "end", "type", "price"]
        rows = [[r["n"], *r["key"], r["start"], r["end"], r["type"], r["price"]]
                for r in self.side]
        return table(header, rows, ";")

    # ---- by hand ----

    def add(self):
        return ["n", "type", "price"] if self.within else ["n", "start", "end", "type", "price"]

    def added(self, row):
        return [row[c].replace(",", ".") if c == "price" else row[c] for c in self.add()]

    def held(self, row, at):
        end = row["end"] or "9999-12-31"
        return not self.within or (row["start"] and row["start"] <= at <= end)

    def usable(self, row):
        return all(row["key"]) and (not self.within or row["start"])

    def breaks_table(self):
        rows = [r for r in self.side if self.usable(r)]
        for i, a in enumerate(rows):
            for b in rows[:i]:
                if a["key"] != b["key"]:
                    continue
                if not self.within or (a["start"] <= (b["end"] or "9999-12-31")
                                       and b["start"] <= (a["end"] or "9999-12-31")):
                    return True
        return False

    def solve(self):
        """(status, output rows, reasons of rows that met nothing, rows of the table met)."""
        out, lacks, met, by = [], [], set(), {}
        if self.expect[2] == "1" and self.breaks_table():
            return 3, None, None, None
        known = {r["key"] for r in self.side if self.usable(r)}
        for i, r in enumerate(self.main):
            key = tuple(r[k].strip() for k in self.on)
            own = [r[c].replace(",", ".") if c == "amount" else r[c] for c in
                   ["nr", "kom", "slags", "sort", "person", "dato", "amount", "fri"]]
            found = [s for s in self.side if self.usable(s) and s["key"] == key and
                     (not self.within or r["dato"]) and self.held(s, r["dato"])]
            for s in found:
                out.append(own + self.added(s))
                met.add(s["n"])
                by.setdefault(s["n"], []).append(i)
            if not found:
                lacks.append((i, "no_key" if not all(key) else "no_match" if key not in known else
                              "no_day" if self.within and not r["dato"] else "not_within"))
                if self.way == "keep":
                    out.append(own + [""] * len(self.add()))
        bad = self.expect[0] == "1" and any(len(rows) > 1 for rows in by.values())
        stops = lacks and self.way == "stop"
        return (3 if bad or stops else 0), out, lacks, met


def stream(header, rows):
    lines = [",".join(quoted(c, ",") for c in row) for row in [header] + rows]
    return ("\n".join(lines) + "\n").encode()


class Check:
    def __init__(self, rng, folder):
        self.rng, self.folder, self.seen = rng, folder, {0: 0, 3: 0}

    def path(self, name):
        return os.path.join(self.folder, name)

    def one(self, n_rows):
        case = Case(self.rng, n_rows)
        with open(self.path("side.csv"), "w", encoding="utf-8", newline="") as f:
            f.write(case.side_file())
        text = case.main_file().encode()
        with open(self.path("main.csv"), "wb") as f:
            f.write(text)
        with gzip.open(self.path("main.csv.gz"), "wb") as f:
            f.write(text)
        status, out, lacks, met = case.solve()
        self.seen[status] += 1
        on = ",".join(k if case.names[k] == k else
                      "%s=%s" % (k, case.names[k]) for k in case.on)
        command = ["kom-join", "--with", self.path("side.csv"), "--on", on, "--expect",
                   case.expect, "--no-match", case.way, "--unused", self.path("unused.csv"),
                   "--set-aside", self.path("aside.csv")]
        if case.way != "stop":
            command += ["--unmatched", "warn"]
        if case.within:
            command += ["--within", "start,end=dato"]
        answers = []
        for jobs in ("1", "2", "8"):
            for way in ("file", "pipe", "gzip"):
                full = command + ["-j", jobs]
                if way == "file":
                    got = calls.run(full + [self.path("main.csv")])
                elif way == "gzip":
                    got = calls.run(full + [self.path("main.csv.gz")])
                else:
                    got = calls.run(full, pipe=text)
                answers.append(got)
                assert got.code == status, "%s: %d, not %d: %s" % (got.line(), got.code, status,
                                                                   got.err)
                if status == 0:
                    self.look(case, got, out, lacks, met)
        plain = [a.err.replace(self.path("main.csv.gz"), "M").replace(self.path("main.csv"), "M")
                 .replace("standard input", "M") for a in answers]
        assert len(set(plain)) == 1, "messages differ: " + "\n---\n".join(sorted(set(plain)))
        if status:
            assert all(not a.out or b'"kom-join: stopped at' in a.out for a in answers), \
                "no reader refuses what was written: " + answers[0].line()

    def look(self, case, got, out, lacks, met):
        header = ["nr", "kom", "slags", "sort", "person", "dato", "amount", "fri"] + case.add()
        assert got.out == stream(header, out), "%s: rows differ" % got.line()
        closings = got.closings()
        aside = {}
        for _, reason in lacks:
            aside[reason] = aside.get(reason, 0) + 1
        n = len(case.main)
        wanted = (n, n - len(lacks), aside) if case.way == "aside" else (n, n, {})
        assert closings["rows"] == wanted, (got.line(), closings["rows"], wanted)
        read, used, reasons = closings["with"]
        no_key = sum(not all(r["key"]) for r in case.side)
        assert (read, used) == (len(case.side), len(met)), got.line()
        assert reasons.get("no_key", 0) == no_key, got.line()
        unused = [r for r in case.side if r["n"] not in met]
        rows = [[r["n"], *r["key"], r["start"], r["end"], r["type"], r["price"].replace(",", ".")]
                for r in unused]
        names = ["n"] + [case.names[k] for k in case.on] + ["start", "end", "type", "price"]
        with open(self.path("unused.csv"), "rb") as f:
            assert f.read() == stream(names, rows), got.line()
        with open(self.path("aside.csv"), "rb") as f:
            lines = f.read().decode().splitlines()
        assert len(lines) == 1 + (len(lacks) if case.way == "aside" else 0), got.line()


def main():
    rng = random.Random(20070101)
    rounds = 120 // calls.SLOW
    with tempfile.TemporaryDirectory() as folder:
        check = Check(rng, folder)
        for i in range(rounds):
            check.one(rng.choice([0, 1, 3, 10, 60]))
        for i in range(4):
            check.one(20000)
        assert min(check.seen.values()) > rounds // 8, check.seen
    print("%d joins as by hand: %s" % (rounds + 4, check.seen))
    return 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: GPL-3.0-or-later
"""Dirty rows: read = used + set aside everywhere, and the figures are those of the clean rows."""
import difflib
import os
import random
import re
import sys

import calls
import tables
import worlds

MESSAGE = re.compile(r"^kom-[a-z]+: [^ ]+:\d+: ", re.M)
COUNT = re.compile(r"^kom-[a-z]+: [a-z]+: (\d+) of (\d+) rows? cannot be read", re.M)
SPOILED_END = re.compile(rb'(^|\n)"kom-read: stopped at [^"\n]*$')
BAD = {"ragged", "quote", "carriage_return", "unreadable"}
DIALECTS = ["csv", "crlf", "da", "da-bom", "utf16", "tsv"]

# What is read as a number, a day or a status by each command, and so may be spoiled.
COMMANDS = [
    (["kom-read", "--number", "x,y,w,events,persons"], "numbers", {"number": ["x", "y", "events"]}),
    (["kom-sum", "--value", "x,y", "--by", "kom,group", "--stats", "n,missing,sum,mean,sd,median"],
     "numbers", {"number": ["x", "y"]}),
    (["kom-sum", "--count", "events", "--of", "persons", "--by", "group"], "numbers",
     {"number": ["events", "persons"]}),
    (["kom-diff", "--value", "value", "--at", "2019-01-01", "--by", "section"], "panel",
     {"number": ["value"], "period": ["period"]}),
    (["kom-diff", "--count", "events", "--exposure", "years", "--at", "2019-01-01"], "panel",
     {"number": ["events", "years"]}),
    (["kom-diff", "--count", "events", "--of", "persons", "--phase", "phase"], "sides",
     {"number": ["events", "persons"]}),
    (["kom-uptake", "--period", "event:12m", "--by", "kom,service"], "sales",
     {"number": ["quantity", "amount", "hours"], "day": ["date"], "status": ["status"], "cpr": []}),
    (["kom-uptake", "--by", "kom", "--period", "quarter", "--margins", "kom"], "alone",
     {"number": ["quantity", "amount", "hours"], "day": ["date"], "status": ["status"]}),
]
SPOILED = {
    "number": ["abc", "1 2", "--3", "0x10", "1.2.3", "1,2,3", "1e", "inf", "NA"],
    "day": ["2019-02-30", "31-12-2019", "2019-13-01", "43830", "i går"],
    "period": ["2019-13", "next", "2019-02-30"],
    "status": ["paid", "LEVERET?"],
}
class Dirt:
    """Lines to be added to a rendered table, and what each is to be set aside as."""

    def __init__(self, rng, table, style, kinds):
        self.rng, self.table, self.style, self.kinds = rng, table, style, kinds

    def row(self):
        fit = [r for r in self.table.rows if "\n" not in "".join(r) and "not_offered" not in r]
        return list(self.rng.choice(fit))

    def spoiled(self, kind):
        row, name = self.row(), self.rng.choice(self.kinds[kind])
        row[self.table.header.index(name)] = self.rng.choice(SPOILED[kind])
        if kind == "number" and "date" in self.table.header:
            row[self.table.header.index("date")] = "2017-01-%02d" % self.rng.randrange(1, 29)
        return self.style.line(self.table, row)

    def one(self):
        """(line, reason)"""
        kind = self.rng.choice(sorted(self.kinds) + ["blank", "short", "long", "quote", "return"])
        if kind == "blank":
            return "", "blank"
        if kind == "cpr":
            row = self.row()
            row[self.table.header.index("person")] = "010203-%04d" % self.rng.randrange(10000)
            row[self.table.header.index("status")] = "leveret"
            return self.style.line(self.table, row), "cpr"
        if kind in self.kinds:
            return self.spoiled(kind), "unreadable"
        line = self.style.line(self.table, self.row())
        if kind == "short":
            return "just this" + self.style.delimiter + "that", "ragged"
        if kind == "long":
            return line + self.style.delimiter + "more", "ragged"
        if kind == "return":
            return line + "\rx", "carriage_return"
        return line + self.style.delimiter + '"a"x', "quote"

    def mixed(self, count):
        """The table's lines with `count` dirty ones inside, and the reasons of these."""
        lines = [self.style.line(self.table, row) for row in self.table.rows]
        reasons = {}
        for _ in range(count):
            line, reason = self.one()
            lines.insert(self.rng.randrange(1, len(lines)), line)
            reasons[reason] = reasons.get(reason, 0) + 1
        return self.style.document([self.style.heading(self.table)] + lines), reasons


def fail(why, *answers):
    for answer in answers:
        print("%s\nexit %d\n%s" % (answer.line(), answer.code, answer.err))
    outputs = [answer.out.decode("utf-8", "replace").splitlines() for answer in answers]
    lines = difflib.unified_diff(outputs[0], outputs[-1], "first", "last", n=0, lineterm="")
    print("\n".join(list(lines)[:20] if len(answers) > 1 else outputs[0][:20]))
    sys.exit("FAILED: " + why)


def main_table(closings):
    return closings.get("sales") or closings.get("panel") or closings.get("rows")


class Driver:
    def __init__(self, seed, rounds):
        self.rng = random.Random(seed)
        self.rounds, self.checked = rounds, 0
        self.folder = calls.Folder()
        self.sample = worlds.sample(calls.SAMPLE, {"151", "479"})

    def table(self, name):
        if name == "numbers":
            return worlds.numbers(self.rng, 120)
        if name == "panel":
            return worlds.panel(self.rng, 4)
        if name == "sides":
            return worlds.sides(self.rng, 12)
        sales = self.sample["sales"]
        return sales.with_rows(self.rng.sample(sales.rows, 300))

    def sides(self, name):
        if name != "sales":
            return []
        return [word for side in ("offerings", "recipients", "participation") for word in
                ("--" + side, self.folder.write(tables.Style().render(self.sample[side])))]

    def round(self, command, name, kinds):
        table = self.table(name)
        style = tables.random_style(self.rng, table, self.rng.random() < .5, DIALECTS)
        data, reasons = Dirt(self.rng, table, style, kinds).mixed(self.rng.randrange(1, 25))
        clean, dirty = self.folder.write(style.render(table)), self.folder.write(data)
        command = command + self.sides(name) + ["-j%d" % self.rng.choice([1, 2, 8])]
        first = calls.run(command + [clean])
        if first.code != 0 or not first.out:
            fail("the clean table is refused", first)
        self.skip(command, dirty, first, reasons)
        bad = sum(n for reason, n in reasons.items() if reason in BAD)
        if bad:
            self.stop(command, dirty, bad, len(table.rows) + sum(reasons.values()))
        self.folder.empty()

    def skip(self, command, dirty, first, reasons):
        aside, report = self.folder.path("aside.csv"), self.folder.path("report.json")
        second = calls.run(command + ["--bad-rows", "skip", "--set-aside", aside, "--report", report, dirty])
        # kom-diff names in `warning` why a side is empty, and so the rows that were set aside.
        if second.code != 0 or second.out.replace(b"; unreadable", b"") != first.out:
            fail("the dirty rows change the answer", first, second)
        (read, used, parts), clean = main_table(second.closings()), main_table(first.closings())
        unread = {reason: n for reason, n in parts.items() if reason in BAD or reason == "blank"}
        want = {reason: n for reason, n in reasons.items() if reason != "cpr"}
        if (read, used, unread) != (clean[0] + sum(reasons.values()), clean[1], want):
            fail("closing line: expected %r" % ((clean, reasons),), first, second)
        if main_table(calls.read_report(report)) != (read, used, parts):
            fail("--report: %r" % (calls.read_report(report),), second)
        with open(aside, "rb") as source:
            rows = records(source.read())
        if len(rows) != read - used:
            fail("--set-aside has %d rows, not %d" % (len(rows), read - used), second)
        self.reasons(rows, parts, second)
        self.checked += 1

    def reasons(self, rows, parts, answer):
        """The last field of every row set aside says why."""
        found = {}
        for row in rows:
            reason = re.split(r"[,;\t]", row)[-1].strip('"')
            found[reason] = found.get(reason, 0) + 1
        if found != parts:
            fail("--set-aside says %r" % found, answer)

    def stop(self, command, dirty, bad, rows):
        target, aside = self.folder.path("target.csv"), self.folder.path("aside2.csv")
        for more in ([], ["-o", target], ["--bad-rows", "stop", "--set-aside", aside]):
            answer = calls.run(command + more + [dirty])
            messages = MESSAGE.findall(answer.err)
            count = COUNT.search(answer.err)
            streams = command[0] == "kom-read"
            if answer.code != 3 or not 1 <= len(messages) <= 5 or os.path.exists(target):
                fail("--bad-rows stop, %d messages" % len(messages), answer)
            if answer.out and not (streams and SPOILED_END.search(answer.out.rstrip(b"\n"))):
                fail("--bad-rows stop: output", answer)
            counted = count and (int(count.group(1)), int(count.group(2)))
            if not streams and counted != (bad, rows):
                fail("--bad-rows stop: not %d of %d rows" % (bad, rows), answer)
            self.checked += 1

    def checks(self):
        """kom-check finds each dirty row and no other, and parts the table into --good and --set-aside."""
        sales = self.table("sales")
        table = tables.Table(sales.header[1:], [row[1:] for row in sales.rows])  # without sale_id
        style = tables.random_style(self.rng, table, self.rng.random() < .5, DIALECTS)
        kinds = {"number": ["quantity", "amount", "hours"], "day": ["date"], "status": ["status"]}
        data, reasons = Dirt(self.rng, table, style, kinds).mixed(self.rng.randrange(1, 25))
        first = calls.run(["kom-check", self.folder.write(style.render(table))])
        if first.code != 0 or first.out.count(b"\n") != 1:
            fail("findings in a clean table", first)
        good, aside, report = (self.folder.path(n) for n in ("good.csv", "aside.csv", "report.json"))
        second = calls.run(["kom-check", "--good", good, "--set-aside", aside, "--report", report,
                            "-j%d" % self.rng.choice([1, 2, 8]), self.folder.write(data)])
        lines = {line.split(b",")[1] for line in second.out.splitlines()[1:]}
        read, used, parts = second.closings()["rows"]
        dirty = sum(reasons.values())
        if second.code != (1 if set(reasons) - {"blank"} else 0):
            fail("exit", first, second)
        if (len(lines), read, used) != (dirty, len(table.rows) + dirty, len(table.rows)):
            fail("%d dirty rows: %r" % (dirty, reasons), first, second)
        if calls.read_report(report)["rows"] != (read, used, parts):
            fail("--report", first, second)
        for path, number in ((good, used), (aside, read - used)):
            with open(path, "rb") as source:
                found = len(records(source.read()))
            if found != number:
                fail("%s has %d rows, not %d" % (path, found, number), first, second)
        self.folder.empty()
        self.checked += 1

    def spoiled_stream(self):
        """What a stopped kom-read leaves behind is refused by the next tool."""
        table = worlds.numbers(self.rng, 30000)
        style = tables.Style()
        text = style.render(table) + b"1,2\n"
        first = calls.run(["kom-read", "--number", "x", self.folder.write(text)])
        if first.code != 3 or not first.out:
            fail("a large stream is not stopped", first)
        for command in (["kom-sum", "--value", "y"], ["kom-read"], ["kom-table"], ["kom-check"],
                        ["kom-diff", "--value", "y", "--phase", "group"], ["kom-uptake"]):
            answer = calls.run(command, pipe=first.out)
            if answer.code != 3 or answer.out and command[0] not in ("kom-read", "kom-check"):
                fail("a spoiled stream is taken", answer)
            self.checked += 1
        self.folder.empty()


def records(data):
    """Rows below the header; no dirty row holds a line end, so that one line is one row."""
    return [line.rstrip("\r") for line in data.decode("utf-8", "replace").split("\n")[1:-1]]


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else max(2, 20 // calls.SLOW)
    driver = Driver(seed, rounds)
    parts = [(driver.spoiled_stream, ())]
    for command, name, kinds in COMMANDS:
        parts += rounds * [(driver.round, (command, name, kinds))]
    parts += rounds * [(driver.checks, ())]
    failed = {}
    for part, arguments in parts:
        what = " ".join(arguments[0]) if arguments else part.__name__
        if what in failed:
            continue
        try:
            part(*arguments)
        except SystemExit as why:  # the other commands are worth a look all the same
            failed[what] = why
            driver.folder.empty()
    driver.folder.remove()
    print("%d answers add up" % driver.checked)
    sys.exit("\n".join("%s: %s" % item for item in failed.items()) if failed else 0)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""No figure changes by a bit when rows are shuffled, and files split, packed or written otherwise."""
import csv
import io
import random
import sys

import calls
import tables
import worlds

STATS = ("n,missing,sum,mean,sd,var,se,conf,cv,min,max,range,median,p25,p90,iqr,mad,skewness,"
         "kurtosis,gini,distinct,largest_share")
WEIGHED = "n,missing,sum,mean,sd,min,max,median,p10"


def sum_cases():
    yield ["kom-sum", "--value", "x,y", "--by", "kom,group", "--stats", STATS]
    yield ["kom-sum", "--value", "x", "--by", "kom,group", "--margins", "kom,group", "--stats", STATS]
    yield ["kom-sum", "--value", "x,y", "--weight", "w", "--by", "group", "--stats", WEIGHED]
    yield ["kom-sum", "--value", "x,y", "--between", "group"]
    for name in ("exact", "midp", "wilson", "jeffreys"):
        yield ["kom-sum", "--count", "events", "--of", "persons", "--by", "kom", "--ci", name]
    for kind in "123456789":
        yield ["kom-sum", "--value", "x", "--quantile-type", kind, "--stats", "p7,p25,median,p99,iqr"]


def uptake_cases():
    whole = ["offerings", "recipients", "participation"]
    yield whole, []
    yield whole, ["--by", "service,section", "--period", "event:12m", "--margins", "section"]
    yield whole, ["--by", "kom,service", "--margins", "kom,service", "--period", "half"]
    yield whole, ["--by", "kom,age_group", "--ages", "18,67,80", "--period", "quarter"]
    yield whole, ["--by", "kom,provider", "--dominance", "--period", "year", "--ci", "midp"]
    yield whole, ["--by", "section", "--persons", "--period", "event:6m"]
    yield whole, ["--by", "setting", "--cumulative"]
    yield whole + ["networks"], ["--by", "network", "--overlap", "both", "--margins", "network"]
    yield whole + ["municipalities"], ["--by", "region,service", "--margins", "region,service"]
    yield ["offerings", "recipients_counts"], ["--by", "kom,section", "--period", "year",
                                               "--from", "2019", "--to", "2020"]
    yield [], ["--by", "kom,service", "--margins", "kom", "--period", "month"]


def diff_cases():
    at = ["--at", "2019-01-01"]
    yield "panel", ["kom-diff", "--value", "value"] + at
    yield "panel", ["kom-diff", "--value", "value,years", "--weight", "w", "--by", "section"] + at
    yield "panel", ["kom-diff", "--value", "value", "--skip", "2", "--window", "6", "--by", ""] + at
    yield "panel", ["kom-diff", "--value", "value", "--method", "paired", "--by", ""] + at
    yield "panel", ["kom-diff", "--value", "value", "--method", "paired", "--id", "id",
                    "--by", "section"] + at
    yield "panel", ["kom-diff", "--count", "events", "--exposure", "years"] + at
    yield "sides", ["kom-diff", "--count", "events", "--of", "persons", "--phase", "phase"]
    yield "few", ["kom-diff", "--count", "events", "--of", "persons", "--phase", "phase",
                  "--method", "exact"]


class Feeder:
    """Hands a table to a tool in a way drawn by chance."""

    def __init__(self, rng, folder):
        self.rng, self.folder = rng, folder

    def file(self, table, danish=None, data=None):
        danish = self.rng.random() < .5 if danish is None else danish
        data = data or tables.random_style(self.rng, table, danish).render(table)
        if self.rng.random() < .4:
            return self.folder.write(tables.packed(self.rng, data), ".csv.gz")
        return self.folder.write(data)

    def main(self, table):
        """(arguments, standard input, bytes for a pipe)"""
        rng = self.rng
        danish, how = rng.random() < .5, rng.choice(["files", "files", "files", "file", "pipe", "stdin"])
        if how == "files":
            parts = tables.split(rng, table, rng.randrange(2, 6))
            paths = [self.file(part, danish) for part in parts]
            if rng.random() < .2:
                with open(paths[0], "rb") as source:
                    return ["-"] + paths[1:], None, source.read()
            return paths, None, None
        data = tables.random_style(rng, table, danish).render(table)
        if how == "pipe":
            return rng.choice([[], ["-"]]), None, tables.packed(rng, data) if rng.random() < .4 else data
        path = self.file(table, data=data)
        return ([path], None, None) if how == "file" else ([], path, None)


def explain(before, after):
    print("FAILED: another answer\n  %s\n  %s" % (before.line(), after.line()))
    print("exit %d and %d\n%s%s" % (before.code, after.code, before.err, after.err))
    a, b = before.out.splitlines(), after.out.splitlines()
    for x, y in [(x, y) for x, y in zip(a, b) if x != y][:5]:
        print("- %s\n+ %s" % (x.decode(), y.decode()))
    print("%d and %d lines" % (len(a), len(b)))


class Driver:
    def __init__(self, seed, rounds):
        self.rng = random.Random(seed)
        self.rounds = rounds
        self.folder = calls.Folder()
        self.feeder = Feeder(self.rng, self.folder)
        self.checked = 0

    def same(self, before, after, key=lambda answer: answer.out):
        self.checked += 1
        if (before.code, key(before), before.closings()) == (after.code, key(after), after.closings()):
            return
        explain(before, after)
        sys.exit("files in " + self.folder.base)

    def threads(self):
        return "-j%d" % self.rng.choice([1, 2, 8])

    def reference(self, command, table):
        answer = calls.run(command + ["-j1", self.folder.write(tables.Style().render(table))])
        answer.closings()
        if answer.code not in (0, 1):
            sys.exit("FAILED: %s\n%s" % (answer.line(), answer.err))
        return answer

    def case(self, command, table, sides=None):
        """The whole table as it stands against `rounds` other ways to write it."""
        first = self.reference(command + self.options(sides, True), table)
        if len(first.out.splitlines()) < 2:
            sys.exit("FAILED: nothing to compare: " + first.line())
        for _ in range(self.rounds):
            files, stdin, pipe = self.feeder.main(tables.shuffled(self.rng, table))
            more = self.options(sides, False)
            self.same(first, calls.run(command + [self.threads()] + more + files, stdin, pipe))
        self.folder.empty()

    def options(self, sides, plain):
        found = []
        for name, table in (sides or {}).items():
            option = "--recipients" if name == "recipients_counts" else "--" + name
            if plain:
                found += [option, self.folder.write(tables.Style().render(table))]
            else:
                found += [option, self.feeder.file(tables.shuffled(self.rng, table))]
        return found

    def sums(self):
        for rows in (7, 400):
            for command in sum_cases():
                self.case(command, worlds.numbers(self.rng, rows))

    def uptakes(self):
        sample = worlds.sample(calls.SAMPLE, {"151", "306", "479", "730", "101"})
        for names, options in uptake_cases():
            self.case(["kom-uptake"] + options, sample["sales"], {n: sample[n] for n in names})

    def diffs(self):
        made = {"panel": worlds.panel(self.rng, 6), "sides": worlds.sides(self.rng, 30),
                "few": worlds.sides(self.rng, 4)}
        for name, command in diff_cases():
            self.case(command, made[name])

    def reads(self):
        for table in (worlds.numbers(self.rng, 300),
                      worlds.sample(calls.SAMPLE, {"151", "479"})["sales"]):
            number = ",".join(sorted(tables.NUMBERS & set(table.header)))
            command = ["kom-read", "--canonical", "--number", number]
            first = self.reference(command, table)
            written = sorted(sorted(zip(table.header, row)) for row in table.rows)
            if rows_of(first) != written:
                sys.exit("FAILED: not the rows that were written: " + first.line())
            for _ in range(4 * self.rounds):
                files, stdin, pipe = self.feeder.main(tables.shuffled(self.rng, table))
                self.same(first, calls.run(command + [self.threads()] + files, stdin, pipe), rows_of)
            self.folder.empty()

    def checks(self):
        """Findings keep their column, rule and value; the lines are those of the same rows."""
        sample = worlds.sample(calls.SAMPLE, {"151", "479", "730"})
        table = spoiled(self.rng, sample["sales"])
        sides = {name: sample[name] for name in ("offerings", "recipients")}
        first = self.reference(["kom-check"] + self.options(sides, True), table)
        for _ in range(2 * self.rounds):
            files, stdin, pipe = self.feeder.main(tables.shuffled(self.rng, table))
            command = ["kom-check"] + self.options(sides, False) + files
            one = calls.run(command + ["-j1"], stdin, pipe)
            self.same(first, one, findings_of)
            for threads in ("-j2", "-j8"):
                self.same(one, calls.run(command + [threads], stdin, pipe))
        self.folder.empty()

    def large(self):
        """Inputs of many chunks, so that the threads have work."""
        sink = self.folder.path("sim")
        made = calls.run(["kom-sim", "--minimal", "--scale", "12", "--seed", "7", "--out", sink])
        assert made.code == 0, made.err
        with open(sink + "/sales.csv", "rb") as source:
            lines = source.read().splitlines()
        self.large_case(["kom-read"], lines, lambda answer: sorted(answer.out.splitlines()))
        for command in (["kom-sum", "--value", "antal,beloeb", "--by", "ydelse", "--stats", STATS],
                        ["kom-uptake", "--by", "kom,ydelse", "--period", "quarter"]):
            self.large_case(command, lines, lambda answer: answer.out)

    def large_case(self, command, lines, key):
        first = None
        for threads in ("1", "2", "8"):
            rest = lines[1:]
            if first:
                self.rng.shuffle(rest)
            middle = self.rng.randrange(len(rest)) if first else 0
            paths = [self.folder.write(b"\n".join([lines[0]] + part) + b"\n")
                     for part in (rest[:middle], rest[middle:])]
            answer = calls.run(command + ["-j" + threads] + paths)
            first = first or answer
            assert answer.code == 0 and answer.out, answer.err
            self.same(first, answer, key)
            self.same(answer, calls.run(command + ["-j2"] + paths))


def spoiled(rng, table):
    """Some rows that kom-check must find, each with a value of its own."""
    rows = list(table.rows)
    at = {name: table.header.index(name) for name in table.header}
    for i, row in enumerate(rng.sample(rows, 30)):
        bad = list(row)
        bad[at["sale_id"]] = "9%05d" % i
        name, value = rng.choice([("amount", "abc%d" % i), ("date", "2019-02-3%d" % (i % 3)),
                                  ("status", "s%d" % i), ("kom", "x%d" % i), ("service", "y%d" % i)])
        bad[at[name]] = value
        rows.append(tuple(bad))
    return table.with_rows(rows)


def rows_of(answer):
    return sorted(sorted(row.items()) for row in csv.DictReader(
        io.StringIO(answer.out.decode("utf-8"), newline=""), strict=True))


def findings_of(answer):
    rows = csv.DictReader(io.StringIO(answer.out.decode("utf-8"), newline=""), strict=True)
    return sorted((tables.CANONICAL.get(r["column"], r["column"]), r["rule"], r["value"]) for r in rows)


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else max(1, 6 // calls.SLOW)
    driver = Driver(seed, rounds)
    for part in (driver.sums, driver.uptakes, driver.diffs, driver.reads, driver.checks, driver.large):
        before = driver.checked
        part()
        print("%s: %d answers are the same" % (part.__name__, driver.checked - before))
    driver.folder.remove()


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""The same bytes from a file, a pipe and gzip, with any number of threads, in any locale, from either compiler.

Each tool gets KOM_ROUNDS inputs drawn by chance (default few), and each input is answered in ways that together have
every source, number of threads, locale and build. KOM_OTHER_BIN: the tools of a second build (scripts/full.sh)."""
import gzip
import itertools
import os
import random
import subprocess
import sys

import calls
import tables
import worlds

ROUNDS = int(os.environ.get("KOM_ROUNDS", "3"))
SOURCES = ("file", "pipe", "gzip")
JOBS = ("1", "2", "3", "8")
LOCALES = ("C", "da_DK.UTF-8") if os.environ.get("LOCPATH") else ("C",)
BUILDS = [calls.BIN] + [b for b in [os.environ.get("KOM_OTHER_BIN")] if b]
TALL = 1300000  # bytes: some chunks (lib/io/cutter.h)

SALES = ["kom", "person", "service", "date", "provider", "quantity", "amount", "status"]


def sales(rng, rows):
    made = [(rng.choice(worlds.KOMS[:4]), "p%d" % rng.randrange(40), rng.choice(["clean", "garden", "vask; stor"]),
             "2019-%02d-%02d" % (rng.randrange(1, 13), rng.randrange(1, 29)), rng.choice(["a", "b", ""]),
             worlds.number(rng), "%d.%02d" % (rng.randrange(900), rng.randrange(100)),
             rng.choice(["", "delivered", "delivered", "cancelled", "ordered"])) for _ in range(rows)]
    return tables.Table(SALES, made)


def offerings(rng):
    made = [(kom, service, "a", "2019-%02d-01" % rng.randrange(1, 7), rng.choice(["2019-12-31", "2020-06-30", ""]))
            for kom in worlds.KOMS[:4] for service in ("clean", "garden") if rng.random() < .8]
    return tables.Table(["kom", "service", "provider", "start", "end"], made or [("101", "clean", "a", "2019-01-01", "")])


def recipients(rng):
    made = [("p%d" % p, rng.choice(worlds.KOMS[:4]), rng.choice(["83", "85"]), "2019-%02d-01" % rng.randrange(1, 4),
             rng.choice(["2019-12-31", ""]), str(rng.randrange(1930, 2000))) for p in range(40) if rng.random() < .9]
    return tables.Table(["person", "kom", "section", "start", "end", "birth_year"], made)


def did(rng):
    made = []
    for unit in range(rng.randrange(5, 9)):
        start = rng.choice(["", "", "2013", "2014"]) if unit > 1 else ("2013" if unit else "")
        for year in range(2010, 2017):
            if rng.random() > .05:
                made.append(("u%d" % unit, str(year), "%.2f" % rng.gauss(10 + unit, 3), start, str(rng.randrange(9))))
    return tables.Table(["unit", "year", "value", "start", "x"], made)


def draw(rng, tool):
    """Arguments, the main table and side tables."""
    rows = rng.randrange(1, 60)
    few = str(rng.randrange(20, 60))
    if tool == "sum":
        return rng.choice([["--value", "x,y", "--by", "kom,group", "--margins", "kom"], ["--value", "x", "--weight", "w"],
                           ["--value", "x", "--stats", "n,sum,mean,sd,var,se,conf,cv,iqr,mad,skewness,kurtosis,gini"],
                           ["--value", "y", "--between", "group"],
                           ["--count", "events", "--of", "persons", "--by", "kom", "--ci", rng.choice(["midp", "jeffreys"])]]
                          ), worlds.numbers(rng, rows), {}
    if tool == "uptake":
        sides = {"offerings": offerings(rng), "recipients": recipients(rng)}
        return (["--unmatched", "warn"] + rng.choice([[], ["--by", "kom,service", "--period", "quarter", "--margins", "kom"],
                                                      ["--by", "section", "--period", "month", "--dominance"], ["--persons"],
                                                      ["--cumulative", "--by", ""], ["--period", "half", "--ci", "wilson"]]),
                sales(rng, rows), sides)
    if tool == "diff":
        at = ["--at", "2018-%02d" % rng.randrange(4, 10)]
        return at + rng.choice([["--value", "value"], ["--value", "value", "--by", "", "--method", "wilcoxon"],
                                ["--value", "value", "--by", "", "--method", "permutation", "--draws", few, "--seed", "7"],
                                ["--value", "value", "--weight", "w", "--by", "section"],
                                ["--count", "events", "--exposure", "years", "--method", "midp"],
                                ["--value", "value", "--by", "", "--method", "cluster", "--cluster", "kom"]]
                               ), worlds.panel(rng, rng.randrange(3, 7)), {}
    if tool == "did":
        panel = ["--unit", "unit", "--time", "year", "--treated", "start"]
        return rng.choice([panel, panel + ["--method", "event"], panel + ["--test", "permutation", "--draws", few],
                           panel + ["--method", "twfe", "--test", "wild", "--draws", few], panel + ["--design"],
                           ["--method", "ols", "--covariates", "x,x^2", "--vcov", "hc3"]]), did(rng), {}
    if tool == "table":
        return ["-f", rng.choice(["text", "md", "html", "latex", "json", "csv-da"]), "--lang", rng.choice(["da", "en"])
                ], worlds.panel(rng, 2, years=1), {}
    table = sales(rng, rows) if rng.random() < .5 else worlds.numbers(rng, rows)
    return rng.choice([[], ["--canonical"]] if tool == "read" else [[], ["--duplicates"]]), table, {}


def answer(tool, args, way, paths):
    """Status, result and messages of one way to ask; the name of the source is left out."""
    source, jobs, locale, build = way
    command = [os.path.join(build, "kom-" + tool)] + args + ["-j", jobs]
    given = {"input": paths["bytes"]} if source == "pipe" else {"stdin": subprocess.DEVNULL}
    if source != "pipe":
        command.append(paths[source])
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, check=False,
                          env=dict(os.environ, LC_ALL=locale), **given)
    texts = [done.stdout, done.stderr]
    for name in (paths["gzip"].encode(), paths["file"].encode(), b"standard input"):
        texts = [text.replace(name, b"SOURCE") for text in texts]
    return done.returncode, texts[0], texts[1], command


def ways(rng):
    """Some of all ways, in which every source, number of threads, locale and build is met."""
    all_ways = list(itertools.product(SOURCES, JOBS, LOCALES, BUILDS))
    if ROUNDS > 50:
        rng.shuffle(all_ways)
        most = 12
    else:
        most = 6
        rng.shuffle(all_ways)
    chosen = all_ways[:most]
    for parts in (SOURCES, JOBS, LOCALES, BUILDS):
        for part in parts:
            if not any(part in way for way in chosen):
                chosen.append(next(way for way in all_ways if part in way))
    return chosen


def check(rng, tool, folder):
    args, table, sides = draw(rng, tool)
    style = tables.Style(rng.choice(["csv", "da", "tsv", "utf16"]), quoting="needed")
    if tool in ("sum", "read", "uptake") and rng.random() < .2:
        size = max(len(style.render(table)), 1)
        table = table.with_rows(table.rows * (TALL // size + 1))
    data = style.render(table)
    paths = {"bytes": data, "file": folder.write(data),
             "gzip": folder.write(gzip.compress(data, 1, mtime=0), ".csv.gz")}
    for name, side in sides.items():
        args = args + ["--" + name, folder.write(tables.Style("csv").render(side))]
    first = {}
    for way in [("file", "1", "C", BUILDS[0])] + ways(rng):
        code, out, err, command = answer(tool, args, way, paths)
        # What is looked at beside the question depends on the size of the source, which a pipe does not tell.
        kind = "pipe" if way[0] == "pipe" else "file"
        for what, seen in (("status and result", (code, out)), ("messages, " + kind, err)):
            known = first.setdefault(what, (seen, command))
            assert known[0] == seen, "%s: %s\n%s\n%s\n%r\n%r" % (what, way, known[1], command, known[0], seen)
        assert code in ((0, 1) if tool == "check" else (0, 3, 5)), (command, code, err)


def check_sim(rng, folder):
    args = ["--seed", str(rng.randrange(1000)), "--scale", "0.01"] + rng.choice([[], ["--dirt"], ["--minimal"]])
    first = None
    for locale, build in itertools.product(LOCALES, BUILDS):
        out = folder.path("sim")
        subprocess.run([os.path.join(build, "kom-sim"), "-q", "--out", out] + args, check=True,
                       env=dict(os.environ, LC_ALL=locale))
        seen = {name: open(os.path.join(out, name), "rb").read() for name in sorted(os.listdir(out))}
        first = first or seen
        assert seen == first, (args, locale, build)
        for name in seen:
            os.unlink(os.path.join(out, name))


def main():
    for tool in ("sum", "uptake", "diff", "did", "table", "read", "check"):
        for seed in range(max(ROUNDS // calls.SLOW, 1)):
            folder = calls.Folder()
            check(random.Random("%s %d" % (tool, seed)), tool, folder)
            folder.remove()
    for seed in range(max(ROUNDS // 10, 1)):
        folder = calls.Folder()
        check_sim(random.Random("sim %d" % seed), folder)
        folder.remove()
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare kom-uptake with the brute-force twin on random worlds; stops at the first difference."""
import argparse
import csv
import difflib
import io
import multiprocessing
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import uptake
import worlds

CLOSING = re.compile(r"^kom-uptake: sales: (\d+) rows? read, (\d+) used, (\d+) set aside"
                     r"(?: \(([^)]*)\))?", re.M)

NOTES = {"sales: used rows without (\\w+), left out of its sum: (\\d+)": "without",
         "recipients: persons with more than one unit, who count in each: (\\d+)": "movers",
         "recipients: counts of periods that were not asked for, not used: (\\d+)": "other periods",
         "networks: a municipality in several counts in each": "networks",
         "participation: not_reported because of (.*)": "not reported",
         "no --offerings: everything is taken to be on offer every day": "no offerings",
         "range: (\\S+ to \\S+), from the days of sales and offerings": "range",
         "recipients: counts are of whole periods, but the range cuts": "cut",
         "sales: used rows without \\w+, a blank of its own in --flows: (\\d+)": "blank flows",
         "flows: the range has one period": "one period",
         "flows: pairs of periods without rows, for a side is: (.*)": "gaps"}


def call(tool, arguments, stdin, threads):
    """Exit code, output and messages of one run of the tool."""
    command = [tool, "-j%d" % threads] + arguments
    source = open(stdin, "rb") if stdin else subprocess.DEVNULL
    try:
        done = subprocess.run(command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=60)
        return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        return -1, b"", "no answer in 60 seconds"
    finally:
        if stdin:
            source.close()


def same_limit(a, b):
    if a == "" or b == "":
        return a == str(b)
    try:
        a, b = float(a), float(b)
    except ValueError:
        return False
    return a == b or abs(a - b) <= 1e-9 * max(abs(a), abs(b))


def same_row(got, want, header):
    if len(got) != len(want):
        return False
    return all(same_limit(g, w) if h in ("conf_low", "conf_high") else g == w
               for g, w, h in zip(got, want, header))


def lines(rows):
    return [",".join("%.12g" % c if isinstance(c, float) else c for c in row) for row in rows]


def compare_closing(messages, want):
    found = CLOSING.search(messages)
    if not found:
        return "no closing line about the sales"
    read, used, aside = (int(found.group(i)) for i in (1, 2, 3))
    reasons = [part.rsplit(" ", 1) for part in (found.group(4) or "").split(", ") if part]
    got = [(name, int(n)) for name, n in reasons]
    if (read, used) != (want["read"], want["used"]) or got != list(want["aside"].items()):
        return "closing line: %s\nexpected: %d read, %d used, %s" % (
            found.group(0), want["read"], want["used"], want["aside"])
    if aside != sum(want["aside"].values()) or read != used + aside:
        return "closing line does not add up: " + found.group(0)
    return None


def notes_of(messages):
    """Subject -> what was said of it, as the twin has it."""
    out = {}
    for pattern, subject in NOTES.items():
        for found in re.finditer("^kom-uptake: " + pattern, messages, re.M):
            said = list(found.groups())
            if subject == "without":
                subject = "without " + said.pop(0)
            if subject == "not reported":
                said = [set(said[0].split(", "))]
            value = said[0] if said else True
            out[subject] = int(value) if isinstance(value, str) and value.isdigit() else value
            subject = NOTES[pattern]
    return out


def compare(code, output, messages, want):
    """What differs, as text, or None."""
    if code != want["code"]:
        return "exit code %d, expected %d (%s)" % (code, want["code"], want["why"])
    if code != 0:
        return "output in spite of exit code %d" % code if output else None
    try:
        got = list(csv.reader(io.StringIO(output.decode("utf-8"), newline=""), strict=True))
    except (csv.Error, UnicodeDecodeError) as error:
        return "output is no CSV: %s" % error
    if b"\r" in output:
        return "a carriage return in the output"
    if not got or got[0] != want["header"]:
        return "header %s\nexpected %s" % (got[:1], want["header"])
    rows = got[1:]
    if len(rows) != len(want["rows"]) or not all(same_row(g, w, got[0]) for g,
                                                 w in zip(rows, want["rows"])):
        right = [g if same_row(g, w, got[0]) else w for g, w in zip(rows, want["rows"])]
        right += want["rows"][len(right):]
        return "\n".join([",".join(got[0])] + list(difflib.unified_diff(
            lines(right), lines(rows), "expected (twin)", "got (tool)", n=1, lineterm="")))
    if notes_of(messages) != want["notes"]:
        return "notes: %s\nexpected: %s" % (notes_of(messages), want["notes"])
    return compare_closing(messages, want)


def try_world(job):
    """Run one world; None when all agree, else the report."""
    tool, seed, number, base, ask = job
    made = worlds.world(seed, ask)
    folder = tempfile.mkdtemp(prefix="world-%d-" % seed, dir=base)
    arguments, stdin = worlds.write_world(made, folder)
    want = uptake.answer(made["tables"], made["options"])
    code, output, messages = call(tool, arguments, stdin, 1)
    report = compare(code, output, messages, want)
    if report is None and number % 10 == 0:
        again = call(tool, arguments, stdin, 8)
        if again != (code, output, messages):
            report = "-j8 differs from -j1"
    if report is None:
        shutil.rmtree(folder)
        return seed, None
    line = " ".join(shlex.quote(a)
                    for a in [tool, "-j1"] + arguments) + (" < " + stdin if stdin else "")
    return seed, "world %d\n%s\n%s\n--- messages of the tool:\n%s\nfiles in %s" % (
        seed, line, report, messages, folder)


def show_modes(args):
    """How the worlds of this run are spread, so that an idle generator is seen."""
    seen = {}
    for seed in range(args.seed, args.seed + args.worlds):
        made = worlds.world(seed, args.ask)
        want = uptake.answer(made["tables"], made["options"])
        words = ["exit %d %s" % (want["code"], want["why"])]
        if want["code"] == 0:
            words += ["aside " + reason for reason in want["aside"]]
            words += ["note " + subject for subject in want["notes"]]
            if "state" in want["header"]:
                at = want["header"].index("state")
                words += sorted({"state " + row[at] for row in want["rows"]})
                at = want["header"].index("buyers")
                words += ["some buyers"] if any(row[at] not in ("", "0")
                                                for row in want["rows"]) else []
            words += ["no rows"] if not want["rows"] else []
            words += ["option " + name for name in made["options"]]
        for word in words:
            seen[word] = seen.get(word, 0) + 1
    for word, n in sorted(seen.items()):
        print("%6d  %s" % (n, word))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", help="path of kom-uptake")
    parser.add_argument("--worlds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1,
                        help="seed of the first world; the next has the next number")
    parser.add_argument("--ask", choices=["flows", "market"], help="in every world")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", help="folder for the files of a world that differs")
    parser.add_argument("--spread", action="store_true", help="only show what the worlds contain")
    args = parser.parse_args()
    if args.spread:
        show_modes(args)
        return 0
    if not args.tool:
        parser.error("--tool is needed")
    if args.keep:
        os.makedirs(args.keep, exist_ok=True)
    folder = tempfile.mkdtemp(prefix="kom-uptake-", dir=args.keep)
    tool = os.path.abspath(args.tool)
    jobs = [(tool, args.seed + i, i, folder, args.ask) for i in range(args.worlds)]
    passed, failed = run_all(args, jobs)
    if not failed:
        shutil.rmtree(folder)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


def run_all(args, jobs):
    """Work through the worlds up to the first difference, which is printed; (passed, failed)."""
    passed = failed = 0
    with multiprocessing.Pool(args.jobs) as pool:
        for seed, report in pool.imap(try_world, jobs, chunksize=4):
            if report is None:
                passed += 1
                continue
            failed += 1
            print(report)
            break
    return passed, failed


if __name__ == "__main__":
    sys.exit(main())

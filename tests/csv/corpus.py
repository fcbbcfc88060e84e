# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-read on every file of a folder against oracle.py: no crash, no hang, no lost row, and the same at -j 1 and -j 4.

usage: corpus.py TOOL VOCABULARY FOLDER
"""
import csv
import io
import os
import re
import subprocess
import sys
import tempfile

import oracle

csv.field_size_limit(1 << 30)
TIME_LIMIT = 120


class Differs(Exception):
    pass


def run(tool, *arguments, data=None):
    """Whether the first record is a header is another question (tests/cli/files.bats)."""
    ended = subprocess.run([tool, "--first-line", "header", *arguments], input=data, capture_output=True, timeout=TIME_LIMIT, check=False)
    if ended.returncode not in (0, 3):
        raise Differs(f"status {ended.returncode}: {ended.stderr.decode(errors='replace')[:600]}")
    return ended


def check(condition, message):
    if not condition:
        raise Differs(message)


def aside_reasons(path):
    """(line, reason) of each row set aside, from the end of its row."""
    with open(path, "rb") as file:
        rows = re.findall(rb"[,;\t|](\d+)[,;\t|]([a-z_]+)\n", file.read().split(b"set_aside_reason\n", 1)[1])
    return [(int(line), reason.decode()) for line, reason in rows]


def compare_rows(output, headings, kinds, good):
    """The output is a header and these records; numbers, days and periods are compared by their place only."""
    rows = list(csv.reader(io.StringIO(output.decode("utf-8"), newline=""), strict=True))
    if len(headings) == 1:
        rows = [row or [""] for row in rows]
    check(rows[0] == headings, f"header {rows[0]} where {headings} was read")
    check(len(rows) - 1 == len(good), f"{len(rows) - 1} rows where {len(good)} are good")
    for row, record in zip(rows[1:], good):
        check(len(row) == len(headings), f"line {record.line}: {row}")
        for cell, text, kind in zip(row, record.fields, kinds):
            check(kind != "text" or cell == text, f"line {record.line}: {cell!r} where {text!r} stands")


def check_refused(tool, path, pattern):
    for jobs in ("1", "4"):
        ended = run(tool, "-j", jobs, "--bad-rows", "skip", path)
        message = ended.stderr.decode(errors="replace")
        check(ended.returncode == 3, f"read, but it is to be refused: {pattern}")
        check(re.search(pattern, message), f"refused with {message!r}, not {pattern!r}")
        check(path in message, f"the message does not name the file: {message!r}")


def check_stop(tool, path, bad, has_values):
    """Without --bad-rows skip the first bad row stops the tool, with its line."""
    one, four = run(tool, "-j", "1", path), run(tool, "-j", "4", path)
    check((one.stdout, one.stderr, one.returncode) == (four.stdout, four.stderr, four.returncode), "-j 4 differs")
    if has_values:
        return
    check((one.returncode == 3) == bool(bad), f"status {one.returncode} with {len(bad)} bad rows")
    if bad:
        check(f"{path}:{bad[0].line}: " in one.stderr.decode(errors="replace"), f"line {bad[0].line} is not named")


def check_file(tool, path, vocabulary):
    """True when the file was read, False when it was rightly refused."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        headings, records = oracle.read(data)
    except oracle.Refused as refused:
        check_refused(tool, path, str(refused))
        return False
    kinds = [vocabulary.get(oracle.fold(h), "text") for h in headings]
    has_values = "number" in kinds or "day" in kinds
    with tempfile.TemporaryDirectory() as folder:
        aside = os.path.join(folder, "aside")
        ended = run(tool, "-j", "1", "--bad-rows", "skip", "--set-aside", aside, path)
        check(ended.returncode == 0, ended.stderr.decode(errors="replace"))
        reasons = aside_reasons(aside)
    unreadable = {line for line, reason in reasons if reason == "unreadable"}
    check(has_values or not unreadable, "unreadable values where no column is a number or day")
    expected = [(r.line, r.problem) for r in records if r.problem]
    check([r for r in reasons if r[1] != "unreadable"] == expected, f"set aside {reasons}, not {expected}")
    good = [r for r in records if not r.problem and r.line not in unreadable]
    compare_rows(ended.stdout, headings, kinds, good)
    check_stop(tool, path, [r for r in records if r.problem not in (None, "blank")], has_values)
    return True


def main():
    tool, vocabulary, folder = sys.argv[1], oracle.words(sys.argv[2]), sys.argv[3]
    names = sorted(os.path.join(base, name) for base, _, names in os.walk(folder) for name in names)
    failed = read = refused = 0
    for path in names:
        if path.endswith((".md", ".json")):
            continue
        try:
            if check_file(tool, path, vocabulary):
                read += 1
            else:
                refused += 1
        except (Differs, subprocess.TimeoutExpired, csv.Error, UnicodeDecodeError) as error:
            print(f"{path}: {error}")
            failed += 1
    print(f"{read} files read, {refused} rightly refused, {failed} wrong")
    sys.exit(1 if failed or not read or not refused else 0)


if __name__ == "__main__":
    main()

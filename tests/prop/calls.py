# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a tool, and read its closing lines and its report."""
import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile

CLOSING = re.compile(r"^(kom-[a-z]+): ([a-z]+): (\d+) rows? read, (\d+) used, (\d+) set aside"
                     r"(?: \(([^)]*)\))?$", re.M)
BIN = os.environ.get("KOM_BIN", "")
SOURCE = os.environ.get("SOURCE_DIR") or os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
SAMPLE = os.path.join(SOURCE, "data", "sample")
SLOW = 8 if os.environ.get("KOM_SANITIZE") else 1  # sanitized builds do a part of the rounds


class Answer:
    def __init__(self, command, stdin, code, out, err):
        self.command, self.stdin = command, stdin
        self.code, self.out, self.err = code, out, err.decode("utf-8", "replace")

    def line(self):
        text = " ".join(shlex.quote(word) for word in self.command)
        return text + (" < " + self.stdin if self.stdin else "")

    def closings(self):
        """Table name -> (read, used, {reason: count}); checks that each adds up."""
        found = {}
        for _, table, read, used, aside, reasons in CLOSING.findall(self.err):
            parts = dict(part.rsplit(" ", 1) for part in reasons.split(", ") if part)
            parts = {name: int(number) for name, number in parts.items()}
            assert int(read) == int(used) + int(aside), "does not add up: " + self.err
            assert int(aside) == sum(parts.values()), "reasons do not add up: " + self.err
            found[table] = (int(read), int(used), parts)
        return found


def run(command, stdin=None, pipe=None):
    """Run a tool; standard input is a file, the bytes `pipe` through a pipe, or nothing."""
    full = [os.path.join(BIN, command[0])] + list(command[1:])
    with open(stdin or os.devnull, "rb") as source:
        given = {"stdin": source} if pipe is None else {"input": pipe}
        done = subprocess.run(full, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                              check=False, **given)
    return Answer(full, stdin or ("(a pipe)" if pipe is not None else None), done.returncode,
                  done.stdout, done.stderr)


def read_report(path):
    """Table name -> (read, used, {reason: count}) of --report."""
    with open(path, encoding="utf-8") as source:
        report = json.load(source)
    return {t["table"]: (t["read"], t["used"], t["set_aside"]) for t in report["tables"]}


class Folder:
    """A folder for the files of one case, which stays when the case fails."""

    def __init__(self):
        self.base = tempfile.mkdtemp(prefix="kom-prop-")
        self.number = 0

    def write(self, data, ending=".csv"):
        self.number += 1
        path = os.path.join(self.base, "t%d%s" % (self.number, ending))
        with open(path, "wb") as out:
            out.write(data)
        return path

    def path(self, name):
        return os.path.join(self.base, name)

    def empty(self):
        for name in os.listdir(self.base):
            os.remove(os.path.join(self.base, name))

    def remove(self):
        shutil.rmtree(self.base)

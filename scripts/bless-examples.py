# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what the commands of a page print now into its console blocks: python3 scripts/bless-examples.py FOLDER PAGE...

FOLDER holds the files that the examples read (data/sample), PATH the tools. Read the difference like code before you
keep it. Examples with `...` in what they show are left alone, and so are the messages of the tools.
"""
import os
import re
import subprocess
import sys
import tempfile


def examples(lines):
    """(first line shown, line behind the last, command) of each example of the console blocks."""
    inside, at = False, 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("```"):
            inside = line == "```console"
        elif inside and line.startswith("$ "):
            command = [line[2:]]
            while re.search(r"[\\|]$", lines[at]):
                at += 1
                command.append(lines[at])
            first = at + 1
            end = first
            while not lines[end].startswith(("$ ", "```")):
                end += 1
            yield first, end, "\n".join(command)
            at = end - 1
        at += 1


def is_message(line):
    return re.match(r"kom(-[a-z]+)?: ", line) is not None


def bless(page, folder):
    with open(page, encoding="utf-8") as file:
        lines = file.read().split("\n")
    changes = []
    with tempfile.TemporaryDirectory() as place:
        for name in os.listdir(folder):
            os.symlink(os.path.abspath(os.path.join(folder, name)), os.path.join(place, name))
        for first, end, command in examples(lines):
            if command.startswith("cd "):
                place_now = os.path.join(place, command[3:])
                place = place_now if os.path.isdir(place_now) else place
                continue
            got = subprocess.run(["bash", "-c", command], cwd=place, stdin=subprocess.DEVNULL, capture_output=True)
            shown = lines[first:end]
            printed = got.stdout.decode("utf-8", "replace").rstrip("\n").split("\n") if got.stdout else []
            wanted = [line for line in shown if not is_message(line)]
            if "..." in "\n".join(shown):
                continue
            if printed != wanted:
                changes.append((first, end, printed + [line for line in shown if is_message(line)]))
    for first, end, new in reversed(changes):
        lines[first:end] = new
    if changes:
        with open(page, "w", encoding="utf-8") as file:
            file.write("\n".join(lines))
    print(f"{page}: {len(changes)} examples changed")


def main(arguments):
    if len(arguments) < 2:
        sys.exit(__doc__.split("\n")[0])
    for page in arguments[1:]:
        bless(page, arguments[0])


main(sys.argv[1:])

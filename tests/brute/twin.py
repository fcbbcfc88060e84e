#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The brute-force twin as a command with the options of kom-uptake, for cases written by hand."""
import argparse
import csv
import io
import sys

import uptake
import worlds

ALIASES = {alias.lower(): name for name, aliases in worlds.DANISH.items() for alias in aliases}
SIDES = ("offerings", "recipients", "participation", "municipalities", "networks")


def read_table(data):
    """(header, rows) of a file in the canonical or the Danish dialect."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    danish = ";" in text.splitlines()[0]
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if danish else ","))
    header = [ALIASES.get(name.lower(), name) for name in rows[0]]
    if danish:
        rows = [[c.replace(",", ".") if h in worlds.NUMBERS else c for h, c in zip(header, row)]
                for row in rows]
    return header, rows[1:]


def read_file(path):
    with open(path, "rb") as file:
        return read_table(file.read())


def parse(argv):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*")
    parser.add_argument("-j")
    for name in SIDES + ("by", "period", "margins", "ages", "from", "to", "credits", "overlap"):
        parser.add_argument("--" + name)
    parser.add_argument("--level", type=float)
    parser.add_argument("--persons", action="store_true", default=None)
    parser.add_argument("--dominance", action="store_true", default=None)
    parser.add_argument("--market", action="store_true", default=None)
    parser.add_argument("--flows")
    return {k: v for k, v in vars(parser.parse_args(argv)).items() if v is not None}


def main():
    options = parse(sys.argv[1:])
    files = options.pop("files")
    tables = {name: read_file(options.pop(name)) for name in SIDES if name in options}
    tables["sales"] = [read_file(f) for f in files] or [read_table(sys.stdin.buffer.read())]
    for name in ("by", "margins"):
        if name in options:
            typed = options[name].split(",") if options[name] else []
            options[name] = [ALIASES.get(c.lower(), c) for c in typed]
            options[name + "_typed"] = typed
    if "ages" in options:
        options["ages"] = [int(cut) for cut in options["ages"].split(",")]
    found = uptake.answer(tables, options)
    if found["code"]:
        print("twin: " + found["why"], file=sys.stderr)
        return found["code"]
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(found["header"])
    out.writerows([["%.12g" % c if isinstance(c, float) else c for c in row]
                   for row in found["rows"]])
    reasons = ", ".join("%s %d" % pair for pair in found["aside"].items())
    print("kom-uptake: sales: %d rows read, %d used, %d set aside%s" % (
        found["read"], found["used"], sum(found["aside"].values()),
        " (%s)" % reasons if reasons else ""),
        file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

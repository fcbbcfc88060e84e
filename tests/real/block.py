# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of docs/real-data.md under a name, with `-q -j $JOBS`: block.py DOC NAME; with a file: is the output shown there its head?"""
import re
import sys

document, name = sys.argv[1:3]
with open(document, encoding="utf-8") as file:
    found = re.search(rf"<!-- test: {name} -->\n```sh\n(.*?)```\n```text\n(.*?)```\n", file.read(), re.S)
commands, shown = found.groups()
if len(sys.argv) == 3:
    print("set -eu\n" + re.sub(r"\b(kom-\w+) ", r"\1 -q -j $JOBS ", commands))
else:
    with open(sys.argv[3], encoding="utf-8") as file:
        output = file.read().splitlines()
    wanted = [line for line in shown.splitlines() if line != "..."]
    if not wanted or output[: len(wanted)] != wanted:
        sys.exit("docs/real-data.md shows another output; it is:\n" + "\n".join(output[: max(4, len(wanted))]))

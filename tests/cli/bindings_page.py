# SPDX-License-Identifier: GPL-3.0-or-later
"""bindings_page.py R|py PAGE SCRIPT: the blocks of a page in that language as one script, and what it says that they print:
the lines that begin with `#>`."""
import re
import sys

language, page, script = sys.argv[1:]
name = {"R": "r", "py": "python"}[language]
blocks = re.findall(r"^```%s\n(.*?)^```$" % name, open(page, encoding="utf-8").read(), re.M | re.S)
lines = "".join(blocks).splitlines()
with open(script, "w", encoding="utf-8") as file:
    file.write("\n".join(line for line in lines if not line.startswith("#>")) + "\n")
for line in lines:
    if line.startswith("#>"):
        print(line[3:])

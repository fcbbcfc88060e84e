# SPDX-License-Identifier: GPL-3.0-or-later
"""Files cut short: cut.py KOM_READ FOLDER... Each file of FOLDER/{sas,spss,stata,xpt} is cut at every twentieth and before its
last byte. kom-read must refuse what is left, or give the whole table; a shorter table only with a word on standard error that
the form does not say how many rows there should be."""
import os
import re
import subprocess
import sys
import tempfile

KOM_READ = sys.argv[1]
FOLDERS = sys.argv[2:] + [folder for folder in [os.environ.get("KOM_FORMATS")] if folder]
WARNED = "its form does not say how many rows it should have"


def run(path):
    done = subprocess.run([KOM_READ, "-j", "2", path], capture_output=True, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def main():
    problems, n, n_warned = [], 0, 0
    kinds = [(folder, kind) for folder in FOLDERS for kind in ("sas", "spss", "stata", "xpt")]
    for folder, kind in kinds:
        folder = os.path.join(folder, kind)
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            path = os.path.join(folder, name)
            if not re.search(r"\.(sas7bdat|sav|zsav|por|dta|xpt)$", name):
                continue
            code, whole, _ = run(path)
            if code:
                continue
            size = os.path.getsize(path)
            bytes_ = open(path, "rb").read()
            with tempfile.TemporaryDirectory() as scratch:
                cut = os.path.join(scratch, name)
                for end in sorted({size * i // 20 for i in range(1, 20)} | {size - 1}):
                    n += 1
                    with open(cut, "wb") as file:
                        file.write(bytes_[:end])
                    code, out, err = run(cut)
                    if code < 0 or code == 1 or code > 4:
                        problems.append(f"{kind}/{name} cut at {end} of {size}: exit {code}: {err[:200]}")
                    elif code == 0 and out != whole:
                        n_warned += WARNED in err
                        if WARNED not in err:
                            problems.append(f"{kind}/{name} cut at {end} of {size}: a shorter table without a word")
                    elif code and name not in err:
                        problems.append(f"{kind}/{name} cut at {end}: no name in {err[:200]}")
    for problem in problems:
        print(problem)
    print(f"{n} cut files, {n_warned} shorter tables with a word, {len(problems)} problems")
    sys.exit(1 if problems or not n else 0)


main()

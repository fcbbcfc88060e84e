# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-scale --table items of samples with weights and clusters, against R's svyciprop (method beta): python3 scale_items.py FOLDER takes
the 120 sets of tests/ref/scale_items.R in FOLDER; figures to 1e-9. An answer a row gives the same bytes as a column an item."""
import csv
import gzip
import io
import os
import subprocess
import sys
import tempfile
from collections import defaultdict

MODES = {"w": ["--weight", "w"], "c": ["--cluster", "institution"], "wc": ["--weight", "w", "--cluster", "institution"]}


def run(*call):
    done = subprocess.run(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit("%s: %s" % (" ".join(call), done.stderr))
    return done.stdout


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def long(rows):
    keep = ("respondent", "wave", "area", "institution", "w")
    return [{**{k: r[k] for k in keep}, "item": item, "answer": r[item]} for r in rows for item in ("a", "b")]


def same(got, want):
    return got == want if "" in (got, want) else abs(float(got) - float(want)) <= 1e-9 * max(abs(float(want)), 1e-300)


def main():
    folder = sys.argv[1]
    rows, want, n = defaultdict(list), defaultdict(list), 0
    for r in csv.DictReader(gzip.open(os.path.join(folder, "scale_items.csv.gz"), "rt")):
        rows[r.pop("set")].append(r)
    for e in csv.DictReader(gzip.open(os.path.join(folder, "scale_items_expected.csv.gz"), "rt")):
        want[e["set"], e["mode"]].append(e)
    with tempfile.TemporaryDirectory() as at:
        book, wide, tall = (os.path.join(at, name) for name in ("book.csv", "wide.csv", "long.csv"))
        write(book, [{"item": "a", "scale": "s", "reversed": "no", "lowest": 1, "highest": 4},
                     {"item": "b", "scale": "s", "reversed": "yes", "lowest": 1, "highest": 2}])
        for (number, mode), expected in want.items():
            write(wide, rows[number])
            call = ["kom-scale", "-q", "--codebook", book, "--table", "items", "--by", "area", "--top", "3|4", *MODES[mode]]
            text = run(*call, "--items", "a,b", wide)
            if int(number) % 10 == 0:
                write(tall, long(rows[number])[::-1])
                if run(*call, tall) != text:
                    sys.exit("set %s, %s: an answer a row says otherwise" % (number, mode))
            got = {tuple(r[k] for k in ("area", "wave", "item", "answer")): r for r in csv.DictReader(io.StringIO(text))}
            for e in expected:
                r = got[e["area"], e["wave"], e["item"], e["answer"]]
                for mine, theirs in (("n", "n"), ("share", "share"), ("conf_low", "low"), ("conf_high", "high")):
                    n += 1
                    if not same(r[mine], e[theirs]):
                        sys.exit("set %s, %s, %s: R has %s\n%s" % (number, mode, mine, e[theirs], r))
    print("%d figures compared" % n)
    if n < 10000:
        sys.exit("too few")


if __name__ == "__main__":
    main()

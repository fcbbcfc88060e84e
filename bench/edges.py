# SPDX-License-Identifier: GPL-3.0-or-later
"""How often kom-did rejects a true null at its edges: cells of the panel missing, few rows that decide.

    python3 bench/edges.py [REPLICATIONS] [SEED] >docs/methods/edges.csv
    python3 bench/edges.py --tables <docs/methods/edges.csv      what docs/methods/coverage.md shows of it

KOM_BIN is the folder of the tools (default build/release/bin). The defaults (1,000, seed 1) take some three minutes of one
core. tests/bench/edges.sh runs a few replications, and holds the page to the table."""
import csv
import io
import os
import random
import subprocess
import sys

BIN = os.environ.get("KOM_BIN", os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                                             "build", "release", "bin"))
UNITS, YEARS, START = 20, 10, 6

# What is missing, of unit u of k treated ones and the others, in year t; draw is uniform.
MISSING = [
    ("nothing", lambda u, k, t, draw: False),
    ("two years of all controls", lambda u, k, t, draw: u >= k and t in (4, 7)),
    ("three years of half of the controls", lambda u, k, t, draw: u >= k and u % 2 == 1 and t in (3, 4, 5)),
    ("the first two years of the treated", lambda u, k, t, draw: u < k and t < 2),
    ("a fifth of all cells", lambda u, k, t, draw: draw < .2),
    ("two years after the start of all controls but one", lambda u, k, t, draw: u > k and t in (7, 8)),
    ("all but two years of the treated", lambda u, k, t, draw: u < k and t not in (2, 8)),
]


def ask(options, lines, warning):
    """Of all groups: p_value and p_permutation at or below 5 %, rows, and rows that warn."""
    data = ("\n".join(lines) + "\n").encode()
    done = subprocess.run([os.path.join(BIN, "kom-did"), "-q"] + options, input=data, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    rows = [row for row in csv.DictReader(io.StringIO(done.stdout.decode())) if row["term"] in ("att", "d")]

    def rejected(name):
        made = [float(row[name]) for row in rows if row[name]]
        return ("%.4f" % (sum(p <= .05 for p in made) / len(made)) if made else "", len(made))

    warned = sum(any(word in row["warning"] for word in warning.split()) for row in rows)
    return rejected("p_value"), rejected("p_permutation"), warned / max(1, len(rows))


def panels(missing, treated, rho, replications, rng):
    """Unit effects, a trend of 0.5, errors AR(1) with sd 0.3, no effect."""
    lines = ["panel,kom,period,y,start"]
    for panel in range(replications):
        for u in range(UNITS):
            own, error = rng.gauss(0, 1), rng.gauss(0, .3)
            for t in range(YEARS):
                if t > 0:
                    error = rho * error + (1 - rho * rho) ** .5 * rng.gauss(0, .3)
                if not missing(u, treated, t, rng.random()):
                    lines.append("%d,%d,%d,%.4f,%s" % (panel, 101 + u, 2010 + t, own + .5 * t + error,
                                                       2010 + START if u < treated else ""))
    return lines


def rows(n, ones, replications, rng):
    lines = ["panel,y,d"]
    for panel in range(replications):
        lines += ["%d,%.4f,%d" % (panel, rng.gauss(0, 1), i < ones) for i in range(n)]
    return lines


def percent(text):
    return "%.1f" % (100 * float(text)) if text else "-"


def tables(source):
    found = {(row["edge"], row["treated"], row["rho"], row["method"]): row for row in csv.DictReader(source)}
    for rho in ("0", "0.8"):
        print("Missing cells, serial correlation %s: t / permutation, and rows that warn of it\n" % rho)
        print("| missing | 1 treated | 2 | 4 | warned |\n|---|--:|--:|--:|--:|")
        for name, _ in MISSING:
            cells = []
            for treated in ("1", "2", "4"):
                own = [found[name, treated, rho, method] for method in ("collapse_t", "permutation")]
                cells.append("%s / %s" % tuple(percent(row["size"]) for row in own))
            warned = "%s to %s" % tuple(percent(f(found[name, k, rho, "collapse_t"]["warned"] for k in "124"))
                                        for f in (min, max))
            print("| %s | %s | %s |" % (name, " | ".join(cells), warned))
        print()
    print("ols, d is 1 in so many of 98 rows: size, and rows that warn\n")
    print("| rows | iid | hc0 | hc1 | hc2 | hc3 | hc warned |\n|--:|--:|--:|--:|--:|--:|--:|")
    for ones in ("1", "2", "3", "5", "10"):
        own = [found["d is 1 in so many of 98 rows", ones, "0", vcov] for vcov in ("iid", "hc0", "hc1", "hc2", "hc3")]
        warned = min(row["warned"] for row in own[1:])
        print("| %s | %s | %s |" % (ones, " | ".join(percent(row["size"]) for row in own), percent(warned)))


def main():
    if sys.argv[1:] == ["--tables"]:
        tables(sys.stdin)
        return
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    print("edge,treated,rho,method,replications,made,size,warned")
    for name, missing in MISSING:
        for treated in (1, 2, 4):
            for rho in (0, .8):
                rng = random.Random(seed)
                t, permuted, warned = ask(["--by", "panel", "-y", "y", "-x", "start"],
                                          panels(missing, treated, rho, replications, rng), "unequal_cells few_controls")
                for method, (size, made) in (("collapse_t", t), ("permutation", permuted)):
                    print("%s,%d,%s,%s,%d,%d,%s,%.4f" % (name, treated, rho, method, replications, made, size, warned))
                sys.stdout.flush()
    for ones in (1, 2, 3, 5, 10):
        for vcov in ("iid", "hc0", "hc1", "hc2", "hc3"):
            rng = random.Random(seed)
            word = "leverage_one" if ones == 1 else "true_size"
            (size, made), _, warned = ask(["--by", "panel", "-y", "y", "--method", "ols", "--covariates", "d",
                                           "--vcov", vcov], rows(98, ones, replications, rng), word)
            print("d is 1 in so many of 98 rows,%d,0,%s,%d,%d,%s,%.4f" % (ones, vcov, replications, made, size, warned))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-sum and kom-diff of samples with a design, against R's survey: python3 design.py FOLDER [STEP] takes every STEP-th of
the 200 sets of tests/ref/design.R in FOLDER, and contrasts of design_contrast.R; figures to 1e-9, and of jackknife weights that are made here."""
import csv
import gzip
import io
import os
import subprocess
import sys
import tempfile
from collections import defaultdict


def run(*call):
    done = subprocess.run(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 5):
        sys.exit("%s: %s" % (" ".join(call), done.stderr))
    return list(csv.DictReader(io.StringIO(done.stdout)))


def close(got, want, digits=1e-9):
    return got != "" and abs(float(got) - float(want)) <= digits * max(abs(float(want)), 1e-300)


class Set:
    def __init__(self, number, rows, folder):
        self.number, self.rows, self.folder = number, rows, folder
        self.file = os.path.join(folder, "set.csv")
        self.factors = os.path.join(folder, "factors.csv")
        self.clusters = defaultdict(list)
        for r in rows:
            if r["cluster"] not in self.clusters[r["stratum"]]:
                self.clusters[r["stratum"]].append(r["cluster"])
        self.has_fpc = number % 3 == 0
        self.design = ["--weight", "w", "--sample-strata", "stratum"]
        if number % 4:
            self.design += ["--cluster", "cluster"]
        if self.has_fpc:
            self.design += ["--fpc", "fpc"]
        self.jack = ["--weight", "w", "--replicate-weights", "weight_*", "--replicate-factors", self.factors]
        self.write()

    def write(self):
        """The rows with a replicate weight for each cluster left out, and the factors."""
        left = [(h, c) for h in self.clusters for c in self.clusters[h]]
        names = ["weight_%d" % (i + 1) for i in range(len(left))]
        with open(self.file, "w", encoding="utf-8", newline="") as f:
            out = csv.writer(f, lineterminator="\n")
            out.writerow(list(self.rows[0]) + names)
            for r in self.rows:
                out.writerow(list(r.values()) + [self.weight(r, h, c) for h, c in left])
        fpc = {r["stratum"]: float(r["fpc"]) for r in self.rows}
        with open(self.factors, "w", encoding="utf-8", newline="") as f:
            out = csv.writer(f, lineterminator="\n")
            out.writerow(["replicate", "stratum", "factor"])
            for name, (h, _) in zip(names, left):
                n = len(self.clusters[h])
                out.writerow([name, h, repr((n - 1) / n * (1 - n / fpc[h] if self.has_fpc else 1))])

    def weight(self, r, h, c):
        n = len(self.clusters[h])
        if r["stratum"] != h:
            return r["w"]
        return "0" if r["cluster"] == c else repr(float(r["w"]) * n / (n - 1))


def figures(s):
    """What the tools say: (domain, what) -> value, se, low, high, df."""
    got = {}

    def keep(what, rows, value, se, low=None, high=None, df=None, term=None):
        for r in rows:
            if term in (None, r.get("term")):
                got[r.get("domain", "all"), what] = [r[c] if c else "" for c in (value, se, low, high, df)]
    for by in ([], ["--by", "domain"]):
        rows = run("kom-sum", "-q", "--value", "y", "--stats", "n,mean,se,conf,deff,total,p25,median", *by, *s.design, s.file)
        keep("mean", rows, "mean", "se", "conf_low", "conf_high", "df")
        keep("deff", rows, "deff", None)
        keep("total", rows, "total", "total_se", "total_low", "total_high")
        keep("p25", rows, "p25", "p25_se", "p25_low", "p25_high")
        keep("median", rows, "median", "median_se", "median_low", "median_high")
        share = ["kom-sum", "-q", "--count", "flag=yes", *by]
        keep("share", run(*share, *s.design, s.file), "share", "se", "conf_low", "conf_high")
        keep("logit", run(*share, "--ci", "logit", *s.design, s.file), "share", "se", "conf_low", "conf_high")
        keep("jack_share", run(*share, *s.jack, s.file), "share", "se")
        ratio = ["kom-sum", "-q", "--count", "y", "--exposure", "x", *by]
        keep("ratio", run(*ratio, *s.design, s.file), "rate", "se")
        keep("jack_ratio", run(*ratio, *s.jack, s.file), "rate", "se")
        rows = run("kom-sum", "-q", "--value", "y", "--stats", "mean,se,total", *by, *s.jack, s.file)
        keep("jack_mean", rows, "mean", "se")
        keep("jack_total", rows, "total", "total_se")
        diff = ["kom-diff", "-q", "--phase", "side", *(by or ["--by", ""])]
        rows = run(*diff, "--value", "y", *s.design, s.file)
        keep("diff", rows, "estimate", "std_error", "conf_low", "conf_high", "df")
        keep("jack_diff", run(*diff, "--value", "y", *s.jack, s.file), "estimate", "std_error")
        rows = run(*diff, "--count", "y", "--exposure", "x", *s.design, s.file)
        keep("diff_ratio", rows, "estimate", "std_error", "conf_low", "conf_high", term="ratio")
        keep("diff_rate", rows, "estimate", "std_error", "conf_low", "conf_high", term="difference")
    contrast = ["kom-diff", "-q", "--phase", "side", "--by", "", "--contrast", "domain"]
    for what, call in (("mean", ["--value", "y"]), ("share", ["--count", "flag=yes"]), ("rate", ["--count", "y", "--exposure", "x"])):
        keep(what, run(*contrast, *call, *s.design, s.file), "estimate", "std_error", "conf_low", "conf_high", "df", term="contrast")
        keep("jack_" + what, run(*contrast, *call, *s.jack, s.file), "estimate", "std_error", term="contrast")
    return got


def same(e, column, got):
    """Blank where R says 0: errors that the data do not carry. Ratios of values that are no counts have no test here."""
    if column in ("se", "low", "high") and got == "" and float(e["se"]) < 1e-9:
        return True
    return close(got, e[column])


def compare(number, want, got):
    n = 0
    for e in want:
        mine = got.get((e["domain"], e["what"]))
        for k, column in enumerate(["value", "se", "low", "high", "df"]):
            if e[column] in ("NA", "NaN"):
                continue
            n += 1
            if mine is None or not same(e, column, mine[k]):
                sys.exit("set %d, domain %s, %s: %s is %s, R has %s" % (number, e["domain"], e["what"], column, mine and mine[k], e[column]))
    return n


# survey 4.1-1, apistrat: svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc); the manual of survey prints the first
# five digits of most. The logit interval is svyciprop's (method logit), the other its method beta.
API = [
    (["--value", "api00"], "mean", 662.287363159, 1e-9), (["--value", "api00"], "se", 9.40894080278, 1e-9),
    (["--value", "api00"], "deff", 1.20446, 1e-5),
    (["--value", "enroll", "--stats", "total"], "total", 3687177.53244, 1e-9),
    (["--value", "enroll", "--stats", "total"], "total_se", 114641.716101, 1e-9),
    (["--count", "api00", "--exposure", "api99"], "rate", 1.05226054622, 1e-9),
    (["--count", "api00", "--exposure", "api99"], "se", 0.00364392223084, 1e-9),
    (["--count", "sch.wide=Yes"], "share", 0.827948011416, 1e-9), (["--count", "sch.wide=Yes"], "se", 0.0243447801131, 1e-9),
    (["--count", "sch.wide=Yes"], "conf_low", 0.774171328597, 1e-9), (["--count", "sch.wide=Yes"], "conf_high", 0.873431592621, 1e-9),
    (["--count", "sch.wide=Yes", "--ci", "logit"], "conf_low", 0.774539654352, 1e-9),
    (["--count", "sch.wide=Yes", "--ci", "logit"], "conf_high", 0.870814854545, 1e-9),
]


def api(folder):
    for call, column, want, digits in API:
        row = run("kom-sum", "-q", *call, "--weight", "pw", "--sample-strata", "stype", "--fpc", "fpc", os.path.join(folder, "apistrat.csv"))[0]
        if not close(row[column], want, digits):
            sys.exit("%s, %s: %s, survey has %s" % (" ".join(call), column, row[column], want))


def main():
    folder, step = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    api(folder)
    rows, want = defaultdict(list), defaultdict(list)
    for r in csv.DictReader(gzip.open(os.path.join(folder, "design.csv.gz"), "rt")):
        rows[int(r["set"])].append(r)
    for name in ("design", "design_contrast"):
        for e in csv.DictReader(gzip.open(os.path.join(folder, name + "_expected.csv.gz"), "rt")):
            want[int(e["set"])].append(e)
    n = 0
    with tempfile.TemporaryDirectory() as at:
        for number in list(rows)[::step]:
            n += compare(number, want[number], figures(Set(number, rows[number], at)))
    print("%d figures compared" % n)
    if n < 10000 // step:
        sys.exit("too few")


if __name__ == "__main__":
    main()

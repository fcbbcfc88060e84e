# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-weight on random samples: every row in its order, margins and bounds that hold, weights against a plain twin, and against
R's survey: 200 sets where R is there (tests/ref/weight.R), and the frozen sets of tests/ref/weight everywhere."""
import collections
import csv
import io
import itertools
import os
import random
import shutil
import subprocess
import sys

import calls

REF = os.path.join(calls.SOURCE, "tests", "ref")
NEAR = 1e-9
SETS = 200 // calls.SLOW


class Sample:
    """Rows with v1, v2 ..., start weight d, stratum and cluster, and totals of margins: {v1: {value: total}}."""

    def __init__(self, name, rows, totals):
        self.name, self.rows, self.totals = name, rows, totals

    def is_raked(self):
        return len(self.totals) > 1

    def columns(self):
        return [c for margin in self.totals for c in margin.split("+")]

    def has_clusters(self):
        return any(row["cluster"] for row in self.rows)


def draw(rng, name):
    """A sample of a population that is no product of its margins."""
    sizes = [rng.randrange(2, 6) for _ in range(rng.randrange(1, 4))]
    values = [["æø, %d" % k if rng.random() < .1 else "%c%d" % (97 + i, k) for k in range(size)] for i, size in enumerate(sizes)]
    columns = ["v%d" % (i + 1) for i in range(len(sizes))]
    n_clusters, n_strata = (rng.randrange(4, 9), rng.randrange(1, 3)) if rng.random() < .4 else (0, 1)
    cells = {cell: rng.randrange(20, 400) for cell in itertools.product(*values)}
    rows = []
    for _ in range(rng.randrange(60, 160)):
        cluster = rng.randrange(n_clusters) if n_clusters else None
        row = {"set": name, "row": str(len(rows)), "d": "%.2f" % rng.uniform(.5, 4) if rng.random() < .8 else "1",
               "stratum": "" if cluster is None else "s%d" % (cluster % n_strata),
               "cluster": "" if cluster is None else "c%d" % cluster}
        row.update(zip(columns, rng.choice(list(cells))))
        rows.append(row)
    post = len(columns) < 3 and rng.random() < .3 or len(columns) == 1
    totals = {}
    for own in [range(len(columns))] if post else [[i] for i in range(len(columns))]:
        margin = totals.setdefault("+".join(columns[i] for i in own), collections.Counter())
        for cell, n in cells.items():
            margin["+".join(cell[i] for i in own)] += n
    return Sample(name, rows, totals)


def key(row, margin):
    return "+".join(row[c] for c in margin.split("+"))


def is_whole(sample, rows):
    """Has every category a row?"""
    return all({key(row, margin) for row in rows} >= set(totals) for margin, totals in sample.totals.items())


def usable(sample):
    clusters = collections.defaultdict(set)
    for row in sample.rows:
        clusters[row["stratum"]].add(row["cluster"])
    names = {row["cluster"] for row in sample.rows if row["cluster"]}
    return is_whole(sample, sample.rows) and all(len(c) > 1 for c in clusters.values() if names) and all(
        is_whole(sample, [row for row in sample.rows if row["cluster"] != name]) for name in names)


def twin(sample, start):
    """Weights by plain proportional fitting."""
    weight = dict(start)
    for _ in range(5000):
        worst = 0
        for margin, totals in sample.totals.items():
            sums = collections.Counter()
            for row in sample.rows:
                sums[key(row, margin)] += weight.get(row["row"], 0)
            worst = max([worst] + [abs(sums[v] - t) / t for v, t in totals.items()])
            for row in sample.rows:
                if row["row"] in weight:
                    weight[row["row"]] *= totals[key(row, margin)] / sums[key(row, margin)]
        if worst < 1e-14:
            break
    return weight


def starts(sample):
    """The start weights of the sample and of each replicate, by way."""
    own = {row["row"]: float(row["d"]) for row in sample.rows}
    found = {"": own}
    clusters = {row["cluster"]: row["stratum"] for row in sample.rows if row["cluster"]}
    for out, stratum in clusters.items():
        n = sum(s == stratum for s in clusters.values())
        found[out] = {row["row"]: own[row["row"]] * (n / (n - 1) if row["stratum"] == stratum else 1)
                      for row in sample.rows if row["cluster"] != out}
    return found


# ---- the tool ----

def as_csv(rows, delimiter=","):
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def make_tables(rng, sample, folder):
    """The options that say the totals: a frame of groups, of persons, or known totals."""
    way = rng.choice(["known", "groups", "persons"]) if not sample.is_raked() else "known"
    if way == "known" and sample.is_raked():
        rows = [{"column": m, "value": v, "total": str(t)} for m, totals in sample.totals.items() for v, t in totals.items()]
    else:
        (margin, totals), = sample.totals.items()
        rows = [dict(zip(margin.split("+"), v.split("+")), total=str(t)) for v, t in totals.items()]
    if way == "groups":
        rows = [{**{k: v for k, v in row.items() if k != "total"}, "n": row["total"]} for row in rows]
    if way == "persons":
        rows = [{**{k: v for k, v in row.items() if k != "total"}, "respondent": "P%d-%d" % (i, k)}
                for i, row in enumerate(rows) for k in range(int(row["total"]))]
    rng.shuffle(rows)
    path = folder.write(as_csv(rows))
    return ["--known-totals" if way == "known" else "--frame", path]


def weigh(rng, sample, folder):
    """{way: {row: weight}}, with way "" for the sample and the cluster's name for a replicate; and the factors."""
    danish = rng.random() < .3
    rows = [{**row, "d": row["d"].replace(".", ",")} if danish else row for row in sample.rows]
    data = as_csv(rows, ";" if danish else ",")
    call = ["kom-weight"] + make_tables(rng, sample, folder) + ["--weight", "d"]
    call += ["--rake" if sample.is_raked() else "--post", ",".join(sample.columns())]
    factors = folder.path("factors")
    if sample.has_clusters():
        call += ["--replicates", "jackknife", "--cluster", "cluster", "--replicate-factors", factors]
        call += ["--sample-strata", "stratum"] if rng.random() < .99 else []
    path = folder.write(data)
    first = calls.run(call + ["-j", "1", path])
    assert first.code == 0, (first.line(), first.err)
    for other in [calls.run(call + ["-j", "8"], pipe=data), calls.run(call + ["-j", "2", path])]:
        assert (other.code, other.out) == (0, first.out), first.line()
    out = list(csv.DictReader(io.StringIO(first.out.decode())))
    assert [{c: row[c] for c in sample.rows[0]} for row in out] == sample.rows, first.line()
    found = {"": {row["row"]: float(row["weight"]) for row in out}}
    for name in out[0]:
        if name.startswith("weight_"):
            left = {row["cluster"] for row in out if row[name] == "0"}
            assert len(left) == 1, first.line()
            found[left.pop()] = {row["row"]: float(row[name]) for row in out if row[name] != "0"}
    for way, weight in found.items():
        check_margins(sample, weight, first.line() + " " + way)
    return found, read_factors(sample, out, factors)


def read_factors(sample, out, path):
    if not sample.has_clusters():
        return {}
    with open(path, encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    os.remove(path)
    names = {row["replicate"]: {r["cluster"] for r in out if r[row["replicate"]] == "0"}.pop() for row in rows}
    assert list(names) == ["weight_%d" % (i + 1) for i in range(len(rows))]
    stratum = {r["cluster"]: r["stratum"] for r in out}
    assert all(row["stratum"] == stratum[names[row["replicate"]]] for row in rows)
    return {names[row["replicate"]]: float(row["factor"]) for row in rows}


def check_margins(sample, weight, line):
    for margin, totals in sample.totals.items():
        sums = collections.Counter()
        for row in sample.rows:
            sums[key(row, margin)] += weight.get(row["row"], 0)
        for value, total in totals.items():
            assert abs(sums[value] - total) <= 1.1e-10 * total, (line, margin, value, sums[value], total)


def compare(found, want, line):
    assert found.keys() == want.keys(), line
    for row, weight in want.items():
        assert abs(found[row] - weight) <= NEAR * weight, (line, row, found[row], weight)


# ---- R ----

def read_r(text):
    """{set: {way: {row: number}}}"""
    found = collections.defaultdict(lambda: collections.defaultdict(dict))
    for row in csv.DictReader(io.StringIO(text)):
        found[row["set"]][row["way"]][row["row"]] = float(row["weight"])
    return found


def compare_r(results, r):
    n = collections.Counter()
    for name, (found, factors) in results.items():
        for way, want in r[name].items():
            if way.startswith("factor "):
                assert abs(factors[way[len("factor "):]] - want[""]) < 1e-15, (name, way)
                continue
            plain = way in ("rake", "calibrate", "post")
            compare(found["" if plain else way], want, "set %s, %s of R" % (name, way))
            n[way if plain else "replicate"] += 1
    print("as R's survey: " + ", ".join("%d %s" % (k, way) for way, k in sorted(n.items())))


def has_survey():
    script = "quit(status = !requireNamespace('survey', quietly = TRUE))"
    return shutil.which("Rscript") and subprocess.run(["Rscript", "-e", script], check=False).returncode == 0


def write_for_r(samples, folder):
    rows = [row for sample in samples for row in sample.rows]
    columns = ["set", "row", "d", "stratum", "cluster"] + sorted({c for row in rows for c in row if c.startswith("v")})
    with open(os.path.join(folder, "sample.csv"), "wb") as out:
        out.write(as_csv([{c: row.get(c, "") for c in columns} for row in rows]))
    with open(os.path.join(folder, "totals.csv"), "wb") as out:
        out.write(as_csv([{"set": s.name, "margin": m, "value": v, "total": str(t)}
                          for s in samples for m, totals in s.totals.items() for v, t in totals.items()]))


def read_frozen():
    def table(name):
        with open(os.path.join(REF, "weight", name), encoding="utf-8") as source:
            return list(csv.DictReader(source))
    totals = collections.defaultdict(dict)
    for row in table("totals.csv"):
        totals[row["set"]].setdefault(row["margin"], {})[row["value"]] = int(row["total"])
    rows = collections.defaultdict(list)
    for row in table("sample.csv"):
        own = {c for margin in totals[row["set"]] for c in margin.split("+")}
        rows[row["set"]].append({c: v for c, v in row.items() if not c.startswith("v") or c in own})
    return [Sample(name, rows[name], totals[name]) for name in rows]


def main():
    folder = calls.Folder()
    rng = random.Random(20261130)
    samples = []
    while len(samples) < SETS:
        sample = draw(rng, str(len(samples) + 1))
        if usable(sample):
            samples.append(sample)
    if sys.argv[1:2] == ["write"]:  # what is frozen: test_weight.py write FOLDER
        write_for_r([s for s in samples if s.is_raked()][:4] + [s for s in samples if not s.is_raked()][:1], sys.argv[2])
        return
    results = {}
    for sample in samples:
        results[sample.name] = weigh(rng, sample, folder)
        for way, start in starts(sample).items():
            compare(results[sample.name][0][way], twin(sample, start), "set %s, %s of the twin" % (sample.name, way))
    with open(os.path.join(REF, "weight", "weights.csv"), encoding="utf-8") as source:
        compare_r({s.name: weigh(rng, s, folder) for s in read_frozen()}, read_r(source.read()))
    if has_survey():
        write_for_r(samples, folder.base)
        script = os.path.join(REF, "weight.R")
        done = subprocess.run(["Rscript", "--vanilla", script, folder.base], stdout=subprocess.PIPE, check=True)
        compare_r(results, read_r(done.stdout.decode()))
    else:
        print("skipped: no R with survey, for %d more sets" % SETS)
    folder.remove()


if __name__ == "__main__":
    main()

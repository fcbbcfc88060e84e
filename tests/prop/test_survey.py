# SPDX-License-Identifier: GPL-3.0-or-later
"""The survey that kom-sim makes: kom-scale and kom-diff find the change that its truth has, over seeds within simulation error, response
depends on age as it says, and two coders agree as they should. test_survey.py [SEEDS [FIRST]]"""
import csv
import io
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict

import calls

SCALES = ["autonomy", "wellbeing", "trust"]


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as f:
        return list(csv.DictReader(f))


def run(*command, data=None):
    answer = subprocess.run([os.path.join(calls.BIN, command[0]), *command[1:]], input=data, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, (command, answer.stderr)
    return answer.stdout


def kappa(pairs):
    """Cohen's, of pairs of codes."""
    n = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    by_chance = sum(first[code] * second[code] for code in first) / n / n
    return (sum(a == b for a, b in pairs) / n - by_chance) / (1 - by_chance)


def changes(folder, truth):
    """(z of each estimate of a change, whether its interval holds the truth)."""
    scores = run("kom-scale", "-q", "--codebook", os.path.join(folder, "survey_codebook.csv"), os.path.join(folder, "survey_responses.csv"))
    rows = table(run("kom-diff", "-q", "--value", ",".join(SCALES), "--by", "area,role", "--phase", "wave=2019,2021",
                     "--cluster", "institution", data=scores))
    found = []
    for row in rows:
        want = truth[("change", "%s:%s:%s" % (row["measure"], row["role"], row["area"]))]
        if row["std_error"]:
            found.append((row["role"], row["measure"], float(row["estimate"]) - want, float(row["std_error"]),
                          float(row["conf_low"]) <= want <= float(row["conf_high"])))
    return found


def answered(folder, truth):
    """Of each age who answered, and the counts of the truth."""
    asked, there = Counter(), {(row["respondent"], row["wave"]) for row in read(folder, "survey_responses.csv")}
    frame = read(folder, "survey_frame.csv")
    counts, by_age = Counter(), Counter()
    for row in frame:
        is_there = (row["respondent"], row["wave"]) in there
        kind = row["role"] == "citizen", row["age_group"]
        asked[kind] += 1
        by_age[kind] += is_there
        counts["asked", "%s:%s" % (row["role"], row["wave"])] += 1
        counts["answered", "%s:%s" % (row["role"], row["wave"])] += is_there
    for key, n in counts.items():
        assert truth[key] == n, (key, n, truth[key])
    assert len({(row["respondent"], row["wave"]) for row in frame}) == len(frame)
    linked = Counter(row["respondent"] for row in frame)
    for row in frame:
        assert row["linked"] == "yes" or linked[row["respondent"]] == 1, row
    return by_age, asked


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else max(12 // calls.SLOW, 3)
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    by_age, asked, errors, agreement, held = Counter(), Counter(), defaultdict(list), [], []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + n):
            run("kom-sim", "-q", "--out", folder, "--seed", str(seed), "--scale", "1")
            truth = {(row["item"], row["key"]): float(row["value"]) for row in read(folder, "survey_truth.csv")}
            for role, measure, error, std_error, is_held in changes(folder, truth):
                errors[role, measure].append(error)
                held.append(is_held)
                assert abs(error) < 6 * std_error + .2, (seed, role, measure, error, std_error)
            ages = answered(folder, truth)
            by_age.update(ages[0])
            asked.update(ages[1])
            codes = defaultdict(dict)
            for row in read(folder, "survey_segments.csv"):
                codes[row["document"], row["segment"]][row["coder"]] = row["code"]
            agreement.append(kappa([(pair["A"], pair["B"]) for pair in codes.values()]))
            assert truth["kappa", "all"] == .7
    for key, values in errors.items():  # the mean error over seeds and areas, within five of its standard errors
        mean = sum(values) / len(values)
        spread = (sum((x - mean) ** 2 for x in values) / (len(values) - 1) / len(values)) ** .5
        assert abs(mean) < 5 * spread, (key, mean, spread)
    share = sum(held) / len(held)
    assert .90 < share < .99, share
    for kind, percent in {(False, "18-34"): 50, (False, "35-49"): 65, (False, "50+"): 85,
                          (True, "18-64"): 80, (True, "65-79"): 60, (True, "80+"): 45}.items():
        got = by_age[kind] / asked[kind]
        assert abs(got - percent / 100) < 5 * (.25 / asked[kind]) ** .5, (kind, got)
    assert abs(sum(agreement) / n - .7) < 5 * .03 / n ** .5, agreement
    print("%d seeds: %d intervals, %.3f hold the change; kappa %.3f" % (n, len(held), share, sum(agreement) / n))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Two waves of a survey in institutions: kom-diff's cluster errors of linked persons, of unlinked waves, of both mixed, and of levels
that share institutions (leaders beside staff), against a twin that writes out CR2 and Satterthwaite's degrees of freedom with whole
matrices; and how often their 95 % intervals hold the truth. test_waves.py [ROUNDS [SEED]]"""
import csv
import io
import itertools
import random
import sys

import calls

WAVES = ["2019", "2021"]


# ---- the twin: whole matrices, eigenvectors by Jacobi's rotations ----------------------------

def times(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def turned(a):
    return [list(row) for row in zip(*a)]


def inverse(a):
    n = len(a)
    m = [list(row) + [float(i == j) for j in range(n)] for i, row in enumerate(a)]
    for c in range(n):
        pivot = max(range(c, n), key=lambda r: abs(m[r][c]))
        m[c], m[pivot] = m[pivot], m[c]
        m[c] = [x / m[c][c] for x in m[c]]
        for r in range(n):
            if r != c:
                m[r] = [x - m[r][c] * y for x, y in zip(m[r], m[c])]
    return [row[n:] for row in m]


def inverse_root(a):
    """Of a symmetric matrix; 0 for eigenvalues that are 0."""
    n = len(a)
    a, v = [list(row) for row in a], [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(60):
        if sum(a[i][j] ** 2 for i in range(n) for j in range(i)) < 1e-30:
            break
        for p, q in itertools.combinations(range(n), 2):
            if abs(a[p][q]) < 1e-18:
                continue
            theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
            t = (1 if theta >= 0 else -1) / (abs(theta) + (theta * theta + 1) ** .5)
            c = 1 / (t * t + 1) ** .5
            s = t * c
            for k in range(n):
                a[k][p], a[k][q] = c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]
            for k in range(n):
                a[p][k], a[q][k] = c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]
            for k in range(n):
                v[k][p], v[k][q] = c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]
    roots = [0.0 if abs(a[i][i]) < 1e-10 else a[i][i] ** -.5 for i in range(n)]
    return [[sum(v[i][k] * roots[k] * v[j][k] for k in range(n)) for j in range(n)] for i in range(n)]


def cr2(x, y, cluster, j):
    """Coefficient j, its variance and degrees of freedom."""
    n = len(x)
    m = inverse(times(turned(x), x))
    beta = [row[0] for row in times(m, times(turned(x), [[v] for v in y]))]
    e = [v - sum(b * c for b, c in zip(beta, row)) for v, row in zip(y, x)]
    hat = times(times(x, m), turned(x))
    parts, variance = [], 0.0
    for name in sorted(set(cluster)):
        own = [i for i in range(n) if cluster[i] == name]
        a = inverse_root([[float(i == k) - hat[i][k] for k in own] for i in own])
        g = [row[0] for row in times(a, [[sum(m[j][k] * x[i][k] for k in range(len(beta)))] for i in own])]
        variance += sum(w * e[i] for w, i in zip(g, own)) ** 2
        parts.append([sum(w * (float(i == k) - hat[i][k]) for w, i in zip(g, own)) for k in range(n)])
    cross = [[sum(p * q for p, q in zip(a, b)) for b in parts] for a in parts]
    return beta[j], variance, sum(cross[i][i] for i in range(len(parts))) ** 2 / sum(c * c for row in cross for c in row)


# ---- surveys ---------------------------------------------------------------------------------

class Survey:
    """Rows of institutions that are there in both waves; persons linked by id, not linked, or both."""

    def __init__(self, rng, n_institutions, people, linked, effects=(0.0, 0.0), roles=("leader", "staff"), rep=0):
        self.rows = []
        for institution in range(n_institutions):
            level, drift = rng.gauss(0, .5), rng.gauss(0, .3)
            for role, effect in zip(roles, effects):
                for person in range(rng.randrange(1, 3) if role == "leader" and len(roles) > 1 else rng.choice(people)):
                    own = rng.gauss(0, .7)
                    is_linked = rng.random() < linked
                    for wave in range(2):
                        if rng.random() < .25:
                            continue  # did not answer
                        if wave and not is_linked:
                            own = rng.gauss(0, .7)  # somebody else, or a new pseudonym
                        y = 3 + level + own + wave * (drift + effect) + rng.gauss(0, .4)
                        name = "%d-%s-%d%s" % (institution, role, person, "" if is_linked else "-%d" % wave)
                        self.rows.append({"rep": rep, "wave": WAVES[wave], "institution": institution, "role": role, "person": name, "y": "%.3f" % y})


def write(folder, rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, ["rep", "wave", "institution", "role", "person", "y"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return folder.write(out.getvalue().encode())


def ask(path, *options):
    answer = calls.run(["kom-diff", "-q", "--value", "y", "--phase", "wave=2019,2021", *options, path])
    assert answer.code == 0, answer.err + answer.line()
    return list(csv.DictReader(io.StringIO(answer.out.decode()))), answer


def same(answer, row, want):
    got = [float(row[name]) for name in ("estimate", "std_error", "df")]
    for a, b in zip(got, (want[0], want[1] ** .5, want[2])):
        assert abs(a - b) <= 1e-8 * max(1, abs(b)), (answer.line(), row, want)


def both_waves(rows):
    """Rows of institutions that answered in both."""
    there = {(row["institution"], row["wave"]) for row in rows}
    return [row for row in rows if all((row["institution"], wave) in there for wave in WAVES)]


def design(rows):
    return ([[1.0, float(row["wave"] == WAVES[1])] for row in rows], [float(row["y"]) for row in rows], [row["institution"] for row in rows])


def twins(rng, folder):
    survey = Survey(rng, rng.randrange(4, 9), [1, 2, 3, 4], rng.choice([0, .5, 1]), (.2, .4))
    if rng.random() < .3:  # somebody moves
        survey.rows[-1] = dict(survey.rows[-1], institution=0)
    path = write(folder, survey.rows)
    # all rows, whether persons are linked or not
    rows, answer = ask(path, "--by", "", "--cluster", "institution")
    same(answer, rows[0], cr2(*design(both_waves(survey.rows)), 1))
    # linked persons only
    pairs = {}
    for row in survey.rows:
        pairs.setdefault(row["person"], {})[row["wave"]] = row
    pairs = [pair for _, pair in sorted(pairs.items()) if len(pair) == 2]
    clusters = [pair[WAVES[0]]["institution"] for pair in pairs]
    moved = sum(pair[WAVES[0]]["institution"] != pair[WAVES[1]]["institution"] for pair in pairs)
    if len(set(clusters)) > 2:
        rows, answer = ask(path, "--by", "", "--method", "paired", "--id", "person", "--cluster", "institution")
        y = [float(pair[WAVES[1]]["y"]) - float(pair[WAVES[0]]["y"]) for pair in pairs]
        same(answer, rows[0], cr2([[1.0]] * len(y), y, clusters, 0))
        assert int(rows[0]["clusters"]) == len(set(clusters)), (answer.line(), rows)
        assert ("ids_in_several_clusters(%d)" % moved in rows[0]["warning"]) == (moved > 0), (answer.line(), rows[0]["warning"], moved)
    # their leaders beside their staff
    roles = [pair[WAVES[0]]["role"] for pair in pairs]
    shared = set(c for c, role in zip(clusters, roles) if role == "leader") & set(c for c, role in zip(clusters, roles) if role == "staff")
    if len(shared) > 1:
        rows, answer = ask(path, "--by", "", "--method", "paired", "--id", "person", "--cluster", "institution", "--contrast", "role")
        contrast = [row for row in rows if row["term"] == "contrast"]
        x = [[1.0, float(role == "staff")] for role in roles]
        if all(row["std_error"] for row in rows if row["term"] == "difference"):
            same(answer, contrast[0], cr2(x, [float(pair[WAVES[1]]["y"]) - float(pair[WAVES[0]]["y"]) for pair in pairs], clusters, 1))
            assert "share clusters" in contrast[0]["method"] and "levels_not_independent" not in contrast[0]["warning"], contrast
    # leaders beside staff of the same institutions
    rows, answer = ask(path, "--by", "", "--cluster", "institution", "--contrast", "role")
    contrast = [row for row in rows if row["term"] == "contrast"]
    if all(row["std_error"] for row in rows if row["term"] == "difference"):
        levels = [both_waves([row for row in survey.rows if row["role"] == role]) for role in ("leader", "staff")]
        used = levels[0] + levels[1]
        is_joint = {row["institution"] for row in levels[0]} & {row["institution"] for row in levels[1]}
        x = [[1.0, float(row["wave"] == WAVES[1]), float(row["role"] == "staff"),
              float(row["wave"] == WAVES[1] and row["role"] == "staff")] for row in used]
        if is_joint:
            same(answer, contrast[0], cr2(x, [float(row["y"]) for row in used], [row["institution"] for row in used], 3))
            assert "share clusters" in contrast[0]["method"] and "levels_not_independent" not in contrast[0]["warning"], contrast


def covered(rng, folder, reps, n, linked, options, effects, truth):
    rows = [row for rep in range(reps) for row in Survey(rng, n, [3, 4, 5, 6, 7, 8], linked, effects, rep=rep).rows]
    found, answer = ask(write(folder, rows), "--by", "rep", *options)
    term = "contrast" if "--contrast" in options else "difference"
    held = [float(row["conf_low"]) <= truth <= float(row["conf_high"]) for row in found if row["term"] == term and row["conf_low"]]
    assert len(held) > .98 * reps, (len(held), answer.line())
    return sum(held) / len(held)


def cover(rng, folder, reps):
    slack = 3 * (.95 * .05 / reps) ** .5  # of the share itself, beside 93 to 98 per cent
    staff = ["--cluster", "institution", "--only", "role=staff"]
    designs = [("unlinked waves", 0, staff, (0, .3), .3), ("linked and not", .6, staff, (0, .3), .3),
               ("linked persons", .9, ["--method", "paired", "--id", "person"] + staff, (0, .3), .3),
               ("leaders beside staff", .6, ["--cluster", "institution", "--contrast", "role"], (.1, .3), .2),
               ("linked, leaders beside staff", .9,
                ["--method", "paired", "--id", "person", "--cluster", "institution", "--contrast", "role"], (.1, .3), .2)]
    for n in (8, 15, 30):
        for what, linked, options, effects, truth in designs:
            share = covered(rng, folder, reps, n, linked, options, effects, truth)
            folder.empty()
            print("%2d institutions, %-20s %.3f of %d" % (n, what, share, reps))
            assert .93 - slack < share < .98 + slack, (n, what, share)


def main():
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else max(12 // calls.SLOW, 4)
    rng = random.Random(seed)
    folder = calls.Folder()
    for _ in range(rounds):
        twins(rng, folder)
        folder.empty()
    cover(rng, folder, 20 * rounds)
    folder.remove()


if __name__ == "__main__":
    main()

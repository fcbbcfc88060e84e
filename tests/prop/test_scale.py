# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-scale against a twin in fractions, on random questionnaires: a column an item and an answer a row, from a file, a pipe and
gzip, with 1, 2 and 8 threads. Scores are the nearest doubles; every table but omega and the limits is counted anew."""
import csv
import gzip
import io
import math
import random
import sys
from fractions import Fraction

import calls

KINDS = ["dont_know", "not_relevant", "refused", "missing"]
TEXTS = ["Helt uenig", "Uenig", "Hverken eller", "Enig", "Helt enig", "æøå, \"x\""]


class Item:
    def __init__(self, rng, name, bounds):
        self.name = name
        self.lowest, self.highest = bounds
        self.reversed = rng.random() < .3
        outside = [self.highest + 1 + i for i in range(4)] + [self.lowest - 1 - i for i in range(3)]
        rng.shuffle(outside)
        self.codes = {kind: [str(outside.pop())] + (["Ved ikke " + kind] if rng.random() < .3 else [])
                      for kind in KINDS[:3] if rng.random() < .7}
        self.labels = {}

    def value(self, answer):
        return self.lowest + self.highest - answer if self.reversed else answer


class World:
    """A codebook, respondents in waves, and a frame."""

    def __init__(self, rng):
        self.rng = rng
        self.danish = rng.random() < .5
        common = rng.choice([(1, 5), (0, 10), (-2, 2), (1, 7), (1, 2), (0, 100), (996, 1003)])
        self.items = [Item(rng, "q%d" % i if rng.random() < .9 else "Spørgsmål, %d" % i,
                           common if rng.random() < .9 else rng.choice([(1, 4), (0, 3), (-5, 5)]))
                      for i in range(rng.randrange(1, 9))]
        self.scales = {}
        for name in ["a", "b b", "c"][:rng.randrange(1, 4)]:
            chosen = [item for item in self.items if rng.random() < .6] or [self.items[0]]
            self.scales[name] = chosen
        for item in self.items:
            if rng.random() < .4:
                answers = range(item.lowest, min(item.highest, item.lowest + 5) + 1)
                item.labels = dict(zip(TEXTS, answers))
                if rng.random() < .3:
                    item.labels["Springer over"] = rng.choice(KINDS)
        self.waves = rng.choice([None, ["1"], ["1", "2"], ["b", "a", "10"]])
        self.koms = rng.sample(["101", "0147", "x y", "a;b,c"], rng.randrange(1, 4))
        self.rows = []
        quiet = rng.random()
        for i in range(rng.choice([0, 1, 2, 5, 40])):
            for wave in self.waves or [""]:
                if rng.random() < .85:
                    self.rows.append({"respondent": "R%d" % i, "wave": wave, "kom": rng.choice(self.koms),
                                      "answers": {item.name: self.draw(item, quiet) for item in self.items}})
        rng.shuffle(self.rows)

    def draw(self, item, quiet):
        """A cell, and what it means: a number or a kind."""
        rng = self.rng
        choice = rng.random()
        if choice < quiet * .3:
            return rng.choice(["", " "]), "missing"
        if choice < quiet * .5 and item.codes:
            kind = rng.choice(list(item.codes))
            return rng.choice(item.codes[kind]), kind
        if choice > .6 and item.labels:
            text = rng.choice(list(item.labels))
            return text, item.labels[text]
        x = rng.randrange(item.lowest, item.highest + 1)
        return rng.choice(["%d", "%d", "%d", " %d ", "%d,0" if self.danish else "%d.0"]) % x, x

    def write(self, header, rows):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";" if self.danish else ",", lineterminator="\r\n" if self.danish else "\n")
        writer.writerows([header] + rows)
        return out.getvalue().encode()

    def codebook(self):
        rows = [[item.name, "|".join(name for name in self.scales if item in self.scales[name]), self.rng.choice(["yes", "Ja", "1"] if
                item.reversed else ["", "no", "nej"]), item.lowest, item.highest] + ["|".join(item.codes.get(kind, [])) for kind in KINDS[:3]]
                for item in self.items]
        return self.write(["item", "skala", "reversed", "laveste", "highest", "ved_ikke", "not_relevant", "refused"], rows)

    def labels(self):
        return self.write(["item", "label", "answer"], [[item.name, text, answer] for item in self.items for text, answer in item.labels.items()])

    def head(self, row):
        return [row["respondent"]] + ([row["wave"]] if self.waves else []) + [row["kom"]]

    def heading(self):
        return ["respondent"] + (["runde"] if self.waves else []) + ["kom"]

    def wide(self):
        return self.write(self.heading() + [item.name for item in self.items], [self.head(row) + [row["answers"][item.name][0] for item in self.items]
                                                                              for row in self.rows])

    def long(self):
        rows = [self.head(row) + [item.name, row["answers"][item.name][0]] for row in self.rows for item in self.items
                if row["answers"][item.name][0].strip() or self.rng.random() < .5 or item is self.items[0]]
        self.rng.shuffle(rows)
        return self.write(self.heading() + ["item", "svar"], rows)

    # ---- answers ----

    def given(self, row, items):
        """What the items of a row mean, with the items."""
        return [(item, row["answers"][item.name][1]) for item in items]

    def is_uneven(self):
        return any(len({(item.lowest, item.highest) for item in items}) > 1 for items in self.used_scales().values())

    def used_scales(self):
        """In the order in which the codebook names them, their items likewise."""
        order = []
        for item in self.items:
            order += [name for name in self.scales if item in self.scales[name] and name not in order]
        return {name: [item for item in self.items if item in self.scales[name]] for name in order}

    def score(self, row, items, share, rescaled):
        given = self.given(row, items)
        answers = [(item, x) for item, x in given if isinstance(x, int)]
        asked = len(given) - sum(x == "not_relevant" for _, x in given)
        if not answers or len(answers) < share * asked:
            return None, len(answers)
        if rescaled:
            values = [Fraction(100 * (item.value(x) - item.lowest), item.highest - item.lowest) for item, x in answers]
        else:
            values = [Fraction(item.value(x)) for item, x in answers]
        return sum(values) / len(values), len(answers)

    def groups(self, by):
        """(kom, wave) -> rows, in order."""
        found = {}
        for row in self.rows:
            found.setdefault(((row["kom"],) if by else ()) + (row["wave"],), []).append(row)
        return sorted(found.items(), key=lambda pair: [part.encode() for part in pair[0]])


def covariance(pairs):
    n = len(pairs)
    if n < 2:
        return None
    x, y = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    return Fraction(n * sum(a * b for a, b in pairs) - x * y, n * (n - 1))


def alpha(c):
    k, total = len(c), sum(map(sum, c))
    if k < 2 or total <= 0:
        return None
    return Fraction(k, k - 1) * (1 - sum(c[i][i] for i in range(k)) / total)


def reliability(world, rows, items, pairwise):
    """n, covariances."""
    table = [[item.value(x) if isinstance(x, int) else None for item, x in world.given(row, items)] for row in rows]
    if not pairwise:
        table = [values for values in table if None not in values]
    k = len(items)
    pairs = [[[(v[i], v[j]) for v in table if v[i] is not None and v[j] is not None] for j in range(k)] for i in range(k)]
    return min(len(p) for line in pairs for p in line), [[covariance(p) for p in line] for line in pairs]


def bounded(x, least=-math.inf):
    """None for what lies beyond 1 or least by more than rounding: no such figure."""
    return None if x is None or x > 1 + 1e-9 or x < least - 1e-9 else max(least, min(1, x))


def close(want, got, what):
    assert (want is None) == (got == ""), "%s: %s, not %s" % (what, got, want)
    assert want is None or abs(float(got) - float(want)) <= 1e-11 * max(1, abs(float(want))), "%s: %s, not %s" % (what, got, float(want))


def table_of(answer):
    rows = list(csv.reader(io.StringIO(answer.out.decode())))
    return rows[0], rows[1:]


def check_scores(world, run):
    share = world.rng.choice(["0.5", "1", "0.34", "0.2", ".75"])
    rescaled = world.is_uneven() or world.rng.random() < .4
    keep = world.rng.random() < .8
    answer, long = run(["--answered", share] + ["--rescale", "0-100"] * rescaled + ([] if keep else ["--keep", ""]))
    scales = world.used_scales()
    header, rows = table_of(answer)
    assert header == ["respondent", "wave"] + ["kom"] * keep + [x for name in scales for x in (name, name + "_items")], header
    assert len(rows) == len(world.rows), answer.line()
    for row, got in zip(world.rows, rows):
        assert got[:2 + keep] == [row["respondent"], row["wave"]] + [row["kom"]] * keep, answer.line()
        for i, items in enumerate(scales.values()):
            want, n = world.score(row, items, Fraction(share), rescaled)
            text, count = got[2 + keep + 2 * i:4 + keep + 2 * i]
            assert count == str(n) and (text == "" if want is None else float(text) == float(want)), "%s: %s %s" % (answer.line(), got, want)
    assert sorted(rows) == sorted(table_of(long)[1]), "the other form: " + long.line()
    keys = [(row[0].encode(), row[1].encode()) for row in table_of(long)[1]]
    assert keys == sorted(keys), "order: " + long.line()
    return len(rows)


def check_items(world, run):
    by = world.rng.random() < .5
    top = sorted({world.rng.randrange(item.lowest, item.highest + 1) for item in world.items[:2]})
    answer, long = run(["--table", "items", "--top", "|".join(map(str, top))] + ["--by", "kom"] * by)
    want = []
    for key, rows in world.groups(by):
        for item in world.items:
            given = [row["answers"][item.name][1] for row in rows]
            answers = [x for x in given if isinstance(x, int)]
            counts = [(str(x), answers.count(x)) for x in range(item.lowest, item.highest + 1)]
            if any(item.lowest <= x <= item.highest for x in top):
                counts.append(("top", sum(x in top for x in answers)))
            for word, n in counts:
                want.append(list(key) + [item.name, word, str(n), n / len(answers) if answers else None])
            want += [list(key) + [item.name, kind, str(given.count(kind)), None] for kind in KINDS]
    rows = table_of(answer)[1]
    assert len(rows) == len(want), answer.line()
    for got, row in zip(rows, want):
        n = len(row)
        assert got[:n - 1] == row[:-1], "%s: %s %s" % (answer.line(), got, row)
        assert got[n - 1] == "" if row[-1] is None else float(got[n - 1]) == row[-1], "%s: %s %s" % (answer.line(), got, row)
        if row[-1] is not None:
            assert float(got[n]) <= row[-1] <= float(got[n + 1]), answer.line()
    assert long.out == answer.out, "the other form: " + long.line()
    return len(rows)


def check_reliability(world, run):
    by, pairwise = world.rng.random() < .5, world.rng.random() < .5
    want = []
    for key, rows in world.groups(by):
        for name, items in world.used_scales().items():
            want.append((list(key) + [name], items) + reliability(world, rows, items, pairwise))
    has_any = any(n >= 2 and bounded(alpha(c)) is not None for _, _, n, c in want)
    answer, long = run(["--table", "reliability"] + ["--by", "kom"] * by + ["--use", "pairwise"] * pairwise, 0 if has_any else 5)
    if not has_any:
        return 0
    header, rows = table_of(answer)
    rows = [dict(zip(header, row), key=row[:by + 2]) for row in rows]
    for key, items, n, c in want:
        k = len(items)
        row = rows.pop(0)
        assert (row["key"], row["item"], row["items"], row["n"]) == (key, "", str(k), str(n)), "%s: %s" % (answer.line(), row)
        a = alpha(c) if n >= 2 else None
        close(bounded(a), row["alpha"], answer.line())
        has_r = a is not None and all(c[i][i] > 0 for i in range(k))
        r = [[float(c[i][j]) / math.sqrt(c[i][i] * c[j][j]) for j in range(k)] for i in range(k)] if has_r else None
        mean_r = sum(r[i][j] for i in range(k) for j in range(i)) / (k * (k - 1) / 2) if has_r else None
        close(bounded(mean_r, -1), row["mean_r"], answer.line())
        assert (row["conf_low"] == "") == (a is None or pairwise), answer.line()
        if a is not None and not pairwise and row["conf_low"]:
            assert float(row["conf_low"]) <= float(a) <= float(row["conf_high"]), answer.line()
        for i, item in enumerate(items):
            row = rows.pop(0)
            assert (row["key"], row["item"]) == (key, item.name), answer.line()
            others = [j for j in range(k) if j != i]
            rest = [[c[x][y] for y in others] for x in others] if n >= 2 else []
            close(bounded(alpha(rest)), row["alpha_without"], answer.line())
            total = sum(map(sum, rest))
            correlates = k > 1 and n >= 2 and total > 0 and c[i][i] > 0
            item_rest = float(sum(c[i][j] for j in others)) / math.sqrt(total * c[i][i]) if correlates else None
            close(bounded(item_rest, -1), row["item_rest"], answer.line())
    assert not rows and long.out == answer.out, "the other form: " + long.line()
    return len(want)


def check_response(world, run, folder):
    rng = world.rng
    by = rng.random() < .5
    asked = [("R%d" % i, rng.choice(world.koms)) for i in range(45) if rng.random() < .9] or [("R0", world.koms[0])]
    frame = folder.write(world.write(["respondent", "kom"], [list(pair) for pair in asked]))
    where = dict(asked)
    known = [row for row in world.rows if row["respondent"] in where]
    answer, long = run(["--table", "response", "--frame", frame, "--complete", ".8", "--answered", ".4"] + ["--by", "kom"] * by,
                       3 if world.rows and not known else 0)
    if world.rows and not known:
        return 0
    count = {}
    for row in known:
        given = [x for _, x in world.given(row, world.items)]
        n, of = sum(isinstance(x, int) for x in given), sum(x != "not_relevant" for x in given)
        kind = 0 if n and n >= Fraction(8, 10) * of else 1 if n and n >= Fraction(4, 10) * of else 2
        key = ((where[row["respondent"]],) if by else ()) + (row["wave"],)
        count.setdefault(key, [0, 0, 0])[kind] += 1
    waves = sorted({row["wave"] for row in known}) or [""]
    want = []
    for kom in sorted(set(where.values()), key=str.encode) if by else [None]:
        size = sum(kom is None or k == kom for _, k in asked)
        for wave in waves:
            complete, partial, _ = count.get(((kom,) if by else ()) + (wave,), [0, 0, 0])
            want.append(([kom] if by else []) + [wave] + list(map(str, [size, complete, partial, size - complete - partial])) +
                        [complete / size, (complete + partial) / size])
    rows = table_of(answer)[1]
    assert [row[:-2] + [float(x) for x in row[-2:]] for row in rows] == want, "%s\n%s\n%s" % (answer.line(), rows, want)
    assert long.out == answer.out, "the other form: " + long.line()
    return len(rows)


def check(world, folder):
    book, labels = folder.write(world.codebook()), folder.write(world.labels())
    options = ["--codebook", book, "--answer-labels", labels]
    wide, data = world.wide(), world.long()
    plain, packed, long = folder.write(wide), folder.write(gzip.compress(wide), ".csv.gz"), folder.write(data)

    def run(own, code=0):
        first = calls.run(["kom-scale", "-j", "1"] + options + own + [plain])
        assert first.code == code, first.line() + "\n" + first.err
        other = calls.run(["kom-scale", "-j", "8"] + options + own + [packed])
        piped = calls.run(["kom-scale", "-j", "2"] + options + own, pipe=wide)
        assert (other.code, other.out, piped.code, piped.out) == (code, first.out, code, first.out), "not the same: " + other.line()
        rows = calls.run(["kom-scale", "-j", world.rng.choice(["1", "8"])] + options + own + [long])
        assert rows.code == code, rows.line() + "\n" + rows.err
        first.closings()
        return first, rows

    n = check_scores(world, run) + check_items(world, run) + check_response(world, run, folder)
    return n + check_reliability(world, run)


def main():
    rounds, seed = int(sys.argv[1]) if len(sys.argv) > 1 else 150 // calls.SLOW, int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder = calls.Folder()
    n = 0
    for i in range(rounds):
        n += check(World(random.Random(seed * 1000003 + i)), folder)
        folder.empty()
    folder.remove()
    print("%d worlds, %d rows" % (rounds, n))


main()

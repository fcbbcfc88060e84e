# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-did where cells are missing: against the definition in fractions, and how often a true null is rejected."""
import csv
import io
import math
import random
import re
import sys
from fractions import Fraction

import calls
import did_twin


class World:
    def __init__(self, rng):
        n_units, n_periods = rng.randrange(5, 8), rng.randrange(4, 7)
        several = rng.random() < .4
        self.weighted, self.notyet = rng.random() < .3, rng.random() < .3
        self.stratified = rng.random() < .25
        starts = [rng.randrange(1, n_periods) for _ in range(2)]
        self.start = {u: None for u in range(n_units)}
        for u in range(rng.choice([1, 2, 2])):
            self.start[u] = starts[u] if several else starts[0]
        share = rng.choice([.05, .2, .35])
        self.cells = {}
        for u in range(n_units):
            for t in range(n_periods):
                if rng.random() >= share:
                    value = Fraction(rng.randrange(-40, 41) + 30 * t, rng.choice([2, 10]))
                    self.cells[u, t] = (value, Fraction(rng.randrange(1, 5)))
        # a unit of no cells is not there; neither are panels that collapsing refuses for other reasons
        self.start = {u: s for u, s in self.start.items() if any(unit == u for unit, _ in self.cells)}

    def text(self):
        out = ["unit,period,value,first,w,half"]
        out += ["%d,%d,%s,%s,%s,%d" % (u, 2000 + t, float(v), "" if self.start[u] is None else 2000 + self.start[u],
                                       w, u % 2)
                for (u, t), (v, w) in sorted(self.cells.items())]
        return ("\n".join(out) + "\n").encode()

    def options(self):
        return ((["--weight", "w"] if self.weighted else []) + (["--control", "notyet"] if self.notyet else [])
                + (["--strata", "half"] if self.stratified else []))

    def is_plain(self):
        """Both kinds of units, a start within the periods, and a cell missing."""
        periods = [t for _, t in self.cells]
        starts = [s for s in self.start.values() if s is not None]
        return (periods and starts and None in self.start.values() and min(periods) < min(starts)
                and max(starts) <= max(periods)
                and len(self.cells) < len(self.start) * len(set(periods)))


def near(got, want, digits=10):
    return math.isclose(float(got), float(want), rel_tol=10 ** -digits, abs_tol=1e-11)


def row_of(options, data):
    answer = calls.run(["kom-did", "-q", "--unit", "unit", "--treated", "first"] + options, pipe=data)
    assert answer.code in (0, 5), answer.err
    return next(csv.DictReader(io.StringIO(answer.out.decode()))) if answer.code == 0 else answer.err


def check_interval(row, found, draws):
    """p is above 5 % at each end, and not beyond it."""
    for end, way in ((row["conf_low"], -1), (row["conf_high"], 1)):
        if not end:  # the set has no end on this side
            far = found[0][0] + way * 10 ** 9
            assert did_twin.counted(found, far) * 20 > draws, "an end is missing"
            continue
        step = Fraction(1, 10 ** 7)
        tau = Fraction(end)
        assert did_twin.counted(found, tau - way * step) * 20 > draws, "the interval is too wide"
        assert did_twin.counted(found, tau + way * step) * 20 <= draws, "the interval is too narrow"


def pooled_error(panel):
    """The standard error of the changes' difference, by least squares on treatment."""
    own = {u: panel.start[u] for u in panel.compared}
    periods = did_twin.linked(panel, did_twin.fitted(panel, own))
    effect = did_twin.effects(panel, did_twin.fitted(panel, own), periods, lambda u, t: panel.cells[u, t][0])
    groups = {True: [], False: []}
    for unit in panel.compared:
        sides = panel.sides(unit, panel.starts[0], periods)
        if sides is None:
            continue
        means = [sum(panel.weight(unit, t) * (panel.cells[unit, t][0] - effect[t]) for t in side)
                 / sum(panel.weight(unit, t) for t in side) for side in sides]
        groups[panel.start[unit] is not None].append((panel.unit_weight(unit, periods), means[1] - means[0]))
    squares, inverse, n = Fraction(0), Fraction(0), 0
    for members in groups.values():
        whole = sum(w for w, _ in members)
        mean = sum(w * c for w, c in members) / whole
        squares += sum(w * (c - mean) ** 2 for w, c in members)
        inverse += 1 / whole
        n += len(members)
    return math.sqrt(squares / (n - 2) * inverse) if n > 2 else 0


def check_t(world, panel):
    row = row_of(world.options(), world.text())
    error = pooled_error(panel)
    assert (near(row["std_error"], error, 9) if error else row["std_error"] == ""), (row, error)


def only(world, kept):
    """The world with some of its cells."""
    other = World.__new__(World)
    other.weighted, other.notyet = world.weighted, False
    other.cells = {at: cell for at, cell in world.cells.items() if kept(*at)}
    other.start = {u: s for u, s in world.start.items() if any(unit == u for unit, _ in other.cells)}
    return other


def check_way(world, way):
    """What is set aside might as well not be there; or it is said what is missing, and which call helps."""
    periods = {t for _, t in world.cells}
    whole = {u for u in world.start if all((u, t) in world.cells for t in periods)}
    common = {t for t in periods if all((u, t) in world.cells for u in world.start)}
    rest = only(world, lambda u, t: (u in whole if way == "drop" else t in common))
    weights = ["--weight", "w"] if world.weighted else []
    row = row_of(weights + ["--test", "permutation", "--unbalanced", way], world.text())
    if isinstance(row, str):
        assert "complete: every" in row or "is there in every unit" in row or "change is the same" in row \
            or "constant" in row, row
        remedy = re.search(r"; use (--unbalanced \w+(?: --control notyet)?)$", row.strip())
        if remedy:
            assert not isinstance(row_of(weights + remedy.group(1).split(), world.text()), str), row
        return 0
    want = row_of(weights + ["--test", "permutation"], rest.text())
    for name in want:
        assert name == "warning" or row[name] == want[name], (name, row, want)
    return 1


def check(world):
    strata = {u: u % 2 for u in world.start} if world.stratified else None
    panel = did_twin.Panel(world.cells, world.start, world.notyet, world.weighted, strata)
    row = row_of(world.options() + ["--test", "permutation"], world.text())
    own = {u: panel.start[u] for u in panel.compared}
    lacks = [u for u, s in panel.start.items() if s is not None and u not in panel.compared]
    want = None if lacks else did_twin.statistic(panel, own, lambda u, t: panel.cells[u, t][0])
    if want is None:
        assert isinstance(row, str) and ("treated_without_cell" in row or "no_common_periods" in row), row
        return 0
    found = did_twin.permuted(panel)
    if isinstance(row, str) or not row["p_value"]:  # all changes alike, or nobody to change places with
        assert len(found) == 1 or len({t for t, _ in found}) == 1, (row, found)
        assert isinstance(row, str) or near(row["estimate"], want), (row, float(want))
        return 0
    assert near(row["estimate"], want), (row, float(want))
    limit = abs(found[0][0])
    strict = sum(abs(t) > limit for t, _ in found)
    ties = sum(abs(t) == limit for t, _ in found)
    assert (int(row["n_extreme"]), int(row["n_ties"])) == (strict, ties), (row, strict, ties)
    assert near(row["p_value"], Fraction(strict + ties, len(found))), row
    assert near(row["p_min"], Fraction(1, len(found))), row
    assert "adjusted(" in row["warning"], row
    if all(abs(h) <= 1 for _, h in found):
        check_interval(row, found, len(found))
    if len(panel.starts) == 1:
        check_t(world, panel)
    return 1


# ---- how often a true null is rejected ----

KINDS = [
    ("controls lack one year", lambda u, treated, t: not treated and t == 4),
    ("controls lack two years", lambda u, treated, t: not treated and t in (4, 5)),
    ("half of the controls lack three", lambda u, treated, t: not treated and u % 2 and t in (3, 4, 5)),
    ("treated lack the first year", lambda u, treated, t: treated and t == 0),
    ("treated lack the first two", lambda u, treated, t: treated and t < 2),
    ("2 % of all cells, at random", None),
]


def simulated(kind, replications, seed, n_units=30, n_treated=4):
    """Panels of ten years, one start in the seventh, nothing happens; trend 0.5, sd 0.3."""
    rng = random.Random(seed)
    out = ["panel,kom,period,y,start"]
    for panel in range(replications):
        for u in range(n_units):
            own, treated = rng.gauss(0, 1), u < n_treated
            for t in range(10):
                value = own + .5 * t + rng.gauss(0, .3)
                lacks = rng.random() < .02 if kind is None else kind(u, treated, t)
                if not lacks:
                    out.append("%d,%d,%d,%.4f,%s" % (panel, 101 + u, 2010 + t, value, 2016 if treated else ""))
    return ("\n".join(out) + "\n").encode()


def simulate(replications):
    print("%-32s %8s %9s %8s %12s" % ("no effect in truth", "made", "mean", "t < 5 %", "permuted < 5 %"))
    for number, (name, kind) in enumerate(KINDS):
        answer = calls.run(["kom-did", "-q", "--by", "panel", "-y", "y", "-x", "start"],
                           pipe=simulated(kind, replications, 100 + number))
        rows = list(csv.DictReader(io.StringIO(answer.out.decode())))
        made = [float(row["estimate"]) for row in rows if row["estimate"]]
        rejected = sum(float(row["p_value"]) <= .05 for row in rows)
        permuted = sum(float(row["p_permutation"]) <= .05 for row in rows)
        mean = sum(made) / len(made)
        print("%-32s %8d %9.4f %8d %12d" % (name, len(made), mean, rejected, permuted))
        assert len(made) == replications, answer.err
        assert abs(mean) < .05 and rejected <= .15 * replications and permuted <= .15 * replications


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    worlds = int(sys.argv[2]) if len(sys.argv) > 2 else 160 // calls.SLOW
    simulate(60 if calls.SLOW == 1 else 20)
    rng = random.Random(seed)
    made = tried = ways = 0
    while tried < worlds:
        world = World(rng)
        if world.is_plain():
            made += check(world)
            ways += check_way(world, "drop") + check_way(world, "periods")
            tried += 1
    print("%d of %d panels with missing cells had an estimate, and it was that of the definition" % (made, tried))
    print("%d times what was set aside might as well not have been there" % ways)
    assert 2 * made > tried and 2 * ways > tried


if __name__ == "__main__":
    main()

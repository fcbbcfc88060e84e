# SPDX-License-Identifier: GPL-3.0-or-later
"""Collapsing with missing cells by its definition, in fractions: every assignment is fitted from scratch."""
import itertools
from fractions import Fraction


class Panel:
    """cells: (unit, period) -> (value, weight), in fractions; start: unit -> first treated period or None."""

    def __init__(self, cells, start, notyet=False, weighted=False, strata=None):
        self.cells, self.start, self.notyet, self.weighted = cells, start, notyet, weighted
        self.strata = strata or {}  # of a unit; none: all in one
        self.units = sorted(start)
        self.periods = sorted({period for _, period in cells})
        self.starts = sorted({s for s in start.values() if s is not None})
        self.compared = [u for u in self.units if any(self.sides(u, s, self.periods) for s in self.starts)]

    def has(self, unit, period):
        return (unit, period) in self.cells

    def weight(self, unit, period):
        return self.cells[unit, period][1] if self.weighted else Fraction(1)

    def sides(self, unit, start, periods):
        """The periods of a unit before and after a start, or None when a side is empty."""
        before = [t for t in periods if self.has(unit, t) and t < start]
        after = [t for t in periods if self.has(unit, t) and t >= start]
        return (before, after) if before and after else None

    def unit_weight(self, unit, periods):
        own = [self.weight(unit, t) for t in periods if self.has(unit, t)]
        return sum(own) / len(own) if self.weighted else Fraction(1)


def fitted(panel, starts):
    """The cells that period effects are fitted to, when units start as `starts` says."""
    return [(u, t) for (u, t) in sorted(panel.cells)
            if starts.get(u) is None or panel.notyet and t < starts[u]]


def linked(panel, cells):
    """The largest set of periods that units tie together and that has both sides of every start."""
    sets = []
    for unit in panel.units:
        own = {t for u, t in cells if u == unit}
        if not own:
            continue
        for other in [s for s in sets if s & own]:
            sets.remove(other)
            own |= other
        sets.append(own)
    good = [s for s in sets if all(min(s) < start <= max(s) for start in panel.starts)]
    return sorted(max(good, key=lambda s: (len(s), -min(s)))) if good else None


def solve(matrix, right):
    """Gauss and Jordan."""
    n = len(right)
    rows = [list(matrix[i]) + [right[i]] for i in range(n)]
    for i in range(n):
        pivot = next(r for r in range(i, n) if rows[r][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for r in range(n):
            if r != i and rows[r][i]:
                rows[r] = [a - rows[r][i] * b for a, b in zip(rows[r], rows[i])]
    return [row[n] for row in rows]


def effects(panel, cells, periods, value):
    """Least squares on units and periods, the first period's effect 0."""
    place = {t: i for i, t in enumerate(periods[1:])}
    matrix = [[Fraction(0)] * len(place) for _ in place]
    right = [Fraction(0)] * len(place)
    for unit in panel.units:
        own = [t for u, t in cells if u == unit and t in periods]
        whole = sum(panel.weight(unit, t) for t in own)
        mean = sum(panel.weight(unit, t) * value(unit, t) for t in own) / whole if own else 0
        for t in own:
            if t not in place:
                continue
            right[place[t]] += panel.weight(unit, t) * (value(unit, t) - mean)
            matrix[place[t]][place[t]] += panel.weight(unit, t)
            for s in own:
                if s in place:
                    matrix[place[t]][place[s]] -= panel.weight(unit, t) * panel.weight(unit, s) / whole
    return dict(zip(periods, [Fraction(0)] + solve(matrix, right)))


def statistic(panel, starts, value):
    """Treated units' changes less the controls' mean change over the same start, or None."""
    cells = fitted(panel, starts)
    periods = linked(panel, cells)
    if periods is None:
        return None
    effect = effects(panel, cells, periods, value)

    def change(unit, start):
        sides = panel.sides(unit, start, periods)
        if sides is None:
            return None
        means = [sum(panel.weight(unit, t) * (value(unit, t) - effect[t]) for t in side)
                 / sum(panel.weight(unit, t) for t in side) for side in sides]
        return means[1] - means[0]

    usual = linked(panel, fitted(panel, panel.start)) or panel.periods
    total = weights = Fraction(0)
    for unit in panel.compared:
        start = starts.get(unit)
        if start is None:
            continue
        own, weight = change(unit, start), panel.unit_weight(unit, usual)
        controls = [(panel.unit_weight(u, usual), change(u, start)) for u in panel.compared
                    if starts.get(u) is None and change(u, start) is not None]
        if own is None or not controls:
            return None
        total += weight * (own - sum(w * c for w, c in controls) / sum(w for w, _ in controls))
        weights += weight
    return total / weights


def assignments(panel):
    """Every way in which the starts could have fallen on the units compared."""
    kinds = [panel.start[u] for u in panel.compared]
    seen = sorted(set(itertools.permutations(kinds)), key=str)

    def by_stratum(kind):
        return sorted((panel.strata.get(u, 0), str(s)) for u, s in zip(panel.compared, kind))

    return [dict(zip(panel.compared, kind)) for kind in seen if by_stratum(kind) == by_stratum(kinds)]


def permuted(panel):
    """(T, h) of every assignment that has them, the observed one first; cells left out there are not there."""
    periods = linked(panel, fitted(panel, {u: panel.start[u] for u in panel.compared}))
    cells = {at: cell for at, cell in panel.cells.items() if at[1] in periods}
    panel = Panel(cells, {u: s for u, s in panel.start.items() if any(at[0] == u for at in cells)},
                  panel.notyet, panel.weighted, panel.strata)

    def dose(unit, period):
        return Fraction(int(panel.start[unit] is not None and period >= panel.start[unit]))

    def value(unit, period):
        return panel.cells[unit, period][0]

    own = {u: panel.start[u] for u in panel.compared}
    found = [(statistic(panel, own, value), statistic(panel, own, dose))]
    for starts in assignments(panel):
        if starts != own:
            t = statistic(panel, starts, value)
            if t is not None:
                found.append((t, statistic(panel, starts, dose)))
    return found


def counted(found, tau):
    """How many assignments are at least as far from an effect of tau as the one observed."""
    limit = abs(found[0][0] - tau * found[0][1])
    return sum(abs(t - tau * h) >= limit for t, h in found)

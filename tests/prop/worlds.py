# SPDX-License-Identifier: GPL-3.0-or-later
"""Inputs by chance: numbers for sums, panels for differences, and a part of the sample."""
import tables

NOTES = ["", "", "", "ok", '12" skærm', '"sic", says he', "a;b,c|d\te", "two\nlines", "æøå ÆØÅ", " x "]
KOMS = ["101", "0147", "151", "306", "851"]
GROUPS = ["a", "b", "ældre", 'q"t']


def number(rng):
    """A decimal as people write it: money, counts, large and tiny, with zeros at the end."""
    kind = rng.randrange(8)
    if kind < 3:
        return "%d.%02d" % (rng.randrange(-50, 4000), rng.randrange(100))
    if kind == 3:
        return str(rng.randrange(-3, 4))
    if kind == 4:
        return "%d.%d" % (rng.randrange(10**15), rng.randrange(1, 1000))
    if kind == 5:
        return "0." + "0" * rng.randrange(1, 12) + str(rng.randrange(1, 999))
    if kind == 6:
        return rng.choice(["-", ""]) + "%d.500" % rng.randrange(100)
    return rng.choice(["0.1", "0.2", "0.3", "1e3", "2.5e-3", "0"])


def numbers(rng, rows):
    """x and y to be summed, w a weight, events out of persons, and a note that is hard to read."""
    made = []
    for i in range(rows):
        persons = rng.randrange(0, 9)
        made.append((rng.choice(KOMS), rng.choice(GROUPS), number(rng) if rng.random() < .95 else
                     rng.choice(["", "..", "."]), "%d.%d" % (rng.randrange(1, 90), rng.randrange(9)),
                     rng.choice(["1", "0.5", "2.25"]), str(rng.randrange(persons + 1)),
                     str(persons), "r%d" % i, rng.choice(NOTES)))
    return tables.Table(["kom", "group", "x", "y", "w", "events", "persons", "id", "note"], made)


def panel(rng, units, first=2018, years=2):
    """Months of some units: value, a weight, and events with persons and years of exposure."""
    made = []
    for unit in range(units):
        level = rng.randrange(1, 40)
        for month in range(12 * years):
            if rng.random() < .1:
                continue
            period = "%d-%02d" % (first + month // 12, month % 12 + 1)
            made.append(("%03d" % (101 + unit), rng.choice(["83", "85"]), period,
                         "%d.%d" % (level + rng.randrange(3), rng.randrange(100)),
                         rng.choice(["1", "2.5", "0.25"]), str(rng.randrange(4)),
                         "%d.5" % rng.randrange(5, 50), "i%d" % unit))
    return tables.Table(["kom", "section", "period", "value", "w", "events", "years", "id"], made)


def sides(rng, units):
    """One row a unit and side, as kom-uptake writes them, with a state now and then."""
    made = []
    for unit in range(units):
        for side in ("before", "after"):
            persons = rng.randrange(5, 400)
            state = "offered" if unit == 0 or rng.random() < .8 else "not_offered"
            made.append(("%03d" % (101 + unit), side, state, str(persons if state == "offered" else ""),
                         str(rng.randrange(min(persons, 9)) if state == "offered" else "")))
    return tables.Table(["kom", "phase", "state", "persons", "events"], made)


def sample(folder, koms):
    """The sample, of some municipalities only; name -> Table."""
    made = {}
    for name in ("sales", "recipients", "offerings", "participation", "municipalities", "networks",
                 "recipients_counts", "panel"):
        made[name] = tables.load(folder, name).where("kom", koms)
    return made

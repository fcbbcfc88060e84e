# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-did at any level: what is added to all values, to those of a unit or of a period changes no figure but an intercept."""
import csv
import io
import random
import sys
from decimal import Decimal

import calls

LEVELS = [Decimal(10) ** 6, -Decimal(10) ** 9, Decimal(10) ** 13, Decimal("1234567.89")]
PANEL = ["--unit", "unit", "--treated", "first"]
METHODS = [
    PANEL,
    PANEL + ["--test", "permutation"],
    PANEL + ["--alternative", "less", "--test", "permutation"],
    PANEL + ["--weight", "w"],
    PANEL + ["--unbalanced", "adjust", "--test", "permutation"],
    PANEL + ["--method", "twfe"],
    PANEL + ["--method", "twfe", "--covariates", "x"],
    PANEL + ["--method", "twfe", "--weight", "w", "--vcov", "cr2"],
    PANEL + ["--method", "twfe", "--vcov", "hc3"],
    PANEL + ["--method", "twfe", "--test", "wild"],
    PANEL + ["--method", "event"],
    ["--method", "ols", "--covariates", "d,x"],
    ["--method", "ols", "--covariates", "d,x", "--cluster", "unit", "--vcov", "cr3"],
    ["--method", "ols", "--covariates", "d,x", "--cluster", "unit", "--test", "wild"],
]


class World:
    """Values of one or two decimals, so that there are ties; a cell or two may be missing."""

    def __init__(self, rng):
        self.units, self.periods = rng.randrange(6, 9), rng.randrange(4, 7)
        self.treated = rng.randrange(2, self.units - 2)
        starts = [rng.randrange(1, self.periods)] * self.treated
        if rng.random() < .3:
            starts[0] = rng.randrange(1, self.periods)
        holes = {(rng.randrange(self.units), rng.randrange(self.periods)) for _ in range(rng.choice([0, 0, 1, 2]))}
        digits = rng.choice([1, 1, 2])
        self.rows = []
        for unit in range(self.units):
            own = rng.randrange(200)
            for period in range(self.periods):
                if (unit, period) in holes:
                    continue
                first = starts[unit] if unit < self.treated else None
                value = Decimal(own + 7 * period + rng.randrange(-9, 10)).scaleb(-digits)
                self.rows.append((unit, period, value, first, rng.randrange(1, 5),
                                  Decimal(rng.randrange(50)).scaleb(-1)))

    def text(self, level, shifts, of_x, shocks=None):
        out = ["unit,period,value,first,d,w,x"]
        for unit, period, value, first, weight, x in self.rows:
            started = int(first is not None and period >= first)
            out.append("u%d,%d,%s,%s,%d,%d,%s" % (
                unit, 2000 + period, format(value + level + shifts[unit] + (shocks or {}).get(period, 0), "f"), "" if first is None else 2000 + first,
                started, weight, format(x + of_x, "f")))
        return ("\n".join(out) + "\n").encode()


def ask(options, data):
    """The rows, but those of an intercept; None and the message where there is none."""
    answer = calls.run(["kom-did", "-q"] + options, pipe=data)
    assert answer.code in (0, 5), answer.err
    if answer.code:
        return answer.err
    return [row for row in csv.DictReader(io.StringIO(answer.out.decode())) if row["term"] != "(intercept)"]


def check(world, rng):
    flat = [Decimal(0)] * world.units
    done = 0
    for options in METHODS:
        want = ask(options, world.text(Decimal(0), flat, 0))
        level = rng.choice(LEVELS)
        own = [Decimal(rng.randrange(10 ** 9)).scaleb(-1) for _ in range(world.units)]
        shocks = {period: Decimal(rng.randrange(10 ** 13)).scaleb(-1) for period in range(world.periods)}
        tries = [(level, flat, 0), (Decimal(0), flat, level)]
        if "ols" not in options:
            tries.append((level, own, 0))
        if "twfe" in options or "event" in options or "first" in options and "--weight" not in options:
            tries.append((level, own, 0, shocks))  # weights that differ by period keep what all units share
        for shift in tries:
            got = ask(options, world.text(*shift))
            assert got == want, "%s at %s\n%s\n%s" % (" ".join(options), level, want, got)
            done += 1
    return done


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    worlds = int(sys.argv[2]) if len(sys.argv) > 2 else 30 // calls.SLOW
    done = sum(check(World(random.Random(seed + i)), random.Random(seed + i)) for i in range(worlds))
    print("%d calls at other levels gave the same bytes" % done)


if __name__ == "__main__":
    main()

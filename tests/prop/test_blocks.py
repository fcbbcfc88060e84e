# SPDX-License-Identifier: GPL-3.0-or-later
"""One result, whichever way its rows went: registers of several blocks of rows, most of them alike and a few of every odd kind, are
read by kom-uptake, kom-sum, kom-panel, kom-price and kom-check. What a tool learns from its first blocks (KOM_CAREFUL: nothing),
how many threads there are and how little memory changes no byte of result, messages, rows set aside and states.
KOM_ROUNDS: how many registers; KOM_TOOLS: which tools."""
import os
import random
import sys

import calls
import registers

ROUNDS = max(int(os.environ.get("KOM_ROUNDS", "40")) // calls.SLOW, 1)
CALLS = 6  # of a register
TOOLS = os.environ.get("KOM_TOOLS", "uptake uptake uptake sum sum dated priced check").split()
STATES = ("uptake", "sum", "dated", "check")  # have parts


class Register(registers.World):
    """Rows enough for a tool to learn from, over years; seldom odd, and sometimes sorted."""
    ROWS = (1200, 2500, 2500, 4500)
    BAD = (0, 0, .0004, .003, .05)
    KINDS = ("alone", "alone", "alone", "people", "people", "people", "persons", "offerings", "counts")
    PERIODS = ("year", "quarter", "month", "month", "week", "day", "all")
    NAMES = dict(registers.World.NAMES, priced=["kom", "service", "date", "amount", "quantity", "hours", "status", "note"])

    def __init__(self, rng, folder, tool):
        self.odd = rng.choice([0, 0, .0005, .005, .05])  # cells as the short registers have them
        self.sorted = rng.choice(["date", "date", "kom", "person", None])
        self.years = rng.choice([1, 2, 4])
        self.statuses = rng.choice([[""], ["", "delivered"], ["leveret", "delivered"], [""] * 30 + ["credited"],
                                    ["leveret"] * 20 + ["cancelled", "ordered", "Leveret"]])
        self.strangers = rng.choice([0, 0, .01, .2])  # kom that no table knows
        self.many = rng.choice([0, 3, 100, 300])      # of those
        self.blank = rng.choice([0, 0, .02])
        self.thousandths = rng.choice([0, 0, .003, .5])
        super().__init__(rng, folder, tool)

    def figure(self):
        rng = self.rng
        drawn = rng.random()
        if drawn < self.blank:
            return rng.choice(["", "..", "."])
        text = "%d.%03d" % (rng.randrange(500), rng.randrange(1000)) if rng.random() < self.thousandths else rng.choice(
            ["%d.%02d" % (rng.randrange(2000), rng.randrange(100)), "%d.5" % rng.randrange(90), str(rng.randrange(90))])
        return text.replace(".", ",") if self.comma else text

    def cells(self):
        rng = self.rng
        made, kept = dict(super().cells(), hours="1"), {}
        if rng.random() >= self.odd:
            kept = {"x": self.figure(), "y": self.figure(), "amount": self.figure(), "quantity": str(rng.randrange(1, 4)), "hours": self.figure(),
                    "w": rng.choice(["1", "2", "3"]), "x_status": "", "amount_status": "", "status": rng.choice(self.statuses),
                    "note": "z"}
        made.update(kept)
        year = 2019 + rng.randrange(self.years)
        for name in ("date", "start", "end"):
            made[name] = made[name].replace("2019-", "%d-" % year)
        if rng.random() < self.strangers:
            made["kom"] = "X%d" % rng.randrange(self.many + 1)
        if rng.random() < self.odd:
            made[rng.choice(["kom", "person", "service", "section"])] = rng.choice(["", "", "I alt", "total", " "])
        return made

    def rows(self, n):
        rows = super().rows(n)
        if self.sorted:
            rows.sort(key=lambda cells: cells[self.sorted])
        if self.rng.random() < .2:  # a long run of one row
            at = self.rng.randrange(n)
            rows[at:at] = [rows[at]] * self.rng.choice([600, 1500])
        return rows

    def reading(self):
        call = super().reading()
        skips = self.bad and self.tool != "check" and "--bad-rows" not in call and self.rng.random() < .8
        return call + (["--bad-rows", "skip"] if skips else [])

    def priced_call(self):
        rng = self.rng
        rows = [["kom", "service", "start", "end", "price", "price_vat", "cost", "unit", "minimum", "rounding"]]
        for kom in self.koms:
            for service in ("rengøring", "have"):
                price, unit = rng.randrange(40, 500), rng.choice(["hour", "visit"])
                rest = ["%.2f" % (price * 1.25), str(price), unit, rng.choice(["", "1", "0.5"]), rng.choice(["", "half_hour"]) if unit == "hour" else ""]
                rows.append([kom, service, "2010-01-01", "2020-06-15", str(price)] + rest)
                rows.append([kom, service, "2020-06-16", "", "%d.125" % (price + 10), ""] + rest[1:])
        call = ["kom-price", "--prices", self.side("prices.csv", [r for r in rows if r[0]]), "--unmatched", "warn", "--vat", rng.choice(["yes", "no"])]
        call += ["--credits", rng.choice(["positive", "negative"])] if rng.random() < .6 else []
        if rng.random() < .3:
            call += ["--tolerance", rng.choice(["0", "0.005", "100"])]
        if rng.random() < .7:
            call += ["--summary", "--by", rng.choice(["kom", "kom,service", "service"])] + rng.choice([[], ["--period", "month"], ["--period", "day"]])
        return call + self.reading()


def outcome(folder, call, careful=False, state=None):
    """All that a call leaves behind."""
    aside = folder.path("aside.out")
    names = [aside if "--set-aside" in call else None, state]
    for name in names:
        if name and os.path.exists(name):
            os.remove(name)
    if careful:
        os.environ["KOM_CAREFUL"] = "1"
    got = calls.run(call)
    os.environ.pop("KOM_CAREFUL", None)
    found = [got.code, got.out, got.err]
    for name in names:
        if name and os.path.exists(name):
            with open(name, "rb") as source:
                found.append(source.read())
    return found


def same(what, call, wanted, got):
    names = ["exit code", "result", "messages", "rows set aside or state", "state"]
    for name, a, b in zip(names, wanted, got):
        assert a == b, "%s, %s: %s\n--- wanted\n%s\n--- got\n%s" % (what, name, " ".join(call), a, b)
    assert len(wanted) == len(got), what


def ways(folder, world, call, rng, seen):
    rest = (["--set-aside", folder.path("aside.out")] if rng.random() < .3 else []) + world.files
    one = outcome(folder, call + ["-j", "1"] + rest)
    seen[one[0]] = seen.get(one[0], 0) + 1
    assert one[0] in (0, 1, 2, 3, 4), (call, one)
    same("carefully", call + rest, outcome(folder, call + ["-j", "1"] + rest, careful=True), one)
    same("threads", call + rest, one, outcome(folder, call + ["-j", "3"] + rest))
    if one[0] == 0 and world.tool in ("uptake", "sum") and rng.random() < .3:
        small = outcome(folder, call + ["--memory", rng.choice(["100K", "300K", "1M"]), "-j", "1"] + rest)
        if small[0] == 0:
            seen["memory"] += 1
            same("memory", call + rest, one[:2], small[:2])
    if one[0] == 0 and world.tool in STATES and rng.random() < .5:
        state = folder.path("one.state")
        part = call + ["--part", "1/1", "--state", state, "-j", "1"] + rest
        seen["states"] += 1
        same("state", part, outcome(folder, part, careful=True, state=state), outcome(folder, part, state=state))


def main():
    rng = random.Random(int(os.environ.get("KOM_SEED", "20140101")))
    seen = {"memory": 0, "states": 0}
    for i in range(ROUNDS):
        folder = calls.Folder()
        tool = TOOLS[i % len(TOOLS)]
        world = Register(rng, folder.base, tool)
        for _ in range(CALLS):
            ways(folder, world, getattr(world, tool + "_call")(), rng, seen)
        folder.remove()
    assert seen.get(0, 0) + seen.get(1, 0) > ROUNDS * CALLS // 3, seen
    print("%d registers, %d calls each, on all ways alike: %s" % (ROUNDS, CALLS, seen))
    return 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-uptake --cumulative against Kaplan-Meier counted day by day, and against published figures."""
import csv
import datetime
import io
import math
import random
import statistics
import sys

import calls
import tables

FIRST = datetime.date(2020, 1, 1)
# Freireich and others (1963), Blood 21, 699-716: weeks in remission, 6-mercaptopurine; 0: censored.
SIX_MP = [(6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1),
          (17, 0), (19, 0), (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0)]
# R 4.2.2, survival 3.5-3: summary(survfit(Surv(time, bought) ~ 1, conf.type = "log-log")), printed
# with 13 digits: time, n.risk, n.event, surv, std.err, lower, upper.
SURVFIT = [(6, 21, 3, .8571428571429, .07636035483212, .6197179552660, .9515517476470),
           (7, 17, 1, .8067226890756, .08693528518006, .5631465646222, .9228090192029),
           (10, 15, 1, .7529411764706, .09634965299432, .5031995108000, .8893618351693),
           (13, 12, 1, .6901960784314, .10681470777501, .4316102224862, .8490659633495),
           (16, 11, 1, .6274509803922, .11405386525675, .3675108559875, .8049121894718),
           (22, 7, 1, .5378151260504, .12823375169303, .2677789367671, .7467907176354),
           (23, 6, 1, .4481792717087, .13459145675576, .1880520059592, .6801426284952)]


def day(number):
    return (FIRST + datetime.timedelta(days=number)).isoformat()


def curve(follow_ups, level):
    """(days, bought) pairs -> rows days, at_risk, bought, share, std_error, conf_low, conf_high."""
    z = statistics.NormalDist().inv_cdf((1 + level) / 2)
    rows, survival, greenwood = [], 1.0, 0.0
    for time in sorted({days for days, bought in follow_ups if bought}):
        at_risk = sum(days >= time for days, _ in follow_ups)
        events = sum(days == time and bought for days, bought in follow_ups)
        survival *= 1 - events / at_risk
        if at_risk == events:
            rows.append((time, at_risk, events, 1.0, None, None, None))
            continue
        greenwood += events / (at_risk * (at_risk - events))
        width = z * math.sqrt(greenwood) / math.log(survival)
        rows.append((time, at_risk, events, 1 - survival, survival * math.sqrt(greenwood),
                     1 - survival ** math.exp(width), 1 - survival ** math.exp(-width)))
    return rows


def close(text, want):
    if want is None:
        return text == ""
    return text != "" and abs(float(text) - want) <= 1e-10 * max(1, abs(want))


def compare(answer, want):
    """want: rows of by-values and figures, in the order of the output."""
    got = list(csv.reader(io.StringIO(answer.out.decode()), strict=True))[1:]
    same = len(got) == len(want) and all(
        g[:len(w) - 4] == [str(x) for x in w[:-4]] and all(map(close, g[len(w) - 4:], w[-4:]))
        for g, w in zip(got, want))
    if answer.code or not same:
        print("%s\nexit %d\n%s%s" % (answer.line(), answer.code, answer.err, answer.out.decode()))
        sys.exit("FAILED: expected\n" + "\n".join(map(str, want)))


class World:
    """Two units, two services with gaps in their offerings, persons who come, go, move and buy."""

    def __init__(self, rng):
        self.rng, self.length = rng, rng.randrange(20, 80)
        self.offerings, self.spells, self.sales = [], [], []
        for kom in ("101", "147"):
            for service in ("clean", "food"):
                start = 0
                while start < self.length and len(self.offerings) < 40:
                    end = start + rng.randrange(5, 40)
                    self.offerings.append((kom, service, start, end, rng.choice(["", "", "home"])))
                    start = end + rng.randrange(1, 15)
        for person in range(rng.randrange(3, 30)):
            for _ in range(rng.choice([1, 1, 2, 3])):
                start = rng.randrange(-10, self.length)
                self.spells.append(("p%d" % person, rng.choice(["101", "147"]), start,
                                    start + rng.randrange(0, 40), rng.choice(["home", "care"])))
        for _ in range(rng.randrange(60)):
            person, kom, start, end, _ = rng.choice(self.spells)
            self.sales.append((kom, person, rng.choice(["clean", "food"]), rng.randrange(start, end + 3)))

    def services(self, person, kom, number):
        """The services that the person could buy in the unit on the day."""
        settings = {s[4] for s in self.spells if s[:2] == (person, kom) and s[2] <= number <= s[3]}
        return {o[1] for o in self.offerings if o[0] == kom and o[2] <= number <= o[3]
                and settings and (not o[4] or o[4] in settings)}

    def follow_ups(self, kom, service=None):
        found = []
        for person in sorted({spell[0] for spell in self.spells}):
            clock, bought = 0, False
            for number in range(self.length):
                on_offer = self.services(person, kom, number)
                if not on_offer or service and service not in on_offer:
                    continue
                clock += 1
                bought = any(sale[:2] == (kom, person) and sale[3] == number and sale[2] in on_offer
                             and service in (None, sale[2]) for sale in self.sales)
                if bought:
                    break
            if clock:
                found.append((clock, bought))
        return found

    def files(self, folder):
        for name, header, rows in (
                ("sales", ["kom", "person", "service", "date"],
                 [(k, p, s, day(d)) for k, p, s, d in self.sales]),
                ("offerings", ["kom", "service", "start", "end", "setting"],
                 [(k, s, day(a), day(b), t) for k, s, a, b, t in self.offerings]),
                ("recipients", ["person", "kom", "start", "end", "setting"],
                 [(p, k, day(a), day(b), t) for p, k, a, b, t in self.spells])):
            self.rng.shuffle(rows)
            yield name, folder.write(tables.Style().render(tables.Table(header, rows)))

    def check(self, folder):
        files = dict(self.files(folder))
        level = self.rng.choice([.9, .95, .99])
        command = ["kom-uptake", files["sales"], "--offerings", files["offerings"], "--recipients",
                   files["recipients"], "--cumulative", "--from", day(0), "--to", day(self.length - 1),
                   "--level", str(level)]
        want = [(kom,) + row for kom in ("101", "147") for row in curve(self.follow_ups(kom), level)]
        compare(calls.run(command), want)
        want = [(service, kom) + row for service in ("clean", "food") for kom in ("101", "147")
                for row in curve(self.follow_ups(kom, service), level)]
        compare(calls.run(command + ["--by", "service,kom", "-j2"]), want)
        folder.empty()
        return len(want)


def freireich(folder):
    spells, sales = [], []
    for i, (length, event) in enumerate(SIX_MP):
        start = 3 * i
        spells.append(("p%d" % i, "101", day(start), day(start + length - 1 + 5 * event)))
        if event:
            sales.append(("101", "p%d" % i, "clean", day(start + length - 1)))
    paths = [folder.write(tables.Style().render(tables.Table(header, rows))) for header, rows in (
        (["kom", "person", "service", "date"], sales), (["person", "kom", "start", "end"], spells),
        (["kom", "service", "start", "end"], [("101", "clean", day(0), day(300))]))]
    want = [(t, n, e, 1 - s, se, 1 - high, 1 - low) for t, n, e, s, se, low, high in SURVFIT]
    compare(calls.run(["kom-uptake", paths[0], "--recipients", paths[1], "--offerings", paths[2],
                       "--cumulative", "--by", ""]), want)


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    worlds = int(sys.argv[2]) if len(sys.argv) > 2 else 60 // calls.SLOW
    folder, steps = calls.Folder(), 0
    freireich(folder)
    for i in range(worlds):
        steps += World(random.Random(seed + i)).check(folder)
    folder.remove()
    print("the published curve, and %d steps of %d worlds" % (steps, worlds))
    if not steps:
        sys.exit("FAILED: no world had a purchase")


if __name__ == "__main__":
    main()

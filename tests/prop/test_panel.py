# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-panel against a twin that counts day by day, on random worlds: from a file, a pipe and gzip, with 1, 2 and 8 threads."""
import csv
import datetime
import gzip
import io
import random
import sys
from decimal import Decimal

import calls

DAY = datetime.timedelta(days=1)
KINDS = ["day", "week", "month", "quarter", "half", "year"]
SPELL_FIGURES = ["persons", "spells", "person_days", "stock_first", "stock_last", "average", "entered", "left"]


def label(kind, day):
    if kind == "day":
        return day.isoformat()
    if kind == "week":
        return "%04d-W%02d" % day.isocalendar()[:2]
    if kind == "month":
        return "%04d-%02d" % (day.year, day.month)
    if kind == "quarter":
        return "%04d-Q%d" % (day.year, (day.month + 2) // 3)
    if kind == "half":
        return "%04d-H%d" % (day.year, (day.month + 5) // 6)
    return "%04d" % day.year


def whole(kind, first, last):
    """The days of whole periods around two days, period by period."""
    while label(kind, first - DAY) == label(kind, first):
        first -= DAY
    while label(kind, last + DAY) == label(kind, last):
        last += DAY
    periods, day = [], first
    while day <= last:
        if not periods or periods[-1][0] != label(kind, day):
            periods.append((label(kind, day), []))
        periods[-1][1].append(day)
        day += DAY
    return periods


class World:
    """A table and what stands beside it, small enough to be counted by hand."""

    def __init__(self, rng):
        self.rng = rng
        self.is_spells = rng.random() < .6
        self.kind = rng.choice(KINDS)
        self.has_person = rng.random() < .8
        self.has_state = self.is_spells and rng.random() < .3
        self.has_end = rng.random() < .9
        self.koms = rng.sample(["101", "147", "151", "0155", "A b"], rng.randrange(1, 5))
        self.span = rng.choice([3, 20, 120, 500])
        self.begin = datetime.date(2018, 1, 1) + DAY * rng.randrange(800)
        self.values = rng.sample(["hours", "x"], rng.randrange(3)) if not self.is_spells else []
        self.rows = [self.row() for _ in range(rng.choice([0, 1, 5, 30, 80]))]
        if self.is_spells and self.has_end:
            self.rows += [self.prolonged(row) for row in self.rows if rng.random() < .3]
        self.choose_tables()
        self.choose_by()
        self.choose_range()

    def row(self):
        rng = self.rng
        row = {"person": "p%d" % rng.randrange(8), "kom": rng.choice(self.koms), "setting": rng.choice(["own", "care", ""]),
               "state": rng.choice(["a", "b"])}
        first = self.begin + DAY * rng.randrange(self.span)
        if not self.is_spells:
            row["date"] = first
            for name in self.values:
                row[name] = rng.choice(["", "1", "2.5", "-3", "0.01", "..", "100000000000", "1e3"])
            return row
        row["start"], row["end"] = first, first + DAY * int(rng.expovariate(6 / self.span))
        if rng.random() < .3:  # ends with its period, where the range may begin
            row["end"] = whole(self.kind, row["end"], row["end"])[0][1][-1]
        chance = rng.random()
        row["open"] = chance < .2 or not self.has_end
        row["open_text"] = rng.choice(["", "9999-12-31"]) if self.has_end else ""
        return row

    def prolonged(self, row):
        """The same once more, from the day after its end."""
        more = dict(row, start=row["end"] + DAY, open=self.rng.random() < .2)
        return dict(more, end=more["start"] + DAY * self.rng.randrange(20))

    def choose_tables(self):
        rng = self.rng
        self.regions = self.networks = self.reports = None
        if rng.random() < .3:
            self.regions = {kom: rng.choice(["N", "S"]) for kom in self.koms + ["999"]}
        if rng.random() < .3:
            self.networks = [(kom, net) for kom in self.koms for net in "XYZ" if rng.random() < .4]
        if rng.random() < .3:
            self.reports = []
            for _ in range(rng.randrange(4)):
                first = self.begin + DAY * rng.randrange(-10, self.span)
                self.reports.append((rng.choice(self.koms), first if rng.random() < .7 else None,
                                     first + DAY * rng.randrange(self.span * 2) if rng.random() < .7 else None, rng.choice(["", "own"])))
        self.parts_reports = rng.random() < .5

    def choose_by(self):
        rng = self.rng
        names = [name for name in ["kom", "setting"] if rng.random() < .6]
        if self.regions and rng.random() < .5:
            names.append("region")
        if self.networks is not None:
            names.append("network")
        if self.regions and "region" not in names and "kom" not in names:
            names.append("kom")
        if self.has_state and rng.random() < .3:
            names.append("state")
        rng.shuffle(names)
        self.by = names

    def choose_range(self):
        rng = self.rng
        days = [row["start"] if self.is_spells else row["date"] for row in self.rows]
        days += [row["end"] for row in self.rows if self.is_spells and not row["open"]]
        self.is_told = rng.random() < .5 or not days
        if self.is_told:
            first = self.begin + DAY * rng.randrange(-20, self.span)
            if days and rng.random() < .5:
                first = rng.choice(days)
            self.periods = whole(self.kind, first, first + DAY * rng.randrange(self.span + 20))
        else:
            self.periods = whole(self.kind, min(days), max(days))

    # ---- the files ----

    def columns(self):
        days = (["start"] + ["end"] * self.has_end) if self.is_spells else ["date"] + self.values
        return ["person"] * self.has_person + ["kom", "setting"] + ["state"] * self.has_state + days

    def text(self):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns())
        for row in self.rows:
            cells = dict(row)
            if self.is_spells and row["open"]:
                cells["end"] = row["open_text"]
            writer.writerow([cells[name] for name in self.columns()])
        return out.getvalue().encode()

    def options(self, folder):
        options = ["--by", ",".join(self.by), "--period", self.kind, "--unmatched", "warn"] if self.regions or \
            self.networks is not None or self.reports is not None else ["--by", ",".join(self.by), "--period", self.kind]
        if self.is_told:
            options += ["--from", self.periods[0][1][0].isoformat(), "--to", self.periods[-1][1][-1].isoformat()]
        if self.values:
            options += ["--value", ",".join(self.values)]
        if self.regions:
            text = "kom,region\n" + "".join("%s,%s\n" % pair for pair in self.regions.items())
            options += ["--municipalities", folder.write(text.encode())]
        if self.networks is not None:
            text = "kom,network\n" + "".join("%s,%s\n" % pair for pair in self.networks)
            options += ["--networks", folder.write(text.encode()), "--overlap", "both"]
        if self.reports is not None:
            name = "setting" if self.parts_reports else "area"
            text = "kom,reports_from,reports_to,%s\n" % name + "".join(
                "%s,%s,%s,%s\n" % (kom, first or "", last or "", part) for kom, first, last, part in self.reports)
            options += ["--participation", folder.write(text.encode())]
        return options

    # ---- the twin ----

    def keys_of(self, kom, own):
        """The cells that a unit's rows count in."""
        nets = sorted({net for k, net in self.networks if k == kom}) if self.networks is not None else []
        for net in nets or [""]:
            all_values = dict(own, kom=kom, network=net, region=(self.regions or {}).get(kom, ""))
            yield tuple(all_values[name] for name in self.key_names())

    def key_names(self):
        return self.by + (["state"] if self.has_state and "state" not in self.by else [])

    def own_of(self, row):
        return {name: row[name] for name in ["setting", "state"] if name in self.key_names()}

    def cells(self):
        needs_kom = any(name in self.by for name in ["kom", "region", "network"]) or self.reports is not None
        koms = {row["kom"] for row in self.rows} | set(self.regions or ())
        owns = [self.own_of(row) for row in self.rows]
        if not any(name in self.key_names() for name in ["setting", "state"]):
            owns.append({})
        cells = {}
        for kom in koms if needs_kom else [""]:
            for own in owns:
                for key in self.keys_of(kom, own):
                    cells.setdefault(key, []).append((kom, own))
        return cells

    def is_reported(self, sources, days):
        for kom, own in sources:
            for unit, first, last, part in self.reports or ():
                speaks = not self.parts_reports or part == "" or "setting" not in own or own["setting"] == part
                if unit == kom and speaks and ((first and days[0] < first) or (last and days[-1] > last)):
                    return False
        return True

    def spell_figures(self, rows):
        """By period, from the set of days of each person."""
        last = self.periods[-1][1][-1] + 2 * DAY
        held = {}
        for i, row in enumerate(rows):
            day, end = row["start"], last if row["open"] else min(row["end"], last)
            while day <= end:
                held.setdefault(row["person"] if self.has_person else i, set()).add(day)
                day += DAY
        for _, days in self.periods:
            inside = {who: [day for day in days if day in have] for who, have in held.items()}
            person_days = sum(len(of) for of in inside.values())
            spells = sum(row["start"] <= days[-1] and (row["open"] or row["end"] >= days[0]) for row in rows)
            yield [sum(bool(of) for of in inside.values()) if self.has_person else "", spells, person_days,
                   sum(days[0] in have for have in held.values()), sum(days[-1] in have for have in held.values()),
                   person_days / len(days),
                   sum(day in have and day - DAY not in have for have in held.values() for day in days),
                   sum(day in have and day + DAY not in have for have in held.values() for day in days)]

    def dated_figures(self, rows):
        for _, days in self.periods:
            here = [row for row in rows if days[0] <= row["date"] <= days[-1]]
            figures = [len(here)] + [len({row["person"] for row in here})] * self.has_person
            for name in self.values:
                numbers = [Decimal(row[name]) for row in here if row[name] not in ("", "..")]
                figures += ["" if here and not numbers else sum(numbers), len(numbers)]
            yield figures

    def figure_names(self):
        if self.is_spells:
            return SPELL_FIGURES
        return ["rows"] + ["persons"] * self.has_person + [name + end for name in self.values for end in ("_sum", "_n")]

    def answer(self):
        """Cell and period -> figures, None where not reported."""
        want = {}
        cells = self.cells()
        for key, sources in cells.items():
            rows = []
            for row in self.rows:
                if key in self.keys_of(row["kom"], self.own_of(row)):
                    rows.append(row)
            figures = self.spell_figures(rows) if self.is_spells else self.dated_figures(rows)
            for (text, days), one in zip(self.periods, figures):
                want[key + (text,)] = one if self.is_reported(sources, days) else None
        return want


def same(want, got):
    if want == "":
        return got == ""
    if isinstance(want, float):
        return float(got) == want
    return got != "" and Decimal(got) == want


def check(world, folder):
    data, options = world.text(), world.options(folder)
    plain, packed = folder.write(data), folder.write(gzip.compress(data), ".csv.gz")
    first = calls.run(["kom-panel", "-j", "1"] + options + [plain])
    assert first.code == 0, first.err
    for jobs in ["2", "8"]:
        for answer in [calls.run(["kom-panel", "-j", jobs] + options + [packed]), calls.run(["kom-panel", "-j", jobs] + options, pipe=data)]:
            assert (answer.code, answer.out) == (0, first.out), "not the same with -j %s: %s" % (jobs, answer.line())
    rows = list(csv.DictReader(io.StringIO(first.out.decode())))
    names = world.key_names() + ["period"]
    keys = [tuple(row[name] for name in names) for row in rows]
    assert keys == sorted(keys, key=lambda key: [part.encode() for part in key]), "order: " + first.line()
    want = world.answer()
    assert sorted(keys) == sorted(want), "cells: %s\n%s\n%s" % (first.line(), sorted(set(want) - set(keys)), sorted(set(keys) - set(want)))
    for key, row in zip(keys, rows):
        for name, figure in zip(world.figure_names(), want[key] or [""] * 20):
            assert same(figure, row[name]), "%s: %s %s is %s, not %s" % (first.line(), key, name, row[name], figure)
            if world.reports is not None:
                lacks = want[key] is None or (figure == "" and name.endswith("_sum"))
                assert row[name + "_status"] == ("missing" if lacks else ""), "%s: status of %s %s" % (first.line(), key, name)
    first.closings()
    return len(keys)


def main():
    rounds, seed = int(sys.argv[1]) if len(sys.argv) > 1 else 200 // calls.SLOW, int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder = calls.Folder()
    n = 0
    for i in range(rounds):
        n += check(World(random.Random(seed * 1000003 + i)), folder)
        folder.empty()
    folder.remove()
    print("%d worlds, %d cells and periods" % (rounds, n))


main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeded generator of small random worlds for kom-uptake, and the files and command line of one."""
import csv
import os
import random
from datetime import date, timedelta

import calendar_days as cal

# Each start leads soon over an edge: a leap day, an ISO year, a week 53, a month end, half a year.
STARTS = [date(2020, 2, 20), date(2018, 12, 20), date(2020, 12, 20), date(2019, 1, 24),
          date(2019, 6, 20),
          date(2016, 2, 25), date(2021, 12, 28), date(2019, 3, 28), date(2000, 2, 27)]
SERVICES = ["clean", "bath", "meal"]
VALUES = {"provider": ["municipal", "private"], "setting": ["home", "care"],
          "section": ["83", "85"],
          "group": ["a", "b"], "sex": ["f", "m"]}
REGIONS = ["Sjælland", "Fyn", "Midt, øst", ""]
STATUSES = ["", "", "", "", "", "", "delivered", "leveret", "Leveret", "ordered", "bestilt",
            "cancelled", "AFLYST",
            "credited", "krediteret", "credited"]
DANISH = {"kom": ["kommunekode", "kom", "komkode", "KOMMUNEKODE"],
          "person": ["borger", "Borger_id"],
          "service": ["ydelse", "ydelseskode"], "date": ["dato", "salgsdato"],
          "period": ["periode"],
          "quantity": ["antal"], "hours": ["timer"], "amount": ["beloeb", "beløb", "kr"],
          "start": ["fra", "startdato", "gyldig_fra"], "end": ["til", "slutdato"],
          "provider": ["leverandoer", "leverandør"], "setting": ["boligform"],
          "section": ["paragraf"],
          "group": ["maalgruppe", "målgruppe"], "status": ["leveringsstatus"],
          "network": ["netvaerk", "netværk"],
          "birth_year": ["foedselsaar", "fødselsår"], "sex": ["koen", "køn"],
          "recipients": ["modtagere"],
          "kind": ["opgoerelse"]}
NUMBERS = ("quantity", "hours", "amount", "recipients")


class Maker:
    """One world in the making; every choice comes from the seed."""

    def __init__(self, seed, ask=None):
        self.r = random.Random(seed)
        self.ask, self.supply = ask, random.Random("supply %d" % seed)
        r = self.r
        self.mode = r.choices(["alone", "counts", "offerings", "persons"], [10, 10, 10, 70])[0]
        if ask == "flows":
            self.mode = "persons"
        self.offered = self.mode == "offerings" or (self.mode != "alone" and r.random() < 0.85)
        self.period = r.choices(["all", "day", "week", "month", "quarter", "half", "year", "event"],
                                [25, 6, 14, 14, 8, 8, 8, 17])[0]
        longest = 20 if self.period == "day" else r.choice([20, 40, 80])
        if ask == "flows":
            self.period, longest = self.supply.choices(
                [("day", 20), ("week", 40), ("month", 80), ("quarter", 150), ("event", 60)],
                [15, 30, 25, 10, 20])[0]
        self.first = r.choice(STARTS) + timedelta(days=r.randint(-5, 5))
        self.length = r.randint(10, longest)
        digits = "%04d" if r.random() < 0.1 else "%d"
        self.koms = [digits % k for k in r.sample([101, 147, 265, 461, 751, 851], r.randint(1, 4))]
        self.services = SERVICES[:r.randint(1, 3)]
        self.people = ["p%d" % i for i in range(1, r.randint(1, 12) + 1)]
        self.tables, self.options = {}, {}

    def chance(self, p):
        return self.r.random() < p

    def day(self, low=-3, high=3):
        return self.first + timedelta(days=self.r.randint(low, self.length + high))

    def cell(self, column, empty=0.2):
        return "" if self.chance(empty) else self.r.choice(VALUES[column])

    def some(self, columns, p):
        return [c for c in columns if self.chance(p)]

    def open_end(self):
        return self.r.choice(["", "9999-12-31"])

    def spell(self):
        start = self.day(-10, 0)
        end = start + timedelta(days=self.r.randint(0, self.length))
        return start.isoformat(), self.open_end() if self.chance(0.25) else end.isoformat()

    # ---- tables

    def make_offerings(self):
        attrs = self.some(["provider", "setting", "section", "group"], 0.3)
        if self.ask and "provider" not in attrs and (self.ask == "market" or self.chance(0.3)):
            attrs.append("provider")
        header = ["kom", "service", "start"] + attrs + ["end"]
        rows = []
        for kom in self.koms if self.chance(0.8) else self.koms[1:]:
            for service in self.services:
                keys = {tuple(self.cell(c) for c in attrs) for _ in range(self.r.randint(0, 2))}
                for key in sorted(keys):
                    rows += [[kom, service, start] + list(key) + [end] for start,
                             end in self.pieces()]
        self.r.shuffle(rows)
        self.tables["offerings"] = (header, rows)

    def pieces(self):
        """One or two spells that do not overlap, the last perhaps open."""
        days = sorted({self.day(-5, 3) for _ in range(self.r.choice([2, 2, 4]))})
        if len(days) % 2:
            days = days[:-1]
        spans = [[a.isoformat(), b.isoformat()] for a, b in zip(days[::2], days[1::2])]
        if spans and self.chance(0.4):
            spans[-1][1] = self.open_end()
        return spans

    def make_persons(self):
        extra = self.some(["section", "setting", "group"],
                          0.3) + self.some(["sex", "birth_year"], 0.4)
        header = ["person", "kom", "start", "end"] + extra
        rows = []
        for person in self.people:
            fixed = {"sex": self.cell("sex", 0.1), "birth_year": self.birth_year()}
            if self.chance(0.1):
                fixed["birth_year"] = ""
            for _ in range(self.r.choice([1, 1, 1, 2, 3])):
                own = [fixed[c] if c in fixed else self.cell(c, 0.15) for c in extra]
                start, end = self.spell()
                rows.append([person, self.r.choice(self.koms), start, end] + own)
        rows += [list(row) for row in rows if self.chance(0.05)]
        self.r.shuffle(rows)
        self.tables["recipients"] = (header, rows)

    def birth_year(self):
        """Often somebody who comes into the next age group at the turn of a year."""
        if self.chance(0.5):
            return str(self.r.randint(1925, 1999))
        return str(self.first.year - self.r.choice([18, 50, 67, 80]) + self.r.choice([0, 1, 1, 2]))

    def make_participation(self):
        key = ["section"] if self.chance(0.1) else []
        header = ["kom"] + key + ["planned",
                                  "start"] + self.some(["reports_from", "reports_to"], 0.5)
        rows = []
        for kom in self.koms + (["999"] if len(self.koms[0]) == 3 and self.chance(0.1) else []):
            if self.chance(0.1):
                continue
            planned = self.r.choice(["yes", "ja", "1", "true", "Yes", "no", "nej", "0", ""])
            start = "" if self.chance(0.2) else self.day(-2, -3).isoformat()
            row = {"kom": kom, "planned": planned, "start": start,
                   "section": self.cell("section", 0.6),
                   "reports_from": self.day(-5, -self.length).isoformat() if self.chance(0.4)
                   else "",
                   "reports_to": self.day(self.length - 5, 5).isoformat() if self.chance(0.3)
                   else ""}
            rows.append([row[c] for c in header])
            if key and self.chance(0.5):
                other = dict(row, section=self.cell("section", 0.1))
                other["start"] = self.day(-2, -3).isoformat() if self.chance(0.5) else start
                rows.append([other[c] for c in header])
        self.tables["participation"] = (header, rows)

    def make_units(self):
        if self.chance(0.4):
            rows = [[kom, "name " + kom, self.r.choice(REGIONS), self.r.choice(["city", "land"])]
                    for kom in self.koms if self.chance(0.93)]
            self.tables["municipalities"] = (["kom", "name", "region", "type"], rows)
        if self.chance(0.3):
            rows = []
            for kom in self.koms:
                for network in self.r.sample(["N1", "N2", "N3"], self.r.choice([0, 1, 1, 1, 2])):
                    rows.append([kom, network])
            self.tables["networks"] = (["kom", "network"], rows)

    # ---- sales

    def likely_sale(self):
        """A person, place, day and service where a spell and an offering may meet."""
        kom, service, day = self.r.choice(self.koms), self.r.choice(self.services), self.day()
        person, own = self.r.choice(self.people), {}
        if "offerings" in self.tables and self.tables["offerings"][1] and self.chance(0.85):
            header, rows = self.tables["offerings"]
            own = dict(zip(header, self.r.choice(rows)))
            kom, service = own["kom"], own["service"]
        if self.mode == "persons" and self.chance(0.85):
            header, rows = self.tables["recipients"]
            spells = [dict(zip(header, row)) for row in rows]
            spells = [s for s in spells if s["kom"] == kom] or spells
            spell = self.r.choice(spells)
            person = spell["person"]
            own.update((c, v) for c, v in spell.items() if c in ("section", "setting", "group")
                       and v)
            last = spell["end"]
            if last in ("", "9999-12-31"):
                last = self.day(0, 0).isoformat()
            day = self.between(max(spell["start"], own.get("start", "")), last) or day
        return kom, service, day, person, own

    def between(self, first, last):
        first, last = date.fromisoformat(first), date.fromisoformat(last)
        if first > last:
            return None
        edge = self.r.choice([first, last, first - timedelta(days=1), last + timedelta(days=1)])
        inside = first + timedelta(days=self.r.randint(0, (last - first).days))
        return edge if self.chance(0.2) else inside

    def figure(self, column, note):
        r = self.r
        if self.chance(0.1):
            return r.choice(["", "..", ""])
        if column == "quantity":
            text = str(r.randint(0, 4))
        else:
            text = r.choice(["%d" % r.randint(0, 90), "%d.5" % r.randint(0, 9),
                             "%d.%02d" % (r.randint(0, 400), r.randint(0, 99)),
                             "0.1", "0.2", "12.50", "1234567.891"])
        return "-" + text if note and self.negative != self.chance(0.03) else text

    def make_sales(self):
        self.negative = self.chance(0.5)
        columns = ["kom", "person", "service", "date"]
        if self.mode != "persons" and self.chance(0.25):
            columns.remove("person")
        if not self.offered and self.chance(0.4):
            columns.remove("service")
        columns += self.some(["quantity", "hours", "amount"], 0.6) + self.some(["status"], 0.6)
        columns += self.some(["provider", "section"], 0.35) + self.some(["setting", "group"], 0.15)
        if self.ask and "provider" not in columns:
            columns.append("provider")
        self.r.shuffle(columns)
        self.sale_header = columns
        self.tables["sales"] = []
        for _ in range(2 if self.chance(0.2) else 1):
            rows = [self.sale() for _ in range(self.r.choice([0, 3, 10, 20, 30, 40]))]
            rows += [list(row) for row in rows if self.chance(0.03)]
            self.tables["sales"].append((columns, rows))
            self.negative = not self.negative

    def sale(self):
        kom, service, day, person, own = self.likely_sale()
        row = {"kom": kom, "service": service, "date": day.isoformat(), "person": person}
        for column in ("kom", "service", "date", "person"):
            if self.chance(0.01):
                row[column] = ""
        if self.chance(0.03):
            row["kom"] = "998" if len(kom) == 3 else "0998"
        row["status"] = self.r.choice(STATUSES)
        note = "status" in self.sale_header and row["status"] in ("credited", "krediteret")
        for column in VALUES:
            row[column] = self.cell(column, 0.3) if self.chance(0.15) else own.get(column, "")
            if self.mode == "alone":
                row[column] = self.cell(column)
        for column in ("quantity", "hours", "amount"):
            row[column] = self.figure(column, note)
        return [row[c] for c in self.sale_header]

    # ---- options

    def by_choices(self):
        tables, out = self.tables, ["kom"]
        if self.mode == "alone":
            out += [c for c in self.sale_header if c in VALUES or c == "service"]
        if "offerings" in tables:
            out += [c for c in tables["offerings"][0] if c in VALUES or c == "service"]
        if self.mode == "persons":
            out += [c for c in tables["recipients"][0] if c in VALUES]
        if "municipalities" in tables:
            out += ["region", "type"]
        return list(dict.fromkeys(out + (["network", "network"] if "networks" in tables else [])))

    def make_options(self):
        r, o = self.r, self.options
        choices = self.by_choices()
        if self.chance(0.85):
            o["by"] = r.sample(choices, min(len(choices), r.choice([0, 1, 1, 2, 2, 3])))
            if self.chance(0.5) and "kom" not in o["by"]:
                o["by"].insert(0, "kom")
        people = self.tables["recipients"][0] if self.mode == "persons" else []
        if "birth_year" in people and self.chance(0.6):
            o["ages"] = sorted(r.sample([18, 50, 67, 80], r.randint(1, 3)))
            o["by"] = o.get("by", ["kom"])[:2] + ["age_group"]
        if self.period == "event" and "participation" not in self.tables:
            self.make_participation()
        o["period"] = self.period
        if self.period == "event":
            o["period"] = "event:" + r.choice(["7d", "1w", "2w", "10d", "1m", "1m", "2m", "5d",
                                               "3d", "1y"])
        self.make_range()
        by = o.get("by", ["kom"])
        if by and self.chance(0.35):
            o["margins"] = r.sample(by, r.randint(1, min(2, len(by))))
        if self.chance(0.6 if "status" in self.sale_header else 0):
            o["credits"] = r.choice(["positive", "negative"])
        if "networks" in self.tables and "network" in by and self.chance(0.85):
            o["overlap"] = self.overlap()
        if "networks" in self.tables and "network" not in by and (self.mode == "counts" or
                                                                  self.chance(0.95)):
            del self.tables["networks"]  # else refused: nothing of it is asked for
        if self.chance(0.2 if "recipients" in self.tables else 0.02):
            o["level"] = r.choice([0.9, 0.99, 0.8])
        if self.mode == "persons" and self.chance(0.15):
            o["persons"] = True
            if self.chance(0.9):
                o.pop("level", None)
            o.setdefault("credits", "positive")
        elif self.chance(0.2):
            o["dominance"] = True

    def make_supply(self):
        """Flows between suppliers, or their parts of the market; with dice of their own, so that
        the worlds of before are what they were."""
        o, r, by = self.options, self.supply, self.options.get("by", ["kom"])
        columns = [c for c in self.sale_header if c in VALUES or c in ("service", "kom")]
        wanted = self.ask == "flows" or (self.mode == "persons" and not self.ask
                                         and r.random() < 0.15)
        if wanted and columns and (self.period != "all" or r.random() < 0.1):
            o.pop("persons", None)
            if r.random() < 0.97:
                o.pop("dominance", None)
            free = [c for c in columns if c not in by or r.random() < 0.05] or columns
            o["flows"] = "provider" if "provider" in free and r.random() < 0.6 else r.choice(free)
            if r.random() < 0.04:
                self.spoil_words(o["flows"])
        if self.ask == "market" and "provider" not in by:
            o["by"] = by = by + ["provider"]
        can = "provider" in by or r.random() < 0.02
        if "flows" not in o and can and (self.ask == "market" or r.random() < 0.5):
            o["market"] = True
            if r.random() < 0.97:
                o.pop("persons", None)

    def spoil_words(self, column):
        for header, rows in self.tables["sales"]:
            for row in rows[:9]:
                row[header.index(column)] = self.supply.choice(["none", "several", "not_recipient",
                                                                "None"])

    def make_range(self):
        o = self.options
        if self.chance(0.5):
            o["from"] = (self.first + timedelta(days=self.r.randint(-4, 4))).isoformat()
            if self.chance(0.15) and self.period != "day":
                o["from"] = self.r.choice([o["from"][:7], o["from"][:4]])
        if self.first.month == 12 and self.length > 16 and self.chance(0.3):
            o["from"] = "%d-01-0%d" % (self.first.year + 1, self.r.randint(1, 3))
            if "ages" in o:
                o["period"] = "week"
        if self.chance(0.5):
            o["to"] = (self.first + timedelta(days=self.length + self.r.randint(-3, 4))).isoformat()
            if self.chance(0.15) and self.period != "day":
                o["to"] = self.r.choice([o["to"][:7],
                                         "%s-Q%d" % (o["to"][:4], (int(o["to"][5:7]) + 2) // 3)])

    def overlap(self):
        several = {}
        for kom, network in self.tables["networks"][1]:
            several.setdefault(kom, []).append(network)
        several = {kom: names for kom, names in several.items() if len(names) > 1}
        if several and self.chance(0.4):
            return "assign=" + ",".join("%s:%s" % (k, self.r.choice(n)) for k,
                                        n in sorted(several.items()))
        return self.r.choice(["both", "drop"])

    def make_counts(self):
        """Counts follow the options: the same by-columns, the same periods."""
        extra = self.some(["section", "group", "sex"], 0.3)
        extra = [c for c in extra if c in self.sale_header
                 or c in self.tables.get("offerings", ([],))[0]]
        by = self.options.get("by", ["kom"])
        self.options["by"] = by = by + [c for c in extra if c not in by]
        kind = self.r.choice(["during", "stock", "average", "during"])
        header = ["kom"] + extra + ["period", "recipients"] + self.some(["kind"], 0.8)
        if self.chance(0.1 if "kind" in header else 0.95):
            self.options["kind"] = kind
        if self.chance(0.03):
            kind = ""
        rows = []
        for kom in self.koms:
            for values in sorted({tuple(self.cell(c) for c in extra) for _ in range(3)}):
                for label in self.labels():
                    if self.chance(0.85):
                        size = self.r.choice(["0", "", "..", "12.5"] if kind == "average"
                                             and self.chance(0.3) else ["40", "25", "359", "8"])
                        row = dict(zip(extra, values), kom=kom, period=label, recipients=size,
                                   kind=kind)
                        rows.append([row[c] for c in header])
        self.tables["recipients"] = (header, rows)

    def labels(self):
        if self.period in ("all", "event"):
            return ["all", "before", "after"]
        days = range(self.first.toordinal() - 8, self.first.toordinal() + self.length + 8)
        return sorted({cal.period_of(self.period, day)[0] for day in days})

    # ---- things that must be refused

    def spoil(self):
        r, o, t = self.r, self.options, self.tables
        kind = r.choice(["nowhere", "status", "spell", "overlap", "event", "person", "margin",
                         "persons", "counts",
                         "total", "backwards"])
        if kind == "nowhere":
            o["by"] = o.get("by", ["kom"]) + ["shoe_size"]
        elif kind == "status" and "status" in self.sale_header and t["sales"][0][1]:
            t["sales"][0][1][-1][self.sale_header.index("status")] = "lost"
        elif kind == "spell":
            for name in ("offerings", "recipients"):
                if name in t and "end" in t[name][0] and t[name][1]:
                    row = r.choice(t[name][1])
                    row[t[name][0].index("end")] = "1999-12-31"
                    break
        elif kind == "overlap" and "offerings" in t and t["offerings"][1]:
            t["offerings"][1].append(list(r.choice(t["offerings"][1])))
        elif kind == "event" and "participation" not in t:
            o["period"] = "event:1m"
        elif kind == "person" and self.mode == "persons":
            self.drop_column("person")
            o["overlap"] = "both"
        elif kind == "margin" and "type" not in o.get("by", []):
            o["margins"] = ["type"]
        elif kind == "persons" and self.mode != "persons":
            o["persons"] = True
        elif kind == "counts" and self.mode == "counts" and t["recipients"][1]:
            t["recipients"][1].append(list(t["recipients"][1][0]))
        elif kind == "total" and "municipalities" in t and t["municipalities"][1]:
            t["municipalities"][1][0][2] = "total"
            o["by"] = ["region"]
            o["margins"] = ["region"]
            o.pop("ages", None)
        elif kind == "backwards":
            o["from"], o["to"] = "2020-03", "2020-02"

    def drop_column(self, column):
        place = self.sale_header.index(column)
        header = [c for c in self.sale_header if c != column]
        self.tables["sales"] = [(header, [row[:place] + row[place + 1:] for row in rows])
                                for _, rows in self.tables["sales"]]

    def make(self):
        if self.offered:
            self.make_offerings()
        if self.mode == "persons":
            self.make_persons()
        self.make_units()
        if self.chance(0.35 if self.mode != "alone" else 0.1):
            self.make_participation()
        self.make_sales()
        self.make_options()
        if self.mode == "counts":
            self.make_counts()
        self.make_supply()
        if self.chance(0.05):
            self.spoil()
        return {"tables": self.tables, "options": self.options}


def world(seed, ask=None):
    """The world of a seed: tables, options, and how its files are written. ask: an option that must
    be among them."""
    maker = Maker(seed, ask)
    made = maker.make()
    made["seed"] = seed
    made["danish"] = maker.chance(0.3)
    made["stdin"] = len(made["tables"]["sales"]) == 1 and maker.chance(0.1)
    made["headings"] = {c: maker.r.choice(names) for c, names in DANISH.items()}
    if "by" in made["options"] and maker.chance(0.15):
        made["options"]["by_typed"] = [DANISH[c][0] if c in DANISH else c
                                       for c in made["options"]["by"]]
    return made


# ---- files

def write_table(path, table, danish, headings):
    header, rows = table
    if danish:
        rows = [[c.replace(".", ",") if h in NUMBERS and c != ".." else c for h,
                 c in zip(header, row)] for row in rows]
        header = [headings.get(c, c) for c in header]
    with open(path, "w", newline="", encoding="cp1252" if danish else "utf-8") as file:
        out = csv.writer(file, delimiter=";" if danish else ",", lineterminator="\r\n" if danish
                         else "\n")
        out.writerow(header)
        out.writerows(rows)


def write_world(made, folder):
    """Write the tables; returns the arguments of the tool and the file for its standard input."""
    arguments, sales = option_arguments(made["options"]), []
    for name, table in made["tables"].items():
        for i, part in enumerate(table if name == "sales" else [table]):
            path = os.path.join(folder, "%s%s.csv" % (name, i + 1 if name == "sales" else ""))
            if i % 2:
                part = part[0][::-1], [row[::-1] for row in part[1]]
            write_table(path, part, made["danish"], made["headings"])
            if name == "sales":
                sales.append(path)
            else:
                arguments += ["--" + name, path]
    if len(made["tables"]) > 1:  # worlds are small and odd: a whole column may miss a table by chance
        arguments += ["--unmatched", "warn"]
    if made["stdin"]:
        return arguments, sales[0]
    return arguments + sales, None


def option_arguments(options):
    typed = dict(zip(options.get("by") or [], options.get("by_typed") or options.get("by") or []))
    out = []
    if "by" in options:
        out += ["--by", ",".join(typed[c] for c in options["by"])]
    if options.get("period", "all") != "all":
        out += ["--period", options["period"]]
    if options.get("margins"):
        out += ["--margins", ",".join(typed.get(c, c) for c in options["margins"])]
    if options.get("ages"):
        out += ["--ages", ",".join(str(cut) for cut in options["ages"])]
    for name in ("from", "to", "credits", "overlap", "level", "kind", "flows"):
        if name in options:
            out += ["--" + name, str(options[name])]
    return out + ["--" + name for name in ("persons", "dominance", "market") if options.get(name)]

# SPDX-License-Identifier: GPL-3.0-or-later
"""What the brute-force twin is asked: tables and options read, checked, perhaps refused."""
from decimal import Decimal
from fractions import Fraction

import calendar_days as cal

ATTRS = ("provider", "setting", "section", "group")
SHARED = ("section", "setting", "group")
FIGURES = ("quantity", "hours", "amount")
STATUS = {"": "delivered", "delivered": "delivered", "leveret": "delivered", "ordered": "ordered",
          "bestilt": "ordered", "cancelled": "cancelled", "aflyst": "cancelled",
          "credited": "credited", "krediteret": "credited"}
NO_BY = ("kom", "person", "start", "end", "birth_year", "period", "recipients", "kind", "date",
         "status",
         "planned", "reports_from", "reports_to") + FIGURES


class Refusal(Exception):
    """The tool must stop: code 2 for usage, 3 for bad data."""

    def __init__(self, code, why):
        Exception.__init__(self, why)
        self.code = code


def as_dicts(table):
    header, rows = table
    return [dict(zip(header, row)) for row in rows]


def number(text):
    """A Fraction, or None for a missing number."""
    text = text.strip()
    return None if text in ("", ".", "..") else Fraction(text)


def decimal_text(x):
    """An exact decimal without trailing zeros."""
    if x is None:
        return ""
    places = 0
    while (x * 10**places).denominator != 1:
        places += 1
    digits = str(abs(int(x * 10**places))).rjust(places + 1, "0")
    text = digits if places == 0 else digits[:-places] + "." + digits[-places:]
    return "-" + text if x < 0 else text


def ratio_text(x):
    if x is None:
        return ""
    if x.denominator == 1:
        return str(int(x))
    text = repr(float(x))
    # The tool writes an exponent only from 1e-7 down; Python from 1e-5.
    return format(Decimal(text), "f") if abs(x) >= Fraction(1, 10**6) else text.replace("e-0", "e-")


def loose(a, b, columns):
    """For each column that both rows have: a's cell is empty or equal to b's."""
    return all(a[c] in ("", b[c]) for c in columns if c in a and c in b)


def either(a, b, columns):
    """For each column that both rows have: one cell is empty, or they are equal."""
    return all(a[c] == "" or b[c] == "" or a[c] == b[c] for c in columns if c in a and c in b)


def holds(spell, day):
    return spell["first"] <= day <= spell["last"]


def days_between(first, last):
    return range(first, last + 1)


class Question:
    """One call of the tool. tables: sales (a list of tables) and the side tables by name."""

    def __init__(self, tables, options):
        self.options = options
        self.by = options.get("by")
        if self.by is None:
            self.by = ["kom"]
        self.period = options.get("period", "all")
        self.event = self.period.startswith("event:")
        self.margins = options.get("margins", [])
        self.header = {name: table[0] for name, table in tables.items() if name != "sales"}
        self.header["sales"] = tables["sales"][0][0]
        self.has = {name for name in tables}
        self.by_person = "recipients" in self.has and "person" in self.header["recipients"]
        self.by_count = "recipients" in self.has and not self.by_person
        self.alone = not self.has & {"recipients", "offerings"}
        self.check_usage()
        self.check_columns()
        self.side = {name: as_dicts(tables[name]) for name in self.has if name != "sales"}
        self.sales = []
        for file, table in enumerate(tables["sales"]):
            for sale in as_dicts(table):
                sale["#file"] = file
                self.sales.append(sale)

    # ---- what is asked, and whether it can be answered

    def check_usage(self):
        if self.event and "participation" not in self.has:
            raise Refusal(2, "event needs participation")
        if any(column not in self.by for column in self.margins):
            raise Refusal(2, "a margin that is no by-column")
        if self.options.get("level") and ("recipients" not in self.has or
                                          self.options.get("persons")):
            raise Refusal(2, "a level without an interval")
        if self.options.get("persons") and not self.by_person:
            raise Refusal(2, "persons asked for, but the recipients are no persons")
        if self.by_person and "person" not in self.header["sales"]:
            raise Refusal(2, "recipients as persons, but the sales name none")
        if self.options.get("from") and self.options.get("to"):
            first = cal.period_bounds(self.options["from"])[0]
            if first > cal.period_bounds(self.options["to"])[1]:
                raise Refusal(2, "from after to")

    def check_columns(self):
        needed = {"sales": ["kom", "date"], "offerings": ["kom", "service", "start"],
                  "participation": ["kom"], "municipalities": ["kom"],
                  "networks": ["kom", "network"],
                  "recipients": ["person", "kom", "start"] if self.by_person
                  else ["kom", "period", "recipients"]}
        if "offerings" in self.has:
            needed["sales"].append("service")
        if self.options.get("flows"):
            needed["sales"].append(self.options["flows"])
        if self.options.get("ages"):
            needed["recipients"].append("birth_year")
        for name in self.has:
            for column in needed[name]:
                if column not in self.header[name]:
                    raise Refusal(3, "%s has no column %s" % (name, column))

    def find_sources(self):
        """Which table each by-column is read from; self.columns is by table."""
        self.columns = {"recipients": [], "offerings": [], "municipalities": [], "networks": [],
                        "sales": []}
        order = ["recipients", "offerings", "municipalities", "networks"]
        if self.alone:
            order.insert(0, "sales")
        for column in self.by:
            if column == "kom":
                continue
            if column == "age_group" and self.options.get("ages"):
                self.columns["recipients"].append(column)
                continue
            places = [t for t in order if t in self.has and column in self.header[t]
                      and column not in NO_BY]
            if not places:
                raise Refusal(3, "no column " + column)
            self.columns[places[0]].append(column)
        if "networks" in self.has and not self.columns["networks"]:
            raise Refusal(2, "networks without a column of theirs")
        if self.options.get("overlap") and not self.columns["networks"]:
            raise Refusal(2, "overlap without a column of the networks")
        if self.options.get("ages") and "age_group" not in self.by:
            raise Refusal(2, "ages without age_group")
        if self.options.get("kind") and not self.by_count:
            raise Refusal(2, "kind without counts")
        if self.by_count and not (self.options.get("kind") or "kind" in self.header["recipients"]):
            raise Refusal(3, "counts without a kind")
        self.rec = self.columns["recipients"]
        self.off = self.columns["sales"] if self.alone else self.columns["offerings"]
        if self.by_count:
            told = self.header["sales"] + self.header.get("offerings", [])
            for column in self.rec:
                if column not in told:
                    raise Refusal(3, "the sales cannot be told apart by " + column)

    def read_side_tables(self):
        spells = self.side.get("offerings", []) + (self.side["recipients"] if self.by_person
                                                   else [])
        for row in spells:
            row["first"], row["last"] = cal.day(row["start"]), cal.closing_day(row.get("end", ""))
            if row["last"] < row["first"]:
                raise Refusal(3, "a spell ends before it starts")
        for row in self.side.get("participation", []):
            row["S"] = cal.day(row["start"]) if row.get("start", "") != "" else None
            row["reports_first"] = cal.opening_day(row.get("reports_from", ""))
            row["reports_last"] = cal.closing_day(row.get("reports_to", ""))
            if row["S"] is not None and cal.closing_day(row.get("end", "")) < row["S"]:
                raise Refusal(3, "a participation ends before it starts")
        offerings = self.side.get("offerings", [])
        for i, a in enumerate(offerings):
            for b in offerings[:i]:
                same = all(a.get(c) == b.get(c) for c in ("kom", "service") + ATTRS)
                if same and a["first"] <= b["last"] and b["first"] <= a["last"]:
                    raise Refusal(3, "offerings of one key overlap")

    def read_sales(self):
        for sale in self.sales:
            word = sale.get("status", "").strip().lower()
            if word not in STATUS:
                raise Refusal(3, "unknown status")
            sale["word"] = STATUS[word]
            sale["day"] = cal.day(sale["date"]) if sale["date"].strip() != "" else None
            for figure in FIGURES:
                if figure in sale:
                    sale[figure] = number(sale[figure])

    def find_range(self):
        days = [sale["day"] for sale in self.sales if sale["day"] is not None]
        for offering in self.side.get("offerings", []):
            days.append(offering["first"])
            if offering["last"] != cal.OPEN:
                days.append(offering["last"])
        given = self.options.get("from"), self.options.get("to")
        if not days and self.alone and "participation" not in self.has:
            self.first = self.last = 719163  # no sale and no other table: there will be no row
            return
        if not days and not all(given):
            raise Refusal(3, "no dates at all: give --from and --to")
        self.first = cal.period_bounds(given[0])[0] if given[0] else min(days)
        self.last = cal.period_bounds(given[1])[1] if given[1] else max(days)
        if self.first > self.last:
            raise Refusal(3, "the range holds no day")

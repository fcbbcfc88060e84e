# SPDX-License-Identifier: GPL-3.0-or-later
"""Brute-force second kom-uptake: every day, spell and offering is looked at in turn.

It is slow on purpose and shares no structure with the tool: a cell is a set of (person, day),
sums are Fractions, and a total is worked out from the union of the sets beneath it.
The tables come as (header, rows of text); the answer is a dict of code, header, rows and counts.
"""
from fractions import Fraction

import calendar_days as cal
import limits
import supply
from question import (ATTRS, FIGURES, SHARED, Question, Refusal, days_between, decimal_text, either,
                      holds, loose, number, ratio_text)

REASONS = ("incomplete", "unknown_kom", "outside_period", "cancelled", "not_delivered",
           "not_offered",
           "not_recipient", "credit_outside", "ambiguous")
YES = ("yes", "ja", "1", "true")
FIXED = ["period", "state", "recipients", "person_days", "buyers", "uptake", "conf_low",
         "conf_high",
         "sales", "quantity", "hours", "amount", "days_offered"]


class Uptake(Question):
    """The answer to one question, cell by cell."""

    def __init__(self, tables, options):
        Question.__init__(self, tables, options)
        self.seen_windows = {}
        self.seen_days = {}

    # ---- periods

    def find_labels(self):
        if self.event:
            self.labels = ["before", "after"]
        elif self.period == "all":
            self.labels = ["all"]
            self.plain = {"all": (self.first, self.last, self.first)}
        else:
            self.plain = {}
            for day in days_between(self.first, self.last):
                label, first, last = cal.period_of(self.period, day)
                self.plain[label] = (max(first, self.first), min(last, self.last), first)
            self.labels = sorted(self.plain)

    def values(self, unit, oc, rc):
        """The by-columns of a cell by name (without networks, no function of it)."""
        values = {"kom": unit}
        values.update(zip(self.off, oc))
        values.update(zip(self.rec, rc))
        for row in self.side.get("municipalities", []):
            if row["kom"] == unit:
                values.update((c, row[c]) for c in self.columns["municipalities"])
        return values

    def participation(self, unit, oc, rc):
        """The participation rows that speak of the cell."""
        values = self.values(unit, oc, rc)
        return [row for row in self.side.get("participation", [])
                if all(row[c] in ("", values[c]) for c in row if c in values and c != "kom")
                and row["kom"] == unit]

    def windows(self, unit, oc, rc):
        """label -> (first, last) as whole windows; periods are clipped, event windows are not."""
        if not self.event:
            return {label: self.plain[label][:2] for label in self.labels}
        key = unit, oc, rc
        if key not in self.seen_windows:
            starts = {row["S"] for row in self.participation(unit, oc, rc)} - {None}
            if len(starts) > 1:
                raise Refusal(3, "two start days of one unit")
            self.seen_windows[key] = cal.event_windows(self.period, starts.pop()) if starts else {}
        return self.seen_windows[key]

    def days(self, atom, label):
        """The days of the period that exist for the cell."""
        whole = self.windows(*atom).get(label)
        if whole is None:
            return range(0)
        return days_between(max(whole[0], self.first), min(whole[1], self.last))

    def label_of(self, atom, day):
        for label in self.labels:
            if day in self.days(atom, label):
                return label
        return None

    # ---- cells

    def in_range(self, spell):
        return any(holds(spell, day) for day in days_between(self.first, self.last))

    def oc(self, offering):
        return tuple(offering[c] for c in self.off) if offering else ()

    def age_group(self, spell, unit, oc, rc, label):
        """Age in the first year of the unclipped period, as one of the groups asked for."""
        if self.event:
            first = self.windows(unit, oc, rc).get(label, (None,))[0]
        else:
            first = self.plain[label][2]
        if first is None or spell["birth_year"].strip() == "":
            return ""
        age = cal.date.fromordinal(first).year - int(spell["birth_year"])
        cuts = self.options["ages"]
        if age < cuts[0]:
            return "-%d" % (cuts[0] - 1)
        for low, high in zip(cuts, cuts[1:]):
            if low <= age < high:
                return "%d-%d" % (low, high - 1)
        return "%d+" % cuts[-1]

    def rc(self, spell, oc, label):
        """A spell's recipients' by-values; only an age can change with the period."""
        computed = "age_group" in self.rec and self.options.get("ages")
        if not computed:
            return tuple(spell[c] for c in self.rec)
        ageless = tuple("" if c == "age_group" else spell[c] for c in self.rec)
        age = self.age_group(spell, spell["kom"], oc, ageless, label)
        return tuple(age if c == "age_group" else spell[c] for c in self.rec)

    def known_units(self):
        units = set()
        for name in ("offerings", "recipients", "participation"):
            units |= {row["kom"] for row in self.side.get(name, [])}
        return units

    def find_off_parts(self):
        parts = {self.oc(o) for o in self.side.get("offerings", []) if self.in_range(o)}
        self.off_parts = parts or {tuple("" for c in self.off)}

    def rec_parts(self, unit):
        parts = set()
        if self.by_person:
            for spell in self.side["recipients"]:
                if spell["kom"] == unit and self.in_range(spell):
                    for oc in self.off_parts:
                        parts |= {self.rc(spell, oc, label) for label in self.labels}
        if self.by_count:
            parts |= {rc for (kom, rc, label) in self.counts if kom == unit}
            parts |= {sale["atom"][2] for sale in self.used if sale["atom"][0] == unit}
        return parts or {tuple("" for c in self.rec)}

    def find_atoms(self):
        """Every cell (unit, off-part, rec-part) that has rows."""
        self.atoms = set()
        for unit in self.known_units() | ({s["atom"][0] for s in self.used} if self.alone
                                          else set()):
            ocs = self.off_parts
            if self.alone:
                own = {sale["atom"][1] for sale in self.used if sale["atom"][0] == unit}
                ocs = own or {tuple("" for c in self.off)}
            for rc in self.rec_parts(unit):
                self.atoms |= {(unit, oc, rc) for oc in ocs}
        for atom in self.atoms:
            self.windows(*atom)

    def cell_offerings(self, atom):
        """The offerings of the cell: of its unit and off-part, and for people with its rec-part."""
        unit, oc, rc = atom
        people = dict(zip(self.rec, rc))
        return [o for o in self.side["offerings"]
                if o["kom"] == unit and self.oc(o) == oc and loose(o, people, SHARED)]

    def days_on_offer(self, atom, first, last):
        """The days from first to last on which anything of the cell is on offer."""
        if "offerings" not in self.has:
            return set(days_between(first, last))
        offerings = self.cell_offerings(atom)
        return {day for day in days_between(first, last) if any(holds(o, day) for o in offerings)}

    def offered_days(self, atom, label):
        key = atom, label
        if key not in self.seen_days:
            days = self.days(atom, label)
            self.seen_days[key] = self.days_on_offer(atom, days[0], days[-1]) if days else set()
        return self.seen_days[key]

    def find_person_days(self):
        """(cell, label) -> every (person, day) on which a spell and an offering for it hold."""
        self.person_days = {}
        if not self.by_person:
            return
        offerings = self.side.get("offerings", [None])
        for spell in self.side["recipients"]:
            for offering in offerings:
                if offering and not (offering["kom"] == spell["kom"]
                                     and loose(offering, spell, SHARED)):
                    continue
                self.add_person_days(spell, offering)

    def add_person_days(self, spell, offering):
        oc = self.oc(offering)
        for label in self.labels:
            atom = spell["kom"], oc, self.rc(spell, oc, label)
            for day in self.days(atom, label):
                if holds(spell, day) and (offering is None or holds(offering, day)):
                    self.person_days.setdefault((atom, label), set()).add((spell["person"], day))

    def read_counts(self):
        """(unit, rec-part, label) -> (number or None, kind)."""
        self.counts = {}
        self.other_period = 0
        if not self.by_count:
            return
        for row in self.side["recipients"]:
            told = self.options.get("kind")
            kind = row.get("kind", "") or told
            size = number(row["recipients"])
            if not kind or (told and kind != told):
                raise Refusal(3, "a count without a kind, or of another")
            if kind == "during" and size is not None and size.denominator != 1:
                raise Refusal(3, "a fraction of a recipient")
            if row["period"] not in self.labels:
                self.other_period += 1
                continue
            key = row["kom"], tuple(row[c] for c in self.rec), row["period"]
            if key in self.counts:
                raise Refusal(3, "two counts of one cell")
            self.counts[key] = size, kind

    # ---- sales

    def is_known(self, kom):
        if "municipalities" in self.has:
            return kom in {row["kom"] for row in self.side["municipalities"]} | self.known_units()
        if self.has & {"offerings", "recipients", "participation"}:
            return kom in self.known_units()
        return True

    def in_some_window(self, sale):
        if not self.first <= sale["day"] <= self.last:
            return False
        if not self.event:
            return True
        starts = [r["S"] for r in self.side["participation"] if r["kom"] == sale["kom"]
                  and r["S"] is not None]
        return any(first <= sale["day"] <= last
                   for s in starts for first, last in cal.event_windows(self.period, s).values())

    def sale_offerings(self, sale):
        """The offerings the sale can be of; [None] when everything is on offer."""
        if "offerings" not in self.has:
            return [None]
        return [o for o in self.side["offerings"]
                if o["kom"] == sale["kom"] and o["service"] == sale["service"]
                and holds(o, sale["day"]) and either(o, sale, ATTRS)]

    def rc_of_sale(self, sale, offering):
        """With counts: the sale's own cell, or the offering's where the sale says nothing."""
        return tuple(sale.get(c, "") or (offering or {}).get(c, "") for c in self.rec)

    def candidates(self, sale, offerings):
        """Every pair of a recipient spell and an offering that the sale can rest on, as cells."""
        kom = sale["kom"]
        if self.alone:
            return {(kom, tuple(sale[c] for c in self.off), ())}
        if self.by_count:
            return {(kom, self.oc(o), self.rc_of_sale(sale, o)) for o in offerings}
        if not self.by_person:
            return {(kom, self.oc(o), ()) for o in offerings}
        cells = set()
        for s in self.side["recipients"]:
            if s["person"] != sale["person"] or s["kom"] != kom or not holds(s, sale["day"]):
                continue
            for o in offerings:
                if (o is None or loose(o, s, SHARED)) and loose(sale, s, SHARED):
                    cells |= self.cells_of_pair(s, o, sale["day"])
        return cells

    def cells_of_pair(self, spell, offering, day):
        """The cell whose period holds the day, and None to say that the pair itself agrees."""
        cells = {None}
        for label in self.labels:
            cell = spell["kom"], self.oc(offering), self.rc(spell, self.oc(offering), label)
            if day in self.days(cell, label):
                cells.add(cell)
        return cells

    def judge(self, sale):
        """The reason why the sale does not count, or None and its cell."""
        if any(sale[c].strip() == "" for c in ("kom", "person", "service", "date") if c in sale):
            return "incomplete", None
        if not self.is_known(sale["kom"]):
            return "unknown_kom", None
        if not self.in_some_window(sale):
            return "outside_period", None
        if sale["word"] == "cancelled":
            return "cancelled", None
        if sale["word"] == "ordered":
            return "not_delivered", None
        credit = sale["word"] == "credited"
        offerings = self.sale_offerings(sale)
        if not offerings:
            return "credit_outside" if credit else "not_offered", None
        cells = self.candidates(sale, offerings)
        if not cells:
            return "credit_outside" if credit else "not_recipient", None
        cells = {c for c in cells if c is not None and self.label_of(c, sale["day"]) is not None}
        if not cells:
            return "outside_period", None
        if len(cells) > 1:
            return "ambiguous", None
        return None, cells.pop()

    def judge_sales(self):
        self.used = []
        self.aside = dict.fromkeys(REASONS, 0)
        for sale in self.sales:
            reason, atom = self.judge(sale)
            if reason:
                self.aside[reason] += 1
                continue
            sale["atom"], sale["label"] = atom, self.label_of(atom, sale["day"])
            self.used.append(sale)

    def sign_credits(self):
        """Every figure becomes what it contributes to its sum."""
        told = self.options.get("credits")
        notes = [sale for sale in self.used if sale["word"] == "credited"]
        wrong = {"positive": {False}, "negative": {True}}
        for figure in FIGURES:
            signs = {}
            for note in notes:
                x = note.get(figure)
                if x:
                    signs.setdefault(note["#file"], set()).add(x > 0)
                if x is not None:
                    note[figure] = {"positive": -x, "negative": x, None: -abs(x)}[told]
            if told is None and any(len(both) > 1 for both in signs.values()):
                raise Refusal(3, "credit notes of both signs in " + figure)
            if told and any(both == wrong[told] for both in signs.values()):
                raise Refusal(3, "no credit note has the sign told in " + figure)

    # ---- networks

    def network_parts(self, unit):
        """The unit's values of the networks' by-columns: none when it is dropped."""
        columns = self.columns["networks"]
        if not columns:
            return {()}
        rows = [row for row in self.side["networks"] if row["kom"] == unit]
        parts = {tuple(row[c] for c in columns) for row in rows} or {tuple("" for c in columns)}
        if len(parts) < 2:
            return parts
        how = self.options.get("overlap", "refuse")
        if how == "both":
            return parts
        if how == "drop":
            return set()
        if how.startswith("assign="):
            told = dict(pair.split(":") for pair in how[len("assign="):].split(","))
            chosen = {tuple(row[c] for c in columns) for row in rows
                      if row["network"] == told.get(unit)}
            if len(chosen) == 1:
                return chosen
        raise Refusal(3, "unit in several networks")

    # ---- rows

    def find_rows(self):
        """by-values -> (cells beneath, is it a margin), for every subset of the margins."""
        self.rows = {}
        for atom in self.atoms:
            for part in self.network_parts(atom[0]):
                values = self.values(*atom)
                values.update(zip(self.columns["networks"], part))
                for c in self.columns["municipalities"]:
                    values.setdefault(c, "")
                own = tuple(values[c] for c in self.by)
                if self.margins and "total" in own:
                    raise Refusal(3, "a by-value is total")
                for bits in range(2 ** len(self.margins)):
                    gone = [c for i, c in enumerate(self.margins) if bits >> i & 1]
                    key = tuple("total" if c in gone else v for c, v in zip(self.by, own))
                    self.rows.setdefault(key, (set(), bits > 0))[0].add(atom)

    def state(self, atoms, label):
        any_offer, all_planned = False, True
        for atom in atoms:
            days = self.offered_days(atom, label)
            who = self.participation(*atom)
            if any(not row["reports_first"] <= day <= row["reports_last"] for day in days
                   for row in who):
                return "not_reported"
            window = self.windows(*atom).get(label)
            if self.event and window and (window[0] < self.first or window[1] > self.last):
                if self.days_on_offer(atom, *window):
                    return "not_reported"
            any_offer = any_offer or bool(days)
            planned = any(row.get("planned", "").strip().lower() in YES for row in who)
            all_planned = all_planned and planned and all(row["S"] is None for row in who)
        if any_offer:
            return "offered"
        return "not_started" if all_planned else "not_offered"

    def count_of(self, atoms, label, margin):
        """With counts: the denominator and its kind; neither adds up, so merged units have none."""
        keys = {(unit, rc, label) for unit, oc, rc in atoms}
        kinds = {self.counts[key][1] for key in keys if key in self.counts}
        if margin:
            return None, ""
        if len(kinds) > 1:
            raise Refusal(3, "two kinds in one cell")
        kind = kinds.pop() if kinds else ""
        if len(keys) > 1:
            return None, kind
        return self.counts.get(keys.pop(), (None, ""))[0], kind

    def interval(self, buyers, recipients, kind):
        level = self.options.get("level", 0.95)
        if kind in ("stock", "average"):
            low, high = limits.poisson(buyers, level)
            return low / float(recipients), high / float(recipients)
        return limits.binomial(buyers, int(recipients), level)

    def shares(self, sales):
        """The two largest buyers' shares of the absolute net amounts (or hours, or quantity)."""
        for figure in ("amount", "hours", "quantity"):
            if figure in self.header["sales"]:
                break
        else:
            return "", ""
        if "person" not in self.header["sales"]:
            return "", ""
        net = {}
        for sale in sales:
            if sale[figure] is not None:
                net[sale["person"]] = net.get(sale["person"], 0) + sale[figure]
        sizes = sorted((abs(x) for x in net.values()), reverse=True) + [Fraction(0)] * 2
        if sum(sizes) == 0:
            return "", ""
        return tuple(ratio_text(Fraction(size) / sum(sizes)) for size in sizes[:2])

    def row_sales(self, atoms, label):
        return [sale for sale in self.used if sale["atom"] in atoms and sale["label"] == label]

    def people(self, atoms, label):
        return set().union(*(self.person_days.get((atom, label), set()) for atom in atoms))

    def figures(self, atoms, label, margin):
        """The cells of one row from state on."""
        state = self.state(atoms, label)
        recipients, kind = self.count_of(atoms, label, margin) if self.by_count else (None, "")
        extra = 2 if self.options.get("dominance") else 0
        tail = [kind] if self.by_count else []
        if state == "not_reported":
            return [state] + [""] * (len(FIXED) - 2 + extra) + tail
        sales = self.row_sales(atoms, label)
        real = [sale for sale in sales if sale["word"] != "credited"]
        persons = "person" in self.header["sales"]
        buyers = len({sale["person"] for sale in real}) if persons else None
        pairs = self.people(atoms, label)
        if self.by_person:
            recipients = Fraction(len({person for person, day in pairs}))
        elif self.by_count and state != "offered" and not margin:
            recipients = Fraction(0)
        if kind == "during" and state == "offered" and recipients is not None:
            if (buyers or 0) > recipients:
                raise Refusal(3, "more buyers than recipients")
        uptake, low, high = None, "", ""
        if recipients and buyers is not None and state == "offered":
            uptake = Fraction(buyers) / recipients
            low, high = self.interval(buyers, recipients, kind)
        out = [state, decimal_text(recipients), str(len(pairs)) if self.by_person else "",
               "" if buyers is None else str(buyers), ratio_text(uptake), low, high, str(len(real))]
        for figure in FIGURES:
            known = [sale[figure] for sale in sales if sale.get(figure) is not None]
            out.append(decimal_text(sum(known, Fraction(0))) if figure in self.header["sales"]
                       else "")
        offered = set().union(*(self.offered_days(atom, label) for atom in atoms))
        out.append(str(len(offered)) if "offerings" in self.has else "")
        if extra:
            out += self.shares(sales)
        return out + tail

    def person_rows(self, atoms, label):
        """With --persons: (person, bought) of everybody with a day in the row."""
        reported = self.state(atoms, label) != "not_reported"
        buyers = {sale["person"] for sale in self.row_sales(atoms, label)
                  if sale["word"] != "credited"}
        for person in sorted({p for p, day in self.people(atoms, label)}, key=str.encode):
            yield [person, str(int(person in buyers)) if reported else ""]

    # ---- what is said beside the figures

    def movers(self):
        """The persons with a day on offer in more than one unit."""
        units = {}
        for spell in self.side["recipients"]:
            for day in days_between(self.first, self.last):
                if holds(spell, day) and ("offerings" not in self.has or any(
                        o["kom"] == spell["kom"] and loose(o, spell, SHARED) and holds(o, day)
                        for o in self.side["offerings"])):
                    units.setdefault(spell["person"], set()).add(spell["kom"])
        return sum(len(own) > 1 for own in units.values())

    def unreported(self):
        """The units that make a row not_reported by what they report themselves."""
        return {atom[0] for atom in self.atoms for label in self.labels
                if self.row_has(atom) and self.state({atom}, label) == "not_reported"}

    def row_has(self, atom):
        return any(atom in atoms for atoms, margin in self.rows.values())

    def is_cut(self):
        """Do the given days cut a period of which there are counts?"""
        return not self.event and self.period != "all" and any(
            cal.period_of(self.period, day)[at] != day
            for at, day in ((1, self.first), (2, self.last)))

    def notes(self):
        """Subject -> number or set of names: the notes that must be said."""
        out = {}
        for figure in FIGURES:
            blank = sum(sale[figure] is None for sale in self.used
                        if figure in self.header["sales"])
            if blank:
                out["without " + figure] = blank
        if self.by_person and "kom" in self.by and self.movers():
            out["movers"] = self.movers()
        if self.other_period:
            out["other periods"] = self.other_period
        if self.options.get("overlap") == "both":
            out["networks"] = True
        if self.unreported():
            out["not reported"] = self.unreported()
        if "offerings" not in self.has and not self.alone:
            out["no offerings"] = True
        if self.rows and not (self.options.get("from") and self.options.get("to")):
            out["range"] = " to ".join(cal.date.fromordinal(day).isoformat()
                                       for day in (self.first, self.last))
        if self.by_count and self.is_cut():
            out["cut"] = True
        if self.options.get("flows"):
            out.update(supply.flow_notes(self))
        return out

    def sort_key(self, row):
        """Bytes, with total last in a column of the margins, and before ahead of after."""
        width = len(self.by)
        key = [(column in self.margins and value == "total", value.encode())
               for column, value in zip(self.by, row[:width])]
        return key + [(row[width] == "after", row[width].encode())]

    def run(self):
        supply.check_usage(self)
        self.find_sources()
        self.read_side_tables()
        self.read_sales()
        self.find_range()
        self.find_labels()
        self.find_off_parts()
        self.read_counts()
        self.judge_sales()
        self.sign_credits()
        self.find_atoms()
        self.find_person_days()
        self.find_rows()
        header = list(self.options.get("by_typed") or self.by) + FIXED
        if self.options.get("dominance"):
            header += ["largest_share", "second_share"]
        if self.options.get("market"):
            header += supply.MARKET_COLUMNS
        if self.by_count:
            header.append("kind")
        out = []
        for key, (atoms, margin) in self.rows.items():
            for label in self.labels:
                if self.options.get("persons"):
                    out += [list(key) + [label] + pair for pair in self.person_rows(atoms, label)]
                elif not self.options.get("flows"):
                    row = list(key) + [label] + self.figures(atoms, label, margin)
                    if self.options.get("market"):
                        end = len(row) - self.by_count
                        row[end:end] = supply.market(self, key, atoms, label)
                    out.append(row)
        if self.options.get("persons"):
            header = header[:len(self.by)] + ["period", "person", "bought"]
        out.sort(key=self.sort_key)
        if self.options.get("flows"):
            header, out = supply.flows(self)
        return {"code": 0, "why": "", "notes": self.notes(), "header": header, "rows": out,
                "read": len(self.sales), "used": len(self.used),
                "aside": {r: n for r, n in self.aside.items() if n}}


def answer(tables, options):
    try:
        return Uptake(tables, options).run()
    except Refusal as refusal:
        return {"code": refusal.code, "why": str(refusal)}

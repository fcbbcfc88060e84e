# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-price against a twin in fractions, which writes down the price of every day; from a file, a pipe and gzip, with 1, 2 and 8
threads, quickly and carefully. test_price.py [WORLDS [SEED]]"""
import csv
import datetime
import gzip
import io
import math
import os
import random
import sys
from decimal import Decimal
from fractions import Fraction

import calls

DAY = datetime.timedelta(days=1)
BEGIN = datetime.date(2019, 11, 1)
KINDS = ["day", "week", "month", "quarter", "half", "year"]
WORDS = {"none": 0, "ingen": 0, "half_hour": "0.5", "halv_time": "0.5", "quarter_hour": "0.25", "kvarter": "0.25", "hour": 1, "time": 1}
VAT = {"yes": True, "ja": True, "no": False, "nej": False}
MISSING = ("", "..")
HOURS = ["hour", "time", "t.", "Timer", "hrs"]
COUNTED = ["visit", "besøg", "Stk.", "kasse"]  # the last is no word that is known, and told
DENIED = ["hidden", "missing:A", "impossible"]
REASONS = ["incomplete", "cancelled", "not_delivered", "several_networks", "no_price", "no_terms", "no_quantity", "no_amount"]


def label(kind, day):
    return {"day": day.isoformat(), "week": "%04d-W%02d" % day.isocalendar()[:2], "month": "%04d-%02d" % (day.year, day.month),
            "quarter": "%04d-Q%d" % (day.year, (day.month + 2) // 3), "half": "%04d-H%d" % (day.year, (day.month + 5) // 6),
            "year": "%04d" % day.year}[kind]


def number(text):
    return None if text in MISSING else Fraction(Decimal(text))


def text_of(x):
    """A fraction that is a decimal, without trailing zeros."""
    if x is None:
        return ""
    with_zeros = "%s%d.%020d" % ("-" if x < 0 else "", abs(x) // 1, abs(x) % 1 * 10 ** 20)
    assert abs(x) % 1 * 10 ** 20 % 1 == 0
    return with_zeros.rstrip("0").rstrip(".") if x else "0"


def half_up(x):
    return (1 if x >= 0 else -1) * Fraction(math.floor(abs(x) * 100 + Fraction(1, 2)), 100)


class World:
    form = "rows"

    def __init__(self, rng):
        self.rng = rng
        self.span = rng.choice([5, 60, 500])
        self.koms = rng.sample(["101", "147", "151", "0155"], rng.randrange(1, 4))
        self.services = rng.sample(["clean", "walk", "madlavning"], rng.randrange(1, 3))
        self.bands = rng.choice([[""], ["day"], ["day", "evening"], ["", "evening"], ["", "day", "evening"]])
        self.schedule_vat, self.sale_vat = rng.random() < .4, rng.random() < .5
        self.told_vat = rng.choice(["yes", "no"]) if rng.random() < .5 or not (self.schedule_vat or self.sale_vat) else None
        self.has_cost, self.has_band, self.has_status = rng.random() < .8, rng.random() < .8, rng.random() < .7
        self.credits = rng.choice(["", "", "positive", "negative"])  # --credits
        self.hides = rng.choice([0, 0, .1])
        self.prices = [row for kom in self.koms for service in self.services for band in self.bands
                       for row in self.spells(kom, service, band)]
        rng.shuffle(self.prices)
        self.credits_sign = rng.choice(["", "-"])
        self.is_plain = rng.random() < .5  # many alike sales, which go the quick way
        self.statuses = ["", "leveret"] if self.is_plain else ["", "", "delivered", "leveret", "cancelled", "bestilt", "krediteret"]
        self.vats = [rng.choice(["yes", "no"])] if self.is_plain else ["yes", "no", "JA", "nej", ""]
        self.tolerance = rng.choice(["0.5", "0", "0.005", "1", "12.25"])
        self.is_danish = rng.random() < .4
        self.by_day = self.write_down()
        self.sales = [self.sale() for _ in range(rng.choice([300, 700] if self.is_plain else [0, 1, 8, 60, 600]))]

    def decimal(self, places, most):
        rng = self.rng
        whole = rng.choice([0, 1, 2, rng.randrange(most)])
        return rng.choice(["%d" % whole, "%d.%0*d" % (whole, places, rng.randrange(10 ** places))]) if places else "%d" % whole

    def spells(self, kom, service, band):
        rng, day = self.rng, 0
        while day < self.span and rng.random() < .85:
            length = rng.choice([1, 3, self.span // 2 + 1, self.span])
            first = BEGIN + DAY * day
            is_open = rng.random() < .2
            unit = rng.choice(HOURS + COUNTED)
            is_hour = unit in HOURS
            row = {"kom": kom, "service": service, "band": band, "start": first.isoformat(),
                   "end": rng.choice(["", "9999-12-31"]) if is_open else (first + DAY * (length - 1)).isoformat(),
                   "price": rng.choice(["289.09", "300", "442", self.decimal(2, 900), self.decimal(4, 90000), "", "..", "0"]),
                   "price_vat": rng.choice(["361.36", "375.00", "552.5", self.decimal(3, 2000), "", "12345678.9"]),
                   "cost": rng.choice(["250", "300", self.decimal(2, 900), "", "0"]),
                   "vat": rng.choice(["yes", "no", "ja", "Nej", ""]), "unit": unit,
                   "minimum": rng.choice(["", "0", "0.5", "1", "1.25", "0.333"] + [".."] * (self.hides > 0)),
                   "rounding": rng.choice(["", "none", "0.5", "0.25", "2", "0.7", "0.003"] + (["half_hour", "kvarter", "time"] if is_hour else []))}
            for name in ("minimum", "rounding", "unit"):
                row[name + "_status"] = rng.choice(DENIED) if rng.random() < self.hides else rng.choice(["", "provisional"])
            yield row
            if is_open:
                return
            day += length + rng.choice([0, 0, 0, 2, 30])

    def write_down(self):
        """(kom, service, day) -> {band: row}."""
        by_day = {}
        for row in self.prices:
            day = datetime.date.fromisoformat(row["start"])
            end = row["end"]
            last = BEGIN + DAY * (self.span + 60) if end in ("", "9999-12-31") else datetime.date.fromisoformat(end)
            while day <= last:
                bands = by_day.setdefault((row["kom"], row["service"], day), {})
                assert row["band"] not in bands
                bands[row["band"]] = row
                day += DAY
        return by_day

    def units(self):
        return self.rng.choice(["1", "0.75", "1.5", "0.5", "2", "0.25", "0.4", "3.3333333333", "0", "-1.5", "", "..", self.decimal(2, 40), "0.333"])

    def sale(self):
        rng = self.rng
        day = BEGIN + DAY * rng.randrange(-2, self.span + 20)
        row = {"kom": rng.choice(self.koms + ["999"]) if rng.random() < .1 else rng.choice(self.koms),
               "service": rng.choice(self.services), "band": rng.choice(self.bands + ["night"]) if rng.random() < .2 else rng.choice(self.bands),
               "date": day.isoformat() if rng.random() < .98 else "", "hours": self.units(), "quantity": self.units(),
               "vat": rng.choice(self.vats), "note": rng.choice(["a", "b,c", ""]),
               "status": rng.choice(self.statuses)}
        is_credit = self.has_status and row["status"] == "krediteret"
        if is_credit:
            for name in ("hours", "quantity"):
                row[name] = self.credits_sign + row[name].lstrip("-") if row[name] not in MISSING else row[name]
        row["amount"] = self.amount(row)
        if is_credit and row["amount"] not in MISSING:
            sign = self.rng.choice(["", "-"]) if self.credits else self.credits_sign
            row["amount"] = sign + row["amount"].lstrip("-")
        if rng.random() < .01:
            row[rng.choice(["kom", "service"])] = ""
        return row

    def amount(self, row):
        """Mostly near what is due."""
        rng = self.rng
        answer = self.judge(dict(row, amount="0"))
        if rng.random() < .2 or answer is None or answer["due"] is None:
            return rng.choice(["", "..", "100", "12.345", "-7", "99999999999999.99", "0.00"])
        off = rng.choice([0, 0, 0, Fraction(1, 2), Fraction(-1, 2), Fraction(51, 100), Fraction(-3), Fraction(1, 1000), 40])
        return text_of(answer["due"] + off)

    # ---- the twin ----

    def judge(self, row):
        """None for a bad row; else price, due, amount, reason ..."""
        answer = {"item": None, "price": None, "due": None, "amount": None, "units": None, "how": "", "is_sale": True}
        status = row["status"] if self.has_status else ""

        def because(reason):
            return dict(answer, reason=reason)

        if "" in (row["kom"], row["service"], row["date"]):
            return because("incomplete")
        if status == "cancelled":
            return because("cancelled")
        if status == "bestilt":
            return because("not_delivered")
        held = self.by_day.get((row["kom"], row["service"], datetime.date.fromisoformat(row["date"])), {})
        band = row["band"] if self.has_band else ""
        named = {p["band"] for p in self.prices if (p["kom"], p["service"]) == (row["kom"], row["service"]) and p["band"]}
        if not band and (len(held) > 1 or (len(held) == 1 and "" not in held and len(named) > 1)):
            return None
        item = held.get(band, held.get("")) if band else next(iter(held.values()), None)
        if item is None:
            return because("no_price")
        answer["item"] = item
        if self.form != "cost":
            said = (row["vat"] if self.sale_vat else "") or (item["vat"] if self.schedule_vat else "") or self.told_vat
            if not said:
                return None
            name = "price_vat" if VAT[said.lower()] else "price"
            if item[name] in MISSING:
                return because("no_price")
            answer["price"] = item[name]
        is_credit = status == "krediteret"
        answer["is_sale"] = not is_credit
        hidden = {name: item[name + "_status"] in DENIED for name in ("unit", "minimum", "rounding")}
        if hidden["unit"] or (self.form != "cost" and (hidden["minimum"] or hidden["rounding"] or item["minimum"] == "..")):
            return because("no_terms")
        is_hour = item["unit"] in HOURS
        units, amount = number(row["hours" if is_hour else "quantity"]), number(row["amount"])
        if units is None:
            return because("no_quantity")
        is_turned = is_credit and amount and self.credits and (amount > 0) != (self.credits == "positive")  # it adds again
        if is_credit:
            units = abs(units) * (1 if is_turned else -1)
        answer["units"] = units
        if self.form != "cost":
            step = Fraction(WORDS.get(item["rounding"], item["rounding"] or 0))
            charged = abs(units)
            if step and charged % step:
                charged, answer["how"] = (charged // step + 1) * step, "rounded"
            least = number(item["minimum"]) or 0
            if charged < least:
                charged, answer["how"] = least, "minimum"
            is_back = units < 0 or (is_credit and units == 0 and not is_turned)
            answer["due"] = half_up(number(answer["price"]) * charged) * (-1 if is_back else 1)
        if amount is None:
            return because("no_amount")
        answer["amount"] = abs(amount) * (1 if is_turned else -1) if is_credit else amount
        return because("")

    def side(self, answer):
        difference = answer["amount"] - answer["due"]
        if abs(difference) > Fraction(self.tolerance):
            return "over" if difference > 0 else "under"
        return "within" if difference else answer["how"]

    # ---- files ----

    def table(self, names, rows):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";" if self.is_danish else ",", lineterminator="\n")
        writer.writerow(names)
        for row in rows:
            writer.writerow([row[name].replace(".", ",") if self.is_danish and name in NUMBERS and row[name] != ".." else row[name]
                             for name in names])
        return out.getvalue().encode()

    def price_names(self):
        return ["kom", "service", "band", "start", "end", "price", "price_vat", "unit", "minimum", "rounding"] + \
            [name + "_status" for name in ("unit", "minimum", "rounding")] * (self.hides > 0) + \
            ["cost"] * self.has_cost + ["vat"] * self.schedule_vat

    def sale_names(self):
        return ["kom", "service", "date", "hours", "quantity", "amount", "note"] + ["band"] * self.has_band + \
            ["vat"] * self.sale_vat + ["status"] * self.has_status


NUMBERS = {"price", "price_vat", "minimum", "rounding", "cost", "hours", "quantity", "amount"}


class Check:
    def __init__(self, world, folder):
        self.world, self.folder = world, folder
        # 999 is a municipality that the schedule has not; of another service, so that it is near to nothing
        self.prices = folder.write(world.table(world.price_names(), world.prices))
        self.data = world.table(world.sale_names(), world.sales)
        self.plain, self.packed = folder.write(self.data), folder.write(gzip.compress(self.data), ".csv.gz")

    def ask(self, form, options):
        self.world.form = form
        base = ["--prices", self.prices, "--unmatched", "warn", "--bad-rows", "skip"] + options
        if form != "cost" and self.world.told_vat:
            base += ["--vat", self.world.told_vat]
        if self.world.credits:
            base += ["--credits", self.world.credits]
        first = calls.run(["kom-price", "-j", "1"] + base + [self.plain])
        if first.code == 3 and "but in one file no amount is written so" in first.err:
            base = base[:-2]  # all notes are written the other way
            self.world.credits = ""
            first = calls.run(["kom-price", "-j", "1"] + base + [self.plain])
        assert first.code == 0, first.err + first.line()
        for jobs in ["2", "8"]:
            for answer in [calls.run(["kom-price", "-j", jobs] + base + [self.packed]), calls.run(["kom-price", "-j", jobs] + base, pipe=self.data)]:
                assert (answer.code, answer.out) == (0, first.out), "not the same with -j %s: %s" % (jobs, answer.line())
        os.environ["KOM_CAREFUL"] = "1"
        careful = calls.run(["kom-price", "-j", "2"] + base + [self.plain])
        del os.environ["KOM_CAREFUL"]
        assert careful.out == first.out, "not as the careful way: " + first.line()
        answers = [self.world.judge(row) for row in self.world.sales]
        read, used, aside = first.closings()["sales"]
        want = {reason: sum(a is not None and a["reason"] == reason for a in answers) for reason in REASONS} if form != "rows" else {}
        want["unreadable"] = sum(a is None for a in answers)
        assert read == len(answers) and aside == {k: n for k, n in want.items() if n}, "%s\n%s" % (first.err, want)
        return first, list(csv.DictReader(io.StringIO(first.out.decode()))), answers

    def rows(self):
        first, rows, answers = self.ask("rows", ["--tolerance", self.world.tolerance])
        kept = [(sale, a) for sale, a in zip(self.world.sales, answers) if a is not None]
        assert len(rows) == len(kept), first.line()
        for row, (sale, a) in zip(rows, kept):
            for name in self.world.sale_names():
                assert row[name] == sale[name], (first.line(), name, row, sale)
            has_all = a["reason"] == ""
            want = (a["price"] or "", text_of(a["due"]), text_of(a["amount"] - a["due"]) if has_all else "",
                    self.world.side(a) if has_all else a["reason"])
            got = (row["price"], row["due"], row["difference"], row["reason"])
            assert got == want, "%s\n%s\n%s, not %s" % (first.line(), row, got, want)
        return len(rows)

    def tables(self):
        """Regions and networks of municipalities, for by-columns; what 999 and others are in is no row."""
        rng, options = self.world.rng, []
        regions = {kom: rng.choice(["N", "S"]) for kom in self.world.koms + ["999"]}
        networks = [(kom, net) for kom in self.world.koms + ["999"] for net in ("x", "y") if rng.random() < .6]
        by = rng.sample(["kom", "service", "note", "region", "network"], rng.randrange(4))
        if "region" in by:
            text = "kom,region\n" + "".join("%s,%s\n" % pair for pair in regions.items())
            options += ["--municipalities", self.folder.write(text.encode())]
        if "network" in by:
            text = "kom,network\n" + "".join("%s,%s\n" % pair for pair in networks)
            options += ["--networks", self.folder.write(text.encode()), "--overlap", "both"]
        return by, options, regions, networks

    def summary(self):
        world = self.world
        by, options, regions, networks = self.tables()
        kind = world.rng.choice(KINDS + [None])
        options += ["--summary", "--by", ",".join(by), "--tolerance", world.tolerance] + (["--period", kind] if kind else [])
        first, rows, answers = self.ask("summary", options)
        cells = {}
        for sale, a in zip(world.sales, answers):
            if a is None or a["reason"]:
                continue
            nets = [net for kom, net in networks if kom == sale["kom"]] or [""]
            for net in nets if "network" in by else [""]:
                value = dict(sale, region=regions.get(sale["kom"], ""), network=net)
                key = tuple(value[name] for name in by) + ((label(kind, datetime.date.fromisoformat(sale["date"])),) if kind else ())
                cells.setdefault(key, []).append(a)
        names = by + (["period"] if kind else [])
        keys = [tuple(row[name] for name in names) for row in rows]
        assert keys == sorted(cells, key=lambda key: [part.encode() for part in key]), (first.line(), keys, sorted(cells))
        for key, row in zip(keys, rows):
            here = cells[key]
            sales = [a for a in here if a["is_sale"]]
            off = sum(abs(a["amount"] - a["due"]) > Fraction(world.tolerance) for a in sales)
            want = [str(len(sales))] + [text_of(sum(x)) for x in
                                        ([a["amount"] for a in here], [a["due"] for a in here], [a["amount"] - a["due"] for a in here])]
            got = [row[name] for name in ("sales", "amount", "due", "difference")]
            assert got == want, "%s\n%s\n%s, not %s" % (first.line(), key, got, want)
            assert row["share_off"] == "" if not sales else float(row["share_off"]) == off / len(sales), (first.line(), row, off)
        return len(rows)

    def cost(self):
        world = self.world
        first, rows, answers = self.ask("cost", ["--cost"])
        order = sorted(world.prices, key=lambda row: [row[name].encode() for name in ("kom", "service", "band", "start")])
        assert len(rows) == len(order) + 1, first.line()
        sums = [Fraction(0)] * 3
        kinds, n, kroner = set(), 0, Fraction(0)
        for item, row in zip(order, rows):
            here = [a for a in answers if a is not None and a["reason"] == "" and a["item"] is item]
            amount, units = sum((a["amount"] for a in here), Fraction(0)), sum((a["units"] for a in here), Fraction(0))
            price, cost = number(item["price"]), number(item["cost"]) if world.has_cost else None
            ratio, side = "", ""
            if price is not None and cost:
                ratio, side = price / cost, "below" if price < cost else "above" if price > cost else "equal"
                sums = [sums[0] + price * units, sums[1] + cost * units, sums[2] + units]
                if units:
                    kinds.add("hour" if item["unit"] in HOURS else item["unit"])
            end = "" if item["end"] == "9999-12-31" else item["end"]
            want = [item["kom"], item["service"], item["band"], item["start"], end, item["price"] if price is not None else "",
                    item["cost"] if cost is not None else "", side, str(sum(a["is_sale"] for a in here)), text_of(amount)]
            got = [row[name] for name in ("kom", "service", "band", "start", "end", "price", "cost", "side", "sales", "amount")]
            assert got == want, "%s\n%s, not %s" % (first.line(), got, want)
            assert (row["ratio"] == "" if ratio == "" else float(row["ratio"]) == float(ratio)), (first.line(), row, ratio)
            n, kroner = n + int(row["sales"]), kroner + amount
        total = rows[-1]
        assert (total["kom"], total["sales"], total["amount"]) == ("total", str(n), text_of(kroner)), (first.line(), total)
        is_there = sums[1] > 0 and sums[0] >= 0
        assert total["ratio"] == "" if not is_there else float(total["ratio"]) == float(sums[0] / sums[1]), (first.line(), total)
        is_mean = is_there and sums[2] > 0 and len(kinds) == 1
        for name, x in (("price", sums[0]), ("cost", sums[1])):
            assert total[name] == "" if not is_mean else float(total[name]) == float(x / sums[2]), (first.line(), total, name)
        return len(rows)

    def beside(self):
        """The prices of a service, day by day."""
        world = self.world
        service = world.rng.choice(world.services)
        mine = [row for row in world.prices if row["service"] == service]
        answer = calls.run(["kom-price", "--side-by-side", service, self.prices])
        if not mine:
            assert answer.code == 3, answer.line()
            return 0
        assert answer.code == 0, answer.err
        rows = list(csv.DictReader(io.StringIO(answer.out.decode())))
        years = {int(row[name][:4]) for row in mine for name in ("start", "end") if row[name][:4] not in ("", "9999")}
        bands = sorted({row["band"] for row in mine} - {""})
        has = {kom: {row["band"] for row in mine if row["kom"] == kom} for kom in {row["kom"] for row in mine}}
        if not bands or any("" in own and len(own) > 1 for own in has.values()):
            bands = [""] + bands  # all other times
        keys = [(band, str(year), kom) for band in bands for year in range(min(years), max(years) + 1)
                for kom in sorted({row["kom"] for row in mine})]
        assert [(row["band"], row["period"], row["kom"]) for row in rows] == keys, answer.line()
        for row, (band, year, kom) in zip(rows, keys):
            self.one_beside(answer, row, self.year_of(kom, service, band, int(year)))
        return len(rows)

    def year_of(self, kom, service, band, year):
        """The row of the schedule for each day of a year; an open end goes on beyond what was written down."""
        days, day = [], datetime.date(year, 1, 1)
        while day.year == year:
            held = {row["band"]: row for row in self.world.prices if (row["kom"], row["service"]) == (kom, service) and
                    row["start"] <= day.isoformat() <= (row["end"] or "9999")}
            days.append(held.get(band, held.get("")))
            day += DAY
        return days

    @staticmethod
    def one_beside(answer, row, days):
        there = [item for item in days if item]
        is_hour = all(item["unit"] in HOURS and item["unit_status"] not in DENIED for item in there)
        codes = ["no_price"] if not there else []
        if there and not is_hour:
            codes.append("not_hour")
        pairs = [(number(item["price"]), number(item["price_vat"])) for item in there]
        n = sum(i == 0 or pair != pairs[i - 1] for i, pair in enumerate(pairs))
        if n > 1:
            codes.append("price_changed(%d)" % n)
        if there and len(there) < len(days):
            codes.append("part_of_year(%d)" % len(there))
        for i, code in enumerate(["no_price_without_vat", "no_price_with_vat"]):
            has_all = there and all(pair[i] is not None for pair in pairs)
            if there and not has_all:
                codes.append(code)
            want = sum(pair[i] for pair in pairs) / len(there) if has_all and is_hour else ""
            got = row["price_vat" if i else "price"]
            assert got == "" if want == "" else float(got) == float(want), (answer.line(), row, want)
        assert (row["days"], row["warning"]) == (str(len(there)), "; ".join(codes)), (answer.line(), row, codes)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 150 // calls.SLOW
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder, n = calls.Folder(), [0] * 4
    for i in range(rounds):
        check = Check(World(random.Random(seed * 1000003 + i)), folder)
        done = [check.rows(), check.summary(), check.cost(), check.beside()]
        n = [a + b for a, b in zip(n, done)]
        folder.empty()
    folder.remove()
    print("%d worlds: %d sales, %d cells, %d costs, %d years of a price" % ((rounds,) + tuple(n)))


main()

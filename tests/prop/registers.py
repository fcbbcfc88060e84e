# SPDX-License-Identifier: GPL-3.0-or-later
"""Registers by chance, with the calls that read them: quoted line ends, bad rows, foreign bytes, three kinds of missing, and the
side tables that a call names."""
import gzip
import json
import os

KOMS = ["101", "147", "151", "316", "0101", "999", "I alt", ""]


def quoted(text, d):
    if any(c in text for c in d + '"\n\r') or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text


def note(rng):
    """A cell that parts stumble over."""
    return rng.choice(["", "a", "b;c", "x,y", 'say "hi"', "two\nlines", "\n", '"\n;1;2\n', "a\r\nb", "1;2;3\n4;5;6",
                       'x"\n"y', "langt\n" * rng.randrange(1, 6), "æøå"])


def number(rng, comma):
    text = rng.choice(["", "..", ".", "0", "1", "2", "12.5", "-3.25", "0.1", "100000000000.01", "-0.000001", "1e3", "2.5e-7",
                       "123456789012345678", "%d" % rng.randrange(-50, 900), "%.2f" % rng.gauss(100, 40),
                       "%.2f" % rng.gauss(100, 40)])
    return text.replace(".", ",") if comma and text not in ("..", ".") else text


class World:
    ROWS = (0, 1, 3, 10, 40, 150)  # of a file
    KINDS = ("alone", "offerings", "persons", "persons", "people", "counts")  # what kom-uptake has beside them
    PERIODS = ("all", "month", "quarter", "day", "week")
    BAD = (0, 0, 0, .03, .2)  # how many of them cannot be read
    NAMES = {"sum": ["kom", "person", "service", "period", "date", "x", "y", "x_status", "w", "k", "n", "note"],
             "uptake": ["kom", "person", "service", "date", "amount", "quantity", "amount_status", "status", "section", "provider", "note"],
             "panel": ["kom", "person", "start", "end", "state", "note"],
             "dated": ["kom", "person", "date", "amount", "quantity", "amount_status", "note"],
             "check": ["sale_id", "kom", "person", "service", "date", "amount", "amount_status", "status", "section", "provider", "parent", "note"],
             "offers": ["kom", "service", "provider", "start", "end", "note"]}

    def __init__(self, rng, folder, tool):
        self.rng, self.folder, self.tool = rng, folder, tool
        self.d = rng.choice(";;,\t")
        self.comma = self.d == ";"
        self.packs = rng.choice([0, 0, 0, 37, 400, 3000])  # bytes of a member of gzip
        self.bad = rng.choice(self.BAD)
        self.latin = rng.choice([0, 0, .1])
        self.cpr = rng.choice([0, 0, 0, .02, .5])
        # Ten digits alone are weighed by the values in blocks that hold some, which are others in parts.
        self.like = rng.choice([["010180-1234", "x 280275-4321"], ["0101801234", "1502995678", "010180-1234"]])
        self.notes = rng.choice([0, .1, .6])
        self.koms = rng.sample(KOMS, rng.randrange(1, 5))
        self.names = list(self.NAMES[tool])
        self.persons = rng.choice([3, 30, 300])
        self.person = rng.choice(["p%d", "%016x", "BORGER%04d", "010180-%04d", "borger med langt navn nummer %d", "%d"])
        if tool in ("panel", "dated") and rng.random() < .2:
            self.names.remove("person" if rng.random() < .7 or tool == "dated" else "state")
        if tool == "uptake" and rng.random() < .2:
            self.names.remove(rng.choice(["amount", "quantity", "section", "provider", "status"]))
        if tool == "check" and rng.random() < .4:
            self.names.remove(rng.choice(["sale_id", "kom", "date", "amount", "status"]))
        if rng.random() < .3:
            rng.shuffle(self.names)
        self.ids = rng.choice([20, 400, 100000])
        self.mixes = tool in ("check", "offers") and rng.random() < .4
        self.files = [self.write(i) for i in range(rng.choice([1, 1, 1, 1, 2, 3, 5]))]

    def cells(self):
        """A row: name -> text."""
        rng = self.rng
        n = rng.randrange(0, 50)
        cells = {"sale_id": str(rng.randrange(self.ids)), "parent": rng.choice(["", str(rng.randrange(self.ids))]),
                 "kom": rng.choice(self.koms), "person": self.person % rng.randrange(self.persons), "service": rng.choice(["rengøring", "have", "vask"]),
                 "period": rng.choice(["2019K1", "2019-Q2", "2019-Q3", ""]), "date": "2019-%02d-%02d" % (rng.randrange(1, 13), rng.randrange(1, 29)),
                 "x": number(rng, self.comma), "y": number(rng, self.comma),
                 "x_status": rng.choice(["", "", "", "hidden", "missing"]), "w": rng.choice(["1", "2", "0", "0.5", "", "3.25"]),
                 "amount": number(rng, self.comma), "quantity": rng.choice(["1", "2", "", "3"]), "amount_status": rng.choice(["", "", "hidden"]),
                 "status": rng.choice(["", "delivered", "leveret", "cancelled", "ordered", "credited"]),
                 "start": "2019-%02d-%02d" % (rng.randrange(1, 7), rng.randrange(1, 29)), "state": rng.choice(["home", "away"]),
                 "end": rng.choice(["", "2019-%02d-%02d" % (rng.randrange(6, 13), rng.randrange(1, 29)), "2019-05-31"]),
                 "section": rng.choice(["83", "85", ""]), "provider": rng.choice(["a", "b", ""]),
                 "k": str(rng.randrange(0, n + 1)), "n": str(n), "note": note(rng) if rng.random() < self.notes else "z"}
        if self.comma:
            cells["w"] = cells["w"].replace(".", ",")
        if rng.random() < self.cpr:
            cells["note"] = rng.choice(self.like)
        if rng.random() < self.bad:
            cells[rng.choice(["x", "y", "w", "k", "amount", "date", "status", "start"])] = rng.choice(["abc", "1.2.3", "0x1", "-"])
        return cells

    def row(self, cells):
        rng = self.rng
        cells = [quoted(cells[name], self.d) for name in self.names]
        if rng.random() < self.bad / 2:
            cells = rng.choice([cells[:-1], cells + ["more"], ['a "b" c'] + cells[1:], []])
        line = self.d.join(cells)
        raw = line.encode("latin-1", "replace") if rng.random() < self.latin else line.encode()
        return raw + rng.choice([b"\n", b"\n", b"\n", b"\r\n"])

    def rows(self, n):
        return [self.cells() for _ in range(n)]

    def write(self, i):
        rng = self.rng
        if self.mixes and i:
            rng.shuffle(self.names)
        names = list(self.names)
        head = self.d.join(names).encode() + b"\n"
        rows = self.rows(rng.choice(self.ROWS))
        data = (b"\xef\xbb\xbf" if rng.random() < .2 else b"") + head + b"".join(self.row(cells) for cells in rows)
        if rng.random() < .2 and data.endswith(b"\n"):
            data = data[:-1]
        if rng.random() < .02:
            data += b'"never closed\n' + b"1\n" * 5
        path = os.path.join(self.folder, "in%d.csv" % i)
        if self.packs:
            path += ".gz"
            data = b"".join(gzip.compress(data[at:at + self.packs]) for at in range(0, len(data), self.packs)) or gzip.compress(b"")
        with open(path, "wb") as out:
            out.write(data)
        return path

    def side(self, name, rows):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write("".join(",".join(r) + "\n" for r in rows))
        return path

    def sum_call(self):
        """A call of kom-sum with options that rest on more than one row."""
        rng = self.rng
        call = ["kom-sum"]
        kind = rng.choice(["figures"] * 5 + ["between", "shares"])
        by = rng.choice([[], ["kom"], ["kom", "service"], ["service", "period"], ["type"], ["network", "service"]])
        if kind == "figures":
            call += ["--value", rng.choice(["x", "x,y", "y,k"])]
            stats = rng.sample(["n", "missing", "sum", "mean", "sd", "min", "max", "median", "p10", "iqr", "mad", "gini",
                                "skewness", "kurtosis", "autocorr1", "cv", "conf"], rng.randrange(1, 9))
            if rng.random() < .25:
                call += ["--weight", "w"]
                stats = rng.sample(["n", "mean", "sd", "median", "se", "sum"], 3)
            elif "autocorr1" in stats and rng.random() < .5:
                call += ["--time", "period"]
            call += ["--stats", ",".join(stats)]
            if {"median", "p10", "iqr"} & set(stats) and "--weight" not in call and rng.random() < .4:
                call += ["--quantile-type", rng.choice("123456789")]
            if "conf" in stats and rng.random() < .4:
                call += ["--level", "0.9"]
        elif kind == "between":
            call += ["--value", "x", "--between", "service"]
        else:
            call += ["--count", "k", "--of", "n"] + rng.choice([[], ["--ci", "wilson"], ["--ci", "midp", "--level", "0.99"]])
        if by:
            call += ["--by", ",".join(by)]
        if by and kind != "between" and rng.random() < .3:
            call += ["--margins", by[0]]
        if "type" in by:
            call += ["--municipalities", self.side("municipalities.csv", [["kom", "type"], ["101", "by"], ["147", "by"], ["151", "land"], ["316", "land"]])]
        if "network" in by:
            call += ["--networks", self.side("networks.csv", [["kom", "network"], ["101", "A"], ["101", "B"], ["147", "B"], ["151", "A"], ["316", "C"]]),
                     "--overlap", rng.choice(["both", "drop", "refuse"])]
        if "type" in by or "network" in by:
            call += ["--unmatched", rng.choice(["warn", "warn", "stop"])]
        return call + self.reading()

    def reading(self):
        rng = self.rng
        call = rng.choice([[], [], ["--only", "kom=101|151|888"], ["--except", "service=have|nowhere"], ["--kom-digits", "3"]])
        call += rng.choice([[], [], [], ["--forbid-cpr"], ["--not-cpr", "note"]])
        call += ["--bad-rows", "skip"] if rng.random() < .5 else []
        if rng.random() < .3:
            call += self.spelling()
        return call + (["-q"] if rng.random() < .1 else [])

    def spelling(self):
        """How cells and headings are written."""
        rng = self.rng
        dated = [w for w in ("date", "start") if w in self.names]
        ways = [["--missing", "abc"], ["--short-rows", "fill"], ["--rename", "remark=note"], ["--encoding", "windows-1252"],
                ["--encoding", "utf-8"], ["--negative", "trailing"], ["--thousands", "nbsp"], ["--decimal", "," if self.comma else "."],
                ["--delimiter", self.d]]
        ways += [["--day", dated[0] + "=iso"]] if dated else []
        ways += [] if self.mixes else [["--skip-lines", "1", "--header", ",".join(self.names)]]
        return rng.choice(ways)

    def uptake_call(self):
        rng = self.rng
        call, koms = ["kom-uptake"], ["101", "147", "151", "316", "0101"]
        kind = rng.choice(self.KINDS)
        by = rng.choice([["kom"], ["kom"], [], ["kom", "service"], ["type"], ["network"], ["kom", "section"]])
        if kind not in ("alone", "people"):
            rows = [["kom", "service", "provider", "start", "end"]]
            rows += [[k, s, rng.choice(["a", "b", ""]), "2019-0%d-01" % rng.randrange(1, 5), rng.choice(["2019-12-31", "", "2019-08-15"])]
                     for k in koms[:4] for s in ("rengøring", "have") if rng.random() < .8]
            call += ["--offerings", self.side("offerings.csv", rows + [["101", "vask", "", "2019-01-01", ""]])]
        if kind in ("persons", "people"):
            kind = "persons"
            rows = [["person", "kom", "section", "start", "end", "birth_year"]]
            rows += [[self.person % p, rng.choice(koms[:4]), rng.choice(["83", "85"]), "2019-01-0%d" % rng.randrange(1, 9),
                      rng.choice(["2019-12-31", "", "2019-06-30"]), str(rng.randrange(1930, 2000))]
                     for p in range(self.persons) for _ in range(rng.choice([1, 1, 2])) if rng.random() < .9]
            call += ["--recipients", self.side("recipients.csv", rows)]
        if kind == "counts":
            rows = [["kom", "period", "recipients", "kind"]] + [[k, "2019", "400", "during"] for k in koms[:4]]
            call += ["--recipients", self.side("recipients.csv", rows), "--period", "year"]
            by = ["kom"]
        if rng.random() < .3:
            rows = [["kom", "start", "reports_from", "reports_to"]] + [[k, "2019-0%d-01" % rng.randrange(2, 9), "2019-01-01", ""] for k in koms[:4]]
            call += ["--participation", self.side("participation.csv", rows)]
            if kind != "counts" and rng.random() < .5:
                call += ["--period", "event:3m"]
        if "--period" not in call:
            call += ["--period", rng.choice(self.PERIODS)]
        if kind == "persons" and "--period" in call and rng.random() < .3:
            call += ["--ages", "40,67", "--from", "2019-01-01"]
            by = by + ["age_group"]
        elif rng.random() < .3:
            call += ["--from", "2019-03-01", "--to", rng.choice(["2019-10-31", "2020-06-30"])]
        if "type" in by:
            call += ["--municipalities", self.side("municipalities.csv", [["kom", "type"], ["101", "by"], ["147", "by"], ["151", "land"], ["316", "land"]])]
        if "network" in by:
            call += ["--networks", self.side("networks.csv", [["kom", "network"], ["101", "A"], ["101", "B"], ["147", "B"], ["151", "A"], ["316", "C"]]),
                     "--overlap", rng.choice(["both", "drop", "refuse"])]
        call += ["--by", ",".join(by)]
        if by and rng.random() < .3:
            call += ["--margins", by[0]]
        form = rng.choice(["", "", "", "--dominance", "--persons", "--cumulative", "--credits", "--flows"])
        if form == "--flows":
            call += ["--flows", "service"] if kind == "persons" and "service" not in by else []
        elif form == "--credits":
            call += ["--credits", rng.choice(["positive", "negative"])]
        elif form == "--dominance" or (form and kind == "persons" and "event:3m" not in call):
            if form == "--cumulative":
                del call[call.index("--period"):call.index("--period") + 2]
            call += [form]
        if kind != "alone" or len({"--participation", "--municipalities", "--networks"} & set(call)):
            call += ["--unmatched", rng.choice(["warn", "warn", "warn", "stop"])]
        return call + self.reading()

    def panel_call(self):
        rng = self.rng
        call = ["kom-panel", "--period", rng.choice(["month", "quarter", "year", "week"])]
        by = rng.choice([["kom"], [], ["type"], ["network"]])
        if self.tool == "dated" and rng.random() < .7:
            call += ["--value", rng.choice(["amount", "amount,quantity"])]
        if rng.random() < .4:
            call += ["--from", "2019-01-01" if "week" not in call else "2018-12-31", "--to", "2019-12-31" if "week" not in call else "2019-12-29"]
        if "type" in by:
            call += ["--municipalities", self.side("municipalities.csv", [["kom", "type"], ["101", "by"], ["147", "by"], ["151", "land"], ["316", "land"]])]
        if "network" in by:
            call += ["--networks", self.side("networks.csv", [["kom", "network"], ["101", "A"], ["101", "B"], ["147", "B"], ["151", "A"], ["316", "C"]]),
                     "--overlap", rng.choice(["both", "drop", "refuse"])]
        if rng.random() < .3:
            call += ["--participation", self.side("participation.csv", [["kom", "reports_from", "reports_to"]] + [[k, "2019-03-01", ""] for k in ("101", "147", "151")])]
        if len({"--participation", "--municipalities", "--networks"} & set(call)):
            call += ["--unmatched", rng.choice(["warn", "warn", "stop"])]
        return call + ["--by", ",".join(by)] + [w if w != "service=have|nowhere" else "kom=147|nowhere" for w in self.reading()]

    dated_call = panel_call

    def schema(self):
        """A Data Package of the rows and of the table that one of their foreign keys names."""
        rng = self.rng
        of = {"amount": {"type": "number", "constraints": {"minimum": 0, "maximum": 500}}, "date": {"type": "date"},
              "note": {"type": "string", "constraints": {"maxLength": 12, "pattern": "[^!]*"}},
              "status": {"type": "string", "constraints": {"enum": ["", "delivered", "cancelled"]}},
              "person": {"type": "string", "constraints": {"required": True}}}
        fields = [{"name": name, **of.get(name, {"type": "string"})} for name in self.names]
        if rng.random() < .3:
            fields.pop(rng.randrange(len(fields)))
        if rng.random() < .3:
            fields.append({"name": "elsewhere", "type": "string"})
        schema = {"fields": fields, "foreignKeys": []}
        if rng.random() < .5:
            schema["fieldsMatch"] = rng.choice(["exact", "equal", "subset", "superset", "partial"])
        names = [f["name"] for f in fields]
        if {"sale_id", "parent"} <= set(names) and rng.random() < .6:
            schema["foreignKeys"].append({"fields": "parent", "reference": {"resource": "", "fields": "sale_id"}})
        if "kom" in names and rng.random() < .5:
            schema["foreignKeys"].append({"fields": "kom", "reference": {"resource": "units", "fields": "kom"}})
        if rng.random() < .5:
            schema["primaryKey"] = rng.choice([["sale_id"], ["person", "service"]] if "sale_id" in names and "person" in names and "service" in names else [["note"]])
            if not set(schema["primaryKey"]) <= set(names):
                del schema["primaryKey"]
        elif "note" in names and rng.random() < .3:
            fields[names.index("note")].setdefault("constraints", {})["unique"] = True
        self.side("units.csv", [["kom"], ["101"], ["147"], ["316"]])
        path = os.path.join(self.folder, "datapackage.json")
        with open(path, "w", encoding="utf-8") as out:
            json.dump({"resources": [{"name": "rows", "path": "in0.csv", "schema": schema},
                                     {"name": "units", "path": "units.csv", "schema": {"fields": [{"name": "kom", "type": "string"}]}}]}, out)
        return path + "#rows"

    def check_call(self):
        rng = self.rng
        call, koms = ["kom-check"], ["101", "147", "151", "316", "0101"]
        if rng.random() < .6:
            call += ["--schema", self.schema()]
        if self.tool == "check" and rng.random() < .5:
            rows = [["kom", "service", "provider", "start", "end"]]
            rows += [[k, s, rng.choice(["a", "b", ""]), "2019-0%d-01" % rng.randrange(1, 5), rng.choice(["2019-12-31", "", "2019-08-15"])]
                     for k in koms[:4] for s in ("rengøring", "have") if rng.random() < .8]
            call += ["--offerings", self.side("offerings.csv", rows + [["101", "vask", "", "2019-01-01", ""]])]
        if self.tool == "check" and rng.random() < .4:
            rows = [["person", "kom", "section", "start", "end"]]
            rows += [[self.person % p, rng.choice(koms), rng.choice(["83", "85"]), "2019-01-0%d" % rng.randrange(1, 9), rng.choice(["", "2019-06-30"])]
                     for p in range(self.persons) if rng.random() < .9]
            call += ["--recipients", self.side("recipients.csv", rows)]
        if rng.random() < .2:
            call += rng.choice([["--official"], ["--municipalities", self.side("municipalities.csv", [["kom"]] + [[k] for k in koms[:3]])]])
        if {"--offerings", "--recipients", "--municipalities"} & set(call):
            call += ["--unmatched", rng.choice(["warn", "warn", "stop"])]
        call += ["--duplicates"] if rng.random() < .4 else []
        call += ["--from", "2019-03-01", "--to", "2019-10-31"] if rng.random() < .3 else []
        call += ["--exit-zero"] if rng.random() < .1 else []
        call += ["--severity", rng.choice(["duplicate=warning", "encoding=off,blank=error", "foreign_key=off,type=warning", "ragged=off,quote=warning",
                                           "primary_key=warning,overlap=off", "cpr=off,cpr_like=off"])] if rng.random() < .4 else []
        call += ["--memory", "1K"] if rng.random() < .2 and "--recipients" not in call else []
        more = self.reading()
        if "--bad-rows" in more:
            del more[more.index("--bad-rows"):more.index("--bad-rows") + 2]
        return call + more

    offers_call = check_call

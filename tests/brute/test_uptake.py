# SPDX-License-Identifier: GPL-3.0-or-later
"""Small cases whose answers were worked out by hand: python3 -m unittest discover tests/brute."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import calendar_days as cal  # noqa: E402
import limits  # noqa: E402
import uptake  # noqa: E402


def table(text):
    lines = [line.strip() for line in text.strip().splitlines()]
    rows = [line.split(",") for line in lines]
    return rows[0], rows[1:]


def ask(options=None, **tables):
    made = {name: table(text) for name, text in tables.items()}
    made["sales"] = [made["sales"]]
    return uptake.answer(made, options or {})


def by_key(found, width):
    """by-values and period -> the row as a dict."""
    return {tuple(row[:width + 1]): dict(zip(found["header"], row)) for row in found["rows"]}


OFFERINGS = """kom,service,start,end
    101,clean,2020-01-01,2020-01-31
    147,clean,2020-01-01,2020-01-31"""
NO_SALES = "kom,person,service,date,amount"


class Persons(unittest.TestCase):
    def test_mover_counts_in_both_units(self):
        found = ask({"margins": ["kom"]}, offerings=OFFERINGS, recipients="""person,kom,start,end
            p1,101,2020-01-01,2020-01-10
            p1,147,2020-01-11,2020-01-31
            p2,147,2020-01-01,2020-01-31""", sales="""kom,person,service,date,amount
            101,p1,clean,2020-01-05,10
            147,p1,clean,2020-01-12,5
            101,p1,clean,2020-01-12,99""")
        rows = by_key(found, 1)
        self.assertEqual([(r["recipients"], r["person_days"], r["buyers"], r["uptake"], r["sales"],
                           r["amount"])
                          for r in (rows["101", "all"], rows["147", "all"], rows["total", "all"])],
                         [("1", "10", "1", "1", "1", "10"), ("2", "52", "1", "0.5", "1", "5"),
                          ("2", "62", "1", "0.5", "2", "15")])
        self.assertEqual((found["used"], found["aside"]), (2, {"not_recipient": 1}))
        self.assertEqual(found["rows"][-1][0], "total")

    def test_overlapping_spells_count_once(self):
        found = ask(offerings=OFFERINGS, recipients="""person,kom,start,end
            p1,101,2019-12-20,2020-01-10
            p1,101,2020-01-05,2020-01-12
            p1,101,2020-01-05,2020-01-12""", sales=NO_SALES)
        row = by_key(found, 1)["101", "all"]
        self.assertEqual((row["recipients"], row["person_days"], row["days_offered"]),
                         ("1", "12", "31"))
        self.assertEqual((row["buyers"], row["uptake"], row["amount"], row["quantity"]),
                         ("0", "0", "0", ""))

    def test_one_unit_in_two_networks_counts_once_in_the_total(self):
        options = {"by": ["network"], "margins": ["network"], "overlap": "both"}
        tables = dict(offerings=OFFERINGS, networks="kom,network\n101,N1\n101,N2\n147,N2",
                      recipients="person,kom,start,end\np1,101,2020-01-01,2020-01-02\n"
                                 "p2,147,2020-01-01,2020-01-03",
                      sales="kom,person,service,date\n101,p1,clean,2020-01-01")
        rows = by_key(ask(options, **tables), 1)
        self.assertEqual([(rows[k, "all"]["recipients"], rows[k, "all"]["person_days"],
                           rows[k, "all"]["sales"])
                          for k in ("N1", "N2", "total")],
                         [("1", "2", "1"), ("2", "5", "1"), ("2", "5", "1")])
        options["overlap"] = "drop"
        rows = by_key(ask(options, **tables), 1)
        self.assertEqual(sorted(rows), [("N2", "all"), ("total", "all")])
        self.assertEqual(rows["N2", "all"]["recipients"], "1")
        options["overlap"] = "assign=101:N1"
        rows = by_key(ask(options, **tables), 1)
        self.assertEqual((rows["N1", "all"]["sales"], rows["N2", "all"]["sales"]), ("1", "0"))
        del options["overlap"]
        self.assertEqual(ask(options, **tables)["code"], 3)

    def test_offering_for_the_section_of_the_spell(self):
        found = ask({"by": ["section", "provider"]},
                    offerings="""kom,service,start,end,section,provider
            101,clean,2020-01-01,2020-01-10,83,private
            101,clean,2020-01-01,2020-01-04,,municipal""",
                    recipients="""person,kom,start,end,section
            p1,101,2020-01-01,2020-01-31,83
            p2,101,2020-01-01,2020-01-31,85""", sales="""kom,person,service,date,provider
            101,p1,clean,2020-01-02,
            101,p1,clean,2020-01-02,private
            101,p2,clean,2020-01-02,private
            101,p1,clean,2020-01-05,""")
        rows = by_key(found, 2)
        self.assertEqual({k[:2]: (r["state"], r["recipients"], r["person_days"], r["sales"],
                                  r["days_offered"])
                          for k, r in rows.items()},
                         {("83", "municipal"): ("offered", "1", "4", "0", "4"),
                          ("83", "private"): ("offered", "1", "10", "2", "10"),
                          ("85", "municipal"): ("offered", "1", "4", "0", "4"),
                          ("85", "private"): ("not_offered", "0", "0", "0", "0")})
        self.assertEqual(found["aside"], {"not_recipient": 1, "ambiguous": 1})

    def test_age_follows_the_year_of_the_period(self):
        found = ask({"by": ["age_group"], "ages": [18, 67], "period": "year"}, sales=NO_SALES,
                    offerings="kom,service,start,end\n101,clean,2019-12-30,2020-01-02",
                    recipients="person,kom,start,end,birth_year\np1,101,2019-12-01,,1953\n"
                               "p2,101,2019-12-01,,2003")
        self.assertEqual({(r[0], r[1]): r[3] for r in found["rows"]},
                         {("-17", "2019"): "1", ("-17", "2020"): "1", ("18-66", "2019"): "1",
                          ("18-66", "2020"): "0", ("67+", "2019"): "0", ("67+", "2020"): "1"})

    def test_persons_rows(self):
        found = ask({"persons": True, "by": ["kom"]}, offerings=OFFERINGS,
                    recipients="""person,kom,start,end
            p2,101,2020-01-01,
            p10,101,2020-01-01,
            p3,147,2020-02-01,""", sales="kom,person,service,date\n101,p2,clean,2020-01-31")
        self.assertEqual(found["header"], ["kom", "period", "person", "bought"])
        self.assertEqual(found["rows"], [["101", "all", "p10", "0"], ["101", "all", "p2", "1"]])

    def test_dominance_with_a_net_loss(self):
        found = ask({"dominance": True}, offerings=OFFERINGS, recipients="""person,kom,start,end
            p1,101,2020-01-01,
            p2,101,2020-01-01,""", sales="""kom,person,service,date,amount,status
            101,p1,clean,2020-01-02,10,
            101,p2,clean,2020-01-02,5,
            101,p2,clean,2020-01-03,35,credited""")
        row = by_key(found, 1)["101", "all"]
        self.assertEqual((row["amount"], row["largest_share"], row["second_share"]),
                         ("-20", "0.75", "0.25"))
        self.assertEqual(by_key(found, 1)["147", "all"]["largest_share"], "")


class Credits(unittest.TestCase):
    SALES = """kom,person,service,date,hours,status
        101,p1,clean,2020-01-02,2.5,Leveret
        101,p1,clean,2020-01-03,1,krediteret
        101,p1,clean,2020-01-03,%s,credited
        101,p2,clean,2020-01-04,-4,credited
        101,p3,clean,2020-01-04,9,credited"""
    RECIPIENTS = "person,kom,start,end\np1,101,2020-01-01,\np2,101,2020-01-01,2020-01-31"

    def ask(self, last, **options):
        return ask(options, offerings=OFFERINGS, recipients=self.RECIPIENTS,
                   sales=self.SALES % last)

    def test_both_signs_are_refused(self):
        self.assertEqual(self.ask("-0.25")["code"], 3)

    def test_positive_notes_are_subtracted(self):
        row = by_key(self.ask("0.25", credits="positive"), 1)["101", "all"]
        self.assertEqual((row["hours"], row["sales"], row["buyers"]), ("5.25", "1", "1"))

    def test_negative_notes_are_added(self):
        found = self.ask("-0.25", credits="negative")
        row = by_key(found, 1)["101", "all"]
        self.assertEqual((row["hours"], row["sales"], row["buyers"]), ("-0.75", "1", "1"))
        self.assertEqual((found["used"], found["aside"]), (4, {"credit_outside": 1}))

    def test_one_sign_needs_no_option(self):
        sales = ("kom,person,service,date,amount,status\n101,p1,clean,2020-01-02,7,\n"
                 "101,p1,clean,2020-01-02,%s,credited")
        for sign in ("2", "-2"):
            found = ask(offerings=OFFERINGS, recipients=self.RECIPIENTS, sales=sales % sign)
            self.assertEqual(by_key(found, 1)["101", "all"]["amount"], "5")

    def test_blank_figure_is_left_out(self):
        sales = ("kom,person,service,date,amount\n101,p1,clean,2020-01-02,\n"
                 "101,p1,clean,2020-01-02,0.10\n101,p1,clean,2020-01-02,0.2")
        found = ask(offerings=OFFERINGS, recipients=self.RECIPIENTS, sales=sales)
        row = by_key(found, 1)["101", "all"]
        self.assertEqual((row["sales"], row["amount"]), ("3", "0.3"))


class States(unittest.TestCase):
    def test_not_offered_and_not_started(self):
        found = ask({"from": "2020-01", "to": "2020-01"}, sales=NO_SALES,
                    offerings="kom,service,start,end\n101,clean,2020-01-05,\n265,clean,2020-02-01,",
                    recipients="person,kom,start,end\np1,101,2020-01-01,2020-01-06\n"
                               "p1,147,2020-01-01,",
                    participation="""kom,planned,start,reports_from,reports_to
                    101,yes,2020-01-05,2020-01-05,
                    147,ja,,,
                    265,yes,2020-02-01,,
                    461,no,,,""")
        self.assertEqual([row[:6] + row[13:] for row in found["rows"]], [
            ["101", "all", "offered", "1", "2", "0",
             "27"], ["147", "all", "not_started", "0", "0", "0", "0"],
            ["265", "all", "not_offered", "0", "0", "0",
             "0"], ["461", "all", "not_offered", "0", "0", "0", "0"]])

    def test_not_reported_is_blank(self):
        found = ask({"period": "month"},
                    offerings="kom,service,start,end\n101,clean,2020-01-31,2020-02-29",
                    recipients="person,kom,start,end\np1,101,2020-01-01,", sales=NO_SALES,
                    participation="kom,planned,start,reports_from,reports_to\n"
                                  "101,yes,2020-01-01,2020-02-01,")
        self.assertEqual(found["rows"][0], ["101", "2020-01", "not_reported"] + [""] * 11)
        self.assertEqual(found["rows"][1][1:5], ["2020-02", "offered", "1", "29"])

    def test_event_window_cut_by_range(self):
        tables = dict(offerings="kom,service,start,end\n101,clean,2020-02-20,2020-03-20",
                      recipients="person,kom,start,end\np1,101,2020-01-01,",
                      sales="""kom,person,service,date
                      101,p1,clean,2020-02-23
                      101,p1,clean,2020-03-05""",
                      participation="kom,planned,start\n101,yes,2020-03-01\n147,yes,\n265,no,")
        found = ask({"period": "event:1w"}, **tables)
        self.assertEqual([row[:6] for row in found["rows"]], [
            ["101", "before", "offered", "1", "7", "1"], ["101", "after", "offered", "1", "7", "1"],
            ["147", "before", "not_started", "0", "0",
             "0"], ["147", "after", "not_started", "0", "0", "0"],
            ["265", "before", "not_offered", "0", "0",
             "0"], ["265", "after", "not_offered", "0", "0", "0"]])
        found = ask({"period": "event:1w", "from": "2020-02-24"}, **tables)
        self.assertEqual([row[2] for row in found["rows"][:2]], ["not_reported", "offered"])
        self.assertEqual(found["aside"], {"outside_period": 1})
        found = ask({"period": "event:1m"}, **tables)
        self.assertEqual([row[2] for row in found["rows"][:2]], ["not_reported", "not_reported"])
        self.assertEqual(ask({"period": "event:1w"}, sales=NO_SALES, offerings=OFFERINGS)["code"],
                         2)

    def test_event_window_outside_the_range_with_nothing_on_offer(self):
        found = ask({"period": "event:1w", "from": "2020-03-01"}, sales=NO_SALES,
                    offerings="kom,service,start,end\n101,clean,2020-03-01,2020-03-20",
                    participation="kom,planned,start\n101,yes,2020-03-01")
        self.assertEqual([row[2] for row in found["rows"]], ["not_offered", "offered"])


class Tables(unittest.TestCase):
    def test_sales_alone(self):
        found = ask({"by": ["kom", "service"], "period": "month"},
                    sales="""kom,service,date,quantity
            101,clean,2020-01-31,2
            101,bath,2020-02-01,1
            ,bath,2020-02-01,1""")
        self.assertEqual(found["rows"][0],
                         ["101", "bath", "2020-01", "offered"] + [""] * 6 + ["0", "0", "", "", ""])
        self.assertEqual([row[10:12] for row in found["rows"]],
                         [["0", "0"], ["1", "1"], ["1", "2"], ["0", "0"]])
        self.assertEqual(found["aside"], {"incomplete": 1})

    def test_offerings_only(self):
        found = ask(offerings=OFFERINGS, sales="""kom,person,service,date
            101,p1,clean,2020-01-31
            101,p1,bath,2020-01-31
            999,p1,clean,2020-01-31""")
        self.assertEqual(found["rows"][0],
                         ["101", "all", "offered", "", "", "1", "", "", "", "1", "", "", "", "31"])
        self.assertEqual(found["aside"], {"unknown_kom": 1, "not_offered": 1})

    def test_recipients_only(self):
        tables = dict(recipients="person,kom,start,end\np1,101,2020-02-28,2020-03-01\n"
                                 "p2,101,2020-01-01,2020-01-02",
                      sales="kom,person,date\n101,p1,2020-02-28\n101,p2,2020-03-02")
        found = ask(**tables)
        row = found["rows"][0]
        self.assertEqual(row[:7] + row[8:],
                         ["101", "all", "offered", "1", "3", "1", "1", 1.0, "1"] + [""] * 4)
        self.assertAlmostEqual(row[7], 0.025, 14)
        self.assertEqual(ask({"by": ["service"]}, **tables)["code"], 3)

    def test_counts(self):
        counts = """kom,section,period,recipients,kind
            101,83,2020-01,40,%s
            101,85,2020-01,,during
            101,83,2019,7,during"""
        sales = ("kom,person,service,date,section\n101,p1,clean,2020-01-31,83\n"
                 "101,p2,clean,2020-01-31,85")
        options = {"by": ["kom", "section"], "period": "month"}
        found = ask(options, offerings=OFFERINGS, recipients=counts % "during", sales=sales)
        first, second = found["rows"][:2]
        self.assertEqual(first[:4] + first[4:8] + first[15:],
                         ["101", "83", "2020-01", "offered", "40", "", "1", "0.025", "during"])
        self.assertAlmostEqual(first[8], 0.000632749, 8)  # 1 - 0.975^(1/40)
        self.assertEqual(second[1:8] + second[15:],
                         ["85", "2020-01", "offered", "", "", "1", "", "during"])
        self.assertEqual(found["rows"][2][:6] + found["rows"][2][15:],
                         ["147", "", "2020-01", "offered", "", "", ""])
        found = ask(options, offerings=OFFERINGS, recipients=counts % "stock", sales=sales)
        self.assertAlmostEqual(found["rows"][0][8], 0.0253178 / 40, 8)
        self.assertAlmostEqual(found["rows"][0][9], 5.5716434 / 40, 8)

    def test_refusals(self):
        people = "person,kom,start,end\np1,101,2020-01-01,"
        self.assertEqual(ask(recipients=people, sales="kom,service,date")["code"], 2)
        self.assertEqual(ask({"by": ["shoe"]}, offerings=OFFERINGS, sales=NO_SALES)["code"], 3)
        self.assertEqual(ask(recipients=people, sales=NO_SALES)["code"], 3)
        self.assertEqual(ask(offerings=OFFERINGS + "\n101,clean,2020-01-31,",
                             sales=NO_SALES)["code"], 3)
        self.assertEqual(ask(offerings="kom,service,start,end\n101,clean,2020-01-02,2020-01-01",
                             sales=NO_SALES)["code"], 3)
        self.assertEqual(ask({"margins": ["kom"]}, offerings=OFFERINGS.replace("147", "total"),
                             sales=NO_SALES)["code"], 3)


class Calendar(unittest.TestCase):
    def spans(self, kind, text):
        label, first, last = cal.period_of(kind, cal.day(text))
        iso = [cal.date.fromordinal(number).isoformat() for number in (first, last)]
        return (label,) + tuple(iso)

    def test_periods(self):
        self.assertEqual(self.spans("week", "2018-12-31"), ("2019-W01", "2018-12-31", "2019-01-06"))
        self.assertEqual(self.spans("week", "2021-01-03"), ("2020-W53", "2020-12-28", "2021-01-03"))
        self.assertEqual(self.spans("month", "2020-02-29"), ("2020-02", "2020-02-01", "2020-02-29"))
        self.assertEqual(self.spans("quarter", "2019-12-31"),
                         ("2019-Q4", "2019-10-01", "2019-12-31"))
        self.assertEqual(self.spans("half", "2019-06-30"), ("2019-H1", "2019-01-01", "2019-06-30"))

    def test_weeks_in_a_question(self):
        found = ask({"period": "week", "from": "2018-12-30", "to": "2019-01-01"}, sales=NO_SALES,
                    offerings="kom,service,start,end\n101,clean,2018-01-01,",
                    recipients="person,kom,start,end\np1,101,2018-01-01,")
        self.assertEqual([row[1:5] for row in found["rows"]],
                         [["2018-W52", "offered", "1", "1"], ["2019-W01", "offered", "1", "2"]])

    def test_leap_day(self):
        found = ask({"period": "day", "from": "2020-02-28", "to": "2020-03-01"}, sales=NO_SALES,
                    offerings="kom,service,start,end\n101,clean,2020-02-29,2020-02-29")
        self.assertEqual([row[1:3] + row[-1:] for row in found["rows"]],
                         [["2020-02-28", "not_offered", "0"], ["2020-02-29", "offered", "1"],
                          ["2020-03-01", "not_offered", "0"]])

    def test_event_windows(self):
        def window(period, start):
            return {k: tuple(cal.date.fromordinal(d).isoformat() for d in v)
                    for k, v in cal.event_windows(period, cal.day(start)).items()}
        self.assertEqual(window("event:1m", "2020-03-31"),
                         {"before": ("2020-02-29", "2020-03-30"),
                          "after": ("2020-03-31", "2020-04-29")})
        self.assertEqual(window("event:1y", "2020-02-29"),
                         {"before": ("2019-02-28", "2020-02-28"),
                          "after": ("2020-02-29", "2021-02-27")})
        self.assertEqual(window("event:12m", "2020-02-29"), window("event:1y", "2020-02-29"))
        self.assertEqual(window("event:2w", "2019-01-01"),
                         {"before": ("2018-12-18", "2018-12-31"),
                          "after": ("2019-01-01", "2019-01-14")})

    def test_bounds(self):
        for text, first, last in (("2020", "2020-01-01", "2020-12-31"),
                                  ("2020-02", "2020-02-01", "2020-02-29"),
                                  ("2020-H2", "2020-07-01", "2020-12-31"),
                                  ("2020-W01", "2019-12-30", "2020-01-05"),
                                  ("2020-Q1", "2020-01-01", "2020-03-31"),
                                  ("2020-02-03", "2020-02-03", "2020-02-03")):
            self.assertEqual(cal.period_bounds(text), (cal.day(first), cal.day(last)))


class Numbers(unittest.TestCase):
    def test_limits(self):
        low, high = limits.binomial(4, 359, 0.95)
        self.assertAlmostEqual(low, 0.003044, 6)
        self.assertAlmostEqual(high, 0.028280, 5)
        self.assertAlmostEqual(limits.binomial(0, 10, 0.95)[1], 1 - 0.025**0.1, 14)
        self.assertAlmostEqual(limits.binomial(10, 10, 0.9)[0], 0.05**0.1, 14)
        low, high = limits.poisson(10, 0.95)
        self.assertAlmostEqual(low, 4.795389, 6)
        self.assertAlmostEqual(high, 18.390356, 6)
        self.assertEqual(limits.poisson(0, 0.95)[0], 0.0)
        self.assertAlmostEqual(limits.poisson(0, 0.95)[1], 3.688879454, 8)

    def test_texts(self):
        texts = [uptake.decimal_text(uptake.Fraction(t))
                 for t in ("12.50", "0.00", "-3.25", "-0.5", "100", "0.1")]
        self.assertEqual(texts, ["12.5", "0", "-3.25", "-0.5", "100", "0.1"])
        self.assertEqual(uptake.ratio_text(uptake.Fraction(1, 3)), "0.3333333333333333")
        self.assertEqual(uptake.ratio_text(uptake.Fraction(3, 3)), "1")


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sold: the brute-force twin's flows between suppliers and their parts of the market.

Every person is looked at on every pair of periods, and every row is set against the union of the
cells of all rows that differ from it by the provider alone.
"""
from fractions import Fraction

import limits
from question import Refusal, ratio_text

WORDS = ("none", "several", "not_recipient")
FLOW_COLUMNS = ["period", "from", "to", "persons", "share", "conf_low", "conf_high"]
MARKET_COLUMNS = ["market_sales", "market_hours", "market_amount", "market_buyers"]


def check_usage(question):
    """What cannot be asked for (exit 2)."""
    options = question.options
    if options.get("flows"):
        if options.get("persons") or options.get("dominance") or options.get("market"):
            raise Refusal(2, "flows beside another table")
        if question.period == "all":
            raise Refusal(2, "flows within one period")
        if not question.by_person:
            raise Refusal(2, "flows without persons")
        if options["flows"] in question.by:
            raise Refusal(2, "flows of a by-column")
    if options.get("market"):
        if options.get("persons"):
            raise Refusal(2, "market beside another table")
        if "provider" not in question.by:
            raise Refusal(2, "market without the provider as a by-column")


# ---- flows

def where(answer, atoms, label, person):
    """Where a person bought in a row and period, as the word or value that is written."""
    if person not in {who for who, day in answer.people(atoms, label)}:
        return "not_recipient"
    column = answer.options["flows"]
    values = {sale[column] for sale in answer.row_sales(atoms, label)
              if sale["person"] == person and sale["word"] != "credited"}
    if not values:
        return "none"
    return values.pop() if len(values) == 1 else "several"


def pairs(answer):
    """The first period, the two sides, for every pair of neighbours."""
    return [("event" if answer.event else first, first, second)
            for first, second in zip(answer.labels, answer.labels[1:])]


def flow_rows(answer, key, atoms):
    """The rows of one group; pairs with a side that is not offered are counted in answer.gaps."""
    persons = {spell["person"] for spell in answer.side["recipients"]}
    level = answer.options.get("level", 0.95)
    for name, first, second in pairs(answer):
        states = [answer.state(atoms, label) for label in (first, second)]
        missing = [state for state in states if state != "offered"]
        if missing:
            answer.gaps[missing[0]] = answer.gaps.get(missing[0], 0) + 1
            continue
        moved, left = {}, {}
        for person in persons:
            way = where(answer, atoms, first, person), where(answer, atoms, second, person)
            if way != ("not_recipient", "not_recipient"):
                moved.setdefault(way, set()).add(person)
                left.setdefault(way[0], set()).add(person)
        for way in sorted(moved, key=lambda way: (way[0].encode(), way[1].encode())):
            n, whole = len(moved[way]), len(left[way[0]])
            low, high = limits.binomial(n, whole, level)
            yield list(key) + [name, way[0], way[1], str(n), ratio_text(Fraction(n, whole)), low, high]


def refuse_words(answer):
    used = {sale[answer.options["flows"]] for sale in answer.used if sale["word"] != "credited"}
    if used & set(WORDS):
        raise Refusal(3, "a value that is one of the words")


def flow_notes(answer):
    """Subject -> what must be said of the flows."""
    out = {}
    blank = sum(sale[answer.options["flows"]] == "" and sale["word"] != "credited"
                for sale in answer.used)
    if blank:
        out["blank flows"] = blank
    if len(answer.labels) < 2:
        out["one period"] = True
    elif answer.gaps:
        order = ("not_started", "not_offered", "not_reported")
        out["gaps"] = ", ".join("%s %d" % (state, answer.gaps[state]) for state in order
                                if state in answer.gaps)
    return out


def flows(answer):
    """The header and all rows of --flows."""
    refuse_words(answer)
    answer.gaps = {}
    rows = []
    for key, (atoms, margin) in answer.rows.items():
        rows += flow_rows(answer, key, atoms)
    width = len(answer.by)
    rows.sort(key=lambda row: (answer.sort_key(row), row[width + 1].encode(),
                               row[width + 2].encode()))
    return list(answer.options.get("by_typed") or answer.by) + FLOW_COLUMNS, rows


# ---- parts of the market

def market_of(answer, key):
    """The cells of all rows that have the same by-values but for the provider."""
    at = answer.by.index("provider")
    return set().union(*(atoms for other, (atoms, margin) in answer.rows.items()
                         if other[:at] + other[at + 1:] == key[:at] + key[at + 1:]))


def part(own, whole):
    return ratio_text(Fraction(own) / whole) if whole > 0 else ""


def market(answer, key, atoms, label):
    """The four parts as text."""
    everything = market_of(answer, key)
    if "not_reported" in (answer.state(atoms, label), answer.state(everything, label)):
        return [""] * len(MARKET_COLUMNS)
    sales = [answer.row_sales(cells, label) for cells in (atoms, everything)]
    real = [[sale for sale in some if sale["word"] != "credited"] for some in sales]
    out = [part(len(real[0]), len(real[1]))]
    for figure in ("hours", "amount"):
        sums = [sum((sale[figure] for sale in some if sale.get(figure) is not None), Fraction(0))
                for some in sales]
        out.append(part(*sums) if figure in answer.header["sales"] else "")
    buyers = [len({sale.get("person") for sale in some}) for some in real]
    out.append(part(*buyers) if "person" in answer.header["sales"] else "")
    return out

# SPDX-License-Identifier: GPL-3.0-or-later
"""kom-did: no effect lies in the interval just when p is above 1 - level, or the row says p_by_other_rule."""
import csv
import io
import random
import sys

import calls

COLLAPSE = ["--unit", "unit", "-x", "first"]
TWFE = COLLAPSE + ["--method", "twfe"]
EVENT = COLLAPSE + ["--method", "event"]
OLS = ["--method", "ols", "--covariates", "d,x"]
# options, the kind of panel, and whether p and interval may be made by other rules
ASKED = [
    (COLLAPSE, "full", False),
    (COLLAPSE + ["--weight", "w"], "full", False),
    (COLLAPSE + ["--test", "permutation"], "full", False),
    (COLLAPSE + ["--test", "permutation", "--weight", "w"], "full", False),
    (COLLAPSE + ["--test", "permutation", "--strata", "half"], "full", False),
    (COLLAPSE + ["--test", "permutation", "--draws", "99"], "large", False),
    (COLLAPSE + ["--test", "permutation", "--draws", "15"], "large", False),
    (COLLAPSE, "several", False),
    (COLLAPSE + ["--weight", "w"], "several", False),
    (COLLAPSE, "holes", False),
    (COLLAPSE + ["--test", "permutation"], "holes", True),
    (COLLAPSE + ["--test", "permutation", "--weight", "w", "--control", "notyet"], "holes", True),
    (COLLAPSE + ["--unbalanced", "periods", "--test", "permutation"], "holes", False),
    (COLLAPSE + ["--unbalanced", "drop"], "holes", False),
    (COLLAPSE + ["--alternative", "greater"], "full", True),
    (COLLAPSE + ["--alternative", "less", "--test", "permutation"], "full", True),
    (TWFE, "full", False),
    (TWFE + ["--ssc", "stata", "--weight", "w"], "full", False),
    (TWFE + ["--vcov", "cr2"], "full", False),
    (TWFE + ["--vcov", "cr3", "--cluster", "region"], "full", False),
    (TWFE + ["--vcov", "cr3j"], "full", False),
    (TWFE + ["--vcov", "iid"], "several", False),
    (TWFE + ["--vcov", "hc2"], "full", False),
    (TWFE + ["--vcov", "hc3", "--covariates", "x"], "several", False),
    (TWFE + ["--cluster", "unit,period"], "full", False),
    (TWFE + ["--alternative", "greater"], "holes", True),
    (TWFE + ["--test", "wild"], "full", True),
    (TWFE + ["--test", "wild", "--wild", "webb", "--draws", "199"], "holes", True),
    (TWFE + ["--test", "wild", "--wild", "mammen", "--draws", "99"], "several", True),
    (EVENT, "full", False),
    (EVENT + ["--vcov", "hc1"], "several", False),
    (OLS, "full", False),
    (OLS + ["--no-intercept", "--vcov", "hc2"], "full", False),
    (OLS + ["--weight", "w", "--vcov", "hc3"], "full", False),
    (OLS + ["--cluster", "unit", "--vcov", "cr0"], "full", False),
    (OLS + ["--cluster", "unit,period"], "full", False),
    (OLS + ["--alternative", "less"], "full", True),
    (OLS + ["--cluster", "unit", "--test", "wild"], "full", True),
    (OLS + ["--no-intercept", "--cluster", "region", "--test", "wild"], "full", True),
]


def panel(rng, kind, name):
    """Rows of one small panel; values of few digits, so that there are ties, and often nothing between them."""
    n_units, n_periods = (rng.randrange(14, 18) if kind == "large" else rng.randrange(4, 9)), rng.randrange(2, 6)
    n_treated = rng.randrange(5, 7) if kind == "large" else rng.randrange(1, n_units // 2 + 1)
    start = rng.randrange(1, n_periods)
    effect, spread = rng.choice([0, 0, 0, 2, 6]), rng.choice([1, 3, 9])
    rows = []
    for unit in range(n_units):
        first = start if unit < n_treated else None
        if kind == "several" and first is not None and unit % 2:
            first = rng.randrange(1, n_periods)
        own = rng.randrange(9)
        for period in range(n_periods):
            if kind == "holes" and rng.random() < .15:
                continue
            treated = int(first is not None and period >= first)
            value = own + 2 * period + effect * treated + rng.randrange(-spread, spread + 1)
            rows.append((name, "u%02d" % unit, 2000 + period, "%d.%d" % divmod(abs(value), 10) if value > 0 else "0",
                         "" if first is None else 2000 + first, treated, rng.randrange(1, 4), rng.randrange(10),
                         unit % 2, unit % 3))
    return rows


def table(rng, kind, panels):
    out = ["panel,unit,period,value,first,d,w,x,half,region"]
    for number in range(panels):
        out += [",".join(str(cell) for cell in row) for row in panel(rng, kind, "p%04d" % number)]
    return ("\n".join(out) + "\n").encode()


def check_row(row, level, may_disagree):
    """1 where there is a pair; and whether it disagrees."""
    low, high, p = row["conf_low"], row["conf_high"], row["p_value"]
    if not p or row["term"] in ("pretrend", "joint"):
        return 0, 0
    assert all(abs(float(end)) < 1e6 for end in (low, high) if end), row
    # values have one decimal: an end next to 0 is 0
    assert not any(0 < abs(float(end)) < 1e-9 for end in (low, high) if end), row
    assert not (low and high) or float(low) <= float(high), row
    inside = not (low and float(low) > 0) and not (high and float(high) < 0)
    disagrees = inside != (float(p) > (1 - level) * (1 + 1e-9))
    assert disagrees == ("p_by_other_rule" in row["warning"]), row
    at_border = "0" in (low, high)  # p is 1 - level itself
    assert may_disagree or not disagrees or at_border, row
    return 1, int(disagrees)


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    panels = int(sys.argv[2]) if len(sys.argv) > 2 else 220 // calls.SLOW
    rng = random.Random(seed)
    inputs = pairs = others = 0
    for options, kind, may_disagree in ASKED:
        level = rng.choice([.6, .8, .9, .95, .95, .99])
        level = .6 if "wild" in options else level  # ends at 0 are common there
        answer = calls.run(["kom-did", "-q", "--by", "panel", "--level", str(level)] + options,
                           pipe=table(rng, kind, panels))
        assert answer.code == 0, (options, answer.err)
        own = other = 0
        for row in csv.DictReader(io.StringIO(answer.out.decode())):
            made, disagrees = check_row(row, level, may_disagree)
            own += made
            other += disagrees
        print("%-70s %5d pairs, %4d by other rules" % (" ".join(options[4:] or options), own, other))
        assert own >= panels // 20, (options, own)
        inputs += panels
        pairs += own
        others += other
    print("%d inputs, %d pairs of p and interval, %d of them by other rules, which the rows say" % (inputs, pairs, others))


if __name__ == "__main__":
    main()

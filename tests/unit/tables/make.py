# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the tables of this folder with Python's own integers, floats, decimals and dates: make.py [ROWS] [SEED]."""
import datetime
import decimal
import fractions
import math
import os
import random
import struct
import sys

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 20190401
FOLDER = os.environ.get("TABLES", os.path.dirname(os.path.abspath(__file__)))
decimal.getcontext().prec = 2000
rng = random.Random(SEED)


def bits(x):
    return f"{struct.unpack('<Q', struct.pack('<d', x))[0]:016x}"


def from_bits(n):
    return struct.unpack("<d", struct.pack("<Q", n))[0]


def write(name, head, rows):
    with open(os.path.join(FOLDER, name), "w", encoding="ascii", newline="\n") as file:
        file.write(f"# SPDX-License-Identifier: GPL-3.0-or-later\n# {head}; made by make.py, seed {SEED}\n")
        file.writelines("\t".join(map(str, row)) + "\n" for row in rows)


# ---- reading ----

def digits(n):
    return "".join(rng.choice("0123456789") for _ in range(n))


def plain_text():
    """A number as people and programs write it, most of them right."""
    whole = rng.choice(["", "0", "00", digits(rng.randint(1, 6)), digits(rng.randint(1, 22)), digits(rng.randint(15, 19))])
    part = rng.choice(["", "", ".", "." + digits(rng.randint(1, 4)), "." + digits(rng.randint(1, 40)),
                       "." + "0" * rng.randint(1, 25) + digits(rng.randint(1, 20)), "." + digits(2) + "0" * rng.randint(1, 20)])
    tail = rng.choice([""] * 6 + ["e" + rng.choice(["", "+", "-"]) + str(rng.choice([rng.randint(0, 30), rng.randint(0, 340)]))])
    return rng.choice(["", "", "-", "+"]) + whole + part + tail


def halfway_text():
    """The decimal between two neighbouring doubles, as it is or a digit off: the hardest to round."""
    x = from_bits(rng.randrange(0x7FE0000000000000))
    if rng.random() < 0.7:
        x = math.ldexp(rng.randrange(2**52, 2**53), rng.randint(-120, 60))
    middle = (decimal.Decimal(x) + decimal.Decimal(math.nextafter(x, math.inf))) / 2
    text = f"{middle:f}" if abs(middle.adjusted()) < 60 else str(middle)
    if len(text) > 780:
        return repr(x)
    return text + rng.choice(["", "0", "1"]) if "E" not in text and "." in text else text


def broken_text():
    text = plain_text() or "1"
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(["e", ".", "-", "+", "x", ",", "1", "E+", "_", "inf", "nan", "0x"]) + text[at:]


def grouped_text(mark):
    """Groups of digits with a mark between, most of them right."""
    sizes = [rng.randint(1, 3)] + [3] * rng.randint(0, 4)
    if rng.random() < 0.3:
        sizes[rng.randrange(len(sizes))] = rng.randint(0, 4)
    text = mark.join(digits(n) for n in sizes)
    return rng.choice(["", "-"]) + text + rng.choice(["", "", "#" + digits(rng.randint(1, 3))])


PATTERN_SIGN = "+-"


def value_of(text):
    """The exact value of a text with a decimal point, None when it is no number."""
    body = text[1:] if text[:1] in PATTERN_SIGN and text else text
    mantissa, _, exponent = body.replace("E", "e").partition("e")
    whole, _, part = mantissa.partition(".")
    if "e" in body.replace("E", "e") and not exponent.lstrip("+-").isdigit():
        return None
    if exponent and len(exponent) - len(exponent.lstrip("+-")) > 1:
        return None
    if not (whole + part).isdigit() or mantissa.count(".") > 1:
        return None
    value = decimal.Decimal(f"{whole + part}E{max(-9999, min(9999, int(exponent or 0))) - len(part)}")
    return -value if text[0] == "-" else value


def ungrouped(text, mark):
    """The text without its marks, None where they do not part groups of three."""
    body = text.lstrip("+-")
    whole = body.split("#")[0].split(".")[0] if mark != "." else body.split("#")[0]
    groups = whole.split(mark)
    if len(groups) > 1:
        right = all(len(g) == 3 for g in groups[1:]) and 1 <= len(groups[0]) <= 3 and groups[0][0] != "0"
        if not right:
            return None
    return text.replace(mark, "")


def expected(value):
    """Bits of the nearest double; "-" when it is no number or beyond the doubles."""
    if value is None:
        return "-"
    try:
        x = float(value)
    except OverflowError:
        return "-"
    return bits(abs(x) if x == 0 else x) if math.isfinite(x) else "-"


def parse_rows():
    for _ in range(ROWS):
        text = rng.choice([plain_text, plain_text, halfway_text, broken_text])()
        significant = sum(c.isdigit() for c in text.lower().split("e")[0].lstrip("+-0."))
        if "\t" not in text and significant <= 800:
            yield ".", "none", text, expected(value_of(text))
    for _ in range(ROWS // 3):
        mark, decimal_mark = rng.choice([(".", ","), (",", "."), (" ", ","), ("'", ".")])
        text = grouped_text(mark)
        bare = ungrouped(text, mark)
        value = value_of(bare.replace("#", ".")) if bare is not None else None
        yield decimal_mark, mark, text.replace("#", decimal_mark), expected(value)


# ---- writing ----

def layout(value_digits, exponent, negative):
    """Digits d1d2... of the value d1.d2... * 10^exponent as the tools write numbers."""
    value_digits = value_digits.rstrip("0") or "0"
    sign = "-" if negative else ""
    if not -6 <= exponent < 16:
        return sign + value_digits[0] + ("." + value_digits[1:] if value_digits[1:] else "") + f"e{exponent}"
    if exponent < 0:
        return sign + "0." + "0" * (-exponent - 1) + value_digits
    whole = value_digits[: exponent + 1].ljust(exponent + 1, "0")
    part = value_digits[exponent + 1 :]
    return sign + whole + ("." + part if part else "")


def by_format(x, spec):
    """repr(x), or format(x, spec) with an exponent in it, laid out as the tools do."""
    if spec is None:
        parts = decimal.Decimal(repr(x)).as_tuple()
        text = "".join(map(str, parts.digits))
        return layout(text, len(text) - 1 + parts.exponent, x < 0) if x else "0"
    mantissa, exponent = format(x, spec).split("e")
    text = mantissa.replace(".", "").lstrip("-")
    return layout(text, int(exponent), x < 0) if x else "0"


def some_double():
    kind = rng.randrange(8)
    if kind == 0:
        return from_bits(rng.randrange(0x7FF0000000000000))
    if kind == 1:
        return rng.uniform(0, 1)
    if kind == 2:
        return rng.randrange(10**rng.randint(1, 20)) / 10 ** rng.randint(0, 12)
    if kind == 3:
        return from_bits(rng.randrange(1, 2 ** rng.randint(1, 52)))
    if kind == 4:
        return math.ldexp(1, rng.randint(-1074, 1023))
    if kind == 5:
        return math.nextafter(10.0 ** rng.randint(-20, 22), rng.choice([0, math.inf]))
    if kind == 6:
        return rng.randrange(10**6) / 10**rng.randint(0, 4) + 0.5 * 10 ** -rng.randint(0, 6)
    return math.exp(rng.uniform(-12, 12))


def fixed(x, decimals):
    value = decimal.Decimal(repr(x)).quantize(decimal.Decimal(1).scaleb(-decimals), decimal.ROUND_HALF_UP)
    return f"{abs(value) if value == 0 else value:f}"


def write_rows():
    for _ in range(ROWS):
        x = some_double() * rng.choice([1, 1, -1])
        n = rng.randint(1, 17)
        decimals = rng.randint(0, 15)
        yield (bits(x), by_format(x, None), by_format(x, ".11e"), n, by_format(x, f".{n - 1}e"), decimals,
               fixed(x, decimals) if abs(x) < 1e15 else "-")


# ---- wide integers ----

def some_integer(most=3000):
    n = rng.randint(0, rng.choice([8, 64, 130, most]))
    v = rng.getrandbits(n) if n else 0
    if rng.random() < 0.2:  # runs of ones and zeros: carries and the rare branches of division
        v = (1 << n) - (1 << rng.randint(0, n)) + rng.choice([-1, 0, 1])
    return v * rng.choice([1, -1])


def to_hex(v):
    return f"-{-v:x}" if v < 0 else f"{v:x}"


def ratio(a, b):
    try:
        return bits(abs(a / b) if a == 0 else a / b)
    except OverflowError:
        return bits(math.copysign(math.inf, (a < 0) == (b < 0) or -1))


def ratio_sqrt(a, b):
    shift = 600 + max(0, b.bit_length() - a.bit_length()) // 2
    root = math.isqrt((a << 2 * shift) // b)
    sticky = root * root * b != a << 2 * shift
    try:
        return bits(float(fractions.Fraction(2 * root + sticky, 2 << shift)))
    except OverflowError:
        return bits(math.inf)


def wide_rows():
    for _ in range(ROWS // 20):
        a, b = some_integer(), some_integer(rng.choice([100, 1500, 3000]))
        if rng.random() < 0.2:
            b = a + some_integer(60)
        bits_by, power = rng.randint(0, 200), rng.randint(0, 60)
        yield "add", to_hex(a), to_hex(b), to_hex(a + b)
        yield "sub", to_hex(a), to_hex(b), to_hex(a - b)
        yield "mul", to_hex(a), to_hex(b), to_hex(a * b)
        yield "shift", to_hex(a), f"{bits_by:x}", to_hex(a << bits_by)
        yield "pow10", to_hex(a), f"{power:x}", to_hex(a * 10**power)
        if b:
            quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
            yield "quotient", to_hex(a), to_hex(b), to_hex(quotient)
            yield "remainder", to_hex(a), to_hex(b), to_hex(a - quotient * b)
            yield "ratio", to_hex(a), to_hex(b), ratio(a, b)
            yield "sqrt", to_hex(abs(a)), to_hex(abs(b)), ratio_sqrt(abs(a), abs(b))
        yield "compare", to_hex(a), to_hex(b), to_hex((a > b) - (a < b))


# ---- days ----

def year_rows():
    """A year: the number of its first day, the ISO weeks of its first and last day, and its last week."""
    epoch = datetime.date(1970, 1, 1)
    for year in list(range(1900, 2101)) + [1, 4, 100, 400, 1582, 1600, 9998, 9999]:
        first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        weeks = datetime.date(year, 12, 28).isocalendar()[1]
        week = ["{}-W{:02d}".format(*(d.isocalendar()[:2])) for d in (first, last)]
        yield year, (first - epoch).days, (last - epoch).days, week[0].rjust(8, "0"), week[1].rjust(8, "0"), weeks


write("parse.txt", "decimal mark, thousands mark, text, bits of the nearest double or - for no number", parse_rows())
write("write.txt", "bits, shortest text, 12 digits, n, n digits, decimals, fixed", write_rows())
write("wide.txt", "operation, a, b, result (hexadecimal; doubles as bits)", wide_rows())
write("years.txt", "year, first and last day, their ISO weeks, number of weeks", year_rows())

# SPDX-License-Identifier: GPL-3.0-or-later
"""What bindings.bats asks of kom.py: bindings.py FOLDER-OF-KOM.PY FOLDER-OF-THE-TOOLS; with pandas and without."""
import datetime
import decimal
import os
import pathlib
import sys
import tempfile
import warnings

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import kom  # noqa: E402

kom.BIN = sys.argv[2]
warnings.simplefilter("error")
day = datetime.date


def is_(got, want):
    assert got == want, "got %r, not %r" % (got, want)


def column(table, name):
    """The cells; missing is None in either form."""
    if kom.pandas is None:
        return [row[name] for row in table]
    return [None if kom.pandas.isna(x) else x for x in table[name].tolist()]


def fails(error, call, *args, **options):
    try:
        call(*args, **options)
    except kom.KomError as e:
        assert type(e) is error, (type(e), e)
        return e
    raise AssertionError("nothing failed")


sales = {"kommunekode": ["0101", "0101", "0147"], "borger": ["a", "b", "c"], "ydelse": ["x;y", "x;y", 'q"r, s'],
         "dato": [day(2019, 2, 10), datetime.datetime(2019, 3, 11), day(2019, 4, 12)],
         "beloeb": [0.1, 1e5 + 0.25, None]}
rows = [dict(zip(sales, row)) for row in zip(*sales.values())]
forms = [sales, rows] + ([kom.pandas.DataFrame(sales)] if kom.pandas else [])

# Codes stay text, numbers are numbers, blanks are missing; every form of a table gives the same.
for form in forms:
    u = kom.uptake(form, by=["kommunekode", "ydelse"], quiet=True)
    is_(column(u, "kommunekode"), ["0101", "0147"])
    is_(column(u, "ydelse"), ["x;y", 'q"r, s'])
    is_(column(u, "amount"), [100000.35, 0])
    is_(column(u, "buyers"), [2, 1])
    is_(column(u, "uptake"), [None, None])
    is_(u.attrs["messages"], [])
    is_(u.attrs["report"]["tables"][0]["read"], 3)
    is_([i["path"] for i in u.attrs["report"]["inputs"]], ["sales.csv"])
is_(type(u).__name__, "DataFrame" if kom.pandas else "Rows")
offerings = [{"kom": "0101", "service": "x;y", "start": day(2019, 1, 1), "end": None},
             {"kom": "0147", "service": "x;y", "start": day(2019, 1, 1)}]
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    w = kom.uptake(sales, offerings=offerings, unmatched="warn")
is_([str(s.message) for s in seen if s.category is kom.KomWarning], ["kom-uptake: " + t for t in w.attrs["warnings"]])
is_(column(w, "kom"), ["0101", "0147"])
is_([m["set_aside"] for m in w.attrs["messages"] if m.get("code") == "rows"], [{"not_offered": 1}])

# Several inputs, lists, names with commas, pairs, switches, words of Python.
with open("sales.csv", "w", encoding="windows-1252") as file:
    file.write("kommunekode;beløb\n0101;1,5\n0147;2\n")
is_(column(kom.sum(pathlib.Path("sales.csv"), value="beløb", stats=["n", "sum", "p2.5"]), "sum"), [3.5])
is_(column(kom.sum([sales, rows], value="beloeb", by="kom", stats="sum", quiet=True), "sum"), [200000.7, None])
odd = {"Region, by": ["N", "S"], "x": [1, 2], "day": [day(2019, 1, 1), day(2020, 1, 1)]}
is_(column(kom.sum(odd, value="x", by=["Region, by", "day"], stats="sum"), "Region, by"), ["N", "S"])
is_(list(kom.sum(odd, value="y", rename={"y": "x"}, stats="n").columns), ["measure", "n"])
is_(column(kom.sum(odd, value="x", only={"x": [1, 2]}, stats="n"), "n"), [2])
is_(column(kom.sum(odd, value="x", except_={"x": 2}, stats="n"), "n"), [1])
is_(column(kom.join(odd, with_={"x": [1, 2], "name": ["one", "two"]}, on="x", quiet=True), "name"), ["one", "two"])
r = kom.read(odd, number="x", day={"day": "iso"}, quiet=True)
is_(column(r, "day"), odd["day"])
is_(column(r, "x"), [1, 2])
numbers = [3.141592653589793, 1 / 3, 1e-300, 2.0**53 + 2, -0.1, decimal.Decimal("12.50")]
is_(column(kom.read({"x": numbers}, number="x", quiet=True), "x"), [float(x) for x in numbers])
big = ["9007199254740993", "12345678901234567890123"]
is_(column(kom.read({"x": big}, number="x", quiet=True), "x"), [int(x) for x in big])
text = "æøå € \"\n\\"
is_(column(kom.read({"x": [text, None, "b"]}, quiet=True), "x"), [text, "", "b"])
is_(len(kom.read({"x": [], "y": []}, quiet=True)), 0)
is_(column(kom.read({"x": ["y" * 200000]}, quiet=True), "x"), ["y" * 200000])

# kom-check: violations are an answer. Text for people, and folders.
bad = kom.check([{"kom": "101", "x": "1"}] * 2, duplicates=True, quiet=True)
is_(bad.attrs["exit_code"], 1)
is_((column(bad, "line"), column(bad, "rule")), ([3], ["duplicate"]))
t = kom.table(u, format="md", columns={"kommunekode": "Kommune", "amount": "kr."}, quiet=True)
assert "Kommune" in t and t.attrs["exit_code"] == 0, t
is_(kom.sim(out="world", scale=0.01, quiet=True), "world")
assert os.listdir("world")

# What goes wrong: by exit code, with the message and where it is.
e = fails(kom.KomUsageError, kom.uptake, sales, period="nosuch")
is_((e.exit_code, e.messages[0]["option"]), (2, "--period"))
assert str(e).startswith('kom-uptake: --period: "nosuch" is none of all'), e
e = fails(kom.KomDataError, kom.sum, {"x": ["1", "z"]}, value="x")
is_([(m.get("file"), m.get("line"), m.get("column")) for m in e.messages], [("input.csv", 3, "x"), (None, None, None)])
fails(kom.KomIOError, kom.sum, "absent.csv", value="x")
fails(kom.KomEstimateError, kom.diff, {"period": ["2019"], "value": [1]}, value="value", at="2019", by="")
try:
    kom.read(sales, only={"kom": "999"})
    raise AssertionError("no warning")
except kom.KomWarning as w:
    is_(str(w), "kom-read: rows: no row has kommunekode=999")
for table, options in (([], {}), (None, {}), (1, {}), ("-", {}), (odd, {"dialect": "da"}), (odd, {"quiet": "yes"}),
                       ({"x": [float("inf")]}, {}), ({"x": [datetime.datetime.now()]}, {}), ({"x": [b"1"]}, {}),
                       ({}, {}), ({"x": [1], "y": []}, {}), (odd, {"by": [None]})):
    fails(kom.KomUsageError, kom.sum, table, value="x", **options)
fails(kom.KomUsageError, kom.sum, odd, value=True)
try:
    kom.sum(odd, valeu="x")
    raise AssertionError("taken")
except TypeError:
    pass
kom.BIN = "/nowhere"
fails(kom.KomIOError, kom.sum, odd, value="x")
kom.BIN = sys.argv[2]

# No shell reads what is in a value, and nothing stays behind.
name = "a $(touch gone) `touch gone` 'b' \"c\".csv"
with open(name, "w", encoding="utf-8") as file:
    file.write("kom,x\n101,1\n")
is_(column(kom.sum(name, value="x", stats="sum"), "sum"), [1])
assert not os.path.exists("gone")
is_([f for f in os.listdir(tempfile.gettempdir()) if f.startswith("kom")], [])
assert kom.help_of("sum").startswith("kom-sum: ")
print("done", "with pandas" if kom.pandas else "without pandas")

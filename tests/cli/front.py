# SPDX-License-Identifier: GPL-3.0-or-later
"""What front.bats asks of `kom help --json`."""
import json
import re
import subprocess
import sys


def names(about):
    """Every option and column, as kom-emit lists them."""
    for tool in about["tools"]:
        for o in tool["options"]:
            letter = "-" + o["letter"] if o["letter"] else "-"
            print(tool["name"], "--" + o["name"], letter, o["argument"] or "-")
        for output in tool["writes"]:
            for column in output["columns"]:
                print(tool["name"], "column", column["name"])


def samples(about):
    """Some of it, as the manual pages have it."""
    assert about["form"] == 1
    tools = {t["name"]: {o["name"]: o for o in t["options"]} for t in about["tools"]}

    def is_(tool, option, **what):
        got = {key: tools[tool][option][key] for key in what}
        assert got == what, (tool, option, got, what)

    is_("uptake", "period", value="words", list=False, closed=False, default="all",
        words=["all", "year", "half", "quarter", "month", "week", "day"])
    is_("panel", "period", value="words", closed=True, default="month",
        words=["day", "week", "month", "quarter", "half", "year"])
    is_("uptake", "ci", words=["exact", "midp", "wilson", "jeffreys"], closed=True, default="exact")
    is_("uptake", "by", letter="b", value="columns", list=True, default="kom", words=[])
    is_("uptake", "offerings", letter=None, value="table", list=False)
    is_("read", "schema", value="file")
    assert {t["name"]: t["result"] for t in about["tools"]}.items() >= {
        "uptake": "table", "table": "text", "sim": "none"}.items()
    is_("sum", "report", value="output")
    is_("sum", "by", default=None)
    is_("did", "cluster", value="columns", list=True)
    is_("sim", "out", value="folder")
    is_("sum", "level", value="number", default="0.95")
    is_("uptake", "from", value="day")
    is_("sum", "quiet", value="none", argument=None, letter="q")
    is_("read", "negative", value="words", list=True, closed=True, words=["trailing", "parentheses"])
    is_("join", "expect", words=["n:1", "1:1", "1:n", "n:n"], closed=True, default="n:1")
    is_("read", "first-line", words=["header", "data"], closed=False)
    is_("read", "bad-rows", default="stop", own=False)
    is_("diff", "method", default=None)  # it depends on what is measured
    assert {"median", "conf", "p25", "p75"} < set(tools["sum"]["stats"]["words"])
    assert "not_offered=off" in tools["check"]["severity"]["words"]
    assert "excel" in tools["read"]["day"]["forms"]
    by = next(o for o in about["options"] if o["name"] == "by")
    assert by["letter"] == "b" and "uptake" in by["tools"] and "sim" not in by["tools"]
    assert [(e["code"], e["name"]) for e in about["exit_codes"]] == list(
        enumerate(["done", "no", "usage", "data", "io", "estimate"]))
    sales = next(t for t in about["tables"] if t["name"] == "sales")
    assert {"name": "date", "kind": "day"}.items() <= next(
        c for c in sales["columns"] if c["name"] == "date").items()
    columns = {c["name"]: c["kind"] for t in about["tools"] if t["name"] == "uptake"
               for w in t["writes"] if w["with"] is None for c in w["columns"]}
    assert columns["uptake"] == "share" and columns["period"] == "period", columns


def refusal(tool, option, value, table):
    """What a tool says of the value, if it says that there is no such one."""
    call = [tool["command"], "--" + option["name"] + "=" + value, table]
    run = subprocess.run(call, capture_output=True, text=True, errors="replace")
    found = re.search(r"--%s: .*\b(none of|neither|no kind|no rule|reads refuse|after the rule)\b"
                      % option["name"], run.stderr)
    return found and run.returncode == 2


def words(about, table):
    """Each word is taken, and of a closed list no other."""
    n = 0
    for tool in about["tools"]:
        for option in tool["options"]:
            if option["value"] != "words" or tool["name"] == "sim":
                continue
            for word in option["words"]:
                n += 1
                assert not refusal(tool, option, word, table), (tool["name"], option["name"], word)
            if option["closed"] and "|" in option["argument"]:
                assert refusal(tool, option, "nosuch", table), (tool["name"], option["name"])
    assert n > 300, n


about = json.load(open(sys.argv[2]))
{"names": names, "samples": samples, "words": words}[sys.argv[1]](about, *sys.argv[3:])

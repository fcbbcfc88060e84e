# SPDX-License-Identifier: GPL-3.0-or-later
"""What errors.bats asks of messages as JSON.

errors.py members FILE WANT            its lines are objects that have these members, in order
errors.py alike TEXT JSON TOOL STATUS  they say what the lines of TEXT say, and end as the call did
"""
import json
import sys

CODES = {2: ["usage"], 3: ["data"], 4: ["io", "memory"], 5: ["estimate"]}


def messages(path):
    """The objects, checked for what all have."""
    got = [json.loads(line) for line in open(path, encoding="utf-8").read().split("\n")[:-1]]
    for m in got:
        assert list(m)[:2] == ["tool", "severity"] and list(m)[-1] == "message", m
        assert m["severity"] in ("error", "warning", "note"), m
        assert "exit" not in m or m["code"] in CODES[m["exit"]], m
        for part in ("file", "option", "column", "problem", "remedy"):
            assert m.get(part, "") in m["message"], m
        assert m.get("code") == "rows" or m["message"].strip("; ").endswith(
            (m.get("remedy") or m["problem"]).strip("; ")), m
    return got


def members(path, want):
    got, want = messages(path), json.loads(want)
    assert len(got) == len(want), "%d messages, not %d" % (len(got), len(want))
    for m, w in zip(got, want):
        assert w.items() <= m.items(), {k: m.get(k) for k in w}


def alike(text, path, tool, status):
    got = messages(path)
    lines = [line.split(": ", 1) for line in open(text, encoding="utf-8").read().split("\n")[:-1]]
    assert [[m["tool"], m["message"]] for m in got] == lines
    assert [m["exit"] for m in got if "exit" in m] == ([int(status)] if int(status) > 1 else []), status
    assert all(m["tool"] == tool for m in got)


{"members": members, "alike": alike}[sys.argv[1]](*sys.argv[2:])

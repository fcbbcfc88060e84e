# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a binding: kom help --json | python3 bindings/make.py R|py TEMPLATE

The template, with a line that says @TOOLS@, has what a person wrote; in its place come a function for each tool and what
it knows of options and columns, in the order in which the tools tell it.
"""
import json
import keyword
import re
import sys

LEFT_OUT = {"help", "version", "output", "report", "errors"}  # the binding itself gives them
NOT_BOUND = {"prov"}  # it runs commands, and writes no table of what was given it
NUMBERS = {"number", "share", "days"}
FURTHER = {"sum": {"p[0-9.]+": "number"}}  # percentiles are named as they are asked for


def options(tool):
    return [o for o in tool["options"] if o["name"] not in LEFT_OUT]


def input_name(tool):
    """What the synopsis calls the operands; None: there are none."""
    found = re.search(r"\[([A-Z]+)\]\.\.\.$", tool["synopsis"])
    return None if not found else {"FILE": "input"}.get(found.group(1), found.group(1).lower())


def kinds(tool):
    """Pattern of a name -> text, number, day; COL in a declared name is any."""
    found = {}
    for output in tool["writes"]:
        for c in output["columns"]:
            if "..." not in c["name"]:
                kind = "number" if c["kind"] in NUMBERS else "day" if c["kind"] == "day" else "text"
                found[re.sub("COL", ".+", c["name"])] = kind
    found.update(FURTHER.get(tool["name"], {}))
    return found


def default_by(tool):
    by = [o["default"] for o in tool["options"] if o["name"] == "by"]
    return by[0] if by and by[0] else ""


def passes_on(tool):
    """It writes what it read, with columns of its own at most."""
    return tool["result"] == "table" and all("..." in c["name"] for w in tool["writes"] for c in w["columns"][:1])


def sorts(about):
    """Of each option what a binding has to know: a name means the same in every tool."""
    found = {}
    for tool in about["tools"]:
        for o in options(tool):
            sort = {"none": "switch", "table": "table", "file": "path", "output": "path", "folder": "path"}.get(
                o["value"], "text")
            both = {found.setdefault(o["name"], sort), sort}
            if both == {"path", "table"}:  # one tool writes what others read: text is a path in both
                found[o["name"]] = "table"
            elif len(both) > 1:
                sys.exit("--%s is a %s and a %s" % (o["name"], found[o["name"]], sort))
    return found


def vocabulary(about):
    """The columns of the input tables that are numbers or days."""
    found = {}
    for table in about["tables"]:
        for c in table["columns"]:
            if c["kind"] in ("number", "day"):
                found[c["name"]] = c["kind"]
    return dict(sorted(found.items()))


def wrapped(words, indent, between=", ", width=110):
    lines, line = [], ""
    for i, word in enumerate(words):
        word += between.rstrip() if i + 1 < len(words) else ""
        if line and len(line) + 1 + len(word) > width - len(indent):
            lines.append(line)
            line = ""
        line += (" " if line else "") + word
    return ("\n" + indent).join(lines + [line])


# ---- R ----

def r_string(text):
    return json.dumps(text, ensure_ascii=True)


def r_vector(pairs, indent):
    return "c(" + wrapped(["`%s` = %s" % (k, r_string(v)) for k, v in pairs.items()], indent + "  ") + ")"


def r_name(option):
    return option["name"].replace("-", "_")


def r_tool(tool):
    names = {r_name(o): o for o in options(tool)}
    indent = "  "
    yield "# %s\n" % tool["sentence"]
    first = [input_name(tool)] if input_name(tool) else []
    yield "kom_%s <- function(%s) {\n" % (tool["name"], wrapped(first + [n + " = NULL" for n in names], indent * 2))
    yield "  .kom_run(%s, %s, as.list(environment()))\n}\n\n" % (r_string(tool["name"]), first[0] if first else "NULL")


def r_table(tool):
    pad = "    "
    yield "  %s = list(\n" % tool["name"]
    yield pad + "input = %s, result = %s, by = %s, passes_on = %s,\n" % (
        r_string(input_name(tool) or ""), r_string(tool["result"]), r_string(default_by(tool)),
        "TRUE" if passes_on(tool) else "FALSE")
    yield pad + "kinds = %s)" % (r_vector(kinds(tool), pad) if kinds(tool) else "character(0)")


def make_r(about):
    for tool in about["tools"]:
        yield from r_tool(tool)
    yield "# What the tools are: kinds of options and of columns.\n.kom_version <- %s\n" % r_string(about["version"])
    yield ".kom_exits <- %s\n" % r_vector({str(e["code"]): e["name"] for e in about["exit_codes"]}, "")
    yield ".kom_vocabulary <- %s\n" % r_vector(vocabulary(about), "")
    yield ".kom_options <- %s\n" % r_vector(sorts(about), "")
    yield ".kom_tools <- list(\n"
    for i, tool in enumerate(about["tools"]):
        yield ",\n" if i else ""
        yield from r_table(tool)
    yield ")\n"


# ---- Python ----

def py_name(option):
    name = option["name"].replace("-", "_")
    return name + "_" if keyword.iskeyword(name) else name


def py_tool(tool):
    names = {py_name(o): o for o in options(tool)}
    first = [input_name(tool)] if input_name(tool) else []
    arguments = first + ["*"] + [n + "=None" for n in names]
    yield "\n\ndef %s(%s):\n" % (tool["name"], wrapped(arguments, " " * 8))
    yield '    """%s. Options: kom-%s(1)."""\n' % (tool["sentence"][0].upper() + tool["sentence"][1:], tool["name"])
    yield "    return _run(%r, %s, locals())\n" % (tool["name"], first[0] if first else "None")


def py_dict(pairs, indent):
    return "{" + wrapped(["%s: %s" % (json.dumps(k), json.dumps(v)) for k, v in pairs.items()], indent + " ") + "}"


def make_py(about):
    yield "VERSION = %s\n" % json.dumps(about["version"])
    yield "_EXITS = %s\n" % py_dict({str(e["code"]): e["name"] for e in about["exit_codes"]}, "")
    yield "_VOCABULARY = %s\n" % py_dict(vocabulary(about), "")
    yield "_OPTIONS = %s\n" % py_dict(sorts(about), "")
    yield "_TOOLS = {\n"
    for tool in about["tools"]:
        pad = " " * 8
        yield "    %s: {\n" % json.dumps(tool["name"])
        yield pad + '"input": %s, "result": %s, "by": %s, "passes_on": %s,\n' % (
            json.dumps(input_name(tool) or ""), json.dumps(tool["result"]), json.dumps(default_by(tool)), passes_on(tool))
        yield pad + '"kinds": %s,\n    },\n' % py_dict(kinds(tool), pad)
    yield "}\n"
    for tool in about["tools"]:
        yield from py_tool(tool)


def main():
    language, template = sys.argv[1:]
    about = json.load(sys.stdin)
    if about["form"] != 1:
        sys.exit("make.py knows form 1 of kom help --json")
    about["tools"] = [tool for tool in about["tools"] if tool["name"] not in NOT_BOUND]
    made = "".join({"R": make_r, "py": make_py}[language](about))
    head = "# What follows was made by bindings/make.py from `kom help --json`.\n"
    text = open(template, encoding="utf-8").read()
    if text.count("#@TOOLS@\n") != 1:
        sys.exit("%s: no line #@TOOLS@" % template)
    sys.stdout.buffer.write(text.replace("#@TOOLS@\n", head + "\n" * (language == "R") + made).encode("utf-8"))


main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""komtools in Python, with the standard library alone; docs/bindings.md tells more.

    import kom
    u = kom.uptake("sales.csv", offerings="offerings.csv", by=["kom", "service"])

A table is a pandas data frame where pandas is there, else kom.Rows, a list of dicts: codes are text, numbers int or float,
days datetime.date, and blank numbers and days missing (None). The tools are those on PATH, or in the folder kom.BIN. An
option is named as on the command line, with _ for -, and one more behind a word of Python (from_, with_, as_, except_); its
value is True for a switch, a list for a list, a dict where names have values: rename={"amount": "beloeb"},
only={"kom": ["101", "147"]}. Tables, the input among them, are paths, data frames, lists of dicts or dicts of lists.
"""
import csv
import datetime
import decimal as _decimal
import json
import math
import os
import re
import shutil
import subprocess
import tempfile
import warnings as _warnings

try:
    import pandas
except ImportError:
    pandas = None

BIN = None  # the folder of the tools; None: PATH


class KomError(Exception):
    """A tool that ended with exit_code; messages are the objects of --errors json."""

    def __init__(self, text, exit_code, messages=()):
        super().__init__(text)
        self.exit_code = exit_code
        self.messages = list(messages)


class KomUsageError(KomError):
    """The call is wrong (2)."""


class KomDataError(KomError):
    """The data are wrong (3)."""


class KomIOError(KomError):
    """Input, output or memory failed, or the tool is not there (4)."""


class KomEstimateError(KomError):
    """No row could be estimated (5)."""


class KomWarning(UserWarning):
    """What may change a figure."""


_ERRORS = {"usage": KomUsageError, "data": KomDataError, "io": KomIOError, "estimate": KomEstimateError}


class Rows(list):
    """A table where there is no pandas: a dict a row, and the names of the columns."""

    def __init__(self, columns, rows=()):
        super().__init__(rows)
        self.columns = list(columns)
        self.attrs = {}


class Bytes(bytes):
    """What kom_table gives for a file of Excel or Word: to be written as it is; attrs as elsewhere."""


class Text(str):
    """What kom-table writes."""

    attrs = {}


class Folder(str):
    """Where kom-sim wrote."""

    attrs = {}


# ---- what a call is made of ----

def _usage(text):
    return KomUsageError(text, 2)


def _is_missing(x):
    return x is None or (pandas is not None and not isinstance(x, (str, list, dict)) and pandas.isna(x) is True) or x != x


def _cell(x, name):
    """A value as a cell of a canonical file."""
    if isinstance(x, str):
        return x
    if _is_missing(x):
        return ""
    if isinstance(x, datetime.datetime):
        if x.tzinfo is None and x.time() == datetime.time():
            return x.date().isoformat()
        raise _usage('column "%s": a day with a time has no one form in a table; use .date()' % name)
    if isinstance(x, datetime.date):
        return x.isoformat()
    if hasattr(x, "item"):  # of numpy
        x = x.item()
    if isinstance(x, float):
        if math.isinf(x):
            raise _usage('column "%s": an infinite number has no form in a table; make it None' % name)
        return repr(x)
    if isinstance(x, (bool, int, _decimal.Decimal)):
        return str(x)
    raise _usage('column "%s" holds %s, which has no one form in a table; make it text' % (name, type(x).__name__))


def _is_frame(x):
    return pandas is not None and isinstance(x, pandas.DataFrame)


def _is_table(x):
    is_list = isinstance(x, (list, tuple)) and bool(x) and all(isinstance(row, dict) for row in x)
    return _is_frame(x) or isinstance(x, (Rows, dict)) or is_list


def _columns(x):
    """Names and rows of a table in any form."""
    if _is_frame(x):
        return [str(c) for c in x.columns], zip(*(x.iloc[:, i] for i in range(x.shape[1])))
    if isinstance(x, dict):
        if len({len(column) for column in x.values()}) > 1:
            raise _usage("the columns of a table are not of one length")
        return list(x), zip(*x.values())
    names = list(x.columns) if isinstance(x, Rows) else list(dict.fromkeys(name for row in x for name in row))
    return names, ([row.get(name) for name in names] for row in x)


def _write(x, path):
    names, rows = _columns(x)
    if not names:
        raise _usage("a table without columns is none")
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(names)
        for row in rows:
            out.writerow([_cell(value, name) for value, name in zip(row, names)])


def _item(text):
    """An item of a comma list."""
    return '"%s"' % text.replace('"', '""') if "," in text or text.startswith('"') else text


def _value(x, name):
    if isinstance(x, (list, tuple)):
        return "|".join(_value(i, name) for i in x)
    if isinstance(x, bool) or _is_missing(x):
        raise _usage("--%s: takes a text" % name)
    return _cell(x, name)


def _option(name, kind, x, folder):
    """An option and its value, as arguments; a table goes to a file in the folder."""
    if kind == "switch":
        if not isinstance(x, bool):
            raise _usage("--%s: is a switch: True or False" % name)
        return ["--" + name] if x else []
    if kind == "table" and _is_table(x):
        path = os.path.join(folder, name + ".csv")
        _write(x, path)
        return ["--%s=%s" % (name, path)]
    if _is_frame(x):
        raise _usage("--%s: takes a text" % name)
    if isinstance(x, os.PathLike):
        x = os.fspath(x)
    if isinstance(x, dict) and name == "day":
        return ["--day=%s=%s" % (column, form) for column, form in x.items()]
    if isinstance(x, dict):
        x = ",".join("%s=%s" % (key, _value(value, name)) for key, value in x.items())
    elif isinstance(x, (list, tuple)):
        x = ",".join(_item(_value(value, name)) for value in x)
    return ["--%s=%s" % (name, _value(x, name))]


def _inputs(x, name, folder):
    """The operands, and whether they are tables."""
    parts = list(x) if isinstance(x, (list, tuple)) and not _is_table(x) else [x]
    paths = []
    for i, part in enumerate(parts):
        path = os.path.join(folder, "%s%s.csv" % (name, i + 1 if len(parts) > 1 else ""))
        if _is_table(part):
            _write(part, path)
        elif isinstance(part, (str, os.PathLike)) and os.fspath(part) != "-":
            path = os.fspath(part)
        else:
            raise _usage("%s: is neither a path nor a table, nor a list of them" % name)
        paths.append(path)
    if not paths:
        raise _usage("%s: no table is given" % name)
    return paths, [_is_table(part) for part in parts]


# ---- what comes back ----

_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _number(text):
    return None if text == "" else int(text) if re.fullmatch(r"[-+]?[0-9]+", text) else float(text)


def _day(text):
    return None if text == "" else datetime.date.fromisoformat(text)


def _names(x):
    if x is None:
        return []
    if isinstance(x, str):
        return [name for name in next(csv.reader([x]), []) if name]
    return [str(name) for name in x]


def _kinds(tool, names, given):
    """What is said of each column: by-columns are text, and stand first."""
    by = []
    if "by" in given:
        by = _names(tool["by"] if given.get("by") is None else given["by"])
    kinds = ["text"] * len(names)
    for i in range(len(by), len(names)):
        hits = [kind for name, kind in tool["kinds"].items() if re.fullmatch(name, names[i])]
        kinds[i] = tool["kinds"].get(names[i]) or (hits[0] if hits else "text")
        if tool["passes_on"] and kinds[i] == "text":
            kinds[i] = _VOCABULARY.get(names[i], "text")
    day = given.get("day")
    days = _names(day.split("=")[0] if isinstance(day, str) else day)
    for kind, told in (("number", _names(given.get("number"))), ("day", days)):
        for i, name in enumerate(names):
            if tool["passes_on"] and name in told:
                kinds[i] = kind
    return kinds


def _typed(column, kind):
    """A cell that is no number, or no day, leaves its column text: nothing is lost."""
    form, make = {"number": (_NUMBER, _number), "day": (_DAY, _day), "text": (None, None)}[kind]
    if form and all(text == "" or form.fullmatch(text) for text in column):
        return [make(text) for text in column], True
    return column, False


def _dtype(column):
    if not column or not all(isinstance(x, int) for x in column):
        return "float64"
    return "int64" if all(abs(x) < 2**63 for x in column) else object


def _table(path, tool, given):
    limit = csv.field_size_limit(2**31 - 1)  # texts may be long
    try:
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
    finally:
        csv.field_size_limit(limit)
    names = rows[0] if rows else []
    body = [row if row else [""] for row in rows[1:]]
    columns = [[row[i] for row in body] for i in range(len(names))]
    typed = [_typed(column, kind) + (kind,) for column, kind in zip(columns, _kinds(tool, names, given))]
    if pandas is None:
        values = [column for column, _, _ in typed]
        return Rows(names, [dict(zip(names, row)) for row in zip(*values)])
    series = [pandas.Series(column, dtype=_dtype(column) if is_typed and kind == "number" else object)
              for column, is_typed, kind in typed]
    frame = pandas.concat(series, axis=1) if series else pandas.DataFrame()
    frame.columns = names
    return frame


def _messages(text):
    """The objects; what is none comes from elsewhere (the loader, a sanitizer), and is kept."""
    found = []
    for line in text.splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            found.append({"severity": "error", "message": line})
    return found


# ---- the call ----

_READING = ("dialect", "delimiter", "encoding", "header", "first_line", "skip_lines", "decimal", "thousands", "negative",
            "suffix", "century", "short_rows")


def _command(name):
    path = shutil.which(name, path=os.fspath(BIN) if BIN is not None else None)
    if path is None:
        where = "on PATH" if BIN is None else "in %s" % BIN
        raise KomIOError("%s is not %s; kom.BIN names its folder" % (name, where), 4)
    return path


def _arguments(tool, operands, given, folder):
    args = ["--errors=json", "--report=" + os.path.join(folder, "report.json")]
    paths = []
    if tool["input"]:
        paths, are_tables = _inputs(operands, tool["input"], folder)
        wrong = [name for name in _READING if given.get(name) is not None]
        if any(are_tables) and wrong:
            raise _usage("--%s: tells how a file is read, and the input is a table" % wrong[0].replace("_", "-"))
        if all(are_tables):
            args.append("--dialect=csv")
    for name, kind in _OPTIONS.items():
        plain = name.replace("-", "_")
        x = given.get(plain, given.get(plain + "_"))
        if x is not None:
            args += _option(name, kind, x, folder)
    return args + (["--"] + paths if paths else [])


def _run(name, operands, given):
    tool = _TOOLS[name]
    command = _command("kom-" + name)
    with tempfile.TemporaryDirectory(prefix="kom") as folder:
        args = _arguments(tool, operands, given, folder)
        out = os.path.join(folder, "out")
        with open(out, "wb") as file:
            run = subprocess.run([command] + args, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.PIPE,
                                 check=False)
        # A file that a table was written to is called by its argument.
        messages = _messages(run.stderr.decode("utf-8", "replace").replace(folder + os.sep, ""))
        if run.returncode not in (0, 1):
            said = [m["message"] for m in messages if m["severity"] == "error"] or ["exit %d" % run.returncode]
            sort = _EXITS.get(str(run.returncode), "")
            raise _ERRORS.get(sort, KomError)("kom-%s: %s" % (name, "\n".join(said)), run.returncode, messages)
        result = _result(tool, given, folder)
        report = os.path.join(folder, "report.json")
        result.attrs = {"report": None, "messages": messages, "exit_code": run.returncode,
                        "warnings": [m["message"] for m in messages if m["severity"] == "warning"]}
        if os.path.exists(report):
            with open(report, encoding="utf-8") as file:
                result.attrs["report"] = json.loads(file.read().replace(folder + os.sep, ""))
    for text in result.attrs["warnings"]:
        _warnings.warn("kom-%s: %s" % (name, text), KomWarning, stacklevel=3)
    return result


def _result(tool, given, folder):
    out = os.path.join(folder, "out")
    if tool["result"] == "table":
        return _table(out, tool, given)
    if tool["result"] == "none":
        return Folder(os.fspath(given["out"]))
    if given.get("format") in ("xlsx", "docx"):
        with open(out, "rb") as file:
            return Bytes(file.read())
    with open(out, encoding="utf-8", newline="") as file:
        return Text(file.read())


def help_of(tool=None):
    """The help of a tool, or the list of tools."""
    call = [_command("kom"), "help"] + ([tool] if tool else [])
    return Text(subprocess.run(call, stdout=subprocess.PIPE, check=True).stdout.decode("utf-8"))


# What follows was made by bindings/make.py from `kom help --json`.
VERSION = "0.1.0"
_EXITS = {"0": "done", "1": "no", "2": "usage", "3": "data", "4": "io", "5": "estimate"}
_VOCABULARY = {"amount": "number", "birth_year": "number", "cost": "number", "date": "day", "end": "day",
 "highest": "number", "hours": "number", "lowest": "number", "minimum": "number", "n": "number",
 "price": "number", "price_vat": "number", "quantity": "number", "recipients": "number",
 "reports_from": "day", "reports_to": "day", "start": "day", "value": "number", "weight": "number"}
_OPTIONS = {"number": "text", "canonical": "switch", "long": "text", "keep": "text", "totals": "text",
 "total-codes": "text", "status": "text", "labels": "text", "catalog": "path", "write-codebook": "path",
 "sheet": "text", "sheet-name": "text", "range": "text", "fill-merged": "switch", "official": "switch",
 "schema": "path", "dialect": "text", "delimiter": "text", "encoding": "text", "header": "text",
 "first-line": "text", "skip-lines": "text", "short-rows": "text", "rename": "text", "union": "switch",
 "only": "text", "except": "text", "decimal": "text", "thousands": "text", "negative": "text",
 "suffix": "text", "missing": "text", "day": "text", "century": "text", "kom-digits": "text",
 "bad-rows": "text", "set-aside": "path", "forbid-cpr": "switch", "not-cpr": "text", "show-values": "switch",
 "threads": "text", "quiet": "switch", "verbose": "switch", "offerings": "table", "recipients": "table",
 "participation": "table", "municipalities": "table", "unmatched": "text", "from": "text", "to": "text",
 "duplicates": "switch", "severity": "text", "memory": "text", "good": "path", "exit-zero": "switch",
 "part": "text", "state": "path", "began-at": "text", "infer": "path", "with": "table", "on": "text",
 "add": "text", "expect": "text", "within": "text", "no-match": "text", "unused": "path",
 "name-to-code": "text", "code-to-name": "text", "year": "text", "networks": "table", "by": "text",
 "period": "text", "margins": "text", "ages": "text", "overlap": "text", "kind": "text", "credits": "text",
 "ci": "text", "level": "text", "dominance": "switch", "market": "switch", "cumulative": "switch",
 "persons": "switch", "flows": "text", "key": "path", "value": "text", "as": "text", "prices": "table",
 "vat": "text", "tolerance": "text", "summary": "switch", "cost": "switch", "side-by-side": "text",
 "table": "text", "codebook": "table", "answer-labels": "table", "items": "text", "wave": "text",
 "answered": "text", "rescale": "text", "top": "text", "weight": "text", "cluster": "text", "use": "text",
 "frame": "table", "complete": "text", "compare-frame": "text", "known-totals": "table", "rake": "text",
 "post": "text", "collapse": "text", "trim": "text", "rounds": "text", "replicates": "text",
 "sample-strata": "text", "replicate-factors": "table", "documents": "path", "merge-overlap": "text",
 "measurement": "text", "kappa-weights": "text", "draws": "text", "seed": "text", "quotes": "switch",
 "stats": "text", "quantile-type": "text", "time": "text", "between": "text", "count": "text", "of": "text",
 "exposure": "text", "fpc": "text", "replicate-weights": "text", "table1": "switch", "unit": "text",
 "at": "text", "phase": "text", "skip": "text", "window": "text", "method": "text", "id": "text",
 "match": "text", "se": "text", "contrast": "text", "equivalence": "text", "measured-after": "text",
 "treated": "text", "covariates": "text", "no-intercept": "switch", "vcov": "text", "ssc": "text",
 "test": "text", "alternative": "text", "wild": "text", "strata": "text", "unbalanced": "text",
 "control": "text", "design": "switch", "check": "switch", "format": "text", "columns": "text",
 "digits": "text", "percent": "text", "sort": "text", "page": "switch", "wide": "text", "compare": "table",
 "stars": "switch", "star-levels": "text", "estimate-ci": "switch", "min-n": "text", "width": "text",
 "caption": "text", "note": "text", "source": "text", "lang": "text", "figure": "text", "script": "switch",
 "out": "path", "scale": "text", "dirt": "switch", "charge-errors": "switch", "minimal": "switch"}
_TOOLS = {
    "read": {
        "input": "input", "result": "table", "by": "", "passes_on": True,
        "kinds": {},
    },
    "check": {
        "input": "input", "result": "table", "by": "", "passes_on": False,
        "kinds": {"file": "text", "line": "number", "column": "text", "rule": "text", "value": "text",
         "message": "text"},
    },
    "join": {
        "input": "input", "result": "table", "by": "", "passes_on": True,
        "kinds": {"kom": "text", "kom_name": "text"},
    },
    "uptake": {
        "input": "sales", "result": "table", "by": "kom", "passes_on": False,
        "kinds": {"period": "text", "state": "text", "recipients": "number", "person_days": "number",
         "buyers": "number", "uptake": "number", "conf_low": "number", "conf_high": "number",
         "sales": "number", "quantity": "number", "hours": "number", "amount": "number",
         "days_offered": "number", "largest_share": "number", "second_share": "number",
         "market_sales": "number", "market_hours": "number", "market_amount": "number",
         "market_buyers": "number", "kind": "text", "person": "text", "bought": "number", "days": "number",
         "at_risk": "number", "share": "number", "std_error": "number", "from": "text", "to": "text",
         "persons": "number"},
    },
    "panel": {
        "input": "input", "result": "table", "by": "kom", "passes_on": False,
        "kinds": {"period": "text", "persons": "number", "spells": "number", "person_days": "number",
         "stock_first": "number", "stock_last": "number", "average": "number", "entered": "number",
         "left": "number", "rows": "number", ".+_sum": "number", ".+_n": "number", "recipients": "number",
         "kind": "text"},
    },
    "price": {
        "input": "sales", "result": "table", "by": "", "passes_on": False,
        "kinds": {"price": "number", "due": "number", "difference": "number", "reason": "text", "period": "text",
         "sales": "number", "amount": "number", "share_off": "number", "kom": "text", "service": "text",
         "band": "text", "start": "day", "end": "day", "cost": "number", "ratio": "number", "side": "text",
         "price_vat": "number", "days": "number", "warning": "text"},
    },
    "scale": {
        "input": "input", "result": "table", "by": "", "passes_on": False,
        "kinds": {"respondent": "text", "wave": "text", "SCALE": "number", "SCALE_items": "number", "item": "text",
         "answer": "text", "n": "number", "share": "number", "conf_low": "number", "conf_high": "number",
         "scale": "text", "items": "number", "alpha": "number", "alpha_std": "number", "omega": "number",
         "mean_r": "number", "item_rest": "number", "alpha_without": "number", "warning": "text",
         "frame": "number", "complete": "number", "partial": "number", "no_answer": "number", "rr1": "number",
         "rr2": "number", "column": "text", "value": "text", "frame_share": "number",
         "respondents_share": "number", "std_diff": "number"},
    },
    "weight": {
        "input": "input", "result": "table", "by": "", "passes_on": True,
        "kinds": {"weight": "number"},
    },
    "code": {
        "input": "input", "result": "table", "by": "", "passes_on": False,
        "kinds": {"code": "text", "documents": "number", "segments": "number", "share": "number", "conf_low": "number",
         "conf_high": "number", "n": "number", "name": "text", "code_2": "text", "units": "number",
         "coders": "number", "agreement": "number", "kappa": "number", "kappa_method": "text",
         "alpha": "number", "measurement": "text", "draws": "number", "seed": "number", "units_all": "number",
         "warning": "text", "document": "text", "segment": "text", "coder": "text", "text": "text"},
    },
    "sum": {
        "input": "input", "result": "table", "by": "", "passes_on": False,
        "kinds": {"measure": "text", "n": "number", "missing": "number", "sum": "number", "mean": "number",
         "sd": "number", "var": "number", "se": "number", "conf_low": "number", "conf_high": "number",
         "cv": "number", "min": "number", "max": "number", "range": "number", "median": "number",
         "iqr": "number", "mad": "number", "skewness": "number", "kurtosis": "number", "gini": "number",
         "autocorr1": "number", "distinct": "number", "largest_share": "number", "count": "number",
         "share": "number", "groups": "number", "df_between": "number", "ss_between": "number",
         "df_within": "number", "ss_within": "number", "statistic": "number", "p_value": "number",
         "icc": "number", "level": "text", "std_diff": "number", "df": "number", "df_resid": "number",
         "p_adjusted": "number", "method": "text", "warning": "text", "deff": "number", "total": "number",
         "total_se": "number", "total_low": "number", "total_high": "number", "clusters": "number",
         "strata": "number", "conf_level": "number", "rate": "number", "p[0-9.]+": "number"},
    },
    "diff": {
        "input": "input", "result": "table", "by": "kom", "passes_on": False,
        "kinds": {"measure": "text", "term": "text", "n": "number", "estimate": "number", "std_error": "number",
         "conf_low": "number", "conf_high": "number", "statistic": "number", "df": "number",
         "p_value": "number", "method": "text", "warning": "text", "scale": "text", "n_before": "number",
         "mean_before": "number", "sd_before": "number", "n_after": "number", "mean_after": "number",
         "sd_after": "number", "count_before": "number", "count_after": "number", "exposure_before": "number",
         "exposure_after": "number", "hedges_g": "number", "hedges_g_low": "number",
         "hedges_g_high": "number", "unlinked_before": "number", "unlinked_after": "number",
         "clusters": "number", "strata": "number", "draws": "text", "seed": "number", "p_min": "number",
         "equivalence_margin": "number", "p_equivalence": "number", "conf_level": "number"},
    },
    "did": {
        "input": "input", "result": "table", "by": "", "passes_on": False,
        "kinds": {"measure": "text", "term": "text", "n": "number", "estimate": "number", "std_error": "number",
         "conf_low": "number", "conf_high": "number", "statistic": "number", "df": "number",
         "p_value": "number", "method": "text", "warning": "text", "cohort": "text", "period": "text",
         "event_time": "number", "p_permutation": "number", "p_min": "number", "draws": "number",
         "n_extreme": "number", "n_ties": "number", "n_treated": "number", "n_control": "number",
         "clusters": "number", "conf_level": "number", "seed": "number", "n_units": "number",
         "n_controls": "number", "cells_before": "number", "cells_after": "number", "cells_missing": "number",
         "period_first": "text", "period_last": "text", "units": "text", "set_aside": "text"},
    },
    "merge": {
        "input": "input", "result": "table", "by": "", "passes_on": True,
        "kinds": {},
    },
    "table": {
        "input": "input", "result": "text", "by": "", "passes_on": False,
        "kinds": {},
    },
    "plot": {
        "input": "input", "result": "text", "by": "", "passes_on": False,
        "kinds": {},
    },
    "sim": {
        "input": "", "result": "none", "by": "", "passes_on": False,
        "kinds": {},
    },
}


def read(input, *, number=None, canonical=None, long=None, keep=None, totals=None, total_codes=None,
        status=None, labels=None, catalog=None, write_codebook=None, sheet=None, sheet_name=None, range=None,
        fill_merged=None, official=None, schema=None, dialect=None, delimiter=None, encoding=None,
        header=None, first_line=None, skip_lines=None, short_rows=None, rename=None, union=None, only=None,
        except_=None, decimal=None, thousands=None, negative=None, suffix=None, missing=None, day=None,
        century=None, kom_digits=None, bad_rows=None, set_aside=None, forbid_cpr=None, not_cpr=None,
        show_values=None, threads=None, quiet=None, verbose=None):
    """Any source to the canonical stream. Options: kom-read(1)."""
    return _run('read', input, locals())


def check(input, *, offerings=None, recipients=None, participation=None, municipalities=None, official=None,
        unmatched=None, from_=None, to=None, duplicates=None, severity=None, memory=None, good=None,
        exit_zero=None, part=None, state=None, began_at=None, infer=None, schema=None, dialect=None,
        delimiter=None, encoding=None, header=None, first_line=None, skip_lines=None, short_rows=None,
        rename=None, union=None, only=None, except_=None, decimal=None, thousands=None, negative=None,
        suffix=None, missing=None, day=None, century=None, kom_digits=None, set_aside=None, forbid_cpr=None,
        not_cpr=None, show_values=None, threads=None, quiet=None, verbose=None):
    """Violations of schema and vocabulary, one a row. Options: kom-check(1)."""
    return _run('check', input, locals())


def join(input, *, with_=None, on=None, add=None, expect=None, within=None, no_match=None, unmatched=None,
        unused=None, number=None, name_to_code=None, code_to_name=None, year=None, official=None, schema=None,
        dialect=None, delimiter=None, encoding=None, header=None, first_line=None, skip_lines=None,
        short_rows=None, rename=None, union=None, only=None, except_=None, decimal=None, thousands=None,
        negative=None, suffix=None, missing=None, day=None, century=None, kom_digits=None, bad_rows=None,
        set_aside=None, forbid_cpr=None, not_cpr=None, show_values=None, threads=None, quiet=None,
        verbose=None):
    """Rows with columns of another table, by key. Options: kom-join(1)."""
    return _run('join', input, locals())


def uptake(sales, *, offerings=None, recipients=None, participation=None, municipalities=None, networks=None,
        by=None, period=None, from_=None, to=None, margins=None, ages=None, overlap=None, unmatched=None,
        kind=None, credits=None, ci=None, level=None, dominance=None, market=None, cumulative=None,
        persons=None, flows=None, memory=None, part=None, state=None, began_at=None, key=None, schema=None,
        dialect=None, delimiter=None, encoding=None, header=None, first_line=None, skip_lines=None,
        short_rows=None, rename=None, union=None, only=None, except_=None, decimal=None, thousands=None,
        negative=None, suffix=None, missing=None, day=None, century=None, kom_digits=None, bad_rows=None,
        set_aside=None, forbid_cpr=None, not_cpr=None, show_values=None, threads=None, quiet=None,
        verbose=None):
    """Sales, offerings and recipients to uptake per municipality and period. Options: kom-uptake(1)."""
    return _run('uptake', sales, locals())


def panel(input, *, by=None, period=None, from_=None, to=None, value=None, as_=None, kind=None,
        municipalities=None, networks=None, overlap=None, participation=None, unmatched=None, memory=None,
        part=None, state=None, began_at=None, key=None, schema=None, dialect=None, delimiter=None,
        encoding=None, header=None, first_line=None, skip_lines=None, short_rows=None, rename=None,
        union=None, only=None, except_=None, decimal=None, thousands=None, negative=None, suffix=None,
        missing=None, day=None, century=None, kom_digits=None, bad_rows=None, set_aside=None, forbid_cpr=None,
        not_cpr=None, show_values=None, threads=None, quiet=None, verbose=None):
    """Spells or dated rows to a complete panel of unit by period. Options: kom-panel(1)."""
    return _run('panel', input, locals())


def price(sales, *, prices=None, vat=None, tolerance=None, credits=None, unmatched=None, summary=None, by=None,
        period=None, municipalities=None, networks=None, overlap=None, cost=None, side_by_side=None,
        from_=None, to=None, schema=None, dialect=None, delimiter=None, encoding=None, header=None,
        first_line=None, skip_lines=None, short_rows=None, rename=None, union=None, only=None, except_=None,
        decimal=None, thousands=None, negative=None, suffix=None, missing=None, day=None, century=None,
        kom_digits=None, bad_rows=None, set_aside=None, forbid_cpr=None, not_cpr=None, show_values=None,
        threads=None, quiet=None, verbose=None):
    """Sales against the price schedule, and price against cost. Options: kom-price(1)."""
    return _run('price', sales, locals())


def scale(input, *, table=None, codebook=None, answer_labels=None, items=None, wave=None, keep=None,
        answered=None, rescale=None, by=None, top=None, weight=None, cluster=None, use=None, level=None,
        frame=None, complete=None, compare_frame=None, schema=None, dialect=None, delimiter=None,
        encoding=None, header=None, first_line=None, skip_lines=None, short_rows=None, rename=None,
        union=None, only=None, except_=None, decimal=None, thousands=None, negative=None, suffix=None,
        missing=None, day=None, century=None, kom_digits=None, bad_rows=None, set_aside=None, forbid_cpr=None,
        not_cpr=None, show_values=None, threads=None, quiet=None, verbose=None):
    """Questionnaires: items to scores, and how they were answered. Options: kom-scale(1)."""
    return _run('scale', input, locals())


def weight(input, *, frame=None, known_totals=None, rake=None, post=None, weight=None, collapse=None, trim=None,
        rounds=None, replicates=None, cluster=None, sample_strata=None, replicate_factors=None, schema=None,
        dialect=None, delimiter=None, encoding=None, header=None, first_line=None, skip_lines=None,
        short_rows=None, rename=None, union=None, only=None, except_=None, decimal=None, thousands=None,
        negative=None, suffix=None, missing=None, day=None, century=None, kom_digits=None, bad_rows=None,
        set_aside=None, forbid_cpr=None, not_cpr=None, show_values=None, threads=None, quiet=None,
        verbose=None):
    """Weights that make respondents look like a frame or known totals. Options: kom-weight(1)."""
    return _run('weight', input, locals())


def code(input, *, table=None, by=None, codebook=None, documents=None, municipalities=None, networks=None,
        overlap=None, merge_overlap=None, measurement=None, kappa_weights=None, draws=None, seed=None,
        level=None, quotes=None, unmatched=None, schema=None, dialect=None, delimiter=None, encoding=None,
        header=None, first_line=None, skip_lines=None, short_rows=None, rename=None, union=None, only=None,
        except_=None, decimal=None, thousands=None, negative=None, suffix=None, missing=None, day=None,
        century=None, kom_digits=None, bad_rows=None, set_aside=None, forbid_cpr=None, not_cpr=None,
        show_values=None, threads=None, quiet=None, verbose=None):
    """Interviews coded elsewhere: counts of codes, and how well coders agree. Options: kom-code(1)."""
    return _run('code', input, locals())


def sum(input, *, value=None, by=None, municipalities=None, networks=None, overlap=None, unmatched=None,
        stats=None, quantile_type=None, weight=None, time=None, margins=None, between=None, count=None,
        of=None, exposure=None, cluster=None, sample_strata=None, fpc=None, replicate_weights=None,
        replicate_factors=None, table1=None, unit=None, ci=None, level=None, memory=None, part=None,
        state=None, began_at=None, schema=None, dialect=None, delimiter=None, encoding=None, header=None,
        first_line=None, skip_lines=None, short_rows=None, rename=None, union=None, only=None, except_=None,
        decimal=None, thousands=None, negative=None, suffix=None, missing=None, day=None, century=None,
        kom_digits=None, bad_rows=None, set_aside=None, forbid_cpr=None, not_cpr=None, show_values=None,
        threads=None, quiet=None, verbose=None):
    """Summary statistics by group. Options: kom-sum(1)."""
    return _run('sum', input, locals())


def diff(input, *, value=None, count=None, of=None, exposure=None, by=None, municipalities=None, networks=None,
        overlap=None, unmatched=None, at=None, participation=None, phase=None, skip=None, window=None,
        method=None, id=None, match=None, cluster=None, sample_strata=None, fpc=None, replicate_weights=None,
        replicate_factors=None, ci=None, se=None, contrast=None, equivalence=None, draws=None, seed=None,
        unit=None, time=None, weight=None, level=None, measured_after=None, schema=None, dialect=None,
        delimiter=None, encoding=None, header=None, first_line=None, skip_lines=None, short_rows=None,
        rename=None, union=None, only=None, except_=None, decimal=None, thousands=None, negative=None,
        suffix=None, missing=None, day=None, century=None, kom_digits=None, bad_rows=None, set_aside=None,
        forbid_cpr=None, not_cpr=None, show_values=None, threads=None, quiet=None, verbose=None):
    """Before/after differences with honest uncertainty. Options: kom-diff(1)."""
    return _run('diff', input, locals())


def did(input, *, value=None, treated=None, participation=None, unit=None, time=None, by=None,
        municipalities=None, networks=None, overlap=None, unmatched=None, method=None, covariates=None,
        no_intercept=None, weight=None, vcov=None, cluster=None, ssc=None, test=None, alternative=None,
        wild=None, draws=None, strata=None, unbalanced=None, control=None, seed=None, design=None, level=None,
        schema=None, dialect=None, delimiter=None, encoding=None, header=None, first_line=None,
        skip_lines=None, short_rows=None, rename=None, union=None, only=None, except_=None, decimal=None,
        thousands=None, negative=None, suffix=None, missing=None, day=None, century=None, kom_digits=None,
        bad_rows=None, set_aside=None, forbid_cpr=None, not_cpr=None, show_values=None, threads=None,
        quiet=None, verbose=None):
    """Difference in differences, with control units. Options: kom-did(1)."""
    return _run('did', input, locals())


def merge(input, *, set_aside=None, state=None, check=None, key=None, memory=None, schema=None, offerings=None,
        recipients=None, participation=None, municipalities=None, networks=None, quiet=None, verbose=None):
    """One run's result from the states of its parts. Options: kom-merge(1)."""
    return _run('merge', input, locals())


def table(input, *, format=None, columns=None, digits=None, percent=None, sort=None, page=None, wide=None,
        compare=None, stars=None, star_levels=None, estimate_ci=None, min_n=None, width=None, caption=None,
        note=None, source=None, lang=None, sheet=None, schema=None, dialect=None, delimiter=None,
        encoding=None, header=None, first_line=None, skip_lines=None, short_rows=None, rename=None,
        union=None, only=None, except_=None, decimal=None, thousands=None, negative=None, suffix=None,
        missing=None, day=None, century=None, kom_digits=None, bad_rows=None, set_aside=None, forbid_cpr=None,
        not_cpr=None, show_values=None, threads=None, quiet=None, verbose=None):
    """Any stream as a table for people. Options: kom-table(1)."""
    return _run('table', input, locals())


def plot(input, *, figure=None, format=None, script=None, value=None, by=None, time=None, at=None,
        participation=None, percent=None, digits=None, min_n=None, sort=None, caption=None, note=None,
        source=None, lang=None, schema=None, dialect=None, delimiter=None, encoding=None, header=None,
        first_line=None, skip_lines=None, short_rows=None, rename=None, union=None, only=None, except_=None,
        decimal=None, thousands=None, negative=None, suffix=None, missing=None, day=None, century=None,
        kom_digits=None, bad_rows=None, set_aside=None, forbid_cpr=None, not_cpr=None, show_values=None,
        threads=None, quiet=None, verbose=None):
    """Figures from any stream, drawn by gnuplot. Options: kom-plot(1)."""
    return _run('plot', input, locals())


def sim(*, out=None, seed=None, scale=None, dirt=None, charge_errors=None, minimal=None, quiet=None,
        verbose=None):
    """Synthetic extracts with a known truth. Options: kom-sim(1)."""
    return _run('sim', None, locals())

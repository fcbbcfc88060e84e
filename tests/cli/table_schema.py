# SPDX-License-Identifier: GPL-3.0-or-later
"""Is a file a Data Package whose schemas say only what the Table Schema standard (Data Package 2.0) has words for?

table_schema.py [--elsewhere] FILE...   names what is not so, a line each; exit 1
--elsewhere: a resource may be without its path, as one that lies in no folder beneath the schema's is: no package can name it.

The rules are written down from https://datapackage.org/standard/, as the profiles in JSON Schema have them: which
properties a field of a type may have, which constraints a type may have, and what their values may be."""
import json
import re
import sys

TYPES = {  # the properties of its own
    "string": {"categories", "categoriesOrdered"},
    "number": {"decimalChar", "groupChar", "bareNumber"},
    "integer": {"groupChar", "bareNumber", "categories", "categoriesOrdered"},
    "boolean": {"trueValues", "falseValues"},
    "object": set(), "array": set(), "list": {"delimiter", "itemType"},
    "date": set(), "time": set(), "datetime": set(), "year": set(), "yearmonth": set(), "duration": set(),
    "geopoint": set(), "geojson": set(), "any": set()}
OF_ALL = {"name", "type", "format", "title", "description", "example", "constraints", "rdfType", "missingValues"}
FORMATS = {"string": {"default", "email", "uri", "binary", "uuid"}, "geopoint": {"default", "array", "object"},
           "geojson": {"default", "topojson"}, "date": None, "time": None, "datetime": None}  # None: a pattern, too
LENGTHS = {"string", "object", "array", "list"}
ORDERED = {"number", "integer", "date", "time", "datetime", "year", "yearmonth", "duration"}
DIALECT = {"$schema", "header", "headerRows", "headerJoin", "commentRows", "commentChar", "delimiter", "lineTerminator",
           "quoteChar", "doubleQuote", "escapeChar", "nullSequence", "skipInitialSpace"}


def is_texts(value):
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def constraints(kind, found):
    for word, value in found.items():
        if word in ("required", "unique"):
            ok = isinstance(value, bool)
        elif word in ("minLength", "maxLength"):
            ok = kind in LENGTHS and isinstance(value, int) and not isinstance(value, bool) and value >= 0
        elif word in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
            ok = kind in ORDERED
        elif word == "pattern":
            ok = kind == "string" and isinstance(value, str) and bool(re.compile(value))
        elif word == "enum":
            ok = isinstance(value, list) and value and len({json.dumps(v) for v in value}) == len(value)
        else:
            ok = False
        if not ok:
            yield f"constraint {word}={value!r} of a {kind}"


def field(f):
    kind = f.get("type", "any")
    if not isinstance(f.get("name"), str):
        yield "a field without a name"
    if kind not in TYPES:
        yield f"type {kind!r}"
        return
    for word in sorted(set(f) - OF_ALL - TYPES[kind]):
        yield f"property {word!r} of a {kind}"
    form = f.get("format", "default")
    known = FORMATS.get(kind, {"default"})
    if not isinstance(form, str) or (form not in known if known is not None else form not in ("default", "any") and "%" not in form):
        yield f"format {form!r} of a {kind}"
    for word in ("decimalChar", "groupChar"):
        if word in f and not (isinstance(f[word], str) and f[word]):
            yield f"{word} {f[word]!r}"
    for word in ("missingValues", "trueValues", "falseValues"):
        if word in f and not is_texts(f[word]):
            yield f"{word} {f[word]!r}"
    yield from constraints(kind, f.get("constraints", {}))


def schema(s):
    fields = s.get("fields")
    if not isinstance(fields, list) or not fields:
        yield "no fields"
        return
    names = [f.get("name") for f in fields]
    if len(set(names)) < len(names):
        yield "two fields of one name"
    for word in sorted(set(s) - {"$schema", "fields", "fieldsMatch", "missingValues", "primaryKey", "foreignKeys", "uniqueKeys"}):
        yield f"property {word!r} of the schema"
    if "missingValues" in s and not is_texts(s["missingValues"]):
        yield f"missingValues {s['missingValues']!r}"
    for f in fields:
        for wrong in field(f):
            yield f"{f.get('name')}: {wrong}"


def package(p, is_elsewhere):
    resources = p.get("resources")
    if not isinstance(resources, list) or not resources:
        yield "no resources"
        return
    for r in resources:
        if not (isinstance(r.get("name"), str) and r["name"]):
            yield "a resource without a name"
        paths = r.get("path")
        paths = [paths] if isinstance(paths, str) else paths
        if (("data" in r) == (paths is not None) and not is_elsewhere) or (paths is not None and not (is_texts(paths) and paths)):
            yield f"path {r.get('path')!r}"
        for path in paths or []:
            if path.startswith("/") or ".." in path.split("/"):
                yield f"path {path!r}"
        for word, value in r.get("dialect", {}).items():
            if word not in DIALECT or (word in ("delimiter", "quoteChar", "commentChar") and not isinstance(value, str)):
                yield f"dialect {word}={value!r}"
        if not isinstance(r.get("encoding", ""), str):
            yield f"encoding {r['encoding']!r}"
        yield from schema(r.get("schema", {}))


def main():
    wrong = 0
    is_elsewhere = sys.argv[1] == "--elsewhere"
    for name in sys.argv[1 + is_elsewhere:]:
        with open(name, encoding="utf-8") as file:
            for what in package(json.load(file), is_elsewhere):
                wrong += 1
                print(f"{name}: {what}")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()

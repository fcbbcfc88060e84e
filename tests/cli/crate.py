# SPDX-License-Identifier: GPL-3.0-or-later
"""crate.py CRATE: is it an RO-Crate 1.1 (root-data-entity, data-entities and the appendix on JSON-LD of its
specification), and does all that it refers to stand in it? Prints what is wrong, a line each; exit 1 on any.

crate.py CRATE EXPRESSION: what Python makes of the expression, with `by` (identifier -> entity), `runs` (the actions but
the command, in their order), `files`, `made(ID)` (identifiers of the runs that made it) and `props(ID)` (name -> values).
"""
import json
import re
import sys
import urllib.parse

ROOT = "./"
KNOWN = {"@id", "@type", "conformsTo", "about", "creator", "name", "description", "datePublished", "license", "hasPart", "mentions",
         "contentSize", "sha256", "version", "identifier", "softwareRequirements", "value", "instrument", "object", "result",
         "actionStatus", "additionalProperty", "error"}
TYPES = {"CreativeWork", "Dataset", "File", "SoftwareApplication", "PropertyValue", "CreateAction"}
CONTEXT = "https://w3id.org/ro/crate/1.1/context"


def values(x):
    return x if isinstance(x, list) else [] if x is None else [x]


def ids(entity, key):
    return [v["@id"] for v in values(entity.get(key))]


def check(crate):
    def need(ok, text):
        if not ok:
            wrong.append(text)

    wrong = []
    need(set(crate) == {"@context", "@graph"}, "top: %s" % sorted(crate))
    context = values(crate["@context"])
    need(context[0] == CONTEXT, "@context: %r" % context)
    own = {k for c in context[1:] for k in c}
    need(own == {"sha256"}, "own terms: %s" % own)
    need(all(re.match("https?://", u) for c in context[1:] for u in c.values()), "own terms are no URIs")
    graph = crate["@graph"]
    by = {}
    for entity in graph:
        need(isinstance(entity.get("@id"), str) and entity["@id"], "no @id: %r" % entity)
        need(entity["@id"] not in by, "twice: %s" % entity["@id"])
        need(set(values(entity.get("@type"))) <= TYPES and entity.get("@type"), "%s: @type %r" % (entity["@id"], entity.get("@type")))
        need(set(entity) <= KNOWN, "%s: %s" % (entity["@id"], set(entity) - KNOWN))
        by[entity["@id"]] = entity
    descriptor = by.get("ro-crate-metadata.json", {})
    need(descriptor.get("@type") == "CreativeWork", "descriptor: @type")
    need(descriptor.get("conformsTo") == {"@id": "https://w3id.org/ro/crate/1.1"}, "descriptor: conformsTo")
    need(descriptor.get("about") == {"@id": ROOT}, "descriptor: about")
    root = by.get(ROOT, {})
    need(root.get("@type") == "Dataset", "root: @type")
    for key in ("name", "description", "datePublished", "license"):
        need(isinstance(root.get(key), str) and root[key], "root: %s" % key)
    need(re.fullmatch(r"\d{4}-\d\d-\d\d", root.get("datePublished", "")), "root: datePublished %r" % root.get("datePublished"))
    for entity in graph:
        for key, value in entity.items():
            if isinstance(value, list):
                need(len(value) > 1, "%s: %s: a list of one" % (entity["@id"], key))
            for v in values(value):
                need(not isinstance(v, list), "%s: %s: nested" % (entity["@id"], key))
                if isinstance(v, dict):
                    need(set(v) == {"@id"}, "%s: %s: not flat" % (entity["@id"], key))
                    need(v["@id"] in by or re.match("https?://", v["@id"]), "%s: %s: %s is not there" % (entity["@id"], key, v["@id"]))
        need(len({json.dumps(v) for v in values(entity.get("object"))}) == len(values(entity.get("object"))), "%s: object twice" % entity["@id"])
        if "File" in values(entity["@type"]):
            need(re.fullmatch(r"[^\s#?%<>\"{}|\\^`\[\]:]*(?:%[0-9A-F]{2}[^\s#?%<>\"{}|\\^`\[\]:]*)*", re.sub("^file://", "", entity["@id"])), "%s: is no reference" % entity["@id"])
            need(entity["@id"] in ids(root, "hasPart"), "%s: is no part of the root" % entity["@id"])
            need(re.fullmatch("[0-9a-f]{64}", entity.get("sha256", "")), "%s: sha256" % entity["@id"])
            need(re.fullmatch(r"\d+", entity.get("contentSize", "")), "%s: contentSize" % entity["@id"])
            need(urllib.parse.unquote(entity["@id"].replace("file://", "")) == entity["name"] or "%" in entity["@id"], "%s: name" % entity["@id"])
        if entity["@type"] == "CreateAction":
            need(entity["@id"] in ids(root, "mentions"), "%s: is not mentioned" % entity["@id"])
            need(by[entity["instrument"]["@id"]]["@type"] == "SoftwareApplication", "%s: instrument" % entity["@id"])
            need(entity["actionStatus"]["@id"] in ("http://schema.org/CompletedActionStatus", "http://schema.org/FailedActionStatus"), "%s: actionStatus" % entity["@id"])
    for key in ("startTime", "endTime"):
        need(key not in json.dumps(crate), key)
    # A run stands behind those that made what it read.
    order = {a["@id"]: k for k, a in enumerate(e for e in graph if e["@type"] == "CreateAction")}
    made = {}
    for entity in graph:
        if entity["@type"] == "CreateAction" and entity["@id"] != "#command":
            for i in ids(entity, "object"):
                need(all(order[m] < order[entity["@id"]] for m in made.get(i, [])), "%s: order" % entity["@id"])
            for i in ids(entity, "result"):
                made.setdefault(i, []).append(entity["@id"])
    for entity in graph:
        if entity["@type"] == "CreateAction" and entity["@id"] != "#command":
            for i in ids(entity, "object"):
                need(all(order[m] <= order[entity["@id"]] for m in made.get(i, [])), "%s: reads what comes later" % entity["@id"])
    return wrong


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        crate = json.load(file)
    if len(sys.argv) == 2:
        wrong = check(crate)
        print("\n".join(wrong))
        return bool(wrong)
    by = {e["@id"]: e for e in crate["@graph"]}
    runs = [e for e in crate["@graph"] if e["@type"] == "CreateAction" and e["@id"] != "#command"]
    files = {e["@id"] for e in crate["@graph"] if e["@type"] == "File"}

    def made(i):
        return [r["@id"] for r in runs if i in ids(r, "result")]

    def props(i):
        found = {}
        for p in ids(by[i], "additionalProperty"):
            found.setdefault(by[p]["name"], []).append(by[p]["value"])
        return found

    print(eval(sys.argv[2], {"by": by, "runs": runs, "files": files, "made": made, "props": props, "ids": ids, "crate": crate}))
    return 0


sys.exit(main())

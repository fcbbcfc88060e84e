# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 plot.py PICTURE TITLE LANG: what a picture must say of itself, whoever looks at it."""
import sys
import xml.etree.ElementTree as ET

SVG, XHTML = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xhtml}"
path, title, lang = sys.argv[1:]
text = open(path, encoding="utf-8").read()
root = ET.fromstring(text)
assert root.tag == SVG + "svg"
assert root.get("role") == "img", root.attrib
assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
named = root.get("aria-labelledby").split()
heads = [root.find(SVG + "title"), root.find(SVG + "desc")]
assert named == [head.get("id") for head in heads]
assert heads[0].text == title, heads[0].text
assert len(heads[1].text) > 40
table = root.find(f"{SVG}foreignObject/{XHTML}table")
rows = table.findall(f"{XHTML}tbody/{XHTML}tr")
assert len(rows) >= 3 and all(len(row) == len(rows[0]) for row in rows)
assert table.get("lang") == lang
ids = [e.get("id") for e in root.iter() if e.get("id")]
assert len(ids) == len(set(ids))
used = [e.get("{http://www.w3.org/1999/xlink}href")[1:] for e in root.iter() if e.get("{http://www.w3.org/1999/xlink}href")]
assert set(used) <= set(ids)
for word in ("gnuplot ", "GNUPLOT", "patchlevel"):
    assert word not in text, word
assert len(root.findall(f".//{SVG}title")) == 1, "parts have no titles of their own"
box = [float(x) for x in root.get("viewBox").split()]
for label in root.iter(SVG + "text"):
    assert label.text and label.text.strip()
assert box[2] == float(root.get("width")) and box[3] == float(root.get("height"))

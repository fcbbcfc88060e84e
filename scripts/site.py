# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the documentation as pages that need no server: python3 scripts/site.py OUT [--man FOLDER] [--report FOLDER]

Every Markdown file of docs/ (README.md is the first page) goes through pandoc; links from page to page follow. --man
takes the manual pages that the build made (mandoc), --report the model reports of examples/report. Words are found by
a list that stands beside the pages. The same files give the same bytes."""
import argparse
import html
import json
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OWN = os.path.join(ROOT, "scripts", "site")

# What stands at the left, in this order; the other pages are found by search and from these.
PLACES = (
    ("Begin", (("index.html", "komtools"), ("docs/README.html", "What is written where"), ("docs/install.html", "Installing"))),
    ("How to", tuple()),
    ("For all tools", tuple((f"docs/{name}.html", None) for name in (
        "data-model", "csv", "formats", "workbooks", "figures", "uptake", "make", "scale", "neighbours", "bindings", "warnings", "changes"))),
    ("Methods", (("docs/methods/README.html", "Which method"),)),
    ("Tools", tuple()),
    ("Reports", tuple()),
)


# Pages outside docs/ to which others lead.
BESIDE = ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "bench/README.md", "data/sample/README.md", "examples/report/README.md", "lib/README.md")


def run(*command, given=None):
    done = subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        sys.exit(f"site.py: {' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def pages_of(root):
    """(source, page) of every Markdown file that is a page, docs/ in the order of their names."""
    found = [("README.md", "index.html")] + [(name, name[:-3] + ".html") for name in BESIDE]
    for folder, folders, names in os.walk(os.path.join(root, "docs")):
        folders.sort()
        here = os.path.relpath(folder, root)
        found += [(f"{here}/{name}", f"{here}/{name[:-3]}.html") for name in sorted(names) if name.endswith(".md")]
    return found


def link(target, page, known):
    """Where a link of a page leads on the site; None: to a file of the project that is no page."""
    if re.match(r"[a-z]+:|#", target):
        return target
    path, _, part = target.partition("#")
    source = os.path.normpath(os.path.join(os.path.dirname(known[page]), path))
    there = next((p for p, s in known.items() if s == source), None)
    if there:
        return os.path.relpath(there, os.path.dirname(page) or ".") + ("#" + part if part else "")
    return target if source.startswith("docs/") and os.path.isfile(os.path.join(ROOT, source)) else None


def body_of(source, page, known):
    """The page's HTML."""
    def lead(found):
        there = link(html.unescape(found[2]), page, known)
        return "<a" if there is None else f'{found[1]}{html.escape(there)}"'

    text = run("pandoc", "--from", "gfm", "--to", "html5", os.path.join(ROOT, source))
    return re.sub(r'(<a\s[^>]*?href=")([^"]*)"', lead, text)


def title_of(body, page):
    found = re.search(r"<h1[^>]*>(.*?)</h1>", body, re.S)
    return html.unescape(re.sub(r"<[^>]*>", "", found[1])).strip() if found else os.path.basename(page)


def sections(body, title):
    """(anchor, heading, text) of the parts of a page."""
    parts = re.split(r'<h[1-6] id="([^"]*)"[^>]*>(.*?)</h[1-6]>', body, flags=re.S)
    plain = lambda t: re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", t))).strip()
    for at in range(1, len(parts), 3):
        yield parts[at], plain(parts[at + 1]) or title, plain(parts[at + 2])


def menu(places, page):
    out = []
    for heading, entries in places:
        if not entries:
            continue
        out.append(f"<h2>{html.escape(heading)}</h2>\n<ul>")
        for there, name in entries:
            here = ' aria-current="page"' if there == page else ""
            out.append(f'<li><a href="{os.path.relpath(there, os.path.dirname(page) or ".")}"{here}>{html.escape(name)}</a></li>')
        out.append("</ul>")
    return "\n".join(out)


def man_pages(folder):
    """(page, title, body) of the manual pages; references between them lead to each other."""
    for name in sorted(os.listdir(folder)) if folder else ():
        if not re.search(r"\.[157]$", name):
            continue
        stem, section = name.rsplit(".", 1)
        body = run("mandoc", "-T", "html", "-O", "fragment,man=%N.%S.html", os.path.join(folder, name))
        body = re.sub(r'href="([^"/]+\.[157]\.html)"', lambda m: m[0] if m[1][:-5] in os.listdir(folder) else 'href="#"', body)
        yield f"man/{name}.html", f"{stem}({section})", f'<h1 id="the-page">{stem}({section})</h1>\n{body}'


def main():
    ask = argparse.ArgumentParser(description=__doc__.split(":")[0])
    ask.add_argument("out")
    ask.add_argument("--man")
    ask.add_argument("--report")
    asked = ask.parse_args()
    known = {page: source for source, page in pages_of(ROOT)}
    written = [(page, title_of(body, page), body) for page, body in ((p, body_of(s, p, known)) for p, s in known.items())]
    written += man_pages(asked.man)
    titles = {page: title for page, title, _ in written}
    places = []
    for heading, entries in PLACES:
        if heading == "How to":
            entries = tuple((p, None) for p in titles if p.startswith("docs/howto/"))
        elif heading == "Tools":
            entries = tuple((p, None) for p in titles if p.startswith("man/"))
        elif heading == "Reports" and asked.report:
            entries = (("report/report.html", "Add-on services"), ("report/velfaerd.html", "Velfærdsaftaler"))
        places.append((heading, [(p, name or titles[p]) for p, name in entries]))
    with open(os.path.join(OWN, "page.html"), encoding="utf-8") as file:
        form = file.read()
    index = []
    for page, title, body in written:
        up = os.path.relpath(".", os.path.dirname(page) or ".")
        whole = form
        for word, text in (("TITLE", html.escape(title)), ("UP", up), ("MENU", menu(places, page)), ("BODY", body)):
            whole = whole.replace("{{" + word + "}}", text)
        path = os.path.join(asked.out, page)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(whole)
        index += [[f"{page}#{anchor}", title, heading, text] for anchor, heading, text in sections(body, title)]
    with open(os.path.join(asked.out, "search.js"), "w", encoding="utf-8") as file:
        with open(os.path.join(OWN, "search.js"), encoding="utf-8") as code:
            file.write("const pages = " + json.dumps(index, ensure_ascii=False, separators=(",", ":")) + ";\n" + code.read())
    shutil.copy(os.path.join(OWN, "site.css"), asked.out)
    shutil.copytree(os.path.join(ROOT, "docs"), os.path.join(asked.out, "docs"), dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("*.md", "*.in"))
    if asked.report:
        os.makedirs(os.path.join(asked.out, "report"), exist_ok=True)
        for name in ("report.html", "velfaerd.html", "report.docx", "tables.xlsx"):
            if os.path.exists(os.path.join(asked.report, name)):
                shutil.copy(os.path.join(asked.report, name), os.path.join(asked.out, "report"))


if __name__ == "__main__":
    main()

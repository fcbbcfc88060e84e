# SPDX-License-Identifier: GPL-3.0-or-later
# kom-table --page, which validators are asked about where there are some, and -f docx, which pandoc makes.
load helper

# fake NAME <TEXT: a program of that name, first on PATH.
fake() {
    mkdir -p fake
    { echo '#!/bin/sh' && cat; } >"fake/$1"
    chmod +x "fake/$1"
    PATH=$PWD/fake:$PATH
}

pages() {
    kom-table -q -f html --page --lang da --caption 'Tilkøb & <køb>' --note 'Uden "plejehjem".' --source Her --estimate-ci \
        --percent uptake data/table/uptake.csv >one.html
    kom-table -q -f html --page --stars --percent estimate data/table/estimates.csv >two.html
    kom-table -q -f html --page --columns kom,recipients,uptake --wide period data/table/uptake.csv >three.html
    kom-table -q -f html --page data/table/empty.csv >four.html
    kom-table -q -f html --page --compare data/table/old.csv data/table/new.csv >five.html
}

@test "a whole page" {
    golden table_page/uptake-da -- kom-table -f html --page --lang da --caption 'Tilkøb & <køb>' --note 'Uden "plejehjem".' \
        --source Her --percent uptake,conf_low,conf_high data/table/uptake.csv
    golden table_page/wide -- kom-table -f html --page --columns kom,recipients,uptake --wide period data/table/uptake.csv
    # tags are closed in their order, and every cell of a heading says what it is of
    pages
    python3 -B - <<'PY'
from html.parser import HTMLParser
class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []
    def handle_starttag(self, tag, attributes):
        self.seen.append(tag)
        assert tag != "th" or dict(attributes).get("scope") in ("row", "col", "colgroup"), attributes
        assert tag != "html" or dict(attributes)["lang"] in ("da", "en")
        if tag != "meta":
            self.open.append(tag)
    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag
for name in ("one", "two", "three", "four", "five"):
    text = open(name + ".html").read()
    page = Page()
    page.feed(text)
    page.close()
    assert text.startswith("<!DOCTYPE html>\n") and not page.open
    assert [page.seen.count(t) for t in ("html", "title", "main", "table", "thead")] == [1] * 5, page.seen
    assert "style=" not in text and "http" not in text
PY
}

@test "a validator accepts it: vnu" {
    command -v vnu >/dev/null || skip 'no vnu (the checker of html pages; vnu-jar of npm, with a JRE)'
    pages
    vnu one.html two.html three.html four.html five.html
}

@test "a validator accepts it: html-validate" {
    command -v html-validate >/dev/null || skip 'no html-validate (of npm)'
    pages
    html-validate one.html two.html three.html four.html five.html
}

@test "a page is of html" {
    for format in text md latex json jsonl csv-da xlsx docx; do
        fails_empty 2 '^kom-table: --page: has no meaning' kom-table -f "$format" --page data/table/new.csv
    done
}

@test "docx: the table as Word has it, the same bytes each time" {
    command -v pandoc >/dev/null || skip 'no pandoc'
    kom-table -q -f docx --lang da --caption 'Tilkøb & <køb>' --note N --source S --columns kom,recipients,uptake --wide period \
        --percent uptake -o a.docx data/table/uptake.csv
    sleep 1.1
    in_danish kom-table -q -j 4 -f docx --lang da --caption 'Tilkøb & <køb>' --note N --source S --columns kom,recipients,uptake \
        --wide period --percent uptake data/table/uptake.csv >b.docx
    cmp a.docx b.docx
    python3 -B - <<'PY'
import re, zipfile
text = zipfile.ZipFile("a.docx").read("word/document.xml").decode()
cells = [re.sub("<[^>]*>", "", cell) for cell in re.findall("<w:tc>.*?</w:tc>", text, re.S)]
assert cells[:8] == ["", "2019-Q1", "2019-Q2", "Kommune", "Modtagere", "Tilkøbsandel (pct.)", "Modtagere", "Tilkøbsandel (pct.)"], cells
assert cells[8:13] == ["101", "1523", "0,525", "1530", "0,000"], cells
words = re.sub("<[^>]*>", "|", text)
for word in ("Tilkøb &amp; &lt;køb&gt;", "Anm.: N", "Kilde: S", "Tegn: n/s ikke startet"):
    assert word in words, (word, words)
PY
}

@test "docx: columns are as wide as their longest words ask for, and the table as its texts or a page" {
    command -v pandoc >/dev/null || skip 'no pandoc'
    printf 'name,n,p_value,method\nSvendborg,1523,0.215,Newcombe 1998 method 10 and p from pooled z, n of both sides\nVejle,9,0.5,x\n' |
        sed 's/\(Newcombe.*sides\)/"\1"/' >in.csv
    kom-table -q -f docx -o a.docx in.csv
    kom-table -q -f docx --columns name,n -o b.docx in.csv
    python3 -B - <<'PY'
import re, zipfile
def widths(path):
    text = zipfile.ZipFile(path).read("word/document.xml").decode()
    columns = [int(w) for w in re.findall(r'<w:gridCol w:w="(\d+)"', text)]
    whole = [int(w) for w in re.findall(r'<w:tblW w:type="pct" w:w="(\d+)"', text)]
    return [w / 7920 for w in columns], whole
columns, whole = widths("a.docx")
assert columns[0] > 12 / 64 - 0.02 and columns[3] > 2 * columns[0] and columns[1] < columns[0], columns
assert 0.9 < sum(columns) <= 1.01, columns
columns, whole = widths("b.docx")
assert sum(columns) < 0.4, columns
PY
}

@test "without pandoc, or with one that fails, there is no docx and a word why" {
    fails_empty 4 '^kom-table: pandoc is not there; install it .Debian: apt install pandoc.' \
        env PATH="$KOM_BIN" kom-table -q -f docx data/table/new.csv
    fake pandoc <<<'cat >/dev/null; exit 3'
    fails_empty 4 '^kom-table: pandoc ended with 3 and said nothing' kom-table -q -f docx data/table/new.csv
    fake pandoc <<<'exit 0'
    fails_empty 4 '^kom-table: what pandoc wrote is no docx' kom-table -q -f docx data/table/new.csv
    fake pandoc <<<'kill -9 $$'
    fails_empty 4 '^kom-table: pandoc was ended by signal 9' kom-table -q -f docx data/table/new.csv
    # one that answers while it listens, and one that does not listen
    { echo kom,n && seq 200000 | sed 's/$/,1/'; } >long.csv
    fake pandoc <<<'exec cat'
    fails_empty 4 'what pandoc wrote is no docx' timeout 60 kom-table -q -f docx long.csv
    fake pandoc <<<'exec <&-; echo no'
    fails_empty 4 'what pandoc wrote is no docx' timeout 60 kom-table -q -f docx long.csv
    echo old >kept.docx
    fails 4 'no docx' kom-table -q -f docx -o kept.docx data/table/new.csv
    [ "$(cat kept.docx)" = old ]
}

@test "pandoc is run when a docx is asked for, and never else; nothing of the user's reaches it" {
    fake pandoc <<<"env >>'$PWD/ran'; printf '%s\\n' \"\$@\" >>'$PWD/ran'; exit 1"
    for format in text md html latex json jsonl csv-da xlsx; do
        kom-table -q -f "$format" data/table/new.csv >out
    done
    [ ! -e ran ]
    fails 4 'ended with 1' env SECRET=x LANG=da_DK.UTF-8 kom-table -q -f docx data/table/new.csv
    ! grep -E 'SECRET|LANG|USER' ran || complain "$(cat ran)"
    grep -qx 'SOURCE_DATE_EPOCH=315532800' ran
    grep -qx -- '--to=docx' ran
}

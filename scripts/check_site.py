# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at pages that site.py made: python3 scripts/check_site.py OUT [--browser chromium]

Without a browser: every link leads somewhere, every id stands once, every picture has a text. With one: nothing is
wider than the window, on a narrow and on a wide screen, and every text stands out from its ground by at least 4.5 to 1
(3 to 1 where it is large: WCAG 2.2, 1.4.3), in light and in dark. Complaints on standard output, exit 1 on any."""
import argparse
import html.parser
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

PROBE = """<script>
addEventListener("load", () => {
  const said = [];
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 1) said.push(`${wide} pixels wider than the window`);
  const rgb = (text) => (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const color = rgb(getComputedStyle(e).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const e = node.parentElement;
    if (!node.data.trim() || e.closest("svg, script, style, foreignObject")) continue;
    const style = getComputedStyle(e);
    const [a, b] = [light(rgb(style.color)), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = parseFloat(style.fontSize) >= 24;
    const key = `${e.tagName} ${style.color}`;
    if (ratio < (large ? 3 : 4.5) && !seen.has(key)) said.push(`contrast ${ratio.toFixed(2)} of ${key}: ${node.data.trim().slice(0, 40)}`);
    if (ratio < (large ? 3 : 4.5)) seen.add(key);
  }
  const out = document.createElement("script");
  out.type = "application/json"; out.id = "probe-said"; out.textContent = JSON.stringify(said).replaceAll("<", "\\\\u003c");
  document.body.append(out);
});
</script>"""


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.said = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        if "id" in has:
            self.ids.append(has["id"])
        if tag in ("a", "link") and has.get("href") is not None:
            self.links.append(has["href"])
        if tag in ("img", "script") and has.get("src") is not None:
            self.links.append(has["src"])
        if tag == "img" and not has.get("alt"):
            self.said.append("a picture without a text in its place")
        if tag == "svg" and has.get("role") != "img":
            self.said.append("a drawing that is no image to a screen reader")
        if tag == "html" and not has.get("lang"):
            self.said.append("the page does not say its language")


def look_at_links(root, pages):
    for name, page in pages.items():
        for said in page.said + [f"id {i} stands twice" for i in sorted({i for i in page.ids if page.ids.count(i) > 1})]:
            yield f"{name}: {said}"
        for target in page.links:
            if re.match(r"[a-z]+:", target):
                continue
            path, _, part = unquote(target).partition("#")
            there = os.path.normpath(os.path.join(os.path.dirname(name), path)) if path else name
            if not os.path.isfile(os.path.join(root, there)):
                yield f"{name}: {target} leads nowhere"
            elif part and there in pages and part not in pages[there].ids:
                yield f"{name}: {target}: no such part"


def look_in_browser(browser, root, name, width, scheme):
    with open(os.path.join(root, name), encoding="utf-8") as file:
        text = file.read()
    with tempfile.TemporaryDirectory() as place:
        # beside the page, so that its style is found
        copy = os.path.join(root, os.path.dirname(name), f"probe-{os.getpid()}-{width}-{scheme}-{os.path.basename(name)}")
        try:
            with open(copy, "w", encoding="utf-8") as file:
                file.write(text.replace("</body>", PROBE + "</body>"))
            done = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={place}",
                                   f"--window-size={width},900", f"--blink-settings=preferredColorScheme={scheme}",
                                   "--virtual-time-budget=3000", "--dump-dom", "file://" + os.path.abspath(copy)],
                                  capture_output=True, text=True, encoding="utf-8", timeout=120)
        finally:
            os.unlink(copy)
    said = re.search(r'id="probe-said">(.*?)</script>', done.stdout, re.S)
    mode = f"{width} pixels, {'light' if scheme else 'dark'}"
    if not said:
        return [f"{name}: {mode}: the browser told nothing"]
    return [f"{name}: {mode}: {line}" for line in json.loads(said[1])]


def main():
    ask = argparse.ArgumentParser(description=__doc__.split(":")[0])
    ask.add_argument("out")
    ask.add_argument("--browser")
    asked = ask.parse_args()
    pages = {}
    for folder, folders, names in os.walk(asked.out):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".html"):
                path = os.path.relpath(os.path.join(folder, name), asked.out)
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    pages[path] = Page(file.read())
    said = list(look_at_links(asked.out, pages))
    if asked.browser:
        looks = [(asked.browser, asked.out, name, width, scheme) for name in pages for width, scheme in ((400, 1), (1200, 0))]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for lines in pool.map(lambda look: look_in_browser(*look), looks):
                said += lines
    print("\n".join(said + [f"{len(pages)} pages, {len(said)} complaints"]))
    sys.exit(1 if said else 0)


if __name__ == "__main__":
    main()

// SPDX-License-Identifier: GPL-3.0-or-later
// Finds sections that have all words, headings first. `pages` stands above: [address, page, heading, text].
const box = document.getElementById("search");
const found = document.getElementById("found");
const up = document.body.dataset.up;
const plain = pages.map(([, title, heading, text]) => [`${title} ${heading}`.toLowerCase(), text.toLowerCase()]);

function rank(words, at) {
  const [head, text] = plain[at];
  let points = 0;
  for (const word of words) {
    if (head.includes(word)) points += 10;
    else if (text.includes(word)) points += 1;
    else return 0;
  }
  return points;
}

function search() {
  const words = box.value.toLowerCase().split(/\s+/).filter((word) => word);
  found.replaceChildren();
  if (!words.length) return;
  const hits = pages.map((page, at) => [rank(words, at), at]).filter(([points]) => points);
  hits.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  const list = document.createElement("ul");
  for (const [, at] of hits.slice(0, 20)) {
    const [address, title, heading] = pages[at];
    const link = document.createElement("a");
    link.href = `${up}/${address}`;
    link.textContent = heading === title ? title : `${title}: ${heading}`;
    list.append(document.createElement("li"));
    list.lastChild.append(link);
  }
  const count = document.createElement("p");
  count.textContent = hits.length === 1 ? "1 section" : `${hits.length} sections`;
  found.append(count, list);
}
box.addEventListener("input", search);

# SPDX-License-Identifier: GPL-3.0-or-later
# The files that README.md, CONTRIBUTING.md and the documents name are there.
. "$(dirname "$0")/_lib.sh"

list=$(mktemp)
trap 'rm -f "$list"' EXIT
for document in *.md docs/*.md docs/methods/*.md docs/howto/*.md lib/README.md; do
  [ -f "$document" ] || continue
  # Names with a pattern or a placeholder in them (NAME, *, {) name no file.
  grep -oE '`(docs|lib|cmd|cmake|tests|data|scripts|examples|include)/[A-Za-z0-9_./-]*`' "$document" | tr -d '`' |
    grep -vE '[A-Z]{4}|[/_]x\.[ch]$' | sort -u >"$list"
  while IFS= read -r name; do
    [ -e "$name" ] || say "$document: there is no $name"
  done <"$list"
  # [text](file.md), from the folder of the document.
  grep -oE '\]\([A-Za-z0-9_./-]+\)' "$document" | sed 's/^](//; s/)$//' | sort -u >"$list"
  while IFS= read -r name; do
    [ -e "$(dirname "$document")/$name" ] || say "$document: there is no $name"
  done <"$list"
done
finish

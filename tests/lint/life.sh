# SPDX-License-Identifier: GPL-3.0-or-later
# Every function that lib/README.md and docs/library.md name is defined in lib/, and every floor is described.
. "$(dirname "$0")/_lib.sh"

code=$(mktemp)
names=$(mktemp)
trap 'rm -f "$code" "$names"' EXIT
files 'lib/*.c' 'lib/*.h' | bare >"$code"

for document in lib/README.md docs/library.md; do
  [ -f "$document" ] || { say "$document is missing"; continue; }
  grep -oE '`kom_[a-z0-9_]+`' "$document" | tr -d '`' | sort -u >"$names"
  [ -s "$names" ] || say "$document: names no function"
  while IFS= read -r name; do
    # A definition or a prototype begins at the margin; a call does not.
    grep -qE "^[^:]*:[0-9]+:[A-Za-z_].*[ *]$name *\(" "$code" || say "$document: no function $name"
  done <"$names"
done
for floor in lib/*/; do
  floor=$(basename "$floor")
  grep -q "^| \`$floor\` |" lib/README.md || say "lib/README.md: the floor $floor is not described"
done
lines=$(wc -l <lib/README.md)
[ "$lines" -le 45 ] || say "lib/README.md: $lines lines; one screen is 45"
finish

# SPDX-License-Identifier: GPL-3.0-or-later
# docs/data-model.md lists the words of lib/table/vocab.def, between its markers, as this prints them.
. "$(dirname "$0")/_lib.sh"

printed=$(
  printf '| word | holds | aliases |\n|---|---|---|\n'
  sed -n 's/^KOM_WORD(\([a-z_]*\), \([A-Z]*\), [A-Z]*, "\([^"]*\)").*/\1 \2 \3/p' lib/table/vocab.def |
    while read -r word kind aliases; do
      printf '| %s | %s | %s |\n' "$word" "$(echo "$kind" | tr A-Z a-z)" "$(echo "$aliases" | sed 's/,/, /g')"
    done
)
listed=$(sed -n '/^<!-- words: begin -->$/,/^<!-- words: end -->$/p' docs/data-model.md | sed '1d;$d')
if [ "$printed" != "$listed" ]; then
  say "docs/data-model.md: between its words markers must stand:"
  printf '%s\n' "$printed"
fi
finish

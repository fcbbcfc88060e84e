# SPDX-License-Identifier: GPL-3.0-or-later
# Every code that a method can put into `warning` has its words in lib/present/warnings.def, and docs/warnings.md lists them.
#
# Taken for a code is a text of lib/method/did, diff, survey, table1 and lib/rows that is one word in lower case, alone or before ( : or ;
# (words with an underscore anywhere, others where a warning is given). Words of the vocabulary and of the output's columns are none.
. "$(dirname "$0")/_lib.sh"

known=$(mktemp)
trap 'rm -f "$known"' EXIT
{
  sed -n 's/^KOM_WARNING(\([a-z0-9_]*\),.*/\1/p' lib/present/warnings.def
  sed -n 's/^KOM_LABEL(\([a-z0-9_]*\),.*/\1/p' lib/present/labels.def
  sed -n 's/^KOM_WORD(\([a-z0-9_]*\),.*/\1/p' lib/table/vocab.def
  # No codes: texts that name something else.
  printf '%s\n' margins before after given_trend att event never always total difference ratio level slope contrast paired cluster wilcoxon permutation welch newcombe mn exact midp mcnemar design median
} >"$known"
[ "$(wc -l <"$known")" -gt 150 ] || say "the codes cannot be read from lib/present/warnings.def"

files 'lib/method/d*.c' 'lib/method/d*/*.c' 'lib/method/survey/*.c' 'lib/method/table1/*.c' 'lib/rows/*.c' 'lib/rows/*/*.c' | xargs -r awk -v known="$known" '
  BEGIN { while ((getline word < known) > 0) is_known[word] = 1 }
  /^ *#/ || /^ *\/?\*/ { next }
  {
    gives = /(say|warn|lack|refuse|soften)[a-z_]*\(/ || /(why|note|lacks) = / || /return .*"/ || /^ *[?:] "/ || /^ *"[a-z_]*",/
    gives = gives && FILENAME !~ /lib\/rows/
    rest = $0
    while (match(rest, /"([^"\\]|\\.)*"/)) {
      text = substr(rest, RSTART + 1, RLENGTH - 2)
      rest = substr(rest, RSTART + RLENGTH)
      sub(/^; /, "", text)
      if (!match(text, /^[a-z][a-z0-9]*(_[a-z0-9]+)*/)) continue
      code = substr(text, 1, RLENGTH)
      behind = substr(text, RLENGTH + 1)
      if (behind !~ /^([(:].*)?$/ || (code !~ /_/ && !gives) || code in is_known) continue
      if (code !~ /_/ && behind == "" && FILENAME ~ /write/) continue
      print FILENAME ":" FNR ": \"" code "\" has no words in lib/present/warnings.def"
    }
  }' >"$known.found"
cat "$known.found"
[ ! -s "$known.found" ] || findings=$((findings + 1))
rm -f "$known.found"

printed=$(
  printf '| code | English | Danish |\n|---|---|---|\n'
  # An entry may go over two lines.
  sed '/^ *\/\?\*/d' lib/present/warnings.def | tr '\n' ' ' | sed 's/KOM_WARNING(/\n&/g' |
    sed -n 's/^KOM_WARNING(\([a-z0-9_]*\), *"\([^"]*\)", *"\([^"]*\)").*/| `\1` | \2 | \3 |/p'
)
listed=$(sed -n '/^<!-- warnings: begin -->$/,/^<!-- warnings: end -->$/p' docs/warnings.md | sed '1d;$d')
if [ "$printed" != "$listed" ]; then
  say "docs/warnings.md: between its warnings markers must stand:"
  printf '%s\n' "$printed"
fi
finish

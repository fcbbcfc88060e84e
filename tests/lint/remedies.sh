#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A message that names an option has a line in the tables of tests/cli/remedies*.bats, whose tests try what it advises.
# shellcheck source=tests/lint/_lib.sh
. "$(dirname "$0")/_lib.sh"

tables=$(files 'tests/cli/remedies*.bats')
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM

# FILE:LINE<tab>TEXT of every text in C, those that stand side by side joined. What --help says of output columns, in tables of
# kom_output_column, is no message.
files 'lib/*/*.c' 'cmd/*.c' | grep -vE '^lib/cli/(emit.*|help|tables)\.c$' | while IFS= read -r file; do
  awk '
    /struct kom_output_column [a-z_]*\[\] = \{/ { is_table = 1 }
    { print is_table ? "" : $0 }
    /^};/ { is_table = 0 }' "$file" | awk -v file="$file" '
    BEGIN { RS = "\001" }
    {
      gsub(/\\"/, "\002")
      gsub(/"[ \t]*\n[ \t]*"/, "\003") # a line each
      line = 1
      while (match($0, /"[^"\n]*"|\n|\/\*/)) {
        text = substr($0, RSTART, RLENGTH)
        $0 = substr($0, RSTART + RLENGTH)
        if (text == "\n") { line++; continue }
        if (text == "/*") { # no text of the program
          comment = substr($0, 1, index($0, "*/") + 1)
          $0 = substr($0, length(comment) + 1)
          line += gsub(/[\n\003]/, "", comment)
          continue
        }
        at = line
        line += gsub(/\003/, "", text)
        gsub(/\002/, "\"", text)
        printf "%s:%d\t%s\n", file, at, substr(text, 2, length(text) - 2)
      }
    }'
done >"$work/texts"

# What the tables have: the first field of a row, and lines that begin with #-.
cat $tables | sed -n 's/^# | \(.*\) | [^|]* | [^|]* |$/\1/p' | grep -vx 'a part of the message\|---' >"$work/parts"
cat $tables | sed -n 's/^#- //p' >>"$work/parts"
# An option by itself is put together with others: it is there, but excuses no message.
grep -e '[^ ] [^ ]' "$work/parts" >"$work/messages"

# Texts that name an option behind other words; an option that begins a text is at fault, or its name.
grep -E "	.*[^	 ].* \(?\`?--[a-z]|	.*[;,:] --[a-z]" "$work/texts" | grep -vE '	(\[|\\n)|	--[a-z-]+ [A-Z].*\[' >"$work/asked"
grep -vF -f "$work/messages" "$work/asked" | while IFS='	' read -r place text; do
  printf '%s: names an option, and no table of tests/cli/remedies*.bats has it: %s\n' "$place" "$text"
done >"$work/missing"
while IFS= read -r finding; do say "$finding"; done <"$work/missing"

# Rows of messages that are gone, and tests that are not there.
while IFS= read -r part; do
  grep -qF -e "$part" "$work/texts" || say "tests/cli/remedies*.bats: no message has \"$part\""
done <"$work/parts"
for table in $tables; do
  sed -n 's/^# | .* | [^|]* | \([^|]*\) |$/\1/p' "$table" | sort -u | grep -vx 'test\|---' >"$work/tests"
  while IFS= read -r name; do
    grep -qF "@test \"$name\"" "$table" || say "$table: no test \"$name\""
  done <"$work/tests"
done
finish

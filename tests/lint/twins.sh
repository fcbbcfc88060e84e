# SPDX-License-Identifier: GPL-3.0-or-later
# One meaning in one place: no function stands in two files, word for word or with other names for its variables (five lines
# and more), nor static ones of one name that are mostly one in two methods, or in a method and another floor (three lines).
. "$(dirname "$0")/_lib.sh"

command -v python3 >/dev/null || exit 77
twins=$(mktemp)
trap 'rm -f "$twins"' EXIT
files 'lib/*.c' 'lib/*.h' 'cmd/*.c' | xargs python3 -B tests/lint/twins.py >"$twins" || say "twins.py failed"
while read -r one other why; do
  excepted twins "$one" || say "$one: $other: $why; move it to the lowest floor that both see"
done <"$twins"
finish

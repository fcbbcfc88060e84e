# SPDX-License-Identifier: GPL-3.0-or-later
# Files stay under 600 lines, tools under 200, functions within 100 lines and 6 parameters.
. "$(dirname "$0")/_lib.sh"

list=$(mktemp)
trap 'rm -f "$list"' EXIT

files '*.c' '*.h' '*.sh' '*.bash' '*.bats' '*.py' '*.cmake' '*CMakeLists.txt' >"$list"
while IFS= read -r file; do
  case $file in
  cmd/*/*) limit=600 ;;
  cmd/*.c) limit=200 ;;
  CMakeLists.txt) limit=120 ;;
  *) limit=600 ;;
  esac
  lines=$(wc -l <"$file")
  [ "$lines" -lt "$limit" ] || excepted file-size "$file" || say "$file: $lines lines; the limit is $limit"
done <"$list"

# The house format puts the first line of a function and its closing brace at the margin, and nothing else in between.
files '*.c' | xargs -r awk '
  # Parameters of the signature, those of function pointers within it not counted.
  function parameters(text) {
    sub(/^[^(]*\(/, "", text)
    sub(/\)[^)]*$/, "", text)
    while (gsub(/\([^()]*\)/, "", text)) { }
    return gsub(/,/, "", text) + 1
  }
  FNR == 1 || /^}/ {
    if (FNR > 1 && name != "" && opened) print FILENAME ":" name, FNR - first + 1, parameters(signature), first
    name = ""; opened = 0
    next
  }
  /^[A-Za-z_].*\(/ && !/;[[:space:]]*$/ && !/=/ {
    name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name)
    first = FNR; opened = 0; signature = ""
  }
  name != "" && !opened { signature = signature $0 }
  name != "" && /\{[[:space:]]*$/ { opened = 1 }
' >"$list"
while read -r where lines parameters line; do
  file=${where%%:*}
  [ "$lines" -le 100 ] || excepted function-size "$where" || say "$file:$line: ${where#*:} has $lines lines; the limit is 100"
  [ "$parameters" -le 6 ] || excepted parameters "$where" ||
    say "$file:$line: ${where#*:} has $parameters parameters; the limit is 6, use a struct"
done <"$list"
finish

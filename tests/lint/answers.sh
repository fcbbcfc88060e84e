# SPDX-License-Identifier: GPL-3.0-or-later
# A "no" that is an answer does not also mean that memory ran out: each function that can reach an allocation and returns
# no status stands in tests/lint/answers, with what its "no" means.
. "$(dirname "$0")/_lib.sh"

reach=$(mktemp)
listed=$(mktemp)
trap 'rm -f "$reach" "$listed"' EXIT
files 'lib/*.c' 'lib/*.h' 'include/*.h' 'cmd/*.c' | bare | awk -f tests/lint/answers.awk >"$reach"
grep -v '^#' tests/lint/answers >"$listed"

while read -r where name type path; do
  key=${where%%:*}:$name
  grep -q "^$key [a-z]" "$listed" ||
    say "$where: $name ($type) can run out of memory ($path): return a status, or say in tests/lint/answers what its no means"
done <"$reach"

while read -r key kind inside _; do
  case $kind in
  memory | object | message | exit | careful) ;;
  inside)
    # The function inside which it is believed counts the failures.
    grep -qE "kom_mem_settle" "$inside" 2>/dev/null || say "tests/lint/answers: $key: $inside has no kom_mem_settle"
    ;;
  *) say "tests/lint/answers: $key: $kind is none of memory, object, message, exit, careful, inside FILE" ;;
  esac
  file=${key%%:*}
  awk -v file="$file" -v name="${key#*:}" \
    '{ where = $1; sub(/:.*/, "", where) } where == file && $2 == name { found = 1 } END { exit !found }' "$reach" ||
    say "tests/lint/answers: $key is not there, or can no longer run out of memory"
done <"$listed"

# One wording for one thing, which the remedies are put behind (lib/cli/memory.c) and the tests look for.
files 'lib/*.c' 'lib/*.h' 'cmd/*.c' | xargs -r grep -nE '"[^"]*(out of|not enough) memory' >"$reach"
while IFS= read -r line; do
  say "$line  [write: memory ran out]"
done <"$reach"
files 'lib/*.c' 'lib/*.h' 'cmd/*.c' | grep -v '^lib/base/error\.c$' | xargs -r grep -nE '"(%s: )?memory ran out"[,)]' |
  grep kom_fail >"$reach"
while IFS= read -r line; do
  say "$line  [write: kom_no_memory, or kom_no_memory_in]"
done <"$reach"
finish

# SPDX-License-Identifier: GPL-3.0-or-later
# The life of a row as lib/README.md tells it is what happens: the functions that it names run, each after the one before.
# gdb stops at them in turn; where it is missing or may not trace, or the compiler may have merged functions, it is skipped.
. "$(dirname "$0")/_lib.sh"

build=${BUILD_DIR:-build/dev}
grep -q 'CMAKE_BUILD_TYPE:STRING=Debug' "$build/CMakeCache.txt" 2>/dev/null || { echo "no debug build in $build"; exit 77; }
[ -z "${KOM_SANITIZE:-}" ] && command -v gdb >/dev/null || exit 77

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The row of the text, one with an odd quote, and a number that is no plain decimal.
printf '%s\r\n' 'kom;name;amount' '101;"of ""two"" words";12,50' '102;two;1,2e3' >"$work/sales.csv"
sed -n '/^## The life of one row/,/^## /p' lib/README.md | grep -oE '`kom_[a-z0-9_]+`' | tr -d '`' >"$work/names"
{
  printf 'set pagination off\nset breakpoint pending off\nset print frame-arguments none\n'
  started=
  while IFS= read -r name; do
    printf 'tbreak %s\n%s\n' "$name" "${started:-run -j 1 --by kom --value amount $work/sales.csv >$work/out 2>$work/err}"
    started=continue
  done <"$work/names"
} >"$work/script"
gdb -q -batch -nx -x "$work/script" "$build/bin/kom-sum" >"$work/trace" 2>&1
grep -qE 'ptrace|not permitted' "$work/trace" && { echo "gdb may not trace here"; exit 77; }

grep -oE 'Temporary breakpoint [0-9]+, (0x[0-9a-f]+ in )?kom_[a-z0-9_]+' "$work/trace" | sed 's/.* //' >"$work/ran"
before='the start'
while IFS= read -r name; do
  if ! read -r ran <&3 || [ "$ran" != "$name" ]; then
    say "lib/README.md: $name does not run after $before"
    break
  fi
  before=$name
done <"$work/names" 3<"$work/ran"
[ "$(wc -l <"$work/names")" -ge 20 ] || say "lib/README.md: names hardly a function"
finish

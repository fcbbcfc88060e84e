# SPDX-License-Identifier: GPL-3.0-or-later
# Every file opens with its licence and a line that says what it is for; long ones go on with an outline.
. "$(dirname "$0")/_lib.sh"

list=$(mktemp)
trap 'rm -f "$list"' EXIT
files '*.c' '*.h' '*.cpp' '*.def' '*.sh' '*.bash' '*.bats' '*.py' '*.cmake' '*CMakeLists.txt' '.ci/run' 'scripts/packages' >"$list"
while IFS= read -r file; do
  head=$(sed -e '1{/^#!/d' -e '}' "$file" | sed -n 1,2p)
  case $file in
  *.[ch] | *.cpp | *.def)
    echo "$head" | sed -n 1p | grep -qxF '/* SPDX-License-Identifier: GPL-3.0-or-later */' ||
      say "$file:1: the licence line is missing"
    echo "$head" | sed -n 2p | grep -qE '^/\* ?[^ *]' || say "$file:2: a line that says what the file is for is missing"
    ;;
  *.py)
    echo "$head" | sed -n 1p | grep -qxF '# SPDX-License-Identifier: GPL-3.0-or-later' ||
      say "$file:1: the licence line is missing"
    echo "$head" | sed -n 2p | grep -qE '^(# ?[^ #]|"""[^ ])' || say "$file:2: a line that says what the file is for is missing"
    ;;
  *)
    echo "$head" | sed -n 1p | grep -qxF '# SPDX-License-Identifier: GPL-3.0-or-later' ||
      say "$file:1: the licence line is missing"
    echo "$head" | sed -n 2p | grep -qE '^# ?[^ #]' || say "$file:2: a line that says what the file is for is missing"
    ;;
  esac
done <"$list"

# A long file says how it goes about it, and why so: five lines of comment at least before the first code.
files 'lib/*.c' 'cmd/*.c' | xargs -r awk '
  FNR == 1 { head = 0; open = 1 }
  open && /^(#|[A-Za-z])/ { open = 0 }
  open && FNR > 1 && NF { head++ }
  { lines[FILENAME] = FNR; heads[FILENAME] = head }
  END { for (f in lines) if (lines[f] > 250 && heads[f] < 5) print f }' >"$list"
while IFS= read -r file; do
  say "$file: more than 250 lines, and no outline of what it does and why so before the first"
done <"$list"
finish

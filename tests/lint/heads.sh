# SPDX-License-Identifier: GPL-3.0-or-later
# Every file opens with its licence and a line that says what it is for.
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
finish

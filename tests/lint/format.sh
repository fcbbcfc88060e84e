# SPDX-License-Identifier: GPL-3.0-or-later
# The C files are as clang-format 14 writes them; other versions write otherwise, so without it this is skipped.
. "$(dirname "$0")/_lib.sh"

for tool in clang-format-14 clang-format; do
  if "$tool" --version 2>/dev/null | grep -q 'version 14\.'; then
    files '*.c' '*.h' '*.cpp' | xargs -r "$tool" --dry-run -Werror 2>&1 | sed -n 's/^\([^:]*\):[0-9:]* error:.*/\1/p' |
      sort | uniq -c | while read -r count file; do
      echo "$file: $count places; clang-format -i makes it right"
    done | grep . && exit 1
    exit 0
  fi
done
echo "skipped: no clang-format 14"
exit 77

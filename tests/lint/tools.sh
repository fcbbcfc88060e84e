# SPDX-License-Identifier: GPL-3.0-or-later
# Every tool has its line, file, manual page and command tests, and README.md lists what kom-emit prints.
. "$(dirname "$0")/_lib.sh"

[ -f cmd/tools.def ] || { say "cmd/tools.def is missing"; finish; }
names=$(sed -n 's/^TOOL( *\([a-z0-9_]*\).*/\1/p' cmd/tools.def)
for name in $names; do
  for file in "cmd/$name.c" "docs/man/kom-$name.1.in" "tests/cli/$name.bats"; do
    [ -f "$file" ] || say "kom-$name has no $file"
  done
done
for name in $(grep -lE '^const struct kom_tool kom_tool_' cmd/*.c | sed 's|.*/||; s|\.c$||'); do
  echo "$names" | grep -qx "$name" || say "cmd/$name.c has no line in cmd/tools.def"
done

emit=${BUILD_DIR:-build/release}/kom-emit
if [ -x "$emit" ]; then
  printed=$("$emit" readme) || say "kom-emit readme fails"
  listed=$(sed -n '/^<!-- tools: begin -->$/,/^<!-- tools: end -->$/p' README.md | sed '1d;$d')
  [ "$printed" = "$listed" ] || say "README.md: between its tools markers must stand what kom-emit readme prints"
fi
finish

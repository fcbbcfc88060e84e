# SPDX-License-Identifier: GPL-3.0-or-later
# The simulation of bench/edges.py in small: every edge is there, what is refused is refused, what is warned of is warned of.
set -u
out=$(mktemp)
trap 'rm -f "$out"' EXIT
# The page shows the table that is there.
python3 -B "$SOURCE_DIR/bench/edges.py" --tables <"$SOURCE_DIR/docs/methods/edges.csv" >"$out" || exit 1
sed -n '/^<!-- edges: begin -->$/,/^<!-- edges: end -->$/p' "$SOURCE_DIR/docs/methods/coverage.md" | sed '1d;$d' | diff - "$out" || exit 1
python3 -B "$SOURCE_DIR/bench/edges.py" 4 >"$out" || exit 1
awk -F , '
  function wrong(why) { print why ": " $0; bad = 1 }
  NR == 1 { if ($0 != "edge,treated,rho,method,replications,made,size,warned") wrong("header"); next }
  { lines++ }
  $1 ~ /^d is 1/ && $2 == 1 && $4 != "iid" && ($6 > 0 || $8 != 1) { wrong("leverage 1 is not refused") }
  $1 ~ /^d is 1/ && $2 > 1 && $2 < 10 && $4 ~ /^hc/ && ($6 != 4 || $8 != 1) { wrong("few rows are not told") }
  $1 ~ /^d is 1/ && $4 == "iid" && $8 > 0 { wrong("iid is told") }
  $1 == "nothing" && $8 > 0 { wrong("told of nothing") }
  $1 ~ /^all but two/ && $8 != 1 { wrong("few cells are not told") }
  $1 !~ /^d is 1/ && $1 != "a fifth of all cells" && $6 != 4 { wrong("not made") }
  END { if (lines != 109) { print lines " lines"; exit 1 } exit bad }' "$out"

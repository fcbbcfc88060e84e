# SPDX-License-Identifier: GPL-3.0-or-later
# CPU time of kom-uptake and kom-sum, one thread, in units of libcsv's own pass over the same 30 MB file.
#
# Wall time says nothing on a machine that others use, and seconds say nothing on another machine; the CPU time of two
# programs that run in turn over the same bytes does. libcsv_pass calls csv_parse() and counts, nothing more. The best
# of several rounds is taken, as whatever disturbs a run can only make it slower.
#
# The limits: on two busy cores kom-uptake took 0.7 to 0.9 times libcsv's pass, and kom-sum 0.5 to 0.7 times. The limits
# leave half as much again for other processors and compilers, so that only a change of the code breaks them.
# They are to be lowered when the tools get faster.
set -u
uptake_limit=1.3
sum_limit=1.0
rounds=9

if [ -n "${KOM_SANITIZE-}" ] || ! grep -q '^CMAKE_BUILD_TYPE:[A-Z]*=Release' "$BUILD_DIR/CMakeCache.txt"; then
  echo "skipped: only a release build is measured"
  exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$KOM_BIN/kom-sim" -q --out "$folder" --minimal --scale 63 || exit 1

# cpu COMMAND...: its user and system time in seconds.
cpu() {
  "$BUILD_DIR/bench/measure" "$@" >"$folder/run" || {
    echo "failed: $*" >&2
    exit 1
  }
  awk -F , '{ print $2 + $3 }' "$folder/run"
}

round=1
while [ $round -le $rounds ]; do
  base=$(cpu "$BUILD_DIR/bench/libcsv_pass" "$folder/sales.csv") || exit 1
  uptake=$(cpu "$KOM_BIN/kom-uptake" -q -j 1 --by kom --period month "$folder/sales.csv") || exit 1
  sum=$(cpu "$KOM_BIN/kom-sum" -q -j 1 --by kom --value amount "$folder/sales.csv") || exit 1
  echo "$base $uptake $sum"
  round=$((round + 1))
done >"$folder/times" || exit 1
[ "$(wc -l <"$folder/times")" -eq $rounds ] || exit 1

awk -v uptake_limit=$uptake_limit -v sum_limit=$sum_limit '
  function least(a, b) { return a == "" || b < a ? b : a }
  { base = least(base, $1); uptake = least(uptake, $2); sum = least(sum, $3) }
  function check(name, time, limit) {
    printf "%s: %.3f s, %.2f times the %.3f s of libcsv; the limit is %s\n", name, time, time / base, base, limit
    if (!(time <= limit * base)) bad = 1
  }
  END { check("kom-uptake", uptake, uptake_limit); check("kom-sum", sum, sum_limit); exit bad }' "$folder/times"

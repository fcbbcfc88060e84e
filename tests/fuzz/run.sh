# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the libFuzzer targets and lets each run: run.sh [SECONDS [TARGET...]]; targets are csv, twins and read.
# Findings land in tests/fuzz/csv and tests/fuzz/read, where ctest finds them (unit-fuzz_csv, unit-fuzz_twins).
# shellcheck shell=sh
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- csv twins read
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
base=$(find lib/base lib/io -name '*.c' ! -name os_posix.c ! -name inflate_isal.c)
for target in "$@"; do
  kept=csv
  case $target in
  csv) checks=tests/unit/csv_check.c ;;
  twins) checks=tests/unit/twins_check.c ;;
  read)
    checks="tests/unit/read_check.c $(find lib/table -name '*.c') lib/method/read/canonical.c lib/method/read/plan.c
      lib/method/read/quick.c"
    kept='read'
    ;;
  *)
    echo "run.sh: no target $target" >&2
    exit 2
    ;;
  esac
  # shellcheck disable=SC2086
  clang -std=c17 -D_POSIX_C_SOURCE=200809L -O1 -g -ffp-contract=off -fsanitize=fuzzer,address,undefined \
    -fno-sanitize-recover=all -Iinclude -Ilib/base -Ilib/io -Ilib/table -Ilib/method -Ilib/method/read -Itests/unit \
    "tests/fuzz/fuzz_$target.c" $checks $base -o "$dir/fuzz_$target" -lcsv -lz -lm -lpthread -ljansson -lpcre2-8 -lutf8proc
  cp -r "tests/fuzz/$kept" "$dir/seeds_$target"
  "$dir/fuzz_$target" -max_total_time="$seconds" -max_len=500 -timeout=20 -artifact_prefix="$dir/" "$dir/seeds_$target" || {
    for found in "$dir"/crash-* "$dir"/leak-* "$dir"/oom-* "$dir"/timeout-*; do
      [ ! -e "$found" ] || cp "$found" "tests/fuzz/$kept/"
    done
    exit 1
  }
done

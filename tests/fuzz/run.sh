# SPDX-License-Identifier: GPL-3.0-or-later
# Builds fuzz_csv with libFuzzer and lets it run: run.sh [SECONDS]. New findings land in tests/fuzz/csv.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
clang -std=c17 -D_POSIX_C_SOURCE=200809L -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
  -Iinclude -Ilib/base -Ilib/io -Itests/unit tests/fuzz/fuzz_csv.c tests/unit/csv_check.c \
  $(ls lib/base/*.c | grep -v os_posix) lib/io/*.c -o "$dir/fuzz_csv" -lcsv -lz -lm -lpthread
cp -r tests/fuzz/csv "$dir/seeds"
"$dir/fuzz_csv" -max_total_time="${1:-60}" -max_len=400 -timeout=10 -artifact_prefix="$dir/" "$dir/seeds" || {
  cp "$dir"/crash-* tests/fuzz/csv/
  exit 1
}

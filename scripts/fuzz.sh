#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes every target in turn, each for its share of MINUTES of processor time, two processes at a time (clang, libFuzzer).
# sh scripts/fuzz.sh MINUTES [TARGET...]; sh scripts/fuzz.sh --keep [TARGET...] takes new inputs over into the repository.
# What was tried stays in build/fuzz/corpus; a finding is put into tests/fuzz/corpus/TARGET, where ctest -L fuzz sees it.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
most=24000 # bytes of the inputs kept for a target
if [ $# -lt 1 ] || ! { [ "$1" = --keep ] || [ "$1" -gt 0 ]; } 2>/dev/null; then
  echo "usage: sh scripts/fuzz.sh MINUTES [TARGET...]" >&2
  exit 2
fi
minutes=$1
shift
[ $# -gt 0 ] || set -- args check did diff formats join jsonstat panel price px qdpx read scale state sum table uptake xlsx csv twins read_twins

# fuzz_csv and fuzz_twins look at the same inputs.
kept() {
  case $1 in
  twins) echo "$root/tests/fuzz/corpus/csv" ;;
  *) echo "$root/tests/fuzz/corpus/$1" ;;
  esac
}

# Bytes of an input; the smallest data set of SAS has some 5,000.
longest() {
  case $1 in
  formats | state) echo 20000 ;;
  *) echo 4000 ;;
  esac
}

targets=
for target in "$@"; do
  targets="$targets fuzz_$target"
done
[ -e build/fuzz/build.ninja ] || CC=clang cmake --preset fuzz >/dev/null
# shellcheck disable=SC2086 # names of targets
cmake --build build/fuzz --target $targets >build/fuzz/build.log || {
  cat build/fuzz/build.log
  exit 1
}

# The smallest inputs that together reach what all reach.
keep() {
  work=$root/build/fuzz/corpus/$1
  chosen=$root/build/fuzz/chosen/$1
  rm -rf "$chosen"
  mkdir -p "$chosen"
  (cd "$work" && "$root/build/fuzz/tests/fuzz_$1" -max_len="$(longest "$1")" -timeout=30 -set_cover_merge=1 "$chosen" "$(kept "$1")" "$work") \
    >"$root/build/fuzz/keep_$1.log" 2>&1 || tail -n 5 "$root/build/fuzz/keep_$1.log"
  size=$(cat "$(kept "$1")"/* | wc -c)
  for file in $(ls -Sr "$chosen"); do
    size=$((size + $(wc -c <"$chosen/$file")))
    [ "$size" -le "$most" ] || break
    cmp -s "$chosen/$file" "$(kept "$1")/$file" || cp "$chosen/$file" "$(kept "$1")/$(echo "$file" | cut -c 1-12)"
  done
}

# spent: seconds of processor time that the children of this shell took so far. times must run in the shell itself.
spend() {
  times >"$1"
  spent=$(awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, part, "[ms]"); t += part[1] * 60 + part[2] } printf "%d", t }' "$1")
}

# One target; what it found. libFuzzer counts time on the wall, which a busy machine makes worth little:
# slice by slice, until the processor time is spent.
try() (
  work=$root/build/fuzz/corpus/$1
  found=$root/build/fuzz/found
  log=$root/build/fuzz/$1.log
  mkdir -p "$work" "$found" "$root/build/fuzz/tmp"
  rm -f "$found/$1"-* "$log"
  # What a sanitizer says would go to the tool's standard error.
  export TMPDIR="$root/build/fuzz/tmp" ASAN_OPTIONS=log_path="$found/$1-report"
  export UBSAN_OPTIONS=print_stacktrace=1:log_path="$found/$1-report"
  cd "$work"
  spend "$log.times"
  begun=$spent
  left=$2
  while [ "$left" -gt 0 ]; do
    nice "$root/build/fuzz/tests/fuzz_$1" -fork=2 -ignore_crashes=1 -max_total_time="$((left / 2 + 1))" -max_len="$(longest "$1")" \
      -timeout=30 -rss_limit_mb=3000 -artifact_prefix="$found/$1-" "$work" "$(kept "$1")" >"$log.slice" 2>&1 || true
    cat "$log.slice" >>"$log"
    before=$left
    spend "$log.times"
    left=$((begun + $2 - spent))
    [ "$left" -lt "$before" ] || break # it does not run at all: the log says why
  done
  cd "$root"
  rm "$log.slice" "$log.times"
  runs=$(awk '/^#[0-9]+: cov:/ { n = substr($1, 2) + 0; if (n < last) sum += last; last = n } END { print sum + last }' "$log")
  echo "$1: $runs runs in $((spent - begun)) s of processor time, $(grep -a -o 'cov: [0-9]*' "$log" | tail -n 1)"
  failed=0
  for file in $(ls -Sr "$found" | grep -E "^$1-(crash|leak|oom|timeout)-" | head -n 5); do
    failed=1
    mv "$found/$file" "$(kept "$1")/"
    echo "$1: $(kept "$1")/$file"
  done
  exit $failed
)

status=0
for target in "$@"; do
  if [ "$minutes" = --keep ]; then
    keep "$target"
  else
    try "$target" $((minutes * 60 / $#)) || status=1
  fi
done
exit $status

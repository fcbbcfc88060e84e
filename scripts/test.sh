#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds and runs all tests; prints failures only, and last one line "N passed, N failed".
# sh scripts/test.sh [--no-install] [--full]; --full adds the second compiler, threads, memcheck and linters.
set -eu
cd "$(dirname "$0")/.."
. scripts/need.sh

install=
full=
for option in "$@"; do
  case $option in
  --no-install) install=$option ;;
  --full) full="full optional package" ;;
  *)
    echo "usage: sh scripts/test.sh [--no-install] [--full]" >&2
    exit 2
    ;;
  esac
done
# shellcheck disable=SC2086 # each is empty or words
need $install build demo test $full

passed=0
failed=0
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

# one NAME COMMAND...: a single check that counts as one test.
one() {
  name=$1
  shift
  if quiet "build/log/$name.log" "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
}

# An attribute of the <testsuite> element that ctest wrote.
junit() {
  sed -n "/<testsuite/,/>/s/.*[[:space:]]$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1
}

# count NAME: adds the results of build/log/NAME.xml, and shows what failed and what was skipped.
count() {
  total=$(junit "build/log/$1.xml" tests)
  bad=$(junit "build/log/$1.xml" failures)
  left=$(($(junit "build/log/$1.xml" skipped) + $(junit "build/log/$1.xml" disabled)))
  passed=$((passed + total - bad - left))
  failed=$((failed + bad))
  sed -n "s/^.*Test *#[0-9]*: \([^ ]*\) .*Skipped .*/skipped ($1): \1/p" "build/log/$1.log"
  if [ "$bad" -gt 0 ]; then
    echo "== $1"
    sed -e '/^ *Start  *[0-9]*:/d' -e '/\(Passed\|Skipped\)  *[0-9.]* sec$/d' -e '/^ok [0-9]/d' -e '/^$/d' \
      -e '/^\(Internal ctest\|Test project\|Total Test\|Errors while\)/d' "build/log/$1.log"
  fi
}

# build NAME PRESET [cmake option...]: into build/NAME. A failure counts as one failed test.
build() {
  name=$1
  preset=$2
  shift 2
  if quiet "build/log/$name-configure.log" cmake --preset "$preset" -B "build/$name" -D KOM_TESTS=ON "$@" &&
    quiet "build/log/$name-build.log" cmake --build "build/$name"; then
    return 0
  fi
  failed=$((failed + 1))
  return 1
}

# run NAME LABELS [prefix command...]: the tests of build/NAME whose label matches.
run() {
  name=$1
  labels=$2
  shift 2
  rm -f "build/log/$name.xml"
  "$@" ctest --test-dir "build/$name" -L "$labels" -j "$jobs" --output-on-failure --no-label-summary \
    --no-tests=error --output-junit "$PWD/build/log/$name.xml" >"build/log/$name.log" 2>&1 </dev/null || true
  if [ -s "build/log/$name.xml" ]; then
    count "$name"
  else
    echo "== $name: ctest did not finish"
    tail -n 20 "build/log/$name.log"
    failed=$((failed + 1))
  fi
}

mkdir -p build/log
if build release release; then
  run release .
fi
if build asan asan; then
  run asan 'unit|cli|brute|example'
fi
if [ -n "$full" ]; then
  . scripts/full.sh
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

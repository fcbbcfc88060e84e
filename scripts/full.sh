# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by scripts/test.sh --full: both compilers with warnings as errors, threads, memcheck, linters.
# shellcheck shell=sh
# shellcheck disable=SC2154 # jobs is set by test.sh

CC=gcc build ci ci || true
if CC=clang build clang ci; then
  run clang 'unit|cli|example'
fi
# Without what is optional.
if build plain release -DKOM_ISAL=OFF -DKOM_READSTAT=OFF -DKOM_ZSTD=OFF -DKOM_XLSX=OFF; then
  run plain 'unit|cli'
fi
# The library that others may have instead of libkom.a.
if build shared release -DKOM_SHARED=ON; then
  run shared 'example|lint|install'
fi
if CC=clang build clang-asan asan; then
  run clang-asan 'unit|cli|example'
fi

# Thread sanitizers need memory laid out in a fixed way, which containers often forbid.
if setarch "$(uname -m)" -R true 2>/dev/null; then
  if CC=clang build tsan tsan; then
    run tsan 'unit|cli' setarch "$(uname -m)" -R
  fi
else
  echo "skipped: tsan (setarch -R is not allowed here)"
fi

# Every call that can fail, failing: up to 400 places of each fault in each job, and 100 limits of memory.
one fault-sweep env KOM_BIN="$PWD/build/release/bin" BUILD_DIR="$PWD/build/release" SOURCE_DIR="$PWD" \
  sh tests/fault/run.sh --each 400 --limits 100 --tools
cat build/log/fault-sweep.log

# Every tool behind memcheck, so that the command tests run unchanged.
memcheck=$PWD/build/memcheck
mkdir -p "$memcheck"
for tool in build/release/bin/*; do
  printf '#!/bin/sh\nexec valgrind -q --vgdb=no --error-exitcode=99 --leak-check=full "%s" "$@"\n' "$PWD/$tool" \
    >"$memcheck/${tool##*/}"
  chmod +x "$memcheck/${tool##*/}"
done
for file in tests/cli/*.bats; do
  one "memcheck-$(basename "$file" .bats)" env KOM_BIN="$memcheck" KOM_SANITIZE=memcheck \
    SOURCE_DIR="$PWD" BUILD_DIR="$PWD/build/release" bats "$file"
done

# The documentation as pages: links, ids, texts of pictures; in a browser width and contrast, light and dark.
if command -v pandoc >/dev/null && command -v mandoc >/dev/null; then
  one site-build python3 -B scripts/site.py build/site --man build/release/man
  # shellcheck disable=SC2046 # the option with its value, or nothing
  one site-check python3 -B scripts/check_site.py build/site $(command -v chromium >/dev/null && echo --browser chromium)
else
  echo "skipped: the pages of the documentation (no pandoc, or no mandoc)"
fi

# Every tool on 200 inputs: the same bytes whatever the source, threads, locale and compiler.
one everywhere env KOM_ROUNDS=200 KOM_BIN="$PWD/build/release/bin" KOM_OTHER_BIN="$PWD/build/clang/bin" SOURCE_DIR="$PWD" \
  LOCPATH="$PWD/build/release/locale" python3 -B tests/prop/test_everywhere.py

# Registers of several blocks on every way, and runs in parts.
one blocks env KOM_ROUNDS=400 KOM_BIN="$PWD/build/release/bin" SOURCE_DIR="$PWD" python3 -B tests/prop/test_blocks.py
one parts env KOM_ROUNDS=600 KOM_BIN="$PWD/build/release/bin" SOURCE_DIR="$PWD" python3 -B tests/prop/test_parts.py

# Each fuzz target for half a minute.
one fuzz sh scripts/fuzz.sh 6

# The finding alone, without the path that leads to it (clang-tidy-14 -p build/clang FILE shows that).
tidy() {
  printf '%s\n' lib/*/*.c cmd/*.c | xargs -n 1 -P "$jobs" clang-tidy-14 --quiet -p build/clang 2>&1 |
    grep -E '(error|warning): ' | sort -u | grep . && return 1
  return 0
}
one clang-tidy tidy
one cppcheck cppcheck --quiet --error-exitcode=1 --enable=warning,portability --inline-suppr \
  --std=c11 -I include -D_POSIX_C_SOURCE=200809L lib cmd

# What is packed (docs/install.md), up to a bare machine. Exit 77: skipped, and the last line of the log says why.
package() {
  name=package-$1
  package_status=0
  KOM_BIN=$PWD/build/release/bin SOURCE_DIR=$PWD sh "tests/package/$1.sh" >"build/log/$name.log" 2>&1 </dev/null ||
    package_status=$?
  case $package_status in
  0) passed=$((passed + 1)) ;;
  77) echo "skipped: $name ($(tail -n 1 "build/log/$name.log"))" ;;
  *)
    failed=$((failed + 1))
    echo "== $name"
    tail -n 20 "build/log/$name.log"
    ;;
  esac
}
# The command tests with the one executable that has all tools.
if build static static; then
  run static cli
fi
for package in dist static oci deb; do
  package "$package"
done

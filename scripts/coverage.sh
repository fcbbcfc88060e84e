#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Lines and branches that the tests run, a row a floor (clang, llvm-cov), and the regions they do not run in
# build/coverage/uncovered.txt: sh scripts/coverage.sh [CTEST OPTION...] (default: unit, cli, brute, fuzz and example tests).
set -eu
cd "$(dirname "$0")/.."
root=$PWD
build=$root/build/coverage
[ $# -gt 0 ] || set -- -L 'unit|cli|brute|fuzz|example'
[ -e "$build/build.ninja" ] || CC=clang cmake --preset coverage >/dev/null
cmake --build "$build" >"$build/build.log" || {
  tail -n 20 "$build/build.log"
  exit 1
}

# Every process adds what it ran to one of a few files.
rm -rf "$build/raw"
mkdir -p "$build/raw"
LLVM_PROFILE_FILE="$build/raw/%4m.profraw" ctest --test-dir "$build" -j "$(getconf _NPROCESSORS_ONLN)" "$@" \
  --output-on-failure >"$build/tests.log" 2>&1 || grep -E '^[0-9]+% tests|\*\*\*' "$build/tests.log"
find "$build/raw" -name '*.profraw' >"$build/raw/list"
llvm-profdata-14 merge -sparse -f "$build/raw/list" -o "$build/all.profdata"

# The library is linked whole into one program, so that what no test links counts too.
llvm-cov-14 export -instr-profile "$build/all.profdata" "$build/tests/coverage_all" -skip-functions -summary-only \
  >"$build/summary.json"
python3 - "$build/summary.json" <<'EOF'
import json
import re
import sys
floors = "base io table agg stat rows method present cli cmd".split()
sums = {floor: [0] * 4 for floor in floors}
for file in json.load(open(sys.argv[1]))["data"][0]["files"]:
    found = re.search(r"/(?:lib/(\w+)|(cmd))/(?:\w+/)?\w+\.[ch]$", file["filename"])
    floor = found and (found.group(1) or found.group(2))
    if floor in sums:
        s = file["summary"]
        for i, (kind, key) in enumerate((k, n) for k in ("lines", "branches") for n in ("covered", "count")):
            sums[floor][i] += s[kind][key]
print("floor     lines        %   branches        %")
for floor in floors + ["all"]:
    a, b, c, d = sums[floor] if floor != "all" else [sum(s[i] for s in sums.values()) for i in range(4)]
    print("%-8s %6d  %7.2f     %6d  %7.2f" % (floor, b, 100 * a / max(b, 1), d, 100 * c / max(d, 1)))
EOF
llvm-cov-14 show -instr-profile "$build/all.profdata" "$build/tests/coverage_all" -show-branches=count \
  -show-line-counts-or-regions $(find lib cmd -name '*.c') >"$build/lines.txt"
python3 - "$build/lines.txt" "$root/" >"$build/uncovered.txt" <<'EOF'
import re
import sys
name = ""
for line in open(sys.argv[1], encoding="utf-8", errors="replace"):
    if re.match(r"/.*:$", line):
        name = line.rstrip()[:-1].replace(sys.argv[2], "")
    elif re.match(r" +\d+\| +0\|", line):
        number, _, text = line.split("|", 2)
        print("%s:%d: never run: %s" % (name, int(number), text.strip()))
    else:
        branch = re.search(r"Branch \((\d+):(\d+)\): \[True: ([^,]+), False: ([^\]]+)\]", line)
        if branch and (branch.group(3) == "0") != (branch.group(4) == "0"):
            print("%s:%s:%s: never %s" % (name, branch.group(1), branch.group(2),
                                          "true" if branch.group(3) == "0" else "false"))
EOF
echo "$(wc -l <"$build/uncovered.txt") places: build/coverage/uncovered.txt"

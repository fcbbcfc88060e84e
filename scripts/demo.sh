#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the tools and shows what they do on the sample data: sh scripts/demo.sh [--no-install]
set -eu
cd "$(dirname "$0")/.."
. scripts/need.sh

install=
case "${1-}" in
'') ;;
--no-install) install=$1 ;;
*)
  echo "usage: sh scripts/demo.sh [--no-install]" >&2
  exit 2
  ;;
esac
# shellcheck disable=SC2086 # empty or one word
need $install build demo

echo "building into build/release ..."
quiet build/log/demo-configure.log cmake --preset release
quiet build/log/demo-build.log cmake --build --preset release --target installed
PATH=$PWD/build/release/bin:$PATH
out=build/demo
mkdir -p "$out"

# show SENTENCE COMMANDLINE: prints both, then runs the line as it stands. `$out` is the folder for results.
show() {
  printf '\n%s\n  $ %s\n' "$1" "$(printf '%s' "$2" | sed "s|\\\$out|$out|g")"
  out=$out sh -eu -c "$2"
}

# The steps, in the order a newcomer should see them.
side='--offerings data/sample/offerings.csv --recipients data/sample/recipients.csv.gz --participation data/sample/participation.csv'

show 'Raw extracts are Danish files: semicolons, decimal commas, Windows-1252.' \
  'gzip -dc data/sample/sales.csv.gz | head -n 4'
show 'First, is everything as declared? No row below the header means: yes.' \
  'kom-check --schema data/sample/datapackage.json#sales data/sample/sales.csv.gz'
show 'Who was offered a service, and who bought, in the twelve months before and after each start (kept in a file).' \
  "kom-uptake $side --period event:12m -o \$out/uptake.csv data/sample/sales.csv.gz"
show 'The nine municipalities that offered: exact intervals, because buying is rare.' \
  "grep -E '^kom,|,offered,' \$out/uptake.csv | kom-table -q --columns kom,period,recipients,buyers,uptake,conf_low,conf_high --percent uptake,conf_low,conf_high"
show 'Did uptake change? Municipality by municipality the answer is mostly: no clear change.' \
  "grep -E '^kom,|,offered,' \$out/uptake.csv | kom-diff -q --count buyers --of recipients --phase period | kom-table -q --columns kom,count_before,count_after,estimate,p_value --estimate-ci --percent estimate"
show 'All nine together, persons counted once. The sample was made with a change of +0.94 percentage points (data/sample/truth.csv).' \
  "kom-uptake -q $side --by '' --period event:12m data/sample/sales.csv.gz | kom-diff -q --by '' --count buyers --of recipients --phase period -o \$out/change.csv"
show 'The same for a Danish report.' \
  "kom-table -q --lang da --columns count_before,n_before,count_after,n_after,estimate,p_value --estimate-ci --percent estimate \$out/change.csv | tee \$out/change.txt"
show 'What was bought for, by service: sums of decimals are exact.' \
  "kom-sum -q --by service --value amount --stats n,sum,mean,median,max data/sample/sales.csv.gz | kom-table -q"

if [ -n "$(ls -A "$out")" ]; then
  printf '\nResults: %s\n' "$out"
  ls "$out"
fi

#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Says which peers of the benchmark are there; --install gets those that Debian and npm have.
# sh bench/peers.sh [--install] [--out DIR]; DIR is that of run.sh, where the npm packages go.
set -eu
cd "$(dirname "$0")/.."
. scripts/need.sh
duckdb=@duckdb/node-api@1.5.6-r.1
polars=0.26.1
chdb=chdb@3.4.0
install=
out=build/benchmark
while [ $# -gt 0 ]; do
  case $1 in
  --install) install=yes ;;
  --out)
    [ $# -ge 2 ] || exit 2
    out=$2
    shift
    ;;
  *)
    sed -n 's/^# \(sh bench.*\);.*/usage: \1/p' bench/peers.sh >&2
    exit 2
    ;;
  esac
  shift
done

if [ -n "$install" ]; then
  need bench
  mkdir -p "$out"
  if command -v npm >/dev/null 2>&1; then
    machine=$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
    # npm leaves polars' own binary out where it thinks it optional, so it is named.
    [ -e "$out/package.json" ] || echo '{ "private": true }' >"$out/package.json"
    for package in "$duckdb" "$chdb" "nodejs-polars@$polars nodejs-polars-linux-$machine-gnu@$polars"; do
      # shellcheck disable=SC2086 # the packages are words
      quiet "$out/npm.log" npm install --prefix "$out" --no-audit --no-fund $package || true
    done
  else
    echo "no npm: DuckDB, polars and chDB are left out" >&2
  fi
fi

root=$PWD
here=$root/bench
out=$(mkdir -p "$out" && cd "$out" && pwd)
. bench/jobs.sh
find_peers
echo "peers:$peers"

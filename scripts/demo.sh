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
quiet build/log/demo-build.log cmake --build --preset release --target tools
PATH=$PWD/build/release/bin:$PATH
out=build/demo
mkdir -p "$out"

# show SENTENCE COMMANDLINE: prints both, then runs the line as it stands. `$out` is the folder for results.
show() {
  printf '\n%s\n  $ %s\n' "$1" "$(printf '%s' "$2" | sed "s|\\\$out|$out|g")"
  out=$out sh -eu -c "$2"
}

# The steps, in the order a newcomer should see them.
show "The tools, by purpose." 'kom --help'

if [ -n "$(ls -A "$out")" ]; then
  printf '\nResults: %s\n' "$out"
  ls "$out"
fi

#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The jobs under faults, in a folder of their own: sh tests/fault/run.sh [option of harness.c]... A few places of each
# fault by default. KOM_BIN has the tools, BUILD_DIR the harness.
set -eu
source_dir=${SOURCE_DIR:-$(cd "$(dirname "$0")/../.." && pwd)}
build_dir=${BUILD_DIR:-$source_dir/build/dev}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
[ "$jobs" -le 8 ] || jobs=8
"$build_dir/fault/harness" --bin "${KOM_BIN:-$build_dir/bin}" --interpose "$build_dir/fault/interpose.so" \
  --jobs "$source_dir/tests/fault/jobs" --known "$source_dir/tests/fault/known" --work "$work" -j "$jobs" "$@"

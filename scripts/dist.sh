#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Packs the sources into build/dist/komtools-VERSION.tar.gz, the same bytes each time: sh scripts/dist.sh
set -eu
cd "$(dirname "$0")/.."
. scripts/pack.sh

[ $# -eq 0 ] || { echo "usage: sh scripts/dist.sh" >&2; exit 2; }
file=build/dist/komtools-$(pack_version).tar.gz
mkdir -p build/dist
pack_sources "$file"
echo "$file"

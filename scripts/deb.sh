#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the Debian packages komtools and libkom-dev into build/deb/, the same bytes each time: sh scripts/deb.sh [--no-install]
set -eu
cd "$(dirname "$0")/.."
. scripts/need.sh
. scripts/pack.sh

install=
case "${1-}" in
'') ;;
--no-install) install=$1 ;;
*)
  echo "usage: sh scripts/deb.sh [--no-install]" >&2
  exit 2
  ;;
esac
# shellcheck disable=SC2086 # empty or one word
need $install build optional package

# Of the sources as dist.sh packs them, beside everything else of this checkout. The date of all files in the packages is that
# of debian/changelog, and no path of this machine is in them.
rm -rf build/deb
mkdir -p build/deb
pack_sources build/deb/sources.tar.gz
tar -x -C build/deb -f build/deb/sources.tar.gz
top=$PWD
cd "build/deb/komtools-$(pack_version)"
DEB_BUILD_OPTIONS="noautodbgsym ${DEB_BUILD_OPTIONS:-}" quiet "$top/build/log/deb.log" dpkg-buildpackage -us -uc -b
cd "$top"
rm -rf build/deb/komtools-*/ build/deb/sources.tar.gz
ls build/deb/*.deb

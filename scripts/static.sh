#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Packs one executable that needs no shared library, with all that belongs to it, into
# build/dist/komtools-VERSION-linux-ARCH.tar.gz, the same bytes each time: sh scripts/static.sh [--no-install]
set -eu
cd "$(dirname "$0")/.."
. scripts/need.sh
. scripts/pack.sh

install=
case "${1-}" in
'') ;;
--no-install) install=$1 ;;
*)
  echo "usage: sh scripts/static.sh [--no-install]" >&2
  exit 2
  ;;
esac
# shellcheck disable=SC2086 # empty or one word
need $install build

quiet build/log/static-configure.log cmake --preset static -D KOM_TESTS=OFF
quiet build/log/static-build.log cmake --build --preset static --target installed

name=komtools-$(pack_version)-linux-$(pack_arch)
stage=build/static/stage
rm -rf "$stage"
mkdir -p build/dist
quiet build/log/static-install.log cmake --install build/static --strip --prefix "$PWD/$stage/$name"
cp scripts/install.sh "$stage/$name/install.sh"
chmod +x "$stage/$name/install.sh"
cp LICENSE "$stage/$name/LICENSE"
pack_licences build/static/kom.map "$stage/$name/licences"
cat >"$stage/$name/README" <<END
komtools $(pack_version): the tools kom-* in one executable, bin/kom, which needs no shared library.

./install.sh               installs into .local of your home folder; no root is needed
./install.sh PREFIX        installs into another folder
./install.sh --uninstall   undoes it
bin/kom                    lists the tools; it runs from here, too

What this executable does without (bin/kom --version):
$(build/static/bin/kom --version | grep -oE 'built without [^,]*' | sed 's/built without/-/')
licences/ has the licences of the libraries that are in it, and names their versions.
END
pack_folder "$stage" "$name" "build/dist/$name.tar.gz"
echo "build/dist/$name.tar.gz"

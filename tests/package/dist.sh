# SPDX-License-Identifier: GPL-3.0-or-later
# What the tarball of the sources unpacks to builds a tool that gives the right figures, and passes the checks of its
# sources, where no git is.
set -eu
cd "${SOURCE_DIR:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. scripts/pack.sh
pack_sources "$work/komtools.tar.gz"
tar -x -C "$work" -f "$work/komtools.tar.gz"
cd "$work/komtools-$(pack_version)"
unset SOURCE_DIR BUILD_DIR KOM_BIN
cmake --preset ci
cmake --build --preset ci --target kom-sum kom-emit
printf 'kom;n\n101;1,5\n101;2,25\n' >n.csv
build/ci/bin/kom-sum -q --value n --stats sum n.csv | grep -qx 'n,3.75'
rm n.csv
ctest --preset ci -L lint -E 'lint-(circles|twins|answers|trace|asserts)'

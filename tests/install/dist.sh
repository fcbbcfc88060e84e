# SPDX-License-Identifier: GPL-3.0-or-later
# The tarball of the sources: the same bytes twice, also from what it unpacks to, which has no git and is configured.
set -eu
cd "${SOURCE_DIR:?}"
command -v cmake >/dev/null && [ -z "${KOM_SANITIZE:-}" ] || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(sed -n 's/^#define KOM_VERSION "\(.*\)"/\1/p' include/kom/version.h)

# No two runs of this test write into one folder: the sources as they are committed, unpacked twice over.
. scripts/pack.sh
pack_sources "$work/one.tar.gz" 2>"$work/said"
pack_sources "$work/two.tar.gz" 2>/dev/null
cmp "$work/one.tar.gz" "$work/two.tar.gz" || { echo "two tarballs of the same sources differ"; exit 1; }
[ -e .git ] || [ ! -s "$work/said" ] || { cat "$work/said"; exit 1; }

mkdir "$work/unpacked"
tar -x -C "$work/unpacked" -f "$work/one.tar.gz"
[ "$(ls "$work/unpacked")" = "komtools-$version" ] || { echo "unpacks to: $(ls "$work/unpacked")"; exit 1; }
cd "$work/unpacked/komtools-$version"
[ ! -e .git ] || { echo "there is a .git in the tarball"; exit 1; }
[ "$(sh scripts/dist.sh)" = "build/dist/komtools-$version.tar.gz" ] || { echo "dist.sh does not say what it wrote"; exit 1; }
cmp "$work/one.tar.gz" "build/dist/komtools-$version.tar.gz" || { echo "the tree without git gives other bytes"; exit 1; }
cmake --preset release -D KOM_TESTS=OFF >"$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }

# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian packages: the same bytes twice, nothing that lintian calls an error, and on a bare Debian installed with what
# they name, run, linked with, and removed.
set -eu
cd "${SOURCE_DIR:?}"
: "${KOM_BIN:?}"
command -v dpkg-buildpackage >/dev/null || { echo "no dpkg-buildpackage"; exit 77; }
. tests/package/chroot.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sh scripts/deb.sh --no-install
cp build/deb/*.deb "$work"
sh scripts/deb.sh --no-install
for file in "$work"/*.deb; do
  cmp "$file" "build/deb/${file##*/}"
done
[ "$(ls "$work" | wc -l)" -eq 2 ]
! command -v lintian >/dev/null || lintian --allow-root --fail-on error build/deb/*.changes

for tool in $(sed -n 's/^TOOL( *\([a-z0-9_]*\).*/\1/p' cmd/tools.def); do
  dpkg-deb -c "$work"/komtools_*.deb >"$work/list"
  grep -q " \./usr/bin/kom-$tool$" "$work/list"
  grep -q " \./usr/share/man/man1/kom-$tool\.1\.gz$" "$work/list"
  grep -q " \./usr/share/bash-completion/completions/kom-$tool -> kom$" "$work/list"
done
grep -q ' \./usr/share/zsh/vendor-completions/_kom$' "$work/list"
grep -q ' \./usr/share/komtools/bindings/kom\.py$' "$work/list"
# What kom.pc asks for, libkom-dev brings.
dpkg-deb -c "$work"/libkom-dev_*.deb | grep -q '/pkgconfig/kom\.pc$'

bare_root "$PWD/build/bare"
bare=$PWD/build/bare
rm -rf "$bare/srv/komtools"
mkdir -p "$bare/srv/komtools"
cp "$work"/*.deb "$bare/srv/komtools"
bare_run "$bare" apt-get -qq update || { echo "no package index, perhaps without a network"; exit 77; }
bare_run "$bare" sh -c 'apt-get install -qq -y --no-install-recommends /srv/komtools/komtools_*.deb' >"$work/log" 2>&1 ||
  { tail -n 20 "$work/log"; exit 1; }
bare_run "$bare" dpkg --audit

# The calls that the sample's README and the manual pages speak of, from where the package has the data.
figures() {
  sample=$1
  shift
  "$@" uptake -q --offerings "$sample/offerings.csv" --recipients "$sample/recipients.csv.gz" \
    --participation "$sample/participation.csv" --period event:12m "$sample/sales.csv.gz"
  "$@" sum -q --by service --value amount "$sample/sales.csv.gz"
}
figures data/sample "$KOM_BIN/kom" >"$work/want"
figures /usr/share/komtools/data/sample bare_run "$bare" kom | cmp "$work/want"
bare_run "$bare" kom-read --version | sed -n 2p >"$work/said"
! grep 'built without' "$work/said" || [ "$(dpkg --print-architecture)" != amd64 ]

# Linked with: the example of the package, by what the package depends on and nothing else.
bare_run "$bare" sh -c 'apt-get install -qq -y --no-install-recommends gcc libc6-dev pkg-config /srv/komtools/libkom-dev_*.deb' \
  >"$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }
# shellcheck disable=SC2016 # for the shell there
bare_run "$bare" sh -euc 'cd /srv/komtools
  cc -std=c17 -o sum_column /usr/share/doc/libkom-dev/examples/sum_column.c $(pkg-config --cflags --libs kom)
  printf "n\n1.5\n2.25\n" >n.csv
  ./sum_column n.csv n' | grep -q '3\.75'

bare_run "$bare" apt-get purge -qq -y komtools libkom-dev >"$work/log" 2>&1
! find "$bare/usr" -name '*kom*' -not -path '*/perl*' | grep -E '/(kom|libkom|komtools)'

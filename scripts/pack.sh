# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by dist.sh, static.sh, deb.sh and oci.sh: version, date, and archives that are the same bytes each time.
# shellcheck shell=sh

# Of include/kom/version.h, the only place where it stands.
pack_version() {
  sed -n 's/^#define KOM_VERSION "\(.*\)"$/\1/p' include/kom/version.h
}

# The day of the version, in seconds: what is packed is dated by it, and not by when it was packed.
pack_epoch() {
  date -u -d "$(sed -n 's/^#define KOM_VERSION_DATE "\(.*\)"$/\1/p' include/kom/version.h)" +%s
}

# pack_sources FILE: the sources as a .tar.gz. From a checkout that is the commit, and what is not committed is named.
# From an unpacked tarball it is the tree as it stands.
pack_sources() {
  pack_name=komtools-$(pack_version)
  if [ -e .git ] && command -v git >/dev/null 2>&1; then
    pack_changed=$(git -c safe.directory='*' status --porcelain | cut -c 4-)
    [ -z "$pack_changed" ] || printf 'not committed, and so not as it stands in the tarball:\n%s\n' "$pack_changed" >&2
    pack_tree=$(mktemp -d)
    git -c safe.directory='*' -c tar.umask=0022 archive --prefix="$pack_name/" HEAD | tar -x -C "$pack_tree" -f -
  else
    pack_tree=$(mktemp -d)
    mkdir "$pack_tree/$pack_name"
    tar -c --exclude=./build --exclude=__pycache__ --exclude=./compile_commands.json -f - . |
      tar -x -C "$pack_tree/$pack_name" -f -
  fi
  pack_folder "$pack_tree" "$pack_name" "$1"
  rm -rf "$pack_tree"
}

# pack_folder DIR NAME FILE: DIR/NAME as a .tar.gz, without owner, order, mode or date of this machine.
pack_folder() {
  pack_tar "$1" "$2" "$3.tar"
  gzip -n -9 <"$3.tar" >"$3.part"
  rm -f "$3.tar"
  mv "$3.part" "$3"
}

# pack_tar DIR NAME FILE: the same, not compressed.
pack_tar() {
  LC_ALL=C tar -c -C "$1" --format=ustar --sort=name --mtime="@$(pack_epoch)" --owner=0 --group=0 --numeric-owner \
    --mode=u=rwX,go=rX -f "$3" "$2"
}

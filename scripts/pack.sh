# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by dist.sh, static.sh, deb.sh and oci.sh: version, date, and archives that are the same bytes each time.
# shellcheck shell=sh

# With it ccache makes paths relative, those in assertions too, which are to be the same in whatever folder.
unset CCACHE_BASEDIR

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
    tar -c --exclude=./build --exclude=__pycache__ --exclude=./compile_commands.json --exclude='./obj-*' \
      --exclude=./debian/.debhelper --exclude='./debian/*.substvars' --exclude=./debian/files --exclude=./debian/tmp \
      --exclude=./debian/debhelper-build-stamp --exclude=./debian/komtools --exclude=./debian/libkom-dev -f - . |
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

# The machine as packages call it.
pack_arch() {
  case $(uname -m) in
  x86_64) echo amd64 ;;
  aarch64) echo arm64 ;;
  *) uname -m ;;
  esac
}

# pack_licences MAP DIR: the licences of the archives that a linker's map names, of the Debian packages that they are from.
pack_licences() {
  mkdir -p "$2"
  pack_list=$(sed '/^Memory Configuration/q' "$1" | grep -oE '^/[^ (]*\.a\(' | tr -d '(' | sort -u)
  for pack_archive in $pack_list; do
    pack_found=$(dpkg-query -S "$(realpath "$pack_archive")" 2>/dev/null) || {
      echo "$pack_archive is linked in, and is of no Debian package that would tell its licence" >&2
      return 4
    }
    echo "${pack_found%%: *}" >>"$2/found"
  done
  sort -u "$2/found" >"$2/packages"
  rm "$2/found"
  : >"$2/LIST"
  while read -r pack_package; do
    dpkg-query -W -f '${Package} ${Version}, source ${source:Package} ${source:Version}\n' "$pack_package" >>"$2/LIST"
    cp -L "/usr/share/doc/${pack_package%%:*}/copyright" "$2/${pack_package%%:*}" || return
  done <"$2/packages"
  rm "$2/packages"
  # What these name as lying elsewhere on a Debian system.
  for pack_text in $(grep -ohE '/usr/share/common-licenses/[A-Za-z0-9.+-]*[A-Za-z0-9+]' "$2"/* | sort -u); do
    [ ! -f "$pack_text" ] || cp -L "$pack_text" "$2/${pack_text##*/}"
  done
}

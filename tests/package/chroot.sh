# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: a bare Debian in build/bare, made by debootstrap once and kept; exit 77, saying why, where none can be had.
# shellcheck shell=sh

# bare_root DIR: makes it there.
bare_root() {
  [ "$(id -u)" -eq 0 ] || { echo "not root: no bare Debian can be made"; exit 77; }
  command -v debootstrap >/dev/null || { echo "debootstrap is not installed"; exit 77; }
  [ ! -e "$1/etc/made-whole" ] || return 0
  rm -rf --one-file-system "$1"
  mkdir -p "$1"
  # shellcheck disable=SC1091 # of the machine
  bare_release=$(. /etc/os-release && echo "$VERSION_CODENAME")
  bare_mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    awk '/^deb /{ for (i = 2; i <= NF; i++) if ($i ~ /^http/) { print $i; exit } } /^URIs:/{ print $2; exit }')
  debootstrap --variant=minbase --include=ca-certificates "$bare_release" "$1" "$bare_mirror" >"$1.log" 2>&1 ||
    { tail -n 5 "$1.log"; echo "debootstrap did not succeed, perhaps without a network"; exit 77; }
  # The sources, proxies and certificates of this machine.
  rm -f "$1/etc/apt/sources.list"
  cp -R /etc/apt/. "$1/etc/apt/"
  cp /etc/resolv.conf /etc/hosts "$1/etc/" 2>/dev/null || true
  [ ! -d /usr/local/share/ca-certificates ] || cp -R /usr/local/share/ca-certificates/. "$1/usr/local/share/ca-certificates/"
  bare_run "$1" update-ca-certificates >/dev/null 2>&1 || true
  bare_device "$1" null 3
  bare_device "$1" zero 5
  bare_device "$1" random 8
  bare_device "$1" urandom 9
  : >"$1/etc/made-whole"
}

# bare_device DIR NAME MINOR
bare_device() {
  [ -c "$1/dev/$2" ] || mknod -m 666 "$1/dev/$2" c 1 "$3"
}

# bare_run DIR COMMAND...: there, with nothing else in the environment.
bare_run() {
  bare_dir=$1
  shift
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive LC_ALL=C \
    "$(command -v chroot)" "$bare_dir" "$@"
}

# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the other scripts: installs the Debian packages they need, and runs long commands quietly.
# shellcheck shell=sh

# quiet LOG COMMAND...: output goes to LOG; shown, its last lines only, when the command fails.
quiet() {
  quiet_log=$1
  shift
  mkdir -p "$(dirname "$quiet_log")"
  quiet_status=0
  "$@" >"$quiet_log" 2>&1 </dev/null || quiet_status=$?
  if [ "$quiet_status" -ne 0 ]; then
    echo "failed ($quiet_status): $*" >&2
    tail -n 40 "$quiet_log" >&2
    echo "the whole log: $quiet_log" >&2
  fi
  return "$quiet_status"
}

# The packages of the named sections of scripts/packages, one a line.
packages_of() {
  awk -v sections=" $* " '
    /^#/ || NF == 0 { next }
    /^\[/ { wanted = index(sections, " " substr($1, 2, length($1) - 2) " "); next }
    wanted { print $1 }' scripts/packages
}

# Those of them that are not installed, on one line.
packages_missing() {
  missing=
  for package in $(packages_of "$@"); do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
      missing="$missing $package"
  done
  echo "${missing# }"
}

# need [--no-install] SECTION...: installs what is missing, as root or through sudo; otherwise prints the
# one line to type and exits 4. Nothing missing: apt is not touched. Run it from the root of the project.
need() {
  need_install=yes
  if [ "$1" = --no-install ]; then
    need_install=no
    shift
  fi
  if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "no Debian system: packages are not checked; scripts/packages lists them ($*)" >&2
    return 0
  fi
  need_list=$(packages_missing "$@")
  [ -n "$need_list" ] || return 0
  need_root=
  if [ "$(id -u)" -ne 0 ]; then
    need_root=sudo
    # Without a terminal nobody can answer a password prompt.
    if ! command -v sudo >/dev/null 2>&1 || { [ ! -t 0 ] && ! sudo -n true 2>/dev/null; }; then
      need_install=no
    fi
  fi
  if [ "$need_install" = no ]; then
    echo "missing packages; to install them, type (as root or with sudo):" >&2
    echo "  apt-get update && apt-get install -y --no-install-recommends $need_list" >&2
    exit 4
  fi
  echo "installing: $need_list"
  [ -z "$need_root" ] || sudo -v || exit 4
  # shellcheck disable=SC2086 # the list is words
  if ! quiet build/log/apt-update.log $need_root apt-get -o DPkg::Lock::Timeout=300 update ||
    ! quiet build/log/apt-install.log $need_root env DEBIAN_FRONTEND=noninteractive \
      apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $need_list; then
    exit 4
  fi
  need_list=$(packages_missing "$@")
  if [ -n "$need_list" ]; then
    echo "still missing after the installation: $need_list" >&2
    exit 4
  fi
}

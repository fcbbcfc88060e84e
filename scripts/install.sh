#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what lies beside this file into a home folder, and undoes it; needs no root:
#   ./install.sh [PREFIX]              default: .local in your home folder
#   ./install.sh --uninstall [PREFIX]
set -eu
umask 022

usage() {
  echo "usage: ./install.sh [PREFIX], or ./install.sh --uninstall [PREFIX]" >&2
  exit 2
}

fail() {
  echo "install.sh: $1" >&2
  exit 4
}

work=install
case "${1-}" in
--uninstall)
  work=uninstall
  shift
  ;;
--) shift ;;
-*) usage ;;
esac
[ $# -le 1 ] || usage
if [ $# -eq 1 ]; then
  prefix=$1
else
  [ -n "${HOME:-}" ] || fail "HOME is not set; name the folder: ./install.sh PREFIX"
  prefix=$HOME/.local
fi
[ -n "$prefix" ] || usage
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
list=$prefix/share/komtools/installed

# Removes what an earlier run wrote, and the folders that are empty then.
remove() {
  while IFS= read -r file; do
    rm -f "$prefix/$file"
  done <"$list"
  while IFS= read -r file; do
    folder=${file%/*}
    while rmdir "$prefix/$folder" 2>/dev/null; do
      case $folder in */*) folder=${folder%/*} ;; *) break ;; esac
    done
  done <"$list"
  rm -f "$list"
  rmdir "$prefix/share/komtools" "$prefix/share" 2>/dev/null || true
}

if [ "$work" = uninstall ]; then
  [ -f "$list" ] || fail "nothing of komtools that install.sh wrote is in $prefix"
  remove
  echo "komtools is no longer in $prefix"
  exit 0
fi

here=$(cd "$(dirname "$0")" && pwd)
[ -x "$here/bin/kom" ] || fail "there is no bin/kom beside install.sh; unpack the whole tarball and call it there"
version=$("$here/bin/kom" --version | sed -n 1p) || true
[ -n "$version" ] || fail "bin/kom does not run on this machine ($(uname -s) $(uname -m)); the name of the tarball says for which it is"
mkdir -p "$prefix" 2>/dev/null && [ -w "$prefix" ] || fail "$prefix cannot be written; name another folder: ./install.sh PREFIX"

# What is there and not from an earlier run stays: somebody else put it there.
(cd "$here" && find bin share -type f -o -type l | LC_ALL=C sort) | while IFS= read -r file; do
  [ ! -e "$prefix/$file" ] && [ ! -L "$prefix/$file" ] || grep -qxF "$file" "$list" 2>/dev/null ||
    fail "$prefix/$file is there already and is not of an earlier ./install.sh; remove it, or name another folder: ./install.sh PREFIX"
done
[ ! -f "$list" ] || remove
mkdir -p "$prefix/share/komtools"
(cd "$here" && find bin share -type f -o -type l | LC_ALL=C sort) >"$list"
while IFS= read -r file; do
  mkdir -p "$prefix/${file%/*}"
  cp -P "$here/$file" "$prefix/$file" || fail "$prefix/$file cannot be written; ./install.sh --uninstall '$prefix' undoes what was"
done <"$list"

echo "$version is in $prefix"
case ":${PATH:-}:" in
*":$prefix/bin:"*) ;;
*)
  echo "Add this line to the file that your shell reads when it starts (.profile, .bashrc or .zshrc):"
  echo "  export PATH=\"$prefix/bin:\$PATH\""
  ;;
esac
echo "To undo it: ./install.sh --uninstall '$prefix'"

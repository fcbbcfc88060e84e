# SPDX-License-Identifier: GPL-3.0-or-later
# install.sh into a home folder and back, with nothing in the environment: here with the tools of this build, which
# tests/package/static.sh does with the executable that is packed.
set -eu
cd "${SOURCE_DIR:?}"
[ -z "${KOM_SANITIZE:-}" ] || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "${BUILD_DIR:?}" --prefix "$work/from" >/dev/null
cp scripts/install.sh "$work/from/install.sh"
home="$work/a home"
mkdir "$home"
status=0

wrong() {
  echo "$1"
  status=1
}

# bare ARGUMENT...: install.sh, called from elsewhere, knowing HOME only.
bare() {
  (cd "$work" && env -i PATH=/usr/bin:/bin HOME="$home" sh from/install.sh "$@") >"$work/said" 2>&1
}

# refuses CODE TEXT ARGUMENT...
refuses() {
  code=0
  want=$1
  text=$2
  shift 2
  bare "$@" || code=$?
  [ "$code" = "$want" ] && grep -qF -e "$text" "$work/said" || wrong "install.sh $*: $code, $(cat "$work/said")"
}

# The same files as those that it came from, and its list.
whole() {
  (cd "$work/from" && find bin share | sort) >"$work/want"
  (cd "$1" && find bin share | grep -vx share/komtools/installed | sort) >"$work/got"
  diff "$work/want" "$work/got" || wrong "not all is in $1"
}

bare || wrong "it does not install: $(cat "$work/said")"
whole "$home/.local"
grep -qF "  export PATH=\"$home/.local/bin:\$PATH\"" "$work/said" || wrong "what to add to PATH is not said"
# The line that it says is the one that works.
line=$(sed -n 's/^  \(export .*\)/\1/p' "$work/said")
printf 'kom;n\n101;1,5\n101;2,25\n' >"$work/n.csv"
env -i PATH=/usr/bin:/bin sh -eu -c "$line; kom sum -q --value n --stats sum '$work/n.csv'; kom-sum -q --value n --stats sum '$work/n.csv'" |
  grep -cx 'n,3.75' | grep -qx 2 || wrong "the tools do not run from there"
[ ! -e "$home/.local/include" ] && [ ! -e "$home/.local/lib" ] || wrong "more than the tools was installed"

# Again, over itself, an older one having had a file more; then nothing is left, but what others put there is.
echo 'bin/kom-older' >>"$home/.local/share/komtools/installed"
: >"$home/.local/bin/kom-older"
: >"$home/.local/bin/another"
bare || wrong "not over an older one: $(cat "$work/said")"
[ ! -e "$home/.local/bin/kom-older" ] || wrong "what the older one had is left"
bare --uninstall || wrong "it does not undo: $(cat "$work/said")"
[ "$(cd "$home/.local" && find . -type f)" = ./bin/another ] && [ ! -e "$home/.local/share" ] ||
  wrong "left by --uninstall: $(find "$home/.local")"
refuses 4 "nothing of komtools" --uninstall

# Another folder, which a blank or no slash in front does not hurt; files of others are not written over.
bare "b c/d" || wrong "not into a folder that is named: $(cat "$work/said")"
whole "$work/b c/d"
refuses 2 "usage:" one two
refuses 2 "usage:" --nothing
: >"$home/.local/bin/kom-sum"
refuses 4 "$home/.local/bin/kom-sum is there already"
[ ! -s "$home/.local/bin/kom-sum" ] && [ ! -e "$home/.local/bin/kom" ] || wrong "files of others were written over"
rm "$home/.local/bin/kom-sum"
bare || wrong "the remedy does not work: $(cat "$work/said")"
refuses 4 "cannot be written" "$work/n.csv/there"
mv "$work/from/bin/kom" "$work/kom"
refuses 4 "no bin/kom"
printf 'no program' >"$work/from/bin/kom"
chmod +x "$work/from/bin/kom"
refuses 4 "does not run on this machine"
exit "$status"

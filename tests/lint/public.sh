# SPDX-License-Identifier: GPL-3.0-or-later
# The public headers: each declaration has its comment and KOM_API, each compiles by itself as C and C++, and what the
# built library exports is what they declare.
. "$(dirname "$0")/_lib.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
files 'include/kom/*.h' >"$work/headers"
[ -s "$work/headers" ] || say "include/kom: no headers"

# A comment at the margin speaks of the declarations that follow it without an empty line.
while read -r header; do
  awk -v file="$header" '
    function find(text) { print "F " file ":" FNR ": " text }
    /^\/\*/ { inside = 1; told = 0 }
    inside { if (/\*\/$/) { inside = 0; told = 1 }; next }
    /^$/ { told = 0; next }
    /^(struct|enum)( [a-z_]+)? \{/ && !told { find("what is this for? A comment above it says so") }
    /^(static|inline|typedef)/ { find("public headers have prototypes, structs and enums only") }
    /^[a-z].*[ *]kom_[a-z0-9_]+\(/ { find("is not marked KOM_API") }
    /^extern [^"]/ { find("no variable is public") }
    /^KOM_API/ { open = 1; text = ""; if (!told) find("a function without a sentence of its own or of its group") }
    open {
      text = text " " $0
      if (/;$/) {
        open = 0
        if (match(text, /kom_[a-z0-9_]+\(/)) print "D " substr(text, RSTART, RLENGTH - 1) " " file
      }
    }' "$header"
done <"$work/headers" >"$work/seen"
sed -n 's/^F //p' "$work/seen" >"$work/findings"
while read -r line; do
  say "$line"
done <"$work/findings"
sed -n 's/^D \([^ ]*\) .*/\1/p' "$work/seen" | sort >"$work/declared"
uniq -d "$work/declared" >"$work/twice"
while read -r name; do
  say "include/kom: $name is declared twice"
done <"$work/twice"

# What a shared library is called by: MAJOR, and before 1.0 MAJOR.MINOR.
version=$(sed -n 's/.*define KOM_VERSION "\(.*\)"/\1/p' include/kom/version.h)
case $version in 0.*) called=${version%.*} ;; *) called=${version%%.*} ;; esac
grep -qF "define KOM_SOVERSION \"$called\"" include/kom/version.h ||
  say "include/kom/version.h: KOM_SOVERSION of $version is \"$called\""

# Nothing but the standard and each other.
xargs -r grep -nHE '^ *# *include' <"$work/headers" |
  grep -vE '<(stdbool|stddef|stdint)\.h>$|"kom/[a-z_]*\.h"$' >"$work/findings"
while read -r line; do
  say "$line: a public header includes public headers, stdbool.h, stddef.h and stdint.h only"
done <"$work/findings"

# alone COMPILER LANGUAGE STANDARD: every header, included twice, without warnings.
alone() {
  command -v "$1" >/dev/null || return 0
  while read -r header; do
    name=${header#include/}
    printf '#include <%s>\n#include <%s>\nextern int used;\n' "$name" "$name" |
      "$1" -x "$2" -std="$3" -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I include - >"$work/log" 2>&1 ||
      say "$header: not by itself with $1 -std=$3: $(head -n 3 "$work/log")"
  done <"$work/headers"
}
alone "${CC:-cc}" c c17
alone "${CXX:-c++}" c++ c++17

# The archive that was built: its visible symbols. Names of two underscores are the compiler's (sanitizers, coverage).
if [ -f "${BUILD_DIR:-}/libkom.a" ] && command -v readelf >/dev/null; then
  readelf -sW "$BUILD_DIR/libkom.a" | awk '($5 == "GLOBAL" || $5 == "WEAK") && $6 == "DEFAULT" && $7 != "UND" { print $8 }' |
    grep -v '^__' | sort -u >"$work/exported"
  comm -13 "$work/declared" "$work/exported" >"$work/findings"
  while read -r name; do
    say "libkom exports $name, which no public header declares"
  done <"$work/findings"
  sort -u "$work/declared" | comm -23 - "$work/exported" >"$work/findings"
  while read -r name; do
    say "include/kom: $name is declared, and not exported by libkom: not defined, or its file does not include the header"
  done <"$work/findings"
fi
for library in "${BUILD_DIR:-}"/libkom.so; do
  [ -f "$library" ] && command -v readelf >/dev/null || continue
  readelf --dyn-syms -W "$library" | awk '$5 == "GLOBAL" && $7 != "UND" { sub(/@.*/, "", $8); print $8 }' |
    grep -v '^__' | sort -u >"$work/exported"
  sort -u "$work/declared" | comm -3 - "$work/exported" >"$work/findings"
  while read -r name; do
    say "$library: $name is in the public headers or in its dynamic symbols, and not in both"
  done <"$work/findings"
done
finish

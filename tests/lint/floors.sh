# SPDX-License-Identifier: GPL-3.0-or-later
# The floors of lib/: a file includes headers of its own and of lower floors only, and outside libraries stay on theirs.
. "$(dirname "$0")/_lib.sh"

# sees FOLDER: what CMakeLists.txt lets it see, in words: floors, rooms of stat, and of the methods none but the own one.
sees() {
  lower='base io table agg stat/dist stat/interval stat/test stat/lm stat/perm stat/scale stat/agree stat/weight stat/design rows'
  case $1 in
  method/*) echo "$lower $1" ;;
  present) echo "$lower present" ;;
  cli) echo base io table rows present cli ;;
  stat/*) echo "base ${lower#base io table agg }" | sed "s|$1 .*|$1|" ;;
  *) echo "$lower" | sed "s|\\(.*$1\\) .*|\\1|" ;;
  esac
}

# check_quoted WHERE FOLDER HEADER: "header.h" must lie in a folder that this one sees.
check_quoted() {
  case $3 in
  *../*) say "$1: no .. in includes: $3" ;;
  kom/*) [ -f "include/$3" ] || say "$1: no such public header: $3" ;;
  *)
    for seen in $(sees "$2"); do
      [ -f "lib/$seen/$3" ] && return
    done
    for folder in lib/*/ lib/*/*/; do
      [ -f "$folder$3" ] && say "$1: $2 does not see ${folder}$3; move the code up or the helper down" && return
    done
    say "$1: $3 is in no folder of lib/ (public headers are \"kom/...\")"
    ;;
  esac
}

# check_system WHERE FLOOR HEADER: <header.h> of an outside library only where that library belongs.
check_system() {
  case $2:$3 in
  *:*../*) say "$1: no .. in includes: $3" ;;
  base:utf8proc.h | io:zlib.h | io:csv.h | io:sodium.h | io:isa-l/* | io:zstd.h | io:zstd_errors.h | table:pcre2.h | table:jansson.h | cli:jansson.h) ;;
  *:utf8proc.h) say "$1: only lib/base uses utf8proc" ;;
  *:sodium.h) say "$1: only lib/io uses libsodium" ;;
  *:gsl/*) case $1 in lib/stat/dist/*) ;; *) say "$1: only lib/stat/dist uses GSL" ;; esac ;;
  *:zlib.h | *:csv.h | *:isa-l/* | *:zstd*.h) say "$1: only lib/io uses zlib, ISA-L, libzstd and libcsv" ;;
  *:pcre2.h) say "$1: only lib/table uses PCRE2" ;;
  *:jansson.h) say "$1: only lib/table and lib/cli use jansson" ;;
  esac
}

found=$(mktemp)
trap 'rm -f "$found"' EXIT
files 'lib/*.c' 'lib/*.h' | bare |
  sed -n 's/^\([^:]*:[0-9]*\): *# *include *\([<"]\)\([^>"]*\)[>"].*/\1 \2 \3/p' >"$found"
while read -r where mark header; do
  folder=${where#lib/}
  folder=${folder%/*}
  floor=${folder%%/*}
  if [ "$mark" = '"' ]; then
    check_quoted "$where" "$folder" "$header"
  else
    check_system "$where" "$floor" "$header"
  fi
done <"$found"

files 'lib/*.h' >"$found"
while read -r header; do
  name=${header##*/}
  [ -e "/usr/include/$name" ] && say "$header: the system has a header of this name, which could be taken instead"
done <"$found"
# Rooms of the methods have the same names on purpose: none sees another's.
files 'lib/*.h' 'lib/*.c' | grep -v '^lib/method/' | sed 's|.*/||' | sort | uniq -d >"$found"
while read -r name; do
  say "lib/*/$name: two files of this name"
done <"$found"

files 'include/kom/*.h' 'include/*.h' | xargs -r grep -nE '^ *# *include *"' | grep -v '"kom/' >"$found"
while read -r line; do
  say "$line: a public header includes public headers only"
done <"$found"
finish

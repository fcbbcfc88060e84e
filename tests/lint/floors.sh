# SPDX-License-Identifier: GPL-3.0-or-later
# The floors of lib/: a file includes headers of its own and of lower floors only, and outside libraries stay on theirs.
. "$(dirname "$0")/_lib.sh"

# sees FLOOR: what cmake/floors.cmake lets it see, in words.
sees() {
  case $1 in
  base) echo base ;;
  io) echo base io ;;
  table) echo base io table ;;
  agg) echo base io table agg ;;
  stat) echo base io table agg stat ;;
  rows) echo base io table agg stat rows ;;
  method) echo base io table agg stat rows method ;;
  present) echo base io table agg stat rows method present ;;
  cli) echo base io table rows present cli ;;
  esac
}

# check_quoted WHERE FLOOR HEADER: "header.h" must lie in a folder the floor sees.
check_quoted() {
  case $3 in
  *../*) say "$1: no .. in includes: $3" ;;
  kom/*) [ -f "include/$3" ] || say "$1: no such public header: $3" ;;
  *)
    for seen in $(sees "$2"); do
      [ -f "lib/$seen/$3" ] && return
    done
    for floor in lib/*/; do
      [ -f "$floor$3" ] && say "$1: floor $2 does not see ${floor}$3; move the code up or the helper down" && return
    done
    say "$1: $3 is in no folder of lib/ (public headers are \"kom/...\")"
    ;;
  esac
}

# check_system WHERE FLOOR HEADER: <header.h> of an outside library only where that library belongs.
check_system() {
  case $2:$3 in
  *:*../*) say "$1: no .. in includes: $3" ;;
  base:utf8proc.h | stat:gsl/* | io:zlib.h | io:csv.h | io:isa-l/* | table:jansson.h | cli:jansson.h) ;;
  *:utf8proc.h) say "$1: only lib/base uses utf8proc" ;;
  *:gsl/*) say "$1: only lib/stat uses GSL" ;;
  *:zlib.h | *:csv.h | *:isa-l/*) say "$1: only lib/io uses zlib, ISA-L and libcsv" ;;
  *:jansson.h) say "$1: only lib/table and lib/cli use jansson" ;;
  esac
}

found=$(mktemp)
trap 'rm -f "$found"' EXIT
files 'lib/*.c' 'lib/*.h' | bare |
  sed -n 's/^\([^:]*:[0-9]*\): *# *include *\([<"]\)\([^>"]*\)[>"].*/\1 \2 \3/p' >"$found"
while read -r where mark header; do
  floor=${where#lib/}
  floor=${floor%%/*}
  if [ "$mark" = '"' ]; then
    check_quoted "$where" "$floor" "$header"
  else
    check_system "$where" "$floor" "$header"
  fi
done <"$found"

files 'lib/*.h' >"$found"
while read -r header; do
  name=${header##*/}
  [ -e "/usr/include/$name" ] && say "$header: the system has a header of this name, which could be taken instead"
done <"$found"
files 'lib/*.h' 'lib/*.c' | sed 's|.*/||' | sort | uniq -d >"$found"
while read -r name; do
  say "lib/*/$name: two files of this name"
done <"$found"

files 'include/kom/*.h' 'include/*.h' | xargs -r grep -nE '^ *# *include *"' | grep -v '"kom/' >"$found"
while read -r line; do
  say "$line: a public header includes public headers only"
done <"$found"
finish

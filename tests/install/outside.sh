# SPDX-License-Identifier: GPL-3.0-or-later
# Programs of somebody who has nothing but an installation: the examples, C and C++, by the flags of kom.pc with and
# without --static, print the figures that the tools print.
set -eu
cd "${SOURCE_DIR:?}"
command -v pkg-config >/dev/null && [ -z "${KOM_SANITIZE:-}" ] || exit 77
stage=${BUILD_DIR:?}/outside
rm -rf "$stage"
cmake --install "$BUILD_DIR" --prefix "$stage" >/dev/null
pc=$(find "$stage" -name kom.pc)
PKG_CONFIG_PATH=${pc%/kom.pc}
export PKG_CONFIG_PATH
libdir=$(pkg-config --variable=libdir kom)
work=$stage/work
mkdir "$work"
cp -R examples/lib "$work/src"
status=0

# wrong TEXT
wrong() {
  echo "$1"
  status=1
}

# same NAME WANT GOT: two files.
same() {
  [ -s "$2" ] && cmp -s "$2" "$3" || { wrong "$1: not what the tool says"; diff "$2" "$3" | head -n 5; }
}

# compile DIR FLAGS...: every example into that folder.
compile() {
  dir=$work/$1
  shift
  mkdir "$dir"
  for source in "$work"/src/*.c; do
    name=${source##*/}
    "${CC:-cc}" -std=c17 -Wall -Wextra -Werror -o "$dir/${name%.c}" "$source" "$@" || wrong "does not build: $name with $*"
  done
  command -v "${CXX:-c++}" >/dev/null || return 0
  for source in "$work"/src/*.cpp; do
    name=${source##*/}
    "${CXX:-c++}" -std=c++17 -Wall -Wextra -Werror -o "$dir/${name%.cpp}" "$source" "$@" ||
      wrong "does not build: $name with $*"
  done
}

# What the tools say, once.
tools=$stage/bin
sales=data/sample/sales.csv.gz
recipients=data/sample/recipients.csv.gz
shares=tests/install/shares.csv
"$tools/kom-uptake" -q --period month --recipients $recipients $sales | cut -d, -f1,2,4,6-9 >"$work/uptake.want"
"$tools/kom-sum" -q --value amount --stats sum,n $sales | sed -n 's/^amount,\(.*\),\(.*\)/\1 in \2 cells/p' >"$work/sum.want"
"$tools/kom-sum" -q --by kom --count buyers --of recipients $shares | sed 1d | cut -d, -f2- >"$work/regress.want"
"$tools/kom-did" -q --method ols --value andel --covariates pris --vcov hc3 $shares |
  sed -n 's/^andel,//p' | grep '^pris,' | cut -d, -f1,3-6,9 >>"$work/regress.want"

# check DIR: the programs there.
check() {
  dir=$work/$1
  "$dir/uptake" $sales $recipients >"$work/got" || wrong "uptake fails"
  same "$1/uptake" "$work/uptake.want" "$work/got"
  "$dir/sum_column" $sales amount | sed 's/ cells,.*/ cells/' >"$work/got"
  # One counts the cells with a value, the other calls that n.
  same "$1/sum_column" "$work/sum.want" "$work/got"
  "$dir/share" 3 20 >"$work/got"
  "$tools/kom-sum" -q --by kom --count buyers --of recipients $shares |
    awk -F, '$1 == 165 { printf "%d of %d: %.6g to %.6g\n", $3, $2, $5, $6 }' >"$work/want"
  same "$1/share" "$work/want" "$work/got"
  [ ! -x "$dir/regress" ] || "$dir/regress" $shares buyers recipients andel pris >"$work/got"
  [ ! -x "$dir/regress" ] || same "$1/regress" "$work/regress.want" "$work/got"
}

# shellcheck disable=SC2046 # flags are words
compile plain $(pkg-config --cflags --libs kom)
if [ -e "$libdir/libkom.so" ]; then
  so=libkom.so.$(sed -n 's/.*KOM_SOVERSION "\(.*\)"/\1/p' include/kom/version.h)
  # shellcheck disable=SC2046
  compile static "$libdir/libkom.a" -Wl,--as-needed $(pkg-config --static --cflags --libs kom)
  readelf -d "$work/plain/uptake" | grep -qF "[$so]" || wrong "linked with pkg-config's flags: does not need $so"
  ! readelf -d "$work/static/uptake" | grep -q 'libkom' || wrong "linked with libkom.a: needs a shared libkom"
  ! readelf -d "$tools/kom-sum" | grep -q 'libkom' || wrong "kom-sum needs a shared libkom"
  LD_LIBRARY_PATH=$libdir
  export LD_LIBRARY_PATH
else
  # shellcheck disable=SC2046
  compile static $(pkg-config --static --cflags --libs kom)
fi
check plain
check static
exit "$status"

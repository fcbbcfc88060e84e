# SPDX-License-Identifier: GPL-3.0-or-later
# Installs into a folder of its own; every part must be there, and a program must build with nothing but kom.pc: by the
# lines of docs/library.md, from where it was installed and from where it was moved to.
set -eu
cd "${SOURCE_DIR:?}"
stage=${BUILD_DIR:?}/stage
rm -rf "$stage"
cmake --install "$BUILD_DIR" --prefix "$stage" >/dev/null
status=0

# there PATTERN: the installation has it.
there() {
  # shellcheck disable=SC2086 # a pattern
  ls $stage/$1 >/dev/null 2>&1 || { echo "not installed: $1"; status=1; }
}

[ -n "$(find "$stage" -name libkom.a)" ] || { echo "not installed: libkom.a"; status=1; }
for header in include/kom/*.h; do
  there "$header"
done
[ "$(find "$stage/include" -type f | wc -l)" = "$(find include/kom -name '*.h' | wc -l)" ] ||
  { echo "installed beside the public headers: $(cd "$stage/include" && find . -type f)"; status=1; }
for name in $(sed -n 's/^TOOL( *\([a-z0-9_]*\).*/\1/p' cmd/tools.def); do
  there "bin/kom-$name"
  there "share/man/man1/kom-$name.1"
  there "share/bash-completion/completions/kom-$name"
  there "share/fish/vendor_completions.d/kom-$name.fish"
done
there bin/kom
there share/zsh/site-functions/_kom
there share/fish/vendor_completions.d/kom.fish
there share/komtools/bindings/kom.R
there share/komtools/bindings/kom.py
[ "$(cd "$stage/share/komtools/data" && find . -type f | sort)" = "$(cd data && find . -type f | sort)" ] ||
  { echo "not all of data is installed"; status=1; }

# What is installed from the build folder is made by the target that the demo builds.
if command -v ninja >/dev/null && [ -f "$BUILD_DIR/build.ninja" ]; then
  ninja -C "$BUILD_DIR" -t graph installed | sed -n "s/.*label=\"\([^\"]*\)\".*/\1/p" | sed "s|^$BUILD_DIR/||" >"$stage/made"
  sed -n "s|.*\"$BUILD_DIR/\([^\"]*\)\".*|\1|p" "$BUILD_DIR/cmake_install.cmake" |
    grep -vE '^(include/|kom\.pc$|tests/|install_|\$)|^$' | sort -u >"$stage/from"
  [ "$(wc -l <"$stage/from")" -gt 20 ] || { echo "cannot read what is installed"; status=1; }
  while read -r file; do
    # A link of the completions is made when the build is configured.
    [ -L "$BUILD_DIR/$file" ] || grep -qx "$file" "$stage/made" ||
      { echo "the target installed does not make $file"; status=1; }
  done <"$stage/from"
fi

# built PREFIX first|again: examples, C and C++, build and run by kom.pc of that installation, with nothing told but
# where it lies.
built() {
  sed -n 's/^    //p' docs/library.md | grep -E '^(cmake --install|export PKG_CONFIG_PATH|cc |c\+\+ )' |
    sed -e "s|build/release|$BUILD_DIR|" -e "s|~/kom|$1|" -e "s|-o \([a-z_]*\)|-o $stage/\1|" \
      -e "s|^cc |${CC:-cc} |" -e "s|^c++ |${CXX:-c++} |" >"$stage/lines"
  [ "$(wc -l <"$stage/lines")" = 4 ] || { echo "docs/library.md: its four lines are not there"; return 1; }
  [ "$2" = first ] || sed -i '/^cmake/d' "$stage/lines"
  command -v "${CXX:-c++}" >/dev/null || sed -i '/regress/d' "$stage/lines"
  rm -f "$stage/sum_column"
  sh -eu "$stage/lines" >"$stage/log" 2>&1 || { cat "$stage/log"; return 1; }
  printf 'n\n1.5\n2.25\n' >"$stage/n.csv"
  LD_LIBRARY_PATH=$1/lib "$stage/sum_column" "$stage/n.csv" n | grep -q '3\.75' # where there is a libkom.so
}
built "$stage/kom" first || { echo "docs/library.md: its lines do not work"; status=1; }
mv "$stage/kom" "$stage/moved"
built "$stage/moved" again || { echo "kom.pc does not work from a folder that was moved"; status=1; }

PKG_CONFIG_PATH=$stage/moved/lib/pkgconfig
export PKG_CONFIG_PATH
flags=$(pkg-config --cflags --libs kom)
case $flags in *"$stage/kom"*) echo "kom.pc names where it was installed: $flags"; status=1 ;; esac
exit "$status"

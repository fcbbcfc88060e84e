# SPDX-License-Identifier: GPL-3.0-or-later
# Installs into a folder of its own; every part must be there, and a program must build with nothing but kom.pc.
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
there include/kom/version.h
for name in $(sed -n 's/^TOOL( *\([a-z0-9_]*\).*/\1/p' cmd/tools.def); do
  there "bin/kom-$name"
  there "share/man/man1/kom-$name.1"
  there "share/bash-completion/completions/kom-$name"
done
there bin/kom
there share/zsh/site-functions/_kom

pc=$(find "$stage" -name kom.pc)
PKG_CONFIG_PATH=$(dirname "$pc")
export PKG_CONFIG_PATH
flags=$(pkg-config --define-variable=prefix="$stage" --cflags --libs kom)
for example in examples/lib/*.c; do
  [ -f "$example" ] || continue
  # shellcheck disable=SC2086 # flags are words
  "${CC:-cc}" -std=c17 -o "$stage/example" "$example" $flags || { echo "does not build: $example"; status=1; }
done
exit "$status"

# SPDX-License-Identifier: GPL-3.0-or-later
# Reads the binaries of an optimised build for what cmake/harden.cmake asks of compiler and linker, and for what
# SECURITY.md says they do not do.
# shellcheck shell=sh
set -eu
command -v readelf >/dev/null || exit 77
cache=$BUILD_DIR/CMakeCache.txt
grep -q '^CMAKE_BUILD_TYPE:[A-Z]*=\(Release\|RelWithDebInfo\|MinSizeRel\)$' "$cache" &&
  grep -q '^KOM_HARDEN:BOOL=ON$' "$cache" && ! grep -q '^KOM_SANITIZE:[A-Z]*=.' "$cache" || exit 77
failed=0

# lacks FILE WHAT
lacks() {
  echo "$1: $2" >&2
  failed=1
}

# has NAME: did the check of that name succeed when this build was configured?
has() {
  grep -q "^$1:INTERNAL=1$" "$cache"
}

for file in "$KOM_BIN"/*; do
  elf=$(readelf -W -h -l -d "$file")
  symbols=$(readelf -W --dyn-syms "$file")
  case $elf in *GNU_RELRO*) ;; *) lacks "$file" "no RELRO" ;; esac
  case $elf in *BIND_NOW* | *'Flags: NOW'*) ;; *) lacks "$file" "symbols are bound late" ;; esac
  ! echo "$elf" | grep -q 'GNU_STACK.*RWE' || lacks "$file" "the stack may be executed"
  ! has CMAKE_C_LINK_PIE_SUPPORTED || echo "$elf" | grep -q 'Type: *DYN' || lacks "$file" "not position independent"
  ! has KOM_HAS_fstack_protector_strong || echo "$symbols" | grep -q __stack_chk_fail || lacks "$file" "no guard of the stack"
  # The dispatcher copies nothing.
  [ "${file##*/}" = kom ] || ! { has KOM_FORTIFY_3 || has KOM_FORTIFY_2; } ||
    echo "$symbols" | grep -q '__[a-z]*cpy_chk\|__[a-z]*printf_chk' || lacks "$file" "copies are not checked"
done

# SECURITY.md: no connection, and only the dispatcher, kom-prov, kom-plot and kom-table start a program.
for file in "$KOM_BIN"/*; do
  case ${file##*/} in
  kom) run='|fork|vfork|posix_spawnp?' ;;
  kom-prov) run='|vfork|posix_spawnp?' ;;
  kom-plot | kom-table) run='|fork|vfork|exec[lv][a-z]*' ;;
  *) run='|fork|vfork|posix_spawnp?|exec[lv][a-z]*' ;;
  esac
  ! readelf -W --dyn-syms "$file" |
    grep -E " (socket|connect|getaddrinfo|gethostbyname|system|popen|dlopen$run)@" ||
    lacks "$file" "may connect, or start a program"
done

# Branch targets are marked: the first instruction of a function that others call by address.
if has KOM_HAS_fcf_protection && command -v objdump >/dev/null; then
  objdump -d "$KOM_BIN/kom-sum" | grep -q endbr64 || lacks "$KOM_BIN/kom-sum" "no marks of branch targets"
fi
exit $failed

# SPDX-License-Identifier: GPL-3.0-or-later
# libzstd undoes zstd while reading: looked for as KOM_ZSTD says. Sets KOM_ZSTD_TARGET, _NOTE (for --version) and _REQUIRES
# (for kom.pc); without it only the note has something to say.
set(KOM_ZSTD_TARGET "")
set(KOM_ZSTD_NOTE ", built without libzstd")
set(KOM_ZSTD_REQUIRES "")
if(NOT KOM_ZSTD STREQUAL "OFF")
  if(KOM_ZSTD STREQUAL "AUTO")
    pkg_check_modules(ZSTD QUIET IMPORTED_TARGET libzstd>=1.4.0)
  else()
    pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd>=1.4.0)
  endif()
  if(ZSTD_FOUND)
    set(KOM_ZSTD_TARGET PkgConfig::ZSTD)
    set(KOM_ZSTD_NOTE ", libzstd ${ZSTD_VERSION}")
    set(KOM_ZSTD_REQUIRES " libzstd")
    set_source_files_properties(lib/io/source.c PROPERTIES COMPILE_DEFINITIONS KOM_HAVE_ZSTD)
  endif()
endif()

# SPDX-License-Identifier: GPL-3.0-or-later
# ISA-L inflates gzip faster than zlib: looked for as KOM_ISAL says. Sets KOM_ISAL_TARGET, _NOTE (for --version) and
# _REQUIRES (for kom.pc); without it only the note has something to say.
set(KOM_ISAL_TARGET "")
set(KOM_ISAL_NOTE ", built without ISA-L")
set(KOM_ISAL_REQUIRES "")
if(NOT KOM_ISAL STREQUAL "OFF")
  if(KOM_ISAL STREQUAL "AUTO")
    pkg_check_modules(ISAL QUIET IMPORTED_TARGET libisal)
  else()
    pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal)
  endif()
  if(ISAL_FOUND)
    set(KOM_ISAL_TARGET PkgConfig::ISAL)
    set(KOM_ISAL_NOTE ", ISA-L ${ISAL_VERSION}")
    set(KOM_ISAL_REQUIRES " libisal")
    set_source_files_properties(lib/io/inflate.c PROPERTIES COMPILE_DEFINITIONS KOM_HAVE_ISAL)
  endif()
endif()

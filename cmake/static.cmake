# SPDX-License-Identifier: GPL-3.0-or-later
# KOM_STATIC: one executable `kom` with all tools in it, which needs no shared library; kom-NAME are links to it. What has no
# static library is left out, and --version and the messages say so (cmake/isal.cmake and its neighbours).
option(KOM_STATIC "one executable with all tools, linked statically" OFF)
if(KOM_STATIC)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
  # A static executable cannot load what getpwnam, iconv and locales need of the C library: the linker warns of such calls.
  add_link_options($<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-static> LINKER:--fatal-warnings)
  # Assertions name files: the same bytes in whatever folder, also where ccache makes their paths relative.
  file(RELATIVE_PATH to_sources ${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR})
  add_compile_options(-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/= -fmacro-prefix-map=${to_sources}/=)
  # ReadStat needs iconv; libzip comes without a static library.
  foreach(never READSTAT XLSX)
    if(KOM_${never} STREQUAL "ON")
      message(FATAL_ERROR "KOM_${never} is ON and cannot be in a static executable: leave it out, or KOM_STATIC")
    endif()
    set(KOM_${never} OFF)
  endforeach()
  foreach(perhaps ISAL:isal ZSTD:zstd)
    string(REGEX REPLACE ":.*" "" option ${perhaps})
    string(REGEX REPLACE ".*:" "" library ${perhaps})
    find_library(KOM_STATIC_${option} ${library})
    mark_as_advanced(KOM_STATIC_${option})
    if(NOT KOM_STATIC_${option} AND KOM_${option} STREQUAL "AUTO")
      set(KOM_${option} OFF)
    endif()
  endforeach()
endif()

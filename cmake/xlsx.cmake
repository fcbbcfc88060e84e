# SPDX-License-Identifier: GPL-3.0-or-later
# libzip and expat read workbooks of Excel, for kom-read, and REFI-QDA projects, for kom-code: looked for as KOM_XLSX says. Sets KOM_XLSX_FOUND.
set(KOM_XLSX_FOUND OFF)
if(NOT KOM_XLSX STREQUAL "OFF")
  pkg_check_modules(LIBZIP IMPORTED_TARGET libzip)
  pkg_check_modules(EXPAT IMPORTED_TARGET expat)
  if(LIBZIP_FOUND AND EXPAT_FOUND)
    set(KOM_XLSX_FOUND ON)
    # The messages of all tools name the one that reads them.
    set_property(SOURCE lib/io/first_bytes.c cmd/read/formats.c cmd/code/projects.c APPEND PROPERTY COMPILE_DEFINITIONS
      KOM_HAVE_XLSX KOM_LIBZIP_VERSION="${LIBZIP_VERSION}" KOM_EXPAT_VERSION="${EXPAT_VERSION}")
  elseif(NOT KOM_XLSX STREQUAL "AUTO")
    message(FATAL_ERROR "KOM_XLSX is ${KOM_XLSX} and libzip or expat (libzip-dev, libexpat1-dev) is not there")
  endif()
endif()

# kom_xlsx_sources(SOURCES): of the files of cmd/ those that this build has.
function(kom_xlsx_sources sources)
  if(NOT KOM_XLSX_FOUND)
    list(FILTER ${sources} EXCLUDE REGEX "/cmd/(read/sheet|packed|code/project)/")
    set(${sources} ${${sources}} PARENT_SCOPE)
  endif()
endfunction()

# SPDX-License-Identifier: GPL-3.0-or-later
# ReadStat reads SAS, SPSS and Stata, for kom-read alone: looked for as KOM_READSTAT says. It has no .pc file and names its
# version nowhere. Sets KOM_READSTAT_LIBRARY and KOM_READSTAT_FOUND.
set(KOM_READSTAT_FOUND OFF)
if(NOT KOM_READSTAT STREQUAL "OFF")
  find_path(KOM_READSTAT_INCLUDE_DIR readstat.h)
  find_library(KOM_READSTAT_LIBRARY readstat)
  mark_as_advanced(KOM_READSTAT_INCLUDE_DIR KOM_READSTAT_LIBRARY)
  if(KOM_READSTAT_INCLUDE_DIR AND KOM_READSTAT_LIBRARY)
    set(KOM_READSTAT_FOUND ON)
    # The messages of all tools name kom-read where it reads them.
    set_source_files_properties(lib/io/first_bytes.c cmd/read/formats.c PROPERTIES COMPILE_DEFINITIONS KOM_HAVE_READSTAT)
  elseif(NOT KOM_READSTAT STREQUAL "AUTO")
    message(FATAL_ERROR "KOM_READSTAT is ${KOM_READSTAT} and ReadStat (libreadstat-dev) is not there")
  endif()
endif()

# kom_readstat_sources(SOURCES): of the files of cmd/ those that this build has.
function(kom_readstat_sources sources)
  if(NOT KOM_READSTAT_FOUND)
    list(FILTER ${sources} EXCLUDE REGEX "/cmd/read/stat/")
    set(${sources} ${${sources}} PARENT_SCOPE)
  endif()
endfunction()

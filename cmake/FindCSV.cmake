# SPDX-License-Identifier: GPL-3.0-or-later
# Finds libcsv, which has no .pc file: CSV_FOUND, CSV_VERSION and the target CSV::CSV.
find_path(CSV_INCLUDE_DIR csv.h)
find_library(CSV_LIBRARY csv)
mark_as_advanced(CSV_INCLUDE_DIR CSV_LIBRARY)

# Other libraries install a csv.h too; only libcsv's has CSV_MAJOR.
set(CSV_VERSION "")
if(CSV_INCLUDE_DIR)
  file(STRINGS ${CSV_INCLUDE_DIR}/csv.h numbers REGEX "define CSV_(MAJOR|MINOR|RELEASE) ")
  string(REGEX MATCHALL "[0-9]+" numbers "${numbers}")
  list(JOIN numbers "." CSV_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(CSV REQUIRED_VARS CSV_LIBRARY CSV_INCLUDE_DIR CSV_VERSION
  VERSION_VAR CSV_VERSION)

if(CSV_FOUND AND NOT TARGET CSV::CSV)
  add_library(CSV::CSV UNKNOWN IMPORTED)
  set_target_properties(CSV::CSV PROPERTIES IMPORTED_LOCATION "${CSV_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${CSV_INCLUDE_DIR}")
endif()

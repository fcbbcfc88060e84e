# SPDX-License-Identifier: GPL-3.0-or-later
# The fuzz targets: fuzz_replay sees kept inputs under any compiler; with KOM_FUZZ (clang) there is a fuzz_NAME for each.
set(fuzz ${CMAKE_CURRENT_LIST_DIR})
set(fuzz_tools args check did diff formats join jsonstat panel price px read scale state sum table uptake)
if(KOM_XLSX_FOUND)
  list(APPEND fuzz_tools qdpx xlsx)
endif()
file(GLOB fuzz_kit CONFIGURE_DEPENDS ${fuzz}/*.c)
list(FILTER fuzz_kit EXCLUDE REGEX "/(fuzz_[a-z_]+|replay)\\.c$")

if(TARGET kom_cmds)
  add_library(kom_fuzz STATIC ${fuzz_kit})
  target_include_directories(kom_fuzz PUBLIC ${fuzz} ${PROJECT_SOURCE_DIR}/cmd ${kom_floor_dirs})
  target_link_libraries(kom_fuzz PUBLIC kom_cmds kom_cli kom ZLIB::ZLIB PkgConfig::JANSSON)
  add_executable(fuzz_replay ${fuzz}/replay.c)
  target_link_libraries(fuzz_replay PRIVATE kom_fuzz)
  foreach(name IN LISTS fuzz_tools)
    kom_test(${name} fuzz $<TARGET_FILE:fuzz_replay> ${name} ${fuzz}/corpus/${name} 10)
  endforeach()
endif()

# All of library and tools in one program, for llvm-cov: what no test links counts too.
if(KOM_COVERAGE)
  add_executable(coverage_all ${fuzz}/replay.c)
  target_link_libraries(coverage_all PRIVATE -Wl,--whole-archive kom_cmds kom_cli kom -Wl,--no-whole-archive kom_fuzz)
endif()

# kom_fuzzer(EXECUTABLE SOURCE library...): linked with libFuzzer.
function(kom_fuzzer name source)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE ${ARGN})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endfunction()

if(KOM_FUZZ)
  foreach(name IN LISTS fuzz_tools)
    kom_fuzzer(fuzz_${name} ${fuzz}/fuzz_tool.c kom_fuzz)
    target_compile_definitions(fuzz_${name} PRIVATE KOM_FUZZ_TARGET="${name}")
  endforeach()
  # Those of the library's fast paths, whose kept inputs are seen by unit-fuzz_csv and unit-fuzz_twins.
  set(unit ${CMAKE_CURRENT_LIST_DIR}/../unit)
  add_library(kom_fuzz_twins STATIC ${unit}/csv_check.c ${unit}/twins_check.c ${unit}/read_check.c)
  target_include_directories(kom_fuzz_twins PUBLIC ${unit} ${kom_floor_dirs})
  target_link_libraries(kom_fuzz_twins PUBLIC kom)
  foreach(name csv twins read_twins)
    kom_fuzzer(fuzz_${name} ${fuzz}/fuzz_${name}.c kom_fuzz_twins)
  endforeach()
endif()

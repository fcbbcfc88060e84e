# SPDX-License-Identifier: GPL-3.0-or-later
# The headers that programs outside this project may include, as <kom/NAME.h>: those of include/kom, and of the floors
# what reading an extract, exact sums and intervals need. Copied into the build folder, so that examples/lib sees them
# as an installation has them.

# Each includes its neighbours by "name.h", which is found beside it; so this list is closed under inclusion.
set(kom_public_headers
  base/buf.h base/days.h base/hash_seed.h base/mem.h base/num.h base/wide.h
  io/batch.h io/cutter.h io/source.h
  table/cell.h table/extract.h table/frame.h table/reading.h table/vocab.h
  agg/exact.h stat/interval/interval.h)

# kom_add_headers(TARGET): gives the target's users the public headers, and installs them.
function(kom_add_headers target)
  set(dir ${PROJECT_BINARY_DIR}/include)
  foreach(header IN LISTS kom_public_headers)
    cmake_path(GET header FILENAME name)
    configure_file(${PROJECT_SOURCE_DIR}/lib/${header} ${dir}/kom/${name} COPYONLY)
  endforeach()
  target_include_directories(${target} INTERFACE ${dir})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/kom ${dir}/kom DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    FILES_MATCHING PATTERN "*.h")
endfunction()

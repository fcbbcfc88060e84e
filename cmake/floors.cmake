# SPDX-License-Identifier: GPL-3.0-or-later
# The floors of the library: one object library a folder, whose include path holds the folders below it only.

# kom_add_floor(NAME [SEES floor...] [LINKS target...]): lib/NAME/*.c. An empty folder makes no target.
function(kom_add_floor name)
  cmake_parse_arguments(PARSE_ARGV 1 floor "" "" "SEES;LINKS")
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/lib/${name}/*.c)
  # What POSIX lacks stands in one file a system.
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    list(FILTER sources EXCLUDE REGEX "/os_posix\\.c$")
  else()
    list(FILTER sources EXCLUDE REGEX "/os_linux\\.c$")
  endif()
  if(NOT KOM_ISAL_TARGET)
    list(FILTER sources EXCLUDE REGEX "/inflate_isal\\.c$")
  endif()
  if(NOT sources)
    message(STATUS "lib/${name} is empty")
    return()
  endif()
  list(TRANSFORM floor_SEES PREPEND ${PROJECT_SOURCE_DIR}/lib/)
  add_library(kom_floor_${name} OBJECT ${sources})
  target_include_directories(kom_floor_${name} PRIVATE ${PROJECT_SOURCE_DIR}/include
    ${PROJECT_SOURCE_DIR}/lib/${name} ${floor_SEES})
  target_link_libraries(kom_floor_${name} PUBLIC ${floor_LINKS})
endfunction()

# kom_add_library(NAME floor...): one static library of these floors, with the libraries they need.
function(kom_add_library name)
  set(objects "")
  set(links "")
  foreach(floor IN LISTS ARGN)
    if(TARGET kom_floor_${floor})
      list(APPEND objects $<TARGET_OBJECTS:kom_floor_${floor}>)
      get_target_property(floor_links kom_floor_${floor} LINK_LIBRARIES)
      if(floor_links)
        list(APPEND links ${floor_links})
      endif()
    endif()
  endforeach()
  if(objects)
    add_library(${name} STATIC ${objects})
    target_include_directories(${name} INTERFACE ${PROJECT_SOURCE_DIR}/include)
    target_link_libraries(${name} INTERFACE ${links} m)
  endif()
endfunction()

# All folders of the library, for the tools and the unit tests.
set(kom_floor_dirs "")
foreach(floor base io table agg stat rows method present cli)
  list(APPEND kom_floor_dirs ${PROJECT_SOURCE_DIR}/lib/${floor})
endforeach()

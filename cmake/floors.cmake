# SPDX-License-Identifier: GPL-3.0-or-later
# The floors of the library and their rooms: one object library a folder, whose include path holds what lies below it only.

# kom_add_floor(NAME [SEES folder...] [LINKS target...]): lib/NAME/*.c. NAME may be a room, FLOOR/ROOM: it sees what it
# names, and no sibling that it does not name. An empty folder makes no target.
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
  if(NOT KOM_ZSTD_TARGET)
    list(FILTER sources EXCLUDE REGEX "/unzstd\\.c$")
  endif()
  if(NOT sources)
    message(STATUS "lib/${name} is empty")
    return()
  endif()
  list(TRANSFORM floor_SEES PREPEND ${PROJECT_SOURCE_DIR}/lib/)
  string(REPLACE "/" "_" target kom_floor_${name})
  add_library(${target} OBJECT ${sources})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/include
    ${PROJECT_SOURCE_DIR}/lib/${name} ${floor_SEES})
  target_link_libraries(${target} PUBLIC ${floor_LINKS})
  # What include/kom does not mark with KOM_API nobody outside can name in a shared library.
  set_target_properties(${target} PROPERTIES C_VISIBILITY_PRESET hidden)
endfunction()

# kom_add_library(NAME folder...): one static library of these floors and rooms, with the libraries they need.
function(kom_add_library name)
  set(objects "")
  set(links "")
  foreach(floor IN LISTS ARGN)
    string(REPLACE "/" "_" target kom_floor_${floor})
    if(TARGET ${target})
      list(APPEND objects $<TARGET_OBJECTS:${target}>)
      get_target_property(floor_links ${target} LINK_LIBRARIES)
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

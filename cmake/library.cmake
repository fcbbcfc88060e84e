# SPDX-License-Identifier: GPL-3.0-or-later
# What others link: libkom.a, with KOM_SHARED libkom.so beside it, the headers of include/kom, and kom.pc. The tools
# always have libkom.a in them.

# kom_install_library(TARGET): installs it, its headers and kom.pc; SHARED is made of the same floors.
function(kom_install_library target)
  install(TARGETS ${target} DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/kom DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    FILES_MATCHING PATTERN "*.h")
  set(requires "gsl zlib jansson libpcre2-8 libutf8proc libsodium${KOM_ISAL_REQUIRES}${KOM_ZSTD_REQUIRES}")
  set(libs "-lcsv -pthread -lm")
  if(KOM_SHARED)
    get_target_property(objects ${target} SOURCES)
    get_target_property(links ${target} INTERFACE_LINK_LIBRARIES)
    add_library(${target}_shared SHARED ${objects})
    set_target_properties(${target}_shared PROPERTIES OUTPUT_NAME ${target} LINKER_LANGUAGE C
      VERSION ${PROJECT_VERSION} SOVERSION ${KOM_SOVERSION})
    target_link_libraries(${target}_shared PRIVATE ${links})
    install(TARGETS ${target}_shared DESTINATION ${CMAKE_INSTALL_LIBDIR})
    # The shared library brings what it needs; pkg-config --static names it for the other.
    set(KOM_PC_REQUIRES "Requires.private: ${requires}")
    set(KOM_PC_LIBS "Libs: -L\${libdir} -lkom -lm\nLibs.private: ${libs}")
  else()
    set(KOM_PC_REQUIRES "# libkom is a static library only, so what it needs is always linked.\nRequires: ${requires}")
    set(KOM_PC_LIBS "Libs: -L\${libdir} -lkom ${libs}")
  endif()
  file(RELATIVE_PATH KOM_PC_TO_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
  string(REGEX REPLACE "/$" "" KOM_PC_TO_PREFIX "${KOM_PC_TO_PREFIX}")
  configure_file(${PROJECT_SOURCE_DIR}/kom.pc.in ${PROJECT_BINARY_DIR}/kom.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/kom.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()

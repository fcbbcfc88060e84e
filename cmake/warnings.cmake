# SPDX-License-Identifier: GPL-3.0-or-later
# The warnings every file of the project is compiled with; errors when KOM_WERROR is on.
add_compile_options(
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wdouble-promotion
  -Wfloat-conversion -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
  -Wwrite-strings -Wcast-qual -Wpointer-arith -Wundef -Wvla -Walloca -Wformat=2
  -Wnull-dereference -Wswitch-enum -Wimplicit-fallthrough -Wunused-macros -Wdate-time
  -Wfloat-equal -Wframe-larger-than=65536)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wformat-signedness -Wduplicated-cond -Wduplicated-branches -Wlogical-op
    -Warith-conversion -Wcast-align=strict)
elseif(CMAKE_C_COMPILER_ID MATCHES "Clang")
  add_compile_options(-Wcomma -Wconditional-uninitialized -Wmissing-variable-declarations
    -Wshorten-64-to-32 -Wassign-enum)
endif()
if(KOM_WERROR)
  add_compile_options(-Werror)
endif()

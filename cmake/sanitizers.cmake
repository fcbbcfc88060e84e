# SPDX-License-Identifier: GPL-3.0-or-later
# Turns KOM_SANITIZE into flags: the first report ends the program.
if(KOM_SANITIZE)
  add_compile_options(-fsanitize=${KOM_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${KOM_SANITIZE})
endif()

# Fuzzing looks at small inputs, which are to be cut into chunks all the same.
if(KOM_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_compile_definitions(KOM_CHUNK=256)
endif()

if(KOM_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()

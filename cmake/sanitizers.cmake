# SPDX-License-Identifier: GPL-3.0-or-later
# Turns KOM_SANITIZE into flags: the first report ends the program.
if(KOM_SANITIZE)
  add_compile_options(-fsanitize=${KOM_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${KOM_SANITIZE})
endif()

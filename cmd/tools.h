/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of all tools, one a file cmd/NAME.c. */
#ifndef KOM_TOOLS_H
#define KOM_TOOLS_H

#include "tool.h"

#ifndef KOM_TOOLS_DEF /* the tests have a list of their own */
#define KOM_TOOLS_DEF "tools.def"
#endif

#define TOOL(name, purpose, sentence) extern const struct kom_tool kom_tool_##name;
#include KOM_TOOLS_DEF
#undef TOOL

#endif

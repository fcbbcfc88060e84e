/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main of every tool: compiled once for each, with KOM_TOOL naming its row. */
#include "tools.h"

int main(int argc, char **argv) {
    return kom_tool_main(&KOM_TOOL, argc, argv);
}

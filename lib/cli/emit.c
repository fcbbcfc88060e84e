/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The README's table, and the exit codes. */
#include "emit.h"

#include <string.h>

void kom_emit_readme(const struct kom_emit_list *tools, struct kom_buf *out) {
    const char *purpose = "";
    kom_buf_str(out, "| tool | what it does |\n|---|---|\n");
    for (size_t i = 0; i < tools->n; i++) {
        const struct kom_emit_tool *t = &tools->tool[i];
        if (strcmp(purpose, t->purpose) != 0)
            kom_buf_printf(out, "| **%s** | |\n", t->purpose);
        purpose = t->purpose;
        kom_buf_printf(out, "| `kom-%s` | %s |\n", t->name, t->sentence);
    }
}

const struct kom_exit *kom_exit_at(size_t code) {
    static const struct kom_exit list[] = {
        {"done", "done"},
        {"no", "done, and the answer is no: violations were found"},
        {"usage", "the command line is wrong"},
        {"data", "the data are wrong"},
        {"io", "input, output or memory failed"},
        {"estimate", "no row could be estimated; nothing was written"},
    };
    return code < sizeof list / sizeof list[0] ? &list[code] : NULL;
}

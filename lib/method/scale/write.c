/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tables that count share: headings, and pieces of the result. */
#include <string.h>

#include "work.h"

enum kom_status scale_check_by(const struct scale_given *g, const struct kom_output_column *columns,
                               struct kom_error *err) {
    for (size_t i = 0; i < g->ask.by.n; i++) {
        bool is_own = strcmp(g->ask.by.item[i], "wave") == 0;
        for (const struct kom_output_column *c = columns; c->name; c++)
            is_own = is_own || strcmp(g->ask.by.item[i], c->name) == 0;
        if (is_own)
            return kom_fail(err, KOM_EUSAGE,
                            "--by: the table has a column %s of its own; leave it out, or give the "
                            "input's another name: --rename other_%s=%s",
                            g->ask.by.item[i], g->ask.by.item[i], g->ask.by.item[i]);
    }
    return KOM_OK;
}

void scale_write_header(const struct scale_given *g, const struct kom_output_column *columns,
                        struct kom_buf *out) {
    const char *name[KOM_BY_MAX + 1];
    for (size_t i = 0; i < g->ask.by.n; i++)
        name[i] = g->ask.by.item[i];
    name[g->ask.by.n] = "wave";
    kom_output_header((struct kom_output_by){name, g->ask.by.n + 1}, columns, g, out);
}

enum kom_status scale_write_flush(struct kom_buf *out, bool is_last, const struct kom_out *to,
                                  struct kom_error *err) {
    enum { PIECE_NBYTES = 65536 };
    if (out->failed)
        return scale_no_memory(err);
    return is_last || out->n >= PIECE_NBYTES ? to->flush(to->context, out) : KOM_OK;
}

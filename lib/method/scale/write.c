/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tables that count share: headings, and pieces of the result. */
#include "work.h"

enum kom_status scale_check_by(const struct scale_given *g, const struct kom_output_column *columns,
                               struct kom_error *err) {
    static const struct kom_output_column wave[] = {{.name = "wave"}, {0}};
    const struct kom_output_by by = {g->ask.by.item, g->ask.by.n};
    enum kom_status status = kom_output_own(by, wave, g, err);
    return status ? status : kom_output_own(by, columns, g, err);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows as they were kept, each with its weights. */
#include <string.h>

#include "work.h"

enum { PIECE_NBYTES = 1 << 16 };

const struct kom_output_column kom_weighing_columns[] = {
    {"COL...", "text", "the columns of the input, in their order, as kom-read writes them",
     kom_output_text, 0, NULL},
    {"weight", "number", "what the row weighs; all weights add up to the frame or the totals",
     kom_output_text, 0, NULL},
    {"weight_1...", "number",
     "with --replicates: what it weighs when the first cluster is left out, the second, ...; 0 in "
     "the one left out",
     kom_output_text, 0, NULL},
    {0},
};

static void add_header(const struct kom_weighing *s, struct kom_buf *out) {
    (void)kom_stream_headings(s->given.x, &s->given.columns, out);
    kom_buf_str(out, ",weight");
    for (size_t r = 1; r <= s->n_clusters; r++)
        kom_buf_printf(out, ",weight_%zu", r);
    kom_buf_byte(out, '\n');
}

static void add_weights(const struct kom_weighing *s, uint32_t cell, struct kom_buf *out) {
    for (size_t r = 0; r <= s->n_clusters; r++) {
        kom_buf_byte(out, ',');
        kom_buf_shortest(out, s->weight[r * s->n_cells + cell]);
    }
    kom_buf_byte(out, '\n');
}

enum kom_status weight_write(void *method, const struct kom_out *to, struct kom_error *err) {
    const struct kom_weighing *s = method;
    struct kom_buf out = {0};
    enum kom_status status = KOM_OK;
    add_header(s, &out);
    for (size_t at = 0; at < s->rows.n && !status;) {
        struct weight_kept kept;
        memcpy(&kept, s->rows.p + at, sizeof kept);
        kom_buf_add(&out, s->rows.p + at + sizeof kept, kept.nbytes);
        add_weights(s, s->books[kept.worker].cell[kept.group], &out);
        at += sizeof kept + kept.nbytes;
        if (out.failed)
            status = weight_no_memory(err);
        else if (out.n >= PIECE_NBYTES)
            status = to->flush(to->context, &out);
    }
    if (!status)
        status = to->flush(to->context, &out);
    kom_buf_fini(&out);
    return status;
}

void kom_weighing_factors(const struct kom_weighing *s, struct kom_buf *out) {
    kom_buf_str(out, "replicate,stratum,factor\n");
    for (size_t r = 0; r < s->n_clusters; r++) {
        kom_buf_printf(out, "weight_%zu,", r + 1);
        kom_buf_csv(out, s->cluster[r].stratum);
        kom_buf_byte(out, ',');
        kom_buf_shortest(out, (s->cluster[r].n - 1) / s->cluster[r].n);
        kom_buf_byte(out, '\n');
    }
}

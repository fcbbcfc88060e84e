/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where rows lie, for messages that are made once all were read. */
#include <string.h>

#include "work.h"

void scale_begin_places(struct scale_books *b, const struct kom_view *v) {
    b->at = 0;
    b->line = v->batch->chunk->first_line;
}

uint64_t scale_row_place(struct scale_books *b, const struct kom_view *v, uint32_t row) {
    const char *p = v->batch->chunk->p;
    const uint64_t start = v->batch->start[row];
    while (b->at < start) {
        const char *end = memchr(p + b->at, '\n', start - b->at);
        b->at = end ? (uint64_t)(end - p) + 1 : start;
        b->line += end != NULL;
    }
    return (uint64_t)v->i_file << SCALE_LINE_BITS | b->line;
}

void scale_say_place(const struct kom_extract *x, uint64_t place, struct kom_buf *out) {
    const char *name;
    const uint64_t at = place & ((UINT64_C(1) << SCALE_LINE_BITS) - 1);
    const uint64_t line = kom_file_place(x->files[place >> SCALE_LINE_BITS], at, &name);
    kom_buf_printf(out, "%s:%llu", name, (unsigned long long)line);
}

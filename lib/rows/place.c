/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines are counted from row to row of a batch; of many places the first few are kept. */
#include "place.h"

#include <string.h>

enum { LINE_BITS = 44 };

void kom_placing_begin(struct kom_placing *p, const struct kom_view *v) {
    p->at = 0;
    p->line = v->batch->chunk->first_line;
}

uint64_t kom_placing_row(struct kom_placing *p, const struct kom_view *v, uint32_t row) {
    const char *bytes = v->batch->chunk->p;
    const uint64_t start = v->batch->start[row];
    while (p->at < start) {
        const char *end = memchr(bytes + p->at, '\n', start - p->at);
        p->at = end ? (uint64_t)(end - bytes) + 1 : start;
        p->line += end != NULL;
    }
    return (uint64_t)v->i_file << LINE_BITS | p->line;
}

static uint64_t line_of(const struct kom_extract *x, uint64_t place, const char **name) {
    return kom_file_place(x->files[place >> LINE_BITS], place & ((UINT64_C(1) << LINE_BITS) - 1),
                          name);
}

void kom_place_say(const struct kom_extract *x, uint64_t place, struct kom_buf *out) {
    const char *name;
    const uint64_t line = line_of(x, place, &name);
    kom_buf_printf(out, "%s:%llu", name, (unsigned long long)line);
}

void kom_first_places_add(struct kom_first_places *f, uint64_t place) {
    size_t at = f->n < KOM_N_SHOWN ? (size_t)f->n : KOM_N_SHOWN;
    for (; at > 0 && f->place[at - 1] > place; at--)
        if (at < KOM_N_SHOWN)
            f->place[at] = f->place[at - 1];
    if (at < KOM_N_SHOWN)
        f->place[at] = place;
    f->n++;
}

void kom_first_places_merge(struct kom_first_places *f, const struct kom_first_places *other) {
    const uint64_t n = other->n < KOM_N_SHOWN ? other->n : KOM_N_SHOWN;
    for (size_t i = 0; i < n; i++)
        kom_first_places_add(f, other->place[i]);
    f->n += other->n - n;
}

void kom_first_places_say(const struct kom_extract *x, const struct kom_first_places *f,
                          struct kom_buf *out) {
    const uint64_t n = f->n < KOM_N_SHOWN ? f->n : KOM_N_SHOWN;
    for (size_t i = 0; i < n; i++) {
        const char *name;
        const bool is_same = i && f->place[i] >> LINE_BITS == f->place[i - 1] >> LINE_BITS;
        kom_buf_str(out, i ? ", " : "");
        if (is_same)
            kom_buf_printf(out, "%llu", (unsigned long long)line_of(x, f->place[i], &name));
        else
            kom_place_say(x, f->place[i], out);
    }
    if (f->n > n)
        kom_buf_printf(out, " and %llu more", (unsigned long long)(f->n - n));
}

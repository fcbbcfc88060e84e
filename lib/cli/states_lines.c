/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of states that were kept on the disk, again. */
#include <string.h>

#include "state.h"
#include "states.h"

/* Bytes read at a time. Parts may be many, and all of them be read side by side: what is at hand of
   them together should fit into the caches. */
enum { BLOCK = 256 * 1024, SMALL_BLOCK = 16 * 1024, ALL_BLOCKS = 512 * 1024 };

static size_t block_of(const struct kom_states *s) {
    const size_t share = ALL_BLOCKS / (s->n + 1);
    return share > BLOCK ? BLOCK : share < SMALL_BLOCK ? SMALL_BLOCK : share;
}

static enum kom_status next_kept(void *context, struct kom_state_in *line, bool *has_one,
                                 struct kom_error *err) {
    struct kom_states_cursor *c = context;
    size_t looked = c->taken;
    for (;;) {
        char *lf = looked < c->buf.n ? memchr(c->buf.p + looked, '\n', c->buf.n - looked) : NULL;
        if (lf) {
            *line = (struct kom_state_in){c->buf.p + c->taken, (size_t)(lf - c->buf.p) - c->taken,
                                          false};
            c->taken += line->n + 1;
            *has_one = true;
            return KOM_OK;
        }
        if (c->at == c->end)
            break;
        if (c->taken) {
            memmove(c->buf.p, c->buf.p + c->taken, c->buf.n - c->taken);
            c->buf.n -= c->taken;
            c->taken = 0;
        }
        looked = c->buf.n;
        struct kom_text some;
        const uint64_t left = c->end - c->at;
        const size_t block = block_of(c->states);
        enum kom_status status = kom_spill_read(&c->states->spill, c->at,
                                                left < block ? (size_t)left : block, &some, err);
        if (status)
            return status;
        if (some.n == 0)
            return kom_fail(err, KOM_EIO, "temporary file: it ends too early");
        some.n = some.n < left ? some.n : (size_t)left;
        kom_buf_text(&c->buf, some);
        c->at += some.n;
        if (c->buf.failed)
            return kom_no_memory(err);
    }
    kom_buf_fini(&c->buf);
    c->taken = 0;
    *has_one = false;
    return KOM_OK;
}

struct kom_state_lines kom_states_lines(struct kom_states_cursor *c) {
    return (struct kom_state_lines){.next = next_kept, .context = c};
}

struct kom_state_lines kom_states_method(struct kom_states *s, size_t part) {
    struct kom_part_state *p = &s->part[part];
    p->cursor.states = s;
    p->cursor.at = p->method;
    p->cursor.end = p->method + p->n_method;
    return kom_states_lines(&p->cursor);
}

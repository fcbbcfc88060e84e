/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of which nothing is to be said but their key: the key made at once, and told in few bytes.
   row.c is the careful way. */
#include "work.h"

#include <string.h>

/* memcpy of what is mostly short: from both ends, which lie over each other. */
static inline void copy(char *to, const char *from, size_t n) {
    if (n > 16 || n < 4) {
        memcpy(to, from, n);
    } else if (n >= 8) {
        memcpy(to, from, 8);
        memcpy(to + n - 8, from + n - 8, 8);
    } else {
        memcpy(to, from, 4);
        memcpy(to + n - 4, from + n - 4, 4);
    }
}

/* The cells as kom_check_key_add puts them; 0: a cell is empty, or too long for here. */
static size_t make_key(const struct kom_check_worker *w, const struct kom_check_keys *keys,
                       char *room) {
    size_t n = 0;
    for (size_t i = 0; i < keys->n_columns; i++) {
        struct kom_text cell = kom_text_trim(kom_check_cell(w, keys->columns[i]));
        if (cell.n == 0 || cell.n >= KOM_LONE_MAX - n)
            return 0;
        room[n++] = (char)cell.n;
        copy(room + n, cell.p, cell.n);
        n += cell.n;
    }
    return n;
}

bool kom_check_is_told_alone(struct kom_check_worker *w) {
    const struct kom_check_plan *plan = w->plan;
    struct kom_buf *out = &w->view->out;
    if (!plan->is_lone || !w->has_told)
        return false;
    char *room = kom_check_lone_room(out);
    const size_t n = room ? make_key(w, plan->keys, room) : 0;
    if (n == 0)
        return false;
    const uint64_t line = kom_check_line_at(w, w->view->batch->start[w->row]);
    kom_check_tell_lone(out,
                        (struct kom_check_lone){kom_check_hash(plan->x, (struct kom_text){room, n}),
                                                (uint32_t)(line - w->told_line), (uint8_t)n});
    w->told_line = line;
    return true;
}

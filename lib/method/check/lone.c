/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of which nothing is to be said but their key: the key made at once, and told in few bytes.
   row.c is the careful way. */
#include "work.h"

#include <string.h>

/* The cells as kom_check_key_add puts them; 0: a cell is empty, or too long for here. */
static size_t make_key(const struct kom_check_worker *w, const struct kom_check_keys *keys,
                       char room[KOM_LONE_MAX]) {
    size_t n = 0;
    for (size_t i = 0; i < keys->n_columns; i++) {
        struct kom_text cell = kom_text_trim(kom_check_cell(w, keys->columns[i]));
        if (cell.n == 0 || cell.n >= KOM_LONE_MAX - n)
            return 0;
        room[n++] = (char)cell.n;
        memcpy(room + n, cell.p, cell.n);
        n += cell.n;
    }
    return n;
}

bool kom_check_is_told_alone(struct kom_check_worker *w) {
    const struct kom_check_plan *plan = w->plan;
    char room[KOM_LONE_MAX];
    if (!plan->is_lone || !w->has_told)
        return false;
    const size_t n = make_key(w, plan->keys, room);
    if (n == 0)
        return false;
    const uint64_t line = kom_check_line_at(w, w->view->batch->start[w->row]);
    const struct kom_text key = {room, n};
    kom_check_tell_lone(&w->view->out,
                        (struct kom_check_lone){kom_check_hash(plan->x, key),
                                                (uint32_t)(line - w->told_line), (uint8_t)n},
                        room);
    w->told_line = line;
    return true;
}

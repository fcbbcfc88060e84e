/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys by the texts of their columns, a block of rows at a time. */
#include "known.h"

#include <string.h>

/* Keys that are asked for before the first of them is glanced at, and steps in between: few enough
   that the processor waits for all of them at once. */
enum { AHEAD = 64, STEP = 16 };

/* While memory is fetched for some keys, others are packed and glanced at. */
static void search_block(struct kom_join_worker *w, const struct kom_view *v, uint32_t from,
                         uint32_t n) {
    const struct kom_intern *keys = &w->join->side.keys;
    struct kom_join_search *s = &w->search;
    for (uint32_t i = 0; i < n + AHEAD; i += STEP) {
        for (uint32_t k = i; k < i + STEP && k < n; k++) {
            s->code[k] = kom_view_code(v, w->join->column[0], from + k);
            s->key[k] = kom_text_key(s->code[k], keys->seed);
            kom_intern_prefetch(keys, s->key[k]);
        }
        if (i >= AHEAD) {
            const uint32_t at = i - AHEAD;
            kom_intern_glance(keys, s->key + at, n - at < STEP ? n - at : STEP, s->found + at);
        }
    }
    kom_intern_settle(keys, s->key, s->code, n, s->found);
}

/* One plain column: its texts are the keys. A text that means missing is left to the careful way.
 */
static void find_single(struct kom_join_worker *w, const struct kom_view *v, uint32_t from,
                        uint32_t n) {
    const struct kom_cell_form *form = kom_view_form(v, w->join->column[0]);
    const struct kom_join_search *s = &w->search;
    search_block(w, v, from, n);
    for (uint32_t i = 0; i < n; i++) {
        bool is_left = s->found[i].number == KOM_NO_ID ||
                       (form->n_missing && kom_cell_is_listed(form, s->code[i]));
        w->number[i] = is_left ? KOM_JOIN_OPEN : s->found[i].number;
        w->mark[i] = is_left ? KOM_NO_ID : s->found[i].mark;
        if (w->mark[i] != KOM_NO_ID)
            kom_join_text_prefetch(&w->join->side, w->mark[i]);
    }
}

/* Several columns: rows of one kind have one key. */
static void find_kinds(struct kom_join_worker *w, const struct kom_view *v, uint32_t from,
                       uint32_t n) {
    const struct kom_kind_columns *columns = &w->join->deciding;
    uint16_t code[KOM_BLOCK_ROWS];
    memset(w->key, 0, n * sizeof *w->key);
    memset(w->is_open, 0, n * sizeof *w->is_open);
    for (unsigned k = 0; k < columns->n; k++) {
        kom_codes_block(&w->codes[k], v, columns->column[k], from, n, code);
        kom_kinds_pack(w->key, n, k, code, w->is_open);
    }
    for (uint32_t i = 0; i < n; i++) {
        const struct kom_row_kind *kind =
            w->is_open[i] ? NULL : kom_kinds_find(&w->kinds, w->key[i]);
        w->number[i] = kind ? kind->note : KOM_JOIN_OPEN;
        w->mark[i] = w->number[i] < KOM_JOIN_OPEN ? w->join->side.only[w->number[i]] : KOM_NO_ID;
    }
}

void kom_join_known_find(struct kom_join_worker *w, const struct kom_view *v, uint32_t from,
                         uint32_t n) {
    if (w->join->is_single && !v->extract->reading->is_careful)
        find_single(w, v, from, n);
    else if (w->codes)
        find_kinds(w, v, from, n);
    else
        for (uint32_t i = 0; i < n; i++) {
            w->number[i] = KOM_JOIN_OPEN;
            w->mark[i] = KOM_NO_ID;
        }
}

void kom_join_known_learn(struct kom_join_worker *w, uint32_t i) {
    if (w->codes && !w->is_open[i])
        (void)kom_kinds_learn(&w->kinds, w->key[i], w->number[i]);
}

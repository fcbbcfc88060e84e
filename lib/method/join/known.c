/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys by the texts of their columns, a block of rows at a time. */
#include "known.h"

#include <string.h>

/* One plain column: its texts are the keys. A text that means missing is left to the careful way.
 */
static void find_single(struct kom_join_worker *w, const struct kom_view *v, uint32_t from,
                        uint32_t n) {
    const struct kom_intern *keys = &w->join->side.keys;
    const struct kom_cell_form *form = kom_view_form(v, w->join->column[0]);
    struct kom_text code[KOM_BLOCK_ROWS];
    uint64_t key[KOM_BLOCK_ROWS];
    kom_columns_codes(v, w->join->column[0], from, n, code, key);
    for (uint32_t i = 0; i < n; i++)
        kom_intern_prefetch(keys, key[i]);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t id = kom_intern_find_key(keys, key[i], code[i]);
        bool is_left = id == KOM_NO_ID || (form->n_missing && kom_cell_is_listed(form, code[i]));
        w->number[i] = is_left ? KOM_JOIN_OPEN : id;
        if (!is_left && w->join->side.is_plain) {
            __builtin_prefetch(&w->join->side.text[id]);
            __builtin_prefetch(&w->met[id]);
        }
    }
    for (uint32_t i = 0; i < n && w->join->side.is_plain; i++)
        if (w->number[i] != KOM_JOIN_OPEN)
            __builtin_prefetch(w->join->side.text[w->number[i]].p);
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
    }
}

void kom_join_known_find(struct kom_join_worker *w, const struct kom_view *v, uint32_t from,
                         uint32_t n) {
    if (w->join->is_single && !v->extract->reading->is_careful)
        find_single(w, v, from, n);
    else if (w->codes)
        find_kinds(w, v, from, n);
    else
        for (uint32_t i = 0; i < n; i++)
            w->number[i] = KOM_JOIN_OPEN;
}

void kom_join_known_learn(struct kom_join_worker *w, uint32_t i) {
    if (w->codes && !w->is_open[i])
        (void)kom_kinds_learn(&w->kinds, w->key[i], w->number[i]);
}

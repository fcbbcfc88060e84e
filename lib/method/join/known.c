/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys by the texts of their columns, a block of rows at a time.

   The table of keys is larger than the caches, so that a search waits for memory longer than for
   all else that a row needs. So keys are packed, and the memory of each is asked for, before the
   first of them is looked at; what its one row adds hangs on the key, and is asked for in turn. Of
   several columns the texts are few as a rule: codes stand for them, and the key of a kind of row
   is remembered. Rows of other kinds, and those of texts without end, have their parts packed as in
   the careful way, and are looked for together likewise. */
#include "known.h"

#include <string.h>

#include "prefetch.h"

/* One plain column: its texts are the keys. A text that means missing is left to the careful way.
 */
static void find_single(struct kom_join_worker *w, const struct kom_view *v, uint32_t from,
                        uint32_t n) {
    const struct kom_cell_form *form = kom_view_form(v, w->join->column[0]);
    struct kom_join_search *s = &w->search;
    for (uint32_t i = 0; i < n; i++)
        s->code[i] = kom_view_code(v, w->join->column[0], from + i);
    kom_join_keys_find_all(&w->join->side.keys, s->code, n, s->found);
    for (uint32_t i = 0; i < n; i++) {
        const bool is_left = s->found[i].number == KOM_NO_ID ||
                             (form->n_missing && kom_cell_is_listed(form, s->code[i]));
        w->number[i] = is_left ? KOM_JOIN_OPEN : s->found[i].number;
        w->only[i] = is_left ? KOM_NO_ID : s->found[i].note;
    }
}

static void leave_open(struct kom_join_worker *w, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        w->number[i] = KOM_JOIN_OPEN;
        w->only[i] = KOM_NO_ID;
    }
}

void kom_join_known_learn(struct kom_join_worker *w, uint32_t i) {
    if (w->codes && !w->is_open[i])
        (void)kom_kinds_learn(&w->kinds, w->key[i], w->number[i]);
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
        w->only[i] = kom_join_only(&w->join->side, w->number[i]);
    }
}

/* ---- several columns, one row after the other ---- */

/* Packs the key of a row behind the others, as the careful way does; false: a part is missing. */
static bool pack_row(struct kom_join_worker *w, const struct kom_view *v, uint32_t row) {
    const struct kom_join *j = w->join;
    for (size_t i = 0; i < j->request.on.n; i++) {
        const int column = j->column[i];
        char room[16];
        const struct kom_text t = kom_view_group(v, column, row, room);
        if (!kom_join_has_value(kom_view_form(v, column), v->extract->columns[column].word, t))
            return false;
        kom_join_add_part(&w->search.packed, i, j->request.on.n, t);
    }
    return true;
}

/* The keys of rows that are open; returns how many. */
static uint32_t pack_open(struct kom_join_worker *w, const struct kom_view *v, uint32_t from,
                          uint32_t n) {
    struct kom_join_search *s = &w->search;
    uint32_t n_keys = 0;
    size_t start = 0;
    kom_buf_reset(&s->packed);
    for (uint32_t i = 0; i < n; i++) {
        if (w->number[i] != KOM_JOIN_OPEN)
            continue;
        if (pack_row(w, v, from + i)) {
            s->row[n_keys] = i;
            s->code[n_keys++] = (struct kom_text){NULL, s->packed.n - start};
            start = s->packed.n;
        }
        s->packed.n = start;
    }
    if (s->packed.failed)
        return 0;                         /* the careful way finds them, or memory ends there too */
    for (uint32_t k = 0; k < n_keys; k++) /* they move no more */
        s->code[k].p = k ? s->code[k - 1].p + s->code[k - 1].n : s->packed.p;
    return n_keys;
}

/* Rows whose kind was not met before, or cannot be: where persons are in the key there are too many
   texts for codes. */
static void find_packed(struct kom_join_worker *w, const struct kom_view *v, uint32_t from,
                        uint32_t n) {
    struct kom_join_search *s = &w->search;
    const uint32_t n_keys = pack_open(w, v, from, n);
    kom_join_keys_find_all(&w->join->side.keys, s->code, n_keys, s->found);
    for (uint32_t k = 0; k < n_keys; k++) {
        if (s->found[k].number == KOM_NO_ID)
            continue;
        w->number[s->row[k]] = s->found[k].number;
        w->only[s->row[k]] = s->found[k].note;
        kom_join_known_learn(w, s->row[k]);
    }
}

/* ---- all ---- */

/* Asks for the rows of the keys that have several, or spells: first where they begin. */
static void prefetch_items(const struct kom_join_worker *w, uint32_t n) {
    const struct kom_join_side *side = &w->join->side;
    for (uint32_t i = 0; i < n; i++)
        if (w->number[i] < KOM_JOIN_OPEN && w->only[i] == KOM_NO_ID)
            kom_prefetch(&side->from[w->number[i]]);
    for (uint32_t i = 0; i < n; i++)
        if (w->number[i] < KOM_JOIN_OPEN && w->only[i] == KOM_NO_ID)
            kom_prefetch(&side->item[side->from[w->number[i]]]);
}

void kom_join_known_find(struct kom_join_worker *w, const struct kom_view *v, uint32_t from,
                         uint32_t n) {
    const bool is_careful = v->extract->reading->is_careful;
    if (w->join->is_single && !is_careful)
        find_single(w, v, from, n);
    else if (w->codes)
        find_kinds(w, v, from, n);
    else
        leave_open(w, n);
    if (w->join->is_packed && !is_careful)
        find_packed(w, v, from, n);
    if (!w->join->side.is_plain)
        prefetch_items(w, n);
    for (uint32_t i = 0; i < n; i++) {
        if (w->only[i] == KOM_NO_ID)
            continue;
        kom_join_text_prefetch(&w->join->side, w->only[i]);
        kom_prefetch_to_write(&w->met[w->number[i] / 8]);
    }
}

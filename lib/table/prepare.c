/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes and names are compared by their bytes, so that one thing must have one spelling. Persons'
   ids and free text stay as they were read. */
#include "prepare.h"

#include <string.h>

#include "code_digits.h"
#include "unicode.h"

void kom_prepare_columns(struct kom_extract *x) {
    for (size_t i = 0; i < x->n_columns; i++) {
        struct kom_column *c = &x->columns[i];
        bool is_id = c->is_person || (c->word && strcmp(c->word->name, "sale_id") == 0);
        if (is_id || c->is_beside)
            c->settles = KOM_SETTLE_NOT;
        else if (c->kind != KOM_KIND_TEXT)
            c->settles = KOM_SETTLE_ENDS;
        else
            c->settles = c->word || c->is_asked || x->settles_all ? KOM_SETTLE_ALL : KOM_SETTLE_NOT;
    }
}

/* --kom-digits: 101 to 0101 or back, in every column of municipality codes. Other texts stay. */
static void unify_codes(const struct kom_extract *x, struct kom_batch *b) {
    if (!x->reading->kom_digits)
        return;
    for (size_t c = 0; c < x->n_columns; c++) {
        if (!kom_code_digits_has(&x->columns[c]))
            continue;
        for (uint32_t i = 0; i < b->n_rows; i++) {
            char room[4];
            struct kom_text t = kom_text_trim(kom_batch_cell(b, (uint32_t)c, i));
            struct kom_text code = kom_code_digits_write(t, x->reading->kom_digits, room);
            if (code.n == t.n)
                continue;
            char copy[4]; /* the cell may lie in extra, which may move */
            memcpy(copy, code.p, code.n);
            size_t at = b->extra.n, n = code.n;
            kom_buf_add(&b->extra, copy, n);
            b->offset[c][i] = (uint32_t)at | KOM_IN_EXTRA;
            b->length[c][i] = (uint32_t)n;
            b->has_moved = true;
        }
    }
}

/* The cell as it should be, in extra; true when it was not so. */
static bool settle(struct kom_batch *b, uint32_t column, uint32_t row, bool all) {
    struct kom_text t = kom_batch_cell(b, column, row);
    if (kom_unicode_is_plain(t))
        return false;
    struct kom_buf copy = {0}; /* the cell may lie in extra, which may move */
    enum kom_status status = KOM_OK;
    if (all)
        status = kom_unicode_settle(&copy, t);
    else
        kom_buf_text(&copy, kom_unicode_trim(t));
    bool changed = !status && !kom_text_equal(kom_buf_view(&copy), t);
    size_t at = b->extra.n;
    if (changed) {
        kom_buf_text(&b->extra, kom_buf_view(&copy));
        b->offset[column][row] = (uint32_t)at | KOM_IN_EXTRA;
        b->length[column][row] = (uint32_t)copy.n;
        b->has_moved = true;
    }
    b->extra.failed = b->extra.failed || status || copy.failed;
    kom_buf_fini(&copy);
    return changed;
}

uint64_t kom_prepare_cells(const struct kom_extract *x, struct kom_batch *b) {
    uint64_t n = 0;
    /* Nearly all batches hold letters that need no look; of one that was converted, the cells that
       were lie in extra. */
    bool look = b->has_high &&
                !(b->is_utf8 && kom_unicode_is_plain((struct kom_text){b->chunk->p, b->chunk->n}));
    uint32_t where = b->is_utf8 || b->has_utf8_cells ? 0 : KOM_IN_EXTRA;
    look = look && (!where || b->has_moved);
    for (uint32_t c = 0; c < b->n_columns && look; c++) {
        if (x->columns[c].settles == KOM_SETTLE_NOT)
            continue;
        for (uint32_t i = 0; i < b->n_rows; i++)
            if ((b->offset[c][i] & where) == where)
                n += settle(b, c, i, x->columns[c].settles == KOM_SETTLE_ALL);
    }
    unify_codes(x, b);
    return n;
}

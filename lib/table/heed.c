/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns have something beside them, and what that does to their cells.

   The columns are paired once, before the first row; a pair whose status column is empty, which it
   nearly always is, costs a look at the lengths. Only a row that is bad is looked at as a row. */
#include "heed.h"

#include <stdlib.h>
#include <string.h>

#include "drop.h"
#include "extract_next.h"
#include "value_status.h"

/* ---- which columns ---- */

/* In a side table any column may be asked for by --by; what stands beside one that nobody knows may
   be something else than a status. Who looks at all cells looks beside those of numbers, too. */
static bool is_ours(const struct kom_extract *x, const struct kom_column *c) {
    if (c->kind == KOM_KIND_NUMBER)
        return x->heeds_blanks && !c->is_beside;
    return !c->is_beside && (c->is_asked || c->word || x->reading->side);
}

/* Is any text but the empty one said to mean missing? */
static bool lists_text(const struct kom_cell_form *f) {
    return f->n_missing && f->missing[f->n_missing - 1].n > 0;
}

/* Where a blank cell says something of its own (an open end, a unit that never starts, a sale that
   was delivered; in a side table: all of them) a hidden one must not be taken for that. */
static bool blank_speaks(const struct kom_extract *x, const struct kom_column *c) {
    static const char *const words[] = {"start",   "end",     "reports_from", "reports_to",
                                        "planned", "status",  "section",      "setting",
                                        "group",   "provider"};
    enum { EVERYWHERE = 6, N_WORDS = sizeof words / sizeof words[0] };
    bool found = false;
    for (int i = 0; i < (x->reading->side ? N_WORDS : EVERYWHERE); i++)
        found = found || (c->word && strcmp(c->word->name, words[i]) == 0);
    return found;
}

enum kom_status kom_heeds_make(struct kom_extract *x, struct kom_error *err) {
    const size_t n = x->n_columns;
    if (x->keeps_cells)
        return KOM_OK;
    x->heeds = kom_arena_take(&x->arena, (n + 1) * sizeof *x->heeds);
    if (!x->heeds)
        return kom_extract_no_memory(x, err);
    for (size_t i = 0; i < n; i++) {
        const struct kom_column *c = &x->columns[i];
        struct kom_heed heed = {(int)i, KOM_NO_COLUMN, blank_speaks(x, c),
                                !c->is_asked && !c->word && c->kind != KOM_KIND_NUMBER};
        if (!is_ours(x, c))
            continue;
        enum kom_status status = kom_beside_want(x, (int)i, &heed.status, err);
        if (status)
            return status;
        if (heed.status >= 0 || lists_text(&x->columns[i].form))
            x->heeds[x->n_heeds++] = heed;
    }
    return KOM_OK;
}

/* ---- what a tool may say of such a cell ---- */

static bool is_denied(const struct kom_view *v, const struct kom_heed *h, uint32_t row) {
    return h->status >= 0 &&
           kom_value_status_denies(kom_value_status_of(kom_view_code(v, h->status, row)));
}

bool kom_heed_denies(const struct kom_view *v, int column, uint32_t row) {
    const struct kom_extract *x = v->extract;
    bool denies = false;
    for (size_t i = 0; i < x->n_heeds; i++)
        denies = denies || (x->heeds[i].column == column && is_denied(v, &x->heeds[i], row));
    return denies;
}

void kom_view_needs(struct kom_view *v, int column, uint32_t row) {
    const struct kom_extract *x = v->extract;
    const char *why = "is empty";
    const struct kom_heed *h = NULL;
    for (size_t i = 0; i < x->n_heeds && !h; i++)
        h = x->heeds[i].column == column ? &x->heeds[i] : NULL;
    if (h && lists_text(&x->columns[column].form))
        why = "is empty, or a text that means missing";
    if (h && is_denied(v, h, row)) {
        const struct kom_text heading = x->columns[h->status].heading;
        kom_view_bad(v, column, row, "has no value, as \"%.*s\" says; every row needs it",
                     (int)heading.n, heading.p);
    } else {
        kom_view_bad(v, column, row, "%s; every row needs it", why);
    }
}

struct kom_text kom_view_raw(const struct kom_view *v, int column, uint32_t row) {
    struct kom_text t = kom_view_text(v, column, row);
    size_t from = 0, to = v->n_blanked;
    while (from < to) { /* by row, then column */
        const size_t middle = from + (to - from) / 2;
        const struct kom_blanked *b = &v->blanked[middle];
        if (b->row < row || (b->row == row && b->column < column))
            from = middle + 1;
        else
            to = middle;
    }
    if (from < v->n_blanked && v->blanked[from].row == row && v->blanked[from].column == column)
        t.n = v->blanked[from].length;
    return t;
}

/* ---- rows ---- */

static struct kom_text code(const struct kom_batch *b, int column, uint32_t row) {
    return kom_text_trim(kom_batch_cell(b, (uint32_t)column, row));
}

void kom_heed_explain(const struct kom_view *v, uint32_t row, const struct kom_heed *h,
                      struct kom_buf *out) {
    struct kom_text said = kom_view_code(v, h->status, row);
    if (kom_value_status_of(said) == KOM_STATUS_UNKNOWN)
        kom_value_status_explain(said, v->extract->columns[h->status].heading,
                                 v->extract->reading->side, out);
    else
        kom_buf_printf(out,
                       "hides \"%.*s\", of which a blank would say something else; give it, or "
                       "leave the row out",
                       (int)v->extract->columns[h->column].heading.n,
                       v->extract->columns[h->column].heading.p);
}

static void note_bad(struct kom_view *v, const struct kom_batch *b, uint32_t row,
                     const struct kom_heed *h) {
    v->n_bad++;
    kom_view_aside(v, row, KOM_ASIDE_UNREADABLE);
    if (v->n_early == KOM_N_SHOWN)
        return;
    const struct kom_text heading = v->extract->columns[h->status].heading;
    struct kom_buf why = {0};
    kom_heed_explain(v, row, h, &why);
    v->failed = v->failed || why.failed;
    const char *name;
    uint64_t line = kom_view_place(v, row, &name);
    v->early_start[v->n_early] = b->start[row];
    (void)kom_fail(&v->early[v->n_early++], KOM_EDATA, "%s:%llu: column \"%.*s\": %.*s", name,
                   (unsigned long long)line, (int)heading.n, heading.p, (int)why.n,
                   why.p ? why.p : "");
    kom_buf_fini(&why);
}

bool kom_heed_is_bad(const struct kom_batch *b, const struct kom_heed *h, uint32_t row) {
    if (h->status < 0 || b->length[h->status][row] == 0)
        return false;
    enum kom_value_status said = kom_value_status_of(code(b, h->status, row));
    return (said == KOM_STATUS_UNKNOWN && !h->is_lenient) ||
           (h->blank_speaks && said == KOM_STATUS_HIDDEN);
}

/* Bad rows are noted with the first column that makes them so. */
static bool keeps(struct kom_view *v, struct kom_batch *b, uint32_t row, void *context) {
    const struct kom_extract *x = context;
    for (size_t i = 0; i < x->n_heeds; i++) {
        if (!kom_heed_is_bad(b, &x->heeds[i], row))
            continue;
        note_bad(v, b, row, &x->heeds[i]);
        return false;
    }
    return true;
}

static void blank(struct kom_view *v, struct kom_batch *b, int column, uint32_t row) {
    void *p = v->blanked;
    if (v->extract->lists_blanked && b->length[column][row]) {
        if (kom_grow(&p, &v->cap_blanked, v->n_blanked + 1, sizeof *v->blanked)) {
            v->failed = true;
            return;
        }
        v->blanked = p;
        v->blanked[v->n_blanked++] = (struct kom_blanked){column, row, b->length[column][row]};
    }
    b->length[column][row] = 0;
}

static void heed(struct kom_view *v, struct kom_batch *b, const struct kom_heed *h) {
    const struct kom_cell_form *form = kom_view_form(v, h->column);
    for (uint32_t i = 0; i < b->n_rows && lists_text(form) && !v->extract->heeds_blanks; i++)
        if (b->length[h->column][i] && kom_cell_is_listed(form, code(b, h->column, i)))
            blank(v, b, h->column, i);
    for (uint32_t i = 0; i < b->n_rows && h->status >= 0; i++)
        if (b->length[h->status][i] &&
            kom_value_status_denies(kom_value_status_of(code(b, h->status, i))))
            blank(v, b, h->column, i);
}

static bool has_bad(const struct kom_batch *b, const struct kom_heed *h) {
    bool any = false;
    for (uint32_t i = 0; i < b->n_rows && h->status >= 0 && !any; i++)
        any = kom_heed_is_bad(b, h, i);
    return any;
}

static int by_row(const void *a, const void *b) {
    const struct kom_blanked *x = a, *y = b;
    int rows = (x->row > y->row) - (x->row < y->row);
    return rows ? rows : (x->column > y->column) - (x->column < y->column);
}

void kom_heeds_apply(struct kom_view *v, struct kom_batch *b) {
    const struct kom_extract *x = v->extract;
    bool any = false;
    for (size_t i = 0; i < x->n_heeds && !any && !x->heeds_blanks; i++)
        any = has_bad(b, &x->heeds[i]);
    if (any)
        kom_drop_rows(v, b, keeps, (void *)(uintptr_t)x);
    for (size_t i = 0; i < x->n_heeds; i++)
        heed(v, b, &x->heeds[i]);
    if (v->n_blanked)
        qsort(v->blanked, v->n_blanked, sizeof *v->blanked, by_row);
}

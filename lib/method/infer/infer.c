/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of inferring: every cell is held to every type that is left, and what threads have seen
   is brought together. */
#include "infer.h"

#include <string.h>

#include "heading_index.h"
#include "heading_say.h"
#include "mem.h"
#include "work.h"

/* A schema tells columns by their names, and JSON's readers end a name at its first NUL. */
static enum kom_status refuse_names(const struct kom_extract *x, struct kom_error *err) {
    size_t n;
    const struct kom_text *headings = kom_extract_headings(x, &n);
    for (size_t i = 0; i < n; i++)
        if (x->index->nth[i])
            return kom_heading_two_alike(headings, n, headings[i], kom_extract_place(x), err);
        else if (headings[i].n && memchr(headings[i].p, '\0', headings[i].n))
            return kom_fail(err, KOM_EDATA,
                            "%s: the heading of column %zu holds a NUL byte, which no schema can "
                            "name; give --skip-lines 1 --header NAME,...",
                            x->files[0]->name, i + 1);
    return KOM_OK;
}

static enum kom_status ask(void *method, struct kom_extract *x, struct kom_error *err) {
    struct kom_infer *infer = method;
    (void)infer;
    enum kom_status status = refuse_names(x, err);
    return status ? status : kom_extract_want_all(x, err);
}

static enum kom_status hire(void *method, unsigned *n, void *worker[], struct kom_error *err) {
    struct kom_infer *infer = method;
    infer->worker = kom_alloc(*n, sizeof *infer->worker);
    if (!infer->worker)
        return kom_no_memory(err);
    for (infer->n_workers = 0; infer->n_workers < *n; infer->n_workers++)
        worker[infer->n_workers] = &infer->worker[infer->n_workers];
    return KOM_OK;
}

static enum kom_status begin(struct kom_infer_worker *w, size_t n_columns, struct kom_error *err) {
    w->seen = kom_alloc(n_columns + 1, sizeof *w->seen);
    w->n_columns = n_columns;
    for (size_t i = 0; i < n_columns && w->seen; i++)
        w->seen[i].can = KOM_CAN(KOM_N_CAN) - 1;
    return w->seen ? KOM_OK : kom_no_memory(err);
}

static void end(struct kom_infer_worker *w) {
    for (size_t i = 0; i < w->n_columns && w->seen; i++)
        kom_infer_unlist(&w->seen[i]);
    kom_free(w->seen);
    w->seen = NULL;
}

static enum kom_status take(void *state, struct kom_view *view, struct kom_error *err) {
    struct kom_infer_worker *w = state;
    const struct kom_extract *x = view->extract;
    if (!w->seen && begin(w, x->n_columns, err))
        return KOM_ENOMEM;
    for (size_t c = 0; c < x->n_columns; c++) {
        const struct kom_cell_form *form = kom_view_form(view, (int)c);
        for (uint32_t row = 0; row < view->n_rows; row++)
            kom_infer_cell(&w->seen[c], &x->columns[c], form, kom_view_text(view, (int)c, row));
        if (w->seen[c].failed)
            return kom_no_memory(err);
    }
    return KOM_OK;
}

void kom_infer_merge(struct kom_infer_seen *to, const struct kom_infer_seen *from) {
    to->can &= from->can;
    to->n_values += from->n_values;
    to->n_missing += from->n_missing;
    to->n_signs[0] += from->n_signs[0];
    to->n_signs[1] += from->n_signs[1];
    to->n_marked += from->n_marked;
    if (from->n_digits)
        to->n_digits = to->n_digits && to->n_digits != from->n_digits ? SIZE_MAX : from->n_digits;
    to->is_padded |= from->is_padded;
    to->is_text |= from->is_text;
    to->has_digit |= from->has_digit;
    to->has_names |= from->has_names;
    to->is_over |= from->is_over;
    to->failed |= from->failed;
    if (to->is_over || to->is_text)
        kom_infer_unlist(to);
    for (uint8_t i = 0; i < from->n_listed && !to->is_over && !to->is_text; i++)
        kom_infer_list(to, (struct kom_text){from->value[i].text, from->value[i].length},
                       from->value[i].n);
}

static enum kom_status finish(void *method, const struct kom_extract *x, struct kom_error *err) {
    struct kom_infer *infer = method;
    struct kom_infer_worker all = {0};
    enum kom_status status = begin(&all, x->n_columns, err);
    for (unsigned i = 0; i < infer->n_workers && !status; i++)
        for (size_t c = 0; c < x->n_columns && infer->worker[i].seen; c++)
            kom_infer_merge(&all.seen[c], &infer->worker[i].seen[c]);
    for (size_t c = 0; c < x->n_columns && !status; c++)
        status = all.seen[c].failed ? kom_no_memory(err) : KOM_OK;
    if (!status)
        status = kom_infer_judge(infer, x, all.seen, err);
    end(&all);
    return status;
}

void kom_infer_fini(struct kom_infer *infer) {
    for (unsigned i = 0; i < infer->n_workers; i++)
        end(&infer->worker[i]);
    kom_free(infer->worker);
    kom_schema_fini(&infer->schema);
    *infer = (struct kom_infer){0};
}

const struct kom_method kom_infer_method = {
    .ask = ask, .hire = hire, .take = take, .finish = finish};

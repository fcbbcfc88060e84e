/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns that stand beside the scores. One of numbers has its COL_status heeded here, and is blank
   where that denies a value, as texts, days and periods are before any tool sees them: the status
   is not carried, so that a number it denies would count for the next reader. */
#include "stream_row.h"
#include "work.h"

/* ---- which ---- */

enum kom_status scale_taken_twice(const struct scale_given *g, int column, const char *as,
                                  const char *other, struct kom_error *err) {
    const struct kom_text heading = g->x->columns[column].heading;
    return kom_fail(err, KOM_EDATA,
                    "%s: the column \"%.*s\" is %s and %s; it can be one thing only", g->x->label,
                    (int)heading.n, heading.p, other, as);
}

static enum kom_status taken_by_item(const struct scale_given *g, int column,
                                     struct kom_error *err) {
    for (size_t i = 0; i < g->n_used && !g->is_long; i++)
        if (g->column[i] == column)
            return scale_taken_twice(g, column, "named in --keep", "an item", err);
    return KOM_OK;
}

static enum kom_status carry(struct scale_given *g, struct kom_extract *x, const char *name,
                             bool must_be, struct kom_error *err) {
    const struct kom_word *word = kom_word_find(kom_text_of(name));
    struct scale_carried one = {
        name, {KOM_NO_COLUMN, KOM_NO_COLUMN}, word ? word->kind : KOM_KIND_TEXT};
    int column;
    enum kom_status status = must_be ? kom_extract_need(x, name, one.kind, &column, err)
                                     : kom_extract_want(x, name, one.kind, &column, err);
    if (status || column < 0)
        return status;
    if (column == g->respondent || column == g->wave)
        return kom_fail(err, KOM_EUSAGE, "--keep: %s stands there in any case; leave it out", name);
    status = taken_by_item(g, column, err);
    one.cell.column = column;
    if (!status && one.kind == KOM_KIND_NUMBER)
        status = kom_measured_want(x, column, &one.cell, err);
    g->carried[g->n_carried++] = one;
    return status;
}

enum kom_status scale_ask_carried(struct scale_given *g, struct kom_extract *x,
                                  struct kom_error *err) {
    static const char *const usual[] = {"kom", "area", "role", "institution", "weight"};
    const size_t n_usual = sizeof usual / sizeof usual[0];
    const size_t n = g->ask.has_carried ? g->ask.carried.n : n_usual;
    if (n > KOM_BY_MAX)
        return kom_fail(err, KOM_EUSAGE, "--keep: at most %d columns", KOM_BY_MAX);
    int *column = kom_arena_take(&g->arena, (n + 1) * sizeof *column);
    g->carried = kom_arena_take(&g->arena, (n + 1) * sizeof *g->carried);
    enum kom_status status = column && g->carried ? KOM_OK : scale_no_memory(err);
    for (size_t i = 0; i < n && !status; i++)
        status = carry(g, x, g->ask.has_carried ? g->ask.carried.item[i] : usual[i],
                       g->ask.has_carried, err);
    for (size_t i = 0; i < g->n_carried && !status; i++)
        column[i] = g->carried[i].cell.column;
    return status || !g->ask.has_carried
               ? status
               : kom_by_differ("keep", g->ask.carried.item, n, column, NULL, err);
}

/* ---- cells ---- */

bool scale_carry_cell(const struct scale_carried *c, struct kom_view *v, uint32_t at,
                      struct kom_buf *out) {
    const int column = c->cell.column;
    const struct kom_cell_form *form = kom_view_form(v, column);
    const size_t mark = out->n;
    const enum kom_cell said = kom_measured_denied(v, c->cell.status, at);
    if (said == KOM_CELL_BAD)
        return false;
    if (!kom_stream_cell(out, c->kind, form, kom_view_text(v, column, at), false)) {
        kom_stream_bad_cell(v, c->kind, form, column, at);
        return false;
    }
    if (said == KOM_CELL_MISSING)
        out->n = mark;
    return true;
}

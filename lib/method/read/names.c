/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the columns that kom-read writes are called.

   Of the columns that mean one word one has its name: the one that is called so, or else the only
   one; the name of a municipality beside its code is kom_name. Others keep their own headings. What
   says something of a column (COL_status) is called after it, whatever that is called. */
#include <string.h>

#include "canonical.h"
#include "foreign.h"
#include "heading_index.h"
#include "value_status.h"

/* Files of statistics programs, whose reader was asked for it, have what says something of a column
   right behind it; other files have it by its name. */
static enum kom_status find_beside(struct kom_canonical *k, const struct kom_extract *x,
                                   struct kom_error *err) {
    const struct kom_foreign_table *t = x->files[0]->foreign;
    for (size_t i = 0; i < x->n_columns; i++)
        k->says_of[i] = k->beside[i] = KOM_NO_COLUMN;
    for (size_t i = 0; i < x->n_columns; i++) {
        int at;
        enum kom_status status = kom_status_beside(x->index, x->columns[i].at, kom_extract_place(x),
                                                   &at, k->request.canonical_names ? err : NULL);
        if (status == KOM_ENOMEM || (status && k->request.canonical_names))
            return status;
        if (t && i + 1 < x->n_columns && i + 1 < t->n_fields && t->is_status[i + 1])
            at = (int)i + 1;
        else if (at >= 0)
            at = (int)x->column_of[at] - 1;
        k->beside[i] = at;
        if (at >= 0 && k->says_of[at] < 0)
            k->says_of[at] = (int)i;
    }
    return KOM_OK;
}

/* Is the other heading of the word the only one? What a name is the name of is plain then. */
static bool is_sole(const struct kom_heading_index *x, size_t at, int other) {
    bool is_sole = true;
    for (size_t i = 0; i < x->n; i++)
        is_sole = is_sole && (x->word[i] != x->word[at] || i == at || (int)i == other);
    return is_sole;
}

static enum kom_status name_one(struct kom_canonical *k, const struct kom_extract *x, size_t i,
                                struct kom_error *err) {
    const struct kom_column *c = &x->columns[i];
    int winner;
    k->name[i] = c->heading;
    if (!c->word || k->says_of[i] >= 0)
        return KOM_OK;
    const struct kom_text name = kom_text_of(c->word->name);
    enum kom_status status = kom_heading_look(x->index, name, kom_extract_place(x), &winner, err);
    if (status || winner < 0)
        return status;
    if (winner == (int)c->at)
        k->name[i] = name;
    else if (kom_heading_is_name_beside(c->heading, x->index->name[winner]) &&
             is_sole(x->index, c->at, winner))
        k->name[i] = kom_text_of("kom_name");
    return KOM_OK;
}

/* A month beside a year is the period, as the year is written. */
static enum kom_status name_all(struct kom_canonical *k, const struct kom_extract *x,
                                struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < x->n_columns && !status; i++) {
        if (k->month >= 0 && (int)i != k->month && kom_name_is_year(x->columns[i].heading))
            k->name[i] = kom_text_of("period");
        else if (k->month >= 0 && (int)i == k->month)
            k->name[i] = x->columns[i].heading;
        else
            status = name_one(k, x, i, err);
    }
    return status;
}

enum kom_status kom_canonical_name(struct kom_canonical *k, struct kom_extract *x,
                                   struct kom_arena *arena, struct kom_error *err) {
    const size_t n = x->n_columns + 1;
    k->name = kom_arena_take(arena, n * sizeof *k->name);
    k->says_of = kom_arena_take(arena, n * sizeof *k->says_of);
    k->beside = kom_arena_take(arena, n * sizeof *k->beside);
    if (!k->name || !k->says_of || !k->beside)
        return kom_no_memory(err);
    enum kom_status status = find_beside(k, x, err);
    for (size_t i = 0; i < x->n_columns && !status; i++)
        k->name[i] = x->columns[i].heading;
    if (!status && k->request.canonical_names)
        status = name_all(k, x, err);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a balance table: variables, the one of groups, the one of units. */
#include "ask.h"
#include "by.h"
#include "measured.h"
#include "work.h"

#include <string.h>

#include "vocab.h"

static bool ends(struct kom_text t, const char *end, struct kom_text *before) {
    const size_t n = strlen(end);
    if (t.n <= n || memcmp(t.p + t.n - n, end, n) != 0)
        return false;
    *before = (struct kom_text){t.p, t.n - n};
    return true;
}

struct kom_text kom_table1_name(const char *value, enum kom_table1_told *told) {
    struct kom_text name = kom_text_of(value);
    *told = ends(name, "=levels", &name)   ? KOM_TABLE1_LEVELS
            : ends(name, "=number", &name) ? KOM_TABLE1_NUMBER
                                           : KOM_TABLE1_GUESS;
    return name;
}

enum kom_status kom_table1_check(const struct kom_table1_request *r, struct kom_error *err) {
    if (r->n_values == 0)
        return kom_fail(err, KOM_EUSAGE,
                        "--value: name the variables of the table with --value COL,...");
    if (r->n_by != 1)
        return kom_fail(
            err, KOM_EUSAGE,
            "--by: a balance table compares the groups of one column; name it with --by COL");
    if (r->lookup && r->lookup->overlap.way == KOM_OVERLAP_BOTH)
        return kom_fail(err, KOM_EUSAGE,
                        "--overlap both: its rows would stand in two groups that are compared; use "
                        "--overlap drop, or assign=KOM:NETWORK,...");
    return KOM_OK;
}

/* Numbers where that was said, or where the vocabulary says so; other columns are texts until they
   are looked at. */
static enum kom_kind kind_of(struct kom_text name, enum kom_table1_told told) {
    const struct kom_word *word = kom_word_find(name);
    const bool is_number = told == KOM_TABLE1_NUMBER ||
                           (told == KOM_TABLE1_GUESS && word && word->kind == KOM_KIND_NUMBER);
    return is_number ? KOM_KIND_NUMBER : KOM_KIND_TEXT;
}

enum kom_status kom_table1_typed(const struct kom_table1_request *r, struct kom_arena *arena,
                                 struct kom_typed_column **typed, size_t *n,
                                 struct kom_error *err) {
    *n = 0;
    *typed = kom_arena_take(arena, (r->n_values + r->n_by + 2) * sizeof **typed);
    if (!*typed)
        return kom_no_memory(err);
    for (size_t i = 0; i < r->n_values; i++) {
        enum kom_table1_told told;
        const struct kom_text name = kom_table1_name(r->values[i], &told);
        const char *copy = kom_arena_copy(arena, name.p, name.n);
        if (!copy)
            return kom_no_memory(err);
        (*typed)[(*n)++] = (struct kom_typed_column){copy, kind_of(name, told)};
    }
    for (size_t i = 0; i < r->n_by; i++)
        (*typed)[(*n)++] = (struct kom_typed_column){r->by[i], KOM_KIND_TEXT};
    if (r->unit)
        (*typed)[(*n)++] = (struct kom_typed_column){r->unit, KOM_KIND_TEXT};
    return KOM_OK;
}

/* The column of groups, in the frame or in the tables beside. */
static enum kom_status find_group(struct kom_table1_work *work) {
    const struct kom_table1_request *r = work->request;
    struct kom_by by = {.name = r->by,
                        .n = r->n_by,
                        .lookup = r->lookup,
                        .column = &work->by,
                        .place = &work->place};
    enum kom_status status = kom_by_find(&by, work->frame, work->err);
    work->kom = by.kom;
    return status ? status
                  : kom_output_own((struct kom_output_by){r->by, r->n_by}, kom_table1_columns,
                                   work->out, work->err);
}

/* A variable that is the column of groups, or another one, compares it with itself. */
static enum kom_status refuse_twice(struct kom_table1_work *work) {
    const struct kom_table1_request *r = work->request;
    const char **name = kom_arena_take(&work->arena, (r->n_values + 2) * sizeof *name);
    int *column = kom_arena_take(&work->arena, (r->n_values + 2) * sizeof *column);
    size_t n = 0;
    if (!name || !column)
        return KOM_ENOMEM;
    for (size_t i = 0; i < r->n_values; i++) {
        name[n] = work->variable[i].name;
        column[n++] = work->variable[i].column;
    }
    enum kom_status status = kom_by_differ("value", name, n, column, NULL, work->err);
    for (size_t i = 0; i < r->n_values && !status; i++) {
        const bool is_group = work->by != KOM_NO_COLUMN && column[i] == work->by;
        const bool is_unit = work->unit_column != KOM_NO_COLUMN && column[i] == work->unit_column;
        if (is_group || is_unit)
            status = kom_fail(work->err, KOM_EUSAGE,
                              "--value: %s is the column of the %s that are compared; name others "
                              "with --value COL,...",
                              name[i], is_group ? "groups" : "units");
    }
    if (!status && work->by != KOM_NO_COLUMN && work->by == work->unit_column)
        status =
            kom_fail(work->err, KOM_EUSAGE,
                     "--unit: %s is the column of --by; effects of units would be those of the "
                     "groups; leave --unit out",
                     r->unit);
    return status;
}

enum kom_status kom_table1_ask(struct kom_table1_work *work) {
    const struct kom_table1_request *r = work->request;
    const struct kom_frame *f = work->frame;
    work->variable = kom_arena_take(&work->arena, (r->n_values + 1) * sizeof *work->variable);
    work->beside = kom_arena_take(&work->arena, (f->n_cols + 1) * sizeof *work->beside);
    if (!work->variable || !work->beside)
        return KOM_ENOMEM;
    for (size_t i = 0; i < f->n_cols; i++)
        work->beside[i] = KOM_NO_COLUMN;
    struct kom_ask ask = {f, work->err, find_group(work)};
    for (size_t i = 0; i < r->n_values; i++) {
        enum kom_table1_told told;
        const struct kom_text name = kom_table1_name(r->values[i], &told);
        struct kom_table1_variable *v = &work->variable[i];
        *v = (struct kom_table1_variable){.name = kom_arena_copy(&work->out->arena, name.p, name.n),
                                          .told = told};
        if (!v->name)
            return KOM_ENOMEM;
        kom_ask_need(&ask, v->name, &v->column);
        kom_measured_ask(&ask, v->column, work->beside);
    }
    kom_ask_named(&ask, r->unit, &work->unit_column);
    kom_ask_find(&ask, "kom", &work->home);
    kom_ask_find(&ask, "person", &work->person);
    if (work->person == KOM_NO_COLUMN)
        kom_ask_find(&ask, "respondent", &work->person);
    return ask.status ? ask.status : refuse_twice(work);
}

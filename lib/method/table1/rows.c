/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a balance table: into groups and units, and no totals beside their parts. */
#include "work.h"

#include <string.h>

#include "shell_word.h"
#include "totals.h"

void kom_table1_set_aside(struct kom_table1_work *work, size_t row, enum kom_table1_reason reason) {
    if (work->out->reason[row] == KOM_TABLE1_USED)
        work->out->reason[row] = (uint8_t)reason;
    work->group[row] = KOM_TABLE1_NONE;
}

/* ---- groups ---- */

static enum kom_status too_many_groups(const struct kom_table1_work *work, size_t n) {
    return kom_fail(work->err, KOM_EDATA,
                    "--by: column \"%s\" has %zu values; a table has at most %d groups; name "
                    "another with --by COL, or keep some with --only COL=VALUE|VALUE",
                    work->request->by[0], n, KOM_TABLE1_GROUPS_MAX);
}

/* A group may not be called as the row of all groups is. */
static enum kom_status refuse_total(const struct kom_table1_work *work) {
    struct kom_buf text = {0};
    kom_buf_printf(&text,
                   "--by: column \"%s\" holds the value total, as the rows of all groups "
                   "are named; leave such rows out with --except ",
                   work->request->by[0]);
    kom_shell_pair(&text, NULL, kom_text_of(work->request->by[0]), kom_text_of(KOM_TABLE1_TOTAL));
    return kom_fail_text(&text, KOM_EDATA, work->err);
}

static enum kom_status take_groups(struct kom_table1_work *work,
                                   const struct kom_keyed_group *found, size_t n_found) {
    work->group_name = kom_arena_take(&work->arena, (n_found + 1) * sizeof *work->group_name);
    if (!work->group_name)
        return KOM_ENOMEM;
    for (size_t g = 0; g < n_found; g++) {
        const struct kom_text name = found[g].key[0];
        if (kom_text_equal(name, kom_text_of(KOM_TABLE1_TOTAL)))
            return refuse_total(work);
        for (size_t i = 0; i < found[g].n_members; i++) {
            const size_t row = found[g].member[i];
            work->group[row] = (uint32_t)work->n_groups;
            if (name.n == 0)
                kom_table1_set_aside(work, row, KOM_TABLE1_NO_GROUP);
        }
        if (name.n > 0)
            work->group_name[work->n_groups++] = name;
    }
    return work->n_groups > KOM_TABLE1_GROUPS_MAX ? too_many_groups(work, work->n_groups) : KOM_OK;
}

/* ---- units ---- */

static enum kom_status take_units(struct kom_table1_work *work) {
    struct kom_intern seen = {0};
    enum kom_status status = KOM_OK;
    if (work->unit_column == KOM_NO_COLUMN)
        return KOM_OK;
    work->unit = kom_arena_take(&work->arena, (work->frame->n_rows + 1) * sizeof *work->unit);
    if (!work->unit)
        return KOM_ENOMEM;
    for (size_t row = 0; row < work->frame->n_rows && !status; row++) {
        const struct kom_text name =
            kom_text_trim(kom_frame_cell(work->frame, row, work->unit_column));
        work->unit[row] = KOM_TABLE1_NONE;
        if (name.n == 0) {
            kom_table1_set_aside(work, row, KOM_TABLE1_NO_UNIT);
            continue;
        }
        work->unit[row] = kom_intern_add(&seen, name);
        if (work->unit[row] == KOM_NO_ID)
            status = KOM_ENOMEM;
    }
    work->n_units = seen.n;
    kom_intern_fini(&seen);
    return status;
}

/* Do rows share the units of a column? has_several: some unit has several rows; is_nested: no unit
   has rows of two groups. A blank one is none. */
static enum kom_status look_for_shared(const struct kom_table1_work *work, int column,
                                       bool *has_several, bool *is_nested) {
    struct kom_intern seen = {0};
    uint32_t *first = kom_alloc(work->frame->n_rows + 1, sizeof *first); /* group of each unit */
    enum kom_status status = first ? KOM_OK : KOM_ENOMEM;
    *has_several = false;
    *is_nested = true;
    for (size_t row = 0; row < work->frame->n_rows && !status; row++) {
        const struct kom_text name = kom_text_trim(kom_frame_cell(work->frame, row, column));
        const size_t before = seen.n;
        if (work->group[row] == KOM_TABLE1_NONE || name.n == 0)
            continue;
        const uint32_t id = kom_intern_add(&seen, name);
        if (id == KOM_NO_ID)
            status = KOM_ENOMEM;
        else if (seen.n > before)
            first[id] = work->group[row];
        else
            *has_several = true;
        *is_nested = *is_nested && !status && first[id] == work->group[row];
    }
    kom_free(first);
    kom_intern_fini(&seen);
    return status;
}

/* Rows of one municipality that all stand in one group, whether it was looked up or is a column,
   and rows of one person are not independent, unless they are the units or groups themselves. */
static enum kom_status find_shared(struct kom_table1_work *work) {
    const int home = work->place == KOM_NO_COLUMN ? work->home : work->kom;
    bool has_several, is_nested;
    enum kom_status status = KOM_OK;
    if (home != KOM_NO_COLUMN && home != work->unit_column && home != work->by) {
        status = look_for_shared(work, home, &has_several, &is_nested);
        work->shares_units = has_several && is_nested;
    }
    if (status || work->person == KOM_NO_COLUMN || work->person == work->unit_column ||
        work->person == work->by)
        return status;
    status = look_for_shared(work, work->person, &has_several, &is_nested);
    work->shares_persons = has_several;
    return status;
}

enum kom_status kom_table1_group_rows(struct kom_table1_work *work) {
    const struct kom_keyed_spec spec = {
        work->frame, work->request->lookup, work->kom, &work->by, &work->place, 1, KOM_NO_COLUMN};
    const size_t n_rows = work->frame->n_rows;
    struct kom_keyed_rows rows;
    struct kom_keyed_group *found;
    size_t n_found = 0;
    work->group = kom_arena_take(&work->arena, (n_rows + 1) * sizeof *work->group);
    if (!work->group)
        return KOM_ENOMEM;
    for (size_t row = 0; row < n_rows; row++)
        work->group[row] = KOM_TABLE1_NONE;
    enum kom_status status =
        kom_keyed_make(&rows, &spec, &work->arena, &work->out->arena, work->err);
    if (status)
        return status;
    for (size_t row = 0; rows.is_dropped && row < n_rows; row++)
        if (rows.is_dropped[row])
            kom_table1_set_aside(work, row, KOM_TABLE1_SEVERAL);
    status = kom_keyed_groups(&rows, &work->arena, &found, &n_found);
    if (!status)
        status = take_groups(work, found, n_found);
    if (!status)
        status = take_units(work);
    return status ? status : find_shared(work);
}

/* ---- totals ---- */

/* Columns that the call uses: their totals are parted, or their values are what is described. */
static void mark_named(const struct kom_table1_work *work, bool *is_named) {
    kom_columns_mark(is_named, &work->by, 1);
    kom_columns_mark(is_named, &work->unit_column, 1);
    for (size_t i = 0; i < work->request->n_values; i++)
        kom_columns_mark(is_named, &work->variable[i].column, 1);
    kom_columns_mark(is_named, work->beside, work->frame->n_cols);
}

/* Words for totals among levels and units: each would be one more of them. Their numbers, where
   they have some, were looked at with the other columns. */
static enum kom_status name_words(const struct kom_table1_work *work, bool *is_exempt) {
    const struct kom_frame *f = work->frame;
    memset(is_exempt, 1, f->n_cols);
    if (work->unit_column != KOM_NO_COLUMN)
        is_exempt[work->unit_column] = false;
    for (size_t i = 0; i < work->request->n_values; i++)
        if (work->variable[i].is_levels)
            is_exempt[work->variable[i].column] = false;
    const struct kom_total_rows rows = {f,    "rows", is_exempt, work->group, work->n_groups,
                                        NULL, 0,      NULL};
    return kom_totals_of_rows(&rows, &work->request->unmatched->lines, work->err);
}

enum kom_status kom_table1_name_totals(struct kom_table1_work *work) {
    const struct kom_frame *f = work->frame;
    bool *is_named = kom_arena_take(&work->arena, f->n_cols + 1);
    bool *is_used = kom_arena_take(&work->arena, f->n_rows + 1);
    int *measure = kom_arena_take(&work->arena, (work->request->n_values + 1) * sizeof *measure);
    size_t n_measures = 0;
    if (!is_named || !is_used || !measure)
        return KOM_ENOMEM;
    memset(is_named, 0, f->n_cols + 1);
    mark_named(work, is_named);
    for (size_t row = 0; row < f->n_rows; row++)
        is_used[row] = work->group[row] != KOM_TABLE1_NONE;
    enum kom_status status = kom_total_mixed(f, is_named, is_used, work->err);
    if (status || !work->request->unmatched)
        return status;
    for (size_t i = 0; i < work->request->n_values; i++) {
        const struct kom_table1_variable *v = &work->variable[i];
        if (!v->is_levels && kom_total_adds(f, v->column))
            measure[n_measures++] = v->column;
    }
    const struct kom_total_rows rows = {f,       "rows",     is_named, work->group, work->n_groups,
                                        measure, n_measures, NULL};
    status = kom_totals_of_rows(&rows, &work->request->unmatched->lines, work->err);
    return status ? status : name_words(work, is_named);
}

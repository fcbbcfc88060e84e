/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that a test rests on, and whether groups can be compared in them at all. */
#include "work.h"

#include "beyond.h"

static bool has_value(const struct kom_table1_variable *v, size_t row) {
    return v->is_levels ? v->level[row] != KOM_TABLE1_NONE : v->has[row];
}

static bool is_in(const struct kom_table1_work *work, size_t from, size_t to, size_t row) {
    bool is = work->group[row] != KOM_TABLE1_NONE;
    for (size_t i = from; is && i < to; i++)
        is = has_value(&work->variable[i], row);
    return is;
}

/* Units numbered anew, in the order of coming. */
static enum kom_status number_units(const struct kom_table1_work *work,
                                    struct kom_table1_sample *s) {
    s->n_units = s->n > 0;
    if (!work->unit)
        return KOM_OK;
    uint32_t *number = kom_alloc(work->n_units + 1, sizeof *number);
    if (!number)
        return KOM_ENOMEM;
    s->n_units = 0;
    for (size_t i = 0; i < s->n; i++) {
        uint32_t *own = &number[work->unit[s->row[i]]];
        if (*own == 0)
            *own = (uint32_t)++s->n_units;
        s->unit[i] = *own - 1;
    }
    kom_free(number);
    return KOM_OK;
}

enum kom_status kom_table1_sample_make(const struct kom_table1_work *work, size_t from, size_t to,
                                       struct kom_table1_sample *s) {
    const size_t n_rows = work->frame->n_rows;
    *s = (struct kom_table1_sample){.n_groups = work->n_groups, .has_units = work->unit};
    s->row = kom_alloc(n_rows + 1, sizeof *s->row);
    s->group = kom_alloc(n_rows + 1, sizeof *s->group);
    s->unit = kom_alloc(n_rows + 1, sizeof *s->unit);
    s->n_in = kom_alloc(work->n_groups + 1, sizeof *s->n_in);
    if (!s->row || !s->group || !s->unit || !s->n_in)
        return KOM_ENOMEM;
    for (size_t row = 0; row < n_rows; row++) {
        if (!is_in(work, from, to, row))
            continue;
        s->row[s->n] = row;
        s->group[s->n++] = work->group[row];
        s->n_in[work->group[row]]++;
    }
    return number_units(work, s);
}

void kom_table1_sample_fini(struct kom_table1_sample *s) {
    kom_free(s->row);
    kom_free(s->group);
    kom_free(s->unit);
    kom_free(s->n_in);
    *s = (struct kom_table1_sample){0};
}

/* ---- groups and units that hang together ---- */

static uint32_t root_of(uint32_t *parent, uint32_t g) {
    while (parent[g] != g) {
        parent[g] = parent[parent[g]];
        g = parent[g];
    }
    return g;
}

/* How many parts the groups fall into that share no unit. */
static enum kom_status count_parts(const struct kom_table1_sample *s, size_t *n_parts) {
    uint32_t *parent = kom_alloc(s->n_groups + 1, sizeof *parent);
    uint32_t *first = kom_alloc(s->n_units + 1, sizeof *first); /* group of a unit, + 1 */
    *n_parts = s->n_groups;
    enum kom_status status = parent && first ? KOM_OK : KOM_ENOMEM;
    for (uint32_t g = 0; g < s->n_groups && !status; g++)
        parent[g] = g;
    for (size_t i = 0; i < s->n && !status; i++) {
        uint32_t *of_unit = &first[s->unit[i]];
        if (*of_unit == 0)
            *of_unit = s->group[i] + 1;
        const uint32_t a = root_of(parent, *of_unit - 1), b = root_of(parent, s->group[i]);
        if (a == b)
            continue;
        parent[b] = a;
        --*n_parts;
    }
    kom_free(parent);
    kom_free(first);
    return status;
}

enum kom_status kom_table1_sample_lacks(const struct kom_table1_work *work,
                                        const struct kom_table1_sample *s, struct kom_buf *why) {
    size_t n_parts = 0, n_empty = 0;
    if (work->n_groups == 0)
        kom_table1_say(why, "no_rows");
    else if (work->n_groups == 1)
        kom_table1_say(why, "one_group");
    for (size_t g = 0; g < s->n_groups && why->n == 0; g++)
        n_empty += s->n_in[g] == 0;
    if (n_empty > 0)
        kom_buf_printf(why, "groups_without_values(%zu)", n_empty);
    if (why->n > 0 || !s->has_units)
        return KOM_OK;
    enum kom_status status = count_parts(s, &n_parts);
    if (!status && n_parts == s->n_groups)
        kom_table1_say(why, "absorbed_by_unit");
    else if (!status && n_parts > 1)
        kom_buf_printf(why, "groups_not_linked(%zu)", n_parts);
    return status;
}

/* ---- numbers, and rows by unit ---- */

enum kom_status kom_table1_numbers(const struct kom_table1_variable *v,
                                   const struct kom_table1_sample *s, struct kom_dd *y) {
    struct kom_num *base = kom_alloc(s->n_units + 1, sizeof *base);
    bool *has = kom_alloc(s->n_units + 1, sizeof *has);
    const enum kom_status status = base && has ? KOM_OK : KOM_ENOMEM;
    for (size_t i = 0; i < s->n && !status; i++) {
        const struct kom_num number = kom_beyond_take(&v->number[s->row[i]], v->shift);
        if (!has[s->unit[i]])
            base[s->unit[i]] = number;
        has[s->unit[i]] = true;
        y[i] = kom_dd_difference(&number, &base[s->unit[i]]);
    }
    kom_free(base);
    kom_free(has);
    return status;
}

enum kom_status kom_table1_by_unit(const struct kom_table1_sample *s, size_t **begin,
                                   size_t **order) {
    *begin = kom_alloc(s->n_units + 2, sizeof **begin);
    *order = kom_alloc(s->n + 1, sizeof **order);
    if (!*begin || !*order)
        return KOM_ENOMEM;
    size_t *at = *begin + 1; /* where the next row of each goes */
    for (size_t i = 0; i < s->n; i++)
        at[s->unit[i]]++;
    for (size_t u = 0, before = 0; u < s->n_units; u++) {
        const size_t n = at[u];
        at[u] = before;
        before += n;
    }
    for (size_t i = 0; i < s->n; i++)
        (*order)[at[s->unit[i]]++] = i;
    return KOM_OK;
}

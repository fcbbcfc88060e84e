/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns whose values are categories, and values that --collapse takes for one. */
#include <string.h>

#include "work.h"

struct kom_text weight_collapse(const struct weight_column *c, struct kom_text value) {
    for (size_t i = 0; i < c->n_same; i++)
        if (kom_text_equal(c->same[i].value, value)) {
            c->same[i].is_met = true;
            return c->same[i].as;
        }
    return value;
}

/* A value is taken for another from now on, and with it all that were taken for it. */
static void take_for(struct weight_column *c, struct kom_text value, struct kom_text as) {
    const struct kom_text was = weight_collapse(c, value);
    bool is_there = false;
    for (size_t i = 0; i < c->n_same; i++) {
        if (kom_text_equal(c->same[i].as, was))
            c->same[i].as = as;
        is_there = is_there || kom_text_equal(c->same[i].value, value);
    }
    if (!is_there)
        c->same[c->n_same++] = (struct weight_same){value, as, false};
}

static size_t count_values(struct kom_text list) {
    size_t n = 1;
    for (size_t i = 0; i < list.n; i++)
        n += list.p[i] == '|';
    return n;
}

/* The values of A|B|C, into a column. */
static enum kom_status add_values(struct weight_given *g, struct weight_column *c,
                                  struct kom_text list, struct kom_error *err) {
    const size_t n = c->n_same + count_values(list);
    struct weight_same *same = kom_arena_take(&g->arena, n * sizeof *same);
    if (!same)
        return weight_no_memory(err);
    if (c->n_same)
        memcpy(same, c->same, c->n_same * sizeof *same);
    c->same = same;
    struct kom_text first = {NULL, 0};
    while (list.n) {
        const char *bar = memchr(list.p, '|', list.n);
        const size_t length = bar ? (size_t)(bar - list.p) : list.n;
        const struct kom_text value = kom_text_trim((struct kom_text){list.p, length});
        first = first.p ? first : weight_collapse(c, value);
        take_for(c, value, first);
        list.p += length + (bar ? 1 : 0);
        list.n -= length + (bar ? 1 : 0);
    }
    return KOM_OK;
}

static enum kom_status add_collapse(struct weight_given *g, const char *item,
                                    struct kom_error *err) {
    const char *equals = strchr(item, '=');
    const char *bar = equals ? strchr(equals, '|') : NULL;
    if (!bar || equals == item || bar == equals + 1 || !bar[1])
        return kom_fail(err, KOM_EUSAGE, "--collapse: \"%s\" is not of the form COL=A|B", item);
    const struct kom_text name = {item, (size_t)(equals - item)};
    enum kom_status status = KOM_OK;
    bool is_known = false;
    for (size_t i = 0; i < g->n_columns + (g->ask.strata != NULL) && !status; i++) {
        if (!kom_by_means(g->column[i].name, name))
            continue;
        is_known = true;
        status = add_values(g, &g->column[i], kom_text_of(equals + 1), err);
    }
    if (status || is_known)
        return status;
    return kom_fail(err, KOM_EUSAGE,
                    "--collapse: \"%.*s\" is no column of --rake, --post or --sample-strata",
                    (int)name.n, name.p);
}

enum kom_status weight_columns_make(struct weight_given *g, struct kom_error *err) {
    const struct kom_weighing_request *ask = &g->ask;
    const size_t n = ask->rake.n + ask->post.n;
    enum kom_status status = kom_by_count(n, err);
    g->n_columns = n;
    g->column = kom_alloc(n + 1, sizeof *g->column);
    if (!status && !g->column)
        return weight_no_memory(err);
    for (size_t i = 0; i < n && !status; i++)
        g->column[i].name = i < ask->rake.n ? ask->rake.item[i] : ask->post.item[i - ask->rake.n];
    if (!status)
        g->column[n].name = ask->strata;
    for (size_t i = 0; i < ask->collapse.n && !status; i++)
        status = add_collapse(g, ask->collapse.item[i], err);
    for (size_t i = 0; i < n + 1 && !status; i++)
        for (size_t k = 0; k < g->column[i].n_same; k++)
            g->column[i].same[k].is_met = false;
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workers' cells brought together, with --collapse, in the order of their keys: what follows
   does not depend on who read which row. */
#include "work.h"

/* The key of a cell of a worker, as all have it. */
static void make_key(const struct weight_given *g, struct kom_text own, struct kom_buf *key) {
    struct kom_group_part part[WEIGHT_PARTS_MAX];
    const size_t n_parts = weight_n_parts(g);
    kom_group_parts(own, part, n_parts);
    kom_buf_reset(key);
    for (size_t i = 0; i < n_parts; i++)
        kom_group_add_part(key, i <= g->n_columns ? weight_collapse(&g->column[i], part[i].text)
                                                  : part[i].text);
}

/* Cells by the order of their first coming: numbers in s->groups, and what belongs to them. */
struct found {
    double *base, *n;
    size_t cap_base, cap_n;
};

static enum kom_status add_cell(struct kom_weighing *s, struct found *f, struct weight_books *b,
                                uint32_t own, struct kom_buf *key, struct kom_error *err) {
    void *base = f->base, *n = f->n;
    const size_t had = s->groups.n;
    make_key(&s->given, kom_groups_key(&b->groups, own), key);
    const uint32_t id =
        key->failed ? KOM_GROUP_NONE : kom_groups_intern(&s->groups, kom_buf_view(key));
    const bool ok = id != KOM_GROUP_NONE &&
                    !kom_grow(&base, &f->cap_base, s->groups.n, sizeof *f->base) &&
                    !kom_grow(&n, &f->cap_n, s->groups.n, sizeof *f->n);
    f->base = base;
    f->n = n;
    if (!ok)
        return weight_no_memory(err);
    f->base[id] = b->base[own];
    f->n[id] = (s->groups.n > had ? 0 : f->n[id]) + (double)b->n[own];
    b->cell[own] = id;
    s->n_rows += b->n[own];
    return KOM_OK;
}

static enum kom_status add_worker(struct kom_weighing *s, struct found *f, struct weight_books *b,
                                  struct kom_error *err) {
    struct kom_buf key = {0};
    enum kom_status status = KOM_OK;
    b->cell = kom_alloc(b->groups.n + 1, sizeof *b->cell);
    if (!b->cell)
        return weight_no_memory(err);
    for (uint32_t i = 0; i < b->groups.n && !status; i++)
        if (b->n[i])
            status = add_cell(s, f, b, i, &key, err);
    kom_buf_fini(&key);
    return status;
}

/* Numbers by the order of the keys from here on. */
static enum kom_status sort_cells(struct kom_weighing *s, const struct found *f,
                                  struct kom_error *err) {
    const size_t n = s->n_cells = s->groups.n;
    uint32_t *place = kom_alloc(n + 1, sizeof *place);
    s->order = kom_groups_sorted(&s->groups, weight_n_parts(&s->given));
    s->base = kom_alloc(n + 1, sizeof *s->base);
    s->n = kom_alloc(n + 1, sizeof *s->n);
    const bool ok = place && s->order && s->base && s->n;
    for (uint32_t i = 0; i < n && ok; i++) {
        place[s->order[i]] = i;
        s->base[i] = f->base[s->order[i]];
        s->n[i] = f->n[s->order[i]];
    }
    for (unsigned k = 0; k < s->n_books && ok; k++)
        for (uint32_t i = 0; i < s->books[k].groups.n; i++)
            if (s->books[k].n[i])
                s->books[k].cell[i] = place[s->books[k].cell[i]];
    kom_free(place);
    return ok ? KOM_OK : weight_no_memory(err);
}

/* The category of a cell in a margin; KOM_GROUP_NONE: there is no total for it. */
static uint32_t find_category(const struct weight_margin *m, const struct kom_group_part *part,
                              struct kom_buf *key) {
    kom_buf_reset(key);
    for (size_t k = m->from; k < m->from + m->n; k++)
        kom_group_add_part(key, part[k].text);
    const uint32_t code =
        key->failed ? KOM_GROUP_NONE : kom_groups_find(&m->categories, kom_buf_view(key));
    return code != KOM_GROUP_NONE && m->total[code] > 0 ? code : KOM_GROUP_NONE;
}

static enum kom_status find_categories(struct kom_weighing *s, struct kom_error *err) {
    const struct weight_given *g = &s->given;
    struct kom_group_part part[WEIGHT_PARTS_MAX];
    struct kom_buf key = {0};
    bool ok = true;
    s->code = kom_alloc(g->n_margins, sizeof *s->code);
    for (size_t m = 0; s->code && m < g->n_margins && ok; m++) {
        s->code[m] = kom_alloc(s->n_cells, sizeof **s->code);
        ok = s->code[m] != NULL;
    }
    ok = ok && s->code;
    for (size_t i = 0; i < s->n_cells && ok; i++) {
        kom_group_parts(kom_groups_key(&s->groups, s->order[i]), part, weight_n_parts(g));
        for (size_t m = 0; m < g->n_margins; m++)
            s->code[m][i] = find_category(&g->margin[m], part, &key);
        ok = !key.failed;
    }
    kom_buf_fini(&key);
    return ok ? KOM_OK : weight_no_memory(err);
}

/* Values that --collapse names and nobody has. */
static enum kom_status check_collapse(const struct weight_given *g, struct kom_error *err) {
    for (size_t i = 0; i < g->n_columns + 1; i++)
        for (size_t k = 0; k < g->column[i].n_same; k++) {
            const struct kom_text value = g->column[i].same[k].value;
            if (!g->column[i].same[k].is_met)
                return kom_fail(err, KOM_EDATA,
                                "--collapse: \"%.*s\" is no value of %s, in the input nor in %s; "
                                "leave it out",
                                (int)value.n, value.p, g->column[i].name,
                                g->ask.frame ? "--frame" : "--known-totals");
        }
    return KOM_OK;
}

enum kom_status weight_gather(struct kom_weighing *s, struct kom_error *err) {
    struct found f = {NULL, NULL, 0, 0};
    enum kom_status status = KOM_OK;
    for (unsigned i = 0; i < s->n_books && !status; i++)
        status = add_worker(s, &f, &s->books[i], err);
    if (!status && s->groups.n == 0)
        status = kom_fail(err, KOM_EESTIMATE, "there is no row to weigh");
    if (!status)
        status = weight_judge_persons(s, err);
    if (!status)
        status = check_collapse(&s->given, err);
    if (!status)
        status = sort_cells(s, &f, err);
    if (!status)
        status = find_categories(s, err);
    kom_free(f.base);
    kom_free(f.n);
    return status ? status : weight_judge_sample(s, err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of a sample with weights or clusters: their shares, and Korn and Graubard's interval.

   Respondents with the same weight and cluster are counted together, behind by-columns and wave in
   the keys of the tally: whole numbers, so that the table is a function of the set of rows. They
   become the rows of one design again (design.h), all waves and groups together, in which the
   respondents of a group who answered an item are a domain. Figures are those of kom-sum --count
   ITEM=ANSWER with the same options, and of R's svyciprop (method beta). */
#include <string.h>

#include "units.h"
#include "work.h"

enum { N_HIDDEN = 2 }; /* parts of a key: cluster, weight */

/* ---- rows ---- */

/* The cluster of a row; false: it has none, and has been set aside. */
static bool add_cluster(struct scale_books *b, struct kom_view *v, uint32_t at) {
    const int column = b->g->cluster;
    const struct kom_text cluster =
        column >= 0 ? kom_view_code(v, column, at) : (struct kom_text){NULL, 0};
    if (column >= 0 && cluster.n == 0) {
        kom_view_aside(v, at, SCALE_NO_CLUSTER);
        return false;
    }
    kom_group_add_part(&b->sample, cluster);
    return true;
}

static bool add_weight(struct scale_books *b, struct kom_view *v, uint32_t at) {
    struct kom_num weight = kom_num_whole(1);
    enum kom_weight kind = KOM_WEIGHT_GOOD;
    if (b->g->weight.column >= 0)
        kind = kom_weight_number(v, b->g->weight, at, &weight);
    if (kind == KOM_WEIGHT_NONE || kind == KOM_WEIGHT_ZERO)
        kom_view_aside(v, at, kind == KOM_WEIGHT_NONE ? SCALE_NO_WEIGHT : SCALE_ZERO_WEIGHT);
    kom_buf_reset(&b->cell);
    kom_buf_num(&b->cell, &weight);
    kom_group_add_part(&b->sample, kom_buf_view(&b->cell));
    return kind == KOM_WEIGHT_GOOD;
}

bool scale_sample_take(struct scale_books *b, struct kom_view *v, uint32_t at) {
    kom_buf_reset(&b->sample);
    return !b->g->is_sample || (add_cluster(b, v, at) && add_weight(b, v, at));
}

void scale_sample_key(const struct scale_given *g, struct kom_text carried, struct kom_text wave,
                      struct kom_buf *key) {
    const size_t n = g->by.n, n_hidden = g->is_sample ? N_HIDDEN : 0;
    struct kom_group_part part[KOM_BY_MAX + N_HIDDEN];
    kom_group_parts(carried, part, n + n_hidden);
    kom_buf_reset(key);
    for (size_t i = 0; i < n; i++)
        kom_group_add_part(key, part[i].text);
    kom_group_add_part(key, wave);
    for (size_t i = n; i < n + n_hidden; i++)
        kom_group_add_part(key, part[i].text);
}

/* ---- the design ---- */

size_t scale_n_sorted(const struct scale_given *g) {
    return g->by.n + 1 + (g->is_sample ? N_HIDDEN : 0);
}

/* How many respondents a counted group has: each has one code of any item. */
static uint64_t size_of(const struct kom_scale *s, uint32_t group) {
    const struct scale_given *g = &s->given;
    const uint64_t *cell = &s->answer.cell[group * g->cells.n + g->cells.from[0]];
    uint64_t n = 0;
    for (uint32_t code = 0; code < scale_n_codes(&g->book.item[g->used[0]]); code++)
        n += cell[code];
    return n;
}

static bool place(const struct kom_scale *s, struct scale_sample *p, size_t n) {
    const size_t n_groups = s->answer.groups.n;
    p->from = kom_alloc(n_groups + 1, sizeof *p->from);
    p->weight = kom_alloc(n + 1, sizeof *p->weight);
    p->cluster = kom_alloc(n + 1, sizeof *p->cluster);
    p->stratum = kom_alloc(n + 1, sizeof *p->stratum);
    p->row = kom_alloc(n + 1, sizeof *p->row);
    p->code = kom_alloc(n + 1, sizeof *p->code);
    p->y = kom_alloc(n + 1, sizeof *p->y);
    return p->from && p->weight && p->cluster && p->stratum && p->row && p->code && p->y;
}

/* The rows of a counted group; false: memory ran out. */
static bool add_rows(const struct kom_scale *s, struct scale_sample *p, uint32_t group,
                     size_t *at) {
    const struct scale_given *g = &s->given;
    struct kom_group_part part[KOM_BY_MAX + 1 + N_HIDDEN];
    struct kom_num weight = kom_num_whole(1);
    kom_group_parts(kom_groups_key(&s->answer.groups, group), part, scale_n_sorted(g));
    (void)kom_num_parse(part[g->by.n + 2].text, (struct kom_num_form){'.', '\0'}, &weight);
    const double w = kom_num_double(&weight);
    const uint32_t cluster =
        g->cluster >= 0 ? kom_intern_add(&p->clusters, part[g->by.n + 1].text) : 0;
    const uint64_t n = size_of(s, group);
    p->from[group] = *at;
    for (uint64_t i = 0; i < n; i++, ++*at) {
        p->weight[*at] = w;
        p->cluster[*at] = g->cluster >= 0 ? cluster : (uint32_t)*at;
    }
    return cluster != KOM_NO_ID;
}

enum kom_status scale_sample_make(const struct kom_scale *s, struct scale_sample *p,
                                  struct kom_error *err) {
    const uint32_t n_groups = (uint32_t)s->answer.groups.n;
    size_t n = 0, at = 0;
    *p = (struct scale_sample){.population = {KOM_INF}};
    for (uint32_t k = 0; k < n_groups; k++)
        n += size_of(s, k);
    bool ok = n < UINT32_MAX && place(s, p, n);
    for (uint32_t k = 0; k < n_groups && ok; k++) /* in one order, whoever counted them */
        ok = add_rows(s, p, s->order[k], &at);
    if (!ok)
        return scale_no_memory(err);
    p->n_in[0] = s->given.cluster >= 0 ? p->clusters.n : n;
    p->design = (struct kom_design){.n_rows = n,
                                    .weight = p->weight,
                                    .cluster = p->cluster,
                                    .stratum = p->stratum,
                                    .n_in = p->n_in,
                                    .population = p->population,
                                    .n_clusters = p->n_in[0],
                                    .n_strata = 1};
    return kom_design_desk_init(&p->desk, &p->design) ? scale_no_memory(err) : KOM_OK;
}

void scale_sample_fini(struct scale_sample *p) {
    kom_intern_fini(&p->clusters);
    kom_design_desk_fini(&p->desk);
    kom_free(p->from);
    kom_free(p->weight);
    kom_free(p->cluster);
    kom_free(p->stratum);
    kom_free(p->row);
    kom_free(p->code);
    kom_free(p->y);
}

/* ---- figures ---- */

void scale_sample_item(struct scale_sample *p, const struct kom_scale *s, const uint32_t *group,
                       size_t n_groups, size_t i) {
    const struct scale_given *g = &s->given;
    const uint32_t n_codes = scale_n_codes(&g->book.item[g->used[i]]);
    p->n_answered = 0;
    for (size_t k = 0; k < n_groups; k++) {
        const uint64_t *cell = &s->answer.cell[group[k] * g->cells.n + g->cells.from[i]];
        size_t row = p->from[group[k]];
        for (uint32_t code = SCALE_FIRST; code < n_codes; code++)
            for (uint64_t c = 0; c < cell[code]; c++, p->n_answered++) {
                p->row[p->n_answered] = row++;
                p->code[p->n_answered] = (uint16_t)code;
            }
    }
}

struct kom_ci scale_sample_share(struct scale_sample *p, const bool *counts, double level,
                                 double *share) {
    struct kom_design_contrast c = {
        .part = {{.row = p->row, .n = p->n_answered, .y = p->y}}, .sign = {1.0}, .n_parts = 1};
    struct kom_design_figure f;
    size_t events = 0;
    for (size_t r = 0; r < p->n_answered; r++) {
        p->y[r] = counts[p->code[r]] ? 1.0 : 0.0;
        events += counts[p->code[r]];
    }
    kom_design_estimate(&p->design, &p->desk, &c, &f);
    *share = events == 0 ? 0.0 : events == p->n_answered ? 1.0 : f.estimate;
    const struct kom_design_share of = {.share = *share,
                                        .variance = f.variance,
                                        .df = f.df,
                                        .n = (double)p->n_answered,
                                        .events = (double)events,
                                        .kish = kom_design_kish(&p->design, p->row, p->n_answered)};
    return kom_design_share_ci(KOM_DESIGN_BETA, &of, level);
}

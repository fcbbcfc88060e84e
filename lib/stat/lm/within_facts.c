/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting what fixed effects use up: levels, singletons, connected parts, nesting in clusters. */
#include "kom/within.h"
#include "mem.h"
#include "within_plan.h"

static enum kom_status count_levels(const struct kom_within *w, size_t f,
                                    struct kom_within_facts *facts) {
    const struct kom_factor *factor = &w->factor[f];
    uint32_t *rows = kom_alloc(factor->n_levels, sizeof *rows);
    if (!rows)
        return KOM_ENOMEM;
    for (size_t i = 0; i < w->n; i++)
        rows[factor->level[i]] += rows[factor->level[i]] < 2;
    for (size_t l = 0; l < factor->n_levels; l++) {
        facts->n_levels[f] += rows[l] > 0;
        facts->n_singletons[f] += rows[l] == 1;
    }
    kom_free(rows);
    return KOM_OK;
}

/* The root of a tree of levels, halving the path on the way. */
static uint32_t root(uint32_t *parent, uint32_t at) {
    while (parent[at] != at) {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    return at;
}

/* Every row joins its level of the first factor with that of the second: levels less joins that
   joined something are the parts. */
static enum kom_status count_components(const struct kom_within *w,
                                        struct kom_within_facts *facts) {
    const uint32_t n_first = (uint32_t)w->factor[0].n_levels;
    const size_t n = w->factor[0].n_levels + w->factor[1].n_levels;
    uint32_t *parent = n <= UINT32_MAX ? kom_alloc(n, sizeof *parent) : NULL;
    if (!parent)
        return KOM_ENOMEM;
    for (uint32_t l = 0; l < n; l++)
        parent[l] = l;
    facts->n_components = facts->n_levels[0] + facts->n_levels[1];
    for (size_t i = 0; i < w->n; i++) {
        const uint32_t a = root(parent, w->factor[0].level[i]);
        const uint32_t b = root(parent, n_first + w->factor[1].level[i]);
        facts->n_components -= a != b;
        parent[b] = a;
    }
    kom_free(parent);
    return KOM_OK;
}

enum kom_status kom_within_facts(const struct kom_within *w, struct kom_within_facts *facts,
                                 struct kom_error *err) {
    *facts = (struct kom_within_facts){.n_factors = w->n_factors, .n_components = 1};
    enum kom_status status = KOM_OK;
    for (size_t f = 0; !status && f < w->n_factors; f++)
        status = count_levels(w, f, facts);
    if (!status && w->n_factors > 1)
        status = count_components(w, facts);
    facts->rank = facts->n_levels[0];
    if (w->n_factors > 1)
        facts->rank += facts->n_levels[1] - facts->n_components;
    if (w->n_factors > 2)
        facts->rank += facts->n_levels[2] - 1;
    return status ? kom_no_memory(err) : KOM_OK;
}

enum kom_status kom_within_nested(const struct kom_factor *factor, const uint32_t *cluster,
                                  size_t n, bool *nested) {
    uint32_t *of = kom_alloc(factor->n_levels, sizeof *of); /* cluster + 1 */
    if (!of)
        return KOM_ENOMEM;
    *nested = true;
    for (size_t i = 0; *nested && i < n; i++) {
        uint32_t *seen = &of[factor->level[i]];
        *nested = *seen == 0 || *seen == cluster[i] + 1;
        *seen = cluster[i] + 1;
    }
    kom_free(of);
    return KOM_OK;
}

enum kom_status kom_within_parameters(const struct kom_within *w, size_t n_slopes,
                                      const uint32_t *cluster, size_t *k) {
    struct kom_within_facts facts;
    enum kom_status status = kom_within_facts(w, &facts, NULL);
    *k = n_slopes + 1;
    for (size_t f = 0; !status && f < w->n_factors; f++) {
        bool nested = false;
        if (cluster)
            status = kom_within_nested(&w->factor[f], cluster, w->n, &nested);
        *k += nested ? 0 : facts.n_levels[f] - 1;
    }
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a refit: periods to bands, cells laid out, and the sums of all units. */
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "refit_work.h"

/* A period on its way to its band: the band so far, and what the next unit has there. */
struct mark {
    uint32_t band, period;
    double weight;
};

static int by_weight(const void *pa, const void *pb) {
    const struct mark *a = pa, *b = pb;
    if (a->band != b->band)
        return a->band < b->band ? -1 : 1;
    return (a->weight > b->weight) - (a->weight < b->weight);
}

/* Parts bands by the weights in mark: the new one of every period; how many there are. */
static uint32_t part(struct mark *mark, size_t n, uint32_t *band) {
    uint32_t n_bands = 0;
    qsort(mark, n, sizeof *mark, by_weight);
    for (size_t i = 0; i < n; i++) {
        n_bands += i == 0 || by_weight(&mark[i - 1], &mark[i]) != 0;
        band[mark[i].period] = n_bands - 1;
    }
    return n_bands;
}

/* Renumbers bands by their first periods. */
static void order(uint32_t *band, size_t n, uint32_t *number) {
    uint32_t next = 0;
    for (size_t b = 0; b < n; b++)
        number[b] = UINT32_MAX;
    for (size_t t = 0; t < n; t++) {
        if (number[band[t]] == UINT32_MAX)
            number[band[t]] = next++;
        band[t] = number[band[t]];
    }
}

/* The band of every period: parted by sides, then by the weights of one unit after the other. */
static enum kom_status find_bands(const struct kom_refit_spec *spec, uint32_t *band,
                                  size_t *n_bands) {
    const size_t n = spec->cells.n_periods;
    struct mark *mark = kom_alloc(n + 1, sizeof *mark);
    uint32_t *number = kom_alloc(n + 1, sizeof *number);
    double *weight = kom_alloc(n + 1, sizeof *weight);
    enum kom_status status = mark && number && weight ? KOM_OK : KOM_ENOMEM;
    *n_bands = n > 0;
    for (size_t round = 0; !status && round < spec->n_groups + spec->cells.n_units; round++) {
        const size_t u = round - spec->n_groups;
        memset(weight, 0, n * sizeof *weight);
        for (size_t t = 0; round < spec->n_groups && t < n; t++)
            weight[t] = spec->side[round * n + t];
        for (size_t i = round < spec->n_groups ? 0 : spec->cells.begin[u];
             round >= spec->n_groups && i < spec->cells.begin[u + 1]; i++)
            weight[spec->cells.period[i]] = spec->cells.weight ? spec->cells.weight[i] : 1;
        for (size_t t = 0; t < n; t++)
            mark[t] = (struct mark){band[t], (uint32_t)t, weight[t]};
        *n_bands = part(mark, n, band);
    }
    if (!status)
        order(band, n, number);
    kom_free(mark);
    kom_free(number);
    kom_free(weight);
    return status;
}

static bool take(struct kom_refit *r, const struct kom_refit_spec *spec, size_t n_bands) {
    const size_t all = spec->cells.n_units * n_bands + 1, groups = spec->n_groups;
    r->n_units = spec->cells.n_units;
    r->n = spec->n;
    r->n_bands = n_bands;
    r->n_words = kom_linked_words(n_bands);
    r->n_groups = spec->n_groups;
    r->has_notyet = spec->has_notyet;
    r->w = kom_alloc(all, sizeof *r->w);
    r->y = kom_alloc(all, sizeof *r->y);
    r->dose = kom_alloc(all, sizeof *r->dose);
    r->unit_weight = kom_alloc(r->n + 1, sizeof *r->unit_weight);
    r->side = kom_alloc(groups * n_bands + 1, sizeof *r->side);
    r->size = kom_alloc(n_bands + 1, sizeof *r->size);
    r->set = kom_alloc(r->n_units * r->n_words + 1, sizeof *r->set);
    r->before = kom_alloc(groups * r->n_words + 1, sizeof *r->before);
    r->need = kom_alloc(2 * groups * r->n_words + 1, sizeof *r->need);
    r->usual = kom_alloc(r->n_words + 1, sizeof *r->usual);
    r->sums = kom_alloc(kom_refit_sums_size(r) + 1, sizeof *r->sums);
    return r->w && r->y && r->dose && r->unit_weight && r->side && r->size && r->set && r->before &&
           r->need && r->usual && r->sums;
}

static void fill_cells(struct kom_refit *r, const struct kom_refit_spec *spec,
                       const uint32_t *band) {
    for (size_t u = 0; u < r->n_units; u++) {
        double *w = r->w + u * r->n_bands, *y = r->y + u * r->n_bands;
        double *dose = r->dose + u * r->n_bands;
        for (size_t i = spec->cells.begin[u]; i < spec->cells.begin[u + 1]; i++) {
            const uint32_t b = band[spec->cells.period[i]];
            const double own = spec->cells.weight ? spec->cells.weight[i] : 1;
            w[b] += own;
            y[b] += own * spec->y[i];
            dose[b] += own * spec->dose[i];
            kom_linked_put(r->set + u * r->n_words, b);
        }
        for (size_t b = 0; b < r->n_bands; b++) {
            y[b] = w[b] > 0 ? y[b] / w[b] : 0;
            dose[b] = w[b] > 0 ? dose[b] / w[b] : 0;
        }
    }
}

static void fill(struct kom_refit *r, const struct kom_refit_spec *spec, const uint32_t *band) {
    fill_cells(r, spec, band);
    for (size_t u = 0; u < r->n; u++) {
        r->unit_weight[u] = spec->unit_weight ? spec->unit_weight[u] : 1;
        r->n_treated += spec->group[u] > 0;
    }
    for (size_t t = 0; t < spec->cells.n_periods; t++) {
        r->size[band[t]]++;
        for (size_t g = 0; g < r->n_groups; g++) {
            const int8_t side = spec->side[g * spec->cells.n_periods + t];
            r->side[g * r->n_bands + band[t]] = side;
            if (side >= 0)
                kom_linked_put(r->need + (2 * g + (size_t)side) * r->n_words, band[t]);
            if (side == 0)
                kom_linked_put(r->before + g * r->n_words, band[t]);
        }
    }
}

/* The set of the observed assignment, whether all others have it too, and the sums in it. */
static enum kom_status find_usual(struct kom_refit *r, const uint32_t *group) {
    struct kom_refit_desk *d;
    size_t n_whole = 0;
    bool is_whole = true;
    enum kom_status status = kom_refit_desk_open(&d, r);
    if (status)
        return status;
    if (!kom_refit_find_set(r, d, group, r->usual))
        memset(r->usual, 0, r->n_words * sizeof *r->usual);
    for (size_t b = 0; b < r->n_bands; b++)
        is_whole = is_whole && kom_linked_has(r->usual, b);
    for (size_t u = 0; u < r->n_units; u++)
        n_whole += memcmp(r->set + u * r->n_words, r->usual, r->n_words * sizeof *r->set) == 0;
    r->is_usual_always = is_whole && n_whole > r->n_treated;
    kom_refit_add_all(r, NULL, r->usual, r->sums);
    kom_refit_desk_close(d);
    return KOM_OK;
}

enum kom_status kom_refit_open(struct kom_refit **out, const struct kom_refit_spec *spec,
                               struct kom_error *err) {
    size_t n_bands = 0;
    struct kom_refit *r = kom_alloc(1, sizeof *r);
    uint32_t *band = kom_alloc(spec->cells.n_periods + 1, sizeof *band);
    enum kom_status status = r && band ? find_bands(spec, band, &n_bands) : KOM_ENOMEM;
    if (!status && !take(r, spec, n_bands))
        status = KOM_ENOMEM;
    if (!status) {
        fill(r, spec, band);
        status = find_usual(r, spec->group);
    }
    kom_free(band);
    *out = status ? NULL : r;
    if (!status)
        return status;
    kom_refit_close(r);
    return kom_no_memory(err);
}

void kom_refit_close(struct kom_refit *r) {
    if (r) {
        kom_free(r->w);
        kom_free(r->y);
        kom_free(r->dose);
        kom_free(r->unit_weight);
        kom_free(r->side);
        kom_free(r->size);
        kom_free(r->set);
        kom_free(r->before);
        kom_free(r->need);
        kom_free(r->usual);
        kom_free(r->sums);
        kom_free(r);
    }
}

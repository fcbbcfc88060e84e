/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the market (--market): each row over the row of all providers, other by-columns and the
   period equal. */
#include <math.h>
#include <string.h>

#include "by.h"
#include "row.h"
#include "vocab.h"

enum kom_status kom_uptake_find_provider(struct kom_uptake_options *o, struct kom_error *err) {
    for (o->provider = 0; o->provider < o->n_by; o->provider++) {
        const struct kom_word *word = kom_word_find(kom_text_of(o->by[o->provider]));
        if (word && strcmp(word->name, kom_uptake_attrs[ATTR_PROVIDER]) == 0)
            return KOM_OK;
    }
    return kom_fail(err, KOM_EUSAGE,
                    "--market: sets each provider against all of them; list provider in --by");
}

/* The key of a row, with total for the provider. */
static void market_key(const struct given *g, struct kom_text own, struct kom_buf *key) {
    struct kom_group_part part[KOM_BY_MAX];
    kom_group_parts(own, part, g->o.n_by);
    kom_buf_reset(key);
    for (size_t i = 0; i < g->o.n_by; i++) {
        if (i == g->o.provider || part[i].is_total)
            kom_group_add_total(key);
        else
            kom_group_add_part(key, part[i].text);
    }
}

enum kom_status kom_uptake_find_markets(struct kom_uptake *u, struct kom_error *err) {
    struct kom_buf key = {0};
    for (uint32_t row = 0; row < u->answer.row_keys.n && u->given.o.has_market; row++) {
        market_key(&u->given, kom_groups_key(&u->answer.row_keys, row), &key);
        u->answer.row[row].market = kom_groups_find(&u->answer.row_keys, kom_buf_view(&key));
    }
    const bool failed = key.failed;
    kom_buf_fini(&key);
    return failed ? KOM_UPTAKE_NO_MEMORY(err) : KOM_OK;
}

/* Sales and sums of the row of all providers. */
static enum kom_status add_all(const struct kom_uptake *u, uint32_t row, size_t label,
                               struct row_sales *out, struct kom_error *err) {
    const struct row_of_cells *r = &u->answer.row[row];
    enum kom_status status = KOM_OK;
    for (uint32_t i = 0; i < r->n && !status; i++) {
        const uint32_t cell =
            kom_pairs_find(&u->sold.all.cells, r->atom[i], (uint32_t)u->answer.label[label].number);
        if (cell != KOM_NO_ID)
            status = kom_uptake_add_sales(u, cell, out, err);
    }
    return status;
}

static double part_of_count(uint64_t part, uint64_t all) {
    return all ? (double)part / (double)all : KOM_NAN;
}

/* part / all as the nearest double; NaN over 0 or a negative sum. */
static enum kom_status part_of_sum(const struct kom_total *part, const struct kom_total *all,
                                   double *ratio) {
    struct kom_wide part_sum, part_den, all_sum, all_den, square, above, below;
    struct kom_exact part_exact = {0}, all_exact = {0};
    *ratio = KOM_NAN;
    enum kom_status status = kom_total_exact(part, &part_exact);
    if (kom_total_exact(all, &all_exact))
        status = KOM_ENOMEM;
    if (!status) {
        kom_exact_sums(&part_exact, &part_sum, &square, &part_den);
        kom_exact_sums(&all_exact, &all_sum, &square, &all_den);
        kom_wide_mul(&above, &part_sum, &all_den);
        kom_wide_mul(&below, &all_sum, &part_den);
        if (below.n && !below.negative)
            *ratio = kom_wide_ratio(&above, &below);
    }
    kom_exact_fini(&part_exact);
    kom_exact_fini(&all_exact);
    return status;
}

enum kom_status kom_uptake_market(struct kom_uptake *u, uint32_t row, size_t label,
                                  struct uptake_row *r, struct kom_error *err) {
    const uint32_t market = u->answer.row[row].market;
    const struct figures *all_figures = &u->answer.figures[market * u->answer.n_labels + label];
    struct row_sales all = {.largest = KOM_NAN, .second = KOM_NAN};
    if (r->figures->state == KOM_UPTAKE_NOT_REPORTED ||
        all_figures->state == KOM_UPTAKE_NOT_REPORTED)
        return KOM_OK;
    enum kom_status status = add_all(u, market, label, &all, err);
    double *const part[N_FIGURES] = {NULL, &r->market.hours, &r->market.amount};
    for (int k = 1; k < N_FIGURES && !status; k++)
        if (u->given.s.figure[k].column >= 0 && part_of_sum(&r->sales.sum[k], &all.sum[k], part[k]))
            status = KOM_UPTAKE_NO_MEMORY(err);
    r->market.sales = part_of_count(r->sales.sales, all.sales);
    if (u->given.s.person >= 0)
        r->market.buyers = part_of_count(r->sales.buyers, all_figures->buyers);
    kom_row_sales_fini(&all);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of a row from the books of its atoms: exact, and rounded when they are written; dominance,
   the parts of the largest buyers in the net, in integers. */
#include "row.h"

static enum kom_status index_second(struct index *index, const struct kom_pairs *pairs,
                                    size_t n_keys, struct kom_error *err) {
    uint32_t *key = kom_alloc(pairs->n + 1, sizeof *key);
    if (!key)
        return KOM_UPTAKE_NO_MEMORY(err);
    for (size_t i = 0; i < pairs->n; i++)
        key[i] = (uint32_t)pairs->pair[i];
    enum kom_status status = kom_index_make(index, key, sizeof *key, pairs->n, n_keys, err);
    kom_free(key);
    return status;
}

enum kom_status kom_uptake_index_nets(struct kom_uptake *u, struct kom_error *err) {
    return index_second(&u->answer.nets_of_cell, &u->sold.all.nets, u->sold.all.cells.n, err);
}

/* ---- dominance ---- */

struct dominance {
    struct kom_pairs persons; /* person, 0: numbers of `net` */
    struct kom_total *net;
    size_t cap;
};

static enum kom_status add_nets(struct kom_uptake *u, uint32_t cell, struct dominance *d,
                                struct kom_error *err) {
    for (uint32_t i = u->answer.nets_of_cell.start[cell];
         i < u->answer.nets_of_cell.start[cell + 1]; i++) {
        uint32_t item = u->answer.nets_of_cell.item[i];
        bool is_new;
        void *p = d->net;
        if (kom_grow(&p, &d->cap, d->persons.n + 1, sizeof *d->net))
            return KOM_UPTAKE_NO_MEMORY(err);
        d->net = p;
        uint32_t at =
            kom_pairs_add(&d->persons, (uint32_t)(u->sold.all.nets.pair[item] >> 32), 0, &is_new);
        if (at == KOM_NO_ID)
            return KOM_UPTAKE_NO_MEMORY(err);
        if (is_new)
            d->net[at] = (struct kom_total){0};
        if (kom_total_merge(&d->net[at], &u->sold.all.net[item]))
            return KOM_UPTAKE_NO_MEMORY(err);
    }
    return KOM_OK;
}

/* |net| in units of 10^-18; what reals have beyond that is cut. *is_cut: that was all of it. */
static enum kom_status size_of_net(const struct kom_total *net, struct kom_wide *size,
                                   bool *is_cut) {
    struct kom_wide sum, square, den, scaled;
    struct kom_exact exact;
    *is_cut = false;
    if (!net->rest) { /* as nearly all are */
        kom_wide_from_i128(size, net->hundredths);
        kom_wide_mul_pow10(size, KOM_SCALE_MAX - 2);
        size->negative = false;
        return KOM_OK;
    }
    enum kom_status status = kom_total_exact(net, &exact);
    kom_exact_sums(&exact, &sum, &square, &den);
    kom_wide_copy(&scaled, &sum);
    scaled.negative = false;
    kom_wide_mul_pow10(&scaled, KOM_SCALE_MAX);
    kom_wide_divide(size, NULL, &scaled, &den);
    *is_cut = sum.n > 0 && size->n == 0;
    kom_exact_fini(&exact);
    return status;
}

static enum kom_status finish_dominance(struct dominance *d, struct row_sales *out) {
    struct kom_wide total, one, two, size;
    enum kom_status status = KOM_OK;
    bool is_cut = false;
    kom_wide_zero(&total);
    kom_wide_zero(&one);
    kom_wide_zero(&two);
    for (size_t i = 0; i < d->persons.n; i++) {
        if (!status)
            status = size_of_net(&d->net[i], &size, &is_cut);
        out->is_small = is_cut || out->is_small;
        kom_wide_add(&total, &size);
        if (kom_wide_compare(&size, &one) > 0) {
            kom_wide_copy(&two, &one);
            kom_wide_copy(&one, &size);
        } else if (kom_wide_compare(&size, &two) > 0) {
            kom_wide_copy(&two, &size);
        }
        kom_total_fini(&d->net[i]);
    }
    out->is_small = out->is_small && total.n == 0;
    if (total.n) {
        out->largest = kom_wide_ratio(&one, &total);
        out->second = kom_wide_ratio(&two, &total);
    }
    kom_free(d->net);
    kom_pairs_fini(&d->persons);
    return status;
}

enum kom_status kom_uptake_add_sales(const struct kom_uptake *u, uint32_t cell,
                                     struct row_sales *out, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    out->sales += u->sold.all.tally[cell].sales;
    for (unsigned k = 0; k < N_FIGURES; k++)
        if (kom_sums_give(&u->sold.all.tally[cell].sums, k, &out->sum[k]))
            status = KOM_UPTAKE_NO_MEMORY(err);
    return status;
}

enum kom_status kom_uptake_row_sales(struct kom_uptake *u, uint32_t row, size_t label,
                                     struct row_sales *out, struct kom_error *err) {
    const struct row_of_cells *r = &u->answer.row[row];
    struct dominance d = {{0}, NULL, 0};
    enum kom_status status = KOM_OK;
    *out = (struct row_sales){.largest = KOM_NAN, .second = KOM_NAN};
    out->buyers = u->answer.figures[row * u->answer.n_labels + label].buyers;
    for (uint32_t i = 0; i < r->n && !status; i++) {
        uint32_t cell =
            kom_pairs_find(&u->sold.all.cells, r->atom[i], (uint32_t)u->answer.label[label].number);
        if (cell == KOM_NO_ID)
            continue;
        status = kom_uptake_add_sales(u, cell, out, err);
        if (!status && u->given.o.has_dominance)
            status = add_nets(u, cell, &d, err);
    }
    if (finish_dominance(&d, out) && !status)
        status = KOM_UPTAKE_NO_MEMORY(err);
    return status;
}

void kom_row_sales_fini(struct row_sales *sales) {
    for (int k = 0; k < N_FIGURES; k++)
        kom_total_fini(&sales->sum[k]);
}

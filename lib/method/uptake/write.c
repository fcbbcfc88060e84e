/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of each row from the books, and the rows as text.

   Buyers are counted from the crowd, part by part: where no two atoms of a row can share a person,
   the crowd counts those of each group and period; else the entries of a person are brought
   together and each place counts once. Sums and parts come from amounts.c and market.c. Then rows
   are written in the order of their keys, by the columns that row.c declares; what cannot be known
   of a row is blank, and its state says why. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "parts.h"
#include "row.h"

enum { FLUSH_NBYTES = 256 * 1024 };

/* ---- distinct buyers ---- */

static int by_place(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Rows and periods of one person, as places in the figures. */
struct places {
    uint64_t *place;
    size_t n, cap;
};

static enum kom_status add_places(struct kom_uptake *u, const struct kom_seen *seen,
                                  struct places *p, struct kom_error *err) {
    uint32_t atom = u->sold.atom_of_group[kom_place_group(&u->sold.buyers, seen->place)];
    for (uint32_t bits = seen->bits; bits; bits &= bits - 1) {
        uint32_t number =
            kom_place_period(&u->sold.buyers, seen->place) + (uint32_t)__builtin_ctz(bits);
        int32_t period = (int32_t)(u->sold.numbers.periods.pair[number] >> 32);
        size_t label = (size_t)(period - u->answer.label[0].number);
        for (uint32_t i = u->answer.rows_of_atom.start[atom];
             i < u->answer.rows_of_atom.start[atom + 1]; i++) {
            void *grown = p->place;
            if (kom_grow(&grown, &p->cap, p->n + 1, sizeof *p->place))
                return KOM_UPTAKE_NO_MEMORY(err);
            p->place = grown;
            p->place[p->n++] = u->answer.row_of_item[u->answer.rows_of_atom.item[i]] *
                                   (uint64_t)u->answer.n_labels +
                               label;
        }
    }
    return KOM_OK;
}

/* Counts a person once in each place. */
static void count_person(struct answer *answer, struct places *p, bool may_repeat) {
    if (may_repeat)
        qsort(p->place, p->n, sizeof *p->place, by_place);
    for (size_t i = 0; i < p->n; i++)
        if (i == 0 || p->place[i] != p->place[i - 1])
            answer->figures[p->place[i]].buyers++;
    p->n = 0;
}

/* Several atoms may meet in one row: then the entries of a person must come together. */
static bool has_meetings(const struct answer *answer) {
    for (size_t i = 0; i < answer->row_keys.n; i++)
        if (answer->row[i].n > 1)
            return true;
    return false;
}

/* Where no two atoms meet, the buyers of a place of the crowd are those of each row that it is
   in. */
static void take_counts(struct kom_uptake *u, const uint64_t *n) {
    for (uint32_t place = 0; place < kom_crowd_n_places(&u->sold.buyers); place++) {
        uint32_t atom = u->sold.atom_of_group[kom_place_group(&u->sold.buyers, place)],
                 first = kom_place_period(&u->sold.buyers, place);
        for (uint32_t bit = 0; bit < 32; bit++) {
            uint64_t buyers = n[32 * (size_t)place + bit];
            if (buyers == 0)
                continue;
            int32_t period = (int32_t)(u->sold.numbers.periods.pair[first + bit] >> 32);
            size_t label = (size_t)(period - u->answer.label[0].number);
            for (uint32_t k = u->answer.rows_of_atom.start[atom];
                 k < u->answer.rows_of_atom.start[atom + 1]; k++)
                u->answer
                    .figures[u->answer.row_of_item[u->answer.rows_of_atom.item[k]] *
                                 (uint64_t)u->answer.n_labels +
                             label]
                    .buyers += buyers;
        }
    }
}

/* The entries of each person together, each place once. */
static enum kom_status count_list(struct kom_uptake *u, const struct kom_seen *seen, size_t n,
                                  struct places *p, struct kom_error *err) {
    size_t first = 0;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < n && !status; i++) {
        status = add_places(u, &seen[i], p, err);
        if (i + 1 < n && seen[i].word == seen[i + 1].word)
            continue;
        count_person(&u->answer, p, i > first);
        first = i + 1;
    }
    return status;
}

static enum kom_status count_persons(struct kom_uptake *u, unsigned part, struct places *p,
                                     struct kom_error *err) {
    enum kom_status status = kom_crowd_sort(&u->sold.buyers, part, err);
    for (unsigned list = 0; list < KOM_CROWD_LISTS && !status; list++) {
        size_t n;
        const struct kom_seen *seen = kom_crowd_entries(&u->sold.buyers, part, list, &n);
        status = count_list(u, seen, n, p, err);
    }
    return status;
}

/* Of one part; n: buyers by place, where no two atoms meet. */
static enum kom_status count_part(struct kom_uptake *u, unsigned part, uint64_t *n,
                                  struct places *p, struct kom_error *err) {
    enum kom_status status = kom_crowd_gather(&u->sold.buyers, part, err);
    if (!status && u->given.o.form != KOM_UPTAKE_CELLS) /* --persons asks for each person */
        return kom_crowd_index(&u->sold.buyers, part, err);
    if (!status && n)
        kom_crowd_count(&u->sold.buyers, part, n);
    else if (!status)
        status = count_persons(u, part, p, err);
    kom_crowd_leave(&u->sold.buyers, part);
    return status;
}

enum kom_status kom_uptake_count_buyers(struct kom_uptake *u, struct kom_error *err) {
    struct places p = {NULL, 0, 0};
    uint64_t *n = NULL;
    enum kom_status status = KOM_OK;
    if (u->given.o.form == KOM_UPTAKE_FLOWS) /* where they bought is counted, too (flows.c) */
        return KOM_OK;
    if (u->given.o.form == KOM_UPTAKE_CELLS && !has_meetings(&u->answer)) {
        n = kom_alloc(32 * (size_t)kom_crowd_n_places(&u->sold.buyers), sizeof *n);
        status = n ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
    }
    for (bool more = true; more && !status;) {
        status = kom_uptake_next_persons(u, u->given.o.form != KOM_UPTAKE_CELLS, &more, err);
        for (unsigned i = 0; i < u->sold.buyers.n_parts && !status; i++)
            status = count_part(u, i, n, &p, err);
    }
    if (!status && n)
        take_counts(u, n);
    kom_free(p.place);
    kom_free(n);
    return status;
}

/* ---- rows ---- */

static double ratio(uint64_t buyers, const struct kom_num *n) {
    struct kom_wide num, den;
    if (!n->is_exact)
        return (double)buyers / n->real;
    kom_wide_from_u64(&num, buyers);
    kom_wide_mul_pow10(&num, (unsigned)n->scale);
    kom_wide_from_i128(&den, n->mantissa);
    return kom_wide_ratio(&num, &den);
}

static void take_uptake(const struct given *g, struct uptake_row *r) {
    double n = kom_num_double(&r->of.value);
    if (g->s.person < 0 || r->figures->state != KOM_UPTAKE_OFFERED || !r->of.is_there || !(n > 0))
        return;
    r->uptake = ratio(r->sales.buyers, &r->of.value);
    r->ci = kom_uptake_is_rate(g, r->of.kind)
                ? kom_rate_ci((int64_t)r->sales.buyers, n, g->o.level)
                : kom_share_ci(g->o.ci, (int64_t)r->sales.buyers, r->of.value.mantissa, g->o.level);
}

enum kom_status kom_uptake_make_row(struct kom_uptake *u, uint32_t row, size_t label,
                                    struct uptake_row *r, struct kom_error *err) {
    *r = (struct uptake_row){.label = &u->answer.label[label],
                             .figures = &u->answer.figures[row * u->answer.n_labels + label],
                             .sales = {.largest = KOM_NAN, .second = KOM_NAN},
                             .uptake = KOM_NAN,
                             .ci = {KOM_NAN, KOM_NAN},
                             .market = KOM_UPTAKE_NO_MARKET,
                             .n_beyond = &u->answer.notes.n_beyond};
    enum kom_status status = kom_uptake_denominator(u, row, label, &r->of, err);
    if (!status && r->figures->state != KOM_UPTAKE_NOT_REPORTED)
        status = kom_uptake_row_sales(u, row, label, &r->sales, err);
    if (!status && u->given.o.has_market)
        status = kom_uptake_market(u, row, label, r, err);
    if (!status)
        take_uptake(&u->given, r);
    return status;
}

/* Buyers over a count that is next to nothing. */
static uint64_t n_beyond(const struct uptake_row *r) {
    return (uint64_t)(isinf(r->uptake) != 0) + (uint64_t)(isinf(r->ci.low) != 0) +
           (uint64_t)(isinf(r->ci.high) != 0) + (uint64_t)(isinf(r->market.hours) != 0) +
           (uint64_t)(isinf(r->market.amount) != 0) + 2 * (uint64_t)r->sales.is_small;
}

/* Cells lie in no order: asks for the memory of those that are written some labels later, step by
   step. */
static void look_ahead(const struct kom_uptake *u, uint32_t row, size_t label) {
    enum { STEP = 6 };
    const struct row_of_cells *r = &u->answer.row[row];
    const struct kom_pairs *cells = &u->sold.all.cells;
    for (uint32_t i = 0; i < r->n; i++) {
        if (label + 3 * STEP < u->answer.n_labels)
            kom_pairs_prefetch(cells, r->atom[i],
                               (uint32_t)u->answer.label[label + 3 * STEP].number);
        if (label + 2 * STEP < u->answer.n_labels)
            kom_pairs_prefetch_pair(cells, r->atom[i],
                                    (uint32_t)u->answer.label[label + 2 * STEP].number);
        if (label + STEP >= u->answer.n_labels)
            continue;
        uint32_t cell =
            kom_pairs_find(cells, r->atom[i], (uint32_t)u->answer.label[label + STEP].number);
        if (cell != KOM_NO_ID)
            kom_tally_prefetch(&u->sold.all.tally[cell]);
    }
}

static enum kom_status write_cell(struct kom_uptake *u, uint32_t row, size_t label,
                                  struct kom_buf *out, struct kom_error *err) {
    struct uptake_row r;
    enum kom_status status = kom_uptake_make_row(u, row, label, &r, err);
    if (!status) {
        u->answer.notes.n_beyond += n_beyond(&r);
        kom_uptake_output(u, row, &r, out);
    }
    kom_row_sales_fini(&r.sales);
    return status;
}

static enum kom_status write_cells(struct kom_uptake *u, const uint32_t *order, struct kom_buf *out,
                                   const struct kom_out *to, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < u->answer.row_keys.n; i++) {
        if (u->answer.row[order[i]].is_hidden)
            continue;
        for (size_t label = 0; label < u->answer.n_labels && !status; label++) {
            look_ahead(u, order[i], label);
            status = write_cell(u, order[i], label, out, err);
            if (!status && out->n > FLUSH_NBYTES)
                status = to->flush(to->context, out);
        }
    }
    return status;
}

static enum kom_status write_rows(struct kom_uptake *u, const uint32_t *order, struct kom_buf *out,
                                  const struct kom_out *to, struct kom_error *err) {
    const char *by[KOM_BY_MAX];
    const struct given *g = &u->given;
    for (size_t i = 0; i < g->o.n_by; i++)
        by[i] = g->by[i].name;
    kom_output_header((struct kom_output_by){by, g->o.n_by}, kom_uptake_columns_of(u), u, out);
    enum kom_status status =
        g->o.form == KOM_UPTAKE_PERSONS      ? kom_uptake_write_persons(u, order, out, err)
        : g->o.form == KOM_UPTAKE_CUMULATIVE ? kom_uptake_write_cumulative(u, order, out, err)
        : g->o.form == KOM_UPTAKE_FLOWS      ? kom_uptake_write_flows(u, order, out, err)
                                             : write_cells(u, order, out, to, err);
    if (!status && out->failed)
        status = KOM_UPTAKE_NO_MEMORY(err);
    return status ? status : to->flush(to->context, out);
}

enum kom_status kom_uptake_write(void *method, const struct kom_out *to, struct kom_error *err) {
    struct kom_uptake *u = method;
    struct kom_buf out = {0};
    const uint64_t failures = kom_mem_failures();
    uint32_t *order = kom_groups_sorted(&u->answer.row_keys, u->given.o.n_by);
    enum kom_status status =
        order ? write_rows(u, order, &out, to, err) : KOM_UPTAKE_NO_MEMORY(err);
    kom_free(order);
    kom_buf_fini(&out);
    return kom_mem_settle(failures, status, err);
}

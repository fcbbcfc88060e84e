/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of each row from the books, and the rows as text.

   Buyers have been counted (buyers.c); sums and parts come from amounts.c and market.c. Rows are
   written in the order of their keys, by the columns that row.c declares; what cannot be known of a
   row is blank, and its state says why. Threads write pieces of many cells each, which go out in
   order. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "parallel.h"
#include "row.h"

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

/* Rows, one period after the other, as threads write them side by side: so many at a time, and so
   many pieces a thread before they go out. */
enum { PIECE_CELLS = 2048, PIECES = 4 };

struct piece {
    size_t from, until; /* cells: of row i of the order its periods, then those of i + 1 */
    struct kom_buf out;
    uint64_t n_beyond;
    enum kom_status status;
    struct kom_error err;
};

struct writing {
    struct kom_uptake *u;
    const uint32_t *order;
    struct piece *piece;
    size_t n_pieces;
    unsigned n_threads;
};

static enum kom_status write_cell(struct kom_uptake *u, uint32_t row, size_t label,
                                  struct piece *p) {
    struct uptake_row r;
    enum kom_status status = kom_uptake_make_row(u, row, label, &r, &p->err);
    if (!status) {
        r.n_beyond = &p->n_beyond;
        p->n_beyond += n_beyond(&r);
        kom_uptake_output(u, row, &r, &p->out);
    }
    kom_row_sales_fini(&r.sales);
    return status;
}

static void write_piece(void *context, size_t job) {
    const struct writing *w = context;
    struct piece *p = &w->piece[job];
    const size_t n_labels = w->u->answer.n_labels;
    for (size_t k = p->from; k < p->until && !p->status; k++) {
        const uint32_t row = w->order[k / n_labels];
        if (w->u->answer.row[row].is_hidden)
            continue;
        look_ahead(w->u, row, k % n_labels);
        p->status = write_cell(w->u, row, k % n_labels, p);
    }
    if (!p->status && p->out.failed)
        p->status = KOM_UPTAKE_NO_MEMORY(&p->err);
}

/* Some pieces, and what they wrote, in order. */
static enum kom_status write_pieces(const struct writing *w, size_t from, size_t n_cells,
                                    const struct kom_out *to, struct kom_error *err) {
    size_t n = 0;
    for (; n < w->n_pieces && from < n_cells; n++) {
        struct piece *p = &w->piece[n];
        p->from = from;
        from = p->until = n_cells - from < PIECE_CELLS ? n_cells : from + PIECE_CELLS;
    }
    kom_jobs_run(&(struct kom_jobs){
        .n = n, .run = write_piece, .context = (void *)(uintptr_t)w, .n_threads = w->n_threads});
    for (size_t i = 0; i < n; i++) {
        struct piece *p = &w->piece[i];
        if (p->status) {
            if (err)
                *err = p->err;
            return p->status;
        }
        w->u->answer.notes.n_beyond += p->n_beyond;
        p->n_beyond = 0;
        const enum kom_status status = to->flush(to->context, &p->out);
        if (status)
            return status;
    }
    return KOM_OK;
}

static enum kom_status write_cells(struct kom_uptake *u, const uint32_t *order,
                                   const struct kom_out *to, struct kom_error *err) {
    const size_t n_cells = u->answer.row_keys.n * u->answer.n_labels;
    struct writing w = {.u = u, .order = order, .n_threads = (unsigned)u->sold.n_workers};
    w.n_pieces = PIECES * (w.n_threads ? w.n_threads : 1);
    w.piece = kom_alloc(w.n_pieces, sizeof *w.piece);
    enum kom_status status = w.piece ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
    for (size_t from = 0; from < n_cells && !status; from += w.n_pieces * PIECE_CELLS)
        status = write_pieces(&w, from, n_cells, to, err);
    for (size_t i = 0; w.piece && i < w.n_pieces; i++)
        kom_buf_fini(&w.piece[i].out);
    kom_free(w.piece);
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
                                             : KOM_OK;
    if (!status && out->failed)
        status = KOM_UPTAKE_NO_MEMORY(err);
    if (!status)
        status = to->flush(to->context, out);
    return status || g->o.form != KOM_UPTAKE_CELLS ? status : write_cells(u, order, to, err);
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

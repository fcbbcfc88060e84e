/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranks and permutations: of independent rows, or of linked pairs. */
#include "diff_work.h"

#include <math.h>
#include <stdlib.h>

#include "permutation.h"
#include "rank.h"

enum { DRAWS = 9999 }; /* when not said */

/* ---- the values ---- */

static int by_size(const void *pa, const void *pb) {
    const double *a = pa, *b = pb;
    return (*a > *b) - (*a < *b);
}

/* The values of one side, sorted: so that the order of the rows cannot tell the draws. */
static size_t values_of(const struct kom_diff_cell *cell, int side, double *value) {
    size_t n = 0;
    for (size_t i = 0; i < cell->n_uses; i++)
        if (cell->use[i].side == side)
            value[n++] = kom_num_double(&cell->use[i].value);
    qsort(value, n, sizeof *value, by_size);
    return n;
}

/* The pairs as (0, difference): the differences of decimals are decimals, those of doubles are not.
 */
static enum kom_status linked_values(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                     struct kom_diff_row *row, double *before, double *after,
                                     size_t *n) {
    struct kom_diff_pairs pairs;
    enum kom_status status = kom_diff_link(work, cell, false, &pairs, row);
    *n = status == KOM_OK ? pairs.n : 0;
    for (size_t i = 0; i < *n; i++) {
        before[i] = 0.0;
        after[i] = kom_num_double(&pairs.pair[i].difference);
    }
    kom_diff_unlink(&pairs);
    return status;
}

static enum kom_status read_sides(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                  struct kom_diff_row *row, double *before, double *after,
                                  struct kom_sides *sides) {
    enum kom_status status;
    *sides = (struct kom_sides){before, after, 0, 0};
    if (work->is_linked) {
        status = linked_values(work, cell, row, before, after, &sides->n_before);
        sides->n_after = sides->n_before;
        return status;
    }
    status = kom_diff_both_sides(work, cell, row);
    sides->n_before = values_of(cell, KOM_DIFF_BEFORE, before);
    sides->n_after = values_of(cell, KOM_DIFF_AFTER, after);
    return status;
}

/* Neither side varies; of pairs: no difference does. */
static bool is_constant(const struct kom_diff_work *work, const struct kom_sides *sides) {
    for (size_t i = 1; i < sides->n_after; i++)
        if (by_size(&sides->after[i], &sides->after[0]) != 0)
            return false;
    for (size_t i = 1; i < sides->n_before && !work->is_linked; i++)
        if (by_size(&sides->before[i], &sides->before[0]) != 0)
            return false;
    return true;
}

/* ---- Wilcoxon ---- */

static const char *how_text(const struct kom_diff_work *work, const struct kom_rank_test *t) {
    const bool is_exact = t->how == KOM_RANK_EXACT;
    if (work->is_linked)
        return is_exact ? "Wilcoxon signed rank (V of after), exact, midranks, Hodges-Lehmann"
                        : "Wilcoxon signed rank (V of after), normal with tie and continuity "
                          "correction, Hodges-Lehmann";
    return is_exact ? "Wilcoxon rank sum (W of after), exact, midranks, Hodges-Lehmann"
                    : "Wilcoxon rank sum (W of after), normal with tie and continuity correction, "
                      "Hodges-Lehmann";
}

static enum kom_status wilcoxon(struct kom_diff_work *work, struct kom_sides sides,
                                struct kom_diff_row *row) {
    struct kom_rank_test test;
    enum kom_status status =
        work->is_linked
            ? kom_signed_rank(sides, KOM_RANK_AUTO, work->request->level, &test, work->err)
            : kom_wilcoxon(sides, KOM_RANK_AUTO, work->request->level, &test, work->err);
    if (status != KOM_OK)
        return status;
    row->test = test.test;
    return kom_diff_method_text(work, how_text(work, &test), &row->method);
}

/* ---- permutation ---- */

static enum kom_status permutation(struct kom_diff_work *work, struct kom_sides sides,
                                   struct kom_diff_row *row) {
    const struct kom_diff_request *r = work->request;
    const struct kom_permutation_plan plan = {.draws = r->draws > 0 ? r->draws : DRAWS,
                                              .seed = (uint64_t)work->out->seed,
                                              .level = r->level};
    struct kom_permutation p;
    enum kom_status status = work->is_linked ? kom_permutation_pairs(sides, plan, &p, work->err)
                                             : kom_permutation_means(sides, plan, &p, work->err);
    if (status != KOM_OK)
        return status;
    row->test = p.test;
    row->p_min = p.p_min;
    row->is_enumerated = p.is_enumerated;
    row->draws = p.is_enumerated ? (uint64_t)p.total : (uint64_t)plan.draws;
    return kom_diff_method_text(work,
                                work->is_linked
                                    ? "permutation of the signs of the differences within pairs"
                                    : "permutation of the rows over the sides, difference of means",
                                &row->method);
}

/* ---- both ---- */

static enum kom_status
estimate(struct kom_diff_work *work, struct kom_diff_cell *cell, struct kom_diff_row *row,
         enum kom_status (*make)(struct kom_diff_work *, struct kom_sides, struct kom_diff_row *)) {
    double *before = kom_alloc(cell->n_uses + 1, sizeof *before);
    double *after = kom_alloc(cell->n_uses + 1, sizeof *after);
    struct kom_sides sides;
    enum kom_status status = KOM_ENOMEM;
    if (before && after) {
        status = read_sides(work, cell, row, before, after, &sides);
        if (status == KOM_OK && sides.n_before > 0 && sides.n_after > 0 &&
            !is_constant(work, &sides))
            status = make(work, sides, row);
    }
    kom_free(before);
    kom_free(after);
    return status;
}

enum kom_status kom_diff_wilcoxon(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                  struct kom_diff_row *row) {
    return estimate(work, cell, row, wilcoxon);
}

enum kom_status kom_diff_permutation(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                     struct kom_diff_row *row) {
    return estimate(work, cell, row, permutation);
}

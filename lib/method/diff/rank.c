/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranks and permutations: of independent rows, or of linked pairs. */
#include "work.h"

#include <math.h>
#include <stdlib.h>

#include "dist.h"
#include "kom/permutation.h"
#include "kom/rank.h"

enum { DRAWS = 9999 }; /* when not said */

/* ---- the values ---- */

static int by_size(const void *pa, const void *pb) {
    const double *a = pa, *b = pb;
    return (*a > *b) - (*a < *b);
}

/* The values of one side, sorted: so that the order of the rows cannot tell the draws. */
static size_t take_side(const struct kom_diff_cell *cell, int side, const double *all,
                        double *value) {
    size_t n = 0;
    for (size_t i = 0; i < cell->n_uses; i++)
        if (cell->use[i].side == side)
            value[n++] = all[i];
    qsort(value, n, sizeof *value, by_size);
    return n;
}

/* Values, or differences of pairs, as the tests get them: whole numbers of a unit where that can
   be, so that ties are ties at any level. */
struct material {
    struct kom_num *num;
    double *all, *before, *after;
    double unit; /* figures of the test are divided by it */
};

static enum kom_status material_make(struct material *m, size_t n) {
    *m = (struct material){kom_alloc(n + 1, sizeof *m->num), kom_alloc(n + 1, sizeof *m->all),
                           kom_alloc(n + 1, sizeof *m->before), kom_alloc(n + 1, sizeof *m->after),
                           1};
    return m->num && m->all && m->before && m->after ? KOM_OK : KOM_ENOMEM;
}

static void material_fini(struct material *m) {
    kom_free(m->num);
    kom_free(m->all);
    kom_free(m->before);
    kom_free(m->after);
}

/* The pairs as (0, difference). */
static enum kom_status linked_values(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                     struct kom_diff_row *row, struct material *m, size_t *n) {
    const struct kom_num zero = kom_num_whole(0);
    struct kom_diff_pairs pairs;
    enum kom_status status = kom_diff_link(work, cell, false, &pairs, row);
    *n = status ? 0 : pairs.n;
    for (size_t i = 0; i < *n; i++) {
        m->num[i] = pairs.pair[i].difference;
        m->before[i] = 0.0;
    }
    m->unit = kom_diff_whole(m->num, *n, &zero, m->after);
    kom_diff_unlink(&pairs);
    return status;
}

static enum kom_status read_sides(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                  struct kom_diff_row *row, struct material *m,
                                  struct kom_sides *sides) {
    enum kom_status status;
    *sides = (struct kom_sides){m->before, m->after, 0, 0};
    if (work->is_linked) {
        status = linked_values(work, cell, row, m, &sides->n_before);
        sides->n_after = sides->n_before;
        return status;
    }
    status = kom_diff_both_sides(work, cell, row);
    for (size_t i = 0; i < cell->n_uses; i++)
        m->num[i] = cell->use[i].value;
    m->unit = kom_diff_whole(m->num, cell->n_uses, &cell->base.value, m->all);
    sides->n_before = take_side(cell, KOM_DIFF_BEFORE, m->all, m->before);
    sides->n_after = take_side(cell, KOM_DIFF_AFTER, m->all, m->after);
    return status;
}

static bool is_zero(double x) {
    return !(x < 0) && !(x > 0);
}

static bool do_vary(const double *x, size_t n) {
    for (size_t i = 1; i < n; i++)
        if (by_size(&x[i], &x[0]) != 0)
            return true;
    return false;
}

/* Neither side varies; of pairs: their differences do not. Some that are 0 beside others of one
   size are differences that vary: the ranks of the others are all tied, and their signs are tested.
 */
static bool is_constant(const struct kom_diff_work *work, const struct kom_sides *sides) {
    return !do_vary(sides->after, sides->n_after) &&
           (work->is_linked || !do_vary(sides->before, sides->n_before));
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
    if (status)
        return status;
    row->test = test.test;
    if (work->is_linked)
        row->n -= (int64_t)test.n_zero;
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
    if (status)
        return status;
    row->test = p.test;
    row->p_min = p.p_min;
    row->is_enumerated = p.is_enumerated;
    row->draws = p.is_enumerated ? (uint64_t)p.total : (uint64_t)plan.draws;
    if (kom_p_is_above(p.p_min, r->level))
        row->own = "p_min_too_large";
    return kom_diff_method_text(work,
                                work->is_linked
                                    ? "permutation of the signs of the differences within pairs"
                                    : "permutation of the rows over the sides, difference of means",
                                &row->method);
}

/* ---- both ---- */

/* Shift and limits in the units of the values. */
static void undo_unit(struct kom_test *test, double unit) {
    test->estimate /= unit;
    test->conf_low /= unit;
    test->conf_high /= unit;
}

/* Signed ranks leave pairs without a difference out: said, whether there is an estimate or not. */
static enum kom_status count_zeros(struct kom_diff_work *work, const struct kom_sides *sides,
                                   struct kom_diff_row *row) {
    size_t n = 0;
    for (size_t i = 0; i < sides->n_after; i++)
        n += is_zero(sides->after[i]);
    return n > 0 ? kom_diff_say_count(work, row, "zeros_dropped", (int64_t)n) : KOM_OK;
}

static enum kom_status
estimate(struct kom_diff_work *work, struct kom_diff_cell *cell, struct kom_diff_row *row,
         enum kom_status (*make)(struct kom_diff_work *, struct kom_sides, struct kom_diff_row *)) {
    struct material m;
    struct kom_sides sides;
    enum kom_status status = material_make(&m, cell->n_uses);
    if (!status)
        status = read_sides(work, cell, row, &m, &sides);
    if (!status && work->is_linked && work->way->method == KOM_DIFF_WILCOXON)
        status = count_zeros(work, &sides, row);
    if (!status && sides.n_before > 0 && sides.n_after > 0 && !is_constant(work, &sides)) {
        status = make(work, sides, row);
        undo_unit(&row->test, m.unit);
    }
    material_fini(&m);
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

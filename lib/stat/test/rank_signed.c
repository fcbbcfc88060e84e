/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wilcoxon's signed rank test; with ties its interval is the test turned round, shift by shift.

   Differences of size 0 go, the others are ranked by size, ties by midranks. Up to the limit the
   distribution of the sum of ranks over all signs is computed by adding one rank after the other
   (rank_sums.c), beyond it is the normal with ties taken off. Without ties the interval is the k-th
   of the Walsh averages. With ties the test is turned round: between two neighbouring averages no
   rank changes, so the shifts to be tried are the averages and the gaps between them; from the
   outside in, a rough normal p passes over what is plain, halving finds where rejection ends, and
   the exact test decides there. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "dist.h"
#include "incomplete.h"
#include "mem.h"
#include "rank_work.h"

/* ---- one shift ---- */

/* The differences that are not 0, ascending, and room for the test of a shift of them. */
struct pairs {
    const double *d;
    size_t n;
    double near; /* what counts as equal: what rounding can have done to a difference */
    struct kom_ranked *r;
    size_t *score;
};

/* What a shift leaves: those equal to it are dropped. */
struct left {
    size_t n;
    double ties;           /* the sum of t^3 - t */
    int64_t sum2, square4; /* twice the rank sum of those above, four times the sum of squares */
};

static struct left rank_shifted(const struct pairs *p, double shift) {
    struct left left = {0, 0, 0, 0};
    for (size_t i = 0; i < p->n; i++) {
        const double e = p->d[i] - shift;
        if (fabs(e) > p->near)
            p->r[left.n++] = (struct kom_ranked){fabs(e), 0, e > 0};
    }
    left.ties = kom_rank_all(p->r, left.n, p->near);
    for (size_t i = 0; i < left.n; i++) {
        left.sum2 += p->r[i].is_after ? p->r[i].rank2 : 0;
        left.square4 += p->r[i].rank2 * p->r[i].rank2;
    }
    return left;
}

/* The exact two-sided p of what is ranked; 1 when nothing is left. */
static enum kom_status exact_p(const struct pairs *p, const struct left *left, double *value,
                               struct kom_error *err) {
    const int64_t all2 = (int64_t)(left->n * (left->n + 1)), unit = left->ties > 0 ? 1 : 2;
    struct kom_rank_sums s = {NULL, 0, 0};
    *value = 1;
    if (left->n == 0)
        return KOM_OK;
    for (size_t i = 0; i < left->n; i++)
        p->score[i] = (size_t)(p->r[i].rank2 / unit);
    enum kom_status status = kom_rank_sums_of_any(p->score, left->n, &s, err);
    if (!status)
        *value = kom_rank_two_sided(&s, (size_t)(left->sum2 / unit), all2 / unit, 2);
    kom_rank_sums_fini(&s);
    return status;
}

/* ---- the test turned round ---- */

/* Between neighbouring Walsh averages (d_i + d_j) / 2 no rank changes, so the shifts to be tried
   are these averages and the gaps between them: place 2 i is the gap below average i (and 2 n that
   above all), place 2 i + 1 the average itself. */
struct inversion {
    struct pairs pairs;
    double *walsh; /* ascending, no two alike */
    size_t n;
    double level;
    struct kom_error *err;
};

enum {
    FEW_AVERAGES = 5050, /* up to here, that is up to 100 pairs, every place is tried */
    NEIGHBOURS = 16      /* beyond, so many outside the last that is not rejected */
};

static double shift_at(const struct inversion *v, size_t place) {
    const size_t i = place / 2;
    const double beyond = v->walsh[v->n - 1] - v->walsh[0] + 1;
    if (place % 2 == 1)
        return v->walsh[i];
    return i == 0      ? v->walsh[0] - beyond
           : i == v->n ? v->walsh[i - 1] + beyond
                       : v->walsh[i - 1] + (v->walsh[i] - v->walsh[i - 1]) / 2;
}

/* The normal p, for what is plain. */
static double rough_p(const struct left *left) {
    const double away2 = (double)left->sum2 - (double)(left->n * (left->n + 1)) / 2;
    return left->n > 0 ? kom_normal_p(2 * away2 / sqrt((double)left->square4)) : 1;
}

/* Whether the shift at a place is not rejected; `margin` is how far the normal p may be off. */
static enum kom_status is_kept(const struct inversion *v, size_t place, double margin, bool *kept) {
    const struct left left = rank_shifted(&v->pairs, shift_at(v, place));
    const double rough = rough_p(&left);
    double p = rough;
    enum kom_status status = KOM_OK;
    const double alpha = kom_level_alpha(v->level);
    if (rough > alpha / margin && rough < alpha * margin)
        status = exact_p(&v->pairs, &left, &p, v->err);
    *kept = kom_p_is_above(p, v->level);
    return status;
}

/* Places seen from one end: 0 is the outermost. */
struct ladder {
    const struct inversion *v;
    bool is_high;
    double margin;
};

static size_t place_of(const struct ladder *l, size_t step) {
    return l->is_high ? 2 * l->v->n - step : step;
}

static enum kom_status is_step_kept(const struct ladder *l, size_t step, bool *kept) {
    return is_kept(l->v, place_of(l, step), l->margin, kept);
}

/* Some step between one that is rejected and one that is kept where that changes, by halving. */
static enum kom_status halve(const struct ladder *l, size_t *step) {
    size_t out = 0, in = *step;
    bool kept;
    enum kom_status status = is_step_kept(l, 0, &kept);
    if (!status && kept) {
        *step = 0;
        return KOM_OK;
    }
    while (!status && in - out > 1) {
        const size_t middle = out + (in - out) / 2;
        status = is_step_kept(l, middle, &kept);
        *(kept ? &in : &out) = middle;
    }
    *step = in;
    return status;
}

/* The outermost step that is kept: *step is kept when called, and made smaller. */
static enum kom_status outermost(const struct ladder *l, size_t *step) {
    const bool is_few = l->v->n <= FEW_AVERAGES;
    enum kom_status status = is_few ? KOM_OK : halve(l, step);
    const size_t from = *step;
    bool kept = false;
    for (size_t s = is_few || from < NEIGHBOURS ? 0 : from - NEIGHBOURS;
         s < from && !status && !kept; s++) {
        status = is_step_kept(l, s, &kept);
        if (kept)
            *step = s;
    }
    return status;
}

/* The end of the interval at a place: a gap begins where the average outside it lies. */
static double end_at(const struct ladder *l, size_t step) {
    const size_t place = place_of(l, step), i = place / 2;
    if (place % 2 == 1)
        return l->v->walsh[i];
    if (l->is_high)
        return i == l->v->n ? KOM_INF : l->v->walsh[i];
    return i == 0 ? -KOM_INF : l->v->walsh[i - 1];
}

/* Fills walsh: sorted, those within `near` of the one before left out. */
static enum kom_status walsh_make(struct inversion *v) {
    const struct pairs *p = &v->pairs;
    const size_t m = p->n * (p->n + 1) / 2;
    size_t k = 0;
    v->walsh = kom_alloc(m, sizeof *v->walsh);
    if (!v->walsh)
        return kom_no_memory(v->err);
    for (size_t i = 0; i < p->n; i++) {
        for (size_t j = i; j < p->n; j++)
            v->walsh[k++] = (p->d[i] + p->d[j]) / 2;
    }
    qsort(v->walsh, m, sizeof *v->walsh, kom_rank_by_number);
    v->n = 0;
    for (size_t i = 0; i < m; i++) {
        if (v->n == 0 || v->walsh[i] - v->walsh[v->n - 1] > p->near)
            v->walsh[v->n++] = v->walsh[i];
    }
    return KOM_OK;
}

/* A place that is kept, from the median outwards; 2 n + 1 when there is none. */
static enum kom_status middle_of(const struct inversion *v, double median, size_t *place) {
    size_t i = 0;
    while (i + 1 < v->n && v->walsh[i] < median)
        i++;
    const size_t n_places = 2 * v->n + 1, centre = 2 * i + 1;
    for (size_t k = 0; k < 2 * n_places; k++) {
        const size_t away = (k + 1) / 2;
        const size_t at = k % 2 == 1 ? centre - away : centre + away;
        bool kept = false;
        if (at < n_places) { /* below 0 it has wrapped round */
            enum kom_status status = is_kept(v, at, 10, &kept);
            if (status || kept) {
                *place = at;
                return status;
            }
        }
    }
    *place = n_places;
    return KOM_OK;
}

/* The shifts that the exact test does not reject, from the first to the last. */
static enum kom_status invert(struct inversion *v, struct kom_test *test) {
    size_t middle = 0;
    enum kom_status status = walsh_make(v);
    if (!status)
        status = middle_of(v, test->estimate, &middle);
    if (status || middle > 2 * v->n)
        return status;
    const double margin = v->n > FEW_AVERAGES ? 1 + 10 / (double)v->pairs.n
                          : v->pairs.n < 50   ? 10
                                              : 3;
    double end[2] = {KOM_NAN, KOM_NAN};
    for (int high = 0; high < 2 && !status; high++) {
        const struct ladder l = {v, high == 1, margin};
        size_t step = place_of(&l, middle); /* its own inverse */
        status = outermost(&l, &step);
        end[high] = end_at(&l, step);
    }
    test->conf_low = end[0];
    test->conf_high = end[1];
    return status;
}

/* ---- the test ---- */

/* k of the interval from the distribution without ties. */
static enum kom_status exact_k(const struct pairs *p, double tail, uint64_t *k,
                               struct kom_error *err) {
    struct kom_rank_sums s = {NULL, 0, 0};
    for (size_t i = 0; i < p->n; i++)
        p->score[i] = i + 1;
    enum kom_status status = kom_rank_sums_of_any(p->score, p->n, &s, err);
    *k = status ? 0 : kom_rank_sums_quantile(&s, 0, tail);
    kom_rank_sums_fini(&s);
    return status;
}

static enum kom_status interval(const struct pairs *p, double level, struct kom_rank_test *test,
                                struct kom_error *err) {
    const struct kom_rank_differences d = {NULL, p->d, 0, p->n};
    const double tail = kom_level_tail(level), n = (double)p->n;
    uint64_t k = 0;
    enum kom_status status = KOM_OK;
    if (isnan(tail))
        return KOM_OK;
    if (test->conf_how == KOM_RANK_EXACT && test->has_ties) {
        struct inversion v = {.pairs = *p, .level = level, .err = err};
        status = invert(&v, &test->test);
        kom_free(v.walsh);
        return status;
    }
    if (test->conf_how == KOM_RANK_EXACT) {
        status = exact_k(p, tail, &k, err);
    } else {
        k = kom_rank_normal_k((uint64_t)p->n * (p->n + 1) / 2, n * (n + 1) * (2 * n + 1) / 24,
                              tail);
    }
    kom_rank_limits(&d, k, &test->test);
    return status;
}

static enum kom_status estimate(const struct pairs *p, enum kom_rank_how how, double level,
                                struct kom_rank_test *test, struct kom_error *err) {
    const struct left left = rank_shifted(p, 0);
    const struct kom_rank_differences d = {NULL, p->d, 0, p->n};
    const double m = (double)p->n;
    enum kom_status status = KOM_OK;
    test->has_ties = left.ties > 0;
    test->how = kom_rank_how_for(how, p->n <= KOM_RANK_EXACT_MAX_PAIRS);
    test->conf_how = test->how == KOM_RANK_EXACT ? KOM_RANK_EXACT : KOM_RANK_CORRECTED;
    test->test.statistic = (double)left.sum2 / 2;
    test->test.estimate = kom_rank_median(&d);
    if (test->how == KOM_RANK_EXACT) {
        status = exact_p(p, &left, &test->test.p_value, err);
    } else {
        test->z = kom_rank_deviate(test->test.statistic, m * (m + 1) / 4,
                                   m * (m + 1) * (2 * m + 1) / 24 - left.ties / 48, test->how);
        test->test.p_value = kom_normal_p(test->z);
    }
    return status ? status : interval(p, level, test, err);
}

/* Whole numbers that doubles hold exactly have differences without rounding. */
static bool is_whole(double x) {
    return fabs(x) < 4503599627370496.0 && !(rint(x) < x) && !(rint(x) > x); /* 2^52 */
}

/* The differences that are not 0, ascending. */
static void take_differences(struct kom_sides sides, double *d, struct pairs *p) {
    double largest = 0;
    bool are_whole = true;
    for (size_t i = 0; i < sides.n_after; i++) {
        largest = fmax(largest, fmax(fabs(sides.before[i]), fabs(sides.after[i])));
        are_whole = are_whole && is_whole(sides.before[i]) && is_whole(sides.after[i]);
    }
    p->near = are_whole ? 0 : 8 * DBL_EPSILON * largest;
    p->d = d;
    for (size_t i = 0; i < sides.n_after; i++) {
        const double e = sides.after[i] - sides.before[i];
        if (fabs(e) > p->near)
            d[p->n++] = e;
    }
    qsort(d, p->n, sizeof *d, kom_rank_by_number);
}

enum kom_status kom_signed_rank(struct kom_sides sides, enum kom_rank_how how, double level,
                                struct kom_rank_test *test, struct kom_error *err) {
    const size_t n = sides.n_after;
    *test = kom_rank_nothing();
    if (sides.n_before != n || !kom_rank_are_finite(sides.before, n) ||
        !kom_rank_are_finite(sides.after, n)) {
        return KOM_OK;
    }
    double *d = kom_alloc(n, sizeof *d);
    struct pairs p = {.r = kom_alloc(n, sizeof *p.r), .score = kom_alloc(n, sizeof *p.score)};
    enum kom_status status =
        d != NULL && p.r != NULL && p.score != NULL ? KOM_OK : kom_no_memory(err);
    if (!status) {
        take_differences(sides, d, &p);
        test->n_zero = n - p.n;
    }
    if (!status && p.n > 0) {
        status = estimate(&p, how, level, test, err);
    } else if (!status) { /* nothing differs, and nothing is tested */
        test->test.estimate = test->test.statistic = 0;
    }
    kom_free(d);
    kom_free(p.r);
    kom_free(p.score);
    return status;
}

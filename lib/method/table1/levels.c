/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of groups in a variable of levels: chi-square, and that of Cochran, Mantel and Haenszel.

   With units as strata, o the counts of a stratum but for the last group and level, e their means
   and V their covariance when margins are given (r_g c_l / n, and (r_g (n [g=h] - r_h) c_l (n
   [l=m] - c_m)) / (n^2 (n - 1)), multiple hypergeometric), the statistic is (sum of o - e)' (sum
   of V)^-1 (sum of o - e), chi-square on (groups - 1) (levels - 1) (Landis, Heyman & Koch 1978,
   general association). Strata of one row have nothing in it. Without units it is Pearson's. */
#include "work.h"

#include <math.h>

#include "cholesky.h"
#include "dist.h"

struct table {
    size_t n_groups, n_levels, k; /* k = (groups - 1) (levels - 1) */
    size_t *begin, *order;
    size_t *cell, *of_group, *of_level; /* counts of the stratum at hand */
    size_t *group, *level;              /* those that it has */
    size_t n_group, n_level;
    double *expected; /* of all strata, groups x levels */
    double *gap, *gap_before, *v;
    bool varies; /* some stratum has several groups and levels */
};

static enum kom_status allocate(const struct kom_table1_variable *v,
                                const struct kom_table1_sample *s, struct table *t) {
    const size_t n_cells = s->n_groups * v->n_levels;
    *t = (struct table){.n_groups = s->n_groups, .n_levels = v->n_levels};
    t->k = (s->n_groups - 1) * (v->n_levels - 1);
    const size_t n_v = s->has_units && t->k <= KOM_TABLE1_CELLS_MAX ? t->k * t->k : 0;
    t->cell = kom_alloc(n_cells + 1, sizeof *t->cell);
    t->of_group = kom_alloc(s->n_groups + 1, sizeof *t->of_group);
    t->of_level = kom_alloc(v->n_levels + 1, sizeof *t->of_level);
    t->group = kom_alloc(s->n_groups + 1, sizeof *t->group);
    t->level = kom_alloc(v->n_levels + 1, sizeof *t->level);
    t->expected = kom_alloc(n_cells + 1, sizeof *t->expected);
    t->gap = kom_alloc(t->k + 1, sizeof *t->gap);
    t->gap_before = kom_alloc(t->k + 1, sizeof *t->gap_before);
    t->v = kom_alloc(n_v + 1, sizeof *t->v);
    const bool is_there = t->cell && t->of_group && t->of_level && t->group && t->level &&
                          t->expected && t->gap && t->gap_before && t->v;
    return is_there ? kom_table1_by_unit(s, &t->begin, &t->order) : KOM_ENOMEM;
}

static void finish(struct table *t) {
    kom_free(t->cell);
    kom_free(t->of_group);
    kom_free(t->of_level);
    kom_free(t->group);
    kom_free(t->level);
    kom_free(t->expected);
    kom_free(t->gap);
    kom_free(t->gap_before);
    kom_free(t->v);
    kom_free(t->begin);
    kom_free(t->order);
}

static void count_stratum(const struct kom_table1_variable *v, const struct kom_table1_sample *s,
                          struct table *t, size_t u) {
    t->n_group = t->n_level = 0;
    for (size_t i = t->begin[u]; i < t->begin[u + 1]; i++) {
        const size_t at = t->order[i];
        const uint32_t g = s->group[at], l = v->level[s->row[at]];
        if (t->of_group[g]++ == 0)
            t->group[t->n_group++] = g;
        if (t->of_level[l]++ == 0)
            t->level[t->n_level++] = l;
        t->cell[g * t->n_levels + l]++;
    }
    t->varies = t->varies || (t->n_group > 1 && t->n_level > 1);
}

static void clear_stratum(struct table *t) {
    for (size_t a = 0; a < t->n_group; a++)
        for (size_t b = 0; b < t->n_level; b++)
            t->cell[t->group[a] * t->n_levels + t->level[b]] = 0;
    for (size_t a = 0; a < t->n_group; a++)
        t->of_group[t->group[a]] = 0;
    for (size_t b = 0; b < t->n_level; b++)
        t->of_level[t->level[b]] = 0;
}

/* The covariance of a stratum's cell (g, l) with its others. */
static void add_covariances(struct table *t, size_t g, size_t l, double n) {
    const size_t last = t->n_levels - 1;
    for (size_t a = 0; a < t->n_group; a++)
        for (size_t b = 0; b < t->n_level; b++) {
            const size_t h = t->group[a], m = t->level[b];
            if (h + 1 == t->n_groups || m == last)
                continue;
            const double r = (double)t->of_group[g] * ((g == h ? n : 0.0) - (double)t->of_group[h]);
            const double c = (double)t->of_level[l] * ((l == m ? n : 0.0) - (double)t->of_level[m]);
            t->v[(g * last + l) * t->k + h * last + m] += r / n * (c / n) / (n - 1.0);
        }
}

/* Expected counts, and, with strata, what the statistic is made of. */
static void add_stratum(struct table *t, double n, bool has_strata) {
    for (size_t a = 0; a < t->n_group; a++)
        for (size_t b = 0; b < t->n_level; b++) {
            const size_t g = t->group[a], l = t->level[b];
            const double e = (double)t->of_group[g] * (double)t->of_level[l] / n;
            t->expected[g * t->n_levels + l] += e;
            if (!has_strata || n < 2.0 || g + 1 == t->n_groups || l + 1 == t->n_levels)
                continue;
            t->gap[g * (t->n_levels - 1) + l] += (double)t->cell[g * t->n_levels + l] - e;
            add_covariances(t, g, l, n);
        }
}

/* Cochran's rule (1954): no expected count below 1, at most a fifth of them below 5. */
static void warn_small(const struct table *t, struct kom_buf *warning) {
    double least = KOM_INF;
    size_t n_few = 0;
    for (size_t i = 0; i < t->n_groups * t->n_levels; i++) {
        least = fmin(least, t->expected[i]);
        n_few += t->expected[i] < 5.0;
    }
    if (!(least < 1.0 || 5 * n_few > t->n_groups * t->n_levels))
        return;
    kom_table1_say(warning, "small_expected");
    kom_buf_byte(warning, '(');
    kom_buf_significant(warning, least, 2);
    kom_buf_byte(warning, ')');
}

static double pearson(const struct table *t, const size_t *count) {
    double sum = 0.0;
    for (size_t i = 0; i < t->n_groups * t->n_levels; i++) {
        const double gap = (double)count[i] - t->expected[i];
        sum += gap * gap / t->expected[i];
    }
    return sum;
}

/* NaN: the covariance cannot be inverted. */
static double association(struct table *t) {
    double sum = 0.0;
    for (size_t i = 0; i < t->k; i++)
        t->gap_before[i] = t->gap[i];
    if (kom_cholesky(t->v, t->k, KOM_PIVOT_LEAST, NULL) < t->k)
        return KOM_NAN;
    kom_cholesky_solve(t->v, t->k, t->gap);
    for (size_t i = 0; i < t->k; i++)
        sum += t->gap[i] * t->gap_before[i];
    return sum;
}

static void judge(const struct kom_table1_variable *v, const struct kom_table1_sample *s,
                  struct table *t, struct kom_table1_test *test) {
    for (size_t u = 0; u < s->n_units; u++) {
        count_stratum(v, s, t, u);
        add_stratum(t, (double)(t->begin[u + 1] - t->begin[u]), s->has_units);
        if (s->has_units)
            clear_stratum(t);
    }
    if (!t->varies) {
        kom_table1_say(&test->warning, "constant_within_unit");
        return;
    }
    test->statistic = s->has_units ? association(t) : pearson(t, t->cell);
    if (isnan(test->statistic)) {
        kom_table1_say(&test->warning, "too_sparse");
        return;
    }
    warn_small(t, &test->warning);
    test->df = (double)t->k;
    test->p_value = kom_chi2_p(test->statistic, test->df);
}

enum kom_status kom_table1_test_levels(const struct kom_table1_variable *v,
                                       const struct kom_table1_sample *s,
                                       struct kom_table1_test *test) {
    struct table t;
    if (v->n_levels < 2) {
        kom_table1_say(&test->warning, "constant");
        return KOM_OK;
    }
    enum kom_status status = allocate(v, s, &t);
    if (!status && s->has_units && t.k > KOM_TABLE1_CELLS_MAX)
        kom_table1_say(&test->warning, "too_many_cells");
    else if (!status)
        judge(v, s, &t, test);
    finish(&t);
    return status;
}

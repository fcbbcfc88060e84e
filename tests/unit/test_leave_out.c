/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rests on one cluster or row, and the true size of robust tests by whole matrices. The rank
   itself is looked at in tests/prop/test_leverage.py. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "digits.h"
#include "dist.h"
#include "leave_out.h"
#include "mem.h"
#include "rng.h"
#include "within_leave.h"

enum { N = 48, K = 3, CLUSTERS = 12 };

/* A constant, a column of few ones, and one at a level of a million; clusters of four. */
struct world {
    struct kom_dd y[N], x[K * N];
    double weight[N];
    uint32_t cluster[N];
    struct kom_clusters clusters;
    struct kom_lsq_fit fit;
};

static void world_open(struct world *w, size_t n_ones, bool weighted) {
    for (size_t i = 0; i < N; i++) {
        w->y[i] = kom_dd((double)kom_rng_below(1, 1, i, 1000) / 8);
        w->x[i] = kom_dd(1);
        w->x[N + i] = kom_dd(i < n_ones);
        w->x[2 * N + i] = kom_dd(1000000 + (double)kom_rng_below(1, 2, i, 100));
        w->weight[i] = 1 + (double)kom_rng_below(1, 3, i, 3);
        w->cluster[i] = (uint32_t)i / 4;
    }
    w->clusters = (struct kom_clusters){w->cluster, CLUSTERS};
    const struct kom_lsq in = {.n = N,
                               .k = K,
                               .y = w->y,
                               .x = w->x,
                               .weight = weighted ? w->weight : NULL,
                               .has_intercept = true};
    assert_int_equal(kom_lsq_solve(&in, &w->fit, NULL), KOM_OK);
}

static void lost_columns(void **state) {
    (void)state;
    static struct world w;
    for (size_t n_ones = 1; n_ones <= 5; n_ones++) {
        bool lost[K] = {false}, lost_rows[K] = {false};
        world_open(&w, n_ones, n_ones % 2);
        assert_int_equal(kom_leave_out(&w.fit, &w.clusters, lost, NULL), KOM_OK);
        assert_int_equal(kom_leave_out(&w.fit, NULL, lost_rows, NULL), KOM_OK);
        assert_true(!lost[0] && lost[1] == (n_ones <= 4) && !lost[2]);
        assert_true(!lost_rows[0] && lost_rows[1] == (n_ones == 1) && !lost_rows[2]);
        for (uint64_t n = 1; n <= 5; n++) {
            kom_mem_fail_after(n);
            assert_int_equal(kom_leave_out(&w.fit, NULL, lost, NULL), KOM_ENOMEM);
            kom_mem_fail_after(0);
        }
        kom_lsq_fit_free(&w.fit);
    }
}

/* S = C' (I - H) C, C the parts of coefficient j's contrast by cluster, each scaled as the kind
   does; its trace and its squares by whole matrices. */
static void whole_matrices(const struct world *w, const struct kom_vcov_spec *spec, size_t j,
                           double *ratio, double *df) {
    static double m[N][N], c[N][N], s[N][N];
    const bool is_row = spec->kind < KOM_VCOV_CR0;
    double whole = 0, trace = 0, squares = 0;
    memset(c, 0, sizeof c);
    for (size_t a = 0; a < N; a++) {
        double own = 0;
        for (size_t l = 0; l < K; l++)
            own += w->fit.q[l * N + a].hi * w->fit.root[j * K + l].hi;
        whole += own * own;
        const double h = w->fit.leverage[a];
        if (spec->kind == KOM_VCOV_HC2)
            own /= sqrt(1 - h);
        if (spec->kind == KOM_VCOV_HC3)
            own /= 1 - h;
        c[a][is_row ? a : w->cluster[a]] = own;
        for (size_t b = 0; b < N; b++) {
            m[a][b] = a == b;
            for (size_t l = 0; l < K; l++)
                m[a][b] -= w->fit.q[l * N + a].hi * w->fit.q[l * N + b].hi;
        }
    }
    for (size_t g = 0; g < N; g++)
        for (size_t h = 0; h < N; h++) {
            s[g][h] = 0;
            for (size_t a = 0; a < N; a++)
                for (size_t b = 0; b < N && c[a][g] * c[a][g] > 0; b++)
                    s[g][h] += c[a][g] * m[a][b] * c[b][h];
            trace += g == h ? s[g][h] : 0;
            squares += s[g][h] * s[g][h];
        }
    *ratio = trace / whole;
    *df = trace * trace / squares;
}

static void true_sizes(void **state) {
    (void)state;
    static const enum kom_vcov_kind kinds[] = {KOM_VCOV_HC0, KOM_VCOV_HC1, KOM_VCOV_HC2,
                                               KOM_VCOV_HC3, KOM_VCOV_CR0, KOM_VCOV_CR1};
    static struct world w;
    for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++) {
        const struct kom_vcov_spec spec = {.kind = kinds[kind],
                                           .n_ways = kinds[kind] >= KOM_VCOV_CR0,
                                           .cluster = {{w.cluster, CLUSTERS}}};
        struct kom_vcov v;
        double size[K];
        world_open(&w, 6, kind % 2);
        assert_int_equal(kom_vcov_estimate(&w.fit, &spec, &v, NULL), KOM_OK);
        assert_int_equal(kom_vcov_size(&w.fit, &spec, &v, .05, size, NULL), KOM_OK);
        for (size_t j = 0; j < K; j++) {
            double ratio, df;
            whole_matrices(&w, &spec, j, &ratio, &df);
            const double t = kom_t_quantile_upper(.025, v.df[j]) * sqrt(v.factor * ratio);
            kom_assert_digits(size[j], kom_t_p(t, df), 6);
        }
        assert_true(size[1] > .06); /* six of 48 */
        kom_mem_fail_after(1);
        assert_int_equal(kom_vcov_size(&w.fit, &spec, &v, .05, size, NULL), KOM_ENOMEM);
        kom_mem_fail_after(0);
        kom_vcov_free(&v);
        kom_lsq_fit_free(&w.fit);
    }
}

/* A panel of six units and four periods: a column that is 1 for two of them in the last period. */
static void panels(void **state) {
    (void)state;
    enum { UNITS = 6, PERIODS = 4, ROWS = UNITS * PERIODS };
    uint32_t unit[ROWS], period[ROWS], pairs[ROWS];
    double x[2][ROWS];
    const double *const columns[2] = {x[0], x[1]};
    const struct kom_factor factor[2] = {{unit, UNITS}, {period, PERIODS}};
    struct kom_within *within;
    for (uint32_t i = 0; i < ROWS; i++) {
        unit[i] = i / PERIODS;
        period[i] = i % PERIODS;
        pairs[i] = unit[i] / 2;
        x[0][i] = unit[i] < 2 && period[i] == 3;
        x[1][i] = (double)kom_rng_below(1, 4, i, 50);
    }
    assert_int_equal(kom_within_open(&within, ROWS, factor, 2, NULL, NULL), KOM_OK);
    for (int j = 0; j < 2; j++)
        assert_int_equal(kom_within_demean(within, x[j], NULL, NULL), KOM_OK);
    kom_within_close(within);
    const struct kom_within_columns c = {ROWS, 2, {factor[0], factor[1]}, NULL, columns};
    const struct {
        const uint32_t *cluster;
        size_t n;
        bool is_lost;
    } asked[] = {{unit, UNITS, false}, {pairs, 3, true}, {period, PERIODS, true}, {NULL, 0, false}};
    for (size_t a = 0; a < sizeof asked / sizeof asked[0]; a++) {
        bool lost[2] = {false, false};
        assert_int_equal(kom_within_leave(&c, asked[a].cluster, asked[a].n, lost, NULL), KOM_OK);
        assert_int_equal(lost[0], asked[a].is_lost);
        assert_false(lost[1]);
        enum kom_status status = KOM_ENOMEM;
        for (uint64_t n = 1; status == KOM_ENOMEM; n++) {
            assert_true(n < 500);
            kom_mem_fail_after(n);
            status = kom_within_leave(&c, asked[a].cluster, asked[a].n, lost, NULL);
            kom_mem_fail_after(0);
        }
        assert_int_equal(status, KOM_OK);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lost_columns),
        cmocka_unit_test(true_sizes),
        cmocka_unit_test(panels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cr3 beside two effects: against regressions that leave each cluster out, one by one. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rng.h"
#include "within_jack.h"

enum { UNITS = 24, PERIODS = 9, CLUSTERS = 7, K = 3, ROWS = UNITS * PERIODS };

/* A panel with holes: units within clusters of unlike sizes. */
struct world {
    size_t n;
    uint32_t unit[ROWS], period[ROWS], cluster[ROWS];
    double y[ROWS], x[K][ROWS];
};

static double number(uint64_t seed, uint64_t at) {
    return kom_rng_uniform(seed, 1, at) * 4 - 2;
}

static void make(struct world *w, uint64_t seed) {
    *w = (struct world){0};
    for (uint32_t u = 0; u < UNITS; u++)
        for (uint32_t t = 0; t < PERIODS; t++) {
            const uint64_t at = (uint64_t)u * PERIODS + t;
            const size_t i = w->n;
            if (t > 0 && kom_rng_below(seed, 2, at, 4) == 0)
                continue;
            w->unit[i] = u;
            w->period[i] = t;
            w->cluster[i] = u < CLUSTERS ? u : u % 3;
            w->x[0][i] = u % 2 && t >= 4 ? 1 : 0;
            w->x[1][i] = number(seed, 2 * at);
            w->x[2][i] = number(seed, 2 * at + 1) + w->x[1][i];
            w->y[i] = number(seed + 1, at) + u + w->x[0][i];
            w->n++;
        }
}

/* Demeans y and x, and regresses. */
static void regress(struct world *w, struct kom_within_fit *fit) {
    const struct kom_factor factor[2] = {{w->unit, UNITS}, {w->period, PERIODS}};
    const double *x[K] = {w->x[0], w->x[1], w->x[2]};
    struct kom_within *within = NULL;
    assert_int_equal(kom_within_open(&within, w->n, factor, 2, NULL, NULL), KOM_OK);
    assert_int_equal(kom_within_demean(within, w->y, NULL, NULL), KOM_OK);
    for (int j = 0; j < K; j++)
        assert_int_equal(kom_within_demean(within, w->x[j], NULL, NULL), KOM_OK);
    assert_int_equal(kom_within_fit(within, w->y, x, K, fit, NULL), KOM_OK);
    kom_within_close(within);
}

/* The coefficients without the rows of a cluster. */
static void without(const struct world *all, uint32_t g, double coef[K]) {
    static struct world w;
    struct kom_within_fit fit;
    w = (struct world){0};
    for (size_t i = 0; i < all->n; i++) {
        if (all->cluster[i] == g)
            continue;
        w.unit[w.n] = all->unit[i];
        w.period[w.n] = all->period[i];
        w.y[w.n] = all->y[i];
        for (int j = 0; j < K; j++)
            w.x[j][w.n] = all->x[j][i];
        w.n++;
    }
    regress(&w, &fit);
    memcpy(coef, fit.coef, K * sizeof *coef);
    kom_within_fit_fini(&fit);
}

static bool jackknife(const struct world *w, const struct kom_within_fit *fit, double v[K * K]) {
    const double *x[K] = {w->x[0], w->x[1], w->x[2]};
    const struct kom_within_columns columns = {
        .n = w->n, .k = K, .factor = {{w->unit, UNITS}, {w->period, PERIODS}}, .x = x};
    bool is_plain;
    assert_int_equal(
        kom_within_jackknife(&columns, fit->residual, w->cluster, CLUSTERS, v, &is_plain), KOM_OK);
    return is_plain;
}

static void one_by_one(void **state) {
    (void)state;
    static struct world raw, w;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        double v[K * K], brute[K * K] = {0};
        struct kom_within_fit fit;
        make(&raw, seed);
        w = raw;
        regress(&w, &fit);
        for (uint32_t g = 0; g < CLUSTERS; g++) {
            double coef[K];
            without(&raw, g, coef);
            for (int a = 0; a < K; a++)
                for (int b = 0; b < K; b++)
                    brute[a * K + b] += (coef[a] - fit.coef[a]) * (coef[b] - fit.coef[b]);
        }
        assert_true(jackknife(&w, &fit, v));
        for (int a = 0; a < K; a++)
            for (int b = 0; b < K; b++) {
                const double scale = sqrt(brute[a * K + a] * brute[b * K + b]);
                assert_true(fabs(v[a * K + b] - brute[a * K + b]) <= 1e-12 * scale);
            }
        kom_within_fit_fini(&fit);
    }
}

/* A column, or a period, that one cluster alone carries is not for this way. */
static void rests_on_one(void **state) {
    (void)state;
    static struct world w;
    for (int what = 0; what < 2; what++) {
        double v[K * K];
        struct kom_within_fit fit;
        make(&w, 5);
        for (size_t i = 0; i < w.n && what == 0; i++)
            w.x[0][i] = w.cluster[i] == 4 ? w.x[1][i] * w.x[1][i] : 0;
        for (size_t i = 0; i < w.n && what == 1; i++)
            w.period[i] = w.cluster[i] != 0 && w.period[i] == 5 ? 6 : w.period[i];
        regress(&w, &fit);
        assert_false(jackknife(&w, &fit, v));
        kom_within_fit_fini(&fit);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_by_one),
                                       cmocka_unit_test(rests_on_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

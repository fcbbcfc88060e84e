/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples with a design: intervals of rare shares cover what they say, whatever the order of rows.

   KOM_COVER_DRAWS says how many samples a cell has (300). Figures against R: tests/cli/design.py.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "design.h"
#include "digits.h"
#include "kom/dist.h"
#include "kom/num.h"
#include "num.h"
#include "rng.h"

enum { N_MAX = 4000, K_MAX = 40, SEED = 15 };

/* A sample of k clusters of m rows, one stratum; y is 0 or 1. */
static struct sample {
    double weight[N_MAX], y[N_MAX];
    uint32_t cluster[N_MAX], stratum[K_MAX];
    size_t row[N_MAX], n_in[1], n;
    double population[1];
    struct kom_design d;
    struct kom_design_desk desk;
} s;

static void sample_init(size_t k, size_t m) {
    s.n = k * m;
    for (size_t i = 0; i < s.n; i++) {
        s.cluster[i] = (uint32_t)(i / m);
        s.row[i] = i;
    }
    s.n_in[0] = k;
    s.population[0] = KOM_INF;
    s.d = (struct kom_design){.n_rows = s.n,
                              .weight = s.weight,
                              .cluster = s.cluster,
                              .stratum = s.stratum,
                              .n_in = s.n_in,
                              .population = s.population,
                              .n_clusters = k,
                              .n_strata = 1};
    assert_int_equal(kom_design_desk_init(&s.desk, &s.d), KOM_OK);
}

/* Weights whose squares give a design effect of 1.5: log-normal, or of two kinds (20 % of rows). */
static double weight_of(uint64_t stream, uint64_t i, bool is_smooth) {
    const double u = kom_rng_uniform(SEED, stream, 3 * i),
                 v = kom_rng_uniform(SEED, stream, 3 * i + 1);
    const double z = sqrt(-2.0 * log(1.0 - u)) * cos(2.0 * 3.14159265358979323846 * v);
    return is_smooth ? exp(sqrt(log(1.5)) * z)
           : u < 0.2 ? 1.0 + 2.0 * sqrt(0.5)
                     : 1.0 - sqrt(0.5) / 2.0;
}

static void draw(uint64_t stream, double share, bool is_smooth) {
    for (size_t i = 0; i < s.n; i++) {
        s.weight[i] = weight_of(stream, i, is_smooth);
        s.y[i] = kom_rng_uniform(SEED, stream, 3 * i + 2) < share;
    }
}

static struct kom_design_share share_of(size_t first, size_t n) {
    const struct kom_design_contrast c = {
        .part = {{.row = s.row + first, .n = n, .y = s.y + first}}, .sign = {1.0}, .n_parts = 1};
    struct kom_design_figure f;
    struct kom_design_share share = {.n = (double)n};
    kom_design_estimate(&s.d, &s.desk, &c, &f);
    for (size_t i = 0; i < n; i++)
        share.events += s.y[first + i];
    share.share = f.estimate;
    share.variance = f.variance;
    share.df = f.df;
    share.kish = kom_design_kish(&s.d, s.row + first, n);
    return share;
}

static unsigned n_draws(void) {
    const char *text = getenv("KOM_COVER_DRAWS");
    return text ? (unsigned)strtoul(text, NULL, 10) : 300;
}

/* The share of samples whose interval holds the truth. */
static double cover(double share, uint64_t cell, bool is_smooth) {
    unsigned n_held = 0;
    for (unsigned i = 0; i < n_draws(); i++) {
        draw(cell * 1000000 + i, share, is_smooth);
        const struct kom_design_share got = share_of(0, s.n);
        const struct kom_ci ci = kom_design_share_ci(KOM_DESIGN_BETA, &got, 0.95);
        assert_true(ci.high > 0.0 && ci.low < 1.0);
        assert_true(ci.low <= got.share && got.share <= ci.high);
        n_held += ci.low <= share && share <= ci.high;
    }
    return (double)n_held / (double)n_draws();
}

/* Shares of 0.25 to 5 per cent, 8 to 30 clusters of 10 to 100 rows, effective size 100 to 400. */
static void covers(bool is_smooth) {
    static const double share[] = {0.0025, 0.005, 0.01, 0.02, 0.05};
    static const size_t clusters[] = {8, 15, 30}, effective[] = {100, 200, 400};
    double sum = 0.0, least = 1.0;
    unsigned n = 0;
    for (size_t p = 0; p < 5; p++)
        for (size_t k = 0; k < 3; k++)
            for (size_t e = 0; e < 3; e++) {
                const size_t m = (size_t)lround(1.5 * (double)effective[e] / (double)clusters[k]);
                if (m < 10)
                    continue;
                sample_init(clusters[k], m);
                const double held = cover(share[p], n, is_smooth);
                kom_design_desk_fini(&s.desk);
                if (getenv("KOM_COVER_DRAWS"))
                    print_message("%g %zu x %zu: %.4f\n", share[p], clusters[k], m, held);
                sum += held;
                least = fmin(least, held);
                n++;
            }
    print_message("%u cells: mean %.4f, least %.4f\n", n, sum / n, least);
    assert_true(least >= 0.93);
    assert_true(sum / n <= 0.985);
}

static void intervals_of_rare_shares_cover(void **state) {
    (void)state;
    covers(true);
    covers(false);
}

/* Two sides of the same clusters, the second rarer. */
static void differences_cover(void **state) {
    static const double share[][2] = {{0.01, 0.02}, {0.05, 0.02}, {0.1, 0.1}, {0.5, 0.3}};
    (void)state;
    for (size_t c = 0; c < 4; c++) {
        unsigned n_held = 0;
        sample_init(20, 40);
        for (unsigned i = 0; i < n_draws(); i++) {
            draw(90000000 + c * 1000000 + i, 0.0, true);
            const size_t half = s.n / 2;
            for (size_t r = 0; r < s.n; r++) {
                s.cluster[r] = (uint32_t)(r % 20);
                s.y[r] = kom_rng_uniform(SEED, 95000000 + c * 1000000 + i, r) < share[c][r >= half];
            }
            const struct kom_design_share a = share_of(0, half), b = share_of(half, half);
            const double p[2] = {a.share, b.share};
            const struct kom_ci ci[2] = {kom_design_share_ci(KOM_DESIGN_BETA, &a, 0.95),
                                         kom_design_share_ci(KOM_DESIGN_BETA, &b, 0.95)};
            const struct kom_ci gap = kom_design_difference_ci(p, ci, 0.0);
            const double truth = share[c][1] - share[c][0];
            n_held += gap.low <= truth && truth <= gap.high;
        }
        kom_design_desk_fini(&s.desk);
        if (getenv("KOM_COVER_DRAWS"))
            print_message("%g less %g: %.4f\n", share[c][1], share[c][0],
                          (double)n_held / (double)n_draws());
        assert_true((double)n_held >= 0.93 * (double)n_draws());
    }
}

/* No event: no variance, and an interval that is not a point. */
static void no_event_has_an_interval(void **state) {
    (void)state;
    sample_init(10, 20);
    draw(1, 0.0, true);
    const struct kom_design_share got = share_of(0, s.n);
    assert_true(isnan(got.variance));
    struct kom_ci ci = kom_design_share_ci(KOM_DESIGN_BETA, &got, 0.95);
    assert_true(ci.low >= 0.0 && ci.low <= 0.0);
    /* 200 rows over Kish's factor times (t of 199 over t of 9)^2; 1 - 0.025^(1/size) */
    const double t = kom_t_quantile_upper(0.025, 199.0) / kom_t_quantile_upper(0.025, 9.0);
    kom_assert_digits(ci.high, 1.0 - pow(0.025, 1.0 / (200.0 / got.kish * t * t)), 11);
    ci = kom_design_share_ci(KOM_DESIGN_LOGIT, &got, 0.95);
    assert_true(ci.high > 0.0);
    kom_design_desk_fini(&s.desk);
}

/* Rows in another order change no printed digit. */
static void order_changes_nothing(void **state) {
    (void)state;
    sample_init(12, 30);
    draw(2, 0.3, true);
    for (size_t i = 0; i < s.n; i++)
        s.y[i] = s.y[i] * 1e3 + s.weight[i] * 1e-3;
    const struct kom_design_share a = share_of(0, s.n);
    for (size_t i = 0; i < s.n / 2; i++) {
        const size_t j = s.n - 1 - i, row = s.row[i];
        const double y = s.y[i];
        s.row[i] = s.row[j];
        s.row[j] = row;
        s.y[i] = s.y[j];
        s.y[j] = y;
    }
    const struct kom_design_share b = share_of(0, s.n);
    kom_assert_digits(a.share, b.share, 15.5);
    kom_assert_digits(a.variance, b.variance, 15);
    kom_design_desk_fini(&s.desk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_of_rare_shares_cover),
        cmocka_unit_test(differences_cover),
        cmocka_unit_test(no_event_has_an_interval),
        cmocka_unit_test(order_changes_nothing),
    };
    kom_stat_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

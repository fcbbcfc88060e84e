/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two-sample comparisons against published values, R, SAS and StatXact, and against brute force. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "digits.h"
#include "dist.h"
#include "incomplete.h"
#include "kom/rate.h"
#include "kom/share.h"
#include "kom/test.h"

static const double nan_value = (double)NAN;

static void assert_none(struct kom_test t) {
    assert_true(isnan(t.estimate) && isnan(t.std_error) && isnan(t.conf_low) && isnan(t.conf_high));
    assert_true(isnan(t.statistic) && isnan(t.df) && isnan(t.p_value));
}

/* Student's sleep data, R 4.2.2 t.test(extra ~ group, data = sleep) with the signs turned (after -
 * before). */
static void welch_sleep(void **state) {
    (void)state;
    const struct kom_test t = kom_welch((struct kom_sample){10, .75, 1.78900965775916},
                                        (struct kom_sample){10, 2.33, 2.00224873579683}, .95);
    kom_assert_digits(t.estimate, 1.58, 13);
    kom_assert_digits(t.std_error, 0.849091017238762, 13);
    kom_assert_digits(t.statistic, 1.860813467487, 12);
    kom_assert_digits(t.df, 17.77647351618, 12);
    kom_assert_digits(t.p_value, 0.07939414018736, 12);
    kom_assert_digits(t.conf_low, -0.2054832307117, 12);
    kom_assert_digits(t.conf_high, 3.365483230712, 12);
}

static void welch_edges(void **state) {
    (void)state;
    assert_none(
        kom_welch((struct kom_sample){1, 1, nan_value}, (struct kom_sample){10, 2, 1}, .95));
    assert_none(kom_welch((struct kom_sample){10, 1, 1}, (struct kom_sample){1, 2, 0}, .95));
    assert_none(kom_welch((struct kom_sample){10, 1, 0}, (struct kom_sample){10, 2, 0}, .95));
    assert_none(
        kom_welch((struct kom_sample){10, nan_value, 1}, (struct kom_sample){10, 2, 1}, .95));
    const struct kom_test one =
        kom_welch((struct kom_sample){5, 1, 0}, (struct kom_sample){4, 2, 1},
                  .95); /* one side constant: its df do not count */
    kom_assert_digits(one.df, 3, 14);
    kom_assert_digits(one.statistic, 2, 14);
    const struct kom_test unit =
        kom_welch((struct kom_sample){5, 1, 2}, (struct kom_sample){4, 2, 1}, .95);
    const struct kom_test tiny = kom_welch((struct kom_sample){5, 1e-200, 2e-200},
                                           (struct kom_sample){4, 2e-200, 1e-200}, .95);
    kom_assert_digits(tiny.df, unit.df, 13);
    kom_assert_digits(tiny.p_value, unit.p_value, 13);
    assert_true(
        isnan(kom_welch((struct kom_sample){5, 1, 2}, (struct kom_sample){4, 2, 1}, 0).conf_low));
}

/* R 4.2.2 t.test(d), d = extra[group == 2] - extra[group == 1] */
static void paired_sleep(void **state) {
    (void)state;
    const struct kom_test t = kom_paired_t(10, 1.58, 1.22999548327987, .95);
    kom_assert_digits(t.std_error, 0.388958723888395, 13);
    kom_assert_digits(t.statistic, 4.062127683382, 12);
    kom_assert_digits(t.df, 9, 15);
    kom_assert_digits(t.p_value, 0.002832890197384, 12);
    kom_assert_digits(t.conf_low, 0.700114236723018, 13);
    kom_assert_digits(t.conf_high, 2.45988576327698, 13);
    assert_none(kom_paired_t(1, 1, nan_value, .95));
    assert_none(kom_paired_t(9, 1, 0, .95));
}

/* Newcombe 1998 (Stat Med 17:873) Table II, method 10, all digits recomputed; z and p from R 4.2.2
   prop.test(correct = FALSE), z being the root of its chi-square. */
static void newcombe(void **state) {
    (void)state;
    struct kom_test t = kom_newcombe(48, 80, 56, 70, .95);
    kom_assert_digits(t.estimate, .2, 14);
    kom_assert_digits(t.conf_low, 0.0524314724, 9);
    kom_assert_digits(t.conf_high, 0.3338726540, 9);
    kom_assert_digits(t.statistic, 2.65017195125853, 13);
    kom_assert_digits(t.p_value, 0.00804508136819656, 13);
    kom_assert_digits(t.std_error, sqrt(.6 * .4 / 80 + .8 * .2 / 70), 14);
    assert_true(isnan(t.df));
    t = kom_newcombe(3, 10, 9, 10, .95);
    kom_assert_digits(t.conf_low, 0.1705227239, 9);
    kom_assert_digits(t.conf_high, 0.8090179735, 9);
    kom_assert_digits(t.statistic, 2.73861278752583, 13);
    kom_assert_digits(t.p_value, 0.00616989932054415, 13);
    /* Table II (g), (h): 10/10-0/20 gives .6791 1.0000, 10/10-0/10 gives .6075 1.0000 */
    t = kom_newcombe(0, 20, 10, 10, .95);
    assert_true(fabs(t.conf_low - .6791) < .00005 && fabs(t.conf_high - 1) < .00005);
    t = kom_newcombe(0, 10, 10, 10, .95);
    assert_true(fabs(t.conf_low - .6075) < .00005 && fabs(t.conf_high - 1) < .00005);
    assert_true(isnan(t.std_error));
}

static void newcombe_edges(void **state) {
    (void)state;
    assert_none(kom_newcombe(0, 0, 1, 2, .95));
    assert_none(kom_newcombe(3, 2, 1, 2, .95));
    assert_none(kom_newcombe(0, 2, -1, 2, .95));
    const struct kom_test zero = kom_newcombe(0, 20, 0, 30, .95);
    kom_assert_digits(zero.estimate, 0, 17);
    assert_true(isnan(zero.std_error) && isnan(zero.statistic) && isnan(zero.p_value));
    assert_true(zero.conf_low < 0 && zero.conf_high > 0);
    const struct kom_test equal = kom_newcombe(1, 3, 333333333, 999999999, .95);
    kom_assert_digits(equal.estimate, 0, 17);
    const struct kom_test turned = kom_newcombe(56, 70, 48, 80, .95);
    kom_assert_digits(turned.conf_low, -kom_newcombe(48, 80, 56, 70, .95).conf_high, 14);
}

/* R 4.2.2 fisher.test(matrix(c(c1, n1 - c1, c2, n2 - c2), 2, byrow = TRUE))$p.value */
static void fisher_of_r(void **state) {
    (void)state;
    kom_assert_digits(kom_share_exact(3, 20, 10, 30, .95).p_value, 0.196870539235018, 12);
    kom_assert_digits(kom_share_exact(0, 20, 5, 30, .95).p_value, 0.0745766391663048, 12);
    kom_assert_digits(kom_share_exact(1, 500, 9, 500, 2).p_value, 0.0208722371559882, 12);
    kom_assert_digits(kom_share_exact(500, 100000, 610, 100000, .95).p_value, 0.00102657909136229,
                      10);
}

/* All tables with sides up to 9: the p-value is the sum over the tables not more probable. */
static void fisher_enumerated(void **state) {
    (void)state;
    for (int n1 = 1; n1 <= 9; n1++) {
        for (int n2 = 1; n2 <= 9; n2++) {
            for (int i = 0; i <= n1; i++) {
                for (int j = 0; j <= n2; j++) {
                    const double seen = kom_hypergeometric_pmf(j, i + j, n1 + n2, n2);
                    double sum = 0;
                    for (int k = 0; k <= n2; k++) {
                        const double p = kom_hypergeometric_pmf(k, i + j, n1 + n2, n2);
                        sum += p <= seen * (1 + 1e-7) ? p : 0;
                    }
                    kom_assert_digits(kom_share_exact(i, n1, j, n2, 2).p_value, fmin(1, sum), 12);
                }
            }
        }
    }
}

/* Exact unconditional limits, two one-sided score tests inverted, as printed by SAS 9.4
   (RISKDIFF(METHOD=SCORE)) and StatXact 11; recorded in the tests of the R package exact2x2 1.6
   (slowTests/test_SAS.R, test_StatXact.R). */
static void chan_zhang_published(void **state) {
    (void)state;
    static const struct {
        int x1, n1, x2, n2;
        double low, high;
    } row[] = {{10, 35, 24, 61, -.0992, .2949},
               {4, 12, 9, 11, .0616, .7968},
               {2, 7, 6, 13, -.3108, .5787},
               {0, 7, 13, 13, .5904, 1}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const struct kom_test t = kom_share_exact(row[i].x1, row[i].n1, row[i].x2, row[i].n2, .95);
        assert_true(fabs(t.conf_low - row[i].low) < .00005);
        assert_true(fabs(t.conf_high - row[i].high) < .00005);
        const struct kom_test turned =
            kom_share_exact(row[i].x2, row[i].n2, row[i].x1, row[i].n1, .95);
        kom_assert_digits(turned.conf_low, -t.conf_high, 12);
        kom_assert_digits(turned.conf_high, -t.conf_low, 12);
    }
}

/* The score statistic with the closed form of the restricted shares: Miettinen & Nurminen 1985,
   appendix I; here p1 and p2 of the paper are after and before. */
static double score(int i, int n1, int j, int n2, double d) {
    const double m1 = n1, m2 = n2, n = m1 + m2, x = i + j;
    const double l3 = n, l2 = (m2 + 2 * m1) * d - n - x;
    const double l1 = (m1 * d - n - 2 * i) * d + x, l0 = i * d * (1 - d);
    const double q = pow(l2, 3) / pow(3 * l3, 3) - l1 * l2 / (6 * l3 * l3) + l0 / (2 * l3);
    const double root = sqrt(fmax(0, l2 * l2 / pow(3 * l3, 2) - l1 / (3 * l3)));
    const double p = q > 0 ? root : -root;
    const double cosine = fabs(p) > 0 ? fmax(-1, fmin(1, q / pow(p, 3))) : 1;
    const double a = (acos(-1) + acos(cosine)) / 3;
    const double before = fmin(1, fmax(0, 2 * p * cos(a) - l2 / (3 * l3)));
    const double after = fmin(1, fmax(0, before + d));
    const double v = before * (1 - before) / m1 + after * (1 - after) / m2;
    const double excess = j / m2 - i / m1 - d;
    return fabs(excess) < 1e-12 ? 0 : excess / sqrt(fmax(v, 1e-300));
}

enum { MAX_BRUTE = 40 };

/* sup over p1 of the probability of all tables with a score not below the one seen: every table,
 * 1500 shares. */
static double brute_p(int x1, int n1, int x2, int n2, double d) {
    static bool extreme[MAX_BRUTE + 1][MAX_BRUTE + 1];
    const double seen = score(x1, n1, x2, n2, d);
    for (int i = 0; i <= n1; i++) {
        for (int j = 0; j <= n2; j++) {
            extreme[i][j] = score(i, n1, j, n2, d) >= seen - 1e-7 * (1 + fabs(seen));
        }
    }
    const double low = fmax(0, -d), high = fmin(1, 1 - d);
    double largest = 0;
    for (int g = 0; g <= 1500; g++) {
        const double p1 = fmin(high, low + (high - low) * g / 1500);
        const double p2 = fmin(1, fmax(0, p1 + d));
        double after[MAX_BRUTE + 1], sum = 0;
        for (int j = 0; j <= n2; j++) {
            after[j] = kom_binomial_pmf(j, n2, p2, 1 - p2);
        }
        for (int i = 0; i <= n1; i++) {
            const double before = kom_binomial_pmf(i, n1, p1, 1 - p1);
            for (int j = 0; j <= n2; j++) {
                sum += extreme[i][j] ? before * after[j] : 0;
            }
        }
        largest = fmax(largest, sum);
    }
    return largest;
}

/* The limit is where the brute-force p-value passes the tail: not above it just outside, above it
 * just inside. */
static void chan_zhang_is_inversion(void **state) {
    (void)state;
    static const int row[][4] = {{3, 17, 10, 20}, {0, 12, 4, 9}, {1, 34, 7, 34}, {0, 30, 0, 20},
                                 {2, 5, 3, 5},    {6, 6, 1, 8},  {1, 40, 0, 25}};
    for (size_t r = 0; r < sizeof row / sizeof *row; r++) {
        const int x1 = row[r][0], n1 = row[r][1], x2 = row[r][2], n2 = row[r][3];
        const struct kom_test t = kom_share_exact(x1, n1, x2, n2, .95);
        const double low = t.conf_low, high = -t.conf_high;
        if (low > -1 + 1e-4) {
            assert_true(brute_p(x1, n1, x2, n2, low - 2e-5) <= .025);
            assert_true(brute_p(x1, n1, x2, n2, low + 2e-5) > .025);
        }
        if (high > -1 + 1e-4) {
            assert_true(brute_p(x2, n2, x1, n1, high - 2e-5) <= .025);
            assert_true(brute_p(x2, n2, x1, n1, high + 2e-5) > .025);
        }
        /* and nowhere further out: the p-value need not be monotone */
        for (int g = 1; g < 60; g++) {
            assert_true(brute_p(x1, n1, x2, n2, -1 + (low - 1e-5 + 1) * g / 60) <= .025);
        }
    }
}

/* The staircase of share_exact.c rests on this: T rises with x2 and falls with x1, for every d. */
static void score_is_monotone(void **state) {
    (void)state;
    static const int size[][2] = {{1, 1}, {2, 7}, {7, 2}, {6, 6}, {10, 13}, {3, 25}};
    for (size_t s = 0; s < sizeof size / sizeof *size; s++) {
        const int n1 = size[s][0], n2 = size[s][1];
        for (int g = -49; g <= 49; g++) {
            const double d = g / 50.0 + .003;
            for (int i = 0; i <= n1; i++) {
                for (int j = 0; j <= n2; j++) {
                    const double t = score(i, n1, j, n2, d) - 1e-6;
                    assert_true(j == n2 || score(i, n1, j + 1, n2, d) >= t);
                    assert_true(i == 0 || score(i - 1, n1, j, n2, d) >= t);
                }
            }
        }
    }
}

struct limits {
    int n1, n2;
    double low[16][16], high[16][16];
};

static double coverage(const struct limits *l, double p1, double d) {
    const double p2 = fmin(1, fmax(0, p1 + d));
    double sum = 0;
    for (int i = 0; i <= l->n1; i++) {
        for (int j = 0; j <= l->n2; j++) {
            if (l->low[i][j] <= d && d <= l->high[i][j]) {
                sum +=
                    kom_binomial_pmf(i, l->n1, p1, 1 - p1) * kom_binomial_pmf(j, l->n2, p2, 1 - p2);
            }
        }
    }
    return sum;
}

/* Coverage just outside each limit, where it is lowest, and on a grid, for all shares before. */
static void cover(int n1, int n2, double level) {
    static struct limits l;
    l.n1 = n1;
    l.n2 = n2;
    double d[2 * 16 * 16 + 41];
    int n = 0;
    for (int i = 0; i <= n1; i++) {
        for (int j = 0; j <= n2; j++) {
            const struct kom_test t = kom_share_exact(i, n1, j, n2, level);
            assert_true(t.conf_low >= -1 && t.conf_low <= t.estimate);
            assert_true(t.conf_high <= 1 && t.conf_high >= t.estimate);
            d[n++] = (l.low[i][j] = t.conf_low) - 1e-9;
            d[n++] = (l.high[i][j] = t.conf_high) + 1e-9;
        }
    }
    for (int g = -20; g <= 20; g++) {
        d[n++] = g / 20.0;
    }
    for (int k = 0; k < n; k++) {
        for (int g = 0; g <= 100 && fabs(d[k]) <= 1; g++) {
            const double first = fmax(0, -d[k]), last = fmin(1, 1 - d[k]);
            const double p1 = fmin(last, first + (last - first) * g / 100);
            assert_true(coverage(&l, p1, d[k]) >= level - 1e-9);
        }
    }
}

static void chan_zhang_covers(void **state) {
    (void)state;
    cover(1, 1, .95);
    cover(2, 3, .95);
    cover(5, 5, .95);
    cover(3, 9, .9);
    cover(7, 4, .99);
}

/* Every printed digit as found by looking at all points of the grid, which was 10 to 30 times
   slower (the same algorithm without what share_profile.c leaves out; 11,386 tables were compared).
 */
static void chan_zhang_digits(void **state) {
    (void)state;
    static const struct {
        int x1, n1, x2, n2;
        double level;
        const char *low, *high;
    } row[] = {
        {7, 8, 8, 8, 0.95, "-0.291565598574", "0.526509670875"},
        {4, 50, 6, 33, 0.5, "0.0291209035749", "0.166763176371"},
        {5, 6, 17, 19, 0.95, "-0.228658322841", "0.532590354453"},
        {6, 6, 6, 9, 0.95, "-0.701083712071", "0.16942925367"},
        {3, 56, 0, 9, 0.95, "-0.168283904451", "0.29210916466"},
        {0, 26, 2, 47, 0.8, "-0.0257616362752", "0.109297780133"},
        {33, 37, 9, 10, 0.99, "-0.454693666861", "0.256240466228"},
        {6, 9, 23, 40, 0.99, "-0.464620761704", "0.390307478986"},
        {0, 37, 0, 17, 0.8, "-0.0604250164367", "0.126673837617"},
        {0, 10, 38, 40, 0.9999, "0.18862843316", "0.999994999887"},
        {1, 13, 2, 2, 0.999, "-0.220102096327", "0.999961529583"},
        {0, 4, 0, 1, 0.999, "-0.91587951984", "0.9995"},
        {3, 35, 1, 22, 0.8, "-0.145632814837", "0.0741610549719"},
        {34, 316, 24, 169, 0.9, "-0.0175700411388", "0.0916756755686"},
        {9, 491, 11, 283, 0.99, "-0.0111787624428", "0.0644388960614"},
        {435, 451, 242, 242, 0.95, "0.00914589174088", "0.0571518926426"},
        {5, 205, 10, 197, 0.9, "-0.00618011701136", "0.0619313906064"},
        {350, 360, 378, 400, 0.95, "-0.0580109084717", "0.00218746194007"},
        {180, 587, 70, 535, 0.95, "-0.223183147058", "-0.126691352881"},
        {30, 309, 113, 570, 0.99, "0.0270436394922", "0.161166228165"},
        {89, 177, 114, 155, 0.9, "0.142014180835", "0.316824266166"},
        {0, 8, 6, 853, 0.95, "-0.464466043383", "0.0250998959405"},
        {8, 11, 535, 899, 0.95, "-0.338787359909", "0.242592965742"},
        {1, 3, 190, 612, 0.95, "-0.594613066524", "0.295507136055"},
        {3, 1764, 3, 1902, 0.95, "-0.00359966366426", "0.00315250639384"},
        {22, 1373, 24, 678, 0.95, "0.00235656512877", "0.0372900848142"},
        {900, 2000, 960, 2000, 0.95, "-0.00107245054373", "0.061029443931"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const struct kom_test t =
            kom_share_exact(row[i].x1, row[i].n1, row[i].x2, row[i].n2, row[i].level);
        char text[64];
        (void)snprintf(text, sizeof text, "%.12g", t.conf_low);
        assert_string_equal(text, row[i].low);
        (void)snprintf(text, sizeof text, "%.12g", t.conf_high);
        assert_string_equal(text, row[i].high);
    }
}

static void exact_edges(void **state) {
    (void)state;
    assert_none(kom_share_exact(1, 0, 1, 2, .95));
    assert_none(kom_share_exact(3, 2, 1, 2, .95));
    assert_false(kom_share_exact_too_large(2000, 2000));
    assert_true(kom_share_exact_too_large(2001, 3));
    const struct kom_test large = kom_share_exact(1, 3, 1000, 2001, .95);
    assert_true(isnan(large.conf_low) && isnan(large.conf_high) && large.p_value > 0.1);
    const struct kom_test full = kom_share_exact(4, 4, 0, 5, .95);
    kom_assert_digits(full.conf_low, -1, 17);
    const struct kom_test rare = kom_share_exact(3, 500, 9, 500, .95);
    assert_true(rare.conf_low < 0 && rare.conf_low > -.01 && rare.conf_high > .02 &&
                rare.conf_high < .03);
    assert_true(isnan(rare.statistic) && isnan(rare.df));
    kom_assert_digits(rare.estimate, .012, 14);
}

/* Intervals: R 4.2.2 poisson.test(c(after, before), c(exposure after, before), conf.level = ). p,
   twice the smaller binomial tail: Python 3.11, fractions, all sums exact (R's own is by
   probability). */
static void rate_ratios(void **state) {
    (void)state;
    struct kom_test t = kom_rate_ratio_exact(21, 3011, 11, 800, .95);
    kom_assert_digits(t.estimate, 1.9714880952381, 13);
    kom_assert_digits(t.conf_low, 0.858426403391639, 13);
    kom_assert_digits(t.conf_high, 4.27726594365407, 13);
    kom_assert_digits(t.p_value, 0.11201731957539932, 13);
    kom_assert_digits(t.std_error, sqrt(1.0 / 21 + 1.0 / 11), 14);
    t = kom_rate_ratio_exact(14, 301.25, 30, 250.5, .9);
    kom_assert_digits(t.estimate, 2.57698887938409, 13);
    kom_assert_digits(t.conf_low, 1.45844994915608, 13);
    kom_assert_digits(t.conf_high, 4.70112604707757, 13);
    kom_assert_digits(t.p_value, 0.0038512204629804286, 13);
    t = kom_rate_ratio_exact(0, 1200, 5, 1000, .95);
    assert_true(isnan(t.estimate) && isnan(t.std_error));
    kom_assert_digits(t.conf_low, 1.09962702877855, 13);
    assert_true(isinf(t.conf_high) && t.conf_high > 0);
    kom_assert_digits(t.p_value, 0.038807582691197197, 13);
    t = kom_rate_ratio_exact(5, 1000, 0, 1200, .95); /* the same turned round: 0 and 1 / low */
    kom_assert_digits(t.estimate, 0, 17);
    kom_assert_digits(t.conf_low, 0, 17);
    kom_assert_digits(t.conf_high, 1 / 1.09962702877855, 13);
    kom_assert_digits(t.p_value, 0.038807582691197197, 13);
}

static void rate_ratio_edges(void **state) {
    (void)state;
    assert_none(kom_rate_ratio_exact(0, 1, 0, 1, .95));
    assert_none(kom_rate_ratio_exact(1, 0, 1, 1, .95));
    assert_none(kom_rate_ratio_exact(-1, 1, 1, 1, .95));
    assert_none(kom_rate_ratio_exact(1000000000, 1, 1, 1, .95));
    kom_assert_digits(kom_rate_ratio_exact(7, 3, 7, 3, .95).p_value, 1, 17);
    kom_assert_digits(kom_rate_ratio_exact(7, 3, 7, 3, .95).estimate, 1, 15);
    assert_true(isnan(kom_rate_ratio_exact(7, 3, 7, 3, 0).conf_high));
    const struct kom_test bulk = kom_rate_ratio_exact(400000000, 2, 400000000, 2, .95);
    kom_assert_digits(bulk.conf_high, exp(1.959963984540 * sqrt(2 / 4e8)), 8);
}

/* Sums over all counts for totals up to 25: twice the smaller of two tails. */
static void rate_ratio_p_enumerated(void **state) {
    (void)state;
    static const double share[] = {.5, .3, .07, .9};
    for (size_t s = 0; s < sizeof share / sizeof *share; s++) {
        for (int n = 1; n <= 25; n++) {
            for (int k = 0; k <= n; k++) {
                const double p = share[s], q = 1 - share[s];
                double below = 0, above = 0;
                for (int i = 0; i <= n; i++) {
                    const double pmf = kom_binomial_pmf(i, n, p, q);
                    below += i <= k ? pmf : 0;
                    above += i >= k ? pmf : 0;
                }
                const struct kom_test t = kom_rate_ratio_exact(n - k, q, k, p, .95);
                kom_assert_digits(t.p_value, fmin(1, 2 * fmin(below, above)), 12);
                assert_true((t.p_value > .05) == (t.conf_low <= 1 && t.conf_high >= 1));
            }
        }
    }
}

/* R 4.2.2 from the definition: uniroot (tol 1e-16) on pbinom(x - 1) + dbinom(x) / 2. The first is
   the breast cancer example of R package epitools' ?rateratio. */
static void rate_ratios_midp(void **state) {
    (void)state;
    struct kom_test t = kom_rate_ratio_midp(15, 19017, 41, 28010, .95);
    kom_assert_digits(t.estimate, 1.855758657622278, 14);
    kom_assert_digits(t.conf_low, 1.041075243425932, 12);
    kom_assert_digits(t.conf_high, 3.449422760454657, 12);
    kom_assert_digits(t.p_value, 0.0354574217722623, 12);
    t = kom_rate_ratio_midp(21, 3011, 11, 800, .95);
    kom_assert_digits(t.conf_low, 0.9166020758605322, 12);
    kom_assert_digits(t.conf_high, 4.058404252508525, 12);
    kom_assert_digits(t.p_value, 0.08007683656038767, 12);
    t = kom_rate_ratio_midp(14, 301.25, 30, 250.5, .9);
    kom_assert_digits(t.conf_low, 1.520780065158002, 12);
    kom_assert_digits(t.conf_high, 4.468248921788407, 12);
    kom_assert_digits(t.p_value, 0.002612199757732636, 12);
    t = kom_rate_ratio_midp(0, 1200, 5, 1000, .95);
    kom_assert_digits(t.conf_low, 1.46240842041931, 12);
    assert_true(isinf(t.conf_high) && isnan(t.estimate));
    kom_assert_digits(t.p_value, 0.01940379134559866, 12);
    assert_none(kom_rate_ratio_midp(0, 1, 0, 1, .95));
    assert_none(kom_rate_ratio_midp(1, 0, 1, 1, .95));
    kom_assert_digits(kom_rate_ratio_midp(7, 3, 7, 3, .95).p_value, 1, 12);
}

/* R 4.2.2: the squares added of Garwood's limits (qgamma), and of the mid-P ones by uniroot on
   ppois(x - 1) + dpois(x) / 2. */
static void rate_differences(void **state) {
    (void)state;
    struct kom_test t = kom_rate_difference(KOM_CI_EXACT, 15, 19017, 41, 28010, .95);
    kom_assert_digits(t.estimate, 0.000674994997335761, 12);
    kom_assert_digits(t.conf_low, 1.682754401653318e-05, 10);
    kom_assert_digits(t.conf_high, 0.001301970496105867, 12);
    kom_assert_digits(t.std_error, sqrt(15 / (19017.0 * 19017) + 41 / (28010.0 * 28010)), 14);
    assert_true(isnan(t.p_value)); /* the ratio has it: MOVER's interval is of another kind */
    t = kom_rate_difference(KOM_CI_MIDP, 15, 19017, 41, 28010, .95);
    kom_assert_digits(t.conf_low, 4.821808377908452e-05, 10);
    kom_assert_digits(t.conf_high, 0.001276727747680781, 12);
    kom_assert_digits(t.p_value, kom_rate_ratio_midp(15, 19017, 41, 28010, .95).p_value, 17);
    t = kom_rate_difference(KOM_CI_MIDP, 0, 1200, 5, 1000, .95);
    kom_assert_digits(t.conf_low, 0.0009665787043848092, 11);
    kom_assert_digits(t.conf_high, 0.01108241566499201, 11);
    t = kom_rate_difference(KOM_CI_EXACT, 0, 3, 0, 7, .95);
    kom_assert_digits(t.conf_low, -1.229626484704645, 12);
    kom_assert_digits(t.conf_high, 0.5269827791591336, 12);
    kom_assert_digits(t.p_value, 1, 17);
    assert_true(isnan(t.std_error) && isnan(t.df) && isnan(t.statistic));
    /* 8 / 175 - 0: what count times exposure overflows does not blank */
    t = kom_rate_difference(KOM_CI_MIDP, 10, 1e308, 8, 175, .95);
    assert_true(fabs(t.estimate - 8.0 / 175) < 1e-16 && t.conf_low < t.estimate &&
                t.estimate < t.conf_high);
    t = kom_rate_difference(KOM_CI_EXACT, 3, .3, 1, .1, .95); /* 10 and 10, which doubles miss */
    kom_assert_digits(t.estimate, 0, 12);
    assert_true(isnan(kom_rate_difference(KOM_CI_WILSON, 1, 3, 2, 7, .95).conf_low));
    assert_none(kom_rate_difference(KOM_CI_EXACT, -1, 3, 2, 7, .95));
    assert_true(isnan(kom_rate_difference(KOM_CI_MIDP, 1, 3, 2, 7, 0).conf_high));
}

/* R 4.2.2: Welch's t.test of the sleep data, pt and qt of (1.58 - margin) / stderr. */
static void equivalence(void **state) {
    (void)state;
    const struct kom_test welch = kom_welch((struct kom_sample){10, .75, 1.78900965775916},
                                            (struct kom_sample){10, 2.33, 2.00224873579683}, .95);
    struct kom_test t = kom_equivalence(welch, 3, .95);
    kom_assert_digits(t.statistic, -1.672376660652741, 12);
    kom_assert_digits(t.p_value, 0.05597891453224448, 12);
    kom_assert_digits(t.conf_low, 0.1066185026683939, 11);
    kom_assert_digits(t.conf_high, 3.053381497331606, 12);
    kom_assert_digits(t.df, welch.df, 17);
    kom_assert_digits(kom_equivalence(welch, 4, .95).p_value, 0.005361624103159118, 12);
    const struct kom_test turned = kom_welch((struct kom_sample){10, 2.33, 2.00224873579683},
                                             (struct kom_sample){10, .75, 1.78900965775916}, .95);
    t = kom_equivalence(turned, 3, .95);
    kom_assert_digits(t.statistic, 1.672376660652741, 12);
    kom_assert_digits(t.p_value, 0.05597891453224448, 12);
    t = kom_equivalence(welch, 1, .95); /* the estimate lies beyond the margin */
    assert_true(t.p_value > .5 && t.statistic > 0);
    assert_none(kom_equivalence(welch, 0, .95));
    assert_true(isnan(kom_equivalence(welch, 1, .5).conf_low));
    assert_none(kom_equivalence(kom_share_exact(0, 4, 0, 4, .95), .1, .95));
    const struct kom_test shares = kom_newcombe(48, 80, 56, 70, .95); /* without df: normal */
    t = kom_equivalence(shares, .3, .95);
    kom_assert_digits(t.p_value, erfc(.1 / shares.std_error / sqrt(2)) / 2, 12);
}

/* Within 1/1.5 and 1.5, on the scale of the logarithm, normal. */
static void equivalence_of_ratios(void **state) {
    (void)state;
    const struct kom_test ratio = kom_rate_ratio_exact(410, 1000, 390, 1000, .95);
    const double log_ratio = log(390.0 / 410), se = sqrt(1.0 / 410 + 1.0 / 390);
    const struct kom_test t = kom_equivalence_ratio(ratio, 1.5, .95);
    kom_assert_digits(t.p_value, erfc((log_ratio + log(1.5)) / se / sqrt(2)) / 2, 11);
    kom_assert_digits(t.conf_low, exp(log_ratio - 1.6448536269514722 * se), 13);
    kom_assert_digits(t.conf_high, exp(log_ratio + 1.6448536269514722 * se), 13);
    kom_assert_digits(t.estimate, 390.0 / 410, 15);
    assert_none(kom_equivalence_ratio(kom_rate_ratio_exact(3, 1, 0, 1, .95), 1.5, .95));
    assert_none(kom_equivalence_ratio(ratio, 1, .95));
}

static int setup(void **state) {
    (void)state;
    kom_stat_init();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(welch_sleep),
        cmocka_unit_test(welch_edges),
        cmocka_unit_test(paired_sleep),
        cmocka_unit_test(newcombe),
        cmocka_unit_test(newcombe_edges),
        cmocka_unit_test(fisher_of_r),
        cmocka_unit_test(fisher_enumerated),
        cmocka_unit_test(chan_zhang_published),
        cmocka_unit_test(chan_zhang_is_inversion),
        cmocka_unit_test(score_is_monotone),
        cmocka_unit_test(chan_zhang_covers),
        cmocka_unit_test(chan_zhang_digits),
        cmocka_unit_test(exact_edges),
        cmocka_unit_test(rate_ratios),
        cmocka_unit_test(rate_ratio_edges),
        cmocka_unit_test(rate_ratio_p_enumerated),
        cmocka_unit_test(rate_ratios_midp),
        cmocka_unit_test(rate_differences),
        cmocka_unit_test(equivalence),
        cmocka_unit_test(equivalence_of_ratios),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Demeaning and regression on fixed effects against fixest, and against R's lm on all dummies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "csv_columns.h"
#include "digits.h"
#include "kom/within.h"

enum { MAX_COLUMNS = 12 };

/* The panel base_did of fixest, and columns to fit. */
struct panel {
    size_t n, k;
    uint32_t id[1080], period[1080];
    double y[1080], column[MAX_COLUMNS][1080];
    const double *x[MAX_COLUMNS];
    struct kom_factor factor[2];
    struct kom_within *within;
};

static double number(const struct columns *c, size_t row, const char *name) {
    struct kom_num v;
    assert_true(columns_num(c, row, name, &v));
    return kom_num_double(&v);
}

/* x1 apart, the columns are 1 for treated units: after the start, or in each period but the fifth.
 */
static void panel_open(struct panel *p, bool events) {
    struct columns c;
    memset(p, 0, sizeof *p); /* a literal of that size would stand on the stack */
    p->k = events ? 10 : 1;
    columns_open(&c, "ref/fixest_base_did.csv");
    p->n = c.n_rows;
    assert_int_equal(p->n, 1080);
    for (size_t i = 0; i < p->n; i++) {
        const size_t period = (size_t)number(&c, i, "period");
        const double treated = number(&c, i, "treat");
        p->y[i] = number(&c, i, "y");
        p->id[i] = (uint32_t)number(&c, i, "id") - 1;
        p->period[i] = (uint32_t)period - 1;
        if (!events)
            p->column[0][i] = treated * number(&c, i, "post");
        else
            p->column[0][i] = number(&c, i, "x1");
        if (events && period != 5)
            p->column[period < 5 ? period : period - 1][i] = treated;
    }
    columns_close(&c);
    p->factor[0] = (struct kom_factor){p->id, 108};
    p->factor[1] = (struct kom_factor){p->period, 10};
    assert_int_equal(kom_within_open(&p->within, p->n, p->factor, 2, NULL, NULL), KOM_OK);
    assert_int_equal(kom_within_demean(p->within, p->y, NULL, NULL), KOM_OK);
    for (size_t j = 0; j < p->k; j++) {
        p->x[j] = p->column[j];
        assert_int_equal(kom_within_demean(p->within, p->column[j], NULL, NULL), KOM_OK);
    }
}

/* Covariances as kom/within.h makes them; clusters NULL: none. K: 0 as fixest counts it. */
static void covariance(const struct kom_within *w, const struct kom_within_fit *fit,
                       const double *const *x, struct kom_vcov_spec spec, double *vcov) {
    const struct kom_within_scores scores = {w, fit, x, NULL};
    double factor;
    if (spec.n_parameters == 0)
        assert_int_equal(
            kom_within_parameters(w, fit->k, spec.cluster[0].of_row, &spec.n_parameters), KOM_OK);
    assert_int_equal(kom_within_covariance(&scores, &spec, vcov, &factor, NULL), KOM_OK);
}

static struct kom_vcov_spec by(enum kom_vcov_kind kind, const uint32_t *cluster, size_t n) {
    return (struct kom_vcov_spec){
        .kind = kind, .n_ways = cluster != NULL, .cluster = {{cluster, n}}};
}

/* What a fit on demeaned columns cannot carry is refused, never made up. */
static void refusals(const struct kom_within_scores *scores, const uint32_t *id) {
    double v, factor;
    struct kom_vcov_spec spec = by(KOM_VCOV_CR2, id, 108);
    spec.n_parameters = 118;
    assert_int_equal(kom_within_covariance(scores, &spec, &v, &factor, NULL), KOM_EUSAGE);
    spec.kind = KOM_VCOV_HC1; /* knows no clusters */
    assert_int_equal(kom_within_covariance(scores, &spec, &v, &factor, NULL), KOM_EUSAGE);
    spec.n_ways = 0;
    spec.kind = KOM_VCOV_HC3; /* without leverages */
    assert_int_equal(kom_within_covariance(scores, &spec, &v, &factor, NULL), KOM_EUSAGE);
    spec = by(KOM_VCOV_CR1, id, 1);
    spec.n_parameters = 118;
    assert_int_equal(kom_within_covariance(scores, &spec, &v, &factor, NULL), KOM_EESTIMATE);
    spec = by(KOM_VCOV_IID, NULL, 0);
    spec.n_parameters = 1080;
    assert_int_equal(kom_within_covariance(scores, &spec, &v, &factor, NULL), KOM_EESTIMATE);
}

/* fixest 0.14.2: feols(y ~ tp | id + period, base_did), tp = treat * post; refdata
 * expected_public.csv. */
static void twfe(void **state) {
    (void)state;
    static struct panel p;
    struct kom_within_fit fit;
    double vcov[1];
    panel_open(&p, false);
    assert_int_equal(kom_within_fit(p.within, p.y, p.x, 1, &fit, NULL), KOM_OK);
    kom_assert_digits(fit.coef[0], 4.993390413897, 12.5);
    covariance(p.within, &fit, p.x, by(KOM_VCOV_CR1, p.id, 108), vcov);
    kom_assert_digits(sqrt(vcov[0]), 0.521433714674, 11.5);
    covariance(p.within, &fit, p.x, by(KOM_VCOV_IID, NULL, 0), vcov);
    kom_assert_digits(sqrt(vcov[0]), 0.612613978847, 11.5);
    covariance(p.within, &fit, p.x, by(KOM_VCOV_HC1, NULL, 0), vcov);
    kom_assert_digits(sqrt(vcov[0]), 0.612325075697, 11.5);
    refusals(&(struct kom_within_scores){p.within, &fit, p.x, NULL}, p.id);
    kom_within_fit_fini(&fit);
    kom_within_close(p.within);
}

/* fixest 0.14.2: feols(y ~ x1 + i(period, treat, 5) | id + period, base_did); tests/ref. Its
   demeaning leaves an error of 3e-13; the first two coefficients also from R 4.2.2's lm on all
   dummies. */
static void event_study(void **state) {
    (void)state;
    static struct panel p;
    struct kom_within_fit fit;
    struct columns expected;
    double vcov[100], iid[100];
    panel_open(&p, true);
    columns_open(&expected, "ref/fixest_base_did_eventstudy_expected.csv");
    assert_int_equal(expected.n_rows, 10);
    assert_int_equal(kom_within_fit(p.within, p.y, p.x, 10, &fit, NULL), KOM_OK);
    covariance(p.within, &fit, p.x, by(KOM_VCOV_CR1, p.id, 108), vcov);
    covariance(p.within, &fit, p.x, by(KOM_VCOV_IID, NULL, 0), iid);
    for (size_t j = 0; j < 10; j++) {
        kom_assert_digits(fit.coef[j], number(&expected, j, "estimate"), 11.5);
        kom_assert_digits(sqrt(iid[j * 11]), number(&expected, j, "se_iid"), 11.5);
        kom_assert_digits(sqrt(vcov[j * 11]), number(&expected, j, "se_cluster_id"), 11.5);
    }
    kom_assert_digits(fit.coef[0], 0.9734901512607389, 13.5);
    kom_assert_digits(fit.coef[1], -1.4030454862835642, 13.5);
    columns_close(&expected);
    kom_within_fit_fini(&fit);
    kom_within_close(p.within);
}

enum { ROWS = 120 };

/* Rows with gaps, weights and three factors from Lehmer's generator: whole numbers below 2^53, so
   that R makes the same. */
struct gaps {
    uint32_t level[3][ROWS];
    double weight[ROWS], x[ROWS], y[ROWS];
    struct kom_factor factor[3];
};

static void gaps_make(struct gaps *d) {
    uint64_t seed = 12345;
    double r[6 * ROWS];
    for (size_t i = 0; i < 6 * ROWS; i++) {
        seed = seed * 16807 % 2147483647;
        r[i] = (double)seed / 2147483647;
    }
    for (size_t i = 0; i < ROWS; i++) {
        const double a = floor(r[i] * 17), b = floor(r[ROWS + i] * 9),
                     c = floor(r[2 * ROWS + i] * 4);
        d->level[0][i] = (uint32_t)a;
        d->level[1][i] = (uint32_t)b;
        d->level[2][i] = (uint32_t)c;
        d->weight[i] = 0.25 + r[3 * ROWS + i];
        d->x[i] = r[4 * ROWS + i] * 10 + a;
        d->y[i] = r[5 * ROWS + i] * 3 + 2 * d->x[i] - b * b + c;
    }
    const size_t n_levels[3] = {18, 9, 4}; /* the first has one level too many, without rows */
    for (size_t f = 0; f < 3; f++)
        d->factor[f] = (struct kom_factor){d->level[f], n_levels[f]};
}

/* R 4.2.2 on the same rows: residuals of lm(x ~ factor(a) + factor(b), weights = w); coefficient,
   weighted residual sum of squares and plain sandwiches of lm(y ~ x + factor(a) + factor(b),
   weights = w). */
static void weighted_gaps(void **state) {
    (void)state;
    struct gaps d;
    struct kom_within *w;
    struct kom_within_fit fit;
    struct kom_within_facts facts;
    double vcov[1], left;
    gaps_make(&d);
    const double *x[1] = {d.x};
    assert_int_equal(kom_within_open(&w, ROWS, d.factor, 2, d.weight, NULL), KOM_OK);
    assert_int_equal(kom_within_demean(w, d.x, &left, NULL), KOM_OK);
    assert_true(left > .1 && left < 1);
    kom_assert_digits(d.x[0], -2.259380932848332, 13.5);
    kom_assert_digits(d.x[59], -3.881662619514718, 13.5);
    kom_assert_digits(d.x[119], -4.680114509302838, 13.5);
    assert_int_equal(kom_within_demean(w, d.y, NULL, NULL), KOM_OK);
    assert_int_equal(kom_within_fit(w, d.y, x, 1, &fit, NULL), KOM_OK);
    kom_assert_digits(fit.coef[0], 2.020684158489795, 14);
    kom_assert_digits(fit.ss_residual, 143.4710775358448, 13.5);
    covariance(w, &fit, x, by(KOM_VCOV_CR0, d.level[0], 18), vcov);
    kom_assert_digits(sqrt(vcov[0]), 0.04741595433134569, 13);
    covariance(w, &fit, x, by(KOM_VCOV_HC0, NULL, 0), vcov);
    kom_assert_digits(sqrt(vcov[0]), 0.04440344816539577, 13);
    assert_int_equal(kom_within_facts(w, &facts, NULL), KOM_OK);
    assert_int_equal(facts.n_levels[0], 17);
    assert_int_equal(facts.n_levels[1], 9);
    assert_int_equal(facts.n_components, 1);
    assert_int_equal(facts.rank, 25);
    assert_int_equal(facts.n_singletons[0] + facts.n_singletons[1], 0);
    kom_within_fit_fini(&fit);
    kom_within_close(w);
}

/* R 4.2.2: coef of lm(y ~ x + factor(a) + factor(b) + factor(c), weights = w). */
static void three_factors(void **state) {
    (void)state;
    struct gaps d;
    struct kom_within *w;
    struct kom_within_fit fit;
    struct kom_within_facts facts;
    gaps_make(&d);
    const double *x[1] = {d.x};
    assert_int_equal(kom_within_open(&w, ROWS, d.factor, 3, d.weight, NULL), KOM_OK);
    assert_int_equal(kom_within_demean(w, d.x, NULL, NULL), KOM_OK);
    assert_int_equal(kom_within_demean(w, d.y, NULL, NULL), KOM_OK);
    assert_int_equal(kom_within_fit(w, d.y, x, 1, &fit, NULL), KOM_OK);
    kom_assert_digits(fit.coef[0], 1.997039620949301, 14);
    assert_int_equal(kom_within_facts(w, &facts, NULL), KOM_OK);
    assert_int_equal(facts.rank, 28);
    kom_within_fit_fini(&fit);
    kom_within_close(w);
}

/* A chain of levels, each joined to the next by one row: the worst case for plain sweeps. There is
   one row more than parameters, so that the residual is known: the cycle closes with a jump of 1,
   spread evenly with alternating signs. */
static void long_chain(void **state) {
    (void)state;
    enum { LINKS = 400 };
    uint32_t a[2 * LINKS], b[2 * LINKS];
    double y[2 * LINKS] = {0};
    for (uint32_t i = 0; i < 2 * LINKS; i++) {
        a[i] = i / 2;
        b[i] = (i + 1) / 2 % LINKS;
    }
    y[0] = 1;
    const struct kom_factor factor[2] = {{a, LINKS}, {b, LINKS}};
    struct kom_within *w;
    struct kom_within_facts facts;
    assert_int_equal(kom_within_open(&w, 2 * LINKS, factor, 2, NULL, NULL), KOM_OK);
    assert_int_equal(kom_within_demean(w, y, NULL, NULL), KOM_OK);
    for (uint32_t i = 0; i < 2 * LINKS; i++)
        kom_assert_digits(y[i], (i % 2 ? -1. : 1.) / (2 * LINKS), 10);
    assert_int_equal(kom_within_facts(w, &facts, NULL), KOM_OK);
    assert_int_equal(facts.rank, 2 * LINKS - 1);
    kom_within_close(w);
}

/* Two panels side by side that share no level, one of them a single row. */
static void parts(void **state) {
    (void)state;
    const uint32_t a[5] = {0, 0, 1, 1, 2}, b[5] = {0, 1, 0, 1, 2}, apart[5] = {0, 0, 1, 1, 1};
    const struct kom_factor factor[2] = {{a, 3}, {b, 3}};
    struct kom_within *w;
    struct kom_within_facts facts;
    double y[5] = {1, 2, 3, 5, 7};
    bool nested = false;
    size_t k = 0;
    assert_int_equal(kom_within_open(&w, 5, factor, 2, NULL, NULL), KOM_OK);
    assert_int_equal(kom_within_facts(w, &facts, NULL), KOM_OK);
    assert_int_equal(facts.n_components, 2);
    assert_int_equal(facts.rank, 4);
    assert_int_equal(facts.n_singletons[0], 1);
    assert_int_equal(kom_within_demean(w, y, NULL, NULL), KOM_OK);
    kom_assert_digits(y[0], .25, 14);
    assert_true(fabs(y[4]) < 1e-14);
    assert_int_equal(kom_within_nested(&factor[0], apart, 5, &nested), KOM_OK);
    assert_true(nested);
    assert_int_equal(kom_within_nested(&factor[1], apart, 5, &nested), KOM_OK);
    assert_false(nested);
    assert_int_equal(kom_within_parameters(w, 1, apart, &k), KOM_OK);
    assert_int_equal(k, 4); /* 1 + 3 levels of b */
    assert_int_equal(kom_within_parameters(w, 1, NULL, &k), KOM_OK);
    assert_int_equal(k, 6);
    kom_within_close(w);
}

static void absorbed_and_collinear(void **state) {
    (void)state;
    struct gaps d;
    struct kom_within *w;
    struct kom_within_fit fit;
    struct kom_error err;
    double sum[ROWS], constant[ROWS], twice[ROWS], left = 1;
    gaps_make(&d);
    for (size_t i = 0; i < ROWS; i++) {
        sum[i] = 100 + d.level[0][i] * 3.3 - d.level[1][i] * .7;
        constant[i] = 1e6 / 3;
        twice[i] = 2 * d.x[i] + sum[i];
    }
    assert_int_equal(kom_within_open(&w, ROWS, d.factor, 2, d.weight, NULL), KOM_OK);
    assert_int_equal(kom_within_demean(w, sum, &left, NULL), KOM_OK);
    assert_true(left < KOM_WITHIN_ABSORBED);
    assert_int_equal(kom_within_demean(w, constant, &left, NULL), KOM_OK);
    assert_true(left < KOM_WITHIN_ABSORBED);
    assert_int_equal(kom_within_demean(w, twice, &left, NULL), KOM_OK);
    assert_int_equal(kom_within_demean(w, d.x, &left, NULL), KOM_OK);
    const double *x[2] = {d.x, twice};
    assert_int_equal(kom_within_fit(w, d.y, x, 2, &fit, &err), KOM_EESTIMATE);
    assert_int_equal(fit.collinear, 1);
    assert_string_equal(err.text, "column 2 is collinear");
    kom_within_fit_fini(&fit);
    kom_within_close(w);
    d.weight[7] = 0;
    assert_int_equal(kom_within_open(&w, ROWS, d.factor, 2, d.weight, &err), KOM_EDATA);
    assert_non_null(strstr(err.text, "row 8"));
    assert_int_equal(kom_within_open(&w, ROWS, d.factor, 0, NULL, &err), KOM_EUSAGE);
}

/* Every allocation may fail. */
static void out_of_memory(void **state) {
    (void)state;
    struct gaps d;
    struct kom_within *w;
    struct kom_within_fit fit;
    gaps_make(&d);
    const double *x[1] = {d.x};
    for (uint64_t n = 1; n < 4; n++) {
        kom_mem_fail_after(n);
        assert_int_equal(kom_within_open(&w, ROWS, d.factor, 2, NULL, NULL), KOM_ENOMEM);
    }
    kom_mem_fail_after(0);
    assert_int_equal(kom_within_open(&w, ROWS, d.factor, 2, NULL, NULL), KOM_OK);
    for (uint64_t n = 1; n < 5; n++) {
        kom_mem_fail_after(n);
        assert_int_equal(kom_within_demean(w, d.x, NULL, NULL), KOM_ENOMEM);
        kom_mem_fail_after(n);
        assert_int_equal(kom_within_fit(w, d.y, x, 1, &fit, NULL), KOM_ENOMEM);
        kom_within_fit_fini(&fit);
    }
    kom_mem_fail_after(0);
    kom_within_close(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twfe),          cmocka_unit_test(event_study),
        cmocka_unit_test(weighted_gaps), cmocka_unit_test(three_factors),
        cmocka_unit_test(long_chain),    cmocka_unit_test(parts),
        cmocka_unit_test(out_of_memory), cmocka_unit_test(absorbed_and_collinear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

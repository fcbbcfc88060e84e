/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wild cluster bootstrap against fwildclusterboot, boottest's enumeration, and a plain refit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "csv_columns.h"
#include "digits.h"
#include "rng.h"
#include "wild.h"

enum { ROWS = 300, COLUMNS = 4, DRAWS = 9999 };

/* proposition_vote ~ treatment + ideology1 + log_income, clusters group_id1. */
struct voters {
    double y[ROWS], column[COLUMNS][ROWS];
    const double *x[COLUMNS];
    uint32_t cluster[ROWS];
    struct kom_wild_data data;
};

static double number(const struct columns *c, size_t row, const char *name) {
    struct kom_num v;
    assert_true(columns_num(c, row, name, &v));
    return kom_num_double(&v);
}

static void voters_open(struct voters *v, const char *file) {
    static const char *const names[] = {"treatment", "ideology1", "log_income"};
    struct columns c;
    uint32_t number_of[64] = {0}, n_clusters = 0; /* from 1 */
    *v = (struct voters){0};
    columns_open(&c, file);
    assert_true(c.n_rows <= ROWS);
    for (size_t i = 0; i < c.n_rows; i++) {
        const size_t id = (size_t)number(&c, i, "group_id1");
        assert_true(id < 64);
        if (number_of[id] == 0)
            number_of[id] = ++n_clusters;
        v->cluster[i] = number_of[id] - 1;
        v->y[i] = number(&c, i, "proposition_vote");
        v->column[3][i] = 1;
        for (size_t j = 0; j < 3; j++)
            v->column[j][i] = number(&c, i, names[j]);
    }
    for (size_t j = 0; j < COLUMNS; j++)
        v->x[j] = v->column[j];
    v->data = (struct kom_wild_data){.n = c.n_rows,
                                     .k = COLUMNS,
                                     .y = v->y,
                                     .x = v->x,
                                     .cluster = v->cluster,
                                     .n_clusters = n_clusters};
    columns_close(&c);
}

static double factor(const struct kom_wild_data *d) {
    const double n = (double)d->n, g = (double)d->n_clusters;
    return g / (g - 1) * (n - 1) / (n - (double)d->k);
}

struct outcome {
    struct kom_wild_base base;
    struct kom_wild_count count;
    double p, low, high;
};

static struct outcome run(const struct voters *v, struct kom_wild_spec spec) {
    static struct kom_wild_draw draw[DRAWS];
    struct outcome o;
    struct kom_wild *w;
    spec.ssc = factor(&v->data);
    assert_int_equal(kom_wild_open(&w, &v->data, &spec, &o.base, NULL), KOM_OK);
    assert_true(o.base.draws <= DRAWS);
    assert_int_equal(kom_wild_run(w, 0, o.base.draws, draw), KOM_OK);
    o.count = kom_wild_count(w, draw, o.base.draws, spec.null);
    o.p = kom_wild_p(w, o.count);
    kom_wild_interval(w, draw, .95, &o.low, &o.high);
    kom_wild_close(w);
    return o;
}

/* refdata expected_public.csv, case wcb_exact: boottest's full enumeration, and one in base R. */
static void ten_clusters(void **state) {
    (void)state;
    struct voters v;
    voters_open(&v, "ref/voters_10clusters.csv");
    assert_int_equal(v.data.n, 76);
    struct outcome o = run(&v, (struct kom_wild_spec){.draws = DRAWS});
    kom_assert_digits(o.base.statistic, 3.4751915298193, 13);
    assert_true(o.base.enumerated);
    assert_int_equal(o.count.draws, 1024);
    assert_int_equal(o.count.strict, 28);
    assert_int_equal(o.count.ties, 2);
    kom_assert_digits(o.p, 30. / 1024, 15);
    o = run(&v, (struct kom_wild_spec){.draws = DRAWS, .unrestricted = true});
    assert_int_equal(o.count.strict, 14);
    o = run(&v, (struct kom_wild_spec){.draws = 1023});
    assert_false(o.base.enumerated);
    assert_int_equal(o.count.draws, 1023);
}

/* refdata expected_public.csv, case wcb_voters: fwildclusterboot 0.14.3. Its p with 99,999 draws
   lie in .00095 .. .00135; with 9,999 draws the binomial error is .0003, three of them are allowed.
   Webb .0006 and Mammen .0089 with 9,999 draws: three errors of the difference of two such runs. */
static void forty_clusters(void **state) {
    (void)state;
    struct voters v;
    voters_open(&v, "ref/voters.csv");
    struct outcome o = run(&v, (struct kom_wild_spec){.draws = DRAWS, .seed = 1});
    assert_int_equal(o.base.n_clusters, 40);
    kom_assert_digits(o.base.estimate, 0.0873314403150, 11.5);
    kom_assert_digits(o.base.std_error, 0.0239342935849, 11.5);
    kom_assert_digits(o.base.statistic, 3.64879957727, 11.5);
    assert_true(o.p > .00095 - .001 && o.p < .00135 + .001);
    assert_true(fabs(o.low - .0387) < .002 && fabs(o.high - .1362) < .002);
    o = run(&v, (struct kom_wild_spec){.draws = DRAWS, .seed = 1, .weights = KOM_WILD_WEBB});
    assert_true(fabs(o.p - .0006) < 3 * sqrt(2 * .0006 / DRAWS));
    o = run(&v, (struct kom_wild_spec){.draws = DRAWS, .seed = 1, .weights = KOM_WILD_MAMMEN});
    assert_true(fabs(o.p - .0089) < 3 * sqrt(2 * .0089 / DRAWS));
}

/* 99,999 draws: inside the range that fwildclusterboot's five seeds span, less and plus its
 * tolerance of .0003. */
static void many_draws(void **state) {
    (void)state;
    enum { MANY = 99999 };
    struct voters v;
    struct kom_wild *w;
    struct kom_wild_base base;
    struct kom_wild_draw *draw = kom_alloc(MANY, sizeof *draw);
    double low, high;
    assert_non_null(draw);
    voters_open(&v, "ref/voters.csv");
    const struct kom_wild_spec spec = {.draws = MANY, .seed = 7, .ssc = 1};
    assert_int_equal(kom_wild_open(&w, &v.data, &spec, &base, NULL), KOM_OK);
    assert_int_equal(kom_wild_run(w, 0, MANY, draw), KOM_OK);
    const struct kom_wild_count count = kom_wild_count(w, draw, MANY, 0);
    const double p = (double)count.strict / MANY;
    assert_true(p > .00095 - .0003 && p < .00135 + .0003);
    kom_wild_interval(w, draw, .95, &low, &high);
    assert_true(fabs(low - .0387) < .001 && fabs(high - .1362) < .001);
    /* just inside p is above .05, just outside not */
    assert_true(kom_wild_p(w, kom_wild_count(w, draw, MANY, low + 1e-9)) > .05);
    assert_true(kom_wild_p(w, kom_wild_count(w, draw, MANY, low - 1e-9)) <= .05);
    assert_true(kom_wild_p(w, kom_wild_count(w, draw, MANY, high - 1e-9)) > .05);
    assert_true(kom_wild_p(w, kom_wild_count(w, draw, MANY, high + 1e-9)) <= .05);
    kom_wild_close(w);
    kom_free(draw);
}

/* Ranges in any order give the same bits. */
static void ranges(void **state) {
    (void)state;
    static struct kom_wild_draw whole[DRAWS], split[DRAWS];
    static const enum kom_wild_weights kinds[] = {KOM_WILD_RADEMACHER, KOM_WILD_WEBB,
                                                  KOM_WILD_MAMMEN};
    struct voters v;
    voters_open(&v, "ref/voters.csv");
    for (size_t kind = 0; kind < 3; kind++) {
        struct kom_wild *w;
        struct kom_wild_base base;
        const struct kom_wild_spec spec = {
            .draws = DRAWS, .seed = 3, .ssc = 1, .weights = kinds[kind]};
        assert_int_equal(kom_wild_open(&w, &v.data, &spec, &base, NULL), KOM_OK);
        assert_int_equal(kom_wild_run(w, 0, DRAWS, whole), KOM_OK);
        assert_int_equal(kom_wild_run(w, 5000, DRAWS - 5000, split + 5000), KOM_OK);
        assert_int_equal(kom_wild_run(w, 0, 17, split), KOM_OK);
        assert_int_equal(kom_wild_run(w, 17, 5000 - 17, split + 17), KOM_OK);
        assert_memory_equal(whole, split, sizeof whole);
        kom_wild_close(w);
    }
}

/* Weighted least squares of y on the columns by Gauss-Jordan, in scratch: coefficients, residuals
   and the CR0 error of the first. */
static double refit(const struct kom_wild_data *d, size_t skip, const double *y, double *residual) {
    double m[COLUMNS][2 * COLUMNS] = {{0}}, coef[COLUMNS] = {0}, right[COLUMNS] = {0};
    size_t column[COLUMNS], k = 0;
    for (size_t j = skip; j < COLUMNS; j++)
        column[k++] = j;
    for (size_t a = 0; a < k; a++) {
        m[a][k + a] = 1;
        for (size_t i = 0; i < d->n; i++) {
            const double wx = (d->weight ? d->weight[i] : 1) * d->x[column[a]][i];
            right[a] += wx * y[i];
            for (size_t b = 0; b < k; b++)
                m[a][b] += wx * d->x[column[b]][i];
        }
    }
    for (size_t a = 0; a < k; a++) {
        const double pivot = m[a][a];
        for (size_t c = 0; c < 2 * k; c++)
            m[a][c] /= pivot;
        for (size_t b = 0; b < k; b++) {
            const double f = b == a ? 0 : m[b][a];
            for (size_t c = 0; c < 2 * k; c++)
                m[b][c] -= f * m[a][c];
        }
    }
    for (size_t a = 0; a < k; a++)
        for (size_t b = 0; b < k; b++)
            coef[a] += m[a][k + b] * right[b];
    double score[64] = {0}, square = 0;
    for (size_t i = 0; i < d->n; i++) {
        residual[i] = y[i];
        double along = 0;
        for (size_t a = 0; a < k; a++) {
            residual[i] -= coef[a] * d->x[column[a]][i];
            along += m[0][k + a] * d->x[column[a]][i];
        }
        score[d->cluster[i]] += (d->weight ? d->weight[i] : 1) * along * residual[i];
    }
    for (size_t g = 0; g < d->n_clusters; g++)
        square += score[g] * score[g];
    return coef[0] / sqrt(square);
}

/* A sample bootstrapped the long way, with weights and a null that is not 0: new outcomes, a full
   regression for each of the 1,024 sign vectors. */
static void against_refit(void **state) {
    (void)state;
    struct voters v;
    double weight[ROWS], y[ROWS], residual[ROWS], scratch[ROWS], null = .08;
    voters_open(&v, "ref/voters_10clusters.csv");
    for (size_t i = 0; i < v.data.n; i++)
        weight[i] = .5 + (double)(i * 7 % 11) / 10;
    v.data.weight = weight;
    const struct kom_wild_spec spec = {.draws = 1024, .null = .02, .ssc = 1};
    struct kom_wild_draw draw[1024];
    struct kom_wild_base base;
    struct kom_wild *w;
    assert_int_equal(kom_wild_open(&w, &v.data, &spec, &base, NULL), KOM_OK);
    assert_int_equal(kom_wild_run(w, 0, 1024, draw), KOM_OK);
    for (size_t i = 0; i < v.data.n; i++)
        y[i] = v.y[i] - null * v.x[0][i];
    kom_assert_digits((base.estimate - null) / base.std_error, refit(&v.data, 0, y, scratch), 11);
    (void)refit(&v.data, 1, y, residual);
    for (size_t number = 0; number < 1024; number++) {
        const struct kom_wild_draw d = draw[number];
        const double r = null - spec.null;
        for (size_t i = 0; i < v.data.n; i++)
            y[i] = number >> v.cluster[i] & 1 ? -residual[i] : residual[i];
        const double t = (d.n0 - r * d.n1) / sqrt(d.d0 - 2 * r * d.d1 + r * r * d.d2);
        assert_true(fabs(t - refit(&v.data, 0, y, scratch)) < 1e-10 * (1 + fabs(t)));
    }
    kom_wild_close(w);
}

/* Ten clusters of twelve periods, four of them treated in the second half: rows of two kinds, so
   that two directions are all there is; and with a column of its own for each, as many as columns.
   The number of draws is no multiple of what is made side by side. */
static void few_directions(void **state) {
    enum { CLUSTERS = 10, PERIODS = 12, N = CLUSTERS * PERIODS, SOME = 1023 };
    (void)state;
    for (int own = 0; own < 2; own++) {
        static double column[COLUMNS][N];
        double y[N], scratch[N], residual[N];
        const double *x[COLUMNS];
        uint32_t cluster[N];
        static struct kom_wild_draw draw[SOME];
        for (uint32_t i = 0; i < N; i++) {
            const uint32_t g = i / PERIODS, t = i % PERIODS;
            cluster[i] = g;
            y[i] = (double)(i * 37 % 101) / 10 + g + (g < 4 && t >= 6 ? 1 : 0);
            column[0][i] = g < 4 && t >= 6 ? 1 : 0;
            column[1][i] = 1;
            for (uint32_t c = 2; c < COLUMNS; c++)
                column[c][i] = own ? (double)(i * (c + 11) % 53) : t % (c + 1) == 1;
        }
        for (size_t c = 0; c < COLUMNS; c++)
            x[c] = column[c];
        const struct kom_wild_data data = {
            .n = N, .k = COLUMNS, .y = y, .x = x, .cluster = cluster, .n_clusters = CLUSTERS};
        const struct kom_wild_spec spec = {.draws = 1024, .ssc = 1};
        struct kom_wild_base base;
        struct kom_wild *w;
        assert_int_equal(kom_wild_open(&w, &data, &spec, &base, NULL), KOM_OK);
        assert_int_equal(kom_wild_run(w, 1, SOME, draw), KOM_OK);
        (void)refit(&data, 1, y, residual);
        for (size_t number = 1; number < 1024; number++) {
            const struct kom_wild_draw *d = &draw[number - 1];
            for (size_t i = 0; i < N; i++)
                y[i] = number >> cluster[i] & 1 ? -residual[i] : residual[i];
            const double t = d->n0 / sqrt(d->d0);
            assert_true(fabs(t - refit(&data, 0, y, scratch)) < 1e-9 * (1 + fabs(t)));
        }
        kom_wild_close(w);
    }
}

static void refused(void **state) {
    (void)state;
    struct voters v;
    struct kom_error err;
    struct kom_wild *w;
    struct kom_wild_base base;
    struct kom_wild_spec spec = {.draws = 99, .ssc = 1};
    voters_open(&v, "ref/voters_10clusters.csv");
    v.data.n_clusters = 1;
    assert_int_equal(kom_wild_open(&w, &v.data, &spec, &base, &err), KOM_EESTIMATE);
    v.data.n_clusters = 10;
    v.x[2] = v.x[3];
    assert_int_equal(kom_wild_open(&w, &v.data, &spec, &base, &err), KOM_EESTIMATE);
    assert_non_null(strstr(err.text, "column 4"));
    v.x[2] = v.column[2];
    v.data.y = v.column[1]; /* fitted exactly */
    assert_int_equal(kom_wild_open(&w, &v.data, &spec, &base, &err), KOM_EESTIMATE);
    v.data.y = v.y;
    spec.draws = 0;
    assert_int_equal(kom_wild_open(&w, &v.data, &spec, &base, &err), KOM_EUSAGE);
    spec.draws = 99;
    for (uint64_t n = 1; n < 9; n++) {
        kom_mem_fail_after(n);
        assert_int_equal(kom_wild_open(&w, &v.data, &spec, &base, &err), KOM_ENOMEM);
    }
    kom_mem_fail_after(0);
}

/* Each 64 clusters take their signs from one number. A cluster and the 64th after it weigh the same
   with opposite signs: if both had one sign in every draw, their sum would always be 0. */
static void more_clusters_than_a_number_has_bits(void **state) {
    enum { MANY = 128, FEW = 99 };
    double y[MANY], one[MANY];
    uint32_t cluster[MANY];
    const double *const x[] = {one};
    struct kom_wild_draw draw[FEW];
    struct kom_wild_base base;
    struct kom_error err;
    struct kom_wild *w;
    int n_zero = 0;
    (void)state;
    for (uint32_t i = 0; i < MANY; i++) {
        y[i] = i < 64 ? i + 1 : 63 - (double)i;
        one[i] = 1;
        cluster[i] = i;
    }
    const struct kom_wild_data data = {
        .n = MANY, .k = 1, .y = y, .x = x, .cluster = cluster, .n_clusters = MANY};
    const struct kom_wild_spec spec = {.draws = FEW, .ssc = 1, .seed = 1};
    assert_int_equal(kom_wild_open(&w, &data, &spec, &base, &err), KOM_OK);
    assert_int_equal(kom_wild_run(w, 0, FEW, draw), KOM_OK);
    for (int j = 0; j < FEW; j++)
        n_zero += draw[j].n0 < 1e-6 && draw[j].n0 > -1e-6;
    assert_true(n_zero < 9);
    kom_wild_close(w);
}

/* With 99 draws p is a number of hundredths, and may be exactly 1 - level: such a null is rejected,
   so that just inside the interval p is above it. 1 - .9 is not .1. */
static void an_end_where_p_is_the_limit(void **state) {
    static struct kom_wild_draw draw[99];
    static const double level[] = {.9, .95, .8};
    struct voters v;
    struct kom_wild_base base;
    struct kom_wild *w;
    (void)state;
    voters_open(&v, "ref/voters.csv");
    const struct kom_wild_spec spec = {.draws = 99, .seed = 7, .ssc = factor(&v.data)};
    assert_int_equal(kom_wild_open(&w, &v.data, &spec, &base, NULL), KOM_OK);
    assert_int_equal(kom_wild_run(w, 0, 99, draw), KOM_OK);
    for (int i = 0; i < 3; i++) {
        double low, high;
        kom_wild_interval(w, draw, level[i], &low, &high);
        const double step = 1e-6 * (high - low), nulls[] = {low, high};
        for (int k = 0; k < 2; k++) {
            const double in = k ? -step : step;
            const double p_in = kom_wild_p(w, kom_wild_count(w, draw, 99, nulls[k] + in));
            const double p_out = kom_wild_p(w, kom_wild_count(w, draw, 99, nulls[k] - in));
            assert_true(p_in > 1 - level[i] + 1e-6);
            assert_true(p_out < 1 - level[i] + 1e-6);
        }
    }
    kom_wild_close(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_clusters),
        cmocka_unit_test(forty_clusters),
        cmocka_unit_test(many_draws),
        cmocka_unit_test(ranges),
        cmocka_unit_test(against_refit),
        cmocka_unit_test(few_directions),
        cmocka_unit_test(refused),
        cmocka_unit_test(an_end_where_p_is_the_limit),
        cmocka_unit_test(more_clusters_than_a_number_has_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Robust covariances against R (sandwich, clubSandwich, summclust, fixest) and matrix definitions.

   "by definition": computed in R 4.2.2 (base) with full n x n matrices. For clusters g, weights w:
     X <- X * sqrt(w); y <- y * sqrt(w); M <- solve(crossprod(X)); H <- X %*% M %*% t(X)
     I <- diag(n); e <- c(y - H %*% y)
     A_g: e <- eigen(I[s,s] - H[s,s]); V diag(d > 1e-12 ? d^p : 0) V', p = -1/2 (cr2), -1 (cr3)
     u_g <- crossprod(X[s,], A_g %*% e[s]); V <- M %*% (sum of u_g %*% t(u_g)) %*% M
     df of coefficient j: P_g <- (I - H)[,s] %*% A_g %*% X[s,] %*% M[,j]; S <- crossprod(P);
       sum(diag(S))^2 / sum(S^2) */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "digits.h"
#include "setting.h"

/* Petersen 2009 test data; sandwich 3.0-2 and clubSandwich on lm(y ~ x). */
static void petersen(void **state) {
    (void)state;
    struct setting s;
    setting_open(&s, "ref/petersen_cl.csv.gz", 2);
    regress_y(&s.design, &s.data, "y");
    regress_intercept(&s.design);
    regress_add(&s.design, &s.data, "x");
    cluster_by(&s, 0, "firm");
    cluster_by(&s, 1, "year");
    regress_fit(&s.design, &s.fit);
    kom_assert_digits(s.fit.coef[1], 1.03483343946170, 13);
    kom_assert_digits(se_kind(&s, KOM_VCOV_IID, 1), 0.02858328779128, 12);
    kom_assert_digits(se_kind(&s, KOM_VCOV_HC1, 1), 0.02839516146794, 12);
    kom_assert_digits(se_kind(&s, KOM_VCOV_HC3, 1), 0.02841210127043, 12);
    kom_assert_digits(se_kind(&s, KOM_VCOV_CR1, 1), 0.05059572588403, 12);
    kom_assert_digits(se_kind(&s, KOM_VCOV_CR0, 1), 0.05054004906051, 12);
    kom_assert_digits(se_kind(&s, KOM_VCOV_CR2, 1), 0.05067776674031, 12);
    kom_assert_digits(se_kind(&s, KOM_VCOV_CR3, 1), 0.05081596631015, 12);
    struct kom_vcov_spec spec = ask(&s, KOM_VCOV_CR1, 2);
    struct kom_vcov v = estimate(&s, &spec);
    kom_assert_digits(v.se[1], 0.05355802294494, 12);
    kom_assert_digits(v.df[1], 9, 17);
    assert_int_equal(v.n_per_way[0], 500);
    assert_int_equal(v.n_per_way[1], 10);
    assert_int_equal(v.n_per_way[2], 5000);
    assert_int_equal(v.n_negative, 0);
    kom_vcov_free(&v);
    spec.two_way = KOM_TWO_WAY_MULTI0;
    kom_assert_digits(se_of(&s, &spec, 1), 0.05356103374514, 12);
    spec = ask(&s, KOM_VCOV_CR1, 1);
    spec.cluster[0] = (struct kom_clusters){s.way[1], s.n_numbers[1]};
    kom_assert_digits(se_of(&s, &spec, 1), 0.03338891341193, 12);
    spec.ssc = KOM_SSC_NONE;
    kom_assert_digits(se_of(&s, &spec, 1), 0.03338891341193 * sqrt(0.9 * 4998 / 4999), 12);
    setting_close(&s);
}

static void open_voters(struct setting *s, size_t rooms) {
    setting_open(s, "ref/voters.csv", rooms);
    regress_y(&s->design, &s->data, "proposition_vote");
    regress_intercept(&s->design);
    regress_add(&s->design, &s->data, "treatment");
    regress_add(&s->design, &s->data, "ideology1");
    regress_add(&s->design, &s->data, "log_income");
    cluster_by(s, 0, "group_id1");
    cluster_by(s, 1, "group_id2");
}

static void add_weights(struct setting *s) {
    s->design.weight = kom_alloc(s->design.n, sizeof *s->design.weight);
    for (size_t i = 0; i < s->design.n; i++) {
        s->design.weight[i] = columns_dd(&s->data, i, "weights").hi;
    }
}

/* Adds a column for every number of a way but the lowest. */
static void add_dummies(struct setting *s, size_t w) {
    for (size_t g = 2; g < s->n_numbers[w]; g++) {
        struct kom_dd *column = regress_column(&s->design);
        for (size_t i = 0; i < s->design.n; i++) {
            column[i] = kom_dd(s->way[w][i] == g ? 1 : 0);
        }
    }
}

/* The voters of fwildclusterboot 0.14.3: sandwich, clubSandwich, summclust 0.7.0 to 1e-9 and
   better; degrees of freedom (33.7 published) and further coefficients by definition. */
static void voters(void **state) {
    (void)state;
    struct setting s;
    open_voters(&s, 4);
    regress_fit(&s.design, &s.fit);
    kom_assert_digits(s.fit.coef[1], 0.0873314403150, 12);
    kom_assert_digits(se_kind(&s, KOM_VCOV_CR1, 1), 0.0239342935849, 11);
    kom_assert_digits(s.fit.coef[1] / se_kind(&s, KOM_VCOV_CR1, 1), 3.64879957727, 11);
    kom_assert_digits(se_kind(&s, KOM_VCOV_CR2, 1), 0.0239950018334, 11);
    kom_assert_digits(se_kind(&s, KOM_VCOV_CR3, 1), 0.0244916706997, 11);
    kom_assert_digits(se_kind(&s, KOM_VCOV_CR3J, 1), 0.0241835871061, 11);
    const double se2[] = {0.1152789544118765, 0.0239950018333617, 0.0123777641309292,
                          0.0103202949700892};
    const double df2[] = {29.2542408731374, 33.6741390162144, 28.0518937195579, 28.1663972937874};
    const struct kom_vcov_spec spec = ask(&s, KOM_VCOV_CR2, 1);
    struct kom_vcov v = estimate(&s, &spec);
    for (size_t j = 0; j < 4; j++) {
        kom_assert_digits(v.se[j], se2[j], 12);
        kom_assert_digits(v.df[j], df2[j], 11);
    }
    assert_int_equal(v.n_clusters, 40);
    assert_int_equal(v.n_saturated, 0);
    kom_vcov_free(&v);
    setting_close(&s);
}

/* Weights, and a design with more columns than the clusters have rows: by definition. */
static void voters_weighted(void **state) {
    (void)state;
    const double se2[] = {0.1365834662365506, 0.0273691003037501, 0.0130272122042897,
                          0.0126784732782780};
    const double df2[] = {28.6978404732042, 33.6439333928476, 27.9800803437880, 27.0813955130674};
    const double se3[] = {0.1405152320984921, 0.0278816664388225, 0.0134789863074882,
                          0.0130389484419859};
    const double hc2[] = {0.1327309527410493, 0.0318828179855339, 0.0141486798225210,
                          0.0129513192263551};
    const double hc3[] = {0.1349279097528457, 0.0321865119362955, 0.0143260045657425,
                          0.0131719802695376};
    struct setting s;
    open_voters(&s, 4);
    add_weights(&s);
    regress_fit(&s.design, &s.fit);
    kom_assert_digits(s.fit.coef[1], 0.1158149023066779, 12);
    kom_assert_digits(s.fit.sigma, 0.189372057728001, 13);
    const struct kom_vcov_spec spec = ask(&s, KOM_VCOV_CR2, 1);
    struct kom_vcov v = estimate(&s, &spec);
    for (size_t j = 0; j < 4; j++) {
        kom_assert_digits(v.se[j], se2[j], 11);
        kom_assert_digits(v.df[j], df2[j], 11);
        kom_assert_digits(se_kind(&s, KOM_VCOV_CR3, j), se3[j], 11);
        kom_assert_digits(se_kind(&s, KOM_VCOV_HC2, j), hc2[j], 11);
        kom_assert_digits(se_kind(&s, KOM_VCOV_HC3, j), hc3[j], 11);
    }
    kom_vcov_free(&v);
    setting_close(&s);
}

static void more_columns_than_rows(void **state) {
    (void)state;
    const double se2[] = {0.1458111026017198, 0.0345355462414471, 0.0137154183735793,
                          0.0119926267007432};
    const double df2[] = {27.7133336097989, 31.9952596273277, 29.6069350098590, 27.6336736047275};
    const double se3[] = {0.1556909788644994, 0.0363839597149998, 0.0150049933172452,
                          0.0128453258190000};
    struct setting s;
    open_voters(&s, 23);
    add_weights(&s);
    add_dummies(&s, 1);
    regress_fit(&s.design, &s.fit);
    assert_int_equal(s.fit.k, 23);
    const struct kom_vcov_spec spec = ask(&s, KOM_VCOV_CR2, 1);
    struct kom_vcov v = estimate(&s, &spec);
    for (size_t j = 0; j < 4; j++) {
        kom_assert_digits(v.se[j], se2[j], 11);
        kom_assert_digits(v.df[j], df2[j], 11);
        kom_assert_digits(se_kind(&s, KOM_VCOV_CR3, j), se3[j], 11);
    }
    kom_vcov_free(&v);
    setting_close(&s);
}

/* Takes the mean of every cluster out of a column. */
static void partial_out(const struct setting *s, struct kom_dd *column) {
    for (size_t g = 1; g < s->n_numbers[0]; g++) {
        struct kom_dd sum = kom_dd(0);
        double n = 0;
        for (size_t i = 0; i < s->design.n; i++) {
            if (s->way[0][i] == g) {
                sum = kom_dd_add(sum, column[i]);
                n++;
            }
        }
        for (size_t i = 0; i < s->design.n; i++) {
            if (s->way[0][i] == g) {
                column[i] = kom_dd_sub(column[i], kom_dd_div(sum, kom_dd(n)));
            }
        }
    }
}

/* Dummies of the clusters: leverage 1 in 40 clusters, and the same for the other coefficients when
   they are partialled out beforehand (Pustejovsky & Tipton 2018, theorem 2); by definition. */
static void nested_effects(void **state) {
    (void)state;
    const double se2[] = {0.02736655194375200, 0.01235282622897867, 0.00974995115590824};
    const double df2[] = {29.3226771039030, 27.6251349802389, 25.6591414966926};
    const double se3[] = {0.02785226758762754, 0.01261741622769839, 0.00995712775753666};
    struct setting full, within;
    open_voters(&full, 43);
    add_dummies(&full, 0);
    regress_fit(&full.design, &full.fit);
    open_voters(&within, 4);
    memmove(within.design.x, within.design.x + within.design.n,
            3 * within.design.n * sizeof within.design.x[0]);
    within.design.k = 3;
    within.design.has_intercept = false;
    for (size_t j = 0; j <= 3; j++) {
        partial_out(&within, j < 3 ? within.design.x + j * within.design.n : within.design.y);
    }
    regress_fit(&within.design, &within.fit);
    const struct kom_vcov_spec ask_full = ask(&full, KOM_VCOV_CR2, 1);
    const struct kom_vcov_spec ask_within = ask(&within, KOM_VCOV_CR2, 1);
    struct kom_vcov v = estimate(&full, &ask_full), w = estimate(&within, &ask_within);
    assert_int_equal(v.n_saturated, 40);
    assert_int_equal(w.n_saturated, 0);
    for (size_t j = 0; j < 3; j++) {
        kom_assert_digits(within.fit.coef[j], full.fit.coef[j + 1], 17);
        kom_assert_digits(v.se[j + 1], se2[j], 11);
        kom_assert_digits(v.df[j + 1], df2[j], 11);
        kom_assert_digits(w.se[j], v.se[j + 1], 15);
        kom_assert_digits(w.df[j], v.df[j + 1], 15);
        kom_assert_digits(se_kind(&full, KOM_VCOV_CR3, j + 1), se3[j], 11);
        kom_assert_digits(se_kind(&within, KOM_VCOV_CR3, j), se3[j], 11);
    }
    kom_vcov_free(&v);
    kom_vcov_free(&w);
    setting_close(&full);
    setting_close(&within);
}

/* The jackknife itself: every cluster left out in turn, about the estimate of all rows. */
static void jackknife(void **state) {
    (void)state;
    struct setting s;
    double sum = 0;
    open_voters(&s, 4);
    regress_fit(&s.design, &s.fit);
    s.design.weight = kom_alloc(s.design.n, sizeof *s.design.weight);
    for (size_t g = 1; g < s.n_numbers[0]; g++) {
        struct kom_lsq_fit part;
        for (size_t i = 0; i < s.design.n; i++) {
            s.design.weight[i] = s.way[0][i] == g ? 0 : 1;
        }
        regress_fit(&s.design, &part);
        sum += (part.coef[1] - s.fit.coef[1]) * (part.coef[1] - s.fit.coef[1]);
        kom_lsq_fit_free(&part);
    }
    kom_assert_digits(se_kind(&s, KOM_VCOV_CR3J, 1), sqrt(sum * 39 / 40), 13);
    kom_assert_digits(se_kind(&s, KOM_VCOV_CR3, 1), sqrt(sum), 13);
    setting_close(&s);
}

/* A contrast (0, 1, -2, 0.5), and three slopes together by cr1: by definition. */
static void contrasts(void **state) {
    (void)state;
    const double contrast[] = {0, 1, -2, 0.5}, second[] = {0, 1, 0, 0};
    const size_t which[] = {1, 2, 3}, twice[] = {1, 1};
    double variance, df, f;
    struct setting s;
    open_voters(&s, 4);
    regress_fit(&s.design, &s.fit);
    const struct kom_clusters clusters = {s.way[0], s.n_numbers[0]};
    assert_int_equal(kom_vcov_contrast(&s.fit, &clusters, contrast, &variance, &df, NULL), KOM_OK);
    kom_assert_digits(variance, 0.00113184602582056, 12);
    kom_assert_digits(df, 29.54157156972291887, 12);
    assert_int_equal(kom_vcov_contrast(&s.fit, &clusters, second, &variance, &df, NULL), KOM_OK);
    kom_assert_digits(sqrt(variance), 0.0239950018333617, 12);
    kom_assert_digits(df, 33.6741390162144, 12);
    const struct kom_vcov_spec spec = ask(&s, KOM_VCOV_CR1, 1);
    struct kom_vcov v = estimate(&s, &spec);
    assert_int_equal(kom_vcov_wald(&s.fit, &v, which, 3, &f, NULL), KOM_OK);
    kom_assert_digits(f, 5.25382134518125, 12);
    assert_int_equal(kom_vcov_wald(&s.fit, &v, which, 1, &f, NULL), KOM_OK);
    kom_assert_digits(f, 3.64879957727 * 3.64879957727, 11);
    assert_int_equal(kom_vcov_wald(&s.fit, &v, twice, 2, &f, NULL), KOM_EESTIMATE);
    kom_vcov_free(&v);
    setting_close(&s);
}

/* Longley, HC1 of B1 .. B6 by sandwich in R. Its 7 digits are all that R has right: the
   decomposition of these columns in doubles loses the rest. test_lsq compares with the exact
   figures, to the last bit. */
static void longley(void **state) {
    (void)state;
    const double hc1[] = {68.29379671315,  0.0327679975447, 0.5109854950799,
                          0.1949933389997, 0.2109446626888, 571.1791820098};
    struct setting s;
    setting_open(&s, "nist/lls_Longley.csv", 7);
    regress_y(&s.design, &s.data, "y");
    regress_intercept(&s.design);
    for (unsigned j = 1; j <= 6; j++) {
        char name[16];
        (void)snprintf(name, sizeof name, "x%u", j);
        regress_add(&s.design, &s.data, name);
    }
    regress_fit(&s.design, &s.fit);
    for (size_t j = 0; j < 6; j++) {
        kom_assert_digits(se_kind(&s, KOM_VCOV_HC1, j + 1), hc1[j], 7);
    }
    setting_close(&s);
}

/* Card & Krueger 1994, fte on nj, d, d_nj (POE5 table 7.9; R lm and sandwich). */
static void card_krueger(void **state) {
    (void)state;
    static const char *const names[] = {"nj", "d", "d_nj"};
    struct setting s;
    setting_open(&s, "ref/card_krueger_njmin3.csv", 4);
    regress_intercept(&s.design);
    for (size_t j = 0; j < 3; j++) {
        regress_add(&s.design, &s.data, names[j]);
    }
    s.design.weight = kom_alloc(s.design.n, sizeof *s.design.weight);
    for (size_t i = 0; i < s.design.n; i++) {
        struct kom_num v;
        if (columns_num(&s.data, i, "fte", &v)) {
            s.design.y[i] = kom_dd_from_num(&v);
            s.design.weight[i] = 1;
        }
    }
    regress_fit(&s.design, &s.fit);
    assert_int_equal(s.fit.n_used, 77 + 321 + 77 + 319);
    kom_assert_digits(s.fit.coef[0], 23.331168831, 10);
    kom_assert_digits(s.fit.coef[3], 2.753605783, 9);
    kom_assert_digits(se_kind(&s, KOM_VCOV_IID, 3), 1.688409131, 9);
    kom_assert_digits(se_kind(&s, KOM_VCOV_HC1, 3), 1.795451, 6);
    kom_assert_digits(se_kind(&s, KOM_VCOV_HC2, 3), 1.8012, 5);
    setting_close(&s);
}

/* Takes units and periods out of a column of the balanced panel. */
static void demean(const struct setting *s, struct kom_dd *column) {
    struct kom_dd unit[109] = {{0, 0}}, period[11] = {{0, 0}}, all = kom_dd(0);
    for (size_t i = 0; i < s->design.n; i++) {
        const size_t u = s->way[0][i], t = s->way[1][i];
        unit[u] = kom_dd_add(unit[u], kom_dd_div(column[i], kom_dd(10)));
        period[t] = kom_dd_add(period[t], kom_dd_div(column[i], kom_dd(108)));
        all = kom_dd_add(all, kom_dd_div(column[i], kom_dd(1080)));
    }
    for (size_t i = 0; i < s->design.n; i++) {
        const struct kom_dd both = kom_dd_add(unit[s->way[0][i]], period[s->way[1][i]]);
        column[i] = kom_dd_add(kom_dd_sub(column[i], both), all);
    }
}

static void open_panel(struct setting *s, bool with_x1) {
    setting_open(s, "ref/fixest_base_did.csv", 2);
    cluster_by(s, 0, "id");
    cluster_by(s, 1, "period");
    regress_y(&s->design, &s->data, "y");
    struct kom_dd *tp = regress_column(&s->design);
    for (size_t i = 0; i < s->design.n; i++) {
        tp[i] = kom_dd_mul(columns_dd(&s->data, i, "treat"), columns_dd(&s->data, i, "post"));
    }
    if (with_x1) {
        regress_add(&s->design, &s->data, "x1");
    }
    for (size_t j = 0; j <= s->design.k; j++) {
        demean(s, j < s->design.k ? s->design.x + j * s->design.n : s->design.y);
    }
    regress_fit(&s->design, &s->fit);
}

/* fixest 0.14.2, feols(y ~ tp | id + period): the conventions are in K. */
static void conventions(void **state) {
    (void)state;
    struct setting s;
    open_panel(&s, false);
    const size_t k_fixest = kom_ssc_parameters(KOM_SSC_FIXEST, 1, 117, 107);
    const size_t k_all = kom_ssc_parameters(KOM_SSC_STATA, 1, 117, 107);
    assert_int_equal(k_fixest, 11);
    assert_int_equal(k_all, 118);
    kom_assert_digits(s.fit.coef[0], 4.993390413897, 12);
    struct kom_vcov_spec spec = ask(&s, KOM_VCOV_CR1, 1);
    spec.ssc = KOM_SSC_FIXEST;
    spec.n_parameters = k_fixest;
    kom_assert_digits(se_of(&s, &spec, 0), 0.52143371467432, 12);
    spec.ssc = KOM_SSC_STATA;
    spec.n_parameters = k_all;
    kom_assert_digits(se_of(&s, &spec, 0), 0.549668, 6);
    spec.n_parameters = 1;
    kom_assert_digits(se_of(&s, &spec, 0), 0.519012, 6);
    spec.ssc = KOM_SSC_NONE;
    struct kom_vcov v = estimate(&s, &spec);
    kom_assert_digits(v.se[0], 0.51660338742038, 12);
    kom_assert_digits(v.factor, 1, 17);
    kom_assert_digits(v.df[0], 107, 17);
    kom_vcov_free(&v);
    spec = ask(&s, KOM_VCOV_IID, 0);
    spec.n_parameters = k_all;
    kom_assert_digits(se_of(&s, &spec, 0), 0.61261397884738, 12);
    spec.kind = KOM_VCOV_HC1;
    v = estimate(&s, &spec);
    kom_assert_digits(v.se[0], 0.612325075697, 12);
    kom_assert_digits(v.df[0], 1080 - 118, 17);
    kom_vcov_free(&v);
    /* both effects are nested in one of the clusters: the constant and tp are left */
    spec = ask(&s, KOM_VCOV_CR1, 2);
    spec.ssc = KOM_SSC_FIXEST;
    spec.n_parameters = kom_ssc_parameters(KOM_SSC_FIXEST, 1, 117, 116);
    kom_assert_digits(se_of(&s, &spec, 0), 0.9441051607144, 12);
    struct kom_vcov one_way;
    spec.n_ways = 1;
    assert_int_equal(kom_vcov_estimate(&s.fit, &spec, &one_way, NULL), KOM_OK);
    kom_assert_digits(one_way.factor, 108.0 / 107 * 1079 / (1080 - (double)spec.n_parameters), 15);
    kom_vcov_free(&one_way);
    setting_close(&s);
    open_panel(&s, true);
    spec = ask(&s, KOM_VCOV_CR1, 1);
    spec.n_parameters = kom_ssc_parameters(KOM_SSC_FIXEST, 2, 117, 107);
    kom_assert_digits(s.fit.coef[0], 4.8506451432340, 12);
    kom_assert_digits(se_of(&s, &spec, 0), 0.4552220459423, 12);
    setting_close(&s);
}

static void refused(const struct setting *s, struct kom_vcov_spec spec, enum kom_status status,
                    const char *text) {
    struct kom_vcov v;
    struct kom_error err = {0};
    assert_int_equal(kom_vcov_estimate(&s->fit, &spec, &v, &err), status);
    if (!strstr(err.text, text)) {
        fail_msg("\"%s\" does not speak of \"%s\"", err.text, text);
    }
    assert_null(v.v);
}

static void refusals(void **state) {
    (void)state;
    struct setting s;
    struct kom_error err = {0};
    const double contrast[] = {0, 1, 0, 0};
    double variance, df;
    open_voters(&s, 4);
    regress_fit(&s.design, &s.fit);
    refused(&s, ask(&s, KOM_VCOV_CR2, 2), KOM_EUSAGE, "cr2 takes clusters of one kind");
    refused(&s, ask(&s, KOM_VCOV_CR1, 0), KOM_EUSAGE, "cr1 needs clusters");
    refused(&s, ask(&s, KOM_VCOV_HC1, 1), KOM_EUSAGE, "hc1 knows no clusters");
    struct kom_vcov_spec spec = ask(&s, KOM_VCOV_IID, 0);
    spec.n_parameters = 300;
    refused(&s, spec, KOM_EESTIMATE, "300 rows for 300 parameters");
    memset(s.way[1], 0, s.design.n * sizeof s.way[1][0]);
    refused(&s, ask(&s, KOM_VCOV_CR1, 2), KOM_EESTIMATE, "a single cluster");
    memset(s.way[0], 0, s.design.n * sizeof s.way[0][0]);
    refused(&s, ask(&s, KOM_VCOV_CR0, 1), KOM_EESTIMATE, "a single cluster");
    refused(&s, ask(&s, KOM_VCOV_CR2, 1), KOM_EESTIMATE, "a single cluster");
    const struct kom_clusters clusters = {s.way[0], s.n_numbers[0]};
    assert_int_equal(kom_vcov_contrast(&s.fit, &clusters, contrast, &variance, &df, &err),
                     KOM_EESTIMATE);
    setting_close(&s);
}

/* Clusters of rows without weight do not count, and a second way that makes V1 + V2 - V12 negative
   leaves no standard error. */
static void odd_clusters(void **state) {
    (void)state;
    struct setting s;
    open_voters(&s, 4);
    s.design.weight = kom_alloc(s.design.n, sizeof *s.design.weight);
    size_t n = 0;
    for (size_t i = 0; i < s.design.n; i++) {
        s.design.weight[i] = s.way[0][i] == 3 || s.way[0][i] == 40 ? 0 : 1;
        n += s.design.weight[i] > 0;
    }
    regress_fit(&s.design, &s.fit);
    struct kom_vcov_spec spec = ask(&s, KOM_VCOV_CR1, 1);
    struct kom_vcov v = estimate(&s, &spec);
    assert_int_equal(v.n_clusters, 38);
    kom_assert_digits(v.factor, 38.0 / 37 * (double)(n - 1) / (double)(n - 4), 15);
    kom_vcov_free(&v);
    /* 2 x 2 with residuals that cancel in every row and column: V1 = V2 = 0 */
    struct kom_dd y[] = {{2, 0}, {0, 0}, {0, 0}, {2, 0}};
    struct kom_dd x[] = {{1, 0}, {1, 0}, {1, 0}, {1, 0}};
    uint32_t rows[] = {0, 0, 1, 1}, columns[] = {0, 1, 0, 1};
    const struct kom_lsq in = {4, 1, y, x, NULL, true, 0, NULL, NULL, NULL};
    kom_lsq_fit_free(&s.fit);
    assert_int_equal(kom_lsq_solve(&in, &s.fit, NULL), KOM_OK);
    spec = (struct kom_vcov_spec){.kind = KOM_VCOV_CR0, .n_ways = 2};
    spec.cluster[0] = (struct kom_clusters){rows, 2};
    spec.cluster[1] = (struct kom_clusters){columns, 2};
    v = estimate(&s, &spec);
    assert_int_equal(v.n_negative, 1);
    assert_true(isnan(v.se[0]));
    kom_assert_digits(v.v[0], -0.25, 17);
    kom_vcov_free(&v);
    spec.n_ways = 1;
    kom_assert_digits(se_of(&s, &spec, 0), 0, 17);
    setting_close(&s);
}

/* The same bits for rows in another order and clusters under other numbers. */
static void order_of_rows(void **state) {
    (void)state;
    static const enum kom_vcov_kind kinds[] = {KOM_VCOV_IID, KOM_VCOV_HC3, KOM_VCOV_CR1,
                                               KOM_VCOV_CR2, KOM_VCOV_CR3};
    struct setting s, t;
    open_voters(&s, 4);
    open_voters(&t, 4);
    for (size_t i = 0; i < t.design.n; i++) {
        const size_t j = i * 7 % t.design.n;
        const uint32_t keep = t.way[0][i];
        regress_swap(&t.design, i, j);
        t.way[0][i] = t.way[0][j];
        t.way[0][j] = keep;
    }
    for (size_t i = 0; i < t.design.n; i++) {
        t.way[0][i] = 41 - t.way[0][i];
    }
    regress_fit(&s.design, &s.fit);
    regress_fit(&t.design, &t.fit);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const size_t n_ways = kinds[i] >= KOM_VCOV_CR0 ? 1 : 0;
        const struct kom_vcov_spec a = ask(&s, kinds[i], n_ways), b = ask(&t, kinds[i], n_ways);
        struct kom_vcov v = estimate(&s, &a), w = estimate(&t, &b);
        assert_memory_equal(v.v, w.v, 16 * sizeof v.v[0]);
        assert_memory_equal(v.se, w.se, 4 * sizeof v.se[0]);
        assert_memory_equal(v.df, w.df, 4 * sizeof v.df[0]);
        kom_vcov_free(&v);
        kom_vcov_free(&w);
    }
    setting_close(&s);
    setting_close(&t);
}

static void memory(void **state) {
    (void)state;
    static const enum kom_vcov_kind kinds[] = {KOM_VCOV_IID, KOM_VCOV_HC2, KOM_VCOV_CR2,
                                               KOM_VCOV_CR1};
    struct setting s;
    open_voters(&s, 4);
    regress_fit(&s.design, &s.fit);
    for (size_t i = 0; i < 4; i++) {
        const struct kom_vcov_spec spec = ask(&s, kinds[i], i < 2 ? 0 : i - 1);
        struct kom_vcov v;
        enum kom_status status = KOM_ENOMEM;
        for (uint64_t n = 1; status != KOM_OK; n++) {
            assert_true(n < 100);
            kom_mem_fail_after(n);
            status = kom_vcov_estimate(&s.fit, &spec, &v, NULL);
            kom_mem_fail_after(0);
            assert_true(status == KOM_OK || (status == KOM_ENOMEM && !v.v));
        }
        kom_vcov_free(&v);
    }
    setting_close(&s);
}

static void names(void **state) {
    (void)state;
    assert_string_equal(kom_ssc_name(KOM_SSC_FIXEST), "fixest");
    assert_string_equal(kom_ssc_name(KOM_SSC_STATA), "stata");
    assert_string_equal(kom_ssc_name(KOM_SSC_NONE), "none");
    assert_string_equal(kom_vcov_name(KOM_VCOV_IID), "iid");
    assert_string_equal(kom_vcov_name(KOM_VCOV_HC3), "hc3");
    assert_string_equal(kom_vcov_name(KOM_VCOV_CR0), "cr0");
    assert_string_equal(kom_vcov_name(KOM_VCOV_CR3J), "cr3j");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(petersen),        cmocka_unit_test(voters),
        cmocka_unit_test(voters_weighted), cmocka_unit_test(more_columns_than_rows),
        cmocka_unit_test(nested_effects),  cmocka_unit_test(jackknife),
        cmocka_unit_test(contrasts),       cmocka_unit_test(longley),
        cmocka_unit_test(card_krueger),    cmocka_unit_test(conventions),
        cmocka_unit_test(refusals),        cmocka_unit_test(odd_clusters),
        cmocka_unit_test(order_of_rows),   cmocka_unit_test(memory),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every pair of p-value and interval that kom-diff prints, over all its methods, on 14,400 small
   random inputs: no difference (or a ratio of 1) lies in the interval exactly when p is above 1 -
   level, or the row says p_by_other_rule; and it says so nowhere else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "diff_call.h"
#include "rng.h"

enum { ROUNDS = 800 };

/* How a method is asked for, and whether its pair may disagree at all. */
struct way {
    const char *name;
    enum kom_diff_method method;
    char measure; /* m mean, s share, r rate, p persons asked twice */
    bool is_linked, is_weighted, by_month, is_series, has_contrast;
    bool may_disagree;
};

static const struct way ways[] = {
    {.name = "welch", .method = KOM_DIFF_WELCH, .measure = 'm'},
    {.name = "welch, weights", .method = KOM_DIFF_WELCH, .measure = 'm', .is_weighted = true},
    {.name = "welch, contrast", .method = KOM_DIFF_WELCH, .measure = 'm', .has_contrast = true},
    {.name = "paired", .method = KOM_DIFF_PAIRED, .measure = 'm', .is_linked = true},
    {.name = "season", .method = KOM_DIFF_PAIRED, .measure = 'm', .by_month = true},
    {.name = "cluster", .method = KOM_DIFF_CLUSTER, .measure = 'm'},
    {.name = "newey-west", .measure = 'm', .is_series = true},
    {.name = "wilcoxon", .method = KOM_DIFF_WILCOXON, .measure = 'm', .may_disagree = true},
    {.name = "signed ranks",
     .method = KOM_DIFF_WILCOXON,
     .measure = 'm',
     .is_linked = true,
     .may_disagree = true},
    {.name = "permutation", .method = KOM_DIFF_PERMUTATION, .measure = 'm', .may_disagree = true},
    {.name = "signs",
     .method = KOM_DIFF_PERMUTATION,
     .measure = 'm',
     .is_linked = true,
     .may_disagree = true},
    {.name = "newcombe", .method = KOM_DIFF_NEWCOMBE, .measure = 's', .may_disagree = true},
    {.name = "newcombe, contrast",
     .method = KOM_DIFF_NEWCOMBE,
     .measure = 's',
     .has_contrast = true,
     .may_disagree = true},
    {.name = "mn", .method = KOM_DIFF_MN, .measure = 's'},
    {.name = "exact shares", .method = KOM_DIFF_EXACT, .measure = 's', .may_disagree = true},
    {.name = "mcnemar", .method = KOM_DIFF_MCNEMAR, .measure = 'p', .may_disagree = true},
    {.name = "exact rates", .method = KOM_DIFF_EXACT, .measure = 'r', .has_contrast = true},
    {.name = "mid-P rates", .method = KOM_DIFF_MIDP, .measure = 'r', .may_disagree = true},
};

enum { WAYS = sizeof ways / sizeof ways[0] };

/* Numbers from a stream of their own for each input. */
struct source {
    uint64_t stream, index;
};

static int draw(struct source *s, int below) {
    return (int)kom_rng_below(11, s->stream, s->index++, (uint64_t)below);
}

static void write_means(struct source *s, bool is_linked, struct kom_buf *csv) {
    const int values = 2 + draw(s, 12), scale = draw(s, 2), shift = draw(s, 1 + values);
    const int n = 3 + draw(s, 7);
    const long long level = (long long[]){0, 0, 1000000, 10000000000000}[draw(s, 4)];
    kom_buf_str(csv, "id,sex,period,value,w\n");
    for (int i = 0; i < 2 * n; i++) {
        const int side = i % 2, own = draw(s, values) + side * shift;
        const int month = is_linked ? i / 2 % 12 : i / 2;
        kom_buf_printf(csv, "%d,%c,%d-%02d,", i / 2, "fm"[i / 2 % 2], 2010 + side * 2 + month / 12,
                       month % 12 + 1);
        kom_buf_printf(csv, scale ? "%lld.%d,%d\n" : "%lld%d,%d\n", level + own / 10, own % 10,
                       1 + draw(s, 3));
    }
}

static void write_counts(struct source *s, char measure, struct kom_buf *csv) {
    const int most = 3 + draw(s, 40);
    kom_buf_str(csv, measure == 's' ? "sex,side,count,of\n" : "sex,side,count,days\n");
    for (int i = 0; i < 4; i++) {
        const int of = 1 + draw(s, most), often = draw(s, 2) ? of + 1 : 1 + of / 4;
        const int days = 1 + draw(s, 3000);
        kom_buf_printf(csv, "%c,%s,%d,%d\n", "fm"[i / 2], i % 2 ? "after" : "before",
                       draw(s, often), measure == 's' ? of : days);
    }
}

static void write_persons(struct source *s, struct kom_buf *csv) {
    const int n = 2 + draw(s, 30), often = 1 + draw(s, 4), later = 1 + draw(s, 4);
    kom_buf_str(csv, "id,side,count\n");
    for (int i = 0; i < n; i++)
        kom_buf_printf(csv, "%d,before,%d\n%d,after,%d\n", i, draw(s, 5) < often, i,
                       draw(s, 5) < later);
}

static struct kom_diff_request request_of(const struct way *way, double level) {
    static const char *const by_sex[] = {"sex"};
    struct kom_diff_request r = way->measure == 'm' ? means_at(day(2012, 1, 1)) : shares_by_phase();
    r.method = way->method;
    r.level = level;
    r.by = by_sex;
    r.n_by = way->measure == 's' || way->measure == 'r';
    r.id = way->is_linked || way->measure == 'p' ? "id" : NULL;
    r.weight = way->is_weighted ? "w" : NULL;
    r.cluster = way->method == KOM_DIFF_CLUSTER ? "id" : NULL;
    r.by_season = way->by_month;
    r.is_series = way->is_series;
    r.contrast = way->has_contrast ? "sex" : NULL;
    if (way->measure == 'r' || way->measure == 'p')
        r.of = NULL;
    if (way->measure == 'r')
        r.exposure = "days";
    return r;
}

/* One row; counts those that say p_by_other_rule. */
static void look(const struct way *way, const char *csv, const struct kom_diff_row *row,
                 double level, int *said) {
    const struct kom_test *t = &row->test;
    const bool says = strstr(row->warning, "p_by_other_rule") != NULL;
    const double none = strcmp(row->scale, "difference") == 0 ? 0 : 1;
    bool agrees = true, is_just = fabs(t->p_value - (1 - level)) < 1e-12;
    if (!isnan(t->p_value) && !isnan(t->conf_low) && !isnan(t->conf_high)) {
        const bool is_within = !(t->conf_low > none) && !(t->conf_high < none);
        const bool is_above = t->p_value > 1 - level && !is_just;
        agrees = is_within == is_above;
    }
    if (agrees == says || (says && !way->may_disagree && !is_just))
        fail_msg("%s, level %g, %s: p %.12g, %.12g to %.12g, \"%s\"\n%s", way->name, level,
                 row->term, t->p_value, t->conf_low, t->conf_high, row->warning, csv);
    *said += says;
}

/* All rows of one input; false when nothing could be estimated. */
static bool look_at_input(const struct way *way, uint64_t stream, int *said) {
    struct source s = {stream, 0};
    struct kom_buf csv = {0};
    struct call call;
    const double level = (double[]){.95, .95, .9, .8, .99, .5}[draw(&s, 6)];
    if (way->measure == 'm')
        write_means(&s, way->is_linked || way->by_month, &csv);
    else if (way->measure == 'p')
        write_persons(&s, &csv);
    else
        write_counts(&s, way->measure, &csv);
    kom_buf_byte(&csv, '\0');
    call_make(&call, csv.p, NULL, request_of(way, level));
    const bool is_there = call.status == KOM_OK;
    if (!is_there && call.status != KOM_EESTIMATE)
        fail_msg("%s: %s\n%s", way->name, call.err.text, csv.p);
    for (size_t i = 0; i < call.diff.n_rows && is_there; i++)
        look(way, csv.p, &call.diff.rows[i], level, said);
    call_fini(&call);
    kom_buf_fini(&csv);
    return is_there;
}

static void pairs_agree_or_say_so(void **state) {
    (void)state;
    for (int w = 0; w < WAYS; w++) {
        int said = 0, estimated = 0;
        for (int i = 0; i < ROUNDS; i++)
            estimated += look_at_input(&ways[w], (uint64_t)(w * ROUNDS + i), &said);
        assert_true(estimated > ROUNDS / 2);
        print_message("%-20s %4d of %d estimated, %3d rows say p_by_other_rule\n", ways[w].name,
                      estimated, ROUNDS, said);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(pairs_agree_or_say_so)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

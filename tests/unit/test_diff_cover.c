/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contrasts of a sample with a design where nothing differs: how many intervals hold 0, with few
   clusters and few events.

   KOM_COVER_DRAWS says how many samples a cell has (10), and prints each; KOM_COVER_ONLY takes the
   cells of one measure (m, s, r). docs/methods/sample.md has what they come to. A sample has two
   levels and two sides in k clusters: the same for all four, the same for the sides of a level,
   others for each, or k for one level and 20 for the other. Clusters differ, and change each by
   itself; weights are log-normal, 2 to 10 rows a cluster and cell. Rows that warn of few clusters
   or events need not cover; all others do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "design_rows.h"
#include "diff_call.h"
#include "dist.h"
#include "num.h"
#include "rng.h"

enum { SEED = 31 };

enum layout { SHARED, OF_LEVELS, OF_CELLS, UNEVEN, STRATA, LAYOUTS };

static const char *const layout_name[] = {"shared", "of levels", "of cells", "k and 20",
                                          "2 strata of k"};

struct setting {
    enum layout layout;
    unsigned k;
    char measure;
    double share; /* of events; exposure 1 a row of rates */
};

static uint64_t at;
static uint64_t stream;

static double uniform(void) {
    return kom_rng_uniform(SEED, stream, at++);
}

static double normal(void) {
    return kom_normal_quantile_upper(fmin(fmax(uniform(), 1e-12), 1.0 - 1e-12));
}

/* In how many clusters a cell lies, and the number of the first. */
static unsigned clusters_of(const struct setting *s, int level, int side, unsigned *first) {
    const unsigned k = s->layout == UNEVEN && level == 1 ? 20
                       : s->layout == STRATA             ? 2 * s->k
                                                         : s->k;
    *first = s->layout == SHARED || s->layout == STRATA ? 0
             : s->layout == OF_CELLS                    ? (unsigned)(2 * level + side) * k
             : level == 1                               ? s->k
                                                        : 0;
    return k;
}

/* How clusters differ, and how each of them changes in each level. */
static double of_cluster[128], of_change[128][2][2];

static void rows_add(const struct setting *s, int level, int side, unsigned c,
                     struct kom_buf *csv) {
    const unsigned n = 2 + (unsigned)(uniform() * 9.0);
    for (unsigned i = 0; i < n; i++) {
        const double w = exp(0.4 * normal());
        const double off = of_cluster[c] + of_change[c][level][side];
        double y = off + normal();
        if (s->measure != 'm')
            y = uniform() < s->share * (1.0 + 0.4 * (uniform() < 0.5 ? tanh(off) : 0.0)) ? 1 : 0;
        kom_buf_printf(csv, "c%u,%s,%.6f,%c,%s,%.6g,1\n", c,
                       s->layout == STRATA && c >= s->k ? "t" : "s", w, "ab"[level],
                       side ? "after" : "before", y);
    }
}

static void sample_make(const struct setting *s, struct kom_buf *csv) {
    at = 0;
    for (unsigned c = 0; c < 128; c++) {
        of_cluster[c] = 0.7 * normal();
        for (int k = 0; k < 4; k++)
            of_change[c][k / 2][k % 2] = 0.4 * normal();
    }
    kom_buf_reset(csv);
    kom_buf_str(csv, "cluster,stratum,w,g,side,value,of\n");
    for (int k = 0; k < 4; k++) {
        unsigned first;
        const unsigned n = clusters_of(s, k / 2, k % 2, &first);
        for (unsigned c = first; c < first + n; c++)
            rows_add(s, k / 2, k % 2, c, csv);
    }
    kom_buf_byte(csv, '\0');
}

static struct kom_diff_request request_of(const struct setting *s) {
    static const struct kom_design_request design = {
        .weight = "w", .cluster = "cluster", .strata = "stratum"};
    static const struct kom_design_replicates none;
    struct kom_diff_request r = by_phase();
    r.contrast = "g";
    r.method = KOM_DIFF_DESIGN;
    r.weight = "w";
    r.cluster = "cluster";
    r.design = &design;
    r.replicates = &none;
    if (s->measure == 'm')
        return r;
    r.n_values = 0;
    r.count = "value";
    if (s->measure == 's')
        r.count_value = "1";
    else
        r.exposure = "of";
    return r;
}

/* Samples with an interval, and those that hold the truth, of rows that warn (1) and do not (0). */
struct held {
    unsigned n[2], held[2], n_none;
};

static const struct kom_diff_row *contrast_in(const struct call *call) {
    for (size_t i = 0; i < call->diff.n_rows; i++)
        if (strcmp(call->diff.rows[i].term, "contrast") == 0)
            return &call->diff.rows[i];
    return NULL;
}

static void count(const struct setting *s, const struct call *call, struct held *h) {
    const double truth = s->measure == 'r' ? 1.0 : 0.0;
    const struct kom_diff_row *row = call->status ? NULL : contrast_in(call);
    if (!row || isnan(row->test.conf_low)) {
        h->n_none++;
        return;
    }
    const bool warns = strstr(row->warning, "few_") != NULL;
    h->n[warns]++;
    h->held[warns] += row->test.conf_low <= truth && truth <= row->test.conf_high;
}

static unsigned n_draws(void) {
    const char *text = getenv("KOM_COVER_DRAWS");
    return text ? (unsigned)strtoul(text, NULL, 10) : 10;
}

static struct held cover(const struct setting *s, uint64_t cell) {
    struct held h = {0};
    struct kom_buf csv = {0};
    for (unsigned i = 0; i < n_draws(); i++) {
        struct call call;
        stream = cell * 1000000 + i;
        sample_make(s, &csv);
        assert_false(csv.failed);
        call_make(&call, csv.p, NULL, request_of(s));
        count(s, &call, &h);
        call_fini(&call);
    }
    kom_buf_fini(&csv);
    return h;
}

static double share_of(unsigned a, unsigned n) {
    return n > 0 ? (double)a / (double)n : KOM_NAN;
}

/* Means warn where few clusters make the interval too short, and nowhere else. */
static void check_warnings(const struct setting *s, const struct held *h) {
    const bool is_shared = s->layout == SHARED || s->layout == STRATA;
    const unsigned n = s->layout == STRATA ? 2 * s->k : s->k;
    if (s->measure == 'm')
        assert_int_equal(h->n[n >= (is_shared ? 5u : 12u)], 0);
}

static void contrasts_cover(void **state) {
    static const unsigned clusters[] = {2, 3, 4, 5, 8, 12, 20};
    static const struct {
        char measure;
        double share;
    } kind[] = {{'m', 0}, {'s', 0.3}, {'s', 0.05}, {'s', 0.01}, {'r', 0.3}, {'r', 0.05}};
    struct held all = {0};
    const char *only = getenv("KOM_COVER_ONLY");
    uint64_t cell = 0;
    (void)state;
    for (size_t m = 0; m < sizeof kind / sizeof kind[0]; m++)
        for (enum layout l = SHARED; l < LAYOUTS; l++)
            for (size_t k = 0; k < sizeof clusters / sizeof clusters[0]; k++) {
                const struct setting s = {l, clusters[k], kind[m].measure, kind[m].share};
                cell++;
                if (only && only[0] != s.measure)
                    continue;
                const struct held h = cover(&s, cell);
                if (getenv("KOM_COVER_DRAWS"))
                    print_message("%c %4g  %-14s k %2u  plain %.3f of %4u  warned %.3f of %4u  "
                                  "none %u\n",
                                  s.measure, s.share, layout_name[l], s.k,
                                  share_of(h.held[0], h.n[0]), h.n[0], share_of(h.held[1], h.n[1]),
                                  h.n[1], h.n_none);
                check_warnings(&s, &h);
                all.n[0] += h.n[0];
                all.held[0] += h.held[0];
            }
    print_message("%u samples without a warning: %.4f held\n", all.n[0],
                  share_of(all.held[0], all.n[0]));
    assert_true(all.n[0] > 0);
    assert_true(share_of(all.held[0], all.n[0]) >= 0.93);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(contrasts_cover)};
    kom_stat_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kinds of covariances: names, small-sample factors, ways that are added up. */
#include "sandwich.h"

const char *kom_ssc_name(enum kom_ssc ssc) {
    static const char *const names[] = {"fixest", "stata", "none"};
    return names[ssc];
}

const char *kom_vcov_name(enum kom_vcov_kind kind) {
    static const char *const names[] = {"iid", "hc0", "hc1", "hc2", "hc3",
                                        "cr0", "cr1", "cr2", "cr3", "cr3j"};
    return names[kind];
}

size_t kom_ssc_parameters(enum kom_ssc ssc, size_t n_columns, size_t n_absorbed, size_t n_nested) {
    return n_columns + n_absorbed - (ssc == KOM_SSC_FIXEST ? n_nested : 0);
}

bool kom_vcov_is_clustered(enum kom_vcov_kind kind) {
    return kind >= KOM_VCOV_CR0;
}

enum kom_status kom_vcov_check(const struct kom_vcov_spec *spec, size_t n, size_t n_parameters,
                               struct kom_error *err) {
    const char *name = kom_vcov_name(spec->kind);
    if (!kom_vcov_is_clustered(spec->kind) && spec->n_ways > 0)
        return kom_fail(err, KOM_EUSAGE, "%s knows no clusters; ask for cr1", name);
    if (kom_vcov_is_clustered(spec->kind) && (spec->n_ways < 1 || spec->n_ways > 2))
        return kom_fail(err, KOM_EUSAGE, "%s needs clusters, one way or two", name);
    if (spec->n_ways == 2 && spec->kind != KOM_VCOV_CR0 && spec->kind != KOM_VCOV_CR1) {
        return kom_fail(err, KOM_EUSAGE, "%s takes clusters of one kind; of two kinds cr0, cr1",
                        name);
    }
    if (n <= n_parameters) {
        return kom_fail(err, KOM_EESTIMATE,
                        "%zu rows for %zu parameters; more rows than parameters are needed", n,
                        n_parameters);
    }
    return KOM_OK;
}

enum kom_status kom_vcov_few_clusters(size_t n, struct kom_error *err) {
    if (n >= 2)
        return KOM_OK;
    return kom_fail(err, KOM_EESTIMATE,
                    "a single cluster; cluster-robust errors need two at the very least");
}

double kom_correction_double(struct kom_correction c) {
    return c.over[0] / c.under[0] * (c.over[1] / c.under[1]);
}

struct kom_dd kom_correction_dd(struct kom_correction c) {
    return kom_dd_div(kom_dd(c.over[0] * c.over[1]), kom_dd(c.under[0] * c.under[1]));
}

static struct kom_correction correction(const struct kom_vcov_spec *spec, size_t n,
                                        size_t n_parameters, size_t n_clusters) {
    const double g = (double)n_clusters, rows = (double)n, df = (double)(n - n_parameters);
    if (spec->kind == KOM_VCOV_HC1)
        return (struct kom_correction){{rows, 1}, {df, 1}};
    if (spec->kind == KOM_VCOV_CR1 && spec->ssc != KOM_SSC_NONE)
        return (struct kom_correction){{g, rows - 1}, {g - 1, df}};
    if (spec->kind == KOM_VCOV_CR3J)
        return (struct kom_correction){{g - 1, 1}, {g, 1}};
    return (struct kom_correction){{1, 1}, {1, 1}};
}

static enum kom_two_way two_way_of(const struct kom_vcov_spec *spec) {
    if (spec->two_way != KOM_TWO_WAY_USUAL)
        return spec->two_way;
    return spec->ssc == KOM_SSC_FIXEST ? KOM_TWO_WAY_MIN : KOM_TWO_WAY_OWN;
}

struct kom_sandwich kom_sandwich_of(const struct kom_vcov_spec *spec, size_t n, size_t n_parameters,
                                    const size_t *n_clusters) {
    const enum kom_two_way rule = two_way_of(spec);
    struct kom_sandwich s = {.n = spec->n_ways == 2 ? 3 : 1, .sign = {1, 1, -1}};
    for (size_t w = 0; w < s.n; w++) {
        size_t g = spec->n_ways > 0 ? n_clusters[w] : 0;
        if (s.n > 1 && rule == KOM_TWO_WAY_MIN)
            g = n_clusters[0] < n_clusters[1] ? n_clusters[0] : n_clusters[1];
        s.correction[w] = correction(spec, n, n_parameters, g);
        if (w == 2 && rule == KOM_TWO_WAY_MULTI0)
            s.correction[w] = (struct kom_correction){{1, 1}, {1, 1}};
    }
    return s;
}

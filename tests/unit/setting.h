/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fits with clusters for the tests of covariances. Include after cmocka.h. */
#ifndef KOM_SETTING_H
#define KOM_SETTING_H

#include "regress.h"
#include "vcov.h"

/* A fit and two ways of clustering its rows. */
struct setting {
    struct columns data;
    struct regress design;
    struct kom_lsq_fit fit;
    uint32_t *way[2];
    size_t n_numbers[2];
};

/* Clusters by a column of whole numbers. */
static inline void cluster_by(struct setting *s, size_t w, const char *name) {
    s->way[w] = kom_alloc(s->design.n, sizeof *s->way[w]);
    for (size_t i = 0; i < s->design.n; i++) {
        s->way[w][i] = (uint32_t)columns_dd(&s->data, i, name).hi;
        if (s->way[w][i] >= s->n_numbers[w]) {
            s->n_numbers[w] = s->way[w][i] + 1;
        }
    }
}

static inline void setting_open(struct setting *s, const char *file, size_t rooms) {
    *s = (struct setting){0};
    columns_open(&s->data, file);
    regress_open(&s->design, s->data.n_rows, rooms);
}

static inline void setting_close(struct setting *s) {
    columns_close(&s->data);
    regress_close(&s->design);
    kom_lsq_fit_free(&s->fit);
    kom_free(s->way[0]);
    kom_free(s->way[1]);
}

static inline struct kom_vcov_spec ask(const struct setting *s, enum kom_vcov_kind kind,
                                       size_t n_ways) {
    struct kom_vcov_spec spec = {.kind = kind, .ssc = KOM_SSC_STATA, .n_ways = n_ways};
    for (size_t w = 0; w < n_ways; w++) {
        spec.cluster[w] = (struct kom_clusters){s->way[w], s->n_numbers[w]};
    }
    return spec;
}

static inline struct kom_vcov estimate(const struct setting *s, const struct kom_vcov_spec *spec) {
    struct kom_vcov v;
    struct kom_error err = {0};
    if (kom_vcov_estimate(&s->fit, spec, &v, &err) != KOM_OK) {
        fail_msg("%s", err.text);
    }
    return v;
}

/* Standard error j of a request. */
static inline double se_of(const struct setting *s, const struct kom_vcov_spec *spec, size_t j) {
    struct kom_vcov v = estimate(s, spec);
    const double se = v.se[j];
    kom_vcov_free(&v);
    return se;
}

static inline double se_kind(const struct setting *s, enum kom_vcov_kind kind, size_t j) {
    const struct kom_vcov_spec spec = ask(s, kind, kind >= KOM_VCOV_CR0 ? 1 : 0);
    return se_of(s, &spec, j);
}

#endif

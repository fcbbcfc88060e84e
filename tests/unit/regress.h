/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Designs for the tests of regressions, column by column. Include after cmocka.h. */
#ifndef KOM_REGRESS_H
#define KOM_REGRESS_H

#include <string.h>

#include "csv_columns.h"
#include "lsq.h"

/* A design that grows by columns. */
struct regress {
    size_t n, k, rooms;
    struct kom_dd *y, *x;
    double *weight; /* NULL until set */
    bool has_intercept;
};

static inline void regress_open(struct regress *r, size_t n, size_t rooms) {
    *r = (struct regress){.n = n, .rooms = rooms};
    r->y = kom_alloc(n, sizeof *r->y);
    r->x = kom_alloc(n, rooms * sizeof *r->x);
    assert_true(r->y && r->x);
}

static inline void regress_close(struct regress *r) {
    kom_free(r->y);
    kom_free(r->x);
    kom_free(r->weight);
}

/* A new column, to be filled. */
static inline struct kom_dd *regress_column(struct regress *r) {
    assert_true(r->k < r->rooms);
    return r->x + r->n * r->k++;
}

static inline void regress_intercept(struct regress *r) {
    struct kom_dd *column = regress_column(r);
    for (size_t i = 0; i < r->n; i++) {
        column[i] = kom_dd(1);
    }
    r->has_intercept = true;
}

/* The column NAME to a power. */
static inline void regress_power(struct regress *r, const struct columns *c, const char *name,
                                 unsigned power) {
    struct kom_dd *column = regress_column(r);
    for (size_t i = 0; i < r->n; i++) {
        struct kom_num v;
        assert_true(columns_num(c, i, name, &v));
        column[i] = kom_dd_power(&v, power);
    }
}

static inline void regress_add(struct regress *r, const struct columns *c, const char *name) {
    struct kom_dd *column = regress_column(r);
    for (size_t i = 0; i < r->n; i++) {
        column[i] = columns_dd(c, i, name);
    }
}

static inline void regress_y(struct regress *r, const struct columns *c, const char *name) {
    for (size_t i = 0; i < r->n; i++) {
        r->y[i] = columns_dd(c, i, name);
    }
}

/* Exchanges two rows. */
static inline void regress_swap(struct regress *r, size_t a, size_t b) {
    for (size_t j = 0; j <= r->k; j++) {
        struct kom_dd *column = j < r->k ? r->x + j * r->n : r->y;
        const struct kom_dd keep = column[a];
        column[a] = column[b];
        column[b] = keep;
    }
}

static inline enum kom_status regress_try(const struct regress *r, struct kom_lsq_fit *fit,
                                          struct kom_error *err) {
    const struct kom_lsq in = {.n = r->n,
                               .k = r->k,
                               .y = r->y,
                               .x = r->x,
                               .weight = r->weight,
                               .has_intercept = r->has_intercept};
    return kom_lsq_solve(&in, fit, err);
}

static inline void regress_fit(const struct regress *r, struct kom_lsq_fit *fit) {
    struct kom_error err = {0};
    if (regress_try(r, fit, &err) != KOM_OK) {
        fail_msg("%s", err.text);
    }
}

#endif

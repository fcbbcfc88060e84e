/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reference data for the tests of regressions: columns of a CSV file (gzip or not) as decimals.
   Include after cmocka.h. */
#ifndef KOM_CSV_COLUMNS_H
#define KOM_CSV_COLUMNS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "buf.h"
#include "ddouble.h"
#include "mem.h"
#include "source.h"

enum { COLUMNS_CELLS = 131072 };

/* A whole file without quoted commas: cell r * n_cols + c, row 0 the header. */
struct columns {
    struct kom_buf bytes;
    struct kom_text *cell;
    size_t n_rows, n_cols; /* the header not counted */
};

static inline struct kom_text columns_bare(struct kom_text t) {
    if (t.n >= 2 && t.p[0] == '"') {
        t.p++;
        t.n -= 2;
    }
    return t;
}

/* Reads tests/NAME; fails the test when it cannot. */
static inline void columns_open(struct columns *c, const char *name) {
    char path[1024];
    const char *root = getenv("SOURCE_DIR");
    struct kom_source *source = NULL;
    struct kom_error err;
    *c = (struct columns){0};
    (void)snprintf(path, sizeof path, "%s/tests/%s", root ? root : ".", name);
    assert_int_equal(kom_source_open(&source, path, NULL, false, &err), KOM_OK);
    char block[4096];
    size_t n = 0;
    do {
        assert_int_equal(kom_source_read(source, block, sizeof block, &n, &err), KOM_OK);
        kom_buf_text(&c->bytes, (struct kom_text){block, n});
    } while (n > 0);
    kom_source_close(source);
    c->cell = kom_alloc(COLUMNS_CELLS, sizeof *c->cell);
    assert_non_null(c->cell);
    size_t cells = 0, lines = 0, from = 0;
    for (size_t i = 0; i < c->bytes.n; i++) {
        const char sign = c->bytes.p[i];
        if (sign == ',' || sign == '\n') {
            assert_true(cells < COLUMNS_CELLS);
            const struct kom_text cell = {c->bytes.p + from, i - from};
            c->cell[cells++] = columns_bare(cell);
            lines += sign == '\n';
            c->n_cols = lines == 1 && sign == '\n' ? cells : c->n_cols;
            from = i + 1;
        }
    }
    assert_int_equal(cells, lines * c->n_cols);
    c->n_rows = lines - 1;
}

static inline void columns_close(struct columns *c) {
    kom_buf_fini(&c->bytes);
    kom_free(c->cell);
}

static inline struct kom_text columns_cell(const struct columns *c, size_t row, const char *name) {
    for (size_t j = 0; j < c->n_cols; j++) {
        if (kom_text_is(c->cell[j], name)) {
            return c->cell[(row + 1) * c->n_cols + j];
        }
    }
    fail_msg("no column %s", name);
    return (struct kom_text){0};
}

/* False for a cell that is no number, such as NA. */
static inline bool columns_num(const struct columns *c, size_t row, const char *name,
                               struct kom_num *out) {
    return kom_num_parse(columns_cell(c, row, name), (struct kom_num_form){'.', '\0'}, out);
}

static inline struct kom_dd columns_dd(const struct columns *c, size_t row, const char *name) {
    struct kom_num v;
    if (!columns_num(c, row, name, &v)) {
        fail_msg("row %zu of %s is no number", row, name);
    }
    return kom_dd_from_num(&v);
}

#endif

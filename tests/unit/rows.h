/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the tables in tests/unit/tables, which make.py writes. Include after cmocka.h. */
#ifndef KOM_ROWS_H
#define KOM_ROWS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"

struct rows {
    FILE *file;
    char line[8192];
    struct kom_text cell[8];
    size_t n_cells, n_rows;
};

/* Opens a table of tests/unit/tables (or of the folder TABLES); fails the test when it is not
 * there. */
static inline struct rows rows_open(const char *name) {
    struct rows rows = {0};
    char path[1024];
    const char *folder = getenv("TABLES"), *root = getenv("SOURCE_DIR");
    if (folder)
        (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    else
        (void)snprintf(path, sizeof path, "%s/tests/unit/tables/%s", root ? root : ".", name);
    rows.file = fopen(path, "r");
    if (!rows.file)
        fail_msg("%s cannot be opened", path);
    return rows;
}

/* The next row; at the end closes the table and fails when it held fewer than `least` rows. */
static inline bool rows_next(struct rows *rows, size_t least) {
    do {
        if (!fgets(rows->line, sizeof rows->line, rows->file)) {
            (void)fclose(rows->file);
            assert_true(rows->n_rows >= least);
            return false;
        }
    } while (rows->line[0] == '#');
    rows->n_rows++;
    rows->n_cells = 0;
    for (char *p = rows->line; rows->n_cells < 8;) {
        size_t n = strcspn(p, "\t\n");
        rows->cell[rows->n_cells++] = (struct kom_text){p, n};
        if (p[n] != '\t')
            break;
        p += n + 1;
    }
    return true;
}

/* 16 hexadecimal digits as the bits of a double. */
static inline double rows_double(struct kom_text t) {
    uint64_t bits = 0;
    double x;
    for (size_t i = 0; i < t.n; i++)
        bits = bits << 4 | (uint64_t)(t.p[i] <= '9' ? t.p[i] - '0' : t.p[i] - 'a' + 10);
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The same double, bit for bit. */
static inline bool rows_same(double a, double b) {
    return memcmp(&a, &b, sizeof a) == 0;
}

/* A small whole number. */
static inline int rows_int(struct kom_text t) {
    int v = 0;
    bool minus = t.n && t.p[0] == '-';
    for (size_t i = minus; i < t.n; i++)
        v = v * 10 + (t.p[i] - '0');
    return minus ? -v : v;
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declared columns: header and rows. */
#include "output.h"

#include <stdint.h>
#include <string.h>

#include "by.h"
#include "groups.h"
#include "num.h"

void kom_output_text(const struct kom_output_column *column, const void *result, const void *row,
                     struct kom_buf *buf) {
    const char *text;
    (void)result;
    memcpy(&text, kom_output_at(column, row), sizeof text);
    kom_buf_csv(buf, kom_text_of(text ? text : ""));
}

void kom_output_count(const struct kom_output_column *column, const void *result, const void *row,
                      struct kom_buf *buf) {
    int64_t n;
    (void)result;
    memcpy(&n, kom_output_at(column, row), sizeof n);
    if (n >= 0)
        kom_buf_int(buf, n);
}

static double double_at(const struct kom_output_column *column, const void *row) {
    double x;
    memcpy(&x, kom_output_at(column, row), sizeof x);
    return x;
}

void kom_output_computed(const struct kom_output_column *column, const void *result,
                         const void *row, struct kom_buf *buf) {
    (void)result;
    kom_buf_significant(buf, double_at(column, row), KOM_OUTPUT_DIGITS);
}

void kom_output_exact(const struct kom_output_column *column, const void *result, const void *row,
                      struct kom_buf *buf) {
    (void)result;
    kom_buf_shortest(buf, double_at(column, row));
}

static bool is_there(const struct kom_output_column *column, const void *result) {
    return !column->is_there || column->is_there(result);
}

void kom_output_header(struct kom_output_by by, const struct kom_output_column *list,
                       const void *result, struct kom_buf *buf) {
    size_t n = 0;
    for (size_t i = 0; i < by.n; i++) {
        kom_buf_str(buf, n++ ? "," : "");
        kom_buf_heading(buf, kom_text_of(by.names[i]), ',');
    }
    for (const struct kom_output_column *c = list; c->name; c++) {
        if (!is_there(c, result))
            continue;
        kom_buf_str(buf, n++ ? "," : "");
        kom_buf_str(buf, c->name);
    }
    kom_buf_byte(buf, '\n');
}

void kom_output_row(size_t n_by, const struct kom_text *value, const struct kom_output_column *list,
                    const void *result, const void *row, struct kom_buf *buf) {
    size_t n = 0;
    for (size_t i = 0; i < n_by; i++) {
        kom_buf_str(buf, n++ ? "," : "");
        kom_buf_csv(buf, value[i]);
    }
    for (const struct kom_output_column *c = list; c->name; c++) {
        if (!is_there(c, result))
            continue;
        kom_buf_str(buf, n++ ? "," : "");
        c->cell(c, result, row, buf);
    }
    kom_buf_byte(buf, '\n');
}

void kom_output_group(size_t n_by, struct kom_text key, const struct kom_output_column *list,
                      const void *result, const void *row, struct kom_buf *buf) {
    struct kom_group_part part[KOM_BY_MAX];
    struct kom_text value[KOM_BY_MAX];
    kom_group_parts(key, part, n_by);
    for (size_t i = 0; i < n_by; i++)
        value[i] = part[i].text;
    kom_output_row(n_by, value, list, result, row, buf);
}

enum kom_status kom_output_own(const char *const *by, size_t n,
                               const struct kom_output_column *list, struct kom_error *err) {
    for (size_t i = 0; i < n; i++)
        for (const struct kom_output_column *c = list; c->name; c++)
            if (strcmp(by[i], c->name) == 0)
                return kom_fail(
                    err, KOM_EUSAGE,
                    "--by: the table has a column %s of its own; leave it out, or give the "
                    "input's another name: --rename other_%s=%s",
                    by[i], by[i], by[i]);
    return KOM_OK;
}

enum kom_status kom_output_none(size_t n, const char *warning, struct kom_error *err) {
    return n ? kom_fail(err, KOM_EESTIMATE,
                        "none of %zu estimates could be made, so there is no result; the first: %s",
                        n, warning)
             : kom_fail(err, KOM_EESTIMATE, "no rows, so nothing could be estimated");
}

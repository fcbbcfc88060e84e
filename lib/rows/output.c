/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declared columns: header and rows. */
#include "output.h"

#include <stdint.h>
#include <string.h>

#include "by.h"
#include "groups.h"
#include "num.h"
#include "shell_word.h"

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
        if (n++)
            kom_buf_byte(buf, ',');
        kom_buf_csv(buf, value[i]);
    }
    for (const struct kom_output_column *c = list; c->name; c++) {
        if (!is_there(c, result))
            continue;
        if (n++)
            kom_buf_byte(buf, ',');
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

/* The by-columns of a call, and what --contrast names among them. */
struct asked {
    struct kom_output_by by;
    const char *contrast; /* NULL: nothing */
    bool is_beside;       /* it is the last, and none of --by */
};

/* The call with another name for by-column i, the input's or (TABLE:) a side table's. */
static void add_renaming(const struct asked *a, size_t i, struct kom_text other,
                         struct kom_buf *out) {
    const char *const *name = a->by.names;
    const size_t n = a->by.n - a->is_beside;
    kom_buf_str(out, "--rename ");
    kom_shell_pair(out, NULL, other, kom_text_of(name[i]));
    kom_buf_str(out, i < n ? " --by " : "");
    for (size_t k = 0; k < n && i < n; k++) {
        kom_buf_str(out, k ? "," : "");
        kom_shell_item(out, k == i ? other : kom_text_of(name[k]));
    }
    if (a->contrast && kom_by_means(a->contrast, kom_text_of(name[i]))) {
        kom_buf_str(out, " --contrast ");
        kom_shell_item(out, other);
    }
    kom_buf_str(out, " (of a side table: TABLE:");
    kom_shell_pair(out, NULL, other, kom_text_of(name[i]));
    kom_buf_byte(out, ')');
}

static enum kom_status own(const struct asked *a, struct kom_text name, struct kom_error *err) {
    size_t i = 0;
    while (i < a->by.n && !kom_by_means(a->by.names[i], name))
        i++;
    if (i == a->by.n)
        return KOM_OK;
    struct kom_buf text = {0}, other = {0};
    kom_buf_printf(&other, "other_%.*s", (int)name.n, name.p);
    kom_buf_printf(&text,
                   "--%s: the table has a column %.*s of its own; leave it out, or give the "
                   "input's another name: ",
                   a->is_beside && i + 1 == a->by.n ? "contrast" : "by", (int)name.n, name.p);
    add_renaming(a, i, kom_buf_view(&other), &text);
    text.failed = text.failed || other.failed;
    kom_buf_fini(&other);
    return kom_fail_text(&text, KOM_EUSAGE, err);
}

static enum kom_status own_of_list(const struct asked *a, const struct kom_output_column *list,
                                   const void *result, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (const struct kom_output_column *c = list; c->name && !status; c++)
        if (is_there(c, result))
            status = own(a, kom_text_of(c->name), err);
    return status;
}

enum kom_status kom_output_own(struct kom_output_by by, const struct kom_output_column *list,
                               const void *result, struct kom_error *err) {
    const struct asked asked = {by, NULL, false};
    return own_of_list(&asked, list, result, err);
}

enum kom_status kom_output_own_contrast(struct kom_output_by by, const char *contrast,
                                        bool is_beside, const struct kom_output_column *list,
                                        const void *result, struct kom_error *err) {
    const struct asked asked = {by, contrast, is_beside};
    return own_of_list(&asked, list, result, err);
}

enum kom_status kom_output_own_headings(struct kom_output_by by, struct kom_text headings,
                                        struct kom_error *err) {
    const struct asked asked = {by, NULL, false};
    enum kom_status status = KOM_OK;
    for (size_t from = 0; from < headings.n && !status;) {
        const char *p = headings.p + from, *end = memchr(p, ',', headings.n - from);
        const size_t n = end ? (size_t)(end - p) : headings.n - from;
        status = own(&asked, (struct kom_text){p, n}, err);
        from += n + 1;
    }
    return status;
}

enum kom_status kom_output_none(size_t n, const char *warning, struct kom_error *err) {
    return n ? kom_fail(err, KOM_EESTIMATE,
                        "none of %zu estimates could be made, so there is no result; the first: %s",
                        n, warning)
             : kom_fail(err, KOM_EESTIMATE, "no rows, so nothing could be estimated");
}

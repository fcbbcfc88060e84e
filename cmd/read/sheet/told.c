/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the call says of texts in a workbook: they become numbers and days, and stand beside those
   that are numbers and days by themselves, which nothing is said of. */
#include <string.h>

#include "schema.h"
#include "vocab.h"
#include "xlsx.h"

/* ---- of which columns ---- */

static bool names(const struct kom_names *list, struct kom_text heading) {
    bool is_named = false;
    for (size_t i = 0; i < list->n; i++)
        is_named = is_named || kom_heading_means(list->item[i], heading);
    return is_named;
}

static const char *right_of(const struct kom_pair *pairs, size_t n, struct kom_text heading) {
    const char *right = NULL;
    for (size_t i = n; i-- > 0;)
        if (kom_heading_means(pairs[i].left, heading))
            right = pairs[i].right;
    return right;
}

/* Is the VALUE of --long a number, and is this a column that becomes rows? */
static bool is_value(const struct kom_canonical_request *q, struct kom_text heading) {
    if (!q->value_heading || names(&q->keep, heading))
        return false;
    const struct kom_text value = kom_text_of(q->value_heading);
    const struct kom_word *word = kom_word_find(value);
    return (word && word->kind == KOM_KIND_NUMBER) || names(&q->number, value);
}

static bool is_number(const struct kom_xlsx *x, struct kom_text heading,
                      const struct kom_schema_field *field) {
    const struct kom_canonical_request *q = x->file.request->plan;
    const struct kom_word *word = kom_word_find(heading);
    return field ? field->kind == KOM_KIND_NUMBER
                 : (word && word->kind == KOM_KIND_NUMBER) || names(&q->number, heading) ||
                       is_value(q, heading);
}

static void tell(const struct kom_xlsx *x, struct kom_text heading, struct kom_xl_told *t) {
    const struct kom_reading *r = x->file.request->reading;
    const struct kom_schema_field *field = r->schema ? kom_schema_field(r->schema, heading) : NULL;
    const char *thousands = right_of(r->column_thousands, r->n_column_thousands, heading),
               *suffix = right_of(r->suffixes, r->n_suffixes, heading);
    struct kom_cell_form *f = &t->form;
    *t = (struct kom_xl_told){
        .form = {.negative = r->negative, .heading = heading, .is_told = true}};
    const bool own = field && field->has_missing;
    t->missing = own ? field->missing : r->schema ? r->schema->missing : NULL;
    t->n_missing = own ? field->n_missing : r->schema ? r->schema->n_missing : 0;
    if (field) {
        f->number = (struct kom_num_form){field->decimal, field->thousands};
        f->day = field->day_form;
    }
    f->number.decimal = f->number.decimal ? f->number.decimal : r->decimal ? r->decimal : '.';
    f->number.thousands = thousands             ? thousands[0]
                          : f->number.thousands ? f->number.thousands
                                                : r->thousands;
    f->suffix = suffix ? kom_text_of(suffix) : f->suffix;
    for (size_t i = r->n_days; i-- > 0;)
        if (!r->days[i].side && kom_heading_means(r->days[i].column, heading))
            f->day = r->days[i].form;
    f->day.century = r->century;
    const bool is_written =
        f->number.decimal != '.' || f->number.thousands || f->negative || suffix;
    t->is_day = f->day.shape != KOM_DAY_ISO;
    t->is_number =
        !t->is_day && is_written && (is_number(x, heading, field) || thousands || suffix);
    t->is_percent = suffix && strcmp(suffix, "%") == 0;
}

enum kom_status kom_xl_tell(struct kom_xlsx *x, struct kom_error *err) {
    x->told = kom_arena_take(&x->arena, x->n_columns * sizeof *x->told);
    for (size_t i = 0; i < x->n_columns && x->told; i++) {
        const struct kom_text heading = kom_text_trim(x->plan[0].heading[i]);
        const char *name = kom_arena_copy(&x->arena, heading.p, heading.n);
        if (!name)
            return kom_no_memory_in(err, x->file.path);
        tell(x, kom_text_of(kom_read_name(&x->file, name)), &x->told[i]);
    }
    return x->told ? KOM_OK : kom_no_memory_in(err, x->file.path);
}

/* ---- of cells ---- */

/* 12.5% as its cells would have it: 0.125. */
static void put_percent(struct kom_text t, struct kom_buf *out) {
    const char *point = memchr(t.p, '.', t.n);
    size_t sign = t.n && (t.p[0] == '-' || t.p[0] == '+'),
           whole = point ? (size_t)(point - t.p) : t.n;
    size_t n = whole - sign;
    kom_buf_add(out, t.p, sign);
    kom_buf_str(out, n < 3 ? "0" : "");
    kom_buf_add(out, t.p + sign, n > 2 ? n - 2 : 0);
    kom_buf_str(out, n < 2 ? ".0" : ".");
    kom_buf_add(out, t.p + sign + (n > 2 ? n - 2 : 0), n < 2 ? n : 2);
    if (point)
        kom_buf_add(out, point + 1, t.n - whole - 1);
}

/* false: it is no number as the call says. */
static bool put_number(const struct kom_xl_told *told, struct kom_text t, struct kom_buf *out) {
    struct kom_num ignored;
    struct kom_buf plain = {0};
    if (kom_cell_number(&told->form, t, &ignored) != KOM_CELL_VALUE)
        return false;
    kom_cell_number_text(&told->form, t, &plain);
    const struct kom_text number = kom_buf_view(&plain);
    bool is_read = !told->is_percent || !memchr(number.p, 'e', number.n);
    is_read = is_read && (!told->is_percent || !memchr(number.p, 'E', number.n));
    if (is_read && told->is_percent)
        put_percent(number, out);
    else if (is_read)
        kom_buf_text(out, number);
    out->failed = out->failed || plain.failed;
    kom_buf_fini(&plain);
    return is_read;
}

/* A number of days is counted as the workbook counts, which is said. */
static bool put_serial(struct kom_xlsx *x, struct kom_day_form form, struct kom_text t,
                       struct kom_buf *out) {
    const struct kom_xl_shown day = {.kind = KOM_XL_DAY};
    struct kom_num number;
    if (!kom_num_parse(kom_text_trim(t), (struct kom_num_form){'.', '\0'}, &number))
        return false;
    const double value = kom_num_double(&number), whole = (double)(int64_t)value;
    const double far = 1e7;
    if (!(value > -far && value < far) || (value > whole && !form.drops_time))
        return false;
    x->plan[x->at_plan].met.n_serials++;
    return kom_xl_put_number(day, x->book.is_1904, whole, out);
}

static bool put_day(struct kom_xlsx *x, const struct kom_xl_told *told, struct kom_text t,
                    struct kom_buf *out) {
    const struct kom_day_form as_cells = {.shape = KOM_DAY_ISO};
    int32_t day;
    char iso[10];
    if (kom_day_parse(kom_text_trim(t), as_cells, &day)) {
        kom_buf_add(out, iso, kom_day_format(iso, day));
        return true;
    }
    if (told->form.day.shape == KOM_DAY_EXCEL)
        return put_serial(x, told->form.day, t, out);
    if (kom_cell_day(&told->form, t, &day) != KOM_CELL_VALUE)
        return false;
    if (day == KOM_DAY_OPEN)
        kom_buf_str(out, "9999-12-31");
    else
        kom_buf_add(out, iso, kom_day_format(iso, day));
    return true;
}

static struct kom_xl_shown shown_of(const struct kom_xlsx *x, const struct kom_xl_cell *cell) {
    return x->book.n_styles ? x->book.style[cell->style]
                            : (struct kom_xl_shown){.kind = KOM_XL_NUMBER};
}

/* Is the cell what it is by itself? */
static bool is_by_itself(const struct kom_xlsx *x, const struct kom_xl_told *told,
                         const struct kom_xl_cell *cell) {
    const struct kom_xl_shown shown = shown_of(x, cell);
    const bool is_number = cell->type == KOM_XL_OF_NUMBER;
    if (told->is_day)
        return cell->type == KOM_XL_OF_ISO ||
               (is_number && shown.kind != KOM_XL_NUMBER && shown.kind != KOM_XL_ZEROS);
    return cell->type == KOM_XL_OF_BOOLEAN || cell->type == KOM_XL_OF_ISO ||
           (is_number && (!told->is_percent || shown.is_percent));
}

static bool is_no_value(const struct kom_xlsx *x, const struct kom_xl_told *told,
                        struct kom_text t) {
    bool is = kom_xl_is_sign(x, t);
    for (size_t i = 0; i < told->n_missing; i++)
        is = is || kom_text_is(t, told->missing[i]);
    return is;
}

void kom_xl_retell(struct kom_xlsx *x, const struct kom_xl_cell *cell, uint32_t column, size_t at,
                   enum kom_xl_fault *fault) {
    const struct kom_xl_told *told = &x->told[column];
    const struct kom_text t = {x->row_text.p + at, x->row_text.n - at};
    const struct kom_text trimmed = kom_text_trim(t);
    if ((!told->is_day && !told->is_number) || *fault != KOM_XL_FINE || trimmed.n == 0 ||
        is_no_value(x, told, trimmed) || is_by_itself(x, told, cell))
        return;
    kom_buf_reset(&x->retold);
    const bool is_read =
        told->is_day ? put_day(x, told, t, &x->retold) : put_number(told, t, &x->retold);
    if (!is_read) {
        *fault = KOM_XL_TEXT;
        return;
    }
    x->row_text.n = at;
    x->row_text.failed = x->row_text.failed || x->retold.failed;
    kom_buf_text(&x->row_text, kom_buf_view(&x->retold));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what was seen to a schema: of each column the narrowest type that all its values obey.

   Narrowest first: boolean, year, yearmonth, date, integer, number, what the name means in the
   vocabulary (any), string. What the vocabulary calls a code stays a string, and so do digits with
   a zero before them. Where a column can be read in two ways the one is taken in which the call
   reads it, else the usual one here (the day before the month), and the doubt is told. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpr_watch.h"
#include "work.h"

struct judging {
    const struct kom_extract *x;
    struct kom_schema *schema;
    struct kom_error *err;
};

static enum kom_kind kind_of(const struct kom_column *c) {
    return c->word ? c->word->kind : KOM_KIND_TEXT;
}

/* Does it hold what looks like CPR numbers? Then nothing of its values is told. */
static bool is_cpr(const struct kom_extract *x, const struct kom_column *c) {
    bool stops;
    return x->cpr && kom_cpr_verdict(&x->cpr[c->at], &stops) != KOM_CPR_NONE;
}

/* ---- types ---- */

static bool take_word(const struct kom_infer_seen *s, struct kom_schema_field *f) {
    static const struct {
        unsigned what;
        const char *type;
    } types[] = {
        {KOM_CAN_BOOLEAN, "boolean"}, {KOM_CAN_YEAR, "year"}, {KOM_CAN_MONTH, "yearmonth"}};
    for (size_t i = 0; i < sizeof types / sizeof types[0] && !f->type; i++)
        if (s->can & KOM_CAN(types[i].what))
            f->type = types[i].type;
    /* 0 and 1 alone are numbers */
    if (f->type && strcmp(f->type, "boolean") == 0 && s->can & KOM_CAN(KOM_CAN_WHOLE))
        f->type = NULL;
    return f->type != NULL;
}

/* The first form that fits, else that which --day told. */
static bool take_day(const struct kom_infer_seen *s, const struct kom_column *c,
                     struct kom_schema_field *f, uint8_t *doubt) {
    int found = -1;
    for (int i = 0; i < KOM_N_DAYS; i++) {
        const enum kom_day_shape shape = kom_infer_days[i].shape, told = c->form.day.shape;
        if (!(s->can & KOM_CAN(KOM_CAN_DAY + i)))
            continue;
        if (found >= 0 && kom_infer_days[found].shape != shape)
            *doubt = KOM_INFER_DAYS;
        if (found < 0 || (shape == told && kom_infer_days[found].shape != told))
            found = i;
    }
    if (found < 0)
        return false;
    if (c->form.day.shape == kom_infer_days[found].shape)
        *doubt = KOM_INFER_NONE; /* it was told */
    f->type = "date";
    f->format = kom_infer_days[found].format;
    return true;
}

/* How good a form is: without thousands marks, with the call's or file's decimal mark. */
static int rank(struct kom_num_form form, struct kom_num_form usual) {
    return form.decimal == usual.decimal ? (form.thousands ? 1 : 0) : (form.thousands ? 3 : 2);
}

/* May a mark that all values have be either, and so mean numbers that differ? */
static bool are_two_numbers(const struct kom_infer_seen *s) {
    bool two = false;
    for (int i = 0; i < KOM_N_NUMBERS && s->n_marked; i++)
        for (int k = 0; k < KOM_N_NUMBERS; k++)
            two |= s->can & KOM_CAN(KOM_CAN_NUMBER + i) && s->can & KOM_CAN(KOM_CAN_NUMBER + k) &&
                   !kom_infer_numbers[i].thousands &&
                   kom_infer_numbers[i].decimal == kom_infer_numbers[k].thousands;
    return two;
}

static bool take_number(const struct kom_infer_seen *s, const struct kom_column *c,
                        const struct kom_extract *x, struct kom_schema_field *f, uint8_t *doubt) {
    const struct kom_reading *r = x->reading;
    const struct kom_num_form usual = kom_extract_form(x->files[0], c).number;
    int found = -1;
    for (int i = 0; i < KOM_N_NUMBERS; i++) {
        const struct kom_num_form form = kom_infer_numbers[i];
        const bool is_told_else = (r->decimal && form.decimal != usual.decimal) ||
                                  (usual.thousands && form.thousands != usual.thousands);
        if (!(s->can & KOM_CAN(KOM_CAN_NUMBER + i)) || (is_told_else && s->n_marked))
            continue;
        if (found < 0 || rank(form, usual) < rank(kom_infer_numbers[found], usual))
            found = i;
    }
    if (found < 0)
        return false;
    const bool is_whole = s->can & KOM_CAN(KOM_CAN_WHOLE + found);
    f->type = is_whole ? "integer" : "number";
    f->decimal = s->n_marked || !is_whole ? kom_infer_numbers[found].decimal : '\0';
    f->thousands = s->n_marked ? kom_infer_numbers[found].thousands : '\0';
    if (are_two_numbers(s) && !r->decimal && !usual.thousands)
        *doubt = KOM_INFER_MARKS;
    return true;
}

/* Is the type another thing than the name means? */
static bool is_unlike(enum kom_kind kind, const char *type) {
    const char *like = kind == KOM_KIND_NUMBER   ? "integer number any"
                       : kind == KOM_KIND_DAY    ? "date any"
                       : kind == KOM_KIND_PERIOD ? "yearmonth date any"
                                                 : type;
    return !strstr(like, type);
}

static void take_type(const struct judging *j, const struct kom_column *c,
                      const struct kom_infer_seen *s, struct kom_schema_field *f, uint8_t *doubt) {
    const enum kom_kind kind = kind_of(c);
    const bool is_code = (c->word && kind == KOM_KIND_TEXT) || is_cpr(j->x, c);
    struct kom_infer_seen left = *s;
    f->type = "any";
    if (s->n_values == s->n_signs[0] + s->n_signs[1]) {
        *doubt = s->n_values ? KOM_INFER_NONE : KOM_INFER_EMPTY;
        return;
    }
    if (s->is_padded && kind != KOM_KIND_NUMBER) /* but 01-02-2019 is a day */
        left.can &= ~(KOM_CAN_NUMBERS | KOM_CAN(KOM_CAN_YEAR));
    f->type = NULL;
    if (!is_code && (take_word(&left, f) || take_day(&left, c, f, doubt) ||
                     take_number(&left, c, j->x, f, doubt)))
        return;
    f->type = kind != KOM_KIND_TEXT && s->can & KOM_CAN(KOM_CAN_WORD) ? "any" : "string";
}

/* ---- constraints ---- */

static int by_text(const void *a, const void *b) {
    const struct kom_infer_value *x = a, *y = b;
    return kom_text_compare((struct kom_text){x->text, x->length},
                            (struct kom_text){y->text, y->length});
}

static bool are_many_rows(const struct kom_infer_seen *s) {
    bool all = s->n_listed > 0 && !s->is_over;
    for (uint8_t i = 0; i < s->n_listed && all; i++)
        all = s->value[i].n >= KOM_INFER_ROWS;
    return all;
}

static enum kom_status take_values(const struct judging *j, const struct kom_column *c,
                                   const struct kom_infer_seen *s, struct kom_schema_field *f,
                                   uint8_t *doubt) {
    if (!are_many_rows(s) || is_cpr(j->x, c))
        return KOM_OK;
    if (!kom_infer_may_list(c, s)) {
        *doubt = c->is_person || s->is_text ? KOM_INFER_NONE : KOM_INFER_FEW;
        return KOM_OK;
    }
    struct kom_infer_value sorted[KOM_INFER_VALUES];
    memcpy(sorted, s->value, s->n_listed * sizeof *sorted);
    qsort(sorted, s->n_listed, sizeof *sorted, by_text);
    f->values = kom_arena_take(&j->schema->arena, s->n_listed * sizeof *f->values);
    for (uint8_t i = 0; i < s->n_listed && f->values; i++) {
        f->values[i] = kom_arena_copy(&j->schema->arena, sorted[i].text, sorted[i].length);
        if (!f->values[i])
            return kom_no_memory(j->err);
    }
    f->n_values = s->n_listed;
    return f->values ? KOM_OK : kom_no_memory(j->err);
}

static enum kom_status take_pattern(const struct judging *j, const struct kom_column *c,
                                    const struct kom_infer_seen *s, struct kom_schema_field *f) {
    char text[40];
    if (c->is_person || s->is_text || is_cpr(j->x, c) || s->n_digits == 0 ||
        s->n_digits > KOM_INFER_BYTES || f->n_values)
        return KOM_OK;
    int n = snprintf(text, sizeof text, "[0-9]{%zu}", s->n_digits);
    f->pattern = kom_arena_copy(&j->schema->arena, text, (size_t)n);
    return f->pattern ? KOM_OK : kom_no_memory(j->err);
}

/* ".." and "." stand for missing in columns of numbers and days; the standard has to be told. */
static enum kom_status take_signs(const struct judging *j, const struct kom_infer_seen *s,
                                  struct kom_schema_field *f) {
    const struct kom_schema *schema = j->schema;
    f->missing = kom_arena_take(&j->schema->arena, (schema->n_missing + 2) * sizeof *f->missing);
    if (!f->missing)
        return kom_no_memory(j->err);
    memcpy(f->missing, schema->missing, schema->n_missing * sizeof *f->missing);
    f->n_missing = schema->n_missing;
    if (s->n_signs[0])
        f->missing[f->n_missing++] = "..";
    if (s->n_signs[1])
        f->missing[f->n_missing++] = ".";
    f->has_missing = true;
    return KOM_OK;
}

static enum kom_status judge_field(const struct judging *j, const struct kom_column *c,
                                   const struct kom_infer_seen *s, struct kom_schema_field *f,
                                   uint8_t *doubt) {
    *f = (struct kom_schema_field){0};
    f->name = kom_arena_copy(&j->schema->arena, c->heading.p, c->heading.n);
    if (!f->name)
        return kom_no_memory(j->err);
    take_type(j, c, s, f, doubt);
    if (is_unlike(kind_of(c), f->type))
        *doubt = KOM_INFER_BROKEN;
    const bool is_text = strcmp(f->type, "string") == 0, is_any = strcmp(f->type, "any") == 0;
    const bool has_signs = s->n_signs[0] + s->n_signs[1] > 0;
    f->required = s->n_values > 0 && s->n_missing == 0 && (is_text || !has_signs);
    enum kom_status status = KOM_OK;
    if (is_text)
        status = take_values(j, c, s, f, doubt);
    if (!status && is_text)
        status = take_pattern(j, c, s, f);
    if (!status && has_signs && !is_text && !is_any)
        status = take_signs(j, s, f);
    return status;
}

/* The empty cell, and what the call says. */
static enum kom_status take_missing(const struct judging *j) {
    const struct kom_reading *r = j->x->reading;
    struct kom_schema *s = j->schema;
    s->missing = kom_arena_take(&s->arena, (r->n_missing + 1) * sizeof *s->missing);
    if (!s->missing)
        return kom_no_memory(j->err);
    s->missing[0] = "";
    memcpy(s->missing + 1, r->missing, r->n_missing * sizeof *s->missing);
    s->n_missing = r->n_missing + 1;
    s->has_missing = true;
    return KOM_OK;
}

/* The delimiter that all files have; a table of one column has none. */
static char delimiter_of(const struct kom_extract *x) {
    char delimiter = x->n_files ? x->files[0]->split.delimiter : '\0';
    for (size_t i = 0; i < x->n_files; i++)
        if (x->files[i]->split.delimiter != delimiter || x->files[i]->foreign)
            delimiter = '\0';
    return delimiter == '\n' ? '\0' : delimiter;
}

static enum kom_status judge(struct kom_infer *infer, const struct kom_extract *x,
                             const struct kom_infer_seen *seen, struct kom_error *err) {
    const struct judging j = {x, &infer->schema, err};
    struct kom_schema *s = &infer->schema;
    s->fields = kom_arena_take(&s->arena, (x->n_columns + 1) * sizeof *s->fields);
    infer->doubt = kom_arena_take(&s->arena, x->n_columns + 1);
    if (!s->fields || !infer->doubt)
        return kom_no_memory(err);
    memset(infer->doubt, 0, x->n_columns + 1);
    s->delimiter = delimiter_of(x);
    s->encoding = x->reading->encoding;
    enum kom_status status = take_missing(&j);
    for (; s->n_fields < x->n_columns && !status; s->n_fields++)
        status = judge_field(&j, &x->columns[s->n_fields], &seen[s->n_fields],
                             &s->fields[s->n_fields], &infer->doubt[s->n_fields]);
    return status;
}

enum kom_status kom_infer_judge(struct kom_infer *infer, const struct kom_extract *x,
                                const struct kom_infer_seen *seen, struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    return kom_mem_settle(failures, judge(infer, x, seen, err), err);
}

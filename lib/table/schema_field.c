/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One field of a Table Schema: type, format and constraints; what is not understood is refused by
   name.

   Type gives the kind of the column, format the form of its days; both must be known words.
   Properties that would change what a cell may hold and that nothing here follows are refused by
   name. Constraints are read one by one: flags, a list of values, bounds as numbers, days or
   periods of the field's kind, lengths of texts, a pattern, which is compiled at once so that a
   wrong one is told before any row. Numbers in JSON are turned into the text that a cell would
   have, so that 1 and "1" mean the same. */
#include "schema_field.h"

#include <string.h>

#include "schema_pattern.h"

static enum kom_status refuse(struct kom_schema_reader *r, const struct kom_schema_field *f,
                              const char *what, const char *value, const char *remedy) {
    return kom_fail(r->err, KOM_EDATA, "%s: field \"%s\": %s \"%s\" is not understood; %s",
                    r->place, f->name, what, value, remedy);
}

static const struct type {
    const char *name;
    enum kom_kind kind;
} types[] = {
    {"string", KOM_KIND_TEXT},  {"integer", KOM_KIND_NUMBER}, {"number", KOM_KIND_NUMBER},
    {"date", KOM_KIND_DAY},     {"year", KOM_KIND_PERIOD},    {"yearmonth", KOM_KIND_PERIOD},
    {"boolean", KOM_KIND_TEXT}, {"any", KOM_KIND_TEXT},
};

static const struct day_format {
    const char *name;
    enum kom_day_shape shape;
} day_formats[] = {
    {"default", KOM_DAY_ISO},  {"%Y-%m-%d", KOM_DAY_ISO}, {"%d-%m-%Y", KOM_DAY_DMY},
    {"%d/%m/%Y", KOM_DAY_DMY}, {"%d.%m.%Y", KOM_DAY_DMY}, {"%d%m%Y", KOM_DAY_COMPACT},
    {"%m/%d/%Y", KOM_DAY_MDY}, {"%m-%d-%Y", KOM_DAY_MDY}, {"%Y/%m/%d", KOM_DAY_YMD},
    {"%Y.%m.%d", KOM_DAY_YMD}, {"%Y%m%d", KOM_DAY_YMD},   {"%d%b%Y", KOM_DAY_DATE9},
    {"sas", KOM_DAY_SAS},      {"excel", KOM_DAY_EXCEL},
};

static enum kom_status read_type(struct kom_schema_reader *r, const json_t *json,
                                 struct kom_schema_field *f) {
    const json_t *type = json_object_get(json, "type"), *format = json_object_get(json, "format");
    const char *name = type ? json_string_value(type) : "any";
    const char *form = format ? json_string_value(format) : "default";
    for (size_t i = 0; name && i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(types[i].name, name) == 0) {
            f->type = types[i].name;
            f->kind = types[i].kind;
        }
    }
    if (!f->type)
        return refuse(r, f, "the type", name ? name : "(no text)",
                      "known are string, integer, number, date, year, yearmonth, boolean and any");
    bool known = form && strcmp(form, "default") == 0;
    for (size_t i = 0;
         form && f->kind == KOM_KIND_DAY && i < sizeof day_formats / sizeof day_formats[0]; i++) {
        if (strcmp(day_formats[i].name, form) == 0) {
            f->day_form.shape = day_formats[i].shape;
            f->format = i ? day_formats[i].name : NULL;
            known = true;
        }
    }
    if (!known)
        return refuse(r, f, "the format", form ? form : "(no text)",
                      "known are, for dates, %Y-%m-%d, %d-%m-%Y, %d%m%Y, %m/%d/%Y, %Y%m%d, "
                      "%d%b%Y, sas and excel");
    return KOM_OK;
}

/* decimalChar, groupChar: one character each. */
static enum kom_status read_mark(struct kom_schema_reader *r, const json_t *json, const char *name,
                                 const struct kom_schema_field *f, char *mark) {
    const json_t *value = json_object_get(json, name);
    if (!value)
        return KOM_OK;
    const char *text = json_string_value(value);
    if (!text || strlen(text) != 1 || f->kind != KOM_KIND_NUMBER)
        return refuse(r, f, name, text ? text : "(no text)", "it is one character, of a number");
    *mark = text[0];
    return KOM_OK;
}

/* Properties that narrow or change what a cell may hold, and that nothing here follows. */
static enum kom_status refuse_unread(struct kom_schema_reader *r, const json_t *json,
                                     const struct kom_schema_field *f) {
    static const char *const unread[] = {"trueValues", "falseValues", "categories"};
    for (size_t i = 0; i < sizeof unread / sizeof unread[0]; i++)
        if (json_object_get(json, unread[i]))
            return refuse(r, f, "the property", unread[i],
                          "leave it out, or check it by other means");
    const json_t *bare = json_object_get(json, "bareNumber");
    if (bare && !json_is_true(bare))
        return refuse(r, f, "the property", "bareNumber",
                      "numbers stand without signs of currency");
    return KOM_OK;
}

/* ---- constraints ---- */

/* A JSON scalar as the text of a cell would have it; false for objects, lists and null. */
static bool scalar_text(const json_t *json, struct kom_buf *out) {
    if (json_is_string(json))
        kom_buf_add(out, json_string_value(json), json_string_length(json));
    else if (json_is_integer(json))
        kom_buf_int(out, json_integer_value(json));
    else if (json_is_real(json))
        kom_buf_shortest(out, json_real_value(json));
    else if (json_is_boolean(json))
        kom_buf_str(out, json_is_true(json) ? "true" : "false");
    else
        return false;
    return true;
}

static enum kom_status read_flag(struct kom_schema_reader *r, const struct kom_schema_field *f,
                                 const char *name, const json_t *json, bool *flag) {
    if (!json_is_boolean(json))
        return refuse(r, f, "the constraint", name, "it is true or false");
    *flag = json_is_true(json);
    return KOM_OK;
}

static enum kom_status read_enum(struct kom_schema_reader *r, const json_t *json,
                                 struct kom_schema_field *f) {
    size_t n = json_array_size(json);
    if (n == 0)
        return refuse(r, f, "the constraint", "enum", "it is a list of values");
    f->values = kom_arena_take(&r->schema->arena, n * sizeof *f->values);
    if (!f->values)
        return kom_schema_no_memory(r);
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < n && !status; i++) {
        struct kom_buf text = {0};
        if (!scalar_text(json_array_get(json, i), &text))
            status = refuse(r, f, "the constraint", "enum", "its values are texts or numbers");
        kom_buf_byte(&text, '\0');
        f->values[i] = !status && !text.failed ? kom_schema_copy(r, text.p) : NULL;
        if (!status && !f->values[i])
            status = kom_schema_no_memory(r);
        kom_buf_fini(&text);
    }
    f->n_values = status ? 0 : n;
    return status;
}

/* A bound as a number, a day, or the first (last) day of a year or month. */
static bool read_bound(const struct kom_schema_field *f, struct kom_text text, bool last,
                       struct kom_num *number, int32_t *day) {
    struct kom_period period;
    switch (f->kind) {
    case KOM_KIND_NUMBER:
        return kom_num_parse(text, (struct kom_num_form){'.', '\0'}, number);
    case KOM_KIND_DAY:
        return kom_day_parse(text, (struct kom_day_form){.shape = KOM_DAY_ISO}, day) ||
               kom_day_parse(text, f->day_form, day);
    case KOM_KIND_PERIOD:
        if (!kom_period_parse(text, &period))
            return false;
        *day = last ? kom_period_last(period) : kom_period_first(period);
        return true;
    case KOM_KIND_TEXT:
        break;
    }
    return false;
}

static enum kom_status read_range(struct kom_schema_reader *r, const char *name, const json_t *json,
                                  struct kom_schema_field *f) {
    bool last = strcmp(name, "maximum") == 0;
    struct kom_buf text = {0};
    bool fine = scalar_text(json, &text) &&
                read_bound(f, kom_buf_view(&text), last, last ? &f->maximum : &f->minimum,
                           last ? &f->last_day : &f->first_day);
    kom_buf_fini(&text);
    if (!fine)
        return refuse(r, f, "the constraint", name,
                      "it is a value of a number, date, year or yearmonth");
    *(last ? &f->has_maximum : &f->has_minimum) = true;
    return KOM_OK;
}

static enum kom_status read_length(struct kom_schema_reader *r, const char *name,
                                   const json_t *json, struct kom_schema_field *f) {
    if (f->kind != KOM_KIND_TEXT || !json_is_integer(json) || json_integer_value(json) < 0)
        return refuse(r, f, "the constraint", name, "it is a whole number, of a string");
    bool max = strcmp(name, "maxLength") == 0;
    *(max ? &f->max_length : &f->min_length) = (size_t)json_integer_value(json);
    *(max ? &f->has_max_length : &f->has_min_length) = true;
    return KOM_OK;
}

static enum kom_status read_pattern(struct kom_schema_reader *r, const json_t *json,
                                    struct kom_schema_field *f) {
    const char *pattern = json_string_value(json);
    if (!pattern)
        return refuse(r, f, "the constraint", "pattern", "it is a text");
    f->pattern = kom_schema_copy(r, pattern);
    struct kom_buf place = {0};
    kom_buf_printf(&place, "%s: field \"%s\"", r->place, f->name);
    kom_buf_byte(&place, '\0');
    enum kom_status status = place.failed || !f->pattern
                                 ? kom_schema_no_memory(r)
                                 : kom_pattern_compile(&f->matches, pattern, place.p, r->err);
    kom_buf_fini(&place);
    return status;
}

static enum kom_status read_constraint(struct kom_schema_reader *r, const char *name,
                                       const json_t *json, struct kom_schema_field *f) {
    if (strcmp(name, "required") == 0)
        return read_flag(r, f, name, json, &f->required);
    if (strcmp(name, "unique") == 0)
        return read_flag(r, f, name, json, &f->unique);
    if (strcmp(name, "enum") == 0)
        return read_enum(r, json, f);
    if (strcmp(name, "minimum") == 0 || strcmp(name, "maximum") == 0)
        return read_range(r, name, json, f);
    if (strcmp(name, "minLength") == 0 || strcmp(name, "maxLength") == 0)
        return read_length(r, name, json, f);
    if (strcmp(name, "pattern") == 0)
        return read_pattern(r, json, f);
    return refuse(
        r, f, "the constraint", name,
        "known are required, unique, enum, minimum, maximum, pattern, minLength, maxLength");
}

enum kom_status kom_schema_field_read(struct kom_schema_reader *r, const json_t *json,
                                      struct kom_schema_field *f) {
    const char *name = json_string_value(json_object_get(json, "name"));
    if (!name)
        return kom_fail(r->err, KOM_EDATA, "%s: a field of the schema has no name", r->place);
    *f = (struct kom_schema_field){.name = kom_schema_copy(r, name)};
    if (!f->name)
        return kom_schema_no_memory(r);
    enum kom_status status = read_type(r, json, f);
    if (!status)
        status = refuse_unread(r, json, f);
    if (!status)
        status = read_mark(r, json, "decimalChar", f, &f->decimal);
    if (!status)
        status = read_mark(r, json, "groupChar", f, &f->thousands);
    const json_t *missing = json_object_get(json, "missingValues");
    f->has_missing = missing != NULL;
    if (!status && missing)
        status = kom_schema_missing(r, missing, &f->missing, &f->n_missing);
    json_t *constraints = json_object_get(json, "constraints");
    if (!status && constraints && !json_is_object(constraints))
        return refuse(r, f, "the property", "constraints", "it is an object");
    const char *key;
    json_t *value;
    json_object_foreach(constraints, key, value) {
        if (!status)
            status = read_constraint(r, key, value, f);
    }
    return status;
}

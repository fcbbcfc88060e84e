/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dimensions of a dataset of JSON-stat, of either version.

   Version 2 has id, size and role beside the dimensions, version 1 among them. The categories of a
   dimension stand in the order of `index`, a list of codes or an object of places; where there is
   one category only, `index` may be left out, and `label` names it. A category with children, or
   one that the bank's extension calls the elimination value, is a total. */
#include <string.h>

#include "jsonstat.h"

/* A dimension while it is read. */
struct reading {
    struct kom_jsonstat *f;
    struct kom_cube_dimension *d;
    const json_t *dimension, *category, *label;
    struct kom_error *err;
};

static enum kom_status wrong(const struct reading *r, const char *what) {
    return kom_fail(r->err, KOM_EDATA,
                    "%s: dimension \"%s\" of JSON-stat %s; get it anew from its source",
                    r->f->cube.file.name, r->d->id, what);
}

static enum kom_status wrong_count(const struct reading *r, size_t n) {
    return kom_fail(
        r->err, KOM_EDATA,
        "%s: dimension \"%s\" says to have %llu categories and has %zu; fetch or copy it "
        "again",
        r->f->cube.file.name, r->d->id, (unsigned long long)r->d->n, n);
}

/* A whole number of at least 0, or its digits; false: neither. */
static bool read_count(const json_t *json, uint64_t *n) {
    const char *text = json_string_value(json);
    *n = json_is_integer(json) ? (uint64_t)json_integer_value(json) : 0;
    if (json_is_integer(json))
        return json_integer_value(json) >= 0;
    if (!text || !kom_is_digits(kom_text_of(text)) || strlen(text) > 18)
        return false;
    for (; *text; text++)
        *n = *n * 10 + (uint64_t)(*text - '0');
    return true;
}

static const char *text_at(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* ---- categories ---- */

static enum kom_status take_codes(struct reading *r, const json_t *list) {
    if (json_array_size(list) != r->d->n)
        return wrong_count(r, json_array_size(list));
    for (size_t i = 0; i < r->d->n; i++) {
        r->d->category[i].code = json_string_value(json_array_get(list, i));
        if (!r->d->category[i].code)
            return wrong(r, "has a category whose code is no text");
    }
    return KOM_OK;
}

static enum kom_status take_places(struct reading *r, const json_t *places) {
    const char *code;
    const json_t *value;
    if (json_object_size(places) != r->d->n)
        return wrong_count(r, json_object_size(places));
    json_object_foreach((json_t *)(uintptr_t)places, code, value) {
        uint64_t place;
        if (!read_count(value, &place) || place >= r->d->n || r->d->category[place].code)
            return wrong(r, "has an index that is no order of its categories");
        r->d->category[place].code = code;
    }
    return KOM_OK;
}

static enum kom_status take_categories(struct reading *r) {
    const json_t *index = json_object_get(r->category, "index");
    uint64_t n = json_is_array(index)    ? json_array_size(index)
                 : json_is_object(index) ? json_object_size(index)
                                         : json_object_size(r->label);
    if (n != r->d->n) /* before memory is taken for what is not there */
        return wrong_count(r, (size_t)n);
    r->d->category = kom_arena_take(&r->f->cube.arena, (n + 1) * sizeof *r->d->category);
    if (!r->d->category)
        return kom_no_memory_in(r->err, r->f->cube.file.name);
    memset(r->d->category, 0, (n + 1) * sizeof *r->d->category);
    if (json_is_array(index))
        return take_codes(r, index);
    if (json_is_object(index))
        return take_places(r, index);
    if (n > 1)
        return wrong(r, "has no index, which says the order of its categories");
    if (n == 1)
        r->d->category[0].code =
            json_object_iter_key(json_object_iter((json_t *)(uintptr_t)r->label));
    return KOM_OK;
}

static void take_texts(const struct reading *r) {
    const json_t *child = json_object_get(r->category, "child");
    const json_t *extension = json_object_get(r->dimension, "extension");
    const char *total = json_string_value(json_object_get(extension, "eliminationValueCode"));
    for (uint64_t i = 0; i < r->d->n; i++) {
        struct kom_cube_category *c = &r->d->category[i];
        c->text = json_string_value(json_object_get(r->label, c->code));
        c->is_total = json_array_size(json_object_get(child, c->code)) > 0 ||
                      (total && strcmp(total, c->code) == 0);
        r->d->has_total = r->d->has_total || c->is_total;
    }
}

/* ---- dimensions ---- */

static const char *role_of(const json_t *role, const char *id) {
    static const char *const names[] = {"time", "geo", "metric"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const json_t *list = json_object_get(role, names[i]);
        for (size_t j = 0; j < json_array_size(list); j++) {
            const char *text = json_string_value(json_array_get(list, j));
            if (text && strcmp(text, id) == 0)
                return names[i];
        }
    }
    return "";
}

/* The unit of all numbers, where a dimension of one category says it. */
static void take_unit(const struct reading *r) {
    const json_t *unit = json_object_get(r->category, "unit");
    if (r->d->n != 1 || !unit)
        return;
    const json_t *own = json_object_get(unit, r->d->category[0].code);
    const char *base = text_at(own, "base");
    if (*base)
        r->f->cube.cube.unit = base;
}

static enum kom_status take_dimension(struct reading *r, const json_t *dimensions,
                                      const json_t *size) {
    r->dimension = json_object_get(dimensions, r->d->id);
    r->category = json_object_get(r->dimension, "category");
    r->label = json_object_get(r->category, "label");
    r->d->label = text_at(r->dimension, "label");
    if (!json_is_object(r->dimension))
        return wrong(r, "is named and not there");
    if (!json_is_object(r->category))
        return wrong(r, "has no categories");
    if (!read_count(size, &r->d->n))
        return wrong(r, "has a size that is no number");
    enum kom_status status = take_categories(r);
    if (status)
        return status;
    take_texts(r);
    take_unit(r);
    return KOM_OK;
}

/* Beside the dimensions in version 2, among them in version 1. */
static const json_t *member(const json_t *dataset, const json_t *dimensions, const char *name) {
    const json_t *own = json_object_get(dataset, name);
    return own ? own : json_object_get(dimensions, name);
}

enum kom_status kom_jsonstat_dimensions(struct kom_jsonstat *f, struct kom_error *err) {
    const json_t *dimensions = json_object_get(f->dataset, "dimension");
    const json_t *id = member(f->dataset, dimensions, "id"),
                 *size = member(f->dataset, dimensions, "size"),
                 *role = member(f->dataset, dimensions, "role");
    struct kom_cube *cube = &f->cube.cube;
    size_t n = json_array_size(id);
    if (!json_is_array(id) || !json_is_array(size))
        return kom_jsonstat_refuse(f, "a dataset of it has no id and size", err);
    if (n != json_array_size(size))
        return kom_fail(err, KOM_EDATA,
                        "%s: says to have %zu dimensions and has %zu sizes; fetch or copy it again",
                        f->cube.file.name, n, json_array_size(size));
    cube->label = text_at(f->dataset, "label");
    cube->unit = "";
    cube->dimension = kom_arena_take(&f->cube.arena, (n + 1) * sizeof *cube->dimension);
    if (!cube->dimension)
        return kom_no_memory_in(err, f->cube.file.name);
    enum kom_status status = KOM_OK;
    for (; cube->n_dimensions < n && !status; cube->n_dimensions++) {
        struct kom_cube_dimension *d = &cube->dimension[cube->n_dimensions];
        struct reading r = {.f = f, .d = d, .err = err};
        const char *name = json_string_value(json_array_get(id, cube->n_dimensions));
        *d = (struct kom_cube_dimension){.id = name ? name : ""};
        d->form = role_of(role, d->id);
        status = !name ? wrong(&r, "has a name that is no text")
                       : take_dimension(&r, dimensions, json_array_get(size, cube->n_dimensions));
    }
    return status;
}

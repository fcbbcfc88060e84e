/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of a dataset of JSON-stat: a list, or an object of those that are there; so its
   statuses, which may be one text for all. */
#include <stdio.h>
#include <string.h>

#include "jsonstat.h"
#include "num.h"

/* ---- what is checked before the rows ---- */

static enum kom_status wrong_count(const struct kom_jsonstat *f, const char *what, size_t n,
                                   struct kom_error *err) {
    return kom_fail(err, KOM_EDATA,
                    "%s: its dimensions make %llu cells and it has %zu %s; fetch or copy it again",
                    f->cube.file.name, (unsigned long long)f->cube.cube.n_cells, n, what);
}

/* The number of a cell as the key of an object: no zeros before it. */
static bool is_place(const char *key, uint64_t n_cells) {
    uint64_t place = 0;
    size_t n = strlen(key);
    if (!kom_is_digits((struct kom_text){key, n}) || n > 18 || (n > 1 && *key == '0'))
        return false;
    for (; *key; key++)
        place = place * 10 + (uint64_t)(*key - '0');
    return place < n_cells;
}

static enum kom_status check_places(const struct kom_jsonstat *f, const json_t *object,
                                    const char *what, struct kom_error *err) {
    const char *key;
    const json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, key, value) {
        if (!is_place(key, f->cube.cube.n_cells))
            return kom_fail(err, KOM_EDATA,
                            "%s: its dimensions make %llu cells, and one of its %s is of cell "
                            "\"%.30s\" (the first is 0); fetch or copy it again",
                            f->cube.file.name, (unsigned long long)f->cube.cube.n_cells, what, key);
    }
    return KOM_OK;
}

static enum kom_status check_members(const struct kom_jsonstat *f, const json_t *json,
                                     const char *what, struct kom_error *err) {
    if (json_is_array(json))
        return json_array_size(json) == f->cube.cube.n_cells
                   ? KOM_OK
                   : wrong_count(f, what, json_array_size(json), err);
    return check_places(f, json, what, err);
}

/* A list, an object, or one text for all: the only one of a list, too. Eurostat's first version has
   them one floor deeper. */
static const json_t *statuses(const struct kom_jsonstat *f) {
    const json_t *status = json_object_get(f->dataset, "status"),
                 *deeper = json_object_get(status, "value");
    if (json_is_array(deeper))
        status = deeper;
    bool is_one = json_is_array(status) && json_array_size(status) == 1;
    return is_one && json_is_string(json_array_get(status, 0)) ? json_array_get(status, 0) : status;
}

enum kom_status kom_jsonstat_check_values(const struct kom_jsonstat *f, struct kom_error *err) {
    const json_t *value = json_object_get(f->dataset, "value"), *status = statuses(f);
    if (!json_is_array(value) && !json_is_object(value))
        return wrong_count(f, "values", 0, err);
    enum kom_status result = check_members(f, value, "values", err);
    if (result || !status || json_is_null(status) || json_is_string(status))
        return result;
    if (!json_is_array(status) && !json_is_object(status))
        return kom_fail(err, KOM_EDATA, "%s: its status is no list, object or text; get it anew",
                        f->cube.file.name);
    return check_members(f, status, "statuses", err);
}

/* ---- rows ---- */

static const json_t *at(const json_t *json, uint64_t place) {
    char key[24];
    if (!json_is_object(json))
        return json_array_get(json, place);
    snprintf(key, sizeof key, "%llu", (unsigned long long)place);
    return json_object_get(json, key);
}

static enum kom_status no_number(const struct kom_jsonstat *f, uint64_t place, const char *text,
                                 struct kom_error *err) {
    return kom_fail(err, KOM_EDATA,
                    "%s: cell %llu (the first is 0) is %s%.40s%s, which is no number; get it anew "
                    "from its source",
                    f->cube.file.name, (unsigned long long)place, text ? "\"" : "",
                    text ? text : "a list, an object or a word", text ? "\"" : "");
}

/* A text is a number, or a sign that there is none. */
static enum kom_status take_text(const struct kom_jsonstat *f, uint64_t place, const char *text,
                                 struct kom_cube_cell *cell, struct kom_error *err) {
    static const char *const signs[] = {"", ".", "..", "...", ":", "-"};
    struct kom_num number;
    struct kom_text t = kom_text_trim(kom_text_of(text));
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (!kom_text_is(t, signs[i]))
            continue;
        if (!cell->sign.n)
            cell->sign = t;
        return KOM_OK;
    }
    if (!kom_num_parse(t, (struct kom_num_form){.decimal = '.'}, &number))
        return no_number(f, place, text, err);
    cell->number = t;
    return KOM_OK;
}

static enum kom_status take_value(const struct kom_jsonstat *f, uint64_t place, const json_t *value,
                                  struct kom_buf *number, struct kom_cube_cell *cell,
                                  struct kom_error *err) {
    kom_buf_reset(number);
    if (!value || json_is_null(value))
        return KOM_OK;
    if (json_is_string(value))
        return take_text(f, place, json_string_value(value), cell, err);
    if (!json_is_number(value))
        return no_number(f, place, NULL, err);
    if (json_is_integer(value))
        kom_buf_int(number, json_integer_value(value));
    else
        kom_buf_shortest(number, json_real_value(value));
    cell->number = kom_buf_view(number);
    return number->failed ? kom_no_memory_in(err, f->cube.file.name) : KOM_OK;
}

static enum kom_status take_status(const struct kom_jsonstat *f, uint64_t place,
                                   const json_t *status, struct kom_cube_cell *cell,
                                   struct kom_error *err) {
    const json_t *own = json_is_string(status) ? status : at(status, place);
    if (!own || json_is_null(own))
        return KOM_OK;
    if (!json_is_string(own))
        return kom_fail(err, KOM_EDATA,
                        "%s: the status of cell %llu (the first is 0) is no text; get it anew from "
                        "its source",
                        f->cube.file.name, (unsigned long long)place);
    cell->sign = kom_text_trim(kom_text_of(json_string_value(own)));
    return KOM_OK;
}

static enum kom_status put_rows(struct kom_jsonstat *f, struct kom_buf *number,
                                struct kom_error *err) {
    const json_t *value = json_object_get(f->dataset, "value"), *status = statuses(f);
    for (uint64_t i = 0; i < f->cube.cube.n_cells; i++) {
        struct kom_cube_cell cell = {.number = {NULL, 0}};
        enum kom_status result = take_status(f, i, status, &cell, err);
        if (!result)
            result = take_value(f, i, at(value, i), number, &cell, err);
        if (result)
            return result;
        if (!kom_cube_put(&f->cube, &cell))
            return KOM_OK;
        kom_cube_next(&f->cube, NULL);
    }
    return KOM_OK;
}

void kom_jsonstat_rows(struct kom_jsonstat *f) {
    struct kom_error err = {KOM_OK, ""};
    struct kom_buf number = {0};
    enum kom_status status = kom_cube_begin(&f->cube, &err);
    if (!status)
        status = put_rows(f, &number, &err);
    kom_buf_fini(&number);
    kom_cube_end(&f->cube, status, &err);
}

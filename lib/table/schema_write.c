/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A schema to JSON: a Data Package of one resource, as only that has a place for the delimiter. */
#include "schema_write.h"

#include <assert.h>
#include <jansson.h>
#include <string.h>

/* Each function adds to an object. What finds no memory leaves that out, and the count of failures
   (mem.h) says so in the end. */
static void set_text(json_t *o, const char *key, const char *text) {
    if (text)
        (void)json_object_set_new(o, key, json_string(text));
}

static void set_mark(json_t *o, const char *key, char mark) {
    const char text[2] = {mark, '\0'};
    if (mark)
        set_text(o, key, text);
}

static void set_list(json_t *o, const char *key, const char *const *texts, size_t n) {
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(list, json_string(texts[i]));
    (void)json_object_set_new(o, key, list);
}

static json_t *field_json(const struct kom_schema_field *f) {
    assert(!f->unique && !f->has_minimum && !f->has_maximum && !f->has_min_length &&
           !f->has_max_length);
    json_t *o = json_object(), *constraints = json_object();
    set_text(o, "name", f->name);
    set_text(o, "type", f->type);
    set_text(o, "format", f->format);
    set_mark(o, "decimalChar", f->decimal);
    set_mark(o, "groupChar", f->thousands);
    if (f->has_missing)
        set_list(o, "missingValues", f->missing, f->n_missing);
    if (f->required)
        (void)json_object_set_new(constraints, "required", json_true());
    set_text(constraints, "pattern", f->pattern);
    if (f->n_values)
        set_list(constraints, "enum", f->values, f->n_values);
    if (json_object_size(constraints))
        (void)json_object_set(o, "constraints", constraints);
    json_decref(constraints);
    return o;
}

static json_t *schema_json(const struct kom_schema *s) {
    assert(!s->n_primary_key && !s->n_foreign_keys && s->fields_match == KOM_FIELDS_UNSAID);
    json_t *o = json_object(), *fields = json_array();
    for (size_t i = 0; i < s->n_fields; i++)
        (void)json_array_append_new(fields, field_json(&s->fields[i]));
    (void)json_object_set_new(o, "fields", fields);
    if (s->has_missing)
        set_list(o, "missingValues", s->missing, s->n_missing);
    return o;
}

static json_t *package_json(const struct kom_schema *s, const char *const *paths, size_t n_paths) {
    json_t *resource = json_object(), *resources = json_array(), *o = json_object();
    set_text(resource, "name", s->resource);
    if (n_paths == 1)
        set_text(resource, "path", paths[0]);
    else if (n_paths > 1)
        set_list(resource, "path", paths, n_paths);
    set_text(resource, "encoding", s->encoding);
    if (s->delimiter) {
        json_t *dialect = json_object();
        set_mark(dialect, "delimiter", s->delimiter);
        (void)json_object_set_new(resource, "dialect", dialect);
    }
    (void)json_object_set_new(resource, "schema", schema_json(s));
    (void)json_array_append_new(resources, resource);
    (void)json_object_set_new(o, "resources", resources);
    return o;
}

enum kom_status kom_schema_write(const struct kom_schema *schema, const char *const *paths,
                                 size_t n_paths, struct kom_buf *out, struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    json_t *o = package_json(schema, paths, n_paths);
    char *text = json_dumps(o, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    if (text)
        kom_buf_str(out, text);
    kom_buf_byte(out, '\n');
    json_free_t release;
    json_get_alloc_funcs(NULL, &release);
    if (text)
        release(text);
    json_decref(o);
    return !text || out->failed || kom_mem_failures() != failures ? kom_no_memory(err) : KOM_OK;
}

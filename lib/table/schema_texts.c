/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of a descriptor, copied into the schema: one, a list of them, signs of what is missing. */
#include <string.h>

#include "schema_field.h"

const char *kom_schema_copy(struct kom_schema_reader *r, const char *text) {
    return kom_arena_copy(&r->schema->arena, text, strlen(text));
}

enum kom_status kom_schema_no_memory(struct kom_schema_reader *r) {
    return kom_no_memory_in(r->err, r->place);
}

enum kom_status kom_schema_texts(struct kom_schema_reader *r, const json_t *json, const char *what,
                                 const char ***texts, size_t *n) {
    *n = json_is_string(json) ? 1 : json_array_size(json);
    *texts = kom_arena_take(&r->schema->arena, (*n + 1) * sizeof **texts);
    if (!*texts)
        return kom_schema_no_memory(r);
    bool fine = json_is_string(json) || json_is_array(json);
    for (size_t i = 0; i < *n && fine; i++) {
        const json_t *item = json_is_string(json) ? json : json_array_get(json, i);
        fine = json_is_string(item);
        (*texts)[i] = fine ? kom_schema_copy(r, json_string_value(item)) : NULL;
        if (fine && !(*texts)[i])
            return kom_schema_no_memory(r);
    }
    return fine ? KOM_OK
                : kom_fail(r->err, KOM_EDATA, "%s: %s; it is a text or a list of texts", r->place,
                           what);
}

/* missingValues: texts, or objects that have a value and perhaps a label (Data Package 2). */
enum kom_status kom_schema_missing(struct kom_schema_reader *r, const json_t *json,
                                   const char ***texts, size_t *n) {
    json_t *values = json_array();
    for (size_t i = 0; values && i < json_array_size(json); i++) {
        json_t *item = json_array_get(json, i);
        json_t *value = json_is_object(item) ? json_object_get(item, "value") : item;
        if (json_array_append(values, value ? value : item))
            break;
    }
    bool whole = values && json_array_size(values) == json_array_size(json);
    enum kom_status status =
        whole ? kom_schema_texts(r, json_is_array(json) ? values : json, "missingValues", texts, n)
              : kom_schema_no_memory(r);
    json_decref(values);
    return status;
}

bool kom_schema_is_boolean(struct kom_text t) {
    static const char *const words[] = {"true",  "True",  "TRUE",  "1",
                                        "false", "False", "FALSE", "0"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (kom_text_is(t, words[i]))
            return true;
    return false;
}

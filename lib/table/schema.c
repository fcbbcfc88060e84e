/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the descriptor in a file, and reads what stands around its fields: keys, missing signs,
   dialect.

   A file holds a Table Schema, a Data Package or one of its resources (FILE#NAME). What stands
   around the fields is read here: primary and foreign keys, whose names must be fields; missing
   signs; the dialect, of which only the delimiter may differ from what reading does; fieldsMatch.
   Whatever could narrow the data and is not understood is refused, never ignored: a check that
   skipped a rule would say that all is well. Paths are followed inside the package's folder only
   (schema_path.c). */
#include "schema.h"

#include <stdint.h>
#include <string.h>

#include "heading_index.h"
#include "json_file.h"
#include "schema_field.h"
#include "schema_pattern.h"

static enum kom_status refuse(struct kom_schema_reader *r, const char *what, const char *remedy) {
    return kom_fail(r->err, KOM_EDATA, "%s: %s; %s", r->place, what, remedy);
}

static enum kom_status read_json(const char *path, json_t **json, struct kom_error *err) {
    enum kom_status status = kom_json_read(path, json, err);
    if (!status && !json_is_object(*json))
        status = kom_fail(err, KOM_EDATA, "%s: is no Table Schema and no Data Package", path);
    return status;
}

/* ---- keys ---- */

static enum kom_status check_names(struct kom_schema_reader *r, const char *const *names, size_t n,
                                   const char *what) {
    for (size_t i = 0; i < n; i++) {
        if (kom_heading_spelt(r->schema->index, kom_text_of(names[i]), 0) < 0)
            return kom_fail(r->err, KOM_EDATA,
                            "%s: %s names \"%s\", which is no field of the schema", r->place, what,
                            names[i]);
    }
    return KOM_OK;
}

/* The path of a resource of the package, the folder before it; NULL when there is none. */
static enum kom_status find_path(struct kom_schema_reader *r, const json_t *package,
                                 struct kom_foreign_key *key) {
    const json_t *resources = json_object_get(package, "resources");
    for (size_t i = 0; i < json_array_size(resources); i++) {
        const json_t *resource = json_array_get(resources, i);
        const char *name = json_string_value(json_object_get(resource, "name"));
        if (!name || strcmp(name, key->resource) != 0)
            continue;
        const char *path = json_string_value(json_object_get(resource, "path"));
        if (!path)
            return refuse(r, "a foreign key points to a resource without one path",
                          "give its path");
        struct kom_buf what = {0};
        kom_buf_printf(&what, "the resource \"%s\"", name);
        kom_buf_byte(&what, '\0');
        enum kom_status status =
            what.failed ? kom_schema_no_memory(r) : kom_schema_path(r, what.p, path, &key->path);
        kom_buf_fini(&what);
        return status;
    }
    return package
               ? kom_fail(
                     r->err, KOM_EDATA,
                     "%s: a foreign key points to the resource \"%s\", which the package has not",
                     r->place, key->resource)
               : KOM_OK;
}

static enum kom_status read_foreign_key(struct kom_schema_reader *r, const json_t *json,
                                        const json_t *package, struct kom_foreign_key *key) {
    const json_t *reference = json_object_get(json, "reference");
    const json_t *resource = json_object_get(reference, "resource");
    size_t n_reference = 0;
    *key = (struct kom_foreign_key){.resource = ""};
    enum kom_status status = kom_schema_texts(r, json_object_get(json, "fields"),
                                              "foreignKeys: fields", &key->fields, &key->n_fields);
    if (!status)
        status = kom_schema_texts(r, json_object_get(reference, "fields"),
                                  "foreignKeys: reference: fields", &key->reference_fields,
                                  &n_reference);
    if (!status)
        status = check_names(r, key->fields, key->n_fields, "foreignKeys");
    if (!status && (n_reference != key->n_fields || n_reference == 0))
        status = refuse(r, "foreignKeys: both sides must have the same number of fields",
                        "name as many fields in the reference");
    if (status || !resource)
        return status;
    if (!json_is_string(resource))
        return refuse(r, "foreignKeys: reference: resource", "it is a text");
    key->resource = kom_schema_copy(r, json_string_value(resource));
    if (!key->resource)
        return kom_schema_no_memory(r);
    bool own = r->schema->resource && strcmp(key->resource, r->schema->resource) == 0;
    if (own)
        key->resource = "";
    if (key->resource[0] == '\0')
        return check_names(r, key->reference_fields, key->n_fields, "foreignKeys: reference");
    return find_path(r, package, key);
}

static enum kom_status read_foreign_keys(struct kom_schema_reader *r, const json_t *json,
                                         const json_t *package) {
    struct kom_schema *s = r->schema;
    if (!json)
        return KOM_OK;
    if (!json_is_array(json))
        return refuse(r, "foreignKeys", "it is a list");
    size_t n = json_array_size(json);
    s->foreign_keys = kom_arena_take(&s->arena, (n + 1) * sizeof *s->foreign_keys);
    if (!s->foreign_keys)
        return kom_schema_no_memory(r);
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < n && !status; i++)
        status = read_foreign_key(r, json_array_get(json, i), package, &s->foreign_keys[i]);
    s->n_foreign_keys = status ? 0 : n;
    return status;
}

/* ---- fields and what stands around them ---- */

static enum kom_status read_fields(struct kom_schema_reader *r, const json_t *json) {
    struct kom_schema *s = r->schema;
    size_t n = json_array_size(json);
    if (n == 0)
        return refuse(r, "the schema has no list of fields", "a Table Schema has \"fields\"");
    s->fields = kom_arena_take(&s->arena, n * sizeof *s->fields);
    if (!s->fields)
        return kom_schema_no_memory(r);
    memset(s->fields, 0, n * sizeof *s->fields);
    s->n_fields = n; /* whatever comes, all of them are given back */
    struct kom_text *names = kom_arena_take(&s->arena, n * sizeof *names);
    if (!names)
        return kom_schema_no_memory(r);
    for (size_t i = 0; i < n; i++) {
        enum kom_status status = kom_schema_field_read(r, json_array_get(json, i), &s->fields[i]);
        if (status)
            return status;
        names[i] = kom_text_of(s->fields[i].name);
    }
    s->index = kom_heading_index_new(names, n);
    if (!s->index)
        return kom_schema_no_memory(r);
    for (size_t i = 0; i < n; i++)
        if (s->index->nth[i])
            return kom_fail(r->err, KOM_EDATA, "%s: two fields are named \"%s\"", r->place,
                            s->fields[i].name);
    return KOM_OK;
}

/* One of five words; a list of one word is how the profile of Data Package 2.0 has it. */
static enum kom_status read_match(struct kom_schema_reader *r, const json_t *json) {
    static const char *const words[] = {
        [KOM_FIELDS_EXACT] = "exact",     [KOM_FIELDS_EQUAL] = "equal",
        [KOM_FIELDS_SUBSET] = "subset",   [KOM_FIELDS_SUPERSET] = "superset",
        [KOM_FIELDS_PARTIAL] = "partial",
    };
    const char *word =
        json_string_value(json_array_size(json) == 1 ? json_array_get(json, 0) : json);
    for (size_t i = KOM_FIELDS_EXACT; json && word && i <= KOM_FIELDS_PARTIAL; i++)
        if (strcmp(word, words[i]) == 0)
            r->schema->fields_match = (enum kom_fields_match)i;
    return json && r->schema->fields_match == KOM_FIELDS_UNSAID
               ? refuse(r, "fieldsMatch", "it is exact, equal, subset, superset or partial")
               : KOM_OK;
}

static enum kom_status read_schema(struct kom_schema_reader *r, const json_t *json,
                                   const json_t *package) {
    struct kom_schema *s = r->schema;
    const json_t *missing = json_object_get(json, "missingValues");
    const json_t *key = json_object_get(json, "primaryKey");
    if (json_object_get(json, "uniqueKeys"))
        return refuse(r, "uniqueKeys is not understood", "use primaryKey, or unique in a field");
    enum kom_status status = read_fields(r, json_object_get(json, "fields"));
    if (!status)
        status = read_match(r, json_object_get(json, "fieldsMatch"));
    if (!status && missing) {
        s->has_missing = true;
        status = kom_schema_missing(r, missing, &s->missing, &s->n_missing);
    }
    if (!status && key)
        status = kom_schema_texts(r, key, "primaryKey", &s->primary_key, &s->n_primary_key);
    if (!status)
        status = check_names(r, s->primary_key, s->n_primary_key, "primaryKey");
    if (!status)
        status = read_foreign_keys(r, json_object_get(json, "foreignKeys"), package);
    return status;
}

/* What a dialect may say beside its delimiter: only what reading does anyway. */
static bool is_usual(const char *key, const json_t *value) {
    static const char *const free_words[] = {"lineTerminator", "caseSensitiveHeader",
                                             "csvddfVersion", "$schema"};
    for (size_t i = 0; i < sizeof free_words / sizeof free_words[0]; i++)
        if (strcmp(key, free_words[i]) == 0)
            return true;
    if (strcmp(key, "quoteChar") == 0)
        return json_is_string(value) && strcmp(json_string_value(value), "\"") == 0;
    if (strcmp(key, "header") == 0 || strcmp(key, "doubleQuote") == 0)
        return json_is_true(value);
    return strcmp(key, "skipInitialSpace") == 0 && json_is_false(value);
}

static enum kom_status read_dialect(struct kom_schema_reader *r, json_t *dialect) {
    const char *key;
    json_t *value;
    if (dialect && !json_is_object(dialect))
        return refuse(r, "the dialect", "it is an object in the resource");
    json_object_foreach(dialect, key, value) {
        if (strcmp(key, "delimiter") == 0) {
            const char *text = json_string_value(value);
            if (!text || strlen(text) != 1)
                return refuse(r, "dialect: delimiter", "it is one character");
            r->schema->delimiter = text[0];
        } else if (!is_usual(key, value)) {
            return kom_fail(r->err, KOM_EDATA,
                            "%s: dialect: \"%s\" is not understood; tables have a header, "
                            "and quotes that are doubled inside quotes",
                            r->place, key);
        }
    }
    return KOM_OK;
}

static enum kom_status read_resource(struct kom_schema_reader *r, const json_t *resource,
                                     const json_t *package) {
    const json_t *encoding = json_object_get(resource, "encoding");
    json_t *schema = json_object_get(resource, "schema"), *loaded = NULL;
    enum kom_status status = read_dialect(r, json_object_get(resource, "dialect"));
    if (!status && encoding) {
        const char *name = json_string_value(encoding);
        if (!name)
            return refuse(r, "encoding", "it is a text");
        r->schema->encoding = kom_schema_copy(r, name);
    }
    if (status)
        return status;
    if (json_is_string(schema)) {
        const char *whole;
        status = kom_schema_path(r, "the schema", json_string_value(schema), &whole);
        if (!status)
            status = read_json(whole, &loaded, r->err);
        schema = loaded;
    }
    if (!status && !schema)
        status = refuse(r, "the resource has no schema", "add one, or leave --schema out");
    if (!status)
        status = read_schema(r, schema, package);
    json_decref(loaded);
    return status;
}

/* The names of a package's resources: "a", "b". */
static void list_resources(const json_t *resources, struct kom_buf *out) {
    for (size_t i = 0; i < json_array_size(resources); i++) {
        const char *name = json_string_value(json_object_get(json_array_get(resources, i), "name"));
        kom_buf_printf(out, "%s\"%s\"", i ? ", " : "", name ? name : "");
    }
}

static enum kom_status read_package(struct kom_schema_reader *r, const json_t *package) {
    const json_t *resources = json_object_get(package, "resources");
    size_t n = json_array_size(resources);
    const char *wanted = r->schema->resource;
    for (size_t i = 0; i < n; i++) {
        const json_t *resource = json_array_get(resources, i);
        const char *name = json_string_value(json_object_get(resource, "name"));
        if (wanted ? name && strcmp(name, wanted) == 0 : n == 1) {
            if (!wanted && name)
                r->schema->resource = kom_schema_copy(r, name);
            if (name && !r->schema->resource)
                return kom_schema_no_memory(r);
            return read_resource(r, resource, package);
        }
    }
    struct kom_buf names = {0};
    list_resources(resources, &names);
    enum kom_status status =
        kom_fail(r->err, KOM_EDATA,
                 wanted ? "%s: the package has no such resource; it has %.*s"
                        : "%s: name one of the package's resources after #; it has %.*s",
                 r->place, (int)names.n, names.p ? names.p : "");
    kom_buf_fini(&names);
    return status;
}

/* Cuts "FILE#resource" and keeps its parts. The file's path is schema->source. */
static enum kom_status take_spec(struct kom_schema_reader *r, const char *spec) {
    struct kom_schema *s = r->schema;
    const char *hash = strrchr(spec, '#');
    size_t n = hash ? (size_t)(hash - spec) : strlen(spec);
    size_t folder = n;
    while (folder && spec[folder - 1] != '/')
        folder--;
    s->source = kom_arena_copy(&s->arena, spec, n);
    s->folder = kom_arena_copy(&s->arena, spec, folder);
    s->resource = hash ? kom_schema_copy(r, hash + 1) : NULL;
    return s->source && s->folder && (!hash || s->resource) ? KOM_OK : kom_schema_no_memory(r);
}

enum kom_status kom_schema_load(struct kom_schema *schema, const char *spec,
                                struct kom_error *err) {
    *schema = (struct kom_schema){0};
    struct kom_schema_reader r = {schema, spec, err};
    json_t *json = NULL;
    enum kom_status status = take_spec(&r, spec);
    if (!status)
        status = read_json(schema->source, &json, err);
    if (!status && json_object_get(json, "resources"))
        status = read_package(&r, json);
    else if (!status && schema->resource)
        status =
            refuse(&r, "is no Data Package, so it has no resources", "leave # and the name out");
    else if (!status && json_object_get(json, "schema")) /* a resource by itself */
        status = read_resource(&r, json, NULL);
    else if (!status)
        status = read_schema(&r, json, NULL);
    json_decref(json);
    if (status)
        kom_schema_fini(schema);
    return status;
}

const struct kom_schema_field *kom_schema_field(const struct kom_schema *schema,
                                                struct kom_text name) {
    int at = schema->index ? kom_heading_plain(schema->index, name) : -1;
    return at < 0 ? NULL : &schema->fields[at];
}

void kom_schema_fini(struct kom_schema *schema) {
    for (size_t i = 0; i < schema->n_fields; i++)
        kom_pattern_free(schema->fields[i].matches);
    kom_heading_index_free(schema->index);
    kom_arena_fini(&schema->arena);
    *schema = (struct kom_schema){0};
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frictionless Table Schema and Data Package (JSON): what a table is declared to hold. */
#ifndef KOM_SCHEMA_H
#define KOM_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "days.h"
#include "kom/error.h"
#include "mem.h"
#include "num.h"
#include "vocab.h"

/* One field. Texts live in the schema's arena; NULL or 0: not declared. */
struct kom_schema_field {
    const char *name;
    const char
        *type; /* as declared: string, integer, number, date, year, yearmonth, boolean, any */
    const char *format; /* of days, as declared; NULL: the default */
    enum kom_kind kind;
    struct kom_day_form day_form;
    char decimal, thousands;
    const char **missing; /* missingValues of its own; has_missing tells an empty list from none */
    size_t n_missing;
    bool has_missing;
    bool required, unique;
    const char **values; /* enum */
    size_t n_values;
    const char *pattern;         /* as declared */
    struct kom_pattern *matches; /* the same, compiled (schema_pattern.h) */
    bool has_minimum, has_maximum, has_min_length, has_max_length;
    struct kom_num minimum, maximum; /* of number fields */
    int32_t first_day, last_day;     /* of day fields; of year fields the days of these years */
    size_t min_length, max_length;   /* in characters */
};

/* A foreign key: columns of this table that must occur in columns of a resource ("" is this table
 * itself). */
struct kom_foreign_key {
    const char **fields, **reference_fields;
    size_t n_fields;
    const char *resource;
    const char *path; /* of the resource's file, the package's folder before it; NULL for this table
                         itself, and for a resource that is not declared beside the schema */
};

/* fieldsMatch of Data Package 2: which columns a table may lack or have beside the fields. */
enum kom_fields_match {
    KOM_FIELDS_UNSAID,
    KOM_FIELDS_EXACT,    /* these, in this order */
    KOM_FIELDS_EQUAL,    /* these */
    KOM_FIELDS_SUBSET,   /* these, perhaps others */
    KOM_FIELDS_SUPERSET, /* some of these, no others */
    KOM_FIELDS_PARTIAL,  /* at least one of these, perhaps others */
};

struct kom_schema {
    const char *source;   /* the file it was read from */
    const char *folder;   /* of that file, with the slash; "" */
    const char *resource; /* the name of the resource in its package; NULL: a schema by itself */
    struct kom_schema_field *fields;
    size_t n_fields;
    struct kom_heading_index *index; /* of the fields' names */
    enum kom_fields_match fields_match;
    const char **primary_key;
    size_t n_primary_key;
    struct kom_foreign_key *foreign_keys;
    size_t n_foreign_keys;
    const char **missing; /* missingValues; has_missing tells an empty list from none */
    size_t n_missing;
    bool has_missing;
    char delimiter;       /* dialect; '\0': not declared */
    const char *encoding; /* NULL: not declared */
    struct kom_arena arena;
};

/* Reads "FILE" or "FILE#resource". A package with one resource needs no #resource. KOM_EIO: cannot
   be read; KOM_EDATA: no JSON (line and column are named), no schema, a resource that is not there,
   a declaration that is not understood: nothing that narrows what a table may hold is passed over.
   What was in *schema before is overwritten; on failure it is empty. */
enum kom_status kom_schema_load(struct kom_schema *schema, const char *spec,
                                struct kom_error *err) KOM_MUSTUSE;

/* The declaration of the column of that heading: as it stands, else alike but for case and Danish
 * letters. NULL: none. */
const struct kom_schema_field *kom_schema_field(const struct kom_schema *schema,
                                                struct kom_text name);

/* Is the text one of those that stand for true and false where a schema does not say which? */
bool kom_schema_is_boolean(struct kom_text t);

void kom_schema_fini(struct kom_schema *schema);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside table only: what reading a descriptor needs. */
#ifndef KOM_SCHEMA_FIELD_H
#define KOM_SCHEMA_FIELD_H

#include <jansson.h>

#include "schema.h"

/* A schema being filled, and the words that lead its messages: "FILE#resource". */
struct kom_schema_reader {
    struct kom_schema *schema;
    const char *place;
    struct kom_error *err;
};

/* A copy in the schema's arena; NULL when memory runs out. */
const char *kom_schema_copy(struct kom_schema_reader *r, const char *text);

enum kom_status kom_schema_no_memory(struct kom_schema_reader *r);

/* A text, or a list of texts, as a list of n copies. `what` names it in messages. */
enum kom_status kom_schema_texts(struct kom_schema_reader *r, const json_t *json, const char *what,
                                 const char ***texts, size_t *n) KOM_MUSTUSE;

/* missingValues: a list of texts, or of objects with a value. */
enum kom_status kom_schema_missing(struct kom_schema_reader *r, const json_t *json,
                                   const char ***texts, size_t *n) KOM_MUSTUSE;

/* The file that a descriptor names as `path`, its folder before it. KOM_EDATA: a path that is
   absolute, leaves the folder, is hidden or on the net. `what` names its owner in the message. */
enum kom_status kom_schema_path(struct kom_schema_reader *r, const char *what, const char *path,
                                const char **whole) KOM_MUSTUSE;

/* Reads one member of `fields`. */
enum kom_status kom_schema_field_read(struct kom_schema_reader *r, const json_t *json,
                                      struct kom_schema_field *field) KOM_MUSTUSE;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A schema as a descriptor that kom_schema_load reads. */
#ifndef KOM_SCHEMA_WRITE_H
#define KOM_SCHEMA_WRITE_H

#include "schema.h"

/* Adds a Data Package of one resource: its name, the n paths of its files (0: it has none),
   dialect, and of each field name, type, format, marks, missingValues, required, pattern and enum;
   the schema must have no other rules. All texts are UTF-8, as JSON is. */
enum kom_status kom_schema_write(const struct kom_schema *schema, const char *const *paths,
                                 size_t n_paths, struct kom_buf *out,
                                 struct kom_error *err) KOM_MUSTUSE;

#endif

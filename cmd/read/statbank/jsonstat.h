/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of JSON-stat while it is read. Inside cmd/read/statbank only. */
#ifndef KOM_READ_JSONSTAT_H
#define KOM_READ_JSONSTAT_H

#include <jansson.h>

#include "cube.h"

struct kom_jsonstat {
    struct kom_cube_file cube; /* first */
    json_t *root;
    const json_t *dataset; /* that is read */
};

/* Parses the whole file. */
enum kom_status kom_jsonstat_parse(struct kom_jsonstat *f, struct kom_error *err) KOM_MUSTUSE;

/* Finds the dataset that is asked for. */
enum kom_status kom_jsonstat_choose(struct kom_jsonstat *f, struct kom_error *err) KOM_MUSTUSE;

/* Fills the cube from the dataset: its dimensions. */
enum kom_status kom_jsonstat_dimensions(struct kom_jsonstat *f, struct kom_error *err) KOM_MUSTUSE;

/* Holds values and statuses to the number of cells. */
enum kom_status kom_jsonstat_check_values(const struct kom_jsonstat *f,
                                          struct kom_error *err) KOM_MUSTUSE;

/* In the thread: all rows. */
void kom_jsonstat_rows(struct kom_jsonstat *f);

/* JSON, but not this; `why` says what is wrong. KOM_EDATA. */
enum kom_status kom_jsonstat_refuse(const struct kom_jsonstat *f, const char *why,
                                    struct kom_error *err);

#endif

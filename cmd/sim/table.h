/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a synthetic folder: their columns, and how a row is written in the dialect of each.
 */
#ifndef KOM_SIM_TABLE_H
#define KOM_SIM_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "files.h"
#include "kom/error.h"

enum kom_sim_table_name {
    KOM_SIM_MUNICIPALITIES,
    KOM_SIM_NETWORKS,
    KOM_SIM_PARTICIPATION,
    KOM_SIM_OFFERINGS,
    KOM_SIM_PRICES,
    KOM_SIM_SALES,
    KOM_SIM_RECIPIENTS,
    KOM_SIM_COUNTS,
    KOM_SIM_OUTCOMES,
    KOM_SIM_TRUTH,
    KOM_SIM_CODEBOOK,
    KOM_SIM_ASKED_TABLE,
    KOM_SIM_RESPONSES,
    KOM_SIM_SEGMENTS,
    KOM_SIM_SURVEY_TRUTH,
    KOM_SIM_TABLES
};

/* A column: heading, type of Table Schema, its constraints (members of a JSON object, or ""), and
 * what it holds. */
struct kom_sim_column {
    const char *name, *type, *constraints, *about;
};

/* A table. Danish ones have semicolon, decimal comma, Windows-1252 and Danish headings; the others
   are the canonical stream. `key` and `foreign` are JSON (NULL: none). */
struct kom_sim_layout {
    const char *name, *about, *key, *foreign;
    bool is_danish;
    const struct kom_sim_column *columns; /* ended by a NULL name */
};

extern const struct kom_sim_layout kom_sim_layouts[KOM_SIM_TABLES];

/* A table being written: fields are put one by one, a row is ended, and the line stays to be read
   until the next field is put. */
struct kom_sim_table {
    const struct kom_sim_layout *layout;
    struct kom_sink *sink; /* of the files it was opened in */
    struct kom_buf line, field;
    int n_fields;    /* of the row so far */
    uint64_t n_rows; /* ended, dirty ones too */
    bool has_ended;
};

/* Opens the output folder/name. */
enum kom_status kom_sim_open(struct kom_files *files, const char *folder, const char *name,
                             struct kom_sink **sink, struct kom_error *err) KOM_MUSTUSE;

/* Opens folder/name.csv and writes the headings. */
enum kom_status kom_sim_table_open(struct kom_sim_table *table, const struct kom_sim_layout *layout,
                                   struct kom_files *files, const char *folder,
                                   struct kom_error *err) KOM_MUSTUSE;

/* The next field: text (UTF-8), a whole number, a day (KOM_DAY_NONE: blank), hundredths with two
 * decimals. */
void kom_sim_put(struct kom_sim_table *table, const char *text);
void kom_sim_put_whole(struct kom_sim_table *table, int64_t value);
void kom_sim_put_day(struct kom_sim_table *table, int32_t day);
void kom_sim_put_hundredths(struct kom_sim_table *table, int64_t value);

/* Ends the row and sends it. */
enum kom_status kom_sim_row_end(struct kom_sim_table *table, struct kom_error *err) KOM_MUSTUSE;

/* Sends a line as it stands (without its line end): for rows that are damaged on purpose. */
enum kom_status kom_sim_row_raw(struct kom_sim_table *table, struct kom_text line,
                                struct kom_error *err) KOM_MUSTUSE;

/* Frees all but the sink; safe on a zeroed table. */
void kom_sim_table_fini(struct kom_sim_table *table);

/* The descriptor of the folder: a Data Package (Frictionless) with a Table Schema for each table.
   switches: those of the call, each behind a blank. */
enum kom_status kom_sim_package_write(struct kom_sink *sink, uint64_t seed, double scale,
                                      const char *switches, struct kom_error *err) KOM_MUSTUSE;

#endif

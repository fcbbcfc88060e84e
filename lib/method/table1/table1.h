/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Balance and description tables: many variables, by the groups of one column.

   A variable of numbers has a row for each group and one for all: n, mean, sd. A variable of levels
   (texts) has these for each level: count and share; then rows of all levels together. Differences
   between a group and the first are standardised (Cohen 1988; Austin 2009, eq. 1 and 2; of several
   levels Yang & Dalton 2012). The test of a variable stands in its row of all groups:

     numbers  F of the groups in the least squares of the variable on group dummies, and on effects
              of units where there are units; errors iid
     levels   Pearson's chi-square, without a correction for continuity; with units the test of
              general association of Landis, Heyman & Koch 1978 (Cochran-Mantel-Haenszel), units
              being the strata

   and its p adjusted for the number of variables tested (Holm 1979). The last row, (joint), is the
   regression of being in the second of two groups on all variables. docs/methods/table1.md. */
#ifndef KOM_TABLE1_ROOM_H
#define KOM_TABLE1_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "frame.h"
#include "kom/error.h"
#include "lookup.h"
#include "mem.h"
#include "output.h"

/* What is asked; borrowed. */
struct kom_table1_request {
    const char *const *values; /* COL, COL=levels or COL=number */
    size_t n_values;
    const char *const *by; /* the one column of groups */
    size_t n_by;
    const char *unit;                /* NULL: no effects of units */
    struct kom_lookup *lookup;       /* tables beside; NULL: none */
    struct kom_unmatched *unmatched; /* where lines for people go; NULL: nowhere */
    bool skips_bad_rows;
};

/* The names of the rows of all groups, of all levels, and of the joint test. */
#define KOM_TABLE1_TOTAL "total"
#define KOM_TABLE1_ALL "(all)"
#define KOM_TABLE1_JOINT "(joint)"

/* A line of the result. NaN and -1: not there. */
struct kom_table1_row {
    struct kom_text key[3]; /* measure, level, group */
    int64_t n;              /* rows with a value */
    int64_t missing;        /* rows without */
    int64_t count;          /* rows of the level */
    double share;           /* count / n */
    double mean, sd;        /* exact, rounded once */
    double std_diff;
    double statistic, df, df_resid, p_value, p_adjusted;
    const char *method;
    const char *warning; /* "" or several joined by "; " */
};

/* Why a row of the input is not used. */
enum kom_table1_reason {
    KOM_TABLE1_USED,
    KOM_TABLE1_UNREADABLE,
    KOM_TABLE1_SEVERAL,
    KOM_TABLE1_NO_GROUP,
    KOM_TABLE1_NO_UNIT,
    KOM_TABLE1_REASONS
};

/* The result; owns what its rows point to, but for texts of the request. Zero-initialised is
   empty. */
struct kom_table1 {
    struct kom_table1_row *rows;
    size_t n_rows, cap_rows;
    uint8_t *reason; /* of each row of the frame: enum kom_table1_reason */
    const char *header[3];
    uint64_t n_beyond; /* figures that are blank because they lie beyond the doubles */
    struct kom_arena arena;
};

/* KOM_EUSAGE when the request contradicts itself, as far as that is seen without the rows. */
enum kom_status kom_table1_check(const struct kom_table1_request *request,
                                 struct kom_error *err) KOM_MUSTUSE;

/* The columns of the request and how they are to be read, for loading; names in the arena. */
enum kom_status kom_table1_typed(const struct kom_table1_request *request, struct kom_arena *arena,
                                 struct kom_typed_column **typed, size_t *n,
                                 struct kom_error *err) KOM_MUSTUSE;

/* Makes the table: variables in the order asked for, levels and groups in that of their bytes.
   KOM_EDATA: a column is not there, or neither plainly numbers nor levels; a cell cannot be read; a
   group is called total; rows stand in several groups; too many groups or levels. KOM_ENOMEM.
   kom_table1_fini is due in every case. */
enum kom_status kom_table1_make(struct kom_table1 *table, const struct kom_frame *frame,
                                const struct kom_table1_request *request,
                                struct kom_error *err) KOM_MUSTUSE;

const char *kom_table1_reason_text(enum kom_table1_reason reason);

/* The columns that are written; the group's own column stands behind the second. */
extern const struct kom_output_column kom_table1_columns[];

/* The header and the rows as the stream has them (buf->failed: memory ran out). */
void kom_table1_write(const struct kom_table1 *table, struct kom_buf *buf);

void kom_table1_fini(struct kom_table1 *table);

#endif

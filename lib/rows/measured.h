/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A measured column, the COL_status beside it, and weights: one meaning in every tool.

   COL_status by the words of value_status.h; columns that are no numbers are blank where it denies
   a value before any tool sees them (heed.h). */
#ifndef KOM_MEASURED_H
#define KOM_MEASURED_H

#include <stdbool.h>
#include <stdint.h>

#include "ask.h"
#include "columns.h"
#include "extract.h"
#include "frame.h"
#include "value_status.h"

/* A column of numbers and its COL_status; KOM_NO_COLUMN: there is none. */
struct kom_measured {
    int column, status;
};

/* The column beside a column that was asked for (or KOM_NO_COLUMN): HEADING_status, else
   WORD_status by the word that the heading means. */
enum kom_status kom_measured_want(struct kom_extract *x, int column, struct kom_measured *measured,
                                  struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_measured_find(const struct kom_frame *frame, int column,
                                  struct kom_measured *measured, struct kom_error *err) KOM_MUSTUSE;

/* For tables that are looked at by many columns: beside[column] of a frame's column, where one was
   noted before, KOM_NO_COLUMN of all others. */
void kom_measured_ask(struct kom_ask *ask, int column, int *beside);

/* The number of a row: as kom_view_number, and KOM_CELL_MISSING where COL_status denies it. */
enum kom_cell kom_measured_number(struct kom_view *v, struct kom_measured m, uint32_t row,
                                  struct kom_num *number);

/* Whether a row has a value beside what COL_status says: KOM_CELL_MISSING where it denies one;
   KOM_CELL_BAD for another word, when the row has been noted as bad. status: KOM_NO_COLUMN: none.
 */
enum kom_cell kom_measured_denied(struct kom_view *v, int status, uint32_t row);

#define KOM_BLANK_HUNDREDTHS (KOM_NO_HUNDREDTHS + 1)

/* As kom_columns_hundredths, KOM_BLANK_HUNDREDTHS for an empty cell, which is missing, and
   KOM_NO_HUNDREDTHS where COL_status is more than a remark: there kom_measured_number tells. An
   empty COL_status costs next to nothing. */
void kom_measured_hundredths(const struct kom_view *v, struct kom_measured m, uint32_t from,
                             uint32_t n, int64_t *hundredths);

/* What COL_status says in a row of a frame; KOM_EDATA for another word. */
enum kom_status kom_measured_said(const struct kom_frame *frame, size_t row, int column,
                                  enum kom_value_status *status, struct kom_error *err) KOM_MUSTUSE;

/* The number of a row of a frame; *status is what COL_status says, or KOM_STATUS_MISSING and
   KOM_STATUS_IMPOSSIBLE where the cell itself has no value. A number where it does not deny one. */
enum kom_status kom_measured_read(const struct kom_frame *frame, size_t row, struct kom_measured m,
                                  struct kom_num *number, enum kom_value_status *status,
                                  struct kom_error *err) KOM_MUSTUSE;

/* ---- weights ---- */

/* A weight is at least 0. Rows without one, or with one of 0, are set aside. */
enum kom_weight { KOM_WEIGHT_GOOD, KOM_WEIGHT_NONE, KOM_WEIGHT_ZERO, KOM_WEIGHT_BAD };

/* The weight of a row; on KOM_WEIGHT_BAD it has been noted as bad. */
enum kom_weight kom_weight_number(struct kom_view *v, struct kom_measured m, uint32_t row,
                                  struct kom_num *weight);

/* The same of a frame: KOM_EDATA for what is no weight (*kind is then KOM_WEIGHT_BAD). */
enum kom_status kom_weight_read(const struct kom_frame *frame, size_t row, struct kom_measured m,
                                struct kom_num *weight, enum kom_weight *kind,
                                struct kom_error *err) KOM_MUSTUSE;

/* ---- rows that lack what they are asked for ---- */

enum kom_lack {
    KOM_LACKS_NOTHING,
    KOM_LACKS_SENSE, /* cannot be read */
    KOM_LACKS_HIDDEN,
    KOM_LACKS_VALUE,
    KOM_LACKS_WEIGHT,
    KOM_LACKS_MORE_WEIGHT, /* it is 0 */
    KOM_N_LACKS,
};

/* A frame whose columns were noted (kom_measured_ask). */
struct kom_measured_frame {
    const struct kom_frame *frame;
    const int *beside;
    bool skips_bad_rows; /* one that cannot be read is no failure */
};

/* The number, or the weight, of a row, or in *lack why there is none; else *lack stays. */
enum kom_status kom_measured_value(const struct kom_measured_frame *f, size_t row, int column,
                                   struct kom_num *value, enum kom_lack *lack,
                                   struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_measured_weight(const struct kom_measured_frame *f, size_t row, int column,
                                    struct kom_num *weight, enum kom_lack *lack,
                                    struct kom_error *err) KOM_MUSTUSE;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers for people: how many decimals a column gets, and how a value is written with them. */
#ifndef KOM_NUMERALS_H
#define KOM_NUMERALS_H

#include "buf.h"
#include "grid.h"
#include "num.h"
#include "present.h"

/* value * 100, exact for a decimal that fits. */
struct kom_num kom_number_percent(const struct kom_num *value);

/* All digits of the value with a decimal point: "0.125", "-3", "1e-25". */
void kom_number_plain(struct kom_buf *buf, const struct kom_num *value);

/* Exactly so many decimals, decimal point, no thousands mark. */
void kom_number_fixed(struct kom_buf *buf, const struct kom_num *value, int decimals);

/* So many significant digits, decimal point. */
void kom_number_significant(struct kom_buf *buf, const struct kom_num *value, int digits);

/* Fixed decimals for people: the decimal mark of the language, a thousands mark from 10 000 on. */
void kom_number_people(struct kom_buf *buf, const struct kom_num *value, int decimals,
                       enum kom_present_lang lang);

/* A number cell of a column, by all digits that were written, with the decimals asked for
   (KOM_DIGITS_OPEN: all it has); per cent where the column says so. For people: the column's. */
void kom_number_cell(struct kom_buf *buf, const struct kom_column *column,
                     const struct kom_cell *cell, int decimals);
void kom_number_cell_people(struct kom_buf *buf, const struct kom_column *column,
                            const struct kom_cell *cell, enum kom_present_lang lang);

/* Gives every number column of the grid whose decimals are open its decimals, by the rule of
 * present.h. False: memory ran out. */
bool kom_number_decimals(struct kom_grid *grid);

/* A p-value for people: "<0.001" below the last decimal. */
void kom_number_p_value(struct kom_buf *buf, const struct kom_num *value, int decimals,
                        enum kom_present_lang lang);

#endif

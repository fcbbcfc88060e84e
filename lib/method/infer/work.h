/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside infer only: what all cells of a column have said so far. */
#ifndef KOM_INFER_WORK_H
#define KOM_INFER_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "extract.h"
#include "infer.h"

/* What a column may be, a bit each: it stays set while every value obeys. */
enum {
    KOM_CAN_BOOLEAN,
    KOM_CAN_YEAR,
    KOM_CAN_MONTH,
    KOM_CAN_WORD, /* what the word of its name means, as the call reads it */
    KOM_CAN_DAY,  /* and on: in each of kom_infer_days */
    KOM_N_DAYS = 11,
    KOM_CAN_WHOLE = KOM_CAN_DAY + KOM_N_DAYS, /* and on: whole, in each of kom_infer_numbers */
    KOM_N_NUMBERS = 8,
    KOM_CAN_NUMBER = KOM_CAN_WHOLE + KOM_N_NUMBERS, /* and on: a number, likewise */
    KOM_N_CAN = KOM_CAN_NUMBER + KOM_N_NUMBERS,
};

#define KOM_CAN(what) (UINT64_C(1) << (what))
#define KOM_CAN_DAYS ((KOM_CAN(KOM_N_DAYS) - 1) << KOM_CAN_DAY)
#define KOM_CAN_NUMBERS ((KOM_CAN(2 * KOM_N_NUMBERS) - 1) << KOM_CAN_WHOLE)

/* The forms of days that a schema can name, the first that fits being taken. Y is four digits, B
   three letters, D and M one or two digits, or two where no sign parts them. */
struct kom_infer_day {
    const char *picture, *format; /* NULL: the default */
    enum kom_day_shape shape;
};
extern const struct kom_infer_day kom_infer_days[KOM_N_DAYS];

/* Those of numbers: first without thousands marks. */
extern const struct kom_num_form kom_infer_numbers[KOM_N_NUMBERS];

/* Values that may be listed: at most so many, of so many bytes, in at least so many rows each. */
enum { KOM_INFER_VALUES = 20, KOM_INFER_BYTES = 30, KOM_INFER_ROWS = 5 };

struct kom_infer_value {
    uint64_t n;
    uint8_t length;
    char text[KOM_INFER_BYTES];
};

struct kom_infer_seen {
    uint64_t can;
    uint64_t n_values, n_missing;
    uint64_t n_signs[2]; /* of the values, those that are ".." and "." */
    uint64_t n_marked;   /* numbers with a mark or exponent */
    size_t n_digits;     /* all values are digits, so many; 0: none seen yet, SIZE_MAX: not so */
    bool is_padded;      /* a digit follows a zero at the start */
    bool is_text;        /* a value is long, or has signs that a code has not */
    bool has_digit, has_names;
    bool is_over; /* more values than may be listed */
    bool failed;  /* memory ran out */
    uint8_t n_listed;
    size_t cap_listed;
    struct kom_infer_value *value;
};

struct kom_infer_worker {
    struct kom_infer_seen *seen; /* by column; NULL: it took no rows */
    size_t n_columns;
};

/* A value, and one that is a sign for missing in columns of numbers and days ("..", "."). */
void kom_infer_cell(struct kom_infer_seen *s, const struct kom_column *column,
                    const struct kom_cell_form *form, struct kom_text raw);

/* Adds what another thread has seen. */
void kom_infer_merge(struct kom_infer_seen *to, const struct kom_infer_seen *from);

/* Counts n rows of a value among those that may be listed; forgets them all once they are too many.
 */
void kom_infer_list(struct kom_infer_seen *s, struct kom_text value, uint64_t n);
void kom_infer_unlist(struct kom_infer_seen *s);

/* May the values of the column be written? */
bool kom_infer_may_list(const struct kom_column *column, const struct kom_infer_seen *s);

/* Makes the schema of what was seen. */
enum kom_status kom_infer_judge(struct kom_infer *infer, const struct kom_extract *x,
                                const struct kom_infer_seen *seen,
                                struct kom_error *err) KOM_MUSTUSE;

#endif

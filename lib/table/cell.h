/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell as the number, day or period that it means: one reading for every tool, batch or frame. */
#ifndef KOM_CELL_H
#define KOM_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "days.h"
#include "kom/column.h"
#include "kom/extract.h"
#include "kom/reading.h"
#include "num.h"

/* The word of --thousands for a mark of several bytes, and back; '\0' for any other word. */
const char *kom_mark_word(char mark);
char kom_mark_parse(const char *word);

/* How the cells of one column are written in one file: what was said and what was found, resolved
   before the first row. Texts are borrowed. */
struct kom_cell_form {
    struct kom_num_form number;
    struct kom_day_form day;
    unsigned negative;              /* KOM_NEGATIVE_... */
    struct kom_text suffix;         /* that every number has */
    bool nil_is_zero;               /* "-" is 0 */
    const struct kom_text *missing; /* sorted by their bytes */
    size_t n_missing;
    bool lists_digits; /* a text that means missing has a digit, and so may read as a number */
    /* for messages */
    struct kom_text heading;
    const char *side;   /* the side table's option; NULL: the main input */
    bool is_hidden;     /* values are not shown */
    bool is_told;       /* of a workbook, whose numbers no option changes, but its texts */
    bool has_own_marks; /* of a file that is no text: no option changes them */
};

/* Is a number more than sign, digits and two marks of a byte each? Then the quick ways let it be.
 */
static inline bool kom_cell_needs_care(const struct kom_cell_form *f) {
    return f->negative || f->suffix.n || (f->number.thousands && f->number.thousands < ' ');
}

/* Is the text one that means missing? Blanks around it are the caller's. */
bool kom_cell_is_listed(const struct kom_cell_form *f, struct kom_text t);

/* A number. Blanks around it do not count; ".." is missing, "." impossible. */
enum kom_cell kom_cell_number(const struct kom_cell_form *f, struct kom_text t,
                              struct kom_num *value);

/* A day; KOM_DAY_NONE unless there is a value, KOM_DAY_OPEN in the year 9999. */
enum kom_cell kom_cell_day(const struct kom_cell_form *f, struct kom_text t, int32_t *day);

/* A period, or a day in the column's form. */
enum kom_cell kom_cell_period(const struct kom_cell_form *f, struct kom_text t,
                              struct kom_period *period);

/* A cell without blanks around it as a group: a period or a told day as it is written everywhere,
   which `room` then holds; what is none stays. word: of its column, NULL: none. */
struct kom_text kom_cell_group(const struct kom_cell_form *f, const struct kom_word *word,
                               struct kom_text t, char room[16]);

/* Adds a cell that is KOM_CELL_VALUE as the stream writes numbers: the same digits, a decimal
   point, a minus before them, no thousands marks. */
void kom_cell_number_text(const struct kom_cell_form *f, struct kom_text t, struct kom_buf *out);

/* Adds the value in quotes as messages may show it: cut off, or (hidden). */
void kom_cell_show(const struct kom_cell_form *f, struct kom_text t, struct kom_buf *out);

/* Adds what is wrong with a cell that is KOM_CELL_BAD, and a call that reads it: `is no number with
   a decimal comma; use --decimal .` Returns whether its marks alone are unlike the column's. */
bool kom_cell_fault_number(const struct kom_cell_form *f, struct kom_text t, struct kom_buf *out);
void kom_cell_fault_day(const struct kom_cell_form *f, struct kom_text t, struct kom_buf *out);

/* The same after the value in quotes. */
void kom_cell_explain_number(const struct kom_cell_form *f, struct kom_text t, struct kom_buf *out);
void kom_cell_explain_day(const struct kom_cell_form *f, struct kom_text t, struct kom_buf *out);
void kom_cell_explain_period(const struct kom_cell_form *f, struct kom_text t, struct kom_buf *out);

#endif

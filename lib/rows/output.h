/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns that a tool writes, said once: heading, what it means in --help and the manual page,
   and how its cells are written. */
#ifndef KOM_OUTPUT_H
#define KOM_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "kom/error.h"

/* Figures that passed through libm or GSL have so many significant digits (docs/data-model.md). */
enum { KOM_OUTPUT_DIGITS = 12 };

struct kom_output_column {
    const char *name;    /* the heading */
    const char *kind;    /* text, number, day, period */
    const char *meaning; /* one sentence without its full stop */
    /* Adds the cell of a row, nothing for a blank one, and no comma. */
    void (*cell)(const struct kom_output_column *column, const void *result, const void *row,
                 struct kom_buf *buf);
    size_t at; /* for the writers below: where in the row the value lies (offsetof) */
    /* Is it there in this result? NULL: always. */
    bool (*is_there)(const void *result);
};

/* Writers of cells. A text: const char *, NULL or "" blank. A count: int64_t, blank below 0.
   Doubles, NaN and infinities blank: computed with KOM_OUTPUT_DIGITS, exact with the fewest digits
   that read back. */
void kom_output_text(const struct kom_output_column *column, const void *result, const void *row,
                     struct kom_buf *buf);
void kom_output_count(const struct kom_output_column *column, const void *result, const void *row,
                      struct kom_buf *buf);
void kom_output_computed(const struct kom_output_column *column, const void *result,
                         const void *row, struct kom_buf *buf);
void kom_output_exact(const struct kom_output_column *column, const void *result, const void *row,
                      struct kom_buf *buf);

/* Where the value of a column lies in a row. */
static inline const void *kom_output_at(const struct kom_output_column *column, const void *row) {
    return (const char *)row + column->at;
}

/* The by-columns of a result, which stand before its own ones. */
struct kom_output_by {
    const char *const *names;
    size_t n;
};

/* Adds the header: by-columns, then those of the list (ended by a NULL name) that are there. */
void kom_output_header(struct kom_output_by by, const struct kom_output_column *list,
                       const void *result, struct kom_buf *buf);

/* Adds a row likewise; value: of the by-columns. */
void kom_output_row(size_t n_by, const struct kom_text *value, const struct kom_output_column *list,
                    const void *result, const void *row, struct kom_buf *buf);

/* The same for the by-values of a packed key (groups.h), of at most KOM_BY_MAX parts. */
void kom_output_group(size_t n_by, struct kom_text key, const struct kom_output_column *list,
                      const void *result, const void *row, struct kom_buf *buf);

/* KOM_EUSAGE: a by-column means, under whatever name, a column of the list that is there: of two
   columns of one name every reader would take the wrong one. */
enum kom_status kom_output_own(struct kom_output_by by, const struct kom_output_column *list,
                               const void *result, struct kom_error *err) KOM_MUSTUSE;

/* The same where --contrast names one of the by-columns: is_beside: the last, which --by has not.
 */
enum kom_status kom_output_own_contrast(struct kom_output_by by, const char *contrast,
                                        bool is_beside, const struct kom_output_column *list,
                                        const void *result, struct kom_error *err) KOM_MUSTUSE;

/* The same of headings with commas between them, where not all are of a list. */
enum kom_status kom_output_own_headings(struct kom_output_by by, struct kom_text headings,
                                        struct kom_error *err) KOM_MUSTUSE;

/* The end of a tool that made n estimates and none with a figure: KOM_EESTIMATE, with the warning
   of the first one. */
enum kom_status kom_output_none(size_t n, const char *warning, struct kom_error *err) KOM_MUSTUSE;

#endif

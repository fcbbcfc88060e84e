/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns a table rests on, so that loading can read them.

   A figure of the vocabulary that is no number makes its row a bad one, while all rows are read;
   the grid, which comes later, could but stop at the first. A column that is not shown is not read,
   unless it has a say in what is: by few persons, stars or bounds, by the order of the rows. Words
   of COL_status are read whatever is shown, as one that is misspelt may have been meant to hide. */
#include <string.h>

#include "grid.h"
#include "heading_index.h"

/* False: memory ran out. A name of nothing, or of two columns, is told where it is looked for. */
static bool mark(const struct kom_heading_index *index, const char *name, bool *is_read) {
    int at = KOM_NO_COLUMN;
    const enum kom_status status =
        name ? kom_heading_look(index, kom_text_of(name), (struct kom_header_at){0}, &at, NULL)
             : KOM_OK;
    if (!status && at >= 0)
        is_read[at] = true;
    return status != KOM_ENOMEM;
}

static bool mark_named(const struct kom_present *opts, const struct kom_heading_index *index,
                       bool *is_read) {
    bool ok = mark(index, opts->wide, is_read);
    for (size_t i = 0; i < opts->n_columns; i++)
        ok = mark(index, opts->columns[i].name, is_read) && ok;
    for (size_t i = 0; i < opts->n_sort; i++)
        ok = mark(index, opts->sort[i].name, is_read) && ok;
    for (size_t i = 0; i < opts->n_digits; i++)
        ok = mark(index, opts->digits[i].name, is_read) && ok;
    for (size_t i = 0; i < opts->n_percent; i++)
        ok = mark(index, opts->percent[i], is_read) && ok;
    return ok;
}

bool *kom_present_reads(const struct kom_present *opts, bool shows_all,
                        const struct kom_heading_index *index) {
    bool *is_read = kom_alloc(index->n + 1, sizeof *is_read);
    if (!is_read)
        return NULL;
    memset(is_read, shows_all || opts->min_n || opts->stars || opts->estimate_ci,
           index->n * sizeof *is_read);
    if (mark_named(opts, index, is_read))
        return is_read;
    kom_free(is_read);
    return NULL;
}

enum kom_status kom_present_check(const struct kom_present *opts, bool shows_all,
                                  const struct kom_heading_index *index, struct kom_read_as *as,
                                  struct kom_error *err) {
    struct kom_grid grid = {0};
    bool *is_read = kom_present_reads(opts, shows_all, index);
    enum kom_status status = is_read ? kom_grid_init(&grid, 0, index->n, err) : kom_no_memory(err);
    if (!status &&
        kom_grid_know(&grid, index, (struct kom_header_at){.file = ""}, NULL) == KOM_ENOMEM)
        status = kom_no_memory(err); /* what else there is to say is said of the table once read */
    for (size_t j = 0; j < index->n && !status; j++) {
        const struct kom_column *column = &grid.column[j];
        as[j].number = column->is_strict && !column->is_known_text && is_read[j];
        if (column->status_col >= 0)
            as[column->status_col].status = true;
    }
    kom_grid_fini(&grid);
    kom_free(is_read);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reading a part found, as lines of a state, and the extract that all parts together make.

   Saving: the head before the rows are read, rows set aside while they are, the findings behind
   them. Loading: kom_saved_open makes an extract that was never read of a head, and the parts'
   lines are added to it in the order of the input. */
#ifndef KOM_SAVED_H
#define KOM_SAVED_H

#include "extract.h"
#include "part.h"
#include "state.h"

/* ---- out ---- */

/* Adds the lines on the table: its name, header and columns. */
enum kom_status kom_saved_write_head(const struct kom_extract *x, struct kom_state_out *o,
                                     struct kom_error *err) KOM_MUSTUSE;

/* Adds the lines on what was read. */
enum kom_status kom_saved_write_findings(const struct kom_extract *x, const struct kom_fold *fold,
                                         struct kom_state_out *o,
                                         struct kom_error *err) KOM_MUSTUSE;

/* ---- in ---- */

/* Is it a line on the table, or on what was read? */
bool kom_saved_is_head(struct kom_text tag);
bool kom_saved_is_finding(struct kom_text tag);

/* A table whose rows were read elsewhere. Borrowed as long as the extract is open. */
struct kom_saved_table {
    const char *label;
    struct kom_text head; /* its lines, which are changed */
    const char *const *paths;
    size_t n_paths;
    const struct kom_reading *reading;
    bool is_small; /* its files were (kom_extract_is_small) */
};

/* Opens an extract of which nothing will be read. KOM_EDATA: the lines are no head. */
enum kom_status kom_saved_open(struct kom_extract *x, const struct kom_saved_table *table,
                               struct kom_error *err) KOM_MUSTUSE;

/* Once the columns are asked for: what pinning does, but for the file. */
enum kom_status kom_saved_pin(struct kom_extract *x, struct kom_error *err) KOM_MUSTUSE;

/* Adds the findings of the next part, which begins where the one before ended. The lines are
   changed. KOM_EDATA: they are damaged; a quote is never closed. */
enum kom_status kom_saved_add(struct kom_extract *x, const struct kom_fold *fold,
                              struct kom_text lines, struct kom_error *err) KOM_MUSTUSE;

/* The line in its file of one that the part added last counted, or a method of it. */
uint64_t kom_saved_line(const struct kom_extract *x, uint64_t file, uint64_t line);

/* The same of the place of a row (kom_view_order). */
uint64_t kom_saved_order(const struct kom_extract *x, uint64_t order);

/* A row set aside of the part added last, by its line: as it is written to the file of those, or as
   the line of a state of all parts so far. */
enum kom_status kom_saved_render(const struct kom_extract *x, struct kom_state_in *line,
                                 bool as_line, struct kom_buf *out,
                                 struct kom_error *err) KOM_MUSTUSE;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files that read an extract: headings, and the next chunk of whichever file is next.
 */
#ifndef KOM_EXTRACT_NEXT_H
#define KOM_EXTRACT_NEXT_H

#include "extract.h"

/* chunk->n = 0 at the end of the last file. Its plan is that of the last file opened. One thread at
 * a time. */
enum kom_status kom_extract_next(struct kom_extract *x, struct kom_chunk *chunk,
                                 struct kom_error *err) KOM_MUSTUSE;

/* From here on the columns cannot change: the filters' are added, the first file's fields go to
   them. Once, before the first chunk. */
enum kom_status kom_extract_pin(struct kom_extract *x, struct kom_error *err) KOM_MUSTUSE;

/* The field of a file that has heading `at` of the table, and the heading that a field has; -1:
   none. The second of two equal headings is the second in both. As long as the file's index is
   there. */
int kom_plan_field(const struct kom_extract *x, const struct kom_file_plan *plan, uint32_t at);
int kom_plan_heading(const struct kom_extract *x, const struct kom_file_plan *plan, uint32_t field);
void kom_file_plan_forget_index(struct kom_file_plan *plan);

/* Notes what the options of reading say of each heading. KOM_EDATA: one names a column that is not
   there. */
enum kom_status kom_extract_note_options(struct kom_extract *x, struct kom_error *err) KOM_MUSTUSE;

static inline enum kom_status kom_extract_no_memory(const struct kom_extract *x,
                                                    struct kom_error *err) {
    return kom_no_memory_in(err, x->label);
}

#endif

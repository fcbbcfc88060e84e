/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold of a tool on any call (tool_case.h): one function a fuzz target. */
#ifndef KOM_FUZZ_CHECKS_H
#define KOM_FUZZ_CHECKS_H

#include "grid.h"
#include "tool_case.h"

/* NULL, or what does not hold; `why` gets what the tool said. */
typedef const char *fuzz_check(struct kom_text text, struct kom_buf *why);

fuzz_check fuzz_args, fuzz_check_tool, fuzz_did, fuzz_diff, fuzz_formats, fuzz_join, fuzz_panel,
    fuzz_price, fuzz_qdpx, fuzz_read, fuzz_scale, fuzz_sum, fuzz_state, fuzz_table, fuzz_uptake,
    fuzz_xlsx;

/* What holds of every answer: the exit status, and how messages look. */
const char *fuzz_check_answer(const struct fuzz_case *c, const struct fuzz_answer *a);

/* The same bytes and the same status with one thread and several, from a file, a pipe and gzip.
   `answer` is that of one thread, from a file; a text from it is added to `why` where they differ.
 */
const char *fuzz_check_sources(const struct fuzz_case *c, struct fuzz_answer *answer,
                               struct kom_buf *why);

/* A result is CSV of equal rows, without "nan" and "inf" in these columns (ended by NULL). */
const char *fuzz_check_result(const struct fuzz_answer *a, const char *const *numbers);

/* Runs the case in all ways, then `after` (NULL: none) on the answer with its result as cells. */
const char *fuzz_in_all_ways(const struct kom_tool *tool, struct kom_text text, struct kom_buf *why,
                             const char *const *numbers,
                             const char *(*after)(const struct fuzz_case *, const struct grid *));

/* Low <= middle <= high in every row where all three columns have a number; else `wrong`. */
const char *fuzz_check_order(const struct grid *g, const char *low, const char *middle,
                             const char *high, const char *wrong);

/* Every number of these columns (ended by NULL) is from 0 to 1. */
const char *fuzz_check_shares(const struct grid *g, const char *const *shares);

/* The target of that name, NULL: none. */
fuzz_check *fuzz_target(const char *name);

/* Another input near that one: cells, rows and arguments changed, repeated, swapped. Returns its
   size, at most `most`. */
size_t fuzz_mutate(unsigned char *bytes, size_t n, size_t most, unsigned seed);

#endif

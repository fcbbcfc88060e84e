/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two files of totals share. */
#ifndef KOM_TOTALS_WORK_H
#define KOM_TOTALS_WORK_H

#include "totals.h"

/* A row whose main key tells nothing. Texts and numbers live in the arena of what was seen. */
struct kom_total_suspect {
    struct kom_text key, group;
    const struct kom_num *number; /* of each measure */
    const char *file;
    uint64_t line;
};

/* May a column of that heading hold codes or texts? *is_area: municipalities. */
bool kom_total_may_be_key(struct kom_text heading, bool *is_area);

/* Is it a main key that tells nothing? */
bool kom_total_is_suspect(struct kom_text cell, bool is_area);

bool kom_total_add_word(struct kom_total_seen *s, uint32_t column, struct kom_text word,
                        struct kom_text group, uint64_t n_rows);
bool kom_total_add_suspect(struct kom_total_seen *s, const struct kom_total_suspect *one,
                           size_t n_measures);

#endif

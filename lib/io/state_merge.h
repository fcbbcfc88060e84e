/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of several states side by side, each sorted by its first field, as one in that order. */
#ifndef KOM_STATE_MERGE_H
#define KOM_STATE_MERGE_H

#include "state.h"

/* Where lines come from. */
struct kom_state_source {
    struct kom_state_lines lines;
    struct kom_state_in in; /* the line at hand, behind its first field, */
    struct kom_text key;    /* which is this; both valid until the source goes on */
    uint64_t word[2];       /* its first sixteen bytes, which order nearly all */
    uint32_t number;        /* the caller's */
};

/* Zero-initialised but for tag and label is empty. Memory is that of the sources, not of their
   lines. */
struct kom_state_merge {
    const char *tag;   /* of every line */
    const char *label; /* of the table, for messages */
    struct kom_state_source *source;
    size_t n, cap;
    uint32_t *heap; /* sources that have a line, the least on top */
    size_t n_heap;
    struct kom_state_source last; /* the line at hand, its first field as `text` */
    struct kom_buf text;
    bool has_begun;
};

/* Adds a source before the first line is asked for: its line at hand, behind the tag, and those
   that follow. KOM_ENOMEM; KOM_EDATA: damaged. */
enum kom_status kom_state_merge_add(struct kom_state_merge *m, const struct kom_state_lines *lines,
                                    const struct kom_state_in *first, uint32_t number,
                                    struct kom_error *err) KOM_MUSTUSE;

/* The next line, NULL at the end, and whether its first field is another than that of the line
   before. Of equal ones that of the source which was added first comes first. KOM_EDATA: a source
   is not sorted, or has a line of another tag. */
enum kom_status kom_state_merge_next(struct kom_state_merge *m, struct kom_state_source **line,
                                     bool *is_new, struct kom_error *err) KOM_MUSTUSE;

void kom_state_merge_fini(struct kom_state_merge *m);

#endif

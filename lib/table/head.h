/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first records of a file, looked at before it is read: which of them is the header. */
#ifndef KOM_HEAD_H
#define KOM_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "kom/error.h"
#include "mem.h"

enum {
    KOM_HEAD_RECORDS = 101, /* a header and what stands below it */
    KOM_HEAD_BELOW = 20,    /* records that tell what a column holds */
    KOM_HEAD_LINES = 20,    /* lines among which a header is looked for */
};

/* What a cell looks like. Years are digits. */
enum kom_look { KOM_LOOK_BLANK, KOM_LOOK_DIGITS, KOM_LOOK_NUMBER, KOM_LOOK_DAY, KOM_LOOK_TEXT };

/* One record that is not empty; its cells are bytes of the file, outer quotes taken off. */
struct kom_head_record {
    struct kom_text *cell;
    size_t n;
    uint64_t line; /* where it starts, from 1 */
    uint64_t n_lines;
};

/* The records of the sample. Cells live in the arena given, and point into the bytes. */
struct kom_head {
    struct kom_head_record record[KOM_HEAD_RECORDS];
    size_t n;
    bool is_all;                /* the file has no others */
    struct kom_text late_quote; /* the first cell whose quote stands after a blank; NULL: none */
    struct kom_text late_blank; /* what nobody sees before such a quote; n 0: nothing */
};

/* Records of bytes whose first is on that line; at_end: nothing follows. KOM_ENOMEM only. */
enum kom_status kom_head_split(struct kom_head *s, struct kom_text bytes, char delimiter,
                               uint64_t line, bool at_end, struct kom_arena *arena) KOM_MUSTUSE;

enum kom_look kom_look_of(struct kom_text cell);

/* What column c holds in the records after `after`, at most KOM_HEAD_BELOW: digits, numbers, days
   or text; KOM_LOOK_BLANK when nothing. */
enum kom_look kom_head_column(const struct kom_head *s, size_t after, size_t column);

/* Whether names are found in a record: words of the vocabulary that name columns, or names that the
   call asks for. `asked` may be NULL. */
struct kom_asked {
    const char *const *name;
    size_t n;
};

/* What the first record is. */
enum kom_first {
    KOM_FIRST_HEADER, /* a name is found in it, and nothing else is a number or day */
    KOM_FIRST_OPEN,   /* no reason to take it for data */
    KOM_FIRST_DATA,   /* it looks like the records below */
};
enum kom_first kom_head_first(const struct kom_head *s);

/* Does the first record hold numbers or days that a heading would not be? False for numbers that
   run in even steps, and for periods over columns that are none. Looks at the whole record. */
bool kom_head_may_hold_values(const struct kom_head *s);

/* Where it may: is cell i one of them? */
bool kom_head_is_value(const struct kom_head *s, size_t i);

/* The record, after the first and within the first lines, that would be a header that fits those
   below it; 0: none. */
size_t kom_head_later(const struct kom_head *s, const struct kom_asked *asked);

/* How wide the records from `first` on are: the one width that all have, 0 when they differ or
   there are none. */
size_t kom_head_width(const struct kom_head *s, size_t first);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals among the data: a row that stands for the sum of others and would be added to them.

   Key columns are those of codes and texts that the call does not use otherwise (by-columns and
   clusters part their totals themselves; so do units of rows that are added up). A row is named
   when a cell of one is a word for a total beside other values, or when its main key is blank,
   unknown or begins with such a word and each of its numbers is the sum of those of the other rows,
   three at least. */
#ifndef KOM_TOTALS_H
#define KOM_TOTALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exact.h"
#include "extract.h"
#include "frame.h"
#include "intern.h"
#include "kom/error.h"
#include "mem.h"

/* Is it a word for a total: I alt, Total, Hele landet, Alle and their kin? is_area: in a column of
   municipalities the country and its regions too, by StatBank's codes (000, 081) or by name. */
bool kom_total_is_word(struct kom_text cell, bool is_area);

/* The country or one of its regions, as StatBank writes them among municipalities. */
bool kom_total_is_area(struct kom_text cell);

/* ---- inputs that are folded ---- */

/* The key columns of an extract. */
struct kom_total_keys {
    int *column;
    bool *is_area; /* it holds municipalities */
    size_t n;
    uint8_t is_coded[1000]; /* codes of municipalities */
    size_t n_measures;
};

/* Columns that are no keys, as the call uses them otherwise, and how many keys are looked at. */
struct kom_total_use {
    const int *exempt;
    size_t n_exempt, max;
};

/* Asks for the key columns: all but the exempt ones, and those of numbers; municipalities first,
   then other words of the vocabulary, then the others, last periods, days, persons and sales. */
enum kom_status kom_totals_ask(struct kom_total_keys *t, struct kom_extract *x,
                               const struct kom_total_use *use, struct kom_arena *arena,
                               struct kom_error *err) KOM_MUSTUSE;

enum {
    KOM_TOTAL_WORD = 1,
    KOM_TOTAL_SUSPECT = 2,
    KOM_TOTAL_SUSPECTS_MAX = 64,
    KOM_TOTAL_PLAIN_BITS = 6
};

/* What one worker saw. Zero-initialised: nothing. */
struct kom_total_seen {
    struct kom_intern words; /* column, group and word in one */
    struct kom_total_word {
        uint64_t n_rows;
        uint32_t column; /* among the key columns */
        struct kom_text word, group;
    } * word;
    size_t cap_words;
    struct kom_total_suspect *suspect; /* the first of them, kept; among many, none is a total */
    size_t n_kept, cap_suspects;
    uint64_t n_suspects;
    struct kom_arena arena;
    struct kom_total_plain {
        struct kom_text_ends ends;
        uint32_t n, key;                /* n 0: free */
    } plain[1 << KOM_TOTAL_PLAIN_BITS]; /* short cells met last that are nothing, by their bytes */
};

/* What is to be looked at in rows from..from+n-1 (KOM_TOTAL_WORD, KOM_TOTAL_SUSPECT): false when
   nothing is. Such a row, when it is added to its group, is to be noted. */
bool kom_totals_block(const struct kom_total_keys *t, struct kom_total_seen *seen,
                      const struct kom_view *v, uint32_t from, uint32_t n, uint8_t *flag);

/* A row that is added to a group, with its numbers (of those measures that add; NULL: one has
   none). */
struct kom_total_row {
    const struct kom_view *view;
    uint32_t row;
    uint8_t flag;
    struct kom_text group;
    const struct kom_num *number;
};

/* false: memory ran out. */
bool kom_totals_note(const struct kom_total_keys *t, struct kom_total_seen *seen,
                     const struct kom_total_row *one);

bool kom_totals_merge(const struct kom_total_keys *t, struct kom_total_seen *seen,
                      const struct kom_total_seen *other);
void kom_total_seen_fini(struct kom_total_seen *seen);

/* How many groups kom_totals_judge may look for, some of them several times, and the i-th. */
size_t kom_totals_n_groups(const struct kom_total_seen *seen);
struct kom_text kom_totals_group(const struct kom_total_seen *seen, size_t i);

/* Bytes had. */
uint64_t kom_totals_nbytes(const struct kom_total_seen *seen);

/* Fails because what was seen is too much for --memory, with the call that leaves such rows out. */
enum kom_status kom_totals_no_room(const struct kom_total_keys *t,
                                   const struct kom_total_seen *seen, const struct kom_extract *x,
                                   struct kom_error *err) KOM_MUSTUSE;

/* A group as it was added up: its rows, and the sums of the measures that add. */
struct kom_total_group {
    uint64_t n_rows;
    const struct kom_exact *sum;
};

/* Where the groups are, by their keys. */
struct kom_total_groups {
    struct kom_total_group (*find)(void *context, struct kom_text key);
    void *context;
};

/* Adds a line for each column of words and each row that is a total. */
enum kom_status kom_totals_judge(const struct kom_total_keys *t, const struct kom_total_seen *seen,
                                 const struct kom_extract *x, struct kom_total_groups groups,
                                 struct kom_buf *lines, struct kom_error *err) KOM_MUSTUSE;

/* ---- inputs that are loaded ---- */

/* Borrowed. */
struct kom_total_rows {
    const struct kom_frame *frame;
    const char *label;
    const bool *is_exempt; /* of each column */
    const uint32_t *group; /* to which each row is added; KOM_NO_ID: to none */
    size_t n_groups;
    const int *measure; /* columns of numbers that add */
    size_t n_measures;
    const int *unit; /* column of the units that are compared: a total is one more; NULL: rows are
                        added up, whatever they are of */
};

enum kom_status kom_totals_of_rows(const struct kom_total_rows *rows, struct kom_buf *lines,
                                   struct kom_error *err) KOM_MUSTUSE;

/* Marks columns; KOM_NO_COLUMN among them is none. */
static inline void kom_columns_mark(bool *is_marked, const int *column, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (column[i] != KOM_NO_COLUMN)
            is_marked[column[i]] = true;
}

/* May numbers of the column be added to each other? KOM_NO_COLUMN: no. */
bool kom_total_adds(const struct kom_frame *frame, int column);

/* Fails because a cell says `total` beside other values, with the calls that keep one kind: in a
   row that is used, and in a column that no option names, so that its values are mixed. */
enum kom_status kom_total_mixed(const struct kom_frame *frame, const bool *is_named,
                                const bool *is_used, struct kom_error *err) KOM_MUSTUSE;

/* Fails because a value of that by-column is `total`, as margins are named. */
enum kom_status kom_total_named(const char *by, struct kom_error *err) KOM_MUSTUSE;

#endif

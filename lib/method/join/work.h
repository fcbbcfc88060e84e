/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-join only: keys, as both sides have them. */
#ifndef KOM_JOIN_WORK_H
#define KOM_JOIN_WORK_H

#include <string.h>

#include "join.h"
#include "prefetch.h"

/* Numbers of keys that are none: none of the table's, with its number among the unmet in the other
   bits; one that is missing; one not looked for. */
#define KOM_JOIN_UNMET (UINT32_C(1) << 31)
#define KOM_JOIN_MISSING (KOM_JOIN_UNMET - 1)
#define KOM_JOIN_OPEN (KOM_JOIN_UNMET - 2)

/* Rows of the table: half as many as its keys may have numbers. */
#define KOM_JOIN_ROWS_MAX (KOM_JOIN_UNMET / 2 - 64)

/* Where texts that rows add may begin, and how many bytes behind them may be read. */
enum { KOM_JOIN_TEXT_STEP = 8, KOM_JOIN_LOOSE = 64 };

/* Unmet keys that are kept, to be named and compared. */
enum { KOM_JOIN_UNMET_MAX = 100000 };

/* Does a key's cell, without blanks around it, hold a value? */
bool kom_join_has_value(const struct kom_cell_form *form, const struct kom_word *word,
                        struct kom_text t);

/* Adds part i of a key of n: its length first, but that of the last one, so that many keys of two
   columns are as short as one of 16 bytes. */
void kom_join_add_part(struct kom_buf *key, size_t i, size_t n, struct kom_text part);

/* Takes a key apart again. */
void kom_join_parts(struct kom_text key, size_t n, struct kom_text *part);

/* Adds a key, in one or in its parts, as messages name it: `kom 101, service a`, values of persons
   hidden. */
void kom_join_say_key(const struct kom_join *join, struct kom_text key, struct kom_buf *out);
void kom_join_say_parts(const struct kom_join *join, const struct kom_text *part,
                        struct kom_buf *out);

/* What the table is called. */
const char *kom_join_file(const struct kom_join *join);

/* Where a row lies: file and line in one number, in their order. 0 is nowhere. */
enum { KOM_JOIN_LINE_BITS = 44 };
static inline uint64_t kom_join_place(uint32_t file, uint64_t line) {
    return (uint64_t)file << KOM_JOIN_LINE_BITS | line;
}
void kom_join_say_place(const struct kom_join *join, uint64_t place, struct kom_buf *out);

/* take.c: the rows of a batch. merge.c: what the workers saw, in the first of them. judge.c: what
   all rows say together. */
extern const char *const kom_join_reasons[KOM_JOIN_N_LACKS];
enum kom_status kom_join_take(void *worker, struct kom_view *view, struct kom_error *err);
enum kom_status kom_join_hire(void *crew, unsigned *n, void *worker[],
                              struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_join_merge(struct kom_join_crew *crew, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_join_judge(struct kom_join_crew *crew, struct kom_error *err) KOM_MUSTUSE;

/* ask.c: what both kinds of request ask for. */
enum kom_status kom_join_lay_out(struct kom_join *join, struct kom_extract *x,
                                 struct kom_error *err) KOM_MUSTUSE;

/* names.c: the key of a cell, KOM_NO_ID: none; the list's names and codes, to be near to. */
uint32_t kom_join_name_find(const struct kom_join *join, struct kom_text cell);
enum kom_status kom_join_names_know(const struct kom_join *join, struct kom_meet *m,
                                    struct kom_error *err) KOM_MUSTUSE;
/* Adds the year whose list has a name that this one has not, and the option; nothing: none has. */
void kom_join_add_year(const struct kom_join *join, struct kom_text code, struct kom_buf *out);
/* Adds what became of a municipality that was split. */
void kom_join_say_split(uint32_t key, struct kom_buf *out);

/* A text of those that rows add: its length, then its bytes, at a place of eight bytes. */
static inline struct kom_text kom_join_text(const struct kom_join_side *side, uint32_t at) {
    const char *p = side->texts.p + (size_t)at * KOM_JOIN_TEXT_STEP;
    uint32_t n;
    memcpy(&n, p, sizeof n);
    return (struct kom_text){p + sizeof n, n};
}

/* Asks for its memory, so that it is there some rows later. */
static inline void kom_join_text_prefetch(const struct kom_join_side *side, uint32_t at) {
    kom_prefetch(side->texts.p + (size_t)at * KOM_JOIN_TEXT_STEP);
}

/* One more; *at is its place. */
enum kom_status kom_join_text_add(struct kom_join *join, struct kom_text text, uint32_t *at,
                                  struct kom_error *err) KOM_MUSTUSE;

/* The text of the one row that a key has; KOM_NO_ID: it has none, several, or spells. */
static inline uint32_t kom_join_only(const struct kom_join_side *side, uint32_t number) {
    if (number >= KOM_JOIN_OPEN)
        return KOM_NO_ID;
    return side->only ? side->only[number] : *kom_join_keys_note(&side->keys, number);
}

/* What may be met: numbers of keys, or with spells rows of the table. */
static inline size_t kom_join_n_meetable(const struct kom_join_side *side) {
    return side->start < 0 ? side->n_numbers : side->n_rows;
}

/* The same of a row of the table; KOM_NO_ID: nothing can meet it. */
static inline uint32_t kom_join_meetable(const struct kom_join_side *side, size_t row) {
    return side->start < 0 ? side->key_of[row] : (uint32_t)row;
}

static inline void kom_join_meet(uint8_t *met, uint32_t at) {
    met[at / 8] = (uint8_t)(met[at / 8] | 1U << at % 8);
}

/* side.c: the table, once the columns are known. */
enum kom_status kom_join_side_make(struct kom_join *join, struct kom_error *err) KOM_MUSTUSE;

/* Part i of the key of a row of the table. */
struct kom_join_part {
    struct kom_text text; /* may point to room */
    bool is_there;        /* and is not missing */
    char room[16];
};
enum kom_status kom_join_side_part(const struct kom_join_side *side, size_t row, size_t i,
                                   struct kom_join_part *part, struct kom_error *err) KOM_MUSTUSE;

/* Adds the key of a row of the table as messages name it. */
enum kom_status kom_join_side_say_key(const struct kom_join *join, size_t row, struct kom_buf *out,
                                      struct kom_error *err) KOM_MUSTUSE;

/* The items of a key that hold the day, in the order of the table (KOM_DAY_NONE: all of them).
   Returns how many; item: room for them. */
size_t kom_join_side_find(const struct kom_join_side *side, uint32_t key, int32_t day,
                          uint32_t *row);

#endif

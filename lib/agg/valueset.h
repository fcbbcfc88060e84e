/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A multiset of numbers, sorted when asked: what quantiles and the other figures of order are made
 * of. */
#ifndef KOM_VALUESET_H
#define KOM_VALUESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dense.h"
#include "kom/error.h"
#include "num.h"
#include "units.h"

/* A number that does not fit the common scale, or is a real; and how often it was seen. */
struct kom_odd_value {
    struct kom_num x;
    uint64_t count;
};

/* Values are kept as integers of their largest scale, sorted, each once with its count, as runs: 8
   bytes per distinct value while all are from -2^39 to 2^39 - 1, in one word of 40 bits of value
   and 24 of count less one, which sorts as it stands. From the first value beyond that on they are
   wide: 12 bytes, with counts of 32 bits. A value whose count is beyond its bits stands in several
   runs, all but the first of them full.
   Beside the runs there are, until they are sealed, a buffer of new values of at most a quarter of
   the most runs there were (16384 if that is more, 2^22 if it is less) and room to sort it; and
   where many values are close together, instead of their runs how often each number of their range
   was seen. What is kept once sealed is a function of the multiset alone. After memory ran out
   `failed` is set and results mean nothing. */
struct kom_values {
    int64_t *fresh; /* not yet sorted in */
    size_t n_fresh, cap_fresh;
    uint64_t n; /* numbers in all */
    int8_t scale;
    bool is_wide;
    bool failed;
    int64_t *run;              /* ascending; value and count, or the value when wide */
    uint32_t *count;           /* of each run when wide */
    struct kom_dense dense;    /* until sealed: instead of runs, where values lie close together */
    struct kom_odd_value *odd; /* ascending once sealed */
    size_t n_run, cap_run, n_odd, cap_odd;
    struct kom_paged *paged; /* instead of all these: they lie in a file; NULL: they do not */
};

/* Values in a file were written or read wrongly, or not at all: results mean nothing. */
enum kom_status kom_values_status(const struct kom_values *v, struct kom_error *err) KOM_MUSTUSE;

/* Room for sorting up to 16384 values, shared by the values of one thread. Zero-initialised is
   ready. */
struct kom_sorter {
    int64_t *scratch;
    size_t cap;
};

void kom_sorter_fini(struct kom_sorter *sorter);

void kom_values_add(struct kom_values *v, const struct kom_num *x, struct kom_sorter *sorter);

/* Sorts everything in and gives back what memory is left over. Adding afterwards is not allowed;
   sealing again does nothing. */
void kom_values_seal(struct kom_values *v, struct kom_sorter *sorter);

/* Where values go that find no room. Zero-initialised: there is room. */
struct kom_values_room {
    uint64_t nbytes;    /* in memory; 0: no end */
    const char *folder; /* of the file for more */
};

/* Instead of adding: fills the empty v with values in ascending order, each as often as said, of
   decimals of at most that scale; kom_values_end is due once all are there, and v is sealed. */
void kom_values_begin(struct kom_values *v, int8_t scale);
void kom_values_push(struct kom_values *v, const struct kom_num *x, uint64_t count,
                     const struct kom_values_room *room);
void kom_values_end(struct kom_values *v);

/* A source of values in ascending order. step gives the next one, count 0 at the end. */
struct kom_values_source {
    struct kom_num x;
    uint64_t count;
    enum kom_status (*step)(struct kom_values_source *source, struct kom_error *err);
};

/* Pushes the values of n sources, and ends. `heap` has room for n. */
enum kom_status kom_values_merge_sources(struct kom_values *v, struct kom_values_source **heap,
                                         size_t n, const struct kom_values_room *room,
                                         struct kom_error *err) KOM_MUSTUSE;

/* Fills the empty v with what n sealed ones hold; they stay. v is sealed, and asked for its own
   status as ever. */
enum kom_status kom_values_merge(struct kom_values *v, const struct kom_values *const *from,
                                 size_t n, const struct kom_values_room *room,
                                 struct kom_error *err) KOM_MUSTUSE;

/* The same, quicker, of n > 1 that are all words (kom_values_words) of one scale, and fewer values
   than a word can count; false: they are not, or find no room, and v is empty still. */
bool kom_values_join(struct kom_values *v, const struct kom_values *const *from, size_t n,
                     const struct kom_values_room *room);

/* Sealed values, run by run: different values ascending, but for repeats as said above. */
size_t kom_values_runs(const struct kom_values *v);
struct kom_num kom_values_run(const struct kom_values *v, size_t i, uint64_t *count);

/* The same of n words in which value and count stand together, where all are of that form, else
   NULL: the value above the bits of the count less one. */
enum { KOM_WORD_COUNT_BITS = 24, KOM_WORD_COUNT_MASK = (1 << KOM_WORD_COUNT_BITS) - 1 };

const int64_t *kom_values_words(const struct kom_values *v, size_t *n);
struct kom_num kom_values_of_word(int64_t word, int8_t scale, uint64_t *count);

/* Of a negative word too: both compilers shift the sign in. */
static inline int64_t kom_word_value(int64_t word) {
    return word >> KOM_WORD_COUNT_BITS;
}

static inline uint32_t kom_word_count(int64_t word) {
    return (uint32_t)(word & KOM_WORD_COUNT_MASK) + 1;
}

/* A run of those that v->run holds, sealed or not. */
static inline int64_t kom_values_run_value(const struct kom_values *v, size_t i) {
    return v->is_wide ? v->run[i] : kom_word_value(v->run[i]);
}

static inline uint32_t kom_values_run_count(const struct kom_values *v, size_t i) {
    return v->is_wide ? v->count[i] : kom_word_count(v->run[i]);
}

/* The value of that rank (0 the smallest); rank < v->n. */
struct kom_num kom_values_rank(const struct kom_values *v, uint64_t rank);

uint64_t kom_values_distinct(const struct kom_values *v);

/* The unit of which all are whole multiples. */
struct kom_units kom_values_units(const struct kom_values *v);

void kom_values_fini(struct kom_values *v);

#endif

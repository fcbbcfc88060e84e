/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of rows like those that were met.

   The group follows from the texts of a few columns: those of --by, of --between, and the
   municipality where tables beside are asked. Where it is one column, its texts may be many, and
   the keys of texts are the table; else the texts of each column become codes, and the codes of a
   row its kind. A row that went the careful way (take.c) teaches the group, unless it met nothing
   in a table beside, which is to be noted row by row. */
#include <string.h>

#include "columns.h"
#include "intern.h"
#include "prefetch.h"
#include "work.h"

enum { CODES_FIRST = 256, CODES_MOST = 1 << 14 };

/* Rows after which it is seen whether most are of known groups. */
enum { TRIAL = 1 << 14, FOUND_LEAST = 4 };

bool kom_summary_known_begin(struct kom_summary_quick *q, const struct kom_summary *s,
                             bool is_careful) {
    q->columns = (struct kom_kind_columns){.n = 0};
    for (size_t i = 0; i < s->n_by; i++)
        if (s->by_place[i] < 0)
            kom_kind_columns_add(&q->columns, s->by_column[i]);
    kom_kind_columns_add(&q->columns, s->kom_column);
    kom_kind_columns_add(&q->columns, s->between_column);
    q->is_known = !q->columns.are_too_many && !is_careful;
    if (q->is_known && q->columns.n != 1 && !q->codes && !q->is_vain)
        q->codes = kom_alloc(KOM_KIND_COLUMNS, sizeof *q->codes);
    return !q->is_known || q->columns.n == 1 || q->codes || q->is_vain;
}

/* ---- one column ---- */

/* The key of a code: most are a word as they stand. */
static inline uint64_t key_of(struct kom_text code, struct kom_hash_seed seed) {
    const uint64_t word = kom_text_word(code); /* below the bits that mark the keys of others */
    return word ? word : kom_text_key(code, seed);
}

static inline size_t home_of(const struct kom_summary_quick *q, uint64_t key) {
    return (size_t)kom_hash_u64(key) & (q->n_codes - 1);
}

/* Where a code is, or would be. */
static inline struct kom_summary_code *find_from(const struct kom_summary_quick *q, uint64_t key,
                                                 size_t i) {
    while (q->code[i].group && q->code[i].key != key)
        i = (i + 1) & (q->n_codes - 1);
    return &q->code[i];
}

static struct kom_summary_code *find(const struct kom_summary_quick *q, uint64_t key) {
    return find_from(q, key, home_of(q, key));
}

/* Room for one code more; two of three are taken at most. */
static bool make_room(struct kom_summary_quick *q) {
    struct kom_summary_quick old = {.code = q->code, .n_codes = q->n_codes};
    if (q->n_codes && q->n + 1 <= q->n_codes / 3 * 2)
        return true;
    size_t n = q->n_codes ? 2 * q->n_codes : CODES_FIRST;
    struct kom_summary_code *code = kom_alloc(n, sizeof *code);
    if (!code)
        return false;
    q->code = code;
    q->n_codes = n;
    for (size_t i = 0; i < old.n_codes; i++)
        if (old.code[i].group)
            *find(q, old.code[i].key) = old.code[i];
    kom_free(old.code);
    return true;
}

static void learn_code(struct kom_summary_quick *q, uint64_t key, uint32_t group) {
    if (kom_key_is_hash(key) || q->n >= CODES_MOST || !make_room(q))
        return;
    struct kom_summary_code *place = find(q, key);
    q->n += place->group == 0;
    *place = (struct kom_summary_code){key, group + 1};
}

static void find_by_code(struct kom_summary_quick *q, const struct kom_view *view, uint32_t from,
                         uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        const struct kom_text code = kom_view_code(view, q->columns.column[0], from + i);
        const uint64_t key = key_of(code, view->extract->seed);
        q->key[i].word[0] = key;
        q->key[i].word[1] = home_of(q, key);
        if (q->n)
            kom_prefetch(&q->code[q->key[i].word[1]]);
    }
    for (uint32_t i = 0; i < n; i++) {
        const uint64_t key = q->key[i].word[0];
        q->group[i] = q->n == 0 || kom_key_is_hash(key)
                          ? KOM_GROUP_NONE
                          : find_from(q, key, q->key[i].word[1])->group - 1;
    }
}

/* ---- several ---- */

static void find_by_kind(struct kom_summary_quick *q, const struct kom_view *view, uint32_t from,
                         uint32_t n) {
    uint16_t code[KOM_BLOCK_ROWS];
    memset(q->key, 0, n * sizeof *q->key);
    memset(q->is_open, 0, n * sizeof *q->is_open);
    for (unsigned k = 0; k < q->columns.n; k++) {
        kom_codes_block(&q->codes[k], view, q->columns.column[k], from, n, code);
        kom_kinds_pack(q->key, n, k, code, q->is_open);
    }
    for (uint32_t i = 0; i < n; i++) {
        const struct kom_row_kind *kind =
            q->is_open[i] ? NULL : kom_kinds_find(&q->kinds, q->key[i]);
        q->group[i] = kind ? kind->note : KOM_GROUP_NONE;
    }
}

/* ---- both ---- */

static bool is_in_vain(struct kom_summary_quick *q) {
    if (q->n_asked < TRIAL)
        return false;
    if (q->n_found < q->n_asked / FOUND_LEAST) {
        kom_summary_known_fini(q);
        return true;
    }
    q->n_asked = q->n_found = 0; /* and again: groups may become more */
    return false;
}

void kom_summary_known_find(struct kom_summary_quick *q, const struct kom_view *view, uint32_t from,
                            uint32_t n) {
    if (q->is_vain || (q->can_be_vain && is_in_vain(q))) {
        q->is_vain = true;
        for (uint32_t i = 0; i < n; i++)
            q->group[i] = KOM_GROUP_NONE;
        return;
    }
    if (q->columns.n == 1)
        find_by_code(q, view, from, n);
    else
        find_by_kind(q, view, from, n);
    q->n_asked += n;
    for (uint32_t i = 0; i < n; i++)
        q->n_found += q->group[i] != KOM_GROUP_NONE;
}

void kom_summary_known_learn(struct kom_summary_quick *q, uint32_t i, uint32_t group) {
    if (!q->is_known || q->is_vain || group == KOM_GROUP_NONE)
        return;
    if (q->columns.n == 1)
        learn_code(q, q->key[i].word[0], group);
    else if (!q->is_open[i])
        (void)kom_kinds_learn(&q->kinds, q->key[i], group);
}

/* ---- its memory ---- */

uint64_t kom_summary_known_nbytes(const struct kom_summary_quick *q) {
    uint64_t nbytes = q->n_codes * sizeof *q->code + q->kinds.size * sizeof *q->kinds.kind;
    for (unsigned k = 0; k < q->columns.n && q->codes; k++)
        nbytes += kom_codes_nbytes(&q->codes[k]);
    return nbytes;
}

/* All groups are forgotten; the room for codes stays. */
void kom_summary_known_reset(struct kom_summary_quick *q) {
    if (q->n)
        memset(q->code, 0, q->n_codes * sizeof *q->code);
    q->n = 0;
    for (unsigned k = 0; k < q->columns.n && q->codes; k++)
        kom_codes_fini(&q->codes[k]);
    kom_kinds_fini(&q->kinds);
}

void kom_summary_known_fini(struct kom_summary_quick *q) {
    kom_summary_known_reset(q);
    kom_free(q->code);
    kom_free(q->codes);
    q->code = NULL;
    q->codes = NULL;
    q->n_codes = 0;
}

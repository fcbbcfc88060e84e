/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Respondents who answer a wave twice: which of the two answers counts is for nobody here to say.

   A row costs its hash and its place while rows are read, and is looked for among the others once
   all were: of workers who know nothing of each other, and however the rows lie. What is told does
   not depend on the hash: of all rows that have one before them the first by place, and the first
   row of its respondent. */
#include <string.h>

#include "prefetch.h"
#include "work.h"

/* Length and bytes of both, so that ("a", "bc") and ("ab", "c") are two. */
bool scale_see(struct scale_books *b, struct kom_text respondent, struct kom_text wave,
               uint64_t place) {
    void *p = b->seen;
    const struct kom_hash_seed seed = kom_hash_seed();
    if (b->n_seen == b->cap_seen && kom_grow(&p, &b->cap_seen, b->n_seen + 1, sizeof *b->seen))
        return false;
    b->seen = p;
    const struct kom_hash_seed other = {seed.times, seed.add | 1};
    const uint64_t r[2] = {kom_hash_bytes(respondent.p, respondent.n, seed),
                           kom_hash_bytes(respondent.p, respondent.n, other)},
                   w[2] = {kom_hash_bytes(wave.p, wave.n, other),
                           kom_hash_bytes(wave.p, wave.n, seed)};
    struct scale_seen *seen = &b->seen[b->n_seen++];
    for (int i = 0; i < 2; i++)
        seen->hash[i] =
            kom_hash_seeded(r[i] + respondent.n, seed) ^ kom_hash_fold(w[i], other.times);
    seen->place = place;
    return true;
}

/* ---- the verdict ---- */

/* A place in the table of all: the upper half of the hash, and the number of the row + 1. */
struct slot {
    uint32_t hash, number;
};

enum { AHEAD = 16 };

static const struct scale_seen *nth(const struct kom_scale *s, uint64_t number) {
    unsigned i = 0;
    for (; number >= s->books[i].n_seen; i++)
        number -= s->books[i].n_seen;
    return &s->books[i].seen[number];
}

/* Two rows of one respondent and wave. */
struct twice {
    uint64_t n, first, second; /* places */
};

/* The earliest row of each respondent stays in the table. */
static void meet(const struct kom_scale *s, struct slot *slot, uint64_t mask, uint32_t number,
                 const struct scale_seen *seen, struct twice *twice) {
    const uint32_t hash = (uint32_t)(seen->hash[0] >> 32);
    uint64_t i = seen->hash[0] & mask;
    for (; slot[i].number; i = (i + 1) & mask) {
        const struct scale_seen *other = slot[i].hash == hash ? nth(s, slot[i].number - 1) : NULL;
        if (!other || memcmp(other->hash, seen->hash, sizeof seen->hash) != 0)
            continue;
        const bool is_earlier = seen->place < other->place;
        const uint64_t first = is_earlier ? seen->place : other->place,
                       second = is_earlier ? other->place : seen->place;
        if (twice->n++ == 0 || second < twice->second) {
            twice->first = first;
            twice->second = second;
        }
        if (is_earlier)
            slot[i].number = number + 1;
        return;
    }
    slot[i] = (struct slot){hash, number + 1};
}

static enum kom_status say_twice(const struct kom_scale *s, const struct twice *twice,
                                 struct kom_error *err) {
    const struct scale_given *g = &s->given;
    const struct kom_text heading = g->x->columns[g->respondent].heading;
    struct kom_buf out = {0};
    kom_place_say(g->x, twice->second, &out);
    kom_buf_printf(&out, ": column \"%.*s\": the respondent of this row answered ", (int)heading.n,
                   heading.p);
    kom_buf_str(&out, g->wave >= 0 ? "the same wave on " : "on ");
    kom_place_say(g->x, twice->first, &out);
    kom_buf_str(&out, " already");
    if (twice->n > 1)
        kom_buf_printf(&out, ", and there are %llu such rows in all", (unsigned long long)twice->n);
    kom_buf_str(&out, g->wave >= 0 ? "; keep the row that counts"
                                   : "; keep the row that counts, or, where they are of several "
                                     "waves, say which column tells: --rename wave=COL");
    return kom_fail_text(&out, KOM_EDATA, err);
}

enum kom_status scale_judge_seen(const struct kom_scale *s, struct kom_error *err) {
    uint64_t n = 0, n_slots = 16;
    struct twice twice = {0};
    for (unsigned i = 0; i < s->n_books; i++)
        n += s->books[i].n_seen;
    while (n_slots < 2 * n)
        n_slots *= 2;
    if (n >= UINT32_MAX)
        return kom_fail(err, KOM_EDATA, "at most %lu rows", (unsigned long)UINT32_MAX - 1);
    struct slot *slot = kom_alloc_table(n_slots, sizeof *slot);
    if (!slot)
        return scale_no_memory(err);
    uint32_t number = 0;
    for (unsigned k = 0; k < s->n_books; k++) {
        const struct scale_books *b = &s->books[k];
        for (size_t i = 0; i < b->n_seen; i++) {
            if (i + AHEAD < b->n_seen)
                kom_prefetch_to_write(&slot[b->seen[i + AHEAD].hash[0] & (n_slots - 1)]);
            meet(s, slot, n_slots - 1, number++, &b->seen[i], &twice);
        }
    }
    kom_free(slot);
    return twice.n ? say_twice(s, &twice, err) : KOM_OK;
}

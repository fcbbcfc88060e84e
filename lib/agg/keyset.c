/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open-addressed table of hashes over a log of keys.

   A slot is a hash and a place in the log; the log holds row and key, and goes to a file beyond its
   room. Slots stand in the order of their hashes' upper bits, in segments: growing goes through the
   old table from one end to the other, and each segment that was emptied is used again at once, so
   that never two tables are held. Linear search, at most 80 of 100 slots taken. A hash that is
   equal makes the keys be compared, in the log: no two keys are ever taken for one. An ordinary
   hash table would hold the keys in memory, which those of an extract need not fit. */
#include "keyset.h"

#include <string.h>

#include "mem.h"

enum {
    SEGMENT = KOM_KEYSET_SEGMENT,
    N_FIRST = 1024,       /* slots at first */
    N_PEEK = 192,         /* bytes of a record that are read at once */
    N_HEAD = 10 + 5 + 10, /* at most: line, file and length as numbers of 7 bits */
};

static enum kom_status no_memory(struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM, "memory ran out for the keys of the table");
}

/* ---- records of the log: line, file, length, key ---- */

static size_t put_number(char *p, uint64_t v) {
    size_t n = 0;
    for (; v > 127; v >>= 7)
        p[n++] = (char)(v | 128);
    p[n++] = (char)v;
    return n;
}

static uint64_t take_number(struct kom_text *t) {
    uint64_t v = 0;
    unsigned shift = 0;
    bool more = true;
    for (; more && t->n && shift < 64; shift += 7, t->p++, t->n--) {
        uint64_t c = (unsigned char)*t->p;
        v |= (c & 127) << shift;
        more = c > 127;
    }
    return v;
}

static enum kom_status keep(struct kom_keyset *set, struct kom_text key, struct kom_keyset_row row,
                            struct kom_error *err) {
    char small[N_PEEK];
    size_t n = put_number(small, row.line);
    n += put_number(small + n, row.file);
    n += put_number(small + n, key.n);
    if (key.n <= sizeof small - N_HEAD) {
        if (key.n)
            memcpy(small + n, key.p, key.n);
        return kom_spill_add(&set->log, set->folder, (struct kom_text){small, n + key.n}, err);
    }
    struct kom_buf whole = {0}; /* a record is added at once, so that it lies in one piece */
    kom_buf_add(&whole, small, n);
    kom_buf_text(&whole, key);
    enum kom_status status = whole.failed
                                 ? no_memory(err)
                                 : kom_spill_add(&set->log, set->folder, kom_buf_view(&whole), err);
    kom_buf_fini(&whole);
    return status;
}

/* Compares a key with that of a record, whose row is told. */
static enum kom_status compare(struct kom_keyset *set, uint64_t at, struct kom_text key,
                               struct kom_keyset_row *row, bool *is_same, struct kom_error *err) {
    struct kom_text bytes;
    enum kom_status status = kom_spill_read(&set->log, at, N_PEEK, &bytes, err);
    set->n_compared++;
    if (status)
        return status;
    row->line = take_number(&bytes);
    row->file = (uint32_t)take_number(&bytes);
    *is_same = take_number(&bytes) == key.n;
    if (*is_same && bytes.n < key.n) {
        status = kom_spill_read(&set->log, at, N_HEAD + key.n, &bytes, err);
        for (int i = 0; i < 3 && !status; i++)
            (void)take_number(&bytes);
    }
    *is_same = *is_same && !status && bytes.n >= key.n &&
               (key.n == 0 || memcmp(bytes.p, key.p, key.n) == 0);
    return status;
}

/* ---- slots ---- */

/* Where the search for a hash starts. */
static uint64_t home_of(uint64_t hash, uint64_t n_slots) {
    return (hash >> 32) * n_slots >> 32;
}

static struct kom_keyset_slot *slot_at(const struct kom_keyset *set, uint64_t i) {
    return &set->segment[i / SEGMENT][i % SEGMENT];
}

static uint64_t n_segments(uint64_t n_slots) {
    return (n_slots + SEGMENT - 1) / SEGMENT;
}

/* Slots of a table of at most that many bytes: whole segments, or less than one. */
static uint64_t max_slots(const struct kom_keyset *set) {
    uint64_t n = set->max_nbytes / sizeof(struct kom_keyset_slot);
    if (!set->max_nbytes || n > UINT32_MAX)
        n = UINT32_MAX;
    return n > SEGMENT ? n / SEGMENT * SEGMENT : n;
}

/* The size after this one: a quarter more, in whole segments; no more than there may be. */
static uint64_t next_size(const struct kom_keyset *set) {
    uint64_t n = set->n_slots, max = max_slots(set);
    if (n < N_FIRST)
        n = N_FIRST;
    else if (n < SEGMENT)
        n = 2 * n;
    else
        n = (n / SEGMENT + n / SEGMENT / 4 + 1) * SEGMENT;
    return n < max ? n : max;
}

static bool is_crowded(uint64_t n_keys, uint64_t n_slots) {
    return (n_keys + 1) * 5 > n_slots * 4;
}

bool kom_keyset_is_full(const struct kom_keyset *set) {
    return is_crowded(set->n_keys, set->n_slots) && is_crowded(set->n_keys, next_size(set));
}

/* A table on its way to a larger one. Segments that were emptied are used again at once, so that
   no more than the larger one is ever held. */
struct move {
    struct kom_keyset *from;
    struct kom_keyset_slot **to;
    uint64_t n_slots;
    uint64_t n_spare; /* segments emptied, at the front of from->segment */
};

/* An empty segment of the larger table; NULL: memory ran out. */
static struct kom_keyset_slot *new_segment(struct move *m) {
    uint64_t n = m->n_slots < SEGMENT ? m->n_slots : SEGMENT;
    struct kom_keyset_slot *segment = m->from->spare;
    if (segment) {
        m->from->spare = NULL;
    } else if (m->n_spare) {
        segment = m->from->segment[--m->n_spare];
        m->from->segment[m->n_spare] = NULL;
    } else {
        return kom_alloc_table((size_t)n, sizeof **m->to);
    }
    return memset(segment, 0, (size_t)n * sizeof *segment);
}

static bool place(struct move *m, const struct kom_keyset_slot *slot) {
    uint64_t i = home_of(slot->hash, m->n_slots);
    for (;; i = i + 1 == m->n_slots ? 0 : i + 1) {
        struct kom_keyset_slot **segment = &m->to[i / SEGMENT];
        if (!*segment)
            *segment = new_segment(m);
        if (!*segment)
            return false;
        if ((*segment)[i % SEGMENT].place == 0) {
            (*segment)[i % SEGMENT] = *slot;
            return true;
        }
    }
}

/* A segment that was emptied: kept for use again, unless it is smaller than those to come. */
static void give_back(struct move *m, uint64_t i) {
    struct kom_keyset_slot *segment = m->from->segment[i];
    m->from->segment[i] = NULL;
    if (m->from->n_slots < SEGMENT)
        kom_free(segment);
    else
        m->from->segment[m->n_spare++] = segment;
}

static bool move_all(struct move *m) {
    struct kom_keyset *set = m->from;
    for (uint64_t i = 0; i < set->n_slots; i++) {
        const struct kom_keyset_slot *slot = slot_at(set, i);
        if (slot->place && !place(m, slot))
            return false;
        if (i % SEGMENT == SEGMENT - 1 || i == set->n_slots - 1)
            give_back(m, i / SEGMENT);
    }
    for (uint64_t i = 0; i < n_segments(m->n_slots); i++) {
        if (!m->to[i])
            m->to[i] = new_segment(m);
        if (!m->to[i])
            return false;
    }
    return true;
}

static void free_segments(struct kom_keyset *set) {
    for (uint64_t i = 0; set->segment && i < n_segments(set->n_slots); i++)
        kom_free(set->segment[i]);
    kom_free(set->segment);
    set->segment = NULL;
}

/* After a failure what was kept is lost, and the set of no more use. */
static bool grow(struct kom_keyset *set) {
    struct move m = {.from = set, .n_slots = next_size(set)};
    m.to = kom_alloc((size_t)n_segments(m.n_slots), sizeof *m.to);
    bool ok = m.to && move_all(&m);
    /* One is left over nearly always; freed, it would rarely be room for what is wanted next. */
    if (m.n_spare && !set->spare) {
        set->spare = set->segment[--m.n_spare];
        set->segment[m.n_spare] = NULL;
    }
    free_segments(set);
    set->segment = m.to;
    set->n_slots = m.n_slots;
    if (!ok) {
        free_segments(set);
        set->n_slots = set->n_keys = 0;
    }
    return ok;
}

/* The slot of the key, or the empty one where it belongs. */
static enum kom_status find(struct kom_keyset *set, struct kom_text key, uint64_t hash,
                            struct kom_keyset_row *row, struct kom_keyset_slot **slot,
                            struct kom_error *err) {
    uint64_t i = home_of(hash, set->n_slots);
    bool is_same = false;
    enum kom_status status = KOM_OK;
    for (;; i = i + 1 == set->n_slots ? 0 : i + 1) {
        *slot = slot_at(set, i);
        if ((*slot)->place == 0)
            return KOM_OK;
        if ((*slot)->hash == hash)
            status = compare(set, (*slot)->place - 1, key, row, &is_same, err);
        if (status || is_same)
            return status;
    }
}

enum kom_status kom_keyset_find(struct kom_keyset *set, struct kom_text key, uint64_t hash,
                                bool *found, struct kom_error *err) {
    struct kom_keyset_slot *slot = NULL;
    struct kom_keyset_row row;
    *found = kom_ladder_find(&set->ladder, key, &row);
    if (*found)
        return KOM_OK;
    enum kom_status status = set->n_slots ? find(set, key, hash, &row, &slot, err) : KOM_OK;
    *found = !status && slot && slot->place;
    return status;
}

enum kom_status kom_keyset_add(struct kom_keyset *set, struct kom_text key, uint64_t hash,
                               struct kom_keyset_row *row, enum kom_keyset_answer *answer,
                               struct kom_error *err) {
    struct kom_keyset_slot *slot = NULL;
    struct kom_keyset_row first = {0, 0};
    const enum kom_ladder_answer known = kom_ladder_add(&set->ladder, key, row);
    if (known != KOM_LADDER_NOT) {
        *answer = known == KOM_LADDER_NEW ? KOM_KEYSET_NEW : KOM_KEYSET_SEEN;
        return KOM_OK;
    }
    bool is_full = kom_keyset_is_full(set);
    *answer = KOM_KEYSET_FULL;
    if (is_crowded(set->n_keys, set->n_slots) && !is_full && !grow(set))
        return no_memory(err);
    enum kom_status status = set->n_slots ? find(set, key, hash, &first, &slot, err) : KOM_OK;
    if (status || !slot)
        return status;
    if (slot->place) {
        *row = first;
        *answer = KOM_KEYSET_SEEN;
        return KOM_OK;
    }
    if (is_full)
        return KOM_OK;
    uint64_t at = kom_spill_end(&set->log);
    status = keep(set, key, *row, err);
    if (status)
        return status;
    *slot = (struct kom_keyset_slot){hash, at + 1};
    set->n_keys++;
    *answer = KOM_KEYSET_NEW;
    return KOM_OK;
}

void kom_keyset_reset(struct kom_keyset *set) {
    uint64_t one = set->n_slots < SEGMENT ? set->n_slots : SEGMENT;
    size_t room = set->log.room;
    for (uint64_t i = 0; i < n_segments(set->n_slots); i++)
        memset(set->segment[i], 0, (size_t)one * sizeof **set->segment);
    kom_spill_fini(&set->log);
    set->log.room = room;
    set->n_keys = 0;
    kom_ladder_fini(&set->ladder);
}

void kom_keyset_fini(struct kom_keyset *set) {
    free_segments(set);
    kom_free(set->spare);
    kom_spill_fini(&set->log);
    kom_ladder_fini(&set->ladder);
    *set = (struct kom_keyset){0};
}

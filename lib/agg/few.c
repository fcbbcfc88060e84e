/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists have room for 3, 7, 15 ... values, which with what the allocator keeps fill 32, 64, 128 ...
 * bytes; the list of many becomes the buffer of kom_values as it stands. */
#include "few.h"

#include <string.h>

#include "mem.h"

enum { FIRST = 3, MOST = 63, HUNDREDTHS_SCALE = 2, CHUNK = 8 };

static bool fail(struct kom_few *few) {
    few->failed = true;
    return false;
}

static bool is_full(uint32_t n) {
    return n == 0 || (n >= FIRST && (n & (n + 1)) == 0);
}

static size_t room_of(uint32_t n) {
    size_t room = FIRST;
    while (room < n)
        room = 2 * room + 1;
    return n ? room : 0;
}

static uint64_t nbytes_of(const struct kom_values *v) {
    return v->cap_fresh * sizeof *v->fresh +
           v->cap_run * (sizeof *v->run + (v->is_wide ? sizeof *v->count : 0)) +
           v->cap_odd * sizeof *v->odd + v->dense.n * sizeof *v->dense.count;
}

static bool become_many(struct kom_few *few, uint64_t *nbytes) {
    struct kom_values *v = kom_alloc(1, sizeof *v);
    if (!v)
        return fail(few);
    v->fresh = few->as.list;
    v->n_fresh = v->n = few->n;
    v->cap_fresh = room_of(few->n);
    v->scale = few->scale;
    few->as.many = v;
    few->is_many = true;
    few->n = 0;
    *nbytes += sizeof *v + CHUNK;
    return true;
}

static void add_to_many(struct kom_few *few, const struct kom_num *x, struct kom_sorter *sorter,
                        uint64_t *nbytes) {
    struct kom_values *v = few->as.many;
    const uint64_t before = nbytes_of(v);
    kom_values_add(v, x, sorter);
    few->failed = few->failed || v->failed;
    *nbytes += nbytes_of(v) - before; /* which may be less than it was */
}

/* Room for one value more. */
static bool grow(struct kom_few *few, uint64_t *nbytes) {
    size_t room = few->n ? 2 * (size_t)few->n + 1 : FIRST;
    void *p = kom_resize(few->as.list, room, sizeof *few->as.list);
    if (!p)
        return fail(few);
    few->as.list = p;
    *nbytes += (room - few->n) * sizeof *few->as.list + (few->n ? 0 : CHUNK);
    return true;
}

/* All of the list, and m, in one scale; false when one does not fit. */
static bool bring_to(struct kom_few *few, int8_t scale) {
    int64_t factor = kom_pow10[scale - few->scale], m;
    for (uint32_t i = 0; i < few->n; i++)
        if (__builtin_mul_overflow(few->as.list[i], factor, &m))
            return false;
    for (uint32_t i = 0; i < few->n; i++)
        few->as.list[i] *= factor;
    few->scale = scale;
    return true;
}

/* Is x, in *m, one for the list as it is now? */
static bool fits(struct kom_few *few, const struct kom_num *x, int64_t *m) {
    if (!x->is_exact || (x->scale > few->scale && !bring_to(few, x->scale)))
        return false;
    return !__builtin_mul_overflow(x->mantissa, kom_pow10[few->scale - x->scale], m);
}

void kom_few_add(struct kom_few *few, const struct kom_num *x, struct kom_sorter *sorter,
                 uint64_t *nbytes) {
    int64_t m;
    if (!few->is_many && fits(few, x, &m) && few->n < MOST) {
        if (!is_full(few->n) || grow(few, nbytes))
            few->as.list[few->n++] = m;
        return;
    }
    if (few->is_many || become_many(few, nbytes))
        add_to_many(few, x, sorter, nbytes);
}

/* Hundredths as a whole number of units of a scale up to theirs; false: they are none. Divisors
   that the compiler knows cost a multiplication. */
static inline bool in_units(int64_t hundredths, int8_t scale, int64_t *m) {
    *m = scale == HUNDREDTHS_SCALE ? hundredths : scale == 1 ? hundredths / 10 : hundredths / 100;
    return scale == HUNDREDTHS_SCALE || (scale == 1 && *m * 10 == hundredths) ||
           (scale == 0 && *m * 100 == hundredths);
}

void kom_few_add_hundredths(struct kom_few *few, int64_t hundredths, struct kom_sorter *sorter,
                            uint64_t *nbytes) {
    struct kom_values *v = few->as.many;
    int64_t m;
    if (!few->is_many && few->n < MOST && in_units(hundredths, few->scale, &m)) {
        if (!is_full(few->n) || grow(few, nbytes))
            few->as.list[few->n++] = m;
        return;
    }
    if (few->is_many && v->n_fresh < v->cap_fresh && in_units(hundredths, v->scale, &m)) {
        v->fresh[v->n_fresh++] = m;
        v->n++;
        return;
    }
    struct kom_num x = kom_num_hundredths(hundredths);
    kom_few_add(few, &x, sorter, nbytes);
}

bool kom_few_can_join(const struct kom_few *few, const struct kom_few *other) {
    return !few->is_many && !other->is_many && few->n + other->n <= MOST &&
           (few->n == 0 || other->n == 0 || few->scale == other->scale);
}

void kom_few_join(struct kom_few *few, struct kom_few *other) {
    const uint32_t n = few->n + other->n;
    if (few->n == 0) {
        struct kom_few empty = *few;
        *few = *other;
        *other = empty;
    } else if (other->n) {
        void *p = few->as.list;
        if (room_of(n) > room_of(few->n))
            p = kom_resize(p, room_of(n), sizeof *few->as.list);
        if (!p) {
            (void)fail(few);
            return;
        }
        few->as.list = p;
        memcpy(few->as.list + few->n, other->as.list, other->n * sizeof *few->as.list);
        few->n = n;
    }
    few->failed = few->failed || other->failed;
    kom_few_fini(other);
}

void kom_few_move(struct kom_few *few, struct kom_values *v, struct kom_sorter *sorter) {
    if (few->is_many) {
        *v = *few->as.many;
        kom_free(few->as.many);
    } else if (few->n) {
        v->fresh = few->as.list;
        v->n_fresh = v->n = few->n;
        v->cap_fresh = room_of(few->n);
        v->scale = few->scale;
    }
    v->failed = v->failed || few->failed;
    *few = (struct kom_few){.failed = false};
    kom_values_seal(v, sorter);
}

void kom_few_fini(struct kom_few *few) {
    if (few->is_many) {
        kom_values_fini(few->as.many);
        kom_free(few->as.many);
    } else {
        kom_free(few->as.list);
    }
    *few = (struct kom_few){.failed = false};
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Few of many values, drawn by the first steps of a shuffle. */
#include "shuffle.h"

#include "mem.h"
#include "prefetch.h"
#include "rng.h"

/* Where there are many values, each place of the shuffle is a line of memory that is not near. So
   numbers are drawn for some steps at once, and what they will look at is asked for before it is
   needed: a step costs the same however many values there are. */
enum { STEPS = 256 };

enum kom_status kom_shuffle_init(struct kom_shuffle *s, size_t n, size_t few) {
    *s = (struct kom_shuffle){.n = n, .few = few};
    /* more values than that many numbers tell apart are more than any memory holds */
    s->place = n <= UINT32_MAX ? kom_alloc_table(n + few, sizeof *s->place) : NULL;
    if (!s->place)
        return KOM_ENOMEM;
    s->swapped = s->place + n;
    for (size_t i = 0; i < n; i++)
        s->place[i] = (uint32_t)i;
    return KOM_OK;
}

void kom_shuffle_fini(struct kom_shuffle *s) {
    kom_free(s->place);
    *s = (struct kom_shuffle){0};
}

/* The steps from `from` to `to` of a draw; their values are added in that order. */
static void take_steps(const struct kom_shuffle *s, size_t from, size_t to, const double *value,
                       double *sum, size_t *kept) {
    uint32_t chosen[STEPS];
    for (size_t i = from; i < to; i++) {
        const uint32_t j = s->swapped[i];
        chosen[i - from] = s->place[j];
        s->place[j] = s->place[i];
        s->place[i] = chosen[i - from];
        kom_prefetch(&value[chosen[i - from]]);
    }
    for (size_t i = 0; i < to - from; i++) {
        *sum += value[chosen[i]];
        *kept += chosen[i] < s->few;
    }
}

double kom_shuffle_sum(const struct kom_shuffle *s, uint64_t seed, uint64_t draw,
                       const double *value, size_t *kept) {
    double sum = 0;
    *kept = 0;
    for (size_t from = 0; from < s->few; from += STEPS) {
        const size_t to = from + STEPS < s->few ? from + STEPS : s->few;
        for (size_t i = from; i < to; i++) {
            const size_t j = i + (size_t)kom_rng_below(seed, draw, i, s->n - i);
            s->swapped[i] = (uint32_t)j;
            kom_prefetch(&s->place[j]);
        }
        take_steps(s, from, to, value, &sum, kept);
    }
    for (size_t i = 0; i < s->few; i++) { /* undone */
        s->place[s->swapped[i]] = s->swapped[i];
        s->place[i] = (uint32_t)i;
    }
    return sum;
}

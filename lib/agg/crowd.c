/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sightings as bits: adding one is an OR. */
#include "crowd.h"

#include <string.h>

#include "mem.h"
#include "os.h"

/* Room for the person's first entry, those between being empty. */
static enum kom_status reach(struct kom_crowd *c, uint32_t person) {
    if (person < c->n)
        return KOM_OK;
    void *p = c->first;
    if (kom_grow(&p, &c->cap, (size_t)person + 1, sizeof *c->first))
        return KOM_ENOMEM;
    c->first = p;
    kom_os_large_table(c->first + c->n, (c->cap - c->n) * sizeof *c->first);
    memset(c->first + c->n, 0, (c->cap - c->n) * sizeof *c->first);
    c->n = c->cap;
    return KOM_OK;
}

enum kom_status kom_crowd_merge(struct kom_crowd *c, uint32_t person, uint32_t group, int32_t block,
                                uint64_t bits) {
    if (reach(c, person))
        return KOM_ENOMEM;
    struct kom_seen *seen = &c->first[person];
    if (seen->bits == 0) {
        *seen = (struct kom_seen){bits, group, block, 0};
        return KOM_OK;
    }
    for (;;) {
        if (seen->group == group && seen->block == block) {
            seen->bits |= bits;
            return KOM_OK;
        }
        if (seen->next == 0)
            break;
        seen = &c->more[seen->next - 1];
    }
    size_t at = seen == &c->first[person] ? SIZE_MAX : (size_t)(seen - c->more);
    void *p = c->more;
    if (kom_grow(&p, &c->cap_more, c->n_more + 1, sizeof *c->more))
        return KOM_ENOMEM;
    c->more = p;
    c->more[c->n_more++] = (struct kom_seen){bits, group, block, 0};
    *(at == SIZE_MAX ? &c->first[person].next : &c->more[at].next) = (uint32_t)c->n_more;
    return KOM_OK;
}

/* Periods may be days before 1970, so blocks round down. */
static int32_t block_of(int32_t period) {
    return (period - (period & 63)) / 64;
}

enum kom_status kom_crowd_add(struct kom_crowd *c, uint32_t person, uint32_t group,
                              int32_t period) {
    return kom_crowd_merge(c, person, group, block_of(period), UINT64_C(1) << (period & 63));
}

const struct kom_seen *kom_crowd_next(const struct kom_crowd *c, uint32_t person,
                                      const struct kom_seen *seen) {
    if (seen)
        return seen->next ? &c->more[seen->next - 1] : NULL;
    return person < c->n && c->first[person].bits ? &c->first[person] : NULL;
}

bool kom_crowd_has(const struct kom_crowd *c, uint32_t person, uint32_t group, int32_t period) {
    for (const struct kom_seen *s = kom_crowd_next(c, person, NULL); s;
         s = kom_crowd_next(c, person, s))
        if (s->group == group && s->block == block_of(period))
            return s->bits >> (period & 63) & 1;
    return false;
}

void kom_crowd_prefetch(const struct kom_crowd *c, uint32_t person) {
    if (person < c->n)
        __builtin_prefetch(&c->first[person], 1);
}

void kom_crowd_fini(struct kom_crowd *c) {
    kom_free(c->first);
    kom_free(c->more);
    *c = (struct kom_crowd){0};
}

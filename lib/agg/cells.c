/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two open-addressing tables of fixed largest size. Where memory ends they stop learning. */
#include "cells.h"

#include "mem.h"

enum { FIRST_SIZE = 256, CODE_BITS = 16, CODES_IN_WORD = 4 };

/* ---- kinds ---- */

void kom_kind_columns_add(struct kom_kind_columns *c, int column) {
    bool is_there = column < 0;
    for (unsigned k = 0; k < c->n && !is_there; k++)
        is_there = c->column[k] == column;
    if (!is_there && c->n < KOM_KIND_COLUMNS)
        c->column[c->n++] = column;
    else if (!is_there)
        c->are_too_many = true;
}

void kom_kinds_pack(struct kom_kind_key *key, uint32_t n, unsigned k, const uint16_t *code,
                    bool *is_open) {
    unsigned word = k / CODES_IN_WORD, shift = k % CODES_IN_WORD * CODE_BITS;
    for (uint32_t i = 0; i < n; i++) {
        key[i].word[word] |= (uint64_t)code[i] << shift;
        is_open[i] |= code[i] == 0;
    }
}

static bool is_key(const struct kom_row_kind *kind, struct kom_kind_key key) {
    return kind->key.word[0] == key.word[0] && kind->key.word[1] == key.word[1];
}

/* Where the kind is, or would be. */
static struct kom_row_kind *kind_place(const struct kom_kinds *t, struct kom_kind_key key) {
    uint64_t h = kom_hash_seeded(kom_hash_seeded(key.word[0], t->seed) ^ key.word[1], t->seed);
    size_t at = h & (t->size - 1);
    while (t->kind[at].number && !is_key(&t->kind[at], key))
        at = (at + 1) & (t->size - 1);
    return &t->kind[at];
}

const struct kom_row_kind *kom_kinds_find(const struct kom_kinds *t, struct kom_kind_key key) {
    const struct kom_row_kind *kind = t->size ? kind_place(t, key) : NULL;
    return kind && kind->number ? kind : NULL;
}

static bool grow_kinds(struct kom_kinds *t) {
    struct kom_kinds next = {.size = t->size ? 2 * t->size : FIRST_SIZE, .seed = kom_hash_seed()};
    next.kind = next.size > KOM_KINDS_MAX ? NULL : kom_alloc(next.size, sizeof *next.kind);
    if (!next.kind)
        return false;
    for (size_t i = 0; i < t->size; i++)
        if (t->kind[i].number)
            *kind_place(&next, t->kind[i].key) = t->kind[i];
    next.n = t->n;
    kom_free(t->kind);
    *t = next;
    return true;
}

const struct kom_row_kind *kom_kinds_learn(struct kom_kinds *t, struct kom_kind_key key,
                                           uint32_t note) {
    const struct kom_row_kind *known = kom_kinds_find(t, key);
    if (known)
        return known;
    if (2 * (t->n + 1) > t->size && !grow_kinds(t))
        return NULL;
    struct kom_row_kind *place = kind_place(t, key);
    *place = (struct kom_row_kind){key, (uint32_t)++t->n, note};
    return place;
}

void kom_kinds_fini(struct kom_kinds *t) {
    kom_free(t->kind);
    *t = (struct kom_kinds){0};
}

/* ---- routes ---- */

const struct kom_route *kom_routes_find(const struct kom_routes *t, uint64_t hash, uint32_t kind,
                                        uint32_t trait, int32_t period, int32_t day) {
    for (size_t k = 0; k < KOM_ROUTE_STEPS && t->size; k++) {
        const struct kom_route *r = &t->route[(hash + k) & (t->size - 1)];
        if (r->cell == 0)
            return NULL;
        if (r->kind == kind && r->trait == trait && r->period == period && day >= r->first &&
            day <= r->last)
            return r;
    }
    return NULL;
}

/* A free place near enough; NULL: none. */
static struct kom_route *free_place(const struct kom_routes *t, const struct kom_route *route) {
    uint64_t hash = kom_route_hash(t, route->kind, route->trait, route->period);
    for (size_t k = 0; k < KOM_ROUTE_STEPS; k++) {
        struct kom_route *r = &t->route[(hash + k) & (t->size - 1)];
        if (r->cell == 0)
            return r;
    }
    return NULL;
}

static bool grow_routes(struct kom_routes *t) {
    struct kom_routes next = {.size = t->size ? 2 * t->size : FIRST_SIZE,
                              .max_size = t->max_size ? t->max_size : KOM_ROUTES_MAX,
                              .seed = kom_hash_seed()};
    next.route = next.size > next.max_size ? NULL : kom_alloc(next.size, sizeof *next.route);
    if (!next.route)
        return false;
    for (size_t i = 0; i < t->size; i++) {
        struct kom_route *place = t->route[i].cell ? free_place(&next, &t->route[i]) : NULL;
        if (place) {
            *place = t->route[i];
            next.n++;
        }
    }
    kom_free(t->route);
    *t = next;
    return true;
}

/* Where all near places are taken a larger table helps, unless it is nearly empty: then it is
   pieces of one period that are too many. */
void kom_routes_learn(struct kom_routes *t, const struct kom_route *route) {
    if (2 * (t->n + 1) > t->size && !grow_routes(t))
        return;
    struct kom_route *place = free_place(t, route);
    if (!place && 8 * t->n > t->size && grow_routes(t))
        place = free_place(t, route);
    if (!place)
        return;
    *place = *route;
    t->n++;
}

void kom_routes_fini(struct kom_routes *t) {
    kom_free(t->route);
    *t = (struct kom_routes){0};
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Four bytes a cell, and neighbouring periods side by side: those of a hundred thousand cells stay
   in the nearest memory. Where memory ends nothing more is learned. */
#include "lanes.h"

#include <string.h>

#include "mem.h"

enum { FIRST_SIZE = 64 };

struct kom_lane {
    uint32_t kind, trait;
    uint32_t number; /* + 1; 0: a free place */
    uint32_t first;  /* cell that was learned first, + 1 */
};

/* Folded twice: numbers so alike as these lie close together after one fold with some seeds. */
static struct kom_lane *lane_place(const struct kom_lanes *l, uint32_t kind, uint32_t trait) {
    uint64_t h = kom_hash_seeded(kom_hash_seeded(kind, l->seed) ^ trait, l->seed);
    for (size_t at = h & (l->size - 1);; at = (at + 1) & (l->size - 1)) {
        struct kom_lane *lane = &l->lane[at];
        if (lane->number == 0 || (lane->kind == kind && lane->trait == trait))
            return lane;
    }
}

const uint32_t *kom_lanes_spot(const struct kom_lanes *l, uint32_t kind, uint32_t trait,
                               int32_t period) {
    uint32_t at = (uint32_t)period - (uint32_t)l->base;
    if (l->size == 0 || at >= KOM_LANE_PAGE * KOM_LANE_PAGES)
        return NULL;
    const struct kom_lane *lane = lane_place(l, kind, trait);
    uint32_t page = lane->number ? l->page_of[lane->number - 1][at / KOM_LANE_PAGE] : 0;
    return page ? &l->page[page - 1][at % KOM_LANE_PAGE] : NULL;
}

uint32_t kom_lanes_first(const struct kom_lanes *l, uint32_t kind, uint32_t trait) {
    return l->size ? lane_place(l, kind, trait)->first : 0;
}

static bool grow(struct kom_lanes *l) {
    struct kom_lanes next = *l;
    next.size = l->size ? 2 * l->size : FIRST_SIZE;
    next.lane = kom_alloc(next.size, sizeof *next.lane);
    next.seed = kom_hash_seed();
    if (!next.lane)
        return false;
    for (size_t i = 0; i < l->size; i++)
        if (l->lane[i].number)
            *lane_place(&next, l->lane[i].kind, l->lane[i].trait) = l->lane[i];
    kom_free(l->lane);
    *l = next;
    return true;
}

/* Is there room for another lane or page? They are of one size. */
static bool has_room(const struct kom_lanes *l) {
    size_t max = l->max_nbytes ? l->max_nbytes : KOM_LANES_MAX_NBYTES;
    return (l->n + l->n_pages + 1) * sizeof *l->page <= max;
}

/* The lane, given now if it is new; NULL: there is no room. */
static struct kom_lane *add_lane(struct kom_lanes *l, uint32_t kind, uint32_t trait) {
    struct kom_lane *lane = l->size ? lane_place(l, kind, trait) : NULL;
    if (lane && lane->number)
        return lane;
    void *p = l->page_of;
    if (!has_room(l) || kom_grow(&p, &l->cap_lanes, l->n + 1, sizeof *l->page_of))
        return NULL;
    l->page_of = p;
    if (2 * (l->n + 1) > l->size && !grow(l))
        return NULL;
    memset(l->page_of[l->n], 0, sizeof *l->page_of);
    lane = lane_place(l, kind, trait);
    *lane = (struct kom_lane){.kind = kind, .trait = trait, .number = (uint32_t)++l->n};
    return lane;
}

bool kom_lanes_learn(struct kom_lanes *l, uint32_t kind, uint32_t trait, int32_t period,
                     uint32_t cell) {
    const uint32_t all = KOM_LANE_PAGE * KOM_LANE_PAGES;
    if (l->n == 0) /* the difference is what counts, whether or not it wraps around */
        l->base = (int32_t)((uint32_t)period - all / 2);
    uint32_t at = (uint32_t)period - (uint32_t)l->base;
    struct kom_lane *lane = at < all ? add_lane(l, kind, trait) : NULL;
    if (!lane)
        return false;
    uint32_t *page = &l->page_of[lane->number - 1][at / KOM_LANE_PAGE];
    if (*page == 0) {
        void *p = l->page;
        if (!has_room(l) || kom_grow(&p, &l->cap_pages, l->n_pages + 1, sizeof *l->page))
            return false;
        l->page = p;
        memset(l->page[l->n_pages], 0, sizeof *l->page);
        *page = (uint32_t)++l->n_pages;
    }
    l->page[*page - 1][at % KOM_LANE_PAGE] = cell + 1;
    if (lane->first == 0)
        lane->first = cell + 1;
    return true;
}

void kom_lanes_fini(struct kom_lanes *l) {
    kom_free(l->lane);
    kom_free(l->page_of);
    kom_free(l->page);
    *l = (struct kom_lanes){0};
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buyers that are still in the states of parts, person by person.

   The states have their buyers in the order of the persons, so that the lines of all parts can be
   merged without any of them lying in memory: what the parts know of a person comes together, and
   some hundred thousand sightings of whole persons at a time go to the crowd, are counted and
   forgotten. Each period that a line names must have its cell, which came before; that is how a
   damaged state shows.

   A line names seats, which are numbers of the state; each part has its list of the crowd's groups
   for them. Periods are bits of blocks of 64 neighbours, while the crowd numbers periods as they
   came: for each block the numbers are looked up once. */
#include "parts.h"

#include "state_merge.h"

enum { BATCH = 1 << 18, SMALL_BATCH = 16, FEW = 64 };

/* Where a group's buyers were seen last: most are seen there again. */
struct seen_at {
    uint32_t period; /* number of a period, rounded down to 32; KOM_NO_ID: nobody was */
    uint32_t place;
};

struct kom_uptake_parts {
    struct kom_uptake_part *part;
    size_t n, cap;
    struct kom_hash_seed seed;
    struct kom_state_merge merge;
    struct kom_state_source *line; /* at hand, and not taken yet */
    bool has_begun;
    struct kom_pairs held; /* atom, block of periods: those that have a cell, as bits */
    uint64_t *held_bits;
    struct kom_pairs blocks; /* block of periods: the crowd's number of each */
    uint32_t (*number)[KOM_PERIOD_BLOCK];
    struct seen_at *seen_at; /* of each group of the crowd */
    /* the person at hand */
    struct kom_narrow is;
    struct kom_text who;
    struct kom_place *at;
    size_t n_at, cap_at;
    struct kom_sighting *seen;
    size_t n_seen;
    struct kom_arena names; /* of those */
};

/* One call. */
struct taking {
    struct kom_uptake *u;
    struct kom_uptake_parts *p;
    struct kom_error *err;
    size_t n; /* sightings so far */
};

static enum kom_status damaged(const struct taking *t) {
    return kom_state_damaged(t->p->merge.label, t->err);
}

static enum kom_status no_memory(const struct taking *t) {
    return KOM_UPTAKE_NO_MEMORY(t->err);
}

/* ---- parts ---- */

void kom_uptake_part_fini(struct kom_uptake_part *part) {
    kom_free(part->seat);
    *part = (struct kom_uptake_part){0};
}

void kom_uptake_parts_free(struct kom_uptake_parts *p) {
    if (!p)
        return;
    for (size_t i = 0; i < p->n; i++)
        kom_uptake_part_fini(&p->part[i]);
    kom_state_merge_fini(&p->merge);
    kom_pairs_fini(&p->held);
    kom_pairs_fini(&p->blocks);
    kom_arena_fini(&p->names);
    void *const owned[] = {p->part, p->held_bits, p->number, p->seen_at, p->at, p->seen, p};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        kom_free(owned[i]);
}

enum kom_status kom_uptake_parts_add(struct sold *sold, struct kom_uptake_part *part,
                                     struct kom_hash_seed seed, struct kom_error *err) {
    if (!sold->parts)
        sold->parts = kom_alloc(1, sizeof *sold->parts);
    struct kom_uptake_parts *p = sold->parts;
    void *list = p ? p->part : NULL;
    if (!p || kom_grow(&list, &p->cap, p->n + 1, sizeof *p->part)) {
        kom_uptake_part_fini(part);
        return KOM_UPTAKE_NO_MEMORY(err);
    }
    p->part = list;
    p->part[p->n++] = *part;
    p->seed = seed;
    *part = (struct kom_uptake_part){0};
    return KOM_OK;
}

/* ---- periods ---- */

/* Which periods of an atom have a cell. */
static bool hold_cells(const struct taking *t) {
    const struct kom_pairs *cells = &t->u->sold.all.cells;
    t->p->held_bits = kom_alloc(cells->n + 1, sizeof *t->p->held_bits);
    for (size_t i = 0; i < cells->n && t->p->held_bits; i++) {
        const int32_t period = (int32_t)(uint32_t)cells->pair[i];
        const uint32_t at = kom_pairs_add(&t->p->held, (uint32_t)(cells->pair[i] >> 32),
                                          (uint32_t)kom_block_of_period(period), NULL);
        if (at == KOM_NO_ID)
            return false;
        t->p->held_bits[at] |= UINT64_C(1) << kom_bit_of_period(period);
    }
    return t->p->held_bits;
}

/* What the crowd calls the periods of each block. With --flows no cell has asked for it yet. */
static bool number_periods(const struct taking *t) {
    const struct kom_pairs *cells = &t->u->sold.all.cells;
    t->p->number = kom_alloc(t->p->held.n + 1, sizeof *t->p->number);
    for (size_t i = 0; i < cells->n && t->p->number; i++) {
        const int32_t period = (int32_t)(uint32_t)cells->pair[i];
        const uint32_t number =
                           kom_pairs_add(&t->u->sold.numbers.periods, (uint32_t)period, 0, NULL),
                       at = kom_pairs_add(&t->p->blocks, (uint32_t)kom_block_of_period(period), 0,
                                          NULL);
        if (number == KOM_NO_ID || at == KOM_NO_ID)
            return false;
        t->p->number[at][kom_bit_of_period(period)] = number;
    }
    return t->p->number;
}

static enum kom_status begin(const struct taking *t) {
    struct kom_uptake_parts *p = t->p;
    const size_t n_groups = t->u->sold.numbers.atoms.n;
    p->has_begun = true;
    p->merge.tag = "buyer";
    p->merge.label = "sales";
    p->seen = kom_alloc(KOM_SIGHTINGS_MAX, sizeof *p->seen);
    p->seen_at = kom_alloc(n_groups + 1, sizeof *p->seen_at);
    for (size_t i = 0; i < n_groups && p->seen_at; i++)
        p->seen_at[i].period = KOM_NO_ID;
    const bool ok = p->seen && p->seen_at && hold_cells(t) && number_periods(t);
    enum kom_status status = ok ? KOM_OK : no_memory(t);
    for (uint32_t i = 0; i < p->n && !status; i++)
        if (p->part[i].has_first)
            status =
                kom_state_merge_add(&p->merge, &p->part[i].lines, &p->part[i].first, i, t->err);
    return status;
}

/* ---- one person ---- */

static enum kom_status enter(const struct taking *t) {
    struct kom_uptake_parts *p = t->p;
    const size_t n = p->n_seen;
    p->n_seen = 0;
    return kom_crowd_enter(&t->u->sold.buyers, p->seen, n, 0, t->err);
}

uint32_t kom_uptake_known_person(const struct kom_uptake_worker *w, struct kom_text who) {
    return kom_intern_find(w->veiled.n ? &w->veiled : &w->g->persons, who);
}

static enum kom_status meet_person(const struct taking *t, struct kom_text who) {
    struct kom_uptake_parts *p = t->p;
    p->who = who;
    p->is = kom_narrow(who, p->seed);
    if (t->u->given.by_person) {
        p->is = (struct kom_narrow){kom_uptake_known_person(t->u->sold.workers[0], who),
                                    KOM_NARROW_NUMBER};
        return p->is.word == KOM_NO_ID ? damaged(t) : KOM_OK;
    }
    if (p->is.kind == KOM_NARROW_NOT)
        p->who.p = kom_arena_copy(&p->names, who.p, who.n);
    return p->who.p ? KOM_OK : no_memory(t);
}

/* The person has been seen in all parts. */
static enum kom_status leave_person(struct taking *t) {
    struct kom_uptake_parts *p = t->p;
    enum kom_status status = KOM_OK;
    t->n += p->n_at;
    for (size_t i = 0; i < p->n_at && !status; i++) {
        p->seen[p->n_seen++] = kom_sighting(p->is, p->who, p->at[i]);
        if (p->n_seen == KOM_SIGHTINGS_MAX)
            status = enter(t);
    }
    p->n_at = 0;
    return status;
}

/* A person has few places. Of one who has many the crowd brings them together. */
static bool add_place(struct kom_uptake_parts *p, struct kom_place place) {
    void *list = p->at;
    for (size_t i = 0; i < p->n_at && i < FEW; i++)
        if (p->at[i].place == place.place) {
            p->at[i].bits |= place.bits;
            return true;
        }
    if (kom_grow(&list, &p->cap_at, p->n_at + 1, sizeof *p->at))
        return false;
    p->at = list;
    p->at[p->n_at++] = place;
    return true;
}

/* The place of a period in a group; as kom_crowd_place. */
static bool place_of(const struct taking *t, uint32_t group, uint32_t number,
                     struct kom_place *place) {
    struct seen_at *last = &t->p->seen_at[group];
    if (last->period != number / 32 * 32) {
        if (kom_crowd_place(&t->u->sold.buyers, group, number, place))
            return false;
        *last = (struct seen_at){number / 32 * 32, place->place};
    }
    *place = (struct kom_place){last->place, UINT32_C(1) << number % 32};
    return true;
}

/* The periods of a block in a group of the crowd. */
static enum kom_status take_block(const struct taking *t, uint32_t group, int64_t block,
                                  uint64_t bits) {
    struct kom_uptake_parts *p = t->p;
    const uint32_t low = (uint32_t)(int32_t)block,
                   held = kom_pairs_find(&p->held, t->u->sold.atom_of_group[group], low),
                   at = kom_pairs_find(&p->blocks, low, 0);
    if (block != (int32_t)block || bits == 0 || held == KOM_NO_ID || at == KOM_NO_ID ||
        (bits & ~p->held_bits[held]))
        return damaged(t);
    while (bits) {
        const uint32_t first = p->number[at][__builtin_ctzll(bits)];
        struct kom_place place;
        if (!place_of(t, group, first, &place))
            return no_memory(t);
        for (bits &= bits - 1; bits; bits &= bits - 1) { /* neighbours share the place */
            const uint32_t number = p->number[at][__builtin_ctzll(bits)];
            if (number / 32 != first / 32)
                break;
            place.bits |= UINT32_C(1) << number % 32;
        }
        if (!add_place(p, place))
            return no_memory(t);
    }
    return KOM_OK;
}

static enum kom_status take_line(const struct taking *t, struct kom_state_source *line) {
    const struct kom_uptake_part *part = &t->p->part[line->number];
    enum kom_status status = KOM_OK;
    while (kom_state_has_more(&line->in) && !status) {
        const uint64_t seat = kom_state_take_whole(&line->in);
        const int64_t block = kom_state_take_signed(&line->in);
        const uint64_t bits = kom_state_take_bits(&line->in);
        const bool is_there = !line->in.has_failed && seat < part->n_seats;
        status = is_there && part->seat[seat] != KOM_NO_ID
                     ? take_block(t, part->seat[seat], block, bits)
                     : damaged(t);
    }
    return status;
}

/* ---- many persons ---- */

/* The lines of persons until there are enough; one that begins another person stays at hand. */
static enum kom_status take_lines(struct taking *t, size_t enough) {
    struct kom_uptake_parts *p = t->p;
    enum kom_status status = KOM_OK;
    for (;;) {
        bool is_new = true;
        if (!p->line)
            status = kom_state_merge_next(&p->merge, &p->line, &is_new, t->err);
        if (!status && is_new)
            status = leave_person(t);
        if (status || !p->line || t->n >= enough)
            return status;
        if (is_new)
            status = meet_person(t, p->line->key);
        if (!status)
            status = take_line(t, p->line);
        p->line = NULL;
        if (status)
            return status;
    }
}

/* Sightings at a time: half of what the crowd may have is theirs. */
static size_t batch_of(const struct kom_crowd *crowd) {
    const uint64_t share = crowd->max_nbytes / (2 * sizeof(struct kom_seen));
    if (crowd->max_nbytes == 0 || share > BATCH)
        return BATCH;
    return share > SMALL_BATCH ? (size_t)share : SMALL_BATCH;
}

enum kom_status kom_uptake_next_persons(struct kom_uptake *u, bool all, bool *more,
                                        struct kom_error *err) {
    struct taking t = {u, u->sold.parts, err, 0};
    enum kom_status status = KOM_OK;
    *more = false;
    if (!t.p)
        return KOM_OK;
    if (!t.p->has_begun)
        status = begin(&t);
    if (!status)
        status = take_lines(&t, all ? SIZE_MAX : batch_of(&u->sold.buyers));
    if (!status)
        status = enter(&t);
    kom_arena_fini(&t.p->names);
    *more = t.p->line;
    return status;
}

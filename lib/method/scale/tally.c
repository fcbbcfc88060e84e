/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is counted of each group: whole numbers only, so that the tables are a function of the set
   of rows, whoever counted them. */
#include <string.h>

#include "work.h"

static size_t n_cells_of_scale(const struct scale_given *g, const struct scale_scale *scale) {
    return g->ask.is_pairwise
               ? 4 * scale_pairs(scale->n)
               : scale_sums_from(scale->n) + scale_n_sums(scale_range(&g->book, scale));
}

enum kom_status scale_cells_make(struct scale_given *g, struct kom_error *err) {
    struct scale_cells *c = &g->cells;
    const bool is_items = g->ask.table == KOM_SCALE_ITEMS;
    if (scale_uses_frame(g)) {
        c->n = 3; /* complete, partial, neither; of --compare-frame respondents in the first */
        return KOM_OK;
    }
    const size_t n = is_items ? g->n_used : g->n_scores;
    c->from = kom_arena_take(&g->arena, (n + 1) * sizeof *c->from);
    if (!c->from)
        return scale_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        c->from[i] = c->n;
        c->n += is_items ? scale_n_codes(&g->book.item[g->used[i]])
                         : n_cells_of_scale(g, g->score[i].scale);
    }
    return KOM_OK;
}

/* ---- groups ---- */

/* A group that may be new, whose cells are 0 then; KOM_GROUP_NONE: memory ran out. */
static uint32_t intern(struct scale_tally *t, struct kom_text key, size_t n_cells) {
    void *p = t->cell;
    const size_t n = t->groups.n;
    const uint32_t group = kom_groups_intern(&t->groups, key);
    if (group == KOM_GROUP_NONE || t->groups.n == n)
        return group;
    if (kom_grow(&p, &t->cap, t->groups.n * n_cells, sizeof *t->cell))
        return KOM_GROUP_NONE;
    t->cell = p;
    memset(&t->cell[group * n_cells], 0, n_cells * sizeof *t->cell);
    return group;
}

uint32_t scale_tally_group(struct scale_books *b) {
    const struct kom_text key = kom_buf_view(&b->key);
    if (b->key.failed)
        return KOM_GROUP_NONE;
    if (b->last == KOM_GROUP_NONE ||
        !kom_text_equal(key, kom_groups_key(&b->tally.groups, b->last)))
        b->last = intern(&b->tally, key, b->g->cells.n);
    return b->last;
}

void scale_tally_fini(struct scale_tally *t) {
    kom_groups_fini(&t->groups);
    kom_free(t->cell);
}

enum kom_status scale_tally_gather(struct kom_scale *s, struct kom_error *err) {
    struct scale_tally *all = &s->answer;
    const size_t n = s->given.cells.n;
    for (unsigned i = 0; i < s->n_books; i++) {
        const struct scale_tally *own = &s->books[i].tally;
        for (uint32_t k = 0; k < own->groups.n; k++) {
            const uint32_t group = intern(all, kom_groups_key(&own->groups, k), n);
            if (group == KOM_GROUP_NONE)
                return scale_no_memory(err);
            for (size_t c = 0; c < n; c++)
                all->cell[group * n + c] += own->cell[k * n + c];
        }
    }
    if (scale_uses_frame(&s->given)) /* written in the order of the frame's groups */
        return KOM_OK;
    s->order = kom_groups_sorted(&all->groups, scale_n_sorted(&s->given));
    return s->order ? KOM_OK : scale_no_memory(err);
}

/* ---- rows ---- */

static void add_items(struct scale_books *b) {
    const struct scale_given *g = b->g;
    const struct scale_block *k = &b->block;
    for (size_t i = 0; i < g->n_used; i++) {
        const uint16_t *code = &k->code[i * KOM_BLOCK_ROWS];
        uint64_t *cell = &b->tally.cell[g->cells.from[i]];
        for (uint32_t r = 0; r < k->n_rows; r++)
            cell[k->group[r] * g->cells.n + code[k->row[r]]]++;
    }
}

/* Units of a respondent's answers to a scale, NO_UNITS where there is none; how many there are. */
#define NO_UNITS UINT32_MAX

static size_t read_units(struct scale_books *b, const struct scale_scale *scale,
                         const uint32_t *place, uint32_t row) {
    const struct scale_book *book = &b->g->book;
    size_t n = 0;
    for (size_t i = 0; i < scale->n; i++) {
        const uint16_t code = b->block.code[(size_t)place[scale->item[i]] * KOM_BLOCK_ROWS + row];
        const bool has_answer = code >= SCALE_FIRST;
        b->units[i] = has_answer ? scale_units(&book->item[scale->item[i]], code) : NO_UNITS;
        n += has_answer;
    }
    return n;
}

static void add_whole(const uint32_t *units, size_t n, uint32_t range, uint64_t *cell) {
    uint64_t *sum = cell + 1, *product = sum + n;
    uint32_t all = 0;
    cell[0]++;
    for (size_t i = 0; i < n; i++) {
        sum[i] += units[i];
        all += units[i];
        for (size_t j = i; j < n; j++)
            *product++ += (uint64_t)units[i] * units[j];
    }
    cell[scale_sums_from(n) + scale_sum_place(range, all)]++;
}

static void add_pairs(const uint32_t *units, size_t n, uint64_t *cell) {
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i; j < n; j++, cell += 4) {
            if (units[i] == NO_UNITS || units[j] == NO_UNITS)
                continue;
            cell[0]++;
            cell[1] += units[i];
            cell[2] += units[j];
            cell[3] += (uint64_t)units[i] * units[j];
        }
    }
}

static void add_reliability(struct scale_books *b) {
    const struct scale_given *g = b->g;
    const struct scale_block *k = &b->block;
    for (size_t s = 0; s < g->n_scores; s++) {
        const struct scale_scale *scale = g->score[s].scale;
        const uint32_t range = scale_range(&g->book, scale);
        for (uint32_t r = 0; r < k->n_rows; r++) {
            uint64_t *cell = &b->tally.cell[k->group[r] * g->cells.n + g->cells.from[s]];
            const size_t n = read_units(b, scale, g->place, k->row[r]);
            if (g->ask.is_pairwise)
                add_pairs(b->units, scale->n, cell);
            else if (n == scale->n)
                add_whole(b->units, n, range, cell);
        }
    }
}

void scale_tally_block(struct scale_books *b) {
    if (b->g->ask.table == KOM_SCALE_ITEMS)
        add_items(b);
    else
        add_reliability(b);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a panel needs at once, against --memory. */
#include <inttypes.h>

#include "work.h"

/* Below it nothing is refused: a small call, whatever was allowed. */
static const uint64_t least = UINT64_C(8) << 20;

static uint64_t limit_of(const struct panel_given *g) {
    return g->ask.max_memory > least ? g->ask.max_memory : least;
}

static uint64_t nbytes_of(const struct panel_books *b) {
    const struct panel_given *g = b->g;
    return kom_groups_nbytes(&b->groups) + b->cap_group * sizeof *b->group +
           kom_intern_nbytes(&b->persons) + b->persons.cap * sizeof *b->persons.text +
           b->cap_spells * sizeof *b->spell + b->cells.cap * sizeof *b->cells.pair +
           b->cells.n_buckets * sizeof *b->cells.bucket + b->cap_rows * sizeof *b->n_rows +
           g->ask.n_values * b->cap_rows * sizeof *b->sum + kom_totals_nbytes(&b->totals);
}

/* Books, and once more for what they become: spells by person, and the groups of all. */
enum kom_status kom_panel_check_books(struct panel_books *b, struct kom_error *err) {
    const uint64_t own = nbytes_of(b);
    const uint64_t all = 2 * (atomic_fetch_add(b->n_all, own - b->n_own) + own - b->n_own);
    b->n_own = own;
    if (b->g->ask.max_memory == 0 || all <= limit_of(b->g))
        return KOM_OK;
    return kom_fail(err, KOM_ENOMEM,
                    "--memory: %s, which must lie in memory, take %" PRIu64 "M so far, and "
                    "%" PRIu64 "M are allowed; give more, or make the panel of a part of them at "
                    "a time with --only COL=VALUE",
                    b->g->is_spells     ? "the spells"
                    : b->g->person >= 0 ? "the persons of the rows"
                                        : "the cells of the rows",
                    (all >> 20) + 1, limit_of(b->g) >> 20);
}

/* The product of two counts, or more than there can be. */
static uint64_t times(uint64_t a, uint64_t b) {
    uint64_t product;
    return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

enum kom_status kom_panel_check_cells(const struct kom_panel *p, struct kom_error *err) {
    const struct panel_given *g = &p->given;
    const struct panel_answer *a = &p->answer;
    const uint64_t limit = g->ask.max_memory ? limit_of(g) : UINT64_MAX / 2,
                   had = 2 * atomic_load(&p->n_all), room = limit > had ? limit - had : 0;
    const uint64_t values = sizeof *a->n_rows + g->ask.n_values * sizeof *a->sum,
                   one = sizeof *a->figures + (g->is_spells ? 0 : values),
                   n_cells = times(a->parts.n, a->rests.n),
                   cells = times(times(n_cells, a->n_periods + 1), one), keys = times(n_cells, 100),
                   need = cells > UINT64_MAX - keys ? UINT64_MAX : cells + keys;
    if (n_cells < INT32_MAX && (need <= room || need <= least / 2))
        return KOM_OK;
    return kom_fail(err, KOM_ENOMEM,
                    "--memory: the panel, %zu units times %zu combinations of the other columns "
                    "of --by times %zu periods, would take %" PRIu64 "M beside the rows, and "
                    "%" PRIu64 "M are left for it; give more, or fewer columns of --by, longer "
                    "periods or a shorter range (--from, --to)",
                    a->parts.n, a->rests.n, a->n_periods, (need >> 20) + 1, room >> 20);
}

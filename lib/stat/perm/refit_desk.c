/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desk of one thread that goes through assignments: its room. */
#include "mem.h"
#include "refit_work.h"

enum kom_status kom_refit_desk_open(struct kom_refit_desk **out, const struct kom_refit *r) {
    struct kom_refit_desk *d = kom_alloc(1, sizeof *d);
    *out = d;
    if (!d)
        return KOM_ENOMEM;
    d->sums = kom_alloc(kom_refit_sums_size(r) + 1, sizeof *d->sums);
    d->factor = kom_alloc(r->n_bands * r->n_bands + 1, sizeof *d->factor);
    d->x = kom_alloc(r->n_bands + 1, sizeof *d->x);
    d->own = kom_alloc(r->n_bands + 1, sizeof *d->own);
    d->own_weight = kom_alloc(r->n_groups + (size_t)1, sizeof *d->own_weight);
    d->band = kom_alloc(r->n_bands + 1, sizeof *d->band);
    d->set = kom_alloc(r->n_words + 1, sizeof *d->set);
    d->room = kom_alloc(r->n_bands * r->n_words + 1, sizeof *d->room);
    d->unit = kom_alloc(r->n_units * r->n_words + 1, sizeof *d->unit);
    if (d->sums && d->factor && d->x && d->own && d->own_weight && d->band && d->set && d->room &&
        d->unit)
        return KOM_OK;
    kom_refit_desk_close(d);
    *out = NULL;
    return KOM_ENOMEM;
}

void kom_refit_desk_close(struct kom_refit_desk *d) {
    if (d) {
        kom_free(d->sums);
        kom_free(d->factor);
        kom_free(d->x);
        kom_free(d->own);
        kom_free(d->own_weight);
        kom_free(d->band);
        kom_free(d->set);
        kom_free(d->room);
        kom_free(d->unit);
        kom_free(d);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of every method leave behind, as lines of a state and back: codes that meet
   nothing, totals among the data. */
#ifndef KOM_STATE_ROWS_H
#define KOM_STATE_ROWS_H

#include "meet.h"
#include "state.h"
#include "totals.h"

/* Adds the lines of a key, whose number is told in each. */
enum kom_status kom_unmet_save(const struct kom_unmet *u, unsigned key, struct kom_state_out *o,
                               struct kom_error *err) KOM_MUSTUSE;

/* Of persons, whom `known` lacks: by their hashes where o has a veil. */
enum kom_status kom_unmet_save_persons(const struct kom_unmet *u, unsigned key,
                                       const struct kom_meet *known, struct kom_state_out *o,
                                       struct kom_error *err) KOM_MUSTUSE;

/* Adds the rest of a line "unmet" to that of n keys which it is of; what an out with a veil wrote
   of persons is veiled for good. KOM_ENOMEM; in->has_failed: damaged. */
enum kom_status kom_unmet_load(struct kom_unmet *const *unmet, size_t n,
                               const struct kom_extract *x, struct kom_state_in *in,
                               struct kom_error *err) KOM_MUSTUSE;

enum kom_status kom_totals_save(const struct kom_total_keys *t, const struct kom_total_seen *seen,
                                const struct kom_extract *x, struct kom_state_out *o,
                                struct kom_error *err) KOM_MUSTUSE;

/* Adds the rest of a line "total". */
enum kom_status kom_totals_load(const struct kom_total_keys *t, struct kom_total_seen *seen,
                                const struct kom_extract *x, struct kom_state_in *in,
                                struct kom_error *err) KOM_MUSTUSE;

#endif

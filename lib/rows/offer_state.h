/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kom-uptake says of a row in its column `state`: 0 bought where nothing was on offer is no
   figure of a row that had the offer. */
#ifndef KOM_OFFER_STATE_H
#define KOM_OFFER_STATE_H

#include <stdint.h>

#include "frame.h"

enum kom_offer_state {
    KOM_OFFER_OFFERED, /* or nothing is said */
    KOM_OFFER_NOT_STARTED,
    KOM_OFFER_NOT_OFFERED,
    KOM_OFFER_NOT_REPORTED,
    KOM_OFFER_N_STATES
};

/* The states of all rows, in an array that the arena owns; *state NULL: there is no such column
   (KOM_NO_COLUMN), or it holds something else, none of the four words. KOM_EDATA: it holds some of
   them and another. KOM_ENOMEM. */
enum kom_status kom_offer_states(const struct kom_frame *frame, int column, struct kom_arena *arena,
                                 const uint8_t **state, struct kom_error *err) KOM_MUSTUSE;

#endif

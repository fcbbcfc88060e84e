/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a part saw of numbers like CPR, as a line of its state. */
#ifndef KOM_CPR_SAVED_H
#define KOM_CPR_SAVED_H

#include "extract.h"
#include "state.h"

/* Numbers that the line begins with: heading, file, line, has_right, has_person. */
enum { KOM_CPR_FACTS = 5 };

/* Adds the line of a heading (n_headings: of rows that cannot be read), if there is anything to
   tell. KOM_EDATA: o has a veil, and numbers with a hyphen would stand in the state. */
enum kom_status kom_cpr_save(const struct kom_extract *x, size_t heading, struct kom_state_out *o,
                             struct kom_error *err) KOM_MUSTUSE;

#endif

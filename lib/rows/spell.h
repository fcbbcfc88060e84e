/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days of a row of a side table, from the first to the last. */
#ifndef KOM_SPELL_H
#define KOM_SPELL_H

#include <stdint.h>

#include "frame.h"

struct kom_spell {
    int32_t first, last;
};

/* Reads both; what says in a message who has the days: "the offering". A blank first day, or one of
   no column, is KOM_DAY_NONE, a blank last one KOM_DAY_OPEN. KOM_EDATA: a cell is no day, or the
   last lies before the first. */
enum kom_status kom_spell_read(const struct kom_frame *frame, size_t row, const char *what,
                               const int column[2], struct kom_spell *spell,
                               struct kom_error *err) KOM_MUSTUSE;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside table only: COL_status goes along when COL gets another name. */
#ifndef KOM_COMPANION_H
#define KOM_COMPANION_H

#include "extract.h"

/* Of n headings as they were and as they are called now: where COL got another name, and COL_status
   did not, that gets it too, unless there is one already. Names live in the arena. KOM_ENOMEM. */
enum kom_status kom_companions_follow(struct kom_arena *arena, const struct kom_text *old,
                                      struct kom_text *name, size_t n,
                                      struct kom_error *err) KOM_MUSTUSE;

#endif

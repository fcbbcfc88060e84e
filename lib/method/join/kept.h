/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-join only: texts that rows add, met of late, so that one that comes again is kept
 * once.
 */
#ifndef KOM_JOIN_KEPT_H
#define KOM_JOIN_KEPT_H

#include "work.h"

struct kom_join_kept;

/* Empty, to be freed with kom_free; NULL: memory ran out. */
struct kom_join_kept *kom_join_kept_new(void) KOM_MUSTUSE;

/* Where the place of a text among those of the side stands. *is_new: it has none, and whoever gives
   it one is to write it there. */
uint32_t *kom_join_kept_find(struct kom_join_kept *kept, const struct kom_join_side *side,
                             struct kom_text text, bool *is_new);

#endif

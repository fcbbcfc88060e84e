/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables beside the input for programs outside: the tools have theirs from options (cli). */
#include "by_beside.h"

enum kom_status kom_by_beside_open(struct kom_by_beside *beside, const struct kom_beside *from,
                                   struct kom_lookup **lookup, struct kom_error *err) {
    struct kom_lookup *l = &beside->lookup;
    *lookup = NULL;
    l->unmatched = &beside->unmatched;
    if (!from)
        return KOM_OK;
    if (from->overlap && !from->networks)
        return kom_fail(err, KOM_EUSAGE, "overlap: has no meaning without networks");
    beside->unmatched.warns = from->warns_unmatched;
    l->municipalities = from->municipalities;
    l->networks = from->networks;
    if (from->municipalities || from->networks)
        *lookup = l;
    return kom_overlap_parse(from->overlap ? from->overlap : "refuse", &beside->arena, &l->overlap,
                             err);
}

void kom_by_beside_fini(struct kom_by_beside *beside) {
    kom_lookup_fini(&beside->lookup);
    kom_buf_fini(&beside->unmatched.lines);
    kom_arena_fini(&beside->arena);
}

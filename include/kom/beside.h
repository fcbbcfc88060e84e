/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables beside the one at hand, whose columns may be by-columns: what kom-sum, kom-diff and
   kom-did have as --municipalities and --networks. */
#ifndef KOM_BESIDE_H
#define KOM_BESIDE_H

#include <stdbool.h>

#include "kom/frame.h"

/* Frames with a column kom; NULL: not given. Borrowed as long as what they are given to. */
struct kom_beside {
    const struct kom_frame *municipalities, *networks;
    const char *overlap;  /* a municipality in several networks: NULL refuse, both, drop,
                             assign=730:A,751:B */
    bool warns_unmatched; /* keys that meet nothing are told, and not refused */
};

#endif

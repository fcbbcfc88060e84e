/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many ways there are to choose. */
#ifndef KOM_CHOOSE_H
#define KOM_CHOOSE_H

#include <stdint.h>

#define KOM_CHOOSE_MAX (UINT64_C(1) << 63)

/* k of n, exactly; 0 when that is KOM_CHOOSE_MAX or more. */
uint64_t kom_choose(uint64_t n, uint64_t k);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CPR numbers in whole blocks of input, found many bytes at a time. */
#ifndef KOM_CPR_SCAN_H
#define KOM_CPR_SCAN_H

#include "cpr.h"

/* As kom_cpr_next, which is its twin. */
bool kom_cpr_scan(struct kom_text block, size_t *from, struct kom_cpr_hit *hit);

/* The same with AVX2; only where kom_scan_has_avx2 (scan.h) says so. */
bool kom_cpr_scan_avx2(struct kom_text block, size_t *from, struct kom_cpr_hit *hit);

#endif

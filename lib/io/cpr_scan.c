/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the two ways is taken. */
#include "cpr_scan.h"

#include "scan.h"

#if !(defined(__x86_64__) && defined(__GNUC__))
bool kom_cpr_scan_avx2(struct kom_text block, size_t *from, struct kom_cpr_hit *hit) {
    return kom_cpr_next(block, from, hit);
}
#endif

bool kom_cpr_scan(struct kom_text block, size_t *from, struct kom_cpr_hit *hit) {
    return kom_scan_has_avx2() ? kom_cpr_scan_avx2(block, from, hit)
                               : kom_cpr_next(block, from, hit);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binomial coefficients, exactly. */
#include "choose.h"

#include "wide.h"

uint64_t kom_choose(uint64_t n, uint64_t k) {
    kom_u128 ways = 1; /* i of the first n - k + i: whole at every step */
    k = k < n - k ? k : n - k;
    for (uint64_t i = 1; i <= k && ways > 0; i++) {
        ways = ways * (n - k + i) / i;
        ways = ways >= KOM_CHOOSE_MAX ? 0 : ways;
    }
    return (uint64_t)ways;
}

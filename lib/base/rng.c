/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Philox 4x32 with ten rounds. */
#include "rng.h"

#include "wide.h"

uint64_t kom_rng_bits(uint64_t seed, uint64_t stream, uint64_t index) {
    uint32_t c0 = (uint32_t)index, c1 = (uint32_t)(index >> 32);
    uint32_t c2 = (uint32_t)stream, c3 = (uint32_t)(stream >> 32);
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t a = UINT64_C(0xD2511F53) * c0, b = UINT64_C(0xCD9E8D57) * c2;
        uint32_t n0 = (uint32_t)(b >> 32) ^ c1 ^ k0, n2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)b;
        c3 = (uint32_t)a;
        c0 = n0;
        c2 = n2;
        k0 += UINT32_C(0x9E3779B9);
        k1 += UINT32_C(0xBB67AE85);
    }
    return (uint64_t)c1 << 32 | c0;
}

double kom_rng_uniform(uint64_t seed, uint64_t stream, uint64_t index) {
    return (double)(kom_rng_bits(seed, stream, index) >> 11) * 0x1p-53;
}

uint64_t kom_rng_below(uint64_t seed, uint64_t stream, uint64_t index, uint64_t n) {
    return (uint64_t)(((kom_u128)kom_rng_bits(seed, stream, index) * n) >> 64);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of six digits and more are rare; only where one starts is the shape looked at. */
#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>
#include <string.h>

#include "cpr_scan.h"

#define AVX2 __attribute__((target("avx2,bmi")))

AVX2 static inline uint32_t digits_of(const char *p) {
    const __m256i zero = _mm256_set1_epi8('0'), nine = _mm256_set1_epi8(9);
    __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)p);
    v = _mm256_sub_epi8(v, zero);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(v, nine), v));
}

/* Bit i: byte at + i is a digit; bytes beyond the end are none. */
AVX2 static inline uint64_t digits_at(struct kom_text t, size_t at) {
    char tail[64];
    const char *p = t.p + at;
    if (at >= t.n)
        return 0;
    if (t.n - at < 64) {
        memset(tail, 0, sizeof tail);
        memcpy(tail, p, t.n - at);
        p = tail;
    }
    return (uint64_t)digits_of(p + 32) << 32 | digits_of(p);
}

/* Where six digits in a row start, the rest of them perhaps in the next step. */
static inline uint64_t six_from(uint64_t d, uint64_t next) {
    uint64_t two = d & (d >> 1 | next << 63), two_next = next & next >> 1;
    return two & (two >> 2 | two_next << 62) & (two >> 4 | two_next << 60);
}

/* The first hit among the places where runs start; each is judged by itself. */
static bool judge(struct kom_text t, size_t at, uint64_t starts, size_t *from,
                  struct kom_cpr_hit *hit) {
    for (; starts; starts &= starts - 1) {
        size_t i = at + (size_t)__builtin_ctzll(starts);
        if (!kom_cpr_at(t, i, hit))
            continue;
        *from = i + 10 + hit->has_hyphen;
        return true;
    }
    return false;
}

AVX2 bool kom_cpr_scan_avx2(struct kom_text t, size_t *from, struct kom_cpr_hit *hit) {
    size_t at = *from;
    if (at + 10 > t.n)
        return false;
    uint64_t before = at > 0 && (unsigned char)t.p[at - 1] - (unsigned)'0' <= 9;
    uint64_t d = digits_at(t, at);
    for (; at + 128 <= t.n; at += 64) {
        uint64_t next = (uint64_t)digits_of(t.p + at + 96) << 32 | digits_of(t.p + at + 64);
        uint64_t starts = six_from(d, next) & ~(d << 1 | before);
        if (starts && judge(t, at, starts, from, hit))
            return true;
        before = d >> 63;
        d = next;
    }
    for (; at + 10 <= t.n; at += 64) {
        uint64_t next = digits_at(t, at + 64);
        if (judge(t, at, six_from(d, next) & ~(d << 1 | before), from, hit))
            return true;
        before = d >> 63;
        d = next;
    }
    return false;
}

#else
typedef int kom_cpr_avx2_is_elsewhere; /* a file must not be empty */
#endif

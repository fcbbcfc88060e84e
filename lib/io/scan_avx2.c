/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scan with AVX2: 64 bytes a step. Chosen at run time; everything but the comparing of bytes is
 * scan.c's. */
#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>
#include <string.h>

#include "scan.h"

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))

bool kom_scan_has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("popcnt");
}

AVX2 static inline uint64_t equal(__m256i a, __m256i b, __m256i c) {
    uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, c));
    uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, c));
    return (uint64_t)high << 32 | low;
}

AVX2 static inline uint64_t high_bits(__m256i a, __m256i b) {
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32 | (uint32_t)_mm256_movemask_epi8(a);
}

AVX2 static inline void load(const char *p, __m256i *a, __m256i *b) {
    *a = _mm256_loadu_si256((const __m256i *)(const void *)p);
    *b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
}

/* Offsets of the set bits; returns how many. Writes up to eight beyond the last, within the room
   for 64. */
AVX2 static inline size_t spread(uint32_t *out, uint64_t end, uint32_t at) {
    size_t n = (size_t)_mm_popcnt_u64(end);
    while (end) {
        for (int i = 0; i < 8; i++) {
            out[i] = at + (uint32_t)_tzcnt_u64(end);
            end &= end - 1;
        }
        out += 8;
    }
    return n;
}

/* The places in `end` of those line feeds that end fields; returns how many. */
AVX2 static inline size_t lines_of(uint32_t *out, uint64_t lf, uint64_t end, size_t n) {
    size_t lines = 0;
    for (; lf; lf &= lf - 1)
        out[lines++] = (uint32_t)(n + (size_t)_mm_popcnt_u64(end & (_blsi_u64(lf) - 1)));
    return lines;
}

/* The masks of a step of up to 64 bytes. */
AVX2 static inline struct kom_scan_masks masks_of(const char *step, unsigned left, char delimiter) {
    char tail[64];
    __m256i a, b;
    if (left < 64) { /* zeros are no byte that is looked for */
        memset(tail, 0, sizeof tail);
        memcpy(tail, step, left);
        step = tail;
    }
    load(step, &a, &b);
    return (struct kom_scan_masks){equal(a, b, _mm256_set1_epi8('"')),
                                   equal(a, b, _mm256_set1_epi8(delimiter)),
                                   equal(a, b, _mm256_set1_epi8('\n')),
                                   equal(a, b, _mm256_set1_epi8('\r')),
                                   high_bits(a, b),
                                   left};
}

AVX2 bool kom_scan_last_line_avx2(const char *p, size_t n, char delimiter, size_t *end) {
    struct kom_scan_state state = {.after_end = 1};
    bool plain = true;
    *end = 0;
    for (size_t at = 0; at < n && plain; at += 64) {
        unsigned left = n - at < 64 ? (unsigned)(n - at) : 64;
        struct kom_scan_masks m = masks_of(p + at, left, delimiter);
        uint64_t lf = kom_scan_step(&state, &m, &plain) & m.lf;
        if (lf)
            *end = at + 64 - (size_t)__builtin_clzll(lf);
    }
    return plain;
}

AVX2 bool kom_scan_fields_avx2(struct kom_scan *scan, const char *p, size_t n, char delimiter) {
    struct kom_scan_state state = {.after_end = 1};
    struct kom_scan_masks seen = {0, 0, 0, 0, 0, 0}; /* all masks, one over the other */
    bool plain = true;
    kom_scan_begin(scan);
    for (size_t at = 0; at < n; at += 64) {
        unsigned left = n - at < 64 ? (unsigned)(n - at) : 64;
        if ((scan->n + 64 > scan->cap || scan->n_lines + 64 > scan->cap_lines) &&
            !kom_scan_room(scan))
            return false;
        struct kom_scan_masks m = masks_of(p + at, left, delimiter);
        uint64_t end;
        if ((m.quote | m.cr | state.in_quotes | state.after_cr | state.after_quote) == 0) {
            end = m.delimiter | m.lf; /* the common step: nothing to be careful about */
            state.after_end = end >> (left - 1) & 1;
        } else {
            end = kom_scan_step(&state, &m, &plain);
            if (!plain)
                return false;
        }
        seen.quote |= m.quote;
        seen.cr |= m.cr;
        seen.high |= m.high;
        scan->n_lines += lines_of(scan->line + scan->n_lines, m.lf & end, end, scan->n);
        scan->n += spread(scan->end + scan->n, end, (uint32_t)at);
    }
    scan->has_quote = seen.quote != 0;
    scan->has_cr = seen.cr != 0;
    scan->has_high = seen.high != 0;
    return plain && state.in_quotes == 0 && state.after_cr == 0;
}

AVX2 size_t kom_count_byte_avx2(const char *p, size_t n, char c) {
    const __m256i mark = _mm256_set1_epi8(c);
    size_t count = 0, i = 0;
    for (; i + 64 <= n; i += 64) {
        __m256i a, b;
        load(p + i, &a, &b);
        count += (size_t)_mm_popcnt_u64(equal(a, b, mark));
    }
    for (; i < n; i++)
        count += p[i] == c;
    return count;
}

#else
typedef int kom_scan_avx2_is_elsewhere; /* a file must not be empty */
#endif

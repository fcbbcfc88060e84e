/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorting by radix on the distance from the smallest: few passes where integers are close together.
 */
#include "sort_integers.h"

#include <string.h>

enum { DIGIT_MOST = 11 };

static void sort_small(int64_t *a, size_t n) {
    for (size_t i = 1; i < n; i++) {
        int64_t x = a[i];
        size_t j = i;
        for (; j > 0 && a[j - 1] > x; j--)
            a[j] = a[j - 1];
        a[j] = x;
    }
}

/* One pass: stable, by the digit above `shift` of the distance from base. */
static void sort_digit(const int64_t *from, size_t n, uint64_t base, unsigned shift, unsigned width,
                       int64_t *to) {
    uint32_t at[1 << DIGIT_MOST], below = 0;
    uint64_t mask = (UINT64_C(1) << width) - 1;
    memset(at, 0, sizeof *at << width);
    for (size_t i = 0; i < n; i++)
        at[((uint64_t)from[i] - base) >> shift & mask]++;
    for (size_t digit = 0; digit <= mask; digit++) {
        uint32_t count = at[digit];
        at[digit] = below;
        below += count;
    }
    for (size_t i = 0; i < n; i++)
        to[at[((uint64_t)from[i] - base) >> shift & mask]++] = from[i];
}

/* Least digit first, of the distances from the smallest: values close together have few digits. */
static void sort_radix(int64_t *a, size_t n, int64_t *scratch) {
    int64_t least = a[0], most = a[0], *from = a, *to = scratch;
    for (size_t i = 1; i < n; i++) {
        least = a[i] < least ? a[i] : least;
        most = a[i] > most ? a[i] : most;
    }
    uint64_t base = (uint64_t)least, range = (uint64_t)most - base;
    unsigned bits = 1;
    while (bits < 64 && range >> bits)
        bits++;
    unsigned n_digits = (bits + DIGIT_MOST - 1) / DIGIT_MOST;
    unsigned width = (bits + n_digits - 1) / n_digits;
    for (unsigned shift = 0; shift < bits; shift += width) {
        sort_digit(from, n, base, shift, width, to);
        int64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != a)
        memcpy(a, from, n * sizeof *a);
}

void kom_sort_integers(int64_t *a, size_t n, int64_t *scratch) {
    if (n <= KOM_SORT_SMALL)
        sort_small(a, n);
    else
        sort_radix(a, n, scratch);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quickselect. */
#include "select.h"

double kom_select_smallest(double *x, size_t n, size_t k) {
    size_t low = 0, high = n - 1;
    while (low < high) {
        const double pivot = x[low + (high - low) / 2];
        size_t i = low, j = high;
        for (;;) {
            while (x[i] < pivot)
                i++;
            while (pivot < x[j])
                j--;
            if (i >= j)
                break;
            const double swap = x[i];
            x[i++] = x[j];
            x[j--] = swap;
        }
        /* now low .. j are not above, j + 1 .. high not below the pivot */
        if (k <= j) {
            high = j;
        } else {
            low = j + 1;
        }
    }
    return x[low];
}

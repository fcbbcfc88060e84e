/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far two distributions over levels are apart, in units of their spread.

   With a and b the shares of the levels but one, S the mean of their multinomial covariances, the
   distance is the root of (a - b)' S^-1 (a - b) (Yang & Dalton 2012, eq. 2); which level is left
   out changes nothing. Levels that neither has are left out; then S can be inverted unless the two
   share no level: v'Sv = 0 asks for a v that is constant on the levels of each, so on all. */
#include "work.h"

#include <math.h>

#include "cholesky.h"

/* The levels that one of the two has, the fullest last: it is the one left out. */
static size_t choose_levels(const size_t *a, const size_t *b, size_t n, const double of[2],
                            size_t *level, bool *is_shared) {
    size_t n_chosen = 0, fullest = 0;
    double most = -1.0;
    *is_shared = false;
    for (size_t l = 0; l < n; l++) {
        if (a[l] + b[l] == 0)
            continue;
        *is_shared = *is_shared || (a[l] > 0 && b[l] > 0);
        const double share = (double)a[l] / of[0] + (double)b[l] / of[1];
        if (share > most) {
            most = share;
            fullest = n_chosen;
        }
        level[n_chosen++] = l;
    }
    if (n_chosen > 0) {
        const size_t last = level[n_chosen - 1];
        level[n_chosen - 1] = level[fullest];
        level[fullest] = last;
    }
    return n_chosen;
}

static double total(const size_t *count, size_t n) {
    size_t sum = 0;
    for (size_t l = 0; l < n; l++)
        sum += count[l];
    return (double)sum;
}

bool kom_table1_apart(const size_t *a, const size_t *b, size_t n, double *distance) {
    const double of[2] = {total(a, n), total(b, n)};
    size_t *level = kom_alloc(n + 1, sizeof *level);
    double *s = kom_alloc(n * n + 1, sizeof *s), *gap = kom_alloc(2 * n + 1, sizeof *gap);
    const bool has_memory = level && s && gap;
    bool is_shared = false;
    *distance = KOM_NAN;
    const size_t k = has_memory ? choose_levels(a, b, n, of, level, &is_shared) : 0;
    for (size_t i = 0; i + 1 < k; i++) {
        const double ai = (double)a[level[i]] / of[0], bi = (double)b[level[i]] / of[1];
        gap[i] = gap[n + i] = ai - bi;
        for (size_t j = i; j + 1 < k; j++) {
            const double aj = (double)a[level[j]] / of[0], bj = (double)b[level[j]] / of[1];
            s[i * (k - 1) + j] = (i == j ? (ai + bi) / 2.0 : 0.0) - (ai * aj + bi * bj) / 2.0;
        }
    }
    if (is_shared && k == 1)
        *distance = KOM_NAN; /* one level: nothing varies */
    else if (is_shared && kom_cholesky(s, k - 1, KOM_PIVOT_LEAST, NULL) == k - 1) {
        double square = 0.0;
        kom_cholesky_solve(s, k - 1, gap);
        for (size_t i = 0; i + 1 < k; i++)
            square += gap[i] * gap[n + i];
        *distance = sqrt(fmax(square, 0.0));
    }
    kom_free(level);
    kom_free(s);
    kom_free(gap);
    return has_memory;
}

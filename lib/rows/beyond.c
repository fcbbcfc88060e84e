/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers far from 1 brought near it, figures brought back, and words for those beyond the doubles.
 */
#include "beyond.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

#include "kom/test.h"

int kom_beyond_note(char *text, size_t cap, uint64_t n) {
    return snprintf(text, cap,
                    "%llu figures are blank: they, or the powers that they are made of, lie "
                    "beyond 1.8e308, or nearer to 0 than 4.9e-324; give the values in another unit",
                    (unsigned long long)n);
}

int kom_beyond_shift(double largest, double bound) {
    int shift = 0;
    if (!(largest > 0.0) || isinf(largest) || (largest <= bound && largest >= 1.0 / bound))
        return 0;
    (void)frexp(largest, &shift);
    return shift;
}

struct kom_num kom_beyond_take(const struct kom_num *x, int shift) {
    if (shift == 0)
        return *x;
    return (struct kom_num){.real = ldexp(kom_num_double(x), -shift)};
}

void kom_beyond_weights(double *weight, size_t n) {
    double top = 0.0;
    for (size_t i = 0; i < n; i++)
        top = fmax(top, weight[i]);
    const int shift = kom_beyond_shift(top, KOM_BEYOND_BOUND);
    for (size_t i = 0; i < n && shift != 0; i++)
        if (weight[i] > 0.0)
            weight[i] = fmax(ldexp(weight[i], -shift), DBL_MIN);
}

void kom_beyond_back(double *x, int shift, unsigned *n_lost) {
    if (shift == 0 || isinf(*x))
        return;
    const double back = ldexp(*x, shift);
    if (isinf(back) || (fabs(*x) > 0.0 && !(fabs(back) > 0.0))) {
        *x = KOM_NAN;
        ++*n_lost;
    } else {
        *x = back;
    }
}

void kom_beyond_test_back(struct kom_test *test, int shift, unsigned *n_lost) {
    double *const figure[] = {&test->estimate, &test->std_error, &test->conf_low, &test->conf_high};
    for (size_t i = 0; i < sizeof figure / sizeof figure[0]; i++)
        kom_beyond_back(figure[i], shift, n_lost);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing a number with a reference by the digits they share. Include after cmocka.h. */
#ifndef KOM_DIGITS_H
#define KOM_DIGITS_H

#include <math.h>

/* Digits that agree: the log relative error -log10(|actual - expected| / |expected|), or the
   absolute one when expected is 0; 17 when equal, infinities included; -1 when exactly one is NaN,
   17 when both are. */
static inline double kom_digits(double actual, double expected) {
    if (isnan(actual) || isnan(expected)) {
        return isnan(actual) && isnan(expected) ? 17 : -1;
    }
    if (isinf(actual) || isinf(expected)) {
        return isinf(actual) && isinf(expected) && (actual > 0) == (expected > 0) ? 17 : -1;
    }
    const double error = fabs(actual - expected);
    const double scale = fabs(expected) > 0 ? fabs(expected) : 1;
    return error > 0 ? fmin(17, -log10(error / scale)) : 17;
}

/* Fails unless actual agrees with expected to that many digits: a relative error of at most
 * 10^-digits. */
#define kom_assert_digits(actual, expected, digits)                                                \
    do {                                                                                           \
        const double kom_actual = (actual), kom_expected = (expected);                             \
        if (!(kom_digits(kom_actual, kom_expected) >= (digits))) {                                 \
            fail_msg("%s: %.17g, expected %.17g: %.1f digits of %g", #actual, kom_actual,          \
                     kom_expected, kom_digits(kom_actual, kom_expected), (double)(digits));        \
        }                                                                                          \
    } while (0)

#endif

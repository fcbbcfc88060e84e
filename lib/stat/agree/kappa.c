/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kappa: agreement of coders beyond what their shares of categories would give by chance. */
#include <math.h>
#include <string.h>

#include "kom/agree.h"
#include "num.h"

static const char *const weights_text[] = {"none", "linear", "quadratic"};

enum kom_status kom_kappa_weights_parse(const char *text, enum kom_kappa_weights *weights,
                                        struct kom_error *err) {
    for (size_t i = 0; i < sizeof weights_text / sizeof weights_text[0]; i++) {
        if (strcmp(text, weights_text[i]) == 0) {
            *weights = (enum kom_kappa_weights)i;
            return KOM_OK;
        }
    }
    return kom_fail(err, KOM_EUSAGE,
                    "\"%s\" are no weights of kappa; they are none, linear or quadratic", text);
}

static double disagreement(const double *value, enum kom_kappa_weights weights, size_t i,
                           size_t j) {
    if (weights == KOM_KAPPA_NONE || i == j)
        return i != j;
    const double apart = fabs(value[i] - value[j]);
    return weights == KOM_KAPPA_LINEAR ? apart : apart * apart;
}

struct kom_kappa kom_cohen(const int64_t *table, size_t k, const double *value,
                           enum kom_kappa_weights weights) {
    double n = 0, same = 0, seen = 0, chance = 0;
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++) {
            const double cell = (double)table[i * k + j];
            n += cell;
            same += i == j ? cell : 0;
            seen += disagreement(value, weights, i, j) * cell;
        }
    for (size_t i = 0; i < k; i++) {
        double row = 0;
        for (size_t j = 0; j < k; j++)
            row += (double)table[i * k + j];
        for (size_t j = 0; j < k; j++) {
            double column = 0;
            for (size_t h = 0; h < k && row > 0; h++)
                column += (double)table[h * k + j];
            chance += disagreement(value, weights, i, j) * row * column;
        }
    }
    return (struct kom_kappa){n > 0 ? same / n : KOM_NAN,
                              chance > 0 ? 1 - n * seen / chance : KOM_NAN};
}

struct kom_kappa kom_fleiss(const int64_t *count, size_t n, size_t k) {
    double coders = 0, pairs = 0, squares = 0;
    for (size_t i = 0; i < k && n > 0; i++)
        coders += (double)count[i];
    if (coders < 2)
        return (struct kom_kappa){KOM_NAN, KOM_NAN};
    const double all = (double)n * coders;
    for (size_t i = 0; i < k; i++) {
        double of_category = 0;
        for (size_t u = 0; u < n; u++) {
            const double c = (double)count[u * k + i];
            of_category += c;
            pairs += c * (c - 1);
        }
        squares += of_category * of_category;
    }
    const double seen = pairs / (all * (coders - 1));
    const double left = all * all - squares; /* whole: exactly 0 where there is one category */
    return (struct kom_kappa){seen, left > 0 ? 1 - (1 - seen) * all * all / left : KOM_NAN};
}

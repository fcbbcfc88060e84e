/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kappa: agreement of coders beyond what their shares of categories would give by chance. */
#include <math.h>
#include <string.h>

#include "kom/agree.h"
#include "mem.h"
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

/* What two coders with these counts of categories would disagree by chance, times their product. */
static double by_chance(const double *first, const double *second, size_t k, const double *value,
                        enum kom_kappa_weights weights) {
    double all = 0, other = 0, same = 0, apart = 0;
    for (size_t i = 0; i < k; i++) {
        all += first[i];
        other += second[i];
        same += first[i] * second[i];
        for (size_t j = 0; j < k && weights != KOM_KAPPA_NONE && first[i] > 0; j++)
            apart += disagreement(value, weights, i, j) * first[i] * second[j];
    }
    return weights == KOM_KAPPA_NONE ? all * other - same : apart;
}

enum kom_status kom_cohen(const struct kom_two_coders *c, enum kom_kappa_weights weights,
                          struct kom_kappa *out, struct kom_error *err) {
    double *count = kom_alloc(2 * c->k + 1, sizeof *count), same = 0, seen = 0;
    *out = (struct kom_kappa){KOM_NAN, KOM_NAN};
    if (!count)
        return kom_no_memory(err);
    for (size_t u = 0; u < c->n; u++) {
        count[c->first[u]] += 1;
        count[c->k + c->second[u]] += 1;
        same += c->first[u] == c->second[u];
        seen += disagreement(c->value, weights, c->first[u], c->second[u]);
    }
    const double chance = by_chance(count, count + c->k, c->k, c->value, weights);
    kom_free(count);
    if (c->n)
        out->agreement = same / (double)c->n;
    if (chance > 0)
        out->kappa = 1 - (double)c->n * seen / chance;
    return KOM_OK;
}

/* The number of codings that every unit has; 0: they differ, or are fewer than two. */
static size_t n_coders(const struct kom_codings *c) {
    const size_t n = c->n_units ? c->from[1] - c->from[0] : 0;
    for (size_t u = 1; u < c->n_units; u++)
        if (c->from[u + 1] - c->from[u] != n)
            return 0;
    return n < 2 ? 0 : n;
}

enum kom_status kom_fleiss(const struct kom_codings *c, struct kom_kappa *out,
                           struct kom_error *err) {
    const size_t n = n_coders(c);
    double *count = kom_alloc(c->n_categories + 1, sizeof *count), pairs = 0, squares = 0;
    *out = (struct kom_kappa){KOM_NAN, KOM_NAN};
    if (!count)
        return kom_no_memory(err);
    for (size_t u = 0; u < c->n_units && n; u++)
        for (size_t i = c->from[u]; i < c->from[u + 1]; i++) {
            count[c->category[i]] += 1;
            for (size_t j = c->from[u]; j < i; j++)
                pairs += c->category[i] == c->category[j] ? 2 : 0;
        }
    for (size_t i = 0; i < c->n_categories; i++)
        squares += count[i] * count[i];
    kom_free(count);
    if (!n)
        return KOM_OK;
    const double all = (double)c->n_units * (double)n;
    const double left = all * all - squares; /* whole: exactly 0 where there is one category */
    out->agreement = pairs / (all * (double)(n - 1));
    if (left > 0)
        out->kappa = 1 - (1 - out->agreement) * all * all / left;
    return KOM_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Krippendorff's alpha, and its interval by drawing units again.

   Units whose codings are the same are one type: a sample of units is how many of each type it has,
   so alpha of the data and of every draw is one function of such numbers. It needs no table of
   coincidences: the disagreement within a unit is fixed for its type, but for ordinal values, whose
   distances are those of mid-ranks in the sample at hand; that between all codings comes from how
   many there are of each category. Draws are jobs that write to places of their own. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dist.h"
#include "kom/agree.h"
#include "mem.h"
#include "num.h"
#include "parallel.h"
#include "rng.h"

static const char *const measurement_text[] = {"nominal", "ordinal", "interval", "ratio"};

enum kom_status kom_measurement_parse(const char *text, enum kom_measurement *measurement,
                                      struct kom_error *err) {
    for (size_t i = 0; i < sizeof measurement_text / sizeof measurement_text[0]; i++) {
        if (strcmp(text, measurement_text[i]) == 0) {
            *measurement = (enum kom_measurement)i;
            return KOM_OK;
        }
    }
    return kom_fail(err, KOM_EUSAGE,
                    "\"%s\" is no measurement; it is nominal, ordinal, interval or ratio", text);
}

const char *kom_measurement_text(enum kom_measurement measurement) {
    return measurement_text[measurement];
}

/* ---- types of units ---- */

/* Codings that some units have: n of them, in the order of their categories. */
struct type {
    const uint32_t *category;
    size_t n;
    double apart; /* the disagreement of its pairs, over n - 1; not of ordinal values */
};

struct sample {
    enum kom_measurement measurement;
    uint32_t *category; /* of all units that count, one behind the other */
    struct type *type;
    size_t n_types, n_units, n_codings, n_categories;
    uint32_t *type_of; /* of each unit */
    double *value;     /* about their middle, so that squares keep their digits; of a ratio not */
};

static int by_category(const void *a, const void *b) {
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int by_codings(const void *a, const void *b) {
    const struct type *x = a, *y = b;
    int order = (x->n > y->n) - (x->n < y->n);
    for (size_t i = 0; i < x->n && order == 0; i++)
        order = by_category(&x->category[i], &y->category[i]);
    return order;
}

/* Over all ordered pairs of codings. */
static double apart_of(const struct sample *s, const struct type *t) {
    const double n = (double)t->n;
    double apart = 0, sum = 0, squares = 0;
    for (size_t i = 0; i < t->n && s->measurement == KOM_INTERVAL; i++) {
        const double x = s->value[t->category[i]];
        sum += x;
        squares += x * x;
    }
    if (s->measurement == KOM_INTERVAL)
        return t->category[0] == t->category[t->n - 1] ? 0 : 2 * (n * squares - sum * sum);
    for (size_t i = 0; i < t->n; i++)
        for (size_t j = 0; j < i; j++) {
            if (t->category[i] == t->category[j])
                continue;
            const double x = s->value ? s->value[t->category[i]] : 0,
                         y = s->value ? s->value[t->category[j]] : 0;
            const double ratio = (x - y) / (x + y);
            apart += s->measurement == KOM_RATIO ? 2 * ratio * ratio : 2;
        }
    return apart;
}

/* Takes the units that have pairs, and makes types of them. unit: room for them. */
static void make_types(struct sample *s, const struct kom_codings *c, struct type *unit) {
    uint32_t *next = s->category;
    for (size_t u = 0; u < c->n_units; u++) {
        const size_t n = c->from[u + 1] - c->from[u];
        if (n < 2)
            continue;
        memcpy(next, c->category + c->from[u], n * sizeof *next);
        qsort(next, n, sizeof *next, by_category);
        unit[s->n_units++] = (struct type){next, n, 0};
        next += n;
        s->n_codings += n;
    }
    qsort(unit, s->n_units, sizeof *unit, by_codings);
    for (size_t u = 0; u < s->n_units; u++) {
        if (u == 0 || by_codings(&unit[u - 1], &unit[u]) != 0)
            s->type[s->n_types++] = unit[u];
        s->type_of[u] = (uint32_t)s->n_types - 1;
    }
    for (size_t t = 0; t < s->n_types && s->measurement != KOM_ORDINAL; t++)
        s->type[t].apart = apart_of(s, &s->type[t]) / ((double)s->type[t].n - 1);
}

static enum kom_status sample_init(struct sample *s, const struct kom_codings *c,
                                   enum kom_measurement measurement, struct kom_error *err) {
    const size_t n = c->n_units ? c->from[c->n_units] - c->from[0] : 0;
    struct type *unit = kom_alloc(c->n_units + 1, sizeof *unit);
    *s = (struct sample){.measurement = measurement, .n_categories = c->n_categories};
    s->category = kom_alloc(n + 1, sizeof *s->category);
    s->type = kom_alloc(c->n_units + 1, sizeof *s->type);
    s->type_of = kom_alloc(c->n_units + 1, sizeof *s->type_of);
    s->value = c->value ? kom_alloc(c->n_categories + 1, sizeof *s->value) : NULL;
    const bool is_there = unit && s->category && s->type && s->type_of && (s->value || !c->value);
    if (is_there) {
        const size_t k = c->n_categories;
        const double middle =
            s->value && k && measurement != KOM_RATIO ? c->value[0] / 2 + c->value[k - 1] / 2 : 0;
        for (size_t i = 0; i < k && s->value; i++)
            s->value[i] = c->value[i] - middle;
        make_types(s, c, unit);
    }
    kom_free(unit);
    return is_there ? KOM_OK : kom_no_memory(err);
}

static void sample_fini(struct sample *s) {
    kom_free(s->category);
    kom_free(s->type);
    kom_free(s->type_of);
    kom_free(s->value);
}

/* ---- alpha of so many units of each type ---- */

/* Room for that: codings of each category, and where they lie. */
struct room {
    double *times; /* of each type: units */
    double *count, *place;
};

/* Mid-ranks: two categories are as far apart as these are (Krippendorff 2011, the ordinal metric).
 */
static void rank(const struct sample *s, const struct room *r) {
    double below = 0;
    for (size_t i = 0; i < s->n_categories; i++) {
        r->place[i] = below + r->count[i] / 2;
        below += r->count[i];
    }
    for (size_t i = 0; i < s->n_categories; i++)
        r->place[i] -= below / 2;
}

/* The disagreement within units of squared distances of places. */
static double within(const struct sample *s, const struct room *r) {
    double all = 0;
    for (size_t t = 0; t < s->n_types; t++) {
        const struct type *type = &s->type[t];
        const double n = (double)type->n;
        double sum = 0, squares = 0;
        if (r->times[t] <= 0 || type->category[0] == type->category[type->n - 1])
            continue;
        for (size_t i = 0; i < type->n; i++) {
            const double x = r->place[type->category[i]];
            sum += x;
            squares += x * x;
        }
        all += r->times[t] * 2 * (n * squares - sum * sum) / (n - 1);
    }
    return all;
}

/* That of all ordered pairs of n codings. */
static double between(const struct sample *s, const struct room *r, double n) {
    const double *place = s->measurement == KOM_ORDINAL ? r->place : s->value;
    double sum = 0, squares = 0, all = 0;
    for (size_t i = 0; i < s->n_categories; i++) {
        const double count = r->count[i];
        if (s->measurement == KOM_NOMINAL) {
            squares += count * count;
        } else if (s->measurement != KOM_RATIO) {
            sum += count * place[i];
            squares += count * place[i] * place[i];
        }
        for (size_t j = 0; j < i && s->measurement == KOM_RATIO && count > 0; j++) {
            const double ratio = (place[i] - place[j]) / (place[i] + place[j]);
            all += 2 * count * r->count[j] * ratio * ratio;
        }
    }
    switch (s->measurement) {
    case KOM_NOMINAL:
        return n * n - squares;
    case KOM_RATIO:
        return all;
    case KOM_ORDINAL:
    case KOM_INTERVAL:
        break;
    }
    return 2 * (n * squares - sum * sum);
}

static double alpha_of(const struct sample *s, const struct room *r) {
    double n = 0, seen = 0;
    size_t n_there = 0;
    memset(r->count, 0, s->n_categories * sizeof *r->count);
    for (size_t t = 0; t < s->n_types; t++) {
        const struct type *type = &s->type[t];
        if (r->times[t] <= 0)
            continue;
        seen += r->times[t] * type->apart;
        n += r->times[t] * (double)type->n;
        for (size_t i = 0; i < type->n; i++)
            r->count[type->category[i]] += r->times[t];
    }
    for (size_t i = 0; i < s->n_categories; i++)
        n_there += r->count[i] > 0;
    if (n_there < 2)
        return KOM_NAN;
    if (s->measurement == KOM_ORDINAL) {
        rank(s, r);
        seen = within(s, r);
    }
    return 1 - (n - 1) * seen / between(s, r, n);
}

static enum kom_status room_init(struct room *r, const struct sample *s, struct kom_error *err) {
    r->times = kom_alloc(s->n_types + 1, sizeof *r->times);
    r->count = kom_alloc(s->n_categories + 1, sizeof *r->count);
    r->place = kom_alloc(s->n_categories + 1, sizeof *r->place);
    return r->times && r->count && r->place ? KOM_OK : kom_no_memory(err);
}

static void room_fini(struct room *r) {
    kom_free(r->times);
    kom_free(r->count);
    kom_free(r->place);
}

/* ---- the interval ---- */

enum { JOB_DRAWS = 64 };

struct drawing {
    const struct sample *s;
    const struct kom_codings_plan *plan;
    double *alpha; /* of each draw */
    bool *failed;  /* of each job: there was no memory */
};

static void run_job(void *context, size_t job) {
    const struct drawing *d = context;
    const size_t first = job * JOB_DRAWS, left = (size_t)d->plan->draws - first;
    struct room r;
    d->failed[job] = room_init(&r, d->s, NULL) != KOM_OK;
    for (size_t i = 0; i < JOB_DRAWS && i < left && !d->failed[job]; i++) {
        memset(r.times, 0, d->s->n_types * sizeof *r.times);
        for (size_t u = 0; u < d->s->n_units; u++)
            r.times[d->s->type_of[kom_rng_below(d->plan->seed, first + i, u, d->s->n_units)]] += 1;
        d->alpha[first + i] = alpha_of(d->s, &r);
    }
    room_fini(&r);
}

static int by_number(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void take_ends(double *alpha, const struct kom_codings_plan *plan,
                      struct kom_krippendorff *out) {
    size_t n = 0;
    for (size_t i = 0; i < (size_t)plan->draws; i++)
        if (!isnan(alpha[i]))
            alpha[n++] = alpha[i];
    out->n_undefined = plan->draws - (int64_t)n;
    qsort(alpha, n, sizeof *alpha, by_number);
    const double tail = kom_level_tail(plan->level);
    const double rank = kom_level_count(tail, (double)plan->draws + 1);
    if (!(rank > (double)out->n_undefined))
        return;
    const size_t at = (size_t)rank - (size_t)out->n_undefined - 1;
    if (at < n)
        out->ci = (struct kom_ci){alpha[at], alpha[n - 1 - at]};
}

static enum kom_status draw(const struct sample *s, const struct kom_codings_plan *plan,
                            struct kom_krippendorff *out, struct kom_error *err) {
    const size_t n_jobs = ((size_t)plan->draws + JOB_DRAWS - 1) / JOB_DRAWS;
    struct drawing d = {s, plan, kom_alloc((size_t)plan->draws, sizeof *d.alpha),
                        kom_alloc(n_jobs, sizeof *d.failed)};
    bool is_done = d.alpha && d.failed;
    if (is_done)
        kom_jobs_run(&(struct kom_jobs){
            .n = n_jobs, .run = run_job, .context = &d, .n_threads = plan->n_threads});
    for (size_t i = 0; i < n_jobs && is_done; i++)
        is_done = !d.failed[i];
    if (is_done)
        take_ends(d.alpha, plan, out);
    kom_free(d.alpha);
    kom_free(d.failed);
    return is_done ? KOM_OK : kom_no_memory(err);
}

static size_t count_apart(const struct sample *s, const struct room *r) {
    size_t n = 0;
    for (size_t t = 0; t < s->n_types; t++)
        if (s->type[t].category[0] != s->type[t].category[s->type[t].n - 1])
            n += (size_t)r->times[t];
    return n;
}

enum kom_status kom_krippendorff(const struct kom_codings *codings,
                                 enum kom_measurement measurement,
                                 const struct kom_codings_plan *plan, struct kom_krippendorff *out,
                                 struct kom_error *err) {
    struct sample s;
    struct room r = {0};
    *out = (struct kom_krippendorff){.alpha = KOM_NAN, .ci = {KOM_NAN, KOM_NAN}};
    enum kom_status status = sample_init(&s, codings, measurement, err);
    if (!status)
        status = room_init(&r, &s, err);
    if (!status) {
        for (size_t u = 0; u < s.n_units; u++)
            r.times[s.type_of[u]] += 1;
        out->n_units = s.n_units;
        out->n_codings = s.n_codings;
        out->n_apart = count_apart(&s, &r);
        out->alpha = alpha_of(&s, &r);
    }
    if (!status && plan->draws > 0 && !isnan(out->alpha) && out->n_apart)
        status = draw(&s, plan, out, err);
    room_fini(&r);
    sample_fini(&s);
    return status;
}

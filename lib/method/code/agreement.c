/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well coders agree: a row for each code, and one for all.

   A unit has a place for each coder who read its document. For a code what stands there is 1 or 0:
   did the coder give the unit the code, or one that lies under it; for `all` it is the one code
   that the coder gave. Where values are compared it is the value that came with the code. A place
   without anything is a coding that is missing: Krippendorff's alpha allows it, kappa takes the
   units that all coded. Where a coder says two things of a unit nobody can tell which counts, and
   the row has no figure. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "work.h"

/* Below so many units, and so many on which coders differ, the interval covers less than it says
   (docs/methods/agreement.md). */
enum { FEW_UNITS = 20, FEW_APART = 5 };

static const uint32_t all_codes = KOM_NO_ID;

/* ---- the places ---- */

struct places {
    uint32_t *unit; /* of each unit with rows: its number */
    size_t n_units;
    size_t *from; /* of each, its places; n_units + 1 */
    size_t n;
    uint32_t *coder; /* of each place, rising within a unit */
    double *said;    /* NaN: nothing */
    uint32_t *code;  /* that it was said by; KOM_NO_ID: none */
    uint32_t *dense; /* of each number of a unit: its place among those above, + 1 */
};

static int by_number(const void *a, const void *b) {
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Who read which document: coders, document after document; from: n documents + 1. */
struct readers {
    size_t *from;
    uint32_t *coder;
};

static enum kom_status readers_make(struct readers *r, const struct kom_code_work *w) {
    const size_t n = w->documents.n, n_pairs = w->readers.n;
    r->from = kom_alloc(n + 2, sizeof *r->from);
    r->coder = kom_alloc(n_pairs + 1, sizeof *r->coder);
    if (!r->from || !r->coder)
        return KOM_ENOMEM;
    for (size_t i = 0; i < n_pairs; i++)
        r->from[(w->readers.pair[i] >> 32) + 2]++;
    for (size_t d = 0; d < n; d++)
        r->from[d + 2] += r->from[d + 1];
    for (size_t i = 0; i < n_pairs; i++)
        r->coder[r->from[(w->readers.pair[i] >> 32) + 1]++] = (uint32_t)w->readers.pair[i];
    for (size_t d = 0; d < n; d++)
        qsort(r->coder + r->from[d], r->from[d + 1] - r->from[d], sizeof *r->coder, by_number);
    return KOM_OK;
}

static uint32_t document_of(const struct kom_code_work *w, uint32_t unit) {
    return (uint32_t)(w->units.pair[unit] >> 32);
}

/* Units that a code was given to, or that a row without one names. */
static void find_units(struct places *p, const struct kom_code_work *w) {
    for (size_t i = 0; i < w->n_segments; i++) {
        const struct code_segment *s = &w->segment[i];
        const bool is_document =
            s->code == KOM_NO_ID && w->texts.text[(uint32_t)w->units.pair[s->unit]].n == 0;
        if (p->dense[s->unit] || is_document)
            continue;
        p->unit[p->n_units++] = s->unit;
        p->dense[s->unit] = (uint32_t)p->n_units;
    }
}

static enum kom_status places_make(struct places *p, const struct kom_code_work *w) {
    struct readers r = {0};
    p->unit = kom_alloc(w->units.n + 1, sizeof *p->unit);
    p->dense = kom_alloc(w->units.n + 1, sizeof *p->dense);
    p->from = kom_alloc(w->units.n + 2, sizeof *p->from);
    enum kom_status status = p->unit && p->dense && p->from ? readers_make(&r, w) : KOM_ENOMEM;
    if (!status) {
        find_units(p, w);
        for (size_t u = 0; u < p->n_units; u++) {
            const uint32_t d = document_of(w, p->unit[u]);
            p->from[u + 1] = p->from[u] + r.from[d + 1] - r.from[d];
        }
        p->n = p->from[p->n_units];
        p->coder = kom_alloc(p->n + 1, sizeof *p->coder);
        p->said = kom_alloc(p->n + 1, sizeof *p->said);
        p->code = kom_alloc(p->n + 1, sizeof *p->code);
        status = p->coder && p->said && p->code ? KOM_OK : KOM_ENOMEM;
    }
    for (size_t u = 0; u < p->n_units && !status; u++)
        memcpy(p->coder + p->from[u], r.coder + r.from[document_of(w, p->unit[u])],
               (p->from[u + 1] - p->from[u]) * sizeof *p->coder);
    kom_free(r.from);
    kom_free(r.coder);
    return status;
}

static void places_fini(struct places *p) {
    kom_free(p->unit);
    kom_free(p->dense);
    kom_free(p->from);
    kom_free(p->coder);
    kom_free(p->said);
    kom_free(p->code);
}

static size_t place_of(const struct places *p, const struct code_segment *s) {
    const size_t u = p->dense[s->unit] - 1;
    size_t from = p->from[u], to = p->from[u + 1];
    while (to - from > 1) {
        const size_t middle = from + (to - from) / 2;
        if (p->coder[middle] <= s->coder)
            from = middle;
        else
            to = middle;
    }
    return from;
}

/* ---- what was said ---- */

/* A place where a coder said two things. */
struct doubt {
    size_t n;
    const struct code_segment *first; /* of the first: its row, and the code said before it */
    uint32_t code;
    bool is_value; /* one code with two values */
};

/* Notes what a row says at its place; true: another row said something else. */
static bool say_at(const struct kom_code *c, struct places *p, const struct code_segment *s,
                   uint32_t code) {
    const size_t at = place_of(p, s);
    const bool is_all = code == all_codes;
    const double said = c->ask.has_values ? s->value : is_all ? (double)s->code : 1;
    const uint32_t before = p->code[at];
    if (isnan(said))
        return false;
    p->code[at] = s->code;
    if (before == KOM_NO_ID || !(c->ask.has_values || is_all)) {
        p->said[at] = said;
        return false;
    }
    return (is_all && before != s->code) || p->said[at] < said || p->said[at] > said;
}

static struct doubt say_all(const struct kom_code *c, struct places *p, uint32_t code) {
    const struct kom_code_work *w = c->work;
    struct doubt doubt = {0};
    const double nothing = c->ask.has_values || code == all_codes ? KOM_NAN : 0;
    for (size_t i = 0; i < p->n; i++) {
        p->said[i] = nothing;
        p->code[i] = KOM_NO_ID;
    }
    for (size_t i = 0; i < w->n_segments; i++) {
        const struct code_segment *s = &w->segment[i];
        const bool counts = s->code != KOM_NO_ID && (code == all_codes || s->code == code ||
                                                     code_is_under(&w->book, s->code, code));
        if (!counts)
            continue;
        const uint32_t before = p->code[place_of(p, s)];
        if (!say_at(c, p, s, code))
            continue;
        if (doubt.n++ == 0) {
            doubt.first = s;
            doubt.code = before;
            doubt.is_value = code != all_codes || before == s->code;
        }
    }
    return doubt;
}

/* ---- codings ---- */

struct codings {
    struct kom_codings all; /* what the figures rest on */
    size_t *from;
    uint32_t *category, *coder;
    double *value;
    uint32_t *times; /* of each coder: codings in units that have two */
    size_t n_coders;
};

static enum kom_status codings_make(struct codings *k, const struct places *p, size_t n_coders) {
    k->from = kom_alloc(p->n_units + 1, sizeof *k->from);
    k->category = kom_alloc(p->n + 1, sizeof *k->category);
    k->coder = kom_alloc(p->n + 1, sizeof *k->coder);
    k->value = kom_alloc(p->n + 1, sizeof *k->value);
    k->times = kom_alloc(n_coders + 1, sizeof *k->times);
    return k->from && k->category && k->coder && k->value && k->times ? KOM_OK : KOM_ENOMEM;
}

static void codings_fini(struct codings *k) {
    kom_free(k->from);
    kom_free(k->category);
    kom_free(k->coder);
    kom_free(k->value);
    kom_free(k->times);
}

static int by_value(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static uint32_t category_of(const struct codings *k, double value) {
    size_t from = 0, to = k->all.n_categories;
    while (to - from > 1) {
        const size_t middle = from + (to - from) / 2;
        if (k->value[middle] <= value)
            from = middle;
        else
            to = middle;
    }
    return (uint32_t)from;
}

/* The distinct values that were said, rising. */
static void find_values(struct codings *k, const struct places *p) {
    size_t n = 0, n_values = 0;
    for (size_t i = 0; i < p->n; i++)
        if (!isnan(p->said[i]))
            k->value[n++] = p->said[i] + 0.0; /* -0 is 0 */
    qsort(k->value, n, sizeof *k->value, by_value);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || k->value[n_values - 1] < k->value[i])
            k->value[n_values++] = k->value[i];
    k->all.n_categories = n_values;
}

/* Takes the units with two codings or more. */
static void take_units(struct codings *k, const struct places *p, size_t n_coders) {
    size_t n = 0, n_units = 0;
    memset(k->times, 0, n_coders * sizeof *k->times);
    find_values(k, p);
    for (size_t u = 0; u < p->n_units; u++) {
        const size_t first = n;
        for (size_t i = p->from[u]; i < p->from[u + 1]; i++) {
            if (isnan(p->said[i]))
                continue;
            k->coder[n] = p->coder[i];
            k->category[n++] = category_of(k, p->said[i]);
        }
        if (n - first < 2) {
            n = first;
            continue;
        }
        k->from[n_units++] = first;
        for (size_t i = first; i < n; i++)
            k->times[k->coder[i]]++;
    }
    k->from[n_units] = n;
    k->all.n_units = n_units;
    k->all.from = k->from;
    k->all.category = k->category;
    k->all.value = k->value;
    k->n_coders = 0;
    for (size_t c = 0; c < n_coders; c++)
        k->n_coders += k->times[c] > 0;
}

/* ---- figures ---- */

static void warn(struct kom_code_agreement *row, const char *code) {
    kom_buf_str(&row->warning, row->warning.n ? "; " : "");
    kom_buf_str(&row->warning, code);
}

/* Of two coders every unit here has both, in their order. */
static enum kom_status two_coders(const struct kom_code *c, const struct codings *k,
                                  struct kom_code_agreement *row, struct kom_error *err) {
    static const char *const method[] = {"cohen", "cohen, linear weights",
                                         "cohen, quadratic weights"};
    const size_t n = k->all.n_units;
    uint32_t *said = kom_alloc(2 * n + 1, sizeof *said);
    if (!said)
        return kom_no_memory(err);
    for (size_t u = 0; u < n; u++) {
        said[u] = k->category[2 * u];
        said[n + u] = k->category[2 * u + 1];
    }
    row->units_all = (int64_t)n;
    row->kappa_method = method[c->ask.weights];
    const struct kom_two_coders both = {said, said + n, n, k->all.n_categories, k->value};
    enum kom_status status = kom_cohen(&both, c->ask.weights, &row->kappa, err);
    kom_free(said);
    return status;
}

static enum kom_status several_coders(const struct codings *k, struct kom_code_agreement *row,
                                      struct kom_error *err) {
    size_t *from = kom_alloc(k->all.n_units + 1, sizeof *from), n = 0, at = 0;
    uint32_t *category = kom_alloc(k->from[k->all.n_units] + 1, sizeof *category);
    enum kom_status status = from && category ? KOM_OK : kom_no_memory(err);
    for (size_t u = 0; u < k->all.n_units && !status; u++) {
        const size_t n_said = k->from[u + 1] - k->from[u];
        if (n_said != k->n_coders)
            continue;
        memcpy(category + at, k->category + k->from[u], n_said * sizeof *category);
        at += n_said;
        from[++n] = at;
    }
    const struct kom_codings complete = {n, from, category, k->all.n_categories, NULL};
    row->units_all = (int64_t)n;
    row->kappa_method = "fleiss";
    if (!status)
        status = kom_fleiss(&complete, &row->kappa, err);
    kom_free(from);
    kom_free(category);
    return status;
}

static void take_alpha(const struct kom_code *c, const struct kom_krippendorff *k,
                       struct kom_code_agreement *row) {
    row->alpha = k->alpha;
    row->ci = k->ci;
    if (isnan(k->alpha)) {
        warn(row, "constant");
        return;
    }
    if (k->n_apart) {
        row->draws = c->ask.plan.draws;
        row->seed = (int64_t)c->ask.plan.seed;
    }
    if (!k->n_apart)
        warn(row, "all_agree");
    else if (isnan(k->ci.low))
        warn(row, k->n_undefined ? "constant_draws" : "few_draws");
    if (k->n_units < FEW_UNITS)
        warn(row, "few_units");
    else if (k->n_apart && k->n_apart < FEW_APART)
        kom_buf_printf(&row->warning, "%sfew_disagreements(%zu)", row->warning.n ? "; " : "",
                       k->n_apart);
    if (isnan(row->kappa.kappa))
        warn(row, "no_kappa");
}

static enum kom_status estimate(const struct kom_code *c, const struct codings *k,
                                struct kom_code_agreement *row, struct kom_error *err) {
    struct kom_krippendorff out;
    row->units = (int64_t)k->all.n_units;
    row->coders = (int64_t)k->n_coders;
    if (k->n_coders < 2) {
        warn(row, c->work->coders.n < 2 ? "one_coder" : "no_common_units");
        return KOM_OK;
    }
    enum kom_status status =
        k->n_coders == 2 ? two_coders(c, k, row, err) : several_coders(k, row, err);
    if (!status)
        status = kom_krippendorff(&k->all, c->ask.measurement, &c->ask.plan, &out, err);
    if (!status)
        take_alpha(c, &out, row);
    return status;
}

/* ---- rows ---- */

static void add_text(struct kom_buf *out, const char *what, struct kom_text t) {
    if (t.n)
        kom_buf_printf(out, ", %s \"%.*s\"", what, (int)t.n, t.p);
}

/* A unit of which a coder said two things, by name. */
static void name_doubt(struct kom_code *c, const struct doubt *doubt, const char *code) {
    const struct kom_code_work *w = c->work;
    const struct code_segment *s = doubt->first;
    const uint64_t unit = w->units.pair[s->unit];
    struct kom_buf *out = &c->lines;
    kom_buf_printf(out,
                   "code \"%s\" has no figure, as a coder gave a unit %s in %zu row%s; the "
                   "first: document \"%.*s\"",
                   code, doubt->is_value ? "two values" : "two codes", doubt->n,
                   doubt->n == 1 ? "" : "s", (int)w->documents.text[unit >> 32].n,
                   w->documents.text[unit >> 32].p);
    add_text(out, "segment", w->texts.text[(uint32_t)unit]);
    add_text(out, "coder", w->coders.text[s->coder]);
    if (!doubt->is_value)
        kom_buf_printf(out, ": \"%s\" and \"%s\"", w->book.entry[doubt->code].text,
                       w->book.entry[s->code].text);
    kom_buf_byte(out, '\n');
}

static enum kom_status write_row(struct kom_code *c, struct places *p, struct codings *k,
                                 uint32_t code, struct kom_error *err) {
    struct kom_code_agreement *row = code_add_row(c, sizeof *row);
    if (!row)
        return kom_no_memory(err);
    *row = (struct kom_code_agreement){
        .code = code == all_codes ? "all" : c->work->book.entry[code].text,
        .kappa = {KOM_NAN, KOM_NAN},
        .measurement = kom_measurement_text(c->ask.measurement),
        .alpha = KOM_NAN,
        .ci = {KOM_NAN, KOM_NAN},
        .draws = -1,
        .seed = -1,
        .units_all = -1,
    };
    const struct doubt doubt = say_all(c, p, code);
    take_units(k, p, c->work->coders.n);
    enum kom_status status = KOM_OK;
    if (doubt.n == 0) {
        status = estimate(c, k, row, err);
    } else {
        row->units = (int64_t)k->all.n_units;
        row->coders = (int64_t)k->n_coders;
        kom_buf_printf(&row->warning, "%s(%zu)",
                       doubt.is_value ? "several_values" : "several_codes", doubt.n);
        name_doubt(c, &doubt, row->code);
    }
    kom_buf_byte(&row->warning, '\0');
    row->warned = row->warning.p;
    return status || !row->warning.failed ? status : kom_no_memory(err);
}

static enum kom_status check(const struct kom_code *c, struct kom_error *err) {
    const struct kom_code_work *w = c->work;
    if (kom_intern_find(&w->book.codes, kom_text_of("all")) != KOM_NO_ID)
        return kom_fail(err, KOM_EDATA,
                        "a code is called \"all\", as the row is that compares all codes; give it "
                        "another name, or leave it out: --except code=all");
    if (c->ask.weights != KOM_KAPPA_NONE && w->coders.n > 2)
        return kom_fail(
            err, KOM_EUSAGE,
            "--kappa-weights: there are %zu coders, and weights are for two; choose two "
            "with --only coder=NAME|NAME, or leave --kappa-weights out",
            w->coders.n);
    return KOM_OK;
}

/* Is there a figure in any row? */
static enum kom_status check_rows(const struct kom_code *c, struct kom_error *err) {
    const struct kom_code_agreement *row = c->rows;
    for (size_t i = 0; i < c->n_rows; i++)
        if (!isnan(row[i].kappa.agreement) || !isnan(row[i].alpha))
            return KOM_OK;
    return kom_output_none(c->work->book.n ? c->n_rows : 0, c->n_rows ? row[0].warned : "", err);
}

enum kom_status code_agreement(struct kom_code *c, struct kom_error *err) {
    struct places p = {0};
    struct codings k = {0};
    enum kom_status status = check(c, err);
    if (!status && (places_make(&p, c->work) || codings_make(&k, &p, c->work->coders.n)))
        status = kom_no_memory(err);
    for (uint32_t code = 0; code < c->work->book.n && !status; code++)
        status = write_row(c, &p, &k, code, err);
    if (!status)
        status = write_row(c, &p, &k, all_codes, err);
    places_fini(&p);
    codings_fini(&k);
    return status ? status : check_rows(c, err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Least squares on the columns given, from their decimals: a row for each coefficient.

   The rows of a group that have outcome, columns, weight and cluster are gathered twice: once to
   find the smallest number of each column, then to take it off, in decimals, before anything is
   rounded; the intercept takes it back. Powers are made of the decimals too. The fit is Householder
   QR in double-double (lsq.c), so that NIST's hardest sets come out to the last digit; covariances
   are sandwiches on it (vcov.c). Afterwards coefficients that one cluster or row carries are found
   by leaving each out, and sizes of the test from leverages alone give warnings. */
#include "work.h"

#include <math.h>
#include <string.h>

#include "beyond.h"
#include "dist.h"
#include "leave_out.h"
#include "vcov.h"
#include "wild.h"

/* The rows of a group that have all the columns. Column j of row i is x[j * n + i]. With an
   intercept the smallest number of each column and of y is taken off as a decimal: a level costs no
   digits. */
struct design {
    size_t n, n_room, k;
    size_t *row;
    struct kom_dd *y, *x;
    struct kom_num *base_num, *number; /* k + 1, y last; number: of the row at hand */
    struct kom_dd *base;
    double *largest; /* k + 1: of the numbers of a column, to its power */
    int *shift;      /* k + 1: numbers are taken times 2^-shift (beyond.h) */
    double *w;
    const char **name;
    bool has_intercept;
    uint32_t *cluster[KOM_DID_CLUSTERS_MAX];
    size_t n_clusters[KOM_DID_CLUSTERS_MAX];
};

static void *take(struct kom_did_cell *cell, size_t n, size_t size, bool *is_there) {
    void *p = kom_arena_take(&cell->arena, (n + 1) * size);
    *is_there = *is_there && p;
    return p;
}

static bool allocate(const struct kom_did_work *work, struct kom_did_cell *cell, struct design *d) {
    const struct kom_did_request *r = work->request;
    bool is_there = true;
    *d = (struct design){.n_room = cell->group->n_members, .has_intercept = !r->no_intercept};
    d->k = (size_t)d->has_intercept + (r->treated ? 1 : 0) + r->n_covariates;
    d->row = take(cell, d->n_room, sizeof *d->row, &is_there);
    d->y = take(cell, d->n_room, sizeof *d->y, &is_there);
    d->x = take(cell, d->n_room * d->k, sizeof *d->x, &is_there);
    d->base = take(cell, d->k, sizeof *d->base, &is_there);
    d->base_num = take(cell, d->k, sizeof *d->base_num, &is_there);
    d->number = take(cell, d->k, sizeof *d->number, &is_there);
    d->largest = take(cell, d->k, sizeof *d->largest, &is_there);
    d->shift = take(cell, d->k, sizeof *d->shift, &is_there);
    d->w = r->weight ? take(cell, d->n_room, sizeof *d->w, &is_there) : NULL;
    d->name = take(cell, d->k, sizeof *d->name, &is_there);
    for (size_t j = 0; is_there && j <= d->k; j++)
        d->largest[j] = 0.0;
    for (size_t c = 0; c < r->n_cluster; c++)
        d->cluster[c] = take(cell, d->n_room, sizeof *d->cluster[c], &is_there);
    return is_there;
}

/* ---- gathering ---- */

/* Column j of a row, y being the last one, into d->number. */
static enum kom_status read_number(struct kom_did_work *work, const struct kom_did_cell *cell,
                                   struct design *d, size_t row, size_t j,
                                   enum kom_did_reason *reason) {
    const struct kom_did_columns *c = &work->column;
    const size_t first = (size_t)d->has_intercept, has_treated = c->treated != KOM_NO_COLUMN;
    if (j == d->k)
        return kom_did_value(work, cell->measure, row, &d->number[j], reason);
    if (j < first) {
        d->number[j] = kom_num_whole(1);
        return KOM_OK;
    }
    int column = has_treated && j == first ? c->treated : c->covariate[j - first - has_treated];
    enum kom_status status = kom_did_number(work, row, column, &d->number[j], reason);
    if (!status && (*reason == KOM_DID_MISSING || *reason == KOM_DID_HIDDEN))
        *reason = KOM_DID_NO_COVARIATE;
    return status;
}

static int power_of(const struct kom_did_work *work, const struct design *d, size_t j) {
    const size_t before = (size_t)d->has_intercept + (work->column.treated != KOM_NO_COLUMN);
    return j < before || j == d->k ? 1 : work->column.power[j - before];
}

/* The number of a column as it is used. */
static struct kom_num near(const struct design *d, const struct kom_num *number, size_t j) {
    return kom_beyond_take(number, d->shift[j]);
}

/* Is the row there under this measure? Then its numbers go into the bases. */
static enum kom_status look(struct kom_did_work *work, const struct kom_did_cell *cell,
                            struct design *d, size_t row, enum kom_did_reason *reason) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i <= d->k && !status && *reason == KOM_DID_USED; i++) {
        const size_t j = i == 0 ? d->k : i - 1; /* a missing value is told before a covariate */
        status = read_number(work, cell, d, row, j, reason);
    }
    for (size_t j = 0; j <= d->k && !status && *reason == KOM_DID_USED; j++) {
        d->largest[j] = fmax(d->largest[j], fabs(kom_num_double(&d->number[j])));
        if (d->n == 0 || kom_num_compare(&d->number[j], &d->base_num[j]) < 0)
            d->base_num[j] = d->number[j];
    }
    return status;
}

/* What least squares takes (lsq.h) is taken as it is, decimals as decimals. */
static void find_shifts(const struct kom_did_work *work, struct design *d) {
    for (size_t j = 0; j <= d->k; j++) {
        const double bound = pow(1e100, 1.0 / power_of(work, d, j));
        d->shift[j] = kom_beyond_shift(d->largest[j], bound);
    }
}

static struct kom_dd power(const struct kom_num *number, int exponent) {
    return exponent > 1 ? kom_dd_power(number, (unsigned)exponent) : kom_dd_from_num(number);
}

static void find_bases(const struct kom_did_work *work, struct design *d) {
    for (size_t j = 0; j <= d->k; j++) {
        d->base_num[j] = near(d, &d->base_num[j], j);
        d->base[j] =
            d->has_intercept && j > 0 ? power(&d->base_num[j], power_of(work, d, j)) : kom_dd(0.0);
    }
}

static enum kom_status fill(struct kom_did_work *work, const struct kom_did_cell *cell,
                            struct design *d, size_t i) {
    enum kom_status status = KOM_OK;
    for (size_t j = 0; j <= d->k && !status; j++) {
        enum kom_did_reason reason = KOM_DID_USED;
        struct kom_dd *to = j < d->k ? &d->x[j * d->n + i] : &d->y[i];
        const int exponent = power_of(work, d, j);
        status = read_number(work, cell, d, d->row[i], j, &reason);
        d->number[j] = near(d, &d->number[j], j);
        *to = !d->has_intercept || j == 0 ? power(&d->number[j], exponent)
              : exponent > 1              ? kom_dd_sub(power(&d->number[j], exponent), d->base[j])
                                          : kom_dd_difference(&d->number[j], &d->base_num[j]);
    }
    if (d->w)
        d->w[i] = work->table.weight[d->row[i]];
    for (size_t v = 0; v < work->request->n_cluster; v++)
        d->cluster[v][i] = work->table.cluster[v][d->row[i]];
    return status;
}

static enum kom_status gather(struct kom_did_work *work, struct kom_did_cell *cell,
                              struct design *d) {
    enum kom_status status = KOM_OK;
    for (size_t m = 0; m < cell->group->n_members && !status; m++) {
        size_t row = cell->group->member[m];
        enum kom_did_reason reason = (enum kom_did_reason)work->table.reason[row];
        if (reason == KOM_DID_USED)
            status = look(work, cell, d, row, &reason);
        if (!status && reason != KOM_DID_USED)
            kom_did_set_aside(work, row, reason);
        if (status || reason != KOM_DID_USED)
            continue;
        work->out->reason[row] = KOM_DID_USED;
        d->row[d->n++] = row;
    }
    if (d->n == 0) /* no number was seen to count from */
        return status;
    find_shifts(work, d);
    find_bases(work, d);
    for (size_t i = 0; i < d->n && !status; i++)
        status = fill(work, cell, d, i);
    if (d->w)
        kom_beyond_weights(d->w, d->n);
    return status;
}

static void name_columns(const struct kom_did_request *r, struct design *d) {
    size_t j = 0;
    if (d->has_intercept)
        d->name[j++] = "(intercept)";
    if (r->treated)
        d->name[j++] = r->treated;
    for (size_t v = 0; v < r->n_covariates; v++)
        d->name[j++] = r->covariates[v];
}

/* Cluster numbers from 0, every one used. */
static enum kom_status number_clusters(const struct kom_did_request *r, struct design *d) {
    for (size_t c = 0; c < r->n_cluster; c++) {
        uint32_t top = 0;
        for (size_t i = 0; i < d->n; i++)
            top = d->cluster[c][i] > top ? d->cluster[c][i] : top;
        uint32_t *number = kom_alloc((size_t)top + 2, sizeof *number);
        if (!number)
            return KOM_ENOMEM;
        for (size_t i = 0; i < d->n; i++) {
            uint32_t *own = &number[d->cluster[c][i]];
            if (*own == 0)
                *own = (uint32_t)++d->n_clusters[c];
            d->cluster[c][i] = *own - 1;
        }
        kom_free(number);
    }
    return KOM_OK;
}

/* ---- estimates ---- */

/* A fit with its covariance. */
struct solved {
    struct kom_lsq_fit fit;
    struct kom_vcov_spec spec;
    struct kom_vcov vcov;
    bool *is_lost; /* k: one cluster, or one row under hc, decides it: no robust error */
    double *size;  /* k: how often a true null is rejected in fact; NaN: not known */
};

static void spec_make(const struct kom_did_request *r, const struct design *d,
                      struct kom_vcov_spec *spec) {
    *spec = (struct kom_vcov_spec){
        .kind = r->vcov        ? (enum kom_vcov_kind)kom_did_vcov_of(r->vcov)
                : r->n_cluster ? KOM_VCOV_CR1
                               : KOM_VCOV_IID,
        .ssc = r->ssc ? (enum kom_ssc)kom_did_ssc_of(r->ssc) : KOM_SSC_FIXEST,
    };
    spec->n_ways = spec->kind < KOM_VCOV_CR0 ? 0 : r->n_cluster;
    for (size_t c = 0; c < spec->n_ways; c++)
        spec->cluster[c] = (struct kom_clusters){d->cluster[c], d->n_clusters[c]};
}

static void describe(const struct kom_did_request *r, const struct kom_vcov_spec *spec,
                     const struct kom_vcov *v, struct kom_buf *text) {
    char digits[32];
    kom_buf_printf(text, "ols, %s", kom_vcov_name(spec->kind));
    if (spec->n_ways > 0)
        kom_buf_printf(text, " by %s", r->cluster[0]);
    if (spec->n_ways == 2)
        kom_buf_printf(text, " and %s (V1+V2-V12)", r->cluster[1]);
    if (spec->kind == KOM_VCOV_CR1) {
        kom_buf_printf(text, ", ssc %s, K=%zu, factor ", kom_ssc_name(spec->ssc), v->k);
        kom_buf_add(text, digits, kom_num_significant(digits, v->factor, 6));
    }
    kom_buf_str(text, spec->kind == KOM_VCOV_CR2 ? ", Satterthwaite df"
                      : spec->n_ways > 0         ? ", t(G-1)"
                                                 : ", t(n-K)");
    if (r->weight)
        kom_buf_printf(text, ", weighted by %s", r->weight);
    kom_did_say_side(r, text);
}

/* Clusters on the side of a column of two numbers that has fewer; SIZE_MAX for any other column,
   the intercept among them, which has no sides. */
static enum kom_status fewer_of_sides(const struct design *d, size_t j, size_t *few) {
    const struct kom_dd *x = d->x + j * d->n;
    uint8_t *seen = kom_alloc(d->n_clusters[0] + 1, 1);
    struct kom_dd low = x[0], high = x[0];
    size_t side[2] = {0, 0};
    bool has_sides = true;
    if (!seen)
        return KOM_ENOMEM;
    for (size_t i = 0; i < d->n; i++) {
        low = kom_dd_less(x[i], low) ? x[i] : low;
        high = kom_dd_less(high, x[i]) ? x[i] : high;
    }
    for (size_t i = 0; i < d->n; i++) {
        const bool s = kom_dd_less(low, x[i]);
        uint8_t *own = &seen[d->cluster[0][i]];
        has_sides = has_sides && !(s && kom_dd_less(x[i], high));
        side[s] += (*own & (1 << s)) == 0;
        *own = (uint8_t)(*own | (1 << s));
    }
    kom_free(seen);
    has_sides = has_sides && side[1] > 0;
    *few = !has_sides ? SIZE_MAX : side[0] < side[1] ? side[0] : side[1];
    return KOM_OK;
}

/* Few clusters on a side mislead, the bootstrap too, however the sides are written. */
static enum kom_status warn_clusters(const struct kom_did_request *request, const struct design *d,
                                     size_t j, struct kom_buf *own) {
    size_t few;
    enum kom_status status = fewer_of_sides(d, j, &few);
    if (status)
        return status;
    if (few > 1 && few < kom_did_few_treated(request))
        kom_did_say(own, "few_treated_clusters(%zu)", few);
    if (d->n_clusters[0] < 10)
        kom_did_say(own, "few_clusters(%zu)", d->n_clusters[0]);
    return KOM_OK;
}

/* Leverages alone make the test of this coefficient reject a true null too often, or too seldom. */
static void warn_size(const struct kom_did_request *request, double size, struct kom_buf *own) {
    static const double MOST = 1.2, LEAST = 0.7; /* of a 5 % test up to 6 % are what it says */
    const double alpha = kom_level_alpha(request->level);
    char digits[32];
    if (size > alpha * MOST || size < alpha * LEAST)
        kom_did_say(own, "true_size(%.*s)", (int)kom_num_significant(digits, size, 2), digits);
}

static enum kom_status wild_of(struct kom_did_work *work, struct kom_did_cell *cell,
                               const struct design *d, struct kom_did_tested tested,
                               struct kom_did_row *row, struct kom_buf *own) {
    bool is_there = true;
    double *y = take(cell, d->n, sizeof *y, &is_there);
    double *x = take(cell, d->n * d->k, sizeof *x, &is_there);
    const double **column = take(cell, d->k, sizeof *column, &is_there);
    if (!is_there)
        return KOM_ENOMEM;
    /* the intercept's null is of the columns as they were */
    const bool is_whole = d->has_intercept && tested.column == 0;
    for (size_t i = 0; i < d->n; i++)
        y[i] = kom_dd_double(is_whole ? kom_dd_add(d->y[i], d->base[d->k]) : d->y[i]);
    for (size_t i = 0; i < d->n * d->k; i++)
        x[i] = kom_dd_double(is_whole ? kom_dd_add(d->x[i], d->base[i / d->n]) : d->x[i]);
    for (size_t c = 0; c < d->k; c++)
        column[c] = x + c * d->n;
    const struct kom_wild_data data = {
        d->n, d->k, y, column, d->w, d->cluster[0], d->n_clusters[0]};
    tested.data = &data;
    return kom_did_wild(work, cell, &tested, row, own);
}

static enum kom_status add_row(struct kom_did_work *work, struct kom_did_cell *cell,
                               const struct design *d, const struct solved *s, size_t j) {
    const struct kom_vcov *v = &s->vcov;
    struct kom_did_row row = kom_did_row_of(cell, d->name[j]);
    struct kom_buf own = {0}, method = {0};
    enum kom_status status = KOM_OK;
    row.n = (int64_t)d->n;
    row.n_treated = row.n_control = -1;
    row.n_clusters = s->spec.n_ways ? (int64_t)v->n_clusters : -1;
    row.is_exact = true;
    row.shift = d->shift[d->k] - power_of(work, d, j) * d->shift[j];
    kom_did_student(work->request, s->fit.coef[j], v->se[j], v->df[j], &row.test);
    row.is_estimated = row.test.p_value >= 0.0;
    if (s->fit.is_exact)
        kom_did_say(&own, "exact_fit");
    else if (!row.is_estimated)
        kom_did_say(&own, "no_variance");
    row.is_estimated = row.is_estimated || s->fit.is_exact;
    if (s->is_lost[j]) {
        kom_buf_reset(&own);
        kom_did_say(&own, s->spec.n_ways > 0 ? "one_treated_cluster" : "leverage_one");
        row.test = (struct kom_test){KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN};
        row.is_estimated = false;
    }
    if (s->spec.n_ways > 0)
        status = warn_clusters(work->request, d, j, &own);
    if (row.is_estimated && own.n == 0 && work->request->test != KOM_DID_WILD)
        warn_size(work->request, s->size[j], &own);
    describe(work->request, &s->spec, v, &method);
    if (!status && work->request->test == KOM_DID_WILD && row.is_estimated)
        status = wild_of(work, cell, d, (struct kom_did_tested){NULL, j, v->factor}, &row, &own);
    if (row.draws >= 0)
        kom_buf_printf(&method, "; %s", row.method);
    kom_buf_byte(&method, '\0');
    row.method = method.p;
    if (!status)
        status = method.failed ? KOM_ENOMEM : kom_did_add(work, cell, &row, &own);
    kom_buf_fini(&own);
    kom_buf_fini(&method);
    return status;
}

static enum kom_status refuse(struct kom_did_work *work, struct kom_did_cell *cell,
                              const struct design *d, const char *why) {
    struct kom_did_row row =
        kom_did_row_of(cell, d->k > 0 ? d->name[d->has_intercept && d->k > 1] : "(intercept)");
    struct kom_buf own = {0};
    row.n = (int64_t)d->n;
    row.n_treated = row.n_control = -1;
    kom_did_say(&own, "%s", why);
    enum kom_status status = kom_did_add(work, cell, &row, &own);
    kom_buf_fini(&own);
    return status;
}

/* What rests on one cluster of a way, or on one row. iid errors do not ask. */
static enum kom_status find_lost(struct kom_did_work *work, struct kom_did_cell *cell,
                                 struct solved *s, struct kom_error *why) {
    bool is_there = true;
    s->is_lost = take(cell, s->fit.k, sizeof *s->is_lost, &is_there);
    s->size = take(cell, s->fit.k, sizeof *s->size, &is_there);
    enum kom_status status = is_there ? KOM_OK : KOM_ENOMEM;
    for (size_t j = 0; is_there && j < s->fit.k; j++)
        s->is_lost[j] = false;
    if (!status && s->spec.n_ways == 0 && s->spec.kind != KOM_VCOV_IID)
        status = kom_leave_out(&s->fit, NULL, s->is_lost, why);
    for (size_t w = 0; w < s->spec.n_ways && !status; w++)
        status = kom_leave_out(&s->fit, &s->spec.cluster[w], s->is_lost, why);
    if (!status)
        status = kom_vcov_size(&s->fit, &s->spec, &s->vcov, kom_level_alpha(work->request->level),
                               s->size, why);
    return status;
}

static enum kom_status estimate(struct kom_did_work *work, struct kom_did_cell *cell,
                                const struct design *d) {
    const struct kom_lsq in = {.n = d->n,
                               .k = d->k,
                               .y = d->y,
                               .x = d->x,
                               .weight = d->w,
                               .has_intercept = d->has_intercept,
                               .base = d->base,
                               .y_name = cell->name,
                               .names = d->name};
    struct solved s = {0};
    struct kom_error why;
    spec_make(work->request, d, &s.spec);
    enum kom_status status = kom_lsq_solve(&in, &s.fit, &why);
    if (!status)
        status = kom_vcov_estimate(&s.fit, &s.spec, &s.vcov, &why);
    if (!status)
        status = find_lost(work, cell, &s, &why);
    if (!status) {
        for (size_t j = 0; j < d->k && !status; j++)
            status = add_row(work, cell, d, &s, j);
    } else if (status == KOM_EESTIMATE) {
        status = refuse(work, cell, d, why.text);
    } else if (status != KOM_ENOMEM) {
        status = kom_fail(work->err, status, "%s", why.text);
    }
    kom_vcov_free(&s.vcov);
    kom_lsq_fit_free(&s.fit);
    return status;
}

enum kom_status kom_did_ols(struct kom_did_work *work, struct kom_did_cell *cell) {
    struct design d;
    if (!allocate(work, cell, &d))
        return KOM_ENOMEM;
    name_columns(work->request, &d);
    enum kom_status status = gather(work, cell, &d);
    if (!status)
        status = number_clusters(work->request, &d);
    if (status)
        return status;
    return d.n == 0 ? refuse(work, cell, &d, "no_rows") : estimate(work, cell, &d);
}

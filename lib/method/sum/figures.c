/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statistics of --stats: names, what they need, how they are written.

   A statistic is a row of figures.def: its name, what must be kept for it, and how its cell is
   written. So --stats asks for no more memory than its figures need: counts and exact sums always,
   values only for quantiles, pairs with weights or a series where those are named. Moments come
   from the exact sums (exact.c), as ratios of integers rounded once; quantiles from sealed values,
   by the type of Hyndman and Fan that was asked for. A figure that is none, or beyond the doubles,
   is blank and counted. */
#include "figures.h"

#include <math.h>
#include <string.h>

#include "dist.h"
#include "spread.h"

/* One kind of statistic. */
struct kom_figure {
    const char *name; /* NULL: pNN */
    unsigned flags;
    void (*write)(struct kom_figure_row *row, struct kom_buf *out);
};

enum { DIGITS_OF_LIBM = 12 };

static bool is_weighted(const struct kom_figure_row *row) {
    return row->plan->weighted.column >= 0;
}

static uint64_t n_of(const struct kom_figure_row *row) {
    return row->cell->sums.exact.n;
}

/* ---- counts and sums ---- */

static void write_n(struct kom_figure_row *row, struct kom_buf *out) {
    kom_buf_int(out, (int64_t)n_of(row));
}

static void write_missing(struct kom_figure_row *row, struct kom_buf *out) {
    kom_buf_int(out, (int64_t)kom_summary_missing(&row->cell->sums));
}

static void write_distinct(struct kom_figure_row *row, struct kom_buf *out) {
    kom_buf_int(out, (int64_t)kom_values_distinct(&row->cell->values));
}

static void write_sum(struct kom_figure_row *row, struct kom_buf *out) {
    size_t start = out->n;
    if (n_of(row) == 0)
        return;
    if (is_weighted(row))
        kom_weighted_sum_text(&row->cell->rare.weighted, out);
    else
        kom_exact_sum_text(&row->cell->sums.exact, out);
    row->notes->n_beyond += out->n == start;
}

/* ---- moments ---- */

/* (n Q - S^2) and S^2 in squared units: what cv and se are made of. */
static void squares(const struct kom_exact *e, struct kom_wide *spread, struct kom_wide *sum_square,
                    struct kom_wide *unit) {
    struct kom_wide sum;
    kom_exact_sums(e, &sum, spread, unit);
    kom_wide_mul(sum_square, &sum, &sum);
    sum_square->negative = sum.negative; /* the sign of the mean, for cv */
    kom_wide_mul_u64(spread, e->n);
    struct kom_wide magnitude;
    kom_wide_copy(&magnitude, sum_square);
    magnitude.negative = false;
    kom_wide_sub(spread, &magnitude);
}

/* sqrt((n Q - S^2) / (n^2 (n - 1))). */
static double std_error(const struct kom_exact *e) {
    struct kom_wide spread, ignored, unit, den;
    if (e->n < 2)
        return KOM_NAN;
    squares(e, &spread, &ignored, &unit);
    kom_wide_mul(&den, &unit, &unit);
    kom_wide_mul_u64(&den, e->n);
    kom_wide_mul_u64(&den, e->n);
    kom_wide_mul_u64(&den, e->n - 1);
    return kom_wide_ratio_sqrt(&spread, &den);
}

/* sqrt(n (n Q - S^2) / ((n - 1) S^2)) with the sign of the mean. */
static double variation(const struct kom_exact *e) {
    struct kom_wide spread, sum_square, unit;
    if (e->n < 2)
        return KOM_NAN;
    squares(e, &spread, &sum_square, &unit);
    if (sum_square.n == 0)
        return KOM_NAN;
    bool negative = sum_square.negative;
    sum_square.negative = false;
    kom_wide_mul_u64(&spread, e->n);
    kom_wide_mul_u64(&sum_square, e->n - 1);
    double cv = kom_wide_ratio_sqrt(&spread, &sum_square);
    return negative ? -cv : cv;
}

static double mean_of(const struct kom_figure_row *row) {
    return is_weighted(row) ? row->weighted.mean : kom_exact_mean(&row->cell->sums.exact);
}

static double error_of(const struct kom_figure_row *row) {
    return is_weighted(row) ? row->weighted.std_error : std_error(&row->cell->sums.exact);
}

/* A figure; one beyond the doubles is blank, and counted. */
static void put(struct kom_figure_row *row, struct kom_buf *out, double x) {
    row->notes->n_beyond += isinf(x) != 0;
    kom_buf_shortest(out, x);
}

/* Do the values differ, and how large are they? */
static bool differ(const struct kom_figure_row *row, double *size) {
    const struct kom_num min = kom_summary_min(&row->cell->sums),
                         max = kom_summary_max(&row->cell->sums);
    *size = fmax(fabs(kom_num_double(&min)), fabs(kom_num_double(&max)));
    return kom_num_order(&min, &max) < 0;
}

/* The same of one made of powers, which may leave the doubles on the way: it is no number then. */
static void put_powers(struct kom_figure_row *row, struct kom_buf *out, double x) {
    double size;
    row->notes->n_beyond += isnan(x) && n_of(row) > 3 && differ(row, &size) && size > 1e75;
    put(row, out, x);
}

/* The same of a spread: 0 of values that differ is one nearer to 0 than any double. */
static void put_spread(struct kom_figure_row *row, struct kom_buf *out, double x) {
    double size;
    if (n_of(row) > 1 && !(x > 0.0) && !isnan(x) && differ(row, &size)) {
        row->notes->n_beyond++;
        return;
    }
    put_powers(row, out, x);
}

static void write_mean(struct kom_figure_row *row, struct kom_buf *out) {
    put_powers(row, out, mean_of(row));
}

static void write_sd(struct kom_figure_row *row, struct kom_buf *out) {
    put_spread(row, out,
               is_weighted(row) ? row->weighted.sd : kom_exact_sd(&row->cell->sums.exact));
}

static void write_var(struct kom_figure_row *row, struct kom_buf *out) {
    put_spread(row, out,
               is_weighted(row) ? row->weighted.variance
                                : kom_exact_variance(&row->cell->sums.exact));
}

static void write_se(struct kom_figure_row *row, struct kom_buf *out) {
    put_spread(row, out, error_of(row));
}

static void write_cv(struct kom_figure_row *row, struct kom_buf *out) {
    put_powers(row, out, is_weighted(row) ? row->weighted.cv : variation(&row->cell->sums.exact));
}

/* mean -+ t(n - 1) se. */
static void write_conf(struct kom_figure_row *row, struct kom_buf *out) {
    double half = KOM_NAN, mean = mean_of(row);
    if (n_of(row) > 1)
        half = kom_t_quantile_upper(kom_level_tail(row->plan->level), (double)(n_of(row) - 1)) *
               error_of(row);
    row->notes->n_beyond += isinf(half) != 0 || isinf(mean - half) || isinf(mean + half);
    kom_buf_significant(out, mean - half, DIGITS_OF_LIBM);
    kom_buf_byte(out, ',');
    kom_buf_significant(out, mean + half, DIGITS_OF_LIBM);
}

/* ---- order ---- */

static void write_min(struct kom_figure_row *row, struct kom_buf *out) {
    struct kom_num x = kom_summary_min(&row->cell->sums);
    if (n_of(row))
        kom_buf_num(out, &x);
}

static void write_max(struct kom_figure_row *row, struct kom_buf *out) {
    struct kom_num x = kom_summary_max(&row->cell->sums);
    if (n_of(row))
        kom_buf_num(out, &x);
}

static void write_range(struct kom_figure_row *row, struct kom_buf *out) {
    struct kom_units units = {0};
    struct kom_num min = kom_summary_min(&row->cell->sums), max = kom_summary_max(&row->cell->sums);
    struct kom_wide low, high;
    if (n_of(row) == 0)
        return;
    kom_units_cover(&units, &min);
    kom_units_cover(&units, &max);
    kom_units_of(&low, &min, units);
    kom_units_of(&high, &max, units);
    kom_wide_sub(&high, &low);
    if (units.binary == 0) {
        kom_buf_decimal(out, &high, units.scale);
        return;
    }
    kom_units_one(&low, units);
    put(row, out, kom_wide_ratio(&high, &low));
}

static int type_of(const struct kom_figure_row *row) {
    return row->plan->quantile_type ? row->plan->quantile_type : 7;
}

static void quantile(const struct kom_figure_row *row, struct kom_share p, struct kom_quantile *q) {
    if (!is_weighted(row)) {
        kom_values_quantile(&row->cell->values, type_of(row), p, q);
        return;
    }
    q->is_observed = true;
    q->x = kom_weighted_quantile(&row->cell->rare.weighted, p);
}

static void write_quantile(struct kom_figure_row *row, struct kom_buf *out) {
    struct kom_quantile q;
    struct kom_num x;
    if (n_of(row) == 0)
        return;
    if (!is_weighted(row) &&
        kom_values_quantile_plain(&row->cell->values, type_of(row), row->stat->p, &x)) {
        kom_buf_num(out, &x);
        return;
    }
    quantile(row, row->stat->p, &q);
    kom_buf_quantile(out, &q);
}

static void write_iqr(struct kom_figure_row *row, struct kom_buf *out) {
    struct kom_quantile low, high;
    if (n_of(row) == 0)
        return;
    quantile(row, (struct kom_share){1, 4}, &low);
    quantile(row, (struct kom_share){3, 4}, &high);
    put(row, out, kom_quantile_distance(&high, &low));
}

static void write_mad(struct kom_figure_row *row, struct kom_buf *out) {
    if (n_of(row))
        put(row, out, kom_values_mad(&row->cell->values));
}

/* ---- shape ---- */

static void write_skewness(struct kom_figure_row *row, struct kom_buf *out) {
    put_powers(row, out, kom_values_skewness(&row->cell->values));
}

static void write_kurtosis(struct kom_figure_row *row, struct kom_buf *out) {
    put_powers(row, out, kom_values_kurtosis(&row->cell->values));
}

static void write_gini(struct kom_figure_row *row, struct kom_buf *out) {
    struct kom_num zero = kom_num_whole(0), min = kom_summary_min(&row->cell->sums);
    if (n_of(row) == 0)
        return;
    row->notes->n_negative += kom_num_order(&min, &zero) < 0;
    put(row, out, kom_values_gini(&row->cell->values));
}

static void write_largest_share(struct kom_figure_row *row, struct kom_buf *out) {
    put(row, out, kom_values_largest_share(&row->cell->values));
}

/* A series with a hole has no neighbours there: blank rather than a figure for another series. */
static void write_autocorr(struct kom_figure_row *row, struct kom_buf *out) {
    bool is_tied;
    if (kom_summary_missing(&row->cell->sums)) {
        row->notes->n_gaps++;
        return;
    }
    double r = kom_series_autocorr(&row->cell->rare.series, &is_tied);
    row->notes->n_tied += is_tied;
    put(row, out, r);
}

/* ---- the list ---- */

static const struct kom_figure figures[] = {
#define KOM_FIGURE(name, flags, write) {#name, flags, write},
#define KOM_FIGURE_COLUMN(name, meaning)
#include "figures.def"
#undef KOM_FIGURE
#undef KOM_FIGURE_COLUMN
};

static const struct kom_figure percentile = {NULL, KOM_STAT_VALUES | KOM_STAT_QUANTILE,
                                             write_quantile};

/* p1 to p99, with at most three decimals: p2.5. */
static bool parse_percentile(const char *name, struct kom_share *p) {
    struct kom_num v;
    if (name[0] != 'p' || name[1] < '0' || name[1] > '9')
        return false;
    if (!kom_num_parse(kom_text_of(name + 1), (struct kom_num_form){'.', '\0'}, &v))
        return false;
    if (!v.is_exact || v.scale > 3 || v.mantissa <= 0)
        return false;
    uint32_t den = 100;
    for (int i = 0; i < v.scale; i++)
        den *= 10;
    *p = (struct kom_share){(uint32_t)v.mantissa, den};
    return v.mantissa < (int64_t)den;
}

static bool parse_stat(const char *name, struct kom_stat *stat) {
    *stat = (struct kom_stat){NULL, {1, 2}, name};
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        if (strcmp(name, figures[i].name) == 0)
            stat->figure = &figures[i];
    if (!stat->figure && parse_percentile(name, &stat->p))
        stat->figure = &percentile;
    return stat->figure != NULL;
}

const char *const kom_stats_usual[KOM_STATS_N_USUAL] = {"n",   "missing", "mean", "sd", "min",
                                                        "p25", "median",  "p75",  "max"};

/* Of the percentiles those that are usual. */
const char *kom_stat_word(size_t i) {
    const size_t n = sizeof figures / sizeof figures[0];
    size_t skip = i - n;
    struct kom_share p;
    for (size_t k = 0; i >= n && k < KOM_STATS_N_USUAL; k++)
        if (parse_percentile(kom_stats_usual[k], &p) && skip-- == 0)
            return kom_stats_usual[k];
    return i < n ? figures[i].name : NULL;
}

enum kom_status kom_stats_parse(struct kom_arena *arena, const char *const *name, size_t n,
                                struct kom_stat **stats, unsigned *flags, struct kom_error *err) {
    *flags = 0;
    *stats = kom_arena_take(arena, n * sizeof **stats);
    if (!*stats)
        return kom_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        if (!parse_stat(name[i], &(*stats)[i]))
            return kom_fail(err, KOM_EUSAGE,
                            "--stats: \"%s\" is none of n missing sum mean sd var se conf cv min "
                            "max range median "
                            "pNN (p1 to p99, p2.5) iqr mad skewness kurtosis gini autocorr1 "
                            "distinct largest_share",
                            name[i]);
        for (size_t j = 0; j < i; j++)
            if (strcmp(name[i], name[j]) == 0)
                return kom_fail(err, KOM_EUSAGE, "--stats: \"%s\" stands twice", name[i]);
        *flags |= (*stats)[i].figure->flags;
    }
    return KOM_OK;
}

enum kom_status kom_summary_check(struct kom_summary *s, struct kom_error *err) {
    const char *wrong = NULL;
    if (s->weight && (s->flags & KOM_STAT_UNWEIGHTED))
        wrong = "--weight: mad, skewness, kurtosis, gini, autocorr1 and largest_share have no "
                "weighted form here; "
                "leave them out of --stats";
    else if (s->weight && s->quantile_type)
        wrong = "--quantile-type: numbered types are of unweighted samples; with --weight "
                "quantiles invert the "
                "weighted distribution";
    else if (!(s->flags & KOM_STAT_QUANTILE) && s->quantile_type)
        wrong = "--quantile-type: no quantile is asked for; add one to --stats";
    else if (!(s->flags & KOM_STAT_SERIES) && s->time)
        wrong = "--time: orders autocorr1, which is not asked for; add it to --stats";
    else if (!(s->flags & KOM_STAT_LEVEL) && s->has_level)
        wrong = "--level: no interval is asked for; add conf to --stats";
    if (s->weight && !(s->flags & KOM_STAT_DISTINCT))
        s->flags &= ~(unsigned)KOM_STAT_VALUES;
    return wrong ? kom_fail(err, KOM_EUSAGE, "%s", wrong) : KOM_OK;
}

void kom_stat_heading(const struct kom_stat *stat, struct kom_buf *out) {
    if (stat->figure->flags & KOM_STAT_LEVEL)
        kom_buf_str(out, ",conf_low,conf_high");
    else
        kom_buf_printf(out, ",%s", stat->name);
}

void kom_figures_heading(const struct kom_summary *s, struct kom_buf *out) {
    kom_buf_str(out, "measure");
    for (size_t k = 0; k < s->n_stats; k++)
        kom_stat_heading(&s->stats[k], out);
}

void kom_stat_write(struct kom_figure_row *row, struct kom_buf *out) {
    kom_buf_byte(out, ',');
    row->stat->figure->write(row, out);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of reliability: for each scale a row of its own, then one for each of its items.

   Sums of answers and of their products are whole numbers, of which covariances are exact multiples
   until they are divided: n times (n - 1) times a covariance is n times the sum of products less
   the product of sums. Correlations are covariances over the items' own variances, also where pairs
   have respondents of their own. Then they need not be correlations of anything: where they are
   not, or a figure lies beyond what it can be, there is no such figure. What one lacks is said in
   `warning`, and where the interval is too short: Feldt takes scores to be normal, and has too
   little room for those that crowd at an end or in one place (docs/methods/reliability.md). */
#include "kom/reliability.h"

#include <math.h>
#include <string.h>

#include "wide.h"
#include "work.h"

/* So far figures may lie from what they are. */
static const double ROUNDING = 1e-9;

static const char NO_CORRELATIONS[] = "not_a_correlation_matrix";

struct reliability_row {
    const char *scale, *item, *warning;
    int64_t items, n;
    double alpha, alpha_std, conf_low, conf_high, omega, mean_r, item_rest, alpha_without;
};

#define FIGURE(name, cell, meaning)                                                                \
    { #name, "number", meaning, cell, offsetof(struct reliability_row, name), NULL }

const struct kom_output_column kom_scale_reliability_columns[] = {
    {"scale", "text", "the scale, in the order of the codebook", kom_output_text,
     offsetof(struct reliability_row, scale), NULL},
    {"item", "text", "blank in the row of the scale", kom_output_text,
     offsetof(struct reliability_row, item), NULL},
    FIGURE(items, kom_output_count, "how many items the scale has"),
    FIGURE(n, kom_output_count,
           "respondents who answered all of them; with --use pairwise the smallest pair"),
    FIGURE(alpha, kom_output_exact, "Cronbach's alpha"),
    FIGURE(alpha_std, kom_output_exact, "alpha of standardised items"),
    FIGURE(conf_low, kom_output_computed, "lower limit of alpha (Feldt); not of pairs"),
    FIGURE(conf_high, kom_output_computed, "upper limit"),
    FIGURE(omega, kom_output_computed, "omega total by one factor, minimum residuals"),
    FIGURE(mean_r, kom_output_exact, "mean of the correlations between items"),
    FIGURE(item_rest, kom_output_exact, "of an item: its correlation with the sum of the others"),
    FIGURE(alpha_without, kom_output_exact, "of an item: alpha of the others"),
    {"warning", "text", "why a figure is blank, or what to mind", kom_output_text,
     offsetof(struct reliability_row, warning), NULL},
    {0},
};

/* ---- matrices ---- */

/* n times sum xy less the product of the sums, over n (n - 1). */
static double covariance(uint64_t n, uint64_t sum_x, uint64_t sum_y, uint64_t sum_xy) {
    if (n < 2)
        return KOM_NAN;
    const kom_i128 above = (kom_i128)n * (kom_i128)sum_xy - (kom_i128)sum_x * (kom_i128)sum_y;
    return (double)above / ((double)n * (double)(n - 1));
}

/* Fills C; the least number of respondents that any of it rests on. */
static uint64_t fill_covariance(const uint64_t *cell, size_t k, bool is_pairwise, double *c) {
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < k; i++) {
        for (size_t j = i; j < k; j++) {
            const size_t pair = scale_pair(k, i, j);
            const uint64_t *p = &cell[4 * pair];
            const uint64_t n = is_pairwise ? p[0] : cell[0];
            c[i * k + j] = c[j * k + i] =
                is_pairwise ? covariance(n, p[1], p[2], p[3])
                            : covariance(n, cell[1 + i], cell[1 + j], cell[1 + k + pair]);
            least = n < least ? n : least;
        }
    }
    return least;
}

/* False: an item does not vary, so that it correlates with nothing. */
static bool fill_correlation(const double *c, size_t k, double *r) {
    for (size_t i = 0; i < k; i++)
        if (!(c[i * k + i] > 0))
            return false;
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++)
            r[i * k + j] = j == i ? 1 : c[i * k + j] / sqrt(c[i * k + i] * c[j * k + j]);
    return true;
}

/* Rows and columns a and b change places. */
static void swap_items(double *r, size_t k, size_t a, size_t b) {
    for (size_t i = 0; i < k; i++) {
        const double x = r[a * k + i];
        r[a * k + i] = r[b * k + i];
        r[b * k + i] = x;
    }
    for (size_t i = 0; i < k; i++) {
        const double x = r[i * k + a];
        r[i * k + a] = r[i * k + b];
        r[i * k + b] = x;
    }
}

/* Is what is left from item n on all 0? */
static bool is_nothing(const double *r, size_t k, size_t n) {
    for (size_t i = n; i < k; i++)
        for (size_t j = n; j < k; j++)
            if (fabs(r[i * k + j]) > ROUNDING)
                return false;
    return true;
}

/* Is R positive semidefinite, as correlations of the same respondents are? By elimination with the
   largest diagonal first (Higham 2002, section 10.3); R is used up. */
static bool is_semidefinite(double *r, size_t k) {
    for (size_t n = 0; n < k; n++) {
        size_t most = n;
        for (size_t i = n; i < k; i++)
            most = r[i * k + i] > r[most * k + most] ? i : most;
        swap_items(r, k, n, most);
        const double *row = &r[n * k];
        if (row[n] <= ROUNDING)
            return is_nothing(r, k, n);
        for (size_t i = n + 1; i < k; i++)
            for (size_t j = n + 1; j < k; j++)
                r[i * k + j] -= row[i] / row[n] * row[j];
    }
    return true;
}

/* A figure that lies between least and 1: what lies beyond but for rounding is none. */
static double bounded(double x, double least) {
    if (x > 1)
        return x > 1 + ROUNDING ? KOM_NAN : 1;
    if (x < least)
        return x < least - ROUNDING ? KOM_NAN : least;
    return x;
}

/* ---- rows ---- */

/* One scale of one group while it is written. */
struct writing {
    const struct kom_scale *s;
    struct kom_text key;
    const struct scale_scale *scale;
    size_t k;
    double *c, *r, *used, *loading; /* used: R again, to be used up */
    struct reliability_row row;
    struct kom_buf *out, warning;
    size_t n_made, n_rows; /* rows of scales that have an alpha, and all */
    const char *first;     /* the first warning of one that has none */
};

static void blank(struct reliability_row *row) {
    row->alpha = row->alpha_std = row->conf_low = row->conf_high = KOM_NAN;
    row->omega = row->mean_r = row->item_rest = row->alpha_without = KOM_NAN;
    row->warning = NULL;
}

static void write_row(const struct writing *w) {
    kom_output_group(w->s->given.by.n + 1, w->key, kom_scale_reliability_columns, w->s, &w->row,
                     w->out);
}

/* Omega, or in *warning why there is none. */
static enum kom_status find_omega(const struct writing *w, double *omega, const char **warning,
                                  struct kom_error *err) {
    double least;
    bool is_negative = false;
    if (w->k < 3) {
        *warning = "two_items";
        return KOM_OK;
    }
    const enum kom_status status = kom_minres(w->r, w->k, w->loading, &least, err);
    if (status == KOM_EESTIMATE) {
        *warning = "no_factor";
        return KOM_OK;
    }
    *omega = kom_omega(w->r, w->loading, w->k);
    for (size_t i = 0; i < w->k && !status; i++)
        is_negative = is_negative || w->loading[i] < 0;
    *warning = isnan(*omega) ? "heywood" : is_negative ? "negative_loading" : NULL;
    return status;
}

/* Correlations of pairs need not be those of any respondents. */
static bool are_of_all(const struct writing *w) {
    if (!w->s->given.ask.is_pairwise)
        return true;
    memcpy(w->used, w->r, w->k * w->k * sizeof *w->r);
    return is_semidefinite(w->used, w->k);
}

/* ---- warnings ---- */

static void add_warning(struct kom_buf *out, const char *code, uint64_t part, uint64_t n) {
    kom_buf_printf(out, "%s%s(%llu)", out->n ? "; " : "", code,
                   (unsigned long long)((100 * part + n / 2) / n));
}

/* Scores that crowd: 15 of 100 at an end, by which floors and ceilings are told (Terwee and others
   2007), or 40 in one place; of few respondents two and three, as fewer are no crowd. */
static void add_crowds(struct writing *w, const uint64_t *cell) {
    const uint32_t range = scale_range(&w->s->given.book, w->scale);
    const uint64_t *sums = cell + scale_sums_from(w->k), n = cell[0];
    const size_t last = scale_n_sums(range) - 1;
    uint64_t most = 0;
    for (size_t i = 1; i < last; i++)
        most = sums[i] > most ? sums[i] : most;
    if (100 * sums[0] >= 15 * n && sums[0] > 1)
        add_warning(&w->warning, "floor", sums[0], n);
    if (100 * sums[last] >= 15 * n && sums[last] > 1)
        add_warning(&w->warning, "ceiling", sums[last], n);
    if (100 * most >= 40 * n && most > 2)
        add_warning(&w->warning, "same_score", most, n);
}

/* What is said of the scale, all of it. */
static void finish_warning(struct writing *w, const uint64_t *cell) {
    kom_buf_reset(&w->warning);
    kom_buf_str(&w->warning, w->row.warning ? w->row.warning : "");
    if (!isnan(w->row.conf_low))
        add_crowds(w, cell);
    kom_buf_byte(&w->warning, '\0');
    w->out->failed = w->out->failed || w->warning.failed;
    w->row.warning = w->warning.failed || w->warning.n == 1 ? NULL : w->warning.p;
}

static enum kom_status write_scale(struct writing *w, const uint64_t *cell, struct kom_error *err) {
    const struct scale_given *g = &w->s->given;
    struct reliability_row *row = &w->row;
    enum kom_status status = KOM_OK;
    bool has_r = false;
    blank(row);
    row->item = NULL;
    if (w->k < 2) {
        row->warning = "one_item";
    } else if (row->n < 2) {
        row->warning = "too_few_rows";
    } else {
        const double alpha = kom_alpha(w->c, w->k);
        has_r = !isnan(alpha) && fill_correlation(w->c, w->k, w->r);
        row->alpha = bounded(alpha, -KOM_INF);
        if (!g->ask.is_pairwise) {
            const struct kom_ci ci = kom_alpha_ci(row->alpha, row->n, w->k, g->ask.level);
            row->conf_low = ci.low;
            row->conf_high = ci.high;
        }
        row->warning = isnan(alpha)        ? "constant"
                       : isnan(row->alpha) ? NO_CORRELATIONS
                       : !has_r            ? "constant_item"
                       : !are_of_all(w)    ? NO_CORRELATIONS
                                           : NULL;
    }
    if (has_r) {
        row->alpha_std = bounded(kom_alpha_standardised(w->r, w->k), -KOM_INF);
        row->mean_r = bounded(kom_mean_correlation(w->r, w->k), -1);
    }
    if (!row->warning)
        status = find_omega(w, &row->omega, &row->warning, err);
    w->n_rows++;
    w->n_made += isnan(row->alpha) ? 0 : 1;
    w->first = w->first || !isnan(row->alpha) ? w->first : row->warning;
    finish_warning(w, cell);
    write_row(w);
    return status;
}

static void write_items(struct writing *w, struct kom_buf *name) {
    struct reliability_row *row = &w->row;
    const struct scale_book *book = &w->s->given.book;
    for (size_t i = 0; i < w->k; i++) {
        kom_buf_reset(name);
        kom_buf_text(name, book->item[w->scale->item[i]].name);
        kom_buf_byte(name, '\0');
        blank(row);
        row->item = name->p;
        if (w->k < 2) {
            row->warning = "one_item";
        } else if (row->n < 2) {
            row->warning = "too_few_rows";
        } else {
            const double rest = kom_item_rest(w->c, w->k, i);
            const double without = kom_alpha_without(w->c, w->k, i);
            row->item_rest = bounded(rest, -1);
            row->alpha_without = bounded(without, -KOM_INF);
            const bool is_beyond =
                isnan(row->item_rest) != isnan(rest) || isnan(row->alpha_without) != isnan(without);
            row->warning = !(w->c[i * w->k + i] > 0) ? "constant_item"
                           : is_beyond               ? NO_CORRELATIONS
                           : w->k < 3                ? "two_items"
                           : row->item_rest < 0      ? "negative_item_rest"
                                                     : NULL;
        }
        if (!name->failed)
            write_row(w);
    }
}

static enum kom_status write_one(struct writing *w, const uint64_t *cell, struct kom_error *err) {
    struct kom_buf scale = {0}, item = {0};
    kom_buf_text(&scale, w->scale->name);
    kom_buf_byte(&scale, '\0');
    if (scale.failed)
        return scale_no_memory(err);
    w->k = w->scale->n;
    w->row = (struct reliability_row){.scale = scale.p, .items = (int64_t)w->k};
    w->row.n = (int64_t)fill_covariance(cell, w->k, w->s->given.ask.is_pairwise, w->c);
    enum kom_status status = write_scale(w, cell, err);
    if (!status)
        write_items(w, &item);
    w->out->failed = w->out->failed || item.failed;
    kom_buf_fini(&scale);
    kom_buf_fini(&item);
    return status;
}

/* ---- all of them ---- */

static size_t most_items(const struct scale_given *g) {
    size_t most = 0;
    for (size_t s = 0; s < g->n_scores; s++)
        most = g->score[s].scale->n > most ? g->score[s].scale->n : most;
    return most;
}

static enum kom_status write_all(struct writing *w, const struct kom_out *to,
                                 struct kom_error *err) {
    const struct kom_scale *s = w->s;
    const struct scale_given *g = &s->given;
    enum kom_status status = KOM_OK;
    for (size_t k = 0; k < s->answer.groups.n && !status; k++) {
        const uint32_t group = s->order[k];
        w->key = kom_groups_key(&s->answer.groups, group);
        for (size_t i = 0; i < g->n_scores && !status; i++) {
            w->scale = g->score[i].scale;
            status = write_one(w, &s->answer.cell[group * g->cells.n + g->cells.from[i]], err);
        }
    }
    if (!status && w->n_made == 0)
        return kom_output_none(w->n_rows, w->first, err);
    return status ? status : scale_write_flush(w->out, true, to, err);
}

enum kom_status scale_reliability_write(const struct kom_scale *s, const struct kom_out *to,
                                        struct kom_error *err) {
    const size_t k = most_items(&s->given);
    struct kom_buf out = {0};
    double *room = kom_alloc(3 * k * k + k + 1, sizeof *room);
    struct writing w = {.s = s, .c = room, .out = &out};
    if (!room)
        return scale_no_memory(err);
    w.r = room + k * k;
    w.used = w.r + k * k;
    w.loading = w.used + k * k;
    scale_write_header(&s->given, kom_scale_reliability_columns, &out);
    const enum kom_status status = write_all(&w, to, err);
    kom_free(room);
    kom_buf_fini(&w.warning);
    kom_buf_fini(&out);
    return status;
}

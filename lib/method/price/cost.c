/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every price of the schedule against what its unit costs, with what was sold at it, and all
   together.

   The rule is that a price shall be the long-run mean cost, neither above nor below, so what is
   compared is the price without VAT. The last row weights by units sold: its ratio is the sum of
   price times units over the sum of cost times units, which means something whatever the units are;
   a mean price only where all are of one kind. Both sums are whole numbers of 10^-36. */
#include <stdlib.h>
#include <string.h>

#include "work.h"

enum { SCALE = KOM_SCALE_MAX };

/* A line; of the total item is NULL. */
struct line {
    const struct price_schedule *s;
    const struct price_item *item;
    const struct price_row *row;
    double ratio, price, cost; /* NaN: blank */
    const char *side;
};

/* ---- cells ---- */

static void key_cell(const struct kom_output_column *c, const void *result, const void *row,
                     struct kom_buf *out) {
    const struct line *l = row;
    const int column[] = {l->s->kom, l->s->service, l->s->band.column};
    (void)result;
    if (!l->item)
        kom_buf_str(out, c->at == 0 ? "total" : "");
    else if (column[c->at] >= 0)
        kom_buf_csv(out, kom_text_trim(kom_frame_cell(l->s->frame, l->item->row, column[c->at])));
}

static void day_cell(const struct kom_output_column *c, const void *result, const void *row,
                     struct kom_buf *out) {
    const struct line *l = row;
    char iso[10];
    (void)result;
    const int32_t day = !l->item ? KOM_DAY_OPEN : c->at == 0 ? l->item->first : l->item->last;
    if (day != KOM_DAY_OPEN)
        kom_buf_add(out, iso, kom_day_format(iso, day));
}

static void price_cell(const struct kom_output_column *c, const void *result, const void *row,
                       struct kom_buf *out) {
    const struct line *l = row;
    (void)c;
    (void)result;
    if (!l->item)
        kom_buf_shortest(out, l->price);
    else if (l->item->tariff[0].is_there)
        kom_buf_text(out, l->item->tariff[0].text);
}

static void cost_cell(const struct kom_output_column *c, const void *result, const void *row,
                      struct kom_buf *out) {
    const struct line *l = row;
    (void)c;
    (void)result;
    if (!l->item)
        kom_buf_shortest(out, l->cost);
    else if (l->item->has_cost)
        kom_frame_number_text(l->s->frame, l->item->row, l->s->cost.column, out);
}

static void sales_cell(const struct kom_output_column *c, const void *result, const void *row,
                       struct kom_buf *out) {
    const struct line *l = row;
    (void)c;
    (void)result;
    kom_buf_int(out, (int64_t)l->row->sales);
}

static void amount_cell(const struct kom_output_column *c, const void *result, const void *row,
                        struct kom_buf *out) {
    const struct line *l = row;
    (void)c;
    (void)result;
    if (kom_total_text(&l->row->sum[SUM_AMOUNT], out))
        out->failed = true;
}

const struct kom_output_column kom_price_cost_columns[] = {
    {"kom", "code", "municipality; total in the last row", key_cell, 0, NULL},
    {"service", "text", "service", key_cell, 1, NULL},
    {"band", "text", "band of the price", key_cell, 2, NULL},
    {"start", "day", "first day of the price", day_cell, 0, NULL},
    {"end", "day", "last day; blank: open", day_cell, 1, NULL},
    {"price", "number",
     "kroner a unit without VAT; of total the mean over units sold, where all are of one kind",
     price_cell, 0, NULL},
    {"cost", "number", "what a unit costs; of total likewise", cost_cell, 0, NULL},
    {"ratio", "number", "price over cost; of total both weighted by units sold", kom_output_exact,
     offsetof(struct line, ratio), NULL},
    {"side", "text", "below, equal or above: of the price, seen from the cost", kom_output_text,
     offsetof(struct line, side), NULL},
    {"sales", "number", "sales at the price; a credit note is none", sales_cell, 0, NULL},
    {"amount", "number", "exact sum of what was charged, credit notes subtracted", amount_cell, 0,
     NULL},
    {0},
};

/* ---- ratios ---- */

static const char *side_of(int compared) {
    return compared < 0 ? "below" : compared > 0 ? "above" : "equal";
}

static bool has_ratio(const struct price_item *item) {
    return item->tariff[0].is_there && item->has_cost && item->cost.mantissa > 0;
}

/* x * 10^SCALE. */
static void whole(struct kom_wide *w, const struct kom_num *x) {
    kom_wide_from_i128(w, x->mantissa);
    kom_wide_mul_pow10(w, (unsigned)(SCALE - x->scale));
}

static struct line line_of(const struct kom_price *p, size_t i) {
    const struct price_item *item = &p->given.schedule.item[i];
    struct line l = {&p->given.schedule, item, &p->answer.row[i], KOM_NAN, KOM_NAN, KOM_NAN, ""};
    struct kom_wide price, cost;
    if (!has_ratio(item))
        return l;
    whole(&price, &item->tariff[0].price);
    whole(&cost, &item->cost);
    l.ratio = kom_wide_ratio(&price, &cost);
    l.side = side_of(kom_wide_compare(&price, &cost));
    return l;
}

/* ---- all together ---- */

struct adding {
    struct kom_wide price, cost, units;
    struct kom_text unit; /* of the first that was sold */
    bool has_sold, has_unit, has_several;
};

/* units * 10^SCALE of exact decimals. */
static enum kom_status units_of(const struct price_row *row, struct kom_wide *units) {
    struct kom_exact sum = {0};
    struct kom_wide square, den, factor, scaled;
    enum kom_status status = kom_total_exact(&row->sum[SUM_UNITS], &sum);
    if (!status) {
        kom_exact_sums(&sum, units, &square, &den);
        kom_wide_from_u64(&factor, 1);
        kom_wide_mul_pow10(&factor, SCALE);
        kom_wide_divide(&scaled, NULL, &factor, &den);
        kom_wide_mul(&factor, units, &scaled);
        kom_wide_copy(units, &factor);
    }
    kom_exact_fini(&sum);
    return status;
}

static enum kom_status add_item(const struct kom_price *p, size_t i, struct adding *all) {
    const struct price_schedule *s = &p->given.schedule;
    const struct price_item *item = &s->item[i];
    struct kom_wide units, x, product;
    enum kom_status status = units_of(&p->answer.row[i], &units);
    all->has_sold = all->has_sold || p->answer.row[i].vats;
    if (status || units.n == 0)
        return status;
    whole(&x, &item->tariff[0].price);
    kom_wide_mul(&product, &units, &x);
    kom_wide_add(&all->price, &product);
    whole(&x, &item->cost);
    kom_wide_mul(&product, &units, &x);
    kom_wide_add(&all->cost, &product);
    kom_wide_add(&all->units, &units);
    struct kom_text unit = {NULL, 0};
    if (!item->is_hourly && s->unit.column >= 0)
        unit = kom_text_trim(kom_frame_cell(s->frame, item->row, s->unit.column));
    if (item->is_hourly)
        unit = kom_text_of("hour");
    all->has_several = all->has_several || (all->has_unit && !kom_text_equal(unit, all->unit));
    all->unit = unit;
    all->has_unit = true;
    return KOM_OK;
}

/* The ratio of sums that are above 0. */
static double mean_of(const struct kom_wide *sum, const struct kom_wide *units) {
    struct kom_wide den;
    kom_wide_copy(&den, units);
    kom_wide_mul_pow10(&den, SCALE);
    return kom_wide_ratio(sum, &den);
}

static enum kom_status add_all(struct kom_price *p, struct price_row *sums, struct line *total) {
    const struct price_schedule *s = &p->given.schedule;
    struct adding all = {.unit = {NULL, 0}};
    enum kom_status status = KOM_OK;
    kom_wide_zero(&all.price);
    kom_wide_zero(&all.cost);
    kom_wide_zero(&all.units);
    for (size_t i = 0; i < s->n_items && !status; i++) {
        sums->sales += p->answer.row[i].sales;
        sums->vats |= p->answer.row[i].vats;
        status = kom_total_merge(&sums->sum[SUM_AMOUNT], &p->answer.row[i].sum[SUM_AMOUNT]);
        p->answer.n_no_ratio += !has_ratio(&s->item[i]);
        if (!status && has_ratio(&s->item[i]))
            status = add_item(p, i, &all);
    }
    *total = (struct line){s, NULL, sums, KOM_NAN, KOM_NAN, KOM_NAN, ""};
    p->answer.has_units = all.has_several;
    if (!all.has_sold)
        p->answer.no_ratio = "nothing was sold at a price that has one, so that total has none";
    else if (all.cost.n == 0 || all.cost.negative || all.price.negative)
        p->answer.no_ratio = "credit notes take back as much as was sold or more, so that total "
                             "has no ratio";
    else if (all.units.n == 0 || all.units.negative)
        p->answer.no_mean = "credit notes take back as many units as were sold or more, so that "
                            "total has no mean price";
    if (status || p->answer.no_ratio)
        return status;
    total->ratio = kom_wide_ratio(&all.price, &all.cost);
    total->side = side_of(kom_wide_compare(&all.price, &all.cost));
    if (!p->answer.no_mean && !all.has_several) {
        total->price = mean_of(&all.price, &all.units);
        total->cost = mean_of(&all.cost, &all.units);
    }
    return KOM_OK;
}

/* ---- the rows ---- */

/* A price with the text of its key, for sorting. */
struct sorted {
    struct kom_text key[3];
    int32_t first;
    size_t item;
};

static int by_key(const void *pa, const void *pb) {
    const struct sorted *a = pa, *b = pb;
    for (int k = 0; k < 3; k++) {
        const int order = kom_text_compare(a->key[k], b->key[k]);
        if (order)
            return order;
    }
    return a->first < b->first ? -1 : a->first > b->first;
}

static struct sorted *sort_items(const struct price_schedule *s) {
    struct sorted *sorted = kom_alloc(s->n_items + 1, sizeof *sorted);
    const int column[] = {s->kom, s->service, s->band.column};
    for (size_t i = 0; sorted && i < s->n_items; i++) {
        sorted[i].item = i;
        sorted[i].first = s->item[i].first;
        for (int k = 0; k < 3; k++)
            if (column[k] >= 0)
                sorted[i].key[k] =
                    kom_text_trim(kom_frame_cell(s->frame, s->item[i].row, column[k]));
    }
    if (sorted && s->n_items)
        qsort(sorted, s->n_items, sizeof *sorted, by_key);
    return sorted;
}

enum kom_status kom_price_write_costs(struct kom_price *p, const struct kom_out *to,
                                      struct kom_error *err) {
    const struct price_schedule *s = &p->given.schedule;
    struct price_row sums = {.period = {NULL, 0}};
    struct kom_buf out = {0};
    struct line line = {.s = s};
    struct sorted *sorted = sort_items(s);
    enum kom_status status = sorted ? add_all(p, &sums, &line) : KOM_ENOMEM;
    kom_output_header((struct kom_output_by){NULL, 0}, kom_price_cost_columns, p, &out);
    for (size_t i = 0; i < s->n_items && !status; i++) {
        const struct line own = line_of(p, sorted[i].item);
        kom_output_row(0, NULL, kom_price_cost_columns, p, &own, &out);
    }
    if (!status)
        kom_output_row(0, NULL, kom_price_cost_columns, p, &line, &out);
    p->answer.n_mixed += kom_price_is_mixed(&sums);
    status = status || out.failed ? kom_price_no_memory(err) : to->flush(to->context, &out);
    kom_total_fini(&sums.sum[SUM_AMOUNT]);
    kom_free(sorted);
    kom_buf_fini(&out);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The prices of one service side by side: a row for each band, year and municipality that has the
   service at all, per hour, without VAT and with.

   A municipality without bands has its one price in each band of the others. Where some
   municipality has bands and a price of no band, which is that of all other times, a blank band
   stands beside them, which those have who have such a price. A price that changes within the year
   is the mean over the days on which there was one, and the row says so, as it says for how many
   days there was a price. What is not sold by the hour has no price an hour, and no hours are made
   of visits. Years go from the first start to the last day that the lists name; an open end says
   nothing of years to come. */
#include <stdlib.h>
#include <string.h>

#include "spelling.h"
#include "work.h"

/* What a list says in words and numbers that is no such thing makes its row a bad one. */
const struct kom_typed_column kom_price_beside_typed[KOM_PRICE_BESIDE_TYPED] = {
    {"start", KOM_KIND_DAY},        {"end", KOM_KIND_DAY},        {"price", KOM_KIND_NUMBER},
    {"price_vat", KOM_KIND_NUMBER}, {"minimum", KOM_KIND_NUMBER},
};

/* A list of texts in their order. */
struct texts {
    struct kom_text *text;
    size_t n;
};

struct beside {
    const struct kom_price_beside_request *q;
    struct price_schedule s;
    struct texts koms, bands;
    int32_t from, to; /* years */
};

/* ---- a year ---- */

/* What a municipality asks for an hour in a year. */
struct year {
    struct kom_text band, kom;
    int32_t year, n_days, days;
    double price[2]; /* without VAT, with; NaN: blank */
    struct kom_buf warning;
};

/* Sums over the days of a year. */
struct spent {
    struct kom_wide sum[2];  /* price times days, times 10^KOM_SCALE_MAX */
    int32_t n_days[2], days; /* with that price; with any */
    size_t n_prices;         /* one after the other */
    const struct price_item *last;
    bool has_other_unit;
};

static bool is_same_price(const struct price_item *a, const struct price_item *b) {
    bool is = true;
    for (int i = 0; i < 2; i++)
        is = is && a->tariff[i].is_there == b->tariff[i].is_there &&
             (!a->tariff[i].is_there ||
              kom_num_compare(&a->tariff[i].price, &b->tariff[i].price) == 0);
    return is;
}

static void spend(struct spent *sum, const struct price_item *item, int32_t n_days) {
    sum->days += n_days;
    sum->n_prices += !sum->last || !is_same_price(sum->last, item);
    sum->last = item;
    sum->has_other_unit = sum->has_other_unit || !item->is_hourly;
    for (int i = 0; i < 2; i++) {
        struct kom_wide kroner;
        if (!item->tariff[i].is_there)
            continue;
        kom_wide_from_i128(&kroner, item->tariff[i].price.mantissa);
        kom_wide_mul_pow10(&kroner, (unsigned)(KOM_SCALE_MAX - item->tariff[i].price.scale));
        kom_wide_mul_u64(&kroner, (uint64_t)n_days);
        kom_wide_add(&sum->sum[i], &kroner);
        sum->n_days[i] += n_days;
    }
}

static void warn(struct kom_buf *out, const char *code) {
    kom_buf_str(out, out->n ? "; " : "");
    kom_buf_str(out, code);
}

/* Why a figure is blank or no plain price. */
static void say(const struct spent *sum, struct year *y) {
    struct kom_buf *out = &y->warning;
    if (sum->days == 0)
        warn(out, "no_price");
    if (sum->has_other_unit)
        warn(out, "not_hour");
    if (sum->n_prices > 1) {
        warn(out, "price_changed");
        kom_buf_printf(out, "(%zu)", sum->n_prices);
    }
    if (sum->days && sum->days < y->n_days) {
        warn(out, "part_of_year");
        kom_buf_printf(out, "(%d)", (int)sum->days);
    }
    if (sum->days && sum->n_days[0] < sum->days)
        warn(out, "no_price_without_vat");
    if (sum->days && sum->n_days[1] < sum->days)
        warn(out, "no_price_with_vat");
}

/* Goes through the days of a year, by stretches of one price. */
static void fill(const struct beside *b, uint32_t place, struct year *y) {
    const int32_t first = kom_day_of((struct kom_ymd){y->year, 1, 1}),
                  last = kom_day_of((struct kom_ymd){y->year, 12, 31});
    struct spent sum = {.days = 0};
    kom_wide_zero(&sum.sum[0]);
    kom_wide_zero(&sum.sum[1]);
    y->n_days = last - first + 1;
    for (int32_t day = first; day <= last;) {
        const struct price_found found = y->band.n ? kom_price_find(&b->s, place, y->band, day)
                                                   : kom_price_find_rest(&b->s, place, day);
        const int32_t end = found.last < last ? found.last : last;
        if (found.item)
            spend(&sum, found.item, end - day + 1);
        day = end + 1;
    }
    y->days = sum.days;
    for (int i = 0; i < 2; i++) {
        struct kom_wide den;
        const bool is_whole = sum.days && sum.n_days[i] == sum.days && !sum.has_other_unit;
        y->price[i] = KOM_NAN;
        if (!is_whole)
            continue;
        kom_wide_from_u64(&den, (uint64_t)sum.days);
        kom_wide_mul_pow10(&den, KOM_SCALE_MAX);
        y->price[i] = kom_wide_ratio(&sum.sum[i], &den);
    }
    say(&sum, y);
}

/* ---- columns ---- */

static void service_cell(const struct kom_output_column *c, const void *result, const void *row,
                         struct kom_buf *out) {
    const struct beside *b = result;
    (void)c;
    (void)row;
    kom_buf_csv(out, kom_text_of(b->q->service));
}

static void text_cell(const struct kom_output_column *c, const void *result, const void *row,
                      struct kom_buf *out) {
    const struct kom_text *t = kom_output_at(c, row);
    (void)result;
    kom_buf_csv(out, *t);
}

static void year_cell(const struct kom_output_column *c, const void *result, const void *row,
                      struct kom_buf *out) {
    const struct year *y = row;
    char label[16];
    (void)c;
    (void)result;
    kom_buf_add(out, label,
                kom_period_format(label, (struct kom_period){KOM_PERIOD_YEAR, y->year}));
}

static void days_cell(const struct kom_output_column *c, const void *result, const void *row,
                      struct kom_buf *out) {
    const struct year *y = row;
    (void)c;
    (void)result;
    kom_buf_int(out, y->days);
}

static void warning_cell(const struct kom_output_column *c, const void *result, const void *row,
                         struct kom_buf *out) {
    const struct year *y = row;
    (void)c;
    (void)result;
    kom_buf_csv(out, kom_buf_view(&y->warning));
}

const struct kom_output_column kom_price_beside_columns[] = {
    {"service", "text", "the service", service_cell, 0, NULL},
    {"band", "text", "time of the week; blank: all times that have no price of their own",
     text_cell, offsetof(struct year, band), NULL},
    {"period", "period", "year", year_cell, 0, NULL},
    {"kom", "code", "municipality", text_cell, offsetof(struct year, kom), NULL},
    {"price", "number",
     "kroner an hour without VAT; where it changed, the mean over the days that have one",
     kom_output_exact, offsetof(struct year, price), NULL},
    {"price_vat", "number", "the same with VAT, from the list: never made of the other",
     kom_output_exact, offsetof(struct year, price) + sizeof(double), NULL},
    {"days", "number", "days of the year that have a price", days_cell, 0, NULL},
    {"warning", "text",
     "why a price is blank or no plain one: no_price, not_hour, price_changed(N), "
     "part_of_year(DAYS), no_price_without_vat, no_price_with_vat",
     warning_cell, 0, NULL},
    {0},
};

/* ---- what there is ---- */

static int by_text(const void *a, const void *b) {
    const struct kom_text *x = a, *y = b;
    return kom_text_compare(*x, *y);
}

static void sort(struct texts *t) {
    if (t->n)
        qsort(t->text, t->n, sizeof *t->text, by_text);
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        if (n == 0 || !kom_text_equal(t->text[n - 1], t->text[i]))
            t->text[n++] = t->text[i];
    t->n = n;
}

static struct kom_text cell_of(const struct price_schedule *s, size_t row, int column) {
    return kom_text_trim(kom_frame_cell(s->frame, row, column));
}

/* Years that the prices of the service name. */
static void widen(struct beside *b, const struct price_item *item, bool is_first) {
    const int32_t first = kom_day_ymd(item->first).year,
                  last = item->last == KOM_DAY_OPEN ? first : kom_day_ymd(item->last).year;
    if (is_first || first < b->from)
        b->from = first;
    if (is_first || last > b->to)
        b->to = last;
}

/* KOM_EDATA: no price is of the service. */
static enum kom_status say_unknown(const struct beside *b, struct kom_error *err) {
    struct kom_meet known = {.kind = KOM_KEY_CODE};
    struct kom_buf text = {0};
    enum kom_status status = kom_meet_add_column(&known, "prices", b->s.frame, b->s.service, err);
    if (status) {
        kom_meet_fini(&known);
        return status;
    }
    const struct kom_text near = kom_meet_near(&known, kom_text_of(b->q->service));
    kom_buf_printf(&text, "--side-by-side: no price is of the service \"%s\"; ", b->q->service);
    if (near.p) {
        kom_buf_str(&text, "there is ");
        kom_spelling_show(&text, near);
    } else {
        kom_buf_str(&text, "there are");
        for (size_t i = 0; i < known.codes.n && text.n < 400; i++) {
            kom_buf_str(&text, i ? ", " : " ");
            kom_spelling_show(&text, known.codes.text[i]);
        }
    }
    kom_meet_fini(&known);
    return kom_fail_text(&text, KOM_EDATA, err);
}

/* The same service by another spelling stands for no other service: the run stops, or says it. */
static enum kom_status judge_alike(const struct beside *b, struct kom_error *err) {
    static const struct kom_meet_table asked = {.name = "--side-by-side"};
    const struct price_schedule *s = &b->s;
    struct kom_meet known = {.kind = KOM_KEY_CODE};
    struct kom_buf text = {0};
    struct kom_unmatched *unmatched = b->q->unmatched;
    const uint64_t failures = kom_mem_failures();
    size_t n = 0, first = 0;
    kom_meet_begin(&known, asked);
    enum kom_status status = kom_meet_add(&known, kom_text_of(b->q->service), err);
    for (size_t row = 0; row < kom_frame_n_rows(s->frame) && !status; row++) {
        const struct kom_text service = cell_of(s, row, s->service);
        if (kom_text_is(service, b->q->service) || !kom_meet_alike(&known, service).p)
            continue;
        first = n++ ? first : row;
    }
    kom_meet_fini(&known);
    status = kom_mem_settle(failures, status, err);
    if (status || n == 0)
        return status;
    kom_spelling_show(&text, cell_of(s, first, s->service));
    kom_buf_printf(&text, " is \"%s\" spelt otherwise", b->q->service);
    if (n > 1)
        kom_buf_printf(&text, " (and %zu more likewise)", n - 1);
    kom_buf_str(&text, unmatched->warns
                           ? "; left out"
                           : "; write them alike, or leave such rows out: --unmatched warn");
    if (text.failed)
        status = kom_no_memory(err);
    else
        status = kom_frame_fail(s->frame, first, s->service, err, "%.*s", (int)text.n, text.p);
    kom_buf_fini(&text);
    if (status != KOM_EDATA || !unmatched->warns)
        return status;
    kom_buf_printf(&unmatched->lines, "%s\n", err->text);
    return unmatched->lines.failed ? kom_no_memory(err) : KOM_OK;
}

static enum kom_status list(struct beside *b, struct kom_error *err) {
    const struct price_schedule *s = &b->s;
    bool has_bands = false, has_rest = false;
    b->koms.text = kom_alloc(s->n_items + 1, sizeof *b->koms.text);
    b->bands.text = kom_alloc(s->n_items + 1, sizeof *b->bands.text);
    if (!b->koms.text || !b->bands.text)
        return kom_no_memory_in(err, "the price schedule");
    for (size_t i = 0; i < s->n_items; i++) {
        const struct price_item *item = &s->item[i];
        if (!kom_text_is(cell_of(s, item->row, s->service), b->q->service))
            continue;
        widen(b, item, b->koms.n == 0);
        b->koms.text[b->koms.n++] = cell_of(s, item->row, s->kom);
        if (item->band)
            b->bands.text[b->bands.n++] = s->bands.text[item->band];
        has_bands = has_bands || item->band;
        has_rest = has_rest || (item->band == 0 && s->bands_of[item->place]);
    }
    if (b->koms.n == 0)
        return say_unknown(b, err);
    enum kom_status status = judge_alike(b, err);
    if (status)
        return status;
    if (!has_bands || has_rest)
        b->bands.text[b->bands.n++] = (struct kom_text){NULL, 0};
    sort(&b->koms);
    sort(&b->bands);
    if (b->q->from != KOM_DAY_NONE)
        b->from = kom_day_ymd(b->q->from).year;
    if (b->q->to != KOM_DAY_NONE)
        b->to = kom_day_ymd(b->q->to).year;
    return KOM_OK;
}

/* ---- the rows ---- */

static void add_year(const struct beside *b, struct year *y, struct kom_buf *key,
                     struct kom_buf *out) {
    kom_price_pack(key, y->kom, kom_text_of(b->q->service));
    kom_buf_reset(&y->warning);
    fill(b, kom_intern_find(&b->s.places, kom_buf_view(key)), y);
    kom_output_row(0, NULL, kom_price_beside_columns, b, y, out);
    out->failed = out->failed || key->failed || y->warning.failed;
}

static void add_rows(const struct beside *b, struct kom_buf *out) {
    struct kom_buf key = {0};
    struct year y = {.kom = {NULL, 0}};
    kom_output_header((struct kom_output_by){NULL, 0}, kom_price_beside_columns, b, out);
    for (size_t band = 0; band < b->bands.n; band++)
        for (y.year = b->from; y.year <= b->to; y.year++)
            for (size_t kom = 0; kom < b->koms.n && !out->failed; kom++) {
                y.band = b->bands.text[band];
                y.kom = b->koms.text[kom];
                add_year(b, &y, &key, out);
            }
    kom_buf_fini(&key);
    kom_buf_fini(&y.warning);
}

enum kom_status kom_price_beside(const struct kom_price_beside_request *request, uint8_t *is_other,
                                 struct kom_buf *out, struct kom_error *err) {
    struct beside b = {.q = request};
    enum kom_status status = kom_price_schedule_make(&b.s, request->prices, err);
    if (!status)
        status = list(&b, err);
    if (!status) {
        add_rows(&b, out);
        status = out->failed ? kom_no_memory(err) : KOM_OK;
    }
    for (size_t row = 0; row < kom_frame_n_rows(request->prices) && !status; row++)
        is_other[row] = !kom_text_is(cell_of(&b.s, row, b.s.service), request->service);
    kom_price_schedule_fini(&b.s);
    kom_free(b.koms.text);
    kom_free(b.bands.text);
    return status;
}

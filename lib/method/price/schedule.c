/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The price schedule: its rows as numbers, by kom and service.

   Every cell is read here, where one that cannot be read still has its line. Two prices of one kom,
   service and band on a day are refused with both lines: which of them was meant nobody can tell. A
   day is looked for among all prices of its kom and service, as those of other bands decide whether
   a sale without a band has one price; what was found tells too between which days it stays so,
   which is what the quick way learns. */
#include "schedule.h"

#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "due.h"
#include "groups.h"
#include "measured.h"
#include "spell.h"
#include "vocab.h"

/* ---- words ---- */

bool kom_price_vat_of(struct kom_text t, enum kom_price_vat *vat) {
    static const char *const yes[] = {"yes", "ja"}, *const no[] = {"no", "nej"};
    *vat = KOM_PRICE_VAT_UNTOLD;
    for (int i = 0; i < 2; i++) {
        if (kom_name_alike(t, kom_text_of(yes[i])))
            *vat = KOM_PRICE_VAT_YES;
        if (kom_name_alike(t, kom_text_of(no[i])))
            *vat = KOM_PRICE_VAT_NO;
    }
    return t.n == 0 || *vat != KOM_PRICE_VAT_UNTOLD;
}

static bool is_hour(struct kom_text t) {
    static const char *const words[] = {"hour", "hours", "time", "timer"};
    bool is = false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        is = is || kom_name_alike(t, kom_text_of(words[i]));
    return is;
}

/* Hundredths of an hour, 0 for none; -1: another word. */
static int64_t rounding_of(struct kom_text t) {
    static const struct {
        const char *word;
        int64_t hundredths;
    } words[] = {{"none", 0},       {"ingen", 0},      {"quarter_hour", 25}, {"kvarter", 25},
                 {"half_hour", 50}, {"halv_time", 50}, {"hour", 100},        {"time", 100}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (kom_name_alike(t, kom_text_of(words[i].word)))
            return words[i].hundredths;
    return -1;
}

/* ---- a row ---- */

struct making {
    struct price_schedule *s;
    const struct kom_frame *f;
    struct kom_buf key;
    struct kom_error *err;
};

static enum kom_status no_memory(const struct making *m) {
    return kom_no_memory_in(m->err, "the price schedule");
}

static struct kom_text code_of(const struct kom_frame *f, size_t row, int column) {
    return column < 0 ? (struct kom_text){NULL, 0} : kom_text_trim(kom_frame_cell(f, row, column));
}

/* A number of at least 0, as a decimal. */
static enum kom_status check_number(const struct making *m, size_t row, int column,
                                    const struct kom_num *x) {
    const struct kom_num zero = kom_num_whole(0);
    if (!x->is_exact)
        return kom_frame_fail(m->f, row, column, m->err,
                              "has more than 18 digits or an exponent, and is to be reckoned with "
                              "exactly; write it as a decimal");
    if (kom_num_compare(x, &zero) < 0)
        return kom_frame_fail(m->f, row, column, m->err,
                              "is below 0; a price schedule has nothing below 0");
    return KOM_OK;
}

static enum kom_status read_number(const struct making *m, size_t row, struct kom_measured c,
                                   struct kom_num *x, bool *is_there) {
    enum kom_value_status said = KOM_STATUS_MISSING;
    *is_there = false;
    if (c.column < 0)
        return KOM_OK;
    enum kom_status status = kom_measured_read(m->f, row, c, x, &said, m->err);
    *is_there = !status && !kom_value_status_denies(said);
    return *is_there ? check_number(m, row, c.column, x) : status;
}

static enum kom_status read_tariff(struct making *m, size_t row, struct kom_measured c,
                                   struct price_tariff *t) {
    enum kom_status status = read_number(m, row, c, &t->price, &t->is_there);
    if (status || !t->is_there)
        return status;
    kom_buf_reset(&m->key);
    kom_frame_number_text(m->f, row, c.column, &m->key);
    char *p = m->key.failed ? NULL : kom_arena_copy(&m->s->arena, m->key.p, m->key.n);
    t->text = (struct kom_text){p, m->key.n};
    return p ? KOM_OK : no_memory(m);
}

/* A number of units, or a word for one. */
static enum kom_status read_rounding(struct making *m, size_t row, struct price_item *item) {
    const int column = m->s->rounding;
    const struct kom_text t = code_of(m->f, row, column);
    enum kom_nothing nothing = KOM_MISSING;
    item->rounding = kom_num_whole(0);
    if (t.n == 0)
        return KOM_OK;
    const int64_t hundredths = rounding_of(t);
    if (hundredths > 0 && !item->is_hourly)
        return kom_frame_fail(m->f, row, column, m->err,
                              "\"%.*s\" is of hours, and the unit of this price is none; give the "
                              "number of units that is begun",
                              (int)t.n, t.p);
    if (hundredths >= 0) {
        item->rounding = kom_num_hundredths(hundredths);
        return KOM_OK;
    }
    struct kom_error ignored;
    if (kom_frame_number(m->f, row, column, &item->rounding, &nothing, &ignored))
        return kom_frame_fail(m->f, row, column, m->err,
                              "\"%.*s\" is no number of units and none of none, quarter_hour, "
                              "half_hour, hour (ingen, kvarter, halv_time, time)",
                              (int)(t.n < 40 ? t.n : 40), t.p);
    if (nothing != KOM_VALUE) {
        item->rounding = kom_num_whole(0);
        return KOM_OK;
    }
    return check_number(m, row, column, &item->rounding);
}

static enum kom_status read_vat(const struct making *m, size_t row, struct price_item *item) {
    const struct kom_text t = code_of(m->f, row, m->s->vat);
    if (kom_price_vat_of(t, &item->vat))
        return KOM_OK;
    return kom_frame_fail(m->f, row, m->s->vat, m->err, "\"%.*s\" is none of yes, no, ja, nej",
                          (int)(t.n < 40 ? t.n : 40), t.p);
}

void kom_price_pack(struct kom_buf *key, struct kom_text kom, struct kom_text service) {
    kom_buf_reset(key);
    kom_group_add_part(key, kom);
    kom_group_add_part(key, service);
}

static enum kom_status read_key(struct making *m, size_t row, struct price_item *item) {
    struct price_schedule *s = m->s;
    const struct kom_text kom = code_of(m->f, row, s->kom),
                          service = code_of(m->f, row, s->service);
    if (kom.n == 0 || service.n == 0)
        return kom_frame_needs(m->f, row, kom.n ? s->service : s->kom, m->err);
    kom_price_pack(&m->key, kom, service);
    item->place = m->key.failed ? KOM_NO_ID : kom_intern_add(&s->places, kom_buf_view(&m->key));
    item->band = kom_intern_add(&s->bands, code_of(m->f, row, s->band));
    return item->place == KOM_NO_ID || item->band == KOM_NO_ID ? no_memory(m) : KOM_OK;
}

static enum kom_status read_days(const struct making *m, size_t row, struct price_item *item) {
    const int column[2] = {m->s->start, m->s->end};
    struct kom_spell days;
    enum kom_status status = kom_spell_read(m->f, row, "the price", column, &days, m->err);
    if (status)
        return status;
    if (days.first == KOM_DAY_NONE)
        return kom_frame_needs(m->f, row, m->s->start, m->err);
    if (days.first == KOM_DAY_OPEN)
        return kom_frame_fail(m->f, row, m->s->start, m->err,
                              "lies in the year 9999, which is an open end and no start");
    item->first = days.first;
    item->last = days.last;
    return KOM_OK;
}

/* What the quick way needs. */
static void note_hundredths(struct price_item *item) {
    item->is_quick = kom_price_hundredths(&item->minimum, &item->minimum_hundredths) &&
                     kom_price_hundredths(&item->rounding, &item->rounding_hundredths);
    for (int i = 0; i < 2; i++) {
        struct price_tariff *t = &item->tariff[i];
        if (t->is_there)
            item->is_quick = kom_price_hundredths(&t->price, &t->hundredths) && item->is_quick;
    }
}

static enum kom_status read_row(struct making *m, size_t row, struct price_item *item) {
    struct price_schedule *s = m->s;
    const struct kom_measured minimum = {s->minimum, KOM_NO_COLUMN};
    bool is_there = false;
    *item = (struct price_item){.row = row, .is_hourly = is_hour(code_of(m->f, row, s->unit))};
    enum kom_status status = read_key(m, row, item);
    if (!status)
        status = read_days(m, row, item);
    for (int i = 0; i < 2 && !status; i++)
        status = read_tariff(m, row, s->price[i], &item->tariff[i]);
    if (!status)
        status = read_number(m, row, s->cost, &item->cost, &item->has_cost);
    if (!status)
        status = read_number(m, row, minimum, &item->minimum, &is_there);
    if (!status && !is_there)
        item->minimum = kom_num_whole(0);
    if (!status)
        status = read_rounding(m, row, item);
    if (!status)
        status = read_vat(m, row, item);
    note_hundredths(item);
    s->has_hourly = s->has_hourly || item->is_hourly;
    s->has_other = s->has_other || !item->is_hourly;
    return status;
}

/* ---- all rows ---- */

static int by_row(const struct price_item *a, const struct price_item *b) {
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static int by_band(const void *pa, const void *pb) {
    const struct price_item *a = pa, *b = pb;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    if (a->band != b->band)
        return a->band < b->band ? -1 : 1;
    return by_row(a, b);
}

static int by_first(const void *pa, const void *pb) {
    const struct price_item *a = pa, *b = pb;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return by_row(a, b);
}

static enum kom_status say_twice(const struct making *m, const struct price_item *a,
                                 const struct price_item *b) {
    const struct price_schedule *s = m->s;
    const size_t low = a->row < b->row ? a->row : b->row, high = a->row ^ b->row ^ low;
    const struct kom_text kom = code_of(m->f, high, s->kom),
                          service = code_of(m->f, high, s->service),
                          band = code_of(m->f, high, s->band);
    char day[10];
    const size_t n = kom_day_format(day, b->first);
    return kom_frame_fail(m->f, high, s->start, m->err,
                          "kom %.*s, service %.*s, band \"%.*s\" has two prices on %.*s, the other "
                          "in line %llu; end the earlier one before the later one starts",
                          (int)kom.n, kom.p, (int)service.n, service.p, (int)band.n, band.p, (int)n,
                          day, (unsigned long long)m->f->line[low]);
}

/* One price of a band on a day. */
static enum kom_status check_days(const struct making *m) {
    struct price_schedule *s = m->s;
    const struct price_item *longest = NULL; /* of those before, the one that ends last */
    if (s->n_items)
        qsort(s->item, s->n_items, sizeof *s->item, by_band);
    for (size_t i = 0; i < s->n_items; i++) {
        const struct price_item *item = &s->item[i];
        const bool is_same =
            longest && longest->place == item->place && longest->band == item->band;
        if (is_same && item->first <= longest->last)
            return say_twice(m, longest, item);
        if (!is_same || item->last > longest->last)
            longest = item;
    }
    return KOM_OK;
}

static enum kom_status lay_out(const struct making *m) {
    struct price_schedule *s = m->s;
    s->from = kom_alloc(s->places.n + 1, sizeof *s->from);
    if (!s->from)
        return no_memory(m);
    if (s->n_items)
        qsort(s->item, s->n_items, sizeof *s->item, by_first);
    for (size_t i = 0; i < s->n_items; i++)
        s->from[s->item[i].place + 1] = (uint32_t)i + 1;
    return KOM_OK;
}

static enum kom_status read_rows(struct making *m) {
    struct price_schedule *s = m->s;
    const size_t n_rows = kom_frame_n_rows(m->f);
    if (n_rows >= KOM_NO_ID / 2)
        return kom_fail(m->err, KOM_EDATA, "prices: more than %u rows", KOM_NO_ID / 2);
    s->item = kom_alloc(n_rows + 1, sizeof *s->item);
    if (!s->item || kom_intern_add(&s->bands, (struct kom_text){NULL, 0}) == KOM_NO_ID)
        return no_memory(m);
    enum kom_status status = KOM_OK;
    for (size_t row = 0; row < n_rows && !status; row++)
        status = read_row(m, row, &s->item[row]);
    s->n_items = n_rows;
    if (!status)
        status = check_days(m);
    return status ? status : lay_out(m);
}

static enum kom_status ask_columns(struct price_schedule *s, struct kom_error *err) {
    const struct kom_frame *f = s->frame;
    struct kom_ask ask = {f, err, KOM_OK};
    int price[3];
    kom_ask_need(&ask, "kom", &s->kom);
    kom_ask_need(&ask, "service", &s->service);
    kom_ask_find(&ask, "band", &s->band);
    kom_ask_need(&ask, "start", &s->start);
    kom_ask_find(&ask, "end", &s->end);
    kom_ask_find(&ask, "price", &price[0]);
    kom_ask_find(&ask, "price_vat", &price[1]);
    kom_ask_find(&ask, "cost", &price[2]);
    kom_ask_find(&ask, "vat", &s->vat);
    kom_ask_find(&ask, "unit", &s->unit);
    kom_ask_find(&ask, "minimum", &s->minimum);
    kom_ask_find(&ask, "rounding", &s->rounding);
    if (!ask.status && price[0] < 0 && price[1] < 0)
        kom_ask_need(&ask, "price", &price[0]);
    struct kom_measured *const measured[] = {&s->price[0], &s->price[1], &s->cost};
    for (int i = 0; i < 3; i++) {
        *measured[i] = (struct kom_measured){KOM_NO_COLUMN, KOM_NO_COLUMN};
        if (!ask.status && price[i] >= 0)
            ask.status = kom_measured_find(f, price[i], measured[i], err);
    }
    s->has_vat = s->vat >= 0;
    return ask.status;
}

enum kom_status kom_price_schedule_make(struct price_schedule *s, const struct kom_frame *frame,
                                        struct kom_error *err) {
    struct making m = {.s = s, .f = frame, .err = err};
    s->frame = frame;
    enum kom_status status = ask_columns(s, err);
    if (!status)
        status = read_rows(&m);
    kom_buf_fini(&m.key);
    return status;
}

void kom_price_schedule_fini(struct price_schedule *s) {
    kom_free(s->item);
    kom_free(s->from);
    kom_intern_fini(&s->places);
    kom_intern_fini(&s->bands);
    kom_arena_fini(&s->arena);
}

/* ---- what holds ---- */

struct price_found kom_price_find(const struct price_schedule *s, uint32_t place,
                                  struct kom_text band, int32_t day) {
    struct price_found found = {.first = KOM_DAY_NONE + 1, .last = KOM_DAY_OPEN - 1};
    const struct price_item *own = NULL, *blank = NULL, *any = NULL;
    size_t n_bands = 0;
    const uint32_t number = band.n ? kom_intern_find(&s->bands, band) : 0;
    for (uint32_t i = place == KOM_NO_ID ? 0 : s->from[place];
         place != KOM_NO_ID && i < s->from[place + 1]; i++) {
        const struct price_item *item = &s->item[i];
        const bool holds = item->first <= day && day <= item->last;
        const int32_t last = day < item->first ? item->first - 1 : item->last,
                      first = day > item->last ? item->last + 1 : item->first;
        if (last >= day && last < found.last)
            found.last = last;
        if (first <= day && first > found.first)
            found.first = first;
        if (!holds)
            continue;
        n_bands++;
        any = item;
        own = item->band == number ? item : own;
        blank = item->band == 0 ? item : blank;
    }
    if (band.n)
        found.item = own ? own : blank;
    else if (n_bands == 1)
        found.item = any;
    found.is_several = band.n == 0 && n_bands > 1;
    return found;
}

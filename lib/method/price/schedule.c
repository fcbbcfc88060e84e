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

/* Whether something says of a cell that its value is hidden, missing or impossible: the column
   beside it, or a text that stands for that. An empty cell says nothing. */
static enum kom_status read_denied(const struct making *m, size_t row, struct kom_measured c,
                                   bool *is_denied) {
    enum kom_value_status said = KOM_STATUS_MISSING;
    *is_denied = false;
    if (c.column < 0)
        return KOM_OK;
    enum kom_status status = kom_measured_said(m->f, row, c.status, &said, m->err);
    *is_denied = !status && (kom_value_status_denies(said) ||
                             (kom_text_trim(kom_frame_raw(m->f, row, c.column)).n > 0 &&
                              code_of(m->f, row, c.column).n == 0));
    return status;
}

/* A number of units, or a word for one. */
static enum kom_status read_rounding(struct making *m, size_t row, struct price_item *item) {
    const int column = m->s->rounding.column;
    const struct kom_text t = code_of(m->f, row, column);
    enum kom_nothing nothing = KOM_MISSING;
    bool is_denied;
    item->rounding = kom_num_whole(0);
    enum kom_status status = read_denied(m, row, m->s->rounding, &is_denied);
    item->lacks |= is_denied ? PRICE_LACKS_TERMS : 0;
    if (status || is_denied || t.n == 0)
        return status;
    const int64_t hundredths = kom_price_rounding_of(t);
    if (hundredths > 0 && !item->is_hourly && !(item->lacks & PRICE_LACKS_UNIT))
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
        item->lacks |= PRICE_LACKS_TERMS;
        return KOM_OK;
    }
    return check_number(m, row, column, &item->rounding);
}

/* The least number of units; an empty cell is none. */
static enum kom_status read_minimum(const struct making *m, size_t row, struct price_item *item) {
    const struct kom_measured c = m->s->minimum;
    bool is_there, is_denied;
    item->minimum = kom_num_whole(0);
    enum kom_status status = read_number(m, row, c, &item->minimum, &is_there);
    if (!status && !is_there) {
        item->minimum = kom_num_whole(0);
        status = read_denied(m, row, c, &is_denied);
        const bool is_blank = c.column < 0 || code_of(m->f, row, c.column).n == 0;
        item->lacks |= is_denied || !is_blank ? PRICE_LACKS_TERMS : 0;
    }
    return status;
}

static enum kom_status read_unit(struct making *m, size_t row, struct price_item *item) {
    struct price_schedule *s = m->s;
    const struct kom_text t = code_of(m->f, row, s->unit.column);
    bool is_denied, ok = true;
    enum kom_status status = read_denied(m, row, s->unit, &is_denied);
    if (status)
        return status;
    const enum price_unit unit = is_denied ? PRICE_UNIT_OTHER : kom_price_unit_of(t, &m->key);
    item->lacks |= is_denied ? PRICE_LACKS_UNIT : 0;
    item->is_hourly = unit == PRICE_UNIT_HOUR;
    s->has_hourly = s->has_hourly || item->is_hourly;
    s->has_other = s->has_other || !item->is_hourly;
    if (unit == PRICE_UNIT_UNSAID && !s->unsaid)
        s->unsaid = row + 1;
    if (unit == PRICE_UNIT_STRANGE)
        ok = kom_intern_add(&s->strange, t) != KOM_NO_ID;
    if (!ok || m->key.failed)
        return no_memory(m);
    if (unit != PRICE_UNIT_ODD)
        return KOM_OK;
    return kom_frame_fail(m->f, row, s->unit.column, m->err,
                          "\"%.*s\" is no unit that is known; write hour (time) where the price is "
                          "for an hour, or what is counted, such as visit",
                          (int)(t.n < 40 ? t.n : 40), t.p);
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
    bool is_denied;
    if (kom.n == 0 || service.n == 0)
        return kom_frame_needs(m->f, row, kom.n ? s->service : s->kom, m->err);
    enum kom_status status = read_denied(m, row, s->band, &is_denied);
    if (status)
        return status;
    if (is_denied)
        return kom_frame_fail(m->f, row, s->band.column, m->err,
                              "is hidden or missing, and an empty band is the price at all times; "
                              "fill it in, or take the row out");
    kom_price_pack(&m->key, kom, service);
    item->place = m->key.failed ? KOM_NO_ID : kom_intern_add(&s->places, kom_buf_view(&m->key));
    item->band = kom_intern_add(&s->bands, code_of(m->f, row, s->band.column));
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
    *item = (struct price_item){.row = row};
    enum kom_status status = read_key(m, row, item);
    if (!status)
        status = read_unit(m, row, item);
    if (!status)
        status = read_days(m, row, item);
    for (int i = 0; i < 2 && !status; i++)
        status = read_tariff(m, row, s->price[i], &item->tariff[i]);
    if (!status)
        status = read_number(m, row, s->cost, &item->cost, &item->has_cost);
    if (!status)
        status = read_minimum(m, row, item);
    if (!status)
        status = read_rounding(m, row, item);
    if (!status)
        status = read_vat(m, row, item);
    note_hundredths(item);
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
                          band = code_of(m->f, high, s->band.column);
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

/* Items stand by band. */
static void count_bands(struct price_schedule *s) {
    for (size_t i = 0; i < s->n_items; i++) {
        const struct price_item *item = &s->item[i];
        const bool is_new = i == 0 || item[-1].place != item->place || item[-1].band != item->band;
        if (is_new && item->band && s->bands_of[item->place] < 2)
            s->bands_of[item->place]++;
    }
}

static enum kom_status lay_out(const struct making *m) {
    struct price_schedule *s = m->s;
    s->from = kom_alloc(s->places.n + 1, sizeof *s->from);
    s->bands_of = kom_alloc(s->places.n + 1, sizeof *s->bands_of);
    if (!s->from || !s->bands_of)
        return no_memory(m);
    count_bands(s);
    if (s->n_items)
        qsort(s->item, s->n_items, sizeof *s->item, by_first);
    for (size_t i = 0; i < s->n_items; i++)
        s->from[s->item[i].place + 1] = (uint32_t)i + 1;
    return KOM_OK;
}

static enum kom_status read_rows(struct making *m) {
    struct price_schedule *s = m->s;
    const size_t n_rows = kom_frame_n_rows(m->f);
    if (n_rows >= KOM_NO_ID / 4)
        return kom_fail(m->err, KOM_EDATA, "prices: more than %u rows", KOM_NO_ID / 4);
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
    enum { N_MEASURED = 7 };
    static const char *const names[N_MEASURED] = {"price", "price_vat", "cost",    "band",
                                                  "unit",  "minimum",   "rounding"};
    struct kom_measured *const measured[N_MEASURED] = {
        &s->price[0], &s->price[1], &s->cost, &s->band, &s->unit, &s->minimum, &s->rounding};
    int column[N_MEASURED];
    kom_ask_need(&ask, "kom", &s->kom);
    kom_ask_need(&ask, "service", &s->service);
    kom_ask_need(&ask, "start", &s->start);
    kom_ask_find(&ask, "end", &s->end);
    kom_ask_find(&ask, "vat", &s->vat);
    for (int i = 0; i < N_MEASURED; i++)
        kom_ask_find(&ask, names[i], &column[i]);
    if (!ask.status && column[0] < 0 && column[1] < 0)
        kom_ask_need(&ask, "price", &column[0]);
    for (int i = 0; i < N_MEASURED; i++) {
        *measured[i] = (struct kom_measured){KOM_NO_COLUMN, KOM_NO_COLUMN};
        if (!ask.status && column[i] >= 0)
            ask.status = kom_measured_find(f, column[i], measured[i], err);
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
    kom_free(s->bands_of);
    kom_intern_fini(&s->places);
    kom_intern_fini(&s->bands);
    kom_intern_fini(&s->strange);
    kom_arena_fini(&s->arena);
}

/* ---- what holds ---- */

/* What holds on a day at a place: the price of a band, of no band, any, and how many there are. */
struct holding {
    const struct price_item *own, *blank, *any;
    size_t n_bands;
};

static struct holding holding_of(const struct price_schedule *s, uint32_t place, uint32_t band,
                                 int32_t day, struct price_found *found) {
    struct holding h = {NULL, NULL, NULL, 0};
    *found = (struct price_found){.first = KOM_DAY_NONE + 1, .last = KOM_DAY_OPEN - 1};
    for (uint32_t i = place == KOM_NO_ID ? 0 : s->from[place];
         place != KOM_NO_ID && i < s->from[place + 1]; i++) {
        const struct price_item *item = &s->item[i];
        const int32_t last = day < item->first ? item->first - 1 : item->last,
                      first = day > item->last ? item->last + 1 : item->first;
        if (last >= day && last < found->last)
            found->last = last;
        if (first <= day && first > found->first)
            found->first = first;
        if (day < item->first || day > item->last)
            continue;
        h.n_bands++;
        h.any = item;
        h.own = item->band == band ? item : h.own;
        h.blank = item->band == 0 ? item : h.blank;
    }
    return h;
}

struct price_found kom_price_find(const struct price_schedule *s, uint32_t place,
                                  struct kom_text band, int32_t day) {
    struct price_found found;
    const uint32_t number = band.n ? kom_intern_find(&s->bands, band) : 0;
    const struct holding h = holding_of(s, place, number, day, &found);
    if (band.n)
        found.item = h.own ? h.own : h.blank;
    else if (h.n_bands == 1 && (h.blank || s->bands_of[place] == 1))
        found.item = h.any;
    found.is_several = band.n == 0 && h.n_bands && !found.item;
    return found;
}

struct price_found kom_price_find_rest(const struct price_schedule *s, uint32_t place,
                                       int32_t day) {
    struct price_found found;
    found.item = holding_of(s, place, 0, day, &found).blank;
    return found;
}

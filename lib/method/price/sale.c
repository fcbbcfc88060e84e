/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sale is held against: the careful way, which every row could go.

   First the cells that must be readable whatever becomes of the row, then whether it counts, by the
   rules of kom-uptake, then the price of its day. A sale that does not say its band has a price
   where one band alone has one that day; else nobody can tell which was meant, and the row is bad.
   Whether the price is one with VAT the sale says, else its price, else the call. */
#include "work.h"

const char *const kom_price_reasons[PRICE_N_REASONS] = {
    "incomplete", "cancelled", "not_delivered", "several_networks",
    "no_price",   "no_terms",  "no_quantity",   "no_amount"};

/* ---- cells ---- */

/* Blank where the cell has no value; false: the row is bad, and noted. */
static bool read_text(struct kom_view *v, const struct price_text *c, uint32_t row,
                      struct kom_text *t) {
    *t = (struct kom_text){NULL, 0};
    const enum kom_cell said = kom_measured_denied(v, c->status, row);
    if (said != KOM_CELL_VALUE || c->column < 0)
        return said != KOM_CELL_BAD;
    const struct kom_cell_form *form = kom_view_form(v, c->column);
    const struct kom_text code = kom_view_code(v, c->column, row);
    if (!form->n_missing || !kom_cell_is_listed(form, code))
        *t = code;
    return true;
}

static bool read_day(struct kom_view *v, const struct price_text *c, struct price_sale *s) {
    if (kom_view_day(v, c->column, s->row, &s->day) == KOM_CELL_BAD)
        return false;
    const enum kom_cell said = kom_measured_denied(v, c->status, s->row);
    if (said != KOM_CELL_VALUE || s->day == KOM_DAY_OPEN)
        s->day = KOM_DAY_NONE;
    return said != KOM_CELL_BAD;
}

static bool read_cells(const struct price_given *g, struct kom_view *v, struct price_sale *s) {
    if (!read_day(v, &g->date, s))
        return false;
    for (int k = 0; k < N_TEXTS; k++)
        if (!read_text(v, &g->text[k], s->row, &s->text[k]))
            return false;
    for (int k = 0; k < N_FIGURES; k++) {
        s->has[k] = false;
        if (g->figure[k].column < 0)
            continue;
        const enum kom_cell cell = kom_measured_number(v, g->figure[k], s->row, &s->figure[k]);
        if (cell == KOM_CELL_BAD)
            return false;
        s->has[k] = cell == KOM_CELL_VALUE;
    }
    s->delivery = KOM_DELIVERED;
    return s->text[TEXT_STATUS].n == 0 ||
           kom_delivery_read(v, g->text[TEXT_STATUS].column, s->row, &s->delivery);
}

/* ---- keys ---- */

/* Is a code of the sale to be known to the schedule? A band is not where its place has none, as one
   price is that of all times there. */
static bool is_asked(const struct price_given *g, const struct price_sale *s, int k) {
    return g->meet[k].n_tables && s->text[k].n &&
           (k != TEXT_BAND || s->place == KOM_NO_ID || g->schedule.bands_of[s->place]);
}

/* Notes codes that the schedule should know, and has nowhere. */
static bool note_keys(struct price_books *b, const struct kom_view *v, struct price_sale *s) {
    const struct price_given *g = b->g;
    s->is_met = true;
    for (int k = 0; k < N_KEYS; k++) {
        const struct kom_meet *m = &g->meet[k];
        if (!is_asked(g, s, k))
            continue;
        const uint32_t missing = ~kom_meet_find(m, s->text[k]) & 1;
        b->unmet[k].met |= 1 & ~missing;
        s->is_met = s->is_met && !missing;
        if (missing && !kom_unmet_note(&b->unmet[k], s->text[k], missing, v, s->row))
            return false;
    }
    return true;
}

/* The group of the sale; false: memory ran out. */
static bool find_group(struct price_books *b, const struct kom_view *v, struct price_sale *s) {
    s->group = kom_price_group(b, v, s);
    if (s->group == KOM_GROUP_NONE)
        return false;
    const struct kom_lookup_note *group = &b->group[s->group];
    if (!group->lacks)
        return true;
    s->is_met = false;
    return kom_unmet_note(&b->unmet_lookup, s->text[TEXT_KOM], group->lacks, v, s->row);
}

/* ---- the price ---- */

/* The bands that hold on the day, as the message names them; how many. */
static size_t add_bands(const struct price_schedule *s, uint32_t place, int32_t day,
                        struct kom_buf *out) {
    const char *mark = "";
    size_t n = 0;
    for (uint32_t i = s->from[place]; i < s->from[place + 1] && out->n < 100; i++) {
        const struct price_item *item = &s->item[i];
        const struct kom_text band = s->bands.text[item->band];
        if (day < item->first || day > item->last)
            continue;
        kom_buf_printf(out, "%s%.*s", mark, band.n ? (int)(band.n < 40 ? band.n : 40) : 5,
                       band.n ? band.p : "blank");
        mark = ", ";
        n++;
    }
    return n;
}

static int say_several(struct price_books *b, struct kom_view *v, const struct price_sale *s) {
    const struct price_given *g = b->g;
    const int band = g->text[TEXT_BAND].column;
    kom_buf_reset(&b->room);
    const size_t n = add_bands(&g->schedule, s->place, s->day, &b->room);
    b->has_failed = b->has_failed || b->room.failed;
    kom_view_bad(v, band >= 0 ? band : g->text[TEXT_SERVICE].column, s->row,
                 "has %s (%.*s), and the sale does not say its band; %s",
                 n > 1 ? "prices in several bands that day"
                       : "prices in several bands, though in one alone that day",
                 (int)b->room.n, b->room.p ? b->room.p : "",
                 band >= 0 ? "fill it in, or set such rows aside: --bad-rows skip"
                           : "say which column does, --rename band=COL, or set such rows aside: "
                             "--bad-rows skip");
    return PRICE_BAD;
}

/* The number of its kom and service in the schedule; false: memory ran out. */
static bool find_place(struct price_books *b, struct price_sale *s) {
    kom_price_pack(&b->key, s->text[TEXT_KOM], s->text[TEXT_SERVICE]);
    if (!b->key.failed)
        s->place = kom_intern_find(&b->g->schedule.places, kom_buf_view(&b->key));
    return !b->key.failed;
}

/* PRICE_GOOD, PRICE_NO_PRICE or PRICE_BAD. */
static int find_price(struct price_books *b, struct kom_view *v, struct price_sale *s) {
    const struct price_schedule *schedule = &b->g->schedule;
    const struct price_found found = kom_price_find(schedule, s->place, s->text[TEXT_BAND], s->day);
    if (found.is_several)
        return say_several(b, v, s);
    s->item = found.item;
    s->first = found.first;
    s->last = found.last;
    return s->item ? PRICE_GOOD : PRICE_NO_PRICE;
}

/* Whether there is VAT, by the sale, its price and the call; false: the row is bad. */
static bool find_vat(struct price_books *b, struct kom_view *v, struct price_sale *s) {
    const struct price_given *g = b->g;
    const struct kom_text t = s->text[TEXT_VAT];
    if (!kom_price_vat_of(t, &s->vat)) {
        kom_view_bad(v, g->text[TEXT_VAT].column, s->row, "\"%.*s\" is none of yes, no, ja, nej",
                     (int)(t.n < 40 ? t.n : 40), t.p);
        return false;
    }
    s->vat = s->vat != KOM_PRICE_VAT_UNTOLD ? s->vat : s->item->vat;
    s->vat = s->vat != KOM_PRICE_VAT_UNTOLD ? s->vat : g->ask.vat;
    return true;
}

/* The price with VAT or without. */
static int find_tariff(struct price_books *b, struct kom_view *v, struct price_sale *s) {
    const int column = b->g->text[TEXT_VAT].column;
    if (s->vat == KOM_PRICE_VAT_UNTOLD) {
        kom_view_bad(v, column >= 0 ? column : b->g->text[TEXT_SERVICE].column, s->row,
                     "neither the sale nor its price says whether there is VAT; --vat yes or --vat "
                     "no says it of all such sales");
        return PRICE_BAD;
    }
    s->tariff = &s->item->tariff[s->vat == KOM_PRICE_VAT_YES];
    if (s->tariff->is_there)
        return PRICE_GOOD;
    s->tariff = NULL;
    b->n_no_tariff++;
    return PRICE_NO_PRICE;
}

/* ---- figures ---- */

/* A figure that is used; false: the row is bad. */
static bool use(struct price_books *b, struct kom_view *v, const struct price_sale *s, int k,
                struct kom_num *x) {
    *x = s->figure[k];
    if (x->is_exact)
        return true;
    kom_view_bad(v, b->g->figure[k].column, s->row,
                 "has more than 18 digits or an exponent, and is to be reckoned with exactly; "
                 "write it as a decimal");
    return false;
}

/* Notes the sign of a figure of a credit note. Which way a note goes --credits says of its amount
   alone, so that units are written as they like where it is given. */
static void note_sign(struct price_books *b, const struct kom_view *v, int k,
                      const struct kom_num *x) {
    const bool is_asked = k == FIGURE_AMOUNT || b->g->ask.credits == KOM_CREDITS_ABSOLUTE;
    if (is_asked && !kom_credits_note(&b->signs, (size_t)v->i_file * N_FIGURES + (size_t)k, x))
        b->has_failed = true;
}

/* Does a credit note take back what was sold? All do, but those that --credits lets add again,
   which the amount tells. */
static bool takes_back(const struct price_given *g, const struct price_sale *s) {
    const struct kom_num amount = s->figure[FIGURE_AMOUNT], zero = kom_num_whole(0);
    const int sign = s->has[FIGURE_AMOUNT] ? kom_num_compare(&amount, &zero) : 0;
    const bool is_turned = kom_credits_negate(g->ask.credits, s->delivery, &amount);
    return !sign || (sign > 0) == is_turned;
}

static int find_due(struct price_books *b, struct kom_view *v, struct price_sale *s) {
    const int k = s->item->is_hourly ? FIGURE_HOURS : FIGURE_QUANTITY;
    const bool is_credit = s->delivery == KOM_CREDITED;
    const bool is_back = is_credit && takes_back(b->g, s);
    if (s->item->lacks & (s->tariff ? ~0u : PRICE_LACKS_UNIT))
        return PRICE_NO_TERMS;
    if (!s->has[k])
        return PRICE_NO_QUANTITY;
    if (!use(b, v, s, k, &s->units))
        return PRICE_BAD;
    if (is_credit) {
        note_sign(b, v, k, &s->units);
        if ((s->units.mantissa < 0) != is_back)
            s->units.mantissa = -s->units.mantissa;
    }
    if (!s->tariff)
        return PRICE_GOOD;
    s->has_due = kom_price_due(s->item, &s->tariff->price, &s->units, &s->due);
    if (is_back && s->units.mantissa == 0)
        s->due.oere = -s->due.oere; /* no units have no sign: the minimum is given back */
    if (s->has_due)
        return PRICE_GOOD;
    kom_view_bad(v, b->g->figure[k].column, s->row,
                 "makes more than 10,000,000,000,000,000 kroner due, which nobody owes; correct "
                 "it, or set such rows aside: --bad-rows skip");
    return PRICE_BAD;
}

/* What was charged, with the sign that a credit note gives it. */
static int find_amount(struct price_books *b, struct kom_view *v, struct price_sale *s) {
    if (!s->has[FIGURE_AMOUNT])
        return PRICE_NO_AMOUNT;
    if (!use(b, v, s, FIGURE_AMOUNT, &s->amount))
        return PRICE_BAD;
    if (s->delivery == KOM_CREDITED)
        note_sign(b, v, FIGURE_AMOUNT, &s->amount);
    if (kom_credits_negate(b->g->ask.credits, s->delivery, &s->amount))
        s->amount.mantissa = -s->amount.mantissa;
    return b->has_failed ? PRICE_BAD : PRICE_GOOD;
}

/* Whether the row counts, before any price is looked at. */
static int count_in(struct price_books *b, struct kom_view *v, struct price_sale *s) {
    if (!read_cells(b->g, v, s))
        return PRICE_BAD;
    if (s->text[TEXT_KOM].n == 0 || s->text[TEXT_SERVICE].n == 0 || s->day == KOM_DAY_NONE)
        return PRICE_INCOMPLETE;
    if (!find_place(b, s) || !note_keys(b, v, s) || !find_group(b, v, s)) {
        b->has_failed = true;
        return PRICE_BAD;
    }
    if (s->delivery == KOM_CANCELLED)
        return PRICE_CANCELLED;
    if (s->delivery == KOM_ORDERED)
        return PRICE_NOT_DELIVERED;
    return b->group[s->group].is_dropped ? PRICE_SEVERAL : PRICE_GOOD;
}

int kom_price_judge(struct price_books *b, struct kom_view *v, struct price_sale *s) {
    int reason = count_in(b, v, s);
    if (reason == PRICE_GOOD)
        reason = find_price(b, v, s);
    if (reason == PRICE_GOOD && !find_vat(b, v, s))
        reason = PRICE_BAD;
    if (reason == PRICE_GOOD && b->g->ask.form != KOM_PRICE_COST)
        reason = find_tariff(b, v, s);
    if (reason == PRICE_GOOD)
        reason = find_due(b, v, s);
    return reason == PRICE_GOOD ? find_amount(b, v, s) : reason;
}

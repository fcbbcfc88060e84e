/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a price schedule: who has VAT, what a unit is, and begun units. */
#include <string.h>

#include "schedule.h"
#include "spelling.h"
#include "vocab.h"

static const char *const hours[] = {"hour", "hours", "time", "timer", "h", "hr", "hrs", "t", "tim"};
static const char *const others[] = {
    "visit",  "visits",   "besøg",      "meal",     "meals",      "måltid",  "måltider", "piece",
    "pieces", "stk",      "styk",       "unit",     "units",      "enhed",   "enheder",  "each",
    "day",    "days",     "dag",        "dage",     "døgn",       "week",    "weeks",    "uge",
    "uger",   "month",    "months",     "måned",    "måneder",    "trip",    "trips",    "tur",
    "ture",   "delivery", "deliveries", "levering", "leveringer", "package", "packages", "pakke",
    "pakker", "gang",     "gange",      "portion",  "portioner"};

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

/* ---- units ---- */

static bool is_one_of(struct kom_text t, const char *const *word, size_t n) {
    bool is = false;
    for (size_t i = 0; i < n; i++)
        is = is || kom_name_alike(t, kom_text_of(word[i]));
    return is;
}

/* It speaks of hours or minutes, or is a letter away from doing so. */
static bool is_near_hours(struct kom_text t, struct kom_buf *room) {
    static const char *const words[] = {"hours", "timer"}, *const parts[] = {"hour", "time", "min"};
    bool is = false;
    kom_buf_reset(room);
    kom_spelling_fold(room, t);
    kom_buf_byte(room, '\0');
    if (room->failed)
        return false;
    const struct kom_text folded = {room->p, room->n - 1};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        is = is || strstr(room->p, parts[i]);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        is = is || kom_spelling_near(folded, kom_text_of(words[i]));
    return is;
}

enum price_unit kom_price_unit_of(struct kom_text t, struct kom_buf *room) {
    while (t.n && t.p[t.n - 1] == '.')
        t.n--;
    if (t.n == 0)
        return PRICE_UNIT_UNSAID;
    if (is_one_of(t, hours, sizeof hours / sizeof hours[0]))
        return PRICE_UNIT_HOUR;
    if (is_one_of(t, others, sizeof others / sizeof others[0]))
        return PRICE_UNIT_OTHER;
    return is_near_hours(t, room) ? PRICE_UNIT_ODD : PRICE_UNIT_STRANGE;
}

/* ---- begun units ---- */

int64_t kom_price_rounding_of(struct kom_text t) {
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

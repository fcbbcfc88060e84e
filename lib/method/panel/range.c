/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The range of a panel: whole periods, as a cut one would show fewer persons and days. */
#include <inttypes.h>
#include <string.h>

#include "work.h"

static const char *kind_word(enum kom_period_kind kind) {
    static const char *const words[] = {"year", "half", "quarter", "month", "week", "day"};
    return words[kind - KOM_PERIOD_YEAR];
}

/* A day that does not begin (or end) a period, with the nearest that do. */
static enum kom_status cuts(const char *option, const char *verb, const char *kind,
                            const int32_t day[3], struct kom_error *err) {
    char text[3][11] = {{0}};
    for (int i = 0; i < 3; i++)
        (void)kom_day_format(text[i], day[i]);
    return kom_fail(err, KOM_EUSAGE,
                    "--%s: %s %s no %s, and a panel has whole ones; the nearest that do are %s "
                    "and %s",
                    option, text[0], verb, kind, text[1], text[2]);
}

enum kom_status kom_panel_check_range(const struct kom_panel_request *ask, struct kom_error *err) {
    struct kom_period p;
    if (ask->from != KOM_DAY_NONE) {
        p = kom_period_of(ask->period, ask->from);
        const int32_t day[] = {ask->from, kom_period_first(p), kom_period_last(p) + 1};
        if (day[0] != day[1])
            return cuts("from", "begins", kind_word(ask->period), day, err);
    }
    if (ask->to != KOM_DAY_NONE) {
        p = kom_period_of(ask->period, ask->to);
        const int32_t day[] = {ask->to, kom_period_first(p) - 1, kom_period_last(p)};
        if (day[0] != day[2])
            return cuts("to", "ends", kind_word(ask->period), day, err);
    }
    return ask->from != KOM_DAY_NONE && ask->to != KOM_DAY_NONE && ask->from > ask->to
               ? kom_fail(err, KOM_EUSAGE, "--from: lies after --to; exchange them")
               : KOM_OK;
}

static void see_days(struct kom_panel *p) {
    struct panel_answer *a = &p->answer;
    a->notes.first = a->notes.last = KOM_DAY_NONE;
    for (unsigned i = 0; i < p->n_books; i++) {
        const struct panel_books *b = &p->books[i];
        if (b->first == KOM_DAY_NONE)
            continue;
        if (a->notes.first == KOM_DAY_NONE || b->first < a->notes.first)
            a->notes.first = b->first;
        if (a->notes.last == KOM_DAY_NONE || b->last > a->notes.last)
            a->notes.last = b->last;
    }
}

enum kom_status kom_panel_range(struct kom_panel *p, struct kom_error *err) {
    const struct kom_panel_request *ask = &p->given.ask;
    struct panel_answer *a = &p->answer;
    see_days(p);
    const bool is_told = ask->from != KOM_DAY_NONE && ask->to != KOM_DAY_NONE;
    a->notes.is_from_data = !is_told;
    a->notes.has_no_range = !is_told && a->notes.first == KOM_DAY_NONE;
    if (a->notes.has_no_range && p->given.x->n_read)
        return kom_fail(err, KOM_EDATA,
                        "%s: no row that counts has a day, so there is no range; give one with "
                        "--from DAY --to DAY",
                        p->given.x->label);
    if (a->notes.has_no_range)
        return KOM_OK;
    a->first = ask->from != KOM_DAY_NONE
                   ? ask->from
                   : kom_period_first(kom_period_of(ask->period, a->notes.first));
    a->last = ask->to != KOM_DAY_NONE ? ask->to
                                      : kom_period_last(kom_period_of(ask->period, a->notes.last));
    if (a->first > a->last)
        return kom_fail(err, KOM_EDATA,
                        "the range holds no day: it would start after it ends; give both --from "
                        "and --to");
    a->first_number = kom_period_of(ask->period, a->first).number;
    a->n_periods = (size_t)(kom_period_of(ask->period, a->last).number - a->first_number) + 1;
    a->begin = kom_alloc(a->n_periods + 1, sizeof *a->begin);
    if (!a->begin)
        return kom_panel_no_memory(err);
    for (size_t i = 0; i <= a->n_periods; i++)
        a->begin[i] = kom_period_first(kom_panel_nth(p, i));
    return KOM_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of kom-uptake, from the words of its options; and what its closing lines tell. */
#include <stdio.h>
#include <string.h>

#include "work.h"

/* A whole number from 1 to max; 0 when the text is none. */
static int32_t whole(struct kom_text t, int32_t max) {
    struct kom_num n;
    if (!kom_num_parse(t, (struct kom_num_form){'.', '\0'}, &n) || !n.is_exact || n.scale ||
        n.mantissa < 1 || n.mantissa > max)
        return 0;
    return (int32_t)n.mantissa;
}

static const char *const periods[] = {"all", "year", "half", "quarter", "month", "week", "day"};
enum { N_PERIODS = sizeof periods / sizeof periods[0] };

enum { NOTE_COUNTS = 4 }; /* of kom_uptake_note */

const char *kom_uptake_period_word(size_t i) {
    return i < N_PERIODS ? periods[i] : NULL;
}

static enum kom_status parse_period(struct kom_uptake_options *o, const char *text,
                                    struct kom_error *err) {
    size_t n = strlen(text);
    for (int i = 0; i < N_PERIODS; i++) {
        if (strcmp(text, periods[i]) == 0) {
            o->period = (enum kom_period_kind)i;
            return KOM_OK;
        }
    }
    if (n > 7 && memcmp(text, "event:", 6) == 0 && strchr("dwmy", text[n - 1]))
        o->event_n = whole((struct kom_text){text + 6, n - 7}, 10000);
    if (o->event_n == 0)
        return kom_fail(
            err, KOM_EUSAGE,
            "--period: \"%s\" is none of all, day, week, month, quarter, half, year, event:12m "
            "(units d w m y)",
            text);
    o->is_event = true;
    o->event_unit = text[n - 1];
    return KOM_OK;
}

static enum kom_status parse_ages(struct kom_uptake_options *o, const char *const *item, size_t n,
                                  struct kom_arena *arena, struct kom_error *err) {
    int32_t *ages = kom_arena_take(arena, n * sizeof *ages);
    if (!ages)
        return KOM_UPTAKE_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++) {
        ages[i] = whole(kom_text_of(item[i]), 150);
        if (ages[i] == 0 || (i && ages[i] <= ages[i - 1]))
            return kom_fail(err, KOM_EUSAGE,
                            "--ages: \"%s\" does not fit a rising list of ages such as 18,67,80",
                            item[i]);
    }
    o->ages = ages;
    o->n_ages = n;
    return KOM_OK;
}

static enum kom_status check(const struct kom_uptake_options *o, struct kom_error *err) {
    if (o->from != KOM_DAY_NONE && o->to != KOM_DAY_NONE && o->from > o->to)
        return kom_fail(err, KOM_EUSAGE, "--from: is later than --to");
    if (o->form == KOM_UPTAKE_CUMULATIVE && (o->is_event || o->period != KOM_PERIOD_ALL))
        return kom_fail(err, KOM_EUSAGE,
                        "--cumulative: counts days over the whole range; leave --period out");
    if (o->form != KOM_UPTAKE_CELLS && o->has_dominance)
        return kom_fail(err, KOM_EUSAGE, "--dominance: goes with the table of cells only");
    if (o->form != KOM_UPTAKE_CELLS && o->has_market)
        return kom_fail(err, KOM_EUSAGE, "--market: goes with the table of cells only");
    if (o->form == KOM_UPTAKE_FLOWS && !o->is_event && o->period == KOM_PERIOD_ALL)
        return kom_fail(err, KOM_EUSAGE,
                        "--flows: goes from one period to the next, or from before to after; give "
                        "--period quarter (or any other) or --period event:12m");
    return KOM_OK;
}

/* Which table is asked for: one of them. */
static enum kom_status parse_form(struct kom_uptake_options *o, const struct kom_uptake_words *w,
                                  struct kom_error *err) {
    const char *const name[] = {w->is_persons ? "persons" : NULL,
                                w->is_cumulative ? "cumulative" : NULL, w->flows ? "flows" : NULL};
    const enum kom_uptake_form form[] = {KOM_UPTAKE_PERSONS, KOM_UPTAKE_CUMULATIVE,
                                         KOM_UPTAKE_FLOWS};
    const char *first = NULL;
    if (w->flows && !*w->flows)
        return kom_fail(err, KOM_EUSAGE, "--flows: names no column");
    o->form = KOM_UPTAKE_CELLS;
    o->flows = w->flows;
    for (size_t i = 0; i < sizeof form / sizeof form[0]; i++) {
        if (!name[i])
            continue;
        if (first)
            return kom_fail(err, KOM_EUSAGE, "--%s: and --%s are two different tables", first,
                            name[i]);
        first = name[i];
        o->form = form[i];
    }
    return KOM_OK;
}

enum kom_status kom_uptake_parse(struct kom_uptake_options *o, const struct kom_uptake_words *w,
                                 struct kom_arena *arena, struct kom_error *err) {
    enum kom_status status = parse_period(o, w->period, err);
    if (!status && w->n_ages)
        status = parse_ages(o, w->ages, w->n_ages, arena, err);
    o->has_overlap = w->overlap != NULL;
    if (!status && w->overlap)
        status = kom_overlap_parse(w->overlap, arena, &o->overlap, err);
    if (!status)
        status = kom_credits_parse(w->credits, &o->credits, err);
    if (!status)
        status = kom_ci_kind_parse(w->ci, &o->ci, err);
    if (!status)
        status = parse_form(o, w, err);
    if (!status)
        status = check(o, err);
    return status || !o->has_market ? status : kom_uptake_find_provider(o, err);
}

/* Whether a by-column comes from a source. */
static bool has_by(const struct given *g, enum by_source source) {
    for (size_t i = 0; i < g->o.n_by; i++)
        if (g->by[i].source == source)
            return true;
    return false;
}

static int note_range(const struct kom_uptake *u, char *text, size_t cap) {
    char first[11] = "", last[11] = "";
    if ((u->given.o.from != KOM_DAY_NONE && u->given.o.to != KOM_DAY_NONE) ||
        u->answer.row_keys.n == 0)
        return 0;
    (void)kom_day_format(first, u->given.first);
    (void)kom_day_format(last, u->given.last);
    return snprintf(text, cap,
                    "range: %s to %s, from the days of sales and offerings; --from and --to set it",
                    first, last);
}

/* Pairs of periods without flows, by the state in the way. */
static int note_gaps(const struct kom_uptake *u, char *text, size_t cap) {
    int length = 0;
    if (u->answer.n_labels < 2)
        return snprintf(text, cap, "flows: the range has one period, and nothing to go to");
    for (int state = 0; state < KOM_UPTAKE_OFFERED && (size_t)length < cap; state++) {
        const uint64_t n = u->answer.notes.n_gaps[state];
        if (n)
            length += snprintf(
                text + length, cap - (size_t)length, "%s%s %llu",
                length ? ", " : "flows: pairs of periods without rows, for a side is: ",
                kom_uptake_state_text((enum kom_uptake_state)state), (unsigned long long)n);
    }
    return length;
}

/* The kind of period that all counts are of; false: they are of several, or of none. */
static bool kind_of_counts(const struct given *g, enum kom_period_kind *kind) {
    struct kom_period period;
    for (size_t i = 0; i < g->count_key.n; i++) {
        if (!kom_period_parse(g->labels_seen.text[(uint32_t)g->count_key.pair[i]], &period) ||
            (i > 0 && period.kind != *kind))
            return false;
        *kind = period.kind;
    }
    return g->count_key.n > 0;
}

static bool is_no_count_used(const struct kom_uptake *u) {
    return u->given.count_key.n > 0 && u->answer.notes.n_other_period == u->given.count_key.n;
}

/* Counts of other periods than asked for; of all of them, the period that they go with. */
static int note_counts(const struct kom_uptake *u, char *text, size_t cap) {
    const struct kom_uptake_options *o = &u->given.o;
    const unsigned long long n = u->answer.notes.n_other_period;
    enum kom_period_kind kind;
    if (n == 0)
        return 0;
    if (!is_no_count_used(u))
        return snprintf(text, cap,
                        "recipients: counts of periods that were not asked for, not used: %llu", n);
    const bool has_remedy = kind_of_counts(&u->given, &kind) && (o->is_event || o->period != kind);
    return snprintf(text, cap,
                    "recipients: counts of periods that were not asked for, not used: %llu, which "
                    "are all, so that uptake is blank everywhere%s%s",
                    n, has_remedy ? "; they go with --period " : "",
                    has_remedy ? periods[kind] : "");
}

bool kom_uptake_is_loud(const struct kom_uptake *u, int i) {
    return i == NOTE_COUNTS && is_no_count_used(u);
}

bool kom_uptake_note(const struct kom_uptake *u, int i, char *text, size_t cap) {
    const struct kom_uptake_notes *n = &u->answer.notes;
    int length = 0;
    if (i < N_FIGURES && n->n_blank[i])
        length = snprintf(text, cap, "sales: used rows without %s, left out of its sum: %llu",
                          kom_uptake_figures[i], (unsigned long long)n->n_blank[i]);
    else if (i == 3 && n->n_movers && has_by(&u->given, BY_KOM))
        length = snprintf(
            text, cap,
            "recipients: persons with more than one unit, who count in each: %llu (--margins kom "
            "counts them once)",
            (unsigned long long)n->n_movers);
    else if (i == NOTE_COUNTS)
        length = note_counts(u, text, cap);
    else if (i == 5 && u->given.o.overlap.way == KOM_OVERLAP_BOTH && has_by(&u->given, BY_NETWORKS))
        length = snprintf(
            text, cap, "networks: a municipality in several counts in each; their rows do not add");
    else if (i == 6 && n->unreported[0])
        length = snprintf(text, cap, "participation: not_reported because of %s", n->unreported);
    else if (i == 7 && !u->given.offerings && !u->given.alone)
        length =
            snprintf(text, cap, "no --offerings: everything is taken to be on offer every day");
    else if (i == 8)
        length = note_range(u, text, cap);
    else if (i == 9 && u->given.by_count && n->is_cut)
        length = snprintf(
            text, cap,
            "recipients: counts are of whole periods, but the range cuts the first or last one");
    else if (i == 10 && n->n_blank[BLANK_FLOW])
        length =
            snprintf(text, cap, "sales: used rows without %s, a blank of its own in --flows: %llu",
                     u->given.o.flows, (unsigned long long)n->n_blank[BLANK_FLOW]);
    else if (i == 11 && u->given.o.form == KOM_UPTAKE_FLOWS)
        length = note_gaps(u, text, cap);
    else if (i == 12 && u->given.by_person && u->given.sc.end < 0)
        length = snprintf(text, cap, "recipients: no column end: every spell goes on for good");
    return length > 0;
}

uint64_t kom_uptake_beyond(const struct kom_uptake *u) {
    return u->answer.notes.n_beyond;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of kom-uptake, from the words of its options; and what its closing lines tell. */
#include <stdio.h>
#include <string.h>

#include "uptake_work.h"

/* A whole number from 1 to max; 0 when the text is none. */
static int32_t whole(struct kom_text t, int32_t max) {
    struct kom_num n;
    if (!kom_num_parse(t, (struct kom_num_form){'.', '\0'}, &n) || !n.is_exact || n.scale ||
        n.mantissa < 1 || n.mantissa > max)
        return 0;
    return (int32_t)n.mantissa;
}

static enum kom_status parse_period(struct kom_uptake_options *o, const char *text,
                                    struct kom_error *err) {
    static const char *const kinds[] = {"all", "year", "half", "quarter", "month", "week", "day"};
    size_t n = strlen(text);
    for (int i = 0; i < 7; i++) {
        if (strcmp(text, kinds[i]) == 0) {
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

/* "730:A,751:B" to pairs; false when it is not of that form. */
static bool assignments(struct kom_uptake_options *o, char *item, struct kom_pair *pairs) {
    while (item) {
        char *comma = strchr(item, ','), *colon = strchr(item, ':');
        if (comma)
            *comma++ = '\0';
        if (!colon || colon == item || !colon[1] || (comma && colon > comma))
            return false;
        *colon = '\0';
        pairs[o->n_assign++] = (struct kom_pair){item, colon + 1};
        item = comma;
    }
    return true;
}

static enum kom_status parse_overlap(struct kom_uptake_options *o, const char *text,
                                     struct kom_arena *arena, struct kom_error *err) {
    static const char *const words[] = {"refuse", "both", "drop"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(text, words[i]) == 0) {
            o->overlap = (enum kom_overlap)i;
            return KOM_OK;
        }
    }
    struct kom_pair *pairs = kom_arena_take(arena, (strlen(text) + 1) * sizeof *pairs);
    char *copy = kom_arena_copy(arena, text, strlen(text));
    if (!pairs || !copy)
        return KOM_UPTAKE_NO_MEMORY(err);
    o->overlap = KOM_OVERLAP_ASSIGN;
    o->assign = pairs;
    if (strncmp(text, "assign=", 7) == 0 && assignments(o, copy + 7, pairs))
        return KOM_OK;
    return kom_fail(err, KOM_EUSAGE,
                    "--overlap: \"%s\" is none of refuse, both, drop, assign=KOM:NETWORK,...",
                    text);
}

static enum kom_status parse_credits(struct kom_uptake_options *o, const char *text,
                                     struct kom_error *err) {
    static const char *const words[] = {"", "positive", "negative"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(text, words[i]) == 0) {
            o->credits = (enum kom_credits)i;
            return KOM_OK;
        }
    }
    return kom_fail(err, KOM_EUSAGE, "--credits: \"%s\" is none of positive, negative", text);
}

static enum kom_status check(const struct kom_uptake_options *o, struct kom_error *err) {
    if (o->from != KOM_DAY_NONE && o->to != KOM_DAY_NONE && o->from > o->to)
        return kom_fail(err, KOM_EUSAGE, "--from: is later than --to");
    if (o->form == KOM_UPTAKE_CUMULATIVE && (o->is_event || o->period != KOM_PERIOD_ALL))
        return kom_fail(err, KOM_EUSAGE,
                        "--cumulative: counts days over the whole range; leave --period out");
    if (o->form != KOM_UPTAKE_CELLS && o->has_dominance)
        return kom_fail(err, KOM_EUSAGE, "--dominance: goes with the table of cells only");
    return KOM_OK;
}

enum kom_status kom_uptake_parse(struct kom_uptake_options *o, const struct kom_uptake_words *w,
                                 struct kom_arena *arena, struct kom_error *err) {
    enum kom_status status = parse_period(o, w->period, err);
    if (!status && w->n_ages)
        status = parse_ages(o, w->ages, w->n_ages, arena, err);
    if (!status)
        status = parse_overlap(o, w->overlap, arena, err);
    if (!status)
        status = parse_credits(o, w->credits, err);
    if (!status)
        status = kom_ci_kind_parse(w->ci, &o->ci, err);
    if (!status && w->is_persons && w->is_cumulative)
        return kom_fail(err, KOM_EUSAGE, "--persons: and --cumulative are two different tables");
    o->form = w->is_persons      ? KOM_UPTAKE_PERSONS
              : w->is_cumulative ? KOM_UPTAKE_CUMULATIVE
                                 : KOM_UPTAKE_CELLS;
    return status ? status : check(o, err);
}

bool kom_uptake_note(const struct kom_uptake *u, int i, char *text, size_t cap) {
    const struct kom_uptake_notes *n = &u->notes;
    int length = 0;
    if (i < N_FIGURES && n->n_blank[i])
        length = snprintf(text, cap, "sales: %llu used rows without %s are left out of its sum",
                          (unsigned long long)n->n_blank[i], kom_uptake_figures[i]);
    else if (i == 3 && n->n_movers)
        length = snprintf(text, cap,
                          "recipients: %llu persons had more than one unit and count in each; "
                          "--margins kom counts "
                          "them once",
                          (unsigned long long)n->n_movers);
    else if (i == 4 && n->n_other_period)
        length = snprintf(text, cap,
                          "recipients: %llu counts of periods that were not asked for are not used",
                          (unsigned long long)n->n_other_period);
    else if (i == 5 && u->o.overlap == KOM_OVERLAP_BOTH)
        length = snprintf(
            text, cap, "networks: a municipality in several counts in each; their rows do not add");
    return length > 0;
}

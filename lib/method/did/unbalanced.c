/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Missing cells, for collapsing: a mean over other periods is no comparison.

   adjust: effects of units and periods fitted to the controls' cells by least squares; those of the
   periods come off every cell before the means are made (with one start, two periods and nothing
   missing: nothing changes). drop: units that lack a period are set aside; periods: periods that a
   unit lacks are; refuse: neither. The period that a unit's own start splits is not missing; where
   it cannot be adjusted for it counts for nobody. */
#include "collapse.h"

#include <string.h>

#include "linked.h"
#include "shell_word.h"
#include "vocab.h"

enum { NAMES_MAX = 5 };

/* Who lacks what. Units left out do not count. */
struct survey {
    uint8_t *has;      /* of a unit and period at [unit * n_periods + period] */
    uint8_t *is_there; /* of a period: some unit has it */
    uint8_t *is_split; /* of a period: a start splits it */
    size_t *n_lacking; /* of each period: units that lack it */
    size_t n_holes;    /* missing cells */
    size_t n_split;    /* cells that the unit's own start splits */
};

static bool is_split(const struct kom_did_panel *p, size_t u, size_t t) {
    return kom_did_is_split(&p->start[u], p->number[t]);
}

static bool has(const struct kom_did_panel *p, const struct survey *s, size_t u, size_t t) {
    return s->has[u * p->n_periods + t];
}

/* A cell that ought to be there. */
static bool is_hole(const struct kom_did_panel *p, const struct survey *s, size_t u, size_t t) {
    return s->is_there[t] && !has(p, s, u, t) && !is_split(p, u, t);
}

static enum kom_status survey_make(struct kom_did_cell *cell, struct survey *s) {
    const struct kom_did_panel *p = &cell->panel;
    *s = (struct survey){
        .has = kom_arena_take(&cell->arena, p->n_units * p->n_periods + 1),
        .is_there = kom_arena_take(&cell->arena, p->n_periods + 1),
        .is_split = kom_arena_take(&cell->arena, p->n_periods + 1),
        .n_lacking = kom_arena_take(&cell->arena, (p->n_periods + 1) * sizeof *s->n_lacking),
    };
    if (!s->has || !s->is_there || !s->is_split || !s->n_lacking)
        return KOM_ENOMEM;
    memset(s->has, 0, p->n_units * p->n_periods);
    memset(s->is_there, 0, p->n_periods);
    memset(s->is_split, 0, p->n_periods);
    memset(s->n_lacking, 0, p->n_periods * sizeof *s->n_lacking);
    for (size_t i = 0; i < p->n; i++)
        if (p->aside[i] == KOM_DID_USED) {
            s->has[p->unit[i] * p->n_periods + p->period[i]] = 1;
            s->is_there[p->period[i]] = 1;
        }
    for (size_t u = 0; u < p->n_units; u++)
        for (size_t t = 0; t < p->n_periods && !kom_did_is_left_out(p, u); t++) {
            s->is_split[t] |= is_split(p, u, t);
            s->n_lacking[t] += is_hole(p, s, u, t);
            s->n_holes += is_hole(p, s, u, t);
            s->n_split += s->is_there[t] && !has(p, s, u, t) && is_split(p, u, t);
        }
    return KOM_OK;
}

static bool lacks_any(const struct kom_did_panel *p, const struct survey *s, size_t u) {
    for (size_t t = 0; t < p->n_periods; t++)
        if (is_hole(p, s, u, t))
            return true;
    return false;
}

/* ---- words ---- */

static bool is_person(const struct kom_did_work *work) {
    const struct kom_word *word = kom_word_find(work->frame->name[work->column.unit]);
    return word && strcmp(word->name, "person") == 0;
}

static const char *unit_text(const struct kom_did_work *work, struct kom_did_cell *cell, size_t u) {
    const struct kom_text name = work->table.unit_name[cell->panel.name[u]];
    return is_person(work) ? "(a person)" : kom_arena_copy(&cell->arena, name.p, name.n);
}

/* code(n):name name ...; up to five names, those of persons none. */
struct list {
    struct kom_buf names;
    size_t n;
};

static void list_add(struct list *list, const char *name) {
    if (list->n++ >= NAMES_MAX || !name)
        return;
    kom_buf_byte(&list->names, list->n > 1 ? ' ' : ':');
    kom_buf_str(&list->names, name);
}

static enum kom_status list_say(struct kom_did_cell *cell, const char *code, struct list *list) {
    if (list->n > 0) {
        if (list->n > NAMES_MAX && list->names.n > 0)
            kom_buf_str(&list->names, " ...");
        kom_buf_byte(&list->names, '\0');
        if (!list->names.failed)
            kom_did_say(&cell->warning, "%s(%zu)%s", code, list->n, list->names.p);
    }
    const bool failed = list->names.failed || cell->warning.failed;
    kom_buf_fini(&list->names);
    return failed ? KOM_ENOMEM : KOM_OK;
}

/* A text in the arena of the cell. */
static enum kom_status keep(struct kom_did_cell *cell, struct kom_buf *text, const char **kept) {
    *kept = text->failed ? NULL : kom_arena_copy(&cell->arena, text->p, text->n);
    kom_buf_fini(text);
    return *kept ? KOM_OK : KOM_ENOMEM;
}

/* ---- adjust: which periods, and can it be done ---- */

/* What adjusting would come to. */
struct trial {
    uint64_t *set; /* of periods; NULL: controls tie no periods of both sides of every start */
    size_t unit;   /* a treated unit without a cell on a side of its start; SIZE_MAX: none */
    int side;
    size_t cohort; /* a start of which no control has both sides; SIZE_MAX: none */
};

/* Whether the cell is one that period effects are fitted to. */
static bool counts(const struct kom_did_panel *p, size_t i, bool has_notyet) {
    const struct kom_did_start *start = &p->start[p->unit[i]];
    return p->aside[i] == KOM_DID_USED &&
           (kom_did_is_never(p, start) ||
            (has_notyet && kom_did_side(start, p->number[p->period[i]]) == 0));
}

static uint64_t *take_sets(struct kom_did_cell *cell, size_t n, size_t n_words) {
    uint64_t *set = kom_arena_take(&cell->arena, (n * n_words + 1) * sizeof *set);
    if (set)
        memset(set, 0, n * n_words * sizeof *set);
    return set;
}

/* Which sides of a start a unit has in the set. */
static void look(const struct kom_did_panel *p, const struct trial *trial, size_t u,
                 const struct kom_did_start *start, bool is_there[2]) {
    is_there[0] = is_there[1] = false;
    for (size_t i = p->begin[u]; i < p->begin[u + 1]; i++) {
        int side = kom_did_side(start, p->number[p->period[i]]);
        if (side >= 0 && p->aside[i] == KOM_DID_USED && kom_linked_has(trial->set, p->period[i]))
            is_there[side] = true;
    }
}

/* Every treated unit needs both sides of its start, and every start a control that has both. */
static void check_sides(const struct kom_did_panel *p, struct trial *trial) {
    bool is_there[2];
    for (size_t s = 0; s < p->n_cohorts; s++) {
        bool has_control = false;
        for (size_t u = 0; u < p->n_units && !has_control; u++) {
            look(p, trial, u, &p->cohort[s], is_there);
            has_control = kom_did_is_never(p, &p->start[u]) && is_there[0] && is_there[1];
        }
        trial->cohort = has_control || trial->cohort != SIZE_MAX ? trial->cohort : s;
    }
    for (size_t u = 0; u < p->n_units && trial->unit == SIZE_MAX; u++) {
        if (kom_did_is_left_out(p, u) || kom_did_is_never(p, &p->start[u]))
            continue;
        look(p, trial, u, &p->start[u], is_there);
        if (is_there[0] && is_there[1])
            continue;
        trial->unit = u;
        trial->side = is_there[0];
    }
}

static enum kom_status try_adjust(struct kom_did_cell *cell, bool has_notyet, struct trial *trial) {
    const struct kom_did_panel *p = &cell->panel;
    const size_t n_words = kom_linked_words(p->n_periods);
    uint64_t *unit = take_sets(cell, p->n_units, n_words);
    uint64_t *need = take_sets(cell, 2 * p->n_cohorts, n_words);
    uint64_t *room = take_sets(cell, p->n_periods, n_words);
    *trial = (struct trial){take_sets(cell, 1, n_words), SIZE_MAX, 0, SIZE_MAX};
    if (!unit || !need || !room || !trial->set)
        return KOM_ENOMEM;
    for (size_t i = 0; i < p->n; i++)
        if (counts(p, i, has_notyet))
            kom_linked_put(unit + p->unit[i] * n_words, p->period[i]);
    for (size_t s = 0; s < p->n_cohorts; s++)
        for (size_t t = 0; t < p->n_periods; t++) {
            int side = kom_did_side(&p->cohort[s], p->number[t]);
            if (side >= 0)
                kom_linked_put(need + (2 * s + (size_t)side) * n_words, t);
        }
    const struct kom_linked_spec spec = {
        .n_periods = p->n_periods, .n_words = n_words, .need = need, .n_need = 2 * p->n_cohorts};
    if (!kom_linked_largest(&spec, unit, p->n_units, room, trial->set))
        trial->set = NULL;
    else
        check_sides(p, trial);
    return KOM_OK;
}

static bool is_possible(const struct trial *trial) {
    return trial->set && trial->unit == SIZE_MAX && trial->cohort == SIZE_MAX;
}

/* ---- the other ways: can it be done ---- */

static bool can_drop(const struct kom_did_panel *p, const struct survey *s) {
    bool has_treated = false, has_control = false;
    for (size_t u = 0; u < p->n_units; u++) {
        if (kom_did_is_left_out(p, u) || lacks_any(p, s, u))
            continue;
        *(kom_did_is_never(p, &p->start[u]) ? &has_control : &has_treated) = true;
    }
    return has_treated && has_control;
}

/* The period is there in all units, and no start splits it. */
static bool is_common(const struct survey *s, size_t t) {
    return s->is_there[t] && s->n_lacking[t] == 0 && !s->is_split[t];
}

/* A start of which the common periods have no side; false: all have both. */
static bool lacks_side(const struct kom_did_panel *p, const struct survey *s, size_t *cohort,
                       int *side) {
    for (*cohort = 0; *cohort < p->n_cohorts; ++*cohort) {
        bool is_there[2] = {false, false};
        for (size_t t = 0; t < p->n_periods; t++) {
            int which = kom_did_side(&p->cohort[*cohort], p->number[t]);
            if (which >= 0 && is_common(s, t))
                is_there[which] = true;
        }
        *side = is_there[0];
        if (!is_there[0] || !is_there[1])
            return true;
    }
    return false;
}

/* A call that works on these data, or "". */
static enum kom_status find_remedy(struct kom_did_work *work, struct kom_did_cell *cell,
                                   const struct survey *s, const char **remedy) {
    const char *control = work->request->control;
    const bool has_notyet = control && kom_did_control_of(control) == 1;
    struct trial never, notyet;
    size_t cohort;
    int side;
    enum kom_status status = try_adjust(cell, has_notyet, &never);
    if (!status)
        status = try_adjust(cell, true, &notyet);
    *remedy = is_possible(&never)                            ? "use --unbalanced adjust"
              : can_drop(&cell->panel, s)                    ? "use --unbalanced drop"
              : !lacks_side(&cell->panel, s, &cohort, &side) ? "use --unbalanced periods"
              : is_possible(&notyet) ? "use --unbalanced adjust --control notyet"
                                     : "";
    return status;
}

/* ---- nothing can be compared ---- */

static enum kom_status refuse_set(struct kom_did_work *work, struct kom_did_cell *cell,
                                  const struct survey *s, const struct trial *trial,
                                  const char **lacks) {
    const struct kom_did_panel *p = &cell->panel;
    const size_t cohort = trial->set ? trial->cohort : 0;
    const char *remedy = "", *start = kom_did_period_text(work, p->cohort[cohort].first);
    struct kom_buf text = {0};
    enum kom_status status = start ? find_remedy(work, cell, s, &remedy) : KOM_ENOMEM;
    if (status)
        return status;
    kom_buf_str(&text, "no_common_periods: ");
    if (trial->set)
        kom_buf_printf(&text, "no unit never treated has a value both before and from %s on",
                       start);
    else
        kom_buf_printf(&text,
                       "controls tie no periods before %s%s to periods from it on, so nothing says "
                       "what the time did",
                       start, p->n_cohorts > 1 ? " (and every other start)" : "");
    if (*remedy)
        kom_buf_printf(&text, "; %s", remedy);
    else
        kom_buf_printf(&text, "; values of such a unit on both sides of %s are needed", start);
    return keep(cell, &text, lacks);
}

/* The option that leaves a unit out. */
static void add_exception(struct kom_buf *out, const char *column, const char *unit) {
    kom_buf_str(out, "leave it out with --except ");
    kom_shell_pair(out, NULL, kom_text_of(column), kom_text_of(unit));
}

static enum kom_status refuse_treated(struct kom_did_work *work, struct kom_did_cell *cell,
                                      const struct survey *s, const struct trial *trial,
                                      const char **lacks) {
    const struct kom_did_panel *p = &cell->panel;
    const char *unit = unit_text(work, cell, trial->unit), *remedy = "";
    const char *start = kom_did_period_text(work, p->start[trial->unit].first);
    struct kom_buf text = {0};
    size_t n_cells = 0;
    enum kom_status status = unit && start ? find_remedy(work, cell, s, &remedy) : KOM_ENOMEM;
    if (status)
        return status;
    for (size_t i = p->begin[trial->unit]; i < p->begin[trial->unit + 1]; i++)
        n_cells += p->aside[i] == KOM_DID_USED &&
                   kom_did_side(&p->start[trial->unit], p->number[p->period[i]]) == trial->side;
    kom_buf_printf(&text, "treated_without_cell: treated unit %s has no value %s %s%s; ", unit,
                   trial->side ? "from" : "before", start,
                   n_cells > 0 ? " in a period that a control has" : "");
    if (*remedy)
        kom_buf_str(&text, remedy);
    else if (p->n_treated > 1 && !is_person(work) && !strpbrk(unit, "|@"))
        add_exception(&text, work->request->unit ? work->request->unit : "kom", unit);
    else
        kom_buf_str(&text, "such a value is needed");
    return keep(cell, &text, lacks);
}

static enum kom_status refuse_drop(struct kom_did_work *work, struct kom_did_cell *cell,
                                   const struct survey *s, const char **lacks) {
    const struct kom_did_panel *p = &cell->panel;
    bool has_treated = false;
    size_t unit = 0, period = 0;
    for (size_t u = 0; u < p->n_units; u++)
        has_treated = has_treated || (!kom_did_is_left_out(p, u) && !lacks_any(p, s, u) &&
                                      !kom_did_is_never(p, &p->start[u]));
    while (kom_did_is_left_out(p, unit) || !lacks_any(p, s, unit) ||
           kom_did_is_never(p, &p->start[unit]) != has_treated)
        unit++;
    while (!is_hole(p, s, unit, period))
        period++;
    const char *name = unit_text(work, cell, unit), *remedy = "";
    const char *missing = kom_did_period_text(work, p->number[period]);
    struct kom_buf text = {0};
    enum kom_status status = name && missing ? find_remedy(work, cell, s, &remedy) : KOM_ENOMEM;
    if (status)
        return status;
    kom_buf_printf(
        &text, "no_%s_complete: every %s unit lacks a period, unit %s has no value in %s",
        has_treated ? "control" : "treated", has_treated ? "control" : "treated", name, missing);
    kom_buf_printf(&text, *remedy ? "; %s" : "%s", remedy);
    return keep(cell, &text, lacks);
}

static enum kom_status refuse_periods(struct kom_did_work *work, struct kom_did_cell *cell,
                                      const struct survey *s, const char **lacks) {
    const struct kom_did_panel *p = &cell->panel;
    size_t cohort, unit = SIZE_MAX, period = 0;
    int side;
    (void)lacks_side(p, s, &cohort, &side);
    for (size_t t = 0; t < p->n_periods && unit == SIZE_MAX; t++)
        for (size_t u = 0; u < p->n_units && unit == SIZE_MAX; u++)
            if (!kom_did_is_left_out(p, u) && is_hole(p, s, u, t) &&
                kom_did_side(&p->cohort[cohort], p->number[t]) == side) {
                unit = u;
                period = t;
            }
    const char *start = kom_did_period_text(work, p->cohort[cohort].first), *remedy = "";
    const char *name = unit == SIZE_MAX ? "" : unit_text(work, cell, unit);
    const char *missing = kom_did_period_text(work, p->number[period]);
    struct kom_buf text = {0};
    enum kom_status status =
        start && name && missing ? find_remedy(work, cell, s, &remedy) : KOM_ENOMEM;
    if (status)
        return status;
    kom_buf_printf(&text, "no_common_periods: no period %s %s is there in every unit",
                   side ? "from" : "before", start);
    if (*name)
        kom_buf_printf(&text, ", unit %s has no value in %s", name, missing);
    kom_buf_printf(&text, *remedy ? "; %s" : "%s", remedy);
    return keep(cell, &text, lacks);
}

/* ---- doing it ---- */

/* One start for all: a period that it splits counts on neither side, for controls as well. */
static void leave_split(struct kom_did_panel *p) {
    for (size_t i = 0; p->n_cohorts == 1 && i < p->n; i++)
        if (p->aside[i] == KOM_DID_USED && kom_did_side(&p->cohort[0], p->number[p->period[i]]) < 0)
            p->aside[i] = KOM_DID_BETWEEN;
}

/* The same for every start there is. */
static void leave_all_split(struct kom_did_panel *p, const struct survey *s) {
    for (size_t i = 0; i < p->n; i++)
        if (p->aside[i] == KOM_DID_USED && s->is_split[p->period[i]])
            p->aside[i] = KOM_DID_BETWEEN;
}

/* Names of the units that lack a cell; under drop they are set aside. */
static enum kom_status list_units(struct kom_did_work *work, struct kom_did_cell *cell,
                                  const struct survey *s, bool is_drop) {
    struct kom_did_panel *p = &cell->panel;
    struct list list = {0};
    for (size_t u = 0; u < p->n_units; u++) {
        if (kom_did_is_left_out(p, u) || !lacks_any(p, s, u))
            continue;
        list_add(&list, is_person(work) ? NULL : unit_text(work, cell, u));
        for (size_t i = p->begin[u]; is_drop && i < p->begin[u + 1]; i++)
            p->aside[i] = KOM_DID_INCOMPLETE;
    }
    return list_say(cell, is_drop ? "units_left_out" : "adjusted", &list);
}

static enum kom_status list_periods(struct kom_did_work *work, struct kom_did_cell *cell,
                                    const uint8_t *is_left, const char *code) {
    struct list list = {0};
    for (size_t t = 0; t < cell->panel.n_periods; t++)
        if (is_left[t])
            list_add(&list, kom_did_period_text(work, cell->panel.number[t]));
    return list_say(cell, code, &list);
}

static enum kom_status drop(struct kom_did_work *work, struct kom_did_cell *cell,
                            const struct survey *s, const char **lacks) {
    struct kom_did_panel *p = &cell->panel;
    if (s->n_holes > 0 && !can_drop(p, s))
        return refuse_drop(work, cell, s, lacks);
    enum kom_status status = list_units(work, cell, s, true);
    leave_all_split(p, s);
    kom_did_find_cohorts(p);
    return status;
}

static enum kom_status periods(struct kom_did_work *work, struct kom_did_cell *cell,
                               const struct survey *s, const char **lacks) {
    struct kom_did_panel *p = &cell->panel;
    uint8_t *is_left = kom_arena_take(&cell->arena, p->n_periods + 1);
    size_t cohort;
    int side;
    if (!is_left)
        return KOM_ENOMEM;
    if (lacks_side(p, s, &cohort, &side))
        return refuse_periods(work, cell, s, lacks);
    for (size_t t = 0; t < p->n_periods; t++)
        is_left[t] = s->is_there[t] && s->n_lacking[t] > 0;
    for (size_t i = 0; i < p->n; i++)
        if (p->aside[i] == KOM_DID_USED && is_left[p->period[i]])
            p->aside[i] = KOM_DID_NOT_ALL;
    leave_all_split(p, s);
    return list_periods(work, cell, is_left, "periods_left_out");
}

static enum kom_status fit(struct kom_did_cell *cell, bool has_notyet, struct kom_error *why) {
    struct kom_did_panel *p = &cell->panel;
    uint8_t *is_in = kom_arena_take(&cell->arena, p->n + 1);
    struct kom_dd *effect = kom_arena_take(&cell->arena, (p->n_periods + 1) * sizeof *effect);
    if (!is_in || !effect)
        return KOM_ENOMEM;
    for (size_t i = 0; i < p->n; i++)
        is_in[i] = counts(p, i, has_notyet);
    const struct kom_period_cells cells = {p->n_units, p->n_periods, p->begin, p->period, p->w};
    p->effect = effect;
    return kom_period_fit(&cells, p->exact, is_in, effect, why);
}

/* Cells of periods without an effect are left out. */
static enum kom_status leave_untied(struct kom_did_work *work, struct kom_did_cell *cell,
                                    const uint64_t *set) {
    struct kom_did_panel *p = &cell->panel;
    uint8_t *is_left = kom_arena_take(&cell->arena, p->n_periods + 1);
    size_t n = 0;
    if (!is_left)
        return KOM_ENOMEM;
    memset(is_left, 0, p->n_periods);
    for (size_t i = 0; i < p->n; i++) {
        if (p->aside[i] != KOM_DID_USED || kom_linked_has(set, p->period[i]))
            continue;
        p->aside[i] = KOM_DID_UNTIED;
        is_left[p->period[i]] = 1;
        n++;
    }
    if (n > 0)
        kom_did_say(&cell->warning, "cells_left_out(%zu)", n);
    return list_periods(work, cell, is_left, "periods_without_control");
}

/* A period whose effect a few controls tell, while most lack it: their own errors go into
   everybody's change, and where those last over periods t and permutation are too small. */
static enum kom_status warn_few(struct kom_did_work *work, struct kom_did_cell *cell,
                                const struct survey *s) {
    enum { FEW = 5 };
    const struct kom_did_panel *p = &cell->panel;
    uint8_t *is_few = kom_arena_take(&cell->arena, p->n_periods + 1);
    size_t n_controls = 0;
    if (!is_few)
        return KOM_ENOMEM;
    for (size_t u = 0; u < p->n_units; u++)
        n_controls += kom_did_is_never(p, &p->start[u]);
    for (size_t t = 0; t < p->n_periods; t++) {
        size_t n = 0;
        for (size_t u = 0; u < p->n_units; u++)
            n += kom_did_is_never(p, &p->start[u]) && has(p, s, u, t);
        is_few[t] = n > 0 && n < FEW && 2 * n < n_controls;
    }
    return list_periods(work, cell, is_few, "few_controls");
}

static enum kom_status adjust(struct kom_did_work *work, struct kom_did_cell *cell,
                              const struct survey *s, const char **lacks) {
    const char *control = work->request->control;
    const bool has_notyet = control && kom_did_control_of(control) == 1;
    struct trial trial;
    struct kom_error why;
    enum kom_status status = try_adjust(cell, has_notyet, &trial);
    if (status)
        return status;
    if (!trial.set || trial.cohort != SIZE_MAX)
        return refuse_set(work, cell, s, &trial, lacks);
    if (trial.unit != SIZE_MAX)
        return refuse_treated(work, cell, s, &trial, lacks);
    status = list_units(work, cell, s, false);
    if (!status)
        status = leave_untied(work, cell, trial.set);
    if (!status)
        status = warn_few(work, cell, s);
    if (!status)
        status = fit(cell, has_notyet, &why);
    if (status != KOM_EESTIMATE)
        return status;
    struct kom_buf text = {0};
    kom_buf_printf(&text, "no_period_effects: %s", why.text);
    return keep(cell, &text, lacks);
}

/* Missing cells are bad data to who asked for none. */
static enum kom_status stop(struct kom_did_work *work, struct kom_did_cell *cell,
                            const struct survey *s) {
    const struct kom_did_panel *p = &cell->panel;
    size_t unit = 0, period = 0;
    const char *remedy = "";
    while (kom_did_is_left_out(p, unit) || !lacks_any(p, s, unit))
        unit++;
    while (!is_hole(p, s, unit, period))
        period++;
    const char *name = unit_text(work, cell, unit);
    const char *missing = kom_did_period_text(work, p->number[period]);
    enum kom_status status = name && missing ? find_remedy(work, cell, s, &remedy) : KOM_ENOMEM;
    if (status)
        return status;
    return kom_fail(work->err, KOM_EDATA,
                    "--unbalanced refuse: %s: unit %s has no value in %s (%zu cells are missing in "
                    "all)%s%s",
                    cell->name, name, missing, s->n_holes, *remedy ? "; " : "", remedy);
}

enum kom_status kom_did_unbalanced(struct kom_did_work *work, struct kom_did_cell *cell,
                                   const char **lacks) {
    struct kom_did_panel *p = &cell->panel;
    const char *word = work->request->unbalanced;
    struct survey s;
    *lacks = NULL;
    for (size_t i = 0; i < p->n; i++)
        if (kom_did_is_always(p, &p->start[p->unit[i]]))
            p->aside[i] = KOM_DID_ALWAYS;
    leave_split(p);
    enum kom_status status = survey_make(cell, &s);
    p->n_missing = s.n_holes;
    if (status || (s.n_holes == 0 && s.n_split == 0))
        return status;
    switch (word ? kom_did_unbalanced_of(word) : (int)KOM_DID_ADJUST) {
    case KOM_DID_DROP:
        return drop(work, cell, &s, lacks);
    case KOM_DID_PERIODS:
        return periods(work, cell, &s, lacks);
    case KOM_DID_REFUSE:
        return s.n_holes > 0 ? stop(work, cell, &s) : drop(work, cell, &s, lacks);
    default:
        return adjust(work, cell, &s, lacks);
    }
}

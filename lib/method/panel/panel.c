/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of a panel, its notes and its end. */
#include "parts.h"
#include "work.h"

static const char *const reasons[PANEL_N_REASONS] = {"incomplete", "outside_period",
                                                     "several_networks"};

enum kom_status kom_panel_new(struct kom_panel **out, const struct kom_panel_request *request,
                              struct kom_error *err) {
    struct kom_panel *p = *out = kom_alloc(1, sizeof *p);
    if (!p)
        return kom_panel_no_memory(err);
    p->given.ask = *request;
    if (request->n_values > PANEL_VALUES_MAX)
        return kom_fail(err, KOM_EUSAGE, "--value: at most %d columns", PANEL_VALUES_MAX);
    return kom_panel_check_range(request, err);
}

/* ---- the verbs ---- */

static enum kom_status ask(void *method, struct kom_extract *x, struct kom_error *err) {
    struct kom_panel *p = method;
    enum kom_status status = kom_panel_ask(&p->given, x, err);
    return status ? status : kom_panel_columns_make(p, err);
}

static enum kom_status hire(void *method, unsigned *n, void *worker[], struct kom_error *err) {
    struct kom_panel *p = method;
    const struct kom_lookup *l = p->given.by.kom >= 0 ? p->given.by.lookup : NULL;
    p->books = kom_alloc(*n, sizeof *p->books);
    if (!p->books)
        return kom_panel_no_memory(err);
    for (p->n_books = 0; p->n_books < *n; p->n_books++) {
        struct panel_books *b = &p->books[p->n_books];
        b->g = &p->given;
        b->parts = &p->parts;
        b->n_all = &p->n_all;
        b->first = b->last = KOM_DAY_NONE;
        for (int i = 0; i < PANEL_DAYS_MET; i++)
            b->met[i].day = KOM_DAY_NONE;
        b->seen = kom_alloc((l ? l->units.n : 0) + 1, sizeof *b->seen);
        b->block.hundredths =
            kom_alloc(p->given.ask.n_values * KOM_BLOCK_ROWS + 1, sizeof(int64_t));
        if (!b->seen || !b->block.hundredths)
            return kom_panel_no_memory(err);
        worker[p->n_books] = b;
    }
    return KOM_OK;
}

/* Rows whose figures are not written, as their unit does not report the period. */
static void note_unreported(struct kom_panel *p) {
    struct panel_answer *a = &p->answer;
    for (size_t k = 0; a->reports_from && k < a->cells.n; k++) {
        const uint32_t cell = a->order[k];
        for (size_t i = 0; i < a->n_periods; i++) {
            const bool has_rows = p->given.is_spells
                                      ? a->figures[cell * (a->n_periods + 1) + i].spells > 0
                                      : a->n_rows[cell * a->n_periods + i] > 0;
            if (!has_rows || kom_panel_is_reported(a, cell, i))
                continue;
            if (a->notes.n_unreported++ == 0) {
                a->notes.unreported_cell = cell;
                a->notes.unreported_period = i;
            }
        }
    }
}

/* Where no spell would count, no state has one. */
static enum kom_status have_no_spells(struct kom_panel *p, struct kom_error *err) {
    struct panel_met met;
    bool has_one;
    enum kom_status status = kom_panel_next_spell(p, &met, &has_one, err);
    return status || !has_one ? status : kom_state_damaged(p->given.x->label, err);
}

static enum kom_status finish(void *method, const struct kom_extract *x, struct kom_error *err) {
    struct kom_panel *p = method;
    const struct panel_given *g = &p->given;
    const uint64_t failures = kom_mem_failures();
    (void)x;
    enum kom_status status = kom_panel_judge(p, err);
    if (!status)
        status = kom_panel_gather(p, err);
    if (!status)
        status = kom_panel_range(p, err);
    if (!status && p->answer.notes.has_no_range)
        status = have_no_spells(p, err);
    if (status || p->answer.notes.has_no_range)
        return kom_mem_settle(failures, status, err);
    status = kom_panel_cells(p, err);
    if (!status)
        status = kom_panel_reports_spread(p, err);
    if (!status && !g->is_spells)
        status = kom_panel_rows(p, err);
    if (!status && (g->is_spells || g->person >= 0))
        status = kom_panel_stays(p, err);
    else if (!status)
        status = have_no_spells(p, err);
    if (!status)
        note_unreported(p);
    return kom_mem_settle(failures, status, err);
}

const struct kom_method kom_panel_method = {.reasons = reasons,
                                            .n_reasons = PANEL_N_REASONS,
                                            .ask = ask,
                                            .hire = hire,
                                            .take = kom_panel_take,
                                            .save = kom_panel_save,
                                            .load = kom_panel_load,
                                            .finish = finish,
                                            .write = kom_panel_write};

/* ---- notes ---- */

static void add_day(struct kom_buf *text, int32_t day) {
    char iso[10];
    kom_buf_add(text, iso, kom_day_format(iso, day));
}

static void say_range(const struct kom_panel *p, struct kom_buf *text) {
    const struct panel_answer *a = &p->answer;
    if (a->notes.has_no_range) {
        kom_buf_str(text, "there are no rows and so no range; --from DAY --to DAY gives one");
        return;
    }
    kom_buf_str(text, "the range is ");
    add_day(text, a->first);
    kom_buf_str(text, " to ");
    add_day(text, a->last);
    kom_buf_str(text, ", whole periods around the first and last day of the data (");
    add_day(text, a->notes.first);
    kom_buf_str(text, ", ");
    add_day(text, a->notes.last);
    kom_buf_str(text, "); of the first and last period a part only may be known; --from DAY --to "
                      "DAY says which count");
}

/* May the by-columns of a cell be named? Not where they are persons. */
static bool may_name(const struct panel_given *g) {
    bool has_person = false;
    for (size_t i = 0; i < g->n_own; i++)
        has_person = has_person || g->x->columns[g->own[i]].is_person;
    return !has_person || g->x->reading->show_values;
}

static void say_unreported(const struct kom_panel *p, struct kom_buf *text) {
    const struct panel_answer *a = &p->answer;
    const size_t n_keys = p->given.ask.n_by + p->given.has_state, n = a->notes.n_unreported;
    struct kom_group_part part[PANEL_OWN_MAX];
    char label[16];
    const size_t length = kom_period_format(label, kom_panel_nth(p, a->notes.unreported_period));
    kom_group_parts(kom_groups_key(&a->cells, a->notes.unreported_cell), part, n_keys);
    kom_buf_printf(text,
                   "participation: %zu %s with rows %s blank, as not all of the period is "
                   "reported (the first: ",
                   n, n > 1 ? "cells" : "cell", n > 1 ? "are" : "is");
    for (size_t i = 0; i < n_keys && may_name(&p->given); i++) {
        kom_buf_text(text, part[i].text);
        kom_buf_str(text, ", ");
    }
    kom_buf_add(text, label, length);
    kom_buf_byte(text, ')');
}

bool kom_panel_note(const struct kom_panel *p, int i, struct kom_buf *text, bool *is_loud) {
    const struct panel_answer *a = &p->answer;
    kom_buf_reset(text);
    *is_loud = i == 1 || i == 2;
    if (i == 0 && a->notes.is_from_data)
        say_range(p, text);
    else if (i == 1 && a->notes.n_several)
        kom_buf_printf(text,
                       "networks: rows of kom %.*s count in each of several; networks do not add",
                       (int)a->notes.several.n, a->notes.several.p);
    else if (i == 2 && a->notes.n_unreported)
        say_unreported(p, text);
    else if (i == 3 && p->given.is_spells && p->given.end < 0)
        kom_buf_str(text, "no column end: every spell goes on for good");
    else if (i == 4 && p->given.person < 0)
        kom_buf_str(text, "no column person: persons are blank, and each row counts for itself");
    return text->n;
}

/* ---- the end ---- */

static void free_answer(struct panel_answer *a, size_t n_values) {
    struct kom_groups *const groups[] = {&a->groups, &a->parts, &a->rests, &a->cells};
    for (size_t i = 0; a->sum && i < a->cells.n * a->n_periods * n_values; i++)
        kom_exact_fini(&a->sum[i]);
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        kom_groups_fini(groups[i]);
    kom_intern_fini(&a->persons);
    kom_intern_fini(&a->units);
    kom_buf_fini(&a->notes.several);
    void *const owned[] = {a->part_start,   a->part,       a->unit_of_group, a->rest_of_group,
                           a->order,        a->figures,    a->n_rows,        a->sum,
                           a->reports_from, a->reports_to, a->begin};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        kom_free(owned[i]);
}

void kom_panel_free(struct kom_panel *p) {
    if (!p)
        return;
    free_answer(&p->answer, p->given.ask.n_values);
    for (unsigned i = 0; i < p->n_books; i++)
        kom_panel_books_fini(&p->books[i]);
    kom_free(p->books);
    kom_panel_parts_free(p->parts);
    kom_panel_reports_fini(&p->given.reports);
    kom_arena_fini(&p->given.arena);
    kom_free(p->columns);
    kom_free(p);
}

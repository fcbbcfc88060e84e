/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The design: who is treated, from when, against whom, on how many cells, and what was dropped. */
#include "work.h"

#include <string.h>

#include "vocab.h"

/* never, always, and the starts between them. */
static const char *cohort_name(struct kom_did_work *work, const struct kom_did_panel *p,
                               const struct kom_did_start *start) {
    if (kom_did_is_never(p, start))
        return "never";
    if (kom_did_is_always(p, start))
        return "always";
    return kom_did_period_text(work, start->first);
}

/* Is the unit of this cohort: -2 never, -1 always, else the number of the start. */
static bool belongs(const struct kom_did_panel *p, size_t u, int cohort) {
    if (cohort == -2)
        return kom_did_is_never(p, &p->start[u]);
    if (cohort == -1)
        return kom_did_is_always(p, &p->start[u]);
    return kom_did_is_same_start(&p->start[u], &p->cohort[cohort]);
}

static bool is_person(const struct kom_did_work *work) {
    const struct kom_word *word = kom_word_find(work->frame->name[work->column.unit]);
    return word && strcmp(word->name, "person") == 0;
}

static void count_unit(const struct kom_did_panel *p, size_t u, struct kom_did_design_row *row) {
    for (size_t i = p->begin[u]; i < p->begin[u + 1]; i++) {
        if (p->number[p->period[i]] >= p->start[u].first)
            row->n_after++;
        else
            row->n_before++;
    }
    row->n_units++;
    row->n_missing += (int64_t)(p->n_periods - (p->begin[u + 1] - p->begin[u]));
    for (size_t t = 0; t < p->n_periods; t++)
        row->n_missing -= kom_did_is_split(&p->start[u], p->number[t]);
}

/* The rows of the group that are not in the panel, by reason. */
static void say_dropped(const struct kom_did_work *work, const struct kom_did_cell *cell,
                        struct kom_buf *text) {
    size_t n[KOM_DID_REASONS] = {0};
    for (size_t i = 0; i < cell->group->n_members; i++) {
        uint8_t reason = work->out->reason[cell->group->member[i]];
        if (reason < KOM_DID_REASONS)
            n[reason]++;
    }
    for (int reason = 1; reason < KOM_DID_REASONS; reason++)
        if (n[reason] > 0)
            kom_did_say(text, "%s %zu", kom_did_reason_text((enum kom_did_reason)reason),
                        n[reason]);
}

static const char *keep(struct kom_did_work *work, const struct kom_buf *text) {
    return text->failed ? NULL : kom_arena_copy(&work->out->arena, text->p ? text->p : "", text->n);
}

static enum kom_status add(struct kom_did_work *work, const struct kom_did_cell *cell, int cohort,
                           const char *dropped) {
    const struct kom_did_panel *p = &cell->panel;
    struct kom_did *out = work->out;
    struct kom_did_design_row row = {
        .by = cell->group->by, .measure = cell->name, .dropped = dropped};
    struct kom_buf units = {0};
    row.first = kom_did_period_text(work, p->number[0]);
    row.last = kom_did_period_text(work, p->number[p->n_periods - 1]);
    for (size_t u = 0; u < p->n_units; u++) {
        if (!belongs(p, u, cohort))
            continue;
        row.cohort = row.cohort ? row.cohort : cohort_name(work, p, &p->start[u]);
        if (units.n > 0 && !is_person(work))
            kom_buf_byte(&units, ' ');
        if (!is_person(work))
            kom_buf_text(&units, work->table.unit_name[p->name[u]]);
        count_unit(p, u, &row);
    }
    row.n_controls = cohort >= 0 ? (int64_t)p->n_never : 0;
    row.units = keep(work, &units);
    kom_buf_fini(&units);
    void *design = out->design;
    enum kom_status status =
        kom_grow(&design, &out->cap_design, out->n_design + 1, sizeof *out->design);
    out->design = design;
    if (status || !row.first || !row.last || !row.units || !row.cohort)
        return KOM_ENOMEM;
    out->design[out->n_design++] = row;
    return KOM_OK;
}

enum kom_status kom_did_design(struct kom_did_work *work, struct kom_did_cell *cell) {
    const struct kom_did_panel *p = &cell->panel;
    struct kom_buf text = {0};
    enum kom_status status = KOM_OK;
    say_dropped(work, cell, &text);
    const char *dropped = keep(work, &text);
    kom_buf_fini(&text);
    if (!dropped)
        return KOM_ENOMEM;
    if (p->n == 0)
        return KOM_OK;
    for (size_t s = 0; s < p->n_cohorts && !status; s++)
        status = add(work, cell, (int)s, dropped);
    if (!status && p->n_always > 0)
        status = add(work, cell, -1, dropped);
    if (!status && p->n_never > 0)
        status = add(work, cell, -2, dropped);
    return status;
}

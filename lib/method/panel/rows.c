/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dated rows: what the workers added up by group and period, in the cells. */
#include "state.h"
#include "work.h"

static void add_place(struct kom_panel *p, const struct panel_books *b, size_t at) {
    struct panel_answer *a = &p->answer;
    const size_t n_values = p->given.ask.n_values;
    const uint32_t group = (uint32_t)(b->cells.pair[at] >> 32), unit = a->unit_of_group[group];
    const int32_t period = (int32_t)(uint32_t)b->cells.pair[at];
    for (uint32_t i = a->part_start[unit]; i < a->part_start[unit + 1]; i++) {
        const size_t cell = a->part[i] * a->rests.n + a->rest_of_group[group],
                     place = cell * a->n_periods + (size_t)(period - a->first_number);
        a->n_rows[place] += b->n_rows[at];
        for (size_t k = 0; k < n_values; k++)
            kom_exact_merge(&a->sum[place * n_values + k], &b->sum[at * n_values + k]);
    }
}

/* What reading finds lies in the range. What a state tells may not, if somebody changed it. */
static bool has_period(const struct kom_panel *p, uint64_t pair) {
    const int64_t at = (int64_t)(int32_t)(uint32_t)pair - p->answer.first_number;
    return at >= 0 && (size_t)at < p->answer.n_periods;
}

enum kom_status kom_panel_rows(struct kom_panel *p, struct kom_error *err) {
    struct panel_answer *a = &p->answer;
    const size_t n = a->cells.n * a->n_periods, n_sums = n * p->given.ask.n_values;
    a->n_rows = kom_alloc(n + 1, sizeof *a->n_rows);
    a->sum = kom_alloc(n_sums + 1, sizeof *a->sum);
    if (!a->n_rows || !a->sum)
        return kom_panel_no_memory(err);
    for (unsigned i = 0; i < p->n_books; i++)
        for (size_t at = 0; at < p->books[i].n_places; at++) {
            if (!has_period(p, p->books[i].cells.pair[at]))
                return kom_state_damaged(p->given.x->label, err);
            add_place(p, &p->books[i], at);
        }
    bool failed = false;
    for (size_t i = 0; i < n_sums; i++)
        failed = failed || a->sum[i].failed;
    return failed ? kom_panel_no_memory(err) : KOM_OK;
}

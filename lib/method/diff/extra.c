/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beside the estimate: the effect size of means, and two one-sided tests of equivalence. */
#include "work.h"

#include <math.h>
#include <string.h>

#include "kom/effect.h"
#include "share_score.h"

/* g is of the sd of both sides whatever the method; its interval is of independent rows only. */
static void effect(const struct kom_diff_work *work, struct kom_diff_row *row) {
    const struct kom_diff_figures *a = &row->side[0], *b = &row->side[1];
    const struct kom_test g =
        kom_hedges_g((struct kom_sample){a->n, 0, a->sd},
                     (struct kom_sample){b->n, row->gap, b->sd}, work->request->level);
    row->effect.g = g.estimate;
    if (!(work->way->can & KOM_DIFF_INDEPENDENT) || work->is_linked)
        return;
    row->effect.low = g.conf_low;
    row->effect.high = g.conf_high;
}

static double equivalence(const struct kom_diff_work *work, int shift,
                          const struct kom_diff_row *row) {
    const double margin = kom_diff_near_margin(work->request->margin, shift);
    const double level = work->request->level;
    if (work->way->method == KOM_DIFF_MN && row->has_sides) {
        const int64_t count[2] = {row->side[0].count, row->side[1].count};
        const int64_t n[2] = {row->side[0].n, row->side[1].n};
        return kom_share_score_equivalence(count, n, margin, level).p_value;
    }
    if (work->way->measure != 'r')
        return kom_equivalence(row->test, margin, level).p_value;
    if (strcmp(row->scale, "difference") == 0) /* the margin is one of ratios */
        return KOM_NAN;
    return kom_equivalence_ratio(row->test, margin, level).p_value;
}

void kom_diff_extras(const struct kom_diff_work *work, int shift, struct kom_diff_row *row) {
    if (!row->is_estimated)
        return;
    const bool is_main = row->has_sides && !row->is_given_trend;
    if (work->out->has.effect && is_main && !work->request->weight)
        effect(work, row);
    if (work->request->has_margin)
        row->p_equivalence = equivalence(work, shift, row);
}

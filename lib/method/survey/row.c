/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the error of a figure gives a row of the result, and what is to be said of it. */
#include "work.h"

#include <math.h>

#include "dist.h"

/* Below so many clusters or events figures are there, and are to be read with care. */
enum { FEW = 5 };

void kom_survey_say(struct kom_buf *warning, const char *text) {
    if (warning->n > 0)
        kom_buf_str(warning, "; ");
    kom_buf_str(warning, text);
}

void kom_survey_say_count(struct kom_buf *warning, const char *text, int64_t n) {
    kom_survey_say(warning, text);
    kom_buf_printf(warning, "(%lld)", (long long)n);
}

void kom_survey_rest_on(const struct kom_survey_work *work, const struct kom_design_figure *f,
                        struct kom_survey_row *row) {
    row->df = f->df;
    if (work->out->has_replicates)
        return;
    row->clusters = (int64_t)f->clusters;
    row->strata = (int64_t)f->strata;
}

double kom_survey_half(const struct kom_survey_work *work, double std_error, double df) {
    return df > 0.0 ? std_error * kom_t_quantile_upper(kom_level_tail(work->request->level), df)
                    : KOM_NAN;
}

/* The variance over that of as many rows drawn one by one without putting back from a population of
   sum w, as R's svymean has it; of weights that do not say how large it is, with putting back. */
double kom_survey_deff(const struct kom_survey_work *work, const struct kom_survey_cell *cell,
                       const struct kom_design_figure *f, double variance, struct kom_buf *why) {
    struct kom_dd sum = kom_dd(0);
    const double n = (double)cell->n;
    for (size_t i = 0; i < cell->n; i++)
        sum = kom_dd_add(sum, kom_dd(work->design.design.weight[cell->row[i]]));
    const double population = kom_dd_double(sum);
    double left = 1.0;
    if (!work->design.is_scaled)
        left = (population - n) / population;
    if (!(left > 0.0) && !isnan(f->variance))
        kom_survey_say(why, "weights_below_rows");
    return left > 0.0 && variance > 0.0 ? f->variance / (left * variance / n) : KOM_NAN;
}

void kom_survey_say_error(const struct kom_survey_work *work, const struct kom_design_figure *f,
                          struct kom_buf *warning) {
    const bool has_replicates = work->out->has_replicates;
    if (isnan(f->estimate))
        return;
    if (f->n_empty > 0)
        kom_survey_say_count(warning, "empty_replicates", (int64_t)f->n_empty);
    else if (!(f->df > 0.0))
        kom_survey_say(warning, "no_df");
    if (!has_replicates && f->clusters > 0 && f->clusters < FEW)
        kom_survey_say_count(warning, "few_clusters", (int64_t)f->clusters);
}

enum kom_status kom_survey_put_warning(struct kom_survey_work *work, struct kom_survey_row *row,
                                       struct kom_buf *warning) {
    row->warning = warning->n ? kom_arena_copy(&work->out->arena, warning->p, warning->n) : "";
    const bool has_failed = warning->failed || !row->warning;
    kom_buf_fini(warning);
    return has_failed ? kom_no_memory(work->err) : KOM_OK;
}

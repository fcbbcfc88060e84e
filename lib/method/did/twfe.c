/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two-way fixed effects: the value on being treated now, with an effect for every unit and period.

   With several starts the coefficient is a weighted mean of effects in which units treated earlier
   serve as controls of later ones, and weights may be negative (Goodman-Bacon 2021, J Econometrics
   225:254; de Chaisemartin & D'Haultfoeuille 2020, AER 110:2964): warned of as `staggered`. */
#include "regress.h"

static enum kom_status estimate(struct kom_did_work *work, struct kom_did_cell *cell,
                                struct kom_did_regression *r) {
    const struct kom_did_panel *p = &cell->panel;
    struct kom_did_row row = kom_did_row_of(cell, "att");
    struct kom_buf own = {0}, method = {0};
    kom_buf_str(&method, "twfe: units and periods taken out, ");
    kom_did_regression_say(work->request, r, &method);
    if (p->n_cohorts > 1)
        kom_did_say(&own, "staggered(%zu)", p->n_cohorts);
    kom_did_regression_warn(work, cell, r, &own);
    if (p->n_cohorts == 1)
        row.cohort = kom_did_period_text(work, p->cohort[0].first);
    enum kom_status status = row.cohort ? KOM_OK : KOM_ENOMEM;
    if (!status)
        status = kom_did_regression_row(work, cell, r, 0, &row, &own);
    if (row.draws >= 0)
        kom_buf_printf(&method, "; %s", row.method);
    kom_buf_byte(&method, '\0');
    row.method = method.p;
    if (!status)
        status = method.failed ? KOM_ENOMEM : kom_did_add(work, cell, &row, &own);
    kom_buf_fini(&own);
    kom_buf_fini(&method);
    return status;
}

enum kom_status kom_did_twfe(struct kom_did_work *work, struct kom_did_cell *cell) {
    const struct kom_did_panel *p = &cell->panel;
    const struct kom_did_request *request = work->request;
    struct kom_did_regression r;
    const char *lacks = kom_did_regression_lacks(p);
    if (lacks)
        return kom_did_refuse(work, cell, "att", lacks);
    enum kom_status status = kom_did_regression_take(work, cell, 1 + request->n_covariates, &r);
    if (status)
        return status;
    r.name[0] = "treatment";
    for (size_t i = 0; i < r.n; i++) {
        size_t at = r.at[i];
        r.x[0][i] = p->number[p->period[at]] >= p->start[p->unit[at]].first ? 1.0 : 0.0;
        for (size_t j = 0; j < request->n_covariates; j++)
            r.x[j + 1][i] = p->x[j][at];
    }
    for (size_t j = 0; j < request->n_covariates; j++)
        r.name[j + 1] = request->covariates[j];
    status = kom_did_regression_run(work, cell, &r);
    if (!status && !r.lacks && r.is_lost[0])
        r.lacks = kom_did_lost_word(&r);
    if (!status)
        status = r.lacks ? kom_did_refuse(work, cell, "att", r.lacks) : estimate(work, cell, &r);
    kom_did_regression_fini(&r);
    return status;
}

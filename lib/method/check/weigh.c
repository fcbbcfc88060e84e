/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of ten digits: what their first records say, and what no part may say of them. */
#include "work.h"

#include "cpr_watch.h"
#include "shell_word.h"

/* Of so many values one number is too little for a verdict, whichever others one run gathers. */
enum { ENOUGH = 20 };

enum kom_check_cpr kom_check_judged(const struct kom_check_writer *w, size_t column) {
    return column < w->kept.judged.n ? (enum kom_check_cpr)(w->kept.judged.p[column] - '0')
                                     : w->plan->columns[column].cpr;
}

/* Might one run, which reads in other blocks, gather what makes it a column of CPR numbers? */
static bool is_open(const struct kom_cpr_column *seen) {
    const bool is_lone = seen->n_alike == 1 && seen->n_values >= ENOUGH;
    if (seen->is_exempt || seen->is_person || seen->n_hyphens || seen->n_alike == 0)
        return false;
    return !is_lone || seen->n_values == KOM_CPR_VALUES;
}

static enum kom_status refuse(const struct kom_extract *x, struct kom_text heading,
                              struct kom_error *err) {
    struct kom_buf name = {0};
    kom_shell_item(&name, heading);
    enum kom_status status =
        name.failed
            ? kom_no_memory_in(err, x->label)
            : kom_fail(err, KOM_EDATA,
                       "%s: column \"%.*s\": holds numbers of ten digits that may be CPR numbers, "
                       "which only one run weighs together; run it whole, or say --not-cpr %.*s "
                       "if they are other numbers",
                       x->label, (int)heading.n, heading.p, (int)name.n, name.p ? name.p : "");
    kom_buf_fini(&name);
    return status;
}

enum kom_status kom_check_weigh(const struct kom_check_writer *w, struct kom_error *err) {
    const struct kom_check_plan *plan = w->plan;
    const struct kom_extract *x = plan->x;
    const bool is_asked =
        kom_check_is_on(plan, KOM_CHECK_cpr) || kom_check_is_on(plan, KOM_CHECK_cpr_like);
    for (size_t i = 0; i < plan->n_columns && x->cpr && is_asked; i++)
        if (kom_check_judged(w, i) != KOM_CHECK_CPR_DIGITS &&
            is_open(&x->cpr[plan->columns[i].column->at]))
            return refuse(x, plan->columns[i].column->heading, err);
    return KOM_OK;
}

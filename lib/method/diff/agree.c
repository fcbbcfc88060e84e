/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do a p-value and the interval beside it say the same? */
#include "work.h"

#include <math.h>
#include <string.h>

#include "dist.h"

bool kom_diff_disagrees(const struct kom_diff_row *row, double level) {
    const double none = strcmp(row->scale, "difference") == 0 ? 0 : 1;
    const struct kom_test *t = &row->test;
    if (isnan(t->p_value) || isnan(t->conf_low) || isnan(t->conf_high))
        return false;
    const bool is_within = t->conf_low <= none && none <= t->conf_high;
    return is_within != kom_p_is_above(t->p_value, level);
}

enum kom_status kom_diff_say_rules(struct kom_diff *out) {
    for (size_t i = 0; i < out->n_rows; i++) {
        struct kom_diff_row *row = &out->rows[i];
        if (!kom_diff_disagrees(row, out->level))
            continue;
        enum kom_status status = kom_diff_add_warning(out, row, "p_by_other_rule");
        if (status)
            return status;
    }
    return KOM_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cell is, before any rule: hidden from the findings, missing, without a byte to look at. */
#include <string.h>

#include "work.h"

bool kom_check_is_hidden(const struct kom_check_plan *plan, int column, struct kom_text cell) {
    return !plan->x->reading->show_values &&
           (plan->columns[column].column->is_person || kom_cpr_holds(cell));
}

bool kom_check_is_missing(const struct kom_check_plan *plan, int column, struct kom_text cell) {
    struct kom_text t = kom_text_trim(cell);
    if (t.n == 0 || kom_cell_is_listed(&plan->columns[column].column->form, t))
        return true;
    return plan->columns[column].kind == KOM_KIND_NUMBER &&
           (kom_text_is(t, "..") || kom_text_is(t, "."));
}

bool kom_check_is_plain(struct kom_text t) {
    const uint64_t high = UINT64_C(0x8080808080808080), blank = UINT64_C(0x2020202020202020);
    uint64_t odd = 0, word;
    size_t i = 0;
    for (; i + 8 <= t.n; i += 8) { /* a byte below 0x20 borrows, or one above 0x7f stands out */
        memcpy(&word, t.p + i, 8);
        odd |= ((word - blank) | word) & high;
    }
    bool plain = odd == 0;
    for (; i < t.n && plain; i++)
        plain = t.p[i] >= ' ';
    return plain;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The targets join, panel, price and scale: tools that make other rows of rows. */
#include <string.h>

#include "checks.h"
#include "tools.h"

const char *fuzz_join(struct kom_text text, struct kom_buf *why) {
    static const char *const numbers[] = {NULL};
    return fuzz_in_all_ways(&kom_tool_join, text, why, numbers, NULL);
}

/* ---- panel ---- */

static const char *after_panel(const struct fuzz_case *c, const struct grid *g) {
    double persons, spells, days;
    (void)c;
    for (size_t row = 1; row < g->n_rows; row++) {
        if (!grid_number(g, row, "persons", &persons))
            continue;
        if (grid_number(g, row, "spells", &spells) && spells < persons)
            return "fewer spells than persons";
        if (grid_number(g, row, "person_days", &days) && days < persons)
            return "fewer person-days than persons";
    }
    return NULL;
}

const char *fuzz_panel(struct kom_text text, struct kom_buf *why) {
    static const char *const numbers[] = {"persons",     "spells",     "person_days",
                                          "stock_first", "stock_last", "average",
                                          "entered",     "left",       NULL};
    return fuzz_in_all_ways(&kom_tool_panel, text, why, numbers, after_panel);
}

/* ---- price ---- */

/* A difference stands where both that it is the difference of do. */
static const char *after_price(const struct fuzz_case *c, const struct grid *g) {
    const char *reason = NULL;
    double due, difference;
    const int column = grid_column(g, "reason");
    const bool is_by_sale = !fuzz_case_has(c, "--su") && !fuzz_case_has(c, "--co") &&
                            !fuzz_case_has(c, "--si") && column >= 0;
    for (size_t row = 1; row < g->n_rows && is_by_sale; row++) {
        reason = grid_at(g, row, (size_t)column);
        const bool has_due = grid_number(g, row, "due", &due);
        if (grid_number(g, row, "difference", &difference) && !has_due)
            return "a difference from nothing";
        if (!has_due && !*reason)
            return "nothing is due, and no reason says why";
    }
    return NULL;
}

const char *fuzz_price(struct kom_text text, struct kom_buf *why) {
    static const char *const numbers[] = {"due", "difference", "share_off", "ratio", NULL};
    return fuzz_in_all_ways(&kom_tool_price, text, why, numbers, after_price);
}

/* ---- scale ---- */

static const char *after_scale(const struct fuzz_case *c, const struct grid *g) {
    static const char *const shares[] = {"share", "rr1", "rr2", "frame_share", "omega", NULL};
    const bool makes_shares = fuzz_case_has(c, "--ta");
    if (!makes_shares)
        return NULL;
    const char *wrong =
        fuzz_check_order(g, "conf_low", "share", "conf_high", "a share outside its interval");
    wrong =
        wrong ? wrong
              : fuzz_check_order(g, "conf_low", "alpha", "conf_high", "alpha outside its interval");
    return wrong ? wrong : fuzz_check_shares(g, shares);
}

const char *fuzz_scale(struct kom_text text, struct kom_buf *why) {
    static const char *const numbers[] = {"share",     "conf_low", "conf_high", "alpha", "omega",
                                          "alpha_std", "rr1",      "rr2",       NULL};
    return fuzz_in_all_ways(&kom_tool_scale, text, why, numbers, after_scale);
}

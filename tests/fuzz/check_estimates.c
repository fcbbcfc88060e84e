/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The targets diff and did: what holds of every estimate row. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "grid.h"
#include "tools.h"

/* What a row says; NAN: blank. */
struct row {
    double estimate, std_error, low, high, p, level;
    const char *term, *warning;
};

static double number(const struct grid *g, size_t row, const char *heading) {
    double value;
    return grid_number(g, row, heading, &value) ? value : (double)NAN;
}

static const char *text(const struct grid *g, size_t row, const char *heading) {
    int column = grid_column(g, heading);
    return column < 0 ? "" : grid_at(g, row, (size_t)column);
}

/* The level that was asked for: of several, those before are refused. */
static double asked_level(const struct fuzz_case *c) {
    double level = 0.95;
    for (int i = 0; i < c->n_args; i++) {
        const char *arg = c->words.p + c->arg[i];
        if (strncmp(arg, "--level=", 8) == 0)
            level = strtod(arg + 8, NULL);
    }
    return level;
}

static const char *check_shape(const struct row *r) {
    bool has_bound = !isnan(r->low) || !isnan(r->high);
    if (isnan(r->estimate) && (has_bound || !isnan(r->p) || !isnan(r->std_error)))
        return "an interval, an error or a p-value without its estimate";
    if (!isnan(r->p) && !(r->p >= 0 && r->p <= 1))
        return "a p-value outside 0 to 1";
    if (!isnan(r->std_error) && r->std_error < 0)
        return "an error below 0";
    if ((!isnan(r->low) && r->low > r->estimate) || (!isnan(r->high) && r->high < r->estimate))
        return "an estimate outside its interval";
    return NULL;
}

/* Is "nothing" in the interval exactly when p is above 1 - level? */
static const char *check_agreement(const struct row *r) {
    double nothing = strcmp(r->term, "ratio") == 0 ? 1 : 0, limit = 1 - r->level;
    if (isnan(r->low) || isnan(r->high) || isnan(r->p) || strstr(r->warning, "p_by_other_rule"))
        return NULL;
    /* Where p and the bound meet, one last digit decides. */
    double width = r->high - r->low, near = 1e-9 * (width > 1e-300 ? width : 1);
    if (fabs(r->p - limit) < 1e-9 || fabs(r->low - nothing) <= near ||
        fabs(r->high - nothing) <= near)
        return NULL;
    bool is_within = r->low <= nothing && nothing <= r->high;
    return is_within == (r->p > limit) ? NULL : "p-value and interval disagree, and no row says so";
}

static const char *check_rows(const struct fuzz_case *c, const struct grid *g) {
    bool is_one_sided = fuzz_case_has(c, "--alternative") || fuzz_case_has(c, "--equivalence");
    const char *wrong = NULL;
    for (size_t i = 1; i < g->n_rows && !wrong; i++) {
        double level = number(g, i, "conf_level");
        struct row r = {.estimate = number(g, i, "estimate"),
                        .std_error = number(g, i, "std_error"),
                        .low = number(g, i, "conf_low"),
                        .high = number(g, i, "conf_high"),
                        .p = number(g, i, "p_value"),
                        .level = isnan(level) ? asked_level(c) : level,
                        .term = text(g, i, "term"),
                        .warning = text(g, i, "warning")};
        wrong = check_shape(&r);
        if (!wrong && !is_one_sided)
            wrong = check_agreement(&r);
    }
    return wrong;
}

static const char *check_estimates(const struct kom_tool *tool, struct kom_text bytes,
                                   struct kom_buf *why) {
    static const char *const numbers[] = {
        "n",          "estimate", "std_error",     "conf_low",    "conf_high", "statistic",
        "df",         "p_value",  "n_before",      "mean_before", "sd_before", "n_after",
        "mean_after", "sd_after", "p_permutation", "p_min",       NULL};
    struct fuzz_case c;
    struct fuzz_answer a = {0};
    const char *wrong = NULL;
    if (fuzz_case_read(&c, tool, bytes)) {
        wrong = fuzz_check_sources(&c, &a, why);
        if (!wrong && a.code == 0 && !fuzz_case_shows_other(&c)) {
            struct grid g = {0};
            wrong = fuzz_check_result(&a, numbers);
            if (!wrong && !grid_read(&g, a.out.p, a.out.n, ','))
                wrong = check_rows(&c, &g);
            grid_free(&g);
            if (wrong)
                kom_buf_text(why, kom_buf_view(&a.out));
        }
        fuzz_answer_fini(&a);
    }
    fuzz_case_fini(&c);
    return wrong;
}

const char *fuzz_diff(struct kom_text bytes, struct kom_buf *why) {
    return check_estimates(&kom_tool_diff, bytes, why);
}

const char *fuzz_did(struct kom_text bytes, struct kom_buf *why) {
    return check_estimates(&kom_tool_did, bytes, why);
}

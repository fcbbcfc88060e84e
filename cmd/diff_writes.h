/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns that kom-diff writes. */
#ifndef KOM_DIFF_WRITES_H
#define KOM_DIFF_WRITES_H

#include "tool.h"

static const struct kom_tool_column writes[] = {
    {"measure", "text", "the column, or COUNT/OF, COUNT/EXPOSURE"},
    {"term", "text",
     "difference (after minus before), ratio (after over before), level, slope, given_trend (the "
     "step beside a common slope), or contrast"},
    {"n", "number", "observations behind the estimate: rows, pairs or persons"},
    {"estimate", "number", "blank where the data cannot carry it"},
    {"std_error", "number", "of the difference; of the logarithm of a ratio"},
    {"conf_low", "number", "lower end of the interval"},
    {"conf_high", "number", "upper end of the interval; blank also when it is infinite"},
    {"statistic", "number", "t; z of shares; W or V of ranks"},
    {"df", "number", "degrees of freedom of t"},
    {"p_value", "number",
     "two-sided, of no difference; by the rule of the interval, or `p_by_other_rule' is said"},
    {"method", "text", "what was done"},
    {"warning", "text", "why figures are blank, and what to beware of, joined by `; '"},
    {"scale", "text", "what the interval was built on: difference, ratio or log"},
    {"n_before", "number", "rows, pairs or persons before"},
    {"mean_before", "number", "mean, share or rate before"},
    {"sd_before", "number", "standard deviation before, of means"},
    {"n_after", "number", "rows, pairs or persons after"},
    {"mean_after", "number", "mean, share or rate after"},
    {"sd_after", "number", "standard deviation after, of means"},
    {"count_before", "number", "events before, of shares and rates"},
    {"count_after", "number", "events after, of shares and rates"},
    {"exposure_before", "number", "exposure before, of rates"},
    {"exposure_after", "number", "exposure after, of rates"},
    {"hedges_g", "number", "difference in pooled standard deviations, unbiased; of means"},
    {"hedges_g_low", "number", "lower end of its interval; of independent rows"},
    {"hedges_g_high", "number", "upper end of its interval"},
    {"unlinked_before", "number", "ids that are before only, of linked methods"},
    {"unlinked_after", "number", "ids that are after only"},
    {"clusters", "number", "clusters, of method cluster"},
    {"draws", "text", "permutations drawn, or `enumerated'"},
    {"seed", "number", "seed of these draws"},
    {"p_min", "number", "smallest p-value these data could have given by permutation"},
    {"equivalence_margin", "number", "MARGIN of --equivalence"},
    {"p_equivalence", "number", "larger p-value of the two one-sided tests"},
    {"conf_level", "number", "level of the interval"},
    {NULL, NULL, NULL},
};

#endif

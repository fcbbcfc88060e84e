/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The methods of the before-after comparison: one row each, and which requests they carry.

   A method is a row: its word, what it measures (means, shares, rates), what it can do (links,
   clusters, draws, contrasts), its terms and its function. The first row of a measure is the
   default. Which options a request may have follows from what the row can do, so that an option
   without meaning is refused in one place, with the methods that would take it; the text of the
   column method begins with the row's. A new method is a row and a function. */
#include "work.h"

#include <string.h>

#include "design_rows.h"

/* The first of a measure is its default. */
static const struct kom_diff_way ways[] = {
    {KOM_DIFF_WELCH,
     'm',
     "welch",
     "Welch t, unequal variances, Satterthwaite df",
     KOM_DIFF_WEIGHS | KOM_DIFF_CONTRASTS | KOM_DIFF_EQUIVALENCE | KOM_DIFF_INDEPENDENT,
     kom_diff_welch,
     {"difference"},
     {"difference"}},
    {KOM_DIFF_PAIRED,
     'm',
     "paired",
     "paired t, differences within ",
     KOM_DIFF_LINKS | KOM_DIFF_WEIGHS | KOM_DIFF_CLUSTERS | KOM_DIFF_CONTRASTS |
         KOM_DIFF_EQUIVALENCE,
     kom_diff_paired,
     {"difference"},
     {"difference"}},
    {KOM_DIFF_CLUSTER,
     'm',
     "cluster",
     "least squares on after, CR2 by ",
     KOM_DIFF_WEIGHS | KOM_DIFF_CLUSTERS | KOM_DIFF_CONTRASTS | KOM_DIFF_EQUIVALENCE,
     kom_diff_cluster,
     {"difference"},
     {"difference"}},
    {KOM_DIFF_WILCOXON,
     'm',
     "wilcoxon",
     "Wilcoxon, Hodges-Lehmann",
     KOM_DIFF_MAY_LINK | KOM_DIFF_INDEPENDENT,
     kom_diff_wilcoxon,
     {"difference"},
     {"difference"}},
    {KOM_DIFF_PERMUTATION,
     'm',
     "permutation",
     "permutation, difference of means",
     KOM_DIFF_MAY_LINK | KOM_DIFF_INDEPENDENT | KOM_DIFF_DRAWS,
     kom_diff_permutation,
     {"difference"},
     {"difference"}},
    {KOM_DIFF_SERIES,
     'm',
     "--se newey-west",
     "Newey-West errors",
     KOM_DIFF_EQUIVALENCE,
     kom_diff_series,
     {"difference", "level", "slope"},
     {"difference", "difference", "difference"}},
    {KOM_DIFF_NEWCOMBE,
     's',
     "newcombe",
     "Newcombe 1998 method 10, p from pooled z",
     KOM_DIFF_CONTRASTS | KOM_DIFF_EQUIVALENCE,
     kom_diff_shares,
     {"difference"},
     {"difference"}},
    {KOM_DIFF_MN,
     's',
     "mn",
     "Miettinen & Nurminen 1985 score interval and test",
     KOM_DIFF_CONTRASTS | KOM_DIFF_EQUIVALENCE,
     kom_diff_shares,
     {"difference"},
     {"difference"}},
    {KOM_DIFF_MCNEMAR,
     's',
     "mcnemar",
     "McNemar mid-P, Tango 1998 score interval, persons linked by ",
     KOM_DIFF_LINKS | KOM_DIFF_CONTRASTS | KOM_DIFF_EQUIVALENCE,
     kom_diff_mcnemar,
     {"difference"},
     {"difference"}},
    {KOM_DIFF_EXACT,
     's',
     "exact",
     "exact unconditional score interval (Chan & Zhang 1999), p from Fisher",
     KOM_DIFF_CONTRASTS,
     kom_diff_shares,
     {"difference"},
     {"difference"}},
    {KOM_DIFF_EXACT,
     'r',
     "exact",
     "exact conditional Poisson (Clopper-Pearson on counts)",
     KOM_DIFF_CONTRASTS | KOM_DIFF_EQUIVALENCE,
     kom_diff_rates,
     {"ratio", "difference"},
     {"ratio", "difference"}},
    {KOM_DIFF_MIDP,
     'r',
     "midp",
     "conditional Poisson, mid-P",
     KOM_DIFF_CONTRASTS | KOM_DIFF_EQUIVALENCE,
     kom_diff_rates,
     {"ratio", "difference"},
     {"ratio", "difference"}},
    {KOM_DIFF_DESIGN,
     'm',
     "design",
     "",
     KOM_DIFF_WEIGHS | KOM_DIFF_CLUSTERS | KOM_DIFF_DESIGNS | KOM_DIFF_CONTRASTS |
         KOM_DIFF_EQUIVALENCE,
     kom_diff_by_design,
     {"difference"},
     {"difference"}},
    {KOM_DIFF_DESIGN,
     's',
     "design",
     "",
     KOM_DIFF_WEIGHS | KOM_DIFF_CLUSTERS | KOM_DIFF_DESIGNS | KOM_DIFF_CONTRASTS |
         KOM_DIFF_EQUIVALENCE,
     kom_diff_by_design,
     {"difference"},
     {"difference"}},
    {KOM_DIFF_DESIGN,
     'r',
     "design",
     "",
     KOM_DIFF_WEIGHS | KOM_DIFF_CLUSTERS | KOM_DIFF_DESIGNS | KOM_DIFF_CONTRASTS |
         KOM_DIFF_EQUIVALENCE,
     kom_diff_by_design,
     {"ratio", "difference"},
     {"log", "difference"}},
};

enum { WAYS = sizeof ways / sizeof ways[0] };

enum kom_status kom_diff_method_parse(const char *text, enum kom_diff_method *method,
                                      struct kom_error *err) {
    for (size_t i = 0; i < WAYS; i++)
        if (ways[i].method != KOM_DIFF_SERIES && strcmp(text, ways[i].name) == 0) {
            *method = ways[i].method;
            return KOM_OK;
        }
    return kom_fail(err, KOM_EUSAGE,
                    "--method: \"%s\" is none of welch, paired, cluster, wilcoxon, permutation, "
                    "newcombe, mn, exact, mcnemar, midp, design",
                    text);
}

enum kom_status kom_diff_phase_parse(const char *text, struct kom_arena *arena,
                                     struct kom_diff_request *request, struct kom_error *err) {
    const char *equal = strchr(text, '='), *comma = equal ? strchr(equal, ',') : NULL;
    request->sides = KOM_DIFF_PHASE;
    request->phase = kom_arena_copy(arena, text, equal ? (size_t)(equal - text) : strlen(text));
    request->before = "before";
    request->after = "after";
    if (equal) {
        if (!comma || comma == equal + 1 || !comma[1] || strchr(comma + 1, ','))
            return kom_fail(err, KOM_EUSAGE, "--phase: \"%s\" is not COL=BEFORE,AFTER", text);
        request->before = kom_arena_copy(arena, equal + 1, (size_t)(comma - equal - 1));
        request->after = comma + 1;
    }
    if (!request->phase || !request->before)
        return kom_no_memory(err);
    return KOM_OK;
}

/* ---- what is asked ---- */

static char measure_of(const struct kom_diff_request *r) {
    return r->n_values > 0 ? 'm' : r->exposure ? 'r' : 's';
}

static enum kom_diff_method default_of(const struct kom_diff_request *r) {
    const bool is_sample = (r->design && kom_design_is_drawn(r->design)) || r->count_value;
    if (r->method == KOM_DIFF_DEFAULT && is_sample)
        return KOM_DIFF_DESIGN;
    if (r->method != KOM_DIFF_DEFAULT || r->n_values == 0)
        return r->method;
    if (r->is_series)
        return KOM_DIFF_SERIES;
    if (r->cluster)
        return KOM_DIFF_CLUSTER;
    return r->by_season ? KOM_DIFF_PAIRED : KOM_DIFF_WELCH;
}

static enum kom_status check_measure(const struct kom_diff_request *r, struct kom_error *err) {
    if (r->n_values > 0 && (r->count || r->of || r->exposure))
        return kom_fail(err, KOM_EUSAGE, "--value and --count cannot both be given");
    if (r->n_values == 0 && !r->count)
        return kom_fail(err, KOM_EUSAGE,
                        "nothing to compare; give --value COL, --count COL --of COL or "
                        "--count COL --exposure COL");
    if (r->method == KOM_DIFF_MCNEMAR && r->count && (r->of || r->exposure))
        return kom_fail(err, KOM_EUSAGE,
                        "--method mcnemar: --count is 0 or 1 for each person and side, without "
                        "--of and --exposure");
    if (r->count && !r->count_value && !r->of == !r->exposure && r->method != KOM_DIFF_MCNEMAR)
        return kom_fail(err, KOM_EUSAGE,
                        "--count needs either --of or --exposure, or is COL=VALUE, the share of a "
                        "value");
    if (r->count && r->weight && default_of(r) != KOM_DIFF_DESIGN)
        return kom_fail(err, KOM_EUSAGE,
                        "--weight: only means (--value) are weighted, and samples; give --method "
                        "design where they are sampling weights");
    return KOM_OK;
}

static enum kom_status find_way(const struct kom_diff_request *r, const struct kom_diff_way **way,
                                struct kom_error *err) {
    char measure = measure_of(r);
    enum kom_diff_method method = default_of(r);
    for (size_t i = 0; i < WAYS; i++)
        if (ways[i].measure == measure &&
            (method == KOM_DIFF_DEFAULT || method == ways[i].method)) {
            *way = &ways[i];
            return KOM_OK;
        }
    return kom_fail(err, KOM_EUSAGE, "--method: %s",
                    measure == 'm' ? "means (--value) take welch or paired, cluster, wilcoxon, "
                                     "permutation or design"
                    : measure == 's'
                        ? "shares (--count, --of) take newcombe or exact, mn, mcnemar or design"
                        : "rates (--count, --exposure) take exact or midp, or design");
}

/* An option that a method has no use for is refused, never ignored. */
static enum kom_status check_options(const struct kom_diff_request *r,
                                     const struct kom_diff_way *way, struct kom_error *err) {
    /* What a method of means has for it; series, shares and rates have nothing. */
    const bool has_others = way->measure == 'm' && way->method != KOM_DIFF_SERIES;
    static const char of[] = "; use --method design";
    const struct {
        bool is_given;
        unsigned needs;
        const char *option, *why, *instead;
    } rule[] = {
        {r->weight != NULL, KOM_DIFF_WEIGHS, "weight", "has no weights", ""},
        {r->cluster != NULL, KOM_DIFF_CLUSTERS, "cluster", "has no clusters",
         "; use --method cluster"},
        {r->contrast != NULL, KOM_DIFF_CONTRASTS, "contrast", "has no contrasts", ""},
        {r->has_margin, KOM_DIFF_EQUIVALENCE, "equivalence", "has no two one-sided tests", ""},
        {r->draws > 0, KOM_DIFF_DRAWS, "draws", "draws nothing", ""},
        {r->has_seed, KOM_DIFF_DRAWS, "seed", "draws nothing", ""},
        {r->design && r->design->strata, KOM_DIFF_DESIGNS, "sample-strata", "has no strata", of},
        {r->design && r->design->fpc, KOM_DIFF_DESIGNS, "fpc", "has no finite populations", of},
        {r->design && r->design->n_replicates, KOM_DIFF_DESIGNS, "replicate-weights",
         "has no replicates", of},
        {r->by_season, KOM_DIFF_LINKS | KOM_DIFF_MAY_LINK, "match", "pairs nothing",
         "; use --method paired, wilcoxon or permutation"},
    };
    if (r->by_season && way->measure != 'm')
        return kom_fail(err, KOM_EUSAGE, "--match: only means (--value) are paired by season");
    if (r->by_season && r->cluster)
        return kom_fail(err, KOM_EUSAGE, "--match: pairs have no clusters; leave --cluster out");
    for (size_t i = 0; i < sizeof rule / sizeof rule[0]; i++)
        if (rule[i].is_given && !(way->can & rule[i].needs))
            return kom_fail(err, KOM_EUSAGE, "--%s: %s%s %s%s%s%s", rule[i].option,
                            way->method == KOM_DIFF_SERIES ? "" : "the method ", way->name,
                            rule[i].why, has_others ? rule[i].instead : "; leave --",
                            has_others ? "" : rule[i].option, has_others ? "" : " out");
    if (r->count_value && way->method != KOM_DIFF_DESIGN)
        return kom_fail(err, KOM_EUSAGE,
                        "--count COL=VALUE: the method %s takes counts, not values; use --method "
                        "design",
                        way->name);
    if (r->is_series && way->method != KOM_DIFF_SERIES)
        return kom_fail(err, KOM_EUSAGE,
                        "--se newey-west: is a method of its own for means (--value); leave "
                        "--method out");
    if (r->id && kom_diff_goes_by_clusters(way))
        return kom_fail(err, KOM_EUSAGE,
                        "--id: the method %s links nothing; --cluster names what belongs "
                        "together; --method paired compares those who are on both sides",
                        way->name);
    if (r->is_series && (r->by_season || r->id))
        return kom_fail(err, KOM_EUSAGE, "--se newey-west: a series is not linked; leave --%s out",
                        r->id ? "id" : "match");
    if (way->method == KOM_DIFF_MCNEMAR && !r->id)
        return kom_fail(err, KOM_EUSAGE, "--method mcnemar: needs --id COL, the persons");
    if (r->has_margin && way->measure == 's' && !(r->margin < 1.0))
        return kom_fail(err, KOM_EUSAGE, "--equivalence: a difference of shares is below 1");
    if (r->has_margin && !(r->margin > (way->measure == 'r' ? 1.0 : 0.0)))
        return kom_fail(err, KOM_EUSAGE, "--equivalence: must be above %s",
                        way->measure == 'r' ? "1, a ratio" : "0");
    return KOM_OK;
}

static enum kom_status check_sides(const struct kom_diff_request *r, const struct kom_diff_way *way,
                                   struct kom_error *err) {
    bool is_independent =
        way->can & KOM_DIFF_INDEPENDENT && !kom_diff_is_linked(r, way) && r->id == NULL;
    if (r->skip < 0 || r->window < 0)
        return kom_fail(err, KOM_EUSAGE, "--skip and --window cannot be negative");
    if (r->sides != KOM_DIFF_PHASE)
        return KOM_OK;
    if (r->skip > 0 || r->window > 0)
        return kom_fail(err, KOM_EUSAGE,
                        "--%s counts periods from a start, and --phase has none; "
                        "use --at or --participation",
                        r->skip > 0 ? "skip" : "window");
    if (strcmp(r->before, r->after) == 0)
        return kom_fail(err, KOM_EUSAGE, "--phase: before and after are the same value");
    if (r->time && !is_independent && !r->by_season && !r->is_series)
        return kom_fail(err, KOM_EUSAGE, "--time has no use with --phase and this method");
    return KOM_OK;
}

enum kom_status kom_diff_choose(const struct kom_diff_request *request,
                                const struct kom_diff_way **way, struct kom_error *err) {
    enum kom_status status = check_measure(request, err);
    if (!status)
        status = find_way(request, way, err);
    if (!status)
        status = check_options(request, *way, err);
    return status ? status : check_sides(request, *way, err);
}

enum kom_status kom_diff_describe(struct kom_diff_work *work, const char **text) {
    return kom_diff_method_text(work, work->way->text, text);
}

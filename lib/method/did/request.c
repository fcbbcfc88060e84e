/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What difference in differences is asked for: words, and what cannot go together. */
#include "work.h"

#include <string.h>

#include "vcov.h"
#include "wild.h"

/* ---- words ---- */

enum { DRAWS = 9999 };

static const char *const method_word[] = {"collapse", "twfe", "event", "ols"};

static int word_of(const char *const *word, size_t n, const char *text) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(word[i], text) == 0)
            return (int)i;
    return -1;
}

enum kom_status kom_did_method_parse(const char *text, enum kom_did_method *method,
                                     struct kom_error *err) {
    int found = word_of(method_word, sizeof method_word / sizeof method_word[0], text);
    if (found < 0)
        return kom_fail(err, KOM_EUSAGE, "--method: \"%s\" is none of collapse, twfe, event, ols",
                        text);
    *method = (enum kom_did_method)found;
    return KOM_OK;
}

enum kom_status kom_did_test_parse(const char *text, enum kom_did_inference *test,
                                   struct kom_error *err) {
    static const char *const word[] = {"t", "permutation", "wild"};
    int found = word_of(word, sizeof word / sizeof word[0], text);
    if (found < 0)
        return kom_fail(err, KOM_EUSAGE, "--test: \"%s\" is none of t, permutation, wild", text);
    *test = (enum kom_did_inference)(found + (int)KOM_DID_T);
    return KOM_OK;
}

enum kom_status kom_did_alternative_parse(const char *text, enum kom_did_alternative *alternative,
                                          struct kom_error *err) {
    static const char *const word[] = {"two-sided", "greater", "less"};
    int found = word_of(word, sizeof word / sizeof word[0], text);
    if (found < 0)
        return kom_fail(err, KOM_EUSAGE,
                        "--alternative: \"%s\" is none of two-sided, greater, less", text);
    *alternative = (enum kom_did_alternative)found;
    return KOM_OK;
}

int kom_did_vcov_of(const char *word) {
    for (int kind = 0; kind <= (int)KOM_VCOV_CR3J; kind++)
        if (strcmp(kom_vcov_name((enum kom_vcov_kind)kind), word) == 0)
            return kind;
    return -1;
}

int kom_did_ssc_of(const char *word) {
    for (int ssc = 0; ssc <= (int)KOM_SSC_NONE; ssc++)
        if (strcmp(kom_ssc_name((enum kom_ssc)ssc), word) == 0)
            return ssc;
    return -1;
}

int kom_did_wild_of(const char *word) {
    static const char *const words[] = {"rademacher", "webb", "mammen"};
    return word_of(words, sizeof words / sizeof words[0], word);
}

int kom_did_unbalanced_of(const char *word) {
    static const char *const words[] = {"adjust", "drop", "periods", "refuse"};
    return word_of(words, sizeof words / sizeof words[0], word);
}

int kom_did_control_of(const char *word) {
    static const char *const words[] = {"never", "notyet"};
    return word_of(words, sizeof words / sizeof words[0], word);
}

/* ---- what cannot go together ---- */

static enum kom_status refuse(struct kom_error *err, const char *option, const char *why) {
    return kom_fail(err, KOM_EUSAGE, "%s: %s", option, why);
}

static enum kom_status check_words(const struct kom_did_request *r, struct kom_error *err) {
    if (r->vcov && kom_did_vcov_of(r->vcov) < 0)
        return refuse(err, "--vcov", "none of iid, hc0 to hc3, cr0 to cr3, cr3j");
    if (r->ssc && kom_did_ssc_of(r->ssc) < 0)
        return refuse(err, "--ssc", "none of fixest, stata, none");
    if (r->wild && kom_did_wild_of(r->wild) < 0)
        return refuse(err, "--wild", "none of rademacher, webb, mammen");
    if (r->unbalanced && kom_did_unbalanced_of(r->unbalanced) < 0)
        return refuse(err, "--unbalanced", "none of adjust, drop, periods, refuse");
    if (r->control && kom_did_control_of(r->control) < 0)
        return refuse(err, "--control", "none of never, notyet");
    if (r->n_cluster > KOM_DID_CLUSTERS_MAX)
        return refuse(err, "--cluster", "at most two columns");
    return KOM_OK;
}

static enum kom_status check_ols(const struct kom_did_request *r, struct kom_error *err) {
    if (r->participation)
        return refuse(err, "--participation", "has no use with --method ols");
    if (r->unit || r->time)
        return refuse(err, r->unit ? "--unit" : "--time",
                      "has no use with --method ols; --cluster says what is not independent");
    if (r->wants_design)
        return refuse(err, "--design", "has no use with --method ols");
    if (!r->treated && r->n_covariates == 0 && r->no_intercept)
        return refuse(err, "--no-intercept", "then nothing is left to estimate");
    return KOM_OK;
}

static enum kom_status check_panel(const struct kom_did_request *r, struct kom_error *err) {
    if (!r->treated == !r->participation)
        return kom_fail(err, KOM_EUSAGE,
                        "%s of --treated COL and --participation FILE are given; exactly one is to "
                        "say when units start",
                        r->treated ? "both" : "neither");
    if (r->no_intercept)
        return refuse(err, "--no-intercept", "only --method ols has an intercept to leave out");
    return KOM_OK;
}

static enum kom_status check_collapse(const struct kom_did_request *r, struct kom_error *err) {
    static const char why[] = "has no use with --method collapse, which compares one figure a unit";
    if (r->n_covariates > 0)
        return refuse(err, "--covariates", why);
    if (r->vcov || r->ssc)
        return refuse(err, r->vcov ? "--vcov" : "--ssc", why);
    if (r->n_cluster > 0)
        return refuse(err, "--cluster", why);
    if (r->test == KOM_DID_WILD)
        return refuse(err, "--test wild", "goes with --method twfe, event or ols");
    if (r->control && r->unbalanced && kom_did_unbalanced_of(r->unbalanced) != KOM_DID_ADJUST)
        return refuse(err, "--control", "says whose cells --unbalanced adjust is fitted to");
    return KOM_OK;
}

static enum kom_status check_regression(const struct kom_did_request *r, struct kom_error *err) {
    int kind = r->vcov ? kom_did_vcov_of(r->vcov) : -1;
    bool is_clustered = kind >= (int)KOM_VCOV_CR0, is_ols = r->method == KOM_DID_OLS;
    if (r->unbalanced)
        return refuse(err, "--unbalanced",
                      "goes with --method collapse; regressions fit units and periods themselves");
    if (r->control)
        return refuse(err, "--control", "goes with --method collapse");
    if (r->strata)
        return refuse(err, "--strata", "goes with the permutation of --method collapse");
    if (r->test == KOM_DID_PERMUTATION)
        return refuse(err, "--test permutation", "goes with --method collapse");
    if (is_clustered && is_ols && r->n_cluster == 0)
        return refuse(err, "--vcov", "clusters need --cluster COL");
    if (kind >= 0 && !is_clustered && r->n_cluster > 0)
        return refuse(err, "--vcov", "iid and hc0 to hc3 have no clusters; leave --cluster out");
    if (kind > (int)KOM_VCOV_CR1 && r->n_cluster > 1)
        return refuse(err, "--vcov", "two --cluster columns go with cr0 and cr1");
    if (r->ssc && kind != (int)KOM_VCOV_CR1 && !(kind < 0 && (!is_ols || r->n_cluster > 0)))
        return refuse(err, "--ssc", "is the factor of cr1");
    if (r->test != KOM_DID_WILD)
        return KOM_OK;
    if (r->n_cluster > 1 || (is_ols && r->n_cluster == 0))
        return refuse(err, "--test wild", "needs one --cluster column");
    if (kind >= 0 && kind != (int)KOM_VCOV_CR1)
        return refuse(err, "--test wild", "builds on cr1; leave --vcov out");
    if (r->alternative != KOM_DID_TWO_SIDED)
        return refuse(err, "--alternative", "the wild bootstrap is two-sided");
    return KOM_OK;
}

/* The design comes before any estimate: what only an estimate needs has no use with it. */
static enum kom_status check_design(const struct kom_did_request *r, struct kom_error *err) {
    const char *option = r->test != KOM_DID_DEFAULT            ? "--test"
                         : r->alternative != KOM_DID_TWO_SIDED ? "--alternative"
                         : r->vcov                             ? "--vcov"
                         : r->ssc                              ? "--ssc"
                         : r->wild                             ? "--wild"
                         : r->draws > 0                        ? "--draws"
                         : r->has_seed                         ? "--seed"
                         : r->unbalanced                       ? "--unbalanced"
                         : r->control                          ? "--control"
                                                               : NULL;
    return option && r->wants_design
               ? refuse(err, option, "has no use with --design, which makes no estimate")
               : KOM_OK;
}

static const char *nothing_drawn(const struct kom_did_request *r) {
    return r->method == KOM_DID_OLS && r->n_cluster == 0
               ? "nothing is drawn; give --test wild --cluster COL"
               : "nothing is drawn; give --test wild";
}

static enum kom_status check_draws(const struct kom_did_request *r, struct kom_error *err) {
    if (r->wild && r->test != KOM_DID_WILD)
        return refuse(err, "--wild", "goes with --test wild");
    if (r->draws > 0 && r->test != KOM_DID_WILD && r->method != KOM_DID_COLLAPSE)
        return refuse(err, "--draws", nothing_drawn(r));
    if (r->has_seed && r->test != KOM_DID_WILD && r->method != KOM_DID_COLLAPSE)
        return refuse(err, "--seed", nothing_drawn(r));
    return KOM_OK;
}

enum kom_status kom_did_check(const struct kom_did_request *r, struct kom_error *err) {
    enum kom_status status = check_words(r, err);
    if (!status && r->n_values == 0)
        status = refuse(err, "--value", "nothing to estimate from");
    if (!status)
        status = check_design(r, err);
    if (!status)
        status = r->method == KOM_DID_OLS ? check_ols(r, err) : check_panel(r, err);
    if (!status)
        status = r->method == KOM_DID_COLLAPSE ? check_collapse(r, err) : check_regression(r, err);
    return status ? status : check_draws(r, err);
}

/* ---- columns to be read as texts and numbers ---- */

size_t kom_did_typed(const struct kom_did_request *r, struct kom_typed_column *list, size_t cap) {
    const char *const texts[] = {r->unit, r->strata};
    size_t n = 0;
    for (size_t i = 0; i < r->n_by; i++)
        n = kom_typed_add(list, cap, n, r->by[i], KOM_KIND_TEXT);
    for (size_t i = 0; i < r->n_cluster; i++)
        n = kom_typed_add(list, cap, n, r->cluster[i], KOM_KIND_TEXT);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        n = kom_typed_add(list, cap, n, texts[i], KOM_KIND_TEXT);
    for (size_t i = 0; i < r->n_values; i++)
        n = kom_typed_add(list, cap, n, r->values[i], KOM_KIND_NUMBER);
    for (size_t i = 0; i < r->n_covariates; i++)
        if (!strchr(r->covariates[i], '^'))
            n = kom_typed_add(list, cap, n, r->covariates[i], KOM_KIND_NUMBER);
    if (r->method == KOM_DID_OLS)
        n = kom_typed_add(list, cap, n, r->treated, KOM_KIND_NUMBER);
    return kom_typed_add(list, cap, n, r->weight, KOM_KIND_NUMBER);
}

size_t kom_did_few_treated(const struct kom_did_request *request) {
    int kind = request->vcov ? kom_did_vcov_of(request->vcov) : KOM_VCOV_CR1;
    bool is_plain = kind == KOM_VCOV_CR0 || kind == KOM_VCOV_CR1;
    return is_plain && request->test != KOM_DID_WILD ? 20 : 5;
}

int64_t kom_did_draws_of(const struct kom_did_request *request) {
    return request->draws > 0 ? request->draws : DRAWS;
}

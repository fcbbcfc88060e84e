/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The F test of groups in a variable of numbers, with effects of units taken out.

   By Frisch & Waugh 1933 the least squares of y on group dummies and effects of units is that on
   columns less their means by unit. Of dummies the normal equations are counts: with n_g rows of a
   group, n_u of a unit and n_ug of both, the matrix is n_g - sum of n_ug n_ug / n_u on the
   diagonal and - sum of n_ug n_uh / n_u beside it, the right-hand side the sum of y less its unit's
   mean over the rows of the group. All in double-double arithmetic, from decimals. Without units
   there is one, and F is that of one-way analysis of variance. */
#include "work.h"

#include <math.h>

#include "cholesky.h"
#include "dist.h"

/* What is fitted: groups but the last, k of them. */
struct fit {
    size_t n, k, n_units;
    size_t *begin, *order;                           /* rows by unit */
    struct kom_dd *y, *mean, *matrix, *right, *coef; /* mean: of each unit */
    double *ss_group;                                /* of residuals, of each group */
    size_t *n_ug, *seen;                             /* of the unit at hand, n_groups each */
    struct kom_dd ss_total, ss_model, ss_resid;
};

static enum kom_status allocate(const struct kom_table1_sample *s, struct fit *f) {
    *f = (struct fit){.n = s->n, .k = s->n_groups - 1, .n_units = s->n_units};
    f->y = kom_alloc(s->n + 1, sizeof *f->y);
    f->mean = kom_alloc(s->n_units + 1, sizeof *f->mean);
    f->matrix = kom_alloc(f->k * f->k + 1, sizeof *f->matrix);
    f->right = kom_alloc(f->k + 1, sizeof *f->right);
    f->coef = kom_alloc(f->k + 1, sizeof *f->coef);
    f->ss_group = kom_alloc(s->n_groups + 1, sizeof *f->ss_group);
    f->n_ug = kom_alloc(s->n_groups + 1, sizeof *f->n_ug);
    f->seen = kom_alloc(s->n_groups + 1, sizeof *f->seen);
    const bool is_there =
        f->y && f->mean && f->matrix && f->right && f->coef && f->ss_group && f->n_ug && f->seen;
    return is_there ? kom_table1_by_unit(s, &f->begin, &f->order) : KOM_ENOMEM;
}

static void finish(struct fit *f) {
    kom_free(f->y);
    kom_free(f->mean);
    kom_free(f->matrix);
    kom_free(f->right);
    kom_free(f->coef);
    kom_free(f->ss_group);
    kom_free(f->n_ug);
    kom_free(f->seen);
    kom_free(f->begin);
    kom_free(f->order);
}

static void add(struct kom_dd *to, struct kom_dd x) {
    *to = kom_dd_add(*to, x);
}

/* The groups of a unit, *n of them in f->seen, and its mean. */
static void look_at_unit(const struct kom_table1_sample *s, struct fit *f, size_t u, size_t *n) {
    struct kom_dd sum = kom_dd(0.0);
    *n = 0;
    for (size_t i = f->begin[u]; i < f->begin[u + 1]; i++) {
        const uint32_t g = s->group[f->order[i]];
        if (f->n_ug[g]++ == 0)
            f->seen[(*n)++] = g;
        add(&sum, f->y[f->order[i]]);
    }
    f->mean[u] = kom_dd_div(sum, kom_dd((double)(f->begin[u + 1] - f->begin[u])));
}

/* Its part of the normal equations. */
static void add_unit(const struct kom_table1_sample *s, struct fit *f, size_t u) {
    size_t n_seen;
    look_at_unit(s, f, u, &n_seen);
    const struct kom_dd n_u = kom_dd((double)(f->begin[u + 1] - f->begin[u]));
    for (size_t a = 0; a < n_seen; a++)
        for (size_t b = 0; b < n_seen; b++) {
            const size_t g = f->seen[a], h = f->seen[b];
            if (g >= f->k || h >= f->k)
                continue;
            const struct kom_dd both = kom_dd_two_prod((double)f->n_ug[g], (double)f->n_ug[h]);
            add(&f->matrix[g * f->k + h], kom_dd_neg(kom_dd_div(both, n_u)));
            if (g == h)
                add(&f->matrix[g * f->k + h], kom_dd((double)f->n_ug[g]));
        }
    for (size_t i = f->begin[u]; i < f->begin[u + 1]; i++) {
        const uint32_t g = s->group[f->order[i]];
        const struct kom_dd gap = kom_dd_sub(f->y[f->order[i]], f->mean[u]);
        add(&f->ss_total, kom_dd_mul(gap, gap));
        if (g < f->k)
            add(&f->right[g], gap);
    }
    for (size_t a = 0; a < n_seen; a++)
        f->n_ug[f->seen[a]] = 0;
}

static struct kom_dd effect(const struct fit *f, uint32_t g) {
    return g < f->k ? f->coef[g] : kom_dd(0.0);
}

static void add_residuals(const struct kom_table1_sample *s, struct fit *f, size_t u) {
    struct kom_dd mean = kom_dd(0.0);
    for (size_t i = f->begin[u]; i < f->begin[u + 1]; i++)
        add(&mean, effect(f, s->group[f->order[i]]));
    mean = kom_dd_div(mean, kom_dd((double)(f->begin[u + 1] - f->begin[u])));
    for (size_t i = f->begin[u]; i < f->begin[u + 1]; i++) {
        const size_t at = f->order[i];
        const struct kom_dd of_group = kom_dd_sub(effect(f, s->group[at]), mean);
        const struct kom_dd rest = kom_dd_sub(kom_dd_sub(f->y[at], f->mean[u]), of_group);
        add(&f->ss_resid, kom_dd_mul(rest, rest));
        f->ss_group[s->group[at]] += rest.hi * rest.hi;
    }
}

/* false: the equations have no one solution. */
static bool solve(const struct kom_table1_sample *s, struct fit *f) {
    for (size_t u = 0; u < f->n_units; u++)
        add_unit(s, f, u);
    if (!kom_dd_cholesky(f->matrix, f->k, 1e-20, NULL))
        return false;
    for (size_t g = 0; g < f->k; g++)
        f->coef[g] = f->right[g];
    kom_dd_forward(f->matrix, f->k, f->coef);
    kom_dd_backward(f->matrix, f->k, f->coef);
    for (size_t g = 0; g < f->k; g++)
        add(&f->ss_model, kom_dd_mul(f->coef[g], f->right[g]));
    for (size_t u = 0; u < f->n_units; u++)
        add_residuals(s, f, u);
    return true;
}

/* Do the numbers vary at all, and within a unit? The first of each is 0. */
static const char *constant(const struct kom_table1_variable *v, const struct kom_table1_sample *s,
                            const struct fit *f) {
    for (size_t i = 0; i < s->n; i++)
        if (f->y[i].hi < 0.0 || f->y[i].hi > 0.0)
            return NULL;
    for (size_t i = 1; i < s->n; i++)
        if (kom_num_compare(&v->number[s->row[0]], &v->number[s->row[i]]) != 0)
            return "constant_within_unit";
    return "constant";
}

/* Do groups spread alike? Bartlett's test (1937) at 1 %, of groups of two rows and more. */
static bool spreads_alike(const struct kom_table1_sample *s, const struct fit *f) {
    double df = 0.0, ss = 0.0, logs = 0.0, inverse = 0.0;
    size_t n_groups = 0;
    for (size_t g = 0; g < s->n_groups; g++) {
        const double own = (double)s->n_in[g] - 1.0;
        if (own < 1.0 || !(f->ss_group[g] > 0.0))
            continue;
        df += own;
        ss += f->ss_group[g];
        logs += own * log(f->ss_group[g] / own);
        inverse += 1.0 / own;
        n_groups++;
    }
    if (n_groups < 2)
        return true;
    const double free = (double)n_groups - 1.0;
    const double chi2 = (df * log(ss / df) - logs) / (1.0 + (inverse - 1.0 / df) / (3.0 * free));
    return kom_chi2_p(chi2, free) >= 0.01;
}

/* With variances v_g the mean square between groups is expected to be sum of (1 - n_g / n) v_g over
   (groups - 1), that within sum of (n_g - 1) v_g over (n - groups): where these differ, F does. */
static void warn_spread(const struct kom_table1_sample *s, const struct fit *f,
                        struct kom_buf *warning) {
    static const double MOST = 1.25, LEAST = 0.8;
    double between = 0.0, within = 0.0, df = 0.0;
    for (size_t g = 0; g < s->n_groups; g++) {
        const double n_g = (double)s->n_in[g], v = n_g > 1.0 ? f->ss_group[g] / (n_g - 1.0) : 0.0;
        between += (1.0 - n_g / (double)s->n) * v / (double)f->k;
        within += f->ss_group[g];
        df += n_g - 1.0;
    }
    const double ratio = between / (within / df);
    if ((ratio <= MOST && ratio >= LEAST) || spreads_alike(s, f))
        return;
    kom_table1_say(warning, "unequal_variances");
    kom_buf_byte(warning, '(');
    kom_buf_significant(warning, ratio, 2);
    kom_buf_byte(warning, ')');
}

static void judge(const struct kom_table1_sample *s, struct fit *f, struct kom_table1_test *test) {
    const double df = (double)f->k, df_resid = (double)s->n - (double)s->n_units - df;
    if (!(df_resid > 0.0))
        kom_table1_say(&test->warning, "too_few_rows");
    else if (!solve(s, f))
        kom_table1_say(&test->warning, "too_sparse");
    else if (!(f->ss_resid.hi > 1e-26 * f->ss_total.hi))
        kom_table1_say(&test->warning, "exact_fit");
    else {
        const struct kom_dd model = kom_dd_div(f->ss_model, kom_dd(df));
        const struct kom_dd rest = kom_dd_div(f->ss_resid, kom_dd(df_resid));
        test->statistic = kom_dd_double(kom_dd_div(model, rest));
        test->df = df;
        test->df_resid = df_resid;
        test->p_value = kom_f_p(test->statistic, df, df_resid);
        warn_spread(s, f, &test->warning);
    }
}

enum kom_status kom_table1_test_numbers(const struct kom_table1_variable *v,
                                        const struct kom_table1_sample *s,
                                        struct kom_table1_test *test) {
    struct fit f;
    enum kom_status status = allocate(s, &f);
    if (!status)
        status = kom_table1_numbers(v, s, f.y);
    if (!status) {
        const char *why = constant(v, s, &f);
        if (why)
            kom_table1_say(&test->warning, why);
        else
            judge(s, &f, test);
    }
    finish(&f);
    return status;
}

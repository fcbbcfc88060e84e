/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raking by iterative proportional fitting. Only the four operations are used, in an order that the
   units give, so that the weights are the same bytes everywhere. */
#include "rake.h"

#include <math.h>
#include <string.h>

size_t kom_rake_n_room(const struct kom_rake_request *q) {
    size_t n = 0;
    for (size_t m = 0; m < q->n_margins; m++)
        n = q->margin[m].n > n ? q->margin[m].n : n;
    return n;
}

static void sum_up(const struct kom_rake_request *q, const struct kom_rake_margin *m,
                   const double *factor, double *sum) {
    memset(sum, 0, m->n * sizeof *sum);
    for (size_t u = 0; u < q->n_units; u++)
        sum[m->code[u]] += q->mass[u] * factor[u];
}

/* How far the sum of a category is from its total; what is no number is as far as can be. */
static double distance(double sum, double total) {
    if (!(total > 0))
        return sum > 0 ? HUGE_VAL : 0;
    const double off = fabs(sum - total) / total;
    return isnan(off) ? HUGE_VAL : off;
}

static void look(const struct kom_rake_request *q, const double *factor, double *sum,
                 struct kom_rake_answer *a) {
    a->off = 0;
    for (size_t m = 0; m < q->n_margins; m++) {
        sum_up(q, &q->margin[m], factor, sum);
        for (size_t c = 0; c < q->margin[m].n; c++) {
            const double off = distance(sum[c], q->margin[m].total[c]);
            if (off > a->off) {
                a->off = off;
                a->margin = m;
                a->category = c;
            }
        }
    }
    a->holds = a->off <= KOM_RAKE_NEAR;
}

static void go_round(const struct kom_rake_request *q, double *factor, double *sum) {
    for (size_t i = 0; i < q->n_margins; i++) {
        const struct kom_rake_margin *m = &q->margin[i];
        sum_up(q, m, factor, sum);
        for (size_t c = 0; c < m->n; c++)
            sum[c] = sum[c] > 0 ? m->total[c] / sum[c] : 1;
        for (size_t u = 0; u < q->n_units; u++)
            factor[u] *= sum[m->code[u]];
    }
}

struct kom_rake_answer kom_rake(const struct kom_rake_request *q, double *factor, double *room) {
    struct kom_rake_answer a = {.holds = false};
    double before = HUGE_VAL;
    look(q, factor, room, &a);
    while (a.n_rounds < q->rounds && a.off > KOM_RAKE_CLOSE &&
           !(a.holds && a.off >= before)) { /* nearer it does not come */
        before = a.off;
        go_round(q, factor, room);
        look(q, factor, room, &a);
        a.n_rounds++;
    }
    return a;
}

double kom_kish(const double *weight, const double *n, size_t n_units) {
    double rows = 0, sum = 0, squares = 0;
    for (size_t u = 0; u < n_units; u++) {
        rows += n[u];
        sum += n[u] * weight[u];
        squares += n[u] * weight[u] * weight[u];
    }
    return rows * squares / (sum * sum);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The weights of the sample, and of each replicate, which are made anew from its own start weights:
   0 in the cluster that is left out, n / (n - 1) times as much in the others of its stratum of n.

   Trimmed weights are cut to the bounds and raked again until both hold, each within
   KOM_RAKE_NEAR. Where that does not come about nothing is written: weights of which one does not
   hold would pass for what was asked. */
#include <math.h>
#include <string.h>

#include "parallel.h"
#include "shell_word.h"
#include "work.h"

enum outcome { FIT_GOOD, FIT_NO_MEMORY, FIT_EMPTY, FIT_OPEN, FIT_UNTRIMMED };

/* One set of weights. */
struct fit {
    const struct kom_weighing *s;
    const struct weight_cluster *without; /* the cluster left out; NULL: none */
    double *weight;                       /* of each cell: its start weight, then its weight */
    enum outcome outcome;
    struct kom_rake_answer rake; /* the last one */
    uint32_t n_rounds, n_trims;  /* of all */
    uint64_t enough;             /* rounds that would have been; 0: not known */
    double low, high;            /* of the weights before trimming, over their mean */
    /* room */
    double *mass, *factor, *sum;
    struct kom_rake_margin *margin;
    struct kom_rake_request q;
};

/* ---- before raking ---- */

/* Start weights of cells, and how many rows have one. */
static double begin_cells(struct fit *f) {
    const struct kom_weighing *s = f->s;
    double n = 0;
    for (size_t i = 0; i < s->n_cells; i++) {
        const struct weight_cluster *own = f->without ? &s->cluster[s->cluster_of[i]] : NULL;
        double share = 1;
        if (own && own == f->without)
            share = 0;
        else if (own && own->i_stratum == f->without->i_stratum)
            share = own->n / (own->n - 1);
        f->weight[i] = s->base[i] * share;
        f->mass[i] = f->weight[i] * s->n[i];
        f->factor[i] = 1;
        n += share > 0 ? s->n[i] : 0;
    }
    return n;
}

/* Is nobody left of a category? Only a replicate can come to that. */
static bool is_empty(struct fit *f) {
    for (size_t m = 0; m < f->q.n_margins; m++) {
        const struct weight_margin *margin = &f->s->given.margin[m];
        uint32_t category;
        memset(f->sum, 0, margin->categories.n * sizeof *f->sum);
        for (size_t i = 0; i < f->q.n_units; i++)
            f->sum[f->s->code[m][i]] += f->mass[i];
        if (!weight_find_empty(margin, f->sum, &category))
            continue;
        f->rake.margin = m;
        return true;
    }
    return false;
}

/* ---- raking and trimming ---- */

/* Rounds that would be enough, as far as looking for them takes no long time; *f is of no use
   after. */
static void find_enough(struct fit *f) {
    enum { LEAST = 100, MOST = 100000, STEPS = 200000000 };
    struct kom_rake_request one = f->q;
    const uint64_t in_time = STEPS / (f->q.n_units * f->q.n_margins);
    const uint64_t n = in_time < LEAST ? LEAST : in_time > MOST ? MOST : in_time;
    one.rounds = 1;
    for (uint64_t i = 1; i <= n; i++)
        if (kom_rake(&one, f->factor, f->sum).holds) {
            f->enough = f->q.rounds + i;
            return;
        }
}

static void note_range(struct fit *f, double mean) {
    f->low = HUGE_VAL;
    f->high = 0;
    for (size_t i = 0; i < f->q.n_units; i++) {
        const double x = f->weight[i] * f->factor[i] / mean;
        if (!(f->mass[i] > 0))
            continue;
        f->low = x < f->low ? x : f->low;
        f->high = x > f->high ? x : f->high;
    }
}

/* Cuts weights to the bounds; false: all are within them. */
static bool trim(struct fit *f, double low, double high) {
    bool was_cut = false;
    for (size_t i = 0; i < f->q.n_units; i++) {
        const double x = f->weight[i] * f->factor[i];
        if (!(f->mass[i] > 0))
            continue;
        if (x < low * (1 - KOM_RAKE_NEAR)) {
            f->factor[i] = low / f->weight[i];
            was_cut = true;
        } else if (x > high * (1 + KOM_RAKE_NEAR)) {
            f->factor[i] = high / f->weight[i];
            was_cut = true;
        }
    }
    return was_cut;
}

static enum outcome rake(struct fit *f, double n) {
    const struct kom_weighing_request *ask = &f->s->given.ask;
    const double mean = f->s->given.margin[0].all / n;
    while (true) {
        f->rake = kom_rake(&f->q, f->factor, f->sum);
        f->n_rounds += f->rake.n_rounds;
        if (!f->rake.holds && f->n_trims)
            return FIT_UNTRIMMED;
        if (!f->rake.holds) {
            find_enough(f);
            return FIT_OPEN;
        }
        if (f->n_trims == 0)
            note_range(f, mean);
        if (!ask->is_trimmed || !trim(f, ask->low * mean, ask->high * mean))
            return FIT_GOOD;
        if (f->n_trims == ask->rounds)
            return FIT_UNTRIMMED;
        f->n_trims++;
    }
}

/* ---- one set of weights ---- */

static bool take_room(struct fit *f) {
    const struct weight_given *g = &f->s->given;
    f->mass = kom_alloc(f->s->n_cells, sizeof *f->mass);
    f->factor = kom_alloc(f->s->n_cells, sizeof *f->factor);
    f->margin = kom_alloc(g->n_margins, sizeof *f->margin);
    if (!f->mass || !f->factor || !f->margin)
        return false;
    for (size_t m = 0; m < g->n_margins; m++)
        f->margin[m] =
            (struct kom_rake_margin){f->s->code[m], g->margin[m].total, g->margin[m].categories.n};
    f->q = (struct kom_rake_request){.mass = f->mass,
                                     .n_units = f->s->n_cells,
                                     .margin = f->margin,
                                     .n_margins = g->n_margins,
                                     .rounds = g->ask.rounds};
    f->sum = kom_alloc(kom_rake_n_room(&f->q), sizeof *f->sum);
    return f->sum;
}

static void fit_fini(struct fit *f) {
    kom_free(f->mass);
    kom_free(f->factor);
    kom_free(f->margin);
    kom_free(f->sum);
    f->mass = f->factor = f->sum = NULL;
    f->margin = NULL;
}

static void run_job(void *fits, size_t job) {
    struct fit *f = (struct fit *)fits + job;
    f->outcome = FIT_NO_MEMORY;
    if (take_room(f)) {
        const double n = begin_cells(f);
        f->outcome = f->without && is_empty(f) ? FIT_EMPTY : rake(f, n);
        for (size_t i = 0; i < f->s->n_cells && f->outcome == FIT_GOOD; i++)
            f->weight[i] *= f->factor[i];
    }
    fit_fini(f);
}

/* ---- what did not come about ---- */

static void add_without(const struct fit *f, struct kom_buf *out) {
    if (!f->without)
        return;
    kom_buf_str(out, "without ");
    weight_say_cluster(f->s, f->without, out);
    kom_buf_str(out, ": ");
}

/* The mass of each category without the cluster. */
static enum kom_status fail_empty(const struct fit *f, struct kom_error *err) {
    const struct kom_weighing *s = f->s;
    const size_t m = f->rake.margin;
    double *mass = kom_alloc(s->given.margin[m].categories.n, sizeof *mass);
    if (!mass)
        return weight_no_memory(err);
    for (size_t i = 0; i < s->n_cells; i++)
        if (&s->cluster[s->cluster_of[i]] != f->without)
            mass[s->code[m][i]] += s->n[i];
    const enum kom_status status = weight_say_empty(s, m, mass, f->without, err);
    kom_free(mass);
    return status;
}

static enum kom_status fail_open(const struct fit *f, struct kom_error *err) {
    const struct weight_given *g = &f->s->given;
    const struct weight_margin *m = &g->margin[f->rake.margin];
    struct kom_buf out = {0};
    kom_buf_str(&out, "--rake: ");
    add_without(f, &out);
    kom_buf_printf(&out, "after %u rounds the weights of ", f->n_rounds);
    weight_say_category(g, f->rake.margin,
                        kom_groups_key(&m->categories, (uint32_t)f->rake.category), &out);
    kom_buf_str(&out, " are still off their total by a share of ");
    kom_buf_significant(&out, f->rake.off, 2);
    if (f->enough && f->enough <= KOM_WEIGHING_ROUNDS_MAX) {
        kom_buf_printf(&out, "; --rounds %llu is enough", (unsigned long long)f->enough);
    } else {
        kom_buf_str(&out, ", and many more do not help, as the sample has too few combinations for "
                          "all totals to hold; ");
        weight_say_without(g, f->rake.margin, &out);
    }
    return kom_fail_text(&out, KOM_EESTIMATE, err);
}

/* The range of untrimmed weights, of all replicates too, holds. */
static enum kom_status fail_untrimmed(const struct fit *f, const struct fit *all, size_t n,
                                      struct kom_error *err) {
    const double steps = 100;
    double low = f->low, high = f->high;
    for (size_t i = 0; i < n; i++) {
        low = all[i].high > 0 && all[i].low < low ? all[i].low : low;
        high = all[i].high > high ? all[i].high : high;
    }
    struct kom_buf out = {0};
    kom_buf_str(&out, "--trim: ");
    add_without(f, &out);
    kom_buf_printf(&out,
                   "after %u trims totals and bounds do not hold together; untrimmed, the weights "
                   "are from ",
                   f->n_trims);
    kom_buf_shortest(&out, floor(low * steps) / steps);
    kom_buf_str(&out, " to ");
    kom_buf_shortest(&out, ceil(high * steps) / steps);
    kom_buf_str(&out, " times their mean: --trim ");
    kom_buf_shortest(&out, floor(low * steps) / steps);
    kom_buf_byte(&out, ',');
    kom_buf_shortest(&out, ceil(high * steps) / steps);
    kom_buf_str(&out, " holds, and bounds between may");
    return kom_fail_text(&out, KOM_EESTIMATE, err);
}

/* The first that did not come about. */
static enum kom_status judge(const struct fit *fit, size_t n, struct kom_error *err) {
    for (size_t i = 0; i < n; i++)
        switch (fit[i].outcome) {
        case FIT_GOOD:
            break;
        case FIT_NO_MEMORY:
            return weight_no_memory(err);
        case FIT_EMPTY:
            return fail_empty(&fit[i], err);
        case FIT_OPEN:
            return fail_open(&fit[i], err);
        case FIT_UNTRIMMED:
            return fail_untrimmed(&fit[i], fit, n, err);
        }
    return KOM_OK;
}

/* ---- all ---- */

/* How far a weight moved from its start, were these scaled to the same sum. */
static double largest_move(const struct kom_weighing *s) {
    double mass = 0, most = 1;
    for (size_t i = 0; i < s->n_cells; i++)
        mass += s->base[i] * s->n[i];
    for (size_t i = 0; i < s->n_cells; i++) {
        const double move = s->weight[i] / s->base[i] * mass / s->given.margin[0].all;
        most = move > most ? move : 1 / move > most ? 1 / move : most;
    }
    return most;
}

enum kom_status weight_fit(struct kom_weighing *s, struct kom_error *err) {
    const size_t n = 1 + s->n_clusters;
    struct fit *fit = kom_alloc(n, sizeof *fit);
    s->weight = kom_alloc(n * s->n_cells, sizeof *s->weight);
    if (!fit || !s->weight) {
        kom_free(fit);
        return weight_no_memory(err);
    }
    for (size_t i = 0; i < n; i++)
        fit[i] = (struct fit){
            .s = s, .without = i ? &s->cluster[i - 1] : NULL, .weight = s->weight + i * s->n_cells};
    run_job(fit, 0);
    enum kom_status status = judge(fit, 1, err);
    if (!status && n > 1) {
        kom_jobs_run(&(struct kom_jobs){
            .n = n - 1, .run = run_job, .context = fit + 1, .n_threads = s->n_books});
        status = judge(fit, n, err);
    }
    s->n_rounds = fit[0].n_rounds;
    s->n_trims = fit[0].n_trims;
    kom_free(fit);
    if (!status)
        s->move = largest_move(s);
    return status;
}

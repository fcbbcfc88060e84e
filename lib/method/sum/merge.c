/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the threads have in common: their states, and what all rows together say before the first is
 * written. */
#include "mem.h"
#include "stream.h"

/* Municipalities that the tables beside do not have. */
static enum kom_status judge_keys(struct kom_summary_crew *crew, struct kom_error *err) {
    const struct kom_summary *s = crew->worker->plan;
    struct kom_unmet *unmet = &crew->worker->unmet;
    if (s->kom_column < 0 || !s->lookup->unmatched)
        return KOM_OK;
    const struct kom_meeting one = {.known = &s->lookup->meet,
                                    .unmet = unmet,
                                    .label = s->x->label,
                                    .heading = s->x->columns[s->kom_column].heading,
                                    .extract = s->x};
    return kom_meet_judge(&one, s->lookup->unmatched, err);
}

/* ---- totals among the rows ---- */

/* The groups that rows which may be totals were added to: their rows, and the sums that add. */
struct looking {
    const struct kom_summary *s;
    struct kom_groups wanted;
    uint64_t *n_rows;      /* of each */
    struct kom_exact *sum; /* n_measures each; in the order of those that add */
    bool failed;
};

static bool make_looking(struct looking *l, const struct kom_total_seen *seen) {
    for (size_t i = 0; i < kom_totals_n_groups(seen) && !l->failed; i++)
        l->failed = kom_groups_intern(&l->wanted, kom_totals_group(seen, i)) == KOM_GROUP_NONE;
    l->n_rows = kom_alloc(l->wanted.n, sizeof *l->n_rows);
    l->sum = kom_alloc(l->wanted.n * l->s->n_measures, sizeof *l->sum);
    return !l->failed && l->n_rows && l->sum;
}

/* Adds what one source knows of a group: the sums of each measure. */
static void look_at(struct looking *l, uint32_t wanted, const struct kom_summary_sums *sums) {
    struct kom_exact *sum = l->sum + wanted * l->s->n_measures;
    l->n_rows[wanted] += sums->exact.n + kom_summary_missing(sums);
    for (size_t i = 0, n = 0; i < l->s->n_measures; i++) {
        if (!l->s->adds[i])
            continue;
        kom_exact_merge(&sum[n], &sums[i].exact);
        l->failed = l->failed || sum[n++].failed;
    }
}

static void look_in_tables(struct looking *l, const struct kom_summary_crew *crew) {
    const size_t n_measures = l->s->n_measures;
    struct kom_summary_sums *sums = kom_alloc(n_measures, sizeof *sums);
    l->failed = l->failed || !sums;
    for (unsigned k = 0; k < crew->n && sums; k++) {
        const struct kom_summary_table *t = &crew->worker[k].table;
        for (uint32_t i = 0; i < l->wanted.n; i++) {
            uint32_t group = kom_groups_find(&t->groups, kom_groups_key(&l->wanted, i));
            if (group >= t->n)
                continue;
            for (size_t m = 0; m < n_measures; m++)
                sums[m] = kom_summary_sums_at(t, group * n_measures + m);
            look_at(l, i, sums);
        }
    }
    kom_free(sums);
}

/* The same where tables wait in files: all of them are read for it. */
static enum kom_status look_in_runs(struct looking *l, struct kom_summary_crew *crew,
                                    struct kom_error *err) {
    struct kom_summary_stream t;
    struct kom_summary_sums *sums = kom_alloc(l->s->n_measures, sizeof *sums);
    bool has_one = false;
    enum kom_status status = kom_summary_gather(crew, &t, err);
    if (!status && !sums)
        status = kom_no_memory(err);
    if (!status)
        status = kom_summary_next(&t, &has_one, err);
    while (!status && has_one) {
        uint32_t wanted = kom_groups_find(&l->wanted, t.key);
        for (size_t m = 0; m < l->s->n_measures; m++)
            sums[m] = t.cell[m].sums;
        if (wanted != KOM_GROUP_NONE)
            look_at(l, wanted, sums);
        status = kom_summary_next(&t, &has_one, err);
    }
    kom_summary_stream_fini(&t);
    kom_free(sums);
    return status;
}

static struct kom_total_group find_group(void *context, struct kom_text key) {
    const struct looking *l = context;
    uint32_t wanted = kom_groups_find(&l->wanted, key);
    return (struct kom_total_group){l->n_rows[wanted], l->sum + wanted * l->s->n_measures};
}

static void fini_looking(struct looking *l) {
    for (size_t i = 0; l->sum && i < l->wanted.n * l->s->n_measures; i++)
        kom_exact_fini(&l->sum[i]);
    kom_free(l->sum);
    kom_free(l->n_rows);
    kom_groups_fini(&l->wanted);
}

/* Totals among the rows, once all are read. */
static enum kom_status judge_totals(struct kom_summary_crew *crew, struct kom_error *err) {
    const struct kom_summary *s = crew->worker->plan;
    struct kom_total_seen *seen = &crew->worker->totals;
    struct looking l = {.s = s};
    if (!s->lines || kom_totals_n_groups(seen) == 0)
        return KOM_OK;
    enum kom_status status = make_looking(&l, seen) ? KOM_OK : kom_no_memory(err);
    if (!status && kom_summary_waits(crew))
        status = look_in_runs(&l, crew, err);
    else if (!status)
        look_in_tables(&l, crew);
    if (!status && l.failed)
        status = kom_no_memory(err);
    if (!status)
        status = kom_totals_judge(&s->totals, seen, s->x, (struct kom_total_groups){find_group, &l},
                                  s->lines, err);
    fini_looking(&l);
    return status;
}

/* Which municipalities were seen, by any worker: to the first. */
static void merge_seen(struct kom_summary_crew *crew) {
    for (unsigned k = 1; k < crew->n && crew->worker->seen; k++)
        for (size_t id = 0; id < crew->worker->plan->lookup->units.n; id++)
            crew->worker->seen[id] |= crew->worker[k].seen[id];
}

enum kom_status kom_summary_gather_notes(struct kom_summary_crew *crew, struct kom_error *err) {
    const struct kom_summary *s = crew->worker->plan;
    struct kom_summary_worker *first = crew->worker;
    bool ok = true;
    for (unsigned k = 1; k < crew->n && ok; k++)
        ok = kom_unmet_merge(&first->unmet, &crew->worker[k].unmet) &&
             kom_totals_merge(&s->totals, &first->totals, &crew->worker[k].totals);
    merge_seen(crew);
    return ok ? KOM_OK : kom_no_memory(err);
}

enum kom_status kom_summary_judge(struct kom_summary_crew *crew, struct kom_error *err) {
    enum kom_status status = kom_summary_gather_notes(crew, err);
    if (!status)
        status = judge_keys(crew, err);
    if (!status && crew->worker->seen)
        status = kom_lookup_refuse(crew->worker->plan->lookup, crew->worker->seen, err);
    return status ? status : judge_totals(crew, err);
}

/* ---- the crew ---- */

enum kom_status kom_summary_crew_init(struct kom_summary_crew *crew, const struct kom_summary *plan,
                                      unsigned n, struct kom_error *err) {
    bool keeps_values = plan->flags & KOM_STAT_VALUES;
    n = keeps_values && n > KOM_SUMMARY_MOST_COPIES ? KOM_SUMMARY_MOST_COPIES : n;
    *crew = (struct kom_summary_crew){.n = n};
    crew->worker = kom_alloc(n, sizeof *crew->worker);
    crew->state = kom_alloc(n, sizeof *crew->state);
    if (!crew->worker || !crew->state)
        return kom_no_memory(err);
    for (unsigned i = 0; i < n; i++) {
        struct kom_summary_worker *w = &crew->worker[i];
        w->plan = plan;
        w->n_workers = n;
        crew->state[i] = w;
        if (plan->kom_column >= 0)
            w->seen = kom_alloc(plan->lookup->units.n + 1, sizeof *w->seen);
        if (plan->kom_column >= 0 && !w->seen)
            return kom_no_memory(err);
    }
    return KOM_OK;
}

static void fini_worker(struct kom_summary_worker *w) {
    kom_summary_forget_table(w);
    kom_summary_fini_runs(&w->runs);
    kom_sorter_fini(&w->sorter);
    kom_unmet_fini(&w->unmet);
    kom_total_seen_fini(&w->totals);
    kom_free(w->adding);
    kom_buf_fini(&w->key);
    kom_free(w->number);
    kom_free(w->hundredths);
    kom_free(w->is_there);
    kom_free(w->seen);
}

void kom_summary_crew_fini(struct kom_summary_crew *crew) {
    for (unsigned i = 0; crew->worker && i < crew->n; i++)
        fini_worker(&crew->worker[i]);
    kom_summary_fini_runs(&crew->merged);
    kom_free(crew->worker);
    kom_free(crew->state);
    *crew = (struct kom_summary_crew){0};
}

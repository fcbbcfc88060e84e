/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the threads become one; margins are made from the cells beneath by merging what
 * they hold. */
#include <string.h>

#include "sum.h"
#include "totals.h"

/* The cells of a group somewhere, and the group they go to. */
struct link {
    uint32_t group;
    struct kom_summary_cell *cell;
};

struct links {
    struct link *link;
    size_t n, cap;
};

static enum kom_status no_memory(struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM, "memory ran out");
}

static bool add_link(struct links *links, uint32_t group, struct kom_summary_cell *cell) {
    void *p = links->link;
    if (group == KOM_GROUP_NONE || kom_grow(&p, &links->cap, links->n + 1, sizeof *links->link))
        return false;
    links->link = p;
    links->link[links->n++] = (struct link){group, cell};
    return true;
}

static void fini_cell(struct kom_summary_cell *cell) {
    kom_exact_fini(&cell->exact);
    kom_values_fini(&cell->values);
    kom_weighted_fini(&cell->weighted);
    kom_series_fini(&cell->series);
}

static bool has_failed(const struct kom_summary_cell *cell) {
    return cell->exact.failed || cell->values.failed || cell->weighted.failed ||
           cell->series.failed;
}

static bool prefers(const struct kom_num *a, const struct kom_num *b, int sign) {
    int c = kom_num_order(a, b) * sign;
    return c > 0 || (c == 0 && a->is_exact && !b->is_exact);
}

static void merge_cell(struct kom_summary_cell *to, const struct kom_summary_cell *from) {
    if (from->exact.n && (to->exact.n == 0 || prefers(&from->min, &to->min, -1)))
        to->min = from->min;
    if (from->exact.n && (to->exact.n == 0 || prefers(&from->max, &to->max, 1)))
        to->max = from->max;
    kom_exact_merge(&to->exact, &from->exact);
    to->n_missing += from->n_missing;
    kom_weighted_merge(&to->weighted, &from->weighted);
    kom_series_merge(&to->series, &from->series);
}

/* Fills the empty cell with what those of the links hold at `measure`. */
static void merge_cells(struct kom_summary_cell *to, const struct link *link, size_t n,
                        size_t measure, const struct kom_values **values) {
    for (size_t i = 0; i < n; i++) {
        merge_cell(to, &link[i].cell[measure]);
        values[i] = &link[i].cell[measure].values;
    }
    kom_values_merge(&to->values, values, n);
}

/* Links in the order of their groups (counting sort). */
static bool sort_links(struct links *links, size_t n_groups) {
    if (links->n == 0)
        return true;
    size_t *at = kom_alloc(n_groups + 1, sizeof *at);
    struct link *sorted = kom_alloc(links->n, sizeof *sorted);
    if (at && sorted) {
        for (size_t i = 0; i < links->n; i++)
            at[links->link[i].group + 1]++;
        for (size_t g = 0; g < n_groups; g++)
            at[g + 1] += at[g];
        for (size_t i = 0; i < links->n; i++)
            sorted[at[links->link[i].group]++] = links->link[i];
        memcpy(links->link, sorted, links->n * sizeof *sorted);
    }
    kom_free(at);
    kom_free(sorted);
    return at && sorted;
}

/* What the links hold goes to the cells of their groups in `cell`; with `moves` the sources are
 * given up. */
static bool combine(const struct kom_summary *s, struct links *links, struct kom_summary_cell *cell,
                    size_t n_groups, bool moves) {
    const struct kom_values **values = kom_alloc(links->n, sizeof *values);
    bool ok = values && sort_links(links, n_groups);
    for (size_t i = 0, n = 0; ok && i < links->n; i += n) {
        const struct link *link = &links->link[i];
        struct kom_summary_cell *to = cell + link->group * s->n_measures;
        for (n = 1; i + n < links->n && link[n].group == link->group; n++)
            ;
        for (size_t m = 0; m < s->n_measures; m++) {
            if (moves && n == 1) {
                to[m] = link->cell[m];
                link->cell[m] = (struct kom_summary_cell){0};
            } else {
                merge_cells(&to[m], link, n, m, values);
            }
            for (size_t k = 0; moves && k < n; k++)
                fini_cell(&link[k].cell[m]);
            ok = ok && !has_failed(&to[m]);
        }
    }
    kom_free(values);
    return ok;
}

static bool seal_table(const struct kom_summary_worker *w, struct kom_sorter *sorter) {
    bool ok = true;
    for (size_t i = 0; i < w->table.n * w->plan->n_measures; i++) {
        kom_values_seal(&w->table.cell[i].values, sorter);
        ok = ok && !has_failed(&w->table.cell[i]);
    }
    return ok;
}

static void fini_table(struct kom_summary_table *t, size_t n_measures) {
    for (size_t i = 0; i < t->n * n_measures; i++)
        fini_cell(&t->cell[i]);
    kom_free(t->cell);
    kom_groups_fini(&t->groups);
    *t = (struct kom_summary_table){0};
}

/* The tables of the second and later workers go into the first one's. */
static bool merge_workers(struct kom_summary_worker *workers, size_t n) {
    const struct kom_summary *s = workers->plan;
    struct kom_summary_table *t = &workers->table;
    struct links links = {0};
    bool ok = true;
    for (size_t k = 0; k < n; k++) {
        ok = ok && seal_table(&workers[k], &workers->sorter);
        const struct kom_summary_table *from = &workers[k].table;
        for (size_t g = 0; ok && g < from->n; g++)
            ok = add_link(&links, kom_groups_intern(&t->groups, from->groups.key[g]),
                          from->cell + g * s->n_measures);
    }
    struct kom_summary_cell *cell =
        ok ? kom_alloc(t->groups.n * s->n_measures, sizeof *cell) : NULL;
    ok = cell && combine(s, &links, cell, t->groups.n, true);
    if (cell) {
        for (size_t i = 0; i < t->n * s->n_measures; i++)
            fini_cell(&t->cell[i]);
        kom_free(t->cell);
        t->cell = cell;
        t->n = t->cap = t->groups.n;
    }
    kom_free(links.link);
    return ok;
}

/* ---- margins ---- */

/* The key of a group with "total" in the margins that are bits of `mask`. */
static void margin_key(const struct kom_summary *s, const struct kom_group_part *part,
                       uint64_t mask, struct kom_buf *key) {
    uint64_t bit = 1;
    kom_buf_reset(key);
    for (size_t i = 0; i < s->n_by; i++) {
        if (s->is_margin[i] && (mask & bit))
            kom_group_add_total(key);
        else
            kom_group_add_part(key, part[i].text);
        if (s->is_margin[i])
            bit <<= 1;
    }
    for (size_t i = s->n_by; i < s->n_parts; i++)
        kom_group_add_part(key, part[i].text);
}

static enum kom_status refuse_total(const struct kom_summary *s, const struct kom_group_part *part,
                                    struct kom_error *err) {
    for (size_t i = 0; i < s->n_by; i++)
        if (s->is_margin[i] && kom_text_is(part[i].text, "total"))
            return kom_total_named(s->by[i], err);
    return KOM_OK;
}

/* How groups as they were read go to those that are written. */
struct spreading {
    const struct kom_summary *s;
    struct kom_summary_table *from;
    struct kom_groups *to;        /* spreading: new ones; else those of `from`, and margins */
    uint64_t first_mask, n_masks; /* subsets of the margins; 0 is no margin */
    struct kom_group_part *part;  /* of one group */
    struct kom_buf key;
    struct links links;
    struct kom_error *err;
};

/* Links a group to the groups of its parts as they are now. Two networks of it lie beneath one
   total, which gets it once. */
static enum kom_status link_parts(struct spreading *w, struct kom_summary_cell *cell,
                                  size_t first_link) {
    enum kom_status status = refuse_total(w->s, w->part, w->err);
    for (uint64_t mask = w->first_mask; mask < w->n_masks && !status; mask++) {
        margin_key(w->s, w->part, mask, &w->key);
        uint32_t group =
            w->key.failed ? KOM_GROUP_NONE : kom_groups_intern(w->to, kom_buf_view(&w->key));
        bool is_new = true;
        for (size_t i = first_link; i < w->links.n && is_new; i++)
            is_new = w->links.link[i].group != group;
        if (is_new && !add_link(&w->links, group, cell))
            status = no_memory(w->err);
    }
    return status;
}

/* Links a group, under each of its municipality's networks where it is in several. */
static enum kom_status link_group(struct spreading *w, size_t g) {
    const struct kom_summary *s = w->s;
    struct kom_summary_cell *cell = w->from->cell + g * s->n_measures;
    size_t first_link = w->links.n;
    enum kom_status status = KOM_OK;
    kom_group_parts(w->from->groups.key[g], w->part, s->n_parts + s->spreads);
    if (!s->spreads || w->part[s->n_parts].text.n == 0)
        return link_parts(w, cell, first_link);
    struct kom_lookup_unit unit = kom_lookup_find(s->lookup, w->part[s->n_parts].text);
    for (size_t k = 0; k < unit.n && !status; k++) {
        for (size_t i = 0; i < s->n_by; i++)
            if (s->by_place[i] >= 0)
                w->part[i].text = unit.value[k * s->lookup->n_columns + (size_t)s->by_place[i]];
        status = link_parts(w, cell, first_link);
    }
    return status;
}

static enum kom_status link_groups(struct spreading *w) {
    w->part = kom_alloc(w->s->n_parts + 1, sizeof *w->part);
    enum kom_status status = w->part ? KOM_OK : no_memory(w->err);
    for (size_t g = 0, n = w->from->n; g < n && !status; g++)
        status = link_group(w, g);
    kom_buf_fini(&w->key);
    kom_free(w->part);
    return status;
}

/* The cells made take the place of those read; without spreading these stay where they are. */
static void replace_cells(struct spreading *w, struct kom_summary_cell *cell) {
    struct kom_summary_table *t = w->from;
    size_t n = w->to->n;
    if (w->s->spreads) {
        struct kom_groups groups = *w->to;
        fini_table(t, w->s->n_measures);
        t->groups = groups;
        *w->to = (struct kom_groups){0};
    } else {
        memcpy(cell, t->cell, t->n * w->s->n_measures * sizeof *cell);
        kom_free(t->cell);
    }
    t->cell = cell;
    t->n = t->cap = n;
}

static enum kom_status add_margins(const struct kom_summary *s, struct kom_summary_table *t,
                                   struct kom_error *err) {
    struct kom_groups fresh = {0};
    unsigned n_margins = 0;
    for (size_t i = 0; i < s->n_by; i++)
        n_margins += s->is_margin[i];
    if ((n_margins == 0 && !s->spreads) || t->n == 0)
        return KOM_OK;
    if (n_margins > 20)
        return kom_fail(err, KOM_EUSAGE, "--margins: at most 20 columns");
    struct spreading w = {.s = s,
                          .from = t,
                          .to = s->spreads ? &fresh : &t->groups,
                          .first_mask = !s->spreads,
                          .n_masks = UINT64_C(1) << n_margins,
                          .err = err};
    enum kom_status status = link_groups(&w);
    size_t n = w.to->n * s->n_measures;
    struct kom_summary_cell *cell = status ? NULL : kom_alloc(n, sizeof *cell);
    if (!status && (!cell || !combine(s, &w.links, cell, w.to->n, false)))
        status = no_memory(err);
    if (!status)
        replace_cells(&w, cell);
    for (size_t i = 0; cell && status && i < n; i++)
        fini_cell(&cell[i]);
    if (status)
        kom_free(cell);
    kom_groups_fini(&fresh);
    kom_free(w.links.link);
    return status;
}

/* Municipalities that the tables beside do not have. */
static enum kom_status judge_keys(struct kom_summary_crew *crew, struct kom_error *err) {
    const struct kom_summary *s = crew->worker->plan;
    struct kom_unmet *unmet = &crew->worker->unmet;
    bool ok = true;
    if (s->kom_column < 0 || !s->lookup->unmatched)
        return KOM_OK;
    for (unsigned k = 1; k < crew->n && ok; k++)
        ok = kom_unmet_merge(unmet, &crew->worker[k].unmet);
    const struct kom_meeting one = {.known = &s->lookup->meet,
                                    .unmet = unmet,
                                    .label = s->x->label,
                                    .heading = s->x->columns[s->kom_column].heading,
                                    .extract = s->x};
    return ok ? kom_meet_judge(&one, s->lookup->unmatched, err) : no_memory(err);
}

/* The sums of one group, those that add. */
struct looking {
    struct kom_summary_table *table;
    const struct kom_summary *s;
    struct kom_exact *sum;
};

static struct kom_total_group find_group(void *context, struct kom_text key) {
    struct looking *l = context;
    uint32_t g = kom_groups_find(&l->table->groups, key);
    if (g == KOM_GROUP_NONE || g >= l->table->n)
        return (struct kom_total_group){0, l->sum};
    const struct kom_summary_cell *cell = l->table->cell + g * l->s->n_measures;
    for (size_t i = 0, n = 0; i < l->s->n_measures; i++)
        if (l->s->adds[i])
            l->sum[n++] = cell[i].exact; /* a view: nobody adds to it */
    return (struct kom_total_group){cell->exact.n + cell->n_missing, l->sum};
}

/* Totals among the rows, once all are brought together. */
static enum kom_status judge_totals(struct kom_summary_crew *crew, struct kom_error *err) {
    const struct kom_summary *s = crew->worker->plan;
    struct kom_total_seen *seen = &crew->worker->totals;
    struct looking looking = {&crew->worker->table, s,
                              kom_alloc(s->n_measures + 1, sizeof *looking.sum)};
    bool ok = looking.sum != NULL;
    for (unsigned k = 1; k < crew->n && ok && s->lines; k++)
        ok = kom_totals_merge(&s->totals, seen, &crew->worker[k].totals);
    enum kom_status status = ok ? KOM_OK : no_memory(err);
    if (ok && s->lines)
        status = kom_totals_judge(&s->totals, seen, s->x,
                                  (struct kom_total_groups){find_group, &looking}, s->lines, err);
    kom_free(looking.sum);
    return status;
}

/* Which municipalities were seen, by any worker: to the first. */
static void merge_seen(struct kom_summary_crew *crew) {
    for (unsigned k = 1; k < crew->n && crew->worker->seen; k++)
        for (size_t id = 0; id < crew->worker->plan->lookup->units.n; id++)
            crew->worker->seen[id] |= crew->worker[k].seen[id];
}

enum kom_status kom_summary_merge(struct kom_summary_crew *crew, struct kom_error *err) {
    enum kom_status status = judge_keys(crew, err);
    merge_seen(crew);
    if (!status && crew->worker->seen)
        status = kom_lookup_refuse(crew->worker->plan->lookup, crew->worker->seen, err);
    if (status)
        return status;
    if (!merge_workers(crew->worker, crew->n))
        return no_memory(err);
    status = judge_totals(crew, err);
    return status ? status : add_margins(crew->worker->plan, &crew->worker->table, err);
}

enum kom_status kom_summary_crew_init(struct kom_summary_crew *crew, const struct kom_summary *plan,
                                      unsigned n, struct kom_error *err) {
    bool keeps_values = plan->flags & KOM_STAT_VALUES;
    n = keeps_values && n > KOM_SUMMARY_MOST_COPIES ? KOM_SUMMARY_MOST_COPIES : n;
    crew->n = n;
    crew->worker = kom_alloc(n, sizeof *crew->worker);
    crew->state = kom_alloc(n, sizeof *crew->state);
    if (!crew->worker || !crew->state)
        return no_memory(err);
    for (unsigned i = 0; i < n; i++) {
        struct kom_summary_worker *w = &crew->worker[i];
        w->plan = plan;
        crew->state[i] = w;
        if (plan->kom_column >= 0)
            w->seen = kom_alloc(plan->lookup->units.n + 1, sizeof *w->seen);
        if (plan->kom_column >= 0 && !w->seen)
            return no_memory(err);
    }
    return KOM_OK;
}

static void fini_worker(struct kom_summary_worker *w) {
    if (w->plan)
        fini_table(&w->table, w->plan->n_measures);
    kom_sorter_fini(&w->sorter);
    kom_unmet_fini(&w->unmet);
    kom_total_seen_fini(&w->totals);
    kom_free(w->adding);
    kom_buf_fini(&w->key);
    kom_free(w->number);
    kom_free(w->hundredths);
    kom_free(w->quick.tally);
    kom_free(w->is_there);
    kom_free(w->seen);
}

void kom_summary_crew_fini(struct kom_summary_crew *crew) {
    for (unsigned i = 0; crew->worker && i < crew->n; i++)
        fini_worker(&crew->worker[i]);
    kom_free(crew->worker);
    kom_free(crew->state);
    *crew = (struct kom_summary_crew){0};
}

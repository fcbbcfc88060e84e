/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the threads become one; margins are made from the cells beneath by merging what
 * they hold. */
#include <string.h>

#include "summary.h"

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
    return kom_fail(err, KOM_ENOMEM,
                    "out of memory; --by fewer groups, or fewer --stats, need less");
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
}

static enum kom_status refuse_total(const struct kom_summary *s, const struct kom_group_part *part,
                                    struct kom_error *err) {
    for (size_t i = 0; i < s->n_by; i++)
        if (s->is_margin[i] && kom_text_is(part[i].text, "total"))
            return kom_fail(
                err, KOM_EDATA,
                "--margins %s: the column already holds the word total; leave those rows out, "
                "or drop --margins",
                s->by[i]);
    return KOM_OK;
}

/* Links every group to the margins it lies beneath. */
static enum kom_status link_margins(const struct kom_summary *s, struct kom_summary_table *t,
                                    struct links *links, uint64_t n_masks, struct kom_error *err) {
    struct kom_group_part *part = kom_alloc(s->n_by, sizeof *part);
    struct kom_buf key = {0};
    enum kom_status status = part ? KOM_OK : no_memory(err);
    for (size_t g = 0; g < t->n && !status; g++) {
        kom_group_parts(t->groups.key[g], part, s->n_by);
        status = refuse_total(s, part, err);
        for (uint64_t mask = 1; mask < n_masks && !status; mask++) {
            margin_key(s, part, mask, &key);
            uint32_t margin =
                key.failed ? KOM_GROUP_NONE : kom_groups_intern(&t->groups, kom_buf_view(&key));
            if (!add_link(links, margin, t->cell + g * s->n_measures))
                status = no_memory(err);
        }
    }
    kom_buf_fini(&key);
    kom_free(part);
    return status;
}

static enum kom_status add_margins(const struct kom_summary *s, struct kom_summary_table *t,
                                   struct kom_error *err) {
    struct links links = {0};
    unsigned n_margins = 0;
    for (size_t i = 0; i < s->n_by; i++)
        n_margins += s->is_margin[i];
    if (n_margins == 0 || t->n == 0)
        return KOM_OK;
    if (n_margins > 20)
        return kom_fail(err, KOM_EUSAGE, "--margins: at most 20 columns");
    enum kom_status status = link_margins(s, t, &links, UINT64_C(1) << n_margins, err);
    size_t n = t->groups.n, nm = s->n_measures;
    struct kom_summary_cell *cell = status ? NULL : kom_alloc(n * nm, sizeof *cell);
    if (!status && (!cell || !combine(s, &links, cell, n, false)))
        status = no_memory(err);
    if (!status)
        memcpy(cell, t->cell, t->n * nm * sizeof *cell);
    for (size_t i = t->n * nm; cell && status && i < n * nm; i++)
        fini_cell(&cell[i]);
    if (!status) {
        kom_free(t->cell);
        t->cell = cell;
        t->n = t->cap = n;
    } else {
        kom_free(cell);
    }
    kom_free(links.link);
    return status;
}

enum kom_status kom_summary_merge(struct kom_summary_crew *crew, struct kom_error *err) {
    if (!merge_workers(crew->worker, crew->n))
        return no_memory(err);
    return add_margins(crew->worker->plan, &crew->worker->table, err);
}

enum kom_status kom_summary_crew_init(struct kom_summary_crew *crew, const struct kom_summary *plan,
                                      unsigned n, struct kom_error *err) {
    crew->n = n;
    crew->worker = kom_alloc(n, sizeof *crew->worker);
    crew->state = kom_alloc(n, sizeof *crew->state);
    if (!crew->worker || !crew->state)
        return no_memory(err);
    for (unsigned i = 0; i < n; i++) {
        crew->worker[i].plan = plan;
        crew->state[i] = &crew->worker[i];
    }
    return KOM_OK;
}

static void fini_worker(struct kom_summary_worker *w) {
    if (w->plan)
        fini_table(&w->table, w->plan->n_measures);
    kom_sorter_fini(&w->sorter);
    kom_buf_fini(&w->key);
    kom_free(w->number);
    kom_free(w->is_there);
}

void kom_summary_crew_fini(struct kom_summary_crew *crew) {
    for (unsigned i = 0; crew->worker && i < crew->n; i++)
        fini_worker(&crew->worker[i]);
    kom_free(crew->worker);
    kom_free(crew->state);
    *crew = (struct kom_summary_crew){0};
}

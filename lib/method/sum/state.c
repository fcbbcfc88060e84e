/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the workers know as lines of a state, and back.

   Groups go out in the order of their keys, as the stream of all tables gives them: a line with the
   key, then for each measure its sums and what the statistics asked for keep. Coming back, the
   groups of a part are one run in a file, as if a table had found no room, and are merged with
   those of other parts as such runs are: memory follows one group of each part, not the groups. A
   series without times has the places of its numbers in the part, and the part's place above them.
 */
#include "saved.h"
#include "state_rows.h"
#include "stream.h"

#include <stdlib.h>

enum { PAIRS = 256 };

/* ---- out ---- */

static enum kom_status put_values(const struct kom_values *v, struct kom_state_out *o,
                                  struct kom_error *err) {
    const size_t n = kom_values_runs(v);
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < n && !status;) {
        kom_state_tag(o, "values");
        kom_state_whole(o, (uint64_t)v->scale);
        for (size_t k = 0; k < PAIRS && i < n; k++, i++) {
            uint64_t count;
            const struct kom_num x = kom_values_run(v, i, &count);
            kom_state_number(o, &x);
            kom_state_whole(o, count);
        }
        status = kom_values_status(v, err);
        if (!status)
            status = kom_state_line(o, err);
    }
    return status;
}

static int by_pair(const void *pa, const void *pb) {
    const struct kom_weighted_item *a = pa, *b = pb;
    int order = kom_num_compare(&a->x, &b->x);
    return order ? order : kom_num_compare(&a->w, &b->w);
}

static enum kom_status put_weighted(struct kom_weighted *w, struct kom_state_out *o,
                                    struct kom_error *err) {
    enum kom_status status = KOM_OK;
    if (w->n)
        qsort(w->item, w->n, sizeof *w->item, by_pair);
    for (size_t i = 0; i < w->n && !status;) {
        kom_state_tag(o, "weighted");
        for (size_t k = 0; k < PAIRS && i < w->n; k++, i++) {
            kom_state_number(o, &w->item[i].x);
            kom_state_number(o, &w->item[i].w);
        }
        status = kom_state_line(o, err);
    }
    return status;
}

static int by_order(const void *pa, const void *pb) {
    const struct kom_series_item *a = pa, *b = pb;
    return a->order != b->order ? (a->order > b->order) - (a->order < b->order)
                                : kom_num_compare(&a->x, &b->x);
}

static enum kom_status put_series(struct kom_series *series, struct kom_state_out *o,
                                  struct kom_error *err) {
    enum kom_status status = KOM_OK;
    if (series->n)
        qsort(series->item, series->n, sizeof *series->item, by_order);
    for (size_t i = 0; i < series->n && !status;) {
        kom_state_tag(o, "series");
        for (size_t k = 0; k < PAIRS && i < series->n; k++, i++) {
            kom_state_whole(o, series->item[i].order);
            kom_state_number(o, &series->item[i].x);
        }
        status = kom_state_line(o, err);
    }
    return status;
}

static enum kom_status put_sums(const struct kom_summary_sums *sums, struct kom_state_out *o,
                                struct kom_error *err) {
    kom_state_tag(o, "sums");
    kom_state_whole(o, kom_summary_missing(sums));
    if (sums->exact.n) {
        const struct kom_num min = kom_summary_min(sums), max = kom_summary_max(sums);
        kom_state_number(o, &min);
        kom_state_number(o, &max);
        kom_exact_save(&sums->exact, o);
    }
    return kom_state_line(o, err);
}

/* Groups on their way out. */
struct saving {
    const struct kom_summary *s;
    struct kom_group_part *part; /* of a key */
    size_t n_parts;
    struct kom_state_out *o;
    struct kom_error *err;
};

static enum kom_status put_key(const struct saving *to, struct kom_text key) {
    kom_group_parts(key, to->part, to->n_parts);
    kom_state_tag(to->o, "group");
    for (size_t i = 0; i < to->n_parts; i++)
        kom_state_text(to->o, to->part[i].text);
    return kom_state_line(to->o, to->err);
}

static enum kom_status put_cell(const struct saving *to, struct kom_summary_cell *cell) {
    const struct kom_summary *s = to->s;
    enum kom_status status = kom_summary_has_failed(cell) ? kom_no_memory(to->err)
                                                          : put_sums(&cell->sums, to->o, to->err);
    if (!status && s->flags & KOM_STAT_VALUES)
        status = put_values(&cell->values, to->o, to->err);
    if (!status && s->weighted.column >= 0)
        status = put_weighted(&cell->rare.weighted, to->o, to->err);
    if (!status && s->flags & KOM_STAT_SERIES)
        status = put_series(&cell->rare.series, to->o, to->err);
    return status;
}

static enum kom_status put_all(const struct saving *to, struct kom_summary_stream *t) {
    bool has_one = false;
    enum kom_status status = kom_summary_next(t, &has_one, to->err);
    while (!status && has_one) {
        status = put_key(to, t->key);
        for (size_t m = 0; m < to->s->n_measures && !status; m++)
            status = put_cell(to, &t->cell[m]);
        if (!status)
            status = kom_summary_next(t, &has_one, to->err);
    }
    return status;
}

static enum kom_status put_groups(struct kom_summary_crew *crew, struct kom_state_out *o,
                                  struct kom_error *err) {
    const struct kom_summary *s = crew->worker->plan;
    const size_t n_parts = kom_summary_parts_as_read(s);
    struct kom_group_part *part = kom_alloc(n_parts + 1, sizeof *part);
    const struct saving to = {s, part, n_parts, o, err};
    struct kom_summary_stream t;
    enum kom_status status = kom_summary_gather(crew, &t, err);
    if (!status)
        status = part ? put_all(&to, &t) : kom_no_memory(err);
    kom_summary_stream_fini(&t);
    kom_free(part);
    return status;
}

static enum kom_status put_seen(const struct kom_summary_worker *w, struct kom_state_out *o,
                                struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t id = 0; w->seen && id < w->plan->lookup->units.n && !status; id++) {
        if (!w->seen[id])
            continue;
        kom_state_tag(o, "seen");
        kom_state_text(o, w->plan->lookup->units.text[id]);
        status = kom_state_line(o, err);
    }
    return status;
}

enum kom_status kom_summary_save(struct kom_summary_crew *crew, struct kom_state_out *o,
                                 struct kom_error *err) {
    const struct kom_summary_worker *w = crew->worker;
    enum kom_status status = kom_summary_gather_notes(crew, err);
    if (!status)
        status = put_seen(w, o, err);
    if (!status)
        status = kom_unmet_save(&w->unmet, 0, o, err);
    if (!status)
        status = kom_totals_save(&w->plan->totals, &w->totals, w->plan->x, o, err);
    return status ? status : put_groups(crew, o, err);
}

/* ---- back ---- */

/* A group while its lines come. */
struct loading {
    struct kom_summary_worker *w;
    struct kom_summary_cell *cell; /* n_measures */
    size_t n;                      /* that have sums */
    struct kom_buf key, out;
    struct kom_summary_packer to;
    bool has_one;
    struct kom_values_room room;
    struct kom_num last; /* of the values so far */
    struct kom_error *err;
};

static enum kom_status damaged(const struct loading *l) {
    return kom_state_damaged(l->w->plan->x->label, l->err);
}

/* Each number of a measure is in all that is kept of it. */
static bool is_whole(const struct kom_summary *s, const struct kom_summary_cell *cell) {
    const uint64_t n = cell->sums.exact.n;
    return (!(s->flags & KOM_STAT_VALUES) || cell->values.n == n) &&
           (s->weighted.column < 0 || cell->rare.weighted.n == n) &&
           (!(s->flags & KOM_STAT_SERIES) || cell->rare.series.n == n);
}

/* The group is whole. */
static enum kom_status end_group(struct loading *l) {
    const struct kom_summary *s = l->w->plan;
    enum kom_status status = KOM_OK;
    if (!l->has_one)
        return KOM_OK;
    if (l->n != s->n_measures)
        return damaged(l);
    for (size_t m = 0; m < l->n; m++)
        if (s->flags & KOM_STAT_VALUES)
            kom_values_end(&l->cell[m].values);
    for (size_t m = 0; m < l->n && !status; m++)
        status = kom_summary_has_failed(&l->cell[m]) ? kom_no_memory(l->err)
                 : is_whole(s, &l->cell[m])          ? KOM_OK
                                                     : damaged(l);
    if (!status)
        status = kom_summary_pack(s, kom_buf_view(&l->key), l->cell, &l->to, l->err);
    for (size_t m = 0; m < l->n; m++)
        kom_summary_fini_cell(&l->cell[m]);
    l->has_one = false;
    l->n = 0;
    return status;
}

static enum kom_status begin_group(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    enum kom_status status = end_group(l);
    kom_buf_reset(&l->key);
    for (size_t i = 0; i < kom_summary_parts_as_read(l->w->plan); i++)
        kom_group_add_part(&l->key, kom_state_take(in));
    l->has_one = true;
    return !status && l->key.failed ? kom_no_memory(l->err) : status;
}

static enum kom_status load_sums(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    if (!l->has_one || l->n == l->w->plan->n_measures)
        return damaged(l);
    struct kom_summary_cell *cell = &l->cell[l->n++];
    *cell = (struct kom_summary_cell){.sums = {.n_missing = 0}};
    kom_summary_set_missing(&cell->sums, kom_state_take_whole(in));
    if (!kom_state_has_more(in))
        return KOM_OK;
    const struct kom_num min = kom_state_take_number(in), max = kom_state_take_number(in);
    kom_summary_widen(&cell->sums, &min, &max);
    kom_exact_load(&cell->sums.exact, in);
    return KOM_OK;
}

static enum kom_status load_values(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    const uint64_t scale = kom_state_take_whole(in);
    if (l->n == 0 || scale > KOM_SCALE_MAX || !(l->w->plan->flags & KOM_STAT_VALUES))
        return damaged(l);
    struct kom_values *v = &l->cell[l->n - 1].values;
    if (v->n == 0)
        kom_values_begin(v, (int8_t)scale);
    while (kom_state_has_more(in) && !in->has_failed) {
        const struct kom_num x = kom_state_take_number(in);
        const uint64_t count = kom_state_take_whole(in),
                       left = l->cell[l->n - 1].sums.exact.n - v->n;
        if (count == 0 || count > left || (v->n && kom_num_compare(&l->last, &x) > 0))
            return damaged(l);
        kom_values_push(v, &x, count, &l->room);
        l->last = x;
    }
    return KOM_OK;
}

static enum kom_status load_weighted(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    if (l->n == 0)
        return damaged(l);
    while (kom_state_has_more(in) && !in->has_failed) {
        const struct kom_num x = kom_state_take_number(in), w = kom_state_take_number(in);
        kom_weighted_add(&l->cell[l->n - 1].rare.weighted, &x, &w);
    }
    return KOM_OK;
}

static enum kom_status load_series(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    const bool is_place = l->w->plan->time_column < 0;
    if (l->n == 0)
        return damaged(l);
    while (kom_state_has_more(in) && !in->has_failed) {
        const uint64_t order = kom_state_take_whole(in);
        const struct kom_num x = kom_state_take_number(in);
        kom_series_add(&l->cell[l->n - 1].rare.series,
                       is_place ? kom_saved_order(l->w->plan->x, order) : order, &x);
    }
    return KOM_OK;
}

static enum kom_status load_seen(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    struct kom_summary_worker *w = l->w;
    const struct kom_text unit = kom_state_take(in);
    const uint32_t id = w->seen ? kom_intern_find(&w->plan->lookup->units, unit) : KOM_NO_ID;
    if (id == KOM_NO_ID)
        return damaged(l);
    w->seen[id] = 1;
    return KOM_OK;
}

static enum kom_status load_lost(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    struct kom_unmet *const unmet[] = {&l->w->unmet};
    return kom_unmet_load(unmet, 1, l->w->plan->x, in, l->err);
}

static enum kom_status load_total(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    return kom_totals_load(&l->w->plan->totals, &l->w->totals, l->w->plan->x, in, l->err);
}

/* Groups of the part become a run. */
static enum kom_status load_run(struct loading *l, const struct kom_state_lines *lines) {
    static const struct kom_state_verb verbs[] = {
        {"group", begin_group},      {"sums", load_sums},     {"values", load_values},
        {"weighted", load_weighted}, {"series", load_series}, {"seen", load_seen},
        {"unmet", load_lost},        {"total", load_total},   {NULL, NULL}};
    const struct kom_state_reader reader = {
        .verbs = verbs, .context = l, .label = l->w->plan->x->label};
    struct kom_summary_runs *runs = &l->w->runs;
    const uint64_t at = kom_spill_end(&runs->spill);
    void *p = runs->run;
    if (kom_grow(&p, &runs->cap, runs->n + 1, sizeof *runs->run))
        return kom_no_memory(l->err);
    runs->run = p;
    enum kom_status status = kom_state_take_lines(lines, &reader, l->err);
    if (!status)
        status = end_group(l);
    if (!status && l->out.n)
        status = kom_spill_add(&runs->spill, l->to.folder, kom_buf_view(&l->out), l->err);
    const uint64_t end = kom_spill_end(&runs->spill);
    if (!status && end > at)
        runs->run[runs->n++] = (struct kom_summary_run){at, end};
    return status;
}

enum kom_status kom_summary_load(void *worker, const struct kom_extract *x, uint32_t part,
                                 const struct kom_state_lines *lines, struct kom_error *err) {
    struct kom_summary_worker *w = worker;
    const struct kom_summary *s = w->plan;
    (void)x; /* it is the plan's */
    (void)part;
    struct loading l = {.w = w,
                        .cell = kom_alloc(s->n_measures, sizeof *l.cell),
                        .room = {s->max_memory / 4 / s->n_measures, s->folder},
                        .err = err};
    l.to = (struct kom_summary_packer){&l.out, &w->runs.spill, s->folder};
    enum kom_status status = l.cell ? load_run(&l, lines) : kom_no_memory(err);
    for (size_t m = 0; m < l.n; m++)
        kom_summary_fini_cell(&l.cell[m]);
    kom_free(l.cell);
    kom_buf_fini(&l.key);
    kom_buf_fini(&l.out);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups in the order of their keys, each once: a heap of cursors, and what those that stand at one
   key know of it brought together.

   A cursor stands at a key in a table in memory, in linked bytes, or in a run in a file, each of
   them in the order of keys. A binary heap gives the cursors with the least key; all of them
   together are one group: sums are merged, and the sorted values of all sources are merged to one
   sorted set, some sources at a time where there are many. Only the group at hand is in memory.
   Sums are exact and values a multiset, so the order in which cursors come cannot be seen in a
   figure; series are sorted by their own order. The tables of threads, of runs and of margins all
   go this one way. */
#include <string.h>

#include "stream.h"

#include "prefetch.h"

/* So many sources are merged at once; more of them in turns. */
enum { MOST_SOURCES = 256, MOST_JOINED = 64 };

enum { LEAST_NBYTES = 1 << 18 };

/* Where one group's cells come from: cells of a table, or packed ones. */
struct kom_summary_source {
    struct kom_summary_cell *cell;
    struct kom_summary_reader *reader, own;
};

/* ---- cursors ---- */

static enum kom_status read_key(struct kom_summary_cursor *c, struct kom_error *err) {
    uint32_t n = 0;
    const char *p = NULL;
    c->has_ended = c->reader.left == 0 && c->reader.at == c->reader.end;
    if (c->has_ended)
        return KOM_OK;
    enum kom_status status = kom_summary_read(&c->reader, sizeof n, &p, err);
    if (!status)
        memcpy(&n, p, sizeof n);
    if (!status)
        status = kom_summary_read(&c->reader, n, &p, err);
    if (status)
        return status;
    kom_buf_reset(&c->own);
    kom_buf_add(&c->own, p, n);
    c->key = kom_buf_view(&c->own);
    return c->own.failed ? kom_no_memory(err) : KOM_OK;
}

/* What the next groups of a table have lies anywhere in memory. */
static void ask_ahead(const struct kom_summary_stream *t, const struct kom_summary_cursor *c) {
    enum { AT = 24, KEY = 16, LIST = 8 };
    const struct kom_summary_table *table = c->table;
    const size_t n = t->s->n_measures;
    if (c->at + AT < c->n) {
        kom_prefetch(&table->groups.at[c->order[c->at + AT]]);
        kom_prefetch(&table->sums[c->order[c->at + AT] * n]);
        if (table->few)
            kom_prefetch(&table->few[c->order[c->at + AT] * n]);
    }
    if (c->at + KEY < c->n)
        kom_prefetch(kom_groups_key(&table->groups, c->order[c->at + KEY]).p);
    if (c->at + LIST < c->n && table->few)
        kom_prefetch(table->few[c->order[c->at + LIST] * n].as.list);
}

static void stand(const struct kom_summary_stream *t, struct kom_summary_cursor *c) {
    const struct kom_groups *groups = c->table ? &c->table->groups : &c->links->groups;
    c->has_ended = c->at == c->n;
    if (c->has_ended)
        return;
    if (c->table)
        ask_ahead(t, c);
    c->key = kom_groups_key(groups, c->order[c->at]);
    if (!c->links)
        return;
    c->link += c->n_links;
    for (c->n_links = 0; c->link + c->n_links < c->links->n; c->n_links++)
        if (c->links->link[c->link + c->n_links].group != c->order[c->at])
            break;
}

static enum kom_status advance(const struct kom_summary_stream *t, struct kom_summary_cursor *c,
                               struct kom_error *err) {
    if (c->reader.spill)
        return read_key(c, err);
    c->at++;
    stand(t, c);
    return KOM_OK;
}

static struct kom_summary_cursor *new_cursor(struct kom_summary_stream *t) {
    size_t n = t->n + 1, cap = t->cap;
    void *cursor = t->cursor, *heap = t->heap, *used = t->used;
    if (n > cap) {
        bool ok = kom_grow(&cursor, &t->cap, n, sizeof *t->cursor) == KOM_OK;
        t->cursor = cursor;
        void *p = ok ? kom_resize(heap, t->cap, sizeof *t->heap) : NULL;
        t->heap = p ? p : heap;
        void *q = p ? kom_resize(used, t->cap, sizeof *t->used) : NULL;
        t->used = q ? q : used;
        if (!q) {
            t->cap = cap;
            return NULL;
        }
    }
    t->cursor[t->n] = (struct kom_summary_cursor){.n = 0};
    return &t->cursor[t->n++];
}

enum kom_status kom_summary_add_table(struct kom_summary_stream *t, struct kom_summary_table *table,
                                      struct kom_error *err) {
    struct kom_summary_cursor *c = new_cursor(t);
    if (!c)
        return kom_no_memory(err);
    c->table = table;
    c->n = table->n;
    c->order = c->own_order = kom_groups_sorted(&table->groups, t->n_parts);
    if (!c->order)
        return kom_no_memory(err);
    stand(t, c);
    return KOM_OK;
}

enum kom_status kom_summary_add_slice(struct kom_summary_stream *t, struct kom_summary_table *table,
                                      const uint32_t *order, size_t first, size_t end,
                                      struct kom_error *err) {
    struct kom_summary_cursor *c = new_cursor(t);
    if (!c)
        return kom_no_memory(err);
    c->table = table;
    c->order = order;
    c->at = first;
    c->n = end;
    stand(t, c);
    return KOM_OK;
}

/* Links in the order of their groups (counting sort). */
static bool sort_links(struct kom_summary_links *links, const uint32_t *order) {
    size_t n = links->groups.n;
    uint64_t *at = kom_alloc(n + 1, sizeof *at), sum = 0;
    struct kom_summary_link *sorted = kom_alloc(links->n, sizeof *sorted);
    if (at && sorted) {
        for (size_t i = 0; i < links->n; i++)
            at[links->link[i].group]++;
        for (size_t g = 0; g < n; g++) {
            uint64_t some = at[order[g]];
            at[order[g]] = sum;
            sum += some;
        }
        for (size_t i = 0; i < links->n; i++)
            sorted[at[links->link[i].group]++] = links->link[i];
        kom_free(links->link);
        links->link = sorted;
        links->cap = links->n;
    } else {
        kom_free(sorted);
    }
    kom_free(at);
    return at && sorted;
}

enum kom_status kom_summary_add_links(struct kom_summary_stream *t, struct kom_summary_links *links,
                                      struct kom_error *err) {
    struct kom_summary_cursor *c = new_cursor(t);
    if (!c)
        return kom_no_memory(err);
    c->links = links;
    c->n = links->groups.n;
    c->order = c->own_order = kom_groups_sorted(&links->groups, t->n_parts);
    if (!c->order || !sort_links(links, c->order))
        return kom_no_memory(err);
    stand(t, c);
    return KOM_OK;
}

enum kom_status kom_summary_add_run(struct kom_summary_stream *t, struct kom_spill *spill,
                                    const struct kom_summary_run *run, struct kom_error *err) {
    struct kom_summary_cursor *c = new_cursor(t);
    if (!c)
        return kom_no_memory(err);
    c->reader.spill = spill;
    c->reader.at = run->at;
    c->reader.end = run->end;
    return read_key(c, err);
}

/* ---- the heap ---- */

static int compare(const struct kom_summary_stream *t, uint32_t a, uint32_t b) {
    return kom_group_compare(t->cursor[a].key, t->cursor[b].key, t->n_parts);
}

static void push(struct kom_summary_stream *t, uint32_t cursor) {
    size_t i = t->n_heap++;
    for (; i > 0 && compare(t, cursor, t->heap[(i - 1) / 2]) < 0; i = (i - 1) / 2)
        t->heap[i] = t->heap[(i - 1) / 2];
    t->heap[i] = cursor;
}

static uint32_t pop(struct kom_summary_stream *t) {
    uint32_t top = t->heap[0], last = t->heap[--t->n_heap];
    size_t i = 0;
    for (size_t child = 1; child < t->n_heap; child = 2 * i + 1) {
        if (child + 1 < t->n_heap && compare(t, t->heap[child + 1], t->heap[child]) < 0)
            child++;
        if (compare(t, last, t->heap[child]) <= 0)
            break;
        t->heap[i] = t->heap[child];
        i = child;
    }
    t->heap[i] = last;
    return top;
}

/* ---- what is known of one group ---- */

static struct kom_summary_source *new_source(struct kom_summary_stream *t) {
    void *p = t->source;
    if (kom_grow(&p, &t->cap_sources, t->n_sources + 1, sizeof *t->source))
        return NULL;
    t->source = p;
    t->source[t->n_sources] = (struct kom_summary_source){.cell = NULL};
    return &t->source[t->n_sources++];
}

static void take_table(struct kom_summary_stream *t, const struct kom_summary_cursor *c,
                       struct kom_summary_cell *cell) {
    kom_summary_take_group(t->s, c->table, c->order[c->at], t->sorter, cell);
}

static bool add_source(struct kom_summary_stream *t, struct kom_summary_cursor *c) {
    struct kom_summary_source *source;
    for (size_t i = 0; c->links && i < c->n_links; i++) {
        uint64_t at = c->links->link[c->link + i].at;
        source = new_source(t);
        if (!source)
            return false;
        source->own.p = c->links->bytes.p + at;
        source->own.left = (size_t)(c->links->bytes.n - at);
    }
    if (c->links)
        return true;
    source = new_source(t);
    if (!source)
        return false;
    if (!c->table) {
        source->reader = &c->reader;
        return true;
    }
    source->cell = kom_alloc(t->s->n_measures, sizeof *source->cell);
    if (source->cell)
        take_table(t, c, source->cell);
    return source->cell;
}

/* The values of one source, in ascending order. */
struct values_of {
    struct kom_values_source source;
    const struct kom_values *v; /* of a table, in memory; else from the reader */
    struct kom_summary_reader *reader;
    struct kom_summary_head head;
    uint64_t i;
};

static enum kom_status step(struct kom_values_source *source, struct kom_error *err) {
    struct values_of *from = (struct values_of *)source; /* its first member */
    struct kom_summary_value next = {.count = 0};
    enum kom_status status = KOM_OK;
    if (from->i < from->head.n && from->v)
        next.x = kom_values_run(from->v, (size_t)from->i, &next.count);
    else if (from->i < from->head.n)
        status = kom_summary_read_value(from->reader, &from->head, &next, err);
    from->i++;
    source->x = next.x;
    source->count = next.count;
    return status;
}

static struct kom_values_room room_of(const struct kom_summary_stream *t) {
    return (struct kom_values_room){t->s->max_memory / 4 / t->s->n_measures, t->s->folder};
}

/* Joins sources first..first+n-1 of measure m, if all are cells whose values are simple. */
static bool join_some(const struct kom_summary_stream *t, size_t m, size_t first, size_t n,
                      struct kom_values *v) {
    const struct kom_values *from[MOST_SOURCES];
    const struct kom_values_room room = room_of(t);
    for (size_t i = 0; i < n; i++) {
        if (!t->source[first + i].cell)
            return false;
        from[i] = &t->source[first + i].cell[m].values;
    }
    return kom_values_join(v, from, n, &room);
}

/* Begins sources first..first+n-1 of measure m, and merges them. */
static enum kom_status merge_some(struct kom_summary_stream *t, size_t m, size_t first, size_t n,
                                  struct kom_values *v, struct kom_error *err) {
    struct values_of from[MOST_SOURCES];
    struct kom_values_source *heap[MOST_SOURCES];
    const struct kom_values_room room = room_of(t);
    enum kom_status status = KOM_OK;
    int8_t scale = 0;
    if (join_some(t, m, first, n, v))
        return KOM_OK;
    for (size_t i = 0; i < n && !status; i++) {
        struct kom_summary_source *source = &t->source[first + i];
        from[i] = (struct values_of){.source = {.step = step}, .reader = source->reader};
        heap[i] = &from[i].source;
        if (source->cell) {
            from[i].v = &source->cell[m].values;
            from[i].head.n = kom_values_runs(from[i].v);
            from[i].head.scale = from[i].v->scale;
            v->failed = v->failed || from[i].v->failed;
        } else {
            status = kom_summary_read_head(source->reader, &from[i].head, err);
        }
        scale = from[i].head.scale > scale ? from[i].head.scale : scale;
    }
    kom_values_begin(v, scale);
    return status ? status : kom_values_merge_sources(v, heap, n, &room, err);
}

/* What many merges gave, in turns of MOST_SOURCES, until one is left. */
static enum kom_status merge_turns(const struct kom_summary_stream *t, struct kom_values *part,
                                   size_t n, struct kom_error *err) {
    const struct kom_values *from[MOST_SOURCES];
    const struct kom_values_room room = room_of(t);
    enum kom_status status = KOM_OK;
    for (size_t left; n > 1 && !status; n = left) {
        left = 0;
        for (size_t first = 0, k; first < n && !status; first += k) {
            struct kom_values v = {0};
            for (k = 0; k < MOST_SOURCES && first + k < n; k++)
                from[k] = &part[first + k];
            status = kom_values_merge(&v, from, k, &room, err);
            for (size_t i = 0; i < k; i++)
                kom_values_fini(&part[first + i]);
            part[left++] = v;
        }
    }
    return status;
}

static enum kom_status merge_all_values(struct kom_summary_stream *t, size_t m,
                                        struct kom_error *err) {
    struct kom_values *v = &t->cell[m].values;
    if (t->n_sources <= MOST_SOURCES)
        return merge_some(t, m, 0, t->n_sources, v, err);
    size_t n = (t->n_sources + MOST_SOURCES - 1) / MOST_SOURCES;
    struct kom_values *part = kom_alloc(n, sizeof *part);
    enum kom_status status = part ? KOM_OK : kom_no_memory(err);
    for (size_t i = 0; i < n && !status; i++) {
        size_t first = i * MOST_SOURCES, left = t->n_sources - first;
        status = merge_some(t, m, first, left < MOST_SOURCES ? left : MOST_SOURCES, &part[i], err);
    }
    if (!status)
        status = merge_turns(t, part, n, err);
    if (!status)
        *v = part[0];
    for (size_t i = status ? 0 : 1; part && i < n; i++)
        kom_values_fini(&part[i]);
    kom_free(part);
    return status;
}

static enum kom_status merge_sums(struct kom_summary_stream *t, size_t m, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < t->n_sources && !status; i++) {
        struct kom_summary_source *source = &t->source[i];
        struct kom_summary_sums sums;
        if (source->cell) {
            kom_summary_merge_sums(&t->cell[m].sums, &source->cell[m].sums);
            continue;
        }
        status = kom_summary_read_sums(source->reader, &sums, err);
        if (status)
            break;
        kom_summary_merge_sums(&t->cell[m].sums, &sums);
        kom_exact_fini(&sums.exact);
    }
    return status;
}

/* Weights and series of one group are needed whole, and sorting takes as much again. */
static enum kom_status check_room(const struct kom_summary_stream *t, size_t m,
                                  struct kom_error *err) {
    const struct kom_summary_rare *rare = &t->cell[m].rare;
    uint64_t most = t->s->max_memory / 2 / t->s->n_measures,
             nbytes = rare->weighted.n * sizeof *rare->weighted.item +
                      rare->series.n * sizeof *rare->series.item;
    if (t->s->max_memory == 0 || nbytes <= LEAST_NBYTES || nbytes <= most)
        return KOM_OK;
    return kom_fail(err, KOM_ENOMEM,
                    "--memory: %s of more than %zu rows of one group are needed at once and find "
                    "no room; give more, or --by COL, which makes groups smaller",
                    rare->weighted.n ? "the weighted values" : "the series",
                    rare->weighted.n + rare->series.n);
}

static enum kom_status merge_rare(struct kom_summary_stream *t, size_t m, struct kom_error *err) {
    struct kom_summary_rare *rare = &t->cell[m].rare;
    enum kom_status status = KOM_OK;
    bool has_weights = t->s->weighted.column >= 0, has_series = t->s->flags & KOM_STAT_SERIES;
    for (size_t i = 0; i < t->n_sources && !status; i++) {
        struct kom_summary_source *source = &t->source[i];
        if (source->cell) {
            kom_weighted_merge(&rare->weighted, &source->cell[m].rare.weighted);
            kom_series_merge(&rare->series, &source->cell[m].rare.series);
            status = check_room(t, m, err);
            continue;
        }
        if (has_weights)
            status = kom_summary_read_weighted(source->reader, &rare->weighted, err);
        if (!status && has_series)
            status = kom_summary_read_series(source->reader, &rare->series, err);
        if (!status)
            status = check_room(t, m, err);
    }
    return status;
}

static void forget_sources(struct kom_summary_stream *t) {
    for (size_t i = 0; i < t->n_sources; i++) {
        for (size_t m = 0; t->source[i].cell && m < t->s->n_measures; m++)
            kom_summary_fini_cell(&t->source[i].cell[m]);
        kom_free(t->source[i].cell);
    }
    t->n_sources = 0;
}

static enum kom_status merge_sources(struct kom_summary_stream *t, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    bool ok = true;
    for (size_t i = 0; i < t->n_used && ok; i++)
        ok = add_source(t, &t->cursor[t->used[i]]);
    for (size_t i = 0; i < t->n_sources; i++) /* only now do they lie where they stay */
        if (!t->source[i].cell && !t->source[i].reader)
            t->source[i].reader = &t->source[i].own;
    for (size_t m = 0; m < t->s->n_measures && ok && !status; m++) {
        status = merge_sums(t, m, err);
        if (!status && t->s->flags & KOM_STAT_VALUES)
            status = merge_all_values(t, m, err);
        if (!status)
            status = merge_rare(t, m, err);
    }
    forget_sources(t);
    return ok ? status : kom_no_memory(err);
}

/* The same of tables alone, where it is simple. */
static bool join_tables(struct kom_summary_stream *t) {
    struct kom_summary_table *table[MOST_JOINED];
    uint32_t group[MOST_JOINED];
    if (t->n_used > MOST_JOINED)
        return false;
    for (size_t i = 0; i < t->n_used; i++) {
        const struct kom_summary_cursor *c = &t->cursor[t->used[i]];
        if (!c->table)
            return false;
        table[i] = c->table;
        group[i] = c->order[c->at];
    }
    const struct kom_summary_shared shared = {table, group, t->n_used};
    return kom_summary_join_group(t->s, &shared, t->sorter, t->cell);
}

/* ---- all of them ---- */

static void forget_cells(struct kom_summary_stream *t) {
    for (size_t m = 0; t->cell && m < t->s->n_measures; m++)
        kom_summary_fini_cell(&t->cell[m]);
    if (t->cell)
        memset(t->cell, 0, t->s->n_measures * sizeof *t->cell);
}

enum kom_status kom_summary_stream_init(struct kom_summary_stream *t, const struct kom_summary *s,
                                        size_t n_parts, struct kom_sorter *sorter,
                                        struct kom_error *err) {
    *t = (struct kom_summary_stream){.s = s, .n_parts = n_parts, .sorter = sorter};
    t->cell = kom_alloc(s->n_measures, sizeof *t->cell);
    return t->cell ? KOM_OK : kom_no_memory(err);
}

/* The cursors that stood at the last group go on; at first all are set up. */
static enum kom_status move_on(struct kom_summary_stream *t, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < t->n_used && !status; i++)
        status = advance(t, &t->cursor[t->used[i]], err);
    for (size_t i = 0; i < t->n_used && !status; i++)
        if (!t->cursor[t->used[i]].has_ended)
            push(t, t->used[i]);
    for (uint32_t i = 0; !t->has_begun && i < t->n; i++)
        if (!t->cursor[i].has_ended)
            push(t, i);
    t->has_begun = true;
    t->n_used = 0;
    return status;
}

enum kom_status kom_summary_next(struct kom_summary_stream *t, bool *has_one,
                                 struct kom_error *err) {
    forget_cells(t);
    enum kom_status status = move_on(t, err);
    *has_one = !status && t->n_heap > 0;
    if (!*has_one)
        return status;
    t->used[t->n_used++] = pop(t);
    while (t->n_heap && compare(t, t->heap[0], t->used[0]) == 0)
        t->used[t->n_used++] = pop(t);
    const struct kom_summary_cursor *c = &t->cursor[t->used[0]];
    t->key = c->key;
    if (t->n_used == 1 && c->table)
        take_table(t, c, t->cell);
    else if (!join_tables(t))
        status = merge_sources(t, err);
    for (size_t m = 0; m < t->s->n_measures && !status; m++) {
        status = kom_values_status(&t->cell[m].values, err);
        if (!status && kom_summary_has_failed(&t->cell[m]))
            status = kom_no_memory(err);
    }
    return status;
}

enum kom_status kom_summary_write_run(struct kom_summary_stream *t, struct kom_summary_runs *runs,
                                      struct kom_error *err) {
    struct kom_buf out = {0};
    struct kom_summary_packer to = {&out, &runs->spill, t->s->folder};
    void *p = runs->run;
    bool has_one;
    if (kom_grow(&p, &runs->cap, runs->n + 1, sizeof *runs->run))
        return kom_no_memory(err);
    runs->run = p;
    struct kom_summary_run *run = &runs->run[runs->n];
    run->at = kom_spill_end(&runs->spill);
    enum kom_status status = kom_summary_next(t, &has_one, err);
    while (!status && has_one) {
        status = kom_summary_pack(t->s, t->key, t->cell, &to, err);
        if (!status)
            status = kom_summary_next(t, &has_one, err);
    }
    if (!status && out.n)
        status = kom_spill_add(&runs->spill, t->s->folder, kom_buf_view(&out), err);
    run->end = kom_spill_end(&runs->spill);
    runs->n += !status;
    kom_buf_fini(&out);
    return status;
}

void kom_summary_stream_fini(struct kom_summary_stream *t) {
    for (size_t i = 0; i < t->n; i++) {
        kom_free(t->cursor[i].own_order);
        kom_buf_fini(&t->cursor[i].own);
        kom_buf_fini(&t->cursor[i].reader.buf);
    }
    forget_sources(t);
    forget_cells(t);
    kom_free(t->cursor);
    kom_free(t->heap);
    kom_free(t->used);
    kom_free(t->source);
    kom_free(t->cell);
    *t = (struct kom_summary_stream){.s = NULL};
}

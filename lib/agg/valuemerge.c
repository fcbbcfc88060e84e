/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorted values from many sources become one: a heap of what each has next; where all have words of
   value and count in memory, two lists of words after the other, without a guess which is next. */
#include "mem.h"
#include "valueset.h"

static bool is_below(const struct kom_values_source *a, const struct kom_values_source *b) {
    if (a->x.is_exact && b->x.is_exact && a->x.scale == b->x.scale)
        return a->x.mantissa < b->x.mantissa;
    return kom_num_order(&a->x, &b->x) < 0;
}

static void sift_down(struct kom_values_source **heap, size_t n, size_t i) {
    struct kom_values_source *top = heap[i];
    for (size_t child = 2 * i + 1; child < n; child = 2 * i + 1) {
        if (child + 1 < n && is_below(heap[child + 1], heap[child]))
            child++;
        if (!is_below(heap[child], top))
            break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = top;
}

enum kom_status kom_values_merge_sources(struct kom_values *v, struct kom_values_source **heap,
                                         size_t n, const struct kom_values_room *room,
                                         struct kom_error *err) {
    enum kom_status status = KOM_OK;
    size_t left = 0;
    for (size_t i = 0; i < n && !status; i++) {
        struct kom_values_source *one = heap[i];
        status = one->step(one, err);
        if (one->count)
            heap[left++] = one;
    }
    for (size_t i = left / 2; i-- > 0;)
        sift_down(heap, left, i);
    while (left && !status && !v->failed) {
        kom_values_push(v, &heap[0]->x, heap[0]->count, room);
        status = heap[0]->step(heap[0], err);
        if (heap[0]->count == 0)
            heap[0] = heap[--left];
        if (left > 1)
            sift_down(heap, left, 0);
    }
    kom_values_end(v);
    return status;
}

/* One of many. */
struct cursor {
    struct kom_values_source source;
    const struct kom_values *from;
    size_t at;
};

/* What was not read from a file is no value. */
static enum kom_status step(struct kom_values_source *source, struct kom_error *err) {
    struct cursor *c = (struct cursor *)source; /* its first member */
    source->count = 0;
    if (c->at == kom_values_runs(c->from))
        return KOM_OK;
    source->x = kom_values_run(c->from, c->at++, &source->count);
    return c->from->paged ? kom_values_status(c->from, err) : KOM_OK;
}

enum kom_status kom_values_merge(struct kom_values *v, const struct kom_values *const *from,
                                 size_t n, const struct kom_values_room *room,
                                 struct kom_error *err) {
    struct cursor *cursor = kom_alloc(n, sizeof *cursor);
    struct kom_values_source **heap = kom_alloc(n, sizeof *heap);
    enum kom_status status = cursor && heap ? KOM_OK : kom_no_memory(err);
    int8_t scale = 0;
    for (size_t i = 0; i < n && !status; i++) {
        status = kom_values_status(from[i], err);
        scale = from[i]->scale > scale ? from[i]->scale : scale;
        cursor[i] = (struct cursor){.source = {.step = step}, .from = from[i]};
        heap[i] = &cursor[i].source;
    }
    kom_values_begin(v, scale);
    if (!status)
        status = kom_values_merge_sources(v, heap, n, room, err);
    kom_free(cursor);
    kom_free(heap);
    return status;
}

/* ---- words ---- */

/* Ascending, of one set or of several joined. */
struct words {
    const int64_t *p;
    int64_t *own; /* what is to be freed; NULL: it is a set's */
    size_t n;
};

/* Returns how many; `to` has room for both. */
static size_t join_two(const struct words *a, const struct words *b, int64_t *to) {
    size_t i = 0, k = 0, n = 0;
    while (i < a->n && k < b->n) {
        const int64_t x = a->p[i], y = b->p[k];
        const bool is_first = kom_word_value(x) <= kom_word_value(y),
                   is_second = kom_word_value(y) <= kom_word_value(x);
        to[n++] = !is_first ? y : !is_second ? x : x + kom_word_count(y);
        i += is_first;
        k += is_second;
    }
    for (; i < a->n; i++)
        to[n++] = a->p[i];
    for (; k < b->n; k++)
        to[n++] = b->p[k];
    return n;
}

/* Halves are joined first, so that each word is moved a few times only. false: memory ran out. */
static bool join(const struct kom_values *const *from, size_t n, struct words *out) {
    struct words a, b = {NULL, NULL, 0};
    *out = (struct words){NULL, NULL, 0};
    if (n == 1) {
        out->p = kom_values_words(from[0], &out->n);
        return true;
    }
    bool ok = join(from, n / 2, &a) && join(from + n / 2, n - n / 2, &b);
    if (ok)
        out->p = out->own = kom_alloc(a.n + b.n + 1, sizeof *out->own);
    ok = ok && out->own;
    if (ok)
        out->n = join_two(&a, &b, out->own);
    kom_free(a.own);
    kom_free(b.own);
    return ok;
}

bool kom_values_join(struct kom_values *v, const struct kom_values *const *from, size_t n,
                     const struct kom_values_room *room) {
    struct words all;
    uint64_t n_words = 0, n_values = 0;
    for (size_t i = 0; i < n; i++) {
        size_t n_own;
        if (from[i]->failed || !kom_values_words(from[i], &n_own) ||
            from[i]->scale != from[0]->scale)
            return false;
        n_words += n_own;
        n_values += from[i]->n;
    }
    if (n < 2 || n_values > KOM_WORD_COUNT_MASK ||
        (room->nbytes && n_words * sizeof *all.own > room->nbytes))
        return false;
    if (!join(from, n, &all))
        return false;
    kom_values_begin(v, from[0]->scale);
    v->n = n_values;
    v->run = all.own;
    v->n_run = all.n;
    v->cap_run = (size_t)n_words;
    kom_values_end(v);
    return true;
}

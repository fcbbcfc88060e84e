/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorted values from many sources become one: a heap of what each has next. */
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

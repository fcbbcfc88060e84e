/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New values gather in a buffer, which is sorted by radix and merged into the sorted ones when it
 * is full. */
#include "valueset.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { FRESH_FIRST = 1024, FRESH_LARGE = 16384, N_DIGITS = 8, N_BUCKETS = 256, SMALL = 48 };

/* 10^power, 0 to 18. */
static int64_t pow10_of(int power) {
    static const int64_t powers[] = {1,
                                     10,
                                     100,
                                     1000,
                                     10000,
                                     100000,
                                     1000000,
                                     10000000,
                                     100000000,
                                     1000000000,
                                     10000000000,
                                     100000000000,
                                     1000000000000,
                                     10000000000000,
                                     100000000000000,
                                     1000000000000000,
                                     10000000000000000,
                                     100000000000000000,
                                     1000000000000000000};
    return powers[power];
}

/* m * factor, if it fits. */
static bool upscale(int64_t m, int64_t factor, int64_t *out) {
    kom_i128 w = (kom_i128)m * factor;
    *out = (int64_t)w;
    return w <= INT64_MAX && w >= -INT64_MAX;
}

static void add_odd(struct kom_values *v, const struct kom_num *x, uint64_t count) {
    void *p = v->odd;
    if (kom_grow(&p, &v->cap_odd, v->n_odd + 1, sizeof *v->odd)) {
        v->failed = true;
        return;
    }
    v->odd = p;
    v->odd[v->n_odd++] = (struct kom_odd_value){*x, count};
}

/* ---- sorting ---- */

static void sort_small(int64_t *a, size_t n) {
    for (size_t i = 1; i < n; i++) {
        int64_t x = a[i];
        size_t j = i;
        for (; j > 0 && a[j - 1] > x; j--)
            a[j] = a[j - 1];
        a[j] = x;
    }
}

static size_t digit_of(int64_t x, int digit) {
    /* The sign bit turned over makes the order of unsigned bytes that of signed values. */
    uint64_t u = (uint64_t)x ^ UINT64_C(1) << 63;
    return (size_t)(u >> (8 * digit)) % N_BUCKETS;
}

/* Least digit first; digits that all values share are skipped. */
static void sort_radix(int64_t *a, size_t n, int64_t *scratch) {
    uint32_t count[N_DIGITS][N_BUCKETS] = {{0}};
    int64_t *from = a, *to = scratch;
    for (size_t i = 0; i < n; i++)
        for (int d = 0; d < N_DIGITS; d++)
            count[d][digit_of(a[i], d)]++;
    for (int d = 0; d < N_DIGITS; d++) {
        if (count[d][digit_of(a[0], d)] == n)
            continue;
        uint32_t at = 0;
        for (size_t b = 0; b < N_BUCKETS; b++) {
            uint32_t c = count[d][b];
            count[d][b] = at;
            at += c;
        }
        for (size_t i = 0; i < n; i++)
            to[count[d][digit_of(from[i], d)]++] = from[i];
        int64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != a)
        memcpy(a, from, n * sizeof *a);
}

static bool sort_values(int64_t *a, size_t n, struct kom_sorter *sorter) {
    if (n <= SMALL) {
        sort_small(a, n);
        return true;
    }
    void *p = sorter->scratch;
    if (kom_grow(&p, &sorter->cap, n, sizeof *sorter->scratch))
        return false;
    sorter->scratch = p;
    sort_radix(a, n, sorter->scratch);
    return true;
}

void kom_sorter_fini(struct kom_sorter *sorter) {
    kom_free(sorter->scratch);
    *sorter = (struct kom_sorter){0};
}

/* ---- merging in place ---- */

static bool resize_runs(struct kom_values *v, size_t n) {
    if (n <= v->cap_value)
        return true;
    void *p = kom_resize(v->value, n, sizeof *v->value);
    if (p)
        v->value = p;
    void *q = kom_resize(v->count, n, sizeof *v->count);
    if (q)
        v->count = q;
    v->failed = v->failed || !p || !q;
    if (p && q)
        v->cap_value = n;
    return p && q;
}

/* Puts a run below those from `to` on, with the run there if it is the same value; returns the new
 * lower end. */
static size_t put_below(struct kom_values *v, size_t to, size_t end, int64_t x, uint32_t count) {
    if (to < end && v->value[to] == x && v->count[to] <= UINT32_MAX - count) {
        v->count[to] += count;
        return to;
    }
    v->value[--to] = x;
    v->count[to] = count;
    return to;
}

/* The sorted new values go into the sorted runs from the top, which needs no second array. */
static void flush(struct kom_values *v, struct kom_sorter *sorter) {
    size_t end = v->n_value + v->n_fresh, to = end, i = v->n_value, j = v->n_fresh;
    if (j == 0)
        return;
    if (!sort_values(v->fresh, j, sorter) || !resize_runs(v, end)) {
        v->failed = true;
        v->n_fresh = 0;
        return;
    }
    while (i > 0 || j > 0) {
        if (j == 0 || (i > 0 && v->value[i - 1] >= v->fresh[j - 1])) {
            i--;
            to = put_below(v, to, end, v->value[i], v->count[i]);
        } else {
            j--;
            to = put_below(v, to, end, v->fresh[j], 1);
        }
    }
    v->n_value = end - to;
    memmove(v->value, v->value + to, v->n_value * sizeof *v->value);
    memmove(v->count, v->count + to, v->n_value * sizeof *v->count);
    v->n_fresh = 0;
}

static bool make_room(struct kom_values *v, struct kom_sorter *sorter) {
    size_t cap = v->cap_fresh;
    if (cap >= FRESH_FIRST)
        flush(v, sorter);
    if (cap < FRESH_LARGE || cap < v->n_value / 4) {
        void *p = v->fresh;
        if (kom_grow(&p, &v->cap_fresh, cap + 1, sizeof *v->fresh))
            v->failed = true;
        v->fresh = p;
    }
    return v->n_fresh < v->cap_fresh;
}

/* ---- scales ---- */

static void rescale_fresh(struct kom_values *v, int64_t factor) {
    size_t kept = 0;
    for (size_t i = 0; i < v->n_fresh; i++) {
        struct kom_num x = {v->fresh[i], 0.0, v->scale, true};
        if (upscale(v->fresh[i], factor, &v->fresh[kept]))
            kept++;
        else
            add_odd(v, &x, 1);
    }
    v->n_fresh = kept;
}

/* A finer scale: what does not fit it any more is odd. */
static void rescale(struct kom_values *v, int8_t scale) {
    int64_t factor = pow10_of(scale - v->scale);
    size_t kept = 0;
    rescale_fresh(v, factor);
    for (size_t i = 0; i < v->n_value; i++) {
        struct kom_num x = {v->value[i], 0.0, v->scale, true};
        uint32_t count = v->count[i];
        if (upscale(v->value[i], factor, &v->value[kept]))
            v->count[kept++] = count;
        else
            add_odd(v, &x, count);
    }
    v->n_value = kept;
    v->scale = scale;
}

void kom_values_add(struct kom_values *v, const struct kom_num *x, struct kom_sorter *sorter) {
    int64_t m;
    v->n++;
    if (x->is_exact && x->scale > v->scale)
        rescale(v, x->scale);
    if (!x->is_exact || !upscale(x->mantissa, pow10_of(v->scale - x->scale), &m)) {
        add_odd(v, x, 1);
        return;
    }
    if (v->n_fresh == v->cap_fresh && !make_room(v, sorter))
        v->failed = true;
    if (!v->failed)
        v->fresh[v->n_fresh++] = m;
}

void kom_values_add_hundredths(struct kom_values *v, int64_t hundredths,
                               struct kom_sorter *sorter) {
    if (v->scale == 2 && v->n_fresh < v->cap_fresh) {
        v->n++;
        v->fresh[v->n_fresh++] = hundredths;
        return;
    }
    struct kom_num x = kom_num_hundredths(hundredths);
    kom_values_add(v, &x, sorter);
}

/* ---- sealing ---- */

static int by_value(const void *a, const void *b) {
    const struct kom_odd_value *x = a, *y = b;
    int c = kom_num_order(&x->x, &y->x);
    return c ? c : y->x.is_exact - x->x.is_exact;
}

/* With one odd number among them, all values become numbers. */
static void seal_odd(struct kom_values *v) {
    for (size_t i = 0; i < v->n_value; i++) {
        struct kom_num x = {v->value[i], 0.0, v->scale, true};
        add_odd(v, &x, v->count[i]);
    }
    v->n_value = 0;
    qsort(v->odd, v->n_odd, sizeof *v->odd, by_value);
    size_t kept = 0;
    for (size_t i = 0; i < v->n_odd; i++) {
        if (kept && kom_num_order(&v->odd[kept - 1].x, &v->odd[i].x) == 0)
            v->odd[kept - 1].count += v->odd[i].count;
        else
            v->odd[kept++] = v->odd[i];
    }
    v->n_odd = kept;
}

void kom_values_seal(struct kom_values *v, struct kom_sorter *sorter) {
    flush(v, sorter);
    kom_free(v->fresh);
    v->fresh = NULL;
    v->cap_fresh = 0;
    if (v->n_odd)
        seal_odd(v);
}

/* ---- many into one ---- */

/* One of the sources: its next value in the scale of the target. */
struct cursor {
    const struct kom_values *from;
    size_t at;
    int64_t factor, value;
};

/* Steps over values that do not fit the target's scale; false at the end. */
static bool settle(struct cursor *c, struct kom_values *v) {
    for (; c->at < c->from->n_value; c->at++) {
        int64_t m = c->from->value[c->at];
        if (upscale(m, c->factor, &c->value))
            return true;
        struct kom_num x = {m, 0.0, c->from->scale, true};
        add_odd(v, &x, c->from->count[c->at]);
    }
    return false;
}

static void sift_down(struct cursor *heap, size_t n, size_t i) {
    for (size_t child = 2 * i + 1; child < n; child = 2 * i + 1) {
        if (child + 1 < n && heap[child + 1].value < heap[child].value)
            child++;
        if (heap[i].value <= heap[child].value)
            return;
        struct cursor swap = heap[i];
        heap[i] = heap[child];
        heap[child] = swap;
        i = child;
    }
}

static void append(struct kom_values *v, int64_t x, uint32_t count) {
    size_t last = v->n_value;
    if (last && v->value[last - 1] == x && v->count[last - 1] <= UINT32_MAX - count) {
        v->count[last - 1] += count;
        return;
    }
    v->value[last] = x;
    v->count[last] = count;
    v->n_value++;
}

static void merge_heap(struct kom_values *v, struct cursor *heap, size_t n) {
    for (size_t i = n / 2; i-- > 0;)
        sift_down(heap, n, i);
    while (n) {
        append(v, heap[0].value, heap[0].from->count[heap[0].at++]);
        if (!settle(&heap[0], v))
            heap[0] = heap[--n];
        sift_down(heap, n, 0);
    }
}

void kom_values_merge(struct kom_values *v, const struct kom_values *const *from, size_t n) {
    size_t n_runs = 0, n_heap = 0;
    for (size_t i = 0; i < n; i++) {
        v->failed = v->failed || from[i]->failed;
        v->n += from[i]->n;
        n_runs += from[i]->n_value;
        if (from[i]->scale > v->scale)
            v->scale = from[i]->scale;
        for (size_t j = 0; j < from[i]->n_odd; j++)
            add_odd(v, &from[i]->odd[j].x, from[i]->odd[j].count);
    }
    struct cursor *heap = kom_alloc(n, sizeof *heap);
    if (!heap || !resize_runs(v, n_runs)) {
        v->failed = true;
        kom_free(heap);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        heap[n_heap] = (struct cursor){from[i], 0, pow10_of(v->scale - from[i]->scale), 0};
        n_heap += settle(&heap[n_heap], v);
    }
    merge_heap(v, heap, n_heap);
    kom_free(heap);
    if (v->n_odd)
        seal_odd(v);
}

/* ---- reading ---- */

size_t kom_values_runs(const struct kom_values *v) {
    return v->n_odd ? v->n_odd : v->n_value;
}

struct kom_num kom_values_run(const struct kom_values *v, size_t i, uint64_t *count) {
    if (v->n_odd) {
        *count = v->odd[i].count;
        return v->odd[i].x;
    }
    *count = v->count[i];
    return (struct kom_num){v->value[i], 0.0, v->scale, true};
}

struct kom_num kom_values_rank(const struct kom_values *v, uint64_t rank) {
    size_t n = kom_values_runs(v), i = 0;
    uint64_t below = 0, count;
    struct kom_num x = kom_values_run(v, 0, &count);
    while (i + 1 < n && below + count <= rank) {
        below += count;
        x = kom_values_run(v, ++i, &count);
    }
    return x;
}

uint64_t kom_values_distinct(const struct kom_values *v) {
    uint64_t n = v->n_odd;
    for (size_t i = 0; v->n_odd == 0 && i < v->n_value; i++)
        n += i == 0 || v->value[i] != v->value[i - 1];
    return n;
}

struct kom_units kom_values_units(const struct kom_values *v) {
    struct kom_units units = {(unsigned)v->scale, 0};
    for (size_t i = 0; i < v->n_odd; i++)
        kom_units_cover(&units, &v->odd[i].x);
    return units;
}

void kom_values_fini(struct kom_values *v) {
    kom_free(v->fresh);
    kom_free(v->value);
    kom_free(v->count);
    kom_free(v->odd);
    *v = (struct kom_values){0};
}

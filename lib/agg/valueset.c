/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New values gather in a buffer, which is sorted by radix and merged into the sorted runs when it
   is full.

   Kept are different values with their counts, ascending, as words of 40 bits of value and 24 of
   count, or wider ones once a value needs it. A full buffer is sorted by radix on the distance from
   its smallest value (few passes where values are close together) and merged in place from the top,
   which needs no second array: the room for the new ones lies at the upper end. The buffer grows
   with what it is merged into, so that each value is moved a few times only. Where most different
   values lie close together they are counted in place instead (dense.h), far ones beside them go on
   as runs, and sealing makes runs of all: the result is a function of the multiset alone. Without
   room the values go to a file, page by page, in order, and are read back so. Quantiles are then
   exact for any number of rows, without keeping a row twice. */
#include "valueset.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "paged.h"
#include "sort_integers.h"

enum { FRESH_FIRST = 1024, FRESH_LARGE = 16384, FRESH_MOST = 1 << 22 };

/* m * factor, if it fits. */
static bool upscale(int64_t m, int64_t factor, int64_t *out) {
    return !__builtin_mul_overflow(m, factor, out);
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

void kom_sorter_fini(struct kom_sorter *sorter) {
    kom_free(sorter->scratch);
    *sorter = (struct kom_sorter){0};
}

/* ---- runs of both forms ---- */

static bool is_narrow(int64_t x) {
    return x >= -(INT64_C(1) << 39) && x < INT64_C(1) << 39;
}

static uint32_t max_count(const struct kom_values *v) {
    return v->is_wide ? UINT32_MAX : KOM_WORD_COUNT_MASK + 1;
}

static int64_t narrow_run(int64_t x, uint32_t count) {
    return x * (KOM_WORD_COUNT_MASK + 1) + (count - 1);
}

static void set_run(struct kom_values *v, size_t i, int64_t x, uint32_t count) {
    if (v->is_wide) {
        v->run[i] = x;
        v->count[i] = count;
    } else {
        v->run[i] = narrow_run(x, count);
    }
}

/* Room for so many runs; never for fewer than there are. */
static bool resize_runs(struct kom_values *v, size_t n) {
    void *p = kom_resize(v->run, n, sizeof *v->run), *q = NULL;
    if (p)
        v->run = p;
    if (v->is_wide)
        q = kom_resize(v->count, n, sizeof *v->count);
    if (q)
        v->count = q;
    if (!p || (v->is_wide && !q))
        return false;
    v->cap_run = n;
    return true;
}

static bool grow_runs(struct kom_values *v, size_t n) {
    bool ok = n <= v->cap_run || resize_runs(v, n);
    v->failed = v->failed || !ok;
    return ok;
}

/* Gives back what is not used; that some stays when this fails does no harm. */
static void trim_runs(struct kom_values *v) {
    if (v->n_run && v->n_run < v->cap_run)
        (void)resize_runs(v, v->n_run);
    v->cap_run = v->n_run;
    if (v->n_run)
        return;
    kom_free(v->run);
    kom_free(v->count);
    v->run = NULL;
    v->count = NULL;
}

/* Adds a run above the others. Of a value that needs several the first is not full. */
static void append(struct kom_values *v, int64_t x, uint32_t count) {
    size_t first = v->n_run;
    while (first > 0 && kom_values_run_value(v, first - 1) == x)
        first--;
    if (first == v->n_run) {
        set_run(v, v->n_run++, x, count);
        return;
    }
    uint64_t all = (uint64_t)kom_values_run_count(v, first) + count;
    if (all > max_count(v)) {
        all -= max_count(v);
        set_run(v, v->n_run++, x, max_count(v));
    }
    set_run(v, first, x, (uint32_t)all);
}

/* The same below those from `to` on; returns the new lower end. */
static size_t put_below(struct kom_values *v, size_t to, size_t end, int64_t x, uint32_t count) {
    if (to == end || kom_values_run_value(v, to) != x) {
        set_run(v, --to, x, count);
        return to;
    }
    uint64_t all = (uint64_t)kom_values_run_count(v, to) + count;
    if (all > max_count(v)) {
        all -= max_count(v);
        set_run(v, to--, x, max_count(v));
    }
    set_run(v, to, x, (uint32_t)all);
    return to;
}

/* What stood in several runs may fit one now. */
static bool widen(struct kom_values *v) {
    struct kom_values narrow = *v;
    v->count = kom_alloc(v->cap_run, sizeof *v->count);
    if (!v->count) {
        v->failed = true;
        return false;
    }
    v->is_wide = true;
    v->n_run = 0;
    for (size_t i = 0; i < narrow.n_run; i++)
        append(v, kom_values_run_value(&narrow, i), kom_values_run_count(&narrow, i));
    return true;
}

/* ---- merging in place ---- */

/* The room of the thread stays in the caches; beyond it the end of the runs serves, which the merge
 * will write to. */
static int64_t *room_to_sort(struct kom_values *v, struct kom_sorter *sorter) {
    void *p = sorter->scratch;
    if (v->n_fresh > FRESH_LARGE)
        return grow_runs(v, v->n_run + v->n_fresh) ? v->run + v->n_run : NULL;
    if (kom_grow(&p, &sorter->cap, v->n_fresh, sizeof *sorter->scratch))
        return NULL;
    sorter->scratch = p;
    return p;
}

static bool sort_fresh(struct kom_values *v, struct kom_sorter *sorter) {
    int64_t *scratch = v->n_fresh > KOM_SORT_SMALL ? room_to_sort(v, sorter) : NULL;
    if (!scratch && v->n_fresh > KOM_SORT_SMALL)
        return false;
    kom_sort_integers(v->fresh, v->n_fresh, scratch);
    bool fits = is_narrow(v->fresh[0]) && is_narrow(v->fresh[v->n_fresh - 1]);
    return fits || v->is_wide || widen(v);
}

/* How many of the first n > 0 sorted values, counted from the last, are equal. A full buffer of
 * them is less than a full run. */
static uint32_t equal_at_end(const int64_t *a, size_t n) {
    uint32_t k = 1;
    while (k < n && a[n - 1 - k] == a[n - 1])
        k++;
    return k;
}

static size_t count_distinct(const int64_t *a, size_t n) {
    size_t distinct = 1;
    for (size_t i = 1; i < n; i++)
        distinct += a[i] != a[i - 1];
    return distinct;
}

/* Moves those of the first n runs that are not below x up to `to`; returns how many they are. */
static size_t move_up(struct kom_values *v, size_t n, int64_t x, size_t to) {
    int64_t least = v->is_wide ? x : narrow_run(x, 1);
    size_t k = 0;
    for (; k < n && v->run[n - 1 - k] >= least; k++)
        v->run[to - 1 - k] = v->run[n - 1 - k];
    if (v->is_wide)
        memmove(v->count + to - k, v->count + n - k, k * sizeof *v->count);
    return k;
}

/* The sorted new values go into the sorted runs from the top, which needs no second array: below
 * `to` there is room for all that is not yet merged. */
static void merge_fresh(struct kom_values *v, size_t end) {
    size_t to = end, i = v->n_run, j = v->n_fresh;
    while (j > 0) {
        int64_t x = v->fresh[j - 1];
        uint32_t count = equal_at_end(v->fresh, j);
        size_t moved = move_up(v, i, x, to);
        i -= moved;
        to = put_below(v, to - moved, end, x, count);
        j -= count;
    }
    v->n_run = i + end - to;
    memmove(v->run + i, v->run + to, (end - to) * sizeof *v->run);
    if (v->is_wide)
        memmove(v->count + i, v->count + to, (end - to) * sizeof *v->count);
}

/* Sorted values to words, each value once; returns how many. */
static size_t make_words(int64_t *a, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        const int64_t x = a[i];
        if (kept && kom_word_value(a[kept - 1]) == x)
            a[kept - 1]++;
        else
            a[kept++] = narrow_run(x, 1);
    }
    return kept;
}

/* The same as merge_fresh of words that no count can outgrow, without branches. */
static void merge_words(struct kom_values *v, size_t n_words, size_t end) {
    size_t to = end, i = v->n_run, j = n_words;
    while (i > 0 && j > 0) {
        const int64_t x = v->run[i - 1], y = v->fresh[j - 1];
        const bool takes_run = kom_word_value(x) >= kom_word_value(y),
                   takes_fresh = kom_word_value(y) >= kom_word_value(x);
        v->run[--to] = !takes_run ? y : !takes_fresh ? x : x + kom_word_count(y);
        i -= takes_run;
        j -= takes_fresh;
    }
    while (j > 0)
        v->run[--to] = v->fresh[--j];
    v->n_run = i + end - to;
    memmove(v->run + i, v->run + to, (end - to) * sizeof *v->run);
}

static void merge_sorted(struct kom_values *v) {
    const bool are_words = !v->is_wide && v->n <= KOM_WORD_COUNT_MASK;
    const size_t n = are_words ? make_words(v->fresh, v->n_fresh)
                               : count_distinct(v->fresh, v->n_fresh),
                 end = v->n_run + n;
    if (!grow_runs(v, end))
        return;
    if (are_words)
        merge_words(v, n, end);
    else
        merge_fresh(v, end);
}

/* ---- values that lie close together ---- */

/* Where there is a word for at least one in CLOSE numbers of a range, to count all of it takes
   twice the memory at most, and no sorting. Three quarters of the words are to lie in it. */
enum { CLOSE = 8, CLOSE_LEAST = 4096 };

static int64_t gap_above(const struct kom_values *v, size_t i) {
    return kom_values_run_value(v, i + 1) - kom_values_run_value(v, i);
}

/* The runs that lie close together, but for some at both ends; false: they do not. */
static bool find_close(const struct kom_values *v, size_t *from, size_t *to) {
    size_t i = 0, j = v->n_run;
    if (v->dense.count || v->is_wide || v->n_run < CLOSE_LEAST)
        return false;
    const int64_t middle = kom_values_run_value(v, j / 8 * 5) - kom_values_run_value(v, j / 8 * 3);
    if ((uint64_t)middle >= CLOSE * (uint64_t)j) /* which would lie in the midst of them */
        return false;
    while (j - i > v->n_run / 4 * 3) {
        const int64_t range = kom_values_run_value(v, j - 1) - kom_values_run_value(v, i);
        if ((uint64_t)range < CLOSE * (uint64_t)(j - i)) {
            *from = i;
            *to = j;
            return true;
        }
        if (gap_above(v, i) > gap_above(v, j - 2)) /* what is farther off stays a run */
            i++;
        else
            j--;
    }
    return false;
}

/* Counts the runs from..to-1 in place. Without memory for it they stay. */
static void begin_dense(struct kom_values *v, size_t from, size_t to) {
    const int64_t first = kom_values_run_value(v, from), last = kom_values_run_value(v, to - 1);
    size_t kept = from;
    if (!kom_dense_begin(&v->dense, first, (size_t)(last - first) + 1))
        return;
    for (size_t i = from; i < to; i++) {
        const int64_t x = kom_values_run_value(v, i);
        const uint32_t count = kom_values_run_count(v, i);
        uint16_t *counted = &v->dense.count[x - first];
        const uint32_t room = (uint32_t)UINT16_MAX - *counted, some = count < room ? count : room;
        *counted = (uint16_t)(*counted + some);
        if (count > some)
            set_run(v, kept++, x, count - some);
    }
    for (size_t i = to; i < v->n_run; i++)
        set_run(v, kept++, kom_values_run_value(v, i), kom_values_run_count(v, i));
    v->n_run = kept;
    trim_runs(v);
}

/* Adds the runs up to x; returns where the others begin. */
static size_t append_up_to(struct kom_values *v, const struct kom_values *runs, size_t at,
                           int64_t x) {
    for (; at < runs->n_run && kom_values_run_value(runs, at) <= x; at++)
        append(v, kom_values_run_value(runs, at), kom_values_run_count(runs, at));
    return at;
}

/* What was counted, and the runs of what was counted no further. */
static size_t append_counted(struct kom_values *v, const struct kom_values *runs, size_t at) {
    const struct kom_dense *d = &runs->dense;
    for (size_t i = 0; i < d->n; i++) {
        at = append_up_to(v, runs, at, d->first + (int64_t)i);
        if (d->count[i])
            append(v, d->first + (int64_t)i, d->count[i]);
    }
    return at;
}

/* The same without branches, where no runs are and values are narrow. For a number that was not
   seen any word is written, and overwritten by the next: the last of the range was seen. */
static void append_words(struct kom_values *v, const struct kom_dense *d) {
    size_t to = v->n_run;
    for (size_t i = 0; i < d->n; i++) {
        const bool is_seen = d->count[i] != 0;
        v->run[to] = narrow_run(d->first + (int64_t)i, (uint32_t)d->count[i] + !is_seen);
        to += is_seen;
    }
    v->n_run = to;
}

/* Back to runs. */
static void leave_dense(struct kom_values *v) {
    struct kom_values was = *v;
    const struct kom_dense *d = &was.dense;
    if (!d->count)
        return;
    v->run = NULL;
    v->count = NULL;
    v->n_run = v->cap_run = 0;
    v->dense = (struct kom_dense){.count = NULL};
    if (grow_runs(v, was.n_run + kom_dense_distinct(d))) {
        size_t at = append_up_to(v, &was, 0, d->first - 1);
        const int64_t last = d->first + (int64_t)d->n - 1;
        const bool are_apart = at == was.n_run || kom_values_run_value(&was, at) > last;
        if (are_apart && !v->is_wide)
            append_words(v, d);
        else
            at = append_counted(v, &was, at);
        (void)append_up_to(v, &was, at, INT64_MAX);
    }
    kom_free(was.run);
    kom_free(was.count);
    kom_dense_fini(&was.dense);
}

/* ---- the buffer ---- */

static void flush(struct kom_values *v, struct kom_sorter *sorter) {
    if (v->dense.count)
        v->n_fresh = kom_dense_take(&v->dense, v->fresh, v->n_fresh);
    if (v->n_fresh && sort_fresh(v, sorter))
        merge_sorted(v);
    else if (v->n_fresh)
        v->failed = true;
    v->n_fresh = 0;
}

/* A buffer about as large as what it is merged into makes the merging cheap; that of many values
 * must be smaller. */
static size_t wanted_room(const struct kom_values *v) {
    if (v->n_run / 4 > FRESH_LARGE)
        return v->n_run / 4 < FRESH_MOST ? v->n_run / 4 : FRESH_MOST;
    if (v->cap_fresh < FRESH_FIRST || (v->cap_fresh < FRESH_LARGE && v->cap_fresh < v->n_run))
        return v->cap_fresh ? v->cap_fresh * 2 : 16;
    return v->cap_fresh;
}

/* That a buffer cannot grow does no harm while it has room. */
static bool make_room(struct kom_values *v, struct kom_sorter *sorter) {
    size_t from, to;
    if (v->cap_fresh >= FRESH_FIRST)
        flush(v, sorter);
    if (find_close(v, &from, &to))
        begin_dense(v, from, to);
    size_t want = wanted_room(v);
    if (want > v->cap_fresh) {
        void *p = kom_resize(v->fresh, want, sizeof *v->fresh);
        if (p) {
            v->fresh = p;
            v->cap_fresh = want;
        }
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

/* Do the runs, times the factor, fit one word each? */
static bool fits_narrow(const struct kom_values *v, int64_t factor) {
    int64_t low, high;
    return !v->is_wide &&
           (v->n_run == 0 || (upscale(kom_values_run_value(v, 0), factor, &low) &&
                              upscale(kom_values_run_value(v, v->n_run - 1), factor, &high) &&
                              is_narrow(low) && is_narrow(high)));
}

/* A finer scale: what does not fit it any more is odd. */
static void rescale(struct kom_values *v, int8_t scale) {
    int64_t factor = kom_pow10[scale - v->scale], m;
    size_t kept = 0;
    leave_dense(v);
    rescale_fresh(v, factor);
    if (!v->is_wide && !fits_narrow(v, factor) && !widen(v))
        v->n_run = 0;
    for (size_t i = 0; i < v->n_run; i++) {
        struct kom_num x = {kom_values_run_value(v, i), 0.0, v->scale, true};
        if (upscale(x.mantissa, factor, &m))
            set_run(v, kept++, m, kom_values_run_count(v, i));
        else
            add_odd(v, &x, kom_values_run_count(v, i));
    }
    v->n_run = kept;
    v->scale = scale;
}

static bool in_scale(const struct kom_values *v, const struct kom_num *x, int64_t *m) {
    return x->is_exact && x->scale <= v->scale &&
           upscale(x->mantissa, kom_pow10[v->scale - x->scale], m);
}

/* For which the buffer, the scale or the integers must change. */
KOM_APART static void add_carefully(struct kom_values *v, const struct kom_num *x,
                                    struct kom_sorter *sorter) {
    int64_t m;
    if (x->is_exact && x->scale > v->scale)
        rescale(v, x->scale);
    if (!in_scale(v, x, &m))
        add_odd(v, x, 1);
    else if (v->n_fresh < v->cap_fresh || make_room(v, sorter))
        v->fresh[v->n_fresh++] = m;
    else
        v->failed = true;
}

void kom_values_add(struct kom_values *v, const struct kom_num *x, struct kom_sorter *sorter) {
    int64_t m;
    v->n++;
    if (v->n_fresh < v->cap_fresh && in_scale(v, x, &m))
        v->fresh[v->n_fresh++] = m;
    else
        add_carefully(v, x, sorter);
}

/* ---- sealing ---- */

static int by_value(const void *a, const void *b) {
    const struct kom_odd_value *x = a, *y = b;
    int c = kom_num_order(&x->x, &y->x);
    return c ? c : y->x.is_exact - x->x.is_exact;
}

/* With one odd number among them, all values become numbers. */
static void seal_odd(struct kom_values *v) {
    for (size_t i = 0; i < v->n_run; i++) {
        struct kom_num x = {kom_values_run_value(v, i), 0.0, v->scale, true};
        add_odd(v, &x, kom_values_run_count(v, i));
    }
    v->n_run = 0;
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
    leave_dense(v);
    if (v->n_odd)
        seal_odd(v);
    trim_runs(v);
}

/* ---- values in their order ---- */

void kom_values_begin(struct kom_values *v, int8_t scale) {
    v->scale = scale;
}

/* A value may need a run more. */
static bool has_room(struct kom_values *v) {
    if (v->n_run + 2 <= v->cap_run)
        return true;
    bool ok = resize_runs(v, v->cap_run < 8 ? 8 : 2 * v->cap_run);
    v->failed = v->failed || !ok;
    return ok;
}

static void push_run(struct kom_values *v, int64_t m, uint64_t count) {
    while (count > 0 && has_room(v) && (v->is_wide || is_narrow(m) || widen(v))) {
        uint32_t some = count > KOM_WORD_COUNT_MASK ? KOM_WORD_COUNT_MASK : (uint32_t)count;
        append(v, m, some);
        count -= some;
    }
}

static bool is_beyond(const struct kom_values *v, const struct kom_values_room *room) {
    uint64_t nbytes = v->n_run * (sizeof *v->run + (v->is_wide ? sizeof *v->count : 0)) +
                      v->n_odd * 2 * sizeof *v->odd; /* sorting takes as much again */
    return room->nbytes && nbytes > room->nbytes;
}

/* What is in memory goes to a file, and all that follows. */
static void begin_pages(struct kom_values *v, const struct kom_values_room *room) {
    struct kom_paged *paged = kom_paged_new(room->folder);
    if (v->n_odd)
        seal_odd(v);
    for (size_t i = 0; paged && i < kom_values_runs(v); i++) {
        uint64_t count;
        struct kom_num x = kom_values_run(v, i, &count);
        kom_paged_add(paged, &x, count);
    }
    struct kom_values whole = {
        .n = v->n, .scale = v->scale, .paged = paged, .failed = v->failed || !paged};
    v->paged = NULL;
    kom_values_fini(v);
    *v = whole;
}

void kom_values_push(struct kom_values *v, const struct kom_num *x, uint64_t count,
                     const struct kom_values_room *room) {
    int64_t m;
    v->n += count;
    if (v->paged)
        kom_paged_add(v->paged, x, count);
    else if (in_scale(v, x, &m))
        push_run(v, m, count);
    else
        add_odd(v, x, count);
    if (!v->paged && !v->failed && is_beyond(v, room))
        begin_pages(v, room);
}

void kom_values_end(struct kom_values *v) {
    if (v->paged) {
        kom_paged_end(v->paged);
        return;
    }
    if (v->n_odd)
        seal_odd(v);
    trim_runs(v);
}

void kom_values_fini(struct kom_values *v) {
    kom_free(v->fresh);
    kom_free(v->run);
    kom_free(v->count);
    kom_free(v->odd);
    kom_dense_fini(&v->dense);
    kom_paged_free(v->paged);
    *v = (struct kom_values){0};
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which segments are one unit: those of a document that are called alike; with --merge-overlap also
   ranges (120-180, perhaps with words and a blank before it) that share enough, from one to the
   next. */
#include <stdlib.h>

#include "shell_word.h"
#include "work.h"

struct range {
    uint32_t document, unit;
    struct kom_text before; /* what it is a range of */
    uint64_t from, to;      /* to is the first place behind it */
};

/* A whole number below 10^15, from at to the end. */
static bool parse_number(struct kom_text t, uint64_t *number) {
    *number = 0;
    if (t.n > 15 || !kom_is_digits(t))
        return false;
    for (size_t i = 0; i < t.n; i++)
        *number = 10 * *number + (uint64_t)(t.p[i] - '0');
    return true;
}

static bool parse_range(struct kom_text t, struct range *r) {
    size_t from = t.n, dash = t.n;
    while (from > 0 && t.p[from - 1] != ' ')
        if (t.p[--from] == '-')
            dash = from;
    r->before = (struct kom_text){t.p, from};
    return dash < t.n && parse_number((struct kom_text){t.p + from, dash - from}, &r->from) &&
           parse_number((struct kom_text){t.p + dash + 1, t.n - dash - 1}, &r->to);
}

static int compare_u64(uint64_t a, uint64_t b) {
    return (a > b) - (a < b);
}

static bool are_of_one(const struct range *a, const struct range *b) {
    return a->document == b->document && kom_text_equal(a->before, b->before);
}

static int by_place(const void *a, const void *b) {
    const struct range *x = a, *y = b;
    int order = compare_u64(x->document, y->document);
    order = order ? order : kom_text_compare(x->before, y->before);
    order = order ? order : compare_u64(x->from, y->from);
    return order ? order : compare_u64(x->to, y->to);
}

static uint32_t root_of(uint32_t *unit, uint32_t u) {
    while (unit[u] != u)
        u = unit[u] = unit[unit[u]];
    return u;
}

static void unite(uint32_t *unit, uint32_t a, uint32_t b) {
    a = root_of(unit, a);
    b = root_of(unit, b);
    unit[a > b ? a : b] = a > b ? b : a;
}

/* Of two that overlap, the later beginning second: do they share enough of what both cover? */
static bool share_enough(const struct range *a, const struct range *b, double overlap) {
    const double shared = (double)((a->to < b->to ? a->to : b->to) - b->from),
                 both = (double)((a->to > b->to ? a->to : b->to) - a->from);
    return shared >= overlap * both * (1 - 1e-12);
}

static void merge(struct kom_code_work *w, const struct range *range, size_t n, double overlap) {
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1;
             j < n && are_of_one(&range[i], &range[j]) && range[j].from < range[i].to; j++)
            if (share_enough(&range[i], &range[j], overlap))
                unite(w->unit, range[i].unit, range[j].unit);
}

static void say_merged(struct kom_code *c, size_t n) {
    size_t n_lost = 0;
    for (uint32_t u = 0; u < c->work->units.n; u++)
        n_lost += root_of(c->work->unit, u) != u;
    kom_buf_printf(&c->lines, "--merge-overlap: %zu ranges are %zu units\n", n, n - n_lost);
}

/* A range whose ends are the other way round is none, and no name either: where a row that counts
   has it. */
static enum kom_status refuse_reversed(const struct kom_code *c, const struct range *r,
                                       struct kom_error *err) {
    const struct kom_code_work *w = c->work;
    const struct kom_text text = w->texts.text[(uint32_t)w->units.pair[r->unit]];
    struct kom_buf why = {0};
    size_t i = 0;
    while (i < w->n_segments && w->segment[i].unit != r->unit)
        i++;
    if (i == w->n_segments)
        return KOM_OK;
    kom_buf_printf(
        &why, "the range ends before it begins; write %.*s%llu-%llu, or leave it out: --except ",
        (int)r->before.n, r->before.p, (unsigned long long)r->to, (unsigned long long)r->from);
    kom_shell_pair(&why, NULL, w->frame->name[w->column.segment.column], text);
    const enum kom_status status =
        why.failed ? kom_no_memory(err)
                   : kom_frame_fail(w->frame, w->segment[i].row, w->column.segment.column, err,
                                    "%.*s", (int)why.n, why.p);
    kom_buf_fini(&why);
    return status;
}

static enum kom_status merge_ranges(struct kom_code *c, struct kom_error *err) {
    struct kom_code_work *w = c->work;
    struct range *range = kom_alloc(w->units.n + 1, sizeof *range);
    size_t n = 0;
    enum kom_status status = range ? KOM_OK : kom_no_memory(err);
    for (uint32_t u = 0; u < w->units.n && !status; u++) {
        range[n].document = (uint32_t)(w->units.pair[u] >> 32);
        range[n].unit = u;
        if (!parse_range(w->texts.text[(uint32_t)w->units.pair[u]], &range[n]))
            continue;
        if (range[n].from > range[n].to)
            status = refuse_reversed(c, &range[n], err);
        else
            n++;
    }
    if (status) {
        kom_free(range);
        return status;
    }
    qsort(range, n, sizeof *range, by_place);
    merge(w, range, n, c->ask.overlap);
    kom_free(range);
    if (n == 0 && w->n_segments)
        return kom_fail(err, KOM_EUSAGE,
                        "--merge-overlap: no segment is a range of whole numbers, such as 120-180");
    say_merged(c, n);
    return KOM_OK;
}

enum kom_status code_units(struct kom_code *c, struct kom_error *err) {
    struct kom_code_work *w = c->work;
    w->unit = kom_alloc(w->units.n + 1, sizeof *w->unit);
    if (!w->unit)
        return kom_no_memory(err);
    for (uint32_t u = 0; u < w->units.n; u++)
        w->unit[u] = u;
    enum kom_status status = c->ask.overlap > 0 ? merge_ranges(c, err) : KOM_OK;
    for (size_t i = 0; i < w->n_segments && !status; i++)
        w->segment[i].unit = root_of(w->unit, w->segment[i].unit);
    return status;
}

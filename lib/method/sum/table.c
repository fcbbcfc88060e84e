/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one thread knows of its groups: columns of sums, values and what few calls ask for, each as
 * long as there are groups.

   Sums are brief while all numbers are small hundredths, as nearly all are: 32 bytes without a
   scale or anything beside them. A number that is none makes the sums of its cell wide: those lie
   in a list of their own, and the cell says where. What is known of a group in several tables is
   brought together here where that is adding up and joining lists; all else goes through the
   sources of stream.c, which this must agree with. */
#include <string.h>

#include "work.h"

/* ---- the range ---- */

static struct kom_num unfold(int64_t bits, int8_t scale) {
    struct kom_num x = {bits, 0.0, scale, true};
    if (scale == KOM_SUMMARY_REAL) {
        x = (struct kom_num){0, 0.0, 0, false};
        memcpy(&x.real, &bits, sizeof x.real);
    }
    return x;
}

static void fold(const struct kom_num *x, int64_t *bits, int8_t *scale) {
    *bits = x->mantissa;
    *scale = x->scale;
    if (!x->is_exact) {
        memcpy(bits, &x->real, sizeof *bits);
        *scale = KOM_SUMMARY_REAL;
    }
}

struct kom_num kom_summary_min(const struct kom_summary_sums *s) {
    return unfold(s->min, s->min_scale);
}

struct kom_num kom_summary_max(const struct kom_summary_sums *s) {
    return unfold(s->max, s->max_scale);
}

/* sign -1: is a below b? Among equals an exact number goes before a double. */
static bool prefers(const struct kom_num *a, const struct kom_num *b, int sign) {
    int c = kom_num_order(a, b) * sign;
    return c > 0 || (c == 0 && a->is_exact && !b->is_exact);
}

void kom_summary_widen(struct kom_summary_sums *s, const struct kom_num *min,
                       const struct kom_num *max) {
    struct kom_num low = kom_summary_min(s), high = kom_summary_max(s);
    if (s->exact.n == 0 || prefers(min, &low, -1))
        fold(min, &s->min, &s->min_scale);
    if (s->exact.n == 0 || prefers(max, &high, 1))
        fold(max, &s->max, &s->max_scale);
}

void kom_summary_set_missing(struct kom_summary_sums *sums, uint64_t n) {
    sums->n_missing = (uint32_t)n;
    sums->n_missing_high = (uint16_t)(n >> 32);
}

void kom_summary_merge_sums(struct kom_summary_sums *to, const struct kom_summary_sums *from) {
    struct kom_num min = kom_summary_min(from), max = kom_summary_max(from);
    uint64_t n_missing = kom_summary_missing(to) + kom_summary_missing(from);
    if (from->exact.n)
        kom_summary_widen(to, &min, &max);
    kom_exact_merge(&to->exact, &from->exact);
    kom_summary_set_missing(to, n_missing);
}

/* ---- brief sums ---- */

enum { HUNDREDTHS_SCALE = 2, FEW_JOINED = 60 };

/* Brief sums in full. */
static struct kom_summary_sums expand(const struct kom_summary_brief *b) {
    struct kom_summary_sums sums = {.n_missing = b->n_missing};
    if (b->n == 0)
        return sums;
    sums.exact.n = b->n;
    sums.exact.sum = b->sum;
    sums.exact.square[0] = b->square;
    sums.exact.scale = sums.min_scale = sums.max_scale = HUNDREDTHS_SCALE;
    sums.min = b->min;
    sums.max = b->max;
    return sums;
}

struct kom_summary_sums *kom_summary_wide(struct kom_summary_table *t, size_t at) {
    struct kom_summary_brief *b = &t->sums[at];
    void *p = t->wide;
    if (b->n == KOM_SUMMARY_IS_WIDE)
        return &t->wide[b->sum];
    if (kom_grow(&p, &t->cap_wide, t->n_wide + 1, sizeof *t->wide))
        return NULL;
    t->wide = p;
    t->wide[t->n_wide] = expand(b);
    *b = (struct kom_summary_brief){.sum = (int64_t)t->n_wide, .n = KOM_SUMMARY_IS_WIDE};
    return &t->wide[t->n_wide++];
}

struct kom_summary_sums kom_summary_sums_at(const struct kom_summary_table *t, size_t at) {
    const struct kom_summary_brief *b = &t->sums[at];
    return b->n == KOM_SUMMARY_IS_WIDE ? t->wide[b->sum] : expand(b);
}

bool kom_summary_add_hundredths(struct kom_summary_table *t, size_t at, int64_t hundredths) {
    const struct kom_num x = {hundredths, 0.0, HUNDREDTHS_SCALE, true};
    if (kom_summary_add_small(&t->sums[at], hundredths))
        return true;
    struct kom_summary_sums *sums = kom_summary_wide(t, at);
    if (!sums)
        return false;
    const size_t before = kom_exact_nbytes(&sums->exact);
    kom_summary_widen(sums, &x, &x);
    kom_exact_add_decimal(&sums->exact, hundredths, HUNDREDTHS_SCALE);
    t->nbytes += kom_exact_nbytes(&sums->exact) - before;
    return true;
}

bool kom_summary_add_missing(struct kom_summary_table *t, size_t at) {
    struct kom_summary_brief *b = &t->sums[at];
    if (b->n != KOM_SUMMARY_IS_WIDE && b->n_missing < UINT32_MAX) {
        b->n_missing++;
        return true;
    }
    struct kom_summary_sums *sums = kom_summary_wide(t, at);
    if (sums && ++sums->n_missing == 0)
        sums->n_missing_high++;
    return sums;
}

/* ---- the table ---- */

static bool has_rare(const struct kom_summary *s) {
    return s->weighted.column >= 0 || s->flags & KOM_STAT_SERIES;
}

/* One of the arrays that have room for as many groups as the others. */
static bool widen(void **p, size_t cap, size_t need, size_t size, bool is_used) {
    return !is_used || kom_grow_table(p, &cap, need, size) == KOM_OK;
}

static bool grow(const struct kom_summary *s, struct kom_summary_table *t) {
    size_t cap = t->cap ? 2 * t->cap : 64, m = s->n_measures;
    void *sums = t->sums, *few = t->few, *rare = t->rare;
    bool ok = widen(&sums, t->cap, cap, m * sizeof *t->sums, true) &&
              widen(&few, t->cap, cap, m * sizeof *t->few, s->flags & KOM_STAT_VALUES) &&
              widen(&rare, t->cap, cap, m * sizeof *t->rare, has_rare(s));
    t->sums = sums;
    t->few = few;
    t->rare = rare;
    t->cap = ok ? cap : t->cap;
    return ok;
}

uint32_t kom_summary_make_group(const struct kom_summary *s, struct kom_summary_table *t,
                                struct kom_text key, uint32_t hash) {
    size_t m = s->n_measures;
    if (t->n == t->cap && !grow(s, t)) /* room first: a group that is there has its place */
        return KOM_GROUP_NONE;
    uint32_t group = kom_groups_intern_hashed(&t->groups, key, hash);
    if (group == KOM_GROUP_NONE || group < t->n)
        return group;
    memset(t->sums + t->n * m, 0, m * sizeof *t->sums);
    if (t->few)
        memset(t->few + t->n * m, 0, m * sizeof *t->few);
    if (t->rare)
        memset(t->rare + t->n * m, 0, m * sizeof *t->rare);
    t->n++;
    return group;
}

void kom_summary_take_group(const struct kom_summary *s, struct kom_summary_table *t,
                            uint32_t group, struct kom_sorter *sorter,
                            struct kom_summary_cell *cell) {
    size_t first = group * s->n_measures;
    for (size_t m = 0; m < s->n_measures; m++) {
        cell[m].sums = kom_summary_sums_at(t, first + m);
        if (t->sums[first + m].n == KOM_SUMMARY_IS_WIDE)
            t->wide[t->sums[first + m].sum].exact.more = NULL;
        if (t->few)
            kom_few_move(&t->few[first + m], &cell[m].values, sorter);
        if (t->rare) {
            cell[m].rare = t->rare[first + m];
            t->rare[first + m] = (struct kom_summary_rare){0};
        }
    }
}

static bool can_join(const struct kom_summary *s, const struct kom_summary_shared *a) {
    uint64_t n_values = 0;
    if (a->table[0]->rare || s->x->reading->is_careful)
        return false;
    for (size_t m = 0; m < s->n_measures && a->table[0]->few; m++, n_values = 0) {
        const struct kom_few *first = &a->table[0]->few[a->group[0] * s->n_measures + m];
        for (size_t i = 1; i < a->n; i++) {
            const struct kom_few *few = &a->table[i]->few[a->group[i] * s->n_measures + m];
            n_values += few->n;
            if (first->n == 0 || few->n == 0 || !kom_few_can_join(first, few))
                return false;
        }
        if (n_values + first->n > FEW_JOINED)
            return false;
    }
    return true;
}

bool kom_summary_join_group(const struct kom_summary *s, const struct kom_summary_shared *a,
                            struct kom_sorter *sorter, struct kom_summary_cell *cell) {
    if (!can_join(s, a))
        return false;
    for (size_t i = 1; i < a->n; i++) {
        for (size_t m = 0; m < s->n_measures; m++) {
            const size_t at = a->group[i] * s->n_measures + m;
            const struct kom_summary_sums sums = kom_summary_sums_at(a->table[i], at);
            kom_summary_merge_sums(&cell[m].sums, &sums);
            if (a->table[0]->few)
                kom_few_join(&a->table[0]->few[a->group[0] * s->n_measures + m],
                             &a->table[i]->few[at]);
        }
    }
    for (size_t m = 0; m < s->n_measures; m++) {
        const size_t at = a->group[0] * s->n_measures + m;
        const struct kom_summary_sums sums = kom_summary_sums_at(a->table[0], at);
        kom_summary_merge_sums(&cell[m].sums, &sums);
        if (a->table[0]->few)
            kom_few_move(&a->table[0]->few[at], &cell[m].values, sorter);
    }
    return true;
}

bool kom_summary_has_failed(const struct kom_summary_cell *cell) {
    return cell->sums.exact.failed || cell->values.failed || cell->rare.weighted.failed ||
           cell->rare.series.failed;
}

static void fini_rare(struct kom_summary_rare *rare) {
    kom_weighted_fini(&rare->weighted);
    kom_series_fini(&rare->series);
}

void kom_summary_fini_cell(struct kom_summary_cell *cell) {
    kom_exact_fini(&cell->sums.exact);
    kom_values_fini(&cell->values);
    fini_rare(&cell->rare);
}

uint64_t kom_summary_nbytes(const struct kom_summary_worker *w) {
    const struct kom_summary_table *t = &w->table;
    size_t one = sizeof *t->sums + (t->few ? sizeof *t->few : 0) + (t->rare ? sizeof *t->rare : 0);
    return t->nbytes + kom_groups_nbytes(&t->groups) + t->cap * w->plan->n_measures * one +
           t->cap_wide * sizeof *t->wide + kom_summary_known_nbytes(&w->quick);
}

/* What the groups have beside the table. */
static void fini_groups(struct kom_summary_table *t, size_t n_measures) {
    for (size_t i = 0; i < t->n_wide; i++)
        kom_exact_fini(&t->wide[i].exact);
    t->n_wide = 0;
    for (size_t i = 0; (t->few || t->rare) && i < t->n * n_measures; i++) {
        if (t->few)
            kom_few_fini(&t->few[i]);
        if (t->rare)
            fini_rare(&t->rare[i]);
    }
    t->n = 0;
    t->nbytes = 0;
}

void kom_summary_reset(struct kom_summary_worker *w) {
    fini_groups(&w->table, w->plan->n_measures);
    kom_groups_reset(&w->table.groups);
    kom_summary_known_reset(&w->quick);
}

void kom_summary_fini_table(struct kom_summary_table *t, size_t n_measures) {
    fini_groups(t, n_measures);
    kom_free(t->sums);
    kom_free(t->wide);
    kom_free(t->few);
    kom_free(t->rare);
    kom_groups_fini(&t->groups);
    *t = (struct kom_summary_table){0};
}

void kom_summary_forget_table(struct kom_summary_worker *w) {
    if (w->plan)
        kom_summary_fini_table(&w->table, w->plan->n_measures);
    kom_summary_known_fini(&w->quick);
    kom_buf_fini(&w->quick.keys);
    w->quick = (struct kom_summary_quick){.code = NULL};
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spells to the figures of cells and periods.

   Spells are brought into the order of persons by counting, and those of one person, who has few,
   into that of cells and days. What overlaps or touches in one cell is one stay, so that each
   person-day counts once, and an end that the next spell goes on from is no end. A stay is noted
   where it begins and ends, as changes from one period to the next and as days that it lacks of
   whole periods; one pass over the cells spreads that. Nothing is done day by day, or period by
   period. Rows without persons are each a stay of its own. */
#include <stdlib.h>
#include <string.h>

#include "parts.h"
#include "work.h"

/* Days of a person in a cell. */
struct stretch {
    uint32_t cell;
    int32_t first, last;
};

struct counting {
    struct kom_panel *p;
    struct stretch *item; /* of the person at hand */
    size_t n, cap;
};

/* The period of a day of the range. Periods are nearly of one length, so that the right one is not
   far from where it would be if they were. */
static size_t period_at(const struct panel_answer *a, int32_t day) {
    const int64_t n_days = (int64_t)a->last - a->first + 1;
    size_t i = (size_t)((int64_t)a->n_periods * (day - a->first) / n_days);
    while (day < a->begin[i])
        i--;
    while (day >= a->begin[i + 1])
        i++;
    return i;
}

static struct panel_figures *figures_of(const struct kom_panel *p, uint32_t cell) {
    return &p->answer.figures[cell * (p->answer.n_periods + 1)];
}

/* The periods of days that meet the range; false: they do not. */
static bool periods_of(const struct kom_panel *p, int32_t first, int32_t last, size_t *from,
                       size_t *to) {
    const struct panel_answer *a = &p->answer;
    if (last < a->first || first > a->last)
        return false;
    *from = first <= a->first ? 0 : period_at(a, first);
    *to = last >= a->last ? a->n_periods - 1 : period_at(a, last);
    return true;
}

/* counted: the last period of the cell in which the person has been counted; SIZE_MAX: none. */
static void count_stay(const struct kom_panel *p, const struct stretch *s, size_t *counted) {
    struct panel_figures *f = figures_of(p, s->cell);
    const struct panel_answer *a = &p->answer;
    size_t from, to;
    if (!periods_of(p, s->first, s->last, &from, &to))
        return;
    const size_t fresh = from + (from == *counted);
    const int32_t late = s->first - a->begin[from];
    f[fresh].persons += fresh <= to;
    f[to + 1].persons -= fresh <= to;
    f[from].covering++;
    f[to + 1].covering--;
    if (s->first >= a->first) {
        f[from].days -= late;
        f[from].stock_first -= late > 0;
        f[from].entered++;
    }
    if (s->last <= a->last) {
        const int32_t early = a->begin[to + 1] - 1 - s->last;
        f[to].days -= early;
        f[to].stock_last -= early > 0;
        f[to].left++;
    }
    *counted = to;
}

/* The cells of a spell: those of its unit, with what else it says. */
static enum kom_status spread_spell(struct counting *c, uint32_t group, int32_t first,
                                    int32_t last) {
    const struct panel_answer *a = &c->p->answer;
    const uint32_t unit = a->unit_of_group[group];
    size_t from = 0, to = 0;
    const bool is_in = periods_of(c->p, first, last, &from, &to);
    for (uint32_t i = a->part_start[unit]; i < a->part_start[unit + 1]; i++) {
        void *item = c->item;
        const uint32_t cell = (uint32_t)(a->part[i] * a->rests.n + a->rest_of_group[group]);
        if (c->n == c->cap && kom_grow(&item, &c->cap, c->n + 1, sizeof *c->item))
            return KOM_ENOMEM;
        c->item = item;
        c->item[c->n++] = (struct stretch){cell, first, last};
        if (is_in) {
            struct panel_figures *f = figures_of(c->p, cell);
            f[from].spells++;
            f[to + 1].spells--;
        }
    }
    return KOM_OK;
}

/* Cells as they are numbered, then first days: one number, as days lie far from its half. */
static int64_t rank(const struct stretch *s) {
    return ((int64_t)s->cell << 32) + s->first;
}

static int by_rank(const void *a, const void *b) {
    const int64_t x = rank(a), y = rank(b);
    return (x > y) - (x < y);
}

/* Few, mostly. */
static void order_stretches(struct stretch *s, size_t n) {
    if (n > 32) {
        qsort(s, n, sizeof *s, by_rank);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        const struct stretch one = s[i];
        size_t k = i;
        for (; k > 0 && by_rank(&s[k - 1], &one) > 0; k--)
            s[k] = s[k - 1];
        s[k] = one;
    }
}

/* Is b, which begins no earlier, of one stay with a? */
static bool joins(const struct stretch *a, const struct stretch *b) {
    return a->cell == b->cell && (a->last == KOM_DAY_OPEN || b->first <= a->last + 1);
}

/* The stays of the person at hand. */
static void count_person(struct counting *c) {
    size_t counted = SIZE_MAX;
    order_stretches(c->item, c->n);
    for (size_t i = 0; i < c->n;) {
        struct stretch stay = c->item[i++];
        for (; i < c->n && joins(&stay, &c->item[i]); i++)
            if (c->item[i].last > stay.last)
                stay.last = c->item[i].last;
        count_stay(c->p, &stay, &counted);
        if (i < c->n && c->item[i].cell != stay.cell)
            counted = SIZE_MAX;
    }
    c->n = 0;
}

/* ---- by person ---- */

/* A spell whose person is known by where it stands. */
struct sorted {
    uint32_t group;
    int32_t first, last;
};

/* The spells of person i are sorted[start[i]] to sorted[start[i + 1]]. */
static void sort_spells(struct kom_panel *p, uint64_t *start, struct sorted *sorted) {
    for (unsigned b = 0; b < p->n_books; b++)
        for (size_t i = 0; i < p->books[b].n_spells; i++)
            start[p->books[b].spell[i].person + 2]++;
    for (size_t i = 2; i < p->answer.persons.n + 2; i++)
        start[i] += start[i - 1];
    for (unsigned b = 0; b < p->n_books; b++)
        for (size_t i = 0; i < p->books[b].n_spells; i++) {
            const struct panel_spell *s = &p->books[b].spell[i];
            sorted[start[s->person + 1]++] = (struct sorted){s->group, s->first, s->last};
        }
}

static enum kom_status count_persons(struct counting *c, struct kom_error *err) {
    struct kom_panel *p = c->p;
    size_t n = 0;
    for (unsigned b = 0; b < p->n_books; b++)
        n += p->books[b].n_spells;
    uint64_t *start = kom_alloc_table(p->answer.persons.n + 2, sizeof *start);
    struct sorted *sorted = kom_alloc_table(n + 1, sizeof *sorted);
    enum kom_status status = start && sorted ? KOM_OK : KOM_ENOMEM;
    if (!status)
        sort_spells(p, start, sorted);
    for (size_t i = 0; i < p->answer.persons.n && !status; i++) {
        for (uint64_t k = start[i]; k < start[i + 1] && !status; k++)
            status = spread_spell(c, sorted[k].group, sorted[k].first, sorted[k].last);
        count_person(c);
    }
    kom_free(start);
    kom_free(sorted);
    return status ? kom_panel_no_memory(err) : KOM_OK;
}

static enum kom_status count_rows(struct counting *c, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (unsigned b = 0; b < c->p->n_books; b++) {
        const struct panel_books *books = &c->p->books[b];
        for (size_t i = 0; i < books->n_spells && !status; i++) {
            status =
                spread_spell(c, books->spell[i].group, books->spell[i].first, books->spell[i].last);
            count_person(c);
        }
    }
    return status ? kom_panel_no_memory(err) : KOM_OK;
}

/* Spells that are still in states. */
static enum kom_status count_parts(struct counting *c, struct kom_error *err) {
    struct panel_met met;
    bool has_one = true;
    for (;;) {
        enum kom_status status = kom_panel_next_spell(c->p, &met, &has_one, err);
        if (status)
            return status;
        if (!has_one || met.is_new || c->p->given.person < 0)
            count_person(c);
        if (!has_one)
            return KOM_OK;
        if (spread_spell(c, met.spell.group, met.spell.first, met.spell.last))
            return kom_panel_no_memory(err);
    }
}

/* ---- the end ---- */

/* Changes become counts, and what stays lack of whole periods becomes what they have. */
static void spread_figures(const struct kom_panel *p) {
    for (uint32_t cell = 0; cell < p->answer.cells.n; cell++) {
        struct panel_figures *f = figures_of(p, cell);
        for (size_t i = 0; i < p->answer.n_periods; i++) {
            if (i) {
                f[i].persons += f[i - 1].persons;
                f[i].spells += f[i - 1].spells;
                f[i].covering += f[i - 1].covering;
            }
            f[i].days += f[i].covering * (p->answer.begin[i + 1] - p->answer.begin[i]);
            f[i].stock_first += f[i].covering;
            f[i].stock_last += f[i].covering;
        }
    }
}

enum kom_status kom_panel_stays(struct kom_panel *p, struct kom_error *err) {
    struct counting c = {.p = p};
    struct panel_answer *a = &p->answer;
    a->figures = kom_alloc_table(a->cells.n * (a->n_periods + 1) + 1, sizeof *a->figures);
    if (!a->figures)
        return kom_panel_no_memory(err);
    enum kom_status status = p->given.person < 0 ? count_rows(&c, err) : count_persons(&c, err);
    if (!status)
        status = count_parts(&c, err);
    kom_free(c.item);
    if (!status)
        spread_figures(p);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The spells of the recipients, chained by persons.

   Most persons have one spell, which lies where it belongs from the first. The further ones of
   others are sorted by person, by counting, and by their first days, and each person's are chained
   with his first one in between. */
#include <stdlib.h>

#include "work.h"

/* The few spells of one person in the order of their first days. */
static void order_spells(struct spell *s, size_t n) {
    for (size_t i = 1; i < n; i++) {
        struct spell one = s[i];
        size_t k = i;
        for (; k > 0 && s[k - 1].first > one.first; k--)
            s[k] = s[k - 1];
        s[k] = one;
    }
}

static int by_first(const void *a, const void *b) {
    const struct spell *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

/* The further spells of person p are item[start[p]] to item[start[p + 1]], in the order of their
   first days: each goes to the place that counting tells. */
static void sort_more(const struct given *g, uint32_t *start, struct spell *item) {
    size_t n_persons = g->persons.n;
    for (size_t i = 0; i < g->n_more; i++)
        start[g->more_person[i] + 2]++;
    for (size_t p = 2; p < n_persons + 2; p++)
        start[p] += start[p - 1];
    for (size_t i = 0; i < g->n_more; i++)
        item[start[g->more_person[i] + 1]++] = g->more[i];
    for (size_t p = 0; p < n_persons; p++) {
        uint32_t n = start[p + 1] - start[p];
        if (n > 32)
            qsort(item + start[p], n, sizeof *item, by_first);
        else if (n > 1)
            order_spells(item + start[p], n);
    }
}

/* The spell that starts first goes where the person's number says, and the others, linked, behind
   those of all persons. The one that was there came first: it precedes those of the same day. */
static size_t chain_person(struct given *g, uint32_t person, const struct spell *more,
                           size_t n_more, size_t n) {
    const struct spell own = g->spell[person];
    struct spell *last = NULL;
    size_t before = 0; /* those that start before it */
    while (before < n_more && more[before].first < own.first)
        before++;
    for (size_t i = 0; i <= n_more; i++) {
        const struct spell *one = i == before ? &own : &more[i - (i > before)];
        if (last)
            last->next = (uint32_t)n;
        last = last ? &g->spell[n++] : &g->spell[person];
        *last = *one;
    }
    return n;
}

static enum kom_status chain_more(struct given *g, struct kom_error *err) {
    uint32_t *start = kom_alloc_table(g->persons.n + 2, sizeof *start);
    struct spell *sorted = kom_alloc_table(g->n_more, sizeof *sorted);
    void *p = g->spell;
    bool ok = start && sorted && !kom_grow(&p, &g->cap_spells, g->n_spells, sizeof *g->spell);
    g->spell = p;
    if (ok)
        sort_more(g, start, sorted);
    size_t n = g->persons.n;
    for (uint32_t person = 0; person < g->persons.n && ok; person++)
        if (start[person + 1] > start[person])
            n = chain_person(g, person, sorted + start[person], start[person + 1] - start[person],
                             n);
    kom_free(start);
    kom_free(sorted);
    return ok ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
}

enum kom_status kom_uptake_sort_spells(struct given *g, struct kom_error *err) {
    enum kom_status status = g->n_more ? chain_more(g, err) : KOM_OK;
    kom_free(g->more);
    kom_free(g->more_person);
    g->more = NULL;
    g->more_person = NULL;
    g->n_more = g->cap_more = g->cap_more_persons = 0;
    return status;
}

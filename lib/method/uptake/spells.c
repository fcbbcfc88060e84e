/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The spells of the recipients, brought into the order of persons. */
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

/* The spells of person p are item[start[p]] to item[start[p + 1]], in the order of their first
   days: each goes to the place that counting tells. */
static void sort_spells(const struct given *g, uint32_t *start, struct spell *item) {
    size_t n_persons = g->persons.n;
    for (size_t i = 0; i < g->n_spells; i++)
        start[g->spell_person[i] + 2]++;
    for (size_t p = 2; p < n_persons + 2; p++)
        start[p] += start[p - 1];
    for (size_t i = 0; i < g->n_spells; i++)
        item[start[g->spell_person[i] + 1]++] = g->spell[i];
    for (size_t p = 0; p < n_persons; p++) {
        uint32_t n = start[p + 1] - start[p];
        if (n > 32)
            qsort(item + start[p], n, sizeof *item, by_first);
        else if (n > 1)
            order_spells(item + start[p], n);
    }
}

/* First spells by the numbers of their persons, so that no list need be looked up; the few others
   after them. */
static void chain_spells(struct given *g, const uint32_t *start, const struct spell *sorted) {
    size_t n_persons = g->persons.n, n = n_persons;
    for (size_t p = 0; p < n_persons; p++) {
        struct spell *last = &g->spell[p];
        *last = sorted[start[p]];
        for (size_t i = start[p] + 1; i < start[p + 1]; i++) {
            last->next = (uint32_t)n;
            last = &g->spell[n++];
            *last = sorted[i];
        }
    }
}

enum kom_status kom_uptake_sort_spells(struct given *g, struct kom_error *err) {
    uint32_t *start = kom_alloc_table(g->persons.n + 2, sizeof *start);
    struct spell *sorted = kom_alloc_table(g->n_spells + 1, sizeof *sorted);
    if (start && sorted)
        sort_spells(g, start, sorted);
    kom_free(g->spell);
    kom_free(g->spell_person);
    g->spell_person = NULL;
    g->spell = start && sorted ? kom_alloc_table(g->n_spells + 1, sizeof *g->spell) : NULL;
    if (g->spell)
        chain_spells(g, start, sorted);
    kom_free(start);
    kom_free(sorted);
    return g->spell ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
}

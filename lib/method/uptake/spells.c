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
static void sort_spells(const struct kom_uptake *u, uint32_t *start, struct spell *item) {
    size_t n_persons = u->persons.n;
    for (size_t i = 0; i < u->n_spells; i++)
        start[u->spell_person[i] + 2]++;
    for (size_t p = 2; p < n_persons + 2; p++)
        start[p] += start[p - 1];
    for (size_t i = 0; i < u->n_spells; i++)
        item[start[u->spell_person[i] + 1]++] = u->spell[i];
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
static void chain_spells(struct kom_uptake *u, const uint32_t *start, const struct spell *sorted) {
    size_t n_persons = u->persons.n, n = n_persons;
    for (size_t p = 0; p < n_persons; p++) {
        struct spell *last = &u->spell[p];
        *last = sorted[start[p]];
        for (size_t i = start[p] + 1; i < start[p + 1]; i++) {
            last->next = (uint32_t)n;
            last = &u->spell[n++];
            *last = sorted[i];
        }
    }
}

enum kom_status kom_uptake_sort_spells(struct kom_uptake *u, struct kom_error *err) {
    uint32_t *start = kom_alloc_table(u->persons.n + 2, sizeof *start);
    struct spell *sorted = kom_alloc_table(u->n_spells + 1, sizeof *sorted);
    if (start && sorted)
        sort_spells(u, start, sorted);
    kom_free(u->spell);
    kom_free(u->spell_person);
    u->spell_person = NULL;
    u->spell = start && sorted ? kom_alloc_table(u->n_spells + 1, sizeof *u->spell) : NULL;
    if (u->spell)
        chain_spells(u, start, sorted);
    kom_free(start);
    kom_free(sorted);
    return u->spell ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
}

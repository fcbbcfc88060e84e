/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The spells of the recipients, brought into the order of persons. */
#include <stdlib.h>

#include "uptake_work.h"

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

/* Spells in the order of persons, so that a person's spells lie together: each goes to the place
   that counting tells. */
enum kom_status kom_uptake_sort_spells(struct kom_uptake *u, struct kom_error *err) {
    size_t n_persons = u->persons.n;
    uint32_t *start = kom_alloc_table(n_persons + 2, sizeof *start);
    struct spell *sorted = kom_alloc_table(u->n_spells + 1, sizeof *sorted);
    if (!start || !sorted) {
        kom_free(start);
        kom_free(sorted);
        return KOM_UPTAKE_NO_MEMORY(err);
    }
    for (size_t i = 0; i < u->n_spells; i++)
        start[u->spell_person[i] + 2]++;
    for (size_t p = 2; p < n_persons + 2; p++)
        start[p] += start[p - 1];
    for (size_t i = 0; i < u->n_spells; i++)
        sorted[start[u->spell_person[i] + 1]++] = u->spell[i];
    kom_free(u->spell);
    kom_free(u->spell_person);
    u->spell_person = NULL;
    u->spell = sorted;
    u->person_start = start;
    for (size_t p = 0; p < n_persons; p++) {
        uint32_t n = start[p + 1] - start[p];
        if (n > 32)
            qsort(sorted + start[p], n, sizeof *sorted, by_first);
        else if (n > 1)
            order_spells(sorted + start[p], n);
    }
    return KOM_OK;
}

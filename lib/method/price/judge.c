/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all sales say together: keys that meet nothing, municipalities in several networks, and the
   signs of credit notes. */
#include "work.h"

static enum kom_status judge_meeting(const struct kom_price *p, const struct kom_meet *known,
                                     const struct kom_unmet *unmet, int column,
                                     struct kom_error *err) {
    const struct price_given *g = &p->given;
    const struct kom_meeting one = {.known = known,
                                    .unmet = unmet,
                                    .label = g->x->label,
                                    .heading = g->x->columns[column].heading,
                                    .extract = g->x,
                                    .show_values = g->x->reading->show_values};
    return kom_meet_judge(&one, g->ask.unmatched, err);
}

static enum kom_status judge_keys(struct kom_price *p, struct kom_error *err) {
    const struct price_given *g = &p->given;
    enum kom_status status = KOM_OK;
    for (int k = 0; k < N_KEYS && !status; k++) {
        struct kom_unmet *all = &p->books[0].unmet[k];
        bool ok = true;
        for (unsigned i = 1; i < p->n_books && ok; i++)
            ok = kom_unmet_merge(all, &p->books[i].unmet[k]);
        status = ok ? KOM_OK : kom_price_no_memory(err);
        if (!status && g->meet[k].n_tables && g->text[k].column >= 0)
            status = judge_meeting(p, &g->meet[k], all, g->text[k].column, err);
    }
    return status;
}

static enum kom_status judge_lookup(struct kom_price *p, struct kom_error *err) {
    const struct price_given *g = &p->given;
    const struct kom_lookup *l = g->by.lookup;
    struct price_books *all = &p->books[0];
    bool ok = true;
    for (unsigned i = 1; i < p->n_books && ok; i++) {
        ok = kom_unmet_merge(&all->unmet_lookup, &p->books[i].unmet_lookup);
        for (size_t id = 0; id < l->units.n; id++)
            all->seen[id] |= p->books[i].seen[id];
    }
    enum kom_status status = ok ? KOM_OK : kom_price_no_memory(err);
    if (!status)
        status = judge_meeting(p, &l->meet, &all->unmet_lookup, g->text[TEXT_KOM].column, err);
    if (!status)
        status = kom_lookup_refuse(l, all->seen, err);
    if (!status && l->overlap.way == KOM_OVERLAP_BOTH)
        p->answer.n_several = kom_lookup_several(l, all->seen, ", ", &p->answer.several);
    return status;
}

enum kom_status kom_price_judge_all(struct kom_price *p, struct kom_error *err) {
    struct kom_credit_signs *signs = &p->books[0].signs;
    enum kom_status status = judge_keys(p, err);
    if (!status && p->given.by.kom >= 0)
        status = judge_lookup(p, err);
    for (unsigned i = 1; i < p->n_books && !status; i++)
        status = kom_credits_merge(signs, &p->books[i].signs) ? KOM_OK : kom_price_no_memory(err);
    return status
               ? status
               : kom_credits_judge(signs, p->given.ask.credits, kom_price_figures, N_FIGURES, err);
}

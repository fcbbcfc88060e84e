/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of kom-uptake after the sales are read, and its end. */
#include "row.h"

enum kom_status kom_uptake_finish(struct kom_uptake *u, const struct kom_extract *x,
                                  struct kom_error *err) {
    static enum kom_status (*const steps[])(struct kom_uptake *, struct kom_error *) = {
        kom_uptake_range,      kom_uptake_labels,       kom_uptake_rows,
        kom_uptake_offered,    kom_uptake_index_rows,   kom_uptake_people,
        kom_uptake_index_nets, kom_uptake_count_buyers, kom_uptake_check_counts,
    };
    const uint64_t failures = kom_mem_failures();
    enum kom_status status = kom_uptake_merge(u, err);
    if (!status)
        status = kom_uptake_judge_keys(u, x, err);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && !status; i++)
        status = steps[i](u, err);
    return kom_mem_settle(failures, status, err);
}

static void free_workers(struct kom_uptake *u) {
    for (size_t i = 0; i < u->n_workers; i++) {
        struct kom_uptake_worker *w = u->workers[i];
        kom_books_fini(&w->books);
        kom_intern_fini(&w->units);
        kom_intern_fini(&w->persons);
        kom_intern_fini(&w->ocs);
        kom_intern_fini(&w->rcs);
        for (int k = 0; k < N_KEYS; k++)
            kom_unmet_fini(&w->unmet[k]);
        kom_total_seen_fini(&w->totals);
        kom_uptake_quick_end(w);
        kom_free(w->group);
        kom_buf_fini(&w->key);
        kom_free(w);
    }
    kom_free(u->workers);
}

static void free_tables(struct kom_uptake *u) {
    struct kom_intern *const interns[] = {&u->units, &u->services,    &u->persons,
                                          &u->ocs,   &u->rcs,         &u->known,
                                          &u->kinds, &u->labels_seen, &u->trait_keys};
    for (size_t i = 0; i < sizeof interns / sizeof interns[0]; i++)
        kom_intern_fini(interns[i]);
    for (int k = 0; k < N_ATTRS; k++)
        kom_intern_fini(&u->attr[k]);
    kom_lookup_fini(&u->lookup);
    for (int k = 0; k < N_KEYS; k++) {
        kom_meet_fini(&u->meet[k]);
        kom_free(u->tables_of[k]);
    }
    kom_buf_fini(&u->unmatched.lines);
    kom_arena_fini(&u->arena);
    kom_pairs_fini(&u->unit_service);
    kom_pairs_fini(&u->unit_rc);
    kom_pairs_fini(&u->unit_trait);
    kom_pairs_fini(&u->count_key);
    kom_index_fini(&u->by_service);
    kom_index_fini(&u->by_unit);
    kom_index_fini(&u->parts_of_unit);
    kom_index_fini(&u->rows_of_atom);
    kom_index_fini(&u->nets_of_cell);
    kom_index_fini(&u->spans_of_unit);
}

void kom_uptake_outside_free(struct kom_uptake_outside *outside) {
    if (!outside)
        return;
    kom_arena_fini(&outside->words);
    kom_buf_fini(&outside->text);
    kom_free(outside->order);
    kom_free(outside);
}

void kom_uptake_free(struct kom_uptake *u) {
    if (!u)
        return;
    free_workers(u);
    free_tables(u);
    kom_books_fini(&u->all);
    kom_crowd_fini(&u->buyers);
    kom_intern_fini(&u->numbers.atoms);
    kom_pairs_fini(&u->numbers.periods);
    if (u->numbers.has_lock)
        (void)pthread_mutex_destroy(&u->numbers.lock);
    kom_free(u->atom_of_group);
    for (size_t i = 0; i < u->row_keys.n && u->row; i++)
        kom_free(u->row[i].atom);
    kom_groups_fini(&u->row_keys);
    kom_uptake_outside_free(u->outside);
    void *const owned[] = {u->by,           u->offering, u->part,    u->spell,       u->count,
                           u->label,        u->row,      u->figures, u->row_of_item, u->presence,
                           u->spell_person, u->trait,    u->span,    u->entering,    u->covering};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        kom_free(owned[i]);
    kom_free(u);
}

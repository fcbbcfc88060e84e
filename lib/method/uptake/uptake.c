/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of kom-uptake after the sales are read, and its end. */
#include "parts.h"
#include "row.h"
#include "state.h"
#include "stretches.h"

/* What reading finds lies in the range. What a state tells may not, if somebody changed it. */
static enum kom_status check_periods(const struct kom_uptake *u, const struct kom_extract *x,
                                     struct kom_error *err) {
    const struct kom_pairs *cells = &u->sold.all.cells;
    for (size_t i = 0; i < cells->n; i++) {
        const int64_t label =
            (int64_t)(int32_t)(uint32_t)cells->pair[i] - u->answer.label[0].number;
        if (label < 0 || (size_t)label >= u->answer.n_labels)
            return kom_state_damaged(x->label, err);
    }
    return KOM_OK;
}

enum kom_status kom_uptake_finish(struct kom_uptake *u, const struct kom_extract *x,
                                  struct kom_error *err) {
    static enum kom_status (*const steps[])(struct kom_uptake *, struct kom_error *) = {
        kom_uptake_rows,       kom_uptake_offered,      kom_uptake_index_rows,   kom_uptake_people,
        kom_uptake_index_nets, kom_uptake_count_buyers, kom_uptake_check_counts, kom_uptake_flows,
    };
    const uint64_t failures = kom_mem_failures();
    enum kom_status status = kom_uptake_merge(u, err);
    if (!status)
        status = kom_uptake_judge_keys(u, x, err);
    if (!status)
        status = kom_uptake_range(u, err);
    if (!status)
        status = kom_uptake_labels(u, err);
    if (!status)
        status = check_periods(u, x, err);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && !status; i++)
        status = steps[i](u, err);
    return kom_mem_settle(failures, status, err);
}

/* ---- the verbs ---- */

static enum kom_status ask(void *method, struct kom_extract *x, struct kom_error *err) {
    struct kom_uptake *u = method;
    if (u->given.is_asked)
        return kom_uptake_plan_sales_again(u, x, err);
    u->given.is_asked = true;
    return kom_uptake_plan_sales(u, x, err);
}

static enum kom_status finish(void *method, const struct kom_extract *x, struct kom_error *err) {
    return kom_uptake_finish(method, x, err);
}

static enum kom_status save(void *method, const struct kom_extract *x, struct kom_state_out *to,
                            struct kom_error *err) {
    return kom_uptake_save(method, x, to, err);
}

const struct kom_method kom_uptake_method = {.reasons = kom_uptake_reasons,
                                             .n_reasons = KOM_N_SALE_REASONS,
                                             .ask = ask,
                                             .hire = kom_uptake_hire,
                                             .take = kom_uptake_take_sales,
                                             .save = save,
                                             .load = kom_uptake_load,
                                             .finish = finish,
                                             .write = kom_uptake_write};

/* ---- the end ---- */

static void free_worker(struct kom_uptake_worker *w) {
    kom_books_fini(&w->books);
    kom_intern_fini(&w->units);
    kom_intern_fini(&w->persons);
    kom_intern_fini(&w->veiled);
    kom_intern_fini(&w->ocs);
    kom_intern_fini(&w->rcs);
    for (int k = 0; k < N_KEYS; k++)
        kom_unmet_fini(&w->unmet[k]);
    kom_total_seen_fini(&w->totals);
    kom_uptake_quick_end(w);
    kom_intern_fini(&w->seats.values);
    kom_pairs_fini(&w->seats.cells);
    kom_pairs_fini(&w->seats.atoms);
    kom_free(w->seats.place);
    kom_free(w->group);
    kom_buf_fini(&w->key);
    kom_free(w);
}

static void free_given(struct given *g) {
    struct kom_intern *const interns[] = {&g->units, &g->services,    &g->persons,
                                          &g->ocs,   &g->rcs,         &g->known,
                                          &g->kinds, &g->labels_seen, &g->trait_keys};
    struct kom_pairs *const pairs[] = {&g->unit_service, &g->unit_rc, &g->unit_trait,
                                       &g->count_key};
    struct index *const indices[] = {&g->by_service, &g->by_unit, &g->parts_of_unit,
                                     &g->spans_of_unit};
    void *const owned[] = {g->by,   g->offering,    g->part,  g->spell, g->count,
                           g->more, g->more_person, g->trait, g->span};
    for (size_t i = 0; i < sizeof interns / sizeof interns[0]; i++)
        kom_intern_fini(interns[i]);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        kom_pairs_fini(pairs[i]);
    for (size_t i = 0; i < sizeof indices / sizeof indices[0]; i++)
        kom_index_fini(indices[i]);
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        kom_free(owned[i]);
    for (int k = 0; k < N_ATTRS; k++)
        kom_intern_fini(&g->attr[k]);
    for (int k = 0; k < N_KEYS; k++) {
        kom_meet_fini(&g->meet[k]);
        kom_free(g->tables_of[k]);
    }
    kom_lookup_fini(&g->lookup);
    kom_arena_fini(&g->arena);
}

static void free_sold(struct sold *sold) {
    for (size_t i = 0; i < sold->n_workers; i++)
        free_worker(sold->workers[i]);
    kom_free(sold->workers);
    kom_books_fini(&sold->all);
    kom_crowd_fini(&sold->buyers);
    kom_uptake_parts_free(sold->parts);
    kom_intern_fini(&sold->numbers.atoms);
    kom_pairs_fini(&sold->numbers.periods);
    if (sold->numbers.has_lock)
        (void)pthread_mutex_destroy(&sold->numbers.lock);
    kom_intern_fini(&sold->values);
    kom_free(sold->atom_of_group);
    kom_free(sold->value_of_group);
    kom_buf_fini(&sold->unmatched.lines);
}

static void free_answer(struct answer *a) {
    for (size_t i = 0; i < a->row_keys.n && a->row; i++)
        kom_free(a->row[i].atom);
    kom_groups_fini(&a->row_keys);
    kom_index_fini(&a->rows_of_atom);
    kom_index_fini(&a->nets_of_cell);
    void *const owned[] = {a->label, a->row, a->figures, a->row_of_item, a->presence, a->flow};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        kom_free(owned[i]);
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
    free_answer(&u->answer);
    free_sold(&u->sold);
    free_given(&u->given);
    kom_uptake_outside_free(u->outside);
    kom_free(u);
}

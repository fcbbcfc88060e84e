/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --rename in the headings of one file: each is looked for among the old names, however many the
   call gives. */
#include "rename.h"

#include <string.h>

#include "companion.h"
#include "extract_next.h"
#include "foreign.h"
#include "heading_index.h"
#include "intern.h"

/* The old names that the call gives for a file. */
struct old_names {
    struct kom_intern names;
    uint32_t *rule; /* by number: the first that has it */
};

static bool is_ours(const struct kom_reading *reading, const struct kom_rename *r,
                    const struct kom_file_plan *plan) {
    return kom_reading_is_ours(reading, r->side) && (!r->file || strcmp(r->file, plan->name) == 0);
}

static bool gather(struct old_names *o, const struct kom_reading *r,
                   const struct kom_file_plan *plan) {
    o->rule = kom_alloc(r->n_renames, sizeof *o->rule);
    for (size_t i = 0; i < r->n_renames && o->rule; i++) {
        if (!is_ours(r, &r->renames[i], plan))
            continue;
        size_t n = o->names.n;
        uint32_t number = kom_intern_add(&o->names, kom_text_of(r->renames[i].from));
        if (number == KOM_NO_ID)
            return false;
        if (number == n)
            o->rule[number] = (uint32_t)i;
    }
    return o->rule != NULL;
}

/* Whether the name has a rule, which then has it renamed. */
static bool exchange(const struct old_names *old, const struct kom_reading *r,
                     struct kom_file_plan *plan, struct kom_text *name) {
    const uint32_t number = kom_intern_find(&old->names, *name);
    if (number == KOM_NO_ID)
        return false;
    plan->has_renamed[old->rule[number]] = true;
    *name = kom_text_of(r->renames[old->rule[number]].to);
    return true;
}

/* Those that go along may be called otherwise by the name that they get, as messages say it. false:
   memory ran out. */
static bool follow(struct kom_extract *x, struct kom_file_plan *plan, const struct old_names *old,
                   const struct kom_text *before, struct kom_text *name, size_t n) {
    struct kom_text *between = kom_arena_take(&x->arena, (n + 1) * sizeof *between);
    if (!between)
        return false;
    memcpy(between, name, n * sizeof *name);
    const bool whole = kom_companions_follow(&x->arena, before, name, n, NULL) == KOM_OK;
    for (size_t i = 0; i < n && whole; i++)
        if (!kom_text_equal(between[i], name[i]))
            (void)exchange(old, x->reading, plan, &name[i]);
    return whole;
}

/* Rules whose old name stands nowhere mean the heading that is alike, or the one of that word, as
   every name of an option does. false: memory ran out. */
static bool exchange_meant(const struct kom_reading *r, struct kom_file_plan *plan,
                           const struct kom_text *before, struct kom_text *name, size_t n,
                           bool *any) {
    struct kom_heading_index *index = NULL;
    bool whole = true;
    for (size_t i = 0; i < r->n_renames && whole; i++) {
        int at = -1;
        if (plan->has_renamed[i] || !is_ours(r, &r->renames[i], plan))
            continue;
        index = index ? index : kom_heading_index_new(before, n);
        whole =
            index && kom_heading_look(index, kom_text_of(r->renames[i].from),
                                      (struct kom_header_at){.file = ""}, &at, NULL) != KOM_ENOMEM;
        if (at < 0 || !kom_text_equal(before[at], name[at]) ||
            kom_foreign_made_by(plan->foreign, (size_t)at))
            continue;
        name[at] = kom_text_of(r->renames[i].to);
        plan->has_renamed[i] = *any = true;
    }
    kom_heading_index_free(index);
    return whole;
}

static enum kom_status rename_all(struct kom_extract *x, struct kom_file_plan *plan,
                                  struct kom_text *name, const struct kom_text *before, size_t n,
                                  struct kom_error *err) {
    const struct kom_reading *r = x->reading;
    struct old_names old = {0};
    plan->has_renamed = kom_arena_take(&x->arena, r->n_renames * sizeof *plan->has_renamed);
    bool whole = plan->has_renamed && gather(&old, r, plan), any = false;
    if (whole)
        memset(plan->has_renamed, 0, r->n_renames * sizeof *plan->has_renamed);
    for (size_t i = 0; i < n && whole; i++)
        if (!kom_foreign_made_by(plan->foreign, i))
            any = exchange(&old, r, plan, &name[i]) || any;
    whole = whole && exchange_meant(r, plan, before, name, n, &any);
    if (whole && any)
        whole = follow(x, plan, &old, before, name, n);
    kom_intern_fini(&old.names);
    kom_free(old.rule);
    return whole ? KOM_OK : kom_extract_no_memory(x, err);
}

enum kom_status kom_headings_rename(struct kom_extract *x, struct kom_file_plan *plan,
                                    struct kom_text *name, size_t n, struct kom_error *err) {
    struct kom_text *before = kom_arena_take(&x->arena, (n + 1) * sizeof *before);
    if (!before)
        return kom_extract_no_memory(x, err);
    memcpy(before, name, n * sizeof *name);
    enum kom_status status =
        x->reading->n_renames ? rename_all(x, plan, name, before, n, err) : KOM_OK;
    return status ? status
                  : kom_foreign_check_made(plan->foreign, plan->name, before, name, n, err);
}

enum kom_status kom_headings_renamed(const struct kom_extract *x, const struct kom_file_plan *plan,
                                     struct kom_error *err) {
    for (size_t i = 0; i < x->reading->n_renames; i++) {
        const struct kom_rename *r = &x->reading->renames[i];
        if (is_ours(x->reading, r, plan) && !plan->has_renamed[i])
            return kom_heading_missing(plan->headings, plan->split.n_fields, kom_text_of(r->from),
                                       (struct kom_header_at){.file = plan->name}, err);
    }
    return KOM_OK;
}

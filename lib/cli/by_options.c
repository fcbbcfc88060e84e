/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads the tables beside the input, and what is to be done with a municipality in several
 * networks. */
#include "by_options.h"

#include "code_digits.h"

/* --kom-digits speaks of the codes of --overlap assign= too. */
static enum kom_status unify(struct kom_run *run, struct kom_overlap_rule *rule) {
    struct kom_pair *pairs = kom_arena_take(&run->arena, (rule->n_assign + 1) * sizeof *pairs);
    int digits = run->reading.kom_digits;
    bool failed = !pairs;
    for (size_t i = 0; i < rule->n_assign && !failed; i++) {
        char room[4];
        struct kom_text code = kom_text_of(rule->assign[i].left),
                        written = kom_code_digits_write(code, digits, room);
        pairs[i] = rule->assign[i];
        if (written.n != code.n)
            pairs[i].left = kom_arena_copy(&run->arena, written.p, written.n);
        failed = !pairs[i].left;
    }
    rule->assign = pairs;
    return failed ? kom_no_memory(&run->err) : KOM_OK;
}

static enum kom_status read_overlap(struct kom_run *run, struct kom_overlap_rule *rule) {
    if (kom_run_has(run, KOM_OPT_overlap) && !kom_run_has(run, KOM_OPT_networks))
        return kom_run_usage(run, KOM_OPT_overlap, "has no meaning without --networks");
    enum kom_status status = kom_overlap_parse(kom_run_text(run, KOM_OPT_overlap, "refuse"),
                                               &run->arena, rule, &run->err);
    return !status && rule->n_assign ? unify(run, rule) : status;
}

enum kom_status kom_run_by_tables(struct kom_run *run, struct kom_by_tables *tables,
                                  struct kom_lookup **lookup) {
    struct kom_lookup *l = &tables->lookup;
    *lookup = NULL;
    if (kom_run_has(run, KOM_OPT_municipalities) || kom_run_has(run, KOM_OPT_networks) ||
        kom_run_has(run, KOM_OPT_participation))
        tables->unmatched.warns = kom_run_warns_unmatched(run);
    l->unmatched = &tables->unmatched;
    enum kom_status status = read_overlap(run, &l->overlap);
    if (!status && kom_run_has(run, KOM_OPT_municipalities)) {
        status = kom_run_load_side(run, KOM_OPT_municipalities, &tables->municipalities);
        l->municipalities = &tables->municipalities;
        *lookup = l;
    }
    if (!status && kom_run_has(run, KOM_OPT_networks)) {
        status = kom_run_load_side(run, KOM_OPT_networks, &tables->networks);
        l->networks = &tables->networks;
        *lookup = l;
    }
    return status;
}

void kom_by_tables_fini(struct kom_by_tables *tables) {
    kom_lookup_fini(&tables->lookup);
    kom_buf_fini(&tables->unmatched.lines);
    kom_frame_fini(&tables->municipalities);
    kom_frame_fini(&tables->networks);
}

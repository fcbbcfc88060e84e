/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-merge: one run's result from the states of its parts. */
#include "parted.h"
#include "tools.h"

/* The tools that take --part. */
static const struct kom_tool *const parted[] = {&kom_tool_sum, &kom_tool_uptake, &kom_tool_panel,
                                                &kom_tool_check, NULL};

static const struct kom_tool_option options[] = {
    {KOM_OPT_set_aside, NULL, "write the rows that are not used, which the parts kept, to FILE"},
    {KOM_OPT_state, NULL, "write one state of those that are there, instead of the result"},
    {KOM_OPT_check, NULL, NULL},
    {KOM_OPT_key, NULL, "the key of states that hold keyed hashes of persons, for recipients"},
    {KOM_OPT_memory, NULL, NULL},
    {KOM_OPT_schema, NULL, "where the schema of the parts is now"},
    {KOM_OPT_offerings, NULL, "where this table of the parts is now"},
    {KOM_OPT_recipients, NULL, "where this table of the parts is now"},
    {KOM_OPT_participation, NULL, "where this table of the parts is now"},
    {KOM_OPT_municipalities, NULL, "where this table of the parts is now"},
    {KOM_OPT_networks, NULL, "where this table of the parts is now"},
    {KOM_OPT_END, NULL, NULL},
};

static enum kom_status read_states(struct kom_run *run, struct kom_states *s) {
    uint64_t memory;
    enum kom_status status = kom_run_memory(run, &memory, &s->folder);
    for (size_t i = 0; i < run->n_files && !status; i++) {
        status = kom_files_input(&run->outputs, NULL, run->files[i], &run->err);
        if (!status)
            status = kom_states_read(s, run->files[i], &run->err);
    }
    return status;
}

static enum kom_status check(struct kom_run *run, struct kom_states *s) {
    struct kom_buf out = {0};
    kom_buf_str(&out, "part,of,state,status,message\n");
    run->answer_is_no = !kom_states_list(s, &out);
    enum kom_status status = kom_run_write(run, &out);
    kom_buf_fini(&out);
    return status;
}

static enum kom_status run_merge(struct kom_run *run) {
    struct kom_states *s = kom_arena_take(&run->arena, sizeof *s);
    if (!s)
        return kom_no_memory(&run->err);
    *s = (struct kom_states){.n = 0};
    run->states = s;
    run->joins = kom_run_has(run, KOM_OPT_state);
    if (run->joins && run->value[KOM_OPT_output])
        return kom_run_usage(run, KOM_OPT_output, "is for the result; --state writes none");
    enum kom_status status = read_states(run, s);
    if (!status)
        status = kom_run_merge_key(run, s);
    if (!status && kom_run_has(run, KOM_OPT_check)) {
        status = check(run, s);
    } else if (!status) {
        status = kom_states_check(s, !run->joins, &run->err);
        if (!status)
            status = kom_run_become(run, parted, s);
        if (!status)
            status = run->tool->run(run);
    }
    return status;
}

const struct kom_tool kom_tool_merge = {
    .name = "merge",
    .sentence = "one run's result from the states of its parts",
    .synopsis = "[--check | --state FILE] [--set-aside FILE] [FILE]...",
    .no_shared = true,
    .options = options,
    .see_also = "kom-uptake, kom-sum, kom-panel, kom-check",
    .run = run_merge,
};

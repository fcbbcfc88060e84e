/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-sim: synthetic extracts with a known truth. */
#include "sim/sim.h"
#include "tools.h"

static enum kom_status run_sim(struct kom_run *run) {
    struct kom_sim_options o = {.folder = kom_run_text(run, KOM_OPT_out, NULL),
                                .files = &run->outputs,
                                .dirt = kom_run_has(run, KOM_OPT_dirt),
                                .charge_errors = kom_run_has(run, KOM_OPT_charge_errors),
                                .minimal = kom_run_has(run, KOM_OPT_minimal)};
    int64_t seed;
    kom_run_whole(run, KOM_OPT_seed, 0, INT64_MAX, 1, &seed);
    if (kom_run_number(run, KOM_OPT_scale, 1, &o.scale))
        return run->failed;
    if (!o.folder)
        return kom_run_usage(run, KOM_OPT_out, "name the folder that is to hold the tables");
    if (run->files[0][0] != '-' || run->files[0][1] != '\0')
        return kom_fail(&run->err, KOM_EUSAGE, "%s: kom-sim reads no file", run->files[0]);
    o.seed = (uint64_t)seed;
    enum kom_status status = kom_sim_write(&o, &run->err);
    if (!status)
        kom_run_note(run, "%s: written with seed %lld", o.folder, (long long)seed);
    return status;
}

static const struct kom_tool_option own_options[] = {
    {KOM_OPT_out, NULL, NULL},
    {KOM_OPT_seed, NULL, "seed of all random draws (default 1)"},
    {KOM_OPT_scale, NULL, NULL},
    {KOM_OPT_dirt, NULL, NULL},
    {KOM_OPT_charge_errors, NULL, NULL},
    {KOM_OPT_minimal, NULL, NULL},
    {KOM_OPT_END, NULL, NULL},
};

const struct kom_tool kom_tool_sim = {
    .name = "sim",
    .sentence = "synthetic extracts with a known truth",
    .synopsis = "--out DIR [--seed N] [--scale X] [[--dirt] [--charge-errors] | --minimal]",
    .no_shared = true,
    .options = own_options,
    .see_also = "kom-check, kom-uptake",
    .run = run_sim,
};

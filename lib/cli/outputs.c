/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that a call names: which are read, which are written, and that no two are one. */
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "options.h"
#include "schema.h"

static const enum kom_opt output_options[] = {
    KOM_OPT_output,         KOM_OPT_set_aside, KOM_OPT_report, KOM_OPT_good,         KOM_OPT_unused,
    KOM_OPT_write_codebook, KOM_OPT_infer,     KOM_OPT_state,  KOM_OPT_write_factors};
static const enum kom_opt side_options[] = {
    KOM_OPT_offerings,        KOM_OPT_recipients,    KOM_OPT_participation, KOM_OPT_municipalities,
    KOM_OPT_networks,         KOM_OPT_prices,        KOM_OPT_compare,       KOM_OPT_with,
    KOM_OPT_codebook,         KOM_OPT_answer_labels, KOM_OPT_frame,         KOM_OPT_known_totals,
    KOM_OPT_replicate_factors};

enum {
    N_OUTPUTS = sizeof output_options / sizeof output_options[0],
    N_SIDES = sizeof side_options / sizeof side_options[0],
};

bool kom_opt_is_output(enum kom_opt id) {
    bool found = false;
    for (size_t i = 0; i < N_OUTPUTS; i++)
        found = found || output_options[i] == id;
    return found;
}

bool kom_opt_is_file(enum kom_opt id) {
    return kom_opt_is_side(id) || kom_opt_is_output(id) || id == KOM_OPT_schema ||
           id == KOM_OPT_catalog;
}

bool kom_opt_is_side(enum kom_opt id) {
    bool found = false;
    for (size_t i = 0; i < N_SIDES; i++)
        found = found || side_options[i] == id;
    return found;
}

/* ---- what is read ---- */

enum kom_status kom_run_reads(struct kom_run *run, enum kom_opt id, const char *path) {
    char option[64];
    void *p = run->side;
    if (kom_grow(&p, &run->cap_sides, run->n_sides + 1, sizeof *run->side))
        return kom_no_memory(&run->err);
    run->side = p;
    run->side[run->n_sides++] = (struct kom_side){id, path};
    (void)snprintf(option, sizeof option, "--%s", kom_opt_row(id)->name);
    return kom_files_input(&run->outputs, option, path, &run->err);
}

/* Rows that are read twice count twice, however the file is called; on two sheets they do not. */
static size_t first_beside(const struct kom_run *run, size_t i) {
    size_t first = 0;
    for (size_t k = 0; k < run->n_sheets && run->sheet[k].first <= i; k++)
        first = run->sheet[k].first;
    return first;
}

static enum kom_status check_operand(struct kom_run *run, size_t i) {
    struct kom_file_id id, other;
    enum kom_status status = kom_file_id_input(&id, run->files[i], &run->err);
    for (size_t j = first_beside(run, i); j < i && !status; j++) {
        bool is_stdin = strcmp(run->files[i], "-") == 0 && strcmp(run->files[j], "-") == 0;
        status = kom_file_id_input(&other, run->files[j], &run->err);
        if (!status && !is_stdin && !id.is_pipe && kom_file_id_same(&id, &other))
            status = kom_fail(&run->err, KOM_EUSAGE, "%s: named twice; its rows would count twice",
                              run->files[i]);
    }
    return status;
}

static enum kom_status check_standard_input(struct kom_run *run) {
    size_t n = 0;
    for (size_t i = 0; i < run->n_files; i++)
        n += strcmp(run->files[i], "-") == 0;
    for (size_t k = 0; k < N_SIDES; k++)
        n += run->value[side_options[k]] && strcmp(run->value[side_options[k]], "-") == 0;
    return n > 1 ? kom_fail(&run->err, KOM_EUSAGE, "standard input can be only one of the inputs")
                 : KOM_OK;
}

/* The schema, and the files of its foreign keys. Lists (@FILE) are noted where they are read. */
static enum kom_status note_schema(struct kom_run *run) {
    const struct kom_schema *schema = run->schema;
    enum kom_status status = schema ? kom_run_reads(run, KOM_OPT_schema, schema->source) : KOM_OK;
    for (size_t i = 0; schema && i < schema->n_foreign_keys && !status; i++)
        if (schema->foreign_keys[i].path)
            status = kom_run_reads(run, KOM_OPT_schema, schema->foreign_keys[i].path);
    return status;
}

enum kom_status kom_run_note_sides(struct kom_run *run) {
    enum kom_status status = KOM_OK;
    for (size_t k = 0; k < N_SIDES && !status; k++)
        if (run->value[side_options[k]])
            status = kom_run_reads(run, side_options[k], run->value[side_options[k]]);
    if (!status && run->value[KOM_OPT_catalog])
        status = kom_run_reads(run, KOM_OPT_catalog, run->value[KOM_OPT_catalog]);
    return status ? status : note_schema(run);
}

static enum kom_status note_inputs(struct kom_run *run) {
    enum kom_status status = check_standard_input(run);
    for (size_t i = 0; i < run->n_files && !status; i++)
        status = check_operand(run, i);
    for (size_t i = 0; i < run->n_files && !status; i++)
        status = kom_files_input(&run->outputs, NULL, run->files[i], &run->err);
    return status ? status : kom_run_note_sides(run);
}

/* ---- what is written ---- */

static enum kom_status open_one(struct kom_run *run, enum kom_opt id, bool is_private,
                                struct kom_sink **sink) {
    const char *path = kom_run_text(run, id, NULL);
    char option[64];
    if (!path && id != KOM_OPT_output)
        return KOM_OK;
    if (path && !*path)
        return kom_run_usage(run, id, "needs the name of a file");
    if (path && (id == KOM_OPT_infer || id == KOM_OPT_state) && strcmp(path, "-") == 0)
        return KOM_OK; /* it is the result */
    if (path && id != KOM_OPT_output && strcmp(path, "-") == 0)
        return kom_run_usage(run, id, "standard output holds the result; name a file");
    (void)snprintf(option, sizeof option, "--%s", kom_opt_row(id)->name);
    return kom_files_open(&run->outputs, option, path, is_private, sink, &run->err);
}

/* All that is read is to be hashed, beside the run where it has threads. */
static enum kom_status seal_inputs(struct kom_run *run) {
    const size_t n = kom_run_reads_files(run) ? run->n_files : 0;
    const char **path = kom_arena_take(&run->arena, (n + run->n_sides + 1) * sizeof *path);
    if (!path)
        return kom_no_memory(&run->err);
    for (size_t i = 0; i < n; i++)
        path[i] = run->files[i];
    for (size_t i = 0; i < run->n_sides; i++)
        path[n + i] = run->side[i].path;
    return kom_seals_start(run->seals, path, n + run->n_sides, run->n_threads > 1, &run->err);
}

enum kom_status kom_run_open_files(struct kom_run *run) {
    enum kom_status status = kom_run_reads_files(run) ? note_inputs(run) : KOM_OK;
    if (!status)
        status = kom_files_messages(&run->outputs, &run->err);
    if (!status)
        status = open_one(run, KOM_OPT_output, false, &run->out);
    if (!status && !run->keeps_aside)
        status = open_one(run, KOM_OPT_set_aside, true, &run->aside);
    if (!status)
        status = open_one(run, KOM_OPT_state, true, &run->state);
    if (!status)
        status = open_one(run, KOM_OPT_report, false, &run->report_sink);
    if (!status)
        status = open_one(run, KOM_OPT_unused, true, &run->unused);
    if (!status)
        status = open_one(run, KOM_OPT_good, false, &run->good);
    if (!status)
        status = open_one(run, KOM_OPT_write_factors, false, &run->factors);
    if (!status)
        status = open_one(run, KOM_OPT_infer, false, &run->inferred);
    if (!status)
        status = open_one(run, KOM_OPT_write_codebook, false, &run->codebook);
    if (!status && run->records)
        status = kom_record_open(run);
    return status || !run->seals ? status : seal_inputs(run);
}

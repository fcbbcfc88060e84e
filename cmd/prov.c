/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-prov: what a command read and made, as an RO-Crate, and whether that is still so. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "prov/command.h"
#include "prov/place.h"
#include "prov/prov.h"
#include "report_json.h"
#include "tools.h"

/* What one run holds. */
struct work {
    struct kom_prov prov;
    struct kom_list inputs, outputs;
    struct kom_seal *seals; /* of --inputs, before the command */
    bool lacks_output;
};

static enum kom_status ask(struct kom_run *run, struct work *w) {
    struct kom_prov *p = &w->prov;
    *p = (struct kom_prov){.run = run, .word = run->files, .n_words = run->n_files};
    p->crate = kom_run_text(run, KOM_OPT_output, NULL);
    if (!p->crate)
        return kom_run_usage(run, KOM_OPT_output, "name the file that the crate is written to");
    if (run->n_files == 1 && strcmp(run->files[0], "-") == 0)
        return kom_fail(&run->err, KOM_EUSAGE,
                        "--: names no command, as kom-prov -o crate.json -- make does");
    if (strcmp(p->crate, "-") == 0)
        return kom_run_usage(run, KOM_OPT_output,
                             "standard output is the command's; name a file for the crate");
    enum kom_status status = kom_run_list(run, KOM_OPT_inputs, &w->inputs);
    if (!status)
        status = kom_run_list(run, KOM_OPT_outputs, &w->outputs);
    if (!status)
        status = kom_hider_make(run, &p->hider);
    if (!status)
        status = kom_run_published(run, &p->day);
    if (!status)
        status = kom_place_base(p->crate, p->base, &run->err);
    if (!status && !getcwd(p->here, sizeof p->here))
        status =
            kom_fail(&run->err, KOM_EIO, "this folder cannot be looked at: %s", strerror(errno));
    p->things = json_object();
    p->software = json_object();
    p->inputs = json_array();
    p->outputs = json_array();
    return status;
}

/* Files that the command reads without our tools: as they are before it. */
static enum kom_status seal_inputs(struct kom_run *run, struct work *w) {
    enum kom_status status = KOM_OK;
    w->seals = kom_arena_take(&run->arena, (w->inputs.n + 1) * sizeof *w->seals);
    if (!w->seals)
        return kom_no_memory(&run->err);
    for (size_t i = 0; i < w->inputs.n && !status; i++)
        status = kom_seal_file(w->inputs.item[i], &w->seals[i], &run->err);
    return status;
}

static enum kom_status add_named(struct kom_run *run, struct work *w) {
    struct kom_prov *p = &w->prov;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < w->inputs.n && !status; i++)
        status = kom_prov_add(p, p->inputs, w->inputs.item[i], &w->seals[i]);
    for (size_t i = 0; i < w->outputs.n && !status; i++) {
        struct kom_seal seal;
        if (!kom_seal_file(w->outputs.item[i], &seal, &run->err)) {
            status = kom_prov_add(p, p->outputs, w->outputs.item[i], &seal);
            continue;
        }
        kom_run_warn(run, "--outputs: %s", run->err.text);
        w->lacks_output = true;
    }
    return status;
}

/* What a reader of the crate should know, and what should not be in it. */
static void say(struct kom_run *run, const struct work *w, const struct kom_command *command) {
    const struct kom_prov *p = &w->prov;
    if (command->error)
        kom_run_warn(run, "%s: cannot be run: %s", p->word[0], strerror(command->error));
    else if (p->n_acts == 0 && json_array_size(command->lost) == 0)
        kom_run_warn(run,
                     "%s: no tool of komtools ran in it; the crate has what --inputs and "
                     "--outputs name, and nothing else",
                     p->word[0]);
    for (size_t i = 0; i < json_array_size(command->lost); i++)
        kom_run_warn(run,
                     "%s: was ended by a signal before it could leave its record, as where what "
                     "reads from it ends first; what it read and wrote is not in the crate",
                     json_string_value(json_array_get(command->lost, i)));
    kom_prov_say_changed(p);
    kom_prov_say_secrets(p);
    kom_hider_say_unmet(p->hider);
    const char *id;
    json_t *thing;
    size_t n = 0;
    json_object_foreach(p->things, id, thing) {
        n += strcmp(kom_prov_text(thing, "@type"), "File") == 0;
    }
    kom_run_note(run, "%s: %zu runs of tools, files: %zu, the command ended with %d", p->crate,
                 p->n_acts, n, p->exit);
}

static enum kom_status record(struct kom_run *run, struct work *w) {
    struct kom_prov *p = &w->prov;
    struct kom_command command = {.word = p->word};
    enum kom_status status = seal_inputs(run, w);
    if (!status)
        status = kom_command_run(run, &command);
    p->records = command.records;
    p->exit = command.exit;
    if (!status)
        status = add_named(run, w);
    if (!status)
        status = kom_prov_gather(p);
    if (status) {
        json_decref(command.lost);
        return status;
    }
    json_t *crate = kom_prov_crate(p);
    status = kom_json_put(run->out, crate, &run->err);
    json_decref(crate);
    if (!status)
        say(run, w, &command);
    json_decref(command.lost);
    run->exit = p->exit ? p->exit : w->lacks_output ? kom_status_exit(KOM_EIO) : 0;
    return status;
}

static enum kom_status run_record(struct kom_run *run) {
    struct work w = {.lacks_output = false};
    enum kom_status status = ask(run, &w);
    kom_run_mode(run, "where a command is run");
    if (!status)
        status = kom_run_all_read(run);
    if (!status)
        status = record(run, &w);
    kom_hider_fini(w.prov.hider);
    kom_prov_fini(&w.prov);
    return status;
}

static enum kom_status run_prov(struct kom_run *run) {
    if (run->n_before == 0)
        return run_record(run);
    const bool is_alone = run->n_before > run->n_files;
    if (!is_alone || strcmp(run->files[0], "verify") != 0)
        return kom_fail(&run->err, KOM_EUSAGE,
                        "%s: what is run stands behind --, as in kom-prov -o crate.json -- make",
                        run->files[0]);
    if (run->n_files != 2)
        return kom_fail(&run->err, KOM_EUSAGE,
                        "verify takes one crate: kom-prov verify crate.json");
    kom_run_mode(run, "beside verify");
    (void)kom_run_has(run, KOM_OPT_rerun);
    enum kom_status status = kom_run_all_read(run);
    return status ? status : kom_prov_verify(run, run->files[1]);
}

static const struct kom_tool_option own_options[] = {
    {KOM_OPT_hide, NULL, NULL},  {KOM_OPT_inputs, NULL, NULL}, {KOM_OPT_outputs, NULL, NULL},
    {KOM_OPT_rerun, NULL, NULL}, {KOM_OPT_END, NULL, NULL},
};

static const enum kom_opt without[] = {KOM_OPT_report, KOM_OPT_END};

const struct kom_tool kom_tool_prov = {
    .name = "prov",
    .sentence = "what a command read and made, as an RO-Crate, and whether that is still so",
    .synopsis = "-o CRATE [--hide TEXT,...] -- COMMAND [ARGUMENT]... | verify CRATE [--rerun]",
    .no_shared = true,
    .options = own_options,
    .without = without,
    .see_also = "kom-merge",
    .run = run_prov,
};

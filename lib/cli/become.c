/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-merge becomes the tool that the states are of.

   The call that the parts had in common stands in each state: options, inputs, side tables with the
   digests of their bytes. It is made a command line again, with the options of the merge itself
   behind it, and parsed as ever. A side table that an option of the merge names takes the place of
   the one that the parts had; either must be the same bytes. */
#include <stdio.h>
#include <string.h>

#include "options.h"
#include "parted.h"
#include "schema.h"
#include "state.h"

/* A command line while it is made. */
struct words {
    struct kom_run *run;
    char **argv;
    int n;
    bool failed, has_schema;
};

static void add_word(struct words *w, const char *lead, struct kom_text name,
                     const struct kom_text *value) {
    struct kom_buf word = {0};
    kom_buf_str(&word, lead);
    kom_buf_text(&word, name);
    if (value) {
        kom_buf_byte(&word, '=');
        kom_buf_text(&word, *value);
    }
    char *copy = word.failed ? NULL : kom_arena_copy(&w->run->arena, word.p ? word.p : "", word.n);
    w->failed = w->failed || !copy;
    w->argv[w->n++] = copy;
    kom_buf_fini(&word);
}

static const struct kom_given *given_anew(const struct kom_run *run, struct kom_text option) {
    for (size_t i = 0; i < run->n_given; i++)
        if (kom_text_is(option, kom_opt_row(run->given[i].id)->name))
            return &run->given[i];
    return NULL;
}

/* The file that an option of the merge names, which of --schema FILE#resource is FILE; NULL: no
   memory. */
static const char *file_of(struct kom_run *run, const struct kom_given *given) {
    const char *hash = given->id == KOM_OPT_schema ? strrchr(given->value, '#') : NULL;
    return hash ? kom_arena_copy(&run->arena, given->value, (size_t)(hash - given->value))
                : given->value;
}

/* A side table must be what it was. */
static enum kom_status check_side(struct kom_run *run, struct kom_text option, const char *path,
                                  struct kom_text digest) {
    const struct kom_given *anew = given_anew(run, option);
    struct kom_seal now;
    path = anew ? file_of(run, anew) : path;
    enum kom_status status = path ? kom_seal_file(path, &now, &run->err) : kom_no_memory(&run->err);
    if (status == KOM_EIO) {
        struct kom_error why = run->err;
        status = kom_fail(&run->err, KOM_EIO,
                          "%s; kom-merge reads this table again: --%.*s FILE "
                          "says where it is now",
                          why.text, (int)option.n, option.p);
    } else if (!status && !kom_text_is(digest, now.sha256)) {
        status =
            kom_fail(&run->err, KOM_EDATA,
                     "%s: is not the table that the parts were run with; --%.*s FILE names that, "
                     "or run the parts anew",
                     path, (int)option.n, option.p);
    }
    return status;
}

/* A file that foreign keys name goes with its schema: where that is elsewhere now, so is it; nobody
   reads it again. */
static bool is_beside(struct words *w, struct kom_text option) {
    const bool is_schema = kom_text_is(option, kom_opt_row(KOM_OPT_schema)->name),
               is_it = is_schema && w->has_schema && given_anew(w->run, option);
    w->has_schema = w->has_schema || is_schema;
    return is_it;
}

/* The words of the call that the states name. */
static enum kom_status add_call(struct words *w, struct kom_text call, const char **files,
                                size_t *n_files) {
    struct kom_run *run = w->run;
    enum kom_status status = KOM_OK;
    while (call.n && !status) {
        const char *lf = memchr(call.p, '\n', call.n);
        struct kom_state_in in = {(char *)(uintptr_t)call.p, (size_t)(lf - call.p), false};
        call.n -= in.n + 1;
        call.p = lf + 1;
        const struct kom_text tag = kom_state_take(&in), first = kom_state_take(&in);
        const bool has_value = kom_state_has_more(&in);
        const struct kom_text value = kom_state_take(&in);
        const char *copy = kom_arena_copy(&run->arena, value.p, value.n);
        if (!copy)
            return kom_no_memory(&run->err);
        if (kom_text_is(tag, "option") && !given_anew(run, first))
            add_word(w, "--", first, has_value ? &value : NULL);
        else if (kom_text_is(tag, "input"))
            files[(*n_files)++] = kom_arena_copy(&run->arena, first.p, first.n);
        else if (kom_text_is(tag, "side") && !is_beside(w, first))
            status = check_side(run, first, copy, kom_state_take(&in));
    }
    return w->failed ? kom_no_memory(&run->err) : status;
}

static void add_own(struct words *w) {
    struct kom_run *run = w->run;
    for (size_t i = 0; i < run->n_given; i++) {
        const struct kom_opt_row *row = kom_opt_row(run->given[i].id);
        const struct kom_text value = kom_text_of(run->given[i].value);
        if (run->given[i].id != KOM_OPT_state && run->given[i].id != KOM_OPT_key)
            add_word(w, "--", kom_text_of(row->name), row->arg ? &value : NULL);
    }
}

static size_t count_lines(struct kom_text t) {
    size_t n = 0;
    for (size_t i = 0; i < t.n; i++)
        n += t.p[i] == '\n';
    return n;
}

/* Options of the merge itself have been read, whatever tool it becomes. */
static void mark_read(const struct kom_run *run) {
    static const enum kom_opt own[] = {KOM_OPT_output, KOM_OPT_report,  KOM_OPT_set_aside,
                                       KOM_OPT_quiet,  KOM_OPT_verbose, KOM_OPT_errors};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        (void)kom_run_has(run, own[i]);
}

static const struct kom_tool *tool_of(const struct kom_tool *const *tools, const char *program) {
    while (*tools && strcmp((*tools)->name, program + strlen("kom-")) != 0)
        tools++;
    return *tools;
}

/* A schema that the merge itself was given is read again, as the tool's. */
static void forget_schema(struct kom_run *run) {
    if (run->schema)
        kom_schema_fini(run->schema);
    kom_free(run->schema);
    run->schema = NULL;
    run->reading.schema = NULL;
}

enum kom_status kom_run_become(struct kom_run *run, const struct kom_tool *const *tools,
                               struct kom_states *states) {
    const struct kom_tool *tool =
        strncmp(states->tool, "kom-", 4) == 0 ? tool_of(tools, states->tool) : NULL;
    if (!tool)
        return kom_fail(&run->err, KOM_EDATA,
                        "%s: is a state of %s, which is no tool that is parted",
                        states->part[0].name, states->tool);
    if (run->aside && !kom_states_has_flag(states, "aside"))
        return kom_run_usage(run, KOM_OPT_set_aside,
                             "the states hold no rows set aside; run the parts with it too");
    const struct kom_buf *call = &states->part[0].call;
    const size_t n = count_lines(kom_buf_view(call));
    char *copy = kom_arena_copy(&run->arena, call->p ? call->p : "", call->n);
    const char **files = kom_arena_take(&run->arena, (n + 1) * sizeof *files);
    struct words w = {.run = run};
    w.argv = kom_arena_take(&run->arena, (n + run->n_given + 3) * sizeof *w.argv);
    size_t n_files = 0;
    if (!copy || !files || !w.argv)
        return kom_no_memory(&run->err);
    add_word(&w, "", kom_text_of(states->tool), NULL);
    enum kom_status status = add_call(&w, (struct kom_text){copy, call->n}, files, &n_files);
    if (status)
        return status;
    add_own(&w);
    if (w.failed)
        return kom_no_memory(&run->err);
    run->tool = tool;
    (void)snprintf(run->program, sizeof run->program, "%s", states->tool);
    memset(run->value, 0, sizeof run->value);
    run->n_files = run->n_given = 0;
    status = kom_run_parse(run, w.n, w.argv);
    run->files = files;
    run->n_files = n_files;
    run->merged = states;
    forget_schema(run);
    if (!status)
        status = kom_run_reading(run);
    mark_read(run);
    return status ? status : kom_run_note_sides(run);
}

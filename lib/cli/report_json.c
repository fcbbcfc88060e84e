/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --report writes of a run: all that its result follows from, and nothing that would be
   another thing in the next run of the same call.

   Inputs and outputs are named as they were typed, with the number of their bytes and the SHA-256;
   what cannot be told is null. A run of kom-merge names what one run would have read: no part has
   read all of it, so that the files are hashed as they are now, where they are still of the size
   that the parts found. */
#include <jansson.h>
#include <string.h>

#include "encoding.h"
#include "kom/version.h"
#include "mem.h"
#include "parted.h"
#include "report.h"
#include "report_json.h"
#include "unicode.h"

/* The name of a file may be no UTF-8, as JSON is: then it stands as messages show it. */
json_t *kom_name_json(const char *name) {
    char shown[4096];
    if (kom_utf8_is_valid(name, strlen(name)))
        return json_string(name);
    kom_unicode_show(shown, sizeof shown, name);
    return json_string(shown);
}

/* A list when the option was given several times. */
static json_t *option_json(const struct kom_run *run, enum kom_opt id) {
    json_t *all = json_array();
    for (size_t i = 0; i < run->n_given; i++)
        if (run->given[i].id == id)
            (void)json_array_append_new(all, kom_name_json(run->given[i].value));
    json_t *one = kom_opt_row(id)->arg ? kom_name_json(run->value[id]) : json_true();
    json_t *out = json_array_size(all) > 1 ? all : one;
    json_decref(out == all ? one : all);
    return out;
}

static json_t *options_json(const struct kom_run *run) {
    json_t *o = json_object();
    for (int i = 0; i < KOM_OPT_END; i++)
        if (run->value[i])
            (void)json_object_set_new(o, kom_opt_row((enum kom_opt)i)->name,
                                      option_json(run, (enum kom_opt)i));
    return o;
}

static json_t *table_json(const struct kom_report_table *t) {
    json_t *reasons = json_object();
    for (size_t i = 0; i < t->n_reasons; i++)
        if (t->n_aside[i])
            (void)json_object_set_new(reasons, t->reason[i],
                                      json_integer((json_int_t)t->n_aside[i]));
    json_t *o = json_object();
    (void)json_object_set_new(o, "table", json_string(t->name));
    (void)json_object_set_new(o, "read", json_integer((json_int_t)t->n_read));
    (void)json_object_set_new(o, "used", json_integer((json_int_t)t->n_used));
    (void)json_object_set_new(o, "set_aside", reasons);
    return o;
}

/* ---- files ---- */

json_t *kom_file_json(const char *use, const char *path, const char *stream,
                      const struct kom_seal *seal) {
    json_t *o = json_object();
    (void)json_object_set_new(o, "use", json_string(use));
    (void)json_object_set_new(o, "path", kom_name_json(path));
    if (stream)
        (void)json_object_set_new(o, "stream", json_string(stream));
    (void)json_object_set_new(
        o, "bytes", seal->is_known ? json_integer((json_int_t)seal->nbytes) : json_null());
    (void)json_object_set_new(o, "sha256",
                              seal->is_known ? json_string(seal->sha256) : json_null());
    return o;
}

/* Has the file that the parts read still their size? */
static bool has_size(const struct kom_states *states, size_t file, uint64_t nbytes) {
    bool is_same = true;
    for (size_t i = 0; i < states->n; i++)
        for (size_t k = 0; k < states->part[i].n_ranges; k++) {
            const struct kom_range *r = &states->part[i].range[k];
            is_same = is_same && (r->file != file || r->size == nbytes);
        }
    return is_same;
}

/* Of the i-th operand. */
static enum kom_status seal_operand(struct kom_run *run, size_t i, struct kom_seal *seal,
                                    struct kom_error *err) {
    const char *path = run->files[i];
    if (!run->merged)
        return kom_seals_get(run->seals, path, seal, err);
    *seal = (struct kom_seal){.is_known = false};
    if (strcmp(path, "-") == 0 || kom_seals_get(run->seals, path, seal, NULL))
        seal->is_known = false; /* it may be on another machine */
    seal->is_known = seal->is_known && has_size(run->merged, i, seal->nbytes);
    return KOM_OK;
}

static json_t *input_json(const char *use, const char *path, const struct kom_seal *seal) {
    return kom_file_json(use, path, strcmp(path, "-") == 0 ? "standard input" : NULL, seal);
}

/* The first that cannot be read again is what fails; the others are named all the same. */
static enum kom_status add_inputs(struct kom_run *run, json_t *list) {
    enum kom_status first = KOM_OK;
    struct kom_seal seal;
    struct kom_error err;
    for (size_t i = 0; kom_run_reads_files(run) && i < run->n_files; i++) {
        enum kom_status status = seal_operand(run, i, &seal, first ? &err : &run->err);
        first = first ? first : status;
        (void)json_array_append_new(list, input_json("input", run->files[i], &seal));
    }
    for (size_t i = 0; i < run->n_sides; i++) {
        const struct kom_side *side = &run->side[i];
        enum kom_status status =
            kom_seals_get(run->seals, side->path, &seal, first ? &err : &run->err);
        first = first ? first : status;
        (void)json_array_append_new(list,
                                    input_json(kom_opt_row(side->id)->name, side->path, &seal));
    }
    return first;
}

/* The option that a sink is for. */
static const char *use_of(const struct kom_run *run, const struct kom_sink *sink) {
    const struct {
        const struct kom_sink *sink;
        enum kom_opt id;
    } known[] = {{run->aside, KOM_OPT_set_aside},      {run->good, KOM_OPT_good},
                 {run->unused, KOM_OPT_unused},        {run->codebook, KOM_OPT_write_codebook},
                 {run->state, KOM_OPT_state},          {run->inferred, KOM_OPT_infer},
                 {run->factors, KOM_OPT_write_factors}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].sink == sink)
            return kom_opt_row(known[i].id)->name;
    return "output";
}

/* All but the report itself, which cannot name its own digest; and a standard output that nothing
   was written to. */
static void add_outputs(struct kom_run *run, json_t *list) {
    struct kom_seal seal;
    for (size_t i = 0; i < KOM_SINKS_MAX && run->outputs.sink[i]; i++) {
        const struct kom_sink *sink = run->outputs.sink[i];
        kom_sink_seal(sink, &seal);
        if (sink == run->report_sink || sink == run->record ||
            (sink->is_stdout && seal.nbytes == 0))
            continue;
        (void)json_array_append_new(
            list, kom_file_json(use_of(run, sink), sink->is_stdout ? "-" : sink->path,
                                sink->is_stdout ? "standard output" : NULL, &seal));
    }
}

/* ---- the whole ---- */

/* "GSL 2.7.1, zlib 1.2.13", a text each. */
static void add_libraries(json_t *list, const char *names) {
    while (names && *names) {
        const char *end = strstr(names, ", ");
        const size_t n = end ? (size_t)(end - names) : strlen(names);
        (void)json_array_append_new(list, json_stringn(names, n));
        names += n + (end ? 2 : 0);
    }
}

/* The main input, then side tables; one that has a closing line of its own stands there already. */
static json_t *tables_json(const struct kom_report *report) {
    json_t *list = json_array();
    for (size_t i = 0; report && i < report->n_tables; i++)
        (void)json_array_append_new(list, table_json(&report->table[i]));
    for (size_t i = 0; report && i < report->n_sides; i++) {
        bool is_new = true;
        for (size_t k = 0; k < report->n_tables; k++)
            is_new = is_new && strcmp(report->table[k].name, report->side[i].name) != 0;
        if (is_new)
            (void)json_array_append_new(list, table_json(&report->side[i]));
    }
    return list;
}

static json_t *messages_json(const struct kom_report *report) {
    json_t *list = json_array();
    for (size_t i = 0; report && i < report->n_messages; i++) {
        json_t *m = json_object();
        (void)json_object_set_new(m, "kind", json_string(report->message[i].kind));
        (void)json_object_set_new(m, "text", json_string(report->message[i].text));
        (void)json_array_append_new(list, m);
    }
    return list;
}

json_t *kom_report_json(struct kom_run *run, enum kom_status ended, enum kom_status *status) {
    json_t *inputs = json_array(), *outputs = json_array(), *libraries = json_array(),
           *o = json_object();
    *status = run->seals ? add_inputs(run, inputs) : KOM_OK;
    if (!ended)
        add_outputs(run, outputs);
    add_libraries(libraries, kom_library_names());
    add_libraries(libraries, run->tool->library);
    (void)json_object_set_new(o, "tool", json_string(run->program));
    (void)json_object_set_new(o, "version", json_string(KOM_VERSION));
    (void)json_object_set_new(o, "libraries", libraries);
    (void)json_object_set_new(o, "options", options_json(run));
    (void)json_object_set_new(
        o, "seed", run->value[KOM_OPT_seed] ? json_string(run->value[KOM_OPT_seed]) : json_null());
    (void)json_object_set_new(o, "inputs", inputs);
    (void)json_object_set_new(o, "outputs", outputs);
    (void)json_object_set_new(o, "tables", tables_json(run->report));
    (void)json_object_set_new(o, "messages", messages_json(run->report));
    (void)json_object_set_new(o, "exit",
                              json_integer(ended ? kom_status_exit(ended) : run->answer_is_no));
    return o;
}

enum kom_status kom_json_put(struct kom_sink *sink, json_t *o, struct kom_error *err) {
    char *text = o ? json_dumps(o, JSON_INDENT(2) | JSON_PRESERVE_ORDER) : NULL;
    enum kom_status status = text && kom_mem_failures() == 0
                                 ? kom_sink_write(sink, kom_text_of(text), err)
                                 : kom_no_memory_in(err, sink->path);
    if (!status)
        status = kom_sink_write(sink, kom_text_of("\n"), err);
    json_free_t release;
    json_get_alloc_funcs(NULL, &release);
    if (text)
        release(text);
    return status;
}

enum kom_status kom_report_write(struct kom_run *run) {
    if (!run->report_sink)
        return KOM_OK;
    enum kom_status status = kom_files_flush(&run->outputs, &run->err);
    if (status)
        return status;
    json_t *o = kom_report_json(run, KOM_OK, &status);
    if (!status)
        status = kom_json_put(run->report_sink, o, &run->err);
    json_decref(o);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closing lines on standard error, and the same as JSON for --report. */
#include <jansson.h>
#include <string.h>

#include "diag.h"
#include "encoding.h"
#include "kom/version.h"
#include "mem.h"
#include "report.h"
#include "unicode.h"

static void say_table(struct kom_run *run, const struct kom_report_table *t) {
    struct kom_line line = {.n = 0};
    kom_line_printf(&line, "%s: %llu rows read, %llu used, %llu set aside", t->name,
                    (unsigned long long)t->n_read, (unsigned long long)t->n_used,
                    (unsigned long long)(t->n_read - t->n_used));
    bool any = false;
    for (size_t i = 0; i < t->n_reasons; i++) {
        if (t->n_aside[i] == 0)
            continue;
        kom_line_printf(&line, "%s%s %llu", any ? ", " : " (", t->reason[i],
                        (unsigned long long)t->n_aside[i]);
        any = true;
    }
    kom_line_str(&line, any ? ")" : "");
    kom_run_say_rows(run, t, line.p);
}

void kom_report_say(struct kom_run *run) {
    for (size_t i = 0; i < run->report->n_tables; i++)
        say_table(run, &run->report->table[i]);
}

/* The name of a file may be no UTF-8, as JSON is: then it stands as messages show it. */
static json_t *name_json(const char *name) {
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
            (void)json_array_append_new(all, name_json(run->given[i].value));
    json_t *one = kom_opt_row(id)->arg ? name_json(run->value[id]) : json_true();
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

static json_t *report_json(const struct kom_run *run) {
    json_t *inputs = json_array(), *tables = json_array(), *messages = json_array(),
           *o = json_object();
    for (size_t i = 0; i < run->n_files; i++)
        (void)json_array_append_new(inputs, name_json(run->files[i]));
    for (size_t i = 0; i < run->report->n_tables; i++)
        (void)json_array_append_new(tables, table_json(&run->report->table[i]));
    for (size_t i = 0; i < run->report->n_messages; i++) {
        json_t *m = json_object();
        (void)json_object_set_new(m, "kind", json_string(run->report->message[i].kind));
        (void)json_object_set_new(m, "text", json_string(run->report->message[i].text));
        (void)json_array_append_new(messages, m);
    }
    (void)json_object_set_new(o, "tool", json_string(run->program));
    (void)json_object_set_new(o, "version", json_string(KOM_VERSION));
    (void)json_object_set_new(o, "options", options_json(run));
    (void)json_object_set_new(
        o, "seed", run->value[KOM_OPT_seed] ? json_string(run->value[KOM_OPT_seed]) : json_null());
    (void)json_object_set_new(o, "inputs", inputs);
    (void)json_object_set_new(o, "tables", tables);
    (void)json_object_set_new(o, "messages", messages);
    return o;
}

enum kom_status kom_report_write(struct kom_run *run) {
    struct kom_sink *sink = run->report_sink;
    if (!sink)
        return KOM_OK;
    json_t *o = report_json(run);
    char *text = o ? json_dumps(o, JSON_INDENT(2) | JSON_PRESERVE_ORDER) : NULL;
    enum kom_status status = text && kom_mem_failures() == 0
                                 ? kom_sink_write(sink, kom_text_of(text), &run->err)
                                 : kom_no_memory_in(&run->err, sink->path);
    if (!status)
        status = kom_sink_write(sink, kom_text_of("\n"), &run->err);
    json_free_t release;
    json_get_alloc_funcs(NULL, &release);
    if (text)
        release(text);
    json_decref(o);
    return status;
}

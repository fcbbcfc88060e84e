/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document: RO-Crate 1.1, as flat JSON-LD.

   Files are data entities, parts of the root; bytes that are no file, programs and actions are
   contextual entities. The command is an action, and so is each run of a tool, with what it read
   as object, what it wrote as result, its program as instrument; options, seed, rows and exit are
   PropertyValues, as schema.org has no words for them. All is in an order of its own: what stands
   in a crate depends on what was done, and not on who was first. sha256 is schema.org's, but
   younger than the context of RO-Crate 1.1, which is extended by it. */
#include <stdlib.h>
#include <string.h>

#include "days.h"
#include "kom/version.h"
#include "place.h"
#include "prov.h"
#include "report_json.h"
#include "shell_word.h"

#define CRATE "https://w3id.org/ro/crate/1.1"

/* An entity while its properties are added. */
struct entity {
    struct kom_prov *p;
    json_t *graph, *o;
    json_t *properties; /* references to its PropertyValues */
    const char *id;
};

static const char *hidden(struct kom_prov *p, const char *text) {
    const char *shown = kom_hide(p->hider, text);
    return shown ? shown : ""; /* kom_mem_failures tells */
}

static json_t *reference(const char *id) {
    json_t *o = json_object();
    (void)json_object_set_new(o, "@id", json_string(id));
    return o;
}

/* One value stands by itself, several in a list; none is not said. */
static void set_list(json_t *o, const char *key, json_t *list) {
    const size_t n = json_array_size(list);
    if (n == 1)
        (void)json_object_set(o, key, json_array_get(list, 0));
    else if (n)
        (void)json_object_set(o, key, list);
    json_decref(list);
}

static void set_references(json_t *o, const char *key, const json_t *ids) {
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(ids); i++)
        (void)json_array_append_new(list, reference(json_string_value(json_array_get(ids, i))));
    set_list(o, key, list);
}

static struct entity begin(struct kom_prov *p, json_t *graph, const char *id, const char *type) {
    struct entity e = {.p = p, .graph = graph, .o = json_object(), .properties = json_array()};
    (void)json_object_set_new(e.o, "@id", json_string(id));
    (void)json_object_set_new(e.o, "@type", json_string(type));
    e.id = kom_prov_text(e.o, "@id");
    return e;
}

static void set_text(struct entity *e, const char *key, const char *text) {
    (void)json_object_set_new(e->o, key, json_string(hidden(e->p, text)));
}

/* A PropertyValue of its own, under a name that is this entity's alone. */
static void add_property(struct entity *e, const char *name, json_t *value) {
    struct kom_buf id = {0};
    kom_buf_printf(&id, "%s-%zu", e->id, json_array_size(e->properties) + 1);
    json_t *o = json_object();
    (void)json_object_set_new(o, "@id", json_stringn(id.p ? id.p : "", id.n));
    (void)json_object_set_new(o, "@type", json_string("PropertyValue"));
    (void)json_object_set_new(o, "name", json_string(hidden(e->p, name)));
    (void)json_object_set_new(o, "value", value);
    (void)json_array_append_new(e->properties, reference(kom_prov_text(o, "@id")));
    (void)json_array_append_new(e->graph, o);
    kom_buf_fini(&id);
}

static void end(struct entity *e) {
    set_list(e->o, "additionalProperty", e->properties);
    (void)json_array_append_new(e->graph, e->o);
}

/* Up to its first quote: what stands in quotes, and behind, may be a cell of a table. */
static void set_error(struct entity *e, const char *error) {
    struct kom_buf text = {0};
    size_t n = strcspn(error, "\"");
    kom_buf_add(&text, error, n);
    kom_buf_str(&text, error[n] ? "..." : "");
    kom_buf_byte(&text, '\0');
    if (!text.failed)
        set_text(e, "error", text.p);
    kom_buf_fini(&text);
}

static void set_exit(struct entity *e, int exit, const char *error) {
    add_property(e, "exit", json_integer(exit));
    (void)json_object_set_new(e->o, "actionStatus",
                              reference(exit > 1 || *error
                                            ? "http://schema.org/FailedActionStatus"
                                            : "http://schema.org/CompletedActionStatus"));
    if (*error)
        set_error(e, error);
}

/* ---- a run ---- */

/* The value of an option as one text, as it was typed. */
static void add_option(struct entity *e, struct kom_buf *line, const char *option,
                       const json_t *value) {
    struct kom_buf name = {0};
    const char *text = json_string_value(value);
    text = text ? hidden(e->p, text) : NULL;
    kom_buf_printf(&name, "--%s", option);
    kom_buf_byte(&name, '\0');
    if (!name.failed)
        add_property(e, name.p, text ? json_string(text) : json_boolean(json_is_true(value)));
    kom_buf_printf(line, " --%s", option);
    if (text) {
        kom_buf_byte(line, ' ');
        kom_shell_word(line, kom_text_of(text));
    }
    line->failed = line->failed || name.failed;
    kom_buf_fini(&name);
}

static void add_options(struct entity *e, struct kom_buf *line, const json_t *report) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)json_object_get(report, "options"), name, value) {
        for (size_t i = 0; i < json_array_size(value); i++)
            add_option(e, line, name, json_array_get(value, i));
        if (!json_is_array(value))
            add_option(e, line, name, value);
    }
    const char *seed = json_string_value(json_object_get(report, "seed"));
    if (seed)
        add_property(e, "seed", json_string(hidden(e->p, seed)));
}

static void add_operands(struct entity *e, struct kom_buf *line, const json_t *report) {
    const json_t *inputs = json_object_get(report, "inputs");
    for (size_t i = 0; i < json_array_size(inputs); i++) {
        const json_t *input = json_array_get(inputs, i);
        if (strcmp(kom_prov_text(input, "use"), "input") != 0 || json_object_get(input, "stream"))
            continue;
        kom_buf_byte(line, ' ');
        kom_shell_word(line, kom_text_of(hidden(e->p, kom_prov_text(input, "path"))));
    }
}

/* "sales: rows set aside, cancelled". */
static void add_count(struct entity *e, const char *table, const char *what, const char *reason,
                      json_t *n) {
    struct kom_buf name = {0};
    kom_buf_printf(&name, "%s: rows %s%s%s", table, what, reason ? ", " : "", reason ? reason : "");
    kom_buf_byte(&name, '\0');
    if (!name.failed)
        add_property(e, name.p, json_incref(n));
    kom_buf_fini(&name);
}

static void add_rows(struct entity *e, const json_t *report) {
    const json_t *tables = json_object_get(report, "tables");
    for (size_t i = 0; i < json_array_size(tables); i++) {
        const json_t *t = json_array_get(tables, i);
        const char *table = kom_prov_text(t, "table"), *reason;
        json_t *n;
        add_count(e, table, "read", NULL, json_object_get(t, "read"));
        add_count(e, table, "used", NULL, json_object_get(t, "used"));
        json_object_foreach(json_object_get(t, "set_aside"), reason, n) {
            add_count(e, table, "set aside", reason, n);
        }
    }
}

static void add_act(struct kom_prov *p, json_t *graph, size_t k) {
    const struct kom_act *act = &p->act[k];
    const json_t *report = json_object_get(act->record, "report");
    struct kom_buf id = {0}, line = {0};
    kom_buf_printf(&id, "#run-%zu", k + 1);
    kom_buf_byte(&id, '\0');
    struct entity e = begin(p, graph, id.failed ? "" : id.p, "CreateAction");
    kom_buf_str(&line, kom_prov_text(json_object_get(p->software, act->software), "name"));
    add_options(&e, &line, report);
    add_operands(&e, &line, report);
    add_rows(&e, report);
    kom_buf_byte(&line, '\0');
    set_text(&e, "name", line.failed ? "" : line.p);
    (void)json_object_set_new(e.o, "instrument", reference(act->software));
    set_references(e.o, "object", act->reads);
    set_references(e.o, "result", act->writes);
    set_exit(&e, (int)json_integer_value(json_object_get(report, "exit")),
             kom_prov_text(act->record, "error"));
    end(&e);
    kom_buf_fini(&id);
    kom_buf_fini(&line);
}

/* ---- the command ---- */

/* Files that some run read and none wrote, and files that a run wrote, beside those that were
   named. */
static json_t *files_of(const struct kom_prov *p, bool is_input) {
    json_t *list = json_deep_copy(is_input ? p->inputs : p->outputs);
    const char *id;
    json_t *thing;
    json_object_foreach(p->things, id, thing) {
        bool is_read = false, is_written = false, is_there = false;
        for (size_t k = 0; k < p->n_acts; k++) {
            is_read = is_read || kom_prov_has(p->act[k].reads, id);
            is_written = is_written || kom_prov_has(p->act[k].writes, id);
        }
        is_there = kom_prov_has(list, id) || strcmp(kom_prov_text(thing, "@type"), "File") != 0;
        if (!is_there && (is_input ? is_read && !is_written : is_written))
            (void)json_array_append_new(list, json_string(id));
    }
    return kom_prov_sorted(list);
}

/* The program that was called: the software of a run that goes by that name, else by name only. */
static const char *program_of(struct kom_prov *p, json_t *graph) {
    const char *slash = strrchr(p->word[0], '/'), *id;
    const char *name = slash ? slash + 1 : p->word[0];
    json_t *software;
    json_object_foreach(p->software, id, software) {
        if (strcmp(kom_prov_text(software, "name"), name) == 0)
            return id;
    }
    struct entity e = begin(p, graph, "#program", "SoftwareApplication");
    set_text(&e, "name", name);
    end(&e);
    return "#program";
}

static void add_command(struct kom_prov *p, json_t *graph) {
    const char *program = program_of(p, graph);
    struct entity e = begin(p, graph, "#command", "CreateAction");
    struct kom_buf line = {0}, way = {0};
    for (size_t i = 0; i < p->n_words; i++) {
        kom_buf_str(&line, i ? " " : "");
        const char *word = hidden(p, p->word[i]);
        kom_shell_word(&line, kom_text_of(word));
        add_property(&e, "word", kom_name_json(word));
    }
    kom_place_way(p->base, p->here, &way);
    kom_buf_byte(&way, '\0');
    add_property(&e, "folder", json_string(way.failed ? "" : hidden(p, way.p)));
    kom_buf_byte(&line, '\0');
    set_text(&e, "name", line.failed ? "" : line.p);
    (void)json_object_set_new(e.o, "instrument", reference(program));
    json_t *inputs = files_of(p, true), *outputs = files_of(p, false);
    set_references(e.o, "object", inputs);
    set_references(e.o, "result", outputs);
    json_decref(inputs);
    json_decref(outputs);
    set_exit(&e, p->exit, p->exit ? "the command did not end with 0" : "");
    end(&e);
    kom_buf_fini(&line);
    kom_buf_fini(&way);
}

/* ---- the root ---- */

static void add_descriptor(struct kom_prov *p, json_t *graph) {
    struct entity e = begin(p, graph, "ro-crate-metadata.json", "CreativeWork");
    (void)json_object_set_new(e.o, "conformsTo", reference(CRATE));
    (void)json_object_set_new(e.o, "about", reference("./"));
    (void)json_object_set_new(e.o, "creator", reference("#kom-prov"));
    end(&e);
    e = begin(p, graph, "#kom-prov", "SoftwareApplication");
    set_text(&e, "name", "kom-prov");
    set_text(&e, "version", KOM_VERSION);
    end(&e);
}

static void add_root(struct kom_prov *p, json_t *graph, json_t *ids) {
    char date[16] = "";
    struct entity e = begin(p, graph, "./", "Dataset");
    json_t *files = json_array(), *acts = json_array();
    date[kom_day_format(date, p->day)] = '\0';
    set_text(&e, "name", "Files, and how they were made");
    set_text(&e, "description",
             "What a command and the tools of komtools in it read and wrote: files by their "
             "SHA-256, programs, options, and which run made which file from which.");
    set_text(&e, "datePublished", date);
    set_text(&e, "license",
             "None is stated here: this document says how files were made, not who "
             "may use them.");
    for (size_t i = 0; i < json_array_size(ids); i++) {
        const char *id = json_string_value(json_array_get(ids, i));
        if (strcmp(kom_prov_text(json_object_get(p->things, id), "@type"), "File") == 0)
            (void)json_array_append_new(files, reference(id));
    }
    (void)json_array_append_new(acts, reference("#command"));
    for (size_t k = 0; k < p->n_acts; k++) {
        struct kom_buf id = {0};
        kom_buf_printf(&id, "#run-%zu", k + 1);
        kom_buf_byte(&id, '\0');
        (void)json_array_append_new(acts, reference(id.failed ? "" : id.p));
        kom_buf_fini(&id);
    }
    set_list(e.o, "hasPart", files);
    set_list(e.o, "mentions", acts);
    end(&e);
}

static json_t *sorted_keys(const json_t *o) {
    json_t *list = json_array();
    const char *id;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)o, id, value) {
        (void)json_array_append_new(list, json_string(id));
    }
    return kom_prov_sorted(list);
}

json_t *kom_prov_crate(struct kom_prov *p) {
    json_t *o = json_object(), *graph = json_array(), *context = json_array(), *own = json_object();
    json_t *things = sorted_keys(p->things), *software = sorted_keys(p->software);
    add_descriptor(p, graph);
    add_root(p, graph, things);
    for (size_t i = 0; i < json_array_size(things); i++)
        (void)json_array_append(
            graph, json_object_get(p->things, json_string_value(json_array_get(things, i))));
    for (size_t i = 0; i < json_array_size(software); i++)
        (void)json_array_append(
            graph, json_object_get(p->software, json_string_value(json_array_get(software, i))));
    add_command(p, graph);
    for (size_t k = 0; k < p->n_acts; k++)
        add_act(p, graph, k);
    (void)json_object_set_new(own, "sha256", json_string("http://schema.org/sha256"));
    (void)json_array_append_new(context, json_string(CRATE "/context"));
    (void)json_array_append_new(context, own);
    (void)json_object_set_new(o, "@context", context);
    (void)json_object_set_new(o, "@graph", graph);
    json_decref(things);
    json_decref(software);
    return o;
}

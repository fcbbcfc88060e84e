/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of the tools tell, as JSON: `kom help --json`, from which bindings are made.

   Each tool comes with its options, the columns that it reads and those that it writes; then every
   option with the tools that take it, the input tables with their columns, and the exit codes. The
   order is that of the rows. An option, a column, a code is an object on a line of its own, which
   jansson writes; the brackets around them are written here, so that two versions can be compared
   by line. Members of an object may be added; when one comes to mean something else, FORM rises.
   What an option's value may be is said by argument.h, as for the shells. */
#include <jansson.h>
#include <string.h>

#include "argument.h"
#include "emit.h"
#include "kom/version.h"
#include "mem.h"
#include "options.h"
#include "tables.h"

/* Of the form: higher when what is there means something else, not when something is added. */
enum { FORM = 1 };

static json_t *text(const char *s) {
    return s ? json_string(s) : json_null();
}

static json_t *text_of(const struct kom_buf *buf) {
    return json_stringn(buf->n ? buf->p : "", buf->n);
}

/* Adds an object as one line of a list. */
static void line(struct kom_buf *out, bool *is_first, const char *indent, json_t *o) {
    char *s = o ? json_dumps(o, JSON_PRESERVE_ORDER) : NULL;
    json_free_t release;
    json_get_alloc_funcs(NULL, &release);
    kom_buf_printf(out, "%s\n%s", *is_first ? "" : ",", indent);
    kom_buf_str(out, s ? s : "");
    out->failed = out->failed || !s;
    *is_first = false;
    if (s)
        release(s);
    json_decref(o);
}

/* Adds "KEY": VALUE and a comma on a line. */
static void member(struct kom_buf *out, const char *indent, const char *key, json_t *value) {
    char *s = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_PRESERVE_ORDER) : NULL;
    json_free_t release;
    json_get_alloc_funcs(NULL, &release);
    kom_buf_printf(out, "%s\"%s\": ", indent, key);
    kom_buf_str(out, s ? s : "");
    kom_buf_str(out, ",\n");
    out->failed = out->failed || !s;
    if (s)
        release(s);
    json_decref(value);
}

/* The words, an array; a blank stands in none. */
static json_t *words(const struct kom_tool *tool, const struct kom_tool_option *o) {
    struct kom_buf all = {0};
    json_t *list = json_array();
    kom_option_add_words(tool, o, ' ', &all);
    for (size_t i = 0; i < all.n; i++) {
        const char *end = memchr(all.p + i, ' ', all.n - i);
        size_t n = end ? (size_t)(end - all.p) - i : all.n - i;
        (void)json_array_append_new(list, json_stringn(all.p + i, n));
        i += n;
    }
    kom_buf_fini(&all);
    return list;
}

static json_t *forms(const struct kom_tool_option *o) {
    json_t *list = json_array();
    for (size_t i = 0; kom_option_form(o, i); i++)
        (void)json_array_append_new(list, json_string(kom_option_form(o, i)));
    return list;
}

static const char *const values[] = {"none",    "table", "file",   "output", "folder",
                                     "columns", "words", "number", "day",    "text"};

static json_t *option(const struct kom_tool *tool, const struct kom_tool_option *o, bool is_own) {
    const struct kom_opt_row *row = kom_opt_row(o->id);
    const struct kom_argument a = kom_option_argument(tool, o);
    const char letter[2] = {row->letter, '\0'};
    struct kom_buf fallback = {0};
    kom_option_default(tool, o, &fallback);
    json_t *j = json_object();
    (void)json_object_set_new(j, "name", json_string(row->name));
    (void)json_object_set_new(j, "letter", text(row->letter ? letter : NULL));
    (void)json_object_set_new(j, "argument", text(o->arg));
    (void)json_object_set_new(j, "value", json_string(values[a.value]));
    (void)json_object_set_new(j, "list", json_boolean(a.is_list));
    (void)json_object_set_new(j, "words", words(tool, o));
    (void)json_object_set_new(j, "closed", json_boolean(a.is_closed));
    if (kom_option_form(o, 0))
        (void)json_object_set_new(j, "forms", forms(o));
    (void)json_object_set_new(j, "default", fallback.n ? text_of(&fallback) : json_null());
    (void)json_object_set_new(j, "own", json_boolean(is_own));
    (void)json_object_set_new(j, "help", json_string(o->help));
    kom_buf_fini(&fallback);
    return j;
}

static json_t *column(const char *name, const char *kind, const char *meaning) {
    json_t *j = json_object();
    (void)json_object_set_new(j, "name", text(name));
    (void)json_object_set_new(j, "kind", text(kind));
    (void)json_object_set_new(j, "meaning", text(meaning));
    return j;
}

static size_t own_options(const struct kom_tool *tool) {
    size_t n = 0;
    while (tool->options && tool->options[n].id != KOM_OPT_END)
        n++;
    return n;
}

static void options(struct kom_buf *out, const struct kom_tool *tool) {
    struct kom_tool_option list[KOM_OPTIONS_MAX];
    bool is_first = true;
    const size_t n_own = own_options(tool);
    kom_tool_options(tool, list);
    kom_buf_str(out, "      \"options\": [");
    for (size_t i = 0; list[i].id != KOM_OPT_END; i++)
        line(out, &is_first, "        ", option(tool, &list[i], i < n_own));
    kom_buf_str(out, "],\n");
}

static void reads(struct kom_buf *out, const struct kom_tool *tool) {
    bool is_first = true;
    kom_buf_str(out, "      \"reads\": [");
    for (const struct kom_tool_column *c = tool->reads; c && c->name; c++)
        line(out, &is_first, "        ", column(c->name, c->kind, c->help));
    kom_buf_str(out, "],\n");
}

/* A tool without declared columns writes what it read. */
static void writes(struct kom_buf *out, const struct kom_tool *tool) {
    const bool has_by = kom_tool_has(tool, KOM_OPT_by);
    const char *between = "";
    kom_buf_str(out, "      \"writes\": [");
    for (const struct kom_tool_output *o = tool->writes; o && o->columns; o++) {
        bool is_first = true;
        kom_buf_printf(out, "%s\n        {\n", between);
        member(out, "          ", "with", text(o->option));
        member(out, "          ", "by", json_boolean(has_by));
        kom_buf_str(out, "          \"columns\": [");
        for (const struct kom_output_column *c = o->columns; c->name; c++)
            line(out, &is_first, "            ", column(c->name, c->kind, c->meaning));
        kom_buf_str(out, "]\n        }");
        between = ",";
    }
    kom_buf_str(out, "]\n");
}

/* What is on standard output. */
static const char *result_of(const struct kom_tool *tool) {
    if (kom_tool_has(tool, KOM_OPT_out))
        return "none";
    return kom_tool_has(tool, KOM_OPT_format) ? "text" : "table";
}

static void tool_of(struct kom_buf *out, const struct kom_emit_tool *t) {
    struct kom_buf command = {0};
    kom_buf_printf(&command, "kom-%s", t->name);
    kom_buf_str(out, "    {\n");
    member(out, "      ", "name", json_string(t->name));
    member(out, "      ", "command", text_of(&command));
    member(out, "      ", "purpose", json_string(t->purpose));
    member(out, "      ", "sentence", json_string(t->sentence));
    member(out, "      ", "synopsis", json_string(t->tool->synopsis));
    member(out, "      ", "see_also", text(t->tool->see_also));
    member(out, "      ", "result", json_string(result_of(t->tool)));
    options(out, t->tool);
    reads(out, t->tool);
    writes(out, t->tool);
    kom_buf_str(out, "    }");
    kom_buf_fini(&command);
}

/* Every option once, with the tools that take it. */
static json_t *registered(const struct kom_emit_list *tools, enum kom_opt id) {
    const struct kom_opt_row *row = kom_opt_row(id);
    const char letter[2] = {row->letter, '\0'};
    json_t *j = json_object(), *taken = json_array();
    for (size_t i = 0; i < tools->n; i++)
        if (kom_tool_has(tools->tool[i].tool, id))
            (void)json_array_append_new(taken, json_string(tools->tool[i].name));
    (void)json_object_set_new(j, "name", json_string(row->name));
    (void)json_object_set_new(j, "letter", text(row->letter ? letter : NULL));
    (void)json_object_set_new(j, "tools", taken);
    return j;
}

static void all_options(struct kom_buf *out, const struct kom_emit_list *tools) {
    bool is_first = true;
    kom_buf_str(out, "  \"options\": [");
    for (int i = 0; i < KOM_OPT_END; i++)
        line(out, &is_first, "    ", registered(tools, (enum kom_opt)i));
    kom_buf_str(out, "],\n");
}

/* The columns of one input table, as one line. */
static json_t *input_table(const struct kom_input_table *t) {
    json_t *j = json_object(), *columns = json_array();
    for (const struct kom_table_column *c = t->columns; c->name; c++)
        (void)json_array_append_new(columns, column(c->name, kom_table_kind(c->name), c->meaning));
    (void)json_object_set_new(j, "name", json_string(t->name));
    (void)json_object_set_new(j, "sentence", json_string(t->sentence));
    (void)json_object_set_new(j, "option",
                              text(t->option == KOM_OPT_END ? NULL : kom_opt_row(t->option)->name));
    (void)json_object_set_new(j, "columns", columns);
    return j;
}

static void tables(struct kom_buf *out) {
    const struct kom_input_table *t;
    bool is_first = true;
    kom_buf_str(out, "  \"tables\": [");
    for (size_t i = 0; (t = kom_input_table_at(i)) != NULL; i++)
        line(out, &is_first, "    ", input_table(t));
    kom_buf_str(out, "],\n");
}

static void exits(struct kom_buf *out) {
    const struct kom_exit *e;
    bool is_first = true;
    kom_buf_str(out, "  \"exit_codes\": [");
    for (size_t i = 0; (e = kom_exit_at(i)) != NULL; i++) {
        json_t *j = json_object();
        (void)json_object_set_new(j, "code", json_integer((json_int_t)i));
        (void)json_object_set_new(j, "name", json_string(e->name));
        (void)json_object_set_new(j, "meaning", json_string(e->meaning));
        line(out, &is_first, "    ", j);
    }
    kom_buf_str(out, "]\n");
}

/* jansson's memory is counted, so that a member that found none is not just left out. */
void kom_emit_json(const struct kom_emit_list *tools, struct kom_buf *out) {
    kom_run_json_memory();
    kom_buf_str(out, "{\n");
    member(out, "  ", "form", json_integer(FORM));
    member(out, "  ", "version", json_string(KOM_VERSION));
    kom_buf_str(out, "  \"tools\": [\n");
    for (size_t i = 0; i < tools->n; i++) {
        kom_buf_str(out, i ? ",\n" : "");
        tool_of(out, &tools->tool[i]);
    }
    kom_buf_str(out, "],\n");
    all_options(out, tools);
    tables(out);
    exits(out);
    kom_buf_str(out, "}\n");
    out->failed = out->failed || kom_mem_failures() > 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-emit: prints what is made from the rows of the tools; run by the build, not installed. */
#include <string.h>

#include "diag.h"
#include "emit.h"
#include "ending.h"
#include "files.h"
#include "source.h"
#include "tables.h"
#include "tools.h"

static const char usage[] = "usage: kom-emit man TOOL <TEMPLATE | tables <TEMPLATE | table NAME | "
                            "options TOOL | columns TOOL "
                            "| bash | zsh | fish | json | json.c | readme";

static const struct kom_emit_tool tools[] = {
#define TOOL(name, purpose, sentence) {&kom_tool_##name, #name, purpose, sentence},
#include KOM_TOOLS_DEF
#undef TOOL
};

static const struct kom_emit_list all = {tools, sizeof tools / sizeof tools[0]};

/* Standard input, whole. */
static enum kom_status read_all(struct kom_buf *text, struct kom_error *err) {
    struct kom_source *source = NULL;
    char piece[4096];
    size_t n = 1;
    enum kom_status status = kom_source_open(&source, "-", NULL, false, err);
    while (!status && n > 0) {
        status = kom_source_read(source, piece, sizeof piece, &n, err);
        if (!status)
            kom_buf_add(text, piece, n);
    }
    kom_source_close(source);
    return !status && text->failed ? kom_no_memory(err) : status;
}

/* The options of one tool, a line each: name, letter or -, argument or -. */
static void options(const struct kom_tool *tool, struct kom_buf *out) {
    struct kom_tool_option list[KOM_OPTIONS_MAX];
    kom_tool_options(tool, list);
    for (size_t i = 0; list[i].id != KOM_OPT_END; i++) {
        const struct kom_opt_row *row = kom_opt_row(list[i].id);
        char letter[3] = {'-', row->letter, '\0'};
        kom_buf_printf(out, "--%s %s %s\n", row->name, letter, list[i].arg ? list[i].arg : "-");
    }
}

/* The columns that one tool writes, a line each. */
static void columns(const struct kom_tool *tool, struct kom_buf *out) {
    for (const struct kom_tool_output *o = tool->writes; o && o->columns; o++)
        for (const struct kom_output_column *c = o->columns; c->name; c++)
            kom_buf_printf(out, "%s\n", c->name);
}

/* The example of one input table. */
static bool example(const char *name, struct kom_buf *out) {
    const struct kom_input_table *t;
    for (size_t i = 0; (t = kom_input_table_at(i)) != NULL; i++) {
        if (strcmp(t->name, name) == 0)
            kom_buf_str(out, t->example);
    }
    return out->n > 0;
}

static const struct kom_tool *find(const char *name) {
    for (size_t i = 0; i < all.n; i++)
        if (strcmp(tools[i].name, name) == 0)
            return tools[i].tool;
    return NULL;
}

/* The lines of a text as rows of an array of C. */
static void as_c(const struct kom_buf *text, struct kom_buf *out) {
    kom_buf_byte(out, '"');
    for (size_t i = 0; i < text->n; i++) {
        if (text->p[i] == '"' || text->p[i] == '\\')
            kom_buf_byte(out, '\\');
        if (text->p[i] != '\n')
            kom_buf_byte(out, text->p[i]);
        else
            kom_buf_str(out, i + 1 < text->n ? "\",\n\"" : "\",\n");
    }
}

static void json_c(const struct kom_emit_list *list, struct kom_buf *out) {
    struct kom_buf text = {0};
    kom_emit_json(list, &text);
    as_c(&text, out);
    out->failed = out->failed || text.failed;
    kom_buf_fini(&text);
}

/* What is made of all tools at once. */
static bool emit_all(const char *what, struct kom_buf *out) {
    static const struct {
        const char *what;
        void (*emit)(const struct kom_emit_list *tools, struct kom_buf *out);
    } list[] = {{"bash", kom_emit_bash}, {"zsh", kom_emit_zsh}, {"fish", kom_emit_fish},
                {"json", kom_emit_json}, {"json.c", json_c},    {"readme", kom_emit_readme}};
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        if (strcmp(what, list[i].what) != 0)
            continue;
        list[i].emit(&all, out);
        return true;
    }
    return false;
}

static enum kom_status emit(int argc, char **argv, struct kom_buf *out, struct kom_error *err) {
    const char *what = argc > 1 ? argv[1] : "";
    enum kom_status status = KOM_OK;
    if (argc == 2 && emit_all(what, out)) {
        status = KOM_OK;
    } else if (argc == 3 && strcmp(what, "options") == 0 && find(argv[2])) {
        options(find(argv[2]), out);
    } else if (argc == 3 && strcmp(what, "columns") == 0 && find(argv[2])) {
        columns(find(argv[2]), out);
    } else if (argc == 3 && strcmp(what, "table") == 0 && example(argv[2], out)) {
        status = KOM_OK;
    } else if (argc == 2 && strcmp(what, "tables") == 0) {
        struct kom_buf prose = {0};
        status = read_all(&prose, err);
        if (!status)
            status = kom_emit_tables(&all, kom_buf_view(&prose), out, err);
        kom_buf_fini(&prose);
    } else if (argc == 3 && strcmp(what, "man") == 0 &&
               (find(argv[2]) || strcmp(argv[2], "kom") == 0)) {
        struct kom_buf prose = {0};
        status = read_all(&prose, err);
        if (!status)
            status = kom_emit_man(&all, find(argv[2]), kom_buf_view(&prose), out, err);
        kom_buf_fini(&prose);
    } else {
        return kom_fail(err, KOM_EUSAGE, "%s", usage);
    }
    return status;
}

int main(int argc, char **argv) {
    struct kom_error err;
    struct kom_buf out = {0};
    struct kom_files files = {0};
    struct kom_sink *sink = NULL;
    enum kom_status status = kom_ending_take_descriptors()
                                 ? emit(argc, argv, &out, &err)
                                 : kom_fail(&err, KOM_EIO, "standard input and output are closed");
    if (!status && out.failed)
        status = kom_no_memory(&err);
    if (!status)
        status = kom_files_open(&files, NULL, NULL, false, &sink, &err);
    if (!status)
        status = kom_sink_write(sink, kom_buf_view(&out), &err);
    if (!status)
        status = kom_files_finish(&files, &err);
    if (status)
        kom_diag_line("kom-emit", err.text);
    kom_files_drop(&files);
    kom_buf_fini(&out);
    return kom_status_exit(status);
}

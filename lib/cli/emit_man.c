/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Manual pages: the prose of a template, and around it what the row of the tool says.

   The template has the prose, cut at its .Sh lines; what a tool knows about itself (name, synopsis,
   options, columns read and written, the other pages) is printed from its row, and a template that
   has such a section itself is refused. So a page cannot say other than the tool does. Running text
   is broken into lines, and every byte that could be taken for a request or an escape is written so
   that it is none. DESCRIPTION and EXAMPLES must be there, and what comes late by custom stays
   behind what is made here. */
#include <string.h>

#include "emit.h"
#include "kom/version.h"
#include "tables.h"

enum { LINE = 78, SECTIONS_MAX = 24, SEE_MAX = 16 };

struct section {
    struct kom_text name, body;
};

struct page {
    const struct kom_emit_list *tools;
    const struct kom_tool *tool; /* NULL: kom itself */
    struct section section[SECTIONS_MAX];
    size_t n;
    struct kom_buf *out;
};

/* ---- text ---- */

/* One word of running text: no byte of it may be taken for a request. */
static void word(struct kom_buf *out, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        bool is_dash = p[i] == '-' && (i == 0 || p[i - 1] == '-' || p[i + 1] == '-');
        if (p[i] == '\\')
            kom_buf_str(out, "\\e");
        else
            kom_buf_add(out, is_dash ? "\\-" : &p[i], is_dash ? 2 : 1);
    }
}

/* A text in lines that are not too long, ended by a line end. */
void kom_emit_lines(struct kom_buf *out, const char *text) {
    size_t at = 0;
    while (*text) {
        size_t n = strcspn(text, " ");
        if (at && at + n + 1 > LINE) {
            kom_buf_byte(out, '\n');
            at = 0;
        } else if (at) {
            kom_buf_byte(out, ' ');
        }
        if (at == 0 && (*text == '.' || *text == '\''))
            kom_buf_str(out, "\\&");
        word(out, text, n);
        at += n + 1;
        text += n + (text[n] == ' ');
    }
    kom_buf_byte(out, '\n');
}

/* An argument of a macro: short ones could be taken for another macro. */
void kom_emit_argument(struct kom_buf *out, const char *macro, struct kom_text text) {
    kom_buf_printf(out, " %s%s", macro, text.n <= 3 ? "\\&" : "");
    word(out, text.p, text.n);
}

/* ---- SYNOPSIS ---- */

/* The words of a part without brackets around it: options, arguments and bars. */
static void part(struct kom_buf *out, const char *p, const char *end) {
    while (p < end) {
        size_t n = 0;
        while (p + n < end && p[n] != ' ')
            n++;
        if (n == 1 && *p == '|')
            kom_buf_str(out, " |");
        else if (n > 1 && *p == '-')
            kom_emit_argument(out, "Fl ", (struct kom_text){p + 1, n - 1});
        else if (n)
            kom_emit_argument(out, "Ar ", (struct kom_text){p, n});
        p += n + (p + n < end);
    }
}

/* Behind the bracket that closes the one at p, or the end of the word. */
static const char *group_end(const char *p) {
    int depth = 0;
    for (; *p; p++) {
        depth += (*p == '[') - (*p == ']');
        if (depth == 0 && (*p == ']' || p[1] == ' ' || p[1] == '\0'))
            return p + 1;
    }
    return p;
}

static void synopsis(struct kom_buf *out, const char *p) {
    while (*p) {
        const char *end = group_end(p);
        if (*p == '[') {
            bool repeats = strncmp(end, "...", 3) == 0;
            kom_buf_str(out, ".Op");
            part(out, p + 1, end - 1);
            kom_buf_str(out, repeats ? " ...\n" : "\n");
            end += repeats ? 3 : 0;
        } else if (p[0] == '|' && p[1] == ' ') { /* another form of the call */
            kom_buf_str(out, ".No \\(ba\n");
        } else {
            /* An option that must be given, with its argument. */
            if (*p == '-' && *end == ' ' && end[1] != '[' && end[1] != '-')
                end = group_end(end + 1);
            struct kom_buf text = {0};
            part(&text, p, end);
            kom_buf_byte(out, '.');
            kom_buf_add(out, text.p + 1, text.n - 1);
            kom_buf_byte(out, '\n');
            kom_buf_fini(&text);
        }
        p = end + (*end == ' ');
    }
}

/* ---- what the row says ---- */

static void option(struct kom_buf *out, const struct kom_tool_option *o) {
    const struct kom_opt_row *row = kom_opt_row(o->id);
    kom_buf_str(out, ".It");
    if (row->letter)
        kom_buf_printf(out, " Fl %c ,", row->letter);
    kom_buf_printf(out, " Fl -%s", row->name);
    if (o->arg)
        kom_emit_argument(out, "Ar ", kom_text_of(o->arg));
    kom_buf_byte(out, '\n');
    kom_emit_lines(out, o->help);
}

static void options(struct kom_buf *out, const struct kom_tool *tool) {
    struct kom_tool_option list[KOM_OPTIONS_MAX];
    size_t n_own = 0;
    kom_tool_options(tool, list);
    while (tool->options && tool->options[n_own].id != KOM_OPT_END)
        n_own++;
    kom_buf_str(out, ".Sh OPTIONS\n.Bl -tag -width Ds\n");
    for (size_t i = 0; list[i].id != KOM_OPT_END; i++) {
        if (i == n_own && n_own)
            kom_buf_printf(out, ".El\n.Ss Options of every tool%s\n.Bl -tag -width Ds\n",
                           tool->no_shared ? "" : " that reads");
        option(out, &list[i]);
    }
    kom_buf_str(out, ".El\n");
}

static void column(struct kom_buf *out, const char *name, const char *kind, const char *help) {
    kom_buf_str(out, ".It Li");
    kom_emit_argument(out, "", kom_text_of(name));
    kom_buf_printf(out, " Pq %s\n", kind);
    kom_emit_lines(out, help);
}

static void columns_read(struct kom_buf *out, const struct kom_tool_column *c) {
    if (!c || !c->name)
        return;
    kom_buf_str(out, ".Sh INPUT COLUMNS\n.Bl -tag -width Ds\n");
    for (; c->name; c++)
        column(out, c->name, c->kind, c->help);
    kom_buf_str(out, ".El\n");
}

static void columns_written(struct kom_buf *out, const struct kom_tool *tool) {
    const struct kom_tool_output *output = tool->writes;
    if (output)
        kom_buf_str(out, ".Sh OUTPUT COLUMNS\n");
    for (; output && output->columns; output++) {
        if (output->option)
            kom_buf_printf(out, ".Ss With %s\n", output->option);
        kom_buf_str(out, ".Bl -tag -width Ds\n");
        if (kom_tool_has(tool, KOM_OPT_by))
            column(out, "COL...", "text", KOM_BY_MEANING);
        for (const struct kom_output_column *c = output->columns; c->name; c++)
            column(out, c->name, c->kind, c->meaning);
        kom_buf_str(out, ".El\n");
    }
}

static void exit_status(struct kom_buf *out) {
    const struct kom_exit *e;
    kom_buf_str(out, ".Sh EXIT STATUS\n.Bl -tag -width Ds -compact\n");
    for (size_t code = 0; (e = kom_exit_at(code)) != NULL; code++)
        kom_buf_printf(out, ".It %zu\n%s\n", code, e->meaning);
    kom_buf_str(out, ".El\n");
}

/* The tools, on the page of kom. */
static void tools_by_purpose(struct kom_buf *out, const struct kom_emit_list *tools) {
    const char *purpose = "";
    kom_buf_str(out, ".Sh TOOLS\n");
    for (size_t i = 0; i < tools->n; i++) {
        const struct kom_emit_tool *t = &tools->tool[i];
        if (strcmp(purpose, t->purpose) != 0)
            kom_buf_printf(out, "%s.Ss %s\n.Bl -tag -width Ds\n", *purpose ? ".El\n" : "",
                           t->purpose);
        purpose = t->purpose;
        kom_buf_printf(out, ".It Xr kom-%s 1\n", t->name);
        kom_emit_lines(out, t->sentence);
    }
    kom_buf_str(out, tools->n ? ".El\n" : "");
}

/* The names of a see_also, and kom's own page, sorted and each once. */
static void see_also(struct page *page) {
    struct kom_text list[SEE_MAX] = {kom_text_of("kom")};
    size_t n = page->tool ? 1 : 0;
    if (!page->tool)
        for (size_t i = 0; i < page->tools->n && n < SEE_MAX; i++)
            list[n++] = kom_text_of(page->tools->tool[i].name);
    for (const char *p = page->tool ? page->tool->see_also : ""; p && *p && n < SEE_MAX;) {
        size_t m = strcspn(p, ", ");
        if (m)
            list[n++] = (struct kom_text){p, m};
        p += m + (p[m] != '\0');
    }
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && kom_text_compare(list[k], list[k - 1]) < 0; k--) {
            struct kom_text swap = list[k];
            list[k] = list[k - 1];
            list[k - 1] = swap;
        }
    bool has_tables = n > 0 && (!page->tool || kom_tool_takes_tables(page->tool));
    kom_buf_str(page->out, n ? ".Sh SEE ALSO\n" : "");
    for (size_t i = 0; i < n; i++)
        kom_buf_printf(page->out, ".Xr %s%.*s 1%s\n", page->tool ? "" : "kom-", (int)list[i].n,
                       list[i].p, i + 1 < n || has_tables ? " ," : "");
    kom_buf_str(page->out, has_tables ? ".Xr kom-tables 5\n" : "");
}

/* ---- the page ---- */

static bool is_made_here(struct kom_text name) {
    static const char *const made[] = {"NAME",           "SYNOPSIS", "OPTIONS", "INPUT COLUMNS",
                                       "OUTPUT COLUMNS", "SEE ALSO", "TOOLS"};
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
        if (kom_text_is(name, made[i]))
            return true;
    return false;
}

static bool is_late(struct kom_text name) {
    return kom_text_is(name, "STANDARDS") || kom_text_is(name, "HISTORY") ||
           kom_text_is(name, "CAVEATS") || kom_text_is(name, "BUGS");
}

/* Cuts the template at its .Sh lines; what stands before the first is comment. */
static enum kom_status cut(struct page *page, struct kom_text prose, struct kom_error *err) {
    static const char mark[] = ".Sh ";
    for (size_t at = 0; at < prose.n;) {
        const char *line = prose.p + at, *end = memchr(line, '\n', prose.n - at);
        size_t n = end ? (size_t)(end - line) : prose.n - at;
        at += n + (end != NULL);
        if (n < sizeof mark || memcmp(line, mark, sizeof mark - 1) != 0) {
            if (page->n)
                page->section[page->n - 1].body.n =
                    (size_t)(prose.p + at - page->section[page->n - 1].body.p);
            continue;
        }
        struct kom_text name =
            kom_text_trim((struct kom_text){line + sizeof mark - 1, n - sizeof mark + 1});
        if (is_made_here(name))
            return kom_fail(err, KOM_EDATA,
                            "the template has a section %.*s, which is made from the tool's row",
                            (int)name.n, name.p);
        if (page->n == SECTIONS_MAX)
            return kom_fail(err, KOM_EDATA, "the template has more than %d sections", SECTIONS_MAX);
        page->section[page->n++] = (struct section){name, {prose.p + at, 0}};
    }
    return KOM_OK;
}

static bool has(const struct page *page, const char *name) {
    for (size_t i = 0; i < page->n; i++)
        if (kom_text_is(page->section[i].name, name))
            return true;
    return false;
}

static void head(struct page *page) {
    const struct kom_tool *t = page->tool;
    struct kom_buf *out = page->out;
    const char *dash = t ? "-" : "", *name = t ? t->name : "";
    kom_buf_printf(out,
                   ".\\\" SPDX-License-Identifier: GPL-3.0-or-later\n"
                   ".\\\" Made by kom-emit from docs/man/kom%s%s.1.in and the tool's row.\n",
                   dash, name);
    kom_buf_printf(out, ".Dd %s\n.Dt KOM%s", KOM_VERSION_DATE, dash);
    for (; *name; name++)
        kom_buf_byte(out, (char)(*name - 'a' + 'A')); /* a name is lower case */
    kom_buf_printf(out, " 1\n.Os komtools %s\n.Sh NAME\n.Nm kom%s%s\n.Nd ", KOM_VERSION, dash,
                   t ? t->name : "");
    kom_buf_printf(out, "%s\n.Sh SYNOPSIS\n.Nm\n",
                   t ? t->sentence
                     : "uptake of municipal add-on services, before and after, in a pipe");
    synopsis(out, t ? t->synopsis : "TOOL [options] [FILE]...");
}

static void from_row(struct page *page) {
    if (page->tool) {
        options(page->out, page->tool);
        columns_read(page->out, page->tool->reads);
        columns_written(page->out, page->tool);
    } else {
        tools_by_purpose(page->out, page->tools);
    }
}

enum kom_status kom_emit_man(const struct kom_emit_list *tools, const struct kom_tool *tool,
                             struct kom_text prose, struct kom_buf *out, struct kom_error *err) {
    struct page page = {.tools = tools, .tool = tool, .out = out};
    bool has_seen_also = false;
    enum kom_status status = cut(&page, prose, err);
    if (status)
        return status;
    if (page.n == 0 || !kom_text_is(page.section[0].name, "DESCRIPTION") || !has(&page, "EXAMPLES"))
        return kom_fail(err, KOM_EDATA,
                        "a template begins with .Sh DESCRIPTION and has .Sh EXAMPLES");
    head(&page);
    for (size_t i = 0; i < page.n; i++) {
        const struct section *s = &page.section[i];
        bool is_exit = kom_text_is(s->name, "EXIT STATUS");
        if (is_exit || (kom_text_is(s->name, "EXAMPLES") && !has(&page, "EXIT STATUS")))
            exit_status(out);
        if (is_late(s->name) && !has_seen_also) {
            see_also(&page);
            has_seen_also = true;
        }
        if (is_exit)
            kom_buf_str(out, ".Pp\n");
        else
            kom_buf_printf(out, ".Sh %.*s\n", (int)s->name.n, s->name.p);
        kom_buf_text(out, s->body);
        if (i == 0)
            from_row(&page);
    }
    if (!has_seen_also)
        see_also(&page);
    return KOM_OK;
}

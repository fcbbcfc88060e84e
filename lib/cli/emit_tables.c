/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-tables(5): the prose of a template, and where it says .\" TABLES the input tables with their
   columns, what the vocabulary calls them, and an example each. */
#include <string.h>

#include "emit.h"
#include "kom/version.h"
#include "tables.h"
#include "vocab.h"

static const char *use_of(enum kom_table_use use) {
    static const char *const words[] = {
        [KOM_TABLE_KEY] = "key",
        [KOM_TABLE_MAY] = "in the key where it is there",
        [KOM_TABLE_NEED] = "needed",
        [KOM_TABLE_OTHER] = "",
    };
    return words[use];
}

static void column(struct kom_buf *out, const struct kom_table_column *c) {
    const struct kom_word *word = kom_word_canonical(kom_text_of(c->name));
    const char *use = use_of(c->use);
    kom_buf_str(out, ".It Li");
    kom_emit_argument(out, "", kom_text_of(c->name));
    kom_buf_printf(out, " Pq %s%s%s\n", kom_table_kind(c->name), use[0] ? ", " : "", use);
    kom_emit_lines(out, c->meaning);
    if (!word || !word->aliases[0])
        return;
    kom_buf_str(out, ".br\nalso");
    for (const char *p = word->aliases; *p;) {
        size_t n = strcspn(p, ",");
        kom_buf_str(out, "\n.Li");
        kom_emit_argument(out, "", (struct kom_text){p, n});
        kom_buf_str(out, p[n] ? " ," : "\n");
        p += n + (p[n] == ',');
    }
}

/* "kom-uptake --offerings FILE, ..." or the tools whose main input it is. */
static void taken(struct kom_buf *out, const struct kom_emit_list *tools,
                  const struct kom_input_table *t) {
    if (t->taken && t->option == KOM_OPT_END) {
        kom_buf_printf(out, "Main input of %s.\n", t->taken);
        return;
    }
    kom_buf_printf(out, "Taken by\n.Fl \\-%s\nof", kom_opt_row(t->option)->name);
    if (t->taken) {
        kom_buf_printf(out, " %s.\n", t->taken);
        return;
    }
    const char *between = " ";
    for (size_t i = 0; i < tools->n; i++) {
        if (!kom_tool_has(tools->tool[i].tool, t->option))
            continue;
        kom_buf_printf(out, "%skom-%s", between, tools->tool[i].name);
        between = ", ";
    }
    kom_buf_str(out, ".\n");
}

static void table(struct kom_buf *out, const struct kom_emit_list *tools,
                  const struct kom_input_table *t) {
    kom_buf_printf(out, ".Ss %s\n", t->name);
    kom_emit_lines(out, t->sentence);
    taken(out, tools, t);
    kom_buf_str(out, ".Bl -tag -width Ds\n");
    for (const struct kom_table_column *c = t->columns; c->name; c++)
        column(out, c);
    kom_buf_str(out, ".El\n.Bd -literal -offset indent\n");
    kom_buf_str(out, t->example);
    kom_buf_str(out, ".Ed\n");
}

static void all_tables(struct kom_buf *out, const struct kom_emit_list *tools) {
    const struct kom_input_table *t;
    for (size_t i = 0; (t = kom_input_table_at(i)) != NULL; i++)
        table(out, tools, t);
}

enum kom_status kom_emit_tables(const struct kom_emit_list *tools, struct kom_text prose,
                                struct kom_buf *out, struct kom_error *err) {
    static const char mark[] = ".\\\" TABLES\n", head[] = ".Sh ";
    const char *at = NULL, *begin = NULL;
    for (size_t i = 0; i < prose.n; i++) {
        if (!begin && prose.n - i > strlen(head) && memcmp(prose.p + i, head, strlen(head)) == 0)
            begin = prose.p + i;
        if (prose.n - i >= strlen(mark) && memcmp(prose.p + i, mark, strlen(mark)) == 0)
            at = prose.p + i;
    }
    if (!at || !begin)
        return kom_fail(err, KOM_EDATA, "the template has no .Sh, or no line .\\\" TABLES");
    kom_buf_printf(out,
                   ".\\\" SPDX-License-Identifier: GPL-3.0-or-later\n"
                   ".\\\" Made by kom-emit from docs/man/kom-tables.5.in, lib/cli/tables.c and the "
                   "vocabulary.\n.Dd %s\n.Dt KOM-TABLES 5\n.Os komtools %s\n.Sh NAME\n"
                   ".Nm kom-tables\n.Nd the input tables, their columns and words\n",
                   KOM_VERSION_DATE, KOM_VERSION);
    kom_buf_add(out, begin, (size_t)(at - begin));
    all_tables(out, tools);
    at += strlen(mark);
    kom_buf_add(out, at, (size_t)(prose.p + prose.n - at));
    return KOM_OK;
}

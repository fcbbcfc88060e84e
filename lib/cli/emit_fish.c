/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completions for fish: one line for every option of every tool, and the functions that know the
 * columns of the files on the line, the last word of a comma list, and what follows `kom`. */
#include <string.h>

#include "argument.h"
#include "emit.h"

/* clang-format off */
static const char *const body[] = {
    "# The names in the headers of files, one a line, whatever their delimiter and encoding.",
    "function __kom_headers",
    "    for file in $argv",
    "        test -f \"$file\" -a -r \"$file\"; or continue",
    "        set -l line (gzip -cdfq -- $file 2>/dev/null | head -n 1 | tr -d '\\000\\r\"' | string collect)",
    "        printf '%s' $line | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1",
    "        or set line (printf '%s' $line | iconv -f WINDOWS-1252 -t UTF-8 2>/dev/null)",
    "        set line (string replace -r '^\\x{feff}' '' -- \"$line\")",
    "        set -l best \\n",
    "        set -l most 1",
    "        for mark in ';' ',' \\t '|'",
    "            set -l n (count (string split -- $mark \"$line\"))",
    "            test $n -gt $most; and set best $mark; and set most $n",
    "        end",
    "        string split -n -- $best \"$line\"",
    "    end | sort -u",
    "end",
    "",
    "# What stands before the last comma of the value that is typed.",
    "function __kom_lead",
    "    string replace -r '^--[a-z-]+=' '' -- (commandline -ct) | string match -r '^.*,'",
    "end",
    "",
    "# Columns of the operands and side tables, not of what is written, nor of another value.",
    "function __kom_columns",
    "    set -l files",
    "    set -l before",
    "    for word in (commandline -opc)[2..-1]",
    "        contains -- \"$before\" $__kom_values; or set -a files $word",
    "        set before $word",
    "    end",
    "    set -l lead (__kom_lead)",
    "    for name in (__kom_headers (string replace -r '^--[a-z-]+=' '' -- $files))",
    "        string match -q '*,*' -- $name; or echo \"$lead$name\"",
    "    end",
    "end",
    "",
    "# Columns, and behind the = of one what is given.",
    "function __kom_forms",
    "    set -l lead (string replace -r '^--[a-z-]+=' '' -- (commandline -ct) | string match -r '^.*=')",
    "    test -z \"$lead\"; and __kom_columns; and return",
    "    for form in $argv",
    "        echo \"$lead$form\"",
    "    end",
    "end",
    "",
    "function __kom_list",
    "    set -l lead (__kom_lead)",
    "    for word in $argv",
    "        echo \"$lead$word\"",
    "    end",
    "end",
    "",
    "# kom TOOL ...: what kom-TOOL ... offers.",
    "function __kom_rest",
    "    set -l words (commandline -opc)",
    "    set -l rest (string escape -- $words[3..-1])",
    "    complete -C \"kom-$words[2] \"(string join ' ' -- $rest (commandline -ct))",
    "end",
};
/* clang-format on */

/* A text in single quotes. */
static void quoted(struct kom_buf *out, const char *text) {
    kom_buf_byte(out, '\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            kom_buf_byte(out, '\\');
        kom_buf_byte(out, *text);
    }
    kom_buf_byte(out, '\'');
}

static void add_words(struct kom_buf *out, const struct kom_tool *tool,
                      const struct kom_tool_option *o, bool is_list) {
    struct kom_buf words = {0};
    kom_buf_str(&words, is_list ? "(__kom_list" : "");
    kom_option_add_words(tool, o, ' ', &words);
    if (is_list) /* the first word has a blank before it, too */
        kom_buf_byte(&words, ')');
    kom_buf_byte(&words, '\0');
    quoted(out, words.failed ? "" : words.p);
    kom_buf_fini(&words);
}

static void value(struct kom_buf *out, const struct kom_tool *tool,
                  const struct kom_tool_option *o) {
    const struct kom_argument a = kom_option_argument(tool, o);
    switch (a.value) {
    case KOM_VALUE_NONE:
        break;
    case KOM_VALUE_TABLE:
    case KOM_VALUE_FILE:
    case KOM_VALUE_OUTPUT:
        kom_buf_str(out, " -r -F");
        break;
    case KOM_VALUE_FOLDER:
        kom_buf_str(out, " -x -a '(__fish_complete_directories)'");
        break;
    case KOM_VALUE_COLUMNS:
        kom_buf_str(out, kom_option_form(o, 0) ? " -x -a '(__kom_forms" : " -x -a '(__kom_columns");
        for (size_t i = 0; kom_option_form(o, i); i++)
            kom_buf_printf(out, " %s", kom_option_form(o, i));
        kom_buf_str(out, ")'");
        break;
    case KOM_VALUE_WORDS:
        kom_buf_str(out, " -x -k -a ");
        add_words(out, tool, o, a.is_list);
        break;
    case KOM_VALUE_NUMBER:
    case KOM_VALUE_DAY:
    case KOM_VALUE_TEXT:
        kom_buf_str(out, " -x");
        break;
    }
}

static void option(struct kom_buf *out, const struct kom_tool *tool,
                   const struct kom_tool_option *o) {
    const struct kom_opt_row *row = kom_opt_row(o->id);
    kom_buf_printf(out, "complete -c kom-%s", tool->name);
    if (row->letter)
        kom_buf_printf(out, " -s %c", row->letter);
    kom_buf_printf(out, " -l %s", row->name);
    value(out, tool, o);
    kom_buf_str(out, " -d ");
    quoted(out, o->help);
    kom_buf_byte(out, '\n');
}

/* kom itself: its tools, and what comes behind one. */
static void front(struct kom_buf *out, const struct kom_emit_list *tools) {
    for (size_t i = 0; i < tools->n; i++) {
        kom_buf_printf(out, "complete -c kom -f -n __fish_use_subcommand -a %s -d ",
                       tools->tool[i].name);
        quoted(out, tools->tool[i].sentence);
        kom_buf_byte(out, '\n');
    }
    kom_buf_str(out, "complete -c kom -f -n __fish_use_subcommand -a help -d 'of a tool'\n"
                     "complete -c kom -f -n '__fish_seen_subcommand_from help' -a '--json");
    for (size_t i = 0; i < tools->n; i++)
        kom_buf_printf(out, " %s", tools->tool[i].name);
    kom_buf_str(out, "'\ncomplete -c kom -f -n 'not __fish_use_subcommand; and not "
                     "__fish_seen_subcommand_from help' -a '(__kom_rest)'\n");
}

void kom_emit_fish(const struct kom_emit_list *tools, struct kom_buf *out) {
    struct kom_tool_option list[KOM_OPTIONS_MAX];
    kom_buf_str(out, "# SPDX-License-Identifier: GPL-3.0-or-later\n"
                     "# fish completion of all tools; made by kom-emit from their rows.\n\n");
    for (size_t i = 0; i < sizeof body / sizeof body[0]; i++)
        kom_buf_printf(out, "%s\n", body[i]);
    kom_buf_str(out, "set -g __kom_values");
    kom_emit_values(out);
    kom_buf_str(out, "\n\n");
    front(out, tools);
    for (size_t i = 0; i < tools->n; i++) {
        kom_tool_options(tools->tool[i].tool, list);
        for (size_t k = 0; list[k].id != KOM_OPT_END; k++)
            option(out, tools->tool[i].tool, &list[k]);
    }
}

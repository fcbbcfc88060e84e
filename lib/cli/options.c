/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsing of argv by the options of a tool. */
#include "options.h"

#include <string.h>

#include "argument.h"
#include "encoding.h"
#include "vocab.h"

static enum kom_status unknown(struct kom_run *run, const struct kom_tool_option *list,
                               const char *text) {
    struct kom_text names[KOM_OPTIONS_MAX];
    struct kom_buf near = {0};
    size_t n = 0;
    for (; list[n].id != KOM_OPT_END; n++)
        names[n] = kom_text_of(kom_opt_row(list[n].id)->name);
    struct kom_text name = kom_text_of(text);
    while (name.n && name.p[0] == '-') {
        name.p++;
        name.n--;
    }
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '=')
            name.n = i;
    kom_names_near_with(names, n, name, "--", &near);
    enum kom_status status = kom_fail(
        &run->err, KOM_EUSAGE, "%s: no such option%s%.*s; see kom-%s --help", text,
        near.n ? "; did you mean " : "", (int)near.n, near.p ? near.p : "", run->tool->name);
    kom_buf_fini(&near);
    return status;
}

/* Options that speak of one table a time. */
static bool may_repeat(enum kom_opt id) {
    static const enum kom_opt ids[] = {KOM_OPT_header, KOM_OPT_first_line, KOM_OPT_skip_lines,
                                       KOM_OPT_day,    KOM_OPT_only,       KOM_OPT_except};
    bool found = false;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        found = found || ids[i] == id;
    return found;
}

/* Names of files are what they are; all else is a text that may be shown or written. */
static bool is_text(enum kom_opt id, const char *value) {
    return kom_opt_is_file(id) || id == KOM_OPT_out || kom_utf8_is_valid(value, strlen(value));
}

static enum kom_status set_value(struct kom_run *run, const struct kom_tool_option *option,
                                 const char *value) {
    const char *name = kom_opt_row(option->id)->name;
    if (!is_text(option->id, value))
        return kom_fail(&run->err, KOM_EUSAGE,
                        "--%s: \"%s\" is no UTF-8 text; `iconv -f windows-1252 -t utf-8` turns a "
                        "script or an argument into it",
                        name, value);
    if (run->value[option->id] && !may_repeat(option->id) &&
        !kom_opt_is_of_sheets(run->tool, option->id))
        return kom_fail(&run->err, KOM_EUSAGE, "--%s: given twice; lists go into one, with commas",
                        name);
    if (option->arg && kom_argument_is_choice(option->arg) && !kom_argument_has(option->arg, value))
        return kom_fail(&run->err, KOM_EUSAGE, "--%s: \"%s\" is none of %s", name, value,
                        option->arg);
    run->given[run->n_given++] = (struct kom_given){option->id, value};
    if (!run->value[option->id])
        run->value[option->id] = value;
    return KOM_OK;
}

static const struct kom_tool_option *find_long(const struct kom_tool_option *list, const char *name,
                                               size_t n) {
    for (; list->id != KOM_OPT_END; list++)
        if (strlen(kom_opt_row(list->id)->name) == n &&
            memcmp(kom_opt_row(list->id)->name, name, n) == 0)
            return list;
    return NULL;
}

static const struct kom_tool_option *find_letter(const struct kom_tool_option *list, char letter) {
    for (; list->id != KOM_OPT_END; list++)
        if (kom_opt_row(list->id)->letter == letter && letter)
            return list;
    return NULL;
}

/* argv as it is walked. */
struct args {
    char **argv;
    int argc, at;
};

static enum kom_status take_long(struct kom_run *run, const struct kom_tool_option *list,
                                 struct args *a) {
    const char *text = a->argv[a->at++] + 2;
    const char *equals = strchr(text, '=');
    const struct kom_tool_option *o =
        find_long(list, text, equals ? (size_t)(equals - text) : strlen(text));
    if (!o)
        return unknown(run, list, text - 2);
    if (!o->arg)
        return equals ? kom_fail(&run->err, KOM_EUSAGE, "--%s: takes no value",
                                 kom_opt_row(o->id)->name)
                      : set_value(run, o, "");
    if (equals)
        return set_value(run, o, equals + 1);
    if (a->at == a->argc)
        return kom_fail(&run->err, KOM_EUSAGE, "--%s: needs %s", kom_opt_row(o->id)->name, o->arg);
    return set_value(run, o, a->argv[a->at++]);
}

static enum kom_status take_letters(struct kom_run *run, const struct kom_tool_option *list,
                                    struct args *a) {
    const char *text = a->argv[a->at++];
    for (const char *p = text + 1; *p; p++) {
        const struct kom_tool_option *o = find_letter(list, *p);
        if (!o)
            return unknown(run, list, text);
        if (!o->arg) {
            enum kom_status status = set_value(run, o, "");
            if (status)
                return status;
            continue;
        }
        if (p[1])
            return set_value(run, o, p + 1);
        if (a->at == a->argc)
            return kom_fail(&run->err, KOM_EUSAGE, "-%c: needs %s", *p, o->arg);
        return set_value(run, o, a->argv[a->at++]);
    }
    return KOM_OK;
}

enum kom_status kom_run_parse(struct kom_run *run, int argc, char **argv) {
    struct kom_tool_option list[KOM_OPTIONS_MAX];
    struct args a = {argv, argc, 1};
    bool only_files = false;
    enum kom_status status = KOM_OK;
    kom_tool_options(run->tool, list);
    size_t n_args = 1; /* -qvV are three options */
    for (int i = 1; i < argc; i++)
        n_args += 1 + strlen(argv[i]);
    run->files = kom_arena_take(&run->arena, ((size_t)argc + 2) * sizeof *run->files);
    run->given = kom_arena_take(&run->arena, n_args * sizeof *run->given);
    run->was_read = kom_arena_take(&run->arena, KOM_OPT_END * sizeof *run->was_read);
    if (!run->files || !run->given || !run->was_read)
        return kom_no_memory(&run->err);
    memset(run->was_read, 0, KOM_OPT_END * sizeof *run->was_read);
    run->n_before = SIZE_MAX;
    while (a.at < argc && !status) {
        const char *text = argv[a.at];
        if (only_files || text[0] != '-' || text[1] == '\0') {
            run->files[run->n_files++] = argv[a.at++];
        } else if (strcmp(text, "--") == 0) {
            a.at++;
            only_files = true;
            run->n_before = run->n_files;
        } else {
            status = text[1] == '-' ? take_long(run, list, &a) : take_letters(run, list, &a);
        }
    }
    if (run->n_files == 0)
        run->files[run->n_files++] = "-";
    run->files[run->n_files] = NULL;
    return status ? status : kom_run_sheets(run);
}

/* The value of --errors at a place, and whether the next word is a value. */
static const char *errors_at(const struct kom_tool_option *list, char *const *word, bool *takes) {
    static const char name[] = "--errors";
    const size_t n = strlen(name);
    const char *text = word[0];
    *takes = false;
    if (text[0] != '-' || text[1] == '\0')
        return NULL;
    if (strncmp(text, name, n) == 0 && text[n] == '=')
        return text + n + 1;
    if (text[1] == '-') {
        const struct kom_tool_option *o = find_long(list, text + 2, strlen(text + 2));
        *takes = o && o->arg;
        return o && o->id == KOM_OPT_errors ? word[1] : NULL;
    }
    for (const char *p = text + 1; *p; p++) {
        const struct kom_tool_option *o = find_letter(list, *p);
        *takes = o && o->arg && !p[1];
        if (!o || o->arg)
            break;
    }
    return NULL;
}

bool kom_errors_as_json(const struct kom_tool *tool, int argc, char *const *argv) {
    struct kom_tool_option list[KOM_OPTIONS_MAX];
    const char *value = NULL;
    kom_tool_options(tool, list);
    for (int i = 1; i < argc && !value && strcmp(argv[i], "--") != 0; i++) {
        bool takes;
        value = errors_at(list, argv + i, &takes);
        i += takes;
    }
    return value && strcmp(value, "json") == 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registry, parsing of argv by it, and option values as texts, lists and numbers. */
#include "options.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "days.h"
#include "encoding.h"
#include "num.h"
#include "os.h"
#include "unicode.h"
#include "vocab.h"

static const struct kom_opt_row rows[] = {
#define KOM_OPTION(id, name, letter, arg, help) {name, letter, arg, help},
#include "opts.def"
#undef KOM_OPTION
};

/* Options of every tool that reads, and of every tool. */
static const enum kom_opt reading_options[] = {
    KOM_OPT_schema,      KOM_OPT_dialect,    KOM_OPT_delimiter,  KOM_OPT_encoding,
    KOM_OPT_header,      KOM_OPT_first_line, KOM_OPT_skip_lines, KOM_OPT_short_rows,
    KOM_OPT_rename,      KOM_OPT_union,      KOM_OPT_only,       KOM_OPT_except,
    KOM_OPT_decimal,     KOM_OPT_thousands,  KOM_OPT_negative,   KOM_OPT_suffix,
    KOM_OPT_missing,     KOM_OPT_day,        KOM_OPT_century,    KOM_OPT_kom_digits,
    KOM_OPT_bad_rows,    KOM_OPT_set_aside,  KOM_OPT_forbid_cpr, KOM_OPT_not_cpr,
    KOM_OPT_show_values, KOM_OPT_threads,
};
static const enum kom_opt common_options[] = {
    KOM_OPT_output,  KOM_OPT_report, KOM_OPT_errors,  KOM_OPT_quiet,
    KOM_OPT_verbose, KOM_OPT_help,   KOM_OPT_version,
};

const struct kom_opt_row *kom_opt_row(enum kom_opt id) {
    return &rows[id];
}

static bool is_refused(const struct kom_tool *tool, enum kom_opt id) {
    for (const enum kom_opt *w = tool->without; w && *w != KOM_OPT_END; w++)
        if (*w == id)
            return true;
    return false;
}

static size_t add_shared(const struct kom_tool *tool, struct kom_tool_option *list, size_t n,
                         const enum kom_opt *ids, size_t n_ids) {
    for (size_t i = 0; i < n_ids; i++) {
        bool own = is_refused(tool, ids[i]);
        for (size_t j = 0; j < n; j++)
            own = own || list[j].id == ids[i];
        if (!own)
            list[n++] = (struct kom_tool_option){ids[i], NULL, NULL};
    }
    return n;
}

void kom_tool_options(const struct kom_tool *tool, struct kom_tool_option list[KOM_OPTIONS_MAX]) {
    size_t n = 0;
    for (; tool->options && tool->options[n].id != KOM_OPT_END; n++)
        list[n] = tool->options[n];
    if (!tool->no_shared)
        n = add_shared(tool, list, n, reading_options,
                       sizeof reading_options / sizeof reading_options[0]);
    n = add_shared(tool, list, n, common_options, sizeof common_options / sizeof common_options[0]);
    for (size_t i = 0; i < n; i++) {
        if (!list[i].arg)
            list[i].arg = rows[list[i].id].arg;
        if (!list[i].help)
            list[i].help = rows[list[i].id].help;
    }
    list[n].id = KOM_OPT_END;
}

/* ---- parsing ---- */

/* "csv|da|tsv" is a closed list; with capitals, = or ... in it, it only shows the form. */
static bool is_closed_list(const char *arg) {
    if (!strchr(arg, '|'))
        return false;
    for (; *arg; arg++)
        if ((*arg >= 'A' && *arg <= 'Z') || *arg == '=' || *arg == '[')
            return false;
    return true;
}

static bool in_list(const char *list, const char *value) {
    size_t n = strlen(value);
    while (*list) {
        const char *bar = strchr(list, '|');
        size_t m = bar ? (size_t)(bar - list) : strlen(list);
        if (m == n && memcmp(list, value, n) == 0)
            return true;
        list += m + (bar != NULL);
    }
    return false;
}

static enum kom_status unknown(struct kom_run *run, const struct kom_tool_option *list,
                               const char *text) {
    struct kom_text names[KOM_OPTIONS_MAX];
    struct kom_buf near = {0};
    size_t n = 0;
    for (; list[n].id != KOM_OPT_END; n++)
        names[n] = kom_text_of(rows[list[n].id].name);
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
    const char *name = rows[option->id].name;
    if (!is_text(option->id, value))
        return kom_fail(&run->err, KOM_EUSAGE,
                        "--%s: \"%s\" is no UTF-8 text; `iconv -f windows-1252 -t utf-8` turns a "
                        "script or an argument into it",
                        name, value);
    if (run->value[option->id] && !may_repeat(option->id))
        return kom_fail(&run->err, KOM_EUSAGE, "--%s: given twice; lists go into one, with commas",
                        name);
    if (option->arg && is_closed_list(option->arg) && !in_list(option->arg, value))
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
        if (strlen(rows[list->id].name) == n && memcmp(rows[list->id].name, name, n) == 0)
            return list;
    return NULL;
}

static const struct kom_tool_option *find_letter(const struct kom_tool_option *list, char letter) {
    for (; list->id != KOM_OPT_END; list++)
        if (rows[list->id].letter == letter && letter)
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
        return equals ? kom_fail(&run->err, KOM_EUSAGE, "--%s: takes no value", rows[o->id].name)
                      : set_value(run, o, "");
    if (equals)
        return set_value(run, o, equals + 1);
    if (a->at == a->argc)
        return kom_fail(&run->err, KOM_EUSAGE, "--%s: needs %s", rows[o->id].name, o->arg);
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
    run->files = kom_arena_take(&run->arena, ((size_t)argc + 1) * sizeof *run->files);
    run->given = kom_arena_take(&run->arena, n_args * sizeof *run->given);
    run->was_read = kom_arena_take(&run->arena, KOM_OPT_END * sizeof *run->was_read);
    if (!run->files || !run->given || !run->was_read)
        return kom_fail(&run->err, KOM_ENOMEM, "memory ran out");
    memset(run->was_read, 0, KOM_OPT_END * sizeof *run->was_read);
    while (a.at < argc && !status) {
        const char *text = argv[a.at];
        if (only_files || text[0] != '-' || text[1] == '\0')
            run->files[run->n_files++] = argv[a.at++];
        else if (strcmp(text, "--") == 0 && a.at++)
            only_files = true;
        else
            status = text[1] == '-' ? take_long(run, list, &a) : take_letters(run, list, &a);
    }
    if (run->n_files == 0)
        run->files[run->n_files++] = "-";
    return status;
}

/* ---- values ---- */

static const char *read_value(const struct kom_run *run, enum kom_opt id) {
    if (run->was_read)
        run->was_read[id] = true;
    return run->value[id];
}

bool kom_run_has(const struct kom_run *run, enum kom_opt id) {
    return read_value(run, id) != NULL;
}

void kom_run_mode(struct kom_run *run, const char *beside) {
    run->mode = beside;
}

/* Own options: kom_run sees to the shared ones. */
enum kom_status kom_run_all_read(struct kom_run *run) {
    const struct kom_tool_option *o = run->tool->options;
    for (; o && o->id != KOM_OPT_END; o++)
        if (run->value[o->id] && !run->was_read[o->id])
            return kom_run_usage(run, o->id, "has no meaning %s",
                                 run->mode ? run->mode : "in this call");
    return KOM_OK;
}

const char *kom_run_text(const struct kom_run *run, enum kom_opt id, const char *fallback) {
    const char *value = read_value(run, id);
    return value ? value : fallback;
}

bool kom_run_warns_unmatched(const struct kom_run *run) {
    return strcmp(kom_run_text(run, KOM_OPT_unmatched, "stop"), "warn") == 0;
}

enum kom_status kom_run_usage(struct kom_run *run, enum kom_opt id, const char *format, ...) {
    char text[800];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return kom_fail(&run->err, KOM_EUSAGE, "--%s: %s", rows[id].name, text);
}

/* One item of a comma list, quotes undone; *p moves behind it and its comma. */
static const char *take_item(struct kom_run *run, const char **p) {
    struct kom_buf item = {0};
    const char *s = *p;
    bool quoted = *s == '"';
    for (s += quoted; *s && (quoted || *s != ','); s++) {
        if (quoted && *s == '"') {
            if (s[1] != '"')
                break;
            s++;
        }
        kom_buf_byte(&item, *s);
    }
    s += quoted && *s == '"';
    *p = *s == ',' ? s + 1 : s;
    /* Names are compared in normal form C, however the keyboard spells them. */
    struct kom_buf settled = {0};
    bool ok = !item.failed && kom_unicode_settle(&settled, kom_buf_view(&item)) == KOM_OK;
    const char *copy = ok ? kom_arena_copy(&run->arena, settled.p, settled.n) : NULL;
    kom_buf_fini(&item);
    kom_buf_fini(&settled);
    return copy;
}

enum kom_status kom_run_split(struct kom_run *run, enum kom_opt id, const char *text,
                              bool allows_empty, struct kom_list *list) {
    const char *p = text;
    size_t n = *p != '\0';
    for (const char *s = p; *s; s++)
        n += *s == ',';
    *list = (struct kom_list){kom_arena_take(&run->arena, (n + 1) * sizeof *list->item), 0};
    if (!list->item)
        return kom_fail(&run->err, KOM_ENOMEM, "memory ran out");
    for (bool more = *p != '\0'; more;) {
        const char *start = p, *item = take_item(run, &p);
        if (!item)
            return kom_fail(&run->err, KOM_ENOMEM, "memory ran out");
        if (*item == '\0' && !allows_empty)
            return kom_run_usage(run, id, "\"%s\" holds an empty name", text);
        list->item[list->n++] = item;
        more = *p || (p > start && p[-1] == ','); /* a comma at the end promises one more */
    }
    return KOM_OK;
}

enum kom_status kom_run_joined(struct kom_run *run, enum kom_opt id, const char **text) {
    struct kom_buf all = {0};
    for (size_t i = 0; i < run->n_given; i++) {
        if (run->given[i].id != id)
            continue;
        kom_buf_str(&all, all.n ? "," : "");
        kom_buf_str(&all, run->given[i].value);
    }
    *text = all.failed ? NULL : kom_arena_copy(&run->arena, all.p, all.n);
    kom_buf_fini(&all);
    return *text ? KOM_OK : kom_fail(&run->err, KOM_ENOMEM, "memory ran out");
}

enum kom_status kom_run_list(struct kom_run *run, enum kom_opt id, struct kom_list *list) {
    return kom_run_list_or(run, id, "", list);
}

enum kom_status kom_run_list_or(struct kom_run *run, enum kom_opt id, const char *fallback,
                                struct kom_list *list) {
    return kom_run_split(run, id, kom_run_text(run, id, fallback), false, list);
}

enum kom_status kom_run_number(struct kom_run *run, enum kom_opt id, double fallback,
                               double *value) {
    const char *text = kom_run_text(run, id, NULL);
    struct kom_num v;
    *value = fallback;
    if (!text)
        return KOM_OK;
    if (!kom_num_parse(kom_text_of(text), (struct kom_num_form){'.', '\0'}, &v))
        return kom_run_usage(run, id, "\"%s\" is no number", text);
    *value = kom_num_double(&v);
    return KOM_OK;
}

enum kom_status kom_run_share(struct kom_run *run, enum kom_opt id, double fallback,
                              double *value) {
    enum kom_status status = kom_run_number(run, id, fallback, value);
    if (!status && !(*value > 0 && *value < 1))
        status = kom_run_usage(run, id, "\"%s\" is no share between 0 and 1, such as 0.95",
                               run->value[id]);
    return status;
}

enum kom_status kom_run_whole(struct kom_run *run, enum kom_opt id, int64_t min, int64_t max,
                              int64_t fallback, int64_t *value) {
    const char *text = kom_run_text(run, id, NULL);
    struct kom_num v;
    *value = fallback;
    if (!text)
        return KOM_OK;
    if (!kom_num_parse(kom_text_of(text), (struct kom_num_form){'.', '\0'}, &v) || !v.is_exact ||
        v.scale != 0 || v.mantissa < min || v.mantissa > max)
        return kom_run_usage(run, id, "\"%s\" is no whole number from %lld to %lld", text,
                             (long long)min, (long long)max);
    *value = v.mantissa;
    return KOM_OK;
}

enum kom_status kom_run_day(struct kom_run *run, enum kom_opt id, bool last, int32_t *day) {
    const char *text = kom_run_text(run, id, NULL);
    struct kom_period p;
    *day = KOM_DAY_NONE;
    if (!text)
        return KOM_OK;
    if (!kom_period_parse(kom_text_of(text), &p))
        return kom_run_usage(
            run, id, "\"%s\" is no day or period such as 2019-07-01, 2019-07 or 2019", text);
    *day = last ? kom_period_last(p) : kom_period_first(p);
    return KOM_OK;
}

enum kom_status kom_run_size(struct kom_run *run, enum kom_opt id, uint64_t fallback,
                             uint64_t *nbytes) {
    static const char units[] = "KMGT";
    const char *text = kom_run_text(run, id, NULL);
    struct kom_num v;
    *nbytes = fallback;
    if (!text)
        return KOM_OK;
    struct kom_text t = kom_text_of(text);
    const char *unit = t.n ? strchr(units, t.p[t.n - 1]) : NULL;
    unsigned shift = unit && *unit ? 10 * (unsigned)(unit - units + 1) : 0;
    t.n -= shift > 0;
    if (!kom_num_parse(t, (struct kom_num_form){'.', '\0'}, &v) || !v.is_exact || v.scale != 0 ||
        v.mantissa < 1 || v.mantissa > INT64_MAX >> shift)
        return kom_run_usage(run, id, "\"%s\" is no size such as 500M or 2G", text);
    *nbytes = (uint64_t)v.mantissa << shift;
    return KOM_OK;
}

enum kom_status kom_run_memory(struct kom_run *run, uint64_t *nbytes, const char **folder) {
    *folder = getenv("TMPDIR");
    if (!*folder || !**folder)
        *folder = "/tmp";
    return kom_run_size(run, KOM_OPT_memory, kom_os_memory() / 2, nbytes);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Option values as texts, lists, numbers, days and sizes. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "days.h"
#include "num.h"
#include "options.h"
#include "os.h"
#include "unicode.h"

static const char *read_value(const struct kom_run *run, enum kom_opt id) {
    if (run->was_read)
        run->was_read[id] = true;
    return run->value[id];
}

bool kom_run_has(const struct kom_run *run, enum kom_opt id) {
    return read_value(run, id) != NULL;
}

const char *kom_run_text(const struct kom_run *run, enum kom_opt id, const char *fallback) {
    const char *value = read_value(run, id);
    return value ? value : fallback;
}

enum kom_status kom_run_usage(struct kom_run *run, enum kom_opt id, const char *format, ...) {
    char text[800];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return kom_fail(&run->err, KOM_EUSAGE, "--%s: %s", kom_opt_row(id)->name, text);
}

void kom_run_mode(struct kom_run *run, const char *beside) {
    run->mode = beside;
}

/* Own options: kom_run sees to the shared ones. What could not be read ends the run here, should
   nobody have looked. */
enum kom_status kom_run_all_read(struct kom_run *run) {
    const struct kom_tool_option *o = run->tool->options;
    if (run->failed)
        return run->failed;
    for (; o && o->id != KOM_OPT_END; o++)
        if (run->value[o->id] && !run->was_read[o->id])
            return kom_run_usage(run, o->id, "has no meaning %s",
                                 run->mode ? run->mode : "in this call");
    return KOM_OK;
}

bool kom_run_warns_unmatched(const struct kom_run *run) {
    return strcmp(kom_run_text(run, KOM_OPT_unmatched, "stop"), "warn") == 0;
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

static enum kom_status read_split(struct kom_run *run, enum kom_opt id, const char *text,
                                  bool allows_empty, struct kom_list *list) {
    const char *p = text;
    size_t n = *p != '\0';
    for (const char *s = p; *s; s++)
        n += *s == ',';
    *list = (struct kom_list){kom_arena_take(&run->arena, (n + 1) * sizeof *list->item), 0};
    if (!list->item)
        return kom_no_memory(&run->err);
    for (bool more = *p != '\0'; more;) {
        const char *start = p, *item = take_item(run, &p);
        if (!item)
            return kom_no_memory(&run->err);
        if (*item == '\0' && !allows_empty)
            return kom_run_usage(run, id, "\"%s\" holds an empty name", text);
        if (*p && p[-1] != ',') /* items are counted by their commas */
            return kom_run_usage(run, id,
                                 "\"%s\" goes on behind a closing quote; double the quotes that "
                                 "are part of a name",
                                 text);
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
    return *text ? KOM_OK : kom_no_memory(&run->err);
}

/* The first option that cannot be read stays, and no other is read after it. */
enum kom_status kom_run_split(struct kom_run *run, enum kom_opt id, const char *text,
                              bool allows_empty, struct kom_list *list) {
    *list = (struct kom_list){0};
    if (!run->failed)
        run->failed = read_split(run, id, text, allows_empty, list);
    return run->failed;
}

enum kom_status kom_run_list(struct kom_run *run, enum kom_opt id, struct kom_list *list) {
    return kom_run_list_or(run, id, "", list);
}

enum kom_status kom_run_list_or(struct kom_run *run, enum kom_opt id, const char *fallback,
                                struct kom_list *list) {
    return kom_run_split(run, id, kom_run_text(run, id, fallback), false, list);
}

static enum kom_status read_number(struct kom_run *run, enum kom_opt id, double *value) {
    const char *text = kom_run_text(run, id, NULL);
    struct kom_num v;
    if (!text)
        return KOM_OK;
    if (!kom_num_parse(kom_text_of(text), (struct kom_num_form){'.', '\0'}, &v))
        return kom_run_usage(run, id, "\"%s\" is no number", text);
    *value = kom_num_double(&v);
    return KOM_OK;
}

enum kom_status kom_run_number(struct kom_run *run, enum kom_opt id, double fallback,
                               double *value) {
    *value = fallback;
    if (!run->failed)
        run->failed = read_number(run, id, value);
    return run->failed;
}

enum kom_status kom_run_share(struct kom_run *run, enum kom_opt id, double fallback,
                              double *value) {
    if (!kom_run_number(run, id, fallback, value) && !(*value > 0 && *value < 1))
        run->failed = kom_run_usage(run, id, "\"%s\" is no share between 0 and 1, such as 0.95",
                                    run->value[id]);
    return run->failed;
}

static enum kom_status read_whole(struct kom_run *run, enum kom_opt id, int64_t min, int64_t max,
                                  int64_t *value) {
    const char *text = kom_run_text(run, id, NULL);
    struct kom_num v;
    if (!text)
        return KOM_OK;
    if (!kom_num_parse(kom_text_of(text), (struct kom_num_form){'.', '\0'}, &v) || !v.is_exact ||
        v.scale != 0 || v.mantissa < min || v.mantissa > max)
        return kom_run_usage(run, id, "\"%s\" is no whole number from %lld to %lld", text,
                             (long long)min, (long long)max);
    *value = v.mantissa;
    return KOM_OK;
}

enum kom_status kom_run_whole(struct kom_run *run, enum kom_opt id, int64_t min, int64_t max,
                              int64_t fallback, int64_t *value) {
    *value = fallback;
    if (!run->failed)
        run->failed = read_whole(run, id, min, max, value);
    return run->failed;
}

static enum kom_status read_day(struct kom_run *run, enum kom_opt id, bool last, int32_t *day) {
    const char *text = kom_run_text(run, id, NULL);
    struct kom_period p;
    if (!text)
        return KOM_OK;
    if (!kom_period_parse(kom_text_of(text), &p))
        return kom_run_usage(
            run, id, "\"%s\" is no day or period such as 2019-07-01, 2019-07 or 2019", text);
    *day = last ? kom_period_last(p) : kom_period_first(p);
    return KOM_OK;
}

enum kom_status kom_run_day(struct kom_run *run, enum kom_opt id, bool last, int32_t *day) {
    *day = KOM_DAY_NONE;
    if (!run->failed)
        run->failed = read_day(run, id, last, day);
    return run->failed;
}

static enum kom_status read_size(struct kom_run *run, enum kom_opt id, uint64_t *nbytes) {
    static const char units[] = "KMGT";
    const char *text = kom_run_text(run, id, NULL);
    struct kom_num v;
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

enum kom_status kom_run_size(struct kom_run *run, enum kom_opt id, uint64_t fallback,
                             uint64_t *nbytes) {
    *nbytes = fallback;
    if (!run->failed)
        run->failed = read_size(run, id, nbytes);
    return run->failed;
}

const char *kom_run_folder(void) {
    const char *folder = getenv("TMPDIR");
    return folder && *folder ? folder : "/tmp";
}

enum kom_status kom_run_memory(struct kom_run *run, uint64_t *nbytes, const char **folder) {
    *folder = kom_run_folder();
    return kom_run_size(run, KOM_OPT_memory, kom_os_memory(run->n_threads) / 2, nbytes);
}

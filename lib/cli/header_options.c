/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --header, --first-line, --skip-lines, of the main input or as TABLE:... of a side table, and
 * --rename.
 */
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "options.h"
#include "source.h"

/* Does a value speak of that table (NULL: the main input)? *value loses its TABLE: then. */
static bool speaks_of(const struct kom_run *run, const char *side, const char **value) {
    const char *own = kom_run_side_of(run, value);
    return own && side ? strcmp(own, side) == 0 : own == side;
}

/* ---- names ---- */

static enum kom_status read_file(struct kom_run *run, const char *path, struct kom_buf *text) {
    struct kom_source *source = NULL;
    enum kom_status status = kom_source_open(&source, path, NULL, false, &run->err);
    for (size_t n = 1; !status && n > 0;) {
        char block[4096];
        status = kom_source_read(source, block, sizeof block, &n, &run->err);
        if (!status)
            kom_buf_add(text, block, n);
    }
    kom_source_close(source);
    kom_buf_byte(text, '\0');
    return !status && text->failed ? kom_no_memory(&run->err) : status;
}

enum kom_status kom_run_lines_of(struct kom_run *run, enum kom_opt id, const char *path,
                                 struct kom_list *list) {
    struct kom_buf text = {0};
    enum kom_status status = kom_run_reads(run, id, path);
    if (!status)
        status = read_file(run, path, &text);
    size_t n = 1;
    for (size_t i = 0; i < text.n && !status; i++)
        n += text.p[i] == '\n';
    *list = (struct kom_list){kom_arena_take(&run->arena, n * sizeof *list->item), 0};
    if (!status && !list->item)
        status = kom_no_memory(&run->err);
    for (const char *p = text.p; !status && *p;) {
        size_t length = strcspn(p, "\r\n");
        const char *copy = kom_arena_copy(&run->arena, p, length);
        if (!copy)
            status = kom_no_memory(&run->err);
        else if (length)
            list->item[list->n++] = copy;
        p += length;
        p += strspn(p, "\r\n");
    }
    kom_buf_fini(&text);
    return status;
}

/* One line of a header file is a header itself, with whatever delimiter it has. */
static enum kom_status split_line(struct kom_run *run, struct kom_list *list) {
    char *line = kom_arena_copy(&run->arena, list->item[0], strlen(list->item[0]));
    if (!line)
        return kom_no_memory(&run->err);
    for (const char *d = ";\t|"; *d; d++)
        if (strchr(line, *d) && !strchr(line, ','))
            for (char *p = line; *p; p++)
                *p = *p == *d ? ',' : *p;
    return kom_run_split(run, KOM_OPT_header, line, true, list);
}

static enum kom_status names(struct kom_run *run, const char *value, struct kom_reading *reading) {
    struct kom_list list;
    enum kom_status status = value[0] == '@'
                                 ? kom_run_lines_of(run, KOM_OPT_header, value + 1, &list)
                                 : kom_run_split(run, KOM_OPT_header, value, true, &list);
    if (!status && value[0] == '@' && list.n == 1)
        status = split_line(run, &list);
    if (!status && list.n == 0)
        status = kom_run_usage(run, KOM_OPT_header, "names no column");
    if (!status && reading->n_header)
        status = kom_run_usage(run, KOM_OPT_header, "given twice for one table");
    reading->header = list.item;
    reading->n_header = list.n;
    return status;
}

/* ---- lines ---- */

static enum kom_status first_line(struct kom_run *run, const char *value,
                                  struct kom_reading *reading, bool *is_data) {
    *is_data = strcmp(value, "data") == 0;
    if (strcmp(value, "header") == 0)
        reading->first_line = KOM_FIRST_LINE_HEADER;
    else if (!*is_data)
        return kom_run_usage(run, KOM_OPT_first_line, "\"%s\" is neither header nor data", value);
    return KOM_OK;
}

static enum kom_status lines(struct kom_run *run, const char *value, struct kom_reading *reading) {
    char *end;
    unsigned long n = strtoul(value, &end, 10);
    if (*value < '0' || *value > '9' || *end || n > 1000000)
        return kom_run_usage(run, KOM_OPT_skip_lines, "\"%s\" is no whole number from 0 to 1000000",
                             value);
    reading->skip_lines = n;
    return KOM_OK;
}

enum kom_status kom_run_header(struct kom_run *run, const char *side, struct kom_reading *reading) {
    bool is_data = false;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < run->n_given && !status; i++) {
        const char *value = run->given[i].value;
        enum kom_opt id = run->given[i].id;
        bool ours =
            (id == KOM_OPT_header || id == KOM_OPT_first_line || id == KOM_OPT_skip_lines) &&
            speaks_of(run, side, &value);
        if (ours && id == KOM_OPT_header)
            status = names(run, value, reading);
        else if (ours && id == KOM_OPT_first_line)
            status = first_line(run, value, reading, &is_data);
        else if (ours)
            status = lines(run, value, reading);
    }
    if (!status && is_data && !reading->n_header)
        return kom_run_usage(run, KOM_OPT_first_line,
                             "data has no names of columns; give them with --header %s%sNAME,...",
                             side ? side : "", side ? ":" : "");
    if (!status && reading->n_header && reading->first_line == KOM_FIRST_LINE_HEADER)
        return kom_run_usage(run, KOM_OPT_first_line,
                             "header beside --header; to put other names in the place of a header, "
                             "leave it out with --skip-lines 1");
    return status;
}

/* ---- renaming ---- */

/* FILE:NEW=OLD, TABLE:NEW=OLD or NEW=OLD. */
static enum kom_status rename_of(struct kom_run *run, const char *item, struct kom_rename *r) {
    const char *file = kom_run_file_of(run, item), *text = file ? item + strlen(file) + 1 : item;
    const char *side = file ? NULL : kom_run_side_of(run, &text);
    const char *equals = strchr(text, '=');
    enum kom_status status = side   ? kom_run_check_side(run, KOM_OPT_rename, item)
                             : file ? KOM_OK
                                    : kom_run_check_path(run, KOM_OPT_rename, item);
    if (status)
        return status;
    if (!equals || equals == text || !equals[1])
        return kom_run_usage(run, KOM_OPT_rename, "\"%s\" is not of the form [FILE:]NEW=OLD", item);
    *r = (struct kom_rename){file, kom_arena_copy(&run->arena, text, (size_t)(equals - text)),
                             equals + 1, side};
    return r->to ? KOM_OK : kom_no_memory(&run->err);
}

enum kom_status kom_run_renames(struct kom_run *run) {
    struct kom_list list;
    enum kom_status status = kom_run_list(run, KOM_OPT_rename, &list);
    struct kom_rename *r = kom_arena_take(&run->arena, (list.n + 1) * sizeof *r);
    if (!status && !r)
        status = kom_no_memory(&run->err);
    for (size_t i = 0; i < list.n && !status; i++)
        status = rename_of(run, list.item[i], &r[i]);
    run->reading.renames = r;
    run->reading.n_renames = list.n;
    return status;
}

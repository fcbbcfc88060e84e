/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which table an item of an option speaks of: TABLE:REST a side table, by its option's name;
   FILE:REST an input, where an option takes that; else the main input. */
#include <string.h>

#include "options.h"

/* The table that an item speaks of: the option's row before a colon, if this tool takes such a
   table; else the main input, and the whole item is a name. */
const char *kom_run_side_of(const struct kom_run *run, const char **item) {
    struct kom_tool_option list[KOM_OPTIONS_MAX];
    const char *colon = strchr(*item, ':');
    size_t n = colon ? (size_t)(colon - *item) : 0;
    kom_tool_options(run->tool, list);
    for (size_t i = 0; list[i].id != KOM_OPT_END && n; i++) {
        const char *name = kom_opt_row(list[i].id)->name;
        if (kom_opt_is_side(list[i].id) && strlen(name) == n && memcmp(name, *item, n) == 0) {
            *item = colon + 1;
            return name;
        }
    }
    return NULL;
}

static bool begins(const char *item, const char *path) {
    const size_t n = strlen(path);
    return n && strncmp(item, path, n) == 0 && item[n] == ':';
}

const char *kom_run_file_of(const struct kom_run *run, const char *item) {
    for (size_t i = 0; i < run->n_files; i++)
        if (begins(item, run->files[i]))
            return run->files[i];
    return NULL;
}

enum kom_status kom_run_check_path(struct kom_run *run, enum kom_opt id, const char *item) {
    const char *option = kom_opt_row(id)->name, *file = kom_run_file_of(run, item);
    if (file)
        return kom_run_usage(run, id,
                             "\"%s\" speaks of the input, which needs no name; use --%s %s", item,
                             option, item + strlen(file) + 1);
    for (int o = 0; o < KOM_OPT_END; o++) {
        const char *side = kom_opt_row((enum kom_opt)o)->name, *path = run->value[o];
        if (path && kom_opt_is_side((enum kom_opt)o) && begins(item, path))
            return kom_run_usage(run, id, "\"%s\" speaks of the file of --%s; use --%s %s:%s", item,
                                 side, option, side, item + strlen(path) + 1);
    }
    return KOM_OK;
}

enum kom_status kom_run_check_side(struct kom_run *run, enum kom_opt id, const char *value) {
    const char *rest = value, *side = kom_run_side_of(run, &rest);
    for (int o = 0; side && o < KOM_OPT_END; o++)
        if (strcmp(kom_opt_row((enum kom_opt)o)->name, side) == 0 && !run->value[o] &&
            !(o == KOM_OPT_with && run->value[KOM_OPT_official])) /* which stands in its place */
            return kom_run_usage(run, id, "\"%s\" speaks of --%s, which is not given", value, side);
    return side ? KOM_OK : kom_run_check_path(run, id, value);
}

enum kom_status kom_run_check_sides(struct kom_run *run, enum kom_opt id) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < run->n_given && !status; i++)
        if (run->given[i].id == id)
            status = kom_run_check_side(run, id, run->given[i].value);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables side by side in one output: which operands each is of, and which options speak of it.

   `--sheet NAME` names the table of the operands, `--sheet NAME:FILE` one more of FILE. An option
   whose argument begins with [SHEET:] may be given once for each, and once for all that it is not
   given for. One table after the other then takes the place of the call: run->files and run->value
   are those of it, so that whoever reads options and opens the main input need not know of sheets.
 */
#include <string.h>

#include "mem.h"
#include "options.h"

static const struct kom_tool_option *option_of(const struct kom_tool *tool, enum kom_opt id) {
    const struct kom_tool_option *o = tool->options;
    while (o && o->id != KOM_OPT_END && o->id != id)
        o++;
    return o && o->id == id ? o : NULL;
}

/* Does the tool take the option once a sheet? */
static bool speaks_of_sheets(const struct kom_tool_option *o) {
    return o->arg && strncmp(o->arg, "[SHEET:]", strlen("[SHEET:]")) == 0;
}

bool kom_tool_has_sheets(const struct kom_tool *tool) {
    const struct kom_tool_option *o = option_of(tool, KOM_OPT_sheet);
    return o && o->arg && strcmp(o->arg, "NAME[:FILE]") == 0;
}

bool kom_opt_is_of_sheets(const struct kom_tool *tool, enum kom_opt id) {
    const struct kom_tool_option *o = option_of(tool, id);
    return o && kom_tool_has_sheets(tool) && (id == KOM_OPT_sheet || speaks_of_sheets(o));
}

/* ---- which there are ---- */

/* NAME or NAME:FILE, behind the operands that stand in `files` already. */
static enum kom_status add_sheet(struct kom_run *run, const char *text, const char **files,
                                 size_t *n_files, bool *has_main) {
    struct kom_sheet_part *s = &run->sheet[run->n_sheets];
    const char *colon = strchr(text, ':');
    *s = (struct kom_sheet_part){
        .name = colon ? kom_arena_copy(&run->arena, text, (size_t)(colon - text)) : text,
        .first = *n_files,
        .n = colon ? 1 : run->n_files};
    if (!s->name)
        return kom_no_memory(&run->err);
    if (!colon && *has_main)
        return kom_run_usage(run, KOM_OPT_sheet,
                             "\"%s\" and \"%s\" would both be the table of the input; NAME:FILE "
                             "names a sheet and its table",
                             run->sheet[run->main_sheet].name, text);
    if (colon && !colon[1])
        return kom_run_usage(run, KOM_OPT_sheet, "\"%s\" names no file behind the colon", text);
    for (size_t i = 0; i < s->n; i++)
        files[(*n_files)++] = colon ? colon + 1 : run->files[i];
    if (!colon)
        run->main_sheet = run->n_sheets;
    *has_main = *has_main || !colon;
    run->n_sheets++;
    return KOM_OK;
}

static enum kom_status find_sheets(struct kom_run *run, size_t n) {
    const char **files = kom_arena_take(&run->arena, (n + run->n_files + 1) * sizeof *files);
    size_t n_files = 0;
    bool has_main = false;
    run->sheet = kom_arena_take(&run->arena, n * sizeof *run->sheet);
    enum kom_status status = files && run->sheet ? KOM_OK : kom_no_memory(&run->err);
    for (size_t i = 0; i < run->n_given && !status; i++)
        if (run->given[i].id == KOM_OPT_sheet)
            status = add_sheet(run, run->given[i].value, files, &n_files, &has_main);
    if (status)
        return status;
    const bool has_operands = run->n_files > 1 || strcmp(run->files[0], "-") != 0;
    if (!has_main && has_operands)
        return kom_run_usage(
            run, KOM_OPT_sheet,
            "%s is on no sheet; NAME:%s makes one of it, and NAME alone is what is "
            "read else",
            run->files[0], run->files[0]);
    files[n_files] = NULL;
    run->files = files;
    run->n_files = n_files;
    return KOM_OK;
}

/* ---- which options speak of them ---- */

/* The sheet that a value SHEET:REST speaks of; NULL: all. */
static const struct kom_sheet_part *sheet_of(const struct kom_run *run, const char *value) {
    const char *colon = strchr(value, ':');
    for (size_t i = 0; i < run->n_sheets && colon; i++)
        if (strncmp(run->sheet[i].name, value, (size_t)(colon - value)) == 0 &&
            run->sheet[i].name[colon - value] == '\0')
            return &run->sheet[i];
    return NULL;
}

/* Once for a sheet, and once for all. */
static enum kom_status check_given(struct kom_run *run, size_t i) {
    const struct kom_given *one = &run->given[i];
    const struct kom_sheet_part *sheet = sheet_of(run, one->value);
    for (size_t k = 0; k < i; k++) {
        if (run->given[k].id != one->id || sheet_of(run, run->given[k].value) != sheet)
            continue;
        return sheet ? kom_run_usage(run, one->id, "given twice for the sheet \"%s\"", sheet->name)
                     : kom_run_usage(run, one->id, "given twice; lists go into one, with commas%s",
                                     run->n_sheets > 1 ? ", and SHEET: before it names its sheet"
                                                       : "");
    }
    return KOM_OK;
}

enum kom_status kom_run_sheets(struct kom_run *run) {
    size_t n = 0;
    enum kom_status status = KOM_OK;
    if (!kom_tool_has_sheets(run->tool))
        return KOM_OK;
    for (size_t i = 0; i < run->n_given; i++)
        n += run->given[i].id == KOM_OPT_sheet;
    if (n)
        status = find_sheets(run, n);
    for (size_t i = 0; i < run->n_given && !status; i++)
        if (run->given[i].id != KOM_OPT_sheet && kom_opt_is_of_sheets(run->tool, run->given[i].id))
            status = check_given(run, i);
    run->all_files = run->files;
    run->n_all_files = run->n_files;
    return status;
}

/* What was given of the option for the sheet, else for all; NULL: nothing. */
static const char *value_for(const struct kom_run *run, enum kom_opt id,
                             const struct kom_sheet_part *sheet) {
    const char *general = NULL;
    for (size_t i = 0; i < run->n_given; i++) {
        const char *value = run->given[i].value;
        if (run->given[i].id != id)
            continue;
        const struct kom_sheet_part *own = sheet_of(run, value);
        if (own == sheet)
            return strchr(value, ':') + 1;
        general = own ? general : value;
    }
    return general;
}

void kom_run_take_sheet(struct kom_run *run, size_t i) {
    const struct kom_sheet_part *sheet = &run->sheet[i];
    const struct kom_tool_option *o = run->tool->options;
    run->files = run->all_files + sheet->first;
    run->n_files = sheet->n;
    for (; o->id != KOM_OPT_END; o++)
        if (speaks_of_sheets(o))
            run->value[o->id] = value_for(run, o->id, sheet);
}

void kom_run_take_all(struct kom_run *run) {
    run->files = run->all_files;
    run->n_files = run->n_all_files;
    for (size_t i = run->n_given; i-- > 0;) /* the first of each last */
        if (kom_opt_is_of_sheets(run->tool, run->given[i].id))
            run->value[run->given[i].id] = run->given[i].value;
}

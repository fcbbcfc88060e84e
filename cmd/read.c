/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-read: any source to the canonical stream. */
#include <string.h>

#include "foreign.h"
#include "read/ask.h"
#include "read/canonical.h"
#include "read/formats.h"
#include "read/official_codes.h"
#include "tools.h"

static enum kom_status names(struct kom_run *run, enum kom_opt id, struct kom_names *out) {
    struct kom_list list;
    enum kom_status status = kom_run_list(run, id, &list);
    *out = (struct kom_names){list.item, list.n};
    return status;
}

/* A name as headings are read: without the blanks around it. */
static enum kom_status heading(struct kom_run *run, const char *text, const char **name) {
    struct kom_text t = kom_text_trim(kom_text_of(text));
    *name = kom_arena_copy(&run->arena, t.p, t.n);
    return *name ? KOM_OK : kom_no_memory(&run->err);
}

static enum kom_status parse(struct kom_run *run, struct kom_canonical_request *q) {
    const char *totals = kom_run_text(run, KOM_OPT_totals, "keep");
    bool is_long = kom_run_has(run, KOM_OPT_long);
    struct kom_names pair;
    q->totals = strcmp(totals, "drop") == 0   ? KOM_TOTALS_DROP
                : strcmp(totals, "only") == 0 ? KOM_TOTALS_ONLY
                                              : KOM_TOTALS_KEEP;
    q->canonical_names = kom_run_has(run, KOM_OPT_canonical);
    enum kom_status status = names(run, KOM_OPT_number, &q->number);
    if (!status && is_long)
        status = names(run, KOM_OPT_keep, &q->keep);
    if (!status)
        status = names(run, KOM_OPT_status, &q->status);
    if (!status && q->totals != KOM_TOTALS_KEEP) /* else all rows are alike */
        status = names(run, KOM_OPT_total_codes, &q->total_codes);
    if (!status)
        status = names(run, KOM_OPT_long, &pair);
    if (status || !is_long)
        return status;
    if (pair.n != 2)
        return kom_run_usage(run, KOM_OPT_long, "needs two names: NAME,VALUE");
    status = heading(run, pair.item[0], &q->name_heading);
    return status ? status : heading(run, pair.item[1], &q->value_heading);
}

static void note_passed(struct kom_run *run, const struct kom_canonical *k,
                        const struct kom_extract *x) {
    struct kom_buf text = {0};
    if (x->files[0]->foreign) /* such files say of every column what it holds */
        return;
    kom_canonical_passed(k, x, &text);
    if (text.n && !text.failed)
        kom_run_note(run, "passed as they stand: %.*s", (int)(text.n < 1500 ? text.n : 1500),
                     text.p);
    kom_buf_fini(&text);
}

static enum kom_status convert(struct kom_run *run, struct kom_extract *x,
                               struct kom_canonical *k) {
    struct kom_buf header = {0};
    enum kom_status status = kom_canonical_header(k, x, &header, &run->err);
    if (!status)
        status = kom_run_flush(run, &header);
    kom_buf_fini(&header);
    if (!status)
        status = kom_run_has(run, KOM_OPT_official)
                     ? kom_read_official(run, x, k)
                     : kom_run_method(run, x, &kom_canonical_method, k);
    if (status)
        return status;
    if (k->request.totals == KOM_TOTALS_DROP && x->aside[KOM_N_BUILTIN] == 0)
        kom_run_warn(
            run,
            "--totals drop: no row was a total; name their codes with --total-codes COL=CODE|CODE");
    note_passed(run, k, x);
    return KOM_OK;
}

/* ---- files that are no text ---- */

static void say_of_file(void *run, bool is_warning, const char *line) {
    if (is_warning)
        kom_run_warn(run, "%s", line);
    else
        kom_run_note(run, "%s", line);
}

static enum kom_status read_rows(struct kom_run *run, const struct kom_canonical_request *request) {
    struct kom_canonical plan;
    struct kom_extract x;
    enum kom_status status = kom_run_open(run, "rows", &x);
    if (status)
        return status;
    status = kom_read_refuse_text(run, &x);
    if (!status)
        status = kom_canonical_plan(&plan, request, &x, &run->arena, &run->err);
    if (!status)
        status = convert(run, &x, &plan);
    kom_extract_close(&x);
    return status;
}

static enum kom_status run_read(struct kom_run *run) {
    struct kom_canonical_request request = {.name_heading = NULL};
    struct kom_read_files files = {.first = NULL};
    if (kom_run_has(run, KOM_OPT_official) && !run->reading.kom_digits)
        run->reading.kom_digits = 3; /* as the list has them */
    enum kom_status status = parse(run, &request);
    if (!status)
        status = kom_read_ask(run, &request, &files);
    if (!status)
        status = read_rows(run, &request);
    if (!status)
        kom_read_files_say(&files, say_of_file, run);
    kom_read_files_fini(&files);
    return status;
}

static const struct kom_tool_option own_options[] = {
    {KOM_OPT_number, NULL, NULL},
    {KOM_OPT_canonical, NULL, NULL},
    {KOM_OPT_long, NULL, NULL},
    {KOM_OPT_keep, NULL, NULL},
    {KOM_OPT_totals, NULL, NULL},
    {KOM_OPT_total_codes, NULL, NULL},
    {KOM_OPT_status, NULL, NULL},
    {KOM_OPT_labels, NULL, NULL},
    {KOM_OPT_catalog, NULL, NULL},
    {KOM_OPT_write_codebook, NULL, NULL},
    {KOM_OPT_sheet, NULL, NULL},
    {KOM_OPT_sheet_name, NULL, NULL},
    {KOM_OPT_range, NULL, NULL},
    {KOM_OPT_fill_merged, NULL, NULL},
    {KOM_OPT_official, NULL,
     "write municipality codes with three digits, as the list since 1970 has them that ships, and "
     "name those that it has not"},
    {KOM_OPT_END, NULL, NULL},
};

const struct kom_tool kom_tool_read = {
    .name = "read",
    .sentence = "any source to the canonical stream",
    .synopsis = "[--dialect NAME] [--number COL,...] [--long NAME,VALUE --keep COL,...] [FILE]...",
    .options = own_options,
    .library = kom_read_libraries,
    .see_also = "kom-check, kom-sum, kom-table",
    .run = run_read,
};

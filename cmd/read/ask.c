/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the call of kom-read asks of files that are no text. */
#include "read/ask.h"

#include <string.h>

enum kom_status kom_read_ask(struct kom_run *run, const struct kom_canonical_request *plan,
                             struct kom_read_files *files) {
    const char *labels = kom_run_text(run, KOM_OPT_labels, "code");
    struct kom_list sheets;
    files->request = (struct kom_read_request){
        .labels = strcmp(labels, "text") == 0   ? KOM_LABELS_TEXT
                  : strcmp(labels, "both") == 0 ? KOM_LABELS_BOTH
                                                : KOM_LABELS_CODE,
        .catalog = kom_run_text(run, KOM_OPT_catalog, NULL),
        .says_totals = kom_run_has(run, KOM_OPT_totals),
        .status = plan->status.item,
        .n_status = plan->status.n,
        .plan = plan,
        .codebook = run->codebook,
        .sheet = kom_run_text(run, KOM_OPT_sheet, NULL),
        .sheet_name = kom_run_text(run, KOM_OPT_sheet_name, NULL),
        .range = kom_run_text(run, KOM_OPT_range, NULL),
        .fills_merged = kom_run_has(run, KOM_OPT_fill_merged),
        .reading = &run->reading,
    };
    if (kom_run_list(run, KOM_OPT_sheet, &sheets))
        return run->failed;
    files->request.sheets = sheets.item;
    files->request.n_sheets = sheets.n;
    kom_read_files_init(files);
    run->reading.foreign = &files->foreign;
    if (files->request.catalog && files->request.labels == KOM_LABELS_CODE &&
        !kom_run_has(run, KOM_OPT_write_codebook))
        return kom_run_usage(run, KOM_OPT_catalog,
                             "goes with --labels text, --labels both or --write-codebook");
    if (kom_run_has(run, KOM_OPT_write_codebook) && run->n_files > 1)
        return kom_run_usage(run, KOM_OPT_write_codebook, "is of one file; name one");
    return KOM_OK;
}

enum kom_status kom_read_refuse_text(struct kom_run *run, const struct kom_extract *x) {
    static const enum kom_opt ids[] = {
        KOM_OPT_labels,     KOM_OPT_catalog, KOM_OPT_write_codebook, KOM_OPT_sheet,
        KOM_OPT_sheet_name, KOM_OPT_range,   KOM_OPT_fill_merged,
    };
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0] && !status && !x->files[0]->foreign; i++)
        if (kom_run_has(run, ids[i]))
            status = kom_run_usage(
                run, ids[i],
                "is for files that are no plain text (kom-read(1) lists them), and %s is text",
                x->files[0]->name);
    return status;
}

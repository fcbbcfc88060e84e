/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of SAS, SPSS and Stata, by ReadStat. */
#ifndef KOM_READ_STATFILE_H
#define KOM_READ_STATFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "foreign.h"
#include "kom/error.h"
#include "kom/reading.h"
#include "sink.h"

enum kom_label_mode { KOM_LABELS_CODE, KOM_LABELS_TEXT, KOM_LABELS_BOTH };

/* What is asked of such files. All is borrowed. */
struct kom_statfile_request {
    enum kom_label_mode labels;
    const char *catalog;       /* a SAS catalog with the labels; NULL: none */
    const char *const *status; /* columns, by the names that they are to get */
    size_t n_status;
    struct kom_sink *codebook; /* NULL: none */
    const struct kom_reading *reading;
};

/* All such files of a run. Zero-initialised but for the request. */
struct kom_statfiles {
    struct kom_statfile_request request;
    struct kom_foreign foreign; /* for the reading */
    struct kom_statfile *first, *last;
};

/* Sets `foreign`. Where kom-read was built without ReadStat it stays empty: see kom_statfile_note.
 */
void kom_statfiles_init(struct kom_statfiles *files);

/* One line about each file that was read to its end, where there is something to be said: what was
   written blank or changed. */
void kom_statfiles_notes(const struct kom_statfiles *files,
                         void (*say)(void *context, const char *line), void *context);

/* After the extract that read them is closed. */
void kom_statfiles_fini(struct kom_statfiles *files);

/* For --version: "ReadStat", or "built without ReadStat". */
extern const char kom_statfile_library[];

#endif

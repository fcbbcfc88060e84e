/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are no text, each read by a format of its own: one struct of verbs a format, one line
   in the list of formats.c. */
#ifndef KOM_READ_FORMATS_H
#define KOM_READ_FORMATS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "channel.h"
#include "foreign.h"
#include "kom/error.h"
#include "kom/reading.h"
#include "read/canonical.h"
#include "sink.h"
#include "source.h"

enum kom_label_mode { KOM_LABELS_CODE, KOM_LABELS_TEXT, KOM_LABELS_BOTH };

/* What is asked of such files. All is borrowed. */
struct kom_read_request {
    enum kom_label_mode labels;
    const char *catalog;       /* a SAS catalog with the labels; NULL: none */
    bool says_totals;          /* what becomes of totals */
    const char *const *status; /* columns, by the names that they are to get */
    size_t n_status;
    const struct kom_canonical_request *plan; /* what becomes of the columns */
    struct kom_sink *codebook;                /* NULL: none */
    const char *sheet;                        /* as it was given; NULL: it was not */
    const char *const *sheets;                /* the same as a list */
    size_t n_sheets;
    const char *sheet_name; /* the column that has it; NULL: none */
    const char *range;      /* NULL: all cells */
    bool fills_merged;
    const struct kom_reading *reading;
};

/* One such file while it is read. A format has its own struct, whose first member this is. */
struct kom_read_format;
struct kom_read_file {
    struct kom_read_file *later;
    const struct kom_read_format *format;
    const struct kom_read_request *request;
    const char *path;          /* as the call names it */
    const char *name;          /* in messages */
    struct kom_source *source; /* its bytes, where the format reads forward; owned */
    const struct kom_no_text *form;
    struct kom_foreign_table table; /* is_status and n_fields filled before the channel begins */
    struct kom_channel channel;     /* takes the rows as a text of commas, points and ISO days */
    bool has_channel, has_thread;
    pthread_t thread;
    bool is_whole; /* read to its end; of the thread until that has ended */
};

/* A reader of files of some forms. */
struct kom_read_format {
    bool (*reads)(enum kom_form form);
    bool reads_forward; /* from front to back, out of `source` */
    size_t nbytes;      /* of its own struct, which begins zeroed */
    /* Checks what is asked of a file, and reads what stands before the rows where that is wanted.
       KOM_EUSAGE: an option that is not for such a file; KOM_EDATA: damaged, or none that is read.
     */
    enum kom_status (*look)(struct kom_read_file *f, struct kom_error *err);
    /* Adds the codebook, with its header; NULL: such files have none. After look. */
    void (*codebook)(const struct kom_read_file *f, struct kom_buf *out);
    /* In a thread of its own: the header and kom_channel_begin, the rows, kom_channel_end; sets
       is_whole. */
    void (*rows)(struct kom_read_file *f);
    /* Add what is to be said at the end of a whole file; nothing: there is nothing. A note says
       what was done with what is plain; a warning, quiet or not, that figures may be others than
       the file shows. warn may be NULL. */
    void (*note)(const struct kom_read_file *f, struct kom_buf *out);
    void (*warn)(const struct kom_read_file *f, struct kom_buf *out);
    /* Frees what the own struct holds; the thread has ended. */
    void (*fini)(struct kom_read_file *f);
};

/* All such files of a run. Zero-initialised but for the request. */
struct kom_read_files {
    struct kom_read_request request;
    struct kom_foreign foreign; /* for the reading */
    struct kom_read_file *first, *last;
};

/* Sets `foreign`. */
void kom_read_files_init(struct kom_read_files *files);

/* A line of notes and one of warnings about each file that was read to its end, where there is
   something to be said: what was written blank or changed. */
void kom_read_files_say(const struct kom_read_files *files,
                        void (*say)(void *context, bool is_warning, const char *line),
                        void *context);

/* After the extract that read them is closed. */
void kom_read_files_fini(struct kom_read_files *files);

/* The name that a column of such a file gets by --rename. */
const char *kom_read_name(const struct kom_read_file *f, const char *name);

/* Whether --status names that column, by the name that it gets. */
bool kom_read_asks_status(const struct kom_read_file *f, const char *name);

/* The first option given that speaks of the cells of a sheet, and of sheets at all; NULL: none. */
const char *kom_read_cell_option(const struct kom_read_request *q);
const char *kom_read_sheet_option(const struct kom_read_request *q);

/* For --version: the libraries, or what the build is without. */
extern const char kom_read_libraries[];

/* ---- the formats; those that a build is without are not in the list ---- */

extern const struct kom_read_format kom_read_stat;     /* SAS, SPSS, Stata: stat/, by ReadStat */
extern const struct kom_read_format kom_read_jsonstat; /* statbank/, by jansson */
extern const struct kom_read_format kom_read_px;       /* PC-Axis: statbank/ */
extern const struct kom_read_format kom_read_xlsx;     /* Excel: sheet/, by libzip and expat */

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file of a statistics program while it is read. Inside cmd/read only. */
#ifndef KOM_READ_PARSE_H
#define KOM_READ_PARSE_H

#include <pthread.h>
#include <readstat.h>
#include <stdint.h>

#include "channel.h"
#include "mem.h"
#include "shown.h"
#include "statfile.h"
#include "value_labels.h"

/* A column of the file. Texts lie in the file's arena. */
struct kom_statfile_column {
    const char *name, *label, *format, *set_name;
    struct kom_shown shown;
    const struct kom_label_set *labels; /* NULL: none */
    bool is_text;
    bool has_ranges; /* values that the user declared missing */
    bool has_status; /* COL_status goes behind it */
    bool has_label;  /* then COL_label */
};

enum { KOM_N_TAGS = 27 }; /* .A to .Z and ._ */

/* What was written otherwise than it stood. */
struct kom_statfile_counts {
    uint64_t tag[KOM_N_TAGS], user, infinite, unlabelled;
    struct kom_shown_odd odd;
};

/* The bytes of a file, in large reads. */
struct kom_statfile_bytes {
    int fd;
    int failed; /* errno of the read that failed; 0: none */
    char *block;
    int64_t at; /* of the block in the file */
    size_t n, next;
    bool ends_within; /* the last read wanted more than there was, and what there was says something
                       */
};

struct kom_statfile {
    struct kom_statfile *later;
    const struct kom_statfile_request *request;
    const char *path;
    enum kom_form form;
    struct kom_foreign_table table;
    struct kom_arena arena;
    struct kom_buf description;
    struct kom_statfile_column *column;
    size_t n_columns, cap_columns;
    bool *is_status; /* of each field of the table */
    struct kom_label_sets labels;
    int64_t n_said;    /* rows that the file says to have; -1: it does not say */
    uint64_t *deleted; /* rows that are marked so, from 0, in order */
    size_t n_deleted, next_deleted;
    struct kom_statfile_bytes bytes;
    struct kom_channel channel;
    bool has_channel, has_thread;
    pthread_t thread;
    /* of the thread alone, until it has ended */
    struct kom_buf block; /* rows to be given */
    bool is_begun, is_whole;
    int64_t n_rows;
    size_t next_column;
    struct kom_statfile_counts counts;
    char said[200]; /* what ReadStat said first */
    enum kom_status status;
    struct kom_error err;
};

/* Reads what stands before the rows: columns, and value labels (wherever those are). */
enum kom_status kom_statfile_look(struct kom_statfile *f, struct kom_error *err) KOM_MUSTUSE;

/* Reads the rows into f->block, which goes to the channel; the last word goes there too. */
void kom_statfile_rows(struct kom_statfile *f);

/* The name that a column gets by --rename. */
const char *kom_statfile_name(const struct kom_statfile *f, const struct kom_statfile_column *c);

/* Adds the cells of a column for a value. */
void kom_statfile_cell(struct kom_statfile *f, const struct kom_statfile_column *c,
                       readstat_variable_t *variable, const readstat_value_t *value);

/* Sets the handlers that read bytes. */
void kom_statfile_read_by(struct kom_statfile_bytes *b, readstat_parser_t *parser);

/* Why ReadStat ended, in words: fills err and returns the status. */
enum kom_status kom_statfile_explain(const struct kom_statfile *f, readstat_error_t code,
                                     const char *path, struct kom_error *err);

/* Finds the rows of a SAS data set that are marked as deleted, which ReadStat gives like others. */
enum kom_status kom_statfile_find_deleted(struct kom_statfile *f,
                                          struct kom_error *err) KOM_MUSTUSE;

/* Adds the codebook: a row a column, under its header. */
void kom_statfile_codebook(const struct kom_statfile *f, struct kom_buf *out);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file of a statistics program while it is read. Inside cmd/read only. */
#ifndef KOM_READ_PARSE_H
#define KOM_READ_PARSE_H

#include <readstat.h>
#include <stdint.h>

#include "mem.h"
#include "read/formats.h"
#include "read/shown.h"
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
    bool is_long;    /* texts whose loss is looked for (long_text.c) */
};

enum { KOM_N_TAGS = 27 }; /* .A to .Z and ._ */

/* What was written otherwise than it stood. */
struct kom_statfile_counts {
    uint64_t tag[KOM_N_TAGS], user, infinite, unlabelled;
    struct kom_shown_odd odd;
};

/* The bytes of a file, in large reads. */
struct kom_statfile;
struct kom_statfile_bytes {
    int fd;
    int failed; /* errno of the read that failed; 0: none */
    char *block;
    int64_t at; /* of the block in the file */
    size_t n, next;
    size_t step; /* how much is read at once: little after a jump, more from then on */
    enum kom_status (*look)(struct kom_statfile *f, int64_t at, char *p, size_t n);
    struct kom_statfile *looker; /* sees all that ReadStat reads, and may change it */
    bool ends_within; /* the last read wanted more than there was, and what there was says something
                       */
};

/* The pages of a SAS data set as they pass by, and the deleted rows of the last (deleted.c). */
struct kom_sas_pages {
    bool is_64, is_big;
    uint64_t header, page, row; /* bytes; page 0: no data set, row 0: not yet known */
    size_t head, pointer;       /* bytes before a page's type; of a pointer to a subheader */
    uint64_t n_rows;            /* of the pages so far */
    uint64_t *deleted;          /* rows of the last page, counted from 0 in the file; in order */
    size_t n_deleted, cap_deleted, next_deleted;
    uint64_t n_said, n_all_deleted; /* of the file: as it says, and found so far */
};

/* Long texts of Stata as they pass by (long_text.c). */
struct kom_long_texts {
    bool is_on, is_big;
    bool is_types, is_text; /* what the next read is */
    bool *is_long;          /* of each column */
    size_t n_types, n_long;
    uint64_t n_texts, n_given; /* texts that are not empty, and cells that have one */
};

/* Headers of data sets in a SAS transport file as they pass by (members.c). */
struct kom_members {
    size_t n_alike; /* bytes of the record at hand that are like a header's */
    uint64_t n;
};

struct kom_statfile {
    struct kom_read_file file; /* first */
    enum kom_form form;
    struct kom_arena arena;
    struct kom_buf description;
    struct kom_statfile_column *column;
    size_t n_columns, cap_columns;
    bool *is_status; /* of each field of the table */
    const char **made_by;
    struct kom_label_sets labels;
    int64_t n_said; /* rows that the file says to have; -1: it does not say */
    struct kom_sas_pages pages;
    struct kom_long_texts texts;
    struct kom_members members;
    struct kom_statfile_bytes bytes;
    /* of the thread alone, until it has ended */
    struct kom_buf block; /* rows to be given */
    bool is_begun;
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

/* Adds the cells of a column for a value. */
void kom_statfile_cell(struct kom_statfile *f, const struct kom_statfile_column *c,
                       readstat_variable_t *variable, const readstat_value_t *value);

/* Up to n first bytes of a file; -1 and errno. */
ssize_t kom_statfile_first(const char *path, char *p, size_t n);

/* Sets the handlers that read bytes. */
void kom_statfile_read_by(struct kom_statfile_bytes *b, readstat_parser_t *parser);

/* Why ReadStat ended, in words: fills err and returns the status. */
enum kom_status kom_statfile_explain(const struct kom_statfile *f, readstat_error_t code,
                                     const char *path, struct kom_error *err);

/* Deleted rows of SAS: from the file's first bytes; from all that is read; asked for each row, in
   order; and at the end, whether they could be told. Errors are in f->err. */
void kom_sas_pages_begin(struct kom_statfile *f, const char *header, size_t n);
enum kom_status kom_sas_pages_look(struct kom_statfile *f, int64_t at, const char *p,
                                   size_t n) KOM_MUSTUSE;
bool kom_sas_pages_is_deleted(struct kom_sas_pages *s, uint64_t row);
enum kom_status kom_sas_pages_check(struct kom_statfile *f) KOM_MUSTUSE;

/* A second data set of a SAS transport file likewise. */
enum kom_status kom_members_look(struct kom_statfile *f, int64_t at, const char *p,
                                 size_t n) KOM_MUSTUSE;

/* Long texts of Stata likewise: of a column; before the first row; at the end. */
void kom_long_texts_begin(struct kom_statfile *f, const char *header, size_t n);
enum kom_status kom_long_texts_look(struct kom_statfile *f, char *p, size_t n) KOM_MUSTUSE;
bool kom_long_texts_has(const struct kom_long_texts *t, size_t column);
enum kom_status kom_long_texts_check(struct kom_statfile *f) KOM_MUSTUSE;
enum kom_status kom_long_texts_check_all(struct kom_statfile *f) KOM_MUSTUSE;

/* Adds the codebook: a row a column, under its header. */
void kom_statfile_codebook(const struct kom_statfile *f, struct kom_buf *out);

/* codebook.c: adds the code of a label. */
void kom_statfile_put_code(const struct kom_statfile_column *c, const struct kom_value_label *item,
                           struct kom_buf *out);

#endif

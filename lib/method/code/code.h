/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interviews coded elsewhere: segments with their codes to counts of documents, to pairs of codes,
   and to how well the coders agree. */
#ifndef KOM_CODE_ROOM_H
#define KOM_CODE_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "frame.h"
#include "kom/agree.h"
#include "kom/error.h"
#include "lookup.h"
#include "meet.h"
#include "output.h"

enum kom_code_table {
    KOM_CODE_COUNTS,
    KOM_CODE_PAIRS,
    KOM_CODE_AGREEMENT,
    KOM_CODE_QUOTES, /* the passages themselves */
};

/* What is asked. Names as typed; all is borrowed. */
struct kom_code_request {
    enum kom_code_table table;
    const char *const *by;
    size_t n_by;
    const struct kom_frame *codebook, *documents; /* NULL: not given */
    bool has_book_of_several;  /* --codebook is of several projects: a blank parent says nothing */
    bool knows_documents;      /* the input names those without segments, too */
    struct kom_lookup *lookup; /* NULL: no table of by-columns is given */
    struct kom_unmatched *unmatched;
    double overlap;  /* ranges are one unit where they share this much of what both cover; 0: where
                        they are equal */
    bool has_values; /* what a coder says of a unit is the column value, not that a code is there */
    enum kom_measurement measurement;
    enum kom_kappa_weights weights;
    struct kom_codings_plan plan; /* and the level of all intervals */
};

enum kom_code_reason {
    KOM_CODE_USED,
    KOM_CODE_NO_DOCUMENT,
    KOM_CODE_NO_CODER, /* where coders are compared */
    KOM_CODE_SEVERAL,  /* networks: the document counts in none */
    KOM_CODE_HIDDEN,   /* the code, or which part has it, though there is one */
    KOM_CODE_MISSING,  /* likewise: missing or impossible */
    KOM_CODE_REASONS
};
const char *kom_code_reason_text(enum kom_code_reason reason);

/* A row of each table; texts end with NUL. */
struct kom_code_count {
    struct kom_text group; /* a packed key (groups.h) */
    const char *code;
    int64_t documents, segments, n; /* segments -1: the input does not part documents */
    double share;
    struct kom_ci ci;
    const char *name;
};

struct kom_code_pair {
    struct kom_text group;
    const char *code, *code_2;
    int64_t documents, segments;
};

struct kom_code_agreement {
    const char *code;
    int64_t units, coders;
    struct kom_kappa kappa;
    const char *kappa_method, *measurement;
    double alpha;
    struct kom_ci ci;
    int64_t draws, seed, units_all; /* -1: none */
    struct kom_buf warning;         /* with a NUL behind */
    const char *warned;             /* that text */
};

struct kom_code_quote {
    struct kom_text group;
    const char *code;
    struct kom_text document, segment, coder, text;
};

struct kom_code_work;

/* The result; owns what its rows point to, except texts of the request and cells of the frames.
   Zero-initialised is empty. */
struct kom_code {
    struct kom_code_request ask;
    void *rows; /* of the struct that belongs to ask.table */
    size_t n_rows, cap_rows;
    uint8_t *reason; /* of each row of the frame: enum kom_code_reason */
    size_t n_reasons;
    bool has_names;       /* the codebook names its codes */
    struct kom_buf lines; /* what is to be said, a line each: it changes what figures mean */
    struct kom_code_work *work;
};

/* The columns of the input that must read as numbers, for loading: returns how many, the first cap
   of them in list. */
size_t kom_code_typed(const struct kom_code_request *request, struct kom_typed_column *list,
                      size_t cap);

/* Makes the table: by-values, then codes, in byte order; code `all` last. KOM_EUSAGE: the request
   contradicts itself or the data. KOM_EDATA: a column is not there, a cell cannot be read, the
   codebook contradicts itself, spellings differ. KOM_EESTIMATE: of agreement no row has a figure.
   KOM_ENOMEM. kom_code_fini is due in every case. */
enum kom_status kom_code_make(struct kom_code *code, const struct kom_frame *segments,
                              const struct kom_code_request *request,
                              struct kom_error *err) KOM_MUSTUSE;

/* Of each table, beside the by-columns. */
extern const struct kom_output_column kom_code_count_columns[], kom_code_pair_columns[],
    kom_code_agreement_columns[], kom_code_quote_columns[];

/* Header and rows as the stream has them (buf->failed: memory ran out). */
void kom_code_write(const struct kom_code *code, struct kom_buf *buf);

void kom_code_fini(struct kom_code *code);

#endif

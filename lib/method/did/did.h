/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Difference in differences (kom/did.h) as the tool has it: rows with what their making needs. */
#ifndef KOM_DID_ROOM_H
#define KOM_DID_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "frame.h"
#include "kom/did.h"
#include "kom/error.h"
#include "kom/test.h"
#include "lookup.h"
#include "mem.h"
#include "output.h"

/* The columns of the request that must read as numbers, for loading: returns how many, the first
   cap of them in list. */
size_t kom_did_typed(const struct kom_did_request *request, struct kom_typed_column *list,
                     size_t cap);

/* One estimate. NaN and -1: not there. */
struct kom_did_row {
    const struct kom_text *by; /* n_by values */
    const char *measure, *term, *method;
    const char *warning;  /* "" or several joined by "; " */
    const char *cohort;   /* "" or the first treated period */
    int32_t event_time;   /* KOM_DID_NO_EVENT: none */
    int64_t n;            /* observations behind the estimate */
    struct kom_test test; /* p_value one-sided where that was asked for */
    double p_permutation; /* of collapse */
    double p_min;         /* the smallest p that permutation or bootstrap can give */
    int64_t draws;        /* -1: none were made */
    bool is_enumerated;   /* all there are */
    bool is_drawn;        /* the seed mattered */
    int64_t n_extreme;    /* draws further out than the estimate, -1: none were made */
    int64_t n_ties;       /* draws as far out, by a relative tolerance of 1e-9 */
    int64_t n_treated;    /* units */
    int64_t n_control;    /* units */
    int64_t n_clusters;   /* of the first --cluster column, or of units; -1: none */
    bool is_exact;        /* estimate and std_error carry all their digits */
    bool is_estimated;
    int shift; /* estimate, its error and interval are to be taken times 2^shift; 0 in the result */
};

/* One line of the design: a cohort in a group. */
struct kom_did_design_row {
    const struct kom_text *by;
    const char *measure;
    const char *cohort; /* first treated period, `never`, `always` */
    int64_t n_units;
    int64_t n_controls;                   /* units that it is compared with */
    int64_t n_before, n_after, n_missing; /* cells used, and cells that a full panel would have */
    const char *first, *last;             /* period of the panel */
    const char *units;                    /* their names, joined by blanks */
    const char *dropped;                  /* reasons and counts of its rows set aside */
};

/* The result; owns what its rows point to, except texts of the request and cells of the frame.
   Zero-initialised is empty. */
struct kom_did {
    struct kom_did_row *rows;
    size_t n_rows, cap_rows;
    struct kom_did_design_row *design;
    size_t n_design, cap_design;
    uint8_t *reason; /* of each row of the frame: enum kom_did_reason */
    size_t n_reasons, n_used;
    uint64_t n_beyond;     /* figures that are blank because they lie beyond the doubles */
    const char **by_names; /* as asked for */
    size_t n_by;
    uint64_t seed;
    double level;
    struct kom_arena arena;
};

/* KOM_EUSAGE when the request contradicts itself, as far as that can be seen without the rows. */
enum kom_status kom_did_check(const struct kom_did_request *request,
                              struct kom_error *err) KOM_MUSTUSE;

/* Makes the estimates: groups in byte order of their values (total last), measures in the order
   asked for. A panel that cannot carry the estimate stays as a row with NaN and a warning.
   KOM_EUSAGE: the request contradicts itself. KOM_EDATA: a column is not there, a cell cannot be
   read, a unit has two starts or two rows of one period, totals stand beside their parts.
   KOM_EESTIMATE: no row has an estimate; *did is whole all the same. KOM_ENOMEM. kom_did_fini is
   due in every case. */
enum kom_status kom_did_make(struct kom_did *did, const struct kom_frame *frame,
                             const struct kom_did_request *request,
                             struct kom_error *err) KOM_MUSTUSE;

/* The columns of estimates, and of the design, beside the by-columns. */
extern const struct kom_output_column kom_did_columns[], kom_did_design_columns[];

/* The header and the rows as the stream has them (buf->failed: memory ran out). */
void kom_did_write(const struct kom_did *did, struct kom_buf *buf);
void kom_did_write_design(const struct kom_did *did, struct kom_buf *buf);

void kom_did_fini(struct kom_did *did);

#endif

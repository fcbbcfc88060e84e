/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The design of a sample from the columns of its rows: weights, clusters, strata, finite
   populations; or replicate weights and the table of their factors. One meaning in every tool. */
#ifndef KOM_DESIGN_ROWS_H
#define KOM_DESIGN_ROWS_H

#include "ask.h"
#include "design.h"
#include "frame.h"
#include "kom/error.h"
#include "measured.h"
#include "mem.h"

/* What is asked, names as typed; NULL: not given. Borrowed. */
struct kom_design_request {
    const char *weight;              /* sampling weights; none: 1 for every row */
    const char *cluster;             /* none: every row is a cluster */
    const char *strata;              /* none: one */
    const char *fpc;                 /* clusters in the population of a row's stratum */
    const char *const *replicates;   /* columns, or PREFIX*, as --replicate-weights has them */
    size_t n_replicates;             /* 0: by linearisation */
    const struct kom_frame *factors; /* replicate, stratum, factor; with replicates */
};

/* Is a design told by more than clusters and weights? */
static inline bool kom_design_is_drawn(const struct kom_design_request *r) {
    return r->strata || r->fpc || r->n_replicates;
}

/* KOM_EUSAGE when the request contradicts itself. */
enum kom_status kom_design_check(const struct kom_design_request *r,
                                 struct kom_error *err) KOM_MUSTUSE;

/* The replicates, by the rows of the table of factors. */
struct kom_design_replicates {
    const char **name;
    double *factor;
    size_t n;
    double df; /* replicates less strata */
};

/* Reads the table of factors, in the arena; n 0 where no replicates are asked for. KOM_EDATA: it
   lacks a column, a replicate stands twice or is in one of table and option alone, a factor is
   below 0. */
enum kom_status kom_design_replicates_read(const struct kom_design_request *r,
                                           struct kom_arena *arena,
                                           struct kom_design_replicates *replicates,
                                           struct kom_error *err) KOM_MUSTUSE;

/* KOM_EDATA: the rows have a column of PREFIX* and a number, as replicates are named, that is none
   of them: the factors are of other weights. */
enum kom_status kom_design_replicates_cover(const struct kom_design_request *r,
                                            const struct kom_design_replicates *replicates,
                                            const struct kom_frame *frame,
                                            struct kom_error *err) KOM_MUSTUSE;

/* The columns that must read as numbers or keys, for loading: as kom_typed_add. */
size_t kom_design_typed(const struct kom_design_request *r,
                        const struct kom_design_replicates *replicates,
                        struct kom_typed_column *list, size_t cap);

/* Why a row is not part of the sample. */
enum kom_design_lack {
    KOM_DESIGN_HAS_ALL,
    KOM_DESIGN_UNREADABLE,
    KOM_DESIGN_NO_WEIGHT,
    KOM_DESIGN_ZERO_WEIGHT, /* its cluster is part of it all the same */
    KOM_DESIGN_NO_STRATUM,
    KOM_DESIGN_NO_CLUSTER,
    KOM_DESIGN_NO_FPC,
};

/* The design of the rows of a frame. */
struct kom_design_rows {
    struct kom_design design;
    struct kom_design_desk desk;
    uint8_t *lack; /* of each row: enum kom_design_lack; its weight is then 0 */
    int *column;   /* those that it is made of */
    size_t n_columns;
    bool is_scaled;     /* weights do not say how large the population is: they sum to no more than
                           the rows */
    const char *method; /* what the errors rest on, in words; the arena's */
    struct kom_arena arena;
};

/* Makes it; beside[column] of the frame as kom_measured_ask notes it, which is added to. KOM_EDATA:
   a column is not there, a cell cannot be read, a cluster lies in two strata, a stratum has one
   cluster, populations differ within a stratum or are smaller than the sample. KOM_ENOMEM. fini is
   due in every case. */
enum kom_status kom_design_rows_make(struct kom_design_rows *rows,
                                     const struct kom_design_request *r,
                                     const struct kom_design_replicates *replicates,
                                     const struct kom_measured_frame *frame, int *beside,
                                     struct kom_error *err) KOM_MUSTUSE;
void kom_design_rows_fini(struct kom_design_rows *rows);

#endif

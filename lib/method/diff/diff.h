/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after (kom/diff.h) as the tool has it: rows with what their making needs. */
#ifndef KOM_DIFF_ROOM_H
#define KOM_DIFF_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "frame.h"
#include "kom/diff.h"
#include "kom/error.h"
#include "kom/test.h"
#include "lookup.h"
#include "mem.h"
#include "output.h"

/* Reads COL[=BEFORE,AFTER] into the request; the texts live in the arena or in `text`. */
enum kom_status kom_diff_phase_parse(const char *text, struct kom_arena *arena,
                                     struct kom_diff_request *request,
                                     struct kom_error *err) KOM_MUSTUSE;

/* The columns of the request that must read as numbers or periods, for loading: returns how many,
   the first cap of them in list. */
size_t kom_diff_typed(const struct kom_diff_request *request, struct kom_typed_column *list,
                      size_t cap);

/* One estimate. */
struct kom_diff_row {
    const struct kom_text *by; /* n_by values */
    const char *measure, *term, *scale, *method;
    struct kom_diff_figures side[2]; /* before, after */
    double gap;                      /* of means: after less before, rounded once */
    struct kom_test test;            /* NaN where there is none */
    int64_t n;                       /* observations behind the estimate */
    struct kom_diff_effect effect;   /* Hedges' g, of means */
    int64_t unlinked[2];             /* ids that are on this side only, of linked methods */
    int64_t clusters;                /* of method cluster and a design */
    int64_t strata;                  /* of a design */
    uint64_t draws;                  /* of permutations; 0: none were made */
    bool is_enumerated;              /* the draws are all there are */
    double p_min;                    /* the smallest p-value these data could have given */
    double p_equivalence;            /* larger of the two one-sided p-values */
    const char *warning;             /* "" or several joined by "; " */
    const char *own;                 /* a warning of this row alone; NULL: none */
    int32_t unlike_months;           /* said in the warning; contrasts have that of their levels */
    bool is_main;                    /* the first term of its method */
    bool is_of_sides;    /* sets the sides against each other, as level and slope do not */
    bool is_given_trend; /* the step beside a common slope */
    bool is_estimated;
    unsigned n_beyond; /* blank figures that lie beyond the doubles */
    bool is_exact;     /* the estimate is an exact difference rounded once */
    bool has_sides;    /* false for a contrast: it has the sides of two rows */
};

/* Which columns the rows have beside those that all have. */
struct kom_diff_has {
    bool counts, exposure, effect, unlinked, clusters, strata, draws, equivalence;
};

/* The result; owns what its rows point to, except texts of the request and cells of the frame.
   Zero-initialised is empty. */
struct kom_diff {
    struct kom_diff_row *rows;
    size_t n_rows;
    uint8_t *reason; /* of each row of the frame: enum kom_diff_reason */
    size_t n_reasons, n_used;
    uint64_t n_beyond;     /* figures of all rows that lie beyond the doubles */
    const char **by_names; /* as asked for, and the contrast */
    size_t n_by;
    struct kom_diff_has has;
    bool is_weighted;
    double level, margin;
    int64_t seed;
    struct kom_arena arena;
};

/* KOM_EUSAGE when the request contradicts itself, as far as that can be seen without the rows. */
enum kom_status kom_diff_check(const struct kom_diff_request *request,
                               struct kom_error *err) KOM_MUSTUSE;

/* Makes the estimates: a row a group, measure and term, groups in byte order of their values
   (before comes before after, total last), measures in the order asked for. A contrast stands where
   the text "LATER - EARLIER" of its two levels sorts. A group that cannot be estimated stays, with
   NaN and a warning. KOM_EUSAGE: the request contradicts itself. KOM_EDATA: a column is not there,
   a cell cannot be read, sides cannot be told, distinct persons would be added, totals stand beside
   their parts. KOM_EESTIMATE: no row has an estimate; *diff is whole all the same. KOM_ENOMEM.
   kom_diff_fini is due in every case. */
enum kom_status kom_diff_make(struct kom_diff *diff, const struct kom_frame *frame,
                              const struct kom_diff_request *request,
                              struct kom_error *err) KOM_MUSTUSE;

/* The columns of estimates, beside the by-columns. */
extern const struct kom_output_column kom_diff_columns[];

/* Header and rows as the stream has them (buf->failed: memory ran out). */
void kom_diff_write(const struct kom_diff *diff, struct kom_buf *buf);

void kom_diff_fini(struct kom_diff *diff);

#endif

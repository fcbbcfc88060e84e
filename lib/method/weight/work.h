/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-weight's method: what its files share. The state is parted by phase: what is given
   before the rows come, books of each worker, the answer.

   Rows that agree in every column that matters are one cell: weights belong to cells, and a row is
   its text and the number of its cell. */
#ifndef KOM_WEIGHT_WORK_H
#define KOM_WEIGHT_WORK_H

#include "by.h"
#include "extract.h"
#include "groups.h"
#include "intern.h"
#include "measured.h"
#include "place.h"
#include "rake.h"
#include "stream_quick.h"
#include "stream_row.h"
#include "waves.h"
#include "weight.h"

enum { WEIGHT_REPLICATES_MAX = 5000 };

/* ---- what is given ---- */

/* A column whose values are categories, and those of them that --collapse takes for another. */
struct weight_column {
    const char *name;
    struct kom_measured at; /* in the input */
    struct weight_same {
        struct kom_text value, as; /* as: the first of its list, itself included */
        bool is_met;
    } * same;
    size_t n_same;
};

/* What the weights are to add up to in each category: a packed key of the columns from..from+n-1,
   after --collapse. */
struct weight_margin {
    size_t from, n;
    struct kom_groups categories;
    double *total; /* of each */
    size_t cap;
    double all;
};

struct weight_given {
    struct kom_weighing_request ask;
    const struct kom_extract *x;
    struct weight_column *column; /* those of --rake, then of --post, then --sample-strata */
    size_t n_columns;             /* without the last */
    struct weight_margin *margin;
    size_t n_margins;
    struct kom_measured weight, cluster; /* KOM_NO_COLUMN: none */
    int respondent, wave;                /* KOM_NO_COLUMN: there is none */
    bool has_waves;                      /* as categories */
    struct kom_stream_columns columns;   /* that are written */
    size_t n_unused;                     /* rows of --known-totals of other columns */
    struct kom_buf lines;                /* on totals among them */
    struct kom_arena arena;
};

/* The parts of a cell's key: columns, stratum, cluster, start weight. */
enum { WEIGHT_PARTS_MAX = KOM_BY_MAX + 3 };
static inline size_t weight_n_parts(const struct weight_given *g) {
    return g->n_columns + 3;
}

/* ---- what a worker knows ---- */

/* Respondents, with their wave. */
struct weight_persons {
    struct kom_intern keys;
    uint64_t *place; /* of the first row of each */
    size_t cap;
    struct kom_first_places again; /* rows of those who had one already */
};

struct weight_books {
    const struct weight_given *g;
    uint32_t me;              /* number of the worker */
    struct kom_groups groups; /* cells as they were read */
    double *base;             /* of each, its start weight */
    uint64_t *n;              /* of each, its rows */
    size_t cap_base, cap_n;
    uint32_t *cell;          /* of each, once all are brought together */
    struct kom_intern waves; /* a sample is of one, where they are no categories */
    struct weight_persons persons;
    struct kom_placing placing;
    struct kom_buf key, room;
    struct kom_stream_quick stream;
};

/* How a row is kept: this, then its text, in the order of the input. */
struct weight_kept {
    uint32_t worker, group;
    uint64_t nbytes;
};

/* ---- the answer ---- */

/* What leaving out one cluster leaves out. */
struct weight_cluster {
    struct kom_text name, stratum;
    uint32_t i_stratum;
    double n; /* clusters of its stratum */
};

struct kom_weighing {
    struct weight_given given;
    struct weight_books *books;
    unsigned n_books;
    struct kom_buf rows;
    struct kom_groups groups; /* cells, after --collapse; */
    uint32_t *order;          /* in the order of their keys, by which the arrays below go */
    size_t n_cells;
    double *base, *n;
    uint32_t **code; /* of each margin, of each cell: its category */
    uint32_t *cluster_of;
    struct kom_groups clusters;
    struct weight_cluster *cluster; /* in the order of stratum and name */
    size_t n_clusters, n_strata;
    double *weight; /* n_cells of the sample, then of each replicate */
    uint32_t n_rounds, n_trims;
    double move;
    uint64_t n_rows;
};

/* columns.c: --collapse, and what it makes of a value. */
enum kom_status weight_columns_make(struct weight_given *g, struct kom_error *err) KOM_MUSTUSE;
struct kom_text weight_collapse(const struct weight_column *c, struct kom_text value);

/* totals.c */
enum kom_status weight_totals_read(struct weight_given *g, struct kom_error *err) KOM_MUSTUSE;
/* Adds the call that does without a margin. */
void weight_say_without(const struct weight_given *g, size_t margin, struct kom_buf *out);

/* Adds what leaves a row out of the known totals of raking, as the end of a message. */
void weight_say_unread(const struct kom_frame *totals, struct kom_text word, struct kom_buf *out);

/* ask.c */
enum kom_status weight_ask(void *method, struct kom_extract *x, struct kom_error *err) KOM_MUSTUSE;

/* take.c */
enum kom_status weight_hire(void *method, unsigned *n, void *worker[], struct kom_error *err);
enum kom_status weight_take(void *worker, struct kom_view *v, struct kom_error *err);
/* A row of a respondent: of two the later is one too many. false: memory ran out. */
bool weight_see_person(struct weight_persons *p, struct kom_text key, uint64_t place);
enum kom_status weight_emit(void *method, struct kom_text bytes, struct kom_error *err);

/* gather.c: the workers' cells together; KOM_EDATA where sample and totals do not fit. */
enum kom_status weight_gather(struct kom_weighing *s, struct kom_error *err) KOM_MUSTUSE;

/* judge.c: KOM_EDATA where rows are of several waves, or a respondent has several; and where one
   side has a category that the other has not. */
enum kom_status weight_judge_persons(struct kom_weighing *s, struct kom_error *err) KOM_MUSTUSE;
enum kom_status weight_judge_sample(const struct kom_weighing *s,
                                    struct kom_error *err) KOM_MUSTUSE;
/* A category of a margin that has a total and no mass; false: all have. */
bool weight_find_empty(const struct weight_margin *m, const double *mass, uint32_t *category);
/* All of them, without that cluster (NULL: of the whole sample). */
enum kom_status weight_say_empty(const struct kom_weighing *s, size_t margin, const double *mass,
                                 const struct weight_cluster *without,
                                 struct kom_error *err) KOM_MUSTUSE;
void weight_say_category(const struct weight_given *g, size_t margin, struct kom_text key,
                         struct kom_buf *out);

/* clusters.c: clusters and strata of --replicates. */
enum kom_status weight_clusters_make(struct kom_weighing *s, struct kom_error *err) KOM_MUSTUSE;
/* Adds a cluster by its name, or the number of its row among those weighed. */
void weight_say_cluster(const struct kom_weighing *s, const struct weight_cluster *c,
                        struct kom_buf *out);

/* fit.c: the weights of the sample, and of the replicates. */
enum kom_status weight_fit(struct kom_weighing *s, struct kom_error *err) KOM_MUSTUSE;

/* write.c */
enum kom_status weight_write(void *method, const struct kom_out *to,
                             struct kom_error *err) KOM_MUSTUSE;

static inline enum kom_status weight_no_memory(struct kom_error *err) {
    return kom_no_memory_in(err, "the weights");
}

#endif

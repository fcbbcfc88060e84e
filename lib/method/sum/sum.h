/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Summaries by group: figures of numbers, one-way analysis of variance, shares. Figures are made of
   exact sums and sorted values and rounded once, so that they are a function of the multiset of
   rows alone (autocorr1: of their order too). */
#ifndef KOM_SUMMARY_H
#define KOM_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cells.h"
#include "codes.h"
#include "columns.h"
#include "exact.h"
#include "extract.h"
#include "few.h"
#include "groups.h"
#include "kom/interval.h"
#include "lookup.h"
#include "measured.h"
#include "method.h"
#include "output.h"
#include "quantile.h"
#include "series.h"
#include "spill.h"
#include "totals.h"
#include "valueset.h"
#include "weighted.h"

struct kom_figure; /* how one statistic is written */

/* One of --stats. */
struct kom_stat {
    const struct kom_figure *figure;
    struct kom_share p; /* of quantiles */
    const char *name;   /* as asked for: its heading */
};

/* What a list of statistics needs and means. */
enum {
    KOM_STAT_VALUES = 1,     /* sorted values */
    KOM_STAT_SERIES = 2,     /* values in order */
    KOM_STAT_UNWEIGHTED = 4, /* has no weighted form here */
    KOM_STAT_QUANTILE = 8,
    KOM_STAT_SUM = 16,
    KOM_STAT_LEVEL = 32,
    KOM_STAT_DISTINCT = 64,
};

/* What is written where nothing is asked for; KOM_STATS_N_USUAL names. */
enum { KOM_STATS_N_USUAL = 9 };
extern const char *const kom_stats_usual[KOM_STATS_N_USUAL];

/* The words of --stats; NULL past the last. Further percentiles come beside them. */
const char *kom_stat_word(size_t i);

/* Names to statistics, owned by the arena; flags are those of all. KOM_EUSAGE names the one that is
 * not known, or twice there. */
enum kom_status kom_stats_parse(struct kom_arena *arena, const char *const *name, size_t n,
                                struct kom_stat **stats, unsigned *flags,
                                struct kom_error *err) KOM_MUSTUSE;

enum kom_summary_kind { KOM_SUMMARY_FIGURES, KOM_SUMMARY_BETWEEN, KOM_SUMMARY_SHARES };

/* What is asked for; names as typed, borrowed. NULL: not given. */
struct kom_summary {
    enum kom_summary_kind kind;
    const char *const *by, *const *margins, *const *value;
    size_t n_by, n_margins, n_values;
    const char *weight, *time; /* figures */
    const char *between;       /* between */
    const char *count, *of;    /* shares */
    const struct kom_stat *stats;
    size_t n_stats;
    unsigned flags;
    int quantile_type; /* 0: not given, type 7 or, with weights, the inverse of the weighted
                          distribution */
    double level;
    bool has_level; /* it was given */
    enum kom_ci_kind ci;
    struct kom_lookup *lookup; /* by-columns that the input has not; NULL: no table is given */
    /* filled by kom_summary_ask */
    int *by_column;
    struct kom_measured *measured; /* shares: of, then count */
    int *by_place;                 /* of each by-column: in the lookup; -1: it is the input's own */
    bool *is_margin;               /* of each by-column */
    struct kom_measured weighted;  /* by this column */
    int time_column, between_column;
    int kom_column; /* key of the lookup; -1: nothing is looked up */
    const struct kom_extract *x;
    struct kom_total_keys totals; /* totals among the rows, */
    bool *adds;                   /* which measures they may be the sums of, */
    struct kom_buf *lines;        /* and where they are told; NULL: nowhere */
    size_t max_keys;              /* columns in which they are looked for */
    bool spreads; /* a row may lie in several networks and count in each: while rows are read, a
                     key has one part more, the municipality whose values it is to get */
    size_t n_measures, n_parts;
    uint64_t max_memory; /* of all threads; beyond it tables wait in files; 0: no end */
    const char *folder;  /* of these */
};

/* KOM_EUSAGE when weights, a quantile type, a time or a level stand beside statistics that make no
   use of them. Drops what the statistics do not need. */
enum kom_status kom_summary_check(struct kom_summary *s, struct kom_error *err) KOM_MUSTUSE;

/* Asks the extract for the columns, and the lookup for those that it has not. KOM_EDATA: a column
   is not there, or a sum was asked for that does not add; KOM_EUSAGE: a margin that is no
   by-column, a table beside that has none. */
enum kom_status kom_summary_ask(struct kom_summary *s, struct kom_extract *x,
                                struct kom_arena *arena, struct kom_error *err) KOM_MUSTUSE;

/* Tables that were written out, each as a run of its groups in the order of their keys. */
struct kom_summary_runs {
    struct kom_spill spill;
    struct kom_summary_run {
        uint64_t at, end; /* in the spill */
    } * run;
    size_t n, cap;
};

/* Reasons why rows are set aside, for the fold. */
extern const char *const kom_summary_reasons[];
enum { KOM_SUMMARY_N_REASONS = 6 };

/* The sums of one measure in one group, of numbers of any kind. */
struct kom_summary_sums {
    struct kom_exact exact;
    int64_t min, max;            /* times 10^-scale, or the bits of a double */
    uint32_t n_missing;          /* rows, */
    uint16_t n_missing_high;     /* and how often 2^32 of them */
    int8_t min_scale, max_scale; /* KOM_SUMMARY_REAL: a double */
};
enum { KOM_SUMMARY_REAL = -1 };

static inline uint64_t kom_summary_missing(const struct kom_summary_sums *s) {
    return (uint64_t)s->n_missing_high << 32 | s->n_missing;
}
struct kom_num kom_summary_min(const struct kom_summary_sums *s);
struct kom_num kom_summary_max(const struct kom_summary_sums *s);

/* The same in 32 bytes, as there may be millions of groups: of hundredths while they are small,
   else the place of sums of any kind. */
struct kom_summary_brief {
    int64_t sum; /* KOM_SUMMARY_IS_WIDE: which of them */
    uint64_t square;
    int32_t min, max;
    uint32_t n, n_missing;
};
#define KOM_SUMMARY_IS_WIDE UINT32_MAX

/* What few calls ask for, of one measure in one group. */
struct kom_summary_rare {
    struct kom_weighted weighted;
    struct kom_series series;
};

/* All that is known of one measure in one group, once it is looked at. */
struct kom_summary_cell {
    struct kom_summary_sums sums;
    struct kom_values values; /* sealed */
    struct kom_summary_rare rare;
};

/* Groups and what is known of them, n_measures a group: only what the statistics asked for need. */
struct kom_summary_table {
    struct kom_groups groups;
    struct kom_summary_brief *sums;
    struct kom_summary_sums *wide; /* those of `sums` that are not brief */
    size_t n_wide, cap_wide;
    struct kom_few *few;           /* NULL: no values are kept */
    struct kom_summary_rare *rare; /* NULL: neither weights nor series */
    size_t n, cap;                 /* groups that have them */
    uint64_t nbytes;               /* of values, weights and series */
};

/* The groups of rows like those that were met (known.c): by the code where one column tells them,
   else by the kind. */
struct kom_summary_quick {
    struct kom_kind_columns columns; /* that the group follows from */
    bool is_known;                   /* groups are looked for here */
    bool is_on;                      /* and rows may go the quick way, */
    bool can_be_vain, is_vain;       /* which may look for keys alone, and does */
    struct kom_summary_code {
        uint64_t key;
        uint32_t group; /* + 1; 0: free */
    } * code;
    size_t n, n_codes;       /* taken, in all: a power of two */
    struct kom_codes *codes; /* of each column, where they are several */
    struct kom_kinds kinds;
    struct kom_kind_key key[KOM_BLOCK_ROWS]; /* of the block; of one column in the first word */
    bool is_open[KOM_BLOCK_ROWS];            /* it can have no kind */
    uint32_t group[KOM_BLOCK_ROWS];          /* as far as it is known, else KOM_GROUP_NONE */
    bool is_odd[KOM_BLOCK_ROWS];             /* it has a number that is not plain */
    bool is_entered[KOM_BLOCK_ROWS];         /* rows of the block that went the quick way */
    uint64_t n_asked, n_found;               /* rows, and those of groups that were known */
    struct kom_summary_open {
        size_t at; /* of its key */
        uint32_t n, row, hash;
    } open[KOM_BLOCK_ROWS]; /* rows that are looked for by their keys */
    struct kom_buf keys;
};

/* The state of one thread. */
struct kom_summary_worker {
    const struct kom_summary *plan;
    unsigned n_workers; /* that share the memory */
    struct kom_summary_table table;
    struct kom_sorter sorter;
    struct kom_buf key;
    struct kom_num *number; /* of one row */
    bool *is_there;
    int64_t *hundredths;    /* of a block of rows: KOM_BLOCK_ROWS a measure */
    uint32_t from;          /* the first row of the block */
    uint8_t *seen;          /* of each municipality of the lookup: a used row has it */
    struct kom_unmet unmet; /* municipalities that it does not have */
    struct kom_total_seen totals;
    uint8_t flag[KOM_BLOCK_ROWS]; /* of the block: rows that may be totals */
    bool has_flags;
    struct kom_num *adding; /* of one row: the numbers that add */
    struct kom_summary_quick quick;
    struct kom_summary_runs runs; /* tables that found no room */
};

/* The take function of the fold. */
enum kom_status kom_summary_take(void *worker, struct kom_view *view,
                                 struct kom_error *err) KOM_MUSTUSE;

/* The states of n threads for a fold: workers[i], and pointers to them in states. */
struct kom_summary_crew {
    struct kom_summary_worker *worker;
    void **state;
    unsigned n;
    struct kom_summary_runs merged; /* of the workers' */
};

/* Each thread has the values of its rows for itself, so where values are kept no more than so many
   are made of the n: crew->n says how many. KOM_ENOMEM leaves a crew that may be given to fini. */
enum { KOM_SUMMARY_MOST_COPIES = 4 };
enum kom_status kom_summary_crew_init(struct kom_summary_crew *crew, const struct kom_summary *plan,
                                      unsigned n, struct kom_error *err) KOM_MUSTUSE;
void kom_summary_crew_fini(struct kom_summary_crew *crew);

/* What the rows written leave blank for a reason that is worth a word. */
struct kom_summary_notes {
    uint64_t n_gaps, n_tied; /* autocorr1: a value missing in the series; a time twice in it */
    uint64_t n_negative;     /* gini: a value below 0 */
    uint64_t n_beyond;       /* figures beyond the doubles */
};

/* The columns of figures, of --count and of --between, beside the by-columns. */
extern const struct kom_output_column kom_summary_columns[], kom_summary_share_columns[],
    kom_summary_between_columns[];

/* What all rows together say, before any is written. KOM_EDATA: a municipality is in several
   networks and --overlap says nothing of it; municipalities that no table beside has (meet.h). */
enum kom_status kom_summary_judge(struct kom_summary_crew *crew, struct kom_error *err) KOM_MUSTUSE;

/* Brings the workers' tables together, with the margins, in which a row of several networks counts
   once, and writes header and rows. KOM_EDATA: a by-value is the word total where there are
   margins; persons would be added up in a share. The tables are empty then. */
enum kom_status kom_summary_write(struct kom_summary_crew *crew, const struct kom_out *to,
                                  struct kom_summary_notes *notes,
                                  struct kom_error *err) KOM_MUSTUSE;

/* A run of the method: what is asked, by whose memory, who reads, and what is to be said. */
struct kom_summary_job {
    struct kom_summary *plan;
    struct kom_arena *arena;
    struct kom_summary_crew crew;
    struct kom_summary_notes notes;
};

/* Its instance is a kom_summary_job. The crew is to be freed in every case. */
extern const struct kom_method kom_summary_method;

/* Note i, below KOM_SUMMARY_N_NOTES, of a finished summary; false when there is nothing to say. */
enum { KOM_SUMMARY_N_NOTES = 5 };
bool kom_summary_note(const struct kom_summary_crew *crew, const struct kom_summary_notes *notes,
                      int i, char *text, size_t cap);

/* One-way analysis of variance of k groups of sums. */
struct kom_between {
    uint64_t n, n_groups;                                  /* of groups with values */
    double ss_between, ss_within, statistic, p_value, icc; /* NaN where they do not exist */
};

/* ss_between, ss_within and F from exact sums, ICC(1) (Shrout and Fleiss 1979; unequal groups:
 * Donner 1986, equation 2.3).
 */
enum kom_status kom_between_make(const struct kom_exact *const *sums, size_t n,
                                 struct kom_between *out, struct kom_error *err) KOM_MUSTUSE;

#endif

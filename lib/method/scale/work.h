/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-scale's method: what its files share. The state is parted by phase: what is given
   before the rows come, books of each worker, the answer. */
#ifndef KOM_SCALE_WORK_H
#define KOM_SCALE_WORK_H

#include "book.h"
#include "by.h"
#include "codes.h"
#include "columns.h"
#include "design.h"
#include "extract.h"
#include "groups.h"
#include "measured.h"
#include "place.h"
#include "scale.h"
#include "store.h"
#include "waves.h"

/* Why rows are set aside. */
enum {
    SCALE_OTHER_ITEM,
    SCALE_NOT_IN_FRAME,
    SCALE_NO_WEIGHT,
    SCALE_ZERO_WEIGHT,
    SCALE_NO_CLUSTER,
    SCALE_N_REASONS
};
extern const char *const scale_reasons[SCALE_N_REASONS];

/* ---- what is given ---- */

/* An item of a scale as it is scored: what each code adds (scores.c). */
struct scale_member {
    uint32_t used; /* place among the items in use */
    uint64_t *add;
};

/* A score is so many units over the items answered; the texts of the scores that can occur, where
   they are few. */
enum { SCALE_TEXT_NBYTES = 24, SCALE_TEXTS_MAX = 1 << 15 };
struct scale_score {
    const struct scale_scale *scale;
    struct scale_member *member;
    uint32_t n;
    uint64_t per;     /* units that an item's answers span; rescaled: the same of all items */
    int32_t lowest;   /* of its items; rescaled: 0 */
    uint32_t *need;   /* the least number of answers, by how many items are asked */
    char *text;       /* by answers, then units: length, bytes; NULL: they are too many */
    uint64_t n_units; /* for each number of answers: n * per + 1 */
};

/* A column that stands beside the scores. */
struct scale_carried {
    const char *name;         /* as it is written */
    struct kom_measured cell; /* beside one of numbers its COL_status */
    enum kom_kind kind;
};

/* What a table counts of a group stands in cells, whole numbers that add up over workers. Of items:
   those of each code, item after item. Of reliability: for each scale of n items those that
   answered all of them, then the sums of the items and, for i <= j, of their products, row by row;
   or, pairwise, for i <= j respondents, sums of i and of j, products. */
struct scale_cells {
    size_t *from; /* of each item in use, or of each scale */
    size_t n;     /* in all */
};

/* Who was asked; groups by the columns of --by and the wave (empty where the frame has none), or by
   column and value. */
struct scale_frame {
    const struct kom_frame *frame;
    int respondent, wave;      /* columns */
    struct kom_measured n;     /* where a row is a group */
    int *value;                /* those of --by, or of --compare-frame */
    struct kom_groups persons; /* respondent and wave: the number of the row; empty of groups */
    struct kom_groups groups;
    int64_t *size; /* of each */
    size_t cap_size;
    int64_t n_all;
    size_t n_twice, twice, once; /* rows that may be there already: how many, the first, its like */
    struct kom_meet *known;      /* what it has in each column of those, and as waves */
    size_t n_known;
};

struct scale_given {
    struct kom_scale_request ask;
    struct scale_book book;
    const struct kom_extract *x;
    bool is_long;         /* an answer a row, not a column an item */
    int respondent, wave; /* KOM_NO_COLUMN: there is one wave */
    int item, answer;     /* of an input with an answer a row */
    uint32_t *used;       /* the items in use, in the order of the codebook; */
    int *column;          /* and the column of each */
    uint32_t *place;      /* of each item of the codebook, among those in use */
    size_t n_used;
    struct scale_carried *carried;
    size_t n_carried;
    struct scale_score *score;
    size_t n_scores;
    bool is_sample;             /* items: weights or clusters are given */
    struct kom_measured weight; /* KOM_NO_COLUMN: none */
    int cluster;
    struct kom_by by; /* of the responses: none where persons of the frame bring their groups */
    struct scale_frame frame;
    struct scale_cells cells;
    struct kom_arena arena;
};

/* ---- what a worker knows ---- */

/* The codes of a block of respondents: code[item in use * KOM_BLOCK_ROWS + row]. */
struct scale_block {
    uint32_t from, n;
    uint16_t *code;
    bool is_open[KOM_BLOCK_ROWS]; /* of some item nothing is known: the row is bad */
    bool has_open;
    uint16_t number[KOM_BLOCK_ROWS]; /* of the texts of a column */
    uint16_t row[KOM_BLOCK_ROWS];    /* those that count, */
    uint32_t group[KOM_BLOCK_ROWS];  /* and the group of each */
    uint32_t n_rows;
};

/* Groups, by-values and wave, with their cells. */
struct scale_tally {
    struct kom_groups groups;
    uint64_t *cell;
    size_t cap;
};

/* Texts of an item met before, with what they mean in the file at hand. */
struct scale_met {
    struct kom_codes texts;
    uint16_t *code;
    size_t n, cap;
};

/* That a respondent answered in a wave: 128 bits of hash, keyed anew in each process, tell two
   apart, and where the row lies (place.c). */
struct scale_seen {
    uint64_t hash[2], place;
};

struct scale_books {
    const struct scale_given *g;
    struct scale_block block;
    uint64_t *sum; /* KOM_BLOCK_ROWS a score */
    struct scale_met *met;
    uint32_t i_file; /* whose texts those are */
    struct scale_seen *seen;
    size_t n_seen, cap_seen;
    struct kom_placing placing;
    struct scale_tally tally;
    struct scale_store store;        /* of an input with an answer a row, */
    struct kom_codes items, answers; /* its texts, */
    uint16_t *item_of;               /* and the item in use that each of the former is */
    size_t n_items, cap_items;
    struct kom_buf key, cell, sample; /* sample: cluster and weight of a row, packed */
    uint32_t last;                    /* the group whose key that is */
    uint32_t *units;                  /* of a respondent, room for a scale */
    bool *has_answer;                 /* of each item in use: somebody answered it */
    uint8_t respond[KOM_BLOCK_ROWS];
    uint64_t n_known, n_unknown; /* respondents in the frame, and not */
    struct kom_intern waves;     /* of --compare-frame, which has one */
    struct kom_unmet *unmet;     /* of each column that the frame knows: what it has not */
};

struct kom_scale {
    struct scale_given given;
    struct scale_books *books;
    unsigned n_books;
    struct scale_store store;  /* of all workers */
    uint32_t *persons;         /* of it, in their order */
    struct scale_other *other; /* of it, those of items, in the order of the rows */
    struct scale_tally answer; /* likewise */
    uint32_t *order;           /* of its groups */
};

/* ask.c */
enum kom_status scale_ask(struct scale_given *g, struct kom_extract *x,
                          struct kom_error *err) KOM_MUSTUSE;

/* Refuses a column that is one thing and another. */
enum kom_status scale_taken_twice(const struct scale_given *g, int column, const char *as,
                                  const char *other, struct kom_error *err);

/* carry.c: what stands beside the scores; the cell of a row, false: it is bad, and has been noted.
 */
enum kom_status scale_ask_carried(struct scale_given *g, struct kom_extract *x,
                                  struct kom_error *err) KOM_MUSTUSE;
bool scale_carry_cell(const struct scale_carried *c, struct kom_view *v, uint32_t at,
                      struct kom_buf *out);

/* take.c: an input with a column an item */
enum kom_status scale_take_wide(void *books, struct kom_view *v, struct kom_error *err);

/* scores.c */
enum kom_status scale_scores_make(struct scale_given *g, struct kom_error *err) KOM_MUSTUSE;
void scale_scores_header(const struct scale_given *g, struct kom_buf *out);
/* Sums up a block; then adds the cells of its rows, each after a comma. */
void scale_scores_sum(const struct scale_given *g, const struct scale_block *k, uint64_t *sum);
void scale_scores_cells(const struct scale_given *g, const uint64_t *sum, uint32_t row,
                        struct kom_buf *out);

/* The least whole number that is a share of n or more. */
uint32_t scale_least(const struct kom_num *share, uint32_t n);

/* tally.c */
enum kom_status scale_cells_make(struct scale_given *g, struct kom_error *err) KOM_MUSTUSE;
/* The group of b->key; KOM_GROUP_NONE: memory ran out. */
uint32_t scale_tally_group(struct scale_books *b);
/* Adds the rows of the block that count. */
void scale_tally_block(struct scale_books *b);
/* Brings the workers' groups together and sorts them. */
enum kom_status scale_tally_gather(struct kom_scale *s, struct kom_error *err) KOM_MUSTUSE;
void scale_tally_fini(struct scale_tally *t);
static inline size_t scale_pairs(size_t n) {
    return n * (n + 1) / 2;
}
/* The sums of a scale's answers, in units, as far as they are told apart: one by one, or of many by
   the thousandth part of their range; the lowest and the highest are the first and the last. */
enum { SCALE_SUMS_MAX = 1000 };
static inline uint32_t scale_range(const struct scale_book *book, const struct scale_scale *scale) {
    uint32_t range = 0;
    for (size_t i = 0; i < scale->n; i++)
        range += scale_width(&book->item[scale->item[i]]);
    return range;
}
static inline size_t scale_n_sums(uint32_t range) {
    return (range < SCALE_SUMS_MAX ? range : SCALE_SUMS_MAX) + 1;
}
static inline size_t scale_sum_place(uint32_t range, uint32_t sum) {
    return range <= SCALE_SUMS_MAX ? sum : (size_t)((uint64_t)sum * SCALE_SUMS_MAX / range);
}
/* Where they begin among the cells of a scale of n items. */
static inline size_t scale_sums_from(size_t n) {
    return 1 + n + scale_pairs(n);
}
/* The place of a pair i <= j among those of n items. */
static inline size_t scale_pair(size_t n, size_t i, size_t j) {
    return i * n - i * (i + 1) / 2 + j;
}

/* sample.c: cluster and weight of a row into b->sample; false: it has none, or is bad, and has been
   noted. The key of a group of respondents from what is carried. Parts by which groups are sorted.
 */
bool scale_sample_take(struct scale_books *b, struct kom_view *v, uint32_t at);
void scale_sample_key(const struct scale_given *g, struct kom_text carried, struct kom_text wave,
                      struct kom_buf *key);
size_t scale_n_sorted(const struct scale_given *g);

/* Respondents as the rows of a design; those of a group who answered the item at hand. Fini is due
   in every case. */
struct scale_sample {
    struct kom_design design;
    struct kom_design_desk desk;
    struct kom_intern clusters;
    size_t *from; /* of each counted group, its first row */
    double *weight, population[1];
    uint32_t *cluster, *stratum;
    size_t n_in[1];
    size_t *row; /* n_answered of them, with what they answered */
    uint16_t *code;
    double *y;
    size_t n_answered;
};
enum kom_status scale_sample_make(const struct kom_scale *s, struct scale_sample *p,
                                  struct kom_error *err) KOM_MUSTUSE;
void scale_sample_fini(struct scale_sample *p);
void scale_sample_item(struct scale_sample *p, const struct kom_scale *s, const uint32_t *group,
                       size_t n_groups, size_t i);
/* The share of those whose code counts, and its interval. */
struct kom_ci scale_sample_share(struct scale_sample *p, const bool *counts, double level,
                                 double *share);

/* items.c, reliability.c: the table, after scale_tally_gather. */
enum kom_status scale_items_write(const struct kom_scale *s, const struct kom_out *to,
                                  struct kom_error *err) KOM_MUSTUSE;
enum kom_status scale_reliability_write(const struct kom_scale *s, const struct kom_out *to,
                                        struct kom_error *err) KOM_MUSTUSE;

/* frame.c */
enum kom_status scale_frame_read(struct scale_given *g, struct kom_error *err) KOM_MUSTUSE;
void scale_frame_key(const struct scale_given *g, size_t row, size_t i, struct kom_text wave,
                     struct kom_buf *key);
void scale_frame_fini(struct scale_frame *f);

/* frame_twice.c: looks for rows that may be one row twice, and says so. */
enum kom_status scale_frame_twice(struct scale_frame *f, struct kom_error *err) KOM_MUSTUSE;
void scale_say_twice(const struct scale_frame *f, struct kom_buf *text);

static inline const struct kom_scale_list *scale_frame_names(const struct scale_given *g) {
    return g->ask.table == KOM_SCALE_COMPARE ? &g->ask.compare : &g->ask.by;
}

/* response.c: what the respondents of a block are (b->respond), then each of them into the tally;
   false: memory ran out. values: packed, where the frame lists groups. */
struct scale_who {
    struct kom_text respondent, wave, values;
};
void scale_respond_block(struct scale_books *b);
bool scale_respond(struct scale_books *b, const struct scale_who *who, uint32_t row,
                   bool *is_known);
enum kom_status scale_judge_frame(const struct kom_scale *s, struct kom_error *err) KOM_MUSTUSE;
enum kom_status scale_response_write(const struct kom_scale *s, const struct kom_out *to,
                                     struct kom_error *err) KOM_MUSTUSE;
/* compare.c */
enum kom_status scale_compare_write(const struct kom_scale *s, const struct kom_out *to,
                                    struct kom_error *err) KOM_MUSTUSE;

static inline bool scale_uses_frame(const struct scale_given *g) {
    return g->ask.table == KOM_SCALE_RESPONSE || g->ask.table == KOM_SCALE_COMPARE;
}

/* write.c: what these tables share. */
enum kom_status scale_check_by(const struct scale_given *g, const struct kom_output_column *columns,
                               struct kom_error *err) KOM_MUSTUSE;
void scale_write_header(const struct scale_given *g, const struct kom_output_column *columns,
                        struct kom_buf *out);
enum kom_status scale_write_flush(struct kom_buf *out, bool is_last, const struct kom_out *to,
                                  struct kom_error *err) KOM_MUSTUSE;

/* gather.c: an input with an answer a row; then all of it in s->store, and its verdicts. */
bool scale_store_init(struct scale_store *t, const struct scale_given *g);
void scale_store_fini(struct scale_store *t);
enum kom_status scale_take_long(void *books, struct kom_view *v, struct kom_error *err);
enum kom_status scale_gather(struct kom_scale *s, struct kom_error *err) KOM_MUSTUSE;

/* others.c: items that the codebook has not: those that are but spelt otherwise stop the run; after
   them, what is said of all. */
struct scale_other {
    struct kom_text item;
    const struct kom_unmet_code *rows;
};
enum kom_status scale_judge_others(struct kom_scale *s, struct kom_error *err) KOM_MUSTUSE;
void scale_say_others(const struct kom_scale *s, struct kom_buf *text);

/* people.c: what was gathered, to scores, or into the tally of the first worker. */
enum kom_status scale_people_write(struct kom_scale *s, const struct kom_out *to,
                                   struct kom_error *err) KOM_MUSTUSE;
enum kom_status scale_people_tally(struct kom_scale *s, struct kom_error *err) KOM_MUSTUSE;

/* seen.c: respondents who answer a wave twice. */
bool scale_see(struct scale_books *b, struct kom_text respondent, struct kom_text wave,
               uint64_t place);
enum kom_status scale_judge_seen(const struct kom_scale *s, struct kom_error *err) KOM_MUSTUSE;

static inline enum kom_status scale_no_memory(struct kom_error *err) {
    return kom_no_memory_in(err, "the answers");
}

#endif

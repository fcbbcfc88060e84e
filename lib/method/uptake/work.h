/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-uptake's method: what its files share. */
#ifndef KOM_UPTAKE_WORK_H
#define KOM_UPTAKE_WORK_H

#include <pthread.h>
#include <stdatomic.h>

#include "by.h"
#include "columns.h"
#include "crowd.h"
#include "delivery.h"
#include "exact.h"
#include "flows.h"
#include "groups.h"
#include "intern.h"
#include "measured.h"
#include "meet.h"
#include "quick.h"
#include "tally.h"
#include "total.h"
#include "totals.h"
#include "uptake.h"

/* Attributes that an offering, a recipient and a sale may have. The first three are shared with
 * recipients. */
enum {
    ATTR_SECTION,
    ATTR_SETTING,
    ATTR_GROUP,
    ATTR_PROVIDER,
    N_ATTRS,
    N_SHARED = 3,
    N_FIGURES = 3,
    BLANK_FLOW = N_FIGURES, /* of used sales, after those of the figures */
    N_BLANKS
};
extern const char *const kom_uptake_attrs[N_ATTRS];

/* Keys of a sale that side tables should know. */
enum { KEY_KOM, KEY_SERVICE, KEY_ATTR, KEY_PERSON = KEY_ATTR + N_ATTRS, N_KEYS };
extern const char *const kom_uptake_figures[N_FIGURES];

/* Where a by-column's values come from. */
enum by_source {
    BY_NOWHERE,
    BY_KOM,
    BY_RECIPIENTS,
    BY_AGES,
    BY_OFFERINGS,
    BY_SALES,
    BY_MUNICIPALITIES,
    BY_NETWORKS,
};

struct by_column {
    const char *name;
    enum by_source source;
    int column; /* in the source table; in the lookup for municipalities and networks */
    int place;  /* in the part of the cell: recipients' or offerings' */
    bool is_margin;
    int attr; /* among the shared attributes, -1: none */
    int sale_column,
        offering_column; /* counts as denominators: where a sale's value is read; -1: nowhere */
    int participation_column; /* tells participation rows apart; -1: not there */
};

/* Attribute cells are numbers: 0 is the empty cell; NO_ATTR: the table has no such column, or a
 * value nobody else has. */
#define NO_ATTR (UINT32_MAX - 1)

struct offering {
    uint32_t unit, service, oc;
    int32_t first, last;
    uint32_t attr[N_ATTRS];
};

/* 16 bytes, so that none lies in two cache lines: there may be millions. Once sorted, spell[p] is
   the first of person p, and others of the same person follow by their numbers. */
struct spell {
    uint32_t unit_trait; /* its number among the pairs of unit and trait */
    int32_t first, last;
    uint32_t next; /* 0: none */
};

/* What many spells have in common. */
struct trait {
    uint32_t rc;
    int32_t birth_year; /* KOM_DAY_NONE: blank */
    uint32_t attr[N_SHARED];
};

/* Days on which something of an off-part is on offer in a unit. */
struct span {
    uint32_t unit, oc;
    int32_t first, last;
};

struct participation {
    uint32_t unit;
    int32_t start, reports_from, reports_to; /* start: KOM_DAY_NONE; reports: open ends */
    bool is_planned;
    size_t row; /* of the frame */
};

/* A denominator that was given as a count. */
struct count {
    bool is_there, is_twice;
    struct kom_num value;
    uint32_t kind;
};

/* Things by unit (or other number): thing[start[u]] to thing[start[u + 1]]. */
struct index {
    uint32_t *start, *item;
    size_t n;
};

/* A period asked for. */
struct label {
    char text[16];
    size_t n;
    int32_t number, first, last,
        whole_first; /* clipped, and the unclipped first day; not for events */
};

/* What the buyers of a row and period are set against. */
struct denominator {
    bool is_there;
    struct kom_num value;
    uint32_t kind; /* of a count; KOM_NO_ID: none */
};

_Static_assert((int)N_FIGURES <= (int)KOM_SUMS, "each figure has a sum");

/* Sales as one thread, or all together, have them. */
struct books {
    struct kom_pairs unit_oc; /* unit, off-part */
    struct kom_pairs atoms;   /* number in unit_oc, rec-part and age */
    struct kom_pairs cells;   /* atom, period number */
    struct tally *tally;      /* of each cell */
    size_t cap_tally;
    struct kom_pairs nets; /* person, cell, with dominance */
    struct kom_total *net;
    size_t cap_net;
    struct kom_pairs firsts; /* person, atom, for cumulative: first day of a sale */
    int32_t *first_day;
    size_t cap_first;
    int32_t first_sale, last_sale; /* days among all sales read */
    struct kom_credit_signs signs; /* of each file and figure */
    uint64_t n_blank[N_BLANKS];
};

/* Numbers of atoms (their texts, put together) and periods that all threads agree on; which gets
   which depends on who came first, and nothing that is written depends on that. */
struct crowd_numbers {
    pthread_mutex_t lock;
    bool has_lock;
    struct kom_intern atoms;
    struct kom_pairs periods; /* period number, 0 */
};

/* Extract columns of the sales, -1: not there. */
struct sale_columns {
    int kom, person, service, date, status, attr[N_ATTRS], flow;
    struct kom_measured figure[N_FIGURES];
};

struct spell_columns {
    int person, kom, start, end, attr[N_SHARED];
    struct kom_measured birth_year;
    int period, kind; /* counts */
    struct kom_measured recipients;
};

struct row_of_cells {
    uint32_t *atom;
    uint32_t n, cap;
    bool is_margin;
    bool is_hidden;  /* not written: only the whole that other rows are set against */
    uint32_t market; /* with --market: the row of all providers */
};

/* Of one row and period. */
struct figures {
    uint64_t recipients, person_days, days_offered, buyers;
    enum kom_uptake_state state;
};

struct triple {
    uint32_t row, label, person;
};

struct kom_uptake_notes {
    uint64_t n_movers;
    uint64_t n_blank[N_BLANKS];
    uint64_t n_other_period, n_beyond;   /* n_beyond: blank figures beyond the doubles */
    bool is_cut;                         /* the range cuts a period */
    uint64_t n_gaps[KOM_UPTAKE_OFFERED]; /* with --flows: pairs of periods without rows, by state */
    char unreported[160];                /* units that do not report all their days on offer */
};

/* What is given before the sales come: options, side tables, what they have in numbers, the columns
   of the sales. While sales are read, nobody changes it; afterwards it gets the numbers of what
   only sales have, and the range. */
struct given {
    struct kom_uptake_options o;
    const struct kom_frame *offerings, *participations, *municipalities, *networks;
    struct kom_lookup lookup;        /* by-columns of municipalities and networks */
    struct kom_meet meet[N_KEYS];    /* what the side tables have (meet.c) */
    uint32_t asked[N_KEYS];          /* the tables that should know each key of a sale */
    uint8_t *tables_of[N_KEYS];      /* that know a unit or attribute, by its number */
    size_t n_side_units, n_side_rcs; /* units and rec-parts of the side tables come first */
    bool is_asked;                   /* the sales were asked for their columns, */
    bool is_small;                   /* and are small */
    bool is_careful;                 /* no row goes the quick way */
    struct kom_total_keys totals;    /* columns of the sales in which totals may stand */
    const char *recipients_file;
    struct kom_text recipients_kom; /* its heading */
    struct kom_arena arena;
    struct by_column *by;
    uint32_t n_rec, n_off; /* by-columns in each part of a cell, age_group not counted */
    bool by_person, by_count, alone, has_ages;
    bool offering_has[N_ATTRS], spell_has[N_SHARED];
    struct kom_intern units, services, persons, ocs, rcs, known, kinds, labels_seen, attr[N_ATTRS];
    struct offering *offering;
    size_t n_offerings;
    struct index by_service; /* offerings of each (unit, service) pair */
    struct index by_unit;    /* offerings of each unit */
    struct kom_pairs unit_service;
    struct spell *spell;   /* first those of each person that start first, by his number */
    struct spell *more;    /* until all are read, those of persons who had one; then NULL */
    uint32_t *more_person; /* of each of them */
    size_t n_spells, cap_spells, n_more, cap_more, cap_more_persons;
    struct kom_pairs unit_trait; /* few, however many spells */
    struct kom_intern trait_keys;
    struct trait *trait;
    size_t cap_traits;
    struct span *span; /* where offerings are for everybody: united, by unit and off-part */
    size_t n_spans;
    struct index spans_of_unit;
    struct participation *part;
    size_t n_parts;
    struct index parts_of_unit;
    struct kom_pairs unit_rc;   /* counts: unit, rec-part */
    struct kom_pairs count_key; /* number in unit_rc, label */
    struct count *count;
    size_t cap_count;
    struct spell_columns sc;
    struct sale_columns s;
    int32_t first, last; /* the range; KOM_DAY_NONE until known */
};

/* What the sales add up to: books a worker, the buyers of all of them, and then all together. */
struct sold {
    struct kom_uptake_worker **workers;
    size_t n_workers, cap_workers;
    struct crowd_numbers numbers;
    atomic_uint_fast64_t n_books; /* bytes of the workers' books */
    struct kom_crowd buyers;      /* persons, by the numbers of atoms and periods in `numbers` */
    struct kom_uptake_parts
        *parts;               /* whose buyers are still in their states; NULL: none (parts.c) */
    uint32_t *atom_of_group;  /* the atom in `all`, once all are brought together */
    uint32_t *value_of_group; /* with --flows likewise, in `values` */
    struct kom_intern values;
    struct books all;
    struct kom_unmatched unmatched;
};

/* Rows times periods. */
struct answer {
    struct label *label;
    size_t n_labels;
    struct kom_groups row_keys;
    struct row_of_cells *row;
    size_t cap_rows;
    struct figures *figures; /* rows times labels */
    struct index rows_of_atom;
    uint32_t *row_of_item; /* of each item of rows_of_atom */
    struct index nets_of_cell;
    struct triple *presence; /* with --persons: who has a day in which row and period */
    size_t n_presence, cap_presence;
    struct flow *flow; /* with --flows */
    size_t n_flows;
    struct kom_uptake_notes notes;
};

/* In this order each is made from those before. */
struct kom_uptake {
    struct given given;
    struct sold sold;
    struct answer answer;
    struct kom_uptake_outside *outside; /* NULL: the tool goes through the method (outside.c) */
};

static inline uint32_t kom_uptake_spell_unit(const struct given *g, const struct spell *s) {
    return (uint32_t)(g->unit_trait.pair[s->unit_trait] >> 32);
}

static inline const struct trait *kom_uptake_spell_trait(const struct given *g,
                                                         const struct spell *s) {
    return &g->trait[(uint32_t)g->unit_trait.pair[s->unit_trait]];
}

/* The spell of the same person that starts next; NULL: none. */
static inline const struct spell *kom_uptake_next_spell(const struct given *g,
                                                        const struct spell *s) {
    return s->next ? &g->spell[s->next] : NULL;
}

enum { DAY_MEMO = 4096 };

/* The pieces of an atom. While sales are read, parts that the side tables do not know are numbers
 * of one worker. */
struct atom {
    uint32_t unit, oc, rc, age;
    const struct kom_uptake_worker *worker; /* NULL: all numbers are common */
};

/* A block of sales: columns that every row needs, as numbers. */
struct sale_block {
    uint32_t from, n;
    int32_t day[KOM_BLOCK_ROWS];
    uint8_t day_cell[KOM_BLOCK_ROWS];
    struct kom_months months;
    struct kom_num figure[N_FIGURES][KOM_BLOCK_ROWS];
    bool is_unserved[KOM_BLOCK_ROWS]; /* with sales alone: no service is named */
    struct kom_text person[KOM_BLOCK_ROWS];
    uint64_t person_key[KOM_BLOCK_ROWS];
    uint32_t person_id[KOM_BLOCK_ROWS];          /* with recipients as persons */
    struct kom_narrow person_is[KOM_BLOCK_ROWS]; /* that number, or the text */
    struct kom_text flow[KOM_BLOCK_ROWS];        /* with --flows */
    struct kom_sighting seen[KOM_SIGHTINGS_MAX]; /* of several blocks of one batch */
    size_t n_seen;
    bool is_entered[KOM_BLOCK_ROWS];     /* already, by quick.c */
    uint32_t known_cell[KOM_BLOCK_ROWS]; /* + 1: found by quick.c, to be entered; 0: not known */
    int64_t hundredths[N_FIGURES][KOM_BLOCK_ROWS];
    uint8_t flag[KOM_BLOCK_ROWS]; /* rows that may be totals (totals.h) */
    bool has_flags;
    bool is_plain[KOM_BLOCK_ROWS]; /* all figures are there as hundredths, or blank */
    uint32_t sum_row[KOM_BLOCK_ROWS], sum_cell[KOM_BLOCK_ROWS]; /* plain rows to be summed */
    uint32_t n_sums;
};

/* A worker: its own books, and texts that the side tables do not know. */
struct kom_uptake_worker {
    const struct given *g;
    struct sold *sold;
    unsigned turn;    /* which of the workers it is */
    uint64_t n_books; /* bytes of its books, as far as they are counted */
    struct books books;
    struct kom_intern units, persons, ocs, rcs;
    struct kom_intern veiled; /* persons of the side tables as states with a key name them */
    uint32_t *group; /* of each atom in books (with --flows: in seats): its number in the crowd */
    size_t n_groups, cap_groups;
    struct seats seats;
    struct kom_buf key;
    struct kom_error err;
    struct sale_block block;
    struct quick quick;
    struct {
        int32_t day, number;
    } day_memo[DAY_MEMO]; /* periods of days, which come again and again */
    struct kom_unmet unmet[N_KEYS];
    struct kom_total_seen totals;
    uint32_t blank_oc; /* + 1: the off-part of sales without by-columns */
};

struct window {
    int32_t first, last;
};

struct sale {
    uint32_t row, i; /* in the batch, in the block */
    struct kom_text kom, service_text;
    bool is_unserved; /* no service is named */
    uint32_t unit, person, service;
    int32_t day;
    enum kom_delivery delivery;
    uint32_t attr[N_ATTRS];                  /* 0: empty or no such column */
    const struct kom_num *figure[N_FIGURES]; /* NULL: blank, or no such column */
    bool is_met; /* the side tables asked know all its keys, the person aside */
    /* the cell it belongs to */
    uint32_t atom;
    int32_t period;
    struct window window; /* days of an event's window; of anything else all days */
};

/* The words of enum kom_uptake_reason. */
extern const char *const kom_uptake_reasons[KOM_N_SALE_REASONS];

/* Verbs of the method (uptake.c). Sales that are opened anew are asked again, for the same columns
   in the same order. */
enum kom_status kom_uptake_plan_sales(struct kom_uptake *u, struct kom_extract *x,
                                      struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_plan_sales_again(struct kom_uptake *u, struct kom_extract *x,
                                            struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_hire(void *method, unsigned *n, void *worker[],
                                struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_take_sales(void *worker, struct kom_view *v,
                                      struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_write(void *method, const struct kom_out *to,
                                 struct kom_error *err) KOM_MUSTUSE;

/* What all workers know, to a state; and that of a part to a worker (save.c, load.c). */
enum kom_status kom_uptake_save(struct kom_uptake *u, const struct kom_extract *x,
                                struct kom_state_out *o, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_load(void *worker, const struct kom_extract *x, uint32_t part,
                                const struct kom_state_lines *lines,
                                struct kom_error *err) KOM_MUSTUSE;

/* Judges a sale: the reason why it does not count, -1 when it does and has its cell. */
int kom_uptake_judge(struct kom_uptake_worker *w, struct kom_view *v, struct sale *s,
                     enum kom_status *status);

/* The number of the buyer, where one is needed; false: memory ran out. */
bool kom_uptake_name_buyer(struct kom_uptake_worker *w, struct sale *s);

/* The number of a cell of the worker, which has its tally from then on; KOM_NO_ID: memory ran out.
 */
uint32_t kom_uptake_cell(struct kom_uptake_worker *w, uint32_t atom, int32_t period);

/* The place of a cell's buyers who bought from a value of the column of --flows; false: memory ran
   out. */
bool kom_uptake_seat(struct kom_uptake_worker *w, uint32_t cell, struct kom_text value,
                     struct kom_place *place);

/* The crowd's number of an atom, with --flows of those who bought there from a value; KOM_NO_ID:
   memory ran out. */
uint32_t kom_uptake_group(struct kom_uptake_worker *w, uint32_t atom, struct kom_text value);

/* What --dominance keeps of a person in a cell, and what --cumulative keeps of one in an atom; NULL
   or false: memory ran out. */
struct kom_total *kom_uptake_net(struct books *b, uint32_t person, uint32_t cell);
bool kom_uptake_first(struct books *b, uint32_t person, uint32_t atom, int32_t day);

/* Enters a sale that has its cell: sums, buyers, signs of credit notes. Sightings go to the crowd
   many together, at the latest at the end of the batch. */
enum kom_status kom_uptake_enter(struct kom_uptake_worker *w, const struct kom_view *v,
                                 const struct sale *s) KOM_MUSTUSE;
enum kom_status kom_uptake_enter_seen(struct kom_uptake_worker *w) KOM_MUSTUSE;

/* Adds a plain row to the figures of its cell, at the end of the block. */
static inline void kom_uptake_sum_later(struct kom_uptake_worker *w, uint32_t i, uint32_t cell) {
    struct sale_block *block = &w->block;
    block->sum_row[block->n_sums] = i;
    block->sum_cell[block->n_sums++] = cell;
}
enum kom_status kom_uptake_sum_now(struct kom_uptake_worker *w) KOM_MUSTUSE;

/* Days among all sales read. */
static inline void kom_uptake_widen_range(struct books *b, int32_t day) {
    if (b->first_sale == KOM_DAY_NONE || day < b->first_sale)
        b->first_sale = day;
    if (b->last_sale == KOM_DAY_NONE || day > b->last_sale)
        b->last_sale = day;
}

/* The period of a day, by its number. */
int32_t kom_uptake_period_of_day(struct kom_uptake_worker *w, int32_t day);

/* Looks for the buyer of a row ahead of this one, from -PERSONS_AHEAD on (ahead.c). */
enum { PERSONS_AHEAD = 24 };
void kom_uptake_find_person(const struct given *g, struct sale_block *b, int32_t row);

/* The number that the crowd has for an atom of the side of `all` (key: room), and for a period;
   KOM_NO_ID: nobody bought there. */
enum kom_status kom_uptake_group_of(const struct kom_uptake *u, const struct atom *a,
                                    struct kom_buf *key, uint32_t *group) KOM_MUSTUSE;
uint32_t kom_uptake_crowd_period(const struct sold *sold, int32_t period);

/* ---- memory.c ---- */

/* What must lie in memory against --memory: the side tables, while recipients are read; the books
   of a worker, any thread at any time; rows times periods, before they are made; who has days
   where; the buyers of a part that is saved. KOM_ENOMEM names what grows. */
enum kom_status kom_uptake_check_sides(const struct given *g, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_check_books(struct kom_uptake_worker *w,
                                       struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_check_rows(const struct kom_uptake *u,
                                      struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_check_saved(const struct given *g, uint64_t nbytes,
                                       struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_check_presence(const struct kom_uptake *u,
                                          struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_check_flowing(const struct kom_uptake *u, uint64_t nbytes,
                                         struct kom_error *err) KOM_MUSTUSE;

/* The buyers' share of what the side tables leave. */
void kom_uptake_share_memory(struct kom_uptake *u);

#define KOM_UPTAKE_NO_MEMORY(err) kom_no_memory(err)

/* Groups n things by number < n_keys: index.item holds the things in order of key, then of thing.
 */
enum kom_status kom_index_make(struct index *index, const uint32_t *key, size_t stride, size_t n,
                               size_t n_keys, struct kom_error *err) KOM_MUSTUSE;
void kom_index_fini(struct index *index);

/* Could a column group, or does it hold persons, days or figures? */
bool kom_uptake_may_group(const char *name);

/* flows.c: can the column of --flows be one? Then the flows, once buyers and rows are there.
   KOM_EDATA: a value is one of the words. */
enum kom_status kom_uptake_check_flows(const struct given *g, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_flows(struct kom_uptake *u, struct kom_error *err) KOM_MUSTUSE;

/* Where by-columns come from: named (kom, ages), then recipients, then the others. */
enum kom_status kom_uptake_name_by(struct given *g, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_by_recipients(struct given *g, struct kom_extract *x,
                                         struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_by_others(struct given *g, struct kom_extract *x,
                                     struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_index_offerings(struct given *g, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_sort_spells(struct given *g, struct kom_error *err) KOM_MUSTUSE;

/* The number of an atom in books, given now if new. rc and age make one number. */
uint32_t kom_books_atom(const struct given *g, struct books *b, uint32_t unit, uint32_t oc,
                        uint32_t rc, uint32_t age);
void kom_books_fini(struct books *b);

struct atom kom_books_atom_get(const struct given *g, const struct books *b, uint32_t atom);

/* Ages: groups 0 .. n_ages, n_ages + 1 is blank. */
uint32_t kom_uptake_age(const struct given *g, int32_t birth_year, int32_t year);
void kom_uptake_age_text(const struct given *g, uint32_t age, struct kom_buf *out);

/* The value of by-column i in an atom (not of networks). `text` holds what must be made. */
struct kom_text kom_uptake_by_value(const struct given *g, const struct atom *a, size_t i,
                                    struct kom_buf *text);

/* Are offerings for some recipients and not for others? */
bool kom_offerings_choose(const struct given *g);

/* Is the offering for these attributes of a recipient? */
bool kom_offering_is_for(const struct given *g, const struct offering *o, const uint32_t *attr);

/* Event windows of an atom's unit: before and after, unclipped; n = 0 when it has no start.
 * KOM_EDATA: two starts. */
enum kom_status kom_uptake_windows(const struct given *g, const struct atom *a, struct window w[2],
                                   size_t *n, struct kom_error *err) KOM_MUSTUSE;
void kom_uptake_window_of(const struct given *g, int32_t start, struct window w[2]);

/* Does participation row p speak of the atom? */
bool kom_participation_is_of(const struct given *g, const struct participation *p,
                             const struct atom *a);

/* The steps of finish. */
enum kom_status kom_uptake_gather(struct kom_uptake *u, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_merge(struct kom_uptake *u, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_range(struct kom_uptake *u, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_labels(struct kom_uptake *u, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_rows(struct kom_uptake *u, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_find_provider(struct kom_uptake_options *o,
                                         struct kom_error *err) KOM_MUSTUSE; /* market.c */
enum kom_status kom_uptake_find_markets(struct kom_uptake *u, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_offered(struct kom_uptake *u, struct kom_error *err) KOM_MUSTUSE;

/* The reverse of rows: rows of each atom. */
enum kom_status kom_uptake_index_rows(struct kom_uptake *u, struct kom_error *err) KOM_MUSTUSE;

/* Distinct persons who bought, and sums, of a row and period. */
struct row_sales {
    uint64_t buyers, sales;
    struct kom_total sum[N_FIGURES];
    double largest, second; /* dominance; NaN: blank */
    bool is_small;          /* blank because all amounts are too small to be told apart */
};
enum kom_status kom_uptake_row_sales(struct kom_uptake *u, uint32_t row, size_t label,
                                     struct row_sales *out, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_add_sales(const struct kom_uptake *u, uint32_t cell,
                                     struct row_sales *out, struct kom_error *err) KOM_MUSTUSE;
void kom_row_sales_fini(struct row_sales *sales);
enum kom_status kom_uptake_index_nets(struct kom_uptake *u, struct kom_error *err) KOM_MUSTUSE;

/* Counts distinct buyers of every row and period. */
enum kom_status kom_uptake_count_buyers(struct kom_uptake *u, struct kom_error *err) KOM_MUSTUSE;

/* Is a cell that must be there empty? Then the row is bad. */
bool kom_uptake_is_empty(struct kom_view *v, int column, uint32_t row);

/* Adds the recipients' part of a cell to a key. */
void kom_uptake_add_rec_part(const struct given *g, struct kom_view *v, uint32_t row,
                             struct kom_buf *key);

/* The rows of --flows, of --persons, and of --cumulative. */
enum kom_status kom_uptake_write_flows(struct kom_uptake *u, const uint32_t *order,
                                       struct kom_buf *out, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_write_persons(struct kom_uptake *u, const uint32_t *order,
                                         struct kom_buf *out, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_uptake_write_cumulative(struct kom_uptake *u, const uint32_t *order,
                                            struct kom_buf *out, struct kom_error *err) KOM_MUSTUSE;

/* By-values of a row with a comma after each. */
void kom_uptake_by_text(const struct kom_uptake *u, uint32_t row, struct kom_buf *out);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-check only. The state is parted by phase: the plan, which is made before the rows come
   and only read from then on; a worker a thread, which tells what it finds; and the writer, which
   takes what they told in the order of the rows and has the answer. */
#ifndef KOM_CHECK_WORK_H
#define KOM_CHECK_WORK_H

#include "cells.h"
#include "check.h"
#include "codes.h"
#include "columns.h"
#include "cpr.h"
#include "intern.h"
#include "key.h"
#include "keyset.h"
#include "recipients.h"
#include "schema.h"
#include "schema_pattern.h"

/* What a declared type asks for beyond its kind. */
enum kom_check_form {
    KOM_FORM_ANY,
    KOM_FORM_WHOLE,
    KOM_FORM_YEAR,
    KOM_FORM_MONTH,
    KOM_FORM_BOOLEAN
};

/* How a block of cells is seen to be in order (quick.c). */
enum kom_check_way {
    KOM_WAY_MEMORY, /* the text stood before where it was in order */
    KOM_WAY_CODE,   /* by its bytes, and where it refers, by the file that it refers to */
    KOM_WAY_FEW,    /* as its code was met before: a column that says few things */
    KOM_WAY_DAY,
    KOM_WAY_NUMBER
};

/* One column of the table under its rules. */
struct kom_check_column {
    const struct kom_column *column;
    const struct kom_schema_field *field; /* NULL: not declared */
    enum kom_kind kind;
    enum kom_check_form form;
    bool is_required, is_settled; /* the decimal mark was said by somebody */
    struct kom_num *numbers;      /* enum of a number column, as numbers */
    enum kom_check_way way;
    int64_t low, high; /* of its way: days, hundredths, or bytes of a code */
    enum kom_check_cpr {
        KOM_CHECK_CPR_HYPHEN, /* what has a hyphen, and whatever a person column holds */
        KOM_CHECK_CPR_SERIAL, /* the same, but it seems to be serial numbers */
        KOM_CHECK_CPR_DIGITS, /* ten digits too */
        KOM_CHECK_CPR_EXEMPT,
    } cpr;
    bool is_by_itself; /* beyond its way, the rules of the cell are all there are */
    unsigned few;      /* of KOM_WAY_FEW: its number among these */
};

/* Columns with a meaning, KOM_NO_COLUMN: not there. */
struct kom_check_roles {
    int kom, person, service, date, period, start, end, status, sale_id, band, price, price_vat;
    int agree[KOM_CHECK_N_AGREE];
};

/* Which keys are compared with those of the rows before. */
struct kom_check_keys {
    enum kom_check_rule rule;
    int *columns;
    size_t n_columns;
    bool is_whole_row; /* every column as it stands */
    bool is_spell;     /* equal keys are a finding only when their days meet */
    bool is_target;    /* of a foreign key of the table to itself: kept, never a finding */
    int target;        /* is a foreign key to the keys of that number; KOM_NO_COLUMN: not */
};

/* A foreign key to another file. */
struct kom_check_reference {
    int *columns;
    size_t n_columns;
    const char *path;
    const struct kom_foreign_key *key;
    struct kom_roll roll;   /* of one column: its codes */
    struct kom_intern keys; /* of several */
};

/* Offerings as days by key. */
struct kom_check_side {
    const struct kom_frame *frame;
    int agree[KOM_CHECK_N_AGREE]; /* as in kom_check_roles */
    int32_t *first, *last;
    struct kom_intern keys; /* kom and service */
    uint32_t *row, *next; /* the first row of each key, the next one of each row; KOM_NO_ID: none */
};

struct kom_check_plan {
    struct kom_extract *x;
    const struct kom_check_request *request;
    struct kom_check_column *columns;
    size_t n_columns;
    uint32_t *column_of_field; /* of the schema, the last of its columns + 1; 0: none */
    struct kom_check_roles role;
    bool is_sales, is_spells; /* spells: both days are there */
    struct kom_check_keys *keys;
    size_t n_keys, cap_keys;
    struct kom_check_reference *references;
    size_t n_references;
    struct kom_check_side offerings;
    const struct kom_check_recipients *recipients; /* NULL: none */
    struct kom_intern units;                       /* known municipalities */
    const char *units_from;   /* the tables they are from; NULL: any municipality is fine */
    struct kom_meet services; /* of the offerings */
    bool waits;               /* the table refers to itself: nothing is written before its end */
    bool keeps_rows;          /* good or aside were asked for */
    bool has_sale_rules;      /* several cells of a row are looked up in side tables */
    bool has_signs;           /* texts that mean missing were listed */
    bool is_lone;             /* of a row in order there is one key to be told, of plain cells */
    bool is_silent;           /* nothing is told of a row whose cells are in order */
    struct kom_buf header;    /* findings on headers that nobody has taken yet, as they are told */
    struct kom_kind_columns few; /* columns of KOM_WAY_FEW, by whose codes a sale is known */
    struct kom_arena arena;
};

enum kom_status kom_check_plan_init(struct kom_check_plan *plan, struct kom_extract *x,
                                    const struct kom_check_request *request,
                                    struct kom_error *err) KOM_MUSTUSE;
void kom_check_plan_fini(struct kom_check_plan *plan);

/* ---- memory.c ---- */

/* Bytes of side tables and keys of other files. */
uint64_t kom_check_sides_nbytes(const struct kom_check_plan *plan);

/* KOM_ENOMEM: `what` has grown beyond what --memory allows for what must lie in memory, which is
   the side tables and so many bytes more. */
enum kom_status kom_check_bounded(const struct kom_check_plan *plan, uint64_t more,
                                  const char *what, struct kom_error *err) KOM_MUSTUSE;

/* ---- header.c ---- */

/* What is wrong with the header of a plan whose columns stand: twins, and columns that the schema
   has and the table has not, or the other way. */
enum kom_status kom_check_header(struct kom_check_plan *plan, struct kom_error *err) KOM_MUSTUSE;

/* The same of the files after the first, once they are read: the plan's to no other end. */
enum kom_status kom_check_later_headers(struct kom_check_plan *plan,
                                        struct kom_error *err) KOM_MUSTUSE;

/* Tells a finding on the header, to plan->header; nothing when its rule is off. */
enum kom_status kom_check_say_header(struct kom_check_plan *plan, enum kom_check_rule rule,
                                     struct kom_text column, const char *message,
                                     struct kom_error *err) KOM_MUSTUSE;

/* Side tables and references of a plan whose columns and roles stand. */
enum kom_status kom_check_sides_init(struct kom_check_plan *plan,
                                     struct kom_error *err) KOM_MUSTUSE;
void kom_check_sides_fini(struct kom_check_plan *plan);

/* ---- what a thread tells the writer, through view->out ---- */

enum kom_check_tag {
    KOM_TAG_ROW,     /* a: its encoding; line; file */
    KOM_TAG_FINDING, /* a: severity; b: rule; payload: the line of output, or for a state its fields
                      */
    KOM_TAG_KEY,     /* b: number of the keys; x: hash; payload: the key */
    KOM_TAG_SPELL,   /* the same, then first and last day */
    KOM_TAG_RAW,     /* payload: the row as it was read */
    KOM_TAG_LATE,    /* b: number of the keys, one of which waits as well; only in rows that wait */
    KOM_TAG_LONE,    /* a row with nothing but its key; first: lines after the row told last;
                        x: hash; b: 0; payload: the key */
    KOM_TAG_STOP,    /* payload: why the check ends here */
    KOM_TAG_END,     /* a: 1 when the record cannot stand among the good rows; b: why */
};

/* How the bytes above ASCII of a row are written. */
enum kom_check_encoding { KOM_BYTES_ASCII, KOM_BYTES_UTF8, KOM_BYTES_1252 };

struct kom_check_item {
    uint64_t x; /* hash, or line */
    int32_t first, last;
    uint32_t n, file; /* bytes of payload that follow */
    uint16_t a, b;
};

/* A lone key is told in fewer bytes, as there is one a row: these, and the key. */
struct kom_check_lone {
    uint64_t hash;
    uint32_t step;
    uint8_t n;
};

enum { KOM_LONE_HEAD = 13, KOM_LONE_MAX = 127 };

/* Where up to KOM_LONE_MAX bytes of a key are written before it is told; NULL: memory ran out. */
char *kom_check_lone_room(struct kom_buf *out);
void kom_check_tell_lone(struct kom_buf *out, struct kom_check_lone lone);

/* tag stands in its own byte before the item. */
void kom_check_tell(struct kom_buf *out, enum kom_check_tag tag, struct kom_check_item item,
                    struct kom_text payload);

/* ---- one thread ---- */

/* An offering that a kind of sales agrees with, as far as spells ask for it. */
struct kom_check_offer {
    int32_t first, last;
    uint32_t agree[KOM_CHECK_N_AGREE]; /* as in traits; KOM_NO_ID: what no spell says */
};

/* What becomes of sales whose codes are the same. */
struct kom_check_kind {
    enum {
        KOM_SOLD_ALWAYS,  /* no rule asks for more */
        KOM_SOLD_IF,      /* by day and person */
        KOM_SOLD_UNKNOWN, /* the careful way says */
    } is_sold;
    bool asks_offer;
    uint32_t kom; /* among those of the recipients; KOM_NO_ID: none there */
    uint32_t agree[KOM_CHECK_N_AGREE];
    size_t first_offer, n_offers;
};

/* Sales by the codes of their cells (sold.c). */
struct kom_check_sold {
    struct kom_kinds kinds;
    struct kom_check_kind *kind; /* of each */
    struct kom_check_offer *offer;
    size_t cap_kinds, n_offers, cap_offers;
    struct kom_kind_key key[KOM_BLOCK_ROWS];
    bool is_open[KOM_BLOCK_ROWS];
    int32_t day[KOM_BLOCK_ROWS];
    uint8_t cell[KOM_BLOCK_ROWS];
    struct kom_months months;
    struct kom_text text[KOM_BLOCK_ROWS];
    const void *person[KOM_BLOCK_ROWS];
};

/* Texts of a column that says few things. */
struct kom_check_few {
    struct kom_codes codes;
    uint16_t code[KOM_BLOCK_ROWS];   /* of the block */
    bool is_fine[KOM_CODES_MAX + 1]; /* by code: it was in order */
};

/* A block of rows at a time, and what is known of cells. */
struct kom_check_quick {
    struct kom_intern *memory; /* by column: texts that were in order, by the marks of `file` */
    struct kom_check_few *few; /* by number in the plan */
    struct kom_check_sold *sold;
    const struct kom_file_plan *file;
    bool is_ascii;                 /* no row of the block says how bytes are written */
    bool is_clean[KOM_BLOCK_ROWS]; /* every rule of a single cell holds, and the days' order */
    bool is_sold[KOM_BLOCK_ROWS];  /* and the rules of sales */
    struct kom_text text[KOM_BLOCK_ROWS];
    const void *target[KOM_BLOCK_ROWS];
    int64_t number[KOM_BLOCK_ROWS];
    int32_t day[KOM_BLOCK_ROWS], end[KOM_BLOCK_ROWS];
    uint8_t cell[KOM_BLOCK_ROWS];
    struct kom_months months;
};

struct kom_check_worker {
    const struct kom_check_plan *plan;
    struct kom_check_writer *writer; /* where what parts told goes */
    struct kom_matcher matcher;
    enum kom_status status; /* why the rest of the rows is not gone over; its message in `err` */
    struct kom_error err;
    /* the row at hand */
    struct kom_view *view;
    uint32_t row;
    bool has_begun;   /* its ROW was told */
    bool is_plain;    /* printable ASCII only: no damage to look for */
    bool has_cpr;     /* some cell of it looks like a CPR number */
    bool is_mute;     /* findings are counted only */
    uint64_t n_found; /* findings so far */
    struct kom_buf line, message, key;
    struct kom_check_quick quick;
    /* where lines are counted: none is counted twice */
    uint64_t at_line;
    uint32_t at;
    bool has_told; /* a row of this batch, and the line of the last of them */
    uint64_t told_line;
};

enum kom_status kom_check_worker_init(struct kom_check_worker *worker,
                                      const struct kom_check_plan *plan,
                                      struct kom_error *err) KOM_MUSTUSE;
void kom_check_worker_fini(struct kom_check_worker *worker);

/* The `take` of the fold. */
enum kom_status kom_check_take(void *worker, struct kom_view *view, struct kom_error *err);

/* The line of a byte of the chunk; bytes are asked for in rising order. */
uint64_t kom_check_line_at(struct kom_check_worker *w, uint32_t start);

/* Begins the row that starts at that byte of the chunk, unless it has begun. */
void kom_check_begin(struct kom_check_worker *w, uint32_t start, enum kom_check_encoding encoding);

/* A finding of the row at hand; column KOM_NO_COLUMN and value NULL: blank. Severity as the rule
   has it; `is_read` chooses for a mixed rule. The message is in w->message, which is emptied. */
void kom_check_find(struct kom_check_worker *w, enum kom_check_rule rule, int column, bool is_read);

/* The same on several columns together: their names, and their cells, with ; between. */
void kom_check_find_all(struct kom_check_worker *w, enum kom_check_rule rule, const int *columns,
                        size_t n);

/* The same of a record that has no cells: what stands in the column and the value. */
void kom_check_find_in(struct kom_check_worker *w, enum kom_check_rule rule, struct kom_text column,
                       struct kom_text value, bool is_read);

/* The same with its message. */
void kom_check_say(struct kom_check_worker *w, enum kom_check_rule rule, int column,
                   const char *message);

static inline bool kom_check_is_on(const struct kom_check_plan *plan, enum kom_check_rule rule) {
    return plan->request->severity[rule] != KOM_CHECK_OFF;
}

/* The cell of the row at hand. */
static inline struct kom_text kom_check_cell(const struct kom_check_worker *w, int column) {
    return kom_view_text(w->view, column, w->row);
}

/* Whether its value must not be written: a person, or a CPR number. */
bool kom_check_is_hidden(const struct kom_check_plan *plan, int column, struct kom_text cell);

/* Bytes from space to ~ only. */
bool kom_check_is_plain(struct kom_text text);

/* Nothing was written in the cell, or a sign for missing. */
bool kom_check_is_missing(const struct kom_check_plan *plan, int column, struct kom_text cell);

/* The rules of one cell. */
void kom_check_one_cell(struct kom_check_worker *w, int column);

/* Its municipality and, of a sale, what was on offer and to whom; references to other files, all or
 * only those of several columns. */
void kom_check_unit(struct kom_check_worker *w);
void kom_check_references(struct kom_check_worker *w, bool all);

/* What a sale says of itself, against offerings and spells; empty: nothing. */
struct kom_check_sale {
    struct kom_text agree[KOM_CHECK_N_AGREE];
};

void kom_check_read_sale(const struct kom_check_worker *w, struct kom_check_sale *sale);

/* Whether the row at hand has that column and a value in it. */
bool kom_check_has_value(const struct kom_check_worker *w, int column);

/* The first offering of its municipality and service, KOM_NO_ID: none; and the next of them, from
 *at on, that agrees with the sale, on whatever days. */
uint32_t kom_check_first_offer(struct kom_check_worker *w);
bool kom_check_next_offer(const struct kom_check_side *side, const struct kom_check_sale *sale,
                          uint32_t *at, size_t *row);

/* ---- the quick way ---- */

/* Chooses each column's way; the last step of a plan. */
void kom_check_quick_plan(struct kom_check_plan *plan);

enum kom_status kom_check_quick_init(struct kom_check_worker *w, struct kom_error *err) KOM_MUSTUSE;
void kom_check_quick_fini(struct kom_check_worker *w);

/* Fills w->quick.is_clean for the rows from there on. A row that is clean passes every rule of a
   single cell, the reference of a single column, the trial and the order of its days; one that is
   not may pass them too. */
void kom_check_quick_block(struct kom_check_worker *w, uint32_t from);

/* Tells the row at hand, of which nothing is to be said but its key; false: the careful way tells
   it. */
bool kom_check_is_told_alone(struct kom_check_worker *w);

/* Keeps the texts of the row at hand, which passed them all. */
void kom_check_quick_learn(struct kom_check_worker *w);

/* Fills w->quick.is_sold for n rows from there on, whose codes are in w->quick.few: what is sold
   passes the rules of sales, and what is not may pass them too. */
void kom_check_sold_block(struct kom_check_worker *w, uint32_t from, uint32_t n);

/* Forgets what it knows: other files have other marks. */
void kom_check_sold_forget(struct kom_check_sold *sold);

/* ---- the writer ---- */

enum { KOM_CHECK_PARTS = 64 };

/* A finding of a key that waited; the key follows. */
struct kom_check_found {
    uint64_t row, line, first_line; /* row: its number among those that wait; UINT64_MAX: no more */
    uint32_t file, first_file, keys, n;
};

/* What waits for the end of the table (late.c). */
struct kom_check_late {
    struct kom_spill rows;
    struct kom_spill keys[KOM_CHECK_PARTS], found[KOM_CHECK_PARTS]; /* by hash */
    uint64_t n_rows;
    /* the row at hand */
    struct kom_buf row;
    bool has_more; /* than keys that wait */
    /* at the end: the next of each part, and which is the first of them */
    struct kom_check_found head[KOM_CHECK_PARTS];
    struct kom_text key[KOM_CHECK_PARTS];
    unsigned next;
};

/* The keys of a kind that rows had. */
struct kom_check_seen {
    struct kom_keyset set;         /* but for spells: */
    struct kom_intern spells;      /* with the days that each has taken */
    struct kom_check_spans *spans; /* of each of them */
    size_t cap_spans;
    uint64_t n_span_bytes; /* of all of them */
};

/* What a state is made of, or was. */
struct kom_check_kept {
    struct kom_spill lines;          /* of the rows */
    struct kom_buf head, order;      /* findings on headers, as told: those before the rows, and on
                                        the order of columns in later files */
    uint32_t n_ordered;              /* files that these are of, at most: the first ones */
    struct kom_buf judged;           /* a digit a column: what the first records say (columns.cpr);
                                        empty: the plan says it */
    enum kom_check_encoding *header; /* of each file; of rows that parts told */
    struct kom_buf ready;            /* lines on their way */
    /* the row at hand */
    struct kom_state_out line;
    struct kom_buf body;
    enum kom_check_encoding encoding;
    unsigned n_pieces, n_first; /* of these, how many are keys of the first kind */
    bool is_wanted;             /* it has more than its bytes */
};

struct kom_check_writer {
    const struct kom_check_plan *plan;
    struct kom_check_result result;
    struct kom_check_seen *seen; /* of each of the plan's keys */
    bool waits;                  /* rows wait for the end of the table */
    struct kom_check_late late;
    struct kom_check_kept kept;
    struct kom_buf line;
    enum kom_check_encoding *encoding; /* of each file: what its first byte above ASCII was */
    /* the row at hand */
    uint64_t row_line;
    uint32_t row_file;
    int reason; /* the rule of its first error, KOM_NO_COLUMN: none */
    struct kom_text raw;
};

/* Columns that were seen to hold CPR numbers only as the rows went by: a finding each, at the end.
 */
enum kom_status kom_check_cpr_columns(struct kom_check_writer *w,
                                      struct kom_error *err) KOM_MUSTUSE;

enum kom_status kom_check_writer_init(struct kom_check_writer *w, const struct kom_check_plan *plan,
                                      struct kom_error *err) KOM_MUSTUSE;
void kom_check_writer_fini(struct kom_check_writer *w);

/* Takes what was told, in the order of the rows. */
enum kom_status kom_check_take_told(struct kom_check_writer *w, struct kom_text bytes,
                                    struct kom_error *err) KOM_MUSTUSE;

/* The next item of what was told; false at its end. */
bool kom_check_next_item(struct kom_text *bytes, enum kom_check_tag *tag,
                         struct kom_check_item *item, struct kom_text *payload);

/* Writes, counts or compares it. */
enum kom_status kom_check_take_item(struct kom_check_writer *w, enum kom_check_tag tag,
                                    const struct kom_check_item *item, struct kom_text payload,
                                    struct kom_error *err) KOM_MUSTUSE;

/* The same of a row with nothing but its key, of which the item tells all. */
enum kom_status kom_check_take_lone(struct kom_check_writer *w, const struct kom_check_item *item,
                                    struct kom_text key, struct kom_error *err) KOM_MUSTUSE;

/* Findings of the row at hand: a key that stands on a row before, or that no row has. While rows
   wait they wait too. */
enum kom_status kom_check_say_again(struct kom_check_writer *w, const struct kom_check_keys *keys,
                                    struct kom_text key, struct kom_keyset_row first,
                                    struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_check_say_absent(struct kom_check_writer *w, const struct kom_check_keys *keys,
                                     struct kom_text key, struct kom_error *err) KOM_MUSTUSE;

/* ---- what waits ---- */

/* Gives each set of keys, and what waits, its share of the memory. */
void kom_check_late_init(struct kom_check_writer *w);
void kom_check_late_fini(struct kom_check_late *late);

/* A set of keys has no room for another: from the next row on all waits. */
bool kom_check_is_full(const struct kom_check_writer *w);

/* Takes an item while rows wait. */
enum kom_status kom_check_let_wait(struct kom_check_writer *w, enum kom_check_tag tag,
                                   const struct kom_check_item *item, struct kom_text payload,
                                   struct kom_error *err) KOM_MUSTUSE;

/* Looks at the keys that waited, and writes what did. */
enum kom_status kom_check_late_end(struct kom_check_writer *w, struct kom_error *err) KOM_MUSTUSE;

/* ---- parts: keep.c, weigh.c, save.c and load.c ---- */

/* Keeps what was told of rows, as lines. */
enum kom_status kom_check_keep_told(struct kom_check_writer *w, struct kom_text bytes,
                                    struct kom_error *err) KOM_MUSTUSE;
void kom_check_kept_fini(struct kom_check_kept *kept);

/* What the first records of the input say of a column's numbers. */
enum kom_check_cpr kom_check_judged(const struct kom_check_writer *w, size_t column);

/* KOM_EDATA: a column whose ten digits only all rows together could judge, as one run does. */
enum kom_status kom_check_weigh(const struct kom_check_writer *w,
                                struct kom_error *err) KOM_MUSTUSE;

struct kom_check;
/* The verbs. */
enum kom_status kom_check_save(void *check, const struct kom_extract *x, struct kom_state_out *o,
                               struct kom_error *err);
enum kom_status kom_check_load(void *worker, const struct kom_extract *x, uint32_t part,
                               const struct kom_state_lines *lines, struct kom_error *err);

/* ---- all of it ---- */

struct kom_check {
    struct kom_check_request request;
    struct kom_check_plan plan;
    struct kom_check_worker *worker;
    unsigned n_workers;
    struct kom_check_writer writer;
    uint64_t failures; /* of memory, before it */
};

/* The rows without an error, once all were read. */
void kom_check_count(struct kom_check_writer *w);

/* One line of output. */
struct kom_check_finding {
    const char *file;
    uint64_t line;
    enum kom_check_rule rule;
    struct kom_text column, value, message;
};

void kom_check_line(struct kom_buf *out, const struct kom_check_finding *finding);

/* The same as fields of a state, without its place: column, value and message. */
void kom_check_fields(struct kom_buf *out, const struct kom_check_finding *finding);

/* How the bytes above ASCII of a text are written. */
enum kom_check_encoding kom_check_encoding_of(struct kom_text text);

#endif

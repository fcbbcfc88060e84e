/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-code's method: what its files share. The state is parted by phase: the columns, the
   codebook, what the rows say, the table. */
#ifndef KOM_CODE_WORK_H
#define KOM_CODE_WORK_H

#include "by.h"
#include "code.h"
#include "groups.h"
#include "intern.h"
#include "measured.h"
#include "mem.h"

/* ---- what is given ---- */

struct code_columns {
    int document, coder, text;
    struct kom_measured segment, code, value;
    struct kom_by by; /* in the segments, in --documents, or beside */
    int listed;       /* document of --documents */
    int listed_coder;
};

/* A code, by its number in `codes`; once all rows were taken, in byte order. */
struct code_entry {
    uint32_t parent;  /* KOM_NO_ID: none */
    const char *name; /* of the codebook; NULL: none */
    const char *text; /* with NUL; once in order */
};

struct code_book {
    struct kom_intern codes;
    struct code_entry *entry;
    size_t n, cap;
    struct kom_meet known; /* those of --codebook */
};

/* ---- what the rows say ---- */

/* A row of the input: a code that a coder gave to a unit of a document; without a code, that the
   document was read. */
struct code_segment {
    uint32_t document, unit, code, coder, group;
    double value; /* NaN: none */
    size_t row;
};

/* A document, and who read it. */
struct code_reader {
    uint32_t document, coder;
};

struct code_unit {
    uint32_t document;
    uint32_t text; /* of the segment */
};

struct kom_code_work {
    const struct kom_frame *frame;
    struct code_columns column;
    struct code_book book;
    struct kom_intern documents, coders, texts; /* texts: of segments */
    struct kom_pairs units;                     /* document and text */
    uint32_t *unit; /* of each of these: the first of those that are one with it */
    struct kom_groups groups;
    struct kom_pairs group_documents; /* group and document: each counts once */
    struct kom_pairs readers;         /* document and coder */
    struct code_segment *segment;
    size_t n_segments, cap_segments;
    struct kom_buf key;
    struct {
        uint32_t *group;
        size_t n, cap;
    } of_row;      /* the groups of the row at hand: none where its networks are dropped */
    uint8_t *seen; /* municipalities of the lookup */
    struct kom_unmet unmet_codes, unmet_documents, unmet_koms, unmet_listed_koms;
    struct kom_meet known_documents;
    uint32_t *listed_row; /* of each document that --documents names: its row, + 1 */
    size_t n_listed, n_without_code;
    struct kom_arena arena;
};

/* ask.c */
enum kom_status code_ask(struct kom_code *c, struct kom_error *err) KOM_MUSTUSE;

/* book.c: reads --codebook; then, all rows taken, brings the codes into byte order, those of the
   rows too. */
enum kom_status code_book_read(struct kom_code *c, struct kom_error *err) KOM_MUSTUSE;
enum kom_status code_book_order(struct kom_code *c, struct kom_error *err) KOM_MUSTUSE;
void code_book_fini(struct code_book *book);

/* Is `above` a code that `code` lies under, at whatever distance? */
static inline bool code_is_under(const struct code_book *book, uint32_t code, uint32_t above) {
    for (uint32_t at = book->entry[code].parent; at != KOM_NO_ID; at = book->entry[at].parent)
        if (at == above)
            return true;
    return false;
}

/* take.c */
enum kom_status code_take(struct kom_code *c, struct kom_error *err) KOM_MUSTUSE;

/* group.c: the by-values of a row, from it, from its document's row of --documents (listed, + 1; 0:
   none) or from the tables beside, as groups, w->of_row; those of documents that have no row; and
   what is to be said of documents in several. */
enum kom_status code_group(struct kom_code *c, size_t row, uint32_t listed,
                           struct kom_error *err) KOM_MUSTUSE;
enum kom_status code_group_listed(struct kom_code *c, struct kom_error *err) KOM_MUSTUSE;
enum kom_status code_group_judge(struct kom_code *c, struct kom_error *err) KOM_MUSTUSE;

/* unit.c: which segments are one unit. */
enum kom_status code_units(struct kom_code *c, struct kom_error *err) KOM_MUSTUSE;

/* counts.c, pairs.c, agreement.c, quotes.c: the tables */
enum kom_status code_counts(struct kom_code *c, struct kom_error *err) KOM_MUSTUSE;
enum kom_status code_pairs(struct kom_code *c, struct kom_error *err) KOM_MUSTUSE;
enum kom_status code_agreement(struct kom_code *c, struct kom_error *err) KOM_MUSTUSE;
enum kom_status code_quotes(struct kom_code *c, struct kom_error *err) KOM_MUSTUSE;

/* rows.c: room for one more row of the result; NULL: memory ran out. */
void *code_add_row(struct kom_code *c, size_t size);

/* A code as it counts: under itself and under those above it. counts.c */
struct code_tuple {
    uint32_t group, code, document, unit;
};

/* All of them, sorted and each once; to be freed. */
enum kom_status code_tuples(const struct kom_code *c, struct code_tuple **tuple, size_t *n,
                            struct kom_error *err) KOM_MUSTUSE;

#endif

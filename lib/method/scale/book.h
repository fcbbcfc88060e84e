/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-scale's method: the codebook, and what a cell means by it. */
#ifndef KOM_SCALE_BOOK_H
#define KOM_SCALE_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cell.h"
#include "frame.h"
#include "intern.h"
#include "meet.h"
#include "mem.h"

/* What a cell says: a kind of no answer, or the answer lowest + code - SCALE_FIRST. SCALE_OPEN:
   nobody has looked yet, or the cell says nothing that the codebook knows. */
enum {
    SCALE_BLANK,
    SCALE_DONT_KNOW,
    SCALE_NOT_RELEVANT,
    SCALE_REFUSED,
    SCALE_N_KINDS,
    SCALE_OPEN = SCALE_N_KINDS,
    SCALE_FIRST
};

/* Answers are whole numbers; so many more than the lowest may the highest be, and so far from 0
   may both lie. */
enum { SCALE_BYTES = 256, SCALE_WIDTH_MAX = 1000, SCALE_BOUND_MAX = 1000000 };

struct scale_item {
    struct kom_text name;
    size_t row; /* of the codebook */
    int32_t lowest, highest;
    bool is_reversed;
    struct kom_intern texts; /* that mean a kind of no answer or, by --answer-labels, an answer */
    uint16_t *code;          /* of each */
    size_t cap_code;
    size_t n_own;                  /* of those texts: the codebook's, before the labels came */
    uint16_t by_byte[SCALE_BYTES]; /* of cells of one byte; SCALE_OPEN: look at it carefully */
};

/* Answers of an item, and how many codes it has. */
static inline uint32_t scale_width(const struct scale_item *item) {
    return (uint32_t)(item->highest - item->lowest);
}
static inline uint32_t scale_n_codes(const struct scale_item *item) {
    return SCALE_FIRST + scale_width(item) + 1;
}

/* An answer as a distance from the low end of its scale, reversed if the item is. */
static inline uint32_t scale_units(const struct scale_item *item, uint16_t code) {
    const uint32_t above = (uint32_t)(code - SCALE_FIRST);
    return item->is_reversed ? scale_width(item) - above : above;
}

struct scale_scale {
    struct kom_text name;
    uint32_t *item; /* of the codebook, in its order */
    size_t n, cap;
    bool is_even; /* all its items have one lowest and one highest */
};

struct scale_book {
    const struct kom_frame *frame;
    struct scale_item *item;
    size_t n;
    struct scale_scale *scale; /* in the order in which the codebook names them */
    size_t n_scales, cap_scales;
    struct kom_intern items; /* their names, */
    struct kom_meet spelt;   /* and how they are spelt */
    size_t n_other_labels;   /* rows of labels whose item is none of these */
    struct kom_intern scales;
};

/* Reads a codebook. KOM_EDATA: it contradicts itself. */
enum kom_status scale_book_read(struct scale_book *book, const struct kom_frame *frame,
                                struct kom_error *err) KOM_MUSTUSE;

/* Adds the labels of answers; after the codebook. */
enum kom_status scale_book_label(struct scale_book *book, const struct kom_frame *labels,
                                 struct kom_error *err) KOM_MUSTUSE;

void scale_book_fini(struct scale_book *book);

/* Notes that a text is that code of an item. KOM_EDATA, with the cell of the frame: it is another
   one already. */
struct scale_said {
    const struct kom_frame *frame;
    size_t row;
    int column;
};
enum kom_status scale_item_say(struct scale_item *item, struct kom_text text, uint16_t code,
                               const struct scale_said *at, struct kom_error *err) KOM_MUSTUSE;

/* What a whole number means; SCALE_OPEN: neither an answer nor a code that the codebook names. */
uint16_t scale_item_number(const struct scale_item *item, int64_t x);

/* What a cell means; SCALE_OPEN: nothing that the codebook knows. */
uint16_t scale_item_code(const struct scale_item *item, const struct kom_cell_form *form,
                         struct kom_text cell);

/* Adds why a cell means nothing, and what would make it mean something. */
void scale_item_explain(const struct scale_item *item, const struct kom_cell_form *form,
                        struct kom_text cell, bool has_labels, struct kom_buf *out);

/* The word of a kind of no answer. */
const char *scale_kind_word(uint16_t code);

#endif

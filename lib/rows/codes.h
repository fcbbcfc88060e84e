/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Municipality codes of tables that meet: 0101 in one and 101 in another are told, not lost. */
#ifndef KOM_CODES_H
#define KOM_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "extract.h"
#include "frame.h"
#include "intern.h"
#include "kom/error.h"

/* Codes are texts; two are the same code in two spellings when both are digits and differ in
   leading zeros only. Zero-initialised is empty. */
struct kom_codes {
    struct kom_intern spelled; /* codes as they stand */
    struct kom_intern bare;    /* those of digits, without leading zeros */
    struct kom_code {
        uint32_t bare;   /* KOM_NO_ID: no digits */
        uint64_t tables; /* bit t: table t has it */
    } * code;            /* of each spelled one */
    uint32_t *first;     /* of each bare one: the spelling that came first */
    size_t cap, cap_first;
    const char *table[64]; /* what tables are called in messages; borrowed */
    unsigned n_tables;
};

/* The table whose codes come now; at most 64. */
void kom_codes_begin(struct kom_codes *codes, const char *table);

/* A code of the table begun last; blanks around it are ignored, an empty one is none. */
enum kom_status kom_codes_add(struct kom_codes *codes, struct kom_text code,
                              struct kom_error *err) KOM_MUSTUSE;

/* All cells of a column. */
enum kom_status kom_codes_add_column(struct kom_codes *codes, const struct kom_frame *frame,
                                     int column, struct kom_error *err) KOM_MUSTUSE;

/* KOM_EDATA, naming codes, tables and --kom-digits, when one table spells a code otherwise than
   another. One table alone may hold both spellings: they meet nothing. */
enum kom_status kom_codes_compare(const struct kom_codes *codes, struct kom_error *err) KOM_MUSTUSE;

/* A code of a further table against these: KOM_EDATA when they have it in another spelling only.
   Unknown codes are nobody's fault here. Safe for several threads. */
enum kom_status kom_codes_meet(const struct kom_codes *codes, struct kom_text code,
                               struct kom_error *err) KOM_MUSTUSE;

/* The same for a cell, with file, line and column in the message. */
enum kom_status kom_codes_meet_cell(const struct kom_codes *codes, const struct kom_frame *frame,
                                    size_t row, int column, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_codes_meet_view(const struct kom_codes *codes, const struct kom_view *view,
                                    uint32_t row, int column, struct kom_error *err) KOM_MUSTUSE;

void kom_codes_fini(struct kom_codes *codes);

#endif

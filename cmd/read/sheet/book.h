/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a workbook has beside its cells: sheets, number formats, shared strings. Inside cmd/read
   only. */
#ifndef KOM_READ_BOOK_H
#define KOM_READ_BOOK_H

#include "form.h"
#include "mem.h"
#include "packed/package.h"

struct kom_book_sheet {
    const char *name, *relation;
    int64_t place; /* of its part; -1: it holds no cells (a sheet of a chart) */
    bool is_hidden;
};

/* Zero-initialised before it is opened. Names lie in the arena. */
struct kom_book {
    struct kom_package package;
    struct kom_arena arena;
    bool is_1904;
    bool wants_computing; /* by whoever opens it: no spreadsheet program computed its formulas */
    struct kom_book_sheet *sheet;
    size_t n_sheets, cap_sheets;
    struct kom_xl_shown *style; /* of each style of cells */
    size_t n_styles, cap_styles;
    struct kom_buf strings; /* shared ones, one behind the other */
    uint64_t *string_end;
    size_t n_strings, cap_strings;
    uint64_t n_given;      /* bytes of texts that stand in the file once and in cells again */
    int64_t strings_place; /* until they are read; -1: there are none */
};

/* Namespaces of workbooks as Excel writes them and as ISO 29500 would have them (strict), and of
   relations. */
extern const char *const kom_book_spaces[];

enum kom_status kom_book_open(struct kom_book *b, const char *path,
                              struct kom_error *err) KOM_MUSTUSE;
void kom_book_close(struct kom_book *b);

/* Reads the shared strings: the only thing that is held and grows with the rows. */
enum kom_status kom_book_read_strings(struct kom_book *b, struct kom_error *err) KOM_MUSTUSE;

/* KOM_EDATA: cells have so much more text than the file has bytes that no program wrote it for a
   table. */
enum kom_status kom_book_check_given(const struct kom_book *b, struct kom_error *err) KOM_MUSTUSE;

/* Number formats: styles.c. */
enum kom_status kom_book_read_styles(struct kom_book *b, int64_t place,
                                     struct kom_error *err) KOM_MUSTUSE;

/* Adds text as cells have it: _x000D_ stands for the sign of that number. */
void kom_book_put_text(struct kom_buf *out, struct kom_text t);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fast room of the reader: where fields end, found many bytes at a time, for blocks whose
   quotes are plainly well-formed.

   A block is plain when every quote either opens a field or closes one (next to a delimiter, a line
   end or the block's border), none is doubled, and every carriage return outside quotes stands
   before a line feed. Other blocks are refused, and go to the careful splitter in batch.c, which
   reads every block; both give the same fields (tests/unit/test_scan.c). */
#ifndef KOM_SCAN_H
#define KOM_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Offsets of the bytes that end fields: delimiters and line feeds outside quotes, ascending; which
   of them (by their place in `end`) are line feeds; and what bytes there are. */
struct kom_scan {
    uint32_t *end, *line;
    size_t n, cap, n_lines, cap_lines;
    bool has_quote, has_cr, has_high; /* high: above 7F, no ASCII */
    bool failed;                      /* memory ran out: nobody knows whether the block is plain */
};

/* Fills scan for n < 2^31 bytes; false when the block is not plain, or scan->failed. */
bool kom_scan_fields(struct kom_scan *scan, const char *p, size_t n, char delimiter);

/* The same without vector instructions: the twin that the other is held to. */
bool kom_scan_fields_portable(struct kom_scan *scan, const char *p, size_t n, char delimiter);

/* The offset after the last line feed outside quotes in n bytes that begin a record, 0 when there
   is none; false when they are not plain as far as they go, or without AVX2: then nobody knows. */
bool kom_scan_last_line(const char *p, size_t n, char delimiter, size_t *end);

/* How many bytes of p are c. */
size_t kom_count_byte(const char *p, size_t n, char c);

void kom_scan_fini(struct kom_scan *scan);

/* One 64-byte step of the scan, the same for every processor: masks have bit i for byte i of the
 * step. */
struct kom_scan_state {
    uint64_t in_quotes;   /* all bits set while a quoted field goes on */
    uint64_t after_end;   /* bit 0: the byte before the step ended a field (or it is the first) */
    uint64_t after_quote; /* bit 0: the byte before was a closing quote */
    uint64_t after_cr;    /* bit 0: the byte before was a carriage return outside quotes */
};
struct kom_scan_masks {
    uint64_t quote, delimiter, lf, cr, high;
    unsigned n; /* bytes that there are: 1 to 64; bits beyond are 0 */
};

/* Fields that end in this step; *plain becomes false when something is out of place. */
uint64_t kom_scan_step(struct kom_scan_state *state, const struct kom_scan_masks *m, bool *plain);

/* Starts anew; room for 64 more ends and lines; the lines of a step at `at`, before its ends are
   added to scan->n. */
void kom_scan_begin(struct kom_scan *scan);
bool kom_scan_room(struct kom_scan *scan);
void kom_scan_note(struct kom_scan *scan, const struct kom_scan_masks *m, uint64_t end);

/* The masks of 64 bytes with AVX2; only where kom_scan_has_avx2 says so. */
bool kom_scan_has_avx2(void);
bool kom_scan_fields_avx2(struct kom_scan *scan, const char *p, size_t n, char delimiter);
bool kom_scan_last_line_avx2(const char *p, size_t n, char delimiter, size_t *end);
size_t kom_count_byte_avx2(const char *p, size_t n, char c);
size_t kom_count_byte_portable(const char *p, size_t n, char c);

#endif

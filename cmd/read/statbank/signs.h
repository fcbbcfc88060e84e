/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signs of statistics banks for what a number is, or why there is none, in our words. */
#ifndef KOM_READ_SIGNS_H
#define KOM_READ_SIGNS_H

#include "buf.h"

/* The words of COL_status. */
enum kom_sign_word {
    KOM_SIGNED_NOTHING,
    KOM_SIGNED_MISSING,
    KOM_SIGNED_IMPOSSIBLE,
    KOM_SIGNED_HIDDEN,
    KOM_SIGNED_NIL,
    KOM_SIGNED_PROVISIONAL,
    KOM_SIGNED_BREAK,
    KOM_N_SIGNED,
};

/* A cell as a file has it. */
struct kom_cube_cell {
    struct kom_text number; /* n 0: none */
    struct kom_text sign;   /* n 0: none */
    bool is_dots;           /* the sign stands instead of a number, and is never nil */
};

/* What was written otherwise than as a number. */
enum { KOM_SIGNS_NAMED = 5 };
struct kom_sign_counts {
    uint64_t word[KOM_N_SIGNED]; /* cells without a number; nil: written 0 */
    uint64_t n_against;          /* numbers beside a sign that says there is none */
    uint64_t n_unknown;          /* signs beside a number that no word stands for */
    char unknown[KOM_SIGNS_NAMED][12];
    uint64_t n_of[KOM_SIGNS_NAMED];
    int n_named;
};

/* Writes the value, and behind it the status where that is asked for. */
void kom_sign_put(struct kom_buf *out, const struct kom_cube_cell *cell, bool has_status,
                  struct kom_sign_counts *counts);

/* Add what is to be said of them: what the signs are, and where they contradict a number. */
void kom_sign_note(const struct kom_sign_counts *counts, struct kom_buf *out);
void kom_sign_warn(const struct kom_sign_counts *counts, struct kom_buf *out);

#endif

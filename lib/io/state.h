/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a state: what a part of a run knows, as text that can be merged (docs/states.md).

   A line is a tag and fields, with tabs between. In a field tab, line end, backslash, control bytes
   and what is no UTF-8 are written \t \n \r \\ \xHH, so that any bytes are one field of one line.
   The last line of a state says how many lines stand before it and their checksum. */
#ifndef KOM_STATE_H
#define KOM_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "digest.h"
#include "kom/error.h"
#include "kom/num.h"
#include "veil.h"

enum { KOM_STATE_FORM = 1 };

/* The first and the last line begin with these. */
#define KOM_STATE_MAGIC "kom-state"
#define KOM_STATE_END "end"

/* ---- out ---- */

/* Where lines go. Zero-initialised but for put is ready; kom_state_start begins a state, and is
   KOM_ENOMEM where it cannot. */
struct kom_state_out {
    enum kom_status (*put)(void *context, struct kom_text bytes, struct kom_error *err);
    void *context;
    struct kom_buf line, ready; /* ready: lines that are gathered before they go out */
    uint64_t n_lines;
    struct kom_digest *sum;
    const struct kom_veil *veil; /* texts of persons go out as its hashes; NULL: as they are */
};

enum kom_status kom_state_start(struct kom_state_out *o, struct kom_error *err) KOM_MUSTUSE;

/* A line: its tag, its fields, then end. KOM_ENOMEM when it found no memory. */
void kom_state_tag(struct kom_state_out *o, const char *tag);
void kom_state_text(struct kom_state_out *o, struct kom_text t);
void kom_state_whole(struct kom_state_out *o, uint64_t x);
void kom_state_signed(struct kom_state_out *o, int64_t x);

/* In hexadecimal digits. */
void kom_state_bits(struct kom_state_out *o, uint64_t x);

/* A number as it is: a decimal in digits, a double with ~ before them. */
void kom_state_number(struct kom_state_out *o, const struct kom_num *x);
enum kom_status kom_state_line(struct kom_state_out *o, struct kom_error *err) KOM_MUSTUSE;

/* Hands on the lines that are ready; kom_state_finish does. */
enum kom_status kom_state_flush(struct kom_state_out *o, struct kom_error *err) KOM_MUSTUSE;

/* The last line. */
enum kom_status kom_state_finish(struct kom_state_out *o, struct kom_error *err) KOM_MUSTUSE;
/* Lines that are made already, each with its end. */
enum kom_status kom_state_lines_out(struct kom_state_out *o, struct kom_text lines,
                                    struct kom_error *err) KOM_MUSTUSE;

void kom_state_out_fini(struct kom_state_out *o);

/* ---- in ---- */

/* A line that is read from: its bytes are the caller's, and are changed. */
struct kom_state_in {
    char *p;
    size_t n;
    bool has_failed; /* a field was missing, or not of its kind */
};

/* The next field; valid as long as the line's bytes. */
struct kom_text kom_state_take(struct kom_state_in *in);
uint64_t kom_state_take_whole(struct kom_state_in *in);
int64_t kom_state_take_signed(struct kom_state_in *in);
uint64_t kom_state_take_bits(struct kom_state_in *in);
struct kom_num kom_state_take_number(struct kom_state_in *in);

/* Lines in turn; *has_one says false at the end. */
struct kom_state_lines {
    enum kom_status (*next)(void *context, struct kom_state_in *line, bool *has_one,
                            struct kom_error *err);
    void *context;
    bool is_veiled;              /* persons are keyed hashes, */
    const struct kom_veil *veil; /* of this key; NULL: it is not known here */
};

/* Takes them all, each by the verb for its tag; verbs end with a NULL tag. KOM_EDATA: a tag that
   has none, or a field that was missing or not of its kind. label: of the table, for the message.
   Where there is an `until`, lines stay from the first of that tag on, which is at hand then. */
struct kom_state_verb {
    const char *tag;
    enum kom_status (*take)(void *context, struct kom_state_in *in);
};
struct kom_state_reader {
    const struct kom_state_verb *verbs;
    void *context;
    const char *label;
    const char *until;          /* NULL: all are taken */
    struct kom_state_in *first; /* with until: the first line that stays, behind its tag */
    bool *has_first;            /* false: there was none */
};
enum kom_status kom_state_take_lines(const struct kom_state_lines *lines,
                                     const struct kom_state_reader *reader,
                                     struct kom_error *err) KOM_MUSTUSE;

/* KOM_EDATA: the state is not what was written. */
enum kom_status kom_state_damaged(const char *label, struct kom_error *err);

/* Is there another field? */
bool kom_state_has_more(const struct kom_state_in *in);

#endif

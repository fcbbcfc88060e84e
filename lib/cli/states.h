/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The states of a parted run, as they are read: each whole and by its checksum, all of one call,
   and none twice, before anything of them is believed (docs/states.md). */
#ifndef KOM_STATES_H
#define KOM_STATES_H

#include "buf.h"
#include "kom/error.h"
#include "mem.h"
#include "part.h"
#include "spill.h"

/* Lines of a part that were kept on the disk: of rows set aside, or of the method. */
struct kom_states_cursor {
    struct kom_states *states;
    uint64_t at, end;
    struct kom_buf buf;
    size_t taken;
};

/* A state: what parts from..to of a run found. Lines stand as in the file. */
struct kom_part_state {
    uint32_t from, to;
    const char *name;        /* of the file it was in */
    const char *digest;      /* of its call */
    struct kom_buf call;     /* options, inputs, side tables, flags */
    struct kom_buf head;     /* the table (saved.h) */
    struct kom_buf findings; /* what was read of it (saved.h) */
    uint64_t asides,
        n_aside; /* rows set aside: where their lines are in the spill, how many bytes */
    uint64_t method, n_method;
    struct kom_states_cursor cursor; /* of the method's */
    struct kom_range *range;         /* of its files */
    size_t n_ranges, cap_ranges;
};

/* Zero-initialised but for the folder is empty. */
struct kom_states {
    const char *folder; /* of what is kept on the disk */
    uint32_t of;        /* into how many parts the run was cut */
    const char *tool;   /* "kom-sum" */
    struct kom_part_state *part;
    size_t n, cap;
    struct kom_spill spill;
    struct kom_arena arena;
};

/* Adds the states of a file ("-": standard input), one after the other, perhaps packed by gzip.
   KOM_EDATA: it is none, damaged, cut off, of a newer form or another version. */
enum kom_status kom_states_read(struct kom_states *s, const char *path,
                                struct kom_error *err) KOM_MUSTUSE;

/* What is there: sorts the parts, and looks for the first thing that is wrong with them. all: none
   may be missing; else they must follow each other. KOM_EDATA names it. */
enum kom_status kom_states_check(struct kom_states *s, bool all, struct kom_error *err) KOM_MUSTUSE;

/* A line of the call with the check value of the key that persons are hashed by. */
#define KOM_STATES_KEY "keyed"

/* That check value, which all agree on; n 0: persons are there by their texts. */
struct kom_text kom_states_key(const struct kom_states *s);

/* Does the call of the parts, which all agree on, have that flag? */
bool kom_states_has_flag(const struct kom_states *s, const char *name);

/* Its lines; valid as long as the cursor. */
struct kom_state_lines kom_states_lines(struct kom_states_cursor *c);

/* Those of the method of a part, valid as long as the states: a method may come back to what it
   left when all parts have been read. */
struct kom_state_lines kom_states_method(struct kom_states *s, size_t part);

/* Adds a row for each part, and for what is missing: part,of,state,status,message. Returns whether
   all is there, and whole. */
bool kom_states_list(struct kom_states *s, struct kom_buf *out);

void kom_states_fini(struct kom_states *s);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is no text at all: known by its first bytes. */
#ifndef KOM_FIRST_BYTES_H
#define KOM_FIRST_BYTES_H

#include <stdbool.h>

#include "buf.h"

/* A form of file, and what reads it. */
struct kom_no_text {
    const char *name;   /* "an Excel workbook (.xlsx)" */
    const char *before; /* a call that makes a text of it, but for the file's name ... */
    const char *after;  /* ... and what follows that; NULL: `before` is advice and no call */
};

/* The form whose first bytes these are; NULL when it may be text. */
const struct kom_no_text *kom_first_bytes(struct kom_text bytes);

#endif

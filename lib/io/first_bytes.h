/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is no text at all: known by its first bytes. */
#ifndef KOM_FIRST_BYTES_H
#define KOM_FIRST_BYTES_H

#include <stdbool.h>

#include "buf.h"

/* Forms that kom-read reads, those of statistics programs and workbooks where it was built so. */
enum kom_form {
    KOM_FORM_OTHER,
    KOM_FORM_SAS7BDAT,
    KOM_FORM_SAS7BCAT, /* a catalog: labels without rows */
    KOM_FORM_XPORT,
    KOM_FORM_SAV,
    KOM_FORM_POR,
    KOM_FORM_DTA,
    KOM_FORM_JSONSTAT,
    KOM_FORM_PX,
    KOM_FORM_XLSX,
    KOM_FORM_QDPX, /* read by kom-code */
    KOM_N_FORMS,
};

/* A form of file, and what reads it. */
struct kom_no_text {
    enum kom_form form;
    const char *name;   /* "an Excel workbook (.xlsx)" */
    const char *before; /* a call that makes a text of it, but for the file's name ... */
    const char *after;  /* ... and what follows that; NULL: `before` is advice and no call */
};

/* Are these the first bytes of JSON-stat, of a PC-Axis file? (bank_bytes.c) */
bool kom_is_jsonstat(struct kom_text bytes);
bool kom_is_px(struct kom_text bytes);

/* The form whose first bytes these are; NULL when it may be text. */
const struct kom_no_text *kom_first_bytes(struct kom_text bytes);

#endif

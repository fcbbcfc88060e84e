/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A docx, by pandoc. */
#ifndef KOM_TABLE_DOCX_H
#define KOM_TABLE_DOCX_H

#include "buf.h"
#include "kom/error.h"
#include "present.h"

/* The HTML in buf becomes the bytes of a docx: pandoc, found along PATH, is run without a shell and
   with an environment of its own, so that neither clock nor settings of the user reach the result.
   KOM_EIO: it is not there, or does not end well; KOM_ENOMEM. */
enum kom_status kom_table_docx(struct kom_buf *buf, enum kom_present_lang lang,
                               struct kom_error *err) KOM_MUSTUSE;

#endif

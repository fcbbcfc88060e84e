/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A docx, by pandoc. */
#ifndef KOM_TABLE_DOCX_H
#define KOM_TABLE_DOCX_H

#include "buf.h"
#include "kom/error.h"
#include "present.h"
#include "tool.h"

/* The HTML in buf becomes the bytes of a docx (kom_run_program). KOM_EIO: pandoc is not there, or
   does not end well; KOM_ENOMEM. */
enum kom_status kom_table_docx(struct kom_run *run, struct kom_buf *buf,
                               enum kom_present_lang lang) KOM_MUSTUSE;

#endif

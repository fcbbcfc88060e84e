/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A zip archive made in memory: entries one after the other, then their list (PKWARE's APPNOTE
   6.3.10, without extensions). */
#ifndef KOM_ZIPPED_H
#define KOM_ZIPPED_H

#include <stdint.h>

#include "buf.h"
#include "kom/error.h"

/* Zero-initialised but for out, which is borrowed and empty at first. Freed by kom_zip_fini. */
struct kom_zip {
    struct kom_buf *out;
    struct kom_buf list; /* of the entries, which stands behind them */
    uint32_t n;
};

/* Adds a file. The name is ASCII; no day and no mode is kept, so that the same files make the same
   bytes. KOM_ENOMEM; KOM_EDATA: the archive would have 4 GiB or more, which this form cannot say.
 */
enum kom_status kom_zip_add(struct kom_zip *zip, const char *name, struct kom_text bytes,
                            struct kom_error *err) KOM_MUSTUSE;

/* Writes the list: the archive is whole. */
enum kom_status kom_zip_finish(struct kom_zip *zip, struct kom_error *err) KOM_MUSTUSE;

void kom_zip_fini(struct kom_zip *zip);

#endif

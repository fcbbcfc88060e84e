/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The zip file that a workbook or a project is: its parts by name, read with bounds. For kom-read
   and kom-code. */
#ifndef KOM_PACKED_PACKAGE_H
#define KOM_PACKED_PACKAGE_H

#include <stdint.h>
#include <zip.h>

#include "buf.h"
#include "kom/error.h"

struct kom_package {
    zip_t *zip;
    const char *path; /* borrowed */
    uint64_t nbytes;  /* of the file */
};

enum kom_status kom_package_open(struct kom_package *p, const char *path,
                                 struct kom_error *err) KOM_MUSTUSE;
void kom_package_close(struct kom_package *p);

/* The place of the part of that name, whatever the case of its letters; -1: there is none. */
int64_t kom_package_find(const struct kom_package *p, const char *name);

/* One part while it is read. */
struct kom_packed {
    const struct kom_package *package;
    zip_file_t *file;
    const char *name; /* borrowed from the package */
    uint64_t nbytes, packed;
};

enum kom_status kom_packed_open(struct kom_packed *part, const struct kom_package *p, int64_t place,
                                struct kom_error *err) KOM_MUSTUSE;
void kom_packed_close(struct kom_packed *part);

/* Up to cap bytes; *n 0: the end, where the check sum was right. KOM_EDATA: damaged, or a part that
   unpacks to so much more than it is packed in that no program wrote it for a table. */
enum kom_status kom_packed_read(struct kom_packed *part, char *p, size_t cap, size_t *n,
                                struct kom_error *err) KOM_MUSTUSE;

/* Adds the name that `target` means in a part called `base`: "../a.xml" and "/xl/a.xml" too. */
void kom_package_resolve(struct kom_buf *out, const char *base, const char *target);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files as a crate names them: by their way from its folder, as URIs. */
#ifndef KOM_PROV_PLACE_H
#define KOM_PROV_PLACE_H

#include <limits.h>
#include <stdbool.h>

#include "buf.h"
#include "kom/error.h"

/* The folder of a crate, as a whole path without links. KOM_EIO. */
enum kom_status kom_place_base(const char *crate, char base[PATH_MAX],
                               struct kom_error *err) KOM_MUSTUSE;

/* The whole path of a path seen from a folder; its folder without links, its own name as it is:
   a link goes by its name. False: nothing is there. */
bool kom_place_whole(const char *folder, const char *path, char whole[PATH_MAX]);

/* Does a whole path lie in the folder? */
bool kom_place_is_within(const char *base, const char *whole);

/* Adds the way from the folder to a whole path: "sales.csv", "../sales.csv"; "./" for itself. */
void kom_place_way(const char *base, const char *whole, struct kom_buf *out);

/* Adds a path as an identifier: a relative one as a reference, a whole one as file://. Bytes that
   a URI keeps for itself, blanks and what is no UTF-8 become %20. */
void kom_place_id(const char *path, struct kom_buf *out);

/* Adds the path that an identifier stands for, seen from the folder of the crate. */
void kom_place_path(const char *base, const char *id, struct kom_buf *out);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A JSON document in a file. */
#ifndef KOM_JSON_FILE_H
#define KOM_JSON_FILE_H

#include <jansson.h>

#include "kom/error.h"

/* Reads all of it ("-": standard input; gzip undone). KOM_EDATA, with line and column: it is no
   JSON, or an object has a key twice. *json is the caller's, NULL where that fails. */
enum kom_status kom_json_read(const char *path, json_t **json, struct kom_error *err) KOM_MUSTUSE;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside cli, and for kom-prov: a run as JSON. */
#ifndef KOM_REPORT_JSON_H
#define KOM_REPORT_JSON_H

#include <jansson.h>

#include "options.h"

/* A name of a file may be no UTF-8, as JSON is: then it stands as messages show it. */
json_t *kom_name_json(const char *name);

/* {use, path, stream, bytes, sha256}; stream NULL: none. */
json_t *kom_file_json(const char *use, const char *path, const char *stream,
                      const struct kom_seal *seal);

/* A run that ended with that status; outputs are those of one that did not fail. Whole only when no
   allocation has failed. *status: of reading the inputs once more (KOM_EIO). */
json_t *kom_report_json(struct kom_run *run, enum kom_status ended, enum kom_status *status);

/* Writes it and a line end; KOM_ENOMEM, KOM_EIO. */
enum kom_status kom_json_put(struct kom_sink *sink, json_t *o, struct kom_error *err) KOM_MUSTUSE;

#endif

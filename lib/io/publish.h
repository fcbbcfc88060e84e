/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside io: from a temporary file to the file that was asked for, and back. */
#ifndef KOM_PUBLISH_H
#define KOM_PUBLISH_H

#include <signal.h>
#include <stdbool.h>

#include "sink.h"

/* How a target came to be replaced, which is how it is put back. */
enum kom_way { KOM_WAY_NONE, KOM_WAY_MADE, KOM_WAY_FINAL, KOM_WAY_EXCHANGED, KOM_WAY_KEPT };

/* Opens the temporary file of a sink whose target is known. KOM_EIO, KOM_ENOMEM. */
enum kom_status kom_publish_open(struct kom_sink *sink, struct kom_error *err) KOM_MUSTUSE;

/* Mode, name, disk and close. */
enum kom_status kom_publish_prepare(struct kom_sink *sink, struct kom_error *err) KOM_MUSTUSE;

/* Puts it in its place; is_last: nothing comes after it that could fail. */
enum kom_status kom_publish_move(struct kom_sink *sink, bool is_last, enum kom_way *way,
                                 struct kom_error *err) KOM_MUSTUSE;

/* Puts back what was there; false when that fails. */
bool kom_publish_undo(struct kom_sink *sink, enum kom_way way);

/* Forgets what was there, and tells the disk about the new name. */
void kom_publish_settle(struct kom_sink *sink, enum kom_way way);

/* All signals of this thread wait, until the old mask is set again. */
void kom_publish_block(sigset_t *old);

#endif

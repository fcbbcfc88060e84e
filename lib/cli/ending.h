/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a tool leaves behind when a signal ends it, and the descriptors it starts with. */
#ifndef KOM_ENDING_H
#define KOM_ENDING_H

#include <signal.h>
#include <stdbool.h>

#include "files.h"

/* First of all: descriptors 0, 1 and 2 that are closed are taken, so that no file is opened in
   their place. Reading from or writing to them fails, as it did. False when that cannot be. */
bool kom_ending_take_descriptors(void);

/* From now on every signal that would end the process (but SIGKILL) first removes the temporary
   files and spoils the streams, with "PROGRAM: stopped by signal N"; then it ends the process as it
   would have. One that was ignored or handled before is left alone, except SIGPIPE. The files are
   borrowed; NULL: none. */
void kom_ending_watch(const char *program, struct kom_files *files);

/* No signal comes in between from here on. */
void kom_ending_block(sigset_t *old);

#endif

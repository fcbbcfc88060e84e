/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kom-read that was built without ReadStat: every file of a statistics program is refused with
   the call that reads it elsewhere. */
#include "statfile.h"

const char kom_statfile_library[] = "built without ReadStat (SAS, SPSS, Stata)";

void kom_statfiles_init(struct kom_statfiles *files) {
    files->foreign = (struct kom_foreign){NULL, NULL};
}

void kom_statfiles_notes(const struct kom_statfiles *files,
                         void (*say)(void *context, const char *line), void *context) {
    (void)files;
    (void)say;
    (void)context;
}

void kom_statfiles_fini(struct kom_statfiles *files) {
    (void)files;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-diff of a sample with a design: its options. */
#ifndef KOM_CMD_DIFF_DESIGN_H
#define KOM_CMD_DIFF_DESIGN_H

#include "design_options.h"
#include "diff/diff.h"
#include "kom/diff.h"

/* The design that a call speaks of, and the table that it points to. */
struct kom_diff_sample {
    struct kom_frame factors;
    struct kom_design_request design;
    struct kom_design_replicates replicates;
};

/* Reads the options of a design, --ci and COL=VALUE of --count into the request, which points to
   the sample. The factors are to be freed in every case. */
enum kom_status kom_diff_sample_read(struct kom_run *run, struct kom_diff_sample *sample,
                                     struct kom_diff_request *request) KOM_MUSTUSE;

/* Names a value of --count that no row has: it may be misspelt. */
void kom_diff_say_unseen(struct kom_run *run, const struct kom_diff *diff,
                         const struct kom_diff_request *request);

#endif

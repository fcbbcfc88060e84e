/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --weight, --cluster, --sample-strata, --fpc, --replicate-weights and --replicate-factors of the
   tools that take a sample with a design. */
#ifndef KOM_DESIGN_OPTIONS_H
#define KOM_DESIGN_OPTIONS_H

#include "design_rows.h"
#include "tool.h"

/* Reads them, and the table of factors into `factors`, which must stay as long as the request.
   KOM_EUSAGE: they contradict each other. */
enum kom_status kom_run_design(struct kom_run *run, struct kom_frame *factors,
                               struct kom_design_request *request,
                               struct kom_design_replicates *replicates) KOM_MUSTUSE;

/* Rows that --only or --except leave out are not in the sample: says so, unless strata are left out
   whole, or replicates know the whole sample. */
void kom_run_design_warn(struct kom_run *run, const struct kom_design_request *request);

#endif

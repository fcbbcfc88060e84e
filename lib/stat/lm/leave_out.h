/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which coefficients rest on one cluster, or one row: they cannot be estimated without it.

   A cluster-robust error adds up what clusters do to a coefficient. Where one cluster (of hc0 to
   hc3: one row) decides it by itself, its residuals fit it exactly, the sum has nothing in that
   direction and the error is far too small: with one treated cluster a 5 % test rejects a true null
   in two of three samples, however treatment is coded. Coefficient j cannot be estimated without
   the rows of g when its unit vector is further than 1e-9 from the space of the other rows, columns
   scaled to the same length: when (X of the other rows) u = 0 for a u with u_j apart from 0. With Q
   = sqrt(W) X R^-1 such u are R^-1 z, z the eigenvectors of Q_g' Q_g to the eigenvalue 1. There can
   be one only where the leverages of the cluster add up to 1, which at most as many clusters do as
   there are columns; the others are not looked at. */
#ifndef KOM_LEAVE_OUT_H
#define KOM_LEAVE_OUT_H

#include <stdbool.h>

#include "vcov.h"

/* Sets is_lost[j] where coefficient j cannot be estimated once some cluster (clusters NULL: some
   row) is left out; others stay as they are. KOM_ENOMEM is the only failure. */
enum kom_status kom_leave_out(const struct kom_lsq_fit *fit, const struct kom_clusters *clusters,
                              bool *is_lost, struct kom_error *err) KOM_MUSTUSE;

#endif

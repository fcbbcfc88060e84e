/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-sum of a sample with a design. */
#ifndef KOM_CMD_SUM_SURVEY_H
#define KOM_CMD_SUM_SURVEY_H

#include <stdbool.h>

#include "tool.h"

/* Does the call speak of a sample with a design, or ask for what only such a one has? Reads no
   option. */
bool kom_sum_is_survey(const struct kom_run *run);

enum kom_status kom_sum_survey(struct kom_run *run) KOM_MUSTUSE;

#endif

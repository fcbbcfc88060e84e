/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A survey in two waves, and coded interviews, with a known change, response and agreement. */
#ifndef KOM_SIM_SURVEY_H
#define KOM_SIM_SURVEY_H

#include <stdint.h>

#include "kom/error.h"
#include "table.h"

struct kom_sim_run;

enum { KOM_SIM_ROLES = 3, KOM_SIM_AREAS = 3, KOM_SIM_SCALES = 3, KOM_SIM_AGES = 3 };

/* What is counted of the survey for the truth. */
struct kom_sim_survey {
    uint64_t asked[KOM_SIM_ROLES][2], answered[KOM_SIM_ROLES][2]; /* by role and wave */
    int64_t level[KOM_SIM_ROLES][2][KOM_SIM_SCALES]; /* sums over those asked, hundredths */
};

extern const struct kom_sim_column kom_sim_codebook_columns[], kom_sim_asked_columns[],
    kom_sim_responses_columns[], kom_sim_segments_columns[];

/* The codebook, who was asked, their answers, the coded interviews, and the truth about them. */
enum kom_status kom_sim_run_survey(struct kom_sim_run *run) KOM_MUSTUSE;

#endif

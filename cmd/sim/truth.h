/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of truth.csv and survey_truth.csv. */
#ifndef KOM_SIM_TRUTH_H
#define KOM_SIM_TRUTH_H

#include "run.h"

/* What a row is about. */
struct kom_sim_topic {
    const char *table, *quantity, *key, *explanation;
};

/* Writes a row into one of the tables of truth; the value in twelve digits. */
enum kom_status kom_sim_tell(struct kom_sim_run *run, enum kom_sim_table_name into,
                             struct kom_sim_topic topic, double value) KOM_MUSTUSE;

/* Persons by where they bought before and after the start, and the chances of those who came from a
   private supplier, for one municipality or all (flows.c). */
enum kom_status kom_sim_truth_flows(struct kom_sim_run *run, const char *key,
                                    const struct kom_sim_known *known) KOM_MUSTUSE;

#endif

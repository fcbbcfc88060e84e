/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One writing of a synthetic folder: the world, its open tables, and what is counted on the way for
 * the truth. */
#ifndef KOM_SIM_RUN_H
#define KOM_SIM_RUN_H

#include "sales.h"
#include "survey.h"
#include "table.h"

enum { KOM_SIM_DIRT_MAX = 32 };

/* Where the dirt is put next, per table, and how many rows of each kind there are. */
struct kom_sim_mess {
    bool is_wanted;
    int next[KOM_SIM_TABLES];
    uint64_t clean[KOM_SIM_TABLES];
    uint64_t done[KOM_SIM_DIRT_MAX];
};

/* Sales of municipalities that are charged wrongly, and by how much. */
struct kom_sim_charges {
    bool is_wanted;
    uint64_t n, over, under, within; /* sales; beyond and within half a krone */
    int64_t difference;              /* oere */
};

struct kom_sim_run {
    struct kom_sim_world world;
    struct kom_sim_table tables[KOM_SIM_TABLES];
    struct kom_sim_known known[KOM_PLACES];
    uint64_t counts[KOM_PLACES][2][2]; /* recipients by place, year (2019, 2020), section */
    uint64_t fates[KOM_SIM_FATES];
    uint64_t credits, spells, blank_hours;
    uint64_t municipal,
        municipal_cleaning; /* used sales by the municipality that are no credit notes */
    int64_t last_sale_id;
    struct kom_sim_mess mess;
    struct kom_sim_charges charges;
    struct kom_sim_survey survey;
    double scale;
    struct kom_sim_basket basket;
    struct kom_files *files;
    struct kom_error *err;
};

/* The small tables: municipalities, networks, participation, offerings, prices. */
enum kom_status kom_sim_run_frame(struct kom_sim_run *run) KOM_MUSTUSE;

/* Recipients and their sales, in order of municipality and person; then the recipients as counts.
 */
enum kom_status kom_sim_run_persons(struct kom_sim_run *run) KOM_MUSTUSE;

/* The outcome panel: 98 units, January 2017 to December 2020.
   value = unit + month + season + effect * (unit offers, from its start month) + e, e(t) = rho
   e(t-1) + noise. */
enum kom_status kom_sim_run_panel(struct kom_sim_run *run) KOM_MUSTUSE;

/* The known numbers of the panel, in hours a week. */
#define KOM_SIM_EFFECT (-0.15)
#define KOM_SIM_UNIT_SD 0.5
#define KOM_SIM_RHO 0.5
#define KOM_SIM_NOISE_SD 0.15

/* Now and then charges a sale of a municipality otherwise than its price list says. */
void kom_sim_charge(struct kom_sim_run *run, struct kom_sim_sale *sale);

/* truth.csv; comes last. */
enum kom_status kom_sim_run_truth(struct kom_sim_run *run) KOM_MUSTUSE;

/* To be called after each clean row of a table: now and then adds a damaged copy of it. */
enum kom_status kom_sim_dirt_add(struct kom_sim_run *run, enum kom_sim_table_name name) KOM_MUSTUSE;

/* The i-th kind of dirt, its table, and how many rows of it there are; false past the last. */
bool kom_sim_dirt_get(const struct kom_sim_run *run, int i, const char **table, const char **kind,
                      uint64_t *rows);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one person buys, and what the truth about it is. */
#ifndef KOM_SIM_SALES_H
#define KOM_SIM_SALES_H

#include "world.h"

enum kom_sim_status { KOM_SIM_DELIVERED, KOM_SIM_ORDERED, KOM_SIM_CANCELLED, KOM_SIM_CREDITED };

/* Why a row of the sales does not count (and that it does): kom-uptake's reasons. */
enum kom_sim_fate {
    KOM_SIM_USED,
    KOM_SIM_IS_CANCELLED,
    KOM_SIM_NOT_DELIVERED,
    KOM_SIM_NOT_OFFERED,
    KOM_SIM_NOT_RECIPIENT,
    KOM_SIM_FATES
};

struct kom_sim_sale {
    int32_t day;
    int place;
    enum kom_sim_service service;
    enum kom_sim_band band;
    enum kom_sim_provider provider;
    enum kom_sim_setting setting;
    enum kom_sim_status status;
    enum kom_sim_fate fate;
    int32_t quantity;
    int32_t hours;  /* hundredths; -1: not measured (meals) */
    int32_t note;   /* a draw below 100, for the note */
    int64_t amount; /* oere; hours, quantity and amount of a credit note are negative in the file */
};

enum { KOM_SIM_SALES_MAX = 512 };

/* All sales of one person, in order of day. */
struct kom_sim_basket {
    int n;
    struct kom_sim_sale sales[KOM_SIM_SALES_MAX];
};

/* One side of a municipality's start. */
struct kom_sim_side {
    uint64_t recipients, buyers, municipal_buyers; /* distinct persons, as kom-uptake counts them */
    uint64_t expected, expected_municipal;         /* sums of their chances to buy, in millionths */
};

/* Where a person bought on one side of the start, in kom-uptake's words (flows.c). */
enum kom_sim_supplier {
    KOM_SIM_NONE,
    KOM_SIM_FROM_PRIVATE,
    KOM_SIM_FROM_MUNICIPAL,
    KOM_SIM_FROM_SEVERAL,
    KOM_SIM_NO_RECIPIENT,
    KOM_SIM_SUPPLIERS
};

/* One person on one side of the start: what came of it, and the chances it came of, in millionths.
 */
struct kom_sim_turn {
    enum kom_sim_supplier supplier;
    int32_t any, municipal;
};

/* What is known about one municipality. */
struct kom_sim_known {
    struct kom_sim_side sides[2];                         /* twelve months before, twelve after */
    uint64_t flows[KOM_SIM_SUPPLIERS][KOM_SIM_SUPPLIERS]; /* persons: before, after */
    double expected_flows[KOM_SIM_SUPPLIERS]; /* customers of private suppliers: their chances */
    uint64_t care_home_sales, care_home_buyers;
};

/* Of ten persons six carry their mind over from one side to the other, and of ten customers of the
   municipality three go on buying from a private supplier, too. */
enum { KOM_SIM_OF_TEN_GO_ON = 6, KOM_SIM_OF_TEN_TAKE_BOTH = 3 };

/* Adds what a person did before and after the start to what is known of the place. */
void kom_sim_flow_add(struct kom_sim_known *known, const struct kom_sim_turn turns[2]);

/* Fills the basket with what the person buys from `from` to `to` wherever it is offered, and adds
   what is true about it to known[place]. Persons come in order of index: the two care-home
   residents who buy are the first two of Randers who live there throughout the first year. */
void kom_sim_basket_fill(const struct kom_sim_world *world, const struct kom_sim_person *person,
                         struct kom_sim_known known[KOM_PLACES], struct kom_sim_basket *basket);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The invented world behind the synthetic extracts: who takes part, who is a recipient when, and
 * what things cost. */
#ifndef KOM_SIM_WORLD_H
#define KOM_SIM_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "days.h"
#include "places.h"
#include "rng.h"
#include "sim.h"

/* Draws taken one after another from a stream of their own; copying one replays it. */
struct kom_sim_draw {
    uint64_t seed, stream, next;
};

/* What a stream is for; with the index of a person, place ... it names the stream. */
enum kom_sim_purpose {
    KOM_SIM_PERSON = 1,
    KOM_SIM_BUY,
    KOM_SIM_UNIT,
    KOM_SIM_PRICE,
    KOM_SIM_PANEL,
    KOM_SIM_MONTH,
    KOM_SIM_PSEUDONYM,
    KOM_SIM_MINIMAL,
    KOM_SIM_PLACE,
    KOM_SIM_INSTITUTION,
    KOM_SIM_ASKED,
    KOM_SIM_ANSWERS,
    KOM_SIM_CODERS,
};

struct kom_sim_draw kom_sim_draw_open(uint64_t seed, enum kom_sim_purpose purpose, uint64_t index);

/* The next whole number in [0, n). */
uint64_t kom_sim_below(struct kom_sim_draw *draw, uint64_t n);

/* The next draw of [0, n) as an int, n > 0. */
int32_t kom_sim_pick(struct kom_sim_draw *draw, int32_t n);

/* The next draw with mean 0 and variance 1: twelve uniforms less six, near normal and without libm.
 */
double kom_sim_normal(struct kom_sim_draw *draw);

enum kom_sim_service {
    KOM_SIM_CLEANING,
    KOM_SIM_GARDEN,
    KOM_SIM_SHOPPING,
    KOM_SIM_MEALS,
    KOM_SIM_WINDOWS,
    KOM_SIM_ESCORT, /* nobody buys it */
    KOM_SIM_SERVICES
};
enum kom_sim_band { KOM_SIM_DAY, KOM_SIM_EVENING, KOM_SIM_WEEKEND, KOM_SIM_BANDS };
enum kom_sim_setting { KOM_SIM_OWN_HOME, KOM_SIM_RESIDENCE, KOM_SIM_CARE_HOME };
enum kom_sim_provider { KOM_SIM_PRIVATE, KOM_SIM_MUNICIPAL };

/* The words of these, and of sections and groups, in the tables (UTF-8). */
extern const char *const kom_sim_service_words[KOM_SIM_SERVICES];
extern const char *const kom_sim_band_words[KOM_SIM_BANDS];
extern const char *const kom_sim_setting_words[3];
extern const char *const kom_sim_provider_words[2];
extern const char *const kom_sim_section_words[2]; /* 83, 85 */
extern const char *const kom_sim_group_words[3]; /* the first is of section 83, the others of 85 */

/* One municipality in the trial. Shares are per million recipients in twelve months, for one in an
 * own home. */
struct kom_sim_unit {
    bool planned, offers;
    bool by_setting;        /* cleaning is listed by setting, without care homes */
    bool meals_for_elderly; /* meals are for the group of section 83 */
    int32_t start;          /* first day of the municipality's own offering; KOM_DAY_NONE without */
    int32_t reports_to;     /* last day covered by its sales extract */
    int32_t before, after;  /* share that buys from anyone, before and after the start */
    int32_t municipal;      /* share that buys from the municipality, after it */
    bool sells[KOM_SIM_SERVICES]; /* by the municipality */
};

struct kom_sim_world {
    uint64_t seed;
    uint64_t n_persons;
    uint64_t first_person[KOM_PLACES + 1]; /* persons of a place: consecutive indices */
    struct kom_sim_unit units[KOM_PLACES];
    int32_t from, to; /* first and last day of the extracts */
};

/* n_persons persons spread over the municipalities by size, and the trial. */
void kom_sim_world_init(struct kom_sim_world *world, uint64_t seed, uint64_t n_persons);

/* The place whose range of indices holds the person. */
int kom_sim_place_of(const struct kom_sim_world *world, uint64_t person);

/* The networks of the trial: the i-th pair of place and network; false past the last. */
bool kom_sim_network_get(int i, int *place, const char **network);

/* A spell as a recipient in one place; end KOM_DAY_OPEN: still one. */
struct kom_sim_spell {
    int32_t start, end;
    int place;
    enum kom_sim_setting setting;
};

struct kom_sim_person {
    uint64_t index;
    char id[10]; /* pseudonym, NUL-terminated */
    int n_spells;
    struct kom_sim_spell spells[2]; /* in order of start */
    int section, group;             /* index of the word */
    int32_t birth_year;
    bool is_woman;
    bool end_9999; /* the source writes an open end as a day in the year 9999 */
};

void kom_sim_person_get(const struct kom_sim_world *world, int place, uint64_t index,
                        struct kom_sim_person *person);

/* "P" and eight base-32 digits (Crockford's: no I, L, O, U), a bijection of the index below 2^40:
   no two persons meet, and the letter keeps it from ever looking like a CPR number. NUL-terminated.
 */
void kom_sim_pseudonym(uint64_t seed, uint64_t index, char out[10]);

/* The schedule of a municipality for a service, a year and a band, in oere; hours in hundredths. */
struct kom_sim_price {
    int64_t price, price_vat, cost;
    const char *unit;
    int32_t minimum; /* hundredths of the unit */
    bool half_hours; /* begun half hours are charged */
};

struct kom_sim_price kom_sim_price_get(const struct kom_sim_world *world, int place,
                                       enum kom_sim_service service, int32_t year,
                                       enum kom_sim_band band);

/* What the private providers of the place charge, with VAT, in oere. */
int64_t kom_sim_price_private(const struct kom_sim_world *world, int place,
                              enum kom_sim_service service, int32_t year, enum kom_sim_band band);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units, persons and prices, each a function of the seed and an index. */
#include "world.h"

#include <string.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))

const char *const kom_sim_service_words[KOM_SIM_SERVICES] = {
    "rengoering", "havearbejde", "indkoeb", "maaltider", "vinduespolering", "ledsagelse"};
const char *const kom_sim_band_words[KOM_SIM_BANDS] = {"day", "evening", "weekend"};
const char *const kom_sim_setting_words[3] = {"own_home", "residence", "care_home"};
const char *const kom_sim_provider_words[2] = {"private", "municipal"};
const char *const kom_sim_section_words[2] = {"83", "85"};
const char *const kom_sim_group_words[3] = {"ældre", "handicap", "sindslidende"};

struct kom_sim_draw kom_sim_draw_open(uint64_t seed, enum kom_sim_purpose purpose, uint64_t index) {
    return (struct kom_sim_draw){seed, (uint64_t)purpose << 48 | index, 0};
}

uint64_t kom_sim_below(struct kom_sim_draw *draw, uint64_t n) {
    return kom_rng_below(draw->seed, draw->stream, draw->next++, n);
}

int32_t kom_sim_pick(struct kom_sim_draw *draw, int32_t n) {
    return (int32_t)kom_sim_below(draw, (uint64_t)n);
}

double kom_sim_normal(struct kom_sim_draw *draw) {
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += kom_rng_uniform(draw->seed, draw->stream, draw->next++);
    return sum;
}

/* Eleven planned, nine began: seven of them on the first day of the trial, two later. */
static const struct trial {
    const char *code;
    int32_t year, month; /* of the start; 0: never began */
    const char *networks[2];
} trial[] = {
    {"151", 2019, 7, {"hverdag", NULL}},    {"306", 0, 0, {"naboer", NULL}},
    {"316", 2019, 7, {"hverdag", NULL}},    {"461", 2019, 7, {"naboer", NULL}},
    {"479", 2020, 1, {"naboer", NULL}},     {"561", 2019, 7, {"frit_valg", NULL}},
    {"630", 2019, 10, {"frit_valg", NULL}}, {"730", 2019, 7, {"frit_valg", "hverdag"}},
    {"766", 0, 0, {"frit_valg", NULL}},     {"791", 2019, 7, {"hverdag", NULL}},
    {"851", 2019, 7, {"naboer", NULL}},
};

static int place_named(const char *code) {
    for (int i = 0; i < KOM_PLACES; i++)
        if (strcmp(kom_places[i].code, code) == 0)
            return i;
    return -1;
}

bool kom_sim_network_get(int i, int *place, const char **network) {
    for (int k = 0; k < COUNT(trial); k++)
        for (int j = 0; j < 2 && trial[k].networks[j]; j++)
            if (i-- == 0) {
                *place = place_named(trial[k].code);
                *network = trial[k].networks[j];
                return true;
            }
    return false;
}

/* A unit that begins: its shares vary around 3 % before, one point more after, and 0.5 % from the
 * municipality. */
static void begin(struct kom_sim_unit *unit, int nth, struct kom_sim_draw *draw) {
    unit->offers = true;
    unit->before = 25000 + kom_sim_pick(draw, 10001);
    unit->after = unit->before + 8000 + kom_sim_pick(draw, 4001);
    unit->municipal = 4000 + kom_sim_pick(draw, 2001);
    for (int s = 0; s < KOM_SIM_SERVICES; s++)
        unit->sells[s] = true;
    unit->sells[KOM_SIM_MEALS] = nth % 3 != 1;
    unit->sells[KOM_SIM_ESCORT] = nth % 2 == 1;
    unit->by_setting = nth % 3 == 2;
    unit->meals_for_elderly = nth % 3 == 2;
}

static void units_init(struct kom_sim_world *world) {
    for (int i = 0; i < KOM_PLACES; i++)
        world->units[i] = (struct kom_sim_unit){.start = KOM_DAY_NONE, .reports_to = world->to};
    for (int k = 0; k < COUNT(trial); k++) {
        int place = place_named(trial[k].code);
        struct kom_sim_unit *unit = &world->units[place];
        struct kom_sim_draw draw = kom_sim_draw_open(world->seed, KOM_SIM_UNIT, (uint64_t)place);
        unit->planned = true;
        if (trial[k].year == 0)
            continue;
        unit->start = kom_day_of((struct kom_ymd){trial[k].year, trial[k].month, 1});
        begin(unit, k, &draw);
    }
    /* One extract was drawn before the last two months were in. */
    world->units[place_named("316")].reports_to = kom_day_of((struct kom_ymd){2020, 10, 31});
}

void kom_sim_world_init(struct kom_sim_world *world, uint64_t seed, uint64_t n_persons) {
    *world = (struct kom_sim_world){.seed = seed, .n_persons = n_persons};
    world->from = kom_day_of((struct kom_ymd){2018, 7, 1});
    world->to = kom_day_of((struct kom_ymd){2020, 12, 31});
    uint64_t all = 0, passed = 0;
    for (int i = 0; i < KOM_PLACES; i++)
        all += (uint64_t)kom_places[i].hundreds;
    for (int i = 0; i < KOM_PLACES; i++) {
        passed += (uint64_t)kom_places[i].hundreds;
        world->first_person[i + 1] = n_persons / all * passed + n_persons % all * passed / all;
    }
    units_init(world);
}

int kom_sim_place_of(const struct kom_sim_world *world, uint64_t person) {
    int low = 0, high = KOM_PLACES; /* the last place whose first person is not beyond */
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (world->first_person[middle] <= person)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void kom_sim_pseudonym(uint64_t seed, uint64_t index, char out[10]) {
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const uint64_t mask = (UINT64_C(1) << 40) - 1;
    uint64_t x = (index ^ kom_rng_bits(seed, (uint64_t)KOM_SIM_PSEUDONYM << 48, 0)) & mask;
    /* Each step can be undone modulo 2^40: odd factors, and an exclusive or with the upper half. */
    x = x * UINT64_C(0x9E3779B97F4A7C15) & mask;
    x ^= x >> 20;
    x = x * UINT64_C(0xD1342543DE82EF95) & mask;
    x ^= x >> 20;
    out[0] = 'P';
    for (int i = 8; i > 0; i--) {
        out[i] = digits[x & 31];
        x >>= 5;
    }
    out[9] = '\0';
}

/* Where a mover goes: by size, another place, and never from one that offers to another that does,
   so that no person is counted in two of them. */
static int destination(const struct kom_sim_world *world, int origin, struct kom_sim_draw *draw) {
    int place = kom_sim_place_of(world, kom_sim_below(draw, world->n_persons));
    bool is_offering = world->units[origin].offers;
    while (place == origin || (is_offering && world->units[place].offers))
        place = (place + 1) % KOM_PLACES;
    return place;
}

/* One in eleven has something happen: a move, a pause, a care home, a spell entered twice. */
static void happen(const struct kom_sim_world *world, struct kom_sim_person *person,
                   struct kom_sim_draw *draw) {
    struct kom_sim_spell *first = &person->spells[0], *second = &person->spells[1];
    int32_t what = kom_sim_pick(draw, 1000);
    int32_t day = first->start + 30 > world->from ? first->start + 30 : world->from;
    day += kom_sim_pick(draw, 800);
    int32_t pause = 20 + kom_sim_pick(draw, 180);
    int to = destination(world, first->place, draw);
    if (what >= 93 || day > world->to || day >= first->end)
        return;
    *second = *first;
    second->start = day + 1;
    if (what < 20)
        second->place = to;
    else if (what < 60)
        second->start = day + pause;
    else if (what < 90)
        second->setting = KOM_SIM_CARE_HOME;
    if (second->start > second->end || second->start > world->to)
        return;
    if (what < 90)
        first->end = day;
    person->n_spells = 2;
}

void kom_sim_person_get(const struct kom_sim_world *world, int place, uint64_t index,
                        struct kom_sim_person *person) {
    struct kom_sim_draw draw = kom_sim_draw_open(world->seed, KOM_SIM_PERSON, index);
    *person = (struct kom_sim_person){.index = index, .n_spells = 1};
    kom_sim_pseudonym(world->seed, index, person->id);
    struct kom_sim_spell *spell = &person->spells[0];
    int32_t earliest = kom_day_of((struct kom_ymd){2012, 1, 1});
    spell->place = place;
    spell->start = earliest + kom_sim_pick(&draw, world->to - earliest + 1);
    spell->end = spell->start + 90 + kom_sim_pick(&draw, 1500) + kom_sim_pick(&draw, 1500);
    int32_t late = world->from + kom_sim_pick(&draw, 2 * (world->to - world->from));
    if (spell->end < world->from) /* the extract holds nobody who left before it begins */
        spell->end = late;
    if (spell->end > world->to)
        spell->end = KOM_DAY_OPEN;
    int32_t setting = kom_sim_pick(&draw, 100);
    spell->setting = setting < 86   ? KOM_SIM_OWN_HOME
                     : setting < 95 ? KOM_SIM_RESIDENCE
                                    : KOM_SIM_CARE_HOME;
    person->section = kom_sim_pick(&draw, 100) < 85 ? 0 : 1;
    int32_t age = kom_sim_pick(&draw, 18), more = kom_sim_pick(&draw, 16);
    person->birth_year = person->section == 0 ? 1952 - age - more : 1998 - 2 * age - more;
    person->group = person->section == 0 ? 0 : kom_sim_pick(&draw, 10) < 6 ? 1 : 2;
    person->is_woman = kom_sim_pick(&draw, 100) < 62;
    person->end_9999 = kom_sim_pick(&draw, 100) < 2;
    happen(world, person, &draw);
}

/* Prices are whole steps of `step` kroner, and a step with VAT is a whole number of kroner too. */
static const struct tariff {
    int32_t steps, step;
    const char *unit;
    int32_t minimum;
    bool half_hours;
} tariffs[KOM_SIM_SERVICES] = {
    {40, 8, "time", 100, true},    {43, 8, "time", 100, true},   {15, 8, "levering", 100, false},
    {14, 4, "måltid", 100, false}, {30, 8, "besøg", 100, false}, {38, 8, "time", 50, true},
};

struct kom_sim_price kom_sim_price_get(const struct kom_sim_world *world, int place,
                                       enum kom_sim_service service, int32_t year,
                                       enum kom_sim_band band) {
    static const int32_t halves[KOM_SIM_BANDS] = {2, 3,
                                                  4}; /* evenings cost half more, weekends double */
    const struct tariff *tariff = &tariffs[service];
    struct kom_sim_draw draw = kom_sim_draw_open(
        world->seed, KOM_SIM_PRICE, (uint64_t)(place * KOM_SIM_SERVICES + (int)service));
    int32_t steps = tariff->steps + kom_sim_pick(&draw, 7) - 3 + (year - 2019);
    int64_t kroner = (int64_t)steps * tariff->step * halves[band] / 2;
    int64_t below_cost = kom_sim_pick(&draw, 5);
    return (struct kom_sim_price){.price = kroner * 100,
                                  .price_vat = kroner * 125,
                                  .cost = kroner * (100 - below_cost),
                                  .unit = tariff->unit,
                                  .minimum = tariff->minimum,
                                  .half_hours = tariff->half_hours};
}

int64_t kom_sim_price_private(const struct kom_sim_world *world, int place,
                              enum kom_sim_service service, int32_t year, enum kom_sim_band band) {
    struct kom_sim_draw draw = kom_sim_draw_open(
        world->seed, KOM_SIM_PRICE, 4096 + (uint64_t)(place * KOM_SIM_SERVICES + (int)service));
    int64_t percent = 90 + kom_sim_pick(&draw, 36);
    int64_t vat = kom_sim_price_get(world, place, service, year, band).price_vat;
    return vat * percent / 50000 * 500; /* whole five kroner */
}

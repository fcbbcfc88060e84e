/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Purchases: whether a person buys in a stretch of days is one draw with a known chance; the rest
   is how often, what, from whom and for how much.

   A person's stretches (what is left before, the year before, the year after, what is left after)
   are visited in turn. The chance to buy in one follows from the home, the days in it and the
   trial, in millionths, so that the truth can be computed beside the rows (truth.c). One draw
   decides whether; only then services, days, providers and figures are drawn, and what befalls a
   row: cancelled, credited, never delivered. Draws are functions of seed, stream and number
   (rng.h), so that a world is the same however often, and by whatever number of threads, it is
   made. */
#include "sales.h"

#include <string.h>

enum { MILLION = 1000000, CARE_HOME_BUYERS = 2 };

/* The stretches of a unit: what is left before, the year before, the year after, what is left
 * after. */
enum { EARLY, BEFORE, AFTER, LATE, STRETCHES };

/* One person in one stretch of days of one unit. */
struct visit {
    const struct kom_sim_world *world;
    const struct kom_sim_person *person;
    const struct kom_sim_unit *unit;
    int place, stretch;
    int32_t from, to;                 /* the stretch */
    const struct kom_sim_spell *home; /* the spell that is shopped in */
    int32_t first, last;              /* its days within the stretch */
    bool is_loyal;                    /* bought before: goes on from the first days */
    enum kom_sim_provider provider;
    struct kom_sim_turn turns[2]; /* the year before, the year after */
    struct kom_sim_draw *draw;
    struct kom_sim_basket *basket;
};

static int32_t later(int32_t a, int32_t b) {
    return a > b ? a : b;
}

static int32_t earlier(int32_t a, int32_t b) {
    return a < b ? a : b;
}

static void stretch_days(const struct kom_sim_world *world, struct visit *v) {
    int32_t start = v->unit->start;
    int32_t low = kom_day_shift(start, -12, 'm'), high = kom_day_shift(start, 12, 'm');
    int32_t edges[STRETCHES + 1] = {world->from, low, start, high, v->unit->reports_to + 1};
    v->from = edges[v->stretch];
    v->to = edges[v->stretch + 1] - 1;
}

static bool meets(const struct kom_sim_spell *spell, const struct visit *v) {
    return spell->place == v->place && spell->start <= v->to && spell->end >= v->from;
}

/* Adds a row to the basket; NULL when it is full. */
static struct kom_sim_sale *add(struct kom_sim_basket *basket, struct kom_sim_sale sale) {
    if (basket->n == KOM_SIM_SALES_MAX)
        return NULL;
    basket->sales[basket->n] = sale;
    return &basket->sales[basket->n++];
}

static bool may_sell(const struct visit *v, enum kom_sim_service service) {
    if (v->provider == KOM_SIM_PRIVATE)
        return service != KOM_SIM_ESCORT;
    if (service == KOM_SIM_MEALS && v->unit->meals_for_elderly && v->person->group != 0)
        return false;
    return v->unit->sells[service];
}

/* Cleaning is nine tenths of what the municipality sells; nobody wants an escort. */
static enum kom_sim_service choose_service(const struct visit *v, int32_t month) {
    static const int32_t shares[2][KOM_SIM_SERVICES] = {{78, 8, 4, 2, 8, 0}, {89, 4, 2, 1, 4, 0}};
    int32_t left = kom_sim_pick(v->draw, 100), service = KOM_SIM_CLEANING;
    while (left >= shares[v->provider][service])
        left -= shares[v->provider][service++];
    bool is_winter = month < 3 || month > 11;
    if (service == KOM_SIM_GARDEN && is_winter)
        return KOM_SIM_CLEANING;
    return may_sell(v, (enum kom_sim_service)service) ? (enum kom_sim_service)service
                                                      : KOM_SIM_CLEANING;
}

/* Hours, quantity and amount by the schedule: at least the minimum, begun half hours where they are
 * charged. */
static void charge(const struct visit *v, struct kom_sim_sale *sale, int32_t year) {
    struct kom_sim_price price =
        kom_sim_price_get(v->world, v->place, sale->service, year, sale->band);
    int64_t rate = price.price_vat;
    if (sale->provider == KOM_SIM_PRIVATE)
        rate = kom_sim_price_private(v->world, v->place, sale->service, year, sale->band);
    int32_t quarters = 2 + kom_sim_pick(v->draw, 7), meals = 1 + kom_sim_pick(v->draw, 5);
    sale->quantity = sale->service == KOM_SIM_MEALS ? meals : 1;
    sale->hours = sale->service == KOM_SIM_MEALS ? -1 : quarters * 25;
    if (!price.half_hours) {
        sale->amount = rate * sale->quantity;
        return;
    }
    int32_t charged = later(price.minimum, (sale->hours + 49) / 50 * 50);
    sale->amount = rate * charged / 100;
}

/* A delivered sale on the day. */
static struct kom_sim_sale *sell_on(const struct visit *v, int32_t day) {
    struct kom_ymd ymd = kom_day_ymd(day);
    bool is_weekend = (day + 3) % 7 >= 5; /* Monday is 0; days here are past 1970 */
    bool is_evening = kom_sim_pick(v->draw, 100) < 8;
    struct kom_sim_sale sale = {.day = day,
                                .place = v->place,
                                .provider = v->provider,
                                .setting = v->home->setting,
                                .fate = KOM_SIM_USED,
                                .note = kom_sim_pick(v->draw, 100)};
    sale.service = choose_service(v, ymd.month);
    sale.band = is_weekend ? KOM_SIM_WEEKEND : is_evening ? KOM_SIM_EVENING : KOM_SIM_DAY;
    charge(v, &sale, ymd.year);
    return add(v->basket, sale);
}

/* The same, mostly moved to the Friday before a weekend, where that is within the days of the
 * visit. */
static struct kom_sim_sale *sell(const struct visit *v, int32_t day) {
    int32_t past_friday = (day + 3) % 7 - 4;
    if (past_friday > 0 && kom_sim_pick(v->draw, 10) < 8 && day - past_friday >= v->first)
        day -= past_friday;
    return sell_on(v, day);
}

/* What may befall a sale that is not the first of its buyer: never delivered, cancelled, credited.
 */
static void befall(const struct visit *v, struct kom_sim_sale *sale) {
    int32_t what = kom_sim_pick(v->draw, 1000), wait = kom_sim_pick(v->draw, 8);
    if (what < 10) {
        sale->status = KOM_SIM_ORDERED;
        sale->fate = KOM_SIM_NOT_DELIVERED;
    } else if (what < 25) {
        sale->status = KOM_SIM_CANCELLED;
        sale->fate = KOM_SIM_IS_CANCELLED;
    } else if (what < 32) {
        struct kom_sim_sale credit = *sale;
        credit.status = KOM_SIM_CREDITED;
        credit.day = earlier(sale->day + wait, v->last);
        (void)add(v->basket, credit);
    }
}

/* A buyer's sales: once, or every one, two or four weeks until the spell or the interest ends. */
static void shop(const struct visit *v) {
    int32_t r = kom_sim_pick(v->draw, 100), days = v->last - v->first + 1;
    int32_t step = r < 12 ? 0 : r < 62 ? 7 : r < 90 ? 14 : 28;
    int32_t day = v->first + kom_sim_pick(v->draw, v->is_loyal ? earlier(days, 28) : days);
    (void)sell(v, day);
    while (step && day + step <= v->last && kom_sim_pick(v->draw, 100) >= 1) {
        day += step;
        struct kom_sim_sale *sale = sell(v, day);
        if (sale)
            befall(v, sale);
    }
}

static bool is_recipient(const struct visit *v, int32_t day) {
    for (int i = 0; i < v->person->n_spells; i++) {
        const struct kom_sim_spell *spell = &v->person->spells[i];
        if (spell->place == v->place && spell->start <= day && day <= spell->end)
            return true;
    }
    return false;
}

/* Rows that real extracts hold and that do not count: a trial visit before the municipality had
   begun, a visit after the person had left. */
static void shop_outside(struct visit *v) {
    int32_t trial = kom_sim_pick(v->draw, 100), left = kom_sim_pick(v->draw, 100);
    int32_t days = kom_sim_pick(v->draw, 14), day = v->unit->start - 1 - days;
    if (v->provider == KOM_SIM_MUNICIPAL && v->stretch == AFTER && trial < 25 &&
        v->home->start <= day) {
        struct kom_sim_sale *sale = sell_on(v, day);
        if (sale)
            sale->fate = KOM_SIM_NOT_OFFERED;
    }
    day = v->home->end == KOM_DAY_OPEN ? KOM_DAY_OPEN : v->home->end + 1 + days;
    if (left < 25 && v->home->end == v->last && day <= v->unit->reports_to &&
        !is_recipient(v, day)) {
        struct kom_sim_sale *sale = sell_on(v, day);
        if (sale)
            sale->fate = KOM_SIM_NOT_RECIPIENT;
    }
}

/* The chance to buy in the stretch, in millionths: nothing at all in a care home, less in a
   residence, in proportion to the days in the stretches that are no year. */
static int32_t chance(const struct visit *v, int32_t share) {
    if (!v->home)
        return 0;
    if (v->home->setting == KOM_SIM_RESIDENCE)
        share = share / 5 * 4;
    if (v->stretch == EARLY || v->stretch == LATE)
        share = (int32_t)((int64_t)share * (v->to - v->from + 1) / 365);
    return share;
}

/* The first spell outside care homes that meets the stretch, and its days there. */
static void find_home(struct visit *v) {
    v->home = NULL;
    for (int i = 0; i < v->person->n_spells && !v->home; i++) {
        const struct kom_sim_spell *spell = &v->person->spells[i];
        if (meets(spell, v) && spell->setting != KOM_SIM_CARE_HOME) {
            v->home = spell;
            v->first = later(spell->start, v->from);
            v->last = earlier(spell->end, v->to);
        }
    }
}

/* The two residents of care homes who buy at all: five sales and three. */
static bool shop_care_home(struct visit *v, struct kom_sim_known *known) {
    const struct kom_sim_spell *spell = &v->person->spells[0];
    if (strcmp(kom_places[v->place].code, "730") != 0 || v->stretch != AFTER ||
        known->care_home_buyers == CARE_HOME_BUYERS || spell->setting != KOM_SIM_CARE_HOME ||
        spell->place != v->place || spell->start > v->from || spell->end < v->to)
        return false;
    int32_t sales = known->care_home_buyers == 0 ? 5 : 3;
    v->home = spell;
    v->first = v->from;
    v->last = v->to;
    v->provider = KOM_SIM_MUNICIPAL;
    for (int32_t i = 0; i < sales; i++)
        (void)sell(v, v->from + 30 + 60 * i);
    known->care_home_sales += (uint64_t)sales;
    known->care_home_buyers++;
    return true;
}

/* Draws whether the person buys, and from whom, and lets it happen; adds to what is known of the
 * year. */
static void visit(struct visit *v, int32_t common, struct kom_sim_known *known) {
    bool is_recipient_here = false, goes_on = kom_sim_pick(v->draw, 10) < KOM_SIM_OF_TEN_GO_ON;
    int32_t fresh = kom_sim_pick(v->draw, MILLION);
    for (int i = 0; i < v->person->n_spells; i++)
        is_recipient_here = is_recipient_here || meets(&v->person->spells[i], v);
    if (!is_recipient_here)
        return;
    find_home(v);
    bool has_begun = v->stretch == AFTER || v->stretch == LATE;
    int32_t any = chance(v, has_begun ? v->unit->after : v->unit->before);
    int32_t municipal = has_begun ? chance(v, v->unit->municipal) : 0;
    bool buys = (goes_on ? common : fresh) < any, is_municipal = false, is_private = false;
    v->is_loyal = goes_on && v->stretch != EARLY && common < chance(v, v->unit->before);
    if (buys) {
        is_municipal = kom_sim_pick(v->draw, any) < municipal;
        v->provider = is_municipal ? KOM_SIM_MUNICIPAL : KOM_SIM_PRIVATE;
        shop(v);
        shop_outside(v);
        v->provider = KOM_SIM_PRIVATE;
        is_private = !is_municipal || kom_sim_pick(v->draw, 10) < KOM_SIM_OF_TEN_TAKE_BOTH;
        if (is_municipal && is_private)
            shop(v);
    } else if (shop_care_home(v, known)) {
        buys = is_municipal = true;
        any = municipal = MILLION;
    }
    if (v->stretch != BEFORE && v->stretch != AFTER)
        return;
    struct kom_sim_side *side = &known->sides[v->stretch - BEFORE];
    side->recipients++;
    side->buyers += buys;
    side->municipal_buyers += is_municipal;
    side->expected += (uint64_t)any;
    side->expected_municipal += (uint64_t)municipal;
    v->turns[v->stretch - BEFORE] =
        (struct kom_sim_turn){is_municipal && is_private ? KOM_SIM_FROM_SEVERAL
                              : is_municipal             ? KOM_SIM_FROM_MUNICIPAL
                              : is_private               ? KOM_SIM_FROM_PRIVATE
                                                         : KOM_SIM_NONE,
                              any, municipal};
}

/* By day; sales of one day stay in the order they were drawn. Baskets are small. */
static void sort(struct kom_sim_basket *basket) {
    for (int i = 1; i < basket->n; i++) {
        struct kom_sim_sale sale = basket->sales[i];
        int k = i;
        for (; k > 0 && basket->sales[k - 1].day > sale.day; k--)
            basket->sales[k] = basket->sales[k - 1];
        basket->sales[k] = sale;
    }
}

void kom_sim_basket_fill(const struct kom_sim_world *world, const struct kom_sim_person *person,
                         struct kom_sim_known known[KOM_PLACES], struct kom_sim_basket *basket) {
    struct kom_sim_draw draw = kom_sim_draw_open(world->seed, KOM_SIM_BUY, person->index);
    int32_t common = kom_sim_pick(&draw, MILLION);
    basket->n = 0;
    for (int i = 0; i < person->n_spells; i++) {
        int place = person->spells[i].place;
        if (!world->units[place].offers || (i == 1 && person->spells[0].place == place))
            continue;
        struct visit v = {.world = world,
                          .person = person,
                          .unit = &world->units[place],
                          .place = place,
                          .turns = {{KOM_SIM_NO_RECIPIENT, 0, 0}, {KOM_SIM_NO_RECIPIENT, 0, 0}},
                          .draw = &draw,
                          .basket = basket};
        for (v.stretch = 0; v.stretch < STRETCHES; v.stretch++) {
            stretch_days(world, &v);
            if (v.from <= v.to)
                visit(&v, common, &known[place]);
        }
        kom_sim_flow_add(&known[place], v.turns);
    }
    sort(basket);
}

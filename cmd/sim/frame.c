/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small tables around the sales, and the outcome panel. */
#include "run.h"

static enum kom_status municipalities(struct kom_sim_run *run) {
    struct kom_sim_table *t = &run->tables[KOM_SIM_MUNICIPALITIES];
    enum kom_status status = KOM_OK;
    for (int i = 0; i < KOM_PLACES && !status; i++) {
        kom_sim_put(t, kom_places[i].code);
        kom_sim_put(t, kom_places[i].name);
        kom_sim_put(t, kom_places[i].region);
        kom_sim_put(t, kom_places[i].type);
        status = kom_sim_row_end(t, run->err);
    }
    return status;
}

static enum kom_status networks(struct kom_sim_run *run) {
    struct kom_sim_table *t = &run->tables[KOM_SIM_NETWORKS];
    enum kom_status status = KOM_OK;
    int place;
    const char *network;
    for (int i = 0; !status && kom_sim_network_get(i, &place, &network); i++) {
        kom_sim_put(t, kom_places[place].code);
        kom_sim_put(t, network);
        status = kom_sim_row_end(t, run->err);
    }
    return status;
}

static enum kom_status participation(struct kom_sim_run *run) {
    struct kom_sim_table *t = &run->tables[KOM_SIM_PARTICIPATION];
    enum kom_status status = KOM_OK;
    for (int i = 0; i < KOM_PLACES && !status; i++) {
        const struct kom_sim_unit *unit = &run->world.units[i];
        kom_sim_put(t, kom_places[i].code);
        kom_sim_put(t, unit->planned ? "yes" : "no");
        kom_sim_put_day(t, unit->start);
        kom_sim_put_day(t, KOM_DAY_NONE);
        kom_sim_put_day(t, unit->offers ? run->world.from : KOM_DAY_NONE);
        kom_sim_put_day(t, unit->offers ? unit->reports_to : KOM_DAY_NONE);
        status = kom_sim_row_end(t, run->err);
    }
    return status;
}

/* For whom an offering is; blanks: all. */
struct whom {
    const char *setting, *section, *group;
};

static enum kom_status offering(struct kom_sim_run *run, int place, enum kom_sim_service service,
                                enum kom_sim_provider provider, struct whom whom) {
    struct kom_sim_table *t = &run->tables[KOM_SIM_OFFERINGS];
    bool is_private = provider == KOM_SIM_PRIVATE;
    kom_sim_put(t, kom_places[place].code);
    kom_sim_put(t, kom_sim_service_words[service]);
    kom_sim_put(t, kom_sim_provider_words[provider]);
    kom_sim_put(t, whom.setting);
    kom_sim_put(t, whom.section);
    kom_sim_put(t, whom.group);
    kom_sim_put_day(t, is_private ? run->world.from : run->world.units[place].start);
    kom_sim_put_day(t, run->world.to);
    enum kom_status status = kom_sim_row_end(t, run->err);
    return status ? status : kom_sim_dirt_add(run, KOM_SIM_OFFERINGS);
}

static enum kom_status offerings_of(struct kom_sim_run *run, int place,
                                    enum kom_sim_service service) {
    const struct kom_sim_unit *unit = &run->world.units[place];
    struct whom whom = {"", "", ""};
    enum kom_status status = KOM_OK;
    if (service != KOM_SIM_ESCORT)
        status = offering(run, place, service, KOM_SIM_PRIVATE, whom);
    if (status || !unit->sells[service])
        return status;
    if (service == KOM_SIM_CLEANING && unit->by_setting) {
        whom.setting = kom_sim_setting_words[KOM_SIM_OWN_HOME];
        status = offering(run, place, service, KOM_SIM_MUNICIPAL, whom);
        whom.setting = kom_sim_setting_words[KOM_SIM_RESIDENCE];
    }
    if (service == KOM_SIM_MEALS && unit->meals_for_elderly)
        whom.group = kom_sim_group_words[0];
    if (service == KOM_SIM_ESCORT)
        whom.section = kom_sim_section_words[1];
    return status ? status : offering(run, place, service, KOM_SIM_MUNICIPAL, whom);
}

static enum kom_status price_row(struct kom_sim_run *run, int place, enum kom_sim_service service,
                                 int32_t year, enum kom_sim_band band) {
    struct kom_sim_table *t = &run->tables[KOM_SIM_PRICES];
    struct kom_sim_price price = kom_sim_price_get(&run->world, place, service, year, band);
    int32_t start = kom_day_of((struct kom_ymd){year, 1, 1});
    int32_t begin = run->world.units[place].start;
    kom_sim_put(t, kom_places[place].code);
    kom_sim_put(t, kom_sim_service_words[service]);
    kom_sim_put(t, kom_sim_band_words[band]);
    kom_sim_put_day(t, start > begin ? start : begin);
    kom_sim_put_day(t, kom_day_of((struct kom_ymd){year, 12, 31}));
    kom_sim_put_hundredths(t, price.price);
    kom_sim_put_hundredths(t, price.price_vat);
    kom_sim_put_hundredths(t, price.cost);
    kom_sim_put(t, price.unit);
    kom_sim_put_hundredths(t, price.minimum);
    kom_sim_put(t, price.half_hours ? "half_hour" : "none");
    enum kom_status status = kom_sim_row_end(t, run->err);
    return status ? status : kom_sim_dirt_add(run, KOM_SIM_PRICES);
}

static enum kom_status prices_of(struct kom_sim_run *run, int place, enum kom_sim_service service) {
    enum kom_status status = KOM_OK;
    int32_t first = kom_day_ymd(run->world.units[place].start).year;
    for (int band = 0; band < KOM_SIM_BANDS; band++)
        for (int32_t year = first; year <= 2020 && !status; year++)
            status = price_row(run, place, service, year, (enum kom_sim_band)band);
    return status;
}

enum kom_status kom_sim_run_frame(struct kom_sim_run *run) {
    enum kom_status status = municipalities(run);
    if (!status)
        status = networks(run);
    if (!status)
        status = participation(run);
    for (int place = 0; place < KOM_PLACES && !status; place++) {
        const struct kom_sim_unit *unit = &run->world.units[place];
        for (int s = 0; s < KOM_SIM_SERVICES && unit->offers && !status; s++) {
            status = offerings_of(run, place, (enum kom_sim_service)s);
            if (!status && unit->sells[s])
                status = prices_of(run, place, (enum kom_sim_service)s);
        }
    }
    return status;
}

enum { PANEL_MONTHS = 48, PANEL_YEAR = 2017 };

/* One unit's 48 rows. level[]: what all units have in common in a month. */
static enum kom_status panel_unit(struct kom_sim_run *run, int place,
                                  const double level[PANEL_MONTHS]) {
    struct kom_sim_table *t = &run->tables[KOM_SIM_OUTCOMES];
    const struct kom_sim_world *world = &run->world;
    struct kom_sim_draw draw = kom_sim_draw_open(world->seed, KOM_SIM_PANEL, (uint64_t)place);
    double own = 4 + KOM_SIM_UNIT_SD * kom_sim_normal(&draw);
    /* The stationary standard deviation: noise / sqrt(1 - rho^2). */
    double e = KOM_SIM_NOISE_SD * 1.1547005383792515 * kom_sim_normal(&draw);
    int64_t persons = (int64_t)(world->first_person[place + 1] - world->first_person[place]);
    enum kom_status status = KOM_OK;
    for (int m = 0; m < PANEL_MONTHS && !status; m++) {
        struct kom_ymd month = {PANEL_YEAR + m / 12, m % 12 + 1, 1};
        bool is_treated =
            world->units[place].offers && kom_day_of(month) >= world->units[place].start;
        double value = own + level[m] + e + (is_treated ? KOM_SIM_EFFECT : 0);
        int64_t n = persons * 7 / 10 + kom_sim_pick(&draw, 9) - 4;
        char label[16];
        label[kom_period_format(label, kom_period_of(KOM_PERIOD_MONTH, kom_day_of(month)))] = '\0';
        kom_sim_put(t, kom_places[place].code);
        kom_sim_put(t, label);
        kom_sim_put(t, "home_help_hours");
        kom_sim_put_hundredths(t, value > 0 ? (int64_t)(value * 100 + 0.5) : 0);
        kom_sim_put_whole(t, n > 0 ? n : 1);
        status = kom_sim_row_end(t, run->err);
        e = KOM_SIM_RHO * e + KOM_SIM_NOISE_SD * kom_sim_normal(&draw);
    }
    return status;
}

enum kom_status kom_sim_run_panel(struct kom_sim_run *run) {
    /* More help is given in winter; hundredths of hours. */
    static const int32_t season[12] = {8, 8, 5, 2, -2, -5, -8, -6, -3, 0, 3, 6};
    double level[PANEL_MONTHS];
    struct kom_sim_draw draw = kom_sim_draw_open(run->world.seed, KOM_SIM_MONTH, 0);
    for (int m = 0; m < PANEL_MONTHS; m++)
        level[m] = 0.05 * kom_sim_normal(&draw) + season[m % 12] * 0.01 - 0.004 * m;
    enum kom_status status = KOM_OK;
    for (int place = 0; place < KOM_PLACES && !status; place++)
        status = panel_unit(run, place, level);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recipients and their sales, one person after another, so that memory does not follow the number
 * of persons. */
#include "run.h"

static enum kom_status spell_row(struct kom_sim_run *run, const struct kom_sim_person *person,
                                 int i) {
    struct kom_sim_table *t = &run->tables[KOM_SIM_RECIPIENTS];
    const struct kom_sim_spell *spell = &person->spells[i];
    kom_sim_put(t, person->id);
    kom_sim_put(t, kom_places[spell->place].code);
    kom_sim_put_day(t, spell->start);
    if (spell->end == KOM_DAY_OPEN && person->end_9999)
        kom_sim_put(t, "9999-12-31");
    else
        kom_sim_put_day(t, spell->end);
    kom_sim_put(t, kom_sim_setting_words[spell->setting]);
    kom_sim_put(t, kom_sim_section_words[person->section]);
    kom_sim_put(t, kom_sim_group_words[person->group]);
    kom_sim_put_whole(t, person->birth_year);
    kom_sim_put(t, person->is_woman ? "K" : "M");
    run->spells++;
    enum kom_status status = kom_sim_row_end(t, run->err);
    return status ? status : kom_sim_dirt_add(run, KOM_SIM_RECIPIENTS);
}

static enum kom_status sale_row(struct kom_sim_run *run, const struct kom_sim_person *person,
                                const struct kom_sim_sale *sale) {
    static const char *const words[] = {"leveret", "bestilt", "aflyst", "krediteret"};
    struct kom_sim_table *t = &run->tables[KOM_SIM_SALES];
    int sign = sale->status == KOM_SIM_CREDITED ? -1 : 1;
    kom_sim_put_whole(t, ++run->last_sale_id);
    kom_sim_put(t, kom_places[sale->place].code);
    kom_sim_put(t, person->id);
    kom_sim_put(t, kom_sim_service_words[sale->service]);
    kom_sim_put_day(t, sale->day);
    kom_sim_put_whole(t, sign * sale->quantity);
    if (sale->hours < 0)
        kom_sim_put(t, "");
    else
        kom_sim_put_hundredths(t, sign * sale->hours);
    kom_sim_put_hundredths(t, sign * sale->amount);
    kom_sim_put(t, kom_sim_band_words[sale->band]);
    kom_sim_put(t, kom_sim_provider_words[sale->provider]);
    kom_sim_put(t, kom_sim_setting_words[sale->setting]);
    kom_sim_put(t, kom_sim_section_words[person->section]);
    kom_sim_put(t, words[sale->status]);
    kom_sim_put(t, sale->note < 3 ? "nøgleboks" : sale->note < 4 ? "ring først" : "");
    enum kom_status status = kom_sim_row_end(t, run->err);
    return status ? status : kom_sim_dirt_add(run, KOM_SIM_SALES);
}

/* What the truth says about the rows, counted as they are written. */
static void count_sale(struct kom_sim_run *run, const struct kom_sim_sale *sale) {
    bool is_credit = sale->status == KOM_SIM_CREDITED;
    run->fates[sale->fate]++;
    run->credits += is_credit;
    if (sale->fate != KOM_SIM_USED)
        return;
    run->blank_hours += sale->hours < 0;
    if (sale->provider == KOM_SIM_MUNICIPAL && !is_credit) {
        run->municipal++;
        run->municipal_cleaning += sale->service == KOM_SIM_CLEANING;
    }
}

/* Whether a person was a recipient in the place on a day of the year. */
static bool during(const struct kom_sim_person *person, int place, int32_t year) {
    int32_t first = kom_day_of((struct kom_ymd){year, 1, 1});
    int32_t last = kom_day_of((struct kom_ymd){year, 12, 31});
    for (int i = 0; i < person->n_spells; i++) {
        const struct kom_sim_spell *spell = &person->spells[i];
        if (spell->place == place && spell->start <= last && spell->end >= first)
            return true;
    }
    return false;
}

static void count_person(struct kom_sim_run *run, const struct kom_sim_person *person) {
    for (int i = 0; i < person->n_spells; i++) {
        int place = person->spells[i].place;
        if (i == 1 && person->spells[0].place == place)
            continue;
        for (int year = 0; year < 2; year++)
            run->counts[place][year][person->section] += during(person, place, 2019 + year);
    }
}

static enum kom_status person_rows(struct kom_sim_run *run, const struct kom_sim_person *person) {
    enum kom_status status = KOM_OK;
    for (int i = 0; i < person->n_spells && !status; i++)
        status = spell_row(run, person, i);
    kom_sim_basket_fill(&run->world, person, run->known, &run->basket);
    for (int i = 0; i < run->basket.n && !status; i++) {
        kom_sim_charge(run, &run->basket.sales[i]);
        count_sale(run, &run->basket.sales[i]);
        status = sale_row(run, person, &run->basket.sales[i]);
    }
    count_person(run, person);
    return status;
}

static enum kom_status counts(struct kom_sim_run *run) {
    struct kom_sim_table *t = &run->tables[KOM_SIM_COUNTS];
    enum kom_status status = KOM_OK;
    for (int place = 0; place < KOM_PLACES; place++)
        for (int k = 0; k < 4 && !status; k++) {
            kom_sim_put(t, kom_places[place].code);
            kom_sim_put_whole(t, 2019 + k / 2);
            kom_sim_put(t, kom_sim_section_words[k % 2]);
            kom_sim_put_whole(t, (int64_t)run->counts[place][k / 2][k % 2]);
            kom_sim_put(t, "during");
            status = kom_sim_row_end(t, run->err);
        }
    return status;
}

enum kom_status kom_sim_run_persons(struct kom_sim_run *run) {
    const struct kom_sim_world *world = &run->world;
    run->last_sale_id = 1000000;
    enum kom_status status = KOM_OK;
    for (int place = 0; place < KOM_PLACES; place++)
        for (uint64_t i = world->first_person[place]; i < world->first_person[place + 1]; i++) {
            struct kom_sim_person person;
            kom_sim_person_get(world, place, i, &person);
            status = person_rows(run, &person);
            if (status)
                return status;
        }
    return counts(run);
}

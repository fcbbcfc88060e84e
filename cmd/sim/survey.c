/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A survey of leaders, staff and citizens in two waves, and interviews that two coders coded.

   Seven municipalities of the trial, three areas in each, and in each of these some institutions
   that are the same in both waves. Four municipalities keep the pseudonyms of those they ask, so
   that persons who stayed are linked; the others give new ones each wave, and only the institution
   is. Three persons of ten have left by the second wave, and others have come.

   All is in hundredths of a point, and every part of a person's standing is uniform and bounded, so
   that no standing lies outside 1 to 5. An answer is the standing, rounded up or down by chance in
   proportion: its mean is the standing itself, and the change of a mean score is exactly what is
   added in the second wave. Who answers depends on the age and not on the standing, but standing
   depends on the age, so that levels of those who answered are off and changes are not.

   The second coder agrees with the first on seven passages of ten, and on the others codes by the
   same shares and by chance: Cohen's kappa is 0.7, over all codes and of each. */
#include "survey.h"

#include <stdio.h>

#include "truth.h"

enum { N_KOMS = 7, STAFF_MIN = 8, STAFF_MORE = 6, CITIZENS = 6, SLOTS = 32, N_ITEMS = 8 };
enum { LEADER, STAFF, CITIZEN };
enum { AGREED = 70, SEGMENTS = 12, N_CODES = 3 };

static const char *const roles[KOM_SIM_ROLES] = {"leader", "staff", "citizen"};
static const char *const areas[KOM_SIM_AREAS] = {"ældre", "handicap", "dagtilbud"};
static const char *const scales[KOM_SIM_SCALES] = {"autonomy", "wellbeing", "trust"};
static const char *const waves[2] = {"2019", "2021"};
static const char *const ages[2][KOM_SIM_AGES] = {{"18-34", "35-49", "50+"},
                                                  {"18-64", "65-79", "80+"}};
static const char *const codes[N_CODES] = {"selvbestemmelse", "tid", "relationer"};

/* Per cent: who answers, how many are of an age, and what an age adds to the standing. */
static const int32_t answers[2][KOM_SIM_AGES] = {{50, 65, 85}, {80, 60, 45}};
static const int32_t age_share[KOM_SIM_AGES] = {30, 30, 40};
static const int32_t age_adds[KOM_SIM_AGES] = {-15, 0, 15};
static const int32_t code_share[N_CODES] = {50, 30, 20};

/* What the second wave adds, by scale, role and area. */
static const int32_t change[KOM_SIM_SCALES][KOM_SIM_ROLES][KOM_SIM_AREAS] = {
    {{10, 10, 10}, {30, 15, 0}, {20, 20, 0}},
    {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}},
    {{20, 20, 20}, {25, 25, 10}, {15, 15, 15}},
};
static const int32_t base[KOM_SIM_SCALES][KOM_SIM_ROLES] = {
    {330, 290, 280}, {320, 300, 310}, {320, 280, 300}};

static const struct item {
    const char *name;
    int scale;
    bool is_reversed;
    const char *text;
} items[N_ITEMS] = {
    {"a1", 0, false, "I have a say in how the day is planned"},
    {"a2", 0, false, "I can decide for myself what matters most"},
    {"a3", 0, false, "There is room for my own judgement"},
    {"a4", 0, true, "Others decide over me"},
    {"w1", 1, false, "I look forward to the day"},
    {"w2", 1, true, "I am often tired of it all"},
    {"w3", 1, false, "I am well here"},
    {"t1", 2, false, "We trust each other here"},
};

struct institution {
    int place, area;
    uint64_t number;
    char name[32];
    bool is_linked;
    int32_t adds[2]; /* to the standing of all, in each wave */
};

struct person {
    const struct institution *at;
    uint64_t index; /* of its draws */
    char id[2][10]; /* in each wave */
    int role, age;
    int32_t standing[KOM_SIM_SCALES]; /* before what waves add */
};

static int32_t around(struct kom_sim_draw *draw, int32_t most) {
    return kom_sim_pick(draw, 2 * most + 1) - most;
}

static int by_share(struct kom_sim_draw *draw, const int32_t *share, int n) {
    int32_t left = kom_sim_pick(draw, 100);
    int k = 0;
    for (; k < n - 1 && left >= share[k]; k++)
        left -= share[k];
    return k;
}

/* ---- who is asked ---- */

static struct person person_at(const struct kom_sim_run *run, const struct institution *at,
                               int role, int slot, bool is_new) {
    enum { PERSONS_MAX = 39 }; /* pseudonyms of persons entitled lie below 2^39 */
    const uint64_t seed = run->world.seed;
    struct person p = {.at = at, .role = role};
    p.index = (at->number * SLOTS + (uint64_t)slot) * 2 + is_new;
    struct kom_sim_draw draw = kom_sim_draw_open(seed, KOM_SIM_ASKED, p.index);
    p.age = by_share(&draw, age_share, KOM_SIM_AGES);
    const int32_t own = around(&draw, 60);
    for (int s = 0; s < KOM_SIM_SCALES; s++)
        p.standing[s] = base[s][role] + own + age_adds[p.age];
    for (int wave = 0; wave < 2; wave++)
        kom_sim_pseudonym(seed,
                          (UINT64_C(1) << PERSONS_MAX) + p.index * 4 +
                              (at->is_linked ? 0 : 1 + (uint64_t)wave),
                          p.id[wave]);
    return p;
}

static void put_person(struct kom_sim_table *t, const struct person *p, int wave) {
    kom_sim_put(t, p->id[wave]);
    kom_sim_put(t, waves[wave]);
    kom_sim_put(t, kom_places[p->at->place].code);
    kom_sim_put(t, areas[p->at->area]);
    kom_sim_put(t, roles[p->role]);
    kom_sim_put(t, p->at->name);
}

/* The standing on a scale in a wave, in hundredths. */
static int32_t standing_of(const struct person *p, int scale, int wave) {
    return p->standing[scale] + p->at->adds[wave] +
           (wave ? change[scale][p->role][p->at->area] : 0);
}

/* ---- answers ---- */

/* Blank, 8 and 9 are no answers; they have nothing to do with the standing. */
static void put_answer(struct kom_sim_table *t, struct kom_sim_draw *draw, const struct item *item,
                       int32_t standing) {
    enum { NOISE = 40, BLANK = 3, DONT_KNOW = 5, NOT_RELEVANT = 9, LAST = 2 };
    const int32_t luck = kom_sim_pick(draw, 100), at = standing + around(draw, NOISE);
    const int64_t answer = at / 100 + (kom_sim_pick(draw, 100) < at % 100);
    const bool may_not_apply = item == &items[N_ITEMS - LAST];
    if (luck < BLANK)
        kom_sim_put(t, "");
    else if (luck < DONT_KNOW)
        kom_sim_put_whole(t, 8);
    else if (luck < NOT_RELEVANT && may_not_apply)
        kom_sim_put_whole(t, 9);
    else
        kom_sim_put_whole(t, item->is_reversed ? 6 - answer : answer);
}

static enum kom_status answer(struct kom_sim_run *run, const struct person *p, int wave) {
    enum { STOPS = 4, STOPS_BEHIND = 3 };
    struct kom_sim_table *t = &run->tables[KOM_SIM_RESPONSES];
    struct kom_sim_draw draw =
        kom_sim_draw_open(run->world.seed, KOM_SIM_ANSWERS, p->index * 2 + (uint64_t)wave);
    const bool responds = kom_sim_pick(&draw, 100) < answers[p->role == CITIZEN][p->age];
    if (!responds)
        return KOM_OK;
    const int n = kom_sim_pick(&draw, 100) < STOPS ? STOPS_BEHIND : N_ITEMS;
    put_person(t, p, wave);
    for (int i = 0; i < N_ITEMS; i++) {
        if (i < n)
            put_answer(t, &draw, &items[i], standing_of(p, items[i].scale, wave));
        else
            kom_sim_put(t, "");
    }
    run->survey.answered[p->role][wave]++;
    return kom_sim_row_end(t, run->err);
}

static enum kom_status ask(struct kom_sim_run *run, const struct person *p, int wave) {
    struct kom_sim_table *t = &run->tables[KOM_SIM_ASKED_TABLE];
    put_person(t, p, wave);
    kom_sim_put(t, ages[p->role == CITIZEN][p->age]);
    kom_sim_put(t, p->at->is_linked ? "yes" : "no");
    run->survey.asked[p->role][wave]++;
    for (int s = 0; s < KOM_SIM_SCALES; s++)
        run->survey.level[p->role][wave][s] += standing_of(p, s, wave);
    enum kom_status status = kom_sim_row_end(t, run->err);
    return status ? status : answer(run, p, wave);
}

/* ---- interviews ---- */

static enum kom_status interview(struct kom_sim_run *run, const struct institution *at) {
    struct kom_sim_table *t = &run->tables[KOM_SIM_SEGMENTS];
    struct kom_sim_draw draw = kom_sim_draw_open(run->world.seed, KOM_SIM_CODERS, at->number);
    enum kom_status status = KOM_OK;
    for (int i = 0; i < SEGMENTS; i++) {
        const int first = by_share(&draw, code_share, N_CODES);
        const bool agrees = kom_sim_pick(&draw, 100) < AGREED;
        const int second = by_share(&draw, code_share, N_CODES);
        const int code[2] = {first, agrees ? first : second};
        for (int coder = 0; coder < 2 && !status; coder++) {
            kom_sim_put(t, at->name);
            kom_sim_put_whole(t, i + 1);
            kom_sim_put(t, codes[code[coder]]);
            kom_sim_put(t, coder ? "B" : "A");
            kom_sim_put(t, kom_places[at->place].code);
            kom_sim_put(t, areas[at->area]);
            status = kom_sim_row_end(t, run->err);
        }
    }
    return status;
}

/* ---- institutions ---- */

static enum kom_status visit(struct kom_sim_run *run, const struct institution *at) {
    enum { LEFT = 30 };
    struct kom_sim_draw draw = kom_sim_draw_open(run->world.seed, KOM_SIM_INSTITUTION, at->number);
    const int n_staff = STAFF_MIN + kom_sim_pick(&draw, STAFF_MORE);
    enum kom_status status = KOM_OK;
    for (int slot = 0; slot < 1 + n_staff + CITIZENS && !status; slot++) {
        const int role = slot == 0 ? LEADER : slot <= n_staff ? STAFF : CITIZEN;
        const bool has_left = kom_sim_pick(&draw, 100) < LEFT;
        for (int wave = 0; wave < 2 && !status; wave++) {
            const struct person p = person_at(run, at, role, slot, wave && has_left);
            status = ask(run, &p, wave);
        }
    }
    return status ? status : interview(run, at);
}

static struct institution institution_at(const struct kom_sim_run *run, int place, int nth,
                                         int area, int i) {
    struct institution at = {.place = place, .area = area, .is_linked = nth % 2 == 0};
    at.number = ((uint64_t)i * N_KOMS + (uint64_t)nth) * KOM_SIM_AREAS + (uint64_t)area;
    struct kom_sim_draw draw = kom_sim_draw_open(run->world.seed, KOM_SIM_PLACE, at.number);
    const int32_t own = around(&draw, 20);
    for (int wave = 0; wave < 2; wave++)
        at.adds[wave] = own + around(&draw, 10);
    (void)snprintf(at.name, sizeof at.name, "%s-%d-%d", kom_places[place].code, area + 1, i + 1);
    return at;
}

static enum kom_status visit_all(struct kom_sim_run *run) {
    const int n = 1 + (int)run->scale;
    enum kom_status status = KOM_OK;
    for (int place = 0, nth = 0; place < KOM_PLACES && nth < N_KOMS; place++) {
        if (!run->world.units[place].offers)
            continue;
        for (int area = 0; area < KOM_SIM_AREAS; area++)
            for (int i = 0; i < n && !status; i++) {
                const struct institution at = institution_at(run, place, nth, area, i);
                status = visit(run, &at);
            }
        nth++;
    }
    return status;
}

static enum kom_status codebook(struct kom_sim_run *run) {
    struct kom_sim_table *t = &run->tables[KOM_SIM_CODEBOOK];
    enum kom_status status = KOM_OK;
    for (int i = 0; i < N_ITEMS && !status; i++) {
        kom_sim_put(t, items[i].name);
        kom_sim_put(t, scales[items[i].scale]);
        kom_sim_put(t, items[i].is_reversed ? "yes" : "");
        kom_sim_put_whole(t, 1);
        kom_sim_put_whole(t, 5);
        kom_sim_put(t, "8");
        kom_sim_put(t, i == N_ITEMS - 2 ? "9" : "");
        kom_sim_put(t, items[i].text);
        status = kom_sim_row_end(t, run->err);
    }
    return status;
}

/* ---- the truth ---- */

static enum kom_status tell(struct kom_sim_run *run, const char *item, const char *key,
                            double value, const char *explanation) {
    const char *table = *item == 'k' ? "survey_segments" : "survey_responses";
    return kom_sim_tell(run, KOM_SIM_SURVEY_TRUTH,
                        (struct kom_sim_topic){table, item, key, explanation}, value);
}

static enum kom_status changes(struct kom_sim_run *run) {
    char key[64];
    enum kom_status status = KOM_OK;
    for (int s = 0; s < KOM_SIM_SCALES; s++)
        for (int role = 0; role < KOM_SIM_ROLES; role++)
            for (int area = 0; area < KOM_SIM_AREAS && !status; area++) {
                (void)snprintf(key, sizeof key, "%s:%s:%s", scales[s], roles[role], areas[area]);
                status = tell(run, "change", key, change[s][role][area] / 100.0,
                              "what the second wave adds to the score (scale:role:area)");
            }
    return status;
}

static enum kom_status levels(struct kom_sim_run *run) {
    const struct kom_sim_survey *v = &run->survey;
    char key[64];
    enum kom_status status = KOM_OK;
    for (int role = 0; role < KOM_SIM_ROLES; role++)
        for (int wave = 0; wave < 2 && !status; wave++) {
            const double n = (double)v->asked[role][wave];
            (void)snprintf(key, sizeof key, "%s:%s", roles[role], waves[wave]);
            status = tell(run, "asked", key, n, "persons in the frame (role:wave)");
            if (!status)
                status = tell(run, "answered", key, (double)v->answered[role][wave],
                              "those who answered (role:wave)");
            for (int s = 0; s < KOM_SIM_SCALES && !status; s++) {
                (void)snprintf(key, sizeof key, "%s:%s:%s", scales[s], roles[role], waves[wave]);
                status = tell(run, "level", key, (double)v->level[role][wave][s] / 100 / n,
                              "mean standing of all who were asked, which those who answered are "
                              "off by their ages (scale:role:wave)");
            }
        }
    return status;
}

enum kom_status kom_sim_run_survey(struct kom_sim_run *run) {
    enum kom_status status = codebook(run);
    if (!status)
        status = visit_all(run);
    if (!status)
        status = changes(run);
    if (!status)
        status = levels(run);
    return status ? status
                  : tell(run, "kappa", "all", AGREED / 100.0,
                         "Cohen's kappa of the two coders, over all codes and of each");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the synthetic extracts: the same bytes everywhere, the rules of the world, and failing
 * well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"
#include "sim/sales.h"
#include "sim/sim.h"

static const char *const files[] = {
    "municipalities.csv",  "networks.csv",
    "participation.csv",   "offerings.csv",
    "prices.csv",          "sales.csv",
    "recipients.csv",      "recipients_counts.csv",
    "panel.csv",           "truth.csv",
    "datapackage.json",    "survey_codebook.csv",
    "survey_frame.csv",    "survey_responses.csv",
    "survey_segments.csv", "survey_truth.csv",
};
enum { FILES = sizeof files / sizeof files[0] };

/* A new folder in the build folder; to be given to `sweep`. */
static char *make_folder(char path[512]) {
    const char *build = getenv("BUILD_DIR");
    int n = snprintf(path, 512, "%s/test-sim-XXXXXX", build ? build : ".");
    assert_true(n > 0 && n < 512);
    assert_non_null(mkdtemp(path));
    return path;
}

/* The number of entries of the folder; with `remove`, they go, and the folder too. */
static int sweep(const char *folder, int is_final) {
    int n = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
        if (entry->d_name[0] == '.' && strlen(entry->d_name) < 3)
            continue;
        n++;
        char path[1024];
        assert_true(snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < 1024);
        if (is_final)
            assert_int_equal(unlink(path), 0);
    }
    (void)closedir(dir);
    if (is_final)
        assert_int_equal(rmdir(folder), 0);
    return n;
}

/* The whole file, to be freed with kom_free. */
static char *slurp(const char *folder, const char *name, size_t *n) {
    char path[1024];
    assert_true(snprintf(path, sizeof path, "%s/%s", folder, name) < 1024);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_true(size >= 0);
    rewind(file);
    char *text = kom_alloc((size_t)size + 1, 1);
    assert_non_null(text);
    *n = fread(text, 1, (size_t)size, file);
    assert_int_equal(*n, size);
    (void)fclose(file);
    return text;
}

/* FNV-1a (Fowler, Noll, Vo), going on from h. */
static uint64_t hash(uint64_t h, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * UINT64_C(0x100000001B3);
    return h;
}

static uint64_t hash_folder(const struct kom_sim_options *template) {
    char folder[512];
    struct kom_sim_options options = *template;
    struct kom_error err;
    options.folder = make_folder(folder);
    assert_int_equal(kom_sim_write(&options, &err), KOM_OK);
    uint64_t h = UINT64_C(0xCBF29CE484222325);
    for (int i = 0; i < FILES && (!options.minimal || i == 0); i++) {
        size_t n;
        char *text = slurp(folder, options.minimal ? "sales.csv" : files[i], &n);
        h = hash(h, text, n);
        kom_free(text);
    }
    assert_int_equal(sweep(folder, 1), options.minimal ? 1 : FILES);
    return h;
}

/* Fixed bytes: a change here is a change of every figure made from the sample data. */
static void same_bytes_everywhere(void **state) {
    (void)state;
    const struct kom_sim_options plain = {.seed = 2019, .scale = 0.05};
    const struct kom_sim_options dirty = {.seed = 2019, .scale = 0.05, .dirt = true};
    const struct kom_sim_options minimal = {.seed = 2019, .scale = 0.05, .minimal = true};
    const struct kom_sim_options other = {.seed = 2020, .scale = 0.05};
    assert_int_equal(hash_folder(&plain), UINT64_C(0x25c8d28a3a832a9e));
    assert_int_equal(hash_folder(&dirty), UINT64_C(0xcfa5a19909333ca6));
    assert_int_equal(hash_folder(&minimal), UINT64_C(0xe41fbd3ae3b976f3));
    assert_int_not_equal(hash_folder(&plain), hash_folder(&other));
}

static int compare_ids(const void *a, const void *b) {
    return memcmp(a, b, 10);
}

static void pseudonyms_are_distinct_and_no_cpr(void **state) {
    (void)state;
    enum { N = 200000 };
    char(*ids)[10] = kom_alloc(N, 10);
    assert_non_null(ids);
    for (uint64_t i = 0; i < N; i++) {
        kom_sim_pseudonym(7, i, ids[i]);
        assert_int_equal(ids[i][0], 'P');
        assert_int_equal(strspn(ids[i] + 1, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), 8);
        assert_int_equal(ids[i][9], '\0');
    }
    qsort(ids, N, 10, compare_ids);
    for (size_t i = 1; i < N; i++)
        assert_memory_not_equal(ids[i - 1], ids[i], 10);
    kom_free(ids);
}

static void normal_has_mean_0_and_variance_1(void **state) {
    (void)state;
    enum { N = 100000 };
    struct kom_sim_draw draw = kom_sim_draw_open(1, KOM_SIM_PANEL, 5);
    double sum = 0, squares = 0;
    for (int i = 0; i < N; i++) {
        double x = kom_sim_normal(&draw);
        sum += x;
        squares += x * x;
    }
    /* Five standard errors: 1/sqrt(N), and sqrt(1.9/N) as the twelve uniforms have kurtosis 2.9. */
    assert_true(sum / N < 0.0159 && sum / N > -0.0159);
    assert_true(squares / N < 1.0218 && squares / N > 0.9782);
}

static void trial_is_as_planned(void **state) {
    (void)state;
    struct kom_sim_world world;
    kom_sim_world_init(&world, 3, 50000);
    int planned = 0, offers = 0, networks = 0, of_randers = 0, place;
    const char *network;
    for (int i = 0; i < KOM_PLACES; i++) {
        const struct kom_sim_unit *unit = &world.units[i];
        planned += unit->planned;
        offers += unit->offers;
        assert_true(world.first_person[i] < world.first_person[i + 1]);
        assert_true(i == 0 || strcmp(kom_places[i - 1].code, kom_places[i].code) < 0);
        assert_true(unit->planned || !unit->offers);
        if (!unit->offers)
            continue;
        assert_true(kom_day_shift(unit->start, -12, 'm') >= world.from);
        assert_true(kom_day_shift(unit->start, 12, 'm') - 1 <= unit->reports_to);
    }
    for (; kom_sim_network_get(networks, &place, &network); networks++)
        of_randers += strcmp(kom_places[place].code, "730") == 0;
    assert_int_equal(world.first_person[KOM_PLACES], 50000);
    assert_int_equal(planned, 11);
    assert_int_equal(offers, 9);
    assert_int_equal(networks, 12);
    assert_int_equal(of_randers, 2);
}

static void places_hold_their_persons(void **state) {
    (void)state;
    static const uint64_t sizes[] = {1, 50, 98, 1001, 50000};
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        struct kom_sim_world world;
        kom_sim_world_init(&world, 3, sizes[k]);
        assert_int_equal(world.first_person[KOM_PLACES], sizes[k]);
        for (uint64_t i = 0; i < sizes[k]; i++) {
            int place = kom_sim_place_of(&world, i);
            assert_true(world.first_person[place] <= i && i < world.first_person[place + 1]);
        }
    }
}

static void check_person(const struct kom_sim_world *world, const struct kom_sim_person *person) {
    int offering = 0;
    for (int i = 0; i < person->n_spells; i++) {
        const struct kom_sim_spell *spell = &person->spells[i];
        assert_true(spell->start <= spell->end);
        assert_true(spell->end >= world->from && spell->start <= world->to);
        offering += world->units[spell->place].offers;
    }
    const struct kom_sim_spell *first = &person->spells[0], *second = &person->spells[1];
    if (person->n_spells == 2) {
        assert_true(first->start < second->start);
        assert_true(first->place == second->place || offering < 2);
    }
}

static int holds(const struct kom_sim_person *person, const struct kom_sim_sale *sale) {
    for (int i = 0; i < person->n_spells; i++) {
        const struct kom_sim_spell *spell = &person->spells[i];
        if (spell->place == sale->place && spell->start <= sale->day && sale->day <= spell->end &&
            spell->setting == sale->setting)
            return 1;
    }
    return 0;
}

/* Every sale that counts is one of something on offer, to a recipient, at its price. */
static void check_sale(const struct kom_sim_world *world, const struct kom_sim_person *person,
                       const struct kom_sim_sale *sale) {
    const struct kom_sim_unit *unit = &world->units[sale->place];
    assert_true(unit->offers && sale->service != KOM_SIM_ESCORT && sale->amount > 0);
    assert_true(sale->day >= world->from - 14 && sale->day <= unit->reports_to);
    if (sale->status != KOM_SIM_CREDITED) /* a credit note keeps the band of its sale */
        assert_int_equal(sale->band == KOM_SIM_WEEKEND, (sale->day + 3) % 7 >= 5);
    assert_int_equal(sale->hours < 0, sale->service == KOM_SIM_MEALS);
    if (sale->fate == KOM_SIM_NOT_RECIPIENT)
        assert_false(holds(person, sale));
    if (sale->fate != KOM_SIM_USED)
        return;
    assert_true(holds(person, sale));
    assert_true(sale->day >= world->from);
    if (sale->provider == KOM_SIM_MUNICIPAL)
        assert_true(unit->sells[sale->service] && sale->day >= unit->start);
}

static void baskets_follow_the_rules(void **state) {
    (void)state;
    struct kom_sim_world world;
    struct kom_sim_known known[KOM_PLACES] = {0};
    struct kom_sim_basket *basket = kom_alloc(1, sizeof *basket);
    uint64_t sales = 0, buyers = 0, expected = 0, care = 0;
    assert_non_null(basket);
    kom_sim_world_init(&world, 11, 50000);
    for (uint64_t i = 0; i < world.n_persons; i++) {
        struct kom_sim_person person;
        kom_sim_person_get(&world, kom_sim_place_of(&world, i), i, &person);
        check_person(&world, &person);
        kom_sim_basket_fill(&world, &person, known, basket);
        assert_true(basket->n < KOM_SIM_SALES_MAX);
        for (int k = 0; k < basket->n; k++) {
            check_sale(&world, &person, &basket->sales[k]);
            assert_true(k == 0 || basket->sales[k - 1].day <= basket->sales[k].day);
            care += basket->sales[k].setting == KOM_SIM_CARE_HOME;
        }
        sales += (uint64_t)basket->n;
    }
    for (int i = 0; i < KOM_PLACES; i++) {
        buyers += known[i].sides[1].buyers;
        expected += known[i].sides[1].expected;
    }
    assert_in_range(sales, 7000, 14000);
    assert_int_equal(care, 8);
    /* Within five standard deviations of what is expected: about 260 buyers, whose variance is no
     * larger. */
    assert_in_range(buyers, expected / 1000000 - 80, expected / 1000000 + 80);
    kom_free(basket);
}

static void prices_are_whole_kroner_with_vat(void **state) {
    (void)state;
    struct kom_sim_world world;
    kom_sim_world_init(&world, 4, 1000);
    for (int place = 0; place < KOM_PLACES; place++)
        for (int s = 0; s < KOM_SIM_SERVICES; s++)
            for (int band = 0; band < KOM_SIM_BANDS; band++) {
                struct kom_sim_price price = kom_sim_price_get(
                    &world, place, (enum kom_sim_service)s, 2020, (enum kom_sim_band)band);
                assert_int_equal(price.price * 5, price.price_vat * 4);
                assert_true(price.cost <= price.price && price.cost > 0);
                assert_int_equal(price.price_vat % 2, 0); /* half an hour is whole oere */
            }
}

static size_t count_of(const char *text, size_t n, char c) {
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        found += text[i] == c;
    return found;
}

static void minimal_has_six_columns(void **state) {
    (void)state;
    char folder[512];
    struct kom_error err;
    size_t n;
    const struct kom_sim_options options = {
        .folder = make_folder(folder), .seed = 1, .scale = 1, .minimal = true, .rows = 5000};
    assert_int_equal(kom_sim_write(&options, &err), KOM_OK);
    char *text = slurp(folder, "sales.csv", &n);
    assert_memory_equal(text, "kommunekode;borger;ydelse;dato;antal;beloeb\n", 44);
    assert_int_equal(count_of(text, n, '\n'), 5001);
    assert_int_equal(count_of(text, n, ';'), 5001 * 5);
    assert_int_equal(count_of(text, n, ','), 5000 * 2);
    kom_free(text);
    assert_int_equal(sweep(folder, 1), 1);
}

static void wrong_options_are_refused(void **state) {
    (void)state;
    const struct kom_sim_options wrong[] = {
        {.folder = "x", .scale = 0},
        {.folder = "x", .scale = -1},
        {.folder = "x", .scale = 10001},
        {.folder = "", .scale = 1},
        {.folder = NULL, .scale = 1},
        {.folder = "x", .scale = 1, .rows = 5},
        {.folder = "x", .scale = 1, .dirt = true, .minimal = true},
    };
    struct kom_error err;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(kom_sim_write(&wrong[i], &err), KOM_EUSAGE);
    const struct kom_sim_options nowhere = {.folder = "no-such-folder/x", .scale = 1};
    assert_int_equal(kom_sim_write(&nowhere, &err), KOM_EIO);
    assert_int_equal(kom_sim_write(&nowhere, NULL), KOM_EIO);
}

static void no_memory_leaves_nothing(void **state) {
    (void)state;
    char folder[512];
    struct kom_error err;
    struct kom_sim_options options = {
        .folder = make_folder(folder), .seed = 1, .scale = 0.0005, .dirt = true};
    enum kom_status status = KOM_ENOMEM;
    int tries = 0;
    for (; status != KOM_OK; tries++) {
        assert_in_range(tries, 0, 2000);
        kom_mem_fail_after((uint64_t)tries + 1);
        status = kom_sim_write(&options, &err);
        kom_mem_fail_after(0);
        assert_true(status == KOM_OK || status == KOM_ENOMEM);
        if (status)
            assert_int_equal(sweep(folder, 0), 0);
    }
    assert_true(tries > 20);
    assert_int_equal(sweep(folder, 1), FILES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_bytes_everywhere),
        cmocka_unit_test(pseudonyms_are_distinct_and_no_cpr),
        cmocka_unit_test(normal_has_mean_0_and_variance_1),
        cmocka_unit_test(trial_is_as_planned),
        cmocka_unit_test(places_hold_their_persons),
        cmocka_unit_test(baskets_follow_the_rules),
        cmocka_unit_test(prices_are_whole_kroner_with_vat),
        cmocka_unit_test(minimal_has_six_columns),
        cmocka_unit_test(wrong_options_are_refused),
        cmocka_unit_test(no_memory_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

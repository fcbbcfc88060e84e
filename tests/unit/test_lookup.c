/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By-columns of municipalities and networks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lookup.h"

static void parse(struct kom_frame *frame, const char *csv) {
    struct kom_error err;
    assert_int_equal(kom_frame_parse(frame, "side.csv", kom_text_of(csv), &err), KOM_OK);
}

static void rules(void **state) {
    (void)state;
    static const char *const wrong[] = {"",          "Both",        "assign",
                                        "assign=",   "assign=1",    "assign=:A",
                                        "assign=1:", "assign=1:A,", "assign=1,2:A"};
    struct kom_arena arena = {0};
    struct kom_overlap_rule rule;
    struct kom_error err;
    assert_int_equal(kom_overlap_parse("drop", &arena, &rule, &err), KOM_OK);
    assert_int_equal(rule.way, KOM_OVERLAP_DROP);
    assert_int_equal(kom_overlap_parse("assign=730:A,0751:B C", &arena, &rule, &err), KOM_OK);
    assert_int_equal(rule.way, KOM_OVERLAP_ASSIGN);
    assert_int_equal(rule.n_assign, 2);
    assert_string_equal(rule.assign[1].left, "0751");
    assert_string_equal(rule.assign[1].right, "B C");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(kom_overlap_parse(wrong[i], &arena, &rule, &err), KOM_EUSAGE);
    kom_arena_fini(&arena);
}

/* Two tables; the by-columns region (municipalities), network and wave (networks). */
struct tables {
    struct kom_frame municipalities, networks;
    struct kom_lookup lookup;
    struct kom_arena arena;
    struct kom_error err;
};

static void tables_make(struct tables *t, const char *overlap) {
    int place;
    memset(t, 0, sizeof *t);
    parse(&t->municipalities, "komnr,region,wave\n101,Hoved,m\n730, Midt ,m\n,None,m\n");
    parse(&t->networks, "kom,network,year\n730,A,1\n751,A,2\n730,B,1\n730,A,1\n,C,3\n");
    t->lookup.municipalities = &t->municipalities;
    t->lookup.networks = &t->networks;
    assert_int_equal(kom_overlap_parse(overlap, &t->arena, &t->lookup.overlap, &t->err), KOM_OK);
    assert_int_equal(kom_lookup_want(&t->lookup, "kom", false, &place, &t->err), KOM_OK);
    assert_int_equal(place, KOM_NO_COLUMN);
    assert_int_equal(kom_lookup_want(&t->lookup, "region", false, &place, &t->err), KOM_OK);
    assert_int_equal(place, 0);
    assert_false(kom_lookup_is_network(&t->lookup, 0));
    assert_int_equal(kom_lookup_check(&t->lookup, &t->err), KOM_EUSAGE);
    assert_non_null(strstr(t->err.text, "--networks"));
    assert_int_equal(kom_lookup_want(&t->lookup, "year", true, &place, &t->err), KOM_OK);
    assert_int_equal(place, KOM_NO_COLUMN);
    assert_int_equal(kom_lookup_check(&t->lookup, &t->err), KOM_OK);
    assert_int_equal(kom_lookup_want(&t->lookup, "network", false, &place, &t->err), KOM_OK);
    assert_int_equal(place, 1);
    assert_true(kom_lookup_is_network(&t->lookup, 1));
    assert_int_equal(kom_lookup_make(&t->lookup, &t->err), KOM_OK);
}

static void tables_fini(struct tables *t) {
    kom_lookup_fini(&t->lookup);
    kom_frame_fini(&t->municipalities);
    kom_frame_fini(&t->networks);
    kom_arena_fini(&t->arena);
}

/* Value k of a municipality is "region,network". */
static void has(const struct tables *t, const char *kom, size_t k, const char *want) {
    struct kom_lookup_unit unit = kom_lookup_find(&t->lookup, kom_text_of(kom));
    struct kom_buf text = {0};
    kom_buf_text(&text, unit.value[2 * k]);
    kom_buf_byte(&text, ',');
    kom_buf_text(&text, unit.value[2 * k + 1]);
    assert_true(kom_text_is(kom_buf_view(&text), want));
    kom_buf_fini(&text);
}

static void values(void **state) {
    (void)state;
    struct tables t;
    tables_make(&t, "both");
    assert_int_equal(kom_lookup_find(&t.lookup, kom_text_of(" 730")).n, 2);
    has(&t, "730", 0, "Midt,A");
    has(&t, "730", 1, "Midt,B");
    has(&t, "751", 0, ",A");
    has(&t, "101", 0, "Hoved,");
    has(&t, "999", 0, ",");
    has(&t, "", 0, ",");
    assert_int_equal(kom_lookup_find(&t.lookup, kom_text_of("999")).id, KOM_NO_ID);
    tables_fini(&t);
    tables_make(&t, "drop");
    assert_int_equal(kom_lookup_find(&t.lookup, kom_text_of("730")).n, 0);
    has(&t, "730", 0, "Midt,A"); /* its region is there all the same */
    tables_fini(&t);
    tables_make(&t, "assign=730:B,751:Z");
    assert_int_equal(kom_lookup_find(&t.lookup, kom_text_of("730")).n, 1);
    has(&t, "730", 0, "Midt,B");
    has(&t, "751", 0, ",A"); /* in one only: nothing to assign */
    tables_fini(&t);
}

static void refusal(void **state) {
    (void)state;
    static const char *const ways[] = {"refuse", "assign=751:A", "assign=730:A,730:B"};
    for (size_t i = 0; i < 3; i++) {
        struct tables t;
        uint8_t seen[8] = {0};
        tables_make(&t, ways[i]);
        struct kom_lookup_unit unit = kom_lookup_find(&t.lookup, kom_text_of("730"));
        assert_true(unit.is_refused);
        seen[kom_lookup_find(&t.lookup, kom_text_of("751")).id] = 1;
        assert_int_equal(kom_lookup_refuse(&t.lookup, seen, &t.err), KOM_OK);
        seen[unit.id] = 1;
        assert_int_equal(kom_lookup_refuse(&t.lookup, seen, &t.err), KOM_EDATA);
        assert_non_null(strstr(t.err.text, "kom 730 is in several"));
        tables_fini(&t);
    }
}

/* Every failing allocation is an error that is told, and leaks nothing. */
static void out_of_memory(void **state) {
    (void)state;
    struct tables t;
    enum kom_status status = KOM_ENOMEM;
    int place;
    tables_make(&t, "both");
    t.municipalities.name[0] = kom_text_of("kom"); /* komnr is not understood without memory */
    for (uint64_t n = 1; status == KOM_ENOMEM; n++) {
        struct kom_lookup l = {.municipalities = &t.municipalities, .networks = &t.networks};
        kom_mem_fail_after(n);
        status = kom_lookup_want(&l, "region", false, &place, &t.err);
        if (!status)
            status = kom_lookup_want(&l, "network", false, &place, &t.err);
        if (!status)
            status = kom_lookup_make(&l, &t.err);
        kom_mem_fail_after(0);
        kom_lookup_fini(&l);
        assert_true(n < 200);
    }
    assert_int_equal(status, KOM_OK);
    tables_fini(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(rules), cmocka_unit_test(values),
                                       cmocka_unit_test(refusal), cmocka_unit_test(out_of_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that meet nothing: when the run stops, and what is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "meet.h"
#include "mem.h"

/* Codes of the rows and of one table, each list with commas between. */
struct world {
    enum kom_key kind;
    const char *rows, *table;
    bool is_side, warns;
    uint64_t fails; /* the allocation of the judgement that fails, and all after it; 0: none */
};

struct verdict {
    enum kom_status status;
    struct kom_error err;
    char lines[2000];
};

static void frame_of(struct kom_frame *frame, const char *codes) {
    struct kom_buf csv = {0};
    struct kom_error err;
    kom_buf_str(&csv, "code,x\n");
    for (const char *p = codes; *p;) {
        size_t n = strcspn(p, ",");
        kom_buf_add(&csv, p, n);
        kom_buf_str(&csv, ",1\n");
        p += n + (p[n] == ',');
    }
    assert_int_equal(kom_frame_parse(frame, "rows.csv", kom_buf_view(&csv), &err), KOM_OK);
    kom_buf_fini(&csv);
}

static struct verdict judge(struct world world) {
    struct kom_frame rows = {0}, table = {0};
    struct kom_meet meet = {.kind = world.kind};
    struct kom_unmet unmet = {0};
    struct kom_unmatched unmatched = {.warns = world.warns};
    struct verdict v = {0};
    meet.persons = &meet.codes;
    frame_of(&rows, world.rows);
    frame_of(&table, world.table);
    assert_int_equal(kom_meet_add_column(&meet, "side", &table, 0, &v.err), KOM_OK);
    for (size_t row = 0; row < rows.n_rows; row++)
        assert_true(kom_unmet_frame(&unmet, &meet, 1, &rows, row, 0));
    const struct kom_meeting one = {.known = &meet,
                                    .unmet = &unmet,
                                    .label = "rows",
                                    .heading = rows.name[0],
                                    .frame = &rows,
                                    .is_side = world.is_side};
    kom_mem_fail_after(world.fails);
    v.status = kom_meet_judge(&one, &unmatched, &v.err);
    kom_mem_fail_after(0);
    assert_true(unmatched.lines.n < sizeof v.lines);
    if (unmatched.lines.n)
        memcpy(v.lines, unmatched.lines.p, unmatched.lines.n);
    kom_buf_fini(&unmatched.lines);
    kom_unmet_fini(&unmet);
    kom_meet_fini(&meet);
    kom_frame_fini(&rows);
    kom_frame_fini(&table);
    return v;
}

static void stops(struct world world, const char *message) {
    struct verdict v = judge(world);
    assert_int_equal(v.status, KOM_EDATA);
    if (!strstr(v.err.text, message))
        fail_msg("\"%s\" does not hold \"%s\"", v.err.text, message);
    world.warns = true;
    v = judge(world);
    assert_int_equal(v.status, KOM_OK);
    assert_int_not_equal(v.lines[0], '\0'); /* it is told all the same */
}

static void says(struct world world, const char *lines) {
    struct verdict v = judge(world);
    if (v.status)
        fail_msg("%s", v.err.text);
    assert_string_equal(v.lines, lines);
}

#define ROWS_19 "x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x"

static void codes_are_judged(void **state) {
    (void)state;
    says((struct world){.rows = "a,b", .table = "a,b,c"}, "");
    says((struct world){.rows = "", .table = "a"}, "");
    says((struct world){.rows = "a,,  ,a", .table = "a"}, "");
    says((struct world){.rows = "a,z,z,b", .table = "a"},
         "rows: column \"code\": 2 codes that no row of side has: \"z\" (2 rows), \"b\" (1 row)\n");
    /* a spelling stops at its line, among many that are right */
    stops(
        (struct world){.rows = "cleaning,cleaning,Cleaning,CLEANING", .table = "cleaning"},
        "rows.csv:4: column \"code\": \"Cleaning\" stands here where side has \"cleaning\" (and 1 "
        "more likewise)");
    /* a letter apart stops where all miss, and is named where some meet */
    stops((struct world){.rows = "cleening,cleening", .table = "cleaning"},
          "none of 2 rows meets side: \"cleening\" (2 rows; near: \"cleaning\")");
    says((struct world){.rows = "cleening,cleaning", .table = "cleaning"},
         "rows: column \"code\": a code that no row of side has: \"cleening\" (1 row; near: "
         "\"cleaning\")\n");
    /* all must be near, or twenty rows */
    says((struct world){.rows = "cleening,garden", .table = "cleaning"},
         "rows: column \"code\": 2 codes that no row of side has: \"cleening\" (1 row; near: "
         "\"cleaning\"), \"garden\" (1 row)\n");
    says((struct world){.rows = ROWS_19, .table = "cleaning"},
         "rows: column \"code\": a code that no row of side has: \"x\" (19 rows)\n");
    stops((struct world){.rows = ROWS_19 ",x", .table = "cleaning"},
          "none of 20 rows meets side: \"x\" (20 rows); is it the right column");
    says((struct world){.rows = ROWS_19 ",x", .table = "cleaning", .is_side = true},
         "rows: column \"code\": a code that no row of side has: \"x\" (20 rows)\n");
    says((struct world){.rows = ROWS_19 ",x,cleaning", .table = "cleaning"},
         "rows: column \"code\": a code that no row of side has: \"x\" (20 rows)\n");
    /* an empty cell knows all */
    says((struct world){.rows = ROWS_19 ",Cleaning", .table = "cleaning,,z"}, "");
    /* names of municipalities are nothing to other codes */
    says((struct world){.rows = "Ballerup", .table = "151"},
         "rows: column \"code\": a code that no row of side has: \"Ballerup\" (1 row)\n");
}

static void municipalities_are_judged(void **state) {
    (void)state;
    const struct world kom = {.kind = KOM_KEY_KOM};
    struct world w = kom;
    w.rows = "0101,147";
    w.table = "101,147";
    stops(w, "rows.csv:2: column \"code\": 0101 stands here where side has 101; use --kom-digits 3 "
             "or --kom-digits 4");
    w.rows = "0147";
    w.table = "00147";
    stops(w, "stands here where side has 00147; write both alike");
    w.rows = "Ballerup,Holb\xC3\xA6k";
    w.table = "151";
    stops(
        w,
        "\"Ballerup\" (1 row; its code is 151), \"Holb\xC3\xA6k\" (1 row); turn names into codes");
    w.rows = "Ballerup,151";
    says(w,
         "rows: column \"code\": a code that no row of side has: \"Ballerup\" (1 row; its code is "
         "151)\n");
    w.rows = "102,147";
    w.table = "101,147,,151";
    says(w, "rows: column \"code\": a code that no row of side has: 102 (1 row)\n");
}

static void persons_are_judged_as_a_whole(void **state) {
    (void)state;
    struct world w = {.kind = KOM_KEY_PERSON, .rows = "P1,P2", .table = "p1,p2,p3"};
    stops(w, "none of 2 persons is in side; written here as \"A9\", there as \"a9\"");
    w.rows = "P1,x";
    says(w, "");
    w.rows = "P1,p2";
    says(w, "");
    w.rows = "a1,a2,a3,a4,a5,a6,a7,a8,a9";
    says(w, "");
    w.rows = "a1,a2,a3,a4,a5,a6,a7,a8,a9,a9";
    says(w, "");
    w.rows = "a1,a2,a3,a4,a5,a6,a7,a8,a9,b1";
    stops(w, "none of the persons is in side; written here as \"a9\", there as \"a9\"");
    w.rows = "a1,a2,a3,a4,a5,a6,a7,a8,a9,b1,p3";
    says(w, "");
}

static void add(struct kom_meet *meet, const char *table, const char *const *code) {
    struct kom_error err;
    kom_meet_begin(meet, (struct kom_meet_table){table, "side.csv", kom_text_of("kommune"), false});
    for (; *code; code++)
        assert_int_equal(kom_meet_add(meet, kom_text_of(*code), &err), KOM_OK);
}

static void differ(const struct kom_meet *meet, const char *message) {
    struct kom_error err;
    struct kom_unmatched warning = {.warns = true};
    assert_int_equal(kom_meet_compare(meet, "kom", NULL, &err), KOM_EDATA);
    if (!strstr(err.text, message))
        fail_msg("\"%s\" does not hold \"%s\"", err.text, message);
    assert_int_equal(kom_meet_compare(meet, "kom", &warning, &err), KOM_OK);
    assert_true(warning.lines.n > 0 && strstr(err.text, message));
    kom_buf_fini(&warning.lines);
}

static void side_tables_are_compared(void **state) {
    (void)state;
    static const char *const plain[] = {"101", "751", "total", "", NULL},
                             *const padded[] = {" 0751 ", NULL},
                             *const both[] = {"101", "0101", NULL},
                             *const name[] = {"751",
                                              "K\xC3\xB8"
                                              "benhavn",
                                              NULL};
    struct kom_meet meet = {.kind = KOM_KEY_KOM};
    struct kom_error err;
    add(&meet, "offerings", plain);
    assert_int_equal(kom_meet_compare(&meet, "kom", NULL, &err), KOM_OK);
    add(&meet, "recipients", padded);
    differ(&meet, "kom: offerings has 751 where recipients has 0751; use --kom-digits");
    kom_meet_fini(&meet);
    /* one table in both spellings meets nothing; a second one that has but one of them does */
    add(&meet, "sales", both);
    assert_int_equal(kom_meet_compare(&meet, "kom", NULL, &err), KOM_OK);
    add(&meet, "offerings", both);
    assert_int_equal(kom_meet_compare(&meet, "kom", NULL, &err), KOM_OK);
    add(&meet, "networks", plain);
    differ(&meet, "networks has 101 where sales has 0101");
    kom_meet_fini(&meet);
    add(&meet, "offerings", plain);
    add(&meet, "participation", name);
    differ(&meet, "participation has \"K\xC3\xB8"
                  "benhavn\" where offerings has 101; turn names into "
                  "codes: kom-join --name-to-code kommune side.csv");
    kom_meet_fini(&meet);
    meet.kind = KOM_KEY_CODE;
    add(&meet, "offerings", plain);
    add(&meet, "participation", name);
    assert_int_equal(kom_meet_compare(&meet, "kom", NULL, &err), KOM_OK);
    kom_meet_fini(&meet);
}

static void workers_are_merged(void **state) {
    (void)state;
    struct kom_unmet a = {0}, b = {0};
    struct kom_meet meet = {.kind = KOM_KEY_CODE};
    static const char *const codes[] = {"a", NULL};
    add(&meet, "one", codes);
    add(&meet, "two", codes);
    assert_true(kom_unmet_code(&a, &meet, 3, kom_text_of("x"), 2));
    assert_true(kom_unmet_code(&b, &meet, 1, kom_text_of("x"), 3));
    assert_true(kom_unmet_code(&b, &meet, 3, kom_text_of("y"), 1));
    assert_true(kom_unmet_code(&b, &meet, 3, kom_text_of("a"), 1));
    a.code[0].line = 7;
    b.code[0].line = 5;
    assert_true(kom_unmet_merge(&a, &b));
    assert_int_equal(a.met, 3);
    assert_int_equal(a.codes.n, 2);
    assert_int_equal(a.code[0].n_rows, 5);
    assert_int_equal(a.code[0].line, 5);
    assert_int_equal(a.code[0].tables, 3);
    kom_unmet_fini(&a);
    kom_unmet_fini(&b);
    kom_meet_fini(&meet);
}

/* A spelling that stops a run does not pass for want of memory. */
static void no_answer_without_memory(void **state) {
    (void)state;
    struct world world = {
        KOM_KEY_CODE, "Reng\xC3\xB8ring,tilsyn", "rengoering,tilsyn", false, false, 0};
    assert_int_equal(judge(world).status, KOM_EDATA);
    for (world.fails = 1; world.fails < 100; world.fails++) {
        enum kom_status status = judge(world).status;
        if (status == KOM_EDATA)
            return;
        assert_int_equal(status, KOM_ENOMEM);
    }
    fail_msg("a judgement takes more than 100 allocations");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_answer_without_memory),
        cmocka_unit_test(codes_are_judged),
        cmocka_unit_test(municipalities_are_judged),
        cmocka_unit_test(persons_are_judged_as_a_whole),
        cmocka_unit_test(side_tables_are_compared),
        cmocka_unit_test(workers_are_merged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of text that are not too long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mem.h"
#include "present.h"
#include "shown.h"
#include "width.h"

/* ---- width ---- */

/* No line is longer than the width. */
static void is_within(const char *csv, struct kom_present opts) {
    struct kom_buf buf = {0};
    assert_int_equal(shown_table(&buf, NULL, csv, &opts), KOM_OK);
    for (const char *line = buf.p; *line;) {
        size_t n = strcspn(line, "\n");
        if (kom_width((struct kom_text){line, n}) > opts.width)
            fail_msg("over %zu: %.*s", opts.width, (int)n, line);
        line += n + (line[n] == '\n');
    }
    kom_buf_fini(&buf);
}

static void test_headings_wrap(void **state) {
    (void)state;
    struct kom_present opts = {.width = 32};
    shows("kom,n_treated,statistic,uptake\n101,1,22,333\n", opts,
          "Municipality  Treated  Statistic\n"
          "------------  -------  ---------\n"
          "101                 1         22\n\n"
          "Municipality  Uptake\n------------  ------\n101              333\n");
}

static void test_texts_wrap(void **state) {
    (void)state;
    static const struct kom_present_column columns[] = {{"a", NULL}, {"n", NULL}, {"note", NULL}};
    struct kom_present opts = {.width = 40, .columns = columns, .n_columns = 3};
    shows("a,n,note\nx,1,one two three four five six seven eight\ny,20,short\n", opts,
          "a   N  note\n-  --  ---------------------------------\n"
          "x   1  one two three four five six seven\n       eight\ny  20  short\n");
    opts.width = 20;
    shows("a,n,note\nx,1,abcdefghijklmnopqrstuvwxyz\n", opts,
          "a  N\n-  -\nx  1\n\na  note\n-  -----------------\n"
          "x  abcdefghijklmnopq\n   rstuvwxyz\n");
}

/* What was not asked for may leave the table, and is named; what was asked for never does. */
static void test_left_out(void **state) {
    (void)state;
    static const char csv[] = "kom,estimate,df,method,scale,conf_level,warning\n"
                              "101,0.5,,a long method of many words,log,0.95,\n"
                              "147,0.7,,a long method of many words,log,0.95,\n";
    struct kom_present opts = {.width = 40};
    shows(csv, opts,
          "Municipality  Estimate\n------------  --------\n101                0.5\n"
          "147                0.7\n\nMethod: a long method of many words\nScale: logarithm\n"
          "Conf. level: 0.95\nNo value in: df, Warning\n");
    opts.lang = KOM_PRESENT_DA;
    opts.width = 50; /* the empty ones are enough */
    shows("kom,estimate,df,sd_before,sd_after,mean\n101,0.5,,,,1\n", opts,
          "Kommune  Estimat  Gennemsnit\n-------  -------  ----------\n"
          "101          0,5           1\n\n"
          "Ingen værdi i: Frihedsgrader, Spredning før,\nSpredning efter\n");
    opts.width = 0; /* any number: nothing leaves */
    shows("kom,df\n101,\n", opts,
          "Kommune  Frihedsgrader\n-------  -------------\n101                 ..\n\n"
          "Tegn: .. foreligger ikke\n");
    static const struct kom_present_column columns[] = {
        {"kom", NULL}, {"df", NULL}, {"method", NULL}, {"estimate", NULL}};
    struct kom_present chosen = {.width = 40, .columns = columns, .n_columns = 4};
    shows(csv, chosen,
          "Municipality  df  Method\n------------  --  ----------------------\n"
          "101           ..  a long method of many\n                  words\n"
          "147           ..  a long method of many\n                  words\n\n"
          "Municipality  Estimate\n------------  --------\n101                0.5\n"
          "147                0.7\n\nSigns: .. not available\n");
}

/* A sign that says why is a value; the column of rows that are not offered stays. */
static void test_signs_stay(void **state) {
    (void)state;
    struct kom_present opts = {.width = 30};
    shows("kom,state,recipients,uptake\n101,not_offered,,\n147,not_offered,,\n", opts,
          "Municipality  Recipients\n------------  ----------\n101                  n/o\n"
          "147                  n/o\n\nMunicipality  Uptake\n------------  ------\n"
          "101              n/o\n147              n/o\n\nState: not offered\n"
          "Signs: n/o not offered\n");
}

/* Bounds stay with what they bound, and the columns of a spanner under it. */
static void test_together(void **state) {
    (void)state;
    struct kom_present opts = {.width = 44};
    shows("kom,recipients,uptake,conf_low,conf_high\n101,5,0.25,0.125,0.375\n", opts,
          "Municipality  Recipients\n------------  ----------\n101                    5\n\n"
          "                      Lower  Upper\nMunicipality  Uptake  limit  limit\n"
          "------------  ------  -----  -----\n101            0.250  0.125  0.375\n");
    opts.width = 40;
    shows_changes("kom,n,hours\n1,10,5\n", "kom,n,hours\n1,11,6\n", opts,
                  "              N\n              ----------------\n"
                  "Municipality  old  new  change\n------------  ---  ---  ------\n"
                  "1              10   11       1\n\n"
                  "              Hours\n              ----------------\n"
                  "Municipality  old  new  change\n------------  ---  ---  ------\n"
                  "1               5    6       1\n\nChange: changed\n");
}

/* Tables of every shape, at every width: nothing is too long, and no figure is lost. */
static void test_every_width(void **state) {
    (void)state;
    static const char csv[] =
        "kom,measure,term,n,estimate,std_error,conf_low,conf_high,p_value,method,warning,n_before\n"
        "101,buyers/recipients,difference,700,0.0123,0.01,-0.02,0.03,0.5,"
        "\"Newcombe 1998 method 10, p from pooled z\",same_persons; few_clusters(3),351\n"
        "147,buyers/recipients,difference,0,,,,,,"
        "\"Newcombe 1998 method 10, p from pooled z\",no_before; no_after; not_offered,0\n"
        "151,hours,contrast,9,12.5,1,2,3,0.0001,t,,8\n";
    for (size_t width = 66; width < 200; width++) {
        struct kom_present opts = {.width = width};
        is_within(csv, opts);
        opts.lang = KOM_PRESENT_DA;
        opts.stars = true;
        opts.caption = "Et langt overskriftsafsnit, som selv skal brydes over flere linjer";
        is_within(csv, opts);
        struct kom_buf buf = {0};
        assert_int_equal(shown_table(&buf, NULL, csv, &opts), KOM_OK);
        assert_non_null(strstr(buf.p, "12,5"));
        assert_non_null(strstr(buf.p, "351"));
        assert_non_null(strstr(buf.p, "Newcombe"));
        kom_buf_fini(&buf);
    }
}

/* ---- memory ---- */

static void test_memory(void **state) {
    (void)state;
    static const struct kom_present variants[] = {
        {.estimate_ci = true, .width = 40, .stars = true},
        {.format = KOM_PRESENT_CSV_DA, .estimate_ci = true},
        {.format = KOM_PRESENT_LATEX, .lang = KOM_PRESENT_DA},
    };
    static const char csv[] = "kom,name,measure,estimate,conf_low,conf_high,p_value,p5,warning\n"
                              "1,a,a/b,1.5,1,2,0.01,3,serial(0.5)\n2,b,a/b,2,1,3,0.9,4,\n";
    for (size_t v = 0; v < sizeof variants / sizeof *variants; v++) {
        struct kom_frame frame = {0};
        struct kom_error err;
        enum kom_status status = KOM_ENOMEM;
        shown_parse(&frame, "new.csv", csv);
        for (uint64_t n = 1; status == KOM_ENOMEM && n < 10000; n++) {
            struct kom_buf buf = {0};
            kom_mem_fail_after(n);
            status = kom_present_write(&frame, &variants[v], &buf, &err);
            kom_mem_fail_after(0);
            kom_buf_fini(&buf);
        }
        assert_int_equal(status, KOM_OK);
        kom_frame_fini(&frame);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headings_wrap), cmocka_unit_test(test_texts_wrap),
        cmocka_unit_test(test_left_out),      cmocka_unit_test(test_signs_stay),
        cmocka_unit_test(test_together),      cmocka_unit_test(test_every_width),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

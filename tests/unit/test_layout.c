/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in the order asked for, and lines of text that are not too long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "collate.h"
#include "mem.h"
#include "present.h"
#include "shown.h"
#include "width.h"

/* ---- order ---- */

/* The first column of the rows, in the order in which they stand, with blanks between. */
static void stands(const char *csv, struct kom_present opts, const char *expected) {
    struct kom_buf buf = {0}, got = {0};
    opts.format = opts.format ? opts.format : KOM_PRESENT_CSV_DA;
    bool is_english = opts.format == KOM_PRESENT_JSONL;
    enum kom_status status = shown_table(&buf, NULL, csv, &opts);
    if (status)
        fail_msg("%s", buf.p);
    char *line = buf.p;
    if (!is_english)
        line = strchr(line, '\n') + 1;
    while (*line) {
        size_t n = strcspn(line, "\n"), k = strcspn(line, ";\n");
        const char *from = line;
        if (is_english) { /* {"a":"x", */
            from = strchr(line, ':') + 2;
            k = from[-1] == '"' ? strcspn(from, "\"") : 0; /* null */
        }
        kom_buf_str(&got, got.n ? " " : "");
        kom_buf_add(&got, from, k);
        line += n + 1;
    }
    kom_buf_byte(&got, '\0');
    assert_string_equal(got.p, expected);
    kom_buf_fini(&got);
    kom_buf_fini(&buf);
}

static struct kom_present by(const struct kom_present_sort *sort, size_t n) {
    return (struct kom_present){.sort = sort, .n_sort = n};
}

static void test_sort_numbers(void **state) {
    (void)state;
    static const char csv[] = "kom,x,x_status\na,10,\nb,9.5,\nc,,\nd,-1,\ne,..,\nf,1000,hidden\n"
                              "g,0,nil\nh,9.50,\n";
    stands(csv, by((struct kom_present_sort[]){{"x", false}}, 1), "d g b h a c e f");
    stands(csv, by((struct kom_present_sort[]){{"x", true}}, 1), "a b h g d c e f");
    /* 9 before 10, and not by the first digit */
    stands("g,x\na,10\nb,9\nc,0.1\nd,1e2\n", by((struct kom_present_sort[]){{"x", false}}, 1),
           "c b a d");
}

static void test_sort_texts(void **state) {
    (void)state;
    static const char csv[] = "g,n\nÅrhus,1\nZ,2\naa,3\nb,4\n,5\nÆrø,6\nØ,7\n";
    struct kom_present opts = by((struct kom_present_sort[]){{"g", false}}, 1);
    stands(csv, opts, "b Z Ærø Ø aa Århus ");
    opts.format = KOM_PRESENT_JSONL; /* bytes */
    stands(csv, opts, "Z aa b Århus Ærø Ø ");
    opts.lang = KOM_PRESENT_DA;
    stands(csv, opts, "b Z Ærø Ø aa Århus ");
    opts.sort = (struct kom_present_sort[]){{"g", true}};
    stands(csv, opts, "Århus aa Ø Ærø Z b ");
}

static void test_sort_keys(void **state) {
    (void)state;
    static const char csv[] = "g,h,n\nb,1,3\na,2,3\nc,2,1\nd,1,3\n";
    stands(csv, by((struct kom_present_sort[]){{"n", true}, {"h", false}}, 2), "b d a c");
    stands(csv, by((struct kom_present_sort[]){{"n", false}}, 1), "c b a d"); /* stable */
    refuses(NULL, csv, by((struct kom_present_sort[]){{"n", true}, {"n", false}}, 2), KOM_EUSAGE,
            "--sort: \"n\" is named twice");
    refuses(NULL, csv, by((struct kom_present_sort[]){{"gg", false}}, 1), KOM_EDATA,
            "--sort: no column \"gg\"; did you mean \"g\"; the table has g, h, n");
    /* a Danish name means its column, a column that is not shown will do */
    static const struct kom_present_column one[] = {{"kom", NULL}};
    struct kom_present opts = by((struct kom_present_sort[]){{"amount", true}}, 1);
    opts.columns = one;
    opts.n_columns = 1;
    stands("kom,beloeb\n1,5\n2,7\n", opts, "2 1");
}

/* before stands before after, total below what it is the total of, up or down. */
static void test_sort_totals(void **state) {
    (void)state;
    stands("phase,n\nafter,1\ntotal,3\nbefore,2\n,0\n",
           by((struct kom_present_sort[]){{"phase", false}}, 1), "before after total ");
    stands("phase,n\nafter,1\ntotal,3\nbefore,2\n,0\n",
           by((struct kom_present_sort[]){{"phase", true}}, 1), "after before total ");
    stands("phase,n\nafter,1\nbefore,2\nall,0\n",
           by((struct kom_present_sort[]){{"phase", false}}, 1),
           "after all before"); /* a column of other words: by bytes */
    static const char csv[] =
        "kom,s,n\ntotal,total,10\n1,a,1\n1,total,3\n2,a,5\n1,b,2\ntotal,a,6\n";
    stands(csv, by((struct kom_present_sort[]){{"n", true}}, 1), "2 1 1 total 1 total");
    stands(csv, by((struct kom_present_sort[]){{"kom", false}, {"n", true}}, 2),
           "1 1 1 2 total total");
    stands("kom,s,n\ntotal,a,6\n1,a,1\n2,a,5\n", by((struct kom_present_sort[]){{"s", false}}, 1),
           "1 2 total");
    stands("s,kom,n\nx,total,9\na,1,1\nb,2,5\n", by((struct kom_present_sort[]){{"n", true}}, 1),
           "b a x");
}

static void test_sort_wide(void **state) {
    (void)state;
    static const char csv[] = "kom,period,n\n1,2019,1\n1,2020,9\n2,2019,4\n2,2020,2\n3,2019,3\n";
    struct kom_present opts = by((struct kom_present_sort[]){{"n_2020", true}}, 1);
    opts.wide = "period";
    stands(csv, opts, "1 2 3");
    opts.sort = (struct kom_present_sort[]){{"n_2019", true}};
    stands(csv, opts, "2 3 1");
    opts.sort = (struct kom_present_sort[]){{"kom", true}};
    stands(csv, opts, "3 2 1");
    opts.sort = (struct kom_present_sort[]){{"n", true}};
    refuses(NULL, csv, opts, KOM_EDATA,
            "--sort: no column \"n\"; the table has kom, n_2019, n_2020");
    struct kom_present changes = by((struct kom_present_sort[]){{"n_diff", true}}, 1);
    changes.format = KOM_PRESENT_JSONL;
    shows_changes(
        "kom,n\n1,10\n2,20\n", "kom,n\n1,11\n2,25\n", changes,
        "{\"kom\":\"2\",\"n_old\":20,\"n_new\":25,\"n_diff\":5,\"change\":\"changed\"}\n"
        "{\"kom\":\"1\",\"n_old\":10,\"n_new\":11,\"n_diff\":1,\"change\":\"changed\"}\n");
}

/* An estimate moves with its own bounds and stars. */
static void test_sort_with_bounds(void **state) {
    (void)state;
    struct kom_present opts = by((struct kom_present_sort[]){{"estimate", true}}, 1);
    opts.estimate_ci = true;
    opts.stars = true;
    shows("estimate,conf_low,conf_high,p_value\n1,0,2,0.01\n5,4,6,0.0001\n", opts,
          "Estimate (CI)  p-value\n-------------  -------\n  5* (4 to 6)   <0.001\n"
          "  1* (0 to 2)    0.010\n\n* p < 0.05\n");
}

/* Names of municipalities as a Danish list has them, and that the order is one: for any three. */
static void test_danish_order(void **state) {
    (void)state;
    static const char *const names[] = {
        "",      " a",     "10",       "9",       "a",      "A",       "Allerød", "Assens",
        "Égå",   "Ega",    "Fåborg",   "Fanø",    "Muller", "Müller",  "Myller",  "Nordfyn",
        "Odder", "Odense", "Vejen",    "Vejle",   "Wien",   "Zealand", "Ærø",     "Ä",
        "Øster", "Öster",  "Aabenraa", "Aalborg", "Aarhus", "Århus",   "Åbenrå",  "å",
    };
    enum { N = sizeof names / sizeof *names };
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            for (size_t k = 0; k < N; k++) {
                struct kom_text a = kom_text_of(names[i]), b = kom_text_of(names[j]),
                                c = kom_text_of(names[k]);
                int ab = kom_collate_danish(a, b), bc = kom_collate_danish(b, c);
                assert_int_equal(ab<0, kom_collate_danish(b, a)> 0);
                assert_int_equal(ab == 0, i == j);
                if (ab < 0 && bc < 0)
                    assert_true(kom_collate_danish(a, c) < 0);
            }
    static const char *const order[] = {"Allerød",  "Assens",  "Fanø",   "Fredericia", "Faaborg",
                                        "Fåborg",   "Odense",  "Vejen",  "Vejle",      "Wien",
                                        "Zealand",  "Ärlig",   "Ærø",    "Öster",      "Øster",
                                        "Aabenraa", "Aalborg", "Aarhus", "Åsted"};
    for (size_t i = 1; i < sizeof order / sizeof *order; i++)
        if (kom_collate_danish(kom_text_of(order[i - 1]), kom_text_of(order[i])) >= 0)
            fail_msg("%s does not come before %s", order[i - 1], order[i]);
}

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
    static const struct kom_present_sort sort[] = {{"p_value", true}, {"kom", false}};
    static const struct kom_present variants[] = {
        {.sort = sort, .n_sort = 2, .estimate_ci = true, .width = 40, .stars = true},
        {.sort = sort, .n_sort = 2, .format = KOM_PRESENT_CSV_DA, .estimate_ci = true},
        {.sort = sort, .n_sort = 2, .format = KOM_PRESENT_LATEX, .lang = KOM_PRESENT_DA},
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
        cmocka_unit_test(test_sort_numbers), cmocka_unit_test(test_sort_texts),
        cmocka_unit_test(test_sort_keys),    cmocka_unit_test(test_sort_totals),
        cmocka_unit_test(test_sort_wide),    cmocka_unit_test(test_sort_with_bounds),
        cmocka_unit_test(test_danish_order), cmocka_unit_test(test_headings_wrap),
        cmocka_unit_test(test_texts_wrap),   cmocka_unit_test(test_left_out),
        cmocka_unit_test(test_signs_stay),   cmocka_unit_test(test_together),
        cmocka_unit_test(test_every_width),  cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

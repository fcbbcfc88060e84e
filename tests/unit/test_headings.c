/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people read above the columns and in the cells: units, labels, warnings in words, nothings,
   and an estimate with its bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "labels.h"
#include "present.h"
#include "shown.h"
#include "warnings.h"

static const struct kom_present danish = {.lang = KOM_PRESENT_DA};

/* The table's first line. */
static void heads(const char *csv, struct kom_present opts, const char *expected) {
    struct kom_buf buf = {0};
    enum kom_status status = shown_table(&buf, NULL, csv, &opts);
    char *end = strchr(buf.p, '\n');
    if (end)
        *end = '\0';
    assert_string_equal(buf.p, expected);
    assert_int_equal(status, KOM_OK);
    kom_buf_fini(&buf);
}

/* Somewhere in the table. */
static void holds(const char *csv, struct kom_present opts, const char *words) {
    struct kom_buf buf = {0};
    assert_int_equal(shown_table(&buf, NULL, csv, &opts), KOM_OK);
    if (!strstr(buf.p, words))
        fail_msg("\"%s\" is not in: %s", words, buf.p);
    kom_buf_fini(&buf);
}

/* ---- per cent and per cent points ---- */

static const char *const estimate[] = {"estimate"};
static const char *const bounds[] = {"conf_low", "conf_high"};

static struct kom_present percent(enum kom_present_lang lang, const char *const *names, size_t n) {
    return (struct kom_present){.lang = lang, .percent = names, .n_percent = n};
}

/* A difference of shares is never per cent: 2 % after 1 % is one point more, and twice as much. */
static void test_points(void **state) {
    (void)state;
    static const char csv[] = "term,estimate\ndifference,0.0101237\n";
    shows(csv, percent(KOM_PRESENT_EN, estimate, 1),
          "Term        Estimate (pp)\n----------  -------------\ndifference           1.01\n\n"
          "Signs: pp percentage points\n");
    shows(csv, percent(KOM_PRESENT_DA, estimate, 1),
          "Parameter  Estimat (pct.-point)\n---------  --------------------\n"
          "forskel                    1,01\n");
    static const enum kom_present_format formats[] = {KOM_PRESENT_MD, KOM_PRESENT_HTML,
                                                      KOM_PRESENT_LATEX, KOM_PRESENT_CSV_DA};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct kom_present opts = percent(KOM_PRESENT_DA, estimate, 1);
        opts.format = formats[i];
        holds(csv, opts, "(pct.-point)");
    }
    struct kom_present json = percent(KOM_PRESENT_DA, estimate, 1);
    json.format = KOM_PRESENT_JSON;
    holds(csv, json, "\"units\":{\"estimate\":\"pp\"},\n");
    json.format = KOM_PRESENT_JSONL;
    shows(csv, json, "{\"term\":\"difference\",\"estimate\":1.01237}\n");
}

static void test_terms(void **state) {
    (void)state;
    struct kom_present opts = percent(KOM_PRESENT_EN, estimate, 1);
    static const char *const points[] = {"att", "event", "level", "slope", "given_trend", "x"};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        char csv[64];
        (void)snprintf(csv, sizeof csv, "term,estimate\n%s,0.5\n", points[i]);
        holds(csv, opts, "Estimate (pp)");
    }
    holds("term,estimate\nratio,1.5\n", opts, "Estimate (%)");
    holds("term,estimate\n(intercept),0.5\n", opts, "Estimate (%)");
    holds("term,scale,estimate\ncontrast,log,1.5\n", opts, "Estimate (%)");
    holds("term,scale,estimate\ncontrast,difference,0.5\n", opts, "Estimate (pp)");
    holds("term,estimate\nratio,1.5\ndifference,0.5\n", opts, "Estimate (%, differences pp)");
    holds("term,estimate\nratio,\ndifference,0.5\n", opts, "Estimate (pp)");
    holds("estimate\n0.5\n", opts, "Estimate (x 100)"); /* nobody says what it is */
    opts.lang = KOM_PRESENT_DA;
    holds("term,estimate\nratio,1.5\ndifference,0.5\n", opts,
          "Estimat (pct., forskelle pct.-point)");
}

/* Bounds are in what they bound; errors and deviations of shares are in points. */
static void test_other_units(void **state) {
    (void)state;
    struct kom_present opts = percent(KOM_PRESENT_EN, bounds, 2);
    heads("uptake,conf_low,conf_high\n0.5,0.4,0.6\n", opts,
          "Uptake  Lower limit (%)  Upper limit (%)");
    heads("term,estimate,conf_low,conf_high\natt,0.5,0.4,0.6\n", opts,
          "Term                   Estimate  Lower limit (pp)  Upper limit (pp)");
    static const char *const others[] = {"share", "std_error", "mean", "sd", "cv", "var"};
    heads(
        "share,std_error,mean,sd,cv,var\n0.5,0.1,0.5,0.5,1.5,0.25\n",
        percent(KOM_PRESENT_EN, others, 6),
        "Share (%)  Std. error (pp)  Mean (%)  SD (pp)  Coeff. of variation (%)  Variance (x 100)");
    static const char *const uptake[] = {"uptake"};
    shows_changes("kom,uptake\n1,0.01\n", "kom,uptake\n1,0.03\n",
                  percent(KOM_PRESENT_EN, uptake, 1),
                  "              Uptake (%)\n              ---------------------\n"
                  "Municipality  old  new  change (pp)  Change\n"
                  "------------  ---  ---  -----------  -------\n"
                  "1               1    3            2  changed\n\nSigns: pp percentage points\n");
    /* a label of the user's own is the user's own */
    struct kom_present mine = percent(KOM_PRESENT_EN, estimate, 1);
    static const struct kom_present_column columns[] = {{"estimate", "More"}};
    mine.columns = columns;
    mine.n_columns = 1;
    shows("term,estimate\natt,0.5\n", mine, "More\n----\n  50\n");
    mine.format = KOM_PRESENT_CSV_DA;
    shows("term,estimate\natt,0.5\n", mine, "\xef\xbb\xbfMore\n50\n");
}

/* ---- labels ---- */

static void test_sides(void **state) {
    (void)state;
    heads("measure,mean_before,n_before,count_after\nbuyers/recipients,0.5,2,1\n", danish,
          "Mål               Tilkøbsandel før  Modtagere før  Købere efter");
    heads("measure,mean_before,n_before,count_after\nyes/asked,0.5,2,1\n", (struct kom_present){0},
          "Measure    Share before  asked before  yes after");
    heads("measure,mean_before,n_before,count_after\na/b,0.5,2,1\nc/d,0.5,2,1\n", danish,
          "Mål  Andel før  n før  Antal efter");
    heads("measure,mean_after,n_after,count_after,exposure_after\nsales/person_days,0.5,2,1,2\n",
          danish, "Mål              Rate efter  n efter  Salg efter  Persondage efter");
    heads("measure,mean_before,n_before,sd_before\nhours,0.5,2,1\n", danish,
          "Mål    Gennemsnit før  n før  Spredning før");
}

static void test_names(void **state) {
    (void)state;
    heads("kom,name,n\n101,København,1\n147,Frederiksberg,2\n101,København,3\n", danish,
          "Kode  Kommune        n");
    heads("kom,name,n\n101,Hjemmepleje,1\n101,Madservice,2\n", danish, "Kommune  Navn         n");
    heads("kom,name,n\n101,Hjemmepleje,1\n147,Hjemmepleje,2\n", danish, "Kommune  Navn         n");
    heads("name,n\nMadservice,2\n", danish, "Navn        n");
    heads("kom,kom_name\n101,København\n", danish, "Kode  Kommune");
    static const struct kom_present_column name[] = {{"name", NULL}};
    struct kom_present opts = {.lang = KOM_PRESENT_DA, .columns = name, .n_columns = 1};
    heads("kom,name\n101,København\n", opts, "Kommune");
}

static void test_more_labels(void **state) {
    (void)state;
    heads("p5,p97.5,median,pp\n1,2,3,4\n", danish, "Percentil 5  Percentil 97,5  Median  pp");
    heads("groups,ss_between,statistic\n2,3,4\n", danish, "Grupper  Kvadratsum mellem  F");
    heads("term,statistic\natt,4\n", danish, "Parameter              Teststørrelse");
    heads("n,count,share\n4,1,0.25\n", danish, "n  Antal  Andel");
    holds("measure\nhours\n", danish, "\nTimer\n");
    holds("measure\nbuyers/recipients\n", danish, "\nKøbere/Modtagere\n");
    holds("measure\nhome_help_hours\n", danish, "\nhome_help_hours\n");
    /* p-values are known by their names */
    heads("p_permutation\n0.00001\n", danish, "Permutations-p");
    holds("p_permutation\n0.00001\n", danish, "<0,001");
}

/* No label is empty, none stands twice in one language for two columns of one tool. */
static void test_labels_are_whole(void **state) {
    (void)state;
    for (size_t i = 0; kom_label_at(i); i++) {
        const struct kom_label *label = kom_label_at(i);
        assert_true(label->en[0] && label->da[0]);
        if (strchr(label->da, '_') || strchr(label->en, '_'))
            fail_msg("%s is a code, not a label", label->name);
        assert_ptr_equal(kom_label_find(kom_text_of(label->name)), label);
    }
}

/* ---- warnings ---- */

static void says(const char *cell, enum kom_present_lang lang, const char *expected) {
    struct kom_buf buf = {0};
    kom_warning_words(&buf, kom_text_of(cell), lang);
    kom_buf_byte(&buf, '\0');
    assert_string_equal(buf.p, expected);
    kom_buf_fini(&buf);
}

static void test_warnings(void **state) {
    (void)state;
    says("same_persons", KOM_PRESENT_EN, "the same persons may be on both sides");
    says("serial(0.42); few_clusters(7)", KOM_PRESENT_DA, "seriel korrelation 0,42; få klynger: 7");
    says("serial(0.42)", KOM_PRESENT_EN, "serial correlation 0.42");
    says("several_networks:101 147", KOM_PRESENT_EN, "also in other networks: 101 147");
    says("measured_after:Boligform_2", KOM_PRESENT_DA, "gruppe målt efter start: Boligform_2");
    says("collinear:x", KOM_PRESENT_EN, "x is made of other columns");
    says("no_estimate: the matrix is singular", KOM_PRESENT_EN,
         "no estimate: the matrix is singular");
    says("always_treated 3", KOM_PRESENT_EN, "always treated, left out: 3");
    says("hidden 3; missing 2", KOM_PRESENT_DA, "fortroligt: 3; foreligger ikke: 2");
    says("adjusted(2):101 147; serial(0.5)", KOM_PRESENT_DA,
         "korrigeret for manglende celler: 2 (101 147); seriel korrelation 0,5");
    says("periods_without_control(1):2019-Q1 (a)", KOM_PRESENT_EN,
         "periods without a control: 1 (2019-Q1 (a))");
    says("same_persons(", KOM_PRESENT_EN, "same_persons(");
    says("always_treated", KOM_PRESENT_EN, "always treated, left out");
    says("trend", KOM_PRESENT_EN, "a trend beside the step");
    says("trend(0.004)", KOM_PRESENT_DA, "en trend ved siden af skiftet (p = 0,004)");
    says("no_event_of_this_kind(3); constant", KOM_PRESENT_EN,
         "no_event_of_this_kind(3); nothing varies"); /* unknown: as it stands */
    says("a text; of somebody's own", KOM_PRESENT_EN, "a text; of somebody's own");
    says("", KOM_PRESENT_EN, "");
}

static void test_warnings_in_formats(void **state) {
    (void)state;
    static const char csv[] = "kom,warning\n101,same_persons\n102,no_events\n";
    static const struct {
        enum kom_present_format format;
        bool has_words;
    } all[] = {{KOM_PRESENT_TEXT, true},   {KOM_PRESENT_MD, true},    {KOM_PRESENT_HTML, true},
               {KOM_PRESENT_LATEX, true},  {KOM_PRESENT_JSON, false}, {KOM_PRESENT_JSONL, false},
               {KOM_PRESENT_CSV_DA, false}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct kom_present opts = {.format = all[i].format};
        holds(csv, opts, all[i].has_words ? "the same persons may be" : "same_persons");
        opts.lang = KOM_PRESENT_DA;
        holds(csv, opts, all[i].has_words ? "ingen hændelser" : "no_events");
    }
}

static void test_warnings_are_whole(void **state) {
    (void)state;
    for (size_t i = 0; kom_warning_at(i); i++) {
        for (int lang = 0; lang < 2; lang++) {
            struct kom_buf buf = {0};
            kom_buf_printf(&buf, "%s(7)", kom_warning_at(i));
            struct kom_buf words = {0};
            kom_warning_words(&words, kom_buf_view(&buf), (enum kom_present_lang)lang);
            kom_buf_byte(&words, '\0');
            if (strchr(words.p, '_') || strchr(words.p, '{') || !strchr(words.p, '7'))
                fail_msg("%s: %s", kom_warning_at(i), words.p);
            kom_buf_fini(&words);
            kom_buf_fini(&buf);
        }
    }
}

/* ---- nothings ---- */

static void test_nothings(void **state) {
    (void)state;
    static const struct kom_present_column columns[] = {
        {"kom", NULL}, {"estimate", NULL}, {"df", NULL}, {"mean_after", NULL}};
    struct kom_present opts = {.columns = columns, .n_columns = 4};
    static const char csv[] = "kom,estimate,df,mean_after,warning\n"
                              "1,0.5,,0.5,same_persons\n"
                              "2,,,,no_before; no_after; not_offered\n"
                              "3,,,0.5,no_before; not_reported; not_started\n"
                              "4,,,,no_before; no_start\n"
                              "5,,,,not_offered_yet\n"
                              "6,,,0.5,no_before; hidden; missing\n"
                              "7,,,,missing; impossible\n";
    shows(csv, opts,
          "Municipality  Estimate  df  Mean after\n------------  --------  --  ----------\n"
          "1                  0.5  ..         0.5\n2                  n/o  ..         n/o\n"
          "3                  n/s  ..         0.5\n4                   ..  ..          ..\n"
          "5                   ..  ..          ..\n6                    c  ..         0.5\n"
          "7                    .  ..           .\n\n"
          "Signs: . cannot occur; .. not available; c confidential; n/s not started; "
          "n/o not offered\n");
    /* the row's own state says more than its warning */
    static const struct kom_present_column two[] = {{"kom", NULL}, {"estimate", NULL}};
    shows("kom,state,estimate,warning\n1,not_started,,not_offered\n2,offered,,not_offered\n",
          (struct kom_present){.columns = two, .n_columns = 2},
          "Municipality  Estimate\n------------  --------\n1                  n/s\n"
          "2                  n/o\n\nSigns: n/s not started; n/o not offered\n");
    opts.format = KOM_PRESENT_JSONL;
    opts.n_columns = 2;
    shows("kom,estimate,warning\n2,,not_offered\n", opts,
          "{\"kom\":\"2\",\"estimate\":null,\"estimate_status\":\"not_offered\"}\n");
    opts.n_columns = 0; /* warning says it itself */
    shows("kom,estimate,warning\n2,,not_offered\n", opts,
          "{\"kom\":\"2\",\"estimate\":null,\"warning\":\"not_offered\"}\n");
}

/* ---- an estimate and its bounds ---- */

static void test_bounds(void **state) {
    (void)state;
    static const char csv[] = "term,estimate,conf_low,conf_high,conf_level,p_value\n"
                              "difference,0.029,0.006,0.082,0.95,0.01\n"
                              "difference,-0.031,-0.04,,0.95,0.2\ndifference,,,,0.95,\n";
    static const struct kom_present_column columns[] = {{"estimate", NULL}};
    struct kom_present opts = percent(KOM_PRESENT_EN, estimate, 1);
    opts.columns = columns;
    opts.n_columns = 1;
    opts.estimate_ci = true;
    opts.digits = (const struct kom_present_digits[]){{"estimate", 1}};
    opts.n_digits = 1;
    shows(csv, opts,
          "Estimate (pp, 95% CI)\n---------------------\n     2.9 (0.6 to 8.2)\n"
          "    -3.1 (-4.0 to ..)\n                   ..\n\n"
          "Signs: pp percentage points; .. not available\n");
    opts.lang = KOM_PRESENT_DA;
    opts.stars = true;
    shows(csv, opts,
          "Estimat (pct.-point, 95 pct. KI)\n--------------------------------\n"
          "              2,9* (0,6 til 8,2)\n              -3,1 (-4,0 til ..)\n"
          "                              ..\n\nTegn: .. foreligger ikke\n"
          "* p < 0,05\n");
    opts.format = KOM_PRESENT_LATEX;
    holds(csv, opts, "\n$-$3,1 ($-$4,0 til ..) \\\\\n");
    opts.format = KOM_PRESENT_JSONL; /* three numbers remain three numbers */
    opts.stars = false;
    holds(csv, opts, "{\"estimate\":2.9}\n");
}

static void test_bounds_of_others(void **state) {
    (void)state;
    struct kom_present opts = {.estimate_ci = true};
    shows("kom,uptake,conf_low,conf_high,n\n1,0.5,0.25,0.75,8\n", opts,
          "Municipality          Uptake (CI)  N\n------------  -------------------  -\n"
          "1             0.50 (0.25 to 0.75)  8\n");
    /* in Danish a hyphen, but for columns with a bound below zero or none */
    opts.lang = KOM_PRESENT_DA;
    shows("kom,uptake,conf_low,conf_high\n1,0.5,0.25,0.75\n2,0.25,0,1\n", opts,
          "Kommune  Tilkøbsandel (KI)\n-------  -----------------\n"
          "1         0,50 (0,25-0,75)\n2         0,25 (0,00-1,00)\n");
    holds("kom,uptake,conf_low,conf_high\n1,0.5,0.25,0.75\n2,0.25,-0.25,1\n", opts,
          "0,50 (0,25 til 0,75)");
    holds("kom,uptake,conf_low,conf_high\n1,0.5,0.25,0.75\n2,0.25,0,\n", opts,
          "0,50 (0,25 til 0,75)");
}

/* What is asked of a bound holds for the estimate; a level that differs is not in the heading; a
   sign that only a bound has is explained. */
static void test_bounds_agree(void **state) {
    (void)state;
    static const char *const low[] = {"conf_low"};
    struct kom_present opts = percent(KOM_PRESENT_EN, low, 1);
    opts.estimate_ci = true;
    opts.digits = (const struct kom_present_digits[]){{"conf_high", 1}};
    opts.n_digits = 1;
    shows("term,estimate,conf_low,conf_high\natt,0.5,0.25,\n", opts,
          "Term                   Estimate (pp, CI)\n---------------------  -----------------\n"
          "effect on the treated  50.0 (25.0 to ..)\n\n"
          "Signs: pp percentage points; .. not available\n");
    struct kom_present plain = {.estimate_ci = true};
    heads("estimate,conf_low,conf_high,conf_level\n5,4,6,0.95\n5,3,7,0.99\n", plain,
          "Estimate (CI)  Conf. level");
    heads("estimate,conf_low,conf_high,conf_level\n5,4,6,0.999\n5,3,7,0.999\n", plain,
          "Estimate (99.9% CI)  Conf. level");
}

static void test_bounds_refused(void **state) {
    (void)state;
    struct kom_present opts = {.estimate_ci = true};
    refuses(NULL, "kom,n\n1,2\n", opts, KOM_EUSAGE,
            "--estimate-ci: none of estimate, uptake, share and mean is among the columns");
    refuses(NULL, "kom,estimate,conf_low\n1,2,1\n", opts, KOM_EDATA, "no column \"conf_high\"");
    refuses(NULL, "estimate,conf_low,conf_high\n1,a,2\n", opts, KOM_EDATA,
            "\"conf_low\" is not one of numbers");
    opts.format = KOM_PRESENT_JSONL;
    shows("n\n1\n", opts, "{\"n\":1}\n"); /* a loop over formats may ask for it */
}

/* A hidden estimate or bound stays hidden. */
static void test_bounds_hidden(void **state) {
    (void)state;
    static const struct kom_present_column columns[] = {{"estimate", NULL}};
    struct kom_present opts = {.estimate_ci = true, .columns = columns, .n_columns = 1};
    shows("estimate,estimate_status,conf_low,conf_high,conf_high_status\n"
          "7,hidden,6,8,\n7,,6,8,hidden\n",
          opts,
          "Estimate (CI)\n-------------\n            c\n   7 (6 to c)\n\n"
          "Signs: c confidential\n");
}

/* ---- decimals ---- */

/* What is compared has the same number of decimals on both sides. */
static void test_digits_of_sides(void **state) {
    (void)state;
    static const char *const means[] = {"mean_before", "mean_after"};
    shows("mean_before,mean_after,sd_before\n0.0469,0.145161290323,0.5\n",
          percent(KOM_PRESENT_EN, means, 2),
          "Mean before (%)  Mean after (%)  SD before\n---------------  --------------  ---------\n"
          "            4.7            14.5        0.5\n");
}

static void test_digits_of_all(void **state) {
    (void)state;
    struct kom_present opts = {.format = KOM_PRESENT_CSV_DA};
    opts.digits = (const struct kom_present_digits[]){{NULL, 2}, {"x", 1}};
    opts.n_digits = 2;
    shows("n,x,y,p_value\n12,1.25,0.123456,0.0000126\n13,2,1,0.5\n", opts,
          "\xef\xbb\xbfn;x;y;p_value\n12;1,3;0,12;0,000013\n13;2,0;1,00;0,50\n");
    opts.format = KOM_PRESENT_JSONL;
    shows("n,y,p_value,x\n12,0.123456,0.00000000000000000123456,1\n", opts,
          "{\"n\":12,\"y\":0.12,\"p_value\":1.2e-18,\"x\":1.0}\n");
    opts.format = KOM_PRESENT_TEXT;
    shows("n,y,p_value,x\n12,0.123456,0.0000126,1\n", opts,
          " N     y  p-value    x\n--  ----  -------  ---\n12  0.12   <0.001  1.0\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_other_units),
        cmocka_unit_test(test_sides),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_more_labels),
        cmocka_unit_test(test_labels_are_whole),
        cmocka_unit_test(test_warnings),
        cmocka_unit_test(test_warnings_in_formats),
        cmocka_unit_test(test_warnings_are_whole),
        cmocka_unit_test(test_nothings),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_bounds_of_others),
        cmocka_unit_test(test_bounds_agree),
        cmocka_unit_test(test_bounds_refused),
        cmocka_unit_test(test_bounds_hidden),
        cmocka_unit_test(test_digits_of_sides),
        cmocka_unit_test(test_digits_of_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables for people: rounding, signs, every format, wide, compare, and memory that runs out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mem.h"
#include "numerals.h"
#include "present.h"
#include "shown.h"
#include "width.h"

static const char uptake_csv[] = "kom,period,state,recipients,buyers,buyers_status,uptake\n"
                                 "0101,2019,offered,12345,3,,0.000243013365735\n"
                                 "0101,2020,not_offered,,,,\n"
                                 "0147,2019,not_started,,,,\n"
                                 "0147,2020,offered,1523,,hidden,\n"
                                 "0151,2019,not_reported,,,,\n"
                                 "0151,2020,offered,200,0,nil,0\n";

/* ---- numbers ---- */

static void test_decimals(void **state) {
    (void)state;
    struct kom_present text = {0};
    /* whole numbers as they are, thousands from 10 000; trailing zeros are no decimals */
    shows("n\n9999\n10000\n-1234567.00\n", text,
          "         N\n----------\n      9999\n    10,000\n-1,234,567\n");
    /* 4 significant digits of the largest, 2 of the smallest, never more than the data have */
    shows("x\n0.5\n0.123456\n", text, "     x\n------\n0.5000\n0.1235\n");
    shows("x\n1234.5678\n0.25\n", text, "      x\n-------\n1234.57\n   0.25\n");
    shows("x\n0.5\n0.25\n", text, "   x\n----\n0.50\n0.25\n");
    /* half away from zero on the digits as written: 2.675 is below its half as a double */
    struct kom_present_digits two = {"x", 2};
    struct kom_present rounded = {.digits = &two, .n_digits = 1};
    shows("x\n2.675\n-2.675\n-0.001\n", rounded, "    x\n-----\n 2.68\n-2.68\n 0.00\n");
    shows("x\n1e300\n123456789012345678\n", text,
          "                      x\n-----------------------\n"
          "                  1e300\n123,456,789,012,345,678\n");
}

static void test_p_value(void **state) {
    (void)state;
    shows("p_value\n0.0009999\n0.001\n0.04951\n1\n", (struct kom_present){0},
          "p-value\n-------\n <0.001\n  0.001\n  0.050\n  1.000\n");
    shows("p_value\n0.0009999\n", (struct kom_present){.lang = KOM_PRESENT_DA},
          "p-værdi\n-------\n <0,001\n");
}

static void test_percent(void **state) {
    (void)state;
    static const char *const names[] = {"uptake"};
    struct kom_present opts = {.percent = names, .n_percent = 1};
    shows("uptake\n0.00525279054498\n0.0104\n", opts,
          "Uptake (%)\n----------\n      0.53\n      1.04\n");
    opts.lang = KOM_PRESENT_DA;
    shows("uptake\n0.5\n", opts, "Tilkøbsandel (pct.)\n-------------------\n                 50\n");
    opts.format = KOM_PRESENT_JSONL; /* exact: 0.07 times 100 is 7, not 7.000000000000001 */
    shows("uptake\n0.07\n0.00525279054498\n", opts,
          "{\"uptake\":7}\n{\"uptake\":0.525279054498}\n");
    refuses(NULL, "uptake\nx\n", opts, KOM_EDATA,
            "new.csv:2: column \"uptake\": \"x\" is no number");
    const char *const other[] = {"colour"};
    opts.percent = other;
    refuses(NULL, "colour\nx\n", opts, KOM_EDATA, "column \"colour\" is not one of numbers");
}

static void test_danish_numbers(void **state) {
    (void)state;
    shows("amount\n1234567.25\n12.50\n", (struct kom_present){.lang = KOM_PRESENT_DA},
          "Beløb (kr.)\n-----------\n  1.234.567\n         13\n"); /* 2 digits of the smallest */
    shows("amount\n12345.25\n1.5\n", (struct kom_present){.lang = KOM_PRESENT_DA},
          "Beløb (kr.)\n-----------\n   12.345,3\n        1,5\n");
}

/* Codes, periods and texts are never numbers. */
static void test_texts(void **state) {
    (void)state;
    shows("kom,year,code,x\n101,12019,007,1\n", (struct kom_present){0},
          "Municipality  Year   Code  x\n------------  -----  ----  -\n"
          "101           12019  007   1\n");
    shows("kommunekode,periode\n10100,20190\n", (struct kom_present){0},
          "kommunekode  periode\n-----------  -------\n10100        20190\n");
}

static void test_plain_numbers(void **state) {
    (void)state;
    struct kom_present jsonl = {.format = KOM_PRESENT_JSONL};
    shows("x\n+1\n.5\n-.5\n5.\n1e-7\n0.50\n", jsonl,
          "{\"x\":1}\n{\"x\":0.5}\n{\"x\":-0.5}\n{\"x\":5}\n{\"x\":1e-7}\n{\"x\":0.50}\n");
}

/* ---- signs ---- */

static void test_signs(void **state) {
    (void)state;
    shows(uptake_csv, (struct kom_present){0},
          "Municipality  Period  State         Recipients  Buyers     Uptake\n"
          "------------  ------  ------------  ----------  ------  ---------\n"
          "0101          2019    offered           12,345       3  0.0002430\n"
          "0101          2020    not offered          n/o     n/o        n/o\n"
          "\n"
          "0147          2019    not started          n/s     n/s        n/s\n"
          "0147          2020    offered             1523       c         ..\n"
          "\n"
          "0151          2019    not reported         n/r     n/r        n/r\n"
          "0151          2020    offered              200       -  0.0000000\n"
          "\n"
          "Signs: - nil; .. not available; c confidential; n/s not started; n/o not offered; "
          "n/r not reported\n");
}

static void test_statuses(void **state) {
    (void)state;
    static const char csv[] = "x,x_status,x_why\n1,provisional,\n2,break,\n.,,\n..,,\n"
                              ",impossible,\n,missing,\n7,hidden,primary:min\n";
    shows(
        csv, (struct kom_present){.lang = KOM_PRESENT_DA},
        " x\n---\n 1p\n 2b\n .\n..\n .\n..\n c\n\nTegn: . kan ikke forekomme; .. foreligger ikke; "
        "c fortroligt; p foreløbigt; b databrud\n");
}

static void test_status_unknown(void **state) {
    (void)state;
    refuses(NULL, "x,x_status\n1,secret\n", (struct kom_present){0}, KOM_EDATA,
            "new.csv:2: column \"x_status\": \"secret\" is none of missing");
}

/* A hidden figure must not leave through any format, even where the cell still holds it. */
static void test_hidden_everywhere(void **state) {
    (void)state;
    static const char csv[] = "kom,n,n_status\n101,7654,hidden\n102,8,\n";
    for (int f = KOM_PRESENT_TEXT; f <= KOM_PRESENT_CSV_DA; f++) {
        struct kom_buf buf = {0};
        struct kom_present opts = {.format = (enum kom_present_format)f};
        assert_int_equal(shown_table(&buf, NULL, csv, &opts), KOM_OK);
        assert_null(strstr(buf.p, "654"));
        kom_buf_reset(&buf);
        assert_int_equal(shown_table(&buf, "kom,n,n_status\n101,7650,\n", csv, &opts), KOM_OK);
        assert_null(strstr(buf.p, "654"));
        kom_buf_fini(&buf);
    }
}

static void test_blank_columns(void **state) {
    (void)state;
    shows("kom,estimate,note\n101,,\n", (struct kom_present){0},
          "Municipality  Estimate  note\n------------  --------  ----\n101                 ..\n\n"
          "Signs: .. not available\n");
    shows("kom,n\n", (struct kom_present){0}, "Municipality  N\n------------  -\n");
}

/* ---- options ---- */

static void test_stars(void **state) {
    (void)state;
    static const char csv[] = "term,estimate,p_value\na,1.5,0.05\nb,-2.5,0.04999\nc,3,0.0099\n"
                              "d,4,0.0009\ne,5,\n";
    static const struct kom_num three[] = {{5, 0.0, 2, true}, {1, 0.0, 2, true}, {1, 0.0, 3, true}};
    struct kom_present opts = {.stars = true};
    shows(csv, opts,
          "Term  Estimate  p-value\n----  --------  -------\n"
          "a         1.5     0.050\nb        -2.5*    0.050\nc         3.0*    0.010\n"
          "d         4.0*   <0.001\ne         5.0        ..\n\n"
          "Signs: .. not available\n* p < 0.05\n");
    opts.star_levels = three;
    opts.n_star_levels = 3;
    shows(csv, opts,
          "Term  Estimate  p-value\n----  --------  -------\n"
          "a       1.5       0.050\nb      -2.5*      0.050\nc       3.0**     0.010\n"
          "d       4.0***   <0.001\ne       5.0          ..\n\n"
          "Signs: .. not available\n* p < 0.05, ** p < 0.01, *** p < 0.001\n");
    opts.format = KOM_PRESENT_JSONL;
    shows("estimate,p_value,n\n1.5,0.01,3\n", opts,
          "{\"estimate\":1.5,\"stars\":\"*\",\"p_value\":0.01,\"n\":3}\n");
    opts.n_star_levels = 0;
    refuses(NULL, "estimate\n1\n", opts, KOM_EDATA, "no column \"p_value\"");
}

static void test_columns(void **state) {
    (void)state;
    static const struct kom_present_column columns[] = {{"uptake", "Share; all"}, {"kom", NULL}};
    struct kom_present opts = {.columns = columns, .n_columns = 2};
    shows("kom,n,uptake\n101,3,0.5\n", opts,
          "Share; all  Municipality\n----------  ------------\n       0.5  101\n");
    opts.format = KOM_PRESENT_CSV_DA;
    shows("kom,n,uptake\n101,3,0.5\n", opts, "\xef\xbb\xbf\"Share; all\";kom\n0,5;101\n");
    refuses(NULL, "kom,upptake\n101,1\n", opts, KOM_EDATA, "\"upptake\"");
    opts.columns = (const struct kom_present_column[]){{"kom", NULL}, {"kom", "x"}};
    refuses(NULL, "kom\n101\n", opts, KOM_EUSAGE, "named twice");
}

/* ---- formats ---- */

#define HARD "note,x\n\"a|b & <c> \"\"_*$%#{}~^\\\n[d]\",-0.5\n"

static void test_md(void **state) {
    (void)state;
    shows(HARD, (struct kom_present){.format = KOM_PRESENT_MD, .caption = "A_b", .note = "n"},
          "**A\\_b**\n\n| note | x |\n| :--- | ---: |\n"
          "| a\\|b &amp; &lt;c\\> \"\\_\\*\\$%\\#\\{\\}\\~^\\\\ \\[d\\] | -0.5 |\n\nNote: n\n");
}

static void test_html(void **state) {
    (void)state;
    shows(HARD, (struct kom_present){.format = KOM_PRESENT_HTML, .caption = "A&b", .source = "s"},
          "<table lang=\"en\">\n<caption>A&amp;b</caption>\n<thead>\n"
          "<tr><th scope=\"col\" style=\"text-align:left\">note</th>"
          "<th scope=\"col\" style=\"text-align:right\">x</th></tr>\n</thead>\n<tbody>\n"
          "<tr><th scope=\"row\" style=\"text-align:left\">a|b &amp; &lt;c&gt; &quot;_*$%#{}~^\\ "
          "[d]</th><td style=\"text-align:right\">-0.5</td></tr>\n</tbody>\n<tfoot>\n"
          "<tr><td colspan=\"2\">Source: s</td></tr>\n</tfoot>\n</table>\n");
}

static void test_latex(void **state) {
    (void)state;
    shows(HARD, (struct kom_present){.format = KOM_PRESENT_LATEX, .caption = "A_b"},
          "\\begin{table}\n\\centering\n\\caption{A\\_b}\n\\begin{tabular}{lr}\n\\hline\n"
          "note & x \\\\\n\\hline\n"
          "a$|$b \\& $<$c$>$ \\textquotedbl{}\\_*\\$\\%\\#\\{\\}\\textasciitilde{}"
          "\\textasciicircum{}\\textbackslash{} {[}d{]} & $-$0.5 \\\\\n"
          "\\hline\n\\end{tabular}\n\\end{table}\n");
}

static void test_json(void **state) {
    (void)state;
    shows(HARD, (struct kom_present){.format = KOM_PRESENT_JSON, .caption = "\"q\""},
          "{\"caption\":\"\\\"q\\\"\",\n\"columns\":[\"note\",\"x\"],\n\"rows\":[\n"
          "{\"note\":\"a|b & <c> \\\"_*$%#{}~^\\\\\\n[d]\",\"x\":-0.5}]}\n");
    shows("a,b\n", (struct kom_present){.format = KOM_PRESENT_JSON},
          "{\"columns\":[\"a\",\"b\"],\n\"rows\":[]}\n");
    shows("kom,n,n_status\n101,,hidden\n102,,\n103,4,break\n",
          (struct kom_present){.format = KOM_PRESENT_JSONL},
          "{\"kom\":\"101\",\"n\":null,\"n_status\":\"hidden\"}\n{\"kom\":\"102\",\"n\":null}\n"
          "{\"kom\":\"103\",\"n\":4,\"n_status\":\"break\"}\n");
}

static void test_csv_da(void **state) {
    (void)state;
    shows(uptake_csv, (struct kom_present){.format = KOM_PRESENT_CSV_DA},
          "\xef\xbb\xbfkom;period;state;recipients;buyers;uptake\n"
          "0101;2019;offered;12345;3;0,000243013365735\n0101;2020;not_offered;n/o;n/o;n/o\n"
          "0147;2019;not_started;n/s;n/s;n/s\n0147;2020;offered;1523;c;..\n"
          "0151;2019;not_reported;n/r;n/r;n/r\n0151;2020;offered;200;-;0\n");
}

static void test_width(void **state) {
    (void)state;
    assert_int_equal(kom_width(kom_text_of("Tårnby")), 6);
    assert_int_equal(kom_width(kom_text_of("a\xcc\x8a")), 1);    /* combining ring */
    assert_int_equal(kom_width(kom_text_of("\xe6\xbc\xa2")), 2); /* a Han character */
    assert_int_equal(kom_width(kom_text_of("\xc3")), 1);         /* cut off */
    assert_int_equal(kom_width(kom_text_of("\xff\xc3\xa5")), 2); /* not UTF-8, then å */
    shows("kom_name,x\nTårnby,1\nAbc,2\n", (struct kom_present){0},
          "Municipality  x\n------------  -\nTårnby        1\nAbc           2\n");
}

/* ---- wide ---- */

static void test_wide(void **state) {
    (void)state;
    static const struct kom_present_column one[] = {{"kom", NULL}, {"n", NULL}};
    struct kom_present opts = {.columns = one, .n_columns = 2, .wide = "period"};
    static const char csv[] = "kom,period,n\n101,2020,2\n102,2019,3\n102,2020,4\n";
    shows(csv, opts,
          "              N\n              ----------\nMunicipality  2019  2020\n"
          "------------  ----  ----\n101                    2\n102              3     4\n\n"
          "Signs: empty cell no such row\n");
    opts.format = KOM_PRESENT_JSONL;
    shows(csv, opts,
          "{\"kom\":\"101\",\"n_2019\":null,\"n_2020\":2}\n"
          "{\"kom\":\"102\",\"n_2019\":3,\"n_2020\":4}\n");
    refuses(NULL, "kom,service,period,n\n1,a,2019,1\n1,b,2019,2\n", opts, KOM_EDATA,
            "same cell as line 2: they differ in columns that do not tell rows apart here; filter "
            "by one with --only, or show it with --columns: service");
    refuses(NULL, "kom,n\n1,1\n", opts, KOM_EDATA, "no column \"period\"");
}

/* before stands before after, total last; other words as they come; several values under each. */
static void test_wide_order(void **state) {
    (void)state;
    struct kom_present md = {.format = KOM_PRESENT_MD, .wide = "phase", .lang = KOM_PRESENT_DA};
    shows("kom,phase,n,mean\n1,total,3,3\n1,after,2,2\n1,before,1,1\n", md,
          "| Kommune | før n | før Gennemsnit | efter n | efter Gennemsnit | "
          "i alt n | i alt Gennemsnit |\n"
          "| :--- | ---: | ---: | ---: | ---: | ---: | ---: |\n| 1 | 1 | 1 | 2 | 2 | 3 | 3 |\n");
    shows("kom,g,n\n1,total,1\n1,z,2\n1,a,3\n",
          (struct kom_present){.format = KOM_PRESENT_JSONL, .wide = "g"},
          "{\"kom\":\"1\",\"n_z\":2,\"n_a\":3,\"n_total\":1}\n");
}

/* ---- compare ---- */

static void test_compare(void **state) {
    (void)state;
    shows_changes("kom,n,p_value\n1,10,0.5\n2,20,0.5\n4,,0.5\n",
                  "p_value,kom,n\n0.5,1,10\n"
                  "0.2,2,12.5\n0.5,3,9\n0.5,4,7\n",
                  (struct kom_present){0},
                  "p-value                             N\n"
                  "--------------------                ------------------\n"
                  "  old    new  change  Municipality   old   new  change  Change\n"
                  "-----  -----  ------  ------------  ----  ----  ------  -----------\n"
                  "0.500  0.500   0.000  1             10.0  10.0     0.0  same\n"
                  "0.500  0.200  -0.300  2             20.0  12.5    -7.5  changed\n"
                  "       0.500          3                    9.0          only in new\n"
                  "0.500  0.500   0.000  4               ..   7.0      ..  changed\n\n"
                  "Signs: .. not available; empty cell no such row\n");
}

static void test_compare_words(void **state) {
    (void)state;
    struct kom_present jsonl = {.format = KOM_PRESENT_JSONL};
    shows_changes("kom,n\n1,10\n2,0.3\n4,\n5,1\n", "kom,n\n1,10.0\n2,0.1\n3,9\n4,7\n", jsonl,
                  "{\"kom\":\"1\",\"n_old\":10,\"n_new\":10.0,\"n_diff\":0,\"change\":\"same\"}\n"
                  "{\"kom\":\"2\",\"n_old\":0.3,\"n_new\":0.1,\"n_diff\":-0.2,"
                  "\"change\":\"changed\"}\n"
                  "{\"kom\":\"3\",\"n_old\":null,\"n_new\":9,\"n_diff\":null,"
                  "\"change\":\"only_new\"}\n"
                  "{\"kom\":\"4\",\"n_old\":null,\"n_new\":7,\"n_diff\":null,"
                  "\"change\":\"changed\"}\n"
                  "{\"kom\":\"5\",\"n_old\":1,\"n_new\":null,\"n_diff\":null,"
                  "\"change\":\"only_old\"}\n");
    refuses("kom,m\n1,1\n", "kom,n\n1,1\n", jsonl, KOM_EDATA, "\"n\" is not in the old table");
    refuses("kom,n,m\n1,1,1\n", "kom,n\n1,1\n", jsonl, KOM_EDATA, "\"m\" is only in the old");
    refuses("kom,n\n1,1\n1,2\n", "kom,n\n1,1\n", jsonl, KOM_EDATA, "old.csv:3");
}

/* ---- memory ---- */

static void test_memory(void **state) {
    (void)state;
    static const struct kom_present variants[] = {
        {.stars = true, .note = "n"},
        {.format = KOM_PRESENT_JSON, .stars = true},
        {.format = KOM_PRESENT_HTML, .wide = "term"},
        {.format = KOM_PRESENT_CSV_DA},
        {.format = KOM_PRESENT_XLSX, .stars = true, .caption = "c", .note = "n"},
        {.format = KOM_PRESENT_HTML, .is_page = true, .caption = "c"},
        {.format = KOM_PRESENT_LATEX, .wide = "term"},
        {.format = KOM_PRESENT_DOCX, .note = "n"},
    };
    static const char csv[] = "kom,term,estimate,p_value\n1,a,+1.5,0.01\n1,b,2,0.9\n2,a,,\n";
    for (size_t v = 0; v < sizeof variants / sizeof *variants; v++) {
        for (int old = 0; old < 2; old++) {
            struct kom_present opts = variants[v];
            struct kom_frame frame = {0};
            struct kom_error err;
            enum kom_status status = KOM_ENOMEM;
            opts.stars = opts.stars && !old;
            shown_parse(&frame, "new.csv", csv);
            for (uint64_t n = 1; status == KOM_ENOMEM && n < 10000; n++) {
                struct kom_buf buf = {0};
                kom_mem_fail_after(n);
                status = old ? kom_present_compare(&frame, &frame, &opts, &buf, &err)
                             : kom_present_write(&frame, &opts, &buf, &err);
                kom_mem_fail_after(0);
                kom_buf_fini(&buf);
            }
            assert_int_equal(status, KOM_OK);
            kom_frame_fini(&frame);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimals),       cmocka_unit_test(test_p_value),
        cmocka_unit_test(test_percent),        cmocka_unit_test(test_danish_numbers),
        cmocka_unit_test(test_texts),          cmocka_unit_test(test_plain_numbers),
        cmocka_unit_test(test_signs),          cmocka_unit_test(test_statuses),
        cmocka_unit_test(test_status_unknown), cmocka_unit_test(test_hidden_everywhere),
        cmocka_unit_test(test_blank_columns),  cmocka_unit_test(test_stars),
        cmocka_unit_test(test_columns),        cmocka_unit_test(test_md),
        cmocka_unit_test(test_html),           cmocka_unit_test(test_latex),
        cmocka_unit_test(test_json),           cmocka_unit_test(test_csv_da),
        cmocka_unit_test(test_width),          cmocka_unit_test(test_wide),
        cmocka_unit_test(test_wide_order),     cmocka_unit_test(test_compare),
        cmocka_unit_test(test_compare_words),  cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

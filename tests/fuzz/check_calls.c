/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The targets args, check, read, sum and uptake. */
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "grid.h"
#include "tools.h"

/* ---- args: any options, any tool ---- */

const char *fuzz_args(struct kom_text text, struct kom_buf *why) {
    struct fuzz_case c;
    if (!fuzz_case_read(&c, NULL, text)) {
        fuzz_case_fini(&c);
        return NULL;
    }
    static const char *const small[] = {"--scale=0.001", NULL};
    bool is_sim = strcmp(c.tool->name, "sim") == 0;
    struct fuzz_answer a;
    fuzz_case_run(&c, fuzz_case_file(&c, "in").n ? FUZZ_FILE : FUZZ_NO_INPUT, is_sim ? small : NULL,
                  &a);
    const char *wrong = fuzz_check_answer(&c, &a);
    if (wrong)
        kom_buf_text(why, kom_buf_view(&a.err));
    fuzz_answer_fini(&a);
    fuzz_case_fini(&c);
    return wrong;
}

/* ---- uptake ---- */

static const char *after_uptake(const struct fuzz_case *c, const struct grid *g) {
    static const char *const shares[] = {"uptake", "conf_low",      "conf_high",
                                         "share",  "largest_share", NULL};
    const char *wrong =
        fuzz_check_order(g, "conf_low", "uptake", "conf_high", "uptake outside its interval");
    double buyers, recipients, days;
    (void)c;
    for (size_t row = 1; row < g->n_rows && !wrong; row++) {
        bool has = grid_number(g, row, "recipients", &recipients);
        if (has && grid_column(g, "kind") < 0 && grid_number(g, row, "buyers", &buyers) &&
            buyers > recipients)
            wrong = "more buyers than recipients";
        if (has && grid_number(g, row, "person_days", &days) && days < recipients)
            wrong = "fewer person-days than recipients";
    }
    /* With counts in stock or on average, uptake is a rate and may pass 1. */
    return wrong ? wrong : grid_column(g, "kind") < 0 ? fuzz_check_shares(g, shares) : NULL;
}

const char *fuzz_uptake(struct kom_text text, struct kom_buf *why) {
    static const char *const numbers[] = {"recipients", "person_days", "buyers", "uptake",
                                          "conf_low",   "conf_high",   "sales",  "quantity",
                                          "hours",      "amount",      NULL};
    return fuzz_in_all_ways(&kom_tool_uptake, text, why, numbers, after_uptake);
}

/* ---- sum ---- */

static const char *after_sum(const struct fuzz_case *c, const struct grid *g) {
    static const char *const shares[] = {"share", NULL};
    const char *wrong = fuzz_check_order(g, "min", "mean", "max", "a mean outside min to max");
    (void)c;
    wrong =
        wrong ? wrong : fuzz_check_order(g, "min", "median", "max", "a median outside min to max");
    wrong = wrong ? wrong : fuzz_check_order(g, "p25", "median", "p75", "quartiles out of order");
    wrong = wrong ? wrong
                  : fuzz_check_order(g, "conf_low", "share", "conf_high",
                                     "a share outside its interval");
    return wrong ? wrong : fuzz_check_shares(g, shares);
}

const char *fuzz_sum(struct kom_text text, struct kom_buf *why) {
    static const char *const numbers[] = {"n",   "missing", "mean",      "sd",       "min",   "p25",
                                          "p75", "median",  "max",       "sum",      "share", "se",
                                          "cv",  "gini",    "conf_high", "conf_low", NULL};
    return fuzz_in_all_ways(&kom_tool_sum, text, why, numbers, after_sum);
}

/* ---- check ---- */

static const char *after_check(const struct fuzz_case *c, const struct grid *g) {
    if (fuzz_case_has(c, "--in")) /* --infer writes a schema, and no list */
        return NULL;
    if (g->n_rows == 0 || strcmp(grid_at(g, 0, 0), "file") != 0)
        return "a list of violations without its header";
    return NULL;
}

const char *fuzz_check_tool(struct kom_text text, struct kom_buf *why) {
    static const char *const numbers[] = {NULL};
    return fuzz_in_all_ways(&kom_tool_check, text, why, numbers, after_check);
}

/* ---- read: what it wrote reads as itself, in its own form and in another ---- */

static void put_utf16(struct kom_buf *to, const char *text) {
    for (const unsigned char *p = (const unsigned char *)text; *p;) {
        unsigned n = *p < 0x80 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;
        unsigned sign = n == 1 ? *p : *p & (0x7fU >> n);
        for (unsigned i = 1; i < n && p[i]; i++)
            sign = sign << 6 | (p[i] & 0x3fU);
        p += n;
        unsigned unit[2] = {sign, 0};
        if (sign > 0xffff) {
            unit[0] = 0xd800 + ((sign - 0x10000) >> 10);
            unit[1] = 0xdc00 + ((sign - 0x10000) & 0x3ff);
        }
        for (int i = 0; i < 1 + (sign > 0xffff); i++) {
            kom_buf_byte(to, (char)(unit[i] & 0xff));
            kom_buf_byte(to, (char)(unit[i] >> 8));
        }
    }
}

/* The cells as tab-separated UTF-16 with line ends of two bytes. */
static void put_other_form(struct kom_buf *to, const struct grid *g) {
    put_utf16(to, "\xef\xbb\xbf");
    for (size_t row = 0; row < g->n_rows; row++) {
        for (size_t i = 0; i < grid_width(g); i++) {
            struct kom_buf cell = {0};
            const char *text = grid_at(g, row, i);
            /* An only cell that is empty would be an empty line, a last heading no column. */
            if (!*text && (grid_width(g) == 1 || (row == 0 && i + 1 == grid_width(g))))
                kom_buf_str(&cell, "\"\"");
            else
                kom_buf_csv_with(&cell, kom_text_of(text), '\t');
            kom_buf_byte(&cell, '\0');
            put_utf16(to, i ? "\t" : "");
            put_utf16(to, cell.p);
            kom_buf_fini(&cell);
        }
        put_utf16(to, "\r\n");
    }
}

static const char *read_again(struct kom_text bytes, const struct kom_buf *as,
                              const char *const *args, const char *wrong, struct kom_buf *why) {
    struct fuzz_answer again;
    fuzz_run_on(&kom_tool_read, bytes, args, &again);
    if (again.code == 0 && kom_text_equal(kom_buf_view(&again.out), kom_buf_view(as)))
        wrong = NULL;
    else
        kom_buf_printf(why, "---- first\n%.*s---- again: exit %d\n%.*s%.*s", (int)as->n, as->p,
                       again.code, (int)again.out.n, again.out.n ? again.out.p : "",
                       (int)again.err.n, again.err.n ? again.err.p : "");
    fuzz_answer_fini(&again);
    return wrong;
}

static const char *check_again(const struct kom_buf *out, struct kom_buf *why) {
    static const char *const plain[] = {"-Dcsv", "--first-line=header", NULL};
    static const char *const other[] = {"-Dtsv", "--decimal=.", "--first-line=header",
                                        "--encoding=utf-16", NULL};
    struct grid g = {0};
    struct kom_buf bytes = {0};
    const char *wrong = grid_read(&g, out->p, out->n, ',');
    if (!wrong)
        wrong = read_again(kom_buf_view(out), out, plain, "read again, it is another table", why);
    if (!wrong) {
        put_other_form(&bytes, &g);
        wrong = read_again(kom_buf_view(&bytes), out, other, "in UTF-16 it is another table", why);
    }
    grid_free(&g);
    kom_buf_fini(&bytes);
    return wrong;
}

const char *fuzz_read(struct kom_text text, struct kom_buf *why) {
    struct fuzz_case c;
    struct fuzz_answer a = {0};
    const char *wrong = NULL;
    if (fuzz_case_read(&c, &kom_tool_read, text)) {
        wrong = fuzz_check_sources(&c, &a, why);
        bool is_other = a.out.n && memchr(a.out.p, '\0', a.out.n); /* cells here end at a NUL */
        if (!wrong && a.code == 0 && !is_other && !fuzz_case_shows_other(&c))
            wrong = check_again(&a.out, why);
        fuzz_answer_fini(&a);
    }
    fuzz_case_fini(&c);
    return wrong;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The target table: every format of a table parses as that format. */
#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "encoding.h"
#include "grid.h"
#include "tools.h"

/* ---- HTML ---- */

enum { DEEPEST = 16 };

struct html {
    const char *p, *end;
    struct kom_text open[DEEPEST];
    int depth;
};

static bool skip_name(struct html *h, struct kom_text *name) {
    name->p = h->p;
    while (h->p < h->end && (isalnum((unsigned char)*h->p) || *h->p == '-'))
        h->p++;
    name->n = (size_t)(h->p - name->p);
    return name->n > 0;
}

/* &lt; and its like, and numbers. */
static bool skip_entity(struct html *h) {
    const char *start = h->p++;
    while (h->p < h->end && (isalnum((unsigned char)*h->p) || *h->p == '#'))
        h->p++;
    return h->p < h->end && *h->p == ';' && h->p - start > 1;
}

static const char *read_attributes(struct html *h) {
    struct kom_text name;
    while (h->p < h->end && *h->p == ' ') {
        h->p++;
        if (!skip_name(h, &name) || h->end - h->p < 2 || h->p[0] != '=' || h->p[1] != '"')
            return "an attribute without a value";
        for (h->p += 2; h->p < h->end && *h->p != '"'; h->p++)
            if (*h->p == '<' || *h->p == '>' || (*h->p == '&' && !skip_entity(h)))
                return "a bare sign in an attribute";
        h->p += h->p < h->end;
    }
    return h->p < h->end && *h->p == '>' ? NULL : "a tag that does not end";
}

static const char *read_tag(struct html *h) {
    struct kom_text name;
    h->p++;
    if (h->p < h->end && *h->p == '!') /* the document's kind */
        while (h->p < h->end && *h->p != '>')
            h->p++;
    bool closes = h->p < h->end && *h->p == '/';
    h->p += closes;
    if (h->p < h->end && *h->p == '>' && !closes)
        return NULL;
    if (!skip_name(h, &name))
        return "a bare <";
    if (closes)
        return h->depth > 0 && kom_text_equal(name, h->open[--h->depth]) && *h->p == '>'
                   ? NULL
                   : "a tag closed out of turn";
    static const char *const empty[] = {"br", "meta", "hr", "col"};
    bool stays_open = true;
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
        stays_open = stays_open && !kom_text_is(name, empty[i]);
    if (stays_open && h->depth == DEEPEST)
        return "tags too deep";
    if (stays_open)
        h->open[h->depth++] = name;
    return read_attributes(h);
}

static const char *check_html(struct kom_text t) {
    struct html h = {.p = t.p, .end = t.p + t.n};
    const char *wrong = NULL;
    for (; h.p < h.end && !wrong; h.p++) {
        if (*h.p == '<')
            wrong = read_tag(&h);
        else if (*h.p == '>' || (*h.p == '&' && !skip_entity(&h)))
            wrong = "a bare > or &";
        /* What a style sheet says is no text. */
        if (!wrong && h.depth && kom_text_is(h.open[h.depth - 1], "style"))
            while (h.p + 1 < h.end && h.p[1] != '<')
                h.p++;
    }
    return wrong ? wrong : h.depth ? "a tag that stays open" : NULL;
}

/* ---- JSON ---- */

/* jansson takes no NUL, which a text may hold. */
static bool has_nul(struct kom_text t) {
    static const char nul[] = "\\u0000";
    for (size_t i = 0; i + sizeof nul - 1 <= t.n; i++)
        if (memcmp(t.p + i, nul, sizeof nul - 1) == 0)
            return true;
    return false;
}

/* Every row has its columns, and perhaps the status of some. */
static const char *check_json(struct kom_text t) {
    json_t *o = json_loadb(t.p, t.n, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, NULL);
    json_t *columns = json_object_get(o, "columns"), *rows = json_object_get(o, "rows");
    bool is_whole = json_is_array(columns) && json_is_array(rows);
    const char *wrong = is_whole || has_nul(t) ? NULL : "no such JSON";
    for (size_t i = 0; i < json_array_size(rows); i++)
        for (size_t k = 0; k < json_array_size(columns); k++)
            if (!json_object_get(json_array_get(rows, i),
                                 json_string_value(json_array_get(columns, k))))
                wrong = "a JSON row without one of its columns";
    json_decref(o);
    return wrong;
}

static const char *check_jsonl(struct kom_text t) {
    const char *wrong = NULL;
    while (t.n && !wrong) {
        const char *end = memchr(t.p, '\n', t.n);
        if (!end)
            return "a last line without its end";
        json_t *o = json_loadb(t.p, (size_t)(end - t.p),
                               JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, NULL);
        wrong = json_is_object(o) || has_nul(t) ? NULL : "a line is no JSON";
        json_decref(o);
        t.n -= (size_t)(end + 1 - t.p);
        t.p = end + 1;
    }
    return wrong;
}

/* ---- the others ---- */

/* Every line of a table has the bars of its first. */
static const char *check_md(struct kom_text t) {
    size_t bars = 0, first = 0;
    bool is_table = false;
    for (size_t i = 0; i < t.n; i++) {
        if (i == 0 || t.p[i - 1] == '\n') {
            is_table = t.p[i] == '|';
            first = is_table ? first : 0;
            bars = 0;
        }
        if (t.p[i] == '\\' && i + 1 < t.n)
            i++;
        else if (t.p[i] == '|')
            bars++;
        if (i < t.n && t.p[i] == '\n' && is_table) {
            if (first && bars != first)
                return "a Markdown row of another width";
            first = bars;
        }
    }
    return NULL;
}

static const char *check_latex(struct kom_text t) {
    int depth = 0, dollars = 0;
    for (size_t i = 0; i < t.n && depth >= 0; i++) {
        if (t.p[i] == '\\' && i + 1 < t.n) {
            i++;
            continue;
        }
        if (t.p[i] == '#' || t.p[i] == '_' || t.p[i] == '%' || t.p[i] == '^' || t.p[i] == '~')
            return "a bare sign of TeX";
        depth += (t.p[i] == '{') - (t.p[i] == '}');
        dollars += t.p[i] == '$';
    }
    return depth || dollars % 2 ? "braces or dollars that do not meet" : NULL;
}

static const char *check_csv_da(struct kom_text t) {
    struct kom_buf plain = {0};
    struct grid g = {0};
    bool quoted = false, has_mark = t.n >= 3 && memcmp(t.p, "\xef\xbb\xbf", 3) == 0;
    for (size_t i = has_mark ? 3 : 0; i < t.n; i++) {
        quoted ^= t.p[i] == '"';
        if (quoted || t.p[i] != '\r' || i + 1 == t.n || t.p[i + 1] != '\n')
            kom_buf_byte(&plain, t.p[i]);
    }
    const char *wrong = grid_read(&g, plain.p, plain.n, ';');
    grid_free(&g);
    kom_buf_fini(&plain);
    return wrong ? wrong : t.n && !has_mark ? "no byte order mark" : NULL;
}

static const char *check_text(struct kom_text t) {
    for (size_t i = 0; i < t.n; i++)
        if ((unsigned char)t.p[i] < ' ' && t.p[i] != '\n')
            return "a control byte in a table for people";
    return kom_utf8_is_valid(t.p, t.n) ? NULL : "a table is no UTF-8";
}

static const struct {
    const char *args[3];
    const char *(*check)(struct kom_text t);
} formats[] = {{{"-ftext", NULL}, check_text},    {{"-fmd", NULL}, check_md},
               {{"-fhtml", NULL}, check_html},    {{"-flatex", NULL}, check_latex},
               {{"-fjson", NULL}, check_json},    {{"-fjsonl", NULL}, check_jsonl},
               {{"-fcsv-da", NULL}, check_csv_da}};

static const char *check_formats(const struct fuzz_case *c, struct kom_buf *why) {
    const char *wrong = NULL;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0] && !wrong; i++) {
        struct fuzz_answer a;
        fuzz_case_run(c, FUZZ_FILE, formats[i].args, &a);
        struct kom_text out = kom_buf_view(&a.out);
        wrong = fuzz_check_answer(c, &a);
        if (!wrong && a.code == 0)
            wrong = formats[i].check(out);
        if (!wrong && a.code == 0 && !kom_utf8_is_valid(out.p, out.n))
            wrong = "a table is no UTF-8";
        if (wrong) {
            kom_buf_printf(why, "---- %s: exit %d\n%.*s", formats[i].args[0], a.code, (int)out.n,
                           out.n ? out.p : "");
            kom_buf_text(why, kom_buf_view(&a.err));
        }
        fuzz_answer_fini(&a);
    }
    return wrong;
}

const char *fuzz_table(struct kom_text text, struct kom_buf *why) {
    struct fuzz_case c;
    struct fuzz_answer a = {0};
    const char *wrong = NULL;
    if (fuzz_case_read(&c, &kom_tool_table, text)) {
        wrong = fuzz_check_sources(&c, &a, why);
        bool chooses =
            fuzz_case_has(&c, "-f") || fuzz_case_has(&c, "--f") || fuzz_case_shows_other(&c);
        if (!wrong && !chooses)
            wrong = check_formats(&c, why);
        fuzz_answer_fini(&a);
    }
    fuzz_case_fini(&c);
    return wrong;
}

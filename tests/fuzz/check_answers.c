/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds of every answer of every tool, and of one call answered in several ways. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "encoding.h"
#include "grid.h"

/* ---- messages ---- */

static bool is_json_message(const char *line, size_t n) {
    json_t *o = json_loadb(line, n, 0, NULL);
    const char *text = json_string_value(json_object_get(o, "message"));
    bool good =
        json_is_object(o) && text && json_object_get(o, "tool") && json_object_get(o, "severity");
    json_decref(o);
    return good;
}

static const char *check_line(const struct fuzz_case *c, const char *line, size_t n) {
    char start[40];
    /* kom-merge says what the tool of the parts would say. */
    const bool speaks_for_others = strcmp(c->tool->name, "merge") == 0;
    int n_start = speaks_for_others ? snprintf(start, sizeof start, "kom-")
                                    : snprintf(start, sizeof start, "kom-%s: ", c->tool->name);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
            return "a message holds a control byte";
    if (!kom_utf8_is_valid(line, n))
        return "a message is no UTF-8";
    if (n && line[0] == '{')
        return is_json_message(line, n) ? NULL : "a message is no JSON";
    return n > (size_t)n_start && memcmp(line, start, (size_t)n_start) == 0
               ? NULL
               : "a message does not begin with its tool";
}

static bool says(const struct fuzz_answer *a, const char *words) {
    struct kom_text t = kom_buf_view(&a->err);
    size_t n = strlen(words);
    for (size_t i = 0; i + n <= t.n; i++)
        if (memcmp(t.p + i, words, n) == 0)
            return true;
    return false;
}

/* The result was longer than a run here may write. */
static bool is_too_long(const struct fuzz_answer *a) {
    return a->code == 4 && says(a, "File too large");
}

static bool is_stream(const struct fuzz_case *c) {
    static const char *const streams[] = {"read", "check", "join", "price", "scale"};
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++)
        if (strcmp(c->tool->name, streams[i]) == 0)
            return true;
    return false;
}

const char *fuzz_check_answer(const struct fuzz_case *c, const struct fuzz_answer *a) {
    struct kom_text err = kom_buf_view(&a->err);
    if (a->code < 0 || a->code > 5)
        return "an exit status that does not exist";
    if (a->code == 1 && strcmp(c->tool->name, "check") != 0)
        return "exit 1";
    if (a->code >= 2 && !err.n)
        return "failed without a word";
    if (a->code >= 2 && a->out.n && !is_stream(c) && !is_too_long(a))
        return "failed, and wrote a result";
    while (err.n) {
        const char *end = memchr(err.p, '\n', err.n);
        if (!end)
            return "a message has no line end";
        size_t n = (size_t)(end - err.p);
        const char *wrong = check_line(c, err.p, n);
        if (wrong)
            return wrong;
        err.p += n + 1;
        err.n -= n + 1;
    }
    return NULL;
}

/* ---- results ---- */

static bool is_finite_number(const char *text) {
    char *end;
    double value = strtod(text, &end);
    return !*text || (!*end && isfinite(value));
}

const char *fuzz_check_result(const struct fuzz_answer *a, const char *const *numbers) {
    struct grid g;
    const char *wrong = a->code < 2 ? grid_read(&g, a->out.p, a->out.n, ',') : NULL;
    if (a->code >= 2)
        return NULL;
    for (; !wrong && *numbers; numbers++) {
        int column = grid_column(&g, *numbers);
        for (size_t row = 1; row < g.n_rows && column >= 0 && !wrong; row++)
            if (!is_finite_number(grid_at(&g, row, (size_t)column)))
                wrong = "a figure is no finite number";
    }
    grid_free(&g);
    return wrong;
}

/* ---- one call, several ways ---- */

/* Ways differ in what they may: a call that names `in` itself, or standard input. */
static bool has_one_way(const struct fuzz_case *c) {
    bool found = fuzz_case_has(c, "-j") || fuzz_case_has(c, "--th");
    for (int i = 0; i < c->n_args; i++) {
        const char *arg = c->words.p + c->arg[i];
        size_t n = strlen(arg);
        found = found || (n > 2 && strcmp(arg + n - 2, "in") == 0) || (n && arg[n - 1] == '-');
    }
    return found;
}

static void show(struct kom_buf *why, const char *title, const struct fuzz_answer *a) {
    kom_buf_printf(why, "---- %s: exit %d\n%.*s%.*s", title, a->code, (int)a->out.n,
                   a->out.n ? a->out.p : "", (int)a->err.n, a->err.n ? a->err.p : "");
}

/* Where violations lie: the name of the source may differ. */
static struct kom_buf without_source(const struct fuzz_answer *a) {
    static const char name[] = "standard input";
    struct kom_buf out = {0};
    struct kom_text t = kom_buf_view(&a->out);
    for (size_t i = 0; i < t.n;) {
        bool is_name = t.n - i >= sizeof name - 1 && memcmp(t.p + i, name, sizeof name - 1) == 0;
        if (is_name)
            kom_buf_str(&out, "in");
        else
            kom_buf_byte(&out, t.p[i]);
        i += is_name ? sizeof name - 1 : 1;
    }
    return out;
}

static bool is_same(const struct fuzz_case *c, const struct fuzz_answer *a,
                    const struct fuzz_answer *b) {
    bool names_source = strcmp(c->tool->name, "check") == 0;
    struct kom_buf x = {0}, y = {0};
    if (names_source) {
        x = without_source(a);
        y = without_source(b);
    }
    bool same = a->code == b->code && kom_text_equal(kom_buf_view(names_source ? &x : &a->out),
                                                     kom_buf_view(names_source ? &y : &b->out));
    kom_buf_fini(&x);
    kom_buf_fini(&y);
    return same;
}

const char *fuzz_check_sources(const struct fuzz_case *c, struct fuzz_answer *answer,
                               struct kom_buf *why) {
    static const struct {
        enum fuzz_source source;
        const char *title, *more[2];
    } way[] = {{FUZZ_FILE, "-j 1", {"-j1", NULL}},
               {FUZZ_FILE, "-j 3", {"-j3", NULL}},
               {FUZZ_PIPE, "pipe, -j 2", {"-j2", NULL}},
               {FUZZ_GZIP, "gzip, -j 2", {"-j2", NULL}}};
    size_t n_ways = has_one_way(c) ? 1 : sizeof way / sizeof way[0];
    fuzz_case_run(c, FUZZ_FILE, n_ways > 1 ? way[0].more : NULL, answer);
    const char *wrong = fuzz_check_answer(c, answer);
    for (size_t i = 1; i < n_ways && !wrong; i++) {
        struct fuzz_answer other;
        fuzz_case_run(c, way[i].source, way[i].more, &other);
        wrong = fuzz_check_answer(c, &other);
        if (!wrong && !is_same(c, answer, &other) && !says(&other, "pipe") && !is_too_long(answer))
            wrong = "the answer depends on the source or the threads";
        if (wrong) {
            show(why, way[0].title, answer);
            show(why, way[i].title, &other);
        }
        fuzz_answer_fini(&other);
    }
    return wrong;
}

/* ---- a result, whatever way it came ---- */

const char *fuzz_in_all_ways(const struct kom_tool *tool, struct kom_text text, struct kom_buf *why,
                             const char *const *numbers,
                             const char *(*after)(const struct fuzz_case *, const struct grid *)) {
    struct fuzz_case c;
    struct fuzz_answer a = {0};
    const char *wrong = NULL;
    if (fuzz_case_read(&c, tool, text)) {
        wrong = fuzz_check_sources(&c, &a, why);
        if (!wrong && a.code < 2 && !fuzz_case_shows_other(&c)) {
            struct grid g = {0};
            wrong = fuzz_check_result(&a, numbers);
            wrong = wrong ? wrong : grid_read(&g, a.out.p, a.out.n, ',');
            wrong = wrong || !after ? wrong : after(&c, &g);
            grid_free(&g);
            if (wrong)
                kom_buf_text(why, kom_buf_view(&a.out));
        }
        fuzz_answer_fini(&a);
    }
    fuzz_case_fini(&c);
    return wrong;
}

const char *fuzz_check_order(const struct grid *g, const char *low, const char *middle,
                             const char *high, const char *wrong) {
    double a, b, c;
    for (size_t row = 1; row < g->n_rows; row++)
        if (grid_number(g, row, low, &a) && grid_number(g, row, middle, &b) &&
            grid_number(g, row, high, &c) && !(a <= b && b <= c))
            return wrong;
    return NULL;
}

const char *fuzz_check_shares(const struct grid *g, const char *const *shares) {
    double value;
    for (; *shares; shares++)
        for (size_t row = 1; row < g->n_rows; row++)
            if (grid_number(g, row, *shares, &value) && !(value >= 0 && value <= 1))
                return "a share outside 0 to 1";
    return NULL;
}

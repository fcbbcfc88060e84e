/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every case of the table in docs/csv.md, read as a tool reads, and cut at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "csv_check.h"
#include "extract.h"

enum { CASES_MAX = 200 };

struct csv_case {
    char name[32];
    char input[256], read[256]; /* bytes; what is read stays as written */
    size_t n_input;
    char delimiter;
    const char *encoding;
};

static struct csv_case cases[CASES_MAX];

/* ---- the table ---- */

static unsigned hex(char c) {
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* Undoes \n \r \t \xHH. */
static size_t unescape(const char *from, size_t n, char *to) {
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (from[i] != '\\') {
            to[k++] = from[i];
            continue;
        }
        char c = from[++i];
        if (c == 'x') {
            to[k++] = (char)(hex(from[i + 1]) << 4 | hex(from[i + 2]));
            i += 2;
        } else {
            to[k++] = c == 'n' ? '\n' : c == 'r' ? '\r' : '\t';
        }
    }
    return k;
}

/* The text of a cell between its backquotes. */
static struct kom_text code(struct kom_text cell) {
    cell = kom_text_trim(cell);
    assert_true(cell.n >= 2 && cell.p[0] == '`' && cell.p[cell.n - 1] == '`');
    return (struct kom_text){cell.p + 1, cell.n - 2};
}

static void take_options(struct csv_case *c, struct kom_text cell) {
    cell = kom_text_trim(cell);
    if (cell.n == 0)
        return;
    struct kom_text option = code(cell);
    if (memcmp(option.p, "-d ", 3) == 0)
        c->delimiter = option.p[3];
    else if (kom_text_is(option, "-e utf-8"))
        c->encoding = "utf-8";
    else if (kom_text_is(option, "-e windows-1252"))
        c->encoding = "windows-1252";
    else
        fail_msg("unknown options in docs/csv.md: %.*s", (int)option.n, option.p);
}

/* "| 7 | options | `input` | `read` |": false when the line is no case. */
static bool take_line(char *line, struct csv_case *c) {
    struct kom_text cell[4];
    char *p = line;
    if (*p++ != '|')
        return false;
    for (int i = 0; i < 4; i++) {
        char *bar = strchr(p, '|');
        if (!bar)
            return false;
        cell[i] = (struct kom_text){p, (size_t)(bar - p)};
        p = bar + 1;
    }
    struct kom_text number = kom_text_trim(cell[0]);
    if (!kom_is_digits(number))
        return false;
    *c = (struct csv_case){.delimiter = '\0'};
    (void)snprintf(c->name, sizeof c->name, "case %.*s", (int)number.n, number.p);
    take_options(c, cell[1]);
    struct kom_text input = code(cell[2]), read = code(cell[3]);
    assert_true(input.n < sizeof c->input && read.n < sizeof c->read);
    c->n_input = unescape(input.p, input.n, c->input);
    memcpy(c->read, read.p, read.n);
    return true;
}

static size_t load_cases(void) {
    char path[1024], line[1024];
    const char *root = getenv("SOURCE_DIR");
    size_t n = 0;
    (void)snprintf(path, sizeof path, "%s/docs/csv.md", root ? root : ".");
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    while (n < CASES_MAX && fgets(line, sizeof line, file))
        n += take_line(line, &cases[n]);
    (void)fclose(file);
    return n;
}

/* ---- what is read, written as the table does ---- */

static void add_escaped(struct kom_buf *out, struct kom_text t) {
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (c == '\n' || c == '\r' || c == '\t')
            kom_buf_printf(out, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
        else if ((unsigned char)c < ' ')
            kom_buf_printf(out, "\\x%02x", (unsigned char)c);
        else
            kom_buf_byte(out, c);
    }
}

static void add_field(struct kom_buf *out, struct kom_text t) {
    kom_buf_byte(out, '[');
    add_escaped(out, t);
    kom_buf_byte(out, ']');
}

/* Rows, and odd records where they stand. */
static enum kom_status take(void *worker, struct kom_view *v, struct kom_error *err) {
    struct kom_buf *out = worker;
    const struct kom_batch *b = v->batch;
    uint32_t i = 0;
    (void)err;
    for (uint32_t row = 0; row <= v->n_rows; row++) {
        for (; i < b->n_odd && b->odd[i].row == row; i++)
            kom_buf_printf(out, " / {%llu %s}",
                           (unsigned long long)kom_chunk_line(b->chunk, b->odd[i].start),
                           kom_aside_name(-1 - (int)b->odd[i].kind));
        if (row == v->n_rows)
            break;
        kom_buf_str(out, " / ");
        for (size_t c = 0; c < v->extract->n_columns; c++)
            add_field(out, kom_view_text(v, (int)c, row));
    }
    return KOM_OK;
}

static enum kom_status read_all(const struct csv_case *c, struct kom_buf *out,
                                struct kom_error *err) {
    struct kom_reading reading = {
        .delimiter = c->delimiter, .encoding = c->encoding, .skip_bad_rows = true};
    struct kom_extract x;
    void *const workers[] = {out};
    struct kom_fold fold = {.n_threads = 1, .workers = workers, .take = take};
    struct kom_text bytes = {c->input, c->n_input};
    enum kom_status status = kom_extract_open_memory(&x, "made.csv", bytes, &reading, err);
    if (status)
        return status;
    size_t n;
    const struct kom_text *headings = kom_extract_headings(&x, &n);
    for (size_t i = 0; i < n; i++)
        add_field(out, headings[i]);
    status = kom_extract_want_all(&x, err);
    if (!status)
        status = kom_extract_fold(&x, &fold, err);
    kom_extract_close(&x);
    return status;
}

static void assert_message(const struct csv_case *c, const struct kom_error *err) {
    const char *expected = c->read + 2; /* after "! " */
    assert_int_equal(err->status, KOM_EDATA);
    if (strncmp(err->text, "made.csv", 8) != 0 || !strstr(err->text, expected))
        fail_msg("refused with \"%s\", not \"%s\"", err->text, expected);
}

static void run_case(void **state) {
    const struct csv_case *c = *state;
    struct kom_buf out = {0};
    struct kom_error err = {0};
    enum kom_status status = read_all(c, &out, &err);
    if (status && c->read[0] != '!')
        fail_msg("%s", err.text);
    if (status)
        assert_message(c, &err);
    else if (!kom_text_is(kom_buf_view(&out), c->read))
        fail_msg("read %.*s, not %s", (int)out.n, out.p, c->read);
    kom_buf_fini(&out);
    static const char delimiters[] = {',', ';', '\t', '|', '\n'};
    for (size_t i = 0; i < sizeof delimiters; i++) {
        const char *failure = csv_check((struct kom_text){c->input, c->n_input}, delimiters[i]);
        if (failure)
            fail_msg("%s, delimiter %d", failure, delimiters[i]);
    }
}

static void all_cases_are_there(void **state) {
    (void)state;
    size_t n = 0;
    while (n < CASES_MAX && cases[n].name[0])
        n++;
    assert_true(n >= 80 && n < CASES_MAX);
    for (size_t i = 0; i < n; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "case %zu", i + 1);
        assert_string_equal(cases[i].name, name);
    }
}

int main(void) {
    static struct CMUnitTest tests[CASES_MAX + 1];
    size_t n = load_cases();
    for (size_t i = 0; i < n; i++)
        tests[i] = (struct CMUnitTest){cases[i].name, run_case, NULL, NULL, &cases[i]};
    tests[n] = (struct CMUnitTest)cmocka_unit_test(all_cases_are_there);
    return _cmocka_run_group_tests("csv", tests, n + 1, NULL, NULL);
}

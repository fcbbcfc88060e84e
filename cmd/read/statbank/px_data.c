/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data of a PC-Axis file: a cell after the other, the last dimension first; or rows with keys
   before them, of which some are left out.

   A token is a number, a sign that there is none (dots, a dash) with quotes or without, or a key.
   The cells are held to what the dimensions make, and the semicolon behind the last one must be
   there: without it the last number may be cut. Rows with keys may come in any order, each once;
   those that are left out get no row, as the file does not say whether they are 0. Errors name the
   line; one of reading (in.status) comes before what follows from it. */
#include <stdlib.h>
#include <string.h>

#include "num.h"
#include "px.h"

/* What comes next: '"' a text, 'w' a word, ';', or '\0' the end. It lies in f->scratch. */
static enum kom_status take_token(struct kom_px *f, char *kind) {
    int c = kom_px_skip_blanks(f);
    kom_buf_reset(&f->scratch);
    *kind = c == KOM_PX_END ? '\0' : c == '"' || c == ';' ? (char)c : 'w';
    if (*kind == '\0')
        return f->in.status;
    uint64_t line = f->in.line;
    if (*kind != 'w')
        kom_px_take(f);
    if (*kind == ';')
        return KOM_OK;
    for (c = kom_px_peek(f); *kind == '"' ? c != '"' : c > ' ' && !strchr(";\",", c);
         c = kom_px_peek(f)) {
        if (c == KOM_PX_END)
            return kom_px_fail(f, line, "a quote is never closed; fetch or copy the file again");
        kom_buf_byte(&f->scratch, (char)c);
        kom_px_take(f);
    }
    if (*kind == '"')
        kom_px_take(f);
    else if (!f->scratch.n && !f->in.status) /* a comma, or a byte below the blank */
        return kom_px_fail(
            f, line, "a comma or a control character stands between the data; get the file anew");
    if (f->scratch.failed)
        return kom_no_memory_in(f->err, f->cube.file.name);
    return f->in.status;
}

/* How many dots, up to those that are a sign; 0: it is something else. */
static int count_dots(struct kom_text t) {
    size_t n = 0;
    while (n < t.n && t.p[n] == '.')
        n++;
    return n == t.n && n <= KOM_PX_DOTS_MAX ? (int)n : 0;
}

static enum kom_status take_cell(struct kom_px *f, char kind, struct kom_cube_cell *cell) {
    struct kom_text t = kom_buf_view(&f->scratch);
    struct kom_num number;
    int n_dots = count_dots(t);
    *cell = (struct kom_cube_cell){.number = {NULL, 0}};
    if (n_dots) {
        cell->sign = kom_text_of(f->sign[n_dots]);
        cell->is_dots = true;
        return KOM_OK;
    }
    if (kom_text_is(t, "-")) {
        cell->sign = t;
        return KOM_OK;
    }
    if (kind != 'w' || !kom_num_parse(t, (struct kom_num_form){.decimal = '.'}, &number))
        return kom_px_fail(
            f, f->in.line,
            "\"%.*s\" in the data is no number and no sign that there is none; get the file anew",
            (int)(t.n < 40 ? t.n : 40), t.n ? t.p : "");
    cell->number = t;
    return KOM_OK;
}

/* ---- cells in their order ---- */

static enum kom_status wrong_count(struct kom_px *f, uint64_t line, uint64_t n) {
    return kom_px_fail(
        f, line,
        "the dimensions make %llu cells and the data have %llu; fetch or copy the file again",
        (unsigned long long)f->cube.cube.n_cells, (unsigned long long)n);
}

/* The next cell; some files end each line with a semicolon, and the last one ends the data: *ended
   is its line, 0 before it. */
static enum kom_status next_cell(struct kom_px *f, char *kind, uint64_t *ended) {
    enum kom_status status = take_token(f, kind);
    while (!status && *kind == ';') {
        *ended = f->in.line;
        status = take_token(f, kind);
    }
    if (!status && *kind)
        *ended = 0;
    return status;
}

/* After the last cell: its semicolon, and nothing else. */
static enum kom_status check_end(struct kom_px *f, uint64_t ended) {
    char kind;
    enum kom_status status = next_cell(f, &kind, &ended);
    uint64_t n = f->cube.cube.n_cells, line = f->in.line;
    if (status)
        return status;
    if (!kind)
        return ended ? KOM_OK
                     : kom_px_fail(f, f->in.line,
                                   "no semicolon ends the data, so the last cell may be cut; "
                                   "fetch or copy the file again");
    for (; kind && !status; status = next_cell(f, &kind, &ended))
        n++;
    return status ? status : wrong_count(f, line, n);
}

static enum kom_status put_all(struct kom_px *f) {
    uint64_t ended = 0;
    for (uint64_t i = 0; i < f->cube.cube.n_cells; i++) {
        struct kom_cube_cell cell;
        char kind;
        enum kom_status status = next_cell(f, &kind, &ended);
        if (!status && !kind)
            return wrong_count(f, ended ? ended : f->in.line, i);
        if (!status)
            status = take_cell(f, kind, &cell);
        if (status)
            return status;
        if (!kom_cube_put(&f->cube, &cell))
            return KOM_OK;
        kom_cube_next(&f->cube, NULL);
    }
    return check_end(f, ended);
}

/* ---- rows with keys ---- */

static int by_number(const void *a, const void *b) {
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static enum kom_status remember_row(struct kom_px *f) {
    struct kom_px_keys *k = &f->keys;
    uint64_t number = 0;
    void *p = k->seen;
    for (size_t i = 0; i < f->cube.cube.n_dimensions; i++)
        if (k->is_fixed[i])
            number = number * f->cube.cube.dimension[i].n + f->cube.at[i];
    if (kom_grow(&p, &k->cap_seen, k->n_seen + 1, sizeof *k->seen) != KOM_OK)
        return kom_no_memory_in(f->err, f->cube.file.name);
    k->seen = p;
    k->seen[k->n_seen++] = number;
    return KOM_OK;
}

static enum kom_status check_rows(struct kom_px *f) {
    struct kom_px_keys *k = &f->keys;
    if (k->n_seen > 1)
        qsort(k->seen, k->n_seen, sizeof *k->seen, by_number);
    for (size_t i = 1; i < k->n_seen; i++)
        if (k->seen[i] == k->seen[i - 1])
            return kom_px_fail(f, f->in.line,
                               "two rows of the data have the same keys; get the file anew");
    k->n_left_out = f->cube.cube.n_cells - k->n_seen * k->n_row;
    return KOM_OK;
}

/* Where the order of KEYS is not that of STUB, one row that would be right both ways is too many.
 */
static bool fits_both_ways(const struct kom_px *f, const uint32_t *number) {
    const struct kom_px_keys *k = &f->keys;
    bool fits = k->is_unlike_stub;
    for (size_t i = 0, at = 0; at < f->cube.cube.n_dimensions && fits; at++) {
        if (!k->is_fixed[at])
            continue;
        size_t own = 0; /* the key whose dimension this is */
        while (k->dimension[own] != at)
            own++;
        fits = kom_intern_find(&k->word[own], k->word[i].text[number[i]]) != KOM_NO_ID;
        i++;
    }
    return fits;
}

static enum kom_status take_keys(struct kom_px *f, uint32_t *number) {
    struct kom_px_keys *k = &f->keys;
    for (size_t i = 0; i < k->n; i++) {
        struct kom_buf key = {0};
        char kind = '"';
        enum kom_status status = i ? take_token(f, &kind) : KOM_OK;
        if (status)
            return status;
        bool is_text = kind == '"' && kom_px_put_text(f, &key, kom_buf_view(&f->scratch));
        number[i] = is_text ? kom_intern_find(&k->word[i], kom_buf_view(&key)) : KOM_NO_ID;
        kom_buf_fini(&key);
        if (number[i] == KOM_NO_ID)
            return kom_px_fail(
                f, f->in.line,
                "a row of the data has no key of \"%.100s\" where KEYS say one; get the file anew",
                f->cube.cube.dimension[k->dimension[i]].label);
        f->cube.at[k->dimension[i]] = number[i];
        if (kom_px_skip_blanks(f) == ',')
            kom_px_take(f);
    }
    if (fits_both_ways(f, number))
        return kom_px_fail(f, f->in.line,
                           "the keys stand in another order than the STUB, and the data fit both; "
                           "get the file anew");
    return KOM_OK;
}

static bool is_quoted_sign(const struct kom_px *f, char kind) {
    struct kom_text t = kom_buf_view(&f->scratch);
    return kind == '"' && (count_dots(t) || kom_text_is(t, "-"));
}

static enum kom_status put_row(struct kom_px *f, uint32_t *number, bool *is_read) {
    enum kom_status status = take_keys(f, number);
    if (!status)
        status = remember_row(f);
    if (status)
        return status;
    kom_cube_place(&f->cube, 0);
    for (uint64_t i = 0; i < f->keys.n_row && *is_read; i++) {
        struct kom_cube_cell cell;
        char kind;
        status = take_token(f, &kind);
        if (!status && kind != 'w' && !is_quoted_sign(f, kind))
            status = kom_px_fail(f, f->in.line,
                                 "a row of the data has %llu cells where its dimensions make %llu; "
                                 "fetch or copy the file again",
                                 (unsigned long long)i, (unsigned long long)f->keys.n_row);
        if (!status)
            status = take_cell(f, kind, &cell);
        if (status)
            return status;
        *is_read = kom_cube_put(&f->cube, &cell);
        kom_cube_next(&f->cube, f->keys.is_fixed);
    }
    return KOM_OK;
}

static enum kom_status put_rows(struct kom_px *f, uint32_t *number) {
    bool is_read = true;
    while (is_read) {
        char kind;
        enum kom_status status = take_token(f, &kind);
        if (!status && kind == ';')
            return check_rows(f);
        if (!status && kind != '"')
            status = kom_px_fail(f, f->in.line,
                                 kind ? "a row of the data begins without its keys, or has more "
                                        "cells than its dimensions make; get the file anew"
                                      : "no semicolon ends the data; fetch or copy the file again");
        if (!status)
            status = put_row(f, number, &is_read);
        if (status)
            return status;
    }
    return KOM_OK;
}

static enum kom_status put_with_keys(struct kom_px *f) {
    uint32_t *number = kom_alloc(f->keys.n, sizeof *number);
    if (!number)
        return kom_no_memory_in(f->err, f->cube.file.name);
    enum kom_status status = f->cube.cube.n_cells ? put_rows(f, number) : KOM_OK;
    kom_free(number);
    return status;
}

void kom_px_rows(struct kom_px *f) {
    struct kom_error err = {KOM_OK, ""};
    f->err = &err;
    enum kom_status status = kom_cube_begin(&f->cube, &err);
    if (!status)
        status = f->keys.n ? put_with_keys(f) : put_all(f);
    kom_cube_end(&f->cube, status, &err);
}

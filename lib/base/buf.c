/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growable bytes. */
#include "buf.h"

#include <stdarg.h>
#include <string.h>

#include "format.h"
#include "mem.h"

/* Room for n more bytes; false (and failed set) when there is none. */
KOM_APART static bool more_room(struct kom_buf *buf, size_t n) {
    void *p = buf->p;
    if (n > SIZE_MAX - buf->n || kom_grow(&p, &buf->cap, buf->n + n, 1)) {
        buf->failed = true;
        return false;
    }
    buf->p = p;
    return true;
}

static bool room(struct kom_buf *buf, size_t n) {
    return !buf->failed && (buf->cap - buf->n >= n || more_room(buf, n));
}

char *kom_buf_room(struct kom_buf *buf, size_t n) {
    return room(buf, n) ? buf->p + buf->n : NULL;
}

void kom_buf_add(struct kom_buf *buf, const char *p, size_t n) {
    if (n == 0 || !room(buf, n))
        return;
    memcpy(buf->p + buf->n, p, n);
    buf->n += n;
}

void kom_buf_byte_grow(struct kom_buf *buf, char c) {
    if (room(buf, 1))
        buf->p[buf->n++] = c;
}

void kom_buf_text(struct kom_buf *buf, struct kom_text t) {
    kom_buf_add(buf, t.p, t.n);
}

void kom_buf_str(struct kom_buf *buf, const char *s) {
    kom_buf_text(buf, kom_text_of(s));
}

void kom_buf_int(struct kom_buf *buf, int64_t value) {
    char digits[24];
    size_t n = sizeof digits;
    uint64_t u = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--n] = (char)('0' + u % 10);
        u /= 10;
    } while (u);
    if (value < 0)
        digits[--n] = '-';
    kom_buf_add(buf, digits + n, sizeof digits - n);
}

void kom_buf_printf(struct kom_buf *buf, const char *format, ...) {
    va_list args;
    va_start(args, format);
    size_t n = kom_format(NULL, 0, true, format, args);
    va_end(args);
    if (!room(buf, n + 1))
        return;
    va_start(args, format);
    (void)kom_format(buf->p + buf->n, n + 1, true, format, args);
    va_end(args);
    buf->n += n;
}

/* Top bits of the bytes of w that are c; one above such a byte may be set too. */
static uint64_t bytes_that_are(uint64_t w, char c) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    w ^= ones * (unsigned char)c;
    return (w - ones) & ~w & ones << 7;
}

/* Must the text stand in quotes? Eight bytes at a time, then one. */
static bool needs_quotes(struct kom_text t, char delimiter) {
    size_t i = 0;
    for (; i + 8 <= t.n; i += 8) {
        uint64_t w;
        memcpy(&w, t.p + i, 8);
        if (bytes_that_are(w, delimiter) | bytes_that_are(w, '"') | bytes_that_are(w, '\n') |
            bytes_that_are(w, '\r'))
            return true;
    }
    for (; i < t.n; i++) {
        char c = t.p[i];
        if (c == delimiter || c == '"' || c == '\n' || c == '\r')
            return true;
    }
    return false;
}

static void add_quoted(struct kom_buf *buf, struct kom_text t) {
    kom_buf_byte(buf, '"');
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] == '"')
            kom_buf_byte(buf, '"');
        kom_buf_byte(buf, t.p[i]);
    }
    kom_buf_byte(buf, '"');
}

void kom_buf_csv_with(struct kom_buf *buf, struct kom_text t, char delimiter) {
    if (needs_quotes(t, delimiter))
        add_quoted(buf, t);
    else
        kom_buf_text(buf, t);
}

void kom_buf_heading(struct kom_buf *buf, struct kom_text t, char delimiter) {
    if (kom_is_separator_line(t))
        add_quoted(buf, t);
    else
        kom_buf_csv_with(buf, t, delimiter);
}

bool kom_is_separator_line(struct kom_text line) {
    return line.n >= 4 && memcmp(line.p, "sep=", 4) == 0;
}

void kom_buf_csv(struct kom_buf *buf, struct kom_text t) {
    kom_buf_csv_with(buf, t, ',');
}

struct kom_text kom_buf_view(const struct kom_buf *buf) {
    return (struct kom_text){buf->p, buf->n};
}

void kom_buf_reset(struct kom_buf *buf) {
    buf->n = 0;
    buf->failed = false;
}

void kom_buf_fini(struct kom_buf *buf) {
    kom_free(buf->p);
    *buf = (struct kom_buf){0};
}

enum kom_status kom_fail_text(struct kom_buf *text, enum kom_status status, struct kom_error *err) {
    status =
        text->failed ? kom_no_memory(err) : kom_fail(err, status, "%.*s", (int)text->n, text->p);
    kom_buf_fini(text);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields to lines and back, and the checksum that runs along.

   A line is made in a buffer, and many go out together: into the checksum, which the last line
   tells, and to whoever carries them. Nearly all fields need no escape, which one look at their
   bytes says. Coming back, a field is a view of the line; only one with escapes is written anew,
   over itself, as it can but grow shorter. A field that is missing or not of its kind leaves a mark
   on the line, and whoever takes a line looks once, at its end. Numbers are the shortest text that
   is the same number, so that equal numbers are equal lines. */
#include "state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "encoding.h"
#include "num.h"

enum { READY = 64 * 1024 };

/* ---- out ---- */

enum kom_status kom_state_start(struct kom_state_out *o, struct kom_error *err) {
    o->n_lines = 0;
    kom_buf_reset(&o->ready);
    kom_digest_free(o->sum);
    o->sum = kom_digest_new();
    return o->sum ? KOM_OK : kom_no_memory(err);
}

void kom_state_tag(struct kom_state_out *o, const char *tag) {
    kom_buf_reset(&o->line);
    kom_buf_str(&o->line, tag);
}

static const char hex[] = "0123456789abcdef";

static void add_escaped(struct kom_buf *out, unsigned char c) {
    static const char plain[] = "\t\n\r\\", letter[] = "tnr\\";
    const char *at = c ? strchr(plain, c) : NULL;
    kom_buf_byte(out, '\\');
    if (at) {
        kom_buf_byte(out, letter[at - plain]);
        return;
    }
    kom_buf_byte(out, 'x');
    kom_buf_byte(out, hex[c >> 4]);
    kom_buf_byte(out, hex[c & 15]);
}

/* Nothing in it needs to be escaped, as in nearly all. */
static bool is_plain(struct kom_text t) {
    bool ok = true;
    for (size_t i = 0; i < t.n; i++) {
        const unsigned char c = (unsigned char)t.p[i];
        ok &= c >= ' ' && c < 0x7f && c != '\\';
    }
    return ok;
}

void kom_state_text(struct kom_state_out *o, struct kom_text t) {
    kom_buf_byte(&o->line, '\t');
    if (is_plain(t)) {
        kom_buf_text(&o->line, t);
        return;
    }
    const bool is_utf8 = kom_utf8_is_valid(t.p, t.n);
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        if (c < ' ' || c == '\\' || c == 0x7f || (c >= 0x80 && !is_utf8))
            add_escaped(&o->line, c);
        else
            kom_buf_byte(&o->line, (char)c);
    }
}

void kom_state_whole(struct kom_state_out *o, uint64_t x) {
    kom_buf_byte(&o->line, '\t');
    if (x > INT64_MAX)
        kom_buf_printf(&o->line, "%" PRIu64, x);
    else
        kom_buf_int(&o->line, (int64_t)x);
}

void kom_state_signed(struct kom_state_out *o, int64_t x) {
    kom_buf_byte(&o->line, '\t');
    kom_buf_int(&o->line, x);
}

void kom_state_bits(struct kom_state_out *o, uint64_t x) {
    char text[17] = "\t";
    size_t n = 1;
    for (int shift = x ? (63 - __builtin_clzll(x)) / 4 * 4 : 0; shift >= 0; shift -= 4)
        text[n++] = hex[x >> shift & 15];
    kom_buf_add(&o->line, text, n);
}

/* Without trailing zeros, as equal numbers are one text. */
void kom_state_number(struct kom_state_out *o, const struct kom_num *x) {
    kom_buf_byte(&o->line, '\t');
    if (!x->is_exact) {
        kom_buf_byte(&o->line, '~');
        kom_buf_shortest(&o->line, x->real);
        return;
    }
    int64_t mantissa = x->mantissa;
    int scale = x->scale;
    for (; scale > 0 && mantissa % 10 == 0; scale--)
        mantissa /= 10;
    kom_buf_int(&o->line, mantissa);
    if (scale)
        kom_buf_printf(&o->line, "/%d", scale);
}

static enum kom_status hand_on(struct kom_state_out *o, struct kom_text lines,
                               struct kom_error *err) {
    kom_digest_add(o->sum, lines);
    return o->put(o->context, lines, err);
}

enum kom_status kom_state_flush(struct kom_state_out *o, struct kom_error *err) {
    const struct kom_text ready = kom_buf_view(&o->ready);
    if (o->ready.failed)
        return kom_no_memory(err);
    enum kom_status status = ready.n ? hand_on(o, ready, err) : KOM_OK;
    kom_buf_reset(&o->ready);
    return status;
}

enum kom_status kom_state_lines_out(struct kom_state_out *o, struct kom_text lines,
                                    struct kom_error *err) {
    enum kom_status status = kom_state_flush(o, err);
    for (size_t i = 0; i < lines.n; i++)
        o->n_lines += lines.p[i] == '\n';
    return status ? status : hand_on(o, lines, err);
}

enum kom_status kom_state_line(struct kom_state_out *o, struct kom_error *err) {
    kom_buf_byte(&o->line, '\n');
    if (o->line.failed)
        return kom_no_memory(err);
    o->n_lines++;
    kom_buf_text(&o->ready, kom_buf_view(&o->line));
    return o->ready.n < READY && !o->ready.failed ? KOM_OK : kom_state_flush(o, err);
}

enum kom_status kom_state_finish(struct kom_state_out *o, struct kom_error *err) {
    enum kom_status status = kom_state_flush(o, err);
    if (status)
        return status;
    kom_state_tag(o, KOM_STATE_END);
    kom_state_whole(o, o->n_lines);
    kom_buf_byte(&o->line, '\t');
    kom_digest_hex(o->sum, &o->line);
    kom_buf_byte(&o->line, '\n');
    return o->line.failed ? kom_no_memory(err) : o->put(o->context, kom_buf_view(&o->line), err);
}

void kom_state_out_fini(struct kom_state_out *o) {
    kom_buf_fini(&o->line);
    kom_buf_fini(&o->ready);
    kom_digest_free(o->sum);
    o->sum = NULL;
}

/* ---- in ---- */

static int hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte after a backslash; *i moves behind it. -1: there is none. */
static int unescape(const char *p, size_t n, size_t *i) {
    static const char plain[] = "\t\n\r\\", letter[] = "tnr\\";
    const char *at = *i < n && p[*i] ? strchr(letter, p[*i]) : NULL;
    if (at) {
        ++*i;
        return plain[at - letter];
    }
    if (n - *i < 3 || p[*i] != 'x' || hex_digit(p[*i + 1]) < 0 || hex_digit(p[*i + 2]) < 0)
        return -1;
    *i += 3;
    return hex_digit(p[*i - 2]) << 4 | hex_digit(p[*i - 1]);
}

/* How long the field at hand is; *is_plain: without escapes. Most are short. */
static size_t field_length(const struct kom_state_in *in, bool *is_plain) {
    size_t n = 0;
    *is_plain = true;
    for (; n < in->n && in->p[n] != '\t'; n++)
        *is_plain &= in->p[n] != '\\';
    return n;
}

/* Behind the field of n bytes. */
static void pass(struct kom_state_in *in, size_t n) {
    const bool has_more = n < in->n;
    in->p = has_more ? in->p + n + 1 : NULL;
    in->n = has_more ? in->n - n - 1 : 0;
}

struct kom_text kom_state_take(struct kom_state_in *in) {
    char *p = in->p;
    size_t out = 0;
    bool is_plain_field;
    in->has_failed = in->has_failed || !p;
    if (!p)
        return (struct kom_text){"", 0};
    const size_t n = field_length(in, &is_plain_field);
    pass(in, n);
    if (is_plain_field)
        return (struct kom_text){p, n};
    for (size_t i = 0; i < n;) {
        int c = (unsigned char)p[i++];
        if (c == '\\')
            c = unescape(p, n, &i);
        in->has_failed = in->has_failed || c < 0;
        i = c < 0 ? n : i;
        p[out++] = (char)c;
    }
    return (struct kom_text){p, out};
}

bool kom_state_has_more(const struct kom_state_in *in) {
    return in->p != NULL;
}

uint64_t kom_state_take_whole(struct kom_state_in *in) {
    uint64_t x = 0;
    size_t n = 0;
    bool ok = in->p;
    for (; n < in->n && in->p[n] != '\t'; n++) {
        const unsigned digit = (unsigned char)in->p[n] - (unsigned)'0';
        ok = ok && digit < 10 && !__builtin_mul_overflow(x, 10U, &x) &&
             !__builtin_add_overflow(x, (uint64_t)digit, &x);
    }
    in->has_failed = in->has_failed || !ok || n == 0;
    if (in->p)
        pass(in, n);
    return x;
}

int64_t kom_state_take_signed(struct kom_state_in *in) {
    bool negative = in->p && in->n && in->p[0] == '-';
    if (negative) {
        in->p++;
        in->n--;
    }
    uint64_t x = kom_state_take_whole(in);
    const uint64_t most = (uint64_t)INT64_MAX + negative;
    in->has_failed = in->has_failed || x > most;
    return negative ? (int64_t)(0 - x) : (int64_t)x;
}

uint64_t kom_state_take_bits(struct kom_state_in *in) {
    uint64_t bits = 0;
    size_t n = 0;
    bool ok = in->p;
    for (; n < in->n && in->p[n] != '\t'; n++) {
        const int digit = hex_digit(in->p[n]);
        ok = ok && digit >= 0;
        bits = bits << 4 | (uint64_t)(digit & 15);
    }
    in->has_failed = in->has_failed || !ok || n == 0 || n > 16;
    if (in->p)
        pass(in, n);
    return bits;
}

static struct kom_num real_of(struct kom_state_in *in, struct kom_text t) {
    const struct kom_num_form form = {.decimal = '.'};
    struct kom_num x;
    if (!kom_num_parse(t, form, &x)) {
        in->has_failed = true;
        return kom_num_whole(0);
    }
    const double real = kom_num_double(&x);
    return (struct kom_num){.real = t.n && t.p[0] == '-' && real >= 0 ? -0.0 : real};
}

struct kom_num kom_state_take_number(struct kom_state_in *in) {
    const char *tab = in->n ? memchr(in->p, '\t', in->n) : NULL;
    const size_t n = tab ? (size_t)(tab - in->p) : in->n;
    if (in->n && in->p[0] == '~') {
        struct kom_text t = kom_state_take(in);
        return real_of(in, (struct kom_text){t.p + 1, t.n - 1});
    }
    const char *slash = n ? memchr(in->p, '/', n) : NULL;
    struct kom_state_in whole = {in->p, slash ? (size_t)(slash - in->p) : n, in->has_failed};
    struct kom_num x = kom_num_whole(kom_state_take_signed(&whole));
    struct kom_text all = kom_state_take(in);
    in->has_failed = in->has_failed || whole.has_failed;
    if (slash) {
        struct kom_state_in scale = {(char *)(uintptr_t)slash + 1,
                                     (size_t)(all.p + all.n - slash) - 1, false};
        uint64_t s = kom_state_take_whole(&scale);
        in->has_failed = in->has_failed || scale.has_failed || s > KOM_SCALE_MAX;
        x.scale = s > KOM_SCALE_MAX ? 0 : (int8_t)s; /* what failed may still be computed with */
    }
    return x;
}

enum kom_status kom_state_damaged(const char *label, struct kom_error *err) {
    return kom_fail(err, KOM_EDATA, "%s: the state says what none would say; write it anew", label);
}

static enum kom_status take_line(const struct kom_state_reader *r, struct kom_text tag,
                                 struct kom_state_in *in, struct kom_error *err) {
    const struct kom_state_verb *verb = r->verbs;
    while (verb->tag && !kom_text_is(tag, verb->tag))
        verb++;
    if (!verb->tag)
        return kom_state_damaged(r->label, err);
    enum kom_status status = verb->take(r->context, in);
    return !status && in->has_failed ? kom_state_damaged(r->label, err) : status;
}

enum kom_status kom_state_take_lines(const struct kom_state_lines *lines,
                                     const struct kom_state_reader *reader, struct kom_error *err) {
    struct kom_state_in in;
    bool has_one = true;
    enum kom_status status = KOM_OK;
    while (!status && has_one) {
        status = lines->next(lines->context, &in, &has_one, err);
        if (status || !has_one)
            break;
        const struct kom_text tag = kom_state_take(&in);
        if (reader->until && kom_text_is(tag, reader->until)) {
            *reader->first = in;
            *reader->has_first = true;
            break;
        }
        status = take_line(reader, tag, &in, err);
    }
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few conversions that messages have; a format with another is left to vsnprintf whole. */
#include "format.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct room {
    char *p;
    size_t n, size; /* n: what was asked to be written */
};

static void add(struct room *r, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (r->n + i + 1 < r->size)
            r->p[r->n + i] = p[i];
    r->n += n;
}

static void add_bytes(struct room *r, const char *p, size_t n, bool is_raw) {
    for (size_t i = 0; i < n; i++) {
        if (p[i] || is_raw)
            add(r, p + i, 1);
        else
            add(r, "<U+0000>", 8);
    }
}

/* The conversions known here. */
static const char *const known[] = {"%%", "%s", "%.*s", "%c", "%d", "%zu", "%llu", "%lld", "%u"};

enum conversion { PERCENT, STRING, BYTES, CHARACTER, INT, SIZE, LONG, SIGNED_LONG, UNSIGNED, NONE };

static enum conversion conversion_at(const char *p) {
    int i = 0;
    while (i < NONE && strncmp(p, known[i], strlen(known[i])) != 0)
        i++;
    return (enum conversion)i;
}

static bool is_known(const char *format) {
    for (const char *p = strchr(format, '%'); p; p = strchr(p, '%')) {
        enum conversion c = conversion_at(p);
        if (c == NONE)
            return false;
        p += strlen(known[c]);
    }
    return true;
}

size_t kom_format(char *out, size_t size, int is_raw, const char *format, va_list args) {
    struct room r = {out, 0, size};
    char text[32] = "";
    if (!is_known(format)) {
        int n = vsnprintf(out, size, format, args);
        return n < 0 ? 0 : (size_t)n;
    }
    for (const char *p = format; *p;) {
        enum conversion c = *p == '%' ? conversion_at(p) : NONE;
        const char *s = text;
        int n = 0;
        if (c == NONE)
            add(&r, p, 1);
        else if (c == PERCENT)
            add(&r, "%", 1);
        else if (c == BYTES)
            n = va_arg(args, int);
        else if (c == CHARACTER)
            text[0] = (char)va_arg(args, int);
        else if (c == INT)
            n = snprintf(text, sizeof text, "%d", va_arg(args, int));
        else if (c == SIZE)
            n = snprintf(text, sizeof text, "%zu", va_arg(args, size_t));
        else if (c == LONG)
            n = snprintf(text, sizeof text, "%llu", va_arg(args, unsigned long long));
        else if (c == SIGNED_LONG)
            n = snprintf(text, sizeof text, "%lld", va_arg(args, long long));
        else if (c == UNSIGNED)
            n = snprintf(text, sizeof text, "%u", va_arg(args, unsigned));
        if (c == STRING || c == BYTES)
            s = va_arg(args, const char *);
        if (c == STRING)
            n = (int)strlen(s ? s : (s = "(null)"));
        if (c == CHARACTER)
            n = 1;
        add_bytes(&r, s, s && n > 0 ? (size_t)n : 0, is_raw);
        p += c == NONE ? 1 : strlen(known[c]);
    }
    if (size)
        out[r.n < size ? r.n : size - 1] = '\0';
    return r.n;
}

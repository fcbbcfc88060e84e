/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways between folders, and %20 there and back. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "encoding.h"

static const char scheme[] = "file://";

enum kom_status kom_place_base(const char *crate, char base[PATH_MAX], struct kom_error *err) {
    char folder[PATH_MAX];
    const char *slash = strrchr(crate, '/');
    const int n = slash == crate ? 1 : slash ? (int)(slash - crate) : 1;
    const int made = snprintf(folder, sizeof folder, "%.*s", n, slash ? crate : ".");
    if (made < PATH_MAX && realpath(folder, base))
        return KOM_OK;
    return kom_fail(err, KOM_EIO, "%s: its folder cannot be looked at: %s", crate, strerror(errno));
}

/* Is it a name that leads elsewhere? */
static bool is_dots(const char *name) {
    return strcmp(name, "") == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

bool kom_place_whole(const char *folder, const char *path, char whole[PATH_MAX]) {
    char joined[PATH_MAX], real[PATH_MAX];
    struct stat st;
    const bool is_whole = path[0] == '/';
    int n = snprintf(joined, sizeof joined, "%s%s%s", is_whole ? "" : folder, is_whole ? "" : "/",
                     path);
    if (n <= 0 || n >= PATH_MAX || stat(joined, &st) != 0)
        return false;
    char *slash = strrchr(joined, '/');
    if (!slash || is_dots(slash + 1))
        return realpath(joined, whole);
    *slash = '\0';
    if (!realpath(slash == joined ? "/" : joined, real))
        return false;
    n = snprintf(whole, PATH_MAX, "%s/%s", strcmp(real, "/") == 0 ? "" : real, slash + 1);
    return n > 0 && n < PATH_MAX;
}

/* The bytes of base that lead to it, a slash at the end among them; "/" is 1. */
static size_t length_of(const char *base) {
    const size_t n = strlen(base);
    return n && base[n - 1] == '/' ? n : n + 1;
}

bool kom_place_is_within(const char *base, const char *whole) {
    const size_t n = length_of(base);
    return strncmp(whole, base, n - 1) == 0 && (whole[n - 1] == '/' || n == 1);
}

void kom_place_way(const char *base, const char *whole, struct kom_buf *out) {
    size_t same = 0; /* up to and with the last slash that both have */
    const size_t n = strlen(base);
    if (strcmp(base, whole) == 0) {
        kom_buf_str(out, "./");
        return;
    }
    if (kom_place_is_within(base, whole)) {
        kom_buf_str(out, whole + length_of(base));
        return;
    }
    size_t i = 0;
    for (; i < n && whole[i] == base[i]; i++)
        if (base[i] == '/')
            same = i + 1;
    const bool is_above = whole[i] == '\0' && base[i] == '/';
    same = is_above ? i + 1 : same;
    kom_buf_str(out, "../");
    for (size_t k = same; k < n; k++)
        if (base[k] == '/')
            kom_buf_str(out, "../");
    kom_buf_str(out, is_above ? "" : whole + same);
}

/* May it stand in a path of a URI as it is? A colon might end a scheme. */
static bool is_plain(unsigned char c, bool is_text) {
    static const char others[] = "-._~/!$&'()*+,;=@";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr(others, c)) || (c >= 0x80 && is_text);
}

void kom_place_id(const char *path, struct kom_buf *out) {
    const bool is_text = kom_utf8_is_valid(path, strlen(path));
    if (path[0] == '/')
        kom_buf_str(out, scheme);
    for (const char *p = path; *p; p++) {
        const unsigned char c = (unsigned char)*p;
        if (is_plain(c, is_text))
            kom_buf_byte(out, *p);
        else
            kom_buf_printf(out, "%%%02X", c);
    }
}

static int digit_of(char c) {
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;
    return at ? (int)(at - digits) : -1;
}

void kom_place_path(const char *base, const char *id, struct kom_buf *out) {
    const size_t n = strlen(scheme);
    if (strncmp(id, scheme, n) == 0)
        id += n;
    else
        kom_buf_printf(out, "%s/", strcmp(base, "/") == 0 ? "" : base);
    for (const char *p = id; *p; p++) {
        const int high = *p == '%' ? digit_of(p[1]) : -1, low = high < 0 ? -1 : digit_of(p[2]);
        kom_buf_byte(out, low < 0 ? *p : (char)(16 * high + low));
        p += low < 0 ? 0 : 2;
    }
}

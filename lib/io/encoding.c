/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8 check and the conversions to it. */
#include "encoding.h"

#include <stdint.h>
#include <string.h>

size_t kom_ascii_length(const char *p, size_t n) {
    const uint64_t high = UINT64_C(0x8080808080808080);
    uint64_t v[4];
    size_t i = 0;
    for (; i + sizeof v <= n; i += sizeof v) {
        memcpy(v, p + i, sizeof v);
        if ((v[0] | v[1] | v[2] | v[3]) & high)
            break;
    }
    for (; i + 8 <= n; i += 8) {
        memcpy(v, p + i, 8);
        if (v[0] & high)
            break;
    }
    while (i < n && (unsigned char)p[i] < 0x80)
        i++;
    return i;
}

bool kom_ascii_only(const char *p, size_t n) {
    return kom_ascii_length(p, n) == n;
}

/* Bytes in the sequence that starts with lead, and the range of its second byte (RFC 3629, section
 * 4). */
static size_t sequence(unsigned char lead, unsigned char *low, unsigned char *high) {
    *low = 0x80;
    *high = 0xbf;
    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    if (lead < 0xe0)
        return 2;
    if (lead == 0xe0)
        *low = 0xa0;
    if (lead == 0xed)
        *high = 0x9f;
    if (lead < 0xf0)
        return 3;
    if (lead == 0xf0)
        *low = 0x90;
    if (lead == 0xf4)
        *high = 0x8f;
    return 4;
}

bool kom_utf8_is_valid(const char *text, size_t n) {
    const unsigned char *p = (const unsigned char *)text;
    size_t i = 0;
    while (i < n) {
        uint64_t v;
        if (i + 8 <= n) {
            memcpy(&v, p + i, 8);
            if ((v & UINT64_C(0x8080808080808080)) == 0) {
                i += 8;
                continue;
            }
        }
        if (p[i] < 0x80) {
            i++;
            continue;
        }
        unsigned char low, high;
        size_t k = sequence(p[i], &low, &high);
        if (k == 0 || n - i < k || p[i + 1] < low || p[i + 1] > high)
            return false;
        for (size_t j = 2; j < k; j++)
            if ((p[i + j] & 0xc0) != 0x80)
                return false;
        i += k;
    }
    return true;
}

void kom_buf_code_point(struct kom_buf *buf, unsigned long c) {
    if (c < 0x80) {
        kom_buf_byte(buf, (char)c);
        return;
    }
    if (c < 0x800) {
        kom_buf_byte(buf, (char)(0xc0 | c >> 6));
    } else {
        if (c < 0x10000) {
            kom_buf_byte(buf, (char)(0xe0 | c >> 12));
        } else {
            kom_buf_byte(buf, (char)(0xf0 | c >> 18));
            kom_buf_byte(buf, (char)(0x80 | (c >> 12 & 0x3f)));
        }
        kom_buf_byte(buf, (char)(0x80 | (c >> 6 & 0x3f)));
    }
    kom_buf_byte(buf, (char)(0x80 | (c & 0x3f)));
}

/* 0x80 to 0x9f; the rest of Windows-1252 is Unicode's first 256. */
static const unsigned short high_controls[32] = {
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
};

bool kom_buf_windows1252(struct kom_buf *buf, struct kom_text t) {
    bool known = true;
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        unsigned long point = c >= 0x80 && c < 0xa0 ? high_controls[c - 0x80] : c;
        known = known && (c < 0x80 || c >= 0xa0 || point >= 0xa0);
        kom_buf_code_point(buf, point);
    }
    return known;
}

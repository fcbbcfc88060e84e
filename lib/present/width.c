/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Display width by blocks of Unicode: enough for names, without a table of every character. */
#include "width.h"

uint32_t kom_width_next(struct kom_text t, size_t *i) {
    unsigned char c = (unsigned char)t.p[(*i)++];
    size_t more = c >= 0xf0 && c < 0xf8   ? 3
                  : c >= 0xe0 && c < 0xf0 ? 2
                  : c >= 0xc2 && c < 0xe0 ? 1
                                          : 0;
    if (c < 0x80)
        return c;
    if (more == 0 || t.n - *i < more)
        return 0xfffd;
    uint32_t point = c & (0x3fU >> more);
    for (size_t k = 0; k < more; k++) {
        unsigned char next = (unsigned char)t.p[*i + k];
        if ((next & 0xc0) != 0x80)
            return 0xfffd;
        point = point << 6 | (next & 0x3fU);
    }
    *i += more;
    return point;
}

struct block {
    uint32_t first, last;
    size_t width;
};

static const struct block blocks[] = {
    {0x0300, 0x036f, 0},   {0x0483, 0x0489, 0},   {0x0591, 0x05bd, 0},   {0x064b, 0x065f, 0},
    {0x1100, 0x115f, 2},   {0x1ab0, 0x1aff, 0},   {0x1dc0, 0x1dff, 0},   {0x200b, 0x200f, 0},
    {0x20d0, 0x20ff, 0},   {0x2e80, 0x303e, 2},   {0x3041, 0x4dbf, 2},   {0x4e00, 0xa4cf, 2},
    {0xac00, 0xd7a3, 2},   {0xf900, 0xfaff, 2},   {0xfe00, 0xfe0f, 0},   {0xfe20, 0xfe2f, 0},
    {0xfe30, 0xfe6f, 2},   {0xfeff, 0xfeff, 0},   {0xff00, 0xff60, 2},   {0xffe0, 0xffe6, 2},
    {0x1f300, 0x1f64f, 2}, {0x1f680, 0x1f6ff, 2}, {0x1f900, 0x1faff, 2}, {0x20000, 0x3fffd, 2},
    {0xe0100, 0xe01ef, 0},
};

size_t kom_width(struct kom_text t) {
    size_t width = 0;
    for (size_t i = 0; i < t.n;) {
        uint32_t point = kom_width_next(t, &i);
        size_t w = 1;
        for (size_t k = 0; point >= 0x300 && k < sizeof blocks / sizeof *blocks; k++) {
            if (point >= blocks[k].first && point <= blocks[k].last)
                w = blocks[k].width;
        }
        width += w;
    }
    return width;
}

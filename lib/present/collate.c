/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Retskrivningsordbogen (2012), paragraph 1: æ ø å at the end, aa with å, ä with æ, ö with ø, ü
   with y. Names of places are sorted with aa as å throughout (Aabenraa, Aalborg, Aarhus last). */
#include "collate.h"

#include "width.h"

enum { SIGN = 1, DIGIT = 100, LETTER = 200, AE = LETTER + 26, OE, AA };

/* U+00C0 to U+00FF as the letter that it is sorted with: { | } stand for æ ø å, a blank for a sign.
 */
static const char accented[] = "aaaa{}{ceeeeiiiidnoooo| |uuuyyts"
                               "aaaa{}{ceeeeiiiidnoooo| |uuuyyty";

static uint32_t letter(char c) {
    if (c >= 'a' && c <= 'z')
        return LETTER + (uint32_t)(c - 'a');
    return c == '{' ? AE : c == '|' ? OE : c == '}' ? AA : SIGN;
}

static uint32_t weight_of(uint32_t point) {
    if (point >= 'A' && point <= 'Z')
        point += 'a' - 'A';
    if (point >= 'a' && point <= 'z')
        return letter((char)point);
    if (point >= '0' && point <= '9')
        return DIGIT + (point - '0');
    if (point >= 0xc0 && point <= 0xff)
        return letter(accented[point - 0xc0]);
    return point < 0x80 ? SIGN : LETTER + 100 + point; /* another script, after å */
}

/* The weight of the letter at *i, which is moved past it: of aa once. 0 at the end. */
static uint32_t next(struct kom_text t, size_t *i) {
    if (*i >= t.n)
        return 0;
    bool is_aa = *i + 1 < t.n && (t.p[*i] | 0x20) == 'a' && (t.p[*i + 1] | 0x20) == 'a';
    if (is_aa) {
        *i += 2;
        return AA;
    }
    return weight_of(kom_width_next(t, i));
}

int kom_collate_danish(struct kom_text a, struct kom_text b) {
    size_t i = 0, k = 0;
    while (i < a.n || k < b.n) {
        uint32_t x = next(a, &i), y = next(b, &k);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return kom_text_compare(a, b);
}

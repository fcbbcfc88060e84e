/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long texts (strL) of Stata files of form 119.

   A cell names its text by the column v and the row o where it first stood, in eight bytes: two and
   six in form 118, three and five in form 119. ReadStat 1.1 takes them for two and six in both,
   finds no text and gives an empty one. So the names that the texts themselves carry (GSO, v in
   four bytes, o in eight) are changed to what ReadStat will look for, as they pass by: two bytes of
   v, and o with v's third byte below it. That keeps their order, and ReadStat's comparison in 31
   bits, up to 2^23 rows. Of big-endian files ReadStat compares o alone, which tells the texts of
   one column apart. As another release of ReadStat may do otherwise, cells with text are counted:
   every text is one's. */
#include <string.h>

#include "parse.h"

enum { GSO_HEADER_NBYTES = 17, ROWS_MAX = 1 << 23 };

static const char start[] = "<stata_dta><header><release>119</release><byteorder>";

void kom_long_texts_begin(struct kom_statfile *f, const char *header, size_t n) {
    size_t n_start = sizeof start - 1;
    bool is_119 = n >= n_start + 3 && memcmp(header, start, n_start) == 0;
    f->texts = (struct kom_long_texts){.is_on = is_119, .is_big = is_119 && header[n_start] == 'M'};
}

/* v and o, little-endian. */
static void change(unsigned char *p) {
    unsigned char third = p[2];
    p[2] = p[3] = 0;
    memmove(p + 5, p + 4, 7);
    p[4] = third;
}

/* A byte for v and one for o more than the text's end. */
static bool has_content(const struct kom_long_texts *t, const unsigned char *p) {
    uint32_t n = 0;
    for (size_t i = 0; i < 4; i++)
        n = n << 8 | p[t->is_big ? 13 + i : 16 - i];
    return n > 1;
}

/* The types of the columns, two bytes each. */
static enum kom_status take_types(struct kom_statfile *f, const unsigned char *p, size_t n) {
    struct kom_long_texts *t = &f->texts;
    t->is_long = kom_arena_take(&f->arena, n / 2 + 1);
    if (!t->is_long)
        return kom_no_memory_in(&f->err, f->file.path);
    t->n_types = n / 2;
    for (size_t i = 0; i < t->n_types; i++) {
        t->is_long[i] = p[2 * i + !t->is_big] == 0x80 && p[2 * i + t->is_big] == 0;
        t->n_long += t->is_long[i];
    }
    return KOM_OK;
}

static bool is_tag(const char *p, size_t n, const char *tag) {
    return n == strlen(tag) && memcmp(p, tag, n) == 0;
}

enum kom_status kom_long_texts_look(struct kom_statfile *f, char *p, size_t n) {
    struct kom_long_texts *t = &f->texts;
    unsigned char *bytes = (unsigned char *)p;
    enum kom_status status = KOM_OK;
    if (t->is_types && !t->is_long)
        status = take_types(f, bytes, n);
    if (t->is_text && n == GSO_HEADER_NBYTES) {
        t->n_texts += has_content(t, bytes);
        if (!t->is_big)
            change(bytes);
    }
    t->is_types = is_tag(p, n, "<variable_types>");
    t->is_text = is_tag(p, n, "GSO");
    return status;
}

bool kom_long_texts_has(const struct kom_long_texts *t, size_t column) {
    return column < t->n_types && t->is_long[column];
}

static enum kom_status lost(struct kom_statfile *f) {
    return kom_fail(&f->err, KOM_EDATA,
                    "%s: form 119 of Stata with long texts (strL), which ReadStat loses; in Stata, "
                    "shorten them (compress, recast str) or keep fewer than 32768 columns, and "
                    "save it again",
                    f->file.path);
}

enum kom_status kom_long_texts_check(struct kom_statfile *f) {
    const struct kom_long_texts *t = &f->texts;
    bool is_safe = t->is_big ? t->n_long == 1 : f->n_said < ROWS_MAX;
    return is_safe || t->n_long == 0 ? KOM_OK : lost(f);
}

enum kom_status kom_long_texts_check_all(struct kom_statfile *f) {
    return f->texts.n_given < f->texts.n_texts ? lost(f) : KOM_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading cells. A number that is plainly written is parsed as it stands; any other is first
   brought into that form in a small copy. */
#include "cell.h"

#include <string.h>

#include "mem.h"

static const struct mark {
    const char *word, *sign, *other;
} marks[KOM_N_MARKS] = {
    [KOM_MARK_NBSP] = {"nbsp", "\xc2\xa0", NULL},
    [KOM_MARK_NNBSP] = {"nnbsp", "\xe2\x80\xaf", NULL},
    [KOM_MARK_THIN] = {"thin", "\xe2\x80\x89", NULL},
    [KOM_MARK_APOSTROPHE] = {"apostrophe", "'", "\xe2\x80\x99"},
};

const char *kom_mark_word(char mark) {
    return mark > 0 && mark < KOM_N_MARKS ? marks[(int)mark].word : NULL;
}

char kom_mark_parse(const char *word) {
    for (int i = 1; i < KOM_N_MARKS; i++)
        if (strcmp(marks[i].word, word) == 0)
            return (char)i;
    return '\0';
}

bool kom_cell_is_listed(const struct kom_cell_form *f, struct kom_text t) {
    size_t from = 0, to = f->n_missing;
    while (to - from > 4) { /* a few are looked through */
        size_t middle = from + (to - from) / 2;
        if (kom_text_compare(f->missing[middle], t) <= 0)
            from = middle;
        else
            to = middle;
    }
    for (size_t i = from; i < to; i++)
        if (kom_text_equal(t, f->missing[i]))
            return true;
    return false;
}

/* ---- numbers that are not plainly written ---- */

/* A number without suffix, its sign before it, thousands marks of one byte. */
struct plain {
    char p[96];
    size_t n;
    struct kom_num_form form;
};

static bool starts_with(struct kom_text t, const char *sign) {
    size_t n = sign ? strlen(sign) : 0;
    return n && t.n >= n && memcmp(t.p, sign, n) == 0;
}

static void skip(struct kom_text *t, size_t n) {
    t->p += n;
    t->n -= n;
}

static bool cut_end(struct kom_text *t, struct kom_text end) {
    if (t->n < end.n || memcmp(t->p + t->n - end.n, end.p, end.n) != 0)
        return false;
    t->n -= end.n;
    *t = kom_text_trim(*t);
    return true;
}

/* Takes the sign off, however it is written; false when two signs stand there. */
static bool cut_sign(struct kom_text *t, unsigned negative, bool *minus) {
    static const char true_minus[] = "\xe2\x88\x92"; /* U+2212 */
    const struct kom_text one = {"-", 1}, three = {true_minus, 3};
    *minus = starts_with(*t, true_minus);
    if (*minus) {
        skip(t, 3);
    } else if (negative & KOM_NEGATIVE_PARENTHESES && t->n > 2 && t->p[0] == '(') {
        *minus = true;
        skip(t, 1);
        *t = kom_text_trim(*t);
        if (!cut_end(t, (struct kom_text){")", 1}))
            return false;
    } else if (negative & KOM_NEGATIVE_TRAILING) {
        *minus = cut_end(t, one) || cut_end(t, three);
    }
    return !*minus || (t->n && t->p[0] != '-' && t->p[0] != '+' && !starts_with(*t, true_minus));
}

/* Copies the rest, a mark of several bytes as one byte. */
static bool copy_marked(struct plain *to, struct kom_text t, char thousands) {
    const struct mark *mark =
        thousands > 0 && thousands < KOM_N_MARKS ? &marks[(int)thousands] : NULL;
    while (t.n) {
        if (to->n == sizeof to->p)
            return false;
        bool is_mark = mark && (starts_with(t, mark->sign) || starts_with(t, mark->other));
        size_t n = !is_mark ? 1 : strlen(starts_with(t, mark->sign) ? mark->sign : mark->other);
        to->p[to->n++] = is_mark ? thousands : t.p[0];
        skip(&t, n);
    }
    return true;
}

/* False when the cell cannot be brought into plain form. The text has no blanks around it. */
static bool make_plain(const struct kom_cell_form *f, struct kom_text t, struct plain *to) {
    bool minus;
    to->n = 0;
    to->form = f->number;
    bool has_suffix = !f->suffix.n || cut_end(&t, f->suffix); /* (12,50) kr. and (12,50 kr.) */
    if (!cut_sign(&t, f->negative, &minus) || !(has_suffix || cut_end(&t, f->suffix)))
        return false;
    if (minus)
        to->p[to->n++] = '-';
    return copy_marked(to, t, f->number.thousands);
}

static bool parse_careful(const struct kom_cell_form *f, struct kom_text t, struct kom_num *value) {
    struct plain plain;
    return make_plain(f, t, &plain) &&
           kom_num_parse((struct kom_text){plain.p, plain.n}, plain.form, value);
}

static bool parse(const struct kom_cell_form *f, struct kom_text t, struct kom_num *value) {
    if (!f->suffix.n && kom_num_parse(t, f->number, value))
        return true;
    bool is_minus = (unsigned char)t.p[0] == 0xE2; /* perhaps U+2212 */
    return (is_minus || kom_cell_needs_care(f)) && parse_careful(f, t, value);
}

enum kom_cell kom_cell_number(const struct kom_cell_form *f, struct kom_text t,
                              struct kom_num *value) {
    t = kom_text_trim(t);
    if (t.n == 0)
        return KOM_CELL_MISSING;
    /* A listed sign such as 999 means missing though it reads as a number. */
    if (parse(f, t, value))
        return f->n_missing && kom_cell_is_listed(f, t) ? KOM_CELL_MISSING : KOM_CELL_VALUE;
    if (kom_text_is(t, ".."))
        return KOM_CELL_MISSING;
    if (kom_text_is(t, "."))
        return KOM_CELL_IMPOSSIBLE;
    if (kom_cell_is_listed(f, t))
        return KOM_CELL_MISSING;
    if (f->nil_is_zero && kom_text_is(t, "-")) {
        *value = kom_num_whole(0);
        return KOM_CELL_VALUE;
    }
    return KOM_CELL_BAD;
}

void kom_cell_number_text(const struct kom_cell_form *f, struct kom_text t, struct kom_buf *out) {
    struct plain plain;
    t = kom_text_trim(t);
    if (f->nil_is_zero && kom_text_is(t, "-")) {
        kom_buf_byte(out, '0');
        return;
    }
    bool is_plain = !kom_cell_needs_care(f) && !(t.n && (unsigned char)t.p[0] == 0xE2);
    if (!is_plain && make_plain(f, t, &plain))
        t = (struct kom_text){plain.p, plain.n};
    if (is_plain && !f->number.thousands) {
        size_t from = out->n;
        kom_buf_text(out, t);
        for (size_t i = from; i < out->n && f->number.decimal != '.'; i++)
            out->p[i] = out->p[i] == f->number.decimal ? '.' : out->p[i];
        return;
    }
    for (size_t i = 0; i < t.n; i++)
        if (!f->number.thousands || t.p[i] != f->number.thousands)
            kom_buf_byte(out, t.p[i] == f->number.decimal ? '.' : t.p[i]);
}

/* ---- days and periods ---- */

enum kom_cell kom_cell_day(const struct kom_cell_form *f, struct kom_text t, int32_t *day) {
    t = kom_text_trim(t);
    *day = KOM_DAY_NONE;
    if (t.n == 0 || (f->n_missing && kom_cell_is_listed(f, t)))
        return KOM_CELL_MISSING;
    if (!kom_day_parse(t, f->day, day))
        return KOM_CELL_BAD;
    if (*day >= KOM_DAY_YEAR_9999)
        *day = KOM_DAY_OPEN;
    return KOM_CELL_VALUE;
}

enum kom_cell kom_cell_period(const struct kom_cell_form *f, struct kom_text t,
                              struct kom_period *period) {
    t = kom_text_trim(t);
    if (t.n == 0 || kom_cell_is_listed(f, t))
        return KOM_CELL_MISSING;
    return kom_period_read(t, f->day, period) ? KOM_CELL_VALUE : KOM_CELL_BAD;
}

/* ---- groups ---- */

/* A period as it is written everywhere; what is none stays. */
KOM_APART static struct kom_text group_of_period(const struct kom_cell_form *form,
                                                 struct kom_text t, char room[16]) {
    struct kom_period p;
    if (kom_cell_period(form, t, &p) == KOM_CELL_VALUE)
        return (struct kom_text){room, kom_period_format(room, p)};
    return t;
}

struct kom_text kom_cell_group(const struct kom_cell_form *f, const struct kom_word *word,
                               struct kom_text t, char room[16]) {
    bool is_period = (word && word->kind == KOM_KIND_PERIOD) || f->day.shape != KOM_DAY_ISO;
    return is_period ? group_of_period(f, t, room) : t;
}

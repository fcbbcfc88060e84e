/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TIMEVAL: which periods the categories of a variable are. */
#include <stdio.h>
#include <string.h>

#include "days.h"
#include "px.h"

/* TLIST(A1) and its kin. */
static const struct scale {
    const char *word;
    enum kom_period_kind kind;
    size_t n_digits; /* behind the year */
    const char *sign;
} scales[] = {
    {"A1", KOM_PERIOD_YEAR, 0, ""},      {"H1", KOM_PERIOD_HALF, 1, "-H"},
    {"Q1", KOM_PERIOD_QUARTER, 1, "-Q"}, {"M1", KOM_PERIOD_MONTH, 2, "-"},
    {"W1", KOM_PERIOD_WEEK, 2, "-W"},    {"D1", KOM_PERIOD_DAY, 4, "-"},
};

static const struct scale *scale_of(const struct kom_px *f, const struct kom_px_entry *e) {
    const struct kom_px_token *t = &f->token[e->value];
    if (e->n_values < 3 || strcmp(t[0].text, "TLIST") != 0 || t[1].kind != '(')
        return NULL;
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++)
        if (strcmp(t[2].text, scales[i].word) == 0)
            return &scales[i];
    return NULL;
}

/* 20194, or 2019Q4, of quarters. */
static bool read_period(const struct scale *s, const char *text, struct kom_period *p) {
    char label[24];
    struct kom_text t = kom_text_trim(kom_text_of(text));
    const size_t year = 4;
    if (t.n < year || !kom_is_digits((struct kom_text){t.p, year}))
        return false;
    struct kom_text rest = {t.p + year, t.n - year};
    bool has_letter = rest.n && strchr("HKQMUWD", rest.p[0]) && rest.p[0];
    if (has_letter && s->n_digits)
        rest = (struct kom_text){rest.p + 1, rest.n - 1};
    if (rest.n != s->n_digits || (rest.n && !kom_is_digits(rest)))
        return false;
    if (s->kind == KOM_PERIOD_DAY)
        snprintf(label, sizeof label, "%.4s-%.2s-%.2s", t.p, rest.p, rest.p + 2);
    else
        snprintf(label, sizeof label, "%.4s%s%.*s", t.p, s->sign, (int)rest.n,
                 rest.n ? rest.p : "");
    return kom_period_parse(kom_text_of(label), p) && p->kind == s->kind;
}

/* The periods as they come, an interval "1994"-"2024" as all of it. */
struct walk {
    struct kom_px *f;
    const struct scale *scale;
    struct kom_cube_dimension *d;
    uint64_t n;        /* so far */
    const char **code; /* of each category */
    struct kom_period last;
};

/* False: memory ran out; beyond the categories they are counted only. */
static bool add(struct walk *w, struct kom_period p) {
    char label[16];
    size_t n = kom_period_format(label, p);
    w->last = p;
    if (w->n < w->d->n)
        w->code[w->n] = kom_arena_copy(&w->f->cube.arena, label, n);
    bool is_there = w->n >= w->d->n || w->code[w->n];
    w->n++;
    return is_there;
}

/* False: a text is no period of this scale, or memory ran out (then w->f->err says so). */
static enum kom_status walk(struct walk *w, const struct kom_px_entry *e, bool *is_clear) {
    bool is_range = false;
    *is_clear = true;
    for (size_t i = 3; i < e->n_values && *is_clear; i++) {
        const struct kom_px_token *t = &w->f->token[e->value + i];
        struct kom_period p;
        if (t->kind == '-')
            is_range = w->n > 0;
        if (t->kind != '"')
            continue;
        *is_clear = read_period(w->scale, t->text, &p);
        bool is_there = true;
        while (*is_clear && is_there && is_range && w->last.number + 1 < p.number &&
               w->n <= w->d->n) {
            struct kom_period next = w->last;
            next.number++;
            is_there = add(w, next);
        }
        if (*is_clear && is_there)
            is_there = add(w, p);
        if (!is_there)
            return kom_no_memory_in(w->f->err, w->f->cube.file.name);
        is_range = false;
    }
    return KOM_OK;
}

/* Does a text of a category say another period? Of a text that is no period, or one of another
   kind, nobody can tell, but for a year. */
static bool is_another(const struct scale *s, const char *text, const char *code) {
    struct kom_period said, meant;
    if (!text || !kom_period_parse(kom_text_of(code), &meant))
        return false;
    const struct kom_text t = kom_text_trim(kom_text_of(text));
    if (!read_period(s, text, &said) && !kom_period_parse(t, &said))
        return false;
    if (said.kind == meant.kind)
        return said.number != meant.number;
    return said.kind == KOM_PERIOD_YEAR && memcmp(t.p, code, 4) != 0;
}

/* Which of both the numbers are of only its maker knows. */
static enum kom_status check_words(const struct walk *w, const struct kom_px_entry *e,
                                   const char *name) {
    for (uint64_t i = 0; i < w->d->n; i++) {
        const struct kom_cube_category *c = &w->d->category[i];
        const char *word = is_another(w->scale, c->code, w->code[i])   ? c->code
                           : is_another(w->scale, c->text, w->code[i]) ? c->text
                                                                       : NULL;
        if (word)
            return kom_px_fail(w->f, e->line,
                               "\"%.100s\": its category %llu is \"%.100s\", and %s by TIMEVAL; "
                               "get the file anew",
                               name, (unsigned long long)i + 1, word, w->code[i]);
    }
    return KOM_OK;
}

/* Where VALUES alone name the categories, they stay as the texts of the periods. */
static void take_over(const struct walk *w) {
    for (uint64_t i = 0; i < w->d->n; i++) {
        struct kom_cube_category *c = &w->d->category[i];
        if (!c->text)
            c->text = c->code;
        c->code = w->code[i];
    }
    w->d->is_period = true;
}

enum kom_status kom_px_periods(struct kom_px *f, struct kom_cube_dimension *d, const char *name) {
    const struct kom_px_entry *e = kom_px_find(f, "TIMEVAL", name, NULL);
    if (!e)
        return KOM_OK;
    struct walk w = {.f = f, .d = d, .scale = scale_of(f, e)};
    bool is_clear = w.scale;
    enum kom_status status = KOM_OK;
    w.code = kom_arena_take(&f->cube.arena, (d->n + 1) * sizeof *w.code);
    if (!w.code)
        return kom_no_memory_in(f->err, f->cube.file.name);
    if (is_clear)
        status = walk(&w, e, &is_clear);
    if (status)
        return status;
    if (!is_clear || w.n == 0) { /* TLIST(A1) alone: the codes stay */
        f->unclear_time = name;
        return KOM_OK;
    }
    if (w.n != d->n)
        return kom_px_fail(
            f, e->line,
            "\"%.100s\" has %llu VALUES and %s%llu periods of TIMEVAL; get the file anew", name,
            (unsigned long long)d->n, w.n > d->n ? "at least " : "", (unsigned long long)w.n);
    status = check_words(&w, e, name);
    if (!status)
        take_over(&w);
    return status;
}

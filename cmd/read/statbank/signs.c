/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which sign is which word: those that all banks share, then Eurostat's and SDMX's letters. */
#include "signs.h"

#include <string.h>

static const char *const words[KOM_N_SIGNED] = {
    [KOM_SIGNED_NOTHING] = "",
    [KOM_SIGNED_MISSING] = "missing",
    [KOM_SIGNED_IMPOSSIBLE] = "impossible",
    [KOM_SIGNED_HIDDEN] = "hidden",
    [KOM_SIGNED_NIL] = "nil",
    [KOM_SIGNED_PROVISIONAL] = "provisional",
    [KOM_SIGNED_BREAK] = "break",
};

static bool is_any(struct kom_text t, const char *const *list) {
    bool is = false;
    for (; *list; list++)
        is = is || kom_text_is(t, *list);
    return is;
}

/* Of a cell without a number. What nobody knows is missing all the same. */
static enum kom_sign_word word_of_none(const struct kom_cube_cell *cell) {
    static const char *const impossible[] = {".", "z", "Z", NULL};
    static const char *const hidden[] = {"c", "C", NULL};
    if (kom_text_is(cell->sign, "-") && !cell->is_dots)
        return KOM_SIGNED_NIL;
    return is_any(cell->sign, impossible) ? KOM_SIGNED_IMPOSSIBLE
           : is_any(cell->sign, hidden)   ? KOM_SIGNED_HIDDEN
                                          : KOM_SIGNED_MISSING;
}

/* Eurostat writes several flags as one word: "bep". */
static bool has_flag(struct kom_text t, char flag) {
    bool has = false, is_flags = t.n > 1 && t.n <= 4;
    for (size_t i = 0; i < t.n && is_flags; i++) {
        is_flags = strchr("bdefinprsu", t.p[i]) && t.p[i];
        has = has || t.p[i] == flag;
    }
    return is_flags && has;
}

/* Of a cell with a number. */
static enum kom_sign_word word_of_number(struct kom_text sign) {
    static const char *const none[] = {".", "..", "...", ":", NULL};
    static const char *const provisional[] = {"p", "P", NULL};
    static const char *const broken[] = {"b", "B", NULL};
    if (is_any(sign, none))
        return kom_text_is(sign, ".") ? KOM_SIGNED_IMPOSSIBLE : KOM_SIGNED_MISSING;
    return is_any(sign, broken) || has_flag(sign, 'b')        ? KOM_SIGNED_BREAK
           : is_any(sign, provisional) || has_flag(sign, 'p') ? KOM_SIGNED_PROVISIONAL
                                                              : KOM_SIGNED_NOTHING;
}

/* Does the word say the sign already? */
static bool is_plain(struct kom_text sign, enum kom_sign_word word) {
    static const char *const plain[KOM_N_SIGNED][3] = {
        [KOM_SIGNED_MISSING] = {"..", NULL},   [KOM_SIGNED_IMPOSSIBLE] = {".", NULL},
        [KOM_SIGNED_NIL] = {"-", NULL},        [KOM_SIGNED_PROVISIONAL] = {"p", "P", NULL},
        [KOM_SIGNED_BREAK] = {"b", "B", NULL},
    };
    return sign.n == 0 || is_any(sign, plain[word]);
}

static void put_status(struct kom_buf *out, struct kom_text sign, enum kom_sign_word word) {
    kom_buf_byte(out, ',');
    if (word == KOM_SIGNED_NOTHING || is_plain(sign, word)) {
        kom_buf_str(out, words[word]);
        return;
    }
    struct kom_buf text = {0};
    kom_buf_str(&text, words[word]);
    kom_buf_byte(&text, ':');
    kom_buf_text(&text, sign);
    kom_buf_csv(out, kom_buf_view(&text));
    out->failed = out->failed || text.failed;
    kom_buf_fini(&text);
}

static void count_unknown(struct kom_sign_counts *c, struct kom_text sign) {
    int i = 0;
    c->n_unknown++;
    while (i < c->n_named && !kom_text_is(sign, c->unknown[i]))
        i++;
    if (i == KOM_SIGNS_NAMED || sign.n >= sizeof c->unknown[0])
        return;
    if (i == c->n_named) {
        memcpy(c->unknown[i], sign.p, sign.n);
        c->unknown[i][sign.n] = '\0';
        c->n_named++;
    }
    c->n_of[i]++;
}

/* Instead of a number; a reader of ours knows the two signs in number columns. */
static void put_none(struct kom_buf *out, const struct kom_cube_cell *cell, enum kom_sign_word word,
                     bool has_status) {
    if (word == KOM_SIGNED_NIL)
        kom_buf_byte(out, '0');
    else if (!has_status && cell->sign.n)
        kom_buf_str(out, word == KOM_SIGNED_IMPOSSIBLE ? "." : "..");
}

void kom_sign_put(struct kom_buf *out, const struct kom_cube_cell *cell, bool has_status,
                  struct kom_sign_counts *c) {
    bool has_number = cell->number.n > 0;
    if (has_number && !cell->sign.n) {
        kom_buf_text(out, cell->number);
        if (has_status)
            kom_buf_byte(out, ',');
        return;
    }
    enum kom_sign_word word = has_number ? word_of_number(cell->sign) : word_of_none(cell);
    bool is_against = has_number && (word == KOM_SIGNED_MISSING || word == KOM_SIGNED_IMPOSSIBLE);
    if (has_number && !is_against)
        kom_buf_text(out, cell->number);
    else
        put_none(out, cell, word, has_status);
    c->n_against += is_against;
    if (!has_number || word)
        c->word[word]++;
    else
        count_unknown(c, cell->sign);
    if (has_status)
        put_status(out, cell->sign, word);
}

/* ---- what is said ---- */

static void add_count(struct kom_buf *out, const char *name, uint64_t n) {
    if (n)
        kom_buf_printf(out, "%s%s %llu", out->n ? ", " : "", name, (unsigned long long)n);
}

static void add_list(struct kom_buf *out, const char *before, struct kom_buf *list,
                     const char *after) {
    if (list->n)
        kom_buf_printf(out, "%s%s%.*s%s", out->n ? "; " : "", before, (int)list->n, list->p, after);
    kom_buf_fini(list);
}

void kom_sign_warn(const struct kom_sign_counts *c, struct kom_buf *out) {
    if (c->n_against)
        kom_buf_printf(out, "numbers beside a sign that there is none, left out: %llu",
                       (unsigned long long)c->n_against);
}

void kom_sign_note(const struct kom_sign_counts *c, struct kom_buf *out) {
    struct kom_buf none = {0}, marked = {0}, said = {0}, other = {0};
    for (int i = KOM_SIGNED_MISSING; i <= KOM_SIGNED_HIDDEN; i++)
        add_count(&none, words[i], c->word[i]);
    for (int i = KOM_SIGNED_PROVISIONAL; i <= KOM_SIGNED_BREAK; i++)
        add_count(&marked, words[i], c->word[i]);
    add_list(&said, "without a number: ", &none, "");
    add_list(&said, "with a mark: ", &marked, "");
    add_list(out, "", &said, "");
    for (int i = 0; i < c->n_named; i++)
        add_count(&other, c->unknown[i], c->n_of[i]);
    add_list(out, "signs beside numbers that no word of a status stands for, left out: ", &other,
             "");
    if (c->n_unknown && !c->n_named)
        kom_buf_printf(out, "%ssigns beside numbers that no word of a status stands for, left out",
                       out->n ? "; " : "");
    if (c->word[KOM_SIGNED_NIL])
        kom_buf_printf(out, "%snil (-), written 0: %llu", out->n ? "; " : "",
                       (unsigned long long)c->word[KOM_SIGNED_NIL]);
}

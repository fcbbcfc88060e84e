/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking words up. Headers are short, so plain loops over the vocabulary do. */
#include "vocab.h"

#include <string.h>

static const struct kom_word words[] = {
#define KOM_WORD(name, kind, adds, aliases) {#name, KOM_KIND_##kind, KOM_ADDS_##adds, aliases},
#include "vocab.def"
#undef KOM_WORD
};

enum { N_WORDS = sizeof words / sizeof words[0] };

/* The next one or two bytes of a name in lower case with ae, oe, aa for the Danish letters; how
 * many, 0 at the end. */
static size_t next_folded(struct kom_text *t, char out[2]) {
    static const struct {
        unsigned char second; /* of the lower-case letter, after 0xC3 */
        char as[3];
    } danish[] = {{0xa6, "ae"}, {0xb8, "oe"}, {0xa5, "aa"}};
    if (t->n == 0)
        return 0;
    unsigned char c = (unsigned char)t->p[0], d = t->n > 1 ? (unsigned char)t->p[1] : 0;
    t->p++;
    t->n--;
    for (size_t i = 0; c == 0xc3 && i < sizeof danish / sizeof danish[0]; i++) {
        if ((d | 0x20) == danish[i].second) {
            t->p++;
            t->n--;
            memcpy(out, danish[i].as, 2);
            return 2;
        }
    }
    out[0] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return 1;
}

void kom_name_fold(struct kom_buf *buf, struct kom_text t) {
    char out[2];
    for (size_t n; (n = next_folded(&t, out));)
        kom_buf_add(buf, out, n);
}

/* No memory is needed, so that "not alike" means that and nothing else. */
bool kom_name_alike(struct kom_text a, struct kom_text b) {
    char x[2], y[2];
    size_t n = 0, m = 0, i = 0, k = 0;
    for (;;) {
        if (i == n) {
            n = next_folded(&a, x);
            i = 0;
        }
        if (k == m) {
            m = next_folded(&b, y);
            k = 0;
        }
        if (n == 0 || m == 0)
            return n == m;
        if (x[i++] != y[k++])
            return false;
    }
}

uint64_t kom_name_hash(struct kom_text name, struct kom_hash_seed seed) {
    char out[2];
    uint64_t h = seed.add;
    for (size_t n; (n = next_folded(&name, out));)
        for (size_t i = 0; i < n; i++)
            h = kom_hash_fold(h ^ (unsigned char)out[i], seed.times);
    return h;
}

const struct kom_word *kom_words(size_t *n) {
    *n = N_WORDS;
    return words;
}

size_t kom_word_number(const struct kom_word *word) {
    return (size_t)(word - words);
}

const struct kom_word *kom_word_canonical(struct kom_text name) {
    for (size_t i = 0; i < N_WORDS; i++)
        if (kom_text_is(name, words[i].name))
            return &words[i];
    return NULL;
}

/* Is the folded name one of the comma-separated names? */
static bool is_among(const char *names, struct kom_text name) {
    for (const char *p = names; *p; p += *p == ',') {
        size_t i = 0;
        while (i < name.n && p[i] == name.p[i] && p[i] && p[i] != ',')
            i++;
        if (i == name.n && (p[i] == ',' || !p[i]))
            return true;
        for (p += i; *p && *p != ',';)
            p++;
    }
    return false;
}

const struct kom_word *kom_word_find(struct kom_text name) {
    char folded[64]; /* longer than any word */
    struct kom_text t = {folded, 0};
    for (size_t n; t.n + 2 <= sizeof folded && (n = next_folded(&name, folded + t.n));)
        t.n += n;
    if (name.n || t.n == 0)
        return NULL;
    const struct kom_word *word = kom_word_canonical(t);
    for (size_t i = 0; i < N_WORDS && !word; i++)
        if (is_among(words[i].aliases, t))
            word = &words[i];
    return word;
}

bool kom_word_is_person(const struct kom_word *word) {
    return word && (strcmp(word->name, "person") == 0 || strcmp(word->name, "respondent") == 0);
}

enum { NEAR_MAX = 64 };

/* Edits (insert, delete, replace) from a to b, cut off at 3 (Wagner and Fischer 1974, one row). */
static size_t edit_distance(struct kom_text a, struct kom_text b) {
    size_t row[NEAR_MAX + 1];
    if (a.n > NEAR_MAX || b.n > NEAR_MAX)
        return 3;
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t change = diagonal + (a.p[i - 1] != b.p[j - 1]);
            diagonal = row[j];
            size_t step = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = change < step ? change : step;
        }
    }
    return row[b.n];
}

/* The folded name in a room of its own; what is longer is cut: only its beginning tells then. */
static struct kom_text fold_into(char room[NEAR_MAX + 2], struct kom_text t) {
    char out[2];
    size_t at = 0;
    for (size_t n; at <= NEAR_MAX && (n = next_folded(&t, out)); at += n)
        memcpy(room + at, out, n);
    return (struct kom_text){room, at};
}

static bool is_near(struct kom_text a, struct kom_text b) {
    char x[NEAR_MAX + 2], y[NEAR_MAX + 2];
    struct kom_text u = fold_into(x, a), v = fold_into(y, b);
    size_t shorter = u.n < v.n ? u.n : v.n;
    bool near = shorter > 0 && edit_distance(u, v) <= (shorter > 5 ? 2u : 1u);
    return near || (shorter >= 3 && memcmp(u.p, v.p, shorter) == 0);
}

/* What of a heading is near a name: itself, or the word that it stands for, which is as good a name
   ("amount" of beloeb to "amout"); nothing. */
static struct kom_text near_part(struct kom_text heading, struct kom_text name) {
    if (is_near(heading, name))
        return heading;
    const struct kom_word *word = kom_word_find(heading);
    struct kom_text part = kom_text_of(word ? word->name : "");
    return is_near(part, name) ? part : kom_text_of("");
}

/* At most three near names, each between two texts. */
static bool list_near(const struct kom_text *names, size_t n, struct kom_text name,
                      const char *before, const char *after, struct kom_buf *out) {
    size_t found = 0;
    for (size_t i = 0; i < n && found < 3; i++) {
        struct kom_text part = near_part(names[i], name);
        if (part.n == 0)
            continue;
        kom_buf_str(out, found++ ? ", " : "");
        kom_buf_str(out, before);
        kom_buf_text(out, part);
        kom_buf_str(out, after);
    }
    return found > 0;
}

bool kom_name_is_year(struct kom_text name) {
    return kom_name_alike(name, kom_text_of("aar"));
}

bool kom_name_is_month(struct kom_text name) {
    return kom_name_alike(name, kom_text_of("maaned"));
}

bool kom_names_near(const struct kom_text *names, size_t n, struct kom_text name,
                    struct kom_buf *out) {
    return list_near(names, n, name, "\"", "\"", out);
}

struct kom_text kom_names_nearest(const struct kom_text *names, size_t n, struct kom_text name) {
    for (size_t i = 0; i < n; i++)
        if (near_part(names[i], name).n)
            return names[i];
    return (struct kom_text){NULL, 0};
}

bool kom_names_near_with(const struct kom_text *names, size_t n, struct kom_text name,
                         const char *before, struct kom_buf *out) {
    return list_near(names, n, name, before, "", out);
}

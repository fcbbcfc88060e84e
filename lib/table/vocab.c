/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking words up. Headers are short, so plain loops over the vocabulary do. */
#include "vocab.h"

#include <string.h>

#include "shell_word.h"

#define TURN_FIRST "turn the table first: "

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

const struct kom_word *kom_word_canonical(struct kom_text name) {
    for (size_t i = 0; i < N_WORDS; i++)
        if (kom_text_is(name, words[i].name))
            return &words[i];
    return NULL;
}

/* Is the name one of the comma-separated aliases? */
static bool in_aliases(const char *aliases, struct kom_text name) {
    while (*aliases) {
        const char *comma = strchr(aliases, ',');
        size_t n = comma ? (size_t)(comma - aliases) : strlen(aliases);
        if (kom_name_alike(name, (struct kom_text){aliases, n}))
            return true;
        aliases += n + (comma != NULL);
    }
    return false;
}

const struct kom_word *kom_word_find(struct kom_text name) {
    for (size_t i = 0; i < N_WORDS; i++)
        if (kom_name_alike(name, kom_text_of(words[i].name)))
            return &words[i];
    for (size_t i = 0; i < N_WORDS; i++)
        if (in_aliases(words[i].aliases, name))
            return &words[i];
    return NULL;
}

/* Headings that hold a name or an area where another heading holds the code: the code wins. */
static bool is_name_beside_code(struct kom_text name, struct kom_text other) {
    return kom_name_alike(name, kom_text_of("kommune")) && !kom_name_alike(other, name);
}

/* Month beside year is one period, which the reader puts together: neither heading alone is it. */
static bool is_year_beside_month(struct kom_text a, struct kom_text b) {
    return kom_name_alike(a, kom_text_of("aar")) && kom_name_alike(b, kom_text_of("maaned"));
}

static int find_plain(const struct kom_text *headings, size_t n, struct kom_text name) {
    for (size_t i = 0; i < n; i++)
        if (kom_text_equal(headings[i], name))
            return (int)i;
    for (size_t i = 0; i < n; i++)
        if (kom_name_alike(headings[i], name))
            return (int)i;
    return -1;
}

/* Fails with what out holds, and lets it go. */
static enum kom_status fail_with(struct kom_buf *out, struct kom_error *err) {
    enum kom_status status = out->failed ? kom_fail(err, KOM_ENOMEM, "out of memory")
                                         : kom_fail(err, KOM_EDATA, "%.*s", (int)out->n, out->p);
    kom_buf_fini(out);
    return status;
}

/* "--rename NEW=OLD"; names of a side table are changed by kom-read, before it is used. */
static void add_renaming(struct kom_buf *out, struct kom_text to, struct kom_text from,
                         struct kom_header_at place) {
    kom_buf_str(out, place.side ? "kom-read --rename " : "--rename ");
    kom_shell_pair(out, NULL, to, from);
    if (place.side) {
        kom_buf_byte(out, ' ');
        kom_shell_word(out, kom_text_of(place.file));
    }
}

static enum kom_status two_meanings(struct kom_text a, struct kom_text b, const char *word,
                                    struct kom_header_at place, struct kom_error *err) {
    struct kom_buf out = {0};
    kom_buf_printf(&out, "%s: columns \"%.*s\" and \"%.*s\" ", place.file, (int)a.n, a.p, (int)b.n,
                   b.p);
    if (is_year_beside_month(a, b) || is_year_beside_month(b, a)) {
        kom_buf_str(&out, "make one period together; kom-read --canonical joins them");
        return fail_with(&out, err);
    }
    kom_buf_printf(&out, "both mean %s; %s", word, place.side ? TURN_FIRST : "say which with ");
    add_renaming(&out, kom_text_of(word), a, place);
    kom_buf_str(&out, " or ");
    add_renaming(&out, kom_text_of(word), b, place);
    return fail_with(&out, err);
}

/* All names, those of one name told apart by a number. */
static void add_new_names(struct kom_buf *out, const struct kom_text *headings, size_t n,
                          struct kom_text name) {
    unsigned n_same = 0;
    for (size_t i = 0; i < n; i++) {
        struct kom_buf one = {0};
        kom_buf_text(&one, headings[i]);
        if (kom_text_equal(headings[i], name) && n_same++)
            kom_buf_printf(&one, "_%u", n_same);
        kom_buf_str(out, i ? "," : "");
        kom_buf_csv(out, kom_buf_view(&one));
        out->failed = out->failed || one.failed;
        kom_buf_fini(&one);
    }
}

static enum kom_status two_alike(const struct kom_text *headings, size_t n, struct kom_text name,
                                 struct kom_header_at place, struct kom_error *err) {
    struct kom_buf out = {0}, names = {0};
    const char *side = place.side ? place.side : "", *colon = place.side ? ":" : "";
    kom_buf_printf(&out, "%s: two columns are called \"%.*s\"; give one another heading",
                   place.file, (int)name.n, name.p);
    kom_buf_printf(&names, "%s%s", side, colon);
    add_new_names(&names, headings, n, name);
    if (place.line && names.n <= 500) {
        kom_buf_printf(&out, ": --skip-lines %s%s%llu --header ", side, colon,
                       (unsigned long long)place.line);
        kom_shell_word(&out, kom_buf_view(&names));
    }
    out.failed = out.failed || names.failed;
    kom_buf_fini(&names);
    return fail_with(&out, err);
}

enum kom_status kom_heading_find(const struct kom_text *headings, size_t n, struct kom_text name,
                                 struct kom_header_at place, int *column, struct kom_error *err) {
    *column = find_plain(headings, n, name);
    for (size_t i = (size_t)(*column + 1); *column >= 0 && i < n; i++)
        if (kom_text_equal(headings[i], headings[*column]))
            return two_alike(headings, n, headings[*column], place, err);
    const struct kom_word *word = kom_word_find(name);
    if (!word || *column >= 0)
        return KOM_OK;
    *column = find_plain(headings, n, kom_text_of(word->name));
    if (*column >= 0)
        return KOM_OK;
    for (size_t i = 0; i < n; i++) {
        if (kom_word_find(headings[i]) != word)
            continue;
        if (*column < 0 || is_name_beside_code(headings[*column], headings[i]))
            *column = (int)i;
        else if (!is_name_beside_code(headings[i], headings[*column]))
            return two_meanings(headings[*column], headings[i], word->name, place, err);
    }
    return KOM_OK;
}

/* Edits (insert, delete, replace) from a to b, cut off at 3 (Wagner and Fischer 1974, one row). */
static size_t edit_distance(struct kom_text a, struct kom_text b) {
    size_t row[65];
    if (a.n > 64 || b.n > 64)
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

static bool is_near(struct kom_text a, struct kom_text b) {
    struct kom_buf x = {0}, y = {0};
    kom_name_fold(&x, a);
    kom_name_fold(&y, b);
    struct kom_text u = kom_buf_view(&x), v = kom_buf_view(&y);
    size_t shorter = u.n < v.n ? u.n : v.n;
    bool near = shorter > 0 && edit_distance(u, v) <= (shorter > 5 ? 2u : 1u);
    near = near || (shorter >= 3 && memcmp(u.p, v.p, shorter) == 0);
    kom_buf_fini(&x);
    kom_buf_fini(&y);
    return near;
}

/* At most three near names, each between two texts. */
static bool list_near(const struct kom_text *names, size_t n, struct kom_text name,
                      const char *before, const char *after, struct kom_buf *out) {
    size_t found = 0;
    for (size_t i = 0; i < n && found < 3; i++) {
        if (!is_near(names[i], name))
            continue;
        kom_buf_str(out, found++ ? ", " : "");
        kom_buf_str(out, before);
        kom_buf_text(out, names[i]);
        kom_buf_str(out, after);
    }
    return found > 0;
}

bool kom_names_near(const struct kom_text *names, size_t n, struct kom_text name,
                    struct kom_buf *out) {
    return list_near(names, n, name, "\"", "\"", out);
}

struct kom_text kom_names_nearest(const struct kom_text *names, size_t n, struct kom_text name) {
    for (size_t i = 0; i < n; i++)
        if (is_near(names[i], name))
            return names[i];
    return (struct kom_text){NULL, 0};
}

bool kom_names_near_with(const struct kom_text *names, size_t n, struct kom_text name,
                         const char *before, struct kom_buf *out) {
    return list_near(names, n, name, before, "", out);
}

enum kom_status kom_heading_missing(const struct kom_text *headings, size_t n, struct kom_text name,
                                    struct kom_header_at place, struct kom_error *err) {
    struct kom_buf out = {0}, near = {0}, all = {0};
    struct kom_text found = kom_text_of("COLUMN");
    bool has_near = kom_names_near(headings, n, name, &near);
    for (size_t i = 0; i < n && all.n < 500; i++) {
        kom_buf_str(&all, i ? ", " : "");
        kom_buf_text(&all, headings[i]);
    }
    if (has_near)
        found = kom_names_nearest(headings, n, name);
    kom_buf_printf(&out, "%s: no column \"%.*s\"%s%.*s; it has %.*s; ", place.file, (int)name.n,
                   name.p, has_near ? "; did you mean " : "", (int)near.n, near.p ? near.p : "",
                   (int)all.n, all.p ? all.p : "no columns");
    kom_buf_str(&out, place.side ? TURN_FIRST : "");
    add_renaming(&out, name, found, place);
    kom_buf_str(&out, place.side ? "" : has_near ? " names it" : " names one");
    out.failed = out.failed || near.failed || all.failed;
    kom_buf_fini(&near);
    kom_buf_fini(&all);
    return fail_with(&out, err);
}

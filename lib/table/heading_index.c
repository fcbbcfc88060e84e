/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three tables of places: by spelling and running number, by letters without case, and by word.

   A name is looked for in that order. Places that are alike, or mean one word, are linked from the
   first to the last, so that two of them are known at once, and all are gone through without a look
   at other headings. Words of the vocabulary are looked up for all headings together, as folding
   names costs more than finding them. */
#include "heading_index.h"

#include <string.h>

#include "heading_say.h"
#include "intern.h"

/* ---- looking up ---- */

static uint64_t spelling_hash(const struct kom_heading_index *x, struct kom_text name,
                              uint32_t nth) {
    return kom_hash_seeded(kom_hash_bytes(name.p, name.n, x->seed) + nth, x->seed);
}

/* The slot of the nth of that spelling, or the empty one where it belongs. */
static uint32_t *spelling_slot(const struct kom_heading_index *x, struct kom_text name,
                               uint32_t nth) {
    size_t at = spelling_hash(x, name, nth) & (x->n_slots - 1);
    while (x->spelt[at] &&
           !(x->nth[x->spelt[at] - 1] == nth && kom_text_equal(x->name[x->spelt[at] - 1], name)))
        at = (at + 1) & (x->n_slots - 1);
    return &x->spelt[at];
}

/* The same of the first of those that are alike. */
static uint32_t *alike_slot(const struct kom_heading_index *x, struct kom_text name) {
    size_t at = kom_name_hash(name, x->seed) & (x->n_slots - 1);
    while (x->alike[at] && !kom_name_alike(x->name[x->alike[at] - 1], name))
        at = (at + 1) & (x->n_slots - 1);
    return &x->alike[at];
}

int kom_heading_spelt(const struct kom_heading_index *x, struct kom_text name, uint32_t nth) {
    return x->n ? (int)*spelling_slot(x, name, nth) - 1 : -1;
}

int kom_heading_plain(const struct kom_heading_index *x, struct kom_text name) {
    int at = kom_heading_spelt(x, name, 0);
    return at >= 0 || x->n == 0 ? at : (int)*alike_slot(x, name) - 1;
}

bool kom_heading_mark(const struct kom_heading_index *x, struct kom_text name, uint32_t mark,
                      uint32_t *marks) {
    const struct kom_word *word = kom_word_find(name);
    bool any = false;
    if (x->n == 0)
        return false;
    for (uint32_t at = *alike_slot(x, name); at; at = x->next_alike[at - 1], any = true)
        marks[at - 1] = mark;
    for (uint32_t at = word ? x->meant[kom_word_number(word)] : 0; at;
         at = x->next_meant[at - 1], any = true)
        marks[at - 1] = mark;
    return any;
}

/* ---- making one ---- */

/* The words of the vocabulary by their names and aliases. */
struct lexicon {
    struct kom_intern names;
    const struct kom_word **word; /* by number */
    size_t cap;
};

static bool enter(struct lexicon *l, struct kom_text name, const struct kom_word *word) {
    const size_t n = l->names.n;
    void *p = l->word;
    if (kom_grow(&p, &l->cap, n + 1, sizeof *l->word))
        return false;
    l->word = p;
    const uint32_t number = kom_intern_add(&l->names, name);
    if (number == n) /* a new one */
        l->word[number] = word;
    return number != KOM_NO_ID;
}

/* Canonical names first: they win. */
static bool read_words(struct lexicon *l) {
    size_t n;
    const struct kom_word *words = kom_words(&n);
    bool whole = true;
    for (size_t i = 0; i < n && whole; i++)
        whole = enter(l, kom_text_of(words[i].name), &words[i]);
    for (size_t i = 0; i < n && whole; i++)
        for (const char *p = words[i].aliases; *p && whole; p += *p == ',') {
            size_t length = strcspn(p, ",");
            whole = enter(l, (struct kom_text){p, length}, &words[i]);
            p += length;
        }
    return whole;
}

/* As kom_word_find. */
static const struct kom_word *word_of(const struct lexicon *l, struct kom_text name,
                                      struct kom_buf *folded) {
    kom_buf_reset(folded);
    kom_name_fold(folded, name);
    uint32_t number = kom_intern_find(&l->names, kom_buf_view(folded));
    return number == KOM_NO_ID ? NULL : l->word[number];
}

static bool find_words(struct kom_heading_index *x) {
    struct lexicon l = {0};
    struct kom_buf folded = {0};
    bool whole = read_words(&l);
    for (size_t i = 0; i < x->n && whole; i++)
        x->word[i] = word_of(&l, x->name[i], &folded);
    whole = whole && !folded.failed;
    kom_intern_fini(&l.names);
    kom_free(l.word);
    kom_buf_fini(&folded);
    return whole;
}

/* Zeroed, in the index's arena. */
static void *take(struct kom_heading_index *x, size_t n, size_t size) {
    void *p = kom_arena_take(&x->arena, n * size);
    return p ? memset(p, 0, n * size) : NULL;
}

static bool take_room(struct kom_heading_index *x) {
    size_t n_words;
    (void)kom_words(&n_words);
    x->n_slots = 4;
    while (x->n_slots < 2 * x->n)
        x->n_slots *= 2;
    x->word = take(x, x->n, sizeof *x->word);
    x->nth = take(x, x->n, sizeof *x->nth);
    x->next_alike = take(x, x->n, sizeof *x->next_alike);
    x->next_meant = take(x, x->n, sizeof *x->next_meant);
    x->spelt = take(x, x->n_slots, sizeof *x->spelt);
    x->alike = take(x, x->n_slots, sizeof *x->alike);
    x->meant = take(x, n_words, sizeof *x->meant);
    x->asked = take(x, x->n, sizeof *x->asked);
    x->wished = take(x, n_words, sizeof *x->wished);
    return x->word && x->nth && x->next_alike && x->next_meant && x->spelt && x->alike &&
           x->meant && x->asked && x->wished;
}

/* From the last to the first, so that each list begins with its first place. */
static void link_places(struct kom_heading_index *x) {
    for (size_t i = x->n; i-- > 0;) {
        uint32_t *alike = alike_slot(x, x->name[i]);
        x->next_alike[i] = *alike;
        *alike = (uint32_t)i + 1;
        if (!x->word[i])
            continue;
        uint32_t *meant = &x->meant[kom_word_number(x->word[i])];
        x->next_meant[i] = *meant;
        *meant = (uint32_t)i + 1;
    }
}

enum kom_status kom_heading_index_make(struct kom_heading_index *x, const struct kom_text *name,
                                       size_t n) {
    *x = (struct kom_heading_index){.name = name, .n = n, .seed = kom_hash_seed()};
    uint32_t *count = kom_alloc(n, sizeof *count); /* of each spelling, at its first place */
    bool whole = count && take_room(x) && find_words(x);
    for (size_t i = 0; i < n && whole; i++) {
        uint32_t first = *spelling_slot(x, name[i], 0);
        x->nth[i] = first ? count[first - 1]++ : 0;
        if (!first)
            count[i] = 1;
        *spelling_slot(x, name[i], x->nth[i]) = (uint32_t)i + 1;
    }
    kom_free(count);
    if (whole)
        link_places(x);
    else
        kom_heading_index_fini(x);
    return whole ? KOM_OK : KOM_ENOMEM;
}

void kom_heading_index_fini(struct kom_heading_index *x) {
    kom_arena_fini(&x->arena);
    *x = (struct kom_heading_index){0};
}

struct kom_heading_index *kom_heading_index_new(const struct kom_text *name, size_t n) {
    struct kom_heading_index *x = kom_alloc(1, sizeof *x);
    if (x && kom_heading_index_make(x, name, n) == KOM_OK)
        return x;
    kom_free(x);
    return NULL;
}

void kom_heading_index_free(struct kom_heading_index *x) {
    if (x)
        kom_heading_index_fini(x);
    kom_free(x);
}

/* ---- what a name means ---- */

int kom_heading_sole_alike(const struct kom_heading_index *x, struct kom_text name) {
    const uint32_t at = x->n ? *alike_slot(x, name) : 0;
    return at && !x->next_alike[at - 1] ? (int)at - 1 : -1;
}

int kom_heading_sole_meant(const struct kom_heading_index *x, const struct kom_word *word) {
    const uint32_t at = x->n ? x->meant[kom_word_number(word)] : 0;
    return at && !x->next_meant[at - 1] ? (int)at - 1 : -1;
}

bool kom_heading_is_name_beside(struct kom_text name, struct kom_text other) {
    static const char *const codes[] = {"kom", "kommunekode", "komkode", "kommunenr", "komnr"};
    bool is_code = false;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0] && !is_code; i++)
        is_code = kom_name_alike(other, kom_text_of(codes[i]));
    return is_code && kom_name_alike(name, kom_text_of("kommune"));
}

/* The heading of a word under one of its aliases. */
static enum kom_status find_meant(const struct kom_heading_index *x, const struct kom_word *word,
                                  struct kom_header_at place, int *column, struct kom_error *err) {
    for (uint32_t at = x->n ? x->meant[kom_word_number(word)] : 0; at; at = x->next_meant[at - 1]) {
        int i = (int)at - 1;
        if (*column < 0 || kom_heading_is_name_beside(x->name[*column], x->name[i]))
            *column = i;
        else if (!kom_heading_is_name_beside(x->name[i], x->name[*column]))
            return kom_heading_two_meanings(x->name[*column], x->name[i], word->name, place, err);
    }
    return KOM_OK;
}

static enum kom_status look(const struct kom_heading_index *x, struct kom_text name,
                            struct kom_header_at place, int *column, struct kom_error *err) {
    *column = kom_heading_plain(x, name);
    if (*column >= 0 && kom_heading_spelt(x, x->name[*column], 1) >= 0)
        return kom_heading_two_alike(x->name, x->n, x->name[*column], place, err);
    const struct kom_word *word = *column < 0 ? kom_word_find(name) : NULL;
    if (!word)
        return KOM_OK;
    *column = kom_heading_plain(x, kom_text_of(word->name));
    return *column >= 0 ? KOM_OK : find_meant(x, word, place, column, err);
}

enum kom_status kom_heading_look(const struct kom_heading_index *x, struct kom_text name,
                                 struct kom_header_at place, int *column, struct kom_error *err) {
    const enum kom_status status = look(x, name, place, column, err);
    if (*column >= 0)
        x->asked[*column] = 1;
    return status;
}

enum kom_status kom_heading_find(const struct kom_text *headings, size_t n, struct kom_text name,
                                 struct kom_header_at place, int *column, struct kom_error *err) {
    struct kom_heading_index x;
    *column = -1;
    if (kom_heading_index_make(&x, headings, n))
        return kom_no_memory_in(err, place.file);
    enum kom_status status = kom_heading_look(&x, name, place, column, err);
    kom_heading_index_fini(&x);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for totals are found while rows are read, by length and first letter before anything else;
   whether they are added to their parts is seen from the groups in the end.

   Three questions of a cell, the cheapest first: may it be a word for a total, by its length and
   first letter; is it one, in small letters without blanks and marks; is a main key blank, no code,
   or a word and more, so that the row may be the sum of others? What passes is flagged, a byte a
   row; only flagged rows are looked at again when their group is known (totals_say.c).
   Municipalities' codes are told by a table of a thousand places, as nearly all main keys are such.
   Columns that the call uses part their totals themselves and are not looked at. */
#include "totals.h"

#include <string.h>

#include "places.h"
#include "totals_work.h"

enum { LONGEST = 12 };

/* ---- words ---- */

/* Small letters, without blanks; up to LONGEST bytes. */
static const char *const words[] = {
    "tot",     "sum",     "ialt",       "alle",       "total",       "totalt",      "samtlige",
    "altialt", "allialt", "helelandet", "alldenmark", "heledanmark", "allepersoner"};

/* The cell in small letters without blanks and marks; 0 bytes: it is too long. */
static size_t squeeze(struct kom_text cell, char out[LONGEST]) {
    size_t n = 0;
    for (size_t i = 0; i < cell.n; i++) {
        char c = cell.p[i];
        if (c == ' ' || c == '.' || c == ':' || c == '_' || c == '-')
            continue;
        if (n == LONGEST)
            return 0;
        out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return n;
}

static bool is_in(struct kom_text t) {
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (kom_text_is(t, words[i]))
            return true;
    return false;
}

/* Country and regions: a code below 100, which may have its name after it ("000 Hele landet"), or a
   name. */
bool kom_total_is_area(struct kom_text cell) {
    static const char *const starts[] = {"Region ", "Landsdel ", "Province "};
    size_t n = 0;
    int value = 0;
    for (; n < cell.n && cell.p[n] >= '0' && cell.p[n] <= '9'; n++)
        value = value < 100 ? value * 10 + (cell.p[n] - '0') : value;
    if (n)
        return value < 100 && (n == cell.n || cell.p[n] == ' ');
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (cell.n > strlen(starts[i]) && memcmp(cell.p, starts[i], strlen(starts[i])) == 0)
            return true;
    return kom_text_is(cell, "Hele landet") || kom_text_is(cell, "All Denmark");
}

/* Most cells are none by their length and first letter. */
static bool may_be(struct kom_text cell, bool is_area) {
    if (cell.n < 3 || cell.n > 60)
        return false;
    switch (cell.p[0] | 0x20) {
    case 'a':
    case 'h':
    case 'i':
    case 's':
    case 't':
        return cell.n <= LONGEST + 6;
    default:
        return is_area && (cell.p[0] < 'A' || strchr("RLP", cell.p[0]));
    }
}

bool kom_total_is_word(struct kom_text cell, bool is_area) {
    char room[LONGEST];
    if (!may_be(cell, is_area))
        return false;
    size_t n = squeeze(cell, room);
    return (n && is_in((struct kom_text){room, n})) || (is_area && kom_total_is_area(cell));
}

/* A main key that tells nothing: blank, no municipality's code, or a word for a total and more. */
bool kom_total_is_suspect(struct kom_text cell, bool is_area) {
    size_t n = 0;
    if (cell.n == 0)
        return true;
    while (n < cell.n && cell.p[n] != ' ' && cell.p[n] != ',' && cell.p[n] != ':')
        n++;
    if (n < cell.n && kom_total_is_word((struct kom_text){cell.p, n}, false))
        return true;
    if (n + 4 < cell.n && kom_total_is_word((struct kom_text){cell.p, n + 4}, false))
        return true; /* "I alt kommuner" */
    return is_area && kom_is_digits(cell) && !kom_place_coded(cell);
}

/* ---- key columns ---- */

bool kom_total_may_be_key(struct kom_text heading, bool *is_area) {
    const struct kom_word *word = kom_word_find(heading);
    *is_area = word && (strcmp(word->name, "kom") == 0 || strcmp(word->name, "kom_name") == 0);
    return !word || word->kind != KOM_KIND_NUMBER;
}

/* How near the front of the keys a column stands: what tells rows apart one by one, or when they
   were, stands behind what parts them. */
static int rank_of(struct kom_text heading, bool is_area) {
    const struct kom_word *word = kom_word_find(heading);
    const bool tells_rows = word && (word->kind != KOM_KIND_TEXT || kom_word_is_person(word) ||
                                     strcmp(word->name, "sale_id") == 0);
    return is_area ? 0 : tells_rows ? 3 : word ? 1 : 2;
}

enum kom_status kom_totals_ask(struct kom_total_keys *t, struct kom_extract *x,
                               const struct kom_total_use *use, struct kom_arena *arena,
                               struct kom_error *err) {
    size_t n;
    const struct kom_text *headings = kom_extract_headings(x, &n);
    enum kom_status status = KOM_OK;
    t->n = 0;
    memset(t->is_coded, 0, sizeof t->is_coded);
    for (int i = 0; i < KOM_PLACES; i++) {
        const char *code = kom_places[i].code;
        t->is_coded[(code[0] - '0') * 100 + (code[1] - '0') * 10 + code[2] - '0'] = 1;
    }
    t->column = kom_arena_take(arena, (n + 1) * sizeof *t->column);
    t->is_area = kom_arena_take(arena, (n + 1) * sizeof *t->is_area);
    bool *is_exempt = kom_arena_take(arena, n + 1);
    if (!t->column || !t->is_area || !is_exempt)
        return kom_no_memory(err);
    memset(is_exempt, 0, n + 1);
    for (size_t i = 0; i < use->n_exempt; i++)
        if (use->exempt[i] >= 0)
            is_exempt[x->columns[use->exempt[i]].at] = true;
    for (int rank = 0; rank < 4; rank++) {
        for (size_t i = 0; i < n && t->n < use->max && !status; i++) {
            bool is_area;
            if (!kom_total_may_be_key(headings[i], &is_area) ||
                rank_of(headings[i], is_area) != rank || is_exempt[i])
                continue;
            t->is_area[t->n] = is_area;
            status = kom_extract_want_field(x, i, &t->column[t->n++], err);
        }
    }
    return status;
}

/* ---- rows ---- */

/* A municipality's code, plainly written: most rows of a main key. */
static bool is_plain_code(const struct kom_total_keys *t, struct kom_text cell) {
    if (cell.n == 4 && cell.p[0] == '0')
        cell = (struct kom_text){cell.p + 1, 3};
    if (cell.n != 3)
        return false;
    unsigned a = (unsigned char)cell.p[0] - (unsigned)'0',
             b = (unsigned char)cell.p[1] - (unsigned)'0',
             c = (unsigned char)cell.p[2] - (unsigned)'0';
    return a <= 9 && b <= 9 && c <= 9 && t->is_coded[a * 100 + b * 10 + c];
}

/* Can the cell be nothing but a code or name of its own, by its first byte? */
static inline bool is_own(struct kom_text cell, bool is_area) {
    static const bool begins[32] = {['a' & 31] = true,
                                    ['h' & 31] = true,
                                    ['i' & 31] = true,
                                    ['s' & 31] = true,
                                    ['t' & 31] = true};
    if (cell.n == 0)
        return false;
    unsigned char c = (unsigned char)cell.p[0];
    return !is_area && c > ' ' && !(c >= 'A' && begins[c & 31]);
}

/* Where a cell of 1 to 16 bytes that is nothing may be kept; NULL: it is longer, or blank. */
static struct kom_total_plain *place_of(struct kom_total_seen *seen, size_t key,
                                        struct kom_text cell, struct kom_total_plain *as) {
    if (cell.n == 0 || cell.n > 16)
        return NULL;
    *as = (struct kom_total_plain){kom_text_ends(cell), (uint32_t)cell.n, (uint32_t)key};
    return &seen->plain[kom_text_ends_place(as->ends, KOM_TOTAL_PLAIN_BITS)];
}

static bool is_same(const struct kom_total_plain *a, const struct kom_total_plain *b) {
    return a->ends.first == b->ends.first && a->ends.last == b->ends.last && a->n == b->n &&
           a->key == b->key;
}

/* One cell of key column `key`: what the row is to be looked at for. */
static uint8_t flag_of(const struct kom_total_keys *t, size_t key, struct kom_text cell,
                       struct kom_total_seen *seen) {
    const bool is_area = t->is_area[key];
    cell = kom_text_trim(cell);
    if (kom_total_is_word(cell, is_area))
        return KOM_TOTAL_WORD;
    /* Of too many none is looked at in the end: then a code that nobody knows is one of many. */
    if (key > 0 || seen->n_suspects > KOM_TOTAL_SUSPECTS_MAX ||
        !kom_total_is_suspect(cell, is_area))
        return 0;
    seen->n_suspects++;
    return seen->n_suspects <= KOM_TOTAL_SUSPECTS_MAX ? KOM_TOTAL_SUSPECT : 0;
}

bool kom_totals_block(const struct kom_total_keys *t, struct kom_total_seen *seen,
                      const struct kom_view *v, uint32_t from, uint32_t n, uint8_t *flag) {
    unsigned any = 0;
    memset(flag, 0, n);
    for (size_t k = 0; k < t->n; k++) {
        const bool is_area = t->is_area[k];
        for (uint32_t i = 0; i < n; i++) {
            struct kom_text cell = kom_view_text(v, t->column[k], from + i);
            if (is_own(cell, is_area) || (is_area && is_plain_code(t, cell)))
                continue; /* most cells */
            struct kom_total_plain as, *plain = place_of(seen, k, cell, &as);
            if (plain && is_same(plain, &as))
                continue;
            const uint64_t n_suspects = seen->n_suspects;
            const uint8_t found = flag_of(t, k, cell, seen);
            if (plain && !found && seen->n_suspects == n_suspects)
                *plain = as;
            flag[i] |= found;
            any |= found;
        }
    }
    return any;
}

bool kom_total_add_word(struct kom_total_seen *s, uint32_t column, struct kom_text word,
                        struct kom_text group, uint64_t n_rows) {
    struct kom_buf key = {0};
    size_t n = s->words.n;
    kom_buf_printf(&key, "%u %zu ", (unsigned)column, group.n);
    kom_buf_text(&key, group);
    kom_buf_text(&key, word);
    void *p = s->word;
    bool has_room = !kom_grow(&p, &s->cap_words, n + 1, sizeof *s->word);
    s->word = p;
    uint32_t id =
        key.failed || !has_room ? KOM_NO_ID : kom_intern_add(&s->words, kom_buf_view(&key));
    if (id == KOM_NO_ID) {
        kom_buf_fini(&key);
        return false;
    }
    if (s->words.n > n) { /* the text of the intern ends with group and word */
        struct kom_text whole = s->words.text[id];
        s->word[id] =
            (struct kom_total_word){.column = column,
                                    .word = {whole.p + whole.n - word.n, word.n},
                                    .group = {whole.p + whole.n - word.n - group.n, group.n}};
    }
    s->word[id].n_rows += n_rows;
    kom_buf_fini(&key);
    return true;
}

bool kom_total_add_suspect(struct kom_total_seen *s, const struct kom_total_suspect *one,
                           size_t n_measures) {
    void *p = s->suspect;
    size_t n = s->n_kept;
    if (n >= KOM_TOTAL_SUSPECTS_MAX)
        return true;
    struct kom_num *number = kom_arena_take(&s->arena, (n_measures + 1) * sizeof *number);
    const char *key = kom_arena_copy(&s->arena, one->key.p ? one->key.p : "", one->key.n),
               *group = kom_arena_copy(&s->arena, one->group.p ? one->group.p : "", one->group.n);
    if (!number || !key || !group || kom_grow(&p, &s->cap_suspects, n + 1, sizeof *s->suspect))
        return false;
    s->suspect = p;
    memcpy(number, one->number, n_measures * sizeof *number);
    s->suspect[n] = *one;
    s->suspect[n].key = (struct kom_text){key, one->key.n};
    s->suspect[n].group = (struct kom_text){group, one->group.n};
    s->suspect[n].number = number;
    s->n_kept++;
    return true;
}

bool kom_totals_note(const struct kom_total_keys *t, struct kom_total_seen *seen,
                     const struct kom_total_row *one) {
    bool ok = true;
    for (size_t k = 0; k < t->n && ok && one->flag & KOM_TOTAL_WORD; k++) {
        struct kom_text cell = kom_view_code(one->view, t->column[k], one->row);
        if (kom_total_is_word(cell, t->is_area[k]))
            ok = kom_total_add_word(seen, (uint32_t)k, cell, one->group, 1);
    }
    if (!ok || !(one->flag & KOM_TOTAL_SUSPECT) || !one->number)
        return ok;
    return kom_total_add_suspect(
        seen,
        &(struct kom_total_suspect){.key = kom_view_code(one->view, t->column[0], one->row),
                                    .group = one->group,
                                    .number = one->number,
                                    .file = one->view->file->name,
                                    .line = kom_view_line(one->view, one->row)},
        t->n_measures);
}

bool kom_totals_merge(const struct kom_total_keys *t, struct kom_total_seen *s,
                      const struct kom_total_seen *other) {
    bool ok = true;
    for (size_t i = 0; i < other->words.n && ok; i++)
        ok = kom_total_add_word(s, other->word[i].column, other->word[i].word, other->word[i].group,
                                other->word[i].n_rows);
    for (size_t i = 0; i < other->n_kept && ok; i++)
        ok = kom_total_add_suspect(s, &other->suspect[i], t->n_measures);
    s->n_suspects += other->n_suspects;
    return ok;
}

size_t kom_totals_n_groups(const struct kom_total_seen *s) {
    return s->words.n + s->n_kept;
}

struct kom_text kom_totals_group(const struct kom_total_seen *s, size_t i) {
    return i < s->words.n ? s->word[i].group : s->suspect[i - s->words.n].group;
}

uint64_t kom_totals_nbytes(const struct kom_total_seen *s) {
    return s->arena.nbytes + s->words.arena.nbytes + s->words.cap * sizeof *s->words.text +
           s->words.n_buckets * sizeof *s->words.bucket + s->cap_words * sizeof *s->word +
           s->cap_suspects * sizeof *s->suspect;
}

void kom_total_seen_fini(struct kom_total_seen *s) {
    kom_intern_fini(&s->words);
    kom_free(s->word);
    kom_free(s->suspect);
    kom_arena_fini(&s->arena);
    *s = (struct kom_total_seen){0};
}

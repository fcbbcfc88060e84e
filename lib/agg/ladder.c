/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps from key to key: a byte 1 to 127 is a step of so much on the next line, a byte 0 is
   followed by both, seven bits a byte. A piece can be read alone, so that a key is found by halves.
 */
#include "ladder.h"

#include <string.h>

#include "mem.h"

enum { MAX_DIGITS = 18, MAX_STEP = 1 + 10 + 10 };

/* ---- kinds ---- */

struct parts {
    struct kom_text head;
    size_t n_digits;
    uint64_t number;
    bool has_zero; /* first */
};

/* False: it is no number, or too long a one. */
static bool take_apart(struct kom_text key, struct parts *p) {
    if (key.n < 2 || key.n > 1 + KOM_LADDER_HEAD + MAX_DIGITS ||
        (unsigned char)key.p[0] != key.n - 1)
        return false;
    const char *begin = key.p + 1, *end = key.p + key.n, *digits = end;
    uint64_t number = 0;
    while (digits > begin && (unsigned char)digits[-1] - (unsigned)'0' <= 9)
        digits--;
    for (const char *c = digits; c < end; c++)
        number = number * 10 + (uint64_t)(*c - '0');
    *p = (struct parts){{begin, (size_t)(digits - begin)}, (size_t)(end - digits), number, false};
    p->has_zero = p->n_digits && *digits == '0';
    return p->n_digits && p->n_digits <= MAX_DIGITS && p->head.n <= KOM_LADDER_HEAD;
}

static bool is_of_kind(const struct kom_ladder *l, const struct parts *p) {
    bool same =
        p->head.n == l->n_head && (p->head.n == 0 || !memcmp(p->head.p, l->head, l->n_head));
    return same && (l->n_digits ? p->n_digits == l->n_digits : !p->has_zero);
}

static void choose_kind(struct kom_ladder *l, const struct parts *p) {
    memcpy(l->head, p->head.p, p->head.n);
    l->n_head = p->head.n;
    l->n_digits = p->has_zero ? p->n_digits : 0;
}

/* ---- steps ---- */

static size_t put_number(unsigned char *p, uint64_t v) {
    size_t n = 0;
    for (; v > 127; v >>= 7)
        p[n++] = (unsigned char)(v | 128);
    p[n++] = (unsigned char)v;
    return n;
}

static uint64_t take_number(const unsigned char **p) {
    uint64_t v = 0;
    unsigned shift = 0;
    for (; **p > 127; shift += 7)
        v |= (uint64_t)(*(*p)++ & 127) << shift;
    return v | (uint64_t) * (*p)++ << shift;
}

/* Room for one more; false: there is none. */
static bool make_room(struct kom_ladder *l) {
    void *p = l->piece, *q = l->step;
    bool ok = !kom_grow(&p, &l->cap_pieces, l->n_pieces + 1, sizeof *l->piece);
    l->piece = p;
    ok = ok && !kom_grow(&q, &l->cap_steps, l->n_steps + MAX_STEP, 1);
    l->step = q;
    return ok && kom_ladder_nbytes(l) <= l->max_nbytes;
}

static void put_step(struct kom_ladder *l, uint64_t up, uint64_t lines) {
    unsigned char *p = l->step + l->n_steps;
    if (up < 128 && lines == 1) {
        *p = (unsigned char)up;
        l->n_steps++;
        return;
    }
    *p = 0;
    size_t n = 1 + put_number(p + 1, up);
    l->n_steps += n + put_number(p + n, lines);
}

/* The next key of a piece. */
static inline void take_step(const unsigned char **p, uint64_t *number, uint64_t *line) {
    const unsigned char up = *(*p)++;
    *number += up ? up : take_number(p);
    *line += up ? 1 : take_number(p);
}

/* Whether a number is so far above the others that the next ones will rather be below it. */
static bool is_far(const struct kom_ladder *l, uint64_t number) {
    enum { TIMES = 16, LEAST = 1 << 16 };
    return l->n_pieces && number - l->number > TIMES * (l->number - l->piece[0].number) + LEAST;
}

/* Adds a key larger than all before; false: it is refused, as it will be whenever it comes. */
static bool climb(struct kom_ladder *l, uint64_t number, const struct kom_keyset_row *row) {
    if (l->ceiling && number >= l->ceiling)
        return false;
    if (is_far(l, number) || !make_room(l)) {
        l->ceiling = number;
        return false;
    }
    struct kom_ladder_piece *last = l->n_pieces ? &l->piece[l->n_pieces - 1] : NULL;
    if (last && last->n < KOM_LADDER_PIECE && last->file == row->file && row->line >= l->line) {
        put_step(l, number - l->number, row->line - l->line);
        last->n++;
    } else {
        l->piece[l->n_pieces++] =
            (struct kom_ladder_piece){number, row->line, l->n_steps, row->file, 1};
    }
    l->number = number;
    l->line = row->line;
    return true;
}

static bool find(const struct kom_ladder *l, uint64_t number, struct kom_keyset_row *row) {
    size_t low = 0, high = l->n_pieces; /* the first piece that begins above it */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (l->piece[middle].number <= number)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return false;
    const struct kom_ladder_piece *piece = &l->piece[low - 1];
    const unsigned char *p = l->step + piece->at;
    uint64_t at = piece->number, line = piece->line;
    for (uint32_t i = 1; i < piece->n && at < number; i++)
        take_step(&p, &at, &line);
    if (at == number)
        *row = (struct kom_keyset_row){line, piece->file};
    return at == number;
}

/* ---- keys ---- */

enum kom_ladder_answer kom_ladder_add(struct kom_ladder *l, struct kom_text key,
                                      struct kom_keyset_row *row) {
    struct parts parts;
    if (l->max_nbytes == 0 || !take_apart(key, &parts))
        return KOM_LADDER_NOT;
    if (l->n_pieces == 0 && !l->ceiling)
        choose_kind(l, &parts);
    if (!is_of_kind(l, &parts))
        return KOM_LADDER_NOT;
    if (l->n_pieces == 0 || parts.number > l->number)
        return climb(l, parts.number, row) ? KOM_LADDER_NEW : KOM_LADDER_NOT;
    return find(l, parts.number, row) ? KOM_LADDER_SEEN : KOM_LADDER_NOT;
}

bool kom_ladder_find(const struct kom_ladder *l, struct kom_text key, struct kom_keyset_row *row) {
    struct parts parts;
    return l->n_pieces && take_apart(key, &parts) && is_of_kind(l, &parts) &&
           find(l, parts.number, row);
}

uint64_t kom_ladder_nbytes(const struct kom_ladder *l) {
    return l->cap_pieces * sizeof *l->piece + l->cap_steps;
}

void kom_ladder_fini(struct kom_ladder *l) {
    kom_free(l->piece);
    kom_free(l->step);
    *l = (struct kom_ladder){.max_nbytes = l->max_nbytes};
}

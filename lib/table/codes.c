/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text is known by its first and last eight bytes and its length: nearly always that is all of
   it, and no byte of another text is looked at. */
#include "codes.h"

#include <string.h>

static struct kom_code_met key_of(struct kom_text t) {
    return (struct kom_code_met){.ends = kom_text_ends(t), .n = (uint32_t)t.n};
}

/* The same of 1 to 16 bytes that end at least eight bytes after the start of the chunk. */
static inline struct kom_code_met short_key(const char *p, uint32_t n) {
    struct kom_code_met key = {.n = n};
    memcpy(&key.ends.last, p + n - 8, 8);
    if (n > 8)
        memcpy(&key.ends.first, p, 8);
    else
        key.ends.last >>= 8 * (8 - n);
    return key;
}

static inline struct kom_code_met *place_of(struct kom_codes *c, const struct kom_code_met *key) {
    return &c->met[kom_text_ends_place(key->ends, KOM_CODES_BITS)];
}

static inline bool is_met(const struct kom_code_met *met, const struct kom_code_met *key) {
    return met->ends.first == key->ends.first && met->ends.last == key->ends.last &&
           met->n == key->n && met->code;
}

/* A text that another one has taken the place of, or a new one. */
KOM_APART static uint16_t look_up(struct kom_codes *c, struct kom_code_met *place,
                                  struct kom_code_met key, struct kom_text t) {
    bool is_full = c->texts.n >= KOM_CODES_MAX;
    uint32_t number = is_full ? kom_intern_find(&c->texts, t) : kom_intern_add(&c->texts, t);
    if (number == KOM_NO_ID)
        return KOM_NO_CODE;
    key.p = c->texts.text[number].p;
    key.code = number + 1;
    *place = key;
    return (uint16_t)key.code;
}

KOM_APART static uint16_t look_at(struct kom_codes *c, struct kom_text t) {
    const struct kom_code_met key = key_of(t);
    struct kom_code_met *place = place_of(c, &key);
    bool is_same =
        is_met(place, &key) && (t.n <= 16 || memcmp(place->p + 8, t.p + 8, t.n - 16) == 0);
    return is_same ? (uint16_t)place->code : look_up(c, place, key, t);
}

void kom_codes_block(struct kom_codes *c, const struct kom_view *v, int column, uint32_t from,
                     uint32_t n, uint16_t *code) {
    const char *chunk = v->batch->chunk->p;
    const uint32_t *offset = v->batch->offset[column] + from,
                   *length = v->batch->length[column] + from;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t end = offset[i] + length[i]; /* KOM_IN_EXTRA makes it large */
        if (length[i] - 1 < 16 && end - 8 < KOM_IN_EXTRA - 8) {
            const struct kom_code_met key = short_key(chunk + offset[i], length[i]);
            const struct kom_code_met *place = place_of(c, &key);
            if (is_met(place, &key)) {
                code[i] = (uint16_t)place->code;
                continue;
            }
        }
        code[i] = look_at(c, kom_view_text(v, column, from + i));
    }
}

uint64_t kom_codes_nbytes(const struct kom_codes *c) {
    return kom_intern_nbytes(&c->texts);
}

void kom_codes_fini(struct kom_codes *c) {
    kom_intern_fini(&c->texts);
    memset(c->met, 0, sizeof c->met);
}

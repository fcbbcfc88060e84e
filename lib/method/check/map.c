/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open-addressed table over an array of entries; keys live in an arena. */
#include "map.h"

#include <string.h>

/* The slot of the key, or the empty one where it belongs. */
static size_t slot_of(const struct kom_check_map *map, struct kom_text key, uint64_t hash) {
    size_t i = (size_t)hash & (map->n_slots - 1);
    while (map->slots[i]) {
        const struct kom_check_entry *e = &map->entries[map->slots[i] - 1];
        if (e->hash == hash && e->n == key.n && (key.n == 0 || memcmp(e->key, key.p, key.n) == 0))
            return i;
        i = (i + 1) & (map->n_slots - 1);
    }
    return i;
}

uint32_t kom_check_map_find(const struct kom_check_map *map, struct kom_text key, uint64_t hash) {
    if (map->n_slots == 0)
        return KOM_CHECK_NO_ENTRY;
    uint32_t at = map->slots[slot_of(map, key, hash)];
    return at ? at - 1 : KOM_CHECK_NO_ENTRY;
}

/* Twice the slots, at first 1024. */
static bool widen(struct kom_check_map *map) {
    size_t n = map->n_slots ? map->n_slots * 2 : 1024;
    uint32_t *old = map->slots;
    uint32_t *slots = kom_alloc(n, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < map->n_slots; i++) {
        if (!old[i])
            continue;
        size_t k = (size_t)map->entries[old[i] - 1].hash & (n - 1);
        while (slots[k])
            k = (k + 1) & (n - 1);
        slots[k] = old[i];
    }
    kom_free(old);
    map->slots = slots;
    map->n_slots = n;
    return true;
}

bool kom_check_map_add(struct kom_check_map *map, struct kom_text key, uint64_t hash, uint64_t line,
                       uint32_t file, uint32_t *first) {
    void *p = map->entries;
    if (map->n_keys >= map->n_slots / 2 && !widen(map))
        return false;
    if (map->n_entries >= KOM_CHECK_NO_ENTRY - 1 ||
        kom_grow(&p, &map->cap_entries, map->n_entries + 1, sizeof *map->entries))
        return false;
    map->entries = p;
    size_t slot = slot_of(map, key, hash);
    uint32_t at = (uint32_t)map->n_entries;
    struct kom_check_entry e = {NULL, hash, line, (uint32_t)key.n, file, KOM_CHECK_NO_ENTRY, at};
    if (map->slots[slot]) {
        *first = map->slots[slot] - 1;
        struct kom_check_entry *head = &map->entries[*first];
        e.key = head->key;
        map->entries[head->last].next = at;
        head->last = at;
    } else {
        e.key = kom_arena_copy(&map->arena, key.p ? key.p : "", key.n);
        if (!e.key)
            return false;
        *first = at;
        map->slots[slot] = at + 1;
        map->n_keys++;
    }
    map->entries[map->n_entries++] = e;
    return true;
}

void kom_check_map_fini(struct kom_check_map *map) {
    kom_free(map->entries);
    kom_free(map->slots);
    kom_arena_fini(&map->arena);
    *map = (struct kom_check_map){0};
}

void kom_check_key_add(struct kom_buf *key, struct kom_text cell) {
    size_t n = cell.n;
    for (; n > 127; n >>= 7)
        kom_buf_byte(key, (char)(n | 128));
    kom_buf_byte(key, (char)n);
    kom_buf_text(key, cell);
}

bool kom_check_key_next(struct kom_text *key, struct kom_text *cell) {
    size_t n = 0, i = 0;
    bool more = true;
    for (; more && i < key->n && 7 * i < 64; i++) {
        unsigned char c = (unsigned char)key->p[i];
        n |= (size_t)(c & 127) << 7 * i;
        more = c > 127;
    }
    if (more || n > key->n - i)
        return false;
    *cell = (struct kom_text){key->p + i, n};
    key->p += i + n;
    key->n -= i + n;
    return true;
}

/* ---- days that are taken ---- */

/* The first span that ends on or after the day. */
static size_t first_not_before(const struct kom_check_spans *spans, int32_t day) {
    size_t low = 0, high = spans->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (spans->span[mid].last < day)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool insert(struct kom_check_spans *spans, size_t at, struct kom_check_span span) {
    void *p = spans->span;
    if (kom_grow(&p, &spans->cap, spans->n + 1, sizeof span))
        return false;
    spans->span = p;
    memmove(&spans->span[at + 1], &spans->span[at], (spans->n - at) * sizeof span);
    spans->span[at] = span;
    spans->n++;
    return true;
}

bool kom_check_spans_take(struct kom_check_spans *spans, struct kom_check_span span,
                          struct kom_check_span *taken, bool *failed) {
    size_t i = first_not_before(spans, span.first);
    bool found = false, more = span.first <= span.last;
    while (more) {
        struct kom_check_span piece = span;
        bool meets = i < spans->n && spans->span[i].first <= span.last;
        if (meets) {
            struct kom_check_span other = spans->span[i];
            if (!found)
                *taken = other;
            found = true;
            piece.last = other.first > span.first ? other.first - 1 : INT32_MIN;
            more = other.last < span.last;
            span.first = more ? other.last + 1 : span.first;
        } else {
            more = false;
        }
        if (!meets || (piece.last != INT32_MIN && piece.last >= piece.first)) {
            if (!insert(spans, i, piece)) {
                *failed = true;
                return found;
            }
            i++;
        }
        i++;
    }
    return found;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open-addressing table of packed keys; sorting happens once, at the end. */
#include "groups.h"

#include <string.h>

#include "intern.h"

enum { N_LENGTH = 4 };

static const char total_word[] = "total";

static void add_length(struct kom_buf *key, uint32_t n) {
    char *bytes = kom_buf_room(key, N_LENGTH);
    if (!bytes)
        return;
    memcpy(bytes, &n, N_LENGTH);
    key->n += N_LENGTH;
}

void kom_group_add_part(struct kom_buf *key, struct kom_text part) {
    add_length(key, (uint32_t)part.n);
    kom_buf_text(key, part);
}

void kom_group_add_total(struct kom_buf *key) {
    add_length(key, UINT32_MAX);
}

/* The part at p, and where the next one stands. */
static const char *unpack(const char *p, struct kom_group_part *part) {
    uint32_t n;
    memcpy(&n, p, N_LENGTH);
    p += N_LENGTH;
    part->is_total = n == UINT32_MAX;
    if (part->is_total) {
        part->text = kom_text_of(total_word);
        return p;
    }
    part->text = (struct kom_text){p, n};
    return p + n;
}

void kom_group_parts(struct kom_text key, struct kom_group_part *part, size_t n) {
    const char *p = key.p;
    for (size_t i = 0; i < n; i++)
        p = unpack(p, &part[i]);
}

static uint32_t *find_bucket(const struct kom_groups *groups, struct kom_text key) {
    size_t mask = groups->n_buckets - 1;
    size_t i = (size_t)kom_hash_bytes(key.p, key.n, groups->seed) & mask;
    while (groups->bucket[i] && !kom_text_equal(groups->key[groups->bucket[i] - 1], key))
        i = (i + 1) & mask;
    return &groups->bucket[i];
}

/* Twice as many buckets as groups, at least. */
static bool make_buckets(struct kom_groups *groups) {
    if (groups->n * 2 < groups->n_buckets)
        return true;
    size_t n = groups->n_buckets ? groups->n_buckets * 2 : 64;
    uint32_t *bucket = kom_alloc(n, sizeof *bucket);
    if (!bucket)
        return false;
    if (groups->n_buckets == 0)
        groups->seed = kom_hash_seed();
    kom_free(groups->bucket);
    groups->bucket = bucket;
    groups->n_buckets = n;
    for (size_t i = 0; i < groups->n; i++)
        *find_bucket(groups, groups->key[i]) = (uint32_t)i + 1;
    return true;
}

uint32_t kom_groups_find(const struct kom_groups *groups, struct kom_text key) {
    uint32_t number = groups->n_buckets ? *find_bucket(groups, key) : 0;
    return number ? number - 1 : KOM_GROUP_NONE;
}

KOM_APART static enum kom_status more_keys(struct kom_groups *groups) {
    void *keys = groups->key;
    enum kom_status status = kom_grow(&keys, &groups->cap, groups->n + 1, sizeof *groups->key);
    groups->key = keys;
    return status;
}

uint32_t kom_groups_intern(struct kom_groups *groups, struct kom_text key) {
    if (groups->n >= KOM_GROUP_NONE - 1 || !make_buckets(groups))
        return KOM_GROUP_NONE;
    uint32_t *bucket = find_bucket(groups, key);
    if (*bucket)
        return *bucket - 1;
    if (groups->n == groups->cap && more_keys(groups))
        return KOM_GROUP_NONE;
    char *copy = kom_arena_copy(&groups->arena, key.p, key.n);
    if (!copy)
        return KOM_GROUP_NONE;
    groups->key[groups->n++] = (struct kom_text){copy, key.n};
    *bucket = (uint32_t)groups->n;
    return *bucket - 1;
}

/* "before" takes the place just before "after", "total" the last. */
static int compare_parts(struct kom_text a, struct kom_text b) {
    int total = kom_text_is(a, total_word) - kom_text_is(b, total_word);
    if (total)
        return total;
    bool a_before = kom_text_is(a, "before"), b_before = kom_text_is(b, "before");
    int c =
        kom_text_compare(a_before ? kom_text_of("after") : a, b_before ? kom_text_of("after") : b);
    return c ? c : b_before - a_before;
}

int kom_group_compare(struct kom_text a, struct kom_text b, size_t n) {
    const char *p = a.p, *q = b.p;
    for (size_t i = 0; i < n; i++) {
        struct kom_group_part x, y;
        p = unpack(p, &x);
        q = unpack(q, &y);
        int c = compare_parts(x.text, y.text);
        if (c)
            return c;
    }
    return 0;
}

/* A group, and the first bytes of its key as a number: most pairs are told apart by it. */
struct place {
    uint64_t first;
    uint32_t group;
};

uint64_t kom_groups_nbytes(const struct kom_groups *groups) {
    return groups->arena.nbytes + groups->cap * sizeof *groups->key +
           groups->n_buckets * sizeof *groups->bucket + 2 * groups->n * sizeof(struct place);
}

void kom_groups_reset(struct kom_groups *groups) {
    kom_arena_fini(&groups->arena);
    if (groups->n)
        memset(groups->bucket, 0, groups->n_buckets * sizeof *groups->bucket);
    groups->n = 0;
}

/* Never above in a key that is below: what stands in another place has the one before or after. */
static uint64_t first_of(struct kom_text key) {
    struct kom_group_part part;
    uint64_t first = 0;
    (void)unpack(key.p, &part);
    if (kom_text_is(part.text, total_word))
        return UINT64_MAX;
    if (kom_text_is(part.text, "before"))
        part.text = kom_text_of("after");
    for (size_t i = 0; i < sizeof first; i++)
        first = first << 8 | (i < part.text.n ? (unsigned char)part.text.p[i] : 0);
    return first;
}

static bool is_below(const struct kom_groups *groups, size_t n_parts, const struct place *a,
                     const struct place *b) {
    if (a->first != b->first)
        return a->first < b->first;
    return kom_group_compare(groups->key[a->group], groups->key[b->group], n_parts) < 0;
}

/* Merges from[low, mid) and from[mid, high). */
static void merge_runs(const struct kom_groups *groups, size_t n_parts, const struct place *from,
                       struct place *to, const size_t at[3]) {
    size_t i = at[0], j = at[1];
    for (size_t k = at[0]; k < at[2]; k++) {
        bool right = i == at[1] || (j < at[2] && is_below(groups, n_parts, &from[j], &from[i]));
        to[k] = from[right ? j++ : i++];
    }
}

static void sort_places(const struct kom_groups *groups, size_t n_parts, struct place *place,
                        struct place *scratch) {
    size_t n = groups->n;
    struct place *from = place, *to = scratch;
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t low = 0; low < n; low += 2 * width) {
            size_t mid = low + width < n ? low + width : n;
            size_t high = mid + width < n ? mid + width : n;
            merge_runs(groups, n_parts, from, to, (size_t[]){low, mid, high});
        }
        struct place *swap = from;
        from = to;
        to = swap;
    }
    if (from != place)
        memcpy(place, from, n * sizeof *place);
}

uint32_t *kom_groups_sorted(const struct kom_groups *groups, size_t n_parts) {
    size_t n = groups->n;
    struct place *place = kom_alloc(n, sizeof *place), *scratch = kom_alloc(n, sizeof *scratch);
    uint32_t *order = NULL;
    if (place && scratch) {
        for (size_t i = 0; i < n; i++)
            place[i] = (struct place){n_parts ? first_of(groups->key[i]) : 0, (uint32_t)i};
        sort_places(groups, n_parts, place, scratch);
    }
    bool ok = place && scratch;
    kom_free(scratch);
    if (ok)
        order = kom_alloc(n, sizeof *order);
    for (size_t i = 0; order && i < n; i++)
        order[i] = place[i].group;
    kom_free(place);
    return order;
}

void kom_groups_fini(struct kom_groups *groups) {
    kom_free(groups->key);
    kom_free(groups->bucket);
    kom_arena_fini(&groups->arena);
    *groups = (struct kom_groups){0};
}

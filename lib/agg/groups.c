/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open-addressing table of packed keys; sorting happens once, at the end.

   A bucket has the hash of a key beside the number of its group, so that a key is read only where
   it is likely to be the one: with millions of groups each key read is a wait for memory. Keys lie
   one after the other in pages, behind their lengths, and a group knows its place in 4 bytes.
   Groups are sorted by eight bytes of their keys, digit by digit, and compared only where these are
   the same; a word that does not stand where its letters do, such as total, makes them so. */
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

bool kom_group_has_parts(struct kom_text key, size_t n) {
    for (size_t i = 0; i < n; i++) {
        uint32_t length;
        if (key.n < N_LENGTH)
            return false;
        memcpy(&length, key.p, N_LENGTH);
        const size_t nbytes = N_LENGTH + (length == UINT32_MAX ? 0 : (size_t)length);
        if (nbytes > key.n)
            return false;
        key = (struct kom_text){key.p + nbytes, key.n - nbytes};
    }
    return key.n == 0;
}

/* ---- the table ---- */

/* Three of four buckets are taken at most. Pages grow to 2^16 units; what is longer has its own. */
enum { FIRST_BUCKETS = 64, FIRST_UNITS = 256, MOST_UNITS = 1 << KOM_GROUP_UNIT_BITS };

uint32_t kom_group_hash(struct kom_text key, struct kom_hash_seed seed) {
    uint64_t hash = kom_hash_bytes(key.p, key.n, seed);
    return (uint32_t)(hash ^ hash >> 32);
}

/* The bucket of a key, or the free one where it would be. */
static struct kom_group_bucket *find_bucket(const struct kom_groups *groups, struct kom_text key,
                                            uint32_t hash) {
    const size_t mask = groups->n_buckets - 1;
    size_t i = hash & mask;
    while (groups->bucket[i].number &&
           !(groups->bucket[i].hash == hash &&
             kom_text_equal(kom_groups_key(groups, groups->bucket[i].number - 1), key)))
        i = (i + 1) & mask;
    return &groups->bucket[i];
}

static bool make_buckets(struct kom_groups *groups) {
    const size_t size = groups->n_buckets;
    if (groups->n + 1 <= size / 4 * 3)
        return true;
    const size_t n = size ? 2 * size : FIRST_BUCKETS;
    struct kom_group_bucket *bucket = kom_alloc_table(n, sizeof *bucket);
    if (!bucket)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (groups->bucket[i].number == 0)
            continue;
        size_t at = groups->bucket[i].hash & (n - 1);
        while (bucket[at].number)
            at = (at + 1) & (n - 1);
        bucket[at] = groups->bucket[i];
    }
    if (size == 0)
        groups->seed = kom_hash_seed();
    kom_free(groups->bucket);
    groups->bucket = bucket;
    groups->n_buckets = n;
    return true;
}

uint32_t kom_groups_guess(const struct kom_groups *groups, uint32_t hash) {
    const size_t mask = groups->n_buckets - 1;
    if (groups->n_buckets == 0)
        return KOM_GROUP_NONE;
    size_t i = hash & mask;
    while (groups->bucket[i].number && groups->bucket[i].hash != hash)
        i = (i + 1) & mask;
    return groups->bucket[i].number - 1;
}

uint32_t kom_groups_find(const struct kom_groups *groups, struct kom_text key) {
    return groups->n_buckets
               ? find_bucket(groups, key, kom_group_hash(key, groups->seed))->number - 1
               : KOM_GROUP_NONE;
}

/* A page with room for so many units. */
KOM_APART static bool add_page(struct kom_groups *groups, size_t units) {
    void *pages = groups->page;
    size_t size = groups->size ? 2 * (size_t)groups->size : FIRST_UNITS;
    size = size > MOST_UNITS ? MOST_UNITS : size;
    size = size < units ? units : size;
    if (groups->n_pages == MOST_UNITS || size > UINT32_MAX ||
        kom_grow(&pages, &groups->cap_pages, groups->n_pages + 1, sizeof *groups->page))
        return false;
    groups->page = pages;
    char *page = kom_alloc(size, KOM_GROUP_UNIT);
    if (!page)
        return false;
    groups->page[groups->n_pages++] = page;
    groups->used = 0;
    groups->size = (uint32_t)size;
    groups->nbytes += size * KOM_GROUP_UNIT;
    return true;
}

/* Copies a key to the pages, as that of the next group. */
static bool add_key(struct kom_groups *groups, struct kom_text key) {
    const uint32_t n = (uint32_t)key.n;
    const size_t units = (sizeof n + key.n + KOM_GROUP_UNIT - 1) / KOM_GROUP_UNIT;
    /* A place beyond 2^16 units cannot be said, though a page for one key may be longer. */
    const bool is_full =
        groups->n_pages == 0 || groups->used >= MOST_UNITS || groups->size - groups->used < units;
    if (is_full && !add_page(groups, units))
        return false;
    char *p = groups->page[groups->n_pages - 1] + (size_t)groups->used * KOM_GROUP_UNIT;
    memcpy(p, &n, sizeof n);
    if (key.n)
        memcpy(p + sizeof n, key.p, key.n);
    groups->at[groups->n] = (uint32_t)(groups->n_pages - 1) << KOM_GROUP_UNIT_BITS | groups->used;
    groups->used += (uint32_t)units;
    return true;
}

KOM_APART static enum kom_status more_groups(struct kom_groups *groups) {
    void *at = groups->at;
    enum kom_status status = kom_grow(&at, &groups->cap, groups->n + 1, sizeof *groups->at);
    groups->at = at;
    return status;
}

uint32_t kom_groups_intern_hashed(struct kom_groups *groups, struct kom_text key, uint32_t hash) {
    if (groups->n >= KOM_GROUP_NONE - 1 || !make_buckets(groups))
        return KOM_GROUP_NONE;
    struct kom_group_bucket *bucket = find_bucket(groups, key, hash);
    if (bucket->number)
        return bucket->number - 1;
    if ((groups->n == groups->cap && more_groups(groups)) || !add_key(groups, key))
        return KOM_GROUP_NONE;
    groups->n++;
    *bucket = (struct kom_group_bucket){hash, (uint32_t)groups->n};
    return (uint32_t)groups->n - 1;
}

uint32_t kom_groups_intern(struct kom_groups *groups, struct kom_text key) {
    if (!make_buckets(groups))
        return KOM_GROUP_NONE;
    return kom_groups_intern_hashed(groups, key, kom_group_hash(key, groups->seed));
}

void kom_groups_seal(struct kom_groups *groups) {
    kom_free(groups->bucket);
    groups->bucket = NULL;
    groups->n_buckets = 0;
}

static void fini_pages(struct kom_groups *groups) {
    for (size_t i = 0; i < groups->n_pages; i++)
        kom_free(groups->page[i]);
    groups->n_pages = 0;
    groups->used = groups->size = 0;
    groups->nbytes = 0;
}

void kom_groups_reset(struct kom_groups *groups) {
    fini_pages(groups);
    if (groups->n && groups->bucket)
        memset(groups->bucket, 0, groups->n_buckets * sizeof *groups->bucket);
    groups->n = 0;
}

void kom_groups_fini(struct kom_groups *groups) {
    fini_pages(groups);
    kom_free(groups->page);
    kom_free(groups->at);
    kom_free(groups->bucket);
    *groups = (struct kom_groups){0};
}

/* ---- order ---- */

/* Words that do not stand where their letters do. */
static bool is_moved(struct kom_text t) {
    if (t.n != 5 && t.n != 6)
        return false;
    return kom_text_is(t, total_word) || kom_text_is(t, "before") || kom_text_is(t, "after");
}

/* "before" takes the place just before "after", "total" the last. */
static int compare_parts(struct kom_text a, struct kom_text b) {
    if (!is_moved(a) && !is_moved(b))
        return kom_text_compare(a, b);
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

/* A group, and bytes from the front of its key as a number: most pairs are told apart by it. */
struct place {
    uint64_t first;
    uint32_t group;
};

uint64_t kom_groups_nbytes(const struct kom_groups *groups) {
    return groups->nbytes + groups->cap * sizeof *groups->at +
           groups->n_buckets * sizeof *groups->bucket + 2 * groups->n * sizeof(struct place);
}

/* Keys of one table that are sorted: `skip` bytes are the same in all of them. */
struct sorting {
    const struct kom_groups *groups;
    size_t n_parts, skip;
};

/* How many bytes all first parts begin with; none where one of them is moved. */
static size_t common_bytes(const struct kom_groups *groups) {
    struct kom_group_part one, part;
    (void)unpack(kom_groups_key(groups, 0).p, &one);
    size_t n = one.text.n;
    for (size_t i = 0; i < groups->n && n; i++) {
        (void)unpack(kom_groups_key(groups, (uint32_t)i).p, &part);
        n = is_moved(part.text) ? 0 : n < part.text.n ? n : part.text.n;
        for (size_t k = 0; k < n; k++)
            n = part.text.p[k] == one.text.p[k] ? n : k;
    }
    return n;
}

/* Never above in a key that is below. Bytes of the parts stand one after the other, each part
   ended by a 0; behind what may not stand where its bytes do there are only zeros, so that such
   keys are compared. */
static uint64_t first_of(const struct sorting *s, struct kom_text key) {
    uint64_t first = 0;
    unsigned left = sizeof first;
    const char *p = key.p;
    for (size_t k = 0; k < s->n_parts && left; k++) {
        struct kom_group_part part;
        p = unpack(p, &part);
        if (kom_text_is(part.text, total_word))
            return left == sizeof first ? UINT64_MAX : ((first + 1) << 8 * left) - 1;
        const bool ends = is_moved(part.text);
        part.text = ends ? kom_text_of("after") : part.text;
        for (size_t i = k ? 0 : s->skip; i < part.text.n && left; i++) {
            const unsigned char c = (unsigned char)part.text.p[i];
            first = first << 8 | (c ? c : 1);
            left--;
            if (c <= 1)
                return first << 8 * left;
        }
        if (ends || !left)
            break;
        first <<= 8;
        left--;
    }
    return left < sizeof first ? first << 8 * left : first;
}

static bool is_below(const struct sorting *s, const struct place *a, const struct place *b) {
    if (a->first != b->first)
        return a->first < b->first;
    return kom_group_compare(kom_groups_key(s->groups, a->group),
                             kom_groups_key(s->groups, b->group), s->n_parts) < 0;
}

/* Merges from[low, mid) and from[mid, high). */
static void merge_runs(const struct sorting *s, const struct place *from, struct place *to,
                       const size_t at[3]) {
    size_t i = at[0], j = at[1];
    for (size_t k = at[0]; k < at[2]; k++) {
        bool right = i == at[1] || (j < at[2] && is_below(s, &from[j], &from[i]));
        to[k] = from[right ? j++ : i++];
    }
}

/* By comparing: all orders that there are. */
static void sort_by_keys(const struct sorting *s, struct place *place, struct place *scratch,
                         size_t n) {
    struct place *from = place, *to = scratch;
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t low = 0; low < n; low += 2 * width) {
            size_t mid = low + width < n ? low + width : n;
            size_t high = mid + width < n ? mid + width : n;
            merge_runs(s, from, to, (size_t[]){low, mid, high});
        }
        struct place *swap = from;
        from = to;
        to = swap;
    }
    if (from != place)
        memcpy(place, from, n * sizeof *place);
}

enum { DIGITS = sizeof(uint64_t), DIGIT_VALUES = 256, FEW = 256 };

/* By the bytes of `first`, the last of them first; a byte that is the same in all is passed over.
 */
static void sort_by_first(struct place *place, struct place *scratch, size_t n) {
    struct place *from = place, *to = scratch;
    size_t count[DIGITS][DIGIT_VALUES] = {{0}};
    for (size_t i = 0; i < n; i++)
        for (unsigned d = 0; d < DIGITS; d++)
            count[d][place[i].first >> 8 * d & (DIGIT_VALUES - 1)]++;
    for (unsigned d = 0; d < DIGITS; d++) {
        size_t at[DIGIT_VALUES], sum = 0;
        if (count[d][from[0].first >> 8 * d & (DIGIT_VALUES - 1)] == n)
            continue;
        for (unsigned v = 0; v < DIGIT_VALUES; v++) {
            at[v] = sum;
            sum += count[d][v];
        }
        for (size_t i = 0; i < n; i++)
            to[at[from[i].first >> 8 * d & (DIGIT_VALUES - 1)]++] = from[i];
        struct place *swap = from;
        from = to;
        to = swap;
    }
    if (from != place)
        memcpy(place, from, n * sizeof *place);
}

/* Many are brought near their places first; what `first` does not tell apart is compared. */
static void sort_places(const struct sorting *s, struct place *place, struct place *scratch) {
    const size_t n = s->groups->n;
    if (n <= FEW) {
        sort_by_keys(s, place, scratch, n);
        return;
    }
    sort_by_first(place, scratch, n);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && place[end].first == place[i].first;)
            end++;
        if (end - i > 1)
            sort_by_keys(s, place + i, scratch, end - i);
    }
}

uint32_t *kom_groups_sorted(const struct kom_groups *groups, size_t n_parts) {
    const size_t n = groups->n;
    struct place *place = kom_alloc(n, sizeof *place), *scratch = kom_alloc(n, sizeof *scratch);
    struct sorting s = {groups, n_parts, n && n_parts ? common_bytes(groups) : 0};
    uint32_t *order = NULL;
    if (place && scratch) {
        for (size_t i = 0; i < n; i++)
            place[i] =
                (struct place){first_of(&s, kom_groups_key(groups, (uint32_t)i)), (uint32_t)i};
        sort_places(&s, place, scratch);
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

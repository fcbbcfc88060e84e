/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only file that calls malloc, realloc and free. */
#include "mem.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "os.h"

enum { LARGE_PAGE = 2 * 1024 * 1024 };

/* Test hook: allocations left before the first failure, 0 when off. */
static atomic_uint_fast64_t fail_countdown;

static atomic_uint_fast64_t n_failures;

uint64_t kom_mem_failures(void) {
    return atomic_load_explicit(&n_failures, memory_order_relaxed);
}

enum kom_status kom_mem_settle(uint64_t before, enum kom_status status, struct kom_error *err) {
    if (status == KOM_ENOMEM || kom_mem_failures() == before)
        return status;
    return kom_no_memory(err);
}

/* Passes a new piece on; notes when there is none. */
static void *noted(void *p) {
    if (!p)
        atomic_fetch_add(&n_failures, 1);
    return p;
}

static bool must_fail(void) {
    uint_fast64_t left = atomic_load_explicit(&fail_countdown, memory_order_relaxed);
    if (left == 0)
        return false;
    if (left == 1)
        return true;
    atomic_fetch_sub(&fail_countdown, 1);
    return false;
}

void kom_mem_fail_after(uint64_t n) {
    atomic_store(&fail_countdown, n);
}

void *kom_alloc(size_t n, size_t size) {
    return noted(must_fail() ? NULL : calloc(n ? n : 1, size ? size : 1));
}

/* So many bytes, a multiple of LARGE_PAGE, in such pages where there are any; not zeroed. */
static void *large(size_t nbytes) {
    void *p = noted(must_fail() ? NULL : aligned_alloc(LARGE_PAGE, nbytes));
    kom_os_large_table(p, nbytes);
    return p;
}

void *kom_alloc_table(size_t n, size_t size) {
    if (size != 0 && n > (SIZE_MAX - LARGE_PAGE) / size)
        return noted(NULL);
    if (n * size < LARGE_PAGE)
        return kom_alloc(n, size);
    const size_t nbytes = (n * size + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    void *p = large(nbytes);
    return p ? memset(p, 0, nbytes) : NULL;
}

void *kom_resize(void *p, size_t n, size_t size) {
    if (size != 0 && n > SIZE_MAX / size)
        return noted(NULL);
    size_t nbytes = n * size;
    return noted(must_fail() ? NULL : realloc(p, nbytes ? nbytes : 1));
}

void kom_free(void *p) {
    free(p);
}

enum kom_status kom_grow(void **p, size_t *cap, size_t need, size_t size) {
    if (need <= *cap)
        return KOM_OK;
    size_t want = *cap < 8 ? 16 : *cap * 2;
    if (want < need)
        want = need;
    void *q = kom_resize(*p, want, size);
    if (!q)
        return KOM_ENOMEM;
    *p = q;
    *cap = want;
    return KOM_OK;
}

enum kom_status kom_grow_table(void **p, size_t *cap, size_t need, size_t size) {
    const size_t want = need > 2 * *cap ? need : 2 * *cap;
    if (need <= *cap || want > SIZE_MAX / 2 / size || want * size < LARGE_PAGE)
        return kom_grow(p, cap, need, size);
    const size_t nbytes = (want * size + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    void *q = large(nbytes);
    if (!q)
        return KOM_ENOMEM;
    if (*p)
        memcpy(q, *p, *cap * size);
    kom_free(*p);
    *p = q;
    *cap = nbytes / size;
    return KOM_OK;
}

struct kom_arena_block {
    struct kom_arena_block *next;
    size_t pad; /* keeps what follows aligned to 16 */
};

enum { ARENA_BLOCK = 64 * 1024 };

void *kom_arena_take(struct kom_arena *arena, size_t nbytes) {
    size_t need = (nbytes + 7) & ~(size_t)7;
    if (need < nbytes)
        return noted(NULL);
    if (!arena->blocks || arena->cap - arena->used < need) {
        size_t cap = need > ARENA_BLOCK ? need : ARENA_BLOCK;
        struct kom_arena_block *b = kom_resize(NULL, 1, sizeof *b + cap);
        if (!b)
            return NULL;
        b->next = arena->blocks;
        arena->blocks = b;
        arena->used = 0;
        arena->cap = cap;
    }
    char *p = (char *)(arena->blocks + 1) + arena->used;
    arena->used += need;
    arena->nbytes += need;
    return p;
}

char *kom_arena_copy(struct kom_arena *arena, const char *p, size_t n) {
    char *q = kom_arena_take(arena, n + 1);
    if (!q)
        return NULL;
    if (n)
        memcpy(q, p, n);
    q[n] = '\0';
    return q;
}

/* Behind the block that is being filled, if there is one. */
void kom_arena_join(struct kom_arena *arena, struct kom_arena *other) {
    const size_t nbytes = arena->nbytes + other->nbytes;
    if (!arena->blocks) {
        *arena = *other;
    } else if (other->blocks) {
        struct kom_arena_block *last = other->blocks;
        while (last->next)
            last = last->next;
        last->next = arena->blocks->next;
        arena->blocks->next = other->blocks;
    }
    arena->nbytes = nbytes;
    *other = (struct kom_arena){0};
}

void kom_arena_fini(struct kom_arena *arena) {
    struct kom_arena_block *b = arena->blocks;
    while (b) {
        struct kom_arena_block *next = b->next;
        kom_free(b);
        b = next;
    }
    *arena = (struct kom_arena){0};
}

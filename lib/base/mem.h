/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one door to the allocator: counted, overflow-checked, and failable by the tests. */
#ifndef KOM_MEM_H
#define KOM_MEM_H

#include <stddef.h>
#include <stdint.h>

#include "kom/error.h"

/* A rare branch that stays a function of its own: what it does with addresses costs the frequent
   one no registers and no guard of the stack. */
#if defined(__GNUC__)
#define KOM_APART __attribute__((noinline))
#else
#define KOM_APART
#endif

/* n * size zeroed bytes; NULL when memory runs out or the product overflows. Free with kom_free. */
void *kom_alloc(size_t n, size_t size) KOM_MUSTUSE;

/* The same for a table that will be looked at in no order: in large pages where the system has
 * them. */
void *kom_alloc_table(size_t n, size_t size) KOM_MUSTUSE;

/* p (NULL allowed) grown or shrunk to n * size bytes, new bytes not zeroed. NULL on failure: p
 * stays valid. */
void *kom_resize(void *p, size_t n, size_t size) KOM_MUSTUSE;

void kom_free(void *p);

/* Makes room for `need` elements of `size` bytes in the array *p (NULL at first) whose capacity is
   *cap; capacity at least doubles, so that adding one at a time is linear. *p and *cap stay valid
   on failure. */
enum kom_status kom_grow(void **p, size_t *cap, size_t need, size_t size) KOM_MUSTUSE;

/* The same of an array that is met in no order, such as what hangs on the numbers of a hash table:
   once it is large, it lies in large pages where the system has them. */
enum kom_status kom_grow_table(void **p, size_t *cap, size_t need, size_t size) KOM_MUSTUSE;

/* How many allocations of this process have failed. */
uint64_t kom_mem_failures(void);

/* For a function whose parts answer yes or no: `status`, or KOM_ENOMEM if an allocation failed
   since `before`, a count of kom_mem_failures. Then a "no" may have meant that, and no answer is
   believed, whoever noticed. */
enum kom_status kom_mem_settle(uint64_t before, enum kom_status status,
                               struct kom_error *err) KOM_MUSTUSE;

/* Tests only: the n-th allocation from now fails, and all after it (0: none fails). */
void kom_mem_fail_after(uint64_t n);

/* A bump allocator: many small pieces that live and die together. Zero-initialised is ready to use.
 */
struct kom_arena {
    struct kom_arena_block *blocks;
    size_t used, cap;
    size_t nbytes; /* handed out in all */
};

/* nbytes bytes aligned to 8, not zeroed, owned by the arena; NULL when memory runs out. */
void *kom_arena_take(struct kom_arena *arena, size_t nbytes) KOM_MUSTUSE;

/* A copy of n bytes with a NUL after it, owned by the arena; NULL when memory runs out. */
char *kom_arena_copy(struct kom_arena *arena, const char *p, size_t n) KOM_MUSTUSE;

/* Every piece of `other` is the arena's from now on; `other` is empty, and ready for use. */
void kom_arena_join(struct kom_arena *arena, struct kom_arena *other);

/* Frees every piece; the arena is ready for use again. */
void kom_arena_fini(struct kom_arena *arena);

#endif

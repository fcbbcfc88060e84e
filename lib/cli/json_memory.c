/* SPDX-License-Identifier: GPL-3.0-or-later */
/* jansson's memory. Its parser does not notice that a text could not grow, and writes behind it: so
   it never hears that there is no memory. It gets what it asks for from a reserve, the failure is
   counted as any other, and the parser's input ends soon after (lib/table/schema.c). The reserve is
   a mutable global, as jansson's functions have no context; one thread uses it. */
#include <jansson.h>
#include <stdalign.h>
#include <stdint.h>

#include "mem.h"
#include "options.h"

enum { RESERVE = 256 * 1024 };

static alignas(max_align_t) char reserve[RESERVE];
static size_t used;

static void *take(size_t n) {
    void *p = kom_alloc(n, 1);
    const size_t step = alignof(max_align_t), left = RESERVE - used;
    if (p || n > left || (n + step - 1) / step * step > left)
        return p;
    p = reserve + used;
    used += (n + step - 1) / step * step;
    return p;
}

static void give(void *p) {
    const uintptr_t at = (uintptr_t)p, from = (uintptr_t)reserve;
    if (at < from || at >= from + RESERVE)
        kom_free(p);
}

void kom_run_json_memory(void) {
    json_set_alloc_funcs(take, give);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory asked for before it is needed.

   GCC takes a function that does nothing but ask to be one without effect, and leaves its calls
   out. The empty statement that it cannot look into is an effect to it, and costs nothing. */
#ifndef KOM_PREFETCH_H
#define KOM_PREFETCH_H

static inline void kom_prefetch(const void *p) {
    __builtin_prefetch(p, 0);
    __asm__ volatile("");
}

/* Of what will be written. */
static inline void kom_prefetch_to_write(const void *p) {
    __builtin_prefetch(p, 1);
    __asm__ volatile("");
}

#endif

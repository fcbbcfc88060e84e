/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text without ownership (kom_text) and growable bytes (kom_buf). */
#ifndef KOM_BUF_H
#define KOM_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A view of n bytes that somebody else owns; not NUL-terminated. {NULL, 0} is the empty text. */
struct kom_text {
    const char *p;
    size_t n;
};

/* A view of a C string (NULL: empty). */
KOM_API struct kom_text kom_text_of(const char *s);

/* The same bytes? */
KOM_API bool kom_text_equal(struct kom_text a, struct kom_text b);
KOM_API bool kom_text_is(struct kom_text a, const char *s);

/* Order of bytes, the shorter first among equals: <0, 0, >0. */
KOM_API int kom_text_compare(struct kom_text a, struct kom_text b);

/* Growable bytes. Zero-initialised is ready; p may be NULL while n is 0. A failed addition sets
   `failed` and later additions do nothing, so that a row may be written piece by piece and checked
   once. Owned by whoever made it, and given back by kom_buf_fini. */
struct kom_buf {
    char *p;
    size_t n, cap;
    bool failed; /* memory ran out: the content is not whole */
};

/* Adds n bytes; a text; a C string; a whole number in decimal. */
KOM_API void kom_buf_add(struct kom_buf *buf, const char *p, size_t n);
KOM_API void kom_buf_text(struct kom_buf *buf, struct kom_text t);
KOM_API void kom_buf_str(struct kom_buf *buf, const char *s);
KOM_API void kom_buf_int(struct kom_buf *buf, int64_t value);

/* Adds formatted text. Never for data numbers, which printf writes by the locale: kom_num_*. */
KOM_API void kom_buf_printf(struct kom_buf *buf, const char *format, ...) KOM_PRINTF(2, 3);

/* Adds one field of the canonical stream (CSV, comma, UTF-8), quoted when it has to be. An empty
   field in a table of one column is the caller's business. */
KOM_API void kom_buf_csv(struct kom_buf *buf, struct kom_text t);

/* The content as a view, valid until the next addition. */
KOM_API struct kom_text kom_buf_view(const struct kom_buf *buf);

/* Forgets the content and `failed`; _fini gives back the memory too. Ready for use again. */
KOM_API void kom_buf_reset(struct kom_buf *buf);
KOM_API void kom_buf_fini(struct kom_buf *buf);

#ifdef __cplusplus
}
#endif

#endif

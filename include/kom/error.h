/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Status codes and the error text that every fallible function of libkom can fill. */
#ifndef KOM_ERROR_H
#define KOM_ERROR_H

#include "kom/api.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a function of the library reports. The tools turn it into an exit code (kom_status_exit). */
enum kom_status {
    KOM_OK = 0,    /* done */
    KOM_EUSAGE,    /* the request contradicts itself: an option value that cannot be (exit 2) */
    KOM_EDATA,     /* the input cannot be read as what it should be (exit 3) */
    KOM_EIO,       /* reading, writing, opening or closing failed (exit 4) */
    KOM_ENOMEM,    /* memory ran out; nothing was changed (exit 4) */
    KOM_EESTIMATE, /* the data cannot carry an estimate (exit 5) */
};

/* The text of an error, whole: "FILE:LINE: column "x": what is wrong; what to do". Lives wherever
   the caller puts it; every function that takes one accepts NULL. Its content means nothing unless
   the function returned another status than KOM_OK. */
struct kom_error {
    enum kom_status status;
    char text[1024];
};

/* KOM_ENOMEM with the one sentence for it: "memory ran out", or "NAME: memory ran out". */
KOM_API enum kom_status kom_no_memory(struct kom_error *err);
KOM_API enum kom_status kom_no_memory_in(struct kom_error *err, const char *name);

/* Fills err (if not NULL) with a status and a formatted text; control characters in it become '?',
   signs that cannot be seen <U+200B>.
   Returns status, so that `return kom_fail(err, KOM_EDATA, ...)` is the whole of a failing path. */
KOM_API enum kom_status kom_fail(struct kom_error *err, enum kom_status status, const char *format,
                                 ...) KOM_PRINTF(3, 4);

/* The exit code of a tool that ends with this status: 0, 2, 3, 4 or 5. */
KOM_API int kom_status_exit(enum kom_status status);

#ifdef __cplusplus
}
#endif

#endif

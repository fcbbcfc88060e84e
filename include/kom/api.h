/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands before and behind the prototypes of the public headers. */
#ifndef KOM_API_H
#define KOM_API_H

/* KOM_API: part of the public interface; all else in the library has hidden visibility.
   KOM_MUSTUSE: the compiler warns of a result that nobody looks at.
   KOM_PRINTF(a, b): argument a is a format of printf for the arguments from b on. */
#if defined(__GNUC__)
#define KOM_API __attribute__((visibility("default")))
#define KOM_MUSTUSE __attribute__((warn_unused_result))
#define KOM_PRINTF(a, b) __attribute__((format(printf, a, b)))
#else
#define KOM_API
#define KOM_MUSTUSE
#define KOM_PRINTF(a, b)
#endif

#endif

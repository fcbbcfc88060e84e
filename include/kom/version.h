/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The version of the library and of the tools; the only place where it stands. */
#ifndef KOM_VERSION_H
#define KOM_VERSION_H

#include "kom/api.h"

#ifdef __cplusplus
extern "C" {
#endif

#define KOM_VERSION "0.1.0"
#define KOM_VERSION_DATE "November 22, 2026"

/* What a shared library is called by: libkom.so.KOM_SOVERSION. A program runs with any library of
   the name it was linked with; docs/library.md says what makes it a new one. */
#define KOM_SOVERSION "0.1"

/* KOM_VERSION of the library that is linked, which a shared one need not share with the headers;
   static. */
KOM_API const char *kom_version(void);

#ifdef __cplusplus
}
#endif

#endif

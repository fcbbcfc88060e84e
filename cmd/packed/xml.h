/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The XML of a part, piece by piece. Nothing is looked up outside, no document type is taken, and
   what is held at a time is bounded. For kom-read and kom-code. */
#ifndef KOM_PACKED_XML_H
#define KOM_PACKED_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "package.h"

struct kom_xml;

/* Names are without their namespace, and "" where that is none of ours. */
struct kom_xml_handlers {
    const char *const *spaces; /* how our namespaces end; ended by NULL */
    void (*start)(struct kom_xml *x, const char *name, const char **attributes);
    void (*end)(struct kom_xml *x);
    void (*text)(struct kom_xml *x, const char *p, size_t n);
};

struct kom_xml {
    void *context;
    const struct kom_xml_handlers *handlers;
    const struct kom_packed *part;
    void *parser;
    uint64_t n_failures; /* of memory, before */
    unsigned depth;
    bool is_enough;
    enum kom_status status;
    struct kom_error *err;
};

/* Reads a part to its end, or until a handler stops it. */
enum kom_status kom_xml_read(const struct kom_package *p, int64_t place,
                             const struct kom_xml_handlers *handlers, void *context,
                             struct kom_error *err) KOM_MUSTUSE;

/* For handlers: nothing more is wanted; or it ends with an error, which is in x->err. */
void kom_xml_enough(struct kom_xml *x);
void kom_xml_stop(struct kom_xml *x, enum kom_status status);

/* The line in the part, from 1. For handlers. */
uint64_t kom_xml_line(const struct kom_xml *x);

/* The value of an attribute without namespace; NULL: it is not there. */
const char *kom_xml_attribute(const char **attributes, const char *name);

/* The same in any namespace, as r:id is. */
const char *kom_xml_foreign_attribute(const char **attributes, const char *name);

/* "1", "true", "on". */
bool kom_xml_is_true(const char *value);

/* A whole number up to max; false: it is none. */
bool kom_xml_whole(const char *value, size_t n, unsigned long max, unsigned long *out);

#endif

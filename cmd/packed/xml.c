/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XML by expat. */
#include "xml.h"

#include <expat.h>
#include <string.h>

#include "mem.h"

/* No such file has elements in elements so deep, or one tag so long. */
enum { DEPTH_MAX = 100, TAG_MAX = 1 << 20, BLOCK_NBYTES = 64 * 1024 };

/* ---- for handlers ---- */

void kom_xml_enough(struct kom_xml *x) {
    x->is_enough = true;
    (void)XML_StopParser(x->parser, XML_FALSE);
}

void kom_xml_stop(struct kom_xml *x, enum kom_status status) {
    if (!x->status)
        x->status = status;
    (void)XML_StopParser(x->parser, XML_FALSE);
}

const char *kom_xml_attribute(const char **attributes, const char *name) {
    for (; *attributes; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

const char *kom_xml_foreign_attribute(const char **attributes, const char *name) {
    for (; *attributes; attributes += 2) {
        const char *bar = strrchr(attributes[0], '|');
        if (bar && strcmp(bar + 1, name) == 0)
            return attributes[1];
    }
    return NULL;
}

uint64_t kom_xml_line(const struct kom_xml *x) {
    return XML_GetCurrentLineNumber(x->parser);
}

bool kom_xml_is_true(const char *value) {
    return value &&
           (strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0);
}

bool kom_xml_whole(const char *value, size_t n, unsigned long max, unsigned long *out) {
    unsigned long v = 0;
    bool ok = n > 0;
    for (size_t i = 0; i < n && ok; i++) {
        unsigned long digit = (unsigned char)value[i] - (unsigned long)'0';
        ok = digit <= 9 && digit <= max && v <= (max - digit) / 10;
        v = 10 * v + digit;
    }
    *out = v;
    return ok;
}

/* ---- of expat ---- */

static bool ends(const char *p, size_t n, const char *with) {
    size_t n_with = strlen(with);
    return n >= n_with && memcmp(p + n - n_with, with, n_with) == 0;
}

static bool is_ours(const struct kom_xml *x, const char *space, size_t n) {
    const char *const *end = x->handlers->spaces;
    while (*end && !ends(space, n, *end))
        end++;
    return *end;
}

static const char *local(const struct kom_xml *x, const char *name) {
    const char *bar = strrchr(name, '|');
    return !bar ? name : is_ours(x, name, (size_t)(bar - name)) ? bar + 1 : "";
}

/* expat goes on with what is left of a tag after it was stopped. */
static bool is_over(const struct kom_xml *x) {
    return x->status || x->is_enough;
}

static void XMLCALL take_start(void *context, const XML_Char *name, const XML_Char **attributes) {
    struct kom_xml *x = context;
    if (is_over(x))
        return;
    if (++x->depth > DEPTH_MAX) {
        kom_xml_stop(x, kom_fail(x->err, KOM_EDATA, "%s: %s: its elements are nested too deep",
                                 x->part->package->path, x->part->name));
        return;
    }
    x->handlers->start(x, local(x, name), attributes);
}

static void XMLCALL take_end(void *context, const XML_Char *name) {
    struct kom_xml *x = context;
    (void)name;
    if (is_over(x))
        return;
    x->depth--;
    x->handlers->end(x);
}

static void XMLCALL take_text(void *context, const XML_Char *p, int n) {
    struct kom_xml *x = context;
    if (!is_over(x) && x->handlers->text)
        x->handlers->text(x, p, (size_t)n);
}

/* Definitions of entities are how XML is made to grow without end, or to fetch what is elsewhere;
   no such file has any. */
static void XMLCALL take_doctype(void *context, const XML_Char *name, const XML_Char *system,
                                 const XML_Char *public, int has_subset) {
    struct kom_xml *x = context;
    (void)name, (void)system, (void)public, (void)has_subset;
    kom_xml_stop(x,
                 kom_fail(x->err, KOM_EDATA,
                          "%s: %s has a document type (DTD), as no such file has; it is not read",
                          x->part->package->path, x->part->name));
}

/* ---- memory: expat takes some failures for other errors, so they are counted ---- */

static void *take_memory(size_t n) {
    return kom_resize(NULL, n, 1);
}

static void *resize_memory(void *p, size_t n) {
    return kom_resize(p, n, 1);
}

static const XML_Memory_Handling_Suite memory = {take_memory, resize_memory, kom_free};

/* ---- a part ---- */

static enum kom_status explain(struct kom_xml *x) {
    enum XML_Error code = XML_GetErrorCode(x->parser);
    const char *path = x->part->package->path;
    if (x->status || x->is_enough)
        return x->status;
    if (code == XML_ERROR_NO_MEMORY || kom_mem_failures() != x->n_failures)
        return kom_no_memory_in(x->err, path);
    return kom_fail(x->err, KOM_EDATA,
                    "%s: %s, line %lu: is no whole XML (%s); fetch it again, or write it anew",
                    path, x->part->name, (unsigned long)XML_GetCurrentLineNumber(x->parser),
                    XML_ErrorString(code));
}

/* What expat keeps because a tag is not at its end. */
static enum kom_status check_tag(struct kom_xml *x, XML_Index fed) {
    XML_Index at = XML_GetCurrentByteIndex(x->parser);
    return at >= 0 && fed - at > TAG_MAX
               ? kom_fail(x->err, KOM_EDATA, "%s: %s has a tag of more than %d KB",
                          x->part->package->path, x->part->name, TAG_MAX / 1024)
               : KOM_OK;
}

static enum kom_status feed(struct kom_xml *x, struct kom_packed *part) {
    XML_Index fed = 0;
    for (;;) {
        size_t n;
        char *block = XML_GetBuffer(x->parser, BLOCK_NBYTES);
        if (!block)
            return kom_no_memory_in(x->err, part->package->path);
        enum kom_status status = kom_packed_read(part, block, BLOCK_NBYTES, &n, x->err);
        if (status)
            return status;
        if (XML_ParseBuffer(x->parser, (int)n, n == 0) != XML_STATUS_OK)
            return explain(x);
        fed += (XML_Index)n;
        status = n ? check_tag(x, fed) : KOM_OK;
        if (status || n == 0)
            return status;
    }
}

enum kom_status kom_xml_read(const struct kom_package *p, int64_t place,
                             const struct kom_xml_handlers *handlers, void *context,
                             struct kom_error *err) {
    struct kom_error own;
    struct kom_packed part;
    struct kom_xml x = {.context = context,
                        .handlers = handlers,
                        .part = &part,
                        .n_failures = kom_mem_failures(),
                        .err = err ? err : &own};
    enum kom_status status = kom_packed_open(&part, p, place, x.err);
    XML_Parser parser = status ? NULL : XML_ParserCreate_MM(NULL, &memory, "|");
    if (!status && !parser)
        status = kom_no_memory_in(x.err, p->path);
    if (!status) {
        x.parser = parser;
        XML_SetUserData(parser, &x);
        XML_SetElementHandler(parser, take_start, take_end);
        XML_SetCharacterDataHandler(parser, take_text);
        XML_SetStartDoctypeDeclHandler(parser, take_doctype);
        status = feed(&x, &part);
        XML_ParserFree(parser);
    }
    kom_packed_close(&part);
    return status;
}

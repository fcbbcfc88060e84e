/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members one after the other: header, deflated bytes, CRC and length. */
#include "gzip.h"

#include <zlib.h>

#include "mem.h"

/* Bits of the header's fourth byte (RFC 1952, 2.3.1). */
enum { HEADER_CRC = 2, HEADER_EXTRA = 4, HEADER_NAME = 8, HEADER_COMMENT = 16, RESERVED = 0xe0 };

static enum kom_status damaged(const struct kom_gzip *g, const char *why, struct kom_error *err) {
    return kom_fail(err, KOM_EDATA,
                    "%s: gzip data %s; nothing was read to the end, get the file anew",
                    g->raw->name, why);
}

enum kom_status kom_gzip_init(struct kom_gzip *g, struct kom_raw *raw,
                              const struct kom_inflater *inflater, struct kom_error *err) {
    *g = (struct kom_gzip){.raw = raw, .inflater = inflater, .state = inflater->open()};
    return g->state ? KOM_OK : kom_no_memory_in(err, raw->name);
}

/* ---- header and trailer, byte by byte ---- */

/* The number in the next n bytes, the lowest first. */
static enum kom_status take_number(struct kom_gzip *g, unsigned n, uint32_t *number,
                                   struct kom_error *err) {
    *number = 0;
    for (unsigned i = 0; i < n; i++) {
        enum kom_status status = kom_raw_refill(g->raw, err);
        if (status)
            return status;
        if (g->raw->at == g->raw->n)
            return damaged(g, "end too early", err);
        unsigned char byte = (unsigned char)g->raw->block[g->raw->at++];
        g->header_crc = (uint32_t)crc32(g->header_crc, &byte, 1);
        *number |= (uint32_t)byte << 8 * i;
    }
    return KOM_OK;
}

static enum kom_status skip_bytes(struct kom_gzip *g, uint32_t n, struct kom_error *err) {
    uint32_t byte;
    enum kom_status status = KOM_OK;
    while (n-- && !status)
        status = take_number(g, 1, &byte, err);
    return status;
}

static enum kom_status skip_text(struct kom_gzip *g, struct kom_error *err) {
    uint32_t byte = 1;
    enum kom_status status = KOM_OK;
    while (byte && !status)
        status = take_number(g, 1, &byte, err);
    return status;
}

static enum kom_status take_header(struct kom_gzip *g, struct kom_error *err) {
    uint32_t magic = 0, method = 0, flags = 0, n = 0, crc = 0;
    g->header_crc = 0;
    enum kom_status status = take_number(g, 2, &magic, err);
    if (!status && magic != 0x8b1f)
        return damaged(g, "are followed by something else", err);
    if (!status)
        status = take_number(g, 1, &method, err);
    if (!status)
        status = take_number(g, 1, &flags, err);
    if (!status && (method != Z_DEFLATED || flags & RESERVED))
        return damaged(g, "are damaged", err);
    if (!status)
        status = skip_bytes(g, 6, err); /* time, level, system */
    if (!status && flags & HEADER_EXTRA)
        status = take_number(g, 2, &n, err);
    if (!status && flags & HEADER_EXTRA)
        status = skip_bytes(g, n, err);
    if (!status && flags & HEADER_NAME)
        status = skip_text(g, err);
    if (!status && flags & HEADER_COMMENT)
        status = skip_text(g, err);
    if (status || !(flags & HEADER_CRC))
        return status;
    uint32_t expected = g->header_crc & 0xffff;
    status = take_number(g, 2, &crc, err);
    return status || crc == expected ? status : damaged(g, "are damaged", err);
}

static enum kom_status take_trailer(struct kom_gzip *g, struct kom_error *err) {
    uint32_t crc = 0, length = 0;
    enum kom_status status = take_number(g, 4, &crc, err);
    if (!status)
        status = take_number(g, 4, &length, err);
    if (!status && (crc != g->inflater->crc(g->state) || length != g->written))
        return damaged(g, "are damaged", err);
    g->next = KOM_GZIP_HEADER;
    return status;
}

/* ---- members ---- */

static bool note_start(struct kom_gzip *g) {
    void *p = g->start;
    if (kom_grow(&p, &g->cap_starts, g->n_starts + 1, sizeof *g->start))
        return false;
    g->start = p;
    g->start[g->n_starts++] = (struct kom_gzip_start){kom_raw_place(g->raw), g->n_out};
    return true;
}

/* Another member may follow, or zero padding to the end. */
static enum kom_status next_member(struct kom_gzip *g, struct kom_error *err) {
    struct kom_raw *r = g->raw;
    for (;;) {
        enum kom_status status = kom_raw_refill(r, err);
        if (status || r->at == r->n)
            return status;
        if (r->block[r->at] != '\0')
            break;
        r->at++;
    }
    if ((unsigned char)r->block[r->at] != 0x1f)
        return damaged(g, "are followed by something else", err);
    if (g->keeps_starts && !note_start(g))
        return kom_no_memory_in(err, r->name);
    g->inflater->reset(g->state);
    g->written = 0;
    g->next = KOM_GZIP_DATA;
    return take_header(g, err);
}

/* Bytes are asked for only when those at hand give nothing more: what inflates may hold some. */
static enum kom_status inflate_some(struct kom_gzip *g, char *p, size_t cap, size_t *n,
                                    struct kom_error *err) {
    struct kom_raw *r = g->raw;
    struct kom_inflate_piece piece = {(unsigned char *)r->block + r->at, (unsigned char *)p,
                                      r->n - r->at, cap};
    enum kom_inflated result = g->inflater->step(g->state, &piece);
    r->at = r->n - piece.n_in;
    *n = cap - piece.n_out;
    g->written += (uint32_t)*n;
    g->n_out += *n;
    switch (result) {
    case KOM_INFLATED_NO_MEMORY:
        return kom_no_memory_in(err, r->name);
    case KOM_INFLATED_DAMAGED: /* what came before it goes out first */
        return *n ? KOM_OK : damaged(g, "are damaged", err);
    case KOM_INFLATED_ALL:
        g->next = KOM_GZIP_TRAILER;
        return KOM_OK;
    case KOM_INFLATED_SOME:
        break;
    }
    if (*n || r->at < r->n)
        return KOM_OK;
    enum kom_status status = kom_raw_refill(r, err);
    return status || r->at < r->n ? status : damaged(g, "end too early", err);
}

enum kom_status kom_gzip_read(struct kom_gzip *g, char *p, size_t cap, size_t *n,
                              struct kom_error *err) {
    size_t room = cap < (size_t)1 << 30 ? cap : (size_t)1 << 30;
    enum kom_status status = KOM_OK;
    *n = 0;
    while (*n == 0 && !status) {
        if (g->next == KOM_GZIP_TRAILER)
            status = take_trailer(g, err);
        if (!status && g->next == KOM_GZIP_HEADER)
            status = next_member(g, err);
        if (status || g->next == KOM_GZIP_HEADER)
            return status;
        status = inflate_some(g, p, room, n, err);
    }
    return status;
}

/* ---- from the middle ---- */

static enum kom_status restart(struct kom_gzip *g, uint64_t at, struct kom_error *err) {
    g->next = KOM_GZIP_HEADER;
    g->n_out = 0;
    g->n_starts = 0;
    return kom_raw_seek(g->raw, at, err);
}

/* Can what starts there be undone to the end of a member, or for long? Chance cannot do that. */
static enum kom_status is_member(struct kom_gzip *g, uint64_t at, bool *is_one,
                                 struct kom_error *err) {
    enum { LONG = 1 << 18 };
    char bytes[4096];
    struct kom_error ignored;
    enum kom_status status = restart(g, at, err);
    *is_one = false;
    if (status)
        return status;
    status = next_member(g, &ignored);
    while (!status && g->next == KOM_GZIP_DATA && g->n_out < LONG) {
        size_t n;
        status = inflate_some(g, bytes, sizeof bytes, &n, &ignored);
    }
    if (!status && g->next == KOM_GZIP_TRAILER)
        status = take_trailer(g, &ignored);
    if (status == KOM_EIO || status == KOM_ENOMEM)
        return kom_fail(err, status, "%s", ignored.text);
    *is_one = !status;
    return KOM_OK;
}

/* The next place from *at on where three bytes look like the start of a member; false at the end.
 */
static enum kom_status next_start(struct kom_raw *r, uint64_t *at, bool *has_one,
                                  struct kom_error *err) {
    static const unsigned char magic[3] = {0x1f, 0x8b, Z_DEFLATED};
    size_t matched = 0;
    enum kom_status status = kom_raw_seek(r, *at, err);
    *has_one = false;
    while (!status) {
        status = kom_raw_refill(r, err);
        if (status || r->at == r->n)
            break;
        const unsigned char byte = (unsigned char)r->block[r->at++];
        matched = byte == magic[matched] ? matched + 1 : byte == magic[0];
        if (matched < sizeof magic)
            continue;
        *at = kom_raw_place(r) - sizeof magic;
        *has_one = true;
        break;
    }
    return status;
}

enum kom_status kom_gzip_seek(struct kom_gzip *g, uint64_t from, uint64_t *at, bool *has_one,
                              struct kom_error *err) {
    enum kom_status status = KOM_OK;
    bool is_one = false;
    *at = from;
    for (*has_one = true; !status && *has_one && !is_one;) {
        status = next_start(g->raw, at, has_one, err);
        if (!status && *has_one)
            status = is_member(g, *at, &is_one, err);
        *at += !is_one;
    }
    return status || !is_one ? status : restart(g, *at, err);
}

void kom_gzip_fini(struct kom_gzip *g) {
    if (g->inflater)
        g->inflater->close(g->state);
    kom_free(g->start);
    *g = (struct kom_gzip){0};
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three layers of reading: raw bytes, gzip members or zstd frames, UTF-16.

   Each layer asks the one below for more when it runs dry. A stream stands in for all three. Which
   layers an input needs is seen from its first bytes, never from its name: names lie, and standard
   input has none. The first bytes wait for the reader as text like all that follow, so that whoever
   reads need not know that they were looked at. */
#include "source.h"

#include <string.h>

#include "encoding.h"
#include "gzip.h"
#include "mem.h"
#include "raw.h"
#ifdef KOM_HAVE_ZSTD
#include "unzstd.h"
#endif

struct kom_source {
    struct kom_raw raw;
    struct kom_stream stream; /* instead of raw bytes; read NULL: none */
    const char *packing;      /* "gzip", "zstd"; NULL: plain */
    struct kom_gzip gzip;
    uint64_t limit; /* of gzip, */
    bool has_limit; /* if somebody asks for members */
#ifdef KOM_HAVE_ZSTD
    struct kom_unzstd zstd;
#endif
    /* decoded text waiting: the first bytes, looked at for a byte order mark, or UTF-16 made UTF-8
     */
    bool looked, has_mark, is_utf16, big_endian;
    struct kom_buf ready;
    size_t ready_at;
    unsigned char pair[4]; /* an incomplete UTF-16 unit or surrogate pair */
    size_t n_pair;
};

enum kom_status kom_source_open(struct kom_source **source, const char *path,
                                const struct kom_text *memory, bool force_utf16,
                                struct kom_error *err) {
    struct kom_source *s = kom_alloc(1, sizeof *s);
    *source = NULL;
    if (!s)
        return kom_no_memory_in(err, path);
    s->is_utf16 = force_utf16;
    s->limit = UINT64_MAX;
    enum kom_status status = kom_raw_init(&s->raw, path, memory, err);
    if (status) {
        kom_source_close(s);
        return status;
    }
    *source = s;
    return KOM_OK;
}

enum kom_status kom_source_open_stream(struct kom_source **source, const char *name,
                                       const struct kom_stream *stream, struct kom_error *err) {
    const struct kom_text nothing = {"", 0};
    enum kom_status status = kom_source_open(source, name, &nothing, false, err);
    if (status) {
        stream->close(stream->self);
        return status;
    }
    (*source)->stream = *stream;
    (*source)->looked = true;
    return KOM_OK;
}

static enum kom_status take_bytes(struct kom_source *s, char *p, size_t cap, size_t *n,
                                  struct kom_error *err) {
    if (s->stream.read)
        return s->stream.read(s->stream.self, p, cap, n, err);
#ifdef KOM_HAVE_ZSTD
    if (s->zstd.stream)
        return kom_unzstd_read(&s->zstd, p, cap, n, err);
#endif
    return s->packing ? kom_gzip_read(&s->gzip, p, cap, n, err)
                      : kom_raw_read(&s->raw, p, cap, n, err);
}

static enum kom_status look_for_packing(struct kom_source *s, struct kom_error *err) {
    static const unsigned char magic[2] = {0x1f, 0x8b};
    enum kom_status status = kom_raw_peek(&s->raw, 4, err);
    const char *first = s->raw.block + s->raw.at;
    const size_t n = s->raw.n - s->raw.at;
    if (!status && n >= 2 && memcmp(first, magic, 2) == 0) {
        s->packing = "gzip";
        status = kom_gzip_init(&s->gzip, &s->raw, kom_inflaters()[0], err);
        s->gzip.keeps_starts = s->has_limit;
        return status;
    }
#ifdef KOM_HAVE_ZSTD
    if (!status && n >= 4 && kom_unzstd_begins(first)) {
        s->packing = "zstd";
        return kom_unzstd_init(&s->zstd, &s->raw, err);
    }
#endif
    return status;
}

/* ---- UTF-16 ---- */

static unsigned long unit(const struct kom_source *s, const unsigned char *p) {
    return s->big_endian ? (unsigned long)p[0] << 8 | p[1] : (unsigned long)p[1] << 8 | p[0];
}

/* Adds one byte; a whole character goes to `ready`. */
static bool decode_byte(struct kom_source *s, unsigned char byte) {
    s->pair[s->n_pair++] = byte;
    if (s->n_pair % 2)
        return true;
    unsigned long u = unit(s, s->pair);
    if (s->n_pair == 4) {
        unsigned long v = unit(s, s->pair + 2);
        if (v < 0xdc00 || v > 0xdfff)
            return false;
        u = 0x10000 + ((u - 0xd800) << 10) + (v - 0xdc00);
    } else if (u >= 0xd800 && u <= 0xdbff) {
        return true;
    } else if (u >= 0xdc00 && u <= 0xdfff) {
        return false;
    }
    kom_buf_code_point(&s->ready, u);
    s->n_pair = 0;
    return true;
}

static enum kom_status decode_utf16(struct kom_source *s, const char *p, size_t n,
                                    struct kom_error *err) {
    for (size_t i = 0; i < n; i++)
        if (!decode_byte(s, (unsigned char)p[i]))
            return kom_fail(err, KOM_EDATA, "%s: malformed UTF-16", s->raw.name);
    return s->ready.failed ? kom_no_memory_in(err, s->raw.name) : KOM_OK;
}

static enum kom_status fill_utf16(struct kom_source *s, struct kom_error *err) {
    char block[8192];
    size_t n;
    kom_buf_reset(&s->ready);
    s->ready_at = 0;
    while (s->ready.n == 0) {
        enum kom_status status = take_bytes(s, block, sizeof block, &n, err);
        if (status)
            return status;
        if (n == 0 && s->n_pair)
            return kom_fail(err, KOM_EDATA, "%s: UTF-16 ends within a character", s->raw.name);
        if (n == 0)
            return KOM_OK;
        status = decode_utf16(s, block, n, err);
        if (status)
            return status;
    }
    return KOM_OK;
}

/* ---- the first bytes ---- */

static enum kom_status look(struct kom_source *s, struct kom_error *err) {
    char first[4];
    size_t n = 0, got = 0;
    enum kom_status status = look_for_packing(s, err);
    s->looked = true;
    do {
        if (!status)
            status = take_bytes(s, first + n, 3 - n, &got, err);
        if (status)
            return status;
        n += got;
    } while (n < 3 && got);
    size_t skip = 0;
    const unsigned char *u = (const unsigned char *)first;
    if (n >= 2 && ((u[0] == 0xff && u[1] == 0xfe) || (u[0] == 0xfe && u[1] == 0xff))) {
        s->is_utf16 = s->has_mark = true;
        s->big_endian = u[0] == 0xfe;
        skip = 2;
    } else if (n == 3 && memcmp(first, "\xef\xbb\xbf", 3) == 0 && !s->is_utf16) {
        s->has_mark = true;
        skip = 3;
    }
    if (s->is_utf16)
        return decode_utf16(s, first + skip, n - skip, err);
    kom_buf_add(&s->ready, first + skip, n - skip);
    return s->ready.failed ? kom_no_memory_in(err, s->raw.name) : KOM_OK;
}

enum kom_status kom_source_read(struct kom_source *s, char *p, size_t cap, size_t *n,
                                struct kom_error *err) {
    enum kom_status status = s->looked ? KOM_OK : look(s, err);
    *n = 0;
    if (!status && s->is_utf16 && s->ready_at == s->ready.n)
        status = fill_utf16(s, err);
    if (status)
        return status;
    size_t waiting = s->ready.n - s->ready_at;
    if (waiting == 0)
        return s->is_utf16 ? KOM_OK : take_bytes(s, p, cap, n, err);
    *n = waiting < cap ? waiting : cap;
    memcpy(p, s->ready.p + s->ready_at, *n);
    s->ready_at += *n;
    return KOM_OK;
}

enum kom_status kom_source_return(struct kom_source *s, struct kom_text bytes,
                                  struct kom_error *err) {
    struct kom_buf all = {0};
    kom_buf_text(&all, bytes);
    kom_buf_add(&all, s->ready.p ? s->ready.p + s->ready_at : "", s->ready.n - s->ready_at);
    if (all.failed) {
        kom_buf_fini(&all);
        return kom_no_memory_in(err, s->raw.name);
    }
    kom_buf_fini(&s->ready);
    s->ready = all;
    s->ready_at = 0;
    return KOM_OK;
}

enum kom_status kom_source_seek(struct kom_source *s, uint64_t from, uint64_t *at, bool *has_one,
                                struct kom_error *err) {
    kom_buf_reset(&s->ready);
    s->ready_at = 0;
    *at = from;
    *has_one = true;
    return s->packing ? kom_gzip_seek(&s->gzip, from, at, has_one, err)
                      : kom_raw_seek(&s->raw, from, err);
}

void kom_source_limit(struct kom_source *s, uint64_t limit) {
    s->limit = limit;
    s->has_limit = true;
}

bool kom_source_mark(const struct kom_source *s, uint64_t *n_before) {
    const struct kom_gzip *g = &s->gzip;
    size_t i = g->n_starts;
    while (i > 0 && g->start[i - 1].at >= s->limit)
        i--;
    if (i == g->n_starts)
        return false;
    *n_before = g->start[i].n_before;
    return true;
}

void kom_source_place(const struct kom_source *s, uint64_t n, uint64_t *at, uint64_t *within) {
    const struct kom_gzip *g = &s->gzip;
    size_t i = g->n_starts;
    while (i > 1 && g->start[i - 1].n_before >= n)
        i--;
    *at = i ? g->start[i - 1].at : n;
    *within = i ? n - g->start[i - 1].n_before : 0;
}

const char *kom_source_name(const struct kom_source *s) {
    return s->raw.name;
}

const char *kom_source_packing(const struct kom_source *s) {
    return s->packing;
}

bool kom_source_has_mark(const struct kom_source *s) {
    return s->has_mark;
}

bool kom_source_is_utf16(const struct kom_source *s) {
    return s->is_utf16;
}

void kom_source_close(struct kom_source *s) {
    if (!s)
        return;
    if (s->stream.close)
        s->stream.close(s->stream.self);
    kom_gzip_fini(&s->gzip);
#ifdef KOM_HAVE_ZSTD
    kom_unzstd_fini(&s->zstd);
#endif
    kom_raw_fini(&s->raw);
    kom_buf_fini(&s->ready);
    kom_free(s);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three layers of reading: raw bytes, gzip members, UTF-16. Each asks the one below for more when
 * it runs dry. */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "encoding.h"
#include "mem.h"

enum { RAW_BLOCK = 256 * 1024 };

struct kom_source {
    char *name;
    int fd;
    bool owns_fd, at_end;
    struct kom_text memory; /* what is left of a source in memory */
    bool is_memory;
    /* raw bytes read and not yet taken */
    char *raw;
    size_t raw_at, raw_n;
    /* gzip */
    bool is_gzip, inflating, member_done;
    z_stream z;
    /* decoded text waiting: the first bytes, looked at for a byte order mark, or UTF-16 made UTF-8
     */
    bool looked, has_mark, is_utf16, big_endian;
    struct kom_buf ready;
    size_t ready_at;
    unsigned char pair[4]; /* an incomplete UTF-16 unit or surrogate pair */
    size_t n_pair;
};

static enum kom_status io_error(const struct kom_source *s, const char *what,
                                struct kom_error *err) {
    return kom_fail(err, KOM_EIO, "%s: %s: %s", s->name, what, strerror(errno));
}

static enum kom_status open_file(struct kom_source *s, const char *path, struct kom_error *err) {
    struct stat st;
    s->owns_fd = strcmp(path, "-") != 0;
    s->fd = s->owns_fd ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : STDIN_FILENO;
    if (s->fd < 0)
        return io_error(s, "cannot be opened", err);
    if (fstat(s->fd, &st) != 0)
        return io_error(s, "cannot be looked at", err);
    if (S_ISDIR(st.st_mode))
        return kom_fail(err, KOM_EIO, "%s: is a directory; name a file", s->name);
    return KOM_OK;
}

enum kom_status kom_source_open(struct kom_source **source, const char *path,
                                const struct kom_text *memory, bool force_utf16,
                                struct kom_error *err) {
    struct kom_source *s = kom_alloc(1, sizeof *s);
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    *source = NULL;
    if (!s)
        return kom_fail(err, KOM_ENOMEM, "%s: out of memory", name);
    s->fd = -1;
    s->is_utf16 = force_utf16;
    s->name = kom_alloc(strlen(name) + 1, 1);
    s->raw = kom_resize(NULL, RAW_BLOCK, 1);
    enum kom_status status = KOM_OK;
    if (!s->name || !s->raw) {
        status = kom_fail(err, KOM_ENOMEM, "%s: out of memory", name);
    } else {
        memcpy(s->name, name, strlen(name) + 1);
        if (memory) {
            s->is_memory = true;
            s->memory = *memory;
        } else {
            status = open_file(s, path, err);
        }
    }
    if (status) {
        kom_source_close(s);
        return status;
    }
    *source = s;
    return KOM_OK;
}

/* ---- raw bytes ---- */

static enum kom_status read_once(struct kom_source *s, char *p, size_t cap, size_t *n,
                                 struct kom_error *err) {
    *n = 0;
    if (s->at_end)
        return KOM_OK;
    if (s->is_memory) {
        *n = s->memory.n < cap ? s->memory.n : cap;
        if (*n)
            memcpy(p, s->memory.p, *n);
        s->memory.p += *n;
        s->memory.n -= *n;
    } else {
        ssize_t got;
        do
            got = read(s->fd, p, cap);
        while (got < 0 && errno == EINTR);
        if (got < 0)
            return io_error(s, "reading failed", err);
        *n = (size_t)got;
    }
    s->at_end = *n == 0;
    return KOM_OK;
}

/* Makes sure that raw bytes wait, unless the source is at its end. */
static enum kom_status refill(struct kom_source *s, struct kom_error *err) {
    if (s->raw_at < s->raw_n)
        return KOM_OK;
    s->raw_at = 0;
    return read_once(s, s->raw, RAW_BLOCK, &s->raw_n, err);
}

/* Raw bytes to the caller: those that wait first, then straight from the file. */
static enum kom_status take_raw(struct kom_source *s, char *p, size_t cap, size_t *n,
                                struct kom_error *err) {
    size_t waiting = s->raw_n - s->raw_at;
    if (waiting == 0)
        return read_once(s, p, cap, n, err);
    *n = waiting < cap ? waiting : cap;
    memcpy(p, s->raw + s->raw_at, *n);
    s->raw_at += *n;
    return KOM_OK;
}

/* ---- gzip ---- */

static enum kom_status gzip_damaged(const struct kom_source *s, const char *why,
                                    struct kom_error *err) {
    return kom_fail(err, KOM_EDATA,
                    "%s: gzip data %s; nothing was read to the end, get the file anew", s->name,
                    why);
}

/* After a member: another one may follow, or zero padding (as on tapes) to the end. */
static enum kom_status next_member(struct kom_source *s, bool *more, struct kom_error *err) {
    *more = false;
    for (;;) {
        enum kom_status status = refill(s, err);
        if (status || s->raw_n == 0)
            return status;
        if (s->raw[s->raw_at] != '\0')
            break;
        s->raw_at++;
    }
    if ((unsigned char)s->raw[s->raw_at] != 0x1f)
        return gzip_damaged(s, "are followed by something else", err);
    *more = true;
    return inflateReset(&s->z) == Z_OK ? KOM_OK : gzip_damaged(s, "cannot be read", err);
}

static enum kom_status inflate_some(struct kom_source *s, bool *ended, struct kom_error *err) {
    enum kom_status status = refill(s, err);
    if (status)
        return status;
    if (s->raw_n == 0)
        return gzip_damaged(s, "end too early", err);
    s->z.next_in = (unsigned char *)s->raw + s->raw_at;
    s->z.avail_in = (unsigned)(s->raw_n - s->raw_at);
    int z = inflate(&s->z, Z_NO_FLUSH);
    s->raw_at = s->raw_n - s->z.avail_in;
    *ended = z == Z_STREAM_END;
    if (z == Z_MEM_ERROR)
        return kom_fail(err, KOM_ENOMEM, "%s: out of memory", s->name);
    return z == Z_OK || z == Z_STREAM_END || z == Z_BUF_ERROR ? KOM_OK
                                                              : gzip_damaged(s, "are damaged", err);
}

static enum kom_status take_gzip(struct kom_source *s, char *p, size_t cap, size_t *n,
                                 struct kom_error *err) {
    unsigned room = cap > UINT32_MAX / 2 ? UINT32_MAX / 2 : (unsigned)cap;
    enum kom_status status = KOM_OK;
    *n = 0;
    s->z.next_out = (unsigned char *)p;
    s->z.avail_out = room;
    while (s->z.avail_out == room) {
        if (s->member_done) {
            bool more;
            status = next_member(s, &more, err);
            if (status || !more)
                return status;
            s->member_done = false;
        }
        status = inflate_some(s, &s->member_done, err);
        if (status)
            return status;
    }
    *n = room - s->z.avail_out;
    return KOM_OK;
}

static enum kom_status take_bytes(struct kom_source *s, char *p, size_t cap, size_t *n,
                                  struct kom_error *err) {
    return s->is_gzip ? take_gzip(s, p, cap, n, err) : take_raw(s, p, cap, n, err);
}

static enum kom_status look_for_gzip(struct kom_source *s, struct kom_error *err) {
    /* The two bytes of the magic number may come in two reads of a pipe. */
    while (s->raw_n < 2 && !s->at_end) {
        size_t n;
        enum kom_status status = read_once(s, s->raw + s->raw_n, RAW_BLOCK - s->raw_n, &n, err);
        if (status)
            return status;
        s->raw_n += n;
    }
    if (s->raw_n < 2 || (unsigned char)s->raw[0] != 0x1f || (unsigned char)s->raw[1] != 0x8b)
        return KOM_OK;
    s->is_gzip = true;
    s->inflating = inflateInit2(&s->z, 15 + 16) == Z_OK;
    return s->inflating ? KOM_OK : kom_fail(err, KOM_ENOMEM, "%s: out of memory", s->name);
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
            return kom_fail(err, KOM_EDATA, "%s: malformed UTF-16", s->name);
    return s->ready.failed ? kom_fail(err, KOM_ENOMEM, "%s: out of memory", s->name) : KOM_OK;
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
            return kom_fail(err, KOM_EDATA, "%s: UTF-16 ends within a character", s->name);
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
    enum kom_status status = look_for_gzip(s, err);
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
    return s->ready.failed ? kom_fail(err, KOM_ENOMEM, "%s: out of memory", s->name) : KOM_OK;
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

const char *kom_source_name(const struct kom_source *s) {
    return s->name;
}

bool kom_source_is_gzip(const struct kom_source *s) {
    return s->is_gzip;
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
    if (s->owns_fd && s->fd >= 0)
        (void)close(s->fd);
    if (s->inflating)
        (void)inflateEnd(&s->z);
    kom_buf_fini(&s->ready);
    kom_free(s->raw);
    kom_free(s->name);
    kom_free(s);
}

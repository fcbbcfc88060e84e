/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that has no name any more once it is open. */
#include "spill.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"

enum { PIECE = 256 * 1024 };

static enum kom_status open_file(struct kom_spill *s, const char *folder, struct kom_error *err) {
    struct kom_buf name = {0};
    kom_buf_str(&name, folder);
    kom_buf_str(&name, "/kom-XXXXXX");
    kom_buf_byte(&name, '\0');
    if (name.failed) {
        kom_buf_fini(&name);
        return kom_fail(err, KOM_ENOMEM, "out of memory");
    }
    s->fd = mkstemp(name.p); /* mode 0600 */
    s->is_open = s->fd >= 0;
    enum kom_status status = KOM_OK;
    if (!s->is_open || unlink(name.p) != 0)
        status = kom_fail(err, KOM_EIO,
                          "%s: no temporary file can be made there (%s); name another folder with "
                          "TMPDIR, or give more --memory",
                          folder, strerror(errno));
    kom_buf_fini(&name);
    return status;
}

static enum kom_status write_out(struct kom_spill *s, struct kom_error *err) {
    for (size_t at = 0; at < s->buf.n;) {
        ssize_t n = write(s->fd, s->buf.p + at, s->buf.n - at);
        if (n < 0 && errno != EINTR)
            return kom_fail(err, KOM_EIO,
                            "temporary file: %s; name a larger folder with TMPDIR, or give more "
                            "--memory",
                            strerror(errno));
        at += n > 0 ? (size_t)n : 0;
    }
    kom_buf_reset(&s->buf);
    return KOM_OK;
}

enum kom_status kom_spill_add(struct kom_spill *s, const char *folder, struct kom_text bytes,
                              struct kom_error *err) {
    enum kom_status status = s->is_open ? KOM_OK : open_file(s, folder, err);
    if (!status && s->buf.n + bytes.n > PIECE)
        status = write_out(s, err);
    kom_buf_text(&s->buf, bytes);
    if (!status && s->buf.failed)
        status = kom_fail(err, KOM_ENOMEM, "out of memory");
    return status;
}

enum kom_status kom_spill_rewind(struct kom_spill *s, struct kom_error *err) {
    enum kom_status status = s->is_open ? write_out(s, err) : KOM_OK;
    if (!status && s->is_open && lseek(s->fd, 0, SEEK_SET) != 0)
        status = kom_fail(err, KOM_EIO, "temporary file: %s", strerror(errno));
    return status;
}

/* Moves what was not taken to the front and reads on, until n bytes are there or the file ends. */
static enum kom_status fill(struct kom_spill *s, size_t n, struct kom_error *err) {
    void *p = s->buf.p;
    memmove(s->buf.p, s->buf.p + s->at, s->buf.n - s->at);
    s->buf.n -= s->at;
    s->at = 0;
    if (kom_grow(&p, &s->buf.cap, n > PIECE ? n : PIECE, 1))
        return kom_fail(err, KOM_ENOMEM, "out of memory");
    s->buf.p = p;
    for (ssize_t got = 1; s->buf.n < n && got != 0;) {
        got = read(s->fd, s->buf.p + s->buf.n, s->buf.cap - s->buf.n);
        if (got < 0 && errno != EINTR)
            return kom_fail(err, KOM_EIO, "temporary file: %s", strerror(errno));
        s->buf.n += got > 0 ? (size_t)got : 0;
    }
    return KOM_OK;
}

enum kom_status kom_spill_next(struct kom_spill *s, size_t n, struct kom_text *bytes,
                               struct kom_error *err) {
    *bytes = (struct kom_text){NULL, 0};
    if (!s->is_open)
        return KOM_OK;
    enum kom_status status = s->buf.n - s->at < n ? fill(s, n, err) : KOM_OK;
    if (status || s->buf.n == s->at)
        return status;
    if (s->buf.n - s->at < n)
        return kom_fail(err, KOM_EIO, "temporary file: it ends too early");
    *bytes = (struct kom_text){s->buf.p + s->at, n};
    s->at += n;
    return KOM_OK;
}

void kom_spill_fini(struct kom_spill *s) {
    if (s->is_open)
        (void)close(s->fd);
    kom_buf_fini(&s->buf);
    *s = (struct kom_spill){0};
}

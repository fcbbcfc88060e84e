/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that has no name any more once it is open. */
#include "spill.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"
#include "os.h"
#include "publish.h"

enum { PIECE = 64 * 1024 };

/* Where every file has a name: it is gone before a signal can end the process. */
static int open_and_unlink(const char *folder) {
    char name[PATH_MAX];
    sigset_t old;
    int n = snprintf(name, sizeof name, "%s/kom-XXXXXX", folder);
    if (n < 0 || (size_t)n >= sizeof name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    kom_publish_block(&old);
    int fd = mkstemp(name); /* mode 0600 */
    int error = errno;
    if (fd >= 0 && unlink(name) != 0) {
        error = errno;
        (void)close(fd);
        fd = -1;
    }
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    errno = error;
    return fd;
}

static enum kom_status open_file(struct kom_spill *s, const char *folder, struct kom_error *err) {
    s->fd = kom_os_unnamed_file(folder, false);
    if (s->fd < 0)
        s->fd = open_and_unlink(folder);
    s->is_open = s->fd >= 0;
    if (s->is_open)
        return KOM_OK;
    if (errno == ENOMEM)
        return kom_no_memory(err);
    return kom_fail(err, KOM_EIO,
                    "%s: no temporary file can be made there (%s); name another folder with "
                    "TMPDIR, or give more --memory",
                    folder, strerror(errno));
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
    s->n_written += s->buf.n;
    if (s->buf.cap > 2 * PIECE) /* what stayed in memory before there was a file */
        kom_buf_fini(&s->buf);
    kom_buf_reset(&s->buf);
    return KOM_OK;
}

enum kom_status kom_spill_add(struct kom_spill *s, const char *folder, struct kom_text bytes,
                              struct kom_error *err) {
    size_t want = s->buf.n + bytes.n;
    enum kom_status status = s->is_open || want <= s->room ? KOM_OK : open_file(s, folder, err);
    if (!status && s->is_open && want > PIECE)
        status = write_out(s, err);
    kom_buf_text(&s->buf, bytes);
    if (!status && s->buf.failed)
        status = kom_no_memory(err);
    return status;
}

enum kom_status kom_spill_read(struct kom_spill *s, uint64_t at, size_t n, struct kom_text *bytes,
                               struct kom_error *err) {
    uint64_t end = kom_spill_end(s);
    *bytes = (struct kom_text){NULL, 0};
    if (at >= s->n_written) {
        n = at >= end ? 0 : end - at < n ? (size_t)(end - at) : n;
        *bytes = (struct kom_text){n ? s->buf.p + (at - s->n_written) : NULL, n};
        return KOM_OK;
    }
    n = s->n_written - at < n ? (size_t)(s->n_written - at) : n;
    kom_buf_reset(&s->back);
    char *p = kom_buf_room(&s->back, n);
    if (!p)
        return kom_no_memory(err);
    for (size_t i = 0; i < n;) {
        ssize_t got = pread(s->fd, p + i, n - i, (off_t)(at + i));
        if (got == 0)
            return kom_fail(err, KOM_EIO, "temporary file: it ends too early");
        if (got < 0 && errno != EINTR)
            return kom_fail(err, KOM_EIO, "temporary file: %s", strerror(errno));
        i += got > 0 ? (size_t)got : 0;
    }
    *bytes = (struct kom_text){p, n};
    return KOM_OK;
}

enum kom_status kom_spill_rewind(struct kom_spill *s, struct kom_error *err) {
    s->at = 0;
    if (!s->is_open)
        return KOM_OK;
    enum kom_status status = s->is_reading ? KOM_OK : write_out(s, err);
    s->is_reading = true;
    kom_buf_reset(&s->buf);
    if (!status && lseek(s->fd, 0, SEEK_SET) != 0)
        status = kom_fail(err, KOM_EIO, "temporary file: %s", strerror(errno));
    return status;
}

/* Moves what was not taken to the front and reads on, until n bytes are there or the file ends. */
static enum kom_status fill(struct kom_spill *s, size_t n, struct kom_error *err) {
    void *p = s->buf.p;
    if (s->at)
        memmove(s->buf.p, s->buf.p + s->at, s->buf.n - s->at);
    s->buf.n -= s->at;
    s->at = 0;
    if (kom_grow(&p, &s->buf.cap, n > PIECE ? n : PIECE, 1))
        return kom_no_memory(err);
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
    enum kom_status status = s->is_open && s->buf.n - s->at < n ? fill(s, n, err) : KOM_OK;
    if (status || s->buf.n == s->at)
        return status;
    if (s->buf.n - s->at < n)
        return kom_fail(err, KOM_EIO, "temporary file: it ends too early");
    *bytes = (struct kom_text){s->buf.p + s->at, n};
    s->at += n;
    return KOM_OK;
}

enum kom_status kom_spill_hand_over(struct kom_spill *s, const char *folder,
                                    struct kom_error *err) {
    enum kom_status status = s->is_open ? KOM_OK : open_file(s, folder, err);
    return status ? status : kom_spill_rewind(s, err);
}

void kom_spill_fini(struct kom_spill *s) {
    if (s->is_open)
        (void)close(s->fd);
    kom_buf_fini(&s->buf);
    kom_buf_fini(&s->back);
    *s = (struct kom_spill){0};
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes for ReadStat, which asks for few at a time and jumps: from a block of our own. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "parse.h"

enum { BLOCK_NBYTES = 256 * 1024, FIRST_NBYTES = 4096 };

ssize_t kom_statfile_first(const char *path, char *p, size_t n) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    ssize_t got = fd < 0 ? -1 : read(fd, p, n);
    int failed = errno;
    if (fd >= 0)
        (void)close(fd);
    errno = failed;
    return got;
}

static int open_file(const char *path, void *context) {
    struct kom_statfile_bytes *b = context;
    b->at = 0;
    b->n = b->next = 0;
    b->step = FIRST_NBYTES;
    b->failed = 0;
    b->ends_within = false;
    if (!b->block)
        b->block = kom_alloc(BLOCK_NBYTES, 1);
    b->fd = b->block ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : -1;
    if (b->fd < 0)
        b->failed = b->block ? errno : ENOMEM;
    return b->fd;
}

static int close_file(void *context) {
    struct kom_statfile_bytes *b = context;
    if (b->fd >= 0)
        (void)close(b->fd);
    b->fd = -1;
    return 0;
}

/* The next block; 0 at the end, -1 when reading failed. */
static ssize_t fill(struct kom_statfile_bytes *b, char *p, size_t cap) {
    ssize_t got;
    do
        got = read(b->fd, p, cap);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        b->failed = errno;
    return got;
}

static bool says_something(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (p[i] != ' ' && p[i] != '\0')
            return true;
    return false;
}

/* ReadStat takes -1 for a large size here and there; of a failure it hears as of an early end, and
   we know better. */
static ssize_t read_bytes(void *to, size_t n, void *context) {
    struct kom_statfile_bytes *b = context;
    char *p = to;
    size_t done = 0;
    int64_t at = b->at + (int64_t)b->next;
    while (done < n) {
        if (b->next == b->n) {
            ssize_t got = fill(b, b->block, b->step);
            if (got < 0)
                return 0;
            b->at += (int64_t)b->n;
            b->n = (size_t)got;
            b->step = b->step < BLOCK_NBYTES ? 2 * b->step : BLOCK_NBYTES;
            b->next = 0;
            if (got == 0)
                break;
        }
        size_t waiting = b->n - b->next, part = n - done < waiting ? n - done : waiting;
        memcpy(p + done, b->block + b->next, part);
        b->next += part;
        done += part;
    }
    b->ends_within = done < n && says_something(p, done);
    bool is_right = !b->look || !b->look(b->looker, at, p, done);
    return is_right ? (ssize_t)done : 0;
}

static readstat_off_t fail(struct kom_statfile_bytes *b) {
    b->failed = errno;
    return -1;
}

/* Within the block, or by the system. */
static readstat_off_t seek(readstat_off_t offset, readstat_io_flags_t whence, void *context) {
    struct kom_statfile_bytes *b = context;
    int64_t here = b->at + (int64_t)b->next, to;
    if (whence == READSTAT_SEEK_END) {
        off_t end = lseek(b->fd, 0, SEEK_END);
        if (end < 0 || lseek(b->fd, (off_t)(b->at + (int64_t)b->n), SEEK_SET) < 0)
            return fail(b);
        to = (int64_t)end + offset;
    } else {
        to = whence == READSTAT_SEEK_CUR ? here + offset : offset;
    }
    if (to >= b->at && to <= b->at + (int64_t)b->n) {
        b->next = (size_t)(to - b->at);
        return to;
    }
    if (to < 0)
        return -1;
    if (lseek(b->fd, (off_t)to, SEEK_SET) < 0)
        return fail(b);
    b->at = to;
    b->n = b->next = 0;
    b->step = FIRST_NBYTES;
    return to;
}

/* ReadStat's own asks the system for the place. */
static readstat_error_t update(long file_size, readstat_progress_handler progress, void *user,
                               void *context) {
    (void)file_size;
    (void)progress;
    (void)user;
    (void)context;
    return READSTAT_OK;
}

void kom_statfile_read_by(struct kom_statfile_bytes *b, readstat_parser_t *parser) {
    (void)readstat_set_open_handler(parser, open_file);
    (void)readstat_set_close_handler(parser, close_file);
    (void)readstat_set_seek_handler(parser, seek);
    (void)readstat_set_read_handler(parser, read_bytes);
    (void)readstat_set_update_handler(parser, update);
    (void)readstat_set_io_ctx(parser, b);
}

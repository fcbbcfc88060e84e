/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading bytes: large reads, straight to where they are wanted when none wait. */
#include "raw.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "os.h"
#include "seal.h"

static enum kom_status io_error(const struct kom_raw *r, const char *what, struct kom_error *err) {
    return kom_fail(err, KOM_EIO, "%s: %s: %s", r->name, what, strerror(errno));
}

static enum kom_status open_file(struct kom_raw *r, const char *path, struct kom_error *err) {
    struct stat st;
    r->owns_fd = strcmp(path, "-") != 0;
    r->fd = r->owns_fd ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : STDIN_FILENO;
    if (r->fd < 0)
        return io_error(r, "cannot be opened", err);
    if (fstat(r->fd, &st) != 0)
        return io_error(r, "cannot be looked at", err);
    if (S_ISDIR(st.st_mode))
        return kom_fail(err, KOM_EIO, "%s: is a directory; name a file", r->name);
    if (S_ISFIFO(st.st_mode))
        kom_os_wide_pipe(r->fd);
    r->heard = S_ISREG(st.st_mode) ? NULL : kom_seals_hear(path);
    return KOM_OK;
}

enum kom_status kom_raw_init(struct kom_raw *r, const char *path, const struct kom_text *memory,
                             struct kom_error *err) {
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    *r = (struct kom_raw){.fd = -1, .at = KOM_RAW_BACK, .n = KOM_RAW_BACK};
    r->name = kom_alloc(strlen(name) + 1, 1);
    r->block = kom_resize(NULL, KOM_RAW_BACK + KOM_RAW_BLOCK, 1);
    if (!r->name || !r->block)
        return kom_no_memory_in(err, name);
    memcpy(r->name, name, strlen(name) + 1);
    memset(r->block, 0, KOM_RAW_BACK);
    if (!memory)
        return open_file(r, path, err);
    r->is_memory = true;
    r->memory = *memory;
    return KOM_OK;
}

static enum kom_status read_once(struct kom_raw *r, char *p, size_t cap, size_t *n,
                                 struct kom_error *err) {
    *n = 0;
    if (r->at_end)
        return KOM_OK;
    if (r->is_memory) {
        *n = r->memory.n < cap ? r->memory.n : cap;
        if (*n)
            memcpy(p, r->memory.p, *n);
        r->memory.p += *n;
        r->memory.n -= *n;
    } else {
        ssize_t got;
        do
            got = read(r->fd, p, cap);
        while (got < 0 && errno == EINTR);
        if (got < 0)
            return io_error(r, "reading failed", err);
        *n = (size_t)got;
        if (r->heard)
            kom_heard_add(r->heard, (struct kom_text){p, *n});
    }
    r->at_end = *n == 0;
    r->n_read += *n;
    return KOM_OK;
}

enum kom_status kom_raw_refill(struct kom_raw *r, struct kom_error *err) {
    if (r->at < r->n || r->at_end)
        return KOM_OK;
    memmove(r->block, r->block + r->n - KOM_RAW_BACK, KOM_RAW_BACK);
    r->at = r->n = KOM_RAW_BACK;
    size_t got;
    enum kom_status status = read_once(r, r->block + r->n, KOM_RAW_BLOCK, &got, err);
    r->n += got;
    return status;
}

enum kom_status kom_raw_peek(struct kom_raw *r, size_t n, struct kom_error *err) {
    while (r->n - r->at < n && !r->at_end) {
        size_t got;
        enum kom_status status =
            read_once(r, r->block + r->n, KOM_RAW_BACK + KOM_RAW_BLOCK - r->n, &got, err);
        if (status)
            return status;
        r->n += got;
    }
    return KOM_OK;
}

enum kom_status kom_raw_read(struct kom_raw *r, char *p, size_t cap, size_t *n,
                             struct kom_error *err) {
    size_t waiting = r->n - r->at;
    if (waiting == 0)
        return read_once(r, p, cap, n, err);
    *n = waiting < cap ? waiting : cap;
    memcpy(p, r->block + r->at, *n);
    r->at += *n;
    return KOM_OK;
}

enum kom_status kom_raw_seek(struct kom_raw *r, uint64_t at, struct kom_error *err) {
    if (r->is_memory || lseek(r->fd, (off_t)at, SEEK_SET) < 0)
        return io_error(r, "cannot be read from its middle", err);
    r->at = r->n = KOM_RAW_BACK;
    r->n_read = at;
    r->at_end = false;
    return KOM_OK;
}

void kom_raw_fini(struct kom_raw *r) {
    if (r->owns_fd && r->fd >= 0)
        (void)close(r->fd);
    kom_free(r->block);
    kom_free(r->name);
    *r = (struct kom_raw){.fd = -1};
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outputs: buffered, every write and close looked at, files renamed into place only when whole. */
#include "sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"

enum { SINK_BUFFER = 64 * 1024, LINK_DEPTH = 40 };

static char *copy_of(const char *s, size_t n) {
    char *p = kom_resize(NULL, n + 1, 1);
    if (!p)
        return NULL;
    memcpy(p, s, n);
    p[n] = '\0';
    return p;
}

static void forget(struct kom_sink *sink) {
    kom_free(sink->path);
    kom_free(sink->target);
    kom_free(sink->temporary);
    kom_buf_fini(&sink->buf);
    *sink = (struct kom_sink){0};
}

static enum kom_status failed(const struct kom_sink *sink, const char *what,
                              struct kom_error *err) {
    return kom_fail(err, KOM_EIO, "%s: %s: %s", sink->path, what, strerror(errno));
}

/* One step along a symlink: the text of the link, beside the link when it is relative. NULL on
 * failure. */
static char *follow(const char *path) {
    char link[4096];
    ssize_t n = readlink(path, link, sizeof link - 1);
    if (n < 0)
        return NULL;
    const char *slash = strrchr(path, '/');
    size_t folder = link[0] != '/' && slash ? (size_t)(slash - path) + 1 : 0;
    char *next = kom_resize(NULL, folder + (size_t)n + 1, 1);
    if (!next)
        return NULL;
    memcpy(next, path, folder);
    memcpy(next + folder, link, (size_t)n);
    next[folder + (size_t)n] = '\0';
    return next;
}

/* The file behind the symlinks of sink->path, whether or not it exists. */
static enum kom_status resolve(struct kom_sink *sink, struct kom_error *err) {
    struct stat st;
    sink->target = copy_of(sink->path, strlen(sink->path));
    if (!sink->target)
        return kom_fail(err, KOM_ENOMEM, "%s: out of memory", sink->path);
    for (int i = 0; lstat(sink->target, &st) == 0 && S_ISLNK(st.st_mode); i++) {
        char *next = i < LINK_DEPTH ? follow(sink->target) : NULL;
        if (!next)
            return kom_fail(err, KOM_EIO, "%s: the symbolic link cannot be followed", sink->path);
        kom_free(sink->target);
        sink->target = next;
    }
    return KOM_OK;
}

static enum kom_status open_temporary(struct kom_sink *sink, struct kom_error *err) {
    static const char suffix[] = ".XXXXXX";
    size_t n = strlen(sink->target);
    sink->temporary = kom_resize(NULL, n + sizeof suffix, 1);
    if (!sink->temporary)
        return kom_fail(err, KOM_ENOMEM, "%s: out of memory", sink->path);
    memcpy(sink->temporary, sink->target, n);
    memcpy(sink->temporary + n, suffix, sizeof suffix);
    sink->fd = mkstemp(sink->temporary);
    if (sink->fd < 0) {
        enum kom_status status = failed(sink, "cannot be created", err);
        kom_free(sink->temporary);
        sink->temporary = NULL;
        return status;
    }
    return KOM_OK;
}

static enum kom_status open_file(struct kom_sink *sink, struct kom_error *err) {
    struct stat st;
    enum kom_status status = resolve(sink, err);
    if (status)
        return status;
    if (stat(sink->target, &st) != 0 || S_ISREG(st.st_mode))
        return open_temporary(sink, err);
    if (S_ISDIR(st.st_mode))
        return kom_fail(err, KOM_EIO, "%s: is a directory", sink->path);
    sink->fd = open(sink->target, O_WRONLY | O_NOCTTY);
    return sink->fd < 0 ? failed(sink, "cannot be opened", err) : KOM_OK;
}

enum kom_status kom_sink_open(struct kom_sink *sink, const char *path, bool is_private,
                              struct kom_error *err) {
    bool is_stdout = !path || strcmp(path, "-") == 0;
    const char *name = is_stdout ? "standard output" : path;
    *sink = (struct kom_sink){.fd = STDOUT_FILENO, .is_private = is_private};
    sink->path = copy_of(name, strlen(name));
    if (!sink->path)
        return kom_fail(err, KOM_ENOMEM, "%s: out of memory", name);
    enum kom_status status = is_stdout ? KOM_OK : open_file(sink, err);
    sink->is_open = status == KOM_OK;
    if (status)
        forget(sink);
    return status;
}

static enum kom_status write_all(struct kom_sink *sink, struct kom_text t, struct kom_error *err) {
    while (t.n) {
        ssize_t n = write(sink->fd, t.p, t.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failed(sink, "writing failed", err);
        sink->has_written = true;
        t.p += n;
        t.n -= (size_t)n;
    }
    return KOM_OK;
}

enum kom_status kom_sink_flush(struct kom_sink *sink, struct kom_error *err) {
    if (sink->buf.failed)
        return kom_fail(err, KOM_ENOMEM, "%s: out of memory", sink->path);
    enum kom_status status = write_all(sink, kom_buf_view(&sink->buf), err);
    kom_buf_reset(&sink->buf);
    return status;
}

enum kom_status kom_sink_write(struct kom_sink *sink, struct kom_text bytes,
                               struct kom_error *err) {
    if (bytes.n < SINK_BUFFER / 2)
        kom_buf_text(&sink->buf, bytes);
    if (sink->buf.n >= SINK_BUFFER || sink->buf.failed || bytes.n >= SINK_BUFFER / 2) {
        enum kom_status status = kom_sink_flush(sink, err);
        if (status)
            return status;
    }
    return bytes.n >= SINK_BUFFER / 2 ? write_all(sink, bytes, err) : KOM_OK;
}

/* The mode that the finished file is to have. The umask can only be read by setting it. */
static mode_t final_mode(const struct kom_sink *sink) {
    struct stat st;
    if (sink->is_private)
        return 0600;
    if (stat(sink->target, &st) == 0)
        return st.st_mode & 07777;
    mode_t mask = umask(0);
    (void)umask(mask);
    return 0666 & ~mask;
}

static enum kom_status rename_into_place(struct kom_sink *sink, struct kom_error *err) {
    if (chmod(sink->temporary, final_mode(sink)) != 0)
        return failed(sink, "its mode cannot be set", err);
    if (rename(sink->temporary, sink->target) != 0)
        return failed(sink, "the finished file cannot be renamed into place", err);
    kom_free(sink->temporary);
    sink->temporary = NULL;
    return KOM_OK;
}

enum kom_status kom_sink_commit(struct kom_sink *sink, struct kom_error *err) {
    if (!sink->is_open)
        return KOM_OK;
    enum kom_status status = kom_sink_flush(sink, err);
    if (!status) {
        int closed = close(sink->fd);
        sink->is_open = false;
        if (closed != 0)
            status = failed(sink, "closing failed", err);
        else if (sink->temporary)
            status = rename_into_place(sink, err);
    }
    kom_sink_drop(sink);
    return status;
}

void kom_sink_drop(struct kom_sink *sink) {
    if (sink->is_open)
        (void)close(sink->fd);
    if (sink->temporary)
        (void)unlink(sink->temporary);
    forget(sink);
}

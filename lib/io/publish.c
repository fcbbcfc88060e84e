/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A temporary file has no name at all where the system allows that, and a name in the folder of its
   target from just before it is renamed; elsewhere from the beginning. Names come and go with
   signals blocked, so that whoever removes them knows of them. */
#include "publish.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "os.h"

enum { BASE_MAX = 200, N_NAMES = 36 };

static const char suffix[] = ".XXXXXX", backup_suffix[] = "~";

static enum kom_status failed(const struct kom_sink *sink, const char *what,
                              struct kom_error *err) {
    return kom_fail(err, KOM_EIO, "%s: %s: %s", sink->path, what, strerror(errno));
}

void kom_publish_block(sigset_t *old) {
    sigset_t all;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, old);
}

static size_t length_of_folder(const char *target) {
    return (size_t)(strrchr(target, '/') - target) + 1;
}

/* FOLDER/BASE.XXXXXX, with a base that leaves room for more. */
static char *new_name(const char *target, size_t more) {
    size_t n = strlen(target), folder = length_of_folder(target);
    n = n - folder > BASE_MAX ? folder + BASE_MAX : n;
    char *name = kom_alloc(n + sizeof suffix + more, 1);
    if (!name)
        return NULL;
    memcpy(name, target, n);
    memcpy(name + n, suffix, sizeof suffix);
    return name;
}

static int open_unnamed(const char *target) {
    char folder[PATH_MAX];
    size_t n = length_of_folder(target);
    if (n >= sizeof folder)
        return -1;
    memcpy(folder, target, n);
    folder[n] = '\0';
    return kom_os_unnamed_file(folder, true);
}

static int open_named(struct kom_sink *sink) {
    sigset_t old;
    kom_publish_block(&old);
    int fd = mkstemp(sink->temporary);
    int error = errno;
    if (fd >= 0)
        atomic_store(&sink->is_named, true);
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (fd >= 0)
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    errno = error;
    return fd;
}

enum kom_status kom_publish_open(struct kom_sink *sink, struct kom_error *err) {
    mode_t mask = umask(0); /* it can only be read by setting it: before there are threads */
    (void)umask(mask);
    sink->mode = 0666 & ~mask;
    sink->temporary = new_name(sink->target, 0);
    sink->backup = new_name(sink->target, sizeof backup_suffix);
    if (!sink->temporary || !sink->backup)
        return kom_no_memory_in(err, sink->path);
    sink->fd = open_unnamed(sink->target);
    if (sink->fd < 0)
        sink->fd = open_named(sink);
    return sink->fd < 0 ? failed(sink, "cannot be created", err) : KOM_OK;
}

/* ---- what can fail ---- */

/* What stands in the place of the target; KOM_EIO when that cannot be told. */
static enum kom_status look(const struct kom_sink *sink, bool *is_file, mode_t *mode,
                            struct kom_error *err) {
    struct stat st;
    bool is_there = lstat(sink->target, &st) == 0;
    if (!is_there && errno != ENOENT)
        return failed(sink, "cannot be looked at", err);
    *is_file = is_there && S_ISREG(st.st_mode);
    *mode = *is_file ? st.st_mode & 07777 : sink->mode;
    return KOM_OK;
}

/* The end of the name becomes the attempt-th text that goes with this process. */
static void fill(char *name, int attempt) {
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    long pid = (long)getpid();
    char *end = name + strlen(name);
    end[-1] = digits[attempt];
    for (int i = 2; i < (int)sizeof suffix - 1; i++, pid /= 36)
        end[-i] = digits[pid % 36];
}

static enum kom_status give_name(struct kom_sink *sink, struct kom_error *err) {
    sigset_t old;
    int given = -1;
    kom_publish_block(&old);
    for (int i = 0; i < N_NAMES && given != 0; i++) {
        fill(sink->temporary, i);
        given = kom_os_give_name(sink->fd, sink->temporary);
        if (given != 0 && errno != EEXIST)
            break;
    }
    int error = errno;
    atomic_store(&sink->is_named, given == 0);
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    errno = error;
    return given == 0 ? KOM_OK : failed(sink, "the finished file cannot be given a name", err);
}

/* File systems that know of no such thing say EINVAL or ENOTSUP. */
static bool sync_failed(int fd) {
    return fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP && errno != ENOSYS;
}

enum kom_status kom_publish_prepare(struct kom_sink *sink, struct kom_error *err) {
    mode_t mode;
    bool is_file;
    enum kom_status status = look(sink, &is_file, &mode, err);
    if (!status && fchmod(sink->fd, sink->is_private ? 0600 : mode) != 0)
        status = failed(sink, "its mode cannot be set", err);
    if (!status && !sink->is_named)
        status = give_name(sink, err);
    if (!status && sync_failed(sink->fd))
        status = failed(sink, "writing failed", err);
    if (status)
        return status;
    int closed = close(sink->fd);
    sink->fd = -1;
    return closed == 0 ? KOM_OK : failed(sink, "closing failed", err);
}

/* ---- the change of names ---- */

/* Renames, and knows no temporary file after. */
static bool put(struct kom_sink *sink) {
    if (rename(sink->temporary, sink->target) != 0)
        return false;
    atomic_store(&sink->is_named, false);
    return true;
}

/* The old file keeps another name: a link, or where there are none, the only one it has. */
static bool keep(struct kom_sink *sink) {
    size_t n = strlen(sink->temporary);
    memcpy(sink->backup, sink->temporary, n);
    memcpy(sink->backup + n, backup_suffix, sizeof backup_suffix);
    return link(sink->target, sink->backup) == 0 || rename(sink->target, sink->backup) == 0;
}

enum kom_status kom_publish_move(struct kom_sink *sink, bool is_last, enum kom_way *way,
                                 struct kom_error *err) {
    mode_t mode;
    bool is_file;
    enum kom_status status = look(sink, &is_file, &mode, err);
    *way = KOM_WAY_NONE;
    if (status)
        return status;
    if (is_last || !is_file) {
        if (put(sink))
            *way = is_file ? KOM_WAY_FINAL : KOM_WAY_MADE;
    } else if (kom_os_exchange(sink->temporary, sink->target) == 0) {
        *way = KOM_WAY_EXCHANGED;
    } else if (keep(sink)) {
        *way = KOM_WAY_KEPT;
        if (!put(sink)) {
            int error = errno;
            (void)kom_publish_undo(sink, *way);
            errno = error;
            *way = KOM_WAY_NONE;
        }
    }
    return *way ? KOM_OK : failed(sink, "the finished file cannot be renamed into place", err);
}

bool kom_publish_undo(struct kom_sink *sink, enum kom_way way) {
    switch (way) {
    case KOM_WAY_NONE:
        return true;
    case KOM_WAY_MADE:
        return unlink(sink->target) == 0;
    case KOM_WAY_FINAL: /* nothing came after it */
        return false;
    case KOM_WAY_EXCHANGED:
        return kom_os_exchange(sink->temporary, sink->target) == 0;
    case KOM_WAY_KEPT:
        if (rename(sink->backup, sink->target) != 0)
            return false;
        (void)unlink(sink->backup); /* two names of one file are not renamed into one */
        return true;
    }
    return false;
}

/* A disk that fails here has the old name or the new one, each with a whole file. */
static void sync_folder(char *target) {
    char *slash = strrchr(target, '/');
    char first = slash[1];
    slash[1] = '\0';
    int fd = open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    slash[1] = first;
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
}

void kom_publish_settle(struct kom_sink *sink, enum kom_way way) {
    if (way == KOM_WAY_EXCHANGED && unlink(sink->temporary) == 0)
        atomic_store(&sink->is_named, false);
    if (way == KOM_WAY_KEPT)
        (void)unlink(sink->backup);
    sync_folder(sink->target);
}

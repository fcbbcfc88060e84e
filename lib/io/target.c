/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Symbolic links are followed one by one, each folder by realpath: a link that stands for an open
   descriptor is met as what it is, and never as the path of the file behind it. Whatever cannot be
   looked at fails the call: nothing is replaced on a guess. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINK_DEPTH = 40, DESCRIPTOR_MAX = 1 << 20 };

/* One step: what is followed, its folder without links, and its name in it. */
struct step {
    char at[PATH_MAX], folder[PATH_MAX];
    const char *name;
};

static enum kom_status failed(const char *name, const char *what, struct kom_error *err) {
    return kom_fail(err, KOM_EIO, "%s: %s: %s", name, what, strerror(errno));
}

/* Writes a + between + b; false when it is too long for a path. */
static bool join(char *out, const char *a, const char *between, const char *b) {
    int n = snprintf(out, PATH_MAX, "%s%s%s", a, between, b);
    if (n >= 0 && n < PATH_MAX)
        return true;
    errno = ENAMETOOLONG;
    return false;
}

static bool is_within(const char *path, const char *folder) {
    size_t n = strlen(folder);
    return strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

/* Folders where the system keeps what looks like files. */
static bool is_of_the_system(const char *folder) {
    return (is_within(folder, "/dev") && !is_within(folder, "/dev/shm")) ||
           is_within(folder, "/proc") || is_within(folder, "/sys");
}

/* The folder of this process's own descriptors. */
static bool is_of_descriptors(const char *folder) {
    char self[PATH_MAX];
    size_t n = strlen(folder);
    if (strcmp(folder, "/dev/fd") == 0)
        return true;
    return n > 3 && strcmp(folder + n - 3, "/fd") == 0 && realpath("/proc/self", self) &&
           is_within(folder, self);
}

/* The number that a name in such a folder is; -1: none. */
static int number_of(const char *name) {
    int n = 0;
    for (const char *p = name; *p; p++) {
        if (*p < '0' || *p > '9' || n > DESCRIPTOR_MAX)
            return -1;
        n = 10 * n + (*p - '0');
    }
    return *name ? n : -1;
}

/* Names that mean a descriptor even where there is no /proc. */
static int well_known(const char *path) {
    static const char *const names[] = {"/dev/stdin", "/dev/stdout", "/dev/stderr"};
    for (int i = 0; i < 3; i++)
        if (strcmp(path, names[i]) == 0)
            return i;
    return strncmp(path, "/dev/fd/", 8) == 0 ? number_of(path + 8) : -1;
}

static enum kom_status use_descriptor(struct kom_target *t, const char *name, int number,
                                      struct kom_error *err) {
    struct stat st;
    int flags = fcntl(number, F_GETFL);
    if (flags < 0 || fstat(number, &st) != 0)
        return failed(name, "is no open descriptor", err);
    if ((flags & O_ACCMODE) == O_RDONLY)
        return kom_fail(err, KOM_EIO, "%s: is not open for writing", name);
    t->fd = fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (t->fd < 0)
        return failed(name, "cannot be opened once more", err);
    t->is_descriptor = true;
    t->id = kom_file_id_of(&st);
    return KOM_OK;
}

static enum kom_status no_place(const char *name, const char *folder, struct kom_error *err) {
    return kom_fail(err, KOM_EIO, "%s: no file is made or replaced in %s; name one elsewhere", name,
                    folder);
}

/* A pipe, a device: opened, and looked at once more, since names can change hands. */
static enum kom_status write_through(struct kom_target *t, const char *name,
                                     struct kom_error *err) {
    struct stat st;
    t->fd = open(t->path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
    if (t->fd < 0 || fstat(t->fd, &st) != 0)
        return failed(name, "cannot be opened", err);
    if (S_ISREG(st.st_mode))
        return kom_fail(err, KOM_EIO, "%s: cannot be opened: it is another file now", name);
    t->id = kom_file_id_of(&st);
    return KOM_OK;
}

/* What is there is no link, or one in /proc, whose text is no path to be followed. */
static enum kom_status settle(struct kom_target *t, const char *name, const struct step *s,
                              struct kom_error *err) {
    struct stat st;
    if (stat(t->path, &st) != 0)
        return failed(name, "cannot be looked at", err);
    if (S_ISDIR(st.st_mode))
        return kom_fail(err, KOM_EIO, "%s: is a directory", name);
    if (!S_ISREG(st.st_mode))
        return write_through(t, name, err);
    if (is_of_the_system(s->folder))
        return no_place(name, s->folder, err);
    t->id = kom_file_id_of(&st);
    return KOM_OK;
}

static enum kom_status make_new(struct kom_target *t, const char *name, const struct step *s,
                                struct kom_error *err) {
    if (is_of_the_system(s->folder))
        return no_place(name, s->folder, err);
    t->id = kom_file_id_new(t->path);
    return t->id.is_known ? KOM_OK : failed(name, "its folder cannot be looked at", err);
}

/* Parts s->at into folder and name, and joins them to the real path of where it leads. */
static enum kom_status look(struct step *s, struct kom_target *t, const char *name,
                            struct kom_error *err) {
    char *slash = strrchr(s->at, '/');
    s->name = slash ? slash + 1 : s->at;
    if (!*s->name)
        return kom_fail(err, KOM_EIO, "%s: is the name of a directory", name);
    if (slash)
        *slash = '\0';
    const char *folder = !slash ? "." : slash == s->at ? "/" : s->at;
    if (!realpath(folder, s->folder) ||
        !join(t->path, strcmp(s->folder, "/") == 0 ? "" : s->folder, "/", s->name))
        return failed(name, "cannot be created", err);
    return KOM_OK;
}

/* The text of the link becomes what is followed. */
static enum kom_status follow(struct step *s, const struct kom_target *t, const char *name,
                              struct kom_error *err) {
    char link[PATH_MAX];
    ssize_t n = readlink(t->path, link, sizeof link - 1);
    if (n < 0)
        return failed(name, "the symbolic link cannot be followed", err);
    link[n] = '\0';
    bool is_whole = link[0] == '/';
    if (!join(s->at, is_whole ? "" : s->folder, is_whole ? "" : "/", link))
        return failed(name, "the symbolic link cannot be followed", err);
    return KOM_OK;
}

static enum kom_status find(struct kom_target *t, const char *name, struct kom_error *err) {
    struct step s;
    struct stat st;
    if (!join(s.at, name, "", ""))
        return failed(name, "cannot be created", err);
    for (int i = 0; i < LINK_DEPTH; i++) {
        int number = well_known(s.at);
        enum kom_status status = number < 0 ? look(&s, t, name, err) : KOM_OK;
        if (status)
            return status;
        if (number < 0 && is_of_descriptors(s.folder))
            number = number_of(s.name);
        if (number >= 0)
            return use_descriptor(t, name, number, err);
        if (lstat(t->path, &st) != 0)
            return errno == ENOENT ? make_new(t, name, &s, err)
                                   : failed(name, "cannot be looked at", err);
        if (!S_ISLNK(st.st_mode) || is_within(s.folder, "/proc"))
            return settle(t, name, &s, err);
        status = follow(&s, t, name, err);
        if (status)
            return status;
    }
    errno = ELOOP;
    return failed(name, "the symbolic link cannot be followed", err);
}

enum kom_status kom_target_find(struct kom_target *target, const char *name,
                                struct kom_error *err) {
    *target = (struct kom_target){.fd = -1};
    enum kom_status status = find(target, name, err);
    if (status && target->fd >= 0) {
        (void)close(target->fd);
        target->fd = -1;
    }
    return status;
}
